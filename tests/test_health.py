"""The health check: what is wrong is said in words, with a repair that can be taken back."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pandas as pd
import pytest
from test_faults import sum_of

from followup.care import Care
from followup.errors import Damaged, FollowupError
from followup.policy import Policy
from followup.safekeeping import backups, health
from followup.tables import Row
from followup.words import say_instant
from followup.workbook import Workbook, open_workbook, use_workbook

CAST = [
    Row("companies", {"id": "c", "name": "Larkspur House"}),
    Row("people", {"id": "ana", "name": "Ana Reyes", "company_id": "c"}),
    Row("opportunities", {"id": "o", "company_id": "c", "role": "Editor"}),
    Row("meetings", {"id": "m", "opportunity_id": "o", "meeting_on": "2026-03-05"}),
]


@pytest.fixture
def well(book: Workbook) -> Workbook:
    """A workbook with one meeting, in which all is well."""
    book.save([*CAST, Row("attendees", {"id": "a", "meeting_id": "m", "person_id": "ana"})], "Cast")
    return book


def test_nothing_is_found_where_all_is_well(well: Workbook, sample_book: Workbook) -> None:
    assert Care(well).findings() == []
    assert Care(sample_book).findings() == []


# --- meaning ------------------------------------------------------------------------------

OUT = {"id": "t", "kind": "letter", "direction": "out", "meeting_id": "m", "person_id": "ana"}
WRONG = {
    "as following a meeting of": [Row("touchpoints", {**OUT, "happened_on": "2026-03-01"})],
    "not noted where Tom Okoye works": [Row("people", {"id": "tom", "name": "Tom Okoye"})],
    "so it stands as a lead": [Row("opportunities", {"id": "o2", "company_id": "c", "role": "Sub"})],
    "not noted as held": [
        Row("reflections", {"meeting_id": "m", "reflected_on": "2026-03-05", "rating": "well"}),
        Row("meetings", {"id": "m", "state": "scheduled"}),
    ],
    "Somebody without name or description": [Row("attendees", {"id": "x", "meeting_id": "m"})],
    "which this followup does not ask": [
        Row("reflections", {"id": "r", "meeting_id": "m", "reflected_on": "2026-03-05", "rating": "well"}),
        Row("answers", {"reflection_id": "r", "prompt": "shoe_size", "text": "42"}),
    ],
}  # fmt: skip


@pytest.mark.parametrize("words", WRONG)
def test_what_cannot_be_so_is_said_with_a_proposal(well: Workbook, words: str) -> None:
    well.save(WRONG[words], "Something odd")
    (found,) = Care(well).findings()
    assert words in found.what and found.what.endswith(".") and found.proposal.endswith(".")


def repaired(book: Workbook) -> None:
    """Does what is proposed, sees that it helps, and takes it back."""
    before = Care(book).findings()
    assert before and before[0].rows
    book.save(before[0].rows, "Health check")
    assert before[0] not in Care(book).findings()
    book.undo(int(book.recent_saves(1)["save_id"].iloc[0]))
    assert Care(book).findings() == before


@pytest.mark.parametrize(
    "words", ["as following a meeting of", "not noted as held", "Somebody without name"]
)
def test_repair_is_a_save_that_helps_and_can_be_taken_back(well: Workbook, words: str) -> None:
    well.save(next(rows for key, rows in WRONG.items() if words in key), "Something odd")
    repaired(well)


def test_company_is_proposed_where_only_one_can_be_meant(well: Workbook) -> None:
    well.save([Row("people", {"id": "tom", "name": "Tom Okoye"}),
               Row("attendees", {"meeting_id": "m", "person_id": "tom"})], "Tom")  # fmt: skip
    assert Care(well).findings()[0].proposal == "Note that it is Larkspur House."
    repaired(well)
    well.save(Care(well).findings()[0].rows, "Health check")
    assert well.frame("people").set_index("id").loc["tom", "company_id"] == "c"


def behind_its_back(path: Path, *sql: str) -> None:
    """What another program does to the file, which watches over nothing."""
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        for statement in sql:
            raw.execute(statement)


@pytest.mark.parametrize(
    ("sql", "what", "proposal"),
    [
        ("DELETE FROM people", "One attendee refers to a person that is gone.", "Clear it"),
        ("DELETE FROM meetings", "One attendee refers to a meeting that is gone.", "Remove that"),
    ],
)
def test_reference_to_nothing_is_said_and_cleared(
    well: Workbook, sql: str, what: str, proposal: str
) -> None:
    behind_its_back(well.path, sql)
    found = next(f for f in Care(well).findings() if f.what == what)
    assert found.proposal.startswith(proposal)
    well.save(found.rows, "Health check")
    assert what not in [f.what for f in Care(well).findings()]


def test_reference_to_nothing_stops_neither_a_backup_nor_going_back(well: Workbook) -> None:
    behind_its_back(well.path, "DELETE FROM people")
    made = well.back_up()
    assert Care(well).preview(made)[0]["then"].sum() == 3
    Care(well).restore(made)
    assert Care(well).findings()


# --- the file -----------------------------------------------------------------------------


def spoil(path: Path, at: int, bit: int) -> None:
    """Flips one bit."""
    content = bytearray(path.read_bytes())
    content[at] ^= 1 << bit
    path.write_bytes(content)


def zero_page(path: Path, number: int) -> None:
    """A page that never reached the disk."""
    content = bytearray(path.read_bytes())
    content[number * 4096 : (number + 1) * 4096] = bytes(4096)
    path.write_bytes(content)


WRITES = {
    "save": lambda book: book.save([Row("settings", {"id": "n", "value": "x"})], "x"),
    "undo": lambda book: book.undo(1),
    "draft": lambda book: book.keep_draft("f", {"a": "b"}),
    "erase": lambda book: Care(book).erase_person("ana"),
    "prepare": lambda book: book.prepare(),
}
DAMAGE = {
    "cut in half": lambda path: path.write_bytes(path.read_bytes()[:8000]),
    "zero bytes": lambda path: path.write_bytes(b""),
    "a page of zeros": lambda path: zero_page(path, 1),
    "another page of zeros": lambda path: zero_page(path, 3),
    "zeros at the start": lambda path: zero_page(path, 0),
}


@pytest.mark.parametrize("act", WRITES)
@pytest.mark.parametrize("case", DAMAGE)
def test_damaged_file_is_never_written_to_and_the_backup_is_offered(
    well: Workbook, case: str, act: str
) -> None:
    made = well.back_up()
    DAMAGE[case](well.path)
    before = sum_of(well.path)
    for book in (well, Workbook(well.path)):
        with pytest.raises(Damaged, match=r"Its newest good backup is of .* 05-care can go back"):
            WRITES[act](book)
    assert sum_of(well.path) == before and not list(well.path.parent.glob("*-journal"))
    (found,) = Care(well).findings()
    assert "newest good backup is of" in found.what and "Go back" in found.proposal
    Care(open_workbook(well.path, even_damaged=True)).restore(made)
    assert Care(well).findings() == [] and list(well.frame("people")["name"]) == ["Ana Reyes"]


def test_newest_backup_that_is_spoilt_is_not_the_one_offered(well: Workbook) -> None:
    good, spoilt = well.back_up(), well.back_up()
    spoil(spoilt, 5000, 3)
    well.path.write_bytes(b"")
    with pytest.raises(Damaged):
        well.save(CAST, "x")
    kept = Care(well).backups()
    assert dict(zip(kept["file"], kept["is_good"], strict=True)) == {
        str(good): True,
        str(spoilt): False,
    }
    assert well.last_backup() == kept["made_at"].iloc[1]


def test_damage_without_any_backup_is_said_so(well: Workbook) -> None:
    well.path.write_bytes(b"")
    with pytest.raises(Damaged, match="no backup of it here yet; 05-care says what to do"):
        open_workbook(well.path)


def test_index_that_lost_an_entry_is_damage_even_in_a_synchronised_folder(tmp_path: Path) -> None:
    book = open_workbook(tmp_path / "Dropbox" / "workbook.sqlite")
    book.save(CAST, "Cast")
    root = "(SELECT rootpage FROM sqlite_master WHERE name = 'ix_people_company_id')"
    with closing(sqlite3.connect(book.path)) as raw:
        page = raw.execute(f"SELECT {root}").fetchone()[0]
    empty = bytearray(4096)
    empty[:8] = b"\x0a\x00\x00\x00\x00\x00\x00\x00"  # an index page with no entry
    content = bytearray(book.path.read_bytes())
    content[(page - 1) * 4096 : page * 4096] = empty
    book.path.write_bytes(content)
    (found,) = Care(book).findings()
    assert "looks damaged" in found.what


def test_flipped_bits_in_the_workbook_never_end_in_anything_but_a_sentence(
    well: Workbook, tmp_path: Path
) -> None:
    well.save([Row("companies", {"name": f"{n}", "notes": "x" * 500}) for n in range(30)], "Many")
    well.back_up()
    size, places, told = well.path.stat().st_size, random.Random(5), 0
    for _ in range(40):
        path = Path(shutil.copy(well.path, tmp_path / "flipped.sqlite"))
        spoil(path, places.randrange(size), places.randrange(8))
        before = sum_of(path)
        try:
            book = open_workbook(path, even_damaged=True)
            told += bool(Care(book).findings())
        except FollowupError:
            told += 1
        assert sum_of(path) == before
    print(f"{told} of 40 noticed in the workbook itself")
    assert told  # integrity_check is no checksum, so not all: the backups have one


# --- the place ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["workbook (1).sqlite", "workbook (conflicted copy 2026-03-05).sqlite", "workbook 2.sqlite",
     "workbook.sync-conflict-20260305-101500-ABC.sqlite", "workbook-DESKTOP-1A2B.sqlite",
     "workbook (Konflikt).sqlite"],
)  # fmt: skip
def test_copy_of_a_sync_service_is_named(well: Workbook, name: str) -> None:
    shutil.copy(well.path, well.path.with_name(name))
    (found,) = Care(well).findings()
    assert f"“{name}”" in found.what


@pytest.mark.parametrize("name", ["workbook-damaged-x.sqlite", "w.sqlite"])
def test_other_file_beside_it_is_not_suspected(well: Workbook, name: str) -> None:
    shutil.copy(well.path, well.path.with_name(name))
    assert Care(well).findings() == []


def test_another_workbook_beside_it_is_not_suspected(well: Workbook) -> None:
    open_workbook(well.path.with_name("workbook-2027.sqlite"))
    assert Care(well).findings() == []


@pytest.mark.parametrize("folder", ["Dropbox", "OneDrive - Larkspur", "My iCloud", "Nextcloud"])
def test_synchronised_folder_is_warned_of(tmp_path: Path, folder: str) -> None:
    book = open_workbook(tmp_path / folder / "search" / "workbook.sqlite")
    (found,) = Care(book).findings()
    assert "synchronised" in found.what and "second backup folder" in found.proposal


def test_folder_of_syncthing_is_known_by_its_mark(well: Workbook) -> None:
    (well.path.parent / ".stfolder").mkdir()
    assert "synchronised" in Care(well).findings()[0].what


def test_every_check_is_tried_above() -> None:
    assert len(health.CHECKS) == len(WRONG)


# --- what history knows -------------------------------------------------------------------


def flip(path: Path, sql: str) -> None:
    """A change that no trigger sees, as a flipped bit is."""
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        for (name,) in raw.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            raw.execute(f"DROP TRIGGER {name}")
        raw.execute(sql)


FLIPS = {
    "a letter of a name": "UPDATE people SET name = 'Ana Reyds'",
    "a day": "UPDATE meetings SET meeting_on = '2026-03-04'",
    "a number": "UPDATE people SET keep_in_touch = 0",
    "a yes or no": "UPDATE people SET keep_in_touch = 2",
    "a reference": "UPDATE attendees SET person_id = NULL",
    "a record gone": "DELETE FROM attendees",
    "a wrong byte": "UPDATE people SET notes = cast(x'41ff42' AS TEXT)",
}


@pytest.mark.parametrize("case", FLIPS)
def test_record_that_is_not_as_it_was_saved_is_found_and_put_back(
    well: Workbook, case: str
) -> None:
    """SQLite keeps no checksum: a flipped bit changes a name or a day, and nothing notices."""
    before = {name: frame.drop(columns="row_version") for name, frame in well.frames().items()}
    flip(well.path, FLIPS[case])
    book = open_workbook(well.path)
    found = next(f for f in Care(book).findings() if "Not as it was saved last" in f.what)
    if case == "a letter of a name":
        assert found.what.endswith("person “Ana Reyes”.")
    book.save(found.rows, "Health check")
    for name, frame in book.frames().items():
        pd.testing.assert_frame_equal(frame.drop(columns="row_version"), before[name])


def test_flag_that_is_neither_yes_nor_no_is_read_as_yes(well: Workbook) -> None:
    flip(well.path, "UPDATE people SET keep_in_touch = 2")
    assert open_workbook(well.path).frame("people")["keep_in_touch"].tolist() == [True]


def test_notes_and_backups_beside_the_workbook_are_no_second_copy(well: Workbook) -> None:
    well.path.with_name("workbook-notes.txt").write_text("mine")
    shutil.copy(well.back_up(), well.path.parent)
    assert Care(well).findings() == []


@pytest.mark.parametrize(("n", "end"), [(5, "“L4”."), (6, "“L4” and 1 more.")])
def test_five_records_that_are_not_as_saved_are_named(book: Workbook, n: int, end: str) -> None:
    book.save([Row("companies", {"id": f"c{i}", "name": f"L{i}"}) for i in range(n)], "Cast")
    flip(book.path, "UPDATE companies SET notes = 'x'")
    (found,) = Care(open_workbook(book.path)).findings()
    assert found.what.endswith(end) and len(found.rows) == n


def test_nothing_is_said_of_any_text_saved_undone_or_erased(book: Workbook) -> None:
    """An alarm that is always on is no alarm."""
    texts = [
        "a\x00b",
        "\ufeff",
        "שלום",
        "1",
        "1.0",
        "null",
        "{}",
        "'",
        '"',
        "\\u0000",
        "x" * 100_000,
    ]
    book.save(
        [Row("companies", {"id": f"c{n}", "name": "L", "notes": t}) for n, t in enumerate(texts)],
        "Nasty",
    )
    book.save([Row("people", {"id": "p", "name": "Ana", "company_id": "c0"})], "Ana")
    book.save([Row("companies", {"id": "c1", "notes": "Ana says"})], "Amended")
    assert Care(book).findings() == []
    book.undo(int(book.recent_saves(1)["save_id"].iloc[0]))
    assert Care(book).findings() == []
    book.save([Row("companies", {"id": "c1", "notes": "Ana says"})], "Amended")
    Care(book).erase_person("p")
    assert book.frame("companies").set_index("id").loc["c1", "notes"] == "someone says"
    assert Care(book).findings() == []


def test_history_that_cannot_be_read_is_said_and_shuts_nothing(well: Workbook) -> None:
    well.save([Row("people", {"id": "ana", "role": "Editor"})], "Amended")
    flip(
        well.path,
        "UPDATE history SET after = substr(after, 2) WHERE id = (SELECT max(id) FROM history)",
    )
    book = open_workbook(well.path)
    assert any("1 of the last steps cannot be read" in f.what for f in Care(book).findings())
    with pytest.raises(FollowupError, match="“Amended” cannot be taken back: its entry"):
        book.undo(int(book.recent_saves(1)["save_id"].iloc[0]))
    assert Care(book).erase_person("ana")[0].startswith("Removed: ")


def test_time_and_chain_of_a_save_that_cannot_be_read_shut_nothing(well: Workbook) -> None:
    well.save([Row("people", {"id": "ana", "role": "Editor"})], "Amended")
    well.undo(int(well.recent_saves(1)["save_id"].iloc[0]))
    flip(well.path, "UPDATE saves SET saved_at = 'x' WHERE undoes IS NOT NULL")
    steps = open_workbook(well.path).recent_saves()
    assert steps["saved_at"].isna().tolist() == [True, False]
    assert say_instant(steps["saved_at"].iloc[0]) == "a time that cannot be read"
    for chain in ("id", "id + 5"):
        flip(well.path, f"UPDATE saves SET undoes = {chain} WHERE undoes IS NOT NULL")
        assert len(open_workbook(well.path).recent_saves()) >= 2
    flip(well.path, "INSERT INTO saves (id, saved_at, what, undoes) VALUES (4, '', '', 3)")
    flip(well.path, "INSERT INTO history (save_id, table_name, row_id) VALUES (4, 'people', 'ana')")
    flip(well.path, "UPDATE saves SET undoes = 3 WHERE id = 3")  # a ring
    assert open_workbook(well.path).recent_saves()["save_id"].tolist()[0] == 4


def test_draft_and_number_that_cannot_be_read_are_said_with_a_repair(well: Workbook) -> None:
    well.keep_draft("reflection", {"company": "a long evening"})
    well.save([Row("settings", {"id": "policy.call_after", "value": "3"})], "Numbers")
    flip(well.path, "UPDATE settings SET value = 's' WHERE id = 'policy.call_after'")
    flip(well.path, "UPDATE drafts SET content = substr(content, 2)")
    book = open_workbook(well.path)
    assert Policy.of(book.settings()) == Policy()
    found = Care(book).findings()
    draft = next(f for f in found if "A draft of “reflection” cannot be read any more" in f.what)
    assert "a long evening" in draft.what
    assert any("“policy.call_after” of the policy is “s”" in f.what for f in found)
    while rows := [row for f in Care(book).findings() for row in f.rows]:
        book.save(rows[:1], "Health check")
    assert Care(book).findings() == []


# --- what lies beside ---------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"x" * 5000, b"no hex at all\n"])
def test_checksum_that_cannot_be_read_marks_its_backup_and_shuts_nothing(
    well: Workbook, content: bytes
) -> None:
    made = well.back_up()
    backups.checksum_of(made).write_bytes(content)
    assert not Care(well).backups()["is_good"].any() and well.last_backup() is None
    (found,) = Care(well).findings()
    assert f"1 of the backups are not as they were made: {made.name}" in found.what


@pytest.mark.parametrize(
    "content", [b"\xff\xfe", b"sbmple.sqlite", b"x" * 5000, b"a\x00b", b"../x"]
)
def test_note_of_which_workbook_is_open_may_hold_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    monkeypatch.setenv("FOLLOWUP_WORKBOOK", str(tmp_path / "workbook.sqlite"))
    (tmp_path / "open-workbook.txt").write_bytes(content)
    book = open_workbook()
    assert book.path.name == "workbook.sqlite" and "so your own was opened" in book.title
    assert any("so your own was opened" in f.what for f in Care(book).findings())
    use_workbook("workbook.sqlite")
    assert open_workbook().title == "Your workbook"


def test_note_that_is_a_folder_is_put_out_of_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOLLOWUP_WORKBOOK", str(tmp_path / "workbook.sqlite"))
    (tmp_path / "open-workbook.txt").mkdir()
    assert "so your own was opened" in open_workbook().title
    use_workbook("workbook.sqlite")
    assert open_workbook().title == "Your workbook"


def test_mode_another_program_set_is_set_back_or_said(well: Workbook) -> None:
    """In it a copy of the file lacks the last saves, and the promises of one file do not hold."""
    with closing(sqlite3.connect(well.path, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("INSERT INTO drafts (id) VALUES ('x')")
        assert any(
            "Another program keeps the workbook in a mode (wal)" in f.what
            for f in Care(well).findings()
        )
    well.save([Row("settings", {"id": "n", "value": "1"})], "Saved")
    assert not well.path.with_name("workbook.sqlite-wal").exists()
    behind_its_back(well.path, "PRAGMA user_version")
    with closing(sqlite3.connect(well.path)) as raw:
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("delete",)


COPIES = [
    "workbook-MacBook Pro de Ana.sqlite", "workbook-Anas-MacBook-Pro.sqlite", "workbook-ana-thinkpad.sqlite",
    "workbook-SURFACE7.sqlite", "workbook (raspberrypi).sqlite", "workbook - Copy.sqlite", "Copy of workbook.sqlite",
]  # fmt: skip


@pytest.mark.parametrize("name", COPIES)
@pytest.mark.parametrize("how", ["copied", "not there yet"])
def test_copy_is_known_by_whatever_name_the_computer_gave_it(
    well: Workbook, name: str, how: str
) -> None:
    there = well.path.with_name(name)
    shutil.copy(well.path, there) if how == "copied" else there.touch()
    (found,) = Care(well).findings()
    assert f"A second copy, “{name}”" in found.what
