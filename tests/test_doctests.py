"""The examples in the package's docstrings run."""

import doctest
import importlib
import pkgutil

import pytest

import followup

MODULES = [m.name for m in pkgutil.walk_packages(followup.__path__, "followup.") if not m.ispkg]


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_run(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0
