"""What a local descriptor cannot hold: density, volume, dimensionality of the framework."""

import numpy as np

_BOND = 1.25  # of the sum of atomic radii


def global_quantities(structures):
    """Name -> value for each crystal: density (g/cm³), volume per atom (Å³), dimensionality."""
    return {
        "density": np.array([float(s.density) for s in structures]),
        "volume per atom": np.array([s.volume / len(s) for s in structures]),
        "dimensionality": np.array([float(dimensionality(s)) for s in structures]),
    }


def dimensionality(structure):
    """In how many directions the bonded framework goes on for ever; the largest of its pieces.

    0 molecules, 1 chains, 2 layers, 3 a three-dimensional framework. Walks along bonds (atoms closer
    than 1.25 times the sum of their atomic radii). Reaching a site again in another cell gives a
    period of the framework; their rank is the answer (Larsen et al., Phys. Rev. Mater. 3, 034003
    (2019), https://doi.org/10.1103/PhysRevMaterials.3.034003).

    Examples
    --------
    >>> from coursekit.structures import make_graphite, make_rutile
    >>> dimensionality(make_graphite()), dimensionality(make_rutile())
    (2, 3)
    """
    links = _bonds(structure)
    seen, best = {}, 0
    for start in range(len(structure)):
        if start in seen:
            continue
        seen[start] = np.zeros(3, int)
        periods, queue = [], [start]
        while queue:
            site = queue.pop()
            for other, image in links[site]:
                place = seen[site] + image
                if other not in seen:
                    seen[other] = place
                    queue.append(other)
                elif (place != seen[other]).any():
                    periods.append(place - seen[other])
        best = max(best, np.linalg.matrix_rank(np.array(periods)) if periods else 0)
    return int(best)


def _bonds(structure):
    radii = [_radius(site) for site in structure]
    first, second, images, distances = structure.get_neighbor_list(2 * _BOND * max(radii))
    links = [[] for _ in structure]
    for i, j, image, distance in zip(first, second, images, distances, strict=True):
        if distance < _BOND * (radii[i] + radii[j]):
            links[i].append((int(j), np.round(image).astype(int)))
    return links


def _radius(site):
    return float(getattr(site.specie, "atomic_radius", None) or 1.2)
