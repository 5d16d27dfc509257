"""Options that several commands share, so that they are spelt and explained alike."""

from pathlib import Path
from typing import Annotated, Optional

import typer

from coursekit.secret import SECRET

Root = Annotated[Path, typer.Option(help="The course's folder, with solutions/ in it.")]

Assignment = Annotated[str, typer.Argument(help="lectures or exercises.")]

Students = Annotated[
    Optional[list[str]],  # noqa: UP045 - typer reads Optional
    typer.Option("--student", help="Only this student; may be given again."),
]

Secret = Annotated[
    Optional[Path],  # noqa: UP045 - typer reads Optional
    typer.Option(help="A file of your own that hidden inputs are drawn from.", envvar=SECRET),
]

Json = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]

LARGEST_SEED = 2**32 - 1
"""NumPy's generators take no larger one."""


def check_processes(n_jobs: int) -> int:
    """Refuse zero processes, which joblib would only refuse in the middle of the work.

    Parameters
    ----------
    n_jobs : int

    Returns
    -------
    int

    Raises
    ------
    typer.BadParameter
        If it is zero.
    """
    if n_jobs == 0:
        raise typer.BadParameter("0 processes do no work; give 1 or more, or -1 for every core")
    return n_jobs
