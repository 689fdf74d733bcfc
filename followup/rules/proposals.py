"""The unsolicited proposal: R-PROP (A4, B2.4).

Not here: what goes into it (letters/).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from followup.duties import DUTIES
from followup.pipeline import CLOSING
from followup.rules.task import Task, make_task
from followup.search import Meeting, Opportunity, Search


def proposals(search: Search, before: Sequence[Task]) -> Iterator[Task]:
    """R-PROP: one per latest meeting of a live position that went badly, or met a strong
    objection or a key gap while the seeker can do the job (reading rule 5).

    Goes to the hiring manager, else to who led the meeting. A decision day cuts it short.
    """
    for o in search.positions:
        meeting, note = o.meeting, o.meeting.reflection if o.meeting else None
        if meeting is None or note is None or o.offer or o.first_on(meeting.at, *CLOSING):
            continue  # a proposal that a closing cancelled stays so when it is reopened
        reason, met_on = _reason(meeting), meeting.meeting_on
        to = _recipient(search, o, meeting)
        if not reason or o.has_sent("proposal", met_on) or not search.may_contact(to):
            continue
        _, _, *spans = DUTIES["R-PROP"].windows[""]
        aim, latest = (span.day(met_on, search.policy, search.calendar) for span in spans)
        cut = o.decision_on is not None and o.decision_on <= latest
        if o.decision_on and cut:
            latest = max(search.calendar.after(o.decision_on, -1), search.calendar.after(met_on, 1))
        yield make_task(
            search, "R-PROP", met_on, o=o, opens=note.reflected_on, target=min(aim, latest),
            latest=latest, rests_on=met_on, meeting_id=meeting.id, person_id=to, why="they decide" if cut else "", reason=reason,
            decision=o.decision_on or "",
        )  # fmt: skip


def _reason(meeting: Meeting) -> str:
    """Why a proposal is owed after a meeting; empty: it is not. Not answered is not "yes"."""
    note = meeting.reflection
    if note and note.rating == "badly":
        return "It went badly"
    if note and note.can_do_job and meeting.has_strong_objection:
        return "They have a strong objection, and you can do the job"
    if note and note.can_do_job and note.has_skill_gap:
        return "They see a key skill missing, and you can do the job"
    return ""


def _recipient(search: Search, o: Opportunity, meeting: Meeting) -> str | None:
    """The hiring manager, known or met, else who led the meeting (A4.4, reading rule 6)."""
    order = [o.hiring_manager_id, *meeting.people]
    return next((one for one in order if one and search.may_contact(one)), None)
