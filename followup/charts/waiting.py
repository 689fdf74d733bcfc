"""Waiting for an answer, with the waits that are not over; the way of each opportunity.

Not here: the estimate (followup.measures.kaplan_meier), the visits (followup.pipeline).
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from followup.charts.look import (
    BLUE,
    GRID,
    INK,
    ORANGE,
    PURPLE,
    QUIET,
    RUST,
    TEAL,
    axes,
    dated,
    empty,
    n_days,
    say,
    shortened,
    styled,
    today_line,
)
from followup.pipeline import LABELS

TITLE = "Waiting for an answer"
CONTEXT = (
    "For scale: large US campus recruiters took 25.1 days on average from interview to offer "
    "or notice in 2023 (NACE)."
)
COLOURS = {
    "lead": GRID,
    "networking": TEAL,
    "applied": "#b9c6d3",
    "screen": "#8fb2d4",
    "first_interview": "#5e90c0",
    "second_interview": "#2f6ea8",
    "final_interview": "#174a7a",
    "offer": ORANGE,
    "accepted": "#b36b00",
    "on_hold": PURPLE,
    "dormant": "#c9c4bb",
}


@styled
def waiting_chart(
    waits: pd.DataFrame, km: pd.DataFrame, median: float, ax: Axes | None = None
) -> Axes:
    """The share still waiting by days since the meeting, one dot per meeting below.

    `waits` as measures.waits, `km` and `median` as measures gives them. Filled dots are
    answered, hollow ones still waiting; the numbers under the axis are those still at risk.
    """
    n = len(waits)
    if n == 0:
        return empty(ax, TITLE, "No interview for a position yet; the first wait appears here.")
    ax = axes(ax, 3.9)
    end = max(14, int(waits["days"].max()) + 2)
    if len(km):
        x = [0, *km["day"], end]
        ax.step(
            x,
            [1, *km["survival"], km["survival"].iloc[-1]],
            where="post",
            color=BLUE,
            linewidth=2.2,
        )
        if n >= 5:
            low, high = km["low"].ffill().fillna(0), km["high"].ffill().fillna(1)
            ax.fill_between(
                x,
                [1, *low, low.iloc[-1]],
                [1, *high, high.iloc[-1]],
                step="post",
                color=BLUE,
                alpha=0.12,
            )
    answered = waits["observed"].to_numpy()
    y = -0.12 - 0.07 * (np.arange(n) % 4)
    days = waits["days"].to_numpy()
    ax.scatter(days[answered], y[answered], s=34, color=BLUE, zorder=3)
    ax.scatter(
        days[~answered],
        y[~answered],
        s=34,
        facecolors="none",
        edgecolors=RUST,
        linewidths=1.6,
        zorder=3,
    )
    ticks = np.unique(np.linspace(0, end, 6).astype(int))
    at_risk = [(waits["days"] >= t).sum() for t in ticks]
    ax.set_xticks(ticks, [f"{t}\n{k}" for t, k in zip(ticks, at_risk, strict=True)])
    ax.set_yticks([0, 0.5, 1], ["0%", "50%", "100%"] if n >= 5 else ["none", "half", "all"])
    ax.axhline(0, color=GRID, linewidth=0.8)
    ax.set_ylim(-0.42, 1.05)
    ax.set_xlim(0, end)
    ax.set_xlabel(
        "days since the meeting; below: how many were still waiting     ●  answered    ○  still waiting",
        loc="left",
        fontsize=8.5,
    )
    return say(ax, TITLE, f"{_sentence(waits, median)} {CONTEXT}")


def _sentence(waits: pd.DataFrame, median: float) -> str:
    n, k = len(waits), int(waits["observed"].sum())
    said = f"{k} of {n} meetings have an answer."
    if n < 5:
        return f"{said} Not enough data yet for a typical wait (n={n})."
    half = "not reached yet" if np.isnan(median) else n_days(int(median))
    return f"{said} Half had one within: {half}."


@styled
def timeline_chart(
    visits: pd.DataFrame, standings: pd.DataFrame, today: date, ax: Axes | None = None
) -> Axes:
    """One row per opportunity: a bar for each stage it stayed in, named where there is room.

    `visits` as pipeline.stage_visits, `standings` with a `company` column. Rows with the latest
    change stand on top; 40 at the most are shown.
    """
    title = "The way of each opportunity"
    ended = ["accepted", "declined", "rejected", "withdrawn", "closed"]
    bars = visits.assign(left_on=visits["left_on"].fillna(pd.Timestamp(today)))
    if bars.empty:
        return empty(ax, title, "Nothing has happened yet; each opportunity gets a row here.")
    newest = bars.groupby("opportunity_id")["entered_on"].max().sort_values(ascending=False)
    shown = list(newest.index[:40])
    bars = bars[bars["opportunity_id"].isin(shown)]
    ax = axes(ax, 1.2 + 0.4 * len(shown))
    place = {row: len(shown) - 1 - n for n, row in enumerate(shown)}
    y = bars["opportunity_id"].map(place).to_numpy()
    span = max((pd.Timestamp(today) - bars["entered_on"].min()).days, 14)
    for stage in bars["stage"].unique():
        own = (bars["stage"] == stage).to_numpy()
        if stage in ended:
            ax.scatter(bars["entered_on"][own], y[own], marker="|", s=160, color=INK, zorder=3)
            for x, where in zip(bars["entered_on"][own], y[own], strict=True):
                ax.annotate(
                    LABELS[stage].lower(),
                    (x, where),
                    xytext=(5, 0),
                    textcoords="offset points",
                    va="center",
                    fontsize=8,
                    color=QUIET,
                )
            continue
        width = bars["left_on"][own] - bars["entered_on"][own]
        ax.barh(y[own], width, left=bars["entered_on"][own], height=0.6, color=COLOURS[stage])
        for row, where in zip(bars[own].itertuples(), y[own], strict=True):
            label = LABELS[stage].lower()
            if (row.left_on - row.entered_on).days / span > 0.0135 * len(label):
                dark = stage in (
                    "second_interview",
                    "final_interview",
                    "first_interview",
                    "on_hold",
                    "accepted",
                    "networking",
                )
                ax.text(
                    row.entered_on,
                    where,
                    f" {label}",
                    va="center",
                    fontsize=8,
                    color="white" if dark else INK,
                )
    names = standings["company"].reindex(shown)
    ax.set_yticks([place[row] for row in shown], [shortened(str(name), 30) for name in names])
    ax.set_xlim(bars["entered_on"].min(), pd.Timestamp(today) + pd.Timedelta(days=span * 0.14 + 2))
    ax.set_ylim(-0.7, len(shown) - 0.3)
    today_line(ax, today)
    dated(ax)
    more = (
        f" The {len(shown)} that changed last of {len(newest)} are shown."
        if len(newest) > len(shown)
        else ""
    )
    first = standings["company"].get(shown[0], "")
    return say(
        ax, title, f"The latest change: {first}, on {newest.iloc[0].day} {newest.iloc[0]:%B}.{more}"
    )
