"""What stands in a text and on no record: numbers, days, names, titles, quotations (HF1, HF2).

Not here: what is on record (onrecord.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from difflib import get_close_matches

from followup.letters.look import GREETING, Look, Remark, begun, few, quoted_in, without_quotations
from followup.letters.notes import quotations
from followup.letters.onrecord import (
    MONTHS,
    WEEKDAYS,
    Number,
    OnRecord,
    days,
    numbers,
    plain,
    rates,
)
from followup.naming.english import in_dictionary
from followup.naming.everyday import ABBREVIATIONS, LANGUAGES, is_everyday
from followup.naming.spelling import folded

HEDGED = re.compile(
    r"\b(about|around|probably|likely|roughly|or so|some ?time|end of|week of|thereabouts|approximately)\b",
    re.IGNORECASE,
)
OFFER = re.compile(r"\?|\b(would|could|can|may|might|if|shall|will)\b", re.IGNORECASE)
# an hour or a day of the writer's own, offered or promised, or asked about
I_OFFER = re.compile(
    r"\bI(?:['’]ll| (?:could|can|may|will|shall|am|would be|have)) (?:\w+ )?(?:come|start|begin|call|ring|write|send|meet|free|available|time)\b|"
    r"\b(?:reach|call|ring|find|ask) me\b|\b(?:would|could|shall|may|does)\b(?=[^?]*\?)",
    re.I,
)
THEIR_DAY = re.compile(
    r"\b(?:you|they|we) (?:\w+ )?(?:said|named|told|decide|promised|wanted|agreed)|\bdecision|\bdeadline|\bas agreed",
    re.I,
)
_CLOCK = r"(?:[01]?\d|2[0-4])(?:[:.][0-5]\d)?"
_HOURS = re.compile(
    rf"\b{_CLOCK}\s?(?:am|pm|a\.m\.|p\.m\.)|\b(?:at|between|from|until|till|after|before) {_CLOCK}\b(?: (?:and|to) {_CLOCK}\b)?|"
    r"(?<=start )(?:in|within) [\w-]+ (?:days?|weeks?|months?)\b",
    re.I,
)
TITLE = re.compile(
    r"\b(Mr|Ms|Mrs|Miss|Mx|Dr|Prof|Professor|Herr|Frau|Mme|Madame|Monsieur)\b\.?\s+([^\W\d_][\w’'-]+)"
)
_ROLE = re.compile(
    r"(?:The |Your |An? )?((?:[A-Z][\w-]+,? (?:and |of |for )?)+)(?:role|job|position|post)\b"
)
NO_NAMES = {"I", "CV", "OK", "PS", "I'm", "I’m", "Re", "US", "UK", "AM", "PM"}
_WEEKDAY = rf"\b({'|'.join(WEEKDAYS)})\b"


def odd_numbers(look: Look) -> Iterator[Remark]:
    """Numbers that are not on record, or are there with another unit."""
    units: dict[object, set[str]] = {d.year: {""} for d in look.known.dates}
    for n in look.known.numbers:
        units.setdefault(n.value, set()).add(n.unit)
    is_proposal = look.draft.kind.touch == "proposal"
    odd = [
        n.words
        for sentence in look.own
        for n in numbers(_without_offered_hours(sentence))
        if not (is_proposal and _is_step(n)) and _is_odd(n, sentence, units.get(n.value))
    ]
    for sentence in look.own:
        for value, per, words in rates(sentence):
            odd += [words] if per not in look.known.rates.get(value, {per}) else []
    if odd:
        said = f"{few(odd)}: this number is not in your notes. Look it up, or leave it out."
        yield Remark(said, "HF1")


def _offered(sentence: str) -> int:
    """Where in a sentence the writer begins to offer a time; its length if nowhere."""
    found = I_OFFER.search(sentence)
    return found.start() if found and not THEIR_DAY.search(sentence) else len(sentence)


def _without_offered_hours(sentence: str) -> str:
    """A sentence without the hours, and the weeks until a beginning, that the writer offers."""
    at = _offered(sentence)
    return sentence[:at].replace("24/7", "") + _HOURS.sub(" ", sentence[at:])


def _is_step(n: Number) -> bool:
    """Whether a number may be a step or a span of what is proposed."""
    return n.value in range(100) and n.unit in ("", "day", "week")


def _is_odd(n: Number, sentence: str, units: set[str] | None) -> bool:
    """Whether a number is not on record; `units` are those it has there."""
    if units is None:
        is_offered = n.unit == "minute" or (n.is_word and bool(OFFER.search(sentence)))
        is_plain = n.is_word and n.unit not in ("year", "percent") and n.value in range(13)
        return not is_offered and not is_plain
    if n.unit == "percent":
        return n.unit not in units
    return bool(n.unit) and n.unit not in units and units != {""}


def odd_days(look: Look) -> Iterator[Remark]:
    """Days that are not on record, and weekdays that do not fit."""
    odd = [words for one in look.own for words in _odd_days_in(one, look.known)]
    if odd:
        said = f"{few(odd)}: this day is not in your notes. Look at the calendar once."
        yield Remark(said, "HF1")


def _odd_days_in(sentence: str, known: OnRecord) -> Iterator[str]:
    at = _offered(sentence)
    for words, month, day in days(sentence):
        named = re.search(rf"{_WEEKDAY},?( the)? {re.escape(words)}", sentence, re.IGNORECASE)
        there = {(m, d) for m, d in known.days if d == day and month in (m, None)}
        years = {d.year for d in known.dates} | {known.today.year}
        if named:
            there = {one for one in there if any(_falls_on(named[1], y, *one) for y in years)}
        is_offered = sentence.find(words) > at and _is_to_come(named, month, day, known)
        if not there and not is_offered:
            yield named[0] if named else words
    if OFFER.search(sentence) or at < len(sentence):
        return  # a day that is offered
    near = {d.weekday() for d in known.dates if abs((d - known.today).days) < 15}
    noted = " ".join(known.texts).casefold()
    alone = rf"{_WEEKDAY}(?!,? (?:the )?\d|,? (?:{'|'.join(MONTHS)}))"
    for word in re.findall(alone, sentence, re.IGNORECASE):
        is_noted = re.search(rf"\b{word[:3].casefold()}", noted)
        if WEEKDAYS[word.casefold()] not in near and not is_noted:
            yield word


def _is_to_come(named: re.Match[str] | None, month: int | None, day: int, known: OnRecord) -> bool:
    """Whether a day comes within half a year, and on the weekday that is named."""
    for n in range(1, 183):
        then = known.today + timedelta(days=n)
        is_weekday = named is None or then.weekday() == WEEKDAYS[named[1].casefold()]
        if then.day == day and then.month == (month or then.month) and is_weekday:
            return True
    return False


def _falls_on(weekday: str, year: int, month: int, day: int) -> bool:
    try:
        return date(year, month, day).weekday() == WEEKDAYS[weekday.casefold()]
    except ValueError:
        return False


def too_exact(look: Look) -> Iterator[Remark]:
    """A day of the decision that was told roughly, and stands as if it were exact."""
    for told in look.known.roughly:
        for sentence in look.own:
            is_named = any(m in (told.month, None) and d == told.day for _, m, d in days(sentence))
            if is_named and not HEDGED.search(sentence):
                said = f"They named {told.day} {told:%B} only roughly; “around” keeps it true."
                yield Remark(said, "HF1")
                return


def odd_names(look: Look) -> Iterator[Remark]:
    """Names that are not on record, or are spelt otherwise there."""
    known, odd, misspelt = look.known, list[str](), dict[str, str]()
    greeting = look.text.split("\n")[0]
    for sentence in [*look.own, *([greeting] if GREETING.match(greeting) else [])]:
        for word, is_first in _words(sentence):
            right = known.parts.get(folded(word), "")
            if right and len(word) > 2 and not is_everyday(word):
                if right.casefold() != word.casefold():
                    misspelt[word] = right
            elif _is_strange(word, is_first, known):
                long = [key for key in known.parts if len(key) > 4]
                near = get_close_matches(folded(word), long, 1, 0.8) if len(word) > 4 else []
                if near:
                    misspelt[word] = known.parts[near[0]]
                else:
                    odd.append(word)
    for word, right in misspelt.items():
        yield Remark(f"“{word}” is spelt “{right}” in your notes.", "HF2")
    if odd:
        yield Remark(f"{few(odd)}: this name is not in your notes. Is it right?", "HF1")


def _words(sentence: str) -> Iterator[tuple[str, bool]]:
    """The words of a sentence outside quotation marks and addresses; and whether each begins one."""
    hidden = re.sub(
        r"“[^”]*”|\"[^\"]*\"|\S+@\S+|https?://\S+", lambda found: "." * len(found[0]), sentence
    )
    is_heading = not re.search(r"[.?!,]$", sentence)
    for found in re.finditer(r"[^\W\d_][\w’'-]*", hidden):
        before = sentence[: found.start()].rstrip(" “\"'‘(")
        is_begun = before.endswith((".", ":", "?", "!")) and not re.search(
            r"\b(St|Mt|Ft)\.$", before
        )
        is_first = not before or is_begun
        word = re.sub(r"['’]s?$|(?<=day)s$", "", found[0])
        yield word, is_first or is_heading or word.isupper()


def _is_strange(word: str, is_first: bool, known: OnRecord) -> bool:
    """Whether a word with a capital is on no record, and no word of the language either."""
    if not word[:1].isupper() or len(word) < 2 or folded(word) in known.words:
        return False
    parts = re.findall(r"[^\W_]+", word)
    return not all(
        part.islower() or folded(part) in known.words or _is_plain(part, is_first)
        for part in [word, *parts][len(parts) > 1 :]
    )


def _is_plain(word: str, is_first: bool) -> bool:
    low = word.casefold()
    is_time = (
        low in WEEKDAYS
        or low in MONTHS
        or word in LANGUAGES
        or word.removesuffix("s") in ABBREVIATIONS
    )
    is_joined = any(mark in word for mark in "'’-")
    return is_time or word in NO_NAMES or (is_first and (is_joined or in_dictionary(low)))


def odd_role(look: Look) -> Iterator[Remark]:
    """The role by another name than on record (HF2)."""
    role = look.known.facts["role"]
    said = look.inner if look.draft.kind.is_spoken else without_quotations(look.inner)
    for found in _ROLE.finditer(f"{look.subject}\n{said}"):
        strange = [
            w for w in re.findall(r"[A-Z]\w+", found[1]) if w.casefold() not in role.casefold()
        ]
        if (
            role
            and len(found[1].split()) > 1
            and strange
            and look.known.facts["company"] not in found[1]
        ):
            yield Remark(f"“{found[1].strip()}”: the role in your notes is “{role}”.", "HF2")


def odd_titles(look: Look) -> Iterator[Remark]:
    """Titles that are on no record; and a greeting by another name than they are called by."""
    known = look.known
    noted = folded(" ".join([*known.people.values(), *known.texts]))
    for found in TITLE.finditer(look.text):
        if not re.search(rf"\b{folded(found[1])}\.? {re.escape(folded(found[2]))}", noted):
            said = f"“{found[0]}”: the title is not in your notes. The name alone is safe."
            yield Remark(said, "HF1")
    if look.draft.kind.is_spoken or not known.name:
        return
    first = next((line for line in look.text.split("\n") if line.strip()), "")
    greeting = GREETING.match(first)
    said = re.split(r"[,:!]", greeting[2])[0].strip() if greeting else ""
    named = {folded(part) for part in re.findall(r"[^\W\d_]{2,}", known.name)}
    if not named & set(re.findall(r"\w+", folded(said or first))):
        yield Remark(f"The greeting does not name {known.dear or known.name}.", "L1-1")
    elif greeting and folded(said) not in {folded(known.dear), folded(known.name)}:
        yield Remark(f"You address them as “{known.dear}”; the greeting says “{said}”.", "HF2")


def odd_quotations(look: Look) -> Iterator[Remark]:
    """Words in quotation marks that nobody is on record to have said, and marks that do not pair."""
    for line in look.inner.split("\n"):
        if line.count('"') % 2:  # 24" wide
            line = re.sub(r'(?<=\d)"', "", line, count=1)
        if line.count('"') % 2 or line.count("“") != line.count("”"):
            marked = re.search('[“”"].*', line)
            part = begun(re.sub('[“”"]', "", marked[0] if marked else line))
            yield Remark(f"Quotation marks that do not pair, in “{part}”.", "HF3")
    odd = [
        words
        for words in quoted_in(look.inner)
        if plain(words) and plain(words) not in look.known.quoted and not _is_spoken(words, look)
    ]
    if odd:
        said = f"{few(odd, 2)}: not in quotation marks in your notes. Say it without the marks."
        yield Remark(said, "HF1")


def _is_spoken(words: str, look: Look) -> bool:
    """Whether these are words of a call sheet to be said aloud: they fill their line, or end it."""
    if not look.draft.kind.is_spoken:
        return False
    lines = [line for line in look.inner.split("\n") if words in quotations(line)]
    return any(re.search(rf"(^|:)\s*[“\"'‘]{re.escape(words)}", line) for line in lines)
