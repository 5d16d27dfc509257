"""SOAP step by step: similarities are those of the featuriser and the kernel."""

import json

import numpy as np
import pytest

from coursekit.apps import SoapSteps
from coursekit.apps.soap_steps import POINTS, VIEW, ZETAS
from coursekit.featurizers import SOAP, SiteFeatures
from coursekit.kernels import environment_kernel
from coursekit.structures import make_fcc, make_hcp, make_shell


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
    assert app.figure.data[5].y[0] == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("sigma", [0.3, 1.0])
def test_fcc_and_hcp_as_the_library_has_them(sigma):
    settings = {"r_cut": 5.0, "sigma": sigma, "n_max": 8, "l_max": 8}
    expected = similarity([make_fcc("Cu"), make_hcp("Cu", a=2.556)], **settings)
    app = SoapSteps(pair="fcc and hcp", **settings)
    assert app.figure.data[5].y[0] == pytest.approx(expected, abs=1e-9)


def test_zeta_is_a_power():
    app = SoapSteps(zeta=4)
    curve, here = app.figure.data[5:]
    assert curve.y == pytest.approx(curve.y[0] ** ZETAS)
    assert (here.x[0], here.y[0]) == (4, pytest.approx(curve.y[0] ** 4))


def test_a_turn_moves_coefficients_and_nothing_else():
    app = SoapSteps(turn=0)
    coefficients, spectrum = np.array(app.figure.data[2].z), np.array(app.figure.data[3].y)
    app.set(turn=70)
    assert np.abs(np.array(app.figure.data[2].z) - coefficients).max() > 0.1
    assert np.array(app.figure.data[3].y) == pytest.approx(spectrum, abs=1e-9)


def test_the_flat_pair_cannot_be_told_apart():
    app = SoapSteps(pair="two flat ones, not alike", n_max=10, l_max=9, sigma=0.2)
    assert app.figure.data[5].y[0] == pytest.approx(1.0, abs=1e-9)
    assert not np.allclose(app.figure.data[0].z, app.figure.data[1].z)


def test_the_density_holds_every_atom():
    app = SoapSteps(pair="tetrahedron and octahedron", sigma=0.3)
    area = (2 * VIEW / (POINTS - 1)) ** 2
    gaussian = (2 * np.pi * 0.3**2) ** 1.5
    atoms = [np.sum(trace.z) * area / gaussian for trace in app.figure.data[:2]]
    assert atoms == pytest.approx([5, 7], rel=1e-3)


def test_shapes_follow_the_settings():
    app = SoapSteps(n_max=3, l_max=2)
    assert np.shape(app.figure.data[2].z) == (3, 9)
    assert len(app.figure.data[3].y) == 3
    assert "vectors of 18 numbers" in app.sentence


def test_a_still_picture():
    app = SoapSteps()
    assert app.static().png().startswith(b"\x89PNG")
    assert app.static().alt == app.text()


def test_the_figure_can_be_sent_to_the_page():
    app = SoapSteps()
    assert len(json.dumps(app.figure.to_dict())) < 400_000
