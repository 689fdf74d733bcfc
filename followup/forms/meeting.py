"""Step one of a reflection: which meeting it was, and who was in the room.

Not here: the prompts (reflection.py).
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import ipywidgets as w
import pandas as pd
from markupsafe import Markup

from followup import records
from followup.errors import Together
from followup.forms import fields as f
from followup.forms.form import names
from followup.forms.look import heading, html
from followup.forms.words import choices
from followup.frames import company_names, name_of
from followup.prompts import BY_KEY, PROMPTS
from followup.tables import Frames, Row, checked, new_id
from followup.words import say_day

NEW = "new"
PER_PERSON = tuple(prompt for prompt in PROMPTS if prompt.kind == "person")
UNNAMED = "someone"  # how an unnamed person was written in an older followup
TICKS = {"is_manager": "hiring_manager_id", "is_coordinator": "coordinator_id"}
OF_PERSON = ("email", "phone", "keep_in_touch")
PLACES = ("arranged", "no reflection yet", "reflected on")
JOB = ("source", "posting_link", "posting_text", "cv_sent")
BEHIND = ("starts_at", "place", "requirements", *JOB)  # the fields one button away


class MeetingPart:
    """The fields of one meeting and of the people in the room, a block for each of them."""

    def __init__(self, frames: Frames, today: date) -> None:
        self.frames, self.today = frames, today
        self._folds: list[Callable[[bool], object]] = []  # of each block, opens or folds it
        self.room = f.Rows(self._person, "name", add="Add another person", view=self._block)
        self.fields: dict[str, Any] = {
            "company_name": f.known("Company", names(frames["companies"])),
            "role": f.known("Role, or “networking”", self._roles()),
            "track": f.choice("What was it about?", choices("opportunities", "kind")),
            "meeting_on": f.day("Date of the meeting", today),
            "kind": f.choice("Kind of meeting", choices("meetings", "kind"), "interview"),
            "rating": f.choice("How did it go?", choices("reflections", "rating", "Please choose")),
            "room": self.room,
            "introducer": f.known("Who introduced you? (if anyone)", names(frames["people"])),
            "starts_at": f.text("Time", placeholder="2:30 pm"),
            "place": f.text("Place, telephone or link"),
            "source": f.choice("How you found it", choices("opportunities", "source", "Not noted")),
            "cv_sent": f.text("Which CV you sent"),
            "posting_link": f.text("Link to the posting"),
            "posting_text": f.area("The job description, pasted", rows=4),
            "requirements": f.Rows(_requirement, "requirement", add="Add another requirement"),
        }
        self.kind = self.fields["kind"]
        for key in ("company_name", "role"):
            self.fields[key].needed = "is needed"
        self.fields["meeting_on"].needed = "is needed, such as 2026-03-05"
        self.fields["rating"].needed = "needs one of well, mixed, badly"
        self._asked_before: set[str] = set()
        self.requirement_ids: dict[str, str] = {}  # by their words, once the rows are made

    def _roles(self) -> list[str]:
        known = self.frames["opportunities"]["role"].unique()
        return ["networking", *(role for role in sorted(known) if role != "networking")]

    # --- the people ---

    def _person(self) -> dict[str, f.Field]:
        row = {
            "name": f.known("Name", names(self.frames["people"])),
            "part": f.choice("Their part in it", choices("attendees", "part")),
            "email": f.text("Email"),
            "phone": f.text("Telephone"),
            "is_unnamed": f.tick("I do not know the name"),
            "is_manager": f.tick("Hiring manager"),
            "is_coordinator": f.tick("Arranges the meetings"),
            "keep_in_touch": f.tick("Stay in touch", True),
        }
        for prompt in PER_PERSON:
            row[prompt.key] = f.area(prompt.wording.format(name="them"), rows=2)
            row[f"{prompt.key}.nothing"] = f.tick("Nothing")
        return row

    def _block(self, row: Mapping[str, f.Field]) -> w.Widget:
        """All that is asked of one person, under their name; it folds to one line."""
        title = html("")
        asked = [f.asked("", row[p.key], nothing=row[f"{p.key}.nothing"]) for p in PER_PERSON]
        body = f.stack(
            f.line(row["name"], row["part"]), f.line(row["email"], row["phone"]),
            f.line(row["is_unnamed"], row["is_manager"], row["is_coordinator"], row["keep_in_touch"]), *asked,
        )  # fmt: skip

        def _relabel() -> None:
            called = str(row["name"].value).strip()
            if called.casefold().startswith(UNNAMED):
                row["is_unnamed"].value = True
            unnamed = bool(row["is_unnamed"].value)
            f.name(
                row["name"].control,
                "Who they were, such as the woman from finance" if unnamed else "Name",
            )
            for prompt in PER_PERSON:
                f.name(
                    row[prompt.key].control,
                    prompt.wording.format(name="them" if unnamed else called or "them"),
                )
            done = sum(row[p.key].is_filled or row[f"{p.key}.nothing"].value for p in PER_PERSON)
            told = f"{done} of {len(PER_PERSON)} answered" if done else ""
            line = Markup("<b>{}</b> <small>{}</small>")
            title.value = str(line.format(called or "Somebody in the room", told))

        def fold(is_open: bool) -> None:
            is_open = is_open or not row["name"].is_filled  # a line without a name says nothing
            f.show(body, is_open)
            button.description = "Fold" if is_open else "Open"

        button = f.button("Fold", lambda: fold(body.layout.display == "none"), link=True)
        for other in self._folds:
            other(False)
        self._folds.append(fold)
        for key in row:
            row[key].on_change(_relabel)
        _relabel()
        return w.VBox([f.beside(title, button), body])

    def unfold(self, name: str) -> None:
        """Shows a field that lies behind a fold."""
        if name == "room":
            for fold in self._folds:
                fold(True)
        elif name in BEHIND:
            self._behind.unfold()

    def who(self) -> dict[str, str]:
        """Whom a row may be about: those in the room first, then everyone known."""
        room = [one["name"].strip() for one in self.room.value if not one["is_unnamed"]]
        known = dict.fromkeys([*room, *sorted(self.frames["people"]["name"])])
        return {"": "Nobody in particular", **{name: name for name in known if name}}

    def themes(self) -> list[str]:
        """The themes of questions noted before."""
        return sorted({*self.frames["questions"]["theme"]} - {""})

    def needed(self) -> dict[str, str]:
        """The requirements of the job a story may answer, as they stand in the form."""
        asked = [row["requirement"].strip() for row in self.fields["requirements"].value]
        return {"": "None in particular", **{one: one for one in asked if one}}

    # --- what is shown ---

    def view(self) -> w.VBox:
        """Step one as it is shown: six fields, the people, and the rest one button away."""
        field = self.fields
        self._behind = f.Opener("More about the job and the meeting", lambda: [
            f.line(field["starts_at"], field["place"]),
            f.line(field["source"], field["cv_sent"], field["posting_link"]),
            field["posting_text"], heading("What the job asks for", 3), field["requirements"],
        ])  # fmt: skip
        return f.stack(
            f.line(field["company_name"], field["role"], field["track"]),
            f.line(field["meeting_on"], field["kind"], field["rating"]),
            w.VBox([heading(BY_KEY["room"].wording), html(BY_KEY["room"].hint, "fu-small"), self.room]),
            field["introducer"], self._behind,
        )  # fmt: skip

    # --- opening one that is known ---

    def begin(self) -> None:
        """Fills the fields for a meeting that is not listed yet."""
        for field in self.fields.values():
            field.kept = None
        self.fields["meeting_on"].value = self.today
        self._asked_before = set()

    def choose(self, meeting_id: str) -> None:
        """Fills the fields from a meeting that is known."""
        frames, field = self.frames, self.fields
        meeting = frames["meetings"].set_index("id").loc[meeting_id]
        o = frames["opportunities"].set_index("id").loc[meeting["opportunity_id"]]
        of_meeting = ("meeting_on", "kind", "starts_at", "place")
        given = {key: meeting[key] for key in of_meeting} | {key: o[key] for key in ("role", *JOB)}
        given["company_name"] = name_of(frames["companies"], o["company_id"])
        given |= {
            "track": o["kind"],
            "introducer": name_of(frames["people"], o["introduced_by_id"]),
        }
        for key, value in given.items():
            field[key].value = value
        asked = frames["requirements"]
        own = asked["opportunity_id"] == meeting["opportunity_id"]
        field["requirements"].value = asked[own].to_dict("records")
        self._asked_before = set(asked.loc[own, "id"])
        field["room"].value = self._room_rows(meeting_id, o)

    def _room_rows(self, meeting_id: str, o: pd.Series) -> list[dict[str, Any]]:
        room, people = self.frames["attendees"], self.frames["people"].set_index("id")
        rows = []
        for one in room[room["meeting_id"] == meeting_id].itertuples():
            row = {"id": one.id, "row_version": int(one.row_version), "part": one.part}
            row |= {"name": one.description, "described": one.description, "is_unnamed": True}
            row |= {"identified_on": one.identified_on}
            if pd.notna(one.person_id):
                person = people.loc[one.person_id]
                row |= {"name": person["name"], "person_id": one.person_id, "is_unnamed": False}
                row |= {key: person[key] for key in OF_PERSON}
                row |= {tick: one.person_id == o[column] for tick, column in TICKS.items()}
            rows.append(row)
        return rows

    # --- saving ---

    def rows(
        self, meeting_id: str | None, **versions: Any
    ) -> tuple[str, str, list[Row], list[str | None]]:
        """The ids of the meeting and its opportunity, the rows of step one, and the person of
        each row of the room.
        """
        value: dict[str, Any] = {name: field.value for name, field in self.fields.items()}
        company, role, on = value["company_name"], value["role"], value["meeting_on"]
        wrong = Together()
        for key, table, given in (
            ("meeting_on", "meetings", {"meeting_on": on or self.today}),
            ("starts_at", "meetings", {"starts_at": value["starts_at"]}),
            ("company_name", "companies", {"name": company.strip() or "?"}),
            *(("room", "people", {"name": one["name"]}) for one in value["room"]),
            *(("requirements", "requirements", {"requirement": one["requirement"]}) for one in value["requirements"]),
        ):  # fmt: skip
            with wrong.at(key):
                checked(Row(table, given), new=False)
        wrong.tell()
        track = "networking" if role.strip().casefold() == "networking" else value["track"]
        cast, on = records.Cast(self.frames), on or self.today
        job = {key: value[key] for key in JOB}
        opportunity_id, rows = records.opportunity(
            self.frames, cast, company, role, kind=track, on=min(self.today, on), **job
        )
        room, found = self._people(value["room"], cast, cast.company(company))
        parts = {"introduced_by_id": cast.person(value["introducer"])}
        for tick, column in TICKS.items():
            ticked = [p for p, one in zip(found, value["room"], strict=True) if one[tick] and p]
            parts |= {column: ticked[0]} if ticked else {}
        rows.append(Row("opportunities", {"id": opportunity_id, **parts}))
        rows += self._requirements(value["requirements"], opportunity_id)
        row_id, own = records.meeting(
            self.frames, opportunity_id, on, today=self.today, meeting_id=meeting_id,
            kind=value["kind"], attendees=room, starts_at=value["starts_at"],
            place=value["place"], **versions,
        )  # fmt: skip
        return row_id, opportunity_id, cast.rows + rows + own, found

    def _requirements(self, asked: list[dict[str, Any]], opportunity_id: str) -> list[Row]:
        gone = self._asked_before - {one.get("id") for one in asked}
        asked = [{**one, "id": one.get("id") or new_id("requirements")} for one in asked]
        self.requirement_ids = {one["requirement"].strip(): one["id"] for one in asked}
        rows = [Row("requirements", {**one, "opportunity_id": opportunity_id}) for one in asked]
        return [Row("requirements", {"id": i}, gone=True) for i in gone] + rows

    def _people(
        self, room: list[dict[str, Any]], cast: records.Cast, company_id: str | None
    ) -> tuple[list[dict[str, Any]], list[str | None]]:
        attendees: list[dict[str, Any]] = []
        for one in room:
            seat: dict[str, Any] = {k: one[k] for k in ("id", "row_version", "part") if k in one}
            name = one["name"].strip()
            if one["is_unnamed"]:
                attendees.append({**seat, "description": name, "person_id": None})
                continue
            seat["person_id"] = cast.person(name, company_id, **{k: one[k] for k in OF_PERSON})
            if one.get("id") and not one.get("person_id"):
                seat["identified_on"] = self.today
            attendees.append(seat)
        return attendees, [seat["person_id"] for seat in attendees]


def _requirement() -> dict[str, f.Field]:
    return {
        "requirement": f.area("The job asks for", rows=2),
        "evidence": f.area("What you have done that answers it, with a number", rows=2),
    }


def meetings_to_choose(frames: Frames, today: date) -> dict[str, str]:
    """The meetings a reflection can be about: a new one, arranged ones first, then past ones."""
    meetings, role = frames["meetings"], frames["opportunities"].set_index("id")["role"]
    meetings = meetings[meetings["state"] != "called_off"]
    place = meetings["id"].isin(frames["reflections"]["meeting_id"]) + 1
    meetings = meetings.assign(line=place.mask(meetings["state"] == "scheduled", 0))
    out, company = {NEW: "A meeting that is not listed yet"}, company_names(frames)
    for m in meetings.sort_values(["line", "meeting_on"], ascending=[True, False]).itertuples():
        about = f"{company[m.opportunity_id]}, {role[m.opportunity_id]}"
        out[m.id] = f"{about}: {say_day(m.meeting_on, today)} ({PLACES[m.line]})"
    return out
