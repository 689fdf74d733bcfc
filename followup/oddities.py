"""What looks odd about something to be saved, asked in a sentence that says what is missing.

Not here: refusing; only the impossible is refused (records.py). Order of entry is free.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd

from followup.pipeline import LABELS
from followup.search import Opportunity, search_on
from followup.tables import Frames, Row


def odd(frames: Frames, rows: Iterable[Row]) -> list[str]:
    """One sentence for each thing that does not fit what is known on its day (domain.md 5)."""
    found: list[str] = []
    meetings = {r.values["id"]: r.values for r in rows if r.table == "meetings" and not r.gone}
    for row in rows:
        v = row.values
        if row.table in frames and v.get("id") in set(frames[row.table]["id"]):
            continue  # it was asked about when it was new
        if row.table == "events" and v.get("opportunity_id"):
            found += _event(_standing(frames, v["opportunity_id"], v["happened_on"]), v["kind"])
        elif row.table == "offers":
            found += _offer(_standing(frames, v["opportunity_id"], v["offered_on"]))
        elif row.table == "meetings" and "meeting_on" in v and "opportunity_id" in v:
            found += _closed(_standing(frames, v["opportunity_id"], v["meeting_on"]))
        elif row.table == "touchpoints" and v.get("meeting_id"):
            found += _touchpoint(frames, meetings, v)
    return list(dict.fromkeys(found))


def _standing(frames: Frames, opportunity_id: str, on: date) -> Opportunity | None:
    return search_on(frames, on).opportunities.get(opportunity_id)


def _closed(o: Opportunity | None) -> list[str]:
    if o is None or o.ended_on is None:
        return []
    label, day = LABELS[o.stage].lower(), _day(o.ended_on)
    return [f"This one is closed ({label} since {day}). If they came back, note that first."]


def _event(o: Opportunity | None, kind: str) -> list[str]:
    if kind == "reopened":
        return [] if o and o.ending else ["This one is not closed, so it cannot come back."]
    found = _closed(o)
    if kind == "applied" and o and o.applied_on:
        found.append(f"You already noted that you applied, on {_day(o.applied_on)}.")
    untouched = o is None or not (o.applied_on or o.meeting or o.scheduled)
    if kind in ("advance", "on_hold", "rejected") and untouched:
        found.append("Nothing says yet that you applied, or met them; that may be missing.")
    if kind == "declined" and not (o and o.offer):
        found.append("No offer is noted that could be declined; before an offer one withdraws.")
    if kind == "withdrawn" and o and o.offer:
        found.append("There is an open offer; declining it would be the usual word.")
    return found


def _offer(o: Opportunity | None) -> list[str]:
    missing = "No meeting is noted before this offer; one may be missing."
    return _closed(o) + ([] if o and o.meeting else [missing])


def _touchpoint(frames: Frames, fresh: dict[str, dict[str, Any]], v: dict[str, Any]) -> list[str]:
    known = frames["meetings"].set_index("id")["meeting_on"]
    met_on = fresh.get(v["meeting_id"], {}).get("meeting_on") or known.get(v["meeting_id"])
    if met_on is None or pd.Timestamp(v["happened_on"]) >= pd.Timestamp(met_on):
        return []
    return [f"This is dated before the meeting it follows, on {_day(pd.Timestamp(met_on))}."]


def _day(day: date) -> str:
    return f"{day.day} {day:%B}"
