"""Backups of the workbook file: made whole, checked, thinned, listed, put back.

Not here: when one is made, or opening a file; `workbook` decides and hands over connections.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import time
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from glob import escape
from pathlib import Path
from typing import Any

import pandas as pd
import sqlalchemy as sa

from followup.errors import FollowupError
from followup.safekeeping.health import damage

STAMP = "%Y%m%dT%H%M%S%fZ"
ALL_FOR = timedelta(days=2)  # every backup is kept this long, then the newest of each:
THIN = (("D", 12), ("W", 10), ("M", 9))  # twelve days, ten weeks, nine months


class NotRestored(FollowupError, RuntimeError):
    """The backup is not as it was made, or is gone; the workbook is as it was."""


def make(connection: sa.Connection, name: str, folder: Path) -> Path:
    """The backup just made in `folder`: complete, checked, with its checksum beside it.

    It appears under its name only when all of that is done. `name` is the workbook's, without
    its ending; the instant (UTC) is added. A damaged copy raises FollowupError.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    sweep(folder, older_than=3600)
    made = folder / f"{name}-{datetime.now(UTC):{STAMP}}.sqlite"
    growing = made.with_suffix(".new")
    os.close(os.open(growing, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        connection.exec_driver_sql("VACUUM INTO ?", (str(growing),))
        connection.exec_driver_sql("ATTACH ? AS copy", (str(growing),))
        found = damage(connection, "copy")
        connection.exec_driver_sql("DETACH copy")
        if found:
            raise FollowupError(f"The backup is not sound and was not kept: {found[0]}.")
        put_in_place(growing, made)
    finally:
        growing.unlink(missing_ok=True)
    return made


def put_in_place(growing: Path, made: Path) -> None:
    """Gives a finished file its name, with its checksum beside it, all safely on the disk."""
    beside = checksum_of(made)
    with growing.open("rb") as file:
        os.fsync(file.fileno())
    fresh = beside.with_suffix(".new")
    fresh.write_text(f"{_sum(growing)}  {made.name}\n")
    fresh.chmod(0o600)
    fresh.replace(beside)
    growing.replace(made)


def copy_to(backup: Path, folder: Path) -> Path:
    """A copy of a backup in a second folder."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    growing = folder / f"{backup.stem}.new"
    shutil.copyfile(backup, growing)
    growing.chmod(0o600)
    put_in_place(growing, folder / backup.name)
    return folder / backup.name


def listed(name: str, folders: Iterable[Path]) -> pd.DataFrame:
    """The backups of a workbook, newest first: one row per file.

    Columns: file (its path), made_at (UTC), size (bytes), is_good (as it was made, to the bit).
    """
    rows = [
        {"file": str(f), "made_at": made_at(f), "size": f.stat().st_size, "is_good": is_good(f)}
        for folder in folders
        for f in _files(name, folder)
    ]
    frame = pd.DataFrame(rows, columns=["file", "made_at", "size", "is_good"])
    typed = frame.astype({"file": "str", "size": "int64", "is_good": "bool"})
    typed["made_at"] = pd.to_datetime(typed["made_at"], utc=True)
    return typed.sort_values(["made_at", "file"], ascending=False, ignore_index=True)


def is_made_today(name: str, folder: Path) -> bool:
    """Whether a backup of this day lies in the folder."""
    today = datetime.now().astimezone().date()
    return any(made_at(file).astimezone().date() == today for file in _files(name, folder))


def thin(name: str, folder: Path, just_made: Path) -> None:
    """Removes the backups of the folder that are not worth keeping any more."""
    files = {made_at(file): file for file in _files(name, folder)}
    for instant in set(files) - worth_keeping(files) - {made_at(just_made)}:
        remove(files[instant])


def worth_keeping(made: Iterable[datetime]) -> set[datetime]:
    """Which of the backups made at these instants are kept: all of the last two days, then the
    newest of each of twelve days, ten weeks and nine months, counted back from the newest.
    """
    instants = pd.Series(sorted(made, reverse=True), dtype="datetime64[us, UTC]")
    if instants.empty:
        return set()
    keep = instants > instants[0] - ALL_FOR
    for period, n in THIN:
        newest = ~instants.dt.tz_localize(None).dt.to_period(period).duplicated()
        keep |= newest & (newest.cumsum() <= n)
    return {instant.to_pydatetime() for instant in instants[keep]}


def is_good(file: Path) -> bool:
    """Whether a backup is still what was written, to the bit."""
    beside = checksum_of(file)
    return beside.exists() and beside.read_text().split()[:1] == [_sum(file)]


def remove(file: Path) -> None:
    """Removes a backup and its checksum."""
    file.unlink(missing_ok=True)
    checksum_of(file).unlink(missing_ok=True)


def put_back(source: sa.Connection, target: sa.Connection, seconds: float) -> None:
    """Makes the workbook behind `target` what the backup behind `source` holds, whole or not at
    all. Waits `seconds` for another window that is just writing.
    """
    start = time.monotonic()

    def patience(status: int, *_: object) -> None:
        is_held = status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
        if is_held and time.monotonic() - start > seconds:
            raise sa.exc.DatabaseError("", None, Exception("database is locked"))

    raw: Any = source.connection.driver_connection
    raw.backup(target.connection.driver_connection, pages=200, progress=patience, sleep=0.1)


def set_aside(path: Path) -> Path:
    """Where a damaged workbook now lies: beside its place, with its journal, for a specialist."""
    aside = path.with_name(f"{path.stem}-damaged-{datetime.now(UTC):{STAMP}}.sqlite")
    for ending in ("-journal", "-wal", "-shm", ""):
        part = path.with_name(path.name + ending)
        if part.exists():
            part.rename(aside.with_name(aside.name + ending))
    return aside


def made_at(file: Path) -> datetime:
    """The instant a backup was made (UTC), read from its name."""
    return datetime.strptime(file.stem.rsplit("-", 1)[1], STAMP).replace(tzinfo=UTC)


def checksum_of(file: Path) -> Path:
    """The file that holds the checksum of a backup."""
    return file.with_name(file.name + ".sha256")


def _files(name: str, folder: Path) -> list[Path]:
    found = []
    for file in folder.glob(f"{escape(name)}-*.sqlite"):
        with suppress(ValueError):  # not one of ours
            made_at(file)
            found += [file] if file.stem.rpartition("-")[0] == name else []
    return found


def _sum(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def sweep(folder: Path, older_than: float = 0) -> None:
    """Removes what a killed backup left lying, so many seconds ago."""
    for litter in folder.glob("*.new"):
        with suppress(FileNotFoundError):
            if time.time() - litter.stat().st_mtime >= older_than:
                litter.unlink()
