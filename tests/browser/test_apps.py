"""Every lecture in a real JupyterLab: each app appears without errors and follows its keys."""

import contextlib
import re

import pytest

import coursekit.apps

from .lab import drawn, wait_until
from .lectures import LECTURES

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_APPS = "|".join(name for name in coursekit.apps.__all__ if name[0].isupper())
_APP = re.compile(rf"({_APPS})\(children=")
_NAMED = re.compile(rf"^[^#\n]*\b({_APPS})\(", re.MULTILINE)


def apps_in(cells):
    """Number of the cell and name of each app that is shown."""
    found = []
    for number, cell in enumerate(cells):
        for output in cell.get("outputs", []):
            shown = _APP.match("".join(output.get("data", {}).get("text/plain", "")))
            if shown:
                found.append((number, shown.group(1)))
    return found


def errors_in(cells):
    """What was raised, with the name of the cell."""
    outputs = [(cell["id"], output) for cell in cells for output in cell.get("outputs", [])]
    return [(name, o["ename"], o["evalue"]) for name, o in outputs if o["output_type"] == "error"]


def push(visit, handle):
    """Move a slider by its keys, away from its end."""
    at_end = handle.get_attribute("aria-valuenow") == handle.get_attribute("aria-valuemax")
    handle.focus()
    for _ in range(4):
        visit.page.keyboard.press("ArrowLeft" if at_end else "ArrowRight")


def choose(menu):
    """Choose something else."""
    menu.select_option(index=1 if menu.evaluate("e => e.selectedIndex") == 0 else 0)


def picture_and_words(app):
    """What is seen and what is read."""
    picture = app.locator(".coursekit-canvas").screenshot()
    return picture, app.locator("[role=status]").inner_text()


def moves(visit, app):
    """Ways to move the app, sliders first; not each has an effect at each setting of the others."""
    for handle in app.locator(".noUi-handle").all():
        yield lambda handle=handle: push(visit, handle)
    for menu in app.locator("select").all():
        yield lambda menu=menu: choose(menu)


def follows(visit, app):
    """Whether picture and words change when the app is moved."""
    before, times = picture_and_words(app), drawn(app)
    for move in moves(visit, app):
        move()
        with contextlib.suppress(AssertionError):
            wait_until(lambda: drawn(app) > times, "another picture", seconds=30)
            break
    else:
        return False
    wait_until(
        lambda: all(new != old for new, old in zip(picture_and_words(app), before, strict=True)),
        "another look and other words",
    )
    return True


@pytest.mark.parametrize(
    "name", [path.stem for path in LECTURES if _NAMED.search(path.read_text())]
)
def test_a_lecture_in_the_browser(visit, name):
    visit.open(name)
    cells = visit.run_all()
    assert errors_in(cells) == []
    assert apps_in(cells)
    for number, (cell, title) in enumerate(apps_in(cells)):
        visit.scroll_to(cell)
        app = visit.app(number)
        wait_until(lambda app=app: app.count() and drawn(app) > 0, f"{title} to appear")
        app.scroll_into_view_if_needed()
        assert len(app.locator("[role=status]").inner_text()) > 20
        assert app.locator("[role=figure]").get_attribute("aria-label")
        assert follows(visit, app), title
