"""What the record holds for one letter: its points, each with where it stands and whose it is.

Not here: how a point is said (draft.py), or which kinds use it (kinds.py).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from followup.frames import names_of
from followup.letters.clippings import suggestions
from followup.letters.kinds import Kind
from followup.letters.notes import (
    is_about,
    names_one_of,
    says_nothing,
    speaks_for_me,
    without_teller,
)
from followup.measures import is_weak
from followup.search import search_on
from followup.tables import Frames, Row
from followup.words import say_day

# What a plan calls each point.
LABELS = {
    "learned": "What you learned", "about_person": "What you learned about them",
    "challenge": "Their challenge", "landed": "What landed, to reinforce",
    "evidence": "What the job asks for, with your evidence", "connection": "What connects you",
    "accomplishment": "An accomplishment you left out", "better_answer": "A better answer",
    "objection": "An objection, answered", "competition": "What sets you apart",
    "value": "What you could add", "promise": "What you promised",
    "decision": "When they decide", "advice": "Their advice",
    "research": "What you found out since", "clipping": "Something worth reading",
    "deadline": "Their deadline", "terms": "The terms",
}  # fmt: skip
# The short question the desk asks where the record lacks a point; {} is what it is about.
ASKS = {
    "learned": "What did you hear there that you did not know before?",
    "better_answer": "What would you answer now? They asked: “{}”",
    "evidence": "What have you done that meets this? They ask for: “{}”",
    "objection": "What can you set against their doubt? “{}”",
    "value": "What could you do for them in the first weeks?",
    "research": "What have you found out since, and where?",
    "competition": "What do you bring that others may not? No names.",
    "advice": "What was the one piece of advice that changed your view?",
}
# What was heard from them, where "we" is theirs.
HEARD = ("learned", "advice")
SHARED = ("learned", "landed", "evidence", "accomplishment", "research", "competition")


@dataclass(frozen=True)
class Point:
    """One point of the record: its kind, its note, the row it comes from, whose it is.

    `parts` holds the other columns a template may name; `said` the seeker's own sentence, if
    they wrote one; `is_used` whether this letter uses it.
    """

    kind: str
    note: str
    source: str
    person_id: str | None = None
    parts: tuple[tuple[str, str], ...] = ()
    said: str = ""
    is_used: bool = True


@dataclass(frozen=True)
class Ask:
    """One short question to the seeker, and the row and column that keep the answer."""

    question: str
    row: Row
    column: str


@dataclass(frozen=True)
class Occasion:
    """What a letter is about: the person, and where known the opportunity and the meeting."""

    person_id: str | None
    opportunity_id: str | None = None
    meeting_id: str | None = None


def occasion(frames: Frames, task: Any, today: date) -> Occasion:
    """The occasion of a task; a task without a meeting rests on the latest one held there."""
    search = search_on(frames, today)
    person, opportunity, meeting = task.person_id, task.opportunity_id, task.meeting_id
    there = [
        one for one in search.held if person and person in [seat.person_id for seat in one.room]
    ]
    if opportunity is None and there:
        opportunity = there[-1].opportunity_id
    o = search.opportunities.get(opportunity or "")
    if meeting is None and o and o.held:
        with_them = [one for one in o.held if one in there]
        meeting = (with_them or o.held)[-1].id
    if o and task.rule == "R-UNK":
        person = o.coordinator_id
    if o and o.offer and task.rule == "R-OFD":
        person = o.offer.person_id or search.callee(o)
    return Occasion(person, opportunity, meeting)


def _known(value: Any) -> str | None:
    return None if value is None or pd.isna(value) else str(value)


def points(frames: Frames, kind: Kind, about: Occasion, today: date) -> list[Point]:
    """The points the record holds for this letter, in the order of the plan: one each.

    Used at first: those of the person's own and of nobody in particular, as many as the kind
    takes; the rest stand in the plan, unticked. What the seeker ticked or rewrote before rules.
    """
    place = seat(frames, about)
    record, found = _Record(frames, about, today), list[Point]()
    for name in kind.at_most:
        several = record.of(name)
        start = place % len(several) if name in SHARED and several else 0
        found += several[start:] + several[:start]
    kept = frames["sentences"]
    own = kept[kept["person_id"] == about.person_id].set_index("source")
    people, there = names_of(frames, "people"), _room(frames, about)
    name = str(people.get(about.person_id, ""))
    others = [str(people[p]) for p in there if p != about.person_id]
    counts = dict.fromkeys(kind.at_most, 0)
    out: list[Point] = []
    for point in found:
        mine = point.person_id in (None, about.person_id)
        room_left = counts[point.kind] < kind.at_most[point.kind]
        used, said = mine and room_left and _fits(point, name, others), ""
        if point.source in own.index:
            row = own.loc[point.source]
            used, said = bool(row["is_used"]), str(row["text"])
        counts[point.kind] += used
        out.append(replace(point, said=said, is_used=used))
    return out


def asks(frames: Frames, kind: Kind, about: Occasion, today: date) -> list[Ask]:
    """What the desk asks for a letter, one question for each kind of point: where nothing is
    noted, and where a doubt, a requirement or a question that went badly has no answer yet.
    """
    record = _Record(frames, about, today)
    asked = (record.ask(name) for name in ASKS if name in kind.at_most)
    return [ask for ask in asked if ask]


def _room(frames: Frames, about: Occasion) -> list[str]:
    """Those who were in the room, by their ids."""
    room = frames["attendees"]
    return list(room.loc[room["meeting_id"] == about.meeting_id, "person_id"].dropna())


def seat(frames: Frames, about: Occasion) -> int:
    """Which of the people in the room this is: what is shared is handed round (A2.3)."""
    there = _room(frames, about)
    return there.index(about.person_id) if about.person_id in there else 0


def _fits(point: Point, name: str, others: list[str]) -> bool:
    """Whether a point can be said to this person as its note stands: it neither speaks about
    them nor, unless it is theirs, names another who was there (A1.4).
    """
    if point.kind == "clipping":
        return bool(dict(point.parts)["why"])
    parts = dict(point.parts)
    if point.kind == "objection" and not parts["is_said"]:
        return False  # a doubt nobody voiced is the seeker's to bring up
    said = parts.get("question", point.note)
    if point.kind in (*NOTED, "challenge", "objection", "better_answer") and is_about(said, name):
        return False
    if point.kind in (*NOTED, "challenge") and names_one_of(point.note, others):
        return False
    return point.kind != "about_person" or speaks_for_me(point.note)


# --- what the record holds, kind by kind --------------------------------------------------

# Kinds whose points are the lines of what was answered to a prompt. What was said about others
# never leaves the record; what sets the seeker apart may (A2.7).
NOTED = {
    "learned": "company", "about_person": "person", "connection": "connection",
    "landed": "landed", "advice": "advice", "value": "value", "research": "research",
    "competition": "difference",
}  # fmt: skip


# Points of two halves: the table, what they said, and what answers it.
HALVES = {
    "better_answer": ("questions", "question", "better_answer"),
    "evidence": ("requirements", "requirement", "evidence"),
    "objection": ("objections", "objection", "evidence"),
}


class _Record:
    """The record as one letter sees it: a method for each kind of point that is not a note."""

    def __init__(self, frames: Frames, about: Occasion, today: date) -> None:
        self.frames, self.about, self.today = frames, about, today

    def of(self, kind: str) -> list[Point]:
        """The points of a kind, in the order the record has them."""
        found: Iterable[Point] = self._notes(kind) if kind in NOTED else getattr(self, kind)()
        return list(found)

    def ask(self, kind: str) -> Ask | None:
        """The question about the first thing this kind of point lacks, if it lacks any."""
        if kind in NOTED:
            for reflection in self._reflections()["id"]:
                key = {"reflection_id": reflection, "prompt": NOTED[kind]}
                there = self._answers(kind)
                if self.of(kind) or there["is_nothing"].any():
                    return None
                ids = there.loc[there["person_id"].isna(), "id"]  # "idk" stands there: one row each
                return Ask(
                    ASKS[kind], Row("answers", {"id": ids.iloc[0]} if len(ids) else key), "text"
                )
            return None
        table, said, column = HALVES[kind]
        for row in getattr(self, f"_{table}")():
            if says_nothing(getattr(row, column)) and self._is_own(row):
                words = ASKS[kind].format(getattr(row, said).strip())
                return Ask(words, Row(table, {"id": row.id}), column)
        return None

    def _is_own(self, row: Any) -> bool:
        """Whether a row is about this person, or about nobody in particular."""
        who = getattr(row, "raised_by_id", getattr(row, "asked_by_id", None))
        return _known(who) in (None, self.about.person_id)

    def _reflections(self) -> pd.DataFrame:
        told = self.frames["reflections"]
        return told[told["meeting_id"] == self.about.meeting_id]

    def _objections(self) -> Iterator[Any]:
        """The doubts to answer: neither left on purpose nor gone."""
        for row in self._rows("objections", "raised_by_id"):
            if not row.is_left and row.strength != "none":
                yield row

    def _questions(self) -> Iterator[Any]:
        """The questions whose answer could be better."""
        asked = self.frames["questions"]
        weak = set(asked.loc[is_weak(asked), "id"])
        return (row for row in self._rows("questions", "asked_by_id") if row.id in weak)

    def _requirements(self) -> Iterator[Any]:
        asked = self.frames["requirements"]
        yield from asked[asked["opportunity_id"] == self.about.opportunity_id].itertuples()

    @cached_property
    def _name(self) -> str:
        return str(names_of(self.frames, "people").get(self.about.person_id, ""))

    @cached_property
    def _answered(self) -> pd.DataFrame:
        answers = self.frames["answers"]
        own = answers[answers["reflection_id"].isin(self._reflections()["id"])]
        return own[own["person_id"].isna() | (own["person_id"] == self.about.person_id)]

    def _answers(self, kind: str) -> pd.DataFrame:
        """What was answered to the prompt of a kind, about this person or nobody in particular."""
        return self._answered[self._answered["prompt"] == NOTED[kind]]

    def _notes(self, kind: str) -> Iterator[Point]:
        """One point for each line of what was answered to the prompt of a kind."""
        name, own = self._name, self._answers(kind)
        for row in own.itertuples():
            for number, note in enumerate(filter(None, map(_bare, row.text.split("\n")))):
                if says_nothing(note):
                    continue
                note = without_teller(note, name) if kind in HEARD else note
                first = note.partition(",")[0]
                if kind == "connection" and is_about(note, name) and not is_about(first, name):
                    note = first  # "both from Ohio, she knows Marietta"
                yield Point(kind, note, f"answers:{row.id}:{number}", _known(row.person_id))

    def _rows(self, table: str, owner: str) -> Any:
        """The rows of the meeting, this person's own first, then nobody's."""
        rows = self.frames[table]
        rows = rows[rows["meeting_id"] == self.about.meeting_id]
        place = 2 - rows[owner].isna() - 2 * (rows[owner] == self.about.person_id)
        return rows.iloc[place.argsort(kind="stable")].itertuples()

    def challenge(self) -> Iterator[Point]:
        for row in self._rows("challenges", "owner_id"):
            who = _known(row.owner_id)
            you = (("you", "You" if who == self.about.person_id else ""),)
            yield Point("challenge", row.challenge, f"challenges:{row.id}", who, you)

    def objection(self) -> Iterator[Point]:
        """Doubts with what can be set against them (A2.5)."""
        for row in self._objections():
            if not says_nothing(row.evidence):
                who = _known(row.raised_by_id)
                parts = (
                    ("evidence", row.evidence),
                    ("is_said", "yes" if row.is_said else ""),
                    ("you", "You" if who == self.about.person_id else ""),
                )
                yield Point("objection", row.objection, f"objections:{row.id}", who, parts)

    def better_answer(self) -> Iterator[Point]:
        """Answers they wish they had given, with who asked (B2.3)."""
        people = names_of(self.frames, "people")
        for row in self._questions():
            if not says_nothing(row.better_answer):
                mine = row.asked_by_id == self.about.person_id
                asker = "" if mine else str(people.get(row.asked_by_id, ""))
                parts = (
                    ("question", row.question),
                    ("you", "You" if mine else ""),
                    ("asker", asker),
                )
                who = _known(row.asked_by_id)
                yield Point("better_answer", row.better_answer, f"questions:{row.id}", who, parts)

    def accomplishment(self) -> Iterator[Point]:
        """Stories not told there, with problem, action, result and number (A1.6)."""
        tellings, bank = self.frames["tellings"], self.frames["accomplishments"]
        left_out = tellings[
            (tellings["meeting_id"] == self.about.meeting_id) & ~tellings["is_told"]
        ]
        if self.about.meeting_id is not None:
            bank = bank[bank["id"].isin(left_out["accomplishment_id"])]
        for row in bank.itertuples():
            said = set(re.findall(r"\d+", row.result))  # the result may say the number already
            number = "" if said & set(re.findall(r"\d+", row.number)) else row.number
            parts = (
                ("problem", row.problem),
                ("action", row.action),
                ("result", row.result),
                ("number", number),
            )
            source = f"accomplishments:{row.id}"
            yield Point("accomplishment", row.accomplishment, source, parts=parts)

    def evidence(self) -> Iterator[Point]:
        for row in self._requirements():
            if not says_nothing(row.evidence):
                parts = (("requirement", row.requirement),)
                yield Point("evidence", row.evidence, f"requirements:{row.id}", parts=parts)

    def promise(self) -> Iterator[Point]:
        """What was promised to this person and is still open (R-COM)."""
        made, person = self.frames["promises"], self.about.person_id
        made = made[made["is_mine"] & made["done_on"].isna() & (made["person_id"] == person)]
        name = str(names_of(self.frames, "people").get(person, ""))
        for row in made.itertuples():
            due = "" if pd.isna(row.due_on) else spoken_day(self.frames, row.due_on)
            to_them = "" if is_about(row.promise, name) else row.promise  # "send her the list"
            parts = (("due", due), ("to_them", to_them))
            yield Point("promise", row.promise, f"promises:{row.id}", person, parts)

    def decision(self) -> Iterator[Point]:
        told = self._reflections()
        for row in told[told["decision_on"] >= pd.Timestamp(self.today)].itertuples():
            day = spoken_day(self.frames, row.decision_on)
            yield Point("decision", day, f"reflections:{row.id}")

    def clipping(self) -> Iterator[Point]:
        """What on the shelf fits this person (A5.3)."""
        found = suggestions(self.frames, self.about.person_id, self.today)
        for row in found[~found["is_past"]].itertuples():
            parts = (
                ("takeaway", row.takeaway), ("link", row.link), ("what", row.kind),
                ("why", row.why), ("reason", row.reason),
            )  # fmt: skip
            yield Point("clipping", row.title, f"clippings:{row.id}", parts=parts)

    def _offer(self) -> Any:
        offers = self.frames["offers"]
        own = offers[offers["opportunity_id"] == self.about.opportunity_id]
        return own.sort_values("offered_on").tail(1).itertuples()

    def deadline(self) -> Iterator[Point]:
        for row in self._offer():
            if pd.notna(row.deadline_on):
                day = spoken_day(self.frames, row.deadline_on)
                yield Point("deadline", day, f"offers:{row.id}")

    def terms(self) -> Iterator[Point]:
        for row in self._offer():
            terms = "; ".join(filter(None, (row.pay.strip(), row.terms.strip())))
            if terms:
                yield Point("terms", terms, f"offers:{row.id}")


def _bare(note: str) -> str:
    return note.strip().lstrip("-*•·").strip()


def spoken_day(frames: Frames, value: Any) -> str:
    """A day as the seeker's letters say it: 'Thursday, March 5' or 'Thursday 5 March'."""
    return f"{value:%A}, {value:%B} {value.day}" if is_american(frames) else say_day(value)


def is_american(frames: Frames) -> bool:
    """Whether the seeker writes American English."""
    settings = frames["settings"]
    return "American" in set(settings.loc[settings["id"] == "seeker.spelling", "value"])
