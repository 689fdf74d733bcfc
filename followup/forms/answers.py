"""The prompts of a reflection as fields, each kind of prompt a class: made, opened, told.

Not here: prompts with repeatable rows (repeatable.py), the meeting and the people (meeting.py), the
order on the page (reflection.py), any wording of a prompt (prompts.py).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import ipywidgets as w

from followup.errors import Together
from followup.forms import fields as f
from followup.forms.meeting import MeetingPart
from followup.forms.words import choices
from followup.frames import name_of
from followup.prompts import Prompt
from followup.tables import Frames, Row, checked

ONE_TO_FIVE = {"": "Not said", **{str(n): str(n) for n in range(1, 6)}}
INSIDE = "\n  "  # a line inside what was noted about somebody without a name
YES_NO = {None: "Not answered", True: "Yes", False: "No"}


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

    def offer(self) -> None:
        """Offers again what may be chosen, once the people of the room or the job have changed."""

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
        """One choice."""
        return {self.key: f.choice(self.prompt.wording, ONE_TO_FIVE)}


class OfEach(Answer):
    """A prompt asked of every person in the room; its fields stand in their blocks."""

    nothing = ""

    def made(self) -> dict[str, Any]:
        """Nothing: they stand in the blocks."""
        return {}

    @property
    def is_answered(self) -> bool:
        """Whether it is for everybody in the room."""
        seats = self.meeting.room.value
        return bool(seats) and all(
            one[self.key].strip() or one[f"{self.key}.nothing"] for one in seats
        )

    def open(self, written: Written) -> None:
        """Fills in what was noted about each, also before a name was found."""
        shared = written.answers.get((self.key, None))
        unnamed = self._parted(shared.text if shared else "")
        for row, more in self.meeting.room.rows:
            answer = written.answers.get((self.key, more.get("person_id") or "nobody"))
            noted = unnamed.get(more.get("described", ""), [])  # before the name was found, too
            row[self.key].value = answer.text if answer else noted.pop(0) if noted else ""
            row[f"{self.key}.nothing"].value = bool(answer and answer.is_nothing)
        for row, more in self.meeting.room.rows:  # a description was put right elsewhere
            if more.get("described") and unnamed[""]:
                noted_here = [row[self.key].value, unnamed[""].pop()]
                row[self.key].value = "\n".join(filter(None, noted_here))

    def _parted(self, text: str) -> dict[str, list[str]]:
        """What was noted about those without a name, by how they are described: all of them share
        one answer, each beginning a line. Under "" stands what is of nobody in the room.
        """
        called = {more.get("described", "") for _, more in self.meeting.room.rows} - {""}
        begins = "|".join(re.escape(one) for one in sorted(called, key=len, reverse=True))
        rest, *parts = re.split(rf"(?:^|\n)({begins}): ", text) if begins else [text]
        found: dict[str, list[str]] = {"": [rest] if rest.strip() else []}
        for who, noted in zip(parts[::2], parts[1::2], strict=True):
            found.setdefault(who, []).append(noted.replace(INSIDE, "\n"))
        return found

    def tell(self, told: Told) -> None:
        """Adds an answer for each, and one for all without a name."""
        unnamed: list[tuple[str, str]] = []
        for row, person in zip(self.meeting.room.value, told.people, strict=True):
            if person:
                self.answer(told, row[self.key], row[f"{self.key}.nothing"], person)
            else:
                unnamed.append((row["name"].strip(), row[self.key].replace("\n", INSIDE)))
        noted = {who for who, text in unnamed if text.strip()}  # of two alike, each has a line
        lines = [f"{who}: {text}" for who, text in unnamed if who in noted]
        self.answer(told, "\n".join(lines), nothing=False)


class Gap(Answer):
    """Whether something key is lacking, and whether the job can be done all the same."""

    nothing = ""
    columns = ("has_skill_gap", "can_do_job")

    def made(self) -> dict[str, Any]:
        """Two choices."""
        asked = ("Do you lack something they see as key?", "Can you do the job all the same?")
        return {c: f.choice(one, YES_NO, None) for c, one in zip(self.columns, asked, strict=True)}

    def view(self) -> w.Widget:
        """Both side by side."""
        return f.line(*self.own.values())

    @property
    def is_answered(self) -> bool:
        """Whether both are."""
        return all(one.value is not None for one in self.own.values())


class Decision(Answer):
    """When they decide, how exact that is, who said so, and what comes next."""

    nothing = "Not told"
    columns = ("decision_on", "decision_precision")

    def made(self) -> dict[str, Any]:
        """A day, how sure it is, who said so, and a text."""
        precise = choices("reflections", "decision_precision", "Not said")
        return {
            "decision_on": f.day("The day they named for a decision"),
            "decision_precision": f.choice("How sure is that day?", precise),
            "decision_told_by": f.choice("Who said so", self.meeting.who()),
            "decision": f.area("The next steps, and who moves", rows=2),
        }

    def view(self) -> w.Widget:
        """The short fields on a line, the text below."""
        *short, steps = self.own.values()
        return f.asked(self.prompt.wording, f.line(*short), steps, nothing=self.tick)

    def offer(self) -> None:
        """Offers the people of the room."""
        self.own["decision_told_by"].options(self.meeting.who())

    def open(self, written: Written) -> None:
        """Fills the fields, the name of who said so among them."""
        super().open(written)
        told_by = written.reflection.get("decision_told_by_id")
        self.own["decision_told_by"].value = name_of(self.frames["people"], told_by)

    def tell(self, told: Told) -> None:
        """Adds the columns and the text, and who said so."""
        super().tell(told)
        told.columns["decision_told_by_id"] = told.ids.get(self.own["decision_told_by"].value)
