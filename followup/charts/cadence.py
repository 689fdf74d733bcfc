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
    NAMES,
    NOTES,
    QUIET,
    ROWS,
    RUST,
    axes,
    brief,
    dated,
    edge,
    empty,
    fitted,
    key,
    n_of,
    name_rows,
    note_rows,
    say,
    styled,
    write,
)

TITLE = "Contact cadence per company"
KEY = "●  letter, call or note    ■  meeting    ▬  time for the next touch    ◂  overdue"
NOT_KEPT = ["off", "paused", "not_started"]
YEAR = pd.Timedelta(days=366)


@styled
def cadence_chart(
    contacts: pd.DataFrame,
    touches: pd.DataFrame,
    today: date,
    ax: Axes | None = None,
    page: int = 0,
) -> Axes:
    """One row per person, grouped by company, what is due first; a dot for each touch.

    `contacts` as cadence.contacts gives it, `touches` as cadence.touches. The band is the window
    of the next touch. Overdue is told by a triangle and the word. A page shows 40 people and
    the last twelve months; the height follows the rows.
    """
    if contacts.empty:
        text = "Nobody has been reached yet. The first letter or note to someone begins their row."
        return empty(ax, TITLE, text)
    rows = contacts.iloc[page * ROWS : (page + 1) * ROWS]
    y, heads = _places(rows)
    ax = axes(ax, 0.27 * (y[-1] + 1.2), NAMES, NOTES)
    ax.set_ylim(y[-1] + 0.7, -0.5)
    own = touches[touches["person_id"].isin(rows["person_id"])]
    first = max(own["on"].min(), pd.Timestamp(today) - YEAR)
    _draw_touches(ax, own[own["on"] >= first], pd.Series(y, index=rows["person_id"]))
    _draw_windows(ax, rows, y, first)
    name_rows(ax, y, rows["person"])
    names = [fitted(name, 4, weight="bold") for name in heads.values()]
    bold = {"fontsize": 9.5, "fontweight": "bold", "transform": ax.get_yaxis_transform()}
    write(ax, [edge(ax)] * len(heads), heads, names, **bold)
    _note_states(ax, rows, y, today)
    dated(ax, first, max(pd.Timestamp(today), rows["latest"].max()), today)
    key(ax, KEY)
    n_pages = -(-len(contacts) // ROWS)
    more = f" Page {page + 1} of {n_pages}." if n_pages > 1 else ""
    return say(ax, TITLE, _sentence(contacts) + more)


def _places(rows: pd.DataFrame) -> tuple[np.ndarray, dict[float, str]]:
    """Where each person stands, from the top, and where the name of each company does."""
    company = rows["company"].to_numpy()
    is_new = np.append(True, company[1:] != company[:-1])
    y = np.arange(len(rows)) + 1.5 * np.cumsum(is_new) - 0.5
    return y, dict(zip(y[is_new] - 1, company[is_new], strict=True))


def _draw_touches(ax: Axes, own: pd.DataFrame, place: pd.Series) -> None:
    met = own["kind"].eq("meeting")
    for part, marker, size, colour in ((own[met], "s", 44, INK), (own[~met], "o", 28, BLUE)):
        y = place.reindex(part["person_id"])
        ax.scatter(part["on"], y, marker=marker, s=size, color=colour, zorder=3)


def _draw_windows(ax: Axes, rows: pd.DataFrame, y: np.ndarray, first: pd.Timestamp) -> None:
    kept = ~rows["state"].isin(NOT_KEPT).to_numpy()
    ax.hlines(y[kept], rows["earliest"][kept], rows["latest"][kept], color=BAND, linewidth=12)
    late = rows["state"].eq("overdue").to_numpy()
    day = rows["latest"][late].clip(lower=first)
    ax.scatter(day, y[late], marker="<", s=80, color=RUST, zorder=4)


def _note_states(ax: Axes, rows: pd.DataFrame, y: np.ndarray, today: date) -> None:
    said = np.array([_state(row, today) for row in rows.itertuples()])
    late = rows["state"].eq("overdue").to_numpy()
    note_rows(ax, y[late], said[late], color=RUST, fontweight="bold")
    note_rows(ax, y[~late], said[~late], color=QUIET)


def _state(row: object, today: date) -> str:
    state = str(row.state)  # type: ignore[attr-defined]
    if state not in ("due", "overdue", "resting"):
        return STATES[state]
    day = row.latest if state != "resting" else row.earliest  # type: ignore[attr-defined]
    word = {"due": "due by", "overdue": "overdue since", "resting": "next from"}[state]
    return f"{word} {brief(day, today)}"


def _sentence(contacts: pd.DataFrame) -> str:
    n = contacts["state"].value_counts()
    kept = contacts[~contacts["state"].isin(NOT_KEPT)]
    if kept.empty:
        return f"{n_of(len(contacts), 'person', 'people')} reached so far; no rhythm has begun."
    said = f"{n_of(len(kept), 'person is', 'people are')} kept in touch with: "
    said += (
        f"{n.get('overdue', 0)} overdue, {n.get('due', 0)} due now, {n.get('resting', 0)} in touch."
    )
    late = kept[kept["state"] == "overdue"]
    if len(late):
        said += f" Longest overdue: {late.sort_values('latest').iloc[0]['person']}."
    return said
