"""Reports of a student's own pipeline: crystals to try it on, and what its numbers rest on.

The numbers of a report are held against the predictions and folds that came with it, and the
predictions against a second run in which the energies of one test part are other ones: an honest
prediction does not notice. So any model, seed or number of folds may be right, and a number that
was typed in is not.
"""

from functools import cache

import numpy as np
from pymatgen.core import Element

from coursekit.checks.answers import InTurn
from coursekit.pipelines import polymorph_scores
from coursekit.pipelines.metrics import standard_error
from coursekit.structures import make_cesium_chloride, make_rocksalt, make_zincblende

RIGHT = "follows from the predictions"
SOUND = "each crystal once, each formula on one side"
BLIND = "no"
SKILL = "yes"
ROUNDED = 6e-4
"""A report may be rounded to three digits."""
_FELT = 0.25  # of a change of a test crystal's energy, in the prediction of a model that knew it
_MAGNIFIED = 30.0
_NOISE = 10.0  # times the scatter of a model without a seed
_SKILL = 0.9  # of the error of the training part's mean
_MAKERS = {
    4: (make_zincblende, 4 / 3**0.5),
    6: (make_rocksalt, 2.0),
    8: (make_cesium_chloride, 2 / 3**0.5),
}


@cache
def make_polymorphs(cations, anions, seed=0):
    """Make three crystals of each formula, with energies that formula and coordination decide."""
    rng, found = np.random.default_rng(seed), []
    ionic, strain = rng.uniform(0.8, 1.2, 2) * 1.5
    for m in cations:
        for x in anions:
            cation, anion = Element(m), Element(x)
            length = float(cation.atomic_radius + anion.atomic_radius)
            ratio = float(cation.atomic_radius / anion.atomic_radius)
            for number, (make, edge) in _MAKERS.items():
                crystal = make(m, anion=x, a=edge * length * number**0.05)
                energy = strain * abs(number / 4 - ratio) - ionic * (anion.X - cation.X) ** 2
                found.append((crystal, energy, m + x))
    order = rng.permutation(len(found))
    crystals, energies, groups = zip(*(found[i] for i in order), strict=True)
    return list(crystals), np.array(energies), np.array(groups)


def with_other_tests(data, y, groups, models=("predicted",)):
    """Arguments of two calls, the second with other energies in a test part of the first."""

    def ask_again(first, other):
        _, test = _largest(first)
        changes = [np.ptp(np.subtract(other[key], first[key])[test]) for key in models]
        return (data, y, groups) if max(changes) > 0 else None

    other = lambda first: (data, _mirror(y, first), groups)  # noqa: E731
    return InTurn(((data, y, groups), other, ask_again))


def _largest(report):
    return max(_folds(report), key=lambda fold: len(fold[1]))


def _mirror(y, report):
    train, test = _largest(report)
    other, mean = y.copy(), y[train].mean()
    other[test] = mean - _MAGNIFIED * (y[test] - mean)
    return other


def _folds(report):
    return [[np.array(list(part), dtype=int) for part in fold] for fold in report["folds"]]


def read_leak(y, groups, models=("predicted",)):
    """Make a function that tells from several reports whether test energies were used."""

    def read(reports):
        first, other, again = [*reports, reports[0]][:3]
        if _lacks(first, ("folds", *models)):
            return _lacks(first, ("folds", *models))
        _, test = _largest(first)
        change_of_y = _mirror(y, first)[test] - y[test]
        noise, changes = (
            [np.subtract(report[key], first[key])[test] for key in models]
            for report in (again, other)
        )
        return {
            "folds": _judge_folds(_folds(first), groups),
            "the same folds when asked again": _are_same(_folds(first), _folds(other)),
            "energies of the test part used": _judge_change(noise, changes, change_of_y),
        }

    return read


def _lacks(report, keys):
    missing = [key for key in keys if key not in report]
    return {"missing": missing} if missing else {}


def _are_same(folds, others):
    parts = [
        np.array_equal(one, two)
        for fold, other in zip(folds, others, strict=True)
        for one, two in zip(fold, other, strict=True)
    ]
    return all(parts)


def _judge_folds(folds, groups):
    tested = np.concatenate([test for _, test in folds])
    if any(set(groups[train]) & set(groups[test]) for train, test in folds):
        return "formula on both sides"
    once = len(tested) == len(groups) == len(set(tested.tolist()))
    whole = all(len(train) + len(test) == len(groups) for train, test in folds)
    return SOUND if once and whole else "not each crystal once"


def _judge_change(noise, changes, change_of_y):
    for before, after in zip(noise, changes, strict=True):
        if change_of_y @ after > _FELT * (change_of_y @ change_of_y):
            return "to fit"
        if np.linalg.norm(after) > _NOISE * np.linalg.norm(before) + 1e-6:
            return "to choose"
    return BLIND


def read_numbers(y, groups, keys):
    """Make a function that tells what the numbers of a report are."""

    def read(reports):
        report = reports[0]
        if _lacks(report, ("folds", "predicted", *keys)):
            return _lacks(report, ("folds", "predicted", *keys))
        folds, predicted = _folds(report), np.asarray(report["predicted"], dtype=float)
        errors = _errors(folds, predicted, y)
        off, scores = predicted - y, polymorph_scores(y, predicted, groups)
        known = {
            "mae": [
                (errors.mean(), RIGHT),
                (np.abs(off).mean(), RIGHT),
                (-errors.mean(), "negative error"),
                (np.mean(off**2) ** 0.5, "root mean square"),
                (
                    np.mean([np.mean(off[test] ** 2) ** 0.5 for _, test in folds]),
                    "root mean square",
                ),
                (np.mean(off**2), "squared errors"),
            ],
            "error": _errors_of_mean(errors),
            "rho": _rhos(y, predicted, groups),
            "regret": [(scores["regret"], RIGHT)],
        }
        told = {key: _name(report[key], known[key]) for key in keys}
        return {"folds": _judge_folds(folds, groups)} | told | _judge_skill(folds, errors, y)

    return read


def read_difference(y, groups):
    """Make a function that tells what the numbers of a comparison of two models are."""

    def read(reports):
        report, keys = reports[0], ("folds", "composition", "structure", "change", "error", "rho")
        if _lacks(report, keys):
            return _lacks(report, keys)
        folds = _folds(report)
        below, above = (
            _errors(folds, np.asarray(report[key], dtype=float), y)
            for key in ("composition", "structure")
        )
        alone = [standard_error(below), standard_error(above)]
        known = {
            "change": [
                ((above - below).mean(), RIGHT),
                ((below - above).mean(), "models exchanged"),
            ],
            "error": [
                *_errors_of_mean(above - below),
                (np.hypot(*alone), "not paired"),
                (sum(alone), "not paired"),
                *[(error, "error of one model") for error in alone],
            ],
            "rho": _rhos(y, np.asarray(report["structure"], dtype=float), groups),
        }
        told = {key: _name(report[key], known[key]) for key in known}
        told["polymorphs told apart"] = _tells_apart(report["structure"], groups)
        return {"folds": _judge_folds(folds, groups)} | told | _judge_skill(folds, above, y)

    return read


def _tells_apart(predicted, groups):
    spans = [np.ptp(np.asarray(predicted)[groups == name]) for name in np.unique(groups)]
    return bool(np.median(spans) > 1e-6)


def _errors(folds, predicted, y):
    return np.array([np.abs(predicted[test] - y[test]).mean() for _, test in folds])


def _errors_of_mean(values):
    return [
        (standard_error(values), RIGHT),
        (values.std() / len(values) ** 0.5, "n for n - 1"),
        (values.std(ddof=1), "scatter for standard error"),
        (values.std(), "scatter for standard error"),
    ]


def _rhos(y, predicted, groups):
    whole = polymorph_scores(y, predicted, np.zeros(len(y), dtype=int))["rho"]
    return [
        (polymorph_scores(y, predicted, groups)["rho"], RIGHT),
        (whole, "correlation over all"),
    ]


def _judge_skill(folds, errors, y):
    mean = np.mean([np.abs(y[test] - y[train].mean()).mean() for train, test in folds])
    return {"better than the mean of the training part": bool(errors.mean() < _SKILL * mean)}


def _name(number, known):
    fits = (word for value, word in known if abs(float(number) - value) <= ROUNDED)
    return next(fits, "another number")


def expect_numbers(*keys, **more):
    """What `read_numbers` and `read_difference` say of a right report with these keys."""
    told = dict.fromkeys(keys, RIGHT) | more
    return {"folds": SOUND} | told | {"better than the mean of the training part": True}


EXPECT_BLIND = {
    "folds": SOUND,
    "the same folds when asked again": True,
    "energies of the test part used": BLIND,
}
"""What `read_leak` says of an honest pipeline."""

_WORDS = (
    "formula on both sides", "negative error", "root mean square", "squared errors",
    "n for n - 1", "scatter for standard error", "correlation over all", "models exchanged",
    "not paired", "error of one model",
)  # fmt: skip


def _says(word):
    return lambda told: word in told.values()


WRONG = {word: _says(word) for word in _WORDS} | {
    "incomplete report": lambda told: "missing" in told,
    "folds drawn anew": lambda told: told["the same folds when asked again"] is False,
    "fitted on everything": lambda told: told["energies of the test part used"] == "to fit",
    "chosen on the test part": lambda told: told["energies of the test part used"] == "to choose",
    "structure not used": lambda told: told["polymorphs told apart"] is False,
    "no better than a mean": lambda told: (
        told["better than the mean of the training part"] is False
    ),
}
"""Wrong turns of a report, each told from what is said of it."""
