"""A crystal as shaded balls, bonds and polyhedra: one list of things to draw, for screen and paper.

The list holds points in Å; what turns it on the screen (`apps/crystal.js`) and what prints it here
do the same with it: turn, sort from far to near, draw. No graphics card is needed for either.
"""

from collections import Counter

import numpy as np

from coursekit.neighbors import neighbor_list, neighbor_list_of_arrays

ELEVATION, AZIMUTH = 14.0, 24.0
"""Degrees: from where a crystal is looked at to begin with."""

BALL = 0.42
"""Radius of a ball as a share of the covalent radius."""

HERE, ELSEWHERE = "#0072B2", "#D55E00"
"""Rings around neighbours in the cell that is drawn, and in other cells."""

_EDGE = 1e-4


def crystal_scene(structure, *, site=None, r_cut=None, polyhedra=(), bonds=1.15, cell=True):
    """Everything that has to be drawn of one crystal."""
    wanted = [polyhedra] if isinstance(polyhedra, str) else list(polyhedra)
    symbols = [atom.specie.symbol for atom in structure]
    _check(wanted, symbols, site, r_cut)
    drawn = _Drawn(structure, cell)
    joined = _bonds(structure, bonds) if bonds or wanted else {}
    hulls = drawn.complete(joined, {i for i, symbol in enumerate(symbols) if symbol in wanted})
    near = drawn.surroundings(site, r_cut)
    kinds = list(dict.fromkeys(symbols))
    return {
        "kinds": [_look(symbol) for symbol in kinds],
        "atoms": [[*p.round(3).tolist(), kinds.index(symbols[i])] for i, _, p in drawn.atoms],
        "rings": drawn.rings(site, near),
        "sticks": drawn.spokes(site, near) if near else drawn.sticks(joined) if bonds else [],
        "faces": [[*face, kinds.index(symbol)] for face, symbol in _faces(drawn, hulls, symbols)],
        "edges": _box(structure.lattice.matrix) if cell else [],
        "sphere": None if r_cut is None else [*drawn.point(site).round(3).tolist(), float(r_cut)],
        "alt": _describe(structure, wanted, site, r_cut, near, drawn),
    }


def _check(wanted, symbols, site, r_cut):
    strangers = [symbol for symbol in wanted if symbol not in symbols]
    if strangers:
        there = ", ".join(dict.fromkeys(symbols))
        raise ValueError(f"`polyhedra` names {strangers[0]}; the crystal has {there}")
    if r_cut is not None and site is None:
        raise ValueError("`r_cut` draws a sphere around one atom: say which with `site`")
    if site is not None and not 0 <= site < len(symbols):
        raise ValueError(f"`site` is {site}; the crystal has sites 0 to {len(symbols) - 1}")


class _Drawn:
    """The atoms that are drawn, each once: site, cell, position."""

    def __init__(self, structure, cell):
        self.lattice = structure.lattice.matrix
        self.frac = structure.frac_coords % 1.0
        self.frac[self.frac > 1.0 - _EDGE] = 0.0
        self.moved = np.rint(structure.frac_coords - self.frac).astype(int)
        self.atoms, self.index = [], {}
        for i, place in enumerate(self.frac):
            faces = [(0, 1) if cell and abs(x) < _EDGE else (0,) for x in place]
            for image in np.stack(np.meshgrid(*faces, indexing="ij"), -1).reshape(-1, 3):
                self.add(i, image)

    def add(self, i, image):
        key = (int(i), *(int(n) for n in image))
        if key not in self.index:
            self.index[key] = len(self.atoms)
            self.atoms.append((int(i), tuple(key[1:]), (self.frac[i] + image) @ self.lattice))
        return self.index[key]

    def point(self, site):
        return self.atoms[self.index[site, 0, 0, 0]][2]

    def step(self, i, j, image):
        """From the list's count of cells, which starts at unwrapped atoms, to ours."""
        return np.asarray(image) + self.moved[j] - self.moved[i]

    def complete(self, joined, centers):
        """Add what is bonded to the centers of polyhedra; the corners of each."""
        hulls = []
        for n, (i, cell, _) in enumerate(list(self.atoms)):
            if i in centers:
                ends = [self.add(j, np.add(cell, self.step(i, j, s))) for j, s in joined.get(i, ())]
                hulls.append((n, ends))
        return hulls

    def surroundings(self, site, r_cut):
        if r_cut is None:
            return []
        pairs = neighbor_list_of_arrays(self.lattice, self.frac, r_cut=r_cut, sites=[site])
        return [self.add(*pair) for pair in zip(pairs.neighbors, pairs.images, strict=True)]

    def rings(self, site, near):
        if site is None:
            return []
        colours = [[n, HERE if self.atoms[n][1] == (0, 0, 0) else ELSEWHERE] for n in near]
        return [[self.index[site, 0, 0, 0], "#000000"], *colours]

    def spokes(self, site, near):
        return [[self.index[site, 0, 0, 0], n] for n in near]

    def sticks(self, joined):
        found = set()
        for n, (i, cell, _) in enumerate(self.atoms):
            for j, s in joined.get(i, ()):
                other = self.index.get((j, *(int(k) for k in np.add(cell, self.step(i, j, s)))))
                if other is not None:
                    found.add((min(n, other), max(n, other)))
        return sorted(map(list, found))


def _bonds(structure, factor):
    """For each site its bonded neighbours, as (site, cell): no much shorter one at either end."""
    factor, reach = factor or 1.15, 3.6
    pairs = neighbor_list(structure, reach)
    nearest = np.array(
        [min(pairs.distances[pairs.site(i)], default=np.inf) for i in range(len(structure))]
    )
    centers = np.repeat(np.arange(len(structure)), pairs.counts)
    limit = factor * np.minimum(nearest[centers], nearest[pairs.neighbors])
    kept = pairs.distances <= limit
    found = {}
    for i, j, image in zip(centers[kept], pairs.neighbors[kept], pairs.images[kept], strict=True):
        found.setdefault(int(i), []).append((int(j), tuple(map(int, image))))
    return found


def _faces(drawn, hulls, symbols):
    from scipy.spatial import ConvexHull, QhullError

    for center, ends in hulls:
        points = np.array([drawn.atoms[n][2] for n in ends])
        try:
            triangles = ConvexHull(points).simplices if len(ends) > 3 else []
        except QhullError:  # a flat shell: a square has no polyhedron
            triangles = []
        for triangle in triangles:
            yield [ends[k] for k in triangle], symbols[drawn.atoms[center][0]]


def _look(symbol):
    from ase.data import atomic_numbers, covalent_radii
    from ase.data.colors import jmol_colors
    from matplotlib.colors import to_hex

    number = atomic_numbers[symbol]
    radius = BALL * float(covalent_radii[number])
    return {"symbol": symbol, "color": to_hex(jmol_colors[number]), "radius": round(radius, 3)}


def _box(lattice):
    corners = np.array([[i, j, k] for i in (0, 1) for j in (0, 1) for k in (0, 1)])
    ends = [(a, b) for b in range(8) for a in range(b) if abs(corners[a] - corners[b]).sum() == 1]
    points = (corners @ lattice).round(3).tolist()
    return [[points[a], points[b]] for a, b in ends]


def _describe(structure, wanted, site, r_cut, near, drawn):
    counts = Counter(atom.specie.symbol for atom in structure)
    a, b, c = structure.lattice.abc
    inside = ", ".join(f"{n} {symbol}" for symbol, n in counts.items())
    text = f"{structure.composition.reduced_formula}: cell {a:.2f} x {b:.2f} x {c:.2f} Å, {inside}."
    if wanted:
        text += f" Polyhedra around {', '.join(wanted)}."
    if r_cut is not None:
        kinds = Counter(structure[drawn.atoms[n][0]].specie.symbol for n in near)
        of = ", ".join(f"{n} {symbol}" for symbol, n in sorted(kinds.items())) or "none"
        away = sum(drawn.atoms[n][1] != (0, 0, 0) for n in near)
        text += (
            f" Within {r_cut:.2f} Å of {structure[site].specie.symbol} (site {site}): {of}; "
            f"{away} of them in other cells (orange rings)."
        )
    return text


def view_axes(elevation=ELEVATION, azimuth=AZIMUTH):
    """Right, up and towards the reader, as rows (3, 3), seen from elevation and azimuth in degrees."""
    e, a = np.radians([elevation, azimuth])
    towards = np.array([np.cos(e) * np.cos(a), np.cos(e) * np.sin(a), np.sin(e)])
    right = np.array([-np.sin(a), np.cos(a), 0.0])
    return np.array([right, np.cross(towards, right), towards])


def plot_crystal(scene, *, ax, elevation=ELEVATION, azimuth=AZIMUTH):
    """Print a scene, from far to near."""
    turn = view_axes(elevation, azimuth)
    points = np.array([atom[:3] for atom in scene["atoms"]]) @ turn.T
    kinds = [scene["kinds"][atom[3]] for atom in scene["atoms"]]
    rings = dict(map(tuple, scene["rings"]))
    things = [
        (points[n, 2], _ball, (ax, points[n], kinds[n], rings.get(n))) for n in range(len(points))
    ]
    for i, j in scene["sticks"]:
        middle, length = (points[i] + points[j]) / 2, np.linalg.norm(points[i] - points[j])
        for n, other in ((i, j), (j, i)):
            start = points[n] + kinds[n]["radius"] / length * (points[other] - points[n])
            depth = (start[2] + middle[2]) / 2
            things.append((depth, _stick, (ax, start, middle, kinds[n]["color"])))
    for *corners, kind in scene["faces"]:
        patch = points[corners]
        color = scene["kinds"][kind]["color"]
        things.append((patch[:, 2].mean(), _face, (ax, patch, color)))
    for edge in scene["edges"]:
        ends = np.array(edge) @ turn.T
        things.append((ends[:, 2].mean(), _stick, (ax, *ends, "#777777", 0.8)))
    if scene["sphere"]:
        _sphere(ax, np.array(scene["sphere"][:3]) @ turn.T, scene["sphere"][3])
    for order, (_, paint, arguments) in enumerate(sorted(things, key=lambda thing: thing[0])):
        paint(*arguments, order + 2)
    _frame(ax, scene, turn, points)
    return ax


def _frame(ax, scene, turn, points):
    from matplotlib.lines import Line2D

    look = {"marker": "o", "linestyle": "none", "markersize": 9, "markeredgecolor": "#333333"}
    dots = [
        Line2D([], [], color=kind["color"], label=kind["symbol"], **look) for kind in scene["kinds"]
    ]
    ax.legend(handles=dots, frameon=False, loc="upper left", bbox_to_anchor=(1.0, 1.0))
    corners = [np.array(edge) @ turn.T for edge in scene["edges"]]
    every = np.vstack([points, *corners])
    margin = max((kind["radius"] for kind in scene["kinds"]), default=0.5) + 0.15
    low, high = every[:, :2].min(axis=0) - margin, every[:, :2].max(axis=0) + margin
    if scene["sphere"]:
        middle = (np.array(scene["sphere"][:3]) @ turn.T)[:2]
        low = np.minimum(low, middle - scene["sphere"][3] - 0.1)
        high = np.maximum(high, middle + scene["sphere"][3] + 0.1)
    ax.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]), aspect="equal")
    ax.set_axis_off()


def _ball(ax, point, kind, ring, order):
    from matplotlib.colors import to_rgb
    from matplotlib.patches import Circle

    x, y, _ = point
    base, radius = np.array(to_rgb(kind["color"])), kind["radius"]
    for share, light in ((1.0, -0.25), (0.82, 0.0), (0.6, 0.2), (0.36, 0.45), (0.16, 0.75)):
        tint = base * (1 + light) if light < 0 else base + (1 - base) * light
        shift = 0.32 * (1 - share) * radius
        ax.add_patch(
            Circle((x - shift, y + shift), share * radius, color=tint, linewidth=0, zorder=order)
        )
    edge, width = (ring, 2.4) if ring else ("#333333", 0.6)
    ax.add_patch(Circle((x, y), radius, fill=False, edgecolor=edge, linewidth=width, zorder=order))


def _stick(ax, start, end, color, order_or_width, order=None):
    width = 3.0 if order is None else order_or_width
    order = order_or_width if order is None else order
    xy = np.array([start[:2], end[:2]]).T
    if width > 1:
        ax.plot(*xy, color="#333333", linewidth=width + 1.2, zorder=order, solid_capstyle="butt")
    ax.plot(*xy, color=color, linewidth=width, zorder=order, solid_capstyle="butt")


def _face(ax, corners, color, order):
    from matplotlib.patches import Polygon

    style = {"facecolor": color, "edgecolor": "#555555", "alpha": 0.28, "linewidth": 0.8}
    ax.add_patch(Polygon(corners[:, :2], zorder=order, **style))


def _sphere(ax, center, radius):
    from matplotlib.patches import Circle

    disk = {"facecolor": "#56B4E9", "edgecolor": "none", "alpha": 0.14, "zorder": 1}
    ax.add_patch(Circle(center[:2], radius, **disk))
    rim = {"fill": False, "edgecolor": HERE, "linestyle": "--", "linewidth": 1.2, "zorder": 1e5}
    ax.add_patch(Circle(center[:2], radius, **rim))
