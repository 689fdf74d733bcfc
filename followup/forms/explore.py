"""Choosing what 03-progress shows: company, person, period and kind; then the page behind a row.

Not here: a chart; the notebook hands over what draws a page.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial

import ipywidgets as w
from markupsafe import Markup

from followup import measures
from followup.cadence import PER_PICTURE
from followup.forms import fields as f
from followup.forms.form import Book, Panel
from followup.forms.look import html
from followup.forms.pages import page_door
from followup.forms.words import PERIODS
from followup.frames import names_of
from followup.narrow import narrowed
from followup.search import Search, search_on

KINDS = {"": "Both kinds", "position": "Positions", "networking": "Networking"}


class Explore(Panel):
    """A filter bar over tabs of charts; only the tab in view is drawn, and drawn again."""

    def __init__(
        self, book: Book, titles: Iterable[str], draw: Callable[[str, Search, int], Markup]
    ) -> None:
        super().__init__(book, "explore")
        self._titles, self._draw = list(titles), draw
        frames = book.frames()
        companies, people = (names_of(frames, t).sort_values() for t in ("companies", "people"))
        self.company = f.choice("Company", {"": "Every company", **companies})
        self.person = f.choice("Person", {"": "Everyone", **people})
        self.period = f.choice("Period", PERIODS, 0)
        self.kind = f.choice("Kind", KINDS)
        bar = f.line(self.company, self.person, self.period, self.kind)
        for field in bar.children:
            field.on_change(self.refresh)
        self._pages = {title: html("") for title in self._titles}
        self.tabs = f.Tabs(
            "Charts", {title: partial(self._pages.__getitem__, title) for title in self._titles}
        )
        self.tabs.bar.observe(lambda change: self.refresh(), "chosen")
        self._week = html(_length(search_on(book.frames(), book.today)), "fu-small")
        self._people = PER_PICTURE
        self._more = f.button(f"Show {PER_PICTURE} people more", self._on_more)
        self._behind = w.VBox([])
        self.add_class("fu-wide")
        self.show(bar, self._week, self.tabs, self._more, self._behind)
        self.refresh()

    def refresh(self) -> None:
        """Draws the tab in view for what is chosen."""
        frames, today = self.book.frames(), self.book.today
        period = int(self.period.value or 0)
        since = today - timedelta(days=period) if period else None
        chosen = narrowed(
            frames, company_id=self.company.value, person_id=self.person.value,
            kind=self.kind.value, since=since,
        )  # fmt: skip
        search = search_on(chosen, today)
        place = self.tabs.bar.chosen
        drawn = self._draw(self._titles[place], search, self._people)
        self._pages[self._titles[place]].value = str(drawn)
        touched = sum(bool(person.touches) for person in search.people.values())
        f.show(self._more, bool(place == 0 and touched > self._people))
        self._show_door()

    def _on_more(self) -> None:
        self._people += PER_PICTURE
        self.refresh()

    def _show_door(self) -> None:
        """What is behind a row: the page of the chosen person, or else of the company."""
        company, person = str(self.company.value), str(self.person.value)
        said = "Choose a company or a person above, and their page opens here."
        about = ("people", person) if person else ("companies", company)
        known = person or company
        f.swap(self._behind, [page_door(self.book, *about) if known else html(said, "fu-small")])


def _length(search: Search) -> str:
    weeks = measures.search_length(search)
    if weeks < 1:
        return "The search has just begun."
    return (
        f"This search has lasted {weeks} weeks. For scale: half of those unemployed in the US in "
        "autumn 2024 had been so for more than 9.5 weeks (BLS, spells still going on)."
    )
