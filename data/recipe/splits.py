"""Who is trained on and who is tested: divisions that stay as they are when the set grows.

A formula's place follows from a hash of its name, never from its neighbours in the list, so that a
result of this year and one of next year stand on the same division. Only the folds by chemical family
are dealt out by size, because families are few and unequal.
"""

import csv
import hashlib
from collections import Counter

import records
from pymatgen.core import Composition

N_FOLDS = 5
HELD_OUT_SHARE = 0.15
CURVE_TEST_SHARE = 0.2
CURVE_SIZES = (50, 100, 200, 400, 800)
PUBLISHED = ("experiment.csv", "published.csv", "lattice.csv")


def place(text):
    """Number from 0 to 1 that belongs to a text for ever."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") / 2**64


def discussed():
    """Formulas whose numbers stand in the data sheet, and so cannot be a secret."""
    found = set()
    for name in PUBLISHED:
        with (records.HERE / name).open() as file:
            found |= {Composition(row["formula"]).reduced_formula for row in csv.DictReader(file)}
    return found


def is_held_out(formula, open_formulas):
    """Whether a polymorph group's labels go to the instructor only; never elements."""
    if len(Composition(formula)) == 1 or formula in open_formulas:
        return False
    return place(f"held out {formula}") < HELD_OUT_SHARE


def add(rows):
    """Give every row its `splits`: fold numbers from 0, and its rung of the learning curve."""
    family_folds = _deal(Counter(row["family"] for row in rows))
    rungs = _learning_curve(Counter(row["formula"] for row in rows))
    for row in rows:
        row["splits"] = {
            "random": int(N_FOLDS * place(f"random {row['id']}")),
            "formula": int(N_FOLDS * place(f"formula {row['formula']}")),
            "family": family_folds[row["family"]],
            "learning_curve": rungs[row["formula"]],
        }


def _deal(sizes):
    """{family: fold}, the largest family first, always into the fold that is smallest so far."""
    filled, folds = [0] * N_FOLDS, {}
    for family, size in sorted(sizes.items(), key=lambda item: (-item[1], item[0])):
        folds[family] = filled.index(min(filled))
        filled[folds[family]] += size
    return folds


def _learning_curve(sizes):
    """{formula: rung}: 0 is the test set of the curve; training set k is every rung from 1 to k."""
    rungs, trained = {}, 0
    for formula in sorted(sizes, key=lambda name: place(f"curve {name}")):
        if place(f"curve test {formula}") < CURVE_TEST_SHARE:
            rungs[formula] = 0
            continue
        rungs[formula] = 1 + sum(trained >= size for size in CURVE_SIZES)
        trained += sizes[formula]
    return rungs
