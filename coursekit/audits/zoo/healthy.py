"""Healthy pipelines of every tier: no audit may fail them."""

from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import RidgeCV
from sklearn.pipeline import make_pipeline, make_union
from sklearn.preprocessing import FunctionTransformer, MinMaxScaler, StandardScaler

from coursekit.audits.claims import Promises
from coursekit.audits.zoo.broken_learning import angles_only
from coursekit.audits.zoo.entry import Entry
from coursekit.audits.zoo.vector import radial
from coursekit.featurizers import (
    ACSF,
    MBTR,
    SOAP,
    BondAngles,
    Chebyshev,
    Coordination,
    ElementFractions,
    MagpieStatistics,
    PartialRadialDistribution,
    RadialDistribution,
    SiteStatisticsFingerprint,
)
from coursekit.kernels import KernelRidgeSearch
from coursekit.pooling import HistogramPooling, MeanPooling, SpeciesPooling, SumPooling


def _soap():
    return SOAP(4.5, n_max=4, l_max=3)


def _density():
    from matminer.featurizers.structure import DensityFeatures

    return DensityFeatures()


def _dscribe_soap():
    from dscribe.descriptors import SOAP as Backend

    return Backend(
        species=["Mg", "Ca", "Zn", "Cd", "Ti", "Sr", "O", "S", "Na", "Cl", "Co", "C", "F", "Te"],
        r_cut=4.5, n_max=2, l_max=2, sigma=0.5, periodic=True, average="outer",
    )  # fmt: skip


class OwnClass:
    """A class with `fit` and `transform`, written without scikit-learn."""

    def fit(self, structures, y=None):
        """Learn the mean."""
        self.mean = radial(structures).mean(axis=0)
        return self

    def transform(self, structures):
        """Centred radial functions, as a table."""
        import pandas as pd

        return pd.DataFrame(radial(structures) - self.mean)


def _ridge():
    return RidgeCV([0.1, 1, 10, 100])


def _healthy(tier, name, story, make, promises=None):
    return Entry(name, story, make, promises=promises, tier=tier)


HEALTHY = (
    _healthy(1, "Magpie", "Statistics of element properties.", MagpieStatistics),
    _healthy(1, "element fractions", "How much of what.", ElementFractions),
    _healthy(1, "Magpie and forest", "The baseline as a model.", lambda: make_pipeline(
        MagpieStatistics(), RandomForestRegressor(20, max_features=1 / 3, random_state=0))),
    _healthy(2, "radial distribution", "Distances of all pairs.", lambda: RadialDistribution(6.0)),
    _healthy(2, "partial distribution", "Distances of all pairs of elements.",
             lambda: PartialRadialDistribution(5.0, bin_width=0.25)),
    _healthy(2, "site fingerprints", "Mean and scatter of motifs.", SiteStatisticsFingerprint),
    _healthy(2, "density (matminer)", "A featuriser of matminer, as it is.", _density),
    _healthy(2, "Magpie and fingerprints", "The ladder's second rung.",
             lambda: make_union(MagpieStatistics(), SiteStatisticsFingerprint())),
    _healthy(3, "radial functions", "A function of structures.", lambda: radial),
    _healthy(3, "soft coordination", "A coordination number without a jump.",
             lambda: make_pipeline(Coordination(3.0, cutoff="fermi"), MeanPooling())),
    _healthy(3, "bond angles", "Shapes of the shells, pooled.",
             lambda: make_pipeline(BondAngles(), MeanPooling())),
    _healthy(3, "SOAP, mean", "The lecture's rung.", lambda: make_pipeline(_soap(), MeanPooling())),
    _healthy(3, "SOAP, sum", "For a property of the whole cell.",
             lambda: make_pipeline(_soap(), SumPooling())),
    _healthy(3, "SOAP, histogram", "Bins of columns that hold little but rounding.",
             lambda: make_pipeline(_soap(), HistogramPooling(n_bins=6))),
    _healthy(3, "histogram, kernel ridge", "Bins learnt in the fit, a model at the end.",
             lambda: make_pipeline(ACSF(5.0), HistogramPooling(n_bins=6), KernelRidgeSearch())),
    _healthy(3, "SOAP (dscribe)", "A descriptor of dscribe, as it is.", _dscribe_soap),
    _healthy(3, "SOAP of sites", "Not pooled.", lambda: SOAP(4.0, n_max=3, l_max=2)),
    _healthy(3, "ACSF, mean", "Symmetry functions.", lambda: make_pipeline(ACSF(5.0), MeanPooling())),
    _healthy(3, "MBTR", "Smeared distances of pairs.", lambda: MBTR(5.0, n_points=30)),
    _healthy(3, "Chebyshev by species", "Polynomials, pooled element by element.",
             lambda: make_pipeline(Chebyshev(5.0), SpeciesPooling())),
    _healthy(3, "SOAP, sum, scaled", "For a property of the whole cell, scaled inside the folds.",
             lambda: make_pipeline(_soap(), SumPooling(), StandardScaler(), _ridge())),
    _healthy(3, "MBTR, scaled", "Columns that are next to zero in most crystals, divided by their width.",
             lambda: make_pipeline(MBTR(5.0, n_points=30), StandardScaler(), RidgeCV([0.1, 1, 10]))),
    _healthy(2, "shapes alone", "No element, no length: that the formula does better is told, not failed.",
             angles_only, Promises(continuous=None, species_aware=None)),
    _healthy(3, "own class", "Written without scikit-learn, returns a table.", OwnClass),
    _healthy(3, "clipped to 0 and 1", "A scaler that clips what it has not seen.", lambda: make_pipeline(
        FunctionTransformer(radial), MinMaxScaler(clip=True), RidgeCV([0.1, 1]))),
    _healthy(3, "scaler in the pipeline", "Scaled inside the folds, as it should be.",
             lambda: make_pipeline(_soap(), MeanPooling(), StandardScaler(), _ridge()), Promises()),
)  # fmt: skip
