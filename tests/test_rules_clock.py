"""The clock table (domain.md 1.5), one test per row: the call, the cadence, the letters."""

from __future__ import annotations

import pytest
from builders import (
    answered,
    call,
    called,
    callee,
    happened,
    last_touch,
    met,
    owed,
    rules_for,
    search,
    stage,
    wrote,
)  # fmt: skip

FAST = ("02-05", "02-05", "02-10")  # from the letter of 3 February
TOUCHED = (met("02-02"), wrote("02-03"))  # without a reflection: nothing but the clocks


def test_meeting_held_restarts_the_call_touches_each_attendee_and_owes_new_letters():
    events = (*TOUCHED, called("02-05"), met("02-10", "ana ben", id="M2"))
    assert call("02-10", *events) == ("02-16", "02-16", "02-19")  # from 12 February, n = 0 again
    window = ("02-10", "02-11", "02-12")
    assert owed(search(*events), "02-10", "R-LET", "to meeting earliest target latest") == [
        ("ana", "M2", *window), ("ben", "M2", *window)
    ]  # fmt: skip
    assert last_touch(search(*events), "02-10", "ana") == "02-10"


def test_letter_sent_starts_the_call_and_the_cadence_and_does_the_letter():
    assert call("02-03", met("02-02")) == ("02-06", "02-06", "02-11")
    assert call("02-03", *TOUCHED) == FAST
    assert last_touch(search(met("02-02")), "02-03", "ana") is None
    assert last_touch(search(*TOUCHED), "02-03", "ana") == "02-03"
    assert owed(search(*TOUCHED), "02-03", "R-LET") == []


def test_proposal_sent_moves_the_anchor_and_touches_the_recipient():
    sent = happened("02-06", "proposal", to="ben", channel="email")
    assert call("02-06", *TOUCHED, sent) == ("02-10", "02-10", "02-13")
    assert last_touch(search(*TOUCHED, sent), "02-06", "ben") == "02-06"
    assert last_touch(search(*TOUCHED, sent), "02-06", "ana") == "02-03"


def test_promise_kept_is_a_touch_and_nothing_to_the_call():
    promise = {"commitments": [{"id": "K1", "what": "a book", "to": "ana", "due": None}]}
    made = happened("02-02", "reflection", None, meeting="M1", self_rating="well", **promise)
    kept = happened("02-06", "commitment_done", None, commitment="K1", to="ana")
    assert call("02-06", *TOUCHED, made, kept) == FAST
    assert last_touch(search(*TOUCHED, made, kept), "02-06", "ana") == "02-06"


def test_meeting_called_off_without_a_new_date_makes_the_call_slow_from_that_day():
    events = (*TOUCHED, happened("02-05", "scheduled", meeting_date="02-12"))
    assert call("02-09", *events) is None
    off = happened("02-09", "called_off")
    assert call("02-09", *events, off) == ("02-16", "02-16", "02-23")


@pytest.mark.parametrize("from_whom", ["ana", None])
def test_courtesy_reply_or_auto_reply_changes_nothing(from_whom):
    reply = answered("02-04", "courtesy_reply", **{"from": from_whom})
    assert call("02-04", *TOUCHED, reply) == FAST
    assert last_touch(search(*TOUCHED, reply), "02-04", "ana") == "02-03"
    again = (*TOUCHED, called("02-05"), answered("02-06", "courtesy_reply"), called("02-12"))
    assert call("02-12", *again) is None  # two attempts, whatever the courtesy between them


def test_real_answer_with_a_date_makes_the_call_fast_from_that_date():
    reply = answered("02-09", decision_date="02-18")
    assert call("02-09", *TOUCHED, called("02-06"), reply) == ("02-20", "02-20", "02-25")
    assert last_touch(search(*TOUCHED, reply), "02-09", "ana") == "02-03"


def test_real_answer_without_a_date_makes_the_call_slow_from_that_day():
    assert call("02-09", *TOUCHED, answered("02-09")) == ("02-16", "02-16", "02-23")
    assert last_touch(search(*TOUCHED, answered("02-09")), "02-09", "ana") == "02-03"


def test_interview_scheduled_stops_the_call_and_the_cadence_of_that_company_until_it_is_held():
    lately = (*TOUCHED, wrote("02-03", "ben", purpose="other"))
    others = (met("02-02", "dev", id="M2", process="N1"), wrote("02-03", "dev", "M2", "N1"))
    told = (*lately, *others, happened("03-02", "scheduled", meeting_date="03-20"))
    before = search(*told[:-1], ben={"keep_in_touch": True})
    assert [to for to, *_ in owed(before, "03-02", "R-KIT")] == ["ben", "dev"]  # Ana: the call
    assert [to for to, *_ in owed(search(*told), "03-02", "R-KIT")] == ["dev"]
    assert call("03-02", *told) is None


@pytest.mark.parametrize(
    ("said", "window"),
    [
        ({}, ("02-16", "02-16", "02-23")),
        ({"outcome": "status_update"}, ("02-16", "02-16", "02-23")),
        ({"outcome": "advance"}, ("02-16", "02-16", "02-23")),
        ({"outcome": "status_update", "decision_date": "02-18"}, ("02-20", "02-20", "02-25")),
        ({"outcome": "on_hold", "decision_date": "02-18"}, ("02-20", "02-20", "02-25")),
        ({"outcome": "on_hold"}, None),
        ({"outcome": "rejected"}, None),
        ({"outcome": "courtesy_reply"}, FAST),
    ],
)
def test_call_reached_is_a_real_answer_and_a_touch(said, window):
    events = (*TOUCHED, called("02-09", "reached", **said))
    assert call("02-09", *events) == window
    assert last_touch(search(*events), "02-09", "ana") == "02-09"


@pytest.mark.parametrize("result", ["voicemail", "message"])
def test_call_with_a_message_left_is_one_more_attempt_and_a_touch(result):
    events = (*TOUCHED, called("02-05", result))
    assert call("02-05", *events) == ("02-12", "02-12", "02-19")
    assert last_touch(search(*events), "02-05", "ana") == "02-05"
    assert call("02-12", *events, called("02-12", result)) is None


def test_on_hold_with_a_date_restarts_the_call_from_it_and_without_one_stops_it():
    dated = answered("02-09", "on_hold", decision_date="03-02")
    assert call("02-09", *TOUCHED, dated) == ("03-04", "03-04", "03-09")
    assert call("02-09", *TOUCHED, answered("02-09", "on_hold")) is None
    still = search(*TOUCHED, answered("02-09", "on_hold"))
    assert owed(still, "03-04", "R-KIT") == [("ana", "03-03", "03-10", "03-17")]


def test_rejected_stops_the_call_cancels_letters_and_the_cadence_goes_on():
    events = (met("02-02", "ana ben"), wrote("02-03"), answered("02-04", "rejected"))
    assert call("02-04", *events) is None
    assert owed(search(*events), "02-04", "R-LET") == []
    assert owed(search(*events), "02-04", "R-REJ") == [("ana", "02-04", "02-05", "02-06")]
    replied = (*events, wrote("02-05", "ana", None, purpose="rejection_reply"))
    assert owed(search(*replied), "02-05", "R-KIT") == [("ana", "03-05", "03-12", "03-19")]
    off = search(*replied, ana={"keep_in_touch": False})
    assert owed(off, "02-05", "R-KIT") == []


def test_offer_stops_the_call_cancels_letters_pauses_that_company_and_tells_the_others():
    other = (met("02-02", "dev", id="M2", process="P2"), wrote("02-03", "dev", "M2", "P2"))
    events = (met("02-02", "ana ben"), wrote("02-03"), *other)
    told = search(*events, happened("03-04", "offer", **{"from": "ana"}))
    assert owed(told, "03-04", "R-CALL") == []  # P2 is told of the offer instead
    assert owed(told, "03-04", "R-OFN", "process to") == [("P2", "dev")]
    assert owed(told, "03-04", "R-LET") == []
    thanked = search(*events, happened("03-04", "offer"), wrote("03-04", purpose="offer_ack"))
    assert "R-KIT" not in rules_for(thanked, "04-06", "ana")


@pytest.mark.parametrize("end", ["decline", "withdraw"])
def test_declined_or_withdrawn_by_me_stops_the_call_and_letters_and_the_cadence_stays_optional(end):
    offer = [happened("02-04", "offer")] if end == "decline" else []
    events = (met("02-02", "ana ben"), wrote("02-03"), *offer, happened("02-05", end, to="ana"))
    assert call("02-05", *events) is None
    assert owed(search(*events), "02-05", "R-LET") == []
    assert owed(search(*events), "02-05", "R-KIT") == [("ana", "03-05", "03-12", "03-19")]
    assert owed(search(*events, ana={"keep_in_touch": False}), "02-05", "R-KIT") == []


def test_accepted_anywhere_stops_every_clock_and_leaves_one_landed_note_each():
    other = (met("02-02", "dev eli", id="M2", process="P2"), wrote("02-03", "dev", "M2", "P2"))
    friend = (met("02-02", "noor", id="M3", process="N1"), wrote("02-03", "noor", "M3", "N1"))
    won = (happened("03-04", "offer"), happened("03-05", "accept"))
    told = search(*TOUCHED, *other, *friend, *won, N1={"introduced_by": "noor"})
    for rule in ("R-CALL", "R-KIT", "R-LET", "R-INT", "R-OFA", "R-OFN"):
        assert owed(told, "03-05", rule) == []
    assert owed(told, "03-05", "R-LAND") == [("noor", "03-05", "03-12", "03-19")]


def test_dormant_after_two_attempts_and_fourteen_days_and_the_cadence_goes_on():
    told = search(*TOUCHED, called("02-05"), called("02-12"))
    assert stage(told, "02-25") == "first_interview"
    assert stage(told, "02-26") == "dormant"
    assert owed(told, "02-26", "R-CALL") == []
    assert owed(told, "02-26", "R-KIT") == [("ana", "03-12", "03-19", "03-26")]


def test_dormant_thirty_days_after_an_application_without_any_answer():
    told = search(happened("02-02", "applied"), answered("02-20", "courtesy_reply"))
    assert stage(told, "03-03") == "applied"
    assert stage(told, "03-04") == "dormant"
    heard = search(happened("02-02", "applied"), answered("02-20", "status_update"))
    assert stage(heard, "03-04") == "applied"


def test_reopened_restarts_the_call_as_an_answer_without_a_date_until_a_meeting_is_scheduled():
    events = (*TOUCHED, answered("02-05", "rejected"), answered("02-11", "reopened"))
    assert call("02-11", *events) == ("02-18", "02-18", "02-25")
    assert last_touch(search(*events), "02-11", "ana") == "02-03"
    assert call("02-12", *events, happened("02-12", "scheduled", meeting_date="02-19")) is None


def test_do_not_contact_moves_the_call_on_and_stops_the_cadence_and_letters_to_that_person():
    events = (met("02-02", "ana ben"), wrote("02-03", "ana"))
    stop = happened("02-04", "do_not_contact", None, contact="ana")
    assert callee("02-04", *events) == "ana"
    assert callee("02-04", *events, stop) == "ben"
    assert rules_for(search(*events, stop), "02-04", "ana") == []
    unsent = search(met("02-02", "ana ben"), stop)
    assert owed(unsent, "02-04", "R-LET", "to") == [("ben",)]


ALONE = (
    happened("02-09", "do_not_contact", None, contact="dev"),
    met("02-02", "dev", process="P2"),
)


def test_do_not_contact_of_everybody_known_leaves_no_letter_to_write():
    rejected = search(*ALONE, answered("02-10", "rejected", "P2"))
    assert owed(rejected, "02-10", "R-REJ") == []
    offered = search(*ALONE, happened("02-10", "offer", "P2"))
    assert owed(offered, "02-10", "R-OFA") == []
    assert owed(offered, "02-10", "R-OFD", "process") == [("P2",)]


def test_contact_who_changes_company_stays_with_the_process_and_keeps_one_clock():
    moved = happened("02-04", "contact_moved", None, contact="ana", org="ORG3")
    assert callee("02-04", *TOUCHED, moved) == "ana"
    assert call("02-04", *TOUCHED, moved) == FAST
    away = search(*TOUCHED, moved, happened("03-02", "scheduled", meeting_date="03-20"))
    assert owed(away, "03-02", "R-KIT") == [("ana", "03-03", "03-10", "03-17")]  # follows Ana
    there = search(*TOUCHED, moved, happened("03-02", "scheduled", "P3", meeting_date="03-20"))
    assert owed(there, "03-02", "R-KIT") == []


def test_of_two_days_named_at_one_time_the_later_one_is_waited_for():
    told = (
        answered("02-04", decision_date="02-20"),
        answered("02-04", "advance", decision_date="02-12"),
    )
    assert call("02-09", *TOUCHED, *told) == call("02-09", *TOUCHED, told[0])
    assert call("02-09", *TOUCHED, *reversed(told)) == call("02-09", *TOUCHED, told[0])


def test_offer_noted_where_it_is_closed_asks_for_nothing():
    told = search(*TOUCHED, answered("02-05", "rejected"), happened("02-09", "offer"))
    assert owed(told, "02-10", "R-OFD") == owed(told, "02-10", "R-OFA") == []
