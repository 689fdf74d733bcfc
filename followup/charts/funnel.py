"""How far positions came, and the step from each stage to the next.

Not here: counting (followup.pipeline.funnel, followup.measures.steps).
"""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from followup.charts import look
from followup.charts.rates import ENOUGH

TITLE = "How far positions came"


@look.styled
def funnel_chart(funnel: pd.DataFrame, steps: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """One bar per stage with k of n; the hatched part is still open and may go further.

    `funnel` as pipeline.funnel, `steps` as measures.steps: beside each bar the step into it,
    with its interval from five cases on.
    """
    n = int(funnel["n"].max())
    if n == 0:
        text = "No position yet. Note one that you applied for, or reflect on a first meeting."
        return look.empty(ax, TITLE, text)
    ax = look.row_axes(ax, len(funnel))
    y = np.arange(len(funnel))[::-1]
    done = funnel["k"] - funnel["n_open"]
    hatched: Any = {"color": look.BAND, "hatch": "///", "edgecolor": look.BLUE, "linewidth": 0}
    ax.barh(y, done, height=0.62, color=look.BLUE)
    ax.barh(y, funnel["n_open"], left=done, height=0.62, **hatched)
    look.write(ax, funnel["k"], y, [f"  {k} of {n}" for k in funnel["k"]])
    look.name_rows(ax, y, funnel["label"])
    look.note_rows(ax, y[1:], [_step(step) for step in steps.itertuples()], color=look.QUIET)
    ax.set_xlim(0, n * 1.3)
    ax.set_xticks([tick for tick in MaxNLocator(5, integer=True).tick_values(0, n) if tick <= n])
    look.key(
        ax, "positions; hatched: still open; at the right: how many of the stage before came here"
    )
    reached = funnel.set_index("stage")["k"]
    met, offers = reached["first_interview"], reached["offer"]
    said = (
        f"Of {look.n_of(n, 'position')}, {met} came to a first interview and {offers} to an offer"
    )
    return look.say(ax, TITLE, f"{said}; open ones may still go further.")


def _step(step: object) -> str:
    k, n, low, high = step.k, step.n, step.low, step.high  # type: ignore[attr-defined]
    if n == 0:
        return ""
    return f"{k} of {n}" + (f" ({low:.0%} to {high:.0%})" if n >= ENOUGH else "")
