"""Keeping in touch every 4 to 6 weeks: R-KIT (A5, B4).

Not here: how the window is counted (cadence.next_window).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from followup.cadence import paused_companies
from followup.rules.task import Task, make_task
from followup.search import Search


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
            last_on = person.touches[-1].on
            yield make_task(search, "R-KIT", last_on, person_id=person.id, rests_on=last_on)
