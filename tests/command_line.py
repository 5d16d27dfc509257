"""What of a command that stands in a text the command line does not have."""

from typer.main import get_command

from coursekit.cli import app


def not_known(words):
    """Sub-commands and options of a `coursekit` command that there are not.

    >>> not_known(["coursekit", "ladder", "--folds", "5"])
    []
    >>> not_known(["coursekit", "ladder", "--fold=5"]), not_known(["coursekit", "bake"])
    (['--fold=5'], ['bake'])
    """
    command, rest = get_command(app), words[1:]
    while rest and rest[0] in getattr(command, "commands", ()):
        command, rest = command.commands[rest[0]], rest[1:]
    if rest and hasattr(command, "commands") and not rest[0].startswith("-"):
        return rest[:1]
    known = {name for p in command.params for name in (*p.opts, *p.secondary_opts)} | {"--help"}
    given = rest[: rest.index("--")] if "--" in rest else rest
    return [word for word in given if word.startswith("-") and word.split("=")[0] not in known]
