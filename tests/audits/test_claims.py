"""A class promises what it says; anything unknown is held to the defaults, but for the elements."""

import pytest
from sklearn.preprocessing import StandardScaler

from coursekit.audits import Promises, infer_promises, zoo
from coursekit.featurizers import (
    SOAP,
    BondAngles,
    Coordination,
    MagpieStatistics,
    MatminerFeaturizer,
)
from coursekit.pooling import HistogramPooling, MeanPooling, SumPooling


@pytest.mark.parametrize(
    ("steps", "continuous", "species_aware", "intensive"),
    [
        ([SOAP(), MeanPooling()], True, True, True),
        ([SOAP(compression="mu2"), MeanPooling()], True, None, True),
        ([SOAP(), HistogramPooling()], None, True, True),
        ([SOAP(), SumPooling()], True, True, False),
        ([Coordination(), MeanPooling()], None, None, True),
        ([Coordination(cutoff="fermi", per_species=True)], True, True, True),
        ([BondAngles(), MeanPooling()], None, None, True),
        ([MagpieStatistics(), StandardScaler()], True, True, True),
        ([MatminerFeaturizer()], None, None, True),
        ([len], True, None, True),
    ],
)
def test_inferred(steps, continuous, species_aware, intensive):
    claims = infer_promises(steps)
    found = claims.continuous, claims.species_aware, claims.intensive
    assert found == (continuous, species_aware, intensive)


def test_broken_animals_of_the_zoo_are_held_to_the_defaults():
    animal = next(entry for entry in zoo.BROKEN if entry.name == "scaled with all data")
    assert infer_promises([animal.make()]) == Promises(species_aware=None)


@pytest.mark.parametrize(
    ("compression", "species_aware"),
    [
        ({"mode": "off"}, True),
        ({"mode": "mu2"}, None),
        ({"mode": "mu2", "species_weighting": {"Na": 1, "Cl": 2}}, True),
    ],
)
def test_a_compressed_soap_of_dscribe(compression, species_aware):
    from dscribe.descriptors import SOAP as Theirs

    theirs = Theirs(species=["Na", "Cl"], r_cut=4.0, n_max=2, l_max=1, compression=compression)
    assert infer_promises([theirs]).species_aware is species_aware
