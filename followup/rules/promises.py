"""Promises the seeker made: R-COM.

Not here: promises made to the seeker; they are remembered, not owed.
"""

import pandas as pd

from followup.pipeline import look_up
from followup.rules.situation import Situation, in_words, tasks

UNDATED = 7  # days given to a promise without a day


def promises(s: Situation, before: pd.DataFrame) -> pd.DataFrame:
    """R-COM: one per promise made by the seeker and not kept, unless the opportunity closed."""
    made = s.known("promises", "made_on").rename(columns={"id": "promise_id"})
    made = made[made["is_mine"] & ~(made["done_on"] <= s.now)]
    closed = look_up(made["opportunity_id"], s.standings["is_closed"]).fillna(False).astype(bool)
    made = made[~closed & s.may_contact(made["person_id"])]
    due = made["due_on"].fillna(made["made_on"] + pd.Timedelta(days=UNDATED))
    day = s.calendar.back(due)
    to = s.names(made["person_id"])
    why = "You promised" + (" " + to).where(to != "", "") + ": " + made["promise"] + ", by "
    why = why + in_words(due) + "."
    why = why.mask(made["due_on"].isna(), why + " (No day was named; a week is taken.)")
    window = {"earliest": made["made_on"], "target": day, "latest": day}
    return tasks("R-COM", "practice", made, "promise_id", **window, why=why)
