"""Looking after a workbook: backups and going back to one, the health check, tables out and in,
erasing.

Not here: how each is done to a file (safekeeping/), or a widget.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import date
from glob import escape
from pathlib import Path

import pandas as pd

from followup.connection import ALONE, LOCK_SECONDS, MIGRATING, WRITING
from followup.dictionary import data_dictionary
from followup.errors import CannotSave, Damaged, FollowupError
from followup.migrations import bring_forward
from followup.safekeeping import backups, health, plain
from followup.safekeeping.backups import NotRestored
from followup.safekeeping.erase import Called, erase, spellings
from followup.safekeeping.health import Finding
from followup.workbook import Workbook, may_write

COUNTED = {
    "companies": "companies", "people": "people", "opportunities": "opportunities",
    "meetings": "meetings", "reflections": "reflections", "touchpoints": "letters, calls and notes",
    "events": "things that happened",
}  # fmt: skip

Opened = Callable[[Path], AbstractContextManager[Workbook]]


class Care:
    """What can be done for one workbook, also for a damaged one."""

    def __init__(self, book: Workbook) -> None:
        self.book = book

    # --- backups --------------------------------------------------------------------------

    @property
    def folders(self) -> list[Path]:
        """The folders backups lie in; of a damaged workbook only the first is known."""
        try:
            return self.book.backup_folders
        except FollowupError:
            return [self.book.path.parent / "backups"]

    def backups(self) -> pd.DataFrame:
        """The backups, newest first (safekeeping.backups.listed)."""
        return backups.listed(self.book.path.stem, self.folders)

    def preview(self, file: Path) -> tuple[pd.DataFrame, list[str]]:
        """What going back to a backup would mean: records then and now (one row per kind;
        columns what, then, now), and the steps that would be taken back, newest first.
        """
        with self._opened(file) as then:
            old, last = then.frames(), then.recent_saves(1)["save_id"]
        rows = [(words, len(old[name])) for name, words in COUNTED.items()]
        counted = pd.DataFrame(rows, columns=["what", "then"])
        try:
            now = self.book.frames()
            steps = self.book.recent_saves(1000)
        except FollowupError:
            return counted.assign(now=pd.NA), []
        since = steps[steps["save_id"] > (last.iloc[0] if len(last) else 0)]
        return counted.assign(now=[len(now[name]) for name in COUNTED]), list(since["what"])

    def restore(self, file: Path) -> str:
        """What was done, in a sentence. The workbook becomes what the backup holds.

        What it held before is backed up first, or set aside if it is damaged. Raises NotRestored
        for a backup that is not as it was made; then nothing has changed.
        """
        with self._opened(file) as then:
            try:
                self.book.prepare()
                kept = f"What it held before is a backup too: {self.book.back_up().name}."
            except Damaged:
                aside = backups.set_aside(self.book.path)
                kept = f"The damaged file is set aside as {aside.name}."
                self.book.prepare()
            with then.connected(ALONE) as source, self.book.connected(ALONE) as target:
                backups.put_back(source, target, LOCK_SECONDS)
        self.book.damage = ""
        self.book.prepare()
        return f"The workbook is as it was then. {kept}"

    @contextmanager
    def _opened(self, file: Path) -> Iterator[Workbook]:
        """A throw-away copy of a backup, opened and brought forward; the backup stays as it is."""
        if not file.exists() or not backups.is_good(file):
            raise NotRestored(
                f"{file.name} is not as it was made, or is gone, so nothing was changed. "
                "Choose another backup."
            )
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / file.name
            shutil.copyfile(file, copy)
            opened = Workbook(copy)
            opened.must_be_sound()
            with opened.connected(MIGRATING) as connection:
                bring_forward(connection)
            yield opened

    # --- the health check -----------------------------------------------------------------

    def findings(self) -> list[Finding]:
        """All there is to look at, the gravest first; empty when all is well."""
        found = health.place(self.book.path)
        try:
            with self.book.connected() as connection:
                if broken := health.damage(connection):
                    raise Damaged(f"{self.book.path.name} looks damaged ({broken[0]}).")
                found += health.dangling(connection)
            return self._lost() + found + health.meaning(self.book.frames())
        except Damaged as error:
            return [Finding(str(error), "Go back to the newest good backup, below.")]

    def _lost(self) -> list[Finding]:
        """Whether the workbook holds fewer steps than its newest good backup."""
        kept = self.backups()
        good = kept.loc[kept["is_good"], "file"]
        if good.empty:
            return []
        with self._opened(Path(good.iloc[0])) as then:
            before = then.recent_saves(1)["save_id"].max()
        now = self.book.recent_saves(1)["save_id"].max()
        if not before > (0 if pd.isna(now) else now):
            return []
        what = "The workbook knows fewer steps than its newest backup: an older copy may have taken its place."
        return [
            Finding(what, "Look at that backup below, and go back to it if it is the right one.")
        ]

    # --- tables out and in ----------------------------------------------------------------

    def write_tables(self, folder: Path | None = None) -> Path:
        """The folder every table was written to as CSV, with the data dictionary beside them."""
        folder = folder or self.book.path.parent / "tables" / f"{date.today():%Y-%m-%d}"
        try:
            folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            folder.mkdir(exist_ok=True, mode=0o700)
            with self.book.connected() as connection:
                plain.write(connection, folder)
            (folder / "README.md").touch(0o600)
            (folder / "README.md").write_text(data_dictionary(), encoding="utf-8")
        except OSError as error:
            raise CannotSave(f"{folder} cannot be written to: {error.strerror}.") from error
        return folder

    def read_tables(self, folder: Path) -> Path:
        """The backup that holds what the CSV files of `folder` say; the workbook is unchanged.

        Going back to that backup makes it the workbook.
        """
        with tempfile.TemporaryDirectory() as place:
            read = Workbook(Path(place) / self.book.path.name)
            read.prepare()
            with read.connected(WRITING) as connection:
                plain.read(connection, folder)
            with read.connected(ALONE) as connection:
                return backups.make(connection, self.book.path.stem, self.folders[0])

    # --- erasing --------------------------------------------------------------------------

    def erase_person(self, person_id: str) -> list[str]:
        """What was done, in sentences: the person is gone from the workbook, its history and its
        backups; and where they may still stand. The workbook comes last, so that after a crash
        the person can be chosen, and erased, again.
        """
        with self.book.connected(WRITING) as connection:  # it can be written to: so far so good
            may_write(connection)
            called = spellings(connection, person_id)
        files, left = self._files(), []
        lost = [file for file in files if not _erased_in(self._opened, file, person_id, called)]
        for file in lost:
            try:
                backups.remove(file)
            except OSError:
                left.append(file)
        done = _erased(self.book, person_id, called)
        said = [
            f"Removed: {done['records']} records of them, their name in {done['mentions']} other "
            f"texts, and {done['steps']} steps of history, which cannot be taken back now.",
            f"{len(files) - len(lost)} backups were rewritten without them.",
        ]
        if n := len(lost) - len(left):
            said.append(f"{n} backups could not be rewritten, so they were removed.")
        return [*said, *_still_there(left), *self._beyond()]

    def erase_all(self) -> list[str]:
        """What was done, in sentences: the workbook is empty, its history and backups are gone."""
        files, left = self._files(), []
        path, stem = self.book.path, escape(self.book.path.stem)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise CannotSave(f"{path.name} cannot be removed: {error.strerror}.") from error
        ours = (f"{escape(path.name)}-*", f"{stem}-damaged-*.sqlite*")  # journals, and set aside
        for file in (*(p for pattern in ours for p in path.parent.glob(pattern)), *files):
            try:
                backups.remove(file)
            except OSError:
                left.append(file)
        self.book.damage = ""
        self.book.prepare()
        n = len(set(files) - set(left))
        said = f"The workbook is empty, and {n} backups are removed."
        return [said, *_still_there(left), *self._beyond()]

    def _files(self) -> list[Path]:
        """Every backup, whole ones only: what a killed one left lying is removed."""
        for folder in self.folders:
            with suppress(OSError):
                backups.sweep(folder)
        return [Path(file) for file in self.backups()["file"]]

    def _beyond(self) -> list[str]:
        """What erasing cannot reach, by name where it is known."""
        beside, stem = self.book.path.parent, escape(self.book.path.stem)
        left = [
            str(p.relative_to(beside))
            for pattern in ("tables/*", "packs/*", f"{stem}*")
            for p in sorted(beside.glob(pattern))
            if p != self.book.path
        ]
        here = f" Beside the workbook there are still: {', '.join(left)}." if left else ""
        return [
            "Not reached: letters, packs, calendar entries and tables that were saved or sent, "
            "copies in a second folder that is away or was given up, or that a sync service or "
            "another backup program made, notebooks into which you wrote names yourself, and "
            f"what a specialist may recover from the disk.{here}"
        ]


def _erased_in(opened: Opened, file: Path, person_id: str, called: list[Called]) -> bool:
    """Whether a backup was rewritten without the person."""
    growing = file.with_suffix(".new")
    try:
        with opened(file) as then:
            _erased(then, person_id, called)
            shutil.copyfile(then.path, growing)
            growing.chmod(0o600)
        backups.put_in_place(growing, file)
    except (FollowupError, OSError):
        return False
    finally:
        with suppress(OSError):
            growing.unlink()
    return True


def _erased(book: Workbook, person_id: str, called: list[Called]) -> Counter[str]:
    with book.connected(WRITING) as connection:
        done = erase(connection, person_id, called)
    with suppress(FollowupError), book.connected(ALONE) as connection:
        connection.exec_driver_sql("VACUUM")  # what was removed is overwritten without it, too
    return done


def _still_there(left: list[Path]) -> list[str]:
    files = ", ".join(map(str, left))
    return [f"Could not be removed, please do it by hand: {files}."] if left else []
