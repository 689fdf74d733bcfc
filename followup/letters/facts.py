"""What is certain about a letter, in words a sentence can take: people, role, days, the seeker.

Not here: the sentences (templates/), and nothing of what was noted: that only the seeker can say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from followup.agenda import all_tasks
from followup.frames import company_names, kept, names_of
from followup.naming.called import dear
from followup.search import search_on
from followup.tables import Frames
from followup.words import list_of, say_day

# Every name a template may use; a test, and the desk, say which other one it does use.
_NAMES_WORDS = (
    "name dear their_role phone email_instead role open_role company met_on weekday me my_phone my_email "
    "sign_off cv introducer met where_it_stands proposal_comes promised decision you_decide "
    "decision_was you_decided deadline other_deadline new_role new_company clipping link"
)
NAMES = frozenset(_NAMES_WORDS.split())


@dataclass(frozen=True)
class Occasion:
    """What a letter is about: the person, and where known the opportunity and the meeting."""

    person_id: str | None
    opportunity_id: str | None = None
    meeting_id: str | None = None


def occasion(frames: Frames, task: Any, today: date) -> Occasion:
    """The occasion of a task; a task without a meeting rests on the latest one held there."""
    search = search_on(frames, today)
    person, opportunity, meeting = task.person_id, task.opportunity_id, task.meeting_id
    there = [
        one for one in search.held if person and person in [seat.person_id for seat in one.room]
    ]
    if opportunity is None and there:
        opportunity = there[-1].opportunity_id
    if opportunity is None and task.rule == "R-LAND":
        introduced = frames["opportunities"].query("introduced_by_id == @person")["id"]
        opportunity = next(iter(introduced.iloc[::-1]), None)
    o = search.opportunities.get(opportunity or "")
    if meeting is None and o and o.held:
        with_them = [one for one in o.held if one in there]
        meeting = (with_them or o.held)[-1].id
    if o and task.rule == "R-UNK":
        person = o.coordinator_id
    if o and o.offer and task.rule == "R-OFD":
        person = o.offer.person_id or search.callee(o)
    return Occasion(person, opportunity, meeting)


def room_of(frames: Frames, about: Occasion) -> list[str]:
    """Those who were in the room, by their ids."""
    room = frames["attendees"]
    return list(room.loc[room["meeting_id"] == about.meeting_id, "person_id"].dropna())


def facts(frames: Frames, about: Occasion, today: date) -> dict[str, str]:
    """Everything in NAMES, by its name: in words, empty where it is not known."""
    return dict(kept(frames, ("facts", about, today), lambda: _facts(frames, about, today)))


def _facts(frames: Frames, about: Occasion, today: date) -> dict[str, str]:
    settings = dict(zip(frames["settings"]["id"], frames["settings"]["value"], strict=True))
    person = frames["people"].set_index("id").reindex([about.person_id]).astype("object").iloc[0]
    person = person.where(person.notna(), "")
    o = frames["opportunities"].set_index("id").reindex([about.opportunity_id]).iloc[0]
    search = search_on(frames, today)
    known = search.opportunities.get(about.opportunity_id or "")
    met_on = frames["meetings"].set_index("id")["meeting_on"].get(about.meeting_id)
    people = names_of(frames, "people")
    met = [str(people[p]) for p in room_of(frames, about) if p != about.person_id]
    role = "" if known is None or known.kind == "networking" else known.role
    is_introducer = about.person_id is not None and o["introduced_by_id"] == about.person_id
    phone = person["phone"].strip()
    return {
        "name": person["name"],
        "dear": dear(person["name"], person["addressed_as"]),
        "their_role": f", {person['role'].strip()}" if person["role"].strip() else "",
        "phone": "" if person["is_phone_unwelcome"] else phone,
        "email_instead": "" if phone and not person["is_phone_unwelcome"] else person["email"].strip(),
        "role": role,
        "open_role": "" if known is None or known.ending else role,
        "company": str(names_of(frames, "companies").get(o["company_id"], "")),
        "cv": "resume" if is_american(frames) else "CV",
        "met_on": "" if met_on is None else spoken_day(frames, met_on),
        "weekday": "" if met_on is None else f"{met_on:%A}",
        "met": list_of(met),
        "me": settings.get("seeker.name", "").strip(),
        "my_phone": settings.get("seeker.phone", "").strip(),
        "my_email": settings.get("seeker.email", "").strip(),
        "sign_off": settings.get("seeker.sign_off", "").strip().rstrip(",") or "With best wishes",
        "introducer": person["name"] if is_introducer and not _was_thanked(frames, about) else "",
        "where_it_stands": _where_it_stands(known),
        "proposal_comes": _proposal_comes(frames, about, today),
        "promised": _promised(frames, about, today),
        **_decision(frames, about, today),
        **_offers(frames, about),
    }  # fmt: skip


def _was_thanked(frames: Frames, about: Occasion) -> bool:
    sent = frames["touchpoints"]
    thanks = sent[(sent["purpose"] == "introducer_thanks") & (sent["person_id"] == about.person_id)]
    return bool((thanks["opportunity_id"] == about.opportunity_id).any())


def _where_it_stands(o: Any) -> str:
    """What may be said of a decision to someone outside."""
    if o is None or o.kind == "networking":
        return "I will let you know what comes of it."
    if o.ending is None:
        waits = "" if o.offer else "They have not decided yet, and "
        return f"{waits}I will let you know how it turns out."
    if o.ending.kind == "rejected":
        return "This time the answer was a no, and I wanted you to hear it from me."
    return "I have accepted their offer." if o.ending.kind == "accepted" else ""


def _proposal_comes(frames: Frames, about: Occasion, today: date) -> str:
    """Whether a proposal to the same person is on the list (L2-7)."""
    theirs = ("R-PROP", about.meeting_id, about.person_id)
    owed = all_tasks(search_on(frames, today))
    return "yes" if theirs in [(one.rule, one.meeting_id, one.person_id) for one in owed] else ""


def _promised(frames: Frames, about: Occasion, today: date) -> str:
    """That what was promised to this person is enclosed, or comes by its day (R-COM)."""
    made = frames["promises"]
    made = made[made["is_mine"] & made["done_on"].isna() & (made["person_id"] == about.person_id)]
    days = sorted(made["due_on"].dropna())
    if made.empty or (days and (days[0].date() - today).days > 1):
        return f"What I promised you will follow by {spoken_day(frames, days[0])}." if days else ""
    return "What I promised you is enclosed."


def _decision(frames: Frames, about: Occasion, today: date) -> dict[str, str]:
    """The day of the decision, no more exact than it was told: to come, or past; and the same
    where the reader told it.
    """
    told, events = frames["reflections"], frames["events"]
    met = frames["meetings"].query("opportunity_id == @about.opportunity_id and state == 'held'")
    told = told[told["meeting_id"].isin(met["id"])].assign(happened_on=lambda f: f["reflected_on"])
    told = told.assign(person_id=told["decision_told_by_id"])
    events = events[events["opportunity_id"] == about.opportunity_id]
    columns = ["happened_on", "decision_on", "decision_precision", "person_id"]
    both = [one[columns].astype("object").dropna(subset=["decision_on"]) for one in (told, events)]
    named = pd.concat(both).sort_values("happened_on", kind="stable").tail(1)
    out = dict.fromkeys(("decision", "you_decide", "decision_was", "you_decided"), "")
    for row in named.itertuples():
        day = spoken_day(frames, row.decision_on)
        when = {"exact": f"on {day}", "by_end_of_week": f"by the end of the week of {day}"}.get(
            row.decision_precision, f"around {day}"
        )
        is_past = row.decision_on.date() < today
        by_reader = about.person_id is not None and row.person_id == about.person_id
        out["decision_was" if is_past else "decision"] = when
        if by_reader:
            out["you_decided" if is_past else "you_decide"] = when
    return out


def _offers(frames: Frames, about: Occasion) -> dict[str, str]:
    offers, events = frames["offers"].sort_values("offered_on"), frames["events"]
    is_own = offers["opportunity_id"] == about.opportunity_id
    own, others = (
        part["deadline_on"].tail(1).dropna() for part in (offers[is_own], offers[~is_own])
    )
    taken = events[events["kind"] == "accepted"].sort_values("happened_on").tail(1)
    roles = frames["opportunities"].set_index("id")["role"]
    return {
        "deadline": "".join(spoken_day(frames, day) for day in own),
        "other_deadline": "".join(spoken_day(frames, day) for day in others),
        "new_role": "".join(roles[o] for o in taken["opportunity_id"]),
        "new_company": "".join(company_names(frames)[o] for o in taken["opportunity_id"]),
    }


def spoken_day(frames: Frames, value: Any) -> str:
    """A day as the seeker's letters say it: 'Thursday, March 5' or 'Thursday 5 March'."""
    return f"{value:%A}, {value:%B} {value.day}" if is_american(frames) else say_day(value)


def is_american(frames: Frames) -> bool:
    """Whether the seeker writes American English, as who has not said so does."""
    settings = frames["settings"].set_index("id")["value"]
    return writes_american(settings.to_dict())


def writes_american(settings: Mapping[str, str]) -> bool:
    """The same of the settings of a workbook."""
    return settings.get("seeker.spelling", "") in ("", "American")
