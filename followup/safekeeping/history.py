"""What was saved when, and taking it back.

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
from followup.tables import Flag, metadata


class CannotUndo(FollowupError, RuntimeError):
    """A later save changed the same record, or still needs it."""


def recent(connection: sa.Connection, n: int = 20) -> pd.DataFrame:
    """The last saves, newest first: one row per save that is still in force.

    Columns: save_id, saved_at (UTC), what, n_changes. Undos, and what they took back, are left out.
    """
    rows = connection.execute(
        sa.text(
            "SELECT s.id AS save_id, s.saved_at, s.what, count(h.id) AS n_changes "
            "FROM saves s JOIN history h ON h.save_id = s.id "
            "WHERE s.undoes IS NULL AND s.id NOT IN "
            "(SELECT undoes FROM saves WHERE undoes IS NOT NULL) "
            "GROUP BY s.id ORDER BY s.id DESC LIMIT :n"
        ),
        {"n": n},
    ).all()
    frame = pd.DataFrame(rows, columns=["save_id", "saved_at", "what", "n_changes"])
    return frame.assign(saved_at=pd.to_datetime(frame["saved_at"], utc=True, format="ISO8601"))


def undo(connection: sa.Connection, save_id: int) -> str:
    """What was taken back, in words: every row the save changed is as it was before.

    Refused, with nothing changed, when a later save changed one of those rows again.
    """
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    saves, history = metadata.tables["saves"].c, metadata.tables["history"].c
    what = connection.scalar(sa.select(saves.what).where(saves.id == save_id))
    if what is None:
        raise CannotUndo(f"There is no save number {save_id}.")
    changed = (history.table_name, history.row_id, history.before, history.after)
    wanted = sa.select(*changed).where(history.save_id == save_id).order_by(history.id.desc())
    for table_name, row_id, before, after in connection.execute(wanted).all():
        _put_back(connection, metadata.tables[table_name], row_id, before, after, what)
    return str(what)


@contextmanager
def unguarded(connection: sa.Connection) -> Iterator[None]:
    """While it lasts, history can be changed too: for erasing, and for reading tables back.

    What is changed meanwhile leaves no history.
    """
    connection.exec_driver_sql("INSERT INTO settings (id, value) VALUES ('erasing', '')")
    yield
    connection.exec_driver_sql("DELETE FROM settings WHERE id = 'erasing'")


def _put_back(
    connection: sa.Connection, table: sa.Table, row_id: str, before: str | None, after: str | None, what: str
) -> None:  # fmt: skip
    plain = sa.table(table.name, *(sa.column(c.name) for c in table.columns))  # as history has it
    here = plain.c.id == row_id
    found = connection.execute(sa.select(plain).where(here)).mappings().first()
    if not _same(dict(found) if found else None, _as_now(table, after)):
        raise CannotUndo(
            f"“{what}” cannot be taken back, because the same {table.info['one']} was changed "
            "later. Take the later change back first."
        )
    values = _as_now(table, before)
    if values is None:
        connection.execute(plain.delete().where(here))
        return
    values["row_version"] = (found or values)["row_version"] + 1  # no number is given twice
    connection.execute(plain.update().where(here) if found else plain.insert(), values)


def _as_now(table: sa.Table, said: str | None) -> dict[str, Any] | None:
    """A row of history with the columns the table has today: what is gone is left out, what came
    since has its default.
    """
    if said is None:
        return None
    row, values = json.loads(said), dict[str, Any]()
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
