"""How every form looks: one stylesheet for both themes, and escaped HTML.

Not here: a widget that holds a value.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import ipywidgets as w
import pandas as pd
from markupsafe import Markup, escape

STYLE = """
.fu-form { max-width: 46em; line-height: 1.5; padding: 0 4px 12px 0; }
.fu-form .widget-html-content, .fu-form .widget-label { line-height: 1.5; font-size: 14px; }
.fu-form .jupyter-widgets:not(.widget-tab) { margin-left: 0; }
.fu-field { margin-bottom: 6px; overflow: visible; }
.fu-field > .fu-input { width: 100%; height: auto; display: flex; flex-flow: column; align-items: stretch; }
.fu-field .fu-input > .widget-label { width: auto; max-width: 100%; text-align: left; height: auto;
  white-space: normal; overflow: visible; font-weight: 600; color: var(--jp-ui-font-color1); padding: 0; }
.fu-field .fu-input > input, .fu-field .fu-input > select, .fu-field .fu-input > textarea {
  flex: 0 0 auto; width: 100%; box-sizing: border-box; font-size: 14px; line-height: 1.5; padding: 5px 8px;
  border: 1px solid var(--jp-border-color1); border-radius: 4px; background-color: var(--jp-layout-color0);
  color: var(--jp-ui-font-color0); height: auto; min-height: 34px; }
.fu-field .fu-input > textarea { resize: vertical; font-family: var(--jp-ui-font-family); }
.fu-field input[type=date] { color-scheme: inherit; }
.jp-mod-dark .fu-field input, body[data-jp-theme-light="false"] .fu-field input,
body[data-jp-theme-light="false"] .fu-field select { color-scheme: dark; }
.fu-field .fu-wrong > input, .fu-field .fu-wrong > select, .fu-field .fu-wrong > textarea { border-color: #b3261e; border-width: 2px; }
.fu-note { color: var(--jp-ui-font-color1); }
.fu-note .widget-html-content { font-size: 13px; }
.fu-wrong-text { border-left: 4px solid #b3261e; padding-left: 8px; }
.fu-hint { color: var(--jp-ui-font-color2); font-size: 13px; }
.fu-tick.widget-checkbox { width: auto; height: auto; min-height: 26px; }
.fu-tick label { font-size: 14px; white-space: normal; }
.fu-row { border-left: 3px solid var(--jp-border-color2); padding-left: 10px; margin: 4px 0 8px 0; overflow: visible; }
.fu-line { flex-flow: row wrap; align-items: flex-end; gap: 0 14px; overflow: visible; }
.fu-line > .fu-field { flex: 1 1 11em; min-width: 9em; }
.fu-form button.jupyter-button { height: auto; min-height: 34px; width: auto; padding: 4px 14px; line-height: 1.4;
  font-size: 14px; border-radius: 4px; white-space: pre-line; border: 1px solid var(--jp-border-color1); }
.fu-form button.jupyter-button:focus-visible, .fu-form input:focus-visible, .fu-form select:focus-visible,
.fu-form textarea:focus-visible { outline: 3px solid #3b82c4; outline-offset: 1px; }
.fu-form .widget-vbox > button.jupyter-button { align-self: flex-start; }
.fu-form button.mod-primary { background-color: #1f5f99; color: #fff; border-color: #1f5f99; font-weight: 600; }
.fu-form .widget-vbox > button.fu-task { align-self: stretch; }
.fu-form button.fu-task { text-align: left; width: 100%; background: var(--jp-layout-color0); color: var(--jp-ui-font-color0);
  border-left-width: 6px; margin: 2px 0; display: block; overflow: visible; text-overflow: clip; }
.fu-form button.fu-task.fu-overdue { border-left: 6px double #b3261e; }
.fu-form button.fu-task.fu-due { border-left: 6px solid #b36b00; }
.fu-form button.fu-task.fu-open { border-left: 6px dashed #1f5f99; }
.fu-form button.fu-task.fu-upcoming { border-left: 6px dotted #6b7280; }
.fu-form button.fu-task.fu-chosen { background: var(--jp-layout-color2); font-weight: 600; }
.fu-form button.fu-quiet { background: transparent; box-shadow: none; }
.fu-form .widget-tab > .lm-TabBar, .fu-form .jupyter-widgets.widget-tab > .lm-TabBar { min-height: 36px; }
.fu-form .widget-tab .lm-TabBar-tab { flex: 0 1 auto; min-width: 0; max-width: none; padding: 4px 12px; line-height: 1.6; height: auto; font-size: 14px; }
.fu-form .widget-tab-contents { padding: 12px 2px 2px 2px; overflow: visible; }
.fu-form h2, .fu-form h3 { margin: 14px 0 4px 0; line-height: 1.3; color: var(--jp-ui-font-color0); }
.fu-form h2 { font-size: 19px; } .fu-form h3 { font-size: 16px; }
.fu-form p, .fu-form li { font-size: 14px; margin: 3px 0; color: var(--jp-ui-font-color0); }
.fu-form pre.fu-letter { white-space: pre-wrap; font-family: var(--jp-ui-font-family); font-size: 14px; line-height: 1.55; }
.fu-form.jupyter-widgets-disconnected::before { content: 'Not connected to Python: what you type now is not kept. Run this cell again; your last draft comes back.' !important;
  display: block; position: static; font-family: var(--jp-ui-font-family); font-size: 15px; font-weight: 600; line-height: 1.5; color: #fff; background: #8c1d18;
  padding: 8px 12px; border-radius: 4px; margin-bottom: 8px; width: auto; height: auto; }
.fu-form.jupyter-widgets-disconnected textarea, .fu-form.jupyter-widgets-disconnected input,
.fu-form.jupyter-widgets-disconnected select, .fu-form.jupyter-widgets-disconnected button { pointer-events: none; opacity: .5; }
.fu-form .jupyter-widgets-disconnected::before { content: none !important; }
"""


def html(text: Markup | str, *classes: str) -> w.HTML:
    """A widget that shows already escaped HTML."""
    shown = w.HTML(value=str(text), layout=w.Layout(width="auto"))
    for name in classes:
        shown.add_class(name)
    return shown


def heading(text: str, level: int = 2) -> w.HTML:
    """A heading."""
    return html(Markup("<h{0}>{1}</h{0}>").format(level, text))


def linked(page: Markup) -> w.Output:
    """HTML whose links to other notebooks open them as tabs, which they do only in an output."""
    shown = w.Output()
    data = {"text/html": str(page)}
    shown.outputs = ({"output_type": "display_data", "data": data, "metadata": {}},)
    return shown


def listed(items: Iterable[str]) -> Markup:
    """A bulleted list of texts."""
    rows = Markup("").join(Markup("<li>{}</li>").format(item) for item in items)
    return Markup("<ul>{}</ul>").format(rows)


def lines(text: str) -> Markup:
    """Text with its line ends kept."""
    return Markup("<br>").join(escape(line) for line in text.split("\n"))


def day(value: date | pd.Timestamp) -> str:
    """A day as a reader says it: 'Thursday 5 March'."""
    return f"{value:%A} {value.day} {value:%B}"


def day_from(value: pd.Timestamp, today: date) -> str:
    """A day with its distance: 'Thursday 5 March, in 3 days'."""
    n = (value.date() - today).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    away = near.get(n) or (f"in {n} days" if n > 0 else f"{-n} days ago")
    return f"{day(value)}, {away}"
