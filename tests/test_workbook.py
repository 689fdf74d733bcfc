"""The workbook file: nothing is half saved, nothing is overwritten, nothing typed is changed."""

from __future__ import annotations

import hashlib
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from followup import connection, workbook
from followup.errors import (
    Busy,
    CannotSave,
    ChangedElsewhere,
    FollowupError,
    InvalidValue,
    NewerWorkbook,
    NotAWorkbook,
)
from followup.frames import empty
from followup.tables import RECORDS, WORKBOOK_ID, Row
from followup.workbook import Workbook, open_workbook, use_workbook


def sum_of(path: Path) -> str:
    """What tells whether a file changed by one bit."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def company(name: str, **more: object) -> Row:
    """A company to save."""
    return Row("companies", {"name": name, **more})


# --- frames -------------------------------------------------------------------------------


@pytest.mark.parametrize("table", RECORDS)
def test_frame_of_an_empty_table_is_typed(book: Workbook, table: str) -> None:
    frame = book.frame(table)
    assert list(frame["id"]) == ([WORKBOOK_ID] if table == "settings" else [])
    assert list(frame.dtypes.items()) == list(empty(table).dtypes.items())


@pytest.mark.parametrize("table", RECORDS)
def test_frame_of_a_full_table_has_the_types_of_an_empty_one(
    sample_book: Workbook, table: str
) -> None:
    assert list(sample_book.frame(table).dtypes.items()) == list(empty(table).dtypes.items())


def test_missing_values_are_missing_and_not_words(book: Workbook) -> None:
    book.save([Row("people", {"id": "p-1", "name": "Ana Reyes"})], "A person")
    person = book.frame("people").iloc[0]
    assert pd.isna(person["company_id"])
    assert person["email"] == ""
    assert person["keep_in_touch"]


# --- text ---------------------------------------------------------------------------------

ODD = ["=SUM(A1)", "<script>alert(1)</script>", "NULL", "NaN", "NA", "", " ", "\ufeff", "a\x00b",
       "שלום \u200fעולם", "👩‍👩‍👧‍👦 família 東京", "'; DROP TABLE people; --", "007", "1e5",
       "line\u2028line", "\t tab", "{{ 7*7 }}", "$x^2$", "x" * 200_000]  # fmt: skip


@pytest.mark.parametrize("text", ODD, ids=lambda t: ascii(t[:20]))
def test_text_comes_back_letter_by_letter(book: Workbook, text: str) -> None:
    book.save([company("Larkspur House", notes=text)], "A company")
    assert list(open_workbook(book.path).frame("companies")["notes"]) == [text]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r")))
@example(text="a\x00b")
def test_any_text_comes_back_and_survives_undo(book: Workbook, text: str) -> None:
    book.save([Row("settings", {"id": "s", "value": text})], "Before")
    book.save([Row("settings", {"id": "s", "value": text + "!"})], "After")
    book.undo(int(book.recent_saves(1)["save_id"].iloc[0]))
    assert book.settings()["s"] == text


# --- one transaction ----------------------------------------------------------------------


def test_bad_row_in_the_middle_leaves_nothing(book: Workbook) -> None:
    rows = [company("Larkspur House"), Row("people", {"name": ""}), company("Tidewater Press")]
    before = sum_of(book.path)
    with pytest.raises(InvalidValue, match="'Name' is needed"):
        book.save(rows, "Three things")
    assert sum_of(book.path) == before
    assert book.recent_saves().empty


def test_reference_to_nothing_leaves_nothing(book: Workbook) -> None:
    rows = [company("Larkspur House"), Row("people", {"name": "Ana Reyes", "company_id": "c-none"})]
    with pytest.raises(FollowupError, match="refers to this"):
        book.save(rows, "A person at no company")
    assert book.frame("companies").empty


def test_rows_may_refer_to_rows_saved_with_them(book: Workbook) -> None:
    person = Row("people", {"name": "Ana Reyes", "company_id": "c-1"})
    book.save([person, company("Larkspur House", id="c-1")], "Both at once")
    assert list(book.frame("people")["company_id"]) == ["c-1"]


def test_stale_window_is_told_and_overwrites_nothing(book: Workbook) -> None:
    book.save([company("Larkspur House", id="c-1")], "Made")
    seen = {"id": "c-1", "row_version": 1}
    book.save([Row("companies", {**seen, "notes": "from one window"})], "One window")
    with pytest.raises(ChangedElsewhere) as told:
        book.save([Row("companies", {**seen, "notes": "from the other"})], "The other")
    assert told.value.theirs["notes"] == "from one window"
    assert list(book.frame("companies")["notes"]) == ["from one window"]


def test_stale_window_that_changes_nothing_is_no_conflict(book: Workbook) -> None:
    book.save([company("Larkspur House", id="c-1")], "Made")
    book.save([Row("companies", {"id": "c-1", "notes": "n"})], "Amended")
    book.save([Row("companies", {"id": "c-1", "row_version": 1, "notes": "n"})], "The same")
    assert list(book.frame("companies")["row_version"]) == [2]


def test_record_removed_in_another_window_does_not_come_back_by_a_stale_save(
    book: Workbook,
) -> None:
    book.save([company("Larkspur House", id="c-1")], "Made")
    book.save([Row("companies", {"id": "c-1"}, gone=True)], "Removed")
    with pytest.raises(ChangedElsewhere):
        book.save([company("Larkspur House", id="c-1", row_version=1, notes="n")], "Stale")
    assert book.frame("companies").empty


def test_record_changed_in_another_window_is_not_removed_by_a_stale_one(book: Workbook) -> None:
    book.save([company("Larkspur House", id="c-1")], "Made")
    book.save([Row("companies", {"id": "c-1", "notes": "precious"})], "Amended")
    with pytest.raises(ChangedElsewhere):
        book.save([Row("companies", {"id": "c-1", "row_version": 1}, gone=True)], "Stale")
    assert list(book.frame("companies")["notes"]) == ["precious"]


def test_version_number_is_never_given_twice(book: Workbook) -> None:
    book.save([company("Larkspur House", id="c-1")], "Made")
    book.save([Row("companies", {"id": "c-1", "notes": "seen by a window"})], "Amended")
    seen = int(book.frame("companies")["row_version"].iloc[0])
    book.undo(int(book.recent_saves(1)["save_id"].iloc[0]))
    book.save([Row("companies", {"id": "c-1", "notes": "something else"})], "Amended again")
    with pytest.raises(ChangedElsewhere):
        book.save([Row("companies", {"id": "c-1", "row_version": seen, "notes": "x"})], "Stale")


def test_error_shows_nothing_of_what_was_typed(book: Workbook) -> None:
    row = Row("people", {"name": "Ana Reyes", "notes": "a secret", "company_id": "c-none"})
    with pytest.raises(FollowupError) as told:
        book.save([row], "A person")
    assert "secret" not in f"{told.value!s}{told.value.__cause__!s}"


# --- a file that is not right -------------------------------------------------------------


def foreign(path: Path) -> None:
    """Another program's SQLite file."""
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE t (x)")
    other.close()


def newer(path: Path) -> None:
    """A workbook of a followup to come."""
    open_workbook(path)
    with sqlite3.connect(path) as other:
        other.execute("PRAGMA user_version = 999")
    other.close()


def truncated(path: Path) -> None:
    """A workbook of which half arrived."""
    open_workbook(path)
    path.write_bytes(path.read_bytes()[:5000])


BROKEN = {
    "a file of no bytes": (lambda p: p.write_bytes(b""), NotAWorkbook),
    "a text": (lambda p: p.write_text("Dear Ana, thank you"), NotAWorkbook),
    "a spreadsheet": (lambda p: p.write_bytes(b"PK\x03\x04" + bytes(5000)), NotAWorkbook),
    "another program's": (foreign, NotAWorkbook),
    "cut in half": (truncated, NotAWorkbook),
    "a newer one": (newer, NewerWorkbook),
}


@pytest.mark.parametrize("case", BROKEN)
def test_file_that_is_not_a_workbook_is_refused_and_left_alone(case: str, tmp_path: Path) -> None:
    make, error = BROKEN[case]
    path = tmp_path / "workbook.sqlite"
    make(path)
    before = sum_of(path)
    with pytest.raises(error) as told:
        open_workbook(path).frames()
    assert str(told.value).endswith(".")
    assert sum_of(path) == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("act", ["save", "keep_draft", "undo"])
def test_old_kernel_does_not_write_into_a_newer_file(book: Workbook, act: str) -> None:
    book.save([company("Larkspur House")], "Made")
    newer(book.path)
    before = sum_of(book.path)
    told = {"save": ([company("X")], "x"), "keep_draft": ("f", {"a": "b"}), "undo": (1,)}
    with pytest.raises(NewerWorkbook):
        getattr(book, act)(*told[act])
    assert sum_of(book.path) == before


def test_file_replaced_under_an_open_notebook_is_not_written_to(book: Workbook) -> None:
    book.path.unlink()
    foreign(book.path)
    before = sum_of(book.path)
    with pytest.raises(NotAWorkbook):
        book.save([company("Larkspur House")], "Made")
    assert sum_of(book.path) == before


def test_missing_file_is_not_made_by_a_save(book: Workbook) -> None:
    book.path.unlink()
    with pytest.raises(CannotSave, match=r"workbook\.sqlite"):
        book.save([company("Larkspur House")], "Made")
    assert not book.path.exists()


def test_folder_in_place_of_a_file_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "workbook.sqlite").mkdir()
    with pytest.raises(FollowupError):
        open_workbook(tmp_path / "workbook.sqlite")


def test_full_disk_is_told_and_nothing_is_half_saved(book: Workbook) -> None:
    def small(connection: sqlite3.Connection, _: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")

    sa.event.listen(book._engine, "connect", small)
    rows = [company("Larkspur House"), company("Tidewater", notes="x" * 400_000)]
    with pytest.raises(CannotSave, match="disk is full"):
        book.save(rows, "Much")
    assert open_workbook(book.path).frame("companies").empty


def test_other_window_that_holds_the_file_is_named_as_the_reason(
    book: Workbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "LOCK_SECONDS", 0.1)
    waiting = open_workbook(book.path)
    holder = sqlite3.connect(book.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(Busy, match="Another window"):
        waiting.save([company("Larkspur House")], "Made")
    holder.execute("ROLLBACK")
    holder.close()
    assert waiting.save([company("Larkspur House")], "Made")


# --- the file itself ----------------------------------------------------------------------


def test_file_is_readable_by_its_owner_only(book: Workbook) -> None:
    book.save([company("Larkspur House")], "Made")
    assert stat.S_IMODE(book.path.stat().st_mode) == 0o600
    assert [p.name for p in book.path.parent.iterdir()] == ["workbook.sqlite"]


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("foreign_keys", 1), ("synchronous", 3), ("recursive_triggers", 1), ("secure_delete", 1),
     ("journal_mode", "delete")],
)  # fmt: skip
def test_connection_has_the_settings_that_lose_nothing(
    book: Workbook, pragma: str, value: object
) -> None:
    with book.connected() as connection:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one() == value


def test_removed_words_do_not_stay_in_a_draft_of_the_file(book: Workbook) -> None:
    book.keep_draft("reflection", {"company": "a canary in the mine"})
    book.keep_draft("reflection", {})
    assert b"a canary in the mine" not in book.path.read_bytes()


@pytest.mark.parametrize("name", ["my search", "100%", "é 東京", "#1 job", "why? so", "50%20 off"])
def test_folder_of_any_name_holds_a_workbook(tmp_path: Path, name: str) -> None:
    path = tmp_path / name / "my book.sqlite"
    open_workbook(path).save([company("Larkspur House")], "Made")
    assert len(open_workbook(path).frame("companies")) == 1
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == [path]


def test_failed_start_leaves_no_litter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(connection: object) -> None:
        raise CannotSave("no room")

    monkeypatch.setattr(workbook, "bring_forward", broken)
    with pytest.raises(CannotSave):
        open_workbook(tmp_path / "workbook.sqlite")
    assert list(tmp_path.iterdir()) == []


# --- drafts -------------------------------------------------------------------------------


def test_draft_is_kept_until_it_is_dropped(book: Workbook) -> None:
    typed = {"company": "שלום 👩‍👧 \x00 =A1", "rows": [{"name": "Ana", "n": 3, "tick": True}]}
    book.keep_draft("reflection", typed)
    assert open_workbook(book.path).draft("reflection") == typed
    assert book.draft("another form") == {}
    book.keep_draft("reflection", {})
    assert book.draft("reflection") == {}


def test_half_a_character_never_stops_a_draft(book: Workbook) -> None:
    try:
        book.keep_draft("reflection", {"company": "kept \ud83d"})
    except FollowupError:
        return  # said in words, and the form shows it
    assert "kept" in book.draft("reflection")["company"]


def test_draft_leaves_no_trace_in_the_history(book: Workbook) -> None:
    book.keep_draft("reflection", {"company": "x"})
    assert book.recent_saves().empty
    with sqlite3.connect(book.path) as raw:
        assert raw.execute("SELECT count(*) FROM history").fetchone() == (0,)
    raw.close()


# --- which workbook -----------------------------------------------------------------------


def test_named_file_is_the_workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOLLOWUP_WORKBOOK", str(tmp_path / "deep" / "mine.sqlite"))
    book = open_workbook()
    assert book.path == tmp_path / "deep" / "mine.sqlite"
    assert repr(book) == "Your workbook, just made: it is empty and waits for your first meeting"
    assert repr(open_workbook()) == "Your workbook"


def test_without_a_name_it_lies_in_data_beside_notebooks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FOLLOWUP_WORKBOOK")
    for folder in ("notebooks", "followup"):
        (tmp_path / folder).mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    assert open_workbook().path == tmp_path / "data" / "workbook.sqlite"


def test_every_notebook_follows_the_choice_of_workbook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOLLOWUP_WORKBOOK", str(tmp_path / "mine.sqlite"))
    open_workbook(tmp_path / workbook.SAMPLE)
    use_workbook(workbook.SAMPLE)
    assert open_workbook().path.name == workbook.SAMPLE
    use_workbook(workbook.OWN)
    assert open_workbook().path.name == "mine.sqlite"


# --- several windows ----------------------------------------------------------------------

SAVER = """
import sys
from pathlib import Path
from followup.tables import Row
from followup.workbook import open_workbook
book = open_workbook(Path(sys.argv[1]))
for n in range(25):
    company = Row("companies", {"id": f"c-{sys.argv[2]}-{n}", "name": "Larkspur House"})
    person = {"name": "Ana Reyes", "company_id": company.values["id"]}
    book.save([company, Row("people", person)], "A form")
print(len(book.recent_saves(100)))
"""


def test_two_windows_lose_nothing_of_each_other(tmp_path: Path) -> None:
    path = tmp_path / "workbook.sqlite"  # not there yet: both make it
    command = [sys.executable, "-c", SAVER, str(path)]
    both = [subprocess.Popen([*command, who], stderr=subprocess.PIPE) for who in "ab"]
    assert [(p.communicate(timeout=60)[1], p.returncode) for p in both] == [(b"", 0)] * 2
    frames = open_workbook(path).frames()
    assert len(frames["companies"]) == len(frames["people"]) == 50
    assert len(open_workbook(path).recent_saves(100)) == 50
