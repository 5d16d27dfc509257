"""Where the course's files are: in a folder that `coursekit start` made, in a clone, in the package.

Everybody who needs lectures, exercises, data or pins asks here; no other module spells the places.
"""

from pathlib import Path

from coursekit.errors import CourseError

NAME = "unit6"
MARKER = ".coursekit.json"
"""File that `coursekit start` leaves in a student's folder."""


def shipped():
    """Find the course's own files: `data/`, `lectures/`, `exercises/`, `constraints.txt`."""
    package = Path(__file__).resolve().parent
    for folder in (package / NAME, package.parent):
        if (folder / "constraints.txt").is_file() and (folder / "data").is_dir():
            return folder
    raise CourseError(
        f"the course's files are neither in {package / NAME} nor beside {package}; install "
        "coursekit again, from a wheel or from a clone (pip install -e .)"
    )


def is_clone():
    """Whether the package runs from a clone, where its files are to be edited."""
    return shipped().name != NAME


def install_line():
    """The command that installs the course with its tested versions."""
    if is_clone():
        return "pip install -c constraints.txt -e '.[course]'"
    return f"pip install -c {shipped() / 'constraints.txt'} 'coursekit[course]'"


def find_course(given=None):
    """Find the folder in which somebody works on the notebooks."""
    here = Path.cwd()
    if given:
        places = [Path(given).resolve()]
    else:
        places = [here, *here.parents, here / NAME, *([shipped()] if is_clone() else [])]
    for place in places:
        if (place / MARKER).is_file() or (place / "lectures" / "README.md").is_file():
            return place
    where = Path(given).resolve() if given else here
    raise CourseError(
        f"there is no course in {where}; `coursekit start {NAME}` puts one into a new folder {NAME}"
    )
