"""Every kind of letter, call and note, each once: what it is for, its length, its points.

Not here: its sentences (templates/, one file each), or how a point is found (points.py).
"""

from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Kind:
    """One kind: `rules` are the tasks it answers, `touch` and `purpose` how it is logged.

    `length` is the band of words that reads well (domain.md 2.3 to 2.11); `plan` the points of
    the record it may use, in order, each with how many of them at the most; none (0) means
    that the seeker ticks what fits.
    """

    key: str
    label: str
    rules: tuple[str, ...]
    touch: str
    purpose: str
    length: tuple[int, int]
    plan: str
    is_spoken: bool = False

    @cached_property
    def at_most(self) -> dict[str, int]:
        """How many of each point it may use, in the order of the plan; 99 stands for any number."""
        named = (point.partition(":") for point in self.plan.split())
        return {point: int(n or 99) for point, _, n in named}


ANY = "any"  # not owed: opened from a person, at any time

KINDS = (
    Kind("thank_you", "Thank-you letter", ("R-LET",), "letter", "thank_you", (120, 220),
         "learned:1 about_person:1 challenge:1 landed:1 evidence:1 connection accomplishment:1 "
         "better_answer:1 objection:2 competition value:1 promise decision"),
    Kind("recovery", "Thank-you letter with a better answer", ("R-LET",), "letter",
         "recovery", (150, 260),
         "better_answer:2 learned:1 challenge:1 evidence:1 accomplishment:1 objection:1 "
         "competition research promise decision"),
    Kind("advice", "Letter after an information or advice meeting", ("R-LET",), "letter",
         "thank_you", (80, 160),
         "advice:1 learned:1 about_person:1 challenge:1 connection value promise"),
    Kind("group_note", "One note for the coordinator to pass on", ("R-UNK",), "group_note",
         "thank_you", (60, 140), "learned:1 challenge:1"),
    Kind("introducer", "Thanks for the introduction", ("R-INT",), "letter",
         "introducer_thanks", (60, 120), "learned:0"),
    Kind("call", "Call sheet", ("R-CALL",), "call", "status", (60, 220),
         "challenge:1 objection:1 value:1 promise decision", is_spoken=True),
    Kind("offer_call", "Call sheet about an offer's deadline", ("R-OFN",), "call", "status",
         (60, 220), "challenge:1", is_spoken=True),
    Kind("voicemail", "Voicemail", ("R-CALL",), "call", "status", (20, 75),
         "challenge:1", is_spoken=True),
    Kind("nudge", "Email instead of a call", ("R-CALL",), "nudge", "status", (60, 110),
         "challenge:1 evidence:1 clipping:1 decision"),
    Kind("deadline_nudge", "Email about an offer's deadline", ("R-OFN",), "nudge",
         "status", (60, 130), "challenge:1"),
    Kind("proposal", "Proposal", ("R-PROP",), "proposal", "", (250, 900),
         "challenge learned:2 research value evidence:3 accomplishment:2 objection:1"),
    Kind("plan", "Plan for the first 30, 60 and 90 days", ("R-PROP",), "proposal", "", (200, 900),
         "challenge learned:3 value evidence:2 objection:1"),
    Kind("keep_in_touch", "Note to keep in touch", ("R-KIT", ANY), "note",
         "keep_in_touch", (60, 130), "clipping:1"),
    Kind("rejection_reply", "Reply to a rejection", ("R-REJ",), "letter",
         "rejection_reply", (60, 130), "about_person:1 challenge:1 learned:0 promise:1"),
    Kind("offer_thanks", "Thanks for the offer", ("R-OFA",), "letter", "offer_thanks", (50, 130),
         "challenge:1 deadline"),
    Kind("acceptance", "Acceptance", ("R-OFD",), "letter", "acceptance", (50, 150), "terms"),
    Kind("decline", "Declining the offer", ("R-OFD",), "letter", "decline", (50, 130),
         "learned:0"),
    Kind("withdrawal", "Withdrawing", ("R-WDR",), "letter", "withdrawal", (50, 120), "learned:0"),
    Kind("landed", "News of the new job", ("R-LAND",), "letter", "landed", (50, 130), ""),
    Kind("reference_request", "Asking for a reference", (ANY,), "letter",
         "reference_request", (80, 180), "accomplishment:3"),
)  # fmt: skip

BY_KEY = {kind.key: kind for kind in KINDS}


def kinds_for(rule: str, meeting_kind: str = "", rating: str = "") -> tuple[Kind, ...]:
    """The kinds that answer a task, the fitting one first.

    >>> [kind.key for kind in kinds_for("R-LET", "panel", "badly")]
    ['recovery', 'thank_you', 'advice']
    """
    found = [kind for kind in KINDS if rule in kind.rules]
    if rule == "R-LET":
        fits = "recovery" if rating == "badly" else "thank_you"
        fits = "advice" if meeting_kind in ("informational", "advice") else fits
        found.sort(key=lambda kind: kind.key != fits)
    if rule == "R-OFN":
        found.sort(key=lambda kind: kind.is_spoken)
    return tuple(found)
