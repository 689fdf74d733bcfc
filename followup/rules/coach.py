"""What was agreed with a coach: R-COA.

Not here: the coach's comments that were not given a day; they wait in 04-coach.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from followup.frames import columns_of
from followup.rules.task import Task, make_task
from followup.search import Search


def agreed(search: Search, before: Sequence[Task]) -> Iterator[Task]:
    """R-COA: one per comment or agreed action with a day, until it is marked done."""
    names = ("id", "pack", "about", "comment", "received_on", "due_on", "done_on")
    for row in zip(*columns_of(search.frames, "comments", *names), strict=True):
        comment_id, pack, about, comment, received_on, due_on, done_on = row
        is_done = done_on is not None and done_on <= search.today
        if received_on <= search.today and due_on and not is_done:
            yield make_task(
                search, "R-COA", due_on, opens=received_on, comment_id=comment_id,
                about=f", on {about}" if pack and about else "", comment=comment,
            )  # fmt: skip
