"""Looking at a part of the search: frames narrowed to a company, a person, a kind, a period.

Not here: drawing it, or counting in it.
"""

from datetime import date

import pandas as pd

from followup.pipeline import look_up, names_of
from followup.tables import Frames

_DATED = {"touchpoints": "happened_on", "meetings": "meeting_on", "events": "happened_on"}


def narrowed(
    frames: Frames, *, company_id: str = "", person_id: str = "", kind: str = "",
    since: date | None = None,
) -> dict[str, pd.DataFrame]:  # fmt: skip
    """The frames with only what belongs to the choice; an empty choice leaves them as they are.

    A company keeps its opportunities and its people; a person keeps the opportunities they had
    a part in; a period keeps what happened in it.
    """
    out = dict(frames)
    o, people = frames["opportunities"], frames["people"]
    if company_id:
        o, people = o[o["company_id"] == company_id], people[people["company_id"] == company_id]
    if kind:
        o = o[o["kind"] == kind]
    if person_id:
        for table in ("attendees", "touchpoints"):
            out[table] = out[table][out[table]["person_id"] == person_id]
        meetings = frames["meetings"]
        met = meetings.loc[meetings["id"].isin(out["attendees"]["meeting_id"]), "opportunity_id"]
        part = pd.concat([met, out["touchpoints"]["opportunity_id"]])
        o, people = o[o["id"].isin(part)], people[people["id"] == person_id]
    if company_id or person_id:
        out["people"] = people
    if company_id or person_id or kind:
        out["opportunities"] = o
        for table in ("meetings", "events", "offers", "touchpoints"):
            own = out[table]["opportunity_id"].isin(o["id"])
            if table == "touchpoints" and not kind:
                own |= out[table]["person_id"].isin(people["id"])
            out[table] = out[table][own]
        there = out["attendees"]["meeting_id"].isin(out["meetings"]["id"])
        out["attendees"] = out["attendees"][there]
    if since is not None:
        for table, column in _DATED.items():
            out[table] = out[table][out[table][column] >= pd.Timestamp(since)]
    return out


def records_of(frames: Frames, *, company_id: str = "", person_id: str = "") -> pd.DataFrame:
    """Everything that happened with a company or a person, newest first: one row each.

    Columns: Day, What, Who, Words.
    """
    part = narrowed(frames, company_id=company_id, person_id=person_id)
    people = names_of(frames, "people")
    rows = []
    for table, day, words in (
        ("meetings", "meeting_on", "place"),
        ("touchpoints", "happened_on", "text"),
        ("events", "happened_on", "note"),
    ):
        frame = part[table]
        what = frame["kind"].astype("str").str.replace("_", " ").str.capitalize()
        who = look_up(frame["person_id"], people) if "person_id" in frame else ""
        columns = {"Day": frame[day], "What": what, "Who": who, "Words": frame[words]}
        rows.append(pd.DataFrame(columns))
    every = pd.concat(rows, ignore_index=True).fillna({"Who": "", "Words": ""})
    words = every["Words"].str.split().str.join(" ")
    every["Words"] = words.where(words.str.len() <= 160, words.str.slice(0, 158) + " …")
    every = every.sort_values("Day", ascending=False, kind="stable")
    return every.assign(Day=every["Day"].dt.strftime("%Y-%m-%d"))
