"""How long finding takes among 10,000 notes: a script, not a test.

    python tests/bench/bench_find.py

A search is to take less than 100 ms; the index is made once, when the page is opened.
"""

from __future__ import annotations

import time
from random import Random

from followup.frames import empty, typed
from followup.memory.find import Index
from followup.tables import RECORDS


def main() -> None:
    """Prints the time for the index, and for each query."""
    chance, words = Random(7), [f"wörd{n}" for n in range(3000)]
    touchpoints = empty("touchpoints").reindex(range(10_000))
    touchpoints["id"] = [f"t{n}" for n in range(10_000)]
    touchpoints["text"] = [" ".join(chance.choices(words, k=60)) + "." for _ in range(10_000)]
    touchpoints["subject"] = ""
    frames = {name: empty(name) for name in RECORDS}
    frames["touchpoints"] = typed("touchpoints", touchpoints)
    start = time.perf_counter()
    index = Index(frames)
    print(f"index of {len(index.texts):,} texts: {time.perf_counter() - start:.2f} s")
    for query in ("w", "word77", "wörd12 word99", "nothing of the kind"):
        start = time.perf_counter()
        found = index.find(query)
        print(f"{query!r}: {len(found)} shown, {1000 * (time.perf_counter() - start):.0f} ms")


if __name__ == "__main__":
    main()
