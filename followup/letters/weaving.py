"""A letter edited by hand takes in what changes in its draft, and every edit stays.

Not here: what a draft says (draft.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from followup.letters.notes import sentences


def woven(text: str, before: str, after: str) -> str:
    """`text`, which began as the draft `before`, with what is different in the draft `after`.

    A sentence of the draft that still stands is replaced or taken out; a new one stands beside
    its neighbours. What the seeker wrote or changed by hand stays as it is, the greeting too.

    >>> woven("Dear Ana, Hello there. Bye.", "Dear Ana, Hello. Bye.", "Dear Ana, Hello. One more. Bye.")
    'Dear Ana, Hello there. One more. Bye.'
    """
    if text == before:
        return after
    now, was, new = (list(_pieces(one)) for one in (text, before, after))
    stands = {
        at + n: place + n
        for at, place, size in _matched(was, now).get_matching_blocks()
        for n in range(size)
    }
    for change, start, end, first, last in reversed(_matched(was, new).get_opcodes()):
        begins_with_greeting = start == 0 < end and was[0].rstrip().endswith(",")
        greeting_is_edited = begins_with_greeting and 0 not in stands
        if change == "equal" or greeting_is_edited:
            continue
        old = [n for n in range(start, end) if was[n].strip()]
        if all(n in stands for n in old):  # with the breaks around it; of an edited one they stay
            old = list(range(start, end))
        gone = sorted(stands[n] for n in old if n in stands)
        came = [
            one for one in new[first:last] if not one.strip() or one.strip(" ") not in _bare(now)
        ]
        place, came = (gone[0], came) if gone else _place(start, end, came, stands, now, was)
        now = [one for n, one in enumerate(now) if n < place and n not in gone] + came + [
            one for n, one in enumerate(now) if n >= place and n not in gone
        ]  # fmt: skip
    return _joined(now)


def _place(
    start: int, end: int, came: list[str], stands: dict[int, int], now: list[str], was: list[str]
) -> tuple[int, list[str]]:
    """Where new pieces go: between the neighbours they have in the draft, or as a paragraph of
    their own beside the nearest sentence that still stands.
    """
    begins_with_break = bool(came) and not came[0].strip()
    if start in stands and (begins_with_break or start - 1 not in stands):
        return stands[start], came
    if start - 1 in stands:
        is_paragraph = came and start < end < len(was) and not (was[start - 1] + was[end]).strip()
        return stands[start - 1] + 1, [*came, was[end]] if is_paragraph else came
    if end in stands:
        return stands[end], came
    own = list(_pieces("".join(came).strip()))
    if not own:
        return len(now), []
    said = [n for n in stands if was[n].strip()]
    above = max((n for n in said if n < start), default=None)
    below = min((n for n in said if n >= end), default=None)
    if above is not None:
        return stands[above] + 1, ["\n\n", *own]
    if below is not None:
        return stands[below], [*own, "\n\n"]
    return len(now), ["\n\n", *own]


def _matched(one: Iterable[str], other: Iterable[str]) -> SequenceMatcher[str]:
    return SequenceMatcher(None, _bare(one), _bare(other), autojunk=False)


def _bare(pieces: Iterable[str]) -> list[str]:
    return [one.strip(" ") for one in pieces]


def _pieces(text: str) -> Iterator[str]:
    """The sentences of a text, each with the spaces after it, and the breaks between its lines."""
    at, said = 0, ""
    for one in sentences(text):
        start = text.index(one, at)
        gap = text[at:start]
        if "\n" in gap:
            yield from filter(None, (said, gap))
        else:
            said += gap
            yield from filter(None, (said,))
        at, said = start + len(one), one
    yield from filter(None, (said, text[at:]))


def _joined(pieces: Sequence[str]) -> str:
    """A text of pieces: sentences side by side have a space between them, breaks are one."""
    out = ""
    for n, one in enumerate(pieces):
        if not one.strip() and n and not pieces[n - 1].strip():
            continue
        beside = out and one.strip() and not out[-1].isspace()
        out += f" {one}" if beside else one
    return out if pieces and pieces[0].strip() else out.lstrip("\n")
