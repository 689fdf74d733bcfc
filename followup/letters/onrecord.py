"""What is on record for one letter: its words, numbers, days, quotations, and what stays out of it.

Not here: a remark (check.py).
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property, lru_cache
from typing import NamedTuple

import pandas as pd

from followup.frames import kept, names_of
from followup.letters.facts import Occasion, facts, room_of
from followup.letters.kinds import BY_KEY, Kind
from followup.letters.notes import PAY, lines_of, names_one_of, parted, quotations, stays_private
from followup.letters.points import POINT_KINDS, Point, Record
from followup.naming.spelling import folded
from followup.tables import Frames

WEEKDAYS = {name.casefold(): n for n, name in enumerate(calendar.day_name)}
MONTHS = {name.casefold(): n for n, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.casefold(): n for n, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY = re.compile(
    rf"\b(?P<d1>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<m1>{_MONTH})\b\.?|"
    rf"\b(?P<m2>{_MONTH})\b\.? (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:\d)|"
    r"\bthe (?P<d3>\d{1,2})(?:st|nd|rd|th)\b|\b(?P<y>\d{4})-(?P<m4>\d\d)-(?P<d4>\d\d)\b",
    re.IGNORECASE,
)
_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
SMALL = _SMALL.split()
TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
WORD_NUMBERS = {word: n for n, word in enumerate(SMALL) if n > 1}
WORD_NUMBERS |= {word: 10 * n for n, word in enumerate(TENS) if word}
WORD_NUMBERS |= {
    f"{t}-{SMALL[n]}": 10 * k + n for k, t in enumerate(TENS) if t for n in range(1, 10)
}
_SCALES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9}
_UNITS = {
    "%": "percent", "percent": "percent", "per cent": "percent", "hour": "hour", "hr": "hour",
    "day": "day", "week": "week", "month": "month", "quarter": "quarter", "year": "year", "yr": "year",
    "minute": "minute", "min": "minute", "second": "second", "sec": "second", "gram": "gram", "kilo": "kilo",
    "kg": "kilo", "tonne": "tonne", "litre": "litre", "liter": "litre", "mile": "mile", "km": "kilometre",
    "kilometre": "kilometre", "metre": "metre", "meter": "metre", "page": "page",
}  # fmt: skip
_UNIT = "|".join(sorted((re.escape(u) for u in _UNITS), key=len, reverse=True))
_WORD = "|".join(sorted(WORD_NUMBERS, key=len, reverse=True))
_NUMBER = re.compile(
    rf"(?<![\w.,:/-])[£$€]?(?P<n>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:[.:]\d+)?|(?:{_WORD})\b)"
    rf"(?:\s?(?P<scale>k|thousand|m|million|bn|billion)\b)?(?:[\s-]?(?P<unit>{_UNIT})s?\b|(?P<pc>\s?%))?",
    re.IGNORECASE,
)
_RATE = re.compile(
    r"(?<![\w.,])(?P<n>\d+)(?: [^\W\d]+){0,2} (?:an?|per|each|every) (?P<per>hour|day|week|month|quarter|year)\b",
    re.IGNORECASE,
)
_COMMON_WORDS = (
    "about above after again against also always among another around because been before being below between "
    "both came come could does doing down during each either else even ever every everybody everything find first "
    "from gave give given goes going good great have having hear heard help here hers herself himself hope into "
    "just keep kept know known last later least less like long look made make many matter mean meet meeting might "
    "month more most much must need never next nothing often once only other others over part people perhaps place "
    "really right said same says seem shall should since some somebody something soon still such take tell than thank "
    "thanks that their them then there these they thing things think this those though thought through time today "
    "together told took under until upon used very want well were what when where which while whose will with within "
    "without work working would year years your yours yourself talk talked conversation interview role team job day "
    "week days weeks hours minutes interested interest glad able already back best better big call called case early "
    "end enough few half hard high idea kind large late left little lost low new old one open own point question "
    "questions asked ask answer real reason run second show side small start started state sure three two way won "
    "write written wrote young please dear sincerely regards wishes kind warm best subject"
)
COMMON = frozenset(_COMMON_WORDS.split())
NAMES_OTHERS = ("introducer", "group_note", "landed", "rejection_reply")  # may name who was there
MANY = 4096  # sentences and notes whose words are kept from one look to the next


class Number(NamedTuple):
    """A number as it stands in a text: its words, its value, its unit ("" where none is told)."""

    words: str
    value: float | str
    unit: str
    is_word: bool


@lru_cache(MANY)
def stems(text: str) -> frozenset[str]:
    """The words of a text that carry its meaning, without case, accents and endings."""
    words = re.findall(r"[^\W\d_]{4,}", folded(re.sub(r"['’]s\b", "", text)))
    cut = (
        re.sub(r"(?<=\w{3})(ations?|ings?|ied|ies|ys|edly|ed|es|ers?|ly|ment|s|y|e)$", "", w)
        for w in words
        if w not in COMMON
    )
    return frozenset(word for word in cut if len(word) > 2 and word not in COMMON)


def numbers(text: str) -> Iterator[Number]:
    """The numbers of a text that are no days, telephones or links."""
    bare = re.sub(r"https?://\S+|\S+@\S+|(?m:^\s*\d+[.)]\s)", " ", _DAY.sub(" ", text))
    bare = re.sub(r"\+?\d[\d\s()-]{7,}\d", " ", bare)
    for found in _NUMBER.finditer(bare):
        said = found["n"].casefold()
        is_word = said in WORD_NUMBERS
        value: float | str = WORD_NUMBERS.get(said, 0)
        if not is_word:
            value = said if ":" in said else float(said.replace(",", ""))
        if isinstance(value, (int, float)) and found["scale"]:
            value = round(value * _SCALES[found["scale"].casefold()], 6)
        unit = "percent" if found["pc"] else _UNITS.get((found["unit"] or "").casefold(), "")
        yield Number(found[0].strip(), value, unit, is_word)


def rates(text: str) -> Iterator[tuple[str, str, str]]:
    """The numbers a text tells for each week, month or year: the number, the unit, and the words."""
    for found in _RATE.finditer(text):
        yield found["n"], found["per"].casefold(), found[0]


def days(text: str) -> Iterator[tuple[str, int | None, int]]:
    """The days of a text: the words, the month where it is named, and the day of the month."""
    for found in _DAY.finditer(text):
        day = int(next(filter(None, (found["d1"], found["d2"], found["d3"], found["d4"]))))
        name = found["m1"] or found["m2"]
        month = MONTHS[name.casefold()] if name else int(found["m4"]) if found["m4"] else None
        yield found[0].strip(" ."), month, day


class OnRecord:
    """The record as the checks of one letter read it."""

    def __init__(self, frames: Frames, kind: Kind, about: Occasion, today: date) -> None:
        self.frames, self.kind, self.about, self.today = frames, kind, about, today
        self.facts = facts(frames, about, today)
        self.dear = self.facts["dear"]
        self.people = {str(i): str(n) for i, n in names_of(frames, "people").items()}
        self.name = self.people.get(str(about.person_id), "")
        self.room = room_of(frames, about)
        introduced = frames["opportunities"].set_index("id")["introduced_by_id"]
        self.introducer_id = introduced.get(about.opportunity_id)

    @cached_property
    def may_be_named(self) -> set[str]:
        """Whom a text to this reader may name: them, who introduced them, those named in a promise
        between the two; in some kinds also who was there.
        """
        made = self.frames["promises"]
        promised = list(made.loc[made["person_id"] == self.about.person_id, "promise"])
        there = self.room if self.kind.key in NAMES_OTHERS else []
        in_promise = [
            who for who, name in self.people.items()
            if any(names_one_of(said, [name]) for said in promised)
        ]  # fmt: skip
        return {*filter(None, (self.about.person_id, self.introducer_id)), *there, *in_promise}

    @cached_property
    def points(self) -> list[Point]:
        """All that may be said to this person, whatever the kind of letter."""
        record = Record(self.frames, BY_KEY["proposal"], self.about, self.today)
        told = [k for k in POINT_KINDS if k != "terms" or k in self.kind.points]
        return [one for kind in told for one in record.of(kind)]

    @cached_property
    def usable(self) -> frozenset[str]:
        """The stems of everything that may be said to this person."""
        told = " ".join(one.text for one in self.points)
        o = self.frames["opportunities"]
        o = o[o["id"] == self.about.opportunity_id]
        asked = self.frames["requirements"]
        job = [
            *o["role"],
            *o["posting_text"],
            *asked["requirement"],
            *self.frames["clippings"]["title"],
        ]
        own = self.frames["accomplishments"].select_dtypes("str")
        stories = [text for column in own for text in own[column]]
        own_words = self.frames["requirements"]["evidence"], self.frames["objections"]["evidence"]
        better = self.frames["questions"]["better_answer"]
        return stems(
            " ".join(
                [told, *job, *stories, *own_words[0], *own_words[1], *better, *self.facts.values()]
            )
        )

    @cached_property
    def usable_words(self) -> str:
        """What is noted for this reader, word by word."""
        return plain(" ".join(one.text for one in self.points))

    @cached_property
    def parts(self) -> dict[str, str]:
        """The parts of every name on record, by their folded spelling."""
        names = [*self.people.values(), *self.frames["companies"]["name"], self.facts["me"]]
        return {folded(part): part for name in names for part in re.findall(r"[^\W\d_]{2,}", name)}

    @cached_property
    def roughly(self) -> list[date]:
        """The days of a decision that were told roughly."""
        found = []
        for table in ("reflections", "events"):
            told = self.frames[table].dropna(subset=["decision_on"])
            is_rough = told["decision_precision"].isin(["approximate", "by_end_of_week"])
            found += [day.date() for day in told.loc[is_rough, "decision_on"]]
        return found

    @cached_property
    def texts(self) -> list[str]:
        """Every text of the workbook."""
        return kept(self.frames, "texts", lambda: list(_texts(self.frames)))

    @cached_property
    def words(self) -> set[str]:
        """Every word of the workbook, without case and accents."""
        return kept(
            self.frames,
            "folded words",
            lambda: {w for t in self.texts for w in re.findall(r"\w+", folded(t))},
        )

    @cached_property
    def names(self) -> set[str]:
        """Words that are written with a capital somewhere, or stand in a role: no typing errors."""
        known = {w.casefold() for t in self.texts for w in re.findall(r"\b[A-Z][\w’'-]+", t)}
        return known | set(
            re.findall(r"\w+", " ".join(self.frames["requirements"]["requirement"]).casefold())
        )

    @cached_property
    def numbers(self) -> list[Number]:
        """Every number of the workbook."""
        return kept(
            self.frames, "numbers", lambda: [n for text in self.texts for n in numbers(text)]
        )

    @cached_property
    def rates(self) -> dict[str, set[str]]:
        """For what times each number of the workbook is told, where it is told for any."""
        return kept(self.frames, "rates", lambda: _rates(self.texts))

    @cached_property
    def days(self) -> set[tuple[int, int]]:
        """Every day of the workbook, as month and day."""
        near = (self.today.month, self.today.month % 12 + 1)
        told = {
            (named, day)
            for text in self.texts
            for _, month, day in days(text)
            for named in ([month] if month else near)
        }
        return told | {(d.month, d.day) for d in [*self.dates, self.today]}

    @cached_property
    def dates(self) -> list[date]:
        """Every date of the workbook."""
        columns = [f[c] for f in self.frames.values() for c in f.columns if str(c).endswith("_on")]
        return [d.date() for column in columns for d in pd.to_datetime(column).dropna()]

    @cached_property
    def quoted(self) -> str:
        """What somebody is on record to have said or written, word for word."""
        marked = [q for text in self.texts for q in quotations(text)]
        received = self.frames["touchpoints"].query("direction == 'in'")["text"]
        own = [*self.frames["questions"]["question"], *received, *self.frames["clippings"]["title"]]
        return " | ".join(plain(text) for text in [*marked, *own])

    @cached_property
    def of_others(self) -> list[tuple[str, str]]:
        """What was noted about, or said by, others: whose it is, and the note."""
        found = []
        for table, owner, columns in (
            ("answers", "person_id", ["text"]), ("challenges", "owner_id", ["challenge"]),
            ("objections", "raised_by_id", ["objection"]), ("questions", "asked_by_id", ["question"]),
        ):  # fmt: skip
            rows = self.frames[table]
            rows = rows[rows[owner].notna() & (rows[owner] != self.about.person_id)]
            for row in rows.to_dict("records"):
                found += [(row[owner], line) for c in columns for line in lines_of(row[c])]
        return [
            (self.people.get(who, "somebody else"), line)
            for who, line in found
            if not stays_private(line)
        ]

    @cached_property
    def amounts(self) -> set[float | str]:
        """The numbers noted about pay."""
        answers = self.frames["answers"]
        about_pay = answers.loc[answers["prompt"] == "pay", "text"]
        lines = [*about_pay, *(one for one in self.private if PAY.search(one))]
        return {n.value for line in lines for n in numbers(line)} - set(range(13))

    @cached_property
    def private(self) -> list[str]:
        """Notes that no letter may use: in confidence, about rivals, about pay, red flags."""
        answers = self.frames["answers"]
        closed = answers.loc[
            answers["prompt"].isin(["competition", "pay", "red_flags", "signals"]), "text"
        ]
        lines = [parted(line)[1] for text in answers["text"] for line in lines_of(text)]
        return [*filter(None, lines), *(line for text in closed for line in lines_of(text))]


def _rates(texts: Iterable[str]) -> dict[str, set[str]]:
    found = dict[str, set[str]]()
    for text in texts:
        for value, per, _ in rates(text):
            found.setdefault(value, set()).add(per)
    return found


def plain(text: str) -> str:
    """A text for comparing word by word."""
    return " ".join(re.findall(r"\w+", folded(re.sub(r"[’']", "", text))))


def _texts(frames: Frames) -> Iterable[str]:
    for name, frame in frames.items():
        if name not in ("drafts", "packs", "sentences"):
            texts = frame.select_dtypes("str")
            yield from (text for column in texts for text in texts[column].dropna() if text)
