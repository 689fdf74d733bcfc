"""The due list: status, horizon, order, what was put off, and why nothing is due."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from builders import (
    after_letter,
    answered,
    called,
    day,
    happened,
    known,
    listed,
    memory,
    met,
    reflected,
    search,
    wrote,
)  # fmt: skip

from followup import agenda, records
from followup.duties import DUTIES

MANY = [f"c{n}" for n in range(12)]


def rows(told, today):
    """The due list."""
    s = known(told, today)
    return agenda.agenda(s)


@pytest.mark.parametrize(
    ("today", "status"),
    [
        ("02-01", []),
        ("02-02", ["open"]),
        ("02-03", ["open"]),
        ("02-04", ["due"]),
        ("02-09", ["due"]),
        ("02-10", ["overdue"]),
    ],
)
def test_task_is_open_from_its_first_day_due_from_its_target_and_overdue_after_its_last(
    today, status
):
    told = search(met("02-02"), reflected("02-02"), wrote("02-02"), P1={"introduced_by": "ivy"})
    assert [s for s, *_ in listed(told, today, "R-INT")] == status


@pytest.mark.parametrize(
    ("today", "found"), [("02-16", []), ("02-17", [("upcoming", "R-KIT", "ana")])]
)
def test_list_looks_fourteen_days_ahead(today, found):
    told = search(*after_letter(), P1={"kind": "networking"})
    assert listed(told, today) == found


def test_task_keeps_its_name_from_day_to_day():
    told = search(*after_letter())
    book = memory(told, "02-20")
    names = [{t.task for t in agenda.listed(known(book, d))} for d in ("02-05", "02-10", "02-20")]
    assert names[0] == names[1] == names[2] and len(names[0]) == 1


def test_each_row_says_who_where_which_round_and_why():
    row = rows(search(*after_letter()), "02-05").iloc[0]
    said = row[["person", "company", "role", "stage", "duty"]].tolist()
    assert said == ["Ana", "Company 1", "Role P1", "first_interview", DUTIES["R-CALL"].name]
    assert "Tuesday 3 February" in row["why"] and "A3.1" in row["sources"]


def test_unnamed_attendee_is_shown_by_description():
    row = rows(search(met("02-02", "", unknown=["U1"]), reflected("02-02")), "02-03").iloc[0]
    assert (row["rule"], row["person"]) == ("R-UNK", "someone without a name")
    assert (row["opportunity_id"], row["meeting_id"]) == ("P1", "M1")


def test_every_rule_has_a_duty_in_words():
    rules = {
        "R-REF",
        "R-LET",
        "R-UNK",
        "R-INT",
        "R-CALL",
        "R-PROP",
        "R-COM",
        "R-KIT",
        "R-REJ",
        "R-COA",
    }
    assert set(DUTIES) == rules | {"R-OFA", "R-OFD", "R-OFN", "R-WDR", "R-LAND"}


@pytest.mark.parametrize(
    ("late", "early"),
    [
        (happened("02-09", "offer", "P2", **{"from": "dev"}), "offer"),
        (met("02-09", "dev", "M2", "P2", stage="final_interview"), "final_interview"),
        (met("02-09", "dev", "M2", "P2", stage="second_interview"), "second_interview"),
    ],
)
def test_further_stage_comes_first_within_a_status(late, early):
    events = (met("02-09", "ana"), reflected("02-09"), late)
    found = rows(search(*events), "02-16")
    assert found.loc[found["status"] == "overdue", "stage"].iloc[0] == early


# --- put off, set aside -------------------------------------------------------------------


def decided(book, today, decision, until=None, rule="R-CALL"):
    """Sets the one task of `rule` aside."""
    [task] = [one.task for one in agenda.listed(known(book, today)) if one.rule == rule]
    more = {"until_on": day(until)} if until else {}
    book.save(records.set_aside(book.frames(), task, decision, day(today), **more))


def test_put_off_again_the_last_word_counts():
    book = memory(search(*after_letter()), "02-05")
    decided(book, "02-05", "snoozed", "02-09")
    assert listed(book, "02-08") == []
    decided(book, "02-09", "snoozed", "02-12")
    assert listed(book, "02-11") == []
    assert listed(book, "02-12", fields="status latest") == [("due", "02-12")]


def test_put_off_task_is_not_yet_put_off_on_earlier_days():
    book = memory(search(*after_letter()), "02-06")
    decided(book, "02-06", "snoozed", "02-12")
    assert [rule for _, rule, _ in listed(book, "02-05")] == ["R-CALL"]


def test_not_needed_ends_with_what_it_rested_on():
    book = memory(search(*after_letter()), "02-05")
    decided(book, "02-05", "not_needed")
    assert listed(book, "02-05") == []
    rows = records.received(book.frames(), "status_update", day("02-09"), opportunity_id="P1")
    book.save(rows)
    assert [rule for _, rule, _ in listed(book, "02-16")] == ["R-CALL"]


# --- after a break ------------------------------------------------------------------------


def test_restart_plan_gives_five_a_day_on_business_days_in_the_order_of_the_list():
    events = []
    for n, id in enumerate(MANY):
        process = ("P1", "P2", "P3")[n % 3]
        events += [met("02-02", id, f"X{n}", process, stage="screen"), reflected("02-02", f"X{n}")]
    told = search(*events)
    told["contacts"] += [{"id": id, "name": id, "org": "ORG1"} for id in MANY]
    s = known(told, "02-14")  # a Saturday
    late = [task for task in agenda.listed(s) if task.status == "overdue"]
    plan = agenda.restart_plan(s)
    assert [task for task, _ in plan] == late and len(late) > 10
    days = Counter(f"{on:%m-%d}" for _, on in plan)
    assert list(days) == ["02-16", "02-17", "02-18"]
    assert [*days.values()][:2] == [5, 5]


def test_restart_plan_is_empty_without_anything_overdue():
    assert agenda.restart_plan(known(search(*after_letter()), "02-05")) == []


# --- why nothing is due -------------------------------------------------------------------

OFFER = happened("02-10", "offer", **{"from": "ana"})
WON = (OFFER, happened("02-11", "accept"))


@pytest.mark.parametrize(
    ("events", "process", "words"),
    [
        (after_letter(), "P1", "Call about the decision, by Tuesday 10 February"),
        (after_letter(answered("02-11")), "P1", "Next: call about the decision, from Wednesday 18"),
        (after_letter(answered("02-11", "rejected"), wrote("02-11", purpose="rejection_reply")),
         "P1", "closed (not selected) since Wednesday 11 February"),
        (after_letter(*WON), "P1", "You accepted this offer on Wednesday 11 February"),
        (after_letter(*WON), "P2", "You accepted another offer"),
        (after_letter(called("02-05"), called("02-11")), "P1", "2 attempts had no answer"),
        (after_letter(called("01-28"), answered("02-11", "on_hold")), "P1", "on hold"),
        ((happened("01-05", "applied"),), "P1", "Dormant since Wednesday 4 February"),
    ],
)  # fmt: skip
def test_opportunity_says_what_is_owed_which_clock_runs_or_what_stopped_it(events, process, words):
    assert words in agenda.why_nothing(known(search(*events), "02-12"), process)


@pytest.mark.parametrize(
    ("events", "today", "words"),
    [
        ((), "02-12", "begins with the first letter or note"),
        (after_letter(), "02-05", "Call about the decision, by Tuesday 10 February"),
        (after_letter(happened("02-04", "do_not_contact", None, contact="ana")), "02-12",
         "asked not to be contacted"),
        (after_letter(*WON), "02-12", "keeping in touch has stopped"),
        (after_letter(happened("02-05", "scheduled", meeting_date="02-20")), "02-12", "arranged"),
        (after_letter(OFFER, wrote("02-10", meeting=None, purpose="offer_ack"),), "02-11", "offer"),
    ],
)  # fmt: skip
def test_person_says_what_is_owed_or_why_nothing_is(events, today, words):
    assert words in agenda.why_nothing_for_person(known(search(*events), today), "ana")


def test_person_not_kept_in_touch_with_says_so():
    told = search(
        *after_letter(answered("02-05", "rejected", **{"from": "ben"})),
        ana={"keep_in_touch": False},
    )
    assert "off for Ana" in agenda.why_nothing_for_person(known(told, "02-06"), "ana")


def test_every_live_opportunity_has_a_next_action_or_says_what_runs():
    told = search(*after_letter(), happened("02-02", "applied", "P2"))
    s = known(told, "02-12")
    for process in s.opportunities:
        assert agenda.why_nothing(s, process).endswith(".")


def test_of_several_things_owed_the_one_that_is_late_first_is_named_then_by_name():
    offered = search(*after_letter(happened("02-04", "offer", deadline="02-20")))
    assert agenda.why_nothing(known(offered, "02-04"), "P1").startswith("Thank for the offer")
    met_two = search(met("02-02", "cleo ben"), reflected("02-02"))
    assert "You met Ben" in agenda.why_nothing(known(met_two, "02-02"), "P1")


def test_what_is_late_is_named_before_what_was_promised_earlier_for_a_day_to_come():
    told = search(met("02-02"), reflected("02-02", promise="ana 03-20"), wrote("02-03"))
    assert agenda.why_nothing(known(told, "02-12"), "P1").startswith("Call about the decision")


def test_what_was_set_aside_is_listed_also_where_it_would_have_waited_for_another():
    book = memory(search(met("02-02"), reflected("02-02"), wrote("02-02")), "03-10")
    for today, rule in (("02-09", "R-CALL"), ("03-10", "R-KIT")):
        [task] = [one for one in agenda.all_tasks(known(book, today)) if one.rule == rule]
        book.save(records.set_aside(book.frames(), task.task, "not_needed", day(today)))
    aside = agenda.put_aside(known(book, "03-10"))
    assert {task.rule for task, _ in aside} == {"R-CALL", "R-KIT"}
    assert agenda.listed(known(book, "03-10")) == []


# --- hints --------------------------------------------------------------------------------


def hints(told, today, rule):
    """The hints beside the one task of a rule."""
    s = known(told, today)
    return agenda.hints(s, next(task for task in agenda.listed(s) if task.rule == rule))


@pytest.mark.parametrize(
    ("more", "has_hint"),
    [
        ((), True),
        ((answered("04-20", **{"from": "raj", "process": None}),), False),
        ((called("04-20", "reached", "raj", None),), False),
        ((met("03-10", "raj", "M5", "N1"), wrote("03-11", "raj", "M5", "N1")), False),
    ],
)
def test_three_touches_without_a_reaction_are_worth_a_thought(more, has_hint):
    notes = [
        happened(on, "touch", None, to="raj", channel="email") for on in ("02-02", "03-09", "04-13")
    ]
    assert bool(hints(search(*notes, *more), "05-25", "R-KIT")) is has_hint


def test_two_touches_without_a_reaction_are_not():
    notes = [happened(on, "touch", None, to="raj", channel="email") for on in ("02-02", "03-09")]
    assert hints(search(*notes), "04-13", "R-KIT") == []


def test_touches_before_a_reaction_do_not_count_again():
    start = day("02-02")
    notes = [
        happened(f"{start + timedelta(30 * n):%m-%d}", "touch", None, to="raj", channel="email")
        for n in range(3)
    ]
    reply = answered("04-02", "courtesy_reply", **{"from": "raj"})
    assert hints(search(*notes, reply), "05-10", "R-KIT") == []


def test_empty_search_has_an_empty_list_of_the_same_columns():
    some = rows(search(*after_letter()), "02-05")
    assert rows(search(), "02-05").empty
    assert list(rows(search(), "02-05").columns) == list(some.columns)
