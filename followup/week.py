"""The review of one week: what was done, what is owed, what changed, what to keep and change.

Not here: the page it stands on (forms/week.py).
"""

from datetime import date, timedelta

import pandas as pd

from followup.agenda import GROUPS, group_of, listed, title
from followup.measures import answered
from followup.pipeline import LABELS
from followup.search import Search

Section = tuple[str, list[str]]


def week_name(today: date) -> str:
    """The name under which a week's plan is kept: 'week.2026-10'."""
    year, week, _ = today.isocalendar()
    return f"week.{year}-{week:02d}"


def review(search: Search) -> list[Section]:
    """The sections of this week's page, each a title and its lines, from Monday up to today."""
    monday = search.today - timedelta(days=search.today.weekday())
    return [
        ("Done", _done(search, monday)),
        ("Owed", _owed(search)),
        ("Changed stage", _changed(search, monday)),
        ("To keep, and to change", _lessons(search, monday)),
    ]


def _done(search: Search, monday: date) -> list[str]:
    met = [one for one in search.held if one.meeting_on >= monday]
    sent = [one for one in search.sent if one.happened_on >= monday]
    return [
        f"A meeting with {search.company_of(one.opportunity_id)}, {one.meeting_on:%A}"
        for one in met
    ] + [
        f"{one.kind.replace('_', ' ').capitalize()} to {search.name(one.person_id) or 'someone'}, {one.happened_on:%A}"
        for one in sent
    ]


def _owed(search: Search) -> list[str]:
    return [
        f"{title(task)} ({GROUPS[group_of(task, search.today)].lower()})"
        for task in listed(search)
        if task.status != "upcoming"
    ]


def _changed(search: Search, monday: date) -> list[str]:
    return [
        f"{search.company_of(o.id)}: {LABELS[stage].lower()}, {on:%A}"
        for o in search.opportunities.values()
        for stage, on in o.visits
        if on >= monday
    ]


def _lessons(search: Search, monday: date) -> list[str]:
    written = search.frames["reflections"]
    day = written["reflected_on"]
    recent = (day >= pd.Timestamp(monday)) & (day <= pd.Timestamp(search.today))
    return answered(search.frames, written[recent], "lesson")
