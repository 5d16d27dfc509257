"""LiCoO2: layers with lithium in between, some of it gone."""

from coursekit.structures.building import build


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
