"""While they decide: the call about the decision (R-CALL) and the unsolicited proposal (R-PROP).

Not here: what to say and what to write (letters/).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from followup.duties import DUTIES, WRITE
from followup.pipeline import CLOSING
from followup.rules.meetings import letters_after_meetings
from followup.rules.task import Task, make_task
from followup.search import Meeting, Opportunity, Search, Touchpoint
from followup.words import n_of


def calls(search: Search, before: Sequence[Task]) -> Iterator[Task]:
    """R-CALL: one per live position after a meeting, unless something stopped the clock.

    The first article says from the second business day (A3.3), the second within a week (B3.1):
    both hold as one window. It gives way while news of an offer elsewhere is owed (R-OFN).
    """
    telling = {task.opportunity_id for task in before if task.rule == "R-OFN"}
    for o in search.positions:
        stopped = o.offer or o.scheduled or (o.hold and o.hold.decision_on is None)
        is_used_up = len(o.tried) >= search.policy.max_attempts or o.id in telling
        if o.meeting and not (stopped or is_used_up or search.is_left_alone(o)):
            yield _call(search, o, o.meeting, search.callee(o))


def _call(search: Search, o: Opportunity, meeting: Meeting, callee: str | None) -> Task:
    """The ladder (domain.md 1.5): what the call waits for, and so its window.

    attempts  a day named, or an answer      counted from      window
    none      a day named, after any answer  the later of it   the usual
                                             and letter read
    none      an answer without a day        that answer       after an answer without a day
    none      neither                        the letter read   the usual
    some      a day named, not before them   the day named     the usual
    some      none                           the last attempt  after an answer without a day
    """
    since, anchor = _letter_read_on(search, o, meeting, callee)
    (decision_on, anchor_named), why, window = _decision_named(search, o), "", ""
    tried_on = max(o.tried, default=None)
    # the day of a meeting of which nothing is noted may have come after the attempt
    last_on = max((on for on in (tried_on, o.undated_on) if on), default=None)
    named_on = decision_on or date.min
    if last_on and (named_on < last_on or (named_on == last_on and not tried_on)):
        since, window = last_on, "after an answer without a day, or an attempt"
        why = "again" if tried_on else "unrecorded" if last_on == o.unrecorded_on else "undated"
    elif decision_on and (tried_on or decision_on >= since):
        since, anchor = decision_on, anchor_named
    if not why and since > search.today:
        why = "to come"
    latest = DUTIES["R-CALL"].windows[window].latest.day(since, search.policy, search.calendar)
    person = search.people.get(callee or "")
    by_phone = person is None or not person.is_phone_unwelcome
    past, ahead = anchor.format(on=search.say(since)).split(" | ")
    return make_task(
        search, "R-CALL", since, o=o, window=window, why=why, person_id=callee,
        target=latest if search.policy.call_at_window_end else None,
        name="" if by_phone else WRITE, call="call" if by_phone else "write",
        anchor=ahead if why == "to come" else past, tried=tried_on or "",
        attempts=n_of(len(o.tried), "attempt"),
        left=n_of(search.policy.max_attempts - len(o.tried), "more", "more"),
    )  # fmt: skip


def _decision_named(search: Search, o: Opportunity) -> tuple[date | None, str]:
    """D: the day they named, or later where the seeker allows them more time than they asked;
    with it what is said of that day, past and to come.
    """
    on, told_on, times = o.decision_on, o.decision_told_on, search.policy.patience
    if on is None or told_on is None or times == 1:
        return on, "the day they named for a decision | They named {on} for a decision"
    longer = f"they named {search.say(on)}, and you allow them {times} times as long"
    later = on + max(timedelta(0), on - told_on) * (times - 1)
    return later, f"{longer} | T{longer[1:]}, until {{on}}"


def _letter_read_on(
    search: Search, o: Opportunity, meeting: Meeting, callee: str | None
) -> tuple[date, str]:
    """L: the day the letter to the callee (else any letter of the round) counts as read, or was
    due at the latest; a proposal sent since the meeting moves it (ladder 1). With it what is
    said of that day, past and to come.
    """
    letters = [*_letters_of_the_round(search, o, meeting)]
    own = [one for one in letters if one.person_id == callee and one.kind == "letter"]
    proposals = [t.happened_on for t in o.sent if t.kind == "proposal"]
    proposed_on = max((on for on in proposals if on >= meeting.meeting_on), default=None)
    if letters:
        day = min(_read_on(search, one) for one in own or letters)
        whose = "your letter to them" if own else "the first letter about it"
        said = f"{whose} | Your letter should be read by {{on}}"
    else:
        after = letters_after_meetings(search)
        owed = [one.latest for one in after if one.meeting is meeting]
        usual = search.calendar.after(meeting.meeting_on, search.policy.letter_latest)
        day = max(owed, default=usual)
        said = "your letter was due by then | Your letter is due by {on}"
    if proposed_on and (not letters or proposed_on > day):
        return proposed_on, "your proposal | "
    return day, said


def _letters_of_the_round(search: Search, o: Opportunity, meeting: Meeting) -> Iterator[Touchpoint]:
    """The letters about the latest meeting (reading rule 2), one about another opportunity's
    meeting with the same person on the same day among them (domain.md 1.7).

    A group note counts as one; a letter to someone named only after it does not (domain.md
    1.8, 5).
    """
    met_on, noted_on = meeting.meeting_on, meeting.group_note_on or date.max
    late = {seat.person_id for seat in meeting.room if (seat.identified_on or met_on) > noted_on}
    shared = [
        one for person_id in meeting.people if person_id in search.people
        for other, _ in search.people[person_id].met if other.meeting_on == met_on
        for one in other.sent if one.person_id == person_id
    ]  # fmt: skip
    for one in [*o.sent, *shared]:
        about = search.meetings.get(one.meeting_id or "")
        is_about = about is None or about.state != "held" or about.meeting_on == met_on
        is_late = one.person_id in late and one.kind == "letter"
        is_letter = one.kind in ("letter", "group_note") and one.purpose != "introducer_thanks"
        if is_letter and is_about and not is_late and one.happened_on >= met_on:
            yield one


def _read_on(search: Search, letter: Touchpoint) -> date:
    """The day a letter counts as read: a posted one takes some days (A2.4)."""
    days = search.policy.post_transit if letter.channel == "post" else 0
    return search.calendar.after(letter.happened_on, days)


def proposals(search: Search, before: Sequence[Task]) -> Iterator[Task]:
    """R-PROP: one per latest meeting of a live position that went badly, or met a strong
    objection or a key gap while the seeker can do the job (reading rule 5).

    Goes to the hiring manager, known or met, else to who led the meeting (A4.4, reading rule
    6). A decision day cuts it short. One that a closing cancelled stays so when it is reopened.
    """
    for o in search.positions:
        meeting, reason = o.meeting, _reason(o.meeting)
        if meeting is None or not reason or o.offer or o.first_on(meeting.at, *CLOSING):
            continue
        met_on, day, after = meeting.meeting_on, o.decision_on, search.calendar.after
        _, aim, latest = DUTIES["R-PROP"].windows[""].days(met_on, search.policy, search.calendar)
        why = ""
        if day and day <= latest:
            latest, why = max(after(day, -1), after(met_on, 1)), "they decide"
        order = [one for one in (o.hiring_manager_id, *meeting.people) if one]
        if not o.has_sent("proposal", met_on):
            yield make_task(
                search, "R-PROP", met_on, o=o, opens=meeting.reflected_on, latest=latest,
                target=min(aim, latest), reason=reason, decision=day or "", why=why,
                person_id=next((one for one in order if search.may_contact(one)), None),
            )  # fmt: skip


def _reason(meeting: Meeting | None) -> str:
    """Why a proposal is owed after a meeting; empty: it is not. Not answered is not "yes"."""
    if meeting and meeting.rating == "badly":
        return "It went badly"
    if meeting and meeting.can_do_job and meeting.has_strong_objection:
        return "They have a strong objection, and you can do the job"
    if meeting and meeting.can_do_job and meeting.has_skill_gap:
        return "They see a key skill missing, and you can do the job"
    return ""
