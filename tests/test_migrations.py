"""The model can change: old files come forward to exactly the shape of new ones, nothing lost.

    python tests/test_migrations.py

writes down the shape of a new file, after a step was added for what changed.
"""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

import followup
from followup.errors import NewerWorkbook
from followup.migrations import GONE, VERSION
from followup.tables import metadata
from followup.workbook import open_workbook

FILES = Path(__file__).parent / "files"
SHAPE = FILES / "shape.sql"
RELEASED = sorted(FILES.glob("workbook-*.sqlite"))


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    """What a query gives, read by SQLite alone."""
    connection = sqlite3.connect(path)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def shape(path: Path) -> set[tuple[str, ...]]:
    """Every table, index and trigger of a file, with its SQL."""
    return {
        (kind, name, " ".join((sql or "").split()))
        for kind, name, sql in rows(path, "SELECT type, name, sql FROM sqlite_master")
    }


def written_down(path: Path) -> str:
    """The shape of a file as text, with its version."""
    lines = sorted(" ".join(part) for part in shape(path))
    return "\n".join([f"-- version {rows(path, 'PRAGMA user_version')[0][0]}", *lines]) + "\n"


@pytest.fixture(params=RELEASED, ids=lambda path: path.stem)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A workbook file of a released followup, to be opened."""
    return Path(shutil.copy(request.param, tmp_path / "workbook.sqlite"))


def test_there_is_a_file_of_every_released_version():
    assert [path.stem for path in RELEASED] == ["workbook-0.1.0"]


def test_old_file_gets_exactly_the_shape_of_a_new_one(old, tmp_path):
    open_workbook(old)
    open_workbook(tmp_path / "new.sqlite")
    assert shape(old) == shape(tmp_path / "new.sqlite")
    assert rows(old, "PRAGMA user_version") == [(VERSION,)]
    assert rows(old, "PRAGMA integrity_check") == [("ok",)]


def test_old_file_keeps_every_row_and_value_in_order(old, tmp_path):
    before = Path(shutil.copy(old, tmp_path / "before.sqlite"))
    open_workbook(old)
    for name, table in metadata.tables.items():
        there = {row[1] for row in rows(before, f"PRAGMA table_info({name})")}
        both = ", ".join(c.name for c in table.columns if c.name in there)
        assert there - set(table.columns.keys()) == GONE.get(name, set())
        own_id = " WHERE id <> 'workbook'" if name == "settings" else ""
        sql = f"SELECT {both} FROM {name}{own_id} ORDER BY rowid"
        assert rows(old, sql) == rows(before, sql), name


def test_old_file_is_backed_up_before_it_comes_forward(old):
    open_workbook(old)
    [made] = (old.parent / "backups").glob("*.sqlite")
    assert rows(made, "PRAGMA user_version") == [(1,)]


def test_old_file_gets_an_id_that_is_no_step_of_its_history(old):
    before = rows(old, "SELECT count(*) FROM history")
    book = open_workbook(old)
    assert len(book.settings()["workbook"]) == 8 and book.owner.id == book.settings()["workbook"]
    assert rows(old, "SELECT count(*) FROM history") == before
    assert open_workbook(old).owner == book.owner


def test_history_goes_on_and_every_old_step_can_be_taken_back(old):
    book = open_workbook(old)
    for save_id in book.recent_saves(100)["save_id"]:
        book.undo(int(save_id))
    assert book.frame("meetings").empty and book.frame("people").empty


def test_number_of_a_save_is_never_given_twice(old):
    last = rows(old, "SELECT seq FROM sqlite_sequence WHERE name = 'saves'")
    open_workbook(old)
    assert rows(old, "SELECT seq FROM sqlite_sequence WHERE name = 'saves'") == last


def test_model_that_changes_needs_a_step(tmp_path):
    """An older followup tells a newer file by its number alone."""
    open_workbook(tmp_path / "new.sqlite")
    assert written_down(tmp_path / "new.sqlite") == SHAPE.read_text(encoding="utf-8"), (
        "The model changed. If this version was released, add a step to migrations.STEPS, empty "
        "if no value is stored differently; then run: python tests/test_migrations.py"
    )


# --- changing the model in a scratch copy -------------------------------------------------

CHANGES = {
    "column": (
        "tables.py",
        '    _text("email", "email address"),',
        '    _text("pronouns", "how they want to be spoken of"),\n    _text("email", "email address"),',
    ),
    "choice": ("tables.py", '"letter note nudge', '"letter portfolio note nudge'),
    "table": (
        "tables.py",
        "RECORDS = tuple(",
        '_table("books", "b", "book", "One row per book.", _text("title", "its title"))\n\nRECORDS = tuple(',
    ),
}
STEP = ("migrations.py", "VERSION = 1", "STEPS += ((),)\nVERSION = 1")
TRY = """
import sys
from followup.tables import Row
from followup.workbook import open_workbook
def undo_last(book):
    book.undo(int(book.recent_saves(9).query("not is_undo")["save_id"].iloc[0]))

old, new = open_workbook(sys.argv[1]), open_workbook(sys.argv[2])
for book in (old, new):
    [one] = book.save([Row(*SAVED)], "New")
    [again] = book.save([Row(SAVED[0], {"id": one, FIELD: OTHER})], "Changed")
    undo_last(book)
    assert book.frame(SAVED[0]).set_index("id").loc[one, FIELD] == SAVED[1][FIELD]
    undo_last(book)
    assert one not in set(book.frame(SAVED[0])["id"])
"""
SAVED = {
    "column": ("people", {"name": "Ana", "pronouns": "she"}, "pronouns", "they"),
    "choice": ("touchpoints", {"happened_on": "2026-03-05", "kind": "portfolio"}, "kind", "letter"),
    "table": ("books", {"title": "Emma"}, "title", "Persuasion"),
}


def changed_copy(tmp_path: Path, *changes: tuple[str, str, str]) -> Path:
    """A copy of the package with these texts replaced."""
    copy = tmp_path / "copy"
    shutil.copytree(Path(followup.__file__).parent, copy / "followup")
    for file, before, after in changes:
        path = copy / "followup" / file
        text = path.read_text(encoding="utf-8")
        assert before in text
        path.write_text(text.replace(before, after, 1), encoding="utf-8")
    return copy


@pytest.mark.parametrize("change", CHANGES)
def test_model_can_be_changed(change, tmp_path):
    copy = changed_copy(tmp_path, CHANGES[change], STEP)
    old, new = shutil.copy(RELEASED[0], tmp_path / "old.sqlite"), tmp_path / "new.sqlite"
    table, values, column, other = SAVED[change]
    code = TRY.replace("SAVED", repr((table, values))).replace("FIELD", repr(column))
    code = code.replace("OTHER", repr(other))
    done = subprocess.run(
        [sys.executable, "-c", code, str(old), str(new)], cwd=copy, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert shape(Path(old)) == shape(new)
    with pytest.raises(NewerWorkbook):
        open_workbook(old)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "new.sqlite"
        open_workbook(made)
        SHAPE.write_text(written_down(made), encoding="utf-8")
