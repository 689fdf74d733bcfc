"""Times the rules on a search far larger than any, against reading their columns from SQLite.

    python tests/bench/bench_agenda.py [--profile]

Says how long both take at full size and at a tenth of it. At full size 0.1.0 took 3.06 s for
the rules; half as long again is the limit. Ten times the rows should take about ten times as long.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import sqlite3
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from followup import agenda, cadence, pipeline
from followup.frames import typed
from followup.search import search_on
from followup.tables import RECORDS, metadata

TODAY, FIRST = date(2026, 3, 5), np.datetime64("2024-01-01")
SPAN = int((np.datetime64(TODAY) - FIRST).astype(int)) + 10  # a few days lie ahead
FULL = {
    "companies": 2_000, "people": 5_000, "opportunities": 10_000, "meetings": 20_000,
    "attendees": 40_000, "reflections": 16_000, "objections": 6_000, "promises": 10_000,
    "touchpoints": 100_000, "events": 40_000, "offers": 500, "decisions": 1_000,
}  # fmt: skip
STAGES = ["screen", "first_interview", "second_interview", "final_interview"]

# The columns the rules read; texts, notes and links stay in the file.
READ = {
    "companies": "id name",
    "people": "id name company_id role keep_in_touch",
    "opportunities": "id company_id role kind introduced_by_id hiring_manager_id coordinator_id noted_on",
    "meetings": "id opportunity_id kind stage state meeting_on starts_at arranged_on moved_on called_off_on",
    "attendees": "id meeting_id person_id description identified_on part",
    "reflections": "id meeting_id reflected_on rating has_skill_gap can_do_job decision_on decision_precision",
    "objections": "id meeting_id strength",
    "promises": "id opportunity_id person_id is_mine promise made_on due_on done_on",
    "touchpoints": "id happened_on direction kind purpose channel result person_id opportunity_id meeting_id",
    "events": "id happened_on kind opportunity_id person_id touchpoint_id company_id decision_on decision_precision",
    "offers": "id opportunity_id person_id offered_on deadline_on is_written",
    "decisions": "id task decision until_on decided_on",
    "holidays": "on_date",
    "settings": "id value",
}


class Dice:
    """Seeded draws for one size."""

    def __init__(self, share: float) -> None:
        self.n = {name: int(n * share) for name, n in FULL.items()}
        self._rng = np.random.default_rng(7)

    def ids(self, table: str) -> np.ndarray[Any, Any]:
        """All ids of a table."""
        return np.char.add(
            f"{metadata.tables[table].info['prefix']}-", np.arange(self.n[table]).astype(str)
        )

    def row(self, table: str, n: int) -> np.ndarray[Any, Any]:
        """n row numbers of a table."""
        return self._rng.integers(0, self.n[table], n)

    def ref(self, table: str, n: int, known: float = 1.0) -> np.ndarray[Any, Any]:
        """n ids of a table, some of them missing."""
        found = self.ids(table)[self.row(table, n)].astype(object)
        return np.where(self.yes(n, known), found, None)

    def yes(self, n: int, share: float) -> np.ndarray[Any, Any]:
        """True for about that share of n."""
        return self._rng.random(n) < share

    def one_of(self, n: int, **weights: float) -> np.ndarray[Any, Any]:
        """n words, by weight."""
        shares = np.array(list(weights.values())) / sum(weights.values())
        return self._rng.choice(np.array(list(weights), dtype=object), n, p=shares)

    def days(self, n: int) -> np.ndarray[Any, Any]:
        """n days of the search, in order."""
        return FIRST + np.sort(self._rng.integers(0, SPAN, n)).astype("timedelta64[D]")

    def soon(self, days: Any, most: int, known: float = 1.0) -> pd.Series:
        """A day at most so many days later, some of them missing."""
        later = days + self._rng.integers(0, most, len(days)).astype("timedelta64[D]")
        return pd.Series(later).where(self.yes(len(days), known))


def frames(share: float) -> dict[str, pd.DataFrame]:
    """Made-up frames of a share of the full size, typed as the workbook types them."""
    d = Dice(share)
    made = _cast(d) | _meetings(d)
    made |= _sent(d, made["attendees"], made["meetings"]) | _happened(d)
    off = pd.date_range(str(FIRST), periods=30, freq="29D")
    made["holidays"] = {"on_date": off, "id": [f"h-{n}" for n in range(30)]}
    made["settings"] = {"id": ["calendar.weekend"], "value": ["Sat Sun"]}
    return {name: _whole(name, made.get(name, {})) for name in RECORDS}


def _whole(name: str, columns: Any) -> pd.DataFrame:
    given = pd.DataFrame(columns)
    for column in metadata.tables[name].columns:
        start = None if column.server_default is None else column.server_default.arg
        number = type(column.type).__name__ in ("Flag", "Integer")
        if column.name not in given:
            given[column.name] = int(start) if number and start is not None else start
    return typed(name, given[[c.name for c in metadata.tables[name].columns]])


def _cast(d: Dice) -> dict[str, Any]:
    n, m = d.n["people"], d.n["opportunities"]
    return {
        "companies": {"id": d.ids("companies"), "name": np.char.add("Company ", d.ids("companies"))},
        "people": {
            "id": d.ids("people"), "name": np.char.add("Person ", d.ids("people")),
            "company_id": d.ref("companies", n), "keep_in_touch": d.yes(n, 0.8),
        },
        "opportunities": {
            "id": d.ids("opportunities"), "company_id": d.ref("companies", m),
            "role": np.char.add("Role ", d.ids("opportunities")),
            "kind": d.one_of(m, position=85, networking=15), "noted_on": d.days(m),
            "introduced_by_id": d.ref("people", m, 0.3),
            "hiring_manager_id": d.ref("people", m, 0.6),
            "coordinator_id": d.ref("people", m, 0.2),
        },
    }  # fmt: skip


def _meetings(d: Dice) -> dict[str, Any]:
    n, m, on = d.n["meetings"], d.n["attendees"], d.days(d.n["meetings"])
    ahead = on > np.datetime64(TODAY)
    state = np.where(ahead, "scheduled", d.one_of(n, held=96, scheduled=2, called_off=2))
    meetings = {
        "id": d.ids("meetings"), "opportunity_id": d.ref("opportunities", n), "meeting_on": on,
        "state": state, "stage": d.one_of(n, **dict.fromkeys(STAGES, 1.0)),
        "arranged_on": pd.Series(on - np.timedelta64(9, "D")).where((state != "held") | d.yes(n, 0.5)),
        "called_off_on": pd.Series(on - np.timedelta64(1, "D")).where(state == "called_off"),
    }  # fmt: skip
    room = pd.DataFrame({"row": d.row("meetings", m), "person_id": d.ref("people", m, 0.97)})
    room = room.drop_duplicates().reset_index(drop=True)
    found = d.soon(on[room["row"]], 5, 0.03)
    attendees = {
        "id": d.ids("attendees")[: len(room)], "meeting_id": d.ids("meetings")[room["row"]],
        "person_id": room["person_id"], "identified_on": found.where(room["person_id"].notna()),
        "part": d.one_of(len(room), interviewer=80, lead=17, scheduler=3),
    }  # fmt: skip
    written = np.flatnonzero((state == "held") & (on <= np.datetime64(TODAY)))[: d.n["reflections"]]
    k = len(written)
    reflections = {
        "id": d.ids("reflections")[:k], "meeting_id": d.ids("meetings")[written],
        "reflected_on": d.soon(on[written], 3), "rating": d.one_of(k, well=6, mixed=3, badly=2),
        "has_skill_gap": d.yes(k, 0.1), "can_do_job": d.yes(k, 0.7),
        "decision_on": d.soon(on[written], 20, 0.4),
    }  # fmt: skip
    about = d.ref("meetings", d.n["objections"])
    objections = {
        "id": d.ids("objections"), "meeting_id": about,
        "objection": "an objection", "strength": d.one_of(len(about), mild=3, strong=1),
    }  # fmt: skip
    return {
        "meetings": meetings, "attendees": attendees, "reflections": reflections,
        "objections": objections,
    }  # fmt: skip


def _sent(d: Dice, room: Any, meetings: Any) -> dict[str, Any]:
    n = d.n["touchpoints"]
    kind = d.one_of(n, letter=42, note=15, call=14, nudge=5, proposal=3, message=20, group_note=1)
    after = (kind == "letter") | (kind == "group_note") | (kind == "proposal")
    row = d.row("attendees", n) % len(room["meeting_id"])
    meeting = np.char.partition(room["meeting_id"].astype(str), "-")[:, 2].astype(int)[row]
    near = d.soon(np.asarray(meetings["meeting_on"])[meeting], 6).to_numpy().astype("datetime64[D]")
    purposes = {"thank_you": 70, "recovery": 15, "introducer_thanks": 10, "rejection_reply": 5}
    thanks = d.one_of(n, **purposes)
    touchpoints = {
        "id": d.ids("touchpoints"), "kind": kind, "happened_on": np.where(after, near, d.days(n)),
        "direction": np.where(kind == "message", "in", "out"),
        "purpose": np.where(kind == "letter", thanks, np.where(kind == "note", "keep_in_touch", "")),
        "channel": d.one_of(n, email=8, post=1, phone=1), "text": "words " * 40,
        "result": np.where(kind == "call", d.one_of(n, reached=4, voicemail=4, no_answer=2), ""),
        "person_id": np.where(after, np.asarray(room["person_id"])[row], d.ref("people", n)),
        "opportunity_id": np.where(after, meetings["opportunity_id"][meeting], d.ref("opportunities", n, 0.9)),
        "meeting_id": np.where(after, room["meeting_id"][row].astype(object), None),
    }  # fmt: skip
    k, made = d.n["promises"], d.days(d.n["promises"])
    promises = {
        "id": d.ids("promises"), "opportunity_id": d.ref("opportunities", k, 0.9), "made_on": made,
        "person_id": d.ref("people", k, 0.9), "promise": "send it", "is_mine": d.yes(k, 0.8),
        "due_on": d.soon(made, 10, 0.8), "done_on": d.soon(made, 12, 0.8),
    }  # fmt: skip
    return {"touchpoints": touchpoints, "promises": promises}


def _happened(d: Dice) -> dict[str, Any]:
    n, m, k = d.n["events"], d.n["offers"], d.n["decisions"]
    on, offered, put = d.days(n), d.days(m), d.days(k)
    answers = {
        "courtesy_reply": 15,
        "status_update": 20,
        "advance": 25,
        "on_hold": 6,
        "rejected": 7,
    }
    rest = {
        "applied": 20,
        "reopened": 3,
        "withdrawn": 2,
        "declined": 1,
        "moved": 1,
        "do_not_contact": 0.2,
    }
    kind = d.one_of(n, **answers, **rest)
    of_person = (kind == "moved") | (kind == "do_not_contact")
    told = (kind == "status_update") | (kind == "on_hold")
    events = {
        "id": d.ids("events"), "happened_on": on, "kind": kind,
        "opportunity_id": np.where(of_person, None, d.ref("opportunities", n)),
        "person_id": d.ref("people", n), "company_id": np.where(kind == "moved", d.ref("companies", n), None),
        "decision_on": d.soon(on, 20).where(told & d.yes(n, 0.5)),
    }  # fmt: skip
    offers = {
        "id": d.ids("offers"), "opportunity_id": d.ref("opportunities", m), "offered_on": offered,
        "person_id": d.ref("people", m), "deadline_on": d.soon(offered, 14, 0.8),
    }  # fmt: skip
    task = np.char.add("R-CALL|", d.ids("opportunities")[d.row("opportunities", k)])
    decisions = {
        "id": d.ids("decisions"), "task": task, "decided_on": put,
        "decision": d.one_of(k, not_needed=1, snoozed=2), "until_on": d.soon(put, 14),
    }  # fmt: skip
    return {"events": events, "offers": offers, "decisions": decisions}


# --- the two times ------------------------------------------------------------------------


def store(made: dict[str, pd.DataFrame], path: Path) -> None:
    """The frames, raw, in a new SQLite file: days as text, flags as numbers."""
    with sqlite3.connect(path) as connection:
        for name, frame in made.items():
            days = frame.select_dtypes("datetime").columns
            raw = frame.astype(dict.fromkeys(frame.columns, "object"))
            for column in days:
                raw[column] = frame[column].dt.strftime("%Y-%m-%d")
            raw.astype("object").where(frame.notna(), None).to_sql(name, connection, index=False)
    connection.close()


def read(path: Path) -> int:
    """Reads the columns the rules use, as they are in the file; the number of cells."""
    with sqlite3.connect(path) as connection:
        cells = [
            pd.read_sql(f"SELECT {', '.join(c.split())} FROM {t}", connection).size
            for t, c in READ.items()
        ]
    connection.close()
    return sum(cells)


def work(made: dict[str, pd.DataFrame]) -> int:
    """All the rules, the stages and the cadence once; the number of tasks listed."""
    search = search_on(made, TODAY)
    listed = agenda.agenda(search)
    assert len(pipeline.standings(search)) == len(made["opportunities"])
    cadence.contacts(search)
    cadence.gaps(search)
    return len(listed)


def best(what: Callable[[], int], times: int = 5) -> float:
    """The shortest of a few runs, in seconds."""
    took = []
    for _ in range(times):
        start = time.perf_counter()
        what()
        took.append(time.perf_counter() - start)
    return min(took)


def measure(share: float) -> tuple[float, float]:
    """Seconds to read and to work at a share of the full size, printed as well."""
    made = frames(share)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.sqlite"
        store(made, path)
        reading = best(lambda: read(path))
    working, n = best(lambda: work(made)), work(made)
    rows = f"{len(made['touchpoints']):>7,} touchpoints, {len(made['meetings']):>6,} meetings"
    print(
        f"{rows}: read {reading:.3f} s, rules {working:.3f} s, ratio {working / reading:.2f}  ({n:,} tasks)"
    )
    return reading, working


def main() -> None:
    """Prints both times at both sizes, and where the time goes if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profile", action="store_true", help="say where the time goes")
    wanted = parser.parse_args()
    _, small = measure(0.1)
    _, working = measure(1.0)
    print(f"ten times the rows take {working / small:.1f} times as long")
    print(f"rules at full size {working:.2f} s, wanted at most 4.6 s on the machine of 0.1.0")
    if wanted.profile:
        made = frames(1.0)
        profile = cProfile.Profile()
        profile.runcall(work, made)
        pstats.Stats(profile).strip_dirs().sort_stats("cumtime").print_stats(45)


if __name__ == "__main__":
    main()
