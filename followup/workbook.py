"""The only room that opens a connection: the workbook file, one transaction per save, frames out.

Not here: what a form means (records.py), or anything about what is owed.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import sqlalchemy as sa

from followup.errors import (
    Busy,
    CannotSave,
    ChangedElsewhere,
    FollowupError,
    InvalidValue,
    NotAWorkbook,
)
from followup.migrations import APPLICATION_ID, VERSION, bring_forward, version_of
from followup.safekeeping.history import recent, undo
from followup.tables import RECORDS, Row, checked, metadata, new_id, typed

LOCK_SECONDS = 3
OWN, SAMPLE = "workbook.sqlite", "sample.sqlite"
_WHICH = "open-workbook.txt"


def data_folder() -> Path:
    """Where the workbook lies: beside FOLLOWUP_WORKBOOK, else data/ beside notebooks/."""
    named = os.environ.get("FOLLOWUP_WORKBOOK")
    if named:
        return Path(named).expanduser().absolute().parent
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "notebooks").is_dir() and (folder / "followup").is_dir():
            return folder / "data"
    return Path(__file__).resolve().parents[1] / "data"


def own_path() -> Path:
    """The seeker's own workbook file, whether it is there yet or not."""
    named = os.environ.get("FOLLOWUP_WORKBOOK")
    return Path(named).expanduser().absolute() if named else data_folder() / OWN


def open_workbook(path: str | Path | None = None) -> Workbook:
    """The workbook in use (own or sample), brought to the present version; made if missing.

    Which one is in use is kept beside the own workbook, so every notebook follows it on its
    next run. A file that is not a workbook, damaged, or newer raises a FollowupError and is
    left untouched.
    """
    if path is None:
        path, which = own_path(), data_folder() / _WHICH
        chosen = which.read_text().strip() if which.exists() else ""
        if chosen and (path.parent / chosen).exists():
            path = path.parent / chosen
    book = Workbook(Path(path))
    book.prepare()
    return book


def use_workbook(file: str) -> None:
    """Makes `file` (OWN or SAMPLE) the workbook that every notebook opens from now on."""
    which = data_folder() / _WHICH
    if file == OWN:
        which.unlink(missing_ok=True)
    else:
        which.parent.mkdir(parents=True, exist_ok=True)
        which.write_text(file + "\n")


class Workbook:
    """One workbook file: typed frames out, one transaction per save in.

    A connection lives for one operation, so any number of notebooks can use the file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.is_new = False
        self._engine = _engine(path)

    def __repr__(self) -> str:
        made = ", just made: it is empty and waits for your first meeting" if self.is_new else ""
        return self.title + made

    @property
    def title(self) -> str:
        """Which workbook this is, as every notebook shows it."""
        settings = self.settings()
        if settings.get("kind") == "sample":
            today = self.today
            return f"Sample search, on {today:%A} {today.day} {today:%B %Y}"
        return "Your workbook"

    @property
    def today(self) -> date:
        """Today; the sample search has its own."""
        fixed = self.settings().get("today")
        return date.fromisoformat(fixed) if fixed else date.today()

    def prepare(self) -> None:
        """Makes the file if it is missing, and brings an older one forward."""
        if not self.path.exists():
            self._create()
        with self._connected() as connection:
            version = version_of(connection)
        if version < VERSION:
            with self._connected(write=True) as connection:
                bring_forward(connection)

    def settings(self) -> dict[str, str]:
        """All settings by name."""
        frame = self.frame("settings")
        return dict(zip(frame["id"], frame["value"], strict=True))

    def frame(self, table: str) -> pd.DataFrame:
        """One table as a typed frame: one row per record, its columns as the data dictionary."""
        return self.frames([table])[table]

    def frames(self, tables: Iterable[str] = RECORDS) -> dict[str, pd.DataFrame]:
        """The tables as typed frames, all read at one moment: days as datetime64, choices as
        Categorical, flags as boolean, missing as NA, also when a table is empty.
        """
        with self._connected() as connection:
            return {name: _read(connection, name) for name in tables}

    def save(self, rows: Iterable[Row], what: str) -> list[str]:
        """The ids of the rows, saved together or not at all, under one entry of history.

        `what` says it in words ("Reflection on Larkspur House"). A row with an id that exists
        is an update of the columns it names. Raises InvalidValue for a field that cannot be,
        ChangedElsewhere for a record that changed since it was read, Busy and CannotSave when
        the file cannot be written; then nothing has changed.
        """
        with self._connected(write=True) as connection:
            version_of(connection)
            _begin_save(connection, what)
            return [_write(connection, row) for row in rows]

    def recent_saves(self, n: int = 20) -> pd.DataFrame:
        """The last saves in words (safekeeping.history.recent)."""
        with self._connected() as connection:
            return recent(connection, n)

    def undo(self, save_id: int) -> str:
        """Takes one save back, as a save of its own; says what it was."""
        with self._connected(write=True) as connection:
            version_of(connection)
            _begin_save(connection, "Taken back", undoes=save_id)
            return undo(connection, save_id)

    def draft(self, form: str) -> dict[str, Any]:
        """What was typed into a form and not saved yet: its content, empty if nothing."""
        drafts = self.frame("drafts")
        kept = drafts.loc[drafts["id"] == form, "content"]
        return json.loads(kept.iloc[0]) if len(kept) else {}

    def keep_draft(self, form: str, content: Mapping[str, Any]) -> None:
        """Keeps what is typed so far; an empty content drops the draft."""
        table = metadata.tables["drafts"]
        with self._connected(write=True) as connection:
            version_of(connection)
            connection.execute(table.delete().where(table.c.id == form))
            if content:
                text = json.dumps(content, default=str)
                values = {"id": form, "content": text, "kept_at": _instant()}
                connection.execute(table.insert(), values)

    def _create(self) -> None:
        """A new empty workbook, readable by its owner only; it appears whole or not at all."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        made = self.path.with_name(f".{self.path.name}.{os.getpid()}.new")
        made.unlink(missing_ok=True)
        try:
            os.close(os.open(made, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            with sqlite3.connect(made) as connection:
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.close()
            with Workbook(made)._connected(write=True) as fresh:
                bring_forward(fresh)
            os.link(made, self.path)
            self.is_new = True
        except FileExistsError:
            pass  # another notebook made it at the same moment
        except OSError as error:
            raise CannotSave(
                f"{self.path.parent} cannot be written to: {error.strerror}."
            ) from error
        finally:
            made.unlink(missing_ok=True)

    @contextmanager
    def _connected(self, *, write: bool = False) -> Iterator[sa.Connection]:
        try:
            with self._engine.connect() as connection:
                connection = connection.execution_options(write=write)
                with connection.begin():
                    yield connection
        except (sa.exc.DatabaseError, sqlite3.DatabaseError) as error:
            raise _in_plain_words(str(getattr(error, "orig", error)), self.path) from error


def _engine(path: Path) -> sa.Engine:
    """An engine with the settings that lost nothing when it was tried: whole transactions, one
    connection per operation, no value in an error message. (The schema stays trusted: the
    triggers that write history use json_object, which SQLite allows in no other.)
    """
    address = path.absolute().as_uri() + "?mode=rw"
    engine = sa.create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(address, uri=True, timeout=LOCK_SECONDS),
        poolclass=sa.pool.NullPool,
        hide_parameters=True,
    )

    @sa.event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in (
            "foreign_keys=ON",
            "synchronous=EXTRA",
            "recursive_triggers=ON",
            "secure_delete=ON",
        ):
            connection.execute("PRAGMA " + pragma)
        if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise NotAWorkbook(
                f"{path.name} is not a followup workbook, so it was left as it is. "
                "Rename it, or point FOLLOWUP_WORKBOOK at another file."
            )

    @sa.event.listens_for(engine, "begin")
    def _on_begin(connection: sa.Connection) -> None:
        write = connection.get_execution_options().get("write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


def _in_plain_words(said: str, path: Path) -> FollowupError:
    if "locked" in said or "busy" in said:
        return Busy(
            "Another window is using the workbook just now, so nothing was saved yet. "
            "What you typed is still here: try again in a moment."
        )
    if "full" in said:
        return CannotSave(
            "The disk is full, so nothing was saved. What you typed is still here: "
            "make some room, then save again."
        )
    if "readonly" in said or "unable to open" in said or "I/O" in said:
        return CannotSave(
            f"{path.name} cannot be written to (the file or its folder is read-only, or gone). "
            "Nothing was saved; what you typed is still here."
        )
    if "malformed" in said or "not a database" in said:
        return NotAWorkbook(
            f"{path.name} looks damaged, so nothing was written to it. "
            "05-care shows the newest good backup."
        )
    if "attendees.meeting_id" in said:
        expected = "must not name the same person twice"
        return InvalidValue("Who was in the room", expected, key="person_id")
    if "FOREIGN KEY" in said:
        return FollowupError(
            "Something else in the workbook still refers to this, so nothing was changed."
        )
    return FollowupError(f"The workbook refused: {said}. Nothing was saved.")


def _read(connection: sa.Connection, name: str) -> pd.DataFrame:
    table = metadata.tables[name]
    names = ", ".join(f'"{c.name}"' for c in table.columns)
    frame = pd.read_sql_query(sa.text(f"SELECT {names} FROM {name} ORDER BY rowid"), connection)
    return typed(name, frame)


def _write(connection: sa.Connection, row: Row) -> str:
    table = metadata.tables[row.table]
    given = dict(row.values)
    row_id = given.pop("id", None) or new_id(row.table)
    seen = given.pop("row_version", None)
    found = connection.execute(table.select().where(table.c.id == row_id)).mappings().first()
    if seen is not None and row.gone and found is not None and found["row_version"] != seen:
        raise ChangedElsewhere(table.info["one"], dict(found))
    if row.gone:
        connection.execute(table.delete().where(table.c.id == row_id))
        return str(row_id)
    if found is None and seen:  # 0 says that it must be new
        raise ChangedElsewhere(table.info["one"], {})
    if found is None:
        values = checked(Row(row.table, given), new=True)
        connection.execute(table.insert(), {"id": row_id, **values})
        return str(row_id)
    changed = {
        name: value
        for name, value in checked(Row(row.table, given), new=False).items()
        if found[name] != value
    }
    if changed and seen is not None and found["row_version"] != seen:
        raise ChangedElsewhere(table.info["one"], dict(found))
    if changed:
        changed["row_version"] = found["row_version"] + 1
        connection.execute(table.update().where(table.c.id == row_id), changed)
    return str(row_id)


def _begin_save(connection: sa.Connection, what: str, undoes: int | None = None) -> None:
    values = {"saved_at": _instant(), "what": what, "undoes": undoes}
    connection.execute(metadata.tables["saves"].insert(), values)


def _instant() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
