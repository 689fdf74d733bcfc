"""The desk for one line of the list: what you know, the text, what to mind, and "I sent it".

Not here: the words of a letter (letters/), which task is due (agenda.py).
"""

import contextlib
from collections.abc import Callable
from typing import Any

import ipywidgets as w
import pandas as pd
from markupsafe import Markup

from followup import records
from followup.agenda import hints
from followup.errors import FollowupError, InvalidValue
from followup.forms import fields as f
from followup.forms.browser import CopyButton, DownloadButton
from followup.forms.form import Book, Form, has_come, name_of, names
from followup.forms.look import heading, html, linked, listed
from followup.forms.words import choices, words
from followup.letters import BY_KEY, Draft, Kind, draft, kinds_for, occasion, send
from followup.letters.check import check, specific
from followup.letters.points import ASKS, LABELS, Occasion, Point
from followup.rules.situation import Situation
from followup.tables import Frames, Row

DONE = {"call": "I called", "nudge": "I sent it", "group_note": "I sent it"}
ANSWERS = ("courtesy_reply", "status_update", "advance", "on_hold", "rejected")


class Desk(Form):
    """One task at hand: the plan from the record, an editable text, the checks, one button."""

    def __init__(self, book: Book, task: Any, on_done: Callable[[str], object]) -> None:
        super().__init__(book, f"desk:{task.task}", "I sent it")
        self.task, self._on_done = task, on_done
        self.frames: Frames = book.frames()
        self.about = self._occasion()
        self.kinds = self._kinds()
        self.draft: Draft | None = None
        self._built = ""
        if self.kinds:
            self._letter_desk()

    # --- a letter, a call, a note ---

    def _occasion(self) -> Occasion:
        return occasion(self.frames, self.task._asdict(), self.book.today)

    def _kinds(self) -> tuple[Kind, ...]:
        meeting = self.frames["meetings"].set_index("id")["kind"].get(self.about.meeting_id, "")
        ratings = self.frames["reflections"].set_index("meeting_id")["rating"]
        return kinds_for(self.task.rule, meeting, ratings.get(self.about.meeting_id, ""))

    def _letter_desk(self) -> None:
        kind = self.kinds[0]
        own = {k.key: k.label for k in self.kinds}
        person = self._person()
        channel = str(person.get("preferred_channel") or "") or "email"
        self.watch(
            {
                "kind": f.choice("What to prepare", own, kind.key),
                "subject": f.text("Subject"),
                "text": f.area("The text", rows=16),
                "on": f.day("Sent on", self.book.today),
                "channel": f.choice("How", choices("touchpoints", "channel"), channel),
                "result": f.choice("What came of the call", choices("touchpoints", "result", "Please choose")),
                "answer": f.choice("What they said", {"": "Nothing about the decision yet", **{k: words(k) for k in ANSWERS}}),
                "decision_on": f.day("Day they named (if any)"),
            }
        )  # fmt: skip
        self._plan = w.VBox([])
        self._asks = w.VBox([])
        self._remarks = html("")
        self._call = f.line(self._f("result"), self._f("answer"), self._f("decision_on"))
        self._texts: dict[str, tuple[str, str]] = {}
        self._shown_kind = kind.key
        self._copy = CopyButton()
        self._mail = html("")
        files = [DownloadButton("Letter to print (.docx)", self._docx, self.tell)]
        if self._person()["email"]:
            files.insert(0, DownloadButton("Email draft (.eml)", self._eml, self.tell))
        self._out = w.HBox([self._copy, *files, self._mail])
        self._build()
        kept = self.book.draft(self.name)
        if kept:
            self.bring_back()
            self._build_plan()
        self._f("kind").on_change(self._on_kind)
        self._f("text").on_change(self._show_remarks)
        self._show_remarks()
        again = f.button("Build the text again from the notes", self._on_again)
        sent = f.line(self._f("on"), self._f("channel"))
        foot = w.HBox([self.save_button, self.status])
        self.show(
            self._title(), self._f("kind"),
            heading("What you know", 3), self._plan, self._asks,
            heading("The text", 3), self._f("subject"), self._f("text"), again,
            heading("What to mind", 3), self._remarks, self._out,
            heading("When it is done", 3), sent, self._call, foot,
        )  # fmt: skip
        self._show_call()

    def _f(self, name: str) -> f.Field:
        field = self.fields[name]
        assert isinstance(field, f.Field)
        return field

    def _person(self) -> Any:
        people = self.frames["people"].set_index("id")
        found = people.reindex([self.about.person_id]).astype("object").iloc[0]
        return found.where(found.notna(), "")

    def _title(self) -> w.HTML:
        situation = Situation.of(self.frames, self.book.today)
        more = listed(hints(situation, pd.Series(self.task._asdict())))
        title = Markup("<h2>{}{}</h2><p>{}</p>{}")
        who = f": {self.task.person}" if self.task.person else ""
        return html(title.format(self.task.duty, who, self.task.why, more))

    def _kind(self) -> Kind:
        return BY_KEY[self._f("kind").value]

    def _build(self) -> None:
        """Makes the text from the record, as the plan now stands."""
        self.draft = draft(self.frames, self._kind(), self.about, self.book.today)
        with self.quietly():
            self._f("subject").value, self._f("text").value = self.draft.subject, self.draft.text
        self._built = self.draft.text
        self._show_plan()

    def _build_plan(self) -> None:
        """Works the plan out again, and leaves the text alone."""
        self.draft = draft(self.frames, self._kind(), self.about, self.book.today)
        self._show_plan()

    def _show_plan(self) -> None:
        assert self.draft is not None
        rows = [self._point(point) for point in self.draft.points if point.is_used]
        rest = w.VBox([self._point(point) for point in self.draft.points if not point.is_used])
        if rest.children:
            rest.layout.display = "none"
            more = f"More from your notes ({len(rest.children)})"
            rows += [f.button(more, lambda: _toggle(rest)), rest]
        empty = html(
            Markup("<p>Nothing is noted for this yet; the questions below help.</p>"), "fu-hint"
        )
        self._plan.children = rows or [empty]
        self._asks.children = [self._ask(name) for name in self.draft.asks]

    def _point(self, point: Point) -> w.VBox:
        """One line of the plan: a tick, and behind a button the seeker's own sentence for it."""
        whose = (
            ""
            if point.person_id in (None, self.about.person_id)
            else name_of(self.frames["people"], point.person_id)
        )
        label = (
            f"{LABELS[point.kind]}{f' (from {whose})' if whose else ''}: {point.said or point.note}"
        )
        tick = f.tick(label, point.is_used)
        own = f.area("In your own words, as it shall stand in this text", point.said, rows=2)
        keep = f.button("Use this sentence", lambda: self._on_said(point, str(own.value)))
        box = w.VBox([own, keep])
        box.layout.display = "none"
        tick.on_change(lambda: self._on_tick(point, bool(tick.value)))
        more = f.button("Say it differently", lambda: _toggle(box))
        line = w.HBox([tick, more])
        line.add_class("fu-plan")
        return w.VBox([line if point.is_used else tick, box])

    def _ask(self, kind: str) -> w.VBox:
        question, prompt = ASKS[kind]
        field = f.text(question)
        add = f.button("Add it to the record", lambda: self._on_asked(prompt, str(field.value)))
        return w.VBox([field, add])

    def _on_asked(self, prompt: str, text: str) -> None:
        reflections = self.frames["reflections"]
        found = reflections.loc[reflections["meeting_id"] == self.about.meeting_id, "id"]
        if not text.strip() or found.empty:
            self.tell("This needs a reflection on the meeting first; 01-reflect has the form.")
            return
        row = {"reflection_id": found.iloc[0], "prompt": prompt, "text": text}
        self._record([Row("answers", row)], "A note added from the desk")

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
        known: dict[str, Any] = (
            {"id": own.iloc[0]} if len(own) else {"source": source, "person_id": person_id}
        )
        return Row("sentences", known | values)

    def _record(self, rows: list[Row], what: str) -> None:
        try:
            self.book.save(rows, what)
        except FollowupError as error:
            self.point_at(error)
            return
        untouched = self._f("text").value == self._built
        self.frames = self.book.frames()
        if untouched:
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
        written = (str(self._f("subject").value), str(self._f("text").value))
        self._texts[self._shown_kind], self._shown_kind = written, self._kind().key
        self._build()
        if self._shown_kind in self._texts:
            with self.quietly():
                self._f("subject").value, self._f("text").value = self._texts[self._shown_kind]
        self._show_call()
        self._show_remarks()

    def _show_call(self) -> None:
        is_call = self._kind().touch == "call"
        self._call.layout.display = "" if is_call else "none"
        self._f("channel").layout.display = "none" if is_call else ""
        self.save_button.description = DONE.get(self._kind().touch, "I sent it")

    def _show_remarks(self) -> None:
        assert self.draft is not None
        text = str(self._f("text").value)
        found = check(self.frames, self.draft, text, self._others())
        said = [remark.text for remark in found] or ["Nothing stands out. Read it aloud once."]
        marked = specific(self.draft, text)
        n = sum(is_own for _, is_own in marked)
        own = Markup(" ").join(
            Markup("<mark>{}</mark>" if is_own else "{}").format(t) for t, is_own in marked
        )
        swap = Markup(
            "<details><summary>{} of {} sentences could go to nobody else</summary><p>{}</p></details>"
        )
        self._remarks.value = str(listed(said) + swap.format(n, len(marked), own))
        self._show_ways_out(text)

    def _others(self) -> list[tuple[str, str]]:
        """The letters to others about the same meeting, sent or drafted, by name."""
        sent = self.frames["touchpoints"]
        same = sent[(sent["meeting_id"] == self.about.meeting_id) & (sent["direction"] == "out")]
        same = same[(same["person_id"] != self.about.person_id) & (same["text"] != "")]
        found = dict(zip(same["person_id"], same["text"], strict=True))
        room = self.frames["attendees"]
        room = room[(room["meeting_id"] == self.about.meeting_id) & room["person_id"].notna()]
        for who in room["person_id"]:
            kept = self.book.draft(f"desk:R-LET|{self.about.meeting_id}|{who}")
            if who != self.about.person_id and kept:
                found.setdefault(who, kept.get("text", ""))
        return [(name_of(self.frames["people"], who), text) for who, text in found.items()]

    def _show_ways_out(self, text: str) -> None:
        self._copy.text = text
        address, subject = self._person()["email"], str(self._f("subject").value)
        short = None
        with contextlib.suppress(InvalidValue):  # the button for the draft says what is wrong
            short = send.mailto(address, subject, text) if address else None
        link = Markup('<a href="{}" target="_blank">Open in the mail program</a>')
        self._mail.value = str(link.format(short)) if short else ""

    def _eml(self) -> tuple[str, str, bytes]:
        person, settings = self._person(), self.book.settings()
        content = send.eml(
            person["name"], person["email"], settings.get("seeker.email", ""),
            str(self._f("subject").value), str(self._f("text").value),
        )  # fmt: skip
        return self._file("eml"), "message/rfc822", content

    def _docx(self) -> tuple[str, str, bytes]:
        person, settings = self._person(), self.book.settings()
        sender = "\n".join(settings.get(f"seeker.{k}", "") for k in ("name", "phone", "email"))
        text, today = str(self._f("text").value), self.book.today
        content = send.docx(person["name"], person["address"], sender, today, text)
        kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        return self._file("docx"), kind, content

    def _file(self, ending: str) -> str:
        day, name = self.book.today.isoformat(), self._person()["name"]
        return send.file_name(day, self._kind().key, name, ending=ending)

    # --- done ---

    def rows_and_words(self) -> tuple[list[Row], str] | None:
        """What was sent or said, as it stands in the fields."""
        kind, v = self._kind(), self.values
        has_come("Sent on", "on", v["on"], self.book.today)
        what = f"{kind.label}{': ' + self.task.person if self.task.person else ''}"
        endings = {"acceptance": "accepted", "decline": "declined", "withdrawal": "withdrawn"}
        who = {"person_id": self.about.person_id, "channel": v["channel"], "text": v["text"]}
        if kind.purpose in endings and self.about.opportunity_id:
            ending = endings[kind.purpose]
            rows = records.ended(
                self.frames, ending, v["on"], opportunity_id=self.about.opportunity_id, **who
            )
            return rows + self._used(rows), what
        more: dict[str, Any] = {"subject": v["subject"], "text": v["text"]}
        if kind.touch == "call":
            if not v["result"]:
                raise InvalidValue("What came of the call", "needs a choice", key="result")
            more |= {"result": v["result"], "channel": "phone"}
            if v["result"] == "reached":
                more |= {"answer": v["answer"] or "", "decision_on": v["decision_on"]}
        else:
            more["channel"] = v["channel"]
        used = [
            p.source
            for p in (self.draft.points if self.draft else ())
            if p.kind == "clipping" and p.is_used
        ]
        if used:
            more["clipping_id"] = used[0].partition(":")[2]
        after = self.about.meeting_id if kind.purpose in ("thank_you", "recovery") else None
        rows = records.sent(
            self.frames, kind.touch, self.about.person_id, v["on"], purpose=kind.purpose,
            opportunity_id=self.about.opportunity_id, meeting_id=after, **more,
        )  # fmt: skip
        return rows + self._used(rows), what

    def _used(self, rows: list[Row]) -> list[Row]:
        """Which points went out with this text, for the coverage table."""
        sent = [row.values["id"] for row in rows if row.table == "touchpoints"]
        if not sent or self.draft is None or self.about.person_id is None:
            return []
        return [
            self._sentence(p.source, self.about.person_id, is_used=True, touchpoint_id=sent[0])
            for p in self.draft.points if p.is_used
        ]  # fmt: skip

    def after_saving(self) -> None:
        """The list moves on."""
        self._on_done(
            f"Noted: {self.task.duty.lower()}{', ' + self.task.person if self.task.person else ''}."
        )


def _toggle(box: w.VBox) -> None:
    box.layout.display = "" if box.layout.display == "none" else "none"


class NameDesk(Form):
    """Finding the name of someone who was in the room."""

    def __init__(self, book: Book, task: Any, on_done: Callable[[str], object]) -> None:
        super().__init__(book, f"desk:{task.task}", "This is the name")
        self.task, self._on_done = task, on_done
        people = names(book.frames(["people"])["people"])
        self.watch({"name": f.known("Their name", people), "email": f.text("Email, if known"),
                    "on": f.day("Found on", book.today)})  # fmt: skip
        self.bring_back()
        title = Markup("<h2>{}: {}</h2><p>{}</p>")
        self.show(
            html(title.format(task.duty, task.person, task.why)),
            f.layout({k: v for k, v in self.fields.items() if isinstance(v, f.Field)}),
            w.HBox([self.save_button, self.status]),
        )

    def rows_and_words(self) -> tuple[list[Row], str] | None:
        """The person, and who they were in the room."""
        v, frames = self.values, self.book.frames()
        if not v["name"].strip():
            raise InvalidValue("Their name", "is needed", key="name")
        has_come("Found on", "on", v["on"], self.book.today)
        o = frames["opportunities"].set_index("id")["company_id"].get(self.task.opportunity_id)
        cast = records.Cast(frames)
        person_id = cast.person(v["name"], o, email=v["email"])
        assert person_id is not None
        found = records.identified(frames, self.task.attendee_id, person_id, v["on"])
        return cast.rows + found, f"A name found: {v['name'].strip()}"

    def after_saving(self) -> None:
        """The list moves on: a letter is due to them now."""
        self._on_done("The name is noted; a letter to them is on the list now.")


class PromiseDesk(Form):
    """A promise to keep: only the day it was kept is asked."""

    def __init__(self, book: Book, task: Any, on_done: Callable[[str], object]) -> None:
        super().__init__(book, f"desk:{task.task}", "I kept it")
        self.task, self._on_done = task, on_done
        self.watch({"on": f.day("Kept on", book.today)})
        title = Markup("<h2>{}{}</h2><p>{}</p>")
        who = f": {task.person}" if task.person else ""
        self.show(
            html(title.format(task.duty, who, task.why)), self.fields["on"],
            w.HBox([self.save_button, self.status]),
        )  # fmt: skip

    def rows_and_words(self) -> tuple[list[Row], str] | None:
        """The day the promise was kept."""
        on = has_come("Kept on", "on", self.values["on"], self.book.today)
        kept = records.promise_kept(self.book.frames(), self.task.promise_id, on)
        return kept, f"A promise kept{': ' + self.task.person if self.task.person else ''}"

    def after_saving(self) -> None:
        """The list moves on."""
        self._on_done("Noted: the promise is kept.")


def desks_for(book: Book, task: Any, on_done: Callable[[str], object]) -> list[w.Widget]:
    """The desks of a task, the first one to be used first."""
    if task.rule == "R-REF":
        page = Markup("<h2>{}</h2><p>{}</p>").format(task.duty, task.why)
        there = '<a href="01-reflect.ipynb">Open 01-reflect; the meeting is offered there first</a>'
        return [html(page), linked(Markup(there))]
    if task.rule == "R-COM":
        return [PromiseDesk(book, task, on_done)]
    if task.rule == "R-UNK":
        return [NameDesk(book, task, on_done), Desk(book, task, on_done)]
    return [Desk(book, task, on_done)]
