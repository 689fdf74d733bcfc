"""What to mind about a text: each remark is made when it should be, and not otherwise."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pytest

from followup.frames import empty, typed
from followup.letters import BY_KEY, Draft, Occasion
from followup.letters.check import body, check, n_words, overlap
from followup.letters.points import Point
from followup.tables import RECORDS

FINE = """Dear Ana,

Thank you for the hour on Thursday. What stayed with me is how your team lost a week of every month to retyping data by hand, and that nobody had ever counted it until last spring.

At my last house a newsletter went from 2,100 to 19,400 readers in eighteen months, with one person and a small tool that read the orders as they came. Something like it could give your team that week back; the first step would be one list, one title and one month, and then a look at the numbers together.

You asked what would stop it. Mostly habit, and a shared calendar helped more than any software did. If a page about that would be of use before you decide, it is written and on its way to you this evening. It would be a pleasure to talk about it again.

With best wishes,
Maya Okafor"""


def record(name: str = "Ana Reyes") -> dict[str, pd.DataFrame]:
    """A record that knows one person, and nothing else."""
    frames = {table: empty(table) for table in RECORDS}
    ana = {**dict.fromkeys(frames["people"].columns, ""), "id": "p", "name": name, "row_version": 1}
    ana |= {"is_phone_unwelcome": False, "keep_in_touch": True}
    return {**frames, "people": typed("people", pd.DataFrame([ana]))}


def letter(key: str = "thank_you", *points: Point) -> Draft:
    """A letter of this kind with these points."""
    return Draft(BY_KEY[key], Occasion("p", "o", "m"), points, "Subject", FINE)


def sources(
    text: str, *points: Point, key: str = "thank_you", others: Sequence[tuple[str, str]] = ()
) -> set[str]:
    """The rubrics that have a remark on a text."""
    return {remark.source for remark in check(record(), letter(key, *points), text, others)}


def test_good_letter_has_no_remark() -> None:
    assert sources(FINE) == set()


SPOILED = {
    "TPL-7 short": (FINE.split("\n\nAt my")[0], "TPL-7"),
    "TPL-7 long": (FINE.replace("You asked", "Again and again. " * 60 + "You asked"), "TPL-7"),
    "no name": (FINE.replace("Dear Ana,", "Dear Sir or Madam,"), "L1-1"),
    "other name": (FINE.replace("Dear Ana,", "Dear Anabel,"), "L1-1"),
    "blank left": (FINE.replace("Thursday", "[day]"), "HF3"),
    "template left": (FINE.replace("Thursday", "{{ day }}"), "HF3"),
    "line left": (FINE.replace("Thursday", "____"), "HF3"),
    "todo left": (FINE.replace("Thursday", "TODO"), "HF1 HF3"),
    "no thanks": (FINE.replace("Thank you for the hour", "We spoke for an hour"), "L1-2"),
    "stock": (FINE.replace("You asked", "I look forward to hearing from you. You asked"), "TPL-4"),
    "empty word": (FINE.replace("with one person", "with one passionate person"), "TPL-5"),
    "blame": (FINE.replace("nobody had ever", "your useless vendor had never"), "HF5"),
    "pressure": (FINE.replace("You asked", "This is your last chance. You asked"), "HF4"),
    "unknown number": (FINE.replace("19,400", "91,400"), "HF1"),
    "unknown name": (FINE.replace("your team lost", "your Omaha team lost"), "HF1"),
    "sentence twice": (FINE.replace("It would be", "You asked what would stop it. It would be"), "L1-12"),
    "nothing follows": (FINE.replace("talk about it again.", "talk about this:"), "HF3"),
    "about the reader": (FINE.replace("how your team", "how her team"), "HF5"),
    "names the reader": (FINE.replace("your team lost", "the team of Ana lost"), "HF5"),
    "three questions": (FINE.replace("You asked what would stop it.", "What would stop it? Is it habit? Who knows? You asked."), "TPL-9"),
    "I, I, I": (FINE.replace("What stayed", "I remember").replace("At my last house", "I know that")
                .replace("Something like", "I hope").replace("You asked", "I heard you ask")
                .replace("Mostly habit", "I think habit").replace("If a page", "I think a page")
                .replace("It would be a", "I would have"), "TPL-6"),
}  # fmt: skip


@pytest.mark.parametrize("case", SPOILED)
def test_one_fault_gives_its_remark_and_no_other(case: str) -> None:
    text, source = SPOILED[case]
    assert text != FINE
    assert sources(text) == set(source.split())


@pytest.mark.parametrize("kind", ["learned", "challenge", "evidence"])
def test_point_the_letter_leaves_out_is_missed(kind: str) -> None:
    there = Point(kind, "your team lost a week of every month to retyping", "x:1")
    absent = Point(kind, "their warehouse moves to Newark next autumn", "x:1")
    assert sources(FINE, there) == set()
    assert sources(FINE, absent) == {"TPL-1"}
    assert sources(FINE, absent, there) == set()


def test_letter_that_went_to_a_colleague_too_is_noticed_with_their_name() -> None:
    remarks = check(record(), letter(), FINE, [("Tom Okoye", FINE.replace("Ana", "Tom"))])
    assert [r.source for r in remarks] == ["TPL-2"]
    assert "100%" in remarks[0].text and "Tom Okoye" in remarks[0].text


def test_same_greeting_and_signature_are_not_a_template() -> None:
    other = "Dear Tom,\n\nOur talk of printers went on far too long for both of us.\n\nWith best wishes,\nMaya Okafor"
    assert overlap(FINE, other) == 0
    assert sources(FINE, others=[("Tom", other)]) == set()


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "Dear Ana,", "…", "x" * 10_000, "Ana", "[", "(" * 50]
)
@pytest.mark.parametrize("name", ["Ana Reyes", "", "A (B) [C]", "+"])
def test_any_text_can_be_looked_at(text: str, name: str) -> None:
    assert all(remark.text.endswith(".") for remark in check(record(name), letter(), text))


def test_call_sheet_needs_no_greeting() -> None:
    assert "L1-1" not in sources(FINE.replace("Dear Ana,", "Hello,"), key="call")


def test_body_is_what_stands_between_greeting_and_signature() -> None:
    assert body(FINE).startswith("Thank you for the hour")
    assert body(FINE).endswith("about it again.")
    assert n_words(" two  words ") == 2


def test_every_remark_says_what_to_do_in_one_line() -> None:
    for text, _ in SPOILED.values():
        for remark in check(record(), letter(), text):
            assert "\n" not in remark.text
            assert 20 < len(remark.text) < 160


def test_note_about_someone_else_is_kept_out() -> None:
    frames = record()
    other = {"id": "q", "name": "Tom Okoye"}
    people = pd.concat([frames["people"], frames["people"].assign(**other)], ignore_index=True)
    note = {
        **dict.fromkeys(frames["answers"].columns, ""),
        "id": "a",
        "person_id": "q",
        "row_version": 1,
    }
    note |= {"text": "walks to work with his dog", "is_nothing": False}
    frames = {**frames, "people": people, "answers": typed("answers", pd.DataFrame([note]))}
    text = FINE.replace("Mostly habit", "Mostly habit, as one who walks to work with a dog")
    remarks = [r for r in check(frames, letter(), text) if r.source == "HF2"]
    assert [r.text for r in remarks] == [
        "This repeats what you noted about Tom Okoye; keep it out."
    ]
    assert "HF2" not in {r.source for r in check(frames, letter(), FINE)}
