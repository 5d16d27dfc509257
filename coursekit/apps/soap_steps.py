"""SOAP step by step: two environments, their densities, coefficients, power spectra, similarity."""

from functools import lru_cache

import numpy as np

from coursekit.apps.base import App, Choice, Range
from coursekit.apps.crystals import look_around
from coursekit.featurizers.written_out import soap as steps
from coursekit.plots.formula import Formula
from coursekit.plots.marks import Bars, Drawing, Line, Panel, Points
from coursekit.plots.soap import coefficients_panel, density_panel
from coursekit.plots.style import COLOURS
from coursekit.structures import make_fcc, make_hcp, make_planar, make_shell

PAIRS = {
    "tetrahedron and octahedron": ("tetrahedron", "octahedron"),
    "tetrahedron and square": ("tetrahedron", "square"),
    "octahedron and trigonal prism": ("octahedron", "trigonal prism"),
    "fcc and hcp": ("fcc", "hcp"),
    "two flat ones, not alike": ("first", "second"),
}
VIEW, POINTS = 4.0, 61
"""Å from the atom to the edge of the picture; points along each side of it."""

ZETAS = np.arange(1, 17)
_AXIS = np.array([1.0, 2.0, 0.5]) / np.sqrt(5.25)


class SoapSteps(App):
    """From two clouds of Gaussians to one similarity, with every setting of SOAP within reach.

    All atoms count as one element. Densities are seen along z, added up over the depth.

    Parameters
    ----------
    **settings
        `pair` (a name in `PAIRS`), `sigma` (Å), `n_max`, `l_max`, `r_cut` (Å), `zeta`, `turn`
        (degrees, of the first environment), `weighting` ("none" or "poly").

    Examples
    --------
    >>> print(SoapSteps(pair="two flat ones, not alike").text())
    SOAP step by step. Similarity of first and second: 1.000000 (zeta 1), a distance of 0.0000 between vectors of 252 numbers. Turning the first by 25° changes its vector by less than 1e-9.
    """

    title = "SOAP step by step"
    controls = {
        "pair": Choice("compare", PAIRS),
        "sigma": Range("width sigma", 0.5, 0.15, 1.5, 0.05, unit="Å", symbol=r"\sigma"),
        "n_max": Range("radial functions n_max", 8, 1, 10, 1, symbol=r"n_\mathrm{max}"),
        "l_max": Range("highest degree l_max", 6, 0, 9, 1, symbol=r"l_\mathrm{max}"),
        "r_cut": Range("cutoff radius r_cut", 4.0, 1.5, 6.0, 0.1, unit="Å",
                       symbol=r"r_\mathrm{cut}"),
        "zeta": Range("sharpness zeta", 1, 1, 16, 1, symbol=r"\zeta"),
        "turn": Range("turn the first", 25, 0, 180, 5, unit="degrees", symbol=r"\varphi"),
        "weighting": Choice("far neighbours", [("count fully", "none"), ("fade", "poly")]),
    }  # fmt: skip

    def picture(self, **values):
        """Two densities and the coefficients above, spectra and similarities below."""
        found = compare(**values)
        names, (first, second) = list(found["spectra"]), found["densities"]
        rings = [(values["sigma"], "sigma", "sigma"), (values["r_cut"], "r_cut", "r_cut")]
        title = f"c of {names[0]}"
        panels = {
            "A": density_panel(first, VIEW, title=names[0], rings=rings, of="turn"),
            "B": density_panel(second, VIEW, title=names[1], rings=rings),
            "C": coefficients_panel(found["coefficients"], title=title, of="n_max l_max turn"),
            "D": _spectra(found["spectra"]),
            "E": _similarities(found["similarity"], values["zeta"]),
        }
        return Drawing(
            panels,
            _say(found, values),
            tuple(_formulas(found, names, values["zeta"])),
            ("ABC", "DDE"),
            height=600,
            size=(10.5, 6.2),
        )


def _spectra(spectra):
    marks = []
    for place, (name, sizes) in enumerate(spectra.items()):
        at = np.arange(len(sizes)) + 0.4 * (place - 0.5)
        style = {"color": COLOURS[place], "hatch": ("", "/")[place], "of": "l_max"}
        marks.append(Bars(at, sizes, 0.4, name=name, **style))
    n = len(sizes)
    ticks = {degree: str(degree) for degree in range(n)}
    labels = {"title": "power spectrum p", "x": "degree l", "y": "share of the vector"}
    return Panel(marks, **labels, x_ticks=ticks, x_range=(-0.6, n - 0.4), y_range=(0, 1.05))


def _similarities(similarity, zeta):
    powers = np.maximum(similarity, 0.0) ** ZETAS
    here = np.array([[zeta, powers[zeta - 1]]])
    marks = [
        Line(np.column_stack([ZETAS, powers]), name="similarity", legend=False),
        Points(np.column_stack([ZETAS, powers]), name="each zeta", size=6, legend=False),
        Points(here, name="here", color=COLOURS[1], marker="D", size=12, of="zeta", legend=False),
    ]
    low = min(float(powers.min()), 0.95)
    ends = {"x_range": (0, 17), "y_range": (low - 0.05 * (1.05 - low), 1.02)}
    ticks = {zeta: str(zeta) for zeta in (1, 4, 8, 12, 16)}
    return Panel(marks, title="similarity k", x="zeta", y="similarity", x_ticks=ticks, **ends)


def _formulas(found, names, zeta):
    n = found["length"]
    yield Formula(
        r"\rho(\mathbf r)",
        r"\sum_j \exp\left(-\frac{|\mathbf r - \mathbf R_{$turn}\,\mathbf r_j|^2}{2\cdot $sigma^2}\right)"
        r"\;\approx\; \sum_{n=1}^{$n_max}\sum_{l=0}^{$l_max}\sum_{m=-l}^{l} c_{nlm}\,g_n(r)\,Y_{lm}",
        where={
            r"\mathbf R": "the turn of the first environment",
            r"\mathbf r_j": "place of neighbour j, Å",
            "g_n": "radial functions inside r_cut",
            "Y_{lm}": "spherical harmonics",
        },
    )
    yield Formula(
        "k",
        r"\left[\,\hat{\mathbf p}($r_cut)\cdot\hat{\mathbf q}($r_cut)\,\right]^{$zeta}",
        rf"{found['similarity']:.4f}^{{{zeta}}} = {found['similarity'] ** zeta:.4f}",
        where={
            r"\hat{\mathbf p}": f"power spectrum Σ_m c c* of {names[0]}, {n} numbers, length 1",
            r"\hat{\mathbf q}": f"that of {names[1]}",
        },
    )


def compare(*, pair, sigma, n_max, l_max, r_cut, zeta, turn, weighting):
    """All steps for one pair: `densities`, `coefficients` of the first, `spectra` by name, `vectors` of
    length 1, `similarity` at zeta 1, `change` of the first vector by the turn, `length`.
    """
    basis = {"n_max": n_max, "r_cut": r_cut, "sigma": sigma, "weighting": weighting}
    names = PAIRS[pair]
    second = _expand(names[1], 0, l_max=l_max, **basis)
    first = _expand(names[0], turn, l_max=l_max, **basis)
    still = _expand(names[0], 0, l_max=l_max, **basis)
    vectors = [part[1] / np.linalg.norm(part[1]) for part in (first, second, still)]
    blocks = (n_max**2) * np.arange(1, l_max + 1)
    spectra = {
        name: np.array([np.linalg.norm(part) for part in np.split(vector, blocks)])
        for name, vector in zip(names, vectors, strict=False)
    }
    return {
        "densities": [
            _seen_along_z(name, angle, sigma, r_cut, weighting)
            for name, angle in zip(names, (turn, 0), strict=True)
        ],
        "coefficients": first[0],
        "spectra": spectra,
        "vectors": vectors[:2],
        "similarity": float(vectors[0] @ vectors[1]),
        "change": float(np.abs(vectors[0] - vectors[2]).max() / np.abs(vectors[2]).max()),
        "length": (l_max + 1) * n_max * (n_max + 1) // 2,
    }


@lru_cache(maxsize=16)
def _atoms(name, reach):
    """The atom itself and its neighbours up to `reach`, Å."""
    if name in ("fcc", "hcp"):
        crystal = make_fcc("Cu") if name == "fcc" else make_hcp("Cu", a=2.556)
    elif name in ("first", "second"):
        crystal = make_planar(name, distance=2.0, box=40.0)
    else:
        crystal = make_shell(name, distance=2.0, box=40.0)
    around = look_around(crystal, 0, reach)
    return np.vstack([np.zeros(3), around.vectors])


def _turned(name, turn, sigma, r_cut, weighting):
    """Positions within reach, and how much each counts."""
    from scipy.spatial.transform import Rotation

    reach = steps.soap_reach(r_cut=r_cut, sigma=sigma)
    atoms = _atoms(name, float(np.ceil(2 * reach) / 2))
    atoms = atoms[np.linalg.norm(atoms, axis=1) <= reach]
    weights = np.ones(len(atoms))
    if weighting == "poly":
        weights = steps.fade(np.linalg.norm(atoms, axis=1), r_cut=r_cut)
    return Rotation.from_rotvec(np.radians(turn) * _AXIS).apply(atoms), weights


@lru_cache(maxsize=64)
def _expand(name, turn, *, l_max, n_max, r_cut, sigma, weighting):
    """Coefficients for each degree, and the whole power spectrum."""
    atoms, weights = _turned(name, turn, sigma, r_cut, weighting)
    basis = {"n_max": n_max, "r_cut": r_cut, "sigma": sigma, "weights": weights}
    degrees = range(l_max + 1)
    coefficients = [steps.coefficients(atoms, degree, **basis) for degree in degrees]
    spectra = [
        steps.power_spectrum(c, c, degree).ravel()
        for degree, c in zip(degrees, coefficients, strict=True)
    ]
    return coefficients, np.concatenate(spectra)


@lru_cache(maxsize=64)
def _seen_along_z(name, turn, sigma, r_cut, weighting):
    """The density added up along z, at POINTS x POINTS places."""
    atoms, weights = _turned(name, turn, sigma, r_cut, weighting)
    side = np.linspace(-VIEW, VIEW, POINTS)
    x, y = (np.exp(-((side - line[:, None]) ** 2) / (2 * sigma**2)) for line in atoms.T[:2])
    return np.einsum("n,ny,nx->yx", weights * sigma * np.sqrt(2 * np.pi), y, x)


def _say(found, values):
    names, similarity, zeta = list(found["spectra"]), found["similarity"], values["zeta"]
    distance = np.sqrt(max(2 - 2 * similarity, 0.0))
    change = f"{found['change']:.0e}" if found["change"] > 1e-9 else "less than 1e-9"
    return (
        f"Similarity of {names[0]} and {names[1]}: {similarity**zeta:.6f} (zeta {zeta}), a distance "
        f"of {distance:.4f} between vectors of {found['length']} numbers. Turning the first by "
        f"{values['turn']}° changes its vector by {change}."
    )
