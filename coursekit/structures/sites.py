"""Names of sites: which atom of a crystal is the kink, which cation sits in a tetrahedron.

The names travel with the sites (site property `site_name`), so they survive permutations,
rotations and supercells, which a stored index would not.
"""

import numpy as np


def name_sites(structure, names):
    """Copy of a crystal whose sites carry names.

    Parameters
    ----------
    structure : pymatgen Structure
    names : sequence of str
        One name a site; several sites may share one.

    Returns
    -------
    pymatgen Structure

    Raises
    ------
    ValueError
        If there are more or fewer names than sites.
    """
    names = list(names)
    if len(names) != len(structure):
        raise ValueError(
            f"`names` has {len(names)} entries for {len(structure)} sites; give one for every site"
        )
    named = structure.copy()
    named.properties = dict(structure.properties or {})
    named.add_site_property("site_name", names)
    return named


def named_sites(structure, name):
    """Indices of the sites of that name.

    Parameters
    ----------
    structure : pymatgen Structure
        A named crystal such as `make_kink()` or `make_spinel()`.
    name : str

    Returns
    -------
    (n,) array of int
        At least one index, in increasing order.

    Raises
    ------
    ValueError
        If no site has this name.

    Examples
    --------
    >>> from coursekit.structures import make_spinel
    >>> spinel = make_spinel()
    >>> len(named_sites(spinel, "tetrahedral")), len(named_sites(spinel, "octahedral"))
    (8, 16)
    """
    names = structure.site_properties.get("site_name", [])
    found = np.flatnonzero([given == name for given in names])
    if not len(found):
        known = (
            ", ".join(sorted({str(given) for given in names})) or "none: its sites have no names"
        )
        raise ValueError(
            f"no site of {structure.composition.reduced_formula} is named {name!r}; known are {known}"
        )
    return found


def name_by_neighbors(structure, names, r_cut):
    """Copy of a crystal whose sites are named by how many neighbours they have."""
    centers = structure.get_neighbor_list(r_cut)[0]
    counts = np.bincount(centers, minlength=len(structure))
    return name_sites(structure, [names.get(int(count), "surface") for count in counts])
