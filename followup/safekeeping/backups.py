"""Backups of the workbook file: made whole, checked, thinned, listed.

Not here: when one is made, opening a file (`workbook`), or going back to one (going_back.py).
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from glob import escape
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import sqlalchemy as sa

from followup.errors import Damaged, writing_to
from followup.safekeeping.health import damage
from followup.safekeeping.history import last_step
from followup.tables import is_folder

STAMP = "%Y%m%dT%H%M%S%fZ"
NEWEST = 10  # so many are kept whatever the clock says, and
ALL_FOR = timedelta(days=2)  # every backup is kept this long, then the newest of each:
THIN = (("D", 12), ("W", 10), ("M", 9))  # twelve days, ten weeks, nine months


class Owner(NamedTuple):
    """Whose backups are meant: the name of the workbook's file without its ending, and the id
    inside it, which is empty where it cannot be read.
    """

    name: str
    id: str


class Backup(NamedTuple):
    """A backup, by what its name says.

    `origin` is empty for a backup of the workbook asked about, "tables" for tables read back,
    "older" where an older followup did not say whose it is (its `step` is -1), "another" for one
    of another workbook of that name.
    """

    file: Path
    origin: str
    id: str
    step: int  # the number of the last save in it
    made_at: datetime  # UTC


def make(
    connection: sa.Connection, owner: Owner, folder: Path, *, is_from_tables: bool = False
) -> Path:
    """The backup just made in `folder`: complete, checked, with its checksum beside it.

    It appears under its name only when all of that is done. A damaged copy raises FollowupError.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    sweep(folder, owner.name, older_than=3600)
    tables = "-tables" if is_from_tables else ""
    of = f"-{owner.id}-{last_step(connection)}" if owner.id else ""
    made = folder / f"{owner.name}{of}{tables if of else ''}-{datetime.now(UTC):{STAMP}}.sqlite"
    growing = made.with_suffix(".new")
    os.close(os.open(growing, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        place = growing.absolute().as_uri()  # which takes names of any bytes
        connection.exec_driver_sql("VACUUM INTO ?", (place,))
        connection.exec_driver_sql("ATTACH ? AS copy", (place,))
        found = damage(connection, "copy")
        connection.exec_driver_sql("DETACH copy")
        if found:
            raise Damaged(f"{owner.name} looks damaged ({found[0]}), so nothing was kept of it.")
        put_in_place(growing, made)
    finally:
        growing.unlink(missing_ok=True)
    return made


def put_in_place(growing: Path, made: Path) -> None:
    """Gives a finished file its name, with its checksum beside it, all safely on the disk. Where
    it takes the place of another, the checksums of both stand there until it does.
    """
    settle(growing)
    line = f"{_sum(growing)}  {made.name}\n"
    before = checksum_of(made).read_text(errors="replace") if is_good(made) else ""
    _write_checksum(made, line + before)
    growing.replace(made)
    if before:
        _write_checksum(made, line)


def _write_checksum(made: Path, lines: str) -> None:
    beside = checksum_of(made)
    fresh = beside.with_suffix(".new")
    fresh.write_text(lines)
    fresh.chmod(0o600)
    fresh.replace(beside)


def settle(path: Path) -> None:
    """Waits until a file, or the names in a folder, are safely on the disk."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def copy_to(backup: Path, folder: Path) -> Path:
    """A copy of a backup in a second folder, which must be there."""
    growing = folder / f"{backup.stem}.new"
    try:
        shutil.copyfile(backup, growing)
        growing.chmod(0o600)
        put_in_place(growing, folder / backup.name)
    finally:
        growing.unlink(missing_ok=True)
    return folder / backup.name


def listed(owner: Owner, folders: Iterable[Path]) -> pd.DataFrame:
    """The backups that carry the name of a workbook: one row per file, those with the most steps
    in them first, whatever a clock said; those of another workbook of that name last.

    Columns: file (its path), made_at (UTC), size (bytes), is_good (as it was made, to the bit),
    step (the number of the last save in it), origin (as Backup has it).
    """
    rows = []
    found = (one for folder in folders for one in of(owner, folder))
    for one in sorted(found, key=newness, reverse=True):
        with suppress(OSError):  # another window is just thinning them
            size = one.file.stat().st_size
            rows.append((str(one.file), one.made_at, size, is_good(one.file), one.step, one.origin))
    frame = pd.DataFrame(rows, columns=["file", "made_at", "size", "is_good", "step", "origin"])
    types = {"file": "str", "size": "int64", "is_good": "bool", "step": "int64", "origin": "str"}
    return frame.astype(types).assign(made_at=pd.to_datetime(frame["made_at"], utc=True))


def newness(one: Backup) -> tuple[bool, int, datetime, str]:
    """What orders backups: the workbook's own before another's, then by what they hold, and only
    then by a clock.
    """
    return one.origin != "another", one.step, one.made_at, str(one.file)


def is_made_today(owner: Owner, folder: Path) -> bool:
    """Whether a backup of this day lies in the folder; tables read back are none."""
    today = datetime.now().astimezone().date()
    days = (one.made_at.astimezone().date() for one in of(owner, folder) if not one.origin)
    return today in days


def thin(owner: Owner, folder: Path) -> None:
    """Removes the workbook's own backups of the folder that are not worth keeping any more."""
    for kind in ("", "tables"):
        series = [one for one in of(owner, folder) if one.origin == kind]
        keep = worth_keeping([found.made_at for found in series], datetime.now(UTC))
        for found in series:
            if found.made_at not in keep:
                remove(found.file)


def worth_keeping(made: Sequence[datetime], now: datetime) -> set[datetime]:
    """Which of the backups made at these instants are kept, of the newest first: ten; all of the
    last two days; then the last of each of twelve days, ten weeks and nine months.

    What a wrong clock calls later than `now` does not make the others old.
    """
    instants = pd.Series(list(made), dtype="datetime64[us, UTC]")
    if instants.empty:
        return set()
    keep = (instants.index < NEWEST) | (instants > min(now, max(made)) - ALL_FOR)
    in_order = instants.sort_values(ascending=False)
    for period, n in THIN:
        newest = ~in_order.dt.tz_localize(None).dt.to_period(period).duplicated()
        keep |= newest & (newest.cumsum() <= n)
    return {instant.to_pydatetime() for instant in instants[keep]}


def is_good(file: Path) -> bool:
    """Whether a backup is still what was written, to the bit."""
    try:
        return _sum(file).encode() in checksum_of(file).read_bytes().split()
    except OSError:
        return False


def remove(file: Path) -> None:
    """Removes a backup and its checksum."""
    file.unlink(missing_ok=True)
    checksum_of(file).unlink(missing_ok=True)


def checksum_of(file: Path) -> Path:
    """The file that holds the checksum of a backup."""
    return file.with_name(file.name + ".sha256")


def of(owner: Owner, folder: Path) -> list[Backup]:
    """The backups in a folder that carry the name of a workbook, those with the most steps first.

    Where the id of the workbook cannot be read, every backup with an id is taken for its own.
    """
    whose = r"(?:-(?P<id>[0-9a-f]{8})-(?P<step>\d+)(?P<tables>-tables)?)?"
    pattern = re.compile(
        rf"{re.escape(owner.name)}{whose}-(?P<stamp>[12]\d{{7}}T\d{{12}}Z)\.sqlite"
    )
    found = []
    for file in folder.glob(f"{escape(owner.name)}-*.sqlite") if is_folder(folder) else ():
        said = pattern.fullmatch(file.name)
        with suppress(ValueError):  # not one of ours: no such instant
            if said:
                made_at = datetime.strptime(said["stamp"], STAMP).replace(tzinfo=UTC)
                origin = "tables" if said["tables"] else ""
                if not said["id"]:
                    origin = "older"
                elif said["id"] != (owner.id or said["id"]):
                    origin = "another"
                found.append(Backup(file, origin, said["id"] or "", int(said["step"] or -1), made_at))  # fmt: skip
    return sorted(found, key=newness, reverse=True)


def known_id(name: str, folder: Path) -> str:
    """The id that the newest backup of this name in a folder has; empty where none has one."""
    return next((one.id for one in of(Owner(name, ""), folder) if one.id), "")


def _sum(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


@contextmanager
def work_folder(place: Path, name: str) -> Iterator[Path]:
    """A folder in `place` for copies of a workbook to work on, for its owner only and gone
    afterwards; if this is killed, a later `sweep` removes it. Never in a system folder.
    """
    with writing_to(place):
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        sweep(place, name, older_than=3600)
        folder = tempfile.TemporaryDirectory(
            dir=place, prefix=f".{name}.", suffix=".new", ignore_cleanup_errors=True
        )
    with folder as made:
        yield Path(made)


def sweep(folder: Path, name: str, *, older_than: float = 0) -> None:
    """Removes what work on a workbook of this name, killed so many seconds ago, left lying there."""
    for litter in (*folder.glob(f".{escape(name)}.*.new"), *folder.glob(f"{escape(name)}-*.new")):
        with suppress(OSError):
            if time.time() - litter.stat().st_mtime < older_than:
                continue
            if litter.is_dir():
                shutil.rmtree(litter)
            else:
                litter.unlink()
