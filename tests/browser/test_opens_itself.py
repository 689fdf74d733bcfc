"""A page fills itself when it is opened, and again when its Python or its server was restarted."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from playwright.sync_api import expect

PLUGIN = Path(__file__).resolve().parents[2] / "followup" / "jupyter" / "labextension"
INSTALLED = Path(sys.prefix, "share", "jupyter", "labextensions", "followup")
SHOWS = {
    "00-start-here": "Today, Thursday", "01-reflect": "of 17 answered", "02-follow-up": "Overdue (1)",
    "03-progress": "This search has lasted", "04-coach": "How much is covered", "05-care": "Back to the usual numbers",
}  # fmt: skip
COMPANY = "What did you learn about the company?"


def test_what_is_installed_is_what_lies_here() -> None:
    """Whoever changes the plugin would test the one from before: run pip install -e . again."""
    for file in PLUGIN.rglob("*.js*"):
        assert (INSTALLED / file.relative_to(PLUGIN)).read_bytes() == file.read_bytes(), file.name


@pytest.mark.parametrize(
    "name", [*SHOWS, "00-start-here", "01-reflect", "02-follow-up", "01-reflect"]
)
def test_page_fills_itself_and_opens_at_its_top(tab: Any, sample_file: Path, name: str) -> None:
    """Whoever is tired would press Run twice in six notebooks, and land at the foot of each."""
    tab.lab.use_sample(sample_file)
    tab.run(f"{name}.ipynb", SHOWS[name])
    tab.page.wait_for_timeout(500)
    at = tab.page.evaluate("document.querySelector('.jp-WindowedPanel-outer').scrollTop")
    assert at == 0
    assert not tab.page.locator(".jp-Dialog").count()
    assert not tab.page.locator(".jp-RenderedText[data-mime-type*=stderr]").count()


def test_only_what_is_read_is_shown_and_the_code_is_one_press_away(tab: Any) -> None:
    """Whoever is no programmer would wonder what "[2]:" and a grey line of code are for."""
    tab.open(tab.lab.copy_of("01-reflect.ipynb"))
    tab.page.locator(".fu-filling.fu-calm").wait_for()  # it says that it works on
    tab.sees("of 17 answered")
    tab.drawn()
    expect(tab.page.locator(".fu-filling")).to_have_count(0)
    code = [".jp-InputPrompt", ".jp-OutputPrompt", ".jp-InputPlaceholder", ".jp-Notebook-footer"]
    for part in code:
        expect(tab.page.locator(part).locator("visible=true")).to_have_count(0)
    tab.page.get_by_text("Show the code").click()
    tab.page.locator(".jp-InputPlaceholder").locator("visible=true").first.wait_for()
    tab.page.get_by_text("Hide the code").click()
    expect(tab.page.locator(".jp-InputPrompt").locator("visible=true")).to_have_count(0)


def typing(tab: Any) -> None:
    """A reflection that is being typed."""
    tab.run("01-reflect.ipynb", "of 17 answered")
    tab.field("Company").fill("Larkspur House")
    tab.field(COMPANY).focus()
    tab.page.keyboard.type("Half of the sales are ")
    tab.sees("Draft kept at")


def came_back(tab: Any, text: str) -> None:
    """The page was filled again, with all that was typed and the keyboard where it was."""
    tab.sees("Reconnected, your draft is back")
    expect(tab.field(COMPANY)).to_have_value(text)
    expect(tab.field("Company")).to_have_value("Larkspur House")
    expect(tab.field(COMPANY)).to_be_focused()
    expect(tab.page.locator(".jp-Dialog")).to_have_count(0)
    tab.page.keyboard.type(" More")
    expect(tab.field(COMPANY)).to_have_value(f"{text} More")
    tab.keys("Control+s")
    tab.sees("'Role, or “networking”' is needed")  # the form is alive
    tab.errors.clear()  # the browser says that a connection broke


def test_page_that_is_reloaded_fills_itself_with_the_draft(tab: Any) -> None:
    """Whoever loads the page anew out of habit would see an empty one."""
    typing(tab)
    tab.sees("Draft kept at")
    tab.page.wait_for_timeout(1000)
    tab.again("Your last draft is back")
    expect(tab.field(COMPANY)).to_have_value("Half of the sales are ")


def test_kernel_that_dies_in_mid_sentence_loses_no_letter(tab: Any) -> None:
    """Whoever's laptop runs out of memory would be asked about a kernel, and find half a sentence."""
    typing(tab)
    for pid in tab.lab.kernels():
        os.kill(pid, signal.SIGKILL)
    tab.page.keyboard.type("audio, and")
    came_back(tab, "Half of the sales are audio, and")


def test_server_that_was_restarted_is_found_again(tab: Any) -> None:
    """Whoever closes the black window and opens it again would find a page that is dead."""
    typing(tab)
    tab.page.wait_for_timeout(2500)  # a draft is at most two seconds old
    kernels = tab.lab.kernels()
    tab.lab.process.kill()
    tab.lab.process.wait()
    for pid in kernels:
        os.kill(pid, signal.SIGKILL)
    tab.page.keyboard.type("audio")
    tab.page.get_by_role("dialog").wait_for(timeout=60_000)  # it says that the server is away
    tab.lab.start()
    tab.page.set_default_timeout(90_000)
    came_back(tab, "Half of the sales are audio")


def test_rows_that_come_back_each_keep_their_own_words(tab: Any) -> None:
    """Whoever has emptied the first of three rows would find the others written over."""
    tab.run("01-reflect.ipynb", "of 17 answered")
    tab.field("Company").fill("Larkspur House")
    tab.field("Name").fill("Ana Reyes")
    tab.press("Add another person")
    tab.field("Name", 1).fill("Tom Okoye")
    tab.press("Add another person")
    tab.field("Name", 2).fill("Zoe Lind")
    tab.press("Open")
    tab.field("Name").fill("")  # an empty row does not come back
    tab.sees("Draft kept at")
    tab.page.wait_for_timeout(2500)
    for pid in tab.lab.kernels():
        os.kill(pid, signal.SIGKILL)
    tab.sees("Reconnected, your draft is back")
    tab.page.wait_for_timeout(1500)
    names = tab.page.get_by_label("Name", exact=True)
    assert [one.input_value() for one in names.all()] == ["Tom Okoye", "Zoe Lind"]
    tab.errors.clear()


def test_kernel_that_was_shut_down_stays_down(tab: Any) -> None:
    """Whoever stops Python on purpose would see it started again under their hands."""
    tab.run("01-reflect.ipynb", "of 17 answered")
    running = len(tab.lab.kernels())
    tab.command("Kernel", "kernelmenu:shutdown")
    tab.page.get_by_text("No Kernel").first.wait_for()
    tab.page.wait_for_timeout(4000)
    assert len(tab.lab.kernels()) == running - 1
    assert tab.page.get_by_text("No Kernel").first.is_visible()
    tab.errors.clear()


def changed(tab: Any, name: str, source: str = "", **metadata: Any) -> str:
    """A copy of a notebook with another last cell, or other metadata."""
    copy = tab.lab.copy_of(name)
    book = nbformat.read(tab.lab.notebooks / copy, 4)
    book.cells[-1].source = source or book.cells[-1].source
    book.metadata.update(metadata)
    nbformat.write(book, tab.lab.notebooks / copy)
    return copy


def test_page_with_a_changed_line_waits_and_says_why(tab: Any) -> None:
    """Whoever is sent a notebook would have it run before they have seen what it does."""
    copy = changed(
        tab, "01-reflect.ipynb", "# The reflection\nReflectionForm(book);open('ran','w')"
    )
    tab.open(copy)
    tab.sees("This page does not fill itself, as code cell 2 is not as it came with followup.")
    tab.idle()
    tab.page.wait_for_timeout(2000)
    assert not (tab.lab.notebooks / "ran").exists()
    assert tab.page.locator(".jp-InputPrompt").first.is_visible()  # nothing of it is hidden
    tab.page.locator(".fu-said button").click()
    for _ in range(100):
        if (tab.lab.notebooks / "ran").exists():
            break
        tab.page.wait_for_timeout(200)
    (tab.lab.notebooks / "ran").unlink()


def test_notebook_of_somebody_else_is_left_alone(tab: Any) -> None:
    """Whoever keeps other notebooks beside would have them run, or changed."""
    copy = changed(tab, "01-reflect.ipynb", "open('ran', 'w')", followup={"fill": True})
    book = nbformat.read(tab.lab.notebooks / copy, 4)
    book.cells = book.cells[-1:]
    nbformat.write(book, tab.lab.notebooks / copy)
    tab.open(copy)
    tab.idle()
    tab.page.wait_for_timeout(2000)
    assert not (tab.lab.notebooks / "ran").exists()
    assert not tab.page.locator(".fu-said, .fu-calm").count()


@pytest.mark.parametrize("beside", ["followup.py", "pandas/__init__.py"])
def test_page_beside_a_library_waits_and_says_why(tab: Any, beside: str) -> None:
    """Whoever unpacks a folder with our six pages and a file of the same name as the package would
    run that file by looking at a page.
    """
    folder = tab.lab.notebooks / "sent"
    (folder / beside).parent.mkdir(parents=True)
    (folder / beside).write_text("open('ran', 'w')\n")
    shutil.copy(tab.lab.notebooks / "01-reflect.ipynb", folder)
    tab.open("sent/01-reflect.ipynb")
    tab.sees(f"as {beside.split('/')[0]} lies beside it")
    tab.idle()
    tab.page.wait_for_timeout(2000)
    assert not (folder / "ran").exists()
    shutil.rmtree(folder)


def test_it_can_be_turned_off_and_run_all_does_as_before(tab: Any) -> None:
    """Whoever would rather press Run themselves could not."""
    tab.lab.settings("followup:pages", fill=False, reconnect=False, calm=False)
    tab.open(tab.lab.copy_of("01-reflect.ipynb"))
    tab.idle()
    tab.page.wait_for_timeout(3000)
    assert not tab.page.get_by_text("of 17 answered").count()
    assert tab.page.locator(".jp-InputPrompt").first.is_visible()
    tab.run_all()
    tab.sees("of 17 answered")
    tab.lab.settings("followup:pages")


def test_cells_it_may_run_are_those_of_the_notebooks() -> None:
    """A page of a new version would stay empty, or one of an older version be run."""
    shipped = json.loads((PLUGIN / "static" / "cells.json").read_text(encoding="utf-8"))
    assert shipped == cells_of_the_notebooks(), (
        "python tests/browser/test_opens_itself.py writes it"
    )


def cells_of_the_notebooks() -> dict[str, list[str]]:
    """The code of every notebook, cell by cell."""
    folder = Path(__file__).resolve().parents[2] / "notebooks"
    return {
        path.stem: [c.source for c in nbformat.read(path, 4).cells if c.cell_type == "code"]
        for path in sorted(folder.glob("*.ipynb"))
    }


if __name__ == "__main__":
    written = json.dumps(cells_of_the_notebooks(), indent=1, ensure_ascii=False)
    (PLUGIN / "static" / "cells.json").write_text(written + "\n", encoding="utf-8")
