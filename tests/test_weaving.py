"""A letter edited by hand takes in what changes in its draft, and every edit stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.letters.notes import sentences
from followup.letters.weaving import woven

LETTER = "Dear A,\n\nOne. {}\n\nLast.\n\nRegards,\nKim"
_SAID = st.sampled_from(
    ["One.", "Two.", "Three.", "Four.", "Mine.", "Mine, too.", "Dear A,", "Regards,"]
)
_TEXT = st.lists(st.tuples(_SAID, st.sampled_from([" ", "\n", "\n\n", "  "])), max_size=9).map(
    lambda parts: "".join(said + gap for said, gap in parts).strip()
)


@pytest.mark.parametrize(
    ("text", "was", "new", "now"),
    [
        ("Dear A,\n\nOne. Mine.\n\nLast.", "", "Two.", "Dear A,\n\nOne. Two. Mine.\n\nLast."),
        ("Dear A,\n\nOne. Mine. Two.\n\nLast.", "Two.", "Three.", "Dear A,\n\nOne. Mine. Three.\n\nLast."),
        ("Dear A,\n\nOne. Two. Mine.\n\nLast.", "Two.", "", "Dear A,\n\nOne. Mine.\n\nLast."),
        ("Dear A,\n\nOne. Two, mended.\n\nLast.", "Two.", "", "Dear A,\n\nOne. Two, mended.\n\nLast."),
        ("Quite my own.", "", "Two.", "Quite my own.\n\nTwo."),
        ("Dear A,\n\nMine.\n\nBest,\nKim", "", "Two.", "Dear A,\n\nMine. Two.\n\nBest,\nKim"),
        ("Dear A,\n\nOne.\n\nLast.\n\nRegards,\nKim", "", "Two.", LETTER.format("Two.")),
        ("Hi A,\n\nOne. Mine.\n\nLast.", "", "Two.", "Hi A,\n\nOne. Two. Mine.\n\nLast."),
        ("Dear A,  One.  Mine.\n\n\nLast.", "Two.", "", "Dear A,  One.  Mine.\n\n\nLast."),
    ],
)  # fmt: skip
def test_change_of_the_draft_goes_into_an_edited_letter_and_touches_no_edit(
    text: str, was: str, new: str, now: str
) -> None:
    before, after = (LETTER.format(said).replace(" \n", "\n") for said in (was, new))
    assert woven(text, before, after) == now


@given(_TEXT, _TEXT, _TEXT)
def test_nothing_written_by_hand_is_lost(text: str, before: str, after: str) -> None:
    own = [one for one in sentences(text) if one not in before and one not in after]
    now = woven(text, before, after)
    places = [now.find(one) for one in dict.fromkeys(own)]
    assert text == before or (
        -1 not in places and all(now.count(one) >= own.count(one) for one in own)
    )


@given(_TEXT, _TEXT)
def test_letter_that_was_not_edited_becomes_the_new_draft(before: str, after: str) -> None:
    assert woven(before, before, after) == after


@given(_TEXT, _TEXT)
def test_draft_that_stays_changes_nothing(text: str, draft: str) -> None:
    assert woven(text, draft, draft) == text


@given(_TEXT, _TEXT, _TEXT)
def test_what_is_new_in_the_draft_stands_in_the_letter(text: str, before: str, after: str) -> None:
    new = {one for one in sentences(after) if one not in sentences(before) and one[-1] != ","}
    text, before, after = (f"Dear B,\n\n{one}" for one in (text, before, after))
    assert new <= set(sentences(woven(text, before, after)))


def test_greeting_changed_by_hand_stays_when_the_way_to_address_changes() -> None:
    text, before = "Hi Ana,\n\nOne. Mine.", "Dear Ana,\n\nOne."
    assert woven(text, before, "Dear Ms. Reyes,\n\nOne.") == text
    assert (
        woven(before + " Mine.", before, "Dear Ms. Reyes,\n\nOne.")
        == "Dear Ms. Reyes,\n\nOne. Mine."
    )


def test_new_paragraph_stands_below_the_one_that_was_written_on() -> None:
    before, after = "Dear A,\n\nOne.\n\nRegards,\nKim", "Dear A,\n\nOne.\n\nTwo.\n\nRegards,\nKim"
    text = before.replace("One.", "One. Mine.")
    assert woven(text, before, after) == after.replace("One.", "One. Mine.")


def test_no_gap_is_left_where_a_paragraph_was() -> None:
    before = "Dear A,\n\nOne.\n\nTwo.\n\nLast."
    assert (
        woven(before + " Mine.", before, before.replace("\n\nTwo.", ""))
        == "Dear A,\n\nOne.\n\nLast. Mine."
    )


@pytest.mark.parametrize(
    ("before", "text", "after", "now"),
    [
        ("One. Two.", "One. Mine. Two.", "One.\n\nTwo.", "One. Mine. \n\nTwo."),
        ("Last.", "Two.\n\nLast.", "Two.", "Two."),
        ("One.\n\nTwo.", "Two.", "", ""),
        ("One.", "Mine.", "Two.", "Two.\n\nMine."),
    ],
    ids=["a new break stands below what was written there", "a sentence typed by hand is not added",
         "a whole letter taken out leaves no gap", "a line instead of one taken out"],
)  # fmt: skip
def test_letter_reads_on_after_a_change(before: str, text: str, after: str, now: str) -> None:
    before, text, after, now = (
        f"Dear A,\n\n{one}\n\nRegards,\nKim".replace("\n\n\n\n", "\n\n")
        for one in (before, text, after, now)
    )
    assert woven(text, before, after) == now


def test_new_paragraph_stands_above_a_sign_off_that_was_changed() -> None:
    text, draft = "Dear A,\n\nBest,\nKim", "Dear A,\n\n{}\n\nRegards,\nKim"
    assert woven(text, draft.format("One."), draft.format("Two.")) == (
        "Dear A,\n\nTwo.\n\nBest,\nKim"
    )
