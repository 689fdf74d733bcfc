"""Touches to rhythm: who was reached when, the gaps between, the next window.

Not here: whether a touch is owed (rules/keep_in_touch.py), files, widgets, the clock.
"""

from datetime import date

import pandas as pd

from followup.pipeline import known, look_up, names_of
from followup.policy import Calendar, Policy
from followup.tables import Frames

STARTING = ("letter", "note", "proposal", "group_note")


def people_today(frames: Frames, today: date) -> pd.DataFrame:
    """People as they are on `today`: one row per person, indexed by id.

    Columns: those of the people table, with company_id after the last move, and do_not_contact.
    Those who only ever received or scheduled are not kept in touch with (reading rule 14).
    """
    events = known(frames["events"], "happened_on", today).sort_values(["happened_on", "id"])
    moved = events[events["kind"] == "moved"].drop_duplicates("person_id", keep="last")
    stop = events.loc[events["kind"] == "do_not_contact", "person_id"]
    people = frames["people"].set_index("id")
    now = moved.set_index("person_id")["company_id"].reindex(people.index)
    company = people["company_id"].mask(now.notna(), now)
    seats = frames["attendees"]
    seats = seats[seats["person_id"].notna()]
    only_received = seats["part"].eq("scheduler").groupby(seats["person_id"]).all()
    behind_a_desk = people.index.isin(only_received.index[only_received])
    return people.assign(
        company_id=company,
        do_not_contact=people.index.isin(stop),
        keep_in_touch=people["keep_in_touch"].astype(bool) & ~behind_a_desk,
    )


def touches(frames: Frames, today: date) -> pd.DataFrame:
    """Every touch of a person by the seeker (reading rule 3): one row each, by person and day.

    Columns: person_id, on, kind (the touchpoint's kind, `meeting` or `promise`), starts (it can
    start a cadence, A5.2), source_id.
    """
    sent = known(frames["touchpoints"], "happened_on", today)
    sent = sent[(sent["direction"] == "out") & (sent["result"] != "no_answer")]
    sent = sent.rename(columns={"happened_on": "on"})
    starts = sent["kind"].isin(list(STARTING))
    sent = sent.assign(starts=starts, kind=sent["kind"].astype("str"))
    meetings = frames["meetings"]
    held = known(meetings[meetings["state"] == "held"], "meeting_on", today)
    room = frames["attendees"][["id", "meeting_id", "person_id", "identified_on"]]
    room = room.assign(on=look_up(room["meeting_id"], held.set_index("id")["meeting_on"]))
    room = room[room["on"].notna() & ~(room["identified_on"] > pd.Timestamp(today))]
    room = room.assign(kind="meeting", starts=False)
    kept = known(frames["promises"], "done_on", today)
    kept = kept[kept["is_mine"]].assign(kind="promise", starts=False)
    columns = ["person_id", "on", "kind", "starts", "id"]
    every = pd.concat(
        [part.rename(columns={"done_on": "on"})[columns] for part in (sent, room, kept)],
        ignore_index=True,
    )
    every = every[every["person_id"].notna()].rename(columns={"id": "source_id"})
    return every.sort_values(["person_id", "on"], ignore_index=True, kind="stable")


def rhythm(every: pd.DataFrame, policy: Policy, calendar: Calendar) -> pd.DataFrame:
    """The cadence of each person, from all touches: one row per person who has one (A5.2).

    Columns: person_id, started_on, last_on (T), n_touches, earliest, target, latest: the
    window of the next touch, 4 to 6 weeks after the last one (domain.md 1.5, R-KIT).
    """
    by = every.groupby("person_id")
    started_on = every[every["starts"]].groupby("person_id")["on"].min()
    columns = {"started_on": started_on, "last_on": by["on"].max(), "n_touches": by.size()}
    out = pd.DataFrame(columns).dropna(subset="started_on").rename_axis("person_id").reset_index()
    day = pd.Timedelta(days=1)
    return out.assign(
        earliest=calendar.forward(out["last_on"] + policy.touch_earliest * day),
        target=calendar.forward(out["last_on"] + policy.touch_target * day),
        latest=calendar.back(out["last_on"] + policy.touch_latest * day),
    )


STATES = {
    "overdue": "overdue", "due": "due now", "resting": "in touch", "not_started": "not begun",
    "paused": "paused", "off": "not kept in touch",
}  # fmt: skip


def contacts(
    frames: Frames, people: pd.DataFrame, every: pd.DataFrame, window: pd.DataFrame,
    standings: pd.DataFrame, today: date,
) -> pd.DataFrame:  # fmt: skip
    """Everyone touched so far, by company: one row per person, what is due first.

    `people` as people_today, `every` as touches, `window` as rhythm, `standings` as
    pipeline.standings. Columns: person_id, person, company, last_on, earliest, target, latest,
    n_touches, state (a key of STATES).
    """
    out = every.groupby("person_id").agg(last_on=("on", "max"), n_touches=("on", "size"))
    out = out.join(window.set_index("person_id")[["earliest", "target", "latest"]])
    columns = ["name", "company_id", "keep_in_touch", "do_not_contact"]
    out = out.join(people[columns], how="inner")
    companies = names_of(frames, "companies")
    now = pd.Timestamp(today)
    state = pd.Series("resting", index=out.index).mask(out["earliest"] <= now, "due")
    state = state.mask(out["latest"] < now, "overdue").mask(out["latest"].isna(), "not_started")
    o = standings
    live = o[~o["is_closed"] & (o["kind"] == "position")]
    busy = live.loc[live["has_offer"] | live["scheduled_id"].notna(), "company_id"]
    over = o["closed_kind"].eq("accepted").any()
    state = state.mask(out["company_id"].isin(busy) | over, "paused")
    state = state.mask(~out["keep_in_touch"].astype(bool) | out["do_not_contact"], "off")
    out = out.assign(state=state, person=out["name"], company=look_up(out["company_id"], companies))
    order = out["state"].map({key: place for place, key in enumerate(STATES)})
    out = out.assign(company=out["company"].fillna("No company"), order=order)
    first = out.groupby("company")["order"].transform("min")
    soonest = out.groupby("company")["latest"].transform("min")
    out = out.assign(first=first, soonest=soonest)
    out = out.sort_values(["first", "soonest", "company", "order", "latest", "person"])
    columns = ["person", "company", "last_on", "earliest", "target", "latest", "n_touches", "state"]
    return out[columns].rename_axis("person_id").reset_index()


def gaps(
    frames: Frames, people: pd.DataFrame, every: pd.DataFrame, policy: Policy, today: date
) -> pd.DataFrame:
    """Days between touches of people kept in touch with: one row per gap (domain.md 4.2).

    Columns: person_id, from_on, to_on, days, kind (early, inside or late). From the first
    letter, note or proposal on, up to an acceptance.
    """
    accepted = known(frames["events"], "happened_on", today)
    accepted = accepted.loc[accepted["kind"] == "accepted", "happened_on"]
    if len(accepted):
        every = every[every["on"] <= accepted.min()]
    every = every[every["person_id"].isin(people.index[people["keep_in_touch"]])]
    start = every[every["starts"]].groupby("person_id")["on"].min()
    every = every[every["on"] >= look_up(every["person_id"], start)]
    every = every.drop_duplicates(["person_id", "on"])
    before = every.groupby("person_id")["on"].shift()
    out = pd.DataFrame({"person_id": every["person_id"], "from_on": before, "to_on": every["on"]})
    out = out[before.notna()].reset_index(drop=True)
    out["days"] = (out["to_on"] - out["from_on"]).dt.days
    edges = [-1, policy.touch_earliest - 1, policy.touch_latest, 10**6]
    out["kind"] = pd.cut(out["days"], edges, labels=["early", "inside", "late"])
    return out
