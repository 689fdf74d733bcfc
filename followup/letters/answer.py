"""What an assistant answered, made a letter again: names put back, wrapping taken off.

Not here: whether it is a good letter (check.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from followup.cover.cover import names_put_back
from followup.cover.stand_ins import PARTS, SEEKER, STAND_IN
from followup.errors import InvalidValue
from followup.letters.kinds import Kind

LONGEST = 30_000  # characters; a proposal of two pages has 8,000
_GREETING = re.compile(
    r"^[>*_\s]*(Dear|Hi|Hello|Hey|Good (morning|afternoon|evening))\b.*$", re.MULTILINE
)
_SUBJECT = re.compile(
    r"^[>*_#\s]*(?:Subject|Subject line|Betreff)\s*[*_]*\s*:\s*[*_]*\s*(.*)$",
    re.MULTILINE | re.IGNORECASE,
)
_HEADING = re.compile(
    r"[>*_#\s\[(]*(?:subject\b.*|\d+\.?\W*|(?:\w+ )?(?:version|option|draft|variant|alternative|letter)\b.{0,60})",
    re.IGNORECASE,
)
_REFUSAL = re.compile(
    r"\W*(i['’]m sorry|sorry|unfortunately|i apologi[sz]e|as an ai|i['’]m (unable|not able)|i (can(no|['’])?t|am unable|am not able|won['’]t|will not|must decline))\b"
    r"[^.\n]*\b(help|assist|writ\w*|create|provide|comply|do (this|that)|draft|request|fulfil+)\b",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"\W*(here (is|are|you go)|here['’]s|sure|certainly|of course|absolutely)\b.*", re.I
)
# what an assistant says to the seeker below a letter; some of it only below the signature
_CHATTER = re.compile(
    r"\W*(let me know if|would you like (me|it|this|a|another)|want me to|note[s:]|this (version|draft)|word count|\(?\d+ words|"
    r"here['’]s why|why this works|changes (made|i made)|i can also|happy to (adjust|revise|shorten|make))",
    re.IGNORECASE,
)
_CHATTER_BELOW = re.compile(
    r"\W*(let me know|feel free|i (kept|hope|have kept|left|used|stayed|avoided)|this (letter|email)|if you|happy to|changes)",
    re.IGNORECASE,
)
_PARTS_ALONE = re.compile(rf"\b(?:{'|'.join((*PARTS, SEEKER))})\b(?!\s*\d)")


SEVERAL = (
    "There was more than one version; the first is taken. The others stand in what you pasted."
)
NO_SUBJECT = "No subject came with it; yours is kept."
NO_GREETING = "It has no greeting; write one above it."
CHATTER = "What the assistant says below the letter is left out."
EMPTY = "must be a letter; there is nothing below its subject, and yours is left as it is"
REFUSED = "must be a letter; the assistant wrote none, and your text is left as it is"


@dataclass(frozen=True)
class Answer:
    """A letter that came back: subject and text with names in them, and what to tell the seeker."""

    subject: str
    text: str
    told: tuple[str, ...] = ()


def read_answer(pasted: str, kind: Kind, back: Mapping[str, tuple[str, str]]) -> Answer:
    """The letter in what was pasted, with names for the stand-ins of the brief (`Brief.back`);
    InvalidValue says why there is none, and changes nothing.
    """
    text, told = _cleaned(pasted), list[str]()
    subject = ""
    if not kind.is_spoken:
        first = _first_version(text)
        subject, letter = _without_subject(first)
        greeting = _GREETING.search(letter)
        told += (
            [SEVERAL] * (first != text)
            + [NO_SUBJECT] * (letter == first)
            + [NO_GREETING] * (not greeting)
        )
        text = letter[greeting.start() if greeting else 0 :]
    whole = _without_markdown(text)
    whole = whole.removeprefix(_above(whole))
    text = _without_chatter(whole, kind)
    told += [CHATTER] * (text != whole)
    if not re.search(r"\w", text):
        raise InvalidValue("The answer", EMPTY, key="pasted")
    subject, text = (
        names_put_back(_as_sent(one, back), back).strip()
        for one in (_without_markdown(subject), text)
    )
    return Answer(subject, text, (*told, *_strange(f"{subject}\n{text}")))


def _cleaned(pasted: str) -> str:
    """What was pasted, without signs that cannot be seen; InvalidValue where it is no letter."""
    text = re.sub(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]", "", pasted)
    text = re.sub(r"\r\n?", "\n", text).strip()
    if not text:
        raise InvalidValue("The answer", "is needed: paste what the assistant wrote", key="pasted")
    if len(text) > LONGEST:
        expected = f"must be one letter of at most {LONGEST:,} characters; nothing of it was taken"
        raise InvalidValue("The answer", expected, f"{len(text):,}", key="pasted")
    if len(text) < 1500 and _REFUSAL.match(text) and not _GREETING.search(text):
        raise InvalidValue("The answer", REFUSED, key="pasted")
    return text


def _without_subject(text: str) -> tuple[str, str]:
    """The subject, and the letter without its line and, where it stands on top, what is above it."""
    found, greeting = _SUBJECT.search(text), _GREETING.search(text)
    if not found:
        return "", text
    above = text[: found.start()] if greeting and greeting.start() < found.start() else ""
    return found[1].strip("*_ "), above + text[found.end() :]


def _strange(text: str) -> Iterator[str]:
    """What stands for somebody, or for something to fill in, and was not in the brief."""
    found = [
        *STAND_IN.findall(text),
        *re.findall(r"\[[^\]\n]{1,40}\]", text),
        *_PARTS_ALONE.findall(text),
    ]
    if strange := list(dict.fromkeys(" ".join(one.split()) for one in found)):
        names = ", ".join(f"“{one}”" for one in strange[:4])
        yield f"{names}: this was not in the brief. Write what belongs there, or take it out."


def _first_version(text: str) -> str:
    """The first of several letters to the same reader; a heading above the next one goes, too."""
    greetings = [
        found for found in _GREETING.finditer(text) if found[0].rstrip("*_ ").endswith((",", ":"))
    ]
    for other in greetings[1:]:
        if _reader(other[0]) == _reader(greetings[0][0]):
            lines = text[: other.start()].rstrip().split("\n")
            while lines and (not re.search(r"\w", lines[-1]) or _HEADING.fullmatch(lines[-1])):
                lines.pop()
            return "\n".join(lines)
    return text


def _reader(greeting: str) -> str:
    return re.sub(r"\W+", " ", greeting.partition(" ")[2]).strip().casefold()


def _without_markdown(text: str) -> str:
    text = re.sub(r"^\s*```.*$", "", text, flags=re.MULTILINE)
    text = re.sub(r"^\s*([-*_]\s*){3,}$", "", text, flags=re.MULTILINE)
    text = re.sub(r"^[ \t]*(#{1,6}|>+)[ \t]*", "", text, flags=re.MULTILINE)
    text = re.sub(r"\[([^\]\n]+)\]\((?:https?:[^)\s]+|Link \d+)\)", r"\1", text)
    text = re.sub(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", r"\2", text)
    text = re.sub(r"(?<![\w*])\*(?=[^\s*])(.+?)(?<=[^\s*])\*(?![\w*])", r"\1", text)
    text = re.sub(r"^[ \t]*[*•][ \t]+", "- ", text, flags=re.MULTILINE)
    text = re.sub(r"[ \t]+$|\\(?=[*_#\[\]])", "", text, flags=re.MULTILINE)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _above(text: str) -> str:
    """What the assistant says to the seeker above the letter."""
    first, _, rest = text.partition("\n\n")
    is_said = _BEFORE.fullmatch(first) and (rest or first.endswith(":"))
    return first + "\n\n" * bool(rest) if is_said else ""


def _without_chatter(text: str, kind: Kind) -> str:
    """A text without what the assistant says to the seeker below the letter; what may be said to the
    reader goes only where it stands below the signature.
    """
    parts = text.split("\n\n")
    is_letter = not kind.is_spoken and kind.touch != "proposal"
    signature = re.compile(rf"^\W*{SEEKER}\W*\d+\W*$", re.MULTILINE | re.IGNORECASE)
    signed = [n for n, one in enumerate(parts) if is_letter and signature.search(one)]
    while len(parts) > 1 and (
        _CHATTER.match(parts[-1])
        or (signed and signed[-1] < len(parts) - 1 and _CHATTER_BELOW.match(parts[-1]))
    ):
        parts.pop()
    return "\n\n".join(parts)


def _as_sent(text: str, back: Iterable[str]) -> str:
    """The stand-ins of the brief as they were sent: also in brackets, other case, joined."""
    known = {re.sub(r"[\W_]+", "", one).casefold(): one for one in back}

    def right(found: re.Match[str]) -> str:
        key = re.sub(r"[\W_]+", "", found[1]).casefold()
        return known.get(key, found[0])

    labels = "|".join(
        sorted({re.sub(r"\s\d+$", "", one) for one in known.values()}, key=len, reverse=True)
    )
    spelt = re.sub(r"\\?\s", r"[\\s_-]*", labels)
    pattern = (
        rf"[\[<{{(]{{0,2}}\b((?:{spelt})[\s_#-]*\d+)\b(?!\d)[\]>}})]{{0,2}}" if labels else r"(?!)"
    )
    return re.sub(pattern, right, text, flags=re.IGNORECASE)
