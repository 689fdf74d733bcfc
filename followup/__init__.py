"""followup: a workbook for what happens after an interview.

The front door: the names a notebook uses, each loaded when it is first asked for.
"""

from importlib import import_module
from typing import Any

_NAMES = {
    "workbook": "open_workbook", "sample": "open_sample open_own", "forms.today": "StartHere",
    "forms.reflection": "ReflectionForm", "forms.evening": "FollowUp",
    "forms.start": "SeekerForm", "forms.settings": "PolicyForm", "forms.explore": "Explore",
    "forms.week": "WeekForm", "charts.pictures": "PAGES page tables_behind",
    "forms.record": "PutRight", "forms.look": "Table", "forms.alike": "SameForm",
    "coach.share": "Coach open_copy", "forms.pack": "PackForm",
    "forms.coach": "CommentsForm SessionsForm OpenCopy", "care": "Care",
    "forms.care": "LastSteps HealthCheck Backups Tables Erase",
}  # fmt: skip
_ROOMS = {name: room for room, names in _NAMES.items() for name in names.split()}

__all__ = list(_ROOMS)


def __getattr__(name: str) -> Any:
    if name not in _ROOMS:
        raise AttributeError(f"followup has no {name!r}")
    return getattr(import_module(f"followup.{_ROOMS[name]}"), name)
