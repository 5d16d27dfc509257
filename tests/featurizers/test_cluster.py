"""The same rows from a dask cluster, and failures that find their way back."""

import joblib
import numpy as np
import pytest

from coursekit.featurizers import SOAP, PartialRadialDistribution
from coursekit.structures import rattle, set_id

from .crystals import NOTHING, crystals

distributed = pytest.importorskip("distributed", reason="needs the cluster extra")


@pytest.fixture(scope="module")
def client():
    options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
    with (
        distributed.LocalCluster(**options, host="127.0.0.1") as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def many():
    return [
        set_id(rattle(crystal, amplitude=0.05, seed=k), f"{crystal.reduced_formula} {k}")
        for k in range(5)
        for crystal in crystals()
    ]


@pytest.fixture
def chunks(monkeypatch):
    """Chunks so short that there are several to hand out."""
    monkeypatch.setattr(PartialRadialDistribution, "_chunk", 3)
    monkeypatch.setattr(SOAP, "_chunk", 3)


def test_structure_featurizer(client, many, chunks):
    partial = PartialRadialDistribution(6.0, n_jobs=2)
    expected = PartialRadialDistribution(6.0).fit_transform(many)
    with joblib.parallel_config(backend="dask"):
        rows = partial.fit_transform(many)
    np.testing.assert_allclose(rows, expected, rtol=1e-12, atol=1e-12)
    done = client.run(lambda dask_worker: dask_worker.state.executed_count)
    assert sum(done.values()) > 1


def test_site_featurizer_and_broken_crystals(client, many, chunks):
    soap = SOAP(4.0, n_max=3, l_max=2, n_jobs=2).fit(many)
    mixed = [*many[:7], NOTHING, *many[7:]]
    with joblib.parallel_config(backend="dask"):
        result = soap.featurize_tolerant(mixed)
    assert [failure.id for failure in result.failures] == ["gone"]
    assert result.kept == [k for k in range(21) if k != 7]
    expected = SOAP(4.0, n_max=3, l_max=2).fit_transform(many)
    for ours, wanted in zip(result.rows, expected, strict=True):
        np.testing.assert_allclose(ours.values, wanted.values, atol=1e-12)
        assert (ours.id, ours.species) == (wanted.id, wanted.species)
        assert ours.names[0] == wanted.names[0]
