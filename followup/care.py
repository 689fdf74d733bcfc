"""Looking after a workbook: backups and going back to one, the health check, tables out and in,
erasing.

Not here: how each is done to a file (safekeeping/), or a widget.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import date
from glob import escape
from pathlib import Path

import pandas as pd

from followup.connection import ALONE, MIGRATING, WRITING, rows_of_stranger
from followup.dictionary import data_dictionary
from followup.errors import (
    CannotSave,
    Damaged,
    FollowupError,
    NewerWorkbook,
    NotAWorkbook,
    writing_to,
)
from followup.migrations import bring_forward
from followup.safekeeping import backups, going_back, health, plain
from followup.safekeeping.backups import Backup, Owner
from followup.safekeeping.erase import Called, erase, in_words, spellings
from followup.safekeeping.going_back import NotRestored, Progress, silently
from followup.safekeeping.health import Finding
from followup.safekeeping.history import last_step
from followup.tables import WORKBOOK_ID, is_folder
from followup.words import n_of
from followup.workbook import Workbook, begin_save, may_write

COUNTED = {
    "companies": "companies", "people": "people", "opportunities": "opportunities",
    "meetings": "meetings", "reflections": "reflections", "touchpoints": "letters, calls and notes",
    "events": "things that happened",
}  # fmt: skip


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
            return [self.book.backup_folder]

    def backups(self) -> pd.DataFrame:
        """The backups, newest first (safekeeping.backups.listed)."""
        return backups.listed(self.book.owner, self.folders)

    def lacking(self) -> list[str]:
        """What a second folder lacks, a sentence for each that is away or has not got the newest
        backup.
        """
        first, *others = self.folders
        own = (one.file for one in backups.of(self.book.owner, first) if not one.origin)
        newest, said = next(own, None), []
        for folder in others:
            if not is_folder(folder):
                said.append(f"The second folder for backups, {folder}, is away just now.")
            elif newest and not (folder / newest.name).exists():
                is_full = shutil.disk_usage(folder).free < newest.stat().st_size + 100_000
                why = ": its disk is full" if is_full else ""
                said.append(f"The second folder, {folder}, has not got the newest backup{why}.")
        return said

    def preview(self, file: Path) -> tuple[pd.DataFrame, list[str]]:
        """What going back to a backup would mean: records then and now (one row per kind;
        columns what, then, now), and the steps that would be taken back, newest first.
        """
        with self._opened(file) as then, then.connected() as connection:
            old, last = then.frames(), last_step(connection)
        rows = [(words, len(old[name])) for name, words in COUNTED.items()]
        counted = pd.DataFrame(rows, columns=["what", "then"])
        try:
            now = self.book.frames()
            steps = self.book.recent_saves(1000)
        except FollowupError:
            return counted.assign(now=pd.NA), []
        since = steps.loc[steps["save_id"] > last, "what"]
        return counted.assign(now=[len(now[name]) for name in COUNTED]), list(since)

    def restore(self, file: Path, tell: Progress = silently) -> str:
        """What was done, in a sentence. The workbook becomes what the backup holds.

        What it held before is backed up first, under the same lock that holds off every save, or
        set aside if it is damaged. Raises NotRestored for a backup that is not as it was made;
        then, as after a crash at any moment, nothing has changed.
        """
        with self._opened(file) as then:
            try:
                self.book.prepare()
                with self.book.connected() as connection:
                    if found := health.damage(connection):
                        raise Damaged(found[0])
            except (NotAWorkbook, NewerWorkbook) as error:
                if not (self.book.damage or isinstance(error, Damaged)):
                    raise
                kept = self._replace_damaged_file(then, file)
            else:
                kept = self._replace_content(then, file, tell)
        self.book.damage = None
        self.book.prepare()
        return f"The workbook is as it was then. {kept}"

    def _replace_content(self, then: Workbook, file: Path, tell: Progress) -> str:
        with self.book.connected(MIGRATING) as target:
            may_write(target)
            made = self.book.make_backup()
            going_back.take_over(then.path, target, tell)
            begin_save(target, f"Went back to {file.name}")
        self.book.spread_backup(made)
        return f"What it held before is a backup too: {made.name}."

    def _replace_damaged_file(self, then: Workbook, file: Path) -> str:
        path, seen = self.book.path, self.book.stamp()
        owner = self.book.owner
        with then.connected(MIGRATING) as connection:
            going_back.leave_out_numbers(connection)
            if own_id := owner.id or backups.known_id(owner.name, self.book.backup_folder):
                going_back.keep_settings(connection, {WORKBOOK_ID: own_id})
            begin_save(connection, f"Went back to {file.name}")
        if self.book.stamp() != seen:
            raise FollowupError("Another window has just written to this file; look at it again.")
        with writing_to(path.parent):
            aside = going_back.swap_in(then.path, path)
        return f"The damaged file is set aside as {aside.name}."

    @contextmanager
    def _opened(self, file: Path) -> Iterator[Workbook]:
        """A throw-away copy of a backup, opened and brought forward; the backup stays as it is."""
        if not file.exists() or not backups.is_good(file):
            raise NotRestored(
                f"{file.name} is not as it was made, or is gone, so nothing was changed. "
                "Choose another backup."
            )
        with self._copied(file, self.book.path.parent) as opened:
            yield opened

    @contextmanager
    def _copied(self, file: Path, place: Path) -> Iterator[Workbook]:
        with self._work_in(place) as folder:
            copy = folder / file.name
            with writing_to(place):
                shutil.copyfile(file, copy)
                copy.chmod(0o600)
            opened = Workbook(copy)
            opened.must_be_sound()
            with opened.connected(MIGRATING) as connection:
                bring_forward(connection)
            yield opened

    def _work_in(self, place: Path) -> AbstractContextManager[Path]:
        return backups.work_folder(place, self.book.path.stem)

    # --- the health check -----------------------------------------------------------------

    def findings(self) -> list[Finding]:
        """All there is to look at, the gravest first; empty when all is well."""
        kept = self.backups()
        try:
            if self.book.damage:
                raise self.book.damage
            self.book.must_be_sound()
            with self.book.connected() as connection:
                if broken := health.damage(connection):
                    raise Damaged(f"{self.book.path.name} looks damaged ({broken[0]}).")
                own = kept.loc[kept["origin"].eq("") & kept["is_good"], "step"]
                is_behind = bool(own.max() > last_step(connection))
                inside = health.inside(connection)
            around = [*self._copies(), *health.place(self.book.path), *health.spoilt(kept)]
            return (
                [BEHIND] * is_behind
                + inside
                + around
                + self._told()
                + health.meaning(self.book.frames())
            )
        except (NotAWorkbook, NewerWorkbook) as error:
            return [Finding(str(error), "Go back to the newest good backup, below.")]

    def _copies(self) -> Iterator[Finding]:
        """Copies of the workbook beside it: what carries its name, and its id or none."""
        for file in health.beside(self.book.path):
            if _id_in(file) in ("", self.book.owner.id):
                what = f"A second copy, “{file.name}”, lies beside the workbook: a sync service may have made it."
                how = "Look whether it holds what is missing here, then remove it."
                yield Finding(what, how)

    def _told(self) -> list[Finding]:
        """What is not as expected around the workbook, though nothing is wrong inside it."""
        found = [
            Finding(said, "The next backup goes there too, once it can.") for said in self.lacking()
        ]
        if self.book.wrong_note:
            found.append(
                Finding(self.book.wrong_note, "Choose which one to open in 00-start-here.")
            )
        first = backups.of(self.book.owner, self.book.backup_folder)
        if n := sum(one.origin == "another" for one in first):
            what = f"{n_of(n, 'backup')} beside the workbook, of the same name, are of another one."
            how = "If this is not the workbook you know, go back to the newest of them, below."
            found.append(Finding(what, how))
        return found

    # --- tables out and in ----------------------------------------------------------------

    def write_tables(self, folder: Path | None = None, tell: Progress = silently) -> Path:
        """The folder every table was written to as CSV, with the data dictionary and a list of
        what belongs there. It appears when all of that is done; a folder that holds something
        already raises CannotSave.
        """
        day = self.book.path.parent / "tables" / f"{date.today():%Y-%m-%d}"
        names = (day, *(day.with_name(f"{day.name}-{n}") for n in range(2, 1000)))
        folder = folder or next(name for name in names if not name.exists())
        if folder.exists() and (not is_folder(folder) or any(folder.iterdir())):
            raise CannotSave(f"{folder} holds something already, so nothing was written there.")
        with self._work_in(folder.parent) as growing, writing_to(folder):
            with self.book.connected() as connection:
                plain.write(connection, growing, tell)
            (growing / "README.md").touch(0o600)
            (growing / "README.md").write_text(data_dictionary(), encoding="utf-8")
            for file in growing.iterdir():
                backups.settle(file)
            growing.rename(folder)
            backups.settle(folder.parent)
        return folder

    def read_tables(self, folder: Path, tell: Progress = silently) -> Path:
        """The backup that holds what the CSV files of `folder` say; the workbook is unchanged.

        Going back to that backup makes it the workbook.
        """
        with self._work_in(self.book.path.parent) as place:
            read = Workbook(place / self.book.path.name)
            read.prepare()
            owner = Owner(self.book.path.stem, self.book.owner.id or read.owner.id)
            with read.connected(WRITING) as connection:
                plain.read(connection, folder, tell)
                going_back.keep_settings(connection, {WORKBOOK_ID: owner.id})
            first = self.book.backup_folder
            with writing_to(first), read.connected(ALONE) as connection:
                return backups.make(connection, owner, first, is_from_tables=True)

    # --- erasing --------------------------------------------------------------------------

    def erase_person(self, person_id: str, tell: Progress = silently) -> list[str]:
        """What was done, in sentences: the person is gone from the workbook, its history and its
        backups; and where they may still stand.

        What is lacking (room, a folder that is away) raises CannotSave before anything is
        changed. The workbook comes last, so that after a crash, or a disk that fails meanwhile,
        the person can be chosen, and erased, again.
        """
        with self.book.connected(WRITING) as connection:  # it can be written to: so far so good
            may_write(connection)
            called = spellings(connection, person_id)
        files, called, lost, n = self._own_backups(), list(called), [], 0
        self._must_have_room(files)

        def part(done: int, of: int) -> None:
            tell(100 * n + 100 * done // max(of, 1), 100 * (len(files) + 1))

        for n, one in enumerate(files):
            try:
                self._erase_in(one, person_id, called, part)
            except (NotAWorkbook, NewerWorkbook):
                lost += [] if self._is_unsure(one) else [one.file]
            except (FollowupError, OSError) as error:
                so_far = f"{n} of {len(files)} backups are rewritten, nothing else is changed yet."
                raise CannotSave(f"{so_far} {error} Then erase once more.") from error
        n = len(files)
        with self.book.connected(WRITING) as connection:
            done = erase(connection, person_id, called, part)
        _overwrite_what_is_free(self.book)
        since = [one for one in self._own_backups() if one not in files]
        for one in since:  # made in another window meanwhile
            self._erase_in(one, person_id, called, silently)
        left = [file for file in lost if not _is_removed(file)]
        said = in_words(done, called, len(files) + len(since) - len(lost))
        if gone := [file.name for file in lost if file not in left]:
            said.append(f"Could not be read, so they were removed: {', '.join(gone)}.")
        return [*said, *_still_there(left), *self._not_reached()]

    def _is_unsure(self, one: Backup) -> bool:
        """Whether a backup may be another workbook's: in a second folder, without an id."""
        return one.origin == "older" and one.file.parent != self.book.backup_folder

    def _erase_in(self, one: Backup, person_id: str, called: list[Called], tell: Progress) -> None:
        """Rewrites a backup without the person, and adds to `called` how it knew them. One that
        may be another workbook's, and never knew them, stays.
        """
        with self._copied(one.file, one.file.parent) as then:
            with then.connected() as connection:
                known = spellings(connection, person_id)
            if self._is_unsure(one) and not known:
                return
            called += [way for way in known if way not in called]
            with then.connected(WRITING) as connection:
                erase(connection, person_id, called, tell)
            _overwrite_what_is_free(then)
            with writing_to(one.file.parent):
                if backups.is_good(one.file):
                    backups.put_in_place(then.path, one.file)
                else:  # and stays marked as not what was made
                    then.path.replace(one.file)

    def _must_have_room(self, files: Iterable[Backup]) -> None:
        """Raises CannotSave, with nothing changed, if a folder is away or has no room to work."""
        needed = {self.book.path.parent: self.book.path.stat().st_size}
        for file in (one.file for one in files):
            needed[file.parent] = max(needed.get(file.parent, 0), file.stat().st_size)
        for folder in self.folders[1:]:
            if not is_folder(folder):
                raise CannotSave(
                    f"The second folder for backups, {folder}, cannot be reached, and copies there "
                    "hold them too. Nothing was changed: connect it, or take its name out under "
                    "Backups, then erase."
                )
        for folder, size in needed.items():
            with self._work_in(folder):
                free = shutil.disk_usage(folder).free
            if free < 2 * size + 100_000:
                raise CannotSave(
                    f"To erase, {2 * size / 1e6 + 0.1:.1f} MB must be free in {folder}, and "
                    f"{free / 1e6:.1f} MB are. Nothing was changed: make some room, then erase."
                )

    def erase_all(self) -> list[str]:
        """What was done, in sentences: the workbook is empty, its history and backups are gone.

        A file that is no workbook raises FollowupError and stays.
        """
        if isinstance(self.book.damage, NotAWorkbook) and not isinstance(self.book.damage, Damaged):
            raise FollowupError(f"{self.book.path.name} is no workbook, so it was not erased.")
        path, stem = self.book.path, escape(self.book.path.stem)
        files = [one.file for one in self._own_backups() if not self._is_unsure(one)]
        left = [file for file in files if not _is_removed(file)]  # first: then it can be done again
        with writing_to(path):
            path.unlink(missing_ok=True)
        ours = (f"{escape(path.name)}-*", f"{stem}-damaged-*.sqlite*")  # journals, and set aside
        beside = [file for pattern in ours for file in path.parent.glob(pattern)]
        left += [file for file in beside if not _is_removed(file)]
        self.book.damage = None
        self.book.prepare()
        n = len(set(files) - set(left))
        said = f"The workbook is empty, and {n} backups are removed."
        return [said, *_still_there(left), *self._not_reached()]

    def _all_backups(self) -> list[Backup]:
        return [one for folder in self.folders for one in backups.of(self.book.owner, folder)]

    def _own_backups(self) -> list[Backup]:
        """The backups that may hold what this workbook held, the newest first, whole ones only:
        what killed work left lying is removed. Those of another workbook are not touched.
        """
        beside, stem = self.book.path.parent, self.book.path.stem
        for folder in (beside, beside / "tables", *self.folders):
            backups.sweep(folder, stem)
        backups.sweep(beside / "packs", "copy")
        return [one for one in self._all_backups() if one.origin != "another"]

    def _not_reached(self) -> list[str]:
        """What erasing cannot reach, by name where it is known."""
        beside, stem = self.book.path.parent, escape(self.book.path.stem)
        left = [
            str(p.relative_to(beside))
            for pattern in ("tables/*", "packs/*", f"{stem}*")
            for p in sorted(beside.glob(pattern))
            if p != self.book.path
        ]
        left += [str(one.file) for one in self._all_backups() if one.origin == "another"]
        here = f" Beside the workbook there are still: {', '.join(left)}." if left else ""
        return [
            "Not reached: letters, packs, calendar entries and tables that were saved or sent, "
            "copies in a second folder that was given up, or that a sync service or another "
            "backup program made, notebooks into which you wrote names yourself, and "
            f"what a specialist may recover from the disk.{here}"
        ]


BEHIND = Finding(
    "The workbook knows fewer steps than its newest backup: an older copy may have taken its place.",
    "Look at that backup below, and go back to it if it is the right one.",
)


def _id_in(file: Path) -> str:
    """The id inside another file; empty if it is no workbook, or has none."""
    try:
        found = rows_of_stranger(file, {"settings": ["id", "value"]})["settings"]
    except FollowupError:
        return ""
    return str(dict(found).get(WORKBOOK_ID, ""))


def _overwrite_what_is_free(book: Workbook) -> None:
    """Makes the file as small as what it holds; what was removed is overwritten without it, too."""
    with suppress(FollowupError), book.connected(ALONE) as connection:
        connection.exec_driver_sql("VACUUM")


def _is_removed(file: Path) -> bool:
    try:
        backups.remove(file)
    except OSError:
        return False
    return True


def _still_there(left: list[Path]) -> list[str]:
    files = ", ".join(map(str, left))
    return [f"Could not be removed, please do it by hand: {files}."] if left else []
