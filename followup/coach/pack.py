"""The pack: one page of what the seeker chose to share, built from covered frames alone.

Not here: covering (cover.py), what its sections say (sections.py), writing the file.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path

import jinja2
import pandas as pd
from markupsafe import Markup

from followup.coach.choice import Choice
from followup.coach.sections import SECTIONS, Item, Look, Section
from followup.cover.cover import Cover
from followup.cover.frames import blank, is_free, shared_frames
from followup.cover.last_look import Hit, last_look, unknown
from followup.cover.stand_ins import HOW
from followup.search import search_on
from followup.tables import Frames, metadata
from followup.words import say_day

HERE = Path(__file__).parent
VERDICTS = {"looks_good": "Looks good", "change": "I would change this", "ask_me": "Ask me"}
DRAWN = ("cadence", "waiting")  # sections of charts alone, which take the time
TEXTS = ("questions", "objections", "challenges", "comments")  # in no chart
SERIES = (
    "Everybody is called as in the page before. A series of such pages says more than one: who "
    "reads several can follow each person from week to week."
)
HIDDEN = (
    "pay and terms of offers", "red flags and every other note of a reflection",
    "email addresses, telephone numbers, postal addresses, links and meeting codes",
    "job descriptions, notes and the words of what was sent", "everything marked private",
)  # fmt: skip


@dataclass(frozen=True)
class Pack:
    """A pack as it would go out: the page, what each item is about, and what is covered.

    `covered` are all frames that may be shared, `frames` the same with no words but those on the
    page.
    """

    id: str
    made_on: date
    sections: dict[str, Section]
    items: dict[str, Item]
    told: list[str]
    cover: Cover
    covered: dict[str, pd.DataFrame]
    frames: dict[str, pd.DataFrame]
    choice: Choice

    @property
    def page(self) -> str:
        """The page that goes out."""
        return self._rendered(lambda text: text)

    def preview(self, marked: Iterable[str]) -> str:
        """The page without its script, which adds nothing but the boxes for comments, and with
        these words marked.
        """
        pattern = "|".join(sorted(map(re.escape, marked), key=len, reverse=True)) or r"(?!)"
        words = re.compile(rf"(?<!\w)(?:{pattern})(?!\w)")
        page = self._rendered(lambda text: _marked(text, words))
        return re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)

    @cached_property
    def own(self) -> dict[str, tuple[str, ...]]:
        """The seeker's own words on the page, covered, by what they are about."""
        return {a: text for section in self.sections.values() for a, text in section.own.items()}

    def whose(self, about: str) -> str:
        """The person or company a role belongs to, as the pack calls them; empty for other texts."""
        table, _, row_id = about.partition(":")
        if table == "opportunities":
            frame = self.frames[table]
            row_id = frame.loc[frame["id"] == self.cover.new[row_id], "company_id"].iloc[0]
            return self.cover.shown["companies"][self.cover.old[row_id]]
        return self.cover.shown["people"].get(row_id, "") if table == "people" else ""

    @cached_property
    def hits(self) -> list[Hit]:
        """What may still be a name in them."""
        covered = {said: name for said, name in self.cover.whole_names.items() if said != name}
        covered |= self.cover.own_words
        return last_look((text for texts in self.own.values() for text in texts), covered)

    @cached_property
    def unknown(self) -> Counter[str]:
        """The words with a capital, handles, hosts and numbers in them that nobody knows."""
        asked = {hit.word for hit in self.hits}
        found = unknown((text for texts in self.own.values() for text in texts), self.cover.texts())
        return Counter({word: n for word, n in found.items() if word not in asked})

    def _rendered(self, show: Callable[[str], str]) -> str:
        keys = iter(self.items)
        script, style = ((HERE / n).read_text(encoding="utf-8") for n in ("pack.js", "pack.css"))
        return _template().render(
            pack=self.id, made=f"{say_day(self.made_on)} {self.made_on.year}", covered=self.told,
            verdicts=VERDICTS, script=script, style=style, script_sum=_sum(script),
            style_sum=_sum(style), show=show,
            sections=[
                {"title": s.title, "said": s.said, "charts": s.pictures, "table": s.table,
                 "items": [{"key": next(keys), "title": i.title, "text": i.text} for i in s.items]}
                for s in self.sections.values()
            ],
        )  # fmt: skip


def build(
    frames: Frames, today: date, choice: Choice, last: date | None = None, *,
    kept: Mapping[str, str] | None = None, before: Pack | None = None,
) -> Pack:  # fmt: skip
    """The pack of a choice. `last` is the day of the pack before, for what changed since; `kept`
    are stand-ins to use again. With a preview from `before` everybody is called as in it.
    """
    chosen = choice.chosen(frames)
    again = before and before.cover
    cover = Cover(
        frames, choice.people, choice.companies, seeker=choice.seeker, texts=choice.questions,
        kept=again.stand_ins if again else kept, ids=again.new if again else None,
    )  # fmt: skip
    covered = shared_frames(chosen, cover)
    look = Look(search_on(covered, today), chosen, cover, choice, last)
    drawn = before.sections if before and _draws_alike(before, covered) else {}
    sections = {
        key: drawn[key] if key in DRAWN and key in drawn else make(look)
        for key, (_, make) in SECTIONS.items()
        if key in choice.sections
    }
    numbered = [item for section in sections.values() for item in section.items]
    items = {f"i{n}": item for n, item in enumerate(numbered, 1)}
    own = [texts for section in sections.values() for texts in section.own.values()]
    seen = {text for texts in own for text in texts}
    only = {name: _only(name, frame, seen) for name, frame in covered.items()}
    number = f"pk-{secrets.randbelow(10**9):09}"
    return Pack(number, today, sections, items, _told(frames, choice), cover, covered, only, choice)


def _draws_alike(before: Pack, covered: Frames) -> bool:
    """Whether the charts that show contacts would be those of the preview before."""
    tables = set(covered) - set(TEXTS)
    return all(covered[name].equals(before.covered[name]) for name in tables)


def _only(table: str, frame: pd.DataFrame, seen: set[str]) -> pd.DataFrame:
    """The frame with no free text but what was seen on the page: what is left out is out."""
    texts = [
        column
        for column in metadata.tables[table].columns
        if is_free(column) and column.info.get("shared") and not column.info.get("names")
    ]
    kept = {c.name: [t if t in seen else blank(c) for t in frame[c.name]] for c in texts}
    return frame.assign(**kept).astype(dict.fromkeys(kept, "str"))


def _told(frames: Frames, choice: Choice) -> list[str]:
    n_people, n_companies = len(frames["people"]), len(frames["companies"])
    since = choice.since
    period = f"from {say_day(since)} {since.year} on" if since else "of the whole search"
    return [
        f"Names of {n_people} people: {HOW[choice.people].lower()}",
        f"Names of {n_companies} companies: {HOW[choice.companies].lower()}",
        *([SERIES] if choice.same_names else []),
        f"Questions, promises and letters: {period}",
        *(f"Left out: {what}" for what in HIDDEN),
    ]


@cache
def _template() -> jinja2.Template:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    ).get_template("pack.html")  # fmt: skip


def _marked(text: str, words: re.Pattern[str]) -> Markup:
    """A text with words marked."""
    out, at = Markup(""), 0
    for found in words.finditer(text):
        out += Markup("{}<mark>{}</mark>").format(text[at : found.start()], found[0])
        at = found.end()
    return out + text[at:]


def _sum(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
