"""followup: a workbook for what happens after an interview.

The front door: the names a notebook uses, each loaded when it is first asked for.
"""

from importlib import import_module
from typing import Any

_ROOMS = {
    "open_workbook": "workbook",
    "open_sample": "sample",
    "open_own": "sample",
    "StartHere": "forms.today",
    "ReflectionForm": "forms.reflection",
    "DueList": "forms.due",
    "HappenedForm": "forms.happened",
    "WhyNothing": "forms.why",
    "ShelfForm": "forms.shelf",
    "NextRound": "forms.shelf",
    "WriteToSomeone": "forms.someone",
    "CoverageTable": "forms.someone",
    "SeekerForm": "forms.start",
    "PolicyForm": "forms.settings",
    "Explore": "forms.explore",
    "WeekForm": "forms.week",
    "PAGES": "charts.pictures",
    "page": "charts.pictures",
    "tables_behind": "charts.pictures",
    "PutRight": "forms.record",
    "RecordForm": "forms.record",
    "Table": "forms.look",
    "FindForm": "forms.pages",
    "SameForm": "forms.alike",
    "Bank": "forms.banks",
    "Coach": "coach.share",
    "open_copy": "coach.share",
    "PackForm": "forms.coach",
    "CommentsForm": "forms.coach",
    "SessionsForm": "forms.coach",
    "OpenCopy": "forms.coach",
    "Care": "care",
    "LastSteps": "forms.care",
    "HealthCheck": "forms.care",
    "Backups": "forms.care",
    "Tables": "forms.care",
    "Erase": "forms.care",
}

__all__ = list(_ROOMS)


def __getattr__(name: str) -> Any:
    if name not in _ROOMS:
        raise AttributeError(f"followup has no {name!r}")
    return getattr(import_module(f"followup.{_ROOMS[name]}"), name)
