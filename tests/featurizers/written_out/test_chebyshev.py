"""The readable Chebyshev descriptor against the fast one."""

import numpy as np
import pytest

from coursekit.featurizers import Chebyshev
from coursekit.featurizers.written_out.chebyshev import chebyshev_of_site, polynomials
from coursekit.featurizers.written_out.images import neighbors_of

from ..teaching import GENERIC


@pytest.mark.parametrize("name", ["rutile", "LaMnO3", "skewed"])
def test_equal_to_the_fast_one(name):
    crystal = GENERIC[name]
    symbols = np.array([site.specie.symbol for site in crystal])
    fast = Chebyshev(4.0, n_radial=4, n_angular=3).fit([crystal])
    rows = []
    for site in range(len(crystal)):
        vectors, neighbors = neighbors_of(
            site, crystal.lattice.matrix, crystal.frac_coords, r_cut=4.0
        )
        rows.append(
            chebyshev_of_site(
                vectors,
                symbols[neighbors],
                weights=fast.weights_,
                n_radial=4,
                n_angular=3,
                r_cut=4.0,
            )
        )
    np.testing.assert_allclose(rows, fast.transform([crystal])[0].values, atol=1e-10)


def test_polynomials_are_those_of_numpy():
    x = np.linspace(-1, 1, 21)
    for order in (0, 1, 7):
        expected = np.polynomial.chebyshev.chebvander(x, order).T
        np.testing.assert_allclose(polynomials(x, order), expected, atol=1e-14)
