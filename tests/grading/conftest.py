"""A small course with two notebooks, built once, and one class of it, graded once."""

import shutil
from pathlib import Path

import pytest

from coursekit.grading.builder import build
from coursekit.grading.course import Course
from coursekit.grading.run import grade
from coursekit.grading.snapshot import take_snapshots

from .corpus.edit import store
from .corpus.honest import make_honest

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def built_course(tmp_path_factory):
    """Return a course that was built; shared, so only to be read."""
    root = tmp_path_factory.mktemp("built") / "course"
    shutil.copytree(HERE / "course", root)
    build(root)
    return root


@pytest.fixture(scope="session")
def snapshots(built_course):
    """Return the released notebooks of the exercises."""
    return take_snapshots(Course.at(built_course), "exercises")


@pytest.fixture
def course(built_course, tmp_path):
    """Return a built course of one's own."""
    root = tmp_path / "course"
    shutil.copytree(built_course, root)
    return root


@pytest.fixture(scope="session")
def graded_class(built_course, tmp_path_factory):
    """Return a graded course with its honest students; shared, so only to be read."""
    root = tmp_path_factory.mktemp("graded") / "course"
    shutil.copytree(built_course, root)
    honest = make_honest(root, 10, seed=1)
    for student, notebooks, _, _ in honest:
        store(root, student, notebooks)
    return root, grade("exercises", root=root, progress=False), honest


@pytest.fixture
def graded(graded_class, tmp_path):
    """Return a graded course of one's own: nothing of it has to run again."""
    root = tmp_path / "graded"
    shutil.copytree(graded_class[0], root)
    return root, graded_class[1], graded_class[2]
