"""The page of 03-progress: which charts stand under which heading, drawn from the search.

Not here: drawing a chart (one file each), choosing what to look at (forms.explore).
"""

from collections.abc import Callable
from datetime import date
from textwrap import shorten

import pandas as pd
from markupsafe import Markup
from matplotlib.axes import Axes

from followup import agenda, cadence, measures, pipeline
from followup.cadence import PER_PICTURE
from followup.charts.activity import counts_chart, gaps_chart, weeks_chart
from followup.charts.cadence import cadence_chart
from followup.charts.funnel import funnel_chart
from followup.charts.look import figure
from followup.charts.pipeline import pipeline_chart
from followup.charts.rates import rates_chart
from followup.charts.waiting import timeline_chart, waiting_chart
from followup.search import Search, search_on
from followup.tables import Frames
from followup.words import n_of

Picture = Callable[[Search], list[Axes]]


def named(search: Search) -> pd.DataFrame:
    """The standings with the name of each company."""
    standings = pipeline.standings(search)
    return standings.assign(company=[search.companies.get(i, "") for i in standings["company_id"]])


def now(search: Search, people: int = PER_PICTURE) -> list[Axes]:
    """Where everything stands, the cadence of so many people, the way of each opportunity."""
    standings = named(search)
    visits = pipeline.stage_visits(search.opportunities.values())
    return [
        pipeline_chart(standings, search.today),
        *cadence_charts(search, people),
        timeline_chart(visits, standings, search.today),
    ]


def cadence_charts(search: Search, people: int | None = None) -> list[Axes]:
    """The cadence of every contact, or of the first so many, a picture for each forty."""
    every, touches = cadence.contacts(search), cadence.touches(search)
    wanted = len(every) if people is None else min(people, len(every))
    pages = range(max(1, -(-wanted // PER_PICTURE)))
    return [cadence_chart(every, touches, search.today, page=page) for page in pages]


def waiting(search: Search) -> list[Axes]:
    """How long an answer takes."""
    waits = measures.waits(search)
    km = measures.kaplan_meier(waits["days"], waits["observed"])
    return [waiting_chart(waits, km, measures.median_wait(km))]


def how_far(search: Search) -> list[Axes]:
    """The funnel, the seeker's own rating against what came of it."""
    funnel = pipeline.funnel(pipeline.standings(search))
    rated = measures.calibration(search)
    return [
        funnel_chart(funnel, measures.steps(funnel)),
        rates_chart(
            rated, "How it felt, and whether they went on",
            "No meeting you rated has an answer yet.", "Went on",
        ),
    ]  # fmt: skip


def questions(search: Search) -> list[Axes]:
    """Weak questions that recur, and the themes of objections and challenges."""
    weak = measures.weak_questions(search)
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
                measures.theme_counts(search, table), title, f"No {word} has a theme yet.",
                f"Meetings with {word}s noted",
            )
            for table, word, title in (
                ("objections", "objection", "What they object to"),
                ("challenges", "challenge", "What they need"),
            )
        ),
    ]  # fmt: skip


def channels(search: Search) -> list[Axes]:
    """Answers by channel, letters on time, how far opportunities went by source."""
    letters = measures.letter_timeliness(search)["outcome"].value_counts()
    order = {"on_time": "On time", "late": "Late", "never": "Not sent"}
    counts = letters.reindex(list(order), fill_value=0).rename(order)
    on_time = f"Letters sent in time: {counts['On time']} of {counts.sum()}."
    sources = measures.sources(search)
    first = sources[sources["reached"] == "first_interview"]
    offers = sources[sources["reached"] == "offer"]
    days = n_of(search.policy.answer_within, "day")
    few = f"Not enough data yet: it needs a few cases of at least {days} ago."
    settled = n_of(search.policy.settled_after, "day")
    young = f"No position with a source is older than {settled} yet."
    return [
        rates_chart(measures.response_by_channel(search), f"Answers within {days}, by channel", few, f"Answered within {days}"),
        counts_chart(counts, "Letters after a meeting", "No letter has been owed yet.", on_time),
        rates_chart(first, "Reached a first interview, by source", young, "Reached a first interview"),
        rates_chart(offers, "Reached an offer, by source", young, "Reached an offer"),
    ]  # fmt: skip


def activity(search: Search) -> list[Axes]:
    """Meetings and outreach per week, what is coming, the gaps between touches."""
    held = measures.per_week(measures.meetings_held(search), search.today)
    sent = measures.per_week(measures.outreach(search), search.today)
    coming = measures.load(search)
    gaps = cadence.gaps(search)
    return [
        weeks_chart(held, "Meetings per week", "No meeting in the last half year; each one appears here.", ("meeting", "meetings")),
        weeks_chart(sent, "What you sent and said, per week", "Nothing was sent in the last half year.", ("letter, call, note or application", "letters, calls, notes and applications")),
        weeks_chart(coming, "What is coming", "Nothing is due in the coming weeks.", ("thing due or overdue", "things due or overdue")),
        gaps_chart(gaps, (search.policy.touch_earliest, search.policy.touch_latest)),
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


def page(title: str, search: Search, people: int = PER_PICTURE) -> Markup:
    """One page as HTML: its charts, each with its sentence, and what to look for.

    Of the cadence so many `people` are drawn.
    """
    charts = now(search, people) if title == "Now" else PAGES[title](search)
    shown = Markup("").join(figure(ax) for ax in charts)
    return Markup("<p>{}</p>{}").format(LOOK_FOR[title], shown)


def tables_behind(frames: Frames, today: date) -> dict[str, pd.DataFrame]:
    """The tidy frames behind the charts, by name: one row per opportunity, person, wait, letter,
    gap, weak question, visit, task; ready for a question of one's own.
    """
    search = search_on(frames, today)
    standings = named(search)
    return {
        "opportunities": standings,
        "visits": pipeline.stage_visits(search.opportunities.values()),
        "funnel": pipeline.funnel(standings),
        "contacts": cadence.contacts(search),
        "touches": cadence.touches(search),
        "gaps": cadence.gaps(search),
        "waits": measures.waits(search),
        "letters": measures.letter_timeliness(search),
        "channels": measures.response_by_channel(search),
        "questions": measures.weak_questions(search),
        "sources": measures.sources(search),
        "outreach": measures.per_week(measures.outreach(search), today),
        "coming": agenda.agenda(search),
    }
