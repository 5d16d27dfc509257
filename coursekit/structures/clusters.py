"""A few atoms in an empty box: ideal shells, a pair no three-body sees apart, platinum corners."""

import numpy as np

from coursekit.structures.elements import make_fcc
from coursekit.structures.identity import set_id
from coursekit.structures.sites import name_by_neighbors

_GOLDEN = (1 + 5**0.5) / 2

PLANAR = {"first": (0.0, 45.0, 135.0, 180.0), "second": (0.0, 45.0, 90.0, 225.0)}
"""Directions of the four neighbours in the plane, degrees."""

CORNERS = {"cuboctahedron": (5, 2, 5), "truncated octahedron": (4, 1, 6), "octahedron": (4, 0, 4)}
"""Atoms along an edge of the whole octahedron, atoms cut off, neighbours of a corner."""


def make_shell(kind="icosahedron", *, center="Cu", neighbor="Cu", distance=2.556, box=16.0):
    """One atom with equal neighbours on the corners of an ideal polyhedron, alone in a box.

    Parameters
    ----------
    kind : str
        "tetrahedron", "square" (4 neighbours); "octahedron", "trigonal prism" (6); "cube" (8);
        "cuboctahedron" (the shell of fcc), "anticuboctahedron" (that of hcp), "icosahedron" (12).
    center, neighbor : str
        Elements; default copper.
    distance : float
        From the centre to each neighbour, Å, positive; default that of fcc copper.
    box : float
        Edge of the cubic cell, Å, more than three times `distance`, so that images are further
        away than neighbours.

    Returns
    -------
    pymatgen Structure
        Sites named "center" (the first) and "shell".

    Raises
    ------
    ValueError
        If a parameter is out of range.

    References
    ----------
    Polyhedra: H. S. M. Coxeter, Regular Polytopes, 3rd edition, Dover, New York (1973).
    Distance: H. W. King, Crystal structures of the elements at 25 °C, Bulletin of Alloy Phase
    Diagrams 2, 401 (1981).

    Examples
    --------
    >>> len(make_shell()), len(make_shell("square"))
    (13, 5)
    """
    corners = _corners()
    if kind not in corners:
        raise ValueError(f"`kind` is {kind!r}; it must be one of {', '.join(corners)}")
    shell = np.array(corners[kind], float)
    shell *= distance / np.linalg.norm(shell, axis=1, keepdims=True)
    formula = (
        f"{center}{neighbor}{len(shell)}" if center != neighbor else f"{center}{len(shell) + 1}"
    )
    return _in_box(f"{formula}-{kind.replace(' ', '-')}", center, neighbor, shell, distance, box)


def make_planar(which="first", *, center="C", neighbor="H", distance=1.5, box=16.0):
    """One of two flat environments that no three-body descriptor of the centre can tell apart.

    Parameters
    ----------
    which : {"first", "second"}
        Four neighbours at one distance, at 0, 45, 135, 180 or at 0, 45, 90, 225 degrees.
    center, neighbor : str
        Elements; default C and H.
    distance : float
        From the centre to each neighbour, Å, positive.
    box : float
        Edge of the cubic cell, Å, more than three times `distance`.

    Returns
    -------
    pymatgen Structure
        Sites named "center" (the first) and "shell".

    Raises
    ------
    ValueError
        If a parameter is out of range.

    Notes
    -----
    Both have the angles 45, 45, 90, 135, 135, 180 degrees between pairs of neighbours, so every
    descriptor built from distances and angles at the centre (ACSF, the SOAP power spectrum, angle
    histograms) agrees on them; yet no rotation or reflection turns one into the other. The
    neighbours themselves see different surroundings, so pooling over all atoms separates them.

    References
    ----------
    S. N. Pozdnyakov, M. J. Willatt, A. P. Bartók, C. Ortner, G. Csányi, M. Ceriotti, Incompleteness
    of atomic structure representations, Physical Review Letters 125, 166001 (2020),
    https://doi.org/10.1103/PhysRevLett.125.166001

    Examples
    --------
    >>> make_planar("second").properties["id"]
    'CH4-planar-0-45-90-225'
    """
    if which not in PLANAR:
        raise ValueError(f"`which` is {which!r}; it must be one of {', '.join(PLANAR)}")
    turns = np.radians(PLANAR[which])
    shell = distance * np.column_stack([np.cos(turns), np.sin(turns), np.zeros(len(turns))])
    name = f"{center}{neighbor}4-planar-{'-'.join(f'{angle:g}' for angle in PLANAR[which])}"
    return _in_box(name, center, neighbor, shell, distance, box)


def make_corner(shape="cuboctahedron", *, vacuum=16.0):
    """Platinum cluster in an empty box: corner atoms with four to six neighbours.

    Parameters
    ----------
    shape : {"cuboctahedron", "truncated octahedron", "octahedron"}
        55, 38 or 44 atoms, whose corners have 5, 6 or 4 neighbours.
    vacuum : float
        Empty space between the cluster and its image, Å, at least 8.

    Returns
    -------
    pymatgen Structure
        Sites named "corner", "bulk" (12 neighbours) and "surface".

    Raises
    ------
    ValueError
        If a parameter is out of range.

    Notes
    -----
    The corner of the truncated octahedron and the kink of `make_kink` are the same site as far
    as their six neighbours go, angles included.

    References
    ----------
    H. W. King, Crystal structures of the elements at 25 °C, Bulletin of Alloy Phase Diagrams 2,
    401 (1981).
    """
    from ase.cluster import Octahedron

    from coursekit.structures.atoms import from_ase

    if shape not in CORNERS:
        raise ValueError(f"`shape` is {shape!r}; it must be one of {', '.join(CORNERS)}")
    if vacuum < 8:
        raise ValueError(f"`vacuum` is {vacuum} Å; it must be at least 8 Å, or images interact")
    length, cut, neighbors = CORNERS[shape]
    edge = make_fcc("Pt").lattice.a
    atoms = Octahedron("Pt", length, cut, latticeconstant=edge)
    atoms.center(vacuum=vacuum / 2)
    atoms.pbc = True
    names = {neighbors: "corner", 12: "bulk"}
    named = name_by_neighbors(from_ase(atoms), names, edge * (1 + 0.5**0.5) / 2)
    return set_id(named, f"Pt{len(atoms)}-{shape.replace(' ', '-')}")


def _in_box(name, center, neighbor, shell, distance, box):
    from pymatgen.core import Lattice, Structure

    if distance <= 0:
        raise ValueError(f"`distance` is {distance} Å; it must be positive")
    if box <= 3 * distance:
        raise ValueError(
            f"`box` is {box} Å; it must be more than three times `distance` ({distance} Å), "
            "or images count as neighbours"
        )
    return Structure(
        Lattice.cubic(box),
        [center] + [neighbor] * len(shell),
        np.vstack([np.zeros(3), shell]) + box / 2,
        coords_are_cartesian=True,
        site_properties={"site_name": ["center"] + ["shell"] * len(shell)},
        properties={"id": name},
    )


def _corners():
    """Corners of each polyhedron, on a sphere of any radius."""
    ones = (1.0, -1.0)
    cube = [(x, y, z) for x in ones for y in ones for z in ones]
    axes = [tuple(sign * row) for row in np.eye(3) for sign in ones]
    edges = [(x, y) for x in ones for y in ones]
    triangle = [(np.cos(t), np.sin(t)) for t in np.radians([0, 120, 240])]
    hexagon = [(np.cos(t), np.sin(t), 0.0) for t in np.radians(np.arange(30, 390, 60))]
    narrow, height = 3**-0.5, (2 / 3) ** 0.5
    return {
        "tetrahedron": [corner for corner in cube if np.prod(corner) > 0],
        "square": axes[:4],
        "octahedron": axes,
        "trigonal prism": [(x, y, z * 0.75**0.5) for x, y in triangle for z in ones],
        "cube": cube,
        "cuboctahedron": [c for x, y in edges for c in [(x, y, 0), (x, 0, y), (0, x, y)]],
        "anticuboctahedron": hexagon
        + [(x * narrow, y * narrow, z * height) for x, y in triangle for z in ones],
        "icosahedron": [
            c
            for x, y in edges
            for c in [(0, x, y * _GOLDEN), (x, y * _GOLDEN, 0), (y * _GOLDEN, 0, x)]
        ],
    }
