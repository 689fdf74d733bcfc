"""Removing a person for good: their records, their name in every text, and all history of both.

Not here: the backups, to which `care` applies the same; or what was sent or printed before.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any, NamedTuple

import sqlalchemy as sa

from followup.naming import Names, addresses, folded, replaced
from followup.safekeeping.going_back import Progress
from followup.safekeeping.history import unguarded, unlike_history
from followup.tables import RECORDS, SECOND_FOLDER, metadata

ABOUT_THEM = ("attendees", "answers", "touchpoints", "promises", "sentences")  # these go whole
SOMEONE = "someone"
KEYS = ("id", "prompt", "task", "source", "pack", "item")  # texts that only name something here
NOT_THEIRS = ("seeker.", SECOND_FOLDER, "policy.", "calendar.")  # settings about the seeker
ESCAPED = re.compile(r"\\(?:u[0-9a-fA-F]{4}|.)")  # a character in JSON that is no letter
OFTEN = 200  # rows after which it is told how far the erasing is


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
        "WHERE table_name = 'people' AND row_id = :id AND json_valid(after)"
    )
    found = connection.execute(sa.text(sql), {"id": person_id})
    return [Called(*(str(part or "") for part in row)) for row in found]


def erase(
    connection: sa.Connection, person_id: str, called: list[Called], tell: Progress
) -> Counter[str]:
    """What was removed, counted by kind: records about the person, mentions in other texts, steps
    of history; and what was "left", because a name in it may be a namesake's. Everything else
    stays, without their name.
    """
    done: Counter[str] = Counter()
    people = metadata.tables["people"]
    others = connection.execute(sa.select(people.c.name, people.c.email, people.c.phone)
                                .where(people.c.id != person_id)).all()  # fmt: skip
    hidden = _Hidden(person_id, called, [Called(*row) for row in others])
    before = unlike_history(connection)
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    with unguarded(connection):
        for name in RECORDS:
            _remove_rows(connection, metadata.tables[name], person_id, done)
        _clear_what_hangs(connection, done)
        for name in RECORDS:
            _cover(connection, metadata.tables[name], hidden, done)
        _forget(connection, hidden, done, tell)
        for table, row_id in unlike_history(connection) - before:
            _write_down(connection, table, row_id)
    return done


class _Hidden:
    """The ways in which a text gives the person away."""

    def __init__(self, person_id: str, called: list[Called], others: list[Called]) -> None:
        self._id = person_id
        own = {f"{person_id} {n}": one.name for n, one in enumerate(called)}
        self._own = frozenset(own)
        called_so = own | {str(n): other.name for n, other in enumerate(others)}
        self._names = Names(called_so)
        self._hint = Names(own).hint()
        self._whole = {owner: sorted(_words(name)) for owner, name in called_so.items()}
        of_others = {t.strip() for other in others for t in (other.email, other.phone)}
        said = {t.strip() for one in called for t in (one.email, one.phone)}
        self._plain = said - of_others - {""}

    def cover(self, text: str) -> str:
        """The text without the person."""
        if not self.may_name(text):
            return text
        for plain in self._plain:
            text = text.replace(plain, SOMEONE)
        known = [
            (start, end, SOMEONE)
            for start, end, kind in addresses(text)
            if kind == "[email]" and self._spots(text[start:end])
        ]
        text = replaced(text, known)
        return replaced(text, self._spots(text))

    def may_name(self, text: str) -> bool:
        """Whether it is worth looking closely: false for a text that surely does not name them."""
        return any(plain in text for plain in (self._id, *self._plain)) or bool(self._hint(text))

    def _spots(self, text: str) -> list[tuple[int, int, str]]:
        """Where the person is named, and surely nobody else: whoever has exactly that name is
        meant before one of whose name it is a part.
        """
        found = []
        for spot in self._names.spots(text):
            words = sorted(_words(text[spot.start : spot.end]))
            meant = {o for o in spot.owners if self._whole[o] == words} or spot.owners
            if meant <= self._own:
                found.append((spot.start, spot.end, SOMEONE))
        return found

    def leaves(self, text: str) -> bool:
        """Whether a name stands in a covered text that may be theirs, or somebody else's."""
        return self.may_name(text) and any(s.owners & self._own for s in self._names.spots(text))

    def cover_in(self, column: sa.Column[Any] | None, text: str) -> str:
        """The same for a text of a record; what another person or a company is called, and where
        they are reached, stays.
        """
        return text if column is None or not self.is_open(column) else self.cover(text)

    def is_open(self, column: sa.Column[Any]) -> bool:
        """Whether anything may stand in a column, also a name of somebody else."""
        is_address = column.name in ("email", "phone")
        is_set = column.info.get("choices") or column.info.get("names")
        return not (is_address or is_set or column.name in KEYS)

    def is_within(self, value: Any) -> bool:
        """Whether anything inside a draft is about the person or names them."""
        if isinstance(value, dict | list):
            return any(map(self.is_within, value.values() if isinstance(value, dict) else value))
        return isinstance(value, str) and (value == self._id or self.cover(value) != value)

    def is_in(self, table: str, said: str | None) -> bool:
        """Whether a row of history is about the person or names them."""
        if not said or not self.may_name(ESCAPED.sub(" ", said)):
            return False
        row = _parsed(said)
        if not isinstance(row, dict):
            return self.is_within(said)
        if table == "settings" and str(row.get("id")).startswith(NOT_THEIRS):
            return False
        if table not in metadata.tables:
            return self.is_within(row)
        columns = metadata.tables[table].columns
        return any(
            isinstance(v, str) and (v == self._id or self.cover_in(columns.get(k), v) != v)
            for k, v in row.items()
        )


def _words(name: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in folded(name)).split()


def _parsed(said: str) -> Any:
    """What JSON says; of what is none, the bare text."""
    try:
        return json.loads(said)
    except ValueError:
        return said


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


def _cover(connection: sa.Connection, table: sa.Table, hidden: _Hidden, done: Counter[str]) -> None:
    free = [c for c in table.columns if type(c.type) is sa.Text and not c.foreign_keys]
    for row in connection.execute(sa.select(table.c.id, *free)).mappings().all():
        if table.name == "drafts":  # what is typed about them stands beside their name: it goes
            parts = [_parsed(row["content"] or "{}"), row["id"], *row["id"].split("|")]
            if hidden.is_within(parts):
                gone = table.delete().where(table.c.id == row["id"])
                done["mentions"] += connection.execute(gone).rowcount
            continue
        if table.name == "settings" and row["id"].startswith(NOT_THEIRS):
            continue
        changed = {
            c.name: text for c in free
            if row[c.name] and (text := hidden.cover_in(c, row[c.name])) != row[c.name]
        }  # fmt: skip
        open_to_all = [c.name for c in free if row[c.name] and hidden.is_open(c)]
        done["left"] += sum(hidden.leaves(changed.get(c, row[c])) for c in open_to_all)
        if changed:
            connection.execute(table.update().where(table.c.id == row["id"]).values(changed))
            done["mentions"] += len(changed)


def _forget(connection: sa.Connection, hidden: _Hidden, done: Counter[str], tell: Progress) -> None:
    """Whole steps of history that hold the person, and their name in the words of the others."""
    saves, history = metadata.tables["saves"], metadata.tables["history"]
    of = connection.scalar(sa.select(sa.func.count()).select_from(history)) or 0
    steps = set()
    for n, row in enumerate(connection.execute(sa.select(history).execution_options(yield_per=OFTEN))):  # fmt: skip
        if hidden.is_in(row.table_name, row.before) or hidden.is_in(row.table_name, row.after):
            steps.add(row.save_id)
        if n % OFTEN == 0:
            tell(n, of)
    gone = history.c.save_id.in_(steps - {None})
    connection.execute(
        history.delete().where(gone | (history.c.save_id.is_(None) & (None in steps)))
    )
    done["steps"] += len(steps)
    for row in connection.execute(sa.select(saves)).all():
        if (what := hidden.cover(row.what)) != row.what:
            connection.execute(saves.update().where(saves.c.id == row.id).values(what=what))


def _write_down(connection: sa.Connection, table: str, row_id: str) -> None:
    """Notes in history, under no step, how a record stands now that a name has gone from it."""
    columns = metadata.tables[table].columns
    parts = ", ".join(f"'{column.name}', {column.name}" for column in columns)
    connection.exec_driver_sql(
        "INSERT INTO history (table_name, row_id, after) "
        f"SELECT ?, ?, (SELECT json_object({parts}) FROM {table} WHERE id = ?)",
        (table, row_id, row_id),
    )
