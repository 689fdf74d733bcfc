"""The desk of a letter: a line for each point, the letter that grows, an assistant, what is kept."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

import ipywidgets as w
import pytest
from test_forms import TODAY, fill, loud, noted, page, panel_of_two, press, row, walk

from followup import records
from followup.forms.desk import Desk
from followup.forms.due import DueList
from followup.forms.fields import Field
from followup.forms.reflection import ReflectionForm
from followup.tables import Row
from followup.workbook import Workbook, open_workbook

__all__ = ["loud"]


@pytest.fixture
def met(book: Workbook) -> Workbook:
    """A meeting with Ana and Tom yesterday, reflected on; today is 5 March 2026."""
    own = {
        "today": "2026-03-05",
        "seeker.name": "Kim Lee",
        "seeker.spelling": "British",
        "seeker.sign_off": "Regards,",
    }
    book.save([Row("settings", {"id": key, "value": value}) for key, value in own.items()], "x")
    book.save([Row("companies", {"id": "c", "name": "Larkspur House"})], "x")
    people = (("ana", "Ana Reyes", "ana@x.example", "555 01"), ("tom", "Tom Okoye", "", ""))
    book.save(
        [
            Row("people", {"id": i, "name": n, "company_id": "c", "email": e, "phone": p})
            for i, n, e, p in people
        ],
        "x",
    )
    book.save(
        [
            Row(
                "opportunities",
                {"id": "o", "company_id": "c", "role": "Editor", "hiring_manager_id": "ana"},
            )
        ],
        "x",
    )
    room = [{"person_id": "ana"}, {"person_id": "tom"}]
    day = date(2026, 3, 4)
    book.save(
        records.meeting(book.frames(), "o", day, today=TODAY, meeting_id="m", attendees=room)[1],
        "x",
    )
    rows = {"challenges": [{"id": "ch", "challenge": "late lists", "owner_id": "ana"}],
            "objections": [{"id": "ob", "objection": "only fiction", "raised_by_id": "ana", "evidence": "ran nonfiction 2019", "strength": "mild"}]}  # fmt: skip
    book.save(records.reflection(book.frames(), "m", day, day, rating="well", rows=rows), "x")
    return book


def desk(book: Workbook, line: str = "Write a letter: Ana") -> Desk:
    """The desk of a line of the list."""
    due = DueList(book)
    press(due, line)
    return next(x for x in walk(due) if isinstance(x, Desk))


def line_of(form: Desk, source: str) -> Field:
    """The line for one point."""
    return form.fields["lines"]._fields[source]


def say(form: Desk, source: str, text: str) -> None:
    """Types into the line for a point."""
    line_of(form, source).value = text


def letter(form: Desk) -> str:
    """The letter as it stands."""
    return str(form.fields["text"].value)


# --- one sentence at a time -------------------------------------------------------------------


def test_note_stands_beside_its_line_as_it_was_typed(met: Workbook) -> None:
    form = desk(met)
    assert (
        "Their challenge" in page(form)
        and "late lists" in page(form)
        and "ran nonfiction 2019" in page(form)
    )
    assert line_of(form, "challenges:ch").control.description == "In one sentence, to Ana"
    assert "late lists" not in letter(form)


def test_letter_grows_as_lines_are_written_and_shrinks_as_they_are_emptied(met: Workbook) -> None:
    form = desk(met)
    bare = letter(form)
    say(form, "challenges:ch", "Since Wednesday I have thought about your lists")
    say(form, "objections:ob", "You asked about nonfiction. I ran it in 2019.")
    assert [p for p in letter(form).split("\n\n") if p not in bare.split("\n\n")] == [
        "Since Wednesday I have thought about your lists.", "You asked about nonfiction. I ran it in 2019.",
    ]  # fmt: skip
    say(form, "challenges:ch", "")
    say(form, "objections:ob", "")
    assert letter(form) == bare


def test_opening_begins_a_line_and_says_nothing_by_itself(met: Workbook) -> None:
    form = desk(met)
    bare = letter(form)
    press(form, "Since Wednesday I have thought about how …")
    assert line_of(form, "challenges:ch").value == "Since Wednesday I have thought about how "
    assert letter(form) == bare
    press(form, "You said that …")
    assert line_of(form, "challenges:ch").value == "You said that "
    say(form, "challenges:ch", "You said that lists are late")
    press(form, "Since Wednesday I have thought about how …")
    assert line_of(form, "challenges:ch").value == "You said that lists are late"


def test_letter_edited_by_hand_keeps_every_edit_when_a_line_changes(met: Workbook) -> None:
    form = desk(met)
    say(form, "challenges:ch", "Lists first.")
    form.fields["text"].value = (
        letter(form).replace("Thank you for", "Warm thanks for") + "\n\nPS: see you."
    )
    say(form, "objections:ob", "I ran nonfiction in 2019.")
    say(form, "challenges:ch", "Your lists first.")
    assert "Warm thanks for" in letter(form) and letter(form).endswith("PS: see you.")
    assert "Your lists first." in letter(form) and "I ran nonfiction in 2019." in letter(form)
    assert letter(form).count("ists first.") == 1


def test_lines_and_letter_come_back_after_a_restart(met: Workbook) -> None:
    form = desk(met)
    say(form, "challenges:ch", "Lists first.")
    form.fields["subject"].value = "Lists"
    again = desk(open_workbook(met.path))
    assert line_of(again, "challenges:ch").value == "Lists first."
    assert "Lists first." in letter(again) and again.fields["subject"].value == "Lists"
    say(again, "challenges:ch", "Your lists first.")
    assert "Your lists first." in letter(again) and letter(again).count("ists first.") == 1


def test_draft_of_an_older_followup_opens_as_it_was_typed(met: Workbook) -> None:
    old = {
        "kind": "thank_you",
        "subject": "Mine",
        "text": "Dear Ana,\n\nMy own words.\n\nKim",
        "answer": "",
        "on": "2026-03-05",
        "channel": "email",
        "result": "",
        "decision_on": None,
    }
    met.keep_draft("desk:R-LET|m|ana", old)
    form = desk(met)
    assert (form.fields["subject"].value, letter(form)) == (
        "Mine",
        "Dear Ana,\n\nMy own words.\n\nKim",
    )
    assert form.fields["pasted"].value == ""


def test_what_was_sent_is_kept_with_its_points_and_offered_for_the_call(met: Workbook) -> None:
    form = desk(met)
    say(form, "challenges:ch", "Lists first")
    press(form, "I sent it")
    kept = met.frame("sentences")
    assert list(
        zip(kept["source"], kept["letter"], kept["text"], kept["is_used"], strict=True)
    ) == [("challenges:ch", "thank_you", "Lists first", True)]
    assert kept["touchpoint_id"].iloc[0] == met.frame("touchpoints")["id"].iloc[-1]
    met.save([Row("settings", {"id": "today", "value": "2026-03-09"})], "Later")
    call = desk(met, "Call about the decision")
    assert "Lists first" not in letter(call) and "You wrote before: Lists first" in page(call)
    press(call, "Use it here")
    assert "Lists first." in letter(call)


def test_questions_of_a_proposal_come_one_at_a_time_and_can_be_left(met: Workbook) -> None:
    met.save(
        [
            Row("objections", {"id": "ob", "strength": "strong"}),
            Row("reflections", {"id": met.frame("reflections")["id"].iloc[0], "can_do_job": True}),
        ],
        "x",
    )
    form = desk(met, "Send a proposal")
    first = "What does this problem cost them, or why does it matter, in their terms?"
    second = "What would you try? Two or three options, or first steps with days."
    assert first in page(form) and second not in page(form)
    say(form, "asks:importance", "A week is lost with every list")
    press(form, "Next question")
    assert second in page(form) and "A week is lost with every list." in letter(form)
    press(form, "Leave this one")
    assert second not in page(form) and "Where have you solved something like it?" in page(form)
    assert second not in page(desk(open_workbook(met.path), "Send a proposal"))


# --- how they are addressed -------------------------------------------------------------------


def test_way_to_address_is_shown_changed_in_the_letter_and_kept(met: Workbook) -> None:
    form = desk(met)
    assert form.fields["dear"].value == "Ana"
    form.fields["dear"].value = "Ms. Reyes"
    assert letter(form).startswith("Dear Ms. Reyes,\n\n")
    press(form, "I sent it")
    assert met.frame("people").set_index("id")["addressed_as"]["ana"] == "Ms. Reyes"
    assert met.frame("people").set_index("id")["addressed_as"]["tom"] == ""


# --- a call, a note -----------------------------------------------------------------------------


def test_call_begins_with_the_number_to_tap_and_asks_what_came_of_it(met: Workbook) -> None:
    met.save(
        records.sent(
            met.frames(),
            "letter",
            "ana",
            date(2026, 3, 5),
            purpose="thank_you",
            opportunity_id="o",
            meeting_id="m",
        ),
        "x",
    )
    met.save(
        [
            Row("people", {"id": "ana", "notes": "best before 9, on her way\nlikes tea"}),
            Row("settings", {"id": "today", "value": "2026-03-09"}),
        ],
        "x",
    )
    form = desk(met, "Call about the decision")
    assert (
        '<a class="fu-tel" href="tel:55501">Call 555 01</a>' in form._head.value
        and "best before 9" in page(form)
    )
    assert "likes tea" not in form._head.value
    assert (
        form.fields["on"].control.description == "Called on"
        and form._ways_out.layout.display == "none"
    )
    assert (
        form.fields["subject"].layout.display == "none"
        and form.save_button.description == "I called"
    )


def test_note_to_keep_in_touch_is_not_sent_without_something_of_use(sample_book: Workbook) -> None:
    form = desk(sample_book, "Keep in touch: Grace")
    form.fields["sent_along"].value = ""
    n = len(sample_book.frame("touchpoints"))
    form.save_button.click()
    assert "needs something of use" in form.fields["text"].note.value
    assert len(sample_book.frame("touchpoints")) == n
    source = next(p.source for p in form.draft.points if p.kind == "challenge")
    say(form, source, "A thought on voices came to me")
    form.save_button.click()
    assert len(sample_book.frame("touchpoints")) == n + 1


def test_what_is_sent_along_stands_in_the_note_and_is_kept(sample_book: Workbook) -> None:
    form = desk(sample_book, "Keep in touch: Grace")
    chosen = [key for _, key in form.fields["sent_along"].control.options if key]
    assert len(chosen) >= 2
    form.fields["sent_along"].value = chosen[1]
    title = sample_book.frame("clippings").set_index("id")["title"][chosen[1].partition(":")[2]]
    assert f"“{title}”" in letter(form)
    press(form, "I sent it")
    assert sample_book.frame("touchpoints")["clipping_id"].iloc[-1] == chosen[1].partition(":")[2]


# --- an assistant -------------------------------------------------------------------------------


def asked(form: Desk) -> str:
    """Opens the brief, and gives what would be copied."""
    press(form, "Ask an assistant, with names covered")
    return form.assistant.copy.text


def test_brief_is_shown_whole_before_it_is_copied(met: Workbook) -> None:
    form = desk(met)
    said = asked(form)
    shown = next(
        x.value for x in walk(form) if isinstance(x, w.HTML) and "fu-brief" in x._dom_classes
    )
    assert (
        re.sub(r"<[^>]+>", "", shown)
        .replace("&#34;", '"')
        .replace("&#39;", "'")
        .replace("&amp;", "&")
        == said
    )
    assert (
        not re.search("Ana|Reyes|Larkspur|Tom|Okoye|Kim|555 01|ana@x", said)
        and "late lists" in said
    )
    assert "leaves your computer" in page(form)


def test_answer_stands_in_the_letter_with_names_and_can_be_taken_back(met: Workbook) -> None:
    form = desk(met)
    say(form, "challenges:ch", "Lists first.")
    before = letter(form)
    said = asked(form)
    reader = re.search(r"Dear (\w+ \w+ \d)", said)
    assert reader
    fill(
        form,
        pasted=f"Subject: Lists\n\nDear {reader[1]},\n\nThank you for your time. I ran 400 houses in Peru.\n\nRegards,\nSeeker 1",
    )
    press(form, "Take the answer")
    assert (
        form.fields["subject"].value == "Lists"
        and letter(form).startswith("Dear Ana,")
        and letter(form).endswith("Kim Lee")
    )
    assert "“400”: this number is not in your notes" in page(
        form
    ) and "1 nowhere in your notes" in page(form)
    press(form, "Show my own text")
    assert letter(form) == before


@pytest.mark.parametrize("pasted", ["I'm sorry, but I can't help with that.", "", "x" * 200_000])
def test_answer_that_is_no_letter_changes_nothing_and_is_told_beside_it(
    met: Workbook, pasted: str
) -> None:
    form = desk(met)
    before = letter(form)
    asked(form)
    form.fields["pasted"].value = pasted
    press(form, "Take the answer")
    assert letter(form) == before and "The answer" in form.fields["pasted"].note.value


def test_word_can_be_covered_or_left(met: Workbook) -> None:
    met.save([Row("objections", {"id": "ob", "evidence": "ran nonfiction at Birchwood"})], "x")
    form = desk(met)
    assert "Birchwood" not in asked(form)
    fill(form, leave="birchwood", cover_too="late lists")
    assert "Birchwood" in form.assistant.copy.text and "late lists" not in form.assistant.copy.text


# --- the seeker's own ways ------------------------------------------------------------------------


def test_way_of_greeting_written_twice_is_offered_and_kept(met: Workbook) -> None:
    for who in ("Ana", "Tom"):
        form = desk(met, f"Write a letter: {who}")
        form.fields["text"].value = letter(form).replace("Dear ", "Hi ")
        if who == "Ana":
            assert "Keep it" not in page(form)
            press(form, "I sent it")
    assert "You have written it so before: “Hi dear,”" in page(form)
    press(form, "Keep it")
    assert met.settings()["seeker.greeting"] == "Hi {{ dear }},"


# --- nothing typed vanishes -----------------------------------------------------------------------

HALF: dict[str, tuple[str, dict[str, Any], str]] = {
    "a better answer without its question": ("questions", {"better_answer": "I would say it shorter."}, "'Question' is needed"),
    "a story without its line": ("accomplishments", {"result": "19 to 6 minutes"}, "'Accomplishment' is needed"),
    "a promise without its words": ("promises", {"due_on": date(2026, 3, 9)}, "'Promise' is needed"),
    "a doubt without its words": ("objections", {"evidence": "nine years"}, "'Objection' is needed"),
    "whose challenge, and no challenge": ("challenges", {"owner": "Ana Reyes"}, "'Challenge' is needed"),
    "evidence without what is asked": ("requirements", {"evidence": "38 titles"}, "'Requirement' is needed"),
    "an email without a name": ("room", {"email": "x@x.example"}, "'Name' is needed"),
}  # fmt: skip


@pytest.mark.parametrize("case", HALF)
def test_row_with_an_empty_first_field_is_refused_beside_it_and_kept(
    met: Workbook, case: str
) -> None:
    key, values, told = HALF[case]
    form = panel_of_two(met)
    rows = form.fields[key]
    n = len(rows.rows) - (0 if rows.rows[-1][0][rows.main].value else 1)
    row(form, key, n, **values)
    before = len(met.recent_saves())
    form.save_button.click()
    shown = rows.rows[n][0][rows.main].note
    assert told in unescape(shown.value) and shown.layout.display != "none"
    assert len(met.recent_saves()) == before and "Not saved yet" in form.status.value
    again = ReflectionForm(open_workbook(met.path))
    assert [r for r in again.fields[key].value if all(r[k] == v for k, v in values.items())]
    rows.rows[n][0][rows.main].value = "Now it has words"
    if key != "room":
        form.save_button.click()
        assert "Not saved yet" not in form.status.value and noted(form) == {}


def test_row_that_only_holds_what_it_began_with_is_no_row(met: Workbook) -> None:
    form = panel_of_two(met)
    for key in ("objections", "promises", "questions"):
        press(form.fields[key], "Add another")
    form.save()
    assert "Not saved yet" not in form.status.value


def test_answer_that_comes_the_next_day_is_read_by_the_brief_that_was_copied(met: Workbook) -> None:
    form = desk(met)
    said = asked(form)
    reader = re.search(r"Dear (\w+ \w+ \d)", said)
    assert reader
    again = desk(open_workbook(met.path))
    assert asked(again) == said
    fill(again, pasted=f"Subject: Lists\n\nDear {reader[1]},\n\nI ran 400 houses in Peru.\n\nKim")
    press(again, "Take the answer")
    assert letter(again).startswith("Dear Ana,")
    third = desk(open_workbook(met.path))
    assert "1 nowhere in your notes" in page(third) and letter(third) == letter(again)


def test_answer_to_a_brief_that_changed_since_has_its_names_put_back(met: Workbook) -> None:
    met.save([Row("objections", {"id": "ob", "evidence": "ran nonfiction at Birchwood"})], "x")
    form = desk(met)
    employer = re.search(r"nonfiction at (\w+ \d)", asked(form))
    assert employer
    fill(form, leave="Birchwood")
    assert employer[1] not in form.assistant.copy.text
    fill(form, pasted=f"Dear Ana,\n\nAt {employer[1]} I ran the nonfiction list.\n\nKim")
    press(form, "Take the answer")
    assert "At Birchwood I ran the nonfiction list." in letter(form)


def test_text_of_a_kind_not_shown_comes_back_after_a_restart(met: Workbook) -> None:
    form = desk(met)
    form.fields["text"].value = "Mine, a thank-you."
    form.fields["kind"].value = "recovery"
    form.fields["text"].value = "Mine, a recovery."
    again = desk(open_workbook(met.path))
    assert (again.fields["kind"].value, letter(again)) == ("recovery", "Mine, a recovery.")
    again.fields["kind"].value = "thank_you"
    assert letter(again) == "Mine, a thank-you."
    again.fields["kind"].value = "recovery"
    assert letter(again) == "Mine, a recovery."


def test_line_for_a_promise_takes_the_place_of_what_is_certain_in_an_edited_letter(
    met: Workbook,
) -> None:
    row = {
        "id": "k",
        "opportunity_id": "o",
        "meeting_id": "m",
        "person_id": "ana",
        "is_mine": True,
        "promise": "the list",
        "made_on": TODAY,
    }
    met.save([Row("promises", row)], "x")
    form = desk(met)
    assert "What I promised you is enclosed." in letter(form)
    form.fields["text"].value = letter(form) + "\n\nPS: mine."
    say(form, "promises:k", "Enclosed is the list of late titles")
    assert "What I promised you" not in letter(form) and letter(form).endswith("PS: mine.")
    assert "Enclosed is the list of late titles." in letter(form)


def test_edited_letter_takes_in_a_line_once_and_keeps_the_edit_when_it_is_emptied(
    met: Workbook,
) -> None:
    form = desk(met)
    say(form, "challenges:ch", "You said that lists come late")
    form.fields["text"].value = letter(form).replace("come late.", "come too late.")
    say(form, "objections:ob", "I ran nonfiction in 2019")
    assert letter(form).count("lists come") == 1 and "too late" in letter(form)
    say(form, "challenges:ch", "")
    assert "You said that lists come too late." in letter(form)
    assert letter(form).endswith("Kim Lee")


def test_line_written_after_an_answer_stands_above_the_signature(met: Workbook) -> None:
    form = desk(met)
    asked(form)
    fill(form, pasted="Subject: Lists\n\nDear Ana,\n\nIt was good to meet.\n\nYours,\nKim")
    press(form, "Take the answer")
    say(form, "challenges:ch", "You said that lists come late")
    assert letter(form).endswith("Yours,\nKim") and "come late.\n\n" in letter(form)


def test_every_version_can_be_had_again_also_after_a_restart(met: Workbook) -> None:
    form = desk(met)
    form.fields["text"].value = "Mine."
    asked(form)
    for said in ("Dear Ana,\n\nFirst.", "Dear Ana,\n\nSecond."):
        fill(form, pasted=said)
        press(form, "Take the answer")
    again = desk(open_workbook(met.path))
    assert letter(again) == "Dear Ana,\n\nSecond."
    press(again, "Show my own text")
    assert letter(again) == "Mine."
    press(again, "Show answer 1 of the assistant")
    assert letter(again) == "Dear Ana,\n\nFirst."
    press(again, "Show answer 2 of the assistant")
    assert letter(again) == "Dear Ana,\n\nSecond."


def test_line_written_while_another_kind_is_shown_stands_in_the_edited_one_too(
    met: Workbook,
) -> None:
    form = desk(met)
    form.fields["text"].value = letter(form) + "\n\nPS: mine."
    form.fields["kind"].value = "recovery"
    say(form, "challenges:ch", "You said that lists come late")
    form.fields["kind"].value = "thank_you"
    assert "lists come late." in letter(form) and letter(form).endswith("PS: mine.")


def test_undo_brings_the_letter_back_as_it_was_sent(met: Workbook) -> None:
    due = DueList(met)
    press(due, "Write a letter: Ana")
    form = next(x for x in walk(due) if isinstance(x, Desk))
    say(form, "challenges:ch", "You said that lists come late")
    form.fields["text"].value = sent = letter(form) + "\n\nPS: mine."
    press(form, "I sent it")
    press(due, "Undo")
    again = desk(open_workbook(met.path))
    assert letter(again) == sent and "as you sent it" in again.status.value
    press(again, "I sent it")
    assert met.frames()["touchpoints"]["text"].to_list() == [sent]


def test_line_typed_key_by_key_leaves_nothing_half_typed_in_an_edited_letter(met: Workbook) -> None:
    form = desk(met)
    form.fields["text"].value = edited = letter(form).replace("role.", "role. It was good to talk.")
    line = "Two things: lists, and then proofs"
    for n in range(1, len(line) + 1):
        say(form, "challenges:ch", line[:n])
    assert letter(form) == edited.replace("talk.", f"talk.\n\n{line}.")
    for n in range(len(line), -1, -1):
        say(form, "challenges:ch", line[:n])
    assert letter(form) == edited
    form.fields["text"].value = edited = letter(form).replace("Dear Ana,", "Hi Ana,")
    for n in range(len("Ms. Reyes") + 1):
        form.fields["dear"].value = "Ms. Reyes"[:n]
    assert letter(form) == edited


def test_letters_of_other_kinds_in_an_older_draft_are_kept(met: Workbook) -> None:
    old = {
        "kind": "thank_you",
        "subject": "S",
        "text": "Mine.",
        "other_kinds": {"recovery": ["R", "Ours."]},
    }
    met.keep_draft("desk:R-LET|m|ana", old)
    form = desk(met)
    assert letter(form) == "Mine."
    form.fields["kind"].value = "recovery"
    assert (letter(form), form.fields["subject"].value) == ("Ours.", "R")
    say(form, "challenges:ch", "You said that lists come late")
    assert "Ours." in letter(form) and "lists come late." in letter(form)


def test_what_was_sent_is_kept_without_the_brief_and_comes_back_exactly(
    met: Workbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = {"id": "k", "opportunity_id": "o", "meeting_id": "m", "person_id": "ana", "is_mine": True,
           "promise": "the list", "made_on": TODAY, "due_on": date(2026, 3, 9)}  # fmt: skip
    met.save([Row("promises", row)], "x")
    due = DueList(met)
    press(due, "Write a letter: Ana")
    form = next(x for x in walk(due) if isinstance(x, Desk))
    asked(form)
    sent = letter(form)
    assert "will follow by Monday 9 March" in sent
    press(form, "I sent it")
    (kept,) = (
        row.content for row in met.frames()["drafts"].itertuples() if row.id.startswith("sent:")
    )
    assert "who_is_who" not in kept and "Company 1" not in kept
    press(due, "Undo")
    met.save([Row("settings", {"id": "today", "value": "2026-03-09"})], "x")
    assert letter(desk(open_workbook(met.path))) == sent


def test_offer_is_declined_from_the_desk_and_undo_brings_the_letter_back(
    sample_book: Workbook,
) -> None:
    task = next(t for t in DueList(sample_book).tasks if t.rule == "R-REJ")
    frames = sample_book.frames()
    known = frames["opportunities"].iloc[0]
    own = {
        "task": "any|decline",
        "rule": "R-OFD",
        "opportunity_id": known["id"],
        "person_id": known["hiring_manager_id"],
    }
    wish = task._replace(**own)
    form = Desk(sample_book, wish, lambda *told: None)
    form.fields["kind"].value = "decline"
    press(form, "I sent it")
    assert "No offer is noted that could be declined" in page(form)
    press(form, "Save all the same")
    assert "Not saved" not in form.status.value
