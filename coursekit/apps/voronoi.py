"""Voronoi cell of a site: its faces, which of them are small, and what a displacement does."""

from dataclasses import dataclass

import numpy as np

from coursekit.apps.base import App, Choice, Range
from coursekit.neighbors import voronoi_cells
from coursekit.neighbors.polyhedra import cell_corners
from coursekit.plots.formula import Formula, Term
from coursekit.plots.marks import Bars, Drawing, Faces, Line, Panel, Points
from coursekit.plots.style import COLOURS
from coursekit.structures import (
    make_bcc,
    make_diamond,
    make_fcc,
    make_hcp,
    make_rocksalt,
    make_rutile,
    rattle,
    supercell,
)

CRYSTALS = {
    "fcc copper": lambda: supercell(make_fcc(), (3, 3, 3)),
    "bcc iron": lambda: supercell(make_bcc(), (3, 3, 3)),
    "hcp magnesium": lambda: supercell(make_hcp(), (4, 4, 3)),
    "diamond": lambda: supercell(make_diamond(), (2, 2, 2)),
    "rock salt MgO": lambda: supercell(make_rocksalt(), (2, 2, 2)),
    "rutile TiO₂": lambda: supercell(make_rutile(), (2, 2, 4)),
}
"""Cells so large that every atom moves by itself."""


class VoronoiCell(App):
    """The region nearer to one atom than to any other, and its faces as neighbours.

    Parameters
    ----------
    *own : dict of str to Structure, optional
        Crystals to offer; by default the course's own, as supercells.
    **settings
        `crystal`, `noise` (displacement of every atom, Å, 0 to 0.3) and `min_area` (smallest face
        that counts, as a fraction of the largest, 0 to 0.5).

    Examples
    --------
    >>> app = VoronoiCell(crystal="bcc iron")
    >>> print(app.text())
    Voronoi cell. Fe has 14 faces, 14 of them counted: the largest has 2.67 Å², the smallest 1 Å². Of 54 sites, 54 count 14.
    """

    title = "Voronoi cell"
    crystals = CRYSTALS
    main = "min_area"
    controls = {
        "crystal": Choice("crystal", lambda app: app.shelf),
        "noise": Range("displacement", 0.0, 0.0, 0.3, 0.005, unit="Å", symbol="s"),
        "min_area": Range("smallest face, of the largest", 0.0, 0.0, 0.5, 0.01, symbol="a"),
    }

    def cells(self, crystal, noise):
        """The disturbed crystal, all its cells, and the polygons of the first one; kept."""

        def cut():
            structure = rattle(self.shelf[crystal], noise, seed=1)
            found = voronoi_cells(structure)
            return structure, found, face_polygons(found, 0)

        return self.keep((crystal, noise), cut)

    def picture(self, crystal, noise, min_area):
        """Cell on the left; its faces, and the counts of all sites, on the right."""
        structure, cells, polygons = self.cells(crystal, noise)
        mine = cells.pairs.site(0)
        areas = cells.areas[mine]
        counted = areas > min_area * areas.max()
        panels = {
            "A": _cell(polygons, cells.pairs.vectors[mine], counted),
            "B": _faces(areas, counted, min_area),
            "C": _sites(count_faces(cells, min_area)),
        }
        symbol = structure[0].specie.symbol
        formula = Formula(
            rf"N_\mathrm{{{symbol}}}",
            r"\sum_f \mathbb 1\left[\,A_f(\mathbf r + $noise\,\mathbf g) > $min_area\cdot $largest"
            r"\,\right]",
            f"{int(counted.sum())}",
            terms={"largest": Term(r"A_\mathrm{max}", f"{areas.max():.2f}", "largest face", "Å²")},
            where={
                "A_f": "area of face f, Å²",
                r"\mathbf g": "a random step of each atom, the same at each setting",
                r"\mathbb 1[\;]": "1 if true, else 0",
            },
        )
        return Drawing(
            panels,
            describe_cell(symbol, cells, 0, min_area),
            (formula,),
            mosaic=("AB", "AC"),
            widths=(1.2, 1),
            height=480,
            size=(9.5, 4.6),
        )


def _cell(polygons, vectors, counted):
    marks = []
    for chosen, name, color, opacity in (
        (counted, "counted faces", COLOURS[0], 0.45),
        (~counted, "small faces", COLOURS[1], 0.9),
    ):
        points, triangles = polygons.mesh(chosen)
        marks.append(
            Faces(points, triangles, name=name, color=color, opacity=opacity, legend=False)
        )
    rim = polygons.outline()
    marks += [
        Line(rim, name="edges", color="#222222", width=2.5, legend=False, of="noise"),
        Points(np.zeros((1, 3)), name="center", color="#000000", marker="D"),
        Points(vectors[counted], name="neighbours", size=8),
        Points(vectors[~counted], name="small-face neighbours", color=COLOURS[1], marker="s",
               size=8),
    ]  # fmt: skip
    reach = 1.05 * float(np.linalg.norm(vectors, axis=1).max())
    return Panel(marks, space=True, reach=reach, zoom=1.4)


def _faces(areas, counted, min_area):
    order = np.argsort(-areas)
    limit = np.array([[0.4, 1], [len(areas) + 0.6, 1]]) * [1, min_area * areas.max()]
    colors = tuple(COLOURS[0] if good else COLOURS[1] for good in counted[order])
    marks = [
        Bars(np.arange(1, len(areas) + 1), areas[order], 0.8, name="areas", colors=colors,
             legend=False),
        Line(limit, name="smallest that counts", color="#222222", dash="--", of="min_area"),
    ]  # fmt: skip
    ends = {"x_range": (0.3, len(areas) + 0.7), "y_range": (0, 1.1 * float(areas.max()))}
    return Panel(marks, title="faces of this cell", x="face, largest first", y="area / Å²", **ends)


def _sites(numbers):
    values, times = np.unique(numbers, return_counts=True)
    bars = Bars(values, times, 0.6, name="sites", labels=tuple(map(str, times)), legend=False)
    return Panel(
        [bars],
        title="all sites",
        x="faces counted",
        y="sites",
        x_range=(values[0] - 2.5, values[-1] + 2.5),
        y_range=(0, 1.25 * times.max()),
        x_ticks={int(k): str(k) for k in range(values[0] - 2, values[-1] + 3)},
    )


@dataclass(frozen=True, eq=False)
class Polygons:
    """The faces of one cell: `corners`, an (n, 3) array in cyclic order for each, Å from the site."""

    corners: list

    def mesh(self, chosen):
        """Points and triangles of some faces, (n_faces,) bool."""
        points, triangles, start = [np.empty((0, 3))], [np.empty((0, 3), int)], 0
        for face in np.flatnonzero(chosen):
            corners = self.corners[face]
            last = np.arange(start + 1, start + len(corners) - 1)
            triangles.append(np.stack([np.full(len(last), start), last, last + 1], axis=1))
            points.append(corners)
            start += len(corners)
        return np.concatenate(points), np.concatenate(triangles)

    def outline(self):
        """All edges as one path with gaps."""
        gap = np.full((1, 3), np.nan)
        return np.concatenate([part for c in self.corners for part in (c, c[:1], gap)])


def face_polygons(cells, site):
    """The faces of the cell of one site, in the order of its pairs."""
    mine = cells.pairs.site(site)
    corners, _ = cell_corners(cells.pairs, np.array([site]))
    polygons = []
    for face in range(mine.start, mine.stop):
        points = corners.points[(corners.faces == face).any(axis=1)]
        polygons.append(_in_turn(points, cells.pairs.vectors[face]))
    return Polygons(polygons)


def _in_turn(points, normal):
    """Corners in the order in which one walks round the face."""
    normal = normal / np.linalg.norm(normal)
    relative = points - points.mean(axis=0)
    x_axis = relative[np.argmax(np.linalg.norm(relative, axis=1))]
    y_axis = np.cross(normal, x_axis)
    return points[np.argsort(np.arctan2(relative @ y_axis, relative @ x_axis))]


def count_faces(cells, min_area):
    """Faces of every cell that are larger than a fraction of its largest, (n_sites,)."""
    centers = cells.pairs.centers
    largest = np.zeros(cells.pairs.n_sites)
    np.maximum.at(largest, centers, cells.areas)
    large = cells.areas > min_area * largest[centers]
    return np.bincount(centers[large], minlength=cells.pairs.n_sites)


def describe_cell(symbol, cells, site, min_area):
    """Faces of one cell, and how many the others have."""
    areas = cells.areas[cells.pairs.site(site)]
    numbers = count_faces(cells, min_area)
    values, sites = np.unique(numbers, return_counts=True)
    spread = ", ".join(f"{n} count {value}" for value, n in zip(values, sites, strict=True))
    return (
        f"{symbol} has {len(areas)} faces, {numbers[site]} of them counted: the largest has "
        f"{areas.max():.2f} Å², the smallest {areas.min():.2g} Å². Of {len(numbers)} sites, {spread}."
    )
