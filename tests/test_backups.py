"""Backups: whole, checked, thinned, told apart, and put back exactly as they were."""

from __future__ import annotations

import random
import stat
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_faults import made_at, raw, step_to_come, sum_of

from followup import migrations
from followup.care import Care
from followup.errors import FollowupError
from followup.safekeeping import backups
from followup.safekeeping.backups import worth_keeping
from followup.safekeeping.going_back import NotRestored
from followup.tables import Row, metadata
from followup.workbook import Workbook, open_workbook

__all__ = ["step_to_come"]


def note(book: Workbook, value: str) -> None:
    """One step more."""
    book.save([Row("settings", {"id": "note", "value": value})], f"Noted {value}")


@pytest.fixture
def care(book: Workbook) -> Care:
    """The care of a workbook with two steps, which has no backup yet."""
    book._backed_up_on = date.today()
    note(book, "one")
    note(book, "two")
    return Care(book)


def all_rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Everything in the file in its order, history too, but for versions, which never come back,
    and the save that says that one went back.
    """
    found = {}
    for name, table in metadata.tables.items():
        columns = ", ".join(c.name for c in table.columns if c.name != "row_version")
        where = " WHERE what NOT LIKE 'Went back to %'" if name == "saves" else ""
        found[name] = raw(path, f"SELECT {columns} FROM {name}{where} ORDER BY rowid")
    found["settings"].sort()  # the id of the workbook is put in again
    return found


# --- making -------------------------------------------------------------------------------


def test_backup_holds_everything_and_has_its_checksum_beside_it(care: Care) -> None:
    made = care.book.back_up()
    assert all_rows(made) == all_rows(care.book.path)
    beside = made.with_name(f"{made.name}.sha256")
    assert beside.read_text() == f"{sum_of(made)}  {made.name}\n"
    assert [p.name for p in sorted(made.parent.iterdir())] == [made.name, beside.name]


def test_backup_is_for_its_owner_only_and_has_nothing_removed_in_it(care: Care) -> None:
    care.book.keep_draft("f", {"a": "a canary in the mine"})
    care.book.keep_draft("f", {})
    made = care.book.back_up()
    assert stat.S_IMODE(made.parent.stat().st_mode) == 0o700
    assert {stat.S_IMODE(p.stat().st_mode) for p in made.parent.iterdir()} == {0o600}
    assert b"canary" not in made.read_bytes()


def test_first_save_of_a_day_makes_a_backup_of_what_was_there(book: Workbook) -> None:
    note(book, "one")
    assert Care(book).backups().empty  # there was nothing to keep
    note(book, "two")
    note(book, "three")
    (made,) = Care(book).backups()["file"]
    assert raw(Path(made), "SELECT value FROM settings WHERE id = 'note'") == [("one",)]


def test_next_day_and_another_window_make_one_backup_between_them(
    care: Care, monkeypatch: pytest.MonkeyPatch
) -> None:
    care.book.back_up()
    note(open_workbook(care.book.path), "same day")
    assert len(care.backups()) == 1
    monkeypatch.setattr(backups, "is_made_today", lambda owner, folder: False)
    note(open_workbook(care.book.path), "next day")
    assert len(care.backups()) == 2


def test_backup_that_fails_does_not_stop_a_save(care: Care) -> None:
    (care.book.path.parent / "backups").write_text("a file in place of the folder")
    care.book._backed_up_on = None
    note(care.book, "three")
    assert care.book.settings()["note"] == "three"
    with pytest.raises(FollowupError, match="No backup was made"):
        care.book.back_up()


def test_sample_search_makes_no_backups(sample_book: Workbook) -> None:
    note(sample_book, "x")
    assert not (sample_book.path.parent / "backups").exists()


def test_older_file_is_backed_up_before_it_is_brought_forward(
    care: Care, step_to_come: None
) -> None:
    before = all_rows(care.book.path)
    step_to_come()
    open_workbook(care.book.path)
    (made,) = care.backups()["file"]
    assert all_rows(Path(made)) == before
    assert raw(Path(made), "PRAGMA user_version") == [(migrations.VERSION - 1,)]


def test_older_file_that_cannot_be_backed_up_is_left_as_it_is(
    care: Care, step_to_come: None
) -> None:
    (care.book.path.parent / "backups").write_text("a file in place of the folder")
    step_to_come()
    before = sum_of(care.book.path)
    with pytest.raises(FollowupError, match="No backup was made"):
        open_workbook(care.book.path)
    assert sum_of(care.book.path) == before


def test_second_folder_gets_a_copy_and_may_be_away(care: Care, tmp_path: Path) -> None:
    second = tmp_path / "another disk" / "copies"
    second.mkdir(parents=True)
    care.book.save([Row("settings", {"id": "backup_folder", "value": str(second)})], "Second")
    made = care.book.back_up()
    assert sum_of(second / made.name) == sum_of(made) and backups.is_good(second / made.name)
    assert len(care.backups()) == 2
    away = tmp_path / "a file"
    away.write_text("")
    care.book.save([Row("settings", {"id": "backup_folder", "value": str(away / "x")})], "Away")
    assert care.book.back_up().exists()


@pytest.mark.parametrize("name", ["search[1]", "search-2", "my search", "search*"])
def test_workbooks_in_one_folder_keep_their_backups_apart(tmp_path: Path, name: str) -> None:
    one, other = (open_workbook(tmp_path / f"{stem}.sqlite") for stem in ("search", name))
    first, second = one.back_up(), other.back_up()
    assert list(Care(one).backups()["file"]) == [str(first)]
    assert list(Care(other).backups()["file"]) == [str(second)]
    assert len(Care(other).erase_all()) == 2 and first.exists() and not second.exists()


# --- a backup that is not as it was made --------------------------------------------------


def test_any_flipped_bit_is_noticed(care: Care) -> None:
    made = care.book.back_up()
    good, places, noticed = made.read_bytes(), random.Random(4), 0
    for _ in range(1000):
        at = places.randrange(len(good))
        made.write_bytes(good[:at] + bytes([good[at] ^ 1 << places.randrange(8)]) + good[at + 1 :])
        noticed += not backups.is_good(made)
    made.write_bytes(good)
    assert noticed == 1000 and backups.is_good(made)


SPOILT = {
    "a flipped bit": lambda file: file.write_bytes(
        file.read_bytes()[:-9] + b"x" + file.read_bytes()[-8:]
    ),
    "cut short": lambda file: file.write_bytes(file.read_bytes()[:-1]),
    "empty": lambda file: file.write_bytes(b""),
    "without its checksum": lambda file: backups.checksum_of(file).unlink(),
    "with an empty checksum": lambda file: backups.checksum_of(file).write_text(""),
    "gone": lambda file: file.unlink(),
}


@pytest.mark.parametrize("case", SPOILT)
def test_spoilt_backup_is_marked_and_changes_nothing(care: Care, case: str) -> None:
    made = care.book.back_up()
    SPOILT[case](made)
    assert not care.backups()["is_good"].any() and care.book.last_backup() is None
    before = sum_of(care.book.path)
    for act in (care.preview, care.restore):
        with pytest.raises(NotRestored, match="nothing was changed"):
            act(made)
    assert sum_of(care.book.path) == before and [p.name for p in made.parent.glob("*.new")] == []


def test_files_that_are_no_backups_are_not_listed_nor_thinned(care: Care) -> None:
    made = care.book.back_up()
    beyond = "workbook-99991231T235959999999Z.sqlite"  # no day of a calendar east of Greenwich
    names = ("workbook-notes.sqlite", "workbook-2026.sqlite", beyond, "x.txt")
    strange = [made.with_name(name) for name in names]
    for file in strange:
        file.write_text("mine")
    care.book.back_up()
    assert len(care.backups()) == 2 and all(file.exists() for file in strange)


# --- going back ---------------------------------------------------------------------------


def test_preview_counts_both_and_names_the_steps_that_would_go(care: Care) -> None:
    made = care.book.back_up()
    care.book.save([Row("companies", {"name": "Larkspur House"})], "A company")
    before = sum_of(made), sum_of(care.book.path)
    counted, steps = care.preview(made)
    assert counted.set_index("what").loc["companies"].tolist() == [0, 1]
    assert steps == ["A company"]
    assert (sum_of(made), sum_of(care.book.path)) == before


def test_going_back_makes_everything_as_it_was_and_keeps_what_was_there(care: Care) -> None:
    made, then = care.book.back_up(), all_rows(care.book.path)
    note(care.book, "three")
    later = all_rows(care.book.path)
    said = care.restore(made)
    assert all_rows(care.book.path) == then
    newest = Path(care.backups()["file"].iloc[0])
    assert newest.name in said and all_rows(newest) == later
    care.restore(newest)
    assert all_rows(care.book.path) == later


def test_going_back_is_followed_by_a_window_already_open(care: Care) -> None:
    other = open_workbook(care.book.path)
    made = care.book.back_up()
    note(care.book, "three")
    care.restore(made)
    assert other.settings()["note"] == "two"
    note(other, "four")
    assert care.book.settings()["note"] == "four"


def test_damaged_workbook_is_set_aside_and_the_backup_takes_its_place(care: Care) -> None:
    made, then = care.book.back_up(), all_rows(care.book.path)
    care.book.path.write_bytes(care.book.path.read_bytes()[:6000])
    spoilt = sum_of(care.book.path)
    damaged = open_workbook(care.book.path, even_damaged=True)
    assert damaged.damage and Care(damaged).preview(made)[1] == []
    said = Care(damaged).restore(made)
    assert all_rows(damaged.path) == then and not damaged.damage
    (aside,) = damaged.path.parent.glob("workbook-damaged-*.sqlite")
    assert aside.name in said and sum_of(aside) == spoilt


def test_backup_of_an_older_followup_is_brought_forward_and_stays_as_it_is(
    care: Care, step_to_come: None
) -> None:
    care.book.save([Row("companies", {"name": "Larkspur House", "notes": "n"})], "A company")
    made = care.book.back_up()
    before = sum_of(made)
    step_to_come()
    book = open_workbook(care.book.path)
    Care(book).restore(made)
    assert raw(book.path, "SELECT notes FROM companies") == [("newn",)]
    assert sum_of(made) == before


def test_backup_of_every_day_can_be_gone_back_to(
    care: Care, monkeypatch: pytest.MonkeyPatch
) -> None:
    start, made = datetime(2026, 3, 5, 12, tzinfo=UTC), []
    for n in range(10):

        class Then(datetime):
            now = classmethod(lambda cls, tz=None, n=n: start + timedelta(days=n))

        monkeypatch.setattr(backups, "datetime", Then)
        note(care.book, f"day {n}")
        made.append(care.book.back_up())
    monkeypatch.setattr(backups, "datetime", datetime)
    for n in (9, 0, 5, 1, 8):
        care.restore(made[n])
        assert care.book.settings()["note"] == f"day {n}"


# --- thinning -----------------------------------------------------------------------------

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)


def daily(n: int) -> list[datetime]:
    """Noon of the last n days, newest first."""
    return [NOON - timedelta(days=day) for day in range(n)]


def test_all_of_the_last_two_days_are_kept() -> None:
    made = [NOON - timedelta(minutes=10 * n) for n in range(288)]
    assert worth_keeping(made, NOON) == set(made)


def test_of_a_year_some_thirty_are_kept_and_the_newest_of_each_span() -> None:
    kept = sorted(worth_keeping(daily(365), NOON), reverse=True)
    assert kept[:12] == daily(12)
    assert 20 <= len(kept) <= 31
    assert kept[-1] == datetime(2025, 7, 31, 12, tzinfo=UTC)  # nine months with this one
    weeks = pd.Series(kept[12:]).dt.tz_localize(None).dt.to_period("W")
    assert len(weeks) >= 8


def test_of_one_old_day_the_newest_is_kept() -> None:
    new = [NOON - timedelta(minutes=n) for n in range(10)]
    old = [NOON - timedelta(days=30, hours=h) for h in range(6)]
    assert worth_keeping([*new, *old], NOON) == {*new, old[0]}


def test_ten_newest_are_kept_whatever_the_clock_says() -> None:
    """A clock that is right again, or wrong just now, must not make what is new look old."""
    now = [NOON - timedelta(seconds=n) for n in range(5)]
    ahead = datetime(2099, 1, 1, tzinfo=UTC)
    assert worth_keeping([ahead, *now, *daily(20)[1:]], NOON) >= {ahead, *now}
    assert worth_keeping([*now, ahead], ahead) >= {ahead, *now}
    evening = [NOON - timedelta(minutes=n) for n in range(30)]
    assert worth_keeping([ahead, *evening], NOON) == {ahead, *evening}


@given(st.lists(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)), max_size=60))
def test_thinning_twice_is_thinning_once_and_keeps_the_newest(days: list[datetime]) -> None:
    made = sorted({day.replace(tzinfo=UTC) for day in days}, reverse=True)
    now = max(made, default=NOON)
    kept = worth_keeping(made, now)
    assert worth_keeping(sorted(kept, reverse=True), now) == kept <= set(made)
    assert set(made[:10]) <= kept
    assert {m for m in made if m > now - timedelta(days=2)} <= kept


def test_thinning_a_growing_pile_day_by_day_keeps_months() -> None:
    kept: set[datetime] = set()
    for day in reversed(daily(200)):
        kept = worth_keeping(sorted({*kept, day}, reverse=True), day)
    assert len({(k.year, k.month) for k in kept}) == 8 and len(kept) < 30


def test_thinned_backup_goes_with_its_checksum(care: Care) -> None:
    made = care.book.back_up()
    for day in daily(40)[1:]:
        old = made.with_name(f"workbook-{care.book.owner.id}-1-{day:{backups.STAMP}}.sqlite")
        old.write_bytes(b"")
        backups.checksum_of(old).write_text("")
    newest = care.book.back_up()
    left = {p.name for p in newest.parent.iterdir()}
    assert len(left) < 60 and {newest.name, made.name} <= left
    assert {n for n in left if n.endswith(".sqlite")} == {
        n.removesuffix(".sha256") for n in left if n.endswith(".sha256")
    }


def test_backup_just_made_is_kept_however_wrong_the_clock_was(care: Care) -> None:
    folder = care.book.back_up().parent
    for day in range(1, 500, 3):
        ahead = datetime.now(UTC) + timedelta(days=day)
        name = f"workbook-{care.book.owner.id}-2-{ahead:{backups.STAMP}}.sqlite"
        (folder / name).write_bytes(b"")
    note(care.book, "three")
    made = care.book.back_up()
    assert made.exists() and backups.is_good(made)
    assert care.book.last_backup().to_pydatetime() == made_at(made)
    assert care.backups()["file"].iloc[0] == str(made)


def test_backup_of_today_is_known_by_its_name(care: Care) -> None:
    owner = care.book.owner
    assert not backups.is_made_today(owner, care.folders[0])
    care.book.back_up()
    assert backups.is_made_today(owner, care.folders[0])
    for other in (owner._replace(name="another"), owner._replace(id="0000abcd")):
        assert not backups.is_made_today(other, care.folders[0])
