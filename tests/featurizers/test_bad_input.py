"""What every featuriser says of a crystal or a cutoff that it cannot use; found by discovery."""

import warnings

import ase
import numpy as np
import pytest
from pymatgen.core import Lattice, Molecule, Structure

from coursekit.errors import FeaturizationError
from coursekit.featurizers import (
    SOAP,
    CrystalNNCoordination,
    InnerAverageSOAP,
    MatminerFeaturizer,
    SiteStatisticsFingerprint,
    SpeciesSiteStatistics,
)
from coursekit.featurizers.composition.base import CompositionFeaturizer
from coursekit.structures import make_bcc, make_rocksalt, make_rutile, set_id, supercell

from .crystals import blocks
from .teaching import LONELY, ONE_ATOM
from .test_contract import FEATURIZERS

RUTILE, MAGNESIA = make_rutile(), set_id(make_rocksalt("Mg"), "salt")


def sees_formula_only(kind):
    if issubclass(kind, MatminerFeaturizer):
        return kind()._sees_formula_only
    return issubclass(kind, CompositionFeaturizer)


def cell(species, *, pbc=(True, True, True), second=(0.5, 0.5, 0.5), name="odd"):
    places = [[0, 0, 0], *([second] * (len(species) - 1))]
    lattice = Lattice.cubic(4.1, pbc=pbc)
    return Structure(lattice, species, places, properties={"id": name})


OF_CRYSTALS = [kind for kind in FEATURIZERS if not sees_formula_only(kind)]
OF_FORMULAS = [kind for kind in FEATURIZERS if sees_formula_only(kind)]
WITH_SPECIES = [kind for kind in FEATURIZERS if "species" in kind().get_params()]
WITH_CUTOFF = [kind for kind in FEATURIZERS if "r_cut" in kind().get_params()]
SOAPS = (SOAP, InnerAverageSOAP)


def failure_of(featurizer, crystal):
    """The only failure, as text, with a sound crystal beside it, whose row must be there."""
    with pytest.raises(FeaturizationError) as error:
        featurizer.transform([RUTILE, crystal])
    assert error.value.kept == [0]
    (failure,) = error.value.failures
    return str(failure)


def by_species(kind):
    return kind(per_species=True) if "per_species" in kind().get_params() else kind()


def test_both_kinds_are_there():
    assert len(OF_CRYSTALS) > 15
    assert len(OF_FORMULAS) > 6
    assert len(WITH_CUTOFF) > 10


# species


@pytest.mark.parametrize("kind", WITH_SPECIES)
def test_unknown_species_at_transform(kind):
    message = failure_of(by_species(kind).fit([RUTILE]), MAGNESIA)
    start = "salt (MgO): contains Mg, which is not among the species of the fit ("
    assert message.startswith(start)
    assert message.endswith("); fit with such a structure or pass `species`")
    assert {"Ti", "O"} == set(message.split("fit (")[1].split(")")[0].split(", "))


@pytest.mark.parametrize("kind", WITH_SPECIES)
def test_the_advice_helps(kind):
    """`species` given, or such a structure in the fit: the same columns, and no error."""
    given = by_species(kind).set_params(species=["Mg", "Ti", "O"]).fit([RUTILE])
    learnt = by_species(kind).fit([RUTILE, MAGNESIA])
    names = [featurizer.get_feature_names_out().tolist() for featurizer in (given, learnt)]
    assert names[0] == names[1]
    for ours, theirs in zip(
        *(blocks(f.transform([MAGNESIA])) for f in (given, learnt)), strict=True
    ):
        np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("kind", [kind for kind in FEATURIZERS if kind not in WITH_SPECIES])
def test_the_others_take_new_elements(kind):
    assert len(blocks(kind().fit([RUTILE]).transform([MAGNESIA]))) == 1


@pytest.mark.parametrize("kind", WITH_SPECIES)
@pytest.mark.parametrize("species", [["Ti", "Qx"], []])
def test_species_that_are_no_elements(kind, species):
    found = "names 'Qx', which is not an element" if species else "is empty"
    with pytest.raises(ValueError, match="`species`") as error:
        kind(species=species).fit([RUTILE])
    assert str(error.value) == f"`species` {found}; give a list of symbols such as ['Ti', 'O']"


# cutoff


@pytest.mark.parametrize("kind", WITH_CUTOFF)
@pytest.mark.parametrize("r_cut", [0, -3.0, float("nan"), 1000.0])
def test_cutoffs_that_are_none(kind, r_cut):
    """Refused in `fit`, not when the parameter is set; says what is allowed, in Å."""
    featurizer = kind().set_params(r_cut=r_cut)
    with pytest.raises(ValueError, match="`r_cut`") as error:
        featurizer.fit([RUTILE])
    message = str(error.value)
    if kind in SOAPS:
        allowed = "SOAP needs 1 < r_cut <= 20 Å (is it in nm?)"
    elif r_cut == 1000.0:
        largest = 100 if "RadialDistribution" in kind.__name__ else 20
        assert message.startswith("`r_cut` is 1000 Å; ")
        allowed = f"it must be at most {largest} Å (is it in pm?)"
    else:
        allowed = "it must be a positive number of Å, such as 5.0"
    assert message.startswith("`r_cut` is ")
    assert message.endswith(f" Å; {allowed}")


@pytest.mark.parametrize("kind", [kind for kind in WITH_CUTOFF if kind not in SOAPS])
def test_a_cutoff_in_nm_that_finds_no_neighbour_is_reported(kind):
    featurizer = kind().set_params(r_cut=0.5).fit([RUTILE])
    with pytest.raises(FeaturizationError) as error:
        featurizer.transform([set_id(RUTILE, "r")])
    assert str(error.value.failures[0]) == (
        "r (TiO2): `r_cut` = 0.5 Å finds no neighbour of site 0 (Ti); the nearest is at 1.95 Å; is "
        "`r_cut` in nm?"
    )


@pytest.mark.parametrize("kind", SOAPS)
def test_a_cutoff_in_nm_is_below_what_soap_takes(kind):
    with pytest.raises(ValueError, match="`r_cut`") as error:
        kind(0.5).fit([RUTILE])
    assert str(error.value) == "`r_cut` is 0.5 Å; SOAP needs 1 < r_cut <= 20 Å (is it in nm?)"


@pytest.mark.parametrize("kind", SOAPS)
def test_an_atom_alone_in_its_box_has_no_surroundings_to_describe(kind):
    """Its own density would make a vector that looks like any other."""
    box = set_id(Structure(Lattice.cubic(12.0), ["Xe"], [[0, 0, 0]]), "box")
    message = failure_of(kind(5.0, species=["Ti", "O", "Xe"]).fit([RUTILE]), box)
    assert message == (
        "box (Xe): `r_cut` = 5 Å finds no neighbour of site 0 (Xe); the nearest is at 12.00 Å; "
        "raise `r_cut` above 12.00 Å"
    )


@pytest.mark.parametrize("kind", SOAPS)
@pytest.mark.parametrize("weighting", [None, "poly"])
def test_a_cutoff_below_every_bond_is_reported(kind, weighting):
    soap = kind(1.2, weighting=weighting).fit([RUTILE])
    with pytest.raises(FeaturizationError) as error:
        soap.transform([set_id(RUTILE, "r")])
    assert str(error.value.failures[0]) == (
        "r (TiO2): `r_cut` = 1.2 Å finds no neighbour of site 0 (Ti); the nearest is at 1.95 Å; is "
        "`r_cut` in nm?"
    )


@pytest.mark.parametrize("kind", SOAPS)
def test_a_cutoff_inside_the_first_shell_of_some_is_scanned_with_the_others(kind):
    """Caesium at 5.2 Å, in a scan that begins at 2.5 Å: blind there, and no error."""
    caesium, wider = (make_bcc("Cs", a=a) for a in (6.01, 6.3))
    for r_cut, blind in ((2.5, True), (5.0, True), (6.0, False)):
        soap = kind(r_cut, weighting="poly").fit([caesium])
        one, other = (blocks(soap.transform([crystal]))[0] for crystal in (caesium, wider))
        assert (np.abs(one - other).max() < 1e-9 * np.abs(one).max()) == blind


# crystals


@pytest.mark.parametrize("kind", OF_CRYSTALS)
@pytest.mark.parametrize(
    ("crystal", "message"),
    [
        (
            cell(["Ti", "O"], pbc=(True, True, False)),
            "odd (TiO): is periodic along (True, True, False) only; give the cell vacuum and full "
            "periodicity instead",
        ),
        (
            cell([{"Ti": 0.5, "O": 0.5}, "O"]),
            "odd (Ti0.5O1.5): has a partially occupied site (Ti:0.5, O:0.5); make an ordered cell "
            "first, for example with pymatgen's OrderDisorderedStructureTransformation",
        ),
        (
            cell(["Ti", "O", "O"]),
            "odd (TiO2): has sites 1 and 2 only 0.000 Å apart; merge the duplicate "
            "(structure.merge_sites) or mend the coordinates",
        ),
        (
            cell(["Ti", "O"], second=(0.5, np.nan, 0.5)),
            "odd (TiO): has coordinates or lattice vectors that are not finite numbers",
        ),
        (
            Molecule(["O", "O"], [[0, 0, 0], [0, 0, 1.2]]),
            "#1 (O2): expected a pymatgen Structure, got Molecule; convert ASE Atoms with "
            "`coursekit.structures.from_ase`",
        ),
        (
            ase.Atoms("O2", positions=[[0, 0, 0], [0, 0, 1.2]]),
            "#1: expected a pymatgen Structure, got Atoms; convert ASE Atoms with "
            "`coursekit.structures.from_ase`",
        ),
    ],
    ids=["slab", "partial", "coincident", "nan", "molecule", "ase"],
)
def test_crystals_that_cannot_be_described(kind, crystal, message):
    assert failure_of(kind().fit([RUTILE]), crystal) == message


@pytest.mark.parametrize("kind", OF_CRYSTALS)
def test_fit_to_nothing_that_can_be_described(kind):
    """Not an error from deep inside the next call; one sound structure is enough."""
    broken = [cell(["Ti", "O", "O"]), 7]
    with pytest.raises(ValueError, match="holds nothing") as error:
        kind().fit(broken)
    assert str(error.value) == (
        f"{kind.__name__}: `X` holds nothing to fit to; give at least one structure that can be "
        "described:\n"
        "  odd (TiO2): has sites 1 and 2 only 0.000 Å apart; merge the duplicate "
        "(structure.merge_sites) or mend the coordinates\n"
        "  #1: expected a pymatgen Structure, got int; convert ASE Atoms with "
        "`coursekit.structures.from_ase`"
    )
    with pytest.raises(ValueError, match=r"#9: .*\n  \.\.\. and 20 more$"):
        kind().fit([7] * 30)
    assert kind().fit([*broken, RUTILE]).featurize_tolerant([*broken, RUTILE]).kept == [2]


@pytest.mark.parametrize("kind", OF_FORMULAS)
def test_fit_to_nothing_that_is_a_formula(kind):
    with pytest.raises(ValueError, match="holds nothing") as error:
        kind().fit([7])
    assert str(error.value) == (
        f"{kind.__name__}: `X` holds nothing to fit to; give at least one structure that can be "
        "described:\n  #0: expected a structure, a Composition or a formula, got int"
    )


@pytest.mark.parametrize("kind", OF_FORMULAS)
def test_a_formula_does_not_care_where_the_atoms_are(kind):
    """Slab, duplicate atoms, missing coordinates; partial occupancies are amounts."""
    slab = cell(["Ti", "O", "O"], pbc=(True, True, False), second=(0.5, np.nan, 0.5))
    partial = cell([{"Ti": 0.5, "O": 0.5}, {"O": 0.5}])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        rows = kind().fit([RUTILE]).transform([RUTILE, slab, partial, "TiO2"])
    np.testing.assert_allclose(rows[1:], np.repeat(rows[:1], 3, axis=0), atol=1e-12)


@pytest.mark.parametrize("kind", OF_FORMULAS)
def test_what_is_no_formula(kind):
    fitted = kind().fit([RUTILE])
    molecule = Molecule(["O", "O"], [[0, 0, 0], [0, 0, 1.2]])
    assert failure_of(fitted, molecule) == (
        "#1 (O2): expected a structure, a Composition or a formula, got Molecule"
    )
    assert failure_of(fitted, 7) == (
        "#1: expected a structure, a Composition or a formula, got int"
    )
    assert failure_of(fitted, "") == "#1: has no atoms; the formula is empty"


@pytest.mark.parametrize("kind", FEATURIZERS)
def test_one_atom(kind):
    """A neighbour of itself through the faces of the cell: a row as of any other crystal."""
    larger = supercell(ONE_ATOM, (1, 2, 1))
    rows = blocks(kind().fit([ONE_ATOM]).transform([ONE_ATOM, larger]))
    assert all(np.isfinite(row).all() for row in rows)
    assert np.abs(rows[0]).max() > 0 or kind.__name__ in ("OxidationStates", "IonProperty")
    np.testing.assert_allclose(rows[1].mean(axis=0), rows[0].mean(axis=0), atol=2e-3)


ISOLATED = {
    "ACSF": "`r_cut` = 6 Å finds no neighbour of site 2 (Xe); the nearest is at 16.01 Å; raise "
    "`r_cut` above 16.01 Å",
    "BondLengths": "CrystalNN finds no bond of site 2 (Xe); choose the neighbours by distance with "
    "`r_cut`",
    "OxidationStates": "has no common oxidation states that add up to zero; leave it out (an alloy "
    "has none) or give a structure with oxidation states",
    "MatminerFeaturizer": "matminer's DensityFeatures cannot describe it (TypeError: unsupported "
    "operand type(s) for ** or pow(): 'NoneType' and 'int'); leave the structure out, or choose "
    "another featuriser",
}
ISOLATED |= dict.fromkeys(("MBTR", "Chebyshev"), ISOLATED["ACSF"])
ISOLATED |= dict.fromkeys(
    ("SOAP", "InnerAverageSOAP"), ISOLATED["ACSF"].replace("`r_cut` = 6 Å", "`r_cut` = 5 Å")
)
ISOLATED |= dict.fromkeys(("BondAngles", "BondGeometry"), ISOLATED["BondLengths"])


@pytest.mark.parametrize("kind", FEATURIZERS)
@pytest.mark.filterwarnings("ignore:No Pauling electronegativity")
def test_an_isolated_atom_is_described_or_named(kind):
    """Whether a lone atom has a row depends on the question; zeros in place of one it never has."""
    result = kind().fit([LONELY]).featurize_tolerant([LONELY])
    reasons = [failure.reason for failure in result.failures]
    expected = ISOLATED.get(kind.__name__)
    assert reasons == ([expected] if expected else [])


@pytest.mark.parametrize(
    "kind", [CrystalNNCoordination, SiteStatisticsFingerprint, SpeciesSiteStatistics]
)
def test_a_crystal_without_a_bond(kind):
    alone = Structure(Lattice.cubic(15.0), ["Ti", "O"], [[0, 0, 0], [0.5, 0.5, 0.5]])
    result = kind().fit([alone, RUTILE]).featurize_tolerant([RUTILE, alone, RUTILE])
    assert [str(failure) for failure in result.failures] == [
        "#1 (TiO): CrystalNN finds no bond of any site, so that all numbers would be zero; are the "
        "lattice vectors in Å? If the atoms are isolated, leave the structure out"
    ]
    assert result.kept == [0, 2]


@pytest.mark.parametrize("kind", OF_CRYSTALS)
def test_oxidation_states_change_nothing_but_the_likelihoods_of_crystalnn(kind):
    """Those take ionic radii where there are charges, as pymatgen's do."""
    charged = make_rutile()
    charged.add_oxidation_state_by_element({"Ti": 4, "O": -2})
    rows = blocks(kind().fit([RUTILE]).transform([RUTILE, charged]))
    change = np.abs(rows[1] - rows[0]).max()
    if kind in (CrystalNNCoordination, SiteStatisticsFingerprint, SpeciesSiteStatistics):
        assert 0.01 < change < 1
    else:
        assert change < 1e-8


@pytest.mark.parametrize("kind", FEATURIZERS)
def test_formulas_are_for_formula_featurizers(kind):
    result = kind().fit([RUTILE]).featurize_tolerant(["TiO2"])
    if kind in OF_FORMULAS:
        assert not result.failures
    else:
        assert str(result.failures[0]) == (
            "#0: expected a pymatgen Structure, got str; convert ASE Atoms with "
            "`coursekit.structures.from_ase`"
        )


# parameters

WRONG_KINDS = ("x", "", [], [1], {}, float("nan"), float("inf"), -1, 0, 2.5, True, 1e9, None, len)


@pytest.mark.parametrize("kind", FEATURIZERS)
@pytest.mark.filterwarnings("ignore:An ill-conditioned matrix")
def test_parameters_of_another_kind(kind):
    """Whatever stands in a parameter is either used or named, before any crystal is looked at."""
    names = sorted(set(kind().get_params(deep=False)) - {"n_jobs", "memory"})
    refused = 0
    for name in names:
        for value in WRONG_KINDS:
            featurizer = kind().set_params(**{name: value})
            try:
                found, said = blocks(featurizer.fit([RUTILE]).transform([RUTILE])), None
            except (ValueError, TypeError) as error:
                found, said = [], str(error)
            assert all(np.isfinite(row).all() for row in found), (name, value)
            assert said is None or f"`{name}`" in said, (name, value, said)
            refused += said is not None
    assert refused >= 3 * len(names)
