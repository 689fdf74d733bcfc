"""The look of every chart, written once: typeface, palette, dates, and how one is shown.

Not here: what a chart says; each chart makes its own sentence by rule.
"""

from __future__ import annotations

import base64
import io
import textwrap
import warnings
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

import matplotlib as mpl
import matplotlib.dates as mdates
import pandas as pd
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.figure import Figure

PAPER, INK, QUIET, GRID = "#fcfbf8", "#1c1b1a", "#5d5a55", "#dedad2"
# Blue, orange, teal, purple, red-brown: told apart with any colour vision, and in grey by shade.
BLUE, ORANGE, TEAL, PURPLE, RUST = "#1f5f99", "#d98324", "#2a9187", "#7a4d9c", "#a3361d"
BAND = "#cfe0ef"

STYLE: Any = {
    "figure.facecolor": PAPER,
    "axes.facecolor": PAPER,
    "savefig.facecolor": PAPER,
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "text.color": INK,
    "axes.labelcolor": QUIET,
    "axes.edgecolor": GRID,
    "axes.titlesize": 12,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlepad": 12,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.grid": True,
    "axes.grid.axis": "x",
    "axes.axisbelow": True,
    "grid.color": GRID,
    "grid.linewidth": 0.8,
    "xtick.color": QUIET,
    "ytick.color": INK,
    "xtick.labelsize": 9,
    "ytick.labelsize": 9.5,
    "ytick.left": False,
    "text.parse_math": False,
}

P = ParamSpec("P")
WIDTH = 8.4


def styled(chart: Callable[P, Axes]) -> Callable[P, Axes]:
    """Draws in the house's look, whatever the reader's own settings are."""

    @wraps(chart)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> Axes:
        with mpl.rc_context(STYLE):
            return chart(*args, **kwargs)

    return drawn


def axes(ax: Axes | None, height: float) -> Axes:
    """The axes to draw on: those given, or new ones of this height in inches."""
    if ax is not None:
        return ax
    return Figure(figsize=(WIDTH, max(1.6, height)), layout="constrained").add_subplot()


def say(ax: Axes, title: str, sentence: str) -> Axes:
    """Titles the chart, and keeps the sentence of what it says as its label."""
    ax.set_title(title)
    ax.set_label(sentence)
    return ax


def empty(ax: Axes | None, title: str, sentence: str) -> Axes:
    """A chart that has nothing to show yet, and says so in words."""
    ax = axes(ax, 1.6)
    ax.set_axis_off()
    lines = _wrapped(sentence, 88)
    ax.text(0, 0.5, lines, transform=ax.transAxes, va="center", color=QUIET, fontsize=10.5)
    return say(ax, title, sentence)


def _wrapped(text: str, width: int) -> str:
    return "\n".join(textwrap.wrap(text, width))


def shortened(text: str, limit: int = 30) -> str:
    """A name that fits its place."""
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def n_days(n: int) -> str:
    """A number of days in words: '1 day', '9 days'."""
    return f"{n} day" if n == 1 else f"{n} days"


def dated(ax: Axes) -> None:
    """Dates on x, spelt briefly, as many as fit."""
    locator = mdates.AutoDateLocator(minticks=3, maxticks=8)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(mdates.ConciseDateFormatter(locator))


def today_line(ax: Axes, today: Any) -> None:
    """A line at today, named."""
    day = pd.Timestamp(today)
    ax.axvline(day, color=INK, linewidth=1.2)
    ax.annotate("today", (day, 1), xycoords=("data", "axes fraction"), xytext=(3, 2),
                textcoords="offset points", fontsize=8.5, color=INK)  # fmt: skip


def picture(ax: Axes) -> bytes:
    """The chart as PNG, without a word about the machine it was made on."""
    out = io.BytesIO()
    figure: Any = ax.figure
    with warnings.catch_warnings():  # a script the typeface lacks is drawn as boxes, not refused
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        figure.savefig(out, format="png", dpi=110, metadata={"Software": None})
    return out.getvalue()


def figure(ax: Axes) -> Markup:
    """The chart as HTML: the picture with its text beside it, for a page or a notebook."""
    data = base64.b64encode(picture(ax)).decode()
    title, sentence = ax.get_title(loc="left") or ax.get_title(), str(ax.get_label())
    return Markup(
        '<figure style="margin:0 0 1em 0"><img alt="{}. {}" src="data:image/png;base64,{}" '
        'style="max-width:100%;height:auto;border-radius:6px"><figcaption>{}</figcaption></figure>'
    ).format(title, sentence, data, sentence)


def show(ax: Axes) -> None:
    """Shows the chart in a notebook, with alternative text and its sentence below."""
    from IPython.display import HTML, display

    display(HTML(str(figure(ax))))
