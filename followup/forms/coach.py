"""What came back from a coach, what is agreed between sessions, and opening what a seeker shared.

Not here: the form of a pack (pack.py), or taking in a file (followup.coach).
"""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any, Protocol

import ipywidgets as w
import pandas as pd
from markupsafe import Markup

from followup.errors import InvalidValue
from followup.forms import fields as f
from followup.forms.browser import FileField
from followup.forms.form import Book, Form
from followup.forms.look import heading, html, lines, listed
from followup.forms.words import words
from followup.tables import Row, as_day
from followup.words import n_of, say_day

LAST, NEXT = "coach.last_session", "coach.next_session"


class Sharing(Protocol):
    """What the form of comments needs of followup.coach.share.Coach."""

    @property
    def book(self) -> Any: ...
    def take_in(self, content: bytes) -> int: ...


class CommentsForm(Form):
    """The file of a coach taken in; each comment beside what it is about, to act on or finish."""

    def __init__(self, coach: Sharing) -> None:
        super().__init__(coach.book, "comments")
        self._coach = coach
        file = FileField("The file of your coach", ".json", self._on_file)
        self._list = w.VBox([])
        self._days: dict[str, f.Field] = {}  # by comment: when it is to be done
        self._refresh()
        self.show(file, self.status, self._list)

    def _on_file(self, content: bytes) -> None:
        with self.telling():
            n = self._coach.take_in(content)
            if n:
                self._refresh()
            new = f"{n_of(n, 'comment is', 'comments are')} new."
            self.tell(new if n else "These comments are here already; nothing changed.")

    def _refresh(self) -> None:
        told = self.book.frames()["comments"]
        told = told[told["pack"] != ""].sort_values(["done_on", "about"], na_position="first")
        rows: list[w.Widget] = []
        for about, group in told.groupby("about", sort=False):
            rows.append(heading(str(about), 3))
            rows += [self._comment(comment) for comment in group.itertuples()]
        nothing = (
            "Comments appear here, each beside what it is about, once your coach sent a file back."
        )
        f.swap(self._list, rows or [html(nothing, "fu-small")])

    def _comment(self, comment: Any) -> w.VBox:
        verdict = f"{words(comment.verdict)}. " if comment.verdict else ""
        done = ""
        if pd.notna(comment.done_on):
            done = f" (done on {say_day(comment.done_on, self.book.today)})"
        text = html(Markup("<p>{}{}{}</p>").format(verdict, lines(comment.comment), done))
        if done:
            return w.VBox([text])
        until = self._days.get(comment.id)  # a day typed beside another comment is not lost
        if until is None:
            due = None if pd.isna(comment.due_on) else comment.due_on.date()
            until = self._days[comment.id] = f.day("Do it by", due)
        task = f.button("Put it on the list", partial(self._on_task, comment, until))
        finished = f.button("Done", partial(self._on_finished, comment))
        return w.VBox([text, f.line(until, task, finished)])

    def _on_task(self, comment: Any, until: f.Field) -> None:
        if until.value is None:
            until.say("'Do it by' needs a date, such as 2026-03-05.")
            return
        self._put(comment, "On the list", due_on=until.value)

    def _on_finished(self, comment: Any) -> None:
        self._put(comment, "Done", done_on=self.book.today)

    def _put(self, comment: Any, said: str, **values: date) -> None:
        row = Row("comments", {"id": comment.id, **values})
        with self.telling():
            self.book.save([row], f"A comment of the coach: {said.lower()}")
            self._refresh()
            self.tell(f"{said}. It can be taken back in 05-care.")


class SessionsForm(Form):
    """The last and the next session, and what was agreed; agreed actions stand in the due list."""

    def __init__(self, book: Book) -> None:
        super().__init__(book, "sessions", "Save")
        kept = book.settings()
        self.watch(
            {
                "last": f.day("Last session", as_day(kept.get(LAST, ""))),
                "next": f.day("Next session", as_day(kept.get(NEXT, ""))),
                "agreed": f.Rows(
                    lambda: {"action": f.text("What you agreed to do"), "due_on": f.day("By")}, "action",
                    add="Add another",
                ),
            }
        )  # fmt: skip
        self.bring_back()
        self._list = html("")
        self._refresh()
        self.show(
            f.line(self.fields["last"], self.fields["next"]), self._list, self.fields["agreed"],
            w.HBox([self.save_button, self.status]),
        )  # fmt: skip

    def _refresh(self) -> None:
        agreed, today = self.book.frames()["comments"], self.book.today
        agreed = agreed[(agreed["pack"] == "") & agreed["done_on"].isna()].sort_values("due_on")
        rows = [f"{c.comment}, by {say_day(c.due_on, today)}" for c in agreed.itertuples()]
        shown = Markup("<p>Agreed and not done yet:</p>{}").format(listed(rows))
        self._list.value = str(shown) if rows else ""

    def rows_and_words(self) -> tuple[list[Row], str] | None:
        """The two days, and each action with its day."""
        v, rows = self.values, []
        for key, name in ((LAST, "last"), (NEXT, "next")):
            rows.append(
                Row("settings", {"id": key, "value": v[name].isoformat() if v[name] else ""})
            )
        for action in v["agreed"]:
            if action["due_on"] is None:
                raise InvalidValue("By", "needs a date, such as 2026-03-05", key="agreed")
            about = {"about": "What was agreed", "received_on": self.book.today}
            if not action["action"].strip():
                raise InvalidValue("What you agreed to do", "is needed", key="agreed")
            rows.append(
                Row("comments", {**about, "comment": action["action"], "due_on": action["due_on"]})
            )
        return rows, "The sessions with the coach"

    def after_saving(self) -> None:
        """The actions are on the list; the rows are empty again."""
        with self.quietly():
            self.fields["agreed"].value = []
        self._refresh()
        self.tell("Saved. What you agreed stands in the list of 02-follow-up.")


class OpenCopy(Form):
    """For a coach: opens a copy somebody shared, or goes back to the own workbook."""

    def __init__(self, book: Book, open_copy: Any, open_own: Any) -> None:
        super().__init__(book, "open-copy")
        self._open_copy, self._open_own = open_copy, open_own
        file = FileField("The copy", ".sqlite", self._on_file)
        back = f.button("Back to my own workbook", self._on_back)
        self.show(file, w.HBox([back, self.status]))

    def _on_file(self, content: bytes) -> None:
        with self.telling():
            self.tell(f"{self._open_copy(content).title}. Run the notebooks again to see it.")

    def _on_back(self) -> None:
        with self.telling():
            self.tell(f"{self._open_own().title}. Run the notebooks again to see it.")
