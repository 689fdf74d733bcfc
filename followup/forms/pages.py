"""Finding anything, and the pages of people and companies; any line can be opened and put right.

Not here: what stands on a page (memory/pages.py), searching (memory/find.py).
"""

from collections.abc import Sequence
from functools import partial
from textwrap import shorten
from typing import Any

import ipywidgets as w
from markupsafe import Markup

from followup.forms import fields as f
from followup.forms.browser import print_button
from followup.forms.form import Book, Panel
from followup.forms.look import heading, html, sections
from followup.forms.record import RecordForm
from followup.frames import name_of
from followup.memory.find import Index
from followup.memory.pages import Section, about, company_page, person_page
from followup.search import search_on
from followup.tables import Frames

PAGES = {"people": person_page, "companies": company_page}
HITS = 12
LONG = 200  # characters a line shows of a longer text


class Page(Panel):
    """The page of one person or company, to read, print, and put right line by line."""

    def __init__(self, book: Book, table: str, row_id: str) -> None:
        super().__init__(book, f"page:{table}:{row_id}")
        self._about = (table, row_id)
        self._body = html("")
        self._line = f.choice("Open a line to change it", {"": "Please choose"})
        self._line.on_change(self._on_line)
        self._record = w.VBox([])
        self.name_shown = ""
        self._refresh()
        out = print_button(lambda: self.name_shown, lambda: self._shown, self.tell)
        self.show(heading(self.name_shown), self._body, out, self._line, self._record, self.status)

    def _refresh(self) -> None:
        table, row_id = self._about
        frames = self.book.frames()
        self.name_shown = name_of(frames[table], row_id)
        found = PAGES[table](search_on(frames, self.book.today), row_id)
        self._shown = body(found)
        self._body.value = str(self._shown)
        lines = {
            f"{line.table}:{line.id}": line.words[:80] for s in found for line in s.lines if line.id
        }
        self._line.options({"": "Please choose"} | lines)
        self._on_line()

    def _on_line(self) -> None:
        table, _, row_id = str(self._line.value).partition(":")
        opened = [RecordForm(self.book, table, row_id, self._on_saved)] if row_id else []
        f.swap(self._record, opened)

    def _on_saved(self) -> None:
        self._refresh()
        self.tell("Saved; the page shows it.")


def body(found: Sequence[Section]) -> Markup:
    """The sections as HTML: a heading and a list each; long texts open on a click."""
    return sections((s.title, [_line(line.words) for line in s.lines]) for s in found)


def _line(words: str) -> str:
    start = shorten(words, LONG, placeholder=" …")
    whole = Markup("<details><summary>{}</summary><p>{}</p></details>")
    return words if len(words) <= LONG else whole.format(start, words)


def page_door(book: Book, table: str, row_id: str) -> f.Opener:
    """A button that opens the page of a person or company below it, and closes it again."""
    name = name_of(book.frames()[table], row_id)
    return f.Opener(f"Everything about {name}", lambda: [Page(book, table, row_id)])


def page_doors(book: Book, task: Any) -> w.VBox:
    """The pages of the person and the company a task is about, a button each."""
    companies = book.frames()["companies"]
    at = companies.loc[companies["name"] == task.company, "id"].head(1)
    about = [("people", i) for i in [task.person_id] if isinstance(i, str)]
    about += [("companies", i) for i in at]
    return w.VBox([page_door(book, *one) for one in about])


class FindForm(Panel):
    """One field that searches every text as one types; a hit opens its record or page."""

    def __init__(self, book: Book) -> None:
        super().__init__(book, "find")
        self._query = f.text("Find anything", placeholder="a name, a word from a note, a title")
        self._query.on_change(self._on_query)
        self._slots = [(html(""), f.button("Open", partial(self._on_open, n))) for n in range(HITS)]
        rows = [w.HBox([text, button]) for text, button in self._slots]
        for row in rows:
            row.add_class("fu-beside")
            f.show(row, False)
        self._rows = rows
        frames = book.frames()
        known = {
            f"{table}:{i}": n
            for table in ("companies", "people")
            for i, n in sorted(
                zip(frames[table]["id"], frames[table]["name"], strict=True), key=lambda x: x[1]
            )
        }
        self._who = f.choice("Or open the page of", {"": "Please choose"} | known)
        self._who.on_change(lambda: self._open(*str(self._who.value).partition(":")[::2]))
        self._opened = w.VBox([])
        self._index: tuple[Frames, Index] | None = None
        self.show(f.line(self._query, self._who), *rows, self.status, self._opened)

    def _on_query(self) -> None:
        frames, index = self._up_to_date()
        found = index.find(str(self._query.value), HITS)
        self._found = list(found.itertuples())
        for n, (text, _) in enumerate(self._slots):
            f.show(self._rows[n], bool(n < len(self._found)))
            if n < len(self._found):
                hit = self._found[n]
                shown = Markup("<p>{}<mark>{}</mark>{} <small>{}</small></p>")
                where = ": ".join(filter(None, (hit.where, about(frames, hit.table, hit.id))))
                text.value = str(shown.format(hit.before, hit.hit, hit.after, where))
        typed = str(self._query.value).strip()
        self.tell("Nothing found." if typed and not self._found else "")

    def _up_to_date(self) -> tuple[Frames, Index]:
        """The frames and their index, made anew when something was saved since."""
        frames = self.book.frames()
        if self._index is None or self._index[0] is not frames:
            self._index = (frames, Index(frames))
        return self._index

    def _on_open(self, n: int) -> None:
        hit = self._found[n]
        self._open(str(hit.table), str(hit.id))

    def _open(self, table: str, row_id: str) -> None:
        kind = Page if table in PAGES else RecordForm
        f.swap(self._opened, [kind(self.book, table, row_id)] if row_id else [])
