"""Periodic images: what is lost when neighbours are sought inside the cell only, and otherwise."""

import numpy as np

from coursekit.apps.base import App, Choice, Range
from coursekit.apps.scene import FAINT, cell_edges
from coursekit.neighbors import (
    neighbor_list,
    neighbors_half_list,
    neighbors_minimum_image,
    neighbors_with_self,
    neighbors_without_images,
)
from coursekit.plots.formula import Formula, Term
from coursekit.plots.marks import Bars, Drawing, Line, Panel, Points, spokes
from coursekit.plots.style import COLOURS
from coursekit.structures import make_bcc, make_fcc, make_rocksalt, make_rutile, supercell

WAYS = {
    "all images": neighbor_list,
    "no images": neighbors_without_images,
    "minimum image": neighbors_minimum_image,
    "half list": neighbors_half_list,
    "self counted": neighbors_with_self,
}
"""The right list and four wrong ones, by the name in the menu."""

_SUMS = {
    "all images": (r"\sum_{j}\sum_{\mathbf n}", "over all atoms j and all cells n"),
    "no images": (r"\sum_{j}\sum_{\mathbf n = 0}", "over the atoms j of the own cell only"),
    "minimum image": (r"\sum_{j}\sum_{\mathbf n_j}", "over each atom j once, where it is nearest"),
    "half list": (r"\sum_{j > i}\sum_{\mathbf n}", "over later atoms only: each bond once"),
    "self counted": (
        r"\sum_{j}\sum_{\mathbf n}",
        "over all atoms, this one itself (r = 0) as well",
    ),
}
"""The sum of each list, in TeX and in words."""

CELLS = {
    "fcc copper, 4 atoms": make_fcc,
    "fcc copper, 1 atom": lambda: make_fcc(primitive=True),
    "bcc iron, 2 atoms": make_bcc,
    "rock salt MgO, 8 atoms": make_rocksalt,
    "rutile TiO₂, 6 atoms": make_rutile,
}


def _last_site(app):
    return len(app.shelf[app.values["cell"]]) * app.values["repeats"] ** 3 - 1


class PeriodicImages(App):
    """Neighbours of one site as five neighbour lists have them, one right and four wrong.

    Parameters
    ----------
    *own : dict of str to Structure, optional
        Cells to offer; by default the course's own.
    **settings
        `cell`, `repeats` (1 to 4 along each edge), `way` (a name in `WAYS`), `r_cut` (Å, 1.5 to 5)
        and `site`.

    Examples
    --------
    >>> app = PeriodicImages(cell="fcc copper, 4 atoms", way="no images")
    >>> print(app.text())
    Periodic images. Site 1 of 4: 12 neighbours within 3.00 Å; "no images" finds 3 of them. Over all sites it finds 3.00 on average where 12.00 are right.
    """

    title = "Periodic images"
    crystals = CELLS
    controls = {
        "cell": Choice("cell", lambda app: app.shelf),
        "repeats": Range("repeats along each edge", 1, 1, 4, 1, symbol="m"),
        "way": Choice("neighbour list", WAYS, "no images"),
        "r_cut": Range("cutoff radius r_cut", 3.0, 1.5, 5.0, 0.05, unit="Å",
                       symbol=r"r_\mathrm{cut}"),
        "site": Range("site", 1, 0, _last_site, 1, symbol="i"),
    }  # fmt: skip

    def picture(self, cell, repeats, way, r_cut, site):
        """Cell and neighbours on the left, counts on the right."""
        crystal = self.keep((cell, repeats), lambda: supercell(self.shelf[cell], (repeats,) * 3))
        lists = self.keep(
            (cell, repeats, r_cut),
            lambda: {name: find(crystal, r_cut) for name, find in WAYS.items()},
        )
        panels = {
            "A": _cell(crystal, lists["all images"], lists[way], site),
            "B": _this_site(lists, way, site),
            "C": _all_sites(lists["all images"].counts, lists[way].counts, way),
        }
        right, chosen = lists["all images"].counts, lists[way].counts
        return Drawing(
            panels,
            describe_ways(right, chosen, site, way=way, r_cut=r_cut),
            (_formula(way, int(chosen[site]), int(right[site])),),
            mosaic=("AB", "AC"),
            widths=(1.15, 1),
            height=480,
            size=(9.5, 4.6),
        )


def _formula(way, found, right):
    tex, words = _SUMS[way]
    verdict = "" if found == right else rf"\;\neq\; {right}"
    low = r"0 \le" if way == "self counted" else "0 <"
    return Formula(
        "N_i",
        rf"$way \mathbb 1\left[\,{low} \left|\mathbf r_j + \mathbf n\cdot $repeats\,\mathbf A"
        r" - \mathbf r_{$site}\right| \le $r_cut\,\right]",
        rf"{found}{verdict}",
        terms={"way": Term(tex, tex)},
        where={
            tex: words,
            r"\mathbf n": "whole numbers: so many cells along each edge",
            r"\mathbf A": "edges of the smallest cell",
        },
    )


def _cell(structure, right, chosen, site):
    # wrapped, as the search inside the cell sees it
    points = (structure.frac_coords % 1.0) @ structure.lattice.matrix
    center, middle = points[site], structure.lattice.matrix.sum(axis=0) / 2
    hits = center + chosen.vectors[chosen.site(site)]
    known = {tuple(point) for point in hits.round(4).tolist()}
    everyone = center + right.vectors[right.site(site)]
    lost = np.array([p for p in everyone if tuple(p.round(4).tolist()) not in known]).reshape(-1, 3)
    marks = [
        Line(cell_edges(structure.lattice.matrix) - middle, name="edges", color=FAINT, legend=False,
             of="repeats"),
        Line(spokes(center, hits) - middle, name="bonds", width=3, legend=False, of="r_cut way"),
        Points(points - middle, name="atoms of the cell", color=COLOURS[5], size=7),
        Points(hits - middle, name="found", size=11),
        Points(lost - middle, name="missed", color=COLOURS[1], marker="s", size=11),
        Points(center[None] - middle, name="this site", color="#000000", marker="D", size=12,
               of="site"),
    ]  # fmt: skip
    every = np.vstack([points, hits, everyone, cell_edges(structure.lattice.matrix)]) - middle
    return Panel(marks, space=True, reach=1.02 * float(np.nanmax(np.abs(every))), zoom=1.25)


def _this_site(lists, way, site):
    numbers = [int(pairs.counts[site]) for pairs in lists.values()]
    colors = {way: COLOURS[1]} | {"all images": COLOURS[2]}
    bars = Bars(
        np.arange(len(lists)), np.array(numbers), name="this site's neighbours", width=0.6,
        colors=tuple(colors.get(name, FAINT) for name in lists),
        labels=tuple(map(str, numbers)), of="way r_cut site", legend=False,
    )  # fmt: skip
    return Panel(
        [bars],
        title="neighbours of this site",
        y="neighbours",
        x_range=(-0.6, len(lists) - 0.4),
        y_range=(0, 1.25 * max(numbers) + 0.5),
        x_ticks=dict(enumerate(lists)),
    )


def _all_sites(right, chosen, way):
    marks = []
    for place, (name, counts) in enumerate({"all images": right, "this list": chosen}.items()):
        values, sites = np.unique(counts, return_counts=True)
        shown = slice(0 if name == "this list" and way == "all images" else None)
        marks.append(
            Bars(values[shown] + 0.42 * (2 * place - 1) / 2, sites[shown], 0.42, name=name,
                 color=COLOURS[2 - place], hatch=("", "/")[place],
                 labels=tuple(map(str, sites[shown])))
        )  # fmt: skip
    top = int(max(right.max(), chosen.max()))
    tallest = max(np.bincount(right).max(), np.bincount(chosen).max())
    return Panel(
        marks,
        title="all sites of the cell",
        x="number of neighbours",
        y="sites",
        x_range=(-0.8, top + 0.8),
        y_range=(0, 1.3 * tallest),
    )


def describe_ways(right, chosen, site, *, way, r_cut):
    """What a list finds of the neighbours of one site, and of all; counts are (n_sites,)."""
    of = f"Site {site} of {len(right)}: {right[site]} neighbours within {r_cut:.2f} Å"
    if way == "all images":
        return f"{of}, those in other cells included. That is the right number."
    extra = "" if chosen[site] > right[site] else " of them"
    return (
        f'{of}; "{way}" finds {chosen[site]}{extra}. Over all sites it finds {chosen.mean():.2f} '
        f"on average where {right.mean():.2f} are right."
    )
