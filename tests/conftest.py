"""What the tests share: an empty workbook, the sample search, and a folder no kernel leaves."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from followup import sample
from followup.workbook import Workbook, open_workbook

# The same examples in every run, however slow the machine is.
settings.register_profile(
    "same", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("same")
_FOLDER = pytest.StashKey[str]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """How often a process is killed (tests/test_faults.py); 1000 before a release."""
    parser.addoption("--rounds", type=int, default=200)
    parser.addoption("--steps", type=int, default=60, help="of a random walk over the forms")


def pytest_configure(config: pytest.Config) -> None:
    """Kernels that nbval starts read this; fixtures run only after a kernel has started."""
    config.stash[_FOLDER] = tempfile.mkdtemp(prefix="followup-tests-")
    os.environ["FOLLOWUP_WORKBOOK"] = str(Path(config.stash[_FOLDER], "data", "workbook.sqlite"))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Nothing of a test run stays behind."""
    shutil.rmtree(config.stash[_FOLDER], ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, so that no worker is left with one when the other has finished."""
    long = ("browser", "test_faults", "test_forms", "test_coach", "test_notebooks")
    items.sort(key=lambda item: not any(name in str(item.path) for name in long))


@pytest.fixture
def book(tmp_path: Path) -> Workbook:
    """An empty workbook in a folder of its own."""
    return open_workbook(tmp_path / "workbook.sqlite")


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample search, built once; tests copy it."""
    return sample.build(tmp_path_factory.mktemp("sample") / "sample.sqlite").path


@pytest.fixture
def sample_book(sample_file: Path, tmp_path: Path) -> Workbook:
    """A copy of the sample search, free to be changed."""
    return open_workbook(shutil.copy(sample_file, tmp_path / "sample.sqlite"))
