"""Good endings: the reply to a rejection (R-REJ), withdrawing (R-WDR), the news (R-LAND).

Not here: the words of these letters (letters/).
"""

import pandas as pd

from followup.pipeline import look_up
from followup.rules.situation import Situation, in_words, last_day, tasks


def replies(s: Situation, before: pd.DataFrame) -> pd.DataFrame:
    """R-REJ: one per rejection after a meeting: reply, and keep the door open (B1.4).

    To who sent it, else to whom a call would go; a rejection before any meeting needs none.
    """
    o = s.standings
    met = o["first_meeting_on"] <= o["closed_on"]
    o = o[(o["closed_kind"] == "rejected") & met].reset_index()
    sent = s.letters[s.letters["purpose"] == "rejection_reply"]
    replied = look_up(o["opportunity_id"], last_day(sent))
    o["person_id"] = o["closed_by_id"].fillna(look_up(o["opportunity_id"], s.callees))
    o = o[~(replied >= o["closed_on"]) & s.may_contact(o["person_id"])]
    closed_on = o["closed_on"]
    why = "They said no on " + in_words(closed_on) + ": a gracious reply keeps the door open."
    return tasks(
        "R-REJ", "B1.4, practice", o, "opportunity_id rests_on", earliest=closed_on,
        target=s.calendar.after(closed_on, 1), latest=s.calendar.after(closed_on, 2), why=why,
    )  # fmt: skip


def withdrawals(s: Situation, before: pd.DataFrame) -> pd.DataFrame:
    """R-WDR: after an acceptance, one per other live position with a meeting held or arranged."""
    assert s.acceptance is not None
    o = s.standings
    met = o["meeting_id"].notna() | o["scheduled_id"].notna()
    rested = o["dormant_on"] <= s.acceptance["closed_on"]
    o = o[~o["is_closed"] & ~rested & (o["kind"] == "position") & met].reset_index()
    o = o.assign(person_id=look_up(o["opportunity_id"], s.callees))
    taken = pd.Series(s.acceptance["closed_on"], index=o.index)
    why = "You accepted another offer on " + in_words(taken) + ": withdraw kindly and soon."
    return tasks(
        "R-WDR", "practice", o, "opportunity_id", earliest=taken,
        target=s.calendar.after(taken, 1), latest=s.calendar.after(taken, 2), why=why,
    )  # fmt: skip


def landed(s: Situation, before: pd.DataFrame) -> pd.DataFrame:
    """R-LAND: after an acceptance, one note to each introducer and each contact kept in touch.

    Not to people at the new employer, nor to those a withdrawal tells (B5 extended).
    """
    assert s.acceptance is not None
    o, taken_on = s.standings, s.acceptance["closed_on"]
    introducers = o.loc[o["first_meeting_id"].notna(), "introduced_by_id"].dropna()
    started = s.rhythm["person_id"]
    kept = started[started.isin(s.people.index[s.people["keep_in_touch"]])]
    told = s.sent[s.sent["happened_on"] >= taken_on]
    told = told[told["purpose"].isin(["landed", "withdrawal"])]["person_id"]
    withdrawn = before.loc[before["rule"] == "R-WDR", "person_id"]
    colleagues = s.people.index[s.people["company_id"] == s.acceptance["company_id"]]
    people = pd.concat([introducers, kept]).drop_duplicates().astype("str")
    people = people[~people.isin([*told, *withdrawn.dropna(), *colleagues])]
    owed = pd.DataFrame({"person_id": people[s.may_contact(people)]}).reset_index(drop=True)
    taken = pd.Series(taken_on, index=owed.index, dtype="datetime64[us]")
    return tasks(
        "R-LAND", "B5, practice", owed, "person_id", earliest=taken,
        target=s.calendar.after(taken, s.policy.landed_target),
        latest=s.calendar.after(taken, s.policy.landed_latest),
        why="You accepted an offer on " + in_words(taken) + ": tell them, and thank them.",
    )  # fmt: skip
