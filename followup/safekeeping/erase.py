"""Removing a person for good: their records, their name in every text, and all history of both.

Not here: the backups, to which `workbook` applies the same; or what was sent or printed before.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, NamedTuple

import sqlalchemy as sa

from followup.naming import Names, addresses, folded, replaced
from followup.safekeeping.history import unguarded
from followup.tables import RECORDS, SECOND_FOLDER, metadata

ABOUT_THEM = ("attendees", "answers", "touchpoints", "promises", "sentences")  # these go whole
SOMEONE = "someone"
KEYS = ("id", "prompt", "task", "source", "pack", "item")  # texts that only name something here
NOT_THEIRS = ("seeker.", SECOND_FOLDER, "policy.", "calendar.")  # settings about the seeker


class Called(NamedTuple):
    """One way in which a person is, or was, recorded."""

    name: str
    email: str
    phone: str


def spellings(connection: sa.Connection, person_id: str) -> list[Called]:
    """Every way in which the person was ever recorded, by the record and its history."""
    sql = (
        "SELECT name, email, phone FROM people WHERE id = :id UNION "
        "SELECT after ->> 'name', after ->> 'email', after ->> 'phone' FROM history "
        "WHERE table_name = 'people' AND row_id = :id AND after IS NOT NULL"
    )
    return [Called(*row) for row in connection.execute(sa.text(sql), {"id": person_id})]


def erase(connection: sa.Connection, person_id: str, called: list[Called]) -> Counter[str]:
    """What was removed, counted by kind: records about the person, mentions in other texts,
    and steps of history. Everything else stays, without their name.
    """
    done: Counter[str] = Counter()
    people = metadata.tables["people"]
    others = {row.id: row.name for row in connection.execute(sa.select(people.c.id, people.c.name))}
    hidden = _Hidden(person_id, called, others)
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

    def __init__(self, person_id: str, called: list[Called], others: dict[str, str]) -> None:
        self._id = person_id
        own = {f"{person_id} {n}": one.name for n, one in enumerate(called)}
        self._own = frozenset(own)
        self._names = Names(own | {key: name for key, name in others.items() if key != person_id})
        self._plain = {t for one in called for t in (one.email.strip(), one.phone.strip()) if t}
        self._whole = [set(folded(one.name).split()) for one in called]

    def cover(self, text: str) -> str:
        """The text without the person."""
        for plain in self._plain:
            text = text.replace(plain, SOMEONE)
        known = [
            (start, end, SOMEONE)
            for start, end, kind in addresses(text)
            if kind == "[email]" and self._spots(text[start:end])
        ]
        text = replaced(text, known)
        return replaced(text, self._spots(text))

    def _spots(self, text: str) -> list[tuple[int, int, str]]:
        """Where the person is named; a name that is only someone else's is not."""
        return [(s.start, s.end, SOMEONE) for s in self._names.spots(text) if s.owners & self._own]

    def cover_in(self, column: sa.Column[Any] | None, text: str) -> str:
        """The same for a text of a record; what someone or a company is called stays, unless it
        is the whole name.
        """
        if column is None or column.name in KEYS or column.info.get("choices"):
            return text
        if column.info.get("names") or column.name in ("email", "phone"):
            words = set(folded(text).split())
            if text not in self._plain and not any(whole <= words for whole in self._whole):
                return text
        return self.cover(text)

    def is_within(self, value: Any) -> bool:
        """Whether anything inside a draft is about the person or names them."""
        if isinstance(value, dict | list):
            return any(map(self.is_within, value.values() if isinstance(value, dict) else value))
        return isinstance(value, str) and (value == self._id or self.cover(value) != value)

    def is_in(self, table: str, said: str | None) -> bool:
        """Whether a row of history is about the person or names them."""
        row = json.loads(said) if said else {}
        if table == "settings" and row.get("id", "").startswith(NOT_THEIRS):
            return False
        columns = metadata.tables[table].columns
        return any(
            isinstance(v, str) and (v == self._id or self.cover_in(columns.get(k), v) != v)
            for k, v in row.items()
        )


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
    free = [c for c in table.columns if type(c.type) is sa.Text and not c.foreign_keys]
    n = 0
    for row in connection.execute(sa.select(table.c.id, *free)).mappings().all():
        if table.name == "drafts":  # what is typed about them stands beside their name: it goes
            parts = [json.loads(row["content"] or "{}"), row["id"], *row["id"].split("|")]
            if hidden.is_within(parts):
                n += connection.execute(table.delete().where(table.c.id == row["id"])).rowcount
            continue
        if table.name == "settings" and row["id"].startswith(NOT_THEIRS):
            continue
        changed = {
            c.name: text for c in free
            if row[c.name] and (text := hidden.cover_in(c, row[c.name])) != row[c.name]
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
        if hidden.is_in(row.table_name, row.before) or hidden.is_in(row.table_name, row.after)
    }
    for step in steps:
        connection.execute(history.delete().where(history.c.save_id == step))
    done["steps"] += len(steps)
    for row in connection.execute(sa.select(saves)).all():
        if (what := hidden.cover(row.what)) != row.what:
            connection.execute(saves.update().where(saves.c.id == row.id).values(what=what))
