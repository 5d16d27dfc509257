"""The ladder's fourth tier: what a frozen universal potential knows of a crystal, recorded, with plain models."""

import time

import numpy as np
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import RidgeCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from coursekit.datasets import data_folder
from coursekit.errors import DatasetError
from coursekit.featurizers import ElementFractions
from coursekit.pipelines.ladder import score_rung
from coursekit.pipelines.rungs import N_TREES, Rung
from coursekit.pipelines.splits import SPLITS, make_folds

MODELS = (
    Rung("frozen-ridge", "frozen CHGNet + elements, ridge (recorded)", 4, (),
         lambda seed: make_pipeline(StandardScaler(), RidgeCV(np.logspace(-6, 2, 17)))),
    Rung("frozen-forest", "frozen CHGNet + elements, forest (recorded)", 4, (),
         lambda seed: RandomForestRegressor(N_TREES, max_features=1 / 3, random_state=seed),
         below="frozen-ridge", differs="a forest in place of the ridge, same columns"),
)  # fmt: skip


def frozen_features(ids):
    """Vector from which CHGNet reads a crystal's energy, for crystals of the teaching set.

    Parameters
    ----------
    ids : sequence of str
        Shown or held-out crystals.

    Returns
    -------
    (n_structures, 64) array
        Mean over the atoms of what the network knows of each after its last layer.

    Raises
    ------
    DatasetError
        If a crystal was not recorded.

    Notes
    -----
    The network was trained on energies of the Materials Project, which holds many of these crystals:
    a fold keeps them out of the model that reads the vectors, not out of the one that made them.

    References
    ----------
    B. Deng et al., Nat. Mach. Intell. 5, 1031 (2023), https://doi.org/10.1038/s42256-023-00716-3

    Examples
    --------
    >>> frozen_features(["MgO-rocksalt"]).shape
    (1, 64)
    """
    with np.load(data_folder() / "chgnet_features.npz", allow_pickle=False) as file:
        rows = dict(zip(file["ids"].tolist(), file["features"], strict=True))
    missing = [id_ for id_ in ids if id_ not in rows]
    if missing:
        raise DatasetError(
            f"{len(missing)} crystals have no recorded vector, first {missing[0]!r}: only crystals of "
            "the teaching set were recorded; data/recipe/features.py makes others"
        )
    return np.array([rows[id_] for id_ in ids], dtype=float)


def fourth_tier(dataset, *, n_folds=5, seed=0, splits=tuple(SPLITS)):
    """Score the frozen vectors, with the shares of the elements, on the folds of the ladder.

    CHGNet's energy is a constant per element plus what the network adds; its vector holds the second
    part only, so the shares of the elements are put beside it.

    Parameters
    ----------
    dataset : Dataset
        Crystals of the teaching set.
    n_folds : int, default 5
    seed : int, default 0
    splits : sequence of str
        Default both.

    Returns
    -------
    list of Score
        Two models a split, to be put below the rows of `run_ladder`.

    Raises
    ------
    DatasetError
        If a crystal was not recorded.
    """
    elements = ElementFractions().fit_transform(dataset.structures)
    features = np.hstack([frozen_features(dataset.ids), elements])
    found, results = [], {}
    for split in splits:
        folds = make_folds(dataset.groups, split, n_folds=n_folds, seed=seed)
        for rung in MODELS:
            start, predicted = time.process_time(), np.empty(len(dataset))
            for train, test in folds:
                model = rung.model(seed).fit(features[train], dataset.targets[train])
                predicted[test] = model.predict(features[test])
            results[rung.name, split] = predicted, time.process_time() - start
            found.append(score_rung(rung, split, dataset, folds, features.shape[1], results))
    return found
