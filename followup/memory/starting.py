"""Starting in mid-search: a table of what already exists, read row by row into records.

Not here: the table on the page (forms/starting.py). A row that is unclear says what is, and
nothing is written of it.
"""

import csv
import io
import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from followup import records
from followup.errors import FollowupError
from followup.naming.spelling import folded
from followup.pipeline import LABELS
from followup.tables import Frames, Row, new_id
from followup.words import say_day

COLUMNS = ("Company", "Role", "Stage", "Since when", "Who", "Last contact")
HEADS = {
    "Company": "company|employer|organisation|organization|firm|where",
    "Role": "role|position|title|job|job title|posting|what",
    "Stage": "stage|status|state|step|progress|where it stands",
    "Since when": "since when|since|date|applied on|date applied|when|started|on",
    "Who": "who|contact|contacts|person|people|name|names|contact person|interviewer|recruiter",
    "Last contact": "last contact|last touch|last heard|last spoke|followed up|last follow up|contacted|last contacted|last email",
}
STAGES = {
    "lead": "lead|idea|noted|to apply|interested|wishlist|saved",
    "applied": "applied|application|application sent|sent|submitted|applied online|cv sent|resume sent|in review|under review",
    "networking": "networking|information meeting|informational|informational interview|coffee|coffee chat|advice",
    "screen": "screen|screening|phone screen|phone interview|recruiter call|hr call|video screen|phone call|telephone interview",
    "first_interview": "first interview|interview|1st interview|first round|1st round|round 1|interviewed|interviewing|onsite",
    "second_interview": "second interview|2nd interview|second round|2nd round|round 2",
    "final_interview": "final interview|final|final round|third interview|3rd interview|round 3|panel",
    "offer": "offer|offered|offer received",
    "rejected": "rejected|rejection|no|not selected|turned down|declined by them",
}
MEETINGS = {
    "networking": "informational", "screen": "screen", "first_interview": "interview",
    "second_interview": "interview", "final_interview": "final",
}  # fmt: skip
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
OLD = 14  # days after which what a meeting asks for at once is left in the past


class Read(NamedTuple):
    """One row as it was understood: its number, the records, or a sentence on what is unclear."""

    number: int
    words: str
    rows: list[Row]
    unclear: str = ""


def cells(text: str) -> list[list[str]]:
    """A pasted text as rows of cells: tabs between cells, or else commas or semicolons."""
    lines = [line for line in text.splitlines() if line.strip()]
    text = "\n".join(lines)
    cut = next((c for c in "\t;," if sum(c in line for line in lines) > len(lines) / 2), "\t")
    rows = csv.reader(io.StringIO(text), delimiter=cut)
    return [[cell.strip() for cell in row] for row in rows if any(map(str.strip, row))]


def in_order(table: Sequence[Sequence[str]]) -> list[list[str]]:
    """The rows with their cells in the order of COLUMNS, by the heading if the first row is one."""
    if not table:
        return []
    heads = [_head(cell) for cell in table[0]]
    if sum(head is not None for head in heads) < 2:
        return [[*row, *[""] * len(COLUMNS)][: len(COLUMNS)] for row in table]
    place = {head: n for n, head in reversed(list(enumerate(heads))) if head}
    return [
        [row[place[c]] if c in place and place[c] < len(row) else "" for c in COLUMNS]
        for row in table[1:]
    ]


def _head(cell: str) -> str | None:
    said = folded(cell).strip(" :?*")
    return next((name for name in COLUMNS if said in folded(HEADS[name]).split("|")), None)


def read(
    frames: Frames, table: Sequence[Sequence[str]], today: date, *, month_first: bool
) -> list[Read]:
    """Each row with anything in it, understood or not; two rows never make the same opportunity.

    `month_first` tells 3/4 apart where nothing else does.
    """
    cast, seen, out = records.Cast(frames), set(), []
    for number, row in enumerate(table, 1):
        company, role, *more = (cell.strip() for cell in row)
        if not any(row):
            continue
        key = (folded(company), folded(role))
        try:
            if key in seen:
                raise FollowupError("This company and role stand in a row above already.")
            before = len(cast.rows)
            rows = _row(frames, cast, company, role, more, today, month_first)
            seen.add(key)
            words = _in_words(company, role, more, today, month_first)
            out.append(Read(number, words, [*cast.rows[before:], *rows]))
        except FollowupError as error:
            out.append(Read(number, f"{company}, {role}".strip(", "), [], str(error)))
    return out


def _row(
    frames: Frames, cast: records.Cast, company: str, role: str, more: Sequence[str], today: date, month_first: bool
) -> list[Row]:  # fmt: skip
    if not company:
        raise FollowupError("'Company' is needed.")
    stage = _stage(more[0])
    since = day(more[1], today, "Since when", month_first)
    last = day(more[3], today, "Last contact", month_first)
    if not role and stage != "networking":
        raise FollowupError("'Role' is needed, unless the stage is networking.")
    if since is None and stage not in ("lead",):
        raise FollowupError(
            "'Since when' is needed: the day it came to this stage, such as 2026-03-05."
        )
    _new(frames, company, role)
    kind = "networking" if stage == "networking" else "position"
    begun = since or last or today
    o, rows = records.opportunity(frames, cast, company, role or "Networking", kind=kind, on=begun)
    work = cast.company(company)
    people = [p for name in _people(more[2]) if (p := cast.person(name, work)) is not None]
    met = new_id("meetings")
    letters = [f"R-LET|{met}|{person}" for person in people]
    rows += _happened(frames, o, stage, begun, people, today, met)
    if last:
        contact = {
            "happened_on": last,
            "kind": "note",
            "opportunity_id": o,
            "subject": "Last contact",
        }
        rows += [Row("touchpoints", {**contact, "person_id": p}) for p in people or ("",)]
        if stage in MEETINGS and begun <= last and _is_fresh(begun, today):
            rows += _past(letters, today)  # whatever it was, they have heard from the seeker
    return rows


def _in_words(company: str, role: str, more: Sequence[str], today: date, month_first: bool) -> str:
    """A row as it was understood, with its days written out."""
    since = day(more[1], today, "Since when", month_first)
    last = day(more[3], today, "Last contact", month_first)
    stage = LABELS[_stage(more[0])].lower()
    parts = [
        f"{company}, {role or 'networking'}: {stage}",
        f"since {say_day(since)} {since.year}" if since else "",
        ", ".join(_people(more[2])),
        f"last contact {say_day(last)} {last.year}" if last else "",
    ]
    return ", ".join(filter(None, parts))


def _new(frames: Frames, company: str, role: str) -> None:
    known = frames["companies"].set_index("id")["name"].map(folded)
    o = frames["opportunities"]
    same = o["company_id"].map(known).eq(folded(company)) & o["role"].map(folded).eq(folded(role))
    if same.any():
        raise FollowupError("This is in the workbook already.")


def _stage(text: str) -> str:
    said = folded(text).replace("-", " ").strip(" .")
    if not said:
        raise FollowupError(f"'Stage' is needed: one of {_stages()}.")
    for stage, words in STAGES.items():
        if said in folded(words).split("|"):
            return stage
    raise FollowupError(f"'Stage' must be one of {_stages()} (got '{text}').")


def _stages() -> str:
    return ", ".join(stage.replace("_", " ") for stage in STAGES)


def _people(text: str) -> list[str]:
    """The names in a cell: several with a comma, semicolon, slash, & or 'and' between them."""
    plain = re.sub(r"\([^)]*\)", " ", text)
    return [name.strip() for name in re.split(r"[;,/&\n]|\band\b|\bund\b", plain) if name.strip()]


def day(text: str, today: date, field: str, month_first: bool) -> date | None:
    """The day a text names, None for an empty one: 2026-03-05, 5.3.2026, 3/5/26, 5 March, Mar 5.

    A day without a year is the latest one that has come. Raises FollowupError for anything else.
    """
    text = text.strip()
    if not text:
        return None
    found = _numbers(text, month_first) or _words(text)
    try:
        if found is None:
            raise ValueError
        year, month, number = found
        made = date(year or today.year, month, number)
        if not year and made > today:
            made = date(today.year - 1, month, number)
    except ValueError:
        raise FollowupError(f"'{field}' must be a day such as 2026-03-05 (got '{text}').") from None
    if made > today:
        raise FollowupError(f"'{field}' must be a day that has come (got '{text}').")
    return made


def _numbers(text: str, month_first: bool) -> tuple[int, int, int] | None:
    if match := re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?", text):
        return int(match[1]), int(match[2]), int(match[3])
    if match := re.fullmatch(r"(\d{1,2})([./-])(\d{1,2})(?:[./-](\d{2}|\d{4}))?\.?", text):
        one, two, year = int(match[1]), int(match[3]), int(match[4] or 0)
        is_month_first = one <= 12 and (two > 12 or (match[2] == "/" and month_first))
        month, number = (one, two) if is_month_first else (two, one)
        return year + 2000 if 0 < year < 100 else year, month, number
    return None


def _words(text: str) -> tuple[int, int, int] | None:
    parts = re.findall(r"\d+|[^\W\d_]+", folded(text))
    months = [MONTHS.index(p[:3]) + 1 for p in parts if p[:3] in MONTHS]
    numbers = [int(p) for p in parts if p.isdecimal()]
    small = [n for n in numbers if n <= 31]
    years = [n for n in numbers if n > 1900]
    if len(months) != 1 or len(small) != 1 or len(numbers) > 2:
        return None
    return years[0] if years else 0, months[0], small[0]


def _happened(
    frames: Frames, o: str, stage: str, on: date, people: Sequence[str], today: date, met: str
) -> list[Row]:
    """What brought it to its stage. Of a meeting long past nothing is asked at once any more."""
    if stage == "lead":
        return []
    if stage == "applied":
        return records.event(frames, "applied", on, opportunity_id=o)
    if stage == "rejected":
        rows = records.event(frames, "rejected", on, opportunity_id=o)
        return rows if _is_fresh(on, today) else rows + _past([f"R-REJ|{o}|{on}"], today)
    if stage == "offer":
        return records.offer(frames, o, on, person_id=people[0] if people else None)
    room = [{"person_id": person} for person in people]
    rows = records.meeting(
        frames, o, on, today=today, meeting_id=met, kind=MEETINGS[stage], stage=stage, attendees=room
    )[1]  # fmt: skip
    if _is_fresh(on, today):
        return rows
    return rows + _past([f"R-REF|{met}", *(f"R-LET|{met}|{p}" for p in people)], today)


def _past(tasks: Sequence[str], today: date) -> list[Row]:
    put = {"decision": "not_needed", "decided_on": today, "reason": "before this workbook"}
    return [Row("decisions", {**put, "task": task}) for task in tasks]


def _is_fresh(on: date, today: date) -> bool:
    return today - on <= timedelta(days=OLD)
