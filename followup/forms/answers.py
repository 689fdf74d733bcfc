"""The prompts of a reflection as fields: making them, opening what was written, reading them.

Not here: the meeting (meeting.py), the order on the page (reflection.py), any wording (prompts.py).
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import ipywidgets as w
import pandas as pd

from followup.errors import beside
from followup.forms import fields as f
from followup.forms.look import heading, html
from followup.forms.meeting import PER_PERSON, UNNAMED
from followup.forms.record import field_of
from followup.forms.words import choices
from followup.frames import name_of
from followup.memory.banks import questions
from followup.prompts import BY_KEY, FIRST, PROMPTS, Prompt
from followup.tables import Frames, Row, checked, metadata, new_id


def main_field(prompt: Prompt) -> str:
    """The field a row of a repeatable prompt cannot be without."""
    own = prompt.key.removesuffix("s")
    columns = metadata.tables[prompt.table].columns
    needed = [c.name for c in columns if c.info.get("required") and not c.foreign_keys]
    return own if own in columns or not needed else needed[0]


ONE_TO_FIVE = {"": "Not said", **{str(n): str(n) for n in range(1, 6)}}
YES_NO = {None: "Not answered", True: "Yes", False: "No"}
NOTHING = {"decision": "They did not say, or I did not ask"}
ROWS = {p.key: main_field(p) for p in PROMPTS if p.kind == "rows"}
NO_REQUIREMENT = "None in particular"
KEYS = {
    "gap": ("has_skill_gap", "can_do_job"),
    "decision": ("decision_on", "decision_precision", "decision_told_by", "decision"),
}
WHO = {
    "questions": "asked_by",
    "challenges": "owner",
    "objections": "raised_by",
    "promises": "person",
}
STORY = ("accomplishment", "problem", "action", "result", "number")
NOT_ASKED = ("id", "meeting_id", "opportunity_id", "row_version")
OWN = ("rating", "has_skill_gap", "can_do_job", "decision_on", "decision_precision")


class AnswersPart:
    """The fields of every prompt but those asked of each person, which stand in the room."""

    def __init__(self, frames: Frames, room: f.Rows, requirements: f.Rows) -> None:
        self.frames, self.room, self.requirements = frames, room, requirements
        self.seen: dict[str, int] = {}  # version of each answer when it was opened
        self.seen_rows: set[str] = set()  # ids of the repeatable rows when they were opened
        self.fields: dict[str, Any] = {}
        for prompt in PROMPTS:
            if prompt.tab == FIRST or prompt.kind == "person":
                continue
            self.fields |= self._fields_of(prompt)
            if prompt.kind not in ("scale", "gap"):
                nothing = NOTHING.get(prompt.key, "Nothing to say here")
                self.fields[f"{prompt.key}.nothing"] = f.tick(nothing)

    def _fields_of(self, prompt: Prompt) -> dict[str, f.Field | f.Rows]:
        if prompt.kind == "scale":
            return {prompt.key: f.choice(prompt.wording, ONE_TO_FIVE)}
        if prompt.kind == "gap":
            return {
                "has_skill_gap": f.choice("Do you lack something they see as key?", YES_NO, None),
                "can_do_job": f.choice("Can you do the job all the same?", YES_NO, None),
            }
        if prompt.kind == "decision":
            precise = choices("reflections", "decision_precision", "Not said")
            return {
                "decision_on": f.day("The day they named for a decision"),
                "decision_precision": f.choice("How exact is it?", precise),
                "decision_told_by": f.choice("Who said so", self.who()),
                "decision": f.area("The next steps, and who moves", rows=2),
            }
        if prompt.kind == "rows":
            main = ROWS[prompt.key]
            make = self._makers.get(prompt.key) or partial(self._row_of_table, prompt.table)
            return {prompt.key: f.Rows(make, main, add=f"Add another {main}")}
        return {prompt.key: f.area(prompt.wording, placeholder=prompt.hint)}

    # --- the fields of one repeatable row ---

    @property
    def _makers(self) -> dict[str, Callable[[], dict[str, f.Field]]]:
        """What makes a row of the prompts that ask in words of their own."""
        return {
            "questions": self._questions_row, "challenges": self._challenges_row,
            "objections": self._objections_row, "accomplishments": self._accomplishments_row,
            "promises": self._promises_row,
        }  # fmt: skip

    def _row_of_table(self, table: str) -> dict[str, f.Field]:
        """A row of any other prompt: a field for each column of its table."""
        asked = [c for c in metadata.tables[table].columns if c.name not in NOT_ASKED]
        return {column.name: field_of(self.frames, column) for column in asked}

    def needed(self) -> dict[str, str]:
        """The requirements of the job a story may answer, as they stand in the form."""
        asked = [row["requirement"].strip() for row in self.requirements.value]
        return {"": NO_REQUIREMENT, **{one: one for one in asked if one}}

    def offer_requirements(self) -> None:
        """Offers the requirements of the job wherever a story asks which one it answers."""
        for row, _ in self.fields["accomplishments"].rows:
            row["requirement"].options(self.needed())

    def who(self) -> dict[str, str]:
        """Whom a row may be about: those in the room first, then everyone known."""
        people = self.frames["people"]
        names = [row["name"].strip() for row in self.room.value]
        names = [name for name in names if not name.casefold().startswith(UNNAMED)]
        known = dict.fromkeys([*names, *sorted(people["name"])])
        return {"": "Nobody in particular", **{name: name for name in known if name}}

    def _questions_row(self) -> dict[str, f.Field]:
        bank = questions(self.frames).rename(columns={"answer": "better_answer"})
        themes = sorted({*bank["theme"]} - {""})
        row = {
            "question": f.known("The question, as they asked it", list(bank["question"])),
            "asked_by": f.choice("Who asked", self.who()),
            "answer_given": f.area("What you said", rows=2),
            "better_answer": f.area("A better answer", rows=2),
            "rating": f.choice("How good was your answer?", ONE_TO_FIVE),
            "theme": f.known("Theme, in a word or two", themes),
            "could_be_better": f.tick("Could have been better", True),
        }
        return _picked(row, "question", bank, ["better_answer", "theme"])

    def _challenges_row(self) -> dict[str, f.Field]:
        return {
            "challenge": f.text("Their challenge, in their words"),
            "owner": f.choice("Whose challenge", self.who()),
        }

    def _objections_row(self) -> dict[str, f.Field]:
        return {
            "objection": f.text("The objection, in their words"),
            "raised_by": f.choice("Who raised it", self.who()),
            "strength": f.choice("How strong", choices("objections", "strength"), "mild"),
            "is_said": f.choice("Said or sensed", {True: "Said aloud", False: "Only sensed"}, True),
            "evidence": f.area("What you can offer against it", rows=2),
            "is_left": f.tick("Leave it alone on purpose"),
        }

    def _accomplishments_row(self) -> dict[str, f.Field]:
        bank = self.frames["accomplishments"].sort_values("accomplishment")
        row = {
            "accomplishment": f.known(
                "The accomplishment, in one line", list(bank["accomplishment"])
            ),
            "problem": f.text("The problem"),
            "action": f.text("What you did"),
            "result": f.text("What came of it"),
            "number": f.text("The number that proves it"),
            "requirement": f.choice("Which requirement of the job it answers", self.needed()),
        }
        return _picked(row, "accomplishment", bank, STORY[1:])

    def _promises_row(self) -> dict[str, f.Field]:
        return {
            "promise": f.text("What was promised"),
            "is_mine": f.choice("Whose promise", {True: "Mine", False: "Theirs"}, True),
            "person": f.choice("To whom, or by whom", self.who()),
            "due_on": f.day("By when"),
        }

    def name_people(self) -> None:
        """Offers the people of the room wherever a row asks who."""
        self.fields["decision_told_by"].options(self.who())
        for key, column in WHO.items():
            for row, _ in self.fields[key].rows:
                row[column].options(self.who())

    # --- what is shown, and whether it is answered ---

    def view(self, prompt: Prompt) -> list[w.Widget]:
        """What stands on the page for a prompt."""
        if prompt.kind == "person":
            own = (prompt.key, f"{prompt.key}.nothing")
            return [row[key] for row, _ in self.room.rows for key in own]
        parts = [self.fields[key] for key in self._keys(prompt)]
        if prompt.kind not in ("rows", "gap", "decision"):
            return parts
        hint = [html(prompt.hint, "fu-hint")] if prompt.hint else []
        return [heading(prompt.wording, 3), *hint, *parts]

    def _keys(self, prompt: Prompt) -> list[str]:
        own = KEYS.get(prompt.kind, (prompt.key,))
        return [key for key in (*own, f"{prompt.key}.nothing") if key in self.fields]

    def is_answered(self, prompt: Prompt) -> bool:
        """Whether a prompt is answered; a tick for "nothing" counts."""
        if prompt.kind == "person":
            seats, nothing = self.room.value, f"{prompt.key}.nothing"
            return bool(seats) and all(row[prompt.key].strip() or row[nothing] for row in seats)
        values = [self.fields[key].value for key in self._keys(prompt)]
        if prompt.kind == "gap":
            return all(value is not None for value in values)
        return any(value not in (None, "", [], False) for value in values)

    # --- opening what was written before ---

    def open(self, meeting_id: str) -> pd.Series | None:
        """Fills the fields from the reflection on a meeting: its row, or None if there is none."""
        self.seen, self.seen_rows = {}, set()
        for field in self.fields.values():
            field.kept = None
        for key in ROWS:
            self.fields[key].value = self._known_rows(key, meeting_id)
        reflections = self.frames["reflections"]
        found = reflections[reflections["meeting_id"] == meeting_id]
        if found.empty:
            return None
        reflection = found.iloc[0]
        for key in OWN[1:]:
            self.fields[key].value = reflection[key]
        told_by = name_of(self.frames["people"], reflection["decision_told_by_id"])
        self.fields["decision_told_by"].value = told_by
        self._open_answers(str(reflection["id"]))
        return reflection

    def _open_answers(self, reflection_id: str) -> None:
        answers = self.frames["answers"]
        seats = {more.get("person_id"): row for row, more in self.room.rows}
        for answer in answers[answers["reflection_id"] == reflection_id].itertuples():
            who = answer.person_id if pd.notna(answer.person_id) else None
            prompt, nothing = answer.prompt, f"{answer.prompt}.nothing"
            self.seen[f"{prompt}|{who}"] = int(answer.row_version)
            if who is None and prompt in PER_PERSON:
                self._open_unnamed(prompt, answer.text)
                continue
            holder: Mapping[str, Any] = seats.get(who, {}) if who else self.fields
            if prompt in holder and prompt not in ROWS:
                holder[prompt].value = answer.text
            if nothing in holder:
                holder[nothing].value = answer.is_nothing

    def _open_unnamed(self, prompt: str, text: str) -> None:
        for row, more in self.room.rows:
            start = f"{row['name'].value.strip()}: "
            if more.get("person_id") is None and start in text:
                row[prompt].value = text.partition(start)[2].split(f"\n{UNNAMED}")[0]

    def _known_rows(self, key: str, meeting_id: str) -> list[dict[str, Any]]:
        frame = self.frames[BY_KEY[key].table]
        people, bank = self.frames["people"], self.frames["accomplishments"].set_index("id")
        rows: list[dict[str, Any]] = []
        for row in frame[frame["meeting_id"] == meeting_id].to_dict("records"):
            row = {k: None if pd.isna(v) else v for k, v in row.items()}
            self.seen_rows.add(row["id"])
            if key in WHO:
                row[WHO[key]] = name_of(people, row.pop(f"{WHO[key]}_id"))
            if key == "questions":
                row["rating"] = "" if row["rating"] is None else str(row["rating"])
            if key == "accomplishments":
                row |= bank.loc[row["accomplishment_id"], list(STORY)].to_dict()
                asked = self.frames["requirements"].set_index("id")["requirement"]
                row["requirement"] = asked.get(row["requirement_id"], "")
            rows.append(row)
        return rows

    # --- reading them for a save ---

    def told(
        self, known: Mapping[str, str | None], opportunity_id: str, requirements: Mapping[str, str]
    ) -> tuple[dict[str, list[dict[str, Any]]], list[Row]]:
        """The repeatable rows by table, and the rows of the accomplishment bank they need.

        `known` gives the id of each name, `requirements` that of each requirement.
        """
        tellings, bank = self._tellings(self.fields["accomplishments"].value, requirements)
        rows: dict[str, list[dict[str, Any]]] = {"tellings": tellings}
        for key, who in WHO.items():
            rows[key] = [
                {k: v for k, v in row.items() if k != who} | {f"{who}_id": known.get(row[who])}
                for row in self.fields[key].value
            ]
        for key in ROWS.keys() - WHO.keys() - {"accomplishments"}:
            rows[BY_KEY[key].table] = self.fields[key].value
        for row in rows["questions"]:
            row["rating"] = int(row["rating"]) if row["rating"] else None
        for row in rows["promises"]:
            row["opportunity_id"] = opportunity_id
        for key, prompt in BY_KEY.items():
            for row in rows.get(key, []):
                with beside(key):
                    checked(Row(prompt.table, row), new=False)
        return rows, bank

    def _tellings(
        self, rows: list[dict[str, Any]], requirements: Mapping[str, str]
    ) -> tuple[list[dict[str, Any]], list[Row]]:
        known = self.frames["accomplishments"]
        ids = dict(
            zip(known["accomplishment"].str.casefold()[::-1], known["id"][::-1], strict=True)
        )
        tellings, bank = list[dict[str, Any]](), list[Row]()
        for row in rows:
            told_id = ids.get(row["accomplishment"].strip().casefold())
            told_id = told_id or row.get("accomplishment_id") or new_id("accomplishments")
            story = {column: row[column] for column in STORY if row[column]}
            bank.append(Row("accomplishments", {"id": told_id, **story}))
            with beside("accomplishments"):
                checked(
                    Row("accomplishments", {"accomplishment": row["accomplishment"]}), new=False
                )
            kept = ("id", "row_version", "is_told")
            own = {column: row[column] for column in kept if column in row}
            own["requirement_id"] = requirements.get(row["requirement"])
            tellings.append({**own, "accomplishment_id": told_id})
        return tellings, bank

    def answers(self, people: Sequence[str | None]) -> list[dict[str, Any]]:
        """What was answered, one dict per prompt and, where asked, person of the room."""
        found = []
        for prompt in PROMPTS:
            if prompt.kind == "person":
                unnamed = []
                for row, person in zip(self.room.value, people, strict=True):
                    nothing = row[f"{prompt.key}.nothing"]
                    if person:
                        found.append(self._answer(prompt, row[prompt.key], nothing, person))
                    elif row[prompt.key].strip():
                        unnamed.append(f"{row['name'].strip()}: {row[prompt.key]}")
                found.append(self._answer(prompt, "\n".join(unnamed), False, None))
            elif prompt.tab != FIRST and prompt.kind != "gap":
                value = self.fields[prompt.key].value
                tick = self.fields.get(f"{prompt.key}.nothing")
                text = value if isinstance(value, str) else ""
                found.append(self._answer(prompt, text, bool(tick and tick.value), None))
        return [answer for answer in found if answer["text"].strip() or answer["is_nothing"]]

    def _answer(
        self, prompt: Prompt, text: str, nothing: bool, person: str | None
    ) -> dict[str, Any]:
        with beside("room" if person else prompt.key):
            checked(Row("answers", {"text": text}), new=False)
        own = {
            "prompt": prompt.key,
            "person_id": person,
            "row_version": self.seen.get(f"{prompt.key}|{person}", 0),
        }
        return own | {"text": text, "is_nothing": nothing}


def _picked(
    row: dict[str, f.Field], main: str, bank: pd.DataFrame, columns: Sequence[str]
) -> dict[str, f.Field]:
    """The same row; choosing one from the bank fills in what is still empty."""
    known = bank.drop_duplicates(main).set_index(main)[list(columns)]

    def on_picked() -> None:
        if row[main].value in known.index:
            for column in columns:
                row[column].value = row[column].value or known.loc[row[main].value, column]

    row[main].on_change(on_picked)
    return row
