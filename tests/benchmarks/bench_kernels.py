"""Kernels, pooling and the search for a model's settings, side by side with the plain way.

Run it: `python tests/benchmarks/bench_kernels.py [--quick] [name ...]`. Two minutes. DScribe's
kernels, which compare two crystals at a time, are given fewer crystals and scaled by pairs.
"""

from functools import partial

import numpy as np
from population import crystals
from side_by_side import Row, compare, largest_gap, main
from sklearn.compose import TransformedTargetRegressor
from sklearn.kernel_ridge import KernelRidge
from sklearn.model_selection import GridSearchCV, KFold
from sklearn.preprocessing import StandardScaler

from coursekit.featurizers import SOAP
from coursekit.kernels import AverageKernel, KernelRidgeSearch, REMatchKernel
from coursekit.pooling import HistogramPooling


def sites(n, **options):
    """Site features of `n` crystals, and the rows of each at unit length."""
    records = SOAP(5.0, **options).fit_transform(crystals()[:n])
    unit = [r.values / np.linalg.norm(r.values, axis=1, keepdims=True) for r in records]
    return records, unit


def pairs(n):
    """Pairs of crystals, each with itself included."""
    return n * (n + 1) / 2


def average_kernel(quick):
    """Rows: the average kernel, linear and with zeta."""
    from dscribe.kernels import AverageKernel as DscribeAverageKernel

    n, few = (200, 30) if quick else (1000, 70)
    records, unit = sites(n, compression="mu2")
    for zeta in (1, 4):
        peer = DscribeAverageKernel(metric="polynomial", degree=zeta, gamma=1, coef0=0)
        ratio, mine, theirs = compare(
            partial(AverageKernel(zeta=zeta, complete=False).fit_transform, records),
            partial(peer.create, unit[:few]),
            share=pairs(few) / pairs(n),
        )
        title = f"average kernel, {n} crystals, zeta {zeta}"
        same = largest_gap([mine[:few, :few]], [theirs])
        yield Row(title, f"DScribe, {few} crystals", ratio, 150, 300, same)


def rematch_kernel(quick):
    """Rows: the REMatch kernel, sharp and blurred."""
    from dscribe.kernels import REMatchKernel as DscribeREMatchKernel

    n, few = (200, 30) if quick else (1000, 70)
    records, unit = sites(n, compression="mu2")
    for alpha in (0.1, 1.0):
        ratio, mine, theirs = compare(
            partial(REMatchKernel(alpha=alpha, complete=False).fit_transform, records),
            partial(DscribeREMatchKernel(alpha=alpha).create, unit[:few]),
            share=pairs(few) / pairs(n),
        )
        title = f"REMatch kernel, {n} crystals, alpha {alpha}"
        same = largest_gap([mine[:few, :few]], [theirs])
        yield Row(title, f"DScribe, {few} crystals", ratio, 8, 15, same)


def histogram_pooling(quick):
    """Rows: histograms of short and of long site vectors."""
    for n, options in ((1000, {"compression": "mu2"}), (200, {"species": ["O", "Ti", "Mg"]})):
        n = n // 4 if quick else n
        if "species" in options:
            # any crystal's distances, with three elements only
            some = [_of_three_elements(crystal) for crystal in crystals()[:n]]
            records = SOAP(5.0, **options).fit_transform(some)
        else:
            records, _ = sites(n, **options)
        pooling = HistogramPooling(n_bins=10).fit(records)

        def by_numpy(records=records, edges=pooling.edges_):
            return np.array(
                [
                    np.concatenate(
                        [
                            np.histogram(column, bins=e)[0]
                            for column, e in zip(record.values.T, edges, strict=True)
                        ]
                    )
                    / len(record)
                    for record in records
                ]
            )

        ratio, mine, theirs = compare(partial(pooling.transform, records), by_numpy)
        title = f"histograms, {n} crystals x {records[0].values.shape[1]} columns"
        yield Row(title, "np.histogram loop", ratio, 100, 300, largest_gap(mine, theirs))


def _of_three_elements(crystal):
    copy = crystal.copy()
    symbols = sorted({site.specie.symbol for site in crystal})
    copy.replace_species(dict(zip(symbols, ("O", "Ti", "Mg"), strict=False)))
    return copy


def ridge_grid(quick):
    """Row: 6 regularisers x 5 widths in 5 folds."""
    rng = np.random.default_rng(0)
    X = np.abs(rng.normal(size=(300 if quick else 1000, 1260))) ** 3
    X /= np.linalg.norm(X, axis=1, keepdims=True)
    y = X[:, :9] @ rng.normal(size=9) * 30 + 0.1 * rng.normal(size=len(X))
    model = KernelRidgeSearch().fit(X, y)
    gammas = [model._gamma(width) for width in model.widths]
    centred = TransformedTargetRegressor(
        KernelRidge(kernel="rbf"), transformer=StandardScaler(with_std=False)
    )
    peer = GridSearchCV(
        centred,
        {"regressor__alpha": list(model.alphas), "regressor__gamma": gammas},
        cv=KFold(5, shuffle=True, random_state=0),
        scoring="neg_mean_absolute_error",
    )
    ratio, mine, theirs = compare(partial(model.fit, X, y), partial(peer.fit, X, y))
    found = {"regressor__alpha": mine.alpha_, "regressor__gamma": mine.gamma_}
    same = "the same choice" if found == theirs.best_params_ else "ANOTHER CHOICE"
    title = f"kernel ridge, 30 settings x 5 folds, {len(X)} crystals"
    yield Row(title, "GridSearchCV", ratio, 4, 6, same)


BENCHMARKS = (average_kernel, rematch_kernel, histogram_pooling, ridge_grid)

if __name__ == "__main__":
    main(BENCHMARKS, __doc__)
