"""The first page: the choice on the first run, later today's five things and three doors.

Not here: the due list itself (due.py), the seeker's settings (start.py).
"""

from collections.abc import Callable
from functools import partial

import ipywidgets as w
from markupsafe import Markup

from followup.forms import fields as f
from followup.forms.due import top_five
from followup.forms.form import Book, Form
from followup.forms.happened import HappenedForm
from followup.forms.look import heading, html, linked, said
from followup.forms.start import SeekerForm
from followup.forms.starting import MidSearch
from followup.tables import WORKBOOK_ID
from followup.words import say_instant

WELCOME = (
    "This workbook looks after what happens once an interview is over: what you noticed, "
    "whom you write to and when, and when to call. Everything stays on this laptop."
)
DOORS = Markup(
    '<p><a href="01-reflect.ipynb">I had a meeting</a> &nbsp;·&nbsp; '
    '<a href="02-follow-up.ipynb">The list and the desk</a> &nbsp;·&nbsp; '
    '<a href="03-progress.ipynb">How is the search going</a> &nbsp;·&nbsp; '
    '<a href="04-coach.ipynb">Sharing with a coach</a></p>'
)


class StartHere(Form):
    """Today: what to do, and a short form for what happened; on the first run, two choices."""

    def __init__(
        self, book: Book, open_sample: Callable[[], Book], open_own: Callable[[], Book]
    ) -> None:
        super().__init__(book, "start-here")
        self._open_sample, self._open_own = open_sample, open_own
        self._page = w.VBox([])
        self.refresh()

    def refresh(self) -> None:
        """Shows the page for the workbook that is open now."""
        is_new = {*self.book.settings()} <= {WORKBOOK_ID} and self.book.frames()["meetings"].empty
        (self._welcome if is_new else self._later)()
        self.guard.to_top()

    def _welcome(self) -> None:
        own = f.button("Start my own workbook", self._on_own, primary=True)
        sample = f.button("Look at a sample search first", self._on_sample)
        self._form = w.VBox([])
        text = html(said(WELCOME))
        self.show(heading("Welcome"), text, w.HBox([own, sample]), self._form, self.status)

    def _on_own(self) -> None:
        self._form.children = [SeekerForm(self.book, self.refresh)]

    def _on_sample(self) -> None:
        self.tell("The sample search is being laid out; this takes a few seconds.")
        self.book = self._open_sample()
        self.refresh()
        self.tell("The sample search is open. Other notebooks follow when you run them again.")

    def _later(self) -> None:
        switch = f.button("Look at the sample search", self._on_sample)
        if self.book.settings().get("kind") in ("sample", "copy"):
            switch = f.button("Back to my own workbook", self._on_back)
        about = f.button("About you and your calendar", partial(self._on_more, SeekerForm))
        before = f.button("Add what exists already", partial(self._on_more, MidSearch))
        self._form = w.VBox([])
        self._show_page()
        happened = HappenedForm(self.book, after_saving=self._show_page)
        title = html(Markup("<p><b>{}</b></p>").format(self.book.title))
        self.show(
            title, self._page, happened, w.HBox([about, before, switch]), self._form, self.status
        )

    def _show_page(self) -> None:
        last, backup = self.book.recent_saves(1), self.book.last_backup()
        saved = (
            f"Last saved {say_instant(last['saved_at'].iloc[0])}"
            if len(last)
            else "Nothing is saved yet"
        )
        saved += "" if backup is None else f", last backup {say_instant(backup)}"
        care = '<p><small>{}. <a href="05-care.ipynb">Looking after the workbook</a></small></p>'
        f.swap(self._page, [linked(top_five(self.book) + DOORS + Markup(care).format(saved))])

    def _on_back(self) -> None:
        self.book = self._open_own()
        self.refresh()
        self.tell("Your own workbook is open. Other notebooks follow when you run them again.")

    def _on_more(self, form: Callable[[Book, Callable[[], object]], Form]) -> None:
        shown = [type(one) for one in self._form.children]
        self.add_class("fu-wide")
        opened = [] if form in shown else [form(self.book, self._show_page)]
        f.swap(self._form, opened)
