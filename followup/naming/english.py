"""English words: whether one is a word, how rare it is, what a mistyped one was meant to be.

Not here: names (listed.py, everyday.py).
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache

from spellchecker import SpellChecker

KNOWN_SLIPS = {"teh": "the", "hte": "the", "adn": "and", "taht": "that", "tommorow": "tomorrow",
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
    "app apps wifi ebook ebooks coworking fundraise fundraised triaged chatbot chatbots podcast podcasts upskill "
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
def in_dictionary(word: str) -> bool:
    """Whether a word stands in a dictionary of English, in any case and either spelling."""
    low = word.casefold()
    spelt = {low, low.removesuffix("s")}
    for british, american in _AMERICAN:
        spelt |= {re.sub(british, american, one) for one in set(spelt)}
    return low in NEWER or any(one in _spelling() for one in spelt)


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
