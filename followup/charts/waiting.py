"""Waiting for an answer, with the waits that are not over; the way of each opportunity.

Not here: the estimate (followup.measures.kaplan_meier), the visits (followup.pipeline).
"""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from followup.charts import look
from followup.charts.rates import ENOUGH
from followup.pipeline import LABELS

TITLE = "Waiting for an answer"
CONTEXT = (
    "For scale: large US campus recruiters took 25.1 days on average from interview to offer "
    "or notice in 2023 (NACE)."
)
KEY = "days since the meeting, and how many still waited; line: share still waiting    ●  answered    ○  not"
# The further on, the darker; what rests is pale. Each with the colour of the word on it.
COLOURS = {
    "lead": (look.GRID, look.INK),
    "networking": ("#a9d3cc", look.INK),
    "applied": ("#b9c6d3", look.INK),
    "screen": ("#8fb2d4", look.INK),
    "first_interview": ("#5285b8", "white"),
    "second_interview": ("#2f6ea8", "white"),
    "final_interview": ("#174a7a", "white"),
    "offer": (look.ORANGE, look.INK),
    "on_hold": ("#dccbea", look.INK),
    "dormant": ("#c9c4bb", look.INK),
}


@look.styled
def waiting_chart(
    waits: pd.DataFrame, km: pd.DataFrame, median: float, ax: Axes | None = None
) -> Axes:
    """The share still waiting by days since the meeting, one dot per meeting below.

    `waits` as measures.waits, `km` and `median` as measures gives them. Filled dots are
    answered, hollow ones not; the numbers under the axis are those still at risk.
    """
    n = len(waits)
    if n == 0:
        return look.empty(
            ax, TITLE, "No interview for a position yet; the first wait appears here."
        )
    ax = look.axes(ax, 2.8, 0.7)
    end = max(14, int(waits["days"].max()) + 1)
    _draw_curve(ax, km, end, n)
    _draw_waits(ax, waits)
    ticks = [int(t) for t in MaxNLocator(6, integer=True).tick_values(0, end) if t <= end]
    at_risk = [(waits["days"] >= t).sum() for t in ticks]
    ax.set_xticks(ticks, [f"{t}\n{k}" for t, k in zip(ticks, at_risk, strict=True)])
    ax.set_yticks([0, 0.5, 1], ["0%", "50%", "100%"] if n >= ENOUGH else ["none", "half", "all"])
    ax.axhline(0, color=look.GRID, linewidth=0.8)
    ax.set_ylim(-0.42, 1.05)
    ax.set_xlim(-end / 80, end * 81 / 80)
    look.key(ax, KEY)
    return look.say(ax, TITLE, f"{_sentence(waits, median)} {CONTEXT}")


def _draw_curve(ax: Axes, km: pd.DataFrame, end: int, n: int) -> None:
    """The share still waiting, with its interval from five meetings on."""
    curve = pd.concat([pd.DataFrame({"day": [0], "survival": [1.0]}), km], ignore_index=True)
    curve = pd.concat([curve, curve.tail(1).assign(day=end)]).ffill().fillna(1.0)
    ax.step(curve["day"], curve["survival"], where="post", color=look.BLUE, linewidth=2.2)
    if n >= ENOUGH and len(km):
        pale: Any = {"color": look.BLUE, "alpha": 0.15, "linewidth": 0}
        ax.fill_between(curve["day"], curve["low"], curve["high"], step="post", **pale)


def _draw_waits(ax: Axes, waits: pd.DataFrame) -> None:
    """A dot per meeting: answered ones above, the others below, each in two lanes."""
    size = float(np.clip(2000 / len(waits), 8, 34))
    for answered, top, style in (
        (True, -0.1, {"color": look.BLUE}),
        (False, -0.26, {"fc": "none", "ec": look.RUST, "linewidths": 1.4}),
    ):
        days = waits.loc[waits["observed"] == answered, "days"].sort_values()
        ax.scatter(days, top - 0.07 * (np.arange(len(days)) % 2), s=size, zorder=3, **style)


def _sentence(waits: pd.DataFrame, median: float) -> str:
    n = len(waits)
    said = f"Meetings with an answer: {waits['observed'].sum()} of {n}."
    if n < ENOUGH:
        return f"{said} Not enough data yet for a typical wait (n={n})."
    if np.isnan(median):
        return f"{said} It cannot be told yet within how many days half have one."
    return f"{said} Half had one within {look.n_of(median, 'day')}, open waits counted in."


@look.styled
def timeline_chart(
    visits: pd.DataFrame, standings: pd.DataFrame, today: date, ax: Axes | None = None
) -> Axes:
    """One row per opportunity: a bar for each stage it stayed in, named where there is room.

    `visits` as pipeline.stage_visits, `standings` with a `company` column. Rows with the latest
    change stand on top; 40 at the most are shown. Beside each row stands what it is at now.
    """
    title = "The way of each opportunity"
    if visits.empty:
        return look.empty(ax, title, "Nothing has happened yet; each opportunity gets a row here.")
    latest = visits.drop_duplicates("opportunity_id", keep="last")
    every = latest.sort_values("entered_on", ascending=False, kind="stable")
    rows, more = look.first_rows(every.set_index("opportunity_id"))
    ax = look.row_axes(ax, len(rows))
    y = np.arange(len(rows))[::-1]
    bars = visits[visits["opportunity_id"].isin(rows.index)]
    now = pd.Timestamp(today)
    bars = bars.assign(y=pd.Series(y, rows.index).reindex(bars["opportunity_id"]).to_numpy(),
                       left_on=bars["left_on"].fillna(now))  # fmt: skip
    first = min(bars["entered_on"].min(), now - pd.Timedelta(days=14))
    _draw_stays(ax, bars, now - first)
    companies = standings["company"].reindex(rows.index)
    look.name_rows(ax, y, companies)
    look.note_rows(ax, y, [LABELS[stage].lower() for stage in rows["stage"]], color=look.QUIET)
    look.dated(ax, first, now, today)
    look.key(ax, "the darker, the further on; orange: an offer; a stroke ends it")
    day = look.in_full(rows["entered_on"].iloc[0], today)
    said = f"The latest change: {companies.iloc[0]}, on {day}."
    return look.say(ax, title, said + more)


def _draw_stays(ax: Axes, bars: pd.DataFrame, span: pd.Timedelta) -> None:
    """A bar for each stay, an earlier one named where that fits; a stroke for each end."""
    is_end = ~bars["stage"].isin(list(COLOURS))
    ends, stays = bars[is_end], bars[~is_end]
    ax.scatter(ends["entered_on"], ends["y"], marker="|", s=160, color=look.INK, zorder=3)
    colours, inks = ([COLOURS[stage][n] for stage in stays["stage"]] for n in (0, 1))
    ax.hlines(stays["y"], stays["entered_on"], stays["left_on"], color=colours, linewidth=15)
    label = " " + stays["stage"].map(LABELS).str.lower()
    roomy = (stays["left_on"] - stays["entered_on"]) / span > 0.0185 * label.str.len()
    told = roomy & bars["opportunity_id"].duplicated(keep="last")[~is_end]
    for colour in (look.INK, "white"):
        own = stays.assign(label=label)[told & (np.array(inks) == colour)]
        look.write(ax, own["entered_on"], own["y"], own["label"], fontsize=8, color=colour)
