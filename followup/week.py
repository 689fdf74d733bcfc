"""The review of one week: what was done, what is owed, what changed, what to keep and change.

Not here: the page it stands on (forms/week.py).
"""

from datetime import date

import pandas as pd

from followup.agenda import DUTIES, STATUSES, agenda
from followup.measures import answered
from followup.pipeline import LABELS, company_names, stage_visits
from followup.rules.situation import Situation

Section = tuple[str, list[str]]


def week_name(today: date) -> str:
    """The name under which a week's plan is kept: 'week.2026-10'."""
    year, week, _ = today.isocalendar()
    return f"week.{year}-{week:02d}"


def review(s: Situation) -> list[Section]:
    """The sections of this week's page, each a title and its lines, from Monday up to today."""
    monday = s.now - pd.Timedelta(days=s.today.weekday())
    return [
        ("Done", _done(s, monday)),
        ("Owed", _owed(s)),
        ("Changed stage", _changed(s, monday)),
        ("To keep, and to change", _lessons(s, monday)),
    ]


def _done(s: Situation, monday: pd.Timestamp) -> list[str]:
    names, companies = s.people["name"], company_names(s.frames)
    meetings = [
        f"A meeting with {companies.get(m.opportunity_id, 'someone')}, {m.meeting_on:%A}"
        for m in s.held[s.held["meeting_on"] >= monday].itertuples()
    ]
    return meetings + [
        f"{t.kind.replace('_', ' ').capitalize()} to {names.get(t.person_id, 'someone')}, {t.happened_on:%A}"
        for t in s.sent[s.sent["happened_on"] >= monday].itertuples()
    ]


def _owed(s: Situation) -> list[str]:
    listed = agenda(s.frames, s.today, s)
    listed = listed[listed["status"] != "upcoming"]
    return [
        f"{DUTIES[t.rule]}{': ' + t.person if t.person else ''} ({STATUSES[t.status].lower()})"
        for t in listed.itertuples()
    ]


def _changed(s: Situation, monday: pd.Timestamp) -> list[str]:
    visits = stage_visits(s.frames, s.standings, s.log, s.today)
    companies = company_names(s.frames)
    return [
        f"{companies.get(v.opportunity_id, '')}: {LABELS[v.stage].lower()}, {v.entered_on:%A}"
        for v in visits[visits["entered_on"] >= monday].itertuples()
    ]


def _lessons(s: Situation, monday: pd.Timestamp) -> list[str]:
    written = s.known("reflections", "reflected_on")
    return answered(s.frames, written[written["reflected_on"] >= monday], "lesson")
