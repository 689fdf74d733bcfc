"""Touches to rhythm: the next window of each person, where everyone stands, the gaps between.

Not here: whether a touch is owed (rules/keep_in_touch.py), files, widgets, the clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import pandas as pd

from followup.duties import DUTIES
from followup.frames import framed
from followup.search import Person, Search, starts_cadence

PER_PICTURE = 40  # people in one picture of the cadence
STATES = {
    "overdue": "overdue", "due": "due now", "resting": "in touch", "not_started": "not begun",
    "paused": "paused", "off": "not kept in touch",
}  # fmt: skip


def next_window(search: Search, person: Person) -> tuple[date | None, ...]:
    """Earliest, target and latest day of the next touch of a person, 4 to 6 weeks after the last
    one (domain.md 1.5, R-KIT); None three times while there is no cadence yet (A5.2).
    """
    if person.started_on is None:
        return None, None, None
    window, last_on = DUTIES["R-KIT"].windows[""], person.touches[-1].happened_on
    return window.days(last_on, search.policy, search.calendar)


def paused_companies(search: Search) -> dict[str, str]:
    """Why keeping in touch rests with the people of a company: an open offer, or an interview
    arranged, and that is the touch (domain.md 1.5, R-KIT suppression).
    """
    arranged = "an interview at their company is arranged, and that is the touch"
    found = {o.company_id: arranged for o in search.positions if o.scheduled}
    offered = "an offer from their company is open"
    return found | {o.company_id: offered for o in search.positions if o.offer}


def touches(search: Search) -> pd.DataFrame:
    """Every touch of a person by the seeker (reading rule 3): one row each, by person and day.

    Columns: person_id, on, kind (the touchpoint's kind, `meeting` or `promise`), starts (it can
    begin a cadence, A5.2), source_id.
    """
    rows = [
        (person.id, one.happened_on, one.kind, starts_cadence(one), one.id)
        for person in sorted(search.people.values(), key=lambda person: person.id)
        for one in person.touches
    ]
    return framed(rows, "person_id on:day kind starts:flag source_id")


def contacts(search: Search) -> pd.DataFrame:
    """Everyone touched so far, by company: one row per person, what is due first.

    Columns: person_id, person, company, last_on, earliest, target, latest (of the next touch),
    n_touches, state (a key of STATES).
    """
    paused = set(paused_companies(search)) if search.accepted is None else set(search.companies)
    rows = []
    for person in search.people.values():
        if person.touches:
            window = next_window(search, person)
            company = search.companies.get(person.company_id or "", "No company")
            state = _state(
                search, person, window, person.company_id in paused or bool(search.accepted)
            )
            last_on, n = person.touches[-1].happened_on, len(person.touches)
            rows.append((person.id, person.name, company, last_on, *window, n, state))
    columns = "person_id person company last_on:day earliest:day target:day latest:day n_touches:count state"
    out = framed(rows, columns)
    names = list(out.columns)
    order = out["state"].map({state: place for place, state in enumerate(STATES)}).astype("int64")
    out = out.assign(order=order)
    by = out.groupby("company")
    out = out.assign(first=by["order"].transform("min"), soonest=by["latest"].transform("min"))
    out = out.sort_values(["first", "soonest", "company", "order", "latest", "person"])
    return out[names].reset_index(drop=True)


def _state(search: Search, person: Person, window: tuple[date | None, ...], is_paused: bool) -> str:
    earliest, _, latest = window
    if not person.keep_in_touch or person.do_not_contact:
        return "off"
    if is_paused:
        return "paused"
    if earliest is None or latest is None:
        return "not_started"
    if latest < search.today:
        return "overdue"
    return "due" if earliest <= search.today else "resting"


def gaps(search: Search) -> pd.DataFrame:
    """Days between touches of people kept in touch with: one row per gap (domain.md 4.2).

    Columns: person_id, from_on, to_on, days, kind (early, inside or late). From the first
    letter, note or proposal on, up to an acceptance.
    """
    out = framed(_gaps(search), "person_id from_on:day to_on:day days:count kind")
    return out.assign(kind=pd.Categorical(out["kind"], ["early", "inside", "late"]))


def _gaps(search: Search) -> Iterator[tuple[str, date, date, int, str]]:
    until, policy = search.over_on, search.policy
    for person in sorted(search.people.values(), key=lambda person: person.id):
        start = person.started_on
        if start is None or not person.keep_in_touch:
            continue
        days = sorted(
            {one.happened_on for one in person.touches if start <= one.happened_on <= until}
        )
        for before, after in pairwise(days):
            n = (after - before).days
            late = "late" if n > policy.touch_latest else "inside"
            yield person.id, before, after, n, "early" if n < policy.touch_earliest else late
