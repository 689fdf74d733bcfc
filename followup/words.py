"""Days, counts and lists as a reader says them; one way for each.

Not here: the words for the choices of a form (forms/words.py).
"""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache


@cache
def say_day(day: date, today: date | None = None) -> str:
    """A day as a reader says it, with its year where that is not the year of `today`.

    >>> say_day(date(2026, 3, 5)), say_day(date(2026, 3, 5), date(2027, 2, 1))
    ('Thursday 5 March', 'Thursday 5 March 2026')
    """
    year = "" if today is None or day.year == today.year else f" {day.year}"
    return f"{day:%A} {day.day} {day:%B}{year}"


def day_from(day: date, today: date) -> str:
    """A day with its distance from today.

    >>> day_from(date(2026, 3, 5), today=date(2026, 3, 2))
    'Thursday 5 March, in 3 days'
    """
    day = day.date() if isinstance(day, datetime) else day
    n = (day - today).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    away = near.get(n) or (f"in {n} days" if n > 0 else f"{-n} days ago")
    return f"{say_day(day, today)}, {away}"


def say_instant(instant: datetime) -> str:
    """An instant as the seeker's clock shows it: 'Thursday 5 March 2026 at 19:42'."""
    if instant != instant:
        return "a time that cannot be read"
    at = datetime.fromtimestamp(instant.timestamp())  # also of a pandas instant
    return f"{at:%A} {at.day} {at:%B %Y} at {at:%H:%M}"


def n_of(n: float, one: str, many: str = "") -> str:
    """A number of things in words.

    >>> n_of(1, "day"), n_of(9, "day"), n_of(2, "person", "people")
    ('1 day', '9 days', '2 people')
    """
    return f"{n:.0f} {one if n == 1 else many or one + 's'}"


def list_of(names: Sequence[str]) -> str:
    """Names as a list in a sentence.

    >>> list_of(["Ana", "Ben", "Cleo"])
    'Ana, Ben and Cleo'
    """
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def ordinal(n: int) -> str:
    """The ordinal of a whole number, in words as far as they are short.

    >>> ordinal(2), ordinal(12)
    ('second', '12th')
    """
    small = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")
    ending = {1: "st", 2: "nd", 3: "rd"}.get(n % 10 if n % 100 not in (11, 12, 13) else 0, "th")
    return small[n - 1] if 0 < n <= len(small) else f"{n}{ending}"
