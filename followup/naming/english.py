"""English words: whether one is a word, how rare it is, what a mistyped one was meant to be.

Not here: names (listed.py, everyday.py).
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache

from spellchecker import SpellChecker
from spylls.hunspell import Dictionary

KNOWN_SLIPS = {"teh": "the", "hte": "the", "adn": "and", "taht": "that", "tommorow": "tomorrow", "calender": "calendar",
               "maintainance": "maintenance", "reccomend": "recommend", "schedual": "schedule"}  # fmt: skip
RARE = 3e-7  # how common a word is that hardly anybody uses
LIKELY = 4e-7  # how common a word must be for another to count as a mistake for it
LONG = 8  # letters from which two slips in one word are looked for
NEAR = 0.85  # how alike the right word is then, 0 to 1
_AMERICAN = (
    ("our", "or"), (r"([iy])s(?=(?:e|ed|es|ing|ation|ations|er|ers)$)", r"\1z"), ("mme", "m"),
    (r"([tb])re(s?)$", r"\1er\2"), (r"([tb])red$", r"\1ered"), (r"ll(?=ed|ing|er)", "l"), ("ogue", "og"),
    ("oeuvre", "euver"), ("ae|oe", "e"), ("^(def|off|pret|lic)enc", r"\1ens"), ("nium", "num"), ("^scep", "skep"),
    (r"oul(?=[dt])", "ol"), ("aught", "aft"), ("^pyj", "paj"),
)  # fmt: skip
_NEWER_WORDS = (
    "app apps etc ok wifi ebook ebooks coworking fundraise fundraised triaged chatbot chatbots podcast podcasts upskill "
    "upskilled upskilling reskilling onboard onboarded offboarding onboarding dataset datasets timesheet timesheets mentee mentees "
    "kerb kerbs palletiser palletised hybrid emoji emojis hashtag login logins username webinar webinars kanban scrum"
)
NEWER = frozenset(_NEWER_WORDS.split())


@cache
def _spelling() -> SpellChecker:
    return SpellChecker(distance=1)


@cache
def _common_words(begin: str) -> list[str]:
    """The words of some length that many use and that begin so."""
    usage = _spelling().word_usage_frequency
    return [
        word for word in _spelling()
        if word.startswith(begin) and len(word) >= LONG and usage(word) >= LIKELY
    ]  # fmt: skip


@cache
def _with_case() -> Dictionary:
    """A dictionary that has names with a capital only, and every other word in small letters."""
    return Dictionary.from_files("en_US")


def _spelt(word: str) -> set[str]:
    """A word in small letters in each spelling, and without the s behind it."""
    spelt = {word.casefold(), word.casefold().removesuffix("s")}
    for british, american in _AMERICAN:
        spelt |= {re.sub(british, american, one) for one in set(spelt)}
    return spelt


@cache
def in_dictionary(word: str) -> bool:
    """Whether a word stands in a dictionary of English, in any case and either spelling."""
    return word.casefold() in NEWER or any(one in _spelling() for one in _spelt(word))


@cache
def is_a_word(word: str) -> bool:
    """Whether it is a word of English, and not only a name.

    >>> is_a_word("harbour"), is_a_word("grenoble")
    (True, False)
    """
    return word.casefold() in NEWER or any(map(_with_case().lookup, _spelt(word)))


def is_slip(word: str) -> bool:
    """Whether a word is a common one with a letter left out, or two in the wrong order.

    >>> is_slip("referal"), is_slip("fabrice")
    (True, False)
    """
    low = word.casefold()
    return any(
        len(right) > len(one) or sorted(right) == sorted(one)
        for one in (low, low.removesuffix("s")) for right in corrections(one)
    )  # fmt: skip


def is_rare(word: str) -> bool:
    """Whether hardly anybody uses a word."""
    return _spelling().word_usage_frequency(word.casefold()) < RARE


@cache
def corrections(word: str) -> list[str]:
    """The common words that a mistyped one may be meant to be, the likeliest first."""
    if word in KNOWN_SLIPS:
        return [KNOWN_SLIPS[word]]
    if len(word) < 4 or in_dictionary(word):
        return []
    usage = _spelling().word_usage_frequency
    near = [one for one in _spelling().candidates(word) or () if one[0] == word[0]]
    if not near and len(word) > LONG:
        near = get_close_matches(word, _common_words(word[:2]), cutoff=NEAR)
    return sorted((one for one in near if usage(one) >= LIKELY), key=usage, reverse=True)
