"""The errors a reader may meet, each a calm sentence with the next move.

Not here: any check; a check lives beside the thing it guards.
"""

import errno
from collections.abc import Iterator, Sequence
from contextlib import contextmanager


class FollowupError(Exception):
    """Every error the workbook raises on purpose; its text can be shown as it stands."""

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows: the sentence alone, not the lines of code that led to it."""
        return [str(self)]


class InvalidValue(FollowupError, ValueError):
    """A field holds something it cannot hold; `field` is its label, so a form can point at it."""

    def __init__(self, field: str, expected: str, got: object = None, *, key: str = "") -> None:
        self.field, self.key = field, key
        self.expected = expected + ("" if got is None else f" (got {_short(got)})")
        super().__init__()

    def __str__(self) -> str:
        return f"'{self.field}' {self.expected}."


class Several(InvalidValue):
    """More than one field holds something it cannot hold; `each` has what is wrong with each."""

    def __init__(self, each: Sequence[InvalidValue]) -> None:
        super().__init__(each[0].field, each[0].expected, key=each[0].key)
        self.each = each

    def __str__(self) -> str:
        return " ".join(map(str, self.each))


class Together:
    """Tells what is wrong with several fields at once: `at` takes it down, `tell` raises it."""

    def __init__(self) -> None:
        self.each: list[InvalidValue] = []

    @contextmanager
    def at(self, field: str = "") -> Iterator[None]:
        """What is wrong inside belongs to this field of the form; the next one is looked at too."""
        try:
            yield
        except InvalidValue as error:
            error.key = field or error.key
            self.each += getattr(error, "each", [error])

    def tell(self) -> None:
        """Raises what was found, if anything was."""
        if self.each:
            raise Several(self.each) if len(self.each) > 1 else self.each[0]


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


class RemovedElsewhere(ChangedElsewhere):
    """The record was removed in another window since it was read."""

    def __init__(self, label: str) -> None:
        super().__init__(label, {})
        self.args = (
            f"This {label} was removed in another window since it was opened here. What you typed "
            f"is kept: bring the {label} back in 05-care, under “The last steps”, then save again.",
        )


class Busy(FollowupError, TimeoutError):
    """Another window held the workbook too long; nothing was saved."""


class CannotSave(FollowupError, OSError):
    """The disk refused: full, read-only or gone; nothing was saved."""


@contextmanager
def writing_to(where: object, before: str = "") -> Iterator[None]:
    """What the disk says against writing inside comes as CannotSave, which names `where`; `before`
    is how the sentence begins. What is said in words already stays as it is.
    """
    try:
        yield
    except FollowupError as error:
        if before and isinstance(error, CannotSave):
            raise CannotSave(f"{before} {error}") from error
        raise
    except OSError as error:
        why = f"{where} cannot be written to: {error.strerror or error}."
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            why = f"the disk of {where} is full. Make some room, then try again."
        raise CannotSave(f"{before} {why}" if before else why[0].upper() + why[1:]) from error


def _short(got: object, limit: int = 60) -> str:
    text = repr(got) if isinstance(got, str) else str(got)
    return text if len(text) <= limit else text[: limit - 1] + "…"
