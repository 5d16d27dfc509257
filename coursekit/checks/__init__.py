"""What a check cell calls: compare a value, explain the verdict, hint at the misconception.

A step is four cells of a percent script, and an entry in each of two files. The cells::

    # %% [markdown] nbgrader={"grade_id": "B-images-question", "locked": true}
    # **Step 1.** Write `count_neighbors(crystal, site, r_cut)`: how many atoms are nearer than ...

    # %% nbgrader={"grade_id": "B-images", "solution": true}
    def count_neighbors(crystal, site, r_cut):
        ### BEGIN SOLUTION
        return len(crystal.get_neighbors(crystal[site], r_cut))
        ### END SOLUTION

    # %% tags=["raises-exception"] nbgrader={"grade_id": "B-images-check", "grade": true, "points": 1}
    check("B-images")

    # %% tags=["raises-exception"] nbgrader={"grade_id": "B-images-hidden", "grade": true, "points": 1}
    # Further crystals are tried when the notebook is graded.
    ### BEGIN HIDDEN TESTS
    check("B-images", hidden=True)
    ### END HIDDEN TESTS

`coursekit/checks/steps/lecture_B.py` (of exercise 2: `exercise_2.py`) holds what students may see,
`solutions/hidden/lecture_B.py` inputs alone, whose answers come from the solution::

    @step("B-images", answer="count_neighbors", title="count with images",
          look="B_environments, periodic images", hints=["Which cells can hold a neighbour?", ...])
    def images(case):
        case("rock salt, 3 Å", args=(make_rocksalt(), 0, 3.0), expected=6,
             wrong={"no images": 3, "self counted": 7})

    @hidden("B-images")
    def images(case):
        case("copper, 3.9 Å", args=(make_fcc(), 0, 3.9), wrong=lambda: {"no images": 0})

- Cases use nothing of the notebook but the answer, which is looked up by its name. Leave `args` out
  for a variable, and tag its answer cell with `raises-exception`: its stub raises.
- Names in `wrong` are tables of `misconceptions.toml`; list them by the number they give. Twice,
  half, degrees, squares, signs, units of ten, order and the like are recognised unlisted; `n=`
  adds sum for mean and cell for atom.
- Never let a solution return None, and give each case of a step its own name.
- Quick questions: `quiz("B-q1")` in the cell, `question("B-q1", ...)` in the file, with `right`,
  which `digest("B-q1", "c")` gives, and `because`, a sentence for each letter; or with `number`,
  which `veil("B-q1", 12)` gives, and `wrong`.
- Answers in sentences: `written("3-report", title=...)`.
- The last cell but one of a notebook is `summary("B")`.
"""

from importlib import import_module

_WHERE = {
    "check": "cells",
    "quiz": "cells",
    "NotYet": "notyet",
    "Quiz": "question",
    "Step": "step",
    "digest": "key",
    "hint": "progress",
    "mine": "own_answer",
    "summary": "progress",
    "veil": "key",
}

__all__ = ["NotYet", "Quiz", "Step", "check", "digest", "hint", "mine", "quiz", "summary", "veil"]


def __getattr__(name):
    if name in _WHERE:
        import_module("coursekit.checks.watch").watch()
        return getattr(import_module(f"coursekit.checks.{_WHERE[name]}"), name)
    raise AttributeError(f"module 'coursekit.checks' has no attribute {name!r}")


def __dir__():
    return sorted(__all__)
