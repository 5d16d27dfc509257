"""`coursekit build` and `coursekit release`: from scripts to what students get."""

from pathlib import Path
from typing import Annotated

import typer

from coursekit.cli.options import Root, Secret


def build(
    root: Root = Path(),
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; fail if a notebook is out of date.")
    ] = False,
):
    """Make all notebooks from the scripts in solutions/.

    Writes the instructor's notebooks beside the scripts and the students' into lectures/ and
    exercises/; the same scripts always give the same bytes. Nothing is written if an answer would
    leak.

    Exit status: 0 done, 2 a script is unusable, an answer would leak, or, with --check, a notebook
    is out of date.

    Example: coursekit build --check
    """
    from coursekit.grading import build as build_course

    changed = _run(build_course, root, check=check)
    for path in changed:
        typer.echo(f"wrote {path}")
    typer.echo(f"{len(changed)} files written" if changed else "all notebooks are up to date")


def release(
    assignment: Annotated[str, typer.Argument(help="lectures or exercises.")] = "exercises",
    root: Root = Path(),
    folder: Annotated[
        str, typer.Option(help="Folder for the zip, in the course's folder.")
    ] = "dist",
    lms: Annotated[
        str, typer.Option(help="Also write the text to paste: moodle, ilias or canvas.")
    ] = "",
    secret: Secret = None,
):
    """Build an assignment and pack one archive that starts on an empty machine with Python.

    In it: START_HERE.md, the package, the pins, the notebooks, the lectures, the data sheet and the
    licence; a checksum stands beside it. With --secret, hidden inputs are your own: grade with the
    same file.

    Exit status: 0 done, 2 nothing to release or an answer would leak.

    Example: coursekit release exercises --lms moodle
    """
    from coursekit.grading import release as pack

    for path in _run(pack, assignment, root=root, folder=folder, lms=lms, secret=secret):
        typer.echo(f"wrote {path}")


def _run(function, *arguments, **options):
    from coursekit.cli.report import fail
    from coursekit.grading.course import GradingError

    try:
        return function(*arguments, **options)
    except (GradingError, OSError) as error:
        fail(error)
