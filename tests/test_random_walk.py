"""A random walk over every form of every notebook: odd values, any button; nothing ends raw.

    python -m pytest tests/test_random_walk.py --steps=2000

walks further.
"""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import ipywidgets as w
import pytest
from test_faults import sound
from test_forms import loud

from followup.errors import FollowupError
from followup.forms.browser import DownloadButton, FileField, LineList, TabBar
from followup.forms.form import Panel
from followup.workbook import OWN, Workbook, open_workbook

__all__ = ["loud"]

NOTEBOOKS = sorted((Path(__file__).resolve().parents[1] / "notebooks").glob("*.ipynb"))
ODD = [
    "", " ", "x", "Ana Reyes", "Larkspur House", "erase", "\udacd", "a\x00b", "\u202eabc", "=SUM(A1)",
    "'; DROP TABLE people; --", "<script>alert(1)</script>", "~bob/x", "/", "//", "\n", "\\", "👩‍👩‍👧", "$x$",
    "9" * 40, "-1", "0", "1e9", "2026-02-30", "2026-03-06", "25:61", "x" * 600_000, "NaN", "None", "%s {x}",
]  # fmt: skip
DAYS = [
    None,
    date(1, 1, 1),
    date(1950, 1, 1),
    date(2026, 3, 6),
    date(2100, 12, 31),
    date(9999, 12, 31),
]
# these build, and open, other workbooks, or write to the desktop of who runs the tests
SLOW = ("Look at a sample search first", "Back to my own workbook", "Put an icon on my desktop")


def cells(path: Path) -> list[str]:
    """The code of a notebook, cell by cell."""
    stored = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in stored if cell["cell_type"] == "code"]


def opened(path: Path) -> list[Panel]:
    """The forms a notebook shows, as its cells make them."""
    names: dict[str, Any] = {}
    shown = []
    for source in cells(path):
        *before, last = source.strip().split("\n")
        exec("\n".join(before), names)
        try:
            made = eval(last, names)
        except SyntaxError:
            exec(last, names)
            continue
        if isinstance(made, Panel):
            made._repr_mimebundle_()
            shown.append(made)
    return shown


def in_sight(widget: w.Widget) -> Iterator[w.Widget]:
    """The widgets a person could touch just now."""
    if getattr(widget.layout, "display", None) == "none":
        return
    children = getattr(widget, "children", ())
    for child in children:
        yield from in_sight(child)
    if not children:
        yield widget


def touch(widget: w.Widget, chance: random.Random) -> Callable[[], object] | None:
    """Something a person could do to a widget."""
    if isinstance(widget, w.Button):
        return None if widget.description in SLOW else widget.click
    if isinstance(widget, w.Dropdown | w.RadioButtons):
        return lambda: setattr(widget, "index", chance.randrange(len(widget.options)))
    if isinstance(widget, w.Checkbox):
        return lambda: setattr(widget, "value", not widget.value)
    if isinstance(widget, w.DatePicker):
        return lambda: setattr(widget, "value", chance.choice(DAYS))
    if isinstance(widget, w.Text | w.Textarea | w.Combobox):
        return lambda: setattr(widget, "value", chance.choice(ODD))
    if isinstance(widget, TabBar):
        return lambda: setattr(widget, "chosen", chance.randrange(len(widget.titles)))
    if isinstance(widget, LineList):
        told = [line for group in widget.groups for line in group["lines"]]
        line = chance.choice(told) if told else {"id": ""}
        what = "undo" if line.get("undo") else "choose"
        return lambda: widget._handle_custom_msg({what: line["id"]}, []) if told else None
    if isinstance(widget, DownloadButton):
        return lambda: widget._on_wanted(None, None, None)
    if isinstance(widget, FileField):
        files = [b"", b"\xff\x00", b'{"pack": 1}', b"[]", b"SQLite format 3\x00" + bytes(90)]
        return lambda: widget._on_file(chance.choice(files))
    return None


def walked(path: Path, seed: int, steps: int) -> int:
    """How many things were done in a notebook."""
    chance, done = random.Random(seed), 0
    forms = opened(path)
    for _ in range(steps):
        near = [one for form in forms for one in in_sight(form)]
        buttons = [one for one in near if isinstance(one, w.Button | DownloadButton)]
        act = touch(chance.choice(buttons if buttons and chance.random() < 0.4 else near), chance)
        if act:
            act()
            done += 1
    for form in forms:
        form.close()
    return done


@pytest.fixture(params=["sample", "empty"])
def own(
    request: pytest.FixtureRequest,
    sample_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Workbook:
    """The workbook every notebook opens: a search that is under way, or nothing yet."""
    monkeypatch.setenv("FOLLOWUP_WORKBOOK", str(tmp_path / OWN))
    if request.param == "sample":
        shutil.copy(sample_file, tmp_path / OWN)
    return open_workbook()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_nothing_a_person_does_ends_raw(
    path: Path, own: Workbook, request: pytest.FixtureRequest
) -> None:
    """A traceback in the evening is the end of the evening."""
    done = walked(path, seed=len(path.stem), steps=int(request.config.getoption("--steps")))
    print(f"{done} things done")
    assert sound(own)
    try:
        open_workbook().frames()
    except FollowupError:
        pytest.fail("the workbook cannot be read any more")
