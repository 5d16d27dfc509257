"""Voronoi and CrystalNN coordination against matminer and pymatgen."""

import warnings

import numpy as np
import pytest
from matminer.featurizers.site import CoordinationNumber, VoronoiFingerprint
from pymatgen.analysis.local_env import CrystalNN, VoronoiNN

from coursekit.errors import FeaturizationError
from coursekit.featurizers.voronoi import CrystalNNCoordination, VoronoiNeighbors
from coursekit.structures import make_bcc, make_fcc, make_rocksalt, make_rutile, rattle, supercell

from .teaching import GENERIC, NAMED


def quietly(featurizer, crystal):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return np.array([featurizer.featurize(crystal, i) for i in range(len(crystal))])


@pytest.mark.parametrize("name", ["rutile", "LaMnO3"])
def test_cells_equal_matminer(name):
    crystal = GENERIC[name].copy()
    crystal.translate_sites(range(len(crystal)), [0, 0, 0], to_unit_cell=True)
    theirs = VoronoiFingerprint()
    expected, labels = quietly(theirs, crystal), theirs.feature_labels()
    ours = VoronoiNeighbors(min_area=0).fit([crystal])
    record = ours.transform([crystal])[0]
    names = list(record.names)
    for k in range(3, 11):
        column = record.values[:, names.index(f"Voronoi faces with {k} edges")]
        np.testing.assert_array_equal(column, expected[:, labels.index(f"Voro_index_{k}")])
    for ours_name, theirs_name in (
        ("Voronoi cell volume / Å³", "Voro_vol_sum"),
        ("Voronoi cell area / Å²", "Voro_area_sum"),
    ):
        column = record.values[:, names.index(ours_name)]
        np.testing.assert_allclose(column, expected[:, labels.index(theirs_name)], rtol=1e-6)


def test_effective_number_equals_matminer():
    crystal = make_rutile()
    theirs = CoordinationNumber(VoronoiNN(weight="area"), use_weights="effective")
    found = VoronoiNeighbors(min_area=0).fit_transform([crystal])[0].values[:, 1]
    np.testing.assert_allclose(found, quietly(theirs, crystal)[:, 0], rtol=1e-6)


def test_small_faces_come_with_noise_and_go_with_the_threshold():
    rattled = rattle(supercell(make_fcc("Cu"), (2, 2, 2)), amplitude=0.02, seed=3)
    every = VoronoiNeighbors(min_area=0).fit_transform([rattled])[0].values[:, 0]
    large = VoronoiNeighbors(min_area=0.1).fit_transform([rattled])[0].values[:, 0]
    assert every.mean() > 13
    assert set(large) == {12.0}


def test_volumes_fill_the_cell_and_shares_the_view():
    crystal = GENERIC["skewed"]
    featurizer = VoronoiNeighbors(per_species=True).fit([crystal])
    names = featurizer.get_feature_names_out().tolist()
    values = featurizer.transform([crystal])[0].values
    assert values[:, names.index("Voronoi cell volume / Å³")].sum() == pytest.approx(crystal.volume)
    shares = values[:, [names.index(f"Voronoi share({s})") for s in ("Ti", "O", "Mg")]]
    numbers = values[:, [names.index(f"Voronoi N({s})") for s in ("Ti", "O", "Mg")]]
    np.testing.assert_allclose(shares.sum(axis=1), 1.0)
    np.testing.assert_array_equal(numbers.sum(axis=1), values[:, 0])


def test_truncated_octahedron_of_bcc():
    values = VoronoiNeighbors().fit_transform([make_bcc("Fe")])[0].values[0]
    a = make_bcc("Fe").lattice.a
    assert values[0] == 14
    assert values[2] == pytest.approx(a**3 / 2)
    assert values[4:].tolist() == [0, 6, 0, 8, 0, 0, 0, 0]


@pytest.mark.parametrize("name", ["make_rutile", "make_lamno3", "make_graphite", "make_licoo2"])
def test_crystalnn_equals_pymatgen(name):
    crystal, finder = NAMED[name], CrystalNN()
    featurizer = CrystalNNCoordination(likelihoods=True, per_species=True).fit([crystal])
    record = featurizer.transform([crystal])[0]
    names = list(record.names)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for i in range(len(crystal)):
            data = finder.get_nn_data(crystal, i)
            row = dict(zip(names, record.values[i], strict=True))
            assert row["CrystalNN N"] == max(data.cn_weights, key=data.cn_weights.get)
            expected = sum(n * weight for n, weight in data.cn_weights.items())
            assert row["CrystalNN expected N"] == pytest.approx(expected, abs=1e-2)
            for n, weight in data.cn_weights.items():
                if n:
                    assert row[f"CrystalNN likelihood N={n}"] == pytest.approx(weight, abs=1e-2)
            bonds = finder.get_nn_info(crystal, i)
            for symbol in featurizer.species_:
                number = sum(bond["site"].specie.symbol == symbol for bond in bonds)
                assert row[f"CrystalNN N({symbol})"] == number


def test_wrong_threshold_and_unknown_species():
    for wrong in (-0.1, 1.0, float("nan")):
        with pytest.raises(
            ValueError, match=r"`min_area` is .*; it is a fraction of the largest face"
        ):
            VoronoiNeighbors(min_area=wrong).fit([make_rutile()])
    for kind in (VoronoiNeighbors, CrystalNNCoordination):
        fitted = kind(per_species=True).fit([make_rutile()])
        with pytest.raises(
            FeaturizationError, match=r"contains Mg, which is not among .*\(Ti, O\)"
        ):
            fitted.transform([make_rocksalt("Mg")])
        assert kind().fit([make_rutile()]).transform([make_rocksalt("Mg")])
        with pytest.raises(ValueError, match="`species` is empty"):
            kind(species=[]).fit([make_rutile()])
