"""Test crystals made from the user's own: small, of low symmetry, in no special position.

An ideal crystal hides faults (all its sites are alike) and invents others (a shell exactly at a
cutoff). A slightly deformed and rattled copy does neither.
"""

import numpy as np

from coursekit.structures import rattle, set_id, structure_id, supercell

_STRAIN = 0.02
RATTLE = 0.05  # Å
_FEWEST_SITES = 4
_MOST_SITES = 60


def make_probes(structures, *, count=5, seed=0, amplitude=RATTLE):
    """A few generic crystals with the elements and motifs of the given ones.

    Parameters
    ----------
    structures : list of pymatgen Structure
    count : int
    seed : int
    amplitude : float
        See `make_generic`.

    Returns
    -------
    list of pymatgen Structure
        Small cells first; each carries the id of the crystal it comes from.

    Raises
    ------
    ValueError
        If no structure is ordered.
    """
    ordered = [(structure_id(s, i), s) for i, s in enumerate(structures) if s.is_ordered]
    if not ordered:
        raise ValueError("all structures have partial occupancies; an audit needs ordered ones")
    ordered.sort(key=lambda pair: (len(pair[1]), pair[0]))
    chosen = _unlike(
        [pair for pair in ordered if len(pair[1]) <= _MOST_SITES] or ordered[:1], count
    )
    return [
        set_id(make_generic(s, seed=seed + k, amplitude=amplitude), name)
        for k, (name, s) in enumerate(chosen)
    ]


def _unlike(pairs, count):
    """Unlike crystals first: new stoichiometry and size, then new formula, then anything."""
    picked, kinds = [], set()
    for key in (_kind, lambda s: s.composition.reduced_formula, lambda s: id(s)):
        for pair in pairs:
            if len(picked) < count and key(pair[1]) not in kinds and pair not in picked:
                picked.append(pair)
            kinds.add(key(pair[1]))
    return sorted(picked, key=lambda pair: (len(pair[1]), pair[0]))


def _kind(structure):
    return structure.composition.anonymized_formula, len(structure)


def make_generic(structure, *, seed=0, strain=_STRAIN, amplitude=RATTLE):
    """Copy in general position: sheared a little, rattled, of at least four sites.

    Parameters
    ----------
    structure : pymatgen Structure
    seed : int
    strain : float
        Standard deviation of the components of the strain.
    amplitude : float
        Standard deviation of the displacements, Å.

    Returns
    -------
    pymatgen Structure
        No symmetry left, so that it differs from its mirror image; magnetic and other site
        properties are kept.
    """
    repeats = -(-_FEWEST_SITES // len(structure))
    enlarged = supercell(structure, (1, 1, repeats)) if repeats > 1 else structure
    noise = np.random.default_rng(seed).normal(0.0, strain, (3, 3))
    return rattle(
        with_lattice(enlarged, lambda m: m @ (np.eye(3) + (noise + noise.T) / 2)), amplitude, seed
    )


def with_lattice(structure, change, coords=None):
    """Copy with other cell vectors and the same, or the given, fractional coordinates.

    Parameters
    ----------
    structure : pymatgen Structure
    change : callable
        (3, 3) array of cell vectors as rows -> new ones.
    coords : (n_sites, 3) array, optional

    Returns
    -------
    pymatgen Structure
    """
    from pymatgen.core import Lattice, Structure

    return Structure(
        Lattice(change(structure.lattice.matrix), structure.lattice.pbc),
        structure.species_and_occu,
        structure.frac_coords if coords is None else coords,
        site_properties=structure.site_properties,
        properties=dict(structure.properties or {}),
    )


def scaled(structure, factor):
    """Copy with all lengths times a factor.

    Parameters
    ----------
    structure : pymatgen Structure
    factor : float

    Returns
    -------
    pymatgen Structure
    """
    return with_lattice(structure, lambda matrix: matrix * factor)


def nudged(structure, seed=0, angle=1e-6, amplitude=1e-8):
    """Copy turned and displaced by next to nothing: what may only change by rounding.

    Parameters
    ----------
    structure : pymatgen Structure
    seed : int
    angle : float
        Radian.
    amplitude : float
        Å.

    Returns
    -------
    pymatgen Structure
    """
    from scipy.spatial.transform import Rotation

    axis = np.random.default_rng(seed).normal(size=3)
    turn = Rotation.from_rotvec(angle * axis / np.linalg.norm(axis)).as_matrix()
    return rattle(with_lattice(structure, lambda matrix: matrix @ turn.T), amplitude, seed)
