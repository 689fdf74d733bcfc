"""All rules joined: one due list with status, window and the reason why; and why nothing is due.

Not here: a rule (rules/), a widget, a file, the clock.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pandas as pd

from followup.frames import framed
from followup.pipeline import LABELS
from followup.rules import LANDED, SEARCHING
from followup.rules.keep_in_touch import held_back
from followup.rules.task import Task, status
from followup.search import Decision, Opportunity, Person, Search
from followup.words import list_of, n_of, say_day

STATUSES = {"overdue": "Overdue", "due": "Due", "open": "May be done now", "upcoming": "Coming"}
PLACE = {status: place for place, status in enumerate(STATUSES)}
# Reading rule 12: who comes first within one status.
WEIGHTS = (
    "offer", "final_interview", "second_interview", "first_interview", "screen", "applied",
    "networking",
)  # fmt: skip
WEIGHT = {stage: place for place, stage in enumerate(WEIGHTS)}
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
    found = [
        task for task in all_tasks(search)
        if task.earliest <= horizon and not is_put_off(search, task)
    ]  # fmt: skip
    return sorted(found, key=lambda task: _order(search, task))


def _order(search: Search, task: Task) -> tuple[int, int, date, str, str]:
    o = search.opportunities.get(task.opportunity_id or "")
    stage = o.furthest if o and o.stage == "on_hold" else task.stage  # domain.md 1.8, 16
    weight = WEIGHT.get(stage, len(WEIGHTS))
    return PLACE[task.status], weight, task.latest, task.person, task.task


def all_tasks(search: Search) -> list[Task]:
    """Every task of every rule, whenever it begins, but for those set aside as not needed.

    One put off comes back due with that day at the latest (reading rule 11).
    """
    if "tasks" not in search.derived:
        search.derived["tasks"] = _owed(search, search.decisions)
    found: list[Task] = search.derived["tasks"]
    return found


def _owed(search: Search, decisions: dict[str, Decision]) -> list[Task]:
    before: list[Task] = []
    for family in SEARCHING if search.accepted is None else LANDED:
        owed = family(search, before)
        found = (_put_off(search, task, decisions.get(task.task)) for task in owed)
        before = [*before, *(task for task in found if task)]
    return before


def _put_off(search: Search, task: Task, decision: Decision | None) -> Task | None:
    """The task as it stands after what was decided about it; None if it is not needed."""
    if decision is None:
        return task
    until = decision.until_on
    if decision.decision == "not_needed" or until is None:
        return None
    if until > search.today:
        return task._replace(until_on=until)
    latest = max(task.latest, until)
    target = max(task.earliest, min(task.target, until))
    now = status(search.today, task.earliest, target, latest)
    return task._replace(until_on=until, target=target, latest=latest, status=now)


def put_aside(search: Search) -> list[tuple[Task, Decision]]:
    """What is put off or not needed, and would be owed otherwise, each with what was decided."""
    hidden = {
        name: one for name, one in search.decisions.items()
        if one.until_on is None or one.until_on > search.today
    }  # fmt: skip
    owed = _owed(search, {}) if hidden else []
    return [(task, hidden[task.task]) for task in owed if task.task in hidden]


def by_when(task: Task, say: Callable[[date], str] = say_day) -> str:
    """When a task wants doing: 'by Thursday 5 March', or 'from' if it is to come."""
    ahead = task.status == "upcoming"
    return f"from {say(task.earliest)}" if ahead else f"by {say(task.latest)}"


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
    said = _next(search, lambda task: task.opportunity_id == opportunity_id)
    if not said and o.kind == "networking":  # its clock is that of its people (1.8, 12)
        met = {person for meeting in o.held for person in meeting.people}
        met |= {one.person_id for one in o.sent if one.person_id}
        said = _next(search, lambda task: task.rule == "R-KIT" and task.person_id in met)
    if said:
        return said
    aside = _set_aside(search, lambda task: task.opportunity_id == opportunity_id)
    return aside + _clock(search, o)


def _next(search: Search, is_own: Callable[[Task], bool]) -> str:
    """What of these tasks is owed first, in a sentence; of what was put off, until when."""
    own = [task for task in all_tasks(search) if is_own(task)]
    if not own:
        return ""
    task = min(own, key=lambda task: (is_put_off(search, task), task.earliest))
    if task.until_on and is_put_off(search, task):
        return f"You put “{task.duty}” off until {search.say(task.until_on)}."
    to = f": {task.person}" if task.rule == "R-KIT" else ""
    if task.earliest <= search.today:
        return f"{task.duty}{to}, by {search.say(task.latest)}. {task.why}"
    day = search.say(task.earliest)
    return f"Nothing is due yet. Next: {task.duty.lower()}{to}, from {day}. {task.why}"


def is_put_off(search: Search, task: Task) -> bool:
    """Whether a task is put off until a day still to come."""
    return task.until_on is not None and task.until_on > search.today


def _set_aside(search: Search, is_own: Callable[[Task], bool]) -> str:
    """That something was set aside as not needed, in a sentence."""
    put = put_aside(search)
    own = [task.duty for task, one in put if one.decision == "not_needed" and is_own(task)]
    return f"You set {list_of([f'“{duty}”' for duty in own])} aside. " if own else ""


def _clock(search: Search, o: Opportunity) -> str:
    """Which clock runs for an opportunity that owes nothing, or what stopped it."""
    say, policy = search.say, search.policy
    again = say(search.today + timedelta(days=policy.look_again))
    if search.accepted is o and o.closed_on:
        return f"You accepted this offer on {say(o.closed_on)}; nothing more is owed."
    if o.is_closed and o.closed_on:
        label = LABELS[o.closed_kind].lower()
        return f"This one is closed ({label}) since {say(o.closed_on)}, so no clock runs."
    if search.accepted:
        return "You accepted another offer, so every clock has stopped."
    if o.scheduled:
        day = say(o.scheduled.meeting_on)
        return f"A meeting is arranged for {day}; until then nothing is owed."
    if o.is_on_hold and o.hold_until:
        return f"They put it on hold until {say(o.hold_until)}; look again then."
    if o.is_on_hold and o.answered_on:
        return f"They put it on hold on {say(o.answered_on)} without a day; look again on {again}."
    if o.dormant_on:
        silence = f"no word on your application in {n_of(policy.dormant_after_application, 'day')}"
        if o.n_attempts >= policy.max_attempts:
            silence = f"{n_of(o.n_attempts, 'attempt')} had no answer"
        return f"Dormant since {say(o.dormant_on)}: {silence}. You may let it rest, or close it."
    if o.n_attempts >= policy.max_attempts and o.last_attempt_on:
        tries = f"{n_of(o.n_attempts, 'attempt')} had no answer"
        last = f"the last on {say(o.last_attempt_on)}"
        return f"{tries}, {last}; no further call is owed. Keeping in touch goes on."
    if o.applied_on and not o.meeting:
        applied = f"You applied on {say(o.applied_on)}; the next move is theirs."
        return f"{applied} Look again on {again}."
    return f"Nothing else is owed; look again on {again}."


def why_nothing_for_person(search: Search, person_id: str) -> str:
    """One sentence for a person: what is owed to them next, or why nothing is."""
    person = search.people[person_id]
    said = _next(search, lambda task: task.person_id == person_id)
    if said:
        return said
    if person.do_not_contact:
        return f"{person.name} asked not to be contacted, so nothing will be due."
    if search.accepted:
        return "You accepted an offer, so keeping in touch has stopped."
    aside = _set_aside(search, lambda task: task.person_id == person_id)
    if not person.keep_in_touch:
        return f"{aside}Keeping in touch is off for {person.name}."
    because = held_back(search, all_tasks(search)).get(person_id)
    if because:
        return f"{aside}Nothing is due to {person.name}: {because}."
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
    if task.rule == "R-KIT" and person and _unanswered_days(person) >= n:
        notes = n_of(n, "note")
        found.append(f"{notes} had no reaction: keep on, slow down to every three months, or stop.")
    return found


def _unanswered_days(person: Person) -> int:
    """Days on which a note to keep in touch went out since they were last met or heard."""
    met = [touch.on for touch in person.touches if touch.kind == "meeting"]
    since = max([*person.heard_on, *met], default=date.min)
    notes = {one.on for one in person.touches if one.purpose == "keep_in_touch" and one.on > since}
    return len(notes)
