"""Two elements, one to one: rocksalt, caesium chloride, zincblende."""

from coursekit.structures.building import build, look_up, tagged

ROCKSALT = {
    "LiF": (4.0173,), "NaCl": (5.6406,), "KCl": (6.2929,), "MgO": (4.2112,), "CaO": (4.8105,),
    "SrO": (5.1602,), "MnO": (4.4448,), "CoO": (4.2667,), "NiO": (4.1684,), "TiC": (4.3186,),
}  # fmt: skip
"""a in Å at room temperature."""

CESIUM_CHLORIDE = {"CsCl": (4.123,), "CsBr": (4.286,), "CsI": (4.5667,), "TlCl": (3.8340,)}
"""a in Å at room temperature."""

ZINCBLENDE = {
    "ZnS": (5.4093,), "GaAs": (5.6537,), "GaP": (5.4505,), "InP": (5.8687,), "InSb": (6.4782,),
    "SiC": (4.348,), "CuCl": (5.4057,),
}  # fmt: skip
"""a in Å at room temperature."""


def make_rocksalt(cation="Mg", *, anion="O", a=None):
    """Rocksalt: each ion in a regular octahedron of the other kind.

    Parameters
    ----------
    cation : str
        Default "Mg".
    anion : str
        Default "O".
    a : float, optional
        Edge of the cube, Å; default the measured one, needed for compounds not tabulated.

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
    R. W. G. Wyckoff, Crystal Structures, 2nd edition, volume 1, Interscience, New York (1963).

    Examples
    --------
    >>> make_rocksalt("Na", anion="Cl").composition.formula
    'Na4 Cl4'
    """
    (edge,) = look_up(ROCKSALT, cation + anion, (a,), "rocksalt")
    sites = [(cation, (0, 0, 0)), (anion, (0.5, 0.5, 0.5))]
    return build(tagged(f"{cation}{anion}-rocksalt", a), 225, edge, sites)


def make_cesium_chloride(cation="Cs", *, anion="Cl", a=None):
    """Caesium chloride: each ion at the centre of a cube of the other kind.

    Parameters
    ----------
    cation : str
        Default "Cs".
    anion : str
        Default "Cl".
    a : float, optional
        Edge of the cube, Å; default the measured one, needed for compounds not tabulated.

    Returns
    -------
    pymatgen Structure
        Two atoms.

    Raises
    ------
    ValueError
        If `a` is needed and not given, or not positive.

    References
    ----------
    R. W. G. Wyckoff, Crystal Structures, 2nd edition, volume 1, Interscience, New York (1963).
    """
    (edge,) = look_up(CESIUM_CHLORIDE, cation + anion, (a,), "caesium chloride type")
    sites = [(cation, (0, 0, 0)), (anion, (0.5, 0.5, 0.5))]
    return build(tagged(f"{cation}{anion}-CsCl-type", a), 221, edge, sites)


def make_zincblende(cation="Zn", *, anion="S", a=None):
    """Zincblende: diamond with its atoms alternating between two elements.

    Parameters
    ----------
    cation : str
        Default "Zn".
    anion : str
        Default "S".
    a : float, optional
        Edge of the cube, Å; default the measured one, needed for compounds not tabulated.

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
    R. W. G. Wyckoff, Crystal Structures, 2nd edition, volume 1, Interscience, New York (1963).
    """
    (edge,) = look_up(ZINCBLENDE, cation + anion, (a,), "zincblende")
    sites = [(cation, (0, 0, 0)), (anion, (0.25, 0.25, 0.25))]
    return build(tagged(f"{cation}{anion}-zincblende", a), 216, edge, sites)
