"""Names in free text: found however they are spelt, and nobody else's with them."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.naming.addresses import addresses
from followup.naming.names import Names, replaced
from followup.naming.spelling import fold, folded

CAST = {
    "clara": "Clara Müller",
    "ana": "Ana Reyes",
    "bo": "Bo Li",
    "jean": "Jean-Luc Ångström",
    "wang": "王小明",
    "seo": "Zoë O’Connor",
}
NAMES = Names(CAST)
NFD = unicodedata.normalize("NFD", "Clara Müller")

FOUND = [
    ("clara", "Clara Müller"),
    ("clara", "CLARA MÜLLER"),
    ("clara", "clara müller"),
    ("clara", "Clara Mueller"),
    ("clara", "Clara Muller"),
    ("clara", NFD),
    ("clara", "Clara  Müller"),
    ("clara", "Clara\u00a0Müller"),
    ("clara", "Clara\nMüller"),
    ("clara", "Cla\u200bra Mül\u00adler"),
    ("clara", "Müller, Clara"),
    ("clara", "Clara"),
    ("clara", "Müller"),
    ("clara", "muller"),
    ("clara", "Clara’s"),
    ("clara", "Claras"),
    ("clara", "Clara Müllers"),
    ("clara", "C. Müller"),
    ("clara", "Clara M."),
    ("clara", "CM"),
    ("clara", "C. M."),
    ("clara", "clara.mueller@example.com"),
    ("clara", "claramueller@example.com"),
    ("clara", "clara_müller"),
    ("clara", "#claramüller"),
    ("clara", "Ｃlara"),
    ("ana", "Ana"),
    ("ana", "Ana’s"),
    ("ana", "REYES"),
    ("ana", "ana reyes"),
    ("ana", "reyes"),
    ("bo", "Bo"),
    ("bo", "Bo Li"),
    ("bo", "bo li"),
    ("jean", "Jean-Luc"),
    ("jean", "jean luc angstrom"),
    ("jean", "Ångstrom"),
    ("jean", "Angström"),
    ("wang", "王小明"),
    ("wang", "和王小明谈了"),
    ("seo", "Zoe"),
    ("seo", "O'Connor"),
    ("seo", "O’Connor"),
    ("seo", "oconnor"),
]


@pytest.mark.parametrize(("owner", "spelling"), FOUND, ids=lambda t: ascii(t))
def test_spelling_is_found_in_a_sentence_and_covered(owner: str, spelling: str) -> None:
    text = f"We spoke with {spelling} for an hour."
    spots = NAMES.spots(text)
    assert spots and all(owner in spot.owners for spot in spots)
    covered = NAMES.covered(text, lambda _: "P1")
    assert not any(part in folded(covered) for part in folded(CAST[owner]).split() if len(part) > 3)
    assert covered.startswith("We spoke with") and covered.endswith("for an hour.")


@pytest.mark.parametrize(
    "spelling", ["Clara Müller", "Müller, Clara", "Clara\nMüller", "C. Müller", "C. M.", NFD]
)
def test_parts_side_by_side_are_covered_as_one(spelling: str) -> None:
    assert NAMES.covered(f"With {spelling}.", lambda _: "P1").rstrip(".") == "With P1"


@pytest.mark.parametrize(
    "text",
    [
        "an analysis of bold banana boats",
        "I like it; a list of links",
        "we bought a liter and an anagram",
        "Clarity, a mule and a clarinet",
        "the mullet and the reyesian",
        "about, bone, limit, analog",
        "Tom Okoye and Maya Lindqvist",
        "cm and mm, 5 cm long",
        "",
        " \n\u200b ",
    ],
)
def test_nothing_is_found_where_nobody_is_named(text: str) -> None:
    assert NAMES.spots(text) == []
    assert NAMES.covered(text, lambda _: "P1") == text


def test_spot_says_where_it_stands_and_whose_it_may_be() -> None:
    names = Names({"one": "Clara Müller", "two": "Tom Müller"})
    text = "Tom Müller, then Müller alone."
    spots = [(text[s.start : s.end], set(s.owners)) for s in names.spots(text)]
    assert spots == [("Tom Müller", {"two"}), ("Müller", {"one", "two"})]


def test_two_people_side_by_side_are_two() -> None:
    text = "Clara Müller and Ana Reyes; Clara, Ana"
    assert NAMES.covered(text, lambda of: "+".join(sorted(of))) == "clara and ana; clara, ana"


def test_company_of_everyday_words_is_found_only_as_a_name() -> None:
    names = Names({}, {"c": "Larkspur House"})
    assert (
        names.covered("At Larkspur the house is old.", lambda _: "C1") == "At C1 the house is old."
    )
    assert names.covered("Larkspur House", lambda _: "C1") == "C1"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ana@example.com", "Email"),
        ("ana.reyes+jobs@mail.example.com", "Email"),
        ("https://example.com/ana?x=1", "Link"),
        ("www.example.com", "Link"),
        ("mailto://x", "Link"),
        ("+49 30 1234567", "Telephone"),
        ("(030) 123-45-67", "Telephone"),
        ("030/1234567", "Telephone"),
    ],
)
def test_address_is_found_whole(text: str, kind: str) -> None:
    assert addresses(f"Write to {text} soon") == [(9, 9 + len(text), kind)]


@pytest.mark.parametrize("text", ["2026-03-05", "5.3.2026", "120 000", "at 14:30", "a@", "a: b"])
def test_day_or_number_is_no_address(text: str) -> None:
    assert addresses(text) == []


@pytest.mark.parametrize(
    "part", ["x", "x@", "1", "1 ", "a.", "Clara ", "://", "www.", "王", "\u0301"]
)
def test_long_text_takes_no_long_time(part: str) -> None:
    text, start = part * (40_000 // len(part)), time.monotonic()
    addresses(text)
    NAMES.covered(text, lambda _: "P1")
    assert time.monotonic() - start < 4


@given(st.text(max_size=60))
def test_spots_lie_in_the_text_in_order_and_the_rest_stays(text: str) -> None:
    spots = NAMES.spots(text)
    ends = [at for spot in spots for at in (spot.start, spot.end)]
    assert ends == sorted(ends) and all(s.start < s.end <= len(text) for s in spots)
    assert NAMES.covered(text, lambda _: "") == replaced(
        text, [(s.start, s.end, "") for s in spots]
    )


@given(st.text(max_size=20), st.sampled_from(sorted(CAST.values())), st.text(max_size=20))
def test_full_name_between_any_other_words_is_found(before: str, name: str, after: str) -> None:
    text = f"{before} {name} {after}"
    middle = len(before) + 1 + len(name) // 2
    assert any(spot.start <= middle < spot.end for spot in NAMES.spots(text))


@pytest.mark.parametrize(
    ("name", "spelling"), [("Ida Kjær", "Kjaer"), ("Ida Kjaer", "KJÆR"), ("Œuvre Lee", "Oeuvre")]
)
def test_letters_joined_or_apart_are_one_spelling(name: str, spelling: str) -> None:
    assert Names({"p": name}).spots(f"with {spelling} today")


@given(st.text())
def test_places_and_comparing_fold_alike(text: str) -> None:
    assert fold(text)[0] == folded(text)
