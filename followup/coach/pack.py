"""The pack: one page of what the seeker chose to share, built from covered frames alone.

Not here: covering (cover.py), writing the file, or what comes back (comments.py).
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import jinja2
import pandas as pd

from followup.agenda import STATUSES, agenda
from followup.charts import pictures
from followup.charts.look import picture
from followup.charts.pipeline import pipeline_chart
from followup.coach.cover import HOW, Choice, Cover, blank, is_free
from followup.measures import weak_questions
from followup.pipeline import LABELS, say_day, stage_visits
from followup.rules.situation import Situation
from followup.tables import Frames, metadata
from followup.workbook import WINDOW

HERE = Path(__file__).parent
VERDICTS = {"looks_good": "Looks good", "change": "I would change this", "ask_me": "Ask me"}
HIDDEN = (
    "pay and terms of offers", "red flags and every other note of a reflection",
    "email addresses, telephone numbers, postal addresses and links",
    "job descriptions, notes and the words of what was sent", "everything marked private",
)  # fmt: skip


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
class Pack:
    """A pack as it would go out: the page, what each item is about, and what is covered."""

    id: str
    made_on: date
    page: str
    items: dict[str, Item]
    covered: list[str]
    cover: Cover
    frames: Frames
    choice: Choice
    last: date | None

    @property
    def preview(self) -> str:
        """The page without its script, which adds nothing but the boxes for comments."""
        return re.sub(r"<script>.*?</script>", "", self.page, flags=re.DOTALL)


def build(
    frames: Frames,
    today: date,
    choice: Choice,
    last: date | None = None,
    *,
    with_pictures: bool = True,
) -> Pack:
    """The pack of a choice. `last` is the day of the pack before, for what changed since."""
    cover = Cover(frames, choice.people, choice.companies)
    kept = _of_period(frames, choice)
    covered = cover.frames(kept)
    look = _Look(Situation.of(covered, today), kept, cover, choice, last)
    sections = [SECTIONS[key](look) for key in SECTIONS if key in choice.sections]
    numbered = [item for section in sections for item in section.items]
    items = {f"i{n}": item for n, item in enumerate(numbered, 1)}
    told = _covered(frames, choice)
    pack_id = f"pk-{secrets.randbelow(10**9):09}"
    page = _page(pack_id, today, sections, items, told, with_pictures=with_pictures)
    seen = "\n".join(f"{item.title}\n{item.text}" for item in numbered)
    only = {name: _only(name, frame, seen) for name, frame in covered.items()}
    return Pack(pack_id, today, page, items, told, cover, only, choice, last)


def _only(table: str, frame: pd.DataFrame, seen: str) -> pd.DataFrame:
    """The frame with no free text but what was seen on the page: what is left out is out."""
    texts = [
        column
        for column in metadata.tables[table].columns
        if is_free(column) and column.info.get("shared") and not column.info.get("names")
    ]
    kept = {c.name: [t if t in seen else blank(c) for t in frame[c.name]] for c in texts}
    return frame.assign(**kept).astype(dict.fromkeys(kept, "str"))


def _of_period(frames: Frames, choice: Choice) -> dict[str, pd.DataFrame]:
    """Free texts only of the period; what happened stays, for the stages to be right."""
    if choice.since is None:
        return dict(frames)
    first = pd.Timestamp(choice.since)
    meetings = frames["meetings"]
    fresh = meetings.loc[meetings["meeting_on"] >= first, "id"]
    asked = frames["questions"]
    made = frames["promises"]
    recent = (made["made_on"] >= first) | made["done_on"].isna()
    begun = frames["drafts"]
    return {
        **frames,
        "questions": asked[asked["meeting_id"].isin(fresh)],
        "promises": made[recent],
        "drafts": begun[begun["kept_at"] >= choice.since.isoformat()],
    }


@dataclass(frozen=True)
class _Look:
    """What a section is made from: the covered situation, and the frames at home for labels."""

    s: Situation
    home: Frames
    cover: Cover
    choice: Choice
    last: date | None

    def wanted(self, items: list[Item]) -> list[Item]:
        return [item for item in items if item.about not in self.choice.left_out]

    def at_home(self, table: str, new: str, column: str) -> str:
        """The uncovered word of a covered record, for the seeker's own screen."""
        frame = self.home[table]
        found = frame.loc[frame["id"] == self.cover.old.get(new, new), column]
        return str(found.iloc[0]) if len(found) else ""


def _to_coach(look: _Look) -> Section:
    asked = [q for q in look.choice.questions if q.strip()]
    items = [
        Item(f"asked:{n}", look.cover.text(q), at_home=q, is_free_text=True)
        for n, q in enumerate(asked, 1)
    ]
    items = look.wanted(items)
    return Section("Questions to you", "" if items else "No question this time.", (), items)


def _agenda(look: _Look) -> Section:
    owed = agenda(look.s.frames, look.s.today, look.s)
    items = []
    for task in owed.itertuples():
        who = ", ".join(filter(None, (task.person, task.company)))
        when = (
            f"from {say_day(task.earliest)}"
            if task.status == "upcoming"
            else f"by {say_day(task.latest)}"
        )
        old = "|".join(look.cover.old.get(part, part) for part in task.task.split("|"))
        title = f"{task.duty}{': ' + who if who else ''}"
        items.append(
            Item(
                f"task:{old}", f"{title}, {when} ({STATUSES[task.status].lower()})", task.why,
                _uncovered(look, title), task.rule in ("R-COM", "R-COA"),
            )
        )  # fmt: skip
    items = look.wanted(items)
    you = "“You” in these lines is the person who made this page."
    n = _n(items, "thing")[:-1]
    said = f"{n} owed now or soon. {you}" if items else "Nothing is owed just now."
    return Section("What is owed", said, (), items)


def _uncovered(look: _Look, text: str) -> str:
    """A title with the real names, for the seeker's own screen."""
    real: dict[str, str] = {}
    for table, shown in look.cover.shown.items():
        names = look.home[table].set_index("id")["name"]
        real |= {stand_in: str(names[owner]) for owner, stand_in in shown.items() if stand_in}
    longest = sorted(real, key=len, reverse=True)
    return re.sub("|".join(map(re.escape, longest)), lambda m: real[m[0]], text) if real else text


def _pipeline(look: _Look) -> Section:
    named = pictures.named(look.s)
    items = []
    for row in named.itertuples():
        since = f", since {say_day(row.since)}" if pd.notna(row.since) else ""
        what = f"{row.company}, {row.role}"
        items.append(
            Item(
                f"opportunities:{look.cover.old[row.Index]}", f"{what}: {LABELS[row.stage].lower()}{since}",
                at_home=_uncovered(look, what),
            )
        )  # fmt: skip
    chart = pipeline_chart(named, look.s.today)
    return Section("Where everything stands", str(chart.get_label()), (chart,), items)


def _cadence(look: _Look) -> Section:
    return _charts("Who hears from me, and when", "cadence", pictures.cadence_charts(look.s))


def _waiting(look: _Look) -> Section:
    return _charts("How long answers take", "waiting", pictures.waiting(look.s))


def _charts(title: str, key: str, charts: list[Any]) -> Section:
    said = " ".join(str(chart.get_label()) for chart in charts)
    return Section(
        title, said, tuple(charts), [Item(f"section:{key}", "About this chart", at_home=title)]
    )


def _questions(look: _Look) -> Section:
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
        "Questions I would answer differently, and how", _n(items, "question"), (), items
    )


def _letters(look: _Look) -> Section:
    items = []
    people = look.home["people"].set_index("id")["name"]
    for draft in look.home["drafts"].itertuples():
        if not draft.id.startswith("desk:"):
            continue
        content = json.loads(draft.content or "{}")
        if not str(content.get("text") or "").strip():
            continue
        task = draft.id.partition(WINDOW)[0]
        to = next((part for part in reversed(task.split("|")) if part in people.index), "")
        shown = look.cover.shown["people"].get(to, "someone")
        text = look.cover.text(f"{content.get('subject') or ''}\n\n{content['text']}".strip())
        at_home = f"The letter to {people.get(to, 'someone')}"
        items.append(Item(f"letter:{task}", f"A letter to {shown}", text, at_home, True))
    items = look.wanted(items)
    return Section("Letters to look at", _n(items, "letter"), (), items)


def _changed(look: _Look) -> Section:
    if look.last is None:
        return Section("Since the last pack", "This is the first pack.", (), [])
    first = pd.Timestamp(look.last)
    s, named = look.s, pictures.named(look.s)
    visits = stage_visits(s.frames, named, s.log, s.today)
    moved = visits[visits["entered_on"] >= first]
    lines = [
        f"{named.loc[v.opportunity_id, 'company']}: {LABELS[v.stage].lower()}, {say_day(v.entered_on)}"
        for v in moved.itertuples()
    ]
    sent = s.known("touchpoints", "happened_on").query("direction == 'out'")
    n_sent, n_met = (
        int((sent["happened_on"] >= first).sum()),
        int((s.held["meeting_on"] >= first).sum()),
    )
    said = f"Since {say_day(first)}: {n_met} meetings held, {n_sent} letters, calls and notes."
    return Section(
        "Since the last pack",
        said,
        (),
        [Item(f"changed:{n}", line) for n, line in enumerate(lines)],
    )


SECTIONS: dict[str, Callable[[_Look], Section]] = {
    "asked": _to_coach,
    "changed": _changed,
    "agenda": _agenda,
    "pipeline": _pipeline,
    "cadence": _cadence,
    "waiting": _waiting,
    "questions": _questions,
    "letters": _letters,
}
TITLES = {
    "asked": "Your questions to the coach",
    "changed": "What changed since the last pack",
    "agenda": "What is owed",
    "pipeline": "Where everything stands",
    "cadence": "Contact cadence",
    "waiting": "Waiting for answers",
    "questions": "Questions you would answer differently, and how",
    "letters": "Letters you have begun",
}


def _n(items: list[Item], one: str) -> str:
    return f"{len(items)} {one}{'' if len(items) == 1 else 's'}." if items else "None this time."


def _covered(frames: Frames, choice: Choice) -> list[str]:
    n_people, n_companies = len(frames["people"]), len(frames["companies"])
    since = choice.since
    period = f"from {say_day(since)} {since.year} on" if since else "of the whole search"
    return [
        f"Names of {n_people} people: {HOW[choice.people].lower()}",
        f"Names of {n_companies} companies: {HOW[choice.companies].lower()}",
        f"Questions, promises and letters: {period}",
        *(f"Left out: {what}" for what in HIDDEN),
    ]


def _page(
    pack_id: str, today: date, sections: list[Section], items: dict[str, Item],
    covered: list[str], *, with_pictures: bool,
) -> str:  # fmt: skip
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    script, style = ((HERE / name).read_text(encoding="utf-8") for name in ("pack.js", "pack.css"))
    keys = iter(items)
    return environment.get_template("pack.html").render(
        pack=pack_id, made=f"{say_day(today)} {today.year}", covered=covered, verdicts=VERDICTS,
        script=script, style=style, script_sum=_sum(script), style_sum=_sum(style),
        sections=[
            {"title": s.title, "said": s.said, "charts": list(_drawn(s.charts, with_pictures)),
             "items": [{"key": next(keys), "title": i.title, "text": i.text} for i in s.items]}
            for s in sections
        ],
    )  # fmt: skip


def _drawn(charts: tuple[Any, ...], with_pictures: bool) -> Iterator[dict[str, Any]]:
    for chart in charts:
        data = base64.b64encode(picture(chart)).decode() if with_pictures else ""
        title = chart.get_title(loc="left") or chart.get_title()
        yield {"alt": f"{title}. {chart.get_label()}", "data": data}


def _sum(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
