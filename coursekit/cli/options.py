"""Options that several commands share, so that they are spelt and explained alike."""

from pathlib import Path
from typing import Annotated, Optional

import typer

Root = Annotated[Path, typer.Option(help="The course's folder, with solutions/ in it.")]

Assignment = Annotated[str, typer.Argument(help="lectures or exercises.")]

Students = Annotated[
    Optional[list[str]],  # noqa: UP045 - typer reads Optional
    typer.Option("--student", help="Only this student; may be given again."),
]

Json = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]
