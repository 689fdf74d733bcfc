"""Writing to someone when nothing is owed, and where each objection and promise was answered.

Not here: the desk itself (desk.py), the coverage (letters.coverage).
"""

from typing import NamedTuple

import ipywidgets as w

from followup.forms import fields as f
from followup.forms.desk import Desk
from followup.forms.form import Book, Panel
from followup.forms.look import html, said
from followup.forms.meeting import NEW, meetings_to_choose
from followup.letters.coverage import coverage
from followup.letters.kinds import ANY


class Wish(NamedTuple):
    """A letter somebody wants to write, in the shape of a task."""

    task: str
    person: str
    person_id: str
    why: str = "Nothing is owed; this is your own idea."
    duty: str = "Write to someone"
    rule: str = ANY
    opportunity_id: str | None = None
    meeting_id: str | None = None


class WriteToSomeone(Panel):
    """A desk for any person: a note, or the request for a reference, already addressed."""

    def __init__(self, book: Book) -> None:
        super().__init__(book, "write-to-someone")
        people = book.frames()["people"].sort_values("name")
        self._names = dict(zip(people["id"], people["name"], strict=True))
        self._who = f.Choice("Write to", self._names, self._desk, empty="Choose someone")
        self.show(self._who, self.status)

    def _desk(self, who: str) -> list[w.Widget]:
        return [Desk(self.book, Wish(f"{ANY}|{who}", self._names[who], who), self._on_done)]

    def _on_done(self, news: str, undo: str) -> None:
        self._who.field.value = ""
        self.tell(news)


class CoverageTable(Panel):
    """Every objection, challenge and promise of a meeting, and where it was answered."""

    def __init__(self, book: Book) -> None:
        super().__init__(book, "coverage")
        offered = meetings_to_choose(book.frames(), book.today) | {NEW: "Every meeting"}
        self._which = f.choice("Which meeting?", offered, NEW)
        self._which.on_change(self._show)
        self._table = html("")
        self.show(self._which, self._table)
        self._show()

    def _show(self) -> None:
        rows = coverage(self.book.frames())
        if self._which.value != NEW:
            rows = rows[rows["meeting_id"] == self._which.value]
        if rows.empty:
            none = "Objections, challenges and promises appear here once a reflection notes them."
            self._table.value = str(said(none))
            return
        shown = rows.drop(columns="meeting_id").replace({"answered": {"": "not yet"}})
        shown.columns = ["What", "In their words", "Whose", "Answered"]
        self._table.value = shown.to_html(index=False, border=0, justify="left")
