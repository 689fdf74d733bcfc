"""Due dates and arranged meetings as one calendar file, to look at where people look.

Not here: what is owed (agenda.py). Nothing private is in the file unless asked for.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5

import icalendar

from followup.agenda import listed
from followup.rules.task import Task
from followup.search import Search
from followup.tables import as_day

SPACE = UUID("6f0d6e0c-6f6c-4c6c-9d75-666f6c6c6f77")

Exported = Mapping[str, tuple[str, int]]  # by entry: what it said last, and its number


def reminders(
    search: Search, exported: Exported, *, at: datetime, with_names: bool = False
) -> tuple[bytes, dict[str, tuple[str, int]]]:
    """The calendar file, and what it now holds, to hand over at the next export.

    One all-day entry per task of the list, on the last day it is due, and per arranged meeting,
    each with an alarm the evening before. Ids stay the same from export to export; what changed
    gets a higher number, also when it was gone in between, and what is gone is cancelled, but
    for what lies in the past.
    """
    calendar = icalendar.Calendar()
    for key, value in (("prodid", "-//followup//EN"), ("version", "2.0"), ("method", "PUBLISH")):
        calendar.add(key, value)
    wanted = {one.task: (one.latest, _task(one, with_names)) for one in listed(search)}
    for meeting in search.coming:
        where = f" with {search.company_of(meeting.opportunity_id)}" if with_names else ""
        at_time = f" at {meeting.starts_at}" if meeting.starts_at else ""
        text = (f"Meeting{where}{at_time}", meeting.place if with_names else "")
        wanted[f"meeting|{meeting.id}"] = (meeting.meeting_on, text)
    now = {name: one for name, one in exported.items() if name not in wanted}
    for name, (day, text) in wanted.items():
        said = f"{day}|{text[0]}|{text[1]}"
        last, number = exported.get(name, (said, 0))
        now[name] = (said, number if last == said else number + 1)
        calendar.add_component(_entry(name, day, text, now[name][1], at))
    for name in exported.keys() - wanted.keys():
        said, number = exported[name]
        was_on = as_day(said.partition("|")[0])
        if was_on and was_on >= search.today:
            now[name] = ("", number + 1)
            gone = _entry(name, was_on, ("No longer due", ""), number + 1, at)
            gone.add("status", "CANCELLED")
            calendar.add_component(gone)
    return calendar.to_ical(), now


def _task(task: Task, with_names: bool) -> tuple[str, str]:
    if not with_names:
        return f"Follow up: {task.duty.lower()}", ""
    return f"{task.duty}: {', '.join(filter(None, (task.person, task.company)))}", task.why


def _entry(
    name: str, day: date, text: tuple[str, str], number: int, at: datetime
) -> icalendar.Event:
    entry = icalendar.Event()
    entry.add("uid", f"{uuid5(SPACE, name)}@followup")
    entry.add("dtstamp", at.astimezone(UTC))
    entry.add("sequence", number)
    entry.add("dtstart", day)
    entry.add("dtend", day + timedelta(days=1))
    entry.add("summary", " ".join(text[0].split()))
    entry.add("transp", "TRANSPARENT")
    if text[1]:
        entry.add("description", text[1])
    alarm = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", "Tomorrow")
    alarm.add("trigger", timedelta(hours=-6))  # 18:00 the evening before
    entry.add_component(alarm)
    return entry
