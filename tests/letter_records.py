"""The records of tests/files/letters, entered word for word into a workbook in memory.

Not here: a test. The block `judging` of a record is never entered.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from builders import Memory

from followup import records
from followup.letters import BY_KEY, Draft, Occasion, draft
from followup.letters.onrecord import OnRecord
from followup.naming.spelling import folded
from followup.tables import Frames, Row

HOME = Path(__file__).parent / "files" / "letters"
OTHER = HOME / "other"  # records and letters of other makers, each also with faults put in
KIND = {
    "L1": "thank_you", "L2": "recovery", "L3": "advice", "L4": "group_note", "L5": "proposal",
    "L6": "introducer", "L7": "call", "L8": "voicemail", "L9": "nudge", "L10": "deadline_nudge",
    "L11": "keep_in_touch", "L12": "rejection_reply",
}  # fmt: skip
PRECISION = {"approx": "approximate", "exact": "exact", "week": "by_end_of_week"}
RATING = {"bombed": "badly"}
TEXTS = {
    "p01_company": "company", "p11_competition": "competition", "p12_value_to_add": "value",
    "p15_landed": "landed",
}  # fmt: skip
PER_PERSON = {"p02_interviewer": "person", "p03_connection": "connection"}
OPTIONAL = {
    "p22_private_notes": "red_flags", "p23_pay_private": "pay",
    "p24_questions_i_still_have": "own_questions",
}  # fmt: skip


class Judged(NamedTuple):
    """One text of one maker, with what the judges said of it."""

    letter: str
    maker: str
    text: str
    has_failed: bool
    words: str


@cache
def record(name: str) -> dict[str, Any]:
    """The record of this name."""
    found: dict[str, Any] = yaml.safe_load(path_of(name).read_text(encoding="utf-8"))
    return found


def path_of(name: str) -> Path:
    """Where a record lies."""
    return next(path for path in (HOME / f"{name}.yaml", OTHER / f"{name}.yaml") if path.exists())


def _letters(folder: Path) -> dict[str, tuple[str, dict[str, Any]]]:
    names = sorted(path.stem for path in folder.glob("*.yaml"))
    return {one["id"]: (name, one) for name in names for one in record(name)["letters"]}


LETTERS, OTHER_LETTERS = _letters(HOME), _letters(OTHER)
EVERY = LETTERS | OTHER_LETTERS


class Fault(NamedTuple):
    """A fault that was put into a letter: its kind, and the words."""

    letter: str
    kind: str
    words: str


def faults() -> list[Fault]:
    """Every fault that was put into the letters of the other records."""
    rows = _sheet(OTHER / "faults.csv")
    return [Fault(row["letter"], row["fault_kind"], row["words"]) for row in rows]


class Noted(NamedTuple):
    """Words of a record, and whether they would give somebody away."""

    record: str
    words: str
    is_name: bool


def noted() -> list[Noted]:
    """Words of the other records that must be covered, and words that must stay."""
    rows = _sheet(OTHER / "hidden.csv")
    return [Noted(row["record"], row["words"], row["is_name"] == "yes") for row in rows]


def _sheet(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as sheet:
        return list(csv.DictReader(sheet))


def other_text(letter: str, how: str) -> str:
    """A letter of the other records: "best", or "bad", with its faults."""
    return (OTHER / "texts" / f"{letter}.{how}.txt").read_text(encoding="utf-8")


def judged() -> Iterator[Judged]:
    """Every text with what the judges said of it."""
    rows = _sheet(HOME / "judged.csv")
    for path in sorted((HOME / "texts").glob("*.txt")):
        letter, maker = path.stem.split(".")
        own = [row for row in rows if (row["letter"], row["maker"]) == (letter, maker)]
        failed = any(row[f"hf{n}"] == "1" for row in own for n in range(1, 7))
        words = " ".join(row["hf_words"] for row in own)
        yield Judged(letter, maker, path.read_text(encoding="utf-8"), failed, words)


@cache
def frames_of(letter: str) -> Frames:
    """The workbook as it was on the day of a letter."""
    name, one = EVERY[letter]
    book = Memory()
    for rows in _entered(record(name), one["date"]):
        book.save(rows)
    return book.frames()


@cache
def drafted(letter: str) -> Draft:
    """The draft of a letter as the desk would first offer it."""
    _, one = EVERY[letter]
    about = Occasion(one["to"], "o", "m")
    return draft(frames_of(letter), BY_KEY[KIND[one["kind"]]], about, one["date"])


@cache
def known_of(letter: str) -> OnRecord:
    """What is on record for a letter, as the checks read it."""
    draft = drafted(letter)
    return OnRecord(frames_of(letter), draft.kind, draft.about, draft.today)


def _entered(one: dict[str, Any], today: date) -> Iterator[list[Row]]:
    said, seeker = one["answers"], one["seeker"]
    settings = {f"seeker.{key}": str(value) for key, value in seeker.items() if key != "spelling"}
    settings["seeker.spelling"] = {"US": "American", "UK": "British"}[seeker["spelling"]]
    yield [Row("settings", {"id": key, "value": value}) for key, value in settings.items()]
    yield [Row("companies", {"id": "c", "name": one["company"]})]
    yield [
        Row("people", {
            "id": key, "company_id": "c", "addressed_as": who.get("address_as", ""), "notes": who.get("note", ""),
            **{column: who.get(column, "") for column in ("name", "role", "email", "phone", "address")},
        })
        for key, who in one["people"].items()
    ]  # fmt: skip
    managers = [key for key, who in one["people"].items() if who.get("hiring_manager")]
    introducer = said.get("p16_introducer")
    yield [
        Row("opportunities", {
            "id": "o", "company_id": "c", "role": one["role"], "kind": "position",
            "introduced_by_id": introducer if introducer in one["people"] else None,
            "hiring_manager_id": managers[0] if managers else None,
        })
    ]  # fmt: skip
    yield [
        Row("requirements", {"opportunity_id": "o", "requirement": asked})
        for asked in one["requirements"]
    ]
    met, kind = one["meeting"]["date"], one["meeting"]["kind"]
    room = [Row("attendees", {"meeting_id": "m", "person_id": key}) for key, who in one["people"].items() if who.get("in_the_room")]  # fmt: skip
    yield [
        Row("meetings", {"id": "m", "opportunity_id": "o", "meeting_on": met, "kind": kind}),
        *room,
    ]
    first = re.search(r"round 1 was on ([\d-]+)", path_of(one["id"]).read_text("utf-8"))
    if first:
        earlier = {"id": "m0", "opportunity_id": "o", "meeting_on": date.fromisoformat(first[1])}
        yield [Row("meetings", {**earlier, "kind": "interview"})]
    decision = said.get("p06_decision") or {}
    yield [
        Row("reflections", {
            "id": "r", "meeting_id": "m", "reflected_on": met, "rating": RATING.get(one["self_rating"], one["self_rating"]),
            "decision_on": decision.get("date"), "decision_told_by_id": decision.get("said_by"),
            "decision_precision": PRECISION.get(decision.get("precision", ""), ""),
            "has_skill_gap": (said.get("p14_lack") or {}).get("lack_something_key"),
            "can_do_job": (said.get("p14_lack") or {}).get("can_do_job"),
        })
    ]  # fmt: skip
    yield list(_answers(one, decision))
    yield list(_rows(said, met))
    yield list(_shelf(one))
    for happened in one.get("log", []):
        if happened["date"] < today:
            yield _logged(happened, one["people"])


def _answers(one: dict[str, Any], decision: dict[str, Any]) -> Iterator[Row]:
    said, optional = one["answers"], one.get("optional") or {}
    texts = [(TEXTS[key], None, said.get(key)) for key in TEXTS]
    texts += [(prompt, who, text) for key, prompt in PER_PERSON.items() for who, text in (said.get(key) or {}).items()]  # fmt: skip
    texts += [(OPTIONAL[key], None, optional.get(key)) for key in OPTIONAL]
    texts.append(("decision", None, decision.get("text")))
    found = [f"{item['found']} ({item['source']})" for item in one.get("research", [])]
    texts.append(("research", None, "\n".join(found)))
    for prompt, who, text in texts:
        if text and text.strip():
            yield Row("answers", {"reflection_id": "r", "prompt": prompt, "person_id": who, "text": text.strip()})  # fmt: skip


def _rows(said: dict[str, Any], met: date) -> Iterator[Row]:
    for asked in said.get("p04_better_answers") or []:
        yield Row("questions", {
            "meeting_id": "m", "question": asked["question"], "asked_by_id": asked["asker"],
            "answer_given": asked["said"], "better_answer": asked["better"], "could_be_better": True,
        })  # fmt: skip
    for n, story in enumerate(said.get("p05_unused_accomplishments") or []):
        own = {key: story[key] for key in ("problem", "action", "result", "number")}
        yield Row("accomplishments", {"id": f"ac{n}", "accomplishment": story["problem"], **own})
        yield Row("tellings", {"accomplishment_id": f"ac{n}", "meeting_id": "m", "is_told": False})
    for doubt in said.get("p09_objections") or []:
        yield Row("objections", {
            "meeting_id": "m", "objection": doubt["text"], "raised_by_id": doubt["who"],
            "is_said": doubt["how"] == "said", "strength": doubt["strength"] or "mild", "evidence": doubt["evidence"] or "",
        })  # fmt: skip
    for one in said.get("p10_challenges") or []:
        yield Row("challenges", {"meeting_id": "m", "challenge": one["text"], "owner_id": one["owner"]})  # fmt: skip
    for one in said.get("p17_promises") or []:
        is_mine = one["by"] == "me"
        yield Row("promises", {
            "opportunity_id": "o", "meeting_id": "m", "is_mine": is_mine, "promise": one["what"],
            "person_id": one["to"] if is_mine else None, "made_on": met, "due_on": one["due"],
        })  # fmt: skip


def _shelf(one: dict[str, Any]) -> Iterator[Row]:
    for item in one.get("clippings", []):
        yield Row("clippings", {
            "kind": item["type"], "title": item["title"], "link": item["link"], "dated_on": item["date"],
            "takeaway": f"{item['takeaway']} ({item['source']})", "tags": ", ".join(item["tags"]),
        })  # fmt: skip


def _logged(happened: dict[str, Any], people: dict[str, Any]) -> list[Row]:
    on, what = happened["date"], happened["what"]
    who = [key for key in people if key in folded(what)]
    if what.startswith("email from"):
        book = Memory().frames()
        return records.received(
            book, "rejected", on, opportunity_id="o", person_id=who[0] if who else None, text=what
        )
    if "nothing" in what or "nobody" in what:
        return []
    kind = "proposal" if "proposal" in what else "letter"
    is_theirs = bool(who) and re.match(rf"{who[0]} (wrote|called|rang)", folded(what))
    sent = {
        "happened_on": on, "kind": "message" if is_theirs else kind, "opportunity_id": "o",
        "meeting_id": "m", "direction": "in" if is_theirs else "out", "text": what,
    }  # fmt: skip
    return [Row("touchpoints", {**sent, "person_id": key}) for key in who or [None]]
