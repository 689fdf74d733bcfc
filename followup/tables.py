"""The data model, written once: tables, columns, choices, what each is for, what may be shared.

Not here: opening a file, or any rule about what is owed.
"""

import json
import numbers
import re
import secrets
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import sqlalchemy as sa

from followup.errors import InvalidValue

Frames = Mapping[str, pd.DataFrame]

DRAFT_MARK = "~"  # between a form's name and that of a second window, in the name of a draft
UNREADABLE = "what cannot be read"  # under which a broken draft comes back, as bare text
TAKEN, BROUGHT = "Taken back", "Brought back"  # what an undo is called, and the undo of one
WORKBOOK_ID = "workbook"  # the setting that tells this workbook from any other
SECOND_FOLDER = "backup_folder"  # the setting that names a second folder for backups
OWN_WORDS = "cover.words"  # the setting with the words to cover wherever something is shared
MAX_TEXT = 500_000
HALF = "holds half of a character; paste it again"  # of a pair that a browser cut apart
EARLIEST, LATEST = date(1950, 1, 1), date(2100, 12, 31)

metadata = sa.MetaData()


class Row(NamedTuple):
    """One record to save: its table and its values; with an `id` that exists it is an update.

    With the `row_version` it was read with, an update is refused if the record has changed
    since. `gone` removes it.
    """

    table: str
    values: dict[str, Any]
    gone: bool = False


class Day(sa.types.TypeDecorator[date]):
    """A calendar day, kept as text YYYY-MM-DD."""

    impl, cache_ok = sa.Text, True

    def process_bind_param(self, value: date | None, dialect: sa.Dialect) -> str | None:
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> date | None:
        return None if value is None else date.fromisoformat(value)


class Flag(sa.types.TypeDecorator[bool]):
    """Yes, no, or not known, kept as 1, 0 or NULL."""

    impl, cache_ok = sa.Integer, True

    def process_bind_param(self, value: bool | None, dialect: sa.Dialect) -> int | None:
        return None if value is None else int(value)

    def process_result_value(self, value: int | None, dialect: sa.Dialect) -> bool | None:
        return None if value is None else bool(value)


# --- how a column is declared -------------------------------------------------------------
# What a column may hold is guarded by `checked`, not by a CHECK, which SQLite cannot alter.
# `shared` says that the coach's pack may show it; everything else stays home (cover by
# allow-list). `label` is the word a form and a message use.


def _column(name: str, kind: Any, doc: str, *args: Any, **more: Any) -> sa.Column[Any]:
    of_sql = ("nullable", "server_default", "index", "primary_key")
    own = {key: more.pop(key) for key in of_sql if key in more}
    return sa.Column(name, kind, *args, doc=doc, info={"shared": True} | more, **own)


def _text(name: str, doc: str, *, shared: bool = False, **info: Any) -> sa.Column[Any]:
    return _column(name, sa.Text, doc, nullable=False, server_default="", shared=shared, **info)


def _choice(
    name: str, choices: str, doc: str, *, required: bool = False, default: str = ""
) -> sa.Column[Any]:
    info = {"choices": tuple(choices.split()), "required": required, "has_default": bool(default)}
    return _column(name, sa.Text, doc, nullable=False, server_default=default, **info)


def _day(name: str, doc: str, *, required: bool = False) -> sa.Column[Any]:
    return _column(name, Day, doc, nullable=not required, required=required)


def _flag(name: str, doc: str, default: bool | None = False) -> sa.Column[Any]:
    start = None if default is None else str(int(default))
    return _column(name, Flag, doc, nullable=default is None, server_default=start)


def _scale(name: str, doc: str) -> sa.Column[Any]:
    return _column(name, sa.Integer, doc, range=(1, 5))


def _ref(name: str, table: str, doc: str, *, required: bool = False) -> sa.Column[Any]:
    key = sa.ForeignKey(f"{table}.id", deferrable=True, initially="DEFERRED")
    info = {"required": required, "refers_to": table}
    return _column(name, sa.Text, doc, key, nullable=not required, index=True, **info)


def _table(name: str, prefix: str, one: str, doc: str, *columns: Any, history: bool = True) -> None:
    changes = "goes up with each change, so that a stale window is noticed"
    sa.Table(
        name, metadata,
        _column("id", sa.Text, "short stable name of the row", primary_key=True), *columns,
        _column("row_version", sa.Integer, changes, nullable=False, server_default="1", range=(1, 2**53)),
        comment=doc, info={"one": one, "prefix": prefix, "history": history}, sqlite_strict=True,
    )  # fmt: skip


# --- the tables ---------------------------------------------------------------------------

_table("companies", "c", "company", "One row per company, or circle of people such as a former team.",
    _text("name", "name, as the seeker writes it", required=True, names=True),
    _text("website", "address of the site"),
    _text("notes", "anything else worth keeping"))  # fmt: skip

_table("people", "p", "person", "One row per person met, written to, or named in the search.",
    _text("name", "full name", required=True, names=True),
    _ref("company_id", "companies", "where the person works, before any move recorded in events"),
    _text("role", "job title or part played", shared=True),
    _text("email", "email address"),
    _text("phone", "telephone"),
    _text("address", "postal address, several lines"),
    _text("addressed_as", "how a letter addresses them, such as Dr. Reyes; empty: as the name tells"),
    _choice("preferred_channel", "email post phone", "how this person likes to be reached (A2.4)"),
    _flag("is_phone_unwelcome", "asked not to be telephoned"),
    _flag("keep_in_touch", "stay in touch every 4 to 6 weeks (A5.1)", default=True),
    _text("notes", "what is known and connects, beyond the reflections"))  # fmt: skip

_table("opportunities", "o", "opportunity", "One row per company and role, or per networking track.",
    _ref("company_id", "companies", "the company", required=True),
    _text("role", "job title, or what the networking is about", required=True, shared=True),
    _choice("kind", "position networking", "an open position, or networking without a decision", required=True, default="position"),
    _choice("source", "referral event agency job_board direct other", "how it was found"),
    _ref("introduced_by_id", "people", "who introduced the seeker (B5.1)"),
    _ref("hiring_manager_id", "people", "who decides (A3.3, A4.4)"),
    _ref("coordinator_id", "people", "who arranges the meetings"),
    _text("posting_link", "address of the job posting"),
    _text("posting_text", "the job description, as pasted (B1.2)"),
    _text("cv_sent", "which version of the CV was sent"),
    _day("noted_on", "when it was first noted"),
    _text("notes", "anything else worth keeping"))  # fmt: skip

_table("requirements", "rq", "requirement", "One row per requirement of a job description (B1.2).",
    _ref("opportunity_id", "opportunities", "the opportunity", required=True),
    _text("requirement", "what the job asks for", required=True, shared=True),
    _text("evidence", "what the seeker has done that answers it, with a number", shared=True))  # fmt: skip

_table("meetings", "m", "meeting", "One row per meeting, arranged, held or called off.",
    _ref("opportunity_id", "opportunities", "the opportunity", required=True),
    _choice("kind", "informational advice screen interview panel final", "what kind of meeting (B0.3)", required=True, default="interview"),
    _choice("stage", "networking screen first_interview second_interview final_interview", "the round it counts as; prefilled, can be corrected", required=True, default="first_interview"),
    _choice("state", "scheduled held called_off", "what became of it", required=True, default="held"),
    _day("meeting_on", "the day of the meeting", required=True),
    _text("starts_at", "time of day, HH:MM", shared=True),
    _text("place", "place, telephone or link"),
    _day("arranged_on", "when it was arranged"),
    _day("moved_on", "when it was moved to its present day"),
    _day("called_off_on", "when it was called off"))  # fmt: skip

_table("attendees", "a", "attendee", "One row per meeting and person in the room, named or not yet.",
    _ref("meeting_id", "meetings", "the meeting", required=True),
    _ref("person_id", "people", "who it was, once known"),
    _text("description", "someone without a name, such as: the woman from finance"),
    _day("identified_on", "when the name was found"),
    _choice("part", "interviewer lead scheduler", "interviewed, led, or only received and scheduled", required=True, default="interviewer"),
    sa.UniqueConstraint("meeting_id", "person_id"))  # fmt: skip

_table("reflections", "r", "reflection", "One row per meeting reflected on (A1.1).",
    _ref("meeting_id", "meetings", "the meeting", required=True),
    _day("reflected_on", "the day it was written", required=True),
    _choice("rating", "well mixed badly", "how it went (B0.1)", required=True),
    _flag("has_skill_gap", "lacks something they see as key (A4.1)", default=None),
    _flag("can_do_job", "can do the job all the same (A4.2)", default=None),
    _day("decision_on", "the day they said they would decide (A1.7)"),
    _choice("decision_precision", "exact by_end_of_week approximate", "how exact that day is"),
    _ref("decision_told_by_id", "people", "who said so"),
    sa.UniqueConstraint("meeting_id"))  # fmt: skip

_table("answers", "an", "answer", "One row per reflection, prompt and, where asked, person.",
    _ref("reflection_id", "reflections", "the reflection", required=True),
    _text("prompt", "key of the prompt in prompts.py", required=True, shared=True),
    _ref("person_id", "people", "whom the prompt asked about"),
    _text("text", "what was written"),
    _flag("is_nothing", "ticked: nothing to say here"))  # fmt: skip

_table("questions", "q", "question", "One row per question asked in a meeting (A1.5).",
    _ref("meeting_id", "meetings", "the meeting", required=True),
    _ref("asked_by_id", "people", "who asked"),
    _text("question", "the question as it was asked", required=True, shared=True),
    _text("answer_given", "what the seeker said"),
    _text("better_answer", "the answer they wish they had given (B2.3)", shared=True),
    _scale("rating", "how good the answer was, 1 to 5"),
    _flag("could_be_better", "could have been answered better"),
    _text("theme", "what it was about, in a word or two", shared=True))  # fmt: skip

_table("objections", "ob", "objection", "One row per objection to overcome (A2.5).",
    _ref("meeting_id", "meetings", "the meeting", required=True),
    _ref("raised_by_id", "people", "who raised it"),
    _text("objection", "the objection, in their words", required=True),
    _flag("is_said", "said aloud, not only sensed", default=True),
    _choice("strength", "none mild strong", "how strong it is", required=True, default="mild"),
    _text("evidence", "what the seeker can offer against it (B0.7)"),
    _flag("is_left", "left alone on purpose"),
    _text("theme", "what it was about, in a word or two", shared=True))  # fmt: skip

_table("challenges", "ch", "challenge", "One row per challenge of theirs worth addressing (A2.6).",
    _ref("meeting_id", "meetings", "the meeting", required=True),
    _ref("owner_id", "people", "whose challenge it is"),
    _text("challenge", "the challenge, in their words", required=True),
    _text("theme", "what it was about, in a word or two", shared=True))  # fmt: skip

_table("accomplishments", "ac", "accomplishment", "One row per accomplishment story worth telling (A1.6).",
    _text("accomplishment", "the story in one line", required=True),
    _text("problem", "what was wrong or wanted"),
    _text("action", "what the seeker did"),
    _text("result", "what came of it"),
    _text("number", "the number that proves it"))  # fmt: skip

_table("tellings", "te", "telling", "One row per accomplishment and meeting: told there, or left out (A1.6).",
    _ref("accomplishment_id", "accomplishments", "the accomplishment", required=True),
    _ref("meeting_id", "meetings", "the meeting", required=True),
    _ref("requirement_id", "requirements", "the requirement it answers"),
    _flag("is_told", "it was told, in the meeting or after it"))  # fmt: skip

_table("promises", "k", "promise", "One row per promise made in either direction.",
    _ref("opportunity_id", "opportunities", "the opportunity"),
    _ref("meeting_id", "meetings", "the meeting it was made in"),
    _ref("person_id", "people", "to whom, or by whom"),
    _flag("is_mine", "promised by the seeker", default=True),
    _text("promise", "what was promised", required=True, shared=True),
    _day("made_on", "when it was written down", required=True),
    _day("due_on", "by when"),
    _day("done_on", "when it was kept"))  # fmt: skip

_table("clippings", "cl", "clipping", "One row per article, webinar or other item worth sending (A5.3).",
    _choice("kind", "article webinar seminar news report", "what it is", required=True, default="article"),
    _text("title", "its title", required=True, shared=True),
    _text("link", "where it is found", shared=True),
    _day("dated_on", "its date, or the day it takes place"),
    _text("takeaway", "what the seeker takes from it, in one line", shared=True),
    _text("tags", "companies, people and themes it fits, with commas"))  # fmt: skip

_table("touchpoints", "t", "touchpoint", "One row per letter, email, call, proposal or note, sent or received.",
    _day("happened_on", "the day", required=True),
    _choice("direction", "out in", "sent by the seeker, or received", required=True, default="out"),
    _choice("kind", "letter note nudge proposal call group_note message", "what it was", required=True, default="letter"),
    _choice("purpose", "thank_you recovery introducer_thanks rejection_reply offer_thanks acceptance decline withdrawal landed keep_in_touch reference_request status other", "which duty it meets"),
    _choice("channel", "email post phone message in_person", "how it went (A2.4)"),
    _choice("result", "reached voicemail message no_answer", "what came of a call"),
    _ref("person_id", "people", "to whom, or from whom"),
    _ref("opportunity_id", "opportunities", "the opportunity it belongs to"),
    _ref("meeting_id", "meetings", "the meeting it follows"),
    _ref("clipping_id", "clippings", "the item that was sent along"),
    _text("subject", "subject or first line"),
    _text("text", "the words, or notes of the call"))  # fmt: skip

_table("sentences", "se", "sentence", "One row per point of the record, person and kind of letter: whether and how it is said there.",
    _text("source", "the point: table and id of its row", required=True, shared=True),
    _ref("person_id", "people", "whose letter", required=True),
    _text("letter", "the kind of letter it was said in; empty: kept by an older followup", shared=True),
    _text("text", "the seeker's own sentence for it; empty: it was said otherwise"),
    _flag("is_used", "it goes into their letter", default=True),
    _ref("touchpoint_id", "touchpoints", "the letter, call or proposal it went out in"),
    sa.UniqueConstraint("source", "person_id", "letter"))  # fmt: skip

_table("events", "e", "event", "One row per thing that happened to an opportunity, or to a person.",
    _day("happened_on", "the day", required=True),
    _choice("kind", "applied introduced courtesy_reply status_update advance on_hold rejected reopened accepted declined withdrawn offer_rescinded closed moved do_not_contact", "what happened", required=True),
    _ref("opportunity_id", "opportunities", "the opportunity"),
    _ref("person_id", "people", "who said so, or whom it is about"),
    _ref("touchpoint_id", "touchpoints", "the call or message that carried it"),
    _ref("company_id", "companies", "where a person moved to"),
    _day("decision_on", "the day they said they would decide (A1.7)"),
    _choice("decision_precision", "exact by_end_of_week approximate", "how exact that day is"),
    _choice("reason", "filled_internally position_cancelled salary location skills overqualified culture timing no_answer rescinded other", "why it ended"),
    _text("note", "in the seeker's words"))  # fmt: skip

_table("offers", "of", "offer", "One row per offer received.",
    _ref("opportunity_id", "opportunities", "the opportunity", required=True),
    _ref("person_id", "people", "who made it"),
    _day("offered_on", "the day it came", required=True),
    _day("deadline_on", "answer wanted by"),
    _flag("is_written", "it came in writing"),
    _text("pay", "pay offered"),
    _text("terms", "start, holidays and other terms"))  # fmt: skip

_table("decisions", "d", "decision", "One row per task the seeker set aside: not needed, or later.",
    _text("task", "which task, as the due list names it", required=True),
    _choice("decision", "not_needed snoozed", "what was decided", required=True),
    _text("reason", "why, in the seeker's words"),
    _day("until_on", "hidden until then"),
    _day("decided_on", "when it was decided", required=True))  # fmt: skip

_table("drafts", "dr", "draft", "One row per form or letter not finished yet, and what was last sent from each desk; no history is kept of it.",
    _text("content", "what is typed so far"),
    _text("kept_at", "the instant it was kept, UTC"), history=False)  # fmt: skip

_table("packs", "pk", "pack", "One row per pack made for a coach.",
    _day("made_on", "when it was made", required=True),
    _text("covered", "what was covered in it, in words"),
    _text("items", "what each of its items is about: table and id, and in words; as JSON"),
    _text("stand_ins", "what stood in it for each person and company: id and stand-in; as JSON"), history=False)  # fmt: skip

_table("comments", "co", "comment", "One row per comment a coach sent back, or action agreed with them.",
    _text("pack", "which pack it came from; empty for an action agreed"),
    _text("item", "what it is about: table and id, a task, a letter, a section"),
    _text("about", "the same in words"),
    _choice("verdict", "looks_good change ask_me", "the coach's short answer"),
    _text("comment", "the coach's words, or the action agreed", shared=True),
    _day("received_on", "when it came back, or was agreed", required=True),
    _day("due_on", "by when the seeker wants to act on it"),
    _day("done_on", "when it was marked done"))  # fmt: skip

_table("holidays", "h", "holiday", "One row per day off that the seeker's calendar counts.",
    _day("on_date", "the day", required=True),
    _text("name", "its name", shared=True),
    sa.UniqueConstraint("on_date"))  # fmt: skip

_table("settings", "s", "setting", "One row per setting; its id is the setting's name.",
    _text("value", "its value, as text"))  # fmt: skip

RECORDS = tuple(metadata.tables)  # what frames are made of, and what a save may write

sa.Table(
    "saves", metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True, doc="number of the save"),
    sa.Column("saved_at", sa.Text, nullable=False, doc="the instant, UTC"),
    sa.Column("what", sa.Text, nullable=False, doc="what was saved, in words"),
    sa.Column("undoes", sa.Integer, doc="the save this one takes back, if it is an undo"),
    comment="One row per save, in order.", sqlite_strict=True, sqlite_autoincrement=True,
)  # fmt: skip

sa.Table(
    "history", metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True, doc="number of the change"),
    sa.Column("save_id", sa.Integer, index=True, doc="the save it belongs to; missing: none, a name was erased"),
    sa.Column("table_name", sa.Text, nullable=False, doc="which table"),
    sa.Column("row_id", sa.Text, nullable=False, doc="which row"),
    sa.Column("before", sa.Text, doc="the row before, as JSON; missing: it was new"),
    sa.Column("after", sa.Text, doc="the row after, as JSON; missing: it was removed"),
    comment="One row per change of a row, written by triggers, never changed.",
    sqlite_strict=True, sqlite_autoincrement=True,
)  # fmt: skip


# --- what the rest of the house asks ------------------------------------------------------


def new_id(table: str) -> str:
    """A fresh id for a row of `table`: its letter and six characters that are easy to read."""
    tail = "".join(secrets.choice("23456789abcdefghjkmnpqrstvwxyz") for _ in range(6))
    return f"{metadata.tables[table].info['prefix']}-{tail}"


def label(column: sa.Column[Any]) -> str:
    """The word a form and a message use for a column: 'Meeting on', 'Company'."""
    return column.name.removesuffix("_id").replace("_", " ").capitalize()


def as_dict(text: str) -> dict[str, Any]:
    """The JSON object a text holds; empty where one wrong byte makes it none."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def as_folder(text: str) -> Path:
    """The folder a text names; ~ is the home folder of whoever it belongs to, if that is known."""
    with suppress(RuntimeError):
        return Path(text).expanduser()
    return Path(text)


def is_folder(path: Path) -> bool:
    """Whether a folder is there; a name that no disk takes is none."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def as_day(text: str) -> date | None:
    """The day a text holds, as YYYY-MM-DD; None where it holds none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def checked(row: Row, *, new: bool) -> dict[str, Any]:
    """The values of `row` as they will be stored: text with plain line ends, days as dates.

    >>> checked(Row("companies", {"name": "Larkspur House"}), new=True)
    {'name': 'Larkspur House'}

    A new row needs its required fields; an update only what it changes. A value of the wrong
    kind raises InvalidValue, which names the field, what was expected and what was got.
    """
    columns = metadata.tables[row.table].columns
    unknown = set(row.values) - set(columns.keys())
    if unknown:
        raise InvalidValue(", ".join(sorted(unknown)), f"is not a field of {row.table}")
    values = {name: _checked_value(columns[name], value) for name, value in row.values.items()}
    for column in columns:
        asked = column.name in values or (new and not column.info.get("has_default"))
        if column.info.get("required") and asked and not str(values.get(column.name) or "").strip():
            raise _wrong(column, "is needed")
    return values


def _wrong(column: sa.Column[Any], expected: str, got: object = None) -> InvalidValue:
    return InvalidValue(label(column), expected, got, key=column.name)


def _checked_value(column: sa.Column[Any], value: Any) -> Any:
    if value is None or value is pd.NaT or value is pd.NA or value != value:
        return "" if isinstance(column.type, sa.Text) and not column.nullable else None
    if isinstance(column.type, Day):
        return _checked_day(column, value)
    if isinstance(column.type, Flag):
        if value not in (0, 1):
            raise _wrong(column, "must be yes or no", value)
        return bool(value)
    if isinstance(column.type, sa.Integer):
        low, high = column.info.get("range", (1, 10**9))
        whole = isinstance(value, numbers.Real) and not isinstance(value, bool)
        if not whole or int(value) != value or not low <= value <= high:
            raise _wrong(column, f"must be a whole number from {low} to {high}", value)
        return int(value)
    return _checked_text(column, value)


def _checked_day(column: sa.Column[Any], value: Any) -> date:
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            raise _wrong(column, "must be a date such as 2026-03-05", value) from None
    if isinstance(value, datetime):  # pandas timestamps too
        value = value.date()
    if not isinstance(value, date) or not EARLIEST <= value <= LATEST:
        raise _wrong(column, "must be a date between 1950 and 2100", value)
    return value


def time_of_day(text: str) -> str | None:
    """A time as people write it, as HH:MM; None where it is none.

    >>> [time_of_day(text) for text in ("2pm", "2:30 PM", "14.30", "12 am", "930", "half past two")]
    ['14:00', '14:30', '14:30', '00:00', '09:30', None]
    """
    found = re.fullmatch(
        r"(\d{1,2})(?:[:.h]?(\d{2}))?\s*(?:([ap])\.?m\.?|uhr|o.clock)?", text.strip().casefold()
    )
    if found is None or not (found[2] or found[3] or not text.strip().isdigit()):
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found[3] == "p" else 0)
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else None


def _checked_text(column: sa.Column[Any], value: Any) -> str | None:
    if not isinstance(value, str):
        raise _wrong(column, "must be text", value)
    if len(value) > MAX_TEXT:
        raise _wrong(column, f"can hold {MAX_TEXT:,} characters", f"{len(value):,}")
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    if any("\ud800" <= c <= "\udfff" for c in text):
        raise _wrong(column, HALF)
    choices = column.info.get("choices")
    if choices and text not in choices and (text or column.info["required"]):
        raise _wrong(column, f"must be one of {', '.join(choices)}", value)
    if column.nullable and not text:  # an empty reference is no reference
        return None
    if column.name == "starts_at" and text:
        if (time := time_of_day(text)) is None:
            raise _wrong(column, "must be a time such as 14:30 or 2:30 pm", text)
        return time
    if not column.info.get("names"):
        return text
    if any(unicodedata.category(c) == "Cc" for c in text.strip()):
        raise _wrong(column, "must be one line without control characters", value)
    return text.strip()
