"""The small course that the grading tests work on."""

import shutil
from pathlib import Path

import pytest

from coursekit.grading.builder import build

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def built_course(tmp_path_factory):
    """A built course; tests must not change it."""
    root = tmp_path_factory.mktemp("built") / "course"
    shutil.copytree(HERE / "course", root)
    build(root)
    return root


@pytest.fixture
def course(built_course, tmp_path):
    """A built course of one's own."""
    root = tmp_path / "course"
    shutil.copytree(built_course, root)
    return root
