"""Step one of a reflection: which meeting it was, and who was in the room.

Not here: the prompts (reflection.py).
"""

from datetime import date
from typing import Any

import ipywidgets as w
import pandas as pd

from followup import records
from followup.errors import InvalidValue, beside
from followup.forms import fields as f
from followup.forms.form import names
from followup.forms.look import heading, html
from followup.forms.words import choices
from followup.frames import company_names, name_of
from followup.prompts import BY_KEY, PROMPTS
from followup.tables import Frames, Row, checked, new_id
from followup.words import say_day

NEW = "new"
PER_PERSON = tuple(prompt.key for prompt in PROMPTS if prompt.kind == "person")
UNNAMED = "someone"
PARTS = (("is_manager", "hiring_manager_id"), ("is_coordinator", "coordinator_id"))
PLACES = ("arranged", "no reflection yet", "reflected on")
DETAILS = ("starts_at", "place", "source", "posting_link", "posting_text", "cv_sent")


class MeetingPart:
    """The fields of one meeting: known companies and people complete themselves."""

    def __init__(self, frames: Frames, today: date) -> None:
        self.frames, self.today = frames, today
        self.kind = f.choice("Kind of meeting", choices("meetings", "kind"), "interview")
        asked = [key + end for key in PER_PERSON for end in ("", ".nothing")]
        self.room = f.Rows(self._person, "name", add="Add another person", elsewhere=asked)
        self.fields: dict[str, Any] = {
            "company_name": f.known("Company", names(frames["companies"])),
            "role": f.known("Role, or “networking”", self._roles()),
            "track": f.choice("What it is about", choices("opportunities", "kind")),
            "meeting_on": f.day("Date of the meeting", today),
            "kind": self.kind,
            "rating": f.choice("How did it go?", choices("reflections", "rating", "Please choose")),
            "room": self.room,
            "introducer": f.known("Who introduced you? (if anyone)", names(frames["people"])),
            "starts_at": f.text("Time", placeholder="14:30"),
            "place": f.text("Place, telephone or link"),
            "source": f.choice("How you found it", choices("opportunities", "source", "Not noted")),
            "cv_sent": f.text("Which CV you sent"),
            "posting_link": f.text("Link to the posting"),
            "posting_text": f.area("The job description, pasted", rows=4),
            "requirements": f.Rows(_requirement, "requirement", add="Add another requirement"),
        }
        self._asked_before: set[str] = set()
        self.requirement_ids: dict[str, str] = {}  # by their words, once the rows are made
        self.details = w.VBox([])
        self._more = f.button("More about the job and the meeting", self._on_more)

    def _roles(self) -> list[str]:
        known = self.frames["opportunities"]["role"].unique()
        return ["networking", *(role for role in sorted(known) if role != "networking")]

    def _person(self) -> dict[str, f.Field]:
        row = {
            "name": f.known("Name", names(self.frames["people"])),
            "part": f.choice("Part", choices("attendees", "part")),
            "email": f.text("Email"),
            "phone": f.text("Telephone"),
            "is_manager": f.tick("Hiring manager"),
            "is_coordinator": f.tick("Arranges the meetings"),
            "keep_in_touch": f.tick("Stay in touch", True),
        }
        for key in PER_PERSON:
            row[key] = f.area(BY_KEY[key].wording.format(name="them"), rows=2)
            row[f"{key}.nothing"] = f.tick("Nothing to say here")
        return row

    def view(self) -> w.VBox:
        """Step one as it is shown: six fields, the room, and the rest one button away."""
        field = self.fields
        hint = html(BY_KEY["room"].hint, "fu-hint")
        return w.VBox([
            f.line(field["company_name"], field["role"], field["track"]),
            f.line(field["meeting_on"], field["kind"], field["rating"]),
            w.VBox([heading(BY_KEY["room"].wording, 3), hint, field["room"]]),
            field["introducer"], self._more, self.details,
        ])  # fmt: skip

    def _on_more(self) -> None:
        field, shown = self.fields, bool(self.details.children)
        self.details.children = [] if shown else [
            f.line(field["starts_at"], field["place"]),
            f.line(field["source"], field["cv_sent"], field["posting_link"]),
            field["posting_text"],
            heading("What the job asks for", 3), field["requirements"],
        ]  # fmt: skip

    def choose(self, meeting_id: str) -> None:
        """Fills the fields from a meeting that is known."""
        frames, field = self.frames, self.fields
        meeting = frames["meetings"].set_index("id").loc[meeting_id]
        o = frames["opportunities"].set_index("id").loc[meeting["opportunity_id"]]
        field["company_name"].value = name_of(frames["companies"], o["company_id"])
        field["role"].value, field["track"].value = o["role"], o["kind"]
        field["meeting_on"].value = meeting["meeting_on"]
        field["kind"].value = meeting["kind"]
        field["introducer"].value = name_of(frames["people"], o["introduced_by_id"])
        for key in DETAILS:
            field[key].value = meeting[key] if key in meeting.index else o[key]
        asked = frames["requirements"]
        own = asked["opportunity_id"] == meeting["opportunity_id"]
        field["requirements"].value = asked[own].to_dict("records")
        self._asked_before = set(asked.loc[own, "id"])
        field["room"].value = self._room_rows(meeting_id, o)

    def _room_rows(self, meeting_id: str, o: pd.Series) -> list[dict[str, Any]]:
        room = self.frames["attendees"]
        people = self.frames["people"].set_index("id")
        rows = []
        for one in room[room["meeting_id"] == meeting_id].itertuples():
            row = {"id": one.id, "row_version": int(one.row_version), "part": one.part}
            row |= {"name": one.description, "identified_on": one.identified_on}
            if pd.notna(one.person_id):
                person = people.loc[one.person_id]
                row |= {"name": person["name"], "person_id": one.person_id}
                row |= {key: person[key] for key in ("email", "phone", "keep_in_touch")}
                row["is_manager"] = one.person_id == o["hiring_manager_id"]
                row["is_coordinator"] = one.person_id == o["coordinator_id"]
            rows.append(row)
        return rows

    def rows(
        self, meeting_id: str | None, **versions: Any
    ) -> tuple[str, str, list[Row], list[str | None]]:
        """The ids of the meeting and its opportunity, the rows of step one, and the person of
        each row of the room.
        """
        value: dict[str, Any] = {name: field.value for name, field in self.fields.items()}
        company, role, on = value["company_name"], value["role"], value["meeting_on"]
        if on is None:
            expected = "is needed, such as 2026-03-05"
            raise InvalidValue("Date of the meeting", expected, key="meeting_on")
        for key, table, given in (
            ("meeting_on", "meetings", {"meeting_on": on}),
            ("company_name", "companies", {"name": company.strip() or "?"}),
            *(("room", "people", {"name": one["name"]}) for one in value["room"]),
            *(
                ("requirements", "requirements", {"requirement": one["requirement"]})
                for one in value["requirements"]
            ),
        ):
            with beside(key):
                checked(Row(table, given), new=False)
        track = "networking" if role.strip().casefold() == "networking" else value["track"]
        cast = records.Cast(self.frames)
        job = {key: value[key] for key in ("source", "posting_link", "posting_text", "cv_sent")}
        opportunity_id, rows = records.opportunity(
            self.frames, cast, company, role, kind=track, on=min(self.today, on), **job
        )
        room, found = self._people(value["room"], cast, cast.company(company))
        parts = {"introduced_by_id": cast.person(value["introducer"])}
        for tick, column in PARTS:
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
            if name.casefold().startswith(UNNAMED):
                attendees.append({**seat, "description": name, "person_id": None})
                continue
            known = {k: one[k] for k in ("email", "phone", "keep_in_touch")}
            seat["person_id"] = cast.person(name, company_id, **known)
            if one.get("id") and not one.get("person_id"):
                seat["identified_on"] = self.today
            attendees.append(seat)
        return attendees, [seat["person_id"] for seat in attendees]


def _requirement() -> dict[str, f.Field]:
    return {
        "requirement": f.text("The job asks for"),
        "evidence": f.text("What you have done that answers it, with a number"),
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
