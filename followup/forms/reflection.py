"""The reflection form of 01-reflect: the meeting and who was there, then the prompts in tabs.

Not here: the fields of the meeting (meeting.py) and of the prompts (answers.py).
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

import ipywidgets as w
from markupsafe import Markup

from followup import agenda, records
from followup.errors import ChangedElsewhere, FollowupError, Together
from followup.forms import fields as f
from followup.forms.answers import Answer, Decision, Gap, OfEach, Scale, Told, Written
from followup.forms.form import Book, Form, Panel
from followup.forms.look import heading, html, linked, listed
from followup.forms.meeting import NEW, MeetingPart, meetings_to_choose
from followup.forms.repeatable import Accomplishments, Questions, Repeatable, of_older
from followup.forms.words import words
from followup.prompts import FIRST, PROMPTS, TABS, prompts_for
from followup.search import search_on
from followup.tables import Row
from followup.words import list_of, say_day

KINDS: dict[str, type[Answer]] = {  # by kind, and by key where a prompt is asked in its own way
    "text": Answer, "scale": Scale, "person": OfEach, "gap": Gap, "decision": Decision,
    "rows": Repeatable, "questions": Questions, "accomplishments": Accomplishments,
}  # fmt: skip
OF_THE_MEETING = ("company_name", "role", "track", "meeting_on", "kind")
TONIGHT = "What matters tonight; the rest can wait until tomorrow."


class ReflectionForm(Form):
    """The form for one meeting: choose or add it, answer the prompts, save.

    A draft is kept while typing; a saved reflection opens again from the first field.
    """

    def __init__(self, book: Book) -> None:
        super().__init__(book, "reflection", "Save reflection")
        self._begin()

    def _begin(self, brings_back: bool = True) -> None:
        frames = self.book.frames()
        f.close(*self.fields.values())
        self.fields = {}
        self.meeting = MeetingPart(frames, self.book.today)
        self.room = self.meeting.room
        self.answers = [
            KINDS.get(one.key, KINDS[one.kind])(one, self.meeting)
            for one in PROMPTS if one.tab != FIRST
        ]  # fmt: skip
        self._opened: dict[str, Any] = {"versions": {}, "seen": {}, "seen_rows": []}
        self.which = f.choice("Which meeting?", meetings_to_choose(frames, self.book.today), NEW)
        asked = {name: field for one in self.answers for name, field in one.fields.items()}
        self.watch({"which": self.which, **self.meeting.fields, **asked})
        self.progress = html("", "fu-small")
        self.prompts = w.VBox([])
        self._laid_out: list[Any] = []
        self._meeting_shown = NEW
        self._carried: Mapping[str, Any] = {}  # what was typed before a meeting was chosen
        self._with_carried: dict[str, Any] = {}  # what stood in the form once it was added
        if brings_back:
            self.bring_back()
        else:
            self._lay_out()
            self.opened()
        self.which.on_change(self._on_which)
        for field in (self.meeting.kind, self.fields["rating"]):
            field.on_change(self._lay_out)
        first = f.stack(heading("The meeting"), self.which, self.meeting.view())
        self.show(first, self.prompts, self.foot(self.progress))

    # --- what is shown ---

    def _lay_out(self) -> None:
        """The prompts for this kind of meeting: in tabs, or after a bad one the five that matter
        tonight first.
        """
        keys = {prompt.key for prompt in prompts_for(self.meeting.kind.value)}
        is_older = [one.prompt.meetings == () and one.is_answered for one in self.answers]
        asked = [
            one
            for one, is_kept in zip(self.answers, is_older, strict=True)
            if one.key in keys or is_kept
        ]
        is_bad = self.fields["rating"].value == "badly"
        first = [one for one in asked if is_bad and one.prompt.tonight]
        if self._laid_out == [asked, first]:
            return
        self._laid_out = [asked, first]
        rest = {
            title: [one for one in asked if one.prompt.tab == tab and one not in first]
            for tab, title in TABS.items()
        }

        def _tabs() -> list[w.Widget]:
            panes = {title: partial(_pane, own) for title, own in rest.items()}
            self.tabs = f.Tabs("What you noticed", panes)
            return [self.tabs]

        if first:
            self._rest = f.Opener("The rest, if you like", _tabs)
        tonight = [html(TONIGHT, "fu-small"), _pane(first), self._rest] if first else _tabs()
        keep = [field for one in self.answers for field in one.fields.values()]
        f.swap(self.prompts, [heading("What you noticed"), *tonight], keep)
        self._count()

    def bring(self, name: str) -> None:
        """Shows the tab or the fold in which a field stands."""
        self.meeting.unfold(name)
        _, first = self._laid_out
        for one in self.answers:
            if name in one.fields and one not in first:
                if first:
                    self._rest.unfold()
                self.tabs.bar.chosen = list(TABS).index(one.prompt.tab)

    def _offer(self) -> None:
        """Offers the people of the room, and what the job asks for, where a row asks."""
        for one in self.answers:
            one.offer()

    def _changed(self) -> None:
        if self.which.value != self._meeting_shown and not self._quiet:
            return  # another meeting is being chosen: the form turns to it first
        super()._changed()
        with self.quietly():
            self._offer()
        self._count()

    def _count(self) -> None:
        core = [p.key for p in prompts_for(self.meeting.kind.value) if p.core]
        done = {one.key: one.is_answered for one in self.answers}
        done |= {"room": bool(self.room.value), "rating": bool(self.fields["rating"].value)}
        self.progress.value = f"{sum(done[key] for key in core)} of {len(core)} answered"

    def bring_back(self) -> None:
        """Fills in the newest draft; the people it names are offered, its prompts are shown."""
        super().bring_back()
        self._meeting_shown = self.which.value
        with self.quietly():
            self._offer()
        self._lay_out()

    # --- the draft knows which versions it was opened with ---

    @property
    def content(self) -> dict[str, Any]:
        """What is typed, and the versions of what it amends."""
        return super().content | self._opened

    @content.setter
    def content(self, kept: Mapping[str, Any]) -> None:
        asked = kept.get("questions")
        asked = [of_older(row) for row in asked] if isinstance(asked, list) else []
        self.fill({**kept, "questions": asked})
        self._opened = {
            key: type(usual)(kept.get(key, usual)) for key, usual in self._opened.items()
        }

    # --- opening one that is known ---

    def _on_which(self) -> None:
        if self._quiet:
            return
        before, was = self._meeting_shown, self._as_kept() | {"which": self._meeting_shown}
        typed: Mapping[str, Any] = self.content if before == NEW else {}
        if was == self._with_carried:  # another one was meant: what was typed goes along
            typed = self._carried
        elif before != NEW and was != self._looked_at:
            try:  # what was changed there belongs to that meeting
                self.set_draft_aside(which=before)
            except FollowupError as error:
                with self.quietly():
                    self.which.value = before
                self.tell(str(error))
                return
        self._meeting_shown = self.which.value
        with self.quietly():
            if self.which.value == NEW:
                self._opened = {"versions": {}, "seen": {}, "seen_rows": []}
                self.meeting.begin()
                self.fill({name: None for one in self.answers for name in one.fields})
            else:
                self._open(self.which.value)
            self._offer()
            self.opened()
            self._add(typed)
        self._carried, self._with_carried = typed, self._as_kept() if typed else {}
        self._lay_out()
        self._changed()

    def _add(self, typed: Mapping[str, Any]) -> None:
        """What was typed before the meeting was chosen stays, below what was there; what says which
        meeting it is stays that of the one chosen.
        """
        if self.which.value == NEW:
            self.fill({name: value for name, value in typed.items() if name != "which"})
            return
        for name, field in self.fields.items():
            if name in typed and name not in ("which", *OF_THE_MEETING):
                field.kept = _joined(field, field.kept, typed[name])

    def _open(self, meeting_id: str) -> None:
        """Fills the fields from the file, and notes the versions of what they hold."""
        frames = self.meeting.frames
        self.meeting.choose(meeting_id)
        versions = {"meeting": frames["meetings"].set_index("id")["row_version"][meeting_id]}
        written, known = Written(meeting_id), frames["reflections"]
        found = known[known["meeting_id"] == meeting_id].to_dict("records")
        for written.reflection in found:
            versions["reflection"] = written.reflection["row_version"]
            own = frames["answers"]["reflection_id"] == written.reflection["id"]
            for answer in frames["answers"][own].itertuples():
                who = answer.person_id if isinstance(answer.person_id, str) else None
                written.answers[answer.prompt, who] = answer
        self.fields["rating"].value = written.reflection.get("rating", "")
        for one in self.answers:
            one.open(written)
        rows = [
            row["id"]
            for one in self.answers
            if isinstance(one, Repeatable)
            for row in one.rows.value
        ]
        self._opened = {
            "versions": {table: int(n) for table, n in versions.items()},
            "seen": {f"{p}|{who}": int(a.row_version) for (p, who), a in written.answers.items()},
            "seen_rows": sorted(rows),
        }

    # --- saving ---

    def rows_and_words(self) -> tuple[list[Row], str] | None:
        """The meeting, who was there, and every answer, under the versions they were opened with."""
        frames = self.meeting.frames = self.book.frames()
        value, versions, seen = self.values, self._opened["versions"], self._opened["seen"]
        known = None if value["which"] == NEW else value["which"]
        version = {"row_version": versions["meeting"]} if known and "meeting" in versions else {}
        wrong, made = Together(), None
        with wrong.at():
            made = self.meeting.rows(known, **version)
        meeting_id, opportunity_id, rows, found = made or ("", "", [], [None] * len(value["room"]))
        people = frames["people"]
        ids: dict[str, str | None] = dict(zip(people["name"], people["id"], strict=True))
        ids |= {row["name"].strip(): p for row, p in zip(value["room"], found, strict=True)}
        told = Told(ids, opportunity_id, found, wrong=wrong)
        for one in self.answers:
            one.tell(told)
        wrong.tell()
        for answer in told.answers:
            answer["row_version"] = seen.get(f"{answer['prompt']}|{answer['person_id']}", 0)
        own = {"rating": value["rating"]} | told.columns
        if "reflection" in versions:
            own["row_version"] = versions["reflection"]
        # the day it was first written, which an amendment leaves as it was
        known_on = frames["reflections"].set_index("meeting_id")["reflected_on"].dt.date
        met_on = value["meeting_on"] or self.book.today
        written = max(known_on.get(meeting_id, self.book.today), met_on)
        rows += told.bank + records.reflection(
            frames, meeting_id, met_on, written, answers=told.answers,
            rows=told.rows, seen={*self._opened["seen_rows"], *seen}, **own,
        )  # fmt: skip
        self.saved = (meeting_id, opportunity_id)
        what = f"Reflection on {value['company_name'].strip()}, {say_day(met_on)}"
        return rows, what

    def point_at(self, error: FollowupError) -> None:
        """Shows both versions when another window changed it, and keeps what is typed here."""
        super().point_at(error)
        if not isinstance(error, ChangedElsewhere) or not error.theirs:
            return
        mine, chosen = self.content, self.which.value
        self.meeting.frames = self.book.frames()
        with self.quietly():
            self._open(chosen)
            theirs, opened = super().content, self._opened
            self.content = mine | opened
        for one in self.answers:
            for name, field in one.fields.items():
                if isinstance(field, f.Field) and theirs[name] != mine[name]:
                    field.say(f"In the other window: {theirs[name] or 'nothing'}")
        self.tell(f"{error} Saving again keeps what stands here.")

    def after_saving(self) -> None:
        """The form folds into a summary, and what it means."""
        amend = f.button("Open it again", self._on_again)
        another = f.button("Reflect on another meeting", self._begin)
        page = '<p><a class="mod-primary" href="02-follow-up.ipynb">Go on to 02-follow-up: the list and the desk</a></p>'
        self.show(
            html(_summary(self.values, self.answers)), html(self._means()), linked(Markup(page)),
            f.line(amend, another), Panel.foot(self),
        )  # fmt: skip
        self.guard.show()

    def _means(self) -> Markup:
        search = search_on(self.book.frames(), self.book.today)
        own = [t for t in agenda.listed(search) if t.opportunity_id == self.saved[1]]
        found = [
            f"{agenda.title(t)}, {agenda.by_when(t, search.today, search.say)}. {t.why}"
            for t in own
        ]
        met = search.opportunities[self.saved[1]].held
        people = [
            search.name(one)
            for one in (met[-1].people if met else [])
            if search.people[one].keep_in_touch
        ]
        if people:
            found.append(
                f"After the letters, a note to {list_of(people)} every {search.numbers['touches']} "
                "keeps you in their minds; the list says when."
            )
        return Markup("<h3>What this means</h3>{}").format(
            listed(found or ["Nothing is owed just now."])
        )

    def _on_again(self) -> None:
        meeting_id = self.saved[0]
        self._begin(brings_back=False)
        self.which.value = meeting_id

    def _on_discard(self) -> None:
        self.drop_draft()
        self._begin(brings_back=False)
        self.tell("The draft is gone.")


def _joined(field: Any, known: Any, typed: Any) -> Any:
    """What a field keeps, with what was typed elsewhere: in an empty field, below a long text, as
    further rows; a tick is not typed.
    """
    if isinstance(field, f.Rows):
        rows, fields = list(known), field.rows[0][0]
        for one in typed:
            same = [n for n, row in enumerate(rows) if row[field.main] == one.get(field.main)]
            if same:
                row = rows[same[0]]
                rows[same[0]] = row | {k: _joined(fields[k], row[k], one.get(k)) for k in fields}
            else:
                rows.append(one)
        return rows
    if typed in (None, "") or typed == known or isinstance(field.control, w.Checkbox):
        return known
    if known in (None, ""):
        return typed
    return f"{known}\n{typed}" if isinstance(field.control, w.Textarea) else known


def _pane(asked: list[Answer]) -> w.VBox:
    return f.stack(*(one.view() for one in asked if one.fields))


def _summary(value: dict[str, Any], answers: list[Answer]) -> Markup:
    """What was said, in the seeker's own words, prompt by prompt."""
    room = list_of([one["name"] for one in value["room"]]) or "nobody named"
    met = f"{value['company_name']}, {value['role']}: {say_day(value['meeting_on'])}, with {room}."
    facts = [met, f"How it went: {words(value['rating']).lower()}."]
    for one in answers:
        if isinstance(one, Repeatable):
            texts = [row[one.main].strip() for row in one.rows.value]
        elif one.prompt.kind == "person":
            texts = [
                f"{row['name']}: {row[one.key].strip()}"
                for row in value["room"]
                if row[one.key].strip()
            ]
        else:
            texts = [str(value.get(one.key) or "").strip()]
        if any(texts):
            facts.append(
                f"{one.prompt.wording.format(name='each')} {'; '.join(filter(None, texts))}"
            )
    return Markup("<h2>Saved, in your words</h2>{}").format(listed(facts))
