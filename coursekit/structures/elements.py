"""Crystals of one element: fcc, bcc, hcp, diamond, graphite."""

from coursekit.structures.building import build, look_up, tagged

FCC = {
    "Al": (4.0496,), "Ca": (5.5884,), "Ni": (3.5240,), "Cu": (3.6146,), "Sr": (6.084,),
    "Rh": (3.8032,), "Pd": (3.8903,), "Ag": (4.0857,), "Ir": (3.8392,), "Pt": (3.9236,),
    "Au": (4.0782,), "Pb": (4.9502,),
}  # fmt: skip
"""a in Å of the elements that are fcc at room temperature."""

BCC = {
    "Li": (3.5093,), "Na": (4.2906,), "K": (5.321,), "V": (3.0238,), "Cr": (2.8848,),
    "Fe": (2.8665,), "Nb": (3.3007,), "Mo": (3.1470,), "Ba": (5.023,), "Ta": (3.3031,),
    "W": (3.1651,),
}  # fmt: skip
"""a in Å of the elements that are bcc at room temperature."""

HCP = {
    "Be": (2.2857, 3.5839), "Mg": (3.2093, 5.2107), "Sc": (3.3088, 5.2680),
    "Ti": (2.9503, 4.6836), "Co": (2.5071, 4.0694), "Zn": (2.6644, 4.9494),
    "Y": (3.6482, 5.7318), "Zr": (3.2317, 5.1476), "Ru": (2.7053, 4.2814),
    "Cd": (2.9788, 5.6167), "Hf": (3.1946, 5.0511), "Re": (2.7608, 4.4580),
}  # fmt: skip
"""a and c in Å of the elements that are hcp at room temperature."""


def make_fcc(element="Cu", *, a=None, primitive=False):
    """Face-centred cubic metal: 12 neighbours, the corners of a cuboctahedron.

    Parameters
    ----------
    element : str
        Default "Cu". Any element, if `a` is given.
    a : float, optional
        Edge of the cube, Å; default the measured one.
    primitive : bool
        One atom in a rhombohedral cell instead of four in the cube.

    Returns
    -------
    pymatgen Structure

    Raises
    ------
    ValueError
        If `a` is needed and not given, or not positive.

    References
    ----------
    H. W. King, Crystal structures of the elements at 25 °C, Bulletin of Alloy Phase Diagrams 2,
    401 (1981).

    Examples
    --------
    >>> len(make_fcc()), len(make_fcc("Al", primitive=True))
    (4, 1)
    """
    (edge,) = look_up(FCC, element, (a,), "fcc")
    metal = build(tagged(f"{element}-fcc", a), 225, edge, [(element, (0, 0, 0))])
    return _one_atom(metal, [[0, 0.5, 0.5], [0.5, 0, 0.5], [0.5, 0.5, 0]]) if primitive else metal


def make_bcc(element="Fe", *, a=None, primitive=False):
    """Body-centred cubic metal: 8 neighbours and 6 more only 15 % further away.

    Parameters
    ----------
    element : str
        Default "Fe". Any element, if `a` is given.
    a : float, optional
        Edge of the cube, Å; default the measured one.
    primitive : bool
        One atom in a rhombohedral cell instead of two in the cube.

    Returns
    -------
    pymatgen Structure

    Raises
    ------
    ValueError
        If `a` is needed and not given, or not positive.

    References
    ----------
    H. W. King, Crystal structures of the elements at 25 °C, Bulletin of Alloy Phase Diagrams 2,
    401 (1981).
    """
    (edge,) = look_up(BCC, element, (a,), "bcc")
    metal = build(tagged(f"{element}-bcc", a), 229, edge, [(element, (0, 0, 0))])
    half = 0.5
    vectors = [[-half, half, half], [half, -half, half], [half, half, -half]]
    return _one_atom(metal, vectors) if primitive else metal


def make_hcp(element="Mg", *, a=None, c=None):
    """Hexagonal close-packed metal: 12 neighbours, the corners of an anticuboctahedron.

    Parameters
    ----------
    element : str
        Default "Mg". Any element, if `a` is given.
    a : float, optional
        Distance of neighbours in a layer, Å; default the measured one.
    c : float, optional
        Height of two layers, Å; default the measured one, or, where `a` is given, that of
        equal spheres, a * sqrt(8 / 3).

    Returns
    -------
    pymatgen Structure

    Raises
    ------
    ValueError
        If `a` is needed and not given, or a length is not positive.

    References
    ----------
    H. W. King, Crystal structures of the elements at 25 °C, Bulletin of Alloy Phase Diagrams 2,
    401 (1981).

    Examples
    --------
    >>> round(make_hcp("Cu", a=2.556).lattice.c, 3)
    4.174
    """
    ideal = a * (8 / 3) ** 0.5 if a is not None and c is None else c
    edge, height = look_up(HCP, element, (a, ideal), "hcp")
    site = (element, (1 / 3, 2 / 3, 1 / 4))
    return build(tagged(f"{element}-hcp", a, c), 194, (edge, height), [site])


def make_diamond(element="C", *, a=None):
    """Diamond: every atom in a regular tetrahedron of its own kind.

    Parameters
    ----------
    element : {"C", "Si", "Ge"} or any other element, if `a` is given
    a : float, optional
        Edge of the cube, Å; default the measured one.

    Returns
    -------
    pymatgen Structure
        Eight atoms.

    Raises
    ------
    ValueError
        If `a` is needed and not given, or not positive.

    References
    ----------
    T. Hom, W. Kiszenik, B. Post, Accurate lattice constants from multiple reflection
    measurements, Journal of Applied Crystallography 8, 457 (1975),
    https://doi.org/10.1107/S0021889875010965
    """
    table = {"C": (3.5671,), "Si": (5.4311,), "Ge": (5.6579,)}
    (edge,) = look_up(table, element, (a,), "diamond")
    return build(tagged(f"{element}-diamond", a), 227, edge, [(element, (0, 0, 0))])


def make_graphite(*, a=None, c=None):
    """Graphite: three neighbours in a plane, the next layer more than twice as far away.

    Parameters
    ----------
    a, c : float, optional
        Å; c is the height of two layers; default the measured ones.

    Returns
    -------
    pymatgen Structure
        Four atoms.

    Raises
    ------
    ValueError
        If a length is not positive.

    References
    ----------
    P. Trucano, R. Chen, Structure of graphite by neutron diffraction, Nature 258, 136 (1975),
    https://doi.org/10.1038/258136a0
    """
    cell = look_up({"C": (2.464, 6.711)}, "C", (a, c), "graphite")
    sites = [("C", (0, 0, 1 / 4)), ("C", (1 / 3, 2 / 3, 1 / 4))]
    return build(tagged("C-graphite", a, c), 194, cell, sites)


def _one_atom(metal, vectors):
    """The first atom in a smaller cell; `vectors` in units of the cube's edge."""
    from pymatgen.core import Lattice, Structure

    from coursekit.structures.identity import structure_id

    lattice = Lattice([[x * metal.lattice.a for x in vector] for vector in vectors])
    name = {"id": f"{structure_id(metal)}-primitive"}
    return Structure(lattice, metal.species[:1], [[0, 0, 0]], properties=name)
