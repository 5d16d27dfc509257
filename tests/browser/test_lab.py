"""`coursekit lab` in a real browser: laid out as planned, and silent towards the world."""

import nbformat
import pytest

from .lab import Visit, serve

pytestmark = pytest.mark.browser

INDEX = "# Lectures\n\n[0 Frame](0_frame.ipynb), [C Geometry](C_geometry.ipynb)\n\n[words](W.md)"
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A small course with the real layout."""
    folder = tmp_path_factory.mktemp("course")
    (folder / "lectures").mkdir()
    (folder / "lectures" / "README.md").write_text(INDEX)
    (folder / "lectures" / "W.md").write_text("- **Audit**: a measurement.")
    for name in ("0_frame", "C_geometry"):
        cells = [nbformat.v4.new_markdown_cell(f"# {name}"), nbformat.v4.new_code_cell("6 * 7")]
        notebook = nbformat.v4.new_notebook(cells=cells, metadata=KERNEL)
        nbformat.write(notebook, folder / "lectures" / f"{name}.ipynb")
    return folder


@pytest.fixture(scope="module")
def start(course, chromium):
    """The page after its start, with what it asked for and what it complained of."""
    with serve(course) as address:
        visit = Visit(chromium, address, height=900)
        page = visit.page
        page.goto(f"{address}lab/workspaces/course")
        page.locator(".jp-Notebook .jp-Cell").first.wait_for()
        page.get_by_text("| Idle").wait_for()
        page.get_by_role("link", name="C Geometry").wait_for()
        yield visit
        visit.close()


def tabs(page):
    return page.locator(".lm-DockPanel-tabBar .lm-TabBar-tab").all_inner_texts()


def test_the_list_stands_left_of_the_first_lecture(start):
    page = start.page
    listed = page.locator(".jp-MarkdownViewer").bounding_box()
    notebook = page.locator(".jp-NotebookPanel").bounding_box()
    assert tabs(page) == ["0_frame.ipynb"]
    assert 250 < listed["width"] < notebook["width"]
    assert listed["x"] + listed["width"] <= notebook["x"]


def test_nothing_pops_up(start):
    page = start.page
    assert page.locator(".jp-Dialog").count() == 0
    assert page.locator(".Toastify__toast").count() == 0
    assert page.get_by_text("Create Assignment").count() == 0


def test_a_lecture_opens_beside_the_list(start):
    page = start.page
    page.get_by_role("link", name="C Geometry").click()
    page.locator(".jp-NotebookPanel h1", has_text="C_geometry").wait_for()
    assert tabs(page) == ["0_frame.ipynb", "C_geometry.ipynb"]
    assert page.locator(".jp-MarkdownViewer").is_visible()


def test_a_cell_runs(start):
    page = start.page
    page.locator(".jp-NotebookPanel:visible .jp-CodeCell .cm-content").click()
    page.get_by_text("| Idle").wait_for()
    page.keyboard.press("Control+Enter")
    page.locator(".jp-NotebookPanel:visible .jp-OutputArea-output").wait_for()
    assert "42" in page.locator(".jp-NotebookPanel:visible .jp-OutputArea-output").inner_text()


def test_a_text_opens_to_be_read(start):
    start.page.get_by_role("link", name="words").click()
    start.page.locator(".jp-MarkdownViewer strong", has_text="Audit").wait_for()
    assert "W.md" in tabs(start.page)


def test_nothing_was_asked_of_the_internet(start):
    start.page.wait_for_timeout(2000)
    assert start.outside == []
    assert start.complaints == []
