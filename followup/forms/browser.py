"""What only the browser can do: keep shortcuts out of a form, save on Ctrl+S, copy, download.

Not here: anything that must work for a form to be used; without this, only comfort is lost.
"""

from __future__ import annotations

from collections.abc import Callable

import anywidget
import traitlets

_GUARD = """
export default { render({ model, el }) {
  const text = "input:not([type=checkbox]):not([type=radio]):not([type=button]), textarea";
  const form = () => el.closest(".fu-form");
  const focused = (event) => {
    const root = form();
    if (root && root.contains(event.target) && !event.target.matches(text))
      event.target.setAttribute("data-lm-suppress-shortcuts", "true");
  };
  const typed = (event) => {
    const root = form();
    if (!root || !root.contains(document.activeElement)) return;
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "s") {
      event.preventDefault(); event.stopImmediatePropagation();
      // what was typed last travels on its own channel: let it arrive first
      setTimeout(() => { model.set("saves", model.get("saves") + 1); model.save_changes(); }, 400);
    }
  };
  document.addEventListener("focusin", focused, true);
  window.addEventListener("keydown", typed, true);
  return () => {
    document.removeEventListener("focusin", focused, true);
    window.removeEventListener("keydown", typed, true);
  };
} };
"""

_COPY = """
export default { render({ model, el }) {
  const button = document.createElement("button");
  const said = document.createElement("span");
  button.className = "jupyter-button";
  button.setAttribute("data-lm-suppress-shortcuts", "true");
  said.setAttribute("role", "status");
  said.style.marginLeft = "8px";
  const label = () => { button.textContent = model.get("label"); };
  label(); model.on("change:label", label);
  const old = (text) => {
    const area = document.createElement("textarea");
    area.value = text; document.body.appendChild(area); area.select();
    const done = document.execCommand("copy"); area.remove(); return done;
  };
  button.onclick = async () => {
    const text = model.get("text");
    let done = true;
    try { await navigator.clipboard.writeText(text); } catch { done = old(text); }
    said.textContent = done ? "Copied" : "Please select the text and copy it";
    setTimeout(() => { said.textContent = ""; }, 4000);
  };
  el.append(button, said);
} };
"""


_DOWNLOAD = """
export default { render({ model, el }) {
  const button = document.createElement("button");
  button.className = "jupyter-button";
  button.setAttribute("data-lm-suppress-shortcuts", "true");
  button.textContent = model.get("label");
  button.onclick = () => {
    model.once("msg:custom", (message, buffers) => {
      const file = new Blob([buffers[0]], { type: message.type });
      const link = document.createElement("a");
      link.href = URL.createObjectURL(file); link.download = message.name;
      document.body.appendChild(link); link.click(); link.remove();
      setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    });
    model.send({ wanted: true });
  };
  el.append(button);
} };
"""


class Guard(anywidget.AnyWidget):
    """An invisible part of a form; calls `on_save` when Ctrl+S is pressed inside the form."""

    _esm = _GUARD
    saves = traitlets.Int(0).tag(sync=True)

    def __init__(self, on_save: Callable[[], object]) -> None:
        super().__init__()
        self.observe(lambda change: on_save(), "saves")


class CopyButton(anywidget.AnyWidget):
    """A button that copies `text` to the clipboard and says so."""

    _esm = _COPY
    text = traitlets.Unicode("").tag(sync=True)
    label = traitlets.Unicode("Copy the text").tag(sync=True)


class DownloadButton(anywidget.AnyWidget):
    """A button that hands the browser a file, made when it is asked for."""

    _esm = _DOWNLOAD
    label = traitlets.Unicode("").tag(sync=True)

    def __init__(self, label: str, make: Callable[[], tuple[str, str, bytes]]) -> None:
        super().__init__(label=label)
        self._make = make
        self.on_msg(self._on_wanted)

    def _on_wanted(self, _widget: object, _content: object, _buffers: object) -> None:
        name, kind, content = self._make()
        self.send({"name": name, "type": kind}, [content])
