"""The health check: is the file sound, does what it holds make sense, does it lie in a safe place.

Not here: a repair; each finding proposes one as rows to save, so that it can be undone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from glob import escape
from pathlib import Path
from textwrap import shorten
from typing import Any, NamedTuple

import pandas as pd
import sqlalchemy as sa

from followup.errors import Damaged
from followup.prompts import PROMPTS
from followup.safekeeping.history import unlike_history, unreadable
from followup.tables import Frames, Row, metadata


class Finding(NamedTuple):
    """One thing to look at: what it is, what is proposed, and the rows that would do it."""

    what: str
    proposal: str
    rows: tuple[Row, ...] = ()


def damage(connection: sa.Connection, database: str = "main", *, quick: bool = False) -> list[str]:
    """What SQLite finds wrong with the file, in its own words; empty when it is sound."""
    check = "quick_check" if quick else "integrity_check"
    said = connection.exec_driver_sql(f"PRAGMA {database}.{check}").scalars().all()
    return [text for text in said if text != "ok"]


def must_refer_to_something(connection: sa.Connection) -> None:
    """Raises Damaged if a record refers to one that is gone, which no form could show."""
    if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise Damaged(
            "A record of the workbook refers to another that is gone, as after a fault of the disk. "
            "05-care says which, under “Is all well?”, and puts it right."
        )


def dangling(connection: sa.Connection) -> list[Finding]:
    """References to records that are gone, each with the row that clears it."""
    found = []
    for table, rowid, parent, number in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        keys = connection.exec_driver_sql(f"PRAGMA foreign_key_list({table})").all()
        column = next(key[3] for key in keys if key[0] == number)
        sql = sa.text(f"SELECT id FROM {table} WHERE rowid = :rowid")
        row_id = connection.execute(sql, {"rowid": rowid}).scalar_one()
        one, gone = metadata.tables[table].info["one"], metadata.tables[parent].info["one"]
        if metadata.tables[table].columns[column].nullable:
            proposal, row = (
                f"Clear it, and keep the {one}.",
                Row(table, {"id": row_id, column: None}),
            )
        else:
            proposal, row = f"Remove that {one}.", Row(table, {"id": row_id}, gone=True)
        found.append(Finding(f"One {one} refers to a {gone} that is gone.", proposal, (row,)))
    return found


def meaning(frames: Frames) -> list[Finding]:
    """What a record says that cannot be so, or that something is missing from it."""
    return [finding for check in CHECKS for finding in check(frames)]


def _letter_before_its_meeting(frames: Frames) -> Iterator[Finding]:
    sent = frames["touchpoints"].query("direction == 'out'")
    both = sent.merge(
        frames["meetings"][["id", "meeting_on"]], left_on="meeting_id", right_on="id", suffixes=("", "_m")
    )  # fmt: skip
    for row in both[both["happened_on"] < both["meeting_on"]].itertuples():
        yield Finding(
            f"A {row.kind} of {_day(row.happened_on)} is noted as following a meeting of "
            f"{_day(row.meeting_on)}.",
            "Keep it, and take the meeting off it.",
            (Row("touchpoints", {"id": row.id, "meeting_id": None}),),
        )


def _person_in_no_company(frames: Frames) -> Iterator[Finding]:
    people, moved = frames["people"], frames["events"].query("kind == 'moved'")["person_id"]
    met_at = (
        frames["attendees"]
        .merge(frames["meetings"][["id", "opportunity_id"]], left_on="meeting_id", right_on="id")
        .merge(frames["opportunities"][["id", "company_id"]], left_on="opportunity_id", right_on="id")
        .drop_duplicates(["person_id", "company_id"])
    )  # fmt: skip
    alone = met_at[~met_at["person_id"].duplicated(keep=False)].set_index("person_id")["company_id"]
    names = frames["companies"].set_index("id")["name"]
    nowhere = people[people["company_id"].isna() & ~people["id"].isin(moved)]
    for row in nowhere.itertuples():
        company = alone.get(row.id)
        rows = (Row("people", {"id": row.id, "company_id": company}),) if company else ()
        proposal = (
            f"Note that it is {names[company]}." if company else "Choose one on their record."
        )
        yield Finding(f"It is not noted where {row.name} works.", proposal, rows)


def _stage_without_event(frames: Frames) -> Iterator[Finding]:
    told = pd.concat(
        [frames[name]["opportunity_id"] for name in ("events", "meetings", "touchpoints", "offers")]
    )
    opportunities = frames["opportunities"]
    names = frames["companies"].set_index("id")["name"]
    for row in opportunities[~opportunities["id"].isin(told)].itertuples():
        what = f"Nothing is noted yet for {row.role} at {names.get(row.company_id, 'a company')}, so it stands as a lead."
        yield Finding(what, "If something happened there, tell it in 00-start-here.")


def _reflection_on_no_meeting_held(frames: Frames) -> Iterator[Finding]:
    both = frames["reflections"].merge(
        frames["meetings"], left_on="meeting_id", right_on="id", suffixes=("", "_m")
    )
    for row in both[both["state"] != "held"].itertuples():
        what = f"There is a reflection on the meeting of {_day(row.meeting_on)}, which is not noted as held."
        held = Row("meetings", {"id": row.meeting_id, "state": "held"})
        yield Finding(what, "Note that it was held.", (held,))


def _someone_who_is_nobody(frames: Frames) -> Iterator[Finding]:
    attendees = frames["attendees"]
    nobody = attendees[attendees["person_id"].isna() & (attendees["description"].str.strip() == "")]
    days = frames["meetings"].set_index("id")["meeting_on"]
    for row in nobody.itertuples():
        what = f"Somebody without name or description was in the meeting of {_day(days.get(row.meeting_id))}."
        yield Finding(
            what, "Take them off the meeting.", (Row("attendees", {"id": row.id}, gone=True),)
        )


def _answer_to_no_prompt(frames: Frames) -> Iterator[Finding]:
    known = {prompt.key for prompt in PROMPTS}
    unknown = frames["answers"].loc[~frames["answers"]["prompt"].isin(known), "prompt"]
    for prompt, n in unknown.value_counts().items():
        what = f"{n} of your notes answer “{prompt}”, which this followup does not ask."
        yield Finding(what, "They are kept, and searched, as they are.")


CHECKS = (
    _letter_before_its_meeting, _person_in_no_company, _stage_without_event,
    _reflection_on_no_meeting_held, _someone_who_is_nobody, _answer_to_no_prompt,
)  # fmt: skip

SYNCED = re.compile(r"dropbox|onedrive|icloud|mobile documents|google ?drive|nextcloud|owncloud|syncthing|pcloud", re.I)  # fmt: skip
OURS = re.compile(r"-damaged-[^-]+\.sqlite|-(?:journal|wal|shm)(?:-\d+)?$|\.new$|T\d{12}Z\.sqlite")


def beside(path: Path) -> list[Path]:
    """Files beside the workbook that carry its name, whatever a computer has added to it."""
    near = (f for f in path.parent.glob(f"*{escape(path.stem)}*") if path.suffix in f.name)
    return sorted(
        f for f in near if f.name != path.name and not OURS.search(f.name) and f.is_file()
    )


def place(path: Path) -> list[Finding]:
    """What is risky about where the workbook lies."""
    parents = [path.parent, *path.parent.parents]
    if not any(SYNCED.search(folder.name) or (folder / ".stfolder").exists() for folder in parents):
        return []
    what = "The workbook lies in a folder that seems to be synchronised, which can mix up two versions of it."
    how = "Move the folder elsewhere, and let the second backup folder lie there instead."
    return [Finding(what, how)]


def spoilt(kept: pd.DataFrame) -> list[Finding]:
    """The backups (safekeeping.backups.listed) that are not as they were made, in one finding."""
    names = [Path(file).name for file in kept.loc[~kept["is_good"], "file"]]
    if not names:
        return []
    what = f"{len(names)} of the backups are not as they were made: {', '.join(names[:3])}{' …' * (len(names) > 3)}."
    return [
        Finding(what, "Go back to another one if you ever need to; new ones are made each day.")
    ]


def inside(connection: sa.Connection) -> list[Finding]:
    """What does not fit in the file, below the meaning of its records."""
    mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
    found = _unlike(connection)
    if mode != "delete":
        what = f"Another program keeps the workbook in a mode ({mode}) in which saves lie in a file beside it."
        found.append(Finding(what, "Close that program; the next window sets it right."))
    if steps := unreadable(connection):
        what = (
            f"{len(steps)} of the last steps cannot be read any more, so they cannot be taken back."
        )
        found.append(Finding(what, "Nothing need be done: what they saved is there."))
    return [*found, *dangling(connection), *_drafts(connection), *_settings(connection)]


def _unlike(connection: sa.Connection) -> list[Finding]:
    """All records that are not as they were saved last, put back in one step."""
    rows = tuple(unlike_history(connection))
    told = ", ".join(map(_named, rows[:5])) + (f" and {len(rows) - 5} more" if rows[5:] else "")
    what = f"Not as it was saved last, by a fault of the disk or another program: {told}."
    return [Finding(what, "Put back what was saved.", rows)] if rows else []


def _named(row: Row) -> str:
    """A record as a reader knows it: 'person “Ana Reyes”'."""
    table = metadata.tables[row.table]
    own = [name for name in row.values if name != "id" and not table.columns[name].foreign_keys]
    texts = [text for name in own if isinstance(text := row.values[name], str) and text]
    return " ".join([table.info["one"], *(f"“{shorten(text, 40)}”" for text in texts[:1])])


def _drafts(connection: sa.Connection) -> Iterator[Finding]:
    for row_id, text in connection.exec_driver_sql(
        "SELECT id, content FROM drafts WHERE NOT json_valid(content) OR json_type(content) <> 'object'"
    ):
        what = f"A draft of “{row_id}” cannot be read any more. It begins: {shorten(text, 120)}"
        gone = Row("drafts", {"id": row_id}, gone=True)
        yield Finding(what, "Copy from it what you need, then remove it.", (gone,))


def _settings(connection: sa.Connection) -> Iterator[Finding]:
    sql = "SELECT id, value FROM settings WHERE id LIKE 'policy.%' AND (value = '' OR value GLOB '*[^0-9]*')"
    for row_id, value in connection.exec_driver_sql(sql):
        what = f"The number “{row_id}” of the policy is “{value}”, so the usual one counts."
        yield Finding(
            what, "Go on with the usual one.", (Row("settings", {"id": row_id}, gone=True),)
        )


def _day(value: Any) -> str:
    return "a day not noted" if pd.isna(value) else f"{value.day} {value:%B %Y}"
