"""Search, pages, the table for what exists already, and merging, in a real browser."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

PASTE = """(text) => {
  const data = new DataTransfer(); data.setData("text", text);
  document.activeElement.dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def test_word_from_a_note_is_found_and_leads_to_a_page(tab: Any, sample_file: Path) -> None:
    """Whoever is about to call would look through forty reflections instead."""
    tab.lab.use_sample(sample_file)
    tab.run("02-follow-up.ipynb", "Overdue (1)")
    tab.page.get_by_role("tab", name="Find", exact=True).click()
    tab.field("Find anything").fill("mother sends it")
    tab.page.locator("mark", has_text="mother").first.wait_for()
    tab.field("Or open the page of").select_option(label="Helen Brandt")
    tab.sees("Everything, newest first")
    tab.sees("VP of Marketing, Larkspur House")
    tab.page.get_by_role("tab", name="List", exact=True).click()
    tab.line("Write a letter: Helen").click()
    tab.press("Everything about Larkspur House")
    tab.sees("Who you know there")
    with tab.page.expect_download() as got:
        tab.press("Page to print")
    assert got.value.suggested_filename.endswith(".html")


def test_rows_from_a_spreadsheet_are_on_the_list_the_same_evening(
    tab: Any, sample_file: Path
) -> None:
    """Whoever starts with twenty applications behind them would type all evening."""
    tab.lab.use_sample(sample_file)
    tab.run("00-start-here.ipynb", "Add what exists already")
    tab.press("Add what exists already")
    tab.page.get_by_label("Company, row 1").focus()
    rows = "Employer\tPosition\tStatus\tDate\tContact\nBolt GmbH\tLead\tInterview\t3/4/2026\tDana Ruiz\nEel\tDev\tghosted\t3/4/2026\t"
    tab.page.evaluate(PASTE, rows)
    tab.page.wait_for_function(
        "document.querySelector('[aria-label=\"Company, row 2\"]').value === 'Eel'"
    )
    tab.press("Check the rows")
    tab.sees("got 'ghosted'")
    tab.press("Save these rows")
    tab.sees("Saved. The list in 02-follow-up knows them now.")
    sql = "SELECT name FROM people WHERE name LIKE 'Dana R%'"
    assert tab.lab.rows(sql, "sample.sqlite") == [("Dana Ruiz",)]
    tab.again("Add what exists already")
    tab.press("Add what exists already")
    expect(tab.page.get_by_label("Company, row 1")).to_have_value(re.compile("^(Eel)?$"))
    tab.run("02-follow-up.ipynb", "Write a letter: Dana Ruiz")


def test_two_spellings_are_made_one_and_taken_back(tab: Any, sample_file: Path) -> None:
    """Whoever met Dana Ruiz twice would write her two letters."""
    tab.lab.use_sample(sample_file)
    tab.run("00-start-here.ipynb", "Add what exists already")
    tab.press("Add what exists already")
    tab.page.get_by_label("Company, row 1").focus()
    tab.page.evaluate(PASTE, "Bolt\tLead\tscreen\t3/4/2026\tH. Brandt")
    tab.page.wait_for_function(
        "document.querySelector('[aria-label=\"Company, row 1\"]').value === 'Bolt'"
    )
    tab.press("Check the rows")
    tab.press("Save these rows")
    tab.sees("Saved. The list in 02-follow-up knows them now.")
    tab.run("05-care.ipynb", "They are one: keep “Helen Brandt”")
    tab.press("They are one: keep “Helen Brandt”")
    tab.sees("They are one now.")
    sql = "SELECT count(*) FROM people WHERE name LIKE '%Brandt'"
    assert tab.lab.rows(sql, "sample.sqlite") == [(1,)]
    tab.again("The last steps")
    tab.press("Undo")
    tab.sees("Taken back: ")
    assert tab.lab.rows(sql, "sample.sqlite") == [(2,)]
