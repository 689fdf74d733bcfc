"""Events to stages, stage visits and the funnel (domain.md 5)."""

from __future__ import annotations

import pandas as pd
import pytest
from builders import (
    after_letter,
    answered,
    called,
    day,
    happened,
    known,
    met,
    search,
    stage,
    wrote,
)  # fmt: skip

from followup import pipeline
from followup.search import search_on

APPLIED = happened("02-02", "applied")
OFFER = happened("02-10", "offer", **{"from": "ana"})


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((), "lead"),
        ((APPLIED,), "applied"),
        ((happened("02-02", "introduced"),), "applied"),
        ((happened("02-02", "scheduled", meeting_date="02-20"),), "lead"),
        ((APPLIED, happened("02-03", "scheduled", meeting_date="02-20")), "applied"),
        ((met("02-02", stage="screen"),), "screen"),
        ((met("02-02"),), "first_interview"),
        ((met("02-02", stage="second_interview"),), "second_interview"),
        ((met("02-02", stage="final_interview", kind="final"),), "final_interview"),
        ((met("02-02", stage="second_interview"), met("02-04", id="M2")), "second_interview"),
        ((met("02-02"), OFFER), "offer"),
        ((met("02-02"), OFFER, happened("02-11", "accept")), "accepted"),
        ((met("02-02"), OFFER, happened("02-11", "decline")), "declined"),
        ((met("02-02"), OFFER, happened("02-11", "offer_rescinded")), "rejected"),
        ((met("02-02"), OFFER, happened("02-11", "accept"), happened("02-12", "offer_rescinded")), "rejected"),
        ((met("02-02"), answered("02-10", "rejected")), "rejected"),
        ((met("02-02"), called("02-10", "reached", outcome="rejected")), "rejected"),
        ((met("02-02"), happened("02-10", "withdraw")), "withdrawn"),
        ((met("02-02"), answered("02-10", "on_hold")), "on_hold"),
        ((met("02-02"), answered("02-10", "on_hold"), answered("02-11")), "first_interview"),
        ((met("02-02"), answered("02-10", "on_hold"), answered("02-11", "courtesy_reply")), "on_hold"),
        ((met("02-02"), answered("02-10", "on_hold"), met("02-11", id="M2")), "first_interview"),
        ((met("02-02"), answered("02-10", "on_hold"), answered("02-11", "rejected")), "rejected"),
        ((met("02-02"), answered("02-10", "rejected"), answered("02-11", "advance")), "rejected"),
        ((met("02-02"), answered("02-09", "rejected"), OFFER), "rejected"),
        ((met("02-02"), answered("02-10", "rejected"), answered("02-11", "reopened")), "first_interview"),
        ((met("02-02"), OFFER, happened("02-11", "accept"), happened("02-12", "offer_rescinded"),
          answered("02-13", "reopened")), "first_interview"),
    ],
)  # fmt: skip
def test_stage_is_the_furthest_meeting_held_unless_something_else_happened(events, expected):
    assert stage(search(*events), "02-13") == expected


def test_hold_ends_when_the_arranged_meeting_is_moved():
    arranged = happened("02-05", "scheduled", meeting_date="02-12")
    hold = answered("02-09", "on_hold")
    moved = happened("02-16", "scheduled", meeting_date="02-25")
    assert stage(search(met("02-02"), arranged, hold), "02-15") == "on_hold"
    assert stage(search(met("02-02"), arranged, hold, moved), "02-16") == "first_interview"


def test_networking_stays_networking_once_something_was_sent_or_met():
    assert stage(search(), "02-13", "N1") == "lead"
    note = wrote("02-02", "noor", None, "N1", purpose="other")
    assert stage(search(note), "02-13", "N1") == "networking"
    talk = met("02-02", "noor", "M1", "N1", kind="informational", stage="networking")
    assert stage(search(talk), "02-13", "N1") == "networking"


def test_what_is_still_to_come_is_not_known():
    told = search(met("02-02"), met("02-12", id="M2", stage="final_interview"))
    assert stage(told, "02-11") == "first_interview"
    s = known(told, "02-12")
    early = pipeline.standings(search_on(s.frames, day("02-11")))
    assert early.loc["P1", "stage"] == "first_interview"


@pytest.mark.parametrize(
    ("events", "today", "is_dormant"),
    [
        ((APPLIED,), "03-03", False),
        ((APPLIED,), "03-04", True),
        ((APPLIED, answered("02-20", "courtesy_reply")), "03-04", True),
        ((APPLIED, answered("02-20")), "04-01", False),
        ((APPLIED, answered("02-20", "on_hold")), "04-01", False),
        ((APPLIED, happened("02-20", "scheduled", meeting_date="04-20")), "04-01", False),
        ((APPLIED, met("02-20")), "04-01", False),
        (after_letter(called("02-05"), called("02-12")), "02-25", False),
        (after_letter(called("02-05"), called("02-12")), "02-26", True),
        (after_letter(called("02-05")), "04-01", False),
        (after_letter(called("02-05"), called("02-12", "no_answer")), "04-01", False),
        (after_letter(called("02-05"), called("02-12"), answered("02-13")), "04-01", False),
        (after_letter(called("02-05"), called("02-12"), met("02-13", id="M2")), "04-01", False),
        (after_letter(called("02-05"), called("02-12"), OFFER), "04-01", False),
    ],
)
def test_dormant_after_two_attempts_and_two_weeks_or_a_month_of_silence(events, today, is_dormant):
    assert (stage(search(*events), today) == "dormant") is is_dormant


def test_networking_is_never_dormant():
    told = search(happened("02-02", "applied", "N1"))
    assert stage(told, "05-01", "N1") != "dormant"


def test_visits_say_when_each_stage_was_entered_and_left():
    events = (
        APPLIED, met("02-05", stage="screen"), answered("02-06", "advance"), met("02-10", id="M2"),
        answered("02-12", "on_hold"), answered("02-20"), answered("02-24", "rejected"),
    )  # fmt: skip
    s = known(search(*events), "02-26")
    visits = pipeline.stage_visits(s.opportunities.values())
    visits = visits[visits["opportunity_id"] == "P1"]
    stages = ["applied", "screen", "first_interview", "on_hold", "first_interview", "rejected"]
    assert visits["stage"].tolist() == stages
    entered = ["02-02", "02-05", "02-10", "02-12", "02-20", "02-24"]
    assert visits["entered_on"].dt.strftime("%m-%d").tolist() == entered
    assert visits["left_on"].dt.strftime("%m-%d").tolist()[:-1] == entered[1:]
    assert visits["left_on"].isna().tolist() == [False] * 5 + [True]


def test_dormancy_is_a_visit_of_its_own():
    s = known(search(*after_letter(called("02-05"), called("02-12"))), "03-02")
    visits = pipeline.stage_visits(s.opportunities.values())
    last = visits[visits["opportunity_id"] == "P1"].iloc[-1]
    assert (last["stage"], last["entered_on"]) == ("dormant", pd.Timestamp("2026-02-26"))


def test_funnel_counts_positions_by_the_furthest_stage_and_skipped_stages_as_passed():
    events = (
        met("02-02", stage="final_interview"), answered("02-05", "rejected"),
        happened("02-02", "applied", "P2"), met("02-02", "noor", "M3", "N1", stage="networking"),
    )  # fmt: skip
    funnel = pipeline.funnel(pipeline.standings(known(search(*events), "02-10"))).set_index("stage")
    reached = [
        "lead",
        "applied",
        "screen",
        "first_interview",
        "second_interview",
        "final_interview",
    ]
    assert funnel["k"].to_dict() == dict(zip(reached, [3, 2, 1, 1, 1, 1], strict=True)) | {
        "offer": 0, "accepted": 0
    }  # fmt: skip
    assert funnel["n"].unique().tolist() == [3]
    assert funnel["n_open"].tolist() == [2, 1, 0, 0, 0, 0, 0, 0]


def test_funnel_counts_an_offer_that_was_taken_back_and_one_reopened_once():
    events = (
        met("02-02"),
        OFFER,
        happened("02-11", "offer_rescinded"),
        answered("02-12", "reopened"),
    )
    s = known(search(*events), "02-12")
    assert pipeline.standings(s).loc["P1", "furthest"] == "offer"
    assert pipeline.funnel(pipeline.standings(s)).set_index("stage").loc["offer", "k"] == 1


def test_attempts_are_messages_left_and_emails_instead_of_calls():
    told = after_letter(
        called("02-05"), called("02-06", "no_answer"), called("02-09", "reached"),
        called("02-10", "message"), happened("02-11", "nudge", to="ana"),
    )  # fmt: skip
    s = known(search(*told), "02-12")
    o = s.opportunities["P1"]
    assert o.tried == [day("02-10"), day("02-11")]  # since the answer of the 9th


def test_happenings_are_in_order_of_day_and_then_of_the_reading_rule():
    events = (happened("02-10", "decline"), OFFER, answered("02-10"), met("02-10"))
    log = known(search(*events), "02-10").opportunities["P1"].log
    assert [one.kind for one in log] == ["meeting", "status_update", "offer", "declined"]


def test_empty_search_has_standings_visits_and_a_funnel():
    s = known(search(), "02-02")
    assert pipeline.standings(s)["stage"].unique().tolist() == ["lead"]
    assert pipeline.funnel(pipeline.standings(s))["k"].tolist() == [3, 0, 0, 0, 0, 0, 0, 0]
    nothing = pipeline.standings(s).iloc[:0]
    assert pipeline.funnel(nothing)["n"].unique().tolist() == [0]
