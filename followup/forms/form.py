"""What every form does: keeps a draft while one types, saves once, tells the truth about both.

Not here: the fields of a particular form, or the workbook itself; a notebook hands it over.
"""

import asyncio
import json
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date, datetime
from typing import Any, Protocol

import ipywidgets as w
import pandas as pd
from IPython import get_ipython
from markupsafe import Markup
from traitlets import TraitError

from followup.errors import Busy, FollowupError, InvalidValue, beside
from followup.forms.browser import Guard
from followup.forms.fields import Field, Rows, button, close, close_dropped, swap
from followup.forms.look import STYLE, html
from followup.oddities import odd
from followup.tables import BROUGHT, DRAFT_MARK, TAKEN, UNREADABLE, Frames, Row, checked

Part = Field | Rows

SOON, LATEST = 0.4, 2.0  # a draft is kept this long after the last key, or after the first one


class Book(Protocol):
    """What a form needs of a workbook."""

    @property
    def today(self) -> date: ...
    @property
    def title(self) -> str: ...
    def frames(self) -> Frames: ...
    def settings(self) -> dict[str, str]: ...
    def save(self, rows: Iterable[Row], what: str) -> list[str]: ...
    def recent_saves(self, n: int = 20) -> pd.DataFrame: ...
    def undo(self, save_id: int) -> str: ...
    def last_backup(self) -> pd.Timestamp | None: ...
    def draft(self, form: str) -> dict[str, Any]: ...
    def drafts(self, form: str) -> dict[str, dict[str, Any]]: ...
    def keep_draft(self, form: str, content: Mapping[str, Any]) -> None: ...


_shown: dict[tuple[type, str], "Form"] = {}  # by themselves, each in a cell of the notebook


class Soon:
    """Calls `then` when changes pause, and after `latest` seconds at the latest; at once where
    nothing can wait.
    """

    def __init__(self, then: Callable[[], object], latest: float = 60.0) -> None:
        self._then, self._latest, self._first = then, latest, 0.0
        self._waiting: asyncio.TimerHandle | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether it is still to be called."""
        return self._waiting is not None

    def __call__(self) -> None:
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self._then()
            return
        now = time.monotonic()
        self._first = self._first if self.is_waiting else now
        self.stop()
        wait = max(0.0, min(SOON, self._first + self._latest - now))
        self._waiting = loop.call_later(wait, self._now)

    def _now(self) -> None:
        self._waiting = None
        self._then()

    def stop(self) -> None:
        """Calls it off."""
        if self._waiting:
            self._waiting.cancel()
            self._waiting = None


class Form(w.VBox):
    """A box of fields with a primary button, a draft and a quiet line about saving.

    It shows nothing of what was typed when a notebook is saved as text.
    """

    def __init__(
        self, book: Book, name: str, save_label: str = "", then: Callable[[], object] | None = None
    ) -> None:
        lose_no_message()
        super().__init__()
        self.book, self.name, self._then = book, name, then
        self.fields: dict[str, Any] = {}  # each a Part
        self.status = html("", "fu-note")
        self.save_button = button(save_label, self.save, primary=True)
        self._style = html(Markup("<style>{}</style>").format(Markup(STYLE)))
        self.guard = Guard(self.save)
        self._keep_soon = Soon(self.keep, LATEST)
        self._quiet = False
        self._draft = name  # which draft is this window's, and what it kept last
        self._kept: dict[str, Any] = {}
        self._looked_at: dict[str, Any] = {}
        self._other_drafts = w.HBox([])
        self._label = ""  # of the button, while it says "Try again"
        self._asked: list[str] = []
        self.add_class("fu-form")
        before = _shown.get((type(self), name))
        if before is not None and before._keep_soon.is_waiting:
            before.keep()  # so that its draft is seen here

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def _repr_keys(self) -> Iterable[str]:
        return iter(())

    def show(self, *parts: w.Widget) -> None:
        """Shows these parts, with what every form carries."""
        stay = (self.save_button, self.status)
        swap(self, [self._style, *parts, self._other_drafts, self.guard], stay)

    def _repr_mimebundle_(self, **more: Any) -> Any:
        """Shows the form; opened again, it closes the one that was shown before."""
        close_dropped()
        before = _shown.get((type(self), self.name))
        _shown[type(self), self.name] = self
        if before is not None and before is not self:
            close(before)
        return super()._repr_mimebundle_(**more)

    def foot(self, *more: w.Widget) -> w.HBox:
        """The primary button, and the quiet line last."""
        return w.HBox([self.save_button, *more, self.status])

    def watch(self, fields: Mapping[str, Part]) -> None:
        """Takes these fields into the draft."""
        self.fields.update(fields)
        for field in fields.values():
            field.on_change(self._changed)

    @property
    def values(self) -> dict[str, Any]:
        """What the fields hold, by name."""
        return {name: field.value for name, field in self.fields.items()}

    @property
    def content(self) -> dict[str, Any]:
        """What is typed, as a draft keeps it."""
        return {name: field.kept for name, field in self.fields.items()}

    @content.setter
    def content(self, kept: Mapping[str, Any]) -> None:
        self.fill(kept)

    def fill(self, kept: Mapping[str, Any]) -> None:
        """Fills in what a draft kept; that is not a change to keep again. What a field cannot
        hold is left out.
        """
        with self.quietly():
            for name, value in kept.items():
                if name in self.fields:
                    with suppress(
                        TraitError, TypeError, ValueError, AttributeError
                    ):  # a broken one
                        self.fields[name].kept = value

    @contextmanager
    def quietly(self) -> Iterator[None]:
        """While it lasts, changes are the workbook's own and not kept as a draft."""
        before, self._quiet = self._quiet, True
        try:
            yield
        finally:
            self._quiet = before

    def bring_back(self) -> None:
        """Fills in the newest draft, if there is one, and says so; another window's is one
        button away.
        """
        if self._keep_soon.is_waiting:
            self.keep()
        found = self.book.drafts(self.name)
        kept = {name: content for name, content in found.items() if UNREADABLE not in content}
        if len(kept) < len(found):
            self.tell("A draft kept here cannot be read any more; 05-care shows its text.")
        if not kept:
            return
        order = list(kept)
        here = order.index(self._draft) if self._kept and self._draft in order else -1
        self._draft = order[(here + 1) % len(order)]
        self.content = self._kept = kept[self._draft]
        self.tell("Your last draft is back.")
        other = button("Show the draft of the other window", self.bring_back)
        discard = button("Discard this draft", self._on_discard)
        self._other_drafts.children = [discard, *([other] if len(kept) > 1 else [])]

    def tell(self, text: str) -> None:
        """Writes the quiet line under the form."""
        self.status.value = str(Markup("<span role='status'>{}</span>").format(text))

    def _changed(self) -> None:
        if not self._quiet:
            self._keep_soon()

    def keep(self) -> None:
        """Keeps the draft now."""
        self._keep_soon.stop()
        content = self._as_kept()
        if content == self._looked_at and not self._kept:
            return  # it was only looked at
        try:
            there = self.book.drafts(self.name).get(self._draft, {})
            if there not in ({}, self._kept, content):
                self._draft = f"{self.name}{DRAFT_MARK}{secrets.token_hex(4)}"
            self.book.keep_draft(self._draft, content)
        except FollowupError as error:
            self.tell(f"The draft is not kept: {error}")
            return
        self._kept = content
        other = "" if self._draft == self.name else "; another window keeps one too"
        self.tell(f"Draft kept at {datetime.now():%H:%M}{other}")

    def _as_kept(self) -> dict[str, Any]:
        """What is typed, as it comes back from a draft: days as text, missing as nothing."""
        kept: dict[str, Any] = json.loads(json.dumps(self.content, default=_plain))
        return kept

    def opened(self) -> None:
        """What stands in the fields now is the record; looking at it makes no draft."""
        self._looked_at = self._as_kept()

    def _on_discard(self) -> None:
        self.drop_draft()
        self._other_drafts.children = []
        self.tell("The draft is gone. Run this cell again for a fresh form.")

    def clear_notes(self) -> None:
        """Takes every sentence away from the fields."""
        for field in self.fields.values():
            field.say("")

    def save(self) -> None:
        """Saves; a sentence stands beside the field if something cannot be."""
        self.clear_notes()
        if self._label:
            self.save_button.description, self._label = self._label, ""
        try:
            done = self.rows_and_words()
            if done is None or self._asks_first(done[0]):
                return
            self.book.save(*done)
        except FollowupError as error:
            self.point_at(error)
            return
        self.drop_draft()
        self.tell(f"Saved at {datetime.now():%H:%M}")
        self.after_saving()

    def _asks_first(self, rows: list[Row]) -> bool:
        """Whether something looks odd that was not asked about yet; saving again means yes."""
        found = odd(self.book.frames(), rows)
        asked, self._asked = self._asked, found
        if not found or found == asked:
            return False
        self.tell(f"{' '.join(found)} If it is right as it is, save once more.")
        return True

    def drop_draft(self) -> None:
        """The draft is saved, so it is not needed any more."""
        self._keep_soon.stop()
        with suppress(FollowupError):  # what it holds is saved
            if self.book.drafts(self.name).get(self._draft) == self._kept:
                self.book.keep_draft(self._draft, {})
        self._draft, self._kept = self.name, {}

    def take_back(self, step: Any) -> None:
        """Takes a step back, or brings back what an undo took, and says so."""
        done = BROUGHT if step.is_undo else TAKEN
        self.tell(f"{done}: {self.book.undo(int(step.save_id))}.")

    @contextmanager
    def telling(self) -> Iterator[None]:
        """What goes wrong inside is told in the line under the form."""
        try:
            yield
        except FollowupError as error:
            self.tell(str(error))

    def point_at(self, error: FollowupError) -> None:
        """Shows an error beside its field, and in the line under the form."""
        if isinstance(error, InvalidValue) and error.key in self.fields:
            self.fields[error.key].say(str(error))
        if isinstance(error, Busy):
            self._label, self.save_button.description = self.save_button.description, "Try again"
        self.tell(f"Not saved yet. {error}")

    def rows_and_words(self) -> tuple[list[Row], str] | None:
        """What to save, and what it is called in the history; None if there is nothing to."""
        return None

    def after_saving(self) -> None:
        """What follows a save: whoever shows lists is told."""
        if self._then:
            self._then()


def lose_no_message() -> None:
    """Lets the kernel wait while a page is slow. By itself it drops what it says once a thousand
    messages lie unsent (ZeroMQ's mark): a form sends more, and a page that misses one shows half
    the form, or says Busy for ever.
    """
    thread = getattr(getattr(get_ipython(), "kernel", None), "iopub_thread", None)
    if thread is not None:  # the socket is that thread's own
        thread.schedule(lambda: setattr(thread.socket, "xpub_nodrop", 1))


def _plain(value: Any) -> str | None:
    if pd.isna(value):
        return None
    return str(value.date().isoformat() if isinstance(value, datetime) else value)


def has_come(label: str, key: str, day: date | None, today: date) -> date:
    """`day`, if it is a possible day that has come; InvalidValue points at the field otherwise."""
    if day is None:
        raise InvalidValue(label, "needs a date, such as 2026-03-05", key=key)
    with beside(key):
        checked(Row("events", {"happened_on": day}), new=False)
    if day > today:
        raise InvalidValue(label, "must be a day that has come", day, key=key)
    return day


def names(frame: pd.DataFrame) -> list[str]:
    """The names in a frame of people or companies, for completion."""
    return sorted(frame["name"].unique(), key=str.casefold)
