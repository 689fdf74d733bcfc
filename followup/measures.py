"""Numbers about a search, honest on five or ten cases: rates with intervals, waits, themes.

Not here: a chart, a stage (pipeline.py), a rhythm (cadence.py). No prediction, no ranking.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from followup.rules.letters import letter_windows
from followup.rules.situation import Situation

Z = 1.96


def wilson(k: int, n: int) -> tuple[float, float]:
    """The Wilson 95% interval of a rate of k in n, as (low, high); (0, 1) when n is 0.

    >>> [round(100 * end) for end in wilson(3, 12)]
    [9, 53]
    """
    if n == 0:
        return 0.0, 1.0
    p, z2 = k / n, Z * Z
    centre = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(0.0, centre - half), min(1.0, centre + half)


def waits(s: Situation) -> pd.DataFrame:
    """Days from each meeting of a position to their answer: one row per held meeting.

    Columns: meeting_id, opportunity_id, stage, meeting_on, days, observed. An answer is an
    invitation, a rejection or an offer; a status message or a hold is not. Without one the wait
    is unfinished: it ends today, or at a withdrawal or an acceptance (domain.md 4.2).
    """
    positions = s.standings.index[s.standings["kind"] == "position"]
    held = s.held[s.held["opportunity_id"].isin(positions)]
    held = held[["id", "opportunity_id", "stage", "meeting_on", "at"]]
    held = held.rename(columns={"id": "meeting_id"}).sort_values("at")
    answered = s.log[s.log["kind"].isin(["advance", "scheduled", "rejected", "offer"])]
    stopped = s.log[s.log["kind"].isin(["withdrawn", "closed", "declined", "accepted"])]
    found = _next(held, answered)
    stop = _next(held, stopped).fillna(s.now)
    if s.acceptance is not None:
        stop = stop.where(stop < s.acceptance["closed_on"], s.acceptance["closed_on"])
    observed = found <= stop
    end = found.where(observed, stop.where(stop < s.now, s.now))
    days = (end - held["meeting_on"]).dt.days.clip(lower=0)
    return held.drop(columns="at").assign(days=days, observed=observed).reset_index(drop=True)


def _next(held: pd.DataFrame, log: pd.DataFrame) -> pd.Series:
    """The day of the first happening after each meeting in its opportunity, aligned to `held`."""
    left = held[["opportunity_id", "at"]].reset_index(names="row").sort_values("at")
    right = log[["opportunity_id", "at", "on"]].sort_values("at")
    both = pd.merge_asof(left, right, on="at", by="opportunity_id", direction="forward")
    return both.set_index("row")["on"].reindex(held.index)


def kaplan_meier(days: pd.Series, observed: pd.Series) -> pd.DataFrame:
    """The share still waiting after each day with an answer: one row per such day.

    Columns: day, at_risk, events, survival, low, high (log-log 95% interval from Greenwood's
    error). Unfinished waits count as at risk until they end (domain.md 4.2, KM).

    >>> km = kaplan_meier(pd.Series([4, 7, 7, 12, 20, 31]), pd.Series([1, 1, 1, 1, 0, 0]) == 1)
    >>> km["survival"].round(3).tolist()
    [0.833, 0.5, 0.333]
    """
    events = days[observed].value_counts().sort_index()
    day = events.index.to_numpy()
    ends = np.sort(days.to_numpy())
    at_risk = len(ends) - np.searchsorted(ends, day, side="left")
    d = events.to_numpy()
    survival = np.cumprod(1 - d / at_risk)
    with np.errstate(divide="ignore", invalid="ignore"):
        error = np.sqrt(np.cumsum(d / (at_risk * (at_risk - d)))) / np.log(survival)
        low, high = survival ** np.exp(-Z * error), survival ** np.exp(Z * error)
    return pd.DataFrame(
        {
            "day": day,
            "at_risk": at_risk,
            "events": d,
            "survival": survival,
            "low": low,
            "high": high,
        }
    )


def median_wait(km: pd.DataFrame) -> float:
    """The first day with at most half still waiting; not a number if it is not reached."""
    reached = km.loc[km["survival"] <= 0.5, "day"]
    return float(reached.iloc[0]) if len(reached) else math.nan


def letter_timeliness(s: Situation) -> pd.DataFrame:
    """How each owed letter went: one row per meeting and person (domain.md 4.2).

    Columns: meeting_id, person_id, latest, sent_on, outcome (on_time, late, never). Letters a
    later meeting replaced, set aside, or ended before their day are left out; so is what is
    still within its window.
    """
    owed = letter_windows(s)
    put = s.known("decisions", "decided_on")
    aside = put.loc[put["decision"] == "not_needed", "task"]
    task = "R-LET|" + owed["meeting_id"] + "|" + owed["person_id"]
    owed = owed[s.may_contact(owed["person_id"]) & ~task.isin(aside)]
    latest, sent_on = owed["latest"], owed["sent_on"]
    stop = owed["cancelled_on"].fillna(s.now)
    if s.acceptance is not None:
        stop = stop.where(stop < s.acceptance["closed_on"], s.acceptance["closed_on"])
    missed = sent_on.isna() & owed["superseded_on"].isna() & (latest < stop)
    outcome = pd.Series("", index=owed.index).mask(missed, "never")
    outcome = outcome.mask(sent_on <= latest, "on_time").mask(sent_on > latest, "late")
    owed = owed.assign(outcome=outcome)
    columns = ["meeting_id", "person_id", "latest", "sent_on", "outcome"]
    return owed.loc[owed["outcome"] != "", columns].reset_index(drop=True)
