"""Pooling rules, kernels and the search refuse parameters of another kind by name."""

import numpy as np
import pytest

from coursekit.featurizers import SOAP
from coursekit.kernels import AverageKernel, KernelRidgeSearch, REMatchKernel
from coursekit.pooling import HistogramPooling, MomentPooling, SpeciesPooling
from coursekit.structures import make_anatase, make_rutile

SITES = SOAP(n_max=2, l_max=1).fit_transform([make_rutile(), make_anatase()])
WRONG_KINDS = ("x", [], {}, float("nan"), float("inf"), -1, 2.5, len)


@pytest.mark.parametrize(
    "kind",
    [HistogramPooling, MomentPooling, SpeciesPooling, AverageKernel, REMatchKernel],
)
def test_rules_and_kernels(kind):
    for name in kind().get_params(deep=False):
        for value in WRONG_KINDS:
            try:
                found, said = kind(**{name: value}).fit_transform(SITES), None
            except ValueError as error:
                found, said = np.zeros(1), str(error)
            assert np.isfinite(found).all()
            # some numbers may be 2.5 or -1
            assert isinstance(value, float | int) if said is None else f"`{name}`" in said


@pytest.mark.parametrize("name", ["alphas", "widths", "n_folds", "normalise"])
def test_the_search(name):
    X, y = np.random.default_rng(0).normal(size=(20, 3)), np.arange(20.0)
    for value in WRONG_KINDS:
        with pytest.raises(ValueError, match=f"`{name}`"):
            KernelRidgeSearch(**{name: value}).fit(X, y)
