"""Looking after the workbook: the last steps, backups, the health check, tables, erasing.

Not here: how any of it is done (followup.care).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import ipywidgets as w
import pandas as pd
from markupsafe import Markup

from followup.errors import InvalidValue
from followup.forms import fields as f
from followup.forms.form import Book, Form, Panel
from followup.forms.look import html, listed, said, table
from followup.tables import SECOND_FOLDER, Row, as_folder, is_folder
from followup.words import n_of, say_instant

Progress = Callable[[int, int], object]
ORIGIN = {
    "tables": ", read from tables", "older": ", of an older followup",
    "another": ", of another workbook of this name",
}  # fmt: skip


class Bar(w.IntProgress):
    """A bar that shows how far something is, while it lasts."""

    def __init__(self, what: str) -> None:
        super().__init__(max=100, description=what)
        self.style.description_width = "initial"
        f.show(self, False)

    @contextmanager
    def shown(self) -> Iterator[Progress]:
        """Shown while it lasts, with what is told how far it is: how many of how many parts."""
        self.value, self.layout.display = 0, ""
        try:
            yield lambda done, of: setattr(self, "value", 100 * done // max(of, 1))
        finally:
            f.show(self, False)


class Caring(Protocol):
    """What these forms need of followup.care.Care."""

    @property
    def book(self) -> Any: ...
    @property
    def folders(self) -> Sequence[Path]: ...
    def backups(self) -> pd.DataFrame: ...
    def lacking(self) -> list[str]: ...
    def preview(self, file: Path) -> tuple[pd.DataFrame, list[str]]: ...
    def restore(self, file: Path, tell: Progress) -> str: ...
    def findings(self) -> Sequence[Any]: ...
    def write_tables(self, folder: Path | None, tell: Progress) -> Path: ...
    def read_tables(self, folder: Path, tell: Progress) -> Path: ...
    def erase_person(self, person_id: str, tell: Progress) -> list[str]: ...
    def erase_all(self) -> list[str]: ...


class LastSteps(Panel):
    """The last saves in words, with their time, each to be taken back."""

    def __init__(self, book: Book) -> None:
        super().__init__(book, "last-steps")
        self._list = w.VBox([])
        self._refresh()
        self.show(self._list, self.status)

    def _refresh(self) -> None:
        steps = self.book.recent_saves(15)
        rows = [self._row(step) for step in steps.itertuples()]
        f.swap(self._list, rows or [html("Nothing is saved yet.", "fu-small")])

    def _row(self, step: Any) -> w.HBox:
        text = Markup("<p>{}: {}</p>").format(say_instant(step.saved_at), step.what)
        label = "Bring it back" if step.is_undo else "Undo"
        undo = f.button(label, partial(self._on_step, step), link=True)
        undo.tooltip = f"{label}: {step.what}"
        return f.beside(html(text), undo)

    def _on_step(self, step: Any) -> None:
        with self.telling():
            if step.save_id in set(self.book.recent_saves(15)["save_id"]):
                self.take_back(step)
            else:
                self.tell("The workbook has changed meanwhile; this is the list as it is now.")
            self._refresh()


class HealthCheck(Panel):
    """What does not fit in the workbook, in words, each with a proposed repair."""

    def __init__(self, care: Caring) -> None:
        super().__init__(care.book, "health")
        self._care = care
        self._list = w.VBox([])
        again = f.button("Check again", self._refresh)
        self._refresh()
        self.show(self._list, w.HBox([again, self.status]))

    def _refresh(self) -> None:
        found = self._care.findings()
        rows = [self._row(finding) for finding in found[:20]]
        if len(found) > len(rows):
            rows.append(html(f"And {len(found) - len(rows)} more, once these are looked at."))
        well = "The file is sound, and what it holds fits together."
        f.swap(self._list, rows or [html(Markup("<p>✓ {}</p>").format(well))])

    def _row(self, finding: Any) -> w.HBox:
        text = Markup("<p>{}<br><span>Proposed: {}</span></p>").format(
            finding.what, finding.proposal
        )
        do = [f.button("Do that", partial(self._on_do, finding))] if finding.rows else []
        return f.beside(html(text), *do)

    def _on_do(self, finding: Any) -> None:
        with self.telling():
            self.put(finding.rows, f"Health check: {finding.proposal}")
            self._refresh()
            self.tell("Done. It can be taken back under “The last steps”.")


class Backups(Form):
    """The backups with date and size; one more, going back to one, a second folder for them."""

    def __init__(self, care: Caring) -> None:
        super().__init__(care.book, "backups", "Keep copies there too")
        self._care = care
        self._where = html("")
        self._which = f.choice("Go back to", {"": "Please choose"})
        self._which.on_change(self._on_which)
        self._preview = html("")
        self._sure = f.button("Go back to this one", self._on_sure, primary=True)
        self._bar = Bar("Going back")
        now = f.button("Make a backup now", self._on_now)
        parts: list[w.Widget] = [self._where, now, self._which]
        parts += [self._preview, self._sure, self._bar, self.status]
        if not care.book.damage:
            second = f.text(
                "A second folder for copies (if you like)",
                placeholder="such as a folder on another disk",
            )
            second.value = care.book.settings().get(SECOND_FOLDER, "")
            self.watch({SECOND_FOLDER: second})
            parts[-1:-1] = [f.line(second, self.save_button)]
        self._refresh()
        self.show(*parts)

    def _refresh(self) -> None:
        kept = self._care.backups()
        size = f"{kept['size'].sum() / 1e6:.1f} MB"
        lying = [Path(file).parent for file in kept["file"]]
        places = [
            f"{folder}: {n_of(lying.count(folder), 'backup')}"
            + (
                ""
                if lying.count(folder) or is_folder(folder)
                else " (it cannot be reached, or is made with the first one)"
            )
            for folder in self._care.folders
        ]
        text = "One is made before the first save of a day; older ones are thinned by day, week and month."
        told = Markup("").join(map(said, self._care.lacking()))
        shown = Markup("<p>{} {} in all.</p>{}{}").format(text, size, listed(places), told)
        self._where.value = str(shown)
        self._which.options(
            {"": "Please choose"}
            | {
                row.file: f"{say_instant(row.made_at)}, {row.size / 1e6:.1f} MB"
                + ("" if row.is_good else ", damaged")
                + ORIGIN.get(row.origin, "")
                for row in kept.itertuples()
            }
        )
        self._on_which()

    def _on_which(self) -> None:
        f.show(self._sure, False)
        self._preview.value = ""
        if self._which.value:
            with self.telling():
                self._look()

    def _look(self) -> None:
        counted, steps = self._care.preview(Path(str(self._which.value)))
        known = counted.dropna(axis="columns")  # of a damaged workbook nothing is known now
        shown = table(known.rename(columns={"what": ""}))
        if steps:
            n, told = len(steps), listed(steps[:10])
            more = Markup("<p>and {} more</p>").format(n - 10) if n > 10 else Markup("")
            steps_text = Markup("<p>These {} steps since then would be taken back:</p>{}{}")
            shown += steps_text.format(n, told, more)
        self._preview.value = str(shown)
        f.show(self._sure)

    def _on_sure(self) -> None:
        with self.telling():
            with self._bar.shown() as tell:
                done = self._care.restore(Path(str(self._which.value)), tell)
            self._which.value = ""
            self._refresh()
            self.tell(f"{done} Run the other notebooks again to follow.")

    def _on_now(self) -> None:
        with self.telling():
            made = self._care.book.back_up()
            self._refresh()
            self.tell(f"Made and checked: {made.name}.")

    def rows_and_words(self) -> tuple[list[Row], str] | None:
        """The second folder, which must be there."""
        folder = str(self.values[SECOND_FOLDER]).strip()
        path = as_folder(folder)
        if folder and not is_folder(path):
            expected = "must be a folder that is there"
            raise InvalidValue("A second folder", expected, folder, key=SECOND_FOLDER)
        own = self._care.folders[0]
        if folder and os.path.realpath(path) in map(os.path.realpath, (own, own.parent)):
            raise InvalidValue("A second folder", "must be another one", folder, key=SECOND_FOLDER)
        row = Row("settings", {"id": SECOND_FOLDER, "value": folder})
        return [row], "The second folder for backups"

    def after_saving(self) -> None:
        """The list names the folder."""
        self._refresh()


class Tables(Panel):
    """Every table as a plain file, out and in."""

    def __init__(self, care: Caring) -> None:
        super().__init__(care.book, "tables")
        self._care = care
        self._folder = f.text("Folder to read tables from")
        self._bar = Bar("Working")
        out = f.button("Write all tables", self._on_out)
        back = f.button("Read tables back", self._on_back)
        hint = Markup(
            "<p>Plain CSV files, which any spreadsheet opens, with a page that explains each column. They hold everything, also what is private.</p>"
        )
        self.show(
            html(hint, "fu-small"), out,
            f.line(self._folder, back), self._bar, self.status,
        )  # fmt: skip

    def _on_out(self) -> None:
        with self.telling(), self._bar.shown() as tell:
            self.tell(f"Written to {self._care.write_tables(None, tell)}.")

    def _on_back(self) -> None:
        typed = str(self._folder.value).strip()
        if not typed:
            self.tell("Write the folder first, such as one that “Write all tables” made.")
            return
        with self.telling(), self._bar.shown() as tell:
            made = self._care.read_tables(as_folder(typed), tell)
            self.tell(
                f"Read, and kept among the backups as {made.name}. Run the cell of the backups again, look at it there, and go back to it if it is right."
            )


ALL = "everything"


class Erase(Form):
    """Removes a person, or everything, for good: records, history and backups."""

    def __init__(self, care: Caring) -> None:
        super().__init__(care.book, "erase")
        self._care = care
        self._who = f.choice("Whom, or what", {"": "Please choose"})
        self._refresh()
        self._word = f.text("To go on, write the word erase")
        self.fields = {"who": self._who, "word": self._word}
        go = f.button("Erase for good", self._on_go)
        self._said, self._bar = html(""), Bar("Erasing")
        hint = Markup(
            "<p>Everything else in this workbook can be taken back; this cannot. A person is removed from every record, text, step of history and backup.</p>"
        )
        self.show(
            html(hint, "fu-small"), f.line(self._who, self._word), go, self._bar,
            self._said, self.status,
        )  # fmt: skip

    def _refresh(self) -> None:
        known = {}
        if not self._care.book.damage:
            people = self._care.book.frame("people").sort_values("name")
            known = dict(zip(people["id"], people["name"], strict=True))
        self._who.options({"": "Please choose", **known, ALL: "The whole workbook"})

    def _on_go(self) -> None:
        who = str(self._who.value)
        self.clear_notes()
        if not who:
            self._who.say("Choose whom or what first.")
        elif str(self._word.value).strip().casefold() != "erase":
            self._word.say("'To go on' must be the word erase; nothing was changed.")
        else:
            with self.telling():
                self._erase(who)

    def _erase(self, who: str) -> None:
        with self._bar.shown() as tell:
            done = self._care.erase_all() if who == ALL else self._care.erase_person(who, tell)
        self._said.value = str(listed(done))
        self._word.value = ""
        self._who.value = ""
        self._refresh()
        self.tell("Done. Run the other notebooks again to follow.")
