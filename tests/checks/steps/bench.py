"""Try answers on a lecture's steps without a kernel: only the cells that a step needs are run."""

import contextlib
import io
import os
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from unittest import mock

from needed_cells import find_needed

from coursekit import neighbors, structures
from coursekit.checks import NotYet
from coursekit.checks import question as quiz_module
from coursekit.checks import step as step_module
from coursekit.checks.cells import load_hidden
from coursekit.checks.notyet import GRADED
from coursekit.checks.progress import SESSION, progress_of
from coursekit.grading.scripts import read_script
from coursekit.wire.agree import agree

SOLUTIONS = Path(__file__).parents[3] / "solutions" / "lectures"
for _path in SOLUTIONS.parent.glob("hidden/*.py"):
    load_hidden(_path.read_text(), trusted=True)
# what a student can import, whether the notebook does or not
TOOLS = {n: getattr(room, n) for room in (neighbors, structures) for n in room.__all__}
_RULES = ("rtol", "atol", "unit")


@dataclass
class Result:
    """What a student with this answer is told, and what the grader finds."""

    visible: list = field(default_factory=list)  # verdicts of the visible cases
    hidden: list = field(default_factory=list)  # does each hidden case agree with the solution
    hints: set = field(default_factory=set)  # misconceptions that were recognised, all cases
    message: str = ""  # of NotYet, "" when solved
    shown: str = ""  # text of the boxes
    solved: bool = False

    @property
    def right(self):
        return self.solved and all(self.visible) and all(self.hidden)


class Bench:
    """The steps of one lecture: ``Bench("A_ladder").run("A-fractions", source)``."""

    def __init__(self, notebook, folder=SOLUTIONS):
        self.cells = read_script(folder / f"{notebook}.py").cells
        self.position = {cell["id"]: n for n, cell in enumerate(self.cells)}
        self._prepared = {}

    @cached_property
    def steps(self):
        """Names of all steps and quick questions: cells that have a check."""
        return [name for name in self.position if f"{name}-check" in self.position]

    def run(self, step, answer=None):
        """Run a step with this source in the answer cell; None for the solution's."""
        result, records = self._run(step, answer)
        expected = self._reference(step)
        assert [r["case"] for r in records] == [r["case"] for r in expected]
        result.hidden = [
            agree(ours["value"], theirs["value"], **{key: theirs[key] for key in _RULES})
            for ours, theirs in zip(records, expected, strict=True)
        ]
        return result

    def _reference(self, step):
        if ("reference", step) not in self._prepared:
            self._prepared["reference", step] = self._run(step, None)[1]
        return self._prepared["reference", step]

    def _run(self, step, answer):
        names, result = dict(self._setup(step, answer)), Result()
        SESSION.pop(step, None)
        with contextlib.redirect_stdout(io.StringIO()) as text:
            with contextlib.suppress(NotImplementedError):
                exec(self._source(step) if answer is None else answer, names)
            visible, result.message = self._check(f"{step}-check", names)
            hidden, _ = self._check(f"{step}-hidden", names)
        result.visible = [record["verdict"] for record in visible]
        result.hints = {record["hint"] for record in visible + hidden if record["hint"]}
        result.solved, result.shown = progress_of(step).solved, text.getvalue()
        return result, hidden

    def _check(self, cell, names):
        """Records that a check cell emits, and the message of its `NotYet`."""
        records, message = [], ""
        if cell not in self.position:
            return records, message

        with _patched(records.append):
            try:
                exec(self._source(cell), names)
            except NotYet as error:
                message = str(error)
        return records, message

    def _source(self, cell):
        return self.cells[self.position[cell]]["source"]

    def _setup(self, step, answer):
        """Names that the answer and its checks read, bound by the cells above."""
        needed = set()
        for cell in [f"{step}{tail}" for tail in ("", "-check", "-hidden")]:
            if cell in self.position:
                find_needed(self.cells, self._source(cell), self.position[cell], needed)
        if answer is not None:
            find_needed(self.cells, answer, self.position[step], needed)
        key = tuple(sorted(needed))
        if key not in self._prepared:
            names = {"__name__": "lecture"} | TOOLS
            with contextlib.redirect_stdout(io.StringIO()):
                for n in key:
                    exec(self.cells[n]["source"], names)
            self._prepared[key] = names
        return self._prepared[key]


BENCHES = {
    path.stem.partition("_")[0]: Bench(path.stem) for path in sorted(SOLUTIONS.glob("[A-I]*_*.py"))
}
"""One a lecture for all tests: what its cells need is run once."""


@contextlib.contextmanager
def _patched(function):
    in_step = mock.patch.object(step_module, "publish", function)
    in_quiz = mock.patch.object(quiz_module, "publish", function)
    with in_step, in_quiz, mock.patch.dict(os.environ, {GRADED: "1"}):
        yield
