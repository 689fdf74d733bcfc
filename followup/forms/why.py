"""Below the list: why nothing is due for someone, and the reminders for a calendar.

Not here: the answer itself (agenda.why_nothing), the calendar file (reminders.py).
"""

import json
from datetime import datetime

from markupsafe import Markup

from followup.agenda import why_nothing, why_nothing_for_person
from followup.forms import fields as f
from followup.forms.browser import DownloadButton
from followup.forms.form import Book, Panel
from followup.forms.look import heading, html
from followup.frames import company_names
from followup.reminders import reminders
from followup.search import search_on
from followup.tables import Row, as_dict

EXPORTED = "reminders.exported"


class WhyNothing(Panel):
    """Ask of any opportunity or person why nothing is due; save the due dates for a calendar."""

    def __init__(self, book: Book) -> None:
        super().__init__(book, "why-nothing")
        frames = book.frames()
        company, people = company_names(frames), frames["people"].sort_values("name")
        about = {"": "Choose someone or something"}
        about |= {
            f"o{o.id}": f"{company[o.id]}, {o.role}" for o in frames["opportunities"].itertuples()
        }
        about |= {f"p{person.id}": person.name for person in people.itertuples()}
        self._about = f.choice("Why is nothing due for …?", about)
        self._about.on_change(self._on_about)
        self._answer = html("")
        self._names = f.tick("With names and reasons (they stay private otherwise)")
        label = "Save reminders for my calendar (.ics)"
        save = DownloadButton(label, self._on_reminders, self.tell)
        self.show(
            f.stack(self._about, self._answer), heading("Reminders for your calendar"),
            f.stack(self._names, save), self.status,
        )  # fmt: skip

    def _on_about(self) -> None:
        kind, about = self._about.value[:1], self._about.value[1:]
        if not kind:
            self._answer.value = ""
            return
        search = search_on(self.book.frames(), self.book.today)
        why = (why_nothing if kind == "o" else why_nothing_for_person)(search, about)
        self._answer.value = str(Markup("<p role='status'>{}</p>").format(why))

    def _on_reminders(self) -> tuple[str, str, bytes]:
        before = as_dict(self.book.settings().get(EXPORTED, ""))
        content, now = reminders(
            search_on(self.book.frames(), self.book.today),
            {name: (told, number) for name, (told, number) in before.items()},
            at=datetime.now().astimezone(), with_names=bool(self._names.value),
        )  # fmt: skip
        self.book.save([Row("settings", {"id": EXPORTED, "value": json.dumps(now)})], "Reminders")
        return "followup-reminders.ics", "text/calendar", content
