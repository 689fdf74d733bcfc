"""How long the page of a year's search takes, beside the least it could: a script, not a test.

    python tests/bench/bench_progress.py

The floor imports pandas, matplotlib and ipywidgets and renders the same number of axes with as
many tick labels and no data. The page may take twice as long. Choosing something in the filter
bar may take 300 ms before anything is drawn; what is printed is the slowest tab.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from random import Random

TODAY = date(2026, 3, 5)


def year_of_search(path: Path, n_touches: int = 1500) -> None:
    """A workbook with 40 companies, 150 people, 120 meetings and 1,500 touchpoints."""
    from followup.tables import Row
    from followup.workbook import open_workbook

    chance, book = Random(7), open_workbook(path)

    def day() -> date:
        return TODAY - timedelta(days=chance.randrange(365))

    rows = [Row("settings", {"id": "today", "value": TODAY.isoformat()})]
    for n in range(40):
        rows.append(Row("companies", {"id": f"c{n}", "name": f"Company {n}"}))
        o = {"id": f"o{n}", "company_id": f"c{n}", "role": f"Role {n}", "kind": "position"}
        source = chance.choice(["referral", "job_board", "event"])
        rows.append(Row("opportunities", {**o, "noted_on": day(), "source": source}))
        applied = {"opportunity_id": f"o{n}", "kind": "applied", "happened_on": day()}
        rows.append(Row("events", applied))
    for n in range(150):
        person = {"id": f"p{n}", "name": f"Person {n}", "company_id": f"c{n % 40}"}
        rows.append(Row("people", person))
    for n in range(120):
        meeting = {"id": f"m{n}", "opportunity_id": f"o{n % 40}", "meeting_on": day()}
        rows.append(Row("meetings", meeting))
        rows.append(Row("attendees", {"meeting_id": f"m{n}", "person_id": f"p{n % 150}"}))
    for _ in range(n_touches):
        who = chance.randrange(150)
        touch = {"person_id": f"p{who}", "opportunity_id": f"o{who % 40}", "happened_on": day()}
        kind = chance.choice(["letter", "note", "call", "nudge"])
        result = chance.choice(["reached", "voicemail"]) if kind == "call" else ""
        rows.append(Row("touchpoints", {**touch, "kind": kind, "result": result}))
    book.save(rows, "A year")


FLOOR = """
import io, json, sys
import pandas, ipywidgets
from matplotlib.figure import Figure
for width, height, n_x, n_y in json.loads(sys.argv[1]):
    ax = Figure(figsize=(width, height), layout="constrained").add_subplot()
    ax.set_xticks(range(n_x), [f"label {n}" for n in range(n_x)])
    ax.set_yticks(range(n_y), [f"label {n}" for n in range(n_y)])
    ax.figure.savefig(io.BytesIO(), format="png", dpi=110)
"""

PAGE = """
import sys
import ipywidgets
from followup import PAGES, page
from followup.search import search_on
from followup.workbook import open_workbook
book = open_workbook(sys.argv[1])
s = search_on(book.frames(), book.today)
for title in PAGES:
    page(title, s)
"""


def shapes(path: Path) -> list[tuple[float, float, int, int]]:
    """Size and number of tick labels of each axes of the page."""
    from followup.charts.pictures import PAGES
    from followup.search import search_on
    from followup.workbook import open_workbook

    book = open_workbook(path)
    s = search_on(book.frames(), book.today)
    every = [ax for draw in PAGES.values() for ax in draw(s)]
    return [
        (*ax.figure.get_size_inches(), len(ax.get_xticklabels()), len(ax.get_yticklabels()))
        for ax in every
    ]


def seconds(code: str, *arguments: str) -> float:
    """The best of three runs of a fresh Python."""
    best = 1e9
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code, *arguments], check=True)
        best = min(best, time.perf_counter() - start)
    return best


def frames_after_a_choice(path: Path) -> dict[str, float]:
    """Seconds from a choice in the filter bar to the frames of each tab, the best of five."""
    from followup.charts import pictures
    from followup.narrow import narrowed
    from followup.search import search_on
    from followup.workbook import open_workbook

    for chart in [name for name in vars(pictures) if name.endswith("_chart")]:
        setattr(pictures, chart, lambda *frames, **more: None)
    book, best = open_workbook(path), dict.fromkeys(pictures.PAGES, 1e9)
    for title, draw in 5 * list(pictures.PAGES.items()):
        start = time.perf_counter()
        draw(search_on(narrowed(book.frames(), kind="position"), book.today))
        best[title] = min(best[title], time.perf_counter() - start)
    return best


def main() -> None:
    """Prints the floor, the page and their ratio; then the frames after a choice."""
    import json

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "year.sqlite"
        year_of_search(path)
        drawn = shapes(path)
        floor, page = seconds(FLOOR, json.dumps(drawn)), seconds(PAGE, str(path))
        year_of_search(Path(folder) / "smaller.sqlite", 1000)
        frames = frames_after_a_choice(Path(folder) / "smaller.sqlite")
    print(f"{len(drawn)} axes: floor {floor:.2f} s, page {page:.2f} s, ratio {page / floor:.2f}")
    slowest = max(frames, key=lambda title: frames[title])
    print(f"frames after a choice, 1,000 touchpoints: {1000 * frames[slowest]:.0f} ms ({slowest})")


if __name__ == "__main__":
    main()
