"""The numbers of the follow-up policy, with the article each comes from, to see and change.

Not here: the numbers themselves (policy.py).
"""

from dataclasses import fields

import ipywidgets as w
from markupsafe import Markup

from followup.duties import windows
from followup.errors import InvalidValue
from followup.forms import fields as f
from followup.forms.form import Book, Form
from followup.forms.look import heading, html, said
from followup.policy import POLICY_PREFIX, Policy
from followup.tables import Row


class PolicyForm(Form):
    """Each number of the policy with its source; saved with the workbook."""

    def __init__(self, book: Book) -> None:
        super().__init__(book, "policy", "Save the numbers")
        policy = Policy.of(book.settings())
        for one in fields(Policy):
            label = f"{one.metadata['label']} ({one.metadata['source'].partition(',')[0]})"
            self.watch({one.name: f.text(label, str(getattr(policy, one.name)))})
        self.bring_back()
        hint = said(
            "The usual numbers fit most searches; “practice” is what the articles leave open."
        )
        usual = f.button("Back to the usual numbers", self._on_usual)
        shown = list(self.fields.values())
        self.show(
            heading("The numbers of the follow-up policy"), html(hint, "fu-small"),
            *(f.line(*shown[n : n + 2]) for n in range(0, len(shown), 2)),
            f.Opener("What the numbers mean for each duty", self._duties), self.foot(usual),
        )  # fmt: skip

    def _duties(self) -> list[w.Widget]:
        """Every duty with its window under the numbers in force, and what it rests on."""
        line = Markup("<li><b>{}</b>, counted from {}. May be done: {}. Best: {}. At the latest: {}. <small>{}</small></li>")  # fmt: skip
        policy = Policy.of(self.book.settings())
        rows = Markup("").join(line.format(*row) for row in windows(policy))
        return [html(Markup("<ul>{}</ul>").format(rows))]

    def _on_usual(self) -> None:
        for one in fields(Policy):
            self.fields[one.name].value = str(one.default)

    def rows_and_words(self) -> tuple[list[Row], str] | None:
        """The numbers that are whole and fit together."""
        numbers = {}
        for one in fields(Policy):
            text = str(self.fields[one.name].value).strip()
            if not (text.isascii() and text.isdecimal() and len(text) < 5):
                expected = "must be a whole number"
                raise InvalidValue(one.metadata["label"], expected, text, key=one.name)
            numbers[one.name] = int(text)
        Policy().changed(**numbers)
        rows = [
            Row("settings", {"id": POLICY_PREFIX + name, "value": str(n)})
            for name, n in numbers.items()
        ]
        return rows, "The numbers of the follow-up policy"
