"""The seeker's own ways: how they greet, begin and sign off, once they wrote it so twice.

Not here: asking whether to keep one (forms/desk.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

import jinja2

from followup.letters.facts import Occasion, facts
from followup.letters.kinds import Kind
from followup.letters.notes import body, sentences
from followup.tables import Frames

PARTS = ("greeting", "opening", "sign_off")
_FACTS = ("met_on", "weekday", "role", "company", "dear")  # the longer ones first


class Way(NamedTuple):
    """A part of a letter the seeker words otherwise: which one, their words, the setting for it."""

    part: str
    words: str
    setting: str


def setting(part: str, kind: Kind) -> str:
    """The setting that keeps a way; an opening belongs to one kind of letter."""
    return {"greeting": "seeker.greeting", "sign_off": "seeker.sign_off"}.get(
        part, f"seeker.opening.{kind.key}"
    )


def kept_ways(frames: Frames, kind: Kind) -> dict[str, str]:
    """The ways the seeker has kept for a kind, by part; the sign-off is among the facts."""
    settings = dict(zip(frames["settings"]["id"], frames["settings"]["value"], strict=True))
    return {part: settings.get(setting(part, kind), "") for part in PARTS[:2]}


def in_own_way(text: str, ways: Mapping[str, str], known: Mapping[str, str]) -> str:
    """A letter with the greeting and the opening the seeker has kept, as far as all is known."""
    for part, usual in _parts(text, known["me"]):
        way = ways.get(part, "")
        names = re.findall(r"{{ (\w+) }}", way)
        if way and usual and all(known.get(name) for name in names):
            text = text.replace(usual, jinja2.Template(way).render(known), 1)
    return text


def _parts(text: str, me: str) -> Iterator[tuple[str, str]]:
    """The greeting, the first sentence and the sign-off of a letter."""
    first = next(iter(text.split("\n")), "")
    yield "greeting", first if first.endswith(",") else ""
    inner = sentences(body(text))
    yield "opening", inner[0] if inner and inner[0] != first else ""
    above = re.search(rf"\n\n([^\n]+),?\n{re.escape(me)}(\n|$)", text) if me else None
    yield "sign_off", above[1].rstrip(",") if above else ""


def _in_names(words: str, known: Mapping[str, str]) -> str:
    """Words with the facts in them replaced by their names."""
    for name in _FACTS:
        if known.get(name):
            words = words.replace(known[name], f"{{{{ {name} }}}}")
    return words


def own_way(
    frames: Frames, kind: Kind, about: Occasion, today: date, usual: str, text: str
) -> Way | None:
    """The part of a letter that is worded otherwise than `usual`, and was so in a letter sent
    before; None if there is none, or it was asked about already.
    """
    asked = set(frames["settings"]["id"])
    known = facts(frames, about, today)
    expected = dict(_parts(usual, known["me"]))
    for part, words in _parts(text, known["me"]):
        way = _in_names(words, known)
        is_new = (
            words and words != expected[part] and f"asked.{setting(part, kind)}.{way}" not in asked
        )
        if (
            is_new
            and "{" not in way.replace("{{ ", "").replace(" }}", "")
            and _was_written(frames, kind, about, today, part, way)
        ):
            return Way(part, way, setting(part, kind))
    return None


def _was_written(
    frames: Frames, kind: Kind, about: Occasion, today: date, part: str, way: str
) -> bool:
    """Whether a letter sent to somebody else, or about another meeting, has the same way."""
    sent = frames["touchpoints"].query("direction == 'out' and text != ''")
    for row in sent.itertuples():
        then = Occasion(row.person_id, row.opportunity_id, row.meeting_id)
        if (then.person_id, then.meeting_id) != (about.person_id, about.meeting_id) and isinstance(
            row.person_id, str
        ):
            if part == "opening" and row.purpose != kind.purpose:
                continue
            known = facts(frames, then, today)
            if _in_names(dict(_parts(row.text, known["me"]))[part], known) == way:
                return True
    return False
