"""ACSF against DScribe called directly, by hand, and question by question."""

import numpy as np
import pytest
import scipy.sparse as sp
from dscribe.descriptors import ACSF as DScribe
from hypothesis import given, settings
from hypothesis import strategies as st
from pymatgen.core import Element, Structure
from pymatgen.io.ase import AseAtomsAdaptor

from coursekit.errors import FeaturizationError
from coursekit.featurizers import ACSF
from coursekit.structures import make_cesium_chloride, make_fcc, make_perovskite, make_rutile

from .crystals import crystals
from .teaching import GENERIC, SKEWED

G2 = [(4.0, 1.95), (1.0, 0.0), (2.0, 3.0)]
G4 = [(0.01, 1, 1), (0.01, 4, -1), (0.1, 16, -1)]
G5 = [(0.02, 2, 1), (0.0, 4, -1)]
QUESTIONS = {"g2": G2, "g4": G4, "g5": G5}
SPECIES = ["O", "Mg", "Ti", "Cu", "Zn", "Sr"]  # by atomic number; no crystal has Mg


def by_dscribe(crystal, r_cut, *, species=SPECIES, g2=G2, g4=G4, g5=G5):
    backend = DScribe(
        r_cut=r_cut, species=species, periodic=True, g2_params=g2, g4_params=g4, g5_params=g5
    )
    return backend, backend.create(AseAtomsAdaptor.get_atoms(crystal))


def elements_of(name):
    """Centre, and the others in any order, of a column's name."""
    parts = name.split(" ")[0].split("-")
    return (parts[0], parts[1:]) if len(parts) == 2 else (parts[1], [parts[0], parts[2]])


@pytest.mark.parametrize("crystal", crystals(), ids=lambda crystal: crystal.reduced_formula)
def test_equal_to_dscribe(crystal):
    """Block by block, since DScribe has its elements by atomic number."""
    acsf = ACSF(5.0, **QUESTIONS, species=SPECIES, by_center=False).fit([crystal])
    values = acsf.transform([crystal])[0].values
    names = acsf.get_feature_names_out()
    backend, expected = by_dscribe(crystal, 5.0)
    n_numbers = len(SPECIES)
    split = n_numbers * (1 + len(G2))
    second, first = np.tril_indices(n_numbers)
    places = {(symbol,): expected[:, k * 4 : k * 4 + 4] for k, symbol in enumerate(SPECIES)}
    for k, (i, j) in enumerate(zip(first, second, strict=True)):
        pair = tuple(sorted([SPECIES[i], SPECIES[j]]))
        places[pair] = expected[:, split + 5 * k : split + 5 * k + 5]
    assert values.shape == expected.shape == (len(crystal), backend.get_number_of_features())
    seen = 0
    for key, block in places.items():
        mine = [k for k, n in enumerate(names) if sorted(elements_of(n)[1]) == sorted(key)]
        np.testing.assert_allclose(values[:, mine], block, rtol=0, atol=1e-12)
        seen += len(mine)
    assert seen == values.shape[1]


@pytest.mark.parametrize("part", ["g2", "g4", "g5"])
def test_each_kind_on_its_own_equal_to_dscribe(part):
    only = {name: QUESTIONS[name] if name == part else [] for name in QUESTIONS}
    crystal = make_fcc("Cu")
    values = ACSF(5.0, **only).fit_transform([crystal])[0].values
    wanted = {name: functions or None for name, functions in only.items()}
    np.testing.assert_allclose(
        values, by_dscribe(crystal, 5.0, species=["Cu"], **wanted)[1], rtol=0, atol=1e-12
    )


def test_by_hand_in_simple_cubic_polonium():
    po = Structure(3.35 * np.eye(3), ["Po"], [[0, 0, 0]])
    row = ACSF(4.0, g2=[(4.0, 3.0)], g4=[], g5=[(0.0, 2, -1)]).fit_transform([po])[0].values[0]
    fade = 0.5 * (1 + np.cos(np.pi * 3.35 / 4.0))
    # 12 right angles count 1/2 each, 3 straight ones 2
    expected = [6 * fade, 6 * fade * np.exp(-4 * 0.35**2), (12 * 0.5 + 3 * 2) * fade**2]
    assert row == pytest.approx(expected)


def test_columns_by_centre_hold_the_rows_of_that_element():
    crystal = make_perovskite("Sr")
    whole = ACSF(4.0, **QUESTIONS, by_center=False).fit([crystal])
    split = ACSF(4.0, **QUESTIONS).fit([crystal])
    width = len(whole.get_feature_names_out())
    everyone, own = (f.transform([crystal])[0] for f in (whole, split))
    assert own.values.shape == (5, 3 * width)
    for site, symbol in enumerate(own.species):
        start = whole.species_.index(symbol) * width
        block = slice(start, start + width)
        np.testing.assert_allclose(
            own.values[site, block], everyone.values[site], rtol=1e-12, atol=1e-12
        )
        assert not np.delete(own.values[site], np.arange(start, start + width)).any()
        for name, plain in zip(own.names[block], everyone.names, strict=True):
            assert elements_of(name)[0] == symbol
            assert sorted(elements_of(name)[1]) == sorted(elements_of(plain)[1])


def test_many_species_give_sparse_rows_with_the_same_numbers():
    crystal = make_rutile()
    everything = [Element.from_Z(z).symbol for z in range(1, 31)]
    for by_center in (True, False):
        many = ACSF(4.0, species=everything, by_center=by_center).fit([crystal])
        few = ACSF(4.0, species=["Ti", "O"], by_center=by_center).fit([crystal])
        rows, (small,) = many.transform([crystal])[0].values, few.transform([crystal])
        assert sp.issparse(rows) == by_center
        names = {name: k for k, name in enumerate(many.get_feature_names_out())}
        columns = [names[name] for name in small.names]
        rows = rows.toarray() if by_center else rows
        np.testing.assert_allclose(rows[:, columns], small.values, rtol=1e-12, atol=1e-12)
        assert np.count_nonzero(rows) == np.count_nonzero(small.values)
    assert sp.issparse(
        ACSF(4.0, species=[*everything, *"YIWUV"]).fit_transform([crystal])[0].values
    )


def test_columns_are_named_as_questions():
    acsf = ACSF(6.0, g2=[(4.0, 1.95)], g4=[(0.01, 4, -1)], g5=[(0.0, 1, 1)]).fit([make_rutile()])
    names = acsf.get_feature_names_out().tolist()
    assert len(names) == acsf.n_features_out_ == 2 * (2 * 2 + 3 * 2)
    assert "Ti-O pairs, fading out to 6 Å" in names
    assert "Ti-O pairs near 1.95 Å, eta 4 Å⁻²" in names
    assert "O-Ti-O angles within 47° of 180°, zeta 4, eta 0.01 Å⁻², O-O near each other" in names
    assert "O-Ti-O angles within 90° of 0°, zeta 1, eta 0 Å⁻²" in names


def test_the_width_in_a_name_is_where_the_angular_factor_is_half():
    from coursekit.featurizers.written_out.acsf import angular_factor

    acsf = ACSF(6.0, g2=[], g5=[(0.0, zeta, -1) for zeta in (1, 2, 4, 16, 64)], g4=[])
    for name in acsf.fit([make_fcc("Cu")]).get_feature_names_out()[1:]:
        width, zeta = float(name.split("within ")[1].split("°")[0]), float(name.split()[7][:-1])
        factor = angular_factor(np.cos(np.radians(180 - width)), zeta=zeta, lambda_=-1)
        assert factor == pytest.approx(1.0, abs=0.06)


def test_default_questions():
    names = ACSF().fit([make_fcc("Cu")]).get_feature_names_out()
    assert names[1] == "Cu-Cu pairs near 1 Å, eta 4 Å⁻²"
    assert names[10] == "Cu-Cu pairs near 5.5 Å, eta 4 Å⁻²"
    assert len(names) == 1 + 10 + 8


@settings(max_examples=10)
@given(
    name=st.sampled_from(sorted(GENERIC)),
    direction=st.tuples(*[st.floats(-1, 1)] * 3).filter(lambda d: np.linalg.norm(d) > 0.1),
)
def test_continuous_under_small_displacements(name, direction):
    """A step ten times smaller changes the vector about ten times less, whoever enters."""
    crystal = GENERIC[name]
    acsf = ACSF(5.0, **QUESTIONS).fit([crystal])
    step = np.array(direction) / np.linalg.norm(direction)

    def change(length):
        moved = crystal.copy()
        moved.translate_sites([0], length * step, frac_coords=False)
        rows = acsf.transform([crystal, moved])
        return np.abs(rows[1].values - rows[0].values).max()

    assert change(1e-5) <= 0.2 * change(1e-4) + 1e-9


def test_it_sees_an_atom_fade_in_instead_of_jump():
    acsf = ACSF(4.0, g2=[], g4=[], g5=[])
    values = [
        acsf.fit_transform([Structure(a * np.eye(3), ["Po"], [[0, 0, 0]])])[0].values[0, 0]
        for a in (3.5, 3.9, 3.99, 3.9999)
    ]
    assert values == sorted(values, reverse=True)
    assert 0 < values[-1] < 1e-7


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"g2": [(0, 1)]},
            "`g2` holds (0, 1); each entry is (eta in Å⁻², above 0; r_shift in Å, 0 or more), such "
            "as (4.0, 1.95)",
        ),
        (
            {"g2": [4.0]},
            "`g2` holds (4.0,); each entry is (eta in Å⁻², above 0; r_shift in Å, 0 or more), such "
            "as (4.0, 1.95)",
        ),
        (
            {"g4": [(0.01, 4, 2)]},
            "`g4` holds (0.01, 4.0, 2.0); each entry is (eta in Å⁻², 0 or more; zeta, 1 or more; "
            "lambda_, 1 or -1), such as (0.01, 4, -1)",
        ),
        (
            {"g5": [(0.01, 0.5, 1)]},
            "`g5` holds (0.01, 0.5, 1.0); each entry is (eta in Å⁻², 0 or more; zeta, 1 or more; "
            "lambda_, 1 or -1), such as (0.01, 4, -1)",
        ),
        ({"g2": [(4, 2), (1, 2), (4.0, 2.0)]}, "`g2` holds (4.0, 2.0) twice"),
        ({"r_cut": 0}, "`r_cut` is 0 Å; it must be a positive number of Å, such as 5.0"),
        ({"r_cut": 60}, "`r_cut` is 60 Å; it must be at most 20 Å (is it in pm?)"),
        (
            {"species": ["Qx"]},
            "`species` names 'Qx', which is not an element; give a list of symbols such as ['Ti', 'O']",
        ),
    ],
)
def test_parameters_out_of_range(change, message):
    with pytest.raises(ValueError, match="`") as error:
        ACSF(**change).fit([make_rutile()])
    assert str(error.value) == message


def test_unknown_species_and_no_neighbour():
    acsf = ACSF(5.0).fit([make_rutile()])
    with pytest.raises(FeaturizationError, match=r"contains Cl, which is not among .*\(Ti, O\)"):
        acsf.transform([make_cesium_chloride()])
    with pytest.raises(FeaturizationError, match="finds no neighbour of site 0"):
        ACSF(0.5).fit_transform([SKEWED])
