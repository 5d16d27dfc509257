"""Pooling separately over the sites of each element."""

from dataclasses import replace

import numpy as np
import scipy.sparse as sp
from sklearn.base import clone

from coursekit.featurizers.species import check_species
from coursekit.pooling.base import Pooling
from coursekit.pooling.statistics import MeanPooling


class SpeciesPooling(Pooling):
    """Any pooling rule, applied to the sites of each element on its own.

    Keeps: the role of every element, anions apart from cations. Loses: how the elements' sites go
    together. The vector is as many times longer as there are elements.

    Parameters
    ----------
    pooling : Pooling, default MeanPooling()
        Rule to apply to the sites of one element.
    species : sequence of str, optional
        Elements that get columns. By default those of the training data.

    Attributes
    ----------
    species_ : tuple of str
        Elements, in the order of the columns.
    poolings_ : dict of str to Pooling
        The fitted rule of each element.

    Returns
    -------
    (n_structures, n_species * n_pooled_features) array or CSR matrix
        A crystal without an element has zeros in that element's columns.

    Raises
    ------
    ValueError
        If a crystal contains an element that has no columns, or an element of `species` is in no
        training crystal.

    References
    ----------
    Ward, L. et al. Phys. Rev. B 96, 024104 (2017), https://doi.org/10.1103/PhysRevB.96.024104

    Examples
    --------
    >>> from coursekit.featurizers import SiteFeatures
    >>> record = SiteFeatures(np.array([[6.0], [6.0], [4.0]]), ("Mg", "O", "O"), ("CN",))
    >>> SpeciesPooling().fit_transform([record])
    array([[6., 5.]])
    """

    def __init__(self, pooling=None, *, species=None):
        self.pooling = pooling
        self.species = species

    def _fit(self, records):
        seen = {symbol for record in records for symbol in record.species}
        check_species(self.species)
        if self.pooling is not None and not isinstance(self.pooling, Pooling):
            raise ValueError(
                f"`pooling` is {self.pooling!r}; give a rule such as MaxPooling(), or None"
            )
        self.species_ = tuple(sorted(seen)) if self.species is None else tuple(self.species)
        self.poolings_ = {}
        for symbol in self.species_:
            own = [part for record in records if len(part := _of_species(record, symbol))]
            if not own:
                raise ValueError(
                    f"`species` names {symbol}, which is in none of the training crystals"
                )
            rule = MeanPooling() if self.pooling is None else clone(self.pooling)
            self.poolings_[symbol] = rule.fit(own)

    def _pool(self, records):
        for record in records:
            unknown = sorted(set(record.species) - set(self.species_))
            if unknown:
                raise ValueError(
                    f"{record.id}: contains {unknown[0]}, which has no columns "
                    f"({', '.join(self.species_)}); fit with such a crystal or pass `species`"
                )
        blocks = [self._block(records, symbol) for symbol in self.species_]
        # a block of an element that no crystal has is dense, whatever the others are
        sparse = any(sp.issparse(block) for block in blocks)
        return sp.hstack(blocks, "csr") if sparse else np.hstack(blocks)

    def _block(self, records, symbol):
        rule = self.poolings_[symbol]
        parts = [_of_species(record, symbol) for record in records]
        with_it = [i for i, part in enumerate(parts) if len(part)]
        if not with_it:
            return np.zeros((len(records), len(rule.get_feature_names_out())))
        pooled = rule.transform([parts[i] for i in with_it])
        shape = (len(records), len(with_it))
        spread = sp.csr_matrix((np.ones(len(with_it)), (with_it, range(len(with_it)))), shape=shape)
        return (spread @ pooled).tocsr() if sp.issparse(pooled) else spread @ pooled

    def _names(self, inputs):
        return [
            f"{symbol} {name}"
            for symbol in self.species_
            for name in self.poolings_[symbol].get_feature_names_out(inputs)
        ]


def _of_species(record, symbol):
    chosen = np.flatnonzero(np.array(record.species) == symbol)
    return replace(record, values=record.values[chosen], species=(symbol,) * len(chosen))
