"""Starting in mid-search: a pasted table is read row by row, and what is unclear says so."""

from __future__ import annotations

from datetime import date

import pytest

from followup.agenda import agenda
from followup.errors import FollowupError
from followup.memory.starting import COLUMNS, STAGES, Read, cells, day, in_order, read
from followup.search import Search, search_on
from followup.tables import Row
from followup.workbook import Workbook

TODAY = date(2026, 3, 5)


def march_now(book: Workbook) -> Search:
    """What is known today."""
    return search_on(book.frames(), TODAY)


@pytest.fixture
def march(book: Workbook) -> Workbook:
    """An empty workbook on Thursday 5 March 2026."""
    book.save([Row("settings", {"id": "today", "value": TODAY.isoformat()})], "Today")
    return book


def rows(book: Workbook, *lines: str) -> list[Read]:
    """The rows as they are understood; cells have a bar between them."""
    table = [[cell.strip() for cell in line.split("|")] for line in lines]
    return read(book.frames(), in_order(table), TODAY, month_first=True)


def saved(book: Workbook, *lines: str) -> list[Read]:
    """The rows, and the clear ones saved."""
    found = rows(book, *lines)
    book.save([row for one in found for row in one.rows], "What existed")
    return found


def test_cell_in_quotes_may_hold_a_comma_and_a_line_end() -> None:
    """Whoever copies a cell with two lines would get two rows of it."""
    pasted = 'Bolt\t"Smith, Jones"\t"first line\nsecond line"\r\nEel\tDev\t"say ""no"""'
    assert cells(pasted) == [
        ["Bolt", "Smith, Jones", "first line\nsecond line"], ["Eel", "Dev", 'say "no"'],
    ]  # fmt: skip
    assert cells('Bolt,"Smith, Jones",x\nEel,Dev,y') == [
        ["Bolt", "Smith, Jones", "x"],
        ["Eel", "Dev", "y"],
    ]


def test_29_february_of_no_leap_year_is_said() -> None:
    with pytest.raises(FollowupError, match="must be a day"):
        day("29 Feb", date(2028, 1, 10), "Since when", month_first=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-04", "2026-03-04"),
        ("2026/03/04", "2026-03-04"),
        ("2026-03-04 09:30", "2026-03-04"),
        ("04.03.2026", "2026-03-04"),
        ("4.3.", "2026-03-04"),
        ("3/4/2026", "2026-03-04"),
        ("3/4/26", "2026-03-04"),
        ("25/2/2026", "2026-02-25"),
        ("4 March", "2026-03-04"),
        ("Mar 4, 2026", "2026-03-04"),
        ("4th of March 2026", "2026-03-04"),
        ("Dec 20", "2025-12-20"),
        ("", None),
    ],
)
def test_day_is_read_in_the_styles_people_write(text: str, expected: str | None) -> None:
    found = day(text, TODAY, "Since when", month_first=True)
    assert found == (date.fromisoformat(expected) if expected else None)


def test_day_and_month_follow_the_seekers_country_where_nothing_else_tells() -> None:
    assert day("3/4/2026", date(2026, 5, 1), "Since", month_first=False) == date(2026, 4, 3)


@pytest.mark.parametrize(
    "text", ["last week", "2026-13-01", "31 February", "2026-03-06", "5", "März?"]
)
def test_day_that_cannot_be_is_named_with_its_field(text: str) -> None:
    with pytest.raises(FollowupError, match=r"'Since when' must be a day .*got"):
        day(text, TODAY, "Since when", month_first=True)


def test_cells_come_from_tabs_semicolons_or_commas_and_empty_lines_go() -> None:
    wanted = [["Acme", "Engineer"], ["Bolt", "Lead"]]
    for cut in "\t;,":
        assert cells(f"Acme{cut} Engineer\r\n\r\n   \nBolt{cut}Lead\n") == wanted


def test_headings_in_any_order_are_recognised() -> None:
    table = [
        ["Status", "Employer", "Contact", "Position", "Date"],
        ["Applied", "Acme", "Ana", "Dev", "4 March"],
    ]
    assert in_order(table) == [["Acme", "Dev", "Applied", "4 March", "Ana", ""]]


def test_without_headings_the_order_of_the_table_counts() -> None:
    assert in_order([["Acme", "Dev"]]) == [["Acme", "Dev", "", "", "", ""]]
    assert len(COLUMNS) == 6


@pytest.mark.parametrize(
    ("line", "unclear"),
    [
        ("| Dev | applied | 4 March", "'Company' is needed."),
        ("Acme | | applied | 4 March", "'Role' is needed"),
        ("Acme | Dev | | 4 March", "'Stage' is needed"),
        ("Acme | Dev | ghosted | 4 March", "got 'ghosted'"),
        ("Acme | Dev | applied |", "'Since when' is needed"),
        ("Acme | Dev | applied | soon", "got 'soon'"),
        ("Acme | Dev | applied | 4 March | | yesterday-ish", "'Last contact' must be"),
    ],
)  # fmt: skip
def test_unclear_row_says_what_and_writes_nothing(march: Workbook, line: str, unclear: str) -> None:
    found = rows(march, line)
    assert unclear in found[0].unclear
    assert found[0].rows == []


def test_unclear_row_does_not_keep_the_others_out(march: Workbook) -> None:
    found = saved(march, "Acme|Dev|ghosted|4 March", "Bolt|Lead|applied|4 March")
    assert [bool(one.unclear) for one in found] == [True, False]
    assert list(march.frame("companies")["name"]) == ["Bolt"]


def test_same_company_and_role_are_taken_once(march: Workbook) -> None:
    found = saved(march, "Acme|Dev|applied|4 March", " ACME |dev|applied|4 March")
    assert "row above" in found[1].unclear
    assert "in the workbook already" in rows(march, "Acme|Dev|offer|4 March")[0].unclear


@pytest.mark.parametrize("stage", STAGES)
def test_opportunity_stands_where_the_table_said(march: Workbook, stage: str) -> None:
    found = saved(march, f"Acme|Dev|{stage.replace('_', ' ')}|2 March|Ana Reyes")
    assert not found[0].unclear
    assert [o.stage for o in march_now(march).opportunities.values()] == [stage]


def test_every_word_for_a_stage_means_one_stage(march: Workbook) -> None:
    words = [word for several in STAGES.values() for word in several.split("|")]
    assert len(set(words)) == len(words)
    found = rows(march, *(f"Company {n}|Dev|{word}|2 March" for n, word in enumerate(words)))
    assert [one.unclear for one in found if one.unclear] == []


def test_row_is_said_back_with_its_days_written_out(march: Workbook) -> None:
    words = rows(march, "Acme|Dev|interview|3/2/2026|Ana Reyes|4 March")[0].words
    assert words == (
        "Acme, Dev: first interview, since Monday 2 March 2026, Ana Reyes, "
        "last contact Wednesday 4 March 2026"
    )


def test_last_contact_is_no_letter_nobody_wrote(march: Workbook) -> None:
    saved(march, "Acme|Dev|interview|2 March|Ana Reyes|3 March")
    assert list(march.frame("touchpoints")["kind"]) == ["note"]


def test_several_people_in_one_cell_are_several_people(march: Workbook) -> None:
    saved(
        march, "Acme|Dev|interview|2 March|Ana Reyes (recruiter); Tom Okoye / Ida Lind and Per Holm"
    )
    assert set(march.frame("people")["name"]) == {"Ana Reyes", "Tom Okoye", "Ida Lind", "Per Holm"}
    assert len(march.frame("attendees")) == 4


def test_letter_after_a_fresh_interview_is_owed_the_same_evening(march: Workbook) -> None:
    saved(march, "Acme|Dev|interview|4 March|Ana Reyes")
    owed = agenda(march_now(march))
    assert {"R-REF", "R-LET"} <= set(owed["rule"])


def test_last_contact_after_the_interview_was_the_letter(march: Workbook) -> None:
    saved(march, "Acme|Dev|interview|2 March|Ana Reyes|3 March")
    assert "R-LET" not in set(agenda(march_now(march))["rule"])


def test_nothing_is_asked_at_once_of_a_meeting_long_past(march: Workbook) -> None:
    saved(march, "Acme|Dev|interview|2 January|Ana Reyes", "Bolt|Lead|rejected|2 January")
    assert not {"R-REF", "R-LET", "R-REJ"} & set(agenda(march_now(march))["rule"])


def test_call_is_owed_when_the_last_contact_is_some_days_ago(march: Workbook) -> None:
    saved(march, "Acme|Dev|interview|20 February|Ana Reyes|24 February")
    assert "R-CALL" in set(agenda(march_now(march))["rule"])


def test_twenty_applications_are_read_and_saved_together(march: Workbook) -> None:
    found = saved(march, *(f"Company {n}|Role {n}|applied|2026-02-{n:02d}" for n in range(1, 21)))
    assert not [one.unclear for one in found if one.unclear]
    assert len(march.frame("opportunities")) == 20
    march.undo(int(march.recent_saves(1)["save_id"].iloc[0]))
    assert march.frame("opportunities").empty
