"""`coursekit doctor`: is this installation sound?"""

import typer

from coursekit.cli.options import Json

_MARKS = {"sound": ("ok", "green"), "note": ("note", "yellow"), "problem": ("PROBLEM", "bold red")}


def doctor(as_json: Json = False):
    """Look at the installation from Python to a vector of each tier; takes some ten seconds.

    Exit status: 0 sound (notes are no problem), 1 a problem, with its cure beside it.

    Example: coursekit doctor --json
    """
    import json

    from coursekit.doctor import examine

    if as_json:
        findings = list(examine())
        typer.echo(json.dumps([vars(finding) for finding in findings], indent=1))
    else:
        findings = _print_findings(examine())
    problems = sum(finding.state == "problem" for finding in findings)
    if not as_json:
        typer.echo(f"{problems} problems" if problems else "this installation is sound")
    raise typer.Exit(1 if problems else 0)


def _print_findings(findings):
    from rich.console import Console

    console = Console(soft_wrap=True, highlight=False)
    seen = []
    for finding in findings:
        mark, style = _MARKS[finding.state]
        console.print(f"[{style}]{mark:8}[/] {finding.name:16} ", end="", sep="")
        console.print(finding.says, markup=False)
        if finding.cure and finding.state != "sound":
            console.print(f"{'':25} do: ", finding.cure, sep="", markup=False)
        seen.append(finding)
    return seen
