"""Tier 2: the powder X-ray pattern, what a laboratory measures first."""

from functools import lru_cache
from itertools import pairwise

import numpy as np

from coursekit.featurizers.base import StructureFeaturizer
from coursekit.featurizers.parameters import check_kinds, check_positive, count_bins

_WIDEST = 170.0  # degrees; backwards the Lorentz factor has no end
_LONGEST = 5.0  # Å; air absorbs what is longer
_ROWS_AT_ONCE = 2_000_000  # numbers in a table of phases: reflections times atoms


class PowderDiffraction(StructureFeaturizer):
    """Powder X-ray pattern: where the lines are, and how strong.

    Keeps: the size and shape of the cell, and the arrangement of the electrons in it. Loses: the
    phases of the waves, so that atoms cannot be read off; light atoms hardly count, and elements
    next to each other in the periodic table look the same.

    Parameters
    ----------
    wavelength : float or str, default "CuKa"
        Å, at most 5, or a name such as "MoKa" (those of pymatgen's `XRDCalculator`).
    two_theta : (float, float), default (10.0, 90.0)
        Range of the scattering angle, degrees, within 0 to 170.
    bin_width : float, default 0.5
        Width of a column, degrees; a whole number must fill the range.
    sigma : float, default 0.5
        Width of the Gaussian that a line is smeared to, degrees, > 0.
    n_jobs : int, optional
        Processes; see joblib.
    memory : str, optional
        Folder in which rows are cached.

    Attributes
    ----------
    edges_ : (n_bins + 1,) array
        Edges of the columns, degrees.

    Returns
    -------
    (n_structures, n_bins) array
        Share of the intensity; every row adds up to 1.

    Raises
    ------
    ValueError
        If a parameter is out of range, or (per structure) an element has no scattering factor or
        no line falls into the range.

    Notes
    -----
    :math:`I = |F|^2 (1 + \\cos^2 2\\theta) / (\\sin^2\\theta \\cos\\theta)` with
    :math:`F = \\sum_j f_j(s) e^{2 \\pi i \\mathbf{h} \\cdot \\mathbf{r}_j}` and
    :math:`s = \\sin\\theta / \\lambda`: atoms at rest, no absorption, no anomalous dispersion; lines
    as pymatgen's. Continuous under displacements, since lines are smeared. Invariant under
    rotation, reflection, translation, order of sites and choice of the cell. matminer's
    `XRDPowderPattern` smears more the wider a pattern is spread, so that a line of one crystal is
    broader than the same line of another; here the width is fixed. Cost: reflections times atoms,
    1 ms for a small cell.

    References
    ----------
    De Graef, M., McHenry, M. E. Structure of Materials, 2nd edition, Cambridge (2012),
    https://doi.org/10.1017/CBO9781139051637

    Examples
    --------
    >>> from coursekit.structures import make_rocksalt
    >>> powder = PowderDiffraction()
    >>> pattern = powder.fit_transform([make_rocksalt("Mg")])[0]
    >>> powder.get_feature_names_out()[pattern.argmax()]
    'intensity 42.5-43°'
    """

    continuous = None
    species_aware = None

    def __init__(
        self,
        *,
        wavelength="CuKa",
        two_theta=(10.0, 90.0),
        bin_width=0.5,
        sigma=0.5,
        n_jobs=None,
        memory=None,
    ):
        self.wavelength = wavelength
        self.two_theta = two_theta
        self.bin_width = bin_width
        self.sigma = sigma
        self.n_jobs = n_jobs
        self.memory = memory

    def _check_parameters(self):
        check_positive("sigma", self.sigma, "degrees")
        _wavelength(self.wavelength)
        check_kinds(self, lists=["two_theta"])
        low, high = self.two_theta if len(self.two_theta) == 2 else (np.nan, np.nan)
        if not 0 <= low < high <= _WIDEST:
            raise ValueError(
                f"`two_theta` is ({low}, {high}) degrees; give two increasing angles from 0 up to "
                f"{_WIDEST:g}"
            )
        count_bins(
            self.bin_width,
            name="bin_width",
            total=high - low,
            total_name="the range of `two_theta`",
            unit="degrees",
        )

    def _fit(self, structures):
        low, high = self.two_theta
        self.edges_ = np.linspace(low, high, round((high - low) / self.bin_width) + 1)

    def _featurize(self, structure):
        from scipy.special import ndtr

        # a line outside the range reaches into it with its flank
        reach = 6 * self.sigma
        low, high = max(self.edges_[0] - reach, 0.0), min(self.edges_[-1] + reach, 175.0)
        angles, intensities = diffraction_lines(
            structure, wavelength=_wavelength(self.wavelength), two_theta=(low, high)
        )
        below = ndtr((self.edges_ - angles[:, None]) / self.sigma)
        pattern = intensities @ np.diff(below, axis=1)
        if not pattern.sum() > 0:
            raise ValueError(
                f"has no line between {self.edges_[0]:g} and {self.edges_[-1]:g} degrees; widen "
                "`two_theta`"
            )
        return pattern / pattern.sum()

    def _names(self):
        edges = [f"{edge:.6g}" for edge in self.edges_]
        return [f"intensity {low}-{high}°" for low, high in pairwise(edges)]


def diffraction_lines(structure, *, wavelength, two_theta):
    """Angle and intensity of every reflection, equivalent ones on their own."""
    indices, lengths = _reflections(structure.lattice, wavelength, two_theta)
    square = (lengths / 2) ** 2
    symbols = np.array([site.specie.symbol for site in structure])
    amplitudes = np.zeros(len(indices), dtype=complex)
    for symbol in np.unique(symbols):
        waves = _phase_sums(indices, structure.frac_coords[symbols == symbol])
        amplitudes += _form_factor(symbol, square) * waves
    theta = np.arcsin(np.minimum(wavelength * lengths / 2, 1.0))
    lorentz = (1 + np.cos(2 * theta) ** 2) / (np.sin(theta) ** 2 * np.cos(theta))
    return np.degrees(2 * theta), np.abs(amplitudes) ** 2 * lorentz


def _reflections(lattice, wavelength, two_theta):
    """Miller indices and reciprocal lengths, Å⁻¹, without (0, 0, 0)."""
    nearest, farthest = (2 * np.sin(np.radians(t / 2)) / wavelength for t in two_theta)
    largest = np.floor(farthest * np.array(lattice.abc)).astype(int)
    axes = [np.arange(-n, n + 1) for n in largest]
    indices = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 3)
    lengths = np.linalg.norm(indices @ lattice.inv_matrix.T, axis=1)
    inside = (lengths >= nearest) & (lengths <= farthest) & (lengths > 0)
    return indices[inside], lengths[inside]


def _phase_sums(indices, frac_coords):
    step = max(1, _ROWS_AT_ONCE // len(frac_coords))
    parts = [
        np.exp(2j * np.pi * (indices[k : k + step] @ frac_coords.T)).sum(axis=1)
        for k in range(0, len(indices), step)
    ]
    return np.concatenate(parts) if parts else np.empty(0, dtype=complex)


def _form_factor(symbol, square):
    from pymatgen.core import Element

    parameters = _scattering_parameters().get(symbol)
    if parameters is None:
        raise ValueError(
            f"no X-ray scattering factor is known for {symbol}; leave the structure out"
        )
    a, b = np.array(parameters).T
    decay = (a * np.exp(-b * square[:, None])).sum(axis=1)
    return Element(symbol).Z - 41.78214 * square * decay


@lru_cache
def _scattering_parameters():
    from pymatgen.analysis.diffraction.xrd import ATOMIC_SCATTERING_PARAMS

    return ATOMIC_SCATTERING_PARAMS


def _wavelength(wavelength):
    from pymatgen.analysis.diffraction.xrd import WAVELENGTHS

    if isinstance(wavelength, str):
        if wavelength not in WAVELENGTHS:
            raise ValueError(
                f"`wavelength` is {wavelength!r}; give Å or one of {', '.join(WAVELENGTHS)}"
            )
        return WAVELENGTHS[wavelength]
    check_positive("wavelength", wavelength, "Å")
    if wavelength > _LONGEST:
        raise ValueError(
            f"`wavelength` is {wavelength:g} Å; it must be at most {_LONGEST:g} Å (is it in pm?)"
        )
    return float(wavelength)
