"""Crystals that are a cell and a few sites: one row each, and the functions made from the rows."""

from coursekit.structures.building import build, look_up, tagged

_FIXED = """{says}

    Returns
    -------
    pymatgen Structure
        {gives}
{more}
    References
    ----------
    {source}
    """

_BINARY = """{says}

    Parameters
    ----------
    cation : str
        Default "{cation}".
    anion : str
        Default "{anion}".
    a : float, optional
        Edge of the cube, Å; default the measured one, needed for compounds not tabulated.

    Returns
    -------
    pymatgen Structure
        {gives}

    Raises
    ------
    ValueError
        If `a` is needed and not given, or not positive.

    References
    ----------
    R. W. G. Wyckoff, Crystal Structures, 2nd edition, volume 1, Interscience, New York (1963).
    """


def _fixed(function, name, group, cell, sites, says, gives, source, more=""):
    """Function without parameters for one measured crystal; cell as `build`, Å."""

    def make():
        return build(name, group, cell, sites)

    more = f"\n    Notes\n    -----\n    {more}\n" if more else ""
    return _named(make, function, _FIXED.format(says=says, gives=gives, more=more, source=source))


def _binary(function, kind, tag, group, place, table, says, gives):
    """Function for two elements, one to one: the cation in the origin, the anion at `place`."""
    of_cation, of_anion = next(iter(table))

    def make(cation=of_cation, *, anion=of_anion, a=None):
        edges = {cation + anion: (edge,) for (cation, anion), edge in table.items()}
        (edge,) = look_up(edges, cation + anion, (a,), kind)
        sites = [(cation, (0, 0, 0)), (anion, place)]
        return build(tagged(f"{cation}{anion}-{tag}", a), group, edge, sites)

    text = _BINARY.format(says=says, cation=of_cation, anion=of_anion, gives=gives)
    return _named(make, function, text)


def _named(make, function, text):
    make.__name__ = make.__qualname__ = function
    make.__doc__ = text
    return make


# ---- two elements, one to one; edges in Å at room temperature

make_rocksalt = _binary(
    "make_rocksalt", "rocksalt", "rocksalt", 225, (0.5, 0.5, 0.5),
    {("Mg", "O"): 4.2112, ("Li", "F"): 4.0173, ("Na", "Cl"): 5.6406, ("K", "Cl"): 6.2929,
     ("Ca", "O"): 4.8105, ("Sr", "O"): 5.1602, ("Mn", "O"): 4.4448, ("Co", "O"): 4.2667,
     ("Ni", "O"): 4.1684, ("Ti", "C"): 4.3186},
    "Rocksalt: each ion in a regular octahedron of the other kind.",
    "Eight atoms.",
)  # fmt: skip

make_cesium_chloride = _binary(
    "make_cesium_chloride", "caesium chloride type", "CsCl-type", 221, (0.5, 0.5, 0.5),
    {("Cs", "Cl"): 4.123, ("Cs", "Br"): 4.286, ("Cs", "I"): 4.5667, ("Tl", "Cl"): 3.8340},
    "Caesium chloride: each ion at the centre of a cube of the other kind.",
    "Two atoms.",
)  # fmt: skip

make_zincblende = _binary(
    "make_zincblende", "zincblende", "zincblende", 216, (0.25, 0.25, 0.25),
    {("Zn", "S"): 5.4093, ("Ga", "As"): 5.6537, ("Ga", "P"): 5.4505, ("In", "P"): 5.8687,
     ("In", "Sb"): 6.4782, ("Si", "C"): 4.348, ("Cu", "Cl"): 5.4057},
    "Zincblende: diamond with its atoms alternating between two elements.",
    "Eight atoms.",
)  # fmt: skip

# ---- one formula, several crystals: TiO2, SiO2

_HOWARD = """C. J. Howard, T. M. Sabine, F. Dickson, Structural and thermal parameters for rutile and
    anatase, Acta Crystallographica B 47, 462 (1991), https://doi.org/10.1107/S010876819100335X"""

make_rutile = _fixed(
    "make_rutile", "TiO2-rutile", 136, (4.5937, 2.9587),
    [("Ti", (0, 0, 0)), ("O", (0.3048, 0.3048, 0))],
    "Rutile, TiO2: chains of octahedra that share edges.",
    "Six atoms; Ti has six O, O has three Ti.",
    _HOWARD,
)  # fmt: skip

make_anatase = _fixed(
    "make_anatase", "TiO2-anatase", 141, (3.7845, 9.5143),
    [("Ti", (0, 0, 0)), ("O", (0, 0, 0.2081))],
    "Anatase, TiO2: octahedra that share four edges each.",
    "Twelve atoms; Ti has six O, O has three Ti, as in rutile.",
    _HOWARD,
)  # fmt: skip

make_brookite = _fixed(
    "make_brookite", "TiO2-brookite", 61, (9.174, 5.449, 5.138),
    [("Ti", (0.1289, 0.0972, 0.8628)), ("O", (0.0095, 0.1491, 0.1835)),
     ("O", (0.2314, 0.1110, 0.5366))],
    "Brookite, TiO2: octahedra that share three edges each, two kinds of oxygen.",
    "Twenty-four atoms; Ti has six O at six distances, O has three Ti.",
    """E. P. Meagher, G. A. Lager, Polyhedral thermal expansion in the TiO2 polymorphs: refinement
    of the crystal structures of rutile and brookite at high temperatures, Canadian Mineralogist
    17, 77 (1979).""",
)  # fmt: skip

make_quartz = _fixed(
    "make_quartz", "SiO2-quartz", 154, (4.916, 5.4054),
    [("Si", (0.4697, 0, 2 / 3)), ("O", (0.4135, 0.2669, 0.1191 + 2 / 3))],
    "Alpha-quartz, SiO2: corner-sharing tetrahedra in a framework that has a hand.",
    "Nine atoms, space group P3_221.",
    """L. Levien, C. T. Prewitt, D. J. Weidner, Structure and elastic properties of quartz at
    pressure, American Mineralogist 65, 920 (1980).""",
    """`reflect` turns it into its mirror image, in P3_121: another crystal, the same distances
    and angles.""",
)  # fmt: skip

make_cristobalite = _fixed(
    "make_cristobalite", "SiO2-cristobalite", 92, (4.9717, 6.9223),
    [("Si", (0.3003, 0.3003, 0)), ("O", (0.2392, 0.1044, 0.1787))],
    "Alpha-cristobalite, SiO2: the same tetrahedra as quartz in a more open framework.",
    "Twelve atoms.",
    """R. T. Downs, D. C. Palmer, The pressure behavior of alpha cristobalite, American Mineralogist
    79, 9 (1994).""",
)  # fmt: skip

# ---- layers, slabs, square planes

make_mos2 = _fixed(
    "make_mos2", "MoS2-2H", 194, (3.161, 12.295),
    [("Mo", (1 / 3, 2 / 3, 1 / 4)), ("S", (1 / 3, 2 / 3, 0.621))],
    "2H-MoS2: molybdenum in trigonal prisms of sulfur.",
    "Six atoms in two layers; Mo has six S at 2.42 Å.",
    """B. Schönfeld, J. J. Huang, S. C. Moss, Anisotropic mean-square displacements (MSD) in single
    crystals of 2H- and 3R-MoS2, Acta Crystallographica B 39, 404 (1983),
    https://doi.org/10.1107/S0108768183002645 (cell)

    R. G. Dickinson, L. Pauling, The crystal structure of molybdenite, Journal of the American
    Chemical Society 45, 1466 (1923), https://doi.org/10.1021/ja01659a020 (height of sulfur)""",
)  # fmt: skip

make_tis2 = _fixed(
    "make_tis2", "TiS2-1T", 164, (3.407, 5.695),
    [("Ti", (0, 0, 0)), ("S", (1 / 3, 2 / 3, 0.25))],
    "1T-TiS2: titanium in octahedra of sulfur.",
    "Three atoms in one layer; Ti has six S at 2.43 Å.",
    """R. R. Chianelli, J. C. Scanlon, A. H. Thompson, Structure refinement of stoichiometric TiS2,
    Materials Research Bulletin 10, 1379 (1975).""",
)  # fmt: skip

make_tenorite = _fixed(
    "make_tenorite", "CuO-tenorite", 15, (4.6837, 3.4226, 5.1288, 99.54),
    [("Cu", (0.25, 0.25, 0.0)), ("O", (0.0, 0.4184, 0.25))],
    "Tenorite, CuO as found in nature: square-planar copper, tetrahedral oxygen, monoclinic.",
    "Eight atoms. Cu has four O at 1.95 to 1.96 Å in a plane and two more at 2.78 Å.",
    """S. Åsbrink, L.-J. Norrby, A refinement of the crystal structure of copper(II) oxide with a
    discussion of some exceptional e.s.d.'s, Acta Crystallographica B 26, 8 (1970),
    https://doi.org/10.1107/S0567740870001838""",
)  # fmt: skip

make_ruddlesden_popper = _fixed(
    "make_ruddlesden_popper", "Sr2TiO4-Ruddlesden-Popper", 139, (3.88, 12.60),
    [("Sr", (0, 0, 0.355)), ("Ti", (0, 0, 0)), ("O", (0, 0.5, 0)), ("O", (0, 0, 1.94 / 12.60))],
    "Sr2TiO4: perovskite slabs one octahedron thick, set apart by rocksalt layers.",
    "Fourteen atoms. TiO6 as in SrTiO3; Sr has nine O instead of twelve.",
    """S. N. Ruddlesden, P. Popper, New compounds of the K2NiF4 type, Acta Crystallographica 10, 538
    (1957), https://doi.org/10.1107/S0365110X57001929""",
    """Cell and height of Sr are measured. The height of the apical oxygen is set to make the
    octahedron regular, as in the perovskite that this crystal is compared with.""",
)  # fmt: skip
