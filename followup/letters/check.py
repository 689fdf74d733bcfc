"""What to mind about a text before it goes out: few remarks, true ones, each with what to do; and
where each of its sentences comes from.

Not here: blocking anything; a check advises. What is looked for stands in unfounded.py,
misplaced.py, slips.py and rubric.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice

from followup.letters import misplaced, rubric, slips, unfounded
from followup.letters.draft import Draft
from followup.letters.look import Look, Remark, begun, from_greeting, runs
from followup.letters.notes import body, n_words, sentences
from followup.letters.onrecord import OnRecord, numbers, stems
from followup.tables import Frames

MOST = 4  # remarks of one sort
TEMPLATE = 0.40  # shared 5-grams from which two letters read as one template (TPL-2)
LOOKS: tuple[Callable[[Look], Iterator[Remark]], ...] = (
    misplaced.others_named, misplaced.of_others, misplaced.kept_out, misplaced.pay_hinted, unfounded.odd_quotations,
    unfounded.odd_names, unfounded.odd_titles, unfounded.odd_role, unfounded.odd_numbers, unfounded.odd_days,
    unfounded.too_exact, misplaced.third_person, slips.slips, slips.typing_errors, slips.said_twice,
    misplaced.tone, rubric.lacks, rubric.length,
)  # fmt: skip


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
    look = Look(draft, known, subject or draft.subject, from_greeting(text))
    found = chain.from_iterable(islice(of(look), MOST) for of in LOOKS)
    return list(dict.fromkeys([*found, *_likeness(text, others)]))


def _likeness(text: str, others: Sequence[tuple[str, str]]) -> Iterator[Remark]:
    """What also stands in the letter to somebody else of the same meeting (TPL-2)."""
    own = {one for one in sentences(body(text)) if n_words(one) > 5}
    for name, other in others:
        share = overlap(text, other)
        same = [one for one in sentences(body(other)) if one in own]
        if share >= TEMPLATE:
            said = f"{share:.0%} of this also stands in the letter to {name}"
            yield Remark(f"{said}; give each something of their own.", "TPL-2")
        elif same:
            yield Remark(f"“{begun(same[0])}” also stands in the letter to {name}.", "TPL-2")


def overlap(one: str, other: str) -> float:
    """The share of 5-word runs of the shorter letter that the other has too, 0 to 1 (TPL-2)."""
    a, b = runs(body(one), 5), runs(body(other), 5)
    shorter = min(len(a), len(b))
    return len(a & b) / shorter if shorter else 0.0


def marked(
    draft: Draft, text: str, known: OnRecord, from_assistant: Sequence[str] = ()
) -> list[tuple[str, str]]:
    """Each sentence of a text with where it comes from: "yours", "noted", "nowhere"; "" for a
    courtesy that says nothing.

    What is made of facts is noted. `from_assistant` are the sentences somebody else wrote: they
    are noted where they hold most of one note.
    """
    look = Look(draft, known, "", text)
    notes = [stems(one.text) for one in known.points]

    def origin(sentence: str) -> str:
        """Where one sentence comes from."""
        words = look.stems[sentence]
        if sentence in look.certain:
            return "noted"
        if sentence not in from_assistant:
            return "yours"
        if len(words) < 2 and not list(numbers(sentence)):
            return ""
        is_noted = any(len(words & note) >= max(2, len(words) / 2) for note in notes)
        return "noted" if is_noted else "nowhere"

    return [(one, origin(one)) for one in look.every]
