"""Where addresses, links, telephone numbers and codes stand in a text.

Not here: whose they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_IN_EMAIL = r"[^\s<>()\[\],;:\"“”„«»@]"
EMAIL = re.compile(rf"(?<!{_IN_EMAIL}){_IN_EMAIL}+@(?:{_IN_EMAIL}|@)+")
LINK = re.compile(
    r"\b(?:\w+://|www\.)\S+|(?<![\w@.-])(?:[\w-]{1,63}\.){1,9}[a-z]{2,24}(?::\d+)?/\S*",
    re.IGNORECASE,
)
PHONE = re.compile(r"(?<!\w)\+?\(?\d(?:[\s().\-/\u00a0\u2010-\u2015]*\d){6,18}(?!\w)")
EXTENSION = re.compile(r"\b(?:ext\.?|extension|durchwahl)\s?-?\d{2,6}\b", re.IGNORECASE)
CODE = re.compile(
    r"\b(?:(?:meeting|webinar|conference|access|dial-in|zoom|teams|webex)[ -]?(?:id|code|pin)|"
    r"pass(?:code|word)|passwor[td]|kennwort|kenncode|pwd|pin|meet\.?)\b"
    r"(?:\s*[:=#]\s*|\s+is\s+|\s+(?:code|number)?\s*(?=\W?\S*\d|[a-z]{3}-[a-z]{4}-[a-z]{3}\b))"
    r"[\"“„‘']?(?P<code>\d[\d -]{3,}\d#?|[a-z]{3}-[a-z]{4}-[a-z]{3}\b|[^\s,;]+)",
    re.IGNORECASE,
)
DAY = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4}")
_DAY_ALONE = re.compile(rf"(?<![\w.])(?:{DAY.pattern})(?!\.?\w)")
KINDS = (("Code", CODE), ("Email", EMAIL), ("Link", LINK), ("Telephone", PHONE), ("Telephone", EXTENSION))  # fmt: skip


def addresses(text: str) -> list[tuple[int, int, str]]:
    """Where each stands, and its kind: Email, Link, Telephone or Code (of a meeting, with its
    passwords). Two never overlap.
    """
    out: list[tuple[int, int, str]] = []
    for start, end, kind in sorted(_found(text), key=lambda one: (one[0], -one[1])):
        at = out[-1][1] if out else 0
        if end > at:
            out.append((max(start, at), end, kind))
    return out


def _found(text: str) -> Iterator[tuple[int, int, str]]:
    without_days = _DAY_ALONE.sub(lambda day: "\ufffc" * len(day[0]), text)
    for kind, pattern in KINDS:
        for one in pattern.finditer(without_days if kind == "Telephone" else text):
            start, end = one.span("code" if kind == "Code" else 0)
            said = text[start:end]
            shown = said.rstrip(".,;:!?)]}>'\"’”") if kind in ("Code", "Email", "Link") else said
            if not (kind == "Telephone" and DAY.search(said)) and shown:
                yield start, start + len(shown), kind
