"""The call about the decision: R-CALL, its anchor and its ladder (domain.md 1.5).

Not here: what to say (letters/).
"""

import pandas as pd

from followup.pipeline import look_up
from followup.rules.situation import Situation, in_words, last_day, tasks


def calls(s: Situation, before: pd.DataFrame) -> pd.DataFrame:
    """R-CALL: one per live position after a meeting, unless something stopped the clock.

    The first article says from the second business day (A3.3), the second within a week (B3.1):
    both hold as one window. Someone who was called instead because of an offer elsewhere
    (R-OFN) is not called twice.
    """
    o = s.standings
    waiting = ~o["is_closed"] & ~o["has_offer"] & o["meeting_id"].notna()
    waiting &= (o["kind"] == "position") & o["scheduled_id"].isna()
    waiting &= o["n_attempts"] < s.policy.max_attempts
    waiting &= ~(o["is_on_hold"] & o["hold_until"].isna())
    elsewhere = before.loc[before["rule"] == "R-OFN", "opportunity_id"]
    o = o[waiting & ~o.index.isin(elsewhere)].copy()
    o["person_id"] = s.callees.reindex(o.index)
    o["read_on"], o["anchor"] = _letter_day(s, o)
    return _windows(s, o[~_closed_doors(s, o)].reset_index())


def _windows(s: Situation, o: pd.DataFrame) -> pd.DataFrame:
    named, undated, tried = o["decision_on"], o["undated_on"], o["last_attempt_on"]
    wait = (named - o["decision_told_on"]).clip(lower=pd.Timedelta(0))
    decision = named + wait * (s.policy.patience - 1)
    again = o["n_attempts"] > 0
    reference = undated.mask(again, tried)
    slow = reference.notna() & ~(decision > reference)
    slow = slow.mask(again, ~(decision >= tried))
    dated = decision.notna() & ~(decision < o["read_on"])
    since = o["read_on"].mask(dated | again, decision).mask(slow, reference)
    day, p = pd.Timedelta(days=1), s.policy
    opens = s.calendar.after(since, p.call_after)
    opens = opens.mask(slow, s.calendar.forward(since + p.repeat_call_after * day))
    ends = s.calendar.forward(since + p.call_within * day)
    ends = ends.mask(slow, s.calendar.forward(since + p.repeat_call_within * day))
    ends = ends.where(ends > opens, opens)
    anchor = o["anchor"].mask(dated | again, "the day they named for a decision")
    anchor = anchor.mask(slow, "their last answer").mask(slow & again, "your last attempt")
    why = "No word since " + in_words(since) + " (" + anchor + "): "
    both = (
        "from the second business day you may call (first article), "
        "within seven days you should (second article)."
    )
    later = "an answer without a date is given a week, and two at the most."
    once = "one attempt had no answer; one more, a week later, is enough."
    reason = pd.Series(both, index=o.index).mask(slow, later).mask(slow & again, once)
    return tasks(
        "R-CALL", "A3.1–A3.4, B3.1–B3.4, A1.7", o, "opportunity_id meeting_id rests_on",
        earliest=opens, target=ends if p.call_at_window_end else opens, latest=ends,
        why=why + reason, rests_on=since,
    )  # fmt: skip


def _letter_day(s: Situation, o: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """L and its name: the letter to the callee or any letter of the meeting, or when it was
    due at the latest; a proposal sent since the meeting moves it (ladder 1).
    """
    sent = s.letters[s.letters["purpose"] != "introducer_thanks"]
    round_on = look_up(sent["opportunity_id"], o["meeting_on"])
    about_on = look_up(sent["meeting_id"], s.held.set_index("id")["meeting_on"])
    sent = sent[(sent["happened_on"] >= round_on) & (about_on.isna() | (about_on == round_on))]
    to_callee = sent[sent["person_id"] == look_up(sent["opportunity_id"], o["person_id"])]
    any_day = sent.groupby("opportunity_id")["effective_on"].min().reindex(o.index)
    own_day = to_callee.groupby("opportunity_id")["effective_on"].min().reindex(o.index)
    proposed = s.sent[s.sent["kind"] == "proposal"]
    met = look_up(proposed["opportunity_id"], o["meeting_on"])
    offered = last_day(proposed[proposed["happened_on"] >= met]).reindex(o.index)
    windows = s.letter_windows.groupby("meeting_id")["latest"].max()
    due = s.calendar.after(o["meeting_on"], s.policy.letter_latest)
    due = look_up(o["meeting_id"], windows).fillna(due)
    day = own_day.fillna(any_day).fillna(due)
    name = pd.Series("your letter was due", index=o.index)
    name = name.mask(any_day.notna(), "the first letter about that meeting")
    name = name.mask(own_day.notna(), "your letter to them")
    moved = (offered > day) | (any_day.isna() & offered.notna())
    return day.mask(moved, offered), name.mask(moved, "your proposal")


def _closed_doors(s: Situation, o: pd.DataFrame) -> pd.Series:
    """Nobody is left to call: everyone there asked not to be contacted."""
    there = s.room.loc[s.room["meeting_id"].isin(o["meeting_id"]), ["opportunity_id", "person_id"]]
    known = there.dropna()["opportunity_id"].unique()
    named = o["hiring_manager_id"].notna() | o["coordinator_id"].notna() | o.index.isin(known)
    return o["person_id"].isna() & named
