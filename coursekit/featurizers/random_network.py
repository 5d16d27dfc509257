"""Tier 4 without its training: a message-passing network whose weights are random and stay so."""

import numpy as np

from coursekit.featurizers.base import SiteFeaturizer
from coursekit.featurizers.parameters import check_cutoff
from coursekit.neighbors import cosine_cutoff, neighbor_list, require_neighbors

_ELEMENTS = 119
_RADIAL = 8


class RandomNetwork(SiteFeaturizer):
    """Vectors of a small message-passing network that has learned nothing: its weights are drawn once.

    Shows what the build of such a network promises before any training. Keeps: elements and distances
    out to layers times `r_cut`. Loses: most of the meaning of its entries; handedness.

    Parameters
    ----------
    r_cut : float, default 4.0
        Cutoff radius of one layer, Å, above 0.
    layers : int, default 2
        How often messages are passed, 1 or more.
    width : int, default 16
        Numbers per atom, 1 or more.
    seed : int, default 0
        Draws the weights.
    n_jobs : int, optional
        Processes; see joblib.
    memory : str, optional
        Folder in which rows are cached.

    Returns
    -------
    list of SiteFeatures
        Values (n_sites, width), dimensionless, between -1 and 1.

    Raises
    ------
    ValueError
        If a parameter is out of range, or (per structure) a site has no neighbour within `r_cut`.

    Notes
    -----
    h_i ← tanh(A h_i + Σ_j f(r_ij) (B h_j) ∘ (C g(r_ij))), from a random vector for each element; g are
    eight Gaussians of the distance, f the cosine cutoff, A, B, C random matrices of each layer.

    References
    ----------
    Schütt, K. T. et al. J. Chem. Phys. 148, 241722 (2018), https://doi.org/10.1063/1.5019779

    Examples
    --------
    >>> from coursekit.structures import make_rutile
    >>> RandomNetwork().fit_transform([make_rutile()])[0].values.shape
    (6, 16)
    """

    def __init__(self, r_cut=4.0, *, layers=2, width=16, seed=0, n_jobs=None, memory=None):
        self.r_cut = r_cut
        self.layers = layers
        self.width = width
        self.seed = seed
        self.n_jobs = n_jobs
        self.memory = memory

    def _check_parameters(self):
        check_cutoff(self.r_cut)
        if min(self.layers, self.width) < 1:
            raise ValueError(
                f"`layers` is {self.layers} and `width` is {self.width}; both must be 1 or more"
            )

    def _fit(self, structures):
        dice, n = np.random.default_rng(self.seed), self.width
        self.elements_ = dice.normal(size=(_ELEMENTS, n))
        self.weights_ = [
            (dice.normal(size=(n, n)) / n**0.5, dice.normal(size=(n, n)) / n**0.5,
             dice.normal(size=(_RADIAL, n)) / _RADIAL**0.5)
            for _ in range(self.layers)
        ]  # fmt: skip

    def _featurize(self, structure):
        pairs = require_neighbors(neighbor_list(structure, self.r_cut))
        places = np.linspace(0, self.r_cut, _RADIAL)
        bumps = np.exp(-(((pairs.distances[:, None] - places) / (places[1])) ** 2))
        bumps *= cosine_cutoff(pairs.distances, r_cut=self.r_cut)[:, None]
        state = self.elements_[[site.specie.Z for site in structure]]
        for own, theirs, radial in self.weights_:
            messages = (state @ theirs)[pairs.neighbors] * (bumps @ radial)
            total = np.add.reduceat(messages, pairs.offsets[:-1], axis=0)
            state = np.tanh(state @ own + total)
        return state

    def _names(self):
        return [f"network {n}" for n in range(self.width)]
