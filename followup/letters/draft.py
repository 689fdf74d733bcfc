"""From the points of the record to a text: the template of the kind, sentence by sentence.

Not here: the sentences themselves (templates/), the checks (check.py).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

import jinja2
import pandas as pd
from jinja2 import meta

from followup.agenda import all_tasks
from followup.frames import company_names, names_of
from followup.letters.kinds import Kind
from followup.letters.notes import body, full, heard, inside, n_words, quoted, speaks_for_me, tidy
from followup.letters.points import (
    HEARD,
    Ask,
    Occasion,
    Point,
    asks,
    is_american,
    points,
    seat,
    spoken_day,
)
from followup.naming.called import addressed
from followup.search import search_on
from followup.tables import Frames
from followup.words import list_of

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Draft:
    """A letter as it could go out: its kind, the points, subject and text, and what to ask."""

    kind: Kind
    about: Occasion
    points: Sequence[Point]
    subject: str
    text: str
    asks: Sequence[Ask] = ()


_ENVIRONMENT = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=False)
_ENVIRONMENT.filters |= {"inside": inside, "heard": heard, "quoted": quoted, "full": full}


# What goes in first; what no longer fits the length that reads well stays in the plan, unticked.
PRIORITY = (
    "promise", "decision", "deadline", "terms", "clipping", "challenge", "better_answer",
    "objection", "learned", "advice", "about_person", "evidence", "research", "connection",
    "accomplishment", "landed", "value", "competition",
)  # fmt: skip


def draft(frames: Frames, kind: Kind, about: Occasion, today: date) -> Draft:
    """The draft of a letter, from the record alone: where it lacks a point, nothing stands.

    A line of the template is one sentence; it is kept if everything it names is known, and
    repeated where there are several. The seeker's own sentence for a point takes its place.
    What the seeker ticked goes in; other points as far as the length of the kind allows.
    """
    facts = _facts(frames, _introduced(frames, about) if kind.key == "landed" else about)
    if kind.key == "introducer":
        facts["where_it_stands"] = _where_it_stands(frames, about.opportunity_id, today)
    if kind.key == "recovery":
        facts["proposal_comes"] = _proposal_comes(frames, about, today)
    known = _fitting(frames, kind, about, facts, points(frames, kind, about, today))
    used = {point.kind for point in known if point.is_used}
    facts |= {f"has_{name}": "yes" for name in used}
    subject = _paragraph([_template(kind)[0]], facts, known)
    text = _text(kind, facts, known)
    if kind.touch == "proposal" and used.isdisjoint({"challenge", "value", "research"}):
        text = ""  # without a thought of their own there is nothing to propose
    return Draft(kind, about, known, subject, text, asks(frames, kind, about, today))


def _fitting(
    frames: Frames, kind: Kind, about: Occasion, facts: dict[str, Any], known: Sequence[Point]
) -> list[Point]:
    """The points, with those ticked that were chosen, or that the letter has room for."""
    kept = frames["sentences"]
    chosen = set(kept.loc[kept["person_id"] == about.person_id, "source"])
    used = {p.source for p in known if p.is_used and p.source in chosen}
    for point in sorted(known, key=lambda p: PRIORITY.index(p.kind)):
        if point.is_used and point.source not in used:
            tried = [p for p in known if p.source in used | {point.source}]
            if n_words(body(_text(kind, facts, tried))) <= kind.length[1]:
                used.add(point.source)
    return [replace(p, is_used=p.source in used) for p in known]


def _template(kind: Kind) -> tuple[str, str]:
    """The line of the subject, and the paragraphs of the text."""
    whole = (TEMPLATES / f"{kind.key}.txt").read_text(encoding="utf-8")
    whole = re.sub(r"\n(?=(\?\?|\|\||~) )", " ", whole)  # a line may go on below
    head, _, text = whole.partition("\n\n")
    return head.removeprefix("Subject: "), text


def _text(kind: Kind, facts: dict[str, Any], known: Sequence[Point]) -> str:
    used = [point for point in known if point.is_used]
    parts = _template(kind)[1].strip().split("\n\n")
    said = [_paragraph(part.split("\n"), facts, used) for part in parts]
    return "\n\n".join(p for p in said if p and not _is_bare_heading(p))


def _is_bare_heading(paragraph: str) -> bool:
    is_short = paragraph[-1] not in ".?!,”" and n_words(paragraph) < 12
    return "\n" not in paragraph and (is_short or paragraph.endswith(":"))


def _paragraph(lines: Sequence[str], facts: dict[str, Any], used: Sequence[Point]) -> str:
    """The sentences of one paragraph; `|` at the start of a sentence keeps its line end.

    Lines about one kind of point, `[kind]`, belong together: all of them are said of the first
    point, then all of the second. The seeker's own sentence for a point takes their place.
    """
    out = ""
    for label, several in groupby(lines, _label):
        group = list(several)
        if label is None:
            said = [sentence for line in group for sentence in _rendered(_turn(line, facts), facts)]
        else:
            about = [point for point in used if point.kind == label.partition("/")[0]]
            said = [s for n, point in enumerate(about) for s in _said(group, point, n, facts)]
        for sentence in said:
            own_line, sentence = sentence.startswith("|"), sentence.removeprefix("|")
            out += ("\n" if own_line and out else " " if out else "") + sentence
    return out.strip()


def _label(line: str) -> str | None:
    found = re.match(r"\[([^]]+)\] ", line)
    return found[1] if found else None


def _turn(line: str, facts: dict[str, Any]) -> str:
    """One of the wordings of a line, ` ~ ` between them: each person in the room gets another."""
    wordings = line.strip().split(" ~ ")
    return wordings[int(facts["seat"]) % len(wordings)]


def _said(lines: Sequence[str], point: Point, n: int, facts: dict[str, Any]) -> list[str]:
    """What the lines of a kind say of its n-th point: `[kind/as it stands] first || again`."""
    kind, _, how = str(_label(lines[0])).partition("/")
    sentences = [_turn(line.partition("] ")[2], facts) for line in lines]
    stands = how == "as it stands" and speaks_for_me(point.note, heard=kind in HEARD)
    if point.said or stands:
        bullet = "|– " if sentences[0].startswith("|– ") else ""
        return [bullet + (point.said or tidy(point.note))]
    more = {name: text for name, text in point.parts if text.strip()}
    known, out = facts | more | {"note": point.note}, list[str]()
    for sentence in sentences:
        first, _, again = sentence.partition(" || ")
        out += _rendered(again if again and n else first, known)
    return out


def _rendered(sentence: str, facts: dict[str, Any]) -> list[str]:
    """The sentence, if everything it names is known; the last of its alternatives that is."""
    for version in sentence.split(" ?? "):
        named = meta.find_undeclared_variables(_ENVIRONMENT.parse(version))
        if all(facts.get(name) for name in named):
            said = _ENVIRONMENT.from_string(version).render(facts)
            return [re.sub(r"([?!…][\"”’')]*)\.(?!\.)", r"\1", said)]
    return []


def _facts(frames: Frames, about: Occasion) -> dict[str, Any]:
    """What a template may name besides the points: the people, the role, the days, the seeker."""
    settings = dict(zip(frames["settings"]["id"], frames["settings"]["value"], strict=True))
    people, companies = frames["people"].set_index("id"), names_of(frames, "companies")
    o = frames["opportunities"].set_index("id").reindex([about.opportunity_id]).iloc[0]
    met_on = frames["meetings"].set_index("id")["meeting_on"].get(about.meeting_id)
    room = frames["attendees"]
    met = list(room.loc[room["meeting_id"] == about.meeting_id, "person_id"].dropna())
    name = str(people["name"].get(about.person_id, ""))
    is_introducer = o["introduced_by_id"] == about.person_id
    works_at = people["company_id"].get(about.person_id)
    known = (frames["opportunities"]["company_id"] == works_at).any()  # not only a circle
    return {
        "name": name,
        "dear": addressed(name),
        "role": "" if pd.isna(o["role"]) or o["kind"] == "networking" else o["role"],
        "company": str(companies.get(o["company_id"], "")),
        "their_company": str(companies[works_at]) if known else "",
        "cv": "resume" if is_american(frames) else "CV",
        "met_on": "" if met_on is None else spoken_day(frames, met_on),
        "me": settings.get("seeker.name", ""),
        "my_phone": settings.get("seeker.phone", ""),
        "my_email": settings.get("seeker.email", ""),
        "sign_off": settings.get("seeker.sign_off", "") or "With best wishes",
        "introducer": people["name"].get(o["introduced_by_id"], "") if is_introducer else "",
        "met": list_of([str(people["name"][p]) for p in met if p != about.person_id]),
        "seat": seat(frames, about),
        "they_were_there": name if about.person_id in met else "",
        **_offer_facts(frames, about),
    }


def _where_it_stands(frames: Frames, opportunity_id: str | None, today: date) -> str:
    """What may be said of a decision to someone outside: only that there is none yet."""
    o = search_on(frames, today).opportunities.get(opportunity_id or "")
    waiting = o and o.kind == "position" and not o.ending and not o.offer
    return "They have not decided yet" if waiting else ""


def _proposal_comes(frames: Frames, about: Occasion, today: date) -> str:
    """Whether a proposal to the same person is on the list (L2-7)."""
    theirs = ("R-PROP", about.meeting_id, about.person_id)
    owed = all_tasks(search_on(frames, today))
    return "yes" if theirs in [(one.rule, one.meeting_id, one.person_id) for one in owed] else ""


def _introduced(frames: Frames, about: Occasion) -> Occasion:
    """The occasion of the last introduction by this person, if there was one."""
    o = frames["opportunities"]
    ids = list(o.loc[o["introduced_by_id"] == about.person_id, "id"])
    return replace(about, opportunity_id=ids[-1]) if ids else about


def _offer_facts(frames: Frames, about: Occasion) -> dict[str, str]:
    offers, events = frames["offers"], frames["events"]
    others = offers[offers["opportunity_id"] != about.opportunity_id].sort_values("offered_on")
    deadline = others["deadline_on"].tail(1).dropna()
    taken = events[events["kind"] == "accepted"].sort_values("happened_on").tail(1)
    roles = frames["opportunities"].set_index("id")["role"]
    return {
        "other_deadline": "".join(spoken_day(frames, day) for day in deadline),
        "new_role": "".join(roles[o] for o in taken["opportunity_id"]),
        "new_company": "".join(company_names(frames)[o] for o in taken["opportunity_id"]),
    }
