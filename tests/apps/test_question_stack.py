"""Question stack: answers are those of the featuriser, curves those of the formulas."""

import numpy as np
import pytest

from coursekit.apps import QuestionStack
from coursekit.featurizers import ACSF
from coursekit.structures import make_diamond, make_fcc, make_shell


def answer(app):
    return app.drawing.mark("your question").heights[0]


@pytest.fixture(scope="module")
def crystals():
    tetrahedron = make_shell("tetrahedron", distance=2.0, box=30.0)
    return {"copper": make_fcc(), "diamond": make_diamond(), "tetrahedron": tetrahedron}


@pytest.mark.parametrize("crystal", ["copper", "diamond"])
@pytest.mark.parametrize("kind", ["g2", "g4", "g5"])
def test_the_answer_is_that_of_the_featuriser(crystals, crystal, kind):
    question = {"g2": [(4.0, 2.5)], "g4": [], "g5": []}
    if kind != "g2":
        question[kind] = [(0.05, 4, -1)]
    acsf = ACSF(4.5, **question, by_center=False)
    expected = acsf.fit_transform([crystals[crystal]])[0].values[0, -1]
    settings = {"eta": 4.0, "r_shift": 2.5, "damping": 0.05, "zeta": 4, "lambda_": -1}
    app = QuestionStack(crystals, crystal=crystal, kind=kind, r_cut=4.5, **settings)
    assert answer(app) == pytest.approx(expected)


def test_the_stack_holds_the_question(crystals):
    app = QuestionStack(crystals, crystal="copper", kind="g5", zeta=16, lambda_=1)
    names = list(app.drawing.panels["B"].x_ticks.values())
    bars = app.drawing.mark("angles")
    stack = dict(zip((names[k] for k in bars.at), bars.heights, strict=True))
    assert stack["ζ 16, λ +1"] == pytest.approx(answer(app))


@pytest.mark.parametrize(("sign", "peak"), [(1, 0), (-1, 180)])
@pytest.mark.parametrize("zeta", [1, 7, 64])
def test_the_peak_stays(crystals, zeta, sign, peak):
    app = QuestionStack(crystals, kind="g5", zeta=zeta, lambda_=sign)
    angles, curve = app.drawing.mark("one pair counts").points.T
    assert angles[int(np.argmax(curve))] == peak
    assert f"A pair counts most at {peak}°" in app.sentence


def test_angles_of_a_tetrahedron(crystals):
    app = QuestionStack(crystals, crystal="tetrahedron", kind="g5", r_cut=2.5)
    assert app.drawing.mark("what the site has").points[:, 0] == pytest.approx([109.5])
    assert "from 6 pairs of neighbours within 2.50 Å" in app.sentence


def test_only_settings_of_the_question_are_shown(crystals):
    app = QuestionStack(crystals, kind="g2")
    shown = {name for name, c in app._controls.items() if c.layout.display != "none"}
    assert shown == {"crystal", "site", "kind", "r_cut", "eta", "r_shift"}
    app.set(kind="g4")
    shown = {name for name, c in app._controls.items() if c.layout.display != "none"}
    assert shown == {"crystal", "site", "kind", "r_cut", "damping", "zeta", "lambda_"}
