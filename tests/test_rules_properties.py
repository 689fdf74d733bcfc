"""What holds for every search: small ones are made up by hypothesis and played in any order."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pandas as pd
from builders import (
    Event,
    Memory,
    answered,
    called,
    day,
    happened,
    known,
    memory,
    met,
    reflected,
    search,
    wrote,
)  # fmt: skip
from hypothesis import given, settings
from hypothesis import strategies as st

from followup import agenda
from followup.frames import framed
from followup.policy import Calendar
from followup.search import search_on

START, SPAN = day("02-02"), 40
ROOMS = {"P1": ("ana", "ben", "cleo"), "P2": ("dev", "eli"), "N1": ("noor", "raj")}
EVERYONE = [person for room in ROOMS.values() for person in room]
days = st.integers(0, SPAN).map(lambda n: f"{START + timedelta(n):%m-%d}")
processes = st.sampled_from(list(ROOMS))
few = settings(max_examples=10)


def later(on: date, most: int = 14) -> st.SearchStrategy[str]:
    """A day on or after another."""
    return st.integers(0, most).map(lambda n: f"{on + timedelta(n):%m-%d}")


@st.composite
def meetings(draw: st.DrawFn) -> list[Event]:
    """One to three meetings, with what was noted and written after them."""
    out = []
    for n in range(draw(st.integers(1, 3))):
        process, on = draw(processes), draw(days)
        room = draw(st.lists(st.sampled_from(ROOMS[process]), unique=True, max_size=3))
        unknown = [f"U{n}"] if draw(st.booleans()) else []
        stage = (
            "networking"
            if process == "N1"
            else draw(st.sampled_from(["screen", "final_interview"]))
        )
        out.append(met(on, " ".join(room), f"M{n}", process, stage=stage, unknown=unknown))
        held = out[-1]["date"]
        if draw(st.booleans()):
            told = {"objections": draw(st.sampled_from(["none", "strong"]))}
            told |= {"decision_date": draw(later(held)), "can_do_job": True}
            rating = draw(st.sampled_from(["well", "bombed"]))
            out.append(reflected(draw(later(held, 3)), f"M{n}", rating, **told))
        for person in draw(st.lists(st.sampled_from(room), unique=True)) if room else []:
            channel = draw(st.sampled_from(["email", "post"]))
            out.append(wrote(draw(later(held, 5)), person, f"M{n}", process, channel=channel))
    return out


@st.composite
def others(draw: st.DrawFn) -> list[Event]:
    """Calls, answers, offers and endings, a few of them, on any day."""
    out = []
    for _ in range(draw(st.integers(0, 6))):
        on, process, to = draw(days), draw(processes), draw(st.sampled_from(EVERYONE))
        kind = draw(
            st.sampled_from(["status_update", "advance", "on_hold", "rejected", "reopened"])
        )
        result = draw(st.sampled_from(["voicemail", "no_answer", "reached"]))
        some = [
            called(on, result, to, process),
            happened(on, "proposal", process, to=to, channel="email"),
            happened(on, "touch", None, to=to, channel="email"),
            happened(on, "nudge", process, to=to),
            answered(on, kind, process, **{"from": to}),
            answered(on, process=process, decision_date=draw(later(day(on)))),
            happened(on, "offer", process, **{"from": to, "deadline": draw(later(day(on)))}),
            happened(on, "withdraw", process, to=to),
            happened(on, "do_not_contact", None, contact=to),
            happened(on, "contact_moved", None, contact=to, org="ORG3"),
            happened(on, "applied", process),
        ]
        out.append(draw(st.sampled_from(some)))
    offers = [event for event in out if event["type"] == "offer"]
    if offers and draw(st.booleans()):
        out.append(happened(draw(later(offers[0]["date"], 5)), "accept", offers[0]["process"]))
    return out


@st.composite
def searches(draw: st.DrawFn) -> Event:
    """A search of a few weeks, with days off."""
    events = [*draw(meetings()), *draw(others())]
    cast = {"P1": {"introduced_by": draw(st.sampled_from([None, "ivy", "ana"]))}}
    cast["P2"] = {"hiring_manager": draw(st.sampled_from([None, "dev"]))}
    holidays = draw(st.lists(days, max_size=4, unique=True))
    return search(*sorted(events, key=lambda e: e["date"]), holidays=holidays, **cast)


def tasks(told: Event | Memory, today: str | date) -> pd.DataFrame:
    """Every task, however far ahead."""
    every = agenda.all_tasks(known(told, today))
    return framed((task[:-1] for task in every), agenda.COLUMNS)


@few
@given(searches(), days)
def test_window_opens_before_it_aims_and_aims_before_it_closes(told, today):
    rows = tasks(told, today)
    assert (rows["earliest"] <= rows["target"]).all()
    assert (rows["target"] <= rows["latest"]).all()


@few
@given(searches(), days)
def test_nothing_is_owed_to_someone_who_asked_not_to_be_contacted(told, today):
    asked = [e for e in told["events"] if e["type"] == "do_not_contact" and e["date"] <= day(today)]
    assert not set(tasks(told, today)["person_id"].dropna()) & {e["contact"] for e in asked}


@few
@given(searches(), days)
def test_nothing_is_owed_twice(told, today):
    rows = tasks(told, today)
    assert rows["task"].is_unique
    about = {
        "R-LET": ["meeting_id", "person_id"],
        "R-CALL": ["opportunity_id"],
        "R-KIT": ["person_id"],
    }
    about |= {"R-REF": ["meeting_id"], "R-OFN": ["opportunity_id"], "R-LAND": ["person_id"]}
    for rule, keys in about.items():
        assert not rows[rows["rule"] == rule].duplicated(keys).any(), rule


@few
@given(searches(), days)
def test_no_one_is_kept_in_touch_with_while_something_else_is_owed_to_them(told, today):
    rows = tasks(told, today)
    begun = rows[(rows["earliest"] <= pd.Timestamp(day(today))) & (rows["rule"] != "R-KIT")]
    kept = rows[rows["rule"] == "R-KIT"]
    assert not set(kept["person_id"]) & set(begun["person_id"].dropna())


@few
@given(searches(), days)
def test_aims_and_last_days_are_business_days_but_for_what_is_due_as_it_begins(told, today):
    rows = tasks(told, today)
    rows = rows[rows["rule"] != "R-REF"]
    calendar = Calendar(holidays=tuple(h["date"] for h in told["calendar"]["holidays"]))
    for column in ("target", "latest"):
        late = rows[rows[column] != rows["earliest"]]
        off = [d for d in late[column] if calendar.forward(d.date()) != d.date()]
        assert off == []


@few
@given(searches(), days, st.integers(1, 40))
def test_what_is_overdue_stays_overdue_until_something_happens(told, today, more):
    book = memory(told, today)
    now, then = day(today), day(today) + timedelta(more)
    first, second = (
        agenda.agenda(search_on(book.frames(), on)).set_index("task")["status"]
        for on in (now, then)
    )
    late = first.index[first == "overdue"].intersection(second.index)
    assert (second[late] == "overdue").all()


def in_another_order(told: Event, seed: int) -> Event:
    """The same search, saved in another order: what others refer to stays first."""
    first = {"meeting": 0, "reflection": 1, "offer": 1}
    events = list(told["events"])
    random.Random(seed).shuffle(events)
    return told | {"events": sorted(events, key=lambda e: first.get(e["type"], 2))}


@few
@given(searches(), days, st.integers(0, 999))
def test_order_of_entry_does_not_matter(told, today, seed):
    one, two = (tasks(t, today) for t in (told, in_another_order(told, seed)))
    columns = ["rule", "opportunity_id", "meeting_id", "person_id", "earliest", "target", "latest"]
    same = [t[columns].sort_values(columns, ignore_index=True) for t in (one, two)]
    pd.testing.assert_frame_equal(*same)
