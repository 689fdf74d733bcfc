"""All rules joined: one due list with status, window and the reason why; and why nothing is due.

Not here: a rule (rules/), a widget, a file, the clock.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

import pandas as pd

from followup.frames import framed
from followup.pipeline import LABELS, RANK
from followup.rules import LANDED, SEARCHING
from followup.rules.keep_in_touch import held_back
from followup.rules.task import Task, status
from followup.search import Decision, Opportunity, Search
from followup.words import list_of, n_of, say_day

STATUSES = ("overdue", "due", "open", "upcoming")
GROUPS = {
    "overdue": "Overdue", "tonight": "Best tonight", "today": "Today", "open": "May be done now",
    "upcoming": "Coming",
}  # fmt: skip
PLACE = {group: place for place, group in enumerate(GROUPS)}
TONIGHT = ("R-REF", "R-LET", "R-UNK")  # best done in the evening after the meeting
# Reading rule 12: the further on comes first within one status.
WEIGHT = {stage: -rank for stage, rank in RANK.items() if stage != "accepted"}
COLUMNS = (
    "task rule opportunity_id meeting_id person_id attendee_id promise_id offer_id earliest:day "
    "target:day latest:day why sources rests_on:day status duty person company role stage"
)


def agenda(search: Search) -> pd.DataFrame:
    """What is owed today and soon: one row per task, in the order to do it (reading rule 12).

    Columns: task (its lasting name), rule, the ids it is about, earliest, target, latest, why,
    sources, rests_on (the day its reason speaks of), status (overdue, due, open, upcoming), duty
    (in words), person, company, role, stage.
    """
    return framed((task[:-1] for task in listed(search)), COLUMNS)


def listed(search: Search) -> list[Task]:
    """The tasks of the due list, in order: all that is open, due or overdue, and what begins
    within the horizon. Tasks set aside as not needed are gone; those put off are hidden.
    """
    horizon = search.today + timedelta(days=search.policy.horizon)
    found = [one for one in _owed(search) if one.status in STATUSES and one.earliest <= horizon]
    return sorted(found, key=lambda task: _order(search, task))


def _order(search: Search, task: Task) -> tuple[int, int, date, str, str]:
    o = search.opportunities.get(task.opportunity_id or "")
    stage = o.furthest if o and o.stage == "on_hold" else task.stage  # domain.md 1.8, 16
    place = PLACE.get(group_of(task, search.today), len(PLACE))  # what is put off comes last
    return place, WEIGHT.get(stage, 0), task.latest, task.person, task.task


def all_tasks(search: Search) -> list[Task]:
    """Every task of every rule, whenever it begins, but for those set aside as not needed."""
    return [task for task in _owed(search) if task.status != "not needed"]


@lru_cache(maxsize=4)
def _owed(search: Search) -> list[Task]:
    owed: list[Task] = []
    for family in SEARCHING if search.accepted is None else LANDED:
        before = [task for task in owed if task.status != "not needed"]
        owed += [_decided(search, task) for task in family(search, before)]
    return owed


def _decided(search: Search, task: Task) -> Task:
    """The task after what was decided about it: not needed, or put off; from that day on it is
    due with that day at the latest (reading rule 11).
    """
    decision = search.decisions.get(task.task)
    if decision is None:
        return task
    until = decision.until_on
    if decision.decision == "not_needed" or until is None:
        return task._replace(status="not needed")
    if until > search.today:
        return task._replace(status="put off", until_on=until)
    latest, target = max(task.latest, until), max(task.earliest, min(task.target, until))
    now = status(search.today, task.earliest, target, latest)
    return task._replace(target=target, latest=latest, status=now)


def put_aside(search: Search) -> list[tuple[Task, Decision]]:
    """What is put off or not needed, and would be owed otherwise, each with what was decided."""
    aside = [task for task in _owed(search) if task.status not in STATUSES]
    return [(task, search.decisions[task.task]) for task in aside]


def group_of(task: Task, today: date) -> str:
    """The group of the list a task stands in (domain.md 1.8, 17): "tonight" from the meeting to
    the best day, "today" for whatever else is due; else its status.
    """
    if task.rule in TONIGHT and task.earliest <= today <= task.target:
        return "tonight"
    return "today" if task.status == "due" else task.status


def title(task: Task) -> str:
    """What is to be done, and to whom: 'Write a letter: Ana Reyes'."""
    return f"{task.duty}: {task.person}" if task.person else task.duty


def by_when(task: Task, today: date, say: Callable[[date], str] = say_day) -> str:
    """When a task wants doing: its best day, then its latest; or from when, if it is to come."""
    group = group_of(task, today)
    if group == "upcoming":
        return f"from {say(task.earliest)}"
    if group == "tonight" and task.latest > today:
        return f"best tonight, {say_day(task.latest, today)} at the latest"
    return f"by {say(task.latest)}"


def restart_plan(search: Search) -> list[tuple[Task, date]]:
    """The overdue tasks spread over the next business days, a few a day, in the list's order:
    each with the day it is given.
    """
    late = [task for task in listed(search) if task.status == "overdue"]
    day, out = search.calendar.forward(search.today), []
    for n, task in enumerate(late):
        if n and n % search.policy.daily_load == 0:
            day = search.calendar.after(day, 1)
        out.append((task, day))
    return out


# --- why nothing is due (reading rule 13) -------------------------------------------------


def why_nothing(search: Search, opportunity_id: str) -> str:
    """One sentence for an opportunity: what is owed next, which clock runs, or what stopped it."""
    o = search.opportunities[opportunity_id]
    own = [task for task in _owed(search) if task.opportunity_id == o.id]
    met = {person for meeting in o.held for person in meeting.people}
    met |= {one.person_id for one in o.sent if one.person_id}
    notes = [task for task in _owed(search) if task.rule == "R-KIT" and task.person_id in met]
    # the clock of a networking one is that of its people (domain.md 1.8, 12)
    said = _next(search, own) or (_next(search, notes) if o.kind == "networking" else "")
    return said or _set_aside(search, own) + _clock(search, o)


def _next(search: Search, own: list[Task]) -> str:
    """What of these tasks is owed first, in a sentence; of what was put off, until when."""
    own = [task for task in own if task.status != "not needed"]
    if not own:
        return ""
    task = min(own, key=lambda one: _order(search, one))
    if task.until_on:
        return f"You put “{task.duty}” off until {search.say(task.until_on)}."
    to = f": {task.person}" if task.rule == "R-KIT" else ""
    if task.earliest <= search.today:
        return f"{task.duty}{to}, by {search.say(task.latest)}. {task.why}"
    day = search.say(task.earliest)
    return f"Nothing is due yet. Next: {task.duty.lower()}{to}, from {day}. {task.why}"


def _set_aside(search: Search, own: list[Task]) -> str:
    """That something was set aside as not needed, in a sentence."""
    aside = [f"“{task.duty}”" for task in own if task.status == "not needed"]
    return f"You set {list_of(aside)} aside. " if aside else ""


def _clock(search: Search, o: Opportunity) -> str:
    """Which clock runs for an opportunity that owes nothing, or what stopped it."""
    say, policy = search.say, search.policy
    again = say(search.today + timedelta(days=policy.look_again))
    tries = f"{n_of(len(o.tried), 'attempt')} had no answer"
    is_used_up = len(o.tried) >= policy.max_attempts
    if search.accepted is o and o.ending:
        return f"You accepted this offer on {say(o.ending.happened_on)}; nothing more is owed."
    if o.ending:
        label = LABELS[o.stage].lower()
        return f"This one is closed ({label}) since {say(o.ending.happened_on)}, so no clock runs."
    if search.accepted:
        return "You accepted another offer, so every clock has stopped."
    if o.scheduled:
        day = say(o.scheduled.meeting_on)
        return f"A meeting is arranged for {day}; until then nothing is owed."
    if o.hold and o.hold.decision_on:
        return f"They put it on hold until {say(o.hold.decision_on)}; look again then."
    if o.hold:
        on = say(o.hold.happened_on)
        return f"They put it on hold on {on} without a day; look again on {again}."
    if o.dormant_on:
        days = n_of(policy.dormant_after_application, "day")
        silence = tries if is_used_up else f"no word on your application in {days}"
        return f"Dormant since {say(o.dormant_on)}: {silence}. You may let it rest, or close it."
    if is_used_up:
        last = f"{tries}, the last on {say(o.tried[-1])}"
        return f"{last}; no further call is owed. Keeping in touch goes on."
    if o.applied_on and not o.meeting:
        applied = f"You applied on {say(o.applied_on)}; the next move is theirs."
        return f"{applied} Look again on {again}."
    return f"Nothing else is owed; look again on {again}."


def why_nothing_for_person(search: Search, person_id: str) -> str:
    """One sentence for a person: what is owed to them next, or why nothing is."""
    person = search.people[person_id]
    own = [task for task in _owed(search) if task.person_id == person_id]
    held, aside = held_back(search, all_tasks(search)), _set_aside(search, own)
    if said := _next(search, own):
        return said
    if person.do_not_contact:
        return f"{person.name} asked not to be contacted, so nothing will be due."
    if search.accepted:
        return "You accepted an offer, so keeping in touch has stopped."
    if not person.keep_in_touch:
        return f"{aside}Keeping in touch is off for {person.name}."
    if person_id in held:
        return f"{aside}Nothing is due to {person.name}: {held[person_id]}."
    if person.started_on is None:
        return f"{aside}The rhythm with {person.name} begins with the first letter or note to them."
    return f"{aside}Nothing more is due to {person.name} until the next contact."


def hints(search: Search, task: Task) -> list[str]:
    """What to mind beside one task, never a task itself: a name to find, a rhythm to slow.

    Some notes in a row without a reaction are worth a thought (domain.md 1.5).
    """
    found, n = list[str](), search.policy.touches_unanswered
    o = search.opportunities.get(task.opportunity_id or "")
    person = search.people.get(task.person_id or "")
    if task.rule in ("R-PROP", "R-CALL") and o and not o.hiring_manager_id:
        found.append("Find the hiring manager's name; until then ask for this to be passed on.")
    if task.rule == "R-KIT" and person:
        since = max([person.heard_on, *(meeting.meeting_on for meeting, _ in person.met)])
        notes = [one for one in person.touches if one.purpose == "keep_in_touch"]
        days = {one.happened_on for one in notes if one.happened_on > since}
        if len(days) >= n:
            said = f"{n_of(n, 'note')} had no reaction"
            found.append(f"{said}: keep on, slow down to every three months, or stop.")
    return found
