"""`coursekit ladder`: the lecture's exercise in one run."""

from pathlib import Path
from typing import Annotated, Optional

import typer

from coursekit.cli.options import LARGEST_SEED, Json, check_processes


def ladder(
    data: Annotated[
        Optional[Path],  # noqa: UP045 - typer reads Optional
        typer.Option(help="Table of crystals, or a folder with a CSV; default: teaching set."),
    ] = None,
    target: Annotated[str, typer.Option(help="Column to learn.")] = "formation_energy_per_atom",
    folds: Annotated[int, typer.Option(min=2, help="Cross-validation folds.")] = 5,
    n_jobs: Annotated[
        int, typer.Option(help="Processes; -1 takes every core.", callback=check_processes)
    ] = 2,
    seed: Annotated[
        int, typer.Option(help="Fixes folds and forests.", min=0, max=LARGEST_SEED)
    ] = 0,
    limit: Annotated[
        int, typer.Option(min=0, help="Use only so many crystals, whole formulas; 0: all.")
    ] = 0,
    out: Annotated[Path, typer.Option(help="Folder for ladder.json and ladder.png.")] = Path(),
    cache: Annotated[
        Path, typer.Option(help="Folder in which features are kept; safe to delete.")
    ] = Path(".coursekit-cache"),
    strict: Annotated[
        bool, typer.Option("--strict", help="Stop if any crystal cannot be used.")
    ] = False,
    as_json: Json = False,
):
    """Compare the rungs of the descriptor ladder on one data set.

    Prints a table, writes ladder.json (every number) and ladder.png.

    Exit status: 0 done, 1 with --strict if a crystal was left out, 2 unusable input, 130 interrupted.

    Example: coursekit ladder --data my_crystals.csv --target band_gap
    """
    from coursekit.cli.report import (
        fail,
        print_failures,
        print_ladder,
        require_writable,
        spell_in_any_encoding,
        stop,
        write_ladder,
    )
    from coursekit.datasets import load_dataset
    from coursekit.errors import DatasetError, PotentialError
    from coursekit.pipelines import run_ladder
    from coursekit.pipelines.recorded import add_fourth_tier
    from coursekit.pipelines.selection import keep_whole_groups

    spell_in_any_encoding()
    try:
        require_writable(out)
        dataset = keep_whole_groups(load_dataset(data, target=target), limit, seed=seed)
        if strict and dataset.failures:
            print_failures(dataset.failures, shown=len(dataset.failures))
            raise typer.Exit(1)
        options = {"n_folds": folds, "seed": seed, "n_jobs": n_jobs, "memory": str(cache)}
        result = run_ladder(dataset, strict=strict, **options)
        if strict and result.failures:
            print_failures(result.failures, shown=len(result.failures))
            raise typer.Exit(1)
        without = None
        try:
            result = add_fourth_tier(result)
        except PotentialError as error:
            without = f"Tier 4, learned graphs, is not in the table: {error}."
        try:
            # first of all: a reader that goes away (| head) must not cost the file
            written = write_ladder(result, out)
        finally:
            print_ladder(result, as_json=as_json, note=without)
            print_failures(result.failures)
        typer.echo(written, err=as_json)
    except (DatasetError, ValueError, OSError) as error:
        fail(error)
    except KeyboardInterrupt:
        stop(f"what is in {cache}")
