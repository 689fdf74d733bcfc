"""What a coach sends back: a small file in, comments out, or a sentence why not.

Not here: where the comments are shown.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from datetime import date
from typing import Any

import pandas as pd

from followup.coach.pack import VERDICTS
from followup.cover.cover import DIRECTIONS, put_names
from followup.cover.stand_ins import kept_in
from followup.errors import FollowupError
from followup.tables import Frames, Row

MOST_BYTES, MOST_TEXT = 2_000_000, 20_000


class NotComments(FollowupError, ValueError):
    """The file does not hold comments on a pack of this workbook; nothing was taken in."""


def taken_in(frames: Frames, content: bytes, today: date) -> list[Row]:
    """The comments of the file that are not known yet, as rows, with the names the seeker knows in
    place of stand-ins. The same file twice gives none.

    Raises NotComments, saying what was expected, for any other file.
    """
    told = _parsed(content)
    made = frames["packs"].set_index("id")
    packs = made["items"]
    if told["pack"] not in packs.index:
        raise NotComments(
            "These comments are on a pack of another workbook, so nothing was taken in."
        )
    try:
        items = json.loads(packs[told["pack"]])
    except ValueError:
        raise NotComments(
            "What the workbook noted about that pack cannot be read any more, so nothing was taken in."
        ) from None
    if len(told["comments"]) > len(items):
        raise NotComments("This file holds more comments than the pack had things to comment on.")
    names, rows = _names(frames, made["stand_ins"][told["pack"]]), []
    for said in told["comments"]:
        item, verdict, text = _checked(said, items)
        key = hashlib.sha256(f"{told['pack']}|{item}|{verdict}|{text}".encode()).hexdigest()[:16]
        about, words = items[item]
        rows.append(
            Row("comments", {
                "id": f"co-{key}", "pack": told["pack"], "item": about, "about": words,
                "verdict": verdict, "comment": put_names(text, names), "received_on": today,
            })
        )  # fmt: skip
    known = set(frames["comments"]["id"])
    return [
        row
        for row in {row.values["id"]: row for row in rows}.values()
        if row.values["id"] not in known
    ]


def _names(frames: Frames, said: str) -> dict[str, str]:
    """The name of each person and company by what stood for it in the pack."""
    both = pd.concat([frames["people"], frames["companies"]])
    real = dict(zip(both["id"], both["name"], strict=True))
    return {stand_in: real[i] for i, stand_in in kept_in(said).items() if i in real}


def _parsed(content: bytes) -> dict[str, Any]:
    if len(content) > MOST_BYTES:
        raise NotComments(
            "This file is larger than any comments could be, so nothing was taken in."
        )
    try:
        told: Any = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise NotComments(
            "This file is damaged, or is something else than comments on a pack."
        ) from error
    is_ours = isinstance(told, dict) and told.get("format") == "followup-comments"
    if (
        not is_ours
        or not isinstance(told.get("pack"), str)
        or not isinstance(told.get("comments"), list)
    ):
        raise NotComments("This is not a file of comments on a pack, so nothing was taken in.")
    if told.get("version") != 1:
        raise NotComments("These comments were saved by a newer followup; update it first.")
    return dict(told)


def _checked(said: Any, items: dict[str, list[str]]) -> tuple[str, str, str]:
    if not isinstance(said, dict) or not all(
        isinstance(said.get(k), str) for k in ("item", "verdict", "comment")
    ):
        raise NotComments("One comment in this file has no text, so nothing was taken in.")
    item, verdict, text = said["item"], said["verdict"], _plain(said["comment"])
    if item not in items:
        raise NotComments(
            "This file comments on something that was not in the pack, so nothing was taken in."
        )
    if verdict not in ("", *VERDICTS) or len(text) > MOST_TEXT or not (verdict or text):
        raise NotComments(
            "One comment in this file is too long or says nothing, so nothing was taken in."
        )
    return item, verdict, text


def _plain(text: str) -> str:
    """The text without what cannot be seen and can be harmful: half characters, controls."""
    text = DIRECTIONS.sub("", text.encode(errors="replace").decode())
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) != "Cc").strip()
