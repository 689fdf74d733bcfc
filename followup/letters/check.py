"""What to mind about a text before it goes out, one line each, from the rubrics of domain.md 2.

Not here: blocking anything; a check advises.
"""

import calendar
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from followup.frames import kept, names_of
from followup.letters.draft import Draft
from followup.letters.kinds import Kind
from followup.letters.notes import body, n_words
from followup.tables import Frames

STOCK = (
    "i hope this email finds you well", "i am writing to express", "do not hesitate to contact me",
    "i look forward to hearing from you", "thank you for taking the time", "just checking in",
    "touching base", "to whom it may concern",
)  # fmt: skip
EMPTY = (
    "passionate", "results-driven", "proven track record", "perfect fit", "team player",
    "hard-working", "hardworking", "dynamic", "thrilled", "excited", "delighted", "self-starter",
)  # fmt: skip
HARSH = (
    "incompetent", "terrible", "awful", "stupid", "rude", "worse than", "useless", "toxic",
    "unlike the other candidate", "better than the other", "cheaper than", "internal candidate",
    "internal guy", "bully", "lazy",
)  # fmt: skip
PRESSURE = (
    "ultimatum", "last chance", "or else", "i beg", "please please", "i deserve", "did i get",
)  # fmt: skip
TONE = (
    (STOCK, "stands in everyone's letter; say it your way.", "TPL-4"),
    (EMPTY, "says little; a fact or a number says more.", "TPL-5"),
    (HARSH, "may read as blame; leave rivals and former employers out.", "HF5"),
    (PRESSURE, "may be felt as pressure; a plain question is stronger.", "HF4"),
)
DAYS = {*calendar.day_name, *calendar.month_name, *calendar.day_abbr, *calendar.month_abbr}
TEMPLATE = 0.40  # shared 5-grams from which two letters read as one template (TPL-2)
PRONOUNS = {"he", "him", "his", "she", "her", "hers"}
STORIES = ("better_answer", "accomplishment", "evidence", "clipping")
PRIVATE = (  # what belongs to one person: the table, whose it is, the words
    ("answers", "person_id", "text"), ("challenges", "owner_id", "challenge"),
    ("objections", "raised_by_id", "objection"),
)  # fmt: skip
ASKED = {
    "learned": "Name one thing you heard only in this meeting.",
    "challenge": "Take up their challenge, in their words.",
    "evidence": "Answer one thing the job asks for, with evidence.",
    "clipping": "Name what you send, and why it matters to them.",
    "objection": "You noted a doubt: answer it, or leave it on purpose.",
    "connection": "You noted what you share; say it to them, as “you”.",
}


@dataclass(frozen=True)
class Remark:
    """One thing to mind: what was seen with what to do about it, and the rubric it is from."""

    text: str
    source: str


def check(
    frames: Frames, draft: Draft, text: str, others: Sequence[tuple[str, str]] = ()
) -> list[Remark]:
    """The remarks on a text, none that blocks: `others` are the letters of the same meeting,
    by the name of their reader.
    """
    if not text.strip():
        return [Remark("There is nothing in it yet; a question above may be the beginning.", "")]
    name = str(names_of(frames, "people").get(draft.about.person_id, ""))
    inner, kind = body(text), draft.kind
    found = [
        *_length(draft, inner), *_address(kind, text, inner, name), *_points(draft, text, name),
        *_slips(frames, draft, inner, name),
        *_tone(text.casefold(), inner), *_facts(frames, draft, inner),
        *_private(frames, draft, text), *_next_step(kind, inner), *_likeness(text, others),
    ]  # fmt: skip
    return [Remark(said, source) for said, source in found]


def _length(draft: Draft, inner: str) -> Iterator[tuple[str, str]]:
    (low, high), n = draft.kind.length, n_words(inner)
    if n > high:
        yield f"{n} words; {low} to {high} read well. One point less would help.", "TPL-7"
    is_all = inner == body(draft.text) and all(point.is_used for point in draft.points)
    if n < low and (draft.asks or not is_all):
        yield f"{n} words; {low} to {high} read well. One more point would help.", "TPL-7"


def _address(kind: Kind, text: str, inner: str, name: str) -> Iterator[tuple[str, str]]:
    greeting = text.split("\n\n")[0]
    named = any(re.search(rf"\b{re.escape(part)}\b", greeting) for part in name.split())
    if name and not kind.is_spoken and not named:
        yield f"The greeting does not name {name}.", "L1-1"
    if re.search(r"\[[^\]]*\]|\{\{|\bTODO\b|\bXXX\b|___", text):
        yield "Something is still to be filled in.", "HF3"
    first = " ".join(_sentences(inner)[:2]).casefold()
    if kind.purpose in ("thank_you", "recovery") and "thank" not in first:
        yield "Thank them in the first two sentences.", "L1-2"


def _slips(frames: Frames, draft: Draft, inner: str, name: str) -> Iterator[tuple[str, str]]:
    """What the eye passes over: a sentence that stands twice, a heading with nothing below,
    words about the reader instead of to them.
    """
    sentences = [s for s in _sentences(inner) if n_words(s) > 3]
    twice = [s for n, s in enumerate(sentences) if s in sentences[:n]]
    if twice:
        yield f"This stands twice: “{twice[0]}”", "L1-12"
    if re.search(r":[ \t]*(\n\n|$)", inner):
        yield "A line ends with a colon and nothing follows.", "HF3"
    stories = [p.note for p in draft.points if p.kind in STORIES]
    elsewhere = _words([*stories, *frames["companies"]["name"], *frames["opportunities"]["role"]])
    about = [w for w in re.findall(r"\w+", inner) if w.casefold() in PRONOUNS - elsewhere]
    parts = {part for part in name.split() if len(part) > 2 and part.casefold() not in elsewhere}
    about += sorted(parts & {w for s in _sentences(inner) for w in re.findall(r"\w+", s)[1:]})
    if about and not draft.kind.is_spoken:
        yield f"“{about[0]}” may be about them; to them it would be “you”.", "HF5"


def _points(draft: Draft, text: str, name: str) -> Iterator[tuple[str, str]]:
    mine = [p for p in draft.points if p.is_used or p.person_id in (None, draft.about.person_id)]
    for kind in (kind for kind in ASKED if draft.kind.at_most.get(kind)):
        notes = [p.note for p in mine if p.kind == kind]
        if notes and not any(_stands(note, text) for note in notes):
            yield ASKED[kind], "TPL-1"
        elif not notes and kind == "clipping" and draft.kind.key == "keep_in_touch":
            lacking = (
                f"Nothing on the shelf fits {name or 'them'} yet. Put an article there, or say "
            )
            yield lacking + "what is new and why it matters to them.", "A5.4"


def _tone(folded: str, inner: str) -> Iterator[tuple[str, str]]:
    for phrases, advice, source in TONE:
        edge = r"\b" if phrases is EMPTY else ""
        found = [phrase for phrase in phrases if re.search(edge + phrase + edge, folded)]
        if found:
            yield f"“{found[0].capitalize()}” {advice}", source
    sentences = _sentences(inner)
    begun = sum(bool(re.match(r"I\b", sentence)) for sentence in sentences)
    if len(sentences) >= 4 and begun > len(sentences) / 2:
        few = f"{begun} of {len(sentences)} sentences begin with “I”; begin some with them."
        yield few, "TPL-6"


def _facts(frames: Frames, draft: Draft, inner: str) -> Iterator[tuple[str, str]]:
    """Names and numbers that stand in no record (HF1); the first word of a sentence is let be."""
    known = _known_words(frames, draft)
    odd: dict[str, None] = {}  # in their order, each once
    for sentence in _sentences(inner):
        words = re.findall(r"[^\W_]+(?:[’'.,-][^\W_]+)*", sentence)
        for place, word in enumerate(words):
            is_number = any(c.isdigit() for c in word)
            is_name = place > 0 and word[0].isupper() and word not in DAYS and len(word) > 1
            if (is_number or is_name) and not _known(word, known):
                odd[word] = None
    if odd:
        yield f"In no note of yours: {', '.join(odd)}. Is it right?", "HF1"


def _known(word: str, known: set[str]) -> bool:
    parts = re.findall(r"\w+", word.casefold())
    return all(part in known or part.removesuffix("s") in known for part in parts)


def _known_words(frames: Frames, draft: Draft) -> set[str]:
    """Every word of the record: all texts, and what this draft itself was built from."""
    own = _words([draft.text, draft.subject, "I CV OK"])
    return own | kept(frames, "words", lambda: _words(_texts(frames)))


def _texts(frames: Frames) -> list[str]:
    tables = [frame.select_dtypes("str") for frame in frames.values()]
    return [text for table in tables for column in table for text in table[column].dropna()]


def _words(texts: Sequence[str]) -> set[str]:
    return set(re.findall(r"\w+", " ".join(texts).casefold()))


def _private(frames: Frames, draft: Draft, text: str) -> Iterator[tuple[str, str]]:
    """What was noted about someone else, in a letter to this person (HF2, A1.4)."""
    own, people = _runs(text, 4), names_of(frames, "people")
    for table, owner, column in PRIVATE:
        rows = frames[table]
        own -= {
            r
            for note in rows.loc[rows[owner] == draft.about.person_id, column]
            for r in _runs(note, 4)
        }
        rows = rows[rows[owner].notna() & (rows[owner] != draft.about.person_id)]
        for whose, note in zip(rows[owner], rows[column], strict=True):
            if _runs(note, 4) & own:
                yield f"This repeats what you noted about {people[whose]}; keep it out.", "HF2"


def _next_step(kind: Kind, inner: str) -> Iterator[tuple[str, str]]:
    n = re.sub(r"“[^”]*”|\([^)]*\)", "", inner).count("?")
    may = kind.is_spoken or kind.key in ("landed", "keep_in_touch", "proposal", "plan")
    if n > 2 and not may:
        yield f"{n} questions; one next step is easier to answer.", "TPL-9"


def _likeness(text: str, others: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for name, other in others:
        share = overlap(text, other)
        if share >= TEMPLATE:
            same = f"{share:.0%} of this also stands in the letter to {name}"
            yield f"{same}; give each something of their own.", "TPL-2"


def overlap(one: str, other: str) -> float:
    """The share of 5-word runs of the shorter letter that the other has too, 0 to 1 (TPL-2)."""
    a, b = _runs(body(one), 5), _runs(body(other), 5)
    shorter = min(len(a), len(b))
    return len(a & b) / shorter if shorter else 0.0


def specific(draft: Draft, text: str) -> list[tuple[str, bool]]:
    """The swap test (TPL-3): each sentence, and whether it could go to nobody else.

    A sentence is specific when it holds most of a note of this record.
    """
    notes = [p.note for p in draft.points] + [v for p in draft.points for _, v in p.parts if v]
    return [(s, any(_stands(note, s, 0.5) for note in notes)) for s in _sentences(body(text))]


def _stands(note: str, text: str, share: float = 0.6) -> bool:
    """Whether a note, or most of its longer words, stands in the text."""
    every, there = _words([note]), _words([text])
    words = {w for w in every if len(w) > 3} or every
    return bool(words) and len(words & there) / len(words) >= share


def _sentences(text: str) -> list[str]:
    return [s.strip() for s in re.split(r"(?<=[.?!])[\s”\"]+|\n+", text) if s.strip()]


def _runs(text: str, n: int) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return set(zip(*(words[k:] for k in range(n)), strict=False))
