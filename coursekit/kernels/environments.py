"""Similarity between the surroundings of atoms: the normalised SOAP kernel, a slab at a time."""

import numpy as np
import scipy.sparse as sp

from coursekit.featurizers.parameters import is_number
from coursekit.featurizers.records import check_records
from coursekit.kernels.multiplicity import column_multiplicity
from coursekit.kernels.products import SharedColumns
from coursekit.pooling.base import site_matrix

SLAB_BYTES = 32_000_000
"""Memory for the rows of the kernel that are under way at one time."""


def environment_kernel(X, Y=None, *, zeta=1, complete=True):
    """Similarity of every site of some crystals with every site of others.

    Parameters
    ----------
    X : list of SiteFeatures
    Y : list of SiteFeatures, optional
        By default `X`.
    zeta : int, default 1
        Sharpness, 1 or more.
    complete : bool, default True
        Count the terms that SOAP vectors store once but the overlap of densities holds twice (unlike
        elements, n < n'); see `column_multiplicity`. False takes the vectors as they are.

    Returns
    -------
    (n_sites of X, n_sites of Y) array
        1 for equal vectors; between 0 and 1 for complete power spectra. Two environments with
        similarity 1 have equal vectors, but need not be the same environment.

    Raises
    ------
    ValueError
        If `zeta` is not a whole number above 0, the columns differ, or a site's vector is zero.

    Notes
    -----
    ``k(i, j) = (p_i · p_j / |p_i| |p_j|)^zeta``. The matrix grows with the square of the number of
    sites: 3.2 GB for 20 000. `iter_environment_kernel` gives the same rows a few at a time.

    References
    ----------
    Bartók, A. P., Kondor, R., Csányi, G. Phys. Rev. B 87, 184115 (2013),
    https://doi.org/10.1103/PhysRevB.87.184115

    Examples
    --------
    >>> from coursekit.featurizers import SOAP
    >>> from coursekit.structures import make_rocksalt
    >>> salt = SOAP(r_cut=4.0, n_max=4, l_max=3).fit_transform([make_rocksalt("Mg")])
    >>> kernel = environment_kernel(salt)
    >>> kernel.shape, float(kernel[0, 1].round(6))
    ((8, 8), 1.0)
    """
    parts = iter_environment_kernel(X, Y, zeta=zeta, complete=complete)
    return np.concatenate([slab for _, slab in parts])


def iter_environment_kernel(X, Y=None, *, zeta=1, complete=True):
    """The rows of `environment_kernel`, whole crystals at a time, within a bound of memory.

    Parameters
    ----------
    X, Y, zeta, complete
        As `environment_kernel`.

    Yields
    ------
    rows : slice
        Sites of `X`.
    slab : (n_rows, n_sites of Y) array
        At most 32 MB, unless one crystal alone needs more.

    Raises
    ------
    ValueError
        As `environment_kernel`.
    """
    check_zeta(zeta)
    left = Environments(X, complete=complete)
    right = left if Y is None else Environments(Y, complete=complete)
    shared = SharedColumns(left, right)
    for first, last in left.portions(8 * right.n_sites):
        rows = slice(int(left.edges[first]), int(left.edges[last]))
        yield rows, raise_to(shared.product(rows), zeta)


def check_zeta(zeta):
    """Raise ValueError unless `zeta` is a whole number above 0."""
    if not is_number(zeta) or not zeta >= 1 or not float(zeta).is_integer():
        raise ValueError(f"`zeta` is {zeta!r}; it must be a whole number, at least 1")


def raise_to(values, zeta):
    """Raise an array to a whole power, in place; squaring is much cheaper than a general power."""
    while zeta % 2 == 0:
        np.multiply(values, values, out=values)
        zeta //= 2
    return values if zeta == 1 else np.power(values, zeta, out=values)


class Environments:
    """The sites of some crystals as rows of length 1, and where each crystal's rows are."""

    def __init__(self, records, *, complete=True):
        records = _check_records(records)
        self.ids = [record.id for record in records]
        values, starts = site_matrix(records)
        self.edges = np.append(starts, values.shape[0])
        weights = np.sqrt(column_multiplicity(records[0].names)) if complete else None
        self.values = self._normalised(values, weights)

    @property
    def n_sites(self):
        """Number of rows."""
        return int(self.edges[-1])

    @property
    def counts(self):
        """Sites of every crystal."""
        return np.diff(self.edges)

    def portions(self, bytes_per_site):
        """Ranges of crystals whose slabs fit in the memory set aside for them."""
        sites = max(1, SLAB_BYTES // bytes_per_site)
        ranges, first = [], 0
        while first < len(self.ids):
            fitting = np.searchsorted(self.edges, self.edges[first] + sites, side="right") - 1
            last = max(int(fitting), first + 1)
            ranges.append((first, last))
            first = last
        return ranges

    def _normalised(self, values, weights):
        if sp.issparse(values):
            data = values.data if weights is None else values.data * weights[values.indices]
            squares = sp.csr_matrix((data**2, values.indices, values.indptr), values.shape)
            scale = self._inverse_lengths(np.asarray(squares.sum(axis=1)).ravel())
            data = data * np.repeat(scale, np.diff(values.indptr))
            return sp.csr_matrix((data, values.indices, values.indptr), values.shape)
        values = values if weights is None else values * weights
        return values * self._inverse_lengths(np.einsum("ij,ij->i", values, values))[:, None]

    def _inverse_lengths(self, squares):
        if not squares.all():
            row = int(np.flatnonzero(squares == 0)[0])
            crystal = int(np.searchsorted(self.edges, row, side="right")) - 1
            raise ValueError(
                f"{self.ids[crystal]}: the vector of site {row - self.edges[crystal]} is zero, so "
                "that no similarity is defined; raise `r_cut` of the featuriser"
            )
        return 1 / np.sqrt(squares)


def _check_records(X):
    records = check_records(X, "kernel")
    if not records:
        raise ValueError("`X` is empty; a kernel needs at least one crystal")
    for record in records:
        if record.values.shape[1] != records[0].values.shape[1]:
            raise ValueError(
                f"{record.id}: has {record.values.shape[1]} columns, {records[0].id} has "
                f"{records[0].values.shape[1]}; use the same fitted featuriser for both"
            )
    return records
