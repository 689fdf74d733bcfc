"""The edge cases (domain.md 1.7), one test per row."""

from __future__ import annotations

import pytest
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
    stage,
    wrote,
)  # fmt: skip

from followup import agenda, pipeline, records


def test_panel_owes_a_letter_per_person_and_one_call():
    told = search(met("02-02", "ana ben cleo", kind="panel"))
    assert owed(told, "02-02", "R-LET", "to") == [("ana",), ("ben",), ("cleo",)]
    assert owed(told, "02-02", "R-CALL", "process to") == [("P1", "ana")]


TWO_PLACES = (met("02-09", id="M2"), met("02-09", id="M3", process="P2"))


def test_the_one_letter_of_a_day_replaces_the_older_letters_of_both_opportunities():
    told = search(met("02-02"), *TWO_PLACES)
    assert owed(told, "02-09", "R-LET", "meeting to") == [("M3", "ana")]


def test_the_one_letter_of_a_day_is_owed_after_the_meeting_that_no_later_one_replaces():
    told = search(*TWO_PLACES, met("02-16", id="M4", process="P2"))
    assert owed(told, "02-16", "R-LET", "meeting to") == [("M2", "ana"), ("M4", "ana")]


def test_the_one_letter_of_a_day_starts_the_call_of_both_opportunities():
    told = search(*TWO_PLACES, wrote("02-10", meeting="M3", process="P2"))
    rows = owed(told, "02-10", "R-CALL", "process earliest latest")
    assert rows == [("P1", "02-12", "02-17"), ("P2", "02-12", "02-17")]


@pytest.mark.parametrize("second", ["P1", "P2"])
def test_same_person_twice_on_one_day_is_one_letter(second):
    twice = (met("02-02"), met("02-02", id="M2", process=second))
    assert len(owed(search(*twice), "02-02", "R-LET")) == 1
    assert owed(search(*twice, wrote("02-03")), "02-03", "R-LET") == []
    assert owed(search(*twice, wrote("02-03", meeting="M2")), "02-03", "R-LET") == []


@pytest.mark.parametrize("meeting", ["M1", "M2"])
def test_same_person_twice_on_one_day_is_called_from_the_one_letter(meeting):
    twice = (met("02-02"), met("02-02", id="M2"))
    assert call("02-03", *twice, wrote("02-03", meeting=meeting)) == ("02-05", "02-05", "02-10")


def test_same_person_twice_on_one_day_is_owed_the_letter_while_one_of_the_processes_lives():
    twice = (met("02-02"), met("02-02", id="M2", process="P2"))
    for ended in ("P1", "P2"):
        told = search(*twice, answered("02-03", "rejected", ended))
        assert owed(told, "02-03", "R-LET", "to") == [("ana",)]


def test_group_without_names_owes_the_names_or_one_note_to_the_coordinator():
    group = met("02-02", "ana", unknown=["U1", "U2"])
    assert owed(search(group), "02-02", "R-UNK", "unknown") == [("U1",), ("U2",)]
    note = happened("02-03", "group_note", meeting="M1", to="cleo")
    assert owed(search(group, note), "02-03", "R-UNK") == []
    assert owed(search(group, note), "02-03", "R-LET", "to") == [("ana",)]


def test_receptionist_or_scheduler_is_owed_nothing():
    book = memory(search(), "02-02")
    room = [{"person_id": "ana"}, {"person_id": "cleo", "part": "scheduler"}]
    more = {"today": day("02-02"), "meeting_id": "M1", "attendees": room}
    book.save(records.meeting(book.frames(), "P1", day("02-02"), **more)[1])
    assert owed(book, "02-02", "R-LET", "to") == [("ana",)]
    assert rules_for(book, "02-02", "cleo") == []


def test_introducer_who_only_arranged_the_meeting_is_thanked_for_it():
    book = memory(search(P1={"introduced_by": "raj"}), "02-01")
    room = [{"person_id": "ana"}, {"person_id": "raj", "part": "scheduler"}]
    on = {"today": day("02-02"), "attendees": room}
    book.save(records.meeting(book.frames(), "P1", day("02-02"), **on)[1])
    assert owed(book, "02-03", "R-INT", "to") == [("raj",)]


def test_introducer_who_is_the_interviewer_gets_one_letter_and_no_thanks_apart():
    told = search(met("02-02", "ana"), P1={"introduced_by": "ana"})
    assert rules_for(told, "02-02", "ana") == ["R-CALL", "R-LET"]
    later = search(
        met("02-02", "ben"), met("02-03", "ana", id="M2"), P1={"introduced_by": "ana"}
    )  # the first meeting was without her
    assert owed(later, "02-03", "R-INT", "to") == [("ana",)]


def test_one_introducer_with_two_introductions_is_thanked_for_each():
    both = {"P1": {"introduced_by": "ivy"}, "P2": {"introduced_by": "ivy"}}
    events = (met("02-02"), met("02-04", "dev", id="M2", process="P2"))
    assert owed(search(*events, **both), "02-04", "R-INT", "process to") == [
        ("P1", "ivy"), ("P2", "ivy")
    ]  # fmt: skip
    thanks = wrote("02-05", "ivy", None, purpose="introducer_thanks")
    told = search(*events, thanks, **both)
    assert owed(told, "02-05", "R-INT", "process to") == [("P2", "ivy")]


def test_chain_of_introductions_thanks_the_one_who_introduced_directly():
    chain = {"P1": {"introduced_by": "noor"}, "N1": {"introduced_by": "ivy"}}
    told = search(met("02-02", "noor", id="M0", process="N1"), met("02-03"), **chain)
    assert owed(told, "02-03", "R-INT", "process to") == [("N1", "ivy"), ("P1", "noor")]


def test_outside_recruiter_who_arranged_it_is_thanked_as_an_introducer():
    told = search(met("02-02"), P1={"introduced_by": "raj", "source": "agency"})
    assert owed(told, "02-02", "R-INT", "to") == [("raj",)]


def test_contact_at_two_companies_has_one_cadence():
    events = (
        met("02-02"), wrote("02-03"), answered("02-04", "rejected"),
        wrote("02-04", meeting=None, purpose="rejection_reply"),
        met("02-10", "ana", id="M2", process="N1"), wrote("02-11", "ana", "M2", "N1"),
    )  # fmt: skip
    assert owed(search(*events), "02-11", "R-KIT") == [("ana", "03-11", "03-18", "03-25")]


def test_two_processes_at_one_company_share_the_cadence_and_have_a_call_each():
    cast = {"P2": {"org": "ORG1", "hiring_manager": "ana"}}
    events = (
        *after_letter(),
        met("02-04", id="M2", process="P2"),
        wrote("02-05", "ana", "M2", "P2"),
    )
    told = search(*events, **cast)
    assert owed(told, "02-05", "R-CALL", "process to") == [("P1", "ana"), ("P2", "ana")]
    stopped = (
        answered("02-06", "rejected"), wrote("02-06", meeting=None, purpose="rejection_reply"),
        answered("02-06", "rejected", "P2"),
        wrote("02-06", meeting=None, process="P2", purpose="rejection_reply"),
    )  # fmt: skip
    told = search(*events, *stopped, **cast)
    assert owed(told, "02-06", "R-KIT") == [("ana", "03-06", "03-13", "03-20")]


def test_each_round_restarts_the_call_and_supersedes_letters_to_the_same_person():
    second = met("02-10", "ana", id="M2", stage="second_interview")
    events = (met("02-02", "ana ben"), second)
    assert owed(search(*events), "02-10", "R-LET", "meeting to") == [("M1", "ben"), ("M2", "ana")]
    assert call("02-10", *events) == ("02-16", "02-16", "02-19")
    assert call("02-11", *events, wrote("02-11", meeting="M2")) == ("02-13", "02-13", "02-18")


def test_decision_date_on_a_day_off_is_used_as_told_and_the_window_rolls():
    weekend = (*after_letter(), answered("02-04", decision_date="02-14"))  # a Saturday
    assert call("02-04", *weekend) == ("02-17", "02-17", "02-23")
    holiday = (*after_letter(), answered("02-04", decision_date="02-16"))
    assert call("02-04", *holiday, holidays=["02-16"]) == ("02-18", "02-18", "02-23")


def test_decision_date_by_the_end_of_a_week_counts_as_its_last_business_day():
    book = memory(search(met("02-02"), wrote("02-03")), "02-03")
    told = {"rating": "well", "decision_on": day("02-11"), "decision_precision": "by_end_of_week"}
    book.save(records.reflection(book.frames(), "M1", day("02-02"), day("02-02"), **told))
    assert owed(book, "02-03", "R-CALL") == [("ana", "02-17", "02-17", "02-20")]  # from the 13th


def test_letter_on_a_saturday_counts_from_that_day_and_the_cadence_ends_before_the_weekend():
    events = (met("02-05"), wrote("02-07"))
    assert call("02-09", *events) == ("02-10", "02-10", "02-16")
    quiet = search(*events, P1={"kind": "networking"})
    assert owed(quiet, "02-09", "R-KIT") == [("ana", "03-09", "03-16", "03-20")]


def test_letter_never_sent_stays_overdue_and_the_call_becomes_due_all_the_same():
    told = search(met("02-02"), reflected("02-02"))
    assert listed(told, "02-09") == [("due", "R-CALL", "ana"), ("overdue", "R-LET", "ana")]
    assert call("02-09", met("02-02")) == ("02-06", "02-06", "02-11")  # from the 4th, its last day


def test_rejected_but_kept_in_touch_with_is_answered_and_then_kept_in_touch_with():
    events = (*after_letter(), answered("02-10", "rejected", **{"from": "ana"}))
    assert rules_for(search(*events), "02-10", "ana") == ["R-REJ"]
    reply = wrote("02-11", meeting=None, purpose="rejection_reply")
    told = search(*events, reply)
    assert owed(told, "02-11", "R-REJ") == []
    assert owed(told, "02-11", "R-KIT") == [("ana", "03-11", "03-18", "03-25")]


def test_rejected_before_any_meeting_is_not_answered():
    told = search(happened("02-02", "applied"), answered("02-10", "rejected"))
    assert listed(told, "02-10") == []
    assert stage(told, "02-10") == "rejected"


def test_ghosted_leaves_the_cadence_only_and_can_be_closed():
    events = after_letter(called("02-05"), called("02-12"))
    assert stage(search(*events), "03-02") == "dormant"
    assert [rule for _, rule, _ in listed(search(*events), "03-02")] == ["R-KIT"]
    assert stage(search(*events, happened("03-02", "closed")), "03-02") == "closed"


def test_reopened_keeps_its_history_and_counts_once():
    events = after_letter(answered("02-10", "rejected"), answered("02-20", "reopened"))
    s = known(search(*events), "02-20")
    assert (
        pipeline.standings(s).loc["P1", ["stage", "furthest"]].tolist() == ["first_interview"] * 2
    )
    funnel = pipeline.funnel(pipeline.standings(s)).set_index("stage")["k"]
    assert funnel["first_interview"] == 1
    visits = pipeline.stage_visits(s.opportunities.values())
    assert visits["stage"].tolist() == ["first_interview", "rejected", "first_interview"]


def test_offer_is_told_to_the_other_processes_that_had_a_meeting_and_to_no_other():
    events = (
        met("02-02"), met("02-03", "dev", id="M2", process="P2"),
        happened("02-03", "applied", "P3"), met("02-03", "noor", id="M3", process="N1"),
        happened("02-09", "offer", **{"from": "ana", "deadline": "02-16"}),
    )  # fmt: skip
    assert owed(search(*events), "02-09", "R-OFN", "process to") == [("P2", "dev")]


@pytest.mark.parametrize("written", [False, True])
def test_verbal_offer_is_thanked_with_the_wish_for_it_in_writing(written):
    offer = happened("02-09", "offer", written=written, **{"from": "ana"})
    [(to, why)] = owed(search(met("02-02"), offer), "02-09", "R-OFA", "to why")
    assert to == "ana"
    assert ("in writing" in why) is not written


def test_unknown_hiring_manager_the_proposal_goes_to_the_lead_with_a_hint_to_find_the_name():
    badly = (met("02-02", "cleo ben", lead="ben"), reflected("02-02", rating="bombed"))
    for manager, to, has_hint in ((None, "ben", True), ("ana", "ana", False)):
        s = known(search(*badly, P1={"hiring_manager": manager}), "02-02")
        [task] = [one for one in agenda.listed(s) if one.rule == "R-PROP"]
        assert task.person_id == to
        assert ("hiring manager's name" in " ".join(agenda.hints(s, task))) is has_hint


def test_seeker_who_lost_interest_withdraws_with_a_note_that_is_a_touch():
    events = after_letter(happened("02-06", "withdraw", to="ana", channel="email"))
    told = search(*events)
    assert stage(told, "02-06") == "withdrawn"
    assert last_touch(told, "02-06", "ana") == "02-06"
    assert rules_for(told, "02-06", "ana") == ["R-KIT"]
    assert rules_for(search(*events, ana={"keep_in_touch": False}), "02-06", "ana") == []
