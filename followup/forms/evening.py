"""The page of 02-follow-up: the list and the desk, and in tabs beside them what else an evening asks.

Not here: any of the tabs; each is a form of its own.
"""

from followup.forms import fields as f
from followup.forms.banks import Bank
from followup.forms.due import DueList
from followup.forms.form import Book, Panel
from followup.forms.happened import HappenedForm
from followup.forms.look import heading
from followup.forms.pages import FindForm
from followup.forms.shelf import NextRound, ShelfForm
from followup.forms.someone import CoverageTable, WriteToSomeone
from followup.forms.why import WhyNothing


class FollowUp(Panel):
    """The evening's work: the due list with its desk first, the rest one tab away."""

    def __init__(self, book: Book) -> None:
        super().__init__(book, "follow-up")
        self.list = DueList(book)
        self.tabs = f.Tabs(
            "What to look at",
            {
                "List": lambda: self.list,
                "Happened": lambda: HappenedForm(book),
                "Find": lambda: f.stack(
                    FindForm(book), heading("Write to someone"), WriteToSomeone(book)
                ),
                "Before a meeting": lambda: f.stack(
                    NextRound(book), heading("What is answered, and where"), CoverageTable(book)
                ),
                "Practise": lambda: Bank(book),
                "Shelf": lambda: ShelfForm(book),
                "Why": lambda: WhyNothing(book),
            },
            as_of=lambda: [*book.recent_saves(1)["save_id"]],
        )
        self.show(self.tabs)
