"""The healthy vector from which the broken pipelines depart, each by one mistake."""

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin

from coursekit.neighbors import cosine_cutoff, neighbor_list

R_CUT = 4.5  # Å
_CENTERS = np.linspace(1.2, 4.2, 7)  # Å
_WIDTH = 0.5  # Å


def site_vectors(structure, pairs, r_cut=R_CUT):
    """(n_sites, 15): smooth radial functions, plain and weighted by the neighbours' elements."""
    pull = electronegativities(structure)
    waves = np.exp(-0.5 * ((pairs.distances[:, None] - _CENTERS) / _WIDTH) ** 2)
    waves *= cosine_cutoff(pairs.distances, r_cut=r_cut)[:, None]
    plain = np.zeros((len(structure), len(_CENTERS)))
    weighted = np.zeros_like(plain)
    np.add.at(plain, pairs.centers, waves)
    np.add.at(weighted, pairs.centers, waves * pull[pairs.neighbors, None])
    return np.hstack([plain, weighted, pull[:, None]])


def electronegativities(structure):
    """Pauling electronegativity of every site."""
    return np.array([float(site.specie.X) for site in structure])


def pool(sites):
    """Mean and standard deviation over the sites."""
    return np.concatenate([sites.mean(axis=0), sites.std(axis=0)])


def each(row):
    """Function of many structures that makes a row of each."""

    def describe(structures):
        return np.array([row(structure) for structure in structures])

    return describe


def with_r_cut(structure, r_cut, neighbors=neighbor_list):
    """The healthy vector at some cutoff, of some neighbour list."""
    return pool(site_vectors(structure, neighbors(structure, r_cut), r_cut))


def radial(structures):
    """Healthy: smooth radial functions through all images, pooled; (n_structures, 30)."""
    return each(lambda s: with_r_cut(s, R_CUT))(structures)


def radial_of(change):
    """The healthy vector of changed crystals: what a wrong reader hands on."""
    return lambda structures: radial([change(structure) for structure in structures])


def radial_with(neighbors):
    """The healthy vector of another neighbour list."""
    return each(lambda s: with_r_cut(s, R_CUT, neighbors))


def beside(column):
    """The healthy vector, and a column that `column(structures)` makes."""
    return lambda structures: np.column_stack([radial(structures), column(structures)])


class Step(TransformerMixin, BaseEstimator):
    """`learn(X, y, what an earlier fit learnt)` in the fit, `describe(X, step)` after it."""

    def __init__(self, describe, learn=lambda X, y, before: None, r_cut=None):
        self.describe = describe
        self.learn = learn
        self.r_cut = r_cut

    def fit(self, X, y=None):
        """Learn."""
        self.learnt_ = self.learn(X, y, getattr(self, "learnt_", None))
        return self

    def transform(self, X):
        """Describe."""
        return np.array(self.describe(X, self))
