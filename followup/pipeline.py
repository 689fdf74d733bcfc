"""From what happened to where each opportunity stands: the log, the stages, visits, the funnel.

Not here: what is owed (rules/), files, widgets, the clock; `today` is always a parameter.
"""

from collections.abc import Collection
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from followup.policy import Calendar, Policy
from followup.tables import Frames

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

SHOWN = list(LABELS)  # the stages by number
ENDS = {kind: SHOWN.index("rejected" if kind == "offer_rescinded" else kind) for kind in CLOSING}
ENDS["reopened"] = -1

# The order within one day (domain.md 1.5, reading rule 10); an odd number comes just after.
MEETING, REFLECTION, SENT, RECEIVED, OFFER, DECISION = 0, 2, 4, 6, 8, 10
_ORDER = {
    "meeting": MEETING, "applied": SENT, "introduced": SENT, "reopened": RECEIVED + 1,
    "offer": OFFER, "offer_rescinded": OFFER + 1,
    **dict.fromkeys(("accepted", "declined", "withdrawn", "closed"), DECISION),
}  # fmt: skip


def moment(days: pd.Series, order: pd.Series | int) -> pd.Series:
    """A number that sorts by day and, within the day, by reading rule 10; -1 where unknown."""
    number = days.to_numpy().astype("datetime64[D]").astype("int64")
    known = days.notna().to_numpy()
    return pd.Series(np.where(known, number * 16 + np.asarray(order), -1), index=days.index)


def look_up(keys: pd.Series, values: pd.Series) -> pd.Series:
    """The value of each key, missing where the key is: the type of `values`, the index of `keys`.

    Unlike Series.map it keeps days as days when `values` is empty.
    """
    return values.reindex(keys).set_axis(keys.index)


def say_day(day: date) -> str:
    """A day as a reader says it: 'Thursday 5 March'."""
    return f"{day:%A} {day.day} {day:%B}"


def n_of(n: float, one: str, many: str = "") -> str:
    """A number of things in words: '1 day', '9 days'."""
    return f"{n:.0f} {one if n == 1 else many or one + 's'}"


def names_of(frames: Frames, table: str) -> pd.Series:
    """The names in a table (people or companies), by id."""
    return frames[table].set_index("id")["name"]


def company_names(frames: Frames) -> pd.Series:
    """The name of its company, by opportunity."""
    company_id = frames["opportunities"].set_index("id")["company_id"]
    return look_up(company_id, names_of(frames, "companies"))


def name_of(frame: pd.DataFrame, row_id: object) -> str:
    """The name of one person or company, empty if there is none."""
    found = frame.loc[frame["id"] == row_id, "name"]
    return str(found.iloc[0]) if len(found) else ""


def known(frame: pd.DataFrame, column: str, today: date) -> pd.DataFrame:
    """The rows of `frame` dated on or before today (domain.md 1.5, Visibility)."""
    return frame[frame[column] <= pd.Timestamp(today)]


def happenings(frames: Frames, today: date) -> pd.DataFrame:
    """All that is known to have happened to opportunities: one row per happening, in order.

    Columns: opportunity_id, on, kind (meeting, scheduled, called_off, offer, call, or a kind of
    event), person_id, decision_on, stage (of a meeting), source_id, at (see `moment`). A kind
    `call` is a call that reached someone, without more being noted; it is an answer.
    """
    meetings, calls = frames["meetings"], frames["touchpoints"]
    state = meetings["state"]
    # a meeting that was not arranged before its day is no answer by itself
    ahead = (meetings["arranged_on"] < meetings["meeting_on"]) | (state != "held")
    told = frames["events"][frames["events"]["opportunity_id"].notna()]
    calls = calls[
        (calls["result"] == "reached") & calls["opportunity_id"].isin(frames["opportunities"]["id"])
    ]
    noted = known(told, "happened_on", today)["touchpoint_id"]
    parts = (
        (meetings[state == "held"], "meeting_on", "meeting"),
        (meetings[ahead], "arranged_on", "scheduled"),
        (meetings, "moved_on", "scheduled"),
        (meetings[state == "called_off"], "called_off_on", "called_off"),
        (told, "happened_on", ""),
        (frames["offers"], "offered_on", "offer"),
        (calls[~calls["id"].isin(noted)], "happened_on", "call"),
    )
    log = pd.concat([_part(*part, today) for part in parts], ignore_index=True)
    log["at"] = moment(log["on"], log["kind"].map(_ORDER).fillna(RECEIVED).astype("int64"))
    rank = log["kind"].map({kind: n for n, kind in enumerate(ANSWERS)}).fillna(-1)
    named = log["decision_on"].to_numpy().view("int64")  # no day comes before any day
    return log.iloc[np.lexsort((named, rank, log["at"]))].reset_index(drop=True)


def _part(frame: pd.DataFrame, day: str, kind: str, today: date) -> pd.DataFrame:
    frame = known(frame, day, today)
    return pd.DataFrame(
        {
            "opportunity_id": frame["opportunity_id"],
            "on": frame[day],
            "kind": kind or frame["kind"].astype("str"),
            "person_id": frame.get("person_id"),
            "decision_on": frame.get("decision_on", pd.NaT),
            "stage": frame["stage"].astype("str") if day == "meeting_on" else "",
            "source_id": frame["id"],
        }
    ).astype({"kind": "str", "person_id": "str", "decision_on": "datetime64[us]", "stage": "str"})


def last(rows: pd.DataFrame, kinds: Collection[str] | None = None) -> pd.DataFrame:
    """The last row (of these kinds) per opportunity, indexed by opportunity_id."""
    rows = rows if kinds is None else rows[rows["kind"].isin(list(kinds))]
    return rows.drop_duplicates("opportunity_id", keep="last").set_index("opportunity_id")


def nearest(
    rows: pd.DataFrame, log: pd.DataFrame, column: str, direction: Any = "forward"
) -> pd.Series:
    """`column` of the first of the log at or after each row of the same opportunity (backward:
    of the last at or before it), aligned to `rows`.
    """
    left = rows[["opportunity_id", "at"]].reset_index(names="row").sort_values("at")
    right = log[["opportunity_id", "at", column]].sort_values("at", kind="stable")
    found = pd.merge_asof(left, right, on="at", by="opportunity_id", direction=direction)
    return found.set_index("row")[column].reindex(rows.index)


def pending_meetings(frames: Frames, today: date) -> pd.DataFrame:
    """Meetings arranged and neither held nor called off as of today: one row per meeting."""
    meetings = known(frames["meetings"], "arranged_on", today)
    state, now = meetings["state"], pd.Timestamp(today)
    still = (state == "scheduled") | ((state == "held") & (meetings["meeting_on"] > now))
    still |= (state == "called_off") & (meetings["called_off_on"] > now)
    return meetings[still].sort_values(["meeting_on", "starts_at", "id"])


def held_meetings(frames: Frames, today: date) -> pd.DataFrame:
    """Meetings held by today, in order of day, time and id: one row per meeting, with `at`."""
    meetings = frames["meetings"]
    held = known(meetings[meetings["state"] == "held"], "meeting_on", today)
    held = held.assign(at=moment(held["meeting_on"], MEETING))
    return held.sort_values(["meeting_on", "starts_at", "id"])


def standings(
    frames: Frames, policy: Policy, today: date, log: pd.DataFrame | None = None
) -> pd.DataFrame:
    """How each opportunity stands: one row per opportunity, indexed by opportunity_id.

    Columns: those of the opportunities table; stage (key), since (entered that stage), furthest
    (stage key, a position held at the most); is_closed, closed_kind, closed_on, closed_by_id;
    is_on_hold, hold_until; is_dormant; has_offer, offer_id, offered_on, deadline_on,
    offered_by_id; first_meeting_id, first_meeting_on; meeting_id, meeting_on, meeting_at (latest
    held); scheduled_id, scheduled_on; answered_on, answered_at (last real answer), undated_on
    (last answer without a date since the meeting, U), decision_on (D), n_attempts,
    last_attempt_on (since the last answer or meeting), applied_on; decision_told_on; is_written
    (the offer). (domain.md 1.5 and 5)
    """
    log = happenings(frames, today) if log is None else log
    out = frames["opportunities"].set_index("id")
    out = out.join(_meeting_columns(frames, today)).join(_closing_columns(log))
    out = out.join(_offer_columns(frames, log, out))
    out = out.join(_answer_columns(frames, log, out, today))
    out["applied_on"] = last(log, ["applied"])["on"].reindex(out.index)
    out = _dormancy(out, policy, today)
    stays = stage_visits(frames, out, log, today)
    now = last(stays)
    out["stage"] = now["stage"].reindex(out.index).fillna("lead")
    out["since"] = now["entered_on"].reindex(out.index)
    active = stays[stays["stage"].isin(list(STAGES))]
    furthest = active["stage"].map(RANK).groupby(active["opportunity_id"]).max()
    codes = furthest.reindex(out.index).fillna(0).astype(int)
    out["furthest"] = np.array(list(STAGES))[codes]
    return out.rename_axis("opportunity_id")


def _meeting_columns(frames: Frames, today: date) -> pd.DataFrame:
    held, pending = held_meetings(frames, today), pending_meetings(frames, today)
    first, latest, coming = last(held[::-1]), last(held), last(pending[::-1])
    return pd.DataFrame(
        {
            "first_meeting_id": first["id"],
            "first_meeting_on": first["meeting_on"],
            "meeting_id": latest["id"],
            "meeting_on": latest["meeting_on"],
            "meeting_at": latest["at"],
            "scheduled_id": coming["id"],
            "scheduled_on": coming["meeting_on"],
        }
    )


def _closing_columns(log: pd.DataFrame) -> pd.DataFrame:
    ended = last(log, (*CLOSING, "reopened"))
    closed = ended["kind"] != "reopened"
    kind = ended["kind"].replace("offer_rescinded", "rejected").where(closed, "")
    return pd.DataFrame(
        {
            "is_closed": closed,
            "closed_kind": kind,
            "closed_on": ended["on"].where(closed),
            "closed_by_id": ended["person_id"].where(closed),
            "ended_at": ended["at"],
        }
    )


def _offer_columns(frames: Frames, log: pd.DataFrame, out: pd.DataFrame) -> pd.DataFrame:
    made = last(log, ["offer"])
    ended_at = out["ended_at"].reindex(made.index).fillna(-1)
    is_open = out["is_closed"].reindex(made.index) != True  # noqa: E712 (missing is open)
    standing = made[(made["at"] > ended_at) & is_open]
    terms = frames["offers"].set_index("id").reindex(standing["source_id"])
    return pd.DataFrame(
        {
            "has_offer": True,
            "offer_id": standing["source_id"],
            "offered_on": standing["on"],
            "offered_by_id": standing["person_id"],
            "deadline_on": pd.Series(terms["deadline_on"].to_numpy(), index=standing.index),
            "is_written": terms["is_written"].fillna(False).to_numpy().astype(bool),
        },
        index=standing.index,
    )


# Real answers; of several on one day the one further on counts.
ANSWERS = ("status_update", "advance", "on_hold", "reopened", "called_off", "scheduled", "call")


def _answer_columns(
    frames: Frames, log: pd.DataFrame, out: pd.DataFrame, today: date
) -> pd.DataFrame:
    answers = log[log["kind"].isin([*ANSWERS, *CLOSING[4:], "offer"])]
    meeting_at = look_up(answers["opportunity_id"], out["meeting_at"]).fillna(-1)
    undated = answers["decision_on"].isna() & (answers["at"] > meeting_at)
    undated &= answers["kind"].isin([*ANSWERS[:2], *ANSWERS[3:5], "call"])
    latest, silent = last(answers), last(answers[undated])
    # on hold until a later answer, invitation or meeting (clock table, on hold)
    turn = last(log, (*ANSWERS, "meeting"))
    held_back = turn[turn["kind"] == "on_hold"]
    reference = np.maximum(out["meeting_at"].fillna(-1), latest["at"].reindex(out.index).fillna(-1))
    tried = attempts(frames, today)
    tried = tried[tried["at"] > look_up(tried["opportunity_id"], reference).fillna(-1)]
    counted = tried.groupby("opportunity_id")["at"].size()
    return pd.DataFrame(
        {
            "answered_on": latest["on"],
            "answered_at": latest["at"],
            "undated_on": silent["on"],
            **_decision_days(frames, log, out, today),
            "is_on_hold": pd.Series(True, index=held_back.index),
            "hold_until": held_back["decision_on"],
            "n_attempts": counted,
            "last_attempt_on": tried.groupby("opportunity_id")["happened_on"].max(),
        },
        index=out.index,
    ).fillna({"is_on_hold": False, "n_attempts": 0})


def attempts(frames: Frames, today: date) -> pd.DataFrame:
    """Attempts nobody answered by themselves: calls that left a message, and emails instead.

    One row per touchpoint that has an opportunity, with `at`; "no answer" without a message is
    not one (ladder 3).
    """
    sent = frames["touchpoints"]
    tried = sent["result"].isin(["voicemail", "message"]) | (sent["kind"] == "nudge")
    tried &= (sent["direction"] == "out") & sent["opportunity_id"].notna()
    sent = known(sent[tried], "happened_on", today)
    return sent.assign(at=moment(sent["happened_on"], SENT))


def decisions_told(frames: Frames, log: pd.DataFrame, today: date) -> pd.DataFrame:
    """Every decision day that was told (A1.7): one row each, in the order of telling.

    "By the end of the week" is its last business day.

    Columns: opportunity_id, told_on, decision_on, at.
    """
    columns = ["opportunity_id", "told_on", "decision_on", "precision", "at"]
    meetings, events = frames["meetings"].set_index("id"), frames["events"].set_index("id")
    told = known(frames["reflections"], "reflected_on", today).dropna(subset="decision_on")
    told_on = look_up(told["meeting_id"], meetings["meeting_on"])
    told = told.assign(
        opportunity_id=look_up(told["meeting_id"], meetings["opportunity_id"]), told_on=told_on,
        precision=told["decision_precision"].astype("str"), at=moment(told_on, REFLECTION),
    )  # fmt: skip
    answered = log[log["decision_on"].notna()].rename(columns={"on": "told_on"})
    precision = look_up(answered["source_id"], events["decision_precision"].astype("str"))
    answered = answered.assign(precision=precision)
    both = pd.concat([told[columns], answered[columns]], ignore_index=True)
    calendar = Calendar.of(frames["settings"], frames["holidays"])
    week_end = both["decision_on"].dt.to_period("W").dt.start_time + pd.Timedelta(days=6)
    by_week = both["precision"] == "by_end_of_week"
    day = both["decision_on"].mask(by_week, calendar.back(week_end))
    both = both.assign(decision_on=day).drop(columns="precision")
    return both.sort_values(["at", "decision_on"], ignore_index=True)


def _decision_days(
    frames: Frames, log: pd.DataFrame, out: pd.DataFrame, today: date
) -> dict[str, pd.Series]:
    """D: the latest-told day, if it lies on or after the latest meeting (ladder 2, rule 2)."""
    told = last(decisions_told(frames, log, today))
    in_force = told["decision_on"] >= out["meeting_on"].reindex(told.index)
    told = told[in_force].reindex(out.index)
    return {"decision_on": told["decision_on"], "decision_told_on": told["told_on"]}


def _dormancy(out: pd.DataFrame, policy: Policy, today: date) -> pd.DataFrame:
    """Dormant: attempts used up and two weeks gone, or an application nobody answered (A6.3)."""
    tried_out = out["last_attempt_on"] + pd.Timedelta(days=policy.dormant_after_attempt)
    tried_out = tried_out.where(out["n_attempts"] >= policy.max_attempts)
    silent = out["meeting_id"].isna() & ~(out["answered_on"] >= out["applied_on"])
    unanswered = out["applied_on"] + pd.Timedelta(days=policy.dormant_after_application)
    from_day = tried_out.fillna(unanswered.where(silent))
    booleans = {"is_closed": False, "has_offer": False, "closed_kind": ""}
    out = out.fillna(booleans).astype({"is_closed": bool, "has_offer": bool, "is_on_hold": bool})
    quiet = ~out["is_closed"] & ~out["has_offer"] & ~out["is_on_hold"] & out["scheduled_id"].isna()
    parked = quiet & (out["kind"] == "position") & (from_day <= pd.Timestamp(today))
    out["is_dormant"] = parked
    out["dormant_on"] = from_day.where(parked)
    return out


def stage_visits(
    frames: Frames, standing: pd.DataFrame, log: pd.DataFrame, today: date
) -> pd.DataFrame:
    """Every stay in a stage: one row per opportunity and visit, in order of time.

    Columns: opportunity_id, stage, entered_on, left_on (missing: still there). A stage is the
    furthest meeting held unless closed, at offer, on hold or dormant (domain.md 5); a meeting
    of an earlier round does not move it back.
    """
    log = pd.concat([_beginnings(frames, today), log], ignore_index=True)
    code = standing.index.get_indexer(log["opportunity_id"])
    order = np.lexsort((log["at"].to_numpy(), code))
    log, by = log.iloc[order], code[order]
    rank = log["stage"].map(RANK).fillna(0).astype(int)
    rank = rank.mask(log["kind"].isin(["applied", "introduced"]), RANK["applied"])
    rank = rank.mask(log["kind"] == "touch", RANK["networking"])
    held = rank.groupby(by).cummax().to_numpy()
    kind = log["kind"]
    turned = kind.isin(ENDS)
    mark = _carried(kind.map(ENDS), by, -1)
    offered = _carried((kind == "offer").where(turned | (kind == "offer")), by, 0)
    hold = _carried((kind == "on_hold").where(kind.isin([*ANSWERS, "meeting"])), by, 0)
    code = np.where(hold == 1, SHOWN.index("on_hold"), held)
    code = np.where(offered == 1, RANK["offer"], code)
    shown = np.where(mark >= 0, mark, code)
    visits = log[["opportunity_id"]].assign(shown=shown, entered_on=log["on"], code=by)
    visits = visits[log["kind"] != "courtesy_reply"]
    parked = standing.loc[standing["is_dormant"], "dormant_on"].rename("entered_on")
    parked = parked.rename_axis("opportunity_id").reset_index()
    parked["shown"] = SHOWN.index("dormant")
    parked["code"] = standing.index.get_indexer(parked["opportunity_id"])
    visits = pd.concat([visits, parked]).sort_values("code", kind="stable")
    same = visits["code"].eq(visits["code"].shift())
    again = same & visits["shown"].eq(visits["shown"].shift())
    visits = visits[~again].reset_index(drop=True)
    last_of_its = ~visits["code"].eq(visits["code"].shift(-1))
    left = visits["entered_on"].shift(-1).mask(last_of_its)
    visits.insert(1, "stage", np.array(SHOWN)[visits["shown"]])
    return visits.assign(left_on=left).drop(columns=["code", "shown"])


def _carried(values: pd.Series, by: np.ndarray[Any, Any], start: int) -> np.ndarray[Any, Any]:
    """Each value carried forward within its group, as whole numbers."""
    numbers = pd.to_numeric(values.astype("float64"))
    carried: np.ndarray[Any, Any] = numbers.groupby(by).ffill().fillna(start).to_numpy()
    return carried.astype(int)


def _beginnings(frames: Frames, today: date) -> pd.DataFrame:
    """What comes before any happening: the day it was noted, the first touch of a networking."""
    o, touches = frames["opportunities"], frames["touchpoints"]
    track = o.loc[o["kind"] == "networking", "id"]
    touches = touches[touches["opportunity_id"].isin(track)].sort_values("happened_on")
    first = touches.drop_duplicates("opportunity_id")
    noted = _part(o.assign(opportunity_id=o["id"]), "noted_on", "noted", today)
    both = pd.concat([noted, _part(first, "happened_on", "touch", today)])
    return both.assign(at=moment(both["on"], both["kind"].map({"noted": -1, "touch": SENT})))


def funnel(standing: pd.DataFrame) -> pd.DataFrame:
    """How many positions ever reached each stage: one row per stage, k of n.

    Columns: stage, label, k, n, n_open (of those k, still live). One opportunity counts once, skipped stages
    count as passed; networking is left out (domain.md 4.2, Funnel).
    """
    positions = standing[standing["kind"] == "position"]
    stages = [stage for stage in STAGES if stage != "networking"]
    rank = positions["furthest"].map(RANK).to_numpy()
    held = [rank >= RANK[stage] for stage in stages]
    return pd.DataFrame(
        {
            "stage": stages,
            "label": [STAGES[stage] for stage in stages],
            "k": [int(on.sum()) for on in held],
            "n": len(rank),
            "n_open": [int((on & ~positions["is_closed"]).sum()) for on in held],
        }
    )
