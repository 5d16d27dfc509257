"""Tables of element properties, as published with matminer: one row per atomic number."""

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np

MAGPIE_PROPERTIES = (
    "Number",
    "MendeleevNumber",
    "AtomicWeight",
    "MeltingT",
    "Column",
    "Row",
    "CovalentRadius",
    "Electronegativity",
    "NsValence",
    "NpValence",
    "NdValence",
    "NfValence",
    "NValence",
    "NsUnfilled",
    "NpUnfilled",
    "NdUnfilled",
    "NfUnfilled",
    "NUnfilled",
    "GSvolume_pa",
    "GSbandgap",
    "GSmagmom",
    "SpaceGroupNumber",
)
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
    """Element properties of a named table.

    Parameters
    ----------
    name : {"magpie", "deml", "matminer", "matscholar_el", "megnet_el"}

    Returns
    -------
    properties : tuple of str
        Name of every column.
    values : (119, n_properties) array
        Row Z holds element Z; NaN where the table has no value.
    """
    if name == "magpie":
        return MAGPIE_PROPERTIES, _read_magpie()
    return _read_preset(name)


def _read_magpie():
    # matminer's package folder, without importing matminer (seconds)
    package = Path(next(iter(find_spec("matminer").submodule_search_locations)))
    folder = package / "utils" / "data_files" / "magpie_elementdata"
    table = np.full((LARGEST_Z + 1, len(MAGPIE_PROPERTIES)), np.nan)
    for column, name in enumerate(MAGPIE_PROPERTIES):
        lines = (folder / f"{name}.table").read_text().splitlines()[:LARGEST_Z]
        for z, text in enumerate(lines, 1):
            table[z, column] = _number(text)
    return table


def _number(text):
    try:
        return float(text)
    except ValueError:
        return np.nan


def _read_preset(name):
    import warnings

    from matminer.featurizers.composition import ElementProperty
    from pymatgen.core import Element

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
