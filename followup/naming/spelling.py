"""Spellings compared: one form for the many ways in which the same name is written.

Not here: whose names they are.
"""

from __future__ import annotations

import re
import unicodedata

LETTERS = str.maketrans({
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i",
    "ى": "ي", "ة": "ه", "ـ": None, "ʼ": None,
})  # fmt: skip
# Letters written out are as good as left out: ü and ue, ø and oe, å and aa, æ and ae, đ and dj.
_WRITTEN_OUT = re.compile(r"(?<=a)[ae]+|(?<=[ou])e+|(?<=d)j+")
NO_BLANKS = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")


class _Folded(dict[str, str]):
    """Each character as it is compared: small, without accents; nothing for what has no width."""

    def __missing__(self, char: str) -> str:
        small = char.casefold().translate(LETTERS)
        is_syllable = "\uac00" <= small <= "\ud7a3"  # Korean, whose parts are no letters of a name
        apart = small if is_syllable else unicodedata.normalize("NFKD", small)
        self[char] = "".join(c for c in apart if unicodedata.category(c) not in ("Mn", "Cf"))
        return self[char]


_FOLDED = _Folded()


def folded(text: str) -> str:
    """`text` for comparing: no case, no accents, and one spelling for ü and ue, å and aa, ß and ss.

    >>> folded("Müller") == folded("MUELLER") == folded("Muller")
    True
    >>> folded("Kjærgård") == folded("Kjaergaard"), folded("Đoković") == folded("Djokovic")
    (True, True)
    """
    flat = text.lower() if text.isascii() else "".join(map(_FOLDED.__getitem__, text))
    return _WRITTEN_OUT.sub("", flat)


def fold(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters where it comes from in `text`."""
    if text.isascii():
        flat, origin = text.lower(), list(range(len(text)))
    else:
        parts = [(part, n) for n, char in enumerate(text) for part in _FOLDED[char]]
        flat, origin = "".join(part for part, _ in parts), [n for _, n in parts]
    for gone in reversed(list(_WRITTEN_OUT.finditer(flat))):
        del origin[gone.start() : gone.end()]
    return _WRITTEN_OUT.sub("", flat), origin


def end_of(origin: list[int], end: int, length: int) -> int:
    """Where what ends at `end` of the folded text ends in the text of this length itself: with
    all that folding left out after it, such as the last letter of Chloe.
    """
    following = origin[end] if end < len(origin) else length
    return max(origin[end - 1] + 1, following)
