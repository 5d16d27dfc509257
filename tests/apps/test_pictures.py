"""What every picture owes: two renderers that agree, words, a formula that lives, a mark that moves."""

import json
import re

import numpy as np
import pytest

import coursekit.apps
from coursekit.plots.formula import mathml_text
from coursekit.plots.style import COLOURS, HALO

APPS = [name for name in coursekit.apps.__all__ if name[0].isupper() and name != "App"]
TINTS = {"white", "#DCE9F5", "#D6E8F5"}
SETTINGS = {"QuestionStack": ({}, {"kind": "g5"}), "PoolingPicture": ({"rule": "histogram"}, {})}


@pytest.fixture(scope="module", params=APPS)
def app(request):
    return getattr(coursekit.apps, request.param)()


def shown_sliders(app):
    for name in app.controls:
        control = app._controls[name]
        if hasattr(control, "slider") and control.layout.display != "none":
            yield name, control


def settings(app):
    """The app in each state that has other sliders, and each of these at its start and elsewhere."""
    for start in SETTINGS.get(type(app).__name__, ({},)):
        app.set(**start)
        for name, control in shown_sliders(app):
            before = control.value
            for value in {control.slider.min, (control.slider.min + control.slider.max) / 2}:
                yield name, app.set(**{name: value})
            app.set(**{name: before})


def numbers(values):
    return np.array([np.nan if v is None else v for v in values], dtype=float)


def points_in(ax):
    """Everything that matplotlib drew as points or paths, each as its columns."""
    for line in ax.lines:
        yield np.array(line.get_data_3d() if ax.name == "3d" else line.get_data(), dtype=float)


def has(ax, trace):
    columns = [numbers(trace[axis]) for axis in "xyz" if axis in trace]
    return any(
        found.shape == np.shape(columns)
        and np.allclose(found, columns, rtol=1e-3, atol=1e-4, equal_nan=True)
        for found in points_in(ax)
    )


def panel_of(trace, figure):
    number = re.search(r"\d*$", trace.get("scene", trace.get("xaxis", "")))[0]
    return figure.axes[int(number or 1) - 1]


def test_paper_and_page_show_the_same_numbers(app):
    figure = app.static().figure
    for trace in app.live["data"]:
        ax = panel_of(trace, figure)
        if trace["type"].startswith("scatter") and trace["mode"] != "text":
            assert has(ax, trace), trace["name"]
        elif trace["type"] == "bar" and len(trace["x"]):
            heights = numbers(trace["y"])
            drawn = [[bar.get_height() for bar in group] for group in ax.containers]
            assert any(
                len(d) == len(heights) and np.allclose(d, heights, rtol=1e-3, atol=1e-4)
                for d in drawn
            )
        elif trace["type"] == "heatmap":
            values = np.array([numbers(row) for row in trace["z"]])
            assert any(
                np.allclose(
                    np.reshape(mesh.get_array(), values.shape), values, rtol=1e-3, atol=1e-4
                )
                for mesh in ax.collections
            )
        elif trace["type"] == "mesh3d" and len(trace["i"]):
            assert len(trace["i"]) in [len(faces._faces) for faces in ax.collections]


def test_plotly_takes_what_is_sent(app):
    assert app.figure.layout.paper_bgcolor == "white"
    live = app.live
    assert len(json.dumps(live)) < 400_000
    assert live["narrow"]["height"] >= live["layout"]["height"] or len(app.drawing.panels) == 1


def test_it_is_told_in_words(app):
    assert app.text().startswith(app.title)
    assert len(app.sentence) > 20
    still = app.static()
    still.dpi = 30  # as small as it may be: drawing it is what takes the time
    shown = still._repr_mimebundle_()
    assert shown["text/plain"] == app.text()
    assert shown["text/html"].startswith(app.formula)
    assert shown["image/png"]
    for widget in app._controls.values():
        assert getattr(widget, "field", widget).description


def test_the_number_of_traces_never_changes(app):
    sizes = set()
    for _, moved in settings(app):
        assert not moved.sentence.startswith("This cannot be shown")
        sizes.add(len(moved.live["data"]))
    assert len(sizes) <= 1


def test_the_formula_has_the_number_and_marks_the_term(app):
    for name, moved in settings(app):
        term = app.controls[name].term(moved.values[name])
        rows = moved.formula.split('class="coursekit-where"')[0]
        marked = re.findall(r'<mrow class="moved".*?</mrow>', rows)
        assert any(f">{part}<" in row for row in marked for part in [term.number]), (name, marked)
        assert f" {term.number}" in re.sub(
            r"[^\w.]|_", " ", " ".join(re.findall('label="(.*?)"', rows))
        )
        assert term.words in moved.formula


def test_what_is_moved_has_a_halo_in_the_picture(app):
    for name, moved in settings(app):
        halos = [
            trace
            for trace in moved.live["data"]
            if HALO in (trace.get("color"), trace.get("line", {}).get("color"))
            or trace.get("marker", {}).get("color") == HALO
        ]
        assert any(len(trace["x"]) for trace in halos), name


def test_symbols_are_explained(app):
    for _, moved in settings(app):
        for formula in moved.drawing.formulas:
            terms = {n: c.term(moved.values[n]) for n, c in app.controls.items()}
            assert all(t.words or n in ("way", "lambda_") for n, t in formula.names(terms).items())
            assert all(len(words) > 3 for words in formula.where.values())
            assert all(formula.tex(terms))


def test_colours_are_those_of_the_palette(app):
    for panel in app.drawing.panels.values():
        for mark in panel.marks:
            for color in {
                mark.color,
                getattr(mark, "fill", "") or "white",
                *getattr(mark, "colors", ()),
            }:
                grey = color.startswith("#") and color[1:3] == color[3:5] == color[5:7]
                assert color in {*COLOURS, *TINTS, "black"} or grey, (mark.name, color)


def test_only_the_tree_has_no_formula():
    without = [name for name in APPS if not getattr(coursekit.apps, name)().formula]
    assert without == ["DecisionTree"]


def test_formulas_in_letters():
    app = coursekit.apps.RadialPicture(r_max=3.1)
    said = mathml_text(re.search(r"<math.*?</math>", app.formula)[0])
    assert said == "N = 4 π ρ integral from 0 to r_max: g(r) r^2 d r"
