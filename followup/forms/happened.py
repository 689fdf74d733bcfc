"""Telling what happened, in one short form: applied, arranged, answered, sent, a name found.

Not here: what it means for the clocks (rules/); a meeting that was held is told in 01-reflect.
"""

from collections.abc import Callable
from typing import Any

import ipywidgets as w

from followup import records
from followup.errors import InvalidValue
from followup.forms import fields as f
from followup.forms.form import Book, Form, has_come, name_of, names
from followup.forms.look import heading
from followup.forms.words import choices, words
from followup.records import Cast
from followup.tables import Frames, Row

WHAT = {
    "applied": "I applied",
    "arranged": "A meeting is arranged, or moved",
    "answer": "They answered",
    "offer": "They made an offer",
    "sent": "I wrote, called or sent something",
    "called_off": "A meeting was called off",
    "identified": "I found a name",
    "mine": "I accepted, declined, withdrew or closed it",
    "promise": "I kept a promise",
    "met": "I met someone, or thought of a company",
    "person": "Someone moved, or asked not to be contacted",
}
ANSWERS = ("courtesy_reply", "status_update", "advance", "on_hold", "rejected", "reopened", "offer_rescinded")  # fmt: skip
MINE = ("accepted", "declined", "withdrawn", "closed")

# Which fields each of them needs, besides the date.
NEEDS = {
    "applied": ("company_name", "role", "source", "cv_sent"),
    "arranged": ("company_name", "role", "meeting_on", "starts_at", "place", "kind"),
    "answer": ("company_name", "role", "person", "answer", "decision_on", "meeting_on", "channel", "text"),
    "offer": ("company_name", "role", "person", "deadline_on", "is_written", "pay", "text"),
    "sent": ("company_name", "role", "person", "touch", "purpose", "channel", "result", "answer", "decision_on", "text"),
    "called_off": ("company_name", "role"),
    "identified": ("unnamed", "person", "email"),
    "mine": ("company_name", "role", "person", "decision", "channel", "text"),
    "promise": ("promise",),
    "met": ("company_name", "role", "track", "source", "person", "introducer"),
    "person": ("person", "change", "company_name"),
}  # fmt: skip


class HappenedForm(Form):
    """One thing that happened: choose what, and only its own fields are shown."""

    def __init__(
        self, book: Book, what: str = "", after_saving: Callable[[], object] | None = None
    ) -> None:
        super().__init__(book, "happened", "Save what happened")
        self._after = after_saving
        self._box = w.VBox([])
        frames = book.frames()
        self.watch({"what": f.choice("What happened?", {"": "Please choose", **WHAT}, what)})
        self.watch(_fields(frames, book))
        self.fields["what"].on_change(self._on_what)
        self.fields["company_name"].on_change(self._offer_roles)
        if not what:
            self.bring_back()
        self._lay_out()
        self.show(
            heading("Something happened"), self.fields["what"], self._box,
            w.HBox([self.save_button, self.status]),
        )  # fmt: skip

    def _on_what(self) -> None:
        self._lay_out()
        self._changed()

    def _lay_out(self) -> None:
        needed = NEEDS.get(str(self.fields["what"].value), ())
        shown = {name: self.fields[name] for name in needed}
        fields = {"on": self.fields["on"], **shown} if needed else {}
        self._box.children = [f.layout(fields)] if fields else []

    def _offer_roles(self) -> None:
        frames = self.book.frames(["companies", "opportunities"])
        companies, o = frames["companies"], frames["opportunities"]
        name = str(self.fields["company_name"].value).strip().casefold()
        own = o[o["company_id"].isin(companies.loc[companies["name"].str.casefold() == name, "id"])]
        role = self.fields["role"]
        if len(own) and isinstance(role, f.Field):
            role.options(sorted(own["role"]))

    def rows_and_words(self) -> tuple[list[Row], str] | None:
        """The rows of what happened."""
        value = self.values
        what = value["what"]
        if not what:
            raise InvalidValue("What happened?", "needs a choice", key="what")
        has_come("Date", "on", value["on"], self.book.today)
        frames = self.book.frames()
        cast = Cast(frames)
        rows = getattr(self, f"_{what}")(frames, cast, value)
        who = value["company_name"] if "company_name" in NEEDS[what] else value["person"]
        return cast.rows + rows, f"{WHAT[what]}{': ' + who.strip() if who.strip() else ''}"

    def after_saving(self) -> None:
        """An empty form again; whoever shows lists is told."""
        with self.quietly():
            for name, field in self.fields.items():
                if name not in ("what", "on"):
                    field.kept = None
        if self._after:
            self._after()

    # --- one method for each thing that can happen ---

    def _opportunity(
        self, frames: Frames, cast: Cast, v: dict[str, Any], **more: Any
    ) -> tuple[str, list[Row]]:
        networking = v["role"].strip().casefold() == "networking"
        kind = "networking" if networking else "position"
        return records.opportunity(
            frames, cast, v["company_name"], v["role"], kind=kind, on=v["on"], **more
        )

    def _about(
        self, frames: Frames, cast: Cast, v: dict[str, Any]
    ) -> tuple[str | None, str | None, list[Row]]:
        """The opportunity (if a company is named), the person, and the rows of both."""
        opportunity_id: str | None = None
        rows: list[Row] = []
        company = v["company_name"].strip()
        if company and v["role"].strip():
            opportunity_id, rows = self._opportunity(frames, cast, v)
        person_id = cast.person(v["person"], cast.company(company))
        return opportunity_id, person_id, rows

    def _applied(self, frames: Frames, cast: Cast, v: dict[str, Any]) -> list[Row]:
        more = {"source": v["source"], "cv_sent": v["cv_sent"]}
        opportunity_id, rows = self._opportunity(frames, cast, v, **more)
        return rows + records.event(frames, "applied", v["on"], opportunity_id=opportunity_id)

    def _arranged(self, frames: Frames, cast: Cast, v: dict[str, Any]) -> list[Row]:
        opportunity_id, rows = self._opportunity(frames, cast, v)
        if v["meeting_on"] is None:
            raise InvalidValue("Day of the next meeting", "is needed", key="meeting_on")
        more = {key: v[key] for key in ("starts_at", "place", "kind")}
        day = v["meeting_on"]
        return rows + records.arranged(frames, opportunity_id, day, v["on"], **more)

    def _answer(self, frames: Frames, cast: Cast, v: dict[str, Any]) -> list[Row]:
        opportunity_id, person_id, rows = self._about(frames, cast, v)
        if not opportunity_id:
            raise InvalidValue("Company and role", "are needed", key="company_name")
        if not v["answer"]:
            raise InvalidValue("What they said", "needs a choice", key="answer")
        return rows + records.received(
            frames, v["answer"], v["on"], opportunity_id=opportunity_id, person_id=person_id,
            decision_on=v["decision_on"], meeting_on=v["meeting_on"], channel=v["channel"],
            text=v["text"],
        )  # fmt: skip

    def _offer(self, frames: Frames, cast: Cast, v: dict[str, Any]) -> list[Row]:
        opportunity_id, person_id, rows = self._about(frames, cast, v)
        if not opportunity_id:
            raise InvalidValue("Company and role", "are needed", key="company_name")
        more = {"is_written": v["is_written"], "pay": v["pay"], "terms": v["text"]}
        deadline = {"deadline_on": v["deadline_on"], "person_id": person_id}
        return rows + records.offer(frames, opportunity_id, v["on"], **deadline, **more)

    def _sent(self, frames: Frames, cast: Cast, v: dict[str, Any]) -> list[Row]:
        opportunity_id, person_id, rows = self._about(frames, cast, v)
        if not person_id:
            raise InvalidValue("Person", "is needed", key="person")
        result = v["result"] if v["touch"] == "call" else ""
        answer = v["answer"] if result == "reached" else ""
        return rows + records.sent(
            frames, v["touch"], person_id, v["on"], opportunity_id=opportunity_id,
            purpose=v["purpose"], channel=v["channel"], result=result, answer=answer,
            decision_on=v["decision_on"], text=v["text"],
        )  # fmt: skip

    def _called_off(self, frames: Frames, cast: Cast, v: dict[str, Any]) -> list[Row]:
        opportunity_id, rows = self._opportunity(frames, cast, v)
        return rows + records.called_off(frames, opportunity_id, v["on"])

    def _identified(self, frames: Frames, cast: Cast, v: dict[str, Any]) -> list[Row]:
        if not v["unnamed"] or not v["person"].strip():
            raise InvalidValue("Person", "is needed, and whom you met", key="person")
        seat = frames["attendees"].set_index("id").loc[v["unnamed"]]
        o = frames["meetings"].set_index("id").loc[seat["meeting_id"], "opportunity_id"]
        company_id = frames["opportunities"].set_index("id").loc[o, "company_id"]
        person_id = cast.person(v["person"], company_id, email=v["email"])
        assert person_id is not None
        return records.identified(frames, v["unnamed"], person_id, v["on"])

    def _mine(self, frames: Frames, cast: Cast, v: dict[str, Any]) -> list[Row]:
        opportunity_id, person_id, rows = self._about(frames, cast, v)
        if not opportunity_id:
            raise InvalidValue("Company and role", "are needed", key="company_name")
        return rows + records.ended(
            frames, v["decision"], v["on"], opportunity_id=opportunity_id, person_id=person_id,
            channel=v["channel"], text=v["text"],
        )  # fmt: skip

    def _promise(self, frames: Frames, cast: Cast, v: dict[str, Any]) -> list[Row]:
        if not v["promise"]:
            raise InvalidValue("Promise", "needs a choice", key="promise")
        return records.promise_kept(frames, v["promise"], v["on"])

    def _met(self, frames: Frames, cast: Cast, v: dict[str, Any]) -> list[Row]:
        more = {"source": v["source"], "introduced_by_id": cast.person(v["introducer"])}
        _, rows = records.opportunity(
            frames, cast, v["company_name"], v["role"], kind=v["track"], on=v["on"], **more
        )
        cast.person(v["person"], cast.company(v["company_name"]))
        return rows

    def _person(self, frames: Frames, cast: Cast, v: dict[str, Any]) -> list[Row]:
        person_id = cast.person(v["person"])
        if not person_id:
            raise InvalidValue("Person", "is needed", key="person")
        more = {"company_id": cast.company(v["company_name"])} if v["change"] == "moved" else {}
        return records.event(frames, v["change"], v["on"], person_id=person_id, **more)


def _fields(frames: Frames, book: Book) -> dict[str, f.Field]:
    people = names(frames["people"])
    kinds = {
        key: words(key) for key in ("letter", "note", "nudge", "proposal", "call", "group_note")
    }
    return {
        "on": f.day("Date", book.today),
        "company_name": f.known("Company", names(frames["companies"])),
        "role": f.known("Role, or “networking”", []),
        "track": f.choice("What it is about", choices("opportunities", "kind")),
        "source": f.choice("How you found it", choices("opportunities", "source", "Not noted")),
        "cv_sent": f.text("Which CV you sent"),
        "person": f.known("Person", people),
        "introducer": f.known("Introduced by (if anyone)", people),
        "email": f.text("Email"),
        "answer": f.choice("What they said", {"": "Please choose", **{k: words(k) for k in ANSWERS}}),
        "touch": f.choice("What you did", kinds),
        "purpose": f.choice("What for", choices("touchpoints", "purpose", "Nothing of these")),
        "result": f.choice("If you called", choices("touchpoints", "result", "I did not call")),
        "decision": f.choice("What you decided", {k: words(k) for k in MINE}),
        "change": f.choice("What changed", {k: words(k) for k in ("moved", "do_not_contact")}),
        "unnamed": f.choice("Whom you met", _unnamed(frames)),
        "promise": f.choice("Which promise", _promises(frames)),
        "decision_on": f.day("Day they named for a decision (if any)"),
        "meeting_on": f.day("Day of the next meeting (if any)"),
        "starts_at": f.text("Time", placeholder="14:30"),
        "place": f.text("Place, telephone or link"),
        "kind": f.choice("Kind of meeting", choices("meetings", "kind"), "interview"),
        "deadline_on": f.day("They want an answer by"),
        "is_written": f.tick("It came in writing"),
        "pay": f.text("Pay (stays private)"),
        "channel": f.choice("How", choices("touchpoints", "channel"), "email"),
        "text": f.area("In their words, or yours"),
    }  # fmt: skip


def _unnamed(frames: Frames) -> dict[str, str]:
    room = frames["attendees"]
    room = room[room["person_id"].isna()]
    meetings = frames["meetings"].set_index("id")
    o = frames["opportunities"].set_index("id")["company_id"]
    out = {"": "Please choose"}
    for seat in room.itertuples():
        meeting = meetings.loc[seat.meeting_id]
        company = name_of(frames["companies"], o[meeting["opportunity_id"]])
        out[seat.id] = f"{seat.description or 'Someone'}, {company}"
    return out


def _promises(frames: Frames) -> dict[str, str]:
    made = frames["promises"]
    made = made[made["is_mine"] & made["done_on"].isna()]
    return {"": "Please choose", **dict(zip(made["id"], made["promise"], strict=True))}
