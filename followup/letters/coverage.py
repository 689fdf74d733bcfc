"""Where each objection, challenge and promise of a meeting was answered, or that it was not.

Not here: answering it; the desk notes which points went out with which letter.
"""

import pandas as pd

from followup.pipeline import look_up
from followup.tables import Frames

COLUMNS = ["meeting_id", "kind", "text", "person", "answered"]


def coverage(frames: Frames) -> pd.DataFrame:
    """One row per objection, challenge and promise of the seeker's, in the order of meetings.

    Columns: meeting_id, kind (in words), text, person (whose it is), answered (how and to whom;
    "left on purpose"; empty: nowhere yet). An open objection is answered in a letter, a proposal
    or a call, or left on purpose (A2.5).
    """
    people = frames["people"].set_index("id")["name"]
    parts = []
    for table, kind, who, text in (
        ("objections", "Objection", "raised_by_id", "objection"),
        ("challenges", "Challenge", "owner_id", "challenge"),
        ("promises", "Promise", "person_id", "promise"),
    ):
        rows = frames[table]
        rows = rows[rows["meeting_id"].notna()]
        if table == "promises":
            rows = rows[rows["is_mine"]]
        source = table + ":" + rows["id"]
        answered = look_up(source, _sent_with(frames, people)).fillna("")
        if table == "objections":
            answered = answered.mask((answered == "") & rows["is_left"], "left on purpose")
        if table == "promises":
            answered = answered.mask(rows["done_on"].notna(), "kept")
        person = look_up(rows[who], people).fillna("")
        parts.append(rows.assign(kind=kind, text=rows[text], person=person, answered=answered))
    every = pd.concat([part[COLUMNS] for part in parts], ignore_index=True)
    meetings = frames["meetings"].set_index("id")["meeting_on"]
    day = look_up(every["meeting_id"], meetings)
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
