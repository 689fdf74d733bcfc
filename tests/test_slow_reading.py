"""Random searches, day by day: the rules and an independent, slow reading of domain.md agree.

    python tests/test_slow_reading.py FIRST LAST

compares more of them, and prints where they differ.
"""

from __future__ import annotations

import random
import sys
from datetime import date, timedelta
from typing import Any

import pytest
import slow_reading
from builders import Memory
from made_up import FIRST, SPAN, made_up
from search_script import play_into

from followup import agenda
from followup.rules.task import Task
from followup.search import Search, search_on
from followup.tables import Row

SEARCHES = 60


def played(told: dict[str, Any], today: date) -> Search:
    """What the workbook knows of a made-up search on a day, under its numbers and decisions."""
    book = Memory()
    play_into(book, told, today)
    numbers = told["policy"].items()
    book.save([Row("settings", {"id": f"policy.{k}", "value": str(n)}) for k, n in numbers])
    for one in told["decisions"]:
        put = {"decision": one["decision"], "decided_on": one["on"], "until_on": one["until"]}
        book.save([Row("decisions", {"task": one["task"], **put})])
    return search_on(book.frames(), today)


def as_told(search: Search, task: Task) -> tuple[Any, ...]:
    """A task in the words of the slow reading: rule, process, meeting, person, item, window."""
    process, meeting, person = task.opportunity_id, task.meeting_id, task.person_id
    if task.rule == "R-REF" and search.meetings[str(meeting)].state == "scheduled":
        meeting = f"arranged:{process}"
    if task.rule in ("R-REF", "R-LET", "R-UNK"):
        process = None
    if task.rule in ("R-UNK", "R-COM", "R-REJ", "R-WDR", "R-OFN", "R-OFA", "R-OFD"):
        meeting = None
    item = task.attendee_id or task.promise_id
    window = (task.earliest, task.target, task.latest)
    return (task.rule, process, meeting, person, item, *window)


def differences(seed: int) -> list[str]:
    """Where the two readings of a made-up search differ, on two of its days."""
    told, dice, found = made_up(seed), random.Random(seed), []
    for _ in range(2):
        today = FIRST + timedelta(dice.randint(3, SPAN + 25))
        search = played(told, today)
        ours = {as_told(search, task) for task in agenda.all_tasks(search)}
        slow = {tuple(task) for task in slow_reading.tasks(told, today)}
        found += [f"{seed} {today} ours {task}" for task in ours - slow]
        found += [f"{seed} {today} slow {task}" for task in slow - ours]
        stages = {o.id: o.stage for o in search.opportunities.values()}
        if stages != slow_reading.stages(told, today):
            found.append(f"{seed} {today} {stages} {slow_reading.stages(told, today)}")
        order = [(task.status, *as_told(search, task)) for task in agenda.listed(search)]
        if not (ours ^ slow):
            listed = slow_reading.agenda(told, today)
            keys = [[(one[0], one[-1]) for one in several] for several in (order, listed)]
            found += [f"{seed} {today} order"] * (keys[0] != keys[1])
    return found


@pytest.mark.parametrize("first", range(0, SEARCHES, 20))
def test_random_searches_have_the_tasks_and_stages_of_the_slow_reading(first):
    assert [line for seed in range(first, first + 20) for line in differences(seed)] == []


if __name__ == "__main__":
    for number in range(int(sys.argv[1]), int(sys.argv[2])):
        print(*differences(number), sep="\n", end="")
