"""Reminders: all-day entries with lasting ids, updated and cancelled, and nothing private."""

from datetime import UTC, date, datetime, timedelta

import icalendar
import pandas as pd
import pytest

from followup.reminders import reminders

AT = datetime(2026, 3, 5, 19, 0, tzinfo=UTC)


def one_task(latest: str = "2026-03-06", person: str = "Ana Reyes") -> pd.DataFrame:
    task = {"task": "R-LET|m|p", "duty": "Write a letter", "person": person}
    task |= {"company": "Larkspur House", "why": "You met.", "latest": pd.Timestamp(latest)}
    return pd.DataFrame([task])


def no_meetings() -> pd.DataFrame:
    return pd.DataFrame(columns=["id", "meeting_on", "starts_at", "place", "company"])


def entries(content: bytes) -> list[icalendar.Event]:
    return icalendar.Calendar.from_ical(content).walk("VEVENT")


def test_task_is_one_all_day_entry_with_an_alarm_the_evening_before():
    content, _ = reminders(one_task(), no_meetings(), {}, at=AT)
    [entry] = entries(content)
    assert entry.decoded("dtstart") == date(2026, 3, 6)
    assert entry.walk("VALARM")[0].decoded("trigger") == timedelta(hours=-6)


def test_nothing_private_is_in_the_file_unless_asked_for():
    content, _ = reminders(one_task(), no_meetings(), {}, at=AT)
    assert b"Ana" not in content and b"Larkspur" not in content and b"You met" not in content
    content, _ = reminders(one_task(), no_meetings(), {}, at=AT, with_names=True)
    assert b"Ana Reyes" in content


def test_same_list_exported_twice_gives_the_same_bytes():
    first, now = reminders(one_task(), no_meetings(), {}, at=AT)
    second, _ = reminders(one_task(), no_meetings(), now, at=AT)
    assert first == second


def test_moved_day_keeps_the_id_and_raises_the_number():
    first, now = reminders(one_task(), no_meetings(), {}, at=AT)
    second, _ = reminders(one_task("2026-03-09"), no_meetings(), now, at=AT)
    [before], [after] = entries(first), entries(second)
    assert before["uid"] == after["uid"]
    assert (before["sequence"], after["sequence"]) == (0, 1)


def test_task_that_is_gone_is_cancelled_once():
    _, now = reminders(one_task(), no_meetings(), {}, at=AT)
    content, later = reminders(one_task().iloc[:0], no_meetings(), now, at=AT)
    [entry] = entries(content)
    assert entry["status"] == "CANCELLED"
    content, _ = reminders(one_task().iloc[:0], no_meetings(), later, at=AT)
    assert entries(content) == []


@pytest.mark.parametrize("name", ["Ana\r\nBEGIN:VALARM\r\nX", "a;b,c\\n", "🙂 \u202eevil"])
def test_hostile_name_stays_text(name):
    content, _ = reminders(one_task(person=name), no_meetings(), {}, at=AT, with_names=True)
    [entry] = entries(content)
    assert len(entry.walk("VALARM")) == 1
