"""What follows a meeting: reflections, letters, names, thanks for it, promises made in it.

Not here: the prompts (prompts.py), the words of a letter (letters/).
"""

import pandas as pd

from followup.pipeline import look_up, pending_meetings
from followup.rules.situation import Situation, in_words, tasks
from followup.rules.windows import first_ending

UNDATED = 7  # days given to a promise without a day


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


def letters(s: Situation, before: pd.DataFrame) -> pd.DataFrame:
    """R-LET: one letter per meeting and person who was in the room (A2.3, B0.3)."""
    owed = s.letter_windows
    owed = owed[owed[["sent_on", "superseded_on", "cancelled_on"]].isna().all(axis=1)]
    owed = owed[s.may_contact(owed["person_id"])].drop(columns="attendee_id")
    met = "You met " + s.names(owed["person_id"]) + " on " + in_words(owed["meeting_on"])
    found = met + " and found their name later; no letter to them yet."
    why = (met + "; no letter to them yet.").mask(owed["identified_on"].notna(), found)
    why = why.mask(owed["is_imminent"], met + "; they decide at once, so it goes out the same day.")
    return tasks(
        "R-LET", "A2.1–A2.8, B0.3–B0.7, B1.1–B2.3", owed, "meeting_id person_id",
        why=why, rests_on=owed["meeting_on"],
    )  # fmt: skip


def names(s: Situation, before: pd.DataFrame) -> pd.DataFrame:
    """R-UNK: one per person in the room whose name is not known (A2.3)."""
    room = s.room[s.room["person_id"].isna() & (s.room["part"] != "scheduler")]
    notes = s.known("touchpoints", "happened_on")
    noted = notes.loc[notes["kind"] == "group_note", "meeting_id"]
    room = room[~room["meeting_id"].isin(noted) & first_ending(s, room).isna()]
    coordinator = look_up(room["opportunity_id"], s.standings["coordinator_id"])
    ask = s.names(coordinator.where(s.may_contact(coordinator)))
    helper = (", or write one note to " + ask + " to pass on").where(ask != "", "")
    met_on = room["meeting_on"]
    why = "You met " + room["description"].replace("", "someone without a name") + " on "
    why = why + in_words(met_on) + ": find the name" + helper + "."
    return tasks(
        "R-UNK", "A2.3", room, "attendee_id", why=why, earliest=met_on,
        target=s.calendar.after(met_on, s.policy.letter_target),
        latest=s.calendar.after(met_on, s.policy.letter_latest),
    )  # fmt: skip


def introductions(s: Situation, before: pd.DataFrame) -> pd.DataFrame:
    """R-INT: one per opportunity that someone introduced, once its first meeting was held (B5.1).

    Merged into the letter when the introducer was in that first meeting.
    """
    owed = s.standings[["introduced_by_id", "first_meeting_id", "first_meeting_on"]].dropna()
    owed = owed.reset_index().rename(
        columns={"introduced_by_id": "person_id", "first_meeting_id": "meeting_id"}
    )
    thanked = s.letters[s.letters["purpose"] == "introducer_thanks"]
    owed = _without(owed, thanked, ["opportunity_id", "person_id"])
    owed = _without(owed, s.room, ["meeting_id", "person_id"])
    owed = owed[s.may_contact(owed["person_id"])]
    first = owed["first_meeting_on"]
    week = pd.Timedelta(days=s.policy.introducer_latest)
    why = "The first meeting that " + s.names(owed["person_id"]) + " made possible was on "
    return tasks(
        "R-INT", "B5.1, B5.2", owed, "opportunity_id person_id", earliest=first,
        target=s.calendar.after(first, s.policy.introducer_target),
        latest=s.calendar.forward(first + week),
        why=why + in_words(first) + "; thank them and say how it went.",
    )  # fmt: skip


def _without(frame: pd.DataFrame, done: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """The rows of `frame` whose keys are not among those of `done`."""
    marked = frame.merge(done[keys].drop_duplicates(), on=keys, how="left", indicator=True)
    return frame[(marked["_merge"] == "left_only").to_numpy()]


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
