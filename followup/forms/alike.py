"""Two spellings of one person or company: shown side by side, made one when the seeker says so.

Not here: noticing them (memory/alike.py).
"""

from functools import partial

import ipywidgets as w
from markupsafe import Markup

from followup.forms import fields as f
from followup.forms.form import Book, Panel
from followup.forms.look import html
from followup.frames import name_of
from followup.memory.alike import Pair, alike, merged, preview
from followup.tables import Row

APART = "apart."  # a setting: these two are not the same


class SameForm(Panel):
    """Pairs that may be one, each with what would move; merging is one step, to be undone."""

    def __init__(self, book: Book) -> None:
        super().__init__(book, "same")
        self._list = w.VBox([])
        self._refresh()
        self.show(self._list, self.status)

    def _refresh(self) -> None:
        frames, settings = self.book.frames(), self.book.settings()
        pairs = [p for p in alike(frames) if f"{APART}{p.one}.{p.other}" not in settings]
        nothing = "No two people or companies look like one."
        shown = [self._pair(p) for p in pairs[:10]]
        f.swap(self._list, shown or [html(nothing, "fu-small")])

    def _pair(self, pair: Pair) -> w.VBox:
        frames = self.book.frames()
        one, other = (name_of(frames[pair.table], i) for i in (pair.one, pair.other))
        moves = ", ".join(preview(frames, pair)) or "nothing"
        said = Markup("<p>{} and {}: {}.<br>Of the second, {} would belong to the first.</p>")
        first = f.button(f"They are one: keep “{one}”", partial(self._on_one, pair))
        turned = Pair(pair.table, pair.other, pair.one, pair.why)
        second = f.button(f"Keep “{other}”", partial(self._on_one, turned))
        apart = f.button("They are two", partial(self._on_two, pair))
        return w.VBox(
            [html(said.format(one, other, pair.why, moves)), w.HBox([first, second, apart])]
        )

    def _on_one(self, pair: Pair) -> None:
        rows = merged(self.book.frames(), pair.table, pair.one, pair.other)
        self._do(rows, "Two made one", "They are one now.")

    def _on_two(self, pair: Pair) -> None:
        row = Row("settings", {"id": f"{APART}{pair.one}.{pair.other}", "value": "yes"})
        self._do([row], "Two kept apart", "They stay two.")

    def _do(self, rows: list[Row], what: str, said: str) -> None:
        with self.telling():
            self.put(rows, what)
            self._refresh()
            self.tell(f"{said} It can be taken back under “The last steps”.")
