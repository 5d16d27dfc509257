"""The best match against DScribe's, against linear programming, and in its two limits."""

import numpy as np
import pytest
from dscribe.kernels import REMatchKernel as DscribeREMatchKernel
from scipy.optimize import linear_sum_assignment
from sklearn.exceptions import ConvergenceWarning

from coursekit.kernels import AverageKernel, REMatchKernel
from coursekit.kernels.rematch import best_match

from .crystals import random_sites, soap_sites, unit_rows


def by_dscribe(records, others=None, *, alpha, zeta=1, normalise=True, threshold=1e-9):
    kernel = DscribeREMatchKernel(
        alpha, threshold, "polynomial", degree=zeta, gamma=1, coef0=0, normalize_kernel=normalise
    )
    return kernel.create(unit_rows(records), others and unit_rows(others))


@pytest.mark.parametrize(
    ("alpha", "zeta", "normalise"),
    [(0.1, 1, True), (0.1, 1, False), (0.3, 2, True), (0.5, 4, True), (2.0, 3, False)],
)
def test_equal_to_dscribe(alpha, zeta, normalise):
    records = soap_sites(sparse=True)
    kernel = REMatchKernel(alpha=alpha, zeta=zeta, normalise=normalise, complete=False)
    expected = by_dscribe(records, alpha=alpha, zeta=zeta, normalise=normalise)
    np.testing.assert_allclose(kernel.fit_transform(records), expected, rtol=0, atol=1e-3)
    across = kernel.fit(records[:4]).transform(records)
    expected = by_dscribe(records, records[:4], alpha=alpha, zeta=zeta, normalise=normalise)
    np.testing.assert_allclose(across, expected, rtol=0, atol=1e-3)


def test_the_smaller_tol_the_closer():
    records = random_sites([3, 5, 2, 4])
    expected = by_dscribe(records, alpha=0.1, threshold=1e-24)
    for tol in (1e-2, 1e-4, 1e-8):
        kernel = REMatchKernel(alpha=0.1, tol=tol).fit_transform(records)
        np.testing.assert_allclose(kernel, expected, rtol=0, atol=tol)


def test_small_alpha_pairs_off_the_sites():
    similarities = np.random.default_rng(0).random((4, 4, 20))
    expected = []
    for pair in range(20):
        rows, columns = linear_sum_assignment(-similarities[..., pair])
        expected.append(similarities[rows, columns, pair].mean())
    matched = best_match(similarities, alpha=0.01)
    # what is nearly as good still gets a share, at the smallest alpha there is
    np.testing.assert_allclose(matched, expected, rtol=0, atol=0.01)
    blurred = best_match(similarities, alpha=0.1)
    assert (blurred < matched).all()


def test_large_alpha_is_the_average_kernel():
    records = random_sites([3, 5, 2, 4])
    matched = REMatchKernel(alpha=1e6, normalise=False).fit_transform(records)
    averaged = AverageKernel(normalise=False).fit_transform(records)
    np.testing.assert_allclose(matched, averaged, rtol=1e-5)


def test_sees_what_the_average_kernel_cannot():
    """Sites a, b against sites c, c halfway between: the means agree, no site does."""
    a, b = np.array([1.0, 0, 0, 0]), np.array([0, 1.0, 0, 0])
    record = random_sites([2, 2], n_features=4)
    c = (a + b) / np.sqrt(2)
    np.copyto(record[0].values, [a, b])
    np.copyto(record[1].values, [c, c])
    assert AverageKernel().fit_transform(record)[0, 1] == pytest.approx(1)
    assert REMatchKernel(alpha=0.05).fit_transform(record)[0, 1] == pytest.approx(np.sqrt(0.5))


def test_one_site_leaves_no_choice():
    similarities = np.random.default_rng(0).random((1, 5, 3))
    np.testing.assert_allclose(
        best_match(similarities, alpha=0.1), similarities[0].mean(axis=0), rtol=1e-12, atol=1e-12
    )


def test_order_of_the_sites_does_not_count():
    similarities = np.random.default_rng(0).random((4, 6, 3))
    shuffled = similarities[[2, 0, 3, 1]][:, [5, 1, 0, 3, 2, 4]]
    options = {"alpha": 0.1, "tol": 1e-10}
    np.testing.assert_allclose(
        best_match(shuffled, **options), best_match(similarities, **options), atol=1e-10
    )


def test_a_pair_does_not_depend_on_its_batch():
    similarities = np.random.default_rng(0).random((4, 6, 3000))
    together = best_match(similarities, alpha=0.1)
    alone = [best_match(similarities[..., k : k + 1], alpha=0.1)[0] for k in (0, 1700, 2999)]
    np.testing.assert_allclose(together[[0, 1700, 2999]], alone, rtol=1e-12)


def test_a_matching_that_is_not_found_is_reported(monkeypatch):
    monkeypatch.setattr("coursekit.kernels.rematch._MAX_ROUNDS", 3)
    similarities = np.random.default_rng(0).random((3, 4, 2))
    with pytest.warns(ConvergenceWarning) as caught:
        values = best_match(similarities, alpha=0.02)
    assert len(caught) == 1
    words = str(caught[0].message).split(" matched only to ")
    assert words[0] == "2 pairs of crystals are"
    assert words[1].split(", ", 1)[1] == (
        "not to `tol` = 0.0001, after 3 rounds; raise `alpha` (0.02) or `tol`"
    )
    assert float(words[1].split(",")[0]) > 1e-4
    assert ((values > 0.5) & (values < 1)).all()


@pytest.mark.parametrize("alpha", [0.001, 0, -1.0, float("nan")])
def test_alpha(alpha):
    with pytest.raises(ValueError, match="alpha") as error:
        REMatchKernel(alpha=alpha).fit(random_sites([2]))
    assert str(error.value) == f"`alpha` is {alpha}; it must be at least 0.01"


@pytest.mark.parametrize("tol", [0, 1, -1e-3, float("nan")])
def test_tol(tol):
    with pytest.raises(ValueError, match="tol") as error:
        REMatchKernel(tol=tol).fit(random_sites([2]))
    assert str(error.value) == f"`tol` is {tol}; it must lie between 0 and 1"
