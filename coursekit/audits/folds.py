"""Who stands on both sides of a fold: copies, near copies, formulas."""

import numpy as np

from coursekit.audits import limits
from coursekit.audits.alike import are_equal
from coursekit.audits.relations import FAILED, PASSED, Outcome

_MOST_SITES = 64
_MOST_MATCHED = 600  # comparisons of two crystals
_NEAR_VOLUME = 0.12  # a strain of four per cent


def shared_crystals(bench, splits):
    """Copies, near copies and formulas across folds, or in the data if there are no folds.

    Parameters
    ----------
    bench : Bench
    splits : list of (train, test) or None

    Returns
    -------
    Outcome
    """
    shared = _positions_twice(bench, splits or [])
    if shared:
        text = f"{shared} is in the training and the test part of one fold."
        return Outcome("dividing into folds", "leakage", FAILED, text, "overlap", worst=shared)
    copies, near = _copies(bench)
    counts = _counted(bench.formulas)
    if splits is None:
        several = sum(count for count in counts if count > 1)
        text = (
            f"{_number(copies)} and {_number(near, 'near copies')} among the crystals; {several} of "
            f"{len(bench.formulas)} share their formula with another. No folds were given: how they "
            "are divided was not looked at."
        )
        return Outcome("dividing into folds", "leakage", PASSED, text)
    return _across(bench, splits, copies, near)


def _positions_twice(bench, splits):
    for train, test in splits:
        both = {int(i) for i in train} & {int(i) for i in test}
        if both:
            return bench.ids[min(both)]
    return ""


def _counted(formulas):
    return np.unique(formulas, return_counts=True)[1]


def _number(pairs, what="copies"):
    return f"{len(pairs) or 'no'} {what if len(pairs) != 1 else what[:-3] + 'y'}"


def _copies(bench):
    """Pairs of positions that are one crystal, and that nearly are."""
    copies, near, compared = set(), set(), 0
    volumes = np.array([s.volume / len(s) for s in bench.structures])
    for formula in dict.fromkeys(bench.formulas):
        members = np.flatnonzero(bench.formulas == formula)
        for n, i in enumerate(members):
            for j in members[n + 1 :]:
                first, second = bench.structures[i], bench.structures[j]
                apart = abs(np.log(volumes[i] / volumes[j])) > _NEAR_VOLUME
                if apart or max(len(first), len(second)) > _MOST_SITES or compared > _MOST_MATCHED:
                    continue
                compared += 1
                if are_equal(first, second, near=True):
                    (copies if are_equal(first, second) else near).add((int(i), int(j)))
    return copies, near


def _across(bench, splits, copies, near):
    n_tested = sum(len(test) for _, test in splits)
    found = {"copy": [], "near": [], "formula": 0}
    for train, test in splits:
        inside = {int(i) for i in train}
        formulas = {bench.formulas[i] for i in inside}
        for i in map(int, test):
            found["formula"] += bench.formulas[i] in formulas
            for kind, pairs in (("copy", copies), ("near", near)):
                partners = [b if a == i else a for a, b in pairs if i in (a, b)]
                partner = next((p for p in partners if p in inside), None)
                if partner is not None:
                    found[kind].append((i, partner))
                    break
    straddle = f"{found['formula']} of {n_tested} have their formula in training."
    for kind, least in (("copy", 0), ("near", limits.NEAR_COPIES * n_tested)):
        if len(found[kind]) > least:
            first, second = (bench.ids[k] for k in found[kind][0])
            same = (
                "the same crystal"
                if kind == "copy"
                else "nearly the same crystal (strained or shaken)"
            )
            text = (
                f"{first} is tested on a model that was trained on {second}, {same}; so are "
                f"{len(found[kind])} of {n_tested} test crystals. {straddle}"
            )
            return Outcome("dividing into folds", "leakage", FAILED, text, "duplicates",
                           float(len(found[kind])), float(least) or None, worst=first)  # fmt: skip
    text = f"No test crystal has a copy in training, {len(found['near'])} a near copy; {straddle}"
    return Outcome("dividing into folds", "leakage", PASSED, text)
