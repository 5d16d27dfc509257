"""The trivial models, by hand."""

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from coursekit.pipelines import FormulaMean, TrainingMean
from coursekit.structures import make_anatase, make_rocksalt, make_rutile

X = ["MgO", "MgO", "TiO2", "CaO"]
Y = [1.0, 3.0, 5.0, 7.0]


def test_training_mean():
    model = TrainingMean().fit(X, Y)
    assert model.predict(["MgO", "BaO"]).tolist() == [4.0, 4.0]
    assert model.predict([]).tolist() == []


def test_formula_mean():
    model = FormulaMean().fit(X, Y)
    assert model.predict(["CaO", "MgO", "BaO"]).tolist() == [7.0, 2.0, 4.0]


def test_formula_mean_of_structures():
    model = FormulaMean().fit([make_rutile(), make_rocksalt("Mg")], [2.0, 4.0])
    assert model.predict([make_anatase(), make_rocksalt("Ca")]).tolist() == [2.0, 3.0]


def test_formula_mean_of_an_array_of_names():
    names = np.array(X, dtype=object)
    assert FormulaMean().fit(names, Y).predict(names).tolist() == [2.0, 2.0, 5.0, 7.0]


@pytest.mark.parametrize("model", [TrainingMean(), FormulaMean()])
def test_manners(model):
    with pytest.raises(NotFittedError):
        model.predict(["MgO"])
    fitted = clone(model).fit(X, Y)
    assert fitted.score(X, Y) <= 1.0
    assert not hasattr(model, "mean_")
