"""Names in free text: found however they are written, each with whose it may be.

Not here: how a name may be written (called.py), or what stands in its place.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from followup.naming import called
from followup.naming.called import AND, LONG, PART, Forms, Strength
from followup.naming.everyday import (
    ABBREVIATIONS,
    LEGAL,
    PARTICLES,
)  # fmt: skip
from followup.naming.reading import (
    GLUE,
    TOP,
    Word,
    are_near,
    can_be_name,
    chunk,
    gap_between,
    is_glued,
    is_month,
    next_initial,
    pieces,
)  # fmt: skip
from followup.naming.spelling import end_of, fold, folded

_INFLECTED = re.compile(
    "(?:a|e|i|y|o|u|ie|iej|iego|iemu|im|ej|ego|emu|ym|ich|ych|imi|ymi|ou|ovi|owi|em|om|iem|ow|"
    "ami|ach|ove|ova|ovou|ovej|"
    "а|я|у|ю|ы|и|е|о|ои|еи|ою|ею|ом|ем|ым|им|ого|его|ому|ему|ов|ев|ых|их|ыми|ими|ами|ями|ах|ях|"
    "ая|ую|ие|ые|і|єм|ієм|єю|"
    "ου|ο|οσ|ε|η|ησ|α|ασ|ων|ουσ|οι|εσ|ωσ)?"
)
_IN_PIECES = re.compile(
    r"[^\W_A-Z][A-Z]|[^\W\d_]\d|\d[^\W\d_]|[\u0590-\u06ff]"
)  # not one word each
_STEM = re.compile("(?:ии|ыи|ои|еи|ая|яя|[aeiouyаеиоуыюяь]|οσ|ησ|ασ|ου|[αηο]|os|is|as)$")
_OTHER_SCRIPT = re.compile("[\u0370-\u03ff\u0400-\u04ff]")  # Greek or Cyrillic
_PREFIX = re.compile("(?:[وفبكل]?(?:ال)?|[והבכלמש]{1,2})")
_WITH_POINTS = frozenset(
    {"AM", "EG", "EU", "IE", "NB", "PM", "PS", "UK", "US"}
)  # no initials though spelt out


class Spot(NamedTuple):
    """Where a name stands in a text, and whose it may be."""

    start: int
    end: int
    owners: frozenset[str]


Meant = dict[str, Strength]  # by owner: what makes a word stand for them


class Names:
    """The names of some people and companies, by the id of each, to be found in any text.

    A part of a name that means nothing else is found wherever it is a word; a short one where it
    has a capital; an everyday word only where it can be a name; see called.Strength.
    """

    def __init__(
        self, people: Mapping[str, str], companies: Mapping[str, str] | None = None
    ) -> None:
        self._words: dict[str, Meant] = defaultdict(dict)
        self._written: dict[tuple[str, str], str] = {}
        self._stems: dict[str, Meant] = defaultdict(dict)
        self._initials: dict[str, set[str]] = defaultdict(set)
        self._lettered: dict[str, set[str]] = defaultdict(set)
        self._patterns: dict[str, set[str]] = defaultdict(set)
        self._lasts: set[str] = set()
        self._plain: set[str] = set()  # words in which no name stands, so as to look once
        self._companies = set(companies or {})
        for owner, name in people.items():
            self.learn(owner, called.person(name))
        for owner, name in (companies or {}).items():
            self.learn(owner, called.company(name))

    def learn(self, owner: str, forms: Forms) -> None:
        """More ways in which `owner` is called."""
        for key, (strength, written) in forms.words.items():
            self._words[key][owner] = max(strength, self._words[key].get(owner, strength))
            self._written[key, owner] = written
            is_other = bool(_OTHER_SCRIPT.search(key))
            if strength == Strength.SURE and len(key) > LONG - is_other:
                for stem in _stems(key) if forms.inflects or is_other else ():
                    self._stems[stem][owner] = strength
        self._lasts.add(forms.last)
        for letters in forms.initials:
            self._initials[letters].add(owner)
            for letter in letters:
                self._lettered[letter].add(owner)
        for pattern in forms.patterns:
            self._patterns[pattern].add(owner)
        self._plain.clear()
        self.__dict__.pop("_glued", None)

    @cached_property
    def _glued(self) -> re.Pattern[str]:
        """Long parts of names, wherever in a word they stand."""
        long = [
            k for k, of in self._words.items() if len(k) > LONG and Strength.SURE in of.values()
        ]
        return re.compile("|".join(map(re.escape, sorted(long, key=len, reverse=True))) or r"(?!)")

    def spots(self, text: str) -> list[Spot]:
        """Every place where one of the names stands, in order; parts side by side are one."""
        flat, origin = fold(text)
        words = list(self._words_of(text, flat, origin))
        meant = {n: found for n, word in enumerate(words) if (found := self._meant(word))}
        sure: dict[int, set[str]] = {}
        for n, of in meant.items():
            if here := {owner for owner in of if self._counts(owner, of[owner], n, words, text)}:
                sure[n] = here
        self._look_for_initials(text, words, meant, sure)
        pairs = (n for n in meant if n + 1 in meant or n + 1 in sure)
        linked = {n for n in pairs if self._may_be_one(text, words[n], words[n + 1])}
        _take_in(text, words, linked, meant, sure)
        spots = [*_runs(words, linked, sure), *self._inside(text, flat, origin)]
        return _apart(text, sorted(spots, key=lambda spot: (spot.start, -spot.end)))

    def _may_be_one(self, text: str, one: Word, two: Word) -> bool:
        """Whether two words may be parts of one name: with a comma between only Last, First."""
        if not are_near(text, one, two) or is_month(text, one) or is_month(text, two):
            return False
        gap = gap_between(text, one, two)
        return not re.search("[,;:/]", gap) or (
            "," in gap and one.key in self._lasts and one.key != two.key
        )

    def covered(self, text: str, stand_in: Callable[[frozenset[str]], str]) -> str:
        """`text` with every name replaced by what `stand_in` says for its possible owners."""
        return replaced(text, [(s.start, s.end, stand_in(s.owners)) for s in self.spots(text)])

    def _words_of(self, text: str, flat: str, origin: list[int]) -> Iterator[Word]:
        """The words of a text; one that is no name, and not all of one kind, in its pieces."""
        for found in PART.finditer(flat):
            start, end = origin[found.start()], end_of(origin, found.end(), len(text))
            shown = text[start:end]
            word = Word(start, end, found[0], shown)
            is_one = shown.isalpha() and (shown[1:].islower() or shown.isupper())
            if (is_one and found[0][0] < "\u0590") or self._meant(word):
                yield word
            elif "\u0590" <= found[0][0] < "\u0700":
                yield self._without_prefix(word)
            else:
                yield from pieces(word)

    def _without_prefix(self, word: Word) -> Word:
        """An Arabic or Hebrew word without a letter such as "and" before a name."""
        flat, origin = fold(word.shown)
        for cut in range(1, min(4, len(flat) - 2)):
            if flat[cut:] in self._words and _PREFIX.fullmatch(flat[:cut]):
                shown = word.shown[origin[cut] :]
                return Word(word.start + origin[cut], word.end, flat[cut:], shown)
        return word

    def _meant(self, word: Word) -> Meant:
        """Whose name a word may be a part of, also in the plural or with an ending."""
        key = word.key
        of = self._words.get(key)
        if not of and key[-1] == "s":
            of = self._words.get(key[:-1]) or self._words.get(key.removesuffix("es"))
        if not of and self._stems and word.is_capital and len(key) > 2:
            ends = (
                cut for cut in range(len(key), max(2, len(key) - 5), -1) if key[:cut] in self._stems
            )
            of = next((self._stems[key[:n]] for n in ends if _INFLECTED.fullmatch(key[n:])), None)
        if not of or len(of) == 1:
            return of or {}
        written = word.shown.casefold()
        exact = {owner: of[owner] for owner in of if self._written.get((key, owner)) == written}
        return exact or of

    def _counts(self, owner: str, strength: Strength, n: int, words: list[Word], text: str) -> bool:  # fmt: skip
        """Whether a word stands for `owner` where no other part of the name is beside it."""
        word = words[n]
        if strength in (Strength.SURE, Strength.BESIDE):
            return strength == Strength.SURE
        if owner in self._companies and TOP.match(text, word.end):
            return True
        if strength == Strength.CAPITAL:
            return word.is_capital and word.shown not in ABBREVIATIONS
        if strength == Strength.EVERYDAY:
            return can_be_name(n, words, text)
        return bool(GLUE.search(chunk(text, word)))

    def _look_for_initials(
        self, text: str, words: list[Word], meant: dict[int, Meant], sure: dict[int, set[str]]
    ) -> None:  # fmt: skip
        """Initials together or spelt out (CM, C. M., E & Y); a single one only beside a part."""
        for n, word in enumerate(words):
            letters = word.shown
            if owners := self._initialled(word, text):
                sure.setdefault(n, set()).update(owners)
            if len(letters) != 1 or not (letters.isupper() or is_glued(text, word)):
                continue
            owners = self._lettered[letters.upper()]
            meant[n] = dict.fromkeys(owners, Strength.BESIDE) | meant.get(n, {})
            run, at = [n], n
            while len(run) < 5 and (following := next_initial(text, words, at)):
                at = following
                run.append(at)
            for size in range(len(run), 1, -1):
                spelt = "".join(words[m].shown for m in run[:size])
                if spelt in self._initials and spelt not in _WITH_POINTS:
                    for m in range(run[0], run[size - 1] + 1):
                        sure.setdefault(m, set()).update(self._initials[spelt])
                    break

    def _initialled(self, word: Word, text: str) -> set[str]:
        """Whose initials a word is: those of a company in small letters before a top-level domain;
        those that are a short form of something else not at all.
        """
        owners = self._initials.get(word.key.upper(), set()) if len(word.key) > 1 else set()
        companies = owners & self._companies
        if companies and TOP.match(text, word.end):
            return companies
        is_theirs = word.shown in self._initials and word.shown not in ABBREVIATIONS
        return owners if is_theirs else set()

    def _inside(self, text: str, flat: str, origin: list[int]) -> Iterator[Spot]:
        """Names where words stand without blanks, and those inside addresses and long words."""
        for pattern, owners in self._patterns.items():
            for found in re.finditer(pattern, flat):
                end = end_of(origin, found.end(), len(text))
                yield Spot(origin[found.start()], end, frozenset(owners))
        for found in PART.finditer(flat):
            if len(found[0]) > LONG + 1 and found[0] not in self._words:
                start, end = origin[found.start()], end_of(origin, found.end(), len(text))
                word = Word(start, end, found[0], text[start:end])
                is_address = GLUE.search(chunk(text, word)) or not word.shown[1:].islower()
                least = LONG + 1 if is_address else 2 * LONG
                if len(word.key) > least and word.key not in self._plain:
                    yield from self._glued_in(word, least)

    def _glued_in(self, word: Word, least: int) -> Iterator[Spot]:
        flat, origin = fold(word.shown)
        if not self._glued.search(flat):
            self._plain.add(word.key)
        for found in self._glued.finditer(flat):
            if len(found[0]) >= least:
                of = {o for o, s in self._words[found[0]].items() if s == Strength.SURE}
                end = end_of(origin, found.end(), len(word.shown))
                yield Spot(word.start + origin[found.start()], word.start + end, frozenset(of))

    def hint(self) -> Callable[[str], bool]:
        """A quick look at a text: False where surely none of the names stands in it."""
        keys = {*self._words, *self._stems}
        long = sorted(map(re.escape, (k for k in keys if len(k) > 3)))
        short = "|".join(sorted(re.escape(k) for k in keys if len(k) <= 3)) or r"(?!)"
        alone = rf"(?<![^\W_])(?:{short})(?:e?s)?(?![^\W_])"
        words = re.compile("|".join([*long, *self._patterns, alone]))
        letters = (r"\W{0,3}(?:and\W)?".join(map(re.escape, k)) for k in self._initials)
        initials = re.compile("|".join(letters) or r"(?!)")
        glued = re.compile(short)

        def may_hold(text: str) -> bool:
            flat = folded(text)
            is_found = words.search(flat) or initials.search(text)
            return bool(is_found or (_IN_PIECES.search(text) and glued.search(flat)))

        return may_hold


def replaced(text: str, spots: Iterable[tuple[int, int, str]]) -> str:
    """`text` with each stretch replaced; of two that overlap, the earlier wins."""
    out, at = [], 0
    for start, end, instead in sorted(spots):
        if start >= at:
            out += [text[at:start], instead]
        at = max(at, end)
    return "".join([*out, text[at:]])


def _stems(key: str) -> set[str]:
    """What stays of a name when it takes an ending: Kowalsk, Mark of Marek."""
    stem = _STEM.sub("", key)
    return {stem, re.sub("[eео]([kclкцл])$", r"\1", key), re.sub("(?<=[sc])k$", "c", stem)}


def _take_in(
    text: str,
    words: list[Word],
    linked: set[int],
    meant: dict[int, Meant],
    sure: dict[int, set[str]],
) -> None:
    """Takes in what is a name only because of the word beside it: the rest of one, an initial."""
    pairs = [(n, n + 1) for n in sorted(linked) if n in meant and n + 1 in meant]
    for one, two in pairs:  # neither is sure alone, both together are
        both = meant[one].keys() & meant[two].keys()
        owners = {
            o for o in both if _are_name(text, words[one], meant[one][o], words[two], meant[two][o])
        }
        for n in (one, two) if owners else ():
            sure.setdefault(n, set()).update(owners)
    for known, other in [*pairs, *((b, a) for a, b in reversed(pairs)), *pairs]:
        if known in sure and other not in sure:
            both = sure[known] & meant[other].keys()
            beyond = meant.get(2 * other - known, {}).keys()
            if owners := {
                o for o in both
                if _joins(text, words, known, other, meant[other][o], is_between=o in beyond)
            }:  # fmt: skip
                sure[other] = owners


def _are_name(text: str, one: Word, of_one: Strength, two: Word, of_two: Strength) -> bool:
    """Whether two words side by side are a name though neither is one alone."""
    is_twice = one.key == two.key and min(of_one, of_two) < Strength.CAPITAL
    if is_twice or Strength.HANDLE in (of_one, of_two):
        return False
    if min(len(one.key), len(two.key)) < 2 or one.key in PARTICLES or two.key in PARTICLES:
        return False
    if LEGAL & {one.key, two.key} or min(of_one, of_two) >= Strength.CAPITAL:
        return True
    is_named = one.is_capital and two.is_capital
    is_handle = two.start - one.end == 1 and is_glued(text, one)  # sue_call
    return (is_named or is_handle) and max(of_one, of_two) > Strength.BESIDE


def _joins(
    text: str, words: list[Word], known: int, other: int, strength: Strength, *, is_between: bool
) -> bool:
    """Whether a word belongs to the name beside it."""
    word = words[other]
    is_tied = is_glued(text, word)
    if strength == Strength.EVERYDAY:
        return word.is_capital
    if strength > Strength.BESIDE:
        return True
    if word.key in AND and word.shown.islower():  # between two parts only
        return is_between
    if len(word.key) == 1 and word.shown.isalpha():
        has_point = text[word.end : word.end + 1] in (".", "'", "’")
        return has_point or is_tied or (word.is_capital and word.shown not in ("I", "A"))
    return other < known or word.key not in PARTICLES


def _runs(words: list[Word], linked: set[int], sure: dict[int, set[str]]) -> Iterator[Spot]:
    """A spot for each name: parts of one side by side are one."""
    run, owners = list[int](), set[str]()
    for n in [*sorted(sure), len(words)]:
        shared = owners & sure.get(n, set())
        if run and shared and n - 1 == run[-1] and run[-1] in linked:
            run, owners = [*run, n], shared
        else:
            if run:
                yield Spot(words[run[0]].start, words[run[-1]].end, frozenset(owners))
            run, owners = [n], sure.get(n, set())


def _apart(text: str, spots: list[Spot]) -> list[Spot]:
    """The spots without those inside others; what touches and is the same name is one."""
    out: list[Spot] = []
    for spot in spots:
        last = out[-1] if out else None
        shared = last.owners & spot.owners if last else frozenset()
        if last and shared and not text[last.end : spot.start].strip():
            out[-1] = Spot(last.start, max(last.end, spot.end), shared)
        elif not last or spot.start >= last.end:
            out.append(spot)
    return out
