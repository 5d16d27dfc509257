"""Powder patterns against pymatgen's lines."""

import numpy as np
import pytest
from pymatgen.analysis.diffraction.xrd import XRDCalculator
from pymatgen.core import Lattice, Structure

from coursekit.featurizers.diffraction import PowderDiffraction, diffraction_lines
from coursekit.structures import make_mos2, make_quartz, make_rutile, rattle, rotate, supercell

from .teaching import ONE_ATOM, SKEWED

CRYSTALS = {
    "rutile": make_rutile(),
    "quartz": make_quartz(),
    "MoS2": make_mos2(),
    "skewed": SKEWED,
    "one atom": ONE_ATOM,
}
WAVELENGTH = 1.54184


@pytest.mark.parametrize("name", CRYSTALS)
@pytest.mark.parametrize("two_theta", [(0, 90), (20, 60)])
def test_lines_equal_pymatgen(name, two_theta):
    theirs = XRDCalculator("CuKa").get_pattern(
        CRYSTALS[name], scaled=False, two_theta_range=two_theta
    )
    angles, intensities = diffraction_lines(
        CRYSTALS[name], wavelength=WAVELENGTH, two_theta=two_theta
    )
    nearest = np.abs(angles[:, None] - theirs.x).argmin(axis=1)
    merged = np.bincount(nearest, intensities, len(theirs.x))
    np.testing.assert_allclose(merged, theirs.y, rtol=1e-6, atol=1e-6 * max(theirs.y))


def test_a_line_is_smeared_to_a_gaussian_whose_area_is_its_intensity():
    polonium = Structure(Lattice.cubic(3.35), ["Po"], [[0, 0, 0]])
    powder = PowderDiffraction(two_theta=(20.0, 32.0), bin_width=0.1, sigma=0.3).fit([polonium])
    pattern = powder.transform([polonium])[0]
    middle = (powder.edges_[1:] + powder.edges_[:-1]) / 2
    expected = 2 * np.degrees(np.arcsin(WAVELENGTH / (2 * 3.35)))
    mean = pattern @ middle
    assert pattern.sum() == pytest.approx(1.0)
    assert mean == pytest.approx(expected, abs=1e-3)
    assert np.sqrt(pattern @ (middle - mean) ** 2) == pytest.approx(0.3, abs=0.005)


def test_cells_and_rotations_do_not_matter():
    crystal = CRYSTALS["skewed"]
    moved = [rotate(crystal, seed=3), supercell(crystal, (2, 1, 2)), crystal.copy() * (1, 2, 1)]
    rows = PowderDiffraction().fit_transform([crystal, *moved])
    np.testing.assert_allclose(rows[1:], np.repeat(rows[:1], 3, axis=0), atol=1e-12)


def test_continuous_under_small_displacements():
    crystal = CRYSTALS["rutile"]
    moved = [rattle(crystal, amplitude=a, seed=0) for a in (1e-3, 1e-5)]
    rows = PowderDiffraction().fit_transform([crystal, *moved])
    far, near = np.abs(rows[1:] - rows[0]).max(axis=1)
    assert near < 0.05 * far < 1e-3


def test_names_and_other_radiation():
    powder = PowderDiffraction(two_theta=(10, 12), wavelength="MoKa").fit([SKEWED])
    assert powder.get_feature_names_out().tolist() == [
        "intensity 10-10.5°",
        "intensity 10.5-11°",
        "intensity 11-11.5°",
        "intensity 11.5-12°",
    ]
    by_name = powder.transform([SKEWED])
    np.testing.assert_allclose(powder.set_params(wavelength=0.71073).transform([SKEWED]), by_name)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"two_theta": (60, 20)},
            "`two_theta` is (60, 20) degrees; give two increasing angles from 0 ",
        ),
        (
            {"two_theta": (10, 180)},
            "`two_theta` is (10, 180) degrees; give two increasing angles from ",
        ),
        (
            {"bin_width": 0.3},
            "`bin_width` is 0.3 degrees; a whole number of bins must fill the range ",
        ),
        ({"sigma": 0}, "`sigma` is 0 degrees; it must be a positive number"),
        ({"wavelength": -1.5}, "`wavelength` is -1.5 Å; it must be a positive number"),
        ({"wavelength": "CuKz"}, "`wavelength` is 'CuKz'; give Å or one of CuKa, CuKa2, "),
    ],
)
def test_parameters_out_of_range(options, message):
    with pytest.raises(ValueError, match="`") as error:
        PowderDiffraction(**options).fit([SKEWED])
    assert str(error.value).startswith(message)


def test_no_line_and_no_scattering_factor():
    powder = PowderDiffraction(two_theta=(10.0, 20.0), sigma=0.1).fit([SKEWED])
    small = Structure(Lattice.cubic(2.5), ["H"], [[0, 0, 0]])
    unknown = Structure(Lattice.cubic(4.0), ["Og"], [[0, 0, 0]])
    result = powder.featurize_tolerant([small, unknown])
    assert [failure.reason for failure in result.failures] == [
        "has no line between 10 and 20 degrees; widen `two_theta`",
        "no X-ray scattering factor is known for Og; leave the structure out",
    ]
