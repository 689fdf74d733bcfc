"""The one redaction: frames that hold only what may be shared, with names covered everywhere.

Not here: what is shown of them (pack.py). A column or table is private until tables.py, or the
list below, says otherwise.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

import pandas as pd
import sqlalchemy as sa

from followup.frames import empty, typed
from followup.naming import GENERIC, Names, addresses, replaced
from followup.policy import POLICY_PREFIX, WEEKDAYS, WEEKEND_KEY, Policy
from followup.tables import Frames, metadata

IN_PACK = (
    "companies", "people", "opportunities", "meetings", "attendees", "reflections", "questions",
    "objections", "challenges", "promises", "touchpoints", "events", "offers", "decisions",
    "comments", "holidays", "settings",
)  # fmt: skip
HOW = {"stand_ins": "By stand-ins", "initials": "By initials", "full": "In full"}
ONE = {"people": "Person", "companies": "Company"}
DIRECTIONS = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))  # they can fake text
NUMBERS = [POLICY_PREFIX + number.name for number in fields(Policy)]
WEEKEND = rf"(?:(?:{'|'.join(WEEKDAYS)})(?: |$)){{0,6}}"  # on one day at least there is work
OF_A_TASK = re.compile(r"R-[A-Z]{2,5}|\d{4}-\d\d-\d\d")  # what its name holds besides ids
MAILBOXES = GENERIC | {  # words of addresses that mean nothing by themselves
    "admin", "career", "careers", "contact", "example", "hello", "hiring", "info", "jobs",
    "kontakt", "mail", "office", "people", "post", "recruiting", "recruitment", "support", "talent",
}  # fmt: skip
_NUMBER = re.compile(r"\d(?:[.,'’\s]?\d)*")
_LONG = re.compile(r"[^\W\d_]{4,}")
_PART = re.compile(r"[^\W\d_]+")


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

    def __init__(self, frames: Frames, people: str, companies: str) -> None:
        chance = random.SystemRandom()
        how = {"people": people, "companies": companies}
        self._names = {
            table: Names(dict(_spellings(table, frames[table])), GENERIC if table == "companies" else ())
            for table in how
            if how[table] != "full"
        }  # fmt: skip
        self._real = {t: dict(zip(frames[t]["id"], frames[t]["name"], strict=True)) for t in how}
        self._private = _private(frames)
        self._odd = {t: _literally(self._real[t].values()) for t in how}
        self.shown = {t: _drawn(self._real[t], how[t], one, chance) for t, one in ONE.items()}
        for table in set(how) - set(self._names):  # in full, but for names of the other kind
            self.shown[table] = {i: self.text(name) for i, name in self._real[table].items()}
        ids = [(t, i) for t in IN_PACK if t != "settings" for i in frames[t]["id"]]
        numbers = chance.sample(range(10**6), len(ids))  # no letters, so that no id holds a name
        self.new = {
            i: f"{metadata.tables[table].info['prefix']}-{n:06}"
            for (table, i), n in zip(ids, numbers, strict=True)
        }
        self.old = {new: old for old, new in self.new.items()}

    def text(self, text: str) -> str:
        """A text with names, addresses, links and telephone numbers covered."""
        text = text.translate(DIRECTIONS)
        spots = addresses(text)
        spots += [(*m.span(), f"[{m.lastgroup}]") for m in self._private.finditer(text)]
        for table, names in self._names.items():
            spots += [(*m.span(), self._whole(table, m)) for m in self._odd[table].finditer(text)]
            spots += [(s.start, s.end, self._stand_in(table, s.owners)) for s in names.spots(text)]
        return replaced(text, spots)

    def _whole(self, table: str, found: re.Match[str]) -> str:
        name = found[0].casefold().split()
        owners = [i for i, real in self._real[table].items() if real.casefold().split() == name]
        return self._stand_in(table, frozenset(owners))

    def _stand_in(self, table: str, owners: frozenset[str]) -> str:
        real = {owner.partition(" ")[0] for owner in owners}
        unsure = {"people": "someone", "companies": "a company"}
        return self.shown[table][real.pop()] if len(real) == 1 else unsure[table]

    @property
    def coverers(self) -> list[Names]:
        """The names that are covered, to look for them."""
        return list(self._names.values())

    def frames(self, frames: Frames) -> dict[str, pd.DataFrame]:
        """The frames with only what may be shared, ids drawn anew: every table, its columns."""
        frames = {**frames, "comments": frames["comments"].query("pack == '' and done_on.isna()")}
        frames = {**frames, "settings": allowed_settings(frames["settings"])}
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
            return [self.new.get(i) for i in values]
        if (table, column.name) == ("decisions", "task"):
            return ["|".join(map(self._task_part, task.split("|"))) for task in values]
        if not column.info.get("shared"):
            return [blank(column)] * len(values)
        return [self.text(text) for text in values] if is_free(column) else list(values)

    def _task_part(self, part: str) -> str:
        return self.new.get(part) or (part if OF_A_TASK.fullmatch(part) else "…")


def is_free(column: sa.Column[Any]) -> bool:
    """Whether anything at all can stand in a column."""
    is_text = isinstance(column.type, sa.Text) and column.name not in ("id", "starts_at")
    return is_text and not column.info.get("choices") and not column.foreign_keys


def blank(column: sa.Column[Any]) -> str | None:
    """What stands in place of a value that is not shared."""
    if not isinstance(column.type, sa.Text):
        return None
    return "…" if column.info.get("required") else ""


def without_words(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with … in place of all that somebody wrote, but for names."""
    columns = [c for c in metadata.tables[table].columns if is_free(c) and c.name != "task"]
    texts = [c.name for c in columns if not c.info.get("names") and table != "settings"]
    return frame.assign(**{text: frame[text].where(frame[text] == "", "…") for text in texts})


def allowed_settings(settings: pd.DataFrame) -> pd.DataFrame:
    """The settings a copy may hold: the numbers of the policy and the days of the weekend."""
    is_number = settings["id"].isin(NUMBERS) & settings["value"].str.fullmatch(r"[0-9]{1,3}")
    is_weekend = (settings["id"] == WEEKEND_KEY) & settings["value"].str.fullmatch(WEEKEND)
    return settings[is_number | is_weekend]


def _spellings(table: str, frame: pd.DataFrame) -> Iterable[tuple[str, str]]:
    """Each name by its owner's id, and by the id and a number what else gives the owner away:
    the initial with the last name, as in many addresses, and the words of the address itself.
    """
    for row in frame.itertuples():
        yield row.id, row.name
        parts, more = _PART.findall(row.name), []
        if table == "people":
            more = _LONG.findall(row.email.partition("@")[0])
            if len(parts) > 1 and len(parts[-1]) > 3:
                more.append(parts[0][0] + parts[-1])
        else:
            host = row.website.partition("://")[2] or row.website
            more = _LONG.findall(host.partition("/")[0].rpartition(".")[0])
        words = [word for word in more if word.casefold() not in MAILBOXES]
        yield from ((f"{row.id} {n}", word) for n, word in enumerate(words))


def _private(frames: Frames) -> re.Pattern[str]:
    """Finds what a text may repeat of private columns: telephone, address, the numbers of pay."""
    kinds: dict[str, list[str]] = {
        "phone": list(frames["people"]["phone"]),
        "address": [],
        "pay": [],
    }
    for address in frames["people"]["address"]:
        kinds["address"] += address.splitlines()
    plain = {
        kind: [re.escape(t.strip()) for t in texts if len(t.strip()) > 3]
        for kind, texts in kinds.items()
    }
    for number in _NUMBER.findall(" | ".join(frames["offers"]["pay"])):
        digits = re.sub(r"\D", "", number)
        if len(digits) > 3 and not re.fullmatch(r"(19|20)\d\d", digits):
            plain["pay"].append(r"[.,'’\s]?".join(digits))
    either = "|".join(f"(?P<{kind}>{'|'.join(texts)})" for kind, texts in plain.items() if texts)
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)" if either else r"(?!)", re.IGNORECASE)


def _literally(names: Iterable[str]) -> re.Pattern[str]:
    """Finds names of more than one word, such as An Li or 3M, as they are written."""
    odd = [r"\s+".join(map(re.escape, n.split())) for n in names if not _PART.fullmatch(n)]
    return re.compile(rf"(?<!\w)(?:{'|'.join(odd)})(?!\w)" if odd else r"(?!)", re.IGNORECASE)


def _drawn(names: Mapping[str, str], how: str, one: str, chance: random.Random) -> dict[str, str]:
    """What stands for each name, no two alike, in an order that says nothing."""
    order = list(names)
    chance.shuffle(order)
    if how == "stand_ins":
        return {owner: f"{one} {n}" for n, owner in enumerate(order, 1)}
    out: dict[str, str] = {}
    seen: dict[str, int] = {}
    for owner in order:
        initials = " ".join(map(_initial, _PART.findall(names[owner])[:5])) or "N."
        seen[initials] = seen.get(initials, 0) + 1
        out[owner] = initials if seen[initials] == 1 else f"{initials} ({seen[initials]})"
    return out


def _initial(part: str) -> str:
    """The first letter with a point; N. where one letter would be the whole part, or half of it."""
    return f"{part[0].upper()}." if len(part) > 1 and part[0].upper() != part[0].lower() else "N."
