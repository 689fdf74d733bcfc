"""The numbers of the policy and the business-day calendar (domain.md 1.5)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import yaml
from builders import day
from hypothesis import given
from hypothesis import strategies as st

from followup.errors import InvalidValue
from followup.policy import Calendar, Policy, official_holidays

WEEK = Calendar(holidays=(day("02-16"), day("02-21")))  # a Monday, and a Saturday
MAYA = yaml.safe_load((Path(__file__).parent / "maya.yaml").read_text(encoding="utf-8"))["policy"]


def kept(**values: str) -> dict[str, str]:
    """The settings holding these."""
    return {key.replace("_", ".", 1): value for key, value in values.items()}


@pytest.mark.parametrize(
    ("on", "n", "expected"),
    [
        ("02-10", 1, "02-11"),
        ("02-13", 1, "02-17"),
        ("02-12", 2, "02-17"),
        ("02-14", 1, "02-17"),  # strictly after a day off
        ("02-16", 1, "02-17"),
        ("02-20", 5, "02-27"),
    ],
)
def test_business_days_are_counted_strictly_after_and_skip_weekends_and_holidays(on, n, expected):
    assert WEEK.after(day(on), n) == day(expected)


@pytest.mark.parametrize(
    ("on", "forward", "back", "before"),
    [
        ("02-17", "02-17", "02-17", "02-13"),
        ("02-16", "02-17", "02-13", "02-13"),
        ("02-14", "02-17", "02-13", "02-13"),
        ("02-18", "02-18", "02-18", "02-17"),
    ],
)
def test_days_off_roll_forward_or_back_and_business_days_stay(on, forward, back, before):
    assert WEEK.forward(day(on)) == day(forward)
    assert WEEK.back(day(on)) == day(back)
    assert WEEK.after(day(on), -1) == day(before)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 30))
def test_nth_business_day_has_n_business_days_up_to_it(start, n):
    end = WEEK.after(start, n)
    between = pd.date_range(start, end, inclusive="right").date
    assert sum(WEEK.forward(day) == day for day in between) == n
    assert WEEK.forward(end) == end


def test_weekend_is_the_seekers_own_and_leaves_a_working_day():
    friday_off = Calendar(weekend=("Fri", "Sat"))
    assert friday_off.after(day("02-05"), 1) == day("02-08")
    assert Calendar.of(kept(calendar_weekend="Fri Sat"), []).after(day("02-05"), 1) == day("02-08")
    with pytest.raises(InvalidValue, match="at least one working day"):
        Calendar(weekend=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")).forward(day("02-05"))


NUMBERS = {
    "letter_target": "letter_target_business_days",
    "letter_latest": "letter_latest_business_days",
    "introducer_target": "introducer_target_business_days",
    "introducer_latest": "introducer_latest_days",
    "call_after": "call_after_business_days",
    "call_within": "call_within_days",
    "repeat_call_after": "repeat_call_after_days",
    "repeat_call_within": "repeat_call_within_days",
    "max_attempts": "max_unanswered_nudges",
    "post_transit": "post_transit_business_days",
    "proposal_target": "proposal_target_business_days",
    "proposal_latest": "proposal_latest_business_days",
    "dormant_after_attempt": "dormant_after_last_nudge_days",
    "dormant_after_application": "dormant_after_application_days",
    "horizon": "upcoming_horizon_days",
}


def test_numbers_are_those_of_the_policy():
    policy = Policy()
    assert {k: getattr(policy, k) for k in NUMBERS} == {k: MAYA[v] for k, v in NUMBERS.items()}
    touch = {"earliest": policy.touch_earliest, "target": policy.touch_target}
    assert touch | {"latest": policy.touch_latest} == MAYA["keep_in_touch_days"]
    landed = {"target": policy.landed_target, "latest": policy.landed_latest}
    assert landed == MAYA["landed_note_business_days"]
    assert (policy.daily_load, policy.patience, policy.call_at_window_end) == (5, 1, 0)


def test_policy_is_kept_in_the_settings_and_is_the_default_without_them():
    assert Policy.of({}) == Policy()
    assert Policy.of(kept(policy_call_within="9")) == Policy().changed(call_within=9)


@pytest.mark.parametrize(
    ("numbers", "field"),
    [
        ({"call_after": 0}, "call_after"),
        ({"call_within": 1000}, "call_within"),
        ({"letter_target": 3}, "letter_latest"),
        ({"touch_earliest": 40}, "touch_target"),
        ({"touch_latest": 30}, "touch_latest"),
    ],
)
def test_policy_that_cannot_be_is_refused_at_its_field(numbers, field):
    with pytest.raises(InvalidValue, match=r"must (be a whole number from|not be less than)") as e:
        Policy().changed(**numbers)
    assert e.value.key == field


def test_changing_a_policy_leaves_the_first_as_it_was():
    first = Policy()
    assert first.changed(call_within=10).call_within == 10
    assert first.call_within == 7


def test_unknown_country_is_refused_in_words():
    assert official_holidays("US", "", [2026])[date(2026, 7, 4)] == "Independence Day"
    with pytest.raises(InvalidValue, match="must be codes such as US and NY"):
        official_holidays("XX", "", [2026])
