"""What follows a meeting: reflections, letters, names, thanks for it, promises made in it.

Not here: the prompts (prompts.py), the words of a letter (letters/).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from followup.duties import DUTIES
from followup.pipeline import CLOSING, REFLECTION, decisions_told, moment, was_closed_on
from followup.rules.task import Task, make_task
from followup.search import Meeting, Opportunity, Search, Seat

THANKS = ("thank_you", "recovery")


def reflections(search: Search, before: Sequence[Task]) -> Iterator[Task]:
    """R-REF: one per meeting held without a reflection, or arranged for a day that has come.

    Not cancelled by an ending, but by an acceptance elsewhere (A1.1, B0.3).
    """
    for o in search.opportunities.values():
        if search.accepted not in (None, o):
            continue
        for meeting in o.held:
            if meeting.reflection is None:
                yield make_task(search, "R-REF", meeting.meeting_on, o=o, meeting_id=meeting.id)
        for meeting in o.arranged:
            on = meeting.meeting_on
            if on <= search.today:
                yield make_task(search, "R-REF", on, o=o, meeting_id=meeting.id, why="arranged")


class Letter(NamedTuple):
    """A letter to one person after one meeting: its window, and what became of it."""

    o: Opportunity
    meeting: Meeting
    seat: Seat
    decision_on: date | None  # set where they decide by the next business day
    sent_on: date | None
    superseded_on: date | None  # a later meeting with the same person
    cancelled_on: date | None  # an ending or an offer after the meeting

    @property
    def since(self) -> date:
        """The day it is counted from: of the meeting, or when the name was found."""
        return self.seat.identified_on or self.meeting.meeting_on

    def window(self) -> str:
        """Which window of its duty it has."""
        return "they decide by the next business day" if self.decision_on else ""

    def latest(self, search: Search) -> date:
        """The last day it is in time."""
        window = DUTIES["R-LET"].windows[self.window()]
        since = self.meeting.meeting_on if self.decision_on else self.since
        return max(self.since, window.latest.day(since, search.policy, search.calendar))


def letters_after_meetings(search: Search) -> list[Letter]:
    """Who is to be written to after which meeting held: one letter per meeting and known person.

    Both texts, A2.3 and B0.3: every meeting, each person; reception and scheduling are left out.
    The same person twice on one day is one letter (domain.md 1.7): for the last of the meetings
    whose letter still stands, else for the last.
    """
    if "letters" not in search.derived:
        search.derived["letters"] = [*_letters(search)]
    found: list[Letter] = search.derived["letters"]
    return found


def _letters(search: Search) -> Iterator[Letter]:
    sent_on: dict[tuple[str | None, str | None], date] = {}
    for one in search.sent:
        if one.kind == "letter" and one.purpose in THANKS:
            key = one.meeting_id, one.person_id
            sent_on[key] = min(sent_on.get(key, one.happened_on), one.happened_on)
    met_on: dict[tuple[str, str], list[date]] = {}
    for meeting in search.held:
        for person_id in meeting.people:
            met_on.setdefault((meeting.opportunity_id, person_id), []).append(meeting.meeting_on)
    by_day: dict[tuple[str, date], list[Letter]] = {}
    for meeting in search.held:
        o, on = search.opportunities[meeting.opportunity_id], meeting.meeting_on
        soon = _decides_at_once(search, o, meeting)
        ended_on = o.first_on(meeting.at, *CLOSING, "offer")
        for seat in meeting.room:
            if seat.person_id and seat.part != "scheduler":
                sent = sent_on.get((meeting.id, seat.person_id))
                again = next((day for day in met_on[o.id, seat.person_id] if day > on), None)
                letter = Letter(o, meeting, seat, soon, sent, again, ended_on)
                by_day.setdefault((seat.person_id, on), []).append(letter)
    for several in by_day.values():
        standing = [one for one in several if not (one.superseded_on or one.cancelled_on)]
        sent = min((one.sent_on for one in several if one.sent_on), default=None)
        yield (standing or several)[-1]._replace(sent_on=sent)


def _decides_at_once(search: Search, o: Opportunity, meeting: Meeting) -> date | None:
    """The decision day last told up to the end of a meeting, if they decide by the next
    business day ([S10]).
    """
    met_on, end = meeting.meeting_on, moment(meeting.meeting_on, REFLECTION)
    told = [day for at, day in decisions_told(search, o) if at <= end]
    is_soon = told and met_on <= told[-1] <= search.calendar.after(met_on, 1)
    return told[-1] if is_soon else None


def letters(search: Search, before: Sequence[Task]) -> Iterator[Task]:
    """R-LET: one letter per meeting and person who was in the room (A2.3, B0.3)."""
    for one in letters_after_meetings(search):
        person_id, met_on = one.seat.person_id, one.meeting.meeting_on
        is_done = one.sent_on or one.superseded_on or one.cancelled_on
        if is_done or not search.may_contact(person_id):
            continue
        why = "at once" if one.decision_on else "named later" if one.seat.identified_on else ""
        yield make_task(
            search, "R-LET", met_on if one.decision_on else one.since, o=one.o, opens=one.since,
            window=one.window(), why=why, meeting_id=one.meeting.id, person_id=person_id,
            rests_on=met_on, on=met_on, decision=one.decision_on or "",
        )  # fmt: skip


def names(search: Search, before: Sequence[Task]) -> Iterator[Task]:
    """R-UNK: one per person in the room whose name is not known (A2.3)."""
    for meeting in search.held:
        o = search.opportunities[meeting.opportunity_id]
        if meeting.group_note_on or o.first_on(meeting.at, *CLOSING, "offer"):
            continue
        may_ask = search.may_contact(o.coordinator_id)
        helper = search.name(o.coordinator_id) if may_ask else ""
        for seat in meeting.room:
            if seat.person_id is None and seat.part != "scheduler":
                yield make_task(
                    search, "R-UNK", meeting.meeting_on, o=o, meeting_id=meeting.id,
                    attendee_id=seat.id, why="coordinator" if helper else "", helper=helper,
                    who=seat.description or "someone without a name",
                )  # fmt: skip


def introductions(search: Search, before: Sequence[Task]) -> Iterator[Task]:
    """R-INT: one per opportunity that someone introduced, once its first meeting was held (B5.1).

    Merged into the letter when the introducer was in that first meeting.
    """
    for o in search.opportunities.values():
        introducer = o.introduced_by_id
        if not introducer or not o.held or not search.may_contact(introducer):
            continue
        first = o.held[0]
        to = {one.person_id for one in o.sent if one.purpose == "introducer_thanks"}
        if introducer not in to | {seat.person_id for seat in first.room}:
            on, who = first.meeting_on, introducer
            yield make_task(search, "R-INT", on, o=o, meeting_id=first.id, person_id=who)


def promises(search: Search, before: Sequence[Task]) -> Iterator[Task]:
    """R-COM: one per promise made by the seeker and not kept, unless the opportunity closed.

    What a closing cancelled stays cancelled when it is reopened, also what was noted only then
    (domain.md 1.8, 2).
    """
    for promise in search.promises:
        meeting = search.meetings.get(promise.meeting_id or "")
        place = promise.opportunity_id or (meeting and meeting.opportunity_id)
        o = search.opportunities.get(place or "")
        is_kept = promise.done_on is not None and promise.done_on <= search.today
        made_at = moment(promise.made_on, REFLECTION)
        is_over = o is not None and (
            was_closed_on(o, promise.made_on) or o.first_on(made_at, *CLOSING)
        )
        is_owed = promise.is_mine and not is_kept and not is_over
        if is_owed and search.may_contact(promise.person_id):
            due = promise.due_on or promise.made_on + timedelta(days=search.policy.undated)
            yield make_task(
                search, "R-COM", due, o=o, opens=promise.made_on, meeting_id=promise.meeting_id,
                person_id=promise.person_id, promise_id=promise.id, promise=promise.promise,
                to=f" {search.name(promise.person_id)}".rstrip(),
                why="" if promise.due_on else "undated",
            )  # fmt: skip
