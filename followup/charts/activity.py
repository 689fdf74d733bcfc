"""What was done week by week, what is coming, and the gaps between touches.

Not here: counting (followup.measures, followup.cadence).
"""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from followup.charts import look


@look.styled
def weeks_chart(
    weeks: pd.DataFrame, title: str, nothing: str, things: tuple[str, str], ax: Axes | None = None
) -> Axes:
    """Stacked columns per week, the largest kind at the foot, the rarest together as "other".

    `weeks` as measures.per_week or measures.load: the Monday as index, a column per kind.
    `things` names what is counted, one and many. A line shows the mean of four weeks where
    there are enough.
    """
    total = weeks.sum(axis=1)
    if total.sum() == 0:
        return look.empty(ax, title, nothing)
    ax = look.axes(ax, 1.9, look.EDGE, look.NOTES + 0.3, 0.4)
    kinds = _largest(weeks)
    x, bottom = np.arange(len(weeks)), np.zeros(len(weeks))
    for shade, name in zip(look.SHADES, kinds.columns, strict=False):
        n, on = kinds[name].to_numpy(), kinds[name].to_numpy() > 0
        ax.bar(x[on], n[on], bottom=bottom[on], color=shade, width=0.72, label=str(name))
        bottom += n
    has_mean = len(weeks) >= 8 and total.max() > 1
    if has_mean:
        ax.plot(x, total.rolling(4).mean(), color=look.INK, linewidth=1.4)
    clear = [1.1 * total.max()] * len(x)  # above the line
    _count_columns(ax, x, total, clear if has_mean else total)
    step = -(-len(weeks) // 9)
    ax.set_xticks(x[::step], [f"{day.day} {day:%b}" for day in weeks.index[::step]])
    ax.set_xlim(-0.6, max(len(weeks), 6) - 0.4)
    ax.legend(loc="upper left", bbox_to_anchor=(1, 1), frameon=False, fontsize=8.5, reverse=True)
    said = _weeks_sentence(total, things)
    return look.say(ax, title, said + (" The line is the mean of four weeks." if has_mean else ""))


def _weeks_sentence(total: pd.Series, things: tuple[str, str]) -> str:
    said = f"{look.n_of(total.sum(), *things)} in {look.n_of(len(total), 'week')}."
    if total.max() == 1 or len(total) == 1:
        return said
    peak = total.idxmax()
    most = "All" if total.max() == total.sum() else f"Most ({total.max():.0f})"
    return f"{said} {most} in the week of {peak.day} {peak:%B}."


def _largest(weeks: pd.DataFrame) -> pd.DataFrame:
    """The kinds that occur, most frequent first, as many as there are shades."""
    n = weeks.sum().sort_values(ascending=False, kind="stable")
    order = list(n.index[n > 0])
    if len(order) <= len(look.SHADES):
        return weeks[order]
    kept = len(look.SHADES) - 1
    return weeks[order[:kept]].assign(other=weeks[order[kept:]].sum(axis=1))


def _count_columns(ax: Axes, x: Any, counts: Any, heights: Any) -> None:
    """Writes the count of each column that has one at its height."""
    told = [(place, y, f"{n:.0f}") for place, n, y in zip(x, counts, heights, strict=True) if n]
    small: Any = {"ha": "center", "va": "bottom", "fontsize": 8, "color": look.QUIET}
    look.write(ax, *zip(*told, strict=True), **small)
    ax.set_ylim(0, 1.25 * float(counts.max()))
    ax.set_yticks([])
    ax.axhline(0, color=look.GRID)
    ax.grid(visible=False)


@look.styled
def gaps_chart(gaps: pd.DataFrame, band: tuple[int, int], ax: Axes | None = None) -> Axes:
    """How many days lay between touches, with the band (from, to) of the rhythm shaded.

    `gaps` as cadence.gaps. Shorter gaps belong to a process and are no fault. The last column
    holds all that are much longer.
    """
    title = "Days between touches"
    if gaps.empty:
        text = "No two touches of one person yet; the gaps between them appear here."
        return look.empty(ax, title, text)
    ax = look.axes(ax, 1.8)
    low, high = band
    wide = (high + 1 - low) / 3  # three columns make the band
    edges = low + wide * np.arange(-np.ceil(low / wide), 13)
    counts, _ = np.histogram(gaps["days"].clip(upper=edges[-1] - 1), bins=edges)
    middle = edges[:-1] + wide / 2
    ax.axvspan(low, high + 1, color=look.BAND)
    ax.bar(middle, counts, width=0.9 * wide, color=look.BLUE)
    _count_columns(ax, middle, counts, counts)
    top = 1.14 * float(counts.max())
    look.write(ax, [(low + high + 1) / 2], [top], [f"{low} to {high} days"], ha="center")
    marks = [0, low // 2, low, high, 2 * high - low]
    ax.set_xticks([*marks, middle[-1]], [*map(str, marks), f"{edges[-2]:.0f} and more"])
    look.key(ax, "days from one touch to the next")
    return look.say(ax, title, _gaps_sentence(gaps, low, high))


def _gaps_sentence(gaps: pd.DataFrame, low: int, high: int) -> str:
    n = gaps["kind"].value_counts()
    said = f"{look.n_of(n['early'], 'gap')} under {low} days, {n['inside']} of {low} to {high}, "
    said += f"{n['late']} longer."
    kept = n["inside"] + n["late"]
    rest = f" Leaving out the short ones, {n['inside']} of {kept} lay within the band."
    return said + (rest if kept else "")


@look.styled
def counts_chart(
    counts: pd.Series, title: str, nothing: str, sentence: str, ax: Axes | None = None
) -> Axes:
    """One bar per label with its count, in the order given: a Series of whole numbers."""
    if counts.sum() == 0:
        return look.empty(ax, title, nothing)
    rows, more = look.first_rows(counts.to_frame("n"))
    ax = look.row_axes(ax, len(rows), below=look.EDGE)
    y = np.arange(len(rows))[::-1]
    ax.barh(y, rows["n"], height=0.6, color=look.BLUE)
    look.write(ax, rows["n"], y, [f"  {n}" for n in rows["n"]])
    look.name_rows(ax, y, rows.index.map(lambda name: name[:1].upper() + name[1:]))
    ax.set_xticks([])
    ax.set_xlim(0, counts.max())
    return look.say(ax, title, sentence + more)
