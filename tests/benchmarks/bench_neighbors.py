"""Neighbour lists, Voronoi cells, CrystalNN and shapes, side by side with the libraries in use.

Run it: `python tests/benchmarks/bench_neighbors.py`. Both sides run in this process on the same
crystals, in turn; times are CPU time, ratios are those of the medians. About a minute.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import sys
import time
import warnings
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from neighbors.crystals import CRYSTALS

from coursekit.neighbors import (
    bond_angles,
    crystal_nn,
    crystal_nn_fingerprints_of_many,
    equivalent_sites,
    neighbor_list,
    neighbor_list_of_arrays,
    voronoi_cells,
)
from coursekit.structures import rattle, supercell

REPEATS = 3
R_CUT = 6.0


def cells():
    """Forty cells of 1 to 30 atoms: the prototypes as they are, and rattled by 0.03 Å."""
    # pymatgen's search radius of 7 Å does not close the Voronoi cell of this one
    kept = [crystal for name, crystal in CRYSTALS.items() if name != "one atom, triclinic"]
    return kept + [rattle(crystal, amplitude=0.03, seed=i) for i, crystal in enumerate(kept)]


def large_cell(n):
    """Rattled rock salt of 8 n³ atoms as plain arrays: lattice and fractional coordinates."""
    corners = np.stack(np.meshgrid(*[np.arange(2 * n)] * 3, indexing="ij"), axis=-1).reshape(-1, 3)
    noise = np.random.default_rng(0).normal(0, 0.05, corners.shape) / (5.64 * n)
    return 5.64 * n * np.eye(3), corners / (2 * n) + noise


def compare(ours, peer):
    """Ratio of the CPU times, peer over ours, and the last result of each."""
    ours()
    seconds = {ours: [], peer: []}
    for _ in range(REPEATS):
        for work in (ours, peer):
            start = time.process_time()
            result = work()
            seconds[work].append(time.process_time() - start)
            if work is ours:
                mine = result
    return np.median(seconds[peer]) / np.median(seconds[ours]), mine, result


def as_atoms(crystal):
    from ase import Atoms

    numbers = [site.specie.Z for site in crystal]
    return Atoms(numbers, positions=crystal.cart_coords, cell=crystal.lattice.matrix, pbc=True)


def lists_of_small_cells():
    """Rows: neighbour lists of small cells against ASE and pymatgen."""
    from ase.neighborlist import neighbor_list as ase_list

    crystals = [supercell(crystal, (1, 1, n)) for crystal in cells() for n in (1, 2)]
    crystals = [crystal for crystal in crystals if 2 <= len(crystal) <= 20]
    atoms = [as_atoms(crystal) for crystal in crystals]

    # only counts are kept, as in a loop over a data set: keeping every list would time malloc
    def ours():
        return [len(neighbor_list(crystal, R_CUT)) for crystal in crystals]

    def by_ase():
        return [len(ase_list("ijdD", a, R_CUT)[0]) for a in atoms]

    def by_pymatgen():
        return [sum(map(len, crystal.get_all_neighbors(R_CUT))) for crystal in crystals]

    ratio, mine, theirs = compare(ours, by_ase)
    gap = max(
        np.abs(np.sort(neighbor_list(c, R_CUT).distances) - np.sort(ase_list("d", a, R_CUT))).max()
        for c, a in zip(crystals, atoms, strict=True)
    )
    yield (
        "neighbour list, 2 to 20 atoms",
        "ASE neighbor_list",
        ratio,
        20,
        _pairs(mine == theirs, gap),
    )

    ratio, mine, theirs = compare(ours, by_pymatgen)
    identity = _pairs(mine == theirs)
    yield "neighbour list, 2 to 20 atoms", "pymatgen get_all_neighbors", ratio, 20, identity


def _pairs(same, gap=None):
    counts = "the same number of pairs" if same else "DIFFERENT NUMBERS OF PAIRS"
    return counts if gap is None else f"{counts}, distances to {gap:.0e}"


def lists_of_large_cells():
    """Rows: 1000 and 8000 atoms against both peers; ours alone to 125 000 atoms, to show the slope."""
    from ase import Atoms
    from ase.neighborlist import neighbor_list as ase_list
    from pymatgen.core import Structure

    for n, peers in ((5, "both"), (10, "ASE"), (20, ""), (25, "")):
        lattice, frac = large_cell(n)

        def ours(lattice=lattice, frac=frac):
            return neighbor_list_of_arrays(lattice, frac, r_cut=R_CUT)

        if not peers:
            start = time.process_time()
            ours()
            cost = (time.process_time() - start) / len(frac) * 1e6
            yield (
                f"neighbour list, {len(frac)} atoms",
                "-",
                np.nan,
                np.nan,
                f"{cost:.1f} µs an atom",
            )
            continue
        atoms = Atoms(f"H{len(frac)}", positions=frac @ lattice, cell=lattice, pbc=True)
        ratio, mine, theirs = compare(ours, lambda atoms=atoms: ase_list("ijdD", atoms, R_CUT))
        identity = _pairs(len(mine) == len(theirs[0]))
        yield f"neighbour list, {len(frac)} atoms", "ASE neighbor_list", ratio, 20, identity
        if peers == "both":
            crystal = Structure(lattice, ["H"] * len(frac), frac)
            ratio, mine, theirs = compare(ours, lambda c=crystal: c.get_all_neighbors(R_CUT))
            identity = _pairs(len(mine) == sum(map(len, theirs)))
            yield (
                f"neighbour list, {len(frac)} atoms",
                "pymatgen get_all_neighbors",
                ratio,
                20,
                identity,
            )


def voronoi():
    """Row: Voronoi cells against VoronoiNN with the cutoff CrystalNN uses."""
    from pymatgen.analysis.local_env import VoronoiNN

    crystals = cells()

    def by_pymatgen():
        finder = VoronoiNN(cutoff=7)
        return [
            [finder.get_voronoi_polyhedra(crystal, i) for i in range(len(crystal))]
            for crystal in crystals
        ]

    ratio, mine, theirs = compare(lambda: [voronoi_cells(c) for c in crystals], by_pymatgen)
    volumes = [[sum(f["volume"] for f in faces.values()) for faces in site] for site in theirs]
    gap = max(np.abs(a.cell_volumes - b).max() for a, b in zip(mine, volumes, strict=True))
    yield "Voronoi cells", "pymatgen VoronoiNN(cutoff=7)", ratio, 8, f"volumes to {gap:.0e} Å³"


def crystal_nn_tables():
    """Row: weights and likelihoods of CrystalNN."""
    from pymatgen.analysis.local_env import CrystalNN

    crystals, finder = cells(), CrystalNN()

    def by_pymatgen():
        return [[finder.get_nn_data(c, i).cn_weights for i in range(len(c))] for c in crystals]

    ratio, mine, theirs = compare(lambda: [crystal_nn(c) for c in crystals], by_pymatgen)
    ours = np.concatenate([record.coordination for record in mine])
    dominant = np.array([max(w, key=w.get) for crystal in theirs for w in crystal])
    same = f"same dominant number at {(ours == dominant).sum()} of {len(ours)} sites"
    yield "CrystalNN neighbour table", "pymatgen get_nn_data", ratio, 15, same


def fingerprints():
    """Rows: the 61 order parameters of all sites, and of one site of each kind."""
    from matminer.featurizers.site import CrystalNNFingerprint

    crystals, featurizer = cells(), CrystalNNFingerprint.from_preset("ops")
    groups = [equivalent_sites(crystal) for crystal in crystals]

    def by_matminer():
        return [np.array([featurizer.featurize(c, i) for i in range(len(c))]) for c in crystals]

    ratio, mine, theirs = compare(lambda: crystal_nn_fingerprints_of_many(crystals), by_matminer)
    gap = max(np.abs(a - b).max() for a, b in zip(mine, theirs, strict=True))
    yield "order parameters, all sites", "matminer CrystalNNFingerprint", ratio, 8, f"to {gap:.0e}"

    def once():
        return crystal_nn_fingerprints_of_many(crystals, equivalent_sites_once=True)

    ratio, mine, theirs = compare(once, by_matminer)
    gap = max(
        np.abs(a[g.representatives] - b[g.representatives]).max()
        for a, b, g in zip(mine, theirs, groups, strict=True)
    )
    yield (
        "order parameters, equivalent sites once",
        "matminer, all sites",
        ratio,
        14,
        f"to {gap:.0e}",
    )


def bonds_in_one_pass():
    """Row: coordination, mean length and mean smallest angle of the bonds of every site."""
    from matminer.featurizers.site import AverageBondAngle, AverageBondLength, CoordinationNumber
    from pymatgen.analysis.local_env import CrystalNN

    crystals = cells()
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

    def ours():
        return [one_pass(crystal) for crystal in crystals]

    ratio, mine, theirs = compare(ours, by_matminer)
    gap = max(np.abs(a - b).max() for a, b in zip(mine, theirs, strict=True))
    yield (
        "coordination + lengths + angles",
        "matminer, three featurisers",
        ratio,
        15,
        f"to {gap:.0e}",
    )


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


def run():
    """Run every benchmark and print a line for each row.

    Returns
    -------
    list of (name, peer, ratio, gate, identity)
    """
    warnings.simplefilter("ignore")
    rows = []
    for benchmark in BENCHMARKS:
        for row in benchmark():
            name, peer, ratio, gate, identity = row
            verdict = "" if np.isnan(ratio) else f"{ratio:6.1f}x (gate {gate}x)"
            print(f"{name:42s} {peer:32s} {verdict:20s} {identity}", flush=True)
            rows.append(row)
    return rows


if __name__ == "__main__":
    run()
