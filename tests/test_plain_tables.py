"""Tables out and in: an equal workbook, to the byte, or a sentence that names file and line."""

from __future__ import annotations

import csv
import random
import shutil
import sqlite3
import stat
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from test_faults import Killed, at_once, rounds, seconds, small_disk, sum_of
from test_health import flip

from followup.care import Care
from followup.errors import CannotSave, FollowupError
from followup.migrations import GONE
from followup.safekeeping.plain import BLANK, FORMULA
from followup.tables import Row, metadata
from followup.workbook import Workbook, open_workbook

__all__ = ["rounds", "small_disk"]

NASTY = [
    "", " ", "'", "''", "'=1+1", "=SUM(A1)", "+1", "-1", "@x", "\t=1", " =1", "\u00a0=1", "＝1", "\ufeff=1",
    "\ufeff", "a\x00b", "\x00", "line\nline", "\n", "a\u2028b", "\u2029", "👩‍👩‍👧‍👦", "שלום \u200f", "東京",
    'say "no"', '"', '""', ",", ";", "a,b\nc", "NULL", "NaN", "NA", "None", "007", "1e5", "1.0", "true",
    "<script>alert(1)</script>", "'; DROP TABLE people; --", "\\", "\\n", "%s {x}", "\x1a", "\x7f",
]  # fmt: skip
TEXTS = st.sampled_from(NASTY) | st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


def contents(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table with the type of each value, history and drafts too."""
    with closing(sqlite3.connect(path)) as raw:
        found = {}
        for name, table in metadata.tables.items():
            columns = ", ".join(f"{c}, typeof({c})" for c in list(table.columns.keys()))
            found[name] = raw.execute(f"SELECT {columns} FROM {name} ORDER BY rowid").fetchall()
        return found


def there_and_back(book: Workbook, tmp_path: Path) -> Path:
    """A backup made of the tables of the workbook."""
    care = Care(book)
    return care.read_tables(care.write_tables(tmp_path / "tables"))


def test_sample_search_comes_back_equal(sample_book: Workbook, tmp_path: Path) -> None:
    sample_book.keep_draft("reflection", {"a": "\x00=1", "b": [1, None]})
    made = there_and_back(sample_book, tmp_path)
    assert contents(made) == contents(sample_book.path)
    assert sum(map(len, contents(made).values())) > 500


@pytest.mark.parametrize(
    "text", [*NASTY, "x" * 200_000, "=" * 200_000], ids=lambda t: ascii(t[:20])
)
def test_text_comes_back_to_the_byte(book: Workbook, tmp_path: Path, text: str) -> None:
    book.save([Row("companies", {"name": "Larkspur House", "notes": text})], f"Made {text}")
    book.keep_draft(f"form {text}", {"typed": text})
    assert contents(there_and_back(book, tmp_path)) == contents(book.path)


ROWS = st.lists(
    st.builds(
        lambda name, notes, tick, day, scale, text: [
            Row("companies", {"id": "c", "name": f"L{name.strip()}".translate(dict.fromkeys([*range(32), *range(127, 160)])), "notes": notes}),
            Row("people", {"id": "p", "name": "Ana Reyes", "company_id": (tick and "c") or None, "address": text}),
            Row("opportunities", {"id": "o", "company_id": "c", "role": "Editor", "noted_on": day}),
            Row("meetings", {"id": "m", "opportunity_id": "o", "meeting_on": "2026-03-05"}),
            Row("reflections", {"id": "r", "meeting_id": "m", "reflected_on": "2026-03-05",
                                "rating": "well", "has_skill_gap": tick, "decision_on": day}),
            Row("questions", {"meeting_id": "m", "question": f"Why? {text}", "rating": scale}),
        ],
        TEXTS, TEXTS, st.sampled_from([None, False, True]),
        st.none() | st.dates(date(1950, 1, 1), date(2100, 1, 1)),
        st.none() | st.integers(1, 5), TEXTS,
    ),
    min_size=1, max_size=3,
)  # fmt: skip


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(saves=ROWS, drafts=st.dictionaries(TEXTS, st.dictionaries(TEXTS, TEXTS), max_size=2))
@example(saves=[], drafts={"'": {"=": "\x00"}})
def test_any_workbook_comes_back_equal(
    tmp_path_factory: pytest.TempPathFactory,
    saves: list[list[Row]],
    drafts: dict[str, dict[str, str]],
) -> None:
    folder = tmp_path_factory.mktemp("any")
    book = open_workbook(folder / "workbook.sqlite")
    for n, rows in enumerate(saves):
        book.save(rows, f"={n}")
    if saves:
        book.undo(int(book.recent_saves(1)["save_id"].iloc[0]))
    for form, content in drafts.items():
        book.keep_draft(form, content)
    assert contents(there_and_back(book, folder)) == contents(book.path)


def test_what_could_not_be_read_before_comes_back_as_it_was(book: Workbook, tmp_path: Path) -> None:
    """One wrong byte in a draft, and all that was written out could never be read back."""
    book.save([Row("companies", {"name": "L"})], "Made")
    book.keep_draft("reflection", {"company": "x"})
    flip(book.path, "UPDATE drafts SET content = substr(content, 2), kept_at = 'x'")
    flip(book.path, "UPDATE history SET after = substr(after, 2)")
    flip(book.path, "UPDATE saves SET saved_at = 'x'")
    assert contents(there_and_back(book, tmp_path)) == contents(book.path)


def test_numbers_of_saves_go_on_after_reading_back(book: Workbook, tmp_path: Path) -> None:
    book.save([Row("companies", {"id": "c", "name": "Larkspur House"})], "Made")
    Care(book).restore(there_and_back(book, tmp_path))
    book.save([Row("companies", {"id": "c", "notes": "n"})], "Amended")
    assert book.recent_saves()["save_id"].tolist() == [3, 1]  # 2 says that one went back
    book.undo(3)
    assert book.frame("companies")["notes"].tolist() == [""]
    with closing(sqlite3.connect(book.path)) as raw, pytest.raises(sqlite3.IntegrityError):
        raw.execute("DELETE FROM history")  # it is guarded again


# --- what is written ----------------------------------------------------------------------


@pytest.fixture
def folder(book: Workbook, tmp_path: Path) -> Path:
    """The tables of a workbook that holds every nasty text."""
    rows = [Row("companies", {"name": "Larkspur House", "notes": text}) for text in NASTY]
    book.save([*rows, Row("people", {"name": "Ana", "address": "two\nlines"})], "Nasty")
    return Care(book).write_tables(tmp_path / "deep" / "tables")


def test_every_table_is_a_file_for_its_owner_only_beside_the_dictionary(folder: Path) -> None:
    assert {p.name for p in folder.iterdir()} == {
        "README.md",
        "manifest.json",
        *(f"{t}.csv" for t in metadata.tables),
    }
    modes = {stat.S_IMODE(p.stat().st_mode) for p in folder.iterdir()}
    assert modes == {0o600}
    assert (
        stat.S_IMODE(folder.stat().st_mode) == stat.S_IMODE(folder.parent.stat().st_mode) == 0o700
    )
    assert "companies" in (folder / "README.md").read_text()


def test_no_cell_is_a_formula_to_a_spreadsheet(folder: Path) -> None:
    with (folder / "companies.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for line in csv.reader(file) for cell in line]
    assert len(cells) > 100
    assert not [c for c in cells if c.lstrip(BLANK)[:1] in [*FORMULA] or c[:1] in ("\t", "\r")]


def test_killed_export_is_whole_or_not_there(
    sample_book: Workbook, rounds: int, tmp_path: Path
) -> None:
    """Files of two exports would read back, without a word, as a mix of both."""
    care, home, whole = Care(sample_book), tmp_path / "tables", 0
    took = seconds(lambda: care.write_tables(home / "tried"))
    moments = random.Random(9)
    for n in range(rounds // 8):
        folder = home / f"{n}"
        moment = moments.uniform(0, 4 * took if n % 2 else took / 2)
        Killed(lambda tell, f=folder: (tell(0), care.write_tables(f)), moment, at_once)
        if folder.exists():
            assert contents(care.read_tables(folder)) == contents(sample_book.path)
            whole += 1
    assert 0 < whole < rounds // 8
    care.erase_all()


@pytest.mark.parametrize("act", ["out", "back"])
def test_full_disk_leaves_no_half_export_and_no_half_backup(small_disk: Path, act: str) -> None:
    book, stone = open_workbook(small_disk / "workbook.sqlite"), small_disk / "stone"
    book.save([Row("companies", {"name": "L", "notes": "x" * 60_000})], "A company")
    care = Care(book)
    out = care.write_tables(small_disk / "out") if act == "back" else small_disk / "out"
    before = sorted(p.name for p in small_disk.rglob("*"))
    for free in (0, 4, 12, 24, 40, 64, 80, 96):
        stone.write_bytes(bytes(max(0, shutil.disk_usage(small_disk).free - free * 1024)))
        with pytest.raises(CannotSave, match="full"):
            care.read_tables(out) if act == "back" else care.write_tables(out)
        stone.unlink()
        shutil.rmtree(small_disk / "backups", ignore_errors=True)
        assert sorted(p.name for p in small_disk.rglob("*")) == before


def test_writing_again_the_same_day_makes_another_folder(book: Workbook, folder: Path) -> None:
    """Files of two exports in one folder would read back as a mix of both."""
    before = {p.name: p.read_bytes() for p in folder.iterdir()}
    with pytest.raises(CannotSave, match="holds something already"):
        Care(book).write_tables(folder)
    one, other = Care(book).write_tables(), Care(book).write_tables()
    assert other.name == f"{one.name}-2" and {p.name for p in folder.iterdir()} == {*before}
    assert all((folder / name).read_bytes() == before[name] for name in before)
    assert contents(Care(book).read_tables(other)) == contents(book.path)


# --- what cannot be read ------------------------------------------------------------------


SPOILT = {
    "not a number": ("people.csv", '"","1"', '"","one"', r"people\.csv, line 3, cannot be"),
    "an unknown choice": ("people.csv", '"","0"', '"pigeon","0"', r"people\.csv, line \d, cannot be"),
    "a cell too many": ("companies.csv", '"\'=SUM', '"x","\'=SUM', r"companies\.csv, line \d, cannot be: it has"),
    "an open quote": ("companies.csv", '"1"\n"', '"1\n"', r"companies\.csv, line \d+, cannot be"),
    "a column unknown": ("companies.csv", '"notes"', '"shoe_size"', r"companies\.csv, line 1, cannot be: it should name"),
    "no header": ("companies.csv", '"id"', '"x"', r"companies\.csv, line 1, cannot be"),
    "an id twice": ("saves.csv", '"1"', '"1","","Made",""\n"1"', r"saves\.csv, line 2, is not as it was written"),
    "no date": ("holidays.csv", '"row_version"\n', '"row_version"\n"h","2026-99-99","","1"\n', r"holidays\.csv, line 2, cannot be"),
    "no instant": ("saves.csv", '"20', '"xx', r"saves\.csv, line 2, is not as it was written"),
    "broken history": ("history.csv", '""name"":', '""name"";', r"history\.csv, line 2, is not as it was written"),
    "a company that is gone": ("people.csv", '"Ana","",', '"Ana","c-gone",', r"people\.csv, line 3, is not as it was written"),
}  # fmt: skip


@pytest.mark.parametrize("case", SPOILT)
def test_damaged_table_is_refused_by_file_and_line(book: Workbook, folder: Path, case: str) -> None:
    name, old, new, said = SPOILT[case]
    text = (folder / name).read_bytes().decode("utf-8").replace("\r\n", "\n")
    assert old in text
    (folder / name).write_bytes(text.replace(old, new, 1).encode())
    refused(book, folder, said)


def refused(book: Workbook, folder: Path, said: str) -> None:
    """Reading is refused in these words, and nothing is changed or left behind."""
    before, n = sum_of(book.path), len(Care(book).backups())
    with pytest.raises(FollowupError, match=said):
        Care(book).read_tables(folder)
    assert sum_of(book.path) == before and len(Care(book).backups()) == n


def test_one_changed_letter_is_refused_by_file_and_line(book: Workbook, folder: Path) -> None:
    path = folder / "companies.csv"
    path.write_bytes(path.read_bytes().replace(b"Larkspur", b"Lackspur", 1))
    refused(book, folder, r"companies\.csv, line 2, is not as it was written")


def test_table_that_lacks_its_last_rows_is_refused(book: Workbook, folder: Path) -> None:
    """A file cut off between two lines would come back with fewer records, and nobody would know."""
    path = folder / "companies.csv"
    lines = path.read_bytes().split(b"\r\n")
    path.write_bytes(b"\r\n".join(lines[:1]) + b"\r\n")
    refused(book, folder, r"companies\.csv ends after line 1: \d+ rows should be there, and 0 are")


def test_folder_without_its_list_is_refused(book: Workbook, folder: Path) -> None:
    (folder / "manifest.json").unlink()
    refused(book, folder, r"manifest\.json is missing")
    (folder / "manifest.json").write_text("[")
    refused(book, folder, r"manifest\.json cannot be read")


def test_tables_of_an_older_followup_are_read_without_a_list(book: Workbook, folder: Path) -> None:
    """Whoever kept only those would be locked out."""
    (folder / "manifest.json").unlink()
    for name, gone in GONE.items():
        path = folder / f"{name}.csv"
        (column,) = gone
        head, *lines = path.read_text("utf-8-sig").split("\n")
        if name == "companies":
            continue
        text = "\n".join([f'{head},"{column}"', *(f'{line},"0"' for line in lines if line), ""])
        path.write_text(text, "utf-8-sig")
    assert len(contents(Care(book).read_tables(folder))["companies"]) == len(NASTY)


def test_table_that_is_missing_is_named(book: Workbook, folder: Path) -> None:
    (folder / "meetings.csv").unlink()
    refused(book, folder, r"meetings\.csv cannot be read: No such file")


def test_table_in_another_encoding_is_named_with_its_line(book: Workbook, folder: Path) -> None:
    path = folder / "people.csv"
    path.write_bytes(path.read_bytes() + "Müller".encode("latin-1"))
    refused(book, folder, r"people\.csv, line 4, is not text in UTF-8")


def test_table_cut_off_anywhere_is_refused(book: Workbook, folder: Path) -> None:
    path = folder / "companies.csv"
    whole = path.read_bytes()
    for at in range(40, len(whole) - 2, 211):
        path.write_bytes(whole[:at])
        with pytest.raises(FollowupError, match=r"companies\.csv(, line| ends after line)"):
            Care(book).read_tables(folder)


# --- for ever -----------------------------------------------------------------------------


def test_file_can_be_read_without_followup(book: Workbook) -> None:
    book.save([Row("companies", {"name": "Larkspur House", "notes": "שלום"})], "Made")
    with closing(sqlite3.connect(f"{book.path.as_uri()}?mode=ro", uri=True)) as shell:
        assert shell.execute("SELECT name, notes FROM companies").fetchall() == [
            ("Larkspur House", "שלום")
        ]
        assert any("CREATE TABLE companies" in line for line in shell.iterdump())
        assert shell.execute("SELECT what FROM saves").fetchall() == [("Made",)]
