"""The banks: accomplishment stories with where they were told, questions with their best answers.

Not here: counting them (memory/banks.py). The rehearsal hides each answer until it is asked for.
"""

from itertools import groupby
from typing import Any

import ipywidgets as w
import pandas as pd
from markupsafe import Markup

from followup.forms import fields as f
from followup.forms.form import Book, Panel
from followup.forms.look import heading, html, lines
from followup.forms.record import RecordForm
from followup.memory.banks import accomplishments, questions


class Bank(Panel):
    """Both banks, to read, rehearse and put right."""

    def __init__(self, book: Book) -> None:
        super().__init__(book, "bank")
        self._stories, self._rehearsal = html(""), html("")
        self._theme = f.choice("Theme", {"": "Every theme"})
        self._theme.on_change(self._show_questions)
        self._which = f.choice("Open one to change it", {"": "Please choose"})
        self._which.on_change(self._on_which)
        self._record = w.VBox([])
        self._refresh()
        self.show(
            heading("Questions to rehearse"), self._theme, self._rehearsal,
            heading("Accomplishments"), self._stories, self._which, self._record, self.status,
        )  # fmt: skip

    def _refresh(self) -> None:
        frames = self.book.frames()
        self._questions, stories = questions(frames), accomplishments(frames)
        themes = sorted(set(self._questions["theme"]) - {""})
        self._theme.options({"": "Every theme"} | {theme: theme for theme in themes})
        nothing = "Stories you note in a reflection are collected here, with where you told them."
        shown = Markup("").join(_story(row) for row in stories.itertuples())
        self._stories.value = str(shown or Markup("<p>{}</p>").format(nothing))
        known = {f"questions:{q.id}": q.question[:80] for q in self._questions.itertuples()}
        known |= {f"accomplishments:{a.id}": a.accomplishment[:80] for a in stories.itertuples()}
        self._which.options({"": "Please choose"} | known)
        self._show_questions()
        self._on_which()

    def _show_questions(self) -> None:
        every = self._questions
        theme = str(self._theme.value)
        wanted = every[every["theme"] == theme] if theme else every
        nothing = "Every question you note in a reflection is collected here, by theme."
        shown = Markup("").join(
            Markup("<h3>{}</h3>{}").format(
                name or "Without a theme", Markup("").join(_asked(row) for row in rows)
            )
            for name, rows in groupby(wanted.itertuples(), key=lambda row: str(row.theme))
        )
        self._rehearsal.value = str(shown or Markup("<p>{}</p>").format(nothing))

    def _on_which(self) -> None:
        table, _, row_id = str(self._which.value).partition(":")
        opened = [RecordForm(self.book, table, row_id, self._refresh)] if row_id else []
        f.swap(self._record, opened)


def _asked(row: Any) -> Markup:
    """One question; its answer opens on a click, so that one can say it aloud first."""
    rating = "" if pd.isna(row.rating) else f", last rated {row.rating} of 5"
    times = "once" if row.n == 1 else f"{row.n} times"
    hidden = Markup("<details><summary>{} <small>(asked {}{})</small></summary><p>{}</p></details>")
    return hidden.format(
        row.question, times, rating, lines(row.answer or "No answer is written yet.")
    )


def _story(row: Any) -> Markup:
    parts = [
        f"{word}: {text}"
        for word, text in (
            ("Problem", row.problem),
            ("Action", row.action),
            ("Result", row.result),
            ("Number", row.number),
        )
        if text
    ]
    told = f"Told at {row.told}." if row.told else "Not told yet."
    fits = f" Fits: {row.fits}." if row.fits else ""
    whole = Markup("<details><summary>{} <small>{}{}</small></summary><p>{}</p></details>")
    return whole.format(row.accomplishment, told, fits, lines("\n".join(parts)))
