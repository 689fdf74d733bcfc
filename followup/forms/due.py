"""The due list: grouped, filtered, a line opens its desk right below it.

Not here: what is owed (agenda.py), what to do about it (desk.py).
"""

from functools import partial
from itertools import groupby
from textwrap import shorten
from typing import Any

import ipywidgets as w
from markupsafe import Markup

from followup import records
from followup.agenda import STATUSES, by_when, listed, put_aside, restart_plan
from followup.forms import fields as f
from followup.forms.desk import desks_for
from followup.forms.form import Book, Form
from followup.forms.look import heading, html, said
from followup.forms.pages import page_doors
from followup.forms.words import words
from followup.rules.task import Task
from followup.search import Decision, search_on
from followup.tables import TAKEN, Frames, Row
from followup.words import day_from, say_day, say_instant

MANY = 12  # lines of one group shown at first
LOOKED_BACK = 120  # steps, for the last one that is no undo
NOTHING = (
    "Nothing is owed just now. What comes next appears here: a letter after a meeting, a call a "
    "few days later, a note every {touches}."
)


class DueList(Form):
    """Everything owed, hardest first; choosing a line opens its desk right below.

    Setting aside ("Not needed", "Later") stands under each desk, and can be undone at once.
    """

    def __init__(self, book: Book) -> None:
        super().__init__(book, "due-list")
        self._news = ""  # shown above the line the list moved on to, or above all
        self._chosen, self._all = "", False
        self._buttons: dict[Task, w.Button] = {}  # of the lines, made once
        self._company = f.choice("Company", {"": "Every company"})
        self._person = f.choice("Person", {"": "Everyone"})
        for field in (self._company, self._person):
            field.on_change(self._on_filter)
        self._list = w.VBox([])
        self._undo = f.button("", lambda: self._on_undo(self._last))
        self._back = f.button("", lambda: self._on_undo(self._taken))
        undo = w.HBox([self._back, self._undo])
        self.show(f.line(self._company, self._person), self._list, undo, self.status)
        self.refresh()

    def refresh(self, news: str = "") -> None:
        """Works the list out again."""
        self.search = search_on(self.book.frames(), self.book.today)
        self.tasks = listed(self.search)
        companies = sorted({task.company for task in self.tasks} - {""})
        people = sorted({task.person for task in self.tasks} - {""})
        with self.quietly():
            self._company.options(
                {"": "Every company"} | dict(zip(companies, companies, strict=True))
            )
            self._person.options({"": "Everyone"} | dict(zip(people, people, strict=True)))
        self._show_list()
        self._offer_undo()
        if news:
            self.tell(news)

    def _offer_undo(self) -> None:
        """The two buttons say which step they take back, or bring back, and in which window it was."""
        steps = [*self.book.recent_saves(LOOKED_BACK).itertuples()]
        self._last = next((step for step in steps if not step.is_undo), None)
        self._taken = steps[0] if steps and steps[0].is_undo else None
        for button, word, step in (
            (self._undo, "Undo", self._last), (self._back, "Bring back", self._taken)
        ):  # fmt: skip
            button.layout.display = "none" if step is None else ""
            if step is not None:
                elsewhere = "" if step.is_here else " (from another window)"
                what = step.what.removeprefix(f"{TAKEN}: ")
                button.description = f"{word}: {shorten(what, 60)}{elsewhere}"
                button.tooltip = f"{word}: {what}, saved on {say_instant(step.saved_at)}{elsewhere}"

    def _on_filter(self) -> None:
        if not self._quiet:
            self._show_list()

    def _wanted(self) -> list[Task]:
        company, person = self._company.value, self._person.value
        return [
            task for task in self.tasks
            if company in ("", task.company) and person in ("", task.person)
        ]  # fmt: skip

    def _show_list(self) -> None:
        tasks = self._wanted()
        shown = [] if tasks else [html(said(NOTHING.format(**self.search.numbers)))]
        shown += self._plan() + ([] if self._chosen else self._told())
        for status, several in groupby(tasks, key=lambda task: task.status):
            group = list(several)
            shown.append(heading(f"{STATUSES[status]} ({len(group)})", 3))
            for task in group if self._all else group[:MANY]:
                shown += self._line(task)
            if len(group) > MANY and not self._all:
                shown.append(f.button(f"Show all {len(group)}", self._on_all))
        f.swap(self._list, [*shown, *self._put_aside()], keep=self._buttons.values())

    def _plan(self) -> list[w.Widget]:
        """After a break: an offer to spread what is overdue over the next days."""
        n_late = sum(task.status == "overdue" for task in self.tasks)
        n_today = self.search.policy.daily_load
        if n_late <= n_today:
            return []
        waited = f"{n_late} things have waited for you; that happens. {n_today} a day is plenty."
        spread = f.button(f"Keep {n_today} for today and spread the rest", self._on_spread)
        return [html(said(waited)), spread]

    def _on_spread(self) -> None:
        frames, today = self.book.frames(), self.book.today
        stay = self.search.policy.daily_load  # some stay, also on a day off
        later = restart_plan(self.search)[stay:]
        rows = [
            row for task, day in later
            for row in records.set_aside(frames, task.task, "snoozed", today, until_on=day)
        ]  # fmt: skip
        with self.telling():
            self.book.save(rows, "A plan for the next days")
            self.refresh(f"{len(later)} are put off, a few a day. Undo brings them back.")

    def _line(self, task: Task) -> list[w.Widget]:
        if task not in self._buttons:
            made = f.button(self._words(task), lambda: self._on_choose(task.task))
            made._dom_classes = ("fu-task", f"fu-{task.status}")
            self._buttons[task] = made
        line = self._buttons[task]
        if task.task != self._chosen:
            line.remove_class("fu-chosen")
            return [line]
        line.add_class("fu-chosen")
        said = html(coach_said(self.search.frames, task))
        desks = desks_for(self.book, task, self._on_done)
        parts = [line, said, *desks, self._set_aside(task), page_doors(self.book, task)]
        return [*self._told(), *parts]

    def _told(self) -> list[w.Widget]:
        """What was just noted, above the line that comes next."""
        news = Markup("<p role='status'><b>{}</b></p>").format(self._news)
        return [html(news, "fu-news")] if self._news else []

    def _words(self, task: Task) -> str:
        who, where = _about(task)
        when = by_when(task, lambda day: day_from(day, self.book.today))
        return f"{task.duty}{who}{where}: {when}\n{task.why}"

    def _on_choose(self, task: str) -> None:
        self._chosen = "" if self._chosen == task else task
        self._show_list()

    def _on_all(self) -> None:
        self._all = True
        self._show_list()

    def _on_done(self, news: str) -> None:
        order = [task.task for task in self._wanted()]
        place = order.index(self._chosen) if self._chosen in order else 0
        self._chosen = ""
        self.refresh(news)
        owed = {task.task for task in self.tasks if task.status != "upcoming"}
        open_here = {task.task for task in self._wanted()} & owed
        later = [task for task in order[place + 1 :] if task in open_here]
        if later:
            self._chosen, news = later[0], f"{news} Next:"
        elif not owed:
            news = f"{news} Nothing else is owed today."
        self._news = news
        self._show_list()
        self._news = ""
        self.guard.to_top("fu-news")  # the same button of the next desk is not under the pointer

    # --- setting aside ---

    def _set_aside(self, task: Task) -> w.VBox:
        reason = f.text("Why it is not needed (if you like)")
        until = f.day("Later: hide it until")

        def put(decision: str, what: str, **more: Any) -> None:
            with self.telling():
                frames, today = self.book.frames(), self.book.today
                rows = records.set_aside(frames, task.task, decision, today, **more)
                self.book.save(rows, f"{what}: {task.duty.lower()}{_about(task)[0]}")
                self._on_done("Set aside. Undo brings it back.")

        not_needed = f.button(
            "Not needed", lambda: put("not_needed", "Set aside", reason=reason.value)
        )
        later = f.button("Later", lambda: put("snoozed", "Put off", until_on=until.value))
        return w.VBox([f.line(reason, not_needed), f.line(until, later)])

    def _put_aside(self) -> list[w.Widget]:
        """A button that opens what is put off or not needed, to be brought back."""
        if not self.search.decisions:
            return []
        return [f.Opener("What is put off or not needed", self._aside)]

    def _aside(self) -> list[w.Widget]:
        rest = put_aside(self.search)
        nothing = html(said("Nothing that would be owed otherwise."))
        return [self._bring_back(*one) for one in rest] or [nothing]

    def _bring_back(self, task: Task, put: Decision) -> w.HBox:
        what = "not needed"
        if put.until_on:
            what = f"put off until {day_from(put.until_on, self.search.today)}"
        reason = f" ({put.reason})" if put.reason else ""
        line = html(said(f"{task.duty}{''.join(_about(task))}: {what}{reason}"))
        shown = w.HBox([line, f.button("Bring it back", partial(self._on_back, task))])
        shown.add_class("fu-plan")
        return shown

    def _on_back(self, task: Task) -> None:
        decisions = self.book.frames()["decisions"]
        with self.telling():
            own = decisions.loc[decisions["task"] == task.task, "id"]
            rows = [Row("decisions", {"id": i}, gone=True) for i in own]
            self.book.save(rows, f"Brought back: {task.duty.lower()}{_about(task)[0]}")
            self.refresh("It is on the list again.")

    def _on_undo(self, step: Any) -> None:
        """Takes back the step the button names, if it is still the last one."""
        with self.telling():
            before = self._last, self._taken
            self._offer_undo()
            if before != (self._last, self._taken):
                self.refresh(
                    "Another window has saved meanwhile; the buttons name the last step now."
                )
                return
            self.take_back(step)
            self.refresh()


def _about(task: Task) -> tuple[str, str]:
    """Whom and where a task is about, as a line goes on."""
    who = f": {task.person}" if task.person else ""
    return who, f", {task.company}" if task.company else ""


def coach_said(frames: Frames, task: Task) -> Markup:
    """What a coach wrote about a task, its letter or its opportunity, and is not done yet."""
    items = (
        f"task:{task.task}",
        f"letter:desk:{task.task}",
        f"opportunities:{task.opportunity_id}",
    )
    told = frames["comments"]
    told = told[told["item"].isin(items) & told["done_on"].isna()]
    said = Markup("<p>Your coach, on {}: {}{}</p>")
    return Markup("").join(
        said.format(c.about, f"{words(c.verdict)}. " if c.verdict else "", c.comment)
        for c in told.itertuples()
    )


def top_five(book: Book) -> Markup:
    """The first five things to do, one line each, as HTML; a sentence when there is none."""
    today = book.today
    tasks = [t for t in listed(search_on(book.frames(), today)) if t.status != "upcoming"][:5]
    title = Markup("<h2>Today, {}</h2>").format(say_day(today))
    if not tasks:
        return title + said("Nothing is owed today. After the next meeting, begin with 01-reflect.")
    row = Markup(
        "<li><b>{}{}</b>{} <span>by {} ({})</span><br><span>{}</span> "
        '<a href="{}.ipynb">Do it</a></li>'
    )
    return title + Markup("<ol>{}</ol>").format(
        Markup("").join(
            row.format(
                task.duty, *_about(task), day_from(task.latest, today),
                STATUSES[task.status].lower(), task.why,
                "01-reflect" if task.rule == "R-REF" else "02-follow-up",
            )
            for task in tasks
        )
    )  # fmt: skip
