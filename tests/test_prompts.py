"""The reflection prompts: seventeen at the core, fewer for a screen, each with its source."""

from __future__ import annotations

import re

import pytest

from followup.prompts import BY_KEY, EVERY, FIRST, PROMPTS, SHORT, TABS, WITH_DECISION, prompts_for
from followup.tables import RECORDS, metadata


def keys(kind: str) -> set[str]:
    """The prompts a kind of meeting shows."""
    return {prompt.key for prompt in prompts_for(kind)}


@pytest.mark.parametrize("kind", WITH_DECISION)
def test_meeting_about_a_position_asks_seventeen(kind: str) -> None:
    assert sum(prompt.core for prompt in prompts_for(kind)) == 17


@pytest.mark.parametrize("kind", SHORT)
def test_screen_or_information_meeting_asks_fifteen(kind: str) -> None:
    assert sum(prompt.core for prompt in prompts_for(kind)) == 15


@pytest.mark.parametrize("kind", SHORT)
def test_short_meeting_asks_for_advice_and_nothing_about_rivals_gaps_or_pay(kind: str) -> None:
    assert not keys(kind) & {"competition", "gap", "star", "pay"}
    assert "advice" in keys(kind)
    assert "advice" not in keys("panel")


def test_kinds_are_those_a_meeting_can_have() -> None:
    assert set(EVERY) == set(metadata.tables["meetings"].columns["kind"].info["choices"])


def test_every_prompt_has_a_place_and_a_source() -> None:
    assert len(BY_KEY) == len(PROMPTS)
    for prompt in PROMPTS:
        assert prompt.tab in {FIRST, *TABS}
        assert re.fullmatch(r"(practice|[AB]\d\.\d)(, [AB]\d\.\d)*", prompt.source)


@pytest.mark.parametrize(
    "source",
    [*(f"A1.{n}" for n in range(2, 8)), *(f"A2.{n}" for n in (2, 3, 5, 6, 7, 8)), "A4.1", "A4.2",
     "B0.1", "B0.3", "B0.5", "B0.7", "B1.2", "B2.4", "B5.1"],
)  # fmt: skip
def test_every_question_of_the_articles_is_asked(source: str) -> None:
    assert any(source in prompt.source.split(", ") for prompt in PROMPTS)


def test_repeatable_prompts_have_a_table_and_others_none() -> None:
    for prompt in PROMPTS:
        assert (prompt.kind == "rows") == bool(prompt.table)
        assert not prompt.table or prompt.table in RECORDS


def test_prompt_about_a_person_names_them() -> None:
    for prompt in PROMPTS:
        assert (prompt.kind == "person") == ("{name}" in prompt.wording)


def test_two_prompts_are_never_worded_alike() -> None:
    assert len({prompt.wording for prompt in PROMPTS}) == len(PROMPTS)
