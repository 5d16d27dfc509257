"""`coursekit audit`: the checklist on a rung, a pickle or an object of yours."""

from pathlib import Path
from typing import Annotated, Optional

import typer

from coursekit.cli.options import LARGEST_SEED, Json


def audit(
    subject: Annotated[
        str, typer.Argument(help="Rung, pickle (.pkl, .joblib) or module:object.")
    ] = "",
    data: Annotated[
        Optional[Path],  # noqa: UP045 - typer reads Optional
        typer.Option(help="Table of crystals, or a folder with a CSV; default: teaching set."),
    ] = None,
    target: Annotated[str, typer.Option(help="Column to learn.")] = "formation_energy_per_atom",
    limit: Annotated[
        int, typer.Option(min=0, help="Use only so many crystals, whole formulas; 0: all.")
    ] = 24,
    split: Annotated[
        str, typer.Option(help="Folds to search for leaks: random or grouped; default: none.")
    ] = "",
    promise: Annotated[
        Optional[list[str]],  # noqa: UP045 - typer reads Optional
        typer.Option(help="What it claims, such as continuous=no or r_cut=5; may be given again."),
    ] = None,
    only: Annotated[
        Optional[list[str]],  # noqa: UP045 - typer reads Optional
        typer.Option(help="Run only this audit; may be given again."),
    ] = None,
    seed: Annotated[
        int,
        typer.Option(
            help="Fixes moves, folds and the choice of crystals.", min=0, max=LARGEST_SEED
        ),
    ] = 0,
    out: Annotated[Path, typer.Option(help="Folder for audit.html and audit.json.")] = Path(),
    json: Json = False,
    make: Annotated[
        str, typer.Option(help="module:function that gives the pipeline for a cutoff, to scan it.")
    ] = "",
    strict: Annotated[
        bool,
        typer.Option(
            "--strict", help="Status 3 also if an audit is not told or a crystal left out."
        ),
    ] = False,
    zoo: Annotated[
        bool, typer.Option("--zoo", help="Audit the zoo of broken and healthy pipelines.")
    ] = False,
    names: Annotated[
        bool, typer.Option("--list", help="List the audits, the rungs and the zoo.")
    ] = False,
):
    """Audit a pipeline: does it describe the crystal, and only the crystal?

    Prints a table, writes audit.html (a page to read) and audit.json (every number).

    Exit status: 0 no audit failed, 1 at least one did, 2 unusable input, 3 none failed but one could
    not run, since a crystal was refused.

    Example: coursekit audit my_module:describe --data my_crystals.csv --target band_gap
    """
    from coursekit.cli import audit_report as page
    from coursekit.cli.report import fail, require_writable
    from coursekit.errors import DatasetError

    try:
        if names:
            page.print_names()
            raise typer.Exit(0)
        if zoo:
            raise typer.Exit(page.print_zoo(as_json=json, seed=seed))
        require_writable(out)
        pipeline, promises = page.load_subject(subject, seed)
        dataset = page.load_crystals(data, target, limit, seed)
        report = page.run(
            pipeline,
            dataset,
            promises=page.read_promises(promise or [], promises, pipeline),
            split=split,
            only=only,
            seed=seed,
            make=make,
        )
        page.print_report(report, as_json=json)
        page.write_report(report, out, quiet=json)
    except (DatasetError, ValueError, OSError, ImportError, TypeError) as error:
        fail(error)
    raise typer.Exit(page.exit_status(report, strict=strict))
