"""Crystals of one composition and one mean coordination that only their motifs tell apart."""

import numpy as np

from coursekit.datasets.table import build_dataset

_SIZE = 2
_MAX_VACANCIES = 8


def make_motif_set(n_structures=60, *, n_vacancies=6, seed=0):
    """MgO cells with the same number of oxygen vacancies, from all apart to all together.

    Parameters
    ----------
    n_structures : int, default 60
        At least 2.
    n_vacancies : int, default 6
        Oxygens missing of the 32 in the cell, from 2 to 8.
    seed : int, default 0

    Returns
    -------
    Dataset
        Target `bond_energy_per_atom`, eV per atom; every crystal has the same formula.

    Raises
    ------
    ValueError
        If a number is out of range.

    Notes
    -----
    The target is a model, not a measurement. A cation with z oxygen neighbours has the energy
    -A sqrt(z), A = 1 eV: the second-moment form, in which a bond is worth the less the more there
    are. The target is the sum over the 32 Mg divided by the number of atoms. Every vacancy takes
    one neighbour from six Mg, so the mean coordination is the same in all crystals, and whatever is
    linear in it is blind. The square root bends: two bonds lost at one Mg cost more than one lost
    at each of two. A histogram of the coordination numbers gives the target exactly.

    References
    ----------
    M. W. Finnis, J. E. Sinclair, Philos. Mag. A 50, 45 (1984),
    https://doi.org/10.1080/01418618408244210

    Examples
    --------
    >>> dataset = make_motif_set(5)
    >>> sorted(set(dataset.groups.tolist()))
    ['Mg16O13']
    >>> bool(dataset.targets.std() > 0)
    True
    """
    _check(n_structures, n_vacancies)
    rng = np.random.default_rng(seed)
    perfect, neighbours = _perfect()
    entries = []
    for number in range(n_structures):
        share = number / (n_structures - 1)
        missing = _choose(neighbours, n_vacancies, share, rng)
        energy = -np.sqrt(coordination(neighbours, missing)).sum()
        crystal = _without(perfect, missing)
        name = f"motif-{number}"
        entries.append((name, crystal, energy / len(crystal), f"row {number + 1}"))
    return build_dataset(entries, target="bond_energy_per_atom", name="motif set")


def coordination(neighbours, missing):
    """Oxygen neighbours of every cation once some oxygens are gone.

    Parameters
    ----------
    neighbours : (n_cations, n_oxygens) array of bool
    missing : sequence of int
        Numbers of the missing oxygens.

    Returns
    -------
    (n_cations,) array of int
    """
    present = np.ones(neighbours.shape[1], dtype=bool)
    present[list(missing)] = False
    return (neighbours & present).sum(axis=1)


def _check(n_structures, n_vacancies):
    if n_structures < 2:
        raise ValueError(f"`n_structures` is {n_structures}; it must be at least 2")
    if not 2 <= n_vacancies <= _MAX_VACANCIES:
        raise ValueError(
            f"`n_vacancies` is {n_vacancies}; it must be from 2 to {_MAX_VACANCIES}, of the 32 "
            "oxygens in the cell"
        )


def _perfect():
    """MgO cell of 64 sites, magnesium first, and which oxygens touch which magnesium."""
    from coursekit.structures import make_rocksalt, supercell

    crystal = supercell(make_rocksalt("Mg"), (_SIZE, _SIZE, _SIZE)).get_sorted_structure()
    n_cations = sum(site.specie.symbol == "Mg" for site in crystal)
    distances = crystal.distance_matrix[:n_cations, n_cations:]
    return crystal, distances < 1.1 * distances.min()


def _choose(neighbours, count, share, rng):
    """Oxygens to take, one by one: with probability `share` beside the earlier ones, else apart."""
    chosen = [int(rng.integers(neighbours.shape[1]))]
    while len(chosen) < count:
        touched = neighbours[:, chosen].any(axis=1)
        shared = (neighbours & touched[:, None]).sum(axis=0).astype(float)
        shared[chosen] = np.nan
        together = rng.random() < share
        best = np.nanmax(shared) if together else np.nanmin(shared)
        chosen.append(int(rng.choice(np.flatnonzero(shared == best))))
    return chosen


def _without(perfect, missing):
    crystal = perfect.copy()
    n_cations = sum(site.specie.symbol == "Mg" for site in perfect)
    crystal.remove_sites([n_cations + i for i in missing])
    return crystal
