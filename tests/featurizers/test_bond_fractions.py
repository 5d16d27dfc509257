"""Shares of bonds against matminer's over CrystalNN."""

import warnings

import numpy as np
import pytest
import scipy.sparse as sp
from matminer.featurizers.structure import BondFractions as MatminerBondFractions
from pymatgen.core import Element

from coursekit.errors import FeaturizationError
from coursekit.featurizers.bond_fractions import BondFractions
from coursekit.structures import make_cuau, make_rocksalt, make_rutile, make_spinel

from .teaching import GENERIC, NAMED

CRYSTALS = [
    GENERIC["rutile"],
    GENERIC["LaMnO3"],
    make_spinel().get_primitive_structure(),
    make_cuau(),
    NAMED["make_licoo2"],
    NAMED["make_mos2"],
]


def test_equal_to_matminer():
    theirs = MatminerBondFractions().fit(CRYSTALS)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = np.array([theirs.featurize(crystal) for crystal in CRYSTALS])
    ours = BondFractions().fit(CRYSTALS)
    rows, names = ours.transform(CRYSTALS), ours.get_feature_names_out().tolist()
    for label, column in zip(theirs.feature_labels(), expected.T, strict=True):
        a, b = label.removesuffix(" bond frac.").split(" - ")
        name = f"bond fraction {a}-{b}"
        name = name if name in names else f"bond fraction {b}-{a}"
        np.testing.assert_allclose(rows[:, names.index(name)], column, atol=1e-12, err_msg=label)
    # pairs that no crystal has are columns of ours only
    np.testing.assert_allclose(rows.sum(axis=1), 1.0)


def test_within_a_cutoff_by_hand():
    # rock salt within 3.1 Å: 6 unlike neighbours at 2.1 Å, 12 like ones at 2.98 Å
    row = BondFractions(3.1).fit_transform([make_rocksalt("Mg")])[0]
    np.testing.assert_allclose(row, [12 / 36, 12 / 36, 12 / 36])


def test_groups_names_and_sparse_rows():
    grouped = BondFractions(groups={"cation": ["La", "Mn"]}).fit([GENERIC["LaMnO3"]])
    assert grouped.get_feature_names_out().tolist() == [
        "bond fraction cation-cation",
        "bond fraction cation-O",
        "bond fraction O-O",
    ]
    everything = [Element.from_Z(z).symbol for z in range(1, 119)]
    dense = BondFractions(species=everything).fit([make_rutile()]).transform([make_rutile()])
    assert not sp.issparse(dense)
    assert dense.shape == (1, 118 * 119 // 2)


def test_no_bond_and_unknown_species():
    with pytest.raises(FeaturizationError, match=r"`r_cut` = 0\.5 Å finds no neighbour of site 0"):
        BondFractions(0.5).fit_transform([make_rutile()])
    with pytest.raises(FeaturizationError, match=r"contains Mg, which is not among .*\(Ti, O\)"):
        BondFractions().fit([make_rutile()]).transform([make_rocksalt("Mg")])
    with pytest.raises(ValueError, match=r"^`r_cut` is 0 Å; it must be a positive number"):
        BondFractions(0).fit([make_rutile()])
