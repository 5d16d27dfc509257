"""The site's own modules, which lie beside its pages."""

import importlib.util
import sys
from pathlib import Path

import pytest

SITE = Path(__file__).parents[2] / ".site"


def load(name):
    """A module of the site's folder, which finds the others beside it."""
    if str(SITE) not in sys.path:
        sys.path.append(str(SITE))
    spec = importlib.util.spec_from_file_location(f"course_site_{name}", SITE / f"{name}.py")
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def links():
    return load("links")


@pytest.fixture(scope="session")
def build():
    return load("build")


@pytest.fixture(scope="session")
def accessible():
    return load("accessible")
