"""SOAP step by step: similarities are those of the featuriser and the kernel."""

import numpy as np
import pytest

from coursekit.apps import SoapSteps
from coursekit.apps.soap_steps import POINTS, VIEW, ZETAS
from coursekit.featurizers import SOAP, SiteFeatures
from coursekit.kernels import environment_kernel
from coursekit.structures import make_fcc, make_hcp, make_shell


def powers(app):
    return app.drawing.mark("similarity").points[:, 1]


def panel(app, letter):
    return app.drawing.panels[letter].marks


def table(app):
    return app.drawing.mark("coefficients").values


def similarity(crystals, **settings):
    records = SOAP(**settings).fit_transform(crystals)
    centers = [SiteFeatures(r.values[:1], r.species[:1], r.names, r.id) for r in records]
    return environment_kernel(centers)[0, 1]


@pytest.mark.parametrize("weighting", ["none", "poly"])
def test_shells_as_the_library_has_them(weighting):
    settings = {"r_cut": 3.5, "sigma": 0.4, "n_max": 6, "l_max": 5}
    shells = [make_shell(kind, distance=2.0) for kind in ("octahedron", "trigonal prism")]
    option = None if weighting == "none" else weighting
    expected = similarity(shells, **settings, weighting=option)
    app = SoapSteps(pair="octahedron and trigonal prism", weighting=weighting, **settings)
    assert powers(app)[0] == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("sigma", [0.3, 1.0])
def test_fcc_and_hcp_as_the_library_has_them(sigma):
    settings = {"r_cut": 5.0, "sigma": sigma, "n_max": 8, "l_max": 8}
    expected = similarity([make_fcc("Cu"), make_hcp("Cu", a=2.556)], **settings)
    app = SoapSteps(pair="fcc and hcp", **settings)
    assert powers(app)[0] == pytest.approx(expected, abs=1e-9)


def test_zeta_is_a_power():
    app = SoapSteps(zeta=4)
    assert powers(app) == pytest.approx(powers(app)[0] ** ZETAS)
    assert app.drawing.mark("here").points[0].tolist() == [4, pytest.approx(powers(app)[0] ** 4)]


def test_a_turn_moves_coefficients_and_nothing_else():
    app = SoapSteps(turn=0)
    coefficients, spectrum = table(app), panel(app, "D")[0].heights
    app.set(turn=70)
    assert np.abs(table(app) - coefficients).max() > 0.1
    assert panel(app, "D")[0].heights == pytest.approx(spectrum, abs=1e-9)


def test_the_flat_pair_cannot_be_told_apart():
    app = SoapSteps(pair="two flat ones, not alike", n_max=10, l_max=9, sigma=0.2)
    assert powers(app)[0] == pytest.approx(1.0, abs=1e-9)
    assert not np.allclose(panel(app, "A")[0].values, panel(app, "B")[0].values)


def test_the_density_holds_every_atom():
    app = SoapSteps(pair="tetrahedron and octahedron", sigma=0.3)
    area = (2 * VIEW / (POINTS - 1)) ** 2
    gaussian = (2 * np.pi * 0.3**2) ** 1.5
    atoms = [panel(app, letter)[0].values.sum() * area / gaussian for letter in "AB"]
    assert atoms == pytest.approx([5, 7], rel=1e-3)


def test_shapes_follow_the_settings():
    app = SoapSteps(n_max=3, l_max=2)
    assert table(app).shape == (3, 9)
    assert len(panel(app, "D")[0].heights) == 3
    assert "vectors of 18 numbers" in app.sentence
