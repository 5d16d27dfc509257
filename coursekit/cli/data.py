"""`coursekit data`: other people's crystals for the same commands, and the class's leaderboard."""

import json
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Optional

import typer

from coursekit.cli.options import Json

data = typer.Typer(
    help="Fetch, import and score data.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Out = Annotated[Path, typer.Option(help="File to write, .jsonl or .jsonl.gz.")]
Count = Annotated[int, typer.Option("--n", help="Largest number of crystals; whole formulas.")]
Sites = Annotated[int, typer.Option(help="Largest number of sites in the cell.")]
Family = Annotated[str, typer.Option(help="spinel: AB2O4 compounds only.")]
Seed = Annotated[int, typer.Option(help="Another number gives another sample.")]


@data.command()
def mp(
    out: Out = Path("mp_subset.jsonl.gz"),
    n: Count = 500,
    element: Annotated[
        Optional[list[str]],  # noqa: UP045 - typer reads Optional
        typer.Option(help="Only entries that hold this element; may be given again."),
    ] = None,
    max_sites: Sites = 20,
    max_hull: Annotated[float, typer.Option(help="Energy above the hull, eV per atom.")] = 0.3,
    family: Family = "",
    seed: Seed = 0,
    key_file: Annotated[
        Optional[Path],  # noqa: UP045 - typer reads Optional
        typer.Option(help="File with your key; default: the variable MP_API_KEY."),
    ] = None,
    endpoint: Annotated[
        str, typer.Option(hidden=True, help="Another server of the same kind.")
    ] = "",
):
    """Fetch a subset of the Materials Project with your own key.

    The same options give the same crystals on the same version of the database, which is written
    into the file. Broken off, it goes on from what it has. The key is never printed.

    Exit status: 0 done, 2 no key, a wrong key, no network, or an answer that cannot be read.

    Example: coursekit data mp --family spinel --out spinels.jsonl.gz
    """
    from coursekit.datasets.materials_project import Criteria, fetch_materials_project, read_key

    criteria = Criteria(n, tuple(element or ()), max_sites, max_hull, family, seed)
    with _explained():
        key = read_key(key_file)
        _print_written(
            out, *fetch_materials_project(out, criteria, key=key, endpoint=endpoint or None)
        )


@data.command()
def matbench(
    out: Out = Path("matbench_subset.jsonl.gz"),
    n: Count = 500,
    max_sites: Sites = 20,
    family: Family = "",
    seed: Seed = 0,
):
    """Fetch a part of Matbench's formation energies; needs no key.

    The whole collection is downloaded once, by matminer, and kept.

    Exit status: 0 done, 2 no network, or the file is not the published one.

    Example: coursekit data matbench --n 1000
    """
    from coursekit.datasets.matbench import fetch_matbench

    with _explained():
        count = fetch_matbench(out, n=n, max_sites=max_sites, family=family, seed=seed)
        _print_written(out, count, [])


@data.command("import")
def import_(
    source: Annotated[Path, typer.Argument(help="Table of crystals, or a folder with a CSV.")],
    out: Out = Path("imported.jsonl.gz"),
    target: Annotated[str, typer.Option(help="Column to keep.")] = "formation_energy_per_atom",
    licence: Annotated[str, typer.Option(help="Of the data; stands in the file.")] = "not stated",
    dry_run: Annotated[bool, typer.Option(help="Say what is seen; write nothing.")] = False,
):
    """Check your own crystals and keep them in one file that loads fast.

    Read are CSV, JSON lines, Parquet, JSON of pandas, matminer, JARVIS and OPTIMADE, databases of
    ASE, extended XYZ, and folders of structure files with a CSV of targets.

    Exit status: 0 done, 2 the source cannot be used.

    Example: coursekit data import my_crystals.csv --target band_gap
    """
    from coursekit.datasets.files import inspect_source
    from coursekit.datasets.importing import import_dataset

    with _explained():
        if dry_run:
            typer.echo("\n".join(inspect_source(source)))
            return
        _print_written(out, *import_dataset(source, out, target=target, licence=licence))


@data.command()
def score(
    predictions: Annotated[
        list[Path], typer.Argument(help="CSV files with the columns id and prediction.")
    ],
    labels: Annotated[
        Optional[Path],  # noqa: UP045 - typer reads Optional
        typer.Option(help="The instructor's file; default: solutions/held_out_labels.csv."),
    ] = None,
    as_json: Json = False,
):
    """Score predictions of the held-out test set, the best first.

    A file that cannot be scored is named, and the others are scored.

    Exit status: 0 done, 2 a file lacks a crystal or a value.

    Example: coursekit data score anna.csv ben.csv
    """
    with _explained():
        scores, refused = _score_files(predictions, labels)
    best_first = sorted(scores, key=lambda item: item[1]["mae"])
    if as_json:
        typer.echo(json.dumps([{"name": name, **found} for name, found in best_first]))
    elif scores:
        width = max(24, *(len(name) for name, _ in best_first))
        typer.echo(f"{'name':<{width}} {'MAE':>7} {'rho':>6} {'regret':>7}   (eV per atom)")
        for name, found in best_first:
            numbers = f"{found['mae']:7.3f} {found['rho']:+6.2f} {found['regret']:7.3f}"
            typer.echo(f"{name:<{width}} {numbers}")
    for error in refused:
        typer.echo(f"coursekit: {error}", err=True)
    if refused:
        raise typer.Exit(2)


def _score_files(paths, labels):
    """[(name, scores)] of what can be scored, and what is wrong with the others."""
    from coursekit.datasets.held_out import load_held_out_labels
    from coursekit.errors import DatasetError
    from coursekit.pipelines.leaderboard import score_predictions

    load_held_out_labels(labels)
    paths = list(dict.fromkeys(paths))
    stems = [path.stem for path in paths]
    scores, refused = [], []
    for path in paths:
        # a class hands in many a predictions.csv, each in its own folder
        name = path.stem if stems.count(path.stem) == 1 else str(path)
        try:
            scores.append((name, score_predictions(path, labels=labels)))
        except (DatasetError, OSError) as error:
            told = str(error)
            refused.append(told if str(path) in told else f"{path}: {told}")
    return scores, refused


def _print_written(path, count, failures):
    from coursekit.cli.report import print_failures

    print_failures(failures, kept=f"all in the first line of {path}")
    typer.echo(f"wrote {count} crystals to {path}; use it with --data {path},")
    typer.echo(f"or for all commands and notebooks: COURSEKIT_DATASET={path.resolve()}")


@contextmanager
def _explained():
    from coursekit.cli.report import fail, spell_in_any_encoding, stop
    from coursekit.errors import DatasetError

    spell_in_any_encoding()
    try:
        yield
    except (DatasetError, OSError) as error:
        fail(error)
    except KeyboardInterrupt:
        stop("what a download left behind, if it was one")
