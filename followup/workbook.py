"""The workbook file: typed frames out, one transaction per save in, and the care of it.

Not here: what a form means (records.py), or anything about what is owed.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
import sqlalchemy as sa

from followup.connection import (
    ALONE,
    MIGRATING,
    WRITING,
    as_text,
    begin_empty,
    connected,
    engine_for,
    has_damaged_header,
)
from followup.errors import (
    CannotSave,
    ChangedElsewhere,
    Damaged,
    FollowupError,
    NewerWorkbook,
    NotAWorkbook,
    RemovedElsewhere,
    writing_to,
)
from followup.frames import Tables, columns_of, kept
from followup.migrations import VERSION, bring_forward, version_of
from followup.safekeeping import backups
from followup.safekeeping.going_back import keep_settings
from followup.safekeeping.health import damage, must_refer_to_something
from followup.safekeeping.history import recent, setting, undo
from followup.tables import (
    DRAFT_MARK,
    RECORDS,
    SECOND_FOLDER,
    TAKEN,
    UNREADABLE,
    WORKBOOK_ID,
    Row,
    as_day,
    as_dict,
    as_folder,
    checked,
    metadata,
    new_id,
)
from followup.words import say_day, say_instant

OWN, SAMPLE, COPY = "workbook.sqlite", "sample.sqlite", "copy.sqlite"
_WHICH = "open-workbook.txt"
JUST_NOW = 20_000_000  # nanoseconds: the clock of a file ticks no slower than this


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


def open_workbook(path: str | Path | None = None, *, even_damaged: bool = False) -> Workbook:
    """The workbook in use (own or sample), brought to the present version; made if missing.

    Which one is in use is kept beside the own workbook, so every notebook follows it on its
    next run. A file that is not a workbook, damaged, or newer raises a FollowupError and is
    left untouched; `even_damaged` opens it all the same, to look after it.
    """
    lost = ""
    if path is None:
        path, (chosen, lost) = own_path(), _chosen()
        if chosen:
            path = path.parent / chosen
    book = Workbook(Path(path))
    book.wrong_note = lost
    try:
        book.prepare()
    except (NotAWorkbook, NewerWorkbook) as error:
        if not even_damaged:
            raise
        book.damage = error
    if not even_damaged:
        with book.connected() as connection:
            must_refer_to_something(connection)
    return book


def _chosen() -> tuple[str, str]:
    """The name of the workbook in use, empty for the own one, and what is wrong with the note
    that says so, if anything is.
    """
    which = data_folder() / _WHICH
    try:
        chosen = which.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        chosen = OWN
    except (OSError, UnicodeDecodeError):
        chosen = "unreadable"
    if chosen in (SAMPLE, COPY) and which.with_name(chosen).exists():
        return chosen, ""
    is_known = chosen in (OWN, "", SAMPLE, COPY)
    wrong = f"The note of which workbook is open ({_WHICH}) cannot be read, so your own was opened."
    return "", "" if is_known else wrong


def use_workbook(file: str) -> Path:
    """The place of `file` (OWN, SAMPLE or COPY), which every notebook opens from now on.

    Raises CannotSave when that cannot be noted; then everything opens what it did.
    """
    which = data_folder() / _WHICH
    fresh = which.with_name(f".{which.name}.{os.getpid()}.new")
    with writing_to(which.parent):
        try:
            which.parent.mkdir(parents=True, exist_ok=True)
            if which.is_dir():
                which.rename(fresh.with_suffix(f".{time.time_ns()}"))
            fresh.write_text(file + "\n")
            fresh.replace(which)
        finally:
            fresh.unlink(missing_ok=True)
    return own_path() if file == OWN else which.with_name(file)


class Workbook:
    """One workbook file: typed frames out, one transaction per save in.

    A connection lives for one operation, so any number of notebooks can use the file.
    """

    def __init__(self, path: Path) -> None:
        # what is done to a link is done to the file behind it
        path = self.path = Path(os.path.realpath(path.absolute()))
        self._tables: Tables | None = None  # as they were read, when the file had this stamp
        self._read_at: tuple[int, ...] = ()
        self.is_new = False
        self._engine = engine_for(path)
        self.damage: FollowupError | None = None  # why it is open only to be looked after
        self.wrong_note = ""  # what is wrong with the note of which workbook is open
        self.own_steps: list[int] = []  # the numbers of the saves made through this one
        self._sound: tuple[int, ...] = ()
        self._backed_up_on: date | None = None

    def __repr__(self) -> str:
        made = ", just made: it is empty and waits for your first meeting" if self.is_new else ""
        return self.title + made

    def _repr_html_(self) -> str:
        return f"<small>{escape(repr(self))}</small>"

    @property
    def title(self) -> str:
        """Which workbook this is, as every notebook shows it."""
        if self.damage:
            return str(self.damage)
        kind, day = self._settings_read.get("kind"), f"{say_day(self.today)} {self.today.year}"
        if kind == "sample":
            return f"Sample search, on {day}"
        if kind == "copy":
            return f"A covered copy, as of {day}, to read only"
        return f"Your workbook. {self.wrong_note}" if self.wrong_note else "Your workbook"

    @property
    def today(self) -> date:
        """Today; the sample search has its own."""
        return as_day(self._settings_read.get("today", "")) or date.today()

    def prepare(self) -> None:
        """Makes the file if it is missing, and brings an older one forward, after a backup."""
        if not self.path.exists():
            self._create()
        self.must_be_sound()
        try:
            with self.connected() as connection:
                version = version_of(connection)
        except NewerWorkbook as error:
            raise self._with_backup(error) from error
        if version < VERSION:
            self.back_up()
            with self.connected(MIGRATING) as connection:
                bring_forward(connection)
        if not self.owner.id:  # one wrong byte has spoilt it
            self._get_an_id()

    def _get_an_id(self) -> None:
        """The id its backups know it by, or a new one; a file that is only read goes without."""
        known = backups.known_id(self.path.stem, self.backup_folder)
        with suppress(FollowupError), self.connected(WRITING) as connection:
            may_write(connection)
            keep_settings(connection, {WORKBOOK_ID: known or secrets.token_hex(4)})

    def settings(self) -> dict[str, str]:
        """All settings by name."""
        self.frames()
        return dict(self._settings_read)

    @property
    def _settings_read(self) -> dict[str, str]:
        """The settings as they were last read: what a file is and which day it has stays so."""
        tables = self.frames() if self._tables is None else self._tables
        columns = columns_of(tables, "settings", "id", "value")
        return kept(tables, "settings", lambda: dict(zip(*columns, strict=True)))

    def frame(self, table: str) -> pd.DataFrame:
        """One table as a typed frame: one row per record, its columns as the data dictionary."""
        return self.frames()[table]

    def frames(self) -> Tables:
        """All tables, read at one moment, each a typed frame when it is asked for: days as
        datetime64, choices as Categorical, flags as boolean, missing as NA, also when empty.

        The same tables come back until the file changes.
        """
        if self._tables is None or self.stamp() != self._read_at:
            with self.connected() as connection:
                cells = {name: _read(connection, name) for name in RECORDS}
                try:
                    self._tables = Tables(cells, self._tables)
                except ValueError as error:  # a day that is none
                    raise Damaged(f"{self.path.name} looks damaged: it cannot be read.") from error
                self._read_at = self.stamp()  # nobody can have written before the reading ends
            if time.time_ns() - self.path.stat().st_mtime_ns < JUST_NOW:
                self._read_at = ()  # another write could follow within one tick of the clock
        return self._tables

    def save(self, rows: Iterable[Row], what: str) -> list[str]:
        """The ids of the rows, saved together or not at all, under one entry of history.

        `what` says it in words ("Reflection on Larkspur House"). A row with an id that exists
        is an update of the columns it names. Raises InvalidValue for a field that cannot be,
        ChangedElsewhere for a record that changed since it was read, Busy and CannotSave when
        the file cannot be written; then nothing has changed. The first save of a day makes a
        backup before it.
        """
        self._back_up_daily()
        with self.connected(WRITING) as connection:
            may_write(connection)
            step = begin_save(connection, what)
            done = [_write(connection, row) for row in rows]
        self.own_steps.append(step)
        return done

    def recent_saves(self, n: int = 20) -> pd.DataFrame:
        """The last saves in words (safekeeping.history.recent), and whether each was made here
        (is_here), in this window since it was opened.
        """
        with self.connected() as connection:
            steps = recent(connection, n)
        return steps.assign(is_here=steps["save_id"].isin(self.own_steps))

    def undo(self, save_id: int) -> str:
        """Takes one save back, as a save of its own; says what it was. Taking back an undo brings
        back what that took.
        """
        with self.connected(WRITING) as connection:
            may_write(connection)
            step = begin_save(connection, TAKEN, undoes=save_id)
            done = undo(connection, save_id)
        self.own_steps.append(step)
        return done

    def draft(self, form: str) -> dict[str, Any]:
        """What was typed into a form and not saved yet: its content, empty if nothing."""
        return next(iter(self.drafts(form).values()), {})

    def drafts(self, form: str) -> dict[str, dict[str, Any]]:
        """Every draft of a form by its name, the newest first: one per window that kept one."""
        drafts = metadata.tables["drafts"].c
        mine = (drafts.id == form) | drafts.id.startswith(form + DRAFT_MARK, autoescape=True)
        wanted = sa.select(drafts.id, drafts.content).where(mine).order_by(drafts.kept_at.desc())
        with self.connected() as connection:
            return {name: _content(text) for name, text in connection.execute(wanted)}

    def keep_draft(self, form: str, content: Mapping[str, Any]) -> None:
        """Keeps what is typed so far; an empty content drops the draft."""
        table = metadata.tables["drafts"]
        with self.connected(WRITING) as connection:
            may_write(connection)
            connection.execute(table.delete().where(table.c.id == form))
            if content:
                text = json.dumps(content, default=str)
                values = {"id": form, "content": text, "kept_at": _instant()}
                connection.execute(table.insert(), values)

    @property
    def backup_folder(self) -> Path:
        """Where backups go first, beside the workbook."""
        return self.path.parent / "backups"

    @property
    def backup_folders(self) -> list[Path]:
        """Where backups go: beside the workbook, and a second folder if the seeker named one."""
        with self.connected() as connection:  # this alone: an older file is not brought forward yet
            second = setting(connection, SECOND_FOLDER).strip()
        return [self.backup_folder, *([as_folder(second)] if second else [])]

    @property
    def owner(self) -> backups.Owner:
        """Whose backups this workbook's are: its name, and its id if that can be read."""
        found = ""
        with suppress(FollowupError), connected(self._engine, self.path) as connection:
            found = setting(connection, WORKBOOK_ID)
        return backups.Owner(self.path.stem, found if re.fullmatch("[0-9a-f]{8}", found) else "")

    def back_up(self) -> Path:
        """The backup just made; older ones are thinned. A second folder that is full or away just
        now gets the next one. Raises CannotSave when the first folder cannot be written to.
        """
        made = self.make_backup()
        self.spread_backup(made)
        return made

    def make_backup(self) -> Path:
        """The backup just made in the first folder, where nothing else changes."""
        backups.sweep(self.path.parent, self.path.stem, older_than=3600)
        told = writing_to(self.backup_folder, "No backup was made:")
        with told, self.connected(ALONE) as connection:
            return backups.make(connection, self.owner, self.backup_folder)

    def spread_backup(self, made: Path) -> None:
        """Copies a backup just made to the second folder, and thins the older ones."""
        owner, (folder, *others) = self.owner, self.backup_folders
        for other in others:
            with suppress(OSError):  # 05-care says that it lacks the newest
                backups.copy_to(made, other)
        for one in (folder, *others):
            with suppress(OSError):
                backups.thin(owner, one)

    def last_backup(self) -> pd.Timestamp | None:
        """The instant (UTC) of the newest good backup beside the workbook: of its own, or else of
        an older followup. Tables read back are none.
        """
        kept = backups.listed(self.owner, [self.backup_folder])
        good = kept.loc[kept["is_good"] & kept["origin"].isin(["", "older"]), "made_at"]
        return None if good.empty else good.iloc[0]

    def _back_up_daily(self) -> None:
        today = date.today()
        if self._backed_up_on == today:
            return
        if self.settings().get("kind") == "sample" or self.recent_saves(1).empty:
            return
        if not backups.is_made_today(self.owner, self.backup_folder):
            try:
                self.back_up()
            except Damaged:
                raise
            except FollowupError:  # what was typed matters more; 05-care tells the newest
                pass
        self._backed_up_on = today

    def _create(self) -> None:
        """A new empty workbook, readable by its owner only; it appears whole or not at all."""
        place = self.path.parent
        with backups.work_folder(place, self.path.stem) as folder, writing_to(place):
            stray = self.path.with_name(self.path.name + "-journal")  # of a file now gone
            if stray.exists():
                stray.rename(stray.with_name(f"{stray.name}-{int(time.time())}"))
            made = folder / self.path.name
            made.touch(0o600)
            begin_empty(made)
            with Workbook(made).connected(MIGRATING) as fresh:
                bring_forward(fresh)
            with suppress(FileExistsError):  # another notebook made it at the same moment
                os.link(made, self.path)
                self.is_new = True

    @contextmanager
    def connected(self, begin: str = "BEGIN") -> Iterator[sa.Connection]:
        """A connection for one operation, to read, to write or alone; never into a damaged file."""
        writes = begin in (WRITING, MIGRATING)
        if writes:
            self.must_be_sound()
        try:
            with connected(self._engine, self.path, begin) as connection:
                if writes:
                    version_of(connection)  # an old kernel does not write into a newer file
                yield connection
        except NotAWorkbook as error:
            raise self._with_backup(error) from error
        if writes:
            self._sound = self.stamp()

    def must_be_sound(self) -> None:
        """Looks whether the file is sound, if anyone else wrote it since this last did."""
        stamp = self.stamp()
        if stamp != self._sound and stamp:
            with self.connected() as connection:
                found = damage(connection, quick=True)
            if found or has_damaged_header(self.path):
                name = self.path.name
                raise self._with_backup(
                    Damaged(f"{name} looks damaged, so nothing was written to it.")
                )
            self._sound = stamp

    def stamp(self) -> tuple[int, ...]:
        """What tells that the file was written to."""
        try:
            told = self.path.stat()
        except OSError:
            return ()
        return told.st_ino, told.st_size, told.st_mtime_ns

    def _with_backup(self, error: FollowupError) -> FollowupError:
        """The same, with what can be done about it."""
        if "05-care" in str(error):
            return error
        newest_at, kind = self.last_backup(), type(error)
        if newest_at is None and isinstance(error, Damaged):
            return kind(f"{error} There is no backup of it here yet; 05-care says what to do.")
        if newest_at is None:
            return error
        newest = say_instant(newest_at)
        return kind(f"{error} Its newest good backup is of {newest}; 05-care can go back to it.")


def _content(text: str) -> dict[str, Any]:
    """What a draft holds; of one that cannot be read, its bare text, which no form overwrites."""
    return as_dict(text) or {UNREADABLE: text}


def _read(connection: sa.Connection, name: str) -> list[tuple[Any, ...]]:
    names = ", ".join(f"[{column.name}]" for column in metadata.tables[name].columns)
    wanted = f"SELECT {names} FROM {name} ORDER BY rowid"
    raw: Any = connection.connection.driver_connection  # SQLAlchemy's rows would cost as much again
    raw.text_factory = str  # the quick way, which refuses a wrong byte
    try:
        found: list[tuple[Any, ...]] = raw.execute(wanted).fetchall()
    except sqlite3.OperationalError as error:
        if "decode" not in str(error):
            raise
        raw.text_factory = as_text
        found = raw.execute(wanted).fetchall()
    return found


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
        raise RemovedElsewhere(table.info["one"])
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


def may_write(connection: sa.Connection) -> None:
    """Raises CannotSave if the workbook is a covered copy."""
    if setting(connection, "kind") == "copy":
        raise CannotSave("This is a covered copy, to read only, so nothing was saved.")


def begin_save(connection: sa.Connection, what: str, undoes: int | None = None) -> int:
    """The number of a new save, under which what follows in the transaction stands in history."""
    whole = what.encode(errors="replace").decode()  # without halves of characters
    values = {"saved_at": _instant(), "what": whole, "undoes": undoes}
    return int(connection.execute(metadata.tables["saves"].insert(), values).lastrowid)


def _instant() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
