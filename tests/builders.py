"""Builds a search in a few dated events, in the example format, and reads what is owed from it.

Not here: a test. Days are written 'MM-DD' and lie in 2026, where 2 February is a Monday.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any

import pandas as pd
from search_script import play_into

from followup import agenda
from followup.frames import empty, typed
from followup.rules.task import Task
from followup.search import Search, search_on
from followup.tables import RECORDS, Row, checked, metadata, new_id

Event = dict[str, Any]

PEOPLE = {
    "ana": {"org": "ORG1", "role": "hiring manager of P1"},
    "ben": {"org": "ORG1", "role": "editor"},
    "cleo": {"org": "ORG1", "role": "coordinator of P1"},
    "dev": {"org": "ORG2", "role": "hiring manager of P2"},
    "eli": {"org": "ORG2", "role": "analyst"},
    "gus": {"org": "ORG3", "role": "hiring manager of P3"},
    "noor": {"org": "ORG4", "role": "someone to learn from"},
    "ivy": {"org": "ORGX", "role": "former colleague"},
    "raj": {"org": "ORGX", "role": "old friend"},
}
PROCESSES = {
    "P1": {"org": "ORG1", "kind": "position", "hiring_manager": "ana", "coordinator": "cleo"},
    "P2": {"org": "ORG2", "kind": "position", "hiring_manager": "dev"},
    "P3": {"org": "ORG3", "kind": "position", "hiring_manager": "gus"},
    "N1": {"org": "ORG4", "kind": "networking"},
}


def day(text: str) -> date:
    """The day of 2026 written as MM-DD."""
    return date.fromisoformat(f"2026-{text}")


def search(*events: Event, holidays: Iterable[str] = (), **changed: dict[str, Any]) -> Event:
    """A search in the example format; `changed` amends people and processes by their id."""
    contacts = [
        {"id": i, "name": i.title(), **one, **changed.get(i, {})} for i, one in PEOPLE.items()
    ]
    processes = [
        {"id": i, "title": f"Role {i}", **one, **changed.get(i, {})} for i, one in PROCESSES.items()
    ]
    off = [{"date": day(d), "name": "a day off"} for d in holidays]
    return {
        "calendar": {"weekend": ["Sat", "Sun"], "holidays": off},
        "organizations": [{"id": f"ORG{n}", "name": f"Company {n}"} for n in "1234X"],
        "contacts": contacts,
        "processes": processes,
        "events": list(events),
    }


# --- events -------------------------------------------------------------------------------


def happened(on: str, what: str, process: str | None = "P1", /, **more: Any) -> Event:
    """Any event of the format; fields that are days may be written MM-DD."""
    for field in ("decision_date", "deadline", "meeting_date"):
        if isinstance(more.get(field), str):
            more[field] = day(more[field])
    return {"date": day(on), "type": what, "process": process, **more}


def met(
    on: str, who: str = "ana", id: str = "M1", process: str = "P1", kind: str = "interview",
    stage: str = "first_interview", **more: Any,
) -> Event:  # fmt: skip
    """A meeting held; `who` names the attendees with spaces between."""
    fields = {"id": id, "kind": kind, "stage": stage, "attendees": who.split()}
    return happened(on, "meeting", process, **fields, **more)


def reflected(on: str, meeting: str = "M1", rating: str = "well", **more: Any) -> Event:
    """A reflection; `promise` to someone by a day ('eli 02-13') makes the commitment K1."""
    if "promise" in more:
        to, due = more.pop("promise").split()
        more["commitments"] = [{"id": "K1", "what": "send it", "to": to, "due": day(due)}]
    return happened(on, "reflection", None, meeting=meeting, self_rating=rating, **more)


def wrote(
    on: str, to: str = "ana", meeting: str | None = "M1", process: str = "P1", **more: Any
) -> Event:
    """A letter: a thank-you by email unless `purpose` or `channel` say otherwise."""
    fields = {"meeting": meeting, "to": to, "channel": "email", "purpose": "thank_you"}
    return happened(on, "letter", process, **fields | more)


def called(
    on: str, result: str = "voicemail", to: str = "ana", process: str = "P1", **more: Any
) -> Event:
    """A call, by default a message left on the machine."""
    return happened(on, "call", process, to=to, result=result, **more)


def answered(on: str, kind: str = "status_update", process: str = "P1", **more: Any) -> Event:
    """Something they said."""
    return happened(on, "response", process, kind=kind, **more)


def after_letter(*more: Event) -> tuple[Event, ...]:
    """Met Ana on Monday 2 February, reflected, wrote on the 3rd; and then?

    The call may be made from the 5th, and should be by the 10th.
    """
    return met("02-02"), reflected("02-02"), wrote("02-03"), *more


# --- a workbook in memory -----------------------------------------------------------------


@cache
def _no_rows() -> dict[str, pd.DataFrame]:
    return {name: empty(name) for name in RECORDS}


class Memory:
    """A workbook without a file: the same checks and the same typed frames, but no transaction.

    test_maya compares it with the real one.
    """

    def __init__(self) -> None:
        self._rows: dict[str, dict[str, dict[str, Any]]] = {name: {} for name in RECORDS}
        self._frames = dict(_no_rows())

    def save(self, rows: Iterable[Row], what: str = "") -> None:
        """Takes the rows, as Workbook.save does."""
        touched = set()
        for row in rows:
            given, kept = dict(row.values), self._rows[row.table]
            row_id = given.pop("id", None) or new_id(row.table)
            touched.add(row.table)
            if row.gone:
                kept.pop(row_id, None)
                continue
            values = checked(Row(row.table, given), new=row_id not in kept)
            kept[row_id] = kept.get(row_id, _defaults(row.table)) | values | {"id": row_id}
        for name in touched:
            columns = list(metadata.tables[name].columns.keys())
            frame = pd.DataFrame(list(self._rows[name].values()), columns=columns)
            self._frames[name] = typed(name, frame)

    def frames(self) -> dict[str, pd.DataFrame]:
        """The typed frames."""
        return dict(self._frames)


def _defaults(table: str) -> dict[str, Any]:
    start: dict[str, Any] = {}
    for column in metadata.tables[table].columns:
        text = None if column.server_default is None else column.server_default.arg
        kind = {"Flag": lambda t: t == "1", "Integer": int}.get(type(column.type).__name__, str)
        start[column.name] = None if text is None else kind(text)
    return start


def memory(told: Event, today: str | date) -> Memory:
    """The search played into memory up to the end of today."""
    book = Memory()
    play_into(book, told, day(today) if isinstance(today, str) else today)
    return book


def known(told: Event | Memory, today: str | date) -> Search:
    """What is known on a day of a search, or of a workbook in memory."""
    today = day(today) if isinstance(today, str) else today
    book = told if isinstance(told, Memory) else memory(told, today)
    return search_on(book.frames(), today)


# --- what is owed -------------------------------------------------------------------------

NAMES = {
    "to": "person_id", "process": "opportunity_id", "meeting": "meeting_id",
    "unknown": "attendee_id", "commitment": "promise_id",
}  # fmt: skip


def _rows(tasks: Iterable[Task], fields: str) -> list[tuple[Any, ...]]:
    names = [NAMES.get(field, field) for field in fields.split()]
    found = [tuple(_shown(getattr(task, name)) for name in names) for task in tasks]
    return sorted(found, key=str)


def _shown(value: Any) -> Any:
    return f"{value:%m-%d}" if isinstance(value, date) else value


def listed(told: Any, today: str, rule: str = "", fields: str = "status rule to") -> list[Any]:
    """The rows of the due list, sorted, as tuples of `fields`; of one rule if it is named."""
    return _rows([t for t in agenda.listed(known(told, today)) if rule in ("", t.rule)], fields)


def owed(told: Any, today: str, rule: str, fields: str = "to earliest target latest") -> list[Any]:
    """All tasks of a rule however far ahead, sorted, as tuples of `fields`."""
    return _rows([t for t in agenda.all_tasks(known(told, today)) if t.rule == rule], fields)


def why(told: Any, today: str, rule: str) -> str:
    """The reason of the one task of a rule."""
    [(reason,)] = owed(told, today, rule, "why")
    return str(reason)


def call(today: str, *events: Event, **more: Any) -> tuple[str, str, str] | None:
    """The window of the status call of P1 (earliest, target, latest), None if none is owed."""
    rows = owed(search(*events, **more), today, "R-CALL", "process earliest target latest")
    mine = [window for process, *window in rows if process == "P1"]
    assert len(mine) < 2, "one call per process"
    return tuple(mine[0]) if mine else None


def callee(today: str, *events: Event, **more: Any) -> str | None:
    """Whom the status call of P1 goes to."""
    rows = owed(search(*events, **more), today, "R-CALL", "process to")
    return dict(rows).get("P1", "nobody is called")


def rules_for(told: Any, today: str, person: str) -> list[str]:
    """The rules that owe something to a person, however far ahead, in order of their names."""
    return sorted(t.rule for t in agenda.all_tasks(known(told, today)) if t.person_id == person)


def last_touch(told: Any, today: str, person: str) -> str | None:
    """The day of the last touch in a person's cadence, None if it has not started."""
    found = known(told, today).people[person]
    return f"{found.touches[-1].happened_on:%m-%d}" if found.started_on else None


def stage(told: Any, today: str, process: str = "P1") -> str:
    """The stage an opportunity stands at."""
    return known(told, today).opportunities[process].stage
