"""The desk for one line of the list: what you know, the letter, what to mind, and "I sent it".

Not here: the words of a letter (letters/), which task is due (agenda.py).
"""

import contextlib
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import ipywidgets as w
import pandas as pd
from markupsafe import Markup

from followup import records
from followup.agenda import by_when, hints
from followup.errors import InvalidValue
from followup.forms import fields as f
from followup.forms.assistant import AssistantPart
from followup.forms.browser import CopyButton, DownloadButton
from followup.forms.form import Book, Form, Soon, has_come, names
from followup.forms.lines import Lines
from followup.forms.look import heading, html, linked, listed, said
from followup.forms.words import choices, chosen
from followup.forms.written import Written
from followup.frames import name_of
from followup.letters import BY_KEY, Draft, Kind, kinds_for, occasion, send
from followup.letters.answer import Answer
from followup.letters.check import check, marked
from followup.letters.draft import CLIPPING, composed, faults, material
from followup.letters.facts import facts
from followup.letters.kinds import set_aside
from followup.letters.notes import lines_of
from followup.letters.onrecord import OnRecord
from followup.letters.points import Point
from followup.letters.ways import Way, own_way
from followup.rules.task import Task
from followup.search import search_on
from followup.tables import Row
from followup.words import list_of, say_day

ANSWERS = ("courtesy_reply", "status_update", "advance", "on_hold", "rejected")
ENDINGS = {"acceptance": "accepted", "decline": "declined", "withdrawal": "withdrawn"}
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SENT = "sent:"  # before the name of a draft: what was sent from a desk, in case it is taken back
ORIGINS = {
    "yours": "written by you", "noted": "from what is on record",
    "nowhere": "nowhere in your notes: is it so?",
}  # fmt: skip


class TaskForm(Form):
    """The desk of one task: its title on top, and the list moves on when it is done."""

    def __init__(
        self,
        book: Book,
        task: Any,
        on_done: Callable[..., object],
        save_label: str,
        draft: str = "desk",
    ) -> None:
        super().__init__(book, f"{draft}:{task.task}", save_label)
        self.task, self._on_done = task, on_done
        self.to = f": {task.person}" if task.person else ""

    def title(self, more: Markup | str = "") -> w.HTML:
        """What to do, for whom, by when, and why."""
        when = ""
        if isinstance(self.task, Task):
            when = (
                by_when(self.task, self.book.today, lambda day: say_day(day, self.book.today)) + "."
            )
        title = Markup("<h2>{}{}</h2><p class='fu-small'>{} {}</p>{}")
        return html(
            title.format(self.task.duty, self.to, when[:1].upper() + when[1:], self.task.why, more)
        )


class Desk(TaskForm):
    """One task at hand: what you know, with a line for each point; the letter; what to mind."""

    def __init__(
        self, book: Book, task: Any, on_done: Callable[..., object], *, is_aside: bool = False
    ) -> None:
        super().__init__(book, task, on_done, "I sent it")
        self.save_button.button_style = "" if is_aside else "primary"
        self.frames = book.frames()
        self.about = occasion(self.frames, task, book.today)
        self._remarks, self._copy, self._mail = html(""), CopyButton(label="Copy"), html("")
        self._way = w.VBox([])
        self._look_soon = Soon(self._look)
        self.assistant = AssistantPart(
            lambda: (self.draft, self.known), self._changed, self._on_answer
        )
        self._watch_fields()
        self._gather()
        field = self.fields
        self.written = Written(field["subject"], field["text"], self._on_version)
        with self.quietly():
            self.written.begin(self.draft)
        if book.draft(self.name):
            self.bring_back()
        elif taken_back := self._taken_back():
            self.content = taken_back
            self.tell("It was taken back; your letter is as you sent it.")
        field["kind"].on_change(self._on_kind)
        field["dear"].on_change(self._grow)
        field["text"].on_change(self._on_text)
        field["sent_along"].on_change(self._on_sent_along)
        self._call = f.line(field["result"], field["answer"], field["decision_on"])
        self._head, self._letter_head, self._ways_out = html(""), html(""), self._buttons_out()
        more = listed(
            [*hints(search_on(self.frames, book.today), task), *filter(None, [set_aside()])]
        )
        letter = f.stack(
            field["subject"], field["text"], self.written, self._way, self.assistant,
        )  # fmt: skip
        field["text"].add_class("fu-letter")
        self.show(
            self.title(more) if not is_aside else html(more), self._offers(), self._head, f.stack(f.line(field["kind"], field["dear"]), field["sent_along"]),
            self._lines_head(), field["lines"], self._letter_head, letter,
            heading("What to mind", 3), self._remarks, heading("When it is done", 3),
            f.stack(f.line(field["on"], field["channel"]), self._call), self.foot(self._ways_out),
        )  # fmt: skip
        self._lay_out()
        self._on_text()

    def _watch_fields(self) -> None:
        about = self.about.meeting_id
        meeting = self.frames["meetings"].set_index("id")["kind"].get(about, "")
        rating = self.frames["reflections"].set_index("meeting_id")["rating"].get(about, "")
        kinds = list(kinds_for(self.task.rule, meeting, rating)) or list(BY_KEY.values())
        if self._person()["is_phone_unwelcome"]:
            kinds.sort(key=lambda kind: kind.is_spoken)  # an email does as well
        channel = str(self._person()["preferred_channel"]) or "email"
        given = facts(self.frames, self.about, self.book.today)["dear"]
        self.watch(
            {
                "kind": f.choice("What to prepare", {k.key: k.label for k in kinds}),
                "dear": f.text("You address them as", given),
                "sent_along": f.choice("What you send along", {"": "Nothing from the shelf"}),
                "lines": Lines(given, self._grow),
                "subject": f.text("Subject"),
                "text": f.area("The text", rows=16),
                "on": f.day("Sent on", self.book.today),
                "channel": f.choice("How", choices("touchpoints", "channel"), channel),
                "result": f.choice("What came of the call", choices("touchpoints", "result", "Please choose")),
                "answer": f.choice("What they said", chosen(ANSWERS, "Nothing about the decision yet")),
                "decision_on": f.day("Day they named (if any)"),
                **self.assistant.fields,
            }
        )  # fmt: skip

    def _offers(self) -> w.HTML:
        """The facts of all open offers below each other, at the desk that decides about one."""
        if self.task.rule != "R-OFD":
            return html("")
        search = search_on(self.frames, self.book.today)
        open_ids = {o.offer.id for o in search.opportunities.values() if o.offer}
        offers = self.frames["offers"]
        row = Markup("<tr><th scope='row'>{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>")
        rows = Markup("").join(
            row.format(
                search.company_of(one.opportunity_id),
                search.say(one.deadline_on.date()) if not pd.isna(one.deadline_on) else "no day named",
                "yes" if one.is_written else "not yet", one.pay or "not noted", one.terms or "not noted",
            )
            for one in offers[offers["id"].isin(open_ids)].itertuples()
        )  # fmt: skip
        head = "<thead><tr><th>Offer</th><th>Answer by</th><th>In writing</th><th>Pay</th><th>Terms</th></tr></thead>"
        return html(Markup("<table>{}<tbody>{}</tbody></table>").format(Markup(head), rows))

    def _lines_head(self) -> w.HTML:
        """What stands left and right below it; how many lines make a letter of this kind."""
        to = str(self.fields["dear"].value).strip()
        head = Markup(
            '<div class="fu-point"><h3>What you know</h3><h3>In one sentence{}</h3></div>'
        )
        return html(head.format(f", to {to}" if to else ""))

    def _buttons_out(self) -> w.HBox:
        files = [DownloadButton("To print", self._docx, self.tell)]
        if self._person()["email"]:
            files.insert(0, DownloadButton("Email draft", self._eml, self.tell))
        return f.line(self._copy, *files, self._mail)

    def _person(self) -> Any:
        people = self.frames["people"].set_index("id")
        found = people.reindex([self.about.person_id]).astype("object").iloc[0]
        return found.where(found.notna(), "")

    def _kind(self) -> Kind:
        return BY_KEY[self.fields["kind"].value]

    @property
    def content(self) -> dict[str, Any]:
        """What is typed; every version of the letter; what stood for whom in the brief."""
        who = self.assistant.who_is_who
        return (
            super().content | {"versions": self.written.kept} | ({"who_is_who": who} if who else {})
        )

    @content.setter
    def content(self, kept: Mapping[str, Any]) -> None:
        self.fill(kept)
        self.assistant.who_is_who = dict(kept.get("who_is_who", {}))
        self._gather()
        with self.quietly():
            self.written.bring_back(kept, self.draft)

    def _taken_back(self) -> dict[str, Any]:
        """What was sent from here, if that was taken back since."""
        kept = self.book.draft(f"{SENT}{self.name}")
        table, row_id = kept.get("saved_as", ("events", ""))
        return {} if row_id in set(self.frames[table]["id"]) else kept

    # --- the letter grows ---

    def _gather(self) -> None:
        """Reads what the record holds for the chosen kind, and shows its points."""
        kind, field = self._kind(), self.fields
        self._material = material(self.frames, kind, self.about, self.book.today)
        self.known = OnRecord(self.frames, kind, self.about, self.book.today)
        shelf = [p for p in self._material.points if p.source.startswith("clippings:")]
        offered = {p.source: f"{p.note} ({dict(p.more).get('Why it fits', '')})" for p in shelf}
        with self.quietly():
            was, usual = field["lines"].value.get(CLIPPING), next(iter(offered), "")
            field["sent_along"].options({"": "Nothing from the shelf"} | offered)
            field["sent_along"].value = usual if was is None else was
            mine = [
                p
                for p in self._material.points
                if p not in shelf or p.source == field["sent_along"].value
            ]
            field["lines"].show(mine, self._openings, 3 if kind.touch == "proposal" else 2)
        self.draft = self._composed()

    def _openings(self, point: Point) -> list[str]:
        """How a line may begin; what needs a day that is not known is left out."""
        day = self._material.facts["weekday"]
        return [
            one.replace("{day}", day) for one in point.about.openings if day or "{day}" not in one
        ]

    def _composed(self, lines: Mapping[str, str] | None = None) -> Draft:
        """The letter of these lines, or of those written, to who is addressed as the field says."""
        if lines is None:
            lines = self.fields["lines"].sentences() | {CLIPPING: self.fields["sent_along"].value}
        facts = {**self._material.facts, "dear": str(self.fields["dear"].value).strip()}
        return composed(replace(self._material, facts=facts), lines)

    def _grow(self) -> None:
        """Takes what was changed above into the letter; what was edited by hand stays."""
        if self._quiet:
            return
        self.draft = self._composed()
        with self.quietly():
            self.written.take_in(self.draft)
        self._look_soon()

    def _on_sent_along(self) -> None:
        if not self._quiet:
            self.fields["lines"].value[CLIPPING] = self.fields["sent_along"].value
            self._gather()
            self._grow()

    def _on_kind(self) -> None:
        """Another kind gets a text of its own; what was written for the first one is kept."""
        if self._quiet:
            return
        self._gather()
        with self.quietly():
            self.written.begin(self.draft)
        self.assistant.look()
        self._lay_out()
        self._look()

    def _on_version(self) -> None:
        f.swap(self._way, [])
        self._changed()
        self._look()

    def _lay_out(self) -> None:
        """Shows what this kind needs: a number to tap for a call, a subject for a letter."""
        kind, field = self._kind(), self.fields
        shown = {
            field["subject"]: not kind.is_spoken, field["channel"]: not kind.is_spoken,
            self._ways_out: not kind.is_spoken, self._call: kind.is_spoken,
            field["sent_along"]: "clipping" in kind.points,
        }  # fmt: skip
        for widget, is_shown in shown.items():
            f.show(widget, bool(is_shown))
        f.name(field["on"].control, "Called on" if kind.is_spoken else "Sent on")
        self.save_button.description = "I called" if kind.is_spoken else "I sent it"
        self._head.value = str(self._numbers()) if kind.is_spoken else ""
        self._letter_head.value = f"<h3>{'Words to say' if kind.is_spoken else 'The letter'}</h3>"

    def _numbers(self) -> Markup:
        """The number to tap, the address, and what was noted of the time."""
        person = self._person()
        phone, email = person["phone"].strip(), person["email"].strip()
        number, _, extension = re.sub(
            r"(?i)\s*(?:ext?\.?|extension)\s*(\d+)$", r"|\1", phone
        ).partition("|")
        digits = "".join(c for c in number if c.isdigit() or c == "+") + (
            f";ext={extension}" if extension else ""
        )
        parts = (
            [Markup('<a class="fu-tel" href="tel:{}">Call {}</a>').format(digits, phone)]
            if phone
            else []
        )
        parts += [Markup('<a href="mailto:{}">{}</a>').format(email, email)] if email else []
        parts += [
            Markup("{}").format(line) for line in lines_of(person["notes"]) if _tells_time(line)
        ]
        none = Markup("{}").format("No number is noted; the person's page takes one.")
        unwelcome = (
            [Markup("<b>{}</b>").format("They asked not to be telephoned.")]
            if person["is_phone_unwelcome"]
            else []
        )
        return Markup("<p>{}</p>").format(Markup(" · ").join([*unwelcome, *(parts or [none])]))

    # --- an assistant's answer ---

    def _on_answer(self, answer: Answer) -> None:
        """Puts an answer into the letter; what stood there is one press away."""
        with self.quietly():
            self.written.add(answer)
        self._on_version()

    # --- what to mind ---

    def _on_text(self) -> None:
        self._copy.text = self.fields["text"].value
        self._look_soon()

    def _look(self) -> None:
        shown = self.written.now
        subject, text = shown.subject, shown.text
        found = check(
            self.frames, self.draft, text, self._others(), known=self.known, subject=subject
        )
        remarks = [remark.text for remark in found]
        remarks += faults(self._kind())
        origin = marked(self.draft, text, self.known, shown.foreign)
        counts = [f"{sum(one == key for _, one in origin)} {said}" for key, said in ORIGINS.items()]
        lines = Markup(" ").join(
            Markup('<span class="fu-from-{}" title="{}">{}</span>').format(
                key, ORIGINS.get(key, ""), one
            )
            for one, key in origin
        )
        by_sentence = Markup(
            "<details><summary>Sentence by sentence: {}</summary><p>{}</p></details>"
        )
        nothing = ["Nothing stands out. Read it aloud once."]
        self._remarks.value = str(
            listed(remarks or nothing)
            + by_sentence.format(
                ", ".join(counts[:2]) + "; " + counts[2].replace(": is it so?", ""), lines
            )
        )
        self._mail.value = ""
        with contextlib.suppress(InvalidValue):  # the button for the draft says what is wrong
            address = self._person()["email"]
            short = send.mailto(address, subject, text) if address else None
            link = Markup('<a href="{}" target="_blank">Open in mail</a>')
            self._mail.value = str(link.format(short)) if short else ""
        self._offer_way()

    def _offer_way(self) -> None:
        """Offers to keep a way of greeting, beginning or signing off that was written twice."""
        shown = self.written.now
        if self._kind().is_spoken or shown.foreign:
            return
        way = own_way(
            self.frames, self._kind(), self.about, self.book.today, self.draft.text, shown.text
        )
        if way is None:
            f.swap(self._way, [])
            return
        words = way.words.replace("{{ ", "").replace(" }}", "")
        shown = html(
            said(
                f"You have written it so before: “{words}”. Shall letters begin like that from now on?"
                if way.part != "sign_off"
                else f"You have signed off so before: “{words}”. Shall letters end like that from now on?"
            ),
            "fu-small",
        )
        keep = f.button("Keep it", lambda: self._on_way(way, keep=True))
        leave = f.button("Only here", lambda: self._on_way(way, keep=False))
        line = w.HBox([shown, keep, leave])
        line.add_class("fu-beside")
        f.swap(self._way, [line])

    def _on_way(self, way: Way, *, keep: bool) -> None:
        asked = Row("settings", {"id": way.asked, "value": "kept" if keep else "left"})
        rows = [
            asked,
            *([Row("settings", {"id": way.setting, "value": way.words})] if keep else []),
        ]
        with self.telling():
            self.book.save(rows, "A way of writing, kept" if keep else "A way of writing, left")
            self.frames = self.book.frames()
            f.swap(self._way, [])
            self.tell(
                "Kept; the next letter begins so." if keep else "It stays in this letter only."
            )

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

    # --- out ---

    def _eml(self) -> tuple[str, str, bytes]:
        person, sender = self._person(), self.book.settings().get("seeker.email", "")
        shown = self.written.now
        content = send.eml(person["name"], person["email"], sender, shown.subject, shown.text)
        return self._file("eml"), "message/rfc822", content

    def _docx(self) -> tuple[str, str, bytes]:
        person, settings, today = self._person(), self.book.settings(), self.book.today
        content = send.docx(person["name"], person["address"], settings, today, self.values["text"])
        return self._file("docx"), DOCX, content

    def _file(self, ending: str) -> str:
        parts = (self.book.today.isoformat(), self._kind().key, self._person()["name"])
        return send.file_name(*parts, ending=ending)

    # --- done ---

    def rows_and_words(self) -> tuple[list[Row], str] | None:
        """What was sent or said, with the sentences and the way to address them that went with it."""
        kind, v = self._kind(), self.values
        has_come("Called on" if kind.is_spoken else "Sent on", "on", v["on"], self.book.today)
        self._is_of_use(kind, v)
        rows = self._ended(kind, v) or self._sent(kind, v)
        self._saved_as = next((r.table, r.values["id"]) for r in rows[::-1] if "id" in r.values)
        return rows + self._said(rows) + self._addressed(), f"{kind.label}{self.to}"

    def _asks_first(self, rows: list[Row]) -> bool:
        """An acceptance is asked about once more, with what will stop."""
        if self._kind().purpose != "acceptance" or self._is_sure:
            return super()._asks_first(rows)
        search = search_on(self.frames, self.book.today)
        own = self.about.opportunity_id
        others = [
            search.company_of(o.id) for o in search.opportunities.values()
            if o.id != own and o.kind == "position" and not o.ending and (o.held or o.scheduled)
        ]  # fmt: skip
        withdrawn = f" You will be reminded to withdraw at {list_of(others)}." if others else ""
        stops = "With this the search is over: letters, calls and notes to keep in touch leave the list."
        self._ask_first(f"{stops}{withdrawn} Is it accepted?", "Yes, I accept", "Not yet")
        return True

    def _is_of_use(self, kind: Kind, v: dict[str, Any]) -> None:
        """A note to keep in touch brings something (A5.3): an item, or a line of the seeker's."""
        certain = self._composed({CLIPPING: ""})
        if kind.key == "keep_in_touch" and v["text"].strip() == certain.text.strip():
            expected = "needs something of use to them first: an item from the shelf, or a line on what you know"
            raise InvalidValue("The text", expected, key="text")

    def _addressed(self) -> list[Row]:
        """How they are addressed, where the seeker said it otherwise than the name does."""
        said, who = str(self.fields["dear"].value).strip(), self.about.person_id
        if who is None or said in ("", self._material.facts["dear"]):
            return []
        return [Row("people", {"id": who, "addressed_as": said})]

    def _ended(self, kind: Kind, v: dict[str, Any]) -> list[Row]:
        if kind.purpose not in ENDINGS or not self.about.opportunity_id:
            return []
        return records.ended(
            self.frames, ENDINGS[kind.purpose], v["on"], person_id=self.about.person_id,
            opportunity_id=self.about.opportunity_id, channel=v["channel"], text=v["text"],
        )  # fmt: skip

    def _sent(self, kind: Kind, v: dict[str, Any]) -> list[Row]:
        more: dict[str, Any] = {"subject": v["subject"], "text": v["text"], "channel": v["channel"]}
        if kind.is_spoken:
            if not v["result"]:
                raise InvalidValue("What came of the call", "needs a choice", key="result")
            more |= {"result": v["result"], "channel": "phone"}
            if v["result"] == "reached":
                more |= {"answer": v["answer"] or "", "decision_on": v["decision_on"]}
        if "clipping" in kind.points and v["sent_along"]:
            more["clipping_id"] = v["sent_along"].partition(":")[2]
        after = self.about.meeting_id if kind.purpose in records.THANKS else None
        return records.sent(
            self.frames, kind.touch, self.about.person_id, v["on"], purpose=kind.purpose,
            opportunity_id=self.about.opportunity_id, meeting_id=after, **more,
        )  # fmt: skip

    def _said(self, rows: list[Row]) -> list[Row]:
        """The sentences that went out, each with its point, for the coverage table."""
        sent = [row.values["id"] for row in rows if row.table == "touchpoints"]
        who, kept = self.about.person_id, self.frames["sentences"]
        if not sent or who is None:
            return []
        out, text = [], self.values["text"]
        promised = self._material.facts["promised"]
        for point in self.draft.points:
            is_enclosed = point.kind == "promise" and bool(promised) and promised in text
            if not point.said.strip() and not is_enclosed:
                continue
            key = {"source": point.source, "person_id": who, "letter": self._kind().key}
            own = kept[
                (kept["source"] == point.source)
                & (kept["person_id"] == who)
                & kept["letter"].isin([key["letter"], ""])
            ]
            known = {"id": own["id"].iloc[-1]} if len(own) else {}
            out.append(
                Row(
                    "sentences",
                    {
                        **known,
                        **key,
                        "text": point.said.strip(),
                        "is_used": True,
                        "touchpoint_id": sent[0],
                    },
                )
            )
        return out

    def after_saving(self) -> None:
        """Keeps what was sent, in case it is taken back, and lets the list move on."""
        for later in (self._look_soon, self.assistant.look_soon):
            later.stop()
        own = {
            k: v for k, v in self.content.items() if k not in (*self.assistant.fields, "who_is_who")
        }
        sent = own | {"versions": self.written.as_it_stands, "saved_as": self._saved_as}
        self.book.keep_draft(f"{SENT}{self.name}", sent)  # Undo brings it back
        who = f", {self.task.person}" if self.task.person else ""
        said = "called" if self._kind().is_spoken else "sent"
        undo = "Undo: I did not call" if self._kind().is_spoken else "Undo: it was not sent"
        self._on_done(f"Noted as {said}: {self.task.duty.lower()}{who}.", undo)


def _tells_time(note: str) -> bool:
    """Whether a note tells a good time to call."""
    times = r"\b(\d{1,2}([:.]\d\d)? ?(am|pm|a\.m\.|p\.m\.|o.clock)|(before|after|until|from) \d{1,2}|mornings?|afternoons?|evenings?|lunch(time)?)\b"
    return bool(re.search(times, note, re.IGNORECASE))


class NameDesk(TaskForm):
    """Finding the name of someone who was in the room."""

    def __init__(self, book: Book, task: Any, on_done: Callable[..., object]) -> None:
        # the note that asks for it has a draft of its own
        super().__init__(book, task, on_done, "This is the name", "name")
        people = names(book.frames()["people"])
        self.watch({"name": f.known("Their name", people), "email": f.text("Email, if known"),
                    "on": f.day("Found on", book.today)})  # fmt: skip
        self.bring_back()
        ask = f.Opener(
            "Ask for the name: a note to pass on to everyone",
            lambda: [Desk(book, task, on_done, is_aside=True)],
        )
        self.show(self.title(), f.layout(self.fields), ask, self.foot())

    def rows_and_words(self) -> tuple[list[Row], str] | None:
        """The person, and who they were in the room."""
        v, frames = self.values, self.book.frames()
        if not v["name"].strip():
            raise InvalidValue("Their name", "is needed", key="name")
        has_come("Found on", "on", v["on"], self.book.today)
        rows = records.name_found(frames, self.task.attendee_id, v["name"], v["on"], v["email"])
        return rows, f"A name found: {v['name'].strip()}"

    def after_saving(self) -> None:
        name = self.values["name"].strip()
        self._on_done(
            f"The name is noted: {name}. A letter to them is on the list now.",
            "Undo: it is another name",
        )


class PromiseDesk(TaskForm):
    """A promise to keep, or an action agreed with the coach: only its day is asked."""

    def __init__(self, book: Book, task: Any, on_done: Callable[..., object]) -> None:
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
        self._on_done(f"Noted as done: {self.task.duty.lower()}{self.to}.")


class TookPlace(TaskForm):
    """A meeting that was arranged and whose day has come: held, moved, or called off."""

    def __init__(self, book: Book, task: Any, on_done: Callable[..., object]) -> None:
        super().__init__(book, task, on_done, "Save what became of it", "took-place")
        what = {
            "": "Please choose",
            "held": "Yes, it took place",
            "moved": "It was moved to another day",
            "called_off": "It was called off",
        }
        self.watch({
            "what": f.choice("Did it take place?", what), "meeting_on": f.day("Its new day"),
            "starts_at": f.text("Its new time", placeholder="2:30 pm"), "on": f.day("Told on", book.today),
        })  # fmt: skip
        self.fields["what"].on_change(self._lay_out)
        self._box = w.VBox([])
        self.bring_back()
        self.show(self.title(), self.fields["what"], self._box, self.foot())
        self._lay_out()

    def _lay_out(self) -> None:
        field, what = self.fields, self.fields["what"].value
        there = '<p><a class="mod-primary" href="01-reflect.ipynb">Open 01-reflect; the meeting is offered there first</a></p>'
        shown = {
            "held": [linked(Markup(there))],
            "moved": [f.line(field["meeting_on"], field["starts_at"], field["on"])],
            "called_off": [field["on"]],
        }.get(str(what), [])
        f.swap(self._box, shown, field.values())
        f.show(self.save_button, what in ("moved", "called_off"))

    def rows_and_words(self) -> tuple[list[Row], str] | None:
        """The meeting with its new day, or called off."""
        v, frames = self.values, self.book.frames()
        own, this = self.task.opportunity_id, self.task.meeting_id
        on = has_come("Told on", "on", v["on"], self.book.today)
        if v["what"] == "called_off":
            rows = records.called_off(frames, own, on, this)
            return rows, f"A meeting was called off: {self.task.company}"
        if v["what"] != "moved":
            expected = "needs a choice; one that was held is told in 01-reflect"
            raise InvalidValue("Did it take place?", expected, key="what")
        if v["meeting_on"] is None:
            raise InvalidValue("Its new day", "needs a date, such as 2026-03-05", key="meeting_on")
        more = {"starts_at": v["starts_at"]} if v["starts_at"] else {}
        rows = records.arranged(frames, own, v["meeting_on"], on, this, **more)
        return rows, f"A meeting was moved: {self.task.company}"

    def after_saving(self) -> None:
        v = self.values
        told = f"moved to {say_day(v['meeting_on'])}" if v["what"] == "moved" else "called off"
        self._on_done(
            f"Noted as {told}: the meeting with {self.task.company}.", "Undo: that is not so"
        )


def desk_for(book: Book, task: Any, on_done: Callable[..., object]) -> w.Widget:
    """The desk of a task."""
    if task.rule == "R-REF":
        meetings = book.frames()["meetings"].set_index("id")
        if meetings["state"].get(task.meeting_id) == "scheduled":
            return TookPlace(book, task, on_done)
        page = Markup("<h2>{}</h2><p>{}</p>").format(task.duty, task.why)
        there = '<p><a class="mod-primary" href="01-reflect.ipynb">Open 01-reflect; the meeting is offered there first</a></p>'
        return w.VBox([html(page), linked(Markup(there))])
    if task.rule in ("R-COM", "R-COA"):
        return PromiseDesk(book, task, on_done)
    if task.rule == "R-UNK":
        return NameDesk(book, task, on_done)
    return Desk(book, task, on_done)
