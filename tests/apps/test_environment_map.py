"""Environment map: components as scikit-learn finds them, groups, and the link to the crystal."""

import numpy as np
import pytest
from sklearn.decomposition import PCA

from coursekit.apps import EnvironmentMap
from coursekit.apps.atlas import GROUPS, SETS, group_sites, kinds_of, map_sites
from coursekit.featurizers import SOAP


@pytest.fixture(scope="module")
def app():
    return EnvironmentMap(crystals="eight spinels")


def groups(app):
    return app.drawing.panels["A"].marks[:GROUPS]


@pytest.mark.parametrize(("species", "compression"), [("blind", "mu2"), ("aware", "off")])
def test_components_as_scikit_learn_finds_them(species, compression):
    atlas = map_sites("oxides", species, 4.0, 0.5)
    crystals, sites = kinds_of("oxides")
    soap = SOAP(4.0, n_max=6, l_max=4, compression=compression, sparse=False)
    found = dict(zip(crystals, soap.fit_transform(list(crystals.values())), strict=True))
    vectors = np.array([found[crystal].values[site] for crystal, site in sites])
    pca = PCA(2).fit(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))
    expected = pca.transform(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))
    assert np.abs(atlas.points) == pytest.approx(np.abs(expected), abs=1e-6)
    assert atlas.shares == pytest.approx(pca.explained_variance_ratio_, abs=1e-9)


def test_spinels_have_three_kinds_of_sites(app):
    app.set(crystals="eight spinels", colour="coordination")
    assert len(app.atlas.sites) == 24
    shown = {mark.name: len(mark.points) for mark in groups(app) if len(mark.points)}
    # tetrahedral cations and oxygen have four neighbours, octahedral cations six
    assert shown == {"6 neighbours": 8, "4 neighbours": 16}


@pytest.mark.parametrize("colour", ["coordination", "element", "crystal"])
@pytest.mark.parametrize("crystals", list(SETS))
def test_every_site_is_one_point(app, crystals, colour):
    app.set(crystals=crystals, colour=colour)
    assert sum(len(mark.points) for mark in groups(app)) == len(app.atlas.sites)
    assert "This cannot be shown" not in app.sentence


def test_a_click_shows_the_site(app):
    app.set(crystals="eight spinels", colour="element", point=0)
    app.pick("Zn", 1)
    ring, zinc = app.drawing.mark("shown"), app.drawing.mark("Zn")
    assert ring.points[0].tolist() == zinc.points[1].tolist()
    assert "Zn in ZnCr2O4, 4 neighbours" in app.sentence
    oxygens = next(mark for mark in app.drawing.panels["B"].marks if mark.name == "O")
    assert (len(oxygens.points), oxygens.texts) == (4, ("O",) * 4)


def test_a_click_beside_the_points_does_nothing(app):
    before = app.values
    app.pick("bonds", 0)
    assert app.values == before


def test_the_number_of_the_site_ends_with_the_set(app):
    app.set(crystals="shaken metals", point=60)
    app.set(crystals="eight spinels")
    assert app.values["point"] == 23


def test_more_groups_than_colours():
    labels = [f"crystal {n}" for n in range(GROUPS + 3)]
    found = group_sites(labels)
    assert len(found) == GROUPS
    assert found["others"].tolist() == [7, 8, 9, 10]
