"""The page of a person and the page of a company: all that is known, in the order one asks.

Not here: showing it (forms/pages.py), or what is owed (agenda.py).
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import pandas as pd

from followup.agenda import all_tasks, why_nothing, why_nothing_for_person
from followup.letters.coverage import coverage
from followup.pipeline import LABELS, company_names, look_up, name_of, say_day
from followup.rules.situation import Situation
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


KNOWN = ("person", "connection")  # the prompts that ask about one person


def person_page(frames: Frames, s: Situation, person_id: str) -> list[Section]:
    """The page of a person: what is next and why, what is known and connects, their challenges
    and objections, promises both ways, introductions, then everything in order, newest first.
    """
    p = _row(frames, "people", person_id)
    now = s.people.loc[person_id]
    where = ", ".join(filter(None, (p.role, name_of(frames["companies"], now["company_id"]))))
    reach = " · ".join(filter(None, (p.email, p.phone)))
    told = frames["answers"]
    told = told[(told["person_id"] == person_id) & told["prompt"].isin(KNOWN)]
    sections = [
        Section("Who", [Line(" · ".join(filter(None, (p.name, where, reach))), "people", person_id)]),
        Section("Next", [Line(why_nothing_for_person(s, person_id)), *_rhythm(s, person_id)]),
        Section("Known, and what connects", [*_texts(frames, "people", [p.Index], "notes"), *_lines(told, "answers", "text")]),
        Section("Their challenges", _lines(_of(frames, "challenges", "owner_id", person_id), "challenges", "challenge")),
        Section("Objections", _objections(frames, _of(frames, "objections", "raised_by_id", person_id))),
        Section("Promises", _promises(frames, _of(frames, "promises", "person_id", person_id))),
        Section("Introductions", list(_introductions(frames, s, person_id))),
        Section("Everything, newest first", _timeline(frames, people=[person_id])),
    ]  # fmt: skip
    return [section for section in sections if section.lines]


def company_page(frames: Frames, s: Situation, company_id: str) -> list[Section]:
    """The page of a company: its opportunities and stages with what is next, who is known there,
    challenges, objections, promises, then everything in order, newest first.
    """
    c = _row(frames, "companies", company_id)
    own = s.standings[s.standings["company_id"] == company_id]
    meetings = frames["meetings"]
    held = meetings.loc[meetings["opportunity_id"].isin(own.index), "id"]
    there = s.people[s.people["company_id"] == company_id]
    part = {t: frames[t][frames[t]["meeting_id"].isin(held)] for t in ("challenges", "objections")}
    made, owed = frames["promises"], all_tasks(s)
    about = " · ".join(filter(None, (c.name, c.website, " ".join(c.notes.split()))))
    sections = [
        Section("What", [Line(about, "companies", company_id)]),
        Section("Opportunities", [_opportunity(s, o, owed) for o in own.itertuples()]),
        Section("Who you know there", [_known(s, p) for p in there.itertuples()]),
        Section("Their challenges", _lines(part["challenges"], "challenges", "challenge")),
        Section("Objections", _objections(frames, part["objections"])),
        Section("Promises", _promises(frames, made[made["opportunity_id"].isin(own.index)])),
        Section("From your coach", _coach(frames, own.index)),
        Section("Everything, newest first", _timeline(frames, list(there.index), list(own.index))),
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


def _rhythm(s: Situation, person_id: str) -> Iterator[Line]:
    own = s.touches[s.touches["person_id"] == person_id]
    if len(own):
        yield Line(f"Last touch: {say_day(own['on'].max())}. {len(own)} in all.")


def _objections(frames: Frames, rows: pd.DataFrame) -> list[Line]:
    told = coverage(frames)
    answered = told[told["kind"] == "Objection"].drop_duplicates(["meeting_id", "text"])
    answered = answered.set_index(["meeting_id", "text"])["answered"]
    lines = []
    for row in rows.itertuples():
        how = answered.get((row.meeting_id, row.objection), "") or "not answered yet"
        lines.append(Line(f"{row.objection} ({how})", "objections", row.id))
    return lines


def _promises(frames: Frames, rows: pd.DataFrame) -> list[Line]:
    return [
        Line(
            f"{'You promised' if r.is_mine else 'They promised'}: {r.promise}"
            + (f", by {say_day(r.due_on)}" if pd.notna(r.due_on) else "")
            + (f" (kept on {say_day(r.done_on)})" if pd.notna(r.done_on) else ""),
            "promises", r.id,
        )
        for r in rows.sort_values("done_on", na_position="first").itertuples()
    ]  # fmt: skip


def _introductions(frames: Frames, s: Situation, person_id: str) -> Iterator[Line]:
    companies = company_names(frames)
    for o in s.standings[s.standings["introduced_by_id"] == person_id].itertuples():
        yield Line(f"Introduced you to {companies[o.Index]}, {o.role}", "opportunities", o.Index)
    met = s.room.loc[s.room["person_id"] == person_id, "opportunity_id"].unique()
    for o in s.standings[s.standings.index.isin(met)].itertuples():
        by = o.introduced_by_id
        if pd.notna(by) and by != person_id:
            words = f"You met through {s.people['name'].get(by, 'someone')}"
            yield Line(words, "opportunities", o.Index)


def _opportunity(s: Situation, o: Any, owed: pd.DataFrame) -> Line:
    since = f" since {say_day(o.since)}" if pd.notna(o.since) else ""
    by = s.people["name"].get(o.introduced_by_id)
    introduced = f" Introduced by {by}." if by else ""
    words = f"{o.role}: {LABELS[o.stage].lower()}{since}. {why_nothing(s, o.Index, owed)}"
    words += introduced
    return Line(words, "opportunities", o.Index)


def _known(s: Situation, p: Any) -> Line:
    last = s.touches.loc[s.touches["person_id"] == p.Index, "on"].max()
    when = f", last touch {say_day(last)}" if pd.notna(last) else ", not in touch yet"
    return Line(f"{p.name}{', ' + p.role if p.role else ''}{when}", "people", p.Index)


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
