"""What to mind about a text before it goes out: few remarks, true ones, each with what to do.

The rubrics are domain.md 2.2 to 2.10. Not here: blocking anything; a check advises.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from itertools import islice

from spellchecker import SpellChecker

from followup.letters.draft import Draft, finished
from followup.letters.notes import PAY, RIVALS, body, n_words, quotations, sentences
from followup.letters.onrecord import (
    MONTHS,
    WEEKDAYS,
    Number,
    OnRecord,
    days,
    numbers,
    plain,
    stems,
)
from followup.naming.everyday import is_everyday
from followup.naming.spelling import folded
from followup.tables import Frames

STOCK = (
    "i hope this email finds you well", "i am writing to express", "do not hesitate to contact me",
    "i look forward to hearing from you", "thank you for taking the time", "just checking in",
    "touching base", "to whom it may concern",
)  # fmt: skip
EMPTY = (
    "passionate", "results-driven", "proven track record", "perfect fit", "team player",
    "hard-working", "hardworking", "dynamic", "thrilled", "self-starter", "hit the ground running",
)  # fmt: skip
HARSH = (
    "incompetent", "terrible", "awful", "stupid", "rude", "worse than", "useless", "toxic", "hates?",
    "better than the other", "cheaper than", "bully", "lazy", "idiots?", "clueless", "a mess", "nightmare",
    "disaster", "dreadful", "arrogant", "unfair", "waste of time",
)  # fmt: skip
PRESSURE = (
    "ultimatum", "last chance", "or else", "i beg", "please please", "i deserve", "did i get", "i must know",
)  # fmt: skip
TONE = (
    (STOCK, "stands in everyone's letter; say it your way.", "TPL-4"),
    (EMPTY, "says little; a fact or a number says more.", "TPL-5"),
    (HARSH, "may read as blame; say what you can do instead.", "HF5"),
    (PRESSURE, "may be felt as pressure; a plain question is stronger.", "HF4"),
)
SHORTHAND = (
    r"\b(dont|cant|wont|didnt|doesnt|isnt|arent|wasnt|couldnt|wouldnt|shouldnt|havent|hasnt|im|ive|youre|theyre|thats)\b",
    r"(?<![.\w])i(?![.\w])(?=['’ ])", r"\b(b/c|w/o|w/|approx|prob|incl|yrs?|hrs?|mins|asap|tbc|tbd|fyi|imo|btw|etc|thx|pls|u|ur)\b\.?",
    r"(?<=\w) (\+|=|->|~|&) ?(?=\w)", r"\b(?:mon|tues?|wed|thurs?|fri|sat|jan|feb|mar|apr|aug|sept?|oct|nov|dec)\b(?=[ ,.])",
    r"\b(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|april|june|july|august|september|october|november|december)\b",
)  # fmt: skip
SMALL_LETTERS = SHORTHAND[4:]  # wrong in small letters only
DOUBLED = re.compile(r",,|;;|::|\?\?|!!|(?<!\.)\.\.(?!\.)|,\.|\.,(?! )|;\.|[\"“”]{2}")
TYPED = {"teh": "the", "hte": "the", "adn": "and", "taht": "that", "tommorow": "tomorrow",
         "maintainance": "maintenance", "reccomend": "recommend", "schedual": "schedule"}  # fmt: skip
LIKELY = 2e-6  # how common a word must be for another to count as a mistake for it
MOST = 4  # remarks of one sort
TEMPLATE = 0.40  # shared 5-grams from which two letters read as one template (TPL-2)
PRONOUNS = re.compile(r"\b(he|him|his|she|her|hers)\b", re.IGNORECASE)
HEDGED = re.compile(
    r"\b(about|around|probably|likely|roughly|or so|some ?time|end of|week of|thereabouts|approximately)\b",
    re.IGNORECASE,
)
OFFER = re.compile(r"\?|\b(would|could|can|may|might|if|shall|will)\b", re.IGNORECASE)
TITLE = re.compile(
    r"\b(Mr|Ms|Mrs|Miss|Mx|Dr|Prof|Professor|Herr|Frau|Mme|Madame|Monsieur)\b\.?\s+([^\W\d_][\w’'-]+)"
)
GREETING = re.compile(
    r"(Dear|Hi|Hello|Hey|Good (?:morning|afternoon|evening)|Liebe[r]?|Sehr geehrte[r]?)\b\s*(.*)"
)
INTEREST = re.compile(
    r"\b(interest(s|ed)?|would (very much |really )?(like|love|enjoy|be proud|be glad) to (be|do|work|help|join|take|build|close|make|bring|go on|stay|have)|want (the|this|that) (job|role|position|post)|i want (to|the|this)|keen|place where i would like|look forward to|like to do it)\b",
    re.IGNORECASE,
)
STEP = re.compile(
    r"\?|\b(enclosed|attached|i (will|shall|would like to|can) (send|call|bring|keep|ring|write|put)|easy to reach|decide|decision|before then|let me know|tell me|stay in touch|hear from you|next (week|step))\b",
    re.IGNORECASE,
)
OWN_DEED = re.compile(
    r"\b(I|we|me|my|our)\b[^.?!]*\b(?!(?:enjoyed|learned|wanted|hoped|liked|interested|asked|said|heard|thought|talked|discussed|mentioned|attached|enclosed|applied|described|noted|stayed|needed|based|excited|impressed|pleased|promised)\b)(\w{2,}ed|ran|led|built|made|had|did|kept|cut|wrote|brought|found|grew|took|won|taught|held|sold|set up|rebuilt|got)\b|\b\d",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Remark:
    """One thing to mind: what was seen with what to do about it, and the rubric it is from."""

    text: str
    source: str


@dataclass(frozen=True)
class Look:
    """One look at a text: the draft it began as, what is on record, and its parts."""

    draft: Draft
    known: OnRecord
    subject: str
    text: str
    inner: str
    own: list[str]  # its sentences but those made of what is certain


def check(
    frames: Frames, draft: Draft, text: str, others: Sequence[tuple[str, str]] = (), *,
    known: OnRecord | None = None, subject: str = "",
) -> list[Remark]:  # fmt: skip
    """The remarks on a text, none that blocks: `others` are the letters of the same meeting,
    by the name of their reader; `known` what is on record, if it was read before.
    """
    if not text.strip():
        return [Remark("There is nothing in it yet; a line above may be the beginning.", "")]
    known = known or OnRecord(frames, draft.kind, draft.about, draft.today)
    told = re.match(r"\s*Subject: (.*)\n", text)
    subject, text = (told[1], text[told.end() :]) if told else (subject, text)
    text = _from_greeting(text)
    certain = _certain(draft)
    inner = body(text)
    own = [one for one in sentences(inner) if one not in certain and not one.isupper()]
    look = Look(draft, known, subject or draft.subject, text, inner, own)
    found = dict[str, Remark]()
    for looks in LOOKS:
        for said, source in islice(looks(look), MOST):
            found.setdefault(said, Remark(said, source))
    for said, source in _likeness(text, others):
        found.setdefault(said, Remark(said, source))
    return list(found.values())


def _certain(draft: Draft) -> set[str]:
    """The sentences of a draft that are made of what is certain."""
    said = {one for p in draft.points for one in sentences(finished(p.said))}
    return {one for one in sentences(draft.text) if one not in said}


def _from_greeting(text: str) -> str:
    """A letter without what stands above its greeting: addresses, a day, a heading."""
    head = [n for n, line in enumerate(text.split("\n")[:14]) if GREETING.match(line)]
    return "\n".join(text.split("\n")[head[0] :]) if head else text.strip()


def _few(words: Sequence[str], n: int = 3) -> str:
    once = list(dict.fromkeys(words))
    return ", ".join(f"“{word}”" for word in once[:n]) + (" …" if len(once) > n else "")


# --- what stands on no record ---------------------------------------------------------------


def _numbers(look: Look) -> Iterator[tuple[str, str]]:
    """Numbers that are not on record, or are there with another unit (HF1)."""
    values: set[object] = {n.value for n in look.known.numbers}
    values |= {d.year for d in look.known.dates}
    units: dict[object, set[str]] = {}
    for n in look.known.numbers:
        units.setdefault(n.value, set()).add(n.unit)
    odd = list[str]()
    for sentence in look.own:
        for n in numbers(sentence):
            is_step = (
                look.draft.kind.touch == "proposal"
                and n.value in range(100)
                and n.unit in ("", "day", "week")
            )
            if not is_step and _is_odd(n, sentence, values, units):
                odd.append(n.words)
    if odd:
        yield f"{_few(odd)}: this number is not in your notes. Look it up, or leave it out.", "HF1"


def _is_odd(
    n: Number, sentence: str, values: set[object], units: Mapping[object, set[str]]
) -> bool:
    if n.unit == "percent" and n.value in values:
        return "percent" not in units.get(n.value, set())
    if n.value in values:
        told = units.get(n.value, set()) - {""}
        return bool(n.unit and told and n.unit not in told and "" not in units[n.value])
    if n.unit == "minute" or (n.is_word and OFFER.search(sentence)):
        return False  # what is offered or asked for
    return not n.is_word or n.unit in ("year", "percent") or n.value not in range(13)


def _days(look: Look) -> Iterator[tuple[str, str]]:
    """Days that are not on record, weekdays that do not fit, a day made more exact than told."""
    known = look.known
    odd, in_months = list[str](), {day for _, day in known.days}
    for sentence in look.own:
        for words, month, day in days(sentence):
            is_known = (month, day) in known.days if month else day in in_months
            weekday = re.search(
                rf"\b({'|'.join(WEEKDAYS)})\b,?( the)? {re.escape(words)}", sentence, re.IGNORECASE
            )
            years = {d.year for d in known.dates} | {known.today.year}
            fits = (
                not weekday
                or not month
                or any(_is_weekday(y, month, day, weekday[1]) for y in years)
            )
            if not is_known or not fits:
                odd.append(weekday[0] if weekday else words)
        odd += _bare_weekdays(sentence, known)
    if odd:
        yield f"{_few(odd)}: this day is not in your notes. Look at the calendar once.", "HF1"
    for told, words in _told_roughly(known):
        for sentence in look.own:
            named = any(m in (told[0], None) and d == told[1] for _, m, d in days(sentence))
            if named and not HEDGED.search(sentence):
                yield f"They named {words} only roughly; “around” keeps it true.", "HF1"
                return


def _is_weekday(year: int, month: int, day: int, name: str) -> bool:
    from datetime import date

    try:
        return date(year, month, day).weekday() == WEEKDAYS[name.casefold()]
    except ValueError:
        return False


def _bare_weekdays(sentence: str, known: OnRecord) -> list[str]:
    """Weekdays without a date that are in no note and are no day of the record nearby."""
    if OFFER.search(sentence):
        return []  # a day that is offered
    near = {d.weekday() for d in known.dates if abs((d - known.today).days) < 15}
    noted = " ".join(known.texts).casefold()
    named = re.findall(
        rf"\b({'|'.join(WEEKDAYS)})\b(?!,? (?:the )?\d|,? (?:{'|'.join(MONTHS)}))",
        sentence,
        re.IGNORECASE,
    )
    return [
        word for word in named
        if WEEKDAYS[word.casefold()] not in near and not re.search(rf"\b{word[:3].casefold()}", noted)
    ]  # fmt: skip


def _told_roughly(known: OnRecord) -> Iterator[tuple[tuple[int, int], str]]:
    for table in ("reflections", "events"):
        rows = known.frames[table].dropna(subset=["decision_on"])
        for row in rows.itertuples():
            if row.decision_precision in ("approximate", "by_end_of_week"):
                day = row.decision_on
                yield (day.month, day.day), f"{day.day} {day:%B}"


def _names(look: Look) -> Iterator[tuple[str, str]]:
    """Names that are not on record, or are spelt otherwise there (HF1, HF2)."""
    known = look.known
    parts = {
        p
        for n in [*known.people.values(), *known.frames["companies"]["name"], known.facts["me"]]
        for p in re.findall(r"[^\W\d_]{2,}", n)
    }
    by_key = {folded(p): p for p in parts}
    odd, misspelt = list[str](), list[tuple[str, str]]()
    greeting = look.text.split("\n")[0]
    for sentence in [*look.own, *([greeting] if GREETING.match(greeting) else [])]:
        quoted = [m.span() for m in re.finditer(r"“[^”]*”|\"[^\"]*\"", sentence)]
        is_heading = not re.search(r"[.?!,]$", sentence)
        tokens = list(
            re.finditer(
                r"[^\W\d_][\w’'-]*",
                re.sub(r"\S+@\S+|https?://\S+", lambda m: " " * len(m[0]), sentence),
            )
        )
        for n, token in enumerate(tokens):
            word = re.sub(r"['’]s?$", "", token[0])
            key, right = folded(word), by_key.get(folded(word), "")
            if (
                right
                and right.casefold() != word.casefold()
                and len(word) > 2
                and not is_everyday(word)
            ):
                misspelt.append((word, right))
                continue
            is_first = (
                n == 0
                or is_heading
                or word.isupper()
                or sentence[: token.start()].rstrip(" “\"'‘(").endswith((".", ":", "?", "!", "\n"))
            )
            in_quote = any(a <= token.start() < b for a, b in quoted)
            if (
                not word[:1].isupper()
                or len(word) < 2
                or key in known.words
                or in_quote
                or _is_plain(word, is_first)
            ):
                continue
            if all(
                folded(part) in known.words or part.islower() or _is_plain(part, is_first)
                for part in re.findall(r"[^\W_]+", word)
            ):
                continue
            near = (
                get_close_matches(key, [k for k in by_key if len(k) > 4], 1, 0.8)
                if len(key) > 4
                else []
            )
            if near:
                misspelt.append((word, by_key[near[0]]))
            else:
                odd.append(word)
    for word, right in dict.fromkeys(misspelt):
        yield f"“{word}” is spelt “{right}” in your notes.", "HF2"
    if odd:
        yield f"{_few(odd)}: this name is not in your notes. Is it right?", "HF1"


def _is_plain(word: str, is_first: bool) -> bool:
    low = word.casefold()
    if (
        low in WEEKDAYS
        or low in MONTHS
        or word in ("I", "CV", "OK", "PS", "I'm", "I’m", "Re", "US", "UK", "AM", "PM")
    ):
        return True
    return is_first and (in_dictionary(low) or "'" in word or "’" in word or "-" in word)


def _titles(look: Look) -> Iterator[tuple[str, str]]:
    """A title that is on no record (HF1); and whether the greeting is the one they are called by."""
    known = look.known
    noted = folded(
        " ".join([*known.people.values(), *known.frames["people"]["addressed_as"], *known.texts])
    )
    for found in TITLE.finditer(look.text):
        if not re.search(rf"\b{folded(found[1])}\.? {re.escape(folded(found[2]))}", noted):
            yield f"“{found[0]}”: the title is not in your notes. The name alone is safe.", "HF1"
    first = next((line for line in look.text.split("\n") if line.strip()), "")
    if look.draft.kind.is_spoken or not known.name:
        return
    greeting = GREETING.match(first)
    said = re.split(r"[,:!]", greeting[2])[0].strip() if greeting else ""
    allowed = {folded(one) for one in (known.dear, known.name) if one}
    named = {folded(part) for part in re.findall(r"[^\W\d_]{2,}", known.name)}
    if not named & set(re.findall(r"\w+", folded(said or first))):
        yield f"The greeting does not name {known.dear or known.name}.", "L1-1"
    elif greeting and folded(said) not in allowed:
        yield f"You address them as “{known.dear}”; the greeting says “{said}”.", "HF2"


def _quotations(look: Look) -> Iterator[tuple[str, str]]:
    """Words in quotation marks that nobody is on record to have said (HF1)."""
    for paragraph in look.inner.split("\n"):
        straight = paragraph.count('"')
        if straight % 2 or paragraph.count("“") != paragraph.count("”"):
            yield f"Quotation marks that do not pair, in “{_marked_part(paragraph)}”.", "HF3"
    odd = list[str]()
    for sentence in re.split(r"\n", look.inner):
        for words in quotations(sentence):
            spoken = look.draft.kind.is_spoken and re.search(
                rf"(^|:)\s*[“\"'‘]{re.escape(words)}", sentence
            )
            if plain(words) and not spoken and plain(words) not in look.known.quoted:
                odd.append(words)
    if odd:
        yield (
            f"{_few(odd, 2)}: not in quotation marks in your notes. Say it without the marks.",
            "HF1",
        )


def _marked_part(paragraph: str) -> str:
    """The first words of a paragraph after a quotation mark, without marks."""
    return _short_sentence(re.sub('[“”"]', "", paragraph[re.search('[“”"]', paragraph).start() :]))  # type: ignore[union-attr]


# --- what does not belong in it ---------------------------------------------------------------


def _others(look: Look) -> Iterator[tuple[str, str]]:
    """Others by name, and what was said by or about them (HF2, A1.4)."""
    known, may_name = (
        look.known,
        look.draft.kind.key in ("introducer", "group_note", "landed", "rejection_reply"),
    )
    reader = {
        folded(p)
        for p in re.findall(
            r"\w+",
            f"{known.name} {known.facts['me']} {known.facts['company']} {known.facts['role']}",
        )
    }
    introducer = {
        known.frames["opportunities"]
        .set_index("id")["introduced_by_id"]
        .get(known.about.opportunity_id)
    }
    for who, name in known.people.items():
        if who == known.about.person_id or (may_name and who in known.room) or who in introducer:
            continue
        parts = {folded(p): p for p in re.findall(r"[^\W\d_]{3,}", name) if folded(p) not in reader}
        for sentence in look.own:
            for n, word in enumerate(re.findall(r"[^\W\d_]+", sentence)):
                if folded(word) in parts and (not is_everyday(word) or (word[0].isupper() and n)):
                    yield (
                        f"“{word}”: a letter to one person is better without a colleague. Leave {name} out.",
                        "HF2",
                    )
                    break
            else:
                continue
            break
    own_notes = [stems(one.text) for one in known.points]
    for whose, note in known.of_others:
        theirs = stems(note) - known.usable
        for sentence in look.own:
            shared = theirs & stems(sentence)
            alike = stems(note) & stems(sentence)
            nearest = max((len(own & stems(sentence)) for own in own_notes), default=0)
            is_nearest = len(alike) >= max(3, 0.6 * len(stems(note))) and len(alike) > nearest
            is_quote = any(
                plain(q) and plain(q) in plain(sentence) and plain(q) not in _usable_words(known)
                for q in quotations(note)
                if n_words(q) > 2
            )
            if (
                len(shared) >= 2
                or is_quote
                or is_nearest
                or (_runs(note, 4) & _runs(sentence, 4) - _runs(_usable_words(known), 4))
            ):
                yield (
                    f"“{_short_sentence(sentence)}” holds what you noted about {whose}; keep it out.",
                    "HF2",
                )
                break


def _usable_words(known: OnRecord) -> str:
    return plain(" ".join(one.text for one in known.points))


def _short_sentence(sentence: str) -> str:
    words = sentence.split()
    return " ".join(words[:9]) + (" …" if len(words) > 9 else "")


def _third_person(look: Look) -> Iterator[tuple[str, str]]:
    """The reader spoken about rather than to (HF5)."""
    if look.draft.kind.is_spoken:
        return
    known, before = look.known, ""
    stories = stems_of_people = " ".join(
        one.text
        for one in known.points
        if one.kind in ("accomplishment", "better_answer", "evidence", "value", "clipping")
    )
    mine = {w.casefold() for w in re.findall(r"[^\W\d_]{3,}", known.name)} - {
        w.casefold()
        for w in re.findall(
            r"\w+", f"{known.facts['company']} {known.facts['role']} {stems_of_people}"
        )
    }
    others = {
        folded(p)
        for who, n in known.people.items()
        if who != known.about.person_id
        for p in re.findall(r"[^\W\d_]{3,}", n)
    }
    for sentence in look.own:
        bare = re.sub(r"“[^”]*”|\"[^\"]*\"", "", sentence)
        words = re.findall(r"[^\W\d_]+", bare)
        named = [
            w
            for n, w in enumerate(words)
            if w.casefold() in mine
            and w[0].isupper()
            and not re.search(rf"(^|[,“\"]\s*){w}\s*[,!?.]|,\s*{w}\b", bare)
        ]
        who = PRONOUNS.search(bare)
        about_other = others & {
            folded(w) for w in re.findall(r"\w+", f"{before} {bare}")
        } or re.search(
            r"\b(somebody|someone|who|person|colleague|manager|student|customer|client|daughter|son|wife|husband|mother|father|grandmother|grandfather|teacher|boss|assistant|apprentice|trainee|principal|director)\b",
            f"{before} {bare}",
        )
        if named and re.search(r"[.?!]$", sentence):
            yield (
                f"“{named[0]}” in “{_short_sentence(sentence)}”: to them it would be “you”.",
                "HF5",
            )
            return
        if (
            who
            and not about_other
            and who[0].casefold() not in re.findall(r"\w+", stories.casefold())
        ):
            yield (
                f"“{who[0]}” in “{_short_sentence(sentence)}” may be about them; to them it would be “you”.",
                "HF5",
            )
            return
        before = bare


def _kept_out(look: Look) -> Iterator[tuple[str, str]]:
    """Rivals, pay, what was told in confidence (HF5, HF6)."""
    kind = look.draft.kind
    has_offer = "R-OFD" in kind.rules or "R-OFA" in kind.rules or "R-OFN" in kind.rules
    for sentence in look.own:
        if (found := RIVALS.search(sentence)) and kind.key not in ("rejection_reply", "introducer"):
            yield (
                f"“{found[0].strip()}”: leave the others in the running out; say what you bring.",
                "HF5",
            )
        if (
            found := PAY.search(sentence)
            or re.search(r"\b(salary|compensation)\b", sentence, re.IGNORECASE)
        ) and not has_offer:
            yield f"“{found[0].strip()}”: pay is for a conversation, not for this letter.", "HF6"
    for note in look.known.private:
        theirs = stems(note) - look.known.usable
        for sentence in look.own:
            shared = theirs & stems(sentence)
            amounts = {n.value for n in numbers(note) if n.value not in range(13)} & {
                n.value for n in numbers(sentence)
            }
            is_same = _runs(note, 4) & _runs(sentence, 4) - _runs(_usable_words(look.known), 4)
            if len(shared) >= 2 or is_same or (amounts and PAY.search(note)):
                yield (
                    f"“{_short_sentence(sentence)}” holds what you noted as private; keep it out.",
                    "HF6",
                )
                break


def _tone(look: Look) -> Iterator[tuple[str, str]]:
    low = re.sub(r"“[^”]*”|\"[^\"]*\"", "", look.inner).casefold()
    for phrases, advice, source in TONE:
        found = re.search(rf"\b({'|'.join(phrases)})\b", low)
        if found:
            yield f"“{found[0].capitalize()}” {advice}", source
    glad = re.findall(r"\b(thrilled|excited|delighted)\b", low)
    if len(glad) > 1:
        yield f"“{glad[1].capitalize()}” says little; a fact or a number says more.", "TPL-5"
    begun = sum(bool(re.match(r"I\b", one)) for one in sentences(look.inner))
    if (
        len(sentences(look.inner)) >= 4
        and begun > len(sentences(look.inner)) / 2
        and not look.draft.kind.is_spoken
    ):
        yield (
            f"{begun} of {len(sentences(look.inner))} sentences begin with “I”; begin some with them.",
            "TPL-6",
        )


# --- what the eye passes over ------------------------------------------------------------------


def _typing(look: Look) -> Iterator[tuple[str, str]]:
    """Doubled marks, shorthand, small beginnings, typing errors (L1-12)."""
    text = re.sub(r"\S+@\S+|https?://\S+", "", look.text)
    if found := DOUBLED.search(text):
        near = " ".join(text[max(found.start() - 20, 0) : found.end()].split())
        yield f"“{found[0]}” near “{near}”: one mark is enough.", "L1-12"
    if (
        look.draft.kind.key != "decline"
        and (found := re.search(r"!", look.inner))
        and look.inner.count("!") > 1
    ):
        yield "More than one exclamation mark; a full stop is calmer.", "L1-12"
    short = [
        m[0].strip()
        for n, p in enumerate(SHORTHAND)
        for m in re.finditer(p, look.inner, 0 if p in SMALL_LETTERS or n == 1 else re.IGNORECASE)
    ]
    short = [
        one
        for one in short
        if one.casefold() not in ("may", "mar", "sat")
        and one not in look.known.facts["company"]
        and one not in look.known.facts["role"]
    ]
    if short:
        yield f"{_few(short)}: this is how a note is written; write it out.", "L1-12"
    small = [
        one
        for one in sentences(look.inner)
        if re.match(r"[“\"(]?[a-zà-ÿ]", one) and not re.match(r"(https?:|\S+@)", one)
    ]
    if small:
        yield f"“{_short_sentence(small[0])}” begins with a small letter.", "L1-12"
    wrong = [(word, right) for word in _words(look.inner) if (right := _meant(word, look.known))]
    if wrong:
        said = ", ".join(f"“{word}” ({right}?)" for word, right in dict(wrong).items())
        yield f"{said}: a typing error?", "L1-12"
    if re.search(
        r"\[[^\]]*\]|\{\{|\bTODO\b|\bXXX\b|___|\bPrivate Word \d|\b(Hiring Manager|Interviewer|Company|Seeker|Name) \d",
        look.text,
    ):
        yield "Something is still to be filled in.", "HF3"
    if re.search(r":[ \t]*(\n\n|$)", look.inner) and look.draft.kind.touch != "proposal":
        yield "A line ends with a colon and nothing follows.", "HF3"


def _words(text: str) -> list[str]:
    return list(
        dict.fromkeys(
            re.findall(r"(?<![\w’'-])[a-z]{3,}(?![\w’'-]*\d)(?:['’][a-z]+)?(?![\w-])", text)
        )
    )


@cache
def _spelling() -> SpellChecker:
    return SpellChecker(distance=1)


def in_dictionary(word: str) -> bool:
    """Whether a word stands in a dictionary of English, in any case and either spelling."""
    return any(variant in _spelling() for variant in _variants(word.casefold()))


def _variants(word: str) -> set[str]:
    """A word, and how American English spells it."""
    out = {word, re.sub(r"s$", "", word)}
    for british, american in (("our", "or"), (r"is(?=(?:e|ed|es|ing|ation|ations|er|ers)$)", "iz"), ("mme", "m"),
                              (r"tre(?=s?$)", "ter"), (r"ll(?=ed|ing|er)", "l"), ("ogue", "og"), ("ae|oe", "e")):  # fmt: skip
        out |= {re.sub(british, american, one) for one in set(out)}
    return out


@cache
def _corrections(word: str) -> list[str]:
    """The common words that a mistyped one may be meant to be, the likeliest first."""
    if word in TYPED:
        return [TYPED[word]]
    known = _spelling()
    if len(word) < 4 or in_dictionary(word):
        return []
    near = {one for one in known.candidates(word) or () if one[0] == word[0]}
    near = {one for one in near if known.word_usage_frequency(one) >= LIKELY}
    return sorted(near, key=known.word_usage_frequency, reverse=True)


def _meant(word: str, known: OnRecord) -> str:
    if re.fullmatch(SHORTHAND[0], word) or word in known.names or "'" in word or "’" in word:
        return ""
    meant = _corrections(word)
    return next((one for one in meant if one in known.words), next(iter(meant), ""))


def _twice(look: Look) -> Iterator[tuple[str, str]]:
    """The same thing said twice."""
    named = stems(f"{look.known.facts['role']} {look.known.facts['company']}")
    told = [(one, stems(one) - named) for one in sentences(look.inner) if n_words(one) > 3]
    certain = _certain(look.draft)
    for n, (one, words) in enumerate(told):
        for other, before in told[:n]:
            if one in certain and other in certain:
                continue
            n_least = min(len(words), len(before))
            alike = len(words & before) / max(n_least, 1)
            if one == other or alike >= (0.8 if n_least >= 4 else 1 if n_least == 3 else 2):
                yield f"This stands twice: “{_short_sentence(one)}”", "L1-12"
                return


# --- what the rubric asks ----------------------------------------------------------------------


def _missing(look: Look) -> Iterator[tuple[str, str]]:
    """What makes this kind good and is not there, by what it means."""
    kind, text, known = look.draft.kind, look.inner, look.known
    own = [one for one in known.points if one.is_own]
    has = {one.kind for one in own}
    written = {p.kind for p in look.draft.points if p.said.strip() and finished(p.said) in text}
    first = " ".join(sentences(text)[:2]).casefold()
    is_letter = kind.purpose in ("thank_you", "recovery")
    if is_letter and not re.search(r"thank|grateful|appreciate", first):
        yield "Thank them in the first two sentences.", "L1-2"
    role, begun = known.facts["role"], f"{look.subject} {first}".casefold()
    is_named = bool(stems(role) & stems(begun)) or role.casefold() in begun
    if is_letter and kind.key != "advice" and role and not is_named:
        yield "Name the role in the subject or the first lines.", "L1-1"
    heard = [
        p
        for p in own
        if p.kind in ("about_person", "challenge", "better_answer", "objection", "advice")
    ]
    if (
        is_letter
        and heard
        and not written & {p.kind for p in heard}
        and not any(_speaks_of(p.note, text) for p in heard)
    ):
        yield "Take up one thing they said or asked in the meeting.", "L1-3"
    deeds = {"evidence", "accomplishment", "better_answer", "objection", "landed", "difference"}
    if (
        kind.key in ("thank_you", "recovery")
        and not written & deeds
        and not any(OWN_DEED.search(one) for one in look.own)
    ):
        yield "Say one thing you have done that answers what the job asks for.", "L1-5"
    doubts = [
        p for p in own if p.kind == "objection" and "Nobody said it aloud" not in dict(p.more)
    ]
    if (
        kind.key in ("thank_you", "recovery", "proposal")
        and doubts
        and "objection" not in written
        and not any(_speaks_of(p.text, text) for p in doubts)
    ):
        yield (
            f"They had a doubt (“{_short_sentence(doubts[0].note)}”): answer it, or leave it on purpose.",
            "L1-7",
        )
    shared = [p for p in own if p.kind == "connection"]
    if (
        kind.key == "thank_you"
        and shared
        and "connection" not in written
        and not any(stems(p.note) & stems(text) for p in shared)
    ):
        yield (
            f"You noted what connects you (“{_short_sentence(shared[0].note)}”): one clause is enough.",
            "L1-8",
        )
    wants = kind.key in ("thank_you", "recovery", "call", "voicemail", "nudge")
    if wants and not INTEREST.search(text):
        yield "Say that you want to do this job.", "L1-9"
    if kind.key in ("thank_you", "recovery") and not STEP.search(" ".join(sentences(text)[-4:])):
        yield "End with one next step: what you send, or what you ask.", "L1-10"
    if kind.key in ("call", "voicemail", "nudge") and not re.search(
        r"where (you|things|we) (are|stand)|decision|decide", text, re.IGNORECASE
    ):
        yield "Ask where they are in the decision.", "L7-4"
    if kind.key in ("keep_in_touch", "rejection_reply", "advice") and re.search(
        r"\b(is|are) (the|it|that) .{0,30}(still|again) (open|free)|reconsider|change your mind",
        text,
        re.IGNORECASE,
    ):
        yield "The decision is made; leave it as it is.", "L12-7"
    if kind.key == "keep_in_touch" and "clipping" not in has and "://" not in text and not look.own:
        yield (
            "Send something of use: an article, a number, a thought on what they told you.",
            "A5.4",
        )
    if kind.key == "proposal":
        yield from _missing_in_proposal(text)
    n = re.sub(r"“[^”]*”|\"[^\"]*\"|\([^)]*\)", "", text).count("?")
    asked = sum(
        "?" in p.note
        for p in known.points
        if p.kind == "better_answer" and _speaks_of(p.note, text)
    )
    may = kind.is_spoken or kind.key in (
        "landed",
        "keep_in_touch",
        "proposal",
        "plan",
        "reference_request",
    )
    if n - asked > 2 and not may:
        yield f"{n} questions; one next step is easier to answer.", "TPL-9"


def _missing_in_proposal(text: str) -> Iterator[tuple[str, str]]:
    for pattern, said in (
        (r"\b(assum\w+|guess\w*|hypothes\w+|do not know|don.t know|unknown)\b", "Say what you only assume; it makes the rest believable."),
        (r"\b(measure\w*|you (would|will) (know|see)|count\w*|hours|percent|compare\w*)\b", "Say by what they would see that it works."),
    ):  # fmt: skip
        if not re.search(pattern, text, re.IGNORECASE):
            yield said, "L5"


def _speaks_of(note: str, text: str) -> bool:
    """Whether a text takes up a note: two of the words that carry its meaning, or half of them."""
    words = stems(note)
    return len(words & stems(text)) >= min(2, max(1, (len(words) + 1) // 2)) if words else True


def _length(look: Look) -> Iterator[tuple[str, str]]:
    (low, high), n = look.draft.kind.length, n_words(look.inner)
    if n > high * 1.1:
        yield f"{n} words; {low} to {high} read well. One point less would help.", "TPL-7"
    left = [
        p
        for p in look.draft.points
        if p.note and not p.said and p.is_own and not _speaks_of(p.note, look.inner)
    ]
    if n < low and len(left) > 1:
        yield f"{n} words; {low} to {high} read well. One more point would help.", "TPL-7"


LOOKS: tuple[Callable[[Look], Iterator[tuple[str, str]]], ...] = (
    _others, _kept_out, _quotations, _names, _titles, _numbers, _days, _third_person, _typing, _twice,
    _tone, _missing, _length,
)  # fmt: skip


def _likeness(text: str, others: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    own = {one for one in sentences(body(text)) if n_words(one) > 5}
    for name, other in others:
        share = overlap(text, other)
        if share >= TEMPLATE:
            yield (
                f"{share:.0%} of this also stands in the letter to {name}; give each something of their own.",
                "TPL-2",
            )
        elif same := [one for one in sentences(body(other)) if one in own]:
            yield f"“{_short_sentence(same[0])}” also stands in the letter to {name}.", "TPL-2"


def overlap(one: str, other: str) -> float:
    """The share of 5-word runs of the shorter letter that the other has too, 0 to 1 (TPL-2)."""
    a, b = _runs(body(one), 5), _runs(body(other), 5)
    shorter = min(len(a), len(b))
    return len(a & b) / shorter if shorter else 0.0


def _runs(text: str, n: int) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return set(zip(*(words[k:] for k in range(n)), strict=False))


def marked(
    draft: Draft, text: str, known: OnRecord, from_assistant: Sequence[str] = ()
) -> list[tuple[str, str]]:
    """Each sentence of a text with where it comes from: "yours", "noted", "nowhere"; "" for a
    courtesy that says nothing.

    What is made of facts is noted. `from_assistant` are the sentences somebody else wrote: they
    are noted where they hold most of one note.
    """
    certain, foreign = _certain(draft), set(from_assistant)
    notes = [stems(p.text) for p in known.points]
    return [(one, _origin(one, certain, foreign, notes)) for one in sentences(body(text))]


def _origin(sentence: str, certain: set[str], foreign: set[str], notes: Sequence[set[str]]) -> str:
    if sentence in certain:
        return "noted"
    if sentence not in foreign:
        return "yours"
    words = stems(sentence)
    if len(words) < 2 and not any(True for _ in numbers(sentence)):
        return ""
    return (
        "noted" if any(len(words & note) >= max(2, len(words) / 2) for note in notes) else "nowhere"
    )
