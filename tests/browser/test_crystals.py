"""Crystals appear and turn by keys and by hand; a prediction is kept; in both themes."""

import pytest

from coursekit.grading.scripts import read_script

from .lab import Visit, put_notebook, serve, wait_until
from .lectures import LECTURES

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_a_crystal_turns_and_a_prediction_is_kept(chromium, tmp_path, theme):
    (frame,) = (path for path in LECTURES if path.stem == "0_frame")
    put_notebook(frame, tmp_path)
    sources = [cell.source for cell in read_script(frame).cells]
    asked = next(n for n, text in enumerate(sources) if "predict(" in text)
    with serve(tmp_path, theme=theme) as address:
        visit = Visit(chromium, address)
        visit.open("0_frame")
        visit.run_all()
        visit.scroll_to(3)
        crystal = visit.page.locator("canvas[role=img]").first
        crystal.wait_for()
        before = crystal.screenshot()
        crystal.focus()
        for _ in range(5):
            visit.page.keyboard.press("ArrowLeft")
        wait_until(lambda: crystal.screenshot() != before, "another view", seconds=20)
        assert "Polyhedra around Ti" in crystal.get_attribute("aria-label")
        visit.scroll_to(asked)
        choice = visit.page.locator("input[type=radio]").first
        choice.check()
        visit.page.evaluate(
            """async n => {
                const app = window.jupyterapp;
                app.shell.currentWidget.content.activeCellIndex = n;
                await app.commands.execute('notebook:run-cell');
            }""",
            asked + 1,
        )
        visit.page.get_by_text("you predicted").first.wait_for()
        row = visit.page.locator("tr", has_text="you predicted").first
        wait_until(lambda: "nothing yet" not in row.inner_text(), "the choice", seconds=60)
        visit.close()
        assert visit.outside == []
        assert visit.complaints == []
