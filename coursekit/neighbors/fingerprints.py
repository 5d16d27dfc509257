"""One row of 61 numbers per site: how likely each coordination number is, and in which shape."""

import numpy as np

from coursekit.neighbors.crystalnn import LARGEST_CN, crystal_nn
from coursekit.neighbors.motifs import MOTIFS
from coursekit.neighbors.shells import Shells
from coursekit.neighbors.symmetry import equivalent_sites

_BATCH = 1024  # shells at once: n³ numbers each


def fingerprint_names():
    """Names of the 61 columns: "wt CN_6", "octahedral CN_6", ...

    Returns
    -------
    list of str

    Examples
    --------
    >>> names = fingerprint_names()
    >>> len(names), names[:4]
    (61, ['wt CN_1', 'sgl_bd CN_1', 'wt CN_2', 'L-shaped CN_2'])
    """
    return [f"{name} CN_{cn}" for cn in _columns() for name in ("wt", *MOTIFS.get(cn, ()))]


def crystal_nn_fingerprints(structure, *, equivalent_sites_once=False, symprec=1e-3):
    """Likelihood of every coordination number of every site, times its closeness to each shape.

    Parameters
    ----------
    structure : pymatgen Structure
    equivalent_sites_once : bool, default False
        Describe one site of each symmetry-equivalent group and copy the row. Finding the groups
        takes 1 to 20 ms, so that this pays for cells of some hundred sites only.
    symprec : float, default 1e-3
        How far a symmetry operation may miss a site, Å, > 0.

    Returns
    -------
    (n_sites, 61) array
        No unit, 0 to 1 but for the body-centred measure, which can be negative.

    Raises
    ------
    ValueError
        As `crystal_nn` and `equivalent_sites`.

    Notes
    -----
    Does not change under rotation, translation, permutation and supercell, with three exceptions
    that are kept so that the numbers equal those in the literature. The body-centred measure looks
    at every pair of neighbours from one end only, so that the order of neighbours of equal weight
    matters, up to 0.02. Where three atoms miss a line by about 1e-12 Å, rounding decides whether
    the azimuth of the outer one counts, up to 0.1 in planar and pyramidal shapes. CrystalNN's
    rounded weights add 1e-3. Together they touch 1 crystal in 200.

    References
    ----------
    Zimmermann and Jain, RSC Adv. 10, 6063 (2020), doi:10.1039/C9RA07755C

    Examples
    --------
    >>> from pymatgen.core import Lattice, Structure
    >>> salt = Structure.from_spacegroup("Fm-3m", Lattice.cubic(5.64), ["Na", "Cl"],
    ...                                  [[0, 0, 0], [0.5, 0.5, 0.5]])
    >>> rows = crystal_nn_fingerprints(salt)
    >>> rows.shape, rows[0, fingerprint_names().index("octahedral CN_6")].round(6)
    ((8, 61), np.float64(1.0))
    """
    return crystal_nn_fingerprints_of_many(
        [structure], equivalent_sites_once=equivalent_sites_once, symprec=symprec
    )[0]


def crystal_nn_fingerprints_of_many(structures, *, equivalent_sites_once=False, symprec=1e-3):
    """As `crystal_nn_fingerprints`, with the shells of all structures measured together.

    Parameters
    ----------
    structures : sequence of pymatgen Structure
    equivalent_sites_once : bool, default False
        Describe one site of each symmetry-equivalent group and copy the row. Finding the groups
        takes 1 to 20 ms, so that this pays for cells of some hundred sites only.
    symprec : float, default 1e-3
        How far a symmetry operation may miss a site, Å, > 0.

    Returns
    -------
    list of (n_sites, 61) array

    Raises
    ------
    ValueError
        As `crystal_nn_fingerprints`, for the first structure that fails.
    """
    if not equivalent_sites_once:
        return fingerprints_of_neighbors([crystal_nn(structure) for structure in structures])
    groups = [equivalent_sites(structure, symprec=symprec) for structure in structures]
    neighbors = [
        crystal_nn(structure, sites=group.representatives)
        for structure, group in zip(structures, groups, strict=True)
    ]
    rows = fingerprints_of_neighbors(neighbors)
    return [
        row[group.representatives][group.inverse] for row, group in zip(rows, groups, strict=True)
    ]


def fingerprints_of_neighbors(records):
    """Fingerprints from neighbours that are already known.

    Parameters
    ----------
    records : list of CrystalNeighbors

    Returns
    -------
    list of (n_sites, 61) array
    """
    sizes = np.array([record.pairs.n_sites for record in records], dtype=int)
    likelihoods = np.concatenate([record.likelihoods[:, : LARGEST_CN + 1] for record in records])
    vectors = np.concatenate([record.pairs.vectors for record in records])
    before = np.cumsum([0, *(len(record.pairs) for record in records)])
    starts = np.concatenate(
        [r.pairs.offsets[:-1] + shift for r, shift in zip(records, before[:-1], strict=True)]
    )
    blocks = [_block(cn, likelihoods[:, cn], vectors, starts) for cn in _columns()]
    return np.split(np.concatenate(blocks, axis=1), np.cumsum(sizes)[:-1])


def _columns():
    return range(1, LARGEST_CN + 1)


def _block(cn, likelihood, vectors, starts):
    """Columns of one coordination number: its likelihood, then that times each shape."""
    measures = MOTIFS.get(cn, {})
    block = np.zeros((len(likelihood), 1 + len(measures)))
    block[:, 0] = likelihood
    possible = np.flatnonzero(likelihood) if measures else np.empty(0, dtype=int)
    for first in range(0, len(possible), _BATCH):
        sites = possible[first : first + _BATCH]
        shells = Shells(vectors[starts[sites][:, None] + np.arange(cn)])
        for column, measure in enumerate(measures.values(), start=1):
            block[sites, column] = likelihood[sites] * measure(shells)
    return block
