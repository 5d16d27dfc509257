"""Tables of element properties against matminer's own readers."""

import numpy as np
import pytest
from matminer.utils.data import MagpieData
from pymatgen.core import Element

from coursekit.featurizers.composition.elements import (
    LARGEST_Z,
    TABLES,
    load_table,
)


def test_magpie_table_is_matminers():
    names, values = load_table("magpie")
    source = MagpieData(impute_nan=False)
    assert len(set(names)) == 22
    assert values.shape == (LARGEST_Z + 1, 22)
    for z in range(1, LARGEST_Z + 1):
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
