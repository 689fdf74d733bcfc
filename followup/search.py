"""The search on one day as plain records: opportunities with their meetings, people with their touches.

Not here: what is owed (rules/), where an opportunity stands (pipeline.py), a file, the clock.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from followup import pipeline
from followup.duties import numbers_in_words
from followup.frames import Tables, columns_of, records
from followup.pipeline import ANSWERS, MEETING, OFFER, ORDER, RECEIVED, moment
from followup.policy import Calendar, Policy
from followup.tables import Frames
from followup.words import say_day

STARTING = ("letter", "note", "proposal", "group_note")  # they can begin a cadence (A5.2),
FAREWELLS = ("withdrawal", "decline")  # but these do not (domain.md 1.8, 6)


# --- the records: what has no default is a column of the table ----------------------------


class Seat(NamedTuple):
    """Who was in the room; without a person_id nobody knows the name yet."""

    id: str
    meeting_id: str
    person_id: str | None
    description: str
    identified_on: date | None
    part: str


class Reflection(NamedTuple):
    """What was noted after a meeting."""

    meeting_id: str
    reflected_on: date
    rating: str
    has_skill_gap: bool | None
    can_do_job: bool | None
    decision_on: date | None
    decision_precision: str


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


class Offer(NamedTuple):
    """An offer."""

    id: str
    opportunity_id: str
    person_id: str | None
    offered_on: date
    deadline_on: date | None
    is_written: bool


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


class Touch(NamedTuple):
    """A touch of a person by the seeker (reading rule 3)."""

    on: date
    kind: str  # of the touchpoint; or meeting, or promise
    source_id: str
    purpose: str = ""
    starts: bool = False  # it can begin a cadence

    @property
    def is_message(self) -> bool:
        """Whether something was sent or said, and not only a meeting held or a promise kept."""
        return self.kind not in ("meeting", "promise")


class Happening(NamedTuple):
    """What happened to an opportunity: meeting, scheduled, called_off, offer, call (it reached
    them, and no more was noted), or a kind of event. They sort in order of time.
    """

    at: int  # pipeline.moment
    on: date
    kind: str
    source_id: str
    person_id: str | None = None
    decision_on: date | None = None
    stage: str = ""


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
    reflection: Reflection | None = None
    has_strong_objection: bool = False
    group_note_on: date | None = None  # the first note to pass on to everyone

    @property
    def at(self) -> int:
        """Its place in the order of happenings."""
        return moment(self.meeting_on, MEETING)

    @property
    def people(self) -> list[str]:
        """Those in the room by their ids, but for who only received or scheduled."""
        return [seat.person_id for seat in self.room if seat.person_id and seat.part != "scheduler"]


@dataclass(slots=True, eq=False)
class Person:
    """A person as they are today, every touch in order, and the days they were heard on."""

    id: str
    name: str
    company_id: str | None
    role: str
    keep_in_touch: bool
    is_phone_unwelcome: bool
    do_not_contact: bool = False
    touches: list[Touch] = field(default_factory=list)
    heard_on: list[date] = field(default_factory=list)

    @property
    def started_on(self) -> date | None:
        """The first letter, note or proposal to them (A5.2); None: there is no cadence yet."""
        return next((touch.on for touch in self.touches if touch.starts), None)


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
    touched_on: date | None = None  # the first message in either direction
    offers: dict[str, Offer] = field(default_factory=dict)
    log: list[Happening] = field(default_factory=list)
    stage: str = "lead"
    since: date | None = None  # in that stage
    furthest: str = "lead"  # the furthest stage ever held
    is_closed: bool = False
    closed_kind: str = ""
    closed_on: date | None = None
    closed_by_id: str | None = None
    is_on_hold: bool = False
    hold_until: date | None = None
    dormant_on: date | None = None
    offer: Offer | None = None  # the newest, if it is still open
    scheduled: Meeting | None = None  # the next meeting
    unrecorded_on: date | None = None  # the day of a past one of which nothing is noted
    answered_on: date | None = None  # the last real answer
    undated_on: date | None = None  # U: the last answer without a day since the meeting
    decision_on: date | None = None  # D: the day they named, told on the day below
    decision_told_on: date | None = None
    n_attempts: int = 0  # unanswered, since the last answer or meeting
    last_attempt_on: date | None = None
    applied_on: date | None = None

    @property
    def meeting(self) -> Meeting | None:
        """The latest meeting held."""
        return self.held[-1] if self.held else None

    def first_on(self, at: int, *kinds: str) -> date | None:
        """The day one of these kinds first happened at or after a moment."""
        return next((one.on for one in self.log if one.at >= at and one.kind in kinds), None)

    def has_sent(self, purpose: str, since: date = date.min) -> bool:
        """Whether a letter of this purpose went out, or a proposal, since that day."""
        return any(
            purpose in (one.kind, one.purpose) for one in self.sent if one.happened_on >= since
        )


# --- the search ---------------------------------------------------------------------------


@dataclass(eq=False)
class Search:
    """Everything known on one day, under the policy and calendar of the workbook."""

    frames: Frames
    today: date
    policy: Policy
    calendar: Calendar
    companies: dict[str, str] = field(default_factory=dict)  # names by id
    people: dict[str, Person] = field(default_factory=dict)
    opportunities: dict[str, Opportunity] = field(default_factory=dict)
    meetings: dict[str, Meeting] = field(default_factory=dict)
    sent: list[Touchpoint] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)
    decisions: dict[str, Decision] = field(default_factory=dict)  # the last one on each task
    derived: dict[str, Any] = field(default_factory=dict)  # what is worked out once (agenda.py)

    def say(self, day: date) -> str:
        """A day in words, with its year where that is not this one."""
        return say_day(day, self.today)

    def name(self, person_id: str | None) -> str:
        """The name of a person, empty where nobody is known."""
        found = self.people.get(person_id or "")
        return found.name if found else ""

    def company_of(self, opportunity_id: str | None) -> str:
        """The name of the company of an opportunity, empty where none is known."""
        o = self.opportunities.get(opportunity_id or "")
        return self.companies.get(o.company_id, "") if o else ""

    def may_contact(self, person_id: str | None) -> bool:
        """Whether a person may be contacted; where nobody is known, nobody objects."""
        found = self.people.get(person_id or "")
        return found is None or not found.do_not_contact

    @cached_property
    def numbers(self) -> dict[str, str]:
        """The numbers in force, as sentences say them."""
        return numbers_in_words(self.policy)

    @cached_property
    def positions(self) -> list[Opportunity]:
        """The live positions: there is a decision to wait for, and it is not closed."""
        every = self.opportunities.values()
        return [o for o in every if o.kind == "position" and not o.is_closed]

    @cached_property
    def held(self) -> list[Meeting]:
        """Every meeting held, in order."""
        return sorted((one for o in self.opportunities.values() for one in o.held), key=_in_order)

    @cached_property
    def coming(self) -> list[Meeting]:
        """Every meeting arranged that still counts, in order."""
        live = [o for o in self.opportunities.values() if not o.is_closed]
        found = [one for o in live for one in o.arranged if pipeline.still_counts(self, one)]
        return sorted(found, key=_in_order)

    @cached_property
    def accepted(self) -> Opportunity | None:
        """The opportunity accepted and not rescinded; the search is over with it."""
        taken = [o for o in self.opportunities.values() if o.closed_kind == "accepted"]
        return min(taken, key=lambda o: o.closed_on or date.max, default=None)

    @cached_property
    def held_on(self) -> dict[date, list[Meeting]]:
        """The meetings held on each day."""
        return {on: [*several] for on, several in groupby(self.held, key=lambda m: m.meeting_on)}

    def callee(self, o: Opportunity) -> str | None:
        """Whom to call; nobody who asked to be left alone."""
        return next((one for one in _to_call(o) if self.may_contact(one)), None)

    def is_left_alone(self, o: Opportunity) -> bool:
        """Whether everybody who could be called asked to be left alone."""
        return bool(_to_call(o)) and self.callee(o) is None


def _to_call(o: Opportunity) -> list[str]:
    """Ladder 4: the hiring manager met, else who led the latest meeting and the others there, else
    the hiring manager not met yet, else the coordinator.
    """
    met = {seat.person_id for meeting in o.held for seat in meeting.room}
    order = [o.hiring_manager_id] if o.hiring_manager_id in met else []
    order += [*(o.meeting.people if o.meeting else []), o.hiring_manager_id, o.coordinator_id]
    return [one for one in order if one]


def _in_order(meeting: Meeting) -> tuple[date, str, str]:
    return meeting.meeting_on, meeting.starts_at, meeting.id


def search_on(frames: Frames, today: date) -> Search:
    """The search on `today`: what is dated later is not known yet (domain.md 1.5, Visibility).

    From the tables of a workbook it is built once a day, and kept as long as they are.
    """
    kept = frames.derived if isinstance(frames, Tables) else {}
    if today not in kept:
        kept[today] = _build(frames, today)
    found: Search = kept[today]
    return found


def _build(frames: Frames, today: date) -> Search:
    settings = dict(zip(*columns_of(frames, "settings", "id", "value"), strict=True))
    (holidays,) = columns_of(frames, "holidays", "on_date")
    search = Search(frames, today, Policy.of(settings), Calendar.of(settings, holidays))
    search.companies = dict(zip(*columns_of(frames, "companies", "id", "name"), strict=True))
    search.people = {one.id: one for one in records(frames, "people", Person)}
    search.opportunities = {one.id: one for one in records(frames, "opportunities", Opportunity)}
    search.meetings = {one.id: one for one in records(frames, "meetings", Meeting)}
    _take_meetings(search)
    _take_seats(search)
    _take_events(search)
    _take_touchpoints(search)
    _take_promises(search)
    for person in search.people.values():
        person.touches.sort(key=lambda touch: touch.on)
    for o in search.opportunities.values():
        o.log.sort(key=lambda one: (one.at, _rank(one), one.decision_on or date.min))
        pipeline.stand(search, o)
    return search


def _rank(one: Happening) -> int:
    return ANSWERS.index(one.kind) if one.kind in ANSWERS else -1


def _take_meetings(search: Search) -> None:
    today = search.today
    for one in sorted(search.meetings.values(), key=_in_order):
        o = search.opportunities.get(one.opportunity_id)
        if o is None:
            continue
        if one.state == "held" and one.meeting_on <= today:
            o.held.append(one)
            o.log.append(Happening(one.at, one.meeting_on, "meeting", one.id, stage=one.stage))
        off_on = (one.called_off_on or date.min) if one.state == "called_off" else date.max
        if one.arranged_on and one.arranged_on <= today < off_on and one not in o.held:
            o.arranged.append(one)
        # a meeting that was not arranged before its day is no answer by itself
        ahead = one.state != "held" or (one.arranged_on and one.arranged_on < one.meeting_on)
        days = [one.arranged_on if ahead else None, one.moved_on, one.called_off_on and off_on]
        for on, kind in zip(days, ("scheduled", "scheduled", "called_off"), strict=True):
            if on and on <= today:
                o.log.append(Happening(moment(on, RECEIVED), on, kind, one.id))
    for note in records(search.frames, "reflections", Reflection):
        if note.reflected_on <= today and note.meeting_id in search.meetings:
            search.meetings[note.meeting_id].reflection = note
    objections = columns_of(search.frames, "objections", "meeting_id", "strength")
    for meeting_id, strength in zip(*objections, strict=True):
        if strength == "strong" and meeting_id in search.meetings:
            search.meetings[meeting_id].has_strong_objection = True


def _take_seats(search: Search) -> None:
    received: set[str | None] = set()  # those who only ever received or scheduled
    met: set[str | None] = set()
    for seat in records(search.frames, "attendees", Seat):
        (received if seat.part == "scheduler" else met).add(seat.person_id)
        if seat.identified_on and seat.identified_on > search.today:
            seat = seat._replace(person_id=None)  # not known yet
        meeting = search.meetings.get(seat.meeting_id)
        person = search.people.get(seat.person_id or "")
        if meeting:
            meeting.room.append(seat)
            if person and meeting.state == "held" and meeting.meeting_on <= search.today:
                person.touches.append(Touch(meeting.meeting_on, "meeting", seat.id))
    for meeting in search.meetings.values():
        meeting.room.sort(key=lambda seat: seat.part != "lead")
    for person in search.people.values():
        if person.id in received - met:
            person.keep_in_touch = False  # reading rule 14


EVENT = (
    "id", "happened_on", "kind", "opportunity_id", "person_id", "company_id", "decision_on",
    "decision_precision",
)  # fmt: skip


def _take_events(search: Search) -> None:
    every = sorted(
        zip(*columns_of(search.frames, "events", *EVENT), strict=True), key=itemgetter(1)
    )
    for row_id, on, kind, o_id, person_id, company_id, day, precision in every:
        o, person = search.opportunities.get(o_id), search.people.get(person_id)
        if on > search.today:
            continue
        if person and kind == "moved":
            person.company_id = company_id or person.company_id
        if person and kind == "do_not_contact":
            person.do_not_contact = True
        if o:
            day = search.calendar.end_of_week(day) if precision == "by_end_of_week" and day else day
            at = moment(on, ORDER.get(kind, RECEIVED))
            o.log.append(Happening(at, on, kind, row_id, person_id, day))
    for offer in records(search.frames, "offers", Offer):
        o, on = search.opportunities.get(offer.opportunity_id), offer.offered_on
        if o and on <= search.today:
            o.offers[offer.id] = offer
            o.log.append(Happening(moment(on, OFFER), on, "offer", offer.id, offer.person_id))


def _take_touchpoints(search: Search) -> None:
    noted_on, noted = columns_of(search.frames, "events", "happened_on", "touchpoint_id")
    told = {one for on, one in zip(noted_on, noted, strict=True) if on <= search.today}
    for one in records(search.frames, "touchpoints", Touchpoint):
        on, o = one.happened_on, search.opportunities.get(one.opportunity_id or "")
        if on > search.today:
            continue
        person = search.people.get(one.person_id or "")
        meeting = search.meetings.get(one.meeting_id or "")
        if o:
            o.touched_on = min(o.touched_on or on, on)
        if o and one.result == "reached" and one.id not in told:
            o.log.append(Happening(moment(on, RECEIVED), on, "call", one.id, one.person_id))
        if meeting and one.kind == "group_note":
            meeting.group_note_on = min(meeting.group_note_on or on, on)
        if person and (one.direction == "in" or one.result == "reached"):
            person.heard_on.append(on)
        if one.direction == "out":
            search.sent.append(one)
            if o:
                o.sent.append(one)
            if person and one.result != "no_answer":
                starts = one.kind in STARTING and one.purpose not in FAREWELLS
                person.touches.append(Touch(on, one.kind, one.id, one.purpose, starts))


def _take_promises(search: Search) -> None:
    for one in records(search.frames, "promises", Promise):
        if one.made_on <= search.today:
            search.promises.append(one)
        person = search.people.get(one.person_id or "")
        if person and one.is_mine and one.done_on and one.done_on <= search.today:
            person.touches.append(Touch(one.done_on, "promise", one.id))
    every = records(search.frames, "decisions", Decision)
    for put in sorted(every, key=lambda put: (put.decided_on, put.until_on or date.max)):
        if put.decided_on <= search.today:
            search.decisions[put.task] = put
