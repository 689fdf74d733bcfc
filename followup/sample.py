"""The made-up search: built from the text files of data/sample/ through the public save functions.

Not here: its words (data/sample/), or anything the workbook of a real search needs.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from followup import records
from followup.tables import Frames, Row
from followup.words import say_day
from followup.workbook import OWN, SAMPLE, Workbook, data_folder, open_workbook, use_workbook

SOURCE = Path(__file__).resolve().parents[1] / "data" / "sample"


def open_sample() -> Workbook:
    """The sample search, made anew beside the seeker's own workbook and put in use everywhere."""
    path = data_folder() / SAMPLE
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{SAMPLE}.new")
    fresh.unlink(missing_ok=True)
    build(fresh)
    fresh.replace(path)
    use_workbook(SAMPLE)
    return open_workbook()


def open_own() -> Workbook:
    """The seeker's own workbook, put in use everywhere again."""
    use_workbook(OWN)
    return open_workbook()


def build(path: Path) -> Workbook:
    """A workbook at `path` holding the sample search, saved step by step as forms would."""
    book = open_workbook(path)
    cast = _parsed("cast.toml")
    book.save([Row(table, row) for table, rows in cast.items() for row in rows], "The sample")
    steps = [
        step for file in sorted(SOURCE.glob("steps*.toml")) for step in _parsed(file.name)["steps"]
    ]
    for step in sorted(steps, key=lambda step: step["on"]):
        told = dict(step)
        save = told.pop("save")
        what = f"{save.replace('_', ' ').capitalize()}, {say_day(step['on'])}"
        book.save(_rows(book.frames(), save, told), what)
    return book


def _parsed(name: str) -> dict[str, Any]:
    return tomllib.loads((SOURCE / name).read_text(encoding="utf-8"))


def _rows(frames: Frames, save: str, told: dict[str, Any]) -> list[Row]:
    """The rows of one step: the name of a function of records.py, and what a form hands it."""
    if save == "meeting":
        return records.meeting(frames, today=told["on"], **told)[1]
    if save == "reflection":
        meetings = frames["meetings"].set_index("id")["meeting_on"]
        told["meeting_on"] = meetings[told["meeting_id"]].date()
    rows: list[Row] = getattr(records, save)(frames, **told)
    return rows
