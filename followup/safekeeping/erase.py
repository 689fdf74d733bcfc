"""Removing a person for good: their records, their name in every text, and all history of both.

Not here: the backups, to which `workbook` applies the same; or what was sent or printed before.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import sqlalchemy as sa

from followup.naming import Names, addresses, replaced
from followup.safekeeping.history import unguarded
from followup.tables import RECORDS, metadata

ABOUT_THEM = ("attendees", "answers", "touchpoints", "promises", "sentences")  # these go whole
SOMEONE = "someone"


def erase(connection: sa.Connection, person_id: str) -> Counter[str]:
    """What was removed, counted by kind: records about the person, mentions in other texts,
    and steps of history. Everything else stays, without their name.
    """
    person = connection.execute(
        sa.text("SELECT name, email, phone FROM people WHERE id = :id"), {"id": person_id}
    ).one_or_none()
    done: Counter[str] = Counter()
    if person is None:
        return done
    hidden = _Hidden(person_id, *person)
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    with unguarded(connection):
        for name in RECORDS:
            _remove_rows(connection, metadata.tables[name], person_id, done)
        _clear_what_hangs(connection, done)
        for name in RECORDS:
            done["mentions"] += _cover(connection, metadata.tables[name], hidden)
        _forget(connection, hidden, done)
    return done


class _Hidden:
    """The ways in which a text gives the person away."""

    def __init__(self, person_id: str, name: str, email: str, phone: str) -> None:
        self._id, self._names = person_id, Names({person_id: name})
        self._plain = [text for text in (email.strip(), phone.strip()) if text]

    def cover(self, text: str) -> str:
        """The text without the person."""
        for plain in self._plain:
            text = text.replace(plain, SOMEONE)
        known = [
            (start, end, SOMEONE)
            for start, end, kind in addresses(text)
            if kind == "[email]" and self._names.spots(text[start:end])
        ]
        return self._names.covered(replaced(text, known), lambda _: SOMEONE)

    def within(self, value: Any) -> Any:
        """The same for everything inside a draft."""
        if isinstance(value, str):
            return None if value == self._id else self.cover(value)
        if isinstance(value, list):
            return [self.within(one) for one in value]
        if isinstance(value, dict):
            return {key: self.within(one) for key, one in value.items()}
        return value

    def is_in(self, said: str | None) -> bool:
        """Whether a row of history is about the person or names them."""
        values = json.loads(said).values() if said else ()
        return any(isinstance(v, str) and (v == self._id or self.cover(v) != v) for v in values)


def _remove_rows(
    connection: sa.Connection, table: sa.Table, person_id: str, done: Counter[str]
) -> None:
    for column in table.columns:
        if column.info.get("refers_to") == "people":
            here = column == person_id
            if table.name in ABOUT_THEM and column.name == "person_id":
                done["records"] += connection.execute(table.delete().where(here)).rowcount
            else:
                connection.execute(table.update().where(here).values({column.name: None}))
    if table.name == "people":
        done["records"] += connection.execute(
            table.delete().where(table.c.id == person_id)
        ).rowcount
    if table.name == "events":  # a move, or a wish not to be contacted, is about nobody now
        nobody = table.c.person_id.is_(None) & table.c.opportunity_id.is_(None)
        done["records"] += connection.execute(table.delete().where(nobody)).rowcount


def _clear_what_hangs(connection: sa.Connection, done: Counter[str]) -> None:
    """References to the rows just removed: cleared, or the row goes too."""
    for table in (metadata.tables[name] for name in RECORDS):
        for column in table.columns:
            if not column.info.get("refers_to"):
                continue
            parent = metadata.tables[column.info["refers_to"]]
            hangs = column.is_not(None) & column.not_in(sa.select(parent.c.id))
            if column.nullable:
                connection.execute(table.update().where(hangs).values({column.name: None}))
            else:
                done["records"] += connection.execute(table.delete().where(hangs)).rowcount


def _cover(connection: sa.Connection, table: sa.Table, hidden: _Hidden) -> int:
    free = [
        c for c in table.columns
        if type(c.type) is sa.Text and not c.foreign_keys and not c.info.get("choices") and c.name != "id"
    ]  # fmt: skip
    n = 0
    for row in connection.execute(sa.select(table.c.id, *free)).mappings().all():
        if table.name == "drafts":
            content = json.dumps(hidden.within(json.loads(row["content"] or "{}")))
            changed = (
                {"content": content}
                if json.loads(content) != json.loads(row["content"] or "{}")
                else {}
            )
            if hidden.cover(row["id"]) != row["id"] or hidden._id in row["id"]:
                connection.execute(table.delete().where(table.c.id == row["id"]))
        else:
            changed = {
                c.name: text for c in free
                if row[c.name] and (text := hidden.cover(row[c.name])) != row[c.name]
            }  # fmt: skip
        if changed:
            connection.execute(table.update().where(table.c.id == row["id"]).values(changed))
            n += len(changed)
    return n


def _forget(connection: sa.Connection, hidden: _Hidden, done: Counter[str]) -> None:
    """Whole steps of history that hold the person, and their name in the words of the others."""
    saves, history = metadata.tables["saves"], metadata.tables["history"]
    steps = {
        row.save_id
        for row in connection.execute(sa.select(history))
        if hidden.is_in(row.before) or hidden.is_in(row.after)
    }
    for step in steps:
        connection.execute(history.delete().where(history.c.save_id == step))
    done["steps"] += len(steps)
    for row in connection.execute(sa.select(saves)).all():
        if (what := hidden.cover(row.what)) != row.what:
            connection.execute(saves.update().where(saves.c.id == row.id).values(what=what))
