"""Every rung on the same crystals and the same folds: one table that can be believed."""

import platform
import time
from hashlib import sha256
from importlib.metadata import version

import numpy as np

from coursekit.featurizers.cache import FeatureCache, settings_token
from coursekit.pipelines.metrics import polymorph_scores, standard_error
from coursekit.pipelines.result import Ladder, Score
from coursekit.pipelines.rungs import FEATURIZERS, RUNGS
from coursekit.pipelines.splits import SPLITS, make_folds
from coursekit.structures import structure_digest

_LIBRARIES = ("coursekit", "numpy", "scipy", "scikit-learn", "pymatgen", "spglib", "dscribe")


def run_ladder(
    dataset,
    *,
    rungs=tuple(RUNGS),
    splits=tuple(SPLITS),
    n_folds=5,
    seed=0,
    n_jobs=1,
    memory=None,
    strict=False,
):
    """Compare rungs of the ladder on the same folds.

    Parameters
    ----------
    dataset : Dataset
    rungs : sequence of str
        Names in `RUNGS`.
    splits : sequence of {"random", "grouped"}
    n_folds : int, default 5
    seed : int, default 0
        Fixes folds and forests.
    n_jobs : int, default 1
        Processes.
    memory : str, optional
        Folder in which features and fold results are kept, so that a second run, or one after an
        interruption, goes on from there.
    strict : bool, default False
        Fit nothing if any crystal cannot be described: the result has failures and no scores.

    Returns
    -------
    Ladder

    Raises
    ------
    ValueError
        If a rung is unknown, or the data are too few for the folds.
    """
    for name in rungs:
        if name not in RUNGS:
            raise ValueError(f"`rungs` names {name!r}; known are {', '.join(RUNGS)}")
    for split in splits:
        make_folds(dataset.groups, split, n_folds=n_folds, seed=seed)
    features, dataset, failures = featurize_blocks(dataset, rungs, n_jobs=n_jobs, memory=memory)
    settings = _settings(dataset, n_folds, seed)
    if strict and failures:
        return Ladder([], dataset, [*dataset.failures, *failures], settings)
    folds = {
        split: make_folds(dataset.groups, split, n_folds=n_folds, seed=seed) for split in splits
    }
    predicted = _predict_all(dataset, rungs, folds, features, seed, n_jobs, memory)
    scores = [
        score_rung(RUNGS[name], split, dataset, folds[split], _columns(name, features), predicted)
        for split in splits
        for name in rungs
    ]
    return Ladder(scores, dataset, [*dataset.failures, *failures], settings)


def featurize_blocks(dataset, rungs, *, n_jobs=1, memory=None):
    """Feature blocks of some rungs, for the crystals on which all of them work."""
    wanted = {block for name in rungs for block in RUNGS[name].blocks}
    results, failures = {}, {}
    for block in (block for block in FEATURIZERS if block in wanted and FEATURIZERS[block]):
        featurizer = FEATURIZERS[block](n_jobs=n_jobs, memory=memory)
        # fitted to the whole set: columns for every element, not only those of a training fold
        result = featurizer.fit(dataset.structures).featurize_tolerant(dataset.structures)
        results[block] = dict(zip(result.kept, result.rows, strict=True))
        # the lowest rung that fails gives the reason
        for failure in result.failures:
            failures.setdefault(failure.id, failure)
    kept = [i for i, id_ in enumerate(dataset.ids) if id_ not in failures]
    if not kept:
        raise ValueError(
            f"no crystal can be described by every rung; the first: {next(iter(failures.values()))}"
        )
    features = {block: _gather([rows[i] for i in kept]) for block, rows in results.items()}
    features["formula"] = np.array(dataset.groups[kept], dtype=object)
    return features, dataset.subset(kept), list(failures.values())


def _gather(rows):
    return np.vstack(rows) if isinstance(rows[0], np.ndarray) else list(rows)


def _take(features, positions):
    if isinstance(features, list):
        return [features[i] for i in positions]
    return features[positions]


def _width(features):
    """Columns of a block; the bare formula has none."""
    if isinstance(features, list):
        return features[0].values.shape[1]
    return features.shape[1] if features.ndim == 2 else 0


def _inputs(rung, features):
    blocks = [features[block] for block in rung.blocks]
    return blocks[0] if len(blocks) == 1 else np.hstack(blocks)


def _predict_all(dataset, rungs, folds, features, seed, n_jobs, memory):
    """Out-of-fold predictions of every rung on every split, and the seconds that they took."""
    from joblib import Parallel, delayed
    from tqdm.auto import tqdm

    cache = FeatureCache(memory) if memory else None
    tasks = _tasks(dataset, rungs, folds, seed)
    known = cache.load([key for *_, key in tasks]) if cache else {}
    todo = [task for task in tasks if task[-1] not in known]
    work = (
        delayed(_fit_fold)(
            RUNGS[name].model(seed),
            _tuned_by_group(name, split),
            *_fold_data(dataset, features, name, folds[split][f]),
        )
        for name, split, f, _ in todo
    )
    done = Parallel(n_jobs=n_jobs, return_as="generator")(work)
    results = {task[:3]: known[task[-1]] for task in tasks if task[-1] in known}
    with tqdm(total=len(todo), desc="fitting", unit="fold", delay=1.0, leave=False) as bar:
        for (name, split, f, key), found in zip(todo, done, strict=True):
            results[name, split, f] = found
            if cache:
                cache.store({key: found})
            bar.update()
    merged = {}
    for name in rungs:
        for split in folds:
            values = np.empty(len(dataset))
            for f, (_, test) in enumerate(folds[split]):
                values[test] = results[name, split, f]["values"]
            seconds = sum(
                float(results[name, split, f]["seconds"]) for f in range(len(folds[split]))
            )
            merged[name, split] = values, seconds
    return merged


def _tuned_by_group(name, split):
    # a model that tunes itself must be tuned for the question that the split asks
    return RUNGS[name].by_group and split == "grouped"


def _tasks(dataset, rungs, folds, seed):
    """(rung, split, fold, cache key) of every fit."""
    content = sha256(dataset.targets.tobytes())
    for structure in dataset.structures:
        content.update(structure_digest(structure).encode())
    tasks = []
    for name in rungs:
        blocks = [FEATURIZERS[b]() for b in RUNGS[name].blocks if FEATURIZERS[b]]
        model = RUNGS[name].model(seed)
        token = settings_token(model, {"blocks": blocks, "data": content.hexdigest()})
        for split in folds:
            for f, (_, test) in enumerate(folds[split]):
                by_group = _tuned_by_group(name, split)
                key = sha256(f"{token} {name} {by_group} {test.tolist()}".encode()).hexdigest()
                tasks.append((name, split, f, f"fold-{key[:32]}"))
    return tasks


def _fold_data(dataset, features, name, fold):
    train, test = fold
    inputs = _inputs(RUNGS[name], features)
    return (
        _take(inputs, train),
        dataset.targets[train],
        dataset.groups[train],
        _take(inputs, test),
    )


def _fit_fold(model, by_group, X_train, y_train, groups, X_test):
    options = {f"{model.steps[-1][0]}__groups": groups} if by_group else {}
    start = time.process_time()
    values = model.fit(X_train, y_train, **options).predict(X_test)
    return {"values": values, "seconds": np.array(time.process_time() - start)}


def _fold_mae(dataset, folds, predicted):
    return np.array([np.abs(predicted[t] - dataset.targets[t]).mean() for _, t in folds])


def _columns(name, features):
    return sum(_width(features[block]) for block in RUNGS[name].blocks)


def score_rung(rung, split, dataset, folds, n_features, results):
    """Score of one rung; `results` has predictions and seconds by name and split."""
    predicted, seconds = results[rung.name, split]
    fold_mae = _fold_mae(dataset, folds, predicted)
    below = rung.below if (rung.below, split) in results else None
    change = fold_mae - (_fold_mae(dataset, folds, results[below, split][0]) if below else np.nan)
    return Score(
        rung=rung.name,
        title=rung.title,
        tier=rung.tier,
        split=split,
        mae=float(fold_mae.mean()),
        mae_error=standard_error(fold_mae),
        below=below,
        change=float(change.mean()),
        change_error=standard_error(change),
        n_features=n_features,
        seconds=seconds,
        fold_mae=fold_mae.tolist(),
        predicted=predicted.tolist(),
        **polymorph_scores(dataset.targets, predicted, dataset.groups),
    )


def _settings(dataset, n_folds, seed):
    return {
        "data": dataset.name,
        "target": dataset.target,
        "n_structures": len(dataset),
        "n_formulas": len(set(dataset.groups)),
        "n_folds": n_folds,
        "seed": seed,
        "python": platform.python_version(),
        "versions": {name: version(name) for name in _LIBRARIES},
    }
