"""What may name somebody in a text that leaves the workbook, though nobody entered it as a name:
given names, places and employers in any case, short forms and misspellings of names on record.

Not here: covering it (cover/), or the names on record as they are written.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from importlib import import_module
from zoneinfo import available_timezones

from nicknames import NickNamer, name_triplets

from followup.cover.last_look import unknown
from followup.cover.stand_ins import STAND_IN
from followup.letters.notes import sentences
from followup.letters.slips import corrections, in_dictionary, is_rare
from followup.naming.everyday import ABBREVIATIONS, LANGUAGES, SPEAKING, is_everyday
from followup.naming.spelling import folded
from followup.policy import countries

# Given names and places that are rather words; they count as names before "said" and its like.
_RATHER_WORDS = """
ab abbey africa ale alla amber america ance angel ant app ara ari ascension atlantic augusta aura
bab basil bat bea beck bias biddy bige birdie bo boa bob brandy bree brina broken cage cal canary
candela candy cape carina carm chase chat cher chi chick christian christmas cleat clo cocos con
concha continental corny corona costa crate crissy crystal cy dal dea delf dell democrates destiny
deuteronomy dicey dicky dilly dob dobbin dominican don dunk dutch dyer easter eb ebony eighta elba
em equatorial es exie experience factory falcon fanny farmboy fate fel fie flick flora fort forum
gala gee gene ginger glory goose gory governor gum gus hal ham hank hap haps harsh harty hazel
heard heather herb hitty hob hodge holly hop ike indie indy inlet iris isle ivory ivy jade jasmine
jay jem jersey kill kingdom kit lance laurel leet leste lias lib lino lodi lon lope lorry los
lower luce luna mac mack marina mason mat maxi meg merci midge midway mike mima minty missy misty
mitty mock mort mose mountain mur nanny nap nappy navajo nell nerva newt nib nick obed obedience
ode ola ona ora oral ote outlying palmer pandora parker pat pate patty peg peregrine philander
pier pip pleasant pokey pres principe prissy providence rainy randy raven raze ree reed reg reggie
relief republic resolute reunion rica rio rob roc rod roger rolly rosemary rube rusty sal salmon
san sandwich santa scotty sene shay sher si sierra sig silence sis sly smith sol squat tal tanner
teeny telly temperance tempy territories territory thunder tick tiff tine tome troll turk turkey
turks universal verde vert vester vet vi viola vista viv wake wash wen wet willy wint woody yap
zed zulu
"""
RATHER_WORDS = frozenset(_RATHER_WORDS.split())
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_CAPITAL = r"[^\W\d_a-z][\w’'-]*"
_BEFORE_A_NAME = re.compile(
    r"\b(?:at|from|near|in|for|with|joined|left|called|named|via|worked|and|mrs?|ms|mx|dr)\.? $",
    re.I,
)
_PREFIXED = re.compile(r"(?:o['’]|mc)\w{3,}")
_AFTER_A_PLACE_WORD = re.compile(r"\b(?:at|from|near|in|to|joined|left) $", re.I)
LANGUAGES_OF_NAMES = ("en_US", "en_GB", "en_IN", "fr_FR", "es_ES", "it_IT", "pl_PL")
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


def unnamed(text: str, job: str, people: Mapping[str, str]) -> Unnamed:
    """What may still name somebody in a text whose names on record are covered. `job` are texts
    whose words are no names, `people` the names on record by their owner.
    """
    called, names, asked = dict[str, str](), dict[str, None](), dict[str, None]()
    of_the_job = set(map(folded, _WORD.findall(job)))
    odd = set(unknown([text], [job]))
    for part in sentences(text.replace("- ", "\n").replace(" / ", "\n")):
        bare = STAND_IN.sub(lambda found: "\ufffc" * len(found[0]), part)
        for run in re.finditer(rf"{_CAPITAL}(?: (?:& )?{_CAPITAL})*", bare):
            words = list(re.finditer(_CAPITAL, run[0]))
            named = [w for w in words if _is_odd(w[0], bare[: run.start() + w.start()], odd, job)]
            owners = [_misspelt(_without_s(w[0]), people) for w in words]
            if any(owners):
                called[_without_s(run[0])] = next(filter(None, owners))
            elif named:  # with the words of other names beside it
                begin = named[0].start() if not bare[: run.start()].strip() else 0
                names[_without_s(run[0][begin:])] = None
        for found in _WORD.finditer(bare):
            word = _without_s(found[0])
            before, after = bare[: found.start()], bare[found.end() :]
            speaks = _speaks(after)
            if owner := _short_for(word, people, speaks) or _misspelt(word, people):
                called[word] = owner
            elif folded(word) in of_the_job and not speaks:
                continue
            elif _is_name(word, speaks):
                names[word] = None
            elif word.islower() and _is_unheard_of(word):
                (names if _BEFORE_A_NAME.search(before) else asked)[word] = None
            elif _AFTER_A_PLACE_WORD.search(before) and is_rare(word) and not is_everyday(word):
                asked[word] = None
    return Unnamed(
        called, sorted(names, key=len, reverse=True), [w for w in asked if w not in names]
    )


def _without_s(word: str) -> str:
    return re.sub(r"['’]s?$", "", word)


def _is_odd(word: str, before: str, odd: Collection[str], job: str) -> bool:
    """Whether a word with a capital looks like a name where it stands."""
    word = _without_s(word)
    is_plain = word in LANGUAGES or not word.replace("-", "").isalpha()
    if (
        is_plain
        or not {word, *word.split("-")} & set(odd)
        or re.search(rf"\b{re.escape(word)}\b", job)
    ):
        return False
    is_first = not re.search(r"\w", before) or before.rstrip(" “\"‘'(").endswith((":", ".", "?"))
    return not (is_first and in_dictionary(word))


def _speaks(after: str) -> bool:
    """Whether a text goes on with what a person does: says, asks, thinks."""
    goes_on = re.match(r"(?: \w+)? (\w+)", after)  # also: mark also said
    return bool(goes_on) and not {*map(folded, goes_on[0].split())}.isdisjoint(SPEAKING)  # type: ignore[index]


def _is_name(word: str, speaks: bool) -> bool:
    """Whether a word is a given name or a place, in any case; one that is rather a word only where
    somebody speaks.
    """
    key = folded(word)
    is_given = all(part in given_names() for part in key.split("-"))
    is_rather_a_word = key in RATHER_WORDS or is_everyday(word) or word.isupper()
    if _PREFIXED.match(key):
        return True
    return (is_given and speaks) or ((is_given or key in places()) and not is_rather_a_word)


def _is_unheard_of(word: str) -> bool:
    """Whether no dictionary has a word, and it is no typing error either."""
    is_long = len(word) > 3 and not re.search(r"\w{2}['’]", word)
    is_short_for = word.upper() in ABBREVIATIONS
    return (
        is_long
        and not is_short_for
        and not any(map(in_dictionary, word.split("-")))
        and not corrections(word)
    )


def _short_for(word: str, people: Mapping[str, str], speaks: bool) -> str:
    """Whose first name a word is, or is a usual short form of; empty if nobody's. What is also a
    word needs a capital, or somebody who speaks.
    """
    key = folded(word)
    if word.islower() and not speaks and (key in RATHER_WORDS or is_everyday(word)):
        return ""
    for owner, name in people.items():
        parts = [folded(part) for part in _WORD.findall(name)]
        if parts and (key in _short_forms(parts[0]) or (speaks and key in parts)):
            return owner
    return ""


@cache
def _short_forms(name: str) -> set[str]:
    """What somebody of this name may be called as well."""
    usual = _nicknames()
    return {folded(one) for one in usual.nicknames_of(name) | usual.canonicals_of(name)}


@cache
def _nicknames() -> NickNamer:
    return NickNamer()


def _misspelt(word: str, people: Mapping[str, str]) -> str:
    """Whose name a word is that no dictionary has and that is nearly one; empty if nobody's."""
    key = folded(word)
    if len(key) < LONG or (in_dictionary(word) and key not in given_names()):
        return ""
    for part, owner in _parts(tuple(people.items())):
        is_near = part[0] == key[0] and abs(len(part) - len(key)) < 3
        if is_near and SequenceMatcher(None, part, key).ratio() > NEAR:
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
def given_names() -> frozenset[str]:
    """Given names and their short forms, folded."""
    found = {name for line in name_triplets() for name in (line.name1, line.name2)}
    for language in LANGUAGES_OF_NAMES:
        people = import_module(f"faker.providers.person.{language}").Provider
        found |= {*people.first_names, *people.first_names_female, *people.first_names_male}
    return frozenset(folded(name) for name in found if len(name) > 1)


@cache
def places() -> frozenset[str]:
    """The words of countries and of the cities that name a time zone, folded."""
    cities = {part for zone in available_timezones() for part in zone.replace("_", " ").split("/")}
    return frozenset(
        folded(word)
        for name in (*cities, *countries().values())
        for word in name.split()
        if len(word) > 2
    )
