"""The review of one week: what was done, what is owed, what changed, what to keep and change.

Not here: the page it stands on (forms/week.py).
"""

from datetime import date, timedelta

import pandas as pd

from followup.agenda import DUTIES, STATUSES, agenda
from followup.pipeline import LABELS, look_up, stage_visits
from followup.rules.situation import Situation

Section = tuple[str, list[str]]


def week_name(today: date) -> str:
    """The name under which a week's plan is kept: 'week.2026-10'."""
    year, week, _ = today.isocalendar()
    return f"week.{year}-{week:02d}"


def review(s: Situation) -> list[Section]:
    """The sections of this week's page, each a title and its lines, from Monday up to today."""
    monday = s.today - timedelta(days=s.today.weekday())
    first = pd.Timestamp(monday)
    return [
        ("Done", _done(s, first)),
        ("Owed", _owed(s)),
        ("Changed stage", _changed(s, first)),
        ("To keep, and to change", _lessons(s, first)),
    ]


def _done(s: Situation, monday: pd.Timestamp) -> list[str]:
    names = s.people["name"]
    held = s.held[s.held["meeting_on"] >= monday]
    companies = _companies(s)
    lines = [
        f"A meeting with {companies.get(m.opportunity_id, 'someone')}, {m.meeting_on:%A}"
        for m in held.itertuples()
    ]
    sent = s.known("touchpoints", "happened_on")
    sent = sent[(sent["direction"] == "out") & (sent["happened_on"] >= monday)]
    for t in sent.itertuples():
        kind = str(t.kind).replace("_", " ").capitalize()
        lines.append(f"{kind} to {names.get(t.person_id, 'someone')}, {t.happened_on:%A}")
    return lines


def _companies(s: Situation) -> pd.Series:
    names = s.frames["companies"].set_index("id")["name"]
    return look_up(s.standings["company_id"], names)


def _owed(s: Situation) -> list[str]:
    listed = agenda(s.frames, s.today, s)
    listed = listed[listed["status"] != "upcoming"]
    return [
        f"{DUTIES[t.rule]}{': ' + t.person if t.person else ''} ({STATUSES[t.status].lower()})"
        for t in listed.itertuples()
    ]


def _changed(s: Situation, monday: pd.Timestamp) -> list[str]:
    visits = stage_visits(s.frames, s.standings, s.log, s.today)
    fresh = visits[visits["entered_on"] >= monday]
    companies = _companies(s)
    return [
        f"{companies.get(v.opportunity_id, '')}: {LABELS[v.stage].lower()}, {v.entered_on:%A}"
        for v in fresh.itertuples()
    ]


def _lessons(s: Situation, monday: pd.Timestamp) -> list[str]:
    written = s.known("reflections", "reflected_on")
    fresh = written.loc[written["reflected_on"] >= monday, "id"]
    answers = s.frames["answers"]
    own = answers[answers["reflection_id"].isin(fresh) & (answers["prompt"] == "lesson")]
    return [line.strip() for text in own["text"] for line in text.split("\n") if line.strip()]
