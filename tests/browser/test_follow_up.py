"""The due list and its desks, in a real browser, on the sample search."""

from __future__ import annotations

import email
import re
from email import policy
from pathlib import Path
from typing import Any

from docx import Document
from icalendar import Calendar
from playwright.sync_api import expect

SAMPLE = "sample.sqlite"


def test_letter_is_copied_and_sent_and_the_list_moves_on(tab: Any, sample_file: Path) -> None:
    """Whoever writes a thank-you letter in the evening would lose it, or write it twice."""
    tab.lab.use_sample(sample_file)
    tab.run("02-follow-up.ipynb", "Overdue (1)")
    tab.line("Write a letter: Helen Brandt").click()
    tab.sees("What you know")
    text = tab.field("The text")
    expect(text).to_have_value(re.compile("^Dear Helen,"))
    text.fill("Dear Helen,\n\nThank you, in my own words.\n\nMaya")
    tab.sees("Draft kept at")
    tab.page.wait_for_timeout(800)
    tab.page.get_by_role("button", name="Copy", exact=True).click()
    tab.sees("Copied")
    copied = tab.page.evaluate("navigator.clipboard.readText()")
    assert copied == "Dear Helen,\n\nThank you, in my own words.\n\nMaya"
    tab.press("I sent it")
    tab.sees("Noted as sent: write a letter, Helen Brandt.")
    kept = tab.lab.rows(
        "SELECT person_id, text FROM touchpoints ORDER BY rowid DESC LIMIT 1", SAMPLE
    )
    assert kept == [("C2", "Dear Helen,\n\nThank you, in my own words.\n\nMaya")]
    expect(
        tab.page.locator("button.fu-item", has_text="Write a letter: Helen Brandt")
    ).to_have_count(0)
    expect(tab.field("The text")).to_have_value(re.compile("^Dear Ruth,"))
    told = tab.page.get_by_text("Helen Brandt. Next:").first
    tab.page.wait_for_timeout(1000)
    assert 0 <= told.bounding_box()["y"] < 300  # not the same button again under the pointer


def test_letter_grows_by_a_line_and_an_opening(tab: Any, sample_file: Path) -> None:
    """Whoever has notes and no sentence would sit before an empty page."""
    tab.lab.use_sample(sample_file)
    tab.run("02-follow-up.ipynb", "Overdue (1)")
    tab.line("Write a letter: Helen Brandt").click()
    tab.field("The text").wait_for()  # a slow page draws the letter after the lines above it
    tab.press("Since Wednesday I have thought about how …")
    line = tab.page.get_by_label("In one sentence, to Helen").first
    expect(line).to_have_value("Since Wednesday I have thought about how ")
    line.press("End")
    line.type("four hundred books wait")
    said = "Since Wednesday I have thought about how four hundred books wait."
    expect(tab.field("The text")).to_have_value(re.compile(re.escape(said)))
    tab.field("You address them as").fill("Ms. Brandt")
    expect(tab.field("The text")).to_have_value(re.compile("^Dear Ms. Brandt,"))
    tab.page.wait_for_timeout(800)
    tab.restart()
    tab.sees("Reconnected, your draft is back")  # the desk is open again, too
    expect(tab.field("The text")).to_have_value(re.compile(re.escape(said)))


def test_assistant_is_asked_with_names_covered_and_its_answer_gets_them_back(
    tab: Any, sample_file: Path
) -> None:
    """Whoever asks an assistant would hand it everybody's name."""
    tab.lab.use_sample(sample_file)
    tab.run("02-follow-up.ipynb", "Overdue (1)")
    tab.line("Write a letter: Helen Brandt").click()
    tab.press("Ask an assistant, with names covered")
    tab.sees("What you paste there leaves your computer")
    tab.page.get_by_role("button", name="Copy the brief", exact=True).click()
    tab.sees("Copied")
    brief = tab.page.evaluate("navigator.clipboard.readText()")
    assert brief == tab.page.locator(".fu-brief pre").inner_text()
    assert not re.search("Helen|Brandt|Larkspur|Maya|Okafor|555", brief)
    reader = re.search(r"Dear (\w+ \w+ \d+),", brief)
    assert reader
    answer = f"Sure:\n\n**Subject:** April\n\nDear {reader[1]},\n\nThank you.\n\nSeeker 1"
    tab.field("What the assistant wrote").fill(answer)
    tab.press("Take the answer")
    tab.sees("It stands in the letter now")
    expect(tab.field("The text")).to_have_value("Dear Helen,\n\nThank you.\n\nMaya Okafor")
    tab.press("Show my own text")
    expect(tab.field("The text")).to_have_value(re.compile("^Dear Helen,\n\nThank you for the"))


def test_own_words_on_the_desk_are_there_tomorrow(tab: Any, sample_file: Path) -> None:
    """Whoever goes to bed over a letter would begin it again."""
    tab.lab.use_sample(sample_file)
    tab.run("02-follow-up.ipynb", "Overdue (1)")
    tab.line("Reply to the rejection").click()
    tab.field("The text").fill("Dear Samuel, half a letter")
    tab.sees("Draft kept at")
    tab.page.wait_for_timeout(800)
    tab.restart()
    tab.again("Overdue (1)")
    tab.line("Reply to the rejection").click()
    expect(tab.field("The text")).to_have_value("Dear Samuel, half a letter")


def test_ctrl_s_on_a_desk_saves_the_letter_and_nothing_else(tab: Any, sample_file: Path) -> None:
    """Whoever saves out of habit would be shown an error, or nothing at all."""
    tab.lab.use_sample(sample_file)
    tab.run("02-follow-up.ipynb", "Overdue (1)")
    tab.line("Write a letter: Ruth Adeyemi").click()
    tab.field("The text").focus()
    tab.page.set_default_timeout(8_000)
    tab.keys("Control+s")
    tab.sees("Noted as sent: write a letter, Ruth Adeyemi.")
    sent = tab.lab.rows(
        "SELECT count(*) FROM touchpoints WHERE person_id = 'C11' AND direction = 'out'", SAMPLE
    )
    assert sent[0][0] >= 1


def test_task_set_aside_can_be_brought_back_with_the_keyboard(tab: Any, sample_file: Path) -> None:
    """Whoever presses the wrong button would lose a duty for good."""
    tab.lab.use_sample(sample_file)
    tab.run("02-follow-up.ipynb", "Overdue (1)")
    n = tab.n_cells()
    tab.line("Reply to the rejection").focus()
    tab.keys("Enter")
    tab.page.get_by_role("button", name="Not needed", exact=True).focus()
    tab.keys("b", "Enter")
    tab.page.get_by_role("button", name="Set it aside", exact=True).focus()
    tab.keys("b", "Enter")
    tab.sees("Set aside: Reply to the rejection: Samuel Ojo.")
    owed = tab.page.locator("button.fu-item", has_text="Reply to the rejection: Samuel")
    expect(owed).to_have_count(0)
    undo = "Undo: Set aside: reply to the rejection: Samuel Ojo"
    tab.page.get_by_role("button", name=undo, exact=True).focus()
    tab.keys("d", "d", "Enter")
    owed.wait_for()
    tab.sees("Taken back: Set aside: reply to the rejection: Samuel Ojo.")
    assert tab.n_cells() == n


def test_letter_is_downloaded_as_email_draft_and_to_print(tab: Any, sample_file: Path) -> None:
    """Whoever writes in their own mail program, or by post, would press a button for nothing."""
    tab.lab.use_sample(sample_file)
    tab.run("02-follow-up.ipynb", "Overdue (1)")
    tab.line("Write a letter: Helen Brandt").click()
    tab.field("The text").fill("Dear Helen,\n\nThank you, in my own words.\n\nMaya")
    tab.field("The text").press("Tab")
    tab.sees("Draft kept at")
    with tab.page.expect_download() as got:
        tab.press("Email draft")
    mail = email.message_from_bytes(Path(got.value.path()).read_bytes(), policy=policy.default)
    assert got.value.suggested_filename.endswith(".eml") and "Helen" in mail["To"]
    assert "in my own words" in mail.get_content()
    with tab.page.expect_download() as got:
        tab.press("To print")
    assert got.value.suggested_filename.endswith(".docx")
    text = "\n".join(p.text for p in Document(str(got.value.path())).paragraphs)
    assert "in my own words" in text


def test_reminders_are_downloaded_for_a_calendar(tab: Any, sample_file: Path) -> None:
    """Whoever lives by their calendar would never be reminded."""
    tab.lab.use_sample(sample_file)
    tab.run("02-follow-up.ipynb", "Overdue (1)")
    tab.page.get_by_role("tab", name="Why", exact=True).click()
    with tab.page.expect_download() as got:
        tab.press("Save reminders for my calendar (.ics)")
    assert got.value.suggested_filename == "followup-reminders.ics"
    calendar = Calendar.from_ical(Path(got.value.path()).read_bytes())
    assert len(calendar.events) > 3 and "Brandt" not in str(calendar.to_ical())
