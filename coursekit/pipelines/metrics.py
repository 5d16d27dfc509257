"""How good is a model where it matters: error, order of polymorphs, cost of a wrong choice."""

import numpy as np

MIN_GROUP = 3
"""Smallest number of polymorphs worth ranking."""


def groups_of(groups, minimum=MIN_GROUP):
    """Members of every group that is large enough."""
    names, inverse, counts = np.unique(groups, return_inverse=True, return_counts=True)
    return {str(names[g]): np.flatnonzero(inverse == g) for g in np.flatnonzero(counts >= minimum)}


def rank_correlation(target, predicted):
    """Spearman's rho; 0 if either side ranks nothing because all its values are equal.

    Parameters
    ----------
    target, predicted : (n,) array

    Returns
    -------
    float
        Between -1 and 1.

    References
    ----------
    Spearman, C. Am. J. Psychol. 15, 72 (1904), https://doi.org/10.2307/1412159
    """
    ranks = np.array([_ranks(target), _ranks(predicted)])
    centred = ranks - ranks.mean(axis=1, keepdims=True)
    norms = np.sqrt((centred**2).sum(axis=1))
    return float(centred[0] @ centred[1] / norms.prod()) if norms.all() else 0.0


def _ranks(values):
    # predictions equal to 1e-9 eV are one prediction: rounding must not invent an order
    _, inverse, counts = np.unique(np.round(values, 9), return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return (last - (counts - 1) / 2.0)[inverse]


def regret(target, predicted):
    """Energy above the true lowest of the structure that the model would choose.

    Parameters
    ----------
    target, predicted : (n,) array
        Energies of the members of one group.

    Returns
    -------
    float
        In the unit of the target; the average over the tied ones if the model has no favourite.
    """
    favourites = np.round(predicted, 9) == np.round(predicted, 9).min()
    return float(target[favourites].mean() - target.min())


def polymorph_scores(target, predicted, groups):
    """Rank correlation and regret inside groups of polymorphs.

    Parameters
    ----------
    target, predicted : (n_structures,) array
    groups : (n_structures,) array of str

    Returns
    -------
    dict
        `rho`, `regret` (means over groups), `rho_error`, `regret_error` (standard errors over
        groups), `mae_within` (mean absolute error after each group's mean is taken off both) and
        `n_groups`; NaN where there is no group of three.
    """
    members = groups_of(groups)
    if not members:
        names = ("rho", "rho_error", "regret", "regret_error", "mae_within")
        return {**dict.fromkeys(names, float("nan")), "n_groups": 0}
    rhos = [rank_correlation(target[i], predicted[i]) for i in members.values()]
    regrets = [regret(target[i], predicted[i]) for i in members.values()]
    centred = [
        np.abs((target[i] - target[i].mean()) - (predicted[i] - predicted[i].mean()))
        for i in members.values()
    ]
    return {
        "rho": float(np.mean(rhos)),
        "rho_error": standard_error(rhos),
        "regret": float(np.mean(regrets)),
        "regret_error": standard_error(regrets),
        "mae_within": float(np.concatenate(centred).mean()),
        "n_groups": len(members),
    }


def standard_error(values):
    """What ± means in the whole course: standard deviation (ddof 1) over the root of the number."""
    return float(np.std(values, ddof=1) / np.sqrt(len(values))) if len(values) > 1 else float("nan")
