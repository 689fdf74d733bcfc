"""The fields of every form: a label on top, an input tied to it, a line for what is wrong.

Not here: what a field means, or saving it.
"""

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from itertools import groupby
from typing import Any

import ipywidgets as w
import pandas as pd
from markupsafe import Markup

from followup.forms.browser import TabBar
from followup.forms.look import html

Choices = Mapping[Any, str]  # key to label
DRAWN = 10  # seconds after which a page has drawn what it was told to
AT_ONCE = 1500  # widgets closed in one go; Jupyter passes on 3000 messages between two rests
_dropped: list[tuple[float, w.Widget]] = []  # what is to be closed, and since when


class Field(w.VBox):
    """One labelled input. `value` is what it holds; `kept` the same, fit for a draft."""

    def __init__(self, control: w.ValueWidget, keys: Choices | None = None) -> None:
        self.control = control
        self.note = html("", "fu-wrong-text")
        self.note.layout.display = "none"
        self._labels = dict(keys) if keys is not None else None
        self._start = control.value
        super().__init__([control, self.note])
        self.add_class("fu-field")
        self.needed = ""  # what is said when it is empty; nothing where it may be
        if isinstance(control, w.Checkbox):
            self.add_class("fu-ticked")

    @property
    def label(self) -> str:
        """Its label, as it stands on the page."""
        return (
            Markup(self.control.description).striptags()
            if self.control.description_allow_html
            else str(self.control.description)
        )

    @property
    def value(self) -> Any:
        """What is entered: text, a day or None, a choice's key, or a tick.

        It takes what a frame holds as well: a timestamp is its day, missing is nothing.
        """
        return self.control.value

    @value.setter
    def value(self, value: Any) -> None:
        value = None if pd.isna(value) else value
        if self._labels is not None:
            value = next((key for key in self._labels if key == value), next(iter(self._labels)))
        elif isinstance(self.control, w.Checkbox):
            value = bool(value)
        elif isinstance(self.control, w.DatePicker):
            value = value.date() if isinstance(value, datetime) else value
        else:
            value = value or ""
        self.control.value = value

    @property
    def is_filled(self) -> bool:
        """Whether something was typed or chosen in it; a tick alone does not count."""
        return self.value not in ("", None, self._start) and not isinstance(self.value, bool)

    @property
    def kept(self) -> Any:
        """The value as a draft keeps it."""
        return self.value.isoformat() if isinstance(self.value, date) else self.value

    @kept.setter
    def kept(self, value: Any) -> None:
        if isinstance(self.control, w.DatePicker):
            value = date.fromisoformat(value) if value else None
        self.value = value

    def say(self, text: str) -> None:
        """Shows a sentence beside the field, or clears it."""
        self.note.value = str(Markup.escape(text))
        self.note.layout.display = "" if text else "none"
        (self.control.add_class if text else self.control.remove_class)("fu-wrong")

    def on_change(self, handler: Callable[[], object]) -> None:
        """Calls `handler` whenever the value changes."""
        self.control.observe(lambda change: handler(), "value")

    def options(self, choices: Choices | Sequence[str]) -> None:
        """Offers other choices, keeping the chosen one where it is still there."""
        if isinstance(choices, Mapping):
            kept = self.value
            self._labels = dict(choices)
            self.control.options = [(label, key) for key, label in choices.items()]
            self.value = kept
        else:
            self.control.options = tuple(choices)


def name(control: w.ValueWidget, label: str) -> None:
    """Labels a control; dollar signs stay dollar signs, where JupyterLab would read a formula."""
    control.description_allow_html = "$" in label
    if control.description_allow_html:
        label = str(Markup('<span class="mathjax_ignore">{}</span>').format(label))
    control.description = label


def _field(
    kind: type[w.ValueWidget], label: str, keys: Choices | None = None, **more: Any
) -> Field:
    control = kind(**more)
    name(control, label)
    control.style.description_width = "initial"
    control.add_class("fu-input")
    return Field(control, keys)


def text(label: str, value: str = "", *, placeholder: str = "") -> Field:
    """One line."""
    return _field(w.Text, label, value=value, placeholder=placeholder)


def area(label: str, value: str = "", *, rows: int = 3, placeholder: str = "") -> Field:
    """Several lines."""
    return _field(w.Textarea, label, value=value, rows=rows, placeholder=placeholder)


def known(label: str, names: Sequence[str], value: str = "", *, placeholder: str = "") -> Field:
    """One line that completes itself from known names, and takes any other."""
    options = tuple(names)
    return _field(w.Combobox, label, value=value, options=options, placeholder=placeholder)


def choice(label: str, choices: Choices, value: Any = "") -> Field:
    """One of several."""
    options = [(shown, key) for key, shown in choices.items()]
    start = value if value in choices else options[0][1]
    return _field(w.Dropdown, label, choices, options=options, value=start)


def day(label: str, value: date | None = None) -> Field:
    """A day."""
    return _field(w.DatePicker, label, value=value)


def tick(label: str, value: bool = False) -> Field:
    """A tick."""
    control = w.Checkbox(value=value, indent=False)
    name(control, label)
    control.add_class("fu-tick")
    return Field(control)


class Taps(Field):
    """One of a few, chosen with one tap; tapped again it is none."""

    def __init__(self, label: str, choices: Choices) -> None:
        options = [("", None), *((shown, key) for key, shown in choices.items())]
        super().__init__(w.Dropdown(options=options, description=label), {None: "", **choices})
        show(self.control, False)
        self._shown = dict(choices)
        self._buttons = {
            key: button(one, partial(self._on_tap, key)) for key, one in choices.items()
        }
        taps = w.HBox([html(Markup.escape(label), "fu-small"), *self._buttons.values()])
        taps.add_class("fu-taps")
        self.children = [taps, self.control, self.note]
        self.on_change(self._mark)

    def _on_tap(self, key: Any) -> None:
        self.value = None if self.value == key else key

    def _mark(self) -> None:
        for key, one in self._buttons.items():
            is_it = key == self.value
            (one.add_class if is_it else one.remove_class)("mod-on")
            one.description = f"✓ {self._shown[key]}" if is_it else self._shown[key]


def asked(question: str, *fields: w.Widget, nothing: Field | None = None) -> w.VBox:
    """A question with its fields; "nothing" stands on the question's own line and folds them."""
    head = [html(Markup("<h3>{}</h3>").format(question))] if question else []
    box = w.VBox([*head, *fields])
    box.add_class("fu-asked")
    if nothing is not None:
        nothing.add_class("fu-nothing")
        box.children = [*box.children, nothing]

        def fold() -> None:
            (box.add_class if nothing.value else box.remove_class)("fu-folded")

        nothing.on_change(fold)
        fold()
    return box


def button(
    label: str, on_click: Callable[[], object], *, primary: bool = False, link: bool = False
) -> w.Button:
    """A button that says what happens; as a link, where it is beside what matters."""

    def press(_: w.Button) -> None:
        close_dropped()
        on_click()

    made = w.Button(description=label, button_style="primary" if primary else "")
    if link:
        made.add_class("fu-link")
    made.on_click(press)
    return made


def swap(box: w.Box, children: Sequence[w.Widget], keep: Iterable[w.Widget] = ()) -> None:
    """Shows other widgets in a box; those that are not shown any more are closed, but for `keep`.

    A widget that is dropped and not closed would be kept by the kernel, and the page, for ever.
    """
    before, box.children = box.children, list(children)
    close(*before, keep=[*children, *keep])


def close(*widgets: w.Widget, keep: Iterable[w.Widget] = ()) -> None:
    """Closes widgets with all they are made of, but for what `keep` is made of: at once, or in a
    notebook when a later press or cell shows that its page is there. It may just be drawing them,
    or be loaded anew and not know them yet.
    """
    stay = {id(one) for one in _inside(keep)}
    now = time.monotonic()
    _dropped.extend((now, one) for one in _inside(widgets) if id(one) not in stay)
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        close_dropped(after=0, most=len(_dropped))


def close_dropped(after: float = DRAWN, most: int = AT_ONCE) -> None:
    """Closes what was dropped so many seconds ago, or earlier; what is left, the next time."""
    last = time.monotonic() - after
    gone = [one for since, one in _dropped[:most] if since <= last]
    del _dropped[: len(gone)]
    for one in gone:
        one.close()


def _inside(widgets: Iterable[w.Widget]) -> Iterator[w.Widget]:
    """The widgets, and all they are made of; of a form, also the fields not shown just now."""
    for one in widgets:
        hidden = getattr(one, "fields", {}).values()
        yield from _inside([*getattr(one, "children", ()), *hidden])
        yield from (part for name in ("layout", "style") if (part := getattr(one, name, None)))
        yield one


class Opener(w.VBox):
    """A button that opens what stands below it, made when it is first opened, and closes it."""

    def __init__(self, label: str, make: Callable[[], Sequence[w.Widget]]) -> None:
        self._make, self.shown = make, w.VBox([])
        super().__init__([button(label, self.toggle, link=True), self.shown])

    def toggle(self) -> None:
        """Opens it, or closes it again."""
        if self.shown.children and self.shown.layout.display != "none":
            show(self.shown, False)
        else:
            self.unfold()

    def unfold(self) -> None:
        """Opens it."""
        if not self.shown.children:
            self.shown.children = list(self._make())
        show(self.shown)


class Choice(w.VBox):
    """A choice, and below it what it opens: `opened` makes that for a key."""

    def __init__(
        self, label: str, choices: Choices, opened: Callable[[str], Sequence[w.Widget]],
        empty: str = "Please choose",
    ) -> None:  # fmt: skip
        self._opened, self._box = opened, w.VBox([])
        self.field = choice(label, {"": empty} | dict(choices))
        self.field.on_change(self._on_choice)
        super().__init__([self.field, self._box])
        self.add_class("fu-stack")

    def _on_choice(self) -> None:
        swap(self._box, self._opened(str(self.field.value)) if self.field.value else [])


class Tabs(w.VBox):
    """Panes of which one is shown, each made when it is first shown, and anew when `as_of` gave
    something else while another was shown: drafts bring back what was typed in it.
    """

    def __init__(
        self, label: str, panes: Mapping[str, Callable[[], w.Widget]],
        as_of: Callable[[], object] = lambda: None,
    ) -> None:  # fmt: skip
        self._make, self.panes = list(panes.values()), [w.VBox([]) for _ in panes]
        self._as_of, self._at = as_of, 0
        self._known: dict[int, object] = {}  # what each pane was made after, or told itself
        self.bar = TabBar(label=label, titles=list(panes))
        self.bar.observe(lambda change: self._show(), "chosen")
        super().__init__([self.bar, *self.panes])
        self._show()

    def _show(self) -> None:
        close_dropped()
        now = self._known[self._at] = self._as_of()
        at = self._at = self.bar.chosen
        if not self.panes[at].children or self._known.get(at) != now:
            swap(self.panes[at], [self._make[at]()])
        self._known[at] = now
        for n, pane in enumerate(self.panes):
            show(pane, n == at)


def show(part: w.Widget, is_shown: bool = True) -> None:
    """Shows a part of a page, or hides it."""
    part.layout.display = "" if is_shown else "none"


def stack(*parts: w.Widget) -> w.VBox:
    """Parts below one another, with room between them."""
    made = w.VBox(list(parts))
    made.add_class("fu-stack")
    return made


def beside(*parts: w.Widget) -> w.HBox:
    """A text and what can be pressed about it, on one line."""
    made = w.HBox(list(parts))
    made.add_class("fu-beside")
    return made


def line(*fields: w.Widget) -> w.HBox:
    """Fields side by side, below one another where the window is narrow."""
    row = w.HBox(list(fields))
    row.add_class("fu-line")
    return row


class Rows(w.VBox):
    """Repeatable rows of fields: begins with one empty row, "Add another" adds one.

    `make` builds the fields of one row, `view` lays them out.
    `value` lists the rows in which something was filled in, also where their `main` field is
    empty: who saves them says so beside it. What a row held besides its fields (its id, its
    version) comes back with it.
    """

    def __init__(
        self,
        make: Callable[[], dict[str, Field]],
        main: str,
        *,
        add: str = "Add another",
        view: Callable[[Mapping[str, Field]], w.Widget] | None = None,
    ) -> None:
        self._make, self.main, self._view = make, main, view or layout
        self._on_change: Callable[[], object] = lambda: None
        self.rows: list[tuple[dict[str, Field], dict[str, Any]]] = []
        self._box = w.VBox([])
        self._shown: dict[int, w.VBox] = {}  # each row as it stands on the page
        self._add = button(add, self._on_add)
        super().__init__([self._box, self._add])
        self.add_class("fu-field")
        self.value = []

    @property
    def fields(self) -> dict[Any, Field]:
        """Every field of every row, shown or not, to be closed with them."""
        return {(n, name): one for n, (row, _) in enumerate(self.rows) for name, one in row.items()}

    @property
    def value(self) -> list[dict[str, Any]]:
        """The rows in which something is filled in."""
        return self._read("value")

    @value.setter
    def value(self, rows: Sequence[Mapping[str, Any]]) -> None:
        self._fill(rows, "value")

    @property
    def kept(self) -> list[dict[str, Any]]:
        """The rows as a draft keeps them."""
        return self._read("kept")

    @kept.setter
    def kept(self, rows: Sequence[Mapping[str, Any]]) -> None:
        self._fill(rows, "kept")

    def on_change(self, handler: Callable[[], object]) -> None:
        """Calls `handler` whenever a row changes, comes or goes."""
        self._on_change = handler

    def say(self, text: str) -> None:
        """Shows a sentence beside the first row whose main field is empty, else the first row; or
        clears it.
        """
        mains = [fields[self.main] for fields, _ in self.rows]
        filled = [fields for fields, _ in self.rows if any(f.is_filled for f in fields.values())]
        at_fault = [
            fields[self.main] for fields in filled if not str(fields[self.main].value).strip()
        ]
        for main in mains:
            main.say("")
        (at_fault or mains)[0].say(text)

    def _read(self, how: str) -> list[dict[str, Any]]:
        return [
            more | {name: getattr(field, how) for name, field in fields.items()}
            for fields, more in self.rows
            if any(field.is_filled for field in fields.values())
        ]

    def _fill(self, rows: Sequence[Mapping[str, Any]], how: str) -> None:
        gone, made = self.rows, list[tuple[dict[str, Field], dict[str, Any]]]()
        for row in rows or [{}]:
            fields = self._make()
            for name, field in fields.items():
                if name in row:
                    setattr(field, how, row[name])
            made.append((fields, {k: v for k, v in row.items() if k not in fields}))
        self.rows = made
        self._show()
        for fields, _ in gone:
            for field in fields.values():
                close(field)

    def _show(self) -> None:
        self._shown = {
            id(fields): self._shown.get(id(fields)) or self._row(fields, more)
            for fields, more in self.rows
        }
        rows = list(self._shown.values())
        for row in rows:
            show(row.children[-1], len(rows) > 1)
        swap(self._box, rows, keep=[f for fields, _ in self.rows for f in fields.values()])

    def _row(self, fields: dict[str, Field], more: dict[str, Any]) -> w.VBox:
        for field in fields.values():
            field.control.observe(self._on_changed, "value")
        remove = button("Remove", partial(self._on_remove, (fields, more)), link=True)
        row = w.VBox([self._view(fields), remove])
        row.add_class("fu-row")
        return row

    def _on_changed(self, _change: object) -> None:
        self._on_change()

    def _on_add(self) -> None:
        self.rows.append((self._make(), {}))
        self._show()
        self._on_change()
        self.rows[-1][0][self.main].control.focus()

    def _on_remove(self, row: tuple[dict[str, Field], dict[str, Any]]) -> None:
        self.rows.remove(row)
        self._show()
        self._on_change()


def layout(fields: Mapping[str, Any]) -> w.VBox:
    """Fields below one another: long texts alone, short ones and ticks side by side."""
    shown: list[w.Widget] = []
    for kind, same in groupby(fields.values(), key=_place):
        group = list(same)
        shown += group if kind == "alone" else [line(*group)]
    return stack(*shown)


def _place(field: Field) -> str:
    of_kind = {w.Textarea: "alone", w.Checkbox: "ticks"}
    return of_kind.get(type(field.control), "short")
