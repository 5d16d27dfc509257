"""`coursekit check`: what the visible tests of a notebook say, before it is handed in."""

from pathlib import Path
from typing import Annotated

import typer

from coursekit.cli.options import Json


def check(
    notebook: Annotated[list[Path], typer.Argument(help="One or more notebooks.")],
    as_json: Json = False,
):
    """Run notebooks as the grader will, and say which visible tests pass.

    The notebook is run in a fresh kernel and not changed. Hidden tests follow at grading: all
    passed here means a good chance, not full marks.

    Exit status: 0 all pass, 1 a test does not, 2 the file is no notebook.

    Example: coursekit check exercises/1_composition.ipynb
    """
    import json

    from coursekit.cli.report import fail
    from coursekit.grading import check as run
    from coursekit.grading.course import GradingError

    found = {}
    for path in notebook:
        try:
            found[str(path)] = run(path)
        except (GradingError, OSError) as error:
            fail(error)
    if as_json:
        typer.echo(
            json.dumps({path: [vars(r) for r in results] for path, results in found.items()})
        )
    else:
        for path, results in found.items():
            _print_results(path, results)
    failed = any(r.passed is False for results in found.values() for r in results)
    raise typer.Exit(1 if failed else 0)


def _print_results(path, results):
    tests = [result for result in results if result.kind == "test"]
    hidden = sum(result.kind == "hidden" for result in results)
    passed = sum(bool(result.passed) for result in tests)
    typer.echo(f"{path}: {passed} of {len(tests)} visible tests pass")
    for result in results:
        if result.kind != "hidden":
            good, bad = ("passes", "FAILS ") if result.kind == "test" else ("tried ", "EMPTY ")
            typer.echo(f"  {good if result.passed else bad}  {result.cell}")
            if not result.passed and result.message:
                typer.echo(f"          {result.message}")
    if hidden:
        typer.echo(f"  {hidden} more tests are run when the notebook is graded.")
