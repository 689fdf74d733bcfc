"""The charts, in a real browser: seen, told in words, and following what is chosen."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def test_both_first_charts_are_told_in_words_too(tab: Any, sample_file: Path) -> None:
    """Someone who cannot see a chart would not know how their search is going."""
    tab.lab.use_sample(sample_file)
    tab.run("03-progress.ipynb", "Furthest: Larkspur House")
    pictures = tab.page.locator(".jp-OutputArea figure img:visible")
    alts = [pictures.nth(n).get_attribute("alt") for n in range(pictures.count())]
    assert any(alt.startswith("Where every opportunity stands. 4 open") for alt in alts)
    assert any(alt.startswith("Contact cadence per company. 7 people") for alt in alts)
    assert all(alt and alt.endswith(".") for alt in alts)
    assert pictures.first.evaluate("image => image.naturalWidth") > 600


def test_charts_follow_the_company_that_is_chosen(tab: Any, sample_file: Path) -> None:
    """Whoever prepares for one company would have to read through all of them."""
    tab.lab.use_sample(sample_file)
    tab.run("03-progress.ipynb", "Furthest: Larkspur House")
    tab.field("Company").select_option("Harbor Street Media")
    tab.sees("Furthest: Harbor Street Media")
    tab.press("Everything about Harbor Street Media")
    tab.sees("Who you know there")
    assert tab.page.locator(".jp-Notebook").get_by_text("Victor Stein").count() > 0


def test_empty_search_is_told_what_will_appear(tab: Any) -> None:
    """Whoever looks on the first day would take an empty page for a broken one."""
    tab.run("03-progress.ipynb", "No opportunity is open.")
    tab.sees("Nobody has been reached yet.")
