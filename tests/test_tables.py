"""The data model: what a field takes, what it says when it cannot, and its types."""

from __future__ import annotations

import re
from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from followup.errors import FollowupError, InvalidValue
from followup.frames import empty
from followup.tables import MAX_TEXT, RECORDS, Flag, Row, checked, label, metadata, new_id

MEETING = {"opportunity_id": "o-1", "meeting_on": date(2026, 3, 5)}
COLUMNS = [c for name in RECORDS for c in metadata.tables[name].columns]


def test_every_table_and_column_says_what_it_is_for() -> None:
    assert all(table.comment for table in metadata.tables.values())
    assert [
        c for t in metadata.tables.values() for c in t.columns if not (c.doc or c.name == "id")
    ] == []


def test_prefixes_of_ids_tell_tables_apart() -> None:
    prefixes = [metadata.tables[name].info["prefix"] for name in RECORDS]
    assert len(set(prefixes)) == len(prefixes)


@pytest.mark.parametrize("table", RECORDS)
def test_new_id_is_short_readable_and_fresh(table: str) -> None:
    made = {new_id(table) for _ in range(50)}
    assert len(made) == 50
    assert all(re.fullmatch(r"[a-z]+-[2-9a-hjkmnp-tv-z]{6}", one) for one in made)


@pytest.mark.parametrize("column", COLUMNS, ids=str)
def test_name_of_a_column_tells_its_kind(column: sa.Column) -> None:
    is_day = type(column.type).__name__ == "Day"
    assert is_day == column.name.endswith(("_on", "on_date"))
    if column.name.startswith(("is_", "has_")):
        assert isinstance(column.type, Flag)


@pytest.mark.parametrize("column", COLUMNS, ids=str)
def test_reference_points_at_a_table_that_exists(column: sa.Column) -> None:
    assert column.name.endswith("_id") == ("refers_to" in column.info)
    assert column.info.get("refers_to", "people") in RECORDS


@pytest.mark.parametrize("words", ["pay", "email", "phone", "address", "notes", "text", "note"])
def test_what_stays_home_is_not_marked_as_shared(words: str) -> None:
    found = [c for c in COLUMNS if c.name == words]
    assert found
    assert [str(c) for c in found if c.info.get("shared")] == []


BAD = [
    ("companies", {"name": "  "}, "'Name' is needed."),
    ("companies", {}, "'Name' is needed."),
    ("companies", {"name": 7}, "'Name' must be text (got 7)."),
    ("companies", {"name": "A\nB"}, "'Name' must be one line without control characters"),
    ("companies", {"name": "A\x00B"}, "'Name' must be one line without control characters"),
    ("companies", {"name": "A", "notes": "\ud800"}, "'Notes' holds half of a character"),
    ("companies", {"name": "A", "colour": "red"}, "'colour' is not a field of companies."),
    ("meetings", {**MEETING, "kind": "chat"}, "'Kind' must be one of informational, "),
    ("meetings", {**MEETING, "meeting_on": date(1026, 3, 5)},
     "'Meeting on' must be a date between 1950 and 2100 (got 1026-03-05)."),
    ("meetings", {**MEETING, "meeting_on": date(2101, 1, 1)}, "between 1950 and 2100"),
    ("meetings", {**MEETING, "meeting_on": "5 March"},
     "'Meeting on' must be a date such as 2026-03-05 (got '5 March')."),
    ("meetings", {**MEETING, "meeting_on": "2026-02-30"}, "must be a date such as"),
    ("meetings", {**MEETING, "meeting_on": 20260305}, "'Meeting on' must be a date"),
    ("meetings", {**MEETING, "meeting_on": None}, "'Meeting on' is needed."),
    ("meetings", {**MEETING, "starts_at": "half past two"},
     "'Starts at' must be a time such as 14:30 or 2:30 pm (got 'half past two')."),
    ("meetings", {**MEETING, "starts_at": "25:00"}, "must be a time such as 14:30"),
    ("meetings", {"meeting_on": date(2026, 3, 5)}, "'Opportunity' is needed."),
    ("questions", {"meeting_id": "m", "question": "Why?", "rating": 6},
     "'Rating' must be a whole number from 1 to 5 (got 6)."),
    ("questions", {"meeting_id": "m", "question": "Why?", "rating": 0}, "from 1 to 5 (got 0)"),
    ("questions", {"meeting_id": "m", "question": "Why?", "rating": 2.5}, "from 1 to 5 (got 2.5)"),
    ("questions", {"meeting_id": "m", "question": "Why?", "rating": True}, "from 1 to 5"),
    ("questions", {"meeting_id": "m", "question": "Why?", "rating": "five"}, "from 1 to 5"),
    ("questions", {"meeting_id": "m", "question": "Why?", "could_be_better": "yes"},
     "'Could be better' must be yes or no (got 'yes')."),
    ("answers", {"reflection_id": "r", "prompt": "company", "text": "x" * (MAX_TEXT + 1)},
     "'Text' can hold 500,000 characters (got '500,001')."),
]  # fmt: skip


@pytest.mark.parametrize(("table", "values", "said"), BAD, ids=lambda v: str(v)[:40])
def test_impossible_value_is_refused_in_words(table: str, values: dict, said: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        checked(Row(table, values), new=True)
    assert said in str(refused.value)
    assert refused.value.key in {*values, "", *metadata.tables[table].columns.keys()}
    assert isinstance(refused.value, FollowupError)


def test_long_value_is_shortened_in_the_sentence() -> None:
    with pytest.raises(InvalidValue) as refused:
        checked(Row("meetings", {**MEETING, "meeting_on": "x" * 5000}), new=True)
    assert len(str(refused.value)) < 160


GOOD = [
    ("meetings", "meeting_on", "2026-03-05", date(2026, 3, 5)),
    ("meetings", "meeting_on", datetime(2026, 3, 5, 14, 30), date(2026, 3, 5)),
    ("meetings", "meeting_on", pd.Timestamp("2026-03-05"), date(2026, 3, 5)),
    ("meetings", "starts_at", " 9:05 ", "09:05"),
    ("meetings", "starts_at", "", ""),
    ("meetings", "arranged_on", pd.NaT, None),
    ("people", "company_id", "", None),
    ("people", "notes", None, ""),
    ("people", "notes", float("nan"), ""),
    ("people", "notes", "a\r\nb\rc", "a\nb\nc"),
    ("people", "name", "  Ana Reyes ", "Ana Reyes"),
    ("people", "keep_in_touch", np.bool_(False), False),
    ("questions", "rating", np.int64(4), 4),
    ("reflections", "can_do_job", pd.NA, None),
]


@pytest.mark.parametrize(("table", "column", "given", "kept"), GOOD, ids=lambda v: str(v)[:30])
def test_value_is_kept_in_its_own_type(
    table: str, column: str, given: object, kept: object
) -> None:
    found = checked(Row(table, {column: given}), new=False)[column]
    assert found == kept
    assert type(found) is type(kept)


def test_update_needs_only_what_it_changes() -> None:
    assert checked(Row("people", {"role": "Editor"}), new=False) == {"role": "Editor"}
    with pytest.raises(InvalidValue, match="'Name' is needed"):
        checked(Row("people", {"name": ""}), new=False)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_text_is_kept_as_typed_but_for_its_line_ends(text: str) -> None:
    kept = checked(Row("people", {"notes": text}), new=False)["notes"]
    assert kept == text.replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize("table", RECORDS)
def test_empty_frame_has_the_types_of_a_full_one(table: str) -> None:
    frame = empty(table)
    assert len(frame) == 0
    for column in metadata.tables[table].columns:
        kind = str(frame[column.name].dtype)
        known = {"Day": "datetime64[us]", "Flag": "boolean", "Integer": "Int64"}
        usual = "category" if column.info.get("choices") else "str"
        assert kind == known.get(type(column.type).__name__, usual)


def test_label_is_a_word_a_reader_knows() -> None:
    columns = metadata.tables["meetings"].columns
    assert label(columns["opportunity_id"]) == "Opportunity"
    assert label(columns["meeting_on"]) == "Meeting on"
