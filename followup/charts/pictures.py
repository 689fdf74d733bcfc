"""The charts as 03-progress shows them: a workbook in, the picture on the page.

Not here: drawing; each chart has its own file.
"""

from __future__ import annotations

from datetime import date
from typing import Protocol

import pandas as pd

from followup import cadence
from followup.charts.cadence import cadence_chart
from followup.charts.look import show
from followup.charts.pipeline import pipeline_chart
from followup.pipeline import look_up
from followup.rules.situation import Situation
from followup.tables import Frames


class Book(Protocol):
    """What a picture needs of a workbook."""

    @property
    def today(self) -> date: ...
    def frames(self) -> dict[str, pd.DataFrame]: ...


def named(frames: Frames, standings: pd.DataFrame) -> pd.DataFrame:
    """The standings with the name of each company."""
    companies = frames["companies"].set_index("id")["name"]
    return standings.assign(company=look_up(standings["company_id"], companies))


def pipeline_picture(book: Book) -> None:
    """Shows where every opportunity stands."""
    frames = book.frames()
    s = Situation.of(frames, book.today)
    show(pipeline_chart(named(frames, s.standings), book.today))


def cadence_picture(book: Book) -> None:
    """Shows the contact cadence per company."""
    frames = book.frames()
    s = Situation.of(frames, book.today)
    people = cadence.contacts(frames, s.policy, s.calendar, book.today)
    show(cadence_chart(people, cadence.touches(frames, book.today), book.today))
