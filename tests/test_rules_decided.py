"""The decisions of domain.md 1.8, which stand over the tables, by their number there."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from builders import (
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
    why,
    wrote,
)  # fmt: skip

from followup import agenda, records
from followup.tables import Row

ARRANGED = happened("02-04", "scheduled", meeting_date="02-11")  # two business days: the 13th
OFFER = happened("02-10", "offer", **{"from": "ben", "deadline": "02-16"})


# --- 1: an arranged meeting whose day has passed ------------------------------------------


def test_1_the_call_rests_for_two_business_days_and_then_the_invitation_is_an_answer_of_that_day():
    told = search(*after_letter(ARRANGED))
    assert owed(told, "02-13", "R-CALL") == []
    assert owed(told, "02-14", "R-CALL") == [("ana", "02-18", "02-18", "02-25")]
    assert "arranged for Wednesday 11 February" in why(told, "02-14", "R-CALL")


def test_1_an_attempt_since_the_invitation_counts_and_no_call_is_born_overdue():
    told = search(*after_letter(ARRANGED, called("02-05")))
    assert owed(told, "02-14", "R-CALL") == [("ana", "02-18", "02-18", "02-25")]
    assert "1 attempt had no answer" in why(told, "02-14", "R-CALL")


def test_1_keeping_in_touch_is_held_back_up_to_those_two_days():
    told = search(*after_letter(happened("02-20", "scheduled", meeting_date="03-10")))
    assert [owed(told, today, "R-KIT", "to") for today in ("03-12", "03-13")] == [[], [("ana",)]]


def test_1_an_unrecorded_meeting_is_no_next_meeting_and_asks_for_no_withdrawal():
    s = known(search(*after_letter(ARRANGED)), "02-16")
    assert s.opportunities["P1"].scheduled is None and s.coming == []
    other = (happened("02-05", "offer", "P2"), happened("02-16", "accept", "P2"))
    alone = search(ARRANGED, *other)
    assert owed(alone, "02-16", "R-WDR") == []
    held = search(happened("02-04", "scheduled", meeting_date="02-13"), *other)
    assert owed(held, "02-16", "R-WDR", "process") == [("P1",)]


def test_1_an_invitation_for_after_an_attempt_and_the_day_they_named_is_what_the_call_waits_for():
    told = answered("02-04", decision_date="02-10"), ARRANGED, called("02-10")
    assert call("02-16", *after_letter(*told)) == ("02-18", "02-18", "02-25")
    later = answered("02-04", decision_date="02-12"), *told[1:]
    assert call("02-16", *after_letter(*later)) == ("02-16", "02-16", "02-19")


def test_1_it_is_an_answer_of_its_day_also_where_they_were_met_on_that_day():
    book = memory(search(*after_letter(met("02-11", id="M2"), reflected("02-11", "M2"))), "02-11")
    more = {"state": "scheduled", "arranged_on": day("02-06")}
    book.save(records.meeting(book.frames(), "P1", day("02-11"), today=day("02-06"), **more)[1])
    assert owed(book, "02-16", "R-CALL", "earliest latest") == [("02-18", "02-25")]


def test_1_the_seeker_is_asked_whether_it_took_place_until_it_is_noted():
    told = search(*after_letter(ARRANGED))
    assert "Did it take place?" in why(told, "02-11", "R-REF")
    assert listed(told, "03-20", "R-REF", "status") == [("overdue",)]


# --- 2: closing cancels for good ----------------------------------------------------------

BACK = answered("06-01", "reopened")


def test_2_what_a_closing_cancelled_stays_so_when_it_is_reopened():
    first = (
        met("02-02", "ana", unknown=["U1"]), reflected("02-02", rating="bombed", promise="ana 07-01"),
        happened("02-03", "scheduled", meeting_date="02-20"), answered("02-05", "rejected"), BACK,
    )  # fmt: skip
    told = search(*first, P1={"coordinator": None})
    found = {task.rule for task in agenda.all_tasks(known(told, "06-02"))}
    assert found == {"R-CALL"}


def test_2_a_promise_noted_while_it_was_closed_is_cancelled_and_one_of_the_day_of_the_reopening_not():
    events = met("02-02"), answered("02-03", "rejected"), BACK
    noted = reflected("02-04", promise="ana 02-20")
    assert owed(search(*events, noted), "06-02", "R-COM") == []
    again = met("06-01", id="M2"), reflected("06-01", "M2", promise="ana 06-09")
    assert owed(search(*events, *again), "06-02", "R-COM", "to latest") == [("ana", "06-09")]


def test_2_a_decision_day_told_before_a_reopening_starts_no_clock():
    told_before = answered("02-04", decision_date="02-27")
    ended = (answered("02-09", "rejected"), answered("02-12", "reopened"))
    without = call("02-13", *after_letter(*ended))
    assert call("02-13", *after_letter(told_before, *ended)) == without
    told_after = answered("02-12", decision_date="02-27")
    assert call("02-13", *after_letter(*ended, told_after)) != without


def test_2_what_was_promised_or_arranged_after_the_reopening_is_owed():
    told = search(
        met("02-02"), reflected("02-02"), answered("02-05", "rejected"), BACK,
        met("06-02", id="M2"), reflected("06-02", "M2", rating="bombed", promise="ana 06-09"),
    )  # fmt: skip
    rules = {task.rule for task in agenda.all_tasks(known(told, "06-02"))}
    assert {"R-LET", "R-PROP", "R-COM"} <= rules


def test_2_a_reply_answers_one_rejection_and_reopening_cancels_it():
    no = answered("02-05", "rejected", **{"from": "ana"})
    reply = wrote("02-06", meeting=None, purpose="rejection_reply")
    again = (answered("03-02", "reopened"), answered("03-05", "rejected", **{"from": "ana"}))
    assert owed(search(met("02-02"), no, reply, *again), "03-05", "R-REJ", "earliest") == [
        ("03-05",)
    ]
    assert owed(search(met("02-02"), no, again[0]), "03-03", "R-REJ") == []


def test_2_an_acceptance_elsewhere_that_is_rescinded_cancels_nothing():
    elsewhere = (happened("02-03", "offer", "P2"), happened("02-04", "accept", "P2"))
    promised = (met("02-02"), reflected("02-02", rating="bombed", promise="ana 02-20"))
    told = search(*promised, *elsewhere, happened("02-09", "offer_rescinded", "P2"))
    assert {"R-LET", "R-PROP", "R-COM"} <= {
        task.rule for task in agenda.all_tasks(known(told, "02-10"))
    }


# --- 3: an offer's decision is owed to nobody ---------------------------------------------

NOT_BEN = happened("02-11", "do_not_contact", None, contact="ben")


def test_3_an_offer_is_to_be_decided_whoever_made_it_and_thanked_for_to_the_next():
    told = search(met("02-02"), reflected("02-02"), wrote("02-03"), OFFER, NOT_BEN)
    assert owed(told, "02-12", "R-OFD") == [(None, "02-10", "02-13", "02-16")]
    assert owed(told, "02-12", "R-OFA", "to") == [("ana",)]


def test_3_each_open_offer_has_its_day_and_of_one_opportunity_only_the_newest_counts():
    more = happened("02-11", "offer", "P2", deadline="02-18")
    newer = happened("02-12", "offer", deadline="02-25", **{"from": "ben"})
    told = search(met("02-02"), OFFER, more, newer)
    assert owed(told, "02-12", "R-OFD", "process latest") == [("P1", "02-25"), ("P2", "02-18")]


def test_3_others_hear_the_earliest_deadline_and_an_answer_on_the_day_of_the_offer_counts():
    third = (
        met("02-02", "gus", "M3", "P3"),
        reflected("02-02", "M3"),
        wrote("02-03", "gus", "M3", "P3"),
    )
    more = happened("02-11", "offer", "P2", deadline="02-13")
    told = search(met("02-02"), *third, OFFER, more)
    assert owed(told, "02-11", "R-OFN", "process earliest") == [("P3", "02-11")]  # the newest offer
    assert "by Friday 13 February" in why(told, "02-11", "R-OFN")
    answer = answered("02-11", process="P3")
    assert owed(search(met("02-02"), *third, OFFER, more, answer), "02-11", "R-OFN") == []


# --- 4 to 8 -------------------------------------------------------------------------------

WON = (happened("02-10", "offer", "P2"), happened("02-11", "accept", "P2"))


@pytest.mark.parametrize(
    ("event", "is_told"),
    [
        (happened("02-12", "touch", None, to="ana", channel="email"), True),
        (called("02-11", "reached"), True),
        (called("02-12", "no_answer"), False),
        (happened("02-10", "touch", None, to="ana", channel="email"), False),
        (happened("02-12", "commitment_done", None, commitment="K1", to="ana"), False),
    ],
)
def test_4_any_touch_since_the_acceptance_tells_but_a_meeting_or_a_kept_promise(event, is_told):
    start = (met("02-02"), reflected("02-02", promise="ana 02-20"), wrote("02-03"))
    told = search(*start, *WON, event, P1={"kind": "networking"})
    assert (owed(told, "02-13", "R-LAND", "to") == []) is is_told


NOTE = happened("02-04", "group_note", meeting="M1", to="cleo")
ROOM = met("02-02", "", unknown=["U1"])


def named(on: str, who: str = "ana"):
    return happened(on, "identified", None, meeting="M1", unknown="U1", contact=who)


def test_5_a_group_note_is_a_letter_for_the_call_and_a_name_found_later_moves_nothing():
    window = ("02-06", "02-06", "02-11")
    assert call("02-09", ROOM, NOTE) == window
    late = (ROOM, NOTE, named("02-05"), wrote("02-09"))
    assert call("02-09", *late) == window
    assert owed(search(ROOM, NOTE, named("02-05")), "02-09", "R-LET", "to") == [("ana",)]


def test_5_a_callee_known_before_the_note_keeps_the_day_of_their_letter():
    both = met("02-02", "ana", unknown=["U1"])
    assert call("02-09", both, NOTE, wrote("02-06")) == ("02-10", "02-10", "02-13")


@pytest.mark.parametrize(
    "farewell",
    [
        (happened("02-10", "withdraw", to="ana", channel="email"),),
        (happened("02-10", "offer"), happened("02-10", "decline", to="ana", channel="email")),
    ],
)
def test_6_a_farewell_is_a_touch_and_starts_no_cadence(farewell):
    assert last_touch(search(met("02-02"), *farewell), "02-10", "ana") is None
    assert known(search(met("02-02"), *farewell), "02-10").people["ana"].touches[
        -1
    ].happened_on == day("02-10")


def test_7_a_proposal_without_a_letter_stands_for_it_in_the_call_clock_only():
    sent = happened("02-05", "proposal", to="ana", channel="email")
    assert call("02-06", met("02-02"), sent) == ("02-09", "02-09", "02-12")
    assert owed(search(met("02-02"), sent), "02-06", "R-LET", "to") == [("ana",)]


def test_7_the_thanks_to_the_introducer_start_no_call_clock():
    intro = {"P1": {"introduced_by": "ivy"}}
    thanks = wrote("02-03", "ivy", None, purpose="introducer_thanks")
    assert call("02-04", met("02-02"), thanks, **intro) == call("02-04", met("02-02"), **intro)


def test_8_dormant_says_what_was_tried_and_not_while_on_hold():
    applied = search(happened("01-05", "applied"))
    assert "no word on your application in 30 days" in agenda.why_nothing(
        known(applied, "02-12"), "P1"
    )
    tried = search(*after_letter(called("02-05"), called("02-12")))
    assert "2 attempts had no answer" in agenda.why_nothing(known(tried, "03-02"), "P1")
    held = known(
        search(*after_letter(called("02-05"), called("02-12"), answered("02-13", "on_hold"))),
        "03-20",
    )
    assert held.opportunities["P1"].dormant_on is None


# --- 9 to 16 ------------------------------------------------------------------------------


def test_9_only_notes_to_keep_in_touch_count_as_unanswered_each_day_once():
    first = after_letter(
        happened("02-04", "proposal", to="ana", channel="email"), called("02-05"),
        *(happened("02-06", "touch", None, to="ana", channel="email") for _ in range(3)),
    )  # fmt: skip
    s = known(search(*first, P1={"kind": "networking"}), "03-10")
    [task] = [one for one in agenda.listed(s) if one.rule == "R-KIT"]
    assert agenda.hints(s, task) == []


def test_10_who_asked_not_to_be_phoned_is_written_to():
    book = memory(search(*after_letter()), "02-05")
    book.save([Row("people", {"id": "ana", "is_phone_unwelcome": True})])
    [(duty, reason)] = owed(book, "02-05", "R-CALL", "duty why")
    assert duty == "Write about the decision"
    assert "you may write" in reason and "call" not in reason


def put(book, today, rule, decision, until=None):
    [task] = [one.task for one in agenda.all_tasks(known(book, today)) if one.rule == rule]
    more = {"until_on": day(until)} if until else {}
    book.save(records.set_aside(book.frames(), task, decision, day(today), **more))
    return book


def test_11_what_was_put_off_is_known_where_one_asks_why():
    book = put(memory(search(*after_letter()), "02-12"), "02-12", "R-CALL", "snoozed", "02-20")
    s = known(book, "02-13")
    off = "You put “Call about the decision” off until Friday 20 February."
    assert agenda.why_nothing(s, "P1") == off
    assert agenda.why_nothing_for_person(s, "ana") == off
    back = known(book, "02-20")
    assert "by Friday 20 February" in agenda.why_nothing(back, "P1")
    assert "by Friday 20 February" in agenda.why_nothing_for_person(back, "ana")


def test_11_what_is_not_needed_is_said_to_be_set_aside():
    book = put(memory(search(*after_letter()), "02-12"), "02-12", "R-CALL", "not_needed")
    assert agenda.why_nothing(known(book, "02-13"), "P1").startswith(
        "You set “Call about the decision” aside."
    )


def test_12_a_networking_track_answers_with_the_next_note_to_its_people():
    told = search(
        met("02-02", "noor", "M1", "N1", stage="networking"), reflected("02-02"),
        wrote("02-03", "noor", "M1", "N1"),
    )  # fmt: skip
    assert "keep in touch: Noor, from Tuesday 3 March" in agenda.why_nothing(
        known(told, "02-12"), "N1"
    )
    assert "look again on" in agenda.why_nothing(known(search(), "02-12"), "N1")


def policy(told, today, **numbers):
    book = memory(told, today)
    book.save([Row("settings", {"id": f"policy.{k}", "value": str(v)}) for k, v in numbers.items()])
    return book


def test_13_sentences_say_the_numbers_in_force():
    told = search(*after_letter())
    assert "second business day you may call (first article), within 7 days" in why(
        told, "02-09", "R-CALL"
    )
    changed = policy(told, "02-09", call_after=3, call_within=10)
    assert "third business day you may call, within 10 days you should." in why(
        changed, "02-09", "R-CALL"
    )
    again = policy(
        search(*after_letter(called("02-05"), called("02-06"))),
        "02-20",
        max_attempts=3,
        repeat_call_after=5,
    )
    assert "2 attempts had no answer" in why(again, "02-20", "R-CALL")
    assert "1 more, 5 days later" in why(again, "02-20", "R-CALL")
    undated = policy(
        search(*after_letter(answered("02-09"))), "02-20", repeat_call_after=3, repeat_call_within=5
    )
    assert "given 3 days, and 5 days at the most" in why(undated, "02-20", "R-CALL")
    touch = search(*after_letter(), P1={"kind": "networking"})
    assert "every 4 to 6 weeks" in why(touch, "03-05", "R-KIT")
    assert "every 60 to 80 days" in why(
        policy(touch, "04-20", touch_earliest=60, touch_target=70, touch_latest=80),
        "04-20",
        "R-KIT",
    )
    promise = search(met("02-02"), reflected("02-02"))
    promise["events"][1]["commitments"] = [
        {"id": "K1", "what": "send it", "to": "ana", "due": None}
    ]
    assert "4 days are taken" in why(policy(promise, "02-03", undated=4), "02-03", "R-COM")


def test_13_a_day_that_is_to_come_is_said_as_to_come():
    named = search(met("02-02"), reflected("02-02", decision_date="02-10"), wrote("02-03"))
    assert why(named, "02-04", "R-CALL") == (
        "They named Tuesday 10 February for a decision; if you hear nothing, "
        "you may call from Thursday 12 February."
    )
    assert "No word since Tuesday 10 February" in why(named, "02-10", "R-CALL")
    unsent = search(met("02-02"), reflected("02-02"))
    assert "Your letter is due by Wednesday 4 February" in why(unsent, "02-02", "R-CALL")
    posted = search(met("02-02"), reflected("02-02"), wrote("02-03", channel="post"))
    assert "should be read by Friday 6 February" in why(posted, "02-04", "R-CALL")
    patient = policy(named, "02-12", patience=2)
    assert "They named Tuesday 10 February, and you allow them 2 times as long" in why(
        patient, "02-12", "R-CALL"
    )


def test_13_a_day_of_another_year_has_its_year():
    told = search(*after_letter(), P1={"kind": "networking"})
    s = search(*after_letter(answered("02-11", "rejected", **{"from": "ana"})))
    book = memory(s, day("02-20").replace(year=2027))
    later = known(book, day("02-20").replace(year=2027))
    assert "Wednesday 11 February 2026" in agenda.why_nothing(later, "P1")
    assert "2026" not in why(told, "03-05", "R-KIT")


def test_14_what_others_promised_is_not_owed_by_the_seeker():
    book = memory(search(met("02-02"), reflected("02-02", promise="ana 02-09")), "02-03")
    assert owed(book, "02-03", "R-COM", "to") == [("ana",)]
    book.save([Row("promises", {"id": "K1", "is_mine": False})])
    assert owed(book, "02-03", "R-COM") == []


@pytest.mark.parametrize(
    ("event", "window"),
    [
        (met("02-13", "ana", "M1"), ("02-13", "02-16", "02-17")),
        (happened("02-13", "scheduled", meeting_date="02-20"), ("02-13", "02-16", "02-17")),
        (met("02-09", "ana", "M1"), ("02-11", "02-12", "02-13")),
    ],
)
def test_15_a_withdrawal_is_owed_from_the_day_there_is_a_meeting_to_withdraw_from(event, window):
    told = search(*WON, event)
    assert owed(told, "02-13", "R-WDR", "earliest target latest") == [window]


def test_15_an_invitation_that_was_called_off_gives_no_day_to_withdraw_from():
    off = (ARRANGED, happened("02-09", "called_off"), happened("02-10", "accept", "P2"))
    told = search(happened("02-05", "offer", "P2"), *off, met("02-19"))
    assert owed(told, "02-19", "R-WDR", "process earliest") == [("P1", "02-19")]


def test_16_what_is_on_hold_sorts_by_the_furthest_stage_held():
    held = (
        met("02-02", "ana", "M1", stage="final_interview"), reflected("02-02"), wrote("02-03"),
        answered("02-03", "on_hold", decision_date="02-05"),
    )  # fmt: skip
    other = (
        met("02-02", "dev", "M2", "P2", stage="screen"),
        reflected("02-02", "M2"),
        wrote("02-03", "dev", "M2", "P2"),
    )
    order = [task.opportunity_id for task in agenda.listed(known(search(*held, *other), "02-09"))]
    assert order[:2] == ["P1", "P2"]


# --- the two small inputs that showed it --------------------------------------------------

CASES = sorted((Path(__file__).parent / "files").glob("4*.yaml"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_small_search_has_the_list_it_should(path):
    told = yaml.safe_load(path.read_text(encoding="utf-8"))
    as_of = told["checkpoint"]["as_of"]
    book = memory(told, as_of)
    tasks = [
        task
        for task in agenda.listed(known(book, as_of))
        if task.status != "upcoming" or task.rule == "R-CALL"
    ]
    got = {
        (
            t.rule,
            t.opportunity_id if t.rule != "R-KIT" else None,
            t.person_id,
            t.earliest,
            t.target,
            t.latest,
            t.status,
        )
        for t in tasks
    }
    keys = ("rule", "process", "to", "earliest", "target", "latest", "status")
    assert got == {tuple(one.get(key) for key in keys) for one in told["checkpoint"]["expected"]}


def test_nothing_owed_is_addressed_to_who_asked_not_to_be_contacted_but_a_decision():
    told = search(met("02-02"), OFFER, NOT_BEN)
    assert rules_for(told, "02-12", "ben") == []
