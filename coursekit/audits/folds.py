"""Relation of the folds: who stands on both sides of one? Copies, near copies, formulas."""

from itertools import combinations

import numpy as np

from coursekit.audits import limits
from coursekit.audits.alike import are_equal
from coursekit.audits.relations import relation
from coursekit.audits.result import broken, told


@relation("dividing into folds", "leakage", on="whole")
def _folds(view):
    """Copies, near copies and formulas across folds, or in the data if there are no folds."""
    bench = view.bench
    for train, test in bench.splits or []:
        both = set(train) & set(test)
        if both:
            name = bench.ids[min(both)]
            text = f"{name} is in the training and the test part of one fold."
            raise broken(text, "overlap", worst=name)
    copies, near = _copies(bench)
    if bench.splits is not None:
        _across(bench, copies, near)
    counts = np.unique(bench.formulas, return_counts=True)[1]
    several = sum(count for count in counts if count > 1)
    raise told(
        f"{_number(copies, 'copy', 'copies')} and {_number(near, 'near copy', 'near copies')} among the "
        f"crystals; {several} of {len(bench.formulas)} share their formula with another. No folds were "
        "given: how they are divided was not looked at."
    )


def _number(pairs, one, many):
    return f"{len(pairs)} {one if len(pairs) == 1 else many}"


def _copies(bench):
    """Pairs of positions that are one crystal, and that nearly are."""
    copies, near, compared = set(), set(), 0
    volumes = np.array([s.volume / len(s) for s in bench.structures])
    for formula in dict.fromkeys(bench.formulas):
        for i, j in combinations(map(int, np.flatnonzero(bench.formulas == formula)), 2):
            pair = bench.structures[i], bench.structures[j]
            apart = abs(np.log(volumes[i] / volumes[j])) > limits.NEAR_VOLUME
            if (
                apart
                or max(map(len, pair)) > limits.MATCHED_SITES
                or compared > limits.MOST_MATCHED
            ):
                continue
            compared += 1
            if are_equal(*pair, near=True):
                (copies if are_equal(*pair) else near).add((i, j))
    return copies, near


def _across(bench, copies, near):
    n_tested = sum(len(test) for _, test in bench.splits)
    found, straddling = {"copy": [], "near": []}, 0
    for train, test in bench.splits:
        inside = set(train)
        formulas = {bench.formulas[i] for i in inside}
        for i in test:
            straddling += bench.formulas[i] in formulas
            for kind, pairs in (("copy", copies), ("near", near)):
                partners = [b if a == i else a for a, b in pairs if i in (a, b)]
                partner = next((p for p in partners if p in inside), None)
                if partner is not None:
                    found[kind].append((i, partner))
                    break
    straddle = f"{straddling} of {n_tested} have their formula in training."
    same = {"copy": "the same crystal", "near": "nearly the same crystal (strained or shaken)"}
    for kind, least in (("copy", 0), ("near", limits.NEAR_COPIES * n_tested)):
        n_found = len(found[kind])
        if n_found > least:
            first, second = (bench.ids[k] for k in found[kind][0])
            raise broken(
                f"{first} is tested on a model that was trained on {second}, {same[kind]}; so are "
                f"{n_found} of {n_tested} test crystals. {straddle}",
                "duplicates", worst=first, measured=float(n_found), unit="test crystals",
                tolerance=float(least) or None, why_tolerance="a few polymorphs relax alike",
            )  # fmt: skip
    raise told(
        f"No test crystal has a copy in training, {len(found['near'])} a near copy; {straddle}"
    )
