"""The due list: grouped, filtered, a line opens its desk right below it.

Not here: what is owed (agenda.py), what to do about it (desk.py).
"""

from functools import partial
from typing import Any

import ipywidgets as w
import pandas as pd
from markupsafe import Markup

from followup import records
from followup.agenda import STATUSES, agenda, by_when, put_aside, restart_plan
from followup.forms import fields as f
from followup.forms.desk import desks_for
from followup.forms.form import Book, Form
from followup.forms.look import day_from, heading, html, said
from followup.forms.pages import page_doors
from followup.forms.words import words
from followup.pipeline import say_day
from followup.rules.situation import Situation
from followup.tables import Frames, Row

MANY = 12  # lines of one group shown at first
NOTHING = (
    "Nothing is owed just now. What comes next appears here: a letter after a meeting, a call a "
    "few days later, a note every 4 to 6 weeks."
)


class DueList(Form):
    """Everything owed, hardest first; choosing a line opens its desk right below.

    Setting aside ("Not needed", "Later") stands under each desk, and can be undone at once.
    """

    def __init__(self, book: Book) -> None:
        super().__init__(book, "due-list")
        self._news = ""  # shown above the line the list moved on to, or above all
        self._chosen, self._all = "", False
        self._company = f.choice("Company", {"": "Every company"})
        self._filters = {"company": self._company, "person": f.choice("Person", {"": "Everyone"})}
        for field in self._filters.values():
            field.on_change(self._on_filter)
        self._list = w.VBox([])
        undo = f.button("Undo the last step", self._on_undo)
        self.show(f.line(*self._filters.values()), self._list, w.HBox([undo, self.status]))
        self.refresh()

    def refresh(self, news: str = "") -> None:
        """Works the list out again."""
        self.situation = Situation.of(self.book.frames(), self.book.today)
        self.tasks = agenda(self.situation.frames, self.book.today, self.situation)
        with self.quietly():
            for column, every in (("company", "Every company"), ("person", "Everyone")):
                known = sorted(set(self.tasks[column]) - {""})
                self._filters[column].options({"": every} | {name: name for name in known})
        self._show_list()
        if news:
            self.tell(news)

    def _on_filter(self) -> None:
        if not self._quiet:
            self._show_list()

    def _wanted(self) -> pd.DataFrame:
        tasks = self.tasks
        for column, field in self._filters.items():
            tasks = tasks[tasks[column] == field.value] if field.value else tasks
        return tasks

    def _show_list(self) -> None:
        tasks = self._wanted()
        shown = [html(said(NOTHING))] if tasks.empty else []
        shown += self._plan() + ([] if self._chosen else self._told())
        for status, group in tasks.groupby("status", sort=False):
            shown.append(heading(f"{STATUSES[status]} ({len(group)})", 3))
            for task in group.head(len(group) if self._all else MANY).itertuples():
                shown += self._line(task)
            if len(group) > MANY and not self._all:
                shown.append(f.button(f"Show all {len(group)}", self._on_all))
        self._list.children = [*shown, *self._put_aside()]

    def _plan(self) -> list[w.Widget]:
        """After a break: an offer to spread what is overdue over the next days."""
        n_late = int((self.tasks["status"] == "overdue").sum())
        n_today = self.situation.policy.daily_load
        if n_late <= n_today:
            return []
        waited = f"{n_late} things have waited for you; that happens. {n_today} a day is plenty."
        spread = f.button(f"Keep {n_today} for today and spread the rest", self._on_spread)
        return [html(said(waited)), spread]

    def _on_spread(self) -> None:
        frames, today = self.book.frames(), self.book.today
        plan = restart_plan(self.tasks, today, self.situation)
        later = plan.iloc[self.situation.policy.daily_load :]  # also on a day off some stay
        rows = [
            row for t in later.itertuples()
            for row in records.set_aside(frames, t.task, "snoozed", today, until_on=t.plan_on.date())
        ]  # fmt: skip
        with self.telling():
            self.book.save(rows, "A plan for the next days")
            self.refresh(f"{len(later)} are put off, a few a day. Undo brings them back.")

    def _line(self, task: Any) -> list[w.Widget]:
        line = f.button(self._words(task), lambda: self._on_choose(task.task))
        line.add_class("fu-task")
        line.add_class(f"fu-{task.status}")
        line.remove_class("fu-quiet")
        if task.task != self._chosen:
            return [line]
        line.add_class("fu-chosen")
        said = html(coach_said(self.situation.frames, task))
        desks = desks_for(self.book, task, self._on_done)
        parts = [line, said, *desks, self._set_aside(task), page_doors(self.book, task)]
        return [*self._told(), *parts]

    def _told(self) -> list[w.Widget]:
        """What was just noted, above the line that comes next."""
        news = Markup("<p role='status'><b>{}</b></p>").format(self._news)
        return [html(news, "fu-news")] if self._news else []

    def _words(self, task: Any) -> str:
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
        order = list(self._wanted()["task"])
        place = order.index(self._chosen) if self._chosen in order else 0
        self._chosen = ""
        self.refresh(news)
        left, owed = self._wanted(), self.tasks[self.tasks["status"] != "upcoming"]
        open_here = {*left["task"]} & {*owed["task"]}
        later = [task for task in order[place + 1 :] if task in open_here]
        if later:
            self._chosen, news = later[0], f"{news} Next:"
        elif owed.empty:
            news = f"{news} Nothing else is owed today."
        self._news = news
        self._show_list()
        self._news = ""
        self.guard.to_top("fu-news")  # the same button of the next desk is not under the pointer

    # --- setting aside ---

    def _set_aside(self, task: Any) -> w.VBox:
        reason = f.text("Why it is not needed (if you like)")
        until = f.day("Later: hide it until")

        def put(decision: str, what: str, **more: Any) -> None:
            with self.telling():
                decisions, today = self.book.frames(["decisions"]), self.book.today
                rows = records.set_aside(decisions, task.task, decision, today, **more)
                self.book.save(rows, f"{what}: {task.duty.lower()}{_about(task)[0]}")
                self._on_done("Set aside. Undo brings it back.")

        not_needed = f.button(
            "Not needed", lambda: put("not_needed", "Set aside", reason=reason.value)
        )
        later = f.button("Later", lambda: put("snoozed", "Put off", until_on=until.value))
        return w.VBox([f.line(reason, not_needed), f.line(until, later)])

    def _put_aside(self) -> list[w.Widget]:
        """A button that opens what is put off or not needed, to be brought back."""
        if self.situation.frames["decisions"].empty:
            return []
        box = w.VBox([])
        return [f.button("What is put off or not needed", partial(self._on_aside, box)), box]

    def _on_aside(self, box: w.VBox) -> None:
        if box.children:
            box.children = []
            return
        rest = put_aside(self.situation.frames, self.book.today).itertuples()
        nothing = html(said("Nothing that would be owed otherwise."))
        box.children = [self._bring_back(task) for task in rest] or [nothing]

    def _bring_back(self, task: Any) -> w.HBox:
        snoozed = task.decision == "snoozed"
        what = (
            f"put off until {day_from(task.until_on, self.book.today)}" if snoozed else "not needed"
        )
        reason = f" ({task.reason})" if task.reason else ""
        line = html(said(f"{task.duty}{''.join(_about(task))}: {what}{reason}"))
        shown = w.HBox([line, f.button("Bring it back", partial(self._on_back, task))])
        shown.add_class("fu-plan")
        return shown

    def _on_back(self, task: Any) -> None:
        decisions = self.situation.frames["decisions"]
        with self.telling():
            own = decisions.loc[decisions["task"] == task.task, "id"]
            rows = [Row("decisions", {"id": i}, gone=True) for i in own]
            self.book.save(rows, f"Brought back: {task.duty.lower()}{_about(task)[0]}")
            self.refresh("It is on the list again.")

    def _on_undo(self) -> None:
        last = self.book.recent_saves(1)
        if last.empty:
            self.tell("There is nothing to undo.")
            return
        with self.telling():
            what = self.book.undo(int(last["save_id"].iloc[0]))
            self.refresh(f"Taken back: {what}.")


def _about(task: Any) -> tuple[str, str]:
    """Whom and where a task is about, as a line goes on."""
    who = f": {task.person}" if task.person else ""
    return who, f", {task.company}" if task.company else ""


def coach_said(frames: Frames, task: Any) -> Markup:
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
    tasks = agenda(book.frames(), today)
    tasks = tasks[tasks["status"] != "upcoming"].head(5)
    title = Markup("<h2>Today, {}</h2>").format(say_day(today))
    if tasks.empty:
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
            for task in tasks.itertuples()
        )
    )  # fmt: skip
