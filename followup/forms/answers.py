"""The prompts of a reflection as fields, each kind of prompt a class: made, opened, read.

Not here: the meeting and the people (meeting.py), the order on the page (reflection.py), any
wording of a prompt (prompts.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import ipywidgets as w
import pandas as pd
from markupsafe import Markup

from followup.errors import Together
from followup.forms import fields as f
from followup.forms.look import html
from followup.forms.meeting import MeetingPart
from followup.forms.record import field_of
from followup.forms.words import choices
from followup.frames import name_of
from followup.memory.banks import alike, questions
from followup.prompts import FIRST, PROMPTS, Prompt
from followup.tables import Frames, Row, checked, metadata, new_id

ONE_TO_FIVE = {"": "Not said", **{str(n): str(n) for n in range(1, 6)}}
YES_NO = {None: "Not answered", True: "Yes", False: "No"}
HOW_GOOD = {5: "Good", 3: "Fair", 2: "Weak"}
WEAK = 2
SHOWN_AS = {1: WEAK, 2: WEAK, 3: 3, 4: 5, 5: 5}  # a number given in an older followup
STORY = ("problem", "action", "result", "number")


@dataclass
class Written:
    """What is on record about one meeting: its reflection, if any, and the answers in it."""

    meeting_id: str
    reflection: Mapping[str, Any] = field(default_factory=dict)
    answers: dict[tuple[str, str | None], Any] = field(default_factory=dict)


@dataclass
class Told:
    """What a reflection saves: its own columns, answers, repeatable rows by table, stories."""

    ids: Mapping[str, str | None]  # of each person, by name
    opportunity_id: str
    people: Sequence[str | None]  # of each row of the room
    columns: dict[str, Any] = field(default_factory=dict)
    answers: list[dict[str, Any]] = field(default_factory=list)
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    bank: list[Row] = field(default_factory=list)
    wrong: Together = field(default_factory=Together)


class Answer:
    """One prompt with a text of its own: its fields, what opens in them, what is saved of them.

    `columns` are those of its fields that the reflection itself keeps; `nothing` is the tick that
    says there is no answer.
    """

    nothing = "Nothing"
    columns: tuple[str, ...] = ()

    def __init__(self, prompt: Prompt, meeting: MeetingPart) -> None:
        self.prompt, self.meeting, self.key = prompt, meeting, prompt.key
        self.own: dict[str, Any] = self.made()
        self.tick = f.tick(self.nothing) if self.nothing else None
        self.fields = self.own | ({f"{self.key}.nothing": self.tick} if self.tick else {})

    @property
    def frames(self) -> Frames:
        """The tables, as they were when the form was opened."""
        return self.meeting.frames

    def made(self) -> dict[str, Any]:
        """Its fields but for the tick, by name."""
        return {self.key: f.area(self.prompt.wording, placeholder=self.prompt.hint)}

    def view(self) -> w.Widget:
        """What stands on the page."""
        return f.asked("", *self.own.values(), nothing=self.tick)

    @property
    def is_answered(self) -> bool:
        """Whether something is filled in; a tick for "nothing" counts."""
        return any(one.value not in (None, "", [], False) for one in self.fields.values())

    def open(self, written: Written) -> None:
        """Fills the fields with what was written."""
        answer = written.answers.get((self.key, None))
        if isinstance(self.own.get(self.key), f.Field):
            self.own[self.key].value = answer.text if answer else ""
        if self.tick:
            self.tick.value = bool(answer and answer.is_nothing)
        for column in self.columns:
            self.own[column].value = written.reflection.get(column)

    def tell(self, told: Told) -> None:
        """Adds what the fields hold to what is saved."""
        told.columns |= {column: self.own[column].value for column in self.columns}
        text = self.own[self.key].value if isinstance(self.own.get(self.key), f.Field) else ""
        self.answer(told, text, bool(self.tick and self.tick.value))

    def answer(self, told: Told, text: str, nothing: bool, person: str | None = None) -> None:
        """Adds one answer, if there is any."""
        if not (text.strip() or nothing):
            return
        with told.wrong.at("room" if person else self.key):
            checked(Row("answers", {"text": text}), new=False)
        told.answers.append(
            {"prompt": self.key, "person_id": person, "text": text, "is_nothing": nothing}
        )


class Scale(Answer):
    """A number from one to five."""

    nothing = ""

    def made(self) -> dict[str, Any]:
        return {self.key: f.choice(self.prompt.wording, ONE_TO_FIVE)}


class OfEach(Answer):
    """A prompt asked of every person in the room; its fields stand in their blocks."""

    nothing = ""

    def made(self) -> dict[str, Any]:
        return {}

    @property
    def is_answered(self) -> bool:
        seats = self.meeting.room.value
        return bool(seats) and all(
            one[self.key].strip() or one[f"{self.key}.nothing"] for one in seats
        )

    def open(self, written: Written) -> None:
        for row, more in self.meeting.room.rows:
            who = more.get("person_id")
            answer = written.answers.get((self.key, who)) if who else None
            text = (
                answer.text
                if answer
                else ""
                if who
                else self._of_unnamed(written, row["name"].value)
            )
            row[self.key].value = text
            row[f"{self.key}.nothing"].value = bool(answer and answer.is_nothing)

    def _of_unnamed(self, written: Written, called: str) -> str:
        """What was noted about someone without a name: all of them share one answer, a line each."""
        answer = written.answers.get((self.key, None))
        begins = [f"{one['name'].value.strip()}: " for one, _ in self.meeting.room.rows]
        _, found, rest = (answer.text if answer else "").partition(f"{called.strip()}: ")
        ends = [at for one in begins if (at := rest.find(f"\n{one}")) >= 0]
        return rest[: min(ends, default=len(rest))] if found else ""

    def tell(self, told: Told) -> None:
        unnamed = []
        for row, person in zip(self.meeting.room.value, told.people, strict=True):
            if person:
                self.answer(told, row[self.key], row[f"{self.key}.nothing"], person)
            elif row[self.key].strip():
                unnamed.append(f"{row['name'].strip()}: {row[self.key]}")
        self.answer(told, "\n".join(unnamed), nothing=False)


class Gap(Answer):
    """Whether something key is lacking, and whether the job can be done all the same."""

    nothing = ""
    columns = ("has_skill_gap", "can_do_job")

    def made(self) -> dict[str, Any]:
        asked = ("Do you lack something they see as key?", "Can you do the job all the same?")
        return {c: f.choice(one, YES_NO, None) for c, one in zip(self.columns, asked, strict=True)}

    def view(self) -> w.Widget:
        return f.line(*self.own.values())

    @property
    def is_answered(self) -> bool:
        return all(one.value is not None for one in self.own.values())


class Decision(Answer):
    """When they decide, how exact that is, who said so, and what comes next."""

    nothing = "Not told"
    columns = ("decision_on", "decision_precision")

    def made(self) -> dict[str, Any]:
        precise = choices("reflections", "decision_precision", "Not said")
        return {
            "decision_on": f.day("The day they named for a decision"),
            "decision_precision": f.choice("How sure is that day?", precise),
            "decision_told_by": f.choice("Who said so", self.meeting.who()),
            "decision": f.area("The next steps, and who moves", rows=2),
        }

    def view(self) -> w.Widget:
        *short, steps = self.own.values()
        return f.asked(self.prompt.wording, f.line(*short), steps, nothing=self.tick)

    def open(self, written: Written) -> None:
        super().open(written)
        told_by = written.reflection.get("decision_told_by_id")
        self.own["decision_told_by"].value = name_of(self.frames["people"], told_by)

    def tell(self, told: Told) -> None:
        super().tell(told)
        told.columns["decision_told_by_id"] = told.ids.get(self.own["decision_told_by"].value)


class Several(Answer):
    """A prompt with repeatable rows, by themselves a field for each column of their table."""

    who = ""  # the field that names a person

    def made(self) -> dict[str, Any]:
        table = metadata.tables[self.prompt.table]
        self.main = self.prompt.key.removesuffix("s")
        if self.main not in table.columns:
            needed = (
                c.name for c in table.columns if c.info.get("required") and not c.foreign_keys
            )
            self.main = next(needed, self.main)
        return {
            self.key: f.Rows(
                self.row, self.main, add=f"Add another {self.main}", view=self.laid_out
            )
        }

    def row(self) -> dict[str, f.Field]:
        """The fields of one row."""
        apart = ("id", "meeting_id", "opportunity_id", "row_version")
        columns = metadata.tables[self.prompt.table].columns
        return {c.name: field_of(self.frames, c) for c in columns if c.name not in apart}

    def laid_out(self, row: Mapping[str, f.Field]) -> w.Widget:
        """How a row stands on the page."""
        return f.layout(row)

    def view(self) -> w.Widget:
        hint = [html(self.prompt.hint, "fu-small")] if self.prompt.hint else []
        return f.asked(self.prompt.wording, *hint, self.rows, nothing=self.tick)

    @property
    def rows(self) -> f.Rows:
        """The repeatable rows."""
        return self.own[self.key]  # type: ignore[no-any-return]

    def name_people(self) -> None:
        """Offers the people of the room wherever a row asks who."""
        for row, _ in self.rows.rows if self.who else ():
            row[self.who].options(self.meeting.who())

    def open(self, written: Written) -> None:
        super().open(written)
        frame = self.frames[self.prompt.table]
        known = frame[frame["meeting_id"] == written.meeting_id].to_dict("records")
        clean = [{k: None if pd.isna(v) else v for k, v in one.items()} for one in known]
        self.rows.value = [self.opened(one) for one in clean]

    def opened(self, row: dict[str, Any]) -> dict[str, Any]:
        """A row of the file as its fields take it."""
        if self.who:
            row[self.who] = name_of(self.frames["people"], row.pop(f"{self.who}_id"))
        return row

    def tell(self, told: Told) -> None:
        super().tell(told)
        rows = [self.saved(dict(one), told) for one in self.rows.value]
        all_rows = told.rows.setdefault(self.prompt.table, [])
        known = {one["id"] for one in all_rows if one.get("id")}  # of a prompt with the same table
        all_rows += [one for one in rows if one.get("id") not in known]
        for one in rows:
            with told.wrong.at(self.key):
                checked(Row(self.prompt.table, one), new=False)

    def saved(self, row: dict[str, Any], told: Told) -> dict[str, Any]:
        """What the fields of a row hold, as the file takes it."""
        if self.who:
            row[f"{self.who}_id"] = told.ids.get(row.pop(self.who))
        return row


class Questions(Several):
    """Every question asked, with one tap for how it went; one like it is offered while one types."""

    who = "asked_by"

    def row(self) -> dict[str, f.Field]:
        bank = questions(self.frames)
        row: dict[str, f.Field] = {
            "question": f.area("The question, as they asked it", rows=2),
            "rating": f.Taps("How was your answer?", HOW_GOOD),
            "answer_given": f.area("What you said", rows=2),
            "better_answer": f.area("A better answer", rows=2),
            "asked_by": f.choice("Who asked", self.meeting.who()),
            "theme": f.known("Theme, in a word or two", sorted({*bank["theme"]} - {""})),
        }
        return _from_bank(
            row,
            "question",
            bank.rename(columns={"answer": "better_answer"}),
            ("better_answer", "theme"),
        )

    def laid_out(self, row: Mapping[str, f.Field]) -> w.Widget:
        better = w.VBox([row["answer_given"], row["better_answer"]])

        def unfold() -> None:
            f.show(
                better,
                row["rating"].value == WEAK
                or row["better_answer"].is_filled
                or row["answer_given"].is_filled,
            )

        for name in ("rating", "better_answer", "answer_given"):
            row[name].on_change(unfold)
        unfold()
        bank = questions(self.frames)
        offer = _offer(row["question"], list(bank["question"]), partial(_best_answer, bank))
        return f.stack(
            row["question"], offer, row["rating"], better, f.line(row["asked_by"], row["theme"])
        )

    def opened(self, row: dict[str, Any]) -> dict[str, Any]:
        row["rated"] = row["rating"]
        row["rating"] = SHOWN_AS.get(row["rating"])
        return super().opened(row)

    def saved(self, row: dict[str, Any], told: Told) -> dict[str, Any]:
        rated = row.pop("rated", None)
        if SHOWN_AS.get(rated) == row["rating"]:
            row["rating"] = rated  # the number stays until it is tapped
        before = row.pop("could_be_better", False) and row["rating"] is None  # of an older one
        is_weak = row["rating"] is not None and row["rating"] <= WEAK
        row["could_be_better"] = before or is_weak or bool(row["better_answer"].strip())
        return super().saved(row, told)


class Challenges(Several):
    """What is hard for them."""

    who = "owner"

    def row(self) -> dict[str, f.Field]:
        return {
            "challenge": f.area("Their challenge, in their words", rows=2),
            "owner": f.choice("Whose challenge", self.meeting.who()),
        }


class Objections(Several):
    """What stands against the seeker, and what they can offer against it."""

    who = "raised_by"

    def row(self) -> dict[str, f.Field]:
        return {
            "objection": f.area("The objection, in their words", rows=2),
            "raised_by": f.choice("Who raised it", self.meeting.who()),
            "strength": f.choice("How strong", choices("objections", "strength"), "mild"),
            "is_said": f.choice("Said or sensed", {True: "Said aloud", False: "Only sensed"}, True),
            "evidence": f.area("What you can offer against it", rows=2),
            "is_left": f.tick("Leave it alone on purpose"),
        }


class Accomplishments(Several):
    """Stories worth telling, from the bank or new."""

    def row(self) -> dict[str, f.Field]:
        bank = self.frames["accomplishments"].sort_values("accomplishment")
        row = {
            "accomplishment": f.area("The accomplishment, in one line", rows=2),
            "problem": f.area("The problem", rows=2), "action": f.area("What you did", rows=2),
            "result": f.area("What came of it", rows=2),
            "number": f.text("The number that proves it"),
            "requirement": f.choice("Which requirement of the job it answers", self.meeting.needed()),
        }  # fmt: skip
        return _from_bank(row, "accomplishment", bank, STORY)

    def laid_out(self, row: Mapping[str, f.Field]) -> w.Widget:
        offer = _offer(
            row["accomplishment"], list(self.frames["accomplishments"]["accomplishment"])
        )
        rest = f.Opener(
            "Problem, action, result, number",
            lambda: [f.layout({key: row[key] for key in (*STORY, "requirement")})],
        )
        if any(row[key].is_filled for key in (*STORY, "requirement")):
            rest.toggle()
        return f.stack(row["accomplishment"], offer, rest)

    def offer_requirements(self) -> None:
        """Offers the requirements of the job wherever a story asks which one it answers."""
        for row, _ in self.rows.rows:
            row["requirement"].options(self.meeting.needed())

    def opened(self, row: dict[str, Any]) -> dict[str, Any]:
        bank = self.frames["accomplishments"].set_index("id")
        row |= bank.loc[row["accomplishment_id"], ["accomplishment", *STORY]].to_dict()
        asked = self.frames["requirements"].set_index("id")["requirement"]
        return row | {"requirement": asked.get(row.pop("requirement_id"), "")}

    def saved(self, row: dict[str, Any], told: Told) -> dict[str, Any]:
        bank = self.frames["accomplishments"].iloc[::-1]
        ids = dict(zip(bank["accomplishment"].str.casefold(), bank["id"], strict=True))
        story = {column: row[column] for column in ("accomplishment", *STORY) if row[column]}
        told_id = ids.get(row["accomplishment"].strip().casefold()) or row.get("accomplishment_id")
        told_id = told_id or new_id("accomplishments")
        told.bank.append(Row("accomplishments", {"id": told_id, **story}))
        with told.wrong.at(self.key):
            checked(Row("accomplishments", {"accomplishment": row["accomplishment"]}), new=False)
        own: dict[str, Any] = {c: row[c] for c in ("id", "row_version", "is_told") if c in row}
        needed = self.meeting.requirement_ids.get(row["requirement"])
        return {**own, "accomplishment_id": told_id, "requirement_id": needed}


class Promises(Several):
    """What was promised, on either side."""

    who = "person"

    def row(self) -> dict[str, f.Field]:
        return {
            "promise": f.area("What was promised", rows=2),
            "is_mine": f.choice("Whose promise", {True: "Mine", False: "Theirs"}, True),
            "person": f.choice("To whom, or by whom", self.meeting.who()),
            "due_on": f.day("By when"),
        }

    def saved(self, row: dict[str, Any], told: Told) -> dict[str, Any]:
        return super().saved(row, told) | {"opportunity_id": told.opportunity_id}


KINDS: dict[str, type[Answer]] = {  # by kind, and by key where a prompt asks in words of its own
    "text": Answer, "scale": Scale, "person": OfEach, "gap": Gap, "decision": Decision,
    "rows": Several, "questions": Questions, "challenges": Challenges, "objections": Objections,
    "accomplishments": Accomplishments, "promises": Promises,
}  # fmt: skip


def of_older(question: Mapping[str, Any]) -> dict[str, Any]:
    """A question as a draft keeps it; in one of an older followup the rating is text."""
    number = str(question.get("rating") or "")
    is_older = "rated" not in question and isinstance(question.get("rating"), str) and number
    return (
        {**question, "rated": int(number), "rating": SHOWN_AS[int(number)]}
        if is_older
        else dict(question)
    )


def answers_of(meeting: MeetingPart) -> list[Answer]:
    """A part of the form for each prompt but those asked with the meeting, in order."""
    asked = [prompt for prompt in PROMPTS if prompt.tab != FIRST]
    return [KINDS.get(one.key, KINDS[one.kind])(one, meeting) for one in asked]


def _offer(
    typed: f.Field, known: Sequence[str], more: Callable[[str], str] = lambda one: ""
) -> w.HBox:
    """Below a field: the known text most like what is typed, to be taken with one press."""
    box = w.HBox([])
    box.add_class("fu-beside")

    def look() -> None:
        found = alike(str(typed.value), known)
        said = Markup("<p class='fu-small'>Known from before: “{}”{}</p>").format(
            found, more(found) if found else ""
        )
        take = f.button("It is the same", lambda: setattr(typed, "value", found), link=True)
        f.swap(box, [html(said), take] if found else [])

    typed.on_change(look)
    return box


def _best_answer(bank: pd.DataFrame, question: str) -> str:
    answer = bank.loc[bank["question"] == question, "answer"].iloc[0]
    return f", best answered: {answer}" if answer else ""


def _from_bank(
    row: dict[str, f.Field], main: str, bank: pd.DataFrame, columns: Sequence[str]
) -> dict[str, f.Field]:
    """The same row; what stands in the bank under its main text fills in what is still empty."""
    known = bank.drop_duplicates(main).set_index(main)[list(columns)]

    def on_picked() -> None:
        if row[main].value in known.index:
            for column in columns:
                row[column].value = row[column].value or known.loc[row[main].value, column]

    row[main].on_change(on_picked)
    return row
