"""What a form tells as rows: what cannot be is refused in a sentence, and nothing is changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd
import pytest

from followup import records
from followup.errors import InvalidValue
from followup.records import Cast
from followup.tables import Row
from followup.workbook import Workbook

TODAY = date(2026, 3, 5)
TOMORROW, YESTERDAY = date(2026, 3, 6), date(2026, 3, 4)


@pytest.fixture
def known(book: Workbook) -> Workbook:
    """One company, one person, one position, one meeting yesterday."""
    rows = [
        Row("companies", {"id": "c", "name": "Larkspur House"}),
        Row("people", {"id": "p", "name": "Ana Reyes", "company_id": "c"}),
        Row("opportunities", {"id": "o", "company_id": "c", "role": "Editor"}),
    ]
    book.save(rows, "The cast")
    room = [{"person_id": "p"}, {"description": "someone from finance"}]
    meeting = records.meeting(
        book.frames(), "o", YESTERDAY, today=TODAY, meeting_id="m", attendees=room
    )
    book.save(meeting[1], "A meeting")
    return book


def everything(book: Workbook) -> dict[str, pd.DataFrame]:
    """All there is, to compare."""
    return book.frames()


REFUSED: dict[str, tuple[Callable[[dict], list[Row]], str]] = {
    "meeting in 1026": (
        lambda f: records.meeting(f, "o", date(1026, 3, 5), today=TODAY)[1],
        "'Meeting on' must be a date between 1950 and 2100 (got 1026-03-05).",
    ),
    "held meeting in the future": (
        lambda f: records.meeting(f, "o", TOMORROW, today=TODAY)[1],
        "'Meeting on' must be a day that has come; a meeting still ahead is arranged, not held "
        "(got 2026-03-06).",
    ),
    "same person twice": (
        lambda f: records.meeting(
            f, "o", TODAY, today=TODAY, attendees=[{"person_id": "p"}, {"person_id": "p"}]
        )[1],
        "'Who was in the room' must not name the same person twice (got 'Ana Reyes').",
    ),
    "decision before the meeting": (
        lambda f: records.reflection(
            f, "m", YESTERDAY, TODAY, rating="well", decision_on=date(2026, 3, 3)
        ),
        "'Decision on' must not be before the meeting on 2026-03-04 (got 2026-03-03).",
    ),
    "decision as text before the meeting": (
        lambda f: records.reflection(
            f, "m", YESTERDAY, TODAY, rating="well", decision_on="2026-03-03"
        ),
        "'Decision on' must not be before the meeting on 2026-03-04 (got '2026-03-03').",
    ),
    "reflection before the meeting": (
        lambda f: records.reflection(f, "m", YESTERDAY, date(2026, 3, 3), rating="well"),
        "'Reflected on' must not be before the meeting on 2026-03-04 (got 2026-03-03).",
    ),
    "reflection without a rating": (
        lambda f: records.reflection(f, "m", YESTERDAY, TODAY, rating=""),
        "'Rating' must be one of well, mixed, badly (got '').",
    ),
    "company without a name": (
        lambda f: records.opportunity(f, Cast(f), " ", "Editor", kind="position", on=TODAY)[1],
        "'Company' is needed.",
    ),
    "no role": (
        lambda f: records.opportunity(f, Cast(f), "Tidewater", "", kind="position", on=TODAY)[1],
        "'Role' is needed.",
    ),
    "accepting without an offer": (
        lambda f: records.ended(f, "accepted", TODAY, opportunity_id="o"),
        "'Accepted' needs an offer from them on or before that day; add the offer first "
        "(got 2026-03-05).",
    ),
    "offer that ends before it came": (
        lambda f: records.offer(f, "o", TODAY, deadline_on=YESTERDAY),
        "'Deadline on' must not be before the offer on 2026-03-05 (got 2026-03-04).",
    ),
    "answer that names a day gone by": (
        lambda f: records.received(
            f, "status_update", TODAY, opportunity_id="o", decision_on=YESTERDAY
        ),
        "'Decision on' must not be before 2026-03-05, the day it was said (got 2026-03-04).",
    ),
    "putting off to the past": (
        lambda f: records.set_aside(f, "R-LET|m|p", "snoozed", TODAY, until_on=YESTERDAY),
        "'Later' must be a day after today (got 2026-03-04).",
    ),
    "putting off to today": (
        lambda f: records.set_aside(f, "R-LET|m|p", "snoozed", TODAY, until_on=TODAY),
        "'Later' must be a day after today (got 2026-03-05).",
    ),
    "putting off to no day": (
        lambda f: records.set_aside(f, "R-LET|m|p", "snoozed", TODAY),
        "'Later' must be a day after today.",
    ),
    "calling off what was not arranged": (
        lambda f: records.called_off(f, "o", TODAY),
        "'Meeting' must have been arranged before it can be called off.",
    ),
    "unknown kind of meeting": (
        lambda f: records.meeting(f, "o", TODAY, today=TODAY, kind="chat", stage="screen")[1],
        "'Kind' must be one of informational, advice, screen, interview, panel, final (got 'chat').",
    ),
    "promise of nothing": (
        lambda f: records.reflection(
            f, "m", YESTERDAY, TODAY, rating="well", rows={"promises": [{"promise": ""}]}
        ),
        "'Promise' is needed.",
    ),
    "promise kept on no day": (
        lambda f: [Row("promises", {"promise": "x", "made_on": None})],
        "'Made on' is needed.",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_impossible_record_is_refused_in_words_and_changes_nothing(
    known: Workbook, case: str
) -> None:
    tell, said = REFUSED[case]
    before = everything(known)
    with pytest.raises(InvalidValue) as refused:
        known.save(tell(known.frames()), case)
    assert str(refused.value) == said
    for table, frame in everything(known).items():
        pd.testing.assert_frame_equal(frame, before[table])


def test_same_name_twice_in_one_form_is_one_person(known: Workbook) -> None:
    cast = Cast(known.frames())
    assert cast.person("Tom Okoye") == cast.person(" tom okoye ")
    assert cast.person("ana reyes") == "p"
    assert [row.values["name"] for row in cast.rows] == ["Tom Okoye"]


def test_person_of_the_same_name_elsewhere_is_not_taken_for_this_one(known: Workbook) -> None:
    rows = [Row("companies", {"id": "c2", "name": "Tidewater Press"})]
    known.save([*rows, Row("people", {"id": "p2", "name": "Ana Reyes", "company_id": "c2"})], "Two")
    cast = Cast(known.frames())
    assert cast.person("Ana Reyes", "c2") == "p2"
    assert Cast(known.frames()).person("Ana Reyes", "c") == "p"


def test_known_person_gains_what_was_missing_and_keeps_the_rest(known: Workbook) -> None:
    cast = Cast(known.frames())
    cast.person("Ana Reyes", email="ana@example.com", phone="")
    known.save(cast.rows, "An address")
    person = known.frame("people").set_index("id").loc["p"]
    assert (person["email"], person["name"], person["company_id"]) == (
        "ana@example.com",
        "Ana Reyes",
        "c",
    )


def test_reading_rows_does_not_change_the_frames(known: Workbook) -> None:
    frames = known.frames()
    before = {name: frame.copy() for name, frame in frames.items()}
    cast = Cast(frames)
    records.opportunity(frames, cast, "Larkspur House", "Editor", kind="position", on=TODAY)
    records.meeting(frames, "o", TODAY, today=TODAY, attendees=[{"person_id": "p"}])
    records.reflection(frames, "m", YESTERDAY, TODAY, rating="well")
    records.sent(frames, "letter", "p", TODAY, opportunity_id="o", purpose="thank_you")
    for name, frame in frames.items():
        pd.testing.assert_frame_equal(frame, before[name])


@pytest.mark.parametrize(
    ("kind", "n_before", "stage"),
    [("informational", 2, "networking"), ("advice", 0, "networking"), ("screen", 1, "screen"),
     ("interview", 0, "second_interview"), ("panel", 1, "final_interview"),
     ("interview", 5, "final_interview"), ("final", 0, "final_interview")],
)  # fmt: skip
def test_round_counts_the_rounds_held_before(
    known: Workbook, kind: str, n_before: int, stage: str
) -> None:
    for n in range(n_before):  # besides the one of yesterday
        day = date(2026, 2, 10 + n)
        known.save(records.meeting(known.frames(), "o", day, today=TODAY)[1], "A round")
    assert records.next_stage(known.frames(), "o", kind, TODAY) == stage


def test_reflection_given_again_amends_and_keeps_its_ids(known: Workbook) -> None:
    answers = [{"prompt": "company", "person_id": None, "text": "one"},
               {"prompt": "landed", "person_id": None, "text": "two"}]  # fmt: skip
    for kept in (answers, [{**answers[0], "text": "amended"}]):
        rows = records.reflection(
            known.frames(), "m", YESTERDAY, TODAY, rating="well", answers=kept
        )
        known.save(rows, "A reflection")
    assert list(known.frame("answers")["text"]) == ["amended"]
    assert list(known.frame("answers")["row_version"]) == [2]
    assert len(known.frame("reflections")) == 1


def test_thank_you_without_a_meeting_goes_to_the_latest_one_with_that_person(
    known: Workbook,
) -> None:
    known.save(records.meeting(known.frames(), "o", TODAY, today=TODAY, meeting_id="m2")[1], "Next")
    rows = records.sent(
        known.frames(), "letter", "p", TODAY, opportunity_id="o", purpose="thank_you"
    )
    assert rows[0].values["meeting_id"] == "m"


def test_call_that_was_the_thank_you_is_a_letter_by_phone(known: Workbook) -> None:
    rows = records.sent(
        known.frames(),
        "call",
        "p",
        TODAY,
        purpose="thank_you",
        opportunity_id="o",
        result="reached",
    )
    kept = rows[0].values
    assert (kept["kind"], kept["channel"], kept["result"]) == ("letter", "phone", "")


def test_arranging_again_moves_the_meeting(known: Workbook) -> None:
    for day in (date(2026, 3, 10), date(2026, 3, 12)):
        known.save(records.arranged(known.frames(), "o", day, TODAY), "Arranged")
    meetings = known.frame("meetings")
    arranged = meetings[meetings["state"] == "scheduled"]
    assert list(arranged["meeting_on"].dt.date) == [date(2026, 3, 12)]


def test_answer_by_call_is_told_by_that_call(known: Workbook) -> None:
    rows = records.sent(
        known.frames(), "call", "p", TODAY, opportunity_id="o", answer="rejected", result="reached"
    )
    known.save(rows, "A call")
    told = known.frame("events").iloc[0]
    assert told["touchpoint_id"] == known.frame("touchpoints")["id"].iloc[0]
    assert told["kind"] == "rejected"


def test_name_found_later_stands_in_the_room(known: Workbook) -> None:
    room = known.frame("attendees")
    seat = room.loc[room["person_id"].isna(), "id"].iloc[0]
    cast = Cast(known.frames())
    person = cast.person("Lena Vogt", "c")
    known.save([*cast.rows, *records.identified(known.frames(), seat, person, TODAY)], "A name")
    found = known.frame("attendees").set_index("id").loc[seat]
    assert (found["person_id"], found["identified_on"].date()) == (person, TODAY)
    assert found["description"] == "someone from finance"
