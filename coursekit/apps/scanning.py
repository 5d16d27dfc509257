"""A cutoff scan that is quick enough to move sliders: small sets, closed-form kernel ridge."""

from functools import lru_cache

import numpy as np

R_CUTS = (2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0, 5.5, 6.0, 7.0)
"""Å."""

SETS = {
    "copper, strained and shaken": "copper",
    "alkali oxides and chalcogenides": "A2X",
    "alkaline-earth chalcogenides": "alkaline-earth chalcogenide",
    "alkali halides": "alkali halide",
    "ABO2 oxides": "ABO2",
}
"""What is offered, and the family of the teaching set it stands for."""

_ALPHAS = 10.0 ** np.arange(-6.0, 1.0)
_FIXED = 1e-4


@lru_cache(maxsize=16)
def load_set(name):
    """Crystals of a value of `SETS`, an energy each (n,) in eV per atom, and the group that must stay
    together in folds. Families of the teaching set are taken from the mean of each formula.
    """
    if name == "copper":
        return _shaken_copper()
    from coursekit.datasets import load_teaching_set

    dataset = load_teaching_set()
    members = [
        i for i, crystal in enumerate(dataset.structures) if crystal.properties["family"] == name
    ]
    groups = np.asarray(dataset.groups)[members]
    targets = dataset.targets[members]
    means = {group: targets[groups == group].mean() for group in set(groups)}
    crystals = [dataset.structures[i] for i in members]
    return crystals, targets - [means[group] for group in groups], groups


def _shaken_copper(n=60):
    from ase.calculators.emt import EMT

    from coursekit.structures import make_fcc, rattle, supercell, to_ase

    crystals, energies = [], []
    for seed in range(n):
        dice = np.random.default_rng(seed)
        crystal = supercell(make_fcc("Cu"), (2, 1, 1))
        crystal.apply_strain(dice.uniform(-0.05, 0.05, 3))
        crystals.append(rattle(crystal, dice.uniform(0.0, 0.15), seed))
        atoms = to_ase(crystals[-1])
        atoms.calc = EMT()
        energies.append(atoms.get_potential_energy() / len(crystal))
    return crystals, np.array(energies), np.array([f"Cu {k}" for k in range(n)])


@lru_cache(maxsize=64)
def pooled_features(name, pooling, r_cut):
    """SOAP vectors of a set without regard to elements, pooled, of length 1: (n, n_features)."""
    from coursekit.pooling import HistogramPooling, MeanPooling

    rule = {"mean": MeanPooling(), "histogram": HistogramPooling(n_bins=10)}[pooling]
    rows = rule.fit_transform(_sites(name, r_cut))
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@lru_cache(maxsize=64)
def _sites(name, r_cut):
    from coursekit.featurizers import SOAP

    soap = SOAP(r_cut, n_max=6, l_max=4, compression="mu2", weighting="poly")
    return soap.fit_transform(load_set(name)[0])


@lru_cache(maxsize=256)
def scan(name, pooling="mean", n_crystals=60, tuned=True, seed=0):
    """Errors of kernel ridge at every cutoff on the same five folds, (n_cutoffs, 5), and of the training
    mean, (5,), in eV per atom. `tuned` chooses the regulariser anew at every cutoff; `seed` fixes draw and
    folds.
    """
    from sklearn.model_selection import GroupKFold

    _, energies, groups = load_set(name)
    chosen = np.random.default_rng(seed).permutation(len(energies))[:n_crystals]
    y = energies[chosen]
    folds = list(
        GroupKFold(5, shuffle=True, random_state=seed).split(y, groups=np.asarray(groups)[chosen])
    )
    errors = []
    for r_cut in R_CUTS:
        rows = pooled_features(name, pooling, r_cut)[chosen]
        kernel = np.maximum(rows @ rows.T, 0.0) ** 4
        errors.append([_fold_error(kernel, y, *fold, tuned) for fold in folds])
    trivial = [np.abs(y[test] - y[train].mean()).mean() for train, test in folds]
    return np.array(errors), np.array(trivial)


def _fold_error(kernel, y, train, test, tuned):
    mean = y[train].mean()
    values, vectors = np.linalg.eigh(kernel[np.ix_(train, train)])
    along = vectors.T @ (y[train] - mean)
    best, smallest = None, np.inf
    for alpha in _ALPHAS if tuned else (_FIXED,):
        inverse = 1.0 / (np.maximum(values, 0.0) + alpha)
        weights = vectors @ (inverse * along)
        # what leaving each crystal out would give, without fitting again
        left_out = np.abs(weights / (vectors**2 @ inverse)).mean()
        if left_out < smallest:
            best, smallest = weights, left_out
    return np.abs(kernel[np.ix_(test, train)] @ best + mean - y[test]).mean()


def tied_with_best(errors):
    """Which cutoffs cannot be told from the best one, fold by fold, (n_cutoffs,) bool: the mean of the
    differences is at most twice its standard error. Folds share training data, so that is too small
    rather than too large."""
    errors = np.asarray(errors, dtype=float)
    differences = errors - errors[errors.mean(axis=1).argmin()]
    uncertain = differences.std(axis=1, ddof=1) / np.sqrt(errors.shape[1])
    return differences.mean(axis=1) <= 2 * uncertain
