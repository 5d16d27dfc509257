"""The instructor's page of the afternoon: minutes, points, outcomes, mistakes and what is said of them."""

import re
from pathlib import Path

import nbformat

from coursekit.checks.declare import tasks_of
from coursekit.checks.misconceptions import find_misconception
from coursekit.checks.reports import WRONG

COURSE = Path(__file__).parents[1]
OUTCOMES = (
    ("place a problem on the ladder of descriptors, and justify the choice", ("4-table", "4-choice")),
    ("compute a baseline from the composition, and report it first", ("1-report", "1-words")),
    ("construct a local environment under periodic boundaries, with a cutoff and its invariances",
     ("3-soap", "4-pipeline", "4-rotation")),
    ("tell descriptors apart by what they keep and what they discard", ("2-report", "2-words")),
    ("explain what an atom-centred vector asks its neighbourhood, and why it is invariant",
     ("3-soap", "4-rotation")),
    ("choose a pooling rule that fits the mechanism of the target", ("3-words",)),
    ("diagnose a pipeline: cutoff, periodic images, polymorphs that look alike, long range",
     ("4-cutoff", "4-broken", "4-words", "1-q2")),
    ("say when a local descriptor is the wrong tool, and what to reach for", ("4-choice",)),
)  # fmt: skip
"""Each learning outcome of the lecture, and the steps that examine it."""
_STEP = re.compile(r"^#{2,3} (.+?) \((no|\d+) points?, (\d+) minutes?\)", re.MULTILINE)
_LAST = """## The last ten minutes

1. *The table of the afternoon* (3 minutes). Put the closing table of exercise 4 on the screen. From the first row to the second:
   what the formula is worth. Composition with kernel ridge against SOAP with kernel ridge: only the description
   differs, and on new formulas of so small a set the richer one loses. The gain of structure is in the last column,
   the order of polymorphs.
2. *Two errors of one model* (2 minutes). Random folds and grouped folds, and the negative rank correlation: ask who can say
   why it is negative, without looking. The split does it, not the chemistry.
3. *One broken pipeline each* (2 minutes). Which audit failed, and who found a crystal on which two suspected faults differ?
   A pipeline runs, and its numbers look like numbers; only a change that should not matter tells.
4. *Three tasks* (2 minutes). A show of hands for each task of the last step. For the charged defect no rung of the table
   is right, and that is an answer.
5. *Next week* (1 minute). A number without its split, its ± and its baseline is not a result. Reading: how splits are
   designed, learning curves, and what leaks.
"""


def write_afternoon(sources):
    """Write `afternoon.md`.

    Parameters
    ----------
    sources : pathlib.Path
        The site's folder.
    """
    parts = ["# The afternoon, for instructors\n", _minutes(), _outcomes(), _mistakes(), _LAST]
    (sources / "afternoon.md").write_text("\n".join(parts), encoding="utf-8")


def read_steps():
    """Notebook, heading, points and minutes of each step; points are None for an optional one."""
    found = []
    for path in sorted((COURSE / "exercises").glob("*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            for title, points, minutes in _STEP.findall(cell.source):
                found.append(
                    (path.stem, title, None if points == "no" else int(points), int(minutes))
                )
    return found


def _minutes():
    core = [step for step in read_steps() if step[2] is not None]
    rest = [step for step in read_steps() if step[2] is None]
    rows = [f"| {name} | {title} | {points} | {m} |" for name, title, points, m in core]
    return "\n".join([
        "The exercise as it is handed out, with what a class needs; written from the steps themselves.\n",
        "## Minutes and points\n",
        "| notebook | step | points | minutes |", "|---|---|---|---|", *rows,
        f"| | **in all** | **{sum(s[2] for s in core)}** | **{sum(s[3] for s in core)}** |", "",
        f"Optional steps carry no points and take {sum(s[3] for s in rest)} minutes more: "
        + ", ".join(title.removeprefix("Optional: ") for _, title, *_ in rest) + ".\n",
    ])  # fmt: skip


def _outcomes():
    tasks = {name: task for letter in "1234" for name, task in tasks_of(letter).items()}
    rows = [
        f"| {number} | {text} | {', '.join(f'`{n}` ({tasks[n].title})' for n in steps)} |"
        for number, (text, steps) in enumerate(OUTCOMES, 1)
    ]
    head = ["## Learning outcomes, and the steps that examine them\n",
            "| | by the end you can | examined in |", "|---|---|---|"]  # fmt: skip
    return "\n".join([*head, *rows, ""])


def wrong_turns():
    """For each step the wrong turns that its visible cases know by name; those of reports once."""
    found = {}
    for letter in "1234":
        for name, task in tasks_of(letter).items():
            if task.cases is None:
                continue

            def keep(case, *, wrong=None, **_):
                wrong = wrong() if callable(wrong) else wrong or {}
                place = "all reports" if wrong is WRONG else name  # noqa: B023 (called at once)
                found.setdefault(place, {}).update(dict.fromkeys(wrong))

            task.cases(keep)
    return {place: list(names) for place, names in found.items() if names}


def _mistakes():
    rows = []
    for place, names in wrong_turns().items():
        for name in names:
            known = find_misconception(name)
            rows.append(f"| `{place}` | {name} | {_cell(known.says)} {_cell(known.why)} |")
    head = ["## Common mistakes, and what the student reads\n",
            "Each is recognised by a visible case; what fits one case alone is told as a guess.\n",
            "| step | mistake | message |", "|---|---|---|"]  # fmt: skip
    return "\n".join([*head, *rows, ""])


def _cell(text):
    return text.replace("|", "\\|")
