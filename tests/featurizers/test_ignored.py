"""What crystals carry is kept, used, or said to be ignored; frames keep their index."""

import warnings

import numpy as np
import pandas as pd
import pytest
from pymatgen.core import IStructure, Lattice, Structure
from sklearn import config_context

from coursekit import featurizers
from coursekit.featurizers import SOAP, Coordination, MagpieStatistics, MatminerFeaturizer
from coursekit.featurizers.base import Featurizer
from coursekit.featurizers.cache import settings_token
from coursekit.structures import make_rutile, make_tenorite, set_id, structure_digest

KINDS = [getattr(featurizers, name) for name in featurizers.__all__]
KINDS = [kind for kind in KINDS if isinstance(kind, type) and issubclass(kind, Featurizer)]
KINDS.remove(MatminerFeaturizer)


def charged():
    return make_tenorite().add_oxidation_state_by_element({"Cu": 2, "O": -2})


def magnetic():
    crystal = make_tenorite()
    crystal.add_site_property("magmom", [1.0] * 4 + [0.0] * 4)
    return crystal


def hydride(symbol):
    lattice = Lattice([[0, 2.04, 2.04], [2.04, 0, 2.04], [2.04, 2.04, 0]])
    return Structure(lattice, ["Li", symbol], [[0, 0, 0], [0.5, 0.5, 0.5]])


CARRIED = {
    "oxidation states": (make_tenorite(), charged()),
    "magnetic moments": (make_tenorite(), magnetic()),
    "isotopes": (hydride("H"), hydride("D")),
}


def numbers(rows):
    rows = [row.values if hasattr(row, "names") else row for row in rows]
    return np.concatenate(
        [np.ravel(row.toarray() if hasattr(row, "toarray") else row) for row in rows]
    )


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("name", CARRIED)
def test_what_changes_no_column_is_said(kind, name):
    plain, other = CARRIED[name]
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        featurizer = kind().fit([plain, set_id(other, "decorated")])
    told = [str(w.message) for w in caught if f"ignores the {name}" in str(w.message)]
    one, two = (numbers(featurizer.transform([crystal])) for crystal in (plain, other))
    if np.abs(one - two).max() > 1e-9:
        assert told == []
    elif name not in kind._sees:
        assert told == [
            f"{kind.__name__} ignores the {name} (first in decorated): no column depends on them"
        ]
        assert caught[0].filename == __file__


def test_digest_sees_what_crystals_carry():
    crystals = [make_tenorite(), charged(), magnetic(), hydride("H"), hydride("D"), hydride("T")]
    spin = make_tenorite().add_spin_by_element({"Cu": 1.0})
    labelled = make_tenorite()
    labelled[0].label = "Cu special"
    described = make_tenorite()
    described.properties["pressure"] = 3.0
    total = Structure.from_sites(make_tenorite().sites, charge=1.0)
    crystals += [spin, labelled, described, total]
    assert len({structure_digest(crystal) for crystal in crystals}) == len(crystals)


def test_deuterium_has_its_own_row(tmp_path):
    density = MatminerFeaturizer("structure:DensityFeatures", memory=str(tmp_path))
    density.fit([hydride("H")])
    light, heavy = density.transform([hydride("H")])[0, 0], density.transform([hydride("D")])[0, 0]
    assert (round(light, 4), round(heavy, 4)) == (0.7774, 0.8757)


def test_rows_of_other_libraries_are_not_used(monkeypatch):
    before = settings_token(SOAP(), {})
    monkeypatch.setattr("coursekit.featurizers.cache.version", lambda name: "99")
    assert settings_token(SOAP(), {}) != before


@pytest.mark.parametrize("fit_at_once", [True, False])
def test_the_index_is_kept(fit_at_once):
    crystals = pd.Series([make_rutile(), make_tenorite(), hydride("H")], index=[3, 1, 2])
    for X in (crystals, crystals.to_frame("structure")):
        with config_context(transform_output="pandas"):
            rule = MagpieStatistics()
            table = rule.fit_transform(X) if fit_at_once else rule.fit(X).transform(X)
        assert table.index.tolist() == [3, 1, 2]


def test_frames_arrays_and_other_classes():
    crystals = [make_rutile(), make_tenorite()]
    expected = Coordination().fit_transform(crystals)
    column = np.empty((2, 1), dtype=object)
    column[:, 0] = crystals
    frozen = [IStructure.from_sites(crystal.sites) for crystal in crystals]
    for X in (pd.Series(crystals), pd.DataFrame({"s": crystals}), column, column[:, 0], frozen):
        for one, other in zip(Coordination().fit_transform(X), expected, strict=True):
            np.testing.assert_array_equal(one.values, other.values)


@pytest.mark.parametrize(
    ("X", "said"),
    [
        (
            pd.DataFrame({"structure": [make_rutile()], "y": [1.0]}),
            "`X` is a table with the columns structure, y; give the one with the structures: "
            "X['structure']",
        ),
        (
            np.array([list(make_rutile()), list(make_rutile())], dtype=object),
            "`X` is an array of shape (2, 6); numpy takes structures apart into their sites: give "
            "the list itself",
        ),
    ],
)
def test_tables_of_more_than_structures(X, said):
    with pytest.raises(TypeError) as error:
        Coordination().fit(X)
    assert str(error.value) == said


def test_atoms_that_have_drifted_away_cost_nothing():
    crystal = make_tenorite()
    drifted = crystal.copy()
    drifted.translate_sites([0, 5], [1000, -1000, 1000], to_unit_cell=False)
    rule = SOAP(n_max=3, l_max=2).fit([crystal])
    one, other = (rule.transform([c])[0].values for c in (crystal, drifted))
    np.testing.assert_allclose(numbers([one]), numbers([other]), atol=1e-8)
