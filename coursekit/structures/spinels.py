"""Spinels, AB2O4: one cation in tetrahedra, two in octahedra, and which goes where."""

from coursekit.structures.building import build, look_up, tagged

SPINEL = {
    "MgAl2O4": (8.0832, 0.2624),
    "ZnAl2O4": (8.087, 0.2636),
    "MgCr2O4": (8.333, 0.2612),
    "ZnCr2O4": (8.327, 0.2616),
    "ZnFe2O4": (8.442, 0.2615),
    "MgFe2O4": (8.36, 0.257),
    "NiFe2O4": (8.339, 0.2573),
    "CoFe2O4": (8.38, 0.256),
}
"""a in Å and the oxygen parameter u (origin at the centre of inversion; 1/4 is close packing)."""


def make_spinel(a_site="Mg", *, b_site="Al", inverse=False, a=None, u=None):
    """Spinel AB2O4, normal or inverse: one formula, cations swapped between two kinds of site.

    Parameters
    ----------
    a_site : str
        The cation of which there is one; default "Mg".
    b_site : str
        The cation of which there are two; default "Al".
    inverse : bool
        False: A in the tetrahedra, B in the octahedra. True: B in the tetrahedra, A and B half
        and half in the octahedra.
    a : float, optional
        Edge of the cube, Å; default the measured one, needed for compounds not tabulated.
    u : float, optional
        Oxygen parameter, between 0.24 and 0.28; default the measured one, needed for compounds
        not tabulated.

    Returns
    -------
    pymatgen Structure
        Fifty-six atoms; the cation sites are named "tetrahedral" and "octahedral", see
        `named_sites`, the others "oxygen".

    Raises
    ------
    ValueError
        If a parameter is needed and not given, or out of range.

    Notes
    -----
    Cell and u stay the same when `inverse` is changed, so that nothing but the cations differs.
    In nature A and B share the octahedra of an inverse spinel at random; here they alternate in
    layers along c (space group Imma), the simplest order that needs no larger cell.
    MgFe2O4, NiFe2O4 and CoFe2O4 are mostly inverse in nature, the others of the table normal.

    References
    ----------
    R. J. Hill, J. R. Craig, G. V. Gibbs, Systematics of the spinel structure type, Physics and
    Chemistry of Minerals 4, 317 (1979), https://doi.org/10.1007/BF00307535

    Examples
    --------
    >>> make_spinel(inverse=True).composition == make_spinel().composition
    True
    """
    formula = f"{a_site}{b_site}2O4"
    edge, shift = look_up(SPINEL, formula, (a, u), "spinel")
    if not 0.24 <= shift <= 0.28:
        raise ValueError(
            f"`u` is {shift}; it must be between 0.24 and 0.28 (0.25 is close packing)"
        )
    sites = [(a_site, (1 / 8,) * 3), (b_site, (1 / 2,) * 3), ("O", (shift,) * 3)]
    names = ("tetrahedral", "octahedral", "oxygen")
    kind = "inverse-spinel" if inverse else "spinel"
    name = tagged(f"{formula}-{kind}", a, u)
    normal = build(name, 227, edge, sites, setting=2, site_names=names)
    return _inverted(normal, a_site, b_site) if inverse else normal


def _inverted(spinel, a_site, b_site):
    """B into every tetrahedron, A into the octahedra of every second layer."""
    for i, name in enumerate(spinel.site_properties["site_name"]):
        if name == "tetrahedral":
            spinel.replace(i, b_site, properties={"site_name": name})
        elif name == "octahedral" and round(4 * spinel[i].frac_coords[2]) % 2 == 0:
            spinel.replace(i, a_site, properties={"site_name": name})
    return spinel
