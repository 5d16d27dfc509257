"""`coursekit hub-link`: an address that opens the course on a JupyterHub."""

from typing import Annotated

import typer


def hub_link(
    hub: Annotated[
        str, typer.Argument(help="Address of the hub, for example https://hub.example.")
    ],
    repository: Annotated[
        str,
        typer.Option("--repo", help="Git repository with the notebooks, as the hub reaches it."),
    ],
    branch: Annotated[str, typer.Option(help="Its branch.")] = "main",
    notebook: Annotated[
        str, typer.Option("--open", help="What to show, a path in the repository.")
    ] = "lectures/0_frame.ipynb",
):
    """Print a link for students: one click fetches the notebooks into their home and opens one.

    A second click brings what is new and keeps what a student wrote. The hub's image needs
    nbgitpuller and this package; `.hub/Dockerfile` of the repository is such an image.

    Exit status: 0 printed, 2 an address is none.

    Example: coursekit hub-link https://hub.example --repo https://git.example/course
    """
    from coursekit.cli.report import fail
    from coursekit.hub import make_link

    try:
        typer.echo(make_link(hub, repository, branch=branch, notebook=notebook))
    except ValueError as error:
        fail(error)
