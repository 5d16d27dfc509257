"""The healthy vector from which the broken pipelines depart, each by one mistake."""

import numpy as np

from coursekit.neighbors import cosine_cutoff, neighbor_list

R_CUT = 4.5  # Å
_CENTERS = np.linspace(1.2, 4.2, 7)  # Å
_WIDTH = 0.5  # Å


def site_vectors(structure, pairs, r_cut=R_CUT):
    """Smooth radial functions of every site, plain and weighted by the neighbours' elements.

    Parameters
    ----------
    structure : pymatgen Structure
    pairs : NeighborList
        Right, or wrong in some way.
    r_cut : float
        Å.

    Returns
    -------
    (n_sites, 15) array
    """
    pull = electronegativities(structure)
    waves = np.exp(-0.5 * ((pairs.distances[:, None] - _CENTERS) / _WIDTH) ** 2)
    waves *= cosine_cutoff(pairs.distances, r_cut=r_cut)[:, None]
    plain = np.zeros((len(structure), len(_CENTERS)))
    weighted = np.zeros_like(plain)
    np.add.at(plain, pairs.centers, waves)
    np.add.at(weighted, pairs.centers, waves * pull[pairs.neighbors, None])
    return np.hstack([plain, weighted, pull[:, None]])


def electronegativities(structure):
    """Pauling electronegativity of every site.

    Parameters
    ----------
    structure : pymatgen Structure

    Returns
    -------
    (n_sites,) array
    """
    return np.array([float(site.specie.X) for site in structure])


def pool(sites):
    """Mean and standard deviation over the sites.

    Parameters
    ----------
    sites : (n_sites, n_features) array

    Returns
    -------
    (2 * n_features,) array
    """
    return np.concatenate([sites.mean(axis=0), sites.std(axis=0)])


def radial(structures):
    """Healthy: smooth radial functions through all images, pooled.

    Parameters
    ----------
    structures : list of pymatgen Structure

    Returns
    -------
    (n_structures, 30) array
    """
    return np.array([pool(site_vectors(s, neighbor_list(s, R_CUT))) for s in structures])


def radial_of(change):
    """The healthy vector of changed crystals: what a wrong reader hands on.

    Parameters
    ----------
    change : callable
        Structure -> structure.

    Returns
    -------
    callable
    """

    def describe(structures):
        return radial([change(structure) for structure in structures])

    return describe


def radial_with(neighbors):
    """The healthy vector of another neighbour list.

    Parameters
    ----------
    neighbors : callable
        (structure, r_cut) -> NeighborList.

    Returns
    -------
    callable
    """

    def describe(structures):
        return np.array([pool(site_vectors(s, neighbors(s, R_CUT))) for s in structures])

    return describe
