"""All rules joined: one due list with status, window and the reason why; and why nothing is due.

Not here: a rule (rules/), a widget, a file, the clock.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd

from followup.pipeline import LABELS, look_up, names_of, say_day
from followup.rules import LANDED, SEARCHING
from followup.rules.keep_in_touch import suppressed
from followup.rules.situation import Situation, none
from followup.tables import Frames

STATUSES = {"overdue": "Overdue", "due": "Due", "open": "May be done now", "upcoming": "Coming"}

DUTIES = {
    "R-REF": "Reflect on the meeting", "R-LET": "Write a letter", "R-UNK": "Find the name",
    "R-INT": "Thank for the introduction", "R-CALL": "Call about the decision",
    "R-PROP": "Send a proposal", "R-COM": "Keep the promise", "R-KIT": "Keep in touch",
    "R-REJ": "Reply to the rejection", "R-OFA": "Thank for the offer",
    "R-OFD": "Decide about the offer", "R-OFN": "Tell them about the offer",
    "R-WDR": "Withdraw", "R-LAND": "Tell the good news", "R-COA": "Do what you agreed",
}  # fmt: skip

# Reading rule 12: who comes first within one status.
WEIGHTS = (
    "offer", "final_interview", "second_interview", "first_interview", "screen", "applied",
    "networking",
)  # fmt: skip


def agenda(frames: Frames, today: date, situation: Situation | None = None) -> pd.DataFrame:
    """What is owed today and soon: one row per task, in the order to do it (reading rule 12).

    Columns: task (its lasting name), status (overdue, due, open, upcoming), rule, duty (in
    words), the ids it is about, person, company, role, stage, earliest, target, latest, why,
    sources, rests_on. Listed: all that is open, due or overdue, and what begins within the
    horizon. Tasks set aside as not needed are gone; those put off are hidden until their day.
    """
    s = situation or Situation.of(frames, today)
    owed = all_tasks(s)
    until = look_up(owed["task"], _snoozed_until(s)).astype("datetime64[us]")
    back = until <= s.now  # put off, and due again with that day at the earliest
    owed = owed.assign(
        latest=owed["latest"].mask(back & (until > owed["latest"]), until),
        target=owed["target"].mask(back & (until < owed["target"]), until),
    )
    owed["target"] = owed["target"].where(owed["target"] > owed["earliest"], owed["earliest"])
    horizon = s.now + pd.Timedelta(days=s.policy.horizon)
    owed = owed[~(until > s.now) & (owed["earliest"] <= horizon)]
    return _in_order(_described(s, owed.assign(status=_status(s, owed))))


def all_tasks(s: Situation) -> pd.DataFrame:
    """Every task of every rule, whenever it begins, but for those set aside as not needed."""
    put = s.known("decisions", "decided_on")
    not_needed = put.loc[put["decision"] == "not_needed", "task"]
    before = none()
    for family in SEARCHING if s.acceptance is None else LANDED:
        new = family(s, before)
        new = new[~new["task"].isin(not_needed)]
        if len(new):
            before = pd.concat([before, new.astype(before.dtypes)], ignore_index=True)
    return before


def put_aside(frames: Frames, today: date) -> pd.DataFrame:
    """What is put off or not needed, and would be owed otherwise: one row per task.

    Columns: those of the agenda but its status; decision, until_on and reason.
    """
    put = frames["decisions"].sort_values(["decided_on", "until_on"])
    put = put.drop_duplicates("task", keep="last")
    put = put[(put["decision"] == "not_needed") | (put["until_on"] > pd.Timestamp(today))]
    s = Situation.of({**frames, "decisions": frames["decisions"].iloc[:0]}, today)
    owed = all_tasks(s)
    decided = put[["task", "decision", "until_on", "reason"]]
    return _described(s, owed[owed["task"].isin(put["task"])]).merge(decided, on="task")


def _snoozed_until(s: Situation) -> pd.Series:
    put = s.known("decisions", "decided_on")
    put = put[put["decision"] == "snoozed"].sort_values(["decided_on", "until_on"])
    return put.drop_duplicates("task", keep="last").set_index("task")["until_on"]


def _status(s: Situation, owed: pd.DataFrame) -> pd.Series:
    status = pd.Series("due", index=owed.index).mask(owed["target"] > s.now, "open")
    return status.mask(owed["earliest"] > s.now, "upcoming").mask(owed["latest"] < s.now, "overdue")


def _described(s: Situation, owed: pd.DataFrame) -> pd.DataFrame:
    attendee = s.frames["attendees"].set_index("id")
    found = look_up(owed["attendee_id"], attendee["meeting_id"])
    meeting_id = owed["meeting_id"].fillna(found)
    meeting = s.frames["meetings"].set_index("id")["opportunity_id"]
    opportunity = owed["opportunity_id"].fillna(look_up(meeting_id, meeting))
    company, role, stage = (
        look_up(opportunity, s.standings[column]) for column in ("company_id", "role", "stage")
    )
    company = company.fillna(look_up(owed["person_id"], s.people["company_id"]))
    unknown = look_up(owed["attendee_id"], attendee["description"]).fillna("")
    return owed.assign(
        meeting_id=meeting_id,
        opportunity_id=opportunity,
        duty=owed["rule"].map(DUTIES),
        person=s.names(owed["person_id"]).mask(owed["attendee_id"].notna(), unknown),
        company=look_up(company, names_of(s.frames, "companies")).fillna("").astype("str"),
        role=role.fillna("").astype("str"),
        stage=stage.fillna("").astype("str"),
    )


def _in_order(owed: pd.DataFrame) -> pd.DataFrame:
    status = owed["status"].map({key: place for place, key in enumerate(STATUSES)})
    weight = owed["stage"].map({stage: place for place, stage in enumerate(WEIGHTS)})
    keys = owed.assign(_status=status, _weight=weight.fillna(len(WEIGHTS)))
    order = ["_status", "_weight", "latest", "person", "task"]
    return keys.sort_values(order, ignore_index=True).drop(columns=order[:2])


def by_when(task: Any, say: Callable[[date], str] = say_day) -> str:
    """When a task of the agenda wants doing: 'by Thursday 5 March', or 'from' if it is to come."""
    ahead = task.status == "upcoming"
    return f"from {say(task.earliest)}" if ahead else f"by {say(task.latest)}"


def restart_plan(tasks: pd.DataFrame, today: date, situation: Situation) -> pd.DataFrame:
    """The overdue tasks spread over the next business days, a few a day, in the list's order.

    One row per overdue task: the columns of the agenda and `plan_on`, the day it is given.
    """
    late = tasks[tasks["status"] == "overdue"].reset_index(drop=True)
    first = situation.calendar.forward(today)
    n = late.index // situation.policy.daily_load
    each = [first if k == 0 else situation.calendar.after(first, int(k)) for k in n]
    return late.assign(plan_on=pd.Series(each, index=late.index, dtype="datetime64[us]"))


# --- why nothing is due (reading rule 13) -------------------------------------------------


def why_nothing(s: Situation, opportunity: str, owed: pd.DataFrame | None = None) -> str:
    """One sentence for an opportunity: what is owed next, which clock runs, or what stopped it.

    Asked of several, `owed` is what all_tasks found once for all.
    """
    described = _described(s, all_tasks(s) if owed is None else owed)
    own = described[described["opportunity_id"] == opportunity].sort_values("earliest")
    if len(own):
        task = own.iloc[0]
        if task["earliest"] <= s.now:
            return f"{task['duty']}, by {say_day(task['latest'])}. {task['why']}"
        duty, day = task["duty"].lower(), say_day(task["earliest"])
        return f"Nothing is due yet. Next: {duty}, from {day}. {task['why']}"
    o, again = s.standings.loc[opportunity], say_day(s.today + pd.Timedelta(days=14))
    dated = [column for column in o.index if column.endswith(("_on", "_until"))]
    on = {column: say_day(o[column]) for column in dated if pd.notna(o[column])}
    if s.acceptance is not None and s.acceptance.name == opportunity:
        return f"You accepted this offer on {on['closed_on']}; nothing more is owed."
    if o["is_closed"]:
        label = LABELS[o["closed_kind"]].lower()
        return f"This one is closed ({label}) since {on['closed_on']}, so no clock runs."
    if s.acceptance is not None:
        return "You accepted another offer, so every clock has stopped."
    if "scheduled_on" in on:
        return f"A meeting is arranged for {on['scheduled_on']}; until then nothing is owed."
    if o["is_on_hold"] and "hold_until" in on:
        return f"They put it on hold until {on['hold_until']}; look again then."
    if o["is_on_hold"]:
        return f"They put it on hold on {on['answered_on']} without a day; look again on {again}."
    if o["is_dormant"]:
        since = f"Dormant since {on['dormant_on']}: the attempts had no answer."
        return f"{since} You may let it rest, or close it."
    if o["n_attempts"] >= s.policy.max_attempts:
        tries = (
            f"{int(o['n_attempts'])} attempts had no answer, the last on {on['last_attempt_on']}"
        )
        return f"{tries}; no further call is owed. Keeping in touch goes on."
    if "applied_on" in on and pd.isna(o["meeting_id"]):
        applied = f"You applied on {on['applied_on']}; the next move is theirs."
        return f"{applied} Look again on {again}."
    return f"Nothing is owed; look again on {again}."


def why_nothing_for_person(s: Situation, person: str) -> str:
    """One sentence for a person: what is owed to them next, or why nothing is."""
    listed, p = all_tasks(s), s.people.loc[person]
    own = _described(s, listed[listed["person_id"] == person]).sort_values("earliest")
    if len(own):
        task = own.iloc[0]
        ahead = task["earliest"] > s.now
        day = say_day(task["earliest"] if ahead else task["latest"])
        return f"{task['duty']}, {'from' if ahead else 'by'} {day}. {task['why']}"
    if p["do_not_contact"]:
        return f"{p['name']} asked not to be contacted, so nothing will be due."
    if s.acceptance is not None:
        return "You accepted an offer, so keeping in touch has stopped."
    if not p["keep_in_touch"]:
        return f"Keeping in touch is off for {p['name']}."
    held_back = suppressed(s, listed).set_index("person_id")["because"]
    if person in held_back.index:
        return f"Nothing is due to {p['name']}: {held_back.loc[[person]].iloc[0]}."
    if person not in set(s.rhythm["person_id"]):
        return f"The rhythm with {p['name']} begins with the first letter or note to them."
    return f"Keeping in touch with {p['name']} was set aside until the next contact."


def hints(s: Situation, task: pd.Series) -> list[str]:
    """What to mind beside one task, never a task itself: a name to find, a rhythm to slow.

    Three touches in a row without a reaction are worth a thought (domain.md 1.5).
    """
    found: list[str] = []
    opportunity = task["opportunity_id"]
    managers = s.standings["hiring_manager_id"]
    if task["rule"] in ("R-PROP", "R-CALL") and pd.isna(managers.get(opportunity)):
        found.append("Find the hiring manager's name; until then ask for this to be passed on.")
    if task["rule"] == "R-KIT" and _without_reaction(s, task["person_id"]) >= 3:
        found.append(
            "Three touches had no reaction: keep on, slow down to every three months, or stop."
        )
    return found


def _without_reaction(s: Situation, person: str) -> int:
    own = s.touches[(s.touches["person_id"] == person) & (s.touches["kind"] != "meeting")]
    all_with = s.known("touchpoints", "happened_on")
    all_with = all_with[all_with["person_id"] == person]
    heard = (all_with["direction"] == "in") | (all_with["result"] == "reached")
    met = s.room.loc[s.room["person_id"] == person, "meeting_on"]
    since = pd.concat([all_with.loc[heard, "happened_on"], met]).max()
    return int((own["on"] > since).sum()) if pd.notna(since) else len(own)
