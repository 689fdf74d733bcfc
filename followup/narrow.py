"""Looking at a part of the search: frames narrowed to a company, a person, a kind, a period.

Not here: drawing it, or counting in it.
"""

from datetime import date

import pandas as pd

from followup.tables import Frames

_DATED = {"touchpoints": "happened_on", "meetings": "meeting_on", "events": "happened_on"}


def narrowed(
    frames: Frames, *, company_id: str = "", person_id: str = "", kind: str = "",
    since: date | None = None,
) -> Frames:  # fmt: skip
    """The frames with only what belongs to the choice; an empty choice leaves them as they are.

    A company keeps its opportunities and its people; a person keeps the opportunities they had
    a part in; a period keeps the opportunities and people something happened with in it, each
    whole, so that its stage and its last touch stay what they are.
    """
    if not (company_id or person_id or kind or since):
        return frames
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
    if since is not None:
        lately = {t: out[t][out[t][on] >= pd.Timestamp(since)] for t, on in _DATED.items()}
        there = out["attendees"]["meeting_id"].isin(lately["meetings"]["id"])
        seen = [lately["touchpoints"]["person_id"], out["attendees"]["person_id"][there]]
        o = o[o["id"].isin(pd.concat([frame["opportunity_id"] for frame in lately.values()]))]
        people = people[people["id"].isin(pd.concat(seen))]
    if company_id or person_id or since:
        out["people"] = people
    out["opportunities"] = o
    for table in ("meetings", "events", "offers", "touchpoints"):
        own = out[table]["opportunity_id"].isin(o["id"])
        if table == "touchpoints" and not kind:
            own |= out[table]["person_id"].isin(people["id"])
        out[table] = out[table][own]
    there = out["attendees"]["meeting_id"].isin(out["meetings"]["id"])
    out["attendees"] = out["attendees"][there]
    return out
