"""What is written at a desk: a subject and a text for each kind of letter, and each version of it.

Not here: what a draft says (letters/), or the fields around it (desk.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
    """One version of a letter, and which of its sentences an assistant wrote.

    `base` is the subject and text of the draft when the seeker last wrote by hand, `by_hand` what
    stood in the fields then. What changes in the draft is always taken in from there, so that
    nothing is left of a line half typed.
    """

    name: str
    subject: str
    text: str
    foreign: list[str] = field(default_factory=list)
    base: Sequence[str] = ()
    by_hand: Sequence[str] = ()

    def write(self, subject: str, text: str, draft: Draft | None) -> None:
        """Takes over what stands in the fields, begun from this draft."""
        if (subject, text) != (self.subject, self.text) and draft:
            self.base, self.by_hand = (draft.subject, draft.text), (subject, text)
        self.subject, self.text = subject, text

    def take_in(self, draft: Draft) -> None:
        """Takes in what is different in the draft; what was changed by hand stays."""
        if not self.base:
            self.base, self.by_hand = (draft.subject, draft.text), (self.subject, self.text)
        subject, text = self.by_hand
        self.subject = draft.subject if subject == self.base[0] else subject
        self.text = woven(text, self.base[1], draft.text)


class Written(w.HBox):
    """The versions of every kind, one of them in the two fields; a button shows each other one.

    `on_other` is called when another version has come into the fields.
    """

    def __init__(self, subject: f.Field, text: f.Field, on_other: Callable[[], object]) -> None:
        super().__init__([])
        self._subject, self._text, self._on_other = subject, text, on_other
        self._versions: dict[str, list[Version]] = {}  # by kind, the one shown first
        self._kind = ""
        self._draft: Draft | None = None  # what was taken in last

    @property
    def now(self) -> Version:
        """The version shown, with what stands in the fields."""
        return self._read()[0]

    def _read(self) -> list[Version]:
        versions = self._versions[self._kind]
        versions[0].write(str(self._subject.value), str(self._text.value), self._draft)
        return versions

    def begin(self, draft: Draft) -> None:
        """Shows what was written for the kind of a draft, or else the draft."""
        if self._kind:
            self._read()
        self._kind = draft.kind.key
        self._versions.setdefault(self._kind, [Version(OWN, draft.subject, draft.text)])
        self._draft = None
        self._show(0)
        self.take_in(draft)

    def take_in(self, draft: Draft) -> None:
        """Takes what is different in the draft into every version of its kind."""
        for version in self._read():
            version.take_in(draft)
        self._draft = draft
        self._show(0)

    def add(self, answer: Answer) -> None:
        """Shows an assistant's answer; what stood there is one button away."""
        versions = self._read()
        name = ANSWER.format(len(versions))
        subject = answer.subject or versions[0].subject
        came = Version(name, subject, answer.text, sentences(answer.text))
        if self._draft:
            came.take_in(self._draft)
        versions.insert(0, came)
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
        """The versions a draft of the form kept; of an older followup those it knew."""
        found = {
            kind: [Version(**one) for one in of] for kind, of in kept.get("versions", {}).items()
        }
        if not found:
            for kind, (subject, text) in kept.get("other_kinds", {}).items():
                found[kind] = [Version(OWN, subject, text)]
            subject, text = str(kept.get("subject", "")), str(kept.get("text", ""))
            own = Version(OWN, subject, text, list(kept.get("from_assistant", ())))
            found |= {draft.kind.key: [own]} if "text" in kept else {}
        self._versions, self._kind = found, ""
        self.begin(draft)

    @property
    def as_it_stands(self) -> dict[str, Any]:
        """The version shown, to be brought back exactly as it is."""
        shown = self.now
        return {self._kind: [asdict(Version(shown.name, shown.subject, shown.text, shown.foreign))]}
