"""The first page, in a real browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import expect


def test_first_evening_begins_an_own_workbook(tab: Any) -> None:
    """Whoever opens it for the first time would not know where to begin."""
    tab.run("00-start-here.ipynb", "Welcome")
    tab.press("Start my own workbook")
    tab.field("Your name").fill("Maya Okafor")
    tab.field("Country for public holidays").select_option("United States")
    tab.page.get_by_role("button", name="Save", exact=True).click()
    tab.sees("Nothing is owed today")
    assert tab.lab.rows("SELECT value FROM settings WHERE id = 'seeker.name'") == [("Maya Okafor",)]
    assert tab.lab.rows("SELECT count(*) FROM holidays")[0][0] > 15
    tab.again("Nothing is owed today")
    assert tab.page.get_by_text("Welcome", exact=True).count() == 0


def test_sample_is_one_press_away_and_the_way_back_too(tab: Any) -> None:
    """Whoever only wants to look would have to make up a search first."""
    tab.run("00-start-here.ipynb", "Welcome")
    tab.press("Look at a sample search first")
    tab.sees("Sample search, on Thursday 5 March 2026")
    tab.sees("Reply to the rejection: Samuel Ojo")
    assert 1 <= tab.page.locator("ol > li").count() <= 5
    tab.press("Back to my own workbook")
    tab.sees("Start my own workbook")
    assert tab.lab.rows("SELECT count(*) FROM people") == [(0,)]


def told(tab: Any) -> None:
    """The sample's first page, with an application filled in."""
    tab.run("00-start-here.ipynb", "Welcome")
    tab.press("Look at a sample search first")
    tab.sees("Something happened")
    tab.field("What happened?").select_option("I applied")
    tab.field("Company").fill("Fenwick and Grove")
    tab.field("Role, or “networking”").fill("Editor")


SAVED = "SELECT e.kind FROM events e JOIN opportunities o ON o.id = e.opportunity_id WHERE o.role = 'Editor'"


def test_what_happened_is_told_on_the_first_page(tab: Any) -> None:
    """Whoever got a call would have to look for the place to note it."""
    told(tab)
    tab.press("Save what happened")
    tab.sees("Saved at")
    assert tab.lab.rows(SAVED, "sample.sqlite") == [("applied",)]


def test_ctrl_s_on_the_first_page_saves_what_happened(tab: Any) -> None:
    """Whoever saves out of habit would see nothing happen, and believe it was saved."""
    told(tab)
    tab.page.set_default_timeout(8_000)
    tab.keys("Control+s")
    tab.sees("Saved at")
    assert tab.lab.rows(SAVED, "sample.sqlite") == [("applied",)]


def test_door_opens_the_next_notebook_beside_this_one(tab: Any) -> None:
    """Whoever follows a link would leave the page, or be asked whether to leave it."""
    tab.run("00-start-here.ipynb", "Welcome")
    tab.press("Look at a sample search first")
    tab.page.get_by_role("link", name="I had a meeting").click()
    tab.page.get_by_role("tab", name="01-reflect.ipynb").wait_for()
    assert tab.page.get_by_role("tab", name=tab.name).count() == 1


def test_what_is_to_do_today_opens_its_desk(tab: Any, sample_file: Path) -> None:
    """Whoever presses “Write it” would land on a list, and look for the same line again."""
    tab.lab.use_sample(sample_file)
    tab.run("00-start-here.ipynb", "Today, Thursday")
    tab.page.get_by_role("link", name="Write it").nth(1).click()
    tab.sees("You address them as")
    chosen = tab.page.locator(".fu-item[aria-current=true]")
    expect(chosen).to_contain_text("Write a letter: Helen Brandt")
    tab.page.get_by_role("tab", name="Happened", exact=True).click()
    tab.page.locator("#jp-main-dock-panel .lm-TabBar-tab", has_text="00-start-here").click()
    tab.page.get_by_role("link", name="Write it").first.click()
    expect(chosen).to_contain_text("Reply to the rejection: Samuel Ojo")
    tab.sees("You address them as")


def test_first_page_is_done_without_a_mouse(tab: Any, sample_file: Path) -> None:
    """Whoever uses the keyboard only would not get from what is to do to what happened."""
    tab.lab.use_sample(sample_file)
    tab.run("00-start-here.ipynb", "Today, Thursday")
    tab.page.get_by_role("link", name="Write it").first.focus()
    what = tab.field("What happened?")
    for _ in range(10):  # two letters, three doors, two pages
        tab.keys("Tab")
        if what.evaluate("one => one === document.activeElement"):
            break
    expect(what).to_be_focused()
    tab.page.keyboard.type("I applied")
    expect(tab.field("Company")).to_be_visible()
    for label, text in (("Company", "Fenwick and Grove"), ("Role, or “networking”", "Editor")):
        for _ in range(6):  # a day has a place for each of its parts
            tab.keys("Tab")
            if tab.field(label).evaluate("one => one === document.activeElement"):
                break
        expect(tab.field(label)).to_be_focused()
        tab.page.keyboard.type(text)
    tab.keys("Control+s")
    tab.sees("Saved at")
    assert tab.lab.rows(SAVED, "sample.sqlite") == [("applied",)]
