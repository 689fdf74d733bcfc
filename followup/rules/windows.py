"""Whom to write to after which meeting, and until when: shared by letters, calls and measures.

Not here: whether the letter is a task today (letters.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from followup.pipeline import CLOSING, REFLECTION, decisions_told, moment, nearest

if TYPE_CHECKING:
    from followup.rules.situation import Situation

THANKS = ("thank_you", "recovery")


def letter_windows(s: Situation) -> pd.DataFrame:
    """Who is to be written to after which meeting: one row per held meeting and known person.

    Columns: those of Situation.room; earliest, target, latest; sent_on (first letter that
    answers it), superseded_on (a later meeting with the person), cancelled_on (closed, offer).
    Both texts, A2.3 and B0.3: every meeting, each person; reception and scheduling are left out.
    """
    room = s.room[s.room["person_id"].notna() & (s.room["part"] != "scheduler")]
    # the same person twice on one day is one letter, for the later meeting (domain.md 1.7)
    day = ["person_id", "meeting_on"]
    sent = s.letters[s.letters["purpose"].isin(list(THANKS))]
    sent = sent.merge(room[["meeting_id", *day]], on=["meeting_id", "person_id"])
    first = sent.groupby(day)["happened_on"].min().rename("sent_on").reset_index()
    room = room.assign(cancelled_on=first_ending(s, room))
    lives = room["cancelled_on"].isna()
    room = room.iloc[lives.argsort(kind="stable")]  # what is still owed comes last, and is kept
    room = room.drop_duplicates(day, keep="last").merge(first, on=day, how="left")
    who = s.people.index.get_indexer(room["person_id"])
    pair = s.standings.index.get_indexer(room["opportunity_id"]) * len(s.people) + who
    order = np.lexsort((room["at"].to_numpy(), pair))
    room, pair = room.iloc[order], pair[order]
    again = np.zeros(len(pair), dtype=bool)
    again[:-1] = pair[1:] == pair[:-1]
    later = room["meeting_on"].shift(-1).where(again)
    start = room["identified_on"].fillna(room["meeting_on"])
    soon = s.imminent(_told_by_then(s, room), room["meeting_on"])
    window = {
        "earliest": start,
        "target": s.calendar.after(start, s.policy.letter_target).mask(soon, room["meeting_on"]),
        "latest": s.calendar.after(start, s.policy.letter_latest).mask(soon, room["meeting_on"]),
    }
    return room.assign(**window, is_imminent=soon, superseded_on=later)


def first_ending(s: Situation, room: pd.DataFrame) -> pd.Series:
    """The day an offer or an ending first came after each meeting, aligned to `room`."""
    return nearest(room, s.log[s.log["kind"].isin([*CLOSING, "offer"])], "on")


def _told_by_then(s: Situation, room: pd.DataFrame) -> pd.Series:
    """The decision day last told up to the end of each meeting, aligned to `room`."""
    told = decisions_told(s.frames, s.log, s.today)
    at_the_end = room.assign(at=moment(room["meeting_on"], REFLECTION))
    return nearest(at_the_end, told, "decision_on", "backward")
