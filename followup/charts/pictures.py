"""The page of 03-progress: which charts stand under which heading, drawn from a Situation.

Not here: drawing a chart (one file each), choosing what to look at (forms.explore).
"""

from collections.abc import Callable
from datetime import date
from textwrap import shorten

import pandas as pd
from markupsafe import Markup
from matplotlib.axes import Axes

from followup import agenda, cadence, measures, pipeline
from followup.charts.activity import counts_chart, gaps_chart, weeks_chart
from followup.charts.cadence import cadence_chart
from followup.charts.funnel import funnel_chart
from followup.charts.look import ROWS, figure
from followup.charts.pipeline import pipeline_chart
from followup.charts.rates import rates_chart
from followup.charts.waiting import timeline_chart, waiting_chart
from followup.rules.situation import Situation
from followup.tables import Frames

Picture = Callable[[Situation], list[Axes]]
FEW = "Not enough data yet: it needs a few cases of at least 14 days ago."


def named(s: Situation) -> pd.DataFrame:
    """The standings with the name of each company."""
    return s.standings.assign(company=pipeline.company_names(s.frames).fillna(""))


def now(s: Situation) -> list[Axes]:
    """Where everything stands, the cadence of every contact, the way of each opportunity."""
    standings = named(s)
    visits = pipeline.stage_visits(s.frames, standings, s.log, s.today)
    return [
        pipeline_chart(standings, s.today),
        *cadence_charts(s),
        timeline_chart(visits, standings, s.today),
    ]


def cadence_charts(s: Situation) -> list[Axes]:
    """The cadence of every contact, a picture for so many of them."""
    people = cadence.contacts(s.frames, s.people, s.touches, s.rhythm, s.standings, s.today)
    pages = range(max(1, -(-len(people) // ROWS)))
    return [cadence_chart(people, s.touches, s.today, page=page) for page in pages]


def waiting(s: Situation) -> list[Axes]:
    """How long an answer takes."""
    waits = measures.waits(s)
    km = measures.kaplan_meier(waits["days"], waits["observed"])
    return [waiting_chart(waits, km, measures.median_wait(km))]


def how_far(s: Situation) -> list[Axes]:
    """The funnel, the seeker's own rating against what came of it."""
    funnel = pipeline.funnel(s.standings)
    rated = measures.calibration(s)
    return [
        funnel_chart(funnel, measures.steps(funnel)),
        rates_chart(
            rated, "How it felt, and whether they went on",
            "No meeting you rated has an answer yet.", "Went on",
        ),
    ]  # fmt: skip


def questions(s: Situation) -> list[Axes]:
    """Weak questions that recur, and the themes of objections and challenges."""
    weak = measures.weak_questions(s)
    themes = measures.recurring_themes(weak)
    counts = themes.set_index("theme")["n"]
    said = ""
    for first in themes.head(1).itertuples():
        best = shorten(first.better_answer, 200, placeholder=" …")
        said = f"“{first.theme}” came up {first.n} times in {first.n_meetings} meetings. "
        said += f"The best answer so far: “{best}”." if best else "No better answer is written yet."
    nothing = "No theme has come up weak in two meetings. Give questions a theme when you reflect."
    return [
        counts_chart(counts, "Questions worth practising", nothing, said),
        *(
            rates_chart(
                measures.theme_counts(s, table), title, f"No {word} has a theme yet.",
                f"Meetings with {word}s noted",
            )
            for table, word, title in (
                ("objections", "objection", "What they object to"),
                ("challenges", "challenge", "What they need"),
            )
        ),
    ]  # fmt: skip


def channels(s: Situation) -> list[Axes]:
    """Answers by channel, letters on time, how far opportunities went by source."""
    letters = measures.letter_timeliness(s)["outcome"].value_counts()
    order = {"on_time": "On time", "late": "Late", "never": "Not sent"}
    counts = letters.reindex(list(order), fill_value=0).rename(order)
    on_time = f"Letters sent in time: {counts['On time']} of {counts.sum()}."
    sources = measures.sources(s)
    first = sources[sources["reached"] == "first_interview"]
    offers = sources[sources["reached"] == "offer"]
    young = "No position with a source is older than 30 days yet."
    return [
        rates_chart(measures.response_by_channel(s), "Answers within 14 days, by channel", FEW, "Answered within 14 days"),
        counts_chart(counts, "Letters after a meeting", "No letter has been owed yet.", on_time),
        rates_chart(first, "Reached a first interview, by source", young, "Reached a first interview"),
        rates_chart(offers, "Reached an offer, by source", young, "Reached an offer"),
    ]  # fmt: skip


def activity(s: Situation) -> list[Axes]:
    """Meetings and outreach per week, what is coming, the gaps between touches."""
    held = measures.per_week(measures.meetings_held(s), s.today)
    sent = measures.per_week(measures.outreach(s), s.today)
    coming = measures.load(agenda.agenda(s.frames, s.today, s), s.today)
    gaps = cadence.gaps(s.frames, s.people, s.touches, s.policy, s.today)
    return [
        weeks_chart(held, "Meetings per week", "No meeting in the last half year; each one appears here.", ("meeting", "meetings")),
        weeks_chart(sent, "What you sent and said, per week", "Nothing was sent in the last half year.", ("letter, call, note or application", "letters, calls, notes and applications")),
        weeks_chart(coming, "What is coming", "Nothing is due in the coming weeks.", ("thing due or overdue", "things due or overdue")),
        gaps_chart(gaps, (s.policy.touch_earliest, s.policy.touch_latest)),
    ]  # fmt: skip


PAGES: dict[str, Picture] = {
    "Now": now,
    "Waiting": waiting,
    "How far": how_far,
    "Questions": questions,
    "Channels": channels,
    "Activity": activity,
}
LOOK_FOR = {
    "Now": "Look for one that has not moved while others did, and for bands that today has reached.",
    "Waiting": "Look for waits far to the right that are still open; a call may be allowed by now.",
    "How far": "Look for the stage where most come to rest; that is where preparation pays.",
    "Questions": "Look for a theme that keeps coming back, and say its best answer aloud once.",
    "Channels": "Look at the counts before the shares; a handful of cases says little.",
    "Activity": "Look for weeks with nothing sent; what you send is what you can decide.",
}


def page(title: str, s: Situation) -> Markup:
    """One page as HTML: its charts, each with its sentence, and what to look for."""
    charts = Markup("").join(figure(ax) for ax in PAGES[title](s))
    return Markup("<p>{}</p>{}").format(LOOK_FOR[title], charts)


def tables_behind(frames: Frames, today: date) -> dict[str, pd.DataFrame]:
    """The tidy frames behind the charts, by name: one row per opportunity, person, wait, letter,
    gap, weak question, visit, task; ready for a question of one's own.
    """
    s = Situation.of(frames, today)
    standings = named(s)
    return {
        "opportunities": standings,
        "visits": pipeline.stage_visits(s.frames, standings, s.log, s.today),
        "funnel": pipeline.funnel(standings),
        "contacts": cadence.contacts(s.frames, s.people, s.touches, s.rhythm, standings, today),
        "touches": s.touches,
        "gaps": cadence.gaps(s.frames, s.people, s.touches, s.policy, today),
        "waits": measures.waits(s),
        "letters": measures.letter_timeliness(s),
        "channels": measures.response_by_channel(s),
        "questions": measures.weak_questions(s),
        "sources": measures.sources(s),
        "outreach": measures.per_week(measures.outreach(s), today),
        "coming": agenda.agenda(s.frames, today, s),
    }
