"""Erasing: a person, or everything, is gone from records, texts, history and backups."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from test_faults import raw, small_disk, sum_of

from followup import records
from followup.care import Care
from followup.cover.cover import Cover
from followup.errors import Busy, CannotSave
from followup.safekeeping import backups
from followup.tables import WORKBOOK_ID, Row
from followup.workbook import Workbook, open_workbook

__all__ = ["small_disk"]

HERS = re.compile("clara|m(ü|ue|u)ller|5551234|canary", re.IGNORECASE)


@pytest.fixture
def care(book: Workbook) -> Care:
    """A search in which Clara is a person, a mention, a letter, a draft and a step of history;
    it has a backup of each state.
    """
    book.save([
        Row("companies", {"id": "c", "name": "Larkspur House"}),
        Row("people", {"id": "tom", "name": "Tom Okoye", "company_id": "c", "notes": "Knows C. Müller."}),
        Row("opportunities", {"id": "o", "company_id": "c", "role": "Editor"}),
        Row("settings", {"id": "seeker.name", "value": "Clara Lindqvist"}),
    ], "The cast, before Clara Müller is one of it")  # fmt: skip
    book.back_up()
    hers = {"email": "clara.m@example.com", "phone": "+49 30 5551234", "notes": "a canary"}
    book.save(
        [Row("people", {"id": "her", "name": "Clara Muller", "company_id": "c", **hers})], "Her"
    )
    book.save([
        Row("people", {"id": "her", "name": "Clara Müller"}),
        Row("opportunities", {"id": "o", "introduced_by_id": "her", "hiring_manager_id": "tom"}),
    ], "Spelt right")  # fmt: skip
    told = records.meeting(book.frames(), "o", date(2026, 3, 5), today=date(2026, 3, 5), meeting_id="m",
                           attendees=[{"person_id": "her"}, {"person_id": "tom"}])  # fmt: skip
    book.save(told[1], "A meeting with Clara")
    book.save([
        Row("reflections", {"id": "r", "meeting_id": "m", "reflected_on": "2026-03-05", "rating": "well"}),
        Row("answers", {"reflection_id": "r", "prompt": "person", "person_id": "her", "text": "Warm."}),
        Row("answers", {"id": "kept", "reflection_id": "r", "prompt": "company",
                        "text": "Tom said that Clara (clara.m@example.com, tel. +49 30 5551234) plans it all."}),
        Row("questions", {"id": "q", "meeting_id": "m", "question": "Why?", "asked_by_id": "her"}),
        Row("promises", {"promise": "send it", "person_id": "her", "made_on": "2026-03-05"}),
        Row("touchpoints", {"happened_on": "2026-03-06", "person_id": "her", "text": "Dear Clara"}),
    ], "Reflection")  # fmt: skip
    book.keep_draft("desk:R-LET|m|her", {"text": "Dear Clara"})
    book.keep_draft(
        "reflection", {"company": "CM said so", "room": [{"person_id": "her", "part": "x"}]}
    )
    book.back_up()
    return Care(book)


def texts(path: Path) -> str:
    """Everything that is text in the file, by its bytes."""
    return path.read_bytes().decode(errors="replace")


def test_search_for_her_finds_her_before(care: Care) -> None:
    newest, first = care.backups()["file"].iloc[[0, -1]]
    for file in (care.book.path, newest, first):
        assert HERS.search(texts(Path(file)).replace("Clara Lindqvist", ""))


def test_person_is_gone_from_records_texts_history_and_backups(care: Care) -> None:
    n = len(care.backups())
    said = care.erase_person("her")
    files = [care.book.path, *(Path(file) for file in care.backups()["file"])]
    assert len(files) == n + 1
    for file in files:
        assert not HERS.search(texts(file).replace("Clara Lindqvist", "")), file
        assert raw(file, "PRAGMA integrity_check") == [("ok",)]
        assert raw(file, "PRAGMA foreign_key_check") == []
    assert said[0].startswith("Removed: ") and f"{n} backups were rewritten" in said[1]


def test_everything_else_stays(care: Care) -> None:
    care.erase_person("her")
    frames = care.book.frames()
    assert list(frames["people"]["name"]) == ["Tom Okoye"]
    assert frames["people"]["notes"].iloc[0] == "Knows someone."
    assert list(frames["answers"]["id"]) == ["kept"]
    said = frames["answers"]["text"].iloc[0]
    assert said == "Tom said that someone (someone, tel. someone) plans it all."
    assert list(frames["questions"]["question"]) == ["Why?"] and len(frames["meetings"]) == 1
    assert frames["opportunities"]["hiring_manager_id"].iloc[0] == "tom"
    assert list(frames["attendees"]["person_id"]) == ["tom"]
    assert care.book.settings()["seeker.name"] == "Clara Lindqvist"
    assert care.book.drafts("reflection") == {}  # what is typed about her names her


def test_what_is_left_of_history_can_still_be_taken_back(care: Care) -> None:
    care.erase_person("her")
    care.book.save([Row("people", {"id": "tom", "role": "Sub-editor"})], "Amended")
    care.book.undo(int(care.book.recent_saves(1)["save_id"].iloc[0]))
    assert care.book.frame("people")["role"].tolist() == [""] and not care.findings()
    assert not HERS.search(" ".join(care.book.recent_saves(100)["what"]))


def test_every_backup_left_can_be_gone_back_to(care: Care) -> None:
    care.erase_person("her")
    for file in care.backups()["file"]:
        assert backups.is_good(Path(file))
        care.restore(Path(file))
        assert "her" not in set(care.book.frame("people")["id"])


def test_backup_that_cannot_be_rewritten_is_removed_and_said_so(care: Care) -> None:
    spoilt = Path(care.backups()["file"].iloc[0])
    spoilt.write_bytes(spoilt.read_bytes()[:-1])
    said = care.erase_person("her")
    assert not spoilt.exists() and not backups.checksum_of(spoilt).exists()
    assert any(f"Could not be read, so they were removed: {spoilt.name}" in line for line in said)


def test_what_a_killed_backup_left_is_erased_too(care: Care) -> None:
    litter = care.folders[0] / "workbook-x.new"
    litter.write_bytes(b"Clara")
    care.erase_person("her")
    assert not litter.exists()
    litter.write_bytes(b"Clara")
    care.erase_all()
    assert not litter.exists()


def test_second_folder_is_erased_in_too(care: Care, tmp_path: Path) -> None:
    second = tmp_path / "second"
    second.mkdir()
    care.book.save([Row("settings", {"id": "backup_folder", "value": str(second)})], "Second")
    made = care.book.back_up()
    care.erase_person("her")
    assert not HERS.search(texts(second / made.name).replace("Clara Lindqvist", ""))
    assert care.book.settings()["backup_folder"] == str(second)
    assert care.erase_all() and not list(second.glob("*.sqlite*"))


def test_erasing_names_what_it_cannot_reach(care: Care) -> None:
    care.write_tables()
    aside = care.book.path.with_name("workbook-damaged-x.sqlite")
    own = care.book.path.with_name("workbook-results.txt")
    for file in (aside, own):
        file.write_text("Clara")
    last = care.erase_person("her")[-1]
    assert all(word in last for word in ("tables/", aside.name, own.name, "sync service", "sent"))


def test_what_another_program_removed_badly_is_overwritten_too(care: Care) -> None:
    with closing(sqlite3.connect(care.book.path)) as other:
        other.execute("PRAGMA secure_delete = OFF")
        for sql in (
            "INSERT INTO drafts (id, content) VALUES ('x', '{}')",
            "DELETE FROM drafts WHERE id = 'x'",
        ):
            other.execute(sql.replace("{}", "a canary " * 3000))
            other.commit()
    assert b"canary a canary" in care.book.path.read_bytes()
    care.erase_person("her")
    assert b"canary" not in care.book.path.read_bytes()


def test_namesakes_companies_and_folders_stay(book: Workbook) -> None:
    book.save([
        Row("companies", {"id": "c", "name": "Ford"}),
        Row("people", {"id": "her", "name": "Clara Ford"}),
        Row("people", {"id": "ann", "name": "Ann Ford", "email": "ann.ford@example.com"}),
        Row("people", {"id": "lee", "name": "Clara Lee", "notes": "Clara Lee and Clara Ford met"}),
        Row("settings", {"id": "backup_folder", "value": str(book.path.parent / "clara")}),
    ], "Cast")  # fmt: skip
    (book.path.parent / "clara").mkdir()
    Care(book).erase_person("her")
    people = book.frame("people").set_index("id")
    assert people["name"].to_dict() == {"ann": "Ann Ford", "lee": "Clara Lee"}
    assert people.loc["ann", "email"] == "ann.ford@example.com"
    assert people.loc["lee", "notes"] == "Clara Lee and someone met"
    assert list(book.frame("companies")["name"]) == ["Ford"]
    assert book.settings()["backup_folder"].endswith("clara")


def erased(
    book: Workbook, name: str, others: list[str], *texts: str
) -> tuple[list[str], list[str], str]:
    """The texts and the names of the others after a person of this name is erased, and what is said."""
    rows = [Row("people", {"id": f"o{n}", "name": other}) for n, other in enumerate(others)]
    rows += [
        Row("companies", {"id": f"c{n}", "name": "L", "notes": text})
        for n, text in enumerate(texts)
    ]
    book.save([*rows, Row("people", {"id": "her", "name": name})], "Cast")
    said = Care(book).erase_person("her")
    people = book.frame("people")["name"].tolist()
    return book.frame("companies")["notes"].tolist(), people, " ".join(said)


def test_namesakes_and_longer_names_keep_theirs(book: Workbook) -> None:
    """Two other people would have been renamed for good, in every backup, too."""
    others = ["Zoe Quill", "Zoe Quill Marsh"]
    texts, people, said = erased(
        book, "Zoe Quill", others, "Zoe Quill Marsh called", "Zoe Quill wrote"
    )
    assert people == others
    assert texts == ["Zoe Quill Marsh called", "Zoe Quill wrote"]
    assert "other texts stands a name that may be somebody else's" in said


def test_longer_name_stays_where_the_shorter_one_is_covered(book: Workbook) -> None:
    texts, people, _ = erased(
        book, "Zoe Quill", ["Zoe Quill Marsh"], "Zoe Quill Marsh and Zoe Quill met"
    )
    assert texts == ["Zoe Quill Marsh and someone met"] and people == ["Zoe Quill Marsh"]


@pytest.mark.parametrize(
    "name", ["Joe Batten", "Chloe Grant", "Sue Orr", "Zoë Quill", "Ana\u0301 Reyes", "Bo Li"]
)
def test_no_letter_of_a_name_is_left_behind(book: Workbook, name: str) -> None:
    first = name.split()[0]
    texts, _, _ = erased(
        book, name, [], f"I met {name}, and {first} said so.", f"{first}\u00ad and {name}'s team"
    )
    assert texts == ["I met someone, and someone said so.", "someone and someone's team"]


SURE = [
    ("Ana Xu", "The XU exam, said Xu.", "The XU exam, said someone."),  # initials of anything
    ("Ana Xu", "the Xus came", "the someone came"),
    ("Will Best", "Ask Will. Best regards", "Ask Will. Best regards"),  # two sentences
    ("Will Best", "Ask Will Best, by WillBest.", "Ask someone, by someone."),
    ("Clara Müller", "See @claramuller and the Müllers", "See @someone and the someone"),
    ("Clara Müller", "Find müllerclara there", "Find someone there"),
]


@pytest.mark.parametrize(("name", "before", "after"), SURE)
def test_what_is_surely_the_name_goes_and_the_rest_stays(
    book: Workbook, name: str, before: str, after: str
) -> None:
    assert erased(book, name, [], before)[0] == [after]


def test_name_goes_from_what_another_erasing_wrote_down_too(book: Workbook) -> None:
    book.save([
        Row("people", {"id": "her", "name": "Clara Müller"}),
        Row("people", {"id": "tom", "name": "Tom Okoye"}),
        Row("companies", {"name": "L", "notes": "Tom Okoye and Clara Müller"}),
    ], "Cast")  # fmt: skip
    Care(book).erase_person("tom")
    assert raw(book.path, "SELECT count(*) FROM history WHERE after LIKE '%Clara%'") != [(0,)]
    Care(book).erase_person("her")
    assert raw(book.path, "SELECT count(*) FROM history WHERE after LIKE '%Clara%'") == [(0,)]


def test_company_and_address_of_somebody_else_stay(book: Workbook) -> None:
    """A switchboard is the way to everybody in the house."""
    number = {"phone": "+49 30 5551234", "email": "house@example.com"}
    book.save([
        Row("companies", {"id": "c", "name": "Clara Ford", "notes": "Ask at +49 30 5551234."}),
        Row("people", {"id": "her", "name": "Clara Ford", **number}),
        Row("people", {"id": "tom", "name": "Tom Okoye", **number}),
    ], "Cast")  # fmt: skip
    Care(book).erase_person("her")
    tom = book.frame("people").iloc[0]
    assert (tom["phone"], tom["email"]) == (number["phone"], number["email"])
    company = book.frame("companies").iloc[0]
    assert (company["name"], company["notes"]) == ("Clara Ford", "Ask at +49 30 5551234.")


def left_as_they_are(care: Care, said: str) -> None:
    """Erasing is refused in these words before anything is changed."""
    files = [care.book.path, *map(Path, care.backups()["file"])]
    before = [sum_of(file) for file in files]
    with pytest.raises(CannotSave, match=said):
        care.erase_person("her")
    assert [sum_of(file) for file in files] == before
    assert "her" in set(care.book.frame("people")["id"])


def test_no_backup_is_removed_when_the_disk_is_full(small_disk: Path, care: Care) -> None:
    """All good backups would be gone, and it would be told only afterwards."""
    subprocess.run(["mount", "-o", "remount,size=6m", str(small_disk)], check=True)
    home = small_disk / "home"
    shutil.copytree(care.book.path.parent, home)
    own, stone = Care(open_workbook(home / "workbook.sqlite")), small_disk / "stone"
    for free in (0, 16, 80, 160, 240, 320, 400, 480):
        stone.write_bytes(bytes(max(0, shutil.disk_usage(small_disk).free - free * 1024)))
        left_as_they_are(own, "must be free in|is full")
        stone.unlink()
    n = len(own.backups())
    assert f"{n} backups were rewritten" in own.erase_person("her")[1] and len(own.backups()) == n


def test_second_folder_that_is_away_is_told_before_anything_is_erased(
    care: Care, tmp_path: Path
) -> None:
    away = str(tmp_path / "another disk")
    care.book.save([Row("settings", {"id": "backup_folder", "value": away})], "Second")
    left_as_they_are(care, "another disk, cannot be reached, and copies there hold them too")


@pytest.mark.parametrize("error", [OSError(5, "Input/output error"), Busy("Another window")])
def test_no_backup_is_removed_for_a_fault_of_a_moment(
    care: Care, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    n, rewrite, calls = len(care.backups()), Care._erase_in, []

    def fails_once(self: Care, *args: Any) -> None:
        calls.append(args)
        if len(calls) == 2:
            raise error
        rewrite(self, *args)

    monkeypatch.setattr(Care, "_erase_in", fails_once)
    with pytest.raises(
        CannotSave, match=f"1 of {n} backups are rewritten, nothing else is changed"
    ):
        care.erase_person("her")
    assert len(care.backups()) == n and care.backups()["is_good"].all()
    assert "her" in set(care.book.frame("people")["id"])
    assert f"{n} backups were rewritten" in care.erase_person("her")[1]


@pytest.mark.parametrize("nth", range(3))
def test_no_backup_is_damaged_by_a_kill_while_it_is_rewritten(
    care: Care, monkeypatch: pytest.MonkeyPatch, nth: int
) -> None:
    """Its checksum was the new one already, and the file still the old."""
    replace, told = Path.replace, list[Path]()

    def killed(self: Path, target: Path) -> Path:
        told.append(self)
        if len(told) == nth + 1:
            raise KeyboardInterrupt
        return replace(self, target)

    with monkeypatch.context() as until_killed, pytest.raises(KeyboardInterrupt):
        until_killed.setattr(Path, "replace", killed)
        care.erase_person("her")
    assert care.backups()["is_good"].all()
    care.erase_person("her")
    assert care.backups()["is_good"].all()
    for file in care.backups()["file"]:
        assert len(backups.checksum_of(Path(file)).read_text().splitlines()) == 1


def test_nobody_is_erased_in_a_covered_copy(care: Care) -> None:
    care.book.save([Row("settings", {"id": "kind", "value": "copy"})], "As a coach has it")
    left_as_they_are(care, "covered copy, to read only")


def test_link_is_followed_to_what_it_stands_for(care: Care, tmp_path: Path) -> None:
    """Only the link would be removed, and everything said to be gone."""
    link = tmp_path / "elsewhere" / "workbook.sqlite"
    link.parent.mkdir()
    link.symlink_to(care.book.path)
    linked = Care(open_workbook(link))
    n = len(care.backups())
    assert n and len(linked.backups()) == n
    assert linked.erase_all()[0] == f"The workbook is empty, and {n} backups are removed."
    assert link.is_symlink() and not HERS.search(texts(care.book.path))


def test_backup_in_a_shared_folder_that_never_knew_them_stays(care: Care, tmp_path: Path) -> None:
    second = tmp_path / "second"
    other = open_workbook(tmp_path / "other" / "workbook.sqlite")
    other.save([Row("companies", {"name": "L", "notes": "Clara Müller"})], "Theirs")
    theirs = other.back_up()
    second.mkdir()
    named = shutil.copy(theirs, second)
    unnamed = second / f"workbook-{theirs.stem.rsplit('-', 1)[1]}.sqlite"
    shutil.copy(theirs, unnamed)
    care.book.save([Row("settings", {"id": "backup_folder", "value": str(second)})], "Second")
    before = sum_of(Path(named)), sum_of(unnamed)
    said = care.erase_person("her")
    assert (sum_of(Path(named)), sum_of(unnamed)) == before and Path(named).name in said[-1]


def test_it_is_told_how_far_the_erasing_is(care: Care) -> None:
    told: list[float] = []
    care.erase_person("her", lambda done, of: told.append(done / of))
    assert told == sorted(told) and 0 <= told[0] < told[-1] <= 1


@pytest.mark.parametrize("seat", ["introduced_by_id", "hiring_manager_id", "coordinator_id"])
def test_part_played_in_an_opportunity_is_empty_afterwards(book: Workbook, seat: str) -> None:
    book.save([Row("companies", {"id": "c", "name": "L"}), Row("people", {"id": "her", "name": "Clara Müller"}),
               Row("opportunities", {"id": "o", "company_id": "c", "role": "R", seat: "her"})], "x")  # fmt: skip
    Care(book).erase_person("her")
    assert book.frame("opportunities")[seat].isna().all()


def test_person_who_is_not_there_changes_nothing(care: Care) -> None:
    before = care.book.frames()
    assert care.erase_person("nobody")[0].startswith("Removed: 0 records")
    after = care.book.frames()
    assert all(after[name].equals(before[name]) for name in before)


@pytest.mark.parametrize("n", range(3))
def test_every_person_of_the_sample_can_be_erased(sample_book: Workbook, n: int) -> None:
    person = sample_book.frame("people").iloc[n * 3]
    Care(sample_book).erase_person(person["id"])
    found = texts(sample_book.path)
    assert person["name"] not in found and (not person["email"] or person["email"] not in found)
    assert Care(sample_book).findings() == []


def test_everything_is_gone_and_the_workbook_begins_anew(care: Care) -> None:
    own = care.book.path.with_name("workbook-results.txt")
    own.write_text("mine")
    aside = care.book.path.with_name("workbook-damaged-x.sqlite")
    journal = care.book.path.with_name("workbook.sqlite-journal-1")
    for file in (aside, journal):
        file.write_text("Clara")
    n = len(care.backups())
    said = care.erase_all()
    assert said[0] == f"The workbook is empty, and {n} backups are removed."
    assert own.exists() and own.name in said[-1]
    left = {p for p in care.book.path.parent.rglob("*") if p.is_file()}
    assert left == {own, care.book.path} and not HERS.search(texts(care.book.path))
    kept = care.book.frames()
    assert all(frame.empty for name, frame in kept.items() if name != "settings")
    assert list(kept["settings"]["id"]) == [WORKBOOK_ID]
    assert care.book.recent_saves().empty


def test_everything_can_be_erased_of_a_damaged_workbook(care: Care) -> None:
    care.book.path.write_bytes(care.book.path.read_bytes()[:9000])
    damaged = Care(open_workbook(care.book.path, even_damaged=True))
    damaged.erase_all()
    assert not damaged.book.damage and damaged.book.frame("people").empty
    assert not damaged.folders[0].exists() or not list(damaged.folders[0].iterdir())


def test_failed_erase_leaves_the_person_choosable(
    care: Care, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    before = sum_of(care.book.path)
    monkeypatch.setattr(Care, "_erase_in", crash)
    with pytest.raises(KeyboardInterrupt):
        care.erase_person("her")
    assert sum_of(care.book.path) == before and "her" in set(care.book.frame("people")["id"])


# --- what is not theirs -------------------------------------------------------------------

SAME = {
    "Will Best": "I will do my best. Will you come?",
    "Clara Voss": "I sent my CV",
    "Hanna Reed": "HR will call",
    "Ida Tran": "the IT team",
    "Tom from Larkspur": "came from the company",
    "May Ito": "On 5 May",
    "An Li": "An offer came",
    "Dr. Clara Müller": "Dr. Smith spoke",
    "Clara House": "Larkspur House the house",
    "Clara Ford": "https://ford.com and 1 Ford Street",
    "Clara Larkspur": "Larkspur called",
    "Clara Müller": "Regards, Clara Lindqvist",
    "김 민수": "김치",
    "王": "国王",
}


@pytest.mark.parametrize("name", SAME)
def test_everyday_words_initials_and_others_names_stay(book: Workbook, name: str) -> None:
    """Every "will" and "best" of the seeker's own texts would be gone, in every backup, too."""
    names = ("Larkspur House", "Ford")
    book.save([Row("companies", {"name": other}) for other in names], "Companies")
    book.save([Row("settings", {"id": "seeker.name", "value": "Clara Lindqvist"})], "Me")
    n_steps = len(book.recent_saves())
    texts, _, _ = erased(book, name, [], f"{name} came. {SAME[name]}")
    title = "Dr. " * name.startswith("Dr. ")  # is nobody's own
    assert texts[-1] == f"{title}someone came. {SAME[name]}" or len(name) == 1
    assert len(book.recent_saves()) == n_steps


@pytest.mark.parametrize(
    ("own", "text", "then"),
    [
        ({"phone": "-"}, "well-known", "well-known"),
        ({"phone": "12"}, "at 12:30", "at 12:30"),
        ({"email": "ann@x.org"}, "joann@x.org, ANN@x.org", "joann@x.org, someone"),
        ({"phone": "+49 30 5551234"}, "+49 (30) 555-12-34 or 0305551234", "someone or someone"),
        (
            {"phone": "+49 30 5551234"},
            "PIN: 030 5551234, https://x.org/49305551234",
            "PIN: someone, someone",
        ),
    ],
)
def test_address_and_number_are_found_whole_and_however_they_are_written(
    book: Workbook, own: dict[str, str], text: str, then: str
) -> None:
    book.save([Row("people", {"id": "her", "name": "Ingrid Okoye", **own}),
               Row("companies", {"name": "L", "notes": text})], "Cast")  # fmt: skip
    Care(book).erase_person("her")
    assert book.frame("companies")["notes"].tolist() == [then]


def test_name_inside_json_is_found(book: Workbook) -> None:
    items = json.dumps({"i1": ["people:her", "Letter\nMüller to Clara Müller"], "Clara": 1})
    book.save([Row("people", {"id": "her", "name": "Clara Müller"}),
               Row("packs", {"id": "pk", "made_on": "2026-03-05", "items": items})], "A pack")  # fmt: skip
    book.keep_draft("f", {"Clara Müller": "x"})
    Care(book).erase_person("her")
    kept = json.loads(book.frame("packs")["items"].iloc[0])
    assert kept == {"i1": ["someone", "Letter\nsomeone to someone"], "someone": 1}
    assert book.drafts("f") == {}


def test_what_was_saved_in_one_step_with_them_raises_no_alarm(book: Workbook) -> None:
    """Its step goes whole, and the record of somebody else would look as if a disk had changed it."""
    book.save([Row("companies", {"id": "c", "name": "L", "notes": "before"})], "Made")
    both = [Row("people", {"id": "her", "name": "Ingrid Okoye", "company_id": "c"}),
            Row("companies", {"id": "c", "notes": "after"})]  # fmt: skip
    book.save(both, "Both")
    Care(book).erase_person("her")
    assert book.frame("companies")["notes"].tolist() == ["after"] and Care(book).findings() == []


def test_files_that_are_not_ours_stay_in_the_second_folder(care: Care, tmp_path: Path) -> None:
    second = tmp_path / "mine"
    (second / "cv.new").mkdir(parents=True)
    (second / "cv.new" / "thesis.txt").write_text("mine")
    (second / "letter.new").write_text("mine")
    care.book.save([Row("settings", {"id": "backup_folder", "value": str(second)})], "Second")
    care.erase_person("her")
    care.erase_all()
    assert (second / "cv.new" / "thesis.txt").exists() and (second / "letter.new").exists()


def test_records_of_others_stay_though_they_refer_to_nothing(care: Care) -> None:
    event = {"id": "e", "kind": "closed", "happened_on": "2026-03-05"}
    care.book.save([Row("events", event)], "Of nobody")
    with closing(sqlite3.connect(care.book.path)) as other:
        other.execute("UPDATE questions SET meeting_id = 'gone'")
        other.commit()
    care.erase_person("her")
    assert len(care.book.frame("questions")) == 1 and list(care.book.frame("events")["id"]) == ["e"]


def test_backup_another_window_makes_meanwhile_is_rewritten_too(care: Care) -> None:
    other, made = open_workbook(care.book.path), list[Path]()
    care.erase_person("her", lambda *_: made or made.append(other.back_up()))
    assert made and not HERS.search(texts(made[0]).replace("Clara Lindqvist", ""))


def test_spelling_only_a_backup_knows_is_erased_there(care: Care) -> None:
    first = Path(care.backups()["file"].iloc[0])
    care.book.save([Row("people", {"id": "her", "name": "Klara Zyxwich", "email": "kz@q.org"}),
                    Row("companies", {"id": "c", "notes": "Zyxwich is kind, kz@q.org"})], "Renamed")  # fmt: skip
    care.restore(first)
    care.erase_person("her")
    for file in care.backups()["file"]:
        assert not re.search(r"zyxwich|kz@q", texts(Path(file)), re.IGNORECASE)


def test_other_name_that_was_to_be_covered_is_erased_too(book: Workbook) -> None:
    said = "Annie = Ana Reyes\n4 West"
    book.save([
        Row("settings", {"id": "cover.words", "value": said}),
        Row("people", {"id": "her", "name": "Ana Reyes"}),
        Row("companies", {"name": "L", "notes": "Annie called from 4 West"}),
        Row("packs", {"id": "pk", "made_on": date(2026, 3, 5), "stand_ins": '[["her", "Contact 1"]]'}),
    ], "Cast")  # fmt: skip
    Care(book).erase_person("her")
    found = texts(book.path)
    assert "Annie" not in found and '"her"' not in found
    assert Cover(book.frames()).text("someone at 4 West") == "someone at Private Word 1"
