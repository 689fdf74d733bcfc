"""Reflections owed: R-REF, the same day as the meeting.

Not here: the prompts (prompts.py).
"""

import pandas as pd

from followup.pipeline import look_up, pending_meetings
from followup.rules.situation import Situation, in_words, tasks


def reflections(s: Situation, before: pd.DataFrame) -> pd.DataFrame:
    """R-REF: one per meeting held without a reflection, or arranged for a day that has come.

    Not cancelled by an ending, but by an acceptance elsewhere (A1.1, B0.3).
    """
    written = s.known("reflections", "reflected_on")["meeting_id"]
    held = s.held[~s.held["id"].isin(written)]
    arranged = pending_meetings(s.frames, s.today)
    ended_on = look_up(arranged["opportunity_id"], s.standings["closed_on"])
    come = (arranged["meeting_on"] <= s.now) & ~(ended_on < arranged["meeting_on"])
    owed = pd.concat([held.assign(is_held=True), arranged[come].assign(is_held=False)])
    owed = owed.rename(columns={"id": "meeting_id"})
    if s.acceptance is not None:
        owed = owed[owed["opportunity_id"] == s.acceptance.name]
    met_on, day = owed["meeting_on"], in_words(owed["meeting_on"])
    asked = "A meeting was arranged for " + day + ": how did it go?"
    met = "You met on " + day + "; notes are best on the same day."
    return tasks(
        "R-REF", "A1.1–A1.7, B0.3", owed, "meeting_id", earliest=met_on, target=met_on,
        latest=s.calendar.after(met_on, 1), why=met.where(owed["is_held"].astype(bool), asked),
    )  # fmt: skip
