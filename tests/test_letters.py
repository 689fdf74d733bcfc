"""From the record to a text for one person: what is certain, what the seeker wrote, nothing else."""

from __future__ import annotations

import re
from datetime import date
from itertools import permutations
from pathlib import Path

import pandas as pd
import pytest
from builders import Memory
from hypothesis import example, given
from hypothesis import strategies as st
from letter_records import LETTERS, drafted

from followup import records
from followup.agenda import listed
from followup.letters import BY_KEY, Draft, Occasion, draft, kinds_for, occasion
from followup.letters import kinds as kinds_room
from followup.letters.check import TEMPLATE, overlap
from followup.letters.draft import CLIPPING, composed, faults, finished, material
from followup.letters.facts import facts
from followup.letters.kinds import KINDS, TEMPLATES, read_kind, set_aside
from followup.letters.notes import lines_of, quotations, sentences, stays_private
from followup.letters.points import AT_MOST, POINT_KINDS, points
from followup.naming.called import addressed
from followup.search import search_on
from followup.tables import Row
from followup.workbook import Workbook, open_workbook

TODAY = date(2026, 3, 5)
TEXT = st.text(st.characters(exclude_categories=["Cs"]))

# --- notes --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "note",
    ["in confidence: she goes to three days in autumn", "not announced yet", "that is hers, not to be used",
     "off the record he is leaving", "she let slip that the budget is gone", "robin asked me to keep it to myself",
     "the other finalist is internal", "another candidate knows the ledger", "two of the others come from the district",
     "band 150 to 172", "salary is 40k", "between us, they may close",
     "a second shop, 'dont breathe a word'", "the ward hasnt been told, so not a word from me", "pls sit on it, his boss hasn't been told",
     "one shift goes, none of the lads on the floor know, so keep it shut", "a doctor's appt, he'd hate for that to get around",
     "would rather that didnt get about", "losing the client. under my hat he said", "told me not to let on", "i swore id say nothing",
     "the owner is selling, hasn't told a soul on staff", "i never heard it from him", "not for repeating he says", "dont tell tom",
     "i am to keep my trap shut", "zip it", "the team hasnt heard yet", "only marc knows", "only her wife (jo) and now me", "he hasnt a clue"],
)  # fmt: skip
def test_note_that_stays_private_is_told(note: str) -> None:
    assert stays_private(note)


@pytest.mark.parametrize(
    "note",
    ["budget 2.3 million without salaries", "the phones before 8", "candidates drop out after form 2",
     "she said so twice", "we both can't stand it", "1 week in 5", "applicants for grants wait nine weeks",
     "nobody knows who orders the surveys", "the team has no idea what sells", "guests go round twice before they find the desk",
     "we keep it simple", "nobody told them that the bus was late", "only two know how", "we hadnt heard from them since may", "only 3 knew the code"],
)  # fmt: skip
def test_note_that_may_be_used_is_not_held_back(note: str) -> None:
    assert not stays_private(note)


@pytest.mark.parametrize(
    ("text", "quoted"),
    [('on call. "we fix it" he said', ["we fix it"]), ("She wrote “no”, and ‘why now?’", ["no", "why now?"]),
     ("'We design blind' they don't", ["We design blind"]), ("it's the team's own", []), ('an inch is 1"', [])],
)  # fmt: skip
def test_words_in_quotation_marks_are_found_whole(text: str, quoted: list[str]) -> None:
    assert quotations(text) == quoted


@given(TEXT)
@example(".")
@example("“”")
def test_any_text_falls_into_sentences_without_losing_a_word(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


# --- how a person is addressed ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "said"),
    [("Ana Reyes", "Ana"), ("Dr. Lena Vogt", "Dr. Vogt"), ("Prof Ada King", "Prof King"), ("Ana", "Ana"),
     ("", ""), ("María-José Núñez", "María-José"), ("Dr", "Dr"), ("Dr. Ana Reyes, PhD", "Dr. Reyes"),
     ("Frau Dr. Vogt", "Frau Dr. Vogt"), ("Herr Vogt", "Herr Vogt"), ("Reyes, Ana", "Ana"), ("ANA REYES", "Ana"),
     ("A. Reyes", "A. Reyes"), ("HR team", "HR team"), ("The hiring team", "hiring team"), ("ana@example.com", ""),
     ("Mme Dupont", "Mme Dupont"), ("Doctor Vogt", "Doctor Vogt"), ("M. Dupont", "M. Dupont"), ("ana reyes", "Ana"),
     ("DUPONT Marie", "Marie"), ("JP Smith", "JP"), ("Reyes, Ana, PhD", "Ana"), ("van der Berg", "van der Berg")],
)  # fmt: skip
def test_person_is_addressed_as_they_are_called(name: str, said: str) -> None:
    assert addressed(name) == said


# --- kinds --------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.key)
def test_every_name_and_point_of_a_kind_exists_and_has_its_place(kind) -> None:
    assert faults(kind) == []
    assert kind.length[0] < kind.length[1] and kind.good and kind.label
    assert all(POINT_KINDS[name].question for name in kind.asks)


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [("{{ role }}", "{{ roel }}", "“roel” in templates/thank_you.md is no name a letter knows."),
     ("[connection notes]", "[connection nots]", "“nots” in templates/thank_you.md is no name a letter knows."),
     ("[connection notes]", "[connection]", "templates/thank_you.md has no place for “notes”."),
     ("{{ dear }}", "{{ dear", "templates/thank_you.md"),
     ("answers: R-LET\n", "", "templates/thank_you.md lacks “answers:”.")],
)  # fmt: skip
def test_template_that_names_what_does_not_exist_is_told(
    was: str, now: str, told: str, tmp_path: Path
) -> None:
    """A misspelt name would just leave its sentence out (found/house.md P4)."""
    file = tmp_path / "thank_you.md"
    file.write_text((TEMPLATES / "thank_you.md").read_text("utf-8").replace(was, now), "utf-8")
    assert any(told in fault for fault in faults(read_kind(file)))


def test_template_changed_for_an_older_followup_is_set_aside_with_a_sentence(
    tmp_path: Path, monkeypatch
) -> None:
    assert set_aside() == ""
    (tmp_path / "thank_you.txt").write_text("Dear {{ dear }},", "utf-8")
    monkeypatch.setattr(kinds_room, "TEMPLATES", tmp_path)
    assert "(thank_you.txt) is kept as it is and set aside" in set_aside()


@pytest.mark.parametrize(
    ("rule", "meeting", "rating", "first"),
    [("R-LET", "panel", "well", "thank_you"), ("R-LET", "interview", "badly", "recovery"),
     ("R-LET", "advice", "badly", "advice"), ("R-CALL", "", "", "call"), ("R-PROP", "", "", "proposal"),
     ("R-OFN", "", "", "deadline_nudge"), ("R-KIT", "", "", "keep_in_touch"),
     ("R-UNK", "", "", "group_note"), ("R-INT", "", "", "introducer")],
)  # fmt: skip
def test_fitting_kind_stands_first(rule: str, meeting: str, rating: str, first: str) -> None:
    assert kinds_for(rule, meeting, rating)[0].key == first


# --- drafts of the sample -----------------------------------------------------------------


@pytest.fixture(scope="session")
def letters(sample_file: Path) -> list[tuple[str, str, Draft]]:
    """Letters of the sample: each kind to everyone met."""
    book = open_workbook(sample_file)
    frames = book.frames()
    o = frames["meetings"].set_index("id")["opportunity_id"]
    found = []
    for seat in frames["attendees"].dropna(subset="person_id").itertuples():
        about = Occasion(seat.person_id, o[seat.meeting_id], seat.meeting_id)
        for kind in KINDS:
            found.append((seat.person_id, seat.meeting_id, draft(frames, kind, about, book.today)))
    return found


Letters = list[tuple[str, str, Draft]]


def test_no_letter_shows_a_placeholder_or_a_missing_value(letters: Letters) -> None:
    assert len(letters) > 60
    wrong = (
        r"\{\{|\}\}|\[|\]|\?\?|\|\||~|\bnan\b|\bNaT\b|\bNone\b|<NA>|  | ,|\.\.|,,|:\.|\( ?\)|:\n\n"
    )
    for _, _, one in letters:
        said = one.subject + "\n" + one.text
        assert not re.search(wrong, said), said
        assert one.subject.strip() and "\n" not in one.subject
        assert one.kind.is_spoken or one.text.startswith("Dear ")


def test_no_note_stands_in_a_draft(letters: Letters, sample_book: Workbook) -> None:
    """HF1: a note is never pasted; only the seeker can make a sentence of it."""
    frames, n_checked = sample_book.frames(), 0
    notes = [*frames["answers"]["text"], *frames["challenges"]["challenge"], *frames["objections"]["objection"],
             *frames["objections"]["evidence"], *frames["requirements"]["evidence"], *frames["questions"]["better_answer"],
             *frames["accomplishments"]["accomplishment"], *frames["promises"]["promise"]]  # fmt: skip
    bare = [
        line.strip(" .").casefold() for note in notes for line in lines_of(note) if len(line) > 12
    ]
    for _, _, one in letters:
        for line in bare:
            n_checked += 1
            assert line not in one.text.casefold()
    assert n_checked > 5000


def test_draft_holds_quotation_marks_around_a_title_only(
    letters: Letters, sample_book: Workbook
) -> None:
    titles = set(sample_book.frame("clippings")["title"])
    assert {q for _, _, one in letters for q in re.findall(r"“(.+?)”", one.text)} <= titles


def test_letters_of_one_meeting_are_worded_otherwise(letters: Letters) -> None:
    long = [(m, d) for _, m, d in letters if d.kind.key == "thank_you" and len(d.text.split()) > 50]
    thanks = [(m, d.text) for m, d in long]
    pairs = [(a[1], b[1]) for a, b in permutations(thanks, 2) if a[0] == b[0] and a != b]
    assert pairs and max(overlap(a, b) for a, b in pairs) < TEMPLATE


def test_every_task_of_the_sample_has_a_letter_to_the_right_person(sample_book: Workbook) -> None:
    frames = sample_book.frames()
    for task in listed(search_on(frames, sample_book.today)):
        for kind in kinds_for(task.rule):
            one = draft(frames, kind, occasion(frames, task, sample_book.today), sample_book.today)
            assert kind.is_spoken or addressed(task.person) in one.text.split("\n\n")[0]


# --- a meeting with two people ------------------------------------------------------------


@pytest.fixture
def met() -> Memory:
    """A meeting on 4 March with Ana, who decides, and Tom; a draft is made the day after."""
    book = Memory()
    book.save(
        [
            Row("settings", {"id": f"seeker.{k}", "value": v})
            for k, v in (("name", "Kim Lee"), ("spelling", "British"), ("sign_off", "Regards,"))
        ]
    )
    book.save([Row("companies", {"id": "c", "name": "Larkspur House"})])
    book.save(
        [
            Row("people", {"id": i, "name": n, "company_id": "c"})
            for i, n in (("ana", "Ana Reyes"), ("tom", "Tom Okoye"))
        ]
    )
    book.save(
        [
            Row(
                "opportunities",
                {"id": "o", "company_id": "c", "role": "Editor", "hiring_manager_id": "ana"},
            )
        ]
    )
    room = [{"person_id": "ana"}, {"person_id": "tom"}]
    book.save(
        records.meeting(
            book.frames(), "o", date(2026, 3, 4), today=TODAY, meeting_id="m", attendees=room
        )[1]
    )
    told = {"id": "r", "meeting_id": "m", "reflected_on": date(2026, 3, 4), "rating": "well"}
    book.save([Row("reflections", told)])
    return book


def noted(book: Memory, prompt: str, text: str, person: str | None = None) -> None:
    """Something noted in the reflection on the meeting."""
    book.save(
        [
            Row(
                "answers",
                {"reflection_id": "r", "prompt": prompt, "text": text, "person_id": person},
            )
        ]
    )


def one(book: Memory, key: str = "thank_you", person: str | None = "ana", lines=None) -> Draft:
    """The draft of a letter about the meeting."""
    of = material(book.frames(), BY_KEY[key], Occasion(person, "o", "m"), TODAY)
    return composed(of, lines)


def test_first_draft_of_a_letter_holds_what_is_certain_and_nothing_else(met: Memory) -> None:
    noted(met, "company", "3 bus routes. Mx Brown said she is bored")
    met.save(
        [
            Row(
                "reflections",
                {
                    "id": "r",
                    "decision_on": date(2026, 3, 10),
                    "decision_precision": "exact",
                    "decision_told_by_id": "ana",
                },
            )
        ]
    )
    assert one(met).text == (
        "Dear Ana,\n\nThank you for our conversation on Wednesday 4 March about the Editor role.\n\n"
        "I would very much like to do this job, and to do it at Larkspur House. You expect to decide "
        "on Tuesday 10 March; please ask me whatever would help before then.\n\nRegards,\nKim Lee"
    )


@pytest.mark.parametrize(
    ("precision", "when"),
    [("exact", "on Tuesday 10 March"), ("by_end_of_week", "by the end of the week of Tuesday 10 March"),
     ("approximate", "around Tuesday 10 March"), ("", "around Tuesday 10 March")],
)  # fmt: skip
def test_day_of_the_decision_is_no_more_exact_than_it_was_told(
    met: Memory, precision: str, when: str
) -> None:
    met.save(
        [
            Row(
                "reflections",
                {"id": "r", "decision_on": date(2026, 3, 10), "decision_precision": precision},
            )
        ]
    )
    assert f"As I understand it, the decision is due {when};" in one(met).text
    met.save([Row("reflections", {"id": "r", "decision_told_by_id": "ana"})])
    assert f"You expect to decide {when};" in one(met).text
    assert f"the decision is due {when};" in one(met, person="tom").text


def test_decision_that_lies_behind_is_asked_about_as_past(met: Memory) -> None:
    met.save(
        [
            Row(
                "reflections",
                {
                    "id": "r",
                    "decision_on": date(2026, 3, 4),
                    "decision_precision": "exact",
                    "decision_told_by_id": "ana",
                },
            )
        ]
    )
    assert "decide" not in one(met).text
    assert (
        "You expected to decide on Wednesday 4 March. May I ask where you are"
        in one(met, "call").text
    )


@pytest.mark.parametrize(
    ("due", "said"),
    [(date(2026, 3, 6), "What I promised you is enclosed."), (None, "What I promised you is enclosed."),
     (date(2026, 3, 12), "What I promised you will follow by Thursday 12 March.")],
)  # fmt: skip
def test_promise_is_enclosed_or_comes_by_its_day_until_a_line_says_more(
    met: Memory, due: date | None, said: str
) -> None:
    row = {
        "id": "k",
        "is_mine": True,
        "promise": "send her the list",
        "person_id": "ana",
        "made_on": date(2026, 3, 4),
        "due_on": due,
        "opportunity_id": "o",
        "meeting_id": "m",
    }
    met.save([Row("promises", row)])
    assert said in one(met).text and said not in one(met, person="tom").text
    written = one(met, lines={"promises:k": "Enclosed is the list of late titles"}).text
    assert "Enclosed is the list of late titles." in written and said not in written


def test_introducer_who_was_the_interviewer_is_thanked_for_both_in_one_letter(met: Memory) -> None:
    assert "introducing" not in one(met).text
    met.save([Row("opportunities", {"id": "o", "introduced_by_id": "ana"})])
    assert "Thank you also for introducing me to Larkspur House" in one(met).text
    assert "introducing" not in one(met, person="tom").text
    sent = records.sent(
        met.frames(), "letter", "ana", TODAY, purpose="introducer_thanks", opportunity_id="o"
    )
    met.save(sent)
    assert "introducing" not in one(met).text


def test_after_a_no_nothing_pretends_otherwise(met: Memory) -> None:
    met.save(records.received(met.frames(), "rejected", TODAY, opportunity_id="o", person_id="ana"))
    for kind in KINDS:
        said = one(met, kind.key).text
        assert not re.search(
            r"like to do this job|work I want|I want this job|interested in the Editor|interest me|is strong|as strong as|not decided yet",
            said,
        ), said
    assert "the answer was a no" in one(met, "introducer").text


def test_person_is_addressed_as_the_seeker_says(met: Memory) -> None:
    met.save([Row("people", {"id": "ana", "addressed_as": "Ms. Reyes"})])
    assert one(met).text.startswith("Dear Ms. Reyes,")


def test_nothing_is_said_of_a_networking_role(met: Memory) -> None:
    met.save([Row("opportunities", {"id": "o", "kind": "networking", "role": "networking"})])
    for kind in KINDS:
        assert "networking" not in one(met, kind.key).text


@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.key)
def test_draft_without_any_record_still_reads(kind) -> None:
    said = draft(Memory().frames(), kind, Occasion(None), TODAY).text
    assert said and not re.search(r"\bnan\b|\||~|\?\?|\{|\[|:\n\n| ,", said)


def test_drafting_changes_no_frame(met: Memory) -> None:
    frames = met.frames()
    before = {name: frame.copy() for name, frame in frames.items()}
    draft(frames, BY_KEY["thank_you"], Occasion("ana", "o", "m"), TODAY)
    for name, frame in frames.items():
        pd.testing.assert_frame_equal(frame, before[name])


# --- points and lines -----------------------------------------------------------------------


def found(book: Memory, person: str = "ana", key: str = "thank_you") -> list[str]:
    """The notes of the points of a letter, in order."""
    return [p.note for p in points(book.frames(), BY_KEY[key], Occasion(person, "o", "m"), TODAY)]


def test_points_come_weightiest_first_one_of_each_kind_then_the_rest(met: Memory) -> None:
    noted(met, "person", "direct\ndraws while she talks", "ana")
    noted(met, "connection", "both have an allotment", "ana")
    met.save([Row("challenges", {"meeting_id": "m", "challenge": "late lists", "owner_id": "ana"})])
    met.save(
        [Row("objections", {"meeting_id": "m", "objection": "only fiction", "raised_by_id": "ana"})]
    )
    met.save(
        [Row("requirements", {"opportunity_id": "o", "requirement": "Budgets", "evidence": "38"})]
    )
    assert found(met) == [
        "direct",
        "late lists",
        "only fiction",
        "Budgets",
        "both have an allotment",
        "draws while she talks",
    ]


def test_what_is_harder_to_say_comes_later(met: Memory) -> None:
    """A requirement without evidence, a doubt nobody said aloud, words that are their challenge."""
    noted(met, "person", 'direct. "late lists"', "ana")
    noted(met, "value", "a list of lists")
    met.save(
        [Row("challenges", {"meeting_id": "m", "challenge": '"late lists"', "owner_id": "ana"})]
    )
    doubt = {
        "meeting_id": "m",
        "objection": "only fiction",
        "raised_by_id": "ana",
        "is_said": False,
    }
    met.save([Row("objections", doubt)])
    met.save([Row("requirements", {"opportunity_id": "o", "requirement": "Budgets"})])
    assert found(met)[:2] == ['"late lists"', "a list of lists"]
    assert set(found(met)[2:]) == {'direct. "late lists"', "only fiction", "Budgets"}


def test_what_belongs_to_one_person_is_no_point_for_another(met: Memory) -> None:
    """HF2, A1.4."""
    noted(met, "person", "walks to work", "tom")
    noted(met, "connection", "same school", "tom")
    noted(
        met, "company", "three houses are behind\ntom told me half of them leave\nMs Okoye is new"
    )
    for table, text, owner in (
        ("challenges", "challenge", "owner_id"),
        ("objections", "objection", "raised_by_id"),
        ("questions", "question", "asked_by_id"),
    ):
        met.save(
            [
                Row(
                    table,
                    {"meeting_id": "m", text: f"Tom's {text}", owner: "tom"}
                    | ({"rating": 1} if table == "questions" else {}),
                )
            ]
        )
    assert list(filter(None, found(met))) == ["three houses are behind"]
    assert {"walks to work", "Tom's challenge", "Tom's objection", "Tom's question"} <= set(
        found(met, "tom")
    )


def test_what_stays_private_is_no_point(met: Memory) -> None:
    """HF6, A2.7: told in confidence, about rivals, about pay; the own plus beside it may stand."""
    noted(
        met,
        "company",
        "lists are late\nin confidence: the house is for sale\nthe other candidate is internal",
    )
    noted(
        met,
        "competition",
        "the other finalist is internal, sharp on money. my plus = i write things down",
    )
    noted(met, "pay", "band 50 to 60")
    assert list(filter(None, found(met))) == ["my plus = i write things down", "lists are late"]


@pytest.mark.parametrize(
    "doubt", [{"is_left": True}, {"strength": "none"}, {"raised_by_id": "tom"}]
)
def test_doubt_that_is_left_gone_or_another_s_is_no_point(
    met: Memory, doubt: dict[str, object]
) -> None:
    met.save([Row("objections", {"meeting_id": "m", "objection": "too young"} | doubt)])
    assert found(met)[0] == ""  # only questions are left


def test_questions_are_asked_where_little_is_noted_and_of_a_proposal_all(met: Memory) -> None:
    asked = points(met.frames(), BY_KEY["thank_you"], Occasion("ana", "o", "m"), TODAY)
    assert [p.source for p in asked] == ["asks:about_person", "asks:challenge", "asks:evidence"]
    noted(met, "person", "direct\nwarm\nquick", "ana")
    assert all(
        p.note for p in points(met.frames(), BY_KEY["thank_you"], Occasion("ana", "o", "m"), TODAY)
    )
    of_proposal = points(met.frames(), BY_KEY["proposal"], Occasion("ana", "o", "m"), TODAY)
    assert {p.kind for p in of_proposal if not p.note} == set(BY_KEY["proposal"].asks)


@pytest.mark.parametrize("note", ["nothing", "Not much.", "???", "no", "n/a", "idk", "- nothing"])
def test_note_that_says_nothing_is_no_point(met: Memory, note: str) -> None:
    noted(met, "company", note)
    assert not any(found(met))


def test_people_s_notes_are_offered_for_a_line(met: Memory) -> None:
    met.save([Row("people", {"id": "ana", "notes": "restores a tide dial in her shed"})])
    assert "restores a tide dial in her shed" in found(
        met
    ) and "restores a tide dial in her shed" in found(met, key="keep_in_touch")


def test_what_they_wrote_last_is_offered_but_for_what_names_others(met: Memory) -> None:
    for day, text in ((4, "See you then."), (5, "It was close. Tom was for you. Do write in May.")):
        received = {"direction": "in", "person_id": "ana", "happened_on": date(2026, 3, day)}
        met.save([Row("touchpoints", {"kind": "message", "text": text, **received})])
    assert "It was close. Do write in May." in found(met, key="rejection_reply")


def test_every_letter_of_the_records_finds_its_points_and_none_of_anybody_else() -> None:
    for letter, (name, _) in LETTERS.items():
        noted_there = [p.note for p in drafted(letter).points if p.note]
        assert len(noted_there) >= 3 or name == "07_sian"
        private = [
            "her own son",
            "three days a week",
            "billing code",
            "bit grand",
            "bodies are buried",
            "band 150",
            "interviewing elsewhere",
        ]
        assert not [n for n in noted_there for p in private if p in n]


def test_lines_become_the_letter_in_an_order_that_reads(met: Memory) -> None:
    noted(met, "person", "direct", "ana")
    met.save(
        [
            Row(
                "challenges",
                {"id": "ch", "meeting_id": "m", "challenge": "late lists", "owner_id": "ana"},
            )
        ]
    )
    source = next(p.source for p in one(met).points if p.kind == "about_person")
    said = one(
        met,
        lines={
            "challenges:ch": "Late lists are what I would begin with",
            source: "Thank you for the drawing.",
        },
    ).text
    assert said.split("\n\n")[1:3] == [
        "Thank you for our conversation on Wednesday 4 March about the Editor role. Thank you for the drawing.",
        "Late lists are what I would begin with.",
    ]


def test_line_with_a_template_in_it_stays_what_was_typed(met: Memory) -> None:
    met.save([Row("challenges", {"id": "ch", "meeting_id": "m", "challenge": "late lists"})])
    assert (
        "{{ 7*7 }} and {% if %}."
        in one(met, lines={"challenges:ch": "{{ 7*7 }} and {% if %}"}).text
    )


def test_wording_kept_by_an_older_followup_is_a_written_sentence(met: Memory) -> None:
    met.save([Row("challenges", {"id": "ch", "meeting_id": "m", "challenge": "late lists"})])
    met.save(
        [
            Row(
                "sentences",
                {"source": "challenges:ch", "person_id": "ana", "text": "I said it better."},
            )
        ]
    )
    assert "I said it better." in one(met).text
    assert "I said it better." not in one(met, person="tom").text


def test_nothing_of_an_earlier_letter_is_read_out_but_it_can_be_taken_over(met: Memory) -> None:
    met.save([Row("challenges", {"id": "ch", "meeting_id": "m", "challenge": "late lists"})])
    met.save(
        records.sent(
            met.frames(), "letter", "ana", TODAY, purpose="thank_you", opportunity_id="o", id="t"
        )
    )
    met.save(
        [
            Row(
                "sentences",
                {
                    "source": "challenges:ch",
                    "person_id": "ana",
                    "letter": "thank_you",
                    "text": "I said it.",
                    "touchpoint_id": "t",
                },
            )
        ]
    )
    for key in ("call", "proposal", "nudge"):
        assert "I said it." not in one(met, key).text
        assert [p.said_before for p in one(met, key).points if p.source == "challenges:ch"] == [
            "I said it."
        ]


def test_call_sheet_has_number_opening_three_things_branches_close_and_what_to_log(
    met: Memory,
) -> None:
    met.save([Row("people", {"id": "ana", "phone": "555 01", "role": "Publisher"})])
    parts = one(met, "call").text.split("\n\n")
    assert parts[0] == "Ana Reyes, Publisher\n555 01"
    assert [p.split("\n")[0] for p in parts[1:]] == ["Opening", "Three short things to say", "What they may say", "Close",
                                                      "Write down: what they said, the day they named, and whom you spoke to."]  # fmt: skip
    assert len(re.findall(r"^\d\. ", parts[2], re.MULTILINE)) == 3
    met.save([Row("people", {"id": "ana", "is_phone_unwelcome": True, "email": "a@x.example"})])
    assert one(met, "call").text.startswith("Ana Reyes, Publisher\na@x.example")


def test_proposal_is_a_cover_note_and_headings_only_where_something_is_said(met: Memory) -> None:
    bare = one(met, "proposal").text
    assert 4 <= len(sentences(bare.split("\n\n")[1])) <= 6
    assert "Why it matters" not in bare and "A proposal for Ana Reyes, Larkspur House" in bare
    said = one(met, "proposal", lines={"asks:measures": "Weeks from order to list"}).text
    assert "How we would know\nWeeks from order to list." in said and "Why it matters" not in said


def test_what_is_sent_along_is_the_best_fitting_or_the_chosen_one(met: Memory) -> None:
    for n, tags in (("1", "poetry"), ("2", "lists"), ("3", "Ana Reyes")):
        met.save(
            [
                Row(
                    "clippings",
                    {
                        "id": n,
                        "title": f"Title {n}",
                        "tags": tags,
                        "link": f"https://x.example/{n}",
                    },
                )
            ]
        )
    met.save(
        [
            Row(
                "challenges",
                {"id": "ch", "meeting_id": "m", "challenge": "late listing", "owner_id": "ana"},
            )
        ]
    )
    notes = [p for p in one(met, "keep_in_touch").points if p.kind == "clipping"]
    assert sorted(p.note for p in notes) == ["Title 2", "Title 3"]
    assert (
        "I came across “Title 2” (https://x.example/2)."
        in one(met, "keep_in_touch", lines={CLIPPING: "clippings:2"}).text
    )
    assert "Title" not in one(met, "keep_in_touch", lines={CLIPPING: ""}).text


@pytest.mark.parametrize(
    ("line", "said"),
    [(" a line ", "a line."), ("Is it?", "Is it?"), ("He said “no.”", "He said “no.”"), ("", "")],
)
def test_line_gets_the_full_stop_it_lacks(line: str, said: str) -> None:
    assert finished(line) == said


def test_every_opening_ends_in_the_middle_of_a_sentence() -> None:
    for kind in POINT_KINDS.values():
        assert all(
            one.endswith(" ") and one[0].isupper() and one.strip()[-1] not in ".?!"
            for one in kind.openings
        )
    assert AT_MOST == 5


def test_old_facts_of_a_letter_are_all_known_names(met: Memory) -> None:
    from followup.letters.facts import NAMES

    assert (
        set(facts(met.frames(), Occasion("ana", "o", "m"), TODAY)) | {"clipping", "link"} == NAMES
    )
