"""Sharing a workbook: the pack written and looked over, comments taken in, a covered copy.

Not here: what stands in a pack (pack.py), or a widget.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from followup.coach import pack as packs
from followup.coach.choice import Choice
from followup.coach.comments import taken_in
from followup.coach.pack import Pack
from followup.coach.sections import TITLES
from followup.connection import ALONE, WRITING, rows_of_stranger
from followup.cover.cover import IN_PACK
from followup.cover.frames import allowed_settings, is_free
from followup.cover.last_look import Hit
from followup.cover.stand_ins import HOW, kept_in
from followup.errors import FollowupError, writing_to
from followup.safekeeping.backups import work_folder
from followup.safekeeping.history import unguarded
from followup.tables import EARLIEST, LATEST, OWN_WORDS, Frames, Row, checked, metadata
from followup.words import n_of
from followup.workbook import COPY, Workbook, data_folder, open_workbook, use_workbook

NO_NAMES = "cover.no_names"  # the setting with the places that were said to be no name
ID = re.compile(r"[a-z]{1,2}-[0-9]{6}")  # of a row of a copy
MOST_BYTES = 50_000_000


class NotShared(FollowupError, RuntimeError):
    """Something private still stood in the file, so it was removed instead of handed out."""


class Coach:
    """What a seeker and a coach exchange about one workbook."""

    def __init__(self, book: Workbook) -> None:
        self.book = book

    @property
    def folder(self) -> Path:
        """Where packs and copies are put."""
        return self.book.path.parent / "packs"

    sections: Mapping[str, str] = TITLES
    covers: Mapping[str, str] = HOW

    def preview(self, before: Pack | None = None, **chosen: Any) -> Pack:
        """The pack as it would go out; nothing is written. `chosen` are the fields of Choice; as
        in the preview `before` everybody is called.
        """
        choice = Choice(**chosen)
        frames = self.book.frames()
        packs_made = frames["packs"].sort_values("made_on")
        last = packs_made["made_on"].max().date() if len(packs_made) else None
        named = packs_made["stand_ins"].iloc[-1] if choice.same_names and len(packs_made) else ""
        return packs.build(
            frames, self.book.today, choice, last, kept=kept_in(named), before=before
        )

    @property
    def words(self) -> str:
        """The words the seeker wants covered, one a line."""
        return self.book.settings().get(OWN_WORDS, "")

    @property
    def can_go_on(self) -> bool:
        """Whether there is a pack whose stand-ins can be used again."""
        return bool((self.book.frames()["packs"]["stand_ins"] != "").any())

    def hits(self, pack: Pack) -> list[Hit]:
        """What the last look found in a pack and nobody has answered yet."""
        answered = set(self.book.settings().get(NO_NAMES, "").split())
        return [hit for hit in pack.hits if not hit.marks <= answered]

    def cover_words(self, *words: str) -> str:
        """Covers these words everywhere from now on, and gives all that are covered, one a line."""
        known = self.words.splitlines()
        said = "\n".join(dict.fromkeys(filter(None, map(str.strip, [*known, *words]))))
        self.keep_words(said)
        return said

    def keep_words(self, said: str) -> None:
        """Keeps the words to cover, one a line."""
        if said != self.words:
            self.book.save([Row("settings", {"id": OWN_WORDS, "value": said})], "Words to cover")

    def is_no_name(self, hit: Hit) -> None:
        """Keeps that a word is no name where it stands now."""
        known = self.book.settings().get(NO_NAMES, "").split()
        marks = " ".join(dict.fromkeys([*known, *sorted(hit.marks)]))
        self.book.save([Row("settings", {"id": NO_NAMES, "value": marks})], "Looked at: no name")

    def make(self, pack: Pack) -> tuple[Path, Path]:
        """A previewed pack as a page, and as a workbook for the same notebooks, read-only.

        Raises NotShared while a word that may be a name is not answered, or if something private
        stands in the copy; then neither is left.
        """
        if asked := self.hits(pack):
            n = n_of(len(asked), "word may be a name", "words may be names")
            raise NotShared(
                f"Nothing was handed out: {n}, such as “{asked[0].word}”. Please answer in the preview."
            )
        if not pack.cover.still_holds(self.book.frames()):
            raise NotShared("Names or words to cover have changed since. Please look once more.")
        about = {key: [item.about, item.at_home or item.title] for key, item in pack.items.items()}
        row = {
            "id": pack.id,
            "made_on": pack.made_on,
            "covered": "\n".join(pack.told),
            "items": json.dumps(about, ensure_ascii=False),
            "stand_ins": json.dumps(list(pack.cover.stand_ins.items()), ensure_ascii=False),
        }
        name = f"{pack.made_on}-{pack.id}"
        page, copy = self.folder / f"pack-{name}.html", self.folder / f"copy-{name}.sqlite"
        self._look_over(pack)
        try:
            self._write(page, pack.page.encode(errors="replace"))
            self._write(copy, _copied(pack, self.folder))
            self.book.save([Row("packs", row)], "A pack for the coach")
        except BaseException:
            for path in (page, copy):
                with suppress(OSError):
                    path.unlink()
            raise
        return page, copy

    def take_in(self, content: bytes) -> int:
        """How many new comments the file of a coach held; they are saved."""
        rows = taken_in(self.book.frames(), content, self.book.today)
        if rows:
            self.book.save(rows, "Comments of the coach")
        return len(rows)

    def _write(self, path: Path, content: bytes) -> None:
        with writing_to(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            opened = os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
            with os.fdopen(opened, "wb") as file:
                file.write(content)

    def _look_over(self, pack: Pack) -> None:
        """Refuses a copy in which anything stands that somebody wrote and the page does not show."""
        allowed = {"", "…", *(text for texts in pack.own.values() for text in texts)}
        allowed |= {name for names in pack.cover.shown.values() for name in names.values()}
        for name, frame in pack.frames.items():
            for column in metadata.tables[name].columns if name != "settings" else ():
                left = set(frame[column.name]) - allowed if is_free(column) else set()
                if left and column.name != "task":
                    raise NotShared(
                        f"Nothing was handed out: “{min(left)[:40]}” still stood in it."
                    )


def _copied(pack: Pack, beside: Path) -> bytes:
    with work_folder(beside, "copy") as place:
        made = Workbook(place / COPY)
        made.prepare()
        _fill(made, pack.frames, pack.made_on)
        return made.path.read_bytes()


def open_copy(content: bytes) -> Workbook:
    """A copy somebody shared, opened read-only in place of the own workbook, which stays as it is.

    Only what a pack may hold is read from the file; nothing in it is run.
    """
    if len(content) > MOST_BYTES:
        raise FollowupError("This file is larger than a copy could be, so it was not opened.")
    with work_folder(data_folder(), "copy") as place, writing_to(data_folder()):
        given = place / "given.sqlite"
        given.write_bytes(content)
        frames, made_on = _read(given)
        made = Workbook(place / COPY)
        made.prepare()
        _fill(made, frames, made_on)
        made.path.replace(data_folder() / COPY)
    use_workbook(COPY)
    return open_workbook()


def _fill(made: Workbook, frames: Frames, today: date) -> None:
    with made.connected(WRITING) as connection, unguarded(connection):
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        for name in IN_PACK:
            for values in frames[name].astype("object").to_dict("records"):
                row_id = values.pop("id")
                filled = checked(Row(name, values), new=False)
                connection.execute(metadata.tables[name].insert(), {"id": row_id, **filled})
        for key, value in (("kind", "copy"), ("today", today.isoformat())):
            connection.execute(metadata.tables["settings"].insert(), {"id": key, "value": value})
    with made.connected(ALONE) as connection:
        connection.exec_driver_sql("VACUUM")


def _read(given: Path) -> tuple[dict[str, pd.DataFrame], date]:
    """The covered tables of a file from somebody else, and the day it was made."""
    rows = rows_of_stranger(given, {name: metadata.tables[name].columns.keys() for name in IN_PACK})
    frames = {
        name: pd.DataFrame(r, columns=metadata.tables[name].columns.keys())
        for name, r in rows.items()
    }
    said = {row.id: row.value for row in frames["settings"].itertuples()}
    try:
        made_on = date.fromisoformat(said["today"])
    except (KeyError, TypeError, ValueError):
        made_on = date.min
    ids = {i for name in IN_PACK if name != "settings" for i in frames[name]["id"]}
    is_ours = said.get("kind") == "copy" and EARLIEST <= made_on <= LATEST
    if not is_ours or not all(ID.fullmatch(str(i)) for i in ids):
        raise FollowupError("This is not a copy made for a coach, so it was not opened.")
    frames["settings"] = allowed_settings(frames["settings"].astype({"id": "str", "value": "str"}))
    return frames, made_on
