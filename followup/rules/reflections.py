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
    held = s.held[~s.held["id"].isin(written)].assign(is_held=True)
    arranged = pending_meetings(s.frames, s.today)
    arranged = arranged[arranged["meeting_on"] <= s.now].assign(is_held=False)
    ended_on = look_up(arranged["opportunity_id"], s.standings["closed_on"])
    arranged = arranged[~(ended_on < arranged["meeting_on"])]
    owed = pd.concat([held, arranged]).rename(columns={"id": "meeting_id"})
    if s.acceptance is not None:
        owed = owed[owed["opportunity_id"] == s.acceptance.name]
    day = in_words(owed["meeting_on"])
    why = "You met on " + day + "; notes are best on the same day."
    asked = "A meeting was arranged for " + day + ": how did it go?"
    owed = owed.assign(
        earliest=owed["meeting_on"],
        target=owed["meeting_on"],
        latest=s.calendar.after(owed["meeting_on"], 1),
        why=why.where(owed["is_held"].astype(bool), asked),
        rests_on=owed["meeting_on"],
    )
    return tasks("R-REF", "A1.1–A1.7, B0.3", owed, "meeting_id")
