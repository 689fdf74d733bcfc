"""How long covering takes: a press in the preview, and many long letters. A script, not a test.

    python tests/bench/bench_cover.py

The first numbers are of the sample search: the first look at a pack, one more word covered, the
pack made. The others are of 300 people, 120 companies and 400 letters of 2,000 characters.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from followup import sample
from followup.coach.sections import TITLES
from followup.coach.share import Coach
from followup.cover.last_look import last_look, unknown
from followup.naming.names import Names

PARTS = "ka lo mi re tan vor esh ul bri dan fel gar hom jor kel lin mar nor pel ros sam tur"
SAID = "the plan for spring and the team of readers with better numbers than everybody had before"


def timed(what: str, act: Callable[[], Any]) -> Any:
    """Prints how long something takes, and gives what comes of it."""
    start = time.perf_counter()
    out = act()
    print(f"{what:<40}{1000 * (time.perf_counter() - start):8.0f} ms")
    return out


def main() -> None:
    """Times one after the other."""
    with tempfile.TemporaryDirectory() as folder:
        coach = Coach(sample.build(Path(folder) / "sample.sqlite"))
        chosen = {"sections": tuple(TITLES), "questions": ("Shall Bob call?",)}
        pack = timed("the first look", lambda: coach.preview(**chosen))
        coach.cover_words("Bob")
        pack = timed("after one more word is covered", lambda: coach.preview(pack, **chosen))
        timed("the pack made", lambda: coach.make(pack))
    chance, parts, words = Random(3), PARTS.split(), SAID.split()

    def name(n: int) -> str:
        return "".join(chance.choice(parts) for _ in range(n)).title()

    people = {f"p{n}": f"{name(2)} {name(3)}" for n in range(300)}
    companies = {f"c{n}": f"{name(2)} {name(2)} Media GmbH" for n in range(120)}
    named = [*people.values(), *companies.values()]
    letters = [
        " ".join(chance.choice(named if chance.random() < 0.03 else words) for _ in range(350))
        for _ in range(400)
    ]
    names = timed("the names learned", lambda: Names(people, companies))
    covered = timed("the letters covered", lambda: [names.covered(x, lambda _: "Contact 1") for x in letters])  # fmt: skip
    known = {f"Contact {n}": one for n, one in enumerate(named)}
    timed("the last look", lambda: last_look(covered, known))
    timed("what nobody knows", lambda: unknown(covered, covered))


if __name__ == "__main__":
    main()
