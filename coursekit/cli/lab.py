"""`coursekit lab`: JupyterLab laid out for the course."""

from typing import Annotated, Optional

import typer


def lab(
    lecture: Annotated[
        str, typer.Option(help="Open this lecture or exercise, for example C or 2.")
    ] = "",
    port: Annotated[int, typer.Option(min=0, help="Port; 0 takes a free one.")] = 0,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the browser.")
    ] = True,
    jupyter: Annotated[
        Optional[list[str]],  # noqa: UP045 - typer reads Optional
        typer.Argument(help="After --, options for JupyterLab itself.", show_default=False),
    ] = None,
):
    """Open JupyterLab in the course's folder: the list of lectures, and beside it a notebook.

    Nothing is asked of the internet.

    Exit status: JupyterLab's own; 2 if there is no such lecture.

    Examples: coursekit lab --lecture C; in a container: coursekit lab -- --ip=0.0.0.0 --allow-root
    """
    import subprocess

    from coursekit.cli.report import fail
    from coursekit.lab import course_folder, lab_command

    try:
        command = lab_command(
            course_folder(), notebook=lecture, port=port, browser=browser, extra=jupyter or ()
        )
    except (ValueError, OSError) as error:
        fail(error)
    raise typer.Exit(subprocess.call(command))
