"""`coursekit lab`: JupyterLab laid out for the course."""

from typing import Annotated, Optional

import typer


def lab(
    words: Annotated[
        Optional[list[str]],  # noqa: UP045 - typer reads Optional
        typer.Argument(
            metavar="[FOLDER] [-- OPTIONS]",
            help="The course's folder, by default found around you; after --, options for "
            "JupyterLab itself.",
            show_default=False,
        ),
    ] = None,
    lecture: Annotated[
        str, typer.Option(help="Open this lecture or exercise, for example C or 2.")
    ] = "",
    slides: Annotated[
        str, typer.Option("--present", help="Open this lecture as slides, for example C.")
    ] = "",
    port: Annotated[int, typer.Option(min=0, help="Port; 0 takes a free one.")] = 0,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the browser.")
    ] = True,
):
    """Open JupyterLab in the course's folder: the list of lectures, and beside it a notebook.

    Nothing is asked of the internet.

    Exit status: JupyterLab's own; 2 if there is no such lecture.

    Examples: coursekit lab unit6 --lecture C; coursekit lab --present C; in a container: coursekit lab -- --ip=0.0.0.0 --allow-root
    """
    import os
    import subprocess

    from coursekit.cli.report import fail
    from coursekit.course import find_course
    from coursekit.lab import lab_command
    from coursekit.present import FOLDER, present_settings

    options = list(words or ())
    folder = options.pop(0) if options and not options[0].startswith("-") else None
    settings = {}
    try:
        course = find_course(folder)
        command = lab_command(
            course,
            notebook=slides or lecture,
            port=port,
            browser=browser,
            extra=options,
            slides=bool(slides),
        )
        if slides:
            settings = present_settings(course / FOLDER / ".settings")
    except (ValueError, OSError) as error:
        fail(error)
    if slides:
        typer.echo(
            f"slides: Shift+Enter runs a cell, Space goes on, T shows your notes; minutes and "
            f"questions of the whole lecture stand in {course / FOLDER}, in the file .notes.md"
        )
    raise typer.Exit(subprocess.call(command, env=os.environ | settings))
