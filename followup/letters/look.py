"""One look at a text that may go out: its parts, what is on record, and what a remark is.

Not here: what is looked for (unfounded.py, misplaced.py, slips.py, rubric.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from followup.letters.draft import Draft, finished
from followup.letters.notes import body, quotations, sentences
from followup.letters.onrecord import MANY, OnRecord, stems

GREETING = re.compile(
    r"(Dear|Hi|Hello|Hey|Good (?:morning|afternoon|evening)|Lieber?|Sehr geehrter?)\b\s*(.*)"
)


class Remark(NamedTuple):
    """One thing to mind: what was seen with what to do about it, and the rubric it is from."""

    text: str
    source: str


@dataclass(frozen=True)
class Look:
    """A text, without what stands above its greeting; the draft it began as; what is on record."""

    draft: Draft
    known: OnRecord
    subject: str
    text: str

    @cached_property
    def inner(self) -> str:
        """The letter without greeting and signature."""
        return body(self.text)

    @cached_property
    def every(self) -> list[str]:
        """Its sentences."""
        return sentences(self.inner)

    @cached_property
    def certain(self) -> set[str]:
        """The sentences of the draft that are made of what is certain."""
        said = {one for p in self.draft.points for one in sentences(finished(p.said))}
        return {one for one in sentences(self.draft.text) if one not in said}

    @cached_property
    def own(self) -> list[str]:
        """Its sentences but for those that are certain."""
        return [one for one in self.every if one not in self.certain and not one.isupper()]

    @cached_property
    def stems(self) -> dict[str, frozenset[str]]:
        """The words that carry the meaning of each sentence."""
        return {one: stems(one) for one in self.every}

    @cached_property
    def unquoted(self) -> str:
        """The letter without what stands in quotation marks."""
        return without_quotations(self.inner)


def without_quotations(text: str) -> str:
    """A text without what stands in quotation marks."""
    return re.sub(r"“[^”]*”|\"[^\"]*\"", "", text)


def from_greeting(text: str) -> str:
    """A letter without what stands above its greeting: addresses, a day, a heading."""
    lines = text.split("\n")
    first = next((n for n, line in enumerate(lines[:14]) if GREETING.match(line)), None)
    return text.strip() if first is None else "\n".join(lines[first:])


def few(words: Iterable[str], n: int = 3) -> str:
    """Some words, each once, in quotation marks."""
    once = list(dict.fromkeys(words))
    return ", ".join(f"“{word}”" for word in once[:n]) + (" …" if len(once) > n else "")


def begun(sentence: str) -> str:
    """The first words of a sentence."""
    words = sentence.split()
    return " ".join(words[:9]) + (" …" if len(words) > 9 else "")


@lru_cache(MANY)
def runs(text: str, n: int) -> frozenset[tuple[str, ...]]:
    """Every n words of a text that follow one another."""
    words = re.findall(r"\w+", text.casefold())
    return frozenset(zip(*(words[k:] for k in range(n)), strict=False))


def quoted_in(text: str) -> Sequence[str]:
    """What stands in quotation marks, line by line."""
    return [words for line in text.split("\n") for words in quotations(line)]
