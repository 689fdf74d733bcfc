"""The reflection form of 01-reflect: the meeting, then the prompts in five short tabs.

Not here: the fields of the meeting (meeting.py) and of the prompts (answers.py).
"""

from collections.abc import Mapping
from typing import Any

import ipywidgets as w
from markupsafe import Markup

from followup import agenda, records
from followup.errors import ChangedElsewhere, FollowupError, InvalidValue
from followup.forms import fields as f
from followup.forms.answers import OWN, AnswersPart
from followup.forms.form import Book, Form
from followup.forms.look import heading, html, linked, listed
from followup.forms.meeting import NEW, PER_PERSON, MeetingPart, meetings_to_choose
from followup.forms.words import words
from followup.prompts import BY_KEY, FIRST, TABS, prompts_for
from followup.search import search_on
from followup.tables import Row
from followup.words import say_day


class ReflectionForm(Form):
    """The form for one meeting: choose or add it, answer the prompts, save.

    A draft is kept while typing; a saved reflection opens again from the first field.
    """

    def __init__(self, book: Book) -> None:
        super().__init__(book, "reflection", "Save reflection")
        self._begin()

    def _begin(self) -> None:
        self.frames = self.book.frames()
        f.close(*self.fields.values())
        self.fields = {}
        self.meeting = MeetingPart(self.frames, self.book.today)
        self.room = self.meeting.room
        self.answers = AnswersPart(self.frames, self.room, self.meeting.fields["requirements"])
        self._versions: dict[str, int] = {}
        self._seats = 0  # how many people in the room have their prompts on the page
        offered = meetings_to_choose(self.frames, self.book.today)
        self.which = f.choice("Which meeting?", offered, NEW)
        self.watch({"which": self.which, **self.meeting.fields, **self.answers.fields})
        self.progress = html("", "fu-hint")
        self.tabs = w.Tab([w.VBox([]) for _ in TABS])
        for number, title in enumerate(TABS.values()):
            self.tabs.set_title(number, title)
        self.tabs.selected_index = 0
        self.bring_back()
        self.which.on_change(self._on_which)
        self.room.on_change(self._on_room)
        self.meeting.kind.on_change(self._lay_out)
        with self.quietly():
            self._on_room()
        self._lay_out()
        self.show(
            heading("The meeting"), self.which, self.meeting.view(),
            heading("What you noticed"), self.tabs, self.progress, self.foot(),
        )  # fmt: skip

    # --- what is shown ---

    def _shown(self, tab: str) -> list[w.Widget]:
        prompts = prompts_for(self.meeting.kind.value)
        return [part for p in prompts if p.tab == tab for part in self.answers.view(p)]

    def _lay_out(self) -> None:
        self._seats = len(self.room.rows)
        seats = (field for row, _ in self.room.rows for field in row.values())
        stay = [*self.answers.fields.values(), *seats]
        for box, tab in zip(self.tabs.children, TABS, strict=True):
            f.swap(box, self._shown(tab), stay)
        self._count()

    def _on_room(self) -> None:
        self._changed()
        for row, _ in self.room.rows:
            name = row["name"].value.strip() or "them"
            for key in PER_PERSON:
                f.name(row[key].control, BY_KEY[key].wording.format(name=name))
        with self.quietly():
            self.answers.name_people()
        if self._seats != len(self.room.rows):
            self._lay_out()

    def _changed(self) -> None:
        super()._changed()
        with self.quietly():
            self.answers.offer_requirements()
        self._count()

    def _count(self) -> None:
        core = [p for p in prompts_for(self.meeting.kind.value) if p.core]
        first = {"room": bool(self.room.value), "rating": bool(self.values["rating"])}
        done = sum(first[p.key] if p.tab == FIRST else self.answers.is_answered(p) for p in core)
        self.progress.value = f"{done} of {len(core)} answered. A tick for “nothing” counts."

    # --- the draft knows which versions it was opened with ---

    @property
    def content(self) -> dict[str, Any]:
        """What is typed, and the versions of what it amends."""
        opened = {"versions": self._versions, "seen": self.answers.seen}
        return super().content | opened | {"seen_rows": sorted(self.answers.seen_rows)}

    @content.setter
    def content(self, kept: Mapping[str, Any]) -> None:
        self.fill(kept)
        self._versions = dict(kept.get("versions", {}))
        self.answers.seen = dict(kept.get("seen", {}))
        self.answers.seen_rows = set(kept.get("seen_rows", ()))

    # --- opening one that is known ---

    def _on_which(self) -> None:
        if self._quiet:
            return
        chosen, typed = self.which.value, self.content
        self._versions = {}
        with self.quietly():
            if chosen == NEW:
                self.content = {name: None for name in self.fields if name != "which"}
                self.fields["meeting_on"].value = self.book.today
            else:
                self._open(chosen)
                self._add(typed)
            self._on_room()
        self._lay_out()
        self.opened()
        if self._kept:  # something was typed before
            self._changed()

    def _add(self, typed: Mapping[str, Any]) -> None:
        """What was typed before the meeting was chosen stays, below what was there."""
        for name, field in self.answers.fields.items():
            mine = typed[name]
            if isinstance(field, f.Rows):
                known = [row for row in field.kept if "id" in row]
                field.kept = known + [row for row in mine if "id" not in row]
            elif isinstance(mine, str) and mine.strip() and mine != field.kept:
                free = isinstance(field.control, w.Textarea) and field.value
                field.kept = f"{field.value}\n{mine}" if free else (field.kept or mine)
        if typed["rating"] and not self.fields["rating"].value:
            self.fields["rating"].value = typed["rating"]

    def _open(self, meeting_id: str) -> None:
        self.meeting.choose(meeting_id)
        versions = self.frames["meetings"].set_index("id")["row_version"]
        self._versions = {"meeting": int(versions[meeting_id])}
        reflection = self.answers.open(meeting_id)
        self.fields["rating"].value = "" if reflection is None else reflection["rating"]
        if reflection is not None:
            self._versions["reflection"] = int(reflection["row_version"])

    # --- saving ---

    def rows_and_words(self) -> tuple[list[Row], str] | None:
        """The meeting, who was there, and every answer, under the versions they were opened with."""
        self.frames = self.meeting.frames = self.answers.frames = self.book.frames()
        value = self.values
        if not value["rating"]:
            raise InvalidValue("How did it go?", "needs one of well, mixed, badly", key="rating")
        known = None if value["which"] == NEW else value["which"]
        version = {"row_version": self._versions["meeting"]} if known else {}
        meeting_id, opportunity_id, rows, found = self.meeting.rows(known, **version)
        people = self.frames["people"]
        ids: dict[str, str | None] = dict(zip(people["name"], people["id"], strict=True))
        ids |= {row["name"].strip(): p for row, p in zip(value["room"], found, strict=True)}
        told, bank = self.answers.told(ids, opportunity_id, self.meeting.requirement_ids)
        own = {key: value[key] for key in OWN}
        own["decision_told_by_id"] = ids.get(value["decision_told_by"])
        if "reflection" in self._versions:
            own["row_version"] = self._versions["reflection"]
        # the day it was first written, which an amendment leaves as it was
        known_on = self.frames["reflections"].set_index("meeting_id")["reflected_on"].dt.date
        written = known_on.get(meeting_id, self.book.today)
        rows += bank + records.reflection(
            self.frames, meeting_id, value["meeting_on"], max(written, value["meeting_on"]),
            answers=self.answers.answers(found), rows=told,
            seen=self.answers.seen_rows | set(self.answers.seen), **own,
        )  # fmt: skip
        self.saved = (meeting_id, opportunity_id)
        what = f"Reflection on {value['company_name'].strip()}, {say_day(value['meeting_on'])}"
        return rows, what

    def point_at(self, error: FollowupError) -> None:
        """Shows both versions when another window changed it, and keeps what is typed here."""
        super().point_at(error)
        if not isinstance(error, ChangedElsewhere) or not error.theirs:
            return
        mine, chosen = self.content, self.which.value
        self.frames = self.meeting.frames = self.answers.frames = self.book.frames()
        with self.quietly():
            self._open(chosen)
            theirs = super().content
            opened = {key: self.content[key] for key in ("versions", "seen", "seen_rows")}
            self.content = mine | opened
        for name, field in self.answers.fields.items():
            if isinstance(field, f.Field) and theirs[name] != mine[name]:
                field.say(f"In the other window: {theirs[name] or 'nothing'}")
        self.tell(f"{error} Saving again keeps what stands here.")

    def after_saving(self) -> None:
        """The form folds into a summary, and what it means."""
        amend = f.button("Open it again", self._on_again)
        another = f.button("Reflect on another meeting", self._begin)
        page = '<a href="02-follow-up.ipynb">Go on to 02-follow-up: the list and the desk</a>'
        self.show(
            html(_summary(self.values)), html(self._means()),
            linked(Markup(page)), w.HBox([amend, another]), self.status,
        )  # fmt: skip
        self.guard.to_top()

    def _means(self) -> Markup:
        search = search_on(self.book.frames(), self.book.today)
        found = [
            f"{t.duty}{': ' + t.person if t.person else ''}, {agenda.by_when(t, search.say)}. {t.why}"
            for t in agenda.listed(search)
            if t.opportunity_id == self.saved[1]
        ]
        page = Markup("<h3>What this means</h3>{}")
        return page.format(listed(found or ["Nothing is owed just now."]))

    def _on_again(self) -> None:
        meeting_id = self.saved[0]
        self._begin()
        self.which.value = meeting_id


def _summary(value: dict[str, Any]) -> Markup:
    room = ", ".join(row["name"] for row in value["room"]) or "nobody named"
    met = f"{value['company_name']}, {value['role']}: {say_day(value['meeting_on'])}, with {room}."
    notes = [value[key].strip() for key in ("company", "landed", "lesson", "decision")]
    facts = [met, f"How it went: {words(value['rating']).lower()}.", *filter(None, notes)]
    return Markup("<h3>Saved, in your words</h3>{}").format(listed(facts))
