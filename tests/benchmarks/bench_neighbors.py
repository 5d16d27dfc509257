"""Neighbour lists, Voronoi cells, CrystalNN and shapes, side by side with the libraries in use.

Run it: `python tests/benchmarks/bench_neighbors.py [--quick] [name ...]`. Both sides run in this
process on the same crystals, in turn; times are CPU time, ratios are those of the medians. About a
minute.
"""

from functools import partial

import numpy as np
from population import large_cell
from side_by_side import CRYSTALS, Row, alone, compare, cpu_seconds, largest_gap, main

from coursekit.neighbors import (
    bond_angles,
    crystal_nn,
    crystal_nn_fingerprints_of_many,
    equivalent_sites,
    neighbor_list,
    neighbor_list_of_arrays,
    neighbor_lists,
    voronoi_cells,
)
from coursekit.structures import rattle, supercell

R_CUT = 6.0


def cells(quick):
    """Forty cells of 1 to 30 atoms, or ten: the prototypes as they are, and rattled by 0.03 Å."""
    # pymatgen's search radius of 7 Å does not close the Voronoi cell of this one
    kept = [crystal for name, crystal in CRYSTALS.items() if name != "one atom, triclinic"]
    kept = kept[::4] if quick else kept
    return kept + [rattle(crystal, amplitude=0.03, seed=i) for i, crystal in enumerate(kept)]


def as_atoms(crystal):
    from ase import Atoms

    numbers = [site.specie.Z for site in crystal]
    return Atoms(numbers, positions=crystal.cart_coords, cell=crystal.lattice.matrix, pbc=True)


def lists_of_small_cells(quick):
    """Rows: neighbour lists of small cells against ASE and pymatgen."""
    from ase.neighborlist import neighbor_list as ase_list

    crystals = [supercell(crystal, (1, 1, n)) for crystal in cells(quick) for n in (1, 2)]
    crystals = [crystal for crystal in crystals if 2 <= len(crystal) <= 20]
    atoms = [as_atoms(crystal) for crystal in crystals]
    title = "neighbour list, 2 to 20 atoms"

    # Only counts are kept, as in a loop over a data set: keeping every list would time malloc.
    # Ours finds vectors when they are asked for, so that ASE is asked for images, not vectors.
    def ours():
        return [len(pairs) for pairs in neighbor_lists(crystals, R_CUT)]

    def by_ase():
        return [len(ase_list("ijdS", a, R_CUT)[0]) for a in atoms]

    def by_pymatgen():
        return [sum(map(len, crystal.get_all_neighbors(R_CUT))) for crystal in crystals]

    ratio, mine, theirs = compare(ours, by_ase)
    gap = max(
        np.abs(np.sort(neighbor_list(c, R_CUT).distances) - np.sort(ase_list("d", a, R_CUT))).max()
        for c, a in zip(crystals, atoms, strict=True)
    )
    yield Row(title, "ASE neighbor_list", ratio, 20, 30, _pairs(mine == theirs, gap))

    ratio, mine, theirs = compare(ours, by_pymatgen)
    yield Row(title, "pymatgen get_all_neighbors", ratio, 20, 30, _pairs(mine == theirs))


def _pairs(same, gap=None):
    counts = "the same number of pairs" if same else "DIFFERENT NUMBERS OF PAIRS"
    return counts if gap is None else f"{counts}, distances to {gap:.0e}"


def lists_of_large_cells(quick):
    """Rows: 1000 and 8000 atoms against the peers; ours alone to 125 000 atoms, to show the slope."""
    from ase import Atoms
    from ase.neighborlist import neighbor_list as ase_list
    from pymatgen.core import Structure

    lattice, frac = large_cell(5)
    ours = partial(neighbor_list_of_arrays, lattice, frac, r_cut=R_CUT)
    crystal = Structure(lattice, ["H"] * len(frac), frac)
    ratio, mine, theirs = compare(ours, lambda: crystal.get_all_neighbors(R_CUT))
    same = _pairs(len(mine) == sum(map(len, theirs)))
    title = f"neighbour list, {len(frac)} atoms"
    yield Row(title, "pymatgen get_all_neighbors", ratio, 20, 30, same)

    for n in (5,) if quick else (5, 10):
        lattice, frac = large_cell(n)
        ours = partial(neighbor_list_of_arrays, lattice, frac, r_cut=R_CUT)
        atoms = Atoms(f"H{len(frac)}", positions=frac @ lattice, cell=lattice, pbc=True)
        ratio, mine, theirs = compare(ours, partial(ase_list, "ijdS", atoms, R_CUT))
        title = f"neighbour list, {len(frac)} atoms"
        same = _pairs(len(mine) == len(theirs[0]))
        yield Row(title, "ASE neighbor_list", ratio, 20, 30, same)

    for n in (5, 10) if quick else (5, 10, 20, 25):
        lattice, frac = large_cell(n)
        seconds, _ = cpu_seconds(partial(neighbor_list_of_arrays, lattice, frac, r_cut=R_CUT))
        cost = f"{seconds / len(frac) * 1e6:.1f} µs an atom"
        yield alone(f"neighbour list, {len(frac)} atoms", cost)


def voronoi(quick):
    """Row: Voronoi cells against VoronoiNN with the cutoff CrystalNN uses."""
    from pymatgen.analysis.local_env import VoronoiNN

    crystals = cells(quick)

    def by_pymatgen():
        finder = VoronoiNN(cutoff=7)
        return [
            [finder.get_voronoi_polyhedra(crystal, i) for i in range(len(crystal))]
            for crystal in crystals
        ]

    ratio, mine, theirs = compare(lambda: [voronoi_cells(c) for c in crystals], by_pymatgen)
    volumes = [[sum(f["volume"] for f in faces.values()) for faces in site] for site in theirs]
    gap = largest_gap([record.cell_volumes for record in mine], volumes)
    yield Row("Voronoi cells", "pymatgen VoronoiNN(cutoff=7)", ratio, 8, 50, f"volumes {gap}")


def crystal_nn_tables(quick):
    """Row: weights and likelihoods of CrystalNN."""
    from pymatgen.analysis.local_env import CrystalNN

    crystals, finder = cells(quick), CrystalNN()

    def by_pymatgen():
        return [[finder.get_nn_data(c, i).cn_weights for i in range(len(c))] for c in crystals]

    ratio, mine, theirs = compare(lambda: [crystal_nn(c) for c in crystals], by_pymatgen)
    ours = np.concatenate([record.coordination for record in mine])
    dominant = np.array([max(w, key=w.get) for crystal in theirs for w in crystal])
    same = f"same dominant number at {(ours == dominant).sum()} of {len(ours)} sites"
    yield Row("CrystalNN neighbour table", "pymatgen get_nn_data", ratio, 15, 40, same)


def fingerprints(quick):
    """Rows: the 61 order parameters of all sites, and of one site of each kind."""
    from matminer.featurizers.site import CrystalNNFingerprint

    crystals, featurizer = cells(quick), CrystalNNFingerprint.from_preset("ops")
    groups = [equivalent_sites(crystal) for crystal in crystals]

    def by_matminer():
        return [np.array([featurizer.featurize(c, i) for i in range(len(c))]) for c in crystals]

    ratio, mine, theirs = compare(partial(crystal_nn_fingerprints_of_many, crystals), by_matminer)
    title, peer = "order parameters, all sites", "matminer CrystalNNFingerprint"
    yield Row(title, peer, ratio, 8, 25, largest_gap(mine, theirs))

    once = partial(crystal_nn_fingerprints_of_many, crystals, equivalent_sites_once=True)
    ratio, mine, theirs = compare(once, by_matminer)
    kinds = [group.representatives for group in groups]
    gap = largest_gap(
        [rows[kind] for rows, kind in zip(mine, kinds, strict=True)],
        [rows[kind] for rows, kind in zip(theirs, kinds, strict=True)],
    )
    title = "order parameters, equivalent sites once"
    yield Row(title, "matminer, all sites", ratio, 14, 50, gap)


def bonds_in_one_pass(quick):
    """Row: coordination, mean length and mean smallest angle of the bonds of every site."""
    from matminer.featurizers.site import AverageBondAngle, AverageBondLength, CoordinationNumber
    from pymatgen.analysis.local_env import CrystalNN

    crystals = cells(quick)
    featurizers = [
        CoordinationNumber(CrystalNN(), use_weights="none"),
        AverageBondLength(CrystalNN()),
        AverageBondAngle(CrystalNN()),
    ]

    def by_matminer():
        return [
            np.array([[f.featurize(c, i)[0] for f in featurizers] for i in range(len(c))])
            for c in crystals
        ]

    ratio, mine, theirs = compare(lambda: [one_pass(crystal) for crystal in crystals], by_matminer)
    title, peer = "coordination + lengths + angles", "matminer, three featurisers"
    yield Row(title, peer, ratio, 15, 40, largest_gap(mine, theirs))


def one_pass(crystal):
    """Coordination, mean length (Å) and mean smallest angle (radians) of every site."""
    bonds = crystal_nn(crystal).bonds()
    first, second, angles = bond_angles(bonds)
    smallest = np.full(len(bonds), np.inf)
    np.minimum.at(smallest, first, angles)
    np.minimum.at(smallest, second, angles)
    sums = [np.bincount(bonds.centers, x) for x in (bonds.distances, np.radians(smallest))]
    return np.column_stack([bonds.counts, *(total / bonds.counts for total in sums)])


BENCHMARKS = (
    lists_of_small_cells,
    lists_of_large_cells,
    voronoi,
    crystal_nn_tables,
    fingerprints,
    bonds_in_one_pass,
)


if __name__ == "__main__":
    main(BENCHMARKS, __doc__)
