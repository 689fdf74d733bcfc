"""The last look at covered texts, with other eyes than those that covered them.

It compares sounds rather than spellings, looks inside words and across what parts them, and finds
near spellings; what it finds a person decides. Not here: covering.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from followup.cover.stand_ins import STAND_IN
from followup.naming.called import PART, words_of
from followup.naming.everyday import (
    ABBREVIATIONS,
    AFTER_A_WORD,
    CLOSING,
    GENERIC,
    LEGAL,
    MODAL,
    QUESTION,
    TOP_LEVEL,
    is_everyday,
)  # fmt: skip
from followup.naming.spelling import folded

LONG = 6  # letters from which near spellings and words inside others are looked for
SHORT = 3  # letters from which a small word may be a short name
_SOUNDS = [("sch", "s"), ("sh", "s"), ("ch", "k"), ("ck", "k"), ("ph", "f"), ("th", "t"), ("c", "k"),
           ("q", "k"), ("w", "v"), ("y", "i"), ("j", "i"), ("z", "s"), ("x", "ks")]  # fmt: skip
_SPOKEN = (  # Cyrillic and Greek letters, each with what it is in Latin ones
    "аa бb вv гg дd еe ёe жzh зz иi йi кk лl мm нn оo пp "
    "рr сs тt уu фf хkh цts чch шsh щsch ыy эe юyu яya "
    "αa βv γg δd εe ζz ηi θth ιi κk λl μm νn ξx οo πp ρr σs ςs τt υy φf χch ψps ωo"
)
_LATIN = str.maketrans({pair[0]: pair[1:] for pair in _SPOKEN.split()})
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?!\s)[^.!?\n]*)*[.!?]*")
_TOKEN = re.compile(
    rf"@[\w.-]+|(?<![\w.-])(?:[\w-]{{1,63}}\.){{1,9}}(?:{TOP_LEVEL})\b|\d+(?:[.,'’]\d+)+|"
    r"[^\W_]+(?:[_'’][^\W_]+)*"
)
_DATED = re.compile(
    r"\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{1,2}[:.]\d\d\b|(?:19|20)\d\d\b"
)


@dataclass
class Hit:
    """A word that may be a name, or a part of one; the sentences it stands in; why it is asked."""

    word: str
    why: str
    sentences: list[str] = field(default_factory=list)

    @property
    def marks(self) -> set[str]:
        """What tells each place where it stands again, and nothing of what stands there."""
        told = (f"{folded(self.word)}|{STAND_IN.sub('#', one)}" for one in self.sentences)
        return {hashlib.sha256(one.encode()).hexdigest()[:12] for one in told}


def last_look(texts: Iterable[str], names: Mapping[str, str]) -> list[Hit]:
    """What may still be one of the names (by what stands for them) in covered texts: one hit per
    word, those that stand most often first.
    """
    keys = _Keys(names)
    hits: dict[str, Hit] = {}
    for text in texts:
        for sentence in _sentences(re.sub(r"(\w-)\n(?=\w)", r"\1", text)):
            for word, why in keys.found_in(sentence):
                hit = hits.setdefault(folded(word), Hit(word, why))
                if sentence not in hit.sentences:
                    hit.sentences.append(sentence)
    return sorted(hits.values(), key=lambda hit: -len(hit.sentences))


def unknown(texts: Iterable[str], known: Iterable[str]) -> Counter[str]:
    """Every word with a capital, handle, host and number of covered texts that nobody knows, and
    how often it stands there. `known` are texts whose small words are words and no names.
    """
    prose = (re.sub(r"\S*[@./_]\w\S*", " ", text) for text in known)  # no part of an address
    small = {w for text in prose for w in re.findall(r"[^\W\d_]+", text) if w.islower()}
    return Counter(word for text in texts for word in _unknown_in(text, small))


def _unknown_in(text: str, small: set[str]) -> Iterator[str]:
    for token in _TOKEN.findall(_DATED.sub(" ", STAND_IN.sub(" ", text))):
        word = re.sub(r"['’]\w{1,2}$", "", token)
        if word.isalpha():
            is_plain = is_everyday(word) or word.lower() in small or word in ABBREVIATIONS
            is_known = word.islower() or len(word) < 2 or is_plain
        else:
            is_number = re.fullmatch(r"[\d.,'’]+", word)
            is_known = len(word) < 2 if is_number else bool(re.fullmatch(r"[a-z]+['’][a-z]+", word))
        if not is_known:
            yield word


class _Keys:
    """The names, by what stands for them, as the last look compares them."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._long: dict[str, str] = {}  # long parts by their sound
        self._near: dict[str, str] = {}  # the same with one letter left out
        self._short: set[str] = set()  # parts that are covered with a capital only
        self._everyday: set[str] = set()
        self._of: dict[str, set[str]] = {}  # all parts, by what stands for the name
        for stand_in, name in names.items():
            parts = [part for word in words_of(name) for part in PART.findall(word)]
            self._of[stand_in] = set(map(folded, parts))
            for part in parts:
                self._learn(part)
            if len(parts) > 1 and len(joined := sounded("".join(parts))) > LONG:
                self._long[joined] = "".join(parts)

    def _learn(self, part: str) -> None:
        sound, key = sounded(part), folded(part)
        if key in GENERIC:
            return
        if is_everyday(part):
            self._everyday.add(key)
        elif len(part) >= LONG - 1 and len(sound) > 3 and key not in LEGAL:
            self._long[sound] = part
            if len(part) >= LONG:
                self._near.update(dict.fromkeys(_shortened(sound), part))
        elif len(part) >= SHORT and not part.isdecimal():
            self._short.add(key)

    def found_in(self, sentence: str) -> Iterator[tuple[str, str]]:
        """Each word of a sentence that may be a name, and why."""
        bare = STAND_IN.sub(lambda found: "\ufffc" * len(found[0]), sentence)
        asked = set[int]()
        for found in PART.finditer(bare):
            if why := self._why(found, bare) or self._why_here(found, sentence, bare):
                asked.add(found.start())
                yield found[0], why
        for piece in re.finditer(r"[^\s\ufffc]+", bare):  # written apart: Cla-ra
            if not re.search(r"\w[-._/\xad]", piece[0]) or asked & {*range(*piece.span())}:
                continue
            if inside := self._inside(sounded("".join(PART.findall(piece[0])))):
                yield piece[0].strip(".,;:!?()"), f"holds “{inside}”"

    def _inside(self, sound: str) -> str:
        return next((p for s, p in self._long.items() if len(s) > 4 and s in sound), "")

    def _why(self, found: re.Match[str], bare: str) -> str:
        """Why a word may be a name wherever it stands; empty if it may not."""
        word, key, sound = found[0], folded(found[0]), sounded(found[0])
        if {key, key.removesuffix("s")} & self._short and key not in self._everyday:
            return "is a short name, in small letters"
        is_plain = is_everyday(word) and (word.islower() or _is_first(found, bare))
        if is_plain or key in self._everyday or len(sound) < 4:
            return ""
        if sound in self._long:
            return f"sounds like “{self._long[sound]}”"
        if len(word) >= LONG and not is_everyday(word) and (inside := self._inside(sound)):
            return f"holds “{inside}”"
        for one in (sound, *_shortened(sound)) if len(word) >= LONG - 1 else ():
            near = self._near.get(one, "")
            if near and abs(len(sounded(near)) - len(sound)) < 2 and _fits(word, near):
                return f"is nearly “{near}”"
        return ""

    def _why_here(self, found: re.Match[str], sentence: str, bare: str) -> str:
        """Why an everyday word may be a name here: right after another part of it, or first in a
        sentence that does not go on as a question or a wish.
        """
        key, after = folded(found[0]), bare[found.end() :]
        if key not in self._everyday:
            return ""
        if bare[: found.start()].endswith("\ufffc "):
            stand_in = STAND_IN.findall(sentence[: found.start()])[-1]
            return "stands after a name" if key in self._of.get(stand_in, ()) else ""
        goes_on = re.match(r"\s+([^\W_]+)", after)
        is_closing = re.match(r",\s*(?:\n|\ufffc|$)", after) and key in CLOSING
        quiet = QUESTION if key in MODAL else AFTER_A_WORD
        is_quiet = is_closing or (goes_on and goes_on[1].lower() in quiet)
        if is_quiet or not found[0].istitle() or not _is_first(found, bare):
            return ""
        return "begins a sentence, and is a name, too"


def _is_first(found: re.Match[str], bare: str) -> bool:
    return not re.search(r"[\w\ufffc]", bare[: found.start()])


def _fits(word: str, name: str) -> bool:
    """Whether a near spelling may be meant: in small letters only a long one that begins alike."""
    is_long = len(word) > LONG + 1 and folded(word)[0] == folded(name)[0]
    return is_long or not word.islower()


def _sentences(text: str) -> Iterator[str]:
    yield from (found[0].strip() for found in _SENTENCE.finditer(text) if found[0].strip())


def _shortened(sound: str) -> set[str]:
    """A word with each of its letters left out: two near ones share one of them."""
    return {sound[:n] + sound[n + 1 :] for n in range(len(sound))} if len(sound) > 4 else set()


def sounded(word: str) -> str:
    """A word as it sounds, roughly: no accents, no doubled letters, one letter for sh, ck, ph."""
    flat = folded(word).translate(_LATIN)
    for written, heard in _SOUNDS:
        flat = flat.replace(written, heard)
    return re.sub(r"(.)\1+", r"\1", re.sub(r"[^\w]", "", flat))
