"""Tables of element properties: one row per atomic number.

`magpie.csv` holds the table of L. Ward et al., npj Comput. Mater. 2, 16028 (2016), as matminer
distributes it under its modified BSD licence (copyright 2015, The Regents of the University of
California, through Lawrence Berkeley National Laboratory); the other tables are read from matminer.
"""

import csv
from functools import lru_cache
from importlib.resources import files

import numpy as np

from coursekit.errors import name_extra

LARGEST_Z = 118
"""Oganesson; what is beyond is no element."""

TABLES = {
    "magpie": ("MagpieData", ("minimum", "maximum", "range", "mean", "avg_dev", "mode")),
    "deml": ("DemlData", ("minimum", "maximum", "range", "mean", "std_dev")),
    "matminer": ("PymatgenData", ("minimum", "maximum", "range", "mean", "std_dev")),
    "matscholar_el": ("MatscholarElementData", ("minimum", "maximum", "range", "mean", "std_dev")),
    "megnet_el": ("MEGNetElementData", ("minimum", "maximum", "range", "mean", "std_dev")),
}
"""Table name -> (matminer's name of the source, the statistics of matminer's preset)."""


@lru_cache
def load_table(name):
    """Element properties of a named table."""
    if name == "magpie":
        return _read_magpie()
    return _read_preset(name)


def _read_magpie():
    text = (files("coursekit.featurizers.composition") / "magpie.csv").read_text(encoding="utf-8")
    head, *rows = csv.reader(text.splitlines())
    table = np.full((LARGEST_Z + 1, len(head) - 1), np.nan)
    for z, row in enumerate(rows, 1):
        table[z] = [float(value) if value else np.nan for value in row[1:]]
    return tuple(head[1:]), table


def _read_preset(name):
    import warnings

    from pymatgen.core import Element

    try:
        from matminer.featurizers.composition import ElementProperty
    except ImportError as error:
        raise ValueError(f"`table` is {name!r}: {name_extra(error) or error}") from error

    preset = ElementProperty.from_preset(name, impute_nan=False)
    table = np.full((LARGEST_Z + 1, len(preset.features)), np.nan)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        for z in range(1, LARGEST_Z + 1):
            element = Element.from_Z(z)
            table[z] = [_property(preset.data_source, element, f) for f in preset.features]
    return tuple(preset.features), table


def _property(source, element, feature):
    try:
        value = source.get_elemental_property(element, feature)
    except (KeyError, AttributeError, TypeError, ValueError):
        return np.nan
    return np.nan if value is None else float(value)
