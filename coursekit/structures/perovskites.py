"""Octahedra around one small cation: shared by corners, by faces, in slabs, distorted."""

from math import sqrt

from coursekit.structures.building import build, look_up, tagged

PEROVSKITE = {"SrTiO3": (3.9053,), "BaZrO3": (4.193,), "KTaO3": (3.9885,)}
"""a in Å at room temperature."""


def make_perovskite(a_site="Sr", *, b_site="Ti", anion="O", a=None):
    """Cubic perovskite: regular octahedra that share corners only.

    Parameters
    ----------
    a_site : str
        The large cation, with twelve neighbours; default "Sr".
    b_site : str
        The small cation, with six neighbours; default "Ti".
    anion : str
        Default "O".
    a : float, optional
        Edge of the cube, Å; default the measured one, needed for compounds not tabulated.

    Returns
    -------
    pymatgen Structure
        Five atoms.

    Raises
    ------
    ValueError
        If `a` is needed and not given, or not positive.

    References
    ----------
    M. Schmidbauer, A. Kwasniewski, J. Schwarzkopf, High-precision absolute lattice parameter
    determination of SrTiO3, DyScO3 and NdGaO3 single crystals, Acta Crystallographica B 68, 8
    (2012), https://doi.org/10.1107/S0108768111046738

    R. H. Mitchell, Perovskites: Modern and Ancient, Almaz Press, Thunder Bay (2002).
    """
    formula = f"{a_site}{b_site}{anion}3"
    (edge,) = look_up(PEROVSKITE, formula, (a,), "cubic perovskite")
    sites = [(a_site, (0.5, 0.5, 0.5)), (b_site, (0, 0, 0)), (anion, (0.5, 0, 0))]
    return build(tagged(f"{formula}-perovskite", a), 221, edge, sites)


def make_hexagonal_perovskite(a_site="Sr", *, b_site="Ti", anion="O", bond=1.9527):
    """Ideal 2H perovskite: the same octahedra as in the cubic one, in columns sharing faces.

    Parameters
    ----------
    a_site, b_site, anion : str
        Default "Sr", "Ti", "O".
    bond : float
        B-anion distance, Å, positive; default that of cubic SrTiO3.

    Returns
    -------
    pymatgen Structure
        Ten atoms. Every octahedron is regular, and the density is that of the cubic perovskite
        of the same bond; only the stacking of the layers differs (hexagonal, not cubic).

    Raises
    ------
    ValueError
        If `bond` is not positive.

    Notes
    -----
    A model of the BaNiO3 type with x = 1/6 and c/a = sqrt(2/3). SrTiO3 does not form it;
    BaNiO3 does, with the shared faces a little smaller (x = 0.15).

    References
    ----------
    J. J. Lander, The crystal structures of NiO·3BaO, NiO·BaO, BaNiO3 and intermediate phases with
    composition near Ba2Ni2O5; with a note on NiO, Acta Crystallographica 4, 148 (1951).
    """
    if bond <= 0:
        raise ValueError(f"`bond` is {bond} Å; it must be positive")
    sites = [(a_site, (1 / 3, 2 / 3, 3 / 4)), (b_site, (0, 0, 0)), (anion, (1 / 6, 1 / 3, 1 / 4))]
    cell = (2 * sqrt(2) * bond, 4 * bond / sqrt(3))
    return build(f"{a_site}{b_site}{anion}3-2H", 194, cell, sites)


def make_lamno3(*, distorted=True):
    """LaMnO3 with Jahn-Teller distorted octahedra, or its cubic aristotype.

    Parameters
    ----------
    distorted : bool
        True: the room-temperature crystal (Pnma), where each Mn has two O at 1.91 Å, two at
        1.97 Å and two at 2.18 Å. False: an ideal cubic perovskite of the same volume per atom,
        six O at 1.97 Å.

    Returns
    -------
    pymatgen Structure
        Twenty atoms distorted, five cubic.

    References
    ----------
    J. Rodríguez-Carvajal, M. Hennion, F. Moussa, A. H. Moudden, L. Pinsard, A. Revcolevschi,
    Neutron-diffraction study of the Jahn-Teller transition in stoichiometric LaMnO3, Physical
    Review B 57, R3189 (1998), https://doi.org/10.1103/PhysRevB.57.R3189

    T. Proffen, R. G. DiFrancesco, S. J. L. Billinge, E. L. Brosha, G. H. Kwei, Measurement of the
    local Jahn-Teller distortion in LaMnO3.006, Physical Review B 60, 9973 (1999),
    https://doi.org/10.1103/PhysRevB.60.9973
    """
    a, b, c = 5.7473, 7.6929, 5.5367
    if not distorted:
        sites = [("La", (0.5, 0.5, 0.5)), ("Mn", (0, 0, 0)), ("O", (0.5, 0, 0))]
        return build("LaMnO3-cubic", 221, (a * b * c / 4) ** (1 / 3), sites)
    sites = [
        ("La", (0.0490, 0.25, -0.0078)),
        ("Mn", (0, 0, 0.5)),
        ("O", (0.4874, 0.25, 0.0745)),
        ("O", (0.3066, 0.0384, 0.7256)),
    ]
    return build("LaMnO3-distorted", 62, (a, b, c), sites)


def distort_perovskite(structure, *, stretch=0.0, tilt=0.0):
    """Stretch or tilt the octahedra of a cubic perovskite, in a cell of 2 x 2 x 2.

    Parameters
    ----------
    structure : pymatgen Structure
        From `make_perovskite`: the small cation in the origin.
    stretch : float, default 0.0
        Å. Each octahedron gets two bonds longer by this, two shorter by this, and two as before:
        the pattern of Jahn-Teller ions in a plane.
    tilt : float, default 0.0
        Degrees. Each octahedron turns rigidly about z, its neighbours in the plane the other way;
        the cell stays, so bonds grow by 1 / cos(tilt).

    Returns
    -------
    pymatgen Structure
        Forty atoms.

    References
    ----------
    A. M. Glazer, The classification of tilted octahedra in perovskites, Acta Crystallographica B
    28, 3384 (1972), https://doi.org/10.1107/S0567740872007976

    Examples
    --------
    >>> tilted = distort_perovskite(make_perovskite(), tilt=10.0)
    >>> len(tilted), round(float(tilted.get_distance(8, 16)), 3)
    (40, 1.983)
    """
    from math import radians, tan

    large = structure.copy()
    half = structure.lattice.a / 2
    large.make_supercell((2, 2, 2))
    sideways = half * tan(radians(tilt))
    for n, site in enumerate(large):
        steps = [round(float(x) / half) for x in site.coords]
        odd = [axis for axis in range(3) if steps[axis] % 2]
        if len(odd) != 1 or odd[0] == 2:
            continue  # cations, and the anions above and below
        axis, other = odd[0], 1 - odd[0]
        sign = (-1) ** ((steps[0] - (axis == 0)) // 2 + (steps[1] - (axis == 1)) // 2)
        move = [0.0, 0.0, 0.0]
        move[axis] = sign * stretch * (1 if axis == 0 else -1)
        move[other] = sign * sideways * (1 if axis == 0 else -1)
        large.translate_sites([n], move, frac_coords=False)
    large.properties["id"] = f"{structure.properties.get('id', 'perovskite')}-distorted"
    return large
