"""A real JupyterLab on a free loopback port, and a real browser to use it with."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
PATIENCE = 30_000  # milliseconds a page may take on a busy machine before a test fails
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a browser these tests are skipped, unless the run says that it must have one."""
    here = str(Path(__file__).parent)
    required = os.environ.get("FOLLOWUP_REQUIRE_BROWSER")
    if CHROMIUM is None and not required:
        for item in items:
            if str(item.path).startswith(here):
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


class Lab:
    """A running JupyterLab: its folder of notebooks, its workbook file, its address."""

    def __init__(self, folder: Path) -> None:
        self.notebooks = folder / "notebooks"
        self.workbook = folder / "data" / "workbook.sqlite"
        shutil.copytree(NOTEBOOKS, self.notebooks, ignore=shutil.ignore_patterns(".ipynb*"))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        names = (
            "JUPYTER_CONFIG_DIR",
            "JUPYTER_DATA_DIR",
            "JUPYTER_RUNTIME_DIR",
            "IPYTHONDIR",
            "HOME",
        )
        env = {**os.environ, **{name: str(folder / name.lower()) for name in names}}
        env["FOLLOWUP_WORKBOOK"] = str(self.workbook)
        self.log = folder / "lab.log"
        options = ["--no-browser", f"--port={self.port}", "--ServerApp.port_retries=0"]
        options += ["--IdentityProvider.token=test", "--allow-root", "--ServerApp.ip=127.0.0.1"]
        options += ["--LabApp.expose_app_in_browser=True"]
        self._command, self._env = [sys.executable, "-m", "jupyterlab", *options], env
        self.start()

    def start(self) -> None:
        """Starts the server, or starts it again."""
        self.process = subprocess.Popen(
            self._command, cwd=self.notebooks, env=self._env,
            stdout=self.log.open("a"), stderr=subprocess.STDOUT,
        )  # fmt: skip
        for _ in range(240):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/api?token=test", timeout=2)
                return
            except OSError:
                time.sleep(0.25)
        raise RuntimeError(f"JupyterLab did not start:\n{self.log.read_text()}")

    def copy_of(self, name: str) -> str:
        """A copy of a notebook for one test, so that each has a kernel of its own."""
        n = len(list(self.notebooks.glob("*.ipynb")))
        copy = f"{Path(name).stem}-{n}.ipynb"
        shutil.copy(NOTEBOOKS / name, self.notebooks / copy)
        return copy

    def fresh(self) -> None:
        """No workbook yet: the next notebook that runs makes an empty one."""
        shutil.rmtree(self.workbook.parent, ignore_errors=True)

    def use_sample(self, made: Path) -> None:
        """The sample search is the workbook in use."""
        self.workbook.parent.mkdir(exist_ok=True)
        shutil.copy(made, self.workbook.with_name("sample.sqlite"))
        self.workbook.with_name("open-workbook.txt").write_text("sample.sqlite\n")

    def rows(self, sql: str, file: str = "workbook.sqlite") -> list[tuple[Any, ...]]:
        """What stands in the workbook file."""
        with closing(sqlite3.connect(self.workbook.with_name(file))) as raw:
            return raw.execute(sql).fetchall()

    def settings(self, plugin: str, **wishes: Any) -> None:
        """Sets settings of JupyterLab, as its settings editor does."""
        extension, _, name = plugin.partition(":")
        folder = Path(self._env["JUPYTER_CONFIG_DIR"], "lab", "user-settings", extension)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.jupyterlab-settings").write_text(json.dumps(wishes))

    def kernels(self) -> list[int]:
        """The process ids of the kernels that this server started."""
        told = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(self.process.pid)],
                              capture_output=True, text=True, check=True).stdout  # fmt: skip
        return [int(line.split()[0]) for line in told.splitlines() if "ipykernel" in line]

    def stop(self) -> None:
        """Ends the server and its kernels."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()


class Tab:
    """One notebook open in the browser, with the few things a person does there."""

    def __init__(self, page: Any, lab: Lab) -> None:
        self.page, self.lab = page, lab
        self.errors: list[str] = []
        page.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: self.errors.append(str(e)))
        page.set_default_timeout(PATIENCE)

    def open(self, name: str) -> None:
        """Opens a notebook."""
        self.page.goto(f"http://127.0.0.1:{self.lab.port}/lab/tree/{name}?token=test&reset")

    def idle(self) -> None:
        """Waits until the kernel has nothing to do."""
        self.page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=60_000)

    def command(self, menu: str, command: str) -> None:
        """Uses a menu of JupyterLab."""
        self.page.get_by_role("menuitem", name=menu, exact=True).click()
        self.page.locator(f'.lm-Menu-item[data-command="{command}"]').click()

    def run_all(self) -> None:
        """Run, Run All Cells."""
        self.command("Run", "runmenu:run-all")

    def run(self, name: str, shows: str) -> None:
        """Opens a copy of a notebook, which fills itself, and waits until it shows this text."""
        self.name = self.lab.copy_of(name)
        self.again(shows)

    def again(self, shows: str) -> None:
        """Loads the page, as after a break, and waits until every cell has run: a page that still
        draws moves what one is about to press.
        """
        self.open(self.name)
        self.sees(shows)
        self.drawn()

    def drawn(self) -> None:
        """Waits until every cell has run, and the kernel has nothing to do."""
        from playwright.sync_api import expect

        expect(self.page.locator(".jp-InputPrompt", has_text="[*]")).to_have_count(0)
        self.idle()

    def line(self, text: str) -> Any:
        """The button whose words hold this text."""
        return self.page.get_by_role("button").filter(has_text=text).first

    def keys(self, *keys: str) -> None:
        """Presses keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def n_cells(self) -> int:
        """How many cells the notebook has."""
        return self.page.locator(".jp-Notebook .jp-Cell").count()

    def restart(self) -> None:
        """Restarts the kernel."""
        self.command("Kernel", "kernelmenu:restart")
        self.page.get_by_role("button", name="Confirm Kernel Restart").click()
        self.page.wait_for_timeout(500)
        self.idle()

    def field(self, label: str, n: int = 0) -> Any:
        """The n-th field with this label."""
        return self.page.get_by_label(label, exact=True).nth(n)

    def press(self, button: str) -> None:
        """Presses a button."""
        self.page.get_by_role("button", name=button, exact=True).first.click()

    def finds(self, sql: str, rows: list[tuple[Any, ...]]) -> None:
        """Waits until these rows stand in the workbook file."""
        for _ in range(150):
            if self.lab.rows(sql) == rows:
                return
            self.page.wait_for_timeout(200)
        raise AssertionError(f"{self.lab.rows(sql)} is not {rows}")

    def sees(self, text: str) -> None:
        """Waits until the page shows this text; if it does not, the error holds what it shows."""
        from playwright.sync_api import TimeoutError as Late

        try:
            self.page.get_by_text(text).locator("visible=true").first.wait_for()
        except Late as late:
            page, log = self.page.locator("body").inner_text(), self.lab.log.read_text()
            raise AssertionError(
                f"“{text}” is not on the page:\n{page[-3000:]}\n\nThe server said:\n{log[-3000:]}"
            ) from late


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A JupyterLab with an empty workbook of its own."""
    running = Lab(tmp_path_factory.mktemp("lab"))
    yield running
    running.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Headless Chromium, for one file only: while Playwright runs, its event loop is the thread's,
    and a form in a later test would wait for that loop before it keeps a draft.
    """
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    assert CHROMIUM, "FOLLOWUP_REQUIRE_BROWSER is set, and no Chromium is installed"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def tab(lab: Lab, browser: Any) -> Iterator[Tab]:
    """A fresh browser tab; the test fails if the page logged an error."""
    lab.fresh()
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened = Tab(context.new_page(), lab)
    yield opened
    context.close()
    assert not opened.errors, opened.errors
