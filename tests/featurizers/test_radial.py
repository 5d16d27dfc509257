"""Radial distribution functions against a count over images, matminer, and exact identities."""

import warnings

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from matminer.featurizers.structure import (
    PartialRadialDistributionFunction,
    RadialDistributionFunction,
)
from pymatgen.core import Element, Lattice, Structure

from coursekit.errors import FeaturizationError
from coursekit.featurizers.radial import PartialRadialDistribution, RadialDistribution
from coursekit.neighbors import neighbor_list
from coursekit.structures import (
    make_cesium_chloride,
    make_rutile,
    permute_sites,
    rotate,
    set_id,
    shift_origin,
    supercell,
)

from .teaching import GENERIC, LONELY, ONE_ATOM, brute_force_distances

R_CUT, WIDTH = 8.0, 0.25


def g_of(crystal, r_cut=R_CUT, bin_width=WIDTH):
    return RadialDistribution(r_cut, bin_width=bin_width).fit_transform([crystal])[0]


def shells(edges):
    return 4 / 3 * np.pi * np.diff(edges**3)


def integral(g_r, edges, density):
    return np.cumsum(density * g_r * shells(edges))


@pytest.fixture(params=GENERIC)
def crystal(request):
    return GENERIC[request.param]


# independent counts


def test_equal_to_a_count_over_images(crystal):
    *_, distances = brute_force_distances(crystal, R_CUT)
    edges = np.linspace(0, R_CUT, 33)
    counts = np.histogram(distances, edges)[0] / len(crystal)
    expected = counts / shells(edges) / (len(crystal) / crystal.volume)
    np.testing.assert_allclose(g_of(crystal), expected, rtol=1e-12)


def test_equal_to_matminer_but_for_its_factor_n(crystal):
    theirs = RadialDistributionFunction(cutoff=R_CUT, bin_size=WIDTH).featurize(crystal)
    np.testing.assert_allclose(g_of(crystal) * len(crystal), theirs, rtol=1e-12)


def test_a_supercell_has_the_same_function_and_matminers_has_eight_times_it():
    small = GENERIC["skewed"]
    large = supercell(small, (2, 2, 2))
    np.testing.assert_allclose(g_of(large), g_of(small), rtol=1e-12)
    matminer = RadialDistributionFunction(cutoff=R_CUT, bin_size=WIDTH)
    theirs, of_large = matminer.featurize(small), matminer.featurize(large)
    np.testing.assert_allclose(of_large, 8 * theirs, rtol=1e-12)


def test_partial_functions_equal_matminer(crystal):
    ours = PartialRadialDistribution(R_CUT, bin_width=WIDTH, density=True).fit([crystal])
    theirs = PartialRadialDistributionFunction(cutoff=R_CUT, bin_size=WIDTH).fit([crystal])
    n_bins, labels = 32, theirs.feature_labels()
    pairs = [label.split(" ")[0] for label in labels[::n_bins]]
    names = ours.get_feature_names_out()[::n_bins]
    assert [name.split(" ")[1] for name in names] == pairs
    np.testing.assert_allclose(ours.transform([crystal])[0], theirs.featurize(crystal), rtol=1e-12)


# what the normalisation promises


def test_tends_to_one_far_away(crystal):
    edges = np.linspace(0, 40, 41)
    g_r = g_of(crystal, r_cut=40.0, bin_width=1.0)
    weights = shells(edges)
    far = slice(30, None)
    assert np.average(g_r[far], weights=weights[far]) == pytest.approx(1.0, abs=0.015)


def test_partial_functions_tend_to_one_far_away():
    crystal = GENERIC["rutile"]
    partial = PartialRadialDistribution(40.0, bin_width=1.0).fit([crystal])
    weights = shells(partial.edges_)[30:]
    for g_r in partial.transform([crystal])[0].reshape(3, 40):
        assert np.average(g_r[30:], weights=weights) == pytest.approx(1.0, abs=0.015)


@pytest.mark.parametrize("r", [2.5, 4.0, 8.0])
def test_integral_is_the_coordination_number(crystal, r):
    rdf = RadialDistribution(R_CUT, bin_width=WIDTH).fit([crystal])
    number = integral(rdf.transform([crystal])[0], rdf.edges_, len(crystal) / crystal.volume)
    expected = neighbor_list(crystal, r).counts.mean()
    assert number[round(r / WIDTH) - 1] == pytest.approx(expected)


def partials_of(crystal, **options):
    """{(A, B): g_AB}, and the fitted featuriser."""
    partial = PartialRadialDistribution(R_CUT, bin_width=WIDTH, **options).fit([crystal])
    rows = partial.transform([crystal])[0].reshape(-1, 32)
    names = [name.split(" ")[1].split("-") for name in partial.get_feature_names_out()[::32]]
    found = {}
    for (a, b), row in zip(names, rows, strict=True):
        found[a, b] = found[b, a] = row
    return found, partial


def test_sum_over_pairs_weighted_by_concentrations_is_the_whole():
    for crystal in GENERIC.values():
        partials, _ = partials_of(crystal)
        c = crystal.composition.get_atomic_fraction
        total = sum(c(a) * c(b) * g for (a, b), g in partials.items())
        np.testing.assert_allclose(total, g_of(crystal), rtol=1e-12)


def test_bonds_have_two_ends():
    """N_AB c_A = N_BA c_B, with N from the integral and, independently, from a count."""
    crystal = GENERIC["LaMnO3"]
    partials, partial = partials_of(crystal)
    counts = crystal.composition
    centers, neighbors, distances = brute_force_distances(crystal, R_CUT)
    symbols = np.array([site.specie.symbol for site in crystal])
    for a, b in partials:
        g_ab = partials[a, b]
        n_ab = integral(g_ab, partial.edges_, counts[b] / crystal.volume)
        n_ba = integral(g_ab, partial.edges_, counts[a] / crystal.volume)
        np.testing.assert_allclose(n_ab * counts[a], n_ba * counts[b])
        ours = (symbols[centers] == a) & (symbols[neighbors] == b) & (distances < 4.0)
        assert n_ab[15] == pytest.approx(ours.sum() / counts[a])


# layout


def test_there_are_n_n_plus_1_half_partial_functions():
    species = ["Ti", "O", "Mg", "La", "Mn"]
    partial = PartialRadialDistribution(4.0, bin_width=1.0, species=species).fit([make_rutile()])
    names = partial.get_feature_names_out()
    assert len(names) == 15 * 4
    assert names[:4].tolist() == [
        "g(r) La-La 0-1 Å",
        "g(r) La-La 1-2 Å",
        "g(r) La-La 2-3 Å",
        "g(r) La-La 3-4 Å",
    ]
    assert "g(r) Ti-O 1-2 Å" in names
    assert RadialDistribution(0.3).fit([ONE_ATOM]).get_feature_names_out().tolist() == [
        "g(r) 0-0.1 Å",
        "g(r) 0.1-0.2 Å",
        "g(r) 0.2-0.3 Å",
    ]


def test_many_species_give_a_sparse_row_with_the_same_numbers():
    crystal = GENERIC["rutile"]
    everything = [Element.from_Z(z).symbol for z in range(1, 61)]
    large = PartialRadialDistribution(R_CUT, bin_width=WIDTH, species=everything).fit([crystal])
    small = PartialRadialDistribution(R_CUT, bin_width=WIDTH).fit([crystal])
    rows = large.transform([crystal, crystal])
    assert sp.issparse(rows)
    assert rows.shape == (2, 60 * 61 // 2 * 32)
    names = large.get_feature_names_out().tolist()
    columns = [names.index(name) for name in small.get_feature_names_out()]
    np.testing.assert_allclose(
        rows[:, columns].toarray(), small.transform([crystal, crystal]), rtol=1e-12, atol=1e-12
    )
    assert rows.nnz == 2 * np.count_nonzero(small.transform([crystal]))


def test_pairs_of_a_layout_are_not_listed_for_every_crystal(monkeypatch):
    """Of 90 elements there are 4095; only the names need them."""
    every = [Element.from_Z(z).symbol for z in range(1, 91)]
    partial = PartialRadialDistribution(6.0, bin_width=1.0, species=every).fit([GENERIC["rutile"]])
    listed = []
    monkeypatch.setattr("coursekit.featurizers.radial.pair_labels", listed.append)
    row = partial.transform([GENERIC["rutile"]])
    assert not listed
    monkeypatch.undo()
    assert row.shape == (1, len(partial.get_feature_names_out())) == (1, 4095 * 6)


def test_groups_share_columns():
    crystal = GENERIC["skewed"]
    groups = {"metal": ["Ti", "Mg"]}
    partials, partial = partials_of(crystal, groups=groups)
    assert partial.labels_ == ("metal", "O")
    alone, _ = partials_of(crystal)
    # of two metals in equal amounts, weighted by their concentrations among the metals
    expected = (alone["Ti", "O"] + alone["Mg", "O"]) / 2
    np.testing.assert_allclose(partials["metal", "O"], expected)


# invariances, edges, special cells


@settings(max_examples=15)
@given(name=st.sampled_from(sorted(GENERIC)), seed=st.integers(0, 10**6))
def test_moves_that_change_nothing(name, seed):
    crystal = GENERIC[name]
    partial = PartialRadialDistribution(6.0, bin_width=0.5).fit([crystal])
    moved = [rotate(crystal, seed), shift_origin(crystal, seed), permute_sites(crystal, seed)]
    moved.append(supercell(crystal, (1, 2, 1)))
    rows = partial.transform([crystal, *moved])
    np.testing.assert_allclose(rows[1:], np.repeat(rows[:1], 4, axis=0), rtol=1e-9)


def test_distances_on_the_edge_of_a_bin_stay_together():
    cube = Structure(Lattice.cubic(4.2), ["Po"], [[0, 0, 0]])
    for seed in range(5):
        g_r = g_of(rotate(cube, seed), r_cut=5.0, bin_width=0.1)
        assert np.flatnonzero(g_r).tolist() == [42]


def test_a_pair_exactly_at_the_cutoff_counts():
    cube = Structure(Lattice.cubic(4.2), ["Po"], [[0, 0, 0]])
    assert np.flatnonzero(g_of(cube, r_cut=4.2, bin_width=0.1)).tolist() == [41]


def test_an_isolated_atom_counts_in_the_mean():
    rdf = RadialDistribution(3.0).fit([LONELY])
    number = integral(rdf.transform([LONELY])[0], rdf.edges_, 3 / LONELY.volume)
    assert number[-1] == pytest.approx(2 / 3)


# errors


def test_no_neighbour_is_reported_not_filled_with_zeros():
    crystal = set_id(make_cesium_chloride(), "my salt")
    for kind in (RadialDistribution, PartialRadialDistribution):
        with pytest.raises(FeaturizationError) as error:
            kind(0.5).fit_transform([crystal])
        assert str(error.value.failures[0]) == (
            "my salt (CsCl): `r_cut` = 0.5 Å finds no neighbour of site 0 (Cs); the nearest is at "
            "3.57 Å; is `r_cut` in nm?"
        )


@pytest.mark.parametrize("kind", [RadialDistribution, PartialRadialDistribution])
@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"r_cut": 0}, "`r_cut` is 0 Å; it must be a positive number of Å, such as 5.0"),
        ({"r_cut": 400.0}, "`r_cut` is 400 Å; it must be at most 100 Å (is it in pm?)"),
        (
            {"bin_width": 0.3},
            "`bin_width` is 0.3 Å; a whole number of bins must fill `r_cut` = 10 Å; 0.30303 Å does",
        ),
    ],
)
def test_parameters_out_of_range(kind, options, message):
    with pytest.raises(ValueError, match="`") as error:
        kind(**options).fit([ONE_ATOM])
    assert str(error.value) == message


def test_unknown_species_at_transform():
    partial = PartialRadialDistribution(4.0).fit([make_rutile()])
    with pytest.raises(FeaturizationError) as error:
        partial.transform([make_rutile(), set_id(make_cesium_chloride(), "my salt")])
    assert str(error.value.failures[0]) == (
        "my salt (CsCl): contains Cl, which is not among the species of the fit (Ti, O); fit with "
        "such a structure or pass `species`"
    )
    assert error.value.rows.shape == (1, 120)


def test_too_many_pairs():
    dense = Structure(Lattice.cubic(1.2), ["H"], [[0, 0, 0]])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = RadialDistribution(60.0, bin_width=1.0).fit([dense]).featurize_tolerant([dense])
    assert result.failures[0].reason == (
        "`r_cut` = 60 Å would mean about 5.2e+05 neighbours of each of the 1 sites; this cell allows "
        "up to 35 Å (is `r_cut` in pm?)"
    )
