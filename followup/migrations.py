"""Brings a workbook file to the shape of the data model: a new one at once, an older one in steps.

Not here: opening the file; `workbook` hands over a connection. A step is never changed once
released: the next change is the next step.
"""

from __future__ import annotations

from itertools import chain

import sqlalchemy as sa

from followup.errors import NewerWorkbook
from followup.tables import RECORDS, metadata

APPLICATION_ID = 0x666F6C6C  # "foll": tells a workbook from any other SQLite file

# An id of its own, so that its backups can be told from another workbook's; it is no step of history.
OWN_ID = (
    "INSERT INTO settings (id, value) VALUES ('erasing', '')",
    "INSERT OR IGNORE INTO settings (id, value) VALUES ('workbook', lower(hex(randomblob(4))))",
    "DELETE FROM settings WHERE id = 'erasing'",
)

# What is stored differently from one version to the next, as SQL on the older file. The shape
# itself (columns, indexes, constraints, triggers) always comes from the model, in `_shape`, so
# that a step for a new column or table is empty, and only renaming or converting needs words.
STEPS: tuple[tuple[str, ...], ...] = (
    (),  # 2: choices without CHECKs; answers.is_private, opportunities.priority, clippings.found_on go
    (),  # 3: a workbook has an id of its own
    (),  # 4: a pack keeps its stand-ins
    (),  # 5: how a person is addressed; a sentence belongs to one kind of letter
)
VERSION = 1 + len(STEPS)

# Columns of older files that are gone: tables written out by an older followup still name them.
GONE = {"answers": {"is_private"}, "opportunities": {"priority"}, "clippings": {"found_on"}}

NOT_ERASING = "(SELECT value FROM settings WHERE id = 'erasing') IS NULL"


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
    """Runs the steps the file has not had and gives it today's shape, in the transaction it is
    handed; foreign keys must be off there, since tables are made anew.
    """
    before = version_of(connection)
    if before == VERSION:
        return
    for statement in chain(*STEPS[before - 1 :]) if before else ():
        connection.exec_driver_sql(statement)
    _shape(connection)
    for statement in OWN_ID:
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql(f"PRAGMA user_version = {VERSION}")
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    assert not broken, broken


def _shape(connection: sa.Connection) -> None:
    """Makes tables, indexes and triggers as the model has them; what rows hold stays."""
    every = "SELECT type, name, sql FROM sqlite_master WHERE type IN ('table', 'trigger')"
    found = connection.exec_driver_sql(every).all()
    for name in [name for kind, name, _ in found if kind == "trigger"]:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    there = {name: sql for kind, name, sql in found if kind == "table"}
    for table in metadata.tables.values():
        wanted = str(sa.schema.CreateTable(table).compile(connection))
        if table.name not in there:
            table.create(connection)
        elif there[table.name].strip() != wanted.strip():
            _make_anew(connection, table, wanted)
        for index in table.indexes:
            index.create(connection, checkfirst=True)
    _guard_history(connection)


def _make_anew(connection: sa.Connection, table: sa.Table, wanted: str) -> None:
    """A table in its new shape, with its rows in their order; a new column has its default."""
    name, run = table.name, connection.exec_driver_sql
    there = {row[1] for row in run(f"PRAGMA table_info({name})")}
    both = ", ".join(f'"{column.name}"' for column in table.columns if column.name in there)
    run("PRAGMA legacy_alter_table = ON")  # what refers to the table goes on doing so, by name
    run(f"ALTER TABLE {name} RENAME TO older_{name}")
    run("PRAGMA legacy_alter_table = OFF")
    run(wanted)
    run(f"INSERT INTO {name} ({both}) SELECT {both} FROM older_{name} ORDER BY rowid")
    if table.dialect_options["sqlite"]["autoincrement"]:  # no number is given twice
        last = f"SELECT seq FROM sqlite_sequence WHERE name = 'older_{name}'"
        run(f"UPDATE sqlite_sequence SET seq = ({last}) WHERE name = '{name}'")
    run(f"DROP TABLE older_{name}")


def _guard_history(connection: sa.Connection) -> None:
    """The triggers that write history with every change, and keep it from being changed."""
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
