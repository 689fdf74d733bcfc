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
from functools import partial
from textwrap import shorten
from typing import Any, Protocol
from weakref import WeakSet

import ipywidgets as w
import pandas as pd
from IPython import get_ipython
from markupsafe import Markup
from traitlets import TraitError

from followup.errors import Busy, FollowupError, InvalidValue, Together, beside
from followup.forms import fields as f
from followup.forms.browser import Guard
from followup.forms.fields import Field, Rows, button, close, close_dropped, swap
from followup.forms.look import STYLE, html
from followup.oddities import odd
from followup.tables import BROUGHT, DRAFT_MARK, TAKEN, UNREADABLE, Frames, Row, checked

Part = Field | Rows

LATELY = 5  # saves, in all windows: the one just made is among them
SOON, LATEST = 0.4, 2.0  # a draft is kept this long after the last key, or after the first one


class Book(Protocol):
    """What a form needs of a workbook."""

    own_steps: list[int]

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


_shown: dict[tuple[type, str], "Panel"] = {}  # by themselves, each in a cell of the notebook


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


class Panel(w.VBox):
    """A part of a page with a quiet line that tells what was done, and a way to take it back.

    It shows nothing of what was typed when a notebook is saved as text.
    """

    def __init__(self, book: Book, name: str = "") -> None:
        lose_no_message()
        super().__init__()
        self.book, self.name = book, name
        self.status = html("", "fu-status")
        self.undo = f.button("", self._on_undo, link=True)
        f.show(self.undo, False)
        self._style = html(Markup("<style>{}</style>").format(Markup(STYLE)))
        self.guard = Guard(self.save)
        self.guard.observe(lambda change: self.on_reconnected(), "reconnected")
        self.add_class("fu")

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def _repr_keys(self) -> Iterable[str]:
        return iter(())

    def show(self, *parts: w.Widget) -> None:
        """Shows these parts, with what every panel carries."""
        swap(self, [self._style, *parts, self.guard], (self.status, self.undo))

    def _repr_mimebundle_(self, **more: Any) -> Any:
        """Shows it; opened again, it closes the one that was shown before."""
        close_dropped()
        before = _shown.get((type(self), self.name))
        _shown[type(self), self.name] = self
        if before is not None and before is not self:
            close(before)
        return super()._repr_mimebundle_(**more)

    def foot(self, *more: w.Widget) -> w.HBox:
        """The bar that stays in view: what is kept, and what can be pressed."""
        foot = w.HBox([self.status, self.undo, *more])
        foot.add_class("fu-foot")
        return foot

    def tell(self, text: Markup | str) -> None:
        """Writes the quiet line under the panel."""
        self.status.value = str(Markup("<span role='status'>{}</span>").format(text))

    @contextmanager
    def telling(self) -> Iterator[None]:
        """What goes wrong inside is told in the quiet line."""
        try:
            yield
        except FollowupError as error:
            self.tell(str(error))

    def put(self, rows: list[Row], what: str) -> None:
        """Saves rows; every list on the page follows, and the step can be taken back here."""
        self.book.save(rows, what)
        self.offer_undo(what)
        follow(self.book)

    def offer_undo(self, what: str) -> None:
        """Offers to take back the save just made, by its name; one that changed nothing is none."""
        self._step = self.book.own_steps[-1]
        self.undo.description = f"Undo: {shorten(what, 60)}"
        self.undo.tooltip = f"Undo: {what}"
        f.show(self.undo, self._step in [*self.book.recent_saves(LATELY)["save_id"]])

    def _on_undo(self) -> None:
        with self.telling():
            self.tell(f"{TAKEN}: {self.book.undo(self._step)}.")
            f.show(self.undo, False)
            follow(self.book)

    def take_back(self, step: Any) -> None:
        """Takes a step back, or brings back what an undo took, and says so."""
        done = BROUGHT if step.is_undo else TAKEN
        self.tell(f"{done}: {self.book.undo(int(step.save_id))}.")
        follow(self.book)

    def save(self) -> None:
        """What Ctrl+S does here: nothing, as nothing waits to be saved."""

    def on_reconnected(self) -> None:
        """What is said when the page was filled again after a restart."""

    def follow_what_is_saved(self) -> None:
        """Lets this list be shown anew when something is saved on its page, or it is seen again."""
        page_lists.add(self)
        self.guard.follows = True
        self.guard.observe(lambda change: self.refresh(), "seen")

    def refresh(self) -> None:
        """Shows what was saved elsewhere: only lists do."""


page_lists: WeakSet[Panel] = WeakSet()  # the panels that show what others save


def follow(book: Book) -> None:
    """Lets every list on the page follow what was saved in this workbook."""
    for one in list(page_lists):
        if one.book is book and one.comm is not None:
            one.refresh()


class Form(Panel):
    """A panel with fields, a primary button, a draft and a quiet line about saving."""

    def __init__(
        self, book: Book, name: str, save_label: str = "", then: Callable[[], object] | None = None
    ) -> None:
        super().__init__(book, name)
        self._then = then
        self.fields: dict[str, Any] = {}  # each a Part
        self.save_button = button(save_label, self.save, primary=True)
        self._question = w.HBox([])  # what is asked before saving
        self._wrong = w.HBox([])  # the way to each field that is wrong
        for box in (self._question, self._wrong):
            box.add_class("fu-beside")
        self._keep_soon = Soon(self.keep, LATEST)
        self._quiet = False
        self._draft = name  # the draft that is shown here, and what was kept in it last
        self._kept: dict[str, Any] = {}
        self._looked_at: dict[str, Any] = {}
        self._other_drafts = w.HBox([])
        self._greeting = ""  # after a restart, before the first draft is kept
        self._label = ""  # of the button, while it says "Try again"
        self._is_sure = False
        before = _shown.get((type(self), name))
        if isinstance(before, Form) and before._keep_soon.is_waiting:
            before.keep()  # so that its draft is seen here

    def show(self, *parts: w.Widget) -> None:
        """Shows these parts; the bar at the foot comes last, and what it asks stands above it."""
        asks = (self._other_drafts, self._question)
        stay = (self.save_button, self.status, self.undo, self._wrong)
        swap(self, [self._style, *parts[:-1], *asks, *parts[-1:], self.guard], stay)

    def foot(self, *more: w.Widget) -> w.HBox:
        """The bar that stays in view: what is kept, other buttons, the primary one last."""
        return super().foot(self._wrong, *more, self.save_button)

    def watch(self, fields: Mapping[str, Part]) -> None:
        """Takes these fields into the draft."""
        self.fields.update(fields)
        for name, field in fields.items():
            field.add_class(f"fu-is-{name}")
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
        """Fills in the newest draft, if there is one, and says so; the others are one button away."""
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
        self._offer_drafts(len(kept) > 1)

    def _offer_drafts(self, is_another: bool) -> None:
        """Offers to discard the draft that is shown, and to show another one if there is one."""
        discard = [button("Discard this draft", self._on_discard)] if self._kept else []
        other = [button("Show the other draft", self.bring_back)] if is_another else []
        swap(self._other_drafts, [*discard, *other])

    def set_draft_aside(self, **changed: Any) -> None:
        """Keeps what is typed as a draft of its own, with these fields as they were; what follows
        is another draft.
        """
        self._keep_soon.stop()
        self._write_draft(self._as_kept() | changed)
        self._draft, self._kept = self._another_name(), {}
        self._offer_drafts(is_another=True)

    def on_reconnected(self) -> None:
        """Says that the page is back, and the draft with it."""
        self._greeting = "Reconnected, your draft is back. " if self._kept else "Reconnected. "
        self.tell(self._greeting)

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
            self._write_draft(content)
        except FollowupError as error:
            self.tell(f"The draft is not kept: {error}")
            return
        self._kept = content
        other = "" if self._draft == self.name else "; another draft is kept, too"
        self.tell(f"{self._greeting}Draft kept at {datetime.now():%H:%M}{other}")
        self._greeting = ""

    def _write_draft(self, content: Mapping[str, Any]) -> None:
        """Writes the draft into the file, beside one of another window that has its name."""
        there = self.book.drafts(self.name).get(self._draft, {})
        if there not in ({}, self._kept, content):
            self._draft = self._another_name()
        self.book.keep_draft(self._draft, content)

    def _another_name(self) -> str:
        return f"{self.name}{DRAFT_MARK}{secrets.token_hex(4)}"

    def _as_kept(self) -> dict[str, Any]:
        """What is typed, as it comes back from a draft: days as text, missing as nothing."""
        kept: dict[str, Any] = json.loads(json.dumps(self.content, default=_plain))
        return kept

    def opened(self) -> None:
        """What stands in the fields now is the record; looking at it makes no draft."""
        self._looked_at = self._as_kept()

    def _on_discard(self) -> None:
        self.drop_draft()
        self.opened()
        self.tell("The draft is gone. Run this cell again for a fresh form.")

    def clear_notes(self) -> None:
        """Takes every sentence away from the fields."""
        for field in self.fields.values():
            field.say("")
        swap(self._wrong, [])

    def save(self) -> None:
        """Saves; a sentence stands beside each field that cannot be saved as it is."""
        self.clear_notes()
        self._ask_first("")
        if self._label:
            self.save_button.description, self._label = self._label, ""
        try:
            done = self._checked()
            if done is None or self._asks_first(done[0]):
                return
            self.book.save(*done)
        except FollowupError as error:
            self.point_at(error)
            return
        self.drop_draft()
        self.tell(f"Saved at {datetime.now():%H:%M}")
        self.offer_undo(done[1])
        self.guard.go_to("fu-status")
        self.after_saving()
        follow(self.book)

    def _checked(self) -> tuple[list[Row], str] | None:
        """What to save; all that is wrong is told at once, the empty fields first."""
        wrong, done = Together(), None
        for name, field in self.fields.items():
            if isinstance(field, Field) and field.needed and field.value in ("", None):
                wrong.each.append(InvalidValue(field.label, field.needed, key=name))
        lacking = {one.key for one in wrong.each}
        found = Together()
        with found.at():
            done = self.rows_and_words()
        wrong.each += [one for one in found.each if one.key not in lacking]
        wrong.tell()
        return done

    def _asks_first(self, rows: list[Row]) -> bool:
        """Whether something looks odd and is asked about first, with two buttons of its own."""
        found = [] if self._is_sure else odd(self.book.frames(), rows)
        if found:
            self._ask_first(" ".join(found), "Save all the same", "Let me look again")
        return bool(found)

    def _ask_first(self, text: str, yes: str = "", no: str = "") -> None:
        """Asks something before it is saved, above the bar; without a text it asks nothing."""

        def on_yes() -> None:
            self._is_sure = True
            try:
                self.save()
            finally:
                self._is_sure = False

        asked = html(Markup("<p class='fu-question' role='alert'>{}</p>").format(text))
        choices = [asked, button(yes, on_yes), button(no, lambda: self._ask_first(""), link=True)]
        swap(self._question, choices if text else [])
        if text:
            self.tell("Not saved yet: there is a question above.")
            self.guard.go_to("fu-question")

    def drop_draft(self) -> None:
        """The draft is saved, so it is not needed any more."""
        self._keep_soon.stop()
        with suppress(FollowupError):  # what it holds is saved
            if self.book.drafts(self.name).get(self._draft) == self._kept:
                self.book.keep_draft(self._draft, {})
        self._draft, self._kept = self.name, {}
        swap(self._other_drafts, [])

    def point_at(self, error: FollowupError) -> None:
        """Shows what is wrong beside each field, goes to the first, and names all in the bar."""
        each = [one for one in getattr(error, "each", [error]) if isinstance(one, InvalidValue)]
        at = {one.key: one for one in each if one.key in self.fields}
        for key, one in at.items():
            if isinstance(self.fields[key], Field):
                one.field = self.fields[key].label  # as it stands on the page
            self.fields[key].say(str(one))
        if isinstance(error, Busy):
            self._label, self.save_button.description = self.save_button.description, "Try again"
        swap(
            self._wrong,
            [button(one.field, partial(self.go_to, key), link=True) for key, one in at.items()]
            if len(at) > 1
            else [],
        )
        elsewhere = " ".join(str(one) for one in each if one.key not in at)
        several = f"What you typed is kept. {elsewhere} These fields need a word:"
        told = " ".join(several.split()) if len(at) > 1 else str(error)
        self.tell(Markup("<b>Not saved yet.</b> {}").format(told))
        if at:
            self.go_to(next(iter(at)))

    def go_to(self, name: str) -> None:
        """Brings a field into view, and the keyboard with it."""
        self.bring(name)
        self.guard.go_to(f"fu-is-{name}", is_field=True)

    def bring(self, name: str) -> None:
        """Shows a field that is not on the page just now, in a tab or a fold."""

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
