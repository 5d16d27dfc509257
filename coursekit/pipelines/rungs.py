"""The rungs of the ladder as they are compared: which features, which model."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import RidgeCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from coursekit.featurizers import SOAP, MagpieStatistics, SiteStatisticsFingerprint
from coursekit.kernels import KernelRidgeSearch
from coursekit.pipelines.baselines import FormulaMean, TrainingMean
from coursekit.pooling import HistogramPooling, MeanPooling

N_TREES = 80
"""Two hundred trees with a third of the columns a split take three times as long; the errors on the
teaching set agree to 0.003 eV per atom."""


@dataclass(frozen=True)
class Rung:
    """One rung: features made once for every crystal, and a model fitted in every fold.

    Parameters
    ----------
    name : str
        Short name, for the command line and files.
    title : str
        Name in tables: features, then model.
    tier : int
        0 trivial, 1 composition, 2 pooled structure, 3 atom-centred, 4 learned.
    blocks : tuple of str
        Feature blocks (see `FEATURIZERS`), put side by side.
    model : callable
        `model(seed)` gives an unfitted estimator that takes those features.
    by_group : bool
        Whether the model tunes itself and must keep groups together while doing so.
    below : str or None
        Name of the rung it is compared with on the same folds: one thing differs.
    differs : str
        That one thing.
    """

    name: str
    title: str
    tier: int
    blocks: tuple
    model: Callable
    by_group: bool = False
    below: str | None = None
    differs: str = ""


FEATURIZERS = {
    "formula": None,
    "magpie": lambda **options: MagpieStatistics(**options),
    # small cells: a search for symmetry would take longer than the sites it saves
    "sites": lambda **options: SiteStatisticsFingerprint(symprec=None, **options),
    "soap": lambda **options: SOAP(
        5.0, n_max=4, l_max=3, compression="crossover", sparse=True, **options
    ),
}
"""Feature block -> how to make its featuriser."""


def _forest(seed):
    return RandomForestRegressor(N_TREES, max_features=0.15, random_state=seed)


def _kernel(normalise):
    # what a search over many more settings chooses on the teaching set
    return KernelRidgeSearch(
        alphas=(1e-6, 1e-4, 1e-3, 1e-2), widths=(1.0, 2.0, 4.0), normalise=normalise
    )


def _scaled(seed):
    return make_pipeline(StandardScaler(), _kernel(normalise=False))


def _mean_pooled(seed):
    return make_pipeline(MeanPooling(), _kernel(normalise=True))


def _histogram_pooled(seed):
    return make_pipeline(HistogramPooling(n_bins=10), _kernel(normalise=True))


_LADDER = (
    Rung("mean", "training mean", 0, ("formula",), lambda seed: TrainingMean()),
    Rung("formula", "mean of the formula", 0, ("formula",), lambda seed: FormulaMean(),
         below="mean", differs="the formula's own mean, where it is known"),
    Rung("composition", "composition, forest", 1, ("magpie",), _forest,
         below="mean", differs="composition, with a forest"),
    Rung("composition-kernel", "composition, kernel ridge", 1, ("magpie",), _scaled, True,
         below="composition", differs="kernel ridge in place of the forest, same columns"),
    Rung("sites", "+ site statistics, forest", 2, ("magpie", "sites"), _forest,
         below="composition", differs="site statistics added, same forest"),
    Rung("sites-kernel", "+ site statistics, kernel ridge", 2, ("magpie", "sites"), _scaled, True,
         below="composition-kernel", differs="site statistics added, same kernel ridge"),
    Rung("soap-mean", "SOAP mean, kernel ridge", 3, ("soap",), _mean_pooled, True,
         below="composition-kernel", differs="SOAP in place of composition, kernel ridge"),
    Rung("soap-histogram", "SOAP histogram, kernel ridge", 3, ("soap",), _histogram_pooled, True,
         below="soap-mean", differs="histogram in place of mean, same SOAP and kernel ridge"),
)  # fmt: skip

RUNGS = {rung.name: rung for rung in _LADDER}
"""The lecture's ladder, from the trivial baselines up, with the controls beside their rungs."""

_FOURTH = (
    Rung("graph-network", "graph network", 4, (), None,
         below="sites-kernel", differs="a graph network in place of descriptors and kernel ridge"),
    Rung("graph-network-magpie", "+ table of elements", 4, (), None,
         below="graph-network", differs="atoms start from Magpie's table, same graph network"),
    Rung("frozen-forest", "frozen CHGNet, forest", 4, (), _forest,
         below="sites", differs="CHGNet's vector in place of Magpie and sites, same forest"),
    Rung("frozen-ridge", "frozen CHGNet, ridge", 4, (),
         lambda seed: make_pipeline(StandardScaler(), RidgeCV(np.logspace(-6, 2, 17))),
         below="frozen-forest", differs="a ridge in place of the forest, same CHGNet columns"),
)  # fmt: skip

FOURTH_TIER = {rung.name: rung for rung in _FOURTH}
"""Learned graphs: one trained on our folds, and one trained by others, frozen."""
