"""Touches, gaps and the next window of keeping in touch (A5.2, B4.1; domain.md 4.2)."""

from __future__ import annotations

import pandas as pd
import pytest
from builders import (
    after_letter,
    answered,
    called,
    happened,
    known,
    met,
    reflected,
    search,
    wrote,
)  # fmt: skip

from followup import cadence


def note(on, to="ana"):
    """A note to keep in touch."""
    return happened(on, "touch", None, to=to, channel="email")


def gaps(today, *events, **cast):
    """The gaps as (person, days, kind)."""
    s = known(search(*events, **cast), today)
    found = cadence.gaps(s)
    return list(found[["person_id", "days", "kind"]].itertuples(index=False, name=None))


def contact(today, *events, who="ana", **cast):
    """One row of the contacts: a person's state now."""
    s = known(search(*events, **cast), today)
    return cadence.contacts(s).set_index("person_id").loc[who]


@pytest.mark.parametrize(
    ("second", "kind"),
    [("03-02", "early"), ("03-03", "inside"), ("03-17", "inside"), ("03-18", "late")],
)
def test_gap_is_inside_from_28_to_42_days(second, kind):
    (_, days, got), *_ = gaps("04-30", met("02-02"), wrote("02-03"), note(second))
    assert (days, got) == ((pd.Timestamp(f"2026-{second}") - pd.Timestamp("2026-02-03")).days, kind)


def test_gaps_begin_with_the_first_letter_note_or_proposal():
    assert gaps(
        "03-30", met("02-02"), called("02-09", "reached"), note("02-16"), note("03-16")
    ) == [("ana", 28, "inside")]


def test_gaps_are_between_days_with_a_touch():
    events = (note("02-02"), called("02-02", "reached"), note("03-02"), note("03-02"))
    assert gaps("03-30", *events) == [("ana", 28, "inside")]


def test_gaps_end_with_an_acceptance():
    won = (happened("02-20", "offer", "P2"), happened("02-23", "accept", "P2"))
    events = (note("02-02"), note("02-23"), note("03-30"), *won)
    assert gaps("03-30", *events) == [("ana", 21, "early")]
    taken_back = happened("03-02", "offer_rescinded", "P2")
    assert gaps("03-30", *events, taken_back) == [("ana", 21, "early"), ("ana", 35, "inside")]


def test_gaps_are_of_people_kept_in_touch_with_only():
    assert gaps("03-30", note("02-02"), note("03-02"), ana={"keep_in_touch": False}) == []


def test_unfinished_gap_is_no_gap():
    assert gaps("12-31", note("02-02")) == []


def test_touches_are_one_row_per_person_and_happening():
    events = after_letter(called("02-05"), called("02-06", "no_answer"), answered("02-09"))
    s = known(search(*events), "02-10")
    every = cadence.touches(s)
    assert list(zip(every["person_id"], every["kind"], strict=True)) == [
        ("ana", "meeting"), ("ana", "letter"), ("ana", "call")
    ]  # fmt: skip
    assert every["starts"].tolist() == [False, True, False]


def test_next_window_is_four_to_six_weeks_after_the_last_touch():
    s = known(search(met("02-05"), wrote("02-07")), "02-10")
    ana = s.people["ana"]
    assert [f"{touch.happened_on:%m-%d}" for touch in ana.touches] == ["02-05", "02-07"]
    window = [f"{day:%m-%d}" for day in cadence.next_window(s, ana) if day]
    assert window == ["03-09", "03-16", "03-20"]


@pytest.mark.parametrize(
    ("today", "state"),
    [("03-02", "resting"), ("03-03", "due"), ("03-17", "due"), ("03-18", "overdue")],
)
def test_contact_is_in_touch_then_due_then_overdue(today, state):
    assert contact(today, met("02-02"), wrote("02-03"))["state"] == state


def test_contact_not_written_to_has_not_begun_and_who_is_off_is_off():
    assert contact("04-30", met("02-02"))["state"] == "not_started"
    events = (met("02-02"), wrote("02-03"))
    assert contact("04-30", *events, ana={"keep_in_touch": False})["state"] == "off"
    stop = happened("02-04", "do_not_contact", None, contact="ana")
    assert contact("04-30", *events, stop)["state"] == "off"


PAUSES = {
    "accepted": (happened("02-09", "offer", "P2"), happened("02-10", "accept", "P2")),
    "offer": (happened("02-10", "offer", **{"from": "ana"}),),
    "interview arranged": (happened("02-10", "scheduled", meeting_date="05-20"),),
}


@pytest.mark.parametrize("pause", PAUSES)
def test_contact_is_paused_by_an_acceptance_and_by_an_offer_or_interview_at_their_company(pause):
    assert contact("04-30", met("02-02"), wrote("02-03"), *PAUSES[pause])["state"] == "paused"


def test_contact_is_no_longer_paused_when_the_accepted_offer_is_taken_back():
    back = happened("02-12", "offer_rescinded", "P2")
    events = (met("02-02"), wrote("02-03"), *PAUSES["accepted"], back)
    assert contact("04-30", *events)["state"] == "overdue"


def test_contact_is_not_paused_by_an_interview_there_once_it_is_closed():
    arranged = happened("02-10", "scheduled", meeting_date="04-29")
    ended = happened("04-30", "withdraw")
    events = (met("02-02"), wrote("02-03"), arranged)
    assert contact("04-30", *events)["state"] == "paused"
    assert contact("04-30", *events, ended)["state"] == "overdue"


def test_contact_who_moved_is_shown_at_the_company_of_today():
    moved = happened("02-10", "contact_moved", None, contact="ana", org="ORG3")
    events = (met("02-02"), wrote("02-03"), moved)
    assert contact("02-09", *events)["company"] == "Company 1"
    assert contact("02-10", *events)["company"] == "Company 3"


def test_contacts_list_what_is_due_first():
    events = (
        note("02-02", "raj"),
        note("03-20", "dev"),
        note("01-02", "gus"),
        met("03-20", "noor"),
    )
    s = known(search(*events), "03-24")
    listed = cadence.contacts(s)
    assert listed["person_id"].tolist() == ["gus", "raj", "dev", "noor"]


def test_cadence_does_not_change_the_frames_it_is_given():
    s = known(search(*after_letter(reflected("02-02", promise="ana 02-13"))), "02-10")
    before = {name: frame.copy(deep=True) for name, frame in s.frames.items()}
    cadence.contacts(s)
    cadence.gaps(s)
    for name, frame in s.frames.items():
        pd.testing.assert_frame_equal(frame, before[name])


def test_empty_search_has_empty_frames_of_the_same_columns():
    none, some = known(search(), "02-10"), known(search(*after_letter()), "02-10")
    for make in (cadence.contacts, cadence.gaps, cadence.touches):
        assert make(none).empty
        assert list(make(none).columns) == list(make(some).columns)
