"""Every checked cell of every lecture: tagged, with hints, and in words that are written down."""

import ast
import re
from pathlib import Path

import pytest

from coursekit.checks import steps
from coursekit.checks.declare import HIDDEN, tasks_of
from coursekit.checks.misconceptions import load_misconceptions
from coursekit.grading.scripts import read_script

from .steps.bench import SOLUTIONS

EXERCISES = SOLUTIONS.parent / "exercises"
LECTURES = sorted(path.stem for path in SOLUTIONS.glob("[A-I]*_*.py"))
LETTERS = [name.partition("_")[0] for name in LECTURES]


@pytest.fixture(scope="module", params=LECTURES)
def cells(request):
    found = read_script(SOLUTIONS / f"{request.param}.py").cells
    return {cell["id"]: cell for cell in found}


def _steps(cells):
    return [name for name in cells if f"{name}-check" in cells]


def _letter(cells):
    return next(iter(_steps(cells))).partition("-")[0]


def test_enough_of_both_kinds(cells):
    steps = _steps(cells)
    with_hidden = [name for name in steps if f"{name}-hidden" in cells]
    assert len(with_hidden) >= 2
    assert len(steps) - len(with_hidden) >= 2
    assert all(f"{name}-question" in cells for name in steps)


def test_run_all_goes_on(cells):
    for name, cell in cells.items():
        marks = cell["metadata"].get("nbgrader", {})
        if cell["cell_type"] == "code" and marks.get("grade"):
            assert "raises-exception" in cell["metadata"].get("tags", []), name
        # the stub of an answer that defines no function raises where it stands
        if marks.get("solution") and cell["cell_type"] == "code" and "def " not in cell["source"]:
            assert "raises-exception" in cell["metadata"].get("tags", []), name


def test_titles_and_hints(cells):
    known = tasks_of(_letter(cells))
    for name in _steps(cells):
        assert known[name].title, name
        if f"{name}-hidden" in cells:
            assert len(known[name].hints) >= 2, name
    assert set(known) == set(_steps(cells))


def test_a_check_is_one_line(cells):
    for name in _steps(cells):
        call = "quiz" if tasks_of(_letter(cells))[name].cases is None else "check"
        assert cells[f"{name}-check"]["source"] == f'{call}("{name}")'
        hidden = cells.get(f"{name}-hidden")
        assert (hidden is not None) == (name in HIDDEN), name
        if hidden:
            assert f'check("{name}", hidden=True)' in hidden["source"].splitlines(), name


def test_names_of_wrong_turns_are_written_down():
    known = load_misconceptions()
    for path in [*Path(steps.__path__[0]).glob("*_*.py"), *SOLUTIONS.parent.glob("hidden/*.py")]:
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call):
                named = {k.arg: k.value for k in call.keywords}.get("wrong")
                named = named.body if isinstance(named, ast.Lambda) else named
                keys = named.keys if isinstance(named, ast.Dict) else []
                written = [key.value for key in keys if isinstance(key, ast.Constant)]
                assert [key for key in written if key not in known] == [], path


def test_quick_questions_have_a_key(cells):
    for name, task in tasks_of(_letter(cells)).items():
        if task.cases is None:
            assert set(task.wrong) <= set(load_misconceptions()), name
            assert bool(task.number) != bool(task.right), name
            assert task.number or set(task.because) == set("abcd"), name


def test_hidden_cases_give_no_answers():
    for path in SOLUTIONS.parent.glob("hidden/*.py"):
        assert "expected=" not in path.read_text(), path


def test_the_session_is_summed_up(cells):
    assert any(f'summary("{_letter(cells)}")' in cell["source"] for cell in cells.values())


def _headings():
    for path in SOLUTIONS.glob("[0A-I]*_*.py"):
        for line in path.read_text().splitlines():
            found = re.match(r"# ##+ (?:\d+\. )?(.*)", line)
            if found:
                yield f"{path.stem}, {found[1].lower()}"


def test_places_to_look_at_exist():
    headings = tuple(_headings())
    places = [entry.look for entry in load_misconceptions().values()]
    for letter in [*LETTERS, *"1234"]:
        places += [task.look for task in tasks_of(letter).values() if task.look]
    named = [place for place in places if re.match(r"[0A-I]\d?_", place)]
    assert len(named) > 100
    assert [p for p in named if not any(heading.startswith(p) for heading in headings)] == []


@pytest.mark.parametrize("folder", [SOLUTIONS, EXERCISES])
def test_every_step_and_number_says_where_it_is_taught(folder):
    for path in folder.glob("[A-I1-4]*_*.py"):
        for name, task in tasks_of(path.stem.partition("_")[0]).items():
            # a letter has its own sentence, whichever it is
            assert task.look or task.because or not task.answer, name
