"""Platinum surfaces: sites of one metal that differ only in what is missing around them."""

import numpy as np

from coursekit.structures.elements import make_fcc
from coursekit.structures.identity import set_id
from coursekit.structures.sites import name_by_neighbors

ADATOMS = {
    "single": [(0, 0)],
    "pair": [(0, 0), (1, 0)],
    "triangle": [(0, 0), (1, 0), (0, 1)],
    "row": None,
}
"""Places taken on the terrace, in steps along the two edges of the cell; the row fills one edge."""


def make_terrace(*, layers=5, size=3, vacuum=16.0):
    """Flat Pt(111) slab: every surface atom has nine neighbours.

    Parameters
    ----------
    layers : int
        Atomic layers, at least 3.
    size : int
        Atoms along each edge of the surface cell, at least 1.
    vacuum : float
        Empty height between the slab and its image, Å, at least 8.

    Returns
    -------
    pymatgen Structure
        Sites named "terrace" (9 neighbours) and "bulk" (12).

    Raises
    ------
    ValueError
        If a parameter is out of range.

    References
    ----------
    H. W. King, Crystal structures of the elements at 25 °C, Bulletin of Alloy Phase Diagrams 2,
    401 (1981).

    Examples
    --------
    >>> from coursekit.structures import named_sites
    >>> len(named_sites(make_terrace(), "terrace"))
    18
    """
    slab = _flat(layers, size, vacuum)
    return set_id(_name_by_neighbors(slab, {9: "terrace"}), "Pt-111-terrace")


def make_step(*, layers=12, vacuum=16.0):
    """Stepped Pt(211) slab: terraces three atoms wide, straight edges with seven neighbours.

    Parameters
    ----------
    layers : int
        Atomic layers of (211), which lie close together; at least 9.
    vacuum : float
        Empty height between the slab and its image, Å, at least 8.

    Returns
    -------
    pymatgen Structure
        Sites named "step" (7 neighbours), "terrace" (9), "foot" (10) and "bulk" (12).

    Raises
    ------
    ValueError
        If a parameter is out of range.

    References
    ----------
    H. W. King, Crystal structures of the elements at 25 °C, Bulletin of Alloy Phase Diagrams 2,
    401 (1981).
    """
    _check_slab(layers, 9, vacuum)
    slab = _cut((2, 1, 1), layers, vacuum)
    return set_id(_name_by_neighbors(slab, {7: "step", 9: "terrace", 10: "foot"}), "Pt-211-step")


def make_kink(*, layers=36, vacuum=16.0):
    """Kinked Pt(643) slab: terraces, bent steps, and an atom with six neighbours at each bend.

    Parameters
    ----------
    layers : int
        Atomic layers of (643), which lie close together; at least 24.
    vacuum : float
        Empty height between the slab and its image, Å, at least 8.

    Returns
    -------
    pymatgen Structure
        Sites named "kink" (6 neighbours), "step" (7), "terrace" (9), "bulk" (12) and "surface"
        (8, 10 or 11).

    Raises
    ------
    ValueError
        If a parameter is out of range.

    Notes
    -----
    Seen from outside, each face of the slab has a hand, and the two faces have opposite ones.

    References
    ----------
    H. W. King, Crystal structures of the elements at 25 °C, Bulletin of Alloy Phase Diagrams 2,
    401 (1981).
    """
    _check_slab(layers, 24, vacuum)
    names = {6: "kink", 7: "step", 9: "terrace"}
    return set_id(_name_by_neighbors(_cut((6, 4, 3), layers, vacuum), names), "Pt-643-kink")


def make_adatoms(pattern="single", *, layers=5, size=3, vacuum=16.0):
    """Pt(111) slab with a few more atoms on top, which have three to five neighbours.

    Parameters
    ----------
    pattern : {"single", "pair", "triangle", "row"}
        One adatom (3 neighbours), two that touch (4), three that touch each other (5), or a
        straight row without end (5).
    layers : int
        Atomic layers below the adatoms, at least 3.
    size : int
        Atoms along each edge of the surface cell, at least 3, so that images do not touch.
    vacuum : float
        Empty height between the slab and its image, Å, at least 8.

    Returns
    -------
    pymatgen Structure
        Sites named "adatom", "terrace" (9 neighbours), "bulk" (12) and "surface" (10 or 11,
        below the adatoms).

    Raises
    ------
    ValueError
        If a parameter is out of range.

    Notes
    -----
    "triangle" and "row" give the adatoms the same number of neighbours at different angles: the
    count alone cannot tell them apart.

    References
    ----------
    H. W. King, Crystal structures of the elements at 25 °C, Bulletin of Alloy Phase Diagrams 2,
    401 (1981).
    """
    if pattern not in ADATOMS:
        raise ValueError(f"`pattern` is {pattern!r}; it must be one of {', '.join(ADATOMS)}")
    if size < 3:
        raise ValueError(f"`size` is {size}; it must be at least 3, or adatoms touch their images")
    _check_slab(layers, 3, vacuum)
    slab = _flat(layers + 1, size, vacuum)
    places = ADATOMS[pattern] or [(i, 0) for i in range(size)]
    top, steps = _top_layer(slab, size)
    slab.remove_sites([int(i) for i, step in zip(top, steps, strict=True) if step not in places])
    adatoms = dict.fromkeys((3, 4, 5), "adatom")
    named = _name_by_neighbors(slab, {**adatoms, 9: "terrace"})
    return set_id(named, f"Pt-111-adatoms-{pattern}")


def _top_layer(slab, size):
    """Indices of the top atoms, and how many steps each lies along the two edges."""
    a, b, _ = slab.lattice.matrix
    normal = np.cross(a, b)
    heights = slab.cart_coords @ (normal / np.linalg.norm(normal))
    top = np.flatnonzero(heights > heights.max() - 0.1)
    offsets = (slab.frac_coords[top, :2] - slab.frac_coords[top[0], :2]) * size
    return top, [tuple(int(x) % size for x in row) for row in offsets.round()]


def _flat(layers, size, vacuum):
    _check_slab(layers, 3, vacuum)
    if size < 1:
        raise ValueError(f"`size` is {size}; it must be at least 1")
    return _cut((1, 1, 1), layers, vacuum) * (size, size, 1)


def _check_slab(layers, fewest, vacuum):
    if layers < fewest:
        raise ValueError(f"`layers` is {layers}; it must be at least {fewest}, or no bulk is left")
    if vacuum < 8:
        raise ValueError(f"`vacuum` is {vacuum} Å; it must be at least 8 Å, or images interact")


def _cut(indices, layers, vacuum):
    """Slab one atom a layer: ASE cuts the one-atom cell, whose indices follow from the cube's."""
    from ase.build import surface

    from coursekit.structures.atoms import from_ase, to_ase

    h, k, l = indices  # noqa: E741
    primitive = np.array([k + l, h + l, h + k])
    primitive //= np.gcd.reduce(primitive)
    bulk = to_ase(make_fcc("Pt", primitive=True))
    slab = surface(bulk, tuple(int(i) for i in primitive), layers, vacuum / 2, periodic=True)
    slab.info.clear()
    return _compact(from_ase(slab))


def _compact(slab):
    """Same slab in the least slanted surface cell (Gauss's reduction of the two short vectors)."""
    from pymatgen.core import Lattice, Structure

    a, b, c = slab.lattice.matrix
    while True:
        if a @ a > b @ b:
            a, b = b, -a  # a quarter turn keeps the hand
        steps = round(float(a @ b / (a @ a)))
        if not steps:
            break
        b = b - steps * a
    lattice = Lattice([a, b, c])
    return Structure(
        lattice, slab.species, slab.cart_coords, coords_are_cartesian=True, to_unit_cell=True
    )


def _name_by_neighbors(slab, names):
    between_shells = make_fcc("Pt").lattice.a * (1 + 0.5**0.5) / 2
    return name_by_neighbors(slab, {12: "bulk", **names}, between_shells)
