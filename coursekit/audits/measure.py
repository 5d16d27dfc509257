"""How much is a change? Measured against the spread between crystals, column by column."""

import numpy as np

_SHARE = 0.01
_NO_SPREAD = 1e-8
_SMALLEST_SCALE = 1e-3


def in_words(change):
    """What a vector did, after "the vector".

    Parameters
    ----------
    change : float
        In units of the spread between crystals.

    Returns
    -------
    str

    Examples
    --------
    >>> in_words(0.25)
    'changes by 0.25 of the spread between crystals'
    """
    if np.isinf(change):
        return "gets another length or other gaps"
    return f"changes by {change:.2g} of the spread between crystals"


def stack(blocks):
    """Blocks below one another; shorter ones are filled with zeros.

    Parameters
    ----------
    blocks : list of (n, n_features) array

    Returns
    -------
    (n_rows, n_columns) array
    """
    width = max(block.shape[1] for block in blocks)
    return np.vstack([np.pad(block, ((0, 0), (0, width - block.shape[1]))) for block in blocks])


class Ruler:
    """Unit of each column: how much it differs between crystals.

    Parameters
    ----------
    blocks : list of (n, n_features) array
        Vectors of unlike crystals.

    Attributes
    ----------
    scale_ : (n_columns,) array

    Notes
    -----
    A column that hardly differs is measured in hundredths of its size; one that is the same in all
    crystals in hundredths of the largest number anywhere, so that rounding there is no change. No
    unit is below a thousandth of the widest column's.

    Examples
    --------
    >>> ruler = Ruler([np.array([[0.0]]), np.array([[2.0]])])
    >>> ruler.distance(np.array([[0.0]]), np.array([[3.0]]))
    3.0
    """

    def __init__(self, blocks):
        rows = np.nan_to_num(stack(blocks))
        largest = np.abs(rows).max(initial=0.0) or 1.0
        spread, size = rows.std(axis=0), np.abs(rows.mean(axis=0))
        idle = spread <= _NO_SPREAD * largest
        own = np.maximum(spread, _SHARE * np.where(idle, largest, size))
        self.scale_ = np.maximum(own, _SMALLEST_SCALE * spread.max(initial=0.0))

    def distance(self, before, after):
        """Root mean square change of a vector, in units of the columns; the worst of its rows.

        Parameters
        ----------
        before, after : (n, n_features) array

        Returns
        -------
        float
            Infinite if the shapes differ or a number appears or vanishes.
        """
        if before.shape != after.shape or before.shape[1] > len(self.scale_):
            return float("inf")
        scale = self.scale_[: before.shape[1]]
        defined = np.isfinite(before)
        if (defined != np.isfinite(after)).any():
            return float("inf")
        change = np.where(defined, after - before, 0.0) / scale
        return float(np.sqrt((change**2).mean(axis=1)).max())

    def worst(self, before, after):
        """Largest distance over crystals, and whose it is.

        Parameters
        ----------
        before, after : list of array

        Returns
        -------
        distance : float
        position : int
        """
        found = [self.distance(b, a) for b, a in zip(before, after, strict=True)]
        position = int(np.argmax(found))
        return found[position], position
