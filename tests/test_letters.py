"""From the record to a text for one person, and out of the workbook: nothing of anyone else's."""

from __future__ import annotations

import io
import re
from datetime import date
from email import message_from_bytes
from email.policy import default
from itertools import permutations
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pandas as pd
import pytest
from docx import Document
from hypothesis import example, given
from hypothesis import strategies as st

from followup import records
from followup.agenda import listed
from followup.errors import InvalidValue
from followup.letters import BY_KEY, Draft, Occasion, draft, kinds_for, occasion, send
from followup.letters.check import TEMPLATE, overlap
from followup.letters.draft import TEMPLATES
from followup.letters.kinds import KINDS
from followup.letters.notes import full, inside, is_about, is_sentence, quoted, speaks_for_me
from followup.letters.points import LABELS
from followup.naming.called import addressed
from followup.search import search_on
from followup.tables import Row
from followup.workbook import Workbook, open_workbook

TODAY = date(2026, 3, 5)
TEXT = st.text(st.characters(exclude_categories=["Cs"]))

# --- notes --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("note", "set_in"),
    [("They lose a week to retyping.", "they lose a week to retyping"),
     ("Larkspur sells by app.", "Larkspur sells by app"), ("I walk to work", "I walk to work"),
     ("  The list is long ", "the list is long"), ("IT is slow.", "IT is slow"),
     ("Why now?", "why now?"), ("a week", "a week"), ("US sales doubled.", "US sales doubled")],
)  # fmt: skip
def test_note_is_led_in_without_bending_names(note: str, set_in: str) -> None:
    assert inside(note) == set_in


@pytest.mark.parametrize(
    ("note", "said"),
    [("they lose a week", "They lose a week."), ("Done.", "Done."), ("Why now?", "Why now?"),
     ("He said “no.”", "He said “no.”"), ("9 of 10", "9 of 10.")],
)  # fmt: skip
def test_note_made_a_sentence_begins_and_ends_like_one(note: str, said: str) -> None:
    assert full(note) == said


@pytest.mark.parametrize(
    "note", ["retyping data", '"retyping data."', "“retyping data”", " retyping data. "]
)
def test_their_words_stand_in_one_pair_of_marks(note: str) -> None:
    assert quoted(note) == "“retyping data”"


@pytest.mark.parametrize(
    ("note", "is_one", "for_me"),
    [("We both walk to work and listen.", True, True), ("I ran a list of 38.", True, True),
     ("They lose a week to retyping.", True, False), ("a week lost to retyping", False, False),
     ("Yes.", False, False), ("Your list is the reason I came.", True, True)],
)  # fmt: skip
def test_sentence_is_told_from_a_note(note: str, is_one: bool, for_me: bool) -> None:
    assert (is_sentence(note), speaks_for_me(note)) == (is_one, for_me)


@pytest.mark.parametrize(
    ("note", "about"),
    [("She runs the list.", True), ("Ana wants more time.", True), ("Reyes decides", True),
     ("Half of sales are apps.", False), ("Analysts are few", False), ("Her desk is empty", True)],
)  # fmt: skip
def test_note_about_a_person_is_not_said_to_them(note: str, about: bool) -> None:
    assert is_about(note, "Ana Reyes") == about


@pytest.mark.parametrize("filtered", [inside, quoted, full])
@given(note=TEXT.filter(str.strip))
@example(note=".")
@example(note="“”")
def test_any_note_can_be_set_into_a_sentence(filtered, note: str) -> None:
    assert isinstance(filtered(note), str)


@pytest.mark.parametrize(
    ("name", "said"),
    [("Ana Reyes", "Ana"), ("Dr. Lena Vogt", "Dr. Vogt"), ("Prof Ada King", "Prof King"),
     ("Ana", "Ana"), ("", ""), ("María-José Núñez", "María-José"), ("Dr", "Dr")],
)  # fmt: skip
def test_person_is_addressed_as_they_are_called(name: str, said: str) -> None:
    assert addressed(name) == said


# --- kinds --------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.key)
def test_every_kind_has_its_template_and_no_template_is_left_over(kind) -> None:
    assert (TEMPLATES / f"{kind.key}.txt").exists()
    assert {p.stem for p in TEMPLATES.glob("*.txt")} == set(BY_KEY)
    assert set(kind.at_most) <= set(LABELS)
    assert kind.length[0] < kind.length[1]


@pytest.mark.parametrize(
    ("rule", "meeting", "rating", "first"),
    [("R-LET", "panel", "well", "thank_you"), ("R-LET", "interview", "badly", "recovery"),
     ("R-LET", "advice", "badly", "advice"), ("R-CALL", "", "", "call"),
     ("R-OFN", "", "", "deadline_nudge"), ("R-KIT", "", "", "keep_in_touch"),
     ("R-UNK", "", "", "group_note"), ("R-INT", "", "", "introducer")],
)  # fmt: skip
def test_fitting_kind_stands_first(rule: str, meeting: str, rating: str, first: str) -> None:
    assert kinds_for(rule, meeting, rating)[0].key == first


# --- drafts -------------------------------------------------------------------------------


EACH = ("thank_you", "recovery", "advice")


@pytest.fixture(scope="session")
def letters(sample_file: Path) -> list[tuple[str, str, Draft]]:
    """Letters of the sample: the usual ones to everyone met, every other kind once a meeting."""
    book = open_workbook(sample_file)
    frames = book.frames()
    o = frames["meetings"].set_index("id")["opportunity_id"]
    room = frames["attendees"].dropna(subset="person_id")
    first = set(room.drop_duplicates("meeting_id")["id"])
    found = []
    for seat in room.itertuples():
        about = Occasion(seat.person_id, o[seat.meeting_id], seat.meeting_id)
        for kind in KINDS:
            if kind.key in EACH or seat.id in first:
                one = draft(frames, kind, about, book.today)
                found.append((seat.person_id, seat.meeting_id, one))
    return found


Letters = list[tuple[str, str, Draft]]


def test_no_letter_shows_a_placeholder_or_a_missing_value(letters: Letters) -> None:
    assert len(letters) > 60
    wrong = r"\{\{|\}\}|\[|\]|\?\?|\|\||\bnan\b|\bNaT\b|\bNone\b|<NA>|  | ,|\.\.|:\.|\( ?\)"
    for _, _, one in letters:
        said = one.subject + "\n" + one.text
        assert not re.search(wrong, said), said
        assert one.subject.strip() and "\n" not in one.subject
        assert one.kind.is_spoken or one.text.startswith("Dear ")


def test_what_concerns_one_person_never_stands_in_the_letter_to_another(
    sample_book: Workbook, letters: Letters
) -> None:
    answers = sample_book.frame("answers").dropna(subset="person_id")
    lines = [
        (a.person_id, n.strip(" .-*").casefold())
        for a in answers.itertuples()
        for n in a.text.split("\n")
    ]
    n_checked = 0
    for who, line in lines:
        for other, _, one in letters:
            if other != who and len(line) > 10:
                n_checked += 1
                assert line not in one.text.casefold()
    assert n_checked > 500


def test_what_they_said_about_rivals_stands_in_no_letter(
    sample_book: Workbook, letters: Letters
) -> None:
    answers = sample_book.frame("answers")
    private = answers[
        answers["prompt"].isin(["competition", "red_flags", "pay", "signals", "lesson"])
    ]
    notes = [n.strip(" .") for text in private["text"] for n in text.split("\n") if len(n) > 15]
    texts = [one.text for _, _, one in letters]
    assert notes
    assert [n for n in notes if any(n in text for text in texts)] == []


def test_letters_of_one_meeting_differ(letters: Letters) -> None:
    thanks = [(m, who, d.text) for who, m, d in letters if d.kind.key == "thank_you"]
    pairs = [(a, b) for a, b in permutations(thanks, 2) if a[0] == b[0] and a[1] != b[1]]
    assert pairs
    assert all(a[2] != b[2] for a, b in pairs)
    assert max(overlap(a[2], b[2]) for a, b in pairs) < TEMPLATE


def test_every_task_of_the_sample_has_a_letter_to_the_right_person(sample_book: Workbook) -> None:
    frames = sample_book.frames()
    for task in listed(search_on(frames, sample_book.today)):
        for kind in kinds_for(task.rule):
            one = draft(frames, kind, occasion(frames, task, sample_book.today), sample_book.today)
            first = addressed(task.person)
            assert first in one.text.split("\n\n")[0] or kind.is_spoken


@pytest.fixture
def met(book: Workbook) -> Workbook:
    """A meeting with two people that went badly; three answers could have been better."""
    rows = [
        Row("settings", {"id": "today", "value": "2026-03-05"}),
        Row("companies", {"id": "c", "name": "Larkspur House"}),
        Row("people", {"id": "ana", "name": "Ana Reyes", "company_id": "c"}),
        Row("people", {"id": "tom", "name": "Tom Okoye", "company_id": "c"}),
        Row("opportunities", {"id": "o", "company_id": "c", "role": "Editor"}),
    ]
    book.save(rows, "The cast")
    room = [{"person_id": "ana"}, {"person_id": "tom"}]
    more = {"today": TODAY, "meeting_id": "m", "attendees": room}
    book.save(records.meeting(book.frames(), "o", date(2026, 3, 4), **more)[1], "A meeting")
    questions = [
        {"question": f"Question {n}?", "better_answer": f"Better answer {n} was there.",
         "asked_by_id": who} for n, who in ((1, "ana"), (2, "tom"), (3, None))
    ]  # fmt: skip
    told = {"rating": "badly", "rows": {"questions": questions}}
    book.save(records.reflection(book.frames(), "m", date(2026, 3, 4), TODAY, **told), "Notes")
    return book


def asked(book: Workbook, person: str = "ana", key: str = "thank_you") -> list[str]:
    """What the desk asks beside the draft of a letter about the meeting."""
    return [
        a.question
        for a in draft(book.frames(), BY_KEY[key], Occasion(person, "o", "m"), TODAY).asks
    ]


DOUBT = "What can you set against their doubt? “No trade experience”"


@pytest.mark.parametrize(
    ("doubt", "is_asked"),
    [({}, True), ({"raised_by_id": "ana"}, True), ({"raised_by_id": "tom"}, False),
     ({"is_left": True}, False), ({"strength": "none"}, False), ({"evidence": "Nine."}, False)],
)  # fmt: skip
def test_doubt_without_an_answer_is_asked_about(
    met: Workbook, doubt: dict[str, object], is_asked: bool
) -> None:
    """A1.7: whoever noted a doubt in the evening would send a letter that never answers it."""
    row = {"meeting_id": "m", "objection": "No trade experience", "strength": "strong"}
    met.save([Row("objections", row | doubt)], "A doubt")
    assert (DOUBT in asked(met)) == is_asked


def test_requirement_and_question_without_an_answer_are_asked_about(met: Workbook) -> None:
    question = {"meeting_id": "m", "question": "Why now?", "rating": 1}
    required = {"opportunity_id": "o", "requirement": "Budgets"}
    met.save([Row("questions", question), Row("requirements", required)], "Two things")
    assert "What have you done that meets this? They ask for: “Budgets”" in asked(met)
    assert "What would you answer now? They asked: “Why now?”" in asked(met)
    assert not any("Why now" in a or "Budgets" in a for a in asked(met, key="advice"))


def test_what_is_noted_already_is_not_asked_about(met: Workbook) -> None:
    learned = "What did you hear there that you did not know before?"
    assert learned in asked(met)
    reflection = met.frame("reflections")["id"].iloc[0]
    row = {"reflection_id": reflection, "prompt": "company", "text": "Half of it is audio."}
    met.save([Row("answers", row)], "A note")
    assert learned not in asked(met)


@pytest.mark.parametrize(("key", "n"), [("recovery", 2), ("thank_you", 1)])
@pytest.mark.parametrize("person", ["ana", "tom"])
def test_one_or_two_better_answers_are_given(met: Workbook, key: str, n: int, person: str) -> None:
    one = draft(met.frames(), BY_KEY[key], Occasion(person, "o", "m"), TODAY)
    assert len(re.findall(r"Better answer \d was there", one.text)) == n


def test_person_is_told_only_of_their_own_questions_as_theirs(met: Workbook) -> None:
    one = draft(met.frames(), BY_KEY["recovery"], Occasion("tom", "o", "m"), TODAY)
    assert "Better answer 2 was there" in one.text
    assert not re.search(r"you asked “Question 1", one.text, re.IGNORECASE)


def test_question_nobody_is_noted_for_is_not_said_to_be_theirs(met: Workbook) -> None:
    frames = met.frames()
    own = frames["questions"]
    frames = {**frames, "questions": own[own["asked_by_id"].isna()]}
    one = draft(frames, BY_KEY["recovery"], Occasion("tom", "o", "m"), TODAY)
    assert "Better answer 3 was there" in one.text
    assert not re.search(r"you asked|was yours", one.text, re.IGNORECASE)


def test_own_sentence_takes_the_place_of_the_note(met: Workbook) -> None:
    frames = met.frames()
    source = f"questions:{frames['questions']['id'].iloc[0]}"
    met.save(
        [Row("sentences", {"source": source, "person_id": "ana", "text": "I said it better."})], "x"
    )
    one = draft(met.frames(), BY_KEY["thank_you"], Occasion("ana", "o", "m"), TODAY)
    assert "I said it better." in one.text
    assert "Better answer 1" not in one.text


def test_note_with_a_template_in_it_stays_a_note(met: Workbook) -> None:
    row = {"meeting_id": "m", "challenge": "{{ 7*7 }} and {% if %}", "owner_id": "ana"}
    met.save([Row("challenges", row)], "A challenge")
    one = draft(met.frames(), BY_KEY["thank_you"], Occasion("ana", "o", "m"), TODAY)
    assert "{{ 7*7 }} and {% if %}" in one.text


@pytest.mark.parametrize(("owner", "said"), [("ana", "You spoke of"), (None, "We spoke of")])
def test_words_are_put_into_nobodys_mouth_but_their_owners(
    met: Workbook, owner: str | None, said: str
) -> None:
    row = {"meeting_id": "m", "challenge": "nobody reads the reports", "owner_id": owner}
    met.save([Row("challenges", row)], "A challenge")
    one = draft(met.frames(), BY_KEY["thank_you"], Occasion("ana", "o", "m"), TODAY)
    assert f"{said} “nobody reads the reports”" in one.text


def noted(book: Workbook, prompt: str, text: str, person: str | None = None) -> None:
    """Something noted in the reflection on the meeting."""
    reflection = book.frame("reflections")["id"].iloc[0]
    row = {"reflection_id": reflection, "prompt": prompt, "text": text, "person_id": person}
    book.save([Row("answers", row)], "A note")


def text(book: Workbook, key: str = "thank_you", person: str = "ana") -> str:
    """The draft as it could go out."""
    return draft(book.frames(), BY_KEY[key], Occasion(person, "o", "m"), TODAY).text


def test_question_of_the_desk_writes_over_what_says_nothing_and_adds_no_second_row(
    met: Workbook,
) -> None:
    """Two rows for one prompt: the reflection, opened again, would keep only one of them."""
    noted(met, "company", "idk")
    asks = draft(met.frames(), BY_KEY["thank_you"], Occasion("ana", "o", "m"), TODAY).asks
    ask = next(a for a in asks if "hear there" in a.question)
    met.save([Row(ask.row.table, ask.row.values | {ask.column: "Half of it is audio."})], "Asked")
    assert list(met.frame("answers")["text"]) == ["Half of it is audio."]


def test_what_was_ticked_as_nothing_is_not_asked_again(met: Workbook) -> None:
    reflection = met.frame("reflections")["id"].iloc[0]
    row = {"reflection_id": reflection, "prompt": "company", "is_nothing": True}
    met.save([Row("answers", row)], "Nothing")
    assert not any("hear there" in question for question in asked(met))


@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.key)
@pytest.mark.parametrize("person", ["ana", "tom"])
def test_no_mark_of_a_template_is_left_in_a_letter(met: Workbook, kind, person: str) -> None:
    """HF3: a bar, a wording beside another, a heading with nothing below it."""
    noted(met, "value", "a list of what is late")
    rows = [
        Row("challenges", {"meeting_id": "m", "challenge": "late lists", "owner_id": "ana"}),
        Row("requirements", {"opportunity_id": "o", "requirement": "Lists", "evidence": "38"}),
    ]
    met.save(rows, "More")
    said = text(met, kind.key, person)
    assert not re.search(r"\||~|\?\?|\{|\[|”\.”|\?”\.", said)
    assert not re.search(r":\n\n|problem, as I heard it\n\n", said)


def test_each_question_stands_before_its_own_answer(met: Workbook) -> None:
    """L2-3: two questions in a row, then two answers, would answer the wrong one."""
    said = text(met, "recovery")
    places = [said.index(part) for n in (1, 3) for part in (f"Question {n}?", f"Better answer {n}")]
    assert places == sorted(places)


@pytest.mark.parametrize("source", ["questions", "objections", "accomplishments"])
def test_own_sentence_for_a_point_stands_once(met: Workbook, source: str) -> None:
    objection = {"id": "ob", "meeting_id": "m", "objection": "No budget", "evidence": "£18,000"}
    bank = {"id": "ac", "accomplishment": "Built a jig", "result": "Half a day"}
    told = {"meeting_id": "m", "accomplishment_id": "ac", "is_told": False}
    met.save(
        [
            Row("objections", objection | {"strength": "mild"}),
            Row("accomplishments", bank),
            Row("tellings", told),
        ],
        "x",
    )
    row_id = met.frame(source)["id"].iloc[0]
    own = {
        "source": f"{source}:{row_id}",
        "person_id": "ana",
        "is_used": True,
        "text": "This, in my own words.",
    }
    met.save([Row("sentences", own)], "A sentence")
    assert text(met).count("This, in my own words.") == 1


@pytest.mark.parametrize(
    ("prompt", "note", "person"),
    [("company", "tom said on the side that half of them leave", None),
     ("company", "She has been there since May", None), ("person", "My impression: she is strict.", "ana"),
     ("landed", "When I said that, Tom Okoye wrote it down.", None), ("value", "help Ana with her list", None)],
)  # fmt: skip
def test_what_speaks_about_somebody_there_starts_unticked(
    met: Workbook, prompt: str, note: str, person: str | None
) -> None:
    """HF2, HF5: an aside of one interviewer, or a remark about the reader, in their letter."""
    noted(met, prompt, note, person)
    one = draft(met.frames(), BY_KEY["thank_you"], Occasion("ana", "o", "m"), TODAY)
    assert note not in one.text and [p.is_used for p in one.points if p.note == note] == [False]


@pytest.mark.parametrize("key", ["thank_you", "recovery", "call", "proposal", "plan"])
def test_doubt_that_was_only_sensed_is_not_said_to_be_theirs(met: Workbook, key: str) -> None:
    """HF1: nobody said it, so only the seeker brings it up, and then as what speaks against it."""
    doubt = {"id": "ob", "meeting_id": "m", "objection": "too young", "strength": "mild"}
    met.save([Row("objections", doubt | {"evidence": "seven years", "is_said": False})], "A doubt")
    noted(met, "value", "a list of what is late")
    assert "seven years" not in text(met, key)
    ticked = {"source": "objections:ob", "person_id": "ana", "is_used": True}
    met.save([Row("sentences", ticked)], "Ticked")
    said = text(met, key)
    assert "You may also want to know this: seven years" in said
    assert "too young" not in said and "concern" not in said


@pytest.mark.parametrize(
    "key", ["nudge", "call", "voicemail", "proposal", "plan", "offer_thanks", "deadline_nudge"]
)
def test_challenge_of_nobody_is_not_put_into_their_mouth(met: Workbook, key: str) -> None:
    met.save([Row("challenges", {"meeting_id": "m", "challenge": "late lists"})], "A challenge")
    assert "“late lists”" in text(met, key)
    assert not re.search(r"you (described|told|said)", text(met, key))


@pytest.mark.parametrize("note", ["nothing", "Not much.", "???", "no", "n/a", "idk", "- nothing"])
def test_note_that_says_nothing_is_no_point(met: Workbook, note: str) -> None:
    noted(met, "company", note)
    assert "learned" not in [
        p.kind
        for p in draft(met.frames(), BY_KEY["thank_you"], Occasion("ana", "o", "m"), TODAY).points
    ]
    assert "What did you hear there that you did not know before?" in asked(met)


def test_what_they_said_as_we_stays_theirs(met: Workbook) -> None:
    noted(met, "company", "our results dropped 11 points")
    assert "“our results dropped 11 points”" in text(met)


@pytest.mark.parametrize(
    ("promise", "said"),
    [("send her my list", "What I promised you I will keep."), ("my list", "I have not forgotten what I promised you: my list.")],
)  # fmt: skip
def test_promise_is_told_to_the_reader_not_about_them(
    met: Workbook, promise: str, said: str
) -> None:
    row = {"opportunity_id": "o", "person_id": "ana", "promise": promise, "is_mine": True}
    met.save([Row("promises", row | {"made_on": date(2026, 3, 4)})], "A promise")
    assert said in text(met)


def test_due_promise_about_the_reader_keeps_its_day(met: Workbook) -> None:
    row = {
        "opportunity_id": "o",
        "person_id": "ana",
        "promise": "send her my list",
        "is_mine": True,
    }
    dated = {"made_on": date(2026, 3, 4), "due_on": date(2026, 3, 9)}
    met.save([Row("promises", row | dated)], "A promise")
    assert "What I promised you, you will have by Monday 9 March." in text(met)


@pytest.mark.parametrize(
    ("table", "row"),
    [("objections", {"objection": "he thinks I get bored", "evidence": "nine years", "strength": "mild", "is_said": True}),
     ("challenges", {"challenge": "she cannot find anyone for nights", "owner_id": "ana"}),
     ("questions", {"question": "She asked how I plan", "better_answer": "With a list of nine.", "asked_by_id": "ana"})],
)  # fmt: skip
def test_words_about_the_reader_are_not_quoted_to_them(
    met: Workbook, table: str, row: dict[str, object]
) -> None:
    """L1-1, HF5: "You spoke of “she cannot find anyone”"."""
    met.save([Row(table, {"meeting_id": "m"} | row)], "Noted")
    said = text(met)
    assert not re.search(r"\b(he|she) ", said, re.IGNORECASE)


@pytest.mark.parametrize(
    ("prompt", "note", "said", "person"),
    [("company", "Ana told me that nights are short", "nights are short", None),
     ("connection", "both from Ohio, she knows Marietta", "common ground, too: both from Ohio.", "ana"),
     ("company", "we talked about the new licence", "before: we talked about the new licence.", None)],
)  # fmt: skip
def test_what_is_good_in_a_note_is_not_lost_with_the_rest(
    met: Workbook, prompt: str, note: str, said: str, person: str | None
) -> None:
    noted(met, prompt, note, person)
    assert said in text(met) and "“we talked" not in text(met)


def test_story_has_problem_action_result_and_a_number_once(met: Workbook) -> None:
    """L5-6: and what was done is no order to the reader."""
    told = {"problem": "stringers differed", "action": "made a jig", "number": "4 hours of 8"}
    bank = {"id": "ac", "accomplishment": "Built a jig", "result": "half a day (4 hours)"} | told
    left_out = {"meeting_id": "m", "accomplishment_id": "ac", "is_told": False}
    met.save([Row("accomplishments", bank), Row("tellings", left_out)], "A story")
    noted(met, "value", "a list of what is late")
    said = text(met, "proposal")
    assert (
        "Built a jig. The problem: stringers differed. What I did: made a jig. The result: half a day (4 hours).\n"
        in said
    )
    assert "What I did: made a jig. What came of it: half a day (4 hours)." in text(met)


def test_decline_gives_no_reason_that_is_in_no_record(met: Workbook) -> None:
    assert "accepted another position" not in text(met, "decline")
    event = {"kind": "accepted", "opportunity_id": "o", "happened_on": TODAY}
    met.save([Row("events", event)], "Accepted")
    assert "I have accepted another position." in text(met, "decline")


def test_introducer_hears_nothing_from_inside_the_company(met: Workbook) -> None:
    """L6-4, HF6: what was heard there goes to an outsider only when the seeker ticks it."""
    noted(met, "company", "three houses are behind")
    assert "three houses" not in text(met, "introducer")
    row = {
        "source": f"answers:{met.frame('answers')['id'].iloc[0]}:0",
        "person_id": "ana",
        "is_used": True,
    }
    met.save([Row("sentences", row)], "Ticked")
    assert "three houses are behind" in text(met, "introducer")


def test_panel_reads_three_letters_that_do_not_sound_alike(met: Workbook) -> None:
    """TPL-2: interviewers compare; even with the same notes the sentences around them differ."""
    noted(met, "company", "half of it is audio")
    met.save([Row("challenges", {"meeting_id": "m", "challenge": "late lists"})], "A challenge")
    assert overlap(text(met, person="ana"), text(met, person="tom")) < TEMPLATE


def test_recovery_without_a_better_answer_does_not_promise_one(met: Workbook) -> None:
    frames = met.frames()
    frames = {**frames, "questions": frames["questions"].iloc[:0]}
    one = draft(frames, BY_KEY["recovery"], Occasion("ana", "o", "m"), TODAY)
    assert "better answer" not in one.subject
    assert (
        "better answer"
        in draft(met.frames(), BY_KEY["recovery"], Occasion("ana", "o", "m"), TODAY).subject
    )


def test_recovery_says_that_a_proposal_follows(met: Workbook) -> None:
    """L2-7: only to whom it goes, and only while it is on the list."""
    assert "a few thoughts of mine on paper" in text(met, "recovery")
    assert "a few thoughts of mine on paper" not in text(met, "recovery", "tom")


@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.key)
def test_draft_without_any_record_still_reads(met: Workbook, kind) -> None:
    one = draft(met.frames(), kind, Occasion(None), TODAY)
    assert bool(one.text) == (kind.touch != "proposal")  # without a thought, nothing to propose
    assert "nan" not in one.text.casefold().split()


def test_drafting_changes_no_frame(met: Workbook) -> None:
    frames = met.frames()
    before = {name: frame.copy() for name, frame in frames.items()}
    draft(frames, BY_KEY["thank_you"], Occasion("ana", "o", "m"), TODAY)
    for name, frame in frames.items():
        pd.testing.assert_frame_equal(frame, before[name])


# --- out of the workbook ------------------------------------------------------------------

RESERVED = {"con", "prn", "aux", "nul", "com1", "lpt9"}


@given(st.lists(TEXT, min_size=1, max_size=3))
@example(["../../etc/passwd"])
@example(["con"])
@example(["NUL "])
@example(["株" * 100])
@example(["..."])
@example(["a\x00b"])
def test_file_name_is_safe_whatever_was_typed(parts: list[str]) -> None:
    name = send.file_name(*parts, ending="eml")
    stem = name.removesuffix(".eml")
    assert stem and len(name.encode()) <= 100
    assert re.fullmatch(r"[\w-]+", stem)
    assert stem.casefold() not in RESERVED


def read(made: bytes):
    """An email as a mail program reads it."""
    return message_from_bytes(made, policy=default)


HEADERS = {
    "To",
    "From",
    "Subject",
    "X-Unsent",
    "Content-Type",
    "Content-Transfer-Encoding",
    "MIME-Version",
}


@given(to=TEXT, subject=TEXT, text=TEXT)
@example(to="Ana\r\nBcc: evil@x.example", subject="Thanks\r\nBcc: evil@x.example", text="Hi")
@example(to="Ana\u2028Bcc: evil@x.example", subject="a\x00b", text="Bcc: evil@x.example\n\nHi")
@example(to='Ana" <evil@x.example>, "b', subject="", text=".\n\nFrom here")
def test_no_header_can_be_slipped_into_an_email(to: str, subject: str, text: str) -> None:
    mail = read(send.eml(to, "ana@example.com", "me@example.com", subject, text))
    assert set(mail.keys()) <= HEADERS
    assert [a.addr_spec for a in mail["To"].addresses] == ["ana@example.com"]
    assert mail["X-Unsent"] == "1"


@pytest.mark.parametrize("subject", [
    "Editor: our conversation on Thursday 5 March", "Rédactrice en chef : notre entretien du 5 mars",
    "東京の編集者 — お礼", "שלום, תודה רבה", "Thanks 👩‍👩‍👧 for the long and winding conversation about the spring list and all that",
    "“Senior” Marketing — Manager (m/w/d), Königstraße 5, München: Danke für das Gespräch am Donnerstag",
])  # fmt: skip
def test_subject_and_text_arrive_as_written(subject: str) -> None:
    text = f"Dear Ana,\n\n{subject}\n\n.\nFrom me,\n" + "x" * 1200
    mail = read(send.eml("Ana Reyes", "ana@example.com", "", subject, text))
    assert mail["Subject"] == subject
    assert mail.get_content().replace("\r\n", "\n").rstrip("\n") == text


@given(st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=120))
def test_any_subject_arrives_as_written(subject: str) -> None:
    mail = read(send.eml("Ana", "ana@example.com", "", subject, "Hi"))
    assert (mail["Subject"] or "") == " ".join(subject.split())


NOT_ONE = ["", "ana", "a@b@c.example", "a@x.example, evil@x.example", "a@x.example;b@x.example",
           "a@x.example?bcc=evil@x.example", "a b@x.example", "a@x.example\nBcc: evil@x.example",
           "Ana <a@x.example>", "a@", "@x.example", "a&b@x.example", "a\x00@x.example"]  # fmt: skip


@pytest.mark.parametrize("address", NOT_ONE)
def test_only_one_plain_address_is_taken(address: str) -> None:
    for use in (
        lambda: send.eml("Ana", address, "", "Hi", "Hi"),
        lambda: send.mailto(address, "Hi", "Hi"),
    ):
        with pytest.raises(InvalidValue, match="must be one address such as"):
            use()


@pytest.mark.parametrize(
    "address", ["jörg@example.com", "ana@exämple.com", "a..b@example.com", ".a@example.com"]
)
def test_unusual_address_makes_an_email_or_a_sentence(address: str) -> None:
    try:
        made = send.eml("Ana", address, "", "Hi", "Hi")
    except InvalidValue:
        return
    assert [a.addr_spec for a in read(made)["To"].addresses] == [address]


@given(subject=TEXT, text=TEXT)
@example(subject="a&body=b", text="x?bcc=evil@x.example&cc=y #z\n%0A + €")
def test_mail_link_carries_text_and_nothing_else(subject: str, text: str) -> None:
    link = send.mailto("ana+jobs@example.com", subject, text)
    if link is None:
        return
    parts = urlsplit(link)
    assert unquote(parts.path) == "ana+jobs@example.com"
    fields = parse_qs(parts.query, keep_blank_values=True, strict_parsing=True)
    assert set(fields) == {"subject", "body"}
    assert fields["body"] == [text]
    assert "+" not in parts.query and "\n" not in link


def test_mail_link_too_long_for_mail_programs_is_not_offered() -> None:
    assert send.mailto("ana@example.com", "Hi", "x" * 5000) is None


@pytest.mark.parametrize("where", range(3))
def test_half_of_a_character_leaves_in_no_mail_and_is_told(where: int) -> None:
    """A browser may cut an emoji in two; the desk ended raw, and could not be opened again."""
    to, subject, text = ("\udacd" if n == where else "Hi" for n in range(3))
    with pytest.raises(InvalidValue, match="holds half of a character; paste it again"):
        send.eml(to, "ana@example.com", "", subject, text)
    if where:
        with pytest.raises(InvalidValue, match="holds half of a character; paste it again"):
            send.mailto("ana@example.com", subject, text)


@given(name=TEXT, text=TEXT)
@example(name="Ana", text="a\uffffb \x0b c\ufffe")
def test_printed_letter_opens_whatever_was_typed(name: str, text: str) -> None:
    made = send.docx(name, "6 Alder Row\nNew York", "Maya Okafor", TODAY, text)
    said = [p.text for p in Document(io.BytesIO(made)).paragraphs]
    assert "5 March 2026" in said


def test_printed_letter_holds_sender_day_address_and_every_paragraph() -> None:
    made = send.docx(
        "Ana Reyes", "6 Alder Row", "Maya Okafor", TODAY, "Dear Ana,\n\nThank you.\n\nMaya"
    )
    document = Document(io.BytesIO(made))
    said = [p.text for p in document.paragraphs]
    assert said == [
        "Maya Okafor",
        "5 March 2026",
        "Ana Reyes\n6 Alder Row",
        "Dear Ana,",
        "Thank you.",
        "Maya",
    ]
    assert document.core_properties.author == ""
