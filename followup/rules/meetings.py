"""What follows a meeting: reflections, letters, names, thanks for it.

Not here: the prompts (prompts.py), the words of a letter (letters/).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from followup.duties import DUTIES
from followup.pipeline import CLOSING, REFLECTION
from followup.rules.task import Task, make_task
from followup.search import Meeting, Opportunity, Person, Search, Seat

THANKS = ("thank_you", "recovery")
AT_ONCE = "they decide by the next business day"  # a window of R-LET


def reflections(search: Search, before: Sequence[Task]) -> Iterator[Task]:
    """R-REF: one per meeting held without a reflection, or arranged for a day that has come.

    Not cancelled by an ending, but by an acceptance elsewhere (A1.1, B0.3).
    """
    for o in search.opportunities.values():
        if search.accepted not in (None, o):
            continue
        for meeting in o.held:
            if meeting.reflected_on is None:
                yield make_task(search, "R-REF", meeting.meeting_on, o=o, meeting_id=meeting.id)
        for meeting in o.arranged:
            on = meeting.meeting_on
            if on <= search.today:
                yield make_task(
                    search, "R-REF", on, o=o, meeting_id=meeting.id, why="arranged",
                    name="Did it take place?",
                )  # fmt: skip


class Letter(NamedTuple):
    """A letter to one person after one meeting: its window, and what became of it."""

    o: Opportunity
    meeting: Meeting
    person_id: str
    named_on: date | None  # where the name was found only later
    decision_on: date | None  # set where they decide by the next business day
    opens: date
    latest: date
    sent_on: date | None
    is_superseded: bool  # by a later meeting with the same person
    cancelled_on: date | None  # an ending or an offer after the meeting

    @property
    def is_owed(self) -> bool:
        """Whether it is still to be written."""
        return not (self.sent_on or self.is_superseded or self.cancelled_on)


@lru_cache(maxsize=4)
def letters_after_meetings(search: Search) -> list[Letter]:
    """Who is to be written to after which meeting held: one letter per meeting and known person.

    Both texts, A2.3 and B0.3: every meeting, each person; reception and scheduling are left out.
    The same person twice on one day is one letter (domain.md 1.7): for the last of the meetings
    whose letter still stands, else for the last.
    """
    found = []
    for person in search.people.values():
        for _, same_day in groupby(person.met, key=lambda one: one[0].meeting_on):
            letters = [_letter(search, person, meeting, seat) for meeting, seat in same_day]
            standing = [one for one in letters if not (one.is_superseded or one.cancelled_on)]
            sent_on = min((one.sent_on for one in letters if one.sent_on), default=None)
            found.append((standing or letters)[-1]._replace(sent_on=sent_on))
    return found


def _letter(search: Search, person: Person, meeting: Meeting, seat: Seat) -> Letter:
    o, on = search.opportunities[meeting.opportunity_id], meeting.meeting_on
    soon, opens = _decides_at_once(search, o, meeting), seat.identified_on or on
    window = DUTIES["R-LET"].windows[AT_ONCE if soon else ""]
    latest = window.latest.day(on if soon else opens, search.policy, search.calendar)
    sent = [
        one.happened_on for one in meeting.sent
        if one.kind == "letter" and one.purpose in THANKS and one.person_id == person.id
    ]  # fmt: skip
    again = any(m.opportunity_id == o.id and m.meeting_on > on for m, _ in person.met)
    ended_on = o.first_on(meeting.at, *CLOSING, "offer")
    return Letter(
        o, meeting, person.id, seat.identified_on, soon, opens, max(opens, latest),
        min(sent, default=None), again, ended_on,
    )  # fmt: skip


def _decides_at_once(search: Search, o: Opportunity, meeting: Meeting) -> date | None:
    """The decision day last told up to the end of a meeting, if they decide by the next
    business day ([S10]).
    """
    met_on, end = meeting.meeting_on, (meeting.meeting_on, REFLECTION)
    told = [(one.at, one.decision_on) for one in o.log if one.decision_on and one.at <= end]
    day = max(told)[1] if told else date.min
    return day if met_on <= day <= search.calendar.after(met_on, 1) else None


def letters(search: Search, before: Sequence[Task]) -> Iterator[Task]:
    """R-LET: one letter per meeting and person who was in the room (A2.3, B0.3)."""
    for one in letters_after_meetings(search):
        if one.is_owed and search.may_contact(one.person_id):
            met_on = one.meeting.meeting_on
            why = "at once" if one.decision_on else "named later" if one.named_on else ""
            yield make_task(
                search, "R-LET", met_on if one.decision_on else one.opens, o=one.o,
                opens=one.opens, window=AT_ONCE if one.decision_on else "", why=why,
                meeting_id=one.meeting.id, person_id=one.person_id, rests_on=met_on, on=met_on,
                decision=one.decision_on or "",
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
        if introducer not in {*to, *first.people}:
            on, who = first.meeting_on, introducer
            yield make_task(search, "R-INT", on, o=o, meeting_id=first.id, person_id=who)
