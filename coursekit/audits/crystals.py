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


def displaced(structure, seed, length):
    """Path of the first atom, so long in Å, in some direction: time from 0 to 1 -> structure."""
    step = np.random.default_rng(seed).normal(size=3)
    step *= length / np.linalg.norm(step)
    inverse = np.linalg.inv(structure.lattice.matrix)

    def at(t):
        coords = structure.frac_coords.copy()
        coords[0] += t * step @ inverse
        return with_lattice(structure, lambda matrix: matrix, coords)

    return at


def relabelled(structure, elements):
    """Copy in which each element is replaced by the next of the list."""
    after = dict(zip(elements, elements[1:] + elements[:1], strict=True))
    copy = structure.copy()
    copy.properties = {"id": "relabelled"}
    copy.replace_species({s.specie: after[s.specie.symbol] for s in structure})
    return copy


def salt(anion, cation="Na"):
    """Two atoms in a skewed cell: anion and cation may be elements or occupancies."""
    from pymatgen.core import Lattice, Structure

    lattice = Lattice([[0.0, 2.9, 2.8], [2.8, 0.1, 2.9], [2.9, 2.8, 0.0]])
    return Structure(lattice, [cation, anion], [[0, 0, 0], [0.51, 0.49, 0.5]])


def bare(structure, properties=None):
    """Copy with lattice, species, coordinates and moments alone, and other properties if given."""
    from pymatgen.core import Structure

    kept = {k: v for k, v in structure.site_properties.items() if k == "magmom"}
    return Structure(
        structure.lattice,
        structure.species_and_occu,
        structure.frac_coords,
        site_properties=kept,
        properties=dict(properties or {}),
    )


UNKNOWN = "an element that does not exist"


def wrecks(probes):
    """{what is wrong: crystals with it that are otherwise unlike}"""
    from pymatgen.core import Structure

    shared, unknown, kinds = [], [], _unknown_elements()
    for probe in (probes[0], probes[-1], scaled(probes[0], 1.1)):
        half = [{site.specie: 0.5} for site in probe]
        shared.append(Structure(probe.lattice, half, probe.frac_coords))
        dummies = [kinds[k % 2] for k in range(len(probe))]
        unknown.append(Structure(probe.lattice, dummies, probe.frac_coords))
    return {"half-empty sites": shared, UNKNOWN: unknown}


def _unknown_elements():
    """Two elements that are in no table, of unlike electronegativity: else a sound mean is zero."""
    from pymatgen.core import DummySpecies

    class Unknown(DummySpecies):
        X = property(lambda self: 2.0 if self.symbol == "X" else 3.0)

    return Unknown("X"), Unknown("Q")
