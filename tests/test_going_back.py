"""Going back is one step: whole or not at all, past every save beside it, and followed by no alarm."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from test_faults import (
    Killed,
    at_once,
    made_at,
    no_daily_backup,
    pair,
    raw,
    rounds,
    seconds,
    small_disk,
    sound,
    sum_of,
)
from test_health import flip

from followup.care import Care
from followup.errors import (
    Busy,
    CannotSave,
    ChangedElsewhere,
    Damaged,
    FollowupError,
    NewerWorkbook,
    NotAWorkbook,
    RemovedElsewhere,
)
from followup.safekeeping import backups, going_back
from followup.tables import Row
from followup.workbook import Workbook, open_workbook

__all__ = ["rounds", "small_disk"]


def company(**values: object) -> Row:
    """A company, or a change of it."""
    return Row("companies", {"id": "c", **values})


@pytest.fixture
def lived(book: Workbook) -> Workbook:
    """A workbook with a company and a few pairs."""
    no_daily_backup(book).save([company(name="Larkspur House", notes="v1")], "Made")
    for n in range(4):
        book.save(pair(n), "A pair")
    return book


def spoil(path: Path) -> None:
    """Damages a file beyond what SQLite reads."""
    content = bytearray(path.read_bytes())
    content[100:6000] = bytes(5900)
    path.write_bytes(content)


# --- beside others ------------------------------------------------------------------------


def test_save_between_the_backup_and_the_swap_is_held_off(
    lived: Workbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What another window saved just then would be in no workbook and in no backup."""
    made, other = lived.back_up(), no_daily_backup(open_workbook(lived.path))
    make, said = Workbook.make_backup, []

    def make_then_save(book: Workbook) -> Path:
        kept = make(book)
        monkeypatch.setattr("followup.connection.LOCK_SECONDS", 0.1)
        try:
            other.save([company(notes="typed meanwhile")], "Meanwhile")
        except Busy as error:
            said.append(str(error))
        return kept

    monkeypatch.setattr(Workbook, "make_backup", make_then_save)
    Care(lived).restore(made)
    assert len(said) == 1 and "Another window is using the workbook" in said[0]


def test_writers_beside_restores_lose_nothing(lived: Workbook, rounds: int) -> None:
    first, here_there = lived.back_up(), os.pipe()
    here, there = here_there

    def writes(who: int) -> None:
        book = no_daily_backup(open_workbook(lived.path))
        for n in range(rounds // 8):
            row_id = f"{who}-{n}"
            rows = [Row("companies", {"id": f"c-{row_id}", "name": "L"})]
            rows.append(Row("people", {"id": row_id, "name": "A", "company_id": f"c-{row_id}"}))
            with suppress(Busy):
                book.save(rows, "A pair")
                os.write(there, f"{row_id}\n".encode())

    def restores() -> None:
        for _ in range(rounds // 20):
            Care(open_workbook(lived.path)).restore(first)

    children = []
    for work in (restores, *(lambda who=who: writes(who) for who in range(4))):
        children.append(os.fork())
        if not children[-1]:
            try:
                work()
                os._exit(0)
            except BaseException:
                os._exit(1)
    os.close(there)
    acknowledged = set(b"".join(iter(lambda: os.read(here, 65536), b"")).decode().split())
    os.close(here)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * 5
    kept = set()
    for file in (lived.path, *(lived.path.parent / "backups").glob("*.sqlite")):
        people, companies = (
            {row_id.removeprefix("c-") for (row_id,) in raw(file, f"SELECT id FROM {table}")}
            for table in ("people", "companies")
        )
        assert people - {*["p-0", "p-1", "p-2", "p-3"]} <= companies
        kept |= people
    assert acknowledged <= kept and sound(lived)
    print(f"{len(acknowledged)} saves acknowledged beside {rounds // 20} restores, none lost")


def test_form_opened_before_overwrites_nothing_afterwards(lived: Workbook) -> None:
    """Its version would come back with the backup, and be given a second time."""
    made = lived.back_up()
    lived.save([company(notes="v2")], "Amended")
    seen = int(lived.frame("companies").set_index("id").loc["c", "row_version"])
    Care(lived).restore(made)
    lived.save([company(notes="IMPORTANT")], "In another window")
    with pytest.raises(ChangedElsewhere):
        lived.save([company(website="x", notes="v2", row_version=seen)], "Stale")
    assert lived.frame("companies").set_index("id").loc["c", "notes"] == "IMPORTANT"


@pytest.mark.parametrize("how", ["sound", "damaged"])
def test_no_number_of_a_version_or_save_is_given_twice(lived: Workbook, how: str) -> None:
    made, given, steps = lived.back_up(), set(), set()

    def note() -> None:
        found = [
            version
            for table in ("companies", "people", "settings")
            for (version,) in raw(lived.path, f"SELECT row_version FROM {table} WHERE id = 'c'")
        ]
        step = max(raw(lived.path, "SELECT id FROM saves"))[0]
        assert not {*found} & given and step not in steps
        given.update(found)
        steps.add(step)

    for n in range(3):
        for text in ("x", "y"):
            lived.save([company(notes=f"{text}{n}")], "Amended")
            note()
        lived.save([company()._replace(gone=True)], "Removed")
        if how == "damaged":
            spoil(lived.path)
            Care(open_workbook(lived.path, even_damaged=True)).restore(made)
        else:
            Care(lived).restore(made)
        note()


def test_undo_and_going_back_raise_no_alarm(lived: Workbook) -> None:
    """An alarm that is always on is no alarm, and this one invites to undo the restore."""
    lived.save([Row("people", {"name": "Ana Reyes", "company_id": "c"})], "Ana")
    care, made = Care(lived), lived.back_up()
    well = care.findings()
    lived.undo(int(lived.recent_saves(1)["save_id"].iloc[0]))
    assert care.findings() == well
    lived.save([company(notes="later")], "Later")
    lived.back_up()
    care.restore(made)
    assert care.findings() == well
    for file in care.backups()["file"]:
        care.restore(Path(file))
        assert care.findings() == well


# --- a damaged workbook -------------------------------------------------------------------


def test_damaged_file_that_is_written_meanwhile_stays(
    lived: Workbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program may have put a whole file there, which would be set aside as damaged."""
    made, swapped = lived.back_up(), going_back.leave_out_numbers
    spoil(lived.path)
    care = Care(open_workbook(lived.path, even_damaged=True))

    def beside(connection: Any) -> None:
        swapped(connection)
        shutil.copy(made, lived.path)

    monkeypatch.setattr(going_back, "leave_out_numbers", beside)
    with pytest.raises(FollowupError, match="Another window has just written to this file"):
        care.restore(made)
    assert sum_of(lived.path) == sum_of(made)


def test_killed_while_going_back_from_damage_leaves_one_of_the_two_files(
    lived: Workbook, rounds: int, tmp_path: Path
) -> None:
    lived.back_up()
    pairs = raw(lived.path, "SELECT count(*) FROM people")
    spoil(lived.path)
    damaged, moments, restored = sum_of(lived.path), random.Random(7), 0

    def place(n: int) -> Workbook:
        home = tmp_path / f"{n}"
        shutil.copytree(lived.path.parent / "backups", home / "backups")
        shutil.copy(lived.path, home)
        return open_workbook(home / lived.path.name, even_damaged=True)

    def go_back(book: Workbook) -> str:
        return Care(book).restore(Path(Care(book).backups()["file"].iloc[0]))

    tried = place(-1)
    took = seconds(lambda: go_back(tried))
    for n in range(rounds // 4):
        book = place(n)
        moment = moments.uniform(0, 2 * took)
        Killed(lambda tell, b=book: (tell(0), go_back(b)), moment, at_once)
        if sum_of(book.path) != damaged:
            assert raw(book.path, "SELECT count(*) FROM people") == pairs and sound(book)
            restored += 1
        else:
            assert "took its place" not in go_back(open_workbook(book.path, even_damaged=True))
        assert len([*book.path.parent.glob("workbook-damaged-*.sqlite")]) <= 2
        shutil.rmtree(book.path.parent)
    print(f"{restored} of {rounds // 4} restored, the others as they were")
    assert 0 < restored < rounds // 4


@pytest.mark.parametrize("how", ["sound", "damaged"])
def test_full_disk_while_going_back_leaves_the_file_as_it_was(small_disk: Path, how: str) -> None:
    book = no_daily_backup(open_workbook(small_disk / "workbook.sqlite"))
    book.save([Row("people", {"id": f"p-{n}", "name": "Ana Reyes"}) for n in range(3)], "Three")
    made = book.back_up()
    book.save([company(name="Larkspur House")], "Later")
    if how == "damaged":
        spoil(book.path)
    before, stone = sum_of(book.path), small_disk / "stone"

    def go_back() -> str:
        return Care(open_workbook(book.path, even_damaged=True)).restore(made)

    for free in (0, 8, 40, 100, 180, 240, 260):
        stone.write_bytes(bytes(max(0, shutil.disk_usage(small_disk).free - free * 1024)))
        with pytest.raises(CannotSave, match="full") as told:
            go_back()
        assert "None" not in str(told.value) and sum_of(book.path) == before
        stone.unlink()
        assert not [*small_disk.rglob("*.new")]
    subprocess.run(["mount", "-o", "remount,size=8m", str(small_disk)], check=True)
    assert "as it was then" in go_back()
    assert len(open_workbook(book.path).frame("people")) == 3


HEADER = {
    "application id": (68, b"\0"),
    "version": (60, b"\x7f"),
    "version below zero": (60, b"\xff"),
    "write format": (18, b"\x07"),
    "read format": (19, b"\x07"),
    "schema format": (47, b"\x17"),
    "magic": (0, b"X"),
    "page size": (16, b"\x07\x07"),
}


@pytest.mark.parametrize("place", HEADER)
def test_wrong_byte_in_the_header_has_a_way_out(lived: Workbook, place: str) -> None:
    """05-care would not open, and an update of followup would be the only advice."""
    at, wrong = HEADER[place]
    lived.back_up()
    content = bytearray(lived.path.read_bytes())
    content[at : at + len(wrong)] = wrong
    lived.path.write_bytes(content)
    with pytest.raises((NotAWorkbook, NewerWorkbook), match="05-care can go back to it"):
        open_workbook(lived.path)
    book = open_workbook(lived.path, even_damaged=True)
    assert "Go back to the newest good backup" in Care(book).findings()[0].proposal
    Care(book).restore(Path(Care(book).backups()["file"].iloc[0]))
    assert len(open_workbook(lived.path).frame("people")) == 4
    (aside,) = lived.path.parent.glob("workbook-damaged-*.sqlite")
    assert aside.read_bytes() == bytes(content)


def test_file_of_another_program_is_never_erased(tmp_path: Path) -> None:
    path = tmp_path / "workbook.sqlite"
    raw(path, "CREATE TABLE theirs (a)")
    before = sum_of(path)
    book = open_workbook(path, even_damaged=True)
    with pytest.raises(FollowupError, match="no workbook, so it was not erased"):
        Care(book).erase_all()
    assert sum_of(path) == before


# --- tables read back ---------------------------------------------------------------------


def test_tables_read_back_are_neither_the_days_backup_nor_the_newest(lived: Workbook) -> None:
    """The first save of the day would go without its backup, and damage be met with old tables."""
    care = Care(lived)
    folder = care.write_tables()
    lived.save([Row("companies", {"name": "Otter Row"})], "Since then")
    read = care.read_tables(folder)
    assert "tables" in read.name and lived.last_backup() is None
    assert not backups.is_made_today(lived.owner, read.parent)
    lived._backed_up_on = None
    lived.save([company(notes="v3")], "First of the day")
    daily = care.backups().set_index("origin")["file"]
    assert daily["tables"] == str(read) and len(daily) == 2
    assert lived.last_backup().to_pydatetime() == made_at(Path(daily[""]))
    spoil(lived.path)
    with pytest.raises(Damaged, match="05-care can go back to it"):
        open_workbook(lived.path)
    care = Care(open_workbook(lived.path, even_damaged=True))
    assert care.backups()["origin"].tolist() == ["", "tables"]


# --- whose backups they are ---------------------------------------------------------------


def test_two_workbooks_with_one_second_folder_do_not_mix(tmp_path: Path) -> None:
    second = tmp_path / "second"
    second.mkdir()
    books = [open_workbook(tmp_path / place / "workbook.sqlite") for place in ("one", "two")]
    for n, book in enumerate(map(no_daily_backup, books)):
        book.save([Row("settings", {"id": "backup_folder", "value": str(second)})], "Second")
        book.save([Row("companies", {"id": "c", "name": f"Company {n}"})], "A company")
        book.back_up()
    for n, book in enumerate(books):
        care = Care(book)
        own = care.backups().query("origin == ''")
        assert len(own) == 2 and care.findings() == []
        names = {raw(Path(file), "SELECT name FROM companies")[0][0] for file in own["file"]}
        assert names == {f"Company {n}"}
        assert care.backups()["origin"].tolist() == ["", "", "another"]
    for _ in range(40):
        books[0].back_up()
    assert len(Care(books[1]).backups().query("origin == ''")) == 2
    Care(books[0]).erase_all()
    assert len(Care(books[1]).backups()) == 2


def test_backups_of_an_older_followup_are_offered_and_marked(lived: Workbook) -> None:
    made = lived.back_up()
    old = made.with_name(f"workbook-{made.stem.rsplit('-', 1)[1]}.sqlite")
    made.rename(old)
    beside = backups.checksum_of(made).read_text().replace(made.name, old.name)
    backups.checksum_of(old).write_text(beside)
    care = Care(lived)
    assert care.backups()["origin"].tolist() == ["older"] and lived.last_backup() is not None
    care.restore(old)
    assert care.backups()["origin"].tolist() == ["", "older"]


def test_second_folder_that_is_full_or_away_is_told_in_a_line(
    lived: Workbook, small_disk: Path, tmp_path: Path
) -> None:
    lived.save([Row("settings", {"id": "backup_folder", "value": str(small_disk)})], "Second")
    (small_disk / "stone").write_bytes(bytes(shutil.disk_usage(small_disk).free))
    lived.back_up()
    (said,) = Care(lived).lacking()
    assert said.endswith("has not got the newest backup: its disk is full.")
    assert not [*small_disk.glob("workbook*")]
    (small_disk / "stone").unlink()
    lived.back_up()
    assert Care(lived).lacking() == []
    away = str(tmp_path / "a folder that is away")
    lived.save([Row("settings", {"id": "backup_folder", "value": away})], "Away")
    assert Care(lived).lacking() == [f"The second folder for backups, {away}, is away just now."]
    assert Care(lived).lacking()[0] in [finding.what for finding in Care(lived).findings()]


def test_clock_once_wrong_neither_thins_nor_outranks_what_is_new(
    lived: Workbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Wrong(datetime):
        now = classmethod(lambda cls, tz=None: datetime(2099, 1, 1, tzinfo=UTC))

    monkeypatch.setattr(backups, "datetime", Wrong)
    wrong = lived.back_up()
    monkeypatch.setattr(backups, "datetime", datetime)
    made = []
    for n in range(5):
        lived.save([company(notes=f"n{n}")], "Amended")
        made.append(lived.back_up())
    listed = Care(lived).backups()["file"].tolist()
    assert listed == [*map(str, reversed(made)), str(wrong)]
    assert date.today() - lived.last_backup().date() < timedelta(days=2)


# --- removed elsewhere --------------------------------------------------------------------


def test_record_removed_in_another_window_is_said_and_can_be_brought_back(lived: Workbook) -> None:
    seen = int(lived.frame("companies").set_index("id").loc["c", "row_version"])
    lived.save([company()._replace(gone=True)], "Removed")
    with pytest.raises(RemovedElsewhere, match="This company was removed in another window"):
        lived.save([company(notes="typed here", row_version=seen)], "Stale")
    lived.undo(int(lived.recent_saves(1)["save_id"].iloc[0]))
    with pytest.raises(ChangedElsewhere):
        lived.save([company(notes="typed here", row_version=seen)], "Stale")


# --- nothing is left behind ---------------------------------------------------------------


def test_work_is_done_beside_the_workbook_and_what_was_killed_is_swept(
    lived: Workbook, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A copy of everything would stay in a system folder, which erasing does not reach."""
    made, elsewhere = lived.back_up(), tmp_path / "system"
    elsewhere.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(elsewhere))
    monkeypatch.setenv("TMPDIR", str(elsewhere))
    monkeypatch.setenv("SQLITE_TMPDIR", str(elsewhere))
    care, seen = Care(lived), set()

    def look(_done: int, _of: int) -> None:
        seen.update(p.parent for p in tmp_path.rglob("*.new"))
        assert not [*elsewhere.iterdir()]

    with lived.connected() as connection:  # where SQLite would sort, and make room
        assert connection.exec_driver_sql("PRAGMA temp_store").scalar_one() == 2  # in memory
    acts: list[Callable[[], object]] = [
        lambda: care.preview(made),
        lambda: care.restore(made, look),
        lambda: care.write_tables(tmp_path / "tables" / "out", look),
        lambda: care.read_tables(tmp_path / "tables" / "out", look),
        lambda: care.erase_person("p-1", look),
        care.findings,
    ]
    for act in acts:
        act()
        assert not [*elsewhere.iterdir()] and not [*tmp_path.rglob("*.new")]
    assert seen
    litter = tmp_path / ".workbook.killed.new"
    litter.mkdir()
    shutil.copy(made, litter)
    care.erase_person("p-2")
    assert not litter.exists()


# --- found by a second attack -------------------------------------------------------------


def test_damage_that_only_the_whole_check_sees_has_a_way_back(
    lived: Workbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    lived.save(
        [Row("people", {"id": f"q{n}", "name": "Ana", "company_id": "c"}) for n in range(5)], "x"
    )
    made = lived.back_up()
    content = bytearray(lived.path.read_bytes())
    content[content.index(b"q3Anac") + 1] ^= 1
    lived.path.write_bytes(content)
    book = open_workbook(lived.path, even_damaged=True)
    assert "looks damaged" in Care(book).findings()[0].what
    monkeypatch.setattr(backups, "is_made_today", lambda owner, folder: False)
    for _ in range(2):
        with pytest.raises(Damaged, match="05-care can go back to it"):
            book.save([company(notes="x")], "The first of the day")
    assert "set aside" in Care(book).restore(made) and sound(book)
    assert len(book.frame("people")) == 9


def test_file_made_anew_in_place_of_a_lost_one_becomes_that_one(lived: Workbook) -> None:
    """Its backups would be another workbook's for good: not thinned, not erased, not the newest."""
    made, owner = lived.back_up(), lived.owner
    lived.path.unlink()
    book = open_workbook(lived.path)
    assert any("are of another one" in finding.what for finding in Care(book).findings())
    Care(book).restore(made)
    assert book.owner == owner and Care(book).backups()["origin"].isin([""]).any()
    Care(book).erase_person("p-1")
    assert b"p-1" not in made.read_bytes()


@pytest.mark.parametrize("wrong", ["", "not an id", "zzzzzzzz"])
def test_id_that_was_spoilt_is_the_one_the_backups_know(lived: Workbook, wrong: str) -> None:
    lived.back_up()
    owner = lived.owner
    raw(lived.path, "SELECT 1")
    with sqlite3.connect(lived.path) as other:
        other.execute("UPDATE settings SET value = ? WHERE id = 'workbook'", (wrong,))
    other.close()
    assert open_workbook(lived.path).owner == owner


def test_second_folder_named_since_is_kept_when_going_back(lived: Workbook, tmp_path: Path) -> None:
    made = lived.back_up()
    (tmp_path / "second").mkdir()
    named = Row("settings", {"id": "backup_folder", "value": str(tmp_path / "second")})
    lived.save([named], "Second")
    care = Care(lived)
    care.restore(made)
    assert care.folders[1:] == [tmp_path / "second"] and care.findings()[:1] != ["unlike"]
    assert not [f for f in care.findings() if "saved last" in f.what]


def test_chain_of_undos_that_is_broken_stops_no_save(lived: Workbook) -> None:
    lived.undo(int(lived.recent_saves(1)["save_id"].iloc[0]))
    with sqlite3.connect(lived.path) as other:
        other.execute("UPDATE saves SET undoes = -5 WHERE undoes IS NOT NULL")
    other.close()
    book = open_workbook(lived.path)
    book.save([company(notes="x")], "Goes on")
    assert book.recent_saves(1)["what"].tolist() == ["Goes on"]


def test_database_of_another_program_is_left_to_the_bit(tmp_path: Path) -> None:
    path = tmp_path / "workbook.sqlite"
    with sqlite3.connect(path) as theirs:
        theirs.execute("PRAGMA journal_mode = WAL")
        theirs.execute("CREATE TABLE theirs (a)")
    theirs.close()
    before = sum_of(path)
    with pytest.raises(NotAWorkbook):
        open_workbook(path)
    assert sum_of(path) == before


def test_reference_to_nothing_is_told_before_a_form_meets_it(lived: Workbook) -> None:
    """One flipped bit in an id ended raw in three notebooks."""
    flip(lived.path, "UPDATE people SET company_id = 'c-nowhere' WHERE id = 'p-1'")
    with pytest.raises(Damaged, match=r"refers to another that is gone"):
        open_workbook(lived.path)
    book = open_workbook(lived.path, even_damaged=True)
    found = Care(book).findings()
    assert "Put back what was saved" in found[0].proposal
    book.save(found[0].rows, "Health check")
    assert len(open_workbook(lived.path).frame("people")) == 4
