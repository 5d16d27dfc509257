"""Stepped copper slabs with missing atoms: a physical target that a few atoms of a crystal decide."""

from functools import lru_cache

import numpy as np

from coursekit.datasets.table import build_dataset

TARGETS = ("removal_energy", "energy_per_atom")

_FIRST_SHELL = 3.0
_SIZE = (6, 3, 3)


def make_slab_set(n_structures=60, *, target="removal_energy", seed=0):
    """Cu(211) slabs from whose upper side some atoms were taken, with energies of a simple metal.

    Parameters
    ----------
    n_structures : int, default 60
        At least 2.
    target : {"removal_energy", "energy_per_atom"}, default "removal_energy"
        The lowest energy, in eV, that moving one atom of the slab into bulk copper costs (negative:
        the atom would rather be there); or the energy of the slab in eV per atom.
    seed : int, default 0

    Returns
    -------
    Dataset

    Raises
    ------
    ValueError
        If a parameter is out of range.

    Notes
    -----
    Energies are those of ASE's effective-medium potential at unrelaxed positions; its zero is bulk
    copper. Only the least coordinated atoms, and those with one neighbour more, are tried for
    removal. All slabs are of one element; they have 45 to 53 atoms.

    References
    ----------
    K. W. Jacobsen, P. Stoltze, J. K. Nørskov, Surf. Sci. 366, 394 (1996),
    https://doi.org/10.1016/0039-6028(96)00816-3

    Examples
    --------
    >>> slabs = make_slab_set(3)
    >>> bool(slabs.targets.std() > 0)
    True
    """
    if n_structures < 2:
        raise ValueError(f"`n_structures` is {n_structures}; it must be at least 2")
    if target not in TARGETS:
        raise ValueError(f"`target` is {target!r}; it must be one of {', '.join(TARGETS)}")
    crystals, energies = _computed(n_structures, seed)
    column = TARGETS.index(target)
    entries = [
        (f"slab-{n}", crystal.copy(), row[column], f"row {n + 1}")
        for n, (crystal, row) in enumerate(zip(crystals, energies, strict=True))
    ]
    return build_dataset(entries, target=target, name="slab set")


@lru_cache(maxsize=4)
def _computed(n_structures, seed):
    from coursekit.structures import from_ase

    rng = np.random.default_rng(seed)
    slabs = [_eroded(rng) for _ in range(n_structures)]
    return [from_ase(slab) for slab in slabs], [_energies(slab) for slab in slabs]


def _eroded(rng):
    from ase.build import fcc211

    slab = fcc211("Cu", _SIZE, vacuum=6.0)
    slab.pbc = True
    upper = slab.positions[:, 2] > slab.positions[:, 2].mean()
    surface = np.flatnonzero(upper & (coordination(slab) < 10))
    taken = rng.choice(surface, rng.integers(1, len(surface) // 2 + 1), replace=False)
    del slab[[int(atom) for atom in taken]]
    return slab


def coordination(atoms):
    """Neighbours of each atom in the first shell of copper."""
    from ase.neighborlist import neighbor_list

    return np.bincount(neighbor_list("i", atoms, _FIRST_SHELL), minlength=len(atoms))


def _energies(slab):
    """Lowest removal energy, eV, and energy per atom, eV."""
    whole, counts = _energy(slab), coordination(slab)
    without = []
    for atom in np.flatnonzero(counts <= counts.min() + 1):
        left = slab.copy()
        del left[int(atom)]
        without.append(_energy(left))
    return min(without) - whole, whole / len(slab)


def _energy(atoms):
    from ase.calculators.emt import EMT

    atoms = atoms.copy()
    atoms.calc = EMT()
    return atoms.get_potential_energy()
