"""What to mind about a text before it goes out, one line each, from the rubrics of domain.md 2.

Not here: blocking anything; a check advises.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from followup.letters.draft import Draft

STOCK = (
    "i hope this email finds you well",
    "i am writing to express",
    "do not hesitate to contact me",
    "i look forward to hearing from you",
    "thank you for taking the time",
    "just checking in",
    "touching base",
)
EMPTY = (
    "passionate",
    "results-driven",
    "proven track record",
    "perfect fit",
    "team player",
    "hard-working",
    "dynamic",
    "thrilled",
    "excited",
    "delighted",
    "self-starter",
)
HARSH = ("incompetent", "terrible", "awful", "stupid", "rude", "worse than", "useless", "toxic")
PRESSURE = ("ultimatum", "last chance", "or else", "i beg", "please please", "i deserve")
TEMPLATE = 0.40  # shared 5-grams from which two letters read as one template (TPL-2)


@dataclass(frozen=True)
class Remark:
    """One thing to mind: what was seen and what to do about it, and the rubric it is from."""

    text: str
    source: str


def n_words(text: str) -> int:
    """The words of a text."""
    return len(text.split())


def _sentences(text: str) -> list[str]:
    return [s.strip() for s in re.split(r"(?<=[.?!])[\s”\"]+|\n+", text) if s.strip()]


def _fivegrams(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return set(zip(*(words[n:] for n in range(5)), strict=False))


def body(text: str) -> str:
    """A letter without its greeting and its signature."""
    paragraphs = text.strip().split("\n\n")
    inner = paragraphs[1:] if len(paragraphs) > 1 and len(paragraphs[0].split()) < 6 else paragraphs
    if len(inner) > 1 and n_words(inner[-1]) < 16:
        inner = inner[:-1]
    return "\n\n".join(inner)


def overlap(one: str, other: str) -> float:
    """The share of 5-word runs of the shorter letter that the other has too, 0 to 1 (TPL-2)."""
    a, b = _fivegrams(body(one)), _fivegrams(body(other))
    shorter = min(len(a), len(b))
    return len(a & b) / shorter if shorter else 0.0


def check(
    draft: Draft, text: str, name: str, others: Sequence[tuple[str, str]] = ()
) -> list[Remark]:
    """The remarks on a text: `others` are the letters of the same meeting, by name."""
    folded = text.casefold()
    inner = body(text)
    found = [*_form(draft, text, inner, name), *_tone(folded, inner)]
    for other_name, other in others:
        share = overlap(text, other)
        if share >= TEMPLATE:
            found.append(Remark(
                f"{share:.0%} of this also stands in the letter to {other_name}: "
                "tell each of them something of their own.", "TPL-2"))  # fmt: skip
    return found


def _form(draft: Draft, text: str, inner: str, name: str) -> list[Remark]:
    found = []
    low, high = draft.kind.length
    n = n_words(inner)
    if n < low:
        found.append(
            Remark(f"{n} words; {low} to {high} read well. One more point would help.", "TPL-7")
        )
    elif n > high:
        found.append(Remark(f"{n} words; {low} to {high} read well. Leave a point out.", "TPL-7"))
    first = name.split()[0] if name else ""
    if (
        name
        and not draft.kind.is_spoken
        and not re.search(
            rf"\b{re.escape(name.split()[-1])}\b|\b{re.escape(first)}\b", text.split("\n\n")[0]
        )
    ):
        found.append(Remark(f"The greeting does not name {name}.", "L1-1"))
    if re.search(r"\[[^\]]*\]|\{\{|TODO|XXX|___", text):
        found.append(Remark("Something is still to be filled in.", "HF3"))
    if (
        draft.kind.purpose in ("thank_you", "recovery")
        and "thank" not in " ".join(_sentences(inner)[:2]).casefold()
    ):
        found.append(Remark("Thank them in the first two sentences.", "L1-2"))
    for kind, said in (("learned", "Name one thing you heard only in this meeting."),
                       ("challenge", "Take up their challenge, in their words."),
                       ("evidence", "Answer one thing the job asks for, with evidence.")):  # fmt: skip
        notes = [p for p in draft.points if p.kind == kind]
        if notes and kind in draft.kind.points and not any(_stands(p.note, text) for p in notes):
            found.append(Remark(said, "TPL-1"))
    return found


def _stands(note: str, text: str) -> bool:
    """Whether a note, or most of its words, stands in the text."""
    words = {w for w in re.findall(r"\w+", note.casefold()) if len(w) > 3}
    there = set(re.findall(r"\w+", text.casefold()))
    return not words or len(words & there) / len(words) >= 0.6


def _tone(folded: str, inner: str) -> list[Remark]:
    found = []
    stock = [phrase for phrase in STOCK if phrase in folded]
    if stock:
        found.append(
            Remark(
                f"“{stock[0].capitalize()}” stands in everyone's letter; say it your way.", "TPL-4"
            )
        )
    empty = [word for word in EMPTY if re.search(rf"\b{word}\b", folded)]
    if empty:
        found.append(Remark(f"“{empty[0]}” says little; a fact or a number says more.", "TPL-5"))
    harsh = [word for word in HARSH if word in folded]
    if harsh:
        found.append(
            Remark(f"“{harsh[0]}” may read as blame; leave rivals and former employers out.", "HF5")
        )
    if any(phrase in folded for phrase in PRESSURE):
        found.append(Remark("This may be felt as pressure; a plain question is stronger.", "HF4"))
    sentences = _sentences(inner)
    begun = sum(bool(re.match(r"I\b", sentence)) for sentence in sentences)
    if len(sentences) >= 4 and begun > len(sentences) / 2:
        found.append(
            Remark(
                f"{begun} of {len(sentences)} sentences begin with “I”; begin some with them.",
                "TPL-6",
            )
        )
    return found
