"""How much CPU time a press takes, on the sample and on a year's search: a script, not a test.

    python tests/bench/bench_press.py [YEAR.sqlite]

Each figure is the median of some runs, in milliseconds and as a multiple of a fixed loop of
plain Python measured in the same run, so that machines can be compared. The names of old places
are tried too, so that it runs on commit 96f91ec as well: PYTHONPATH=<a checkout of it>.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from bench_progress import year_of_search

from followup import agenda, sample
from followup.charts import pictures
from followup.forms.desk import desk_for
from followup.forms.due import DueList
from followup.forms.explore import Explore
from followup.forms.reflection import ReflectionForm
from followup.forms.today import StartHere
from followup.workbook import Workbook

try:
    from followup.search import search_on

    def owed(book: Workbook) -> Any:
        """The due list as a frame."""
        return agenda.agenda(search_on(book.frames(), book.today))

    def tasks(due: DueList) -> list[Any]:
        """The tasks of the list."""
        return list(due.tasks)

except ImportError:  # as it was at 96f91ec

    def owed(book: Workbook) -> Any:
        return agenda.agenda(book.frames(), book.today)

    def tasks(due: DueList) -> list[Any]:
        return list(due.tasks.itertuples())


def plain_loop() -> int:
    """A fixed amount of plain Python."""
    total = 0
    for n in range(400_000):
        total += n % 7
    return total


def cpu(what: Callable[[], Any], times: int = 5) -> float:
    """The median CPU time of a call, in milliseconds, after one to warm up."""
    what()
    took = []
    for _ in range(times):
        start = time.process_time()
        what()
        took.append(1000 * (time.process_time() - start))
    return statistics.median(took)


def figures(path: Path) -> dict[str, float]:
    """The CPU times on one workbook file."""
    book, found = Workbook(path), dict[str, float]()
    found["read, cold"] = cpu(lambda: Workbook(path).frames())
    found["read, warm"] = cpu(book.frames)
    found["agenda, from a cold file"] = cpu(lambda: owed(Workbook(path)))
    found["agenda, warm"] = cpu(lambda: owed(book))
    found["00 shown"] = cpu(lambda: StartHere(book, lambda: book, lambda: book))
    due = DueList(book)
    found["due list shown"] = cpu(lambda: DueList(book))
    for name, rule in (("letter", "R-LET"), ("call", "R-CALL")):
        one = next((task for task in tasks(due) if task.rule == rule), None)
        if one is not None:
            found[f"desk of a {name} opened"] = cpu(lambda one=one: desk_for(book, one, print))
            found[f"desk of a {name} opened in the list"] = cpu(
                lambda one=one: press(due, one.task)
            )
    found["filter changed"] = cpu(lambda: choose(due))
    found["reflection saved, until the list stands"] = cpu(lambda: reflect(path), 3)
    page = Explore(book, pictures.PAGES, pictures.page)
    for number, title in enumerate(pictures.PAGES):
        page.tabs.bar.chosen = number
        found[f"tab {title}"] = cpu(page.refresh, 3)
    return found


def press(due: DueList, task: str) -> None:
    """Opens a desk and closes it again."""
    due.open_desk(task)
    due.open_desk("")


def choose(due: DueList) -> None:
    """Narrows the list to one company, and back."""
    options = [key for _, key in due._company.control.options]
    due._company.value = options[-1]
    due._company.value = ""


def reflect(path: Path) -> None:
    """Saves a reflection on a meeting that is noted already, and shows the list again."""
    book = Workbook(path)
    form, due = ReflectionForm(book), DueList(book)
    meeting = next(key for _, key in form.which.control.options if key != "new")
    form.which.value = meeting
    form.fields["rating"].value = "well"
    form.fields["lesson"].value = f"Breathe. {time.time_ns()}"
    start = time.process_time()
    form.save()
    due.refresh()
    SAVED.append(1000 * (time.process_time() - start))


SAVED: list[float] = []


def main() -> None:
    """Prints the figures of both searches."""
    unit = cpu(plain_loop)
    print(f"{date.today()}: the loop takes {unit:.1f} ms")
    with tempfile.TemporaryDirectory() as folder:
        small, year = Path(folder) / "sample.sqlite", Path(folder) / "year.sqlite"
        sample.build(small)
        if sys.argv[1:]:
            shutil.copy(sys.argv[1], year)
            Workbook(year).prepare()
        else:
            year_of_search(year)
        for name, path in (("sample", small), ("a year's search", year)):
            print(f"\n{name}")
            SAVED.clear()
            for what, took in figures(path).items():
                took = statistics.median(SAVED) if what.startswith("reflection saved") else took
                print(f"  {what:42} {took:8.1f} ms  {took / unit:7.2f}")


if __name__ == "__main__":
    main()
