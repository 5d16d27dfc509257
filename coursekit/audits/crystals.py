"""Test crystals made from the user's own: small, of low symmetry, in no special position.

An ideal crystal hides faults (all its sites are alike) and invents others (a shell exactly at a
cutoff). A slightly deformed and rattled copy does neither.
"""

import numpy as np

from coursekit.audits import limits
from coursekit.structures import rattle, set_id, structure_id, supercell

UNKNOWN = "an element that does not exist"


def make_probes(structures, *, count=5, seed=0, amplitude=limits.RATTLE):
    """A few generic crystals with the elements and motifs of the given ones, small cells first."""
    ordered = [(structure_id(s, i), s) for i, s in enumerate(structures) if s.is_ordered]
    if not ordered:
        raise ValueError("all structures have partial occupancies; an audit needs ordered ones")
    ordered.sort(key=_size)
    small = [pair for pair in ordered if len(pair[1]) <= limits.PROBE_SITES] or ordered[:1]
    return [
        set_id(make_generic(s, seed=seed + k, amplitude=amplitude), name)
        for k, (name, s) in enumerate(_unlike(small, count))
    ]


def _size(pair):
    return len(pair[1]), pair[0]


def _unlike(pairs, count):
    """Unlike crystals first: new stoichiometry and size, then new formula, then anything."""
    picked, kinds = [], set()
    for key in (_kind, lambda s: s.composition.reduced_formula, id):
        for pair in pairs:
            if len(picked) < count and key(pair[1]) not in kinds and pair not in picked:
                picked.append(pair)
            kinds.add(key(pair[1]))
    return sorted(picked, key=_size)


def _kind(structure):
    return structure.composition.anonymized_formula, len(structure)


def make_generic(structure, *, seed=0, strain=limits.STRAIN, amplitude=limits.RATTLE):
    """Copy in general position: sheared a little, rattled, of at least four sites, no symmetry left."""
    repeats = -(-4 // len(structure))
    enlarged = supercell(structure, (1, 1, repeats)) if repeats > 1 else structure
    noise = np.random.default_rng(seed).normal(0.0, strain, (3, 3))
    sheared = with_lattice(enlarged, lambda m: m @ (np.eye(3) + (noise + noise.T) / 2))
    return rattle(sheared, amplitude, seed)


def with_lattice(structure, change, coords=None):
    """Copy with cell vectors `change(matrix)` and the same, or the given, fractional coordinates."""
    from pymatgen.core import Lattice, Structure

    return Structure(
        Lattice(change(structure.lattice.matrix), structure.lattice.pbc),
        structure.species_and_occu,
        structure.frac_coords if coords is None else coords,
        site_properties=structure.site_properties,
        properties=dict(structure.properties or {}),
    )


def scaled(structure, factor):
    """Copy with all lengths times a factor."""
    return with_lattice(structure, lambda matrix: matrix * factor)


def nudged(structure, seed=0, angle=1e-6, amplitude=1e-8):
    """Copy turned (radian) and displaced (Å) by next to nothing: what may only change by rounding."""
    from scipy.spatial.transform import Rotation

    axis = np.random.default_rng(seed).normal(size=3)
    turn = Rotation.from_rotvec(angle * axis / np.linalg.norm(axis)).as_matrix()
    return rattle(with_lattice(structure, lambda matrix: matrix @ turn.T), amplitude, seed)


def displaced(structure, seed, length):
    """Path of the first atom, so long in Å, in some direction: time from 0 to 1 -> structure."""
    step = np.random.default_rng(seed).normal(size=3)
    step *= length / np.linalg.norm(step)
    first = np.arange(len(structure))[:, None] == 0
    step = first * (step @ np.linalg.inv(structure.lattice.matrix))
    return lambda t: with_lattice(
        structure, lambda matrix: matrix, structure.frac_coords + t * step
    )


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
    copy = structure.copy()
    for name in set(structure.site_properties) - {"magmom"}:
        copy.remove_site_property(name)
    copy.properties = dict(properties or {})
    return copy


def wrecks(probes):
    """{what is wrong: crystals with it that are otherwise unlike}"""
    from pymatgen.core import DummySpecies, Structure

    class Unknown(DummySpecies):  # of unlike electronegativity: else a sound mean is zero
        X = property(lambda self: 2.0 if self.symbol == "X" else 3.0)

    kinds = Unknown("X"), Unknown("Q")
    found = {"half-empty sites": [], UNKNOWN: []}
    for p in (probes[0], probes[-1], scaled(probes[0], 1.1)):
        half = [{site.specie: 0.5} for site in p]
        for name, species in zip(found, (half, [kinds[k % 2] for k in range(len(p))]), strict=True):
            found[name].append(Structure(p.lattice, species, p.frac_coords))
    return found
