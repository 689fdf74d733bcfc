"""Names in free text: found however they are spelt, and covered.

Not here: whose names they are, or what stands in their place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from typing import NamedTuple

LONG = 4  # letters from which a part of a name is covered wherever it stands as a word
EMAIL = re.compile(r"(?<![^\s<>()\[\],;:\"@])[^\s<>()\[\],;:\"@]+@[^\s<>()\[\],;:\"]+")
LINK = re.compile(r"\b(?:\w+://|www\.)\S+", re.IGNORECASE)
PHONE = re.compile(r"(?<!\w)\+?\(?\d(?:[\s().\-/\u00a0\u2010-\u2015]*\d){6,18}(?!\w)")
DAY = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4}")
_WORD = re.compile(r"[^\W\d_]+")
_BETWEEN = re.compile(r"[\W_]{0,3}")
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"})
_EITHER_WAY = re.compile("([aou])")
_UMLAUT = re.compile("([aou])e+")  # ue, oe and ae are ü, ö and ä
NO_BLANKS = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_GENERIC = """
and audio bank books capital city college company consulting corporation data design digital
energy first general global gmbh group health holding holdings house inc industries international
labs limited ltd management media national network networks north partners press private
publishers publishing school services software solutions south street studio studios systems team
technologies technology the united university works world
"""
_EVERYDAY = """
a about after again al also an and any april are art as at august be been before best but by call
can case chance chase company cook could da dawn day de dear december del di did do done down dr
each early el else even ever fair faith february field first for ford free friday from get give go
going good got grace grant gray great green had hart has have he heath hello her here hill him his
home honor hope house how hr hunt hunter if in into is it its january joy july june just justice
kind king know la lake lane last law le lee less letter like long look love made major make many
march mark may mayor mba me meet meeting melody mercy merry might miles mill miss monday moon more
moss most mr mrs ms much must my name near need never news next nice no noble noon north not note
november ocean october of off olive on one only or other our out over own page paige park patience
penny people per person phd please pool poor port post price prince prior prof put rain ran reach
read regards rich right ring river rock roman rose royal rush said same sandy saturday say search
see self send sent september sharp she short should show since sincerely sir sky small smart so
some soon south star still stone story strong such summer sunday sunny sure sweet swift take talk
target team tell than thanks that their them then there these they think this thursday tiger time
to told too took town trinity true trust try tuesday two under unity until up us use used value
van very victory view visit von want ward warm was we wednesday week well were west what when
where which while white who why will win winter wise wish with wolf won wood word work would write
year yes yet you young your
"""
# words of company names that mean nothing by themselves
GENERIC = frozenset(_GENERIC.split())
# words that may also be a name: alone they are none for sure
EVERYDAY = frozenset(_EVERYDAY.split())


class _Marks(dict[int, int | None]):
    """For str.translate: accents and characters without width go, all others stay."""

    def __missing__(self, code: int) -> int | None:
        goes = unicodedata.category(chr(code)) in ("Mn", "Cf")
        self[code] = None if goes else code
        return self[code]


_MARKS = _Marks()


class Spot(NamedTuple):
    """Where a name stands in a text, and whose it may be."""

    start: int
    end: int
    owners: frozenset[str]


def folded(text: str) -> str:
    """`text` for comparing: no case, no accents, umlauts however they are written.

    >>> folded("Müller") == folded("MUELLER") == folded("Muller")
    True
    """
    flat = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return _UMLAUT.sub(r"\1", flat.translate(_MARKS))


class Names:
    """The names of some people or companies, by the id of each, to be found in any text.

    Full names and their parts of four letters and more are found wherever they are words;
    shorter parts as capitalised words; initials in capitals, or beside another part.
    """

    def __init__(self, names: Mapping[str, str], generic: Iterable[str] = ()) -> None:
        self._long: dict[str, set[str]] = {}
        self._short: dict[str, set[str]] = {}
        self._initials: dict[str, set[str]] = {}
        self._unspaced: dict[str, set[str]] = {}
        plain = {folded(word) for word in generic}
        for owner, name in names.items():
            self._learn(owner, name, plain)

    def _learn(self, owner: str, name: str, generic: set[str]) -> None:
        parts = _WORD.findall(unicodedata.normalize("NFC", _visible(name)))
        keys = [folded(part) for part in parts]
        if all(key in generic for key in keys):
            generic = set()
        for part, key in zip(parts, keys, strict=True):
            if NO_BLANKS.search(part):
                self._unspaced.setdefault(key, set()).add(owner)
            elif len(part) < LONG or key in generic:
                self._short.setdefault(key, set()).add(owner)
            else:
                self._long.setdefault(key, set()).add(owner)
        if len(keys) > 1:
            apart = {"".join(_WORD.findall(folded(word))) for word in _visible(name).split()}
            for joined in {"".join(keys), "".join(reversed(keys)), *apart - {"", *keys}}:
                self._long.setdefault(joined, set()).add(owner)
            initials = "".join(part[0] for part in parts).upper()
            self._initials.setdefault(initials, set()).add(owner)

    def hint(self) -> Callable[[str], bool]:
        """A quick look at a text: False where surely none of the names stands in it."""
        keys = "|".join(_EITHER_WAY.sub(r"\1e*", re.escape(k)) for k in (*self._long, *self._short))
        initials = "|".join(r"[.\s-]{0,3}".join(map(re.escape, k)) for k in self._initials)
        words = re.compile(rf"(?<![^\W\d_])(?:{keys})s?(?![^\W\d_])") if keys else None
        bare = {key.replace("e", "") for key in (*self._long, *self._short)}  # however ü is written
        singles = re.compile(initials) if initials else None

        def may_hold(text: str) -> bool:
            """Whether a letter of it is worth a closer look."""
            flat = text.lower() if text.isascii() else folded(text)
            seen = text if text.isascii() else _visible(text)
            without_e = flat.replace("e", "")
            return bool(
                (words and any(key in without_e for key in bare) and words.search(flat))
                or (singles and singles.search(seen))
                or any(key in flat for key in self._unspaced)
            )

        return may_hold

    def spots(self, text: str) -> list[Spot]:
        """Every place where one of the names stands, in order; parts side by side are one."""
        flat, origin = fold(text)
        words = [(m.start(), m.end(), m.group()) for m in _WORD.finditer(flat)]
        sure: dict[int, set[str]] = {}
        beside: dict[int, set[str]] = {}
        for n, (start, end, word) in enumerate(words):
            shown = _visible(text[origin[start] : origin[end - 1] + 1])
            self._look_at(n, word, shown, sure, beside)
        self._spelt_out(text, words, origin, sure)
        _spread(flat, words, sure, beside)
        found = [
            Spot(origin[words[n][0]], _end(origin, words[n][1], text), frozenset(sure[n]))
            for n in sorted(sure)
        ]
        return _joined(text, sorted(found + self._unspaced_spots(flat, origin, text)))

    def _look_at(
        self, n: int, word: str, shown: str, sure: dict[int, set[str]], beside: dict[int, set[str]]
    ) -> None:
        keys = [word, word[:-1]] if word.endswith("s") else [word]
        for key in keys:
            if key in self._long:
                sure.setdefault(n, set()).update(self._long[key])
            if key in self._short:
                of = self._short[key]
                is_name = not shown[:1].islower() and key not in GENERIC
                (sure if is_name else beside).setdefault(n, set()).update(of)
        if len(shown) > 1 and shown in self._initials:
            sure.setdefault(n, set()).update(self._initials[shown])
        if len(shown) == 1 and shown.isupper():
            owners = {o for key, of in self._initials.items() if shown in key for o in of}
            beside.setdefault(n, set()).update(owners)

    def _spelt_out(
        self, text: str, words: list[tuple[int, int, str]], origin: list[int], sure: dict[int, set[str]]
    ) -> None:  # fmt: skip
        """Initials with points or blanks: A. R."""
        singles = [n for n, (start, end, _) in enumerate(words) if end - start == 1]
        for first, second in pairwise(singles):
            between = text[origin[words[first][0]] + 1 : origin[words[second][0]]]
            pair = text[origin[words[first][0]]] + text[origin[words[second][0]]]
            if second == first + 1 and re.fullmatch(r"[.\s-]{0,3}", between):
                owners = self._initials.get(pair)
                if owners:
                    for n in (first, second):
                        sure.setdefault(n, set()).update(owners)

    def _unspaced_spots(self, flat: str, origin: list[int], text: str) -> list[Spot]:
        return [
            Spot(origin[m.start()], _end(origin, m.end(), text), frozenset(owners))
            for key, owners in self._unspaced.items()
            for m in re.finditer(re.escape(key), flat)
        ]

    def covered(self, text: str, stand_in: Callable[[frozenset[str]], str]) -> str:
        """`text` with every name replaced by what `stand_in` says for its possible owners."""
        return replaced(text, [(s.start, s.end, stand_in(s.owners)) for s in self.spots(text)])


def addresses(text: str) -> list[tuple[int, int, str]]:
    """Where email addresses, links and telephone numbers stand, and what each is."""
    found = [
        (m.start(), m.end(), kind)
        for kind, pattern in (("[email]", EMAIL), ("[link]", LINK), ("[phone]", PHONE))
        for m in pattern.finditer(text)
        if not (kind == "[phone]" and DAY.search(m.group()))
    ]
    return sorted(found)


def replaced(text: str, spots: Iterable[tuple[int, int, str]]) -> str:
    """`text` with each stretch replaced; of two that overlap, the earlier wins."""
    out, at = [], 0
    for start, end, instead in sorted(spots):
        if start >= at:
            out += [text[at:start], instead]
        at = max(at, end)
    return "".join([*out, text[at:]])


def _visible(text: str) -> str:
    return "".join(c for c in text if unicodedata.category(c) != "Cf")


def fold(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters where it comes from."""
    flat: list[str] = []
    origin: list[int] = []
    for n, char in enumerate(text):
        for part in unicodedata.normalize("NFKD", char.casefold().translate(_LETTERS)):
            is_umlaut = part == "e" and flat and flat[-1] in "aou"
            if _MARKS[ord(part)] is not None and not is_umlaut:
                flat.append(part)
                origin.append(n)
    return "".join(flat), origin


def _end(origin: list[int], end: int, text: str) -> int:
    """Where what ends at `end` of the folded text ends in the text itself: with the letters that
    folding left out, such as the last one of Chloe.
    """
    following = origin[end] if end < len(origin) else len(text)
    return max(origin[end - 1] + 1, following)


def _spread(
    flat: str,
    words: list[tuple[int, int, str]],
    sure: dict[int, set[str]],
    beside: dict[int, set[str]],
) -> None:
    """Takes in what is a name only because of the word beside it: the rest of one, an initial."""
    for n in beside.keys() & {n - 1 for n in beside}:  # bo li: all of it, in small letters
        shared = beside[n] & beside[n + 1]
        is_whole = len(words[n][2]) > 1 < len(words[n + 1][2]) and words[n][2] != words[n + 1][2]
        if shared and is_whole and _near(flat, words, n, n + 1):
            sure.setdefault(n, set()).update(shared)
            sure.setdefault(n + 1, set()).update(shared)
    for order in (range(len(words)), reversed(range(len(words)))):
        last: int | None = None
        for n in order:
            if n in beside and n not in sure and last is not None:
                near = _near(flat, words, *sorted((last, n)))
                if near and (shared := beside[n] & sure[last]):
                    sure[n] = shared
            last = n if n in sure else None


def _near(flat: str, words: list[tuple[int, int, str]], one: int, two: int) -> bool:
    between = flat[words[one][1] : words[two][0]]
    return two == one + 1 and bool(_BETWEEN.fullmatch(between)) and "\n\n" not in between


def _joined(text: str, spots: list[Spot]) -> list[Spot]:
    out: list[Spot] = []
    for spot in spots:
        last = out[-1] if out else None
        shared = last.owners & spot.owners if last else frozenset()
        if last and shared and _BETWEEN.fullmatch(text[last.end : spot.start]):
            out[-1] = Spot(last.start, max(last.end, spot.end), shared)
        else:
            out.append(spot)
    return out
