"""The sections of a pack, each a function from the covered search to its sentence, charts, items.

Not here: covering (cover.py), the page they stand on (pack.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import pandas as pd

from followup.agenda import STATUSES, by_when, listed
from followup.charts import pictures
from followup.charts.pipeline import pipeline_chart
from followup.coach.cover import Choice, Cover
from followup.measures import weak_questions
from followup.pipeline import LABELS, stage_visits
from followup.search import Search
from followup.tables import DRAFT_MARK, Frames, as_dict
from followup.words import n_of


class Item(NamedTuple):
    """One thing a coach can comment on: what it is about, its words there and at home."""

    about: str
    title: str
    text: str = ""
    at_home: str = ""
    is_free_text: bool = False


class Section(NamedTuple):
    """One part of the page: a sentence, charts, and items."""

    title: str
    said: str
    charts: tuple[Any, ...]
    items: list[Item]


@dataclass(frozen=True)
class Look:
    """What a section is made from: the covered search, and the frames at home for labels."""

    s: Search
    home: Frames
    cover: Cover
    choice: Choice
    last: date | None

    def wanted(self, items: list[Item]) -> list[Item]:
        """The items that were not taken out in the preview."""
        return [item for item in items if item.about not in self.choice.left_out]

    def at_home(self, table: str, new: str, column: str) -> str:
        """The uncovered word of a covered record, for the seeker's own screen."""
        frame = self.home[table]
        found = frame.loc[frame["id"] == self.cover.old.get(new, new), column]
        return str(found.iloc[0]) if len(found) else ""


def _to_coach(look: Look) -> Section:
    asked = [q for q in look.choice.questions if q.strip()]
    items = [
        Item(f"asked:{n}", look.cover.text(q), at_home=q, is_free_text=True)
        for n, q in enumerate(asked, 1)
    ]
    items = look.wanted(items)
    return Section("Questions to you", "" if items else "No question this time.", (), items)


def _agenda(look: Look) -> Section:
    items = []
    for task in listed(look.s):
        who = ", ".join(filter(None, (task.person, task.company)))
        old = "|".join(look.cover.old.get(part, part) for part in task.task.split("|"))
        title = f"{task.duty}{': ' + who if who else ''}"
        items.append(
            Item(
                f"task:{old}", f"{title}, {by_when(task, look.s.say)} ({STATUSES[task.status].lower()})", task.why,
                _uncovered(look, title), task.rule in ("R-COM", "R-COA"),
            )
        )  # fmt: skip
    items = look.wanted(items)
    you = "“You” in these lines is the person who made this page."
    n = n_of(len(items), "thing is", "things are")
    said = f"{n} owed now or soon. {you}" if items else "Nothing is owed just now."
    return Section("What is owed", said, (), items)


def _uncovered(look: Look, text: str) -> str:
    """A title with the real names, for the seeker's own screen."""
    real: dict[str, str] = {}
    for table, shown in look.cover.shown.items():
        names = look.home[table].set_index("id")["name"]
        real |= {stand_in: str(names[owner]) for owner, stand_in in shown.items() if stand_in}
    longest = sorted(real, key=len, reverse=True)
    return re.sub("|".join(map(re.escape, longest)), lambda m: real[m[0]], text) if real else text


def _pipeline(look: Look) -> Section:
    s, named = look.s, pictures.named(look.s)
    items = []
    for row in named.itertuples():
        since = f", since {s.say(row.since)}" if pd.notna(row.since) else ""
        what = f"{row.company}, {row.role}"
        items.append(
            Item(
                f"opportunities:{look.cover.old[row.Index]}", f"{what}: {LABELS[row.stage].lower()}{since}",
                at_home=_uncovered(look, what),
            )
        )  # fmt: skip
    chart = pipeline_chart(named, look.s.today)
    return Section("Where everything stands", str(chart.get_label()), (chart,), items)


def _charts(title: str, key: str, charts: list[Any]) -> Section:
    said = " ".join(str(chart.get_label()) for chart in charts)
    return Section(
        title, said, tuple(charts), [Item(f"section:{key}", "About this chart", at_home=title)]
    )


def _questions(look: Look) -> Section:
    weak = weak_questions(look.s)
    items = look.wanted([
        Item(
            f"questions:{look.cover.old[row.id]}", row.question,
            f"A better answer: {row.better_answer}" if row.better_answer else "No better answer is written yet.",
            look.at_home("questions", row.id, "question"), True,
        )
        for row in weak.itertuples()
    ])  # fmt: skip
    return Section(
        "Questions I would answer differently, and how", _how_many(items, "question"), (), items
    )


def _letters(look: Look) -> Section:
    items = []
    people = look.home["people"].set_index("id")["name"]
    for draft in look.home["drafts"].itertuples():
        if not draft.id.startswith("desk:"):
            continue
        content = as_dict(draft.content)
        if not str(content.get("text") or "").strip():
            continue
        task = draft.id.partition(DRAFT_MARK)[0]
        to = next((part for part in reversed(task.split("|")) if part in people.index), "")
        shown = look.cover.shown["people"].get(to, "someone")
        text = look.cover.text(f"{content.get('subject') or ''}\n\n{content['text']}".strip())
        at_home = f"The letter to {people.get(to, 'someone')}"
        items.append(Item(f"letter:{task}", f"A letter to {shown}", text, at_home, True))
    items = look.wanted(items)
    return Section("Letters to look at", _how_many(items, "letter"), (), items)


def _changed(look: Look) -> Section:
    if look.last is None:
        return Section("Since the last pack", "This is the first pack.", (), [])
    first = pd.Timestamp(look.last)
    s, named = look.s, pictures.named(look.s)
    visits = stage_visits(s.opportunities.values())
    moved = visits[visits["entered_on"] >= first]
    lines = [
        f"{named.loc[v.opportunity_id, 'company']}: {LABELS[v.stage].lower()}, {s.say(v.entered_on)}"
        for v in moved.itertuples()
    ]
    n_sent = sum(one.happened_on >= look.last for one in s.sent)
    n_met = sum(one.meeting_on >= look.last for one in s.held)
    wrote = n_of(n_sent, "letter, call or note", "letters, calls and notes")
    said = f"Since {s.say(first)}: {n_of(n_met, 'meeting')} held, {wrote}."
    items = [Item(f"changed:{n}", line) for n, line in enumerate(lines)]
    return Section("Since the last pack", said, (), items)


def _how_many(items: list[Item], one: str) -> str:
    return f"{n_of(len(items), one)}." if items else "None this time."


SECTIONS: dict[str, tuple[str, Callable[[Look], Section]]] = {  # each with the seeker's title
    "asked": ("Your questions to the coach", _to_coach),
    "changed": ("What changed since the last pack", _changed),
    "agenda": ("What is owed", _agenda),
    "pipeline": ("Where everything stands", _pipeline),
    "cadence": (
        "Contact cadence",
        lambda look: _charts(
            "Who hears from me, and when", "cadence", pictures.cadence_charts(look.s)
        ),
    ),
    "waiting": (
        "Waiting for answers",
        lambda look: _charts("How long answers take", "waiting", pictures.waiting(look.s)),
    ),
    "questions": ("Questions you would answer differently, and how", _questions),
    "letters": ("Letters you have begun", _letters),
}
TITLES = {key: title for key, (title, _) in SECTIONS.items()}
