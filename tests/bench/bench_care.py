"""How long looking after a large workbook takes: a script, not a test.

    python tests/bench/bench_care.py

5,000 people, sixty of them with notes of 200,000 characters, their history, and four backups.
Erasing one of them, in all backups, is to take seconds; what takes more than one shows a bar.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from followup.care import Care
from followup.tables import Row
from followup.workbook import Workbook, open_workbook

WORDS = [f"{start}{end}" for start in "bdfgmst" for end in ("an", "er", "ill")]
FIRST = [f"{start}{end}" for start in "ABDEGHKLMNR" for end in ("anna", "obin")]


def large(path: Path) -> Workbook:
    """A workbook with 5,000 people and four backups."""
    chance, book, rows = Random(3), open_workbook(path), []
    for n in range(5000):
        last = "".join(chance.choice("bdfglmnprstvw") + chance.choice("aeiou") for _ in range(4))
        notes = " ".join(chance.choices(WORDS, k=40_000 if n < 60 else 30))[:200_000]
        who = {"id": f"p{n}", "name": f"{chance.choice(FIRST)} {last.title()}", "notes": notes}
        rows.append(Row("people", who))
    for start in range(0, 5000, 500):
        book.save(rows[start : start + 500], "Many people")
    for n in range(200):
        book.save([Row("people", {"id": f"p{n * 7}", "role": "Editor"})], "Person put right")
    for _ in range(4):
        book.back_up()
    return book


def timed(what: str, act: Callable[[], Any]) -> Any:
    """What `act` gives; how long it took is printed."""
    start = time.perf_counter()
    done = act()
    print(f"{what:20} {time.perf_counter() - start:6.2f} s")
    return done


def main() -> None:
    """Prints the seconds of each act."""
    with tempfile.TemporaryDirectory() as folder:
        book = large(Path(folder) / "workbook.sqlite")
        care, made = Care(book), Path(Care(book).backups()["file"].iloc[0])
        print(f"{book.path.stat().st_size / 1e6:.0f} MB, {len(care.backups())} backups")
        timed("last steps", lambda: book.recent_saves(15))
        timed("backup", book.back_up)
        timed("health check", care.findings)
        timed("preview of a backup", lambda: care.preview(made))
        timed("going back", lambda: care.restore(made))
        out = timed("tables out", care.write_tables)
        timed("tables back", lambda: care.read_tables(out))
        timed(f"erase ({len(care.backups())} backups)", lambda: care.erase_person("p4321"))


if __name__ == "__main__":
    main()
