"""The numbers of the follow-up policy FP-1, and the seeker's business-day calendar.

Not here: any duty; the rules read these numbers and decide what is owed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from typing import Any, Self

from followup.errors import InvalidValue

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
POLICY_PREFIX, WEEKEND_KEY = "policy.", "calendar.weekend"  # in the settings table


def _number(default: int, label: str, source: str, high: int = 120) -> Any:
    return field(default=default, metadata={"label": label, "source": source, "high": high})


@dataclass(frozen=True)
class Policy:
    """How long each duty may take, in business or calendar days, and where that is from.

    >>> Policy().call_after
    2
    """

    reflection_latest: int = _number(1, "Reflection: at the latest, business days after the meeting", "practice, A1.1")  # fmt: skip
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
    reply_target: int = _number(1, "Reply to a no, news of an offer, withdrawal: aim for, business days", "practice, B1.4")  # fmt: skip
    reply_latest: int = _number(2, "Reply to a no, news of an offer, withdrawal: at the latest, business days", "practice, B1.4")  # fmt: skip
    offer_thanks: int = _number(1, "Thanks for an offer: at the latest, business days", "practice")
    undated: int = _number(7, "A promise or an offer without a day is given, days", "practice")
    unrecorded: int = _number(2, "A past meeting still counts as arranged for, business days", "practice")  # fmt: skip
    landed_target: int = _number(5, "News of the new job: aim for, business days", "practice, B5.1")
    landed_latest: int = _number(10, "News of the new job: at the latest, business days", "practice, B5.1")  # fmt: skip
    horizon: int = _number(14, "The list looks ahead, days", "practice")
    look_again: int = _number(14, "Where nothing is owed: look again after, days", "practice")
    touches_unanswered: int = _number(3, "Notes without a reaction before a pause is suggested", "practice, A5.2", high=50)  # fmt: skip
    clipping_fresh: int = _number(90, "An article is fresh for, days", "practice, A5.3", high=999)
    answer_within: int = _number(14, "In the charts an answer counts for a letter within, days", "practice")  # fmt: skip
    settled_after: int = _number(30, "In the charts a way in counts after, days", "practice")
    daily_load: int = _number(5, "After a break: at most this many a day", "practice", high=50)
    patience: int = _number(1, "The time they name is multiplied by", "practice, A1.7", high=3)
    call_at_window_end: int = _number(0, "Call late in the window (1) or early (0)", "both articles, A3.3 and B3.1", high=1)  # fmt: skip

    @classmethod
    def of(cls, settings: Mapping[str, str]) -> Self:
        """The policy kept in the settings: the usual numbers, but for what the seeker changed."""
        kept = {one.name: settings.get(POLICY_PREFIX + one.name, "") for one in fields(cls)}
        return cls(**{name: int(text) for name, text in kept.items() if text.isdecimal()})

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
    ("reply_target", "reply_latest"),
    ("landed_target", "landed_latest"),
)


class Calendar:
    """Business days: every day but the weekend days and the holidays of the seeker.

    Each method takes a day and gives one (domain.md 1.5, Calendar). What was counted once is
    remembered: a search asks for few distinct days.

    >>> Calendar(holidays=(date(2026, 2, 16),)).after(date(2026, 2, 12), 2)
    datetime.date(2026, 2, 17)
    """

    def __init__(
        self, weekend: Iterable[str] = ("Sat", "Sun"), holidays: Iterable[date] = ()
    ) -> None:
        self._off = {WEEKDAYS.index(day) for day in weekend if day in WEEKDAYS}
        if len(self._off) == len(WEEKDAYS):
            raise InvalidValue("Weekend days", "must leave at least one working day")
        self._holidays = frozenset(holidays)
        self._counted: dict[tuple[date, int], date] = {}

    @classmethod
    def of(cls, settings: Mapping[str, str], holidays: Iterable[date]) -> Self:
        """The calendar kept in the settings, with these days off."""
        return cls(settings.get(WEEKEND_KEY, "Sat Sun").split(), holidays)

    def is_business(self, day: date) -> bool:
        """Whether `day` is neither a weekend day nor a holiday."""
        return day.weekday() not in self._off and day not in self._holidays

    def after(self, day: date, n: int) -> date:
        """The n-th business day strictly after `day`; for n below 0 strictly before it."""
        if (day, n) not in self._counted:
            step, found, left = timedelta(1 if n > 0 else -1), day, abs(n)
            while left:
                found += step
                left -= self.is_business(found)
            self._counted[day, n] = found
        return self._counted[day, n]

    def forward(self, day: date) -> date:
        """`day` itself if it is a business day, else the next one."""
        return day if self.is_business(day) else self.after(day, 1)

    def back(self, day: date) -> date:
        """`day` itself if it is a business day, else the one before."""
        return day if self.is_business(day) else self.after(day, -1)

    def end_of_week(self, day: date) -> date:
        """The last business day of the week of `day`."""
        return self.back(day + timedelta(days=6 - day.weekday()))


def countries() -> dict[str, str]:
    """The names of the countries whose public holidays are known, by their codes, in order."""
    from babel import Locale
    from holidays.registry import COUNTRIES

    names = Locale("en").territories
    known = {codes[1]: names.get(codes[1], codes[0]) for codes in COUNTRIES.values()}
    return dict(sorted(known.items(), key=lambda one: one[1]))


def country_here() -> str:
    """The code of the country whose time the computer keeps, empty where that is none."""
    from babel.core import get_global
    from babel.localtime import get_localzone

    zone = getattr(get_localzone(), "key", "")
    country = str(get_global("zone_territories").get(zone, ""))
    return country if country in countries() else ""


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
