"""The evening's pages without a browser: the list and the desk, saving and failing, one walk in 01."""

from __future__ import annotations

import shlex
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import ipywidgets as w
import pytest
from test_forms import (
    TODAY,
    YESTERDAY,
    fill,
    lines,
    lived,
    loud,
    march,
    n_widgets,
    noted,
    offered,
    page,
    panel_of_two,
    press,
    row,
    set_aside,
    shown,
    walk,
)

from followup import records
from followup.agenda import by_when, group_of
from followup.errors import FollowupError, InvalidValue, Several, Together
from followup.forms import fields as f
from followup.forms.browser import LineList
from followup.forms.desk import Desk, NameDesk, TookPlace
from followup.forms.due import DueList
from followup.forms.evening import FollowUp
from followup.forms.happened import HappenedForm
from followup.forms.record import RecordForm
from followup.forms.reflection import ReflectionForm
from followup.forms.shelf import NextRound, ShelfForm
from followup.jupyter.icon import put_icon
from followup.memory.banks import alike
from followup.policy import countries
from followup.prompts import PROMPTS
from followup.tables import Row
from followup.workbook import Workbook, open_workbook

__all__ = ["lived", "loud", "march"]


# --- the list and the desk ----------------------------------------------------------------


def test_letter_is_best_tonight_and_then_due(sample_book: Workbook) -> None:
    tasks = {task.task: task for task in DueList(sample_book).tasks}
    letter = next(task for task in tasks.values() if task.rule == "R-LET")
    assert group_of(letter, letter.earliest) == group_of(letter, letter.target) == "tonight"
    late = letter._replace(status="due")
    assert group_of(late, letter.latest) == "today"
    assert by_when(letter, letter.earliest).startswith("best tonight, ")
    assert by_when(letter, letter.earliest).endswith(" at the latest")


def test_what_is_told_in_another_tab_shows_in_the_list_at_once(sample_book: Workbook) -> None:
    """Whoever tells of a rejection would go on reading a list that is not true any more."""
    evening = FollowUp(sample_book)
    assert any("Call about the decision: Victor Stein" in line for line in lines(evening.list))
    evening.tabs.bar.chosen = 1
    form = next(one for one in walk(evening) if isinstance(one, HappenedForm))
    told = {
        "what": "answer",
        "company_name": "Harbor Street Media",
        "role": "Audience Development Lead",
    }
    fill(form, **told, answer="rejected")
    form.save()
    if "question above" in form.status.value:
        press(form, "Save all the same")
    assert not any("Call about the decision: Victor Stein" in line for line in lines(evening.list))
    assert "Saved at" in form.status.value and "What is next: " in form.status.value
    press(form, "Undo: ")
    assert any("Call about the decision: Victor Stein" in line for line in lines(evening.list))


def test_tab_is_made_when_it_is_first_shown(sample_book: Workbook) -> None:
    evening = FollowUp(sample_book)
    assert [bool(pane.children) for pane in evening.tabs.panes] == [True, *[False] * 6]
    for n in range(7):
        evening.tabs.bar.chosen = n
        assert [pane.layout.display != "none" for pane in evening.tabs.panes].index(True) == n


def test_line_that_was_done_keeps_its_place_with_its_undo(sample_book: Workbook) -> None:
    due = DueList(sample_book)
    press(due, "Write a letter: Helen Brandt")
    press(due, "I sent it")
    groups = next(one for one in walk(due) if isinstance(one, LineList)).groups
    tonight = next(group for group in groups if group["name"].startswith("Best tonight"))
    done = tonight["lines"][0]
    assert done["undo"] == "Undo: it was not sent" and "Helen Brandt" in done["what"]
    due.lines._handle_custom_msg({"undo": done["id"]}, [])
    assert any(line.startswith("Write a letter: Helen Brandt") for line in lines(due))
    assert due.chosen.startswith("R-LET") and "Taken back: " in page(due)
    assert not any(x.get("undo") for g in due.lines.groups for x in g["lines"])


def test_open_desk_stays_when_something_else_is_saved(sample_book: Workbook) -> None:
    """Whoever has half a letter on the desk would lose the place for telling of a call."""
    due = DueList(sample_book)
    press(due, "Write a letter: Helen Brandt")
    desk = next(one for one in walk(due) if isinstance(one, Desk))
    desk.fields["text"].value = "Half a letter"
    due.put([Row("companies", {"name": "Otter Row"})], "Another company")
    assert desk in set(walk(due)) and desk.fields["text"].value == "Half a letter"


def test_what_has_gone_quiet_is_closed_together(sample_book: Workbook) -> None:
    sample_book.save([Row("settings", {"id": "today", "value": "2026-06-05"})], "x")
    due = DueList(sample_book)
    quiet = [o.id for o in due.search.opportunities.values() if o.dormant_on]
    assert quiet
    press(due, "What has gone quiet")
    for tick in (x for x in walk(due._after) if isinstance(x, w.Checkbox)):
        tick.value = True
    press(due, "Close the ticked ones")
    closed = sample_book.frame("events").query("kind == 'closed'")["opportunity_id"]
    assert set(quiet) == set(closed)
    assert "What has gone quiet" not in page(due)


@pytest.fixture
def arranged(lived: Workbook) -> Workbook:
    """A meeting was arranged for yesterday, with Ana, and nothing is noted of it."""
    lived.save([Row("meetings", {"id": "next", "meeting_on": YESTERDAY})], "It was yesterday")
    return lived


def test_meeting_whose_day_has_come_asks_whether_it_took_place(arranged: Workbook) -> None:
    due = DueList(arranged)
    press(due, "Did it take place?")
    desk = next(one for one in walk(due) if isinstance(one, TookPlace))
    fill(desk, what="held")
    assert "Open 01-reflect" in page(desk)
    fill(desk, what="moved")
    desk.save()
    assert "needs a date" in noted(desk)["meeting_on"]
    fill(desk, meeting_on=date(2026, 3, 20), starts_at="2pm")
    desk.save()
    meeting = arranged.frame("meetings").set_index("id").loc["next"]
    assert (meeting["meeting_on"].date(), meeting["starts_at"]) == (date(2026, 3, 20), "14:00")
    assert "Noted as moved to Friday 20 March" in page(due)


def test_meeting_that_was_called_off_is_said_from_the_list(arranged: Workbook) -> None:
    due = DueList(arranged)
    press(due, "Did it take place?")
    desk = next(one for one in walk(due) if isinstance(one, TookPlace))
    fill(desk, what="called_off")
    desk.save()
    assert arranged.frame("meetings").set_index("id").loc["next", "state"] == "called_off"


def test_who_will_be_there_is_asked_when_it_is_arranged(lived: Workbook) -> None:
    form = HappenedForm(lived)
    fill(form, what="arranged", company_name="Larkspur House", role="Editor", starts_at="2:30 PM",
         meeting_on=date(2026, 3, 12), place="zoom 123", who="Ana Reyes, Tom Okoye, someone, the woman from design")  # fmt: skip
    form.save()
    sheet = page(NextRound(lived))
    for told in (
        "Thursday 12 March at 14:30",
        "zoom 123",
        "Tom Okoye",
        "someone, the woman from design",
    ):
        assert told in sheet


def test_name_is_found_at_one_desk(lived: Workbook) -> None:
    due = DueList(lived)
    press(due, "Find the name")
    desks = [one for one in walk(due) if isinstance(one, NameDesk | Desk)]
    primary = [x for x in walk(due) if isinstance(x, w.Button) and x.button_style == "primary"]
    assert [type(one) for one in desks] == [NameDesk] and len(primary) == 1


# --- an offer -----------------------------------------------------------------------------


@pytest.fixture
def offers(lived: Workbook) -> Workbook:
    """Two offers, one of them with terms; another position with a meeting held."""
    rows = [
        Row("companies", {"id": "c2", "name": "Tidewater"}),
        Row("opportunities", {"id": "o2", "company_id": "c2", "role": "Manager"}),
        Row("offers", {"opportunity_id": "o", "person_id": "ana", "offered_on": TODAY, "pay": "78k", "deadline_on": date(2026, 3, 20)}),
        Row("offers", {"opportunity_id": "o2", "offered_on": TODAY, "terms": "from May on"}),
    ]  # fmt: skip
    lived.save(rows, "Offers")
    lived.save(records.meeting(lived.frames(), "o2", YESTERDAY, today=TODAY)[1], "Met")
    return lived


def offer_desk(book: Workbook) -> Desk:
    """The desk that decides about Ana's offer."""
    due = DueList(book)
    press(due, "Decide about the offer, Larkspur House")
    return next(one for one in walk(due) if isinstance(one, Desk))


def test_offer_opens_on_asking_and_shows_all_offers(offers: Workbook) -> None:
    """One wrong press would accept an offer that nobody has thought about yet."""
    desk = offer_desk(offers)
    kinds = [key for _, key in desk.fields["kind"].control.options]
    assert kinds[0] == "offer_time" and kinds[-2:] == ["acceptance", "decline"]
    assert {"offer_terms", "offer_question"} < set(kinds)
    for told in (
        "Larkspur House",
        "78k",
        "Friday 20 March",
        "Tidewater",
        "from May on",
        "no day named",
    ):
        assert told in page(desk)


def test_acceptance_is_asked_about_once_more_with_what_will_stop(offers: Workbook) -> None:
    desk = offer_desk(offers)
    fill(desk, kind="acceptance")
    press(desk, "I sent it")
    assert "the search is over" in page(desk) and "withdraw at Tidewater" in page(desk)
    assert offers.frame("events").empty
    press(desk, "Not yet")
    assert offers.frame("events").empty
    press(desk, "I sent it")
    press(desk, "Yes, I accept")
    assert list(offers.frame("events")["kind"]) == ["accepted"]


@pytest.mark.parametrize("kind", ["offer_time", "offer_terms", "offer_question"])
def test_letter_that_asks_leaves_the_decision_on_the_list(offers: Workbook, kind: str) -> None:
    desk = offer_desk(offers)
    fill(desk, kind=kind)
    text = desk.fields["text"].value
    assert "accept" not in text and "Thank you for the offer" in text
    press(desk, "I sent it")
    assert any("Decide about the offer" in line for line in lines(DueList(offers)))


# --- saving and failing -------------------------------------------------------------------


def test_refused_save_names_all_that_is_wrong_and_goes_to_the_first(march: Workbook) -> None:
    form = ReflectionForm(march)
    sent: list[Any] = []
    form.guard.send = lambda message: sent.append(message)  # type: ignore[method-assign]
    fill(form, starts_at="half past")
    form.save()
    assert set(noted(form)) == {"company_name", "role", "rating", "starts_at"}
    ways = [x.description for x in walk(form._wrong) if isinstance(x, w.Button)]
    assert ways == ["Company", "Role, or “networking”", "How did it go?", "Time"]
    assert sent[-1] == {"to": "fu-is-company_name", "block": "nearest", "focus": "field"}
    press(form._wrong, "Time")
    assert sent[-1]["to"] == "fu-is-starts_at"
    assert form.fields["starts_at"] in set(walk(form))  # it lay behind a fold


def test_wrong_field_in_another_tab_is_brought_there(march: Workbook) -> None:
    form = panel_of_two(march)
    fill(form, decision_on=date(2026, 3, 1))
    form.save()
    assert form.tabs.bar.titles[form.tabs.bar.chosen] == "Next"


def test_message_names_the_field_as_the_page_does(march: Workbook) -> None:
    form = HappenedForm(march)
    fill(
        form,
        what="arranged",
        company_name="L",
        role="E",
        meeting_on=date(2026, 3, 12),
        starts_at="noonish",
    )
    form.save()
    assert "'Time' must be a time" in form.status.value.replace("&#39;", "'")


def test_together_tells_all_and_one_alone_as_it_is() -> None:
    wrong = Together()
    for key in ("a", "b"):
        with wrong.at(key):
            raise InvalidValue(key.upper(), "is needed")
    with pytest.raises(Several, match="'A' is needed") as found:
        wrong.tell()
    assert [one.key for one in found.value.each] == ["a", "b"]
    alone = Together()
    with alone.at():
        raise InvalidValue("A", "is needed", key="a")
    with pytest.raises(InvalidValue) as one:
        alone.tell()
    assert not isinstance(one.value, Several) and one.value.key == "a"


def test_undo_stands_beside_what_was_saved(march: Workbook) -> None:
    form = panel_of_two(march)
    form.save()
    assert form.undo.description == "Undo: Reflection on Larkspur House, Thursday 5 March"
    form.undo.click()
    assert march.frame("meetings").empty and "Taken back: " in form.status.value


def test_page_that_was_filled_again_says_so(march: Workbook) -> None:
    panel_of_two(march)
    form = ReflectionForm(march)
    form.guard.reconnected = True
    assert "Reconnected, your draft is back. " in form.status.value
    fill(form, landed="More")
    assert "Reconnected, your draft is back. Draft kept at" in form.status.value
    fill(form, landed="Still more")
    assert "Reconnected" not in form.status.value


# --- 01 asks less at once -----------------------------------------------------------------


def test_after_a_bad_meeting_five_things_come_first(march: Workbook) -> None:
    form = ReflectionForm(march)
    fill(form, rating="badly")
    shown = page(form.prompts)
    tonight = [prompt for prompt in PROMPTS if prompt.tonight]
    assert len(tonight) == 5 and all(prompt.wording in shown for prompt in tonight)
    assert "What did you learn about the company?" not in [
        x.description for x in walk(form.prompts) if isinstance(x, w.Textarea)
    ]
    press(form, "The rest, if you like")
    assert "What did you learn about the company?" in [
        x.description for x in walk(form.prompts) if isinstance(x, w.Textarea)
    ]
    fill(form, rating="well")
    assert "tomorrow" not in page(form.prompts)


def test_tick_says_that_a_name_is_not_known(march: Workbook) -> None:
    form = ReflectionForm(march)
    fill(form, company_name="Larkspur House", role="Editor", rating="well")
    fields = form.room.rows[0][0]
    fields["name"].value, fields["is_unnamed"].value = "the woman in green", True
    fields["person"].value = "She counts in weeks.\nthe budget is hers"
    assert fields["name"].label.startswith("Who they were")
    form.save()
    assert march.frame("people").empty
    assert list(march.frame("attendees")["description"]) == ["the woman in green"]
    press(form, "Open it again")
    again = form.room.rows[0][0]
    assert (
        again["is_unnamed"].value
        and again["person"].value == "She counts in weeks.\nthe budget is hers"
    )


def test_block_of_a_person_folds_when_the_next_is_added(march: Workbook) -> None:
    form = panel_of_two(march)
    names = [x.value for x in walk(form.room) if isinstance(x, w.HTML) and "Ana Reyes" in x.value]
    assert names
    ways = [
        x.description
        for x in walk(form.room)
        if isinstance(x, w.Button) and x.description in ("Fold", "Open")
    ]
    assert ways == ["Open", "Fold"]


@pytest.mark.parametrize(("number", "shown"), [(1, 2), (2, 2), (3, 3), (4, 5), (5, 5)])
def test_older_number_shows_as_a_word_and_stays_until_it_is_tapped(
    march: Workbook, number: int, shown: int
) -> None:
    panel_of_two(march).save()
    question = march.frame("questions")["id"].iloc[0]
    march.save([Row("questions", {"id": question, "rating": number})], "An older one")
    form = ReflectionForm(march)
    form.which.value = march.frame("meetings")["id"].iloc[0]
    taps = form.fields["questions"].rows[0][0]["rating"]
    assert taps.value == shown
    form.save()
    assert march.frame("questions").set_index("id").loc[question, "rating"] == number
    press(form, "Open it again")
    press(form.fields["questions"].rows[0][0]["rating"], "Fair" if shown != 3 else "Good")
    form.save()
    assert march.frame("questions").set_index("id").loc[question, "rating"] == (
        3 if shown != 3 else 5
    )


def test_weak_answer_opens_room_for_a_better_one(march: Workbook) -> None:
    form = ReflectionForm(march)
    fields = form.fields["questions"].rows[0][0]
    fill_question = fields["question"]
    fill_question.value = "Why now?"

    def is_open() -> bool:
        form.tabs.bar.chosen = 1
        boxes = [
            x
            for x in walk(form.fields["questions"])
            if isinstance(x, w.VBox) and fields["better_answer"] in x.children
        ]
        return boxes[0].layout.display != "none"

    assert not is_open()
    press(fields["rating"], "Weak")
    assert is_open()


def test_question_asked_before_is_offered_with_its_best_answer(march: Workbook) -> None:
    form = panel_of_two(march)
    row(
        form,
        "questions",
        0,
        question="How would you lead somebody older?",
        better_answer="By asking first.",
    )
    form.save()
    again = ReflectionForm(march)
    again.tabs.bar.chosen = 1
    fields = again.fields["questions"].rows[0][0]
    fields["question"].value = "how do you lead older people"
    assert "By asking first." in page(again)
    press(again, "It is the same")
    assert fields["question"].value == "How would you lead somebody older?"
    assert fields["better_answer"].value == "By asking first."


@pytest.mark.parametrize(
    ("typed", "known"),
    [("Why us?", "Why now?"), ("", "Why?"), ("lead", "How do you lead older people?")],
)
def test_question_that_is_another_is_not_offered(typed: str, known: str) -> None:
    assert alike(typed, [known]) == ""


def test_questions_noted_in_an_older_followup_are_not_lost(march: Workbook) -> None:
    panel_of_two(march).save()
    reflection = march.frame("reflections")["id"].iloc[0]
    old = {"reflection_id": reflection, "prompt": "all_questions", "text": "Why this city?"}
    march.save([Row("answers", old)], "Of an older one")
    form = ReflectionForm(march)
    form.which.value = march.frame("meetings")["id"].iloc[0]
    assert form.fields["all_questions"].value == "Why this city?"
    form.save()
    assert "Why this city?" in list(march.frame("answers")["text"])


def test_draft_of_an_older_followup_opens_with_all_that_was_typed(march: Workbook) -> None:
    room = {"name": "someone, the woman from finance", "part": "lead", "person": "She counts."}
    asked = [
        {"question": "Why?", "rating": "4", "better_answer": "So", "could_be_better": True},
        {"question": "How?", "rating": "", "could_be_better": True},
    ]
    typed = {"company_name": "Larkspur House", "role": "Editor", "rating": "well", "which": "new"}
    march.keep_draft("reflection", {**typed, "room": [room], "questions": asked})
    form = ReflectionForm(march)
    assert form.room.rows[0][0]["is_unnamed"].value
    form.save()
    kept = march.frame("questions")
    assert list(kept["rating"].fillna(0)) == [4, 0] and list(kept["could_be_better"]) == [
        True,
        True,
    ]
    assert "She counts." in march.frame("answers")["text"].iloc[0]


def test_summary_shows_every_answer_and_says_when_to_be_in_touch(march: Workbook) -> None:
    form = panel_of_two(march)
    form.save()
    told = page(form)
    for words in (
        "Nobody reads the reports",
        "Why now?",
        "No trade experience",
        "send the list",
        "Woke eleven novels",
        "He counts everything.",
    ):
        assert words in told
    assert "every 4 to 6 weeks keeps you in their minds" in told


# --- small things -------------------------------------------------------------------------


def test_shelf_says_which_word_would_fit(lived: Workbook) -> None:
    lived.save([Row("clippings", {"title": "On freight", "tags": "nothing"})], "On the shelf")
    assert "would fit, such as “Larkspur House” or “Ana Reyes”" in page(ShelfForm(lived))


@pytest.mark.parametrize(
    ("platform", "name"),
    [("linux", "followup.desktop"), ("darwin", "followup.command"), ("win32", "followup.bat")],
)
def test_icon_has_whole_paths(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, platform: str, name: str
) -> None:
    monkeypatch.chdir(Path(__file__).parents[1] / "notebooks")
    icon = put_icon(platform, tmp_path)
    text = icon.read_text()
    assert (
        icon.name == name
        and sys.executable in text
        and str(Path.cwd() / "00-start-here.ipynb") in text
    )


def test_icon_starts_jupyterlab_from_a_folder_of_any_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / 'José\'s $HOME "50%" `x`'
    folder.mkdir()
    (folder / "00-start-here.ipynb").touch()
    monkeypatch.chdir(folder)
    entry = put_icon("linux", tmp_path).read_text()
    command = next(x for x in entry.splitlines() if x.startswith("Exec="))
    # as a desktop reads it: escapes of the value, then of the quoted words, then the percent signs
    words = shlex.split(command.removeprefix("Exec=").replace("\\\\", "\\"), posix=True)
    words = [word.replace("\\`", "`").replace("\\$", "$").replace("%%", "%") for word in words]
    assert words[-1] == str(folder / "00-start-here.ipynb")
    done = subprocess.run([*words[:-1], "--version"], capture_output=True, text=True, check=True)
    assert done.stdout[0].isdigit()
    script = put_icon("darwin", tmp_path)
    assert shlex.split(script.read_text().splitlines()[1])[-1] == words[-1]
    assert "chcp 65001" in put_icon("win32", tmp_path).read_text()


def test_icon_elsewhere_says_where_to_press_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FollowupError, match="does not lie here"):
        put_icon("linux", tmp_path)


def test_icon_without_a_desktop_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(__file__).parents[1] / "notebooks")
    with pytest.raises(FollowupError, match="There is no desktop folder"):
        put_icon("linux", tmp_path / "nowhere")


def test_countries_have_their_usual_names() -> None:
    names = countries()
    assert names["US"] == "United States" and names["DE"] == "Germany"
    assert list(names.values()) == sorted(names.values())


def test_long_group_is_shown_whole_on_a_press(sample_book: Workbook) -> None:
    sample_book.save(
        [
            Row("promises", {"promise": f"thing {n}", "made_on": TODAY, "due_on": TODAY})
            for n in range(12)
        ],
        "x",
    )
    due = DueList(sample_book)
    group = next(g for g in due.lines.groups if g["more"])
    assert len(group["lines"]) == 7
    due.lines._handle_custom_msg({"more": group["name"]}, [])
    assert not any(g["more"] for g in due.lines.groups) and len(offered(due)) > 12
    set_aside_first = lines(due)[0]
    press(due, set_aside_first)
    set_aside(due)
    assert f"Set aside: {set_aside_first.partition(',')[0]}." in page(due)


def test_nothing_folds_its_question(march: Workbook) -> None:
    form = ReflectionForm(march)
    box = next(
        x
        for x in walk(form.prompts)
        if isinstance(x, w.VBox) and form.fields["company"] in x.children
    )
    fill(form, **{"company.nothing": True})
    assert "fu-folded" in box._dom_classes
    assert isinstance(form.fields["company"], f.Field)


def test_list_that_is_seen_again_shows_what_another_page_saved(sample_book: Workbook) -> None:
    """Whoever tells of a no in 00 and goes back to 02 would find the letter still on the list."""
    due = DueList(sample_book)
    assert any("Keep the promise" in line for line in lines(due)) is False
    other = open_workbook(sample_book.path)
    promise = {"promise": "send the list", "made_on": TODAY, "due_on": TODAY}
    other.save([Row("promises", promise)], "In another page")
    due.guard.seen += 1
    assert any("Keep the promise" in line for line in lines(due))


# --- what a reader of the whole change found ----------------------------------------------


def test_letter_of_a_line_that_is_filtered_away_is_sent_once(sample_book: Workbook) -> None:
    """Whoever filters the list while a letter is open would send it a second time."""
    due = DueList(sample_book)
    press(due, "Write a letter: Helen Brandt")
    due._company.value = "Tidewater Press"
    n = len(sample_book.frame("touchpoints"))
    press(due, "I sent it")
    assert len(sample_book.frame("touchpoints")) == n + 1
    assert not any("Helen Brandt" in line and "letter" in line for line in lines(due))
    due.lines._handle_custom_msg({"undo": "done-0"}, [])  # of a line that is gone
    assert len(sample_book.frame("touchpoints")) == n + 1


@pytest.fixture
def two_meetings(march: Workbook) -> tuple[str, str]:
    """Two meetings that were reflected on, the second with nothing but its rating."""
    panel_of_two(march).save()
    first = march.frame("meetings")["id"].iloc[0]
    form = ReflectionForm(march)
    fill(form, company_name="Tidewater", role="Manager", rating="well", meeting_on=YESTERDAY)
    form.save()
    second = next(one for one in march.frame("meetings")["id"] if one != first)
    return first, second


def test_answers_of_a_meeting_that_was_looked_at_stay_there(
    march: Workbook, two_meetings: tuple[str, str]
) -> None:
    """Whoever looks one up and goes on to the next would have one's notes in the other."""
    first, second = two_meetings
    form = ReflectionForm(march)
    form.which.value = first
    form.which.value = second
    assert form.values["company"] == "" and form.values["decision_on"] is None
    assert form.values["rating"] == "well" and form.fields["challenges"].value == []
    form.save()
    assert march.frame("challenges")["meeting_id"].tolist() == [first]


def test_what_was_changed_there_is_a_draft_of_its_own(
    march: Workbook, two_meetings: tuple[str, str]
) -> None:
    first, second = two_meetings
    form = ReflectionForm(march)
    form.which.value = first
    fill(form, landed="One more thing.")
    form.which.value = second
    assert form.values["landed"] == ""
    press(form, "Show the other draft")
    assert (form.which.value, form.values["landed"]) == (first, "One more thing.")
    form.save()
    assert "One more thing." in list(march.frame("answers")["text"])


def test_requirements_of_a_job_that_was_looked_at_stay(march: Workbook) -> None:
    form = panel_of_two(march)
    form.fields["requirements"].value = [{"requirement": "Lead"}]
    form.save()
    again = ReflectionForm(march)
    again.which.value = march.frame("meetings")["id"].iloc[0]
    again.which.value = "new"
    fill(again, company_name="Tidewater", role="Manager", rating="well")
    again.save()
    assert list(march.frame("requirements")["requirement"]) == ["Lead"]


def unnamed(form: ReflectionForm, n: int, called: str, noted: str) -> None:
    """Somebody in the room whose name is not known."""
    while len(form.room.rows) <= n:
        press(form.room, "Add another person")
    fields = form.room.rows[n][0]
    fields["name"].value, fields["is_unnamed"].value, fields["person"].value = called, True, noted


def test_note_on_somebody_unnamed_goes_with_them_when_the_name_is_found(march: Workbook) -> None:
    form = ReflectionForm(march)
    fill(form, company_name="Larkspur House", role="Editor", rating="well")
    unnamed(form, 0, "the woman from finance", "runs marathons")
    form.save()
    seat = march.frame("attendees")["id"].iloc[0]
    march.save(records.name_found(march.frames(), seat, "Lena Vogt", TODAY), "Found")
    again = ReflectionForm(march)
    again.which.value = march.frame("meetings")["id"].iloc[0]
    again.save()
    answers = march.frame("answers").query("prompt == 'person'")
    assert answers["text"].tolist() == ["runs marathons"] and answers["person_id"].notna().all()


def test_two_described_alike_keep_a_note_each(march: Workbook) -> None:
    form = ReflectionForm(march)
    fill(form, company_name="Larkspur House", role="Editor", rating="well")
    unnamed(form, 0, "someone", "counts")
    unnamed(form, 1, "someone", "draws\nall day")
    form.save()
    press(form, "Open it again")
    assert [one["person"] for one in form.room.value] == ["counts", "draws\nall day"]


def test_meeting_that_is_moved_is_the_one_of_the_line(arranged: Workbook) -> None:
    first = {"id": "first", "opportunity_id": "o", "meeting_on": date(2026, 3, 2)}
    first |= {
        "state": "scheduled",
        "kind": "interview",
        "arranged_on": date(2026, 3, 1),
        "stage": "first_interview",
    }
    arranged.save([Row("meetings", first)], "Another, before it")
    due = DueList(arranged)
    task = next(task for task in due.tasks if task.meeting_id == "next")
    due.open_desk(task.task)
    desk = next(one for one in walk(due) if isinstance(one, TookPlace))
    fill(desk, what="moved", meeting_on=date(2026, 3, 20), on=YESTERDAY)
    desk.save()
    days = arranged.frame("meetings").set_index("id")["meeting_on"].dt.date
    assert (days["first"], days["next"]) == (date(2026, 3, 2), date(2026, 3, 20))
    assert len(days) == 3


def test_older_prompt_is_shown_wherever_it_is_answered(
    march: Workbook, two_meetings: tuple[str, str]
) -> None:
    _, second = two_meetings
    reflection = march.frame("reflections").set_index("meeting_id").loc[second, "id"]
    old = {"reflection_id": reflection, "prompt": "all_questions", "text": "Why this city?"}
    march.save([Row("answers", old)], "Of an older one")
    form = ReflectionForm(march)
    form.which.value = second
    form.tabs.bar.chosen = 1
    assert shown(form, "all_questions")


@pytest.mark.parametrize("name", ["challenges", "posting_link", "starts_at", "room"])
def test_wrong_field_behind_a_fold_is_shown(march: Workbook, name: str) -> None:
    form = panel_of_two(march)
    fill(form, rating="badly")
    more = form.meeting._behind
    more.toggle()
    more.toggle()  # opened, and closed again
    form.bring(name)
    field = form.room.rows[0][0]["name"] if name == "room" else form.fields[name]
    hidden = {
        id(x)
        for box in walk(form)
        if getattr(box.layout, "display", "") == "none"
        for x in walk(box)
    }
    assert field in set(walk(form)) and id(field) not in hidden


def test_tabs_know_what_was_told_in_another(sample_book: Workbook) -> None:
    """Whoever arranges a meeting and goes to its sheet would read that none is arranged."""
    evening = FollowUp(sample_book)
    evening.tabs.bar.chosen = 3
    assert "No meeting is arranged" in page(evening.tabs.panes[3])
    evening.tabs.bar.chosen = 0
    frames, today = sample_book.frames(), sample_book.today
    sample_book.save(records.arranged(frames, "P4", date(2026, 3, 12), today), "Arranged")
    press(evening.list, "Write a letter: Helen Brandt")
    evening.tabs.bar.chosen = 3
    assert "Thursday 12 March" in page(evening.tabs.panes[3])
    evening.tabs.bar.chosen = 0
    assert any(isinstance(one, Desk) for one in walk(evening.list))  # the desk stays open


def test_tab_shown_anew_has_what_was_half_told(sample_book: Workbook) -> None:
    evening = FollowUp(sample_book)
    evening.tabs.bar.chosen = 1
    form = next(one for one in walk(evening) if isinstance(one, HappenedForm))
    fill(form, what="answer", person="Helen Brandt", text="They said that")
    evening.tabs.bar.chosen = 0
    sample_book.save([Row("companies", {"name": "Otter Row"})], "Meanwhile")
    evening.tabs.bar.chosen = 1
    again = next(one for one in walk(evening.tabs.panes[1]) if isinstance(one, HappenedForm))
    assert again is not form and again.values["text"] == "They said that"


@pytest.mark.parametrize(
    "broken", [[7], [{"question": "Why?", "rating": "x"}], [{"rating": "7"}], "no list", None]
)
def test_broken_question_in_a_draft_does_not_shut_the_form(march: Workbook, broken: Any) -> None:
    march.keep_draft("reflection", {"company_name": "Larkspur House", "questions": broken})
    assert ReflectionForm(march).values["company_name"] == "Larkspur House"


def test_flag_of_an_older_question_stays_and_goes_with_its_tap(march: Workbook) -> None:
    panel_of_two(march).save()
    question = march.frame("questions")["id"].iloc[1]
    march.save([Row("questions", {"id": question, "rating": 3, "could_be_better": True})], "Older")

    def flag() -> bool:
        return bool(march.frame("questions").set_index("id").loc[question, "could_be_better"])

    form = ReflectionForm(march)
    form.which.value = march.frame("meetings")["id"].iloc[0]
    form.save()
    assert flag()
    for tap, expected in (("Weak", True), ("✓ Weak", False)):
        press(form, "Open it again")
        press(form.fields["questions"].rows[1][0]["rating"], tap)
        form.save()
        assert flag() is expected


def test_what_is_wrong_with_no_field_of_the_form_is_said_too(march: Workbook) -> None:
    form = ReflectionForm(march)
    wrong = [InvalidValue("Role", "is needed", key="role"), InvalidValue("Email", "is too long", key="email"),
             InvalidValue("Company", "is needed", key="company_name")]  # fmt: skip
    form.point_at(Several(wrong))
    assert "'Email' is too long." in form.status.value.replace("&#39;", "'")


def test_a_save_that_changed_nothing_offers_no_undo(lived: Workbook) -> None:
    """It would have taken back what was saved before it."""
    form = RecordForm(lived, "people", "ana")
    fill(form, role="Publisher")
    form.save()
    assert form.undo.layout.display != "none"
    form.save()
    assert "Saved at" in form.status.value and form.undo.layout.display == "none"


def test_what_was_typed_goes_along_when_another_meeting_was_meant(
    march: Workbook, two_meetings: tuple[str, str]
) -> None:
    """One arrow key too many would have taken the evening's notes away."""
    first, second = two_meetings
    form = ReflectionForm(march)
    fill(form, company_name="Larkspur", landed="Typed first.", introducer="Zoe Lind")
    form.room.value = [{"name": "Zoe Lind", "person": "She runs the list."}]
    form.fields["posting_text"].value = "Wanted: an editor"
    form.which.value = first
    assert form.values["landed"].endswith("Typed first.")
    form.which.value = second
    assert form.values["landed"] == "Typed first."
    assert [one["person"] for one in form.values["room"]] == ["She runs the list."]
    assert form.values["introducer"] == "Zoe Lind"
    assert form.values["posting_text"] == "Wanted: an editor"
    form.which.value = "new"
    assert form.values["company_name"] == "Larkspur" and form.values["landed"] == "Typed first."
    form.which.value = second
    form.save()
    texts = list(march.frame("answers")["text"])
    assert "Typed first." in texts and "She runs the list." in texts


def test_note_on_somebody_who_is_listed_goes_to_them(
    march: Workbook, two_meetings: tuple[str, str]
) -> None:
    first, _ = two_meetings
    known = ReflectionForm(march)
    known.which.value = first
    row = known.room.value[0]
    form = ReflectionForm(march)
    form.room.value = [{"name": row["name"], "person": "And one thing more."}]
    form.which.value = first
    assert len(form.room.value) == len(known.room.value)
    assert form.room.value[0]["person"].endswith("And one thing more.")
    assert form.room.value[0]["id"] == row["id"]


def test_opened_again_it_takes_nothing_from_another_draft(
    march: Workbook, two_meetings: tuple[str, str]
) -> None:
    first, _ = two_meetings
    form = ReflectionForm(march)
    form.which.value = first
    fill(form, landed="About the first.")
    form.which.value = "new"
    fill(form, company_name="Halcyon", landed="About another.")
    press(form, "Show the other draft")
    form.save()
    assert not form._other_drafts.children
    press(form, "Open it again")
    assert form.values["landed"] == "About the first."
    again = ReflectionForm(march)
    assert again.values["landed"] == "About another."


def test_meeting_stays_chosen_when_its_draft_cannot_be_kept(
    march: Workbook, two_meetings: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The text of one would have stood under the other."""
    first, second = two_meetings
    form = ReflectionForm(march)
    form.which.value = first
    fill(form, landed="Typed.")

    def busy(*args: object) -> None:
        raise FollowupError("The workbook is in use.")

    monkeypatch.setattr(type(march), "keep_draft", busy)
    form.which.value = second
    assert (form.which.value, form.values["landed"]) == (first, "Typed.")
    assert "in use" in form.status.value


def test_discarded_draft_does_not_come_back(march: Workbook, two_meetings: tuple[str, str]) -> None:
    march.keep_draft("reflection", {"company_name": "Halcyon", "landed": "Not meant."})
    form = ReflectionForm(march)
    press(form, "Discard this draft")
    assert form.values["landed"] == ""
    form.which.value = two_meetings[0]
    assert "Not meant." not in form.values["landed"] and not march.drafts("reflection")


def test_notes_on_people_without_a_name_keep_their_lines_and_their_seats(march: Workbook) -> None:
    form = ReflectionForm(march)
    fill(form, company_name="Larkspur House", role="Editor", rating="well")
    unnamed(form, 0, "the woman", "")
    unnamed(form, 1, "the woman", "Said hello.\nthe woman: is her boss")
    form.save()
    again = ReflectionForm(march)
    again.which.value = march.frame("meetings")["id"].iloc[0]
    noted = [one["person"] for one in again.room.value]
    assert noted == ["", "Said hello.\nthe woman: is her boss"]
    seat = march.frame("attendees")["id"].tolist()
    march.save([Row("attendees", {"id": i, "description": "the lady"}) for i in seat], "Put right")
    later = ReflectionForm(march)
    later.which.value = march.frame("meetings")["id"].iloc[0]
    assert "is her boss" in "".join(one["person"] for one in later.room.value)


def test_meeting_that_took_place_meanwhile_is_not_called_off(march: Workbook) -> None:
    panel_of_two(march).save()
    frames, held = march.frames(), march.frame("meetings").iloc[0]
    for change in (records.called_off, records.arranged):
        day = [YESTERDAY] if change is records.arranged else []
        with pytest.raises(InvalidValue, match="is not any more"):
            change(frames, held["opportunity_id"], *day, TODAY, held["id"])


def test_tab_that_was_left_is_as_it_was_unless_something_was_told_elsewhere(
    sample_book: Workbook,
) -> None:
    """Whoever looks at the list and comes back would have to search again."""
    evening = FollowUp(sample_book)
    evening.tabs.bar.chosen = 2
    pane = evening.tabs.panes[2].children[0]
    evening.book.keep_draft("anything", {"text": "x"})
    evening.book.save([Row("companies", {"name": "Otter Row"})], "Told in this very tab")
    evening.tabs.bar.chosen = 0
    evening.tabs.bar.chosen = 2
    assert evening.tabs.panes[2].children[0] is pane


def test_rest_that_was_never_opened_leaves_nothing_behind(march: Workbook) -> None:
    """What a folded rest had made ready would stay in memory with every meeting that went badly."""
    counts = []
    for _ in range(3):
        form = ReflectionForm(march)
        form._repr_mimebundle_()
        fill(form, rating="")
        fill(form, rating="badly")
        counts.append(n_widgets())
    assert counts[1] == counts[2]
