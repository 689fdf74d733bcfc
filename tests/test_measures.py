"""Rates, waiting times and letter timeliness (domain.md 4.2 and 4.4)."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from builders import (
    after_letter,
    answered,
    called,
    happened,
    known,
    memory,
    met,
    search,
    wrote,
)  # fmt: skip
from hypothesis import given
from hypothesis import strategies as st

from followup import measures
from followup.tables import Row

WORKED = pd.DataFrame(
    {"days": [4, 7, 7, 12, 20, 31], "observed": [True, True, True, True, False, False]}
)
OFFER = happened("02-09", "offer", "P2", **{"from": "dev"})


@pytest.mark.parametrize(
    ("k", "n", "percent"), [(1, 4, (5, 70)), (0, 8, (0, 32)), (3, 12, (9, 53)), (0, 0, (0, 100))]
)
def test_rate_has_the_wilson_interval_of_the_examples(k, n, percent):
    assert tuple(round(100 * end) for end in measures.wilson(k, n)) == percent


@given(st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_interval_holds_the_rate_and_stays_between_nothing_and_all(k_of_n):
    k, n = k_of_n
    low, high = measures.wilson(k, n)
    assert 0 <= low <= k / n + 1e-9 and k / n - 1e-9 <= high <= 1
    assert high - low < 1


def test_share_still_waiting_is_that_of_the_worked_check():
    km = measures.kaplan_meier(WORKED["days"], WORKED["observed"])
    assert km["day"].tolist() == [4, 7, 12]
    assert km["at_risk"].tolist() == [6, 5, 3]
    assert km["events"].tolist() == [1, 2, 1]
    assert km["survival"].round(3).tolist() == [0.833, 0.5, 0.333]
    assert measures.median_wait(km) == 7


def test_interval_of_the_share_is_log_log_from_greenwoods_error():
    first = measures.kaplan_meier(WORKED["days"], WORKED["observed"]).iloc[0]
    error = math.sqrt(1 / (6 * 5)) / math.log(5 / 6)
    bounds = sorted((5 / 6) ** math.exp(sign * 1.96 * error) for sign in (1, -1))
    assert [first["low"], first["high"]] == pytest.approx(bounds)


def test_median_is_not_reached_while_more_than_half_still_wait():
    km = measures.kaplan_meier(pd.Series([3, 9, 9]), pd.Series([True, False, False]))
    assert math.isnan(measures.median_wait(km))
    nothing = measures.kaplan_meier(pd.Series([5, 9]), pd.Series([False, False]))
    assert nothing.empty and math.isnan(measures.median_wait(nothing))


def waits(today, *events):
    """The waits as (meeting, days, observed)."""
    found = measures.waits(known(search(*events), today))
    return list(found[["meeting_id", "days", "observed"]].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("end", "days", "observed"),
    [
        ((), 18, False),
        ((answered("02-09", "advance"),), 7, True),
        ((answered("02-09", "rejected"),), 7, True),
        ((happened("02-09", "offer"),), 7, True),
        ((called("02-09", "reached", outcome="advance"),), 7, True),
        ((answered("02-05"), answered("02-09", "rejected")), 7, True),
        ((answered("02-05", "on_hold"),), 18, False),
        ((answered("02-05", "courtesy_reply"),), 18, False),
        ((happened("02-09", "withdraw"),), 7, False),
        ((happened("02-09", "withdraw"), answered("02-11", "rejected")), 7, False),
        ((OFFER, happened("02-10", "accept", "P2")), 8, False),
    ],
)
def test_wait_ends_with_an_invitation_a_rejection_or_an_offer_and_else_is_unfinished(
    end, days, observed
):
    assert waits("02-20", met("02-02"), *end) == [("M1", days, observed)]


def test_each_meeting_of_a_position_waits_and_networking_does_not():
    talk = met("02-02", "noor", "M9", "N1", kind="informational", stage="networking")
    events = (talk, met("02-02"), answered("02-05", "advance"), met("02-09", id="M2"))
    assert waits("02-20", *events) == [("M1", 3, True), ("M2", 11, False)]


def test_answer_to_an_earlier_round_is_no_answer_to_a_later_one():
    events = (answered("01-30", "advance"), met("02-02"))
    assert waits("02-05", *events) == [("M1", 3, False)]


def test_meeting_arranged_for_its_own_day_is_not_its_own_answer():
    own_day = happened("02-02", "scheduled", meeting_date="02-02")
    assert waits("02-12", own_day, met("02-02")) == [("M1", 10, False)]


def outcomes(today, *events, **cast):
    """How the letters went, as (meeting, person, outcome)."""
    found = measures.letter_timeliness(known(search(*events, **cast), today))
    columns = ["meeting_id", "person_id", "outcome"]
    return list(found[columns].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("sent", "today", "outcome"),
    [
        ("02-02", "02-20", "on_time"),
        ("02-04", "02-20", "on_time"),
        ("02-05", "02-20", "late"),
        (None, "02-20", "never"),
        (None, "02-05", "never"),
        (None, "02-04", None),
    ],
)
def test_letter_is_on_time_late_or_never(sent, today, outcome):
    events = [met("02-02")] + ([wrote(sent)] if sent else [])
    assert outcomes(today, *events) == ([("M1", "ana", outcome)] if outcome else [])


def test_letter_superseded_by_a_later_meeting_is_left_out():
    events = (met("02-02"), met("02-03", id="M2"), wrote("02-04", meeting="M2"))
    assert outcomes("02-20", *events) == [("M2", "ana", "on_time")]


def test_letter_that_an_ending_or_an_acceptance_cancelled_in_time_is_left_out():
    assert outcomes("02-20", met("02-02"), answered("02-03", "rejected")) == []
    won = (OFFER, happened("02-10", "accept", "P2"))
    assert outcomes("02-20", met("02-09"), *won) == []


def test_letter_sent_before_they_asked_not_to_be_contacted_still_counts():
    stop = happened("02-10", "do_not_contact", None, contact="ana")
    assert outcomes("02-20", met("02-02"), wrote("02-03"), stop) == [("M1", "ana", "on_time")]


def test_two_meetings_on_one_day_count_as_one_letter():
    twice = (met("02-02"), met("02-02", id="M2"), wrote("02-03"))
    assert [outcome for _, _, outcome in outcomes("02-20", *twice)] == ["on_time"]


def test_only_letters_about_a_meeting_enter_the_rate():
    thanks = wrote("02-20", "ivy", None, purpose="introducer_thanks")
    told = (*after_letter(), thanks)
    assert outcomes("02-20", *told, P1={"introduced_by": "ivy"}) == [("M1", "ana", "on_time")]


def test_measures_do_not_change_the_frames_they_are_given():
    s = known(search(*after_letter(answered("02-09"))), "02-10")
    before = {name: frame.copy(deep=True) for name, frame in s.frames.items()}
    measures.waits(s)
    measures.letter_timeliness(s)
    days = WORKED.copy()
    measures.kaplan_meier(WORKED["days"], WORKED["observed"])
    pd.testing.assert_frame_equal(days, WORKED)
    for name, frame in s.frames.items():
        pd.testing.assert_frame_equal(frame, before[name])


def test_empty_search_has_no_waits_and_no_letters():
    assert waits("02-10") == []
    assert outcomes("02-10") == []


def test_search_is_as_long_as_since_the_first_thing_noted_or_sent():
    told = search(
        happened("02-02", "touch", "N1", to="noor", channel="email"),
        met("03-02", "noor", "M1", "N1"),
    )
    assert measures.search_length(known(told, "03-16")) == 6
    assert measures.search_length(known(search(met("03-02")), "03-16")) == 2


def test_what_falls_due_in_six_weeks_is_all_of_it_and_not_only_what_the_list_shows():
    told = search(met("02-02"), wrote("02-02"), P1={"kind": "networking"})
    assert measures.load(known(told, "02-09"))["Keep in touch"].tolist() == [0, 0, 0, 0, 0, 1]


def test_theme_written_with_other_capitals_or_spaces_is_the_same():
    book = memory(search(met("02-02"), met("02-09", id="M2")), "02-10")
    for meeting, theme in (("M1", "Team  lead"), ("M2", " team lead")):
        row = {"meeting_id": meeting, "objection": "too junior", "theme": theme}
        book.save([Row("objections", row)])
    counts = measures.theme_counts(known(book, "02-10"), "objections")
    assert counts[["label", "k", "n"]].values.tolist() == [["team lead", 2, 2]]
