"""The next-round sheet: one page for an arranged meeting, from everything recorded.

Not here: deciding what is owed. The sheet is private; it is never part of a pack.
"""

from datetime import date

import pandas as pd

from followup.pipeline import look_up
from followup.tables import Frames

Section = tuple[str, list[str]]


def next_round(frames: Frames, meeting_id: str, today: date) -> list[Section]:
    """The sheet as sections, each a title and its lines; a section without lines is left out.

    Who will be there and what is known of each, what they need, objections open, questions that
    went badly with the better answer, accomplishments not told yet, promises, questions still
    to ask, timing and pay.
    """
    meetings = frames["meetings"]
    o = meetings.set_index("id").loc[meeting_id, "opportunity_id"]
    own = meetings[(meetings["opportunity_id"] == o) & (meetings["state"] == "held")]
    ids = own.sort_values("meeting_on")["id"]
    reflections = frames["reflections"]
    written = reflections[reflections["meeting_id"].isin(ids)]
    sections = [
        ("Who will be there", _who(frames, meeting_id, o)),
        ("What they said they need", _texts(frames, "challenges", ids, "challenge", "owner_id")),
        ("What the job asks for, and your evidence", _requirements(frames, o)),
        ("What you know about the company", _answers(frames, written, "company")),
        ("Objections still open", _objections(frames, ids)),
        ("Questions to rehearse", _questions(frames, ids)),
        ("Accomplishments not told yet", _untold(frames, ids)),
        ("Promises open", _promises(frames, o)),
        ("Questions still to ask", _answers(frames, written, "own_questions")),
        ("Timing", _timing(written) + _answers(frames, written, "decision")),
        ("Pay, as it was said (private)", _answers(frames, written, "pay")),
    ]
    return [(title, lines) for title, lines in sections if lines]


def _who(frames: Frames, meeting_id: str, opportunity_id: str) -> list[str]:
    room = frames["attendees"]
    coming = list(room.loc[room["meeting_id"] == meeting_id, "person_id"].dropna())
    manager = frames["opportunities"].set_index("id").loc[opportunity_id, "hiring_manager_id"]
    if pd.notna(manager) and manager not in coming:
        coming.append(manager)
    people = frames["people"].set_index("id")
    answers = frames["answers"]
    lines = []
    for person in coming:
        known = answers[(answers["person_id"] == person) & (answers["text"] != "")]
        notes = "; ".join(" ".join(text.split()) for text in known["text"])
        role = people.loc[person, "role"]
        name = people.loc[person, "name"] + (f", {role}" if role else "")
        lines.append(f"{name}: {notes}" if notes else name)
    return lines


def _texts(frames: Frames, table: str, ids: pd.Series, column: str, who: str) -> list[str]:
    rows = frames[table]
    rows = rows[rows["meeting_id"].isin(ids)]
    names = look_up(rows[who], frames["people"].set_index("id")["name"])
    return [
        f"{text} ({name})" if pd.notna(name) else text
        for text, name in zip(rows[column], names, strict=True)
    ]


def _requirements(frames: Frames, opportunity_id: str) -> list[str]:
    rows = frames["requirements"]
    rows = rows[rows["opportunity_id"] == opportunity_id]
    return [
        f"{r.requirement}: {r.evidence}" if r.evidence else r.requirement for r in rows.itertuples()
    ]


def _answers(frames: Frames, written: pd.DataFrame, prompt: str) -> list[str]:
    answers = frames["answers"]
    own = answers[answers["reflection_id"].isin(written["id"]) & (answers["prompt"] == prompt)]
    return [line.strip() for text in own["text"] for line in text.split("\n") if line.strip()]


def _objections(frames: Frames, ids: pd.Series) -> list[str]:
    rows = frames["objections"]
    rows = rows[rows["meeting_id"].isin(ids) & ~rows["is_left"]]
    used = frames["sentences"]
    answered = set(used.loc[used["touchpoint_id"].notna() & used["is_used"], "source"])
    return [
        f"{r.objection}" + (f" You can offer: {r.evidence}" if r.evidence else "")
        for r in rows.itertuples()
        if f"objections:{r.id}" not in answered
    ]


def _questions(frames: Frames, ids: pd.Series) -> list[str]:
    rows = frames["questions"]
    weak = (
        (rows["rating"] <= 2).fillna(False)
        | rows["could_be_better"]
        | (rows["better_answer"] != "")
    )
    rows = rows[rows["meeting_id"].isin(ids) & weak.astype(bool)]
    return [f"{r.question} {r.better_answer}".strip() for r in rows.itertuples()]


def _untold(frames: Frames, ids: pd.Series) -> list[str]:
    tellings = frames["tellings"]
    told = tellings[tellings["meeting_id"].isin(ids)]
    left = told.loc[~told["is_told"], "accomplishment_id"]
    bank = frames["accomplishments"]
    return [
        " ".join(filter(None, (r.accomplishment, r.result, r.number)))
        for r in bank[bank["id"].isin(left)].itertuples()
    ]


def _promises(frames: Frames, opportunity_id: str) -> list[str]:
    made = frames["promises"]
    made = made[(made["opportunity_id"] == opportunity_id) & made["done_on"].isna()]
    return [f"{'Yours' if r.is_mine else 'Theirs'}: {r.promise}" for r in made.itertuples()]


def _timing(written: pd.DataFrame) -> list[str]:
    told = written[written["decision_on"].notna()]
    return [f"They named {d:%A} {d.day} {d:%B} for a decision." for d in told["decision_on"]]
