"""`coursekit start`: the course in a folder of one's own."""

from pathlib import Path
from typing import Annotated, Optional

import typer


def start(
    course: Annotated[str, typer.Argument(help="The course; there is unit6.")] = "unit6",
    folder: Annotated[
        Optional[Path],  # noqa: UP045 - typer reads Optional
        typer.Argument(
            help="A new folder; default: one with the course's name.", show_default=False
        ),
    ] = None,
    update: Annotated[
        bool, typer.Option("--update", help="Bring a folder up to date; your work is kept.")
    ] = False,
):
    """Put lectures, exercises and the data sheet into a folder of your own.

    Nothing of yours is ever overwritten. With --update your answers are carried over into the new
    notebooks, and the old ones are kept in the folder before-update.

    Exit status: 0 done, 2 the folder exists or holds something else.

    Example: coursekit start unit6
    """
    from coursekit.cli.report import fail
    from coursekit.errors import CourseError
    from coursekit.start import start as put

    try:
        changes = put(folder, name=course, update=update)
    except (CourseError, OSError) as error:
        fail(error)
    for change in changes:
        if change.what not in ("new", "as it was"):
            typer.echo(f"{change.path}: {change.what}")
    where = folder or course
    new = sum(change.what == "new" for change in changes)
    typer.echo(f"{new} files written to {where}" if new else f"{where} is up to date")
    typer.echo(f"now: coursekit lab {where}")
