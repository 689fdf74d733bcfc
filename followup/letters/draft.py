"""From what is certain, and what the seeker wrote, to a letter: the template of its kind.

Not here: the sentences themselves (templates/), the checks (check.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

import jinja2
from jinja2 import meta

from followup.letters.facts import NAMES, Occasion, facts, room_of
from followup.letters.kinds import Kind
from followup.letters.points import POINT_KINDS, Point, points
from followup.letters.ways import in_own_way, kept_ways
from followup.tables import Frames


@dataclass(frozen=True)
class Draft:
    """A letter as it stands: its kind and occasion, its points, subject and text."""

    kind: Kind
    about: Occasion
    today: date
    points: Sequence[Point]
    subject: str
    text: str


_ENVIRONMENT = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=False)
CLIPPING = "clipping"  # among the lines: the source of what is sent along
_SLOT = re.compile(r"\[([a-z_ ]+)\]")


@dataclass(frozen=True)
class Material:
    """All a letter can be made of: its points, what is certain, and the seeker's own ways."""

    kind: Kind
    about: Occasion
    today: date
    points: Sequence[Point]
    facts: Mapping[str, str]
    ways: Mapping[str, str]
    turn: int = 0  # which wording: each person of a meeting gets another


def material(frames: Frames, kind: Kind, about: Occasion, today: date) -> Material:
    """What the record holds for a letter."""
    there = room_of(frames, about)
    turn = there.index(about.person_id) if about.person_id in there else 0
    found, known = points(frames, kind, about, today), facts(frames, about, today)
    return Material(kind, about, today, found, known, kept_ways(frames, kind), turn)


def draft(frames: Frames, kind: Kind, about: Occasion, today: date) -> Draft:
    """A letter from the record: sentences made of what is certain, and those already written for
    this person. A note is never pasted (HF1).
    """
    return composed(material(frames, kind, about, today))


def composed(of: Material, lines: Mapping[str, str] | None = None) -> Draft:
    """A letter of this material. `lines` are what the seeker has written, by the source of the
    point; without them stand the sentences already written. What is not known leaves its sentence
    out (HF3).
    """
    found = list(of.points)
    if lines is not None:
        found = [replace(one, said=lines.get(one.source, "")) for one in found]
    known = dict(of.facts) | _sent_along(found, lines)
    if any(one.kind == "promise" and one.said.strip() for one in found):
        known["promised"] = ""
    subject = _paragraph([of.kind.subject], known, [], of.turn).replace("\n", " ")
    parts = of.kind.text.split("\n\n")
    said = [_paragraph(part.split("\n"), known, found, of.turn) for part in parts]
    text = in_own_way("\n\n".join(filter(None, said)), of.ways, known)
    return Draft(of.kind, of.about, of.today, found, subject, text)


def _sent_along(found: Sequence[Point], lines: Mapping[str, str] | None) -> dict[str, str]:
    """The title and the link of what is sent along: the one chosen, or the one that fits best."""
    shelf = {one.source: one for one in found if one.source.startswith("clippings:")}
    chosen = (lines or {}).get(CLIPPING, next(iter(shelf), ""))
    one = shelf.get(chosen)
    return (
        {"clipping": one.note, "link": dict(one.more).get("Link", "")}
        if one
        else {"clipping": "", "link": ""}
    )


def faults(kind: Kind) -> list[str]:
    """What a template, or its list of points, names that does not exist: one sentence for each."""
    names = {name for line in [kind.subject, *kind.text.split("\n")] for name in _named(line)}
    slots = set(" ".join(_SLOT.findall(kind.text)).split())
    listed = {*kind.points, *kind.asks}
    unknown = sorted(names - NAMES) + sorted((slots | listed) - POINT_KINDS.keys())
    found = [f"“{name}” in templates/{kind.key}.md is no name a letter knows." for name in unknown]
    empty = {"answers": kind.rules, "sent as": kind.touch, "points": kind.asks or kind.points}
    found += [
        f"templates/{kind.key}.md lacks “{name}:”." for name, said in empty.items() if not said
    ]
    lost = sorted((listed & POINT_KINDS.keys()) - slots)
    return found + [f"templates/{kind.key}.md has no place for “{name}”." for name in lost]


@cache
def _named(text: str) -> frozenset[str]:
    try:
        return frozenset(meta.find_undeclared_variables(_ENVIRONMENT.parse(_SLOT.sub("", text))))
    except jinja2.TemplateSyntaxError as error:
        return frozenset({str(error.message)})


def finished(sentence: str) -> str:
    """A sentence as the letter has it: with a full stop where it has no end."""
    sentence = sentence.strip()
    return (
        sentence if not sentence or re.search(r"[.?!…:,;][\"”’')]*$", sentence) else f"{sentence}."
    )


def _paragraph(
    lines: Sequence[str], known: Mapping[str, str], found: Sequence[Point], turn: int
) -> str:
    """The sentences of one paragraph; `|` begins a line of its own. A heading stands only with
    something below it.
    """
    lines = re.sub(r"\n(?=(\?\?|~) )", " ", "\n".join(lines)).split("\n")  # a line may go on below
    out, n_said = "", 0
    for line in lines:
        wordings = line.split(" ~ ")
        own_line, line = line.startswith("|"), wordings[turn % len(wordings)]
        for sentence in _said(line.removeprefix("|"), known, found):
            new_line = own_line or sentence.startswith("|")
            out += ("\n" if new_line and out else " " if out else "") + sentence.removeprefix("|")
            n_said += 1
    is_heading = (
        len(lines) > 1
        and not lines[0].startswith(("|", "[", "{"))
        and not re.search(r"[.?!,]$", lines[0])
    )
    if is_heading and n_said:
        out = out if n_said > 1 else ""
        out = re.sub(rf"^{re.escape(lines[0])} ", f"{lines[0]}\n", out)
    return out.strip()


def _said(line: str, known: Mapping[str, str], found: Sequence[Point]) -> Iterator[str]:
    """What one line says: the sentences for the points it names, or the first of its alternatives
    of which everything is known.
    """
    if slot := _SLOT.fullmatch(line.strip()):
        kinds = slot[1].split()
        yield from (
            finished(p.said) for k in kinds for p in found if p.kind == k and p.said.strip()
        )
        return
    for version in line.split(" ?? "):
        bare = version.removeprefix("|")
        if all(known.get(name) for name in _named(bare)):
            said = _ENVIRONMENT.from_string(bare).render(known)
            yield ("|" if version.startswith("|") else "") + said
            return
