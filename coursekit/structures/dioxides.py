"""One formula, several crystals: the polymorphs of TiO2 and of SiO2."""

from coursekit.structures.building import build


def make_rutile():
    """Rutile, TiO2: chains of octahedra that share edges.

    Returns
    -------
    pymatgen Structure
        Six atoms; Ti has six O, O has three Ti.

    References
    ----------
    C. J. Howard, T. M. Sabine, F. Dickson, Structural and thermal parameters for rutile and
    anatase, Acta Crystallographica B 47, 462 (1991), https://doi.org/10.1107/S010876819100335X

    Examples
    --------
    >>> make_rutile().composition.formula
    'Ti2 O4'
    """
    sites = [("Ti", (0, 0, 0)), ("O", (0.3048, 0.3048, 0))]
    return build("TiO2-rutile", 136, (4.5937, 2.9587), sites)


def make_anatase():
    """Anatase, TiO2: octahedra that share four edges each.

    Returns
    -------
    pymatgen Structure
        Twelve atoms; Ti has six O, O has three Ti, as in rutile.

    References
    ----------
    C. J. Howard, T. M. Sabine, F. Dickson, Structural and thermal parameters for rutile and
    anatase, Acta Crystallographica B 47, 462 (1991), https://doi.org/10.1107/S010876819100335X
    """
    sites = [("Ti", (0, 0, 0)), ("O", (0, 0, 0.2081))]
    return build("TiO2-anatase", 141, (3.7845, 9.5143), sites)


def make_brookite():
    """Brookite, TiO2: octahedra that share three edges each, two kinds of oxygen.

    Returns
    -------
    pymatgen Structure
        Twenty-four atoms; Ti has six O at six distances, O has three Ti.

    References
    ----------
    E. P. Meagher, G. A. Lager, Polyhedral thermal expansion in the TiO2 polymorphs: refinement
    of the crystal structures of rutile and brookite at high temperatures, Canadian Mineralogist
    17, 77 (1979).
    """
    sites = [
        ("Ti", (0.1289, 0.0972, 0.8628)),
        ("O", (0.0095, 0.1491, 0.1835)),
        ("O", (0.2314, 0.1110, 0.5366)),
    ]
    return build("TiO2-brookite", 61, (9.174, 5.449, 5.138), sites)


def make_quartz():
    """Alpha-quartz, SiO2: corner-sharing tetrahedra in a framework that has a hand.

    Returns
    -------
    pymatgen Structure
        Nine atoms, space group P3_221.

    Notes
    -----
    `reflect` turns it into its mirror image, in P3_121: another crystal, the same distances
    and angles.

    References
    ----------
    L. Levien, C. T. Prewitt, D. J. Weidner, Structure and elastic properties of quartz at
    pressure, American Mineralogist 65, 920 (1980).
    """
    sites = [("Si", (0.4697, 0, 2 / 3)), ("O", (0.4135, 0.2669, 0.1191 + 2 / 3))]
    return build("SiO2-quartz", 154, (4.916, 5.4054), sites)


def make_cristobalite():
    """Alpha-cristobalite, SiO2: the same tetrahedra as quartz in a more open framework.

    Returns
    -------
    pymatgen Structure
        Twelve atoms.

    References
    ----------
    R. T. Downs, D. C. Palmer, The pressure behavior of alpha cristobalite, American Mineralogist
    79, 9 (1994).
    """
    sites = [("Si", (0.3003, 0.3003, 0)), ("O", (0.2392, 0.1044, 0.1787))]
    return build("SiO2-cristobalite", 92, (4.9717, 6.9223), sites)
