"""The command line: one command per chore; the work is done elsewhere and imported when needed."""

import typer

from coursekit.cli.lab import lab
from coursekit.cli.ladder import ladder

app = typer.Typer(
    help="Describing crystals to machine-learning models: the course at the command line.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(ladder)
app.command()(lab)


@app.callback()
def _main():
    pass
