"""Contact cadence per company: who was reached when, and the window of the next touch.

Not here: counting the window (followup.cadence).
"""

from datetime import date

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from followup.cadence import PER_PICTURE, STATES
from followup.charts import look

TITLE = "Contact cadence per company"
KEY = "●  letter, call or note    ■  meeting    ▬  time for the next touch    ◂  overdue"
NOT_KEPT = ["off", "paused", "not_started"]
YEAR = pd.Timedelta(days=366)


@look.styled
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
        return look.empty(ax, TITLE, text)
    rows = contacts.iloc[page * PER_PICTURE : (page + 1) * PER_PICTURE]
    y, heads = _places(rows)
    ax = look.axes(ax, 0.27 * (y[-1] + 1.2), look.NAMES, look.NOTES)
    ax.set_ylim(y[-1] + 0.7, -0.5)
    own = touches[touches["person_id"].isin(rows["person_id"])]
    first = max(own["on"].min(), pd.Timestamp(today) - YEAR)
    _draw_touches(ax, own[own["on"] >= first], pd.Series(y, index=rows["person_id"]))
    _draw_windows(ax, rows, y, first)
    look.name_rows(ax, y, rows["person"])
    _name_companies(ax, heads)
    _note_states(ax, rows, y, today)
    look.dated(ax, first, max(pd.Timestamp(today), rows["latest"].max()), today)
    look.key(ax, KEY)
    n_pages = -(-len(contacts) // PER_PICTURE)
    more = f" Page {page + 1} of {n_pages}." if n_pages > 1 else ""
    return look.say(ax, TITLE, _sentence(contacts) + more)


def _places(rows: pd.DataFrame) -> tuple[np.ndarray, dict[float, str]]:
    """Where each person stands, from the top, and where the name of each company does."""
    company = rows["company"].to_numpy()
    is_new = np.append(True, company[1:] != company[:-1])
    y = np.arange(len(rows)) + 1.5 * np.cumsum(is_new) - 0.5
    return y, dict(zip(y[is_new] - 1, company[is_new], strict=True))


def _name_companies(ax: Axes, heads: dict[float, str]) -> None:
    names = [look.fitted(name, 4, weight="bold") for name in heads.values()]
    bold = {"fontsize": 9.5, "fontweight": "bold", "transform": ax.get_yaxis_transform()}
    look.write(ax, [look.edge(ax)] * len(heads), heads, names, **bold)


def _draw_touches(ax: Axes, own: pd.DataFrame, place: pd.Series) -> None:
    met = own["kind"].eq("meeting")
    y = own["person_id"].map(place)
    ax.scatter(own["on"][met], y[met], marker="s", s=44, color=look.INK, zorder=3)
    ax.scatter(own["on"][~met], y[~met], marker="o", s=28, color=look.BLUE, zorder=3)


def _draw_windows(ax: Axes, rows: pd.DataFrame, y: np.ndarray, first: pd.Timestamp) -> None:
    kept = ~rows["state"].isin(NOT_KEPT).to_numpy()
    ax.hlines(y[kept], rows["earliest"][kept], rows["latest"][kept], color=look.BAND, linewidth=12)
    late = rows["state"].eq("overdue").to_numpy()
    day = rows["latest"][late].clip(lower=first)
    ax.scatter(day, y[late], marker="<", s=80, color=look.RUST, zorder=4)


def _note_states(ax: Axes, rows: pd.DataFrame, y: np.ndarray, today: date) -> None:
    said = np.array([_state(row, today) for row in rows.itertuples()])
    late = rows["state"].eq("overdue").to_numpy()
    look.note_rows(ax, y[late], said[late], color=look.RUST, fontweight="bold")
    look.note_rows(ax, y[~late], said[~late], color=look.QUIET)


def _state(row: object, today: date) -> str:
    state = str(row.state)  # type: ignore[attr-defined]
    if state not in ("due", "overdue", "resting"):
        return STATES[state]
    day = row.latest if state != "resting" else row.earliest  # type: ignore[attr-defined]
    word = {"due": "due by", "overdue": "overdue since", "resting": "next from"}[state]
    return f"{word} {look.brief(day, today)}"


def _sentence(contacts: pd.DataFrame) -> str:
    n = contacts["state"].value_counts()
    kept = contacts[~contacts["state"].isin(NOT_KEPT)]
    if kept.empty:
        return (
            f"{look.n_of(len(contacts), 'person', 'people')} reached so far; no rhythm has begun."
        )
    said = f"{look.n_of(len(kept), 'person is', 'people are')} kept in touch with: "
    n_late, n_due, n_resting = (n.get(state, 0) for state in ("overdue", "due", "resting"))
    said += f"{n_late} overdue, {n_due} due now, {n_resting} in touch."
    late = kept[kept["state"] == "overdue"]
    if len(late):
        said += f" Longest overdue: {late.sort_values('latest').iloc[0]['person']}."
    return said
