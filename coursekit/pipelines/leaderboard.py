"""A class competes: predictions for the held-out crystals, scored as the ladder's rungs are."""

import numpy as np

from coursekit.datasets.held_out import load_held_out_labels, read_values
from coursekit.datasets.teaching import load_held_out
from coursekit.errors import DatasetError
from coursekit.pipelines.metrics import polymorph_scores


def score_predictions(predictions, *, labels=None):
    """Score predictions of the held-out test set."""
    if not isinstance(predictions, dict):
        predictions = read_values(predictions, "prediction")
    truth = load_held_out_labels(labels)
    crystals = load_held_out()
    ids = [crystal.properties["id"] for crystal in crystals]
    _require_same(set(ids), set(truth), "the labels", "use those of the same version of the set")
    _require_same(set(ids), set(predictions), "the predictions", "give each held-out crystal one")
    target = np.array([truth[id_] for id_ in ids])
    predicted = np.array([predictions[id_] for id_ in ids], dtype=float)
    groups = np.array([crystal.composition.reduced_formula for crystal in crystals])
    scores = polymorph_scores(target, predicted, groups)
    return {"mae": float(np.abs(target - predicted).mean()), **scores, "n_structures": len(ids)}


def _require_same(expected, found, what, cure):
    missing, unknown = sorted(expected - found), sorted(found - expected)
    if missing:
        raise DatasetError(
            f"{what} lack {len(missing)} of {len(expected)} crystals, first {missing[0]!r}; {cure}"
        )
    if unknown:
        raise DatasetError(
            f"{what} hold {len(unknown)} ids that are not held out, first {unknown[0]!r}; {cure}"
        )
