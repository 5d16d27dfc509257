"""Is a parameter in range? One wording for all featurisers; each calls these from `fit`."""

import numpy as np

from coursekit.neighbors import check_r_cut

LARGEST_R_CUT = 20.0
"""Å. Beyond it nothing is a neighbour; a larger number is a slip of units."""


def check_kinds(owner, *, numbers=(), wholes=(), flags=(), lists=(), optional=()):
    """Raise ValueError unless the parameters of an estimator are of the kind they should be."""
    for names, fits, kind in (
        (numbers, is_number, "a number"),
        (
            wholes,
            lambda value: isinstance(value, (int, np.integer)) and is_number(value),
            "a whole number",
        ),
        (flags, lambda value: isinstance(value, (bool, np.bool_)), "True or False"),
        (lists, lambda value: isinstance(value, (list, tuple, np.ndarray)), "a list or tuple"),
    ):
        for name in names:
            value = getattr(owner, name)
            if not (fits(value) or (value is None and name in optional)):
                raise ValueError(f"`{name}` is {value!r}; it must be {kind}")


def is_number(value):
    """Whether a value is a finite number; True and False are none."""
    number = isinstance(value, (int, float, np.number)) and not isinstance(value, bool)
    return number and bool(np.isfinite(value))


def check_cutoff(r_cut, *, at_most=LARGEST_R_CUT):
    """Raise ValueError unless a cutoff radius is positive and of the size of atoms."""
    check_r_cut(r_cut)
    if r_cut > at_most:
        raise ValueError(f"`r_cut` is {r_cut:g} Å; it must be at most {at_most:g} Å (is it in pm?)")


def check_positive(name, value, unit=""):
    """Raise ValueError unless a parameter is a positive finite number."""
    if not is_number(value) or value <= 0:
        shown = repr(value) if isinstance(value, str | bool) else f"{value} {unit}".strip()
        raise ValueError(f"`{name}` is {shown}; it must be a positive number")


def check_choice(name, value, allowed):
    """Raise ValueError unless a parameter is one of a few."""
    if not any(value is choice or value == choice for choice in allowed):
        raise ValueError(f"`{name}` is {value!r}; it must be one of {', '.join(map(str, allowed))}")


def check_stats(stats, allowed, *, may_be_empty=False, name="stats"):
    """Raise ValueError unless `stats` names known statistics, each once."""
    if isinstance(stats, str):
        raise ValueError(f"`{name}` is the text {stats!r}; give a list: [{stats!r}]")
    if not isinstance(stats, (list, tuple, np.ndarray)):
        raise ValueError(
            f"`{name}` is {stats!r}; give a list of names; known are {', '.join(allowed)}"
        )
    if not len(stats) and not may_be_empty:
        raise ValueError(f"`{name}` is empty; known are {', '.join(allowed)}")
    for place, stat in enumerate(stats):
        if stat not in allowed:
            raise ValueError(f"`{name}` names {stat!r}; known are {', '.join(allowed)}")
        if stat in stats[:place]:
            raise ValueError(f"`{name}` names {stat!r} twice")


def count_bins(width, *, name, total, total_name, unit):
    """How many equal bins fill a range, which must be a whole number."""
    check_positive(name, width, unit)
    n_bins = round(total / width)
    if n_bins < 1 or abs(n_bins * width - total) > 1e-6 * total:
        near = total / max(n_bins, 1)
        raise ValueError(
            f"`{name}` is {width:g} {unit}; a whole number of bins must fill {total_name} = "
            f"{total:g} {unit}; {near:.6g} {unit} does"
        )
    return n_bins
