"""Names as lists have them: given names with their short forms, and last names.

Not here: words that may be a name, too (everyday.py), or whether one is meant (names.py).
"""

from __future__ import annotations

from functools import cache
from importlib import import_module

from nicknames import NickNamer, name_triplets

from followup.naming.english import in_dictionary, is_rare
from followup.naming.spelling import folded

# the lists that are read; of the second ones only what is no English word
_NEAR_WORDS = "en_US en_GB en_IN fr_FR es_ES it_IT pl_PL"
_FAR_WORDS = "de_DE ga_IE tr_TR nl_NL pt_PT sv_SE da_DK id_ID en_NG en_KE yo_NG tw_GH"
NEAR, FAR = _NEAR_WORDS.split(), _FAR_WORDS.split()


@cache
def given_names() -> frozenset[str]:
    """Given names and their short forms, folded.

    >>> {"karen", "priya", "liz"} <= given_names()
    True
    """
    usual = {folded(name) for line in name_triplets() for name in (line.name1, line.name2)}
    found = usual | _listed("first_names", "first_names_female", "first_names_male")
    return frozenset(name for name in found if len(name) > 1)


@cache
def last_names() -> frozenset[str]:
    """Last names of four letters and more that are hardly a word, folded.

    >>> "patel" in last_names(), "hill" in last_names()
    (True, False)
    """
    return frozenset(name for name in _listed("last_names") if len(name) > 3 and is_rare(name))


@cache
def short_forms(name: str) -> frozenset[str]:
    """What somebody of this given name may be called as well, folded.

    >>> "liz" in short_forms("elizabeth"), "robert" in short_forms("bob")
    (True, True)
    """
    usual = _usual()
    return frozenset(folded(one) for one in usual.nicknames_of(name) | usual.canonicals_of(name))


@cache
def _usual() -> NickNamer:
    return NickNamer()


def _listed(*lists: str) -> set[str]:
    found = set[str]()
    for language in (*NEAR, *FAR):
        people = import_module(f"faker.providers.person.{language}").Provider
        names = {folded(name) for one in lists for name in getattr(people, one, ())}
        found |= names if language in NEAR else {one for one in names if not in_dictionary(one)}
    return found
