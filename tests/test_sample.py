"""The made-up search: made up throughout, complete, and never mixed with the seeker's own."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from followup import sample
from followup.agenda import agenda
from followup.prompts import prompts_for
from followup.search import search_on
from followup.tables import WORKBOOK_ID, metadata
from followup.workbook import Workbook, open_workbook

DONE_ON = {"happened_on", "reflected_on", "made_on", "offered_on", "decided_on"}


def words(book: Workbook) -> list[str]:
    """Every text of the search."""
    return [str(cell) for f in book.frames().values() for c in f.columns for cell in f[c].dropna()]


def test_sample_says_what_it_is_and_on_which_day(sample_book: Workbook) -> None:
    assert sample_book.today == date(2026, 3, 5)
    assert repr(sample_book) == "Sample search, on Thursday 5 March 2026"


def test_sample_gives_no_address_or_number_of_anyone(sample_book: Workbook) -> None:
    text = " ".join(words(sample_book))
    domains = re.findall(r"(?:@|https?://)([\w.-]+\.\w+)", text)
    assert len(domains) > 10
    assert [d for d in domains if not re.search(r"(^|\.)example\.(com|org|net)$", d)] == []
    assert [n for n in re.findall(r"\b\d{3}-(\d{3})-\d{4}\b", text) if n != "555"] == []


@pytest.mark.parametrize(
    "table",
    ["companies", "people", "opportunities", "requirements", "meetings", "attendees", "reflections",
     "answers", "questions", "objections", "challenges", "accomplishments", "tellings", "promises",
     "touchpoints", "events", "clippings", "settings", "holidays"],
)  # fmt: skip
def test_sample_shows_something_of_everything(sample_book: Workbook, table: str) -> None:
    assert len(sample_book.frame(table)) > 0


def test_nothing_in_the_sample_is_dated_after_its_day(sample_book: Workbook) -> None:
    late = []
    for name, frame in sample_book.frames().items():
        done = DONE_ON & set(frame)
        late += [(name, c) for c in done if (frame[c] > pd.Timestamp(sample_book.today)).any()]
    assert late == []


def test_every_answer_of_the_sample_is_to_a_prompt_of_that_meeting(sample_book: Workbook) -> None:
    frames = sample_book.frames()
    meetings = frames["meetings"].set_index("id")["kind"]
    about = frames["reflections"].set_index("id")["meeting_id"].map(meetings)
    for row in frames["answers"].itertuples():
        asked = {p.key: p for p in prompts_for(about[row.reflection_id])}
        assert row.prompt in asked
        assert (asked[row.prompt].kind == "person") == pd.notna(row.person_id)


def test_sample_has_work_for_today(sample_book: Workbook) -> None:
    owed = agenda(search_on(sample_book.frames(), sample_book.today))
    assert {"overdue", "due", "upcoming"} <= set(owed["status"])
    assert owed["why"].str.len().gt(20).all()


def test_sample_is_the_same_each_time_it_is_made(sample_book: Workbook, tmp_path: Path) -> None:
    again = sample.build(tmp_path / "again.sqlite").frames()
    for name, frame in sample_book.frames().items():
        own = [
            c.name
            for c in metadata.tables[name].columns
            if c.name != "id" and "refers_to" not in c.info
        ]
        is_own_id = frame["id"].eq(WORKBOOK_ID)  # which tells every workbook from any other
        kept, made = (one.loc[~is_own_id, own] for one in (frame, again[name]))
        pd.testing.assert_frame_equal(kept, made)


def test_every_step_of_the_sample_can_be_taken_back(sample_book: Workbook) -> None:
    steps = sample_book.recent_saves(1000)["save_id"]
    for save_id in steps[:15]:
        sample_book.undo(int(save_id))
    after = sample_book.recent_saves(1000)
    assert after["is_undo"].sum() == 15 and len(after) == len(steps)


def test_sample_and_own_workbook_stay_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOLLOWUP_WORKBOOK", str(tmp_path / "workbook.sqlite"))
    own = sample.open_own()
    shown = sample.open_sample()
    assert shown.settings()["kind"] == "sample"
    assert open_workbook().path == shown.path
    assert own.frame("people").empty
    assert sample.open_own().path == own.path
    assert open_workbook().path == own.path


def test_changes_to_the_sample_are_gone_when_it_is_laid_out_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOLLOWUP_WORKBOOK", str(tmp_path / "workbook.sqlite"))
    shown = sample.open_sample()
    shown.keep_draft("reflection", {"company": "x"})
    assert sample.open_sample().draft("reflection") == {}
    assert {p.name for p in tmp_path.iterdir()} == {"sample.sqlite", "open-workbook.txt"}


def test_source_of_the_sample_names_only_known_saves() -> None:
    from followup import records

    steps = [
        s
        for p in sample.SOURCE.glob("steps*.toml")
        for s in tomllib.loads(p.read_text("utf-8"))["steps"]
    ]
    assert len(steps) > 20
    assert [s["save"] for s in steps if not callable(getattr(records, s["save"], None))] == []
