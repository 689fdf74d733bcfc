"""Reflecting on a meeting, in a real JupyterLab and a real browser."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from playwright.sync_api import expect


def begun(tab: Any) -> None:
    """The reflection on a new meeting, with what every meeting needs."""
    tab.run("01-reflect.ipynb", "of 17 answered")
    tab.field("Company").fill("Larkspur House")
    tab.field("Role, or “networking”").fill("Editor")
    tab.field("How did it go?").select_option("Well")


def test_panel_of_two_is_told_with_the_keyboard_and_stands_in_the_file(tab: Any) -> None:
    """Someone who uses no mouse could not reflect on a panel at all."""
    tab.run("01-reflect.ipynb", "of 17 answered")
    tab.field("Company").focus()
    tab.page.keyboard.type("Larkspur House")
    tab.keys("Tab")
    tab.page.keyboard.type("Editor")
    tab.field("Kind of meeting").focus()
    tab.page.keyboard.type("Panel")
    tab.keys("Tab")
    tab.page.keyboard.type("Mixed")
    tab.field("Name").focus()
    tab.page.keyboard.type("Ana Reyes")
    add = tab.page.get_by_role("button", name="Add another person", exact=True)
    add.focus()
    tab.keys("Enter")
    tab.field("Name", 1).focus()
    tab.page.keyboard.type("Tom Okoye")
    tab.sees("What did you learn about Tom Okoye?")
    tab.page.get_by_role("tab", name="Learned").focus()
    tab.keys("ArrowRight", "Enter")
    tab.field("What did you say that landed?").focus()
    tab.page.keyboard.type("The 42 podcasts 👩‍👧 שלום")
    tab.sees("Draft kept at")
    tab.page.get_by_role("button", name="Save reflection").focus()
    tab.keys("Enter")
    tab.sees("Saved, in your words")
    tab.sees("Write a letter: Tom Okoye")
    assert tab.lab.rows("SELECT name FROM people ORDER BY name") == [("Ana Reyes",), ("Tom Okoye",)]
    assert tab.lab.rows("SELECT kind FROM meetings") == [("panel",)]
    assert tab.lab.rows("SELECT rating FROM reflections") == [("mixed",)]
    assert tab.lab.rows("SELECT text FROM answers") == [("The 42 podcasts 👩‍👧 שלום",)]


def test_half_written_reflection_survives_a_restart_and_a_reload(tab: Any) -> None:
    """Whoever closes the laptop in the train would find an empty form in the evening."""
    begun(tab)
    tab.field("What did you learn about the company?").fill("Half of the sales are audio.")
    tab.sees("Draft kept at")
    tab.page.wait_for_timeout(2500)
    tab.restart()
    tab.sees("Reconnected, your draft is back")
    tab.again("Your last draft is back")
    assert tab.field("Company").input_value() == "Larkspur House"
    tab.field("What did you learn about the company?").focus()
    assert (
        tab.field("What did you learn about the company?").input_value()
        == "Half of the sales are audio."
    )
    tab.keys("Control+s")
    tab.sees("Saved, in your words")
    assert tab.lab.rows("SELECT name FROM companies") == [("Larkspur House",)]
    assert tab.lab.rows("SELECT count(*) FROM drafts") == [(0,)]


def test_one_letter_shortcuts_stay_out_of_the_form(tab: Any) -> None:
    """Whoever chooses a word in a list by its letter would add or delete cells instead."""
    tab.run("01-reflect.ipynb", "of 17 answered")
    n = tab.n_cells()
    for label in ("Kind of meeting", "How did it go?", "Their part in it"):
        tab.field(label).focus()
        tab.keys("b", "a", "d", "d", "x", "m", "ArrowDown", "ArrowDown")
    tab.page.get_by_role("button", name="Add another person", exact=True).focus()
    tab.keys("b", "d", "d")
    tab.field("Hiring manager").focus()
    tab.keys("b", "d", "d", "Space")
    assert tab.n_cells() == n
    assert tab.field("Hiring manager").is_checked()
    assert tab.field("How did it go?").input_value() != "Please choose"


def test_what_is_missing_is_said_beside_the_field_and_nothing_is_lost(tab: Any) -> None:
    """Whoever forgets the rating would wonder why nothing was saved."""
    tab.run("01-reflect.ipynb", "of 17 answered")
    tab.field("Company").fill("Larkspur House")
    tab.field("Role, or “networking”").fill("Editor")
    tab.press("Save reflection")
    note = tab.page.locator(".fu-wrong-text", has_text="needs one of well, mixed, badly").first
    note.wait_for()
    assert note.is_visible()
    expect(tab.field("How did it go?")).to_be_focused()
    assert tab.field("Company").input_value() == "Larkspur House"
    assert tab.lab.rows("SELECT count(*) FROM meetings") == [(0,)]
    tab.field("How did it go?").select_option("Badly")
    tab.press("Save reflection")
    tab.sees("Saved, in your words")
    tab.again("of 17 answered")
    known = tab.field("Which meeting?").locator("option", has_text="reflected on")
    known.first.wait_for(state="attached")
    assert "Larkspur House, Editor" in known.first.inner_text().replace("\xa0", " ")


@contextmanager
def busy(tab: Any) -> Iterator[None]:
    """The kernels take nothing in meanwhile, as on a laptop that does something else."""
    pids = tab.lab.kernels()
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
        tab.page.wait_for_timeout(500)
    finally:
        for pid in pids:
            with suppress(ProcessLookupError):  # it was restarted meanwhile
                os.kill(pid, signal.SIGCONT)


@pytest.mark.parametrize("saves", ["Save reflection", "Control+s"])
def test_save_waits_for_what_was_typed_while_python_was_busy(tab: Any, saves: str) -> None:
    """Whoever types and saves while the laptop is busy would have half a sentence saved."""
    begun(tab)
    tab.field("What did you learn about the company?").focus()
    with busy(tab):
        tab.page.keyboard.type("Half of the sales are audio.")
        for _ in range(2):  # once more, as nothing happened
            tab.keys(saves) if "+" in saves else tab.press(saves)
    tab.sees("Saved, in your words")
    tab.page.wait_for_timeout(500)
    assert not tab.page.get_by_text("Not saved yet").is_visible()
    assert tab.lab.rows("SELECT text FROM answers") == [("Half of the sales are audio.",)]


def test_press_does_not_wait_for_a_python_that_was_restarted(tab: Any) -> None:
    """What the old one never took in would hold up every press of the evening."""
    tab.run("01-reflect.ipynb", "of 17 answered")
    with busy(tab):
        tab.field("Company").press_sequentially("Larkspur")
        tab.restart()
    tab.sees("Reconnected")
    tab.drawn()
    tab.page.set_default_timeout(10_000)
    tab.press("Save reflection")
    tab.sees("Not saved yet")


def test_choice_waits_for_what_was_typed_while_python_was_busy(tab: Any) -> None:
    """What was written about the meeting before would be overwritten by what one types now."""
    begun(tab)
    tab.field("What did you learn about the company?").fill("Half of the sales are audio.")
    tab.press("Save reflection")
    tab.sees("Saved, in your words")
    tab.again("of 17 answered")
    meeting = tab.field("Which meeting?").locator("option", has_text="reflected on").first
    place = meeting.evaluate("option => option.index")
    said = tab.field("What did you learn about the company?")
    said.focus()
    with busy(tab):
        tab.page.keyboard.type("They grow.")
        tab.field("Which meeting?").select_option(index=place)
        tab.press("Save reflection")
    tab.sees("Saved, in your words")
    both = "Half of the sales are audio.\nThey grow."
    assert tab.lab.rows("SELECT text FROM answers") == [(both,)]


def test_typed_text_survives_a_browser_that_is_killed(tab: Any, browser: Any) -> None:
    """Whoever's browser crashes in the middle of a sentence would have to write it all again."""
    tab.run("01-reflect.ipynb", "of 17 answered")
    tab.field("Company").fill("Larkspur House")
    tab.field("What did you learn about the company?").focus()
    tab.page.keyboard.type("Half of the sales are audio, and")
    tab.page.wait_for_timeout(1500)  # no pause for a save: only what every pause of a second keeps
    tab.page.context.close()  # no "unload", no question
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    later = type(tab)(context.new_page(), tab.lab)
    later.name = tab.name
    later.again("Your last draft is back")
    assert later.field("Company").input_value() == "Larkspur House"
    said = later.field("What did you learn about the company?").input_value()
    assert said == "Half of the sales are audio, and"
    context.close()


def test_typed_text_survives_a_kernel_that_is_killed(tab: Any) -> None:
    """Whoever's laptop runs out of memory would have to write it all again."""
    tab.run("01-reflect.ipynb", "of 17 answered")
    tab.field("Company").fill("Larkspur House")
    tab.field("What did you learn about the company?").focus()
    tab.page.keyboard.type("Half of the sales")
    tab.page.wait_for_timeout(1500)
    pids = tab.lab.kernels()
    assert pids
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    tab.page.wait_for_timeout(1000)
    tab.errors.clear()  # the browser says that a connection broke
    tab.again("Your last draft is back")
    said = tab.field("What did you learn about the company?").input_value()
    assert said == "Half of the sales"
    tab.errors.clear()


def test_field_that_is_wrong_says_so_to_a_screen_reader(tab: Any) -> None:
    """Whoever hears the page would be put into a field and not told what is wrong with it."""
    tab.run("01-reflect.ipynb", "of 17 answered")
    tab.press("Save reflection")
    company = tab.field("Company")
    expect(company).to_be_focused()
    expect(company).to_have_attribute("aria-invalid", "true")
    expect(company).to_have_accessible_description("'Company' is needed.")
    company.fill("Larkspur House")
    tab.press("Save reflection")
    expect(company).not_to_have_attribute("aria-invalid", "true")
    expect(tab.field("Role, or “networking”")).to_have_attribute("aria-invalid", "true")
