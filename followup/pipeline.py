"""Where each opportunity stands, from what happened to it: the stages, the visits, the funnel.

Not here: what is owed (rules/), reading the search (search.py), files, widgets, the clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import chain
from typing import TYPE_CHECKING

import pandas as pd

from followup.frames import framed

if TYPE_CHECKING:
    from followup.search import Meeting, Opportunity, Search

STAGES = {
    "lead": "Lead", "networking": "Networking", "applied": "Applied", "screen": "Screen",
    "first_interview": "First interview", "second_interview": "Second interview",
    "final_interview": "Third or final interview", "offer": "Offer", "accepted": "Accepted",
}  # fmt: skip
ASIDE = {
    "on_hold": "On hold", "dormant": "Dormant", "declined": "Declined by me",
    "rejected": "Not selected", "withdrawn": "Withdrawn by me", "closed": "Closed by me",
}  # fmt: skip
LABELS = STAGES | ASIDE
RANK = {stage: rank for rank, stage in enumerate(STAGES)}

CLOSING = ("accepted", "declined", "withdrawn", "closed", "rejected", "offer_rescinded")
ENDING = (*CLOSING, "reopened")
# Answers that close nothing; of several on one day the one further on in this order counts.
ANSWERS = ("status_update", "advance", "on_hold", "reopened", "called_off", "scheduled", "call")
REAL = frozenset((*ANSWERS, "rejected", "offer_rescinded", "offer"))
UNDATED = frozenset(("status_update", "advance", "reopened", "called_off", "call"))

# The order within one day (domain.md 1.5, reading rule 10); an odd number comes just after.
MEETING, REFLECTION, SENT, RECEIVED, OFFER, DECISION = 0, 2, 4, 6, 8, 10
ORDER = {
    "noted": -1, "meeting": MEETING, "told": REFLECTION, "touched": SENT, "applied": SENT,
    "introduced": SENT, "reopened": RECEIVED + 1, "offer": OFFER, "offer_rescinded": OFFER + 1,
    **dict.fromkeys(("accepted", "declined", "withdrawn", "closed"), DECISION),
}  # fmt: skip


def stand(search: Search, o: Opportunity) -> None:
    """Works out where an opportunity stands today, from what happened (domain.md 1.5 and 5)."""
    _take_arranged(search, o)
    met_on, heard_at = o.meeting.meeting_on if o.meeting else date.min, _go_through(o)
    if o.decision_on and (o.meeting is None or o.decision_on < met_on):
        o.decision_on = o.decision_told_on = None
    if o.unrecorded_on and o.unrecorded_on >= met_on:
        # that invitation is an answer without a day, given on its day (domain.md 1.8, 1)
        o.undated_on = max(o.undated_on or date.min, o.unrecorded_on)
    # "no answer" without a message is no attempt (ladder 3)
    tried = [t for t in o.sent if t.result in ("voicemail", "message") or t.kind == "nudge"]
    o.tried = sorted(t.happened_on for t in tried if (t.happened_on, SENT) > heard_at)
    o.dormant_on = _dormant_on(search, o)
    if o.dormant_on:
        o.visits.append(("dormant", o.dormant_on))
    if o.visits:
        o.stage, o.since = o.visits[-1]
    o.furthest = max((s for s, _ in o.visits if s in RANK), key=RANK.__getitem__, default="lead")


def _go_through(o: Opportunity) -> tuple[date, int]:
    """Takes in what happened, one after the other; gives when they were last met or heard.

    The stage is the furthest meeting held unless closed, at offer or on hold; a meeting of an
    earlier round does not move it back.
    """
    met, heard_at, told_at = "lead", (date.min, 0), (date.min, 0, date.min)
    for one in o.log:
        kind, on, day = one.kind, one.happened_on, one.decision_on
        reached = "applied" if kind in ("applied", "introduced") else one.stage or "lead"
        met = max(met, reached, key=RANK.__getitem__)
        if kind in ENDING:
            ended = one._replace(kind="rejected") if kind == "offer_rescinded" else one
            o.ending = None if kind == "reopened" else ended
        if kind in ENDING or kind == "offer":
            o.offer = one if kind == "offer" and not o.ending else None
        if kind in ANSWERS or kind == "meeting":
            o.hold = one if kind == "on_hold" else None
        if kind in REAL or kind == "meeting":
            o.answered_on, heard_at = on if kind in REAL else o.answered_on, one.at
        if kind == "meeting" or (kind in UNDATED and day is None):
            o.undated_on = None if kind == "meeting" else on
        if kind == "applied":
            o.applied_on = on
        if kind == "reopened" and told_at[0] < on:  # it starts only new clocks (domain.md 1.8, 2)
            o.decision_on = o.decision_told_on = None
        if day and (*one.at, day) >= told_at:  # of two told at one time the later day counts
            told_at, o.decision_on, o.decision_told_on = (*one.at, day), day, on
        shown = o.ending.kind if o.ending else "offer" if o.offer else "on_hold" if o.hold else met
        if kind != "courtesy_reply" and (not o.visits or o.visits[-1][0] != shown):
            o.visits.append((shown, on))
    return heard_at


def _take_arranged(search: Search, o: Opportunity) -> None:
    """The meeting ahead, and the day of a past one of which nothing is noted."""
    o.arranged = [one for one in o.arranged if not was_closed_on(o, one.meeting_on)]
    for meeting in reversed(o.arranged):
        if still_counts(search, meeting):
            o.scheduled = meeting
        else:
            o.unrecorded_on = max(o.unrecorded_on or date.min, meeting.meeting_on)


def still_counts(search: Search, arranged: Meeting) -> bool:
    """Whether an arranged meeting is still to come, or so lately past that it may be noted yet;
    later it counts for nothing (domain.md 1.8, 1).
    """
    return search.calendar.after(arranged.meeting_on, search.policy.unrecorded) >= search.today


def was_closed_on(o: Opportunity, day: date) -> bool:
    """Whether it was closed before a day and not reopened on it; what was arranged for then, or
    noted then, is cancelled for good (domain.md 1.8, 2).
    """
    turns = [(one.happened_on, one.kind) for one in o.log if one.kind in ENDING]
    told = [kind for on, kind in turns if on < day or (on == day and kind == "reopened")]
    return bool(told) and told[-1] != "reopened"


def _dormant_on(search: Search, o: Opportunity) -> date | None:
    """Dormant: attempts used up and two weeks gone, or an application nobody answered (A6.3)."""
    policy, days = search.policy, list[date]()
    if len(o.tried) >= policy.max_attempts:
        days.append(o.tried[-1] + timedelta(days=policy.dormant_after_attempt))
    if o.applied_on and not o.meeting and (o.answered_on or date.min) < o.applied_on:
        days.append(o.applied_on + timedelta(days=policy.dormant_after_application))
    busy = o.ending or o.offer or o.hold or o.scheduled or o.kind != "position"
    return min(days) if days and min(days) <= search.today and not busy else None


# --- the same as frames -------------------------------------------------------------------


STANDING = (
    "opportunity_id stage since:day furthest is_closed:flag closed_kind closed_on:day closed_by_id "
    "is_on_hold:flag hold_until:day is_dormant:flag dormant_on:day has_offer:flag offer_id "
    "offered_on:day offered_by_id deadline_on:day is_written:flag first_meeting_id "
    "first_meeting_on:day meeting_id meeting_on:day scheduled_id scheduled_on:day answered_on:day "
    "undated_on:day decision_on:day decision_told_on:day n_attempts:count last_attempt_on:day "
    "applied_on:day"
)
LONG = ["posting_link", "posting_text", "cv_sent", "notes", "row_version"]


def standings(search: Search) -> pd.DataFrame:
    """How each opportunity stands: one row per opportunity, indexed by opportunity_id.

    Columns: those of the opportunities table but its long texts, then those of STANDING: stage
    (key) and since when, furthest (the furthest stage held), the ending, hold, dormancy, open
    offer, first, latest (`meeting_`) and next meeting (`scheduled_`), last answer, U
    (undated_on) and D (decision_on), and the attempts since. (domain.md 1.5 and 5)
    """
    rows = []
    for o in search.opportunities.values():
        offer, ending, first = o.offer, o.ending, o.held[0] if o.held else None
        meetings = [
            (one.id, one.meeting_on) if one else (None, None)
            for one in (first, o.meeting, o.scheduled)
        ]
        rows.append((
            o.id, o.stage, o.since, o.furthest, bool(ending), o.stage if ending else "",
            o.ended_on, ending and ending.person_id, bool(o.hold), o.hold and o.hold.decision_on,
            bool(o.dormant_on), o.dormant_on, bool(offer), offer and offer.id,
            offer and offer.happened_on, offer and offer.person_id, offer and offer.deadline_on,
            bool(offer and offer.is_written), *chain(*meetings), o.answered_on, o.undated_on,
            o.decision_on, o.decision_told_on, len(o.tried), max(o.tried, default=None),
            o.applied_on,
        ))  # fmt: skip
    standing = framed(rows, STANDING).set_index("opportunity_id")
    table = search.frames["opportunities"].set_index("id").drop(columns=LONG)
    return table.join(standing).rename_axis("opportunity_id")


def stage_visits(opportunities: Iterable[Opportunity]) -> pd.DataFrame:
    """Every stay in a stage: one row per opportunity and visit, in order of time.

    Columns: opportunity_id, stage, entered_on, left_on (missing: still there).
    """
    rows = []
    for o in opportunities:
        left = [*(on for _, on in o.visits[1:]), None]
        rows += [(o.id, *visit, on) for visit, on in zip(o.visits, left, strict=False)]
    return framed(rows, "opportunity_id stage entered_on:day left_on:day")


def funnel(standing: pd.DataFrame) -> pd.DataFrame:
    """How many positions ever reached each stage: one row per stage, k of n.

    Columns: stage, label, k, n, n_open (of those k, still live). One opportunity counts once,
    skipped stages count as passed; networking is left out (domain.md 4.2, Funnel).
    """
    positions = standing[standing["kind"] == "position"]
    rank, is_open, rows = positions["furthest"].map(RANK), ~positions["is_closed"], []
    for stage in [stage for stage in STAGES if stage != "networking"]:
        held = rank >= RANK[stage]
        rows.append((stage, STAGES[stage], int(held.sum()), len(rank), int((held & is_open).sum())))
    return pd.DataFrame(rows, columns=["stage", "label", "k", "n", "n_open"])
