"""The 61 numbers per site against matminer's, on one site of each element of 20 crystals."""

import gzip
import warnings

import numpy as np
import pytest
from matminer.featurizers.site import CrystalNNFingerprint

from coursekit.neighbors import (
    crystal_nn,
    crystal_nn_fingerprints,
    crystal_nn_fingerprints_of_many,
    equivalent_sites,
    fingerprint_names,
    fingerprints_of_neighbors,
)
from coursekit.structures import rotate, supercell

from .crystals import CRYSTALS

# its Voronoi cell is not closed within the 7 Å that pymatgen searches
CLOSED = [name for name in CRYSTALS if name != "one atom, triclinic"]


@pytest.fixture(scope="module")
def matminer():
    featurizer = CrystalNNFingerprint.from_preset("ops")

    def featurize(crystal, site):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return featurizer.featurize(crystal, site)

    return featurize


def test_names_equal_matminer():
    assert fingerprint_names() == CrystalNNFingerprint.from_preset("ops").feature_labels()


@pytest.mark.parametrize("name", CLOSED)
def test_equal_to_matminer(name, matminer):
    crystal = CRYSTALS[name]
    rows = crystal_nn_fingerprints(crystal)
    assert rows.shape == (len(crystal), 61)
    for site in {site.species_string: i for i, site in enumerate(crystal)}.values():
        np.testing.assert_allclose(rows[site], matminer(crystal, site), atol=1e-2)


def test_unrounded_parts_are_equal_to_eight_digits(matminer):
    # one bond length, one weight: nothing here depends on the third decimal of a weight
    crystal = CRYSTALS["rock salt NaCl"]
    rows = crystal_nn_fingerprints(crystal)
    np.testing.assert_allclose(rows[0], matminer(crystal, 0), atol=1e-8)
    np.testing.assert_allclose(rows[4], matminer(crystal, 4), atol=1e-8)


@pytest.mark.parametrize("name", CRYSTALS)
def test_equivalent_sites_once_copies_the_representative(name):
    crystal = CRYSTALS[name]
    every = crystal_nn_fingerprints(crystal)
    once = crystal_nn_fingerprints(crystal, equivalent_sites_once=True)
    groups = equivalent_sites(crystal)
    np.testing.assert_allclose(once, every[groups.representatives][groups.inverse], atol=1e-10)


def test_many_structures_at_once_equal_one_by_one():
    crystals = list(CRYSTALS.values())
    together = crystal_nn_fingerprints_of_many(crystals)
    for crystal, rows in zip(crystals, together, strict=True):
        np.testing.assert_allclose(rows, crystal_nn_fingerprints(crystal), atol=1e-12)


def test_known_neighbors_are_not_searched_again():
    crystal = CRYSTALS["rutile TiO2"]
    rows = fingerprints_of_neighbors([crystal_nn(crystal)])[0]
    np.testing.assert_allclose(rows, crystal_nn_fingerprints(crystal), rtol=1e-12, atol=1e-12)


def test_likelihoods_of_a_row_add_up_to_one():
    wt = [name.startswith("wt ") for name in fingerprint_names()]
    for crystal in CRYSTALS.values():
        np.testing.assert_allclose(
            crystal_nn_fingerprints(crystal)[:, wt].sum(axis=1), 1, atol=1e-12
        )


def test_shapes_of_well_known_sites():
    columns = fingerprint_names()

    def value(name, site, column):
        return crystal_nn_fingerprints(CRYSTALS[name])[site, columns.index(column)]

    assert value("diamond Si", 0, "tetrahedral CN_4") > 0.99
    assert value("perovskite SrTiO3", 1, "octahedral CN_6") > 0.99
    assert value("fcc Cu, one atom", 0, "cuboctahedral CN_12") > 0.99
    assert value("graphite C", 0, "trigonal planar CN_3") > 0.9
    assert value("cuprite Cu2O", 0, "linear CN_2") > 0.85


@pytest.mark.parametrize("name", ["rutile TiO2", "skewed, atoms outside the cell", "rattled NaCl"])
def test_moves_that_change_nothing(name):
    crystal = CRYSTALS[name]
    rows = crystal_nn_fingerprints(crystal)
    np.testing.assert_allclose(crystal_nn_fingerprints(rotate(crystal, seed=1)), rows, atol=1e-2)
    repeated = crystal_nn_fingerprints(supercell(crystal, (1, 2, 1)))
    np.testing.assert_allclose(repeated, np.repeat(rows, 2, axis=0), atol=1e-2)


@pytest.mark.shared
def test_equal_to_matminer_on_materials_project(matminer, materials_project):
    import pandas as pd
    from pymatgen.core import Structure

    with gzip.open(materials_project) as handle:
        table = pd.read_csv(handle, usecols=["cif"]).sample(25, random_state=2)
    for cif in table.cif:
        crystal = Structure.from_str(cif, fmt="cif")
        rows = crystal_nn_fingerprints(crystal)
        for site in (0, len(crystal) - 1):
            np.testing.assert_allclose(rows[site], matminer(crystal, site), atol=1e-2)
