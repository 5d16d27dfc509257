"""Names that are made when read, and records that are cut."""

import pickle
from functools import partial

import numpy as np
import pytest
import scipy.sparse as sp

from coursekit.featurizers import SiteFeatures
from coursekit.featurizers.records import FeatureNames, restrict


def numbered(calls, n):
    calls.append(n)
    return [f"x{k}" for k in range(n)]


def test_names_are_made_once_and_when_read():
    calls = []
    names = FeatureNames(3, partial(numbered, calls, 3))
    assert len(names) == 3
    assert calls == []
    assert list(names) == ["x0", "x1", "x2"]
    assert (names[-1], names[:2]) == ("x2", ["x0", "x1"])
    assert np.array(names).tolist() == ["x0", "x1", "x2"]
    assert calls == [3]


def test_names_travel_as_a_recipe():
    names = FeatureNames(10_000, partial(numbered, [], 10_000))
    list(names)
    message = pickle.dumps(names)
    assert len(message) < 500
    assert pickle.loads(message)[-1] == "x9999"


@pytest.mark.parametrize("kind", [np.asarray, sp.csr_matrix])
def test_restrict(kind):
    record = SiteFeatures(kind(np.arange(6.0).reshape(2, 3)), ("Mg", "O"), tuple("abc"), "salt")
    cut = restrict(record, [2, 0])
    assert sp.csr_matrix(cut.values).toarray().tolist() == [[2.0, 0.0], [5.0, 3.0]]
    assert (cut.names, cut.species, cut.id) == (("c", "a"), ("Mg", "O"), "salt")
    assert len(cut) == 2
