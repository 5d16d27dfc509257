"""REMatch: two crystals are alike if their sites can be matched one to one."""

import warnings

import numpy as np
from sklearn.exceptions import ConvergenceWarning

from coursekit.featurizers.parameters import check_kinds, is_number
from coursekit.kernels.crystals import CrystalKernel
from coursekit.kernels.environments import check_zeta

SMALLEST_ALPHA = 0.01
"""Below it the weights exp(-(1 - k)/alpha) run out of floating point numbers."""

_AT_ONCE = 20_000  # numbers per array in one batch of pairs; more would not fit the cache
_CHECK_EVERY = 4  # rounds between looks at the convergence
_MAX_ROUNDS = 10_000


class REMatchKernel(CrystalKernel):
    """Similarity of the sites of two crystals under their best, slightly blurred, matching.

    Keeps: whether every site of one crystal has a counterpart in the other, which the average
    kernel cannot see. Loses: how the matched sites are arranged.

    Parameters
    ----------
    alpha : float, default 0.1
        Blur of the matching, at least 0.01: small values pair off the sites, large ones tend to the
        average kernel.
    zeta : int, default 1
        Sharpness of the site similarity, 1 or more.
    normalise : bool, default True
        Divide by the similarity of each crystal with itself, so that equal crystals get 1.
    complete : bool, default True
        Weigh SOAP columns by how many terms of the whole power spectrum they stand for; see
        `environment_kernel`. False takes vectors as they are, which is what DScribe's kernel does.
    tol : float, default 1e-4
        Share of the sites that may be matched more or less than once, between 0 and 1; the
        similarity is right to about as much.

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
        If a parameter is out of range, or a site's vector is zero.

    Notes
    -----
    K(A, B) = Σ_ij P_ij k(i, j) with the matching P that makes Σ_ij P_ij (1 - k(i, j) + alpha ln
    P_ij) least while its rows add up to 1/N_A and its columns to 1/N_B. Sinkhorn's rounds find it:
    scale the rows, then the columns, again and again; here for all pairs of crystals with equal
    numbers of sites at once. Does not change with the choice of cell. The smaller `alpha`, the more
    rounds; below 0.03 some pairs take thousands.

    References
    ----------
    De, S., Bartók, A. P., Csányi, G., Ceriotti, M. Phys. Chem. Chem. Phys. 18, 13754 (2016),
    https://doi.org/10.1039/C6CP00415F

    Cuturi, M. Sinkhorn Distances. NeurIPS 26 (2013), https://doi.org/10.48550/arXiv.1306.0895

    Examples
    --------
    >>> from coursekit.featurizers import SOAP
    >>> from coursekit.structures import make_anatase, make_rutile
    >>> sites = SOAP().fit_transform([make_rutile(), make_anatase()])
    >>> kernel = REMatchKernel(alpha=0.1).fit_transform(sites)
    >>> bool(0.5 < kernel[0, 1] < 1)
    True
    """

    def __init__(self, *, alpha=0.1, zeta=1, normalise=True, complete=True, tol=1e-4):
        self.alpha = alpha
        self.zeta = zeta
        self.normalise = normalise
        self.complete = complete
        self.tol = tol

    def _check_parameters(self):
        check_zeta(self.zeta)
        check_kinds(self, flags=["normalise", "complete"])
        if not is_number(self.alpha) or not self.alpha >= SMALLEST_ALPHA:
            raise ValueError(f"`alpha` is {self.alpha!r}; it must be at least {SMALLEST_ALPHA}")
        if not is_number(self.tol) or not 0 < self.tol < 1:
            raise ValueError(f"`tol` is {self.tol!r}; it must lie between 0 and 1")

    def _compare(self, similarities, left, right):
        """Pairs of crystals sorted by their numbers of sites, each size as one batch."""
        result = np.zeros((len(left) - 1, len(right) - 1))
        for n, rows in _by_size(left):
            for m, columns in _by_size(right):
                at = rows[:, None] * len(right[:-1]) + columns
                values = _corners(similarities, left[rows], right[columns], n, m)
                result.flat[at.ravel()] = best_match(values, alpha=self.alpha, tol=self.tol)
        return result


def _by_size(edges):
    """(number of sites, crystals that have it) for every number that occurs."""
    counts = np.diff(edges)
    return [(int(n), np.flatnonzero(counts == n)) for n in np.unique(counts)]


def _corners(similarities, tops, lefts, n, m):
    """(n, m, n_pairs): the part of the slab that belongs to each pair of crystals."""
    rows = (np.arange(n)[:, None] + tops)[:, None, :, None]
    columns = (np.arange(m)[:, None] + lefts)[None, :, None, :]
    return similarities[rows, columns].reshape(n, m, -1)


def best_match(similarities, *, alpha, tol=1e-4):
    """Similarity of pairs of crystals under their best matching, many pairs at once."""
    n, m, n_pairs = similarities.shape
    if min(n, m) == 1:  # there is only one matching
        return similarities.mean(axis=(0, 1))
    result, missed = np.zeros(n_pairs), np.zeros(n_pairs)
    # crystals without a common element: nothing to match
    pending = np.flatnonzero(similarities.any(axis=(0, 1)))
    size = max(1, _AT_ONCE // (n * m))
    for start in range(0, len(pending), size):
        part = pending[start : start + size]
        batch = np.ascontiguousarray(similarities[..., part])
        result[part], missed[part] = _sinkhorn(batch, alpha, tol)
    _warn_unless_matched(missed, tol, alpha)
    return result


def _sinkhorn(similarities, alpha, tol):
    """Similarity of every pair, and the share of sites matched more or less than once."""
    n, m, n_pairs = similarities.shape
    kernel = np.exp((similarities - 1) / alpha)
    result, missed, pending = np.empty(n_pairs), np.empty(n_pairs), np.arange(n_pairs)
    u = np.full((n, n_pairs), 1 / n)
    for turn in range(1, _MAX_ROUNDS + 1):
        v = (1 / m) / np.einsum("nmp,np->mp", kernel, u)
        u = (1 / n) / np.einsum("nmp,mp->np", kernel, v)
        if turn % _CHECK_EVERY and 1 < turn < _MAX_ROUNDS:
            continue
        # the rows add up by construction; how far are the columns from doing so?
        error = np.abs(v * np.einsum("nmp,np->mp", kernel, u) - 1 / m).sum(axis=0)
        done = (error <= tol) | (turn == _MAX_ROUNDS)
        if not done.any():
            continue
        matched = (similarities * kernel)[..., done]
        result[pending[done]] = np.einsum("nmp,np,mp->p", matched, u[:, done], v[:, done])
        missed[pending[done]] = error[done]
        if done.all():
            break
        pending, u = pending[~done], u[:, ~done]
        kernel, similarities = kernel[..., ~done], similarities[..., ~done]
    return result, missed


def _warn_unless_matched(missed, tol, alpha):
    late = np.count_nonzero(missed > tol)
    if late:
        pairs = "1 pair of crystals is" if late == 1 else f"{late} pairs of crystals are"
        warnings.warn(
            f"{pairs} matched only to {missed.max():.1g}, not to `tol` = {tol:g}, after "
            f"{_MAX_ROUNDS} rounds; raise `alpha` ({alpha:g}) or `tol`",
            ConvergenceWarning,
            stacklevel=2,
        )
