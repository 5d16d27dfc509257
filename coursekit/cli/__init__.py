"""The command line: one command per chore; the work is done elsewhere and imported when needed."""

from typing import Annotated

import typer

from coursekit.cli.audit import audit
from coursekit.cli.check import check
from coursekit.cli.data import data
from coursekit.cli.doctor import doctor
from coursekit.cli.grade import collect, export, feedback, grade
from coursekit.cli.handout import build, release
from coursekit.cli.hub_link import hub_link
from coursekit.cli.instructor_kit import instructor_kit
from coursekit.cli.lab import lab
from coursekit.cli.ladder import ladder
from coursekit.cli.start import start

app = typer.Typer(
    help="Describing crystals to machine-learning models: the course at the command line.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

_EVERYBODY = (start, lab, ladder, audit, check, doctor)
_INSTRUCTORS = (instructor_kit, build, release, hub_link, collect, grade, feedback, export)

for command in _EVERYBODY:
    app.command(rich_help_panel="For everybody")(command)
for command in _INSTRUCTORS:
    app.command(rich_help_panel="For instructors")(command)
app.add_typer(data, name="data", rich_help_panel="For everybody")


def _print_version(wanted: bool):
    if wanted:
        from coursekit import __version__

        typer.echo(f"coursekit {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Say which.")
    ] = False,
):
    pass


def main():
    """Run a command; a package that is not installed is named with the extra that brings it."""
    from coursekit.errors import name_extra

    try:
        app()
    except ImportError as error:
        sentence = name_extra(error)
        if not sentence:
            raise
        typer.echo(f"coursekit: {sentence}", err=True)
        raise SystemExit(2) from error
