"""The first page: the choice on the first run, later today's five things and three doors.

Not here: the due list itself (due.py), the seeker's settings (start.py).
"""

from collections.abc import Callable
from functools import partial
from urllib.parse import quote

import ipywidgets as w
from markupsafe import Markup

from followup.agenda import GROUPS, by_when, group_of, listed, title
from followup.forms import fields as f
from followup.forms.form import Book, Form, Panel
from followup.forms.happened import HappenedForm
from followup.forms.look import heading, html, linked, said
from followup.forms.start import SeekerForm
from followup.forms.starting import MidSearch
from followup.jupyter.icon import put_icon
from followup.search import search_on
from followup.tables import WORKBOOK_ID
from followup.words import day_from, say_day, say_instant

WELCOME = (
    "This workbook looks after what happens once an interview is over: what you noticed, "
    "whom you write to and when, and when to call. Everything stays on this laptop."
)
DOORS = Markup(
    '<div class="fu-doors">'
    '<a href="01-reflect.ipynb"><b>I had a meeting</b><small>Tell it while it is fresh. Ten minutes.</small></a>'
    '<a href="02-follow-up.ipynb"><b>The list and the desk</b><small>Letters, calls and notes, one at a time.</small></a>'
    '<a href="03-progress.ipynb"><b>How is the search going</b><small>Where everything stands. Five minutes.</small></a>'
    "</div>"
)
SAYS = {
    "R-REF": "Write it down",
    "R-CALL": "See the number",
    "R-UNK": "Find it",
    "R-COM": "Say it is done",
}


class StartHere(Panel):
    """Today: what to do, and a short form for what happened; on the first run, two choices."""

    def __init__(
        self, book: Book, open_sample: Callable[[], Book], open_own: Callable[[], Book]
    ) -> None:
        super().__init__(book, "start-here")
        self._open_sample, self._open_own = open_sample, open_own
        self._page = w.VBox([])
        self.begin()
        self.follow_what_is_saved()

    def begin(self) -> None:
        """Shows the page for the workbook that is open now."""
        is_new = {*self.book.settings()} <= {WORKBOOK_ID} and self.book.frames()["meetings"].empty
        (self._welcome if is_new else self._later)()
        self.guard.show()

    def refresh(self) -> None:
        """Shows what was saved meanwhile."""
        if self._page.children:
            self._show_page()

    def _welcome(self) -> None:
        own = f.button("Start my own workbook", self._on_own, primary=True)
        sample = f.button("Look at a sample search first", self._on_sample)
        self._form = w.VBox([])
        text = html(said(WELCOME))
        self.show(f.stack(heading("Welcome"), text, f.line(own, sample)), self._form, self.status)

    def _on_own(self) -> None:
        self._form.children = [SeekerForm(self.book, self._on_begun)]

    def _on_begun(self) -> None:
        self.begin()
        self.tell("Saved. After your next meeting, begin with “I had a meeting”.")
        self.guard.go_to("fu-status")

    def _on_sample(self) -> None:
        self.tell("The sample search is being laid out; this takes a few seconds.")
        self.book = self._open_sample()
        self.begin()
        self.tell("The sample search is open. Other notebooks follow when you open them again.")

    def _later(self) -> None:
        switch = f.button("Look at the sample search", self._on_sample, link=True)
        if self.book.settings().get("kind") in ("sample", "copy"):
            switch = f.button("Back to my own workbook", self._on_back, link=True)
        about = f.button(
            "About you and your calendar", partial(self._on_more, SeekerForm), link=True
        )
        before = f.button("Add what exists already", partial(self._on_more, MidSearch), link=True)
        icon = f.button("Put an icon on my desktop", self._on_icon, link=True)
        self._form = w.VBox([])
        self._show_page()
        self.show(
            self._page, heading("Something happened"), HappenedForm(self.book),
            f.beside(about, before, switch, icon), self._form, self.status,
        )  # fmt: skip

    def _show_page(self) -> None:
        last, backup = self.book.recent_saves(1), self.book.last_backup()
        saved = (
            f"Last saved {say_instant(last['saved_at'].iloc[0])}"
            if len(last)
            else "Nothing is saved yet"
        )
        saved += "" if backup is None else f", last backup {say_instant(backup)}"
        care = (
            '<p class="fu-small fu-saved">{}. <a href="04-coach.ipynb">Sharing with a coach</a> · '
            '<a href="05-care.ipynb">Looking after the workbook</a></p>'
        )
        f.swap(self._page, [linked(top_five(self.book) + DOORS + Markup(care).format(saved))])

    def _on_back(self) -> None:
        self.book = self._open_own()
        self.begin()
        self.tell("Your own workbook is open. Other notebooks follow when you open them again.")

    def _on_icon(self) -> None:
        with self.telling():
            self.tell(f"Done: {put_icon()}. A double click on it opens this page.")

    def _on_more(self, form: Callable[[Book], Form]) -> None:
        shown = [type(one) for one in self._form.children]
        f.swap(self._form, [] if form in shown else [form(self.book)])


def top_five(book: Book) -> Markup:
    """The first five things to do, hardest first, as HTML; a sentence when there is none."""
    today = book.today
    search = search_on(book.frames(), today)
    tasks = [t for t in listed(search) if t.status != "upcoming"][:5]
    head = Markup("<h2>Today, {} <small>{}</small></h2>").format(say_day(today), book.title)
    if not tasks:
        return head + said("Nothing is owed today. After the next meeting, begin with 01-reflect.")
    row = Markup(
        '<li class="fu-task"><i class="fu-shape mod-{}"></i><div><b>{}</b>{}'
        '<p class="fu-small">{}. {}</p></div><a {} href="{}">{}</a></li>'
    )
    rows = []
    for n, task in enumerate(tasks):
        group = group_of(task, today)
        when = by_when(task, today, lambda day: day_from(day, today))
        when = when if group == "tonight" else f"{GROUPS[group]}, {when}"
        where = f", {task.company}" if task.company else ""
        page = f"02-follow-up.ipynb#{quote(task.task)}"  # the plugin opens that desk
        page = "01-reflect.ipynb" if task.rule == "R-REF" else page
        first = Markup('class="mod-primary"') if n == 0 else ""
        rows.append(
            row.format(
                group,
                title(task),
                where,
                when[0].upper() + when[1:],
                task.why,
                first,
                page,
                SAYS.get(task.rule, "Write it"),
            )
        )
    return head + Markup('<ol class="fu-tasks">{}</ol>').format(Markup("").join(rows))
