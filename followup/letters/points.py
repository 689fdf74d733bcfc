"""What the record holds for one letter: its points, each with where it stands and whose it is.

Not here: how a point is said (draft.py), or which kinds use it (kinds.py).
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from followup.letters.kinds import Kind
from followup.letters.notes import is_about, speaks_for_me
from followup.tables import Frames

# What a plan calls each point; and the short question the desk asks where the record lacks it,
# with the prompt that keeps the answer.
LABELS = {
    "learned": "What you learned",
    "about_person": "What you learned about them",
    "challenge": "Their challenge",
    "landed": "What landed, to reinforce",
    "evidence": "What the job asks for, with your evidence",
    "connection": "What connects you",
    "accomplishment": "An accomplishment you left out",
    "better_answer": "A better answer",
    "objection": "An objection, answered",
    "competition": "What sets you apart",
    "value": "What you could add",
    "promise": "What you promised",
    "decision": "When they decide",
    "advice": "Their advice",
    "research": "What you found out since",
    "clipping": "Something worth reading",
    "deadline": "Their deadline",
    "terms": "The terms",
}
ASKS = {
    "learned": ("What did you hear there that you did not know before?", "company"),
    "value": ("What could you do for them in the first weeks?", "value"),
    "research": ("What have you found out since, and where?", "research"),
    "competition": ("What do you bring that others may not? No names.", "difference"),
    "advice": ("What was the one piece of advice that changed your view?", "advice"),
}
SHARED = ("learned", "landed", "evidence", "accomplishment", "value")


@dataclass(frozen=True)
class Point:
    """One point of the record: its kind, its note, the row it comes from, whose it is.

    `parts` holds the other columns a template may name; `said` the seeker's own sentence, if
    they wrote one; `is_used` whether this letter uses it.
    """

    kind: str
    note: str
    source: str
    person_id: str | None = None
    parts: tuple[tuple[str, str], ...] = ()
    said: str = ""
    is_used: bool = True


@dataclass(frozen=True)
class Occasion:
    """What a letter is about: the person, and where known the opportunity and the meeting."""

    person_id: str | None
    opportunity_id: str | None = None
    meeting_id: str | None = None
    clipping_id: str | None = None


def occasion(frames: Frames, task: Any, today: date) -> Occasion:
    """The occasion of a task; a task without a meeting rests on the latest one held there."""
    person = _known(task["person_id"])
    opportunity, meeting = _known(task["opportunity_id"]), _known(task["meeting_id"])
    held = frames["meetings"]
    held = held[(held["state"] == "held") & (held["meeting_on"] <= pd.Timestamp(today))]
    held = held.sort_values(["meeting_on", "starts_at", "id"])
    room = frames["attendees"]
    there = held["id"].isin(room.loc[room["person_id"] == person, "meeting_id"])
    if opportunity is None and person is not None and there.any():
        opportunity = str(held.loc[there, "opportunity_id"].iloc[-1])
    own = held[held["opportunity_id"] == opportunity]
    if meeting is None and len(own):
        with_them = own[own["id"].isin(held.loc[there, "id"])]
        meeting = str((with_them if len(with_them) else own)["id"].iloc[-1])
    if task["rule"] == "R-UNK" and opportunity is not None:
        coordinators = frames["opportunities"].set_index("id")["coordinator_id"]
        person = _known(coordinators.get(opportunity))
    return Occasion(person, opportunity, meeting)


def _known(value: Any) -> str | None:
    return None if value is None or pd.isna(value) else str(value)


def points(frames: Frames, kind: Kind, about: Occasion, today: date) -> list[Point]:
    """The points the record holds for this letter, in the order of the plan: one each.

    Used at first: those of the person's own and of nobody in particular, as many as the kind
    takes; the rest stand in the plan, unticked. What the seeker ticked or rewrote before rules.
    """
    seat = _seat(frames, about)
    found: list[Point] = []
    for name in kind.points:
        several = _FINDERS[name](frames, about, today)
        found += (
            several[seat % len(several) :] + several[: seat % len(several)]
            if name in SHARED and several
            else several
        )
    kept = frames["sentences"]
    own = kept[kept["person_id"] == about.person_id].set_index("source")
    name = str(frames["people"].set_index("id")["name"].get(about.person_id, ""))
    limits, counts = dict(kind.at_most), dict.fromkeys(kind.points, 0)
    out: list[Point] = []
    for point in found:
        mine = point.person_id in (None, about.person_id)
        room_left = counts[point.kind] < limits.get(point.kind, 99)
        used, said = mine and room_left and _fits(point, name), ""
        if point.source in own.index:
            row = own.loc[point.source]
            used, said = bool(row["is_used"]), str(row["text"])
        counts[point.kind] += used
        out.append(replace(point, said=said, is_used=used))
    return out


def _seat(frames: Frames, about: Occasion) -> int:
    """Which of the people in the room this is: what is shared is handed round (A2.3)."""
    room = frames["attendees"]
    room = list(room.loc[room["meeting_id"] == about.meeting_id, "person_id"])
    return room.index(about.person_id) if about.person_id in room else 0


def _fits(point: Point, name: str) -> bool:
    """Whether a point can be said to this person as its note stands."""
    if point.kind == "clipping":
        return bool(dict(point.parts)["why"])
    if point.kind == "about_person":
        return speaks_for_me(point.note)
    return not (point.kind in ("connection", "learned", "landed") and is_about(point.note, name))


# --- one finder for each kind of point ----------------------------------------------------


def _notes(frames: Frames, about: Occasion, prompt: str, kind: str) -> list[Point]:
    """One point for each line of what was answered to a prompt, about this person or nobody."""
    reflections = frames["reflections"]
    ids = reflections.loc[reflections["meeting_id"] == about.meeting_id, "id"]
    answers = frames["answers"]
    own = answers[answers["reflection_id"].isin(ids) & (answers["prompt"] == prompt)]
    own = own[own["person_id"].isna() | (own["person_id"] == about.person_id)]
    found = []
    for row in own.itertuples():
        who = _known(row.person_id)
        for number, note in enumerate(filter(None, map(_bare, row.text.split("\n")))):
            found.append(Point(kind, note, f"answers:{row.id}:{number}", who))
    return found


def _bare(note: str) -> str:
    return note.strip().lstrip("-*•·").strip()


def _rows(frames: Frames, table: str, meeting_id: str | None, owner: str, about: Occasion) -> Any:
    """The rows of a meeting, this person's own first."""
    rows = frames[table]
    rows = rows[rows["meeting_id"] == meeting_id]
    order = rows[owner].map(lambda who: 0 if who == about.person_id else (1 if pd.isna(who) else 2))
    return rows.iloc[order.argsort(kind="stable")].itertuples()


def _learned(frames: Frames, about: Occasion, today: date) -> list[Point]:
    return _notes(frames, about, "company", "learned")


def _about_person(frames: Frames, about: Occasion, today: date) -> list[Point]:
    return _notes(frames, about, "person", "about_person")


def _connection(frames: Frames, about: Occasion, today: date) -> list[Point]:
    return _notes(frames, about, "connection", "connection")


def _landed(frames: Frames, about: Occasion, today: date) -> list[Point]:
    return _notes(frames, about, "landed", "landed")


def _advice(frames: Frames, about: Occasion, today: date) -> list[Point]:
    return _notes(frames, about, "advice", "advice")


def _value(frames: Frames, about: Occasion, today: date) -> list[Point]:
    return _notes(frames, about, "value", "value")


def _research(frames: Frames, about: Occasion, today: date) -> list[Point]:
    return _notes(frames, about, "research", "research")


def _competition(frames: Frames, about: Occasion, today: date) -> list[Point]:
    # what was said about others never leaves the record; what sets the seeker apart may (A2.7)
    return _notes(frames, about, "difference", "competition")


def _challenge(frames: Frames, about: Occasion, today: date) -> list[Point]:
    return [
        Point("challenge", row.challenge, f"challenges:{row.id}", _known(row.owner_id))
        for row in _rows(frames, "challenges", about.meeting_id, "owner_id", about)
    ]


def _objection(frames: Frames, about: Occasion, today: date) -> list[Point]:
    return [
        Point("objection", row.objection, f"objections:{row.id}", _known(row.raised_by_id),
              (("evidence", row.evidence), ("is_said", "yes" if row.is_said else "")))
        for row in _rows(frames, "objections", about.meeting_id, "raised_by_id", about)
        if row.evidence.strip() and not row.is_left and row.strength != "none"
    ]  # fmt: skip


def _better_answer(frames: Frames, about: Occasion, today: date) -> list[Point]:
    people = frames["people"].set_index("id")["name"]
    return [
        Point("better_answer", row.better_answer, f"questions:{row.id}", _known(row.asked_by_id),
              (("question", row.question),
               ("you", "You" if row.asked_by_id == about.person_id else ""),
               ("asker", "" if row.asked_by_id == about.person_id else str(people.get(row.asked_by_id, "")))))
        for row in _rows(frames, "questions", about.meeting_id, "asked_by_id", about)
        if row.better_answer.strip()
    ]  # fmt: skip


def _accomplishment(frames: Frames, about: Occasion, today: date) -> list[Point]:
    tellings = frames["tellings"]
    left_out = tellings[(tellings["meeting_id"] == about.meeting_id) & ~tellings["is_told"]]
    bank = frames["accomplishments"]
    if about.meeting_id is not None:
        bank = bank[bank["id"].isin(left_out["accomplishment_id"])]
    return [
        Point("accomplishment", row.accomplishment, f"accomplishments:{row.id}",
              parts=_story(row))
        for row in bank.itertuples()
    ]  # fmt: skip


def _story(row: Any) -> tuple[tuple[str, str], ...]:
    """The parts of a story; a number that the result says already is not said twice."""
    said = set(re.findall(r"\d+", row.result))
    number = "" if set(re.findall(r"\d+", row.number)) <= said else row.number
    return (("action", row.action), ("result", row.result), ("number", number))


def _evidence(frames: Frames, about: Occasion, today: date) -> list[Point]:
    asked = frames["requirements"]
    asked = asked[asked["opportunity_id"] == about.opportunity_id]
    return [
        Point("evidence", row.evidence, f"requirements:{row.id}",
              parts=(("requirement", row.requirement),))
        for row in asked.itertuples() if row.evidence.strip()
    ]  # fmt: skip


def _promise(frames: Frames, about: Occasion, today: date) -> list[Point]:
    made = frames["promises"]
    made = made[made["is_mine"] & made["done_on"].isna()]
    made = made[made["person_id"] == about.person_id]
    return [
        Point("promise", row.promise, f"promises:{row.id}", about.person_id,
              (("due", "" if pd.isna(row.due_on) else spoken_day(frames, row.due_on)),))
        for row in made.itertuples()
    ]  # fmt: skip


def _decision(frames: Frames, about: Occasion, today: date) -> list[Point]:
    told = frames["reflections"]
    told = told[(told["meeting_id"] == about.meeting_id) & told["decision_on"].notna()]
    return [
        Point("decision", spoken_day(frames, row.decision_on), f"reflections:{row.id}")
        for row in told.itertuples() if row.decision_on >= pd.Timestamp(today)
    ]  # fmt: skip


def _clipping(frames: Frames, about: Occasion, today: date) -> list[Point]:
    from followup.letters.clippings import suggestions

    found = suggestions(frames, about.person_id, today)
    return [
        Point("clipping", row.title, f"clippings:{row.id}",
              parts=(("takeaway", row.takeaway), ("link", row.link), ("what", row.kind), ("why", row.why), ("reason", row.reason)))
        for row in found[~found["is_past"]].itertuples()
    ]  # fmt: skip


def _offer(frames: Frames, about: Occasion) -> pd.DataFrame:
    offers = frames["offers"]
    return (
        offers[offers["opportunity_id"] == about.opportunity_id].sort_values("offered_on").tail(1)
    )


def _deadline(frames: Frames, about: Occasion, today: date) -> list[Point]:
    return [
        Point("deadline", spoken_day(frames, row.deadline_on), f"offers:{row.id}")
        for row in _offer(frames, about).itertuples() if pd.notna(row.deadline_on)
    ]  # fmt: skip


def _terms(frames: Frames, about: Occasion, today: date) -> list[Point]:
    found = []
    for row in _offer(frames, about).itertuples():
        terms = "; ".join(filter(None, (row.pay.strip(), row.terms.strip())))
        if terms:
            found.append(Point("terms", terms, f"offers:{row.id}"))
    return found


_FINDERS = {
    "learned": _learned,
    "about_person": _about_person,
    "connection": _connection,
    "landed": _landed,
    "advice": _advice,
    "value": _value,
    "research": _research,
    "competition": _competition,
    "challenge": _challenge,
    "objection": _objection,
    "better_answer": _better_answer,
    "accomplishment": _accomplishment,
    "evidence": _evidence,
    "promise": _promise,
    "decision": _decision,
    "clipping": _clipping,
    "deadline": _deadline,
    "terms": _terms,
}


def spoken_day(frames: Frames, value: Any) -> str:
    """A day as the seeker's letters say it: 'Thursday, March 5' or 'Thursday 5 March'."""
    if is_american(frames):
        return f"{value:%A}, {value:%B} {value.day}"
    return f"{value:%A} {value.day} {value:%B}"


def is_american(frames: Frames) -> bool:
    """Whether the seeker writes American English."""
    settings = frames["settings"]
    return "American" in set(settings.loc[settings["id"] == "seeker.spelling", "value"])
