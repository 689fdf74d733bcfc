"""How far positions came, and the step from each stage to the next.

Not here: counting (followup.pipeline.funnel, followup.measures.steps).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from followup.charts.look import BAND, BLUE, INK, QUIET, axes, empty, say, styled

TITLE = "How far positions came"


@styled
def funnel_chart(funnel: pd.DataFrame, steps: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """One bar per stage with k of n; the paler part is still open and may go further.

    `funnel` as pipeline.funnel, `steps` as measures.steps: beside each bar the step into it,
    with its interval from five cases on.
    """
    n = int(funnel["n"].iloc[0]) if len(funnel) else 0
    if n == 0:
        text = "No position yet. Note one that you applied for, or reflect on a first meeting."
        return empty(ax, TITLE, text)
    ax = axes(ax, 1.3 + 0.42 * len(funnel))
    y = np.arange(len(funnel))[::-1]
    done = (funnel["k"] - funnel["n_open"]).to_numpy()
    ax.barh(y, done, height=0.62, color=BLUE)
    ax.barh(
        y,
        funnel["n_open"],
        left=done,
        height=0.62,
        color=BAND,
        hatch="///",
        edgecolor=BLUE,
        linewidth=0,
    )
    for place, row in zip(y, funnel.itertuples(), strict=True):
        ax.text(row.k + n * 0.015, place, f"{row.k} of {n}", va="center", fontsize=9, color=INK)
    for place, step in zip(y[1:], steps.itertuples(), strict=True):
        if step.n == 0:
            continue
        said = f"step: {step.k} of {step.n}"
        if step.n >= 5:
            said += f", {step.low:.0%} to {step.high:.0%}"
        ax.text(n * 1.42, place, said, va="center", ha="right", fontsize=8.5, color=QUIET)
    ax.set_yticks(y, funnel["label"])
    ax.set_xlim(0, n * 1.44)
    ax.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    ax.set_xlabel("positions; hatched: still open", loc="left", fontsize=8.5)
    met = int(funnel.set_index("stage").loc["first_interview", "k"])
    offers = int(funnel.set_index("stage").loc["offer", "k"])
    return say(
        ax,
        TITLE,
        f"Of {n} positions, {met} came to a first interview and {offers} to an offer; open ones may still go further.",
    )
