"""Below the list: why nothing is due for someone, and the reminders for a calendar.

Not here: the answer itself (agenda.why_nothing), the calendar file (reminders.py).
"""

import json
from datetime import datetime

import ipywidgets as w
from markupsafe import Markup

from followup.agenda import agenda, why_nothing, why_nothing_for_person
from followup.forms import fields as f
from followup.forms.browser import DownloadButton
from followup.forms.form import Book, Form
from followup.forms.look import heading, html
from followup.pipeline import look_up, names_of, pending_meetings
from followup.reminders import reminders
from followup.rules.situation import Situation
from followup.tables import Row

EXPORTED = "reminders.exported"


class WhyNothing(Form):
    """Ask of any opportunity or person why nothing is due; save the due dates for a calendar."""

    def __init__(self, book: Book) -> None:
        super().__init__(book, "why-nothing")
        frames = book.frames(["opportunities", "companies", "people"])
        o = frames["opportunities"]
        company = look_up(o["company_id"], names_of(frames, "companies"))
        about = {
            f"o{row}": f"{c}, {r}" for row, c, r in zip(o["id"], company, o["role"], strict=True)
        }
        people = frames["people"].sort_values("name")
        about |= {f"p{row}": name for row, name in zip(people["id"], people["name"], strict=True)}
        self._about = f.choice(
            "Why is nothing due for …?", {"": "Choose someone or something"} | about
        )
        self._about.on_change(self._on_about)
        self._answer = html("")
        self._names = f.tick("With names and reasons (they stay private otherwise)")
        save = DownloadButton(
            "Save reminders for my calendar (.ics)", self._on_reminders, self.tell
        )
        self.show(
            heading("Ask, and be reminded", 3), self._about, self._answer,
            w.HBox([save]), self._names, self.status,
        )  # fmt: skip

    def _on_about(self) -> None:
        chosen = str(self._about.value)
        if not chosen:
            self._answer.value = ""
            return
        s = Situation.of(self.book.frames(), self.book.today)
        said = (
            why_nothing(s, chosen[1:])
            if chosen[0] == "o"
            else why_nothing_for_person(s, chosen[1:])
        )
        self._answer.value = str(Markup("<p role='status'>{}</p>").format(said))

    def _on_reminders(self) -> tuple[str, str, bytes]:
        frames, today = self.book.frames(), self.book.today
        o = frames["opportunities"].set_index("id")["company_id"]
        companies = names_of(frames, "companies")
        meetings = pending_meetings(frames, today)
        company = look_up(look_up(meetings["opportunity_id"], o), companies)
        before = json.loads(self.book.settings().get(EXPORTED, "{}"))
        content, now = reminders(
            agenda(frames, today), meetings.assign(company=company),
            {name: (said, number) for name, (said, number) in before.items()},
            at=datetime.now().astimezone(), with_names=bool(self._names.value),
        )  # fmt: skip
        self.book.save([Row("settings", {"id": EXPORTED, "value": json.dumps(now)})], "Reminders")
        return "followup-reminders.ics", "text/calendar", content
