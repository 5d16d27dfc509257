"""Numbers and lengths of bonds between elements, against pymatgen and by hand."""

import numpy as np
import pytest
import scipy.sparse as sp
from pymatgen.analysis.local_env import CrystalNN
from pymatgen.core import Element

from coursekit.errors import FeaturizationError
from coursekit.featurizers.pair_coordination import PairCoordination
from coursekit.structures import make_rocksalt, make_rutile, make_spinel, set_id

from .teaching import GENERIC, LONELY


def table(featurizer, crystal):
    row = featurizer.fit_transform([crystal])[0]
    return dict(zip(featurizer.get_feature_names_out().tolist(), row.tolist(), strict=True))


def bonds_by_pymatgen(crystal, r_cut):
    """(element, element, length) of every bond, from both ends."""
    return [
        (site.specie.symbol, neighbor.specie.symbol, neighbor.nn_distance)
        for site, neighbors in zip(crystal, crystal.get_all_neighbors(r_cut), strict=True)
        for neighbor in neighbors
    ]


@pytest.mark.parametrize("name", GENERIC)
def test_equal_to_a_count_over_pymatgens_neighbours(name):
    crystal, r_cut = GENERIC[name], 4.0
    found = table(PairCoordination(r_cut), crystal)
    bonds = bonds_by_pymatgen(crystal, r_cut)
    for column, value in found.items():
        pair = column[2:-1] if column.startswith("N(") else column.split(" ")[2]
        a, b = pair.split("-")
        if column.startswith("N("):
            number = sum(bond[:2] == (a, b) for bond in bonds)
            expected = number / crystal.composition[a]
        else:
            lengths = [d for x, y, d in bonds if {x, y} == {a, b}]
            statistic = np.mean if column.startswith("mean") else np.std
            expected = statistic(lengths) if lengths else 0.0
        assert value == pytest.approx(expected, abs=1e-12), column


def test_bonds_have_two_ends():
    for crystal in GENERIC.values():
        found = table(PairCoordination(5.0), crystal)
        c = crystal.composition.get_atomic_fraction
        for a in crystal.symbol_set:
            for b in crystal.symbol_set:
                assert found[f"N({a}-{b})"] * c(a) == pytest.approx(found[f"N({b}-{a})"] * c(b))


def test_by_default_the_bonds_of_crystalnn():
    found = table(PairCoordination(), make_spinel().get_primitive_structure())
    assert (found["N(Mg-O)"], found["N(Al-O)"], found["N(O-O)"]) == (4, 6, 0)
    assert (found["N(O-Mg)"], found["N(O-Al)"]) == (1, 3)


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_lengths_are_those_of_crystalnn():
    crystal = GENERIC["rutile"]
    found = table(PairCoordination(), crystal)
    lengths = [
        neighbor["site"].distance(crystal[i], jimage=[0, 0, 0])
        for i in range(len(crystal))
        for neighbor in CrystalNN().get_nn_info(crystal, i)
    ]
    assert found["mean length Ti-O / Å"] == pytest.approx(np.mean(lengths))
    assert found["std length Ti-O / Å"] == pytest.approx(np.std(lengths))


def test_names_and_their_order():
    names = PairCoordination(3.0, species=["O", "Ti"]).fit([LONELY]).get_feature_names_out()
    assert names.tolist() == [
        "N(Ti-Ti)",
        "N(Ti-O)",
        "N(O-Ti)",
        "N(O-O)",
        "mean length Ti-Ti / Å",
        "std length Ti-Ti / Å",
        "mean length Ti-O / Å",
        "std length Ti-O / Å",
        "mean length O-O / Å",
        "std length O-O / Å",
    ]


def test_groups_share_columns():
    crystal = GENERIC["LaMnO3"]
    grouped = table(PairCoordination(3.0, groups={"cation": ["La", "Mn"]}), crystal)
    alone = table(PairCoordination(3.0), crystal)
    assert grouped["N(cation-O)"] == pytest.approx((alone["N(La-O)"] + alone["N(Mn-O)"]) / 2)
    assert grouped["N(O-cation)"] == pytest.approx(alone["N(O-La)"] + alone["N(O-Mn)"])


def test_many_species_give_a_sparse_row_with_the_same_numbers():
    crystal = make_rutile()
    everything = [Element.from_Z(z).symbol for z in range(1, 84)]
    large = PairCoordination(3.0, species=everything).fit([crystal])
    rows = large.transform([crystal])
    assert sp.issparse(rows)
    found = dict(zip(large.get_feature_names_out(), rows.toarray()[0], strict=True))
    for name, value in table(PairCoordination(3.0), crystal).items():
        assert found[name] == value


def test_isolated_atoms_and_no_bond_at_all():
    found = table(PairCoordination(3.0), LONELY)
    assert (found["N(Na-Cl)"], found["N(Xe-Xe)"], found["mean length Na-Cl / Å"]) == (1, 0, 2.5)
    with pytest.raises(FeaturizationError) as error:
        PairCoordination(0.5).fit_transform([make_rocksalt("Mg")])
    assert error.value.failures[0].reason == (
        "`r_cut` = 0.5 Å finds no neighbour of site 0 (Mg); the nearest is at 2.11 Å; is `r_cut` in "
        "nm?"
    )


def test_unknown_species_and_parameters_out_of_range():
    fitted = PairCoordination().fit([make_rutile()])
    with pytest.raises(FeaturizationError) as error:
        fitted.transform([set_id(make_rocksalt("Mg"), "periclase")])
    assert str(error.value.failures[0]) == (
        "periclase (MgO): contains Mg, which is not among the species of the fit (Ti, O); fit with "
        "such a structure or pass `species`"
    )
    for options in ({"r_cut": -1}, {"species": ["Xy"]}, {"groups": {"x": []}}):
        with pytest.raises(ValueError, match=r"^`(r_cut|species|groups)"):
            PairCoordination(**options).fit([make_rutile()])
