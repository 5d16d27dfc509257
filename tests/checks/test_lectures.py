"""Every checked cell of every lecture: tagged, with hints, and in words that are written down."""

import ast
import re

import pytest

from coursekit.checks.misconceptions import load_misconceptions
from coursekit.checks.progress import load_steps
from coursekit.grading.scripts import read_script

from .steps.bench import SOLUTIONS

EXERCISES = SOLUTIONS.parent / "exercises"
LECTURES = sorted(path.stem for path in SOLUTIONS.glob("[A-H]_*.py"))


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
    assert len(with_hidden) >= 3
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
    known = load_steps(_letter(cells))
    for name in _steps(cells):
        assert known[name]["title"], name
        if f"{name}-hidden" in cells:
            assert len(known[name]["hints"]) >= 2, name
    assert set(known) == set(_steps(cells))


def test_names_of_wrong_turns_are_written_down(cells):
    known = load_misconceptions()
    for name, cell in cells.items():
        if not name.endswith(("-check", "-hidden")):
            continue
        for call in ast.walk(ast.parse(cell["source"])):
            if isinstance(call, ast.Call):
                named = {k.arg: k.value for k in call.keywords}.get("wrong")
                keys = named.keys if isinstance(named, ast.Dict) else []
                written = [key.value for key in keys if isinstance(key, ast.Constant)]
                assert [key for key in written if key not in known] == [], name


def test_quick_questions_keep_what_is_right_to_themselves(cells):
    known = load_steps(_letter(cells))
    for name in _steps(cells):
        source = cells[f"{name}-check"]["source"]
        if "Quiz(" not in source:
            continue
        assert source.count("\n") == 0, name
        assert source.endswith((".verdict()", ".number()", '.number(unit="°")')), name
        wrong = known[name].get("wrong", {})
        assert set(wrong) <= set(load_misconceptions()), name
        assert bool(wrong) == source.partition(").")[2].startswith("number"), name
        if not wrong:
            assert set(known[name]["because"]) == set("abcd"), name


def test_hidden_cells_give_no_answers(cells):
    for name, cell in cells.items():
        if name.endswith("-hidden"):
            assert "hidden=True" in cell["source"], name
            assert "expected=" not in cell["source"], name


def test_the_session_is_summed_up(cells):
    assert any(f'summary("{_letter(cells)}")' in cell["source"] for cell in cells.values())


def _headings():
    for path in SOLUTIONS.glob("[0A-H]_*.py"):
        for line in path.read_text().splitlines():
            found = re.match(r"# ##+ (?:\d+\. )?(.*)", line)
            if found:
                yield f"{path.stem}, {found[1].lower()}"


def test_places_to_look_at_exist():
    headings = tuple(_headings())
    places = [entry.look for entry in load_misconceptions().values()]
    for letter in "ABCDEFGH1234":
        places += [step["look"] for step in load_steps(letter).values() if "look" in step]
    named = [place for place in places if re.match(r"[0A-H]_", place)]
    assert len(named) > 100
    assert [p for p in named if not any(heading.startswith(p) for heading in headings)] == []


@pytest.mark.parametrize("folder", [SOLUTIONS, EXERCISES])
def test_every_step_and_number_says_where_it_is_taught(folder):
    for path in folder.glob("[A-H1-4]_*.py"):
        for name, entry in load_steps(path.stem[0]).items():
            # a letter has its own sentence, whichever it is
            assert "look" in entry or "because" in entry or name.endswith(("report", "words")), name
