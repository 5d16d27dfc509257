"""Tables of element properties against matminer's own readers."""

import numpy as np
import pytest
from matminer.utils.data import MagpieData
from pymatgen.core import Element

from coursekit.featurizers.composition.elements import (
    LARGEST_Z,
    MAGPIE_PROPERTIES,
    TABLES,
    load_table,
)


def test_magpie_table_is_matminers():
    names, values = load_table("magpie")
    source = MagpieData(impute_nan=False)
    assert names == MAGPIE_PROPERTIES
    assert values.shape == (LARGEST_Z + 1, 22)
    for z in (1, 2, 8, 22, 57, 79, 92, 103):
        expected = [source.get_elemental_property(Element.from_Z(z), name) for name in names]
        np.testing.assert_array_equal(values[z], np.array(expected, dtype=float))


@pytest.mark.parametrize("table", TABLES)
def test_row_z_is_element_z(table):
    names, values = load_table(table)
    assert values.shape == (LARGEST_Z + 1, len(names))
    assert np.isnan(values[0]).all()
    assert not np.isnan(values[22]).any()


def test_known_numbers():
    names, values = load_table("magpie")
    assert values[22, names.index("Number")] == 22
    assert values[8, names.index("Electronegativity")] == 3.44
    assert values[22, names.index("AtomicWeight")] == pytest.approx(47.867)
