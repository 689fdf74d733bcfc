"""Where every opportunity stands, and since when.

Not here: working out a stage (followup.pipeline).
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from followup.charts.look import (
    BLUE,
    INK,
    ORANGE,
    QUIET,
    TEAL,
    axes,
    empty,
    n_days,
    say,
    shortened,
    styled,
)
from followup.pipeline import LABELS, RANK, STAGES

TITLE = "Where every opportunity stands"
TICKS = {
    "networking": "Net-\nworking",
    "first_interview": "First\ninterview",
    "second_interview": "Second\ninterview",
    "final_interview": "Third\nor final",
}


def live(standings: pd.DataFrame) -> pd.DataFrame:
    """The opportunities that are not closed, furthest first: one row each."""
    rank = standings["stage"].map(RANK).fillna(standings["furthest"].map(RANK))
    rows = standings.assign(rank=rank)[~standings["is_closed"]]
    return rows.sort_values(["rank", "since"], ascending=[False, True])


@styled
def pipeline_chart(standings: pd.DataFrame, today: date, ax: Axes | None = None) -> Axes:
    """One row per live opportunity: its stage on x, with the days it has been there.

    `standings` needs the columns of pipeline.standings and `company`. Dormant and on-hold ones
    are hollow, and say so.
    """
    rows = live(standings)
    n_closed = len(standings) - len(rows)
    closed = f" {n_closed} closed." if n_closed else ""
    if rows.empty:
        text = "No opportunity is open. One appears here when you reflect on a meeting or note that you applied."
        return empty(ax, TITLE, text + closed)
    ax = axes(ax, 1.3 + 0.5 * len(rows))
    order = list(STAGES)[:-1]
    place = np.array(
        [order.index(s) for s in rows["furthest"].where(~rows["stage"].isin(order), rows["stage"])]
    )
    y = np.arange(len(rows))[::-1]
    parked = rows["stage"].isin(["dormant", "on_hold"]).to_numpy()
    colour = np.where(rows["kind"] == "networking", TEAL, np.where(rows["has_offer"], ORANGE, BLUE))
    ax.hlines(y, 0, place, color=colour, linewidth=2, alpha=0.35)
    ax.scatter(place[~parked], y[~parked], s=70, c=colour[~parked], zorder=3)
    ax.scatter(
        place[parked],
        y[parked],
        s=70,
        facecolors="none",
        edgecolors=QUIET,
        linewidths=1.8,
        zorder=3,
    )
    for n, (row, x) in enumerate(zip(rows.itertuples(), place, strict=True)):
        days = "" if pd.isna(row.since) else n_days((pd.Timestamp(today) - row.since).days)
        aside = f"{LABELS[row.stage].lower()}, " if parked[n] else ""
        next_on = (
            ""
            if pd.isna(row.scheduled_on)
            else f"; next meeting {row.scheduled_on.day} {row.scheduled_on:%b}"
        )
        ax.annotate(f"{aside}{days}{next_on}", (x, y[n]), xytext=(9, 0), textcoords="offset points",
                    va="center", fontsize=9, color=INK)  # fmt: skip
    names = [f"{shortened(r.company, 34)}\n{shortened(r.role, 34)}" for r in rows.itertuples()]
    ax.set_yticks(y, names)
    ax.set_xticks(range(len(order)), [TICKS.get(s, LABELS[s]) for s in order])
    ax.set_xlim(-0.3, len(order) + 0.4)
    ax.set_ylim(-0.7, len(rows) - 0.3)
    ax.tick_params(axis="x", labelsize=8)
    return say(ax, TITLE, _sentence(rows, today) + closed)


def _sentence(rows: pd.DataFrame, today: date) -> str:
    parked = rows["stage"].isin(["dormant", "on_hold"])
    moving = rows[~parked]
    said = f"{len(rows)} open, {int(parked.sum())} of them on hold or dormant."
    if len(moving):
        first = moving.iloc[0]
        said += f" Furthest: {first['company']}, {LABELS[first['stage']].lower()}"
        if pd.notna(first["since"]):
            said += f", for {n_days((pd.Timestamp(today) - first['since']).days)}"
        said += "."
    return said
