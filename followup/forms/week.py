"""This week on one page, with three lines of plan that are kept.

Not here: what happened in the week (followup.week).
"""

from markupsafe import Markup

from followup.forms import fields as f
from followup.forms.browser import CopyButton, print_button
from followup.forms.form import Book, Form
from followup.forms.look import heading, html, plain, sections
from followup.search import search_on
from followup.tables import Row
from followup.week import Section, review, week_name
from followup.words import say_day


class WeekForm(Form):
    """The weekly review: what was done, owed and changed; three lines of plan to keep."""

    def __init__(self, book: Book) -> None:
        super().__init__(book, week_name(book.today), "Keep the plan")
        kept = [*book.settings().get(self.name, "").split("\n"), "", "", ""][:3]
        plan = zip(("First", "Second", "Third"), kept, strict=True)
        self.watch({place: f.text(place, line) for place, line in plan})
        self.bring_back()
        self._page = review(search_on(book.frames(), book.today))
        shown = sections((title, rows or ["Nothing this week."]) for title, rows in self._page)
        self._copy = CopyButton(text=self._text(), label="Copy the page")
        self.show(
            heading("This week"), html(shown), heading("Three lines of plan", 3),
            *self.fields.values(), self.foot(self._copy, print_button(self._title, self._body, self.tell)),
        )  # fmt: skip

    def _whole(self) -> list[Section]:
        plan = [str(line) for line in self.values.values() if str(line).strip()]
        return [*self._page, ("Plan", plan)]

    def _text(self) -> str:
        return plain(self._whole())

    def _title(self) -> str:
        return f"The week of {say_day(self.book.today)}"

    def _body(self) -> Markup:
        return sections(self._whole())

    def rows_and_words(self) -> tuple[list[Row], str] | None:
        plan = "\n".join(str(line).strip() for line in self.values.values())
        return [Row("settings", {"id": self.name, "value": plan})], "The plan of the week"

    def after_saving(self) -> None:
        self._copy.text = self._text()
