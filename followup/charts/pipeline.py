"""Where every opportunity stands, and since when.

Not here: working out a stage (followup.pipeline).
"""

from datetime import date

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from followup.charts import look
from followup.pipeline import LABELS, RANK, STAGES

TITLE = "Where every opportunity stands"
TICKS = {
    "networking": "Net-\nworking",
    "first_interview": "First\ninterview",
    "second_interview": "Second\ninterview",
    "final_interview": "Third\nor final",
}
PARKED = ["dormant", "on_hold"]


def live(standings: pd.DataFrame) -> pd.DataFrame:
    """The opportunities that are not closed, furthest first: one row each, with its `rank`."""
    rank = standings["stage"].map(RANK).fillna(standings["furthest"].map(RANK))
    rows = standings.assign(rank=rank.astype(int))[~standings["is_closed"]]
    return rows.sort_values(["rank", "since"], ascending=[False, True])


@look.styled
def pipeline_chart(standings: pd.DataFrame, today: date, ax: Axes | None = None) -> Axes:
    """One row per live opportunity: its stage on x, with the days it has been there.

    `standings` needs the columns of pipeline.standings and `company`. Dormant and on-hold ones
    are hollow, and say so.
    """
    every = live(standings)
    n_closed = len(standings) - len(every)
    closed = f" {n_closed} closed." if n_closed else ""
    if every.empty:
        text = "No opportunity is open. One appears here when you reflect on a meeting or note that you applied."
        return look.empty(ax, TITLE, text + closed)
    rows, more = look.first_rows(every)
    ax = look.row_axes(ax, len(rows), 0.5, below=0.5)
    y, x = np.arange(len(rows))[::-1], rows["rank"].to_numpy()
    _draw_stages(ax, rows, x, y)
    look.name_rows(ax, y, [f"{r.company}\n{r.role}" for r in rows.itertuples()])
    look.note_rows(ax, y, [_note(row, today) for row in rows.itertuples()])
    stages = list(STAGES)[:-1]
    ax.set_xticks(range(len(stages)), [TICKS.get(s, LABELS[s]) for s in stages])
    ax.set_xlim(-0.3, len(stages) - 0.7)
    ax.tick_params(axis="x", labelsize=7.5)
    return look.say(ax, TITLE, _sentence(every, today) + closed + more)


def _draw_stages(ax: Axes, rows: pd.DataFrame, x: np.ndarray, y: np.ndarray) -> None:
    parked = rows["stage"].isin(PARKED).to_numpy()
    ax.hlines(y, 0, x, color=look.BLUE, linewidth=2, alpha=0.35)
    ax.scatter(x[~parked], y[~parked], s=70, color=look.BLUE, zorder=3)
    ax.scatter(x[parked], y[parked], s=70, fc="none", ec=look.QUIET, linewidths=1.8, zorder=3)


def _note(row: object, today: date) -> str:
    """How long it has stood there; below, what comes next."""
    stage, since, next_on = row.stage, row.since, row.scheduled_on  # type: ignore[attr-defined]
    days = "" if pd.isna(since) else look.n_of((pd.Timestamp(today) - since).days, "day")
    aside = f"{LABELS[stage].lower()}, " if stage in PARKED else ""
    meeting = "" if pd.isna(next_on) else f"\nnext meeting {look.brief(next_on, today)}"
    return f"{aside}{days}{meeting}"


def _sentence(rows: pd.DataFrame, today: date) -> str:
    parked = rows["stage"].isin(PARKED)
    said = f"{len(rows)} open"
    said += f", {parked.sum()} on hold or dormant." if parked.any() else "."
    for first in rows[~parked].head(1).itertuples():
        said += f" Furthest: {first.company}, {LABELS[first.stage].lower()}"
        if pd.notna(first.since):
            said += f", for {look.n_of((pd.Timestamp(today) - first.since).days, 'day')}"
        said += "."
    return said
