"""What one form tells, as rows to save: a meeting, a reflection, something sent or received.

Not here: the transaction (workbook.py), a widget, a rule. Frames in, rows out; what can only be
wrong across fields is refused here, and a field by itself in tables.py.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from followup.errors import InvalidValue
from followup.frames import names_of
from followup.search import search_on
from followup.tables import Frames, Row, new_id

THANKS = ("thank_you", "recovery")
FIXED = {
    "informational": "networking", "advice": "networking", "screen": "screen",
    "final": "final_interview",
}  # fmt: skip
ROUNDS = ("first_interview", "second_interview", "final_interview")


class Cast:
    """Companies and people by name: the known ones, and new ones as they come up in a form.

    `rows` are those to save: one per new name, and one per known name that something was added
    to. The same name given twice is the same person.
    """

    def __init__(self, frames: Frames) -> None:
        self._known = {table: frames[table] for table in ("companies", "people")}
        self._new: dict[tuple[str, str], str] = {}
        self.rows: list[Row] = []

    def company(self, name: str) -> str | None:
        """The id of the company of that name; an empty name gives none."""
        return self._id("companies", name)

    def person(self, name: str, company_id: str | None = None, **more: Any) -> str | None:
        """The id of the person of that name, preferably at that company; `more` is added."""
        return self._id("people", name, company_id, **more)

    def _id(self, table: str, name: str, company_id: str | None = None, **more: Any) -> str | None:
        name, key = name.strip(), (table, name.strip().casefold())
        more = {column: value for column, value in more.items() if value not in (None, "")}
        if not name or key in self._new:
            return self._new.get(key)
        known = self._known[table]
        same = known[known["name"].str.casefold() == key[1]]
        if company_id and len(same) > 1 and (same["company_id"] == company_id).any():
            same = same[same["company_id"] == company_id]
        if company_id and (same.empty or pd.isna(same["company_id"].iloc[0])):
            more["company_id"] = company_id
        self._new[key] = row_id = new_id(table) if same.empty else str(same["id"].iloc[0])
        if same.empty:
            more = {"name": name} | more
        if more:
            self.rows.append(Row(table, {"id": row_id, **more}))
        return row_id


def _not_before(label: str, day: Any, start: date, of: str, key: str) -> None:
    if day and date.fromisoformat(str(day)[:10]) < start:
        raise InvalidValue(label, f"must not be before {of}", day, key=key)


def _gone(table: str, ids: Iterable[str]) -> list[Row]:
    return [Row(table, {"id": row_id}, gone=True) for row_id in ids]


def opportunity(
    frames: Frames, cast: Cast, company: str, role: str, *, kind: str, on: date, **more: Any
) -> tuple[str, list[Row]]:
    """The id of the opportunity with this company and role, and the row that makes or amends it."""
    if not company.strip():
        raise InvalidValue("Company", "is needed", key="company_name")
    if not role.strip():
        raise InvalidValue("Role", "is needed", key="role")
    company_id = cast.company(company)
    known = frames["opportunities"]
    same = known[known["role"].str.casefold() == role.strip().casefold()]
    same = same[same["company_id"] == company_id]
    if len(same):
        row_id = str(same["id"].iloc[0])
        return row_id, [Row("opportunities", {"id": row_id, **more})] if more else []
    row_id = new_id("opportunities")
    values = {"id": row_id, "company_id": company_id, "role": role.strip(), "kind": kind}
    return row_id, [Row("opportunities", {**values, "noted_on": on, **more})]


def next_stage(frames: Frames, opportunity_id: str, kind: str, before: date) -> str:
    """The round a meeting of this kind counts as, after those held before it."""
    if kind in FIXED:
        return FIXED[kind]
    held = frames["meetings"]
    held = held[(held["opportunity_id"] == opportunity_id) & (held["state"] == "held")]
    rounds = held[(held["meeting_on"] < pd.Timestamp(before)) & held["stage"].isin(list(ROUNDS))]
    return ROUNDS[min(len(rounds), len(ROUNDS) - 1)]


def meeting(
    frames: Frames, opportunity_id: str, on: date, *, today: date, meeting_id: str | None = None,
    kind: str = "interview", state: str = "held",
    attendees: Iterable[Mapping[str, Any]] | None = None, **more: Any,
) -> tuple[str, list[Row]]:  # fmt: skip
    """The id of the meeting and its rows: held, or arranged for a day to come.

    Each attendee has a person_id or a description ("the woman from finance"), and a part. A
    meeting is recorded as held on a day that has come; the same person is in a room once.
    """
    if state == "held" and on > today:
        expected = "must be a day that has come; a meeting still ahead is arranged, not held"
        raise InvalidValue("Meeting on", expected, on, key="meeting_on")
    row_id = meeting_id or new_id("meetings")
    values = {"id": row_id, "opportunity_id": opportunity_id, "meeting_on": on}
    values |= {"kind": kind, "state": state}
    values["stage"] = more.pop("stage", None) or next_stage(frames, opportunity_id, kind, on)
    if state == "scheduled":
        values["arranged_on"] = more.pop("arranged_on", None) or today
    rows = [Row("meetings", values | more)]
    return row_id, rows if attendees is None else rows + _room(frames, row_id, list(attendees))


def _room(frames: Frames, meeting_id: str, attendees: Sequence[Mapping[str, Any]]) -> list[Row]:
    named = [a["person_id"] for a in attendees if a.get("person_id")]
    twice = {p for p in named if named.count(p) > 1}
    if twice:
        people, expected = names_of(frames, "people"), "must not name the same person twice"
        who = ", ".join(str(people.get(p, p)) for p in twice)
        raise InvalidValue("Who was in the room", expected, who, key="room")
    before = frames["attendees"]
    before = before[before["meeting_id"] == meeting_id]
    seats = before.dropna(subset="person_id").set_index("person_id")["id"]
    ids = [a.get("id") or seats.get(a.get("person_id")) or new_id("attendees") for a in attendees]
    return _gone("attendees", before.loc[~before["id"].isin(ids), "id"]) + [
        Row("attendees", {**one, "id": row_id, "meeting_id": meeting_id})
        for one, row_id in zip(attendees, ids, strict=True)
    ]


def reflection(
    frames: Frames, meeting_id: str, meeting_on: date, on: date, *,
    answers: Iterable[Mapping[str, Any]] = (),
    rows: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
    seen: Container[str] | None = None, **values: Any,
) -> list[Row]:  # fmt: skip
    """The rows of a reflection: its own, one per answer, and those of the repeatable prompts.

    Given again, it amends: answers are matched by prompt and person, repeatable rows by id, and
    rows no longer there are removed, if they were among those `seen` ("prompt|person" or an
    id; None: all), so that nothing goes that another window added meanwhile. A decision cannot come before the meeting.
    """
    met = f"the meeting on {meeting_on}"
    _not_before("Decision on", values.get("decision_on"), meeting_on, met, "decision_on")
    _not_before("Reflected on", on, meeting_on, met, "reflected_on")
    before = frames["reflections"].set_index("meeting_id")["id"].get(meeting_id)
    row_id = before or values.pop("id", None) or new_id("reflections")
    own = {"id": row_id, "meeting_id": meeting_id, "reflected_on": on, **values}
    out = [Row("reflections", own), *_answers(frames, row_id, answers, seen)]
    for table, given in (rows or {}).items():
        known = frames[table]
        ids = known.loc[known["meeting_id"] == meeting_id, "id"]
        made = [{**r, "id": r.get("id") or new_id(table), "meeting_id": meeting_id} for r in given]
        if table == "promises":
            made = [{"made_on": on, **r} for r in made]
        kept = {r["id"] for r in made}
        out += _gone(table, (i for i in ids if i not in kept and (seen is None or i in seen)))
        out += [Row(table, r) for r in made]
    return out


def _answers(
    frames: Frames, row_id: str, answers: Iterable[Mapping[str, Any]], seen: Container[str] | None
) -> list[Row]:
    known = frames["answers"]
    known = known[known["reflection_id"] == row_id]
    people = known["person_id"].astype("object").where(known["person_id"].notna(), None)
    ids = dict(zip(zip(known["prompt"], people, strict=True), known["id"], strict=True))
    out, kept = [], set()
    for answer in answers:
        found = ids.get((answer["prompt"], answer.get("person_id"))) or new_id("answers")
        kept.add(found)
        out.append(Row("answers", {**answer, "id": found, "reflection_id": row_id}))
    missing = {i: f"{prompt}|{who}" for (prompt, who), i in ids.items() if i not in kept}
    return _gone("answers", (i for i, key in missing.items() if seen is None or key in seen)) + out


def sent(
    frames: Frames, kind: str, person_id: str | None, on: date, *,
    opportunity_id: str | None = None, meeting_id: str | None = None, purpose: str = "",
    answer: str = "", decision_on: date | None = None, **more: Any,
) -> list[Row]:  # fmt: skip
    """The rows of something the seeker sent or said: the touchpoint, and the answer a call got.

    A letter of thanks without a meeting goes to the latest one that person was in. A call that
    was the thank-you is a letter by phone, if it reached them (domain.md D8).
    """
    by_phone = kind == "call" or (kind == "letter" and more.get("channel") == "phone")
    if purpose in THANKS and by_phone:
        reached = (more.get("result") or "reached") == "reached"
        kind = "letter" if reached else "call"
        more |= {"channel": "phone"} | ({"result": ""} if reached else {})
    if purpose in THANKS and not meeting_id:
        meeting_id = _latest_with(frames, person_id, opportunity_id, on)
    row_id = more.pop("id", None) or new_id("touchpoints")
    values = {"id": row_id, "happened_on": on, "direction": "out", "kind": kind}
    values |= {"person_id": person_id, "opportunity_id": opportunity_id}
    values |= {"meeting_id": meeting_id, "purpose": purpose}
    rows = [Row("touchpoints", values | more)]
    if answer:
        told = {"person_id": person_id, "touchpoint_id": row_id, "decision_on": decision_on}
        rows += event(frames, answer, on, opportunity_id=opportunity_id, **told)
    return rows


def _latest_with(
    frames: Frames, person_id: str | None, opportunity_id: str | None, on: date
) -> str | None:
    o = search_on(frames, on).opportunities.get(opportunity_id or "")
    own = [m.id for m in (o.held if o else []) if person_id in [seat.person_id for seat in m.room]]
    return own[-1] if own else None


def received(
    frames: Frames, answer: str, on: date, *, opportunity_id: str | None,
    person_id: str | None = None, decision_on: date | None = None, meeting_on: date | None = None,
    channel: str = "email", text: str = "", **more: Any,
) -> list[Row]:  # fmt: skip
    """The rows of an answer: the message, what it said, and the meeting it arranged, if any."""
    row_id = new_id("touchpoints")
    values = {"id": row_id, "happened_on": on, "direction": "in", "kind": "message"}
    values |= {"channel": channel, "person_id": person_id, "opportunity_id": opportunity_id}
    rows = [Row("touchpoints", {**values, "text": text})]
    told = {"person_id": person_id, "touchpoint_id": row_id, "decision_on": decision_on}
    rows += event(frames, answer, on, opportunity_id=opportunity_id, **told, **more)
    if meeting_on and opportunity_id:
        rows += arranged(frames, opportunity_id, meeting_on, on)
    return rows


def arranged(
    frames: Frames, opportunity_id: str, meeting_on: date, on: date,
    known_id: str | None = None, **more: Any,
) -> list[Row]:  # fmt: skip
    """The rows of an arranged meeting; one that was arranged already moves to the new day: the one
    of this id, or else the next.
    """
    known = _still_arranged(frames, known_id) or _pending(frames, opportunity_id, on)
    if known:
        room = _room(frames, known, more.pop("attendees")) if "attendees" in more else []
        return [
            Row("meetings", {"id": known, "meeting_on": meeting_on, "moved_on": on, **more}),
            *room,
        ]
    return meeting(frames, opportunity_id, meeting_on, today=on, state="scheduled", **more)[1]


def called_off(
    frames: Frames, opportunity_id: str, on: date, known_id: str | None = None
) -> list[Row]:
    """The rows of an arranged meeting being called off without a new day: the one of this id, or
    else the next.
    """
    known = _still_arranged(frames, known_id) or _pending(frames, opportunity_id, on)
    if not known:
        expected = "must have been arranged before it can be called off"
        raise InvalidValue("Meeting", expected, key="company_name")
    return [Row("meetings", {"id": known, "state": "called_off", "called_off_on": on})]


def _still_arranged(frames: Frames, meeting_id: str | None) -> str | None:
    """The meeting itself; InvalidValue if it took place, or was called off, since it was looked at."""
    state = frames["meetings"].set_index("id")["state"].get(meeting_id)
    if meeting_id and state != "scheduled":
        expected = "must still be arranged, and is not any more; look at the list again"
        raise InvalidValue("Meeting", expected, key="what")
    return meeting_id


def _pending(frames: Frames, opportunity_id: str, on: date) -> str | None:
    o = search_on(frames, on).opportunities.get(opportunity_id)
    return o.arranged[0].id if o and o.arranged else None


def event(
    frames: Frames, kind: str, on: date, *, opportunity_id: str | None = None, **more: Any
) -> list[Row]:
    """The row of something that happened. An offer can only be accepted on or after its day."""
    if kind == "accepted":
        offers = frames["offers"]
        mine = offers[offers["opportunity_id"] == opportunity_id]
        if not (mine["offered_on"] <= pd.Timestamp(on)).any():
            expected = "needs an offer from them on or before that day; add the offer first"
            raise InvalidValue("Accepted", expected, on, key="decision")
    said = f"{on}, the day it was said"
    _not_before("Decision on", more.get("decision_on"), on, said, "decision_on")
    values = {"happened_on": on, "kind": kind, "opportunity_id": opportunity_id}
    return [Row("events", values | more)]


def offer(
    frames: Frames, opportunity_id: str, on: date, *, deadline_on: date | None = None, **more: Any
) -> list[Row]:
    """The row of an offer; its deadline cannot come before it."""
    _not_before("Deadline on", deadline_on, on, f"the offer on {on}", "deadline_on")
    values = {"opportunity_id": opportunity_id, "offered_on": on, "deadline_on": deadline_on}
    return [Row("offers", values | more)]


def ended(
    frames: Frames, kind: str, on: date, *, opportunity_id: str, person_id: str | None = None,
    channel: str = "", text: str = "",
) -> list[Row]:  # fmt: skip
    """The rows of the seeker's own decision (accepted, declined, withdrawn, closed), with the
    letter that told it, if someone was told.
    """
    rows = event(frames, kind, on, opportunity_id=opportunity_id, person_id=person_id)
    purposes = {"accepted": "acceptance", "declined": "decline", "withdrawn": "withdrawal"}
    if not person_id or kind not in purposes:
        return rows
    return rows + sent(
        frames, "letter", person_id, on, opportunity_id=opportunity_id,
        purpose=purposes[kind], channel=channel, text=text,
    )  # fmt: skip


def identified(frames: Frames, attendee_id: str, person_id: str, on: date) -> list[Row]:
    """The row of a name found for someone who was in the room."""
    return [Row("attendees", {"id": attendee_id, "person_id": person_id, "identified_on": on})]


def name_found(frames: Frames, attendee_id: str, name: str, on: date, email: str = "") -> list[Row]:
    """The rows of a name found: the person, at the company of the meeting, and the seat."""
    meeting_id = frames["attendees"].set_index("id")["meeting_id"][attendee_id]
    opportunity_id = frames["meetings"].set_index("id")["opportunity_id"][meeting_id]
    company_id = frames["opportunities"].set_index("id")["company_id"][opportunity_id]
    cast = Cast(frames)
    person_id = cast.person(name, company_id, email=email)
    if person_id is None:
        raise InvalidValue("Person", "is needed", key="person")
    return cast.rows + identified(frames, attendee_id, person_id, on)


def promise_kept(frames: Frames, promise_id: str, on: date) -> list[Row]:
    """The row of a promise kept."""
    return [Row("promises", {"id": promise_id, "done_on": on})]


def set_aside(
    frames: Frames, task: str, decision: str, on: date, *, reason: str = "",
    until_on: date | None = None,
) -> list[Row]:  # fmt: skip
    """The row of a task set aside: `not_needed`, or `snoozed` to a day to come."""
    if decision == "snoozed" and (until_on is None or until_on <= on):
        raise InvalidValue("Later", "must be a day after today", until_on, key="until_on")
    values = {"task": task, "decision": decision, "decided_on": on, "reason": reason}
    return [Row("decisions", {**values, "until_on": until_on})]
