"""The due list: grouped, filtered, a line opens its desk right below it.

Not here: what is owed (agenda.py), what to do about it (desk.py).
"""

from typing import Any

import ipywidgets as w
import pandas as pd
from markupsafe import Markup

from followup import records
from followup.agenda import STATUSES, agenda, restart_plan
from followup.errors import FollowupError
from followup.forms import fields as f
from followup.forms.desk import desks_for
from followup.forms.form import Book, Form
from followup.forms.look import day_from, heading, html
from followup.rules.situation import Situation
from followup.tables import Row

MANY = 12  # lines of one group shown at first


class DueList(Form):
    """Everything owed, hardest first; choosing a line opens its desk right below.

    Setting aside ("Not needed", "Later") stands under each desk, and can be undone at once.
    """

    def __init__(self, book: Book) -> None:
        super().__init__(book, "due-list")
        self._chosen = ""
        self._all = False
        self._company = f.choice("Company", {"": "Every company"})
        self._person = f.choice("Person", {"": "Everyone"})
        for field in (self._company, self._person):
            field.on_change(self._on_filter)
        self._list = w.VBox([])
        self._undo = f.button("Undo the last step", self._on_undo)
        self.show(
            f.line(self._company, self._person), self._list, w.HBox([self._undo, self.status])
        )
        self.refresh()

    def refresh(self, said: str = "") -> None:
        """Works the list out again."""
        self.situation = Situation.of(self.book.frames(), self.book.today)
        self.tasks = agenda(self.situation.frames, self.book.today, self.situation)
        with self.quietly():
            for field, column, every in (
                (self._company, "company", "Every company"),
                (self._person, "person", "Everyone"),
            ):
                known = sorted(set(self.tasks[column]) - {""})
                field.options({"": every} | {name: name for name in known})
        self._show_list()
        if said:
            self.tell(said)

    def _on_filter(self) -> None:
        if not self._quiet:
            self._show_list()

    def _wanted(self) -> pd.DataFrame:
        tasks = self.tasks
        for field, column in ((self._company, "company"), (self._person, "person")):
            if field.value:
                tasks = tasks[tasks[column] == field.value]
        return tasks

    def _show_list(self) -> None:
        tasks, shown = self._wanted(), []
        if tasks.empty:
            shown.append(
                html(
                    Markup(
                        "<p>Nothing is owed just now. What comes next appears here: a letter after a meeting, a call a few days later, a note every 4 to 6 weeks.</p>"
                    )
                )
            )
        shown += self._plan()
        for status, title in STATUSES.items():
            group = tasks[tasks["status"] == status]
            if group.empty:
                continue
            shown.append(heading(f"{title} ({len(group)})", 3))
            rows = list(group.itertuples())
            for task in rows if self._all else rows[:MANY]:
                shown += self._line(task)
            if len(rows) > MANY and not self._all:
                shown.append(f.button(f"Show all {len(rows)}", self._on_all))
        self._list.children = shown

    def _plan(self) -> list[w.Widget]:
        """After a break: an offer to spread what is overdue over the next days."""
        n_late = int((self.tasks["status"] == "overdue").sum())
        n_today = self.situation.policy.daily_load
        if n_late <= n_today:
            return []
        said = f"{n_late} things have waited for you; that happens. {n_today} a day is plenty."
        spread = f.button(f"Keep {n_today} for today and spread the rest", self._on_spread)
        return [html(Markup("<p>{}</p>").format(said)), spread]

    def _on_spread(self) -> None:
        frames, today = self.book.frames(), self.book.today
        plan = restart_plan(self.tasks, today, self.situation)
        later = plan[plan["plan_on"] > pd.Timestamp(today)]
        rows = [
            row
            for task in later.itertuples()
            for row in records.set_aside(
                frames, task.task, "snoozed", today, until_on=task.plan_on.date()
            )
        ]
        self._save_and_refresh(
            rows, "A plan for the next days", f"{len(later)} are put off, a few a day."
        )

    def _save_and_refresh(self, rows: list[Row], what: str, said: str) -> None:
        try:
            self.book.save(rows, what)
        except FollowupError as error:
            self.tell(str(error))
        else:
            self.refresh(f"{said} Undo brings them back.")

    def _line(self, task: Any) -> list[w.Widget]:
        line = f.button(self._words(task), lambda: self._on_choose(task.task))
        line.add_class("fu-task")
        line.add_class(f"fu-{task.status}")
        line.remove_class("fu-quiet")
        if task.task != self._chosen:
            return [line]
        line.add_class("fu-chosen")
        return [line, *desks_for(self.book, task, self._on_done), self._set_aside(task)]

    def _words(self, task: Any) -> str:
        who = f": {task.person}" if task.person else ""
        where = f", {task.company}" if task.company else ""
        if task.status == "upcoming":
            when = f"from {day_from(task.earliest, self.book.today)}"
        else:
            when = f"by {day_from(task.latest, self.book.today)}"
        return f"{task.duty}{who}{where}: {when}\n{task.why}"

    def _on_choose(self, task: str) -> None:
        self._chosen = "" if self._chosen == task else task
        self._show_list()

    def _on_all(self) -> None:
        self._all = True
        self._show_list()

    def _on_done(self, said: str) -> None:
        order = list(self._wanted()["task"])
        place = order.index(self._chosen) if self._chosen in order else 0
        self._chosen = ""
        self.refresh(said)
        left = list(self._wanted()["task"])
        later = [task for task in order[place + 1 :] if task in left]
        if later:
            self._chosen = later[0]
            self._show_list()

    # --- setting aside ---

    def _set_aside(self, task: Any) -> w.VBox:
        reason = f.text("Why it is not needed (if you like)")
        until = f.day("Later: hide it until")
        not_needed = f.button(
            "Not needed", lambda: self._put(task.task, "not_needed", reason=reason.value)
        )
        later = f.button("Later", lambda: self._put(task.task, "snoozed", until_on=until.value))
        return w.VBox([f.line(reason, not_needed), f.line(until, later)])

    def _put(self, task: str, decision: str, **more: Any) -> None:
        try:
            rows: list[Row] = records.set_aside(
                self.book.frames(["decisions"]), task, decision, self.book.today, **more
            )
            self.book.save(rows, "Set aside" if decision == "not_needed" else "Put off")
        except FollowupError as error:
            self.tell(str(error))
            return
        self._on_done("Set aside. Undo brings it back.")

    def _on_undo(self) -> None:
        last = self.book.recent_saves(1)
        if last.empty:
            self.tell("There is nothing to undo.")
            return
        try:
            what = self.book.undo(int(last["save_id"].iloc[0]))
        except FollowupError as error:
            self.tell(str(error))
            return
        self.refresh(f"Taken back: {what}.")


def top_five(book: Book) -> Markup:
    """The first five things to do, one line each, as HTML; a sentence when there is none."""
    tasks = agenda(book.frames(), book.today)
    tasks = tasks[tasks["status"] != "upcoming"].head(5)
    today = book.today
    title = f"Today, {today:%A} {today.day} {today:%B}"
    if tasks.empty:
        text = "Nothing is owed today. After the next meeting, begin with 01-reflect."
        return Markup("<h2>{}</h2><p>{}</p>").format(title, text)
    rows = Markup("")
    for task in tasks.itertuples():
        who = f": {task.person}" if task.person else ""
        where = f", {task.company}" if task.company else ""
        when = day_from(task.latest, today)
        row = '<li><b>{}{}</b>{} <span>by {} ({})</span><br><span>{}</span> <a href="{}">Do it</a></li>'
        page = "01-reflect.ipynb" if task.rule == "R-REF" else "02-follow-up.ipynb"
        rows += Markup(row).format(
            task.duty, who, where, when, STATUSES[task.status].lower(), task.why, page
        )
    return Markup("<h2>{}</h2><ol>{}</ol>").format(title, rows)
