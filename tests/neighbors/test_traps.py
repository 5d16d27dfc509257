"""What the libraries we compare with get wrong: each trap shown, and that ours is not in it."""

import warnings

import numpy as np
import pytest
from pymatgen.analysis.local_env import CrystalNN, LocalStructOrderParams, VoronoiNN
from pymatgen.core import Site, Structure

from coursekit.neighbors import crystal_nn, voronoi_cells
from coursekit.neighbors.motifs import MOTIFS
from coursekit.neighbors.shells import Shells

from .crystals import CRYSTALS


def test_pymatgen_loses_atoms_outside_the_cell():
    crystal = CRYSTALS["skewed, atoms outside the cell"]
    with pytest.raises(ValueError, match="No Voronoi neighbors found"):
        VoronoiNN(cutoff=7).get_all_voronoi_polyhedra(crystal)
    assert voronoi_cells(crystal).cell_volumes.sum() == pytest.approx(crystal.volume)


def test_a_search_radius_of_7_does_not_close_every_cell():
    crystal = CRYSTALS["one atom, triclinic"]
    faces = VoronoiNN(cutoff=7).get_voronoi_polyhedra(crystal, 0).values()
    assert sum(face["volume"] for face in faces) > 1.02 * crystal.volume
    assert voronoi_cells(crystal).cell_volumes[0] == pytest.approx(crystal.volume)


def test_pymatgen_mixes_up_shapes_measured_together():
    noise = np.random.default_rng(0).normal(0, 0.1, (6, 3))
    vectors = np.concatenate([np.eye(3), -np.eye(3)]) + noise
    sites = [Site("H", [0, 0, 0]), *(Site("H", vector) for vector in vectors)]

    def measured(types):
        return LocalStructOrderParams(types).get_order_parameters(sites, 0, list(range(1, 7)))[0]

    alone, together = measured(["oct_max"]), measured(["oct_max", "hex_bipyr"])
    assert abs(alone - together) > 1e-3
    assert MOTIFS[6]["octahedral"](Shells(vectors[None]))[0] == pytest.approx(alone, abs=1e-10)


def moved(distance):
    salt = CRYSTALS["rock salt NaCl"]
    coords = salt.cart_coords.copy()
    coords[0, 0] += distance
    return Structure(salt.lattice, salt.species, coords, coords_are_cartesian=True)


def test_crystalnn_jumps_because_it_rounds():
    def weights(distance):
        record = crystal_nn(moved(distance))
        return record.weights[record.pairs.site(0)]

    low, high = 0.4, 0.45
    smallest = weights(low).min()
    while high - low > 1e-9:
        middle = (low + high) / 2
        low, high = (middle, high) if weights(middle).min() == smallest else (low, middle)
    step = np.abs(crystal_nn(moved(low)).likelihoods - crystal_nn(moved(high)).likelihoods)
    assert step.max() > 5e-4
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = [CrystalNN().get_nn_data(moved(x), 0).cn_weights for x in (low, high)]
    assert max(abs(theirs[0].get(cn, 0) - theirs[1].get(cn, 0)) for cn in range(25)) > 5e-4


def test_body_centered_measure_depends_on_the_order_of_neighbors():
    shell = np.random.default_rng(1).normal(size=(1, 8, 3))
    measure = MOTIFS[8]["body-centered cubic"]
    assert abs(measure(Shells(shell)) - measure(Shells(shell[:, ::-1])))[0] > 1e-3
