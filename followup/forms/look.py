"""How every form looks: one stylesheet for both themes, and escaped HTML.

Not here: a widget that holds a value.
"""

from collections.abc import Iterable
from pathlib import Path

import ipywidgets as w
import pandas as pd
from markupsafe import Markup

STYLE = (Path(__file__).parent / "look.css").read_text(encoding="utf-8")


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


def said(text: str) -> Markup:
    """A paragraph."""
    return Markup("<p>{}</p>").format(text)


def sections(found: Iterable[tuple[str, list[str]]]) -> Markup:
    """Sections, each a title and its lines."""
    page = Markup("<h3>{}</h3>{}")
    return Markup("").join(page.format(title, listed(lines)) for title, lines in found)


def plain(found: Iterable[tuple[str, list[str]]]) -> str:
    """The same sections as text to copy."""
    return "\n\n".join(f"{title}\n" + "\n".join(f"- {x}" for x in xs) for title, xs in found)


def lines(text: str) -> Markup:
    """Text with its line ends kept."""
    return Markup("<br>").join(text.split("\n"))


def table(frame: pd.DataFrame) -> Markup:
    """A frame as an HTML table, escaped, without its index."""
    return Markup(frame.to_html(index=False, border=0, justify="left", na_rep=""))


class Table(w.HTML):
    """A frame shown as a table that leaves nothing in the saved notebook."""

    def __init__(self, frame: pd.DataFrame, n: int = 100) -> None:
        more = "" if len(frame) <= n else f"<p>The first {n} of {len(frame)} rows.</p>"
        style = Markup("<style>{}</style>").format(Markup(STYLE))
        super().__init__(value=str(style + table(frame.head(n)) + Markup(more)))
        self.add_class("fu")
        self.add_class("fu-wide")

    def __repr__(self) -> str:
        return "<Table>"

    def _repr_keys(self) -> Iterable[str]:
        return iter(())


def page_to_print(title: str, body: Markup) -> bytes:
    """A page of its own, to print: plain, all opened, and with nothing that asks the network."""
    body = Markup(str(body).replace("<details>", "<details open>"))
    style = "body{font:11pt/1.5 sans-serif;max-width:44em;margin:2em auto}h3{margin:1em 0 0}"
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    page = Markup(
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" '
        'content="{}"><title>{}</title><style>{}</style></head><body><h1>{}</h1>{}</body></html>'
    )
    return page.format(Markup(policy), title, Markup(style), title, body).encode(errors="replace")
