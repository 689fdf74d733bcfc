"""The only room that opens a connection: an engine for one file, and its errors in plain words.

Not here: what is read or written (workbook.py).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from followup.errors import Busy, CannotSave, Damaged, FollowupError, InvalidValue, NotAWorkbook
from followup.migrations import APPLICATION_ID

LOCK_SECONDS = 3
WRITING = "BEGIN IMMEDIATE"
MIGRATING = f"PRAGMA foreign_keys = OFF; {WRITING}"  # tables are made anew
SAID_OF_DAMAGE = (
    "malformed",
    "not a database",
    "decode",
    "no such",
    "unsupported file",
    "encrypted",
)
ALONE = ""  # outside any transaction, as VACUUM wants it


def engine_for(path: Path) -> sa.Engine:
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
        connection.text_factory = as_text
        for pragma in (
            "foreign_keys=ON",
            "synchronous=EXTRA",
            "recursive_triggers=ON",
            "secure_delete=ON",
            "temp_store=MEMORY",  # nothing of it goes into a system folder, not for a VACUUM either
        ):
            connection.execute("PRAGMA " + pragma)
        if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            if not path.stat().st_size:
                raise Damaged(f"{path.name} is empty, so nothing was written to it.")
            raise NotAWorkbook(
                f"{path.name} is not a followup workbook, so it was left as it is. "
                "Rename it, or point FOLLOWUP_WORKBOOK at another file."
            )
        if connection.execute("PRAGMA journal_mode").fetchone() == ("wal",):  # another tool's work
            with suppress(sqlite3.OperationalError):  # it is still at it; the health check tells
                connection.execute("PRAGMA journal_mode = DELETE")

    @sa.event.listens_for(engine, "begin")
    def _on_begin(connection: sa.Connection) -> None:
        begin = connection.get_execution_options().get("begin", "BEGIN")
        for statement in filter(None, begin.split("; ")):
            connection.exec_driver_sql(statement)

    return engine


def as_text(said: bytes) -> str:
    """Text as SQLite has it; a byte that a fault of the disk has changed shows as �."""
    return said.decode("utf-8", "replace")


def begin_empty(path: Path) -> None:
    """Makes an empty file a workbook without tables."""
    try:
        with closing(sqlite3.connect(path)) as raw:
            raw.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    except sqlite3.Error as error:
        raise _in_plain_words(str(error), path) from error


def has_damaged_header(path: Path) -> bool:
    """Whether the first bytes of a file say what no workbook says, though SQLite would read on:
    how it is written, or a version below zero.
    """
    with path.open("rb") as file:
        head = file.read(100)
    return len(head) == 100 and (not {head[18], head[19]} <= {1, 2} or head[60] > 127)


@contextmanager
def connected(engine: sa.Engine, path: Path, begin: str = "BEGIN") -> Iterator[sa.Connection]:
    """A connection for one operation; what SQLite says against it comes as a FollowupError."""
    try:
        with engine.connect() as connection:
            connection = connection.execution_options(begin=begin)
            with connection.begin():
                yield connection
    except (sa.exc.DatabaseError, sqlite3.DatabaseError, UnicodeDecodeError) as error:
        raise _in_plain_words(str(getattr(error, "orig", error)), path) from error


def rows_of_stranger(
    path: Path, tables: Mapping[str, Iterable[str]], most: int = 100_000
) -> dict[str, list[tuple[Any, ...]]]:
    """The named columns of the named tables of a file from somebody else, and nothing more.

    The file is only read, and no code it carries is run. Raises Damaged for any other file.
    """
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as raw:
            raw.execute("PRAGMA trusted_schema = OFF")
            raw.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 2_000_000)
            plain = "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0"
            if not {*tables} <= {name for (name,) in raw.execute(plain)}:
                raise sqlite3.DatabaseError("a table is missing")
            return {
                table: raw.execute(
                    f"SELECT {', '.join(columns)} FROM {table} LIMIT {most}"
                ).fetchall()
                for table, columns in tables.items()
            }
    except sqlite3.Error as error:
        raise Damaged("This file is damaged, or is no workbook; it was not opened.") from error


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
    if any(word in said for word in SAID_OF_DAMAGE):
        return Damaged(f"{path.name} looks damaged, so nothing was written to it.")
    if "attendees.meeting_id" in said:
        expected = "must not name the same person twice"
        return InvalidValue("Who was in the room", expected, key="person_id")
    if "FOREIGN KEY" in said:
        return FollowupError(
            "Something else in the workbook still refers to this, so nothing was changed."
        )
    return FollowupError(f"The workbook refused: {said}. Nothing was saved.")
