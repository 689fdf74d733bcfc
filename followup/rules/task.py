"""One task of the due list, and how a rule makes it from its duty.

Not here: when it arises (the other files), its window and words (duties.py).
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from followup.duties import DUTIES
from followup.search import Opportunity, Search


class Task(NamedTuple):
    """One thing owed: what, about whom, when, and why."""

    task: str  # its name, the same from day to day
    rule: str
    opportunity_id: str | None
    meeting_id: str | None
    person_id: str | None
    attendee_id: str | None
    promise_id: str | None
    offer_id: str | None
    earliest: date
    target: date
    latest: date
    why: str
    sources: str
    rests_on: date
    status: str  # overdue, due, open or upcoming; or put off, or not needed
    duty: str
    person: str
    company: str
    role: str
    stage: str
    until_on: date | None = None  # put off until then


def make_task(
    search: Search, rule: str, since: date, *, o: Opportunity | None = None, window: str = "",
    name: str = "", why: str = "", opens: date | None = None, target: date | None = None,
    latest: date | None = None, rests_on: date | None = None, meeting_id: str | None = None,
    person_id: str | None = None, attendee_id: str | None = None, promise_id: str | None = None,
    offer_id: str | None = None, comment_id: str | None = None, **facts: str | date,
) -> Task:  # fmt: skip
    """The task of a duty whose window is counted from `since`; `opens` where it opens otherwise.

    `window` and `why` choose among the windows and reasons of the duty, `facts` fill the reason,
    days among them in words. A `target` or `latest` given takes the place of the usual one. The
    window is clamped last of all (reading rule 9): what begins late is due on the day it begins.
    """
    duty, person = DUTIES[rule], search.people.get(person_id or "")
    if o and o.meeting and not promise_id:
        meeting_id = meeting_id or o.meeting.id  # what is about an opportunity follows its latest
    usual = duty.windows[window].days(since, search.policy, search.calendar)
    opens = opens or usual[0]
    target = max(opens, target or usual[1])
    latest = max(target, latest or usual[2])
    rests_on = rests_on or since
    ids = {
        "opportunity_id": o and o.id, "meeting_id": meeting_id, "person_id": person_id,
        "attendee_id": attendee_id, "promise_id": promise_id, "offer_id": offer_id,
        "comment_id": comment_id, "rests_on": rests_on.isoformat(),
    }  # fmt: skip
    who = facts.get("who") or (person.name if person else "")
    told = {"on": since, "opens": opens, "person": who} | facts
    words = {key: search.say(one) if isinstance(one, date) else one for key, one in told.items()}
    company_id = o.company_id if o else person.company_id if person else None
    return Task(
        "|".join([rule, *(ids[about] or "" for about in duty.about)]), rule, o.id if o else None,
        meeting_id, person_id, attendee_id, promise_id, offer_id, opens, target, latest,
        duty.why[why].format(**search.numbers, **words), duty.sources, rests_on,
        status(search.today, opens, target, latest), name or duty.name, words["person"],
        search.companies.get(company_id or "", ""), o.role if o else "", o.stage if o else "",
    )  # fmt: skip


def status(today: date, earliest: date, target: date, latest: date) -> str:
    """Where a day lies in a window: upcoming, open, due or overdue (domain.md 1.5, Task)."""
    if today < earliest:
        return "upcoming"
    return "overdue" if latest < today else "open" if today < target else "due"
