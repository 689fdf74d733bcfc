"""What looks odd is asked about in a sentence; nothing but the impossible is refused."""

from datetime import date

import pytest

from followup import records
from followup.oddities import odd
from followup.tables import Row

DAY = date(2026, 2, 10)


@pytest.fixture
def frames(book):
    cast = [Row("companies", {"id": "c", "name": "Larkspur House"}),
            Row("opportunities", {"id": "o", "company_id": "c", "role": "Editor"})]  # fmt: skip
    book.save(cast, "The cast")
    return book


def event(book, kind, on=DAY):
    return records.event(book.frames(), kind, on, opportunity_id="o")


def test_answer_before_anything_was_sent_is_asked_about(frames):
    [said] = odd(frames.frames(), event(frames, "advance"))
    assert "applied" in said


def test_plain_order_of_things_is_not_asked_about(frames):
    frames.save(event(frames, "applied", date(2026, 2, 2)), "Applied")
    assert odd(frames.frames(), event(frames, "advance")) == []


def test_anything_after_an_ending_is_asked_about(frames):
    frames.save(event(frames, "rejected", date(2026, 2, 3)), "No")
    [said] = [s for s in odd(frames.frames(), event(frames, "advance")) if "closed" in s]
    assert "3 February" in said


@pytest.mark.parametrize(("kind", "word"), [("declined", "withdraws"), ("reopened", "not closed")])
def test_ending_that_does_not_fit_is_asked_about(frames, kind, word):
    assert any(word in said for said in odd(frames.frames(), event(frames, kind)))


def test_offer_without_a_meeting_is_asked_about(frames):
    rows = records.offer(frames.frames(), "o", DAY)
    assert any("meeting" in said for said in odd(frames.frames(), rows))


def test_letter_dated_before_its_meeting_is_asked_about(frames):
    rows = records.meeting(frames.frames(), "o", DAY, today=DAY, meeting_id="m")[1]
    frames.save(rows, "Met")
    early = [Row("touchpoints", {"happened_on": date(2026, 2, 9), "meeting_id": "m"})]
    assert any("before the meeting" in said for said in odd(frames.frames(), early))
