"""What must not get out: files for their owner only, nothing in git, notebooks or the network."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from test_notebooks import FOLDER, NOTEBOOKS

from followup.care import Care
from followup.tables import Row
from followup.workbook import Workbook

ROOT = FOLDER.parent
CANARY = "zzcanarynotezz"


@pytest.fixture
def used(sample_book: Workbook) -> Workbook:
    """A search after some use: drafts, backups, tables, an older copy set aside."""
    people = sample_book.frame("people")
    notes = [
        Row("people", {"id": row, "notes": f"{CANARY} {n}"}) for n, row in enumerate(people["id"])
    ]
    sample_book.save(notes, "Notes")
    sample_book.keep_draft("reflection", {"company": CANARY})
    return sample_book


def test_everything_made_is_for_its_owner_only(used: Workbook) -> None:
    before, care = os.umask(0), Care(used)
    try:
        second = used.path.parent / "second"
        second.mkdir(0o700)
        used.save([Row("settings", {"id": "backup_folder", "value": str(second)})], "Second")
        made = used.back_up()
        care.read_tables(care.write_tables())
        care.restore(made)
        care.erase_person(used.frame("people")["id"].iloc[0])
        used.path.write_bytes(b"")
        care.restore(made := Path(care.backups()["file"].iloc[0]))
    finally:
        os.umask(before)
    found = list(used.path.parent.rglob("*"))
    modes = {str(p): stat.S_IMODE(p.stat().st_mode) for p in found}
    assert len(modes) > 40 and made.exists()
    assert {
        p: oct(m) for p, m in modes.items() if m != (0o700 if Path(p).is_dir() else 0o600)
    } == {}


PERSONAL = [
    "data/workbook.sqlite", "data/workbook.sqlite-journal", "data/open-workbook.txt",
    "data/backups/workbook-20260305T101500000000Z.sqlite", "data/tables/2026-03-05/people.csv",
    "data/backups/workbook-20260305T101500000000Z.sqlite.sha256", "data/.workbook.ab12.new/workbook.sqlite",
    "data/tables/.workbook.ab12.new/people.csv", "data/packs/.copy.ab12.new/copy.sqlite",
    "data/workbook-damaged-x.sqlite", "data/workbook.sqlite-journal-12", "data/packs/pack.html",
    "notebooks/data/x.txt", "notebooks/.ipynb_checkpoints/01-reflect.ipynb", "my.sqlite",
    "backup.sqlite-journal",
]  # fmt: skip


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a checkout")
@pytest.mark.parametrize("path", PERSONAL)
def test_git_takes_no_personal_file(path: str) -> None:
    done = subprocess.run(["git", "check-ignore", "-q", path], cwd=ROOT)
    assert done.returncode == 0


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a checkout")
@pytest.mark.parametrize("path", ["data/README.md", "data/sample/cast.toml", "followup/care.py"])
def test_git_takes_what_is_everybodys(path: str) -> None:
    assert subprocess.run(["git", "check-ignore", "-q", path], cwd=ROOT).returncode == 1


def told(path: Path, used: Workbook, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """A notebook as JupyterLab saves it after a run on the used search."""
    data = tmp_path / "data"
    data.mkdir(exist_ok=True)
    shutil.copy(used.path, data / "workbook.sqlite")
    monkeypatch.setenv("FOLLOWUP_WORKBOOK", str(data / "workbook.sqlite"))
    notebook = nbformat.read(path, 4)
    NotebookClient(notebook, timeout=120, store_widget_state=False).execute()
    return nbformat.writes(notebook)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_notebook_saved_after_use_names_nobody(
    path: Path, used: Workbook, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    saved = told(path, used, monkeypatch, tmp_path)
    outputs = [o for c in json.loads(saved)["cells"] for o in c.get("outputs", [])]
    assert any("application/vnd.jupyter.widget-view+json" in o.get("data", {}) for o in outputs)
    people = used.frame("people")
    private = {CANARY, *people["name"], *people["email"], *people["phone"]} - {""}
    assert len(private) > 10
    assert {text for text in private if text in saved} == set()


GUARD = """
import sys
WATCHED = ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto",
           "urllib.Request", "smtplib.connect", "ftplib.connect", "http.client.connect", "webbrowser.open",
           "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn")
def no_network(event, args):
    if event in WATCHED:
        raise SystemExit(f"{event} {args}")
sys.addaudithook(no_network)
"""
DRIVE = """
import importlib, pkgutil
import followup
for module in pkgutil.walk_packages(followup.__path__, "followup."):
    importlib.import_module(module.name)
from followup import Backups, Care, FollowUp, HealthCheck, PAGES, ReflectionForm, open_sample, page
from followup.agenda import agenda
from followup.letters import send
from followup.search import search_on
book = open_sample()
frames, today = book.frames(), book.today
tasks = agenda(search_on(frames, today))
for title in PAGES:
    page(title, search_on(frames, today))
ReflectionForm(book), FollowUp(book)
send.eml("Ana Reyes", "ana@example.com", "maya@example.com", "Thank you", "Dear Ana")
send.docx("Ana Reyes", "", {"seeker.name": "Maya"}, today, "Dear Ana")
send.mailto("ana@example.com", "Thank you", "Dear Ana")
care = Care(book)
made = book.back_up()
HealthCheck(care), Backups(care)
care.read_tables(care.write_tables())
care.restore(made)
care.erase_person(frames["people"]["id"].iloc[0])
print("driven", len(tasks))
"""


def guarded(code: str, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    """A Python of its own, in which any way out to the network ends the run."""
    env = {**os.environ, "FOLLOWUP_WORKBOOK": str(tmp_path / "workbook.sqlite")}
    return subprocess.run(
        [sys.executable, "-c", GUARD + code], capture_output=True, text=True, env=env, cwd=tmp_path
    )


def test_nothing_opens_a_connection(tmp_path: Path) -> None:
    done = guarded(DRIVE, tmp_path)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "driven" in done.stdout


@pytest.mark.parametrize(
    "way",
    ["import socket; socket.create_connection(('127.0.0.1', 9))",
     "import urllib.request; urllib.request.urlopen('http://localhost:9')",
     "import socket; socket.getaddrinfo('example.com', 80)",
     "import socket; socket.socket().bind(('127.0.0.1', 0))"],
)  # fmt: skip
def test_guard_notices_a_connection(way: str, tmp_path: Path) -> None:
    done = guarded(way, tmp_path)
    assert done.returncode == 1 and done.stderr.startswith(("socket.", "urllib."))
