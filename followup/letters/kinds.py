"""Every kind of letter, call and note, read from its file in templates/.

Not here: what its sentences may name (facts.py), or how a point is found (points.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

TEMPLATES = Path(__file__).parent / "templates"
HEAD = ("label", "answers", "sent as", "words", "points", "asks")  # above the line ---
ANY = "any"  # not owed: opened from a person, at any time


@dataclass(frozen=True)
class Kind:
    """One kind. `rules` are the tasks it answers; `touch` and `purpose` say how it is logged.

    `length` is the number of words that reads well (domain.md 2.3 to 2.11), `points` are the kinds
    of points it may use, the weightiest first, `asks` those worth a question where the record
    has none, `good` is its rubric in plain words.
    """

    key: str
    label: str
    rules: tuple[str, ...]
    touch: str
    purpose: str
    length: tuple[int, int]
    points: tuple[str, ...]
    asks: tuple[str, ...]
    good: tuple[str, ...]
    subject: str
    text: str

    @property
    def is_spoken(self) -> bool:
        """Whether it is said aloud rather than sent."""
        return self.touch == "call"


def read_kind(path: Path) -> Kind:
    """The kind a file of templates/ describes; its README.md says what stands in it."""
    head, _, letter = path.read_text(encoding="utf-8").partition("\n---\n")
    lines = [line.partition(": ")[::2] for line in head.splitlines()]
    said = dict.fromkeys(HEAD, "") | dict(lines)
    touch, _, purpose = said["sent as"].partition(", ")
    low, _, high = said["words"].partition("-")
    subject, _, text = letter.removeprefix("Subject: ").partition("\n\n")
    return Kind(
        path.stem, said["label"] or path.stem, tuple(said["answers"].split()), touch, purpose,
        (_number(low, 1), _number(high, 999)), tuple(said["points"].split()), tuple(said["asks"].split()),
        tuple(line for key, line in lines if key == "good"), subject, text.strip(),
    )  # fmt: skip


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.strip().isdecimal() else otherwise


KINDS = tuple(read_kind(path) for path in sorted(TEMPLATES.glob("[!R]*.md")))
BY_KEY = {kind.key: kind for kind in KINDS}


def set_aside() -> str:
    """A sentence about templates of an older followup that were changed, if any are left."""
    left = ", ".join(sorted(path.name for path in TEMPLATES.glob("*.txt")))
    kept = "is kept as it is and set aside: letters are made of the new files beside it."
    return f"A letter you changed for an older followup ({left}) {kept}" if left else ""


def kinds_for(rule: str, meeting_kind: str = "", rating: str = "") -> tuple[Kind, ...]:
    """The kinds that answer a task, the fitting one first.

    >>> [kind.key for kind in kinds_for("R-LET", "panel", "badly")]
    ['recovery', 'thank_you', 'advice']
    """
    fits = {
        "R-LET": "recovery" if rating == "badly" else "thank_you",
        "R-PROP": "proposal",
        "R-OFD": "offer_time",
    }
    if rule == "R-LET" and meeting_kind in ("informational", "advice"):
        fits[rule] = "advice"
    found = [kind for kind in KINDS if rule in kind.rules]
    last = ("advice", "acceptance", "decline")  # what cannot be called back is never the first
    return tuple(sorted(found, key=lambda kind: (kind.key != fits.get(rule), kind.key in last)))
