"""The form of a pack for a coach: what goes in, what is covered, a last look, and making it.

Not here: covering names (followup.cover), or the page itself (followup.coach).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from html import escape
from pathlib import Path
from textwrap import shorten
from typing import Any, Protocol

import ipywidgets as w
from markupsafe import Markup

from followup.forms import fields as f
from followup.forms.browser import DownloadButton
from followup.forms.form import Form
from followup.forms.look import heading, html, listed
from followup.forms.words import PERIODS
from followup.words import n_of

COPY = (
    "With the page you get a copy for a coach who has this workbook too. It holds days, kinds and "
    "stages of the whole search, and no other words than the page above."
)
SAME = (
    "Everybody is called as in your last pack, so that a coach can follow from week to week. A "
    "series of packs says more than one: who reads several may find out who is meant."
)
UNKNOWN = (
    "Names of places, products or people nobody noted, handles and numbers; they are marked below. "
    "Press one, and it is covered everywhere, now and in every pack to come."
)
MOST = 60  # words offered at once


class Sharing(Protocol):
    """What this form needs of followup.coach.share.Coach."""

    @property
    def book(self) -> Any: ...
    @property
    def sections(self) -> Mapping[str, str]: ...
    @property
    def covers(self) -> Mapping[str, str]: ...
    @property
    def words(self) -> str: ...
    @property
    def can_go_on(self) -> bool: ...
    def preview(self, before: Any = None, **chosen: Any) -> Any: ...
    def hits(self, pack: Any) -> list[Any]: ...
    def cover_words(self, *words: str) -> str: ...
    def keep_words(self, said: str) -> None: ...
    def is_no_name(self, hit: Any) -> None: ...
    def make(self, pack: Any) -> tuple[Path, Path]: ...


class PackForm(Form):
    """Choose what goes in and how much is covered, see it word for word, answer what may still be
    a name, then make the pack.
    """

    def __init__(self, coach: Sharing) -> None:
        super().__init__(coach.book, "pack", "Make the pack")
        self._coach = coach
        self._pack: Any = None
        self._ticks: dict[str, f.Field] = {}  # by what a text is about
        self._rows: dict[
            str, tuple[Any, w.VBox]
        ] = {}  # by word what is asked about it, and its row
        self._chips: dict[str, w.Button] = {}  # by the word that nobody knows
        sections = {key: f.tick(title, True) for key, title in coach.sections.items()}
        own = {key: coach.covers[key] for key in ("full", "stand_ins")}
        how = {
            "people": f.choice("Names of people", coach.covers, "stand_ins"),
            "companies": f.choice("Names of companies", coach.covers, "stand_ins"),
            "seeker": f.choice("Your own name", own, "full"),
            "period": f.choice("Questions and letters from", PERIODS, 0),
        }
        same = {"same_names": f.tick("Call everybody as in the last pack", False)}
        words = "Cover these words too, one in each line: a nickname (“Bob = Robert Hale”), a place, whatever gives somebody away"
        too = {"words": f.area(words, coach.words)}
        self._known_words: list[str] = []
        self._adds_words = False
        asked = {f"question_{n}": f.text(f"Question {n} to your coach") for n in (1, 2, 3)}
        self.watch({**sections, **how, **same, **too, **asked})
        self.bring_back()
        self._show_words(self._words_with(coach.words.splitlines()))
        for field in self.fields.values():
            field.on_change(self._on_changed)
        if not coach.can_go_on:
            f.show(self.fields["same_names"], False)
        self._asked, self._unknown, self._texts = w.VBox([]), w.VBox([]), w.VBox([])
        self._shown, self._series = html(""), html("", "fu-small")
        self._out = w.VBox([])
        self._last = w.HBox([self.save_button])
        look = f.button("Show me exactly what will be shared", self._on_look, primary=True)
        hidden = "Pay, red flags, contact details and everything marked private stay here, always."
        self.add_class("fu-wide")
        self.show(
            heading("What goes in", 3), *sections.values(),
            heading("How much is covered", 3), f.line(*how.values()), *same.values(), self._series,
            *too.values(), html(hidden, "fu-small"),
            heading("Three questions to your coach", 3), *asked.values(),
            w.HBox([look]), self._asked, self._unknown, self._texts, self._shown, self._last,
            self.status, self._out,
        )  # fmt: skip
        self._on_changed()

    def _on_changed(self) -> None:
        """What was shown is no longer what would go out."""
        if self._adds_words:
            return
        self._pack = None
        self._series.value = SAME if self.values["same_names"] else ""
        for box in (self._asked, self._unknown, self._texts):
            f.swap(box, [])
        self._ticks, self._rows, self._chips = {}, {}, {}
        self._shown.value = ""
        f.show(self._last, False)

    def _on_look(self) -> None:
        with self.telling():
            self._keep_words()
            self._on_changed()
            self._prepare()
            self._offer_texts()  # before the button below them, which would move away
            self._show_pack()

    def _keep_words(self) -> None:
        """Keeps the words to cover; those another window added meanwhile stay."""
        kept = self._coach.words.splitlines()
        said = self._words_with([line for line in kept if line not in self._known_words])
        self._coach.keep_words(said)
        self._show_words(said)

    def _words_with(self, more: list[str]) -> str:
        return "\n".join(dict.fromkeys([*self.values["words"].splitlines(), *more]))

    def _show_words(self, said: str) -> None:
        self._known_words = said.splitlines()
        self._adds_words = True  # what was shown stays, until it is shown again
        with self.quietly():
            self.fields["words"].value = said
        self._adds_words = False

    def _prepare(self) -> None:
        v = self.values
        period = int(v["period"] or 0)
        self._pack = self._coach.preview(
            self._pack,
            sections=tuple(key for key in self._coach.sections if v[key]),
            people=v["people"], companies=v["companies"], seeker=v["seeker"],
            since=self.book.today - timedelta(days=period) if period else None,
            questions=tuple(v[f"question_{n}"] for n in (1, 2, 3)), same_names=v["same_names"],
            left_out=frozenset(about for about, tick in self._ticks.items() if not tick.value),
        )  # fmt: skip

    def _show_pack(self) -> None:
        """The pack as it will be; the button below it once nothing is asked any more."""
        hits = self._coach.hits(self._pack)
        self._ask(hits)
        self._offer_words()
        marked = [*self._pack.unknown, *(hit.word for hit in hits)]
        page = '<iframe sandbox title="The pack, as it will be" style="width:100%;height:32em;border:1px solid #8a857c;background:#fff" srcdoc="{}"></iframe>'
        shown = page.format(escape(self._pack.preview(marked)))
        covered = str(listed(self._pack.told))
        self._shown.value = f"<h3>Exactly this will be shared</h3>{shown}<h3>What is covered</h3>{covered}<p>{COPY}</p>"
        f.show(self._last, not (hits))
        n = n_of(len(hits), "word may still be a name", "words may still be names")
        read = "Read it once: who knows the people may recognise them by what happened."
        self.tell(f"{n}. Please answer above; then the pack can be made." if hits else read)

    def _ask(self, hits: list[Any]) -> None:
        """A row for each word that may still be a name: the sentence, and two answers."""
        before = self._rows
        self._rows = {}
        for hit in hits:
            asked, row = before.get(hit.word, (None, None))
            self._rows[hit.word] = (hit, row if row and asked == hit else self._row(hit))
        title = heading("May this be a name? Each of these needs an answer", 3)
        f.swap(self._asked, [title, *(row for _, row in self._rows.values())] if hits else [])

    def _row(self, hit: Any) -> w.VBox:
        where = Markup("<br>").join(_with_mark(s, hit.word) for s in hit.sentences[:2])
        more = len(hit.sentences) - 2
        more_of = f" and {more} more alike" if more > 0 else ""
        said = Markup("<p><b>{}</b> {}{}</p><p>{}</p>").format(hit.word, hit.why, more_of, where)
        cover = f.button("Cover it", partial(self._on_cover, hit.word))
        keep = f.button("This is no name", partial(self._on_no_name, hit))
        row = w.VBox([html(said), w.HBox([cover, keep])])
        row.add_class("fu-row")
        return row

    def _offer_words(self) -> None:
        """A button for each word that nobody knows."""
        words = self._pack.unknown.most_common()
        offered = words[:MOST]
        self._chips = {word: self._chips.get(word) or self._chip(word, n) for word, n in offered}
        hint = UNKNOWN + (f" These are {MOST} of {len(words)}." if len(words) > MOST else "")
        parts = [heading("Words the workbook does not know", 3), html(hint, "fu-small")]
        f.swap(self._unknown, [*parts, f.line(*self._chips.values())] if words else [])

    def _chip(self, word: str, n: int) -> w.Button:
        chip = f.button(word if n == 1 else f"{word} ({n})", partial(self._on_cover, word))
        chip.tooltip = f"Cover “{word}” everywhere"
        return chip

    def _on_cover(self, word: str) -> None:
        with self.telling():
            self._show_words(self._coach.cover_words(word))
            self._prepare()
            self._show_pack()
            self._label_texts()

    def _on_no_name(self, hit: Any) -> None:
        with self.telling():
            self._coach.is_no_name(hit)
            self._show_pack()

    def _offer_texts(self) -> None:
        """A tick for each text in the seeker's own words, to leave it out."""
        self._ticks = {about: f.tick("", True) for about, own in self._pack.own.items() if any(own)}
        self._label_texts()
        for tick in self._ticks.values():
            tick.on_change(self._on_tick)
        title = heading("Texts in your own words: untick what stays here", 3)
        self._texts.children = [title, *self._ticks.values()] if self._ticks else []

    def _label_texts(self) -> None:
        for about, tick in self._ticks.items():
            if tick.value and (words := " · ".join(filter(None, self._pack.own.get(about, ())))):
                whose = self._pack.whose(about)
                label = f"{whose}: {words}" if whose else words
                f.name(tick.control, shorten(label, 140, placeholder=" …"))

    def _on_tick(self) -> None:
        with self.telling():
            self._prepare()
            self._show_pack()

    def save(self) -> None:
        """Makes the pack that was shown, and offers it for download."""
        if self._pack is None:
            self.tell("Look at it first, please: press “Show me exactly what will be shared”.")
            return
        with self.telling():
            self._make()

    def _make(self) -> None:
        path, copy = self._coach.make(self._pack)
        self.drop_draft()
        self._out.children = [
            html(Markup("<p>The pack lies here: {}. The copy opens in these notebooks: {}.</p>").format(path, copy.name)),
            w.HBox([
                _download("Download the pack", path, "text/html", self.tell),
                _download("Download the copy for a coach who has the workbook", copy, "application/vnd.sqlite3", self.tell),
            ]),
        ]  # fmt: skip
        f.show(self._last, False)
        self.tell("Made, and looked over once more. It is yours to send.")


def _download(label: str, path: Path, kind: str, tell: Any) -> DownloadButton:
    return DownloadButton(label, lambda: (path.name, kind, path.read_bytes()), tell)


def _with_mark(sentence: str, word: str) -> Markup:
    before, _, after = sentence.partition(word)
    return Markup("“{}<mark>{}</mark>{}”").format(before[-80:], word, after[:80])
