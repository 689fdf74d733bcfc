"""What a person or a company is called: the parts of a name, and its usual short forms.

Not here: finding them in a text (names.py).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import takewhile

from followup.naming.everyday import (
    DEGREES,
    GENERIC,
    LEGAL,
    PARTICLES,
    TITLES,
    is_everyday,
)  # fmt: skip
from followup.naming.spelling import NO_BLANKS, folded

PART = re.compile(r"[^\W_]+")
SOMEONE = "someone"  # stands where a person was erased
WITH_FIRST_NAME = ("sir", "dame")  # titles that go with the first name
LONG = 4  # letters from which a part of a name is a name however it is written
DOTTED = {"ing", "mag"}  # titles only with their point: Ing is a first name, too
_CJK_LEGAL = re.compile(
    "株式会社|有限会社|合同会社|주식회사|^(?:北京|上海|深圳|广州|杭州)|"
    "(?:科技|网络|信息|技术)*(?:股份有限公司|有限公司|公司|集团)$"
)
SMALL = frozenset(
    ["and", "das", "de", "der", "des", "die", "du", "et", "for", "la", "le", "of", "the", "und"]
)
_PAIR = re.compile(r"\b(\w)\w*\s*&\s*(\w)")
_POSSESSIVE = re.compile(r"['’ʼ]s$", re.IGNORECASE)
AND = ("and", "und", "et", "og", "och", "y", "e", "en", "i")
_TEAM_WORDS = "team hr department office recruiting recruitment hiring careers committee panel board reception"
TEAM = frozenset(_TEAM_WORDS.split())
CJK_TITLES = (
    "先生|女士|小姐|老师|老師|教授|博士|经理|經理|总监|總監|主任|董事|总|總|董|工|さん|さま|様|氏|君|くん|ちゃん|部長|課長|社長|"
    "씨|님|부장|차장|과장|대리|사원|사장|팀장|이사|대표|실장|본부장|상무|전무|선생|교수|박사"
)
CJK = "[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
TWO_CHARACTERS = frozenset(
    [
        "欧阳",
        "歐陽",
        "司马",
        "司馬",
        "上官",
        "诸葛",
        "諸葛",
        "东方",
        "東方",
        "皇甫",
        "尉迟",
        "公孙",
        "令狐",
        "남궁",
        "황보",
        "제갈",
        "선우",
        "독고",
    ]
)
_SLAVIC = re.compile(
    "[ąćčďěęłńňřśšťůýźżžđ]|.(ski|cki|dzki|ska|cka|ova|ov|ev|eva|ic|vic|wicz|czyk|czuk|enko|chuk|"
    "ik|yk|ak|ek|uk|inski|opoulos|opoulou|idis|akis|adis|oglou)$"
)  # fmt: skip


class Strength(IntEnum):
    """What makes a word of a text stand for a part of a name."""

    BESIDE = 0  # another part of the name beside it
    HANDLE = 1  # an address, a handle or a file name around it
    EVERYDAY = 2  # a greeting or a title before it, or a capital inside a sentence
    CAPITAL = 3  # its capital
    SURE = 4  # nothing more


@dataclass
class Forms:
    """The ways in which one name may be written, as the finder looks for them."""

    words: dict[str, tuple[Strength, str]] = field(default_factory=dict)  # folded; as written
    initials: set[str] = field(default_factory=set)
    last: str = ""  # the last part, folded, after which a comma and the first name may stand
    patterns: set[str] = field(default_factory=set)  # where words stand without blanks
    inflects: bool = False  # its parts have endings: Смирновой

    def add(self, word: str, strength: Strength) -> None:
        """A word; of two ways to say it the stronger counts."""
        key = folded(word)
        if key and strength >= self.words.get(key, (Strength.BESIDE, ""))[0]:
            self.words[key] = strength, word.casefold()

    def add_initials(self, *initials: str) -> None:
        """Two initials or more, with and without their accents."""
        for letters in filter(lambda text: len(text) > 1, map(str.upper, initials)):
            self.initials |= {letters, folded(letters).upper()}

    def add_joined(self, *joined: str, parts: Iterable[str] = ()) -> None:
        """Parts written together, as in an address. Short ones count in one only, as does an
        everyday word with an initial: calls may be no address of Sue Call.
        """
        common = [folded(part) for part in parts if is_everyday(part)]
        for word in joined:
            key = folded(word)
            is_plain = is_everyday(word) or any(c in key and len(key) - len(c) < 3 for c in common)
            self.add(word, Strength.SURE if len(key) > LONG and not is_plain else Strength.HANDLE)


def person(name: str) -> Forms:
    """How the name of a person may be written: its parts, initials, and the parts together."""
    forms, words = Forms(), [word for word in words_of(name) if PART.search(word)]
    parts = [PART.findall(word) for word in words]
    last = len(words) - 1
    for n, word in enumerate(words):
        is_particle = folded(word) in PARTICLES and 0 < n < last
        for part in parts[n]:
            is_small = is_everyday(part) and part.islower()  # Tom from Larkspur
            is_beside = len(words) > 1 and (is_particle or is_small)
            strength = Strength.BESIDE if is_beside else _alone(part, is_all=len(words) == 1)
            forms.add(part, strength)
            if is_particle:
                forms.add(part[0], Strength.BESIDE)
            if part.startswith("ال") and len(part) > LONG:
                forms.add(part[2:], strength)
        if len(parts[n]) > 1:
            forms.add_joined("".join(parts[n]))
    forms.patterns = {p for word in parts for part in word for p in _unspaced(part)}
    forms.patterns |= _literally(name)
    forms.inflects = any(
        _SLAVIC.search(spelt) for w in words for spelt in (w.casefold(), folded(w))
    )
    forms.last = folded(parts[-1][-1]) if parts else ""
    if last > 0 and not forms.patterns:
        forms.add_joined(*_together(parts), parts=["".join(word) for word in parts])
        forms.add_initials(*_initials(words, parts))
    return forms


def company(name: str) -> Forms:
    """How the name of a company may be written: without its legal form, by initials, together."""
    forms, words = Forms(), [_POSSESSIVE.sub("", word) for word in _visible(name).split()]
    core = _without_legal(words)
    for word in (*words, *(AND if "&" in core or "+" in core else ())):
        for part in PART.findall(word):
            forms.add(part, Strength.BESIDE)
    parts = [part for word in core for part in PART.findall(word)]
    telling = [part for part in parts if folded(part) not in GENERIC] or parts
    for part in telling:
        if not part.islower() or name.islower():  # Banco do Brasil
            forms.add(part, _alone(part, is_all=len(parts) == 1))
    forms.patterns = {re.escape(folded(p)) for p in map(_bare, parts) if NO_BLANKS.search(p)}
    forms.patterns |= _literally(name)
    forms.add_initials(*(part for part in parts if part.isupper() and len(parts) == 1))
    for one, two in _PAIR.findall(" ".join(core)):  # E&Y
        forms.add_initials(one + two)
        forms.patterns.add(rf"(?<![^\W_]){folded(one)}\s?&\s?{folded(two)}(?![^\W_])")
    if len(parts) > 1:
        spelt = re.sub(r"(?<=\s)[&+](?=\s)", "and", " ".join(core))
        with_and = [p for p in PART.findall(spelt) if p in telling or p == "and"]
        together = [parts, telling, parts[:2], PART.findall(spelt), with_and]
        forms.add_joined(*map("".join, together))
        told = [
            [p for p in some if len(p) > 1 and folded(p) not in SMALL] for some in (parts, telling)
        ]
        every = [part for word in words for part in PART.findall(word)]
        forms.add_initials(*("".join(p[0] for p in some) for some in (parts, *told, every)))
        if all(len(part) < 3 for part in parts):  # H&M
            forms.patterns |= phrase(" ".join(core)).patterns
    return forms


def _without_legal(words: list[str]) -> list[str]:
    core = list(words)
    while len(core) > 1 and (core[-1] in "&+" or _plain(core[-1]) in LEGAL | {"and"}):
        core.pop()
    return core[1:] if len(core) > 1 and folded(core[0]) == "the" else core


def _bare(part: str) -> str:
    """A company's name in Chinese, Japanese or Korean without its legal form."""
    return _CJK_LEGAL.sub("", part) or part


def phrase(words: str) -> Forms:
    """Words that are found wherever they stand, in any case, with a plural or an 's."""
    spelt = r"\s+".join(re.escape(folded(word)) for word in _visible(words).split())
    spelt = spelt.replace(r"\-", r"-\s?")  # parted at the end of a line
    spelt = re.sub("['’]", "['’]?", spelt)
    if NO_BLANKS.search(words):
        return Forms(patterns={spelt})
    forms = Forms(patterns={rf"(?<![^\W_]){spelt}(?:e?s)?(?![^\W_])"})
    if words.isalpha() and len(words) >= LONG:  # in AlexCV, too
        forms.add(words, Strength.SURE)
    return forms


def own_words(said: str) -> Iterator[tuple[str, str]]:
    """The words to cover that a seeker wrote down, one per line, each with whose other name it is.

    >>> list(own_words("4 West\\nBob = Robert Hale"))
    [('4 West', ''), ('Bob', 'Robert Hale')]
    """
    for line in said.splitlines():
        word, _, whose = map(str.strip, line.partition("="))
        if word and word != SOMEONE:
            yield word, whose


def words_of(name: str) -> list[str]:
    """The words of a person's name in their order, without titles and degrees.

    >>> words_of("Dr. Ana Reyes, PhD"), words_of("Reyes, Ana"), words_of("Bo Jack Ma")
    (['Ana', 'Reyes'], ['Ana', 'Reyes'], ['Bo', 'Jack', 'Ma'])
    """
    first, _, rest = re.sub(r"\([^)]*\)", " ", _visible(name)).partition(",")
    behind = rest.replace(",", " ").split()
    is_degree = bool(behind) and all(_plain(word) in DEGREES for word in behind)
    words = first.split() if is_degree or not behind else [*behind, *first.split()]
    while len(words) > 1 and _is_title(words[0]):
        words.pop(0)
    shouted = all(word.isupper() for word in words)
    while len(words) > 2 and _plain(words[-1]) in DEGREES and not shouted:
        if len(words[-1]) < 3 and not words[-1].isupper():
            break
        words.pop()
    return words


def addressed(name: str) -> str:
    """How a letter addresses a person, as far as the name tells: by first name, by title and last
    name, or by all of it where no first name is known; empty for an address.

    >>> addressed("ANA REYES"), addressed("Dr. Lena Vogt, PhD"), addressed("A. Reyes")
    ('Ana', 'Dr. Vogt', 'A. Reyes')
    >>> addressed("The hiring team"), addressed("DUPONT Marie"), addressed("ana@example.com")
    ('hiring team', 'Marie', '')
    >>> addressed("Sir Ian Hall"), addressed(SOMEONE)
    ('Sir Ian', '')
    """
    words = [] if "@" in name or name == SOMEONE else words_of(name)
    titles = list(takewhile(_is_title, name.split()[:-1]))
    shouted = [word for word in words if word.isupper() and len(word) > 2]
    if titles and folded(titles[-1]) in WITH_FIRST_NAME and len(words) > 1:
        return " ".join([*titles, words[0]])
    if titles:
        return " ".join([*titles, last_name(name)])
    if any(folded(word) in TEAM for word in words):
        return " ".join(words).removeprefix("The ").removeprefix("the ")
    if words and (folded(words[0]) in PARTICLES or len("".join(PART.findall(words[0]))) < 2):
        return " ".join(words)
    if len(words) > 1 and shouted and len(shouted) < len(words):  # the last name, in capitals
        words = [word for word in words if word not in shouted]
    first = "".join(words[:1])
    return first.title() if first.islower() or (first.isupper() and shouted) else first


def dear(name: str, addressed_as: str) -> str:
    """How a letter addresses a person: as the seeker said, or as far as the name tells."""
    return addressed_as.strip() or addressed(name)


def last_name(name: str) -> str:
    """The last name with what belongs to it.

    >>> last_name("Jan van der Berg"), last_name("Reyes, Ana"), last_name("")
    ('van der Berg', 'Reyes', '')
    """
    words = words_of(name)
    first = len(words) - 1
    while first > 0 and folded(words[first - 1]) in PARTICLES:
        first -= 1
    return " ".join(words[first:])


def _is_title(word: str) -> bool:
    keys = [folded(part) for part in PART.findall(word)]
    return bool(keys) and all(k in TITLES and ("." in word or k not in DOTTED) for k in keys)


def _alone(part: str, *, is_all: bool) -> Strength:
    """What makes a part of a name, or all of it, stand for it where no other part is beside it."""
    if len(part) == 1:
        return Strength.CAPITAL if is_all and part not in "IAa" else Strength.BESIDE
    if part.isdecimal():
        return Strength.BESIDE
    if is_everyday(part):
        return Strength.EVERYDAY
    return Strength.CAPITAL if len(unicodedata.normalize("NFC", part)) < LONG else Strength.SURE


def _together(parts: list[list[str]]) -> Iterator[str]:
    """A name in one word: all of it either way round; the first word, or initials, with a later
    one and the particles before it: claramueller, jvdberg, mdelacruz, jlpicard.
    """
    joined = ["".join(word) for word in parts]
    yield "".join(joined)
    yield "".join(reversed(joined))
    yield "".join([joined[-1], *joined[:-1]])
    for n in range(1, len(joined)):
        before = n
        while before > 1 and folded(joined[before - 1]) in PARTICLES:
            before -= 1
        small = joined[before:n]
        lasts = {before_it + one for one in (joined[n], *(parts[n] if len(parts[n][-1]) > 2 else ()))
                 for before_it in ("", "".join(small), "".join(p[0] for p in small))}  # fmt: skip
        letters = ["".join(word[0] for word in joined[:before]), "".join(p[0] for p in parts[0])]
        firsts = {joined[0], "".join(joined[:before]), joined[0][0], *letters}
        for last in lasts:
            yield from (last,) if small and last not in parts[n] else ()
            yield from (together for first in firsts for together in (first + last, last + first))


def _initials(words: list[str], parts: list[list[str]]) -> Iterator[str]:
    """All initials; those without particles; the first with each later one."""
    told = [
        part[0][0] for word, part in zip(words, parts, strict=True) if folded(word) not in PARTICLES
    ]
    yield "".join(word[0][0] for word in parts)
    yield "".join(part[0] for word in parts for part in word)
    if len(told) > 1:
        yield "".join(told)
        yield from (told[0] + later for later in told[1:])


def _unspaced(part: str) -> Iterator[str]:
    """Patterns for a Chinese, Japanese or Korean name: whole, given name, last name and title."""
    if not NO_BLANKS.search(part):
        return
    whole = re.escape(folded(part))
    yield whole if len(part) > 1 else f"(?<!{CJK}){whole}(?!{CJK})"
    if not re.fullmatch(f"{CJK}{{1,5}}", part):
        return
    n_last = 2 if part[:2] in TWO_CHARACTERS or len(part) > 3 else 1
    if len(part) > n_last + 1:
        yield re.escape(folded(part[n_last:]))
    if len(part) > 2 == n_last:
        yield re.escape(folded(part[:2]))
    lasts = {part[:n_last]} if part[0] >= "\uac00" else {part[:1], part[:2]}
    for last in lasts:
        yield rf"{re.escape(folded(last))}\s?(?={CJK_TITLES})"
        yield rf"[老小]{re.escape(folded(last))}"


def _literally(name: str) -> set[str]:
    """A pattern for a name without a letter, such as !!!."""
    key = folded(name.strip())
    return set() if PART.search(name) or not key else {re.escape(key)}


def _plain(word: str) -> str:
    return folded("".join(PART.findall(word)))


def _visible(text: str) -> str:
    return "".join(c for c in text if unicodedata.category(c) != "Cf")
