"""What is written at a desk: a subject and a text for each kind of letter, and each version of it.

Not here: what a draft says (letters/), or the fields around it (desk.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import ipywidgets as w

from followup.forms import fields as f
from followup.letters import Draft
from followup.letters.answer import Answer
from followup.letters.notes import sentences
from followup.letters.weaving import woven

OWN, ANSWER = "my own text", "answer {} of the assistant"


@dataclass
class Version:
    """One version of a letter: the draft it began as, and which sentences an assistant wrote."""

    name: str
    subject: str
    text: str
    began_as: tuple[str, str]
    foreign: list[str] = field(default_factory=list)

    def take_in(self, draft: Draft) -> None:
        """Takes in what is different in the draft; what was changed by hand stays."""
        subject, text = self.began_as
        self.subject = draft.subject if self.subject == subject else self.subject
        self.text = woven(self.text, text, draft.text)
        self.began_as = draft.subject, draft.text


class Written(w.HBox):
    """The versions of every kind, one of them in the two fields; a button shows each other one.

    `on_other` is called when another version has come into the fields.
    """

    def __init__(self, subject: f.Field, text: f.Field, on_other: Callable[[], object]) -> None:
        super().__init__([])
        self._subject, self._text, self._on_other = subject, text, on_other
        self._versions: dict[str, list[Version]] = {}  # by kind, the one shown first
        self._kind = ""

    @property
    def now(self) -> Version:
        """The version shown, with what stands in the fields."""
        return self._read()[0]

    def _read(self) -> list[Version]:
        versions = self._versions[self._kind]
        versions[0].subject, versions[0].text = str(self._subject.value), str(self._text.value)
        return versions

    def begin(self, draft: Draft) -> None:
        """Shows what was written for the kind of a draft, or else the draft."""
        if self._kind:
            self._read()
        self._kind = draft.kind.key
        fresh = Version(OWN, draft.subject, draft.text, (draft.subject, draft.text))
        self._versions.setdefault(self._kind, [fresh])
        self._show(0)
        self.take_in(draft)

    def take_in(self, draft: Draft) -> None:
        """Takes what is different in the draft into every version of its kind."""
        for version in self._read():
            version.take_in(draft)
        self._show(0)

    def add(self, answer: Answer) -> None:
        """Shows an assistant's answer; what stood there is one button away."""
        versions = self._read()
        name = ANSWER.format(len(versions))
        subject, began = answer.subject or versions[0].subject, versions[0].began_as
        versions.insert(0, Version(name, subject, answer.text, began, sentences(answer.text)))
        self._show(0)

    def _show(self, n: int) -> None:
        versions = self._versions[self._kind]
        versions.insert(0, versions.pop(n))
        self._subject.value, self._text.value = versions[0].subject, versions[0].text
        others = [f.button(f"Show {one.name}", self._other(one)) for one in versions[1:]]
        f.swap(self, others)

    def _other(self, version: Version) -> Callable[[], None]:
        def show() -> None:
            self._read()
            self._show(self._versions[self._kind].index(version))
            self._on_other()

        return show

    # --- as a draft of the form keeps it ---

    @property
    def kept(self) -> dict[str, Any]:
        """Every version, by kind."""
        self._read()
        return {kind: [asdict(one) for one in of] for kind, of in self._versions.items()}

    def bring_back(self, kept: Mapping[str, Any], draft: Draft) -> None:
        """The versions a draft of the form kept, or the one that stands in it."""
        began = draft.subject, draft.text
        versions = {
            kind: [Version(**one | {"began_as": tuple(one["began_as"])}) for one in of]
            for kind, of in kept.get("versions", {}).items()
        }
        if not versions and "text" in kept:  # of an older followup
            text = str(kept["text"])
            versions[draft.kind.key] = [
                Version(
                    OWN, str(kept.get("subject", "")), text, began, kept.get("from_assistant", [])
                )
            ]
        self._versions, self._kind = versions, ""
        self.begin(draft)
