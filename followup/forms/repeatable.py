"""The prompts of a reflection with repeatable rows: questions, challenges, objections, stories, promises.

Not here: prompts with one answer (answers.py), or any wording of a prompt (prompts.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

import ipywidgets as w
import pandas as pd
from markupsafe import Markup

from followup.forms import fields as f
from followup.forms.answers import Answer, Told, Written
from followup.forms.look import html
from followup.forms.meeting import MeetingPart
from followup.forms.record import field_of
from followup.forms.words import choices
from followup.frames import name_of
from followup.memory.banks import alike, questions
from followup.tables import Row, checked, metadata, new_id

HOW_GOOD = {5: "Good", 3: "Fair", 2: "Weak"}
WEAK = 2
SHOWN_AS = {1: WEAK, 2: WEAK, 3: 3, 4: 5, 5: 5}  # a number given in an older followup
STORY = ("problem", "action", "result", "number")

Cell = Callable[[MeetingPart], f.Field]


def _lines(label: str) -> Cell:
    return lambda meeting: f.area(label, rows=2)


def _who(label: str) -> Cell:
    return lambda meeting: f.choice(label, meeting.who())


# The fields of one row, by prompt, where they are not simply the columns of its table. A field named
# like a reference to a person, without its "_id", holds the name.
CELLS: dict[str, dict[str, Cell]] = {
    "questions": {
        "question": _lines("The question, as they asked it"),
        "rating": lambda meeting: f.Taps("How was your answer?", HOW_GOOD),
        "answer_given": _lines("What you said"), "better_answer": _lines("A better answer"),
        "asked_by": _who("Who asked"),
        "theme": lambda meeting: f.known("Theme, in a word or two", meeting.themes()),
    },
    "challenges": {
        "challenge": _lines("Their challenge, in their words"), "owner": _who("Whose challenge"),
    },
    "objections": {
        "objection": _lines("The objection, in their words"), "raised_by": _who("Who raised it"),
        "strength": lambda meeting: f.choice("How strong", choices("objections", "strength"), "mild"),
        "is_said": lambda meeting: f.choice("Said or sensed", {True: "Said aloud", False: "Only sensed"}, True),
        "evidence": _lines("What you can offer against it"),
        "is_left": lambda meeting: f.tick("Leave it alone on purpose"),
    },
    "accomplishments": {
        "accomplishment": _lines("The accomplishment, in one line"),
        "problem": _lines("The problem"), "action": _lines("What you did"), "result": _lines("What came of it"),
        "number": lambda meeting: f.text("The number that proves it"),
        "requirement": lambda meeting: f.choice("Which requirement of the job it answers", meeting.needed()),
    },
    "promises": {
        "promise": _lines("What was promised"),
        "is_mine": lambda meeting: f.choice("Whose promise", {True: "Mine", False: "Theirs"}, True),
        "person": _who("To whom, or by whom"), "due_on": lambda meeting: f.day("By when"),
    },
}  # fmt: skip


class Repeatable(Answer):
    """A prompt with repeatable rows: `rows`, of which the field `main` cannot be empty."""

    def made(self) -> dict[str, Any]:
        """The rows."""
        columns, own = metadata.tables[self.prompt.table].columns, self.key.removesuffix("s")
        apart = ("id", "meeting_id", "opportunity_id", "row_version")
        usual = {c.name: c for c in columns if c.name not in apart}
        needed = [c.name for c in usual.values() if c.info.get("required") and not c.foreign_keys]
        self.cells = CELLS.get(self.key) or {
            name: lambda meeting, column=column: field_of(meeting.frames, column)  # type: ignore[misc]
            for name, column in usual.items()
        }
        self.main = own if own in columns or not needed else needed[0]
        people = [
            c.name.removesuffix("_id") for c in columns if c.info.get("refers_to") == "people"
        ]
        self.who = [name for name in people if name in self.cells]
        self.has_opportunity = "opportunity_id" in columns
        self.rows = f.Rows(self._row, self.main, add=f"Add another {self.main}", view=self.laid_out)
        return {self.key: self.rows}

    def _row(self) -> dict[str, f.Field]:
        return {name: cell(self.meeting) for name, cell in self.cells.items()}

    def laid_out(self, row: Mapping[str, f.Field]) -> w.Widget:
        """How a row stands on the page."""
        return f.layout(row)

    def view(self) -> w.Widget:
        """The question, what to mind, and the rows."""
        hint = [html(self.prompt.hint, "fu-small")] if self.prompt.hint else []
        return f.asked(self.prompt.wording, *hint, self.rows, nothing=self.tick)

    def offer(self) -> None:
        """Offers the people of the room wherever a row asks who."""
        for row, _ in self.rows.rows:
            for name in self.who:
                row[name].options(self.meeting.who())

    def open(self, written: Written) -> None:
        """Fills the rows with those on record."""
        super().open(written)
        frame = self.frames[self.prompt.table]
        known = frame[frame["meeting_id"] == written.meeting_id].to_dict("records")
        clean = [{k: None if pd.isna(v) else v for k, v in one.items()} for one in known]
        self.rows.value = [self.opened(one) for one in clean]

    def opened(self, row: dict[str, Any]) -> dict[str, Any]:
        """A row of the file as its fields take it."""
        return row | {
            name: name_of(self.frames["people"], row.pop(f"{name}_id")) for name in self.who
        }

    def tell(self, told: Told) -> None:
        """Adds the tick, and the rows."""
        super().tell(told)
        rows = [self.saved(dict(one), told) for one in self.rows.value]
        every = told.rows.setdefault(self.prompt.table, [])
        known = {one["id"] for one in every if one.get("id")}  # of a prompt with the same table
        every += [one for one in rows if one.get("id") not in known]
        for one in rows:
            with told.wrong.at(self.key):
                checked(Row(self.prompt.table, one), new=False)

    def saved(self, row: dict[str, Any], told: Told) -> dict[str, Any]:
        """What the fields of a row hold, as the file takes it."""
        row |= {f"{name}_id": told.ids.get(row.pop(name)) for name in self.who}
        return row | ({"opportunity_id": told.opportunity_id} if self.has_opportunity else {})


class Questions(Repeatable):
    """Every question asked, with one tap for how it went; one like it is offered while one types."""

    @cached_property
    def _bank(self) -> pd.DataFrame:
        return (
            questions(self.frames)
            .set_index("question")[["answer", "theme"]]
            .set_axis(["better_answer", "theme"], axis=1)
        )

    def laid_out(self, row: Mapping[str, f.Field]) -> w.Widget:
        """The question and its tap; a weak answer opens room for a better one."""
        better = w.VBox([row["answer_given"], row["better_answer"]])
        inside = ("answer_given", "better_answer")

        def _unfold() -> None:
            f.show(
                better, row["rating"].value == WEAK or any(row[name].is_filled for name in inside)
            )

        for name in ("rating", *inside):
            row[name].on_change(_unfold)
        _unfold()
        known = _known_before(row, "question", self._bank, "best answered")
        return f.stack(
            row["question"], known, row["rating"], better, f.line(row["asked_by"], row["theme"])
        )

    def opened(self, row: dict[str, Any]) -> dict[str, Any]:
        """The number of an older followup is shown as a word, and kept beside it."""
        rated = {"rated": row["rating"], "rating": SHOWN_AS.get(row["rating"])}
        return super().opened(row | rated)

    def saved(self, row: dict[str, Any], told: Told) -> dict[str, Any]:
        """The number stays until it is tapped, and what was said of it."""
        rated = row.pop("rated", None)
        if SHOWN_AS.get(rated) == row["rating"]:
            row["rating"] = rated
        is_weak = row["rating"] is not None and row["rating"] <= WEAK
        is_same = row["rating"] == rated and row.get("could_be_better", False)
        row["could_be_better"] = is_same or is_weak or bool(row["better_answer"].strip())
        return super().saved(row, told)


class Accomplishments(Repeatable):
    """Stories worth telling, from the bank or new."""

    def laid_out(self, row: Mapping[str, f.Field]) -> w.Widget:
        """The story in a line; the rest of it one button away."""
        bank = self.frames["accomplishments"].set_index("accomplishment")[list(STORY)]
        rest = {name: row[name] for name in (*STORY, "requirement")}
        more = f.Opener("Problem, action, result, number", lambda: [f.layout(rest)])
        if any(field.is_filled for field in rest.values()):
            more.unfold()
        return f.stack(row["accomplishment"], _known_before(row, "accomplishment", bank), more)

    def offer(self) -> None:
        """Offers the requirements of the job wherever a story asks which one it answers."""
        for row, _ in self.rows.rows:
            row["requirement"].options(self.meeting.needed())

    def opened(self, row: dict[str, Any]) -> dict[str, Any]:
        """A telling, with its story from the bank."""
        bank = self.frames["accomplishments"].set_index("id")
        row |= bank.loc[row["accomplishment_id"], ["accomplishment", *STORY]].to_dict()
        asked = self.frames["requirements"].set_index("id")["requirement"]
        return row | {"requirement": asked.get(row.pop("requirement_id"), "")}

    def saved(self, row: dict[str, Any], told: Told) -> dict[str, Any]:
        """The telling; its story goes to the bank."""
        bank = self.frames["accomplishments"].iloc[::-1]
        ids = dict(zip(bank["accomplishment"].str.casefold(), bank["id"], strict=True))
        told_id = ids.get(row["accomplishment"].strip().casefold()) or row.get("accomplishment_id")
        told_id = told_id or new_id("accomplishments")
        story = {column: row[column] for column in ("accomplishment", *STORY) if row[column]}
        told.bank.append(Row("accomplishments", {"id": told_id, **story}))
        with told.wrong.at(self.key):
            checked(Row("accomplishments", {"accomplishment": row["accomplishment"]}), new=False)
        own: dict[str, Any] = {c: row[c] for c in ("id", "row_version", "is_told") if c in row}
        needed = self.meeting.requirement_ids.get(row["requirement"])
        return {**own, "accomplishment_id": told_id, "requirement_id": needed}


def of_older(question: Any) -> Any:
    """A question as a draft keeps it; in one of an older followup the rating is text."""
    rating = question.get("rating") if isinstance(question, dict) else None
    if not isinstance(rating, str):
        return question
    number = int(rating) if rating in ("1", "2", "3", "4", "5") else None
    return {**question, "rated": number, "rating": SHOWN_AS.get(number or 0)}


def _known_before(
    row: Mapping[str, f.Field], main: str, bank: pd.DataFrame, word: str = ""
) -> w.HBox:
    """Below the main field: the known text most like what is typed, to be taken with one press; with
    a `word`, also what stands first beside it in the bank. Taken, it fills in what is empty.
    """
    known = bank[~bank.index.duplicated()]
    box = f.beside()

    def _look() -> None:
        typed = str(row[main].value)
        for column in known.columns if typed in known.index else ():
            row[column].value = row[column].value or known.loc[typed, column]
        found = alike(typed, known.index)
        first = str(known.loc[found].iloc[0]) if found and word else ""
        said = Markup("<p class='fu-small'>Known from before: “{}”{}</p>").format(
            found, f", {word}: {first}" if first else ""
        )
        take = f.button("It is the same", lambda: setattr(row[main], "value", found), link=True)
        f.swap(box, [html(said), take] if found else [])

    row[main].on_change(_look)
    return box
