"""No serious finding of axe on the site and on what we show in a notebook; sliders follow keys."""

import shutil
import subprocess
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import nbformat
import pytest

from .lab import Visit, drawn, put_notebook, serve, wait_until
from .lectures import LECTURES, cells_with_apps

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDGET = "application/vnd.jupyter.widget-view+json"
COURSE = Path(__file__).parents[2]
PAGES = ("index", "students", "lectures/0_trial", "api/pooling", "dependencies", "search")
CELLS = (
    "# A lecture\n\n$$ G = \\sum_j f(r_{ij}) $$\n\nSee https://doi.org/10.1063/1.3553717.",
    "import pandas as pd\npd.DataFrame({'MAE': [0.31, 0.26]}, index=['composition', 'SOAP'])",
    "import coursekit\nimport matplotlib.pyplot as plt\n_ = plt.plot([1, 2])",
    "from coursekit.checks import Step\ndef count(r):\n    return 3\nstep = Step('B-images', answer='count')\n"
    "step.case('rock salt', args=(3.0,), expected=6, wrong={'no images': 3})\nstep.verdict()",
    "step.hint(1)",
    "from coursekit.apps import view_crystal\nfrom coursekit.structures import make_rutile\n"
    "view_crystal(make_rutile(), site=0, r_cut=2.2)",
    "count(6)\nprint('2 neighbours ' * 20)",
)


def findings(page, *, include="body", exclude=()):
    """What axe calls serious or critical, a line each."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    context = {"include": [[include]], "exclude": [[place] for place in exclude]}
    found = axe.Axe().run(page, context=context).response["violations"]
    return [
        f"{finding['id']}: {node['html'][:200]}"
        for finding in found
        if finding["impact"] in ("serious", "critical")
        for node in finding["nodes"]
    ]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site of a course with one short lecture."""
    course = tmp_path_factory.mktemp("course")
    for folder in (".site", "data"):
        (course / folder).mkdir()
    shutil.copytree(COURSE / ".site", course / ".site", dirs_exist_ok=True)
    shutil.copy(COURSE / "data" / "README.md", course / "data")
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(COURSE / name, course)
    for kind in ("lectures", "exercises"):
        (course / kind).mkdir()
        first, *others = CELLS
        cells = [nbformat.v4.new_markdown_cell(first), *map(nbformat.v4.new_code_cell, others)]
        notebook = nbformat.v4.new_notebook(cells=cells)
        nbformat.write(notebook, course / kind / "0_trial.ipynb")
    built = subprocess.run(
        [sys.executable, course / ".site" / "build.py", course / "built"],
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    return course / "built"


def test_axe_sees_what_is_wrong(chromium):
    page = chromium.new_page()
    page.set_content("<img src='data:,'><p style='color:#bbb;background:#fff'>pale</p>")
    assert {line.split(":")[0] for line in findings(page)} >= {"image-alt", "color-contrast"}
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_site(site, chromium, scheme):
    page = chromium.new_page(color_scheme=scheme, viewport={"width": 375, "height": 800})
    found = {}
    for name in PAGES:
        page.goto((site / f"{name}.html").as_uri())
        found[name] = findings(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
        found[name] += [f"wider than a phone: {wide}"] if wide > 375 else []
    page.close()
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_a_crystal_turns_on_the_site(site, chromium):
    serve = partial(SimpleHTTPRequestHandler, directory=site)
    with ThreadingHTTPServer(("127.0.0.1", 0), serve) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        page = chromium.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/lectures/0_trial.html")
        crystal = page.locator("canvas[role=img]")
        crystal.wait_for()
        before = crystal.screenshot()
        crystal.press("ArrowLeft")
        assert crystal.screenshot() != before
        assert "6 O" in crystal.get_attribute("aria-label")
        page.close()
        server.shutdown()


def test_pictures_of_a_lecture_have_words(site):
    page = (site / "lectures" / "0_trial.html").read_text()
    assert 'alt="Picture: 1 line."' in page
    assert 'alt="TiO2: cell 4.59 x 4.59 x 2.96 Å, 2 Ti, 4 O.' in page


@pytest.fixture(scope="module", params=["Light", "Dark"])
def lecture(request, chromium, tmp_path_factory):
    """A solved lecture with apps, run in one of the themes."""
    folder = tmp_path_factory.mktemp("lab")
    (script,) = (path for path in LECTURES if path.stem.startswith("B_"))
    put_notebook(script, folder)
    with serve(folder, theme=f"JupyterLab {request.param}") as address:
        visit = Visit(chromium, address)
        visit.open(script.stem)
        yield visit, visit.run_all()
        visit.close()


def shown(cells, kind):
    """Numbers of the cells with an output of this kind."""
    for number, cell in enumerate(cells):
        if any(kind in output.get("data", {}) for output in cell.get("outputs", [])):
            yield number


def test_what_a_lecture_shows(lecture):
    visit, cells = lecture
    theme = visit.page.locator("body").get_attribute("data-jp-theme-light")
    found = set()
    apps = list(shown(cells, WIDGET))
    others = [number for number in shown(cells, "text/html") if number not in apps]
    assert len(apps) >= 2
    assert len(others) >= 5
    for number in apps[:3] + others[:5]:
        visit.scroll_to(number)
        visit.page.wait_for_timeout(1000)
        # the rest of the page, its menus and editors, is JupyterLab's own
        found |= set(findings(visit.page, include=".jp-OutputArea-output"))
    assert (theme, sorted(found)) == (theme, [])


def test_sliders_have_names_before_the_figure_is_drawn(chromium, tmp_path):
    (script,) = (path for path in LECTURES if path.stem.startswith("B_"))
    put_notebook(script, tmp_path, choose=cells_with_apps)
    with serve(tmp_path) as address:
        visit = Visit(chromium, address)
        visit.page.add_init_script("globalThis.coursekitCanvas = {plotly: new Promise(() => {})}")
        visit.open(script.stem)
        visit.scroll_to(next(shown(visit.run_all(), WIDGET)))
        app = visit.app(0)
        wait_until(lambda: app.locator(".noUi-handle").count(), "a slider")
        names = app.locator(".noUi-handle").evaluate_all("all => all.map(e => e.ariaLabel)")
        assert all(names), names
        assert drawn(app) == 0
        visit.close()


@pytest.mark.parametrize("lecture", ["Light"], indirect=True)
def test_a_slider_by_keyboard_alone(lecture):
    visit, cells = lecture
    visit.scroll_to(next(shown(cells, WIDGET)))
    app = visit.app(0)
    wait_until(lambda: app.count() and drawn(app) > 0, "the first app")
    field, handle = app.locator("input[type=number]").first, app.locator(".noUi-handle").first
    field.focus()
    visit.page.keyboard.press("Tab")
    assert handle.evaluate("element => element === document.activeElement")
    assert handle.get_attribute("aria-label") == "cutoff radius r_cut / Å"
    before, said = field.input_value(), app.locator("[role=status]").inner_text()
    for _ in range(5):
        visit.page.keyboard.press("ArrowRight")
    wait_until(lambda: field.input_value() != before, "the field to follow")
    wait_until(lambda: app.locator("[role=status]").inner_text() != said, "another sentence")
