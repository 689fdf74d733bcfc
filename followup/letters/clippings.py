"""The shelf of clippings: which one fits whom, and why; never the same twice to one person.

Not here: the note that carries one (templates/keep_in_touch.txt).
"""

from __future__ import annotations

from datetime import date

import pandas as pd

from followup.tables import Frames

OLD = 90  # days


def suggestions(frames: Frames, person_id: str | None, today: date) -> pd.DataFrame:
    """Clippings that fit a person, best first: one row each.

    Columns: those of the clippings table, why (a sentence), is_old, is_past. A clipping fits by
    its tags: the person, their company, or a challenge of theirs (A5.4, B4.3). Those sent to
    them before are left out.
    """
    shelf = frames["clippings"]
    touches = frames["touchpoints"]
    had = touches.loc[touches["person_id"] == person_id, "clipping_id"]
    shelf = shelf[~shelf["id"].isin(had.dropna())]
    words = _themes(frames, person_id)
    why = [_reason(f"{row.tags} {row.title} {row.takeaway}", words) for row in shelf.itertuples()]
    age = (pd.Timestamp(today) - shelf["dated_on"]).dt.days
    event = shelf["kind"].isin(["webinar", "seminar"])
    shelf = shelf.assign(
        why=pd.Series(why, index=shelf.index, dtype="str"),
        is_old=age > OLD,
        is_past=event & (age > 0),
    )
    order = shelf["why"].eq("").astype(int)
    return (
        shelf.assign(_order=order, _age=age)
        .sort_values(["_order", "_age"])
        .drop(columns=["_order", "_age"])
    )


def _themes(frames: Frames, person_id: str | None) -> dict[str, str]:
    """Words that make a clipping fit, each with the reason it gives."""
    person = frames["people"].set_index("id").reindex([person_id]).iloc[0]
    if pd.isna(person["name"]):
        return {}
    found = {str(person["name"]): f"it is tagged for {person['name']}"}
    companies = frames["companies"].set_index("id")["name"]
    if pd.notna(person["company_id"]):
        name = str(companies[person["company_id"]])
        found[name] = f"it concerns {name}"
    own = frames["challenges"]
    for row in own[own["owner_id"] == person_id].itertuples():
        for word in {*row.theme.split(), *row.challenge.split()}:
            if len(word.strip(".,;:")) > 5:
                found.setdefault(word.strip(".,;:"), f"it touches their challenge: {row.challenge}")
    return found


def _reason(text: str, words: dict[str, str]) -> str:
    folded = text.casefold()
    return next((why for word, why in words.items() if word.casefold() in folded), "")
