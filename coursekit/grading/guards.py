"""Four guards against answers leaking into what students get."""

import json

from coursekit.grading.course import GradingError
from coursekit.grading.texts import squeeze

MARKERS = (
    "BEGIN SOLUTION",
    "END SOLUTION",
    "BEGIN HIDDEN TESTS",
    "END HIDDEN TESTS",
    "BEGIN MARK SCHEME",
    "END MARK SCHEME",
)
LONG_LINE = 25


def check_release(sources, released):
    """Run the three guards that need no execution."""
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
    """Find scripts among released files: a percent script is the whole solution."""
    return sorted(name for name in names if str(name).lower().endswith((".py", ".pyc", ".py~")))


def find_markers(text):
    """Find nbgrader's markers in a released notebook."""
    return [marker for marker in MARKERS if marker in text]


def find_solution_lines(source, released):
    """Find long lines of solutions and hidden tests in a released notebook."""
    secret, public = split_lines(source)
    shown = {line for cell in released["cells"] for line in _lines(cell["source"])}
    return sorted(line for line in secret - public if len(line) >= LONG_LINE and line in shown)


def split_lines(source):
    """Split a notebook's lines in what students may not see and what they may."""
    secret, public = set(), set()
    for cell in source.cells:
        marks = cell.metadata.get("nbgrader", {})
        whole = marks.get("solution") and "BEGIN SOLUTION" not in cell.source
        inside = False
        for line in cell.source.split("\n"):
            if any(marker in line for marker in MARKERS):
                inside = "BEGIN" in line
                continue
            (secret if inside or whole else public).add(squeeze(line))
    return secret, public


def _lines(text):
    text = "".join(text) if isinstance(text, list) else text
    return {squeeze(line) for line in text.split("\n")}


def check_graded_cells(solved, untouched, points):
    """Check that each graded cell passes on the solution and fails on the released stub."""
    wrong = [name for name, most in points.items() if solved.get(name, 0.0) < most]
    free = [name for name, most in points.items() if most and untouched.get(name, 0.0) >= most]
    findings = [f"`{name}` fails on its own solution" for name in wrong]
    findings += [f"`{name}` gives full points for the untouched stub" for name in free]
    if findings:
        raise GradingError("Graded cells do not measure anything: " + "; ".join(findings))
