"""What a picture is made of: panels of lines, points, bars, maps and faces, as plain numbers.

A picture is described once, as a `Drawing`. `plots/still.py` prints it with matplotlib and
`apps/live.py` sends it to plotly; neither knows what it shows. A mark says with `of` which controls
move it: the one that is being moved gets a yellow halo, here as in the formula.
"""

from dataclasses import dataclass, field, replace

import numpy as np

from coursekit.plots.style import COLOURS, HALO


@dataclass(frozen=True, eq=False, kw_only=True)
class Mark:
    """What all marks have: a name for the legend, a colour, and the controls that move it."""

    name: str
    color: str = COLOURS[0]
    of: str = ""
    legend: bool = True

    def parts(self, moved):
        """The mark, and before it the halo that shows that it is being moved."""
        return [self._halo(moved in self.of.split()), self] if self.of else [self]

    def _halo(self, on):
        points = self.points if on else self.points[:0]
        style = {"width": self.width + 8, "dash": "-", "fill": ""}
        return replace(self, points=points, **_AS_HALO, name=f"{self.name}, moved", **style)


_AS_HALO = {"color": HALO, "of": "", "legend": False}


@dataclass(frozen=True, eq=False)
class Line(Mark):
    """A path through (n, 2) or (n, 3) points; a row of NaN is a gap. `fill` colours what it encloses."""

    points: np.ndarray
    dash: str = "-"
    width: float = 2.0
    fill: str = ""


@dataclass(frozen=True, eq=False)
class Points(Mark):
    """Markers at (n, 2) or (n, 3) points, with bars of `error` (n,) and words beside or on hover."""

    points: np.ndarray
    marker: str = "o"
    size: float = 9.0
    hollow: bool = False
    texts: tuple = ()
    hover: tuple = ()
    error: np.ndarray | None = None

    def _halo(self, on):
        points = self.points if on else self.points[:0]
        style = {"marker": "o", "size": 2.1 * self.size, "hollow": False, "error": None}
        plain = {"texts": (), "hover": (), "name": f"{self.name}, moved"}
        return replace(self, points=points, **_AS_HALO, **style, **plain)


@dataclass(frozen=True, eq=False)
class Bars(Mark):
    """Bars of (n,) `heights` at (n,) places; `colors`, one a bar, go before `color`."""

    at: np.ndarray
    heights: np.ndarray
    width: float | np.ndarray = 0.8
    hatch: str = ""
    colors: tuple = ()
    labels: tuple = ()

    def _halo(self, on):
        name = f"{self.name}, moved"
        points = outline(self.at, self.heights, self.width) if on else np.empty((0, 2))
        return Line(points, name=name, width=6, **_AS_HALO)


@dataclass(frozen=True, eq=False)
class Map(Mark):
    """A table of colours: `values` (rows along y) between edges `x` and `y`."""

    values: np.ndarray
    x: np.ndarray
    y: np.ndarray
    colours: str = "cividis"
    low: float = 0.0
    high: float = 1.0
    numbers: bool = False
    legend: bool = field(default=False, kw_only=True)


@dataclass(frozen=True, eq=False)
class Faces(Mark):
    """Triangles of (m, 3) indices between (n, 3) points."""

    points: np.ndarray
    triangles: np.ndarray
    opacity: float = 0.5

    def parts(self, moved):
        """The mark itself, in yellow where it is being moved."""
        on = bool(self.of) and moved in self.of.split()
        return [replace(self, color=HALO, opacity=max(self.opacity, 0.18))] if on else [self]


@dataclass(frozen=True, eq=False)
class Words(Mark):
    """Words at (n, 2) points; `bold` says which are heavy, `place` is middle, top or right."""

    points: np.ndarray
    texts: tuple
    bold: tuple = ()
    place: str = "middle"
    legend: bool = field(default=False, kw_only=True)


@dataclass(frozen=True, eq=False)
class Panel:
    """Marks on one pair of axes, or in space (`reach`: the half edge of the cube that is seen, Å)."""

    marks: list
    title: str = ""
    x: str = ""
    y: str = ""
    x_range: tuple | None = None
    y_range: tuple | None = None
    x_ticks: dict | None = None
    y_ticks: dict | None = None
    y_log: bool = False
    equal: bool = False
    hidden: bool = False
    space: bool = False
    reach: float | None = None
    zoom: float = 1.2

    def parts(self, moved=""):
        """All marks, each behind its halo."""
        return [part for mark in self.marks for part in mark.parts(moved)]


@dataclass(frozen=True, eq=False)
class Drawing:
    """A whole picture: panels by letter, how they lie (rows of letters), words and formulas."""

    panels: dict
    sentence: str
    formulas: tuple = ()
    mosaic: tuple = ("A",)
    widths: tuple = ()
    height: int = 420
    size: tuple = (9.5, 4.0)
    notes: dict = field(default_factory=dict)

    def mark(self, name):
        """The mark of this name."""
        return next(m for panel in self.panels.values() for m in panel.marks if m.name == name)


def outline(at, heights, width):
    """The rim of bars as one path with gaps."""
    half = np.broadcast_to(np.asarray(width, float) / 2, np.shape(at))
    path = np.full((len(at), 5, 2), np.nan)
    path[:, :2, 0], path[:, 2:4, 0] = (at - half)[:, None], (at + half)[:, None]
    path[:, [0, 3], 1], path[:, 1:3, 1] = 0.0, np.asarray(heights, float)[:, None]
    return path.reshape(-1, 2)


def stairs(edges, values):
    """A step function as a path: `values` (n,) between `edges` (n + 1,)."""
    return np.column_stack([np.repeat(edges, 2)[1:-1], np.repeat(values, 2)])


def filled_stairs(edges, values):
    """The area below a step function as a closed path."""
    path = stairs(edges, values)
    if not len(path):
        return path
    return np.vstack([[path[0, 0], 0.0], path, [path[-1, 0], 0.0]])


def spokes(center, ends):
    """From one point to each of others, as one path with gaps."""
    ends = np.asarray(ends, dtype=float)
    path = np.full((len(ends), 3, ends.shape[1]), np.nan)
    path[:, 0], path[:, 1] = center, ends
    return path.reshape(-1, ends.shape[1])


def ring(center, radius, n=91):
    """A circle in the plane as a path."""
    turn = np.linspace(0, 2 * np.pi, n)
    return np.asarray(center) + radius * np.column_stack([np.cos(turn), np.sin(turn)])


def upright(x, low, high):
    """A vertical line."""
    return np.array([[x, low], [x, high]], dtype=float)
