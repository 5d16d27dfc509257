"""What `coursekit audit` loads, prints and writes."""

import json
import sys
from contextlib import contextmanager
from dataclasses import fields, replace
from importlib import import_module
from pathlib import Path

import typer

_PICKLES = (".pkl", ".pickle", ".joblib")
_SIGNS = {
    "passed": ".",
    "failed": "F",
    "not applicable": "-",
    "not told": "?",
    "could not run": "!",
}


def load_subject(name, seed=0):
    """The pipeline that a name stands for."""
    from coursekit.audits.rungs import rung_pipeline, rung_promises
    from coursekit.pipelines import RUNGS

    if name in RUNGS:
        return rung_pipeline(name, seed), rung_promises(name)
    if name.lower().endswith(_PICKLES):
        return _unpickle(Path(name)), None
    if ":" in name:
        return _import(name), None
    what = f"{name!r} is no rung" if name else "nothing to audit was named"
    raise ValueError(
        f"{what}; give a rung ({', '.join(RUNGS)}), a pickle ({', '.join(_PICKLES)}) or module:object"
    )


def _unpickle(path):
    import joblib

    if not path.is_file():
        raise ValueError(f"there is no file {path}; check the spelling and the folder")
    typer.echo(
        f"coursekit: loading {path} runs whatever code is in it; go on only with files you trust",
        err=True,
    )
    try:
        with _current_folder():
            return joblib.load(path)
    except Exception as error:
        raise ValueError(
            f"{path} cannot be loaded ({type(error).__name__}: {error}); were its libraries the same, "
            "and can its module be imported from here?"
        ) from error


@contextmanager
def _current_folder():
    """Modules of the current folder can be imported, as a notebook there can."""
    sys.path.insert(0, str(Path.cwd()))
    try:
        yield
    finally:
        sys.path.pop(0)


def _import(name, call=True):
    module, _, attribute = name.partition(":")
    try:
        with _current_folder():
            found = getattr(import_module(module), attribute)
    except (ImportError, AttributeError) as error:
        raise ValueError(
            f"{name!r} cannot be imported ({error}); run this in the folder of the module"
        ) from error
    return found() if call and isinstance(found, type) else found


def read_promises(texts, given, pipeline):
    """Promises with those of the command line."""
    from coursekit.audits import Promises, infer_promises
    from coursekit.audits.opened import describing_parts, steps_of

    if not texts:
        return given
    steps = [step for part in describing_parts(pipeline) for step in steps_of(part)]
    start = given or infer_promises(steps)
    known = {field.name for field in fields(Promises)}
    changes = {}
    for text in texts:
        name, _, value = text.partition("=")
        if name not in known:
            raise ValueError(f"`--promise` names {name!r}; known are {', '.join(sorted(known))}")
        changes[name] = _value(text, name, value.strip().lower())
    return replace(start, **changes)


def _value(text, name, value):
    words = {"yes": True, "true": True, "": True, "no": False, "false": False, "none": None}
    if name == "r_cut":
        try:
            return float(value)
        except ValueError as error:
            raise ValueError(
                f"`--promise` is {text!r}; give r_cut in Å, such as r_cut=5"
            ) from error
    if value not in words:
        raise ValueError(f"`--promise` is {text!r}; give {name}=yes, {name}=no or {name}=none")
    return words[value]


def load_crystals(data, target, limit, seed):
    """The crystals to audit with: some of them, whole formulas."""
    from coursekit.datasets import load_dataset
    from coursekit.pipelines.selection import keep_whole_groups

    return keep_whole_groups(load_dataset(data, target=target), limit, seed=seed)


def run(pipeline, dataset, *, promises, split, only, seed, make=""):
    """The checklist on a data set."""
    from coursekit.audits import AUDITS, audit_checklist
    from coursekit.pipelines import make_folds

    splits = make_folds(dataset.groups, split, seed=seed) if split else None
    report = audit_checklist(
        pipeline,
        dataset.structures,
        dataset.targets,
        promises=promises,
        seed=seed,
        splits=splits,
        audits=tuple(only or AUDITS),
        make=_import(make, call=False) if make else None,
    )
    left_out = [*map(str, dataset.failures), *report.settings["left out"]]
    names = {"data": dataset.name, "target": dataset.target, "left out": left_out}
    return replace(report, settings={**report.settings, **names})


def print_report(report, *, as_json=False):
    """Print verdicts and findings."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    if as_json:
        typer.echo(json.dumps(report.as_dict()))
        return
    settings = report.settings
    console = _console()
    console.print(
        f"{report.subject}: {settings['n_structures']} crystals of {settings['data']}, target "
        f"{settings['target']}, seed {settings['seed']}",
        highlight=False,
    )
    table = Table(box=SIMPLE_HEAD)
    table.add_column("audit", no_wrap=True)
    table.add_column("verdict", no_wrap=True)
    table.add_column("finding")
    for result in report.results:
        style = {"failed": "bold red", "passed": "green", "could not run": "yellow"}.get(
            result.status, "dim"
        )
        table.add_row(
            result.name, f"[{style}]{result.status}[/]", result.finding.replace("[", r"\[")
        )
    console.print(table)
    for result in report.results:
        if result.status in ("failed", "could not run") and result.advice:
            console.print(f"{result.name}: {result.advice}", highlight=False, markup=False)
    left_out = settings["left out"]
    if left_out:
        typer.echo(f"{len(left_out)} left out, first: {left_out[0]}", err=True)


def write_report(report, folder, *, quiet=False):
    """Write audit.html and audit.json."""
    from coursekit.audits import AUDITS
    from coursekit.plots.audit_page import audit_page

    questions = {name: audit.question for name, audit in AUDITS.items()}
    page, numbers = folder / "audit.html", folder / "audit.json"
    page.write_text(audit_page(report, questions), encoding="utf-8")
    numbers.write_text(json.dumps(report.as_dict(), indent=1) + "\n", encoding="utf-8")
    typer.echo(f"wrote {page} and {numbers}", err=quiet)


def exit_status(report, *, strict=False):
    """0 if no audit failed, 1 if one did, 3 if one could not run."""
    if not report.passed:
        return 1
    open_ones = strict and (
        bool(report.settings["left out"]) or any(r.status == "not told" for r in report.results)
    )
    return 3 if report.stopped or open_ones else 0


def print_zoo(*, as_json=False, seed=0):
    """Print the matrix of pipelines and audits."""
    from coursekit.audits import AUDITS
    from coursekit.audits.zoo import ZOO, audit_zoo, mistakes

    wrong, rows = [], []
    for entry, report in audit_zoo(ZOO, seed=seed):
        wrong += mistakes(entry, report)
        rows.append((entry, {result.name: result.status for result in report.results}))
    if as_json:
        listed = [{"name": e.name, "meant for": e.audit, "verdicts": v} for e, v in rows]
        typer.echo(json.dumps({"clean": not wrong, "mistakes": wrong, "matrix": listed}))
    else:
        _print_matrix(rows, list(AUDITS), wrong)
    return 1 if wrong else 0


def _print_matrix(rows, audits, wrong):
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    console = _console()
    table = Table(box=SIMPLE_HEAD, padding=(0, 1))
    table.add_column("pipeline", no_wrap=True)
    for number in range(1, len(audits) + 1):
        table.add_column(str(number), justify="center", no_wrap=True)
    table.add_column("meant for", no_wrap=True)
    for entry, verdicts in rows:
        signs = [_sign(verdicts[name], name == entry.audit) for name in audits]
        table.add_row(entry.name, *signs, entry.audit or "healthy")
    console.print(table)
    for number, name in enumerate(audits, 1):
        console.print(f"{number:2} {name}", highlight=False)
    console.print(
        "X caught by the audit meant for it, F fails too, . passed, - not applicable, ? not told, "
        "! could not run",
        highlight=False,
    )
    broken = sum(entry.broken for entry, _ in rows)
    console.print(f"{broken} broken, {len(rows) - broken} healthy", highlight=False)
    for line in wrong or ["every broken one is caught by its audit, no healthy one fails any"]:
        console.print(line, highlight=False, markup=False)


def _sign(status, meant):
    return "[bold]X[/]" if meant and status == "failed" else _SIGNS[status]


def print_names():
    """List the audits, the rungs and the zoo."""
    from coursekit.audits import AUDITS
    from coursekit.audits.zoo import ZOO
    from coursekit.pipelines import RUNGS

    for name, audit in AUDITS.items():
        typer.echo(f"audit   {name}: {audit.question}")
    for name, rung in RUNGS.items():
        typer.echo(f"rung    {name}: {rung.title}")
    for entry in ZOO:
        kind = "broken" if entry.broken else "healthy"
        typer.echo(f"{kind:8}{entry.name}: {entry.story}")


def _console():
    from rich.console import Console

    console = Console()
    if not console.is_terminal:
        # a pipe has no width: a table must not be cut to a guess
        console.width = 110
    return console
