"""Numbers about a search, honest on five or ten cases: rates with intervals, waits, themes.

Not here: a chart, a stage (pipeline.py), a rhythm (cadence.py). No prediction, no ranking.
"""

import math
from collections.abc import Iterable
from datetime import date, timedelta

import numpy as np
import pandas as pd

from followup.agenda import STATUSES, all_tasks
from followup.frames import framed
from followup.pipeline import ANSWERS, RANK, SENT
from followup.rules.meetings import letters_after_meetings
from followup.search import Search
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


def waits(search: Search) -> pd.DataFrame:
    """Days from each meeting of a position to their answer: one row per held meeting.

    Columns: meeting_id, opportunity_id, stage, meeting_on, days, observed. An answer is an
    invitation, a rejection or an offer; a status message or a hold is not. Without one the wait
    is unfinished: it ends today, or at a withdrawal or an acceptance (domain.md 4.2).
    """
    rows = []
    for meeting in search.held:
        o, at = search.opportunities[meeting.opportunity_id], meeting.at
        if o.kind == "position":
            answer_on = o.first_on(at, *ADVANCED, "rejected")
            stop_on = o.first_on(at, "withdrawn", "closed", "declined", "accepted")
            stop_on = min(stop_on or search.today, search.over_on)
            observed = answer_on is not None and answer_on <= stop_on
            end_on = answer_on if answer_on and observed else stop_on
            days = max(0, (end_on - meeting.meeting_on).days)
            rows.append((meeting.id, o.id, meeting.stage, meeting.meeting_on, days, observed))
    columns = "meeting_id opportunity_id stage meeting_on:day days:count observed:flag"
    return framed(rows, columns)


ADVANCED = ("advance", "scheduled", "offer")


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


def letter_timeliness(search: Search) -> pd.DataFrame:
    """How each owed letter went: one row per meeting and person (domain.md 4.2).

    Columns: meeting_id, person_id, latest, sent_on, outcome (on_time, late, never). Letters a
    later meeting replaced, set aside, or ended before their day are left out; so is what is
    still within its window.
    """
    rows = []
    for one in letters_after_meetings(search):
        meeting_id, person_id = one.meeting.id, one.person_id
        put = search.decisions.get(f"R-LET|{meeting_id}|{person_id}")
        if put and put.decision == "not_needed":
            continue
        latest, outcome = one.latest, ""
        if one.sent_on:
            outcome = "on_time" if one.sent_on <= latest else "late"
        elif search.may_contact(person_id) and not one.is_superseded:
            stop_on = min(one.cancelled_on or search.today, search.over_on)
            outcome = "never" if latest < stop_on else ""
        if outcome:
            rows.append((meeting_id, person_id, latest, one.sent_on, outcome))
    return framed(rows, "meeting_id person_id latest:day sent_on:day outcome")


def rate(k: pd.Series, n: pd.Series) -> pd.DataFrame:
    """Rates of k in n with their Wilson interval: one row per pair (k, n, low, high)."""
    ends = [wilson(int(a), int(b)) for a, b in zip(k, n, strict=True)]
    return pd.DataFrame({"k": k, "n": n}).join(pd.DataFrame(ends, k.index, ["low", "high"]))


def _rates(cases: Iterable[tuple[str, bool]]) -> pd.DataFrame:
    """Rates of plain cases, each a label and whether it came true: one row per label, in order
    (label, k, n, low, high).
    """
    by = framed(cases, "label is_true:flag").groupby("label")["is_true"].agg(k="sum", n="size")
    return rate(by["k"].astype(int), by["n"]).reset_index()


def steps(funnel: pd.DataFrame) -> pd.DataFrame:
    """The step from each stage of a funnel to the next: one row per step (label, k, n, low, high)."""
    step = funnel.assign(n=funnel["k"].shift()).iloc[1:].reset_index(drop=True)
    return rate(step["k"], step["n"].astype(int)).assign(label=step["label"])


def response_by_channel(search: Search) -> pd.DataFrame:
    """Letters and emails that got a real answer within 14 days, by kind and channel.

    One row per kind and channel: label, k, n, low, high. Only items older than those days; a
    courtesy is not an answer (domain.md 4.2).
    """
    wait, cases = timedelta(days=search.policy.answer_within), []
    for o in search.opportunities.values():
        for one in o.sent:
            until = one.happened_on + wait
            if one.kind in ("letter", "nudge", "proposal") and until < search.today:
                real = o.first_on((one.happened_on, SENT), *ANSWERS, "rejected", "offer")
                label = f"{one.kind.capitalize()} by {one.channel or 'other ways'}"
                cases.append((label, real is not None and real <= until))
    return _rates(cases)


def is_weak(asked: pd.DataFrame) -> pd.Series:
    """Whether each question's answer could be better: rated 2 or less, a better answer written,
    or ticked "could be better" (A1.5).
    """
    written = asked["better_answer"].str.strip() != ""
    weak = (asked["rating"] <= 2) | written | asked["could_be_better"]
    return weak.fillna(False).astype(bool)


def answered(frames: Frames, reflections: pd.DataFrame, prompt: str) -> list[str]:
    """The lines of what was answered to a prompt in these reflections."""
    answers = frames["answers"]
    own = answers["reflection_id"].isin(reflections["id"]) & (answers["prompt"] == prompt)
    lines = "\n".join(answers.loc[own, "text"]).split("\n")
    return [line.strip() for line in lines if line.strip()]


def weak_questions(search: Search) -> pd.DataFrame:
    """Questions whose answers could be better: one row per question, newest first.

    Columns: id, theme, question, better_answer, rating, meeting_id, meeting_on.
    """
    asked, held = search.frames["questions"], {one.id: one.meeting_on for one in search.held}
    asked = asked[is_weak(asked) & asked["meeting_id"].isin(list(held))]
    days = np.array([held[one] for one in asked["meeting_id"]], dtype="datetime64[us]")
    columns = ["id", "theme", "question", "better_answer", "rating", "meeting_id", "meeting_on"]
    asked = asked.assign(theme=_plain(asked["theme"]), meeting_on=days)[columns]
    return asked.sort_values("meeting_on", ascending=False, kind="stable")


def _plain(themes: pd.Series) -> pd.Series:
    """Themes without the differences in capitals and spaces that mean nothing."""
    return themes.str.strip().str.casefold().str.replace(r"\s+", " ", regex=True)


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


def theme_counts(search: Search, table: str) -> pd.DataFrame:
    """Meetings in which a theme came up, of those with any entry: one row per theme (label, k, n)."""
    rows = search.frames[table]
    rows = rows[rows["meeting_id"].isin([meeting.id for meeting in search.held])]
    named = rows.assign(label=_plain(rows["theme"])).query("label != ''")
    k = named.groupby("label")["meeting_id"].nunique().sort_values(ascending=False)
    return rate(k, pd.Series(rows["meeting_id"].nunique(), k.index)).reset_index()


def calibration(search: Search) -> pd.DataFrame:
    """Whether they went on, by how the seeker thought it went: one row per rating (label, k, n).

    Meetings without an answer yet are left out.
    """
    answered, cases = waits(search).query("observed"), []
    for meeting in (search.meetings[one] for one in answered["meeting_id"]):
        o = search.opportunities[meeting.opportunity_id]
        on, no = o.first_on(meeting.at, *ADVANCED), o.first_on(meeting.at, "rejected")
        cases.append((meeting.rating, on is not None and not (no and no < on)))
    by_rating = _rates(cases).set_index("label")
    return by_rating.reindex(["well", "mixed", "badly"]).dropna().reset_index()


def sources(search: Search) -> pd.DataFrame:
    """How far opportunities went by how they were found, those older than 30 days only.

    One row per source and stage reached (first interview, offer): label, reached, k, n, low,
    high. Sources are never ranked: the intervals of small numbers overlap.
    """
    young = search.today - timedelta(days=search.policy.settled_after)
    old = [
        o for o in search.opportunities.values()
        if o.kind == "position" and o.source and o.log and o.log[0].happened_on <= young
    ]  # fmt: skip
    by_stage = [
        _rates(
            (o.source.replace("_", " ").capitalize(), RANK[o.furthest] >= RANK[stage]) for o in old
        ).assign(reached=stage)
        for stage in ("first_interview", "offer")
    ]
    return pd.concat(by_stage, ignore_index=True)


def per_week(days: pd.DataFrame, today: date, weeks: int = 26) -> pd.DataFrame:
    """How many things a week: one row per week of the last half year, a column per kind.

    `days` has columns `on` and `kind`; the index is the Monday. Weeks before the first are left
    out, weeks with nothing are 0.
    """
    this = _monday(today)
    first = _monday(days["on"].min()) if len(days) else this
    first = max(first, this - pd.Timedelta(weeks=weeks - 1))
    return _by_week(days, pd.date_range(first, this, freq="7D"))


def _monday(day: date) -> pd.Timestamp:
    return pd.Timestamp(day).to_period("W").start_time


def _by_week(days: pd.DataFrame, weeks: pd.DatetimeIndex) -> pd.DataFrame:
    counted = pd.crosstab(days["on"].dt.to_period("W").dt.start_time, days["kind"].astype("str"))
    return counted.reindex(weeks, fill_value=0).rename_axis("week")


def meetings_held(search: Search) -> pd.DataFrame:
    """Meetings held, as `per_week` counts them: one row per meeting (on, kind)."""
    return framed(((one.meeting_on, one.kind) for one in search.held), "on:day kind")


def outreach(search: Search) -> pd.DataFrame:
    """What the seeker sent, said or applied for, as `per_week` counts it: one row each (on, kind)."""
    rows = [(one.happened_on, one.kind.replace("_", " ")) for one in search.sent]
    for o in search.opportunities.values():
        rows += [(one.happened_on, one.kind) for one in o.log if one.kind == "applied"]
    return framed(rows, "on:day kind")


def load(search: Search, weeks: int = 6) -> pd.DataFrame:
    """What falls due in the coming weeks: one row per week (the Monday), a column per duty.

    What is overdue counts in this week.
    """
    this = _monday(search.today)
    owed = [task for task in all_tasks(search) if task.status in STATUSES]
    days = framed(((max(one.latest, this.date()), one.duty) for one in owed), "on:day kind")
    return _by_week(days, pd.date_range(this, periods=weeks, freq="7D"))


def search_length(search: Search) -> int:
    """Whole weeks since the first thing that happened in the search; 0 when nothing has."""
    days = [one.happened_on for o in search.opportunities.values() for one in o.log]
    return (search.today - min(days, default=search.today)).days // 7
