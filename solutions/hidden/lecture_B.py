"""Cases of B_environments that are tried at grading: inputs, and numbers of wrong turns."""

import numpy as np
from pymatgen.core import Structure

from coursekit.checks.declare import hidden
from coursekit.checks.own_inputs import own_seed
from coursekit.neighbors import (
    neighbor_list,
    neighbors_half_list,
    neighbors_minimum_image,
    neighbors_with_self,
    neighbors_without_images,
)
from coursekit.structures import (
    make_bcc,
    make_diamond,
    make_fcc,
    make_hcp,
    make_perovskite,
    make_rutile,
)

WAYS = {
    "no images": neighbors_without_images,
    "minimum image": neighbors_minimum_image,
    "half list": neighbors_half_list,
    "self counted": neighbors_with_self,
}


@hidden("B-smooth")
def smooth(case):
    for name, crystal in {"perovskite": make_perovskite(), "diamond": make_diamond()}.items():
        for radius in (2.9, 5.1):
            r_all = neighbor_list(crystal, 7.0).distances[:60]
            wave = np.cos(np.pi * r_all / radius)
            case(
                f"{name}, {radius} Å",
                args=(r_all[::-1].copy(), radius),
                wrong=lambda: {
                    "hard count": np.sum(r_all < radius),
                    "cosine goes on": np.sum(wave + 1) / 2,
                    "no half": np.sum((wave + 1)[r_all < radius]),
                },
            )


def wrong_counts(crystal, radius):
    near = neighbor_list(crystal, radius)
    ring = (np.abs(near.images[near.site(0)]).max(axis=1) <= 1).sum()
    found = {name: int(way(crystal, radius).counts[0]) for name, way in WAYS.items()}
    return found | {"adjacent cells only": int(ring)}


@hidden("B-images")
def images(case):
    rutile = make_rutile()
    tried = {
        "copper, skewed": make_fcc(primitive=True),
        "rutile": make_rutile(),
        "magnesium": make_hcp(),
    }
    for name, crystal in tried.items():
        for radius in (3.3, 6.2):
            case(
                f"{name}, {radius} Å",
                args=(crystal.lattice.matrix, crystal.frac_coords, 0, radius),
                wrong=lambda: wrong_counts(crystal, radius),
            )
    case(
        "oxygen in rutile",
        args=(rutile.lattice.matrix, rutile.frac_coords, 3, 2.7),
        wrong=lambda: {"first site taken": int(neighbor_list(rutile, 2.7).counts[0])},
    )
    leaning = np.array([[1, 0, 0], [2, 1, 0], [3, 1, 1]]) @ make_fcc(primitive=True).lattice.matrix
    turned, near = (
        Structure(leaning.T, ["Cu"], [[0, 0, 0]]),
        neighbor_list(Structure(leaning, ["Cu"], [[0, 0, 0]]), 5.0),
    )
    case(
        "copper, a very skewed cell",
        args=(leaning, [[0.0, 0.0, 0.0]], 0, 5.0),
        wrong=lambda: {
            "lattice transposed": int(neighbor_list(turned, 5.0).counts[0]),
            "lengths for widths": int((np.abs(near.images).max(axis=1) <= 2).sum()),
        },
    )


@hidden("B-gap")
def gap(case):
    for name, crystal in {
        "gold": make_fcc("Au"),
        "tungsten": make_bcc("W"),
        "TiO2": make_rutile(),
    }.items():
        near = neighbor_list(crystal, 6.0)
        r_all = near.distances[near.site(0)]
        ends = np.flatnonzero(np.diff(r_all) > 0.1)
        for shell in (1, 3):
            last = ends[shell - 1]
            case(
                f"{name}, shell {shell}",
                args=(r_all[::-1].copy(), shell),
                unit="Å",
                wrong=lambda: {
                    "neighbours for shells": (r_all[shell - 1] + r_all[shell]) / 2,
                    "edge of the shell": r_all[last],
                    "next shell": r_all[last + 1],
                },
            )


@hidden("B-invariant")
def invariant(case):
    rng = np.random.default_rng(own_seed(23))
    points = rng.normal(size=(5, 3)) * 2
    spin = np.array([[0.36, 0.48, -0.8], [-0.8, 0.6, 0.0], [0.48, 0.64, 0.6]])
    moves = [
        lambda p: p + np.array([3.0, -1.0, 7.0]),
        lambda p: p @ spin,
        lambda p: p[[2, 0, 4, 1, 3]],
    ]

    def lengths(p):
        return np.sort(np.linalg.norm(p - p.mean(axis=0), axis=1))

    kinds = {
        "sorted lengths from the middle": lengths,
        "lengths from the middle, as they stand": lambda p: np.linalg.norm(
            p - p.mean(axis=0), axis=1
        ),
        "sorted lengths from the origin": lambda p: np.sort(np.linalg.norm(p, axis=1)),
        "large numbers": lambda p: 1e7 * lengths(p),
        "tiny numbers": lambda p: 1e-12 * p.sum(axis=0),
        "negative numbers": lambda p: -lengths(p),
        "one number of many": lambda p: np.append(p[0], 0.0),
        "falling numbers": lambda p: -np.linalg.norm(p.mean(axis=0), keepdims=True),
    }
    for name, describe in kinds.items():
        case(name, args=(describe, points, moves))


@hidden("B-radii")
def radii(case):
    tried = {
        "iron and tungsten, 14": ([make_bcc(), make_bcc("W")], [14, 14]),
        "copper and gold, 12": ([make_fcc(), make_fcc("Au")], [12, 12]),
        "diamond 4, rutile 6": ([make_diamond(), make_rutile()], [4, 6]),
        "diamond 4, tungsten 8": ([make_diamond(), make_bcc("W")], [4, 8]),
    }
    for name, (crystals, wanted) in tried.items():
        lists = [neighbor_list(crystal, 6.0) for crystal in crystals]
        distances = [pairs.distances[pairs.site(0)][::-1].copy() for pairs in lists]
        case(name, args=(distances, wanted), rtol=1e-6, unit="Å")
