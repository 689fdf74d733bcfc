"""The points of a letter, each with its note and one line to say it in.

Not here: which points there are (letters/points.py), or the letter itself (desk.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import ipywidgets as w
from markupsafe import Markup

from followup.forms import fields as f
from followup.forms.look import html, lines, said
from followup.letters.points import AT_MOST, Point

LEFT = "left"  # among what is kept: the questions the seeker has left


class Lines(w.VBox):
    """The lines of a letter: what is written, by the source of its point."""

    def __init__(self, to: str, on_line: Callable[[], object]) -> None:
        super().__init__([])
        self.value: dict[str, str] = {}
        self.left: list[str] = []
        self._to, self._on_line = to, on_line
        self._points: Sequence[Point] = ()
        self._openings: Callable[[Point], Sequence[str]] = lambda point: ()
        self._rows: dict[str, w.VBox] = {}
        self._fields: dict[str, f.Field] = {}
        self._rows_of_text = 2
        self.add_class("fu-field")

    @property
    def fields(self) -> Mapping[str, w.Widget]:
        """The rows made so far, shown or not, to be closed with the desk."""
        return self._rows

    # --- what a form asks of a field ---

    @property
    def kept(self) -> dict[str, Any]:
        """What is written, as a draft keeps it."""
        return {source: text for source, text in self.value.items() if text} | (
            {LEFT: self.left} if self.left else {}
        )

    @kept.setter
    def kept(self, kept: Mapping[str, Any] | None) -> None:
        found = dict(kept or {})
        self.left = [str(one) for one in found.pop(LEFT, [])]
        self.value = {str(source): str(text) for source, text in found.items()}
        for source, field in self._fields.items():
            field.value = self.value.get(source, "")

    def on_change(self, handler: Callable[[], object]) -> None:
        """Calls `handler` whenever a line changes."""
        self._on_change = handler

    def say(self, text: str) -> None:
        """Nothing is wrong with a line: what is missing is said below the letter."""

    # --- what is shown ---

    def show(
        self, points: Sequence[Point], openings: Callable[[Point], Sequence[str]], rows: int = 2
    ) -> None:
        """Shows these points; what was written already stands in its line."""
        self._points, self._openings, self._rows_of_text = points, openings, rows
        for point in points:
            self.value.setdefault(point.source, point.said)
        self._lay_out()

    def _lay_out(self) -> None:
        noted = [one for one in self._points if one.note]
        first = [one for n, one in enumerate(noted) if n < AT_MOST or self.value.get(one.source)]
        rest = [one for one in noted if one not in first]
        asked = [one for one in self._points if not one.note]
        written = [
            one for one in asked if self.value.get(one.source) and one.source not in self.left
        ]
        open_ = [one for one in asked if one not in written and one.source not in self.left]
        shown: list[w.Widget] = [self._row(one) for one in (*first, *written)]
        if open_:
            shown += self._question(open_[0], len(open_))
        if rest:
            more = f"More from your notes ({len(rest)})"
            shown.append(f.Opener(more, lambda: [self._row(one) for one in rest]))
        empty = "Nothing is noted for this yet; a reflection in 01-reflect helps, or write the letter yourself."
        f.swap(self, shown or [html(said(empty), "fu-small")], keep=self._rows.values())

    def _row(self, point: Point) -> w.VBox:
        """The note as it was typed, small, and the line."""
        if point.source in self._rows:
            return self._rows[point.source]
        parts = [Markup("<b>{}</b> {}").format(point.about.label, lines(point.note))]
        parts += [
            Markup("{}: {}").format(word, text) for word, text in point.more if text != point.note
        ]
        parts = [Markup("<b>{}</b>").format(point.about.question)] if not point.note else parts
        label = f"In one sentence, to {self._to}" if self._to else "In one sentence"
        field = f.area(
            label if self._rows_of_text < 3 else "In your words",
            self.value.get(point.source, ""),
            rows=self._rows_of_text,
        )
        field.on_change(partial(self._on_typed, point.source, field))
        openings = [
            f.button(f"{one.strip()} …", partial(self._begin, field, one))
            for one in self._openings(point)
        ]
        buttons = w.HBox(openings)
        buttons.add_class("fu-openings")
        before = self._before(point, field)
        field.add_class("fu-say")
        row = w.HBox(
            [html(Markup("<br>").join(parts), "fu-note"), w.VBox([*before, field, buttons])]
        )
        row.add_class("fu-point")
        row.add_class(f"fu-is-line-{re.sub(r'[^a-zA-Z0-9]', '-', point.source)}")
        self._rows[point.source], self._fields[point.source] = row, field
        return row

    def _before(self, point: Point, field: f.Field) -> list[w.Widget]:
        """What was written of it elsewhere, to be taken over and reworded."""
        if not point.said_before or point.said_before == point.said:
            return []
        wrote = html(said(f"You wrote before: {point.said_before}"), "fu-small")

        def take() -> None:
            field.value = point.said_before

        return [f.beside(wrote, f.button("Use it here", take, link=True))]

    def _question(self, point: Point, n: int) -> Iterator[w.Widget]:
        """One question, with a way to the next."""
        yield self._row(point)
        more = f"Next question ({n - 1} more)" if n > 1 else "That is all"
        leave = f.button("Leave this one", partial(self._leave, point.source), link=True)
        yield f.beside(f.button(more, self._lay_out), leave)

    def _leave(self, source: str) -> None:
        self.left = [*self.left, source]
        self._on_change()
        self._lay_out()

    def _begin(self, field: f.Field, opening: str) -> None:
        """Puts an opening into a line that is empty, or holds another opening only."""
        others = {one for point in self._points for one in self._openings(point)}
        if not str(field.value).strip() or field.value in others:
            field.value = opening

    def _on_typed(self, source: str, field: f.Field) -> None:
        self.value[source] = str(field.value)
        self._on_line()
        self._on_change()

    def sentences(self) -> dict[str, str]:
        """What is said so far: a line that holds an opening only says nothing yet."""
        others = {one.strip() for point in self._points for one in self._openings(point)}
        return {source: text for source, text in self.value.items() if text.strip() not in others}
