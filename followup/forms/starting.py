"""Starting in mid-search: a table to paste or type what already exists, checked before it is saved.

Not here: reading a row (memory/starting.py).
"""

from collections.abc import Callable, Mapping
from typing import Any

import ipywidgets as w

from followup.forms import fields as f
from followup.forms.browser import Grid
from followup.forms.form import Book, Form
from followup.forms.look import heading, html, listed
from followup.memory.starting import COLUMNS, Read, cells, in_order, read
from followup.tables import Row
from followup.words import n_of

HINT = (
    "Paste rows from a spreadsheet into the first cell, or type. Stages: lead, applied, networking, "
    "screen, first, second or final interview, offer, rejected. Several people with commas."
)


class MidSearch(Form):
    """Rows of what exists already; looked at first, then saved together."""

    def __init__(self, book: Book, after: Callable[[], object] = lambda: None) -> None:
        super().__init__(book, "mid-search", "Save these rows")
        self._after = after
        self._read: list[Read] = []
        self.grid = Grid(list(COLUMNS), self._on_paste)
        self.grid.observe(lambda change: self._on_typed(), "rows")
        self._found = html("")
        more = f.button("Five more rows", self._on_more)
        look = f.button("Check the rows", self._on_look, primary=True)
        self._foot = w.HBox([self.save_button])
        self.add_class("fu-wide")
        self.bring_back()
        self.show(
            heading("What exists already"), html(HINT, "fu-small"), self.grid, w.HBox([look, more]),
            self._found, self._foot, self.status,
        )  # fmt: skip
        f.show(self._foot, False)

    @property
    def content(self) -> dict[str, Any]:
        """What stands in the table, as a draft keeps it."""
        return {"rows": self.grid.rows} if any(map(any, self.grid.rows)) else {}

    @content.setter
    def content(self, kept: Mapping[str, Any]) -> None:
        with self.quietly():
            self.grid.rows = kept["rows"]

    def _on_typed(self) -> None:
        f.show(self._foot, False)
        self._changed()

    def _on_paste(self, text: str, at: int) -> None:
        rows = in_order(cells(text))
        left = [list(row) for row in self.grid.rows]
        self.grid.rows = [*left[:at], *rows, *left[at + len(rows) :]]

    def _on_more(self) -> None:
        self.grid.rows = [*self.grid.rows, *([""] * len(COLUMNS) for _ in range(5))]
        self.grid.send({"draw": True})

    def _on_look(self) -> None:
        american = self.book.settings().get("seeker.spelling", "American") == "American"
        self._read = read(self.book.frames(), self.grid.rows, self.book.today, month_first=american)
        unclear = {row.number: row.unclear for row in self._read}
        self.grid.notes = [unclear.get(n, "") for n in range(1, len(self.grid.rows) + 1)]
        self.grid.send({"draw": True})
        good = [row for row in self._read if not row.unclear]
        n = len(self._read) - len(good)
        self._found.value = str(listed(row.words for row in good))
        f.show(self._foot, bool(good))
        unclear_ones = f"{n_of(n, 'needs', 'need')} a word"
        self.tell(
            f"{n_of(len(good), 'row is', 'rows are')} clear, {unclear_ones}. Only clear rows are saved."
        )

    def rows_and_words(self) -> tuple[list[Row], str] | None:
        """The rows that are clear."""
        rows = [row for one in self._read if not one.unclear for row in one.rows]
        n = sum(not one.unclear for one in self._read)
        return (
            (rows, f"{n_of(n, 'opportunity', 'opportunities')} that existed already")
            if rows
            else None
        )

    def _asks_first(self, rows: list[Row]) -> bool:
        """Each row was looked at already, and what came before this workbook may be missing."""
        return False

    def after_saving(self) -> None:
        """What was unclear stays in the table; the due list knows the rest."""
        wrong = {row.number for row in self._read if row.unclear}
        left = [row for n, row in enumerate(self.grid.rows, 1) if n in wrong]
        self._read = []
        with self.quietly():
            self.grid.rows = [*left, *([""] * len(COLUMNS) for _ in range(5))]
        self.grid.notes = []
        self.grid.send({"draw": True})
        self._found.value = ""
        f.show(self._foot, False)
        self.tell("Saved. The list in 02-follow-up knows them now.")
        self._after()
