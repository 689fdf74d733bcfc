"""Opens pages a hundred times, then kills their Python or their server while somebody types.

    python tests/bench/bench_opening.py [how often, 100]

Prints how many pages stayed empty, how long they took, and how old the text was that came back.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

SHOWS = {
    "00-start-here": "Welcome",
    "01-reflect": "of 17 answered",
    "02-follow-up": "Nothing is owed",
}
COMPANY = "What did you learn about the company?"
WORDS = "half of their sales are audio and nobody there measures it or asks who listens "


def opened(tab: Any, n: int) -> None:
    """Opens one of the pages n times."""
    took, empty = [], 0
    for turn in range(n):
        name = list(SHOWS)[turn % len(SHOWS)]
        since = time.perf_counter()
        try:
            tab.run(f"{name}.ipynb", SHOWS[name])
            took.append(time.perf_counter() - since)
        except AssertionError:
            empty += 1
    print(
        f"{n} openings, {empty} empty; median {sorted(took)[len(took) // 2]:.1f} s, most {max(took):.1f} s"
    )


def killed(tab: Any, chance: random.Random, server: bool) -> tuple[float, float]:
    """How many seconds of typing are lost, and how long until the page is back."""
    tab.page.evaluate(
        "document.querySelectorAll('.fu').forEach((one) => { one.dataset.old = 'yes'; })"
    )
    typed: list[tuple[str, float]] = []
    tab.field(COMPANY).fill("")
    since, text = time.perf_counter(), ""
    for letter in WORDS[: chance.randrange(5, len(WORDS))]:
        tab.page.keyboard.type(letter)
        text += letter
        typed.append((text, time.perf_counter()))
    at = time.perf_counter()
    kernels = tab.lab.kernels()
    if server:
        tab.lab.process.kill()
        tab.lab.process.wait()
    for pid in kernels:
        os.kill(pid, signal.SIGKILL)
    if server:
        tab.page.wait_for_timeout(chance.randrange(200, 4000))
        tab.lab.start()
    new = tab.page.locator(".fu:not([data-old])").get_by_label(COMPANY, exact=True)
    new.first.wait_for(timeout=120_000)
    tab.page.wait_for_timeout(1500)
    back = new.first.input_value()
    known = [
        when for words, when in typed if words == back[: len(words)] and len(words) == len(back)
    ]
    return (at - known[0] if known else at - since if text else 0.0), time.perf_counter() - at


def main(n: int) -> None:
    sys.path.insert(0, str(Path(__file__).parents[1] / "browser"))
    from conftest import CHROMIUM, FLAGS, Lab, Tab
    from playwright.sync_api import sync_playwright

    chance = random.Random(15)
    lab = Lab(Path(tempfile.mkdtemp()))
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            tab = Tab(browser.new_context(viewport={"width": 1400, "height": 900}).new_page(), lab)
            opened(tab, n)
            tab.run("01-reflect.ipynb", SHOWS["01-reflect"])
            lost: list[tuple[float, float]] = []
            for turn in range(n):
                lost.append(killed(tab, chance, server=turn % 5 == 4))
            print(
                f"{n} kills, one in five of the server; text at most {max(x for x, _ in lost):.1f} s old; "
                f"back after {sorted(y for _, y in lost)[n // 2]:.1f} s, at most {max(y for _, y in lost):.1f} s"
            )
            browser.close()
    finally:
        lab.stop()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
