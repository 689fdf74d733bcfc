"""The page of a person and the page of a company: all that is known, in the order one asks.

Not here: showing it (forms/pages.py), or what is owed (agenda.py).
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import pandas as pd

from followup.agenda import why_nothing, why_nothing_for_person
from followup.frames import look_up, name_of
from followup.letters.coverage import coverage
from followup.pipeline import LABELS
from followup.prompts import PROMPTS
from followup.search import Opportunity, Person, Search
from followup.tables import Frames


class Line(NamedTuple):
    """One line of a page, and the record it is from, if it can be opened."""

    words: str
    table: str = ""
    id: str = ""


class Section(NamedTuple):
    """A heading and its lines."""

    title: str
    lines: list[Line]


KNOWN = [prompt.key for prompt in PROMPTS if prompt.kind == "person"]


def person_page(search: Search, person_id: str) -> list[Section]:
    """The page of a person: what is next and why, what is known and connects, their challenges
    and objections, promises both ways, introductions, then everything in order, newest first.
    """
    frames, now = search.frames, search.people[person_id]
    p = _row(frames, "people", person_id)
    where = ", ".join(filter(None, (p.role, search.companies.get(now.company_id or "", ""))))
    reach = " · ".join(filter(None, (p.email, p.phone)))
    told = frames["answers"]
    told = told[(told["person_id"] == person_id) & told["prompt"].isin(KNOWN)]
    sections = [
        Section("Who", [Line(" · ".join(filter(None, (p.name, where, reach))), "people", person_id)]),
        Section("Next", [Line(why_nothing_for_person(search, person_id)), *_rhythm(search, now)]),
        Section("Known, and what connects", [*_texts(frames, "people", [p.Index], "notes"), *_lines(told, "answers", "text")]),
        Section("Their challenges", _lines(_of(frames, "challenges", "owner_id", person_id), "challenges", "challenge")),
        Section("Objections", _objections(frames, _of(frames, "objections", "raised_by_id", person_id))),
        Section("Promises", _promises(search, _of(frames, "promises", "person_id", person_id))),
        Section("Introductions", list(_introductions(search, person_id))),
        Section("Everything, newest first", _timeline(frames, people=[person_id])),
    ]  # fmt: skip
    return [section for section in sections if section.lines]


def company_page(search: Search, company_id: str) -> list[Section]:
    """The page of a company: its opportunities and stages with what is next, who is known there,
    challenges, objections, promises, then everything in order, newest first.
    """
    frames, c = search.frames, _row(search.frames, "companies", company_id)
    own = [o for o in search.opportunities.values() if o.company_id == company_id]
    ids = [o.id for o in own]
    held = [meeting.id for o in own for meeting in o.held]
    there = [person for person in search.people.values() if person.company_id == company_id]
    part = {t: frames[t][frames[t]["meeting_id"].isin(held)] for t in ("challenges", "objections")}
    made = frames["promises"]
    about = " · ".join(filter(None, (c.name, c.website, " ".join(c.notes.split()))))
    sections = [
        Section("What", [Line(about, "companies", company_id)]),
        Section("Opportunities", [_opportunity(search, o) for o in own]),
        Section("Who you know there", [_known(search, person) for person in there]),
        Section("Their challenges", _lines(part["challenges"], "challenges", "challenge")),
        Section("Objections", _objections(frames, part["objections"])),
        Section("Promises", _promises(search, made[made["opportunity_id"].isin(ids)])),
        Section("From your coach", _coach(frames, ids)),
        Section("Everything, newest first", _timeline(frames, [one.id for one in there], ids)),
    ]
    return [section for section in sections if section.lines]


def _row(frames: Frames, table: str, row_id: str) -> Any:
    frame = frames[table]
    return next(frame[frame["id"] == row_id].set_index("id").itertuples())


def _of(frames: Frames, table: str, column: str, row_id: str) -> pd.DataFrame:
    return frames[table][frames[table][column] == row_id]


def _lines(rows: pd.DataFrame, table: str, column: str) -> list[Line]:
    """One line for each line that was written."""
    return [
        Line(words.strip(), table, row_id)
        for row_id, text in zip(rows["id"], rows[column], strict=True)
        for words in text.split("\n")
        if words.strip()
    ]


def _texts(frames: Frames, table: str, ids: Iterable[str], column: str) -> list[Line]:
    return _lines(frames[table][frames[table]["id"].isin(list(ids))], table, column)


def _rhythm(search: Search, person: Person) -> Iterator[Line]:
    if person.touches:
        n, last_on = len(person.touches), person.touches[-1].happened_on
        yield Line(f"Last touch: {search.say(last_on)}. {n} in all.")


def _objections(frames: Frames, rows: pd.DataFrame) -> list[Line]:
    told = coverage(frames)
    answered = told[told["kind"] == "Objection"].drop_duplicates(["meeting_id", "text"])
    answered = answered.set_index(["meeting_id", "text"])["answered"]
    lines = []
    for row in rows.itertuples():
        how = answered.get((row.meeting_id, row.objection), "") or "not answered yet"
        lines.append(Line(f"{row.objection} ({how})", "objections", row.id))
    return lines


def _promises(search: Search, rows: pd.DataFrame) -> list[Line]:
    return [
        Line(
            f"{'You promised' if r.is_mine else 'They promised'}: {r.promise}"
            + (f", by {search.say(r.due_on)}" if pd.notna(r.due_on) else "")
            + (f" (kept on {search.say(r.done_on)})" if pd.notna(r.done_on) else ""),
            "promises", r.id,
        )
        for r in rows.sort_values("done_on", na_position="first").itertuples()
    ]  # fmt: skip


def _introductions(search: Search, person_id: str) -> Iterator[Line]:
    for o in search.opportunities.values():
        if o.introduced_by_id == person_id:
            where = search.companies.get(o.company_id, "")
            yield Line(f"Introduced you to {where}, {o.role}", "opportunities", o.id)
        elif o.introduced_by_id and any(
            seat.person_id == person_id for meeting in o.held for seat in meeting.room
        ):
            through = search.name(o.introduced_by_id) or "someone"
            yield Line(f"You met through {through}", "opportunities", o.id)


def _opportunity(search: Search, o: Opportunity) -> Line:
    since = f" since {search.say(o.since)}" if o.since else ""
    by = search.name(o.introduced_by_id)
    introduced = f" Introduced by {by}." if by else ""
    words = f"{o.role}: {LABELS[o.stage].lower()}{since}. {why_nothing(search, o.id)}{introduced}"
    return Line(words, "opportunities", o.id)


def _known(search: Search, person: Person) -> Line:
    when = ", not in touch yet"
    if person.touches:
        when = f", last touch {search.say(person.touches[-1].happened_on)}"
    role = f", {person.role}" if person.role else ""
    return Line(f"{person.name}{role}{when}", "people", person.id)


def _coach(frames: Frames, opportunities: Iterable[str]) -> list[Line]:
    told, items = frames["comments"], [f"opportunities:{o}" for o in opportunities]
    return _lines(told[told["item"].isin(items)], "comments", "comment")


def _timeline(
    frames: Frames, people: Iterable[str] = (), opportunities: Iterable[str] = ()
) -> list[Line]:
    """Meetings, letters, calls, answers, offers and what happened, newest first."""
    people, opportunities = list(people), list(opportunities)
    names = frames["people"].set_index("id")["name"]
    room = frames["attendees"]
    met = room.loc[room["person_id"].isin(people), "meeting_id"]
    who = room.assign(name=look_up(room["person_id"], names)).dropna(subset="name")
    in_room = who.groupby("meeting_id")["name"].agg(", ".join)
    parts = []
    for table, day, words in (
        ("meetings", "meeting_on", "place"),
        ("touchpoints", "happened_on", "text"),
        ("events", "happened_on", "note"),
        ("offers", "offered_on", "terms"),
    ):
        rows = frames[table]
        own = rows["opportunity_id"].isin(opportunities)
        own |= rows["id"].isin(met) if table == "meetings" else rows["person_id"].isin(people)
        rows = rows[own]
        if table == "meetings":
            with_ = look_up(rows["id"], in_room)
        else:
            with_ = look_up(rows["person_id"], names)
        kind = rows["kind"] if "kind" in rows else pd.Series("offer", index=rows.index)
        says = kind.astype("str").str.replace("_", " ").str.capitalize()
        if table == "touchpoints":
            says = says.mask(rows["direction"] == "in", "They wrote")
        says = says + (", " + with_).fillna("")
        text = rows[words].str.split().str.join(" ")
        says = says + (": " + text).where(text != "", "")
        parts.append(
            pd.DataFrame({"day": rows[day], "words": says, "id": rows["id"], "table": table})
        )
    every = pd.concat(parts, ignore_index=True).sort_values("day", ascending=False, kind="stable")
    return [
        Line(f"{r.day.day} {r.day:%b %Y}: {r.words}", r.table, r.id) for r in every.itertuples()
    ]


def about(frames: Frames, table: str, row_id: str) -> str:
    """Whom or what a record is about, by name: a person, a company, or both."""
    row = frames[table].set_index("id").loc[row_id]
    meeting = row.get("meeting_id")
    o = row.get("opportunity_id")
    if table == "answers":
        meeting = frames["reflections"].set_index("id")["meeting_id"].get(row["reflection_id"])
    if pd.isna(o) and pd.notna(meeting):
        o = frames["meetings"].set_index("id")["opportunity_id"].get(meeting)
    company = row.get("company_id")
    if pd.notna(o):
        company = frames["opportunities"].set_index("id")["company_id"].get(o)
    who = next((row[c] for c in WHO if c in row.index and pd.notna(row[c])), None)
    found = [name_of(frames["people"], who), name_of(frames["companies"], company)]
    return ", ".join(filter(None, [str(row["name"]) if "name" in row.index else "", *found]))


WHO = ("person_id", "asked_by_id", "raised_by_id", "owner_id")
