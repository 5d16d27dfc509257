"""Four neighbours, two shapes: tetrahedral ZnO, square-planar PtO."""

from coursekit.structures.building import build, look_up, tagged

WURTZITE = {
    "ZnO": (3.2501, 5.2071, 0.3817),
    "ZnS": (3.8227, 6.2607, 0.3748),
    "AlN": (3.110, 4.980, 0.3821),
    "GaN": (3.190, 5.189, 0.377),
}
"""a, c in Å and the height u of the anion, in units of c."""

COOPERITE = {
    "PtO": (3.04, 5.34),
    "PdO": (3.043, 5.337),
    "PtS": (3.470, 6.110),
    "CuO": (2.939, 5.162),
}
"""a, c in Å. CuO is a model: c/a of PtO, and tenorite's mean Cu-O distance of 1.956 Å."""


def make_wurtzite(cation="Zn", *, anion="O", a=None, c=None, u=None):
    """Wurtzite: each ion in a nearly regular tetrahedron of the other kind.

    Parameters
    ----------
    cation : str
        Default "Zn".
    anion : str
        Default "O".
    a, c : float, optional
        Å; default the measured ones, needed for compounds not tabulated.
    u : float, optional
        Height of the anion above the cation, in units of c, between 0 and 1/2; default the
        measured one, 3/8 in regular tetrahedra.

    Returns
    -------
    pymatgen Structure
        Four atoms.

    Raises
    ------
    ValueError
        If a parameter is needed and not given, or out of range.

    References
    ----------
    E. H. Kisi, M. M. Elcombe, u parameters for the wurtzite structure of ZnS and ZnO using powder
    neutron diffraction, Acta Crystallographica C 45, 1867 (1989),
    https://doi.org/10.1107/S0108270189004269

    H. Schulz, K. H. Thiemann, Crystal structure refinement of AlN and GaN, Solid State
    Communications 23, 815 (1977).
    """
    edge, height, shift = look_up(WURTZITE, cation + anion, (a, c, u), "wurtzite")
    if shift >= 0.5:
        raise ValueError(f"`u` is {shift}; it must be between 0 and 1/2 (3/8 is regular)")
    sites = [(cation, (1 / 3, 2 / 3, 0)), (anion, (1 / 3, 2 / 3, shift))]
    return build(tagged(f"{cation}{anion}-wurtzite", a, c, u), 186, (edge, height), sites)


def make_cooperite(cation="Pt", *, anion="O", a=None, c=None):
    """PtS type, tetragonal: square-planar metal, tetrahedral anion.

    Parameters
    ----------
    cation : str
        Default "Pt".
    anion : str
        Default "O".
    a, c : float, optional
        Å; default the measured ones, needed for compounds other than PtO, PdO, PtS and CuO.

    Returns
    -------
    pymatgen Structure
        Four atoms. The rectangle around the metal is a square only if c = 2a.

    Raises
    ------
    ValueError
        If a parameter is needed and not given, or not positive.

    Notes
    -----
    CuO of this type is a model to set beside tenorite (same formula, same mean bond, no two
    longer bonds), not a measured crystal.

    References
    ----------
    W. J. Moore, L. Pauling, The crystal structures of the tetragonal monoxides of lead, tin,
    palladium, and platinum, Journal of the American Chemical Society 63, 1392 (1941).

    F. Grønvold, H. Haraldsen, A. Kjekshus, On the sulfides, selenides and tellurides of
    platinum, Acta Chemica Scandinavica 14, 1879 (1960).
    """
    edge, height = look_up(COOPERITE, cation + anion, (a, c), "PtS type")
    sites = [(cation, (0, 0.5, 0)), (anion, (0, 0, 0.25))]
    return build(tagged(f"{cation}{anion}-PtS-type", a, c), 131, (edge, height), sites)
