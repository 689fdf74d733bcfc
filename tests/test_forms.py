"""The forms without a browser: the widget model is driven, and what is saved is read back."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from html import unescape
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import ipywidgets as w
import pytest
from ipywidgets.widgets.widget import CallbackDispatcher

from followup import records
from followup.charts.pictures import PAGES
from followup.charts.pictures import page as drawn_page
from followup.forms import fields as f
from followup.forms.browser import LineList
from followup.forms.due import DueList
from followup.forms.explore import Explore
from followup.forms.fields import Opener
from followup.forms.form import Form
from followup.forms.happened import NEEDS, WHAT, HappenedForm
from followup.forms.record import RecordForm
from followup.forms.reflection import ReflectionForm
from followup.forms.settings import PolicyForm
from followup.forms.start import SeekerForm
from followup.forms.today import StartHere, top_five
from followup.forms.words import WORDS, choices
from followup.policy import Policy
from followup.tables import RECORDS, Row, metadata
from followup.workbook import Workbook, open_workbook

TODAY, YESTERDAY = date(2026, 3, 5), date(2026, 3, 4)


@pytest.fixture(autouse=True)
def loud(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A button's handler that fails makes the test fail; ipywidgets would only log it."""

    def call(self: CallbackDispatcher, *args: Any, **kwargs: Any) -> None:
        for callback in self.callbacks:
            callback(*args, **kwargs)

    monkeypatch.setattr(CallbackDispatcher, "__call__", call)
    yield
    w.Widget.close_all()


@pytest.fixture
def march(book: Workbook) -> Workbook:
    """A workbook whose today is Thursday 5 March 2026; nothing else is in it."""
    book.save([Row("settings", {"id": "today", "value": "2026-03-05"})], "Today")
    return book


@pytest.fixture
def lived(march: Workbook) -> Workbook:
    """A meeting yesterday with Ana and someone unnamed, another arranged, a promise, an offer."""
    march.save([
        Row("companies", {"id": "c", "name": "Larkspur House"}),
        Row("people", {"id": "ana", "name": "Ana Reyes", "company_id": "c", "email": "ana@example.com"}),
        Row("opportunities", {"id": "o", "company_id": "c", "role": "Editor"}),
    ], "The cast")  # fmt: skip
    room = [{"person_id": "ana"}, {"id": "seat", "description": "someone, the woman from finance"}]
    told = records.meeting(
        march.frames(), "o", YESTERDAY, today=TODAY, meeting_id="m", attendees=room
    )
    march.save(told[1], "A meeting")
    march.save(
        records.arranged(march.frames(), "o", date(2026, 3, 12), TODAY, id="next"), "Arranged"
    )
    promise = {"id": "k", "promise": "send the list", "person_id": "ana", "opportunity_id": "o"}
    march.save([Row("promises", {**promise, "made_on": YESTERDAY, "due_on": TODAY})], "A promise")
    return march


def walk(widget: w.Widget) -> Iterator[w.Widget]:
    """A widget and everything shown inside it."""
    yield widget
    for child in getattr(widget, "children", ()):
        yield from walk(child)


def offered(widget: w.Widget) -> list[tuple[LineList, str, str]]:
    """What can be pressed in the lists that are shown: each with its words."""
    found = []
    for one in walk(widget):
        for group in one.groups if isinstance(one, LineList) else ():
            found += [
                (one, f"{x['what']}{x['where']}", x["id"])
                for x in group["lines"]
                if not x.get("undo")
            ]
    return found


def press(widget: w.Widget, label: str) -> None:
    """Presses the first line or button that begins with this label."""
    for of, words, line_id in offered(widget):
        if words.startswith(label):
            of._handle_custom_msg({"choose": line_id}, [])
            return
    buttons = [b for b in walk(widget) if isinstance(b, w.Button)]
    found = [b for b in buttons if b.description.startswith(label)]
    assert found, [b.description for b in buttons]
    found[0].click()


def set_aside(due: DueList) -> None:
    """Says that the task whose desk is open is not needed."""
    press(due, "Not needed")
    press(due, "Set it aside")


def fill(form: Form, **values: Any) -> None:
    """Fills fields by name."""
    for name, value in values.items():
        form.fields[name].value = value


def page(widget: w.Widget) -> str:
    """The words on the page, without tags and styles."""
    texts = [x.value for x in walk(widget) if isinstance(x, w.HTML) and "<style" not in x.value]
    texts += [
        o["data"]["text/html"] for x in walk(widget) if isinstance(x, w.Output) for o in x.outputs
    ]
    texts += [x.description for x in walk(widget) if isinstance(x, w.Button)]
    for one in walk(widget):
        for group in one.groups if isinstance(one, LineList) else ():
            texts += [group["name"], group["more"]]
            texts += [f"{x['what']}{x['where']}: {x['when']}" for x in group["lines"]]
    return unescape(re.sub(r"<[^>]+>", " ", "\n".join(texts)))


def noted(form: Form) -> dict[str, str]:
    """The sentences beside fields, by field."""
    found = {}
    for name, field in form.fields.items():
        own = field if isinstance(field, f.Field) else field.rows[0][0][field.main]
        if own.note.layout.display != "none" and "fu-wrong" in own.control._dom_classes:
            found[name] = unescape(re.sub(r"<[^>]+>", "", own.note.value))
    return found


def shown(form: Form, name: str) -> bool:
    """Whether a field stands on the page."""
    return form.fields[name] in set(walk(form))


def n_rows(book: Workbook) -> dict[str, int]:
    """How many records there are of each kind, drafts apart."""
    return {name: len(frame) for name, frame in book.frames().items() if name != "drafts"}


# --- reflection ---------------------------------------------------------------------------


def person(form: ReflectionForm, n: int, **values: Any) -> None:
    """Fills the n-th row of the room, adding it if need be."""
    while len(form.room.rows) <= n:
        press(form.room, "Add another person")
    for name, value in values.items():
        form.room.rows[n][0][name].value = value


def row(form: ReflectionForm, key: str, n: int, **values: Any) -> None:
    """Fills the n-th row of a repeatable prompt."""
    rows = form.fields[key]
    while len(rows.rows) <= n:
        press(rows, "Add another")
    for name, value in values.items():
        rows.rows[n][0][name].value = value


def panel_of_two(book: Workbook) -> ReflectionForm:
    """A reflection on a panel of two, filled in and not saved."""
    form = ReflectionForm(book)
    fill(
        form,
        company_name="Larkspur House",
        role="Editor",
        meeting_on=TODAY,
        kind="panel",
        rating="mixed",
    )
    person(form, 0, name="Ana Reyes", part="lead", email="ana@example.com", is_manager=True,
           person="I like how she plans a list.", connection="We both walk to work.")  # fmt: skip
    person(form, 1, name="Tom Okoye", person="He counts everything.")
    form.room.rows[1][0]["connection.nothing"].value = True
    fill(
        form, company="Half of the sales are audio.\nNobody measures it.", landed="The 42 podcasts."
    )
    row(form, "challenges", 0, challenge="Nobody reads the reports", owner="Tom Okoye")
    row(
        form,
        "questions",
        0,
        question="Why now?",
        asked_by="Ana Reyes",
        better_answer="Because.",
        rating=2,
    )
    row(form, "questions", 1, question="Why us?", asked_by="")
    row(form, "accomplishments", 0, accomplishment="Woke eleven novels", number="31 percent")
    row(
        form,
        "objections",
        0,
        objection="No trade experience",
        raised_by="Tom Okoye",
        strength="strong",
    )
    row(form, "promises", 0, promise="send the list", person="Ana Reyes", due_on=date(2026, 3, 9))
    fill(
        form,
        decision_on=date(2026, 3, 20),
        decision_precision="exact",
        interest="4",
        has_skill_gap=False,
    )
    return form


def test_panel_of_two_is_saved_whole(march: Workbook) -> None:
    form = panel_of_two(march)
    form.save_button.click()
    assert noted(form) == {}
    kept = open_workbook(march.path).frames()
    people = kept["people"].set_index("name")
    assert list(people.index) == ["Ana Reyes", "Tom Okoye"]
    assert people.loc["Ana Reyes", "email"] == "ana@example.com"
    assert list(kept["attendees"]["part"]) == ["lead", "interviewer"]
    assert kept["opportunities"].iloc[0]["hiring_manager_id"] == people.loc["Ana Reyes", "id"]
    assert list(kept["questions"]["rating"].fillna(0)) == [2, 0]
    assert kept["questions"]["asked_by_id"].iloc[0] == people.loc["Ana Reyes", "id"]
    assert kept["challenges"]["owner_id"].iloc[0] == people.loc["Tom Okoye", "id"]
    assert kept["objections"]["strength"].iloc[0] == "strong"
    assert kept["promises"]["due_on"].dt.date.iloc[0] == date(2026, 3, 9)
    assert kept["accomplishments"]["number"].iloc[0] == "31 percent"
    assert len(kept["tellings"]) == 1
    reflection = kept["reflections"].iloc[0]
    assert (reflection["rating"], reflection["decision_on"].date()) == ("mixed", date(2026, 3, 20))
    assert kept["meetings"].iloc[0]["kind"] == "panel"


def test_answers_are_kept_by_prompt_and_person_as_typed(march: Workbook) -> None:
    panel_of_two(march).save()
    kept = march.frames()
    names = kept["people"].set_index("id")["name"]
    answers = {
        (a.prompt, names.get(a.person_id)): (a.text, a.is_nothing)
        for a in kept["answers"].itertuples()
    }
    assert answers["company", None] == ("Half of the sales are audio.\nNobody measures it.", False)
    assert answers["connection", "Ana Reyes"] == ("We both walk to work.", False)
    assert answers["connection", "Tom Okoye"] == ("", True)
    assert answers["person", "Tom Okoye"] == ("He counts everything.", False)
    assert answers["interest", None] == ("4", False)


def test_save_is_one_entry_of_history_and_can_be_taken_back(march: Workbook) -> None:
    before = n_rows(march)
    panel_of_two(march).save()
    saves = march.recent_saves()
    assert saves["what"].iloc[0] == "Reflection on Larkspur House, Thursday 5 March"
    march.undo(int(saves["save_id"].iloc[0]))
    assert n_rows(march) == before


def test_after_saving_the_form_folds_into_what_was_said_and_what_it_means(march: Workbook) -> None:
    form = panel_of_two(march)
    form.save()
    words = page(form)
    assert "Saved, in your words" in words and "Larkspur House, Editor: Thursday 5 March" in words
    assert "Write a letter: Ana Reyes" in words and "Write a letter: Tom Okoye" in words
    assert "Go on to 02-follow-up" in words
    assert march.draft("reflection") == {}


def test_letter_to_one_of_the_panel_holds_nothing_noted_about_the_other(march: Workbook) -> None:
    panel_of_two(march).save()
    desk = DueList(march)
    press(desk, "Write a letter: Tom Okoye")
    text = next(
        x.value for x in walk(desk) if isinstance(x, w.Textarea) and x.description == "The text"
    )
    assert "Dear Tom" in text
    assert "walk to work" not in text and "plans a list" not in text


WRONG: dict[str, tuple[Callable[[ReflectionForm], None], str, str]] = {
    "no rating": (lambda r: fill(r, rating=""), "rating", "well, mixed, badly"),
    "no company": (lambda r: fill(r, company_name=" "), "company_name", "'Company' is needed"),
    "no role": (lambda r: fill(r, role=""), "role", "'Role, or “networking”' is needed"),
    "no date": (lambda r: fill(r, meeting_on=None), "meeting_on", "is needed, such as 2026-03-05"),
    "year 1026": (lambda r: fill(r, meeting_on=date(1026, 3, 5)), "meeting_on", "between 1950 and 2100"),
    "tomorrow": (lambda r: fill(r, meeting_on=date(2026, 3, 6)), "meeting_on", "a day that has come"),
    "decided before": (lambda r: fill(r, decision_on=date(2026, 3, 1)), "decision_on",
                       "must not be before the meeting"),
    "same person twice": (lambda r: person(r, 1, name="ana reyes"), "room", "the same person twice"),
    "no time": (lambda r: fill(r, starts_at="half past"), "starts_at", "must be a time such as 14:30"),
    "too long": (lambda r: fill(r, landed="x" * 500_001), "landed", "can hold 500,000 characters"),
    "half a character": (lambda r: fill(r, company="\ud83d"), "company", "holds half of a character"),
    "odd name": (lambda r: fill(r, company_name="Lark\x00spur"), "company_name", "must be one line"),
}  # fmt: skip


@pytest.mark.parametrize("case", [c for c in WRONG if c != "half a character"])
def test_error_stands_beside_its_field_and_nothing_is_saved(march: Workbook, case: str) -> None:
    spoil, key, said = WRONG[case]
    form = panel_of_two(march)
    spoil(form)
    before, typed = n_rows(march), form.content
    form.save_button.click()
    assert said in noted(form).get(key, ""), (noted(form), form.status.value)
    assert n_rows(march) == before
    assert form.content == typed
    assert "Not saved yet" in form.status.value


def test_sentence_beside_a_field_goes_when_it_is_put_right(march: Workbook) -> None:
    form = panel_of_two(march)
    fill(form, rating="")
    form.save()
    fill(form, rating="well")
    form.save()
    assert noted(form) == {}
    assert "Saved at" in form.status.value


def test_draft_comes_back_word_by_word_in_a_new_form(march: Workbook) -> None:
    typed = panel_of_two(march)
    again = ReflectionForm(open_workbook(march.path))
    assert again.content == typed.content
    assert "Your last draft is back" in again.status.value
    again.save()
    assert len(march.frame("people")) == 2


def test_opening_a_form_keeps_no_draft_of_nothing(march: Workbook) -> None:
    ReflectionForm(march), HappenedForm(march), SeekerForm(march), PolicyForm(march), DueList(march)
    assert list(march.frame("drafts")["id"]) == []


def test_draft_of_an_amended_reflection_can_be_saved_after_a_restart(lived: Workbook) -> None:
    form = ReflectionForm(lived)
    form.which.value = "m"
    fill(form, rating="well", landed="The 42 podcasts.")
    again = ReflectionForm(open_workbook(lived.path))  # the kernel was restarted
    assert again.which.value == "m"
    again.save()
    assert len(lived.frame("reflections")) == 1
    assert len(lived.frame("meetings")) == 2


def test_reflection_with_everything_is_amended_after_a_restart(march: Workbook) -> None:
    panel_of_two(march).save()
    meeting = march.frame("meetings")["id"].iloc[0]
    form = ReflectionForm(march)
    form.which.value = meeting
    fill(form, landed="One more line.")
    again = ReflectionForm(open_workbook(march.path))  # its rows came from the draft, with days
    again.save()
    assert "Saved at" in again.status.value
    assert "One more line." in set(march.frame("answers")["text"])
    assert len(march.frame("promises")) == len(panel_of_two(march).fields["promises"].value)


def test_looking_at_a_reflection_makes_no_draft(march: Workbook) -> None:
    panel_of_two(march).save()
    form = ReflectionForm(march)

    async def look() -> None:
        form.which.value = march.frame("meetings")["id"].iloc[0]
        await asyncio.sleep(0.6)

    asyncio.run(look())  # a draft is kept a moment later, as in a notebook
    assert march.draft("reflection") == {}
    fill(form, landed="Something typed.")
    assert march.draft("reflection")["landed"] == "Something typed."


def test_draft_that_is_not_wanted_is_discarded(march: Workbook) -> None:
    fill(ReflectionForm(march), landed="Never mind.")
    again = ReflectionForm(march)
    press(again, "Discard this draft")
    assert march.draft("reflection") == {}
    assert ReflectionForm(march).values["landed"] == ""


def test_what_is_owed_later_does_not_open_by_itself(sample_book: Workbook) -> None:
    """Whoever has done the evening's work would be led on to a call that is a week away."""
    due = DueList(sample_book)
    press(due, "Reply to the rejection")
    for _ in range(3):  # the letters to two people follow by themselves
        set_aside(due)
    told = [x.value for x in walk(due) if isinstance(x, w.HTML)]
    assert any("Nothing else is owed today." in t for t in told)
    assert due.chosen == "" and not any("Next:" in t for t in told)


def test_news_of_what_was_sent_stands_above_the_next_line(sample_book: Workbook) -> None:
    due = DueList(sample_book)
    press(due, "Write a letter: Helen Brandt")
    press(due, "I sent it")
    told = [x.value for x in walk(due) if isinstance(x, w.HTML)]
    assert any("Noted as sent: write a letter, Helen Brandt." in t and "Next:" in t for t in told)
    press(due, "Write a letter: Ruth Adeyemi")
    press(due, "Write a letter: Ruth Adeyemi")
    assert not any("Next:" in x.value for x in walk(due) if isinstance(x, w.HTML))


def test_step_says_whose_record_was_put_right_and_what_was_put_off(lived: Workbook) -> None:
    form = RecordForm(lived, "people", "ana")
    fill(form, role="Publisher")
    form.save()
    due = DueList(lived)
    press(due, "Keep the promise: Ana Reyes")
    set_aside(due)
    assert list(lived.recent_saves(2)["what"]) == [
        "Set aside: keep the promise: Ana Reyes", "Person put right: Ana Reyes, Larkspur House",
    ]  # fmt: skip


def test_challenge_of_somebody_unnamed_is_put_into_no_ones_mouth(march: Workbook) -> None:
    form = ReflectionForm(march)
    person(form, 0, name="someone, the woman from finance")
    offered = dict(form.fields["challenges"].rows[0][0]["owner"].control.options)
    assert not any("someone" in name for name in offered)


def test_choosing_a_listed_meeting_throws_nothing_away(lived: Workbook) -> None:
    form = ReflectionForm(lived)
    fill(form, landed="An hour of typing.", rating="well")
    form.which.value = "m"  # it was on the list after all
    assert form.values["landed"] == "An hour of typing."


def test_arranged_meeting_is_offered_first_and_becomes_the_one_that_was_held(
    march: Workbook,
) -> None:
    cast = [Row("companies", {"id": "c", "name": "Larkspur House"}),
            Row("opportunities", {"id": "o", "company_id": "c", "role": "Editor"})]  # fmt: skip
    march.save(cast, "The cast")
    march.save(
        records.arranged(march.frames(), "o", TODAY, YESTERDAY, id="next", starts_at="14:30"), "x"
    )
    form = ReflectionForm(march)
    assert list(form.which._labels)[:2] == ["new", "next"]
    form.which.value = "next"
    assert (form.values["company_name"], form.values["starts_at"]) == ("Larkspur House", "14:30")
    fill(form, rating="well")
    form.save()
    meetings = march.frame("meetings")
    assert list(meetings["state"]) == ["held"]
    assert meetings["arranged_on"].dt.date.iloc[0] == YESTERDAY


def saved_panel(book: Workbook) -> tuple[str, ReflectionForm]:
    """A saved reflection: its meeting, and a form that has it open again."""
    form = panel_of_two(book)
    form.save()
    press(form, "Open it again")
    book.keep_draft("reflection", {})  # a second window opens without it
    return form.saved[0], form


def test_amending_keeps_ids_and_changes_only_what_was_changed(march: Workbook) -> None:
    _, form = saved_panel(march)
    before = march.frames()
    fill(form, landed="The 42 podcasts, and the audio kit.")
    form.save()
    after = march.frames()
    assert n_rows(march) == {name: len(frame) for name, frame in before.items() if name != "drafts"}
    for table in (
        "meetings",
        "attendees",
        "questions",
        "promises",
        "tellings",
        "reflections",
        "people",
    ):
        assert after[table].equals(before[table]), table
    assert "The 42 podcasts, and the audio kit." in list(after["answers"]["text"])


def test_everything_written_is_there_when_it_is_opened_again(march: Workbook) -> None:
    typed = panel_of_two(march)
    values = {k: v for k, v in typed.values.items() if not isinstance(v, list) and k != "which"}
    typed.save()
    press(typed, "Open it again")
    again = typed.values
    assert {k: again[k] for k in values} == values
    names = [
        (r["name"], r["person"], r["connection"], r["connection.nothing"]) for r in again["room"]
    ]
    assert names == [("Ana Reyes", "I like how she plans a list.", "We both walk to work.", False),
                     ("Tom Okoye", "He counts everything.", "", True)]  # fmt: skip
    assert [q["question"] for q in again["questions"]] == ["Why now?", "Why us?"]


@pytest.mark.parametrize(
    "key", ["questions", "challenges", "objections", "promises", "accomplishments", "room"]
)
def test_row_that_was_removed_is_gone(march: Workbook, key: str) -> None:
    _, form = saved_panel(march)
    table = {"room": "attendees", "accomplishments": "tellings"}.get(key, key)
    n = len(march.frame(table))
    rows = form.fields[key]
    rows._on_remove(rows.rows[0]) if len(rows.rows) > 1 else setattr(rows, "value", [])
    form.save()
    assert noted(form) == {}
    assert len(march.frame(table)) == n - 1


def test_requirement_that_was_removed_is_gone(march: Workbook) -> None:
    form = panel_of_two(march)
    form.fields["requirements"].value = [{"requirement": "Lead"}, {"requirement": "Plan"}]
    form.save()
    press(form, "Open it again")
    form.fields["requirements"].value = form.fields["requirements"].value[1:]
    form.save()
    assert list(march.frame("requirements")["requirement"]) == ["Plan"]


def test_window_that_saves_second_is_told_and_overwrites_nothing(march: Workbook) -> None:
    meeting, here = saved_panel(march)
    there = ReflectionForm(open_workbook(march.path))
    there.which.value = meeting
    fill(there, landed="From the other window.")
    there.save()
    fill(here, landed="From this one.")
    here.save()
    assert "was changed in another window" in here.status.value
    assert "From the other window." in list(march.frame("answers")["text"])
    assert here.values["landed"] == "From this one."


@pytest.mark.parametrize("what", ["answer", "row"])
def test_what_another_window_added_meanwhile_is_not_removed(march: Workbook, what: str) -> None:
    meeting, here = saved_panel(march)
    there = ReflectionForm(open_workbook(march.path))
    there.which.value = meeting
    if what == "answer":
        fill(there, value="A list of librarians.")
    else:
        row(there, "challenges", 1, challenge="The reports come late")
    there.save()
    fill(here, lesson="Keep: listening.")
    here.save()
    kept = [*march.frame("answers")["text"], *march.frame("challenges")["challenge"]]
    assert {"A list of librarians.", "The reports come late"} & set(kept)


@pytest.mark.parametrize(
    ("kind", "n"), [("panel", 17), ("final", 17), ("interview", 17), ("screen", 15), ("advice", 15)]
)
def test_progress_counts_the_core_prompts_of_the_kind(march: Workbook, kind: str, n: int) -> None:
    form = ReflectionForm(march)
    fill(form, kind=kind)
    assert f"0 of {n} answered" in form.progress.value
    fill(form, company="x", rating="well")
    assert f"2 of {n} answered" in form.progress.value


def test_form_in_which_everything_is_answered_says_so(march: Workbook) -> None:
    form = panel_of_two(march)
    fill(form, can_do_job=True, lesson="x")
    for field in [n for n in form.fields if n.endswith(".nothing")]:
        fill(form, **{field: True})
    assert "17 of 17 answered" in form.progress.value


def test_question_about_a_person_names_them(march: Workbook) -> None:
    form = panel_of_two(march)
    asked = [x.description for x in walk(form.room) if isinstance(x, w.Textarea)]
    assert "What did you learn about Ana Reyes?" in asked
    assert "Anything you can connect with Tom Okoye on, on any level?" in asked


@pytest.mark.parametrize("name", ["Ana <img src=x onerror=alert(1)>", "$Ana$ <b>", "Ana & Tom"])
def test_name_with_markup_is_shown_as_it_is_typed(march: Workbook, name: str) -> None:
    form = ReflectionForm(march)
    person(form, 0, name="$ first")
    person(form, 0, name=name)
    control = form.room.rows[0][0]["person"].control
    assert not control.description_allow_html or "<" not in re.sub(
        r"</?span[^>]*>", "", control.description
    )
    fill(form, company_name=name, role="Editor", rating="well")
    form.save()
    assert "onerror=alert(1)>" not in " ".join(x.value for x in walk(form) if isinstance(x, w.HTML))


def test_person_without_a_name_takes_a_seat_and_is_asked_for_later(march: Workbook) -> None:
    form = ReflectionForm(march)
    fill(form, company_name="Larkspur House", role="Editor", rating="well")
    person(form, 0, name="someone, the woman from finance", part="lead")
    form.save()
    seat = march.frame("attendees").iloc[0]
    assert seat["description"] == "someone, the woman from finance"
    assert march.frame("people").empty
    assert "Find the name" in page(DueList(march))


def test_what_was_noted_about_someone_without_a_name_is_not_lost(march: Workbook) -> None:
    form = ReflectionForm(march)
    fill(form, company_name="Larkspur House", role="Editor", rating="well")
    person(form, 0, name="someone, the woman from finance", person="She counts in weeks.")
    form.save()
    assert "someone, the woman from finance: She counts in weeks." in list(
        march.frame("answers")["text"]
    )


def test_networking_by_that_name_is_no_position(march: Workbook) -> None:
    form = ReflectionForm(march)
    fill(form, company_name="Larkspur House", role="Networking", kind="advice", rating="well")
    form.save()
    assert list(march.frame("opportunities")["kind"]) == ["networking"]


@pytest.mark.parametrize(
    "text", ["שלום \u200f ok", "👩‍👩‍👧", "=1+1", "<b>x</b>", "a\x00b", "x" * 100_000]
)
def test_any_text_is_kept_letter_by_letter(march: Workbook, text: str) -> None:
    form = panel_of_two(march)
    fill(form, company=text)
    assert ReflectionForm(march).values["company"] == text
    form.save()
    assert text in list(march.frame("answers")["text"])


def test_half_a_character_does_not_stop_the_form(march: Workbook) -> None:
    form = panel_of_two(march)
    fill(form, company="half \ud83d")
    form.save()
    assert "holds half of a character" in form.status.value


# --- something happened -------------------------------------------------------------------

ABOUT = {"company_name": "Larkspur House", "role": "Editor"}
SAVED: dict[str, tuple[dict[str, Any], str, dict[str, Any]]] = {
    "applied": ({"company_name": "Tidewater", "role": "Manager", "source": "event", "cv_sent": "short"},
                "events", {"kind": "applied"}),
    "arranged": ({"company_name": "Tidewater", "role": "Manager", "meeting_on": date(2026, 3, 10),
                  "starts_at": "9:30", "kind": "screen"}, "meetings",
                 {"state": "scheduled", "starts_at": "09:30", "kind": "screen"}),
    "answer": ({**ABOUT, "person": "Ana Reyes", "answer": "advance", "text": "Come again"}, "events",
               {"kind": "advance", "person_id": "ana"}),
    "offer": ({**ABOUT, "deadline_on": date(2026, 3, 20), "is_written": True, "pay": "90"}, "offers",
              {"pay": "90", "is_written": True}),
    "sent": ({**ABOUT, "person": "Ana Reyes", "touch": "letter", "purpose": "thank_you"}, "touchpoints",
             {"kind": "letter", "purpose": "thank_you", "meeting_id": "m", "direction": "out"}),
    "called_off": (ABOUT, "meetings", {"state": "called_off"}),
    "identified": ({"unnamed": "seat", "person": "Lena Vogt", "email": "l@example.com"}, "people",
                   {"name": "Lena Vogt", "company_id": "c"}),
    "mine": ({**ABOUT, "decision": "withdrawn", "person": "Ana Reyes"}, "events", {"kind": "withdrawn"}),
    "promise": ({"promise": "k"}, "promises", {}),
    "met": ({"company_name": "Tidewater", "role": "networking", "track": "networking", "person": "Jo Lee",
             "introducer": "Ana Reyes"}, "opportunities", {"kind": "networking", "introduced_by_id": "ana"}),
    "person": ({"person": "Ana Reyes", "change": "moved", "company_name": "Tidewater"}, "events",
               {"kind": "moved", "person_id": "ana"}),
}  # fmt: skip
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "applied": ({"company_name": "", "role": "Manager"}, "company_name"),
    "arranged": ({**ABOUT, "meeting_on": None}, "meeting_on"),
    "answer": ({**ABOUT, "answer": ""}, "answer"),
    "offer": ({**ABOUT, "deadline_on": YESTERDAY}, "deadline_on"),
    "sent": ({**ABOUT, "person": ""}, "person"),
    "called_off": ({"company_name": "Tidewater", "role": "Manager"}, "company_name"),
    "identified": ({"unnamed": "seat", "person": ""}, "person"),
    "mine": ({**ABOUT, "decision": "accepted"}, "decision"),
    "promise": ({"promise": ""}, "promise"),
    "met": ({"company_name": "", "role": "networking"}, "company_name"),
    "person": ({"person": "", "change": "moved"}, "person"),
}


def test_every_thing_that_can_happen_is_tested_here() -> None:
    assert set(SAVED) == set(REFUSED) == set(WHAT) == set(NEEDS)


@pytest.mark.parametrize("what", WHAT)
def test_what_happened_is_saved(lived: Workbook, what: str) -> None:
    told, table, expected = SAVED[what]
    form = HappenedForm(lived)
    fill(form, what=what, **told)
    form.save_button.click()
    if "save once more" in form.status.value:
        form.save_button.click()
    assert "Saved at" in form.status.value, form.status.value
    kept = open_workbook(lived.path).frame(table)
    asked = kept[kept["done_on"].notna()] if what == "promise" else kept
    values = asked.iloc[-1].to_dict()
    assert {k: values[k] for k in expected} == expected
    assert lived.draft("happened") == {}


@pytest.mark.parametrize("what", WHAT)
def test_what_cannot_have_happened_is_told_beside_the_field(lived: Workbook, what: str) -> None:
    told, key = REFUSED[what]
    form = HappenedForm(lived)
    fill(form, what=what, **told)
    before = n_rows(lived)
    form.save_button.click()
    assert "Not saved yet" in form.status.value
    assert n_rows(lived) == before
    assert {k for k in noted(form) if shown(form, k)} == {key}, form.status.value
    assert form.values["what"] == what


@pytest.mark.parametrize("what", WHAT)
def test_only_the_fields_that_are_needed_are_shown(lived: Workbook, what: str) -> None:
    form = HappenedForm(lived)
    fill(form, what=what)
    assert {name for name in form.fields if shown(form, name)} == {"what", "on", *NEEDS[what]}


@pytest.mark.parametrize("what", ["applied", "sent", "answer", "offer", "mine", "promise"])
def test_what_happened_has_a_day_that_has_come(lived: Workbook, what: str) -> None:
    form = HappenedForm(lived)
    fill(form, what=what, on=date(2027, 3, 5), **SAVED[what][0])
    if what == "offer":
        fill(form, deadline_on=None)
    before = n_rows(lived)
    form.save()
    form.save()
    assert n_rows(lived) == before
    assert "on" in noted(form)


def test_nothing_chosen_is_said(lived: Workbook) -> None:
    form = HappenedForm(lived)
    form.save()
    assert "needs a choice" in noted(form)["what"]


@pytest.mark.parametrize("on", [None, date(1026, 1, 1)])
def test_impossible_day_is_said_beside_the_day(lived: Workbook, on: date | None) -> None:
    form = HappenedForm(lived)
    fill(form, what="applied", on=on, **SAVED["applied"][0])
    form.save()
    assert "on" in noted(form)


def test_what_looks_odd_is_asked_once_and_saved_when_it_is_meant(lived: Workbook) -> None:
    form = HappenedForm(lived)
    fill(form, what="mine", **ABOUT, decision="declined")
    form.save()
    assert "No offer is noted that could be declined" in page(form)
    assert lived.frame("events").empty
    press(form, "Let me look again")
    assert "No offer is noted" not in page(form)
    form.save()
    press(form, "Save all the same")
    assert list(lived.frame("events")["kind"]) == ["declined"]


def test_form_that_was_saved_is_empty_again(lived: Workbook) -> None:
    form = HappenedForm(lived)
    fill(form, what="answer", **SAVED["answer"][0])
    form.save()
    assert form.values["text"] == "" and form.values["person"] == ""


def test_half_told_happening_comes_back(lived: Workbook) -> None:
    fill(HappenedForm(lived), what="answer", person="Ana Reyes", text="They said that")
    again = HappenedForm(lived)
    assert (again.values["what"], again.values["text"]) == ("answer", "They said that")
    assert shown(again, "text")


# --- the due list and its desks -----------------------------------------------------------


def text_of(widget: w.Widget) -> w.Textarea:
    """The text on the desk."""
    return next(
        x for x in walk(widget) if isinstance(x, w.Textarea) and x.description == "The text"
    )


def test_due_list_shows_every_group_in_order(sample_book: Workbook) -> None:
    words = page(DueList(sample_book))
    places = [words.index(title) for title in ("Overdue (", "Best tonight (", "Coming (")]
    assert places == sorted(places)
    assert (
        "Reply to the rejection: Samuel Ojo, Tidewater Press: by Wednesday 4 March, yesterday"
        in words
    )


def test_empty_list_says_what_will_appear(march: Workbook) -> None:
    assert "Nothing is owed just now. What comes next appears here" in page(DueList(march))


def test_line_opens_its_desk_below_and_closes_again(sample_book: Workbook) -> None:
    due = DueList(sample_book)
    press(due, "Write a letter: Helen Brandt")
    assert text_of(due).value.startswith("Dear Helen")
    press(due, "Write a letter: Helen Brandt")
    assert not [x for x in walk(due) if isinstance(x, w.Textarea)]


def lines(due: DueList) -> list[str]:
    """The lines of the list."""
    return [words for _, words, _ in offered(due)]


@pytest.mark.parametrize("n", range(8))
def test_every_desk_of_the_sample_opens(sample_book: Workbook, n: int) -> None:
    due = DueList(sample_book)
    press(due, lines(due)[n])
    assert len([x for x in walk(due) if isinstance(x, w.Button)]) > 8


def test_sent_letter_is_kept_and_the_list_moves_on(sample_book: Workbook) -> None:
    due = DueList(sample_book)
    n = len(sample_book.frame("touchpoints"))
    press(due, "Write a letter: Helen Brandt")
    text_of(due).value = "Dear Helen,\n\nIn my own words.\n\nMaya"
    press(due, "I sent it")
    kept = sample_book.frame("touchpoints").iloc[n:]
    assert list(kept["text"]) == ["Dear Helen,\n\nIn my own words.\n\nMaya"]
    assert list(kept["person_id"]) == ["C2"] and list(kept["purpose"]) == ["thank_you"]
    assert kept["meeting_id"].notna().all()
    assert not [line for line in lines(due) if line.startswith("Write a letter: Helen")]
    assert text_of(due).value.startswith("Dear Ruth")
    assert "Noted as sent: write a letter, Helen Brandt" in page(due)


def test_own_words_on_a_desk_come_back_after_a_restart(sample_book: Workbook) -> None:
    due = DueList(sample_book)
    press(due, "Write a letter: Helen Brandt")
    text_of(due).value = "My own words."
    again = DueList(open_workbook(sample_book.path))
    press(again, "Write a letter: Helen Brandt")
    assert text_of(again).value == "My own words."


def test_own_words_survive_a_look_at_another_kind_of_letter(sample_book: Workbook) -> None:
    due = DueList(sample_book)
    press(due, "Write a letter: Helen Brandt")
    text_of(due).value = "My own words."
    kind = next(
        x for x in walk(due) if isinstance(x, w.Dropdown) and x.description == "What to prepare"
    )
    first = kind.value
    kind.value = next(value for _, value in kind.options if value != first)
    kind.value = first
    assert text_of(due).value == "My own words."


def test_not_needed_takes_a_task_off_and_undo_brings_it_back(sample_book: Workbook) -> None:
    due = DueList(sample_book)
    before = lines(due)
    press(due, before[0])
    set_aside(due)
    assert len(lines(due)) == len(before) - 1
    assert sample_book.frame("decisions")["decision"].iloc[-1] == "not_needed"
    assert due._undo.description.startswith("Undo: Set aside: ")
    due._undo.click()
    assert lines(due) == before
    assert "Taken back: Set aside" in due.status.value
    (back,) = (one for one in walk(due) if getattr(one, "description", "").startswith("Bring back"))
    back.click()
    assert len(lines(due)) == len(before) - 1 and "Brought back: Set aside" in due.status.value


def test_undo_names_the_step_and_takes_back_no_other(sample_book: Workbook) -> None:
    """Whoever presses Undo would lose what was just typed in another window, unseen."""
    due = DueList(sample_book)
    press(due, lines(due)[0])
    set_aside(due)
    other = open_workbook(sample_book.path)
    other.save([Row("companies", {"id": "new", "name": "Otter Row"})], "Typed in another window")
    due._undo.click()
    assert "new" in set(sample_book.frame("companies")["id"])
    assert "Another window has saved meanwhile" in due.status.value
    assert due._undo.description == "Undo: Typed in another window (from another window)"
    due._undo.click()
    assert "new" not in set(sample_book.frame("companies")["id"])
    assert due._back.description == "Bring back: Typed in another window"


def test_on_a_day_off_some_of_what_is_overdue_stays(sample_book: Workbook) -> None:
    """Whoever comes back on a Saturday would see an empty list, and believe all was done."""
    day = {"id": "today", "value": "2026-06-06"}
    sample_book.save(
        [Row("settings", day), Row("settings", {"id": "policy.daily_load", "value": "2"})], "x"
    )
    due = DueList(sample_book)
    assert sum(task.status == "overdue" for task in due.tasks) > 2
    press(due, "Keep 2 for today and spread the rest")
    assert sum(task.status == "overdue" for task in due.tasks) == 2


def test_whom_one_may_not_phone_is_written_to(sample_book: Workbook) -> None:
    sample_book.save([Row("people", {"id": "C10", "is_phone_unwelcome": True})], "No phone")
    due = DueList(sample_book)
    press(due, "Write about the decision: Victor Stein")
    assert text_of(due).value.startswith("Dear Victor")


def test_what_was_put_off_is_listed_and_brought_back(sample_book: Workbook) -> None:
    """Whoever put something off a month ago would look for it among the last steps in vain."""
    due = DueList(sample_book)
    before = lines(due)
    assert "What is put off or not needed" not in page(due)
    for decision, more in (
        ("not_needed", {"reason": "We spoke"}),
        ("snoozed", {"until_on": date(2026, 3, 9)}),
    ):
        frames, task = sample_book.frames(), due.tasks[0].task
        sample_book.save(records.set_aside(frames, task, decision, due.book.today, **more), "Aside")
        due.refresh()
    assert len(lines(due)) == len(before) - 2
    press(due, "What is put off or not needed")
    told = page(due)
    assert "Reply to the rejection: Samuel Ojo, Tidewater Press: not needed (We spoke)" in told
    assert "put off until Monday 9 March, in 4 days" in told
    press(due, "Bring it back")
    assert "It is on the list again." in due.status.value
    press(due, "What is put off or not needed")
    press(due, "Bring it back")
    assert lines(due) == before
    assert sample_book.frame("decisions").empty


def test_what_was_set_aside_and_is_past_is_not_listed(sample_book: Workbook) -> None:
    for task, until in (("R-LET|M6|gone", None), ("R-LET|M6|C2", date(2026, 3, 4))):
        decision = "snoozed" if until else "not_needed"
        row = {
            "task": task,
            "decision": decision,
            "decided_on": date(2026, 3, 3),
            "until_on": until,
        }
        sample_book.save([Row("decisions", row)], "Aside")
    due = DueList(sample_book)
    press(due, "What is put off or not needed")
    assert "Nothing that would be owed otherwise." in page(due)
    [opener] = [
        x for x in walk(due) if isinstance(x, Opener) and "put off" in x.children[0].description
    ]
    press(due, "What is put off or not needed")
    assert opener.shown.layout.display == "none"


def test_who_named_the_day_and_which_requirement_a_story_answers_are_kept(march: Workbook) -> None:
    form = panel_of_two(march)
    fill(form, requirements=[{"requirement": "Leads a team", "evidence": ""}])
    fill(form, accomplishments=[{"accomplishment": "Cut the backlog"}])
    form._changed()
    fill(form, decision_told_by="Ana Reyes")
    form.fields["accomplishments"].rows[0][0]["requirement"].value = "Leads a team"
    form.save()
    told_by = march.frame("reflections")["decision_told_by_id"].iloc[0]
    assert march.frame("people").set_index("id")["name"][told_by] == "Ana Reyes"
    answers = march.frame("tellings")["requirement_id"].iloc[0]
    assert answers == march.frame("requirements")["id"].iloc[0]
    again = ReflectionForm(march)
    again.which.value = march.frame("meetings")["id"].iloc[0]
    assert again.fields["decision_told_by"].value == "Ana Reyes"
    assert again.fields["accomplishments"].rows[0][0]["requirement"].value == "Leads a team"


def day_of(due: DueList, label: str) -> w.DatePicker:
    """The day with this label."""
    return next(x for x in walk(due) if isinstance(x, w.DatePicker) and x.description == label)


def test_later_hides_a_task_until_its_day(sample_book: Workbook) -> None:
    due = DueList(sample_book)
    before = lines(due)
    press(due, before[0])
    press(due, "Later")
    day_of(due, "Hide it until").value = date(2026, 3, 9)
    press(due, "Hide it until then")
    assert len(lines(due)) == len(before) - 1
    assert sample_book.frame("decisions")["until_on"].dt.date.iloc[-1] == date(2026, 3, 9)


@pytest.mark.parametrize("until", [None, date(2026, 3, 5), date(2025, 1, 1)])
def test_later_needs_a_day_to_come(sample_book: Workbook, until: date | None) -> None:
    due = DueList(sample_book)
    before = lines(due)
    press(due, before[0])
    day_of(due, "Hide it until").value = until
    press(due, "Hide it until then")
    assert "must be a day after today" in due.status.value
    assert lines(due) == before
    assert len(sample_book.frame("decisions")) == 0


def test_undo_is_offered_behind_many_that_were_taken_back(book: Workbook) -> None:
    book.save([Row("companies", {"id": "c", "name": "L"})], "The first")
    for n in range(30):
        book.save([Row("companies", {"id": "c", "name": str(n)})], "Renamed")
        book.undo(int(book.recent_saves(1)["save_id"].iloc[0]))
    buttons = [x.description for x in walk(DueList(book)) if isinstance(x, w.Button)]
    assert {"Undo: The first", "Bring back: Renamed"} <= set(buttons)


def test_undo_with_nothing_to_undo_is_not_offered(book: Workbook) -> None:
    due = DueList(book)
    assert due._undo.layout.display == due._back.layout.display == "none"


def test_list_is_filtered_by_company(sample_book: Workbook) -> None:
    due = DueList(sample_book)
    due._company.value = "Larkspur House"
    assert lines(due) and all("Larkspur House" in line for line in lines(due))


def test_call_asks_what_came_of_it(sample_book: Workbook) -> None:
    due = DueList(sample_book)
    press(due, "Call about the decision: Victor Stein")
    press(due, "I called")
    assert "needs a choice" in page(due)
    result = next(
        x
        for x in walk(due)
        if isinstance(x, w.Dropdown) and x.description == "What came of the call"
    )
    result.value = "voicemail"
    press(due, "I called")
    call = sample_book.frame("touchpoints").iloc[-1]
    assert (call["kind"], call["result"], call["person_id"]) == ("call", "voicemail", "C10")


def test_letter_dated_on_no_day_is_not_saved(sample_book: Workbook) -> None:
    due = DueList(sample_book)
    n = len(sample_book.frame("touchpoints"))
    press(due, "Write a letter: Helen Brandt")
    day_of(due, "Sent on").value = None
    press(due, "I sent it")
    assert "needs a date" in page(due)
    assert len(sample_book.frame("touchpoints")) == n


@pytest.mark.parametrize(
    "email", ["ana at example", "ana@example.com, tom@example.com", "n/a", "a@b@c"]
)
def test_odd_address_does_not_close_the_desk(lived: Workbook, email: str) -> None:
    lived.save([Row("people", {"id": "ana", "email": email})], "An address")
    due = DueList(lived)
    press(due, "Write a letter: Ana Reyes")
    assert text_of(due).value.startswith("Dear Ana")


def test_promise_is_kept_from_its_desk(lived: Workbook) -> None:
    due = DueList(lived)
    press(due, "Keep the promise: Ana Reyes")
    press(due, "I did it")
    assert lived.frame("promises")["done_on"].dt.date.iloc[0] == TODAY


@pytest.mark.parametrize("on", [None, date(2027, 1, 1)])
def test_promise_is_not_kept_on_an_impossible_day(lived: Workbook, on: date | None) -> None:
    due = DueList(lived)
    press(due, "Keep the promise: Ana Reyes")
    day_of(due, "Done on").value = on
    press(due, "I did it")
    assert lived.frame("promises")["done_on"].isna().all()
    assert "Not saved yet" in page(due)


def test_name_that_was_found_is_kept_from_its_desk(lived: Workbook) -> None:
    due = DueList(lived)
    press(due, "Find the name")
    press(due, "This is the name")
    assert "is needed" in page(due)
    field = next(
        x for x in walk(due) if isinstance(x, w.Combobox) and x.description == "Their name"
    )
    field.value = "Lena Vogt"
    press(due, "This is the name")
    assert list(lived.frame("people")["name"]) == ["Ana Reyes", "Lena Vogt"]
    assert "Write a letter: Lena Vogt" in page(due)


def test_search_without_a_single_name_has_desks_all_the_same(march: Workbook) -> None:
    march.save([Row("companies", {"id": "c", "name": "Larkspur House"}),
                Row("opportunities", {"id": "o", "company_id": "c", "role": "Editor"})], "x")  # fmt: skip
    day = date(2026, 2, 26)
    told = records.meeting(march.frames(), "o", day, today=TODAY, meeting_id="m", attendees=[])
    march.save(told[1], "A meeting")
    gap = {"rating": "well", "has_skill_gap": True, "can_do_job": True}
    march.save(records.reflection(march.frames(), "m", day, day, **gap), "Notes")
    due = DueList(march)
    assert len(lines(due)) >= 2
    for line in lines(due):
        press(due, line)
        assert text_of(due).value
        press(due, line)


def test_what_is_typed_on_one_desk_is_not_shown_on_another(sample_book: Workbook) -> None:
    due = DueList(sample_book)
    press(due, "Write a letter: Helen Brandt")
    text_of(due).value = "Only for Helen."
    press(due, "Write a letter: Ruth Adeyemi")
    assert "Only for Helen" not in text_of(due).value


def test_typing_makes_no_new_widgets_without_end(sample_book: Workbook) -> None:
    due = DueList(sample_book)
    press(due, "Write a letter: Helen Brandt")
    text_of(due).value = "a"
    before = len(instances())
    for n in range(20):
        text_of(due).value = "a" * n
    assert len(instances()) - before < 20


def instances() -> dict[str, w.Widget]:
    """Every widget that is alive."""
    from ipywidgets.widgets import widget

    return widget._instances


@pytest.mark.parametrize("kind", [DueList, ReflectionForm, HappenedForm, SeekerForm, PolicyForm])
def test_ctrl_s_anywhere_in_a_form_never_fails(lived: Workbook, kind: type[Form]) -> None:
    kind(lived).guard.saves += 1


def test_ctrl_s_on_the_first_page_never_fails(lived: Workbook) -> None:
    StartHere(lived, lambda: lived, lambda: lived).guard.saves += 1


# --- one record ---------------------------------------------------------------------------


@pytest.mark.parametrize("table", [t for t in RECORDS if t not in ("drafts", "settings")])
def test_any_record_opens_and_saves_unchanged(sample_book: Workbook, table: str) -> None:
    before = sample_book.frames()
    if before[table].empty:
        pytest.skip("the sample has none")
    form = RecordForm(sample_book, table, before[table]["id"].iloc[0])
    form.save_button.click()
    assert "Saved at" in form.status.value, form.status.value
    assert sample_book.frame(table).equals(before[table])


def test_record_is_amended(lived: Workbook) -> None:
    form = RecordForm(lived, "people", "ana")
    fill(form, role="Publisher", preferred_channel="post", keep_in_touch=False)
    form.save()
    kept = lived.frame("people").iloc[0]
    assert (kept["role"], kept["preferred_channel"], kept["keep_in_touch"]) == (
        "Publisher",
        "post",
        False,
    )
    fill(form, role="Owner")
    form.save()
    assert lived.frame("people")["role"].iloc[0] == "Owner"


def test_record_that_cannot_be_is_told_beside_its_field(lived: Workbook) -> None:
    form = RecordForm(lived, "people", "ana")
    fill(form, name=" ")
    form.save()
    assert noted(form) == {"name": "'Name' is needed."}
    assert lived.frame("people")["name"].iloc[0] == "Ana Reyes"


def test_record_changed_in_another_window_shows_both(lived: Workbook) -> None:
    here, there = (RecordForm(open_workbook(lived.path), "people", "ana") for _ in range(2))
    fill(there, role="Theirs")
    there.save()
    fill(here, role="Mine")
    here.save()
    assert "In the other window: Theirs" in noted(here)["role"]
    assert "changed in another window" in here.status.value
    assert lived.frame("people")["role"].iloc[0] == "Theirs"
    here.save()
    assert lived.frame("people")["role"].iloc[0] == "Mine"


def test_only_the_fields_that_differ_are_marked_in_a_conflict(lived: Workbook) -> None:
    here, there = (RecordForm(open_workbook(lived.path), "meetings", "m") for _ in range(2))
    fill(there, place="Theirs")
    there.save()
    fill(here, place="Mine")
    here.save()
    assert set(noted(here)) == {"place"}


def test_record_is_removed_only_when_it_is_said_twice(lived: Workbook) -> None:
    form = RecordForm(lived, "promises", "k")
    press(form, "Remove this promise")
    assert len(lived.frame("promises")) == 1
    press(form, "Yes, remove this promise")
    assert lived.frame("promises").empty
    lived.undo(int(lived.recent_saves(1)["save_id"].iloc[0]))
    assert len(lived.frame("promises")) == 1


def test_record_changed_elsewhere_is_removed_only_after_it_was_looked_at(lived: Workbook) -> None:
    """A text saved in another window a moment ago would go unseen."""
    form = RecordForm(lived, "promises", "k")
    open_workbook(lived.path).save([Row("promises", {"id": "k", "promise": "send both"})], "There")
    press(form, "Yes, remove this promise")
    assert "changed in another window" in form.status.value and len(lived.frame("promises")) == 1
    assert "In the other window: send both" in noted(form)["promise"]
    press(form, "Yes, remove this promise")
    assert lived.frame("promises").empty


def test_record_removed_elsewhere_is_said_and_what_was_typed_is_kept(lived: Workbook) -> None:
    """It would end raw, and what was typed would stand in a draft no form opens."""
    form = RecordForm(lived, "promises", "k")
    fill(form, promise="typed here")
    other = open_workbook(lived.path)
    other.save([Row("promises", {"id": "k"}, gone=True)], "Removed there")
    form.save_button.click()
    assert "This promise was removed in another window" in form.status.value
    assert form.fields["promise"].value == "typed here"
    assert "removed in another window" in page(RecordForm(lived, "promises", "k"))
    other.undo(int(other.recent_saves(1)["save_id"].iloc[0]))
    again = RecordForm(lived, "promises", "k")
    assert again.fields["promise"].value == "typed here" and "Your last draft is back" in page(
        again
    )
    again.save_button.click()
    assert lived.frame("promises")["promise"].tolist() == ["typed here"]


def test_reflection_whose_meeting_was_removed_elsewhere_says_so(lived: Workbook) -> None:
    form = ReflectionForm(lived)
    form.which.value = "m"
    fill(form, rating="well", company="typed here")
    seats = [Row("attendees", {"id": i}, gone=True) for i in lived.frame("attendees")["id"]]
    open_workbook(lived.path).save(
        [*seats, Row("meetings", {"id": "m"}, gone=True)], "Removed there"
    )
    form.save_button.click()
    assert "This meeting was removed in another window" in form.status.value
    assert form.fields["company"].value == "typed here"


# --- what a form leaves behind ------------------------------------------------------------


def n_widgets() -> int:
    """How many widgets this kernel, and the page, keep."""
    return len(w.widgets.widget._instances)


def test_form_opened_again_closes_the_one_before(sample_book: Workbook) -> None:
    """Twenty-five reflections in one kernel kept 24,750 widgets alive, and 84 MB."""
    ReflectionForm(sample_book)._repr_mimebundle_()
    one = n_widgets()
    for _ in range(25):
        form = ReflectionForm(sample_book)
        form._repr_mimebundle_()
    assert n_widgets() == one
    for _ in range(5):
        form._begin()
    assert n_widgets() == one


@pytest.mark.parametrize("shows_itself", [ReflectionForm._repr_mimebundle_, ReflectionForm._begin])
def test_in_a_notebook_a_form_is_closed_only_when_its_page_has_met_it(
    sample_book: Workbook, monkeypatch: pytest.MonkeyPatch, shows_itself: Callable[[Form], object]
) -> None:
    """A page that was being loaded was told to close what it did not know yet, and broke."""
    now = [1000.0]
    monkeypatch.setattr(f, "_dropped", [])
    monkeypatch.setattr(f, "time", SimpleNamespace(monotonic=lambda: now[0]))

    async def opened_twice() -> None:
        first = ReflectionForm(sample_book)
        first._repr_mimebundle_()
        old = first.fields["company"].control
        now[0] += 100
        second = ReflectionForm(sample_book) if shows_itself.__name__ != "_begin" else first
        shows_itself(second)
        press(second, "Add another person")
        assert old.comm is not None
        now[0] += f.DRAWN
        await asyncio.sleep(0)
        assert old.comm is not None
        press(second, "Add another person")
        assert old.comm is None

    asyncio.run(opened_twice())


def test_only_so_much_is_closed_in_one_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jupyter holds back what is said without a rest; the form that is drawn meanwhile would miss
    some of it.
    """
    monkeypatch.setattr(f, "_dropped", [])
    labels = [w.Label() for _ in range(f.AT_ONCE)]  # three widgets each

    async def closed() -> list[int]:
        f.close(*labels)
        n = [n_widgets()]
        for _ in range(4):
            f.close_dropped(after=0)
            n.append(n_widgets())
        return n

    n = asyncio.run(closed())
    assert [before - after for before, after in pairwise(n)] == [*[f.AT_ONCE] * 3, 0]
    f.close(*[w.Label() for _ in range(f.AT_ONCE)])
    assert n_widgets() == n[-1]  # without a notebook, all of it


def test_form_opened_again_keeps_the_draft_that_was_just_typed(sample_book: Workbook) -> None:
    async def typed_and_opened_again() -> ReflectionForm:
        before = ReflectionForm(sample_book)
        before._repr_mimebundle_()
        fill(before, company="typed a moment ago")
        return ReflectionForm(sample_book)

    form = asyncio.run(typed_and_opened_again())
    assert form.fields["company"].value == "typed a moment ago"


def test_desk_that_is_left_leaves_nothing_behind(sample_book: Workbook) -> None:
    due = DueList(sample_book)
    first, second = (line for line in lines(due)[:2])
    press(due, first)
    press(due, second)
    n = n_widgets()
    for _ in range(3):
        press(due, first)
        press(due, second)
    assert n_widgets() <= n + 3 * 20


# --- drafts that cannot be read -----------------------------------------------------------

BROKEN = [
    '{"company": "hel',
    "[1]",
    "12",
    '"x"',
    "",
    '{"company": {"a": 1}, "room": 7, "rating": []}',
]


@pytest.mark.parametrize("content", BROKEN)
def test_broken_draft_shuts_no_form_and_is_not_overwritten(book: Workbook, content: str) -> None:
    """One wrong byte, and the form would never open again."""
    book.keep_draft("reflection", {"company": "x"})
    with closing(sqlite3.connect(book.path)) as raw:
        raw.execute("UPDATE drafts SET content = ?", (content,))
        raw.commit()
    form = ReflectionForm(book)
    readable = content.startswith('{"company": {')
    assert ("cannot be read any more" in page(form)) != readable
    fill(form, company="typed now")
    form.keep()
    kept = {draft.get("company") for draft in book.drafts("reflection").values()}
    assert "typed now" in kept and (readable or len(kept) == 2)


def test_record_that_others_need_is_not_removed(lived: Workbook) -> None:
    form = RecordForm(lived, "people", "ana")
    press(form, "Yes, remove this person")
    assert "still refers to this" in form.status.value
    assert len(lived.frame("people")) == 1


# --- the seeker, the policy, the first page -----------------------------------------------


def test_seeker_is_saved_with_the_holidays_of_the_country(march: Workbook) -> None:
    form = SeekerForm(march)
    fill(form, **{"seeker.name": "Maya Okafor", "country": "US", "region": "NY", "Fri": True})
    form.save_button.click()
    kept = march.settings()
    assert kept["seeker.name"] == "Maya Okafor"
    assert kept["calendar.weekend"] == "Fri Sat Sun"
    days = march.frame("holidays").set_index("name")["on_date"].dt.date
    assert date(2026, 7, 4) in set(days["Independence Day"])
    assert {d.year for d in days} == {2026, 2027}
    assert "2026-12-25" in form.values["days_off"]


def test_country_and_its_regions_are_chosen_by_name(march: Workbook) -> None:
    """Whoever types “Germany” would be told to look up a code."""
    form = SeekerForm(march)
    chosen = dict(form.fields["country"].control.options)
    fill(form, country=chosen["Germany"])
    bavaria = dict(form.fields["region"].control.options)["Bayern"]
    fill(form, region=bavaria)
    form.save()
    again = SeekerForm(march)
    assert (again.values["country"], again.values["region"]) == ("DE", "BY")
    assert "Epiphany" in again.values["days_off"]
    fill(again, country="US")
    assert again.values["region"] == ""  # no region of another country stays behind


def test_saving_the_seeker_again_changes_nothing(march: Workbook) -> None:
    form = SeekerForm(march)
    fill(form, country="DE", region="BY")
    form.save()
    n = len(march.recent_saves(100))
    SeekerForm(march).save()
    form.save()
    assert len(march.recent_saves(100)) == n


def test_day_off_can_be_added_and_taken_out(march: Workbook) -> None:
    form = SeekerForm(march)
    fill(form, country="US")
    form.save()
    lines = form.values["days_off"].splitlines()
    fill(form, days_off="\n".join(["2026-04-03 Good Friday", *lines[1:]]))
    form.save()
    days = {f"{d:%Y-%m-%d}" for d in march.frame("holidays")["on_date"]}
    assert "2026-04-03" in days and lines[0][:10] not in days


def test_holidays_of_the_country_before_do_not_stay(march: Workbook) -> None:
    form = SeekerForm(march)
    fill(form, country="US")
    form.save()
    fill(form, country="DE", region="BY")
    form.save()
    assert not march.frame("holidays")["name"].str.contains("Independence Day|Thanksgiving").any()


SEEKER_WRONG = {
    "no date": ({"days_off": "Good Friday"}, "days_off", "must begin with a date"),
    "twice": ({"days_off": "2026-04-03 A\n2026-02-30 B"}, "days_off", "must begin with a date"),
    "far away": ({"days_off": "1026-04-03 A"}, "days_off", "1026-04-03"),
    "no day left": (
        dict.fromkeys(("Mon", "Tue", "Wed", "Thu", "Fri"), True),
        "",
        "one working day",
    ),
}


@pytest.mark.parametrize("case", SEEKER_WRONG)
def test_impossible_setting_is_refused_in_words(march: Workbook, case: str) -> None:
    told, key, said = SEEKER_WRONG[case]
    form = SeekerForm(march)
    fill(form, **told)
    before = n_rows(march)
    form.save()
    assert said in form.status.value
    assert n_rows(march) == before
    assert not key or key in noted(form)


@pytest.mark.parametrize("text", ["2026-04-03", " 2026-04-03  Good Friday ", "\n\n2026-04-03 A\n"])
def test_days_off_are_read_with_or_without_a_name(march: Workbook, text: str) -> None:
    form = SeekerForm(march)
    fill(form, days_off=text)
    form.save()
    assert list(march.frame("holidays")["on_date"].dt.date) == [date(2026, 4, 3)]


def test_numbers_say_what_they_mean_for_each_duty(march: Workbook) -> None:
    march.save([Row("settings", {"id": "policy.call_after", "value": "4"})], "A number")
    form = PolicyForm(march)
    assert "Call about the decision" not in page(form)
    press(form, "What the numbers mean for each duty")
    assert "Call about the decision" in page(form)
    assert "May be done: 4 business days later" in page(form)


def test_numbers_of_the_policy_are_saved_and_go_back_to_the_usual(march: Workbook) -> None:
    form = PolicyForm(march)
    fill(form, call_after=" 3 ")
    form.save_button.click()
    assert Policy.of(march.settings()).call_after == 3
    press(form, "Back to the usual numbers")
    form.save()
    assert Policy.of(march.settings()) == Policy()


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [("call_after", "two", "must be a whole number"), ("call_after", "", "must be a whole number"),
     ("call_after", "-1", "must be a whole number"), ("call_after", "2.5", "must be a whole number"),
     ("call_after", "0", "from 1 to 120"), ("call_after", "999", "from 1 to 120"),
     ("max_attempts", "10", "from 1 to 9"), ("touch_latest", "30", "must not be less than 35"),
     ("call_after", "²", "must be a whole number"), ("letter_latest", "9" * 5000, "")],
)  # fmt: skip
def test_impossible_number_is_refused_beside_its_field(
    march: Workbook, name: str, text: str, said: str
) -> None:
    form = PolicyForm(march)
    fill(form, **{name: text})
    form.save()
    assert said in noted(form)[name]
    assert Policy.of(march.settings()) == Policy()


def test_first_page_offers_two_ways_to_begin(book: Workbook, sample_book: Workbook) -> None:
    here = StartHere(book, lambda: sample_book, lambda: book)
    assert "Start my own workbook" in page(here)
    press(here, "Look at a sample search first")
    assert "Sample search, on Thursday 5 March 2026" in page(here)
    assert "Reply to the rejection" in page(here)
    press(here, "Back to my own workbook")
    assert "Start my own workbook" in page(here)


def test_first_page_begins_an_own_workbook(book: Workbook) -> None:
    here = StartHere(book, lambda: book, lambda: book)
    press(here, "Start my own workbook")
    form = next(x for x in walk(here) if isinstance(x, SeekerForm))
    fill(form, **{"seeker.name": "Maya Okafor"})
    form.save()
    assert "Your workbook" in page(here) and "Nothing is owed today" in page(here)
    assert "Something happened" in page(here)


def test_first_page_follows_what_happened(lived: Workbook) -> None:
    here = StartHere(lived, lambda: lived, lambda: lived)
    form = next(x for x in walk(here) if isinstance(x, HappenedForm))
    fill(form, what="promise", promise="k")
    assert "Keep the promise" in page(here)
    form.save()
    assert "Keep the promise" not in page(here)


def test_five_things_at_most_stand_on_the_first_page(sample_book: Workbook) -> None:
    assert 1 <= str(top_five(sample_book)).count("<li ") <= 5


# --- every form ---------------------------------------------------------------------------


def canary(book: Workbook) -> list[Form]:
    """Every form with something typed into it."""
    forms = [ReflectionForm(book), HappenedForm(book), SeekerForm(book), PolicyForm(book),
             RecordForm(book, "people", "ana")]  # fmt: skip
    fill(forms[0], landed="canary", company_name="canary")
    fill(forms[1], what="answer", text="canary")
    fill(forms[2], **{"seeker.name": "canary"})
    fill(forms[4], notes="canary")
    due = DueList(book)
    press(due, "Write a letter: Ana Reyes")
    text_of(due).value = "canary"
    return [*forms, due]


def test_form_saved_as_text_shows_nothing_that_was_typed(lived: Workbook) -> None:
    for form in canary(lived):
        shown = f"{form!r} {form!s} {form._repr_mimebundle_()!r}"
        assert repr(form) == f"<{type(form).__name__}>"
        assert "canary" not in shown and "Ana Reyes" not in shown


def test_every_input_has_a_label(lived: Workbook) -> None:
    for form in canary(lived):
        inputs = [
            x for x in walk(form) if isinstance(x, w.ValueWidget) and not isinstance(x, w.HTML)
        ]
        assert inputs
        assert [x for x in inputs if not x.description.strip()] == []


def test_every_choice_has_words(lived: Workbook) -> None:
    for table in metadata.tables.values():
        for column in table.columns:
            if column.info.get("choices"):
                said = choices(table.name, column.name)
                assert all(text and "_" not in text for text in said.values())
                assert len(set(said.values())) == len(said)
    assert all(WORDS.values())


def test_draft_that_cannot_be_kept_is_said(march: Workbook) -> None:
    form = HappenedForm(march)
    march.path.unlink()
    fill(form, what="answer", text="typed")
    assert "The draft is not kept" in form.status.value
    assert form.values["text"] == "typed"


def test_save_that_fails_keeps_what_was_typed(march: Workbook) -> None:
    form = panel_of_two(march)
    typed = form.content
    march.path.unlink()
    form.save()
    assert "Not saved yet" in form.status.value and form.content == typed


# --- looking at a part of the search ------------------------------------------------------


def explored(book: Workbook) -> Explore:
    """The filter bar over the charts, as 03-progress shows it."""
    return Explore(book, PAGES, drawn_page)


@pytest.mark.parametrize("field", ["company", "person", "period", "kind"])
def test_every_choice_of_the_filter_bar_can_be_drawn(sample_book: Workbook, field: str) -> None:
    form = explored(sample_book)
    choices = [value for _, value in getattr(form, field).control.options]
    assert len(choices) > 1
    for value in choices:
        getattr(form, field).value = value
        assert "<figcaption>" in form._pages[form._titles[0]].value


@pytest.mark.parametrize("n", range(len(PAGES)))
def test_every_tab_can_be_drawn_for_one_company(sample_book: Workbook, n: int) -> None:
    form = explored(sample_book)
    form.tabs.bar.chosen = n
    form.company.value = "ORG1"
    assert "<figcaption>" in form._pages[form._titles[n]].value


def test_page_of_a_company_is_shown_escaped(lived: Workbook) -> None:
    lived.save([Row("meetings", {"id": "m", "place": "<img src=x onerror=alert(1)>"})], "A place")
    form = explored(lived)
    form.company.value = "c"
    press(form, "Everything about")
    texts = [x.value for x in walk(form) if isinstance(x, w.HTML)]
    assert any("&lt;img src=x" in text for text in texts)
    assert not any("<img src=x" in text for text in texts)
