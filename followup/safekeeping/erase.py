"""Removing a person for good: their records, their name in every text, and all history of both.

Not here: the backups, to which `care` applies the same; or what was sent or printed before.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa

from followup.naming.addresses import PHONE, addresses
from followup.naming.called import LONG, SOMEONE, own_words
from followup.naming.everyday import is_everyday
from followup.naming.names import Names, replaced
from followup.naming.spelling import folded
from followup.safekeeping.going_back import Progress
from followup.safekeeping.history import setting, unguarded, write_down
from followup.tables import OWN_WORDS, RECORDS, SECOND_FOLDER, metadata

ABOUT_THEM = ("attendees", "answers", "touchpoints", "promises", "sentences")  # these go whole
SEEKER = "seeker"
KEYS = ("id", "prompt", "task", "source", "pack", "item")  # texts that only name something here
NOT_THEIRS = ("seeker.", SECOND_FOLDER, "policy.", "calendar.")  # settings about the seeker
ESCAPED = re.compile(r"\\(?:u[0-9a-fA-F]{4}|.)")  # a character in JSON that is no letter
END = re.compile(r"[.!?]\s")  # of a sentence
SURE = 7  # so many last digits tell a telephone number
OFTEN = 200  # rows after which it is told how far the erasing is


class Called(NamedTuple):
    """One way in which a person is, or was, recorded."""

    name: str
    email: str
    phone: str


def spellings(connection: sa.Connection, person_id: str) -> list[Called]:
    """Every way in which the person was ever recorded, by the record, its history and the words
    to cover.
    """
    sql = (
        "SELECT name, email, phone FROM people WHERE id = :id UNION "
        "SELECT after ->> 'name', after ->> 'email', after ->> 'phone' FROM history "
        "WHERE table_name = 'people' AND row_id = :id AND json_valid(after) UNION "
        "SELECT addressed_as, '', '' FROM people WHERE id = :id AND addressed_as <> ''"
    )
    found = connection.execute(sa.text(sql), {"id": person_id})
    called = [Called(*(str(part or "") for part in row)) for row in found]
    names = {folded(one.name) for one in called}
    known = own_words(setting(connection, OWN_WORDS))
    return called + [Called(word, "", "") for word, whose in known if folded(whose) in names]


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
    companies = connection.scalars(sa.select(metadata.tables["companies"].c.name))
    others += [Called(name, "", "") for name in companies]
    seeker = setting(connection, "seeker.name")
    work = _Erasing(connection, _Hidden(person_id, called, others, seeker))
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
    """The ways in which a text gives the person away, and nobody else.

    Sure are two parts of the name side by side, one part that is no everyday word and no part of
    another name, and their whole address or number. The seeker is meant by their whole name only.
    """

    def __init__(
        self, person_id: str, called: list[Called], others: list[Called], seeker: str
    ) -> None:
        self._id = person_id
        own = {f"{person_id} {n}": one.name for n, one in enumerate(called)}
        self._own = frozenset(own)
        called_so = own | {str(n): other.name for n, other in enumerate(others)} | {SEEKER: seeker}
        self._names = Names(called_so)
        self._hint = Names(own).hint()
        self._parts = {owner: set(_words(name)) for owner, name in called_so.items()}
        known = {other.email.strip().casefold() for other in others}
        mails = {one.email.strip().casefold() for one in called} - known
        self._mail = [
            re.compile(rf"(?<![\w.+-]){re.escape(mail)}(?![\w-])", re.IGNORECASE)
            for mail in mails if "@" in mail
        ]  # fmt: skip
        shared = {_digits(other.phone) for other in others}
        self._numbers = {n for one in called if len(n := _digits(one.phone)) >= SURE} - shared

    def cover(self, text: str) -> str:
        """The text without the person; of JSON, every text in it."""
        if text[:1] in ("{", "[") and isinstance(inside := _parsed(text), dict | list):
            covered = self._covered_in(inside)
            return text if covered == inside else json.dumps(covered, ensure_ascii=False)
        if not self.may_name(text):
            return text
        for mail in self._mail:
            text = mail.sub(SOMEONE, text)
        known = [
            (start, end, SOMEONE)
            for start, end, kind in addresses(text)
            if (kind == "Email" and self._spots(text[start:end]))
            or (kind != "Email" and _digits(text[start:end]) in self._numbers)
        ]
        text = replaced(text, known)
        return replaced(text, self._spots(text))

    def _covered_in(self, inside: Any) -> Any:
        if isinstance(inside, dict):
            return {self.cover(key): self._covered_in(value) for key, value in inside.items()}
        if isinstance(inside, list):
            return [self._covered_in(one) for one in inside]
        is_id = isinstance(inside, str) and inside.rpartition(":")[2] == self._id
        return SOMEONE if is_id else self.cover(inside) if isinstance(inside, str) else inside

    def may_name(self, text: str) -> bool:
        """Whether it is worth looking closely: false for a text that surely does not name them."""
        if self._id in text or any(mail.search(text) for mail in self._mail):
            return True
        return self._hint(text) or bool(self._numbers and PHONE.search(text))

    def _spots(self, text: str) -> list[tuple[int, int, str]]:
        """Where the person is named, and surely nobody else: whoever has exactly that name is
        meant before one of whose name it is a part.
        """
        found = []
        for spot in self._names.spots(text):
            shown = text[spot.start : spot.end]
            whole = {o for o in spot.owners if self._parts[o] == {*_words(shown)}}
            meant = whole or spot.owners - {SEEKER}
            if meant <= self._own and any(self._is_sure(shown, self._parts[o]) for o in meant):
                found.append((spot.start, spot.end, SOMEONE))
        return found

    def _is_sure(self, shown: str, parts: set[str]) -> bool:
        """Of two parts or more, one is rare, or all are capitalised in one sentence; a part alone
        is rare, and no initials.
        """
        words = {*_words(shown)}
        words |= {word.removesuffix("s") for word in words}
        own = {p for p in parts if p in words or (len(p) > 2 and any(p in word for word in words))}
        rare = [part for part in own if is_rare(part)]
        if len(own) < 2:
            return any(len(part) >= LONG or not shown.isupper() for part in rare)
        is_capital = all(word[:1].isupper() for word in shown.split()) and not END.search(shown)
        return bool(rare) or is_capital

    def leaves(self, text: str) -> bool:
        """Whether a rare part of the name stands in a covered text, and may be somebody else's."""
        if not self.may_name(text):
            return False
        spots = (s for s in self._names.spots(text) if s.owners & self._own)
        return any(is_rare(word) for s in spots for word in _words(text[s.start : s.end]))

    def bears(self, text: str) -> bool:
        """Whether what somebody else, or a company, is called holds the whole name."""
        own = (self._parts[owner] for owner in self._own)
        return any(len(parts) > 1 and parts <= {*_words(text)} for parts in own)

    def is_open(self, column: sa.Column[Any] | None) -> bool:
        """Whether anything may stand in a column, also a name of somebody else; what another
        person or a company is called, and where they are reached, stays.
        """
        if column is None or column.name in (*KEYS, "email", "phone"):
            return False
        return not (column.info.get("choices") or column.info.get("names"))

    def is_within(self, value: Any) -> bool:
        """Whether anything inside a draft is about the person or names them."""
        if isinstance(value, dict | list):
            inside = [*value, *value.values()] if isinstance(value, dict) else value
            return any(map(self.is_within, inside))
        return isinstance(value, str) and (value == self._id or self.cover(value) != value)

    def is_in(self, table: str, said: str | None) -> bool:
        """Whether a row of history is about the person or names them."""
        if not said or not ("\\u" in said or self.may_name(ESCAPED.sub(" ", said))):
            return False
        row = _parsed(said)
        if table not in metadata.tables or not isinstance(row, dict):
            return self.is_within(row)
        if table == "settings" and str(row.get("id")).startswith(NOT_THEIRS):
            return False
        columns = metadata.tables[table].columns
        return any(
            v == self._id or (self.is_open(columns.get(k)) and self.cover(v) != v)
            for k, v in row.items()
            if isinstance(v, str)
        )


def _digits(number: str) -> str:
    """The last digits of a telephone number, which are the same however it is written."""
    return "".join(c for c in number if c.isdecimal())[-SURE:]


def is_rare(part: str) -> bool:
    """Whether a part of a name, standing alone, is surely one: no letter, no everyday word."""
    is_long = len(unicodedata.normalize("NFC", part)) > 1
    return is_long and not is_everyday(part)


def in_words(done: Counter[str], called: list[Called], n_backups: int) -> list[str]:
    """What was removed, and what was left because it may be somebody else's, in sentences."""
    said = [
        f"Removed: {done['records']} records of them, their name in {done['mentions']} other "
        f"texts, and {done['steps']} steps of history, which cannot be taken back now.",
        f"{n_backups} backups were rewritten without them.",
    ]
    if done["left"]:
        said.append(
            f"In {done['left']} other texts stands a name that may be somebody else's, so it was "
            "left. “Find anything” in 02-follow-up shows them."
        )
    parts = {part.strip(".,()") for one in called for part in one.name.split()}
    if alone := sorted(part for part in parts if part and not is_rare(part)):
        said.append(f"Left where it stands alone, as it is another word too: {', '.join(alone)}.")
    return said


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
        ids = self._connection.scalars(table.delete().where(here).returning(table.c.id)).all()
        self._gone.update((table.name, row_id) for row_id in ids)
        self.done["records"] += len(ids)

    def _change(
        self, table: sa.Table, here: sa.ColumnElement[bool], values: Mapping[str, str | None]
    ) -> None:
        changing = table.update().where(here).values(values).returning(table.c.id)
        self._changed.update((table.name, row_id) for row_id in self._connection.scalars(changing))

    def remove_rows(self, table: sa.Table, person_id: str) -> None:
        """The records about the person go; where others refer to them, nobody stands instead."""
        if table.name == "events":  # a move, or a wish not to be contacted, is about nobody then
            self._remove(table, (table.c.person_id == person_id) & table.c.opportunity_id.is_(None))
        for column in table.columns:
            if column.info.get("refers_to") == "people":
                if table.name in ABOUT_THEM and column.name == "person_id":
                    self._remove(table, column == person_id)
                else:
                    self._change(table, column == person_id, {column.name: None})
        if table.name == "people":
            self._remove(table, table.c.id == person_id)

    def clear_what_hangs(self) -> None:
        """References to the rows just removed: cleared, or the row goes too."""
        for table in (metadata.tables[name] for name in RECORDS):
            for column in table.columns:
                if not column.info.get("refers_to"):
                    continue
                parent = column.info["refers_to"]
                hangs = column.in_([row_id for name, row_id in self._gone if name == parent])
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
            names = [row[c.name] for c in free if c.info.get("names") or c.name == "email"]
            self.done["left"] += sum(map(hidden.bears, filter(None, names)))
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
            if name in RECORDS and metadata.tables[name].info["history"]:
                write_down(self._connection, name, row_id)
