"""The reading rules 1 to 14 (domain.md 1.5): what the tables of the policy leave open."""

from __future__ import annotations

import pandas as pd
import pytest
from builders import (
    Memory,
    after_letter,
    answered,
    call,
    called,
    day,
    happened,
    known,
    last_touch,
    listed,
    memory,
    met,
    owed,
    reflected,
    rules_for,
    search,
    stage,
    wrote,
)  # fmt: skip

from followup import agenda, measures, records
from followup.tables import Row

ARRANGED = happened("02-04", "scheduled", meeting_date="02-11")


# --- 1: scheduled meetings ----------------------------------------------------------------


def test_1_scheduled_meeting_makes_no_task_before_its_day():
    assert listed(search(*after_letter(ARRANGED)), "02-10") == []


def test_1_scheduled_meeting_asks_once_how_it_went_from_its_day_and_keeps_the_call_stopped():
    told = search(*after_letter(ARRANGED))
    assert owed(told, "02-11", "R-REF") == [(None, "02-11", "02-11", "02-12")]
    assert listed(told, "02-11") == [("due", "R-REF", None)]
    assert listed(told, "02-13") == [("overdue", "R-REF", None)]  # two business days later


@pytest.mark.parametrize(
    "after",
    [
        met("02-11", id="M2"),
        happened("02-11", "scheduled", meeting_date="02-25"),
        happened("02-11", "called_off"),
    ],
)
def test_1_scheduled_meeting_is_settled_by_being_held_moved_or_called_off(after):
    told = search(*after_letter(ARRANGED, after))
    held = [("M2",)] if after["type"] == "meeting" else []
    assert owed(told, "02-12", "R-REF", "meeting") == held


def test_1_called_off_counts_as_an_answer_without_a_date():
    off = (ARRANGED, happened("02-06", "called_off"))
    assert call("02-06", *after_letter(called("02-04"), *off)) == ("02-13", "02-13", "02-20")


def test_1_moved_meeting_was_scheduled_from_the_day_it_was_first_arranged():
    moved = happened("02-10", "scheduled", meeting_date="02-20")
    book = memory(search(*after_letter(ARRANGED, moved)), "02-10")
    assert owed(book, "02-06", "R-CALL") == []


# --- 2: rounds ----------------------------------------------------------------------------


def test_2_letters_answers_and_attempts_of_an_earlier_round_do_not_count():
    first = after_letter(called("02-05"), answered("02-06"), called("02-09"))
    second = (met("02-10", id="M2"), wrote("02-11", meeting="M2"))
    assert call("02-11", *first, *second) == ("02-13", "02-13", "02-18")


def test_2_what_is_done_on_the_day_of_the_meeting_counts_for_it():
    same_day = (met("02-10"), wrote("02-10"), called("02-10"))
    assert call("02-10", *same_day) == ("02-17", "02-17", "02-24")
    assert call("02-10", *same_day[:2], answered("02-10")) == ("02-17", "02-17", "02-24")
    assert call("02-10", *same_day[:2]) == ("02-12", "02-12", "02-17")


def test_2_decision_date_counts_on_the_day_of_the_meeting_and_not_before():
    letter = wrote("02-02")
    on_it = answered("01-28", decision_date="02-02")
    assert call("02-05", on_it, met("02-02"), letter, called("02-02")) == (
        "02-04", "02-04", "02-09"
    )  # fmt: skip
    before = answered("01-28", decision_date="02-01")
    assert call("02-05", before, met("02-02"), letter, called("02-02")) == (
        "02-09", "02-09", "02-16"
    )  # fmt: skip


def test_2_proposal_sent_on_the_day_of_the_meeting_counts_only_if_later_than_the_letter():
    sent = happened("02-02", "proposal", to="ana", channel="email")
    assert call("02-03", met("02-02"), sent, wrote("02-03")) == ("02-05", "02-05", "02-10")


# --- 3: touches ---------------------------------------------------------------------------

TOUCHES = [
    wrote("02-10", purpose="other"),
    happened("02-10", "touch", None, to="ana", channel="email", content="article"),
    happened("02-10", "nudge", to="ana"),
    called("02-10", "reached"),
    called("02-10", "voicemail"),
    called("02-10", "message"),
    happened("02-10", "proposal", to="ana", channel="email"),
    wrote("02-10", meeting=None, purpose="rejection_reply"),
    happened("02-10", "withdraw", to="ana", channel="email"),
    happened("02-10", "touch", None, to="ana", content="landed"),
    met("02-10", id="M2"),
]


@pytest.mark.parametrize("touch", TOUCHES, ids=lambda e: e.get("result") or e["type"])
def test_3_everything_sent_to_a_person_and_every_meeting_with_them_is_a_touch(touch):
    assert last_touch(search(*after_letter(touch)), "02-10", "ana") == "02-10"


def test_3_decline_and_kept_promise_are_touches():
    offer = (happened("02-09", "offer"), happened("02-10", "decline", to="ana", channel="email"))
    assert last_touch(search(*after_letter(*offer)), "02-10", "ana") == "02-10"
    promise = (met("02-02"), reflected("02-02", promise="ana 02-13"), wrote("02-03"))
    kept = happened("02-10", "commitment_done", None, commitment="K1", to="ana")
    assert last_touch(search(*promise, kept), "02-10", "ana") == "02-10"


@pytest.mark.parametrize(
    "event",
    [answered("02-10", **{"from": "ana"}), called("02-10", "no_answer"), wrote("02-10", "ben")],
)
def test_3_inbound_messages_and_unanswered_rings_are_no_touches(event):
    assert last_touch(search(*after_letter(event)), "02-10", "ana") == "02-03"


@pytest.mark.parametrize(
    ("event", "starts"),
    [
        (wrote("02-10", meeting=None, purpose="other"), True),
        (happened("02-10", "touch", None, to="ana", channel="email"), True),
        (happened("02-10", "proposal", to="ana", channel="email"), True),
        (called("02-10", "reached"), False),
        (happened("02-10", "nudge", to="ana"), False),
        (met("02-10", id="M2"), False),
    ],
)
def test_3_cadence_starts_with_the_first_letter_note_or_proposal(event, starts):
    assert last_touch(search(met("02-02"), event), "02-10", "ana") == ("02-10" if starts else None)


# --- 4: kinds -----------------------------------------------------------------------------


def test_4_networking_has_no_call_proposal_or_news_of_an_offer():
    events = (
        met("02-02", "noor", id="M1", process="N1", kind="informational", stage="networking"),
        reflected("02-02", rating="bombed"), met("02-02", id="M2"), happened("02-03", "offer"),
    )  # fmt: skip
    assert rules_for(search(*events), "02-03", "noor") == ["R-LET"]


def test_4_closed_process_has_no_call_proposal_or_news_of_an_offer():
    closed = (
        met("02-02", "dev", id="M2", process="P2"),
        reflected("02-02", "M2", rating="bombed"),
        happened("02-03", "withdraw", "P2"),
    )
    told = search(*closed, met("02-02"), happened("02-04", "offer"))
    assert rules_for(told, "02-04", "dev") == []


QUIET = (
    met("01-05", "dev", id="M2", process="P2"), wrote("01-06", "dev", "M2", "P2"),
    called("01-08", "voicemail", "dev", "P2"), called("01-15", "voicemail", "dev", "P2"),
)  # fmt: skip
HELD = (met("02-02", "dev", id="M2", process="P2"), wrote("02-03", "dev", "M2", "P2"))
WON = (met("02-02"), happened("02-09", "offer", **{"from": "ana"}), happened("02-10", "accept"))


@pytest.mark.parametrize(
    ("events", "is_owed"),
    [
        (HELD, True),
        ((happened("02-03", "scheduled", "P2", meeting_date="02-20"),), True),
        ((*HELD, answered("02-05", "on_hold", "P2")), True),
        ((happened("02-03", "applied", "P2"),), False),
        (QUIET, False),
    ],
)
def test_4_withdrawal_needs_a_meeting_held_or_scheduled_and_is_not_for_dormant_ones(
    events, is_owed
):
    rows = owed(search(*events, *WON), "02-10", "R-WDR", "process")
    assert rows == ([("P2",)] if is_owed else [])


@pytest.mark.parametrize(
    ("events", "is_owed"),
    [
        (HELD, True),
        ((happened("02-03", "scheduled", "P2", meeting_date="02-20"),), False),
        ((*HELD, answered("02-05", "on_hold", "P2")), False),
        ((*HELD, answered("02-05", "on_hold", "P2", decision_date="03-20")), False),
        ((*HELD, happened("02-05", "offer", "P2")), False),
        (QUIET, False),
    ],
)
def test_4_news_of_an_offer_needs_a_meeting_held_and_no_hold_dormancy_or_offer_there(
    events, is_owed
):
    rows = owed(search(*events, *WON[:2]), "02-09", "R-OFN", "process")
    assert rows == ([("P2",)] if is_owed else [])


# --- 5: the trigger of the proposal -------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "is_owed"),
    [
        ({"rating": "bombed"}, True),
        ({"rating": "bombed", "can_do_job": False}, True),
        ({"rating": "mixed"}, False),
        ({"objections": "strong", "can_do_job": True}, True),
        ({"objections": "mild", "can_do_job": True}, False),
        ({"skill_gap": True, "can_do_job": True}, True),
        ({"objections": "strong", "can_do_job": False}, False),
        ({"objections": "strong"}, False),
        ({"skill_gap": True}, False),
        ({"can_do_job": True}, False),
    ],
)
def test_5_proposal_is_owed_when_bombed_or_when_resisted_and_able(told, is_owed):
    rows = owed(search(met("02-02"), reflected("02-02", **told)), "02-02", "R-PROP", "to")
    assert rows == ([("ana",)] if is_owed else [])


def test_5_proposal_is_only_for_the_latest_meeting():
    first = (met("02-02"), reflected("02-02", rating="bombed"))
    later = (met("02-05", id="M2"), reflected("02-05", "M2"))
    assert owed(search(*first), "02-05", "R-PROP", "meeting") == [("M1",)]
    assert owed(search(*first, *later), "02-05", "R-PROP") == []


# --- 6: recipients ------------------------------------------------------------------------


@pytest.mark.parametrize(("sender", "to"), [({"from": "ben"}, "ben"), ({}, "ana")])
def test_6_rejection_and_offer_are_answered_to_the_sender_else_to_the_callee(sender, to):
    told = search(met("02-02", "ana ben"), answered("02-04", "rejected", **sender))
    assert owed(told, "02-04", "R-REJ", "to") == [(to,)]
    told = search(met("02-02", "ana ben"), happened("02-04", "offer", **sender))
    assert owed(told, "02-04", "R-OFA", "to") == [(to,)]


def test_6_news_and_withdrawal_go_to_the_callee():
    panel = met("02-02", "eli", id="M2", process="P2")
    assert owed(search(panel, *WON[:2]), "02-09", "R-OFN", "to") == [("eli",)]
    assert owed(search(panel, *WON), "02-10", "R-WDR", "to") == [("eli",)]


@pytest.mark.parametrize(("manager", "to"), [("ana", "ana"), (None, "ben"), ("raj", "raj")])
def test_6_proposal_goes_to_the_hiring_manager_met_or_not_else_to_the_lead(manager, to):
    events = (met("02-02", "cleo ben", lead="ben"), reflected("02-02", rating="bombed"))
    assert owed(search(*events, P1={"hiring_manager": manager}), "02-02", "R-PROP", "to") == [(to,)]


# --- 7: invited ---------------------------------------------------------------------------


def test_7_invitation_without_a_date_is_slow_and_with_a_date_stops_the_call():
    advance = answered("02-05", "advance")
    assert call("02-05", *after_letter(advance)) == ("02-12", "02-12", "02-19")
    dated = happened("02-05", "scheduled", meeting_date="02-20")
    assert call("02-05", *after_letter(advance, dated)) is None


# --- 8: thank-you by phone ----------------------------------------------------------------


def thanked_by_phone(result="reached", **more):
    """The workbook after a call that was logged as the thank-you."""
    book = memory(search(met("02-02")), "02-03")
    about = {"opportunity_id": "P1", "meeting_id": "M1", "purpose": "thank_you"}
    told = {"result": result, **about, **more}
    book.save(records.sent(book.frames(), "call", "ana", day("02-03"), **told))
    return book


def test_8_reached_call_as_thank_you_does_the_letter_and_is_no_answer_by_itself():
    book = thanked_by_phone()
    assert owed(book, "02-03", "R-LET") == []
    assert owed(book, "02-03", "R-CALL") == [("ana", "02-05", "02-05", "02-10")]


def test_8_reached_call_as_thank_you_is_an_answer_if_one_was_logged():
    book = thanked_by_phone(answer="status_update")
    assert owed(book, "02-03", "R-LET") == []
    assert owed(book, "02-03", "R-CALL") == [("ana", "02-10", "02-10", "02-17")]


@pytest.mark.parametrize("result", ["voicemail", "message", "no_answer"])
def test_8_call_that_reached_nobody_does_not_do_the_letter(result):
    assert owed(thanked_by_phone(result), "02-03", "R-LET", "to") == [("ana",)]


# --- 9: clamping --------------------------------------------------------------------------


def test_9_what_begins_late_is_due_on_the_day_it_begins():
    told = search(met("02-02"), reflected("02-12", rating="bombed"))
    assert owed(told, "02-12", "R-PROP") == [("ana", "02-12", "02-12", "02-12")]
    offer = happened("02-10", "offer", **{"from": "ana", "deadline": "02-10"})
    assert owed(search(met("02-02"), offer), "02-10", "R-OFD") == [
        (None, "02-10", "02-10", "02-10")
    ]


def test_9_reflection_and_same_day_letter_may_fall_on_a_day_off():
    told = search(met("02-07"), reflected("02-07", decision_date="02-09"))
    assert owed(told, "02-07", "R-LET") == [("ana", "02-07", "02-07", "02-07")]
    assert owed(search(met("02-07")), "02-07", "R-REF") == [(None, "02-07", "02-07", "02-09")]


# --- 10: within one day -------------------------------------------------------------------


def test_10_within_a_day_what_was_sent_comes_before_what_was_received():
    tried = called("02-05")
    for events in ((tried, answered("02-05")), (answered("02-05"), tried)):
        assert call("02-05", *after_letter(*events)) == ("02-12", "02-12", "02-19")
    first = after_letter(called("02-05"), called("02-09"))
    for events in ((*first, answered("02-09")), (*after_letter(answered("02-09")), *first[3:])):
        assert call("02-09", *events) == ("02-16", "02-16", "02-23")  # the answer wins


def test_10_within_a_day_the_offer_comes_after_the_answer_and_the_decision_last():
    same = [answered("02-09", "on_hold"), happened("02-09", "offer"), happened("02-09", "decline")]
    for events in (same, [same[1], same[2], same[0]]):
        assert stage(search(*after_letter(*events)), "02-09") == "declined"


@pytest.mark.parametrize("numbers", [range(100, 300), range(300, 100, -1)], ids=["up", "down"])
def test_10_two_answers_on_one_day_do_not_hang_on_how_rows_were_named(numbers, monkeypatch):
    ids = iter(numbers)
    monkeypatch.setattr("builders.new_id", lambda table: f"{table}-{next(ids)}")
    both = (answered("02-09", decision_date="02-18"), answered("02-09", decision_date="02-20"))
    windows = {call("02-09", *after_letter(*pair)) for pair in (both, both[::-1])}
    assert len(windows) == 1


@pytest.mark.parametrize("numbers", [range(100, 300), range(300, 100, -1)], ids=["up", "down"])
def test_10_hold_and_answer_on_one_day_do_not_hang_on_how_rows_were_named(numbers, monkeypatch):
    found = set()
    for pair in ("on_hold", "status_update"), ("status_update", "on_hold"):
        ids = iter(numbers)
        monkeypatch.setattr("builders.new_id", lambda table, ids=ids: f"{table}-{next(ids)}")
        found.add(
            stage(search(*after_letter(*(answered("02-09", kind) for kind in pair))), "02-09")
        )
    assert len(found) == 1


# --- 11: not needed, snoozed --------------------------------------------------------------


def set_aside(told, today, rule, decision, until=None):
    """The workbook after the only task of `rule` was set aside on `today`."""
    book = memory(told, today)
    [task] = [one.task for one in agenda.all_tasks(known(book, today)) if one.rule == rule]
    more = {"until_on": day(until)} if until else {}
    book.save(records.set_aside(book.frames(), task, decision, day(today), **more))
    return book


def test_11_not_needed_is_gone_is_no_touch_and_enters_no_rate():
    told = search(met("02-02"), reflected("02-02"), P1={"kind": "networking"})
    book = set_aside(told, "02-03", "R-LET", "not_needed")
    assert listed(book, "02-20") == []
    assert last_touch(book, "02-20", "ana") is None
    assert len(measures.letter_timeliness(known(told, "02-20"))) == 1
    assert measures.letter_timeliness(known(book, "02-20")).empty


def test_11_snoozed_is_hidden_until_its_day_and_comes_back_due_on_it():
    book = set_aside(search(*after_letter()), "02-05", "R-CALL", "snoozed", "02-13")
    assert listed(book, "02-12") == []
    assert listed(book, "02-13", fields="status rule latest") == [("due", "R-CALL", "02-13")]
    assert listed(book, "02-16", fields="status rule") == [("overdue", "R-CALL")]


def test_11_snoozed_within_its_window_keeps_its_last_day_and_comes_back_due():
    told = search(met("02-02"), reflected("02-02", promise="eli 02-13"), wrote("02-03"))
    book = set_aside(told, "02-04", "R-COM", "snoozed", "02-06")
    assert listed(book, "02-05", "R-COM") == []
    assert listed(book, "02-06", "R-COM", "status latest") == [("due", "02-13")]


def test_11_snoozed_still_suppresses_keeping_in_touch():
    told = search(*after_letter())
    book = set_aside(told, "03-02", "R-CALL", "snoozed", "03-20")
    assert listed(book, "03-10") == []
    gone = set_aside(told, "03-02", "R-CALL", "not_needed")
    assert listed(gone, "03-10", fields="rule to") == [("R-KIT", "ana")]


# --- 12: the order of the list ------------------------------------------------------------


def test_12_list_is_ordered_by_status_then_stage_then_last_day_then_name():
    events = (
        met("02-02", "ben ana", stage="first_interview"), reflected("02-02"),
        met("02-02", "dev", "M2", "P2", stage="final_interview"), reflected("02-02", "M2"),
        met("02-02", "gus", "M3", "P3", stage="screen"), reflected("02-02", "M3"),
        met("02-02", "noor", "M4", "N1", stage="networking"), reflected("02-02", "M4"),
        met("02-02", "eli", "M5", "P2", stage="final_interview"), reflected("02-02", "M5"),
    )  # fmt: skip
    s = known(search(*events, P2={"hiring_manager": None}), "02-06")  # the calls are due
    rows = agenda.agenda(s)
    late = rows[rows["status"] == "overdue"]
    assert late["person"].tolist() == ["Dev", "Eli", "Ana", "Ben", "Gus", "Noor"]
    places = rows["status"].map(["overdue", "due", "open", "upcoming"].index)
    assert places.is_monotonic_increasing
    assert set(places) == {0, 1}


def test_12_within_a_stage_the_earlier_last_day_comes_first():
    events = (met("02-02", "ana"), reflected("02-02", promise="ben 02-03"))
    rows = agenda.agenda(known(search(*events), "02-09"))
    late = rows[rows["status"] == "overdue"]
    assert late["rule"].tolist() == ["R-COM", "R-LET"]


# --- 13: nothing owed ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("events", "words"),
    [
        ((), "look again on Thursday 26 February"),
        ((happened("02-10", "applied"),), "ook again on Thursday 26 February"),
        ((answered("02-10", "on_hold", decision_date="03-20"),), "20 March"),
        (after_letter(answered("02-10", "on_hold", decision_date="03-20")), "24 March"),
        (after_letter(answered("02-10", "on_hold")), "ook again on Thursday 26 February"),
        ((happened("02-10", "scheduled", meeting_date="02-18"),), "Wednesday 18 February"),
    ],
)
def test_13_live_process_without_a_task_says_which_clock_runs_or_when_to_look_again(events, words):
    s = known(search(*events), "02-12")
    assert words in agenda.why_nothing(s, "P1")


# --- 14: stay in touch --------------------------------------------------------------------


def test_14_stay_in_touch_is_on_unless_the_seeker_turns_it_off():
    book = Memory()
    book.save([Row("people", {"id": "zoe", "name": "Zoe"})])
    assert book.frames()["people"]["keep_in_touch"].tolist() == [True]
    told = (*after_letter(), answered("02-04", "rejected", **{"from": "ben"}))
    assert rules_for(search(*told), "02-04", "ana") == ["R-KIT"]
    assert rules_for(search(*told, ana={"keep_in_touch": False}), "02-04", "ana") == []


def test_14_receptionists_and_schedulers_are_off():
    book = memory(search(met("02-02"), wrote("02-03", "cleo", purpose="other")), "02-03")
    room = book.frames()["attendees"]
    assert rules_for(book, "02-03", "cleo") == ["R-KIT"]
    who = {"meeting_id": "M1", "person_id": "cleo", "part": "scheduler"}
    book.save([Row("attendees", who)])
    assert len(book.frames()["attendees"]) == len(room) + 1
    assert rules_for(book, "02-03", "cleo") == []


# --- and all of them ----------------------------------------------------------------------


def test_rules_do_not_change_the_frames_they_are_given():
    s = known(search(*after_letter(called("02-05"))), "02-12")
    before = {name: frame.copy(deep=True) for name, frame in s.frames.items()}
    agenda.agenda(s)
    for name, frame in s.frames.items():
        pd.testing.assert_frame_equal(frame, before[name])
