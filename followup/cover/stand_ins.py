"""What stands in place of each name: by the part a person plays, with a number.

Not here: covering a text with it (cover.py).
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import count

from followup.naming.called import words_of
from followup.tables import Frames

HOW = {"stand_ins": "By stand-ins", "initials": "By initials", "full": "In full"}
COMPANY, WORD, SEEKER, NAME = "Company", "Private Word", "Seeker", "Name"
HIRING_MANAGER = "Hiring Manager"
PARTS = (HIRING_MANAGER, "Introducer", "Interviewer", "Adviser", "Coordinator", "Contact")
ADDRESSES = ("Email", "Telephone", "Link", "Code", "Address", "Pay")
_LABELS = "|".join((*PARTS, COMPANY, WORD, SEEKER, NAME, *ADDRESSES)).replace(" ", r"\s+")
STAND_IN = re.compile(rf"(?:{_LABELS})\s+\d+(?!\d)")
ADVISING = ("informational", "advice")


def parts(frames: Frames) -> dict[str, str]:
    """The part each person plays in the search, by their id: one of PARTS, the first that fits."""
    opportunities, meetings = frames["opportunities"], frames["meetings"]
    kinds = dict(zip(meetings["id"], meetings["kind"], strict=True))
    played = dict.fromkeys(frames["people"]["id"], "Contact")
    seats = list(frames["attendees"].itertuples())
    sat = [("Coordinator" if seat.part == "scheduler" else "Adviser" if kinds.get(seat.meeting_id)
            in ADVISING else "Interviewer", seat.person_id) for seat in seats]  # fmt: skip
    sat += [("Coordinator", person) for person in opportunities["coordinator_id"]]
    sat += [("Introducer", person) for person in opportunities["introduced_by_id"]]
    sat += [(HIRING_MANAGER, person) for person in opportunities["hiring_manager_id"]]
    for part, person in sat:
        if person in played and PARTS.index(part) < PARTS.index(played[person]):
            played[person] = part
    return played


def drawn(
    frames: Frames, how: Mapping[str, str], kept: Mapping[str, str], taken: Collection[str]
) -> dict[str, dict[str, str]]:
    """By table and id what stands for each name, no two alike, in an order that says nothing.

    `kept` are the stand-ins some have already; what is `taken` stands in a text with another
    meaning. The hiring manager at Company 3 is Hiring Manager 3, unless there are more of them.
    """
    order = {t: list(zip(frames[t]["id"], frames[t]["name"], strict=True)) for t in how}
    for names in order.values():
        random.SystemRandom().shuffle(names)
    kept = {owner: said for owner, said in kept.items()
            if said not in taken and STAND_IN.fullmatch(said)}  # fmt: skip
    used = {*taken, *kept.values()}
    shown: dict[str, dict[str, str]] = {}
    if how["companies"] == "stand_ins":
        labels = {company: COMPANY for company, _ in order["companies"]}
        shown["companies"] = _numbered(labels, {}, kept, used)
    if how["people"] == "stand_ins":
        played = parts(frames)
        labels = {person: played[person] for person, _ in order["people"]}
        numbers = _numbers_of_companies(frames, shown.get("companies", {}))
        shown["people"] = _numbered(labels, numbers, kept, used)
    for table, named in how.items():
        if named == "initials":
            shown[table] = _initialled(order[table])
    return shown


def kept_in(said: str) -> dict[str, str]:
    """The stand-ins a pack was made with, by id, as the workbook keeps them; none if it does not."""
    try:
        return {str(owner): str(stand_in) for owner, stand_in in json.loads(said)}
    except (TypeError, ValueError):
        return {}


def _numbered(
    labels: Mapping[str, str], wanted: Mapping[str, int], kept: Mapping[str, str], used: set[str]
) -> dict[str, str]:  # fmt: skip
    out = {owner: kept[owner] for owner in labels if owner in kept}
    new = [owner for owner in labels if owner not in out]
    for owner in sorted(new, key=lambda one: one not in wanted):
        number, label = wanted.get(owner), labels[owner]
        said = f"{label} {number}" if number else ""
        if not said or said in used:
            said = next(s for n in count(1) if (s := f"{label} {n}") not in used)
        used.add(said)
        out[owner] = said
    return out


def _numbers_of_companies(frames: Frames, shown: Mapping[str, str]) -> dict[str, int]:
    """For each hiring manager the number of the company."""
    pairs = zip(frames["opportunities"]["hiring_manager_id"], frames["opportunities"]["company_id"], strict=True)  # fmt: skip
    return {who: int(shown[c].rpartition(" ")[2]) for who, c in pairs if c in shown}


def _initialled(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    out, seen = dict[str, str](), dict[str, int]()
    for owner, name in names:
        initials = " ".join(_initials(name)) or "N."
        seen[initials] = seen.get(initials, 0) + 1
        out[owner] = initials if seen[initials] == 1 else f"{initials} ({seen[initials]})"
    return out


def _initials(name: str) -> Iterator[str]:
    """First letters with a point; N. where one letter would be the whole part, or half of it."""
    for part in re.findall(r"[^\W\d_]+", " ".join(words_of(name)))[:5]:
        first = part[0].upper()
        yield f"{first}." if len(part) > 1 and first != part[0].lower() else "N."
