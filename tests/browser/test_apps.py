"""Every lecture in a real JupyterLab: runs without errors, each app appears and follows its keys."""

import re

import pytest

import coursekit.apps

from .lab import drawn, wait_until
from .lectures import LECTURES

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_APP = re.compile(rf"({'|'.join(coursekit.apps.__all__)})\(children=")


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


def move(visit, app):
    """Move the first slider by its keys; an app without sliders gets another choice."""
    handles = app.locator(".noUi-handle")
    if handles.count():
        at_end = handles.first.get_attribute("aria-valuenow") == handles.first.get_attribute(
            "aria-valuemax"
        )
        handles.first.focus()
        for _ in range(4):
            visit.page.keyboard.press("ArrowLeft" if at_end else "ArrowRight")
        return
    menu = app.locator("select").first
    menu.select_option(index=1 if menu.evaluate("e => e.selectedIndex") == 0 else 0)


@pytest.mark.parametrize("name", [path.stem for path in LECTURES])
def test_a_lecture_in_the_browser(visit, name):
    visit.open(name)
    cells = visit.run_all()
    assert errors_in(cells) == []
    for number, (cell, title) in enumerate(apps_in(cells)):
        visit.scroll_to(cell)
        app = visit.app(number)
        wait_until(lambda app=app: app.count() and drawn(app) > 0, f"{title} to appear")
        app.scroll_into_view_if_needed()
        assert len(app.locator("[role=status]").inner_text()) > 20
        assert app.locator("[role=figure]").get_attribute("aria-label")
        figure = app.locator(".coursekit-canvas")
        before, times = figure.screenshot(), drawn(app)
        said = app.locator("[role=status]").inner_text()
        move(visit, app)
        wait_until(
            lambda app=app, times=times: drawn(app) > times, f"{title} to draw again", seconds=60
        )
        changed = f"{title} to look or read otherwise"
        wait_until(
            lambda figure=figure, before=before, app=app, said=said: (
                figure.screenshot() != before and app.locator("[role=status]").inner_text() != said
            ),
            changed,
            seconds=60,
        )
