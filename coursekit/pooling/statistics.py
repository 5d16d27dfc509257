"""Pooling by a number per column: mean, sum, maximum, moments."""

import numpy as np
import scipy.sparse as sp

from coursekit.pooling.base import Pooling, dense_site_matrix, site_matrix


def _sums(records):
    values, starts = site_matrix(records)
    if sp.issparse(values):
        counts = np.array([len(record) for record in records])
        owner = np.repeat(np.arange(len(records)), counts)
        shape = (len(records), len(owner))
        members = sp.csr_matrix((np.ones(len(owner)), (owner, np.arange(len(owner)))), shape=shape)
        return (members @ values).tocsr()
    return np.add.reduceat(values, starts, axis=0)


class SumPooling(Pooling):
    """Sum over the sites: right for a property that grows with the crystal.

    Keeps: the total, so twice the cell gives twice the vector. Loses: which site contributed what.

    Returns
    -------
    (n_structures, n_features) array or CSR matrix

    Raises
    ------
    TypeError
        If the input does not hold site records.

    References
    ----------
    Behler, J., Parrinello, M. Phys. Rev. Lett. 98, 146401 (2007),
    https://doi.org/10.1103/PhysRevLett.98.146401

    Examples
    --------
    >>> from coursekit.featurizers import SiteFeatures
    >>> record = SiteFeatures(np.array([[1.0], [3.0]]), ("Mg", "O"), ("charge",))
    >>> SumPooling().fit_transform([record])
    array([[4.]])
    """

    intensive = False

    def _pool(self, records):
        return _sums(records)

    def _names(self, inputs):
        return [f"sum {name}" for name in inputs]


class MeanPooling(Pooling):
    """Mean over the sites: right where the typical site decides.

    Keeps: the average environment. Loses: how the sites differ; two crystals with different sites
    can share a mean.

    Returns
    -------
    (n_structures, n_features) array or CSR matrix

    Raises
    ------
    TypeError
        If the input does not hold site records.

    References
    ----------
    De, S., Bartók, A. P., Csányi, G., Ceriotti, M. Phys. Chem. Chem. Phys. 18, 13754 (2016),
    https://doi.org/10.1039/C6CP00415F

    Examples
    --------
    >>> from coursekit.featurizers import SiteFeatures
    >>> record = SiteFeatures(np.array([[1.0], [3.0]]), ("Mg", "O"), ("charge",))
    >>> MeanPooling().fit_transform([record])
    array([[2.]])
    """

    def _pool(self, records):
        sums = _sums(records)
        counts = np.array([len(record) for record in records], float)[:, None]
        return sums.multiply(1.0 / counts).tocsr() if sp.issparse(sums) else sums / counts

    def _names(self, inputs):
        return [f"mean {name}" for name in inputs]


class MaxPooling(Pooling):
    """Largest value over the sites, column by column: right where one extreme site decides.

    Keeps: the extreme of every column. Loses: how many sites reach it, and whether it is the same
    site in two columns.

    Returns
    -------
    (n_structures, n_features) array or CSR matrix

    Raises
    ------
    TypeError
        If the input does not hold site records.

    References
    ----------
    Zaheer, M. et al. Deep Sets. NeurIPS 30 (2017), https://doi.org/10.48550/arXiv.1703.06114

    Examples
    --------
    >>> from coursekit.featurizers import SiteFeatures
    >>> record = SiteFeatures(np.array([[1.0], [3.0]]), ("Mg", "O"), ("charge",))
    >>> MaxPooling().fit_transform([record])
    array([[3.]])
    """

    continuous = None

    def _pool(self, records):
        if any(sp.issparse(record.values) for record in records):
            return sp.vstack(
                [sp.csr_matrix(record.values.max(axis=0)) for record in records], "csr"
            )
        values, starts = site_matrix(records)
        return np.maximum.reduceat(values, starts, axis=0)

    def _names(self, inputs):
        return [f"max {name}" for name in inputs]


class MomentPooling(Pooling):
    """Mean, standard deviation and skewness over the sites.

    Keeps: the typical site, how much sites differ, and to which side. Loses: several distinct kinds
    of site with equal moments.

    Parameters
    ----------
    order : {1, 2, 3}, default 2
        Highest moment: 1 mean, 2 also the standard deviation, 3 also the skewness (0 where all
        sites are equal).

    Returns
    -------
    (n_structures, n_features * order) array

    Raises
    ------
    ValueError
        If `order` is not 1, 2 or 3.

    References
    ----------
    Ward, L. et al. Phys. Rev. B 96, 024104 (2017), https://doi.org/10.1103/PhysRevB.96.024104

    Examples
    --------
    >>> from coursekit.featurizers import SiteFeatures
    >>> record = SiteFeatures(np.array([[1.0], [3.0]]), ("Mg", "O"), ("charge",))
    >>> MomentPooling().fit_transform([record])
    array([[2., 1.]])
    """

    def __init__(self, *, order=2):
        self.order = order

    def _fit(self, records):
        if self.order not in (1, 2, 3):
            raise ValueError(f"`order` is {self.order!r}; it must be 1, 2 or 3")

    def _pool(self, records):
        values, starts = dense_site_matrix(records, "MomentPooling")
        counts = np.array([len(record) for record in records])
        mean = np.add.reduceat(values, starts, axis=0) / counts[:, None]
        centred = values - np.repeat(mean, counts, axis=0)
        std = np.sqrt(np.add.reduceat(centred**2, starts, axis=0) / counts[:, None])
        third = np.add.reduceat(centred**3, starts, axis=0) / counts[:, None]
        # below this the sites are equal up to rounding and a skewness would be noise
        spread = std > 1e-10 * (1.0 + np.abs(mean))
        skewness = np.where(spread, third / np.where(spread, std, 1.0) ** 3, 0.0)
        return np.hstack([mean, std, skewness][: self.order])

    def _names(self, inputs):
        kinds = ["mean", "std", "skewness"][: self.order]
        return [f"{kind} {name}" for kind in kinds for name in inputs]
