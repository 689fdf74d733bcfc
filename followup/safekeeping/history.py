"""What was saved when, taking it back, and whether the records are what history says.

Not here: writing history; triggers do that with every save (migrations.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pandas as pd
import sqlalchemy as sa

from followup.errors import FollowupError
from followup.tables import BROUGHT, RECORDS, TAKEN, Flag, Row, metadata


class CannotUndo(FollowupError, RuntimeError):
    """A later save changed the same record, or still needs it."""


def recent(connection: sa.Connection, n: int = 20) -> pd.DataFrame:
    """The last saves, newest first: one row per save that no later one took back, undos too.

    Columns: save_id, saved_at (UTC, missing where it cannot be read), what ("Taken back: …" for
    an undo, "Brought back: …" for the undo of one), is_undo (it took something back), n_changes.
    """
    wanted = sa.text(
        "SELECT id, saved_at, what, undoes, "
        "(SELECT count(*) FROM history WHERE save_id = saves.id) AS n FROM saves "
        "WHERE n > 0 AND id NOT IN (SELECT undoes FROM saves WHERE undoes IS NOT NULL) "
        "ORDER BY id DESC LIMIT :n"
    )
    rows = []
    for save_id, saved_at, what, undoes, n_changes in connection.execute(wanted, {"n": n}).all():
        times = 0
        if undoes:
            base, times = _undone(connection, save_id)
            what = f"{(BROUGHT, TAKEN)[times % 2]}: {base}"
        rows.append((save_id, saved_at, what, times % 2 == 1, n_changes))
    frame = pd.DataFrame(rows, columns=["save_id", "saved_at", "what", "is_undo", "n_changes"])
    instants = pd.to_datetime(frame["saved_at"], utc=True, format="ISO8601", errors="coerce")
    return frame.assign(saved_at=instants)


def _undone(connection: sa.Connection, save_id: int) -> tuple[str, int]:
    """What was saved at first, in words, and how often it was taken back and brought back since;
    of a chain that a fault has broken, as far as it can be followed.
    """
    one, times = sa.text("SELECT what, undoes FROM saves WHERE id = :id"), 0
    found = connection.execute(one, {"id": save_id}).first()
    if found is None:
        raise CannotUndo(f"There is no save number {save_id}.")
    while found.undoes and found.undoes < save_id:
        save_id = found.undoes
        before = connection.execute(one, {"id": save_id}).first()
        if before is None:
            break
        found, times = before, times + 1
    return str(found.what), times


def setting(connection: sa.Connection, name: str) -> str:
    """The value of a setting; empty if it is not there."""
    wanted = sa.text("SELECT value FROM settings WHERE id = :id")
    return str(connection.execute(wanted, {"id": name}).scalar_one_or_none() or "")


def last_step(connection: sa.Connection) -> int:
    """The number of the last save, undos and goings back included; 0 before the first."""
    return int(connection.exec_driver_sql("SELECT coalesce(max(id), 0) FROM saves").scalar_one())


def undo(connection: sa.Connection, save_id: int) -> str:
    """What was taken back, in words: every row the save changed is as it was before. Of an undo,
    what it brings back.

    Refused, with nothing changed, when a later save changed one of those rows again.
    """
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    history = metadata.tables["history"].c
    what, _ = _undone(connection, save_id)
    changed = (history.table_name, history.row_id, history.before, history.after)
    wanted = sa.select(*changed).where(history.save_id == save_id).order_by(history.id.desc())
    steps = connection.execute(wanted).all()
    if not steps:
        raise CannotUndo(f"Nothing of “{what}” is left to take back.")
    for table_name, row_id, before, after in steps:
        try:
            table = metadata.tables[table_name]
            then, since = _as_now(table, before), _as_now(table, after)
        except (KeyError, ValueError):
            raise CannotUndo(
                f"“{what}” cannot be taken back: its entry in the history cannot be read."
            ) from None
        _put_back(connection, table, row_id, then, since, what)
    return what


@contextmanager
def unguarded(connection: sa.Connection) -> Iterator[None]:
    """While it lasts, history can be changed too: for erasing, and for putting tables in place.

    What is changed meanwhile leaves no history.
    """
    connection.exec_driver_sql("INSERT INTO settings (id, value) VALUES ('erasing', '')")
    yield
    connection.exec_driver_sql("DELETE FROM settings WHERE id = 'erasing'")


def emptied(connection: sa.Connection, table: sa.Table) -> None:
    """Takes every row out of a table, inside `unguarded`."""
    connection.exec_driver_sql(f"DELETE FROM {table.name} WHERE id <> 'erasing'")


def write_down(connection: sa.Connection, table: str, row_id: str) -> None:
    """Notes in history, under no save, how a record stands after it was changed without one."""
    parts = ", ".join(f"'{c.name}', {c.name}" for c in metadata.tables[table].columns)
    connection.exec_driver_sql(
        "INSERT INTO history (table_name, row_id, after) "
        f"SELECT ?, id, json_object({parts}) FROM {table} WHERE id = ?", (table, row_id),
    )  # fmt: skip


def unlike_history(connection: sa.Connection) -> Iterator[Row]:
    """The rows that would put back each record which is not what its last entry in history says:
    changed, there although removed, or gone. A flipped bit does that, or another program.

    Their versions are not compared; a record without an entry cannot be.
    """
    for table in (one for one in metadata.tables.values() if one.info.get("history")):
        differs = " OR ".join(
            f"(json_type(after, '$.{c.name}') IS NOT NULL AND "
            f"now.{c.name} IS NOT after ->> '$.{c.name}' AND "
            f"json_quote(now.{c.name}) IS NOT after -> '$.{c.name}')"
            for c in table.columns
            if c.name != "row_version"
        )
        rows = connection.exec_driver_sql(
            "WITH last AS (SELECT row_id, after, max(id) FROM history WHERE table_name = ? "
            "AND (after IS NULL OR json_valid(after)) GROUP BY row_id) "
            f"SELECT row_id, after FROM last LEFT JOIN {table.name} now ON now.id = row_id "
            "WHERE CASE WHEN after IS NULL THEN now.id IS NOT NULL "
            f"ELSE now.id IS NULL OR {differs} END ORDER BY row_id",
            (table.name,),
        )
        for row_id, after in rows.all():
            last = _as_now(table, after) or {"id": row_id}
            last.pop("row_version", None)
            yield Row(table.name, last, gone=after is None)


def unreadable(connection: sa.Connection) -> list[int]:
    """The numbers of the saves whose entry in history cannot be read, so that they cannot be
    taken back.
    """
    known = ", ".join(f"'{name}'" for name in RECORDS)
    rows = connection.exec_driver_sql(
        "SELECT DISTINCT coalesce(save_id, 0) FROM history "
        "WHERE (before IS NOT NULL AND NOT json_valid(before)) "
        f"OR (after IS NOT NULL AND NOT json_valid(after)) OR table_name NOT IN ({known})"
    )
    return [int(number) for number in rows.scalars()]


def _put_back(
    connection: sa.Connection, table: sa.Table, row_id: str, before: dict[str, Any] | None,
    after: dict[str, Any] | None, what: str,
) -> None:  # fmt: skip
    plain = sa.table(table.name, *(sa.column(c.name) for c in table.columns))  # as history has it
    here = plain.c.id == row_id
    found = connection.execute(sa.select(plain).where(here)).mappings().first()
    if not _same(dict(found) if found else None, after):
        raise CannotUndo(
            f"“{what}” cannot be taken back, because the same {table.info['one']} was changed "
            "later. Take the later change back first."
        )
    if before is None:
        connection.execute(plain.delete().where(here))
        return
    before["row_version"] = (found or before)["row_version"] + 1  # no number is given twice
    connection.execute(plain.update().where(here) if found else plain.insert(), before)


def _as_now(table: sa.Table, said: str | None) -> dict[str, Any] | None:
    """A row of history with the columns the table has today: what is gone is left out, what came
    since has its default. Raises ValueError for what is no row.
    """
    if said is None:
        return None
    row, values = json.loads(said), dict[str, Any]()
    if not isinstance(row, dict):
        raise ValueError("no row")
    for column in table.columns:
        start: Any = getattr(column.server_default, "arg", None)
        is_number = isinstance(column.type, Flag | sa.Integer)
        values[column.name] = row.get(column.name, int(start) if start and is_number else start)
    return values


def _same(one: dict[str, Any] | None, other: dict[str, Any] | None) -> bool:
    """Whether two rows hold the same, whatever their versions."""
    if one is None or other is None:
        return one is other
    return {**one, "row_version": 0} == {**other, "row_version": 0}
