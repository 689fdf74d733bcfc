"""The seeker's own ways: how they greet, begin and sign off, once they wrote it so twice.

Not here: asking whether to keep one (forms/desk.py).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from followup.letters.facts import Occasion, facts
from followup.letters.kinds import Kind
from followup.letters.notes import body, names_one_of, sentences
from followup.tables import Frames

PARTS = ("greeting", "opening", "sign_off")
_FACTS = ("met_on", "weekday", "role", "company", "dear")  # the longer ones first


LOOKED_BACK = 6  # letters sent before
_LATER = re.compile(r"\{\{ \w+ \}\}")  # where a fact of the next letter will stand


class Way(NamedTuple):
    """A part of a letter the seeker words otherwise: which one, their words, the setting for it."""

    part: str
    words: str
    setting: str

    @property
    def asked(self) -> str:
        """The setting that says it was asked about, without the words."""
        return f"asked.{self.setting}.{hashlib.sha256(self.words.encode()).hexdigest()[:12]}"


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
            said = re.sub(r"{{ (\w+) }}", lambda found: known[found[1]], way)
            text = text.replace(usual, said, 1)
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
    """The part of a letter that is worded otherwise than `usual`, and was so in one of the last
    letters sent; None if there is none, if it names somebody, or was asked about already.
    """
    asked, people = set(frames["settings"]["id"]), frames["people"]["name"]
    known = facts(frames, about, today)
    expected = dict(_parts(usual, known["me"]))
    for part, words in _parts(text, known["me"]):
        way = Way(part, _in_names(words, known), setting(part, kind))
        is_new = bool(words) and words != expected[part] and way.asked not in asked
        if not is_new or names_one_of(_LATER.sub("", way.words), people):
            continue
        before = _sent(frames, kind, about, today, part)
        if any(_in_names(one, of) == way.words for one, of in before):
            return way
    return None


def _sent(
    frames: Frames, kind: Kind, about: Occasion, today: date, part: str
) -> Iterator[tuple[str, dict[str, str]]]:
    """This part of the last letters sent to others, or after other meetings, with their facts."""
    sent = (
        frames["touchpoints"].query("direction == 'out' and text != ''").dropna(subset="person_id")
    )
    is_other = (sent["person_id"] != about.person_id) | (sent["meeting_id"] != about.meeting_id)
    of_kind = (sent["purpose"] == kind.purpose) if part == "opening" else True
    for row in sent[is_other & of_kind].sort_values("happened_on").tail(LOOKED_BACK).itertuples():
        known = facts(frames, Occasion(row.person_id, row.opportunity_id, row.meeting_id), today)
        yield dict(_parts(row.text, known["me"]))[part], known
