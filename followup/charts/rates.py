"""Rates on small numbers: a dot with its interval and k of n, or only dots below five.

Not here: counting (followup.measures).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from followup.charts.look import (
    BLUE,
    INK,
    QUIET,
    axes,
    empty,
    say,
    shortened,
    styled,
)

ENOUGH = 5  # below this no percentage is shown (domain.md 4.1)


@styled
def rates_chart(
    rates: pd.DataFrame, title: str, nothing: str, what: str, ax: Axes | None = None
) -> Axes:
    """One row per rate: `label`, `k`, `n`, `low`, `high`, in the order given.

    From five cases on a dot with its 95% interval, below that one mark per case, filled where
    it happened. `what` ends the sentence "k of n …".
    """
    rates = rates[rates["n"] > 0]
    if rates.empty:
        return empty(ax, title, nothing)
    ax = axes(ax, 1.3 + 0.42 * len(rates))
    y = np.arange(len(rates))[::-1]
    enough = (rates["n"] >= ENOUGH).to_numpy()
    share = (rates["k"] / rates["n"]).to_numpy()
    ax.hlines(
        y[enough], rates["low"][enough], rates["high"][enough], color=BLUE, linewidth=6, alpha=0.25
    )
    ax.scatter(share[enough], y[enough], s=60, color=BLUE, zorder=3)
    for place, row in zip(y[~enough], rates[~enough].itertuples(), strict=True):
        x = 0.03 + 0.05 * np.arange(row.n)
        filled = np.arange(row.n) < row.k
        ax.scatter(x[filled], np.full(filled.sum(), place), s=60, color=BLUE, zorder=3)
        ax.scatter(
            x[~filled],
            np.full((~filled).sum(), place),
            s=60,
            facecolors="none",
            edgecolors=QUIET,
            zorder=3,
        )
    for place, row, full in zip(y, rates.itertuples(), enough, strict=True):
        percent = f" ({row.k / row.n:.0%})" if full else ""
        ax.text(1.04, place, f"{row.k} of {row.n}{percent}", va="center", fontsize=9, color=INK)
    ax.set_yticks(y, [shortened(str(label), 38) for label in rates["label"]])
    ax.set_xlim(-0.02, 1.3)
    ax.set_ylim(-0.7, len(rates) - 0.3)
    marks = [0, 0.25, 0.5, 0.75, 1] if enough.any() else []
    ax.set_xticks(marks, [f"{mark:.0%}" for mark in marks])
    said = "; ".join(f"{row.label}: {row.k} of {row.n}" for row in rates.head(4).itertuples())
    few = " Rows with fewer than five cases show each case, not a rate." if (~enough).any() else ""
    return say(ax, title, f"{said} {what}.{few}")
