"""What every featuriser promises; a new one in `__all__` is found and tested by itself."""

import pickle
from inspect import isclass

import numpy as np
import pandas as pd
import pytest
import sklearn
from pymatgen.core import Structure
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

import coursekit.featurizers
from coursekit.errors import FeaturizationError
from coursekit.featurizers.base import Featurizer, SiteFeaturizer, StructureFeaturizer
from coursekit.structures import reflect, rotate, set_id, shift_origin, supercell

from .crystals import NOTHING, blocks, crystals, dense

FEATURIZERS = [
    value
    for name in coursekit.featurizers.__all__
    if isclass(value := getattr(coursekit.featurizers, name)) and issubclass(value, Featurizer)
]
# CrystalNN rounds its weights to 3 decimals
OVER_CRYSTALNN = ("SiteStatisticsFingerprint", "SpeciesSiteStatistics", "CrystalNNCoordination")
TOLERANCE = dict.fromkeys(OVER_CRYSTALNN, 1e-2)
DEFAULT_TOLERANCE = 1e-7
CRYSTALS = crystals()


@pytest.fixture(params=FEATURIZERS, ids=lambda kind: kind.__name__)
def featurizer(request):
    return request.param()


@pytest.fixture(scope="module")
def reference():
    """{class name: rows of the crystals}, computed once."""
    return {}


@pytest.fixture
def expected(featurizer, reference):
    name = type(featurizer).__name__
    if name not in reference:
        reference[name] = blocks(clone(featurizer).fit_transform(CRYSTALS))
    return reference[name]


def assert_close(featurizer, found, expected):
    tolerance = TOLERANCE.get(type(featurizer).__name__, DEFAULT_TOLERANCE)
    for ours, wanted in zip(found, expected, strict=True):
        scale = max(1.0, np.abs(wanted).max())
        np.testing.assert_allclose(ours, wanted, atol=tolerance * scale, rtol=0)


def assert_equal(found, expected):
    """But for the last digits, which a matrix product takes from its shape and the processor."""
    for ours, wanted in zip(found, expected, strict=True):
        np.testing.assert_allclose(
            ours, wanted, rtol=0, atol=1e-11 * max(1.0, np.abs(wanted).max())
        )


def test_there_are_featurizers_of_both_kinds():
    assert any(issubclass(kind, StructureFeaturizer) for kind in FEATURIZERS)
    assert any(issubclass(kind, SiteFeaturizer) for kind in FEATURIZERS)


# scikit-learn's manners


def test_clone_and_parameters_untouched_by_fit(featurizer):
    before = pickle.dumps(featurizer.get_params())
    copy = clone(featurizer)
    assert copy.get_params() == featurizer.get_params()
    assert copy.fit(CRYSTALS) is copy
    assert pickle.dumps(copy.get_params()) == before
    assert not [name for name in vars(featurizer) if name.endswith("_")]


def test_parameters_are_keywords_and_take_processes_and_a_cache(featurizer):
    params = featurizer.get_params()
    assert params["n_jobs"] is None
    assert params["memory"] is None
    changed = clone(featurizer).set_params(n_jobs=2, memory="somewhere")
    assert changed.get_params()["memory"] == "somewhere"


def test_names_are_unique_and_as_many_as_columns(featurizer, expected):
    names = featurizer.fit(CRYSTALS).get_feature_names_out()
    assert all(isinstance(name, str) for name in names)
    assert len(names) == len(set(names)) == expected[0].shape[1]


def test_not_fitted(featurizer):
    with pytest.raises(NotFittedError):
        featurizer.transform(CRYSTALS)
    with pytest.raises(NotFittedError):
        featurizer.get_feature_names_out()


def test_pickle(featurizer, expected):
    back = pickle.loads(pickle.dumps(featurizer.fit(CRYSTALS)))
    assert_equal(blocks(back.transform(CRYSTALS)), expected)


def test_records_and_rows_can_be_pickled(featurizer, expected):
    rows = featurizer.fit_transform(CRYSTALS)
    assert_equal(blocks(pickle.loads(pickle.dumps(rows))), expected)


def test_pandas_output(featurizer, expected):
    names = featurizer.fit(CRYSTALS).get_feature_names_out()
    chosen = clone(featurizer).set_output(transform="pandas").fit_transform(CRYSTALS)
    with sklearn.config_context(transform_output="pandas"):
        everywhere = featurizer.transform(CRYSTALS)
    for rows in (chosen, everywhere):
        if isinstance(featurizer, StructureFeaturizer):
            assert isinstance(rows, pd.DataFrame)
            assert rows.columns.tolist() == list(names)
            rows = rows.to_numpy()
        assert_equal(blocks(rows), expected)


# input


def test_order_is_kept(featurizer, expected):
    assert_equal(blocks(featurizer.fit(CRYSTALS).transform(CRYSTALS[::-1])), expected[::-1])


def test_one_at_a_time_equals_all_together(featurizer, expected):
    featurizer.fit(CRYSTALS)
    found = [blocks(featurizer.transform([crystal]))[0] for crystal in CRYSTALS]
    assert_close(featurizer, found, expected)


def test_generator(featurizer, expected):
    assert_equal(blocks(featurizer.fit_transform(c for c in CRYSTALS)), expected)


def test_fit_of_nothing(featurizer):
    with pytest.raises(ValueError, match="empty") as error:
        featurizer.fit([])
    assert str(error.value) == (
        f"{type(featurizer).__name__}: `X` is empty; fit needs at least one structure"
    )


def test_transform_of_nothing(featurizer, expected):
    rows = featurizer.fit(CRYSTALS).transform([])
    if isinstance(featurizer, SiteFeaturizer):
        assert rows == []
    else:
        assert rows.shape == (0, expected[0].shape[1])


def test_single_structure_instead_of_a_list(featurizer):
    message = "`X` is a single Structure; give a list, even of one: [Structure]"
    for call in (featurizer.fit, featurizer.fit_transform, featurizer.fit(CRYSTALS).transform):
        with pytest.raises(TypeError) as error:
            call(CRYSTALS[0])
        assert str(error.value) == message


SITE_FEATURIZERS = [kind for kind in FEATURIZERS if issubclass(kind, SiteFeaturizer)]


@pytest.mark.parametrize("kind", SITE_FEATURIZERS)
def test_site_records_name_the_crystal(kind):
    nameless = Structure.from_sites(list(CRYSTALS[0]))
    records = kind().fit(CRYSTALS).transform([*CRYSTALS, nameless])
    assert [record.id for record in records] == [
        *(crystal.properties["id"] for crystal in CRYSTALS),
        "#4",
    ]
    assert records[0].species == tuple(site.specie.symbol for site in CRYSTALS[0])


# a broken crystal


def test_one_bad_structure_among_good_ones(featurizer, expected):
    mixed = [CRYSTALS[0], NOTHING, *CRYSTALS[1:]]
    with pytest.raises(FeaturizationError) as error:
        featurizer.fit_transform(mixed)
    lines = str(error.value).split("\n")
    assert lines[0] == (
        f"{type(featurizer).__name__}: 1 of 5 structures could not be featurised (the others are in "
        "`.rows`; `featurize_tolerant` skips the broken ones):"
    )
    assert lines[1].startswith("  gone: has no atoms; ")
    assert len(lines) == 2
    assert error.value.kept == [0, 2, 3, 4]
    assert [failure.id for failure in error.value.failures] == ["gone"]
    assert isinstance(error.value.__cause__, ValueError)
    assert_equal(blocks(error.value.rows), expected)


def test_tolerant(featurizer, expected):
    result = featurizer.fit(CRYSTALS).featurize_tolerant(
        [NOTHING, *CRYSTALS, "not a crystal at all"]
    )
    assert result.kept == [1, 2, 3, 4]
    assert [failure.id for failure in result.failures] == ["gone", "#5"]
    assert_equal(blocks(result.rows), expected)


def test_nothing_but_broken_crystals(featurizer, expected):
    result = featurizer.fit(CRYSTALS).featurize_tolerant([NOTHING, NOTHING])
    assert len(result.failures) == 2
    assert result.kept == []
    assert len(dense(result.rows)) == 0


# symmetry


@pytest.mark.parametrize("seed", [0, 1])
def test_rotation(featurizer, expected, seed):
    turned = [rotate(crystal, seed=seed) for crystal in CRYSTALS]
    assert_close(featurizer, blocks(featurizer.fit(CRYSTALS).transform(turned)), expected)


def test_reflection(featurizer, expected):
    mirrored = [reflect(crystal) for crystal in CRYSTALS]
    assert_close(featurizer, blocks(featurizer.fit(CRYSTALS).transform(mirrored)), expected)


def test_translation(featurizer, expected):
    shifted = [shift_origin(crystal, seed=3) for crystal in CRYSTALS]
    assert_close(featurizer, blocks(featurizer.fit(CRYSTALS).transform(shifted)), expected)


def test_cell_that_an_atom_is_written_in(featurizer, expected):
    """Every atom moved by whole lattice vectors of its own: the same crystal."""
    cells = np.random.default_rng(1)
    moved = []
    for crystal in CRYSTALS:
        coords = crystal.frac_coords + cells.integers(-3, 4, (len(crystal), 3))
        moved.append(Structure(crystal.lattice, crystal.species, coords))
    assert_close(featurizer, blocks(featurizer.fit(CRYSTALS).transform(moved)), expected)


def test_permutation(featurizer, expected):
    """Sites in reverse order: rows of sites follow, rows of crystals do not change."""
    turned = [Structure.from_sites(list(crystal)[::-1]) for crystal in CRYSTALS]
    found = blocks(featurizer.fit(CRYSTALS).transform(turned))
    assert_close(featurizer, [rows[::-1] for rows in found], expected)


@pytest.mark.parametrize("scaling", [(1, 1, 2), [[1, 1, 0], [0, 1, 0], [1, 0, 2]]])
def test_supercell(featurizer, expected, scaling):
    """Mean over sites, which is the row itself where there is one a crystal."""
    larger = [supercell(crystal, scaling) for crystal in CRYSTALS]
    found = blocks(featurizer.fit(CRYSTALS).transform(larger))
    for ours, wanted in zip(found, expected, strict=True):
        assert_close(featurizer, [ours.mean(axis=0)], [wanted.mean(axis=0)])


# processes and the cache


def test_two_processes_give_the_same(featurizer, expected, monkeypatch):
    monkeypatch.setattr(type(featurizer), "_chunk", 2)
    mixed = [*CRYSTALS[:2], NOTHING, *CRYSTALS[2:]]
    result = featurizer.set_params(n_jobs=2).fit(CRYSTALS).featurize_tolerant(mixed)
    assert_close(featurizer, blocks(result.rows), expected)
    assert [failure.id for failure in result.failures] == ["gone"]
    assert result.kept == [0, 1, 3, 4]


def test_cache_gives_the_same_and_is_used(featurizer, expected, tmp_path, monkeypatch):
    featurizer.set_params(memory=str(tmp_path))
    assert_equal(blocks(featurizer.fit_transform(CRYSTALS)), expected)
    if featurizer._cheap:  # fetching would take longer than computing
        assert list(tmp_path.iterdir()) == []
        return

    def refuse(self, structures):
        raise RuntimeError("computed again")

    again = clone(featurizer).fit(CRYSTALS)
    monkeypatch.setattr(type(featurizer), "_featurize_many", refuse)
    renamed = [set_id(crystal, f"other {k}") for k, crystal in enumerate(CRYSTALS)]
    for structures in (CRYSTALS, renamed):
        assert_equal(blocks(again.transform(structures)), expected)
    with pytest.raises(FeaturizationError, match="RuntimeError: computed again"):
        again.set_params(memory=None).transform(CRYSTALS)
