"""Random crystals, moved in every way that changes nothing, and a little in ways that do."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymatgen.core import Lattice, Structure

from coursekit.featurizers import (
    ACSF,
    MBTR,
    SOAP,
    Chebyshev,
    Coordination,
    InnerAverageSOAP,
    PowderDiffraction,
    VoronoiNeighbors,
)
from coursekit.structures import permute_sites, reflect, rotate, shift_origin, supercell

from .crystals import blocks
from .test_contract import FEATURIZERS, OVER_CRYSTALNN

few = settings(max_examples=4)
SPECIES = ["Ti", "O", "Mg"]


def random_crystal(seed):
    """One to four atoms at least 1.6 Å apart in a slanted cell: no two distances are the same."""
    rng = np.random.default_rng(seed)
    while True:
        n = int(rng.integers(1, 5))
        lattice = Lattice.from_parameters(*rng.uniform(3, 5, 3), *rng.uniform(70, 110, 3))
        crystal = Structure(lattice, rng.choice(SPECIES, n), rng.random((n, 3)))
        if not len(crystal.get_neighbor_list(1.6)[0]):
            return crystal


def with_species(kind):
    return kind(species=SPECIES) if "species" in kind().get_params() else kind()


@pytest.mark.parametrize("kind", FEATURIZERS)
@few
@given(seed=st.integers(0, 10**6))
def test_moves_that_change_nothing(kind, seed):
    """Mean over the sites: all at once, so that every example tries every move."""
    crystal = random_crystal(seed)
    moved = [
        shift_origin(rotate(permute_sites(crystal, seed), seed), seed),
        supercell(reflect(crystal), (1, 2, 1)),
    ]
    result = with_species(kind).fit([crystal]).featurize_tolerant([crystal, *moved])
    if result.failures:  # such as a crystal without bonds: then however it is written
        assert len({failure.reason.split("site")[0] for failure in result.failures}) == 1
        assert result.kept == []
        return
    before, *after = (rows.mean(axis=0) for rows in blocks(result.rows))
    tolerance = (1e-2 if kind.__name__ in OVER_CRYSTALNN else 1e-6) * max(1, np.abs(before).max())
    np.testing.assert_allclose(after, [before] * 2, rtol=0, atol=tolerance)


SMOOTH = {
    "SOAP": SOAP(4.0, n_max=4, l_max=3, weighting="poly"),
    "InnerAverageSOAP": InnerAverageSOAP(4.0, n_max=4, l_max=3, weighting="poly"),
    "ACSF": ACSF(4.0, g5=[(0.01, 2, 1)]),
    "Chebyshev": Chebyshev(4.0),
    "MBTR": MBTR(4.0, threshold=1e-10),
    "PowderDiffraction": PowderDiffraction(),
    "VoronoiNeighbors": VoronoiNeighbors(min_area=0.0),
    **{
        f"Coordination {cutoff}": Coordination(4.0, cutoff=cutoff)
        for cutoff in ("cosine", "tanh", "polynomial", "fermi")
    },
}


@pytest.mark.parametrize("name", SMOOTH)
@few
@given(seed=st.integers(0, 10**6))
def test_small_displacements_change_little(name, seed):
    """A step ten times shorter changes the row about ten times less, whoever enters meanwhile."""
    crystal = random_crystal(seed)
    featurizer = SMOOTH[name].fit([crystal])
    step = np.random.default_rng(seed).normal(size=(len(crystal), 3))
    if name == "VoronoiNeighbors":
        chosen = [i for i, n in enumerate(featurizer.get_feature_names_out()) if "cell" in n]
    else:
        chosen = slice(None)

    def change(length):
        moved = Structure(
            crystal.lattice,
            crystal.species,
            crystal.cart_coords + length * step,
            coords_are_cartesian=True,
        )
        before, after = blocks(featurizer.transform([crystal, moved]))
        return np.abs(after - before)[:, chosen].max()

    assert change(1e-5) <= 0.2 * change(1e-4) + 1e-8


def test_a_hard_cutoff_jumps():
    """What the test above would see: a neighbour that leaves takes its whole count with it."""
    cells = [Structure(np.diag([3.5, a, a]), ["Po"], [[0, 0, 0]]) for a in (3.9999, 4.0001)]
    hard, smooth = (
        [rows[0, 0] for rows in blocks(Coordination(4.0, cutoff=cutoff).fit_transform(cells))]
        for cutoff in ("hard", "cosine")
    )
    assert hard == [6.0, 2.0]
    assert smooth[0] == pytest.approx(smooth[1], abs=1e-7)
