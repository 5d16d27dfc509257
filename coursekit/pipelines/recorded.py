"""The ladder's fourth tier: learned graphs, which are recorded, or run here where their package is installed."""

import time
from dataclasses import replace

import numpy as np

from coursekit.datasets import data_folder
from coursekit.featurizers import ElementFractions
from coursekit.pipelines.ladder import score_rung
from coursekit.pipelines.rungs import FOURTH_TIER
from coursekit.pipelines.splits import SPLITS, make_folds
from coursekit.potentials.frozen import frozen_features, is_recorded

FROZEN = ("frozen-forest", "frozen-ridge")
NETWORKS = {"graph-network": "learnt", "graph-network-magpie": "magpie"}


def fourth_tier(dataset, *, n_folds=5, seed=0, splits=tuple(SPLITS), others=None):
    """Score learned graphs on the folds of the ladder."""
    elements = ElementFractions().fit_transform(dataset.structures)
    features = np.hstack([frozen_features(dataset.structures), elements])
    found, results = [], dict(others or {})
    for split in splits:
        folds = make_folds(dataset.groups, split, n_folds=n_folds, seed=seed)
        for name, start in NETWORKS.items():
            found_network = graph_network_predictions(dataset, split, folds, start)
            if found_network:
                results[name, split] = found_network
        for name in FROZEN:
            results[name, split] = _out_of_fold(FOURTH_TIER[name], seed, features, dataset, folds)
        for name, rung in FOURTH_TIER.items():
            if (name, split) in results:
                recorded = name not in FROZEN or all(map(is_recorded, dataset.structures))
                told = replace(rung, title=f"{rung.title} (recorded)") if recorded else rung
                columns = features.shape[1] if name in FROZEN else 0
                found.append(score_rung(told, split, dataset, folds, columns, results))
    return found


def add_fourth_tier(ladder):
    """A ladder with the rows of tier 4 below its own."""
    options = {name: ladder.settings[name] for name in ("n_folds", "seed")}
    splits = tuple(dict.fromkeys(score.split for score in ladder.scores))
    below = {(s.rung, s.split): (np.array(s.predicted), s.seconds) for s in ladder.scores}
    scores = fourth_tier(ladder.dataset, splits=splits, others=below, **options)
    ordered = [s for split in splits for s in [*ladder.scores, *scores] if s.split == split]
    return replace(ladder, scores=ordered)


def _out_of_fold(rung, seed, features, dataset, folds):
    start, predicted = time.process_time(), np.empty(len(dataset))
    for train, test in folds:
        model = rung.model(seed).fit(features[train], dataset.targets[train])
        predicted[test] = model.predict(features[test])
    return predicted, time.process_time() - start


def learning_curve_of_graph_network():
    """Out-of-fold predictions of the graph network from training parts of several sizes."""
    with _recording() as file:
        sizes = file["grouped_learnt_sizes"].tolist()
        return dict(zip(sizes, file["grouped_learnt"].astype(float), strict=True))


def graph_network_predictions(dataset, split, folds, start="learnt"):
    """Recorded predictions and processor seconds, if they are of these crystals and folds; else None."""
    with _recording() as file:
        if f"{split}_{start}" not in file.files:
            return None
        same = file["ids"].tolist() == list(dataset.ids) and dataset.target == str(file["target"])
        if not same or not np.array_equal(file[f"{split}_fold"], fold_of(folds, len(dataset))):
            return None
        predicted = file[f"{split}_{start}"][-1].astype(float)
        return predicted, float(file[f"{split}_{start}_seconds"])


def fold_of(folds, n_structures):
    """Number of the fold in which each crystal is tested."""
    numbers = np.empty(n_structures, dtype=int)
    for number, (_, test) in enumerate(folds):
        numbers[test] = number
    return numbers


def _recording():
    return np.load(data_folder() / "graph_network.npz", allow_pickle=False)
