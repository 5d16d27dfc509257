"""`coursekit instructor-kit`: what those who teach need, and students must not have."""

from pathlib import Path
from typing import Annotated, Optional

import typer


def instructor_kit(
    folder: Annotated[Path, typer.Argument(help="A new folder, or a .zip to pass on.")],
    source: Annotated[
        Optional[Path],  # noqa: UP045 - typer reads Optional
        typer.Option("--from", help="A kit packed before; default: the clone you run from."),
    ] = None,
):
    """Make a folder to teach from: solutions, hidden cases, releases, data, nbgrader's settings.

    An installed package holds no solutions: they come from a clone, or from a kit that a colleague
    packed (give the folder a name that ends in .zip).

    Exit status: 0 done, 2 no solutions at hand, or the folder is not empty.

    Example: coursekit instructor-kit teaching
    """
    from coursekit.cli.report import fail
    from coursekit.errors import CourseError
    from coursekit.kit import make_kit

    try:
        count = make_kit(folder, source=source)
    except (CourseError, OSError) as error:
        fail(error)
    typer.echo(f"{count} files written to {folder}")
    if folder.suffix != ".zip":
        typer.echo(f"now: cd {folder} && coursekit release exercises")
