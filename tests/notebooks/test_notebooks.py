"""Every notebook is what its script makes, holds no answer, and runs from top to bottom."""

import gzip
import json
import random
import re

import pytest

from coursekit.grading import build

from .reading import COURSE, KINDS, NAMES, errors, is_check, marks, read, run

NEEDED = re.compile(r"^TiO2-|_inverse$")
"""Names of crystals that a lecture looks at one by one."""
N_CRYSTALS = 120
LONGEST = 25
"""Lines of an ordinary code cell; cells that the reader need not read are locked."""


def test_notebooks_are_what_the_scripts_make():
    assert build(COURSE, check=True) == []


@pytest.mark.parametrize("name", NAMES)
def test_committed_without_outputs(name):
    for path in (f"solutions/{name}.ipynb", f"{name}.ipynb"):
        for cell in read(path).cells:
            if cell.cell_type == "code":
                assert cell.outputs == []
                assert cell.execution_count is None


@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_the_solution_is_handed_out(name):
    released = "\n".join(cell.source for cell in read(f"{name}.ipynb").cells)
    assert not re.search(r"(?i)begin solution|hidden tests|mark scheme|end solution", released)
    for cell in read(f"solutions/{name}.ipynb").cells:
        for answer in re.findall(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", cell.source, re.S):
            for line in answer.splitlines():
                if len(line.strip()) > 25:
                    assert line.strip() not in released
        if is_check(cell) and "BEGIN HIDDEN TESTS" in cell.source:
            hidden = cell.source.split("### BEGIN HIDDEN TESTS")[1]
            assert "expected=" not in hidden
    for kind in KINDS:
        assert list((COURSE / kind).rglob("*.py")) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_begins_and_ends_as_all_do(name):
    cells = read(f"{name}.ipynb").cells
    assert cells[0].cell_type == "markdown"
    assert cells[0].source.startswith("# ")
    assert "minute" in cells[0].source
    code = [cell for cell in cells if cell.cell_type == "code"]
    assert code[0].source.startswith(("import ", "from "))
    assert cells[-1].cell_type == "markdown"
    long = [cell.source.splitlines()[0] for cell in code[1:]
            if len(cell.source.splitlines()) > LONGEST and not marks(cell)]  # fmt: skip
    assert long == []
    for cell in code:
        assert not re.search(r"^\s*[%!]|filterwarnings|simplefilter|pip install", cell.source, re.M)


@pytest.fixture(scope="session")
def few_crystals(tmp_path_factory):
    """A tenth of the teaching set, whole formulas: the same code, models that fit in seconds."""
    with gzip.open(COURSE / "data" / "teaching_set.jsonl.gz", "rt", encoding="utf-8") as file:
        header, *lines = file
    members, first = {}, set()
    for line in lines:
        record = json.loads(line)
        members.setdefault(record["formula"], []).append(line)
        first |= {record["formula"]} if NEEDED.search(record["id"]) else set()
    others = sorted(members.keys() - first)
    random.Random(0).shuffle(others)
    kept = []
    for formula in [*sorted(first), *others]:
        kept += members[formula] if len(kept) < N_CRYSTALS or formula in first else []
    path = tmp_path_factory.mktemp("few") / "few.jsonl"
    path.write_text(header + "".join(kept), encoding="utf-8")
    return path


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_solution_runs_and_passes_everything(name, few_crystals, tmp_path):
    notebook = run(read(f"solutions/{name}.ipynb"), tmp_path, few_crystals)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert errors(cell) == [], cell.source[:200]


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("exercises")])
def test_the_untouched_release_fails_each_step_and_nothing_else(name, few_crystals, tmp_path):
    notebook = run(read(f"{name}.ipynb"), tmp_path, few_crystals)
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        may_raise = "raises-exception" in cell.metadata.get("tags", ())
        assert may_raise or errors(cell) == [], cell.source[:200]
        if is_check(cell) and not marks(cell)["grade_id"].endswith("-hidden"):
            (said,) = errors(cell)
            assert said.startswith("NotYet: "), said
