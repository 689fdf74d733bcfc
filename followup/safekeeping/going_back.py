"""Going back: the tables of a backup take the place of those of the workbook, in one step.

Not here: opening either of the two, or the backup made before (care.py).
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from followup.errors import FollowupError
from followup.safekeeping.backups import STAMP, settle
from followup.safekeeping.history import emptied, last_step, setting, unguarded, write_down
from followup.tables import RECORDS, SECOND_FOLDER, WORKBOOK_ID, metadata

Progress = Callable[[int, int], object]  # told after each part: how many of how many are done
ENDINGS = ("-journal", "-wal", "-shm")


class NotRestored(FollowupError, RuntimeError):
    """The backup is not as it was made, or is gone; the workbook is as it was."""


def silently(_done: int, _of: int) -> None:
    """Tells nobody how far it is."""


def take_over(source: Path, target: sa.Connection, tell: Progress) -> None:
    """Replaces all rows of the workbook by those of the file `source`, in the open transaction.

    The workbook keeps its id and its second folder, and no number of a save or version is given
    twice. One that was just made, in place of a lost file, becomes that one.
    """
    floor, stays = highest_version(target), dict[str, str]()
    if last_step(target):
        own = {name: setting(target, name) for name in (WORKBOOK_ID, SECOND_FOLDER)}
        stays = {name: value for name, value in own.items() if value}
    target.exec_driver_sql("ATTACH ? AS source", (source.absolute().as_uri(),))
    with unguarded(target):
        for n, table in enumerate(metadata.tables.values(), 1):
            emptied(target, table)
            names = ", ".join(table.columns.keys())
            rows = f"SELECT {names} FROM source.{table.name} ORDER BY rowid"
            target.exec_driver_sql(f"INSERT INTO main.{table.name} ({names}) {rows}")
            tell(n, len(metadata.tables))
        raise_versions(target, floor)
    keep_settings(target, stays)


def keep_settings(connection: sa.Connection, stays: dict[str, str]) -> None:
    """Sets what belongs to the workbook here, whatever the backup had."""
    with unguarded(connection):
        for name, value in stays.items():
            if setting(connection, name) != value:
                connection.exec_driver_sql(
                    "INSERT INTO settings (id, value, row_version) "
                    "SELECT ?, ?, max(row_version) FROM settings WHERE true "
                    "ON CONFLICT (id) DO UPDATE SET value = excluded.value", (name, value),
                )  # fmt: skip
                write_down(connection, "settings", name)


def highest_version(connection: sa.Connection) -> int:
    """The highest row_version that any record has, or had in history."""
    last = [f"SELECT max(row_version) AS v FROM {name}" for name in RECORDS]
    last += [
        f"SELECT max({row} ->> 'row_version') FROM history WHERE json_valid({row})"
        for row in ("before", "after")
    ]
    return int(connection.exec_driver_sql(
        f"SELECT coalesce(max(v), 0) FROM ({' UNION ALL '.join(last)})"
    ).scalar_one())  # fmt: skip


def raise_versions(connection: sa.Connection, floor: int) -> None:
    """Gives every record a version above `floor`, so that no form opened before overwrites it."""
    for name in RECORDS:
        connection.exec_driver_sql(f"UPDATE {name} SET row_version = ?", (floor + 1,))


def leave_out_numbers(connection: sa.Connection) -> None:
    """Leaves out what the numbers of a file that cannot be read may have been: of versions, of
    saves and of steps of history. They go on from a number that only grows, the time.
    """
    unseen = time.time_ns() // 1_000_000
    with unguarded(connection):
        raise_versions(connection, highest_version(connection) + unseen)
    for name in ("saves", "history"):
        last = f"coalesce((SELECT max(id) FROM {name}), 0)"
        connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = ?", (name,))
        connection.exec_driver_sql(
            f"INSERT INTO sqlite_sequence (name, seq) SELECT ?, {last} + {unseen}", (name,)
        )


def swap_in(made: Path, path: Path) -> Path:
    """Where the damaged file now lies, beside `path`, where `made` has taken its place.

    A crash at any moment leaves one of the two at `path`, and the damaged one somewhere.
    """
    aside = path.with_name(f"{path.stem}-damaged-{datetime.now(UTC):{STAMP}}.sqlite")
    settle(made)
    for ending in (*ENDINGS, ""):
        part = path.with_name(path.name + ending)
        with suppress(FileNotFoundError):
            _also_as(part, aside.with_name(aside.name + ending))
    for ending in ENDINGS:  # gone before the new file comes, of which they would be no part
        path.with_name(path.name + ending).unlink(missing_ok=True)
    made.replace(path)
    settle(path.parent)
    return aside


def _also_as(file: Path, name: Path) -> None:
    """Gives a file a second name, or where a disk knows no such thing, makes a copy."""
    try:
        os.link(file, name)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copy2(file, name)
