"""The desk for one line of the list: what you know, the text, what to mind, and "I sent it".

Not here: the words of a letter (letters/), which task is due (agenda.py).
"""

import contextlib
from collections.abc import Callable
from typing import Any

import ipywidgets as w
from markupsafe import Markup

from followup import records
from followup.agenda import hints
from followup.errors import InvalidValue
from followup.forms import fields as f
from followup.forms.browser import CopyButton, DownloadButton
from followup.forms.form import Book, Form, has_come, names
from followup.forms.look import heading, html, linked, listed, said
from followup.forms.words import choices, chosen
from followup.frames import name_of
from followup.letters import BY_KEY, Kind, draft, kinds_for, occasion, send
from followup.letters.check import check, specific
from followup.letters.points import LABELS, Ask, Point
from followup.search import search_on
from followup.tables import Row

ANSWERS = ("courtesy_reply", "status_update", "advance", "on_hold", "rejected")
ENDINGS = {"acceptance": "accepted", "decline": "declined", "withdrawal": "withdrawn"}
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class TaskForm(Form):
    """The desk of one task: its title on top, and the list moves on when it is done."""

    def __init__(
        self, book: Book, task: Any, on_done: Callable[[str], object], save_label: str
    ) -> None:
        super().__init__(book, f"desk:{task.task}", save_label)
        self.task, self._on_done = task, on_done
        self.to = f": {task.person}" if task.person else ""

    def title(self, more: Markup | str = "") -> w.HTML:
        """What to do, for whom, and why."""
        title = Markup("<h2>{}{}</h2><p>{}</p>{}")
        return html(title.format(self.task.duty, self.to, self.task.why, more))


class Desk(TaskForm):
    """One task at hand: the plan from the record, an editable text, the checks, one button."""

    def __init__(self, book: Book, task: Any, on_done: Callable[[str], object]) -> None:
        super().__init__(book, task, on_done, "I sent it")
        self.frames = book.frames()
        self.about = occasion(self.frames, task, book.today)
        self._watch_fields()
        self._texts: dict[str, tuple[str, str]] = {}
        self._shown_kind = self._kind().key
        self._plan, self._asks, self._remarks = w.VBox([]), w.VBox([]), html("")
        self._copy, self._mail = CopyButton(), html("")
        self._build()
        if book.draft(self.name):
            self.bring_back()
            self._build_plan()
        field = self.fields
        field["kind"].on_change(self._on_kind)
        field["text"].on_change(self._show_remarks)
        self._call = f.line(field["result"], field["answer"], field["decision_on"])
        more = listed(hints(search_on(self.frames, book.today), task))
        self.show(
            self.title(more), field["kind"],
            heading("What you know", 3), self._plan, self._asks,
            heading("The text", 3), field["subject"], field["text"],
            f.button("Build the text again from the notes", self._on_again),
            heading("What to mind", 3), self._remarks, self._ways_out(),
            heading("When it is done", 3), f.line(field["on"], field["channel"]), self._call,
            self.foot(),
        )  # fmt: skip
        self._show_call()
        self._show_remarks()

    def _watch_fields(self) -> None:
        about = self.about.meeting_id
        meeting = self.frames["meetings"].set_index("id")["kind"].get(about, "")
        rating = self.frames["reflections"].set_index("meeting_id")["rating"].get(about, "")
        kinds = list(kinds_for(self.task.rule, meeting, rating))
        if self._person().get("is_phone_unwelcome"):
            kinds.sort(key=lambda kind: kind.is_spoken)  # an email does as well
        channel = str(self._person().get("preferred_channel") or "") or "email"
        self.watch(
            {
                "kind": f.choice("What to prepare", {k.key: k.label for k in kinds}),
                "subject": f.text("Subject"),
                "text": f.area("The text", rows=16),
                "on": f.day("Sent on", self.book.today),
                "channel": f.choice("How", choices("touchpoints", "channel"), channel),
                "result": f.choice("What came of the call", choices("touchpoints", "result", "Please choose")),
                "answer": f.choice("What they said", chosen(ANSWERS, "Nothing about the decision yet")),
                "decision_on": f.day("Day they named (if any)"),
            }
        )  # fmt: skip

    def _ways_out(self) -> w.HBox:
        files = [DownloadButton("Letter to print (.docx)", self._docx, self.tell)]
        if self._person()["email"]:
            files.insert(0, DownloadButton("Email draft (.eml)", self._eml, self.tell))
        return w.HBox([self._copy, *files, self._mail])

    def _person(self) -> Any:
        people = self.frames["people"].set_index("id")
        found = people.reindex([self.about.person_id]).astype("object").iloc[0]
        return found.where(found.notna(), "")

    def _kind(self) -> Kind:
        return BY_KEY[self.fields["kind"].value]

    @property
    def _written(self) -> tuple[str, str]:
        """The subject and the text, as they stand in the fields."""
        return str(self.fields["subject"].value), str(self.fields["text"].value)

    @_written.setter
    def _written(self, written: tuple[str, str]) -> None:
        with self.quietly():
            self.fields["subject"].value, self.fields["text"].value = written

    def _build(self) -> None:
        """Makes the text from the record, as the plan now stands."""
        self._build_plan()
        self._written = self.draft.subject, self.draft.text
        self._built = self.draft.text

    def _build_plan(self) -> None:
        """Works the plan out again, and leaves the text alone."""
        self.draft = draft(self.frames, self._kind(), self.about, self.book.today)
        rows: list[w.Widget] = [self._point(point) for point in self.draft.points if point.is_used]
        rest = [point for point in self.draft.points if not point.is_used]
        if rest:
            more = f"More from your notes ({len(rest)})"
            rows.append(f.Opener(more, lambda: [self._point(point) for point in rest]))
        helps = (
            "the questions below help" if self.draft.asks else "a reflection in 01-reflect helps"
        )
        empty = said(f"Nothing is noted for this yet; {helps}.")
        f.swap(self._plan, rows or [html(empty, "fu-hint")])
        f.swap(self._asks, [self._ask(ask) for ask in self.draft.asks])

    def _point(self, point: Point) -> w.VBox:
        """One line of the plan: a tick, and behind a button the seeker's own sentence for it."""
        own = point.person_id in (None, self.about.person_id)
        whose = "" if own else name_of(self.frames["people"], point.person_id)
        label = LABELS[point.kind] + (f" (from {whose})" if whose else "")
        tick = f.tick(f"{label}: {point.said or point.note}", point.is_used)
        tick.on_change(lambda: self._on_tick(point, bool(tick.value)))
        if not point.is_used:
            return w.VBox([tick])

        def own_words() -> list[w.Widget]:
            words = f.area("In your own words, as it shall stand in this text", point.said, rows=2)
            keep = f.button("Use this sentence", lambda: self._on_said(point, str(words.value)))
            return [words, keep]

        say = f.Opener("Say it differently", own_words)
        line = w.HBox([tick, say.children[0]])
        line.add_class("fu-plan")
        return w.VBox([line, say.shown])

    def _ask(self, ask: Ask) -> w.VBox:
        field = f.text(ask.question)
        add = f.button("Add it to the record", lambda: self._on_asked(ask, str(field.value)))
        return w.VBox([field, add])

    def _on_asked(self, ask: Ask, text: str) -> None:
        if text.strip():
            row = Row(ask.row.table, ask.row.values | {ask.column: text.strip()})
            self._record([row], "A note added from the desk")

    def _on_tick(self, point: Point, used: bool) -> None:
        """Takes a point in or out; one of somebody else's part moves out of their letter."""
        rows = [self._sentence(point.source, self.about.person_id, is_used=used)]
        if used and point.person_id not in (None, self.about.person_id):
            rows.append(self._sentence(point.source, point.person_id, is_used=False))
        self._record(rows, "The plan of a letter")

    def _on_said(self, point: Point, text: str) -> None:
        row = self._sentence(point.source, self.about.person_id, is_used=True, text=text.strip())
        self._record([row], "A sentence in the seeker's own words")

    def _sentence(self, source: str, person_id: str | None, **values: Any) -> Row:
        kept = self.frames["sentences"]
        own = kept.loc[(kept["source"] == source) & (kept["person_id"] == person_id), "id"]
        new = {"source": source, "person_id": person_id}
        return Row("sentences", ({"id": own.iloc[0]} if len(own) else new) | values)

    def _record(self, rows: list[Row], what: str) -> None:
        with self.telling():
            self.book.save(rows, what)
            self.frames = self.book.frames()
            if self._written[1] == self._built:
                self._build()
            else:
                self._build_plan()
                self.tell("Your own text is left as it is; build it again to take this in.")
            self._show_remarks()

    def _on_again(self) -> None:
        self._build()
        self._changed()
        self._show_remarks()

    def _on_kind(self) -> None:
        """Another kind gets a text of its own; what was written for the first one is kept."""
        if self._quiet:
            return
        self._texts[self._shown_kind], self._shown_kind = self._written, self._kind().key
        self._build()
        self._written = self._texts.get(self._shown_kind, self._written)
        self._show_call()
        self._show_remarks()

    def _show_call(self) -> None:
        is_call = self._kind().touch == "call"
        self._call.layout.display = "" if is_call else "none"
        self.fields["channel"].layout.display = "none" if is_call else ""
        self.save_button.description = "I called" if is_call else "I sent it"

    def _show_remarks(self) -> None:
        subject, text = self._written
        found = [remark.text for remark in check(self.frames, self.draft, text, self._others())]
        marked = specific(self.draft, text)
        own = Markup(" ").join(
            Markup("<mark>{}</mark>" if is_own else "{}").format(t) for t, is_own in marked
        )
        swap = Markup(
            "<details><summary>{} of {} sentences could go to nobody else</summary><p>{}</p></details>"
        ).format(sum(is_own for _, is_own in marked), len(marked), own)
        nothing = ["Nothing stands out. Read it aloud once."]
        self._remarks.value = str(listed(found or nothing) + swap)
        self._copy.text, self._mail.value = text, ""
        with contextlib.suppress(InvalidValue):  # the button for the draft says what is wrong
            address = self._person()["email"]
            short = send.mailto(address, subject, text) if address else None
            link = Markup('<a href="{}" target="_blank">Open in the mail program</a>')
            self._mail.value = str(link.format(short)) if short else ""

    def _others(self) -> list[tuple[str, str]]:
        """The letters to others about the same meeting, sent or drafted, by name."""
        sent, room = self.frames["touchpoints"], self.frames["attendees"]
        same = sent[(sent["meeting_id"] == self.about.meeting_id) & (sent["direction"] == "out")]
        same = same[(same["person_id"] != self.about.person_id) & (same["text"] != "")]
        found = dict(zip(same["person_id"], same["text"], strict=True))
        there = room.loc[room["meeting_id"] == self.about.meeting_id, "person_id"].dropna()
        for who in there[there != self.about.person_id]:
            kept = self.book.draft(f"desk:R-LET|{self.about.meeting_id}|{who}")
            if kept:
                found.setdefault(who, kept.get("text", ""))
        return [(name_of(self.frames["people"], who), text) for who, text in found.items()]

    def _eml(self) -> tuple[str, str, bytes]:
        person, sender = self._person(), self.book.settings().get("seeker.email", "")
        content = send.eml(person["name"], person["email"], sender, *self._written)
        return self._file("eml"), "message/rfc822", content

    def _docx(self) -> tuple[str, str, bytes]:
        person, settings, today = self._person(), self.book.settings(), self.book.today
        sender = "\n".join(settings.get(f"seeker.{k}", "") for k in ("name", "phone", "email"))
        content = send.docx(person["name"], person["address"], sender, today, self._written[1])
        return self._file("docx"), DOCX, content

    def _file(self, ending: str) -> str:
        parts = (self.book.today.isoformat(), self._kind().key, self._person()["name"])
        return send.file_name(*parts, ending=ending)

    # --- done ---

    def rows_and_words(self) -> tuple[list[Row], str] | None:
        kind, v = self._kind(), self.values
        has_come("Sent on", "on", v["on"], self.book.today)
        rows = self._ended(kind, v) or self._sent(kind, v)
        return rows + self._used(rows), f"{kind.label}{self.to}"

    def _ended(self, kind: Kind, v: dict[str, Any]) -> list[Row]:
        if kind.purpose not in ENDINGS or not self.about.opportunity_id:
            return []
        return records.ended(
            self.frames, ENDINGS[kind.purpose], v["on"], person_id=self.about.person_id,
            opportunity_id=self.about.opportunity_id, channel=v["channel"], text=v["text"],
        )  # fmt: skip

    def _sent(self, kind: Kind, v: dict[str, Any]) -> list[Row]:
        more: dict[str, Any] = {"subject": v["subject"], "text": v["text"], "channel": v["channel"]}
        if kind.touch == "call":
            if not v["result"]:
                raise InvalidValue("What came of the call", "needs a choice", key="result")
            more |= {"result": v["result"], "channel": "phone"}
            if v["result"] == "reached":
                more |= {"answer": v["answer"] or "", "decision_on": v["decision_on"]}
        clippings = [p for p in self.draft.points if p.kind == "clipping" and p.is_used]
        if clippings:
            more["clipping_id"] = clippings[0].source.partition(":")[2]
        after = self.about.meeting_id if kind.purpose in records.THANKS else None
        return records.sent(
            self.frames, kind.touch, self.about.person_id, v["on"], purpose=kind.purpose,
            opportunity_id=self.about.opportunity_id, meeting_id=after, **more,
        )  # fmt: skip

    def _used(self, rows: list[Row]) -> list[Row]:
        """Which points went out with this text, for the coverage table."""
        sent = [row.values["id"] for row in rows if row.table == "touchpoints"]
        who = self.about.person_id
        return [
            self._sentence(p.source, who, is_used=True, touchpoint_id=sent[0])
            for p in self.draft.points if p.is_used and sent and who is not None
        ]  # fmt: skip

    def after_saving(self) -> None:
        who = f", {self.task.person}" if self.task.person else ""
        self._on_done(f"Noted: {self.task.duty.lower()}{who}.")


class NameDesk(TaskForm):
    """Finding the name of someone who was in the room."""

    def __init__(self, book: Book, task: Any, on_done: Callable[[str], object]) -> None:
        super().__init__(book, task, on_done, "This is the name")
        people = names(book.frames()["people"])
        self.watch({"name": f.known("Their name", people), "email": f.text("Email, if known"),
                    "on": f.day("Found on", book.today)})  # fmt: skip
        self.bring_back()
        self.show(self.title(), f.layout(self.fields), self.foot())

    def rows_and_words(self) -> tuple[list[Row], str] | None:
        """The person, and who they were in the room."""
        v, frames = self.values, self.book.frames()
        if not v["name"].strip():
            raise InvalidValue("Their name", "is needed", key="name")
        has_come("Found on", "on", v["on"], self.book.today)
        rows = records.name_found(frames, self.task.attendee_id, v["name"], v["on"], v["email"])
        return rows, f"A name found: {v['name'].strip()}"

    def after_saving(self) -> None:
        self._on_done("The name is noted; a letter to them is on the list now.")


class PromiseDesk(TaskForm):
    """A promise to keep, or an action agreed with the coach: only its day is asked."""

    def __init__(self, book: Book, task: Any, on_done: Callable[[str], object]) -> None:
        super().__init__(book, task, on_done, "I did it")
        self.watch({"on": f.day("Done on", book.today)})
        self.show(self.title(), self.fields["on"], self.foot())

    def rows_and_words(self) -> tuple[list[Row], str] | None:
        """The day it was done, on the promise or on the coach's comment."""
        on = has_come("Done on", "on", self.values["on"], self.book.today)
        if self.task.rule == "R-COA":
            row = {"id": self.task.task.partition("|")[2], "done_on": on}
            return [Row("comments", row)], "Done, as agreed with the coach"
        kept = records.promise_kept(self.book.frames(), self.task.promise_id, on)
        return kept, f"A promise kept{self.to}"

    def after_saving(self) -> None:
        self._on_done("Noted: that is done.")


def desks_for(book: Book, task: Any, on_done: Callable[[str], object]) -> list[w.Widget]:
    """The desks of a task, the first one to be used first."""
    if task.rule == "R-REF":
        page = Markup("<h2>{}</h2><p>{}</p>").format(task.duty, task.why)
        there = '<a href="01-reflect.ipynb">Open 01-reflect; the meeting is offered there first</a>'
        return [html(page), linked(Markup(there))]
    if task.rule in ("R-COM", "R-COA"):
        return [PromiseDesk(book, task, on_done)]
    if task.rule == "R-UNK":
        return [NameDesk(book, task, on_done), Desk(book, task, on_done)]
    return [Desk(book, task, on_done)]
