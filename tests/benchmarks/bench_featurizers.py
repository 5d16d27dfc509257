"""Featurisers of tiers 1 to 3, side by side with matminer and DScribe.

Run it: `python tests/benchmarks/bench_featurizers.py [--quick] [name ...]`. Five minutes; quick:
one. Where the peer would take hours it is given some of the crystals, and its time is scaled by
atoms; the rows say so.
"""

from functools import partial

import numpy as np
from population import crystals, large_salt, n_sites
from side_by_side import Row, alone, compare, cpu_seconds, largest_gap, main

from coursekit.featurizers import SOAP, MagpieStatistics, SiteStatisticsFingerprint
from coursekit.featurizers.geometry import BondGeometry
from coursekit.featurizers.radial import PartialRadialDistribution, RadialDistribution
from coursekit.pooling import MeanPooling
from coursekit.structures import make_anatase, make_rutile, supercell


def magpie(quick):
    """Rows: 132 columns of 1000 and 10 000 compositions."""
    import pandas as pd
    from matminer.featurizers.composition import ElementProperty

    peer = ElementProperty.from_preset("magpie", impute_nan=False)
    peer.set_n_jobs(1)
    for size in (300,) if quick else (1000, 10_000):
        compositions = [
            a.composition + (k + 1) * b.composition
            for k in range(-(-size // 100))
            for a, b in zip(crystals()[:100], crystals()[100 + k : 200 + k], strict=True)
        ][:size]

        def by_matminer(compositions=compositions):
            table = pd.DataFrame({"composition": compositions})
            return peer.featurize_dataframe(table, "composition", pbar=False).iloc[:, 1:].to_numpy()

        ours = partial(MagpieStatistics().fit_transform, compositions)
        ratio, mine, theirs = compare(ours, by_matminer)
        same = f"{(mine == theirs).mean():.2%} of the numbers identical"
        yield Row(f"Magpie, {size} compositions", "featurize_dataframe", ratio, 100, 250, same)


def radial(quick):
    """Rows: radial distributions, whole and partial."""
    from matminer.featurizers.structure import (
        PartialRadialDistributionFunction,
        RadialDistributionFunction,
    )

    for r_cut, gate, goal in ((10.0, 20, 35), (20.0, 50, 90)):
        some = crystals()[: 5 if quick else 20]
        peer = RadialDistributionFunction(cutoff=r_cut, bin_size=0.1)
        ratio, mine, theirs = compare(
            partial(RadialDistribution(r_cut).fit(some).transform, some),
            lambda peer=peer, some=some: [np.array(peer.featurize(c)) for c in some],
        )
        per_atom = [row / len(crystal) for row, crystal in zip(theirs, some, strict=True)]
        yield Row(f"RDF, {r_cut:g} Å", "matminer", ratio, gate, goal, largest_gap(mine, per_atom))

        ours, by_matminer = PartialRadialDistribution(r_cut, density=True), []
        for crystal in some:
            peer = PartialRadialDistributionFunction(cutoff=r_cut, bin_size=0.1)
            by_matminer.append(partial(peer.fit([crystal]).featurize, crystal))
        ratio, mine, theirs = compare(
            partial(ours.fit(some).transform, some),
            lambda calls=by_matminer: [np.array(call()) for call in calls],
        )
        mine, sums = np.asarray(mine.sum(axis=1)).ravel(), np.array([row.sum() for row in theirs])
        same = f"sums {largest_gap([mine / sums], [1.0])}"
        yield Row(f"partial RDF, {r_cut:g} Å", "matminer", ratio, gate, goal, same)


def site_statistics(quick):
    """Rows: the fingerprint of every site, and of one site of each kind."""
    from matminer.featurizers.structure import SiteStatsFingerprint

    peer = SiteStatsFingerprint.from_preset(
        "CrystalNNFingerprint_ops", stats=("mean", "std_dev"), covariance=False
    )
    middle = [crystal for crystal in crystals() if len(crystal) >= 12]
    large = [supercell(make_anatase(), (3, 3, 1)), supercell(make_rutile(), (3, 3, 2))]
    for title, symprec, some, gate, goal in (
        ("SiteStats, all sites", None, crystals()[: 8 if quick else 34], 8, 25),
        # the default: equivalent sites are only sought in cells of 100 and more
        (
            "SiteStats, as by default, 12 to 30 atoms",
            0.01,
            middle[: 2 if quick else 8],
            14,
            50,
        ),
        ("SiteStats, equivalent sites once, 108 atoms", 0.01, large[: 1 if quick else 2], 14, 50),
    ):
        ours = SiteStatisticsFingerprint(symprec=symprec).fit(some)
        ratio, mine, theirs = compare(
            partial(ours.transform, some),
            lambda some=some: np.array([peer.featurize(crystal) for crystal in some]),
        )
        yield Row(title, "matminer, all sites", ratio, gate, goal, largest_gap(mine, theirs))


def geometry(quick):
    """Row: coordination, lengths and angles of the bonds of every site in one pass."""
    from matminer.featurizers.site import AverageBondAngle, AverageBondLength, CoordinationNumber
    from pymatgen.analysis.local_env import CrystalNN

    some = crystals()[: 8 if quick else 34]
    peers = [
        CoordinationNumber(CrystalNN(), use_weights="none"),
        AverageBondLength(CrystalNN()),
        AverageBondAngle(CrystalNN()),
    ]

    def by_matminer():
        return [
            np.array([[peer.featurize(c, i)[0] for peer in peers] for i in range(len(c))])
            for c in some
        ]

    ours = BondGeometry().fit(some)
    # elements are dealt out at random, and an atom too small for its hole has no bond
    some = [some[k] for k in ours.featurize_tolerant(some).kept]
    ratio, mine, theirs = compare(partial(ours.transform, some), by_matminer)
    length = list(ours.get_feature_names_out()).index("mean length / Å")
    gap = largest_gap([r.values[:, length] for r in mine], [rows[:, 1] for rows in theirs])
    title = "coordination + lengths + angles, 27 columns"
    yield Row(title, "matminer, three means", ratio, 15, 40, f"lengths {gap}")


def soap(quick):
    """Rows: time and memory of the power spectrum over 65 elements, pooled to crystals."""
    from dscribe.descriptors import SOAP as DscribeSOAP

    every = crystals(100 if quick else 1000)
    # as many atoms in each prototype's turn as there are on average
    some = every[:4] if quick else every[17:25]
    ours = SOAP(5.0, n_max=8, l_max=6, sigma=0.5).fit(crystals())
    size = {"r_cut": 5.0, "n_max": 8, "l_max": 6, "sigma": 0.5}
    peer = DscribeSOAP(species=ours.species_, periodic=True, **size)
    atoms = [crystal.to_ase_atoms() for crystal in some]
    ratio, mine, theirs = compare(
        lambda: MeanPooling().fit_transform(ours.transform(every)),
        lambda: [peer.create(a).mean(axis=0) for a in atoms],
        share=n_sites(some) / n_sites(every),
    )
    gap = max(
        np.abs(record.values.toarray() - peer.create(a)).max()
        for record, a in zip(ours.transform(some), atoms, strict=True)
    )
    title = f"SOAP, {len(every)} crystals, {len(ours.species_)} elements"
    same = "identical" if gap == 0 else f"to {gap:.0e}"
    yield Row(f"{title}: time", f"DScribe, {len(some)} crystals", ratio, 40, 60, same)
    dense = sum(row.nbytes for row in theirs) / len(some) * len(every)
    stored = mine.data.nbytes + mine.indices.nbytes + mine.indptr.nbytes
    size = f"{stored / 1e6:.0f} MB for {dense / 1e9:.1f} GB"
    yield Row(f"{title}: memory", "DScribe, dense", dense / stored, 300, 500, size)


def soap_of_large_cells(quick):
    """Rows: cost an atom must not grow with the cell."""
    for n in (3, 5) if quick else (3, 5, 8, 11):
        salt = large_salt(n)
        seconds, _ = cpu_seconds(partial(SOAP(5.0, n_max=8, l_max=6).fit_transform, [salt]))
        yield alone(f"SOAP, {len(salt)} atoms", f"{seconds / len(salt) * 1e6:.0f} µs an atom")


BENCHMARKS = (magpie, radial, site_statistics, geometry, soap, soap_of_large_cells)

if __name__ == "__main__":
    main(BENCHMARKS, __doc__)
