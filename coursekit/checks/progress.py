"""What was solved in this session, and the hints and titles of each notebook's steps."""

import sys
from dataclasses import dataclass

from coursekit.checks.declare import find_task, tasks_of
from coursekit.checks.render import display, show_box
from coursekit.checks.written import find_notebook, is_written


@dataclass
class Progress:
    """How far one step is."""

    solved: bool = False
    tried: bool = False
    hints: int = 0


SESSION = {}
"""Progress by step, of this Python process."""


def progress_of(step):
    """Progress of a step, made when it is new."""
    return SESSION.setdefault(step, Progress())


def hint(step, number=1):
    """Show a hint to a step.

    Parameters
    ----------
    step : str
        The step's name, such as "A-fractions".
    number : int, default 1
        Which hint, from 1; each says more than the one before.
    """
    hints = find_task(step).hints
    if not hints:
        display(*show_box("hint", f"There are no hints to {step}."))
        return
    number = min(max(int(number), 1), len(hints))
    mine = progress_of(step)
    mine.hints = max(mine.hints, number)
    more = f'The next: `hint("{step}", {number + 1})`.' if number < len(hints) else ""
    title = f"Hint {number} of {len(hints)} to {step}"
    display(*show_box("hint", title, [line for line in (hints[number - 1], more) if line]))


def summary(letter):
    """Show what was solved in this session, what was tried, and what was not.

    Parameters
    ----------
    letter : str
        The notebook's letter.
    """
    known = tasks_of(letter)
    steps = list(known) + [s for s in SESSION if s.startswith(f"{letter}-") and s not in known]
    checked = [step for step in steps if step not in known or known[step].answer]
    solved = sum(progress_of(step).solved for step in checked)
    state = "right" if checked and solved == len(checked) else "open"
    path = find_notebook(sys._getframe(1).f_globals)
    lines = [_line(s) if s in checked else _written(s, is_written(path, s)) for s in steps]
    title = f"{solved} of {len(checked)} solved in this session"
    note = "Only what you saw was checked; further cases are tried when the notebook is graded."
    display(*show_box(state, title, [*lines, note]))


def _line(step):
    mine = progress_of(step)
    state = "✔ solved" if mine.solved else "✘ tried" if mine.tried else "○ not tried"
    hints = f", with {mine.hints} {'hint' if mine.hints == 1 else 'hints'}" if mine.hints else ""
    return f"{state}{hints}: {_named(step)}"


def _written(step, tried):
    said = {True: "✎ tried", False: "○ not tried", None: "✎ in your own words"}[tried]
    return f"{said}; a person reads it: {_named(step)}"


def _named(step):
    title = find_task(step).title
    return step + (f", {title}" if title else "")
