"""The polymorph map against kernels worked out by hand, and against the teaching set."""

import numpy as np
import pytest

from coursekit.apps import PolymorphMap
from coursekit.apps.polymorphs import GAP, KINDS, compare
from coursekit.datasets import load_teaching_set
from coursekit.featurizers import SOAP
from coursekit.kernels import column_multiplicity


@pytest.fixture(scope="module")
def app():
    return PolymorphMap(formula="ZnO", r_cut=4.0)


@pytest.fixture(scope="module")
def zinc_oxides():
    dataset = load_teaching_set()
    members = np.flatnonzero(dataset.groups == "ZnO")
    return [dataset.structures[i] for i in members], dataset.targets[members]


def test_the_map_is_the_cosine_of_the_mean_vectors(app, zinc_oxides):
    app.set(formula="ZnO", kind="average", r_cut=4.0, sigma=0.5, zeta=1)
    soap = SOAP(4.0, n_max=6, l_max=4, sigma=0.5).fit_transform(zinc_oxides[0])
    weight = np.sqrt(column_multiplicity(soap[0].names))
    rows = []
    for record in soap:
        sites = record.values * weight
        rows.append((sites / np.linalg.norm(sites, axis=1, keepdims=True)).mean(axis=0))
    rows = np.array([row / np.linalg.norm(row) for row in rows])
    np.testing.assert_allclose(app.drawing.mark("similarity").values, rows @ rows.T, atol=1e-9)


def test_points_hold_every_pair_once_with_its_energy(app, zinc_oxides):
    app.set(formula="ZnO", kind="average", alike=0.98)
    energies = zinc_oxides[1]
    first, second = np.triu_indices(len(energies), 1)
    pairs = [app.drawing.mark(name) for name in ("other pairs", "alike, yet far apart")]
    shown = np.sort(np.concatenate([mark.points[:, 1] for mark in pairs]))
    np.testing.assert_allclose(shown, np.sort(np.abs(energies[first] - energies[second])))
    aliased = pairs[1].points
    assert len(aliased) > 0
    assert (aliased > [0.98, GAP]).all()
    assert f"{len(aliased)} of {len(first)} pairs" in app.sentence


def test_density_needs_no_cutoff(zinc_oxides):
    density = [len(crystal) / crystal.volume for crystal in zinc_oxides[0]]
    found = compare("ZnO", "density", 5.0, 0.5, 1)
    assert found[0, 1] == pytest.approx(min(density[:2]) / max(density[:2]))
    np.testing.assert_allclose(np.diag(found), 1.0)


@pytest.mark.parametrize("kind", KINDS.values())
def test_every_way_is_symmetric_and_at_most_one(kind):
    found = compare("ZnO", kind, 5.0, 0.5, 1)
    np.testing.assert_allclose(found, found.T, atol=1e-9)
    np.testing.assert_allclose(np.diag(found), 1.0)
    assert found.max() <= 1 + 1e-9
    assert found.min() >= 0


def test_zeta_sharpens_the_best_match():
    one, four = (compare("ZnO", "rematch", 5.0, 0.5, zeta) for zeta in (1, 4))
    assert four.min() < one.min()


def test_formula_changes_names_on_both_axes(app):
    app.set(formula="MgO")
    panel = app.drawing.panels["A"]
    assert list(panel.x_ticks.values()) == list(panel.y_ticks.values()) == app.names
    assert "rocksalt" in app.names
    assert app.sentence.startswith("MgO, ")


def test_settings_that_do_nothing_are_hidden(app):
    app.set(formula="ZnO", kind="density")
    assert [n for n, c in app._controls.items() if c.layout.display == "none"] == [
        "r_cut", "sigma", "zeta"]  # fmt: skip
    app.set(kind="rdf")
    assert app._controls["r_cut"].layout.display == "flex"
