"""Our rates and curves against figures of independent libraries, recorded with their versions.

Wilson intervals: statsmodels 0.15.0, proportion_confint(method="wilson"). Curves and their
log-log intervals: lifelines 0.30.3, KaplanMeierFitter.
"""

import pandas as pd
import pytest

from followup.measures import kaplan_meier, median_wait, wilson


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [
        (1, 4, 0.045587, 0.699358),
        (0, 8, 0.0, 0.324408),
        (3, 12, 0.088942, 0.532305),
        (5, 5, 0.565518, 1.0),
        (17, 40, 0.285094, 0.578049),
        (1, 100, 0.001767, 0.054486),
    ],
)
def test_interval_of_a_rate_agrees_with_statsmodels(k, n, low, high):
    assert wilson(k, n) == pytest.approx((low, high), abs=2e-5)


WORKED = ([4, 7, 7, 12, 20, 31], [1, 1, 1, 1, 0, 0])
MIXED = ([4, 7, 7, 12, 20, 31, 3, 9, 9, 15, 2, 28], [1, 1, 1, 1, 0, 0, 1, 1, 0, 1, 0, 1])


@pytest.mark.parametrize(
    ("waits", "curve"),
    [
        (
            WORKED,
            [
                (4, 0.833333, 0.273123, 0.974712),
                (7, 0.5, 0.110948, 0.803709),
                (12, 0.333333, 0.046082, 0.675564),
            ],
        ),
        (
            MIXED,
            [
                (3, 0.909091, 0.50808, 0.986674),
                (4, 0.818182, 0.447429, 0.951162),
                (7, 0.636364, 0.296892, 0.845163),
                (9, 0.545455, 0.228545, 0.779648),
                (12, 0.436364, 0.146998, 0.6986),
                (15, 0.327273, 0.082765, 0.606111),
                (28, 0.163636, 0.011054, 0.483207),
            ],
        ),
    ],
)
def test_curve_and_its_interval_agree_with_lifelines(waits, curve):
    days, observed = waits
    km = kaplan_meier(pd.Series(days), pd.Series(observed) == 1)
    got = km[["day", "survival", "low", "high"]].to_numpy().tolist()
    assert got == [pytest.approx(row, abs=2e-5) for row in curve]


def test_median_is_the_first_day_with_at_most_half_still_waiting():
    # domain.md 4.4 says 7 here, where lifelines, which wants less than half, says 12
    days, observed = WORKED
    assert median_wait(kaplan_meier(pd.Series(days), pd.Series(observed) == 1)) == 7
