"""Formulas, compositions and structures as amounts of elements."""

import ase
import numpy as np
import pytest
from pymatgen.core import Composition, Lattice, Structure

from coursekit.errors import FeaturizationError
from coursekit.featurizers import MagpieStatistics
from coursekit.featurizers.composition.base import amounts
from coursekit.structures import make_rutile


def as_dict(item):
    z, n = amounts(item)
    return dict(zip(z.tolist(), n.tolist(), strict=True))


@pytest.mark.parametrize(
    "formula",
    ["TiO2", "Fe", "Li0.5Ni0.5O", "Ca(OH)2", "Mg3(PO4)2", "NaClNaCl", "C6H12O6", "Fe0O1", "SiO2He"],
)
def test_formulas_mean_what_pymatgen_reads(formula):
    expected = {element.Z: amount for element, amount in Composition(formula).items()}
    assert as_dict(formula) == pytest.approx(expected)


def test_structures_and_compositions():
    assert as_dict(make_rutile()) == {22: 2.0, 8: 4.0}
    assert as_dict(Composition("Ti2O4")) == {22: 2.0, 8: 4.0}
    assert as_dict(Composition({"Fe2+": 1, "Fe3+": 2, "O2-": 4})) == {26: 3.0, 8: 4.0}


def test_partial_occupancies_are_fractions_of_atoms():
    sites = [{"Li": 0.5, "Ni": 0.25}, "O"]
    mixed = Structure(Lattice.cubic(4.1), sites, [[0, 0, 0], [0.5, 0.5, 0.5]])
    assert as_dict(mixed) == {3: 0.5, 28: 0.25, 8: 1.0}
    row = MagpieStatistics().fit_transform([mixed])
    np.testing.assert_allclose(
        row, MagpieStatistics().fit_transform(["Li2NiO4"]), rtol=1e-12, atol=1e-12
    )


@pytest.mark.parametrize(
    ("item", "message"),
    [
        ("", "has no atoms; the formula is empty"),
        ("Fe0", "has no atoms; the formula is empty"),
        (Composition({}), "has no atoms; the formula is empty"),
        (Structure(Lattice.cubic(4), [], []), "has no atoms; was the file read completely?"),
        ("NaCL", "formula 'NaCL' names 'L0+', which is not an element"),
        (Structure(Lattice.cubic(4), ["X"], [[0, 0, 0]]), "names 'X', which is not an element"),
        (Composition({"Qx": 2, "O": 1}), "names 'Qx', which is not an element"),
    ],
)
@pytest.mark.filterwarnings("ignore:'.*' is not a valid Element")
def test_what_is_no_formula(item, message):
    with pytest.raises(ValueError, match=r"atoms|element") as error:
        amounts(item)
    assert str(error.value) == message


def test_nonsense():
    with pytest.raises(ValueError, match="cannot be read") as error:
        amounts("ti o2!")
    assert str(error.value).startswith("formula 'ti o2!' cannot be read: ")
    with pytest.raises(TypeError) as error:
        amounts(3.0)
    assert str(error.value) == "expected a structure, a Composition or a formula, got float"


def test_broken_formulas_are_named_by_their_place():
    with pytest.raises(FeaturizationError) as error:
        MagpieStatistics().fit_transform(["TiO2", "", "MgO", "NaCL"])
    assert [str(failure) for failure in error.value.failures] == [
        "#1: has no atoms; the formula is empty",
        "#3: formula 'NaCL' names 'L0+', which is not an element",
    ]
    assert error.value.rows.shape == (2, 132)


@pytest.mark.parametrize(
    ("single", "kind"),
    [
        ("TiO2", "str"),
        (Composition("TiO2"), "Composition"),
        (make_rutile(), "Structure"),
        (ase.Atoms("O2"), "Atoms"),
    ],
)
def test_a_single_one_is_not_taken_apart(single, kind):
    with pytest.raises(TypeError) as error:
        MagpieStatistics().fit(single)
    assert str(error.value) == f"`X` is a single {kind}; give a list, even of one: [{kind}]"
