'''What an answer cell calls: compare a value, explain the verdict, hint at the misconception.

A step is four cells of a percent script. The question is locked; the answer cell holds the
solution; the visible check tells expected values, wrong turns and a verdict; the hidden check has
inputs only, its answers are recorded from the solution when the notebook is graded::

    # %% nbgrader={"grade_id": "B-images", "solution": true}
    def coordination(crystal, site, r_cut):
        """Number of neighbours nearer than r_cut."""
        ### BEGIN SOLUTION
        return len(crystal.get_neighbors(crystal[site], r_cut))
        ### END SOLUTION

    # %% tags=["raises-exception"] nbgrader={"grade_id": "B-images-check", "grade": true, "points": 1}
    step = Step("B-images", answer="coordination")
    step.case("rock salt, 3 Å", args=(nacl, 0, 3.0), expected=6,
              wrong={"no images": 3, "self counted": 7})
    step.verdict()

    # %% tags=["raises-exception"] nbgrader={"grade_id": "B-images-hidden", "grade": true, "points": 1}
    # Further crystals are tried when the notebook is graded.
    ### BEGIN HIDDEN TESTS
    step = Step("B-images", answer="coordination", hidden=True)
    step.case("copper, 3.9 Å", args=(copper, 0, 3.9), wrong={"no images": 0})
    step.verdict()
    ### END HIDDEN TESTS

- The answer is looked up by name among the notebook's names. Leave `args` out for a variable, and
  tag an answer cell that is no function with `raises-exception` too: its stub raises.
- Names in `wrong` are tables of `misconceptions.toml`; list them by the number they give. Twice,
  half, degrees, squares, signs, units of ten, order and the like are recognised unlisted; `n=`
  adds sum for mean and cell for atom.
- Never let a solution return None, and give each case of a step its own name.
- Of each step `steps/<letter>.toml` holds a table with `title`, `hints`, a list from a nudge to
  nearly all, and `look`, where it is taught: said when no wrong turn is recognised.
- Quick questions: `Quiz("B-q1", answer="choice").verdict()` or `.number()`. What is right is not
  for the reader of the notebook: the table holds `right`, which `digest("B-q1", "c")` gives, and
  `because`, a sentence for each letter; or `number`, which `veil("B-q1", 12)` gives, and `wrong`.
- The last cell but one of a notebook is `summary("B")`.
'''

from importlib import import_module

_WHERE = {
    "NotYet": "notyet",
    "Quiz": "quiz",
    "Step": "step",
    "digest": "key",
    "hint": "progress",
    "summary": "progress",
    "veil": "key",
}

__all__ = ["NotYet", "Quiz", "Step", "digest", "hint", "summary", "veil"]


def __getattr__(name):
    if name in _WHERE:
        import_module("coursekit.checks.gone").explain_gone_names()
        return getattr(import_module(f"coursekit.checks.{_WHERE[name]}"), name)
    raise AttributeError(f"module 'coursekit.checks' has no attribute {name!r}")


def __dir__():
    return sorted(__all__)
