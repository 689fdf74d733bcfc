"""The steps that bring a workbook file from one version to the next, each with its record.

Not here: opening the file; `workbook` hands over a connection. A step is never changed once
released: the next change is the next step.
"""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa

from followup.errors import NewerWorkbook
from followup.tables import RECORDS, metadata

APPLICATION_ID = 0x666F6C6C  # "foll": tells a workbook from any other SQLite file

NOT_ERASING = "(SELECT value FROM settings WHERE id = 'erasing') IS NULL"


def _first(connection: sa.Connection) -> None:
    metadata.create_all(connection)
    for name in RECORDS:
        if metadata.tables[name].info["history"]:
            _keep_history(connection, name)
    for verb in ("UPDATE", "DELETE"):
        connection.exec_driver_sql(
            f"CREATE TRIGGER history_no_{verb.lower()} BEFORE {verb} ON history "
            f"WHEN {NOT_ERASING} "
            "BEGIN SELECT RAISE(ABORT, 'history is never changed'); END"
        )


def _keep_history(connection: sa.Connection, name: str) -> None:
    def as_json(row: str) -> str:
        parts = ", ".join(f"'{c.name}', {row}.{c.name}" for c in metadata.tables[name].columns)
        return f"json_object({parts})"

    old, new = as_json("OLD"), as_json("NEW")
    for verb, row, before, after in (
        ("INSERT", "NEW", "NULL", new),
        ("UPDATE", "NEW", old, new),
        ("DELETE", "OLD", old, "NULL"),
    ):
        connection.exec_driver_sql(
            f"CREATE TRIGGER {name}_after_{verb.lower()} AFTER {verb} ON {name} "
            f"WHEN {row}.id <> 'erasing' AND {NOT_ERASING} BEGIN "
            "INSERT INTO history (save_id, table_name, row_id, before, after) VALUES "
            f"((SELECT max(id) FROM saves), '{name}', {row}.id, {before}, {after}); END"
        )


STEPS: tuple[Callable[[sa.Connection], None], ...] = (_first,)
VERSION = len(STEPS)


def version_of(connection: sa.Connection) -> int:
    """The version of the file behind the connection; NewerWorkbook if this followup is older."""
    version = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
    if version > VERSION:
        raise NewerWorkbook(
            "This workbook was last used with a newer followup. Nothing was changed: "
            "update followup with the first command of the README, then open it again."
        )
    return version


def bring_forward(connection: sa.Connection) -> None:
    """Runs the steps the file has not had, inside the transaction it is handed."""
    before = version_of(connection)
    if before == VERSION:
        return
    for number in range(before, VERSION):
        STEPS[number](connection)
        connection.exec_driver_sql(f"PRAGMA user_version = {number + 1}")
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    assert not broken, broken
