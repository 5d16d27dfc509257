"""What a check cell calls: `check("C-angles")`, `quiz("C-q1")`; a line each."""

import os
import sys
from pathlib import Path

from coursekit.checks.declare import HIDDEN, file_of, need_task
from coursekit.checks.notyet import NotYet, is_graded
from coursekit.checks.own_inputs import draw_from
from coursekit.checks.question import Quiz
from coursekit.checks.step import Step
from coursekit.errors import CourseError
from coursekit.secret import check_secret, key_line, read_secret

COURSE = "COURSEKIT_COURSE"
"""Environment variable: the course's folder, where it is not above the notebook."""


def check(name, *, hidden=False):
    """Check the answer to a step, and say what it looks like.

    Parameters
    ----------
    name : str
        The step's name, such as "C-angles".
    hidden : bool, default False
        Try the cases that are tried at grading; they lie with the solutions.

    Raises
    ------
    ValueError
        There is no such step.
    NotYet
        In a run that nbgrader judges, when a case is not right; hidden cases also when they
        cannot be tried.
    """
    task, names = need_task(name), sys._getframe(1).f_globals
    if hidden:
        _check_hidden(task, names)
        return
    step = Step(name, answer=task.answer, namespace=names)
    task.cases(step.case)
    step.verdict(further=not task.optional)


def quiz(name):
    """Check the answer to a quick question.

    Parameters
    ----------
    name : str
        The question's name, such as "C-q1".

    Raises
    ------
    ValueError
        There is no such question.
    NotYet
        In a run that nbgrader judges, when the answer is not right.
    """
    task, names = need_task(name), sys._getframe(1).f_globals
    question = Quiz(name, answer=task.answer, namespace=names)
    if task.number:
        question.number(unit=task.unit)
    else:
        question.verdict()


def _check_hidden(task, names):
    judged_here = not is_graded()
    if judged_here or task.name not in HIDDEN:
        root = _find_course(Path.cwd())
        load_hidden(read_cases(root, task.name))
    step = Step(task.name, answer=task.answer, hidden=True, namespace=names)
    HIDDEN[task.name](step.case)
    step.verdict()
    if judged_here:
        _judge_here(root, step)


def load_hidden(text, *, trusted=False):
    """Read cases that are tried at grading."""
    Step.trusted = trusted
    draw_from("")
    exec(compile(text, "<hidden>", "exec"), {"__name__": "hidden"})


def read_cases(root, name):
    """The file with a step's hidden cases, their inputs drawn from the released secret, if any."""
    file = file_of(name)
    try:
        secret = read_secret()
        check_secret(root, f"{file.partition('_')[0]}s", secret)
    except CourseError as error:
        raise NotYet(f"These cases cannot be tried here: {error}.") from error
    text = (Path(root) / "solutions" / "hidden" / f"{file}.py").read_text(encoding="utf-8")
    return key_line(secret, file) + text


def _find_course(folder):
    given = os.environ.get(COURSE)
    for place in [Path(given)] if given else [folder, *folder.parents]:
        if (place / "solutions" / "hidden").is_dir():
            return place
    raise NotYet(
        "These cases cannot be tried here: they lie with the solutions, and there is no course "
        f"with a folder solutions/hidden at or above {folder}. Set {COURSE} to the course's folder."
    )


def _judge_here(root, step):
    """Compare with the solution's values, worked out in a process of its own."""
    import json
    import subprocess

    from coursekit.wire.agree import agree

    command = [sys.executable, "-m", "coursekit.grading.truth", str(root), step.name]
    # what is worked out there is not for the student's program, so it comes last
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if ran.returncode:
        said = (ran.stderr.strip().splitlines() or ["no reason was given"])[-1]
        raise NotYet(f"{step.name}: the solution could not be run ({said}); nothing is judged.")
    wanted = json.loads(ran.stdout.splitlines()[-1])
    right = [
        case.name == name and agree(case.record["value"], value, **rules)
        for case, (name, value, rules) in zip(step.cases, wanted, strict=True)
    ]
    if not all(right):
        raise NotYet(f"{sum(right)} of {len(right)} cases that are tried at grading are right.")
