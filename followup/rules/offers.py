"""What an offer asks for: R-OFA, R-OFD, and telling the others, R-OFN.

Not here: what follows an acceptance (endings.py).
"""

import pandas as pd

from followup.pipeline import look_up
from followup.rules.situation import Situation, in_words, last_day, none, tasks

UNDATED = 7  # days given to an offer without a deadline; the thanks ask for one


def _open_offers(s: Situation) -> pd.DataFrame:
    o = s.standings[s.standings["has_offer"]].reset_index()
    o["person_id"] = o["offered_by_id"].fillna(look_up(o["opportunity_id"], s.callees))
    return o


def thanks(s: Situation, before: pd.DataFrame) -> pd.DataFrame:
    """R-OFA: one per open offer not thanked for; asks for the terms in writing."""
    o = _open_offers(s)
    sent = s.letters[s.letters["purpose"] == "offer_thanks"]
    thanked = look_up(o["opportunity_id"], last_day(sent))
    o = o[~(thanked >= o["offered_on"]) & s.may_contact(o["person_id"])]
    next_day = s.calendar.after(o["offered_on"], 1)
    ask = pd.Series(", and ask for it in writing.", index=o.index)
    ask = ask.mask(o["is_written"].astype(bool), ".")
    why = "The offer came on " + in_words(o["offered_on"]) + ": thank them" + ask
    window = {"earliest": o["offered_on"], "target": next_day, "latest": next_day}
    return tasks("R-OFA", "practice", o, "offer_id", **window, why=why)


def answers(s: Situation, before: pd.DataFrame) -> pd.DataFrame:
    """R-OFD: one per open offer: accept or decline before its deadline."""
    o = _open_offers(s)
    o = o[s.may_contact(o["person_id"])]
    deadline = o["deadline_on"].fillna(o["offered_on"] + pd.Timedelta(days=UNDATED))
    why = "They want an answer by " + in_words(deadline) + "; a day earlier leaves room."
    unnamed = "No deadline was named: ask for one. Until then a week is taken."
    return tasks(
        "R-OFD", "practice", o, "offer_id", earliest=o["offered_on"],
        target=s.calendar.last_before(deadline), latest=s.calendar.back(deadline),
        why=why.mask(o["deadline_on"].isna(), unnamed),
    )  # fmt: skip


def tell_others(s: Situation, before: pd.DataFrame) -> pd.DataFrame:
    """R-OFN: one per other live position with a meeting held: tell them about the offer's day.

    Done by a call or email since, or any real answer. Not for those dormant, on hold, or with
    an offer of their own (reading rule 4).
    """
    since = _open_offers(s)["offered_on"].max()
    if pd.isna(since):
        return none()
    o = s.standings
    live = ~o["is_closed"] & (o["kind"] == "position") & o["meeting_id"].notna()
    live &= ~o["is_dormant"] & ~o["is_on_hold"] & ~o["has_offer"]
    o = o[live & ~(o["answered_on"] >= since)].reset_index()
    told = s.sent[s.sent["kind"].isin(["call", "nudge"]) & (s.sent["result"] != "no_answer")]
    told = told.loc[told["happened_on"] >= since, "opportunity_id"]
    o = o[~o["opportunity_id"].isin(told)]
    o = o.assign(person_id=look_up(o["opportunity_id"], s.callees))
    when = pd.Series(since, index=o.index)
    why = "You have an offer since " + in_words(when) + ": say so, with its date, and ask what is "
    return tasks(
        "R-OFN", "practice", o, "opportunity_id rests_on", earliest=when,
        target=s.calendar.after(when, 1), latest=s.calendar.after(when, 2),
        why=why + "realistic for them.",
    )  # fmt: skip
