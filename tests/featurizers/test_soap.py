"""SOAP against DScribe called directly, column by column."""

import numpy as np
import pytest
import scipy.sparse as sp
from dscribe.descriptors import SOAP as DScribe
from pymatgen.core import Composition, Lattice, Structure
from pymatgen.io.ase import AseAtomsAdaptor
from sklearn.base import clone

from coursekit.errors import FeaturizationError
from coursekit.featurizers import SOAP
from coursekit.featurizers.soap import COMPRESSIONS, _backend
from coursekit.structures import make_rocksalt, make_rutile

from .crystals import crystals, dense

SIZE = {"r_cut": 4.0, "n_max": 3, "l_max": 2, "sigma": 0.5}
CRYSTALS = crystals()
SPECIES = ["O", "Ti", "Cu", "Zn", "Sr", "Zr"]  # by atomic number; no crystal has Zr


def by_dscribe(crystal, *, species=SPECIES, weighting=None, compression="off", rbf="gto", **size):
    options = {**SIZE, **size}
    if weighting == "poly":
        options["weighting"] = {"function": "poly", "r0": options["r_cut"], "c": 1.0, "m": 1.0}
    soap = DScribe(
        species=species,
        periodic=True,
        rbf=rbf,
        compression={"mode": compression, "species_weighting": None},
        **options,
    )
    return soap, soap.create(AseAtomsAdaptor.get_atoms(crystal))


@pytest.mark.parametrize("compression", COMPRESSIONS)
@pytest.mark.parametrize("weighting", [None, "poly"])
@pytest.mark.parametrize("rbf", ["gto", "polynomial"])
def test_equal_to_dscribe(compression, weighting, rbf):
    options = {"compression": compression, "weighting": weighting, "rbf": rbf}
    soap = SOAP(**SIZE, species=SPECIES, **options).fit(CRYSTALS)
    for crystal, record in zip(CRYSTALS, soap.transform(CRYSTALS), strict=True):
        _, expected = by_dscribe(crystal, **options)
        np.testing.assert_allclose(record.values, expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize("sigma", [0.3, 1.0])
def test_width_of_the_gaussian(sigma):
    soap = SOAP(**{**SIZE, "sigma": sigma}, species=SPECIES).fit(CRYSTALS)
    _, expected = by_dscribe(CRYSTALS[0], sigma=sigma)
    np.testing.assert_allclose(soap.transform(CRYSTALS[:1])[0].values, expected, atol=1e-12)


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_wide_vectors_are_sparse_and_equal(compression, monkeypatch):
    soap = SOAP(**SIZE, compression=compression).fit(CRYSTALS)
    expected = soap.transform(CRYSTALS)
    monkeypatch.setattr("coursekit.featurizers.soap._DENSE_UP_TO", 10)
    for record, wanted in zip(soap.transform(CRYSTALS), expected, strict=True):
        assert isinstance(record.values, sp.csr_matrix)
        np.testing.assert_allclose(dense(record.values), wanted.values, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_sparse_on_request(compression):
    soap = SOAP(**SIZE, compression=compression, sparse=True).fit(CRYSTALS)
    expected = SOAP(**SIZE, compression=compression, sparse=False).fit_transform(CRYSTALS)
    for record, wanted in zip(soap.transform(CRYSTALS), expected, strict=True):
        assert isinstance(record.values, sp.csr_matrix)
        np.testing.assert_allclose(record.values.toarray(), wanted.values, rtol=1e-12, atol=1e-12)


def test_dense_on_request_whatever_the_length():
    wide = SOAP(species=("O", "Ti", "Cu", "Zn", "Sr", "Mg", "Ca"), sparse=False).fit(CRYSTALS)
    assert wide.n_features_out_ > 10_000
    assert isinstance(wide.transform(CRYSTALS[:1])[0].values, np.ndarray)


def test_atoms_written_several_cells_away_are_the_same_crystal():
    crystal = CRYSTALS[0]
    moved = crystal.copy()
    moved.translate_sites([1], [3, -4, 2], to_unit_cell=False)
    here, there = SOAP(**SIZE).fit_transform([crystal, moved])
    np.testing.assert_allclose(there.values, here.values, atol=1e-10)


def test_crystals_of_equally_many_elements_share_a_backend():
    """Building one takes as long as a small crystal, and 65 elements make thousands of sets."""
    crystals = [make_rocksalt("Mg"), make_rocksalt("Ca"), make_rutile()]
    SOAP(**{**SIZE, "sigma": 0.4321}, species=["O", "Mg", "Ca", "Ti"]).fit_transform(crystals[:1])
    before = _backend.cache_info().misses
    SOAP(**{**SIZE, "sigma": 0.4321}, species=["O", "Mg", "Ca", "Ti"]).fit_transform(crystals)
    assert _backend.cache_info().misses == before


def test_species_of_the_fit_decide_the_columns():
    assert SOAP(**SIZE).fit(CRYSTALS).species_ == ("O", "Ti", "Cu", "Zn", "Sr")
    assert SOAP(**SIZE, species=("Zn", "O", "O")).fit(CRYSTALS).species_ == ("O", "Zn")


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_number_of_columns(compression):
    soap = SOAP(**SIZE, compression=compression, species=SPECIES).fit(CRYSTALS)
    expected = by_dscribe(CRYSTALS[0], compression=compression)[0].get_number_of_features()
    assert soap.n_features_out_ == len(soap.get_feature_names_out()) == expected


@pytest.mark.parametrize("compression", ["off", "mu1nu1", "crossover"])
def test_names_stand_where_dscribe_puts_the_species(compression):
    backend, _ = by_dscribe(CRYSTALS[0], compression=compression)
    names = SOAP(**SIZE, compression=compression, species=SPECIES).fit(CRYSTALS)
    names = names.get_feature_names_out()
    for i, first in enumerate(SPECIES):
        for second in SPECIES[i:] if compression == "off" else [first]:
            place = backend.get_location((first, second))
            partner = "any" if compression == "mu1nu1" else second
            assert all(name.startswith(f"SOAP {first}-{partner} n=") for name in names[place])


def named(crystal, compression, **size):
    """{name: column}"""
    soap = SOAP(**{**SIZE, **size}, compression=compression, species=["O", "Ti"])
    (record,) = soap.fit_transform([crystal])
    return dict(zip(soap.get_feature_names_out(), record.values.T, strict=True))


def test_names_agree_between_compressions():
    """What has no species is the sum over species; the order of n and n' must be the same."""
    crystal = CRYSTALS[0]
    off, mu1nu1, crossover, mu2 = (named(crystal, mode) for mode in COMPRESSIONS)
    for n in range(1, 4):
        for m in range(1, 4):
            for degree in range(3):
                tail, swapped = f"n={n} n'={m} l={degree}", f"n={m} n'={n} l={degree}"
                upper = tail if n <= m else swapped
                o_any = off[f"SOAP O-O {upper}"] + off[f"SOAP O-Ti {tail}"]
                ti_any = off[f"SOAP Ti-Ti {upper}"] + off[f"SOAP O-Ti {swapped}"]
                np.testing.assert_allclose(mu1nu1[f"SOAP O-any {tail}"], o_any, atol=1e-12)
                np.testing.assert_allclose(mu1nu1[f"SOAP Ti-any {tail}"], ti_any, atol=1e-12)
                np.testing.assert_allclose(mu2[f"SOAP any-any {upper}"], o_any + ti_any, atol=1e-12)
                np.testing.assert_allclose(
                    crossover[f"SOAP O-O {upper}"], off[f"SOAP O-O {upper}"], rtol=1e-12, atol=1e-12
                )


def test_degree_in_the_names():
    """Degree 0 does not change when higher degrees are added."""
    for mode in COMPRESSIONS:
        low, high = named(CRYSTALS[0], mode, l_max=0), named(CRYSTALS[0], mode, l_max=3)
        assert all(name.endswith("l=0") for name in low)
        for name, column in low.items():
            np.testing.assert_allclose(high[name], column, atol=1e-12)


def test_names_of_a_record_stay_when_the_featuriser_is_fitted_again():
    soap = SOAP(**SIZE)
    (record,) = soap.fit_transform([make_rutile()])
    soap.fit([make_rocksalt("Mg")])
    assert record.names[0] == "SOAP O-O n=1 n'=1 l=0"
    assert {name.split()[1] for name in record.names} == {"O-O", "O-Ti", "Ti-Ti"}
    assert len(record.names) == record.values.shape[1]


def test_unknown_element():
    soap = SOAP(**SIZE).fit([make_rutile()])
    with pytest.raises(FeaturizationError) as error:
        soap.transform([make_rocksalt("Mg")])
    assert str(error.value).endswith(
        "MgO-rocksalt (MgO): contains Mg, which is not among the species of the fit (O, Ti); fit "
        "with such a structure or pass `species`"
    )


def test_species_blind_vectors_take_any_element(tmp_path):
    """Cached or not, and whatever the fit saw."""
    crystal = make_rocksalt("Mg")
    expected = by_dscribe(crystal, species=["Mg", "O"], compression="mu2")[1]
    for soap in (
        SOAP(**SIZE, compression="mu2", memory=str(tmp_path)),
        SOAP(**SIZE, compression="mu2", memory=str(tmp_path)),
        SOAP(**SIZE, compression="mu2"),
    ):
        (record,) = soap.fit([make_rutile()]).transform([crystal])
        np.testing.assert_allclose(record.values, expected, atol=1e-12)


def test_fit_passes_over_what_transform_will_name():
    mixed = Structure(
        Lattice.cubic(4.1),
        [{"Li": 0.5, "Ni": 0.5}, "O"],
        [[0, 0, 0], [0.5] * 3],
        properties={"id": "m"},
    )
    dummy = Structure(
        Lattice.cubic(4.1), ["X", "O"], [[0, 0, 0], [0.5] * 3], properties={"id": "d"}
    )
    soap = SOAP(**SIZE).fit([make_rutile(), mixed, dummy, Composition("Fe"), None])
    assert soap.species_ == ("Li", "O", "Ti", "Ni")
    result = soap.featurize_tolerant([mixed, dummy])
    assert [str(failure) for failure in result.failures] == [
        "m (Li0.5Ni0.5O1): has a partially occupied site (Li:0.5, Ni:0.5); make an ordered cell first, for "
        "example with pymatgen's OrderDisorderedStructureTransformation",
        "d (XO): contains X, which is not among the species of the fit (Li, O, Ti, Ni); fit with "
        "such a structure or pass `species`",
    ]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"r_cut": 1.0}, "`r_cut` is 1.0 Å; SOAP needs 1 < r_cut <= 20 Å (is it in nm?)"),
        ({"r_cut": 50}, "`r_cut` is 50 Å; SOAP needs 1 < r_cut <= 20 Å (is it in nm?)"),
        (
            {"n_max": 0},
            "`n_max` is 0 and `l_max` is 6; they must satisfy 1 <= n_max <= 20 and 0 <= l_max <= 20",
        ),
        (
            {"l_max": 21},
            "`n_max` is 8 and `l_max` is 21; they must satisfy 1 <= n_max <= 20 and 0 <= l_max <= 20",
        ),
        ({"sigma": 0}, "`sigma` is 0 Å; it must be positive and at most `r_cut` (5.0 Å)"),
        (
            {"compression": "mu3"},
            "`compression` is 'mu3'; it must be one of off, mu1nu1, crossover, mu2",
        ),
        ({"weighting": "cosine"}, "`weighting` is 'cosine'; it must be one of None, poly"),
        ({"sparse": "yes"}, "`sparse` is 'yes'; it must be one of auto, True, False"),
        ({"rbf": "bessel"}, "`rbf` is 'bessel'; it must be one of gto, polynomial"),
        (
            {"species": ["Ti", "Qx"]},
            "`species` names 'Qx', which is not an element; give a list of symbols such as ['Ti', 'O']",
        ),
        (
            {"species": "TiO2"},
            "`species` is the text 'TiO2'; give a list of symbols: ['TiO2']",
        ),
        (
            {"n_max": 16},
            "`n_max` is 16: so many radial functions (gto) cannot be told apart within `r_cut` = 5.0 "
            "Å; lower `n_max` or raise `r_cut`",
        ),
        ({"species": []}, "`species` is empty; give a list of symbols such as ['Ti', 'O']"),
    ],
)
def test_parameters_out_of_range(change, message):
    soap = clone(SOAP(**change))  # not refused before `fit`
    with pytest.raises(ValueError, match="`") as error:
        soap.fit(CRYSTALS)
    assert str(error.value) == message
