"""What commands print and write."""

import json
import sys
from contextlib import contextmanager
from math import isnan

import typer

_LONGEST_LINE = 1000
_WIDTH_IN_A_PIPE = 120
_ROOMY = 112


def fail(error):
    """Print an error as one message and leave with status 2.

    Parameters
    ----------
    error : Exception
    """
    # several lines are several crystals; what is inside a line stays there
    typer.echo("\n".join(map(_plain, f"coursekit: {error}".split("\n"))), err=True)
    raise typer.Exit(2) from error


def stop(kept):
    """Say that Ctrl-C was heard and nothing is lost, and leave with the status of an interrupt.

    Parameters
    ----------
    kept : str
        What the next run goes on from.
    """
    import warnings

    # joblib would count the tasks that it dropped
    warnings.filterwarnings("ignore", message=".*have been successfully executed", module="joblib")
    typer.echo(f"coursekit: stopped; run the command again: it goes on from {kept}", err=True)
    raise typer.Exit(130)


def print_failures(failures, *, shown=10, kept="all in ladder.json"):
    """Say which crystals were left out, and why.

    Parameters
    ----------
    failures : list of Failure
    shown : int, default 10
        How many to name.
    kept : str
        Where the others stand.
    """
    if not failures:
        return
    noun = "crystal" if len(failures) == 1 else "crystals"
    typer.echo(f"{len(failures)} {noun} left out:", err=True)
    for failure in failures[:shown]:
        typer.echo(f"  {_plain(failure)}", err=True)
    if len(failures) > shown:
        typer.echo(f"  ... and {len(failures) - shown} more ({kept})", err=True)


def _plain(text):
    """One line that a terminal shows as it is: ids may hold line ends and control characters."""
    text = str(text)
    cut = "..." if len(text) > _LONGEST_LINE else ""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text[:_LONGEST_LINE]) + cut


def print_ladder(result, *, as_json=False, note=None):
    """Print the table of a ladder and what its comparisons say.

    Parameters
    ----------
    result : Ladder
    as_json : bool, default False
        Print the numbers for a program instead.
    note : str, optional
        What else a reader of the table should know.
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
        scores = [score for score in result.scores if score.split == split]
        table = _table(scores, split, roomy=console.width >= _ROOMY)
        # a line that the terminal wraps can be read, a number that is cut cannot
        wide = console.options.update(max_width=1000)
        table.width = console.measure(table, options=wide).maximum
        console.print(table, crop=False)
    for line in [*_reading(result), *filter(None, [note])]:
        console.print(line, highlight=False, markup=False)


def _console():
    from rich.console import Console

    console = Console()
    if not console.is_terminal:
        # a pipe has no width: a table must not be cut to a guess
        console.width = _WIDTH_IN_A_PIPE
    return console


def spell_in_any_encoding():
    """Let a terminal without Unicode show `?` for a letter that it lacks, rather than fail."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _table(scores, split, *, roomy):
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from coursekit.pipelines import SPLITS

    spare = {} if roomy else {"padding": 0, "show_edge": False}
    table = Table(title=SPLITS[split], title_justify="left", box=SIMPLE_HEAD, **spare)
    table.add_column("", justify="right")
    table.add_column("features, model", no_wrap=True)
    for heading in ("MAE", "change (to row)", "rank rho", "regret"):
        table.add_column(heading, justify="right", no_wrap=True)
    for heading in ("columns", "s") if roomy else ():
        table.add_column(heading, justify="right", no_wrap=True)
    place = {score.rung: n for n, score in enumerate(scores, 1)}
    for score in scores:
        change = _with_error(score.change, score.change_error, "+.3f", roomy)
        table.add_row(
            str(place[score.rung]),
            score.title,
            _with_error(score.mae, score.mae_error, ".3f", roomy),
            f"{change} ({place[score.below]})" if score.below else "-",
            _with_error(score.rho, score.rho_error, "+.2f", roomy),
            "-" if isnan(score.regret) else f"{score.regret:.3f}",
            *((str(score.n_features), f"{score.seconds:.0f}") if roomy else ()),
        )
    return table


def _with_error(value, error, digits, roomy):
    if isnan(value):
        return "-"
    sign = " ± " if roomy else "±"
    return f"{value:{digits}}{sign}{'-' if isnan(error) else format(error, digits.lstrip('+'))}"


def _reading(result):
    """What the numbers say, computed from the numbers."""
    from coursekit.pipelines.rungs import FOURTH_TIER, RUNGS

    differs = {name: rung.differs for name, rung in {**RUNGS, **FOURTH_TIER}.items()}
    grouped = [score for score in result.scores if score.split == "grouped"]
    n_groups = result.scores[0].n_groups
    yield (
        "±: standard error of the mean over the folds; of a change, of the differences fold by fold; "
        "of rho, over the groups."
    )
    if not n_groups:
        yield "No formula has three polymorphs or more: nothing can be ranked inside a formula."
    else:
        yield (
            f"Rank rho: Spearman correlation inside the {n_groups} groups of three or more "
            "polymorphs. Regret: energy above the true lowest of the polymorph the model would choose."
        )
    compared = [score for score in grouped if score.below and score.tier]
    if compared:
        yield "For new formulas, one thing changed at a time, the MAE changes by"
    for score in compared:
        told = "" if abs(score.change) > 2 * score.change_error else ", not told from chance"
        change = f"{score.change:+.3f} ± {score.change_error:.3f}"
        yield f"  {change}  {differs[score.rung]}{told}"
    yield from _ranking(grouped) if n_groups else ()


def _ranking(scores):
    composition = next((score for score in scores if score.tier == 1), None)
    structural = [score for score in scores if score.tier >= 2]
    if composition is None or not structural:
        return
    best = max(structural, key=lambda s: s.rho)
    # two standard errors: with few groups the best of several rungs looks good by chance
    told = "can in part" if best.rho > 2 * best.rho_error else "is not told from chance"
    yield (
        f"Which polymorph is lowest, composition cannot say (rho {composition.rho:+.2f}); "
        f"{best.title} {told} (rho {best.rho:+.2f} ± {best.rho_error:.2f})."
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


@contextmanager
def _replacing(path):
    """Name to write to; what an earlier run wrote is replaced only by a whole file."""
    part = path.with_name(path.name + ".part")
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


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
        with _replacing(folder / "ladder.json") as part:
            part.write_text(json.dumps(result.as_dict(), indent=1) + "\n")
        unit = unit_of(result.settings["target"])
        description = describe_ladder(result.scores, unit=unit)
        with _replacing(folder / "ladder.png") as part:
            plot_ladder(result.scores, unit=unit).savefig(
                part, dpi=150, format="png", metadata={"Description": description}
            )
    except OSError as error:
        raise _cannot_write(folder, error) from error
    return f"wrote {folder / 'ladder.json'} and {folder / 'ladder.png'}"
