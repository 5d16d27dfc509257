"""Neighbour explorer: which atoms are inside the sphere, and how their number grows with it."""

from functools import cache

import numpy as np

from coursekit.apps.base import App, Choice, Range
from coursekit.apps.crystals import CRYSTALS, look_around
from coursekit.apps.scene import FAINT, ball
from coursekit.neighbors import CUTOFFS
from coursekit.plots.environment import describe_shells, surroundings_marks
from coursekit.plots.formula import Formula
from coursekit.plots.marks import Drawing, Faces, Line, Panel, Points, upright
from coursekit.plots.style import COLOURS

FARTHEST = 8.0
_VIEW = 1.0  # Å beyond the sphere that are shown
_GRID = np.linspace(0.05, FARTHEST, 120)
_SMOOTH = {
    "cosine": r"\frac12\left[\cos\left(\frac{\pi r_j}{$r_cut}\right) + 1\right]",
    "tanh": r"\tanh^3\left(1 - \frac{r_j}{$r_cut}\right)",
    "polynomial": r"f\left(\frac{r_j}{$r_cut}\right)",
    "fermi": r"\left[1 + e^{(r_j - $r_cut)/0.2}\right]^{-1}",
}
"""The weight of a neighbour at r_j, in TeX."""

_MEANING = {"polynomial": {"f(x)": "1 − 10x³ + 15x⁴ − 6x⁵"}}


class NeighborExplorer(App):
    """One site of a crystal, the sphere of radius `r_cut` around it, and the number inside.

    Parameters
    ----------
    *own : dict of str to Structure, optional
        Crystals to offer; by default the course's own.
    **settings
        `crystal`, `site`, `r_cut` (Å, 1 to 8), `cutoff` ("cosine", "tanh", "polynomial", "fermi").

    Examples
    --------
    >>> app = NeighborExplorer(crystal="rutile TiO₂", r_cut=2.2)
    >>> print(app.text())
    Neighbours inside a sphere. 6 neighbours of Ti within 2.20 Å: 6 O. Shells: 4 at 1.95 Å, 2 at 1.98 Å. With the cosine cutoff they weigh 0.18.
    """

    title = "Neighbours inside a sphere"
    crystals = CRYSTALS
    controls = {
        "crystal": Choice("crystal", lambda app: app.shelf),
        "site": Choice("site", lambda app: app.shelf.sites(app.values["crystal"])),
        "r_cut": Range("cutoff radius r_cut", 2.5, 1.0, FARTHEST, 0.05, unit="Å",
                       symbol=r"r_\mathrm{cut}"),
        "cutoff": Choice("smooth cutoff", list(_SMOOTH)),
    }  # fmt: skip

    def picture(self, crystal, site, r_cut, cutoff):
        """Sphere on the left; counts and weights against distance on the right."""
        structure = self.shelf[crystal]
        around = self.keep((crystal, site), lambda: look_around(structure, site, FARTHEST + 2))
        inside = around.distances <= r_cut
        weights = CUTOFFS[cutoff](around.distances, r_cut=r_cut)
        panels = {
            "A": _sphere(around, inside, r_cut),
            "B": _counts(around, r_cut, cutoff),
            "C": _weights(around, weights, r_cut, cutoff),
        }
        weight = f"With the {cutoff} cutoff they weigh {weights.sum():.2f}."
        return Drawing(
            panels,
            f"{describe_shells(around, r_cut)} {weight}",
            _formulas(around, inside, weights, cutoff),
            mosaic=("AB", "AC"),
            height=470,
            size=(9.5, 4.4),
        )


_ball = cache(ball)


def _sphere(around, inside, r_cut):
    points, triangles = _ball()
    near = ~inside & (around.distances <= r_cut + _VIEW)
    marks = [
        Faces(r_cut * points, triangles, name="sphere", color=COLOURS[5], opacity=0.13,
              of="r_cut", legend=False),
        *surroundings_marks(around, inside, of="crystal site"),
        Points(around.vectors[near], name="outside", color=FAINT, size=6),
    ]  # fmt: skip
    return Panel(marks, space=True, reach=r_cut + 0.6 * _VIEW, zoom=1.3)


def _counts(around, r_cut, cutoff):
    near = around.distances[around.distances <= FARTHEST]
    edges = np.r_[0, np.repeat(near, 2), FARTHEST]
    steps = np.repeat(np.arange(len(near) + 1), 2)
    smooth = [CUTOFFS[cutoff](around.distances, r_cut=r).sum() for r in _GRID]
    n = int((around.distances <= r_cut).sum())
    marks = [
        Line(np.column_stack([edges, steps]), name="hard count"),
        Line(np.column_stack([_GRID, smooth]), name="smooth count", color=COLOURS[1], dash="--",
             of="cutoff"),
        Points(np.array([[r_cut, n]]), name="here", size=11, of="r_cut", legend=False),
    ]  # fmt: skip
    ends = {"x_range": (0, FARTHEST), "y_range": (0, max(8, 1.6 * n))}
    return Panel(marks, x="radius / Å", y="neighbours", **ends)


def _weights(around, weights, r_cut, cutoff):
    near = around.distances <= FARTHEST
    step = np.array([[0, 1], [r_cut, 1], [r_cut, 0], [FARTHEST, 0]])
    bell = np.column_stack([_GRID, CUTOFFS[cutoff](_GRID, r_cut=r_cut)])
    points = np.column_stack([around.distances[near], weights[near]])
    marks = [
        Line(step, name="hard weight", legend=False),
        Line(bell, name="smooth weight", color=COLOURS[1], dash="--", of="cutoff", legend=False),
        Line(upright(r_cut, 0, 1), name="r_cut", of="r_cut", legend=False),
        Points(points, name="neighbours' weights", color=COLOURS[1], marker="s"),
    ]
    ends = {"x_range": (0, FARTHEST), "y_range": (-0.05, 1.1)}
    return Panel(marks, x="distance / Å", y="weight", **ends)


def _formulas(around, inside, weights, cutoff):
    where = {
        "r_j": f"distance of atom j from this {around.center}",
        r"\mathbb 1[\;]": "1 if true, else 0",
    }
    hard = Formula(
        rf"N_\mathrm{{{around.center}}}",
        r"\sum_j \mathbb 1\left[\,r_j \le $r_cut\,\right]",
        str(int(inside.sum())),
        where=where,
    )
    smooth = Formula(
        r"N_\mathrm{smooth}",
        r"\sum_j " + _SMOOTH[cutoff],
        f"{weights.sum():.2f}",
        where=_MEANING.get(cutoff, {}),
    )
    return hard, smooth
