"""One JupyterLab and one Chromium for all notebooks."""

import pytest

from .lab import Visit, put_notebook, serve
from .lectures import LECTURES, cells_with_apps


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """Address of a JupyterLab with what is alive in the lectures."""
    folder = tmp_path_factory.mktemp("lab")
    for script in LECTURES:
        put_notebook(script, folder, choose=cells_with_apps)
    with serve(folder) as address:
        yield address


@pytest.fixture
def visit(chromium, lab):
    """An empty page; it may ask nobody outside, and nothing in it may fail."""
    visit = Visit(chromium, lab)
    yield visit
    visit.close()
    assert visit.outside == []
    assert visit.complaints == []
