"""The shelf of clippings: which one fits whom, and why; never the same twice to one person.

Not here: the note that carries one (templates/keep_in_touch.txt).
"""

import re
from collections.abc import Callable
from datetime import date

import pandas as pd

from followup.frames import names_of
from followup.naming.spelling import folded
from followup.policy import Policy
from followup.tables import Frames


def suggestions(frames: Frames, person_id: str | None, today: date) -> pd.DataFrame:
    """Clippings that fit a person, best first: one row each.

    Columns: those of the clippings table, why (for the seeker), is_old, is_past. A clipping fits
    by its tags: the person, their company, or a challenge of theirs, also as the notes have it
    (A5.4, B4.3). Those sent to them before are left out.
    """
    shelf = frames["clippings"]
    touches = frames["touchpoints"]
    had = touches.loc[touches["person_id"] == person_id, "clipping_id"]
    shelf = shelf[~shelf["id"].isin(had.dropna())]
    fits = _fits(frames, person_id)
    found = [fits(row.tags) for row in shelf.itertuples()]
    settings = dict(zip(frames["settings"]["id"], frames["settings"]["value"], strict=True))
    age = (pd.Timestamp(today) - shelf["dated_on"]).dt.days
    event = shelf["kind"].isin(["webinar", "seminar"])
    shelf = shelf.assign(
        why=pd.Series(found, shelf.index, dtype="str"),
        is_old=age > Policy.of(settings).clipping_fresh,
        is_past=event & (age > 0),
    )
    keys = pd.DataFrame({"unfit": shelf["why"].eq(""), "age": age})
    return shelf.loc[keys.sort_values(["unfit", "age"]).index]


def _fits(frames: Frames, person_id: str | None) -> Callable[[str], str]:
    """Tells why what has these tags fits a person; empty if it does not.

    A tag fits the person or company by name, or by a part of it, and a challenge or a note by
    most of its longer words, whatever their endings.
    """
    people = frames["people"].set_index("id")
    company_id = people["company_id"].get(person_id)
    name, notes = (str(people[column].get(person_id, "")) for column in ("name", "notes"))
    company = str(names_of(frames, "companies").get(company_id, ""))
    theirs = {
        "It touches their challenge: ": _texts(frames, "challenges", "owner_id", person_id, "challenge", "theme"),
        "It touches what you noted of them: ": [*_texts(frames, "answers", "person_id", person_id, "text"), *notes.split("\n")],
        "It touches what you learned at the company: ": _of_company(frames, company_id),
    }  # fmt: skip

    def why(tags: str) -> str:
        """Why what has these tags fits; empty if it does not."""
        for tag in filter(None, map(str.strip, tags.split(","))):
            if _stems(tag) and _stems(tag) <= _stems(name):
                return f"You tagged it for {name}"
            if _stems(tag) and (
                _stems(tag) <= _stems(company) or tag.casefold() in company.casefold()
            ):
                return f"It concerns {company}"
        for tag in filter(None, map(str.strip, tags.split(","))):
            for said, texts in theirs.items():
                for text in texts:
                    if _stems(tag) and _stems(tag) <= _stems(text):
                        return f"{said}{text.strip()}"
        return ""

    return why


def _texts(
    frames: Frames, table: str, owner: str, person_id: str | None, *columns: str
) -> list[str]:
    rows = frames[table]
    rows = rows[rows[owner] == person_id]
    return [text for column in columns for text in rows[column]]


def _of_company(frames: Frames, company_id: object) -> list[str]:
    """The lines of what was learned about a company."""
    o, met, told = frames["opportunities"], frames["meetings"], frames["reflections"]
    met = met[met["opportunity_id"].isin(o.loc[o["company_id"] == company_id, "id"])]
    told = told[told["meeting_id"].isin(met["id"])]
    answers = frames["answers"]
    own = answers[answers["reflection_id"].isin(told["id"]) & (answers["prompt"] == "company")]
    return [line for text in own["text"] for line in text.split("\n")]


def _stems(text: str) -> set[str]:
    """The longer words of a text without their endings."""
    words = re.findall(r"[^\W_]{4,}", folded(text))
    return {re.sub(r"(ies|es|s|ing|ed|y)$", "", word) for word in words}
