"""The pages of people and companies, the search, and the banks, on the sample search."""

from __future__ import annotations

from typing import Any

import pytest

from followup.memory.banks import accomplishments, questions
from followup.memory.find import Index
from followup.memory.pages import about, company_page, person_page
from followup.naming.spelling import folded
from followup.search import search_on
from followup.tables import Row
from followup.workbook import Workbook


def page(book: Workbook, table: str, row_id: str) -> dict[str, list[Any]]:
    """The page of a person or company: the lines by heading."""
    make = {"people": person_page, "companies": company_page}[table]
    return {s.title: s.lines for s in make(search_on(book.frames(), book.today), row_id)}


def person_id(book: Workbook, name: str) -> str:
    """The id of a person of the sample."""
    people = book.frame("people").set_index("name")["id"]
    return str(people[name])


@pytest.mark.parametrize("table", ["people", "companies"])
def test_everyone_has_a_page_and_every_line_can_be_opened(
    sample_book: Workbook, table: str
) -> None:
    for row_id in sample_book.frame(table)["id"]:
        for lines in page(sample_book, table, row_id).values():
            for line in lines:
                if line.id:
                    assert line.id in set(sample_book.frame(line.table)["id"])


def test_page_of_a_person_answers_what_one_asks_before_a_call(sample_book: Workbook) -> None:
    helen = page(sample_book, "people", person_id(sample_book, "Helen Brandt"))
    assert "VP of Marketing, Larkspur House" in helen["Who"][0].words
    assert "Write a letter, by Friday 6 March" in helen["Next"][0].words
    assert any("They promised: call me on the 10th" in x.words for x in helen["Promises"])
    assert any("not answered yet" in x.words or "to Helen" in x.words for x in helen["Objections"])
    assert any("You met through Priya Nair" in x.words for x in helen["Introductions"])


def test_page_says_what_was_promised_and_kept_and_who_introduced(sample_book: Workbook) -> None:
    grace = page(sample_book, "people", person_id(sample_book, "Grace Abara"))["Promises"]
    assert any(
        "You promised: send a sample audio media kit" in x.words and "(kept on" in x.words
        for x in grace
    )
    larkspur = page(sample_book, "companies", "ORG1")["Opportunities"]
    assert "Introduced by Priya Nair." in larkspur[0].words


def test_page_is_newest_first_and_holds_every_word(sample_book: Workbook) -> None:
    ruiz = {"happened_on": sample_book.today, "person_id": person_id(sample_book, "Helen Brandt")}
    sample_book.save(
        [Row("touchpoints", {**ruiz, "kind": "note", "text": "x " * 400 + "the end"})], "Note"
    )
    lines = page(sample_book, "people", ruiz["person_id"])["Everything, newest first"]
    assert lines[0].words.startswith("5 Mar 2026: Note, Helen Brandt")
    assert lines[0].words.endswith("the end")


def test_page_of_a_company_says_who_is_known_there_today(sample_book: Workbook) -> None:
    frames = sample_book.frames()
    moved = {"kind": "moved", "person_id": person_id(sample_book, "Helen Brandt")}
    other = str(frames["companies"]["id"].iloc[-1])
    moved |= {"company_id": other, "happened_on": sample_book.today}
    assert any(
        "Helen" in x.words for x in page(sample_book, "companies", "ORG1")["Who you know there"]
    )
    sample_book.save([Row("events", moved)], "Moved")
    there = page(sample_book, "companies", "ORG1")["Who you know there"]
    assert not any("Helen" in x.words for x in there)
    assert any(
        "Helen" in x.words for x in page(sample_book, "companies", other)["Who you know there"]
    )


def test_coach_is_heard_on_the_page_of_the_company(sample_book: Workbook) -> None:
    said = {
        "pack": "pk-1",
        "item": "opportunities:P1",
        "comment": "Ask for Ruth",
        "received_on": sample_book.today,
    }
    sample_book.save([Row("comments", said)], "Comment")
    assert page(sample_book, "companies", "ORG1")["From your coach"][0].words == "Ask for Ruth"


# --- finding ------------------------------------------------------------------------------


@pytest.fixture
def index(sample_book: Workbook) -> Index:
    """The index of the sample, with a few odd texts."""
    rows = [
        Row("people", {"id": "p-1", "name": "Zoë Müller-Strauß", "notes": "First line.\nLikes GÖTEBORG. The rest."}),
        Row("companies", {"id": "c-1", "name": "<b>Bold</b> & Co", "notes": "100% [a-z]+ (x) \\d"}),
    ]  # fmt: skip
    sample_book.save(rows, "Odd ones")
    return Index(sample_book.frames())


@pytest.mark.parametrize(
    "query", ["müller", "MUELLER", "muller", "zoe", "Strauss", "Mu\u0308ller zoë"]
)
def test_case_accents_and_umlauts_do_not_matter(index: Index, query: str) -> None:
    found = index.find(query)
    assert ("people", "p-1") in set(zip(found["table"], found["id"], strict=True))


def test_hit_is_shown_in_its_sentence_as_it_was_written(index: Index) -> None:
    hit = index.find("göteborg").iloc[0]
    assert (hit["before"], hit["hit"], hit["after"]) == ("Likes ", "GÖTEBORG", ".")


@pytest.mark.parametrize("query", ["100%", "[a-z]+", "\\d", "(x)", "<b>"])
def test_signs_mean_themselves(index: Index, query: str) -> None:
    assert "c-1" in set(index.find(query)["id"])


@pytest.mark.parametrize("query", ["", "   ", "no such word anywhere"])
def test_nothing_is_found_of_nothing(index: Index, query: str) -> None:
    assert index.find(query).empty


def test_every_word_must_be_there(index: Index) -> None:
    assert index.find("zoe nowhere").empty


def test_names_come_first(index: Index) -> None:
    assert index.find("Helen").iloc[0]["where"] == "Person, name"


def test_drafts_and_settings_are_not_searched(sample_book: Workbook) -> None:
    sample_book.keep_draft("reflection", {"text": "zanzibar"})
    sample_book.save([Row("settings", {"id": "x", "value": "zanzibar"})], "x")
    assert Index(sample_book.frames()).find("zanzibar").empty


@pytest.mark.parametrize(
    "text", ["", "a\x00b", "İstanbul", "ﬁnance", "東京", "👩‍👧", "ß" * 50, "zae" * 50]
)
def test_any_text_can_be_folded_found_and_shown(sample_book: Workbook, text: str) -> None:
    sample_book.save(
        [Row("companies", {"id": "c-9", "name": "Nine", "notes": f"so {text} it"})], "x"
    )
    found = Index(sample_book.frames()).find(text.strip() or "so")
    assert not len(text.strip()) or "c-9" in set(found["id"])
    assert folded(folded(text)) == folded(text)


def test_record_is_named_by_whom_it_is_about(sample_book: Workbook) -> None:
    frames = sample_book.frames()
    for table in (
        "people",
        "companies",
        "meetings",
        "touchpoints",
        "questions",
        "answers",
        "objections",
    ):
        for row_id in frames[table]["id"].head(3):
            assert about(frames, table, row_id)


# --- the banks ----------------------------------------------------------------------------


def test_question_asked_twice_stands_once_with_its_best_answer(sample_book: Workbook) -> None:
    rows = [
        Row("questions", {"meeting_id": "M1", "question": "Why us?", "better_answer": "A long good one", "theme": "why"}),
        Row("questions", {"meeting_id": "M2", "question": "why  us", "answer_given": "A much longer one that was said there", "theme": "why"}),
    ]  # fmt: skip
    sample_book.save(rows, "Asked twice")
    found = questions(sample_book.frames()).query("theme == 'why'")
    assert list(zip(found["n"], found["answer"], strict=True)) == [(2, "A long good one")]


def test_story_says_where_it_was_told(sample_book: Workbook) -> None:
    told = {"accomplishment_id": "ac-1", "meeting_id": "M2", "is_told": True}
    story = Row("accomplishments", {"id": "ac-1", "accomplishment": "Halved the returns"})
    sample_book.save([story, Row("tellings", told)], "A story")
    row = accomplishments(sample_book.frames()).set_index("id").loc["ac-1"]
    assert row["told"].startswith("Larkspur House, 9 February")


def test_banks_of_an_empty_workbook_are_empty(book: Workbook) -> None:
    assert questions(book.frames()).empty
    assert accomplishments(book.frames()).empty
