"""`coursekit lab`: JupyterLab laid out for the course."""

from typing import Annotated

import typer


def lab(
    lecture: Annotated[
        str, typer.Option(help="Open this lecture or exercise, for example C or 2.")
    ] = "",
    port: Annotated[int, typer.Option(min=0, help="Port; 0 takes a free one.")] = 0,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the browser.")
    ] = True,
):
    """Open JupyterLab in the course's folder: the list of lectures, and beside it a notebook.

    Nothing is asked of the internet.

    Exit status: JupyterLab's own; 2 if there is no such lecture.

    Example: coursekit lab --lecture C
    """
    import subprocess

    from coursekit.cli.report import fail
    from coursekit.lab import course_folder, lab_command

    try:
        command = lab_command(course_folder(), notebook=lecture, port=port, browser=browser)
    except (ValueError, OSError) as error:
        fail(error)
    raise typer.Exit(subprocess.call(command))
