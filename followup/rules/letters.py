"""Letters and names owed after a meeting: R-LET, R-UNK, R-INT.

Not here: the words of a letter (letters/).
"""

from __future__ import annotations

import pandas as pd

from followup.pipeline import CLOSING, REFLECTION, decisions_told, look_up, moment
from followup.rules.situation import Situation, in_words, none, tasks

ANSWERED_BY = ("thank_you", "recovery")


def letter_windows(s: Situation) -> pd.DataFrame:
    """Who is to be written to after which meeting: one row per held meeting and known person.

    Columns: those of Situation.room; earliest, target, latest; sent_on (first letter that
    answers it), superseded_on (a later meeting with the person), cancelled_on (closed, offer).
    Both texts, A2.3 and B0.3: every meeting, each person; reception and scheduling are left out.
    """
    room = s.room[s.room["person_id"].notna() & (s.room["part"] != "scheduler")]
    # the same person twice on one day is one letter, for the later meeting (domain.md 1.7)
    day = ["person_id", "meeting_on"]
    sent = s.letters[s.letters["purpose"].isin(list(ANSWERED_BY))]
    sent = sent.merge(room[["meeting_id", *day]], on=["meeting_id", "person_id"])
    first = sent.groupby(day)["happened_on"].min().rename("sent_on").reset_index()
    room = room.assign(cancelled_on=_first_after(s, room))
    lives = room["cancelled_on"].isna()
    room = room.iloc[lives.argsort(kind="stable")]  # what is still owed comes last, and is kept
    room = room.drop_duplicates(day, keep="last").merge(first, on=day, how="left")
    room = room.sort_values(["opportunity_id", "person_id", "at"])
    later = room.groupby(["opportunity_id", "person_id"])["meeting_on"].shift(-1)
    start = room["identified_on"].fillna(room["meeting_on"])
    soon = s.imminent(_told_by_then(s, room), room["meeting_on"])
    window = {
        "earliest": start,
        "target": s.calendar.after(start, s.policy.letter_target).mask(soon, room["meeting_on"]),
        "latest": s.calendar.after(start, s.policy.letter_latest).mask(soon, room["meeting_on"]),
    }
    return room.assign(**window, is_imminent=soon, superseded_on=later)


def _first_after(s: Situation, room: pd.DataFrame) -> pd.Series:
    """The day an offer or an ending first came after each meeting, aligned to `room`."""
    ends = s.log[s.log["kind"].isin([*CLOSING, "offer"])][["opportunity_id", "at", "on"]]
    left = room[["opportunity_id", "at"]].reset_index(names="row").sort_values("at")
    found = pd.merge_asof(
        left, ends.sort_values("at"), on="at", by="opportunity_id", direction="forward"
    )
    return found.set_index("row")["on"].reindex(room.index)


def _told_by_then(s: Situation, room: pd.DataFrame) -> pd.Series:
    """The decision day last told up to the end of each meeting, aligned to `room`."""
    told = decisions_told(s.frames, s.log, s.today)[["opportunity_id", "at", "decision_on"]]
    left = room[["opportunity_id", "meeting_on"]].reset_index(names="row")
    left["at"] = moment(left["meeting_on"], REFLECTION)
    found = pd.merge_asof(left.sort_values("at"), told, on="at", by="opportunity_id")
    return found.set_index("row")["decision_on"].reindex(room.index)


def letters(s: Situation, before: pd.DataFrame) -> pd.DataFrame:
    """R-LET: one letter per meeting and person who was in the room (A2.3, B0.3)."""
    if s.acceptance is not None:
        return none()
    owed = letter_windows(s)
    owed = owed[owed[["sent_on", "superseded_on", "cancelled_on"]].isna().all(axis=1)]
    owed = owed[s.may_contact(owed["person_id"])]
    met = "You met " + s.names(owed["person_id"]) + " on " + in_words(owed["meeting_on"])
    named = owed["identified_on"].notna()
    why = (met + "; no letter to them yet.").mask(
        named, met + " and found their name later; no letter to them yet."
    )
    why = why.mask(owed["is_imminent"], met + "; they decide at once, so it goes out the same day.")
    owed = owed.assign(why=why, rests_on=owed["meeting_on"]).drop(columns="attendee_id")
    return tasks("R-LET", "A2.1–A2.8, B0.3–B0.7, B1.1–B2.3", owed, "meeting_id person_id")


def names(s: Situation, before: pd.DataFrame) -> pd.DataFrame:
    """R-UNK: one per person in the room whose name is not known (A2.3)."""
    if s.acceptance is not None:
        return none()
    room = s.room[s.room["person_id"].isna() & (s.room["part"] != "scheduler")]
    notes = s.known("touchpoints", "happened_on")
    noted = notes.loc[notes["kind"] == "group_note", "meeting_id"]
    room = room[~room["meeting_id"].isin(noted) & _first_after(s, room).isna()]
    coordinator = look_up(room["opportunity_id"], s.standings["coordinator_id"])
    ask = s.names(coordinator.where(s.may_contact(coordinator)))
    helper = (", or write one note to " + ask + " to pass on").where(ask != "", "")
    why = "You met " + room["description"].replace("", "someone without a name") + " on "
    why = why + in_words(room["meeting_on"]) + ": find the name" + helper + "."
    room = room.assign(
        earliest=room["meeting_on"],
        target=s.calendar.after(room["meeting_on"], s.policy.letter_target),
        latest=s.calendar.after(room["meeting_on"], s.policy.letter_latest),
        why=why,
        rests_on=room["meeting_on"],
    )
    return tasks("R-UNK", "A2.3", room, "attendee_id")


def introductions(s: Situation, before: pd.DataFrame) -> pd.DataFrame:
    """R-INT: one per opportunity that someone introduced, once its first meeting was held (B5.1).

    Merged into the letter when the introducer was in that first meeting.
    """
    if s.acceptance is not None:
        return none()
    owed = s.standings[["introduced_by_id", "first_meeting_id", "first_meeting_on"]].dropna()
    owed = owed.rename_axis("opportunity_id").reset_index()
    owed = owed.rename(columns={"introduced_by_id": "person_id"})
    thanked = s.letters[s.letters["purpose"] == "introducer_thanks"]
    there = s.room[["meeting_id", "person_id"]].rename(columns={"meeting_id": "first_meeting_id"})
    owed = _without(owed, thanked, ["opportunity_id", "person_id"])
    owed = _without(owed, there, ["first_meeting_id", "person_id"])
    owed = owed[s.may_contact(owed["person_id"])]
    owed = owed.rename(columns={"first_meeting_id": "meeting_id"})
    first = owed["first_meeting_on"]
    week = pd.Timedelta(days=s.policy.introducer_latest)
    why = "The first meeting that " + s.names(owed["person_id"]) + " made possible was on "
    owed = owed.assign(
        earliest=first,
        target=s.calendar.after(first, s.policy.introducer_target),
        latest=s.calendar.forward(first + week),
        why=why + in_words(first) + "; thank them and say how it went.",
        rests_on=first,
    )
    return tasks("R-INT", "B5.1, B5.2", owed, "opportunity_id person_id")


def _without(frame: pd.DataFrame, done: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """The rows of `frame` whose keys are not among those of `done`."""
    marked = frame.merge(done[keys].drop_duplicates(), on=keys, how="left", indicator=True)
    return frame[(marked["_merge"] == "left_only").to_numpy()]
