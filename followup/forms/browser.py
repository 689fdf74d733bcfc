"""What only the browser can do: keep shortcuts out of a form, save on Ctrl+S, copy, download.

Not here: anything that must work for a form to be used; without this, only comfort is lost.
"""

from collections.abc import Callable
from pathlib import Path

import anywidget
import traitlets

from followup.errors import FollowupError

HERE = Path(__file__).parent


class Guard(anywidget.AnyWidget):
    """An invisible part of a form; calls `on_save` when Ctrl+S is pressed inside the form."""

    _esm = HERE / "guard.js"
    saves = traitlets.Int(0).tag(sync=True)

    def __init__(self, on_save: Callable[[], object]) -> None:
        super().__init__()
        self.observe(lambda change: on_save(), "saves")

    def to_top(self) -> None:
        """Brings the top of the form into view, after it has become shorter."""
        self.send({"to": "top"})


class CopyButton(anywidget.AnyWidget):
    """A button that copies `text` to the clipboard and says so."""

    _esm = HERE / "copy.js"
    text = traitlets.Unicode("").tag(sync=True)
    label = traitlets.Unicode("Copy the text").tag(sync=True)


class DownloadButton(anywidget.AnyWidget):
    """A button that hands the browser a file, made when it is asked for."""

    _esm = HERE / "download.js"
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
