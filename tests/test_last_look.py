"""The last look at covered texts: with other eyes, and a person decides."""

from __future__ import annotations

import pytest

from followup.cover.last_look import Hit, last_look, unknown

NAMES = {
    "Interviewer 1": "Clara Müller", "Interviewer 2": "Kim Harding", "Hiring Manager 1": "Will Best",
    "Interviewer 3": "Анна Смирнова", "Interviewer 4": "Oliver Parker", "Company 1": "Northwind Press GmbH",
    "Company 2": "Next plc", "Company 3": "Audio Bank",
}  # fmt: skip

FOUND = [
    ("I met Mueler there", "Mueler"),
    ("we asked hardingg", "hardingg"),
    ("then Hardin came", "Hardin"),
    ("with clarra", "clarra"),
    ("Smirnova said", "Smirnova"),
    ("ask kim.", "kim"),
    ("on superparkersite", "superparkersite"),
    ("it was Mül-ler there", "Mül-ler"),
    ("it was Mül-\nler there", "Mül-ler"),
    ("Hiring Manager 1 best said", "best"),
    ("Will Larkspur come?", "Will"),
    ("Next Tuesday", "Next"),
    ("Will, your question was fair.", "Will"),
    ("- Will", "Will"),
    ("“Best”", "Best"),
    ("Best is leaving in June", "Best"),
]


@pytest.mark.parametrize(("text", "word"), FOUND)
def test_what_may_be_a_name_is_asked_in_its_sentence(text: str, word: str) -> None:
    (hit,) = last_look([text], NAMES)
    assert hit.word == word and word in hit.sentences[0]


@pytest.mark.parametrize(
    "text",
    [
        "Kind regards, Interviewer 3",
        "Will you come? Will the team? Best regards. Next to me. Best,\nInterviewer 1",
        "The marker and the poster of the market",
        "Thank you for the time on Tuesday. I enjoyed hearing about the plan for spring.",
        "Interviewer 1 best of all", "Audio Director", "north wind", "the press is next", "",
    ],
)  # fmt: skip
def test_ordinary_sentences_raise_no_question(text: str) -> None:
    assert last_look([text], NAMES) == []


def test_the_same_word_is_asked_once_with_all_its_sentences() -> None:
    (hit,) = last_look(["Mueler came. Then mueler left.", "Mueler came."], NAMES)
    assert hit.sentences == ["Mueler came.", "Then mueler left."]


def test_answer_holds_for_the_sentence_whoever_else_is_in_it() -> None:
    one, other = Hit("Next", "", ["Next, Company 1."]), Hit("Next", "", ["Next, Company 7."])
    assert one.marks == other.marks != Hit("Next", "", ["Next, you."]).marks


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Bob and Haakon on 4 West", ["Bob", "Haakon"]),
        ("see @bobby, x_y, harrow.example, CamelCase", ["@bobby", "x_y", "harrow.example", "CamelCase"]),
        ("ring 4411, 212,000 or 42", ["4411", "212,000", "42"]),
        ("on 5.3.2026, 2026-03-05, in 2026, at 10:30, 3 days", []),
        ("Yesterday I met Company 1 and Hiring Manager 12's team in May. The CV.", []),
        ("Bob's plan, Bobs", ["Bob", "Bobs"]),
    ],
)  # fmt: skip
def test_what_nobody_knows_is_marked(text: str, words: list[str]) -> None:
    assert list(unknown([text], ["we said yesterday"])) == words


def test_part_of_an_address_at_home_is_no_known_word() -> None:
    home = ["write to zelda@hooli.example or see https://x.example/marlowe"]
    assert list(unknown(["Ask Zelda of Hooli or Marlowe"], home)) == ["Zelda", "Hooli", "Marlowe"]


def test_long_texts_take_no_long_time() -> None:
    names = {f"Contact {n}": f"Vorname{n} Nachname{n}" for n in range(300)}
    assert last_look(["an ordinary sentence about the work " * 2000], names) == []
