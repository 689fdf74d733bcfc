"""The words of a text, and whether one can be a name where it stands.

Not here: whose name it is (names.py).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from followup.naming.everyday import (
    CLOSINGS,
    DAYS,
    GREETINGS,
    LEGAL,
    MONTHS,
    PARTICLES,
    SPEAKING,
    TITLES,
    TOP_LEVEL,
)
from followup.naming.spelling import folded

_PIECES = re.compile("U+(?=Ul)|U?l+|U+|9+")  # of a word such as MüllerCV2, by the kind of letter
_STOP = re.compile(r"[.!?…]\s|\n\s*\n")
_OPENS = re.compile(r"(?:^|[.!?…]|\n(?:\w+:)?|[\"“‘„«])[\s\"'“”‘’„«(\[*•·–-]*$|^\w+:\s*$")
TOP = re.compile(rf"(?:\.[a-z]{{2,3}})?\.(?:{TOP_LEVEL})\b(?!\.\w)", re.IGNORECASE)
GLUE = re.compile(r"[@_/\\#=&+\d]|\w\.\w")  # in addresses, handles and names of files
_BEFORE_A_MONTH = re.compile(
    r"(?:\b(?:in|im|en|since|until|till|during|early|mid|late|next|last|this|every|each|"
    r"(?:end|start|beginning|middle|week|month|days?) of)|\d(?:st|nd|rd|th)?\.?(?: of)?)[\s-]*$",
    re.IGNORECASE,
)
_BEFORE_A_DAY = re.compile(
    r"\b(?:on|by|next|last|this|every|each|any|until|till|since|from|before|after|for|to|of|late|"
    r"early|between|through|and|or|the|a|one)\s+$|\d\.?\s*$", re.IGNORECASE,
)  # fmt: skip
_AFTER_A_DAY = re.compile(
    r"s?[,\s-]+(?:\d|morning|afternoon|evening|night|next|at\b|or\b|and\b|to\b)"
)


class Word(NamedTuple):
    """A word of a text: its place, folded, and as it is written."""

    start: int
    end: int
    key: str
    shown: str

    @property
    def is_capital(self) -> bool:
        return self.shown != self.shown.lower() or self.shown == self.shown.upper()


def pieces(word: Word) -> Iterator[Word]:
    """The words within a word such as MüllerCV2: where its letters go from small to capital, or to
    a number.
    """
    letters = [n for n, char in enumerate(word.shown) if char.isalnum()]
    kinds = "".join(
        "9" if word.shown[n].isdecimal() else "U" if word.shown[n].isupper() else "l"
        for n in letters
    )
    for piece in _PIECES.finditer(kinds):
        start = letters[piece.start()]
        end = letters[piece.end()] if piece.end() < len(letters) else len(word.shown)
        shown = word.shown[start:end]
        if key := folded(shown):
            yield Word(word.start + start, word.start + end, key, shown)


def chunk(text: str, word: Word) -> str:
    """All that stands around a word without a blank."""
    before = re.search(r"\S*$", text[max(0, word.start - 80) : word.start])
    after = re.match(r"\S*", text[word.end : word.end + 80])
    assert before and after
    return f"{before[0]}{word.shown}{after[0].rstrip('.,;:!?')}"


def gap_between(text: str, one: Word, two: Word) -> str:
    between = text[one.end : two.start]
    return "".join(c for c in between if unicodedata.category(c) != "Cf")


def are_near(text: str, one: Word, two: Word) -> bool:
    """Whether two words may be parts of one name: side by side, in one sentence."""
    gap = gap_between(text, one, two)
    is_short = (
        len(one.shown) == 1 or one.key in LEGAL | PARTICLES
    ) and "\n\n" not in gap  # A. Reyes, Co. KG
    is_end = _STOP.search(gap) and not is_short
    return bool(re.fullmatch(r"[\W_]{0,3}", gap)) and not is_end


def next_initial(text: str, words: list[Word], n: int) -> int | None:
    """The initial that follows an initial: with a point, a blank, & or "and" between them."""
    for m in (n + 1, n + 2):
        if m >= len(words) or (m == n + 2 and words[n + 1].key != "and"):
            return None
        is_initial = len(words[m].shown) == 1 and words[m].shown.isupper()
        between = text[words[n].end : words[m].start]
        if is_initial and re.fullmatch(r"[.\s&+-]{0,3}|\sand\s", between):
            return m
    return None


def can_be_name(n: int, words: list[Word], text: str) -> bool:
    """Whether an everyday word can be a name here: after a greeting or a title, or with a capital
    inside a sentence; at the beginning of one where somebody speaks, or it has an 's.
    """
    word, before = words[n], text[: words[n].start]
    after = text[word.end : word.end + 40]
    follows = words[n + 1].key if n + 1 < len(words) else ""
    is_closing = follows in CLOSINGS and not gap_between(text, word, words[n + 1]).strip()
    if is_closing:
        return False
    leads = words[n - 1].key if n and re.fullmatch(r"[.,]?\s{1,2}", gap_between(text, words[n - 1], word)) else ""  # fmt: skip
    is_called = not after.strip(" ") or after.lstrip(" ")[0] in ",!:;.\n–-"
    if leads in GREETINGS and (word.is_capital or is_called):
        return leads != "thanks" or word.is_capital
    if leads in TITLES and (word.is_capital or leads in ("mr", "mrs", "ms", "mx")):
        return True
    if not word.is_capital or is_month(text, word) or _is_shouted(n, words):
        return False
    if not _OPENS.search(before):
        return not (leads == "the" and word.key == "best" and is_called)
    is_alone = bool(re.search(r",\s*\n\s*$", before)) and bool(re.match(r"[ .]*(\n|$)", after))
    return is_alone or bool(re.match(r"['’ʼ]s\b", after)) or follows in SPEAKING


def is_month(text: str, word: Word) -> bool:
    """Whether a word that may be a name is a month or a day of the week here."""
    before, after = text[max(0, word.start - 30) : word.start], text[word.end : word.end + 30]
    if word.key in DAYS:
        return bool(_BEFORE_A_DAY.search(before) or _AFTER_A_DAY.match(after))
    if word.key not in MONTHS:
        return False
    others = set(re.findall(r"[a-z]+", f"{before[-15:]} {after[:15]}".lower())) & MONTHS
    is_dated = re.match(r"\.?[\s-]*\d", after) or _BEFORE_A_MONTH.search(before)
    return bool(is_dated or others - {"may", "mar", word.key})


def is_glued(text: str, word: Word) -> bool:
    """Whether a word is tied to the next by a point or dash, as in an address: b.odegard."""
    around = text[max(0, word.start - 2) : word.start], text[word.end : word.end + 2]
    return bool(re.match(r"\w[._-]$", around[0]) or re.match(r"[._-]\w", around[1]))


def _is_shouted(n: int, words: list[Word]) -> bool:
    """Whether a word and one near it stand in capitals, which then say nothing."""
    shown = [w.shown for w in words[max(0, n - 2) : n + 3] if len(w.shown) > 1]
    return words[n].shown.isupper() and sum(map(str.isupper, shown)) > 1
