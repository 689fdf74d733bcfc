"""Where each opportunity stands, from what happened to it: the stages, the visits, the funnel.

Not here: what is owed (rules/), reading the search (search.py), files, widgets, the clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pandas as pd

from followup.frames import framed

if TYPE_CHECKING:
    from followup.search import Meeting, Opportunity, Search, Touchpoint

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
# Real answers; of several on one day the one further on counts.
ANSWERS = ("status_update", "advance", "on_hold", "reopened", "called_off", "scheduled", "call")
REAL = frozenset((*ANSWERS, "rejected", "offer_rescinded", "offer"))
UNDATED = frozenset(("status_update", "advance", "reopened", "called_off", "call"))

# The order within one day (domain.md 1.5, reading rule 10); an odd number comes just after.
MEETING, REFLECTION, SENT, RECEIVED, OFFER, DECISION = 0, 2, 4, 6, 8, 10
ORDER = {
    "meeting": MEETING, "applied": SENT, "introduced": SENT, "reopened": RECEIVED + 1,
    "offer": OFFER, "offer_rescinded": OFFER + 1,
    **dict.fromkeys(("accepted", "declined", "withdrawn", "closed"), DECISION),
}  # fmt: skip


def moment(day: date, order: int) -> int:
    """A number that sorts by day and, within the day, by reading rule 10."""
    return day.toordinal() * 16 + order


def day_of(at: int) -> date:
    """The day of a moment."""
    return date.fromordinal(at // 16)


def stand(search: Search, o: Opportunity) -> None:
    """Works out where an opportunity stands today, from its log (domain.md 1.5 and 5)."""
    turns = [one for one in o.log if one.kind in (*CLOSING, "reopened")]
    last = turns[-1] if turns else None
    if last and last.kind != "reopened":
        o.is_closed, o.closed_on, o.closed_by_id = True, last.on, last.person_id
        o.closed_kind = "rejected" if last.kind == "offer_rescinded" else last.kind
    offers = [one for one in o.log if one.kind == "offer"]
    if offers and not o.is_closed and (last is None or offers[-1].at > last.at):
        o.offer = o.offers[offers[-1].source_id]
    o.applied_on = max((one.on for one in o.log if one.kind == "applied"), default=None)
    o.arranged = [one for one in o.arranged if not was_closed_on(o, one.meeting_on)]
    for meeting in reversed(o.arranged):
        if still_counts(search, meeting):
            o.scheduled = meeting
        else:
            o.unrecorded_on = max(o.unrecorded_on or date.min, meeting.meeting_on)
    _answers(search, o)
    o.dormant_on = _dormant_on(search, o)
    stays = visits(o)
    if stays:
        o.stage, o.since = stays[-1]
    held = [stage for stage, _ in stays if stage in RANK]
    o.furthest = max(held, key=lambda stage: RANK[stage], default="lead")


def still_counts(search: Search, arranged: Meeting) -> bool:
    """Whether an arranged meeting is still to come, or so lately past that it may be noted yet;
    later it counts for nothing (domain.md 1.8, 1).
    """
    return search.calendar.after(arranged.meeting_on, search.policy.unrecorded) >= search.today


def was_closed_on(o: Opportunity, day: date) -> bool:
    """Whether it was closed before a day and not reopened on it; what was arranged for then, or
    noted then, is cancelled for good (domain.md 1.8, 2).
    """
    turns = [one for one in o.log if one.kind in (*CLOSING, "reopened")]
    told = [one for one in turns if one.on < day or (one.on == day and one.kind == "reopened")]
    return bool(told) and told[-1].kind != "reopened"


def _answers(search: Search, o: Opportunity) -> None:
    """The last answer, U, D and the attempts since (domain.md 1.5, ladder 2 and 3)."""
    met_at = o.meeting.at if o.meeting else -1
    answers = [one for one in o.log if one.kind in REAL]
    last_at = answers[-1].at if answers else -1
    o.answered_on = answers[-1].on if answers else None
    undated = [one.at for one in answers if one.kind in UNDATED and one.decision_on is None]
    if o.unrecorded_on:  # that invitation is an answer without a day, given on its day
        undated.append(moment(o.unrecorded_on, RECEIVED))
    if max(undated, default=-1) > met_at:
        o.undated_on = day_of(max(undated))
    # on hold until a later answer, invitation or meeting (clock table, on hold)
    turns = [one for one in o.log if one.kind in ANSWERS or one.kind == "meeting"]
    if turns and turns[-1].kind == "on_hold":
        o.is_on_hold, o.hold_until = True, turns[-1].decision_on
    # after a reopening only what was told since that day runs a clock (domain.md 1.8, 2)
    back_on = max((one.on for one in o.log if one.kind == "reopened"), default=date.min)
    told = [one for one in decisions_told(search, o) if day_of(one[0]) >= back_on]
    if told and o.meeting and told[-1][1] >= o.meeting.meeting_on:
        at, o.decision_on = told[-1]
        o.decision_told_on = day_of(at)
    tried = [one.happened_on for one in attempts(o.sent)]
    tried = [on for on in tried if moment(on, SENT) > max(met_at, last_at)]
    o.n_attempts, o.last_attempt_on = len(tried), max(tried, default=None)


def attempts(sent: Iterable[Touchpoint]) -> list[Touchpoint]:
    """Attempts nobody answered by themselves: calls that left a message, and emails instead.

    "No answer" without a message is not one (ladder 3).
    """
    return [one for one in sent if one.result in ("voicemail", "message") or one.kind == "nudge"]


def decisions_told(search: Search, o: Opportunity) -> list[tuple[int, date]]:
    """Every decision day that was told (A1.7), as the moment of telling and the day; in order.

    What a meeting told counts from the meeting on; "by the end of the week" is its last
    business day.
    """
    told = [(one.at, one.decision_on) for one in o.log if one.decision_on]
    for meeting in o.held:
        note = meeting.reflection
        if note and note.decision_on:
            by_week = note.decision_precision == "by_end_of_week"
            day = search.calendar.end_of_week(note.decision_on) if by_week else note.decision_on
            told.append((moment(meeting.meeting_on, REFLECTION), day))
    return sorted(told)


def _dormant_on(search: Search, o: Opportunity) -> date | None:
    """Dormant: attempts used up and two weeks gone, or an application nobody answered (A6.3)."""
    policy, days = search.policy, list[date]()
    if o.n_attempts >= policy.max_attempts and o.last_attempt_on:
        days.append(o.last_attempt_on + timedelta(days=policy.dormant_after_attempt))
    if o.applied_on and not o.meeting and (o.answered_on or date.min) < o.applied_on:
        days.append(o.applied_on + timedelta(days=policy.dormant_after_application))
    busy = o.is_closed or o.offer or o.is_on_hold or o.scheduled or o.kind != "position"
    return min(days) if days and min(days) <= search.today and not busy else None


def visits(o: Opportunity) -> list[tuple[str, date]]:
    """Every stay in a stage and the day it began, in order of time.

    A stage is the furthest meeting held unless closed, at offer, on hold or dormant (domain.md
    5); a meeting of an earlier round does not move it back.
    """
    happened = [(moment(o.noted_on, -1), "noted", "", o.noted_on)] if o.noted_on else []
    if o.kind == "networking" and o.touched_on:
        happened.append((moment(o.touched_on, SENT), "touch", "networking", o.touched_on))
    happened += [(one.at, one.kind, one.stage, one.on) for one in o.log]
    out: list[tuple[str, date]] = []
    furthest, ending, is_offered, is_on_hold = "lead", "", False, False
    for _, kind, stage, on in sorted(happened, key=lambda row: row[0]):
        reached = "applied" if kind in ("applied", "introduced") else stage or "lead"
        furthest = max(furthest, reached, key=lambda one: RANK[one])
        if kind in CLOSING or kind == "reopened":
            ending = {"reopened": "", "offer_rescinded": "rejected"}.get(kind, kind)
        if kind in (*CLOSING, "reopened", "offer"):
            is_offered = kind == "offer"
        if kind in (*ANSWERS, "meeting"):
            is_on_hold = kind == "on_hold"
        shown = ending or ("offer" if is_offered else "on_hold" if is_on_hold else furthest)
        if kind != "courtesy_reply" and (not out or out[-1][0] != shown):
            out.append((shown, on))
    return out + ([("dormant", o.dormant_on)] if o.dormant_on else [])


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
    table = search.frames["opportunities"].set_index("id").drop(columns=LONG)
    rows = [_standing_row(o) for o in search.opportunities.values()]
    standing = framed(rows, STANDING).set_index("opportunity_id")
    return table.join(standing).rename_axis("opportunity_id")


def _standing_row(o: Opportunity) -> tuple[object, ...]:
    first, latest, next_one, offer = o.held[0] if o.held else None, o.meeting, o.scheduled, o.offer
    return (
        o.id, o.stage, o.since, o.furthest, o.is_closed, o.closed_kind, o.closed_on,
        o.closed_by_id, o.is_on_hold, o.hold_until, o.dormant_on is not None, o.dormant_on,
        offer is not None, offer and offer.id, offer and offer.offered_on,
        offer and offer.person_id, offer and offer.deadline_on, bool(offer and offer.is_written),
        first and first.id, first and first.meeting_on, latest and latest.id,
        latest and latest.meeting_on, next_one and next_one.id, next_one and next_one.meeting_on,
        o.answered_on, o.undated_on, o.decision_on, o.decision_told_on, o.n_attempts,
        o.last_attempt_on, o.applied_on,
    )  # fmt: skip


def stage_visits(opportunities: Iterable[Opportunity]) -> pd.DataFrame:
    """Every stay in a stage: one row per opportunity and visit, in order of time.

    Columns: opportunity_id, stage, entered_on, left_on (missing: still there).
    """
    rows = []
    for o in opportunities:
        stays = visits(o)
        left = [*(entered_on for _, entered_on in stays[1:]), None][: len(stays)]
        rows += [(o.id, stage, on, until) for (stage, on), until in zip(stays, left, strict=True)]
    return framed(rows, "opportunity_id stage entered_on:day left_on:day")


def funnel(standing: pd.DataFrame) -> pd.DataFrame:
    """How many positions ever reached each stage: one row per stage, k of n.

    Columns: stage, label, k, n, n_open (of those k, still live). One opportunity counts once, skipped stages
    count as passed; networking is left out (domain.md 4.2, Funnel).
    """
    positions = standing[standing["kind"] == "position"]
    rank, is_open = positions["furthest"].map(RANK), ~positions["is_closed"]
    rows = []
    for stage in [stage for stage in STAGES if stage != "networking"]:
        held = rank >= RANK[stage]
        rows.append((stage, STAGES[stage], int(held.sum()), len(rank), int((held & is_open).sum())))
    return pd.DataFrame(rows, columns=["stage", "label", "k", "n", "n_open"])
