"""Numbers about a search, honest on five or ten cases: rates with intervals, waits, themes.

Not here: a chart, a stage (pipeline.py), a rhythm (cadence.py). No prediction, no ranking.
"""

import math
from datetime import date

import numpy as np
import pandas as pd

from followup.pipeline import ANSWERS, RANK, SENT, look_up, moment, nearest
from followup.rules.situation import Situation
from followup.tables import Frames

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
    found = nearest(held, answered, "on")
    stop = _until_accepted(s, nearest(held, stopped, "on").fillna(s.now))
    observed = found <= stop
    end = found.where(observed, stop.where(stop < s.now, s.now))
    days = (end - held["meeting_on"]).dt.days.clip(lower=0)
    return held.drop(columns="at").assign(days=days, observed=observed).reset_index(drop=True)


def _until_accepted(s: Situation, days: pd.Series) -> pd.Series:
    taken_on = s.now if s.acceptance is None else s.acceptance["closed_on"]
    return days.where(days < taken_on, taken_on)


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
    columns = {"day": day, "at_risk": at_risk, "events": d, "survival": survival}
    return pd.DataFrame(columns | {"low": low, "high": high})


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
    owed = s.letter_windows
    put = s.known("decisions", "decided_on")
    aside = put.loc[put["decision"] == "not_needed", "task"]
    task = "R-LET|" + owed["meeting_id"] + "|" + owed["person_id"]
    owed = owed[(s.may_contact(owed["person_id"]) | owed["sent_on"].notna()) & ~task.isin(aside)]
    latest, sent_on = owed["latest"], owed["sent_on"]
    stop = _until_accepted(s, owed["cancelled_on"].fillna(s.now))
    missed = sent_on.isna() & owed["superseded_on"].isna() & (latest < stop)
    outcome = pd.Series("", index=owed.index).mask(missed, "never")
    outcome = outcome.mask(sent_on <= latest, "on_time").mask(sent_on > latest, "late")
    owed = owed.assign(outcome=outcome)
    columns = ["meeting_id", "person_id", "latest", "sent_on", "outcome"]
    return owed.loc[owed["outcome"] != "", columns].reset_index(drop=True)


def rate(k: pd.Series, n: pd.Series) -> pd.DataFrame:
    """Rates of k in n with their Wilson interval: one row per pair (k, n, low, high)."""
    ends = [wilson(int(a), int(b)) for a, b in zip(k, n, strict=True)]
    return pd.DataFrame({"k": k, "n": n}).join(pd.DataFrame(ends, k.index, ["low", "high"]))


def steps(funnel: pd.DataFrame) -> pd.DataFrame:
    """The step from each stage of a funnel to the next: one row per step (label, k, n, low, high)."""
    step = funnel.assign(n=funnel["k"].shift()).iloc[1:].reset_index(drop=True)
    return rate(step["k"], step["n"].astype(int)).assign(label=step["label"])


ANSWER_DAYS = 14


def response_by_channel(s: Situation) -> pd.DataFrame:
    """Letters and emails that got a real answer within 14 days, by kind and channel.

    One row per kind and channel: label, k, n, low, high. Only items older than 14 days; a
    courtesy is not an answer (domain.md 4.2).
    """
    sent = s.sent[s.sent["kind"].isin(["letter", "nudge", "proposal"])]
    wait = pd.Timedelta(days=ANSWER_DAYS)
    sent = sent[sent["opportunity_id"].notna() & (sent["happened_on"] + wait < s.now)]
    sent = sent.assign(at=moment(sent["happened_on"], SENT))
    real = s.log[s.log["kind"].isin([*ANSWERS, "rejected", "offer"])]
    answered = nearest(sent, real, "on")
    sent = sent.assign(answered=answered <= sent["happened_on"] + wait)
    by = sent.astype({"kind": "str", "channel": "str"}).groupby(["kind", "channel"])["answered"]
    counted = by.agg(k="sum", n="size").reset_index()
    label = counted["kind"].str.capitalize() + " by " + counted["channel"].replace("", "other ways")
    return rate(counted["k"].astype(int), counted["n"]).assign(label=label)


def is_weak(asked: pd.DataFrame) -> pd.Series:
    """Whether each question's answer could be better: rated 2 or less, a better answer written,
    or ticked "could be better" (A1.5).
    """
    rated = (asked["rating"] <= 2).fillna(False).astype(bool)
    return (rated | (asked["better_answer"].str.strip() != "") | asked["could_be_better"]).astype(
        bool
    )


def answered(frames: Frames, reflections: pd.DataFrame, prompt: str) -> list[str]:
    """The lines of what was answered to a prompt in these reflections."""
    answers = frames["answers"]
    own = answers["reflection_id"].isin(reflections["id"]) & (answers["prompt"] == prompt)
    return [
        line.strip()
        for text in answers.loc[own, "text"]
        for line in text.split("\n")
        if line.strip()
    ]


def weak_questions(s: Situation) -> pd.DataFrame:
    """Questions whose answers could be better: one row per question, newest first.

    Columns: id, theme, question, better_answer, rating, meeting_id, meeting_on.
    """
    asked, held = s.frames["questions"], s.held[["id", "meeting_on"]]
    asked = asked[is_weak(asked)].merge(held.rename(columns={"id": "meeting_id"}), on="meeting_id")
    theme = asked["theme"].str.strip().str.casefold().str.replace(r"\s+", " ", regex=True)
    columns = ["id", "theme", "question", "better_answer", "rating", "meeting_id", "meeting_on"]
    return asked.assign(theme=theme)[columns].sort_values("meeting_on", ascending=False)


def recurring_themes(weak: pd.DataFrame) -> pd.DataFrame:
    """Themes with at least two weak answers in at least two meetings: one row per theme.

    Columns: theme, n, n_meetings, last_on, better_answer (the longest kept). Most frequent
    first, then most recent.
    """
    named = weak[weak["theme"] != ""]
    best = named.assign(size=named["better_answer"].str.len()).sort_values("size")
    by = best.groupby("theme")
    out = by.agg(
        n=("theme", "size"),
        n_meetings=("meeting_id", "nunique"),
        last_on=("meeting_on", "max"),
        better_answer=("better_answer", "last"),
    ).reset_index()
    out = out[(out["n"] >= 2) & (out["n_meetings"] >= 2)]
    return out.sort_values(["n", "last_on"], ascending=False, ignore_index=True)


def theme_counts(s: Situation, table: str) -> pd.DataFrame:
    """Meetings in which a theme came up, of those with any entry: one row per theme (label, k, n)."""
    rows = s.frames[table]
    rows = rows[rows["meeting_id"].isin(s.held["id"])]
    theme = rows["theme"].str.strip().str.casefold()
    named = rows.assign(label=theme)[theme != ""]
    k = named.groupby("label")["meeting_id"].nunique().sort_values(ascending=False)
    n = pd.Series(rows["meeting_id"].nunique(), index=k.index)
    return rate(k, n).rename_axis("label").reset_index()


def calibration(s: Situation) -> pd.DataFrame:
    """Whether they went on, by how the seeker thought it went: one row per rating (label, k, n).

    Meetings without an answer yet are left out.
    """
    waited = waits(s)
    answered = waited[waited["observed"]]
    rating = s.frames["reflections"].set_index("meeting_id")["rating"].astype("str")
    held = s.held.set_index("id").loc[answered["meeting_id"]].reset_index(names="meeting_id")
    on = nearest(held, s.log[s.log["kind"].isin(["advance", "scheduled", "offer"])], "on")
    no = nearest(held, s.log[s.log["kind"] == "rejected"], "on")
    went_on = on.notna() & ~(no < on)
    rows = pd.DataFrame({"rating": look_up(held["meeting_id"], rating), "went_on": went_on})
    by = rows.dropna().groupby("rating")["went_on"].agg(k="sum", n="size")
    by = by.reindex(["well", "mixed", "badly"]).dropna().astype(int)
    return rate(by["k"], by["n"]).rename_axis("label").reset_index()


SETTLED_DAYS = 30


def sources(s: Situation) -> pd.DataFrame:
    """How far opportunities went by how they were found, those older than 30 days only.

    One row per source and stage reached (first interview, offer): label, reached, k, n, low,
    high. Sources are never ranked: the intervals of small numbers overlap.
    """
    o = s.standings[s.standings["kind"] == "position"]
    first = s.log[s.log["opportunity_id"].isin(o.index)].groupby("opportunity_id")["on"].min()
    started = first.reindex(o.index).fillna(o["noted_on"])
    o = o[(started <= s.now - pd.Timedelta(days=SETTLED_DAYS)) & (o["source"] != "")]
    rank = o["furthest"].map(RANK)
    parts = []
    for stage in ("first_interview", "offer"):
        by = (rank >= RANK[stage]).groupby(o["source"].astype("str")).agg(["sum", "size"])
        part = rate(by["sum"].astype(int), by["size"]).rename_axis("label").reset_index()
        parts.append(part.assign(reached=stage))
    out = pd.concat(parts, ignore_index=True)
    return out.assign(label=out["label"].str.replace("_", " ").str.capitalize())


def per_week(days: pd.DataFrame, today: date, weeks: int = 26) -> pd.DataFrame:
    """How many things a week: one row per week of the last half year, a column per kind.

    `days` has columns `on` and `kind`; the index is the Monday. Weeks before the first are left
    out, weeks with nothing are 0.
    """
    this = pd.Timestamp(today).to_period("W").start_time
    first = days["on"].min().to_period("W").start_time if len(days) else this
    first = max(first, this - pd.Timedelta(weeks=weeks - 1))
    return _by_week(days["on"], days["kind"], pd.date_range(first, this, freq="7D"))


def _by_week(days: pd.Series, kinds: pd.Series, weeks: pd.DatetimeIndex) -> pd.DataFrame:
    counted = pd.crosstab(days.dt.to_period("W").dt.start_time, kinds.astype("str"))
    return counted.reindex(weeks, fill_value=0).rename_axis("week")


def meetings_held(s: Situation) -> pd.DataFrame:
    """Meetings held, as `per_week` counts them: one row per meeting (on, kind)."""
    return s.held.rename(columns={"meeting_on": "on"})[["on", "kind"]]


def outreach(s: Situation) -> pd.DataFrame:
    """What the seeker sent, said or applied for, as `per_week` counts it: one row each (on, kind)."""
    sent = s.sent.rename(columns={"happened_on": "on"})
    applied = s.log[s.log["kind"] == "applied"]
    both = pd.concat([sent[["on", "kind"]].astype({"kind": "str"}), applied[["on", "kind"]]])
    return both.assign(kind=both["kind"].str.replace("_", " "))


def load(tasks: pd.DataFrame, today: date, weeks: int = 6) -> pd.DataFrame:
    """What falls due in the coming weeks: one row per week (the Monday), a column per duty.

    What is overdue counts in this week.
    """
    this = pd.Timestamp(today).to_period("W").start_time
    due = tasks["latest"].where(tasks["latest"] > this, this)
    return _by_week(due, tasks["duty"], pd.date_range(this, periods=weeks, freq="7D"))


def search_length(s: Situation) -> int:
    """Whole weeks since the first thing that happened in the search; 0 when nothing has."""
    first = pd.concat([s.log["on"], s.held["meeting_on"]]).min()
    return 0 if pd.isna(first) else int((s.now - first).days // 7)
