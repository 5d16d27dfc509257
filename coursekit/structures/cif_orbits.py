"""Images of a CIF's sites: under the operations of one reading or of many, in one pass."""

import numpy as np

_SNAP = 0.1  # Å: how far an atom may be moved onto a symmetry element, if its digits allow it
_KEY_OFFSET = 0.3183  # no fraction and no short decimal number lies on the edge of a box


def orbits(sites, lattice, readings):
    """Readings that differ in where they put atoms, and where that is."""
    groups = [reading.operations for reading in readings]
    if sum(map(len, groups)) == 1:
        yield readings[0], [(s.coords[None] - np.floor(s.coords), np.zeros(1, int)) for s in sites]
        return
    rotations = np.concatenate([group.rotations for group in groups])
    translations = np.concatenate([group.translations for group in groups])
    starts = np.cumsum([0, *map(len, groups)])[:-1]
    owners = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    images = [_images(s, lattice, rotations, translations, starts, owners) for s in sites]
    known = set()
    for k, reading in enumerate(readings):
        places = tuple(keys[edges[k] : edges[k + 1]].tobytes() for _, _, keys, edges in images)
        if places not in known:
            known.add(places)
            yield (
                reading,
                [(x[e[k] : e[k + 1]], chosen[e[k] : e[k + 1]]) for x, chosen, _, e in images],
            )


def _images(site, lattice, rotations, translations, starts, owners):
    """Places of a site, the operation that leads to each, sorted keys, first place of each group."""
    away = rotations @ site.coords + translations - site.coords
    away -= np.rint(away)
    near = (np.abs(away) <= max(3.2 * site.grain, 1e-4)).all(axis=1)
    near &= np.linalg.norm(away @ lattice.matrix, axis=1) < _SNAP
    moves = np.add.reduceat(away * near[:, None], starts)
    moves /= np.add.reduceat(near, starts, dtype=int)[:, None]
    centers = site.coords + moves
    images = np.einsum("nij,nj->ni", rotations, centers[owners]) + translations
    images -= np.floor(images + 1e-12)
    images[images < 0] = 0.0
    keys = np.floor(images * 1e6 + _KEY_OFFSET).astype(np.int64) % 1_000_000
    keys = keys @ np.array([10**12, 10**6, 1])
    order = np.lexsort((keys, owners))
    keys = keys[order]
    new = np.append(True, (np.diff(keys) != 0) | (np.diff(owners) != 0))
    first = np.sort(order[new])
    edges = np.searchsorted(first, [*starts, len(owners)])
    return images[first], first - starts[owners[first]], keys[new], edges
