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
from followup.tables import metadata


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
    what = connection.execute(
        sa.text("SELECT what FROM saves WHERE id = :id"), {"id": save_id}
    ).scalar_one_or_none()
    if what is None:
        raise CannotUndo(f"There is no save number {save_id}.")
    changes = connection.execute(
        sa.text("SELECT table_name, row_id, before, after FROM history WHERE save_id = :id ORDER BY id DESC"),
        {"id": save_id},
    ).all()  # fmt: skip
    for table_name, row_id, before, after in changes:
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
    connection: sa.Connection,
    table: sa.Table,
    row_id: str,
    before: str | None,
    after: str | None,
    what: str,
) -> None:
    columns = ", ".join(f'"{c.name}"' for c in table.columns)
    found = connection.execute(
        sa.text(f'SELECT {columns} FROM "{table.name}" WHERE id = :id'), {"id": row_id}
    ).mappings().first()  # fmt: skip
    expected = json.loads(after) if after else None
    if not _same(dict(found) if found else None, expected):
        raise CannotUndo(
            f"“{what}” cannot be taken back, because the same {table.info['one']} was changed "
            "later. Take the later change back first."
        )
    if before is None:
        connection.execute(sa.text(f'DELETE FROM "{table.name}" WHERE id = :id'), {"id": row_id})
        return
    values = json.loads(before)
    values["row_version"] = (found or values)["row_version"] + 1  # no number is given twice
    names = ", ".join(f'"{name}"' for name in values)
    marks = ", ".join(f":{name}" for name in values)
    if found is None:
        sql = f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})'
    else:
        parts = ", ".join(f'"{name}" = :{name}' for name in values)
        sql = f'UPDATE "{table.name}" SET {parts} WHERE id = :id'
    connection.execute(sa.text(sql), values)


def _same(one: dict[str, Any] | None, other: dict[str, Any] | None) -> bool:
    """Whether two rows hold the same, whatever their versions."""
    if one is None or other is None:
        return one is other
    return {**one, "row_version": 0} == {**other, "row_version": 0}
