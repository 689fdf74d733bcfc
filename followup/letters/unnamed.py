"""What may name somebody in a text that leaves the workbook, though nobody entered it as a name:
given names, places and employers in any case, short forms and misspellings of names on record.

Not here: covering it (cover/), or the names on record as they are written.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, cached_property
from zoneinfo import available_timezones

from followup.cover.last_look import sounded, unknown
from followup.cover.stand_ins import STAND_IN
from followup.letters.notes import sentences
from followup.naming.english import KNOWN_SLIPS, corrections, is_a_word, is_rare, is_slip
from followup.naming.everyday import (
    ABBREVIATIONS,
    AFTER_A_WORD,
    DAYS,
    GENERIC,
    LANGUAGES,
    MODAL,
    MONTHS,
    RATHER_WORDS,
    SHORT_DAYS,
    SHORTENED,
    SPEAKING,
    TITLES,
    TOOL_KEYS,
    is_everyday,
)
from followup.naming.listed import given_names, last_names, short_forms
from followup.naming.spelling import folded
from followup.policy import countries

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_CAPITAL = r"[^\W\d_a-z][\w’'-]*"
_AFTER_A_TITLE = re.compile(r"\b(?:mrs?|ms|mx|dr|prof|herr|frau|mme)\.? $", re.I)
_RELATIVES = "sister|brother|husband|wife|son|daughter|mother|father"
_RELATIVE = re.compile(rf"\b(?:{_RELATIVES}) $", re.I)
_AT = re.compile(
    rf"\b(?:at|from|near|joined|left|called|named|via|some|{_RELATIVES}|"
    r"boss|manager|deputy|partner|friend|colleague|assistant|predecessor) $",
    re.I,
)
_IN = re.compile(r"\b(?:in|to|from|near|at) $", re.I)
_FOR = re.compile(r"\b(?:for|with|in|to|of|and|by|ask|told|met) $", re.I)
_TOLD = re.compile(r"\b(?:ask|told|tell|met|with|by|and) $", re.I)
_DOES = re.compile(r" (?:is|was|has|had|will|left|\w+s|\w+ed)\b")
_ARTICLE = re.compile(r"\b(?:an?|the|this|that|each|every|one|my|our|their|his|her) $", re.I)
_PREFIXED = re.compile(r"(?:o['’]|mc)\w{3,}")
_STREET = re.compile(
    r"(?P<number>\b\d+\w?,? (?:[nsew]\.? )?|\b[sew] (?=\d))?\b(?P<name>\w{4,}|\d+(?:st|nd|rd|th)) (?:st|street|rd|road|lane|ave|avenue|blvd)\b",
    re.I,
)
_HOUSE = re.compile(
    r"\b(?:at|from|in|on|of|near|opp|opposite|joined|left) (?:the )?(?P<house>st\.? (?P<saint>[^\W\d_]{4,})|(?P<name>[^\W\d_]+) (?:house|hall|hotel|school|college|county|creek|diner|dairies|partners))\b",
    re.I,
)
_POSTCODE = re.compile(
    r"\b[a-z]{1,2}\d[a-z\d]? ?\d(?!nd|rd|st|th|hr|yr)[abd-hjlnp-uw-z]{2}\b", re.I
)
KNOWN = KNOWN_SLIPS.keys() | SHORTENED | SHORT_DAYS | TOOL_KEYS | MONTHS | DAYS  # and no names
LONG = 5  # letters from which a misspelling of a name is looked for
NEAR = 0.79  # how alike it is, 0 to 1


@dataclass(frozen=True)
class Unnamed:
    """What was found: `called` are other spellings of people on record, by the word; `names` what
    names somebody else, a place or an employer; `asked` what only a reader can tell.
    """

    called: Mapping[str, str]
    names: Sequence[str]
    asked: Sequence[str]


@dataclass(frozen=True)
class _Word:
    """A word where it stands: what is before it in its sentence, and after it."""

    word: str
    before: str
    after: str

    @cached_property
    def key(self) -> str:
        """The word without case and accents."""
        return folded(self.word)

    @cached_property
    def low(self) -> str:
        """The word in small letters."""
        return self.word.casefold()

    @cached_property
    def is_capital(self) -> bool:
        """Whether it has a capital that no beginning explains."""
        first = not re.search(r"\w", self.before) or self.before.rstrip(" “\"‘'(")[-1:] in (
            ":",
            ".",
            "?",
        )
        return self.word.istitle() and not first

    @cached_property
    def is_adjective(self) -> bool:
        """Whether it tells of a country: indian, spanish, and not in one: in milan."""
        return self.low.endswith(("an", "ish", "ese")) and not _IN.search(self.before)

    @cached_property
    def is_behind_a_name(self) -> bool:
        """Whether it stands right behind a given name, as last names do."""
        before = re.findall(r"([^\W\d_]+) $", self.before)
        return any(folded(one) in given_names() for one in before)

    @cached_property
    def speaks(self) -> bool:
        """Whether it does what a person does: says, asks, thinks; or something is said to be theirs."""
        goes_on = re.match(r"['’]s\b|(?: \w+)? \w+", self.after)  # also: mark also said
        words = re.findall(r"\w+", goes_on[0]) if goes_on else []
        return words == ["s"] or not {folded(one) for one in words}.isdisjoint(SPEAKING)

    @cached_property
    def is_rather_a_word(self) -> bool:
        """Whether it is a word more often than a name."""
        return self.low in RATHER_WORDS or is_everyday(self.word) or self.word.isupper()


def unnamed(text: str, job: str, people: Mapping[str, str]) -> Unnamed:
    """What may still name somebody in a text whose names on record are covered. `job` are texts
    whose words are no names, `people` the names on record by their owner.
    """
    called, names, asked = dict[str, str](), dict[str, None](), dict[str, None]()
    of_the_job = set(map(folded, _WORD.findall(job)))
    for name in _with_capitals(text, job):
        owner = next(filter(None, (_misspelt(word, people) for word in name.split())), "")
        if owner:
            called[name] = owner
        else:
            names[name] = None
    for one in _words(text):
        owner = _short_for(one, people) or _misspelt(one.word, people)
        is_of_the_job = one.key in of_the_job and not one.speaks
        if owner:
            called[one.word] = owner
        elif _AFTER_A_TITLE.search(one.before) or (not is_of_the_job and _is_name(one)):
            names[one.word if one.word[0].isupper() else one.word.title()] = None
        elif not is_of_the_job and _may_be_name(one, people):
            asked[one.word] = None
    names |= dict.fromkeys(_places_in(text))
    names |= dict.fromkeys(_codes_beside(text, names))
    rest = [word for word in asked if word not in names]
    return Unnamed(called, sorted(names, key=len, reverse=True), rest)


def _places_in(text: str) -> Iterator[str]:
    """Streets, houses and postcodes, as they are typed."""
    for part in _parts_of(text):
        for street in _STREET.finditer(part):
            if street["number"] or not is_everyday(street["name"]):
                yield street[0]
        yield from (m["house"] for m in _HOUSE.finditer(part) if m["saint"] or is_rare(m["name"]))
        yield from (code[0] for code in _POSTCODE.finditer(part))


def _codes_beside(text: str, names: Collection[str]) -> Iterator[str]:
    """Numbers of five digits beside the name of a place."""
    either = "|".join(map(re.escape, names)) or r"(?!)"
    beside = rf"(?:{either}),? (\d{{5}})\b|\b(\d{{5}}) (?:{either})\b"
    yield from (code[1] or code[2] for code in re.finditer(beside, text, re.I))


def _parts_of(text: str) -> Iterator[str]:
    """The sentences and notes of a text, with every stand-in blanked out."""
    for part in sentences(text.replace("- ", "\n").replace(" / ", "\n")):
        yield STAND_IN.sub(lambda found: "\ufffc" * len(found[0]), part)


def _words(text: str) -> Iterator[_Word]:
    for part in _parts_of(text):
        for found in _WORD.finditer(part):
            word = _without_s(found[0])
            end = found.start() + len(word)
            yield _Word(
                word.removeprefix("ex-"),
                part[: found.start()] + "ex-" * word.startswith("ex-"),
                part[end:],
            )


def _without_s(word: str) -> str:
    """A word without what makes it somebody's; of a name also without an s that was typed for it."""
    bare = re.sub(r"['’]s?$", "", word)
    is_of_a_name = bare[-1:] == "s" and folded(bare[:-1]) in given_names() and is_rare(bare)
    return bare[:-1] if is_of_a_name and folded(bare) not in given_names() else bare


def _with_capitals(text: str, job: str) -> Iterator[str]:
    """Names of several words, or of one that no dictionary has: those side by side are one."""
    odd = set(unknown([text], [job]))
    for part in _parts_of(text):
        for run in re.finditer(rf"{_CAPITAL}(?: (?:& )?{_CAPITAL})*", part):
            words = list(re.finditer(_CAPITAL, run[0]))
            named = [w for w in words if _is_odd(w[0], part[: run.start() + w.start()], odd, job)]
            if len(words) > 1 and folded(words[-1][0]) in GENERIC and run[0] not in job:
                named = named or words  # Tarn House
            if named:  # with the words of other names beside it
                begin = named[0].start() if not part[: run.start()].strip() else 0
                yield _without_s(run[0][begin:])


def _is_odd(word: str, before: str, odd: Collection[str], job: str) -> bool:
    """Whether a word with a capital looks like a name where it stands."""
    word = _without_s(word)
    is_tool = folded(word) in TOOL_KEYS
    is_plain = is_tool or word in LANGUAGES or not word.replace("-", "").isalpha()
    is_of_the_job = re.search(rf"\b{re.escape(word)}\b", job)
    if is_plain or is_of_the_job or {word, *word.split("-")}.isdisjoint(odd):
        return False
    return _Word(word.title(), before, "").is_capital or not is_a_word(word)


def _is_name(one: _Word) -> bool:
    """Whether a word is a given name, a place or an employer, in any case; what is rather a word
    only with a capital, or where somebody speaks.
    """
    is_given = all(part in given_names() for part in one.key.split("-"))
    is_last = one.key in last_names()
    if len(one.word) < 2 or one.low in AFTER_A_WORD:
        return False
    if (
        _PREFIXED.match(one.key)
        or one.before.endswith("ex-")
        or ((is_given or is_last) and one.speaks)
    ):
        return True
    if one.is_capital and one.low not in MONTHS | DAYS and one.word not in LANGUAGES:
        return is_given or bool(_AT.search(one.before) or re.search(r"\bfor $", one.before))
    is_place = one.key in places() and not one.is_adjective
    if (is_given or is_place) and not one.is_rather_a_word:
        return not (one.word.islower() and is_a_word(one.word) and _ARTICLE.search(one.before))
    if is_given and _RELATIVE.search(one.before) and one.low not in MODAL:
        return True
    is_placed = _AT.search(one.before) or one.is_behind_a_name
    is_typed_so = bool(corrections(one.word)) and not is_placed
    is_strange = one.word.islower() and _is_unheard_of(one.word)
    return is_strange and not is_typed_so and not one.is_adjective


def _may_be_name(one: _Word, people: Mapping[str, str]) -> bool:
    """Whether only a reader can tell: a word nobody has heard of, a rare one where a place would
    stand, a plain one with a capital, a short form in small letters.
    """
    if one.word.islower():
        is_place = _AT.search(one.before) or _IN.search(one.before)
        is_short = one.is_rather_a_word and bool(_FOR.search(one.before)) and any(
            one.key in short_forms(folded(next(iter(_WORD.findall(name)), ""))) for name in people.values()
        )  # fmt: skip
        is_rare_here = bool(is_place) and is_rare(one.word) and not is_everyday(one.word)
        is_last = one.key in last_names() and is_rare(one.word)
        is_doing = (
            one.speaks
            or _TOLD.search(one.before)
            or (not one.before.strip() and _DOES.match(one.after))
        )
        is_strange = bool(is_doing) and len(one.word) == 3 and _is_strange(one.word)
        is_unheard_of = _is_unheard_of(one.word) and not one.is_adjective
        return is_short or is_rare_here or is_last or is_strange or is_unheard_of
    is_time = one.low in MONTHS | DAYS | TITLES or one.word in LANGUAGES or len(one.word) < 2
    return (
        one.is_capital and is_everyday(one.word) and bool(_FOR.search(one.before)) and not is_time
    )


def _is_unheard_of(word: str) -> bool:
    """Whether a word is no English, and no typing error either."""
    return len(word) > 3 and not re.search(r"\w{2}['’]", word) and _is_strange(word)


def _is_strange(word: str) -> bool:
    """Whether a word is no English, not shortened, and no typing error."""
    low = word.casefold()
    is_known = not KNOWN.isdisjoint((low, low.removesuffix("s"))) or word.upper() in ABBREVIATIONS
    is_word = word.title() in LANGUAGES or any(map(is_a_word, word.split("-")))
    return not (is_known or is_word or is_slip(word))


def _short_for(one: _Word, people: Mapping[str, str]) -> str:
    """Whose first name a word is, or is a usual short form of; empty if nobody's. What is also a
    word needs a capital, or somebody who speaks.
    """
    if one.word.islower() and not one.speaks and one.is_rather_a_word:
        return ""
    for owner, name in people.items():
        parts = [folded(part) for part in _WORD.findall(name)]
        is_short = bool(parts) and one.key in short_forms(parts[0])
        if is_short or (one.speaks and one.key in parts) or _is_clipped(one, parts):
            return owner
    return ""


def _is_clipped(one: _Word, parts: Sequence[str]) -> bool:
    """Whether a word is the beginning of a first name, or one of the names with an s: reub, tomo."""
    if not _is_strange(one.word):
        return False
    is_beginning = len(one.key) > 3 and any(part.startswith(one.key[:-1]) for part in parts[:1])
    return is_beginning or one.key.removesuffix("s") in parts


def _misspelt(word: str, people: Mapping[str, str]) -> str:
    """Whose name a word is that no dictionary has and that is nearly one; another given name only
    if it sounds the same. Empty if nobody's.
    """
    key = folded(word)
    is_given = key in given_names()
    if len(key) < LONG or not (is_rare(word) or is_given):
        return ""
    for part, owner in _parts(tuple(people.items())):
        is_near = part[0] == key[0] and abs(len(part) - len(key)) < 3
        is_alike = (
            sounded(part) == sounded(key)
            if is_given
            else SequenceMatcher(None, part, key).ratio() > NEAR
        )
        if is_near and is_alike:
            return owner
    return ""


@cache
def _parts(people: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    """The long parts of names, folded, each with its owner."""
    return [
        (folded(part), owner)
        for owner, name in people
        for part in _WORD.findall(name)
        if len(part) >= LONG and not is_everyday(part)
    ]


@cache
def places() -> frozenset[str]:
    """The words of countries and of the cities that name a time zone, folded."""
    cities = {part for zone in available_timezones() for part in zone.replace("_", " ").split("/")}
    names = (*cities, *countries().values())
    return frozenset(folded(word) for name in names for word in name.split() if len(word) > 2)
