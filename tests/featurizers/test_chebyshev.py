"""Chebyshev descriptor against a closed form and sums written out by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymatgen.core import Structure

from coursekit.errors import FeaturizationError
from coursekit.featurizers import Chebyshev
from coursekit.structures import make_cesium_chloride, make_fcc, make_perovskite, make_rutile

from .teaching import GENERIC, LONELY


def named(crystal, **options):
    """{name: column}"""
    record = Chebyshev(**options).fit_transform([crystal])[0]
    return dict(zip(record.names, record.values.T, strict=True))


def by_definition(crystal, weights, r_cut, n_radial, n_angular):
    """T_n(x) = cos(n arccos x), neighbour by neighbour as pymatgen finds them."""
    rows = []
    for site, neighbors in zip(crystal, crystal.get_all_neighbors(r_cut), strict=True):
        vectors = np.array([neighbor.coords - site.coords for neighbor in neighbors])
        r = np.linalg.norm(vectors, axis=1)
        w = np.array([weights[neighbor.specie.symbol] for neighbor in neighbors])
        w = w * (np.cos(np.pi * r / r_cut) + 1) / 2
        orders = np.arange(n_radial + 1)[:, None]
        radial = (w * np.cos(orders * np.arccos(2 * r / r_cut - 1))).sum(axis=1)
        j, k = np.triu_indices(len(r), 1)
        cosines = np.clip((vectors[j] * vectors[k]).sum(axis=1) / (r[j] * r[k]), -1, 1)
        angles = np.arange(n_angular + 1)[:, None] * np.arccos(cosines)
        rows.append(np.concatenate([radial, (w[j] * w[k] * np.cos(angles)).sum(axis=1)]))
    return np.array(rows)


@pytest.mark.parametrize("name", ["rutile", "LaMnO3", "skewed", "one atom"])
def test_equal_to_the_definition(name):
    crystal = GENERIC[name]
    chebyshev = Chebyshev(4.5, n_radial=6, n_angular=4).fit([crystal])
    ones = dict.fromkeys(chebyshev.species_, 1.0)
    expected = [by_definition(crystal, ones, 4.5, 6, 4)]
    if len(ones) > 1:
        expected.append(by_definition(crystal, chebyshev.weights_, 4.5, 6, 4))
    values = chebyshev.transform([crystal])[0].values
    np.testing.assert_allclose(values, np.hstack(expected), atol=1e-10)


def test_closed_form_in_fcc():
    """12 neighbours at d: 12 f T_n(2d/r_cut - 1); 24 angles of 60, 12 of 90, 24 of 120, 6 of 180°."""
    crystal = make_fcc("Cu", a=4.0)
    found = named(crystal, r_cut=3.9, n_radial=3, n_angular=2)
    d = 4.0 / np.sqrt(2)
    fade, x = (1 + np.cos(np.pi * d / 3.9)) / 2, 2 * d / 3.9 - 1
    radial = [1, x, 2 * x**2 - 1, 4 * x**3 - 3 * x]
    for n, value in enumerate(radial):
        assert found[f"Chebyshev distances T{n}"] == pytest.approx(12 * fade * value)
    cosines = np.repeat([0.5, 0.0, -0.5, -1.0], [24, 12, 24, 6])
    for n, values in enumerate([cosines**0, cosines, 2 * cosines**2 - 1]):
        expected = fade**2 * values.sum()
        assert found[f"Chebyshev angles T{n}"] == pytest.approx(expected)


def test_order_zero_counts_neighbours_and_pairs():
    """T0 = 1, so that the angles hold (S² - Σ f²) / 2 of the radial sum S."""
    crystal = GENERIC["LaMnO3"]
    found = named(crystal, r_cut=4.0, n_radial=0, n_angular=0)
    total, pairs = (found[f"Chebyshev {kind} T0"] for kind in ("distances", "angles"))
    squares = [
        sum(((1 + np.cos(np.pi * n.nn_distance / 4.0)) / 2) ** 2 for n in neighbors)
        for neighbors in crystal.get_all_neighbors(4.0)
    ]
    np.testing.assert_allclose(pairs, (total**2 - squares) / 2)


def test_columns_do_not_grow_with_the_elements():
    sizes = {
        len(Chebyshev(species=species).fit([make_rutile()]).get_feature_names_out())
        for species in (["Ti", "O"], ["Ti", "O", "Mg", "La", "Mn"])
    }
    assert sizes == {2 * (11 + 6)}
    single = Chebyshev().fit([make_fcc("Cu")])
    assert len(single.get_feature_names_out()) == 11 + 6


def test_weights_of_the_elements():
    chebyshev = Chebyshev(species=["O", "Sr", "Ti", "Mg", "La"]).fit([make_rutile()])
    assert chebyshev.weights_ == {"Sr": -2.0, "La": -1.0, "Mg": 0.0, "Ti": 1.0, "O": 2.0}
    crystal, weights = GENERIC["rutile"], {"Ti": 2.0, "O": 0.5}
    ours = Chebyshev(4.0, weights=weights).fit([crystal]).transform([crystal])[0].values[:, 17:]
    np.testing.assert_allclose(ours, by_definition(crystal, weights, 4.0, 10, 5), atol=1e-10)


def test_weight_one_gives_the_same_half_twice():
    crystal = GENERIC["rutile"]
    values = Chebyshev(weights={"Ti": 1, "O": 1}).fit_transform([crystal])[0].values
    np.testing.assert_allclose(values[:, :17], values[:, 17:], atol=1e-12)


def test_different_chemistry_can_add_up_to_the_same_number():
    """What the class says it loses: an element of weight 0 leaves no trace in the second half."""
    weights = {"Sr": 0.0, "Ti": 1.0, "O": -1.0}
    crystal = make_perovskite("Sr")
    emptied = Structure.from_sites([site for site in crystal if site.specie.symbol != "Sr"])
    options = {"r_cut": 4.0, "weights": weights, "species": ["Sr", "Ti", "O"]}
    rows = [named(item, **options) for item in (crystal, emptied)]
    others = np.array([site.specie.symbol != "Sr" for site in crystal])
    for name, column in rows[1].items():
        if name.endswith("by element"):
            np.testing.assert_allclose(rows[0][name][others], column, atol=1e-10)
    bare = "Chebyshev distances T0"
    assert np.abs(rows[0][bare][others] - rows[1][bare]).max() > 0.1


def test_shorter_cutoff_of_the_angles():
    crystal = GENERIC["rutile"]
    both, short = named(crystal, r_cut=5.0, r_cut_angular=3.0), named(crystal, r_cut=3.0)
    long = named(crystal, r_cut=5.0)
    for name, column in both.items():
        expected = short[name] if "angles" in name else long[name]
        np.testing.assert_allclose(column, expected, atol=1e-12)


@settings(max_examples=10)
@given(
    name=st.sampled_from(["rutile", "LaMnO3", "skewed"]),
    direction=st.tuples(*[st.floats(-1, 1)] * 3).filter(lambda d: np.linalg.norm(d) > 0.1),
)
def test_continuous_under_small_displacements(name, direction):
    crystal = GENERIC[name]
    chebyshev = Chebyshev(5.0).fit([crystal])
    step = np.array(direction) / np.linalg.norm(direction)

    def change(length):
        moved = crystal.copy()
        moved.translate_sites([0], length * step, frac_coords=False)
        rows = chebyshev.transform([crystal, moved])
        return np.abs(rows[1].values - rows[0].values).max()

    assert change(1e-5) <= 0.2 * change(1e-4) + 1e-9


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"r_cut": -1}, "`r_cut` is -1 Å; it must be a positive number of Å, such as 5.0"),
        ({"r_cut": 25}, "`r_cut` is 25 Å; it must be at most 20 Å (is it in pm?)"),
        (
            {"r_cut_angular": 7},
            "`r_cut_angular` is 7 Å; it must be above 0 and at most `r_cut` (6.0 Å)",
        ),
        (
            {"r_cut_angular": 0},
            "`r_cut_angular` is 0 Å; it must be above 0 and at most `r_cut` (6.0 Å)",
        ),
        ({"n_radial": -1}, "`n_radial` is -1 and `n_angular` is 5; both must be 0 or more"),
        ({"weights": {"Ti": 1.0}}, "`weights` has none for O; give a number for each of Ti, O"),
        (
            {"species": "TiO"},
            "`species` is the text 'TiO'; give a list of symbols: ['TiO']",
        ),
    ],
)
def test_parameters_out_of_range(change, message):
    with pytest.raises(ValueError, match="`") as error:
        Chebyshev(**change).fit([make_rutile()])
    assert str(error.value) == message


def test_unknown_species_and_no_neighbour():
    chebyshev = Chebyshev().fit([make_rutile()])
    with pytest.raises(FeaturizationError, match=r"contains Cl, which is not among .*\(Ti, O\)"):
        chebyshev.transform([make_cesium_chloride()])
    with pytest.raises(FeaturizationError) as error:
        Chebyshev(4.0).fit_transform([LONELY])
    assert str(error.value.failures[0]).endswith(
        "`r_cut` = 4 Å finds no neighbour of site 2 (Xe); the nearest is at 16.01 Å; raise `r_cut` "
        "above 16.01 Å"
    )
