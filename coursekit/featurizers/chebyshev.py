"""Chebyshev descriptor: distances and angles expanded in polynomials, twice, however many elements."""

from dataclasses import replace

import numpy as np

from coursekit.featurizers.base import SiteFeaturizer
from coursekit.featurizers.parameters import check_cutoff, check_kinds
from coursekit.featurizers.species import check_species, learn_species, site_places
from coursekit.neighbors import cosine_cutoff, neighbor_list, require_neighbors


class Chebyshev(SiteFeaturizer):
    """Distances and angles around an atom in Chebyshev polynomials, bare and weighted by element.

    Keeps: the distribution of distances and, separately, of angles, to the chosen order, and a
    weighted sum over elements of both. Loses: which element is where as soon as there are more than
    two, which distance goes with which angle, and handedness.

    Parameters
    ----------
    r_cut : float, default 6.0
        Cutoff radius, Å, above 0.
    n_radial, n_angular : int, default 10, 5
        Highest order of the polynomials in the distance and in the angle, 0 or more.
    r_cut_angular : float, optional
        Cutoff radius of the angles, Å, above 0 and at most `r_cut`. By default `r_cut`.
    weights : dict of str to float, optional
        Weight of every element in the second half of the columns. By default the elements of the
        fit get ..., -2, -1, 1, 2, ... (with 0 for the middle one of an odd number), as in the
        reference; here in the order of their electronegativity.
    species : sequence of str, optional
        Elements that may occur. By default those of the structures seen in `fit`.
    n_jobs : int, optional
        Processes; see joblib.
    memory : str, optional
        Folder in which rows are cached.

    Attributes
    ----------
    species_ : tuple of str
        Elements that may occur, electropositive ones first.
    weights_ : dict of str to float
        Weight of each.

    Returns
    -------
    list of SiteFeatures
        Values (n_sites, 2 (n_radial + n_angular + 2)), dimensionless; half as many columns if there
        is a single element.

    Raises
    ------
    ValueError
        If a parameter is out of range, or (per structure) an element is not among `species_` or a
        site has no neighbour within `r_cut_angular`.

    Notes
    -----
    Radial: Σ_j w_j T_n(2 r_j / r_cut - 1) f(r_j). Angular: Σ_{j<k} w_j w_k T_n(cos θ_jk) f(r_j)
    f(r_k), with the cosine cutoff f, T_n the Chebyshev polynomials, and each pair of neighbours
    counted once; w is 1 in the first half, the element's weight in the second. The number of
    columns does not grow with the number of elements; in exchange different chemistry can add up
    to the same number. Invariant under rotation, reflection, translation and order of atoms;
    continuous with its slope. Cost: linear in the atoms, quadratic in neighbours per atom.

    References
    ----------
    Artrith, N., Urban, A., Ceder, G. Phys. Rev. B 96, 014112 (2017),
    https://doi.org/10.1103/PhysRevB.96.014112

    Examples
    --------
    >>> from coursekit.structures import make_rutile
    >>> chebyshev = Chebyshev(n_radial=2, n_angular=1).fit([make_rutile()])
    >>> chebyshev.get_feature_names_out()[[0, 3, 5]].tolist()
    ['Chebyshev distances T0', 'Chebyshev angles T0', 'Chebyshev distances T0 by element']
    >>> chebyshev.weights_
    {'Ti': -1.0, 'O': 1.0}
    """

    def __init__(
        self,
        r_cut=6.0,
        *,
        n_radial=10,
        n_angular=5,
        r_cut_angular=None,
        weights=None,
        species=None,
        n_jobs=None,
        memory=None,
    ):
        self.r_cut = r_cut
        self.n_radial = n_radial
        self.n_angular = n_angular
        self.r_cut_angular = r_cut_angular
        self.weights = weights
        self.species = species
        self.n_jobs = n_jobs
        self.memory = memory

    def _check_parameters(self):
        check_cutoff(self.r_cut)
        check_kinds(
            self,
            numbers=["r_cut_angular"],
            wholes=["n_radial", "n_angular"],
            optional=["r_cut_angular"],
        )
        if not 0 < self._r_cut_angular() <= self.r_cut:
            raise ValueError(
                f"`r_cut_angular` is {self.r_cut_angular} Å; it must be above 0 and at most `r_cut` "
                f"({self.r_cut} Å)"
            )
        if min(self.n_radial, self.n_angular) < 0:
            raise ValueError(
                f"`n_radial` is {self.n_radial} and `n_angular` is {self.n_angular}; both must be 0 "
                "or more"
            )
        check_species(self.species)
        if self.weights is not None and not isinstance(self.weights, dict):
            raise ValueError(
                f"`weights` is {self.weights!r}; give a dict such as {{'Ti': 1.0, 'O': -1.0}}, or None"
            )

    def _fit(self, structures):
        self.species_ = learn_species(structures, self.species)
        given = weights_by_rank(self.species_) if self.weights is None else self.weights
        missing = [symbol for symbol in self.species_ if symbol not in given]
        if missing:
            raise ValueError(
                f"`weights` has none for {missing[0]}; give a number for each of "
                f"{', '.join(self.species_)}"
            )
        self.weights_ = {symbol: float(given[symbol]) for symbol in self.species_}

    def _r_cut_angular(self):
        return self.r_cut if self.r_cut_angular is None else self.r_cut_angular

    def _featurize(self, structure):
        places = site_places(structure, self.species_)
        pairs = neighbor_list(structure, self.r_cut)
        inner = require_neighbors(_within(pairs, self._r_cut_angular()))
        halves = [np.ones(len(places))]
        if len(self.species_) > 1:
            halves.append(np.array(list(self.weights_.values()))[places])
        radial = radial_sums(pairs, halves, self.n_radial)
        angular = angular_sums(inner, halves, self.n_angular)
        return np.hstack([part for both in zip(radial, angular, strict=True) for part in both])

    def _names(self):
        halves = ("", " by element") if len(self.species_) > 1 else ("",)
        kinds = ("distances", self.n_radial), ("angles", self.n_angular)
        return [
            f"Chebyshev {kind} T{n}{half}"
            for half in halves
            for kind, order in kinds
            for n in range(order + 1)
        ]


def weights_by_rank(species):
    """The reference's weights: whole numbers around zero, in the order given."""
    half, odd = divmod(len(species), 2)
    ranks = [*range(-half, 0), *[0] * odd, *range(1, half + 1)]
    return dict(zip(species, map(float, ranks), strict=True))


def radial_sums(pairs, weights, order):
    """Sum over the neighbours of every site: polynomials of the distance."""
    values = np.polynomial.chebyshev.chebvander(2 * pairs.distances / pairs.r_cut - 1, order)
    values *= cosine_cutoff(pairs.distances, r_cut=pairs.r_cut)[:, None]
    starts = pairs.offsets[:-1]
    return [np.add.reduceat(values * w[pairs.neighbors, None], starts, axis=0) for w in weights]


def angular_sums(pairs, weights, order):
    """Sum over the pairs of neighbours of every site: polynomials of the cosine of their angle."""
    directions = pairs.vectors / pairs.distances[:, None]
    fade = cosine_cutoff(pairs.distances, r_cut=pairs.r_cut)
    strengths = np.array([fade * w[pairs.neighbors] for w in weights])
    sums = np.zeros((len(weights), pairs.n_sites, order + 1))
    for site in range(pairs.n_sites):
        mine = pairs.site(site)
        strength = strengths[:, mine]
        cosines = directions[mine] @ directions[mine].T
        itself = (strength**2).sum(axis=1)  # every polynomial is 1 for a neighbour with itself
        for n, values in enumerate(_polynomials(cosines, order)):
            everyone = (strength @ values * strength).sum(axis=1)
            sums[:, site, n] = (everyone - itself) / 2
    return list(sums)


def _polynomials(x, order):
    """T0 to T`order` one after the other, so that two at a time are kept."""
    before, now = x, np.ones_like(x)
    for _ in range(order + 1):
        yield now
        before, now = now, 2 * x * now - before


def _within(pairs, r_cut):
    if r_cut == pairs.r_cut:
        return pairs
    return replace(pairs.keep(pairs.distances <= r_cut), r_cut=float(r_cut))
