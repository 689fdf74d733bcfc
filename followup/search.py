"""The search on one day as plain records: opportunities and what happened, people and touches.

Not here: what is owed (rules/), where an opportunity stands (pipeline.py), a file, the clock.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from operator import itemgetter
from typing import Any, NamedTuple

from followup import pipeline
from followup.duties import numbers_in_words
from followup.frames import columns_of, kept, records
from followup.pipeline import ANSWERS, MEETING, ORDER, RECEIVED
from followup.policy import Calendar, Policy
from followup.tables import Frames
from followup.words import say_day

STARTING = ("letter", "note", "proposal", "group_note")
FAREWELLS = ("withdrawal", "decline")

# --- the records: what has no default is a column of the table ----------------------------


class Seat(NamedTuple):
    """Who was in the room; without a person_id nobody knows the name yet."""

    id: str
    meeting_id: str
    person_id: str | None
    description: str
    identified_on: date | None
    part: str


class Touchpoint(NamedTuple):
    """Something sent by the seeker, or received."""

    id: str
    happened_on: date
    direction: str
    kind: str
    purpose: str
    channel: str
    result: str
    person_id: str | None
    opportunity_id: str | None
    meeting_id: str | None


class Promise(NamedTuple):
    """A promise, in either direction."""

    id: str
    opportunity_id: str | None
    meeting_id: str | None
    person_id: str | None
    is_mine: bool
    promise: str
    made_on: date
    due_on: date | None
    done_on: date | None


class Decision(NamedTuple):
    """A task set aside: not needed, or put off until a day."""

    task: str
    decision: str
    reason: str
    until_on: date | None
    decided_on: date


class Happening(NamedTuple):
    """What happened to an opportunity; or a meeting with a person, or a promise kept to them.

    The kind is that of the event; or noted, meeting, told (a decision day, in a meeting),
    scheduled, called_off, offer, touched, call (it reached them, and no more was noted), promise.
    """

    happened_on: date
    kind: str
    id: str
    person_id: str | None = None
    decision_on: date | None = None
    stage: str = ""
    purpose: str = ""
    deadline_on: date | None = None
    is_written: bool = False

    @property
    def at(self) -> tuple[date, int]:
        """Its place in the order of happenings: the day and, within it, reading rule 10."""
        return self.happened_on, ORDER.get(self.kind, RECEIVED)


Touch = Happening | Touchpoint


def starts_cadence(touch: Touch) -> bool:
    """Whether a touch can begin a cadence (A5.2); a farewell cannot (domain.md 1.8, 6)."""
    return touch.kind in STARTING and touch.purpose not in FAREWELLS


@dataclass(slots=True, eq=False)
class Meeting:
    """A meeting; `room` lists who was there, the lead first."""

    id: str
    opportunity_id: str
    kind: str
    stage: str
    state: str
    meeting_on: date
    starts_at: str
    place: str
    arranged_on: date | None
    moved_on: date | None
    called_off_on: date | None
    room: list[Seat] = field(default_factory=list)
    sent: list[Touchpoint] = field(default_factory=list)  # about it
    reflected_on: date | None = None
    rating: str = ""
    has_skill_gap: bool | None = None
    can_do_job: bool | None = None
    has_strong_objection: bool = False

    @property
    def at(self) -> tuple[date, int]:
        """Its place in the order of happenings."""
        return self.meeting_on, MEETING

    @property
    def people(self) -> list[str]:
        """Those in the room by their ids, but for who only received or scheduled."""
        return [seat.person_id for seat in self.room if seat.person_id and seat.part != "scheduler"]

    @property
    def group_note_on(self) -> date | None:
        """The day of the first note to pass on to everyone."""
        return min((t.happened_on for t in self.sent if t.kind == "group_note"), default=None)


@dataclass(slots=True, eq=False)
class Person:
    """A person as they are today; the seats they had in meetings and every touch, in order."""

    id: str
    name: str
    company_id: str | None
    role: str
    keep_in_touch: bool
    is_phone_unwelcome: bool
    do_not_contact: bool = False
    met: list[tuple[Meeting, Seat]] = field(default_factory=list)
    touches: list[Touch] = field(default_factory=list)
    heard_on: date = date.min  # the last time

    @property
    def started_on(self) -> date | None:
        """The first letter, note or proposal to them (A5.2); None: there is no cadence yet."""
        return next((t.happened_on for t in self.touches if starts_cadence(t)), None)


@dataclass(slots=True, eq=False)
class Opportunity:
    """A company and role: what happened, in order, and from `stage` on where it stands today."""

    id: str
    company_id: str
    role: str
    kind: str
    source: str
    introduced_by_id: str | None
    hiring_manager_id: str | None
    coordinator_id: str | None
    noted_on: date | None
    held: list[Meeting] = field(default_factory=list)
    arranged: list[Meeting] = field(default_factory=list)  # neither held nor called off
    sent: list[Touchpoint] = field(default_factory=list)
    log: list[Happening] = field(default_factory=list)
    visits: list[tuple[str, date]] = field(default_factory=list)  # every stage, and since when
    stage: str = "lead"
    since: date | None = None  # in that stage
    furthest: str = "lead"  # the furthest stage ever held
    ending: Happening | None = None  # what closed it
    hold: Happening | None = None  # what put it on hold
    offer: Happening | None = None  # the newest, if it is still open
    dormant_on: date | None = None
    applied_on: date | None = None
    scheduled: Meeting | None = None  # the next meeting
    unrecorded_on: date | None = None  # the day of a past one of which nothing is noted
    answered_on: date | None = None  # the last real answer
    undated_on: date | None = None  # U: the last answer without a day since the meeting
    decision_on: date | None = None  # D: the day they named, told on the day below
    decision_told_on: date | None = None
    tried: list[date] = field(default_factory=list)  # unanswered attempts since they were heard

    @property
    def ended_on(self) -> date | None:
        """The day it ended, None while it is open."""
        return self.ending.happened_on if self.ending else None

    @property
    def meeting(self) -> Meeting | None:
        """The latest meeting held."""
        return self.held[-1] if self.held else None

    def first_on(self, at: tuple[date, int], *kinds: str) -> date | None:
        """The day one of these kinds first happened at or after a place in the order."""
        return next(
            (one.happened_on for one in self.log if one.kind in kinds and one.at >= at), None
        )

    def has_sent(self, what: str, since: date = date.min) -> bool:
        """Whether a letter of this purpose went out, or a proposal, since that day."""
        return any(what in (t.kind, t.purpose) and t.happened_on >= since for t in self.sent)


# --- the search ---------------------------------------------------------------------------


@dataclass(eq=False)
class Search:
    """Everything known on one day, under the policy and calendar of the workbook."""

    frames: Frames
    today: date
    policy: Policy
    calendar: Calendar
    companies: dict[str, str]  # names by id
    people: dict[str, Person]
    opportunities: dict[str, Opportunity]
    meetings: dict[str, Meeting]
    sent: list[Touchpoint] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)
    decisions: dict[str, Decision] = field(default_factory=dict)  # the last one on each task

    def say(self, day: date) -> str:
        """A day in words, with its year where that is not this one."""
        return say_day(day, self.today)

    def name(self, person_id: str | None) -> str:
        """The name of a person, empty where nobody is known."""
        person = self.people.get(person_id or "")
        return person.name if person else ""

    def company_of(self, opportunity_id: str | None) -> str:
        """The name of the company of an opportunity, empty where none is known."""
        o = self.opportunities.get(opportunity_id or "")
        return self.companies[o.company_id] if o else ""

    def may_contact(self, person_id: str | None) -> bool:
        """Whether a person may be contacted; where nobody is known, nobody objects."""
        person = self.people.get(person_id or "")
        return person is None or not person.do_not_contact

    def rows(self, table: str, columns: str) -> list[tuple[Any, ...]]:
        """These columns of the rows known today; the first is the day each is known from."""
        rows = zip(*columns_of(self.frames, table, *columns.split()), strict=True)
        return sorted((row for row in rows if row[0] <= self.today), key=itemgetter(0))

    @cached_property
    def numbers(self) -> dict[str, str]:
        """The numbers in force, as sentences say them."""
        return numbers_in_words(self.policy)

    @cached_property
    def positions(self) -> list[Opportunity]:
        """The live positions: there is a decision to wait for, and it is not closed."""
        return [o for o in self.opportunities.values() if o.kind == "position" and not o.ending]

    @cached_property
    def held(self) -> list[Meeting]:
        """Every meeting held, in order."""
        return sorted((one for o in self.opportunities.values() for one in o.held), key=_in_order)

    @cached_property
    def coming(self) -> list[Meeting]:
        """Every meeting arranged that still counts, in order."""
        live = [o for o in self.opportunities.values() if not o.ending]
        found = [one for o in live for one in o.arranged if pipeline.still_counts(self, one)]
        return sorted(found, key=_in_order)

    @cached_property
    def accepted(self) -> Opportunity | None:
        """The opportunity accepted and not rescinded; the search is over with it."""
        taken = [o for o in self.opportunities.values() if o.stage == "accepted"]
        return min(taken, key=lambda o: o.ended_on or date.max, default=None)

    @cached_property
    def over_on(self) -> date:
        """The day of the acceptance the search is over with; today while there is none."""
        return (self.accepted and self.accepted.ended_on) or self.today

    def to_call(self, o: Opportunity) -> list[str]:
        """Whom one could call: the hiring manager met, then who led the latest meeting and the
        others there, the hiring manager not met yet, the coordinator (ladder 4).
        """
        met = {seat.person_id for meeting in o.held for seat in meeting.room}
        order = [o.hiring_manager_id] if o.hiring_manager_id in met else []
        order += [*(o.meeting.people if o.meeting else []), o.hiring_manager_id, o.coordinator_id]
        return [one for one in order if one]

    def callee(self, o: Opportunity) -> str | None:
        """Whom to call; nobody who asked to be left alone."""
        return next((one for one in self.to_call(o) if self.may_contact(one)), None)

    def is_left_alone(self, o: Opportunity) -> bool:
        """Whether everybody who could be called asked to be left alone."""
        return bool(self.to_call(o)) and self.callee(o) is None


def _in_order(meeting: Meeting) -> tuple[date, str, str]:
    return meeting.meeting_on, meeting.starts_at, meeting.id


# --- reading it ---------------------------------------------------------------------------


def search_on(frames: Frames, today: date) -> Search:
    """The search on `today`: what is dated later is not known yet (domain.md 1.5, Visibility).

    From the tables of a workbook it is built once a day, and kept as long as they are.
    """
    return kept(frames, today, lambda: _read(frames, today))


def _read(frames: Frames, today: date) -> Search:
    settings = dict(zip(*columns_of(frames, "settings", "id", "value"), strict=True))
    (holidays,) = columns_of(frames, "holidays", "on_date")
    search = Search(
        frames, today, Policy.of(settings), Calendar.of(settings, holidays),
        companies=dict(zip(*columns_of(frames, "companies", "id", "name"), strict=True)),
        people={one.id: one for one in records(frames, "people", Person)},
        opportunities={one.id: one for one in records(frames, "opportunities", Opportunity)},
        meetings={one.id: one for one in records(frames, "meetings", Meeting)},
    )  # fmt: skip
    for take in (_meetings, _seats, _reflections, _events, _touchpoints, _promises, _decisions):
        take(search)
    for person in search.people.values():
        person.touches.sort(key=lambda touch: touch.happened_on)
    for o in search.opportunities.values():
        o.log.sort(key=lambda one: (one.at, _rank(one), one.decision_on or date.min))
        pipeline.stand(search, o)
    return search


def _rank(one: Happening) -> int:
    return ANSWERS.index(one.kind) if one.kind in ANSWERS else -1


def _meetings(search: Search) -> None:
    today = search.today
    for o in search.opportunities.values():
        if o.noted_on:
            o.log.append(Happening(o.noted_on, "noted", o.id))
    for one in sorted(search.meetings.values(), key=_in_order):
        o = search.opportunities[one.opportunity_id]
        if one.state == "held" and one.meeting_on <= today:
            o.held.append(one)
            o.log.append(Happening(one.meeting_on, "meeting", one.id, stage=one.stage))
        off_on = (one.called_off_on or date.min) if one.state == "called_off" else date.max
        if one.arranged_on and one.arranged_on <= today < off_on and one not in o.held:
            o.arranged.append(one)
        # a meeting that was not arranged before its day is no answer by itself
        ahead = one.state != "held" or (one.arranged_on and one.arranged_on < one.meeting_on)
        days = [one.arranged_on if ahead else None, one.moved_on, one.called_off_on and off_on]
        for on, kind in zip(days, ("scheduled", "scheduled", "called_off"), strict=True):
            if on and on <= today:
                o.log.append(Happening(on, kind, one.id))


def _seats(search: Search) -> None:
    parts: dict[str | None, set[bool]] = {}  # whether they only ever received or scheduled
    for seat in records(search.frames, "attendees", Seat):
        parts.setdefault(seat.person_id, set()).add(seat.part == "scheduler")
        if seat.identified_on and seat.identified_on > search.today:
            seat = seat._replace(person_id=None)  # not known yet
        search.meetings[seat.meeting_id].room.append(seat)
    for meeting in search.meetings.values():
        meeting.room.sort(key=lambda seat: seat.part != "lead")
    for meeting in search.held:
        for seat in meeting.room:
            person = search.people.get(seat.person_id or "")
            if person:
                person.touches.append(Happening(meeting.meeting_on, "meeting", seat.id))
                if seat.part != "scheduler":
                    person.met.append((meeting, seat))
    for person in search.people.values():
        person.keep_in_touch &= parts.get(person.id) != {True}  # reading rule 14


def _reflections(search: Search) -> None:
    said = "rating has_skill_gap can_do_job decision_on decision_precision"
    rows = search.rows("reflections", f"reflected_on id meeting_id {said}")
    for on, row_id, meeting_id, rating, gap, can, day, precision in rows:
        meeting = search.meetings.get(meeting_id)
        if meeting is None:
            continue
        meeting.reflected_on, meeting.rating = on, rating
        meeting.has_skill_gap, meeting.can_do_job = gap, can
        o = search.opportunities[meeting.opportunity_id]
        if day and meeting in o.held:
            day = _named(search, day, precision)
            o.log.append(Happening(meeting.meeting_on, "told", row_id, decision_on=day))
    objections = columns_of(search.frames, "objections", "meeting_id", "strength")
    strong = {meeting_id for meeting_id, s in zip(*objections, strict=True) if s == "strong"}
    for meeting in search.meetings.values():
        meeting.has_strong_objection = meeting.id in strong


def _named(search: Search, day: date | None, precision: str) -> date | None:
    """The day they named; "by the end of the week" is its last business day."""
    by_week = precision == "by_end_of_week"
    return search.calendar.end_of_week(day) if by_week and day else day


def _events(search: Search) -> None:
    about = "opportunity_id person_id company_id decision_on decision_precision"
    rows = search.rows("events", f"happened_on kind id {about}")
    for on, kind, row_id, o_id, person_id, company_id, day, precision in rows:
        o, person = search.opportunities.get(o_id), search.people.get(person_id)
        if person and kind == "moved":
            person.company_id = company_id or person.company_id
        if person and kind == "do_not_contact":
            person.do_not_contact = True
        if o:
            day = _named(search, day, precision)
            o.log.append(Happening(on, kind, row_id, person_id, day))
    rows = search.rows("offers", "offered_on id opportunity_id person_id deadline_on is_written")
    for on, row_id, o_id, person_id, until, is_written in rows:
        made = Happening(on, "offer", row_id, person_id, deadline_on=until, is_written=is_written)
        search.opportunities[o_id].log.append(made)


def _touchpoints(search: Search) -> None:
    told = {row_id for _, row_id in search.rows("events", "happened_on touchpoint_id")}
    people, opportunities, meetings = search.people, search.opportunities, search.meetings
    for one in records(search.frames, "touchpoints", Touchpoint):
        on, is_reached = one.happened_on, one.result == "reached"
        if on > search.today:
            continue
        o, person = opportunities.get(one.opportunity_id or ""), people.get(one.person_id or "")
        if o and o.kind == "networking":
            o.log.append(Happening(on, "touched", one.id, stage="networking"))
        if o and is_reached and one.id not in told:
            o.log.append(Happening(on, "call", one.id, one.person_id))
        if person and (one.direction == "in" or is_reached):
            person.heard_on = max(person.heard_on, on)
        if one.direction == "out":
            search.sent.append(one)
            if o:
                o.sent.append(one)
            if one.meeting_id in meetings:
                meetings[one.meeting_id].sent.append(one)
            if person and one.result != "no_answer":
                person.touches.append(one)


def _promises(search: Search) -> None:
    for one in records(search.frames, "promises", Promise):
        if one.made_on <= search.today:
            search.promises.append(one)
        person = search.people.get(one.person_id or "")
        if person and one.is_mine and one.done_on and one.done_on <= search.today:
            person.touches.append(Happening(one.done_on, "promise", one.id))


def _decisions(search: Search) -> None:
    every = records(search.frames, "decisions", Decision)
    for put in sorted(every, key=lambda put: (put.decided_on, put.until_on or date.max)):
        if put.decided_on <= search.today:
            search.decisions[put.task] = put
