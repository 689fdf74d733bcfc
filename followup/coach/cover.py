"""The one redaction: frames that hold only what may be shared, with names covered everywhere.

Not here: what is shown of them (pack.py). A column or table is private until tables.py, or the
list below, says otherwise.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

import pandas as pd
import sqlalchemy as sa

from followup.naming import GENERIC, Names, addresses, replaced
from followup.policy import AFTER, BEFORE
from followup.tables import Frames, empty, metadata, new_id, typed

IN_PACK = (
    "companies", "people", "opportunities", "meetings", "attendees", "reflections", "questions",
    "objections", "challenges", "promises", "touchpoints", "events", "offers", "decisions",
    "comments", "holidays", "settings",
)  # fmt: skip
HOW = {"stand_ins": "By stand-ins", "initials": "By initials", "full": "In full"}
DIRECTIONS = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))  # they can fake text


@dataclass(frozen=True)
class Choice:
    """What the seeker wants in a pack: sections, how names are covered, since when, questions.

    `left_out` names free texts taken out in the preview, by what they are about.
    """

    sections: tuple[str, ...]
    people: str = "stand_ins"
    companies: str = "stand_ins"
    since: date | None = None
    questions: tuple[str, ...] = ()
    left_out: frozenset[str] = field(default=frozenset())


class Cover:
    """Stand-ins for the names and ids of one pack, drawn at random, and texts without them."""

    def __init__(self, frames: Frames, people: str, companies: str, *, mute: bool = False) -> None:
        self._mute = mute
        chance = random.SystemRandom()
        self.shown = {
            table: _shown(dict(zip(frames[table]["id"], frames[table]["name"], strict=True)), how, one, chance)
            for table, how, one in (("people", people, "Person"), ("companies", companies, "Company"))
        }  # fmt: skip
        self._names = {
            table: Names(
                dict(zip(frames[table]["id"], frames[table]["name"], strict=True)),
                GENERIC if table == "companies" else (),
            )
            for table, how in (("people", people), ("companies", companies))
            if how != "full"
        }
        self.new = {
            i: new_id(table)
            for table in IN_PACK
            if table != "settings"
            for i in frames[table]["id"]
        }
        self.old = {new: old for old, new in self.new.items()}

    def text(self, text: str) -> str:
        """A text with names, addresses, links and telephone numbers covered; none when mute."""
        if self._mute:
            return "…" if text else ""
        text = text.translate(DIRECTIONS)
        text = replaced(text, addresses(text))
        for table, names in self._names.items():
            text = names.covered(text, partial(self._stand_in, table))
        return text

    def _stand_in(self, table: str, owners: frozenset[str]) -> str:
        (one, *others), unsure = owners, {"people": "someone", "companies": "a company"}
        return unsure[table] if others else self.shown[table][one]

    @property
    def coverers(self) -> list[Names]:
        """The names that are covered, to look for them."""
        return list(self._names.values())

    def frames(self, frames: Frames) -> dict[str, pd.DataFrame]:
        """The frames with only what may be shared, ids drawn anew: every table, its columns."""
        frames = {**frames, "comments": frames["comments"].query("pack == '' and done_on.isna()")}
        settings = frames["settings"]
        allowed = settings["id"].str.startswith(BEFORE) | (settings["id"] == AFTER)
        frames = {**frames, "settings": settings[allowed]}
        return {
            name: self._frame(name, frames[name]) if name in IN_PACK else empty(name)
            for name in metadata.tables
            if name in frames
        }

    def _frame(self, table: str, frame: pd.DataFrame) -> pd.DataFrame:
        columns = metadata.tables[table].columns
        data = {c.name: self._column(table, c, frame) for c in columns}
        return typed(table, pd.DataFrame(data, index=range(len(frame))))

    def _column(self, table: str, column: sa.Column[Any], frame: pd.DataFrame) -> list[Any]:
        values = frame[column.name]
        if column.info.get("names"):
            return [self.shown[table][i] for i in frame["id"]]
        if table == "settings":
            return list(values)
        if column.name == "id" or column.foreign_keys:
            return [None if pd.isna(i) else self.new[i] for i in values]
        if (table, column.name) == ("decisions", "task"):
            return [
                "|".join(self.new.get(part, part) for part in task.split("|")) for task in values
            ]
        is_text = isinstance(column.type, sa.Text) and not column.info.get("choices")
        is_text = is_text and column.name != "starts_at"  # which can only be a time
        if not column.info.get("shared"):
            blank = ("…" if column.info.get("required") else "") if is_text else None
            return [blank] * len(values)
        return [self.text(text) for text in values] if is_text else list(values)


def _shown(names: Mapping[str, str], how: str, one: str, chance: random.Random) -> dict[str, str]:
    """What stands for each name, no two alike."""
    if how == "full":
        return dict(names)
    order = list(names)
    chance.shuffle(order)
    if how == "stand_ins":
        return {owner: f"{one} {_letters(n)}" for n, owner in enumerate(order)}
    out: dict[str, str] = {}
    for owner in order:
        initials = (
            "".join(f"{part[0].upper()}. " for part in names[owner].split()).strip() or "N. N."
        )
        same = sum(shown.partition(" (")[0] == initials for shown in out.values())
        out[owner] = f"{initials} ({same + 1})" if same else initials
    return out


def _letters(n: int) -> str:
    """A, B … Z, AA, AB …"""
    return (_letters(n // 26 - 1) if n >= 26 else "") + chr(ord("A") + n % 26)
