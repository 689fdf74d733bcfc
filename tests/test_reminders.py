"""Reminders: all-day entries with lasting ids, updated and cancelled, and nothing private."""

from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
from builders import Event, known, met, reflected, search, wrote

from followup.reminders import Exported, reminders

AT = datetime(2026, 2, 2, 19, 0, tzinfo=UTC)
NOTHING = search()
LETTER = search(met("02-02"), reflected("02-02"), P1={"kind": "networking"})


def saved(
    told: Event, today: str, before: Exported, **more: bool
) -> tuple[list[icalendar.Event], Exported]:
    """The entries of the file saved on a day, and what it now holds."""
    content, now = reminders(known(told, today), before, at=AT, **more)
    return icalendar.Calendar.from_ical(content).walk("VEVENT"), now


def test_task_is_one_all_day_entry_with_an_alarm_the_evening_before():
    [entry], _ = saved(LETTER, "02-02", {})
    assert entry.decoded("dtstart") == date(2026, 2, 4)
    assert entry.walk("VALARM")[0].decoded("trigger") == timedelta(hours=-6)


def test_nothing_private_is_in_the_file_unless_asked_for():
    content, _ = reminders(known(LETTER, "02-02"), {}, at=AT)
    assert b"Ana" not in content and b"Company" not in content and b"You met" not in content
    content, _ = reminders(known(LETTER, "02-02"), {}, at=AT, with_names=True)
    assert b"Ana" in content


def test_same_list_exported_twice_gives_the_same_bytes():
    first, now = reminders(known(LETTER, "02-02"), {}, at=AT)
    second, _ = reminders(known(LETTER, "02-02"), now, at=AT)
    assert first == second


def test_moved_day_keeps_the_id_and_raises_the_number():
    [before], now = saved(LETTER, "02-02", {})
    off = search(met("02-02"), reflected("02-02"), holidays=["02-04"], P1={"kind": "networking"})
    [after], _ = saved(off, "02-02", now)
    assert before["uid"] == after["uid"]
    assert after.decoded("dtstart") == date(2026, 2, 5)
    assert (before["sequence"], after["sequence"]) == (0, 1)


def test_task_that_is_gone_is_cancelled_once():
    _, now = saved(LETTER, "02-02", {})
    [entry], later = saved(NOTHING, "02-02", now)
    assert entry["status"] == "CANCELLED"
    assert saved(NOTHING, "02-02", later)[0] == []


def test_task_that_comes_back_has_a_higher_number_than_its_cancellation():
    _, now = saved(LETTER, "02-02", {})
    [gone], now = saved(NOTHING, "02-02", now)
    _, now = saved(NOTHING, "02-02", now)
    [back], _ = saved(LETTER, "02-02", now)
    assert back["uid"] == gone["uid"]
    assert (gone["sequence"], back["sequence"]) == (1, 2)


def test_what_lies_in_the_past_is_not_cancelled():
    _, now = saved(LETTER, "02-02", {})
    sent = search(met("02-02"), reflected("02-02"), wrote("02-04"), P1={"kind": "networking"})
    assert saved(sent, "02-05", now)[0] == []


@pytest.mark.parametrize("name", ["Ana\r\nBEGIN:VALARM\r\nX", "a;b,c\\n", "🙂 \u202eevil"])
def test_hostile_name_stays_text(name):
    s = known(LETTER, "02-02")
    s.people["ana"].name = name
    content, _ = reminders(s, {}, at=AT, with_names=True)
    [entry] = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert len(entry.walk("VALARM")) == 1
