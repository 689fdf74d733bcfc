"""What was done week by week, what is coming, and the gaps between touches.

Not here: counting (followup.measures, followup.cadence).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from followup.charts.look import (
    BAND,
    BLUE,
    GRID,
    INK,
    ORANGE,
    PURPLE,
    QUIET,
    RUST,
    TEAL,
    axes,
    empty,
    say,
    styled,
)

SHADES = (BLUE, ORANGE, TEAL, PURPLE, RUST, "#8fb2d4", "#c9a26b", QUIET)


@styled
def weeks_chart(
    weeks: pd.DataFrame, title: str, nothing: str, one: str, ax: Axes | None = None
) -> Axes:
    """Stacked columns per week, one shade per kind, largest kinds named beside the last column.

    `weeks` as measures.per_week or measures.load: the Monday as index, a column per kind. `one`
    names what is counted. A line shows the mean of four weeks where there are enough.
    """
    total = weeks.sum(axis=1)
    if total.sum() == 0:
        return empty(ax, title, nothing)
    ax = axes(ax, 3.1)
    order = weeks.sum().sort_values(ascending=False).index
    kinds = weeks[list(order[: len(SHADES) - 1])]
    if len(order) >= len(SHADES):
        kinds = kinds.assign(other=weeks[list(order[len(SHADES) - 1 :])].sum(axis=1))
    x, bottom = np.arange(len(weeks)), np.zeros(len(weeks))
    for shade, name in zip(SHADES, kinds.columns, strict=False):
        ax.bar(x, kinds[name], bottom=bottom, color=shade, width=0.72, label=str(name))
        bottom += kinds[name].to_numpy()
    if len(weeks) >= 8:
        ax.plot(x, total.rolling(4).mean(), color=INK, linewidth=1.4)
    for place, count in zip(x, total, strict=True):
        if count and len(weeks) <= 30:
            ax.text(
                float(place),
                count,
                f"{count:.0f}",
                ha="center",
                va="bottom",
                fontsize=8,
                color=QUIET,
            )
    step = max(1, len(weeks) // 9)
    shown = weeks.index[::step]
    ax.set_xticks(x[::step], [f"{day.day} {day:%b}" for day in shown])
    ax.set_yticks([])
    ax.set_ylim(0, float(total.max()) * 1.15)
    ax.set_xlim(-0.6, len(weeks) - 0.4)
    ax.grid(visible=False)
    ax.legend(
        loc="upper left", bbox_to_anchor=(1.0, 1.0), frameon=False, fontsize=8.5, reverse=True
    )
    peak = total.idxmax()
    mean = " The line is the mean of four weeks." if len(weeks) >= 8 else ""
    said = f"{total.sum():.0f} {one} in {len(weeks)} weeks, most in the week of {peak.day} {peak:%B} ({total.max():.0f}).{mean}"
    return say(ax, title, said)


@styled
def gaps_chart(gaps: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """How many days lay between touches, the band of 28 to 42 days shaded.

    `gaps` as cadence.gaps. Shorter gaps belong to a process and are no fault.
    """
    title = "Days between touches"
    if gaps.empty:
        return empty(
            ax, title, "No two touches of one person yet; the gaps between them appear here."
        )
    ax = axes(ax, 2.9)
    top = max(60, int(gaps["days"].max()) + 7)
    ax.axvspan(28, 42, color=BAND)
    counts, edges = np.histogram(gaps["days"], bins=np.arange(0, top + 7, 7))
    highest = float(counts.max())
    ax.bar(edges[:-1] + 3.5, counts, width=6.3, color=BLUE)
    for count, left in zip(counts, edges[:-1], strict=True):
        if count:
            ax.text(
                float(left) + 3.5,
                float(count),
                f"{count}",
                ha="center",
                va="bottom",
                fontsize=8.5,
                color=QUIET,
            )
    ax.text(35, highest * 1.12, "28 to 42 days", ha="center", fontsize=8.5, color=INK)
    ax.set_ylim(0, highest * 1.25)
    ax.set_yticks([])
    ax.axhline(0, color=GRID)
    ax.set_xlabel("days from one touch to the next", loc="left", fontsize=8.5)
    n = gaps["kind"].value_counts()
    kept = n["inside"] + n["late"]
    held = f" Of {kept} longer gaps, {n['inside']} were within the band." if kept else ""
    said = (
        f"{n['early']} gaps under 28 days, {n['inside']} within 28 to 42, {n['late']} longer.{held}"
    )
    return say(ax, title, said)


@styled
def counts_chart(
    counts: pd.Series, title: str, nothing: str, sentence: str, ax: Axes | None = None
) -> Axes:
    """One bar per label with its count, in the order given: a Series of whole numbers."""
    if counts.empty or counts.sum() == 0:
        return empty(ax, title, nothing)
    ax = axes(ax, 1.1 + 0.4 * len(counts))
    y = np.arange(len(counts))[::-1]
    ax.barh(y, counts, height=0.6, color=BLUE)
    for place, count in zip(y, counts, strict=True):
        ax.text(count + counts.max() * 0.01, place, f" {count}", va="center", fontsize=9, color=INK)
    ax.set_yticks(y, [str(label) for label in counts.index])
    ax.set_xticks([])
    ax.set_xlim(0, counts.max() * 1.12)
    ax.set_ylim(-0.8, max(len(counts), 2) - 0.2)
    ax.grid(visible=False)
    return say(ax, title, sentence)
