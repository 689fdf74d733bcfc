"""What a seeker wants in a pack.

Not here: asking for it, or making the pack.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from followup.tables import Frames

ROLES = ("opportunities", "people")  # whose roles can be left out, each under the id of its row


@dataclass(frozen=True)
class Choice:
    """Sections, how names are covered, since when, questions to the coach.

    `left_out` names texts taken out in the preview, by what they are about; with `same_names`
    everybody is called as in the last pack.
    """

    sections: tuple[str, ...]
    people: str = "stand_ins"
    companies: str = "stand_ins"
    seeker: str = "full"
    since: date | None = None
    questions: tuple[str, ...] = ()
    left_out: frozenset[str] = field(default=frozenset())
    same_names: bool = False

    def chosen(self, frames: Frames) -> Mapping[str, pd.DataFrame]:
        """The frames with the free texts of the period only, and without the roles left out; what
        happened stays, for the stages to be right.
        """
        out = dict(frames)
        for table in ROLES:
            frame = frames[table]
            pairs = zip(frame["id"], frame["role"], strict=True)
            roles = ["…" if f"{table}:{i}" in self.left_out else role for i, role in pairs]
            out[table] = frame.assign(role=pd.Series(roles, frame.index, dtype="str"))
        if self.since is None:
            return out
        first = pd.Timestamp(self.since)
        meetings, asked = frames["meetings"], frames["questions"]
        fresh = meetings.loc[meetings["meeting_on"] >= first, "id"]
        made, begun = frames["promises"], frames["drafts"]
        recent = (made["made_on"] >= first) | made["done_on"].isna()
        return {
            **out,
            "questions": asked[asked["meeting_id"].isin(fresh)],
            "promises": made[recent],
            "drafts": begun[begun["kept_at"] >= self.since.isoformat()],
        }
