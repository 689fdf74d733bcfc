"""Two spellings of one: noticed, merged without losing anything, and taken back."""

from __future__ import annotations

import pandas as pd
import pytest

from followup.memory.alike import alike, merged, preview
from followup.tables import RECORDS, Row, metadata
from followup.workbook import Workbook


def pairs(book: Workbook, table: str, *names: str, **more: list[str]) -> set[str]:
    """Why the named records look like one."""
    rows = [
        Row(table, {"id": f"x-{n}", "name": name, **{k: v[n] for k, v in more.items()}})
        for n, name in enumerate(names)
    ]
    book.save(rows, "Names")
    return {pair.why for pair in alike(book.frames())}


@pytest.mark.parametrize(
    "names",
    [("Dana Ruiz", "D. Ruiz"), ("Dana Ruiz", "dana ruíz"), ("Ruiz, Dana", "Dana Ruiz"),
     ("Jörg Müller", "Joerg Mueller"), ("Dana Ruiz", "Dana Ruis"), ("Ann-Marie Lee", "Ann Marie Lee")],
)  # fmt: skip
def test_two_spellings_of_a_person_are_noticed(book: Workbook, names: tuple[str, str]) -> None:
    assert pairs(book, "people", *names)


@pytest.mark.parametrize(
    "names", [("Dana Ruiz", "Tom Ruiz"), ("Dana Ruiz", "Dana Okoye"), ("Bo Li", "An Li"), ("", "Dana")]
)  # fmt: skip
def test_two_people_stay_two(book: Workbook, names: tuple[str, str]) -> None:
    if all(names):
        assert not pairs(book, "people", *names)


def test_same_email_is_one_person(book: Workbook) -> None:
    mail = ["a@example.com", "A@example.com"]
    assert pairs(book, "people", "Ana Reyes", "Boss", email=mail) == {
        "the same email, a@example.com"
    }


@pytest.mark.parametrize("names", [("Larkspur House", "Larkspur"), ("Acme GmbH", "ACME Ltd")])
def test_company_with_another_ending_is_noticed(book: Workbook, names: tuple[str, str]) -> None:
    assert pairs(book, "companies", *names)


def test_companies_that_share_only_common_words_stay_two(book: Workbook) -> None:
    assert not pairs(book, "companies", "Harbor Media Group", "Tidewater Media Group")


def test_names_with_different_numbers_stay_two(book: Workbook) -> None:
    assert not pairs(book, "companies", "Platform 12", "Platform 21", "Studio 54", "Studio 541")


def references(book: Workbook, table: str, row_id: str) -> int:
    """How many cells refer to a record."""
    return sum(
        int((frame[c.name] == row_id).sum())
        for name, frame in book.frames().items()
        for c in metadata.tables[name].columns
        if c.info.get("refers_to") == table
    )


@pytest.mark.parametrize(
    ("table", "keep", "gone"), [("people", "C2", "C4"), ("companies", "ORG1", "ORG2")]
)
def test_merging_moves_everything_and_can_be_taken_back(
    sample_book: Workbook, table: str, keep: str, gone: str
) -> None:
    before = sample_book.frames()
    n = references(sample_book, table, keep) + references(sample_book, table, gone)
    sample_book.save(merged(before, table, keep, gone), "Two made one")
    assert references(sample_book, table, gone) == 0
    assert gone not in set(sample_book.frame(table)["id"])
    assert 0 < references(sample_book, table, keep) <= n
    sample_book.undo(int(sample_book.recent_saves(1)["save_id"].iloc[0]))
    for name in RECORDS:
        frame = (
            sample_book.frame(name).drop(columns="row_version").sort_values("id", ignore_index=True)
        )
        was = before[name].drop(columns="row_version").sort_values("id", ignore_index=True)
        pd.testing.assert_frame_equal(frame, was)


def test_two_seats_in_one_meeting_become_one(sample_book: Workbook) -> None:
    room = sample_book.frame("attendees")
    meeting = room.loc[room["person_id"] == "C2", "meeting_id"].iloc[0]
    sample_book.save(
        [
            Row("people", {"id": "p-2", "name": "H. Brandt"}),
            Row("attendees", {"meeting_id": meeting, "person_id": "p-2"}),
        ],
        "x",
    )
    sample_book.save(merged(sample_book.frames(), "people", "C2", "p-2"), "Two made one")
    room = sample_book.frame("attendees")
    assert len(room[(room["meeting_id"] == meeting) & (room["person_id"] == "C2")]) == 1


def test_what_only_the_second_knows_is_taken_over(book: Workbook) -> None:
    one = {"id": "p-1", "name": "Dana Ruiz", "email": "d@example.com", "notes": "met in May"}
    other = {
        "id": "p-2",
        "name": "D. Ruiz",
        "phone": "555 0100",
        "email": "x@example.com",
        "notes": "likes tea",
    }
    book.save([Row("people", one), Row("people", other)], "Two")
    book.save(merged(book.frames(), "people", "p-1", "p-2"), "One")
    person = book.frame("people").iloc[0]
    assert (person["name"], person["email"], person["phone"]) == (
        "Dana Ruiz",
        "d@example.com",
        "555 0100",
    )
    assert person["notes"] == "met in May\nlikes tea"


def test_begun_letter_and_task_set_aside_follow_the_person(sample_book: Workbook) -> None:
    aside = {"task": "R-LET|M6|C4", "decision": "not_needed", "decided_on": sample_book.today}
    sample_book.save([Row("decisions", aside)], "Aside")
    sample_book.keep_draft("desk:R-LET|M6|C4", {"text": "Dear Joan"})
    sample_book.save(merged(sample_book.frames(), "people", "C2", "C4"), "One")
    assert "R-LET|M6|C2" in set(sample_book.frame("decisions")["task"])
    assert sample_book.draft("desk:R-LET|M6|C2") == {"text": "Dear Joan"}
    assert sample_book.draft("desk:R-LET|M6|C4") == {}  # a pack would list it twice


def test_preview_counts_what_would_move(sample_book: Workbook) -> None:
    pair = next(iter(alike(sample_book.frames())), None)
    assert pair is None
    from followup.memory.alike import Pair

    said = preview(sample_book.frames(), Pair("people", "C2", "C4", "x"))
    assert any("touchpoint" in words for words in said)
