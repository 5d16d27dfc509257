"""The one-pass geometry equals its parts, and matminer's three featurisers."""

import warnings

import numpy as np
import pytest
from matminer.featurizers.site import AverageBondLength, CoordinationNumber
from pymatgen.analysis.local_env import CrystalNN
from pymatgen.core import Element

from coursekit.errors import FeaturizationError
from coursekit.featurizers.bond_angles import BondAngles
from coursekit.featurizers.bonds import BondLengths
from coursekit.featurizers.coordination import Coordination
from coursekit.featurizers.geometry import BondGeometry
from coursekit.structures import make_fcc, make_rutile

from .crystals import dense
from .teaching import GENERIC, LONELY


@pytest.mark.parametrize("per_species", [False, True])
@pytest.mark.parametrize("r_cut", [None, 3.2])
def test_equal_to_its_parts(r_cut, per_species):
    crystal = GENERIC["rutile"]
    by = {"per_species": per_species}
    whole = BondGeometry(r_cut, **by).fit([crystal])
    parts = [BondLengths(r_cut, **by).fit([crystal]), BondAngles(r_cut, **by).fit([crystal])]
    names = [name for part in parts for name in part.get_feature_names_out()]
    numbers = ["N(Ti)", "N(O)"] if per_species else ["N"]
    assert whole.get_feature_names_out().tolist() == numbers + names
    expected = np.hstack([part.transform([crystal])[0].values for part in parts])
    found = whole.transform([crystal])[0].values
    np.testing.assert_allclose(found[:, len(numbers) :], expected, rtol=1e-12, atol=1e-12)
    if r_cut:
        counted = Coordination(r_cut, **by).fit_transform([crystal])[0].values
        np.testing.assert_array_equal(found[:, : len(numbers)], counted)


@pytest.mark.parametrize("name", ["rutile", "LaMnO3"])
def test_equal_to_matminer(name):
    crystal = GENERIC[name]
    theirs = [CoordinationNumber(CrystalNN()), AverageBondLength(CrystalNN())]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = [[f.featurize(crystal, i)[0] for f in theirs] for i in range(len(crystal))]
    found = BondGeometry(length_stats=["mean"]).fit_transform([crystal])[0].values
    np.testing.assert_allclose(found[:, :2], expected, atol=1e-8)


def test_sparse_parts_give_sparse_rows():
    crystal = make_rutile()
    everything = [Element.from_Z(z).symbol for z in range(1, 61)]
    options = {"per_species": True, "length_stats": ["mean"], "angle_stats": ["mean"]}
    large = BondGeometry(species=everything, **options).fit([crystal])
    values, names = large.transform([crystal])[0].values, large.get_feature_names_out().tolist()
    small = BondGeometry(**options).fit([crystal])
    columns = [names.index(name) for name in small.get_feature_names_out()]
    np.testing.assert_allclose(
        dense(values)[:, columns], small.transform([crystal])[0].values, rtol=1e-12, atol=1e-12
    )


def test_errors_are_those_of_the_parts():
    with pytest.raises(FeaturizationError) as error:
        BondGeometry(3.0).fit_transform([LONELY])
    assert error.value.failures[0].reason == (
        "`r_cut` = 3 Å finds no neighbour of site 2 (Xe); the nearest is at 16.01 Å; raise `r_cut` "
        "above 16.01 Å"
    )
    with pytest.raises(
        ValueError, match="`angle_stats` names 'median'; known are mean, std, variance"
    ):
        BondGeometry(angle_stats=["median"]).fit([make_rutile()])
    with pytest.raises(FeaturizationError, match=r"contains Cu, which is not among .*\(Ti, O\)"):
        BondGeometry(per_species=True).fit([make_rutile()]).transform([make_fcc("Cu")])
