"""The shelf of clippings: which one fits whom, and why; never the same twice to one person.

Not here: the note that carries one (templates/keep_in_touch.txt).
"""

from collections.abc import Callable
from datetime import date

import pandas as pd

from followup.frames import names_of
from followup.letters.notes import quoted
from followup.policy import Policy
from followup.tables import Frames


def suggestions(frames: Frames, person_id: str | None, today: date) -> pd.DataFrame:
    """Clippings that fit a person, best first: one row each.

    Columns: those of the clippings table, why (for the seeker), reason (for the letter, empty
    where only the seeker can say it), is_old, is_past. A clipping fits by
    its tags: the person, their company, or a challenge of theirs (A5.4, B4.3). Those sent to
    them before are left out.
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
        **pd.DataFrame(found, shelf.index, ["why", "reason"], dtype="str"),
        is_old=age > Policy.of(settings).clipping_fresh,
        is_past=event & (age > 0),
    )
    keys = pd.DataFrame({"unfit": shelf["why"].eq(""), "age": age})
    return shelf.loc[keys.sort_values(["unfit", "age"]).index]


def _fits(frames: Frames, person_id: str | None) -> Callable[[str], tuple[str, str]]:
    """Tells why the tags of a clipping fit a person: for the seeker, and for the letter."""
    people, challenges = frames["people"].set_index("id"), frames["challenges"]
    name = str(people["name"].get(person_id, ""))
    company = str(names_of(frames, "companies").get(people["company_id"].get(person_id), ""))
    challenges = challenges[challenges["owner_id"] == person_id]

    def why(tags: str) -> tuple[str, str]:
        """Why what has these tags fits, as the desk and as a letter says it."""
        for tag in filter(None, (part.strip().casefold() for part in tags.split(","))):
            for row in challenges.itertuples():
                if len(tag) > 3 and tag in f"{row.theme} {row.challenge}".casefold():
                    said = f"it touches what you described when we spoke, {quoted(row.challenge)}"
                    return f"It touches their challenge: {row.challenge}", said
            if company and tag == company.casefold():
                return f"It concerns {company}", f"it concerns {company}"
            if name and tag == name.casefold():
                return f"You tagged it for {name}", ""
        return "", ""

    return why
