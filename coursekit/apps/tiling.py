"""A leaning cell, its images, and a sphere that reaches across its edge: in the plane, by hand."""

from dataclasses import dataclass

import numpy as np

from coursekit.apps.base import App, Range
from coursekit.plots.formula import Formula
from coursekit.plots.marks import Drawing, Line, Panel, Points, ring, spokes
from coursekit.plots.style import COLOURS

LATTICE = np.array([[3.0, 0.0], [0.8, 2.6]])
"""Å, rows: the leaning cell of the example."""

ATOMS = np.array([[0.12, 0.18], [0.62, 0.66]])
"""Fractional places of its two atoms."""

_FARTHEST = 6.0
_PLACES = ("in its own cell", "in cells around", "further out")


@dataclass(frozen=True, eq=False)
class Tiling:
    """Atoms of a plane crystal around one of them: `cells` (n, 2), 0 0 being home; `points` (n, 2) and
    `center` in Å; `inside` (n,): up to `r_cut` from the center, and not the center itself.
    """

    cells: np.ndarray
    points: np.ndarray
    inside: np.ndarray
    center: np.ndarray

    def neighbors(self, ring):
        """Those in the home cell (0), in the cells around it (1), further out (2)."""
        far = np.abs(self.cells).max(axis=1).clip(max=2)
        return self.points[self.inside & (far == ring)]


def tile_plane(r_cut, *, site=0, lattice=LATTICE, atoms=ATOMS):
    """Lay the cell around itself and find the neighbours of one atom."""
    spans = np.ceil(r_cut * np.linalg.norm(np.linalg.inv(lattice), axis=0)).astype(int) + 1
    cells = np.stack(np.meshgrid(*(np.arange(-n, n + 1) for n in spans)), -1).reshape(-1, 2)
    cells = np.repeat(cells, len(atoms), axis=0)
    points = (np.tile(atoms, (len(cells) // len(atoms), 1)) + cells) @ lattice
    center = atoms[site] @ lattice
    distances = np.linalg.norm(points - center, axis=1)
    return Tiling(cells, points, (distances <= r_cut + 1e-9) & (distances > 1e-9), center)


class TiledCell(App):
    """The home cell, its images on all sides, and the neighbours of one atom by their cell.

    Parameters
    ----------
    **settings
        `r_cut` (Å, 1 to 6) and `site` (0 or 1).

    Examples
    --------
    >>> print(TiledCell(r_cut=3.3).text())
    A cell and its images. Within 3.30 Å the atom has 8 neighbours: 1 in its own cell (blue), 7 in the cells around it (orange), 0 further out (green).
    """

    title = "A cell and its images"
    controls = {
        "r_cut": Range(
            "cutoff radius r_cut", 3.3, 1.0, _FARTHEST, 0.1, unit="Å", symbol=r"r_\mathrm{cut}"
        ),
        "site": Range("atom", 0, 0, len(ATOMS) - 1, 1, symbol="i"),
    }

    def picture(self, r_cut, site):
        """Tiles, atoms, sphere, and a line to each neighbour in the colour of its cell."""
        tiling = tile_plane(r_cut, site=site)
        rings = [tiling.neighbors(k) for k in range(3)]
        (x, y), span = tiling.center, r_cut + 1.5
        panel = Panel(
            [*_tiles(), *_neighbors(tiling, r_cut, rings)],
            x="x / Å",
            y="y / Å",
            x_range=(x - 1.6 * span, x + 1.6 * span),
            y_range=(y - span, y + span),
            equal=True,
        )
        numbers = [len(points) for points in rings]
        sentence = (
            f"Within {r_cut:.2f} Å the atom has {sum(numbers)} neighbours: {numbers[0]} in its own "
            f"cell (blue), {numbers[1]} in the cells around it (orange), {numbers[2]} further out "
            "(green)."
        )
        formula = Formula(
            "N_i",
            r"\sum_{\mathbf n}\sum_j \mathbb 1\left[\,0 < \left|\mathbf r_j + \mathbf R_{\mathbf n}"
            r" - \mathbf r_{$site}\right| \le $r_cut\,\right]",
            rf"{' + '.join(map(str, numbers))} = {sum(numbers)}",
            where={
                r"\mathbf r_j + \mathbf R_{\mathbf n}": "atom j in the cell n steps away",
                r"\mathbb 1[\;]": "1 if true, else 0",
                "N_i": "own cell + cells around + further out",
            },
        )
        return Drawing({"A": panel}, sentence, (formula,), height=460, size=(7.5, 5))


def _tiles():
    path = []
    for i in range(-6, 8):
        path += [np.array([i, -6]) @ LATTICE, np.array([i, 7]) @ LATTICE, [np.nan] * 2]
        path += [np.array([-6, i]) @ LATTICE, np.array([7, i]) @ LATTICE, [np.nan] * 2]
    home = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]) @ LATTICE
    yield Line(np.array(path), name="cells", color="#BBBBBB", width=1, legend=False)
    yield Line(home, name="home cell", color="#555555", fill="#DCE9F5", legend=False)
    yield Points(tile_plane(_FARTHEST).points, name="atoms", color="#C8C8C8")


def _neighbors(tiling, r_cut, rings):
    rim = ring(tiling.center, r_cut)
    yield Line(rim, name="r_cut", dash="--", of="r_cut")
    for color, name, points in zip(COLOURS, _PLACES, rings, strict=False):
        lines = spokes(tiling.center, points)
        yield Line(lines, name=f"to {name}", color=color, width=1.5, legend=False)
        yield Points(points, name=name, color=color, size=11)
    here = tiling.center[None]
    yield Points(here, name="this atom", color="black", marker="D", size=12, of="site")
