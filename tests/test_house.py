"""The arrows between the rooms of followup, read from its imports (house.md section 2)."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

import followup

HOME = Path(followup.__file__).parent

GROUND = {"errors", "words", "tables", "frames", "prompts", "policy", "duties"}
SENSE = {"search", "rules", "agenda", "pipeline", "cadence", "measures"}
FILE = {"errors", "words", "tables", "frames", "migrations", "connection", "safekeeping"}
KNOWS = {
    "errors": set(),
    "words": set(),
    "prompts": set(),
    "tables": {"errors"},
    "frames": {"tables"},
    "policy": {"errors"},
    "duties": {"policy", "words"},
    "migrations": {"errors", "tables"},
    "naming": set(),
    "connection": {"errors", "migrations"},
    "safekeeping": {"errors", "tables", "prompts", "migrations", "naming"},
    "workbook": FILE,
    "care": FILE | {"workbook", "dictionary"},
    **dict.fromkeys(SENSE, GROUND | SENSE),
    "records": GROUND | SENSE,
    "oddities": GROUND | SENSE,
    "reminders": GROUND | SENSE,
    "dictionary": GROUND,
    "letters": GROUND | SENSE | {"naming", "records", "cover"},
    "charts": GROUND | SENSE,
    "narrow": GROUND | SENSE,
    "week": GROUND | SENSE,
    "memory": GROUND | SENSE | {"records", "letters", "naming"},
    "forms": GROUND
    | SENSE
    | {
        "records",
        "letters",
        "oddities",
        "reminders",
        "narrow",
        "week",
        "memory",
        "cover",
        "jupyter",
    },
    "cover": {"frames", "naming", "policy", "tables"},
    "coach": GROUND | SENSE | {"charts", "connection", "cover", "safekeeping", "workbook"},
    "jupyter": {"errors"},
    "sample": GROUND | {"records", "workbook"},
}
NETWORK = {
    "socket", "socketserver", "ssl", "http", "urllib.request", "urllib3", "requests", "httpx",
    "aiohttp", "websockets", "websocket", "ftplib", "smtplib", "imaplib", "poplib", "xmlrpc",
    "asyncio.streams", "tornado", "pycurl",
}  # fmt: skip
WIDGETS = {"ipywidgets", "anywidget", "traitlets"}
STORE = {"sqlalchemy", "sqlite3"}


def room(path: Path) -> str:
    """The room a file stands in: its folder, or its own name."""
    return path.relative_to(HOME).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """Every module a file imports, with dots, wherever in the file it does so."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            package = path.relative_to(HOME.parent).parts[: -node.level] if node.level else ()
            base = ".".join([*package, *([node.module] if node.module else [])])
            found |= {base, *(f"{base}.{alias.name}" for alias in node.names)}
    return found


def outside(path: Path) -> set[str]:
    """The packages from outside a file imports, by first name."""
    return {name.split(".")[0] for name in imported(path)}


FILES = sorted(p for p in HOME.rglob("*.py") if p != HOME / "__init__.py")


def test_reader_of_imports_sees_the_arrows_there_are() -> None:
    assert "followup.tables" in imported(HOME / "workbook.py")
    assert "sqlalchemy" in outside(HOME / "workbook.py")
    assert len(FILES) > 30


def test_room_knows_only_the_rooms_below_it() -> None:
    wrong = []
    for path in FILES:
        own = room(path)
        names = {name.split(".")[1] for name in imported(path) if name.startswith("followup.")}
        rooms = {name for name in names if name in KNOWS or (HOME / f"{name}.py").exists()}
        assert own in KNOWS, f"{own} is a new room: say in KNOWS which rooms it may know"
        wrong += [f"{path.relative_to(HOME)} -> {name}" for name in rooms - {own} - KNOWS[own]]
    assert wrong == []


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(HOME)))
def test_only_forms_import_widgets_and_only_charts_import_matplotlib(path: Path) -> None:
    used = outside(path)
    assert room(path) == "forms" or not used & WIDGETS
    assert room(path) == "charts" or "matplotlib" not in used


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(HOME)))
def test_storage_is_known_only_below_the_workbook(path: Path) -> None:
    below = {"tables", "frames", "migrations", "connection", "safekeeping", "workbook"}
    below |= {
        "forms",
        "dictionary",
        "coach",
        "cover",
        "memory",
    }  # these read the types of columns, and open nothing
    assert room(path) in below or not outside(path) & STORE
    assert room(path) != "forms" or "sqlite3" not in outside(path)


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(HOME)))
def test_nothing_imports_a_network_client_or_the_tests(path: Path) -> None:
    names = imported(path)
    ways = {name for name in names if name in NETWORK or name.split(".")[0] in NETWORK}
    assert not ways
    assert "tests" not in outside(path)


@pytest.mark.parametrize("name", sorted(SENSE))
def test_what_is_owed_reads_no_clock_and_no_file(name: str) -> None:
    paths = [p for p in FILES if room(p) == name]
    calls = {
        f"{node.func.value.id}.{node.func.attr}"
        for path in paths
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
    }
    assert paths
    assert not calls & {
        "date.today",
        "datetime.now",
        "datetime.today",
        "time.time",
        "Path.read_text",
    }


def test_front_door_opens_without_the_heavy_packages() -> None:
    code = "import followup, sys; print({'pandas', 'matplotlib', 'ipywidgets'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize("name", followup.__all__)
def test_every_name_at_the_front_door_is_there(name: str) -> None:
    import_module("followup.forms.today")  # which imports followup.agenda and others
    assert not isinstance(getattr(followup, name), ModuleType)
