"""The readable SOAP against the fast one and DScribe, and its steps against each other."""

import numpy as np
import pytest
from dscribe.descriptors import SOAP as DScribe
from scipy.special import sph_harm_y

from coursekit.featurizers import SOAP
from coursekit.featurizers.dscribe_input import wrapped_atoms
from coursekit.featurizers.written_out.images import neighbors_of
from coursekit.featurizers.written_out.soap import (
    coefficients,
    coefficients_on_grid,
    density,
    fade,
    harmonics,
    power_spectrum,
    radial_functions,
    soap_of_site,
    soap_reach,
)
from coursekit.structures import make_rutile

from ..teaching import GENERIC

SIZE = {"r_cut": 4.0, "n_max": 3, "l_max": 3, "sigma": 0.5}
BY_NUMBER = {"rutile": ["O", "Ti"], "skewed": ["O", "Mg", "Ti"], "one atom": ["In"]}
NEIGHBORS = np.array([[1.9, 0.1, -0.3], [-0.4, 2.1, 0.7], [0.2, -1.1, 1.8]])
SHAPE = {"n_max": 4, "r_cut": 4.0}


def written_out(crystal, elements, **options):
    symbols = np.array([site.specie.symbol for site in crystal])
    reach = soap_reach(r_cut=SIZE["r_cut"], sigma=SIZE["sigma"])
    rows = []
    for site in range(len(crystal)):
        vectors, neighbors = neighbors_of(
            site, crystal.lattice.matrix, crystal.frac_coords, r_cut=reach
        )
        rows.append(
            soap_of_site(
                vectors, symbols[neighbors], symbols[site], elements=elements, **SIZE, **options
            )
        )
    return np.array(rows)


@pytest.mark.parametrize("name", BY_NUMBER)
@pytest.mark.parametrize("weighted", [False, True])
def test_equal_to_dscribe(name, weighted):
    crystal, elements = GENERIC[name], BY_NUMBER[name]
    poly = {"function": "poly", "r0": 4.0, "c": 1.0, "m": 1.0}
    options = {"weighting": poly} if weighted else {}
    backend = DScribe(species=elements, periodic=True, **SIZE, **options)
    expected = backend.create(wrapped_atoms(crystal))
    found = written_out(crystal, elements, weighted=weighted)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-8 * expected.max())


def test_equal_to_the_fast_one():
    crystal = make_rutile()
    fast = SOAP(**SIZE).fit_transform([crystal])[0].values
    found = written_out(crystal, ["O", "Ti"])
    np.testing.assert_allclose(found, fast, rtol=0, atol=1e-8 * fast.max())


@pytest.mark.parametrize("degree", [0, 1, 3])
def test_adding_up_a_grid_gives_the_closed_form(degree):
    options = {**SHAPE, "sigma": 0.5}
    grid = coefficients_on_grid(NEIGHBORS, degree, **options)
    closed = coefficients(NEIGHBORS, degree, **options)
    np.testing.assert_allclose(grid, closed, atol=3e-6)
    assert np.abs(closed).max() > 0.01


@pytest.mark.parametrize("degree", [0, 2, 4])
def test_radial_functions_are_orthonormal(degree):
    nodes, weights = np.polynomial.legendre.leggauss(200)
    r, weights = 15 * (nodes + 1), 15 * weights
    shapes = radial_functions(r, degree, **SHAPE)
    overlap = (shapes * (weights * r**2)) @ shapes.T
    np.testing.assert_allclose(overlap, np.eye(4), atol=1e-6)


def test_harmonics_are_those_of_scipy():
    """Real ones from complex ones; each degree's squares add up to (2l + 1) / 4 pi."""
    theta, phi = 0.7, 2.1
    point = np.array([np.sin(theta) * np.cos(phi), np.sin(theta) * np.sin(phi), np.cos(theta)])
    for degree in range(5):
        ours = harmonics(2.5 * point, degree)
        for m in range(1, degree + 1):
            complex_one = np.sqrt(2) * sph_harm_y(degree, m, theta, phi)
            assert ours[degree + m] == pytest.approx(complex_one.real)
            assert abs(ours[degree - m]) == pytest.approx(abs(complex_one.imag))
        assert ours[degree] == pytest.approx(sph_harm_y(degree, 0, theta, phi).real)
        assert (ours**2).sum() == pytest.approx((2 * degree + 1) / (4 * np.pi))


def test_the_square_forgets_the_orientation_and_the_coefficients_do_not():
    turn = np.linalg.qr(np.random.default_rng(1).normal(size=(3, 3)))[0]
    options = {**SHAPE, "sigma": 0.5}
    for degree in range(1, 5):
        first, second = (coefficients(v, degree, **options) for v in (NEIGHBORS, NEIGHBORS @ turn))
        assert np.abs(first - second).max() > 1e-3
        before, after = (power_spectrum(c, c, degree) for c in (first, second))
        np.testing.assert_allclose(after, before, atol=1e-12)


def test_density_is_a_gaussian_on_every_neighbour():
    on_first = density(NEIGHBORS[0], NEIGHBORS, sigma=0.4)
    squares = ((NEIGHBORS[1:] - NEIGHBORS[0]) ** 2).sum(axis=1)
    assert on_first == pytest.approx(1 + np.exp(-squares / (2 * 0.4**2)).sum())
    assert density(np.zeros((2, 5, 3)), NEIGHBORS, sigma=0.4).shape == (2, 5)


def test_fading_starts_and_ends_flat():
    r = np.array([0.0, 1e-4, 2.0, 4.0 - 1e-4, 4.0, 6.0])
    values = fade(r, r_cut=4.0)
    assert values[[0, 2, 4, 5]] == pytest.approx([1.0, 0.5, 0.0, 0.0])
    assert abs(values[1] - 1) < 1e-8 > abs(values[3])
