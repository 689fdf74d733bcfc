"""How it ends: an offer (R-OFA, R-OFD, R-OFN), a rejection (R-REJ), an acceptance (R-WDR, R-LAND).

Not here: the words of these letters (letters/).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from followup.rules.task import Task, make_task
from followup.search import Search


def thanks(search: Search, before: Sequence[Task]) -> Iterator[Task]:
    """R-OFA: one per open offer not thanked for; asks for the terms in writing.

    It goes to who made the offer, else to whom a call would go.
    """
    for o in search.opportunities.values():
        if o.offer and not o.has_sent("offer_thanks", o.offer.happened_on):
            sender = o.offer.person_id
            to = sender if sender and search.may_contact(sender) else search.callee(o)
            if to or not (sender or search.is_left_alone(o)):
                yield make_task(
                    search, "R-OFA", o.offer.happened_on, o=o, offer_id=o.offer.id, person_id=to,
                    why="written" if o.offer.is_written else "",
                )  # fmt: skip


def answers(search: Search, before: Sequence[Task]) -> Iterator[Task]:
    """R-OFD: one per open offer: accept or decline before its deadline.

    A decision is owed to nobody, so it stands whoever made the offer (domain.md 1.8, 3).
    """
    for o in search.opportunities.values():
        if o.offer:
            usual = o.offer.happened_on + timedelta(days=search.policy.undated)
            yield make_task(
                search, "R-OFD", o.offer.deadline_on or usual, o=o, opens=o.offer.happened_on,
                offer_id=o.offer.id, why="" if o.offer.deadline_on else "undated",
            )  # fmt: skip


def tell_others(search: Search, before: Sequence[Task]) -> Iterator[Task]:
    """R-OFN: one per other live position with a meeting held: tell them about the offer's day.

    Done by a call or email since, or any real answer. Not for those dormant, on hold, or with
    an offer of their own (reading rule 4).
    """
    offers = [o.offer for o in search.opportunities.values() if o.offer]
    since = max((offer.happened_on for offer in offers), default=search.today)
    deadline = min((offer.deadline_on for offer in offers if offer.deadline_on), default=None)
    for o in search.positions if offers else []:
        tried = [t for t in o.sent if t.kind in ("call", "nudge") and t.result != "no_answer"]
        told_on = max([o.answered_on or date.min, *(one.happened_on for one in tried)])
        if o.meeting and told_on < since and not (o.dormant_on or o.hold or o.offer):
            yield make_task(
                search, "R-OFN", since, o=o, person_id=search.callee(o),
                why="" if deadline else "undated", deadline=deadline or "",
            )  # fmt: skip


def replies(search: Search, before: Sequence[Task]) -> Iterator[Task]:
    """R-REJ: one per rejection after a meeting: reply, and keep the door open (B1.4).

    To who sent it, else to whom a call would go; a rejection before any meeting needs none.
    """
    for o in search.opportunities.values():
        if o.ending and o.stage == "rejected" and o.held:
            ended_on, sender = o.ending.happened_on, o.ending.person_id
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
    for o in search.positions:
        rested = o.dormant_on and o.dormant_on <= search.over_on
        met = [one.arranged_on or one.meeting_on for one in (*o.held, o.scheduled) if one]
        if met and not rested:
            to, on = search.callee(o), search.over_on
            yield make_task(search, "R-WDR", max(on, min(met)), o=o, person_id=to, on=on)


def landed(search: Search, before: Sequence[Task]) -> Iterator[Task]:
    """R-LAND: after an acceptance, one note to each introducer and each contact kept in touch.

    Not to people at the new employer, nor to those a withdrawal tells (B5 extended). Any touch
    since then tells them but a meeting or a kept promise (domain.md 1.8, 4).
    """
    on, employer = search.over_on, search.accepted.company_id if search.accepted else None
    introducers = {o.introduced_by_id for o in search.opportunities.values() if o.held}
    told = {task.person_id for task in before if task.rule == "R-WDR"}
    for person in search.people.values():
        known = (person.started_on and person.keep_in_touch) or person.id in introducers
        apart = person.id in told or person.company_id == employer or person.do_not_contact
        news = [
            t
            for t in person.touches
            if t.happened_on >= on and t.kind not in ("meeting", "promise")
        ]
        if known and not apart and not news:
            yield make_task(search, "R-LAND", on, person_id=person.id)
