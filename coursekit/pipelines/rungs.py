"""The rungs of the ladder as they are compared: which features, which model."""

from collections.abc import Callable
from dataclasses import dataclass

from sklearn.ensemble import RandomForestRegressor
from sklearn.pipeline import make_pipeline

from coursekit.featurizers import SOAP, MagpieStatistics, SiteStatisticsFingerprint
from coursekit.kernels import KernelRidgeSearch
from coursekit.pipelines.baselines import FormulaMean, TrainingMean
from coursekit.pooling import HistogramPooling, MeanPooling

N_TREES = 200


@dataclass(frozen=True)
class Rung:
    """One rung: features made once for every crystal, and a model fitted in every fold.

    Parameters
    ----------
    name : str
        Short name, for the command line and files.
    title : str
        Name in tables.
    tier : int
        0 trivial, 1 composition, 2 pooled structure, 3 atom-centred.
    blocks : tuple of str
        Feature blocks (see `FEATURIZERS`), put side by side.
    model : callable
        `model(seed)` gives an unfitted estimator that takes those features.
    by_group : bool
        Whether the model tunes itself and must keep groups together while doing so.
    """

    name: str
    title: str
    tier: int
    blocks: tuple
    model: Callable
    by_group: bool = False


FEATURIZERS = {
    "formula": None,
    "magpie": lambda **options: MagpieStatistics(**options),
    # small cells: a search for symmetry would take longer than the sites it saves
    "sites": lambda **options: SiteStatisticsFingerprint(symprec=None, **options),
    "soap": lambda **options: SOAP(
        5.0, n_max=6, l_max=4, compression="mu1nu1", sparse=True, **options
    ),
    "soap_short": lambda **options: SOAP(
        5.0, n_max=4, l_max=3, compression="crossover", sparse=True, **options
    ),
}
"""Feature block -> how to make its featuriser."""


def _forest(seed):
    return RandomForestRegressor(N_TREES, max_features=1 / 3, random_state=seed)


def _mean_pooled(seed):
    return make_pipeline(MeanPooling(), KernelRidgeSearch())


def _histogram_pooled(seed):
    return make_pipeline(HistogramPooling(n_bins=10), KernelRidgeSearch())


RUNGS = {
    rung.name: rung
    for rung in (
        Rung("mean", "training mean", 0, ("formula",), lambda seed: TrainingMean()),
        Rung("formula", "mean of the formula", 0, ("formula",), lambda seed: FormulaMean()),
        Rung("composition", "composition, forest", 1, ("magpie",), _forest),
        Rung("sites", "+ site statistics, forest", 2, ("magpie", "sites"), _forest),
        Rung("soap-mean", "SOAP mean, kernel ridge", 3, ("soap",), _mean_pooled, True),
        Rung(
            "soap-histogram",
            "SOAP histogram, kernel ridge",
            3,
            ("soap_short",),
            _histogram_pooled,
            True,
        ),
    )
}
"""The lecture's ladder, from the trivial baselines up."""
