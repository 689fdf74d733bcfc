"""The due list: grouped, filtered; a line opens its desk right below the list.

Not here: what is owed (agenda.py), what to do about it (desk.py).
"""

from datetime import date
from functools import partial
from textwrap import shorten
from typing import Any

import ipywidgets as w
from markupsafe import Markup

from followup import records
from followup.agenda import GROUPS, by_when, group_of, listed, put_aside, restart_plan, title
from followup.forms import fields as f
from followup.forms.browser import LineList
from followup.forms.desk import desk_for
from followup.forms.form import Book, Panel, follow
from followup.forms.look import html, said
from followup.forms.pages import page_doors
from followup.forms.words import words
from followup.rules.task import Task
from followup.search import Decision, search_on
from followup.tables import TAKEN, Frames, Row
from followup.words import day_from, n_of, say_day, say_instant

MANY = 7  # lines of one group shown at first
LOOKED_BACK = 120  # saves, for the last one that is no undo
NOTHING = (
    "Nothing is owed just now. What comes next appears here: a letter after a meeting, a call a "
    "few days later, a note every {touches}."
)


class DueList(Panel):
    """Everything owed, hardest first, and the desk of the line chosen.

    What is done stays in its place, with its undo, until the page is opened again. The list
    follows whatever is saved on its page.
    """

    def __init__(self, book: Book) -> None:
        super().__init__(book, "due-list")
        self.chosen = ""
        self._as_of: tuple[Frames, date] | None = None  # when the list was worked out
        self._done: list[dict[str, Any]] = []  # the lines of what was done here
        self._all: set[str] = set()  # the groups shown whole
        self._company = f.choice("Company", {"": "Every company"})
        self._person = f.choice("Person", {"": "Everyone"})
        for field in (self._company, self._person):
            field.add_class("fu-bare")
            field.on_change(self._show_list)
        self.lines = LineList(self._on_press)
        self._before, self._after = w.VBox([]), w.VBox([])  # the list
        self._news, self.desk = w.HBox([]), w.VBox([])
        for box, name in (
            (self._news, "fu-beside"),
            (self._news, "fu-news"),
            (self.desk, "fu-desk"),
        ):
            box.add_class(name)
        self._undo = f.button("", lambda: self._on_undo_named(self._last), link=True)
        self._back = f.button("", lambda: self._on_undo_named(self._taken), link=True)
        self.follow_what_is_saved()
        self.show(
            f.line(self._company, self._person), self._before, self.lines, self._after,
            f.beside(self._undo, self._back), self.status, self._news, self.desk,
        )  # fmt: skip
        self.refresh()

    def refresh(self) -> None:
        """Works the list out again, if anything was saved since; the desk that is open stays."""
        frames = self.book.frames()
        if self._as_of and self._as_of[0] is frames and self._as_of[1] == self.book.today:
            return
        self._as_of = (frames, self.book.today)
        self.search = search_on(frames, self.book.today)
        self.tasks = listed(self.search)
        companies = sorted({task.company for task in self.tasks} - {""})
        people = sorted({task.person for task in self.tasks} - {""})
        for field, names, empty in (
            (self._company, companies, "Every company"), (self._person, people, "Everyone")
        ):  # fmt: skip
            field.options({"": empty} | dict(zip(names, names, strict=True)))
        self._show_list()
        self._offer_steps()
        if self.chosen and self.chosen not in {task.task for task in self.tasks}:
            self.open_desk("")

    def _offer_steps(self) -> None:
        """The two buttons say which step they take back, or bring back, and in which window it was."""
        steps = [*self.book.recent_saves(LOOKED_BACK).itertuples()]
        self._last = next((step for step in steps if not step.is_undo), None)
        self._taken = steps[0] if steps and steps[0].is_undo else None
        for button, word, step in (
            (self._undo, "Undo", self._last), (self._back, "Bring back", self._taken)
        ):  # fmt: skip
            f.show(button, step is not None)
            if step is not None:
                elsewhere = "" if step.is_here else " (from another window)"
                what = step.what.removeprefix(f"{TAKEN}: ")
                button.description = f"{word}: {shorten(what, 60)}{elsewhere}"
                button.tooltip = f"{word}: {what}, saved on {say_instant(step.saved_at)}{elsewhere}"

    # --- the list ---

    def wanted(self) -> list[Task]:
        """The tasks that the company and the person chosen leave."""
        company, person = self._company.value, self._person.value
        return [
            task for task in self.tasks
            if company in ("", task.company) and person in ("", task.person)
        ]  # fmt: skip

    def _show_list(self) -> None:
        today, tasks = self.search.today, self.wanted()
        shown = []
        for group, name in GROUPS.items():
            own = [self._line(task, group) for task in tasks if group_of(task, today) == group]
            is_long = len(own) > MANY and group not in self._all
            lines = [one for one in self._done if one["group"] == group]
            lines += own[:MANY] if is_long else own
            if lines:
                more = f"Show all {len(own)}" if is_long else ""
                shown.append(
                    {"name": f"{name} ({len(own)})" if own else name, "more": more, "lines": lines}
                )
        self.lines.groups = shown
        nothing = [] if tasks else [html(said(NOTHING.format(**self.search.numbers)))]
        f.swap(self._before, nothing + self._plan())
        f.swap(self._after, [*self._quiet(), *self._put_aside()])

    def _line(self, task: Task, group: str) -> dict[str, str]:
        today = self.search.today
        say = day_from if group == "overdue" else say_day
        when = by_when(task, today, lambda day: say(day, today)).removeprefix("best tonight, ")
        where = f", {task.company}" if task.company else ""
        return {"id": task.task, "state": group, "what": title(task), "where": where, "when": when}

    def _on_press(self, what: str, which: str) -> None:
        if what == "more":
            self._all |= {key for key, name in GROUPS.items() if which.startswith(name)}
            self._show_list()
        elif what == "undo":
            for done in [one for one in self._done if one["id"] == which]:
                self._on_not_done(done)
        else:
            self.open_desk("" if which == self.chosen else which)

    def open_desk(
        self, name: str, news: Markup | str = "", undo: dict[str, Any] | None = None
    ) -> None:
        """Opens the desk of a task right below the list, with what was just noted above it."""
        self.chosen = self.lines.chosen = name
        back = [f.button(undo["undo"], partial(self._on_not_done, undo), link=True)] if undo else []
        told = html(Markup("<p role='status'><b>{}</b></p>").format(news))
        f.swap(self._news, [told, *back] if news else [])
        task = next((task for task in self.tasks if task.task == name), None)
        if task is None:
            f.swap(self.desk, [])
            return
        coach = html(coach_said(self.search.frames, task))
        desk = desk_for(self.book, task, self._on_done)
        f.swap(self.desk, [coach, self._set_aside(task), desk, page_doors(self.book, task)])
        self.guard.show("fu-news" if news else "fu-desk", "start" if news else "nearest")

    # --- moving on ---

    def _on_done(self, news: str, undo: str = "Undo: it was not done") -> None:
        """Keeps the line of what was done in its place, and opens the next one that is owed."""
        task = next(task for task in self.tasks if task.task == self.chosen)
        order = [one.task for one in self.wanted()]
        place = order.index(self.chosen) if self.chosen in order else -1  # filtered away since
        step = self.book.own_steps[-1]
        done = {"id": f"done-{step}", "group": group_of(task, self.search.today), "state": "done",
                "what": news, "where": "", "when": "", "undo": undo, "step": step, "task": task.task}  # fmt: skip
        self._done.append(done)
        self.chosen = ""
        self._as_of = None
        self.refresh()
        owed = {one.task for one in self.tasks if one.status != "upcoming"}
        open_here = {one.task for one in self.wanted()} & owed
        later = [one for one in order[place + 1 :] if one in open_here]
        if later:
            self.open_desk(later[0], f"{news} Next:", done)
        else:
            self.open_desk("", news if owed else f"{news} Nothing else is owed today.", done)
            self.guard.go_to("fu-news")

    def _on_not_done(self, done: dict[str, Any]) -> None:
        """Takes back what was done, and opens its desk again."""
        with self.telling():
            told = f"{TAKEN}: {self.book.undo(done['step'])}."
            self._done.remove(done)
            self._as_of = None
            follow(self.book)
            is_there = any(task.task == done["task"] for task in self.tasks)
            self.open_desk(done["task"] if is_there else "", told)
            self.tell(told)

    def _on_undo_named(self, step: Any) -> None:
        """Takes back the step the button names, if it is still the last one."""
        with self.telling():
            before = self._last, self._taken
            self._offer_steps()
            if before != (self._last, self._taken):
                self._as_of = None
                self.refresh()
                self.tell("Another window has saved meanwhile; the buttons name the last step now.")
                return
            self._done = [one for one in self._done if one["step"] != step.save_id]
            self._as_of = None
            self.take_back(step)
            f.swap(self._news, [])

    # --- after a break, and what has gone quiet ---

    def _plan(self) -> list[w.Widget]:
        """After a break: an offer to spread what is overdue over the next days."""
        n_late = sum(task.status == "overdue" for task in self.tasks)
        n_today = self.search.policy.daily_load
        if n_late <= n_today:
            return []
        waited = f"{n_late} things have waited for you; that happens. {n_today} a day is plenty."
        spread = f.button(f"Keep {n_today} for today and spread the rest", self._on_spread)
        return [f.beside(html(said(waited)), spread)]

    def _on_spread(self) -> None:
        frames, today = self.book.frames(), self.book.today
        stay = self.search.policy.daily_load  # some stay, also on a day off
        later = restart_plan(self.search)[stay:]
        rows = [
            row for task, day in later
            for row in records.set_aside(frames, task.task, "snoozed", today, until_on=day)
        ]  # fmt: skip
        with self.telling():
            self.put(rows, "A plan for the next days")
            self.tell(f"{len(later)} are put off, a few a day. Undo brings them back.")

    def _quiet(self) -> list[w.Widget]:
        """What has gone quiet, to be closed together: a tick for each."""
        dormant = [o for o in self.search.opportunities.values() if o.dormant_on]
        if not dormant:
            return []
        return [f.Opener(f"What has gone quiet ({len(dormant)})", lambda: self._to_close(dormant))]

    def _to_close(self, dormant: list[Any]) -> list[w.Widget]:
        say, companies = self.search.say, self.search.companies
        ticks = {
            o.id: f.tick(
                f"{companies.get(o.company_id or '', '')}, {o.role}: quiet since {say(o.dormant_on)}"
            )
            for o in dormant
        }

        def _close() -> None:
            chosen = [key for key, one in ticks.items() if one.value]
            frames, today = self.book.frames(), self.book.today
            rows = [
                row
                for key in chosen
                for row in records.ended(frames, "closed", today, opportunity_id=key)
            ]
            with self.telling():
                if rows:
                    self.put(
                        rows, f"Closed: {n_of(len(chosen), 'that had', 'that had')} gone quiet"
                    )
                    self.tell("Closed. They can be reopened when they come back to you.")

        hint = "Nothing more is tried there. Keeping in touch with the people goes on."
        return [html(hint, "fu-small"), *ticks.values(), f.button("Close the ticked ones", _close)]

    # --- setting aside ---

    def _set_aside(self, task: Task) -> w.VBox:
        reason = f.text("Why it is not needed (if you like)")
        until = f.day("Hide it until")

        def _put(decision: str, what: str, news: str, **more: Any) -> None:
            with self.telling():
                frames, today = self.book.frames(), self.book.today
                rows = records.set_aside(frames, task.task, decision, today, **more)
                self.book.save(
                    rows, f"{what}: {task.duty.lower()}{f': {task.person}' if task.person else ''}"
                )
                self._on_done(news, "Undo: bring it back")

        def _unfold(part: w.Widget) -> None:
            for one in (hide, leave):
                f.show(one, one is part and one.layout.display == "none")

        hide = f.line(
            until,
            f.button(
                "Hide it until then",
                lambda: _put(
                    "snoozed", "Put off", f"Put off: {title(task)}.", until_on=until.value
                ),
            ),
        )
        leave = f.line(
            reason,
            f.button(
                "Set it aside",
                lambda: _put(
                    "not_needed", "Set aside", f"Set aside: {title(task)}.", reason=reason.value
                ),
            ),
        )
        ways = f.beside(
            *(
                f.button(label, partial(_unfold, part), link=True)
                for label, part in (("Later", hide), ("Not needed", leave))
            )
        )
        for part in (hide, leave):
            f.show(part, False)
        box = w.VBox([ways, hide, leave])
        box.add_class("fu-aside")
        return box

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
        where = f", {task.company}" if task.company else ""
        line = html(said(f"{title(task)}{where}: {what}{reason}"))
        return f.beside(line, f.button("Bring it back", partial(self._on_back, task), link=True))

    def _on_back(self, task: Task) -> None:
        decisions = self.book.frames()["decisions"]
        with self.telling():
            own = decisions.loc[decisions["task"] == task.task, "id"]
            rows = [Row("decisions", {"id": i}, gone=True) for i in own]
            self.put(rows, f"Brought back: {title(task)}")
            self.tell("It is on the list again.")


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
