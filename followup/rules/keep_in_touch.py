"""What goes on whatever becomes of an opportunity: promises, what a coach and you agreed on, and
keeping in touch every 4 to 6 weeks (A5, B4). Not here: how that window is counted (cadence.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from followup.cadence import paused_companies
from followup.pipeline import CLOSING, REFLECTION, was_closed_on
from followup.rules.task import Task, make_task
from followup.search import Search


def promises(search: Search, before: Sequence[Task]) -> Iterator[Task]:
    """R-COM: one per promise made by the seeker and not kept, unless the opportunity closed.

    What a closing cancelled stays cancelled when it is reopened, also what was noted only then
    (domain.md 1.8, 2).
    """
    for one in search.promises:
        meeting = search.meetings.get(one.meeting_id or "")
        place, made_on = one.opportunity_id or (meeting and meeting.opportunity_id), one.made_on
        o = search.opportunities.get(place or "")
        is_over = o and (was_closed_on(o, made_on) or o.first_on((made_on, REFLECTION), *CLOSING))
        is_kept = one.done_on and one.done_on <= search.today
        if one.is_mine and not is_kept and not is_over and search.may_contact(one.person_id):
            yield make_task(
                search, "R-COM", one.due_on or one.made_on + timedelta(days=search.policy.undated),
                o=o, opens=one.made_on, meeting_id=one.meeting_id, person_id=one.person_id,
                promise_id=one.id, promise=one.promise, why="" if one.due_on else "undated",
                to=f" {search.name(one.person_id)}".rstrip(),
            )  # fmt: skip


def agreed(search: Search, before: Sequence[Task]) -> Iterator[Task]:
    """R-COA: one per comment of a coach or agreed action with a day, until it is marked done."""
    columns = "received_on due_on done_on id pack about comment"
    for on, due_on, done_on, comment_id, pack, about, comment in search.rows("comments", columns):
        if due_on and not (done_on and done_on <= search.today):
            yield make_task(
                search, "R-COA", due_on, opens=on, comment_id=comment_id, comment=comment,
                about=f", on {about}" if pack and about else "",
            )  # fmt: skip


def held_back(search: Search, before: Sequence[Task]) -> dict[str, str]:
    """Why people get no R-KIT for now, by person: another task addressed to them serves both;
    an offer or an arranged interview at their company is the touch (domain.md 1.5).
    """
    paused = paused_companies(search)
    found = {p.id: paused[p.company_id] for p in search.people.values() if p.company_id in paused}
    owed = [task.person_id for task in before if task.earliest <= search.today and task.person_id]
    return found | dict.fromkeys(owed, "something else is owed to them")


def keep_in_touch(search: Search, before: Sequence[Task]) -> Iterator[Task]:
    """R-KIT: one per person kept in touch with, 28 to 42 days after the last touch (A5.2)."""
    silent = held_back(search, before)
    for person in search.people.values():
        wanted = person.keep_in_touch and not person.do_not_contact and person.id not in silent
        if wanted and person.started_on:
            last_on = person.touches[-1].happened_on
            yield make_task(search, "R-KIT", last_on, person_id=person.id)
