"""What commands print and write."""

import json

import typer


def fail(error):
    """Print an error as one message and leave with status 2.

    Parameters
    ----------
    error : Exception
    """
    typer.echo(f"coursekit: {error}", err=True)
    raise typer.Exit(2) from error


def print_failures(failures, shown=10):
    """Say which crystals were left out, and why.

    Parameters
    ----------
    failures : list of Failure
    shown : int
        How many to name.
    """
    if not failures:
        return
    noun = "crystal" if len(failures) == 1 else "crystals"
    typer.echo(f"{len(failures)} {noun} left out:", err=True)
    for failure in failures[:shown]:
        typer.echo(f"  {failure}", err=True)
    if len(failures) > shown:
        typer.echo(f"  ... and {len(failures) - shown} more (all in ladder.json)", err=True)


def print_ladder(result, *, as_json=False):
    """Print the table of a ladder and two sentences that read it.

    Parameters
    ----------
    result : Ladder
    as_json : bool, default False
        Print the numbers for a program instead.
    """
    if as_json:
        typer.echo(json.dumps(result.as_dict()))
        return
    console = _console()
    settings = result.settings
    console.print(
        f"{settings['data']}: {settings['n_structures']} crystals, {settings['n_formulas']} formulas, "
        f"target {settings['target']}, {settings['n_folds']} folds, seed {settings['seed']}",
        highlight=False,
    )
    for split in dict.fromkeys(score.split for score in result.scores):
        console.print(_table([score for score in result.scores if score.split == split], split))
    for line in _reading(result):
        console.print(line, highlight=False)


def _console():
    from rich.console import Console

    console = Console()
    if not console.is_terminal:
        # a pipe has no width: a table must not be cut to a guess
        console.width = 110
    return console


def _table(scores, split):
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from coursekit.pipelines import SPLITS

    table = Table(title=SPLITS[split], title_justify="left", box=SIMPLE_HEAD)
    table.add_column("tier", justify="right")
    table.add_column("rung", no_wrap=True)
    for heading in ("MAE", "rank rho", "regret", "MAE in groups"):
        table.add_column(heading, justify="right", no_wrap=True)
    for score in scores:
        table.add_row(
            str(score.tier) if score.tier else "-",
            score.title,
            f"{score.mae:.3f} ± {score.mae_scatter:.3f}",
            f"{score.rho:+.2f} ± {score.rho_error:.2f}",
            f"{score.regret:.3f} ± {score.regret_error:.3f}",
            f"{score.mae_within:.3f}",
        )
    return table


def _reading(result):
    """What the numbers say, computed from the numbers."""
    by = {(score.rung, score.split): score for score in result.scores}
    n_groups = result.scores[0].n_groups
    yield (
        "MAE ± its scatter over folds. Rank rho: Spearman correlation inside the "
        f"{n_groups} groups of three or more polymorphs. Regret: energy above the true lowest of the "
        "polymorph the model would choose. ± of rho and regret: standard error over groups."
    )
    composition = by.get(("composition", "grouped"))
    structural = [s for s in result.scores if s.split == "grouped" and s.tier >= 2]
    if composition is None or not structural or not n_groups:
        return
    best = min(structural, key=lambda s: s.mae)
    gain, scatter = composition.mae - best.mae, max(composition.mae_scatter, best.mae_scatter)
    trivial = by.get(("mean", "grouped"))
    before = "" if trivial is None else f" of {trivial.mae - composition.mae:.3f} by composition"
    yield (
        f"For new formulas, after a gain{before}, the best structural rung ({best.title}) changes the "
        f"MAE by {-gain:+.3f}; the folds scatter by {scatter:.3f}."
    )
    ranking = max(structural, key=lambda s: s.rho)
    # two standard errors: with few groups the best of several rungs looks good by chance
    told = "can in part" if ranking.rho > 2 * ranking.rho_error else "is not told from chance"
    yield (
        f"Which polymorph is lowest, composition cannot say (rho {composition.rho:+.2f}); "
        f"{ranking.title} {told} (rho {ranking.rho:+.2f} ± {ranking.rho_error:.2f})."
    )


def unit_of(target):
    """Unit of a target, from its name.

    Parameters
    ----------
    target : str

    Returns
    -------
    str
    """
    if target.endswith(("per_atom", "per_atom_chgnet", "per_atom_pbe")):
        return "eV per atom"
    return "eV" if "gap" in target else f"unit of {target}"


def require_writable(folder):
    """Find out before the work, not after it, that its results have no place.

    Parameters
    ----------
    folder : Path
        Made if missing.

    Raises
    ------
    OSError
        If the folder cannot be written; the message says what to do.
    """
    from tempfile import TemporaryFile

    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise _cannot_write(folder, error) from error


def _cannot_write(folder, error):
    return OSError(
        f"the results cannot be written to {folder} ({error.strerror or error}); choose another "
        "folder with --out; what was computed is kept in the cache"
    )


def write_ladder(result, folder):
    """Write ladder.json and ladder.png.

    Parameters
    ----------
    result : Ladder
    folder : Path

    Returns
    -------
    str
        Which files were written.

    Raises
    ------
    OSError
        If the folder cannot be written; the message says what to do.
    """
    from coursekit.plots.ladder import describe_ladder, plot_ladder

    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "ladder.json").write_text(json.dumps(result.as_dict(), indent=1) + "\n")
        unit = unit_of(result.settings["target"])
        description = describe_ladder(result.scores, unit=unit)
        plot_ladder(result.scores, unit=unit).savefig(
            folder / "ladder.png", dpi=150, metadata={"Description": description}
        )
    except OSError as error:
        raise _cannot_write(folder, error) from error
    return f"wrote {folder / 'ladder.json'} and {folder / 'ladder.png'}"
