"""Asking an assistant: a brief to copy, with names covered, and a field for what comes back.

Not here: the brief and the reading of an answer (letters/); nothing here opens a connection.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import ipywidgets as w
from markupsafe import Markup

from followup.cover.stand_ins import STAND_IN
from followup.errors import FollowupError, InvalidValue
from followup.forms import fields as f
from followup.forms.browser import CopyButton
from followup.forms.look import html, said
from followup.letters.answer import Answer, read_answer
from followup.letters.brief import Brief
from followup.letters.draft import Draft
from followup.letters.onrecord import OnRecord

WHAT = (
    "Below stands every word of the brief. This workbook sends nothing: you copy the brief, and "
    "paste it where you like to ask. What you paste there leaves your computer, and the assistant "
    "is somebody else's. People, companies, places and contact details are covered; what was told "
    "in confidence, pay, other candidates and the others in the room are left out. Look it "
    "through once: only you know which word would still give somebody away."
)


class AssistantPart(w.VBox):
    """The brief of one letter, and the answer to it. `fields` belong to the desk's draft."""

    def __init__(
        self, letter: Callable[[], tuple[Draft, OnRecord]], on_answer: Callable[[Answer], object],
        tell: Callable[[str], object],
    ) -> None:  # fmt: skip
        self._letter, self._on_answer, self._tell = letter, on_answer, tell
        self.fields = {
            "cover_too": f.text("Cover these words, too (with commas)"),
            "leave": f.text("Leave these as they are (with commas)"),
            "pasted": f.area("What the assistant wrote", rows=6, placeholder="Paste it here."),
        }
        self._brief: Brief | None = None
        self._shown, self._names, self.told = html("", "fu-brief"), html("", "fu-hint"), html("")
        self._copy = CopyButton(label="Copy the brief")
        super().__init__([f.Opener("Ask an assistant, with names covered", self._open)])

    def _open(self) -> list[w.Widget]:
        self.look()
        fields = self.fields
        return [
            html(said(WHAT)), self._names, f.line(fields["cover_too"], fields["leave"]),
            f.button("Cover it anew", self.look), self._shown, self._copy, fields["pasted"],
            f.button("Take the answer", self._take), self.told,
        ]  # fmt: skip

    def look(self) -> None:
        """Makes the brief of the letter as it is now, and shows it."""
        draft, known = self._letter()
        self._brief = Brief(
            draft, known, _words(self.fields["cover_too"]), _words(self.fields["leave"])
        )
        marked = STAND_IN.sub(
            lambda found: str(Markup("<mark>{}</mark>").format(found[0])),
            str(Markup.escape(self._brief.text)),
        )
        self._shown.value = f'<pre class="fu-letter" tabindex="0">{marked}</pre>'
        names = ", ".join(f"“{name}”" for name in self._brief.names)
        found = f"Covered because they look like names: {names}. " if names else ""
        self._names.value = str(
            said(
                f"{found}If an everyday word is among them, leave it as it is; if a name was missed, add it."
            )
        )
        self._copy.text = self._brief.text

    def _take(self) -> None:
        draft, _ = self._letter()
        if self._brief is None:
            self.look()
        assert self._brief is not None
        self.fields["pasted"].say("")
        self.told.value = ""
        try:
            answer = read_answer(str(self.fields["pasted"].value), draft.kind, self._brief.cover)
            self._on_answer(answer)
            stands = "It stands in the letter now, with the names put back; what to mind is below."
            self.told.value = str(said(" ".join([stands, *answer.told])))
        except InvalidValue as error:
            self.fields["pasted"].say(str(error))
        except FollowupError as error:
            self._tell(str(error))


def _words(field: Any) -> list[str]:
    return [word.strip() for word in re.split(r"[,\n]", str(field.value)) if word.strip()]
