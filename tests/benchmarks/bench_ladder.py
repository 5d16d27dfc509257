"""All features of the lecture's ladder, cold, against the plain matminer and DScribe script.

Run it: `python tests/benchmarks/bench_ladder.py [--quick]`. Two minutes. Ours describes 1000
crystals in a fresh process, imports included; the plain script is given some of them, imports not
counted, and its times are scaled by atoms.
"""

import subprocess
import sys
import time

import numpy as np
from population import crystals, n_sites
from side_by_side import Row, cpu_seconds, largest_gap, main

REPEATS = 3


def ours(structures):
    """The blocks of the ladder, SOAP pooled in both ways."""
    from coursekit.pipelines.rungs import FEATURIZERS
    from coursekit.pooling import HistogramPooling, MeanPooling

    blocks = {
        name: FEATURIZERS[name]().fit_transform(structures) for name in ("magpie", "sites", "soap")
    }
    sites = blocks.pop("soap")
    pooled = [rule.fit_transform(sites) for rule in (MeanPooling(), HistogramPooling(n_bins=10))]
    return blocks | {"pooled": pooled}


def plain(structures, species):
    """The same numbers as one would write it with the libraries alone; seconds of each block."""
    seconds, found = {}, {}
    for name, block in (
        ("magpie", _plain_magpie),
        ("sites", _plain_sites),
        ("soap", _plain_soap),
    ):
        seconds[name], found[name] = cpu_seconds(lambda block=block: block(structures, species))
    return seconds, found


def _plain_magpie(structures, species):
    import pandas as pd
    from matminer.featurizers.composition import ElementProperty

    peer = ElementProperty.from_preset("magpie", impute_nan=False)
    peer.set_n_jobs(1)
    table = pd.DataFrame({"composition": [s.composition for s in structures]})
    return peer.featurize_dataframe(table, "composition", pbar=False).iloc[:, 1:].to_numpy()


def _plain_sites(structures, species):
    from matminer.featurizers.structure import SiteStatsFingerprint

    peer = SiteStatsFingerprint.from_preset(
        "CrystalNNFingerprint_ops", stats=("mean", "std_dev"), covariance=False
    )
    return np.array([peer.featurize(structure) for structure in structures])


def _plain_soap(structures, species):
    from dscribe.descriptors import SOAP

    compression = {"mode": "crossover", "species_weighting": None}
    options = {"r_cut": 5.0, "sigma": 0.5, "n_max": 4, "l_max": 3, "periodic": True}
    soap = SOAP(species=species, compression=compression, **options)
    rows = [soap.create(structure.to_ase_atoms()) for structure in structures]
    return [np.array([row.mean(axis=0) for row in rows]), _plain_histograms(rows)]


def _plain_histograms(rows):
    every = np.concatenate(rows)
    edges = [np.histogram_bin_edges(column, 10) for column in every.T]
    return np.array(
        [
            np.concatenate(
                [np.histogram(c, bins=e)[0] / len(c) for c, e in zip(row.T, edges, strict=True)]
            )
            for row in rows
        ]
    )


def features(quick):
    """Row: everything that the models of the ladder take."""
    n, few = (200, 4) if quick else (1000, 17)
    every, species = crystals(n), sorted({s.symbol for c in crystals() for s in c.elements})
    mine = np.median([_cold(n) for _ in range(REPEATS)])
    some = every[:few]
    plain(some[:1], species)  # their imports and tables
    runs = [plain(some, species) for _ in range(REPEATS)]
    scaled = {
        name: np.median([seconds[name] for seconds, _ in runs])
        * (n / few if name == "magpie" else n_sites(every) / n_sites(some))
        for name in runs[0][0]
    }
    theirs, found = runs[0][1], ours(some)
    gaps = [largest_gap([_dense(found[name])], [theirs[name]]) for name in ("magpie", "sites")]
    work = f"all features of the ladder, {n} crystals, cold"
    shares = ", ".join(f"{name} {seconds:.0f} s" for name, seconds in scaled.items())
    same = f"{mine:.1f} s for {shares}; {gaps[0]}, sites {gaps[1]}"
    yield Row(work, f"plain script, {few} crystals", sum(scaled.values()) / mine, 10, 30, same)


def _dense(matrix):
    return matrix.toarray() if hasattr(matrix, "toarray") else matrix


def _cold(n):
    """CPU seconds of ours in a process of its own, with the imports, without the crystals."""
    command = [sys.executable, __file__, "--cold", str(n)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def _measure_cold(n):
    from threadpoolctl import threadpool_limits

    structures = crystals(n)
    start = time.process_time()
    with threadpool_limits(1):
        ours(structures)
    print(time.process_time() - start)


BENCHMARKS = (features,)

if __name__ == "__main__":
    if sys.argv[1:2] == ["--cold"]:
        _measure_cold(int(sys.argv[2]))
    else:
        main(BENCHMARKS, __doc__)
