"""The worked example: five dates of one search, each due list exactly, the stages, the numbers."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml
from builders import Memory
from search_script import metrics, play, play_into

from followup import agenda
from followup.search import Search, search_on
from followup.tables import WORKBOOK_ID

MAYA = yaml.safe_load((Path(__file__).parent / "maya.yaml").read_text(encoding="utf-8"))
CHECKPOINTS = [pytest.param(one, id=str(one["as_of"])) for one in MAYA["checkpoints"]]
KEYS = {
    "process": "opportunity_id", "to": "person_id", "meeting": "meeting_id",
    "unknown": "attendee_id", "commitment": "promise_id",
}  # fmt: skip


@cache
def _known(as_of: date) -> Search:
    book = Memory()
    play_into(book, MAYA, as_of)
    return search_on(book.frames(), as_of)


def _listed(as_of: date) -> list[dict[str, Any]]:
    tasks = [task._asdict() for task in agenda.listed(_known(as_of))]
    return [{key: row[KEYS.get(key, key)] for key in ASKED} for row in tasks]


ASKED = (*KEYS, "status", "rule", "earliest", "target", "latest")


def _told(item: dict[str, Any], meeting: bool) -> tuple[Any, ...]:
    fields = ["status", "rule", "to", "unknown", "commitment", "earliest", "target", "latest"]
    if item["rule"] not in ("R-KIT", "R-LAND"):  # about a person, not about a process
        fields.append("process")
    return (*(str(item.get(f)) for f in fields), str(item.get("meeting")) if meeting else "")


@pytest.mark.parametrize("checkpoint", CHECKPOINTS)
def test_the_due_list_is_exactly_the_expected_one(checkpoint):
    expected = checkpoint["expected"]
    has_meeting = {(e["rule"], e.get("to"), e.get("process")) for e in expected if "meeting" in e}
    rows = _listed(checkpoint["as_of"])
    got = [_told(r, (r["rule"], r["to"], r["process"]) in has_meeting) for r in rows]
    assert sorted(got) == sorted(_told(e, "meeting" in e) for e in expected)


@pytest.mark.parametrize("checkpoint", CHECKPOINTS)
def test_the_counts_by_status_are_the_expected_ones(checkpoint):
    statuses = [row["status"] for row in _listed(checkpoint["as_of"])]
    assert {key: statuses.count(key) for key in checkpoint["counts"]} == checkpoint["counts"]


@pytest.mark.parametrize("checkpoint", CHECKPOINTS)
def test_what_is_not_due_is_not_due(checkpoint):
    live = [row for row in _listed(checkpoint["as_of"]) if row["status"] != "upcoming"]
    for item in checkpoint["not_due"]:
        about = {key: item[key] for key in ("rule", "process", "to") if key in item}
        assert not [row for row in live if about.items() <= row.items()], item["why"]


@pytest.mark.parametrize("checkpoint", CHECKPOINTS)
def test_the_stages_are_the_expected_ones(checkpoint):
    known = _known(checkpoint["as_of"]).opportunities.values()
    assert {o.id: o.stage for o in known} == checkpoint["stages"]


@pytest.mark.parametrize("key", MAYA["expected_metrics"])
def test_the_numbers_are_the_expected_ones(key):
    expected = MAYA["expected_metrics"]
    assert metrics(_known(expected["as_of"]))[key] == expected[key]


def test_a_workbook_in_memory_holds_what_the_file_holds(tmp_path):
    as_of = date(2026, 3, 13)
    book = Memory()
    play_into(book, MAYA, as_of)
    file, drop = (
        play(MAYA, as_of, tmp_path / "maya.sqlite").frames(),
        ["id", "touchpoint_id", "row_version"],
    )
    for name, frame in book.frames().items():
        ids = [c for c in frame.columns if c in drop]
        real = file[name][file[name]["id"] != WORKBOOK_ID].reset_index(drop=True)
        same, real = frame.drop(columns=ids), real.drop(columns=ids)
        pd.testing.assert_frame_equal(same, real, obj=name)
