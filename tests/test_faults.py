"""What can go wrong around the workbook: kills, a full disk, locks, files that change places.

Each ends with everything acknowledged still there, or with a sentence and the file as it was.
Every process that is killed, or is somebody else, is a fork of this one.
"""

from __future__ import annotations

import gc
import os
import random
import re
import shutil
import signal
import sqlite3
import struct
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from test_workbook import newer, sum_of

from followup import connection as connection_room
from followup import migrations, workbook
from followup.care import Care
from followup.errors import Busy, CannotSave, ChangedElsewhere, FollowupError
from followup.safekeeping import backups
from followup.tables import Row
from followup.workbook import Workbook, open_workbook

MANY = "x" * 20_000  # so that a save touches several pages
NOBODY = 65534
"".encode("utf-8-sig")  # is loaded when first used, and nobody may read Python's own files
SAID = r"workbook\.sqlite cannot be|No backup was made: .*|/.* cannot be written to"


def pair(n: int) -> list[Row]:
    """A company and its person, who belong together, and a note of how far it went."""
    return [
        Row("companies", {"id": f"c-{n}", "name": "Larkspur House", "notes": f"{n}{MANY}"}),
        Row("people", {"id": f"p-{n}", "name": "Ana Reyes", "company_id": f"c-{n}", "notes": MANY}),
        Row("settings", {"id": "n", "value": str(n)}),
    ]


def no_daily_backup(book: Workbook) -> Workbook:
    """The workbook, whose backups are not what is tried."""
    book._backed_up_on = date.today()
    return book


@pytest.fixture
def lived(book: Workbook) -> Workbook:
    """A workbook with ten saves in it."""
    for n in range(10):
        no_daily_backup(book).save(pair(n), "A pair")
    return book


# --- kill -9 ------------------------------------------------------------------------------


class Killed:
    """A fork that does `work(tell)`, killed so many seconds after it first told something, and,
    every other time, after it has begun to write: on a busy machine, too, many are caught so.
    """

    def __init__(
        self,
        work: Callable[[Callable[[int], object]], object],
        seconds: float,
        has_begun: Callable[[], object],
    ) -> None:
        here, there = os.pipe()
        self.pid = os.fork()
        if not self.pid:
            gc.disable()  # which would touch, and so copy, all memory
            with suppress(BaseException):
                work(lambda n: os.write(there, struct.pack("q", n)))
            os._exit(0)
        os.close(there)
        said, patience = os.read(here, 8), time.monotonic() + 2
        while not has_begun() and time.monotonic() < patience:
            time.sleep(0)
        time.sleep(seconds)
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        said += b"".join(iter(lambda: os.read(here, 65536), b""))
        os.close(here)
        self.told = [n for (n,) in struct.iter_unpack("q", said)]


def at_once() -> bool:
    """Does not wait for anything."""
    return True


def growing(folder: Path) -> bool:
    """Whether a backup is not finished in this folder."""
    return any(folder.glob("*.new"))


def seconds(act: Callable[[], object]) -> float:
    """How long `act` takes here and now, so that the moments of the kills lie within it."""
    start = time.monotonic()
    act()
    return time.monotonic() - start


def journal(path: Path) -> bool:
    """Whether a write was going on when the process ended."""
    beside = path.with_name(path.name + "-journal")
    with suppress(FileNotFoundError):  # a save may end it between two looks
        return beside.stat().st_size > 0
    return False


def raw(path: Path, sql: str) -> list[tuple[Any, ...]]:
    """What stands in the file, for any program that reads SQLite."""
    with closing(sqlite3.connect(path)) as opened:
        return opened.execute(sql).fetchall()


def sound(book: Workbook) -> bool:
    """Whether every page of the file, and every reference in it, is as it should be."""
    checks = ("PRAGMA integrity_check", "PRAGMA foreign_key_check")
    return [raw(book.path, check) for check in checks] == [[("ok",)], []]


def made_at(file: Path) -> datetime:
    """The instant a backup was made, by its name."""
    said = file.stem.rpartition("-")[2]
    return datetime.strptime(said, backups.STAMP).replace(tzinfo=UTC)


def ids(path: Path, table: str) -> list[int]:
    """The numbers of the pairs in a table, each with all its text."""
    rows = raw(path, f"SELECT id, length(notes) FROM {table}")
    assert all(length >= len(MANY) for _, length in rows)
    return sorted(int(row_id[2:]) for row_id, _ in rows)


@pytest.fixture
def rounds(request: pytest.FixtureRequest) -> int:
    """How often a process is killed."""
    return int(request.config.getoption("--rounds"))


def test_killed_while_saving_loses_nothing_that_was_acknowledged(
    lived: Workbook, rounds: int, tmp_path: Path
) -> None:
    took = min(seconds(lambda n=n: lived.save(pair(n), "A pair")) for n in (10, 11, 12))
    moments, hot, saved = random.Random(1), 0, 0
    for n in range(rounds):
        path = Path(shutil.copy(lived.path, tmp_path / "killed.sqlite"))
        book = no_daily_backup(Workbook(path))

        def saves(tell: Callable[[int], object], book: Workbook = book) -> None:
            for n in range(13, 100):
                book.save(pair(n), "A pair")
                tell(n)

        moment = moments.uniform(0, took / 2 if n % 2 else took)
        told = Killed(saves, moment, partial(journal, path) if n % 2 else at_once).told
        hot += journal(path)
        last = max(told)
        kept = ids(path, "companies")
        assert kept == ids(path, "people")
        assert kept in (list(range(last + 1)), list(range(last + 2)))
        assert raw(path, "SELECT value FROM settings WHERE id = 'n'") == [(str(kept[-1]),)]
        assert raw(path, "SELECT max(save_id), count(*) / 3 FROM history") == [(len(kept),) * 2]
        assert sound(book)
        saved += len(told)
    print(f"{hot} of {rounds} were writing; {saved} saves acknowledged, none lost")
    assert hot >= rounds / 3 and saved >= rounds


REWRITE = (
    "CREATE TABLE more (id TEXT PRIMARY KEY) STRICT",
    "UPDATE companies SET notes = 'new' || notes",
)


@pytest.fixture
def step_to_come(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Called, it brings out a followup with one step more."""

    def release() -> None:
        monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, REWRITE))
        for room in (migrations, workbook):
            monkeypatch.setattr(room, "VERSION", 1 + len(migrations.STEPS))

    return release


def test_killed_while_migrating_leaves_the_old_file_or_the_new_one(
    lived: Workbook, rounds: int, step_to_come: Callable[[], None], tmp_path: Path
) -> None:
    rows = [Row("companies", {"name": f"{n}", "notes": MANY}) for n in range(20)]
    lived.save(rows, "Many")
    step_to_come()
    tried = Workbook(Path(shutil.copy(lived.path, tmp_path / "tried.sqlite")))
    tried.back_up = lambda: tried.path
    took = seconds(tried.prepare)
    moments, hot, before = random.Random(2), 0, 0
    for n in range(rounds):
        path = Path(shutil.copy(lived.path, tmp_path / "old.sqlite"))
        book = Workbook(path)
        book._sound, book.back_up = book.stamp(), lambda path=path: path  # those are killed below
        moment = moments.uniform(0, took / 2 if n % 2 else 2.5 * took)
        has_begun = partial(journal, path) if n % 2 else at_once
        Killed(lambda tell, book=book: (tell(0), book.prepare()), moment, has_begun)
        hot += journal(path)
        version = raw(path, "PRAGMA user_version")[0][0]
        new = raw(path, "SELECT count(*) FROM companies WHERE substr(notes, 1, 3) = 'new'")[0][0]
        tables = raw(path, "SELECT count(*) FROM sqlite_master WHERE name = 'more'")[0][0]
        assert (version, new, tables) in (
            (migrations.VERSION - 1, 0, 0),
            (migrations.VERSION, 30, 1),
        )
        before += version < migrations.VERSION
        assert sound(book)
        book.prepare()
        assert raw(path, "PRAGMA user_version") == [(migrations.VERSION,)]
    print(f"{hot} of {rounds} were writing; {before} stayed old, none half")
    assert hot >= rounds / 3 and 0 < before < rounds


def test_killed_while_backing_up_leaves_only_good_backups(
    lived: Workbook, rounds: int, tmp_path: Path
) -> None:
    folder, second = tmp_path / "backups", tmp_path / "second"
    lived.save([Row("settings", {"id": "backup_folder", "value": str(second)})], "A second folder")
    took = min(seconds(lived.back_up) for _ in range(3))
    moments, caught, made, before = random.Random(3), 0, 0, sum_of(lived.path)
    for n in range(rounds):
        moment = moments.uniform(0, took / 2 if n % 2 else 2.5 * took)
        has_begun = partial(growing, folder) if n % 2 else at_once
        Killed(lambda tell: (tell(0), lived.back_up()), moment, has_begun)
        caught += growing(folder) or growing(second)
        kept = Care(lived).backups()
        assert kept["is_good"].all() and sum_of(lived.path) == before
        made += len(kept)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(second, ignore_errors=True)
    print(f"{caught} of {rounds} were writing; {made} backups, all good")
    assert caught >= rounds / 3 and made
    assert backups.is_good(lived.back_up())


def test_what_a_killed_backup_left_is_swept_by_a_later_one(lived: Workbook) -> None:
    folder = lived.back_up().parent
    old, fresh = folder / "workbook-old.new", folder / "workbook-of-another-window.new"
    for file in (old, fresh):
        file.write_bytes(b"half")
    os.utime(old, (time.time() - 7200,) * 2)
    lived.back_up()
    assert not old.exists() and fresh.exists()


# --- several processes --------------------------------------------------------------------


def mixed(path: Path, who: int, each: int, tell: Callable[[str], object]) -> None:
    """Saves of pairs, and edits of one record that all of them edit, each told when it is kept."""
    book = open_workbook(path)
    for n in range(each):
        seen = book.frame("settings").set_index("id").loc["shared"]
        edit = {"id": "shared", "row_version": int(seen["row_version"])}
        edit["value"] = f"{int(seen['value'].split()[0]) + 1} by {who}"
        company = Row("companies", {"id": f"c-{who}-{n}", "name": "Larkspur House"})
        person = Row("people", {"id": f"p-{who}-{n}", "name": "A", "company_id": f"c-{who}-{n}"})
        for word, rows in (("saved", [company, person]), ("edited", [Row("settings", edit)])):
            try:
                book.save(rows, word)
                tell(word)
            except (ChangedElsewhere, Busy) as error:
                tell(type(error).__name__)


def test_four_processes_lose_nothing_and_every_conflict_is_told(
    book: Workbook, rounds: int
) -> None:
    each = rounds // 4
    book.save([Row("settings", {"id": "shared", "value": "0"})], "Shared")
    here, there = os.pipe()
    children = []
    for who in range(1, 5):
        children.append(os.fork())
        if not children[-1]:
            with suppress(BaseException):
                mixed(book.path, who, each, lambda word: os.write(there, f"{word}\n".encode()))
                os.write(there, b"done\n")
            os._exit(0)
    os.close(there)
    said = b"".join(iter(lambda: os.read(here, 65536), b"")).decode().split()
    os.close(here)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * 4 and said.count("done") == 4
    frames = book.frames()
    assert len(frames["companies"]) == len(frames["people"]) == said.count("saved")
    assert book.settings()["shared"].startswith(f"{said.count('edited')} by ")
    told = {word: said.count(word) for word in ("saved", "edited", "ChangedElsewhere", "Busy")}
    print(told)
    assert sum(told.values()) == 4 * 2 * each and told["ChangedElsewhere"]
    assert sound(book) and all(backups.is_good(Path(f)) for f in Care(book).backups()["file"])


# --- the disk -----------------------------------------------------------------------------


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of one megabyte."""
    folder = Path(tempfile.mkdtemp(prefix="followup-small-"))
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(mount, capture_output=True).returncode:
        folder.rmdir()
        pytest.skip("a small disk can only be mounted by root")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)
    folder.rmdir()


def until_full(book: Workbook) -> int:
    """How many pairs were acknowledged before the disk was full."""
    for n in range(100):
        before = sum_of(book.path)
        try:
            book.save(pair(n), "A pair")
        except CannotSave as error:
            assert "disk is full" in str(error)
            assert sum_of(book.path) == before
            return n
    raise AssertionError("the disk never was full")


def test_full_disk_is_told_and_all_goes_on_when_there_is_room(small_disk: Path) -> None:
    stone = small_disk / "stone"
    stone.write_bytes(bytes(300_000))
    book = no_daily_backup(open_workbook(small_disk / "workbook.sqlite"))
    n = until_full(book)
    assert n and ids(book.path, "companies") == ids(book.path, "people") == list(range(n))
    assert {p.name for p in small_disk.iterdir()} == {"stone", "workbook.sqlite"}
    stone.unlink()
    book.save(pair(n), "Room again")
    assert sound(open_workbook(book.path)) and len(ids(book.path, "people")) == n + 1


def test_full_disk_leaves_no_half_backup_and_does_not_stop_a_save(small_disk: Path) -> None:
    book = no_daily_backup(open_workbook(small_disk / "workbook.sqlite"))
    until_full(book)
    with pytest.raises(CannotSave):
        book.back_up()
    assert not list((small_disk / "backups").iterdir())
    book._backed_up_on = None
    book.save([Row("settings", {"id": "n", "value": "small"})], "A small thing")
    assert book.settings()["n"] == "small"


def test_workbook_is_not_made_on_a_full_disk_and_leaves_no_litter(small_disk: Path) -> None:
    (small_disk / "stone").write_bytes(bytes(1_000_000))
    with pytest.raises(CannotSave):
        open_workbook(small_disk / "workbook.sqlite")
    assert [p.name for p in small_disk.iterdir()] == ["stone"]


@pytest.fixture
def of_nobody(lived: Workbook) -> Iterator[Path]:
    """A copy of the workbook in a folder that somebody without rights can reach and owns."""
    folder = Path(tempfile.mkdtemp(prefix="followup-nobody-"))
    path = Path(shutil.copy(lived.path, folder / "workbook.sqlite"))
    if not os.geteuid():
        for part in (folder, path):
            os.chown(part, NOBODY, NOBODY)
    yield path
    folder.chmod(0o700)
    shutil.rmtree(folder)


def without_rights(act: Callable[[], object]) -> str:
    """What `act` ends with when somebody without rights does it: the sentence, or "done"."""
    here, there = os.pipe()
    child = os.fork()
    if not child:
        try:
            if not os.geteuid():
                os.setgroups([])
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            act()
            said = "done"
        except FollowupError as error:
            said = str(error)
        except BaseException as error:
            said = f"{type(error)} {error}"
        os.write(there, said.encode())
        os._exit(0)
    os.close(there)
    said = b"".join(iter(lambda: os.read(here, 65536), b"")).decode()
    os.close(here)
    os.waitpid(child, 0)
    return said


ACTS: dict[str, Callable[[Workbook], object]] = {
    "save": lambda book: book.save([Row("settings", {"id": "n", "value": "x"})], "x"),
    "undo": lambda book: book.undo(1),
    "draft": lambda book: book.keep_draft("f", {"a": "b"}),
    "erase": lambda book: Care(book).erase_person("p-1"),
    "erase all": lambda book: Care(book).erase_all(),
}


@pytest.mark.parametrize("act", [*ACTS, "back up", "write tables"])
@pytest.mark.parametrize("what", ["file", "folder"])
def test_what_is_read_only_is_read_and_said_and_left_alone(
    what: str, act: str, of_nobody: Path
) -> None:
    acts = {**ACTS, "back up": Workbook.back_up, "write tables": lambda b: Care(b).write_tables()}
    part, mode = (of_nobody, 0o400) if what == "file" else (of_nobody.parent, 0o500)
    assert without_rights(lambda: acts["save"](Workbook(of_nobody))) == "done"
    part.chmod(mode)
    before = sum_of(of_nobody)
    assert without_rights(lambda: open_workbook(of_nobody).frames()) == "done"
    said = without_rights(lambda: acts[act](no_daily_backup(open_workbook(of_nobody))))
    may = what == "file" and act in ("back up", "write tables", "erase all")
    expected = "done" if may else rf"done|{SAID}"
    assert re.match(expected, said), said
    assert act == "erase all" or sum_of(of_nobody) == before


def test_workbook_that_cannot_be_made_is_told(of_nobody: Path) -> None:
    of_nobody.parent.chmod(0o500)
    for path in (of_nobody.with_name("new.sqlite"), of_nobody.parent / "deeper" / "new.sqlite"):
        said = without_rights(lambda path=path: open_workbook(path))
        assert "cannot be written to: Permission denied." in said
    assert [p.name for p in of_nobody.parent.iterdir()] == ["workbook.sqlite"]


def test_second_folder_that_cannot_be_written_does_not_stop_a_backup(of_nobody: Path) -> None:
    away = Row("settings", {"id": "backup_folder", "value": "/proc/no-such-place"})
    no_daily_backup(open_workbook(of_nobody)).save([away], "Away")
    assert without_rights(lambda: open_workbook(of_nobody).back_up()) == "done"


# --- locks and journals -------------------------------------------------------------------


def test_held_lock_is_told_after_three_seconds(lived: Workbook) -> None:
    waiting, start = no_daily_backup(open_workbook(lived.path)), time.monotonic()
    with closing(sqlite3.connect(lived.path, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(Busy, match="Another window is using the workbook just now"):
            waiting.save(pair(10), "Made")
        assert 2.5 < time.monotonic() - start < 5
        assert len(waiting.frame("people")) == 10  # reading goes on
    waiting.save(pair(10), "Made")


def test_lock_held_while_going_back_leaves_the_workbook_as_it_was(
    lived: Workbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = lived.back_up()
    lived.save([Row("settings", {"id": "n", "value": "later"})], "Later")
    monkeypatch.setattr(connection_room, "LOCK_SECONDS", 0.1)
    with closing(sqlite3.connect(lived.path, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(Busy):
            Care(lived).restore(made)
    assert lived.settings()["n"] == "later" and sound(lived)
    Care(lived).restore(made)
    assert lived.settings()["n"] == "9"


def crashed(path: Path) -> None:
    """Leaves a hot journal: a write that was half on the disk when its process was killed."""
    child = os.fork()
    if not child:
        opened = sqlite3.connect(path, isolation_level=None)
        opened.execute("PRAGMA cache_size = 1")  # so that pages go to the file before the commit
        opened.execute("BEGIN IMMEDIATE")
        opened.execute("UPDATE companies SET notes = 'half' || notes")
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    assert journal(path) and b"half" in path.read_bytes()


@pytest.mark.parametrize("first", ["read", "save", "back up", "look"])
def test_hot_journal_is_rolled_back_by_whatever_comes_first(lived: Workbook, first: str) -> None:
    before = sum_of(lived.path)
    crashed(lived.path)
    book = no_daily_backup(Workbook(lived.path))
    {"read": book.frames, "back up": book.back_up, "look": lambda: Care(book).findings(),
     "save": lambda: book.save([Row("settings", {"id": "n", "value": "9"})], "x")}[first]()  # fmt: skip
    assert first == "save" or sum_of(lived.path) == before
    assert not journal(lived.path) and b"half" not in lived.path.read_bytes()
    assert len(ids(lived.path, "companies")) == 10


def test_stale_journal_without_its_workbook_spoils_no_new_one(lived: Workbook) -> None:
    crashed(lived.path)
    lived.path.unlink()
    book = open_workbook(lived.path)
    book.save(pair(1), "A new beginning")
    assert sound(open_workbook(lived.path)) and ids(lived.path, "people") == [1]
    kept = [p for p in lived.path.parent.iterdir() if p.name.startswith("workbook.sqlite-journal-")]
    assert len(kept) == 1 and kept[0].stat().st_size


# --- other files in its place -------------------------------------------------------------


def test_copy_put_in_place_while_open_is_followed(lived: Workbook, tmp_path: Path) -> None:
    shutil.copy(lived.path, tmp_path / "theirs.sqlite")
    theirs = no_daily_backup(open_workbook(tmp_path / "theirs.sqlite"))
    theirs.save(pair(10), "On the other laptop")
    theirs.path.replace(lived.path)
    lived.save(pair(11), "Here")
    assert ids(lived.path, "people") == list(range(12)) and sound(lived)


def test_older_copy_put_in_place_is_noticed_and_overwritten_by_no_stale_form(
    lived: Workbook, tmp_path: Path
) -> None:
    shutil.copy(lived.path, tmp_path / "older.sqlite")
    lived.save([Row("settings", {"id": "n", "value": "10"})], "Amended")
    seen = int(lived.frame("settings").set_index("id").loc["n", "row_version"])
    lived.back_up()
    (tmp_path / "older.sqlite").replace(lived.path)
    with pytest.raises(ChangedElsewhere):
        lived.save([Row("settings", {"id": "n", "value": "11", "row_version": seen})], "Stale")
    found = Care(lived).findings()[0]
    assert "fewer steps than its newest backup" in found.what and "go back" in found.proposal


def test_workbook_away_for_a_moment_is_told_and_not_made_anew(lived: Workbook) -> None:
    aside = lived.path.rename(lived.path.with_name("aside"))
    with pytest.raises(CannotSave, match="or gone"):
        lived.save(pair(10), "Made")
    assert not lived.path.exists()
    aside.rename(lived.path)
    assert lived.save(pair(10), "Made")


def test_file_made_newer_meanwhile_is_left_alone_by_everything(lived: Workbook) -> None:
    made = lived.back_up()
    newer(lived.path)
    before = sum_of(lived.path)
    for act in (*ACTS.values(), lambda book: Care(book).restore(made)):
        if act is not ACTS["erase all"]:
            with pytest.raises(FollowupError, match="newer followup"):
                act(lived)
    assert sum_of(lived.path) == before


# --- the clock ----------------------------------------------------------------------------


def clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    """Sets every clock the workbook reads."""

    class Day(date):
        @classmethod
        def today(cls) -> date:
            return now.date()

    class Instant(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return now.astimezone(tz)

    monkeypatch.setattr(workbook, "date", Day)
    for room in (workbook, backups):
        monkeypatch.setattr(room, "datetime", Instant)


def test_clock_set_back_loses_no_save_no_step_and_no_backup(
    lived: Workbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    newest = lived.back_up()
    now = datetime.now(UTC) - timedelta(days=400)
    clock(monkeypatch, now)
    lived.save([Row("settings", {"id": "n", "value": "in the past"})], "In the past")
    kept = [made_at(Path(file)).date() for file in Care(lived).backups()["file"]]
    assert kept == [made_at(newest).date(), now.date()]
    assert lived.recent_saves(1)["what"].tolist() == ["In the past"]
    lived.undo(int(lived.recent_saves(1)["save_id"].iloc[0]))
    assert lived.settings()["n"] == "9" and not Care(lived).findings()


def test_clock_gone_wild_keeps_the_backup_just_made(
    lived: Workbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = datetime.now(UTC)
    for days in (0, 4000, -4000, 1, -1, 2):
        clock(monkeypatch, start + timedelta(days=days))
        made = lived.back_up()
        assert backups.is_good(made) and made.exists()
    assert len(Care(lived).backups()) >= 5
