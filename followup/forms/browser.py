"""What only the browser can do: keep shortcuts out of a form, save on Ctrl+S, hold a press back
until what was typed has arrived, copy, files in and out.

Not here: the fields and buttons of a form; it works without this, with less comfort.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import anywidget
import traitlets
from markupsafe import Markup

from followup.errors import FollowupError
from followup.forms.look import page_to_print
from followup.letters.send import file_name


def _script(name: str) -> str:
    """A script as text: anywidget would watch a file, and keep every widget alive for that."""
    return (Path(__file__).parent / f"{name}.js").read_text(encoding="utf-8")


class Guard(anywidget.AnyWidget):
    """An invisible part of a form; calls `on_save` when Ctrl+S is pressed inside the form. A press
    or a choice in it reaches Python after what was typed before. `reconnected` turns true when the
    page was filled again after a restart; `seen` counts how often a list came back into sight.
    """

    _esm = _script("guard")
    saves = traitlets.Int(0).tag(sync=True)
    reconnected = traitlets.Bool(False).tag(sync=True)
    follows = traitlets.Bool(False).tag(sync=True)
    seen = traitlets.Int(0).tag(sync=True)

    def __init__(self, on_save: Callable[[], object]) -> None:
        super().__init__()
        self.observe(lambda change: on_save(), "saves")

    def show(self, part: str = "", block: str = "start") -> None:
        """Brings the part with this class into view, or the whole form."""
        self.send({"to": part, "block": block})

    def go_to(self, part: str, *, is_field: bool = False) -> None:
        """Brings a part into view and the keyboard with it: to itself, or to the field in it."""
        self.send({"to": part, "block": "nearest", "focus": "field" if is_field else "part"})


class LineList(anywidget.AnyWidget):
    """A list in groups, a line each; `on_press` is told what was pressed: "choose" and the id of a
    line, "undo" and the id of one that was done, "more" and the name of a group.

    A group has a name, `more` (what shows the rest of it, or nothing) and lines; a line has id,
    state (a shape), what, where, when, and maybe why or undo.
    """

    _esm = _script("list")
    groups: Any = traitlets.List().tag(sync=True)
    chosen = traitlets.Unicode("").tag(sync=True)

    def __init__(self, on_press: Callable[[str, str], object]) -> None:
        super().__init__()
        self.on_msg(lambda _widget, content, _buffers: on_press(*next(iter(content.items()))))

    def __repr__(self) -> str:
        return "<LineList>"


class TabBar(anywidget.AnyWidget):
    """The names of tabs; `chosen` is the place of the one that is shown."""

    _esm = _script("tabs")
    label = traitlets.Unicode("").tag(sync=True)
    titles = traitlets.List(traitlets.Unicode()).tag(sync=True)
    chosen = traitlets.Int(0).tag(sync=True)


class CopyButton(anywidget.AnyWidget):
    """A button that copies `text` to the clipboard and says so."""

    _esm = _script("copy")
    text = traitlets.Unicode("").tag(sync=True)
    label = traitlets.Unicode("Copy the text").tag(sync=True)


class DownloadButton(anywidget.AnyWidget):
    """A button that hands the browser a file, made when it is asked for."""

    _esm = _script("download")
    label = traitlets.Unicode("").tag(sync=True)

    def __init__(
        self, label: str, make: Callable[[], tuple[str, str, bytes]], tell: Callable[[str], object]
    ) -> None:
        super().__init__(label=label)
        self._make, self._tell = make, tell
        self.on_msg(self._on_wanted)

    def _on_wanted(self, _widget: object, _content: object, _buffers: object) -> None:
        try:
            name, kind, content = self._make()
        except FollowupError as error:
            self._tell(str(error))
            return
        self.send({"name": name, "type": kind}, [content])


class FileField(anywidget.AnyWidget):
    """A field a file is dropped on, or chosen with; calls `on_file` with its content."""

    _esm = _script("file")
    label = traitlets.Unicode("").tag(sync=True)
    accept = traitlets.Unicode("").tag(sync=True)

    def __init__(self, label: str, accept: str, on_file: Callable[[bytes], object]) -> None:
        super().__init__(label=label, accept=accept)
        self._on_file = on_file
        self.on_msg(self._on_content)

    def _on_content(self, _widget: object, _content: object, buffers: list[memoryview]) -> None:
        self._on_file(bytes(buffers[0]))


class Grid(anywidget.AnyWidget):
    """An editable table of texts; rows pasted from a spreadsheet fill it from the cell in focus.

    `rows` are what stands in it, `notes` a sentence below each row, empty where all is well.
    """

    _esm = _script("grid")
    heads = traitlets.List(traitlets.Unicode()).tag(sync=True)
    rows = traitlets.List(traitlets.List(traitlets.Unicode())).tag(sync=True)
    notes = traitlets.List(traitlets.Unicode()).tag(sync=True)

    def __init__(self, heads: list[str], on_paste: Callable[[str, int], object]) -> None:
        super().__init__(heads=heads, rows=[[""] * len(heads)] * 5, notes=[])
        self._on_paste = on_paste
        self.on_msg(self._on_pasted)

    def __repr__(self) -> str:
        return "<Grid>"

    def _on_pasted(self, _widget: object, content: dict[str, Any], _buffers: object) -> None:
        self._on_paste(str(content["pasted"]), int(content["row"]))
        self.send({"draw": True})


def print_button(
    title: Callable[[], str], body: Callable[[], Markup], tell: Callable[[str], object]
) -> DownloadButton:
    """A button that downloads a page to print."""

    def page() -> tuple[str, str, bytes]:
        return file_name(title(), ending="html"), "text/html", page_to_print(title(), body())

    return DownloadButton("Page to print", page, tell)
