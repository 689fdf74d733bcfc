"""The words for every choice a form offers, written once.

Not here: the choices themselves (tables.py) or the prompts (prompts.py).
"""

from collections.abc import Iterable

from followup.pipeline import LABELS
from followup.tables import metadata

PERIODS = {0: "The whole search", 28: "The last four weeks", 91: "The last three months"}
WORDS = {
    "position": "An open position", "informational": "Information meeting",
    "advice": "Career advice", "screen": "Phone or video screen",
    "panel": "Panel, several people at once", "final": "Final interview",
    "interviewer": "Interviewed me", "lead": "Led the meeting",
    "scheduler": "Received me or arranged it", "direct": "I wrote to them directly",
    "exact": "That very day", "by_end_of_week": "By the end of that week",
    "approximate": "About then", "reached": "Reached them", "voicemail": "Left a voicemail",
    "no_answer": "No answer, no message", "letter": "Letter or email of thanks",
    "note": "A note to keep in touch", "nudge": "An email asking where they are",
    "call": "A call", "group_note": "One note to pass on to everyone",
    "thank_you": "Thanks after a meeting", "recovery": "Thanks, with a better answer",
    "introducer_thanks": "Thanks for the introduction", "keep_in_touch": "Keeping in touch",
    "rejection_reply": "Reply to a rejection", "offer_thanks": "Thanks for an offer",
    "landed": "News of the new job", "reference_request": "Asking for a reference",
    "out": "Sent by me", "in": "Received",
    "courtesy_reply": "A courtesy, nothing about the decision",
    "status_update": "Where they are in the decision", "advance": "They want to go on with me",
    "on_hold": "It is on hold", "rejected": "They said no",
    "reopened": "They came back after a no", "accepted": "I accepted",
    "declined": "I declined the offer", "withdrawn": "I withdrew",
    "offer_rescinded": "They took the offer back", "closed": "I closed it",
    "moved": "Moved to another company", "do_not_contact": "Asked not to be contacted",
}  # fmt: skip


def words(key: str) -> str:
    """The words for the key of a choice: 'job_board' is 'Job board'."""
    return WORDS.get(key) or LABELS.get(key) or key.replace("_", " ").capitalize()


def chosen(keys: Iterable[str], empty: str = "") -> dict[str, str]:
    """These choices with their words, in order; with `empty`, that word for none."""
    return ({"": empty} if empty else {}) | {key: words(key) for key in keys}


def choices(table: str, column: str, empty: str = "") -> dict[str, str]:
    """The choices of a column with their words, as `chosen` gives them."""
    return chosen(metadata.tables[table].columns[column].info["choices"], empty)
