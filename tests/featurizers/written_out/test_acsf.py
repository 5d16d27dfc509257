"""The readable symmetry functions against the fast ones, DScribe, and their own promises."""

import numpy as np
import pytest
from dscribe.descriptors import ACSF as DScribe

from coursekit.featurizers import ACSF
from coursekit.featurizers.dscribe_input import wrapped_atoms
from coursekit.featurizers.written_out.acsf import (
    acsf_of_site,
    angular_factor,
    cutoff,
    g1,
    g2,
    g4,
    g5,
)
from coursekit.featurizers.written_out.images import neighbors_of
from coursekit.neighbors import cosine_cutoff

from ..teaching import GENERIC

R_CUT = 4.0
G2 = [(4.0, 1.95), (1.0, 0.0)]
G4 = [(0.01, 1, 1), (0.1, 16, -1)]
G5 = [(0.02, 4, 1)]
BY_NUMBER = {
    "rutile": ["O", "Ti"],
    "LaMnO3": ["O", "Mn", "La"],
    "skewed": ["O", "Mg", "Ti"],
    "one atom": ["In"],
}


def written_out(crystal, elements):
    symbols = np.array([site.specie.symbol for site in crystal])
    rows = []
    for site in range(len(crystal)):
        vectors, neighbors = neighbors_of(
            site, crystal.lattice.matrix, crystal.frac_coords, r_cut=R_CUT
        )
        rows.append(
            acsf_of_site(
                vectors,
                symbols[neighbors],
                elements=elements,
                g2_list=G2,
                g4_list=G4,
                g5_list=G5,
                r_cut=R_CUT,
            )
        )
    return np.array(rows)


@pytest.mark.parametrize("name", BY_NUMBER)
def test_equal_to_dscribe(name):
    crystal, elements = GENERIC[name], BY_NUMBER[name]
    backend = DScribe(
        r_cut=R_CUT, species=elements, periodic=True, g2_params=G2, g4_params=G4, g5_params=G5
    )
    expected = backend.create(wrapped_atoms(crystal))
    np.testing.assert_allclose(written_out(crystal, elements), expected, atol=1e-10)


@pytest.mark.parametrize("name", ["rutile", "skewed"])
def test_equal_to_the_fast_one(name):
    """Of two elements whose order by number and by electronegativity differs only in the layout."""
    crystal = GENERIC[name]
    fast = ACSF(R_CUT, g2=G2, g4=G4, g5=G5, by_center=False).fit([crystal])
    record = fast.transform([crystal])[0]
    elements = BY_NUMBER[name]
    names = [
        *(f"any-{e}" for e in elements for _ in range(3)),
        *(
            "-".join(sorted([first, second]))
            for j, second in enumerate(elements)
            for first in elements[: j + 1]
            for _ in range(3)
        ),
    ]
    theirs = []
    for long in record.names:
        parts = long.split(" ")[0].split("-")
        theirs.append("-".join(sorted(parts[::2])) if len(parts) == 3 else "-".join(parts))
    ours = written_out(crystal, elements)
    for block in set(names):
        mine = [k for k, n in enumerate(names) if n == block]
        fast_ones = [k for k, n in enumerate(theirs) if n == block]
        np.testing.assert_allclose(ours[:, mine], record.values[:, fast_ones], atol=1e-10)
    assert sorted(names) == sorted(theirs)


def test_cutoff_is_the_one_of_the_neighbours():
    r = np.linspace(0.0, 6.0, 61)
    np.testing.assert_allclose(cutoff(r, r_cut=4.0), cosine_cutoff(r, r_cut=4.0), atol=1e-15)


def test_order_and_rotation_of_neighbours_do_not_matter():
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(5, 3))
    turn = np.linalg.qr(rng.normal(size=(3, 3)))[0]
    other = (vectors @ turn)[::-1]
    pairs, turned = ([(v[j], v[k]) for j in range(5) for k in range(j)] for v in (vectors, other))
    angular = {"eta": 0.1, "zeta": 4, "lambda_": -1, "r_cut": 5.0}
    assert g1(other, r_cut=5.0) == pytest.approx(g1(vectors, r_cut=5.0))
    radial = {"eta": 2.0, "r_shift": 1.5, "r_cut": 5.0}
    assert g2(other, **radial) == pytest.approx(g2(vectors, **radial))
    assert g4(turned, **angular) == pytest.approx(g4(pairs, **angular))
    assert g5(turned, **angular) == pytest.approx(g5(pairs, **angular))


def test_no_zeta_moves_the_peak():
    cosines = np.cos(np.radians(np.arange(0, 181)))
    for zeta in (1, 4, 64):
        assert angular_factor(cosines, zeta=zeta, lambda_=1).argmax() == 0
        assert angular_factor(cosines, zeta=zeta, lambda_=-1).argmax() == 180
        assert angular_factor(cosines, zeta=zeta, lambda_=1).max() == pytest.approx(2.0)


def test_g4_but_not_g5_asks_whether_the_two_neighbours_are_near_each_other():
    straight = [(np.array([2.0, 0, 0]), np.array([-2.0, 0, 0]))]
    settings = {"eta": 0.0, "zeta": 1, "lambda_": -1, "r_cut": 3.0}
    assert g4(straight, **settings) == 0.0
    assert g5(straight, **settings) == pytest.approx(2 * cutoff(2.0, r_cut=3.0) ** 2)
