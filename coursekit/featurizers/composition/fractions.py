"""The simplest baseline: how much of each element."""

import numpy as np

from coursekit.featurizers.composition.base import CompositionFeaturizer, count_elements
from coursekit.featurizers.species import check_species


class ElementFractions(CompositionFeaturizer):
    """Atomic fraction of every element, the formula and nothing else.

    Keeps: the formula, exactly. Loses: that elements resemble each other, so a model learns nothing
    about an element it has not seen; and where the atoms are.

    Parameters
    ----------
    species : sequence of str, optional
        Elements that get columns. By default those seen in `fit`.
    n_jobs : int, optional
        Processes; see joblib.
    memory : str, optional
        Folder in which rows are cached.

    Attributes
    ----------
    species_ : tuple of str
        Elements of the columns, by atomic number.

    Returns
    -------
    (n_structures, n_species) array
        Dimensionless; every row adds up to 1.

    Raises
    ------
    ValueError
        If `species` names something else than elements, or (per structure) an element has no
        column.

    Notes
    -----
    Takes structures, Compositions and formulas. Invariant under rotation, translation, order of
    sites and multiples of the formula.

    References
    ----------
    Meredig, B. et al. Phys. Rev. B 89, 094104 (2014),
    https://doi.org/10.1103/PhysRevB.89.094104

    Examples
    --------
    >>> fractions = ElementFractions()
    >>> fractions.fit_transform(["TiO2", "MgO"]).round(3)
    array([[0.667, 0.   , 0.333],
           [0.5  , 0.5  , 0.   ]])
    >>> fractions.get_feature_names_out()
    array(['fraction O', 'fraction Mg', 'fraction Ti'], dtype=object)
    """

    def __init__(self, *, species=None, n_jobs=None, memory=None):
        self.species = species
        self.n_jobs = n_jobs
        self.memory = memory

    def _check_parameters(self):
        check_species(self.species)

    def _fit(self, structures):
        from pymatgen.core import Element

        if self.species is None:
            numbers = {z for item in structures for z in _readable(item)}
        else:
            numbers = {Element(symbol).Z for symbol in self.species}
        self.species_ = tuple(Element.from_Z(z).symbol for z in sorted(numbers))

    def _featurize_many(self, structures):
        from pymatgen.core import Element

        places = {Element(symbol).Z: place for place, symbol in enumerate(self.species_)}
        rows = np.zeros((len(structures), len(places)))
        for row, item in zip(rows, structures, strict=True):
            formula = count_elements(item)
            for z, amount in formula.items():
                if z not in places:
                    raise ValueError(self._unknown(z))
                row[places[z]] = amount
        return list(rows / rows.sum(axis=1, keepdims=True))

    def _unknown(self, z):
        from pymatgen.core import Element

        return (
            f"contains {Element.from_Z(z).symbol}, which is not among the species of the fit "
            f"({', '.join(self.species_)}); fit with such a structure or pass `species`"
        )

    def _names(self):
        return [f"fraction {symbol}" for symbol in self.species_]


def _readable(item):
    """Atomic numbers in a formula; none in one that cannot be read, which `transform` reports."""
    try:
        return count_elements(item)
    except (TypeError, ValueError):
        return ()
