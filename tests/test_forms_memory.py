"""The forms of the memory without a browser: search, pages, merging, banks, mid-search."""

from __future__ import annotations

from typing import Any

import ipywidgets as w
import pytest
from test_forms import fill, loud, march, page, press, walk  # noqa: F401

from followup import records
from followup.forms.alike import SameForm
from followup.forms.banks import Bank
from followup.forms.browser import DownloadButton
from followup.forms.fields import Choice
from followup.forms.pages import FindForm, Page
from followup.forms.record import RecordForm
from followup.forms.reflection import ReflectionForm
from followup.forms.shelf import NextRound
from followup.forms.starting import MidSearch
from followup.forms.week import WeekForm
from followup.memory.banks import questions
from followup.memory.starting import COLUMNS
from followup.tables import Row
from followup.workbook import Workbook


def forms(widget: w.Widget, kind: type) -> list[Any]:
    """The forms of a kind inside a widget."""
    return [x for x in walk(widget) if isinstance(x, kind)]


# --- finding and pages --------------------------------------------------------------------


def test_hits_follow_what_is_typed_and_open_their_record(sample_book: Workbook) -> None:
    form = FindForm(sample_book)
    form._query.value = "sunday newsletter"
    assert "<mark>Sunday</mark>" in form._slots[0][0].value
    press(form._rows[0], "Open")
    assert forms(form, RecordForm) or forms(form, Page)
    form._query.value = "no such kangaroo"
    assert "Nothing found." in page(form)
    assert all(row.layout.display == "none" for row in form._rows)


def test_search_knows_what_was_saved_meanwhile(sample_book: Workbook) -> None:
    form = FindForm(sample_book)
    form._query.value = "zanzibar"
    sample_book.save([Row("companies", {"name": "Zanzibar Press"})], "A company")
    form._query.value = "zanziba"
    assert "Zanziba" in form._slots[0][0].value


def test_page_is_chosen_by_name_and_a_line_is_put_right_where_it_stands(
    sample_book: Workbook,
) -> None:
    form = FindForm(sample_book)
    form._who.value = "people:C2"
    shown = forms(form, Page)[0]
    assert "Everything, newest first" in page(shown)
    shown._line.value = "people:C2"
    record = forms(shown, RecordForm)[0]
    fill(record, role="Publisher")
    record.save()
    assert sample_book.frame("people").set_index("id").loc["C2", "role"] == "Publisher"
    assert "Publisher, Larkspur House" in page(shown)
    form._who.value = ""
    assert not forms(form, Page)


def test_page_to_print_is_a_page_that_asks_nothing_of_the_network(sample_book: Workbook) -> None:
    sample_book.save(
        [Row("people", {"id": "C2", "notes": "<script>alert(1)</script>" + " a long note" * 30})],
        "x",
    )
    button = next(
        x for x in walk(Page(sample_book, "people", "C2")) if isinstance(x, DownloadButton)
    )
    name, kind, content = button._make()
    assert name.endswith(".html") and kind == "text/html"
    assert b"default-src 'none'" in content
    assert b"<details open>" in content and b"<details>" not in content  # paper opens nothing
    assert b"<script>" not in content and b"&lt;script&gt;" in content


# --- two that may be one ------------------------------------------------------------------


@pytest.fixture
def twice(march: Workbook) -> Workbook:  # noqa: F811
    """Dana Ruiz is there twice, once with a letter."""
    march.save([
        Row("people", {"id": "p-1", "name": "Dana Ruiz"}),
        Row("people", {"id": "p-2", "name": "D. Ruiz", "phone": "555 0100"}),
        Row("touchpoints", {"person_id": "p-2", "happened_on": "2026-03-01"}),
    ], "Twice")  # fmt: skip
    return march


def test_two_are_made_one_and_taken_back(twice: Workbook) -> None:
    form = SameForm(twice)
    assert "1 touchpoint would belong to the first" in page(form)
    press(form, "They are one: keep “Dana Ruiz”")
    assert list(twice.frame("people")["name"]) == ["Dana Ruiz"]
    assert list(twice.frame("touchpoints")["person_id"]) == ["p-1"]
    twice.undo(int(twice.recent_saves(1)["save_id"].iloc[0]))
    assert len(twice.frame("people")) == 2


def test_either_name_can_be_kept(twice: Workbook) -> None:
    press(SameForm(twice), "Keep “D. Ruiz”")
    assert list(twice.frame("people")["name"]) == ["D. Ruiz"]


def test_those_who_are_two_are_not_asked_about_again(twice: Workbook) -> None:
    form = SameForm(twice)
    press(form, "They are two")
    assert "No two people or companies look like one." in page(form)
    assert "No two people or companies look like one." in page(SameForm(twice))


def test_merge_that_cannot_be_is_said(twice: Workbook, monkeypatch: pytest.MonkeyPatch) -> None:
    form = SameForm(twice)
    twice.save([Row("people", {"id": "p-2"}, gone=False), Row("settings", {"id": "kind", "value": "copy"})], "Locked")  # fmt: skip
    press(form, "They are one")
    assert "to read only" in page(form)


# --- the banks ----------------------------------------------------------------------------


def test_answers_are_hidden_until_they_are_asked_for(sample_book: Workbook) -> None:
    form = Bank(sample_book)
    assert form._rehearsal.value.count("<details>") == len(questions(sample_book.frames())) > 5
    assert "<details open" not in form._rehearsal.value
    theme = next(t for t in sample_book.frame("questions")["theme"] if t)
    form._theme.value = theme
    assert form._rehearsal.value.count("<h3>") == 1


def test_question_of_the_bank_is_put_right(sample_book: Workbook) -> None:
    form = Bank(sample_book)
    question = sample_book.frame("questions")["id"].iloc[0]
    form._which.value = f"questions:{question}"
    record = forms(form, RecordForm)[0]
    fill(record, better_answer="Shorter")
    record.save()
    assert "Shorter" in form._rehearsal.value


def test_known_question_and_story_are_picked_in_the_reflection(sample_book: Workbook) -> None:
    asked = sample_book.frame("questions").query("better_answer != ''").iloc[0]
    story = {"id": "ac-9", "accomplishment": "Halved the returns", "number": "17 to 8"}
    sample_book.save([Row("accomplishments", story)], "A story")
    form = ReflectionForm(sample_book)
    row = form.fields["questions"].rows[0][0]
    row["question"].value = asked["question"]
    assert (row["better_answer"].value, row["theme"].value) != ("", "")
    told = form.fields["accomplishments"].rows[0][0]
    told["accomplishment"].value = "Halved the returns"
    assert told["number"].value == "17 to 8"


def test_what_was_typed_is_not_replaced_by_the_bank(sample_book: Workbook) -> None:
    asked = sample_book.frame("questions").query("better_answer != ''").iloc[0]
    row = ReflectionForm(sample_book).fields["questions"].rows[0][0]
    row["better_answer"].value = "my own"
    row["question"].value = asked["question"]
    assert row["better_answer"].value == "my own"


# --- mid-search ---------------------------------------------------------------------------

PASTED = "Company\tRole\tStage\tSince\nAcme\tDev\tapplied\t4 March\nBolt\tLead\tghosted\t4 March\n"


def test_pasted_rows_are_checked_then_saved_and_what_is_unclear_stays(march: Workbook) -> None:  # noqa: F811
    form = MidSearch(march)
    form._on_paste(PASTED, 0)
    assert form.grid.rows[0][:3] == ["Acme", "Dev", "applied"]
    form.save()
    assert march.frame("companies").empty
    press(form, "Check the rows")
    assert "got 'ghosted'" in form.grid.notes[1]
    press(form, "Save these rows")
    assert list(march.frame("companies")["name"]) == ["Acme"]
    assert form.grid.rows[0][0] == "Bolt"


def test_table_comes_back_after_a_restart(march: Workbook) -> None:  # noqa: F811
    MidSearch(march)._on_paste(PASTED, 0)
    again = MidSearch(march)
    assert again.grid.rows[0][0] == "Acme"
    assert len(again.grid.heads) == len(COLUMNS)


def test_changed_row_must_be_checked_again(march: Workbook) -> None:  # noqa: F811
    form = MidSearch(march)
    form._on_paste(PASTED, 0)
    press(form, "Check the rows")
    form.grid.rows = [["Crux", "PM", "applied", "soon", "", ""], *form.grid.rows[1:]]
    assert form._foot.layout.display == "none"
    press(form, "Five more rows")
    press(form, "Check the rows")
    assert form._foot.layout.display == "none"


def test_grid_shows_nothing_when_a_notebook_is_saved(march: Workbook) -> None:  # noqa: F811
    form = MidSearch(march)
    form._on_paste(PASTED, 0)
    assert "Acme" not in f"{form!r}{form.grid!r}"


# --- pages to print -----------------------------------------------------------------------


def printed(form: w.Widget) -> str:
    """The page its print button makes."""
    buttons = [x for x in walk(form) if isinstance(x, DownloadButton)]
    return buttons[-1]._make()[2].decode()


def test_week_is_printed_with_its_plan(sample_book: Workbook) -> None:
    form = WeekForm(sample_book)
    fill(form, First="Write to <Helen>")
    page = printed(form)
    assert "<h1>The week of Thursday 5 March</h1>" in page
    assert "Write to &lt;Helen&gt;" in page


def test_sheet_for_the_next_meeting_is_printed(sample_book: Workbook) -> None:
    frames, today = sample_book.frames(), sample_book.today
    sample_book.save(records.arranged(frames, "P4", today, today), "Arranged")
    form = NextRound(sample_book)
    which = next(one for one in walk(form) if isinstance(one, Choice)).field
    which.value = which.control.options[1][1]
    assert "Who will be there" in printed(form)
