"""`coursekit lab` in a real browser: laid out as planned, and silent towards the world."""

import json
import os
import re
import shutil
import subprocess
import time

import nbformat
import pytest

from coursekit.lab import lab_command

pytestmark = pytest.mark.browser

CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NEAR = re.compile(r"(https?|wss?)://(127\.0\.0\.1|localhost)[:/]|data:|blob:")
INDEX = "# Lectures\n\n[0 Frame](0_frame.ipynb), [C Geometry](C_geometry.ipynb)\n"
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
WAIT = 60_000


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A small course with the real layout."""
    folder = tmp_path_factory.mktemp("course")
    (folder / "lectures").mkdir()
    (folder / "lectures" / "README.md").write_text(INDEX)
    for name in ("0_frame", "C_geometry"):
        cells = [nbformat.v4.new_markdown_cell(f"# {name}"), nbformat.v4.new_code_cell("6 * 7")]
        notebook = nbformat.v4.new_notebook(cells=cells, metadata=KERNEL)
        nbformat.write(notebook, folder / "lectures" / f"{name}.ipynb")
    return folder


@pytest.fixture(scope="module")
def address(course):
    """Where the JupyterLab of `coursekit lab` answers."""
    home = course / "home"
    names = ("HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    places = {name: str(home / name.lower()) for name in names}
    command = lab_command(course, browser=False, extra=["--allow-root"])
    with (course / "log").open("w") as log:
        server = subprocess.Popen(command, env=os.environ | places, stdout=log, stderr=log)
    try:
        yield _wait_for_address(server, home / "jupyter_runtime_dir", course / "log")
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_for_address(server, folder, log):
    for _ in range(600):
        for path in folder.glob("jpserver-*.json"):
            about = json.loads(path.read_text() or "{}")
            if about:
                return f"{about['url']}lab/workspaces/course?token={about['token']}"
        if server.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError(log.read_text())


@pytest.fixture(scope="module")
def visit(address):
    """The page after its start, with what it asked for and what it complained of."""
    sync_api = pytest.importorskip("playwright.sync_api")
    program = shutil.which("chromium") or pytest.skip("needs Chromium")
    outside, complaints = [], []

    def only_near(route):
        if NEAR.match(route.request.url):
            route.continue_()
        else:
            outside.append(route.request.url)
            route.abort()

    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM)
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        page.route("**/*", only_near)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(address)
        page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=WAIT)
        page.get_by_text("| Idle").wait_for(timeout=WAIT)
        page.get_by_role("link", name="C Geometry").wait_for(timeout=WAIT)
        yield page, outside, complaints
        browser.close()


def tabs(page):
    return page.locator(".lm-DockPanel-tabBar .lm-TabBar-tab").all_inner_texts()


def test_the_list_stands_left_of_the_first_lecture(visit):
    page, _, _ = visit
    listed = page.locator(".jp-MarkdownViewer").bounding_box()
    notebook = page.locator(".jp-NotebookPanel").bounding_box()
    assert tabs(page) == ["0_frame.ipynb"]
    assert 250 < listed["width"] < notebook["width"]
    assert listed["x"] + listed["width"] <= notebook["x"]


def test_nothing_pops_up(visit):
    page, _, _ = visit
    assert page.locator(".jp-Dialog").count() == 0
    assert page.locator(".Toastify__toast").count() == 0
    assert page.get_by_text("Create Assignment").count() == 0


def test_a_lecture_opens_beside_the_list(visit):
    page, _, _ = visit
    page.get_by_role("link", name="C Geometry").click()
    page.locator(".jp-NotebookPanel h1", has_text="C_geometry").wait_for(timeout=WAIT)
    assert tabs(page) == ["0_frame.ipynb", "C_geometry.ipynb"]
    assert page.locator(".jp-MarkdownViewer").is_visible()


def test_a_cell_runs(visit):
    page, _, _ = visit
    page.locator(".jp-NotebookPanel:visible .jp-CodeCell .cm-content").click()
    page.get_by_text("| Idle").wait_for(timeout=WAIT)
    page.keyboard.press("Control+Enter")
    page.locator(".jp-NotebookPanel:visible .jp-OutputArea-output").wait_for(timeout=WAIT)
    assert "42" in page.locator(".jp-NotebookPanel:visible .jp-OutputArea-output").inner_text()


def test_nothing_was_asked_of_the_internet(visit):
    page, outside, complaints = visit
    page.wait_for_timeout(2000)
    assert outside == []
    assert complaints == []
