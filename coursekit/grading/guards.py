"""Four guards against answers leaking into what students get."""

import json
import re

from coursekit.grading.course import GradingError

MARKERS = (
    "BEGIN SOLUTION",
    "END SOLUTION",
    "BEGIN HIDDEN TESTS",
    "END HIDDEN TESTS",
    "BEGIN MARK SCHEME",
    "END MARK SCHEME",
)
LONG_LINE = 25
_SPACES = re.compile(r"\s+")


def check_release(sources, released):
    """Run the three guards that need no execution.

    Parameters
    ----------
    sources : dict of str to nbformat.NotebookNode
        The instructor's notebooks, by name without ending.
    released : dict of str to bytes
        The released files, by path.

    Raises
    ------
    GradingError
        Something would leak; every finding is named.
    """
    findings = [f"{name}: a script" for name in find_scripts(released)]
    for name, notebook in sources.items():
        text = released.get(f"{name}.ipynb", b"").decode("utf-8")
        if not text:
            findings.append(f"{name}.ipynb: nothing was released")
            continue
        findings += [f"{name}.ipynb: the marker {marker}" for marker in find_markers(text)]
        leaks = find_solution_lines(notebook, json.loads(text))
        findings += [f"{name}.ipynb: the solution line {line!r}" for line in leaks]
    if findings:
        raise GradingError("The release would leak answers: " + "; ".join(findings))


def find_scripts(names):
    """Find scripts among released files: a percent script is the whole solution.

    Parameters
    ----------
    names : iterable of str
        Paths of released files.

    Returns
    -------
    list of str
        Those that are Python scripts.

    Examples
    --------
    >>> find_scripts(["1_mass.ipynb", "1_mass.py"])
    ['1_mass.py']
    """
    return sorted(name for name in names if str(name).lower().endswith((".py", ".pyc", ".py~")))


def find_markers(text):
    """Find nbgrader's markers in a released notebook.

    Parameters
    ----------
    text : str
        The notebook's file.

    Returns
    -------
    list of str
        Markers that are in it.
    """
    return [marker for marker in MARKERS if marker in text]


def find_solution_lines(source, released):
    """Find long lines of solutions and hidden tests in a released notebook.

    Parameters
    ----------
    source : nbformat.NotebookNode
        The instructor's notebook.
    released : dict
        The released notebook.

    Returns
    -------
    list of str
        Lines of at least `LONG_LINE` characters that are secret in the source and yet released.
    """
    secret, public = split_lines(source)
    shown = {line for cell in released["cells"] for line in _lines(cell["source"])}
    return sorted(line for line in secret - public if len(line) >= LONG_LINE and line in shown)


def split_lines(source):
    """Split a notebook's lines in what students may not see and what they may.

    Parameters
    ----------
    source : nbformat.NotebookNode
        The instructor's notebook.

    Returns
    -------
    tuple of set of str
        Secret and public lines, with white space made single.
    """
    secret, public = set(), set()
    for cell in source.cells:
        marks = cell.metadata.get("nbgrader", {})
        whole = marks.get("solution") and "BEGIN SOLUTION" not in cell.source
        inside = False
        for line in cell.source.split("\n"):
            if any(marker in line for marker in MARKERS):
                inside = "BEGIN" in line
                continue
            (secret if inside or whole else public).add(_SPACES.sub(" ", line.strip()))
    return secret, public


def _lines(text):
    text = "".join(text) if isinstance(text, list) else text
    return {_SPACES.sub(" ", line.strip()) for line in text.split("\n")}


def check_graded_cells(solved, untouched, points):
    """Check that each graded cell passes on the solution and fails on the released stub.

    Parameters
    ----------
    solved, untouched : dict of str to float
        Points that each graded cell gives on the solution and on the stub.
    points : dict of str to float
        Points that each graded cell can give.

    Raises
    ------
    GradingError
        A cell fails on its solution, or gives points for nothing.
    """
    wrong = [name for name, most in points.items() if solved.get(name, 0.0) < most]
    free = [name for name, most in points.items() if most and untouched.get(name, 0.0) >= most]
    findings = [f"`{name}` fails on its own solution" for name in wrong]
    findings += [f"`{name}` gives full points for the untouched stub" for name in free]
    if findings:
        raise GradingError("Graded cells do not measure anything: " + "; ".join(findings))
