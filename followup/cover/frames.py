"""What may be shared of the tables, with names covered: every table, and only its shared columns.

A column or table is private until tables.py, or the list below, says otherwise. Not here: covering
a text (cover.py).
"""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Any

import pandas as pd
import sqlalchemy as sa

from followup.cover.cover import IN_PACK, Cover
from followup.frames import empty, typed
from followup.policy import POLICY_PREFIX, WEEKDAYS, WEEKEND_KEY, Policy
from followup.tables import Frames, metadata

NUMBERS = [POLICY_PREFIX + number.name for number in fields(Policy)]
WEEKEND = rf"(?:(?:{'|'.join(WEEKDAYS)})(?: |$)){{0,6}}"  # on one day at least there is work
OF_A_TASK = re.compile(r"R-[A-Z]{2,5}|\d{4}-\d\d-\d\d")  # what its name holds besides ids


def shared_frames(frames: Frames, cover: Cover) -> dict[str, pd.DataFrame]:
    """The frames with only what may be shared, ids drawn anew: every table, its columns."""
    frames = {**frames, "comments": frames["comments"].query("pack == '' and done_on.isna()")}
    frames = {**frames, "settings": allowed_settings(frames["settings"])}
    return {
        name: _shared(name, frames[name], cover) if name in IN_PACK else empty(name)
        for name in metadata.tables
        if name in frames
    }


def _shared(table: str, frame: pd.DataFrame, cover: Cover) -> pd.DataFrame:
    near = cover.people_near(table, frame)
    columns = metadata.tables[table].columns
    data = {c.name: _column(table, c, frame, cover, near) for c in columns}
    return typed(table, pd.DataFrame(data, index=range(len(frame))))


def _column(
    table: str, column: sa.Column[Any], frame: pd.DataFrame, cover: Cover, near: list[list[str]]
) -> list[Any]:
    values = frame[column.name]
    if column.info.get("names"):
        return [cover.shown[table][i] for i in frame["id"]]
    if table == "settings":
        return list(values)
    if column.name == "id" or column.foreign_keys:
        return [cover.new.get(i) for i in values]
    if (table, column.name) == ("decisions", "task"):
        return ["|".join(_task_part(cover, part) for part in task.split("|")) for task in values]
    if not column.info.get("shared"):
        return [blank(column)] * len(values)
    if not is_free(column):
        return list(values)
    return [cover.text(text, about) for text, about in zip(values, near, strict=True)]


def _task_part(cover: Cover, part: str) -> str:
    return cover.new.get(part) or (part if OF_A_TASK.fullmatch(part) else "…")


def is_free(column: sa.Column[Any]) -> bool:
    """Whether anything at all can stand in a column."""
    is_text = isinstance(column.type, sa.Text) and column.name not in ("id", "starts_at")
    return is_text and not column.info.get("choices") and not column.foreign_keys


def blank(column: sa.Column[Any]) -> str | None:
    """What stands in place of a value that is not shared."""
    if not isinstance(column.type, sa.Text):
        return None
    return "…" if column.info.get("required") else ""


def allowed_settings(settings: pd.DataFrame) -> pd.DataFrame:
    """The settings a copy may hold: the numbers of the policy and the days of the weekend."""
    is_number = settings["id"].isin(NUMBERS) & settings["value"].str.fullmatch(r"[0-9]{1,3}")
    is_weekend = (settings["id"] == WEEKEND_KEY) & settings["value"].str.fullmatch(WEEKEND)
    return settings[is_number | is_weekend]
