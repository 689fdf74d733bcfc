"""From the points of the record to a text: the template of the kind, sentence by sentence.

Not here: the sentences themselves (templates/), the checks (check.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import jinja2
import pandas as pd
from jinja2 import meta

from followup.letters.kinds import Kind
from followup.letters.notes import full, inside, quoted, speaks_for_me
from followup.letters.points import ASKS, Occasion, Point, points, spoken_day
from followup.tables import Frames

TEMPLATES = Path(__file__).parent / "templates"
TITLES = ("Dr", "Prof", "Professor", "Dr.", "Prof.", "Rev", "Sir", "Dame")


@dataclass(frozen=True)
class Draft:
    """A letter as it could go out: its kind, the points, subject and text, and what to ask."""

    kind: Kind
    about: Occasion
    points: Sequence[Point]
    subject: str
    text: str
    asks: Sequence[str] = field(default=())


_ENVIRONMENT = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=False)
_ENVIRONMENT.filters |= {"inside": inside, "quoted": quoted, "full": full}


def draft(frames: Frames, kind: Kind, about: Occasion, today: date) -> Draft:
    """The draft of a letter, from the record alone: where it lacks a point, nothing stands.

    A line of the template is one sentence; it is kept if everything it names is known, and
    repeated where there are several. The seeker's own sentence for a point takes its place.
    """
    known = points(frames, kind, about, today)
    used = [point for point in known if point.is_used]
    template = (TEMPLATES / f"{kind.key}.txt").read_text(encoding="utf-8")
    head, _, body = template.partition("\n\n")
    facts = _facts(frames, about, today)
    subject = _paragraph([head.removeprefix("Subject: ")], facts, used)
    paragraphs = [_paragraph(p.split("\n"), facts, used) for p in body.strip().split("\n\n")]
    lacking = {
        name for name in kind.points if name in ASKS and not any(p.kind == name for p in known)
    }
    text = "\n\n".join(p for p in paragraphs if p)
    return Draft(kind, about, known, subject, text, tuple(n for n in kind.points if n in lacking))


def _paragraph(lines: Sequence[str], facts: dict[str, Any], used: Sequence[Point]) -> str:
    """The sentences of one paragraph; `|` at the start of a line keeps its line end."""
    out = ""
    for line in lines:
        own_line, line = line.startswith("|"), line.removeprefix("|").strip()
        for said in _said(line, facts, used):
            out += ("\n" if own_line and out else " " if out else "") + said
    return out.strip()


def _said(line: str, facts: dict[str, Any], used: Sequence[Point]) -> list[str]:
    label, _, rest = line.partition("] ")
    kinds = label.strip("[").split("/") if line.startswith("[") else []
    sentence = rest if kinds else line
    first, _, again = sentence.partition(" || ")
    if not kinds:
        return _rendered(first, facts)
    out: list[str] = []
    for point in (p for p in used if p.kind == kinds[0]):
        if point.said:
            out.append(point.said)
        elif speaks_for_me(point.note) and "as it stands" in kinds[1:]:
            out.append(point.note)
        else:
            more = {name: text for name, text in point.parts if text.strip()}
            out += _rendered(again if again and out else first, facts | more | {"note": point.note})
    return out


def _rendered(sentence: str, facts: dict[str, Any]) -> list[str]:
    """The sentence, if everything it names is known; the last of its alternatives that is."""
    for version in sentence.split(" ?? "):
        named = meta.find_undeclared_variables(_ENVIRONMENT.parse(version))
        if all(facts.get(name) for name in named):
            return [_ENVIRONMENT.from_string(version).render(facts)]
    return []


def _facts(frames: Frames, about: Occasion, today: date) -> dict[str, Any]:
    """What a template may name besides the points: the people, the role, the days, the seeker."""
    settings = dict(zip(frames["settings"]["id"], frames["settings"]["value"], strict=True))
    people = frames["people"].set_index("id")
    companies = frames["companies"].set_index("id")["name"]
    o = frames["opportunities"].set_index("id").reindex([about.opportunity_id]).iloc[0]
    meeting = frames["meetings"].set_index("id").reindex([about.meeting_id]).iloc[0]
    name = str(people["name"].get(about.person_id, ""))
    facts = {
        "name": name,
        "dear": dear(name),
        "role": "" if pd.isna(o["role"]) or o["kind"] == "networking" else o["role"],
        "company": str(companies.get(o["company_id"], "")),
        "their_company": str(companies.get(people["company_id"].get(about.person_id), "")),
        "met_on": "" if pd.isna(meeting["meeting_on"]) else spoken_day(meeting["meeting_on"]),
        "me": settings.get("seeker.name", ""),
        "my_phone": settings.get("seeker.phone", ""),
        "my_email": settings.get("seeker.email", ""),
        "sign_off": settings.get("seeker.sign_off", "") or "With best wishes",
    }
    met = _room(frames, about)
    introduced_by = people["name"].get(o["introduced_by_id"], "")
    facts["introducer"] = introduced_by if o["introduced_by_id"] == about.person_id else ""
    facts["met"] = _and([str(people["name"][p]) for p in met if p != about.person_id])
    facts["they_were_there"] = name if about.person_id in met else ""
    return facts | _offer_facts(frames, about, today)


def _room(frames: Frames, about: Occasion) -> list[str]:
    room = frames["attendees"]
    room = room[(room["meeting_id"] == about.meeting_id) & room["person_id"].notna()]
    return list(room["person_id"])


def _offer_facts(frames: Frames, about: Occasion, today: date) -> dict[str, str]:
    offers = frames["offers"]
    others = offers[offers["opportunity_id"] != about.opportunity_id].sort_values("offered_on")
    events = frames["events"]
    taken = events[(events["kind"] == "accepted")].sort_values("happened_on")
    facts = {"other_deadline": "", "new_company": "", "new_role": ""}
    if len(others) and pd.notna(others["deadline_on"].iloc[-1]):
        facts["other_deadline"] = spoken_day(others["deadline_on"].iloc[-1])
    if len(taken):
        o = frames["opportunities"].set_index("id").loc[taken["opportunity_id"].iloc[-1]]
        facts["new_role"] = str(o["role"])
        facts["new_company"] = str(frames["companies"].set_index("id")["name"][o["company_id"]])
    return facts


def dear(name: str) -> str:
    """How a letter addresses a person: by first name, or by title and last name.

    >>> dear("Ana Reyes"), dear("Dr Lena Vogt"), dear("")
    ('Ana', 'Dr Vogt', '')
    """
    parts = name.split()
    if len(parts) > 1 and parts[0] in TITLES:
        return f"{parts[0]} {parts[-1]}"
    return parts[0] if parts else ""


def _and(names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return ", ".join(names[:-1]) + " and " + names[-1]
