"""Removing a person for good: their records, their name in every text, and all history of both.

Not here: the backups, to which `care` applies the same; or what was sent or printed before.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa

from followup.naming import Names, addresses, folded, replaced
from followup.safekeeping.going_back import Progress
from followup.safekeeping.history import unguarded
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
    people = metadata.tables["people"].c
    own = sa.select(people.name, people.email, people.phone).where(people.id != person_id)
    others = [Called(*row) for row in connection.execute(own)]
    work = _Erasing(connection, _Hidden(person_id, called, others))
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    with unguarded(connection):
        for name in RECORDS:
            work.remove_rows(metadata.tables[name], person_id)
        work.clear_what_hangs()
        for name in RECORDS:
            work.cover(metadata.tables[name])
        work.forget(tell)
        work.write_down()
    return work.done


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


class _Erasing:
    """One erasing under way: what is done so far, which records were changed, which are gone."""

    def __init__(self, connection: sa.Connection, hidden: _Hidden) -> None:
        self._connection, self._hidden = connection, hidden
        self.done: Counter[str] = Counter()
        self._changed: set[tuple[str, str]] = set()  # each by its table and id
        self._gone: set[tuple[str, str]] = set()

    def _remove(self, table: sa.Table, here: sa.ColumnElement[bool]) -> None:
        ids = self._connection.scalars(sa.select(table.c.id).where(here)).all()
        self._gone.update((table.name, row_id) for row_id in ids)
        self._connection.execute(table.delete().where(here))
        self.done["records"] += len(ids)

    def _change(
        self, table: sa.Table, here: sa.ColumnElement[bool], values: Mapping[str, str | None]
    ) -> None:
        ids = self._connection.scalars(sa.select(table.c.id).where(here)).all()
        self._changed.update((table.name, row_id) for row_id in ids)
        self._connection.execute(table.update().where(here).values(values))

    def remove_rows(self, table: sa.Table, person_id: str) -> None:
        """The records about the person go; where others refer to them, nobody stands instead."""
        for column in table.columns:
            if column.info.get("refers_to") == "people":
                if table.name in ABOUT_THEM and column.name == "person_id":
                    self._remove(table, column == person_id)
                else:
                    self._change(table, column == person_id, {column.name: None})
        if table.name == "people":
            self._remove(table, table.c.id == person_id)
        if table.name == "events":  # a move, or a wish not to be contacted, is about nobody now
            self._remove(table, table.c.person_id.is_(None) & table.c.opportunity_id.is_(None))

    def clear_what_hangs(self) -> None:
        """References to the rows just removed: cleared, or the row goes too."""
        for table in (metadata.tables[name] for name in RECORDS):
            for column in table.columns:
                if not column.info.get("refers_to"):
                    continue
                parent = metadata.tables[column.info["refers_to"]]
                hangs = column.is_not(None) & column.not_in(sa.select(parent.c.id))
                if column.nullable:
                    self._change(table, hangs, {column.name: None})
                else:
                    self._remove(table, hangs)

    def cover(self, table: sa.Table) -> None:
        """Their name goes from every text; a draft that holds it goes whole."""
        hidden = self._hidden
        free = [c for c in table.columns if type(c.type) is sa.Text and not c.foreign_keys]
        for row in self._connection.execute(sa.select(table.c.id, *free)).mappings().all():
            mine = table.c.id == row["id"]
            if table.name == "drafts":  # what is typed about them stands beside their name
                parts = [_parsed(row["content"] or "{}"), row["id"], *row["id"].split("|")]
                if hidden.is_within(parts):
                    self._connection.execute(table.delete().where(mine))
                    self.done["mentions"] += 1
                continue
            if table.name == "settings" and row["id"].startswith(NOT_THEIRS):
                continue
            texts = {c.name: row[c.name] for c in free if row[c.name] and hidden.is_open(c)}
            covered = {name: hidden.cover(text) for name, text in texts.items()}
            self.done["left"] += sum(map(hidden.leaves, covered.values()))
            changed = {name: text for name, text in covered.items() if text != texts[name]}
            if changed:
                self._change(table, mine, changed)
                self.done["mentions"] += len(changed)

    def forget(self, tell: Progress) -> None:
        """Whole steps of history that hold the person go, and their name in the words of others."""
        run, hidden = self._connection.execute, self._hidden
        saves, history = metadata.tables["saves"], metadata.tables["history"]
        of, steps = run(sa.select(sa.func.count()).select_from(history)).scalar_one(), set()
        for n, row in enumerate(run(sa.select(history).execution_options(yield_per=OFTEN))):
            if hidden.is_in(row.table_name, row.before) or hidden.is_in(row.table_name, row.after):
                steps.add(row.save_id)
            if n % OFTEN == 0:
                tell(n, of)
        no_step = history.c.save_id.is_(None) & (None in steps)
        here = history.c.save_id.in_(steps - {None}) | no_step
        beside = run(sa.select(history.c.table_name, history.c.row_id).where(here))
        self._changed.update((row.table_name, row.row_id) for row in beside)
        run(history.delete().where(here))
        self.done["steps"] += len(steps)
        for row in run(sa.select(saves)).all():
            if (what := hidden.cover(row.what)) != row.what:
                run(saves.update().where(saves.c.id == row.id).values(what=what))

    def write_down(self) -> None:
        """What is gone, history knows no more; what was changed, it has as it stands now, under
        no step.
        """
        for gone in sorted(self._gone):
            self._connection.exec_driver_sql(
                "DELETE FROM history WHERE table_name = ? AND row_id = ?", gone
            )
        for name, row_id in sorted(self._changed - self._gone):
            table = metadata.tables.get(name)
            if table is None or not table.info.get("history"):
                continue
            parts = ", ".join(f"'{column.name}', {column.name}" for column in table.columns)
            self._connection.exec_driver_sql(
                "INSERT INTO history (table_name, row_id, after) "
                f"SELECT ?, id, json_object({parts}) FROM {name} WHERE id = ?",
                (name, row_id),
            )
