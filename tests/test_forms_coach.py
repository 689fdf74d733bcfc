"""The forms of 04-coach without a browser: every button once to succeed and once to fail."""

from __future__ import annotations

import json
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import ipywidgets as w
import pytest
from test_forms import fill, loud, page, press, walk

from followup.coach import share
from followup.coach.sections import TITLES
from followup.coach.share import Coach, NotShared
from followup.cover.last_look import Hit
from followup.errors import FollowupError
from followup.forms.browser import DownloadButton, FileField
from followup.forms.coach import CommentsForm, OpenCopy, SessionsForm
from followup.forms.pack import PackForm
from followup.sample import open_own
from followup.tables import Row
from followup.workbook import Workbook, open_workbook

assert loud  # an automatic fixture: a handler that fails makes the test fail
LOOK = "Show me exactly"


def status(form: Any) -> str:
    """The quiet line under a form."""
    return unescape(form.status.value)


def give(form: w.Widget, content: bytes) -> None:
    """Gives a file to the field of a form, as a browser does."""
    (field,) = [x for x in walk(form) if isinstance(x, FileField)]
    field._on_content(None, None, [memoryview(content)])


def ticks(form: PackForm) -> list[Any]:
    """The ticks beside the texts in the seeker's own words."""
    return [x for x in walk(form._texts) if isinstance(x, w.Checkbox)]


def comments_on(book: Workbook, *said: dict[str, str]) -> bytes:
    """The file of a coach, on the newest pack."""
    pack = book.frame("packs")["id"].iloc[-1]
    told = {"format": "followup-comments", "version": 1, "pack": pack, "comments": list(said)}
    return json.dumps(told).encode()


@pytest.fixture
def form(sample_book: Workbook) -> PackForm:
    """The form of a pack, on the sample search; only one chart, to be quick."""
    made = PackForm(Coach(sample_book))
    assert len(made.fields) == len(TITLES) + 9  # no section takes the name of another field
    fill(made, cadence=False, waiting=False, pipeline=False, question_1="Shall I wait?")
    return made


def test_nothing_is_made_before_it_was_seen(form: PackForm) -> None:
    assert form._last.layout.display == "none"
    form.save()
    assert "Look at it first, please" in status(form)
    assert not form._coach.folder.exists()


def test_pack_is_seen_word_for_word_and_then_made(form: PackForm, sample_book: Workbook) -> None:
    press(form, LOOK)
    shown = form._shown.value
    assert 'sandbox title="The pack, as it will be"' in shown and "allow-" not in shown
    assert "Shall I wait?" in shown and "Names of" in shown and "no other words" in shown
    assert "&lt;script" not in shown and "Brandt" not in shown
    press(form, "Make the pack")
    assert "It is yours to send" in status(form)
    (first, second) = [x for x in walk(form) if isinstance(x, DownloadButton)]
    name, kind, content = first._make()
    assert (name[:5], kind) == ("pack-", "text/html") and b"Shall I wait?" in content
    assert second._make()[2].startswith(b"SQLite format 3")
    row = sample_book.frame("packs").iloc[0]
    assert row["id"] in name and "by stand-ins" in row["covered"]
    assert sample_book.draft("pack") == {}


def test_what_goes_out_is_what_was_shown(form: PackForm, sample_book: Workbook) -> None:
    press(form, LOOK)
    seen = form._pack.page
    sample_book.save(
        [Row("promises", {"promise": "Quexley", "made_on": sample_book.today})], "Later"
    )
    press(form, "Make the pack")
    (page_of,) = form._coach.folder.glob("*.html")
    assert page_of.read_text() == seen


def test_button_comes_when_all_above_it_is_there(form: PackForm) -> None:
    """It moved away under the pointer, and the press fell beside it."""
    above: list[tuple[int, bool]] = []
    form._last.layout.observe(
        lambda change: above.append((len(ticks(form)), bool(form._shown.value))), "display"
    )
    press(form, LOOK)
    assert above == [(len(ticks(form)), True)] and above[0][0] > 3


def test_change_of_mind_hides_what_was_shown(form: PackForm) -> None:
    press(form, LOOK)
    assert form._last.layout.display == ""
    fill(form, people="full")
    assert (form._shown.value, form._last.layout.display) == ("", "none")
    press(form, LOOK)
    assert "in full" in form._shown.value


def test_text_in_own_words_can_be_left_out(form: PackForm) -> None:
    press(form, LOOK)
    (mine,) = [tick for tick in ticks(form) if tick.description == "Shall I wait?"]
    mine.value = False
    assert "Shall I wait?" not in form._shown.value and len(ticks(form)) > 3
    mine.value = True
    assert "Shall I wait?" in form._shown.value
    mine.value = False
    press(form, "Make the pack")
    assert all(b"Shall I wait?" not in path.read_bytes() for path in form._coach.folder.iterdir())


def rows(form: PackForm) -> list[str]:
    """The words that are asked about."""
    return list(form._rows)


def test_word_that_may_be_a_name_is_answered_before_the_pack_can_be_made(
    form: PackForm, sample_book: Workbook
) -> None:
    fill(form, question_1="Shall I ask about Brant? Or Brant?", question_2="Brant, again")
    press(form, LOOK)
    assert rows(form) == ["Brant"] and form._last.layout.display == "none"
    assert "1 word may still be a name" in status(form)
    asked = "".join(x.value for x in walk(form._asked) if isinstance(x, w.HTML))
    assert "<mark>Brant</mark>?" in asked and "and 1 more alike" in asked
    form.save()
    assert "Nothing was handed out" in status(form) and not form._coach.folder.exists()
    press(form, "This is no name")  # all alike at once
    assert rows(form) == [] and form._last.layout.display == ""
    press(form, LOOK)
    assert rows(form) == []  # it is remembered for these sentences
    fill(form, question_3="Is Brant well?")
    press(form, LOOK)
    assert rows(form) == ["Brant"]


def test_answer_holds_for_the_sentence_as_it_stands_after_another_word_is_covered(
    form: PackForm,
) -> None:
    fill(form, question_1="Shall Bob ask about Brant?")
    press(form, LOOK)
    press(form, "Bob")
    press(form, "This is no name")
    assert rows(form) == [] and form._last.layout.display == ""


def test_word_that_may_be_a_name_can_be_covered(form: PackForm, sample_book: Workbook) -> None:
    fill(form, question_1="Shall I ask about Brant?")
    press(form, LOOK)
    press(form, "Cover it")
    assert "Shall I ask about Private Word 1?" in form._shown.value
    assert rows(form) == [] and form.fields["words"].value == "Brant"
    assert sample_book.settings()["cover.words"] == "Brant"


def test_word_nobody_knows_is_marked_and_covered_everywhere_with_one_press(
    form: PackForm, sample_book: Workbook
) -> None:
    fill(form, question_1="Shall Bob call?", question_2="Is Bob well?")
    press(form, LOOK)
    assert "Shall &lt;mark&gt;Bob&lt;/mark&gt; call?" in form._shown.value
    before = form._pack.cover.stand_ins
    press(form, "Bob (2)")
    assert "Bob" not in form._shown.value.replace("Private Word", "")
    assert any("Shall Private Word 1 call?" in tick.description for tick in ticks(form))
    assert {i: form._pack.cover.stand_ins[i] for i in before} == before  # nobody changed their name
    press(form, "Make the pack")
    assert all(b"Bob" not in path.read_bytes() for path in form._coach.folder.iterdir())
    assert PackForm(form._coach).fields["words"].value == "Bob"
    assert "mark>" not in form._pack.page


def test_word_that_another_window_covered_meanwhile_stays_covered(
    form: PackForm, sample_book: Workbook
) -> None:
    fill(form, words="Kent\nBob")
    other = PackForm(Coach(sample_book))
    fill(other, words="Bath", question_1="Bath or Kent?")
    press(other, LOOK)
    press(form, LOOK)
    assert sample_book.settings()["cover.words"].splitlines() == ["Kent", "Bob", "Bath"]
    form.keep()
    other.fields["words"].value += "\nHove"
    press(other, LOOK)
    later = PackForm(Coach(sample_book))  # with the draft of the first
    assert {"Bob", "Hove"} <= set(later.fields["words"].value.splitlines())
    press(form, LOOK)
    fill(form, words="Bob")  # and what is taken out is out
    press(form, LOOK)
    assert sample_book.settings()["cover.words"] == form.fields["words"].value == "Bob"


def test_draft_of_the_other_window_hides_what_was_shown(
    form: PackForm, sample_book: Workbook
) -> None:
    form.keep()
    sample_book.keep_draft("pack~1f2e3d4c", {**form.content, "question_1": "Second?"})
    again = PackForm(Coach(sample_book))
    press(again, LOOK)
    press(again, "Show the other draft")
    assert again._pack is None and again._last.layout.display == "none"


def test_many_unknown_words_are_offered_a_few_at_a_time(form: PackForm) -> None:
    names = " ".join(f"Xq{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(80))
    fill(form, question_1=names)
    press(form, LOOK)
    assert len(form._chips) == 60 and "These are 60 of " in page(form)


def test_role_can_be_left_out(form: PackForm, sample_book: Workbook) -> None:
    role = sample_book.frame("opportunities")["role"].iloc[0]
    fill(form, pipeline=True)
    press(form, LOOK)
    of_it = [tick for tick in ticks(form) if tick.description.endswith(f": {role}")]
    for tick in of_it:
        tick.value = False
    assert of_it and f": {role}" not in form._shown.value and len(ticks(form)) > len(of_it)
    press(form, "Make the pack")
    assert (
        role
        not in open_workbook(next(form._coach.folder.glob("*.sqlite")))
        .frame("opportunities")["role"]
        .tolist()[:1]
    )


def test_everybody_is_called_as_in_the_last_pack_if_wished(
    form: PackForm, sample_book: Workbook
) -> None:
    assert form.fields["same_names"].layout.display == "none"  # there is none yet
    press(form, LOOK)
    press(form, "Make the pack")
    before = form._pack.cover.stand_ins
    again = PackForm(Coach(sample_book))
    assert again.fields["same_names"].layout.display != "none"
    fill(again, same_names=True, question_1="One?")
    assert "A series of packs says more than one" in page(again)
    press(again, LOOK)
    assert again._pack.cover.stand_ins == before
    assert "A series of such pages says more than one" in again._shown.value


def test_pack_that_holds_something_private_is_not_made(
    form: PackForm, monkeypatch: pytest.MonkeyPatch
) -> None:
    press(form, LOOK)
    monkeypatch.setattr(share.Coach, "hits", lambda *_: [Hit("Ana", "is a name", ["Ask Ana."])])
    press(form, "Make the pack")
    assert "Nothing was handed out: 1 word may be a name, such as “Ana”." in status(form)
    assert not form._coach.folder.exists()
    assert not [x for x in walk(form) if isinstance(x, DownloadButton)]
    with pytest.raises(NotShared):
        form._coach.make(form._pack)


def test_pack_cannot_be_made_where_nothing_can_be_written(form: PackForm) -> None:
    form._coach.folder.write_text("a file in place of the folder")
    press(form, LOOK)
    press(form, "Make the pack")
    assert "cannot be written to" in status(form)


def test_preview_that_cannot_be_made_says_so(
    form: PackForm, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **chosen: Any) -> None:
        raise FollowupError("Not now.")

    monkeypatch.setattr(form._coach, "preview", refuse)
    press(form, LOOK)
    assert "Not now." in status(form) and form._last.layout.display == "none"


def test_choice_is_kept_as_a_draft(form: PackForm, sample_book: Workbook) -> None:
    form.keep()
    again = PackForm(Coach(sample_book))
    assert again.fields["question_1"].value == "Shall I wait?"
    assert again.fields["cadence"].value is False


# --- comments -------------------------------------------------------------------------------


@pytest.fixture
def commented(form: PackForm, sample_book: Workbook) -> CommentsForm:
    """A pack went out, and two comments came back."""
    press(form, LOOK)
    press(form, "Make the pack")
    back = CommentsForm(Coach(sample_book))
    assert "Comments appear here" in page(back)
    said = {"comment": "Wait <b>one</b> day.\nThen call.", "verdict": "ask_me"}
    give(
        back,
        comments_on(
            sample_book,
            {"item": "i1", **said},
            {"item": "i2", "comment": "", "verdict": "looks_good"},
        ),
    )
    return back


def test_comments_stand_beside_what_they_are_about(commented: CommentsForm) -> None:
    assert "2 comments are new." in status(commented)
    told = page(commented)
    assert "Shall I wait?" in told and "Ask me. Wait <b>one</b> day." in told
    assert "<b>one</b>" not in "".join(x.value for x in walk(commented) if isinstance(x, w.HTML))


def test_file_given_twice_changes_nothing_and_a_wrong_one_is_refused(
    commented: CommentsForm, sample_book: Workbook
) -> None:
    give(
        commented, comments_on(sample_book, {"item": "i2", "comment": "", "verdict": "looks_good"})
    )
    assert "nothing changed" in status(commented)
    give(commented, b"<html>")
    assert "This file is damaged" in status(commented)
    assert len(sample_book.frame("comments")) == 2


def test_comment_becomes_a_task_with_a_day(commented: CommentsForm, sample_book: Workbook) -> None:
    press(commented, "Put it on the list")
    assert "'Do it by' needs a date" in page(commented)
    assert sample_book.frame("comments")["due_on"].isna().all()
    day = next(x for x in walk(commented) if isinstance(x, w.DatePicker))
    day.value = date(2026, 3, 9)
    press(commented, "Put it on the list")
    assert "On the list." in status(commented)
    assert sample_book.frame("comments")["due_on"].notna().sum() == 1


def test_day_typed_beside_one_comment_outlives_what_is_done_with_another(
    commented: CommentsForm,
) -> None:
    days = [x for x in walk(commented) if isinstance(x, w.DatePicker)]
    days[1].value = date(2026, 3, 9)
    press(commented, "Done")  # of the first comment
    assert [x.value for x in walk(commented) if isinstance(x, w.DatePicker)] == [date(2026, 3, 9)]


def test_comment_is_marked_done_and_that_can_be_undone(
    commented: CommentsForm, sample_book: Workbook
) -> None:
    press(commented, "Done")
    assert "(done on " in page(commented)
    assert sample_book.frame("comments")["done_on"].notna().sum() == 1
    sample_book.undo(int(sample_book.recent_saves(1)["save_id"].iloc[0]))
    assert sample_book.frame("comments")["done_on"].isna().all()


def test_comment_in_a_read_only_book_says_why_nothing_happens(
    commented: CommentsForm, sample_book: Workbook
) -> None:
    sample_book.save([Row("settings", {"id": "kind", "value": "copy"})], "A copy")
    press(commented, "Done")
    assert "a covered copy, to read only" in status(commented)


# --- sessions -------------------------------------------------------------------------------


def test_sessions_and_what_was_agreed_are_kept(sample_book: Workbook) -> None:
    sessions = SessionsForm(sample_book)
    fill(sessions, last=date(2026, 3, 2), next=date(2026, 3, 16))
    sessions.fields["agreed"].value = [{"action": "Call two of them", "due_on": date(2026, 3, 9)}]
    sessions.save()
    assert "What you agreed stands in the list" in status(sessions)
    again = SessionsForm(sample_book)
    assert (again.values["last"], again.values["next"]) == (date(2026, 3, 2), date(2026, 3, 16))
    assert "Call two of them, by " in page(again)
    kept = sample_book.frame("comments").iloc[0]
    assert (kept["comment"], kept["pack"], str(kept["due_on"].date())) == (
        "Call two of them",
        "",
        "2026-03-09",
    )
    sessions.save()
    assert len(sample_book.frame("comments")) == 1


def test_agreed_action_needs_its_day(sample_book: Workbook) -> None:
    sessions = SessionsForm(sample_book)
    sessions.fields["agreed"].value = [{"action": "Call two of them", "due_on": None}]
    sessions.save()
    assert "'By' needs a date" in status(sessions)
    assert sample_book.frame("comments").empty
    assert sessions.values["agreed"][0]["action"] == "Call two of them"


# --- the copy -------------------------------------------------------------------------------


def test_copy_is_opened_and_left_again(
    form: PackForm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    press(form, LOOK)
    press(form, "Make the pack")
    (copy,) = form._coach.folder.glob("*.sqlite")
    monkeypatch.setenv("FOLLOWUP_WORKBOOK", str(tmp_path / "theirs" / "workbook.sqlite"))
    theirs = OpenCopy(open_workbook(), share.open_copy, open_own)
    give(theirs, copy.read_bytes())
    assert "A covered copy, as of Thursday 5 March 2026, to read only." in status(theirs)
    assert open_workbook().path.name == "copy.sqlite"
    press(theirs, "Back to my own workbook")
    assert "Your workbook." in status(theirs) and open_workbook().path.name == "workbook.sqlite"


def test_file_that_is_no_copy_is_refused_in_the_form(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOLLOWUP_WORKBOOK", str(tmp_path / "workbook.sqlite"))

    def refuse() -> None:
        raise FollowupError("The own workbook is away.")

    theirs = OpenCopy(open_workbook(), share.open_copy, refuse)
    give(theirs, b"Dear coach")
    assert "it was not opened" in status(theirs)
    press(theirs, "Back to my own workbook")
    assert "The own workbook is away." in status(theirs)
