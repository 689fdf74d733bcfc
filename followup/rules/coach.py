"""What was agreed with a coach: R-COA.

Not here: the coach's comments that were not given a day; they wait in 04-coach.
"""

import pandas as pd

from followup.rules.situation import Situation, in_words, tasks


def agreed(s: Situation, before: pd.DataFrame) -> pd.DataFrame:
    """R-COA: one per comment or agreed action with a day, until it is marked done."""
    told = s.known("comments", "received_on")
    told = told[told["due_on"].notna() & ~(told["done_on"] <= s.now)]
    due = s.calendar.back(told["due_on"])
    about = told["about"].where(told["pack"] != "", "")
    why = "Agreed with your coach" + (", on " + about).where(about != "", "") + ": "
    why = why + told["comment"] + ", by " + in_words(told["due_on"]) + "."
    told = told.assign(
        earliest=told["received_on"], target=due, latest=due, why=why, rests_on=told["received_on"]
    )
    return tasks("R-COA", "practice", told, "id")
