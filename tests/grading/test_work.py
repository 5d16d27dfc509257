"""Points are for work: constants, shown values and letters that were tried earn nothing."""

import pytest

from coursekit.grading.course import GradingError
from coursekit.grading.snapshot import ReleasedCell, Snapshot
from coursekit.grading.steps import list_steps
from coursekit.grading.verify import Case, Verdict
from coursekit.grading.work import _check as check
from coursekit.grading.work import demand_work, write_value


def _cell(cell_id, source, shown=None, **marks):
    metadata = {"nbgrader": {"grade_id": cell_id, **marks}}
    return ReleasedCell(cell_id, "code", source, source if shown is None else shown, metadata)


CELLS = (
    _cell("f", "def f(x):\n    raise NotImplementedError()", solution=True),
    _cell("f-check", "check('f')", grade=True, points=2),
    _cell("f-hidden", "check('f', hidden=True)", "", grade=True, points=4),
    _cell("q", "choice = None", solution=True),
    _cell("q-check", "quiz('q')", grade=True, points=3),
    _cell("g", "def g(x):\n    raise NotImplementedError()", solution=True),
    _cell("g-check", "check('g')", grade=True, points=1),
)
SNAPSHOT = Snapshot("nb", CELLS, None)


@pytest.mark.parametrize(
    ("scores", "constant", "left"),
    [
        ((2, 4, 3, 1), 0.0, (2, 4, 3, 1)),
        ((2, 0, 3, 1), 0.0, (0, 0, 0, 1)),
        ((2, 1, 3, 1), 1.0, (0, 0, 0, 1)),
        ((2, 1.5, 3, 1), 1.0, (2, 1.5, 3, 1)),
        ((0, 0, 3, 0), 0.0, (0, 0, 0, 0)),
    ],
)
def test_what_is_shown_counts_once_more_than_a_constant_is_right(scores, constant, left):
    cells = ("f-check", "f-hidden", "q-check", "g-check")
    verdicts = [
        Verdict(cell, score, 9, "values", "ok", cases=[Case(cell, "a", True)])
        for cell, score in zip(cells, scores, strict=True)
    ]
    demand_work(SNAPSHOT, verdicts, {"f": constant})
    assert tuple(verdict.score for verdict in verdicts) == left


def test_a_step_that_a_constant_passes_measures_nothing():
    steps = [step for step in list_steps(SNAPSHOT) if step.answer.id == "f"]
    check("nb", steps, {"f": 3.9})
    with pytest.raises(GradingError, match="a constant passes all hidden cases of `f`; add a case"):
        check("nb", steps, {"f": 4.0})


@pytest.mark.parametrize(
    ("wire", "text"),
    [
        (1.5, "1.5"),
        ("a", "'a'"),
        ([1, [True]], "[1, [True]]"),
        ({"kind": "dict", "items": [["a", 1]]}, "{'a': 1}"),
        ({"kind": "opaque", "type": "T", "text": ""}, ""),
    ],
)
def test_shown_values_are_written_as_python(wire, text):
    assert write_value(wire) == text
