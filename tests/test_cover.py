"""The one cover: names and addresses out of a text, stand-ins that speak, and the way back."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pandas as pd
import pytest
from builders import Memory
from test_coach import flat

from followup.cover.cover import Cover
from followup.tables import Row

TODAY = date(2026, 3, 5)

# --- names ----------------------------------------------------------------------------------

CAST = {
    "regex": "A.*(B)+ [Zork]", "one": "X", "common": "Will May", "short": "An Li",
    "ours": "Mark Company", "odd": "!!!", "fox": "🦊", "cjk": "山田太郎", "arabic": "محمد العلي",
    "hebrew": "דוד כהן", "number": "X Æ A-12", "long": "Q" * 500, "script": "<script>alert</script>",
    "rtl": "\u202egnirtS\u202c Reversed", "dash": "Jean-Luc O’Brien", "twice": "Sam Sam",
    "thai": "สมชาย ใจดี", "curly": "{{7*7}} Zebedee",
}  # fmt: skip
SPOKEN = {
    "regex": ["ask Zork", "A.*(B)+ [Zork]"], "one": ["as X said", "X’s view"],
    "common": ["Will May", "MAY, WILL", "so I ask Will"], "short": ["An Li", "with Li", "Li’s"],
    "ours": ["Mark’s note", "Mark Company"], "odd": ["ask !!! there"], "fox": ["as 🦊 said", "🦊"],
    "cjk": ["山田太郎さん", "「山田太郎」"], "arabic": ["قال محمد", "العلي هنا"],
    "hebrew": ["דוד אמר", "כהן"], "number": ["X Æ A-12 said"], "long": ["q" * 500],
    "script": ["<script>alert</script>", "Alert"], "rtl": ["ask Reversed", "gnirtS"],
    "dash": ["Jean", "O'Brien", "jean luc obrien", "JeanLuc"], "twice": ["sam sam", "Sam"],
    "thai": ["คุณสมชายครับ"], "curly": ["zebedee", "{{7*7}} Zebedee"],
}  # fmt: skip
SPOTTED = [(owner, text) for owner, texts in SPOKEN.items() for text in texts]


def cast(names: dict[str, str], **more: dict[str, Any]) -> dict[str, pd.DataFrame]:
    """The frames of a workbook with these people."""
    book = Memory()
    book.save(
        Row("people", {"id": i, "name": name, **more.get(i, {})}) for i, name in names.items()
    )
    return book.frames()


@pytest.mark.parametrize(("owner", "text"), SPOTTED)
@pytest.mark.parametrize("how", ["stand_ins", "initials"])
def test_name_is_covered_however_odd_it_is(how: str, owner: str, text: str) -> None:
    covered = Cover(cast({owner: CAST[owner]}), how, "full")
    said = covered.text(text)
    assert covered.shown["people"][owner] in said
    words = {w for w in re.findall(r"[^\W\d_]+", flat(CAST[owner])) if len(w) > 1}
    assert not words & set(re.findall(r"[^\W\d_]+", flat(said).replace("contact", "")))


@pytest.mark.parametrize("how", ["stand_ins", "initials"])
def test_what_stands_for_a_name_says_nothing_of_it(how: str) -> None:
    shown = Cover(cast(CAST), how, "full").shown["people"]
    assert len(set(shown.values())) == len(CAST)
    pattern = r"Contact \d+" if how == "stand_ins" else r"(\w\. ?){1,5}(\(\d+\))?"
    assert all(re.fullmatch(pattern, one) for one in shown.values())
    assert how == "stand_ins" or shown["one"].startswith("N.")
    assert how == "stand_ins" or shown["cjk"].startswith("N.")


def test_private_facts_are_covered_where_a_text_repeats_them() -> None:
    book = Memory()
    book.save([
        Row("people", {"id": "p", "name": "Ana Reyes", "phone": "App. 4711", "address": "Zorkgasse 7\n12345 Wobblestadt"}),
        Row("companies", {"id": "c", "name": "Larkspur House"}),
        Row("opportunities", {"id": "o", "company_id": "c", "role": "Editor"}),
        Row("offers", {"opportunity_id": "o", "offered_on": TODAY, "pay": "EUR 91,750 from 2027, or 92 k"}),
    ])  # fmt: skip
    cover = Cover(book.frames(), "full", "full")
    assert cover.text("Ring app. 4711 or come to Zorkgasse 7, 12345 wobblestadt.") == (
        "Ring Telephone 1 or come to Address 1, Address 2."
    )
    for said in (
        "91,750",
        "91750",
        "91 750",
        "91.750",
        "91.75k",
        "91,75 K",
        "92k",
        "92,000",
        "91.8k",
    ):
        text = Cover(book.frames(), "full", "full").text(
            f"I asked for {said} in 2027, not 191,750 or 91."
        )
        assert text == "I asked for Pay 1 in 2027, not 191,750 or 91."


def test_words_of_an_address_give_nobody_away() -> None:
    known = cast({"p": "Ana Reyes"}, p={"email": "a.reyes_wobble@example.com"})
    company = {"companies": pd.DataFrame({"id": ["c"], "name": ["Larkspur House"], "website": ["https://www.zorkspur.example/jobs"], "notes": [""]})}  # fmt: skip
    cover = Cover({**known, **company}, "stand_ins", "stand_ins")
    for text in ("write to areyes", "on wobble", "a.reyes_wobble", "zorkspur.example", "Zorkspur"):
        assert not re.search("reyes|wobble|zorkspur", cover.text(text), re.IGNORECASE)
    assert cover.text("See the jobs www and example") == "See the jobs www and example"


def test_name_of_a_person_inside_that_of_a_company_is_covered_too() -> None:
    book = Memory()
    book.save([
        Row("people", {"id": "p", "name": "Ida Brandt"}),
        Row("companies", {"id": "c", "name": "Brandt Media"}),
    ])  # fmt: skip
    assert Cover(book.frames(), "stand_ins", "full").shown["companies"]["c"] == "Contact 1 Media"
    assert Cover(book.frames(), "full", "stand_ins").shown["people"]["p"] == "Ida Company 1"
    assert Cover(book.frames(), "full", "full").shown["people"]["p"] == "Ida Brandt"


def test_stand_ins_and_ids_are_drawn_anew_for_each_pack() -> None:
    frames = cast({f"p{n:02}": f"Name{'abcdefghijklmnopqrst'[n]}" for n in range(20)})
    drawn = [Cover(frames, "stand_ins", "full") for _ in range(4)]
    orders = [tuple(one.shown["people"][i] for i in frames["people"]["id"]) for one in drawn]
    assert len(set(orders)) == 4
    assert all(sorted(order) != list(order) for order in orders)
    ids = [set(one.new.values()) for one in drawn]
    assert len(ids[0]) == 20 and not ids[0] & ids[1] & ids[2]
    assert all(re.fullmatch(r"p-\d{6}", i) for one in ids for i in one)


def test_stand_ins_are_not_covered_again_by_the_other_kind() -> None:
    book = Memory()
    book.save([
        Row("people", {"id": "p", "name": "Ana Reyes"}),
        Row("companies", {"id": "c", "name": "Contact"}),
    ])  # fmt: skip
    said = Cover(book.frames(), "stand_ins", "stand_ins").text("Ana Reyes of Contact")
    assert said == "Contact 1 of Company 1"


def test_days_numbers_and_plain_words_stay() -> None:
    text = "On 12.03.2026 I led 42 people, at 14:30, for 3 days."
    assert Cover(cast({"p": "Ana Reyes"}), "stand_ins", "full").text(text) == text
