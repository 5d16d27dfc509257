"""`coursekit lab`: JupyterLab in the course's folder."""

from typing import Annotated

import typer


def lab(
    lecture: Annotated[str, typer.Option(help="Open this lecture, for example C.")] = "",
    port: Annotated[int, typer.Option(help="Port; 0 takes a free one.")] = 0,
):
    """Open JupyterLab in the course's folder.

    Example: coursekit lab --lecture C
    """
    import subprocess
    import sys
    from pathlib import Path

    folder = Path(__file__).parents[2]
    if not (folder / "lectures").is_dir():
        folder = Path.cwd()
    command = [sys.executable, "-m", "jupyterlab", f"--notebook-dir={folder}", f"--port={port}"]
    if lecture:
        found = sorted((folder / "lectures").glob(f"{lecture}_*.ipynb"))
        if not found:
            known = (
                ", ".join(f.stem[0] for f in sorted((folder / "lectures").glob("*.ipynb")))
                or "none"
            )
            typer.echo(
                f"no lecture {lecture!r} in {folder / 'lectures'}; there are: {known}", err=True
            )
            raise typer.Exit(2)
        command.append(f"--LabApp.default_url=/lab/tree/lectures/{found[0].name}")
    raise typer.Exit(subprocess.call(command))
