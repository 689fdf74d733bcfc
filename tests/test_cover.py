"""The one cover: names and addresses out of a text, stand-ins that speak, and the way back."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pandas as pd
import pytest
from builders import Memory
from hypothesis import given
from hypothesis import strategies as st
from test_coach import flat

from followup.cover.cover import Cover, put_names
from followup.cover.frames import shared_frames
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
        Row("people", {"id": "p", "name": "Ana Reyes", "phone": "App. 4711", "address": "Ana Reyes\nLarkspur House\nZorkgasse 7\n12345 Wobblestadt"}),
        Row("companies", {"id": "c", "name": "Larkspur House"}),
        Row("opportunities", {"id": "o", "company_id": "c", "role": "Editor"}),
        Row("offers", {"opportunity_id": "o", "offered_on": TODAY, "pay": "EUR 91,750 from 2027, or 92 k"}),
    ])  # fmt: skip
    cover = Cover(book.frames(), "full", "full")
    assert cover.text("At Larkspur House, Ana Reyes") == "At Larkspur House, Ana Reyes"
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
        "92-95k",
        "92 grand",
        "92kEUR",
        "91,750.00",
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


# --- stand-ins that speak -------------------------------------------------------------------


def search(**settings: str) -> Memory:
    """Two companies; at the first a hiring manager and two interviewers, an introducer elsewhere."""
    book = Memory()
    names = {
        "ana": "Ana Reyes",
        "tom": "Tom Okoye",
        "ida": "Ida Okoye",
        "eve": "Dr. Eve Lund",
        "gus": "Gus Ek",
    }
    book.save([
        *(Row("settings", {"id": key.replace("_", "."), "value": said}) for key, said in settings.items()),
        Row("companies", {"id": "c1", "name": "Larkspur House"}), Row("companies", {"id": "c2", "name": "Ardent"}),
        *(Row("people", {"id": i, "name": name, "company_id": "c1", "email": f"{i}@larkspur.example"}) for i, name in names.items()),
        Row("opportunities", {"id": "o", "company_id": "c1", "role": "Editor", "hiring_manager_id": "ana", "introduced_by_id": "gus"}),
        Row("meetings", {"id": "m", "opportunity_id": "o", "meeting_on": TODAY}),
        Row("meetings", {"id": "a", "opportunity_id": "o", "kind": "advice", "meeting_on": TODAY}),
        *(Row("attendees", {"meeting_id": "m", "person_id": i}) for i in ("ana", "tom", "ida")),
        Row("attendees", {"meeting_id": "a", "person_id": "eve"}),
        Row("promises", {"id": "k", "meeting_id": "m", "person_id": "tom", "promise": "write to Okoye", "made_on": TODAY}),
    ])  # fmt: skip
    return book


def test_stand_in_says_which_part_a_person_plays() -> None:
    cover = Cover(search().frames())
    shown = cover.shown["people"]
    assert {i: re.sub(r" \d", "", said) for i, said in shown.items()} == {
        "ana": "Hiring Manager", "tom": "Interviewer", "ida": "Interviewer", "eve": "Adviser",
        "gus": "Introducer",
    }  # fmt: skip
    company = cover.shown["companies"]["c1"]
    assert shown["ana"].split()[-1] == company.split()[-1]  # Hiring Manager 2 is at Company 2
    assert all(re.fullmatch(r"([A-Z]\w+ )+\d+", said) for said in shown.values())


def test_second_hiring_manager_of_a_company_has_another_number() -> None:
    book = search()
    book.save([Row("opportunities", {"id": "p", "company_id": "c1", "role": "R", "hiring_manager_id": "tom"})])  # fmt: skip
    shown = Cover(book.frames()).shown["people"]
    assert shown["ana"] != shown["tom"] and shown["tom"].startswith("Hiring Manager ")


def test_stand_in_that_a_text_holds_already_is_passed_over() -> None:
    book = search()
    said = (
        "Ana and Tom at Company 1, Company 2, Hiring Manager 3, Interviewer 1; Link 1 x.example/y"
    )
    book.save([Row("promises", {"promise": said, "made_on": TODAY})])
    cover = Cover(book.frames())
    used = {*cover.shown["people"].values(), *cover.shown["companies"].values()}
    assert not used & {"Company 1", "Company 2", "Hiring Manager 3", "Interviewer 1"}
    assert cover.text(said).endswith("Link 1 Link 2")


def test_company_called_exactly_so_is_meant_before_a_person_who_bears_it_too() -> None:
    book = search()
    book.save([Row("people", {"id": "x", "name": "Nia Ardent"})])
    cover = Cover(book.frames())
    assert cover.text("at Ardent") == f"at {cover.stand_ins['c2']}"
    assert cover.text("Dear Ardent", ["x"]) == f"Dear {cover.stand_ins['x']}"


def test_initials_of_the_last_pack_are_no_stand_ins_of_this_one() -> None:
    cover = Cover(search().frames(), kept=Cover(search().frames(), "initials", "full").stand_ins)
    assert all(re.fullmatch(r"([A-Z]\w+ )+\d+", said) for said in cover.stand_ins.values())


def test_stand_ins_of_before_are_used_again_and_new_ones_added() -> None:
    book = search()
    before = Cover(book.frames()).stand_ins
    book.save([Row("people", {"id": "new", "name": "Nia Aalto"})])
    again = Cover(book.frames(), kept=before).stand_ins
    assert {i: again[i] for i in before} == before and again["new"] == "Contact 1"


def test_name_of_two_people_is_the_addressees_or_somebody_in_the_room() -> None:
    cover = Cover(search().frames())
    assert cover.text("Dear Okoye", ["ida", "tom"]) == f"Dear {cover.stand_ins['ida']}"
    assert cover.text("Dear Okoye") == "Dear someone"
    promise = shared_frames(search().frames(), cover)["promises"]["promise"].iloc[0]
    assert promise == f"write to {cover.stand_ins['tom']}"


def test_host_of_a_persons_address_is_their_companys_and_a_free_mailer_nobodys() -> None:
    book = search()
    book.save([Row("people", {"id": "x", "name": "Nia Aalto", "company_id": "c2", "email": "n@gmail.com"})])  # fmt: skip
    cover = Cover(book.frames())
    said = cover.text("on jobs.larkspur.example, by gmail.com")
    assert said == f"on {cover.stand_ins['c1']}, by gmail.com"


@pytest.mark.parametrize(
    ("words", "text", "covered"),
    [
        ("Annie = Ana Reyes", "ask Annie and ANNIE's team", "ask {ana} and {ana}'s team"),
        ("4 West", "on 4  west, not 14 West", "on Private Word 1, not 14 West"),
        ("Bob\nKent", "Bob in kent, Kentish", "Private Word 1 in Private Word 2, Kentish"),
        ("Will", "so I will", "so I Private Word 1"),
        ("Alex", "AlexCV.pdf, alexander", "Private Word 1CV.pdf, alexander"),
        ("O'Learys", "at O’Learys", "at Private Word 1"),
        ("小王", "小王说", "Private Word 1说"),
        ("", "nothing", "nothing"),
        (" \n=\n", "= =", "= ="),
    ],
)
def test_own_words_are_covered_wherever_they_stand(words: str, text: str, covered: str) -> None:
    cover = Cover(search(cover_words=words).frames())
    assert cover.text(text) == covered.format(**cover.stand_ins)


@pytest.mark.parametrize(
    ("email", "text", "covered"),
    [
        ("a@larkspur.photography", "photography at larkspur", "photography at {c}"),
        ("a@mail.ibm.com", "on eu.ibm.com", "on {c}"),
        ("a@larkspur.co.uk", "on jobs.larkspur.co.uk, by co.uk", "on {c}, by co.uk"),
    ],
)
def test_host_is_read_whatever_its_ending(email: str, text: str, covered: str) -> None:
    book = Memory()
    book.save([Row("companies", {"id": "c", "name": "Zzyzx"}),
               Row("people", {"id": "p", "name": "Nia Aalto", "company_id": "c", "email": email})])  # fmt: skip
    cover = Cover(book.frames())
    assert cover.text(text) == covered.format(**cover.stand_ins)


def test_of_two_private_facts_that_overlap_nothing_stays() -> None:
    cover = Cover(cast({"p": "Ana Reyes"}, p={"address": "Zorkgasse 7"}))
    assert not re.search(r"\d{3}|Zork", cover.text("Ana\nZorkgasse 7\n030 1234567"))


def test_host_of_a_person_is_nobodys_name_where_companies_stay_in_full() -> None:
    shown = Cover(search().frames(), "stand_ins", "full").shown["companies"]
    assert shown == {"c1": "Larkspur House", "c2": "Ardent"}


def test_whoever_is_noted_after_the_first_look_has_an_id_of_their_own() -> None:
    book = search()
    before = Cover(book.frames())
    book.save([Row("people", {"id": "new", "name": "Nia Aalto"})])
    after = Cover(book.frames(), kept=before.stand_ins, ids=before.new)
    assert before.new.items() < after.new.items() and len(set(after.new.values())) == len(after.new)


@pytest.mark.parametrize("pay", ["1,200.50 k", "5 6 80k", "level 1.5 80k", "9" * 400])
def test_odd_pay_is_no_trouble(pay: str) -> None:
    book = search()
    book.save([Row("offers", {"opportunity_id": "o", "offered_on": TODAY, "pay": pay})])
    assert Cover(book.frames()).text("well") == "well"


def test_seeker_is_covered_if_wished() -> None:
    book = search(seeker_name="Maya Okafor")
    assert Cover(book.frames()).text("Regards, Maya") == "Regards, Maya"
    assert Cover(book.frames(), seeker="stand_ins").text("Regards, Maya") == "Regards, Seeker 1"


# --- and the way back -----------------------------------------------------------------------

WORDS = ["Clara", "Ana Reyes", "Ana\u0301", "Okoye,\nTom", "O\u200bkoye", "at Larkspur House", "\u202ex\u202c",
         "ana@larkspur.example", "\n\n", "👩‍👧", "Dr. Lund", "+49 30 1234567", "Chloë", "ß", "zoom.us/j/9?pwd=x",
         "Dear", "Company 1", "Will", ".", "ÅSE", "I. D."]  # fmt: skip

COVER = Cover(search().frames())


@given(
    st.lists(st.sampled_from(WORDS) | st.text(max_size=8), max_size=12), st.sampled_from([" ", ""])
)
def test_text_that_comes_back_unchanged_is_as_it_was_to_the_letter(
    parts: list[str], blank: str
) -> None:
    text = blank.join(parts)
    sent = COVER.covered(text)
    assert sent.original == text and COVER.answered(sent.text, sent) == text
    kept = "".join(was for *_, was in sent.places)
    assert len(text) - len(kept) == len(sent.text) - sum(n for _, n, _ in sent.places)


def test_answer_is_written_as_the_seeker_would() -> None:
    cover = Cover(search().frames())
    ana, eve, c1 = (cover.stand_ins[i] for i in ("ana", "eve", "c1"))
    sent = cover.covered("Thank you, Reyes, and mail ana@larkspur.example.\nSee you at Larkspur.")
    answer = f"Dear {ana}, {eve}'s plan at {c1}: Email 1, Email 17.\n{sent.text.splitlines()[1]}"
    assert cover.answered(answer, sent) == (
        "Dear Ana, Dr. Lund's plan at Larkspur House: ana@larkspur.example, Email 17.\n"
        "See you at Larkspur."
    )


def test_names_in_full_are_put_back_and_longer_numbers_stay() -> None:
    assert put_names("Company 1, Company 12", {"Company 1": "Ardent"}) == "Ardent, Company 12"


def test_lines_that_went_out_alike_come_back_each_as_it_was() -> None:
    book = search()
    book.save([Row("people", {"id": "lou", "name": "Ana Lund"})])
    cover = Cover(book.frames())
    sent = cover.covered("ask Ana\nask Lund\nthanks")
    assert sent.text == "ask someone\nask someone\nthanks"
    assert cover.answered(f"{sent.text} a lot", sent) == "ask Ana\nask Lund\nthanks a lot"
    assert cover.answered("Hello\r\n" + sent.text, sent) == "Hello\nask Ana\nask Lund\nthanks"


@pytest.mark.parametrize(
    ("name", "said", "answer"),
    [
        ("Dr. Eve Lund", "Dear Dr. Lund", "Dear Dr. Lund, Dr. Lund"),
        ("Mr Abiodun", "Dear Mr Abiodun", "Dear Mr Abiodun, Mr Abiodun"),
        ("Eve Lund", "Dear Ms. Lund", "Dear Ms. Lund, Eve"),
        ("Jan van Gogh", "Dear Herr van Gogh", "Dear Herr van Gogh, Jan"),
        ("van Gogh", "Dear van Gogh", "Dear van Gogh, van Gogh"),
    ],
)
def test_title_before_a_stand_in_is_followed_by_the_last_name(
    name: str, said: str, answer: str
) -> None:
    cover = Cover(cast({"p": name}))
    sent = cover.text(said)
    assert cover.answered(f"{sent}, {cover.stand_ins['p']}") == answer


@pytest.mark.parametrize("text", ["إن شاء ﷲ", "ﷺ", "\u0653", "ﬃ", "\ud800"])
def test_odd_letters_are_no_trouble(text: str) -> None:
    cover = Cover(cast({"p": "Ana Reyes", "q": "\u0653", "r": "محمد"}))
    assert cover.text(f"{text} Reyes") == f"{text} {cover.stand_ins['p']}"


def test_stand_in_with_another_blank_or_a_letter_beside_it_is_still_one() -> None:
    book = search()
    book.save([Row("promises", {"promise": "Company  1, Company\u00a02 and Adviser 1CV", "made_on": TODAY})])  # fmt: skip
    assert not {"Company 1", "Company 2", "Adviser 1"} & {*Cover(book.frames()).stand_ins.values()}
    assert put_names("Company\u00a01's", {"Company 1": "Ardent"}) == "Ardent's"
