"""Telling what happened, in one short form: applied, arranged, answered, sent, a name found.

Not here: what it means for the clocks (rules/); a meeting that was held is told in 01-reflect.
"""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import ipywidgets as w

from followup import records
from followup.agenda import why_nothing
from followup.errors import InvalidValue
from followup.forms import fields as f
from followup.forms.form import Book, Form, has_come, names
from followup.forms.words import choices, chosen
from followup.frames import company_names, look_up
from followup.records import Cast
from followup.search import search_on
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
TOUCHES = ("letter", "note", "nudge", "proposal", "call", "group_note")
MINE = ("accepted", "declined", "withdrawn", "closed")

# Which fields each of them needs, besides the date.
NEEDS = {
    "applied": ("company_name", "role", "source", "cv_sent"),
    "arranged": ("company_name", "role", "meeting_on", "starts_at", "place", "kind", "who"),
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
        super().__init__(book, "happened", "Save what happened", after_saving)
        self._box = w.VBox([])
        self.watch({"what": f.choice("What happened?", {"": "Please choose", **WHAT}, what)})
        self.watch(_fields(book.frames(), book))
        self.fields["what"].on_change(self._on_what)
        self.fields["company_name"].on_change(self._offer_roles)
        if not what:
            self.bring_back()
        self._foot = self.foot()
        self._lay_out()
        self.show(f.stack(self.fields["what"], self._box), self._foot)

    def _on_what(self) -> None:
        self._lay_out()
        self._changed()

    def _lay_out(self) -> None:
        needed = NEEDS.get(str(self.fields["what"].value), ())
        shown = {name: self.fields[name] for name in ("on", *needed)}
        f.swap(self._box, [f.layout(shown)] if needed else [], keep=self.fields.values())
        f.show(self._foot, bool(needed) or bool(self.status.value))

    def _offer_roles(self) -> None:
        frames = self.book.frames()
        companies, o = frames["companies"], frames["opportunities"]
        name = str(self.fields["company_name"].value).strip().casefold()
        own = o[o["company_id"].isin(companies.loc[companies["name"].str.casefold() == name, "id"])]
        if len(own):
            self.fields["role"].options(sorted(own["role"]))

    def rows_and_words(self) -> tuple[list[Row], str] | None:
        """The rows of what happened, told by the method of its kind."""
        value = self.values
        what = _needed(value["what"], "what", "What happened?", "needs a choice")
        has_come("Date", "on", value["on"], self.book.today)
        story = _Story(self.book.frames(), value)
        rows = getattr(story, what)()
        about = [row.values["opportunity_id"] for row in rows if row.values.get("opportunity_id")]
        about += [
            row.values["id"] for row in rows if row.table == "opportunities" and "id" in row.values
        ]
        self._about = next(iter(about), "")
        who = value["company_name" if "company_name" in NEEDS[what] else "person"].strip()
        return story.cast.rows + rows, f"{WHAT[what]}{': ' + who if who else ''}"

    def after_saving(self) -> None:
        """Says what was noted and what it means, and is empty again."""
        v, search = self.values, search_on(self.book.frames(), self.book.today)
        who = v["company_name"] or v["person"]
        means = (
            f"What is next: {why_nothing(search, self._about)}"
            if self._about in search.opportunities
            else ""
        )
        self.fill({name: None for name in self.fields if name not in ("what", "on")})
        self.tell(
            f"Saved at {datetime.now():%H:%M}: {WHAT[v['what']]}{f' ({who})' if who else ''}. {means}"
        )
        super().after_saving()


def _needed(value: Any, key: str, label: str, lacking: str = "is needed") -> Any:
    """`value`; InvalidValue points at the field if that is nothing."""
    if not value:
        raise InvalidValue(label, lacking, key=key)
    return value


class _Story:
    """The rows of one thing that happened, from what the fields hold: a method for each kind."""

    def __init__(self, frames: Frames, value: dict[str, Any]) -> None:
        self.frames, self.v, self.on = frames, value, value["on"]
        self.cast = Cast(frames)

    def _of(self, *names: str) -> dict[str, Any]:
        return {name: self.v[name] for name in names}

    def _opportunity(self, **more: Any) -> tuple[str, list[Row]]:
        company, role = self.v["company_name"], self.v["role"]
        kind = "networking" if role.strip().casefold() == "networking" else "position"
        kind = more.pop("kind", kind)
        return records.opportunity(
            self.frames, self.cast, company, role, kind=kind, on=self.on, **more
        )

    def _about(self) -> tuple[dict[str, Any], list[Row]]:
        """The opportunity (if company and role are named) and the person, and the rows of both."""
        opportunity_id, rows = None, list[Row]()
        if self.v["company_name"].strip() and self.v["role"].strip():
            opportunity_id, rows = self._opportunity()
        person_id = self.cast.person(self.v["person"], self.cast.company(self.v["company_name"]))
        return {"opportunity_id": opportunity_id, "person_id": person_id}, rows

    def _about_one(self) -> tuple[dict[str, Any], list[Row]]:
        about, rows = self._about()
        _needed(about["opportunity_id"], "company_name", "Company and role", "are needed")
        return about, rows

    def applied(self) -> list[Row]:
        opportunity_id, rows = self._opportunity(**self._of("source", "cv_sent"))
        return rows + records.event(self.frames, "applied", self.on, opportunity_id=opportunity_id)

    def arranged(self) -> list[Row]:
        opportunity_id, rows = self._opportunity()
        day = _needed(self.v["meeting_on"], "meeting_on", "Day of the next meeting")
        more = self._of("starts_at", "place", "kind") | self._who()
        return rows + records.arranged(self.frames, opportunity_id, day, self.on, **more)

    def _who(self) -> dict[str, Any]:
        """Who will be there, if it is known; "someone, ..." has no name yet."""
        said = [
            name.strip()
            for name in re.split(r"[;\n]|,(?! (?:the|a|an|from)\b)", self.v["who"])
            if name.strip()
        ]
        at = self.cast.company(self.v["company_name"])
        seats = [
            {"description": name}
            if name.casefold().startswith("someone")
            else {"person_id": self.cast.person(name, at)}
            for name in said
        ]
        return {"attendees": seats} if seats else {}

    def answer(self) -> list[Row]:
        about, rows = self._about_one()
        answer = _needed(self.v["answer"], "answer", "What they said", "needs a choice")
        about |= self._of("decision_on", "meeting_on", "channel", "text")
        return rows + records.received(self.frames, answer, self.on, **about)

    def offer(self) -> list[Row]:
        about, rows = self._about_one()
        about |= self._of("deadline_on", "is_written", "pay") | {"terms": self.v["text"]}
        return rows + records.offer(self.frames, about.pop("opportunity_id"), self.on, **about)

    def sent(self) -> list[Row]:
        """What the seeker wrote, called or sent."""
        about, rows = self._about()
        person_id = _needed(about.pop("person_id"), "person", "Person")
        more = self._of("purpose", "channel", "decision_on", "text")
        more["result"] = self.v["result"] if self.v["touch"] == "call" else ""
        more["answer"] = self.v["answer"] if more["result"] == "reached" else ""
        touch = self.v["touch"]
        return rows + records.sent(self.frames, touch, person_id, self.on, **about, **more)

    def called_off(self) -> list[Row]:
        opportunity_id, rows = self._opportunity()
        return rows + records.called_off(self.frames, opportunity_id, self.on)

    def identified(self) -> list[Row]:
        if not self.v["unnamed"] or not self.v["person"].strip():
            raise InvalidValue("Person", "is needed, and whom you met", key="person")
        seat, name, email = self.v["unnamed"], self.v["person"], self.v["email"]
        return records.name_found(self.frames, seat, name, self.on, email)

    def mine(self) -> list[Row]:
        about, rows = self._about_one()
        about |= self._of("channel", "text")
        return rows + records.ended(self.frames, self.v["decision"], self.on, **about)

    def promise(self) -> list[Row]:
        promise_id = _needed(self.v["promise"], "promise", "Promise", "needs a choice")
        return records.promise_kept(self.frames, promise_id, self.on)

    def met(self) -> list[Row]:
        introducer = self.cast.person(self.v["introducer"])
        more = self._of("source") | {"introduced_by_id": introducer, "kind": self.v["track"]}
        _, rows = self._opportunity(**more)
        self.cast.person(self.v["person"], self.cast.company(self.v["company_name"]))
        return rows

    def person(self) -> list[Row]:
        person_id = _needed(self.cast.person(self.v["person"]), "person", "Person")
        moved = self.v["change"] == "moved"
        more = {"company_id": self.cast.company(self.v["company_name"])} if moved else {}
        return records.event(self.frames, self.v["change"], self.on, person_id=person_id, **more)


def _fields(frames: Frames, book: Book) -> dict[str, f.Field]:
    people = names(frames["people"])
    return {
        "on": f.day("Date", book.today),
        "company_name": f.known("Company", names(frames["companies"])),
        "role": f.known("Role, or “networking”", []),
        "track": f.choice("What is it about?", choices("opportunities", "kind")),
        "source": f.choice("How you found it", choices("opportunities", "source", "Not noted")),
        "cv_sent": f.text("Which CV you sent"),
        "person": f.known("Person", people),
        "introducer": f.known("Introduced by (if anyone)", people),
        "email": f.text("Email"),
        "answer": f.choice("What they said", chosen(ANSWERS, "Please choose")),
        "touch": f.choice("What you did", chosen(TOUCHES)),
        "purpose": f.choice("What for", choices("touchpoints", "purpose", "Nothing of these")),
        "result": f.choice("If you called", choices("touchpoints", "result", "I did not call")),
        "decision": f.choice("What you decided", chosen(MINE)),
        "change": f.choice("What changed", chosen(["moved", "do_not_contact"])),
        "unnamed": f.choice("Whom you met", _unnamed(frames)),
        "promise": f.choice("Which promise", _promises(frames)),
        "decision_on": f.day("Day they named for a decision (if any)"),
        "meeting_on": f.day("Day of the next meeting (if any)"),
        "starts_at": f.text("Time", placeholder="2:30 pm"),
        "place": f.text("Place, telephone or link"),
        "who": f.area("Who will be there (names, with commas)", rows=2),
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
    opportunity = look_up(room["meeting_id"], frames["meetings"].set_index("id")["opportunity_id"])
    company = look_up(opportunity, company_names(frames))
    who = room["description"].replace("", "Someone") + ", " + company
    return {"": "Please choose", **dict(zip(room["id"], who, strict=True))}


def _promises(frames: Frames) -> dict[str, str]:
    made = frames["promises"]
    made = made[made["is_mine"] & made["done_on"].isna()]
    return {"": "Please choose", **dict(zip(made["id"], made["promise"], strict=True))}
