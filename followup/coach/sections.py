"""The sections of a pack, each a function from the covered search to its sentence, charts, items.

Not here: covering (cover.py), the page they stand on (pack.py).
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

import pandas as pd

from followup.agenda import GROUPS, by_when, group_of, listed
from followup.charts import pictures
from followup.charts.look import picture
from followup.charts.pipeline import pipeline_chart
from followup.coach.choice import Choice
from followup.cover.cover import Cover, put_names
from followup.cover.stand_ins import parts
from followup.measures import weak_questions
from followup.pipeline import LABELS, stage_visits
from followup.search import Search
from followup.tables import DRAFT_MARK, Frames, as_dict
from followup.words import n_of

Own = Mapping[str, tuple[str, ...]]  # by what they are about
TIMES = {0: "not yet", 1: "once", 2: "twice"}


class Item(NamedTuple):
    """One thing a coach can comment on: what it is about, its words there and at home."""

    about: str
    title: str
    text: str = ""
    at_home: str = ""


@dataclass(frozen=True)
class Section:
    """One part of the page: a sentence, a table (its head first), charts, and items. `own` are the
    seeker's own words in it, covered, by what they are about.
    """

    title: str
    said: str
    charts: tuple[Any, ...] = ()
    items: list[Item] = field(default_factory=list)
    own: Own = field(default_factory=dict)
    table: tuple[tuple[str, ...], ...] = ()

    @cached_property
    def pictures(self) -> list[dict[str, str]]:
        """Its charts as pictures, each with its words."""
        return [
            {
                "alt": f"{chart.get_title(loc='left') or chart.get_title()}. {chart.get_label()}",
                "data": base64.b64encode(picture(chart)).decode(),
            }
            for chart in self.charts
        ]


@dataclass(frozen=True)
class Look:
    """What a section is made from: the covered search, and the frames at home for labels."""

    s: Search
    home: Frames
    cover: Cover
    choice: Choice
    last: date | None

    def wanted(self, items: Iterable[Item]) -> list[Item]:
        """The items that were not taken out in the preview."""
        return [item for item in items if item.about not in self.choice.left_out]

    def whole(self, text: str) -> str:
        """A title with the real names, for the seeker's own screen."""
        return put_names(text, self.cover.whole_names)

    def at_home(self, table: str, new: str, column: str) -> str:
        """The uncovered word of a covered record, for the seeker's own screen."""
        frame = self.home[table]
        found = frame.loc[frame["id"] == self.cover.old.get(new, new), column]
        return str(found.iloc[0]) if len(found) else ""


def _to_coach(look: Look) -> Section:
    asked = [q for q in look.choice.questions if q.strip()]
    items = look.wanted(
        Item(f"asked:{n}", look.cover.text(q), at_home=q) for n, q in enumerate(asked, 1)
    )
    said = "" if items else "No question this time."
    return Section("Questions to you", said, items=items, own={i.about: (i.title,) for i in items})


def _agenda(look: Look) -> Section:
    told = {one.id: one.promise for one in look.s.promises}
    told |= dict(zip(*(look.s.frames["comments"][key] for key in ("id", "comment")), strict=True))
    items, own = [], {}
    for task in listed(look.s):
        who = " at ".join(filter(None, (task.person, task.company)))
        parts_of = task.task.split("|")
        about = f"task:{'|'.join(look.cover.old.get(part, part) for part in parts_of)}"
        title = f"{task.duty}{': ' + who if who else ''}"
        said = f"{title}, {by_when(task, look.s.today, look.s.say)} ({GROUPS[group_of(task, look.s.today)].lower()})"
        items.append(Item(about, said, task.why, look.whole(title)))
        if task.rule in ("R-COM", "R-COA"):
            own[about] = (told.get(parts_of[1], ""),)
    items = look.wanted(items)
    you = "“You” in these lines is the person who made this page."
    n = n_of(len(items), "thing is", "things are")
    said = f"{n} owed now or soon. {you}" if items else "Nothing is owed just now."
    return Section("What is owed", said, items=items, own=_of(items, own))


def _pipeline(look: Look) -> Section:
    s, standings = look.s, pictures.named(look.s)
    items, own = [], {}
    for row in standings.itertuples():
        about = f"opportunities:{look.cover.old[row.Index]}"
        since = f", since {s.say(row.since)}" if pd.notna(row.since) else ""
        what = f"{row.company}, {row.role}"
        items.append(
            Item(about, f"{what}: {LABELS[row.stage].lower()}{since}", at_home=look.whole(what))
        )
        own[about] = (row.role,)
    chart = pipeline_chart(standings, s.today)
    return Section("Where everything stands", str(chart.get_label()), (chart,), items, own)


def _who(look: Look) -> Section:
    s, played = look.s, parts(look.s.frames)
    at = {i: s.companies.get(person.company_id or "", "") for i, person in s.people.items()}
    rows, own = [("Who", "Part", "At", "Met", "Last heard", "Keeps in touch")], {}
    for person in sorted(
        s.people.values(), key=lambda p: (_by_number(at[p.id]), _by_number(p.name))
    ):
        met = sum(meeting.state == "held" for meeting, _ in person.met)
        part = ", ".join(filter(None, (played[person.id].lower(), person.role)))
        heard = s.say(person.heard_on) if person.heard_on > date.min else "not yet"
        touch = "yes" if person.keep_in_touch else "no"
        wish = "asked to be left alone" if person.do_not_contact else touch
        rows.append((person.name, part, at[person.id], TIMES.get(met, f"{met} times"), heard, wish))
        own[f"people:{look.cover.old[person.id]}"] = (person.role,)
    if not own:
        return Section("Who is who", "Nobody is noted yet.")
    items = [Item("section:who", "About these people", at_home="Who is who")]
    said = f"{n_of(len(own), 'person', 'people')}, by company."
    return Section("Who is who", said, items=items, own=own, table=tuple(rows))


def _by_number(name: str) -> tuple[bool, str]:
    """Puts Company 2 before Company 10, and nothing last."""
    return not name, re.sub(r"\d+", lambda number: number[0].zfill(6), name)


def _charts(title: str, key: str, charts: list[Any]) -> Section:
    said = " ".join(str(chart.get_label()) for chart in charts)
    about = [Item(f"section:{key}", "About this chart", at_home=title)]
    return Section(title, said, tuple(charts), about)


def _questions(look: Look) -> Section:
    items, own = [], {}
    for row in weak_questions(look.s).itertuples():
        about, better = f"questions:{look.cover.old[row.id]}", row.better_answer
        text = f"A better answer: {better}" if better else "No better answer is written yet."
        items.append(Item(about, row.question, text, look.at_home("questions", row.id, "question")))
        own[about] = (row.question, better)
    items = look.wanted(items)
    title = "Questions I would answer differently, and how"
    return Section(title, _how_many(items, "question"), items=items, own=_of(items, own))


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
        named = task.split("|")
        to = next((part for part in reversed(named) if part in people.index), "")
        readers = [to, *(person for part in named for person in look.cover.rooms.get(part, []))]
        shown = look.cover.shown["people"].get(to, "someone")
        letter = f"{content.get('subject') or ''}\n\n{content['text']}".strip()
        at_home = f"The letter to {people.get(to, 'someone')}"
        text = look.cover.text(letter, readers)
        items.append(Item(f"letter:{task}", f"A letter to {shown}", text, at_home))
    items = look.wanted(items)
    own = {item.about: (item.text,) for item in items}
    return Section("Letters to look at", _how_many(items, "letter"), items=items, own=own)


def _changed(look: Look) -> Section:
    if look.last is None:
        return Section("Since the last pack", "This is the first pack.")
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
    return Section("Since the last pack", said, items=items)


def _of(items: Iterable[Item], own: Own) -> Own:
    """The own words of these items."""
    return {item.about: own[item.about] for item in items if item.about in own}


def _how_many(items: list[Item], one: str) -> str:
    return f"{n_of(len(items), one)}." if items else "None this time."


SECTIONS: dict[str, tuple[str, Callable[[Look], Section]]] = {  # each with the seeker's title
    "asked": ("Your questions to the coach", _to_coach),
    "changed": ("What changed since the last pack", _changed),
    "agenda": ("What is owed", _agenda),
    "pipeline": ("Where everything stands", _pipeline),
    "who": ("Who is who", _who),
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
