"""Taking a save back: everything it changed is as it was, or nothing is."""

from __future__ import annotations

import sqlite3

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from followup.errors import FollowupError
from followup.safekeeping.history import CannotUndo
from followup.tables import Row
from followup.workbook import Workbook, open_workbook


def last(book: Workbook) -> int:
    """The number of the last save in force."""
    return int(book.recent_saves(1)["save_id"].iloc[0])


def company(**values: object) -> Row:
    """A company, or a change of it."""
    return Row("companies", {"id": "c", **values})


@pytest.fixture
def one(book: Workbook) -> Workbook:
    """A workbook with one company."""
    book.save([company(name="Larkspur House", notes="a\x00b שלום\n=1+1")], "Made")
    return book


CHANGES = {
    "insert": [Row("people", {"id": "p", "name": "Ana Reyes", "company_id": "c"})],
    "update": [company(notes="changed", website="https://larkspur.example.com")],
    "delete": [Row("companies", {"id": "c"}, gone=True)],
    "all at once": [
        company(notes="changed"),
        Row("people", {"id": "p", "name": "Ana Reyes", "company_id": "c"}),
        Row("people", {"id": "p", "role": "Editor"}),
        Row("people", {"id": "p"}, gone=True),
        Row("companies", {"id": "c"}, gone=True),
    ],
}


@pytest.mark.parametrize("case", CHANGES)
def test_save_taken_back_leaves_all_as_it_was(one: Workbook, case: str) -> None:
    before = one.frames()
    one.save(CHANGES[case], case)
    assert one.undo(last(one)) == case
    for table, frame in one.frames().items():  # but no version number is given twice
        now, then = (f.drop(columns="row_version") for f in (frame, before[table]))
        pd.testing.assert_frame_equal(now, then)


def test_saves_are_listed_newest_first_in_words(one: Workbook) -> None:
    one.save([company(notes="x")], "Amended")
    saves = one.recent_saves()
    assert list(saves["what"]) == ["Amended", "Made"]
    assert list(saves["n_changes"]) == [1, 1]
    assert str(saves["saved_at"].dtype) == "datetime64[us, UTC]"
    assert len(one.recent_saves(1)) == 1


def test_undo_stands_in_the_list_and_can_be_brought_back(one: Workbook) -> None:
    """What an undo took would be out of reach, though history still holds it."""
    one.save([company(notes="x")], "Amended")
    one.undo(last(one))
    steps = one.recent_saves()
    assert list(steps["what"]) == ["Taken back: Amended", "Made"]
    assert list(steps["is_undo"]) == [True, False]
    assert one.undo(last(one)) == "Amended"
    assert one.frame("companies")["notes"].tolist() == ["x"]
    assert list(one.recent_saves()["what"]) == ["Brought back: Amended", "Made"]
    one.undo(last(one))
    assert list(one.recent_saves()["what"]) == ["Taken back: Amended", "Made"]
    assert one.frame("companies")["notes"].tolist() == ["a\x00b שלום\n=1+1"]


def test_step_says_whether_it_was_made_in_this_window(one: Workbook) -> None:
    other = open_workbook(one.path)
    other.save([company(notes="x")], "There")
    assert list(one.recent_saves()["is_here"]) == [False, True]
    assert list(other.recent_saves()["is_here"]) == [True, False]


def test_save_that_changed_nothing_is_not_offered(one: Workbook) -> None:
    one.save([company(name="Larkspur House")], "The same again")
    assert list(one.recent_saves()["what"]) == ["Made"]


def refused(book: Workbook, save_id: int) -> str:
    """The sentence with which an undo is refused; nothing has changed."""
    before = book.frames()
    with pytest.raises(FollowupError) as told:
        book.undo(save_id)
    for table, frame in book.frames().items():
        pd.testing.assert_frame_equal(frame, before[table])
    return str(told.value)


def test_save_cannot_be_taken_back_past_a_later_change(one: Workbook) -> None:
    made = last(one)
    one.save([company(notes="later")], "Amended")
    said = refused(one, made)
    assert said.startswith(
        "“Made” cannot be taken back, because the same company was changed later"
    )


def test_save_cannot_be_taken_back_twice(one: Workbook) -> None:
    made = last(one)
    one.undo(made)
    with pytest.raises(CannotUndo):
        one.undo(made)
    assert one.frame("companies").empty


def test_record_that_others_need_is_not_taken_back(one: Workbook) -> None:
    made = last(one)
    one.save([Row("people", {"name": "Ana Reyes", "company_id": "c"})], "A person there")
    assert "refers to this" in refused(one, made)


def test_undo_of_a_save_that_is_not_there_is_said_in_words(one: Workbook) -> None:
    assert refused(one, 999)


def test_undo_is_a_save_of_its_own_in_the_history(one: Workbook) -> None:
    one.undo(last(one))
    with sqlite3.connect(one.path) as raw:
        assert raw.execute("SELECT count(*), max(undoes) FROM saves").fetchone() == (2, 1)
    raw.close()


@pytest.mark.parametrize("sql", ["DELETE FROM history", "UPDATE history SET after = '{}'"])
def test_history_is_never_changed(one: Workbook, sql: str) -> None:
    raw = sqlite3.connect(one.path)
    with pytest.raises(sqlite3.IntegrityError, match="history is never changed"):
        raw.execute(sql)
    raw.close()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["x", "y", "", "gone"]), min_size=1, max_size=6))
def test_undoing_every_save_backwards_ends_where_it_began(book: Workbook, steps: list[str]) -> None:
    before = book.frame("companies")
    for n, step in enumerate(steps):
        values = {"id": "c", "name": "Larkspur House", "notes": step}
        book.save([Row("companies", values, gone=step == "gone")], str(n))
    while len(done := book.recent_saves(100).query("not is_undo")):
        book.undo(int(done["save_id"].iloc[0]))
    pd.testing.assert_frame_equal(book.frame("companies"), before)
