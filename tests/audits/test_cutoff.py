"""The scan of the cutoff: its verdict is the folds', not the eye's."""

import numpy as np
import pytest
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, KBinsDiscretizer

from coursekit.audits import Promises, audit_cutoff
from coursekit.audits.crystals import scaled
from coursekit.audits.cutoff import declared_cutoff
from coursekit.audits.cutoffs import judge_scan
from coursekit.audits.training import make_splits
from coursekit.audits.zoo.vector import pool, site_vectors
from coursekit.featurizers import ACSF, MagpieStatistics
from coursekit.neighbors import neighbor_list
from coursekit.pooling import MeanPooling

from .crystals import CRYSTALS, ENERGIES, radial, volumes

SPLITS = make_splits(40, seed=0)


def scan_of(levels, scatter=0.1, seed=0):
    """Errors of 15 folds around a level for each of some radii; hard folds are hard everywhere."""
    rng = np.random.default_rng(seed)
    folds = rng.lognormal(0.0, 0.4, len(SPLITS))
    noise = rng.lognormal(0.0, scatter, (len(levels), len(SPLITS)))
    return np.array(levels)[:, None] * folds * noise


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(
    ("levels", "kind"),
    [
        ([0.30, 0.31, 0.29, 0.30, 0.30], "flat"),
        ([0.60, 0.30, 0.29, 0.30, 0.31], "one length scale"),
        ([0.30, 0.31, 0.80, 0.29, 0.30], "brittle"),
        ([0.30, 0.70, 0.31, 0.75, 0.30], "brittle"),
        ([0.30, 0.35, 0.45, 0.60, 0.80], "flat"),
    ],
)
def test_verdict(levels, kind, seed):
    found, _, table = judge_scan([3.0, 3.5, 4.0, 4.5, 5.0], scan_of(levels, seed=seed), SPLITS)
    assert found == kind
    assert len(table) == 5


def test_noise_alone_is_not_brittle():
    verdicts = [
        judge_scan([3, 4, 5, 6, 7], scan_of([0.3] * 5, scatter=0.5, seed=seed), SPLITS)[0]
        for seed in range(100)
    ]
    assert verdicts.count("brittle") == 0


def test_scan_retrains_and_reports_every_radius():
    pipeline = make_pipeline(ACSF(4.5), MeanPooling())
    result = audit_cutoff(pipeline, CRYSTALS, ENERGIES, r_cuts=(3.5, 4.5, 5.5))
    assert [row["r_cut"] for row in result.details["scan"]] == [3.5, 4.5, 5.5]
    assert len({row["error"] for row in result.details["scan"]}) == 3
    assert pipeline.get_params()["acsf__r_cut"] == 4.5


def test_a_function_of_the_radius_is_scanned_too():
    def make(r_cut):
        return lambda structures: [[len(neighbor_list(s, r_cut)) / len(s)] for s in structures]

    result = audit_cutoff(make(4.0), CRYSTALS, ENERGIES, make=make, r_cuts=(3.5, 4.0, 4.5))
    assert len(result.details["scan"]) == 3


def test_nothing_to_scan():
    assert audit_cutoff(volumes, CRYSTALS, ENERGIES).status == "not applicable"
    assert audit_cutoff(MagpieStatistics(), CRYSTALS, ENERGIES).status == "not applicable"
    assert "needs targets" in audit_cutoff(ACSF(4.5), CRYSTALS).finding


def test_cutoffs_are_read_wherever_they_stand():
    from ase.neighborlist import NewPrimitiveNeighborList
    from dscribe.descriptors import SOAP as Theirs
    from matminer.featurizers.structure import RadialDistributionFunction

    theirs = Theirs(species=["Mg", "O"], r_cut=4.5, n_max=2, l_max=1, periodic=True)

    class Holds:
        def __init__(self):
            self.backend = theirs

    def uses(structures, soap=theirs):
        return soap.create(structures)

    for step in (theirs, Holds(), uses, ACSF(4.5)):
        assert declared_cutoff([step]) == 4.5
    assert declared_cutoff([RadialDistributionFunction(cutoff=7.0)]) == 7.0
    assert declared_cutoff([NewPrimitiveNeighborList([1.0, 1.5], skin=0.0)]) == 3.0
    assert declared_cutoff([volumes, MagpieStatistics()]) is None


def test_atoms_without_a_neighbor_are_counted():
    result = audit_cutoff(make_pipeline(Radial(r_cut=2.05)), CRYSTALS)
    assert result.status == "failed"
    assert "of 53 atoms have no neighbour, and" in result.finding


@pytest.mark.parametrize(("r_cut", "status"), [(0.45, "failed"), (4.5, "passed")])
def test_a_cutoff_in_nanometres_sees_nobody(r_cut, status):
    def smooth_count(structures):
        pairs = [neighbor_list(s, r_cut) for s in structures]
        soft = [np.cos(np.pi / 2 * p.distances / r_cut).sum() / p.n_sites for p in pairs]
        return [[c, s.composition.total_electrons] for c, s in zip(soft, structures, strict=True)]

    result = audit_cutoff(smooth_count, CRYSTALS, ENERGIES, promises=Promises(r_cut=4.5))
    assert result.status == status
    if status == "failed":
        assert "does not answer to any neighbour" in result.finding
        assert "Å" in result.finding


class Radial(TransformerMixin, BaseEstimator):
    """Radial functions; `unit` times the lengths, `used` instead of the cutoff."""

    def __init__(self, r_cut=5.0, unit=1.0, used=None):
        self.r_cut = r_cut
        self.unit = unit
        self.used = used

    def fit(self, X, y=None):
        self.fitted_ = True
        return self

    def transform(self, X):
        r_cut = self.used or self.r_cut
        rows = []
        for crystal in (scaled(structure, self.unit) for structure in X):
            rows.append(pool(site_vectors(crystal, neighbor_list(crystal, r_cut), r_cut)))
        return np.array(rows)


@pytest.mark.parametrize(
    ("pipeline", "finding"),
    [
        (Radial(), ""),
        (Radial(used=5.0), "the parameter does not reach the vector"),
        (
            Radial(unit=1 / 0.529),
            "The declared cutoff is 5 Å, and moving an atom shows up to 2.6 Å",
        ),
    ],
)
def test_the_declared_cutoff_is_the_one_that_acts(pipeline, finding):
    result = audit_cutoff(pipeline, CRYSTALS)
    assert result.status == ("failed" if finding else "passed")
    assert finding in result.finding


def test_a_promised_cutoff_is_held_against_a_function():
    wrong = Radial(unit=1 / 0.529).transform
    assert audit_cutoff(wrong, CRYSTALS, promises=Promises(r_cut=5.0)).status == "failed"
    assert (
        audit_cutoff(Radial().transform, CRYSTALS, promises=Promises(r_cut=5.0)).status != "failed"
    )


@pytest.mark.parametrize("name", ["SOAP", "ACSF", "Chebyshev", "MBTR", "Coordination"])
def test_our_own_cutoffs_reach_as_far_as_they_say(name):
    import coursekit.featurizers

    found = audit_cutoff(getattr(coursekit.featurizers, name)(r_cut=4.0), CRYSTALS[:4])
    assert found.status == "passed"


@pytest.mark.filterwarnings("ignore:Bins whose width")
def test_a_vector_in_steps_is_not_called_blind():
    """A step of 0.02 Å is lost in the bins; a larger one is not."""
    bins = KBinsDiscretizer(4, encode="ordinal", quantile_method="averaged_inverted_cdf")
    stepped = make_pipeline(FunctionTransformer(radial), bins, Ridge())
    assert not audit_cutoff(stepped, CRYSTALS).failed
