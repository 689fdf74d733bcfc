"""The call about the decision: R-CALL, its anchor and its ladder (domain.md 1.5).

Not here: what to say (letters/).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from followup.duties import DUTIES, WRITE
from followup.rules.meetings import letters_after_meetings
from followup.rules.task import Task, make_task
from followup.search import Meeting, Opportunity, Search, Touchpoint
from followup.words import n_of


def calls(search: Search, before: Sequence[Task]) -> Iterator[Task]:
    """R-CALL: one per live position after a meeting, unless something stopped the clock.

    The first article says from the second business day (A3.3), the second within a week (B3.1):
    both hold as one window. Someone who was called instead because of an offer elsewhere
    (R-OFN) is not called twice.
    """
    told = {task.opportunity_id for task in before if task.rule == "R-OFN"}
    for o in search.positions:
        stopped = o.offer or o.scheduled or (o.is_on_hold and o.hold_until is None)
        if stopped or o.meeting is None or o.id in told:
            continue
        if o.n_attempts < search.policy.max_attempts and not search.is_left_alone(o):
            yield _call(search, o, o.meeting, search.callee(o))


def _call(search: Search, o: Opportunity, meeting: Meeting, callee: str | None) -> Task:
    """The ladder (domain.md 1.5): what the call waits for, and so its window.

    attempts  a day named, or an answer      counted from      window
    none      a day named, after any answer  the day named     the usual
    none      an answer without a day        that answer       after an answer without a day
    none      neither                        the letter read   the usual
    some      a day named for after the last the day named     the usual
    some      none                           the last attempt  after an answer without a day
    """
    since, anchor = _letter_read_on(search, o, meeting, callee)
    decision_on, tried_on, why, window = _with_patience(search, o), o.last_attempt_on, "", ""
    # the day of a meeting of which nothing is noted may have come after the attempt
    heard_on = max(tried_on, o.undated_on or tried_on) if tried_on else None
    if heard_on and (decision_on is None or decision_on < heard_on):
        since, why = heard_on, "again"
    elif not tried_on and o.undated_on and (decision_on or date.min) <= o.undated_on:
        since, why = o.undated_on, "undated"
        why = "unrecorded" if o.undated_on == o.unrecorded_on else why
    elif decision_on and (tried_on or decision_on >= since):
        since, anchor = decision_on, _anchor_named(search, o)
    if why:
        window = "after an answer without a day, or an attempt"
    elif since > search.today:
        why = "to come"
    first, _, last = DUTIES["R-CALL"].windows[window][1:]
    opens = first.day(since, search.policy, search.calendar)
    latest = max(opens, last.day(since, search.policy, search.calendar))
    person = search.people.get(callee or "")
    by_phone = person is None or not person.is_phone_unwelcome
    past, ahead = anchor.format(on=search.say(since)).split(" | ")
    return make_task(
        search, "R-CALL", since, o=o, window=window, why=why, person_id=callee, rests_on=since,
        target=latest if search.policy.call_at_window_end else opens, opens=opens,
        name="" if by_phone else WRITE, call="call" if by_phone else "write",
        anchor=ahead if why == "to come" else past, tried=tried_on or "",
        attempts=n_of(o.n_attempts, "attempt"),
        left=n_of(search.policy.max_attempts - o.n_attempts, "more", "more"),
    )  # fmt: skip


def _with_patience(search: Search, o: Opportunity) -> date | None:
    """D: the day they named, or later where the seeker allows them more time than they asked."""
    if o.decision_on is None or o.decision_told_on is None:
        return None
    wait = max(timedelta(0), o.decision_on - o.decision_told_on)
    return o.decision_on + wait * (search.policy.patience - 1)


def _anchor_named(search: Search, o: Opportunity) -> str:
    """What is said of the day they named, past and to come."""
    if search.policy.patience == 1 or o.decision_on is None:
        return "the day they named for a decision | They named {on} for a decision"
    times = f"{search.policy.patience} times as long"
    longer = f"{search.say(o.decision_on)}, and you allow them {times}"
    return f"they named {longer} | They named {longer}, until {{on}}"


def _letter_read_on(
    search: Search, o: Opportunity, meeting: Meeting, callee: str | None
) -> tuple[date, str]:
    """L: the day the letter to the callee (else any letter of the round) counts as read, or was
    due at the latest; a proposal sent since the meeting moves it (ladder 1). With it what is
    said of that day, past and to come.
    """
    every = [*o.sent, *_serving_both(search, meeting)]
    letters = [one for one in every if _is_of_this_round(search, one, meeting)]
    own = [one for one in letters if one.person_id == callee and one.kind == "letter"]
    to_callee = [_read_on(search, one) for one in own]
    any_read = [_read_on(search, one) for one in letters]
    met_on = meeting.meeting_on
    proposed = [one.happened_on for one in o.sent if one.kind == "proposal"]
    proposed = [on for on in proposed if on >= met_on]
    if to_callee:
        day, said = min(to_callee), "your letter to them | Your letter should be read by {on}"
    elif any_read:
        day, said = min(any_read), "the first letter about it | Your letter should be read by {on}"
    else:
        after = letters_after_meetings(search)
        owed = [one.latest(search) for one in after if one.meeting is meeting]
        day = max(owed, default=search.calendar.after(met_on, search.policy.letter_latest))
        said = "your letter was due by then | Your letter is due by {on}"
    if proposed and (not any_read or max(proposed) > day):
        return max(proposed), "your proposal | "
    return day, said


def _serving_both(search: Search, meeting: Meeting) -> Iterator[Touchpoint]:
    """What was sent to its people about another opportunity's meeting of the same day: one letter
    serves both (domain.md 1.7).
    """
    for other in search.held_on[meeting.meeting_on]:
        if other.opportunity_id != meeting.opportunity_id:
            sent = search.opportunities[other.opportunity_id].sent
            yield from (
                t for t in sent if t.meeting_id == other.id and t.person_id in meeting.people
            )


def _is_of_this_round(search: Search, sent: Touchpoint, meeting: Meeting) -> bool:
    """Whether something sent is a letter of the round of this meeting (reading rule 2).

    A group note counts as one; a letter to someone named only after it does not (domain.md
    1.8, 5).
    """
    about = search.meetings.get(sent.meeting_id or "")
    about_on = about.meeting_on if about and about.state == "held" else meeting.meeting_on
    if sent.kind not in ("letter", "group_note") or sent.purpose == "introducer_thanks":
        return False
    named_on = [one.identified_on for one in meeting.room if one.person_id == sent.person_id]
    noted_on = meeting.group_note_on
    late = noted_on and any(on and on > noted_on for on in named_on) and sent.kind == "letter"
    return sent.happened_on >= meeting.meeting_on == about_on and not late


def _read_on(search: Search, letter: Touchpoint) -> date:
    """The day a letter counts as read: a posted one takes some days (A2.4)."""
    if letter.channel != "post":
        return letter.happened_on
    return search.calendar.after(letter.happened_on, search.policy.post_transit)
