"""What an offer asks for: R-OFA, R-OFD, and telling the others, R-OFN.

Not here: what follows an acceptance (endings.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from followup.rules.task import Task, make_task
from followup.search import Offer, Opportunity, Search


def _open_offers(search: Search) -> list[tuple[Opportunity, Offer]]:
    return [(o, o.offer) for o in search.opportunities.values() if o.offer]


def thanks(search: Search, before: Sequence[Task]) -> Iterator[Task]:
    """R-OFA: one per open offer not thanked for; asks for the terms in writing.

    It goes to who made the offer, else to whom a call would go.
    """
    for o, offer in _open_offers(search):
        sender = offer.person_id if search.may_contact(offer.person_id) else None
        to = sender or search.callee(o)
        alone = to is None and (offer.person_id or search.is_left_alone(o))
        if not o.has_sent("offer_thanks", offer.offered_on) and not alone:
            yield make_task(
                search, "R-OFA", offer.offered_on, o=o, offer_id=offer.id, person_id=to,
                why="written" if offer.is_written else "",
            )  # fmt: skip


def answers(search: Search, before: Sequence[Task]) -> Iterator[Task]:
    """R-OFD: one per open offer: accept or decline before its deadline.

    A decision is owed to nobody, so it stands whoever made the offer (domain.md 1.8, 3).
    """
    for o, offer in _open_offers(search):
        day = offer.deadline_on or offer.offered_on + timedelta(days=search.policy.undated)
        yield make_task(
            search, "R-OFD", day, o=o, opens=offer.offered_on, offer_id=offer.id,
            why="" if offer.deadline_on else "undated",
        )  # fmt: skip


def tell_others(search: Search, before: Sequence[Task]) -> Iterator[Task]:
    """R-OFN: one per other live position with a meeting held: tell them about the offer's day.

    Done by a call or email since, or any real answer. Not for those dormant, on hold, or with
    an offer of their own (reading rule 4).
    """
    offers = [offer for _, offer in _open_offers(search)]
    if not offers:
        return
    since = max(offer.offered_on for offer in offers)
    deadline = min((one.deadline_on for one in offers if one.deadline_on), default=None)
    for o in search.positions:
        if o.meeting is None or o.dormant_on or o.is_on_hold or o.offer:
            continue
        told = any(
            one.kind in ("call", "nudge") and one.result != "no_answer" and one.happened_on >= since
            for one in o.sent
        )  # fmt: skip
        if not told and not (o.answered_on and o.answered_on >= since):
            yield make_task(
                search, "R-OFN", since, o=o, person_id=search.callee(o),
                why="" if deadline else "undated", deadline=deadline or "",
            )  # fmt: skip
