"""What a notebook does from the first import of the checks on: stay calm, and remember failures.

An answer that is not there yet is one quiet line, not a traceback. An answer cell that stopped with
an error leaves what was there before; that old answer is not the one to be judged.
"""

import re
import sys

from coursekit.checks.render import display, show_line

_BINDS = re.compile(r"^(?:def|class)\s+(\w+)|^(\w+)\s*(?::[^=\n]+)?=(?!=)", re.MULTILINE)
_STUB = "raise NotImplementedError()"
FAILED = {}
"""By name, the error with which the cell stopped that should have bound it anew."""


def watch():
    """Begin, if this is a notebook and it was not begun already."""
    if "IPython" not in sys.modules:
        return
    from IPython import get_ipython

    shell = get_ipython()
    if shell is None or _is_watched(shell):
        return
    watcher = Watcher(shell.user_ns)
    shell.events.register("pre_run_cell", watcher.before)
    shell.events.register("post_run_cell", watcher.after)
    shell.set_custom_exc((NotImplementedError,), _explain)


def _is_watched(shell):
    callbacks = shell.events.callbacks["pre_run_cell"]
    return any(isinstance(getattr(call, "__self__", None), Watcher) for call in callbacks)


class Watcher:
    """Compares what a cell was to bind with what is there after it."""

    def __init__(self, names):
        self.names = names
        self.old = {}

    def before(self, info):
        """Keep what the names have that the cell binds."""
        found = {a or b for a, b in _BINDS.findall(info.raw_cell or "")}
        self.old = {name: self.names.get(name) for name in found}

    def after(self, result):
        """Remember which of them an error kept from being bound."""
        error = result.error_before_exec or result.error_in_exec
        for name, old in self.old.items():
            if error is not None and self.names.get(name) is old:
                FAILED[name] = type(error).__name__
            else:
                FAILED.pop(name, None)


def _explain(shell, kind, error, trace, tb_offset=None):
    # IPython makes this a method of the shell
    source = (shell.user_ns.get("In") or [""])[-1]
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None or trace.tb_frame.f_code.co_name != "<module>" or _STUB not in source:
        shell.showtraceback((kind, error, error.__traceback__), tb_offset=tb_offset)
        return
    display(*show_line("open", "Not answered yet: your answer takes the place of the last line."))
