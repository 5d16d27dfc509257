"""Inner average of SOAP against DScribe called directly, and against the written-out coefficients."""

import numpy as np
import pytest
import scipy.sparse as sp
from dscribe.descriptors import SOAP as DScribe
from pymatgen.core import Element
from pymatgen.io.ase import AseAtomsAdaptor

from coursekit.errors import FeaturizationError
from coursekit.featurizers import SOAP, InnerAverageSOAP
from coursekit.featurizers.written_out.images import neighbors_of
from coursekit.featurizers.written_out.soap import coefficients, power_spectrum, soap_reach
from coursekit.pooling import MeanPooling
from coursekit.structures import (
    make_cesium_chloride,
    make_diamond,
    make_fcc,
    make_rocksalt,
    make_rutile,
)

from .crystals import crystals
from .teaching import SKEWED

SIZE = {"r_cut": 4.0, "n_max": 3, "l_max": 2, "sigma": 0.5}
SPECIES = ["O", "Ti", "Cu", "Zn", "Sr", "Zr"]  # by atomic number


@pytest.mark.parametrize("compression", ["off", "mu1nu1", "crossover", "mu2"])
def test_equal_to_dscribe(compression):
    backend = DScribe(
        **SIZE,
        species=SPECIES,
        periodic=True,
        average="inner",
        compression={"mode": compression, "species_weighting": None},
    )
    inner = InnerAverageSOAP(**SIZE, species=SPECIES, compression=compression).fit(crystals())
    expected = [backend.create(AseAtomsAdaptor.get_atoms(crystal)) for crystal in crystals()]
    np.testing.assert_allclose(inner.transform(crystals()), expected, rtol=0, atol=1e-12)


def test_equal_to_the_written_out_mean_of_coefficients():
    """Pool first, square afterwards: the formula of the class, from the readable steps."""
    crystal, options = make_diamond("Si"), {"n_max": 3, "r_cut": 4.0, "sigma": 0.5}
    lattice, reach = crystal.lattice.matrix, soap_reach(r_cut=4.0, sigma=0.5)
    expected = []
    for degree in range(4):
        total = 0
        for site in range(len(crystal)):
            vectors, _ = neighbors_of(site, lattice, crystal.frac_coords, r_cut=reach)
            total = total + coefficients(np.vstack([vectors, np.zeros(3)]), degree, **options)
        mean = total / len(crystal)
        expected.append(power_spectrum(mean, mean, degree)[np.triu_indices(3)])
    row = InnerAverageSOAP(**{**SIZE, "l_max": 3}).fit_transform([crystal])[0]
    np.testing.assert_allclose(row, np.concatenate(expected), atol=1e-6)


def test_columns_are_those_of_soap():
    for options in ({}, {"compression": "mu1nu1"}, {"weighting": "poly", "rbf": "polynomial"}):
        inner, outer = (
            kind(**SIZE, **options).fit(crystals()) for kind in (InnerAverageSOAP, SOAP)
        )
        assert inner.species_ == outer.species_
        assert inner.get_feature_names_out().tolist() == outer.get_feature_names_out().tolist()


def test_one_atom_has_one_vector():
    crystal = make_fcc("Cu", primitive=True)
    inner = InnerAverageSOAP(**SIZE).fit_transform([crystal])
    (site,) = SOAP(**SIZE).fit_transform([crystal])
    np.testing.assert_allclose(inner, site.values, atol=1e-12)


def test_what_points_both_ways_cancels():
    """The tetrahedra of diamond point opposite ways: degree 3 is lost, and only in the inner one."""
    diamond = make_diamond("Si")
    inner = InnerAverageSOAP(**{**SIZE, "l_max": 4}).fit([diamond])
    outer = MeanPooling().fit_transform(SOAP(**{**SIZE, "l_max": 4}).fit_transform([diamond]))
    degree = np.array([int(name[-1]) for name in inner.get_feature_names_out()])
    row = inner.transform([diamond])[0]
    assert np.abs(row[degree == 3]).max() < 1e-12
    assert np.abs(outer[0, degree == 3]).max() > 0.1
    np.testing.assert_allclose(row[degree == 4], outer[0, degree == 4], atol=1e-9)


def test_many_species_give_a_sparse_row_with_the_same_numbers():
    crystal = make_rutile()
    everything = [Element.from_Z(z).symbol for z in range(1, 61)]
    many = InnerAverageSOAP(**SIZE, species=everything).fit([crystal])
    few = InnerAverageSOAP(**SIZE).fit([crystal])
    rows = many.transform([crystal])
    assert sp.issparse(rows)
    names = {name: k for k, name in enumerate(many.get_feature_names_out())}
    columns = [names[name] for name in few.get_feature_names_out()]
    np.testing.assert_allclose(
        rows[:, columns].toarray(), few.transform([crystal]), rtol=1e-12, atol=1e-12
    )


def test_atoms_may_be_written_in_any_cell():
    inside = SKEWED.copy()
    inside.translate_sites(range(4), [0, 0, 0], to_unit_cell=True)
    assert inside.frac_coords.min() >= 0 > SKEWED.frac_coords.min()
    rows = InnerAverageSOAP(**SIZE).fit_transform([inside, SKEWED])
    np.testing.assert_allclose(rows[1], rows[0], atol=1e-10)


def test_wrong_parameters_and_unknown_species():
    with pytest.raises(ValueError, match=r"`r_cut` is 0\.5 Å; SOAP needs 1 < r_cut"):
        InnerAverageSOAP(0.5).fit([make_rutile()])
    with pytest.raises(ValueError, match="`sigma` is 0 Å; it must be positive"):
        InnerAverageSOAP(sigma=0).fit([make_rutile()])
    fitted = InnerAverageSOAP(**SIZE).fit([make_rutile()])
    with pytest.raises(FeaturizationError, match=r"contains Cl, which is not among .*\(O, Ti\)"):
        fitted.transform([make_cesium_chloride()])
    blind = InnerAverageSOAP(**SIZE, compression="mu2").fit([make_rutile()])
    assert blind.transform([make_rocksalt("Mg")]).shape == (1, 18)
