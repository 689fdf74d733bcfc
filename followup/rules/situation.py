"""What every rule looks at: the search as it is known today, worked out once.

Not here: any duty. A rule is a function of a Situation (and of the tasks before it) to tasks.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Self

import numpy as np
import pandas as pd

from followup import cadence, pipeline
from followup.policy import Calendar, Policy
from followup.rules.windows import letter_windows
from followup.tables import Frames

KEYS = ["opportunity_id", "meeting_id", "person_id", "attendee_id", "promise_id", "offer_id"]
# Columns that no rule reads: copying them about would cost most of the time.
UNREAD = {
    "touchpoints": ["subject", "text", "clipping_id", "row_version"],
    "meetings": ["place", "row_version"],
    "events": ["note", "reason", "row_version"],
    "attendees": ["row_version"],
    "opportunities": ["posting_link", "posting_text", "cv_sent", "notes", "priority"],
    "people": ["email", "phone", "address", "notes", "preferred_channel", "is_phone_unwelcome"],
}
WINDOW = ["earliest", "target", "latest"]
COLUMNS = ["task", "rule", *KEYS, *WINDOW, "why", "sources", "rests_on"]


@dataclass(frozen=True)
class Situation:
    """The frames of a workbook on one day, with what the rules share."""

    frames: Frames
    today: date
    policy: Policy
    calendar: Calendar

    @classmethod
    def of(cls, frames: Frames, today: date) -> Self:
        """The situation on `today`, under the policy and calendar kept in the workbook."""
        settings = frames["settings"]
        slim = {t: frames[t].drop(columns=words, errors="ignore") for t, words in UNREAD.items()}
        frames = {**frames, **slim}
        calendar = Calendar.of(settings, frames["holidays"])
        return cls(frames, today, Policy.of(settings), calendar)

    @property
    def now(self) -> pd.Timestamp:
        """Today, as pandas compares it."""
        return pd.Timestamp(self.today)

    def known(self, table: str, column: str) -> pd.DataFrame:
        """The rows of a table dated on or before today."""
        return pipeline.known(self.frames[table], column, self.today)

    @cached_property
    def log(self) -> pd.DataFrame:
        """All happenings, in order (pipeline.happenings)."""
        return pipeline.happenings(self.frames, self.today)

    @cached_property
    def standings(self) -> pd.DataFrame:
        """How each opportunity stands (pipeline.standings)."""
        return pipeline.standings(self.frames, self.policy, self.today, self.log)

    @cached_property
    def held(self) -> pd.DataFrame:
        """Meetings held, in order, one row per meeting."""
        return pipeline.held_meetings(self.frames, self.today)

    @cached_property
    def people(self) -> pd.DataFrame:
        """People as they are today, indexed by id (cadence.people_today)."""
        return cadence.people_today(self.frames, self.today)

    @cached_property
    def touches(self) -> pd.DataFrame:
        """Every touch of a person, one row each (cadence.touches)."""
        return cadence.touches(self.frames, self.today)

    @cached_property
    def rhythm(self) -> pd.DataFrame:
        """The cadence of each person who has one (cadence.rhythm)."""
        return cadence.rhythm(self.touches, self.policy, self.calendar)

    @cached_property
    def letter_windows(self) -> pd.DataFrame:
        """Whom to write to after which meeting (windows.letter_windows)."""
        return letter_windows(self)

    @cached_property
    def room(self) -> pd.DataFrame:
        """Who was in which held meeting: one row per attendee, with the meeting's columns.

        Columns: attendee_id, meeting_id, person_id, description, identified_on, part,
        opportunity_id, meeting_on, at. In order of meetings, the lead first.
        """
        columns = ["id", "meeting_id", "person_id", "description", "identified_on", "part"]
        attendees = self.frames["attendees"][columns].rename(columns={"id": "attendee_id"})
        attendees = attendees.assign(seat=range(len(attendees)))  # in the order they were named
        later = attendees["identified_on"] > self.now  # not identified yet, as of today
        attendees["person_id"] = attendees["person_id"].mask(later)
        meetings = self.held[["id", "opportunity_id", "meeting_on", "at"]]
        meetings = meetings.assign(turn=range(len(meetings)))  # held is in order
        room = attendees.merge(meetings.rename(columns={"id": "meeting_id"}), on="meeting_id")
        room = room.assign(place=room["part"].ne("lead"))
        return room.sort_values(["turn", "place", "seat"])

    @cached_property
    def sent(self) -> pd.DataFrame:
        """Touchpoints that went out from the seeker."""
        known = self.known("touchpoints", "happened_on")
        return known[known["direction"] == "out"]

    @cached_property
    def letters(self) -> pd.DataFrame:
        """Letters sent by the seeker, with `effective_on`: a posted one counts as read later."""
        sent = self.sent[self.sent["kind"] == "letter"]
        by_post = sent["channel"] == "post"
        read = self.calendar.after(sent["happened_on"], self.policy.post_transit)
        return sent.assign(effective_on=sent["happened_on"].mask(by_post, read))

    @cached_property
    def acceptance(self) -> pd.Series | None:
        """The opportunity accepted and not rescinded, or None; the search is over with it."""
        taken = self.standings[self.standings["closed_kind"] == "accepted"]
        return None if taken.empty else taken.sort_values("closed_on").iloc[0]

    @cached_property
    def callees(self) -> pd.Series:
        """Whom to call, by opportunity (ladder 4): the hiring manager met, else who led the
        latest meeting, else the hiring manager not met yet, else the coordinator. People who
        asked not to be contacted are passed over.
        """
        manager = self.standings["hiring_manager_id"].rename("person_id").reset_index()
        coordinator = self.standings["coordinator_id"].rename("person_id").reset_index()
        met = self.room[["opportunity_id", "person_id"]].dropna().drop_duplicates()
        latest = self.room[self.room["meeting_id"].isin(self.standings["meeting_id"])]
        latest = latest[latest["part"] != "scheduler"][["opportunity_id", "person_id"]]
        order = [manager.merge(met), latest, manager, coordinator]
        ladder = pd.concat(order, ignore_index=True).dropna()
        ladder = ladder[self.may_contact(ladder["person_id"])]
        return ladder.drop_duplicates("opportunity_id").set_index("opportunity_id")["person_id"]

    def may_contact(self, people: pd.Series) -> pd.Series:
        """Whether each of these people may be contacted (nobody is meant by missing: yes)."""
        return ~people.isin(self.people.index[self.people["do_not_contact"]])

    def imminent(self, days: pd.Series, meeting_on: pd.Series) -> pd.Series:
        """Whether they decide by the business day after the meeting ([S10])."""
        return (days >= meeting_on) & (days <= self.calendar.after(meeting_on, 1))

    def names(self, people: pd.Series) -> pd.Series:
        """The names of these people, empty where nobody is known."""
        return pipeline.look_up(people, self.people["name"]).fillna("").astype("str")


def in_words(days: pd.Series) -> pd.Series:
    """Days as a reader says them: 'Thursday 5 March'; each distinct day is spelt once."""
    spelt = {d: pipeline.say_day(d) for d in days.dropna().unique()}
    return pd.Series([spelt.get(d, "") for d in days], index=days.index, dtype="str")


def last_day(sent: pd.DataFrame) -> pd.Series:
    """The last day of these touchpoints, by opportunity."""
    return sent.groupby("opportunity_id")["happened_on"].max()


def tasks(
    rule: str, sources: str, frame: pd.DataFrame, about: str, **columns: pd.Series
) -> pd.DataFrame:
    """The tasks of one rule, from a frame with its keys; `columns` add the window, `why` and,
    where it is not the earliest day, `rests_on`.

    `about` names the columns that tell one task of the rule from another; with the rule they make
    `task`, the name that stays the same from day to day. Clamps the window last of all
    (reading rule 9): what begins late is due on the day it begins.
    """
    frame = frame.assign(**columns)
    frame = frame.assign(rests_on=columns.get("rests_on", frame["earliest"]))
    name = pd.Series(rule, index=frame.index, dtype="str")
    for column in about.split():
        part = frame[column]
        if pd.api.types.is_datetime64_any_dtype(part):
            days = np.datetime_as_string(part.to_numpy().astype("datetime64[D]"))
            part = pd.Series(days, index=frame.index)
        name = name + "|" + part.fillna("").astype("str")
    target = frame["target"].where(frame["target"] > frame["earliest"], frame["earliest"])
    latest = frame["latest"].where(frame["latest"] > target, target)
    out = frame.assign(task=name, rule=rule, sources=sources, target=target, latest=latest)
    return out.assign(**{column: None for column in KEYS if column not in out})[COLUMNS]


def none() -> pd.DataFrame:
    """No task at all, in the shape of tasks."""
    days: dict[str, Any] = dict.fromkeys(WINDOW, "datetime64[us]")
    return pd.DataFrame(columns=COLUMNS).astype({c: days.get(c, "str") for c in COLUMNS})
