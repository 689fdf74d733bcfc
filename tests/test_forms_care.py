"""The forms of 05-care, each button to succeed and to fail; drafts of two windows; a held lock."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from test_forms import fill, loud, noted, page, press
from test_workbook import sum_of

from followup import connection as connection_room
from followup.care import Care
from followup.forms.care import ALL, Backups, Erase, HealthCheck, LastSteps, Tables
from followup.forms.form import Form
from followup.forms.reflection import ReflectionForm
from followup.forms.start import SeekerForm
from followup.tables import Row
from followup.workbook import Workbook, open_workbook

__all__ = ["loud"]


@pytest.fixture
def care(book: Workbook) -> Care:
    """A workbook with a company and two people, one of whom works nowhere yet."""
    book.save([Row("companies", {"id": "c", "name": "Larkspur House"})], "A company")
    book.save([Row("people", {"id": "ana", "name": "Ana Reyes", "company_id": "c"})], "Ana <b>")
    return Care(book)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A held lock is told at once."""
    monkeypatch.setattr(connection_room, "LOCK_SECONDS", 0.05)
    monkeypatch.setattr("followup.connection.LOCK_SECONDS", 0.05)


@contextmanager
def held(book: Workbook) -> Iterator[None]:
    """Another program holds the file."""
    with closing(sqlite3.connect(book.path, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        yield


# --- the last steps -----------------------------------------------------------------------


def test_last_steps_are_listed_and_taken_back(care: Care) -> None:
    form = LastSteps(care.book)
    assert "Ana <b>" in page(form) and "A company" in page(form)
    press(form, "Undo")
    assert care.book.frame("people").empty and "Taken back: Ana <b>." in page(form)
    press(form, "Bring it back")
    assert len(care.book.frame("people")) == 1 and "Brought back: Ana <b>." in page(form)
    press(form, "Undo")
    press(form, "Undo")
    assert care.book.frame("companies").empty and page(form).count("Bring it back") == 2


def test_step_changed_later_is_not_taken_back_and_said_why(care: Care) -> None:
    form = LastSteps(care.book)
    care.book.save([Row("people", {"id": "ana", "role": "Editor"})], "Amended")
    press(form, "Undo")
    assert "was changed later" in page(form) and len(care.book.frame("people")) == 1


def test_namesake_of_a_step_is_not_taken_back_after_going_back(care: Care) -> None:
    made = care.book.back_up()
    care.book.save([Row("companies", {"id": "d", "name": "Tidewater"})], "Old")
    form = LastSteps(care.book)
    care.restore(made)
    care.book.save([Row("companies", {"id": "e", "name": "Precious"})], "New")
    press(form, "Undo")
    assert "Precious" in set(care.book.frame("companies")["name"])
    assert "has changed meanwhile" in page(form) and "New" in page(form)


@pytest.mark.usefixtures("quick")
def test_step_is_not_taken_back_while_the_file_is_held(care: Care) -> None:
    form = LastSteps(care.book)
    with held(care.book):
        press(form, "Undo")
    assert "Another window" in page(form) and len(care.book.frame("people")) == 1


# --- the health check ---------------------------------------------------------------------


def test_all_is_well_is_said(care: Care) -> None:
    assert "The file is sound" in page(HealthCheck(care))


def test_proposed_repair_is_done_and_can_be_taken_back(care: Care) -> None:
    care.book.save([
        Row("opportunities", {"id": "o", "company_id": "c", "role": "R"}),
        Row("meetings", {"id": "m", "opportunity_id": "o", "meeting_on": "2026-03-05"}),
        Row("attendees", {"id": "x", "meeting_id": "m"}),
    ], "Nobody")  # fmt: skip
    form = HealthCheck(care)
    assert "Somebody without name" in page(form)
    press(form, "Do that")
    assert care.book.frame("attendees").empty and "It can be taken back" in page(form)
    press(LastSteps(care.book), "Undo")
    press(form, "Check again")
    assert "Somebody without name" in page(form)


@pytest.mark.usefixtures("quick")
def test_repair_that_fails_is_said(care: Care) -> None:
    care.book.save([Row("people", {"id": "tom", "name": "Tom Okoye"})], "Tom")
    form = HealthCheck(care)
    finding = care.findings()[0]._replace(rows=(Row("people", {"id": "tom", "name": ""}),))
    form._on_do(finding)
    assert "'Name' is needed" in page(form)


def test_damage_is_shown_with_the_backup_to_go_back_to(care: Care) -> None:
    care.book.back_up()
    care.book.path.write_bytes(b"")
    damaged = Care(open_workbook(care.book.path, even_damaged=True))
    assert "newest good backup is of" in page(HealthCheck(damaged))
    form = Backups(damaged)
    form._which.value = damaged.backups()["file"].iloc[0]
    assert "then" in form._preview.value and "NA" not in form._preview.value
    press(form, "Go back to this one")
    assert "set aside" in page(form) and len(damaged.book.frame("companies")) == 1
    press(HealthCheck(damaged), "Check again")


# --- backups ------------------------------------------------------------------------------


def test_backup_is_made_listed_looked_at_and_gone_back_to(care: Care) -> None:
    form = Backups(care)
    press(form, "Make a backup now")
    assert "Made and checked: workbook-" in page(form)
    care.book.save([Row("people", {"id": "tom", "name": "Tom Okoye"})], "Tom <i>")
    assert form._sure.layout.display == "none"
    form._which.value = care.backups()["file"].iloc[0]
    assert form._sure.layout.display == "" and "Tom <i>" in page(form)
    press(form, "Go back to this one")
    assert list(care.book.frame("people")["id"]) == ["ana"]
    assert "as it was then" in page(form) and form._sure.layout.display == "none"


def test_backup_that_cannot_be_made_is_said(care: Care) -> None:
    (care.book.path.parent / "backups").rename(care.book.path.parent / "elsewhere")
    (care.book.path.parent / "backups").write_text("")
    form = Backups(care)
    press(form, "Make a backup now")
    assert "No backup was made" in page(form)


def test_spoilt_backup_is_marked_and_not_gone_back_to(care: Care) -> None:
    made = care.book.back_up()
    made.write_bytes(made.read_bytes()[:-1])
    form, before = Backups(care), sum_of(care.book.path)
    assert any("damaged" in label for label, _ in form._which.control.options)
    form._which.value = str(made)
    assert "is not as it was made" in page(form) and form._sure.layout.display == "none"
    form._on_sure()
    assert sum_of(care.book.path) == before


def test_second_folder_must_be_another_one_that_is_there(care: Care, tmp_path: Path) -> None:
    form = Backups(care)
    for wrong in (str(tmp_path / "none"), str(care.folders[0]), str(care.book.path.parent)):
        fill(form, backup_folder=wrong)
        form.save_button.click()
        assert "must be" in noted(form)["backup_folder"]
    (tmp_path / "second").mkdir()
    fill(form, backup_folder=str(tmp_path / "second"))
    form.save_button.click()
    press(form, "Make a backup now")
    assert not noted(form) and len(list((tmp_path / "second").glob("*.sqlite"))) == 1
    assert f"{tmp_path / 'second'}: 1 backup" in page(form)


# --- tables and erasing -------------------------------------------------------------------


def test_tables_are_written_and_read_back_as_a_backup(care: Care) -> None:
    form = Tables(care)
    press(form, "Write all tables")
    folder = next((care.book.path.parent / "tables").iterdir())
    assert str(folder) in page(form)
    n = len(care.backups())
    form._folder.value = str(folder)
    press(form, "Read tables back")
    assert "kept among the backups" in page(form) and len(care.backups()) == n + 1


def test_tables_that_cannot_be_written_or_read_are_said(care: Care) -> None:
    form = Tables(care)
    (care.book.path.parent / "tables").write_text("a file")
    press(form, "Write all tables")
    assert "cannot be written to" in page(form)
    form._folder.value = "/no such folder"
    press(form, "Read tables back")
    assert "/no such folder is no folder, or cannot be reached." in page(form)


def test_erasing_wants_a_choice_and_a_word(care: Care) -> None:
    form = Erase(care)
    press(form, "Erase for good")
    assert "Choose whom" in page(form)
    form._who.value = "ana"
    for word in ("", "yes"):
        form._word.value = word
        press(form, "Erase for good")
        assert "must be the word erase" in page(form) and len(care.book.frame("people")) == 1
    form._word.value = " Erase"
    press(form, "Erase for good")
    assert care.book.frame("people").empty and "Removed: " in page(form)
    assert form._who.value == "" and form._word.value == ""


def test_erased_person_is_not_offered_again(care: Care) -> None:
    form = Erase(care)
    form._who.value, form._word.value = "ana", "erase"
    press(form, "Erase for good")
    assert "Ana Reyes" not in [label for label, _ in form._who.control.options]


def test_everything_is_erased_after_the_word(care: Care) -> None:
    form = Erase(care)
    form._who.value, form._word.value = ALL, "erase"
    press(form, "Erase for good")
    assert care.book.frame("companies").empty and "The workbook is empty" in page(form)


@pytest.mark.usefixtures("quick")
def test_erasing_while_the_file_is_held_changes_nothing(care: Care) -> None:
    made, form = care.book.back_up(), Erase(care)
    before = sum_of(made), sum_of(care.book.path)
    form._who.value, form._word.value = "ana", "erase"
    with held(care.book):
        press(form, "Erase for good")
    assert "Another window" in page(form) and form._word.value == "erase"
    assert (sum_of(made), sum_of(care.book.path)) == before


# --- drafts of two windows ----------------------------------------------------------------


def kept(book: Workbook) -> list[str]:
    """What the drafts of the reflection say about the company, in any order."""
    return sorted(draft["company"] for draft in book.drafts("reflection").values())


def test_two_windows_with_the_same_new_form_keep_a_draft_each(book: Workbook) -> None:
    one, other = ReflectionForm(book), ReflectionForm(open_workbook(book.path))
    fill(one, company="from one")
    fill(other, company="from the other")
    assert "another draft is kept, too" in page(other)
    fill(one, company="more from one")
    assert kept(book) == ["from the other", "more from one"]


def test_both_drafts_can_be_brought_back(book: Workbook) -> None:
    one, other = ReflectionForm(book), ReflectionForm(open_workbook(book.path))
    fill(one, company="from one")
    fill(other, company="from the other")
    later = ReflectionForm(open_workbook(book.path))
    assert later.fields["company"].value == "from the other" and "Your last draft is back" in page(
        later
    )
    press(later, "Show the other draft")
    assert later.fields["company"].value == "from one"
    press(later, "Show the other draft")
    assert later.fields["company"].value == "from the other"
    assert kept(book) == ["from one", "from the other"]


def test_window_that_goes_on_with_a_draft_does_not_overwrite_its_owner(book: Workbook) -> None:
    one = ReflectionForm(book)
    fill(one, company="begun")
    other = ReflectionForm(open_workbook(book.path))  # shows the same draft
    fill(other, company="begun, went on here")
    fill(one, company="begun, went on there")
    assert kept(book) == ["begun, went on here", "begun, went on there"]


def test_saving_drops_only_the_own_draft(book: Workbook) -> None:
    one = SeekerForm(book)
    fill(one, **{"seeker.name": "Maya"})
    other = SeekerForm(open_workbook(book.path))  # shows the same draft
    fill(one, **{"seeker.name": "Maya Lindqvist"})
    other.save()
    assert [d["seeker.name"] for d in book.drafts("seeker").values()] == ["Maya Lindqvist"]
    one.save()
    assert book.drafts("seeker") == {} and book.settings()["seeker.name"] == "Maya Lindqvist"


def test_draft_of_one_window_alone_has_no_button_for_another(book: Workbook) -> None:
    fill(ReflectionForm(book), company="typed")
    later = ReflectionForm(open_workbook(book.path))
    assert "other draft" not in page(later) and "Your last draft is back" in page(later)


def test_forms_whose_names_begin_alike_keep_their_drafts_apart(book: Workbook) -> None:
    book.keep_draft("desk:1", {"a": "1"})
    book.keep_draft("desk:12", {"a": "12"})
    assert book.drafts("desk:1") == {"desk:1": {"a": "1"}}


# --- a held lock --------------------------------------------------------------------------


@pytest.mark.usefixtures("quick")
def test_held_lock_keeps_what_was_typed_and_the_button_says_try_again(book: Workbook) -> None:
    form: Form = SeekerForm(book)
    label = form.save_button.description
    with held(book):
        fill(form, **{"seeker.name": "Maya"})
        assert "The draft is not kept: Another window" in page(form)
        for _ in range(2):
            form.save_button.click()
            assert re.search(r"Not saved yet\.\s+Another window", page(form))
            assert form.save_button.description == "Try again"
            assert form.fields["seeker.name"].value == "Maya"
    form.save_button.click()
    assert book.settings()["seeker.name"] == "Maya" and "Saved at" in page(form)
    assert form.save_button.description == label


def test_draft_that_cannot_be_dropped_does_not_hide_that_it_was_saved(
    book: Workbook, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = SeekerForm(book)
    fill(form, **{"seeker.name": "Maya"})
    save = book.save

    def saved_then_held(rows: list[Row], what: str) -> list[str]:
        done = save(rows, what)
        holder = sqlite3.connect(book.path, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        holders.append(holder)
        return done

    holders: list[sqlite3.Connection] = []
    monkeypatch.setattr(book, "save", saved_then_held)
    form.save()
    holders[0].close()
    assert "Saved at" in page(form) and book.settings()["seeker.name"] == "Maya"
