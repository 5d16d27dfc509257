"""Norms of the atomic fractions against matminer, and by hand."""

import numpy as np
import pytest
from matminer.featurizers.composition import Stoichiometry as MatminerStoichiometry
from pymatgen.core import Composition

from coursekit.featurizers import Stoichiometry
from coursekit.structures import make_spinel

from .test_statistics import random_formulas


def test_equal_to_matminer():
    formulas = random_formulas(n=40)
    theirs = MatminerStoichiometry()
    expected = [theirs.featurize(Composition(formula)) for formula in formulas]
    ours = Stoichiometry().fit(formulas)
    np.testing.assert_allclose(ours.transform(formulas), expected, atol=1e-10)
    assert ours.get_feature_names_out().tolist() == theirs.feature_labels()


def test_by_hand():
    rows = Stoichiometry(p=(0, 2, 3)).fit_transform(["TiO2", "Fe", make_spinel()])
    thirds = np.array([1, 2]) / 3
    assert rows[0] == pytest.approx([2, np.sqrt((thirds**2).sum()), np.cbrt((thirds**3).sum())])
    assert rows[1] == pytest.approx([1, 1, 1])
    sevenths = np.array([1, 2, 4]) / 7
    assert rows[2] == pytest.approx([3, *((sevenths**p).sum() ** (1 / p) for p in (2, 3))])


@pytest.mark.parametrize("p", [(), (-1, 2), (2, 2)])
def test_orders_out_of_range(p):
    with pytest.raises(ValueError, match="`p`") as error:
        Stoichiometry(p=p).fit(["TiO2"])
    assert str(error.value) == (f"`p` is {p}; give different orders from 0 up, such as (0, 2, 3)")
