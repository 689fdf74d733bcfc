"""Pages for anyone: what a screen reader is told, contrast, sizes and widths, and no mouse."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

PAGES = {
    "00-start-here": "Today, Thursday", "01-reflect": "of 17 answered", "02-follow-up": "Overdue (1)",
    "03-progress": "This search has lasted", "04-coach": "How much is covered",
    "05-care": "Back to the usual numbers",
}  # fmt: skip
SMALL = """() => [...document.querySelectorAll('.fu *')].filter((one) => one.offsetParent
    && !one.closest('svg, img, option') && [...one.childNodes].some((n) => n.nodeType === 3 && n.data.trim())
    && parseFloat(getComputedStyle(one).fontSize) < 12).map((one) => one.textContent.slice(0, 40))"""
WIDE = """() => [...document.querySelectorAll('.fu, .fu *')].filter((one) => one.offsetParent
    && one.scrollWidth > one.clientWidth + 2 && !['hidden', 'auto', 'clip'].includes(getComputedStyle(one).overflowX)
    && !one.matches('select, option, input, .fu-shape, .fu-shape *, span, b, i')).map((one) => one.className + one.scrollWidth)"""


def faults(tab: Any) -> list[str]:
    """What axe finds in the forms in view, and text that is too small."""
    found = Axe().run(
        tab.page, context=".fu", options={"runOnly": ["wcag2a", "wcag2aa", "best-practice"]}
    )
    told = [
        f"{one['id']}: {node['target']} {node['failureSummary'][:300]}"
        for one in found.response["violations"] for node in one["nodes"][:3]
    ]  # fmt: skip
    return told + [f"small: {one}" for one in tab.page.evaluate(SMALL)]


@pytest.mark.parametrize("name", PAGES)
def test_every_tab_is_for_anyone_in_both_themes_and_widths(
    tab: Any, sample_file: Path, name: str
) -> None:
    """Whoever reads with a screen reader, in the dark or on a small laptop would be shut out."""
    tab.lab.use_sample(sample_file)
    tab.run(f"{name}.ipynb", PAGES[name])
    found: dict[str, list[str]] = {}
    for title in tab.page.locator(".fu [role=tab]").all_inner_texts() or [""]:
        if title:
            tab.page.locator(".fu [role=tab]", has_text=title).first.click()
            tab.page.wait_for_timeout(600)
            tab.idle()
        for theme in ("JupyterLab Dark", "JupyterLab Light"):
            tab.page.evaluate(
                "theme => window.jupyterapp.commands.execute('apputils:change-theme', { theme })",
                theme,
            )
            for width in (1000, 1400):
                tab.page.set_viewport_size({"width": width, "height": 900})
                tab.page.wait_for_timeout(300)
                told = faults(tab) + [f"wide: {one}" for one in tab.page.evaluate(WIDE)]
                if told:
                    found[f"{title} {theme} {width}"] = told
    assert not found, "\n".join(f"{where}: {told}" for where, told in found.items())


def test_evening_is_done_without_a_mouse(tab: Any, sample_file: Path) -> None:
    """Whoever uses the keyboard only would come to the list and no further."""
    tab.lab.use_sample(sample_file)
    tab.run("02-follow-up.ipynb", "Overdue (1)")
    tab.page.get_by_role("tab", name="List", exact=True).focus()
    tab.keys("ArrowRight")
    expect(tab.field("What happened?")).to_be_visible()
    tab.keys("ArrowLeft")
    expect(tab.page.locator("button.fu-item").first).to_be_visible()
    letter = tab.line("Write a letter: Helen Brandt")
    for _ in range(8):
        tab.keys("Tab")
        if letter.evaluate("one => one === document.activeElement"):
            break
    expect(letter).to_be_focused()
    tab.keys("Enter")
    tab.sees("What you know")
    tab.page.get_by_label("In one sentence, to Helen").first.focus()
    tab.page.keyboard.type("You said that April must not be another coat of paint")
    tab.sees("Draft kept at")
    tab.page.get_by_role("button", name="I sent it", exact=True).focus()
    tab.keys("Enter")
    tab.sees("Noted as sent: write a letter, Helen Brandt.")
    tab.page.get_by_role("button", name="Undo: it was not sent").first.focus()
    tab.keys("Enter")
    tab.sees("Taken back: ")
    expect(tab.page.get_by_label("In one sentence, to Helen").first).to_have_value(
        "You said that April must not be another coat of paint"
    )
