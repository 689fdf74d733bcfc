"""Any record, opened where it is shown and put right: its fields come from the data model.

Not here: a column by name; tables.py says which there are.
"""

from collections.abc import Callable
from typing import Any

import ipywidgets as w
import pandas as pd
import sqlalchemy as sa

from followup.errors import ChangedElsewhere, FollowupError, RemovedElsewhere
from followup.forms import fields as f
from followup.forms.form import Book, Form, Panel
from followup.forms.look import heading, html, said
from followup.forms.words import choices
from followup.frames import company_names, names_of
from followup.memory.pages import about
from followup.tables import Day, Flag, Frames, Row, label, metadata

LONG = ("text", "notes", "note", "posting_text", "address", "better_answer", "answer_given", "evidence")  # fmt: skip


class RecordForm(Form):
    """One record with all its fields, to amend or remove."""

    def __init__(
        self, book: Book, table: str, row_id: str, after_saving: Callable[[], object] | None = None
    ) -> None:
        super().__init__(book, f"record:{table}:{row_id}", "Save the changes", after_saving)
        self.table, self.row_id = table, row_id
        self._one = metadata.tables[table].info["one"]
        frames = book.frames()
        here = frames[table].set_index("id")
        if row_id not in here.index:
            gone = f"This {self._one} was removed in another window; 05-care can bring it back."
            self.show(html(said(gone)))
            return
        row = here.loc[row_id]
        self._version = int(row["row_version"])
        columns = [c for c in metadata.tables[table].columns if c.name not in ("id", "row_version")]
        self.watch({column.name: _field(frames, column, row[column.name]) for column in columns})
        self.bring_back()
        self._sure = f.button(f"Yes, remove this {self._one}", self._on_sure)
        f.show(self._sure, False)
        remove = f.button(f"Remove this {self._one}", self._on_remove)
        title = heading(f"This {self._one}", 3)
        self.show(title, f.layout(self.fields), self.foot(remove, self._sure))

    def rows_and_words(self) -> tuple[list[Row], str] | None:
        """The record with what stands in the fields, if it is still there."""
        row = {"id": self.row_id, "row_version": self._version, **self.values}
        frames = self.book.frames()
        if self.row_id not in set(frames[self.table]["id"]):
            raise RemovedElsewhere(self._one)
        whose = about(frames, self.table, self.row_id)
        return [Row(self.table, row)], f"{self._one.capitalize()} put right{whose and ': ' + whose}"

    def point_at(self, error: FollowupError) -> None:
        """Shows both versions when the record was changed in another window."""
        super().point_at(error)
        if isinstance(error, ChangedElsewhere) and error.theirs:
            self._version = int(str(error.theirs["row_version"]))
            for name, field in self.fields.items():
                theirs = error.theirs[name]
                if theirs != field.value:
                    field.say(f"In the other window: {'empty' if theirs in (None, '') else theirs}")
            self.tell(f"{error} Saving again keeps what stands here.")

    def _on_remove(self) -> None:
        f.show(self._sure)
        self.tell("It can be brought back from 05-care.")

    def _on_sure(self) -> None:
        """Removes the record, unless it was changed elsewhere or something still refers to it."""
        with self.telling():
            mine = {"id": self.row_id, "row_version": self._version}
            try:
                self.put([Row(self.table, mine, gone=True)], f"{self._one.capitalize()} removed")
            except ChangedElsewhere as error:
                self.point_at(error)
                self.tell(f"{error} “Yes, remove” removes it as it is now.")
                return
            self.drop_draft()
            self.show(f.beside(self.status, self.undo))
            self.tell("Removed; 05-care can bring it back.")
            super().after_saving()

    def after_saving(self) -> None:
        frame = self.book.frames()[self.table].set_index("id")
        self._version = int(frame.loc[self.row_id, "row_version"])
        super().after_saving()


def _field(frames: Frames, column: sa.Column[Any], value: Any) -> f.Field:
    made = field_of(frames, column)
    made.value = value
    return made


def field_of(frames: Frames, column: sa.Column[Any]) -> f.Field:
    """The field for a column of the data model, as its type and choices ask for."""
    name, info = label(column), column.info
    if isinstance(column.type, Day):
        return f.day(name)
    if isinstance(column.type, Flag):
        unknown = {None: "Not known"} if column.nullable else {}
        return f.choice(name, {True: "Yes", False: "No"} | unknown)
    if isinstance(column.type, sa.Integer):
        return f.choice(name, {None: "Not said"} | {n: str(n) for n in range(1, 6)})
    if info.get("choices"):
        empty = "" if info["required"] else "Not said"
        return f.choice(name, choices(column.table.name, column.name, empty))
    if info.get("refers_to"):
        return f.choice(name, _others(frames, info["refers_to"]))
    return (f.area if column.name in LONG else f.text)(name)


def _others(frames: Frames, table: str) -> dict[Any, str]:
    """The records a reference may point at, each by its first telling column."""
    frame = frames[table]
    title = next(c for c in (*TITLES, *frame.columns) if c in frame.columns)
    shown = dict(zip(frame["id"], frame[title].astype("str"), strict=True))
    return {None: "Nobody" if table == "people" else "None", **shown}


TITLES = ("name", "role", "title", "accomplishment", "requirement", "promise", "meeting_on", "happened_on")  # fmt: skip


KINDS = {
    "people": "A person", "companies": "A company", "opportunities": "An opportunity",
    "meetings": "A meeting", "touchpoints": "A letter, call or note",
    "events": "Something that happened", "offers": "An offer", "promises": "A promise",
    "questions": "A question", "objections": "An objection", "challenges": "A challenge",
    "requirements": "A requirement of a job", "accomplishments": "An accomplishment",
    "clippings": "Something on the shelf",
}  # fmt: skip


class PutRight(Panel):
    """Any record, chosen by its kind and name, with all its fields to amend or remove."""

    def __init__(self, book: Book) -> None:
        super().__init__(book, "put-right")
        self._kind = f.Choice("What shall be put right?", KINDS, self._of_kind)
        self.show(self._kind)

    def _of_kind(self, table: str) -> list[w.Widget]:
        found = titles(self.book.frames(), table)
        return [
            f.Choice("Which one?", found, lambda row_id: [RecordForm(self.book, table, row_id)])
        ]


def titles(frames: Frames, table: str) -> dict[str, str]:
    """Each record of a table in a few words, by its id, the newest first where it has a day."""
    frame = frames[table]
    days = [c.name for c in metadata.tables[table].columns if isinstance(c.type, Day)]
    if days and table not in ("opportunities", "promises"):
        frame = frame.sort_values(days[0], ascending=False)
    people, companies = names_of(frames, "people"), names_of(frames, "companies")
    at = company_names(frames)
    out = {}
    for row in frame.to_dict("records"):
        parts = [
            companies.get(row["company_id"], "")
            if "company_id" in row
            else at.get(row.get("opportunity_id"), ""),
            f"{row[days[0]]:%Y-%m-%d}" if days and not pd.isna(row[days[0]]) else "",
            str(row.get("kind") or "").replace("_", " "),
            people.get(row.get("person_id"), ""),
            next((str(row[c]) for c in TITLES if c in row and not c.endswith("_on")), ""),
            str(row.get("question") or row.get("objection") or row.get("challenge") or ""),
        ]
        out[row["id"]] = " ".join(" ".join(filter(None, parts)).split())[:90]
    return out
