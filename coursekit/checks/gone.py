"""A check that misses a name of an earlier cell says so in a sentence, not in a traceback."""

import sys

from coursekit.checks.notyet import NotYet

_IN_CHECKS = ("Step(", "Quiz(", "summary(")


def explain_gone_names():
    """Have this notebook explain a missing name, if this is a notebook.

    It happens when cells are run out of order, after a restart, or when one was deleted. Errors
    in a student's own cells keep their traceback.
    """
    if "IPython" not in sys.modules:
        return
    from IPython import get_ipython

    shell = get_ipython()
    if shell is not None:
        shell.set_custom_exc((NameError,), _explain)


def _explain(shell, kind, error, trace, tb_offset=None):
    # IPython makes this a method of the shell
    if is_in_check(trace):
        # it stays an error, so that the step does not count as solved
        kind, error, trace = NotYet, NotYet(sentence(error)), None
    shell.showtraceback((kind, error, trace), tb_offset=tb_offset)


def is_in_check(trace):
    """Whether an error arose in the cell of a check itself.

    Parameters
    ----------
    trace : traceback

    Returns
    -------
    bool
    """
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None or trace.tb_frame.f_code.co_name != "<module>":
        return False
    names = trace.tb_frame.f_globals
    source = (names.get("In") or [""])[-1]
    return any(word in source for word in _IN_CHECKS)


def sentence(error):
    """Say which name is missing and what to do.

    Parameters
    ----------
    error : NameError

    Returns
    -------
    str

    Examples
    --------
    >>> sentence(NameError("name 'salt' is not defined", name="salt"))
    'The check needs `salt` from a cell above: run the cells above it, beginning with the imports.'
    """
    name = getattr(error, "name", None) or "a name"
    return (
        f"The check needs `{name}` from a cell above: run the cells above it, beginning with the "
        "imports."
    )
