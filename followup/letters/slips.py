"""What the eye passes over: doubled marks, shorthand, small beginnings, typing errors, repetition
(L1-12).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from followup.cover.stand_ins import COMPANY, NAME, PARTS, SEEKER, WORD
from followup.letters.look import Look, Remark, begun, few
from followup.letters.notes import n_words
from followup.letters.onrecord import MONTHS, WEEKDAYS, OnRecord, stems
from followup.letters.points import POINT_KINDS
from followup.naming.english import corrections, in_dictionary, is_slip
from followup.naming.everyday import SHORT_DAYS, SHORTENED

SHORTHAND = re.compile(
    rf"\b(?:{'|'.join(SHORTENED)})\b\.?|(?<!\w)(?:b/c|w/o?|[@+=~]|&(?! [A-Z])|->|n)(?= )",
    re.IGNORECASE,
)
_TIMES = "|".join(sorted({*WEEKDAYS, *MONTHS, *SHORT_DAYS} - {"may", "mar", "march", "sat", "sun"}, key=len, reverse=True))  # fmt: skip
SMALL = re.compile(rf"\b(?:{_TIMES})\b(?=[ ,.!?;:]|$)|(?<![.\w])i(?=['’ ])")  # in small letters
DOUBLED = re.compile(r",,|;;|::|\?\?|!!|(?<!\.)\.\.(?!\.)|,\.|\.,(?! )|;\.|[\"“”]{2}")
_STAND_IN = rf"\b(?:{'|'.join((*PARTS, COMPANY, WORD, SEEKER, NAME))}) \d{{1,2}}\b"
UNFILLED = re.compile(rf"\[[^\]]*\]|\{{\{{|\bTODO\b|\bXXX\b|___|{_STAND_IN}")


def slips(look: Look) -> Iterator[Remark]:
    """Marks, shorthand and beginnings."""
    text = re.sub(r"\S+@\S+|https?://\S+", "", look.text)
    if found := DOUBLED.search(text):
        near = " ".join(text[max(found.start() - 20, 0) : found.end()].split())
        yield Remark(f"“{found[0]}” near “{near}”: one mark is enough.", "L1-12")
    if look.inner.count("!") > 1:
        yield Remark("More than one exclamation mark; a full stop is calmer.", "L1-12")
    job = f"{look.known.facts['company']} {look.known.facts['role']}"
    short = [m[0].strip() for kind in (SHORTHAND, SMALL) for m in kind.finditer(look.inner)]
    if short := [word for word in short if word not in job.split()]:
        yield Remark(f"{few(short)}: this is how a note is written; write it out.", "L1-12")
    small = (
        r"[“\"(]?(?!(?:de|di|da|du|van|von|der|le|la|el|al|bin) [A-Z])[a-zà-ÿ](?![A-Z]|\S*@|ttps?:)"
    )
    if begins := next((one for one in look.every if re.match(small, one)), ""):
        yield Remark(f"“{begun(begins)}” begins with a small letter.", "L1-12")
    if UNFILLED.search(look.text):
        yield Remark("Something is still to be filled in.", "HF3")
    if _is_left_open(look) and look.draft.kind.touch != "proposal":
        yield Remark("A line ends with a colon and nothing follows.", "HF3")


def _is_left_open(look: Look) -> bool:
    """Whether the text, or a line begun with one of the openings, ends with a colon."""
    openings = {one.strip() for kind in POINT_KINDS.values() for one in kind.openings}
    ends = [line.strip() for line in look.inner.split("\n") if line.rstrip().endswith(":")]
    return look.inner.rstrip().endswith(":") or any(
        line.endswith(tuple(o for o in openings if o.endswith(":"))) for line in ends
    )


def typing_errors(look: Look) -> Iterator[Remark]:
    """Words that no dictionary has, and that are nearly one."""
    typed = re.findall(r"(?<![\w’'-])[a-z]{3,}(?![\w’'-]*\d)(?:['’][a-z]+)?(?![\w-])", look.inner)
    strange = [word for word in typed if not in_dictionary(re.sub("['’].*", "", word))]
    if len(strange) > max(5, len(typed) / 4):
        return  # another language
    meant = {word: _meant(word, look.known) for word in typed}
    wrong = [f"“{word}” ({right}?)" for word, right in meant.items() if right]
    if wrong:
        yield Remark(f"{', '.join(wrong[:4])}: a typing error?", "L1-12")


def _meant(word: str, known: OnRecord) -> str:
    """The word a mistyped one was meant to be, those on record first; empty if none was."""
    is_short = len(word) < 5 and not is_slip(word)  # so near to others, it is as likely a name
    if word in SHORTENED or word in known.names or is_short or "'" in word or "’" in word:
        return ""
    near = corrections(word)
    return next((one for one in near if one in known.words), next(iter(near), ""))


def said_twice(look: Look) -> Iterator[Remark]:
    """Two sentences that say the same; what is certain may stand twice on a sheet."""
    named = stems(f"{look.known.facts['role']} {look.known.facts['company']}")
    told = [(one, look.stems[one] - named) for one in look.every if n_words(one) > 3]
    for n, (one, words) in enumerate(told):
        for other, before in told[:n]:
            least = min(len(words), len(before))
            enough = 0.8 if least > 3 else 1 if least == 3 and n_words(one) > 7 else 2
            is_alike = one == other or len(words & before) >= enough * max(least, 1)
            is_said_again = look.draft.kind.is_spoken and look.known.facts["me"] in one
            if (
                is_alike
                and not is_said_again
                and not (one in look.certain and other in look.certain)
            ):
                yield Remark(f"This stands twice: “{begun(one)}”", "L1-12")
                return
