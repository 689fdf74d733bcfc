"""Settings and the numbers of the policy, in a real browser."""

from __future__ import annotations

from typing import Any


def test_days_off_of_a_country_are_listed_and_kept(tab: Any) -> None:
    """Whoever lives elsewhere would be told to call on a public holiday."""
    tab.run("05-care.ipynb", "Days of the week you do not work")
    tab.field("Country for public holidays").fill("DE")
    tab.field("Region, if it has its own").fill("BY")
    tab.page.get_by_role("button", name="Save", exact=True).click()
    tab.sees("Saved at")
    days = tab.field("Other days off, one a line").input_value()
    assert len(days.splitlines()) > 20 and all(line[:2] == "20" for line in days.splitlines())
    tab.again("Days of the week you do not work")
    assert tab.field("Other days off, one a line").input_value() == days
    assert tab.field("Country for public holidays").input_value() == "DE"


def test_number_that_cannot_be_is_said_beside_its_field(tab: Any) -> None:
    """Whoever mistypes a number would have a silent, wrong due list from then on."""
    tab.run("05-care.ipynb", "BD means business days")
    field = tab.field("Call: may be made from, BD (first article, A3.3)")
    field.fill("two")
    tab.press("Save the numbers")
    note = tab.page.locator(".fu-wrong-text", has_text="must be a whole number (got 'two')").first
    note.wait_for()
    assert note.is_visible() and field.input_value() == "two"
    tab.press("Back to the usual numbers")
    tab.press("Save the numbers")
    tab.sees("Saved at")
    assert tab.lab.rows("SELECT value FROM settings WHERE id = 'policy.call_after'") == [("2",)]
