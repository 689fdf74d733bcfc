"""The unsolicited proposal: R-PROP (A4, B2.4).

Not here: what goes into it (letters/).
"""

import pandas as pd

from followup.pipeline import look_up
from followup.rules.situation import Situation, in_words, last_day, tasks


def proposals(s: Situation, before: pd.DataFrame) -> pd.DataFrame:
    """R-PROP: one per latest meeting of a live position that went badly, or met a strong
    objection or a key gap while the seeker can do the job (reading rule 5).

    Goes to the hiring manager, else to who led the meeting. A decision day cuts it short.
    """
    o = s.standings
    written = s.known("reflections", "reflected_on")
    written = written[["meeting_id", "reflected_on", "rating", "has_skill_gap", "can_do_job"]]
    live = ~o["is_closed"] & ~o["has_offer"] & (o["kind"] == "position")
    columns = ["meeting_id", "meeting_on", "decision_on", "hiring_manager_id"]
    o = o.loc[live, columns].reset_index().merge(written, on="meeting_id")
    objections = s.frames["objections"]
    strong = objections.loc[objections["strength"] == "strong", "meeting_id"]
    badly, resisted = o["rating"] == "badly", o["meeting_id"].isin(strong)
    gap = o["has_skill_gap"].fillna(False).astype(bool)
    able = o["can_do_job"].fillna(False).astype(bool)
    last_sent = look_up(o["opportunity_id"], last_day(s.sent[s.sent["kind"] == "proposal"]))
    owed = (badly | ((resisted | gap) & able)) & ~(last_sent >= o["meeting_on"])
    reason = pd.Series("It went badly", index=o.index)
    reason = reason.mask(~badly & gap, "They see a key skill missing, and you can do the job")
    reason = reason.mask(~badly & resisted, "They have a strong objection, and you can do the job")
    o = o.assign(reason=reason, person_id=_recipients(s, o))
    o = o[owed & s.may_contact(o["person_id"])]
    by = s.calendar.after(o["meeting_on"], s.policy.proposal_latest)
    cut = s.calendar.last_before(o["decision_on"])
    first = s.calendar.after(o["meeting_on"], 1)
    early = o["decision_on"] <= by
    latest = by.mask(early, cut.where(cut > first, first))
    aim = s.calendar.after(o["meeting_on"], s.policy.proposal_target)
    decide = (" They decide on " + in_words(o["decision_on"]) + ".").where(early, "")
    why = o["reason"] + ": a proposal can show how you would solve their problem." + decide
    return tasks(
        "R-PROP", "A4.1–A4.4, B2.4", o, "meeting_id", earliest=o["reflected_on"],
        target=aim.where(aim < latest, latest), latest=latest, why=why, rests_on=o["meeting_on"],
    )  # fmt: skip


def _recipients(s: Situation, o: pd.DataFrame) -> pd.Series:
    """The hiring manager, known or met, else who led the meeting (A4.4, reading rule 6)."""
    room = s.room[s.room["person_id"].notna() & (s.room["part"] != "scheduler")]
    room = room[s.may_contact(room["person_id"])]
    lead = room.drop_duplicates("meeting_id").set_index("meeting_id")["person_id"]
    manager = o["hiring_manager_id"].where(s.may_contact(o["hiring_manager_id"]))
    return manager.fillna(look_up(o["meeting_id"], lead)).astype("str")
