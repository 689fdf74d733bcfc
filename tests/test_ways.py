"""The seeker's own way of greeting, beginning and signing off, offered when it comes again."""

from __future__ import annotations

from datetime import date

import pytest
from builders import Memory

from followup import records
from followup.letters import BY_KEY, Occasion, draft
from followup.letters.ways import Way, own_way
from followup.tables import Row

TODAY = date(2026, 3, 5)
KIND = BY_KEY["thank_you"]
OF_ANA, OF_TOM = Occasion("ana", "o", "m1"), Occasion("tom", "o2", "m2")


@pytest.fixture
def book() -> Memory:
    """Two people met at two companies; a letter to Ana has gone out."""
    book = Memory()
    book.save(
        [
            Row("settings", {"id": f"seeker.{k}", "value": v})
            for k, v in (("name", "Kim Lee"), ("spelling", "British"))
        ]
    )
    for n, (who, name) in enumerate((("ana", "Ana Reyes"), ("tom", "Tom Okoye")), 1):
        suffix = "" if n == 1 else "2"
        book.save(
            [
                Row("companies", {"id": f"c{n}", "name": f"House {n}"}),
                Row("people", {"id": who, "name": name}),
            ]
        )
        book.save(
            [
                Row(
                    "opportunities",
                    {"id": f"o{suffix}", "company_id": f"c{n}", "role": f"Editor {n}"},
                )
            ]
        )
        meeting = {"today": TODAY, "meeting_id": f"m{n}", "attendees": [{"person_id": who}]}
        book.save(records.meeting(book.frames(), f"o{suffix}", date(2026, 3, n + 1), **meeting)[1])
    return book


def changed(book: Memory, about: Occasion, part: str) -> str:
    """The draft of a letter with one part said another way."""
    text = draft(book.frames(), KIND, about, TODAY).text
    said = text.split("\n\n")
    words = {"greeting": ("Dear ", "Hi "), "sign_off": ("With best wishes", "Cheers")}
    if part == "opening":
        role = "Editor 1" if about is OF_ANA else "Editor 2"
        return text.replace(said[1], f"Thanks for seeing me about the {role} job.")
    return text.replace(*words[part], 1)


def sent(book: Memory, about: Occasion, text: str) -> None:
    """A letter that has gone out."""
    more = {"opportunity_id": about.opportunity_id, "meeting_id": about.meeting_id, "text": text}
    book.save(
        records.sent(book.frames(), "letter", about.person_id, TODAY, purpose="thank_you", **more)
    )


WAYS = {
    "greeting": Way("greeting", "Hi {{ dear }},", "seeker.greeting"),
    "opening": Way(
        "opening", "Thanks for seeing me about the {{ role }} job.", "seeker.opening.thank_you"
    ),
    "sign_off": Way("sign_off", "Cheers", "seeker.sign_off"),
}


@pytest.mark.parametrize("part", WAYS)
def test_way_is_offered_the_second_time_and_then_kept(book: Memory, part: str) -> None:
    usual = draft(book.frames(), KIND, OF_TOM, TODAY).text
    text = changed(book, OF_TOM, part)
    assert own_way(book.frames(), KIND, OF_TOM, TODAY, usual, text) is None  # the first time
    sent(book, OF_ANA, changed(book, OF_ANA, part))
    way = own_way(book.frames(), KIND, OF_TOM, TODAY, usual, text)
    assert way == WAYS[part]
    book.save([Row("settings", {"id": way.setting, "value": way.words})])
    assert draft(book.frames(), KIND, OF_TOM, TODAY).text == text


def test_usual_way_is_never_offered(book: Memory) -> None:
    usual = draft(book.frames(), KIND, OF_TOM, TODAY).text
    sent(book, OF_ANA, draft(book.frames(), KIND, OF_ANA, TODAY).text)
    assert own_way(book.frames(), KIND, OF_TOM, TODAY, usual, usual) is None


def test_way_that_was_left_is_not_offered_again(book: Memory) -> None:
    sent(book, OF_ANA, changed(book, OF_ANA, "greeting"))
    usual, text = draft(book.frames(), KIND, OF_TOM, TODAY).text, changed(book, OF_TOM, "greeting")
    book.save([Row("settings", {"id": WAYS["greeting"].asked, "value": "left"})])
    assert own_way(book.frames(), KIND, OF_TOM, TODAY, usual, text) is None


def test_kept_way_that_needs_what_is_not_known_is_left_out(book: Memory) -> None:
    book.save(
        [Row("settings", {"id": "seeker.opening.thank_you", "value": "About the {{ role }} job."})]
    )
    book.save([Row("opportunities", {"id": "o", "kind": "networking"})])
    assert "About the" not in draft(book.frames(), KIND, OF_ANA, TODAY).text


def test_way_that_names_somebody_is_not_offered(book: Memory) -> None:
    for about in (OF_ANA, OF_TOM):
        text = draft(book.frames(), KIND, about, TODAY).text.replace(
            "Dear ", "Greetings from Tom and "
        )
        if about is OF_ANA:
            sent(book, about, text)
    usual = draft(book.frames(), KIND, OF_TOM, TODAY).text
    assert own_way(book.frames(), KIND, OF_TOM, TODAY, usual, text) is None
