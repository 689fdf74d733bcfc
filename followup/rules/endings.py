"""Good endings: the reply to a rejection (R-REJ), withdrawing (R-WDR), the news (R-LAND).

Not here: the words of these letters (letters/).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from followup.rules.task import Task, make_task
from followup.search import Search


def replies(search: Search, before: Sequence[Task]) -> Iterator[Task]:
    """R-REJ: one per rejection after a meeting: reply, and keep the door open (B1.4).

    To who sent it, else to whom a call would go; a rejection before any meeting needs none.
    """
    for o in search.opportunities.values():
        ended_on, sender = o.closed_on, o.closed_by_id
        if o.closed_kind != "rejected" or ended_on is None or not o.held:
            continue
        is_done = o.has_sent("rejection_reply", ended_on) or o.held[0].meeting_on > ended_on
        alone = not search.may_contact(sender) if sender else search.is_left_alone(o)
        if not is_done and not alone:
            to = sender or search.callee(o)
            yield make_task(search, "R-REJ", ended_on, o=o, person_id=to)


def withdrawals(search: Search, before: Sequence[Task]) -> Iterator[Task]:
    """R-WDR: after an acceptance, one per other live position with a meeting held or arranged.

    Where the first meeting was held or arranged only later, it is owed from then on (domain.md
    1.8, 15).
    """
    taken_on = search.accepted.closed_on if search.accepted else None
    if taken_on is None:
        return
    for o in search.positions:
        rested = o.dormant_on is not None and o.dormant_on <= taken_on
        met = [one for one in (*o.held, o.scheduled) if one]
        if met and not rested:
            since = max(taken_on, min(one.arranged_on or one.meeting_on for one in met))
            yield make_task(search, "R-WDR", since, o=o, person_id=search.callee(o), on=taken_on)


def landed(search: Search, before: Sequence[Task]) -> Iterator[Task]:
    """R-LAND: after an acceptance, one note to each introducer and each contact kept in touch.

    Not to people at the new employer, nor to those a withdrawal tells (B5 extended). Any touch
    since then tells them but a meeting or a kept promise (domain.md 1.8, 4).
    """
    taken = search.accepted
    if taken is None or taken.closed_on is None:
        return
    introducers = {o.introduced_by_id for o in search.opportunities.values() if o.held}
    told = {task.person_id for task in before if task.rule == "R-WDR"}
    for person in search.people.values():
        kept = person.started_on and person.keep_in_touch
        apart = person.id in told or person.company_id == taken.company_id or person.do_not_contact
        news = [t for t in person.touches if t.on >= taken.closed_on and t.is_message]
        if (kept or person.id in introducers) and not apart and not news:
            yield make_task(search, "R-LAND", taken.closed_on, person_id=person.id)
