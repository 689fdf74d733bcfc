"""Choosing what 03-progress shows: company, person, period and kind; then a row's records.

Not here: a chart; the notebook hands over what draws a page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

import ipywidgets as w
import pandas as pd
from markupsafe import Markup

from followup import measures
from followup.forms import fields as f
from followup.forms.form import Book, Form
from followup.forms.look import html
from followup.narrow import narrowed, records_of
from followup.rules.situation import Situation

PERIODS = {0: "The whole search", 28: "The last four weeks", 91: "The last three months"}
KINDS = {"": "Positions and networking", "position": "Positions", "networking": "Networking"}


class Explore(Form):
    """A filter bar over tabs of charts; only the tab in view is drawn, and drawn again."""

    def __init__(
        self, book: Book, titles: Iterable[str], draw: Callable[[str, Situation], Markup]
    ) -> None:
        super().__init__(book, "explore")
        self._titles, self._draw = list(titles), draw
        frames = book.frames(["companies", "people"])
        companies = frames["companies"].sort_values("name")
        people = frames["people"].sort_values("name")
        self.company = f.choice(
            "Company",
            {"": "Every company"} | dict(zip(companies["id"], companies["name"], strict=True)),
        )
        self.person = f.choice(
            "Person", {"": "Everyone"} | dict(zip(people["id"], people["name"], strict=True))
        )
        self.period = f.choice("Period", PERIODS, 0)
        self.kind = f.choice("Kind", KINDS)
        for field in (self.company, self.person, self.period, self.kind):
            field.on_change(self.refresh)
        self.tabs = w.Tab([html("") for _ in self._titles])
        for number, title in enumerate(self._titles):
            self.tabs.set_title(number, title)
        self.tabs.selected_index = 0
        self.tabs.observe(lambda change: self.refresh(), "selected_index")
        self._week = html(_length(Situation.of(book.frames(), book.today)), "fu-hint")
        self._records = html("")
        self.add_class("fu-wide")
        bar = f.line(self.company, self.person, self.period, self.kind)
        self.show(bar, self._week, self.tabs, self._records)
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
        s = Situation.of(chosen, today)
        place = self.tabs.selected_index or 0
        self.tabs.children[place].value = str(self._draw(self._titles[place], s))
        self._show_records(frames)

    def _show_records(self, frames: dict[str, pd.DataFrame]) -> None:
        """The records behind a row: everything with the chosen company or person, in order."""
        company, person = self.company.value, self.person.value
        if not (company or person):
            said = "Choose a company or a person above, and their records stand here."
            self._records.value = str(Markup("<p class='fu-hint'>{}</p>").format(said))
            return
        rows = records_of(frames, company_id=company, person_id=person)
        self._records.value = "<h3>The records</h3>" + rows.to_html(
            index=False, border=0, na_rep=""
        )


def _length(s: Situation) -> str:
    weeks = measures.search_length(s)
    if weeks < 1:
        return "The search has just begun."
    return str(
        Markup(
            "This search has lasted {} weeks. For scale: half of those unemployed in the US in "
            "autumn 2024 had been so for more than 9.5 weeks (BLS, spells still going on)."
        ).format(weeks)
    )
