"""Settings and the numbers of the policy, in a real browser."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

from playwright.sync_api import expect


def test_days_off_of_a_country_are_listed_and_kept(tab: Any) -> None:
    """Whoever lives elsewhere would be told to call on a public holiday."""
    tab.run("05-care.ipynb", "Days of the week you do not work")
    tab.field("Country for public holidays").select_option("Germany")
    tab.field("Region, if it has its own").select_option("Bayern")
    tab.page.get_by_role("button", name="Save", exact=True).click()
    tab.sees("Saved at")
    listed = tab.field("Other days off, one a line")
    expect(listed).not_to_have_value("")  # the list comes a moment after the line
    days = listed.input_value()
    assert len(days.splitlines()) > 20 and all(line[:2] == "20" for line in days.splitlines())
    tab.again("Days of the week you do not work")
    assert tab.field("Other days off, one a line").input_value() == days
    assert tab.field("Country for public holidays").input_value() == "Germany"


def test_number_that_cannot_be_is_said_beside_its_field(tab: Any) -> None:
    """Whoever mistypes a number would have a silent, wrong due list from then on."""
    tab.run("05-care.ipynb", "The usual numbers fit most searches; “practice”")
    field = tab.field("Call: may be made from, business days (first article)")
    field.fill("two")
    tab.press("Save the numbers")
    note = tab.page.locator(".fu-wrong-text", has_text="must be a whole number (got 'two')").first
    note.wait_for()
    assert note.is_visible() and field.input_value() == "two"
    tab.press("Back to the usual numbers")
    tab.press("Save the numbers")
    tab.sees("Saved at")
    assert tab.lab.rows("SELECT value FROM settings WHERE id = 'policy.call_after'") == [("2",)]


def backed_up_search(tab: Any) -> None:
    """Two saves with a backup between them, all through the page."""
    tab.run("05-care.ipynb", "Days of the week you do not work")
    tab.field("Your name").fill("Maya")
    tab.page.get_by_role("button", name="Save", exact=True).click()
    tab.sees("Saved at")
    tab.press("Make a backup now")
    tab.sees("Made and checked")
    tab.field("Your name").fill("Somebody else")
    tab.page.get_by_role("button", name="Save", exact=True).click()
    tab.finds(NAME, [("Somebody else",)])


NAME = "SELECT value FROM settings WHERE id = 'seeker.name'"


def test_backup_is_gone_back_to_through_the_page(tab: Any) -> None:
    """Whoever spoilt the workbook would have no way back without a specialist."""
    backed_up_search(tab)
    options = tab.field("Go back to").locator("option")
    tab.field("Go back to").select_option(options.nth(1).inner_text())
    tab.sees("These 1 steps since then would be taken back")
    tab.press("Go back to this one")
    tab.sees("The workbook is as it was then.")
    assert tab.lab.rows(NAME) == [("Maya",)]
    tab.again("Days of the week you do not work")
    assert tab.field("Your name").input_value() == "Maya"


def test_step_is_taken_back_through_the_page(tab: Any) -> None:
    """Whoever saved the wrong thing would have to remember how it was before."""
    backed_up_search(tab)
    tab.again("The last steps")
    tab.press("Undo")
    tab.sees("Taken back: Settings.")
    assert tab.lab.rows(NAME) == [("Maya",)]
    tab.press("Bring it back")
    tab.sees("Brought back: Settings.")
    assert tab.lab.rows(NAME) == [("Somebody else",)]


def test_person_is_erased_through_the_page(tab: Any) -> None:
    """Whoever is asked to forget somebody could not do so."""
    tab.run("05-care.ipynb", "Days of the week you do not work")
    with closing(sqlite3.connect(tab.lab.workbook)) as raw:
        raw.execute(
            "INSERT INTO saves (saved_at, what) VALUES ('2026-03-05T10:00:00Z', 'Ana Reyes')"
        )
        raw.execute("INSERT INTO people (id, name, notes) VALUES ('p', 'Ana Reyes', 'a canary')")
        raw.commit()
    tab.again("Erase for good")
    tab.field("Whom, or what").select_option("Ana Reyes")
    tab.press("Erase for good")
    tab.sees("must be the word erase")
    assert tab.lab.rows("SELECT count(*) FROM people") == [(1,)]
    tab.field("To go on, write the word erase").fill("erase")
    tab.press("Erase for good")
    tab.sees("Removed: 1 records of them")
    assert tab.lab.rows("SELECT count(*) FROM people") == [(0,)]
    assert b"canary" not in tab.lab.workbook.read_bytes()
    assert b"Reyes" not in tab.lab.workbook.read_bytes()
