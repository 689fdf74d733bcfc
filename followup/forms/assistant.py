"""Asking an assistant: a brief to copy, with names covered, and a field for what comes back.

Not here: the brief and the reading of an answer (letters/); nothing here opens a connection.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from threading import Timer
from typing import Any

import ipywidgets as w
from markupsafe import Markup

from followup.cover.stand_ins import STAND_IN
from followup.errors import InvalidValue
from followup.forms import fields as f
from followup.forms.browser import CopyButton
from followup.forms.form import Soon
from followup.forms.look import html, said
from followup.letters.answer import Answer, read_answer
from followup.letters.brief import brief
from followup.letters.draft import Draft
from followup.letters.onrecord import OnRecord
from followup.letters.unnamed import unnamed

WHAT = (
    "Below stands every word of the brief. This workbook sends nothing: you copy the brief, and "
    "paste it where you like to ask. What you paste there leaves your computer, and the assistant "
    "is somebody else's. People, companies, places and contact details are covered; what was told "
    "in confidence, pay, other candidates and the others in the room are left out. Look it "
    "through once: only you know which word would still give somebody away."
)
READ_AFTER = 20.0  # seconds since the first desk was opened, when all is drawn
WHICH = "If an everyday word is among them, leave it as it is; if a name was missed, cover it, too."


class AssistantPart(w.VBox):
    """The brief of one letter, and the answer to it.

    `fields` and `who_is_who` belong to the desk's draft: what stood for whom in the brief that was
    copied, so that an answer is read rightly whenever it comes.
    """

    def __init__(
        self, letter: Callable[[], tuple[Draft, OnRecord]], on_brief: Callable[[], object],
        on_answer: Callable[[Answer], object],
    ) -> None:  # fmt: skip
        self._letter, self._on_brief, self._on_answer = letter, on_brief, on_answer
        self.who_is_who: dict[str, Any] = {}
        self.fields = {
            "cover_too": f.text("Cover these words, too (with commas)"),
            "leave": f.text("Leave these as they are (with commas)"),
            "pasted": f.area("What the assistant wrote", rows=6, placeholder="Paste it here."),
        }
        self.look_soon = Soon(self.look)
        for name in ("cover_too", "leave"):
            self.fields[name].on_change(self.look_soon)
        self._is_open = False
        _read_lists_soon()
        super().__init__([f.Opener("Ask an assistant, with names covered", self._open)])

    def _open(self) -> list[w.Widget]:
        self._is_open = True
        self._shown, self._names, self.told = html("", "fu-brief"), html("", "fu-small"), html("")
        self.copy = CopyButton(label="Copy the brief")
        self.look()
        fields = self.fields
        return [
            html(said(WHAT)), self._names, f.line(fields["cover_too"], fields["leave"]),
            self._shown, self.copy, fields["pasted"],
            f.button("Take the answer", self._take), self.told,
        ]  # fmt: skip

    def look(self) -> None:
        """Makes the brief of the letter as it is now, and shows it, if it was opened."""
        if not self._is_open:
            return
        cover_too, leave = (_words(self.fields[name]) for name in ("cover_too", "leave"))
        made = brief(*self._letter(), cover_too, leave, kept=self.who_is_who.get("stand_ins"))
        before = self.who_is_who  # an answer to the brief that was copied may still come
        self.who_is_who = {
            "stand_ins": {**before.get("stand_ins", {}), **made.stand_ins},
            "back": {**before.get("back", {}), **made.back},
        }
        self._on_brief()
        shown = str(Markup.escape(made.text))
        marked = STAND_IN.sub(lambda found: f"<mark>{found[0]}</mark>", shown)
        self._shown.value = f'<pre class="fu-letter" tabindex="0">{marked}</pre>'
        names = ", ".join(f"“{name}”" for name in made.names)
        found = f"Covered because they look like names: {names}. " if names else ""
        asked = ", ".join(f"“{word}”" for word in dict.fromkeys(made.asked))
        may_be = f"May still be a name: {asked}. " if asked else ""
        self._names.value = str(said(f"{found}{may_be}{WHICH}"))
        self.copy.text = made.text

    def _take(self) -> None:
        draft, _ = self._letter()
        self.fields["pasted"].say("")
        self.told.value = ""
        try:
            back = self.who_is_who.get("back", {})
            answer = read_answer(str(self.fields["pasted"].value), draft.kind, back)
        except InvalidValue as error:
            self.fields["pasted"].say(str(error))
            return
        self._on_answer(answer)
        stands = "It stands in the letter now, with the names put back; what to mind is below."
        self.told.value = str(said(" ".join([stands, *answer.told])))


@cache
def _read_lists_soon() -> None:
    """Reads the lists of names and words beside what goes on, so that the first brief need not;
    they are read when a word is looked up that is none.
    """
    timer = Timer(READ_AFTER, unnamed, ("some zzyx said so", "", {"": "Ana"}))
    timer.daemon = True
    timer.start()


def _words(field: Any) -> list[str]:
    return [word.strip() for word in re.split(r"[,\n]", str(field.value)) if word.strip()]
