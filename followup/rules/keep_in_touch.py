"""Keeping in touch every 4 to 6 weeks: R-KIT (A5, B4).

Not here: how the window is counted (cadence.rhythm).
"""

import pandas as pd

from followup.rules.situation import Situation, in_words, tasks


def suppressed(s: Situation, before: pd.DataFrame) -> pd.DataFrame:
    """Why people get no R-KIT for now: one row per person and reason (person_id, because).

    Another task addressed to them serves both; an offer or an arranged interview at their
    company is the touch (domain.md 1.5, R-KIT suppression).
    """
    people, o = s.people.rename_axis("person_id").reset_index(), s.standings
    o = o[~o["is_closed"] & (o["kind"] == "position")]
    offered = people["company_id"].isin(o.loc[o["has_offer"], "company_id"])
    arranged = people["company_id"].isin(o.loc[o["scheduled_id"].notna(), "company_id"])
    owed = before[(before["earliest"] <= s.now) & before["person_id"].notna()]
    reasons = {
        "something else is owed to them": owed.drop_duplicates("person_id"),
        "an offer from their company is open": people[offered],
        "an interview at their company is arranged, and that is the touch": people[arranged],
    }
    parts = [who[["person_id"]].assign(because=because) for because, who in reasons.items()]
    return pd.concat(parts, ignore_index=True)


def keep_in_touch(s: Situation, before: pd.DataFrame) -> pd.DataFrame:
    """R-KIT: one per person kept in touch with, 28 to 42 days after the last touch (A5.2)."""
    people = s.people[s.people["keep_in_touch"] & ~s.people["do_not_contact"]]
    due = s.rhythm
    due = due[due["person_id"].isin(people.index)]
    due = due[~due["person_id"].isin(suppressed(s, before)["person_id"])]
    why = "The last touch with " + s.names(due["person_id"]) + " was on " + in_words(due["last_on"])
    why = why + "; every 4 to 6 weeks keeps the door open."
    about = "person_id last_on"
    return tasks("R-KIT", "A5.1–A5.4, B4.1–B4.3", due, about, why=why, rests_on=due["last_on"])
