"""The look of every chart, written once: typeface, palette, dates, and how one is shown.

Not here: what a chart says; each chart makes its own sentence by rule.
"""

import base64
import io
import textwrap
import warnings
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache, wraps
from typing import Any, ParamSpec

import matplotlib as mpl
import numpy as np
import pandas as pd
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.textpath import text_to_path

from followup.words import n_of as n_of

PAPER, INK, QUIET, GRID = "#fcfbf8", "#1c1b1a", "#5d5a55", "#dedad2"
# Told apart with any colour vision; what is told by them is told by a word or a shape, too.
BLUE, ORANGE, RUST, BAND = "#1f5f99", "#d98324", "#a3361d", "#cfe0ef"
# From dark to light, so that neighbours differ in grey as well.
SHADES = ("#14304f", "#96381f", "#2c8a80", "#d7973f", "#a9c3dd", "#e6e0d4")

# The first has most letters; the others, where installed, those of East Asia and the Near East.
SCRIPTS = (
    "Noto Sans CJK JP", "Noto Sans CJK SC", "Hiragino Sans", "PingFang SC", "Yu Gothic",
    "Microsoft YaHei", "Malgun Gothic", "Noto Sans Thai", "Arial Unicode MS", "Tahoma",
)  # fmt: skip
FAMILY = ["DejaVu Sans", *sorted({f.name for f in fontManager.ttflist} & {*SCRIPTS})]

STYLE: Any = {
    "figure.facecolor": PAPER, "axes.facecolor": PAPER, "figure.dpi": 110, "font.family": FAMILY,
    "font.size": 10, "text.color": INK, "axes.labelcolor": QUIET, "axes.edgecolor": GRID,
    "axes.titlesize": 12, "axes.titleweight": "bold", "axes.titlelocation": "left",
    "axes.titlepad": 12, "axes.titley": 1.0, "axes.spines.top": False, "axes.spines.right": False,
    "axes.spines.left": False, "axes.spines.bottom": False, "axes.axisbelow": True, "grid.color": GRID, "grid.linewidth": 0.8,
    "xtick.color": QUIET, "ytick.color": INK, "xtick.labelsize": 9, "ytick.labelsize": 9.5,
    "ytick.left": False, "text.parse_math": False,
}  # fmt: skip

P = ParamSpec("P")
# Inches: the picture, its edge, the room above and below, for the names of rows, for notes.
WIDTH, EDGE, ABOVE, BELOW, NAMES, NOTES = 8.4, 0.12, 0.56, 0.68, 2.2, 1.95
ROWS = 40  # at most, on one picture


def styled(chart: Callable[P, Axes]) -> Callable[P, Axes]:
    """Draws in the house's look, whatever the reader's own settings are."""

    @wraps(chart)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> Axes:
        with mpl.rc_context(STYLE), _any_script():
            return chart(*args, **kwargs)

    return drawn


@contextmanager
def _any_script() -> Iterator[None]:
    """A script no typeface here has is drawn as boxes, not refused."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        yield


def axes(
    ax: Axes | None, height: float, names: float = EDGE, notes: float = EDGE, below: float = BELOW
) -> Axes:
    """The axes to draw on: those given, or new ones of this height, all in inches.

    `names` is the room to the left, `notes` to the right. Rooms are fixed, so that charts stand
    in line below each other and nothing is measured twice.
    """
    if ax is not None:
        return ax
    whole = height + ABOVE + below
    place = (names / WIDTH, below / whole, (WIDTH - names - notes) / WIDTH, height / whole)
    ax = Figure(figsize=(WIDTH, whole)).add_axes(place)
    ax.xaxis.grid(True)  # here and not in STYLE, which would make every tick three times
    ax.set_title("", x=edge(ax))
    ax.xaxis.set_label_coords(edge(ax), -0.46 / height)
    ax.yaxis.set_label_coords(0, 0)
    return ax


def row_axes(ax: Axes | None, n: int, row: float = 0.36, below: float = BELOW) -> Axes:
    """The axes for n rows, the first on top at n - 1: names to the left, notes to the right."""
    ax = axes(ax, max(n, 2) * row, NAMES, NOTES, below)
    ax.set_ylim(n - max(n, 2) - 0.6, n - 0.4)
    return ax


def edge(ax: Axes) -> float:
    """The left edge of the picture, in the measure of the axes."""
    figure: Any = ax.get_figure(root=True)
    box = ax.get_window_extent().transformed(figure.dpi_scale_trans.inverted())
    return float((EDGE - box.x0) / box.width)


def name_rows(ax: Axes, y: Iterable[float], names: Iterable[str]) -> None:
    """Names rows in the room to the left, each line cut to fit."""
    room = NAMES - EDGE - 0.16
    cut = ["\n".join(fitted(line, room) for line in name.split("\n")) for name in names]
    ax.set_yticks(list(y), cut)


def note_rows(ax: Axes, y: Iterable[float], notes: Iterable[str], **style: Any) -> None:
    """Writes a note to the right of each row."""
    y = list(y)
    write(ax, [1.02] * len(y), y, notes, transform=ax.get_yaxis_transform(), **style)


def write(
    ax: Axes, xs: Iterable[Any], ys: Iterable[float], words: Iterable[str], **style: Any
) -> None:
    """Writes words at their places, in the small hand of every chart."""
    for x, y, word in zip(xs, ys, words, strict=True):
        ax.text(x, y, word, **{"va": "center", "fontsize": 9, "color": INK, **style})


def key(ax: Axes, words: str) -> None:
    """What marks and axes mean, in a line below the chart."""
    ax.set_xlabel(words, ha="left", fontsize=8.5)


def say(ax: Axes, title: str, sentence: str) -> Axes:
    """Titles the chart, and keeps the sentence of what it says as its label."""
    ax.set_title(title)
    ax.set_label(sentence)
    return ax


def empty(ax: Axes | None, title: str, sentence: str) -> Axes:
    """A chart that has nothing to show yet, and says so in words."""
    ax = axes(ax, 0.5, below=EDGE)
    ax.set_axis_off()
    lines = textwrap.fill(sentence, 88)
    ax.text(0, 1, lines, transform=ax.transAxes, va="top", color=QUIET, fontsize=10.5)
    return say(ax, title, sentence)


@cache
def fitted(text: str, room: float, size: float = 9.5, weight: str = "normal") -> str:
    """A text on one line, cut to a width in inches.

    >>> fitted("Larkspur House", 2), fitted("Larkspur House", 0.8)
    ('Larkspur House', 'Larkspur…')
    """
    font = FontProperties(family=FAMILY, size=size, weight=weight)

    def width(words: str) -> float:
        return float(text_to_path.get_text_width_height_descent(words, font, False)[0]) / 72

    text = " ".join(text.split())
    if width(text) <= room:
        return text
    n = bisect_right(range(len(text)), room, key=lambda n: width(text[:n] + "…"))
    return text[: n - 1].rstrip() + "…"


def brief(day: Any, today: date) -> str:
    """A day in a small place: '5 Mar', or 'Mar 2019' when its year is not at hand."""
    return f"{day.day} {day:%b}" if _is_near(day, today) else f"{day:%b %Y}"


def in_full(day: Any, today: date) -> str:
    """A day in a sentence: '5 March', with the year when that is not at hand."""
    return f"{day.day} {day:%B}" + ("" if _is_near(day, today) else f" {day.year}")


def _is_near(day: Any, today: date) -> bool:
    return bool(abs((pd.Timestamp(today) - day).days) < 300)


def first_rows(rows: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """As many rows as a picture holds, and a sentence when there are more."""
    more = f" The first {ROWS} of {len(rows)} are shown." if len(rows) > ROWS else ""
    return rows.head(ROWS), more


def dated(ax: Axes, first: Any, last: Any, today: date) -> None:
    """Dates on x from first to last, with a little air; today is a line, named."""
    first, last, now = pd.Timestamp(first), pd.Timestamp(last), pd.Timestamp(today)
    air = pd.Timedelta(days=max(2, 0.02 * (last - first).days))
    ax.set_xlim(first - air, last + air)
    ax.set_xticks(*_date_ticks(first, last))
    ax.axvline(now, color=INK, linewidth=1.2)
    ax.text(now, 1.0, "today", transform=ax.get_xaxis_transform(), fontsize=8.5, va="bottom")


def _date_ticks(first: pd.Timestamp, last: pd.Timestamp) -> tuple[pd.DatetimeIndex, list[str]]:
    """Mondays, first days of months or of years, seven at the most, each as briefly as can be."""
    for step in ("W-MON", "2W-MON", "MS", "2MS", "6MS", "YS", "2YS", "5YS", "20YS"):
        days = pd.date_range(first, last, freq=step)
        if len(days) <= 7:
            break
    if "W" in step:
        return days, [f"{day.day} {day:%b}" for day in days]
    if "Y" in step:
        return days, [str(year) for year in days.year]
    year = np.where(days.year.duplicated(), "", "\n" + days.strftime("%Y"))
    return days, [f"{day:%b}{new}" for day, new in zip(days, year, strict=True)]


def picture(ax: Axes) -> bytes:
    """The chart as PNG, without a word about the machine it was made on."""
    out = io.BytesIO()
    canvas = FigureCanvasAgg(ax.get_figure(root=True))
    with _any_script():  # drawn straight: savefig would draw it twice
        canvas.print_png(out, metadata={"Software": None}, pil_kwargs={"compress_level": 3})
    return out.getvalue()


def figure(ax: Axes) -> Markup:
    """The chart as HTML: the picture with its text beside it, for a page or a notebook; one that
    has nothing to show yet in words alone.
    """
    title, sentence = ax.get_title(loc="left") or ax.get_title(), str(ax.get_label())
    if not ax.axison:  # nothing to show yet: words need no picture
        words = Markup("<figure><b>{}</b><figcaption>{}</figcaption></figure>")
        return words.format(title, sentence)
    data = base64.b64encode(picture(ax)).decode()
    return Markup(
        '<figure style="margin:0 0 1em 0"><img alt="{}. {}" src="data:image/png;base64,{}" '
        'style="max-width:100%;height:auto;border-radius:6px"><figcaption>{}</figcaption></figure>'
    ).format(title, sentence, data, sentence)
