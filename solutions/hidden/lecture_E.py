"""Cases of E_pooling that are tried at grading: inputs, and numbers of wrong turns."""

import numpy as np

from coursekit.checks.declare import hidden
from coursekit.checks.own_inputs import own_seed


@hidden("E-kinds")
def kinds(case):
    for seed, counts in [(1, [8, 16, 32]), (2, [1, 5]), (3, [3, 1, 1, 12])]:
        rows = np.random.default_rng(own_seed(seed)).uniform(1, 5, size=(len(counts), 3))
        total = (rows * np.array(counts)[:, None]).sum(axis=0)
        case(
            f"{len(counts)} kinds",
            args=(rows, counts),
            n=sum(counts),
            wrong=lambda: {
                "each kind once": rows.mean(axis=0),
                "divided by the kinds": total / len(counts),
                "sum for mean": total,
            },
        )


@hidden("E-histogram")
def histogram(case):
    for seed, bins in [
        (1, [0.0, 1.0, 1.5, 4.0]),
        (2, [-1.0, 0.0, 2.0]),
        (3, [2.0, 2.5, 2.6, 3.0, 3.1]),
    ]:
        values = np.random.default_rng(own_seed(seed)).normal(np.mean(bins), 1.0, size=20)
        values[:2] = bins[1], bins[-1]
        n, inside = len(values), np.histogram(values, bins=bins)[0]
        clipped = np.clip(values, bins[0], bins[-1])
        below = np.searchsorted(bins, clipped, side="left").clip(1) - 1
        case(
            f"{len(bins) - 1} bins",
            args=(list(values), bins),
            n=n,
            wrong=lambda: {
                "outside dropped": inside / n,
                "outside not counted": inside / inside.sum(),
                "density for fractions": np.histogram(clipped, bins=bins, density=True)[0],
                "upper edge in the lower bin": np.bincount(below, minlength=len(bins) - 1) / n,
                "edges of its own": np.histogram(values, bins=len(bins) - 1)[0] / n,
            },
        )


@hidden("E-species")
def species(case):
    for element in ("Ti", "O", "Sr"):
        kinds = ["Sr", "Ti", "O", "O", "O"]
        rows = np.random.default_rng(own_seed(len(element))).uniform(1, 9, size=(5, 4))
        own = np.array(kinds) == element
        case(
            element,
            args=(rows, kinds, element),
            wrong=lambda: {
                "divided by all sites": rows[own].sum(axis=0) / 5,
                "mean over all species": rows.mean(axis=0),
                "the other elements": rows[~own].mean(axis=0),
                "sum for mean": rows[own].sum(axis=0) if own.sum() > 1 else np.full(4, np.nan),
            },
        )
    case(
        "nobody",
        args=(rows, kinds, "K"),
        wrong=lambda: {
            "empty mean": np.full(4, np.nan),
            "mean over all species": rows.mean(axis=0),
        },
    )
