"""Rates on small numbers: a dot with its interval and k of n, or only dots below five.

Not here: counting (followup.measures).
"""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from followup.charts import look

ENOUGH = 5  # below this no percentage is shown (domain.md 4.1)
FEW = " Rows with fewer than five cases show each case, not a rate."


@look.styled
def rates_chart(
    rates: pd.DataFrame, title: str, nothing: str, what: str, ax: Axes | None = None
) -> Axes:
    """One row per rate: `label`, `k`, `n`, `low`, `high`, in the order given.

    From five cases on a dot with its 95% interval, below that one mark per case, filled where
    it happened. `what` is said of the k, and begins the sentence.
    """
    rates, more = look.first_rows(rates[rates["n"] > 0])
    if rates.empty:
        return look.empty(ax, title, nothing)
    ax = look.row_axes(ax, len(rates), below=0.4 if (rates["n"] >= ENOUGH).any() else look.EDGE)
    rates = rates.assign(y=np.arange(len(rates))[::-1])
    enough = rates["n"] >= ENOUGH
    if enough.any():
        sure = rates[enough]
        ax.hlines(sure["y"], sure["low"], sure["high"], color=look.BLUE, linewidth=6, alpha=0.3)
        ax.scatter(sure["k"] / sure["n"], sure["y"], s=60, color=look.BLUE, zorder=3)
    if not enough.all():
        _draw_cases(ax, rates[~enough])
    names = [str(label)[:1].upper() + str(label)[1:] for label in rates["label"]]
    look.name_rows(ax, rates["y"], names)
    look.note_rows(ax, rates["y"], [_counted(row) for row in rates.itertuples()])
    ax.set_xlim(-0.03, 1.03)
    marks = [0, 0.25, 0.5, 0.75, 1] if enough.any() else []
    ax.set_xticks(marks, [f"{mark:.0%}" for mark in marks])
    return look.say(ax, title, _sentence(rates, what) + ("" if enough.all() else FEW) + more)


def _draw_cases(ax: Axes, rates: pd.DataFrame) -> None:
    each = rates.loc[rates.index.repeat(rates["n"])]
    number = each.groupby(level=0).cumcount()
    happened = (number < each["k"]).to_numpy()
    inside = np.where(happened, look.BLUE, "none")
    rim = np.where(happened, look.BLUE, look.QUIET)
    ax.scatter(0.05 * number, each["y"], s=60, fc=inside, ec=rim, zorder=3)


def _counted(row: object) -> str:
    k, n = row.k, row.n  # type: ignore[attr-defined]
    return f"{k} of {n}" + (f" ({k / n:.0%})" if n >= ENOUGH else "")


def _sentence(rates: pd.DataFrame, what: str) -> str:
    rows = [f"{row.label}: {row.k} of {row.n}" for row in rates.head(4).itertuples()]
    rest = f"; and {len(rates) - 4} more" if len(rates) > 4 else ""
    said = f"{what} – {'; '.join(rows)}{rest}."
    none = rates[(rates["k"] == 0) & (rates["n"] >= 10)]
    for row in none.head(1).itertuples():  # the rule of three (domain.md 4.2)
        said += (
            f" None of {row.n} ({row.label}) still leaves room for a rate of up to {3 / row.n:.0%}."
        )
    return said
