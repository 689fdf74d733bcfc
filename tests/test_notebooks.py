"""The notebooks: stored clean, written plainly, and running on an empty workbook and the sample."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import followup
from followup import sample

FOLDER = Path(__file__).resolve().parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
CELL_KEYS = {"deletable", "editable", "jupyter", "tags"}
FORBIDDEN = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Try, ast.Lambda)
FORMS = {n for n, place in followup._ROOMS.items() if place.startswith("forms.")} - {"Table"}

every = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)


def cells(path: Path, kind: str = "") -> list[dict[str, Any]]:
    """The cells of a notebook, or those of one kind."""
    found = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in found if kind in ("", cell["cell_type"])]


def source(cell: dict[str, Any]) -> str:
    """What is written in a cell."""
    return "".join(cell["source"])


@every
def test_notebook_is_stored_without_anything_a_run_leaves(path: Path) -> None:
    for cell in cells(path, "code"):
        assert cell["outputs"] == []
        assert cell["execution_count"] is None
    known = json.loads(path.read_text(encoding="utf-8"))["metadata"]
    assert set(known) == {"kernelspec", "language_info"}
    assert known["language_info"] == {"name": "python"}
    assert known["kernelspec"]["name"] == "python3"


@every
def test_cells_carry_only_known_metadata(path: Path) -> None:
    for cell in cells(path):
        assert set(cell["metadata"]) <= CELL_KEYS
        assert set(cell["metadata"].get("jupyter", {})) <= {"source_hidden"}


@every
def test_cell_with_a_form_cannot_be_deleted_by_a_slip(path: Path) -> None:
    for cell in cells(path, "code"):
        names = {n.func.id for n in ast.walk(ast.parse(source(cell)))
                 if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}  # fmt: skip
        if names & FORMS:
            assert cell["metadata"].get("deletable") is False
            assert cell["metadata"].get("editable") is False


@every
def test_code_is_short_and_holds_no_machinery(path: Path) -> None:
    for cell in cells(path, "code"):
        text = source(cell)
        assert 1 <= len(text.splitlines()) <= 10
        assert not any(line.lstrip().startswith(("%", "!")) for line in text.splitlines())
        assert "sys.path" not in text
        assert not [node for node in ast.walk(ast.parse(text)) if isinstance(node, FORBIDDEN)]


@every
def test_first_cell_says_how_to_run_it_and_the_second_opens_the_workbook(path: Path) -> None:
    first, second = cells(path)[:2]
    assert first["cell_type"] == "markdown"
    assert source(first).startswith("# ")
    assert "press **Run** in the menu above, then **Run All Cells**" in source(first)
    assert "book = open_workbook(" in source(second)


@every
def test_prose_before_a_cell_is_calm_and_short(path: Path) -> None:
    for cell in cells(path, "markdown"):
        prose = [line for line in source(cell).splitlines() if not line.startswith("#")]
        assert "!" not in source(cell)
        assert 20 <= len(" ".join(prose).split()) <= 60


@every
def test_imports_are_used(path: Path) -> None:
    tree = ast.parse("\n".join(source(cell) for cell in cells(path, "code")))
    names = {
        a.asname or a.name for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) for a in n.names
    }
    used = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
    assert names
    assert names <= used


@pytest.mark.parametrize("which", ["empty", "sample"])
def test_every_cell_runs(which: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOLLOWUP_WORKBOOK", str(tmp_path / "data" / "workbook.sqlite"))
    if which == "sample":
        assert "Sample" in sample.open_sample().title
    copies = shutil.copytree(FOLDER, tmp_path / "notebooks", ignore=shutil.ignore_patterns(".*"))
    options = ["--nbval-lax", "--nbval-cell-timeout=120", "-q", "-p", "no:cacheprovider"]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *options, "-o", "addopts=", str(copies)],
        capture_output=True, text=True, cwd=tmp_path, env={**os.environ, "PYTHONWARNINGS": ""},
    )  # fmt: skip
    n_cells = sum(len(cells(path, "code")) for path in NOTEBOOKS)
    assert run.returncode == 0, run.stdout
    assert f"{n_cells} passed" in run.stdout
    assert (tmp_path / "data" / "workbook.sqlite").exists() or which == "sample"


def test_run_on_the_sample_leaves_the_own_workbook_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOLLOWUP_WORKBOOK", str(tmp_path / "workbook.sqlite"))
    own = sample.open_own()
    before = own.path.read_bytes()
    assert sample.open_sample().path != own.path
    assert own.path.read_bytes() == before
