"""All dot products between two sets of long sparse rows, by dense blocks of shared columns.

The rows of one crystal fill the same few columns, those of its elements. Columns that the same
crystals fill form a block, which is multiplied as a dense matrix: as fast as memory allows, where
a sparse product would pick its numbers one at a time.
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp


@dataclass(frozen=True, eq=False)
class _Block:
    """Columns that the same rows fill: their places, and the numbers, a row of the crystal each."""

    left_rows: object
    left: np.ndarray
    right_rows: object
    right: np.ndarray


class SharedColumns:
    """Two sets of environments, cut into dense blocks that can be multiplied."""

    def __init__(self, left, right):
        if left.values.shape[1] != right.values.shape[1]:
            raise ValueError(
                f"{left.ids[0]}: has {left.values.shape[1]} columns, {right.ids[0]} has "
                f"{right.values.shape[1]}; use the same fitted featuriser for both"
            )
        self.n_columns = right.n_sites
        if sp.issparse(left.values) or sp.issparse(right.values):
            self.blocks = list(_sparse_blocks(left, right))
        else:
            everything = slice(0, left.n_sites), slice(0, right.n_sites)
            self.blocks = [_Block(everything[0], left.values, everything[1], right.values)]

    def product(self, rows, *, begin=0):
        """Dot products of some rows of the left set with the rows of the right set."""
        out = np.zeros((rows.stop - rows.start, self.n_columns - begin))
        for block in self.blocks:
            at, left = _between(block.left_rows, block.left, rows.start, rows.stop)
            to, right = _between(block.right_rows, block.right, begin, self.n_columns)
            if not len(left) or not len(right):
                continue
            if isinstance(at, slice) and isinstance(to, slice):
                out[at, to] += left @ right.T
            else:
                out[np.ix_(_places(at), _places(to))] += left @ right.T
        return out


def _between(places, values, start, stop):
    """Part of a block whose rows lie in a range, and their places in it."""
    if isinstance(places, slice):
        first, last = max(places.start, start), min(places.stop, stop)
        last = max(first, last)
        part = slice(first - places.start, last - places.start)
        return slice(first - start, last - start), values[part]
    part = slice(*np.searchsorted(places, [start, stop]))
    return places[part] - start, values[part]


def _places(rows):
    return np.arange(rows.start, rows.stop) if isinstance(rows, slice) else rows


def _sparse_blocks(left, right):
    sides = [left] if left is right else [left, right]
    columns = [sp.csc_matrix(side.values) for side in sides]
    used, keys = _used_by_the_same(sides, columns)
    order = np.argsort(keys, kind="stable")
    ends = np.flatnonzero(np.diff(keys[order])) + 1
    for group in np.split(used[order], ends) if len(used) else []:
        parts = [_dense(side, matrix, group) for side, matrix in zip(sides, columns, strict=True)]
        yield _Block(*parts[0], *parts[-1])


def _used_by_the_same(sides, columns):
    """Columns that both sides use, and a number that is equal for those the same crystals use."""
    rng = np.random.default_rng(0)
    both, keys = None, 0
    for side, matrix in zip(sides, columns, strict=True):
        used = np.flatnonzero(np.diff(matrix.indptr))
        owners = np.repeat(np.arange(len(side.ids)), side.counts)[matrix.indices]
        new = np.append(True, owners[1:] != owners[:-1])
        new[matrix.indptr[used]] = True
        marks = rng.integers(0, 2**63, len(side.ids), dtype=np.uint64)
        sums = np.zeros(matrix.shape[1], np.uint64)
        # a crystal is counted once in each column, however many of its sites are there
        sums[used] = np.add.reduceat(np.where(new, marks[owners], 0), matrix.indptr[used])
        both = used if both is None else np.intersect1d(both, used, assume_unique=True)
        keys = keys * np.uint64(31) + sums
    return both, keys[both]


def _dense(side, matrix, group):
    """Rows of all crystals that use these columns, and their numbers there."""
    begin, end = matrix.indptr[group[0]], matrix.indptr[group[0] + 1]
    crystals = np.unique(np.searchsorted(side.edges, matrix.indices[begin:end], side="right") - 1)
    rows = np.concatenate([np.arange(side.edges[k], side.edges[k + 1]) for k in crystals])
    part = matrix[:, group]
    values = np.zeros((len(rows), len(group)))
    at = np.repeat(np.arange(len(group)), np.diff(part.indptr))
    values[np.searchsorted(rows, part.indices), at] = part.data
    if rows[-1] - rows[0] == len(rows) - 1:
        rows = slice(int(rows[0]), int(rows[-1]) + 1)
    return rows, values
