"""The pack: one page of what the seeker chose to share, built from covered frames alone.

Not here: covering (cover.py), what its sections say (sections.py), writing the file.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import jinja2
import pandas as pd

from followup.charts.look import picture
from followup.coach.cover import HOW, Choice, Cover, blank, is_free
from followup.coach.sections import SECTIONS, Item, Look, Section
from followup.search import search_on
from followup.tables import Frames, metadata
from followup.words import say_day

HERE = Path(__file__).parent
VERDICTS = {"looks_good": "Looks good", "change": "I would change this", "ask_me": "Ask me"}
HIDDEN = (
    "pay and terms of offers", "red flags and every other note of a reflection",
    "email addresses, telephone numbers, postal addresses and links",
    "job descriptions, notes and the words of what was sent", "everything marked private",
)  # fmt: skip


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
    look = Look(search_on(covered, today), kept, cover, choice, last)
    sections = [make(look) for key, (_, make) in SECTIONS.items() if key in choice.sections]
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
