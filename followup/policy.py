"""The numbers of the follow-up policy FP-1, and the seeker's business-day calendar.

Not here: any duty; the rules read these numbers and decide what is owed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import cached_property
from typing import Any, Self

import numpy as np
import pandas as pd

from followup.errors import InvalidValue

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
BEFORE, AFTER = "policy.", "calendar.weekend"


def _number(default: int, label: str, source: str, high: int = 120) -> Any:
    return field(default=default, metadata={"label": label, "source": source, "high": high})


@dataclass(frozen=True)
class Policy:
    """How long each duty may take, in business or calendar days, and where that is from.

    >>> Policy().call_after
    2
    """

    letter_target: int = _number(1, "Letter: aim for, business days after the meeting", "practice")
    letter_latest: int = _number(2, "Letter: at the latest, business days after the meeting", "practice")  # fmt: skip
    introducer_target: int = _number(2, "Thanks to the introducer: aim for, business days", "practice, B5.1")  # fmt: skip
    introducer_latest: int = _number(7, "Thanks to the introducer: at the latest, days", "practice, B5.1")  # fmt: skip
    call_after: int = _number(2, "Call: may be made from, business days", "first article, A3.3")
    call_within: int = _number(7, "Call: must be made by, days", "second article, B3.1")
    repeat_call_after: int = _number(7, "Call again: from, days", "practice")
    repeat_call_within: int = _number(14, "Call again: by, days", "practice")
    max_attempts: int = _number(2, "Unanswered attempts before it rests", "practice", high=9)
    post_transit: int = _number(3, "A posted letter counts as read after, business days", "practice, A2.4")  # fmt: skip
    proposal_target: int = _number(3, "Proposal: aim for, business days after the meeting", "practice, A4.3")  # fmt: skip
    proposal_latest: int = _number(5, "Proposal: at the latest, business days after the meeting", "practice, A4.3")  # fmt: skip
    touch_earliest: int = _number(28, "Keep in touch: from, days", "both articles, A5.2 and B4.1")
    touch_target: int = _number(35, "Keep in touch: aim for, days", "both articles, A5.2 and B4.1")
    touch_latest: int = _number(42, "Keep in touch: by, days", "both articles, A5.2 and B4.1")
    dormant_after_attempt: int = _number(14, "Dormant after the last attempt, days", "practice, A6.3")  # fmt: skip
    dormant_after_application: int = _number(30, "Dormant after an application, days", "practice, A6.3")  # fmt: skip
    landed_target: int = _number(5, "News of the new job: aim for, business days", "practice, B5.1")
    landed_latest: int = _number(10, "News of the new job: at the latest, business days", "practice, B5.1")  # fmt: skip
    horizon: int = _number(14, "The list looks ahead, days", "practice")
    daily_load: int = _number(5, "After a break: at most this many a day", "practice", high=50)
    patience: int = _number(1, "The time they name is multiplied by", "practice, A1.7", high=3)
    call_at_window_end: int = _number(0, "Call late in the window (1) or early (0)", "both articles, A3.3 and B3.1", high=1)  # fmt: skip

    @classmethod
    def of(cls, settings: pd.DataFrame) -> Self:
        """The policy kept in the settings table: the defaults, but for what the seeker changed."""
        kept = settings.set_index("id")["value"]
        names = {f.name: f"{BEFORE}{f.name}" for f in fields(cls)}
        return cls(**{name: int(kept[key]) for name, key in names.items() if key in kept.index})

    def changed(self, **numbers: int) -> Self:
        """The policy with other numbers; InvalidValue names one that cannot be."""
        about = {f.name: f.metadata for f in fields(self)}
        for f in fields(self):
            low, high, value = int(f.default != 0), about[f.name]["high"], numbers.get(f.name)
            if value is not None and not low <= value <= high:
                expected = f"must be a whole number from {low} to {high}"
                raise InvalidValue(about[f.name]["label"], expected, value, key=f.name)
        new = replace(self, **numbers)
        for early, late in ORDERED:
            first, last = getattr(new, early), getattr(new, late)
            if first > last:
                expected = f"must not be less than {first}"
                raise InvalidValue(about[late]["label"], expected, last, key=late)
        return new


ORDERED = (
    ("letter_target", "letter_latest"),
    ("repeat_call_after", "repeat_call_within"),
    ("proposal_target", "proposal_latest"),
    ("touch_earliest", "touch_target"),
    ("touch_target", "touch_latest"),
    ("landed_target", "landed_latest"),
)


@dataclass(frozen=True)
class Calendar:
    """Business days: every day but the weekend days and the holidays of the seeker.

    Each method takes a day or a datetime64 Series and gives the same kind back, missing as
    missing (domain.md 1.5, Calendar).

    >>> Calendar(holidays=(date(2026, 2, 16),)).after(date(2026, 2, 12), 2)
    datetime.date(2026, 2, 17)
    """

    weekend: tuple[str, ...] = ("Sat", "Sun")
    holidays: tuple[date, ...] = ()

    @classmethod
    def of(cls, settings: pd.DataFrame, holidays: pd.DataFrame) -> Self:
        """The calendar kept in the settings and holidays tables."""
        kept = settings.loc[settings["id"] == AFTER, "value"]
        weekend = tuple(kept.iloc[0].split()) if len(kept) else ("Sat", "Sun")
        return cls(weekend, tuple(holidays["on_date"].dt.date))

    @cached_property
    def _numpy(self) -> np.busdaycalendar:
        mask = [day not in self.weekend for day in WEEKDAYS]
        if not any(mask):
            raise InvalidValue("Weekend days", "must leave at least one working day")
        return np.busdaycalendar(mask, np.array(self.holidays, dtype="datetime64[D]"))

    def after(self, day: Any, n: int) -> Any:
        """The n-th business day strictly after `day`."""
        return self._offset(day, n, "backward")

    def forward(self, day: Any) -> Any:
        """`day` itself if it is a business day, else the next one."""
        return self._offset(day, 0, "forward")

    def back(self, day: Any) -> Any:
        """`day` itself if it is a business day, else the one before."""
        return self._offset(day, 0, "backward")

    def last_before(self, day: Any) -> Any:
        """The last business day strictly before `day`."""
        return self._offset(day, -1, "forward")

    def _offset(self, day: Any, n: int, roll: Any) -> Any:
        if isinstance(day, pd.Series):
            days = day.to_numpy().astype("datetime64[D]")
            moved = np.busday_offset(days, n, roll=roll, busdaycal=self._numpy)
            return pd.Series(moved.astype("datetime64[us]"), index=day.index, name=day.name)
        moved = np.busday_offset(np.datetime64(day), n, roll=roll, busdaycal=self._numpy)
        return moved.astype(date)


def countries() -> dict[str, str]:
    """The names of the countries whose public holidays are known, by their codes, in order."""
    from holidays.registry import COUNTRIES

    small = {"and", "da", "of", "the"}
    return {
        codes[1]: " ".join(w if w in small else w.capitalize() for w in name.split("_"))
        for name, codes in sorted(COUNTRIES.items())
    }


def regions(country: str) -> dict[str, str]:
    """The names of a country's regions with holidays of their own, by their codes, in order.

    >>> regions("GB")["SCT"]
    'Scotland'
    """
    import holidays

    known = holidays.country_holidays(country)
    names = {code: code for code in known.subdivisions}
    for name, code in known.subdivisions_aliases.items():
        names[code] = max(name, names[code], key=len)
    return dict(sorted(names.items(), key=lambda one: one[1]))


def official_holidays(country: str, region: str, years: Iterable[int]) -> dict[date, str]:
    """Public holidays by day, from the `holidays` package: country and region by their codes.

    >>> official_holidays("US", "NY", [2026])[date(2026, 7, 4)]
    'Independence Day'

    An unknown country or region raises InvalidValue.
    """
    import holidays

    try:
        found = holidays.country_holidays(country, subdiv=region or None, years=list(years))
    except NotImplementedError:
        expected = "must be codes such as US and NY; leave the region empty if unsure"
        got = f"{country} {region}".strip()
        raise InvalidValue("Country and region", expected, got, key="country") from None
    return dict(sorted(found.items()))
