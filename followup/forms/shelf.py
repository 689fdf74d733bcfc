"""The shelf of clippings, and the sheet for the next meeting.

Not here: which clipping fits whom (letters.clippings), what the sheet says (letters.next_round).
"""

import ipywidgets as w
import pandas as pd

from followup.forms import fields as f
from followup.forms.browser import CopyButton, print_button
from followup.forms.form import Book, Form
from followup.forms.look import heading, html, listed, plain, said, sections
from followup.forms.words import choices
from followup.letters.clippings import suggestions
from followup.letters.next_round import next_round
from followup.search import search_on
from followup.tables import Row
from followup.words import n_of, say_day


class ShelfForm(Form):
    """Puts an article, webinar or other item on the shelf, and shows whom each one fits."""

    def __init__(self, book: Book) -> None:
        super().__init__(book, "shelf", "Put it on the shelf")
        self.watch(
            {
                "title": f.text("Title"),
                "kind": f.choice("What it is", choices("clippings", "kind")),
                "dated_on": f.day("Its date, or the day it takes place"),
                "link": f.text("Link"),
                "tags": f.text("For whom, or which company or theme (with commas)"),
                "takeaway": f.area("What you take from it, in one line", rows=2),
            }
        )
        self._shelf = html("")
        self.bring_back()
        self._show_shelf()
        title = heading("The shelf: things worth sending", 3)
        self.show(title, f.layout(self.fields), self.foot(), self._shelf)

    def rows_and_words(self) -> tuple[list[Row], str] | None:
        return [Row("clippings", self.values)], f"On the shelf: {self.values['title'].strip()}"

    def after_saving(self) -> None:
        self.fill(dict.fromkeys(self.fields))
        self._show_shelf()

    def _show_shelf(self) -> None:
        frames, today = self.book.frames(), self.book.today
        fits: dict[str, list[str]] = {}
        old: set[str] = set()
        fresh = n_of(search_on(frames, today).policy.clipping_fresh, "day")
        for person in frames["people"].loc[frames["people"]["keep_in_touch"]].itertuples():
            found = suggestions(frames, person.id, today)
            old |= set(found.loc[found["is_old"] | found["is_past"], "id"])
            for clipping in found.loc[found["why"] != "", "id"]:
                fits.setdefault(clipping, []).append(person.name)
        lines = []
        for row in frames["clippings"].itertuples():
            who = ", ".join(fits.get(row.id, [])) or "nobody in particular yet"
            dated = "" if pd.isna(row.dated_on) else f" ({say_day(row.dated_on, today)})"
            stale = f" It is past, or older than {fresh}." if row.id in old else ""
            lines.append(f"{row.title}{dated}: fits {who}.{stale}")
        self._shelf.value = str(listed(lines) if lines else said("The shelf is empty."))


class NextRound(Form):
    """The sheet for a meeting that is arranged: everything worth knowing before it, on one page."""

    def __init__(self, book: Book) -> None:
        super().__init__(book, "next-round")
        search = search_on(book.frames(), book.today)
        offered = {
            one.id: f"{search.company_of(one.opportunity_id)}, {search.say(one.meeting_on)}"
            for one in search.coming
        }
        self._which = f.choice("Which meeting is coming?", {"": "Please choose"} | offered)
        self._which.on_change(self._on_which)
        self._sheet, self._copy = html(""), w.VBox([])
        none = "No meeting is arranged. Tell 00-start-here when one is, and its sheet appears here."
        body = [self._which, self._sheet, self._copy] if offered else [html(said(none))]
        self.show(heading("The sheet for the next meeting", 3), *body)

    def _on_which(self) -> None:
        if not self._which.value:
            self._sheet.value, self._copy.children = "", []
            return
        found = next_round(self.book.frames(), str(self._which.value), self.book.today)
        self._sheet.value = str(sections(found) or said("Nothing is recorded about them yet."))
        out = print_button(lambda: "The next meeting", lambda: sections(found), self.tell)
        self._copy.children = [CopyButton(text=plain(found), label="Copy the sheet"), out]
