"""The errors a reader may meet, each a calm sentence with the next move.

Not here: any check; a check lives beside the thing it guards.
"""

from collections.abc import Iterator
from contextlib import contextmanager


class FollowupError(Exception):
    """Every error the workbook raises on purpose; its text can be shown as it stands."""

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows: the sentence alone, not the lines of code that led to it."""
        return [str(self)]


class InvalidValue(FollowupError, ValueError):
    """A field holds something it cannot hold; `field` is its label, so a form can point at it."""

    def __init__(self, field: str, expected: str, got: object = None, *, key: str = "") -> None:
        shown = "" if got is None else f" (got {_short(got)})"
        super().__init__(f"'{field}' {expected}{shown}.")
        self.field = field
        self.key = key


@contextmanager
def beside(field: str) -> Iterator[None]:
    """Whatever is wrong inside belongs to this field of the form."""
    try:
        yield
    except InvalidValue as error:
        error.key = field
        raise


class NotAWorkbook(FollowupError, ValueError):
    """The file is something else than a workbook."""


class Damaged(NotAWorkbook):
    """The file was a workbook and is damaged; nothing is written to it."""


class NewerWorkbook(FollowupError, RuntimeError):
    """The file was written by a newer followup; it is left untouched."""


class ChangedElsewhere(FollowupError, RuntimeError):
    """The record changed in another window since it was read; `theirs` holds it as it is now."""

    def __init__(self, label: str, theirs: dict[str, object]) -> None:
        super().__init__(
            f"This {label} was changed in another window since it was opened here. "
            "Nothing was overwritten: compare both and choose which to keep."
        )
        self.theirs = theirs


class Busy(FollowupError, TimeoutError):
    """Another window held the workbook too long; nothing was saved."""


class CannotSave(FollowupError, OSError):
    """The disk refused: full, read-only or gone; nothing was saved."""


def _short(got: object, limit: int = 60) -> str:
    text = repr(got) if isinstance(got, str) else str(got)
    return text if len(text) <= limit else text[: limit - 1] + "…"
