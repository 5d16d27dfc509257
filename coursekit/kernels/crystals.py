"""Similarity between crystals from the similarity of their sites: the average kernel."""

import numpy as np
import scipy.sparse as sp
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from coursekit.featurizers.parameters import check_kinds
from coursekit.featurizers.records import OfCrystals
from coursekit.kernels.environments import Environments, check_zeta, raise_to
from coursekit.kernels.products import SharedColumns


class CrystalKernel(OfCrystals, TransformerMixin, BaseEstimator):
    """What the kernels between crystals share: fit to some, compare others with them.

    A subclass gives `_check_parameters()` and `_compare(similarities, left, right)`, which turns a
    slab of site similarities into crystal similarities.
    """

    def fit(self, X, y=None):
        """Remember the crystals to compare with.

        Parameters
        ----------
        X : list of SiteFeatures
        y : ignored

        Returns
        -------
        self

        Raises
        ------
        TypeError
            If `X` does not hold site records.
        ValueError
            If `X` is empty, a parameter is out of range, or a site's vector is zero.
        """
        self._check_parameters()
        self.environments_ = Environments(X, complete=self.complete)
        self.self_similarity_ = self._with_itself(self.environments_)
        return self

    def fit_transform(self, X, y=None):
        """Fit to the crystals and compare them with one another; half the work of doing both.

        Parameters
        ----------
        X : list of SiteFeatures
        y : ignored

        Returns
        -------
        (n_structures, n_structures) array
            Symmetric.
        """
        self._check_parameters()
        self.environments_ = Environments(X, complete=self.complete)
        kernel = self._all_pairs(self.environments_)
        self.self_similarity_ = kernel.diagonal().copy()
        return self._scaled(kernel, self.self_similarity_)

    def transform(self, X):
        """Similarity of crystals with those of the fit.

        Parameters
        ----------
        X : list of SiteFeatures

        Returns
        -------
        (n_structures, n_fitted) array

        Raises
        ------
        ValueError
            If the columns differ from those of the fit, or a site's vector is zero.
        """
        check_is_fitted(self)
        new = Environments(X, complete=self.complete)
        kernel = self._across(new, self.environments_)
        return self._scaled(kernel, self._with_itself(new))

    def get_feature_names_out(self, input_features=None):
        """Name of every column: the crystal compared with.

        Parameters
        ----------
        input_features : ignored

        Returns
        -------
        (n_fitted,) array of str
        """
        check_is_fitted(self)
        names = [f"similarity to {name}" for name in self.environments_.ids]
        return np.array(names, dtype=object)

    def _scaled(self, kernel, own):
        if self.normalise:
            known = np.sqrt(self.self_similarity_)
            # by one product of both, or rounding would make the kernel unsymmetric
            for row, length in zip(kernel, np.sqrt(own), strict=True):
                row /= length * known
        return kernel

    def _all_pairs(self, crystals):
        """Upper half from slabs that get shorter and shorter, lower half copied."""
        shared = SharedColumns(crystals, crystals)
        kernel = np.zeros((len(crystals.ids),) * 2)
        for first, last in crystals.portions(8 * crystals.n_sites):
            rows = slice(int(crystals.edges[first]), int(crystals.edges[last]))
            slab = raise_to(shared.product(rows, begin=rows.start), self.zeta)
            left = crystals.edges[first : last + 1] - rows.start
            right = crystals.edges[first:] - rows.start
            kernel[first:last, first:] = self._compare(slab, left, right)
        upper = np.triu(kernel)
        return upper + np.triu(upper, 1).T

    def _across(self, new, known):
        shared = SharedColumns(new, known)
        parts = []
        for first, last in new.portions(8 * known.n_sites):
            rows = slice(int(new.edges[first]), int(new.edges[last]))
            slab = raise_to(shared.product(rows), self.zeta)
            parts.append(self._compare(slab, new.edges[first : last + 1] - rows.start, known.edges))
        return np.concatenate(parts)

    def _with_itself(self, crystals):
        own = np.empty(len(crystals.ids))
        for k, (start, stop) in enumerate(
            zip(crystals.edges[:-1], crystals.edges[1:], strict=True)
        ):
            rows = crystals.values[start:stop]
            product = rows @ rows.T
            product = product.toarray() if sp.issparse(product) else product
            edges = np.array([0, stop - start])
            own[k] = self._compare(raise_to(product, self.zeta), edges, edges)[0, 0]
        return own


class AverageKernel(CrystalKernel):
    """Mean similarity over all pairs of sites of two crystals.

    Keeps: how alike the sites are on the whole. Loses: which site matches which; with `zeta` 1 it
    is the similarity of the mean vectors and no more.

    Put it between a site featuriser and a model with `kernel="precomputed"`; inside a pipeline each
    training fold is compared with itself, each test fold with the training fold.

    Parameters
    ----------
    zeta : int, default 1
        Sharpness of the site similarity, 1 or more.
    normalise : bool, default True
        Divide by the similarity of each crystal with itself, so that equal crystals get 1.
    complete : bool, default True
        Weigh SOAP columns by how many terms of the whole power spectrum they stand for; see
        `environment_kernel`. False takes vectors as they are, which is what DScribe's kernel does.

    Attributes
    ----------
    self_similarity_ : (n_fitted,) array
        Of every crystal of the fit, before normalisation.

    Returns
    -------
    (n_structures, n_fitted) array
        Between 0 and 1 for SOAP vectors.

    Raises
    ------
    ValueError
        If `zeta` is not a whole number above 0, or a site's vector is zero.

    Notes
    -----
    K(A, B) = 1/(N_A N_B) Σ_ij k(i, j)^zeta with k the cosine of the sites' vectors, then
    K(A, B) / sqrt(K(A, A) K(B, B)). Does not change with the choice of cell. Cost: quadratic in the
    number of sites; memory: that of the crystal kernel plus 32 MB.

    References
    ----------
    De, S., Bartók, A. P., Csányi, G., Ceriotti, M. Phys. Chem. Chem. Phys. 18, 13754 (2016),
    https://doi.org/10.1039/C6CP00415F

    Examples
    --------
    >>> from sklearn.kernel_ridge import KernelRidge
    >>> from sklearn.pipeline import make_pipeline
    >>> from coursekit.featurizers import SOAP
    >>> from coursekit.structures import make_anatase, make_rutile
    >>> model = make_pipeline(SOAP(), AverageKernel(zeta=4), KernelRidge(kernel="precomputed"))
    >>> crystals = [make_rutile(), make_anatase()]
    >>> model.fit(crystals, [-1.0, -1.1]).predict(crystals).shape
    (2,)
    """

    def __init__(self, *, zeta=1, normalise=True, complete=True):
        self.zeta = zeta
        self.normalise = normalise
        self.complete = complete

    def _check_parameters(self):
        check_zeta(self.zeta)
        check_kinds(self, flags=["normalise", "complete"])

    def _compare(self, similarities, left, right):
        """Sums over the sites of each pair of crystals, over their numbers of sites."""
        sums = np.add.reduceat(similarities, right[:-1], axis=1)
        sums = np.add.reduceat(sums, left[:-1], axis=0)
        return sums / np.diff(left)[:, None] / np.diff(right)
