"""Two spellings of one person or company: noticed, and made one.

Not here: asking about it (forms/alike.py). Merging is one save, so it can be taken back.
"""

from collections import defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import combinations
from typing import Any, NamedTuple

import pandas as pd

from followup.naming.everyday import GENERIC
from followup.naming.spelling import folded
from followup.tables import Frames, Row, metadata

NEAR = 0.86  # how much of two names must be the same


class Pair(NamedTuple):
    """Two records that may be one, and why."""

    table: str
    one: str
    other: str
    why: str


def alike(frames: Frames) -> list[Pair]:
    """People and companies that may be there twice: the same email, near-equal names, initials.

    Only those that share an email or a beginning of a word are compared, so that the work grows
    with the number of names, not with its square.
    """
    found: dict[tuple[str, str], Pair] = {}
    for table in ("people", "companies"):
        frame = frames[table]
        names = dict(zip(frame["id"], frame["name"], strict=True))
        groups: dict[str, list[str]] = defaultdict(list)
        for row_id, name in names.items():
            for key in {word[:3] for word in _words(name, table)}:
                groups[key].append(row_id)
        if table == "people":
            for email, same in frame[frame["email"] != ""].groupby(frame["email"].str.casefold()):
                for one, other in combinations(same["id"], 2):
                    found[one, other] = Pair(table, one, other, f"the same email, {email}")
        for group in groups.values():
            for one, other in combinations(group[:60], 2):
                why = _why(_words(names[one], table), _words(names[other], table))
                if why and (one, other) not in found:
                    found[one, other] = Pair(table, one, other, why)
    return list(found.values())


def _words(name: str, table: str) -> list[str]:
    words = [
        w for w in folded(name).replace(".", " ").replace("-", " ").replace(",", " ").split() if w
    ]
    plain = [w for w in words if table == "people" or w not in GENERIC]
    return plain or words


def _why(one: list[str], other: list[str]) -> str:
    if sorted(one) == sorted(other):
        return "the same name, spelt differently"
    same_last = len(one) > 1 and len(other) > 1 and one[-1] == other[-1]
    if same_last and one[0][0] == other[0][0] and 1 in (len(one[0]), len(other[0])):
        return "the same last name, and an initial that fits"
    a, b = " ".join(one), " ".join(other)
    if _digits(a) == _digits(b) and SequenceMatcher(None, a, b).ratio() >= NEAR:
        return "nearly the same name"
    return ""


def _digits(name: str) -> str:
    return "".join(c for c in name if c.isdigit())


def merged(frames: Frames, table: str, keep: str, gone: str) -> list[Row]:
    """The rows that make one record of two: everything of `gone` belongs to `keep` afterwards.

    What `keep` does not know is taken over; what both know stays as `keep` has it, and notes are
    joined. A seat or sentence both have once is kept once.
    """
    return [
        *_filled(frames[table], table, keep, gone),
        *_moved(frames, table, keep, gone),
        *_named(frames, keep, gone),
        Row(table, {"id": gone}, gone=True),
    ]


def _filled(frame: pd.DataFrame, table: str, keep: str, gone: str) -> list[Row]:
    known = frame.set_index("id").astype("object")
    kept, other = known.loc[keep], known.loc[gone]
    values = {
        column: other[column]
        for column in known.columns
        if column not in ("name", "row_version", "notes")
        and (pd.isna(kept[column]) or kept[column] == "")
        and not (pd.isna(other[column]) or other[column] == "")
    }
    notes = [text for text in (kept["notes"], other["notes"]) if text.strip()]
    if other["notes"].strip() and other["notes"] != kept["notes"]:
        values["notes"] = "\n".join(notes)
    return [Row(table, {"id": keep, **values})] if values else []


def _moved(frames: Frames, table: str, keep: str, gone: str) -> Iterator[Row]:
    for name, frame in frames.items():
        unique = list(ONCE.get(name, ()))
        for column in metadata.tables[name].columns:
            if column.info.get("refers_to") != table:
                continue
            mine = set(
                frame.loc[frame[column.name] == keep, unique].itertuples(index=False, name=None)
            )
            for row in frame[frame[column.name] == gone].to_dict("records"):
                key = tuple(row[part] for part in unique)
                twice = bool(unique) and column.name == "person_id" and key in mine
                values: dict[str, Any] = {"id": row["id"]}
                yield (
                    Row(name, values, gone=True)
                    if twice
                    else Row(name, {**values, column.name: keep})
                )


def _named(frames: Frames, keep: str, gone: str) -> Iterator[Row]:
    """Tasks set aside, comments and begun letters name people by id inside a longer name."""
    for table, column in (("decisions", "task"), ("comments", "item"), ("drafts", "id")):
        frame = frames[table]
        for row in frame[frame[column].str.split("|").map(lambda parts: gone in parts)].to_dict(
            "records"
        ):
            named = "|".join(keep if part == gone else part for part in row[column].split("|"))
            copied = (
                {"content": row["content"], "kept_at": row["kept_at"]}
                if table == "drafts"
                else {"id": row["id"]}
            )
            yield Row(table, {**copied, column: named})
            if table == "drafts":
                yield Row(table, {"id": row["id"]}, gone=True)


# One row each per person.
ONCE = {"attendees": ("meeting_id",), "sentences": ("source", "letter")}


def preview(frames: Frames, pair: Pair) -> list[str]:
    """What belongs to the second record and would belong to the first, in words."""
    out = []
    for name, frame in frames.items():
        one = metadata.tables[name].info["one"]
        n = sum(
            int((frame[c.name] == pair.other).sum())
            for c in metadata.tables[name].columns
            if c.info.get("refers_to") == pair.table
        )
        if n:
            out.append(f"{n} {one}{'' if n == 1 else 's'}")
    return out
