"""Same count, different shape: bond angles of two environments side by side."""

import numpy as np

from coursekit.apps.base import App, Choice, Range
from coursekit.apps.crystals import look_around
from coursekit.plots.angles import angles_of, angles_panel, describe_shape
from coursekit.plots.formula import Formula, Term
from coursekit.plots.marks import Drawing, Line, Panel, Points, spokes
from coursekit.plots.style import COLOURS
from coursekit.structures import (
    make_lamno3,
    make_mos2,
    make_rutile,
    make_shell,
    make_tenorite,
    make_wurtzite,
)

IDEAL = (
    "tetrahedron",
    "square",
    "octahedron",
    "trigonal prism",
    "cube",
    "cuboctahedron",
    "anticuboctahedron",
    "icosahedron",
)
_AKA = {"cuboctahedron": "cuboctahedron (fcc)", "anticuboctahedron": "anticuboctahedron (hcp)"}
REAL = {
    "Zn in ZnO": (make_wurtzite, 2.5),
    "Cu in CuO": (make_tenorite, 2.4),
    "Ti in rutile TiO₂": (make_rutile, 2.4),
    "Mo in MoS₂": (make_mos2, 2.8),
    "Mn in LaMnO₃": (make_lamno3, 2.5),
}
"""Sites of crystals: the maker, and a radius (Å) that ends behind the first shell."""

_SHAPES = [(_AKA.get(name, name), name) for name in IDEAL] + [(name, name) for name in REAL]


class AngleHistogram(App):
    """Two shapes with their bond angles: what their mean hides, and what displacements do.

    Parameters
    ----------
    **settings
        `first`, `second` (shapes), `noise` (displacement, Å, 0 to 0.4) and `bin_width` (degrees).

    Examples
    --------
    >>> app = AngleHistogram(first="tetrahedron", second="octahedron")
    >>> print(app.text())
    Bond angles. tetrahedron: 4 neighbours, 6 angles, mean 109.5°, variance 0 deg². octahedron: 6 neighbours, 15 angles, mean 108.0°, variance 1296 deg².
    """

    title = "Bond angles"
    controls = {
        "first": Choice("first shape", _SHAPES, "tetrahedron"),
        "second": Choice("second shape", _SHAPES, "square"),
        "noise": Range("displacement", 0.0, 0.0, 0.4, 0.01, unit="Å", symbol="s"),
        "bin_width": Choice("bin width / degrees", [2, 5, 10, 20, 30], 10),
    }

    def picture(self, first, second, noise, bin_width):
        """Both shapes above, both histograms below."""
        names = (first, second if second != first else f"{second}, again")
        shapes = [self._disturbed(s, noise, place) for place, s in enumerate((first, second))]
        reach = 1.1 * max(np.linalg.norm(bonds, axis=1).max() for bonds in shapes)
        bonds = dict(zip(names, shapes, strict=True))
        below = angles_panel(bonds, bin_width=bin_width, of="noise first second")
        return Drawing(
            {
                "A": _shape(names[0], shapes[0], 0, reach),
                "B": _shape(names[1], shapes[1], 1, reach),
                "C": below,
            },
            " ".join(describe_shape(*pair) for pair in zip((first, second), shapes, strict=True)),
            tuple(_formula(k + 1, bonds) for k, bonds in enumerate(shapes)),
            mosaic=("AB", "CC"),
            height=540,
            size=(8.5, 6),
        )

    def _disturbed(self, shape, noise, place):
        bonds = self.keep(("bonds", shape), lambda: bonds_of(shape))
        return bonds + noise * np.random.default_rng(place).normal(size=bonds.shape)


def bonds_of(shape):
    """From the site of a shape in `IDEAL` or `REAL` to its neighbours, (n, 3), Å."""
    if shape not in REAL:
        return look_around(make_shell(shape), 0, 2.7).vectors
    make, r_cut = REAL[shape]
    structure = make()
    site = [atom.specie.symbol for atom in structure].index(shape.split()[0])
    return look_around(structure, site, r_cut).vectors


def _shape(name, bonds, place, reach):
    style = {"color": COLOURS[place], "marker": "os"[place], "size": 12, "legend": False}
    lines = spokes(np.zeros(3), bonds)
    marks = [
        Line(lines, name="bonds", color="#777777", width=3, legend=False),
        Points(np.zeros((1, 3)), name="center", color="#000000", marker="D", size=12, legend=False),
        Points(bonds, name="neighbours", of=f"noise {('first', 'second')[place]}", **style),
    ]
    return Panel(marks, title=name, space=True, reach=reach, zoom=1.4)


def _formula(number, bonds):
    angles = angles_of(bonds)
    return Formula(
        rf"\bar\theta_{number}",
        rf"\frac{{1}}{{$pairs_{number}}}\sum_{{j<k}}\angle\left(\mathbf r_j + $noise\,\mathbf g_j,\;"
        r"\mathbf r_k + $noise\,\mathbf g_k\right)",
        rf"{angles.mean():.1f}°, \quad \sigma_{number}^2 = {angles.var():.0f}\,\text{{deg}}^2",
        terms={f"pairs_{number}": Term(f"M_{number}", str(len(angles)), "pairs of neighbours")},
        where={
            r"\mathbf r_j": "from the site to neighbour j",
            r"\mathbf g_j": "a random step, the same at each setting",
            r"\sigma^2": "mean squared distance of the angles from their mean",
        },
    )
