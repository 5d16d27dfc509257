"""What B_environments asks: visible cases, wrong turns, hints, where to look."""

import numpy as np

from coursekit.checks.declare import question, step
from coursekit.neighbors import neighbor_list
from coursekit.structures import make_perovskite, make_quartz, make_rocksalt, make_rutile


@step(
    "B-smooth",
    answer="smooth_count",
    title="neighbours weighed by a smooth cutoff",
    look="B_environments, hard and smooth",
    hints=[
        "Two things decide about a neighbour: its weight, and whether it is inside at all.",
        "The cosine comes up again beyond `r_cut`; the weight is zero there.",
        "Turn `distances` into an array, take 0.5 * (np.cos(np.pi * distances / r_cut) + 1) where distances < r_cut, and sum.",
    ],
)
def smooth(case):
    case(
        "one atom",
        args=(np.array([1.0]), 4.0),
        expected=0.853553,
        rtol=1e-4,
        wrong={"hard count": 1.0, "no half": 1.707107, "degrees in the cosine": 0.762661},
    )
    case(
        "three inside, two beyond",
        args=(np.array([1.0, 5.0, 2.0, 6.0, 3.0]), 4.0),
        expected=1.5,
        rtol=1e-4,
        n=5,
        wrong={
            "hard count": 3,
            "cosine goes on": 2.146447,
            "no half": 3.0,
            "degrees in the cosine": 1.040580,
        },
    )


@step(
    "B-images",
    answer="count_neighbors",
    title="neighbours through the faces of the cell",
    look="B_environments, periodic images",
    hints=[
        "Every atom has copies, one for each triple of whole numbers. Which triples can reach a sphere of radius `r_cut`?",
        "Add the triples to the fractional coordinates, subtract those of the site, and multiply by `lattice`: these are all vectors.",
        "Let each whole number run from -n to n with n at least `r_cut` over the width of the cell, plus one. Leave out the distance zero.",
    ],
)
def images(case):
    mgo, simple = make_rocksalt(), ([[3.0, 0, 0], [0, 3.0, 0], [0, 0, 3.0]], [[0.5, 0.5, 0.5]])
    case(
        "one atom, first shell",
        args=(*simple, 0, 3.1),
        expected=6,
        wrong={"no images": 0, "minimum image": 0, "self counted": 7, "half list": 3},
    )
    case(
        "one atom, as far as two cells",
        args=(*simple, 0, 6.1),
        expected=32,
        wrong={"adjacent cells only": 26, "self counted": 33, "half list": 16},
    )
    case(
        "MgO, 3 Å",
        args=(mgo.lattice.matrix, mgo.frac_coords, 0, 3.0),
        expected=18,
        wrong={"no images": 6, "minimum image": 6, "self counted": 19},
    )


def all_distances(points):
    """All distances of a set of points, sorted: what no rotation and no order changes."""
    apart = np.linalg.norm(points[:, None] - points[None], axis=-1)
    return np.sort(apart[np.triu_indices(len(points), 1)])


def turned_about_z(points):
    """A quarter turn about the z axis."""
    return points @ np.array([[0.0, 1, 0], [-1, 0, 0], [0, 0, 1]])


def tipped_over(points):
    """A fifth of a radian about the x axis."""
    c, s = np.cos(0.2), np.sin(0.2)
    return points @ np.array([[1, 0, 0], [0, c, s], [0, -s, c]])


def last_first(points):
    """The atoms in the opposite order."""
    return points[::-1].copy()


def first_moved(points):
    return np.vstack([points[:1] + 0.2, points[1:]])


@step(
    "B-invariant",
    answer="is_invariant",
    title="does a description notice what means nothing?",
    look="B_environments, what must a description not notice",
    hints=[
        "Describe the points as they are, once. Then go through the moves: move the points, describe them again, compare.",
        "Compare numbers in place, and allow for rounding: a difference up to 1e-6 of the largest number is none.",
        "As soon as one move changes a number by more than `1e-6 * np.abs(before).max()`, the answer is False; True only after all moves.",
    ],
)
def invariant(case):
    points = np.array([[0.1, 0.2, 0.3], [1.9, 0.0, 0.4], [0.5, 2.2, 0.0], [0.3, 0.6, 2.9]])
    moves = [turned_about_z, tipped_over]
    case("all distances, turned", args=(all_distances, points, moves), expected=True)
    case(
        "heights z, turned about z and tipped over",
        args=(lambda p: p[:, 2], points, moves),
        expected=False,
        wrong={"only the first move": True},
    )
    case(
        "heights z, tipped over and turned about z",
        args=(lambda p: p[:, 2], points, moves[::-1]),
        expected=False,
        wrong={"only the last move": True},
    )
    case(
        "distances from the middle, in another order",
        args=(lambda p: np.linalg.norm(p - p.mean(axis=0), axis=1), points, [last_first]),
        expected=False,
        wrong={"sorted before comparing": True},
    )
    case(
        "distances in a ten thousandth of an Å, turned",
        args=(lambda p: 1e4 * all_distances(p), points + 1e3, moves),
        expected=True,
        wrong={"compared without tolerance": False},
    )
    case(
        "distances in metres, in a larger crystal",
        args=(lambda p: 1e-10 * all_distances(p), points, [lambda p: 1.001 * p]),
        expected=False,
        wrong={"absolute, not relative": True},
    )
    case(
        "minus the distances, turned",
        args=(lambda p: -all_distances(p), points, moves),
        expected=True,
    )
    case(
        "distances, squeezed crystal",
        args=(all_distances, points, [lambda p: 0.9 * p]),
        expected=False,
    )
    case(
        "distances, the first atom moved",
        args=(all_distances, points, [first_moved]),
        expected=False,
    )


question(
    "B-q1",
    answer="broken",
    title="which change a list of heights notices",
    right="42494fa75247",
    because={
        "a": "Differences of positions: a shift of the origin drops out.",
        "b": "Sorting takes the order out.",
        "c": "The neighbours of an atom, and their heights, are the same in a larger cell.",
        "d": "Heights are measured along z; when the crystal turns, a neighbour above the atom comes to stand beside it.",
    },
)


question(
    "B-q2",
    answer="remedy",
    title="left and right quartz",
    right="02ef3def08c7",
    because={
        "a": "Sharper angles come in pairs too: each one occurs in the mirror image as well.",
        "b": "The mirror image of a larger surrounding has the same distances and angles.",
        "c": "The two crystals have the same vectors; no number of examples separates equal inputs.",
        "d": "Vectors that a reflection does not change are equal; the input itself must be another.",
    },
)


@step(
    "B-gap",
    answer="radius_after",
    title="a radius behind a shell",
    look="B_environments, which radius? it is part of the model",
    hints=[
        "Sort first; then think of steps between one distance and the next.",
        "A step larger than 0.1 Å ends a shell; `np.diff` gives all steps.",
        "Take the place of the step number `n_shells`: the mean of the distances before and after it.",
    ],
)
def gap(case):
    case(
        "three shells of two",
        args=([2.0, 2.0, 3.0, 3.0, 4.0, 4.0], 1),
        expected=2.5,
        unit="Å",
        wrong={"neighbours for shells": 2.0, "edge of the shell": 2.0, "next shell": 3.0},
    )
    spread = [3.9, 2.03, 1.95, 3.6, 1.98, 3.52, 5.0]
    case(
        "disturbed, out of order",
        args=(spread, 2),
        expected=3.75,
        unit="Å",
        wrong={
            "neighbours for shells": 2.005,
            "edge of the shell": 3.6,
            "next shell": 3.9,
            "order of the list": 2.775,
        },
    )


def distances_of(structure, site):
    """Distances from one site up to 6 Å, in no order, Å."""
    pairs = neighbor_list(structure, 6.0)
    return pairs.distances[pairs.site(site)][::-1].copy()


@step(
    "B-radii",
    answer="safe_radii",
    title="one radius for several sites, defended",
    look="B_environments, which radius? it is part of the model",
    hints=[
        "For one site: which is the farthest neighbour that must be inside, and which the nearest that must not?",
        "Sort the distances of a site. With `wanted` neighbours inside, the radius lies between the entries `wanted - 1` and `wanted`.",
        "For all sites together the lower end is the largest of the lower ends, the upper end the smallest of the upper ones. If they cross, return [].",
    ],
)
def radii(case):
    rutile = make_rutile()
    titanium, oxygen = distances_of(rutile, 0), distances_of(rutile, 2)
    magnesium = distances_of(make_rocksalt(), 0)
    strontium, silicon = distances_of(make_perovskite(), 0), distances_of(make_quartz(), 0)
    case(
        "Ti of rutile, 6",
        args=([titanium], [6]),
        expected=[1.980066, 2.9587],
        rtol=1e-4,
        unit="Å",
        wrong={"neighbour inside, not after": [1.980066, 1.980066]},
    )
    case(
        "Ti of rutile 6, Mg of MgO 6, Sr of SrTiO3 12",
        args=([titanium, magnesium, strontium], [6, 6, 12]),
        expected=[2.761464, 2.9587],
        rtol=1e-4,
        unit="Å",
        wrong={
            "narrowest and widest swapped": [1.980066, 3.382],
            "first site alone": [1.980066, 2.9587],
            "last site alone": [2.761464, 3.382],
        },
    )
    case(
        "Si of quartz 4, O of rutile 3, Sr of SrTiO3 12",
        args=([silicon, oxygen, strontium], [4, 3, 12]),
        expected=[],
        unit="Å",
    )


question(
    "B-q3",
    answer="n_tungsten",
    title="neighbours in tungsten",
    look="B_environments, which radius? it is part of the model",
    number="74e0f8bf",
    wrong={
        "minimum image": 1,
        "self counted": 59,
        "half list": 29,
        "first shell only": 8,
        "list for one atom": 116,
    },
)
