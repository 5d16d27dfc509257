"""How a step is written down: all that belongs to it stands together, in one file a notebook.

`steps/lecture_C.py` and `steps/exercise_2.py` hold what students may see. Cases that are tried at
grading only are written the same way, with `hidden`, in a file of the same name that stays with
the solutions and is never handed out.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec

TASKS = {}
HIDDEN = {}


@dataclass(frozen=True)
class Task:
    """One step or quick question of a notebook.

    Parameters
    ----------
    name : str
        The step's name, the `grade_id` of the answer cell.
    title : str
        What it is about, in a few words.
    answer : str
        Name of the function or variable that holds the answer; "" for a written answer.
    look : str
        Where it is taught.
    hints : tuple of str
        From a nudge to nearly all.
    cases : callable, default None
        Tries the visible cases with the function that it is given; None for a quick question.
    right, number : str
        What `digest` or `veil` gives for the right letter or number of a quick question.
    because : dict of str to str
        For each letter the sentence that its choice calls for.
    wrong : dict of str to float
        Numbers of wrong turns.
    unit : str
        Unit of the number.
    optional : bool
        Whether it carries no points and has no further cases.
    """

    name: str
    title: str
    answer: str = ""
    look: str = ""
    hints: tuple = ()
    cases: Callable | None = None
    right: str = ""
    number: str = ""
    because: dict = field(default_factory=dict)
    wrong: dict = field(default_factory=dict)
    unit: str = ""
    optional: bool = False


def step(name, *, answer, title, look="", hints=(), optional=False):
    """Write down a step; the function below it tries the visible cases.

    Parameters
    ----------
    name, answer, title, look, hints, optional
        As in `Task`.

    Returns
    -------
    callable
        A decorator.
    """

    def keep(cases):
        TASKS[name] = Task(name, title, answer, look, tuple(hints), cases, optional=optional)
        return cases

    return keep


def question(name, *, answer, title, **key):
    """Write down a quick question: `right` and `because`, or `number`, `wrong` and `unit`.

    Parameters
    ----------
    name, answer, title, **key
        As in `Task`.
    """
    TASKS[name] = Task(name, title, answer, **key)


def written(name, *, title):
    """Write down an answer in sentences, which a person reads.

    Parameters
    ----------
    name, title : str
        As in `Task`.
    """
    TASKS[name] = Task(name, title)


def hidden(name):
    """Write down the cases of a step that are tried at grading.

    Parameters
    ----------
    name : str
        The step's name.

    Returns
    -------
    callable
        A decorator.
    """

    def keep(cases):
        HIDDEN[name] = cases
        return cases

    return keep


def file_of(name):
    """Name of the file that holds a notebook's steps, without ending.

    Parameters
    ----------
    name : str
        A step, or the letter or digit with which the notebook's name begins.

    Returns
    -------
    str

    Examples
    --------
    >>> file_of("C-angles"), file_of("2")
    ('lecture_C', 'exercise_2')
    """
    letter = name.partition("-")[0]
    return f"exercise_{letter}" if letter.isdigit() else f"lecture_{letter}"


def tasks_of(letter):
    """Steps and questions of one notebook, in its order.

    Parameters
    ----------
    letter : str
        The letter or digit with which the notebook's name begins.

    Returns
    -------
    dict of str to Task
        By name; empty when nothing is written down.
    """
    module = f"coursekit.checks.steps.{file_of(letter)}"
    if letter.isalnum() and find_spec(module):
        import_module(module)
    return {name: task for name, task in TASKS.items() if name.partition("-")[0] == letter}


def find_task(name):
    """One step or question; one that nobody wrote down has a name and nothing else.

    Parameters
    ----------
    name : str
        Its name.

    Returns
    -------
    Task
    """
    return tasks_of(name.partition("-")[0]).get(name) or Task(name, "")


def need_task(name):
    """One step or question that must be there.

    Parameters
    ----------
    name : str
        Its name.

    Returns
    -------
    Task

    Raises
    ------
    ValueError
        Nothing can be checked under this name.
    """
    task = find_task(name)
    if task.answer:
        return task
    known = ", ".join(n for n, t in tasks_of(name.partition("-")[0]).items() if t.answer)
    raise ValueError(
        f"`name`: there is no step {name!r} in coursekit/checks/steps/{file_of(name)}.py; it has: "
        f"{known or 'none'}."
    )
