"""The recipe's scripts import each other by name, from their own folder."""

import sys
from pathlib import Path

import pytest

RECIPE = Path(__file__).parents[2] / "data" / "recipe"
if str(RECIPE) not in sys.path:
    sys.path.insert(0, str(RECIPE))


@pytest.fixture
def results(tmp_path, monkeypatch):
    """An empty results folder, in place of the committed one."""
    import records

    monkeypatch.setattr(records, "RESULTS", tmp_path / "results")
    return tmp_path / "results"
