"""The anchor and the ladder of the status call, R-CALL (domain.md 1.5, ladder 1 to 5)."""

from __future__ import annotations

import pytest
from builders import (
    after_letter,
    answered,
    call,
    called,
    callee,
    day,
    happened,
    memory,
    met,
    owed,
    reflected,
    search,
    wrote,
)  # fmt: skip

from followup import records
from followup.tables import Row

MET = met("02-02")  # a Monday
STOP = {who: happened("02-03", "do_not_contact", None, contact=who) for who in ("ana", "ben")}


def test_call_is_not_due_on_the_day_after_the_letter():
    earliest, _, _ = call("02-04", MET, wrote("02-03"))
    assert earliest == "02-05"


@pytest.mark.parametrize(
    ("sent", "window"),
    [
        ("02-03", ("02-05", "02-05", "02-10")),
        ("02-05", ("02-09", "02-09", "02-12")),
        ("02-06", ("02-10", "02-10", "02-13")),
        ("02-07", ("02-10", "02-10", "02-16")),
    ],
)
def test_call_is_fast_from_the_letter_to_the_callee(sent, window):
    assert call(sent, MET, wrote(sent)) == window


def test_call_opens_late_when_holidays_fill_the_week():
    holidays = [f"02-{n:02}" for n in range(4, 12)]
    assert call("02-03", MET, wrote("02-03"), holidays=holidays) == ("02-13", "02-13", "02-13")


def test_posted_letter_counts_as_read_three_business_days_later():
    assert call("02-03", MET, wrote("02-03", channel="post")) == ("02-10", "02-10", "02-13")


def test_letter_to_the_callee_comes_before_an_earlier_one_to_another_interviewer():
    both = (met("02-02", "ana ben"), wrote("02-03", "ben"), wrote("02-05", "ana"))
    assert call("02-05", *both) == ("02-09", "02-09", "02-12")
    assert call("02-05", *both[:2]) == ("02-05", "02-05", "02-10")


def test_first_letter_of_the_meeting_to_anyone_counts_when_none_went_to_the_callee():
    events = (met("02-02", "ana ben cleo"), wrote("02-04", "cleo"), wrote("02-03", "ben"))
    assert call("02-04", *events) == ("02-05", "02-05", "02-10")


def test_call_without_any_letter_counts_from_the_last_day_of_the_letter():
    assert call("02-02", MET) == ("02-06", "02-06", "02-11")
    at_once = reflected("02-02", decision_date="02-03")  # the letter is owed on the day itself
    assert call("02-02", MET, at_once) == ("02-05", "02-05", "02-10")


def test_letter_about_an_earlier_meeting_to_someone_else_does_not_count_even_when_sent_later():
    events = (met("02-02", "ben"), met("02-09", "ana", id="M2"), wrote("02-10", "ben", "M1"))
    assert call("02-10", *events) == ("02-13", "02-13", "02-18")  # from the 11th, as if unsent


def test_letter_of_an_earlier_round_does_not_count():
    events = (MET, wrote("02-03"), met("02-10", id="M2", stage="second_interview"))
    assert call("02-10", *events) == ("02-16", "02-16", "02-19")


@pytest.mark.parametrize("to", ["ana", "ben"])
def test_proposal_after_the_letter_moves_the_anchor_and_one_before_the_meeting_does_not(to):
    letter = wrote("02-03")
    later = happened("02-06", "proposal", to=to, channel="email")
    assert call("02-06", MET, letter, later) == ("02-10", "02-10", "02-13")
    before = happened("02-01", "proposal", to=to, channel="email")
    assert call("02-03", before, MET, letter) == ("02-05", "02-05", "02-10")


def test_call_is_fast_from_the_later_of_letter_and_decision_date():
    told = reflected("02-02", decision_date="02-06")
    assert call("02-03", MET, told, wrote("02-03")) == ("02-10", "02-10", "02-13")
    assert call("02-10", MET, told, wrote("02-10")) == ("02-12", "02-12", "02-17")


def test_decision_date_told_last_is_the_one_in_force():
    first = reflected("02-02", decision_date="02-20")
    then = answered("02-05", decision_date="02-10")
    assert call("02-05", MET, first, wrote("02-03"), then) == ("02-12", "02-12", "02-17")


def test_decision_date_told_before_the_meeting_counts_if_it_lies_on_or_after_it():
    before, letter = answered("01-28", decision_date="02-10"), wrote("02-03")
    assert call("02-03", before, MET, letter) == ("02-12", "02-12", "02-17")
    past = answered("01-28", decision_date="01-30")
    assert call("02-03", past, MET, letter) == ("02-05", "02-05", "02-10")


@pytest.mark.parametrize(
    ("decides", "window"),
    [
        ("02-20", ("02-24", "02-24", "02-27")),  # later than the answer: fast from the date
        ("02-09", ("02-16", "02-16", "02-23")),  # the answer on that day: slow from the answer
        ("02-06", ("02-16", "02-16", "02-23")),
    ],
)
def test_answer_without_a_date_is_slow_unless_the_decision_date_is_later(decides, window):
    told = reflected("02-02", decision_date=decides)
    events = (MET, told, wrote("02-03"), answered("02-09"))
    assert call("02-09", *events) == window


def test_answer_without_a_date_before_the_latest_meeting_does_not_slow_the_call():
    events = (answered("01-30"), MET, wrote("02-03"))
    assert call("02-03", *events) == ("02-05", "02-05", "02-10")


@pytest.mark.parametrize(
    ("decides", "window"),
    [
        ("02-20", ("02-24", "02-24", "02-27")),
        ("02-05", ("02-09", "02-09", "02-12")),
        ("02-04", ("02-12", "02-12", "02-19")),
        (None, ("02-12", "02-12", "02-19")),
    ],
)
def test_after_one_attempt_the_call_is_slow_unless_a_decision_date_lies_on_or_after_it(
    decides, window
):
    told = [reflected("02-02", decision_date=decides)] if decides else []
    assert call("02-05", MET, *told, wrote("02-03"), called("02-05")) == window


@pytest.mark.parametrize(
    "first", [called("02-05"), called("02-05", "message"), happened("02-05", "nudge", to="ana")]
)
@pytest.mark.parametrize("second", [called("02-12"), happened("02-12", "nudge", to="ana")])
def test_after_two_unanswered_attempts_there_is_no_further_call(first, second):
    assert call("02-12", *after_letter(first, second)) is None


def test_no_answer_without_a_message_is_not_an_attempt():
    rings = [called(on, "no_answer") for on in ("02-05", "02-06", "02-09")]
    assert call("02-09", *after_letter(*rings)) == ("02-05", "02-05", "02-10")


def test_real_answer_starts_the_count_of_attempts_again():
    events = after_letter(called("02-05"), answered("02-06"), called("02-13"))
    assert call("02-13", *events) == ("02-20", "02-20", "02-27")


def test_thank_you_call_that_reached_nobody_is_an_attempt_and_no_letter():
    book = memory(search(MET), "02-03")
    more = {"opportunity_id": "P1", "meeting_id": "M1", "purpose": "thank_you"}
    book.save(records.sent(book.frames(), "call", "ana", day("02-03"), result="voicemail", **more))
    assert owed(book, "02-03", "R-LET", "to") == [("ana",)]
    assert owed(book, "02-03", "R-CALL") == [("ana", "02-10", "02-10", "02-17")]


@pytest.mark.parametrize(
    ("cast", "attendees", "expected"),
    [
        ({}, "ana ben", "ana"),
        ({}, "ben", "ben"),
        ({"hiring_manager": None}, "ben", "ben"),
        ({}, "", "ana"),
        ({"hiring_manager": None}, "", "cleo"),
        ({"hiring_manager": None, "coordinator": None}, "", None),
    ],
)
def test_callee_is_the_manager_met_then_the_interviewer_then_the_manager_then_the_coordinator(
    cast, attendees, expected
):
    room = met("02-02", attendees, unknown=["U1"])
    assert callee("02-04", room, P1=cast) == expected


def test_callee_is_the_lead_of_the_latest_meeting():
    panel = met("02-02", "ben cleo eli", lead="cleo")
    assert callee("02-04", panel, P1={"hiring_manager": None}) == "cleo"
    later = met("02-09", "ben", id="M2")
    assert callee("02-10", panel, later, P1={"hiring_manager": None}) == "ben"


def test_callee_is_the_hiring_manager_even_when_met_in_an_earlier_round():
    assert callee("02-10", met("02-02", "ana"), met("02-09", "ben", id="M2")) == "ana"


def test_callee_among_interviewers_does_not_hang_on_how_rows_were_named(monkeypatch):
    found = set()
    for numbers in (range(100, 200), range(200, 100, -1)):
        ids = iter(numbers)
        monkeypatch.setattr(records, "new_id", lambda table, ids=ids: f"{table}-{next(ids)}")
        found.add(callee("02-04", met("02-02", "ben cleo eli"), P1={"hiring_manager": None}))
    assert len(found) == 1


@pytest.mark.parametrize(
    ("stopped", "expected"), [(["ana"], "ben"), (["ben"], "ana"), (["ana", "ben"], "cleo")]
)
def test_callee_is_the_next_one_when_someone_may_not_be_contacted(stopped, expected):
    events = (met("02-02", "ana ben"), *(STOP[who] for who in stopped))
    assert callee("02-04", *events) == expected


def test_nobody_is_called_when_all_of_them_may_not_be_contacted():
    events = (met("02-02", "ana ben"), *STOP.values())
    assert call("02-04", *events, P1={"coordinator": None}) is None


@pytest.mark.parametrize(
    "stop",
    [
        [happened("02-04", "scheduled", meeting_date="02-20")],
        [happened("02-04", "offer")],
        [answered("02-04", "rejected")],
        [answered("02-04", "on_hold")],
        [happened("02-04", "withdraw")],
        [happened("02-04", "offer"), happened("02-04", "accept")],
    ],
)
def test_call_is_owed_only_while_live_without_an_offer_and_without_a_scheduled_interview(stop):
    assert call("02-04", *after_letter()) is not None
    assert call("02-04", *after_letter(*stop)) is None


def test_call_is_not_owed_for_networking_or_before_a_meeting():
    assert call("02-04", *after_letter(), P1={"kind": "networking"}) is None
    assert call("02-04", happened("02-02", "applied")) is None


def test_email_instead_of_a_call_satisfies_it_for_someone_who_may_not_be_phoned():
    book = memory(search(*after_letter(happened("02-05", "nudge", to="ana"))), "02-05")
    book.save([Row("people", {"id": "ana", "is_phone_unwelcome": True})])
    assert owed(book, "02-05", "R-CALL") == [("ana", "02-12", "02-12", "02-19")]


@pytest.mark.parametrize(("late", "target"), [("0", "02-05"), ("1", "02-10")])
def test_patient_users_may_aim_for_the_end_of_the_window(late, target):
    book = memory(search(*after_letter()), "02-03")
    book.save([Row("settings", {"id": "policy.call_at_window_end", "value": late})])
    assert owed(book, "02-03", "R-CALL") == [("ana", "02-05", target, "02-10")]


def test_patience_doubles_the_time_they_named_and_leaves_the_proposal_before_their_day():
    told = (MET, reflected("02-02", rating="bombed", decision_date="02-06"), wrote("02-03"))
    book = memory(search(*told), "02-03")
    book.save([Row("settings", {"id": "policy.patience", "value": "2"})])
    assert owed(book, "02-03", "R-CALL") == [("ana", "02-12", "02-12", "02-17")]  # from the 10th
    assert owed(book, "02-03", "R-PROP") == [("ana", "02-02", "02-05", "02-05")]


def test_call_says_since_when_there_was_no_word():
    [(why,)] = owed(search(*after_letter()), "02-05", "R-CALL", "why")
    assert "No word since Tuesday 3 February" in why
