"""Layers: trigonal-prismatic MoS2, octahedral TiS2, and LiCoO2 with lithium in between."""

from coursekit.structures.building import build


def make_mos2():
    """2H-MoS2: molybdenum in trigonal prisms of sulfur.

    Returns
    -------
    pymatgen Structure
        Six atoms in two layers; Mo has six S at 2.42 Å.

    References
    ----------
    B. Schönfeld, J. J. Huang, S. C. Moss, Anisotropic mean-square displacements (MSD) in single
    crystals of 2H- and 3R-MoS2, Acta Crystallographica B 39, 404 (1983),
    https://doi.org/10.1107/S0108768183002645 (cell)

    R. G. Dickinson, L. Pauling, The crystal structure of molybdenite, Journal of the American
    Chemical Society 45, 1466 (1923), https://doi.org/10.1021/ja01659a020 (height of sulfur)
    """
    sites = [("Mo", (1 / 3, 2 / 3, 1 / 4)), ("S", (1 / 3, 2 / 3, 0.621))]
    return build("MoS2-2H", 194, (3.161, 12.295), sites)


def make_tis2():
    """1T-TiS2: titanium in octahedra of sulfur.

    Returns
    -------
    pymatgen Structure
        Three atoms in one layer; Ti has six S at 2.43 Å.

    References
    ----------
    R. R. Chianelli, J. C. Scanlon, A. H. Thompson, Structure refinement of stoichiometric TiS2,
    Materials Research Bulletin 10, 1379 (1975).
    """
    sites = [("Ti", (0, 0, 0)), ("S", (1 / 3, 2 / 3, 0.25))]
    return build("TiS2-1T", 164, (3.407, 5.695), sites)


def make_licoo2(*, lithium=1.0, scaling=(1, 1, 1), seed=0):
    """Li_xCoO2, the battery cathode: lithium between layers of CoO6 octahedra, some of it gone.

    Parameters
    ----------
    lithium : float
        x in Li_xCoO2, from 0 to 1. The number of Li atoms is rounded; a supercell that misses
        x by more than 0.02 is refused.
    scaling : tuple of 3 int
        Repeats of the hexagonal cell, which holds three Li.
    seed : int
        Fixes which Li are taken.

    Returns
    -------
    pymatgen Structure
        Twelve atoms, times `scaling`, less the vacancies. Nothing is relaxed.

    Raises
    ------
    ValueError
        If `lithium` is out of range or `scaling` is too small for it.

    References
    ----------
    J. Akimoto, Y. Gotoh, Y. Oosawa, Synthesis and structure refinement of LiCoO2 single crystals,
    Journal of Solid State Chemistry 141, 298 (1998).

    Examples
    --------
    >>> make_licoo2(lithium=0.5, scaling=(2, 2, 1)).composition.formula
    'Li6 Co12 O24'
    """
    from coursekit.structures.identity import set_id
    from coursekit.structures.transform import supercell
    from coursekit.structures.vacancies import remove_random

    if not 0 <= lithium <= 1:
        raise ValueError(f"`lithium` is {lithium}; x in Li_xCoO2 must be between 0 and 1")
    sites = [("Li", (0, 0, 0)), ("Co", (0, 0, 0.5)), ("O", (0, 0, 0.23968))]
    whole = supercell(build("LiCoO2-layered", 166, (2.8161, 14.0536), sites), scaling)
    if lithium == 1:
        return whole
    name = f"Li{lithium:g}CoO2-{'x'.join(map(str, scaling))}-seed{seed}"
    return set_id(remove_random(whole, species="Li", fraction=1 - lithium, seed=seed), name)
