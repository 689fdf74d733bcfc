"""The shelf of clippings, and the sheet for the next meeting.

Not here: which clipping fits whom (letters.clippings), what the sheet says (letters.next_round).
"""

import re

import ipywidgets as w
import pandas as pd

from followup.forms import fields as f
from followup.forms.browser import CopyButton, print_button
from followup.forms.form import Book, Form, Panel
from followup.forms.look import heading, html, listed, plain, said, sections
from followup.forms.words import choices
from followup.letters.clippings import suggestions
from followup.letters.next_round import next_round
from followup.search import search_on
from followup.tables import Row
from followup.words import list_of, n_of, say_day


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
        self.fields["title"].needed = "is needed"
        self.show(f.layout(self.fields), heading("On the shelf"), self._shelf, self.foot())

    def _would_fit(self) -> str:
        """Which word would fit somebody: a company, a person, or a word of a challenge on record."""
        frames = self.book.frames()
        challenges = " ".join(frames["challenges"]["challenge"])
        known = [
            *frames["companies"]["name"][:1],
            *frames["people"]["name"][:1],
            *re.findall(r"\w{6,}", challenges)[:1],
        ]
        words = " or ".join(f"“{word}”" for word in known)
        return (
            f"a company, a person or a word of their challenge would fit, such as {words}"
            if words
            else "no person is known"
        )

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
            who = list_of(fits[row.id]) if row.id in fits else f"nobody yet; {self._would_fit()}"
            dated = "" if pd.isna(row.dated_on) else f" ({say_day(row.dated_on, today)})"
            stale = f" It is past, or older than {fresh}." if row.id in old else ""
            lines.append(f"{row.title}{dated}: fits {who}.{stale}")
        self._shelf.value = str(listed(lines) if lines else said("The shelf is empty."))


class NextRound(Panel):
    """The sheet for a meeting that is arranged: everything worth knowing before it, on one page."""

    def __init__(self, book: Book) -> None:
        super().__init__(book, "next-round")
        search = search_on(book.frames(), book.today)
        offered = {
            one.id: f"{search.company_of(one.opportunity_id)}, {search.say(one.meeting_on)}"
            for one in search.coming
        }
        if not offered:
            none = "No meeting is arranged. Tell “Something happened” when one is, and its sheet appears here."
            self.show(html(said(none)))
            return
        which = f.Choice("Which meeting is coming?", offered, self._sheet)
        if len(offered) == 1:
            which.field.value = next(iter(offered))
        self.show(which, self.status)

    def _sheet(self, meeting_id: str) -> list[w.Widget]:
        found = next_round(self.book.frames(), meeting_id, self.book.today)
        out = print_button(lambda: "The next meeting", lambda: sections(found), self.tell)
        return [
            html(sections(found)),
            f.line(CopyButton(text=plain(found), label="Copy the sheet"), out),
        ]
