"""The table of tasks (domain.md 1.5): the window of each rule, what does it, what cancels it."""

from __future__ import annotations

import pytest
from builders import (
    after_letter,
    answered,
    called,
    happened,
    met,
    owed,
    reflected,
    search,
    wrote,
)  # fmt: skip

TWO = (met("02-02"), met("02-04", "dev", id="M2", process="P2"))
OFFER = (*TWO, happened("02-11", "offer", **{"from": "ana", "deadline": "02-20"}))
WON = (*OFFER, happened("02-12", "accept", to="ana"))
LOST = (met("02-02"), answered("02-12", "rejected", **{"from": "ben"}))
PROMISED = (met("02-02"), reflected("02-02", promise="eli 02-13"))
BADLY = (met("02-02"), reflected("02-03", rating="bombed"))
INTRO = {"P1": {"introduced_by": "ivy"}}

# rule, what happened, changes to the cast, today, (to, earliest, target, latest)
WINDOWS = [
    ("R-REF", (met("02-06"),), {}, (None, "02-06", "02-06", "02-09")),
    ("R-LET", (met("02-05"),), {}, ("ana", "02-05", "02-06", "02-09")),
    ("R-UNK", (met("02-05", "", unknown=["U1"]),), {}, (None, "02-05", "02-06", "02-09")),
    ("R-INT", (met("02-05"),), INTRO, ("ivy", "02-05", "02-09", "02-12")),
    ("R-INT", (met("02-07"),), INTRO, ("ivy", "02-07", "02-10", "02-16")),
    ("R-CALL", after_letter(), {}, ("ana", "02-05", "02-05", "02-10")),
    ("R-CALL", after_letter(called("02-05")), {}, ("ana", "02-12", "02-12", "02-19")),
    ("R-PROP", BADLY, {}, ("ana", "02-03", "02-05", "02-09")),
    ("R-COM", PROMISED, {}, ("eli", "02-02", "02-13", "02-13")),
    ("R-KIT", after_letter(), {"P1": {"kind": "networking"}}, ("ana", "03-03", "03-10", "03-17")),
    ("R-REJ", LOST, {}, ("ben", "02-12", "02-13", "02-16")),
    ("R-OFA", OFFER, {}, ("ana", "02-11", "02-12", "02-12")),
    ("R-OFD", OFFER, {}, (None, "02-11", "02-19", "02-20")),
    ("R-OFN", OFFER, {}, ("dev", "02-11", "02-12", "02-13")),
    ("R-WDR", WON, {}, ("dev", "02-12", "02-13", "02-16")),
    ("R-LAND", WON, INTRO, ("ivy", "02-12", "02-19", "02-26")),
]


@pytest.mark.parametrize(("rule", "events", "cast", "window"), WINDOWS)
def test_each_rule_has_the_window_of_the_table(rule, events, cast, window):
    assert owed(search(*events, **cast), "02-12", rule) == [window]


DONE = [
    ("R-REF", (met("02-06"),), {}, reflected("02-09")),
    ("R-LET", (met("02-06"),), {}, wrote("02-09")),
    ("R-UNK", (met("02-06", "", unknown=["U1"]),), {},
     happened("02-09", "identified", None, meeting="M1", unknown="U1", contact="ben")),
    ("R-UNK", (met("02-06", "", unknown=["U1"]),), {},
     happened("02-09", "group_note", meeting="M1", to="cleo")),
    ("R-INT", (met("02-06"),), INTRO, wrote("02-09", "ivy", None, purpose="introducer_thanks")),
    ("R-PROP", BADLY, {}, happened("02-09", "proposal", to="ana", channel="email")),
    ("R-COM", PROMISED, {}, happened("02-09", "commitment_done", None, commitment="K1", to="eli")),
    ("R-REJ", LOST, {}, wrote("02-12", "ben", None, purpose="rejection_reply")),
    ("R-OFA", OFFER, {}, wrote("02-11", "ana", None, purpose="offer_ack")),
    ("R-OFD", OFFER, {}, happened("02-12", "accept", to="ana")),
    ("R-OFD", OFFER, {}, happened("02-12", "decline", to="ana")),
    ("R-OFN", OFFER, {}, called("02-11", "voicemail", "dev", "P2")),
    ("R-OFN", OFFER, {}, happened("02-12", "nudge", "P2", to="dev")),
    ("R-OFN", OFFER, {}, answered("02-12", "status_update", "P2")),
    ("R-WDR", WON, {}, happened("02-12", "withdraw", "P2", to="dev")),
    ("R-LAND", WON, INTRO, happened("02-12", "touch", None, to="ivy", content="landed")),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "events", "cast", "done"), DONE)
def test_each_rule_is_done_by_what_the_table_says(rule, events, cast, done):
    assert len(owed(search(*events, **cast), "02-12", rule)) == 1
    assert owed(search(*events, done, **cast), "02-12", rule) == []


def test_ringing_without_an_answer_does_not_tell_them_of_the_offer():
    rang = called("02-11", "no_answer", "dev", "P2")
    assert owed(search(*OFFER, rang), "02-12", "R-OFN", "to") == [("dev",)]


ELSEWHERE = (
    happened("02-11", "offer", "P3", **{"from": "gus"}), happened("02-12", "accept", "P3")
)  # fmt: skip
AGAIN = met("02-11", "ana", id="M9", stage="second_interview")
UNNAMED = met("02-06", "", unknown=["U1"])
NO = answered("02-12", "rejected")
CANCELLED = [
    ("R-REF", (met("02-06"),), ELSEWHERE),
    ("R-LET", (met("02-06"),), (NO,)),
    ("R-LET", (met("02-06"),), ELSEWHERE),
    ("R-UNK", (UNNAMED,), (NO,)),
    ("R-PROP", BADLY, (AGAIN,)),
    ("R-PROP", BADLY, (happened("02-12", "offer"),)),
    ("R-PROP", BADLY, (NO,)),
    ("R-COM", PROMISED, (NO,)),
    ("R-REJ", LOST, (answered("02-12", "reopened"),)),
    ("R-OFA", OFFER, (happened("02-12", "decline"),)),
    ("R-OFD", OFFER, (happened("02-12", "offer_rescinded"),)),
    ("R-OFN", OFFER, (happened("02-12", "decline"),)),
    ("R-WDR", WON, (happened("02-12", "response", "P2", kind="rejected"),)),
]


@pytest.mark.parametrize(("rule", "events", "cancel"), CANCELLED)
def test_each_rule_is_cancelled_by_what_the_table_says(rule, events, cancel):
    assert len(owed(search(*events), "02-12", rule)) == 1
    assert owed(search(*events, *cancel), "02-12", rule) == []


def test_a_letter_is_superseded_by_a_later_meeting_with_the_same_person_in_the_process():
    rows = owed(search(met("02-06", "ana ben"), AGAIN), "02-12", "R-LET", "meeting to")
    assert rows == [("M1", "ben"), ("M9", "ana")]


def test_the_thanks_to_the_introducer_are_not_cancelled_by_a_rejection():
    events = (met("02-02"), answered("02-05", "rejected"))
    assert owed(search(*events, **INTRO), "02-06", "R-INT", "to") == [("ivy",)]


@pytest.mark.parametrize(
    ("decides", "window"),
    [
        ("02-04", ("02-04", "02-04", "02-04")),
        ("02-05", ("02-04", "02-04", "02-04")),
        ("02-06", ("02-04", "02-05", "02-06")),
    ],
)
def test_a_letter_goes_out_the_same_day_when_they_decide_by_the_next_business_day(decides, window):
    events = (met("02-04"), reflected("02-04", decision_date=decides))
    assert owed(search(*events), "02-04", "R-LET") == [("ana", *window)]


@pytest.mark.parametrize(
    ("decides", "window"),
    [
        ("02-03", ("02-02", "02-03", "02-03")),  # not before bd(M,1)
        ("02-04", ("02-02", "02-03", "02-03")),
        ("02-05", ("02-02", "02-04", "02-04")),
        ("02-09", ("02-02", "02-05", "02-06")),
        ("02-10", ("02-02", "02-05", "02-09")),
    ],
)
def test_a_proposal_goes_out_on_the_last_business_day_before_they_decide(decides, window):
    events = (met("02-02"), reflected("02-02", rating="bombed", decision_date=decides))
    assert owed(search(*events), "02-02", "R-PROP") == [("ana", *window)]


def test_a_decision_date_before_the_meeting_does_not_hurry_the_proposal():
    told = answered("01-28", decision_date="01-30")
    badly = reflected("02-02", rating="bombed")
    assert owed(search(told, met("02-02"), badly), "02-02", "R-PROP") == [
        ("ana", "02-02", "02-05", "02-09")
    ]


def test_a_name_found_later_opens_the_letter_on_that_day():
    found = happened("02-06", "identified", None, meeting="M1", unknown="U1", contact="ben")
    told = search(met("02-02", "", unknown=["U1"]), found)
    assert owed(told, "02-06", "R-LET") == [("ben", "02-06", "02-09", "02-10")]


def test_an_offer_is_decided_on_the_last_business_day_before_a_deadline_on_a_day_off():
    offer = happened("02-11", "offer", **{"from": "ana", "deadline": "02-22"})
    assert owed(search(met("02-02"), offer), "02-12", "R-OFD") == [
        (None, "02-11", "02-20", "02-20")
    ]


def test_a_promise_due_on_a_day_off_is_due_the_business_day_before():
    told = search(met("02-02"), reflected("02-02", promise="eli 02-15"))
    assert owed(told, "02-02", "R-COM") == [("eli", "02-02", "02-13", "02-13")]
