"""Where each objection, challenge and promise of a meeting was answered, or that it was not.

Not here: answering it; the desk notes which points went out with which letter.
"""

import pandas as pd

from followup.frames import look_up, names_of
from followup.tables import Frames

COLUMNS = ["meeting_id", "kind", "text", "person", "answered"]


def coverage(frames: Frames) -> pd.DataFrame:
    """One row per objection, challenge and promise of the seeker's, in the order of meetings.

    Columns: meeting_id, kind (in words), text, person (whose it is), answered (how and to whom;
    "left on purpose"; empty: nowhere yet). An open objection is answered in a letter, a proposal
    or a call, or left on purpose (A2.5).
    """
    people = names_of(frames, "people")
    went_out = _sent_with(frames, people)
    parts = []
    for table, text, who in (
        ("objections", "objection", "raised_by_id"),
        ("challenges", "challenge", "owner_id"),
        ("promises", "promise", "person_id"),
    ):
        rows = frames[table]
        rows = rows[rows["meeting_id"].notna() & rows.get("is_mine", True)]
        answered = look_up(table + ":" + rows["id"], went_out).fillna("")
        if "is_left" in rows:
            answered = answered.mask((answered == "") & rows["is_left"], "left on purpose")
        if "done_on" in rows:
            answered = answered.mask(rows["done_on"].notna(), "kept")
        person = look_up(rows[who], people).fillna("")
        part = rows.assign(
            kind=text.capitalize(), text=rows[text], person=person, answered=answered
        )
        parts.append(part[COLUMNS])
    every = pd.concat(parts, ignore_index=True)
    day = look_up(every["meeting_id"], frames["meetings"].set_index("id")["meeting_on"])
    return every.assign(day=day).sort_values(["day", "meeting_id"], kind="stable")[COLUMNS]


def _sent_with(frames: Frames, people: pd.Series) -> pd.Series:
    """How each point went out, by its source: 'letter to Ana Reyes, call to Tom Okoye'."""
    used = frames["sentences"]
    used = used[used["is_used"] & used["touchpoint_id"].notna()]
    sent = frames["touchpoints"].set_index("id")
    kind = look_up(used["touchpoint_id"], sent["kind"].astype("str"))
    to = look_up(look_up(used["touchpoint_id"], sent["person_id"]), people).fillna("someone")
    said = (kind.str.replace("_", " ") + " to " + to).astype("str")
    return said.groupby(used["source"]).agg(lambda several: ", ".join(dict.fromkeys(several)))
