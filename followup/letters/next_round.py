"""The next-round sheet: one page for an arranged meeting, from everything recorded.

Not here: deciding what is owed. The sheet is private; it is never part of a pack.
"""

from datetime import date

import pandas as pd

from followup.frames import names_of
from followup.measures import answered, is_weak
from followup.tables import Frames
from followup.words import say_day

Section = tuple[str, list[str]]


def next_round(frames: Frames, meeting_id: str, today: date) -> list[Section]:
    """The sheet as sections, each a title and its lines; a section without lines is left out.

    Who will be there and what is known of each, what they need, objections open, questions that
    went badly with the better answer, accomplishments not told yet, promises, questions still
    to ask, timing and pay.
    """
    o = frames["meetings"].set_index("id").loc[meeting_id, "opportunity_id"]
    own = {t: f[f["opportunity_id"] == o] for t, f in frames.items() if "opportunity_id" in f}
    held = own["meetings"][own["meetings"]["state"] == "held"]["id"]
    had = {t: f[f["meeting_id"].isin(held)] for t, f in frames.items() if "meeting_id" in f}
    written, names = had["reflections"], names_of(frames, "people")
    promises = own["promises"][own["promises"]["done_on"].isna()]
    weak = had["questions"][is_weak(had["questions"])]
    sections = [
        ("The meeting", _where(frames, meeting_id, today)),
        ("Who will be there", _who(frames, meeting_id, o)),
        ("What they said they need", [
            f"{c.challenge} ({names[c.owner_id]})" if pd.notna(c.owner_id) else c.challenge
            for c in had["challenges"].itertuples()
        ]),
        ("What the job asks for, and your evidence", [
            ": ".join(filter(None, (r.requirement, r.evidence)))
            for r in own["requirements"].itertuples()
        ]),
        ("What you know about the company", answered(frames, written, "company")),
        ("Objections still open", _objections(frames, had["objections"])),
        ("Questions to rehearse", [
            f"{q.question} {q.better_answer}".strip() for q in weak.itertuples()
        ]),
        ("Accomplishments not told yet", _untold(frames, had["tellings"])),
        ("Promises open", [
            f"{'Yours' if p.is_mine else 'Theirs'}: {p.promise}" for p in promises.itertuples()
        ]),
        ("Questions still to ask", answered(frames, written, "own_questions")),
        ("Timing", [
            f"They named {say_day(d, today)} for a decision." for d in written["decision_on"].dropna()
        ] + answered(frames, written, "decision")),
        ("Pay, as it was said (private)", answered(frames, written, "pay")),
    ]  # fmt: skip
    return [(title, lines) for title, lines in sections if lines]


def _where(frames: Frames, meeting_id: str, today: date) -> list[str]:
    """The day, time and kind of the meeting, and its place, number or link."""
    meeting = frames["meetings"].set_index("id").loc[meeting_id]
    when = say_day(meeting["meeting_on"].date(), today)
    at = f" at {meeting['starts_at']}" if meeting["starts_at"] else ""
    return [f"{when}{at}", *([meeting["place"]] if meeting["place"] else [])]


def _who(frames: Frames, meeting_id: str, opportunity_id: str) -> list[str]:
    room, answers = frames["attendees"], frames["answers"]
    manager = frames["opportunities"].set_index("id")["hiring_manager_id"][opportunity_id]
    room = room[room["meeting_id"] == meeting_id]
    coming = [*room["person_id"], manager]
    lines = list(room.loc[room["person_id"].isna() & (room["description"] != ""), "description"])
    for person in dict.fromkeys(p for p in coming if pd.notna(p)):
        known = answers.loc[(answers["person_id"] == person) & (answers["text"] != ""), "text"]
        notes = "; ".join(" ".join(text.split()) for text in known)
        one = frames["people"].set_index("id").loc[person]
        name = ", ".join(filter(None, (one["name"], one["role"])))
        lines.append(": ".join(filter(None, (name, notes))))
    return lines


def _objections(frames: Frames, objections: pd.DataFrame) -> list[str]:
    used = frames["sentences"]
    met = used.loc[used["touchpoint_id"].notna() & used["is_used"], "source"]
    still = objections[~objections["is_left"] & ~("objections:" + objections["id"]).isin(met)]
    return [
        r.objection + (f" You can offer: {r.evidence}" if r.evidence else "")
        for r in still.itertuples()
    ]


def _untold(frames: Frames, tellings: pd.DataFrame) -> list[str]:
    bank = frames["accomplishments"]
    left = bank[bank["id"].isin(tellings.loc[~tellings["is_told"], "accomplishment_id"])]
    return [
        " ".join(filter(None, (r.accomplishment, r.result, r.number))) for r in left.itertuples()
    ]
