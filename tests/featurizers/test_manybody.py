"""MBTR against DScribe called directly, and against Gaussians summed by hand."""

from itertools import combinations_with_replacement

import numpy as np
import pytest
import scipy.sparse as sp
from dscribe.descriptors import MBTR as DScribe
from hypothesis import given, settings
from hypothesis import strategies as st
from pymatgen.core import Element, Structure
from scipy.stats import norm

from coursekit.errors import FeaturizationError
from coursekit.featurizers import MBTR
from coursekit.featurizers.dscribe_input import wrapped_atoms
from coursekit.structures import make_cesium_chloride, make_rutile, supercell

from .teaching import GENERIC, LONELY

RANGES = {
    "inverse_distance": (0.0, 1.0, 0.02),
    "distance": (0.0, 5.0, 0.1),
    "angle": (0.0, 180.0, 5.0),
    "cosine": (-1.0, 1.0, 0.05),
}


@pytest.mark.parametrize("name", ["rutile", "LaMnO3", "skewed", "one atom"])
@pytest.mark.parametrize("function", RANGES)
def test_equal_to_dscribe(name, function):
    crystal = GENERIC[name]
    mbtr = MBTR(5.0, function=function).fit([crystal])
    low, high, sigma = RANGES[function]
    backend = DScribe(
        geometry={"function": function},
        grid={"min": low, "max": high, "n": 50, "sigma": sigma},
        weighting={"function": "exp", "r_cut": 5.0, "threshold": 1e-3},
        normalization="n_atoms",
        species=list(mbtr.species_),
        periodic=True,
    )
    row = backend.create(wrapped_atoms(crystal))
    pairs = list(combinations_with_replacement(mbtr.species_, 2))
    sets = pairs
    if function in ("angle", "cosine"):
        sets = [(a, middle, b) for middle in mbtr.species_ for a, b in pairs]
    expected = np.concatenate([row[backend.get_location(one)] for one in sets])
    np.testing.assert_allclose(mbtr.transform([crystal])[0], expected, rtol=0, atol=1e-10)
    names = mbtr.get_feature_names_out()
    assert [name.split(" ")[0] for name in names[::50]] == ["-".join(one) for one in sets]


def test_by_hand_in_simple_cubic_polonium():
    """Three bonds of 3.35 Å an atom; each Gaussian averaged over a step of the grid."""
    po = Structure(3.35 * np.eye(3), ["Po"], [[0, 0, 0]])
    row = MBTR(4.0, function="distance", n_points=41, threshold=0.01).fit_transform([po])[0]
    edges = np.linspace(0, 4, 41)[:, None] + [-0.05, 0.05]
    averages = np.diff(norm.cdf(edges, 3.35, 0.1), axis=1)[:, 0] / 0.1
    np.testing.assert_allclose(row, 3 * 0.01 ** (3.35 / 4) * averages, atol=1e-12)


def test_by_hand_the_right_angles_of_polonium():
    """12 right angles an atom, of two edges and the diagonal of their square."""
    po = Structure(3.35 * np.eye(3), ["Po"], [[0, 0, 0]])
    mbtr = MBTR(6.0, function="angle", low=0, high=180, n_points=181, sigma=2.0).fit([po])
    row = mbtr.transform([po])[0]
    half_perimeter = 3.35 * (2 + np.sqrt(2)) / 2
    right = slice(80, 101)
    assert row[right].sum() == pytest.approx(12 * 1e-3 ** (half_perimeter / 6), rel=1e-4)
    # the two sharp angles of every such triangle, at their own middle atoms
    assert row[35:56].sum() == pytest.approx(24 * 1e-3 ** (half_perimeter / 6), rel=1e-4)


def test_a_crystal_and_its_supercell():
    crystal = GENERIC["skewed"]
    for function in RANGES:
        mbtr = MBTR(4.0, function=function).fit([crystal])
        rows = mbtr.transform([crystal, supercell(crystal, (2, 1, 2))])
        np.testing.assert_allclose(rows[1], rows[0], atol=1e-12)


def test_many_species_give_a_sparse_row_with_the_same_numbers():
    crystal = make_rutile()
    everything = [Element.from_Z(z).symbol for z in range(1, 31)]
    many = MBTR(4.0, species=everything).fit([crystal])
    few = MBTR(4.0).fit([crystal])
    rows = many.transform([crystal, crystal])
    assert sp.issparse(rows)
    assert rows.shape == (2, many.n_features_out_) == (2, 30 * 31 // 2 * 50)
    names = {name: k for k, name in enumerate(many.get_feature_names_out())}
    columns = [names[name] for name in few.get_feature_names_out()]
    np.testing.assert_allclose(
        rows[:, columns].toarray()[0], few.transform([crystal])[0], rtol=1e-12, atol=1e-12
    )


def test_names_say_what_is_near_where():
    names = MBTR(n_points=11).fit([make_rutile()]).get_feature_names_out()
    assert names[11 + 5] == "Ti-O 1/distance near 0.5 Å⁻¹"
    names = MBTR(function="cosine", n_points=3).fit([make_rutile()]).get_feature_names_out()
    assert names[-3:].tolist() == [f"O-O-O cosine near {x}" for x in (-1, 0, 1)]
    assert len(names) == 2 * 3 * 3


@settings(max_examples=8)
@given(
    name=st.sampled_from(["rutile", "LaMnO3", "skewed"]),
    function=st.sampled_from(sorted(RANGES)),
    direction=st.tuples(*[st.floats(-1, 1)] * 3).filter(lambda d: np.linalg.norm(d) > 0.1),
)
def test_small_displacements_change_little(name, function, direction):
    """What enters at `r_cut` does so with the weight `threshold`, here next to nothing."""
    crystal = GENERIC[name]
    mbtr = MBTR(5.0, function=function, threshold=1e-10).fit([crystal])
    step = np.array(direction) / np.linalg.norm(direction)

    def change(length):
        moved = crystal.copy()
        moved.translate_sites([0], length * step, frac_coords=False)
        rows = mbtr.transform([crystal, moved])
        return np.abs(rows[1] - rows[0]).max()

    assert change(1e-4) <= 0.2 * change(1e-3) + 1e-7


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"r_cut": 0.0}, "`r_cut` is 0.0 Å; it must be a positive number of Å, such as 5.0"),
        ({"r_cut": 21}, "`r_cut` is 21 Å; it must be at most 20 Å (is it in pm?)"),
        (
            {"function": "dihedral"},
            "`function` is 'dihedral'; it must be one of inverse_distance, distance, angle, cosine",
        ),
        ({"low": 2.0}, "`low` is 2 Å⁻¹ and `high` is 1 Å⁻¹; `low` must be smaller"),
        ({"sigma": 0.0}, "`sigma` is 0.0 Å⁻¹; it must be a positive number"),
        ({"n_points": 1}, "`n_points` is 1; a grid needs at least 2 points"),
        ({"threshold": 1.0}, "`threshold` is 1.0; it must lie between 0 and 1"),
        (
            {"species": []},
            "`species` is empty; give a list of symbols such as ['Ti', 'O']",
        ),
    ],
)
def test_parameters_out_of_range(change, message):
    with pytest.raises(ValueError, match="`") as error:
        MBTR(**change).fit([make_rutile()])
    assert str(error.value) == message


def test_unknown_species_and_no_neighbour():
    mbtr = MBTR().fit([make_rutile()])
    with pytest.raises(FeaturizationError, match=r"contains Cl, which is not among .*\(Ti, O\)"):
        mbtr.transform([make_cesium_chloride()])
    with pytest.raises(FeaturizationError, match=r"finds no neighbour of site 2 \(Xe\)"):
        MBTR(5.0).fit_transform([LONELY])
