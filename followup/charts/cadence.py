"""Contact cadence per company: who was reached when, and the window of the next touch.

Not here: counting the window (followup.cadence).
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from followup.cadence import STATES
from followup.charts.look import (
    BAND,
    BLUE,
    INK,
    QUIET,
    RUST,
    axes,
    dated,
    empty,
    say,
    shortened,
    styled,
    today_line,
)

TITLE = "Contact cadence per company"
KEY = "●  letter, call or note    ■  meeting    ▬  28 to 42 days after the last touch    ◂  overdue"
PAGE = 40  # people on one picture


@styled
def cadence_chart(
    contacts: pd.DataFrame,
    touches: pd.DataFrame,
    today: date,
    ax: Axes | None = None,
    page: int = 0,
) -> Axes:
    """One row per person, grouped by company, what is due first; a dot for each touch.

    `contacts` as cadence.contacts gives it, `touches` as cadence.touches. The band is the 28 to
    42 days after the last touch. Overdue is told by a triangle and the word. A page shows 40
    people; the height follows the rows.
    """
    if contacts.empty:
        text = "Nobody has been reached yet. The first letter or note to someone begins their row."
        return empty(ax, TITLE, text)
    n_pages = -(-len(contacts) // PAGE)
    rows = contacts.iloc[page * PAGE : (page + 1) * PAGE]
    y, labels, heads = _places(rows)
    height = max(y) + 1.6
    ax = axes(ax, 1.1 + 0.27 * height)
    at = pd.Series(y, index=rows["person_id"])
    own = touches[touches["person_id"].isin(at.index)]
    kept = rows["earliest"].notna().to_numpy() & ~rows["state"].isin(["off", "paused"]).to_numpy()
    start = rows["earliest"].to_numpy()[kept]
    width = rows["latest"].to_numpy()[kept] - start
    ax.barh(np.array(y)[kept], width, left=start, height=0.62, color=BAND, zorder=1)
    met = own["kind"].eq("meeting").to_numpy()
    spot = at.reindex(own["person_id"]).to_numpy()
    ax.scatter(own["on"][met], spot[met], marker="s", s=30, color=INK, zorder=3)
    ax.scatter(own["on"][~met], spot[~met], marker="o", s=30, color=BLUE, zorder=3)
    late = rows["state"].eq("overdue").to_numpy()
    ax.scatter(
        rows["latest"].to_numpy()[late], np.array(y)[late], marker="<", s=80, color=RUST, zorder=4
    )
    ax.set_yticks(y, labels)
    for head, name in heads:
        ax.text(0, head, shortened(name, 40), transform=ax.get_yaxis_transform(), fontsize=9.5,
                fontweight="bold", va="center", color=INK)  # fmt: skip
    right = ax.secondary_yaxis("right")
    right.set_yticks(y, [_state(row) for row in rows.itertuples()])
    right.tick_params(length=0, labelsize=9)
    right.spines["right"].set_visible(False)
    for tick, row in zip(right.get_yticklabels(), rows.itertuples(), strict=True):
        overdue = row.state == "overdue"
        tick.set_color(RUST if overdue else QUIET)
        tick.set_fontweight("bold" if overdue else "normal")
    _span(ax, own, rows, today)
    ax.set_ylim(height, -0.4)
    today_line(ax, today)
    dated(ax)
    ax.set_xlabel(KEY, fontsize=8.5, loc="left")
    more = f" Page {page + 1} of {n_pages}." if n_pages > 1 else ""
    return say(ax, TITLE, _sentence(contacts) + more)


def _places(rows: pd.DataFrame) -> tuple[list[float], list[str], list[tuple[float, str]]]:
    y, labels, heads, at = [], [], [], 0.0
    company = None
    for row in rows.itertuples():
        if row.company != company:
            at += 0.5 if company is not None else 0
            heads.append((at, row.company))
            company, at = row.company, at + 1
        y.append(at)
        labels.append(shortened(row.person, 26))
        at += 1
    return y, labels, heads


def _state(row: object) -> str:
    state = str(row.state)  # type: ignore[attr-defined]
    if state in ("due", "overdue", "resting"):
        day = row.latest if state != "resting" else row.earliest  # type: ignore[attr-defined]
        word = {"due": "due by", "overdue": "overdue since", "resting": "next from"}[state]
        return f"{word} {day.day} {day:%b}"
    return STATES[state]


def _span(ax: Axes, own: pd.DataFrame, rows: pd.DataFrame, today: date) -> None:
    days = pd.concat([own["on"], rows["latest"], pd.Series([pd.Timestamp(today)])]).dropna()
    margin = pd.Timedelta(days=3)
    ax.set_xlim(days.min() - margin, days.max() + margin)


def _sentence(contacts: pd.DataFrame) -> str:
    n = contacts["state"].value_counts()
    kept = contacts[~contacts["state"].isin(["off", "paused", "not_started"])]
    if kept.empty:
        return f"{len(contacts)} people reached so far; no rhythm has begun."
    said = f"{len(kept)} people are kept in touch with: {n.get('overdue', 0)} overdue, "
    said += f"{n.get('due', 0)} due now, {n.get('resting', 0)} in touch."
    late = kept[kept["state"] == "overdue"]
    if len(late):
        said += f" Longest overdue: {late.sort_values('latest').iloc[0]['person']}."
    return said
