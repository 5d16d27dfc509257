"""Six wishes for a descriptor, each as a small test, and the table of all descriptors and tests.

A descriptor is here a featuriser, or a plain function that gives a crystal's vectors, one an atom.
Where one atom is looked at, it is the first; a descriptor of the whole crystal has only one vector.
"""

import time

import numpy as np
from pymatgen.core import Structure

from coursekit.featurizers.acsf import ACSF
from coursekit.featurizers.chebyshev import Chebyshev
from coursekit.featurizers.coordination import Coordination
from coursekit.featurizers.manybody import MBTR
from coursekit.featurizers.radial import RadialDistribution
from coursekit.featurizers.random_network import RandomNetwork
from coursekit.featurizers.soap import SOAP
from coursekit.neighbors import neighbor_list
from coursekit.structures import (
    make_anatase,
    make_brookite,
    make_fcc,
    make_planar,
    make_rocksalt,
    make_rutile,
    make_shell,
    make_spinel,
    make_terrace,
    rattle,
    rotate,
    shift_origin,
    supercell,
)

R_CUT = 4.0
"""Å. One cutoff for all, so that none is better because it sees farther."""
EQUAL = 1e-6
"""Vectors that differ by less, relative to their length, are the same up to rounding."""
_FINEST = 1e-5  # Å


def sorted_distances(structure):
    """Distances of each atom's neighbours within `R_CUT`, ascending: as many numbers as neighbours."""
    pairs = neighbor_list(structure, R_CUT)
    return [np.sort(pairs.distances[pairs.site(i)]) for i in range(len(structure))]


def bare_positions(structure):
    """Coordinates in the order of the file: no descriptor, and the control that fails."""
    return [structure.cart_coords.ravel()]


def make_descriptors():
    """Those of the score card, by name, all with one cutoff.

    Returns
    -------
    dict of str to featuriser or function
    """
    return {
        "positions (control)": bare_positions,
        "count": Coordination(R_CUT),
        "count, faded edge (control)": Coordination(R_CUT, cutoff="cosine"),
        "sorted distances": sorted_distances,
        "g(r)": RadialDistribution(R_CUT),
        "ACSF": ACSF(R_CUT),
        "SOAP": SOAP(R_CUT, n_max=4, l_max=4),
        "Chebyshev": Chebyshev(R_CUT),
        "MBTR of distances": MBTR(R_CUT),
        "network, random weights": RandomNetwork(R_CUT),
    }


def vectors(descriptor, structures, fitted_on=None):
    """Vectors of each crystal, one an atom, or a single one of the whole crystal."""
    if not hasattr(descriptor, "fit"):
        return [descriptor(structure) for structure in structures]
    rows = descriptor.fit(fitted_on or structures).transform(structures)
    return [[row] if isinstance(row, np.ndarray) else list(row.values) for row in rows]


def distance(first, second):
    """Difference of two vectors relative to the longer one; infinite if they differ in size."""
    if len(first) != len(second):
        return np.inf
    longer = max(np.linalg.norm(first), np.linalg.norm(second))
    return float(np.linalg.norm(first - second) / longer) if longer else 0.0


def invariance(descriptor):
    """Change of an atom's vector when the crystal is written otherwise; should be 0.

    Parameters
    ----------
    descriptor : featuriser or function

    Returns
    -------
    dict of str to float
        By what was done.
    """
    crystal = rattle(make_brookite(), 0.1, seed=1)
    others = {
        "moved": shift_origin(crystal),
        "turned": rotate(crystal),
        "relabelled": Structure.from_sites(list(crystal)[::-1]),
        "as a supercell": supercell(crystal, (2, 1, 1)),
    }
    start, *rows = vectors(descriptor, [crystal, *others.values()])
    same = {"relabelled": -1}
    return {
        name: distance(start[0], row[same.get(name, 0)])
        for name, row in zip(others, rows, strict=True)
    }


def unlike_pairs():
    """Pairs of environments that differ in one thing only.

    Returns
    -------
    dict of str to pair of pymatgen Structure
        By what they differ in; the first atom is the centre.
    """
    four = {"center": "C", "neighbor": "H", "distance": 1.5}
    tetrahedron = make_shell("tetrahedron", **four)
    return {
        "number": (tetrahedron, make_shell("octahedron", **four)),
        "distance": (tetrahedron, make_shell("tetrahedron", **four | {"distance": 1.6})),
        "element": (tetrahedron, make_shell("tetrahedron", **four | {"neighbor": "F"})),
        "angle": (tetrahedron, make_shell("square", **four)),
        "planar pair": (make_planar("first"), make_planar("second")),
    }


def uniqueness(descriptor):
    """Difference of the centre's vector in pairs of unlike environments; should not be 0.

    Parameters
    ----------
    descriptor : featuriser or function

    Returns
    -------
    dict of str to float
        By what the two differ in.
    """
    found = {}
    for name, pair in unlike_pairs().items():
        first, second = vectors(descriptor, pair)
        found[name] = distance(first[0], second[0])
    return found


def continuity(descriptor, *, start=3.0, stop=5.0, n=20):
    """Largest jump on the way of a hydrogen molecule out through the cutoff; should be 0.

    The way is cut into steps, and each step into halves, the half with the greater change again, and
    so on: a change that is left in a step of a hundred-thousandth of an ångström is a jump.

    Parameters
    ----------
    descriptor : featuriser or function
    start, stop : float
        Ends of the way of its nearer atom, Å from the centre.
    n : int
        Steps to begin with.

    Returns
    -------
    float
        Relative to the whole change on the way; infinite if the vector's size changes.
    """
    shell = make_shell("tetrahedron", center="C", neighbor="H", distance=1.5)

    def walk(places):
        crystals = [_with_neighbor(shell, r) for r in places]
        return [rows[0] for rows in vectors(descriptor, crystals)]

    places = np.linspace(start, stop, n + 1)
    rows = walk(places)
    low, high, step = places[:-1], places[1:], (stop - start) / n
    before, after = rows[:-1], rows[1:]
    while step > _FINEST:
        middle, step = (low + high) / 2, step / 2
        between = walk(middle)
        left = [
            distance(a, m) > distance(m, b) for a, m, b in zip(before, between, after, strict=True)
        ]
        low, high = np.where(left, low, middle), np.where(left, middle, high)
        before = [a if go else m for a, m, go in zip(before, between, left, strict=True)]
        after = [m if go else b for b, m, go in zip(after, between, left, strict=True)]
    jump = max(distance(a, b) for a, b in zip(before, after, strict=True))
    return jump / max(distance(rows[0], row) for row in rows) if np.isfinite(jump) else np.inf


def _with_neighbor(shell, r):
    crystal = shell.copy()
    for away in (r, r + 0.74):  # with a partner, so that no atom is ever alone
        crystal.append("H", shell.cart_coords[0] + [0.0, 0.0, away], coords_are_cartesian=True)
    return crystal


def cost(descriptor, *, repeats=3):
    """Processor time for an atom of a spinel, the best of some repeats."""
    crystal, times = make_spinel(), []
    vectors(descriptor, [crystal])
    for _ in range(repeats):
        start = time.process_time()
        vectors(descriptor, [crystal])
        times.append(time.process_time() - start)
    return 1000 * min(times) / len(crystal)


def sizes(descriptor):
    """Lengths of the vectors: of all atoms of some oxides, and of a crystal of six elements."""
    oxides = [make_rutile(), make_anatase(), make_brookite(), supercell(make_rutile(), (2, 1, 1))]
    lengths = {len(row) for rows in vectors(descriptor, oxides) for row in rows}
    mixed = supercell(make_rocksalt("Mg", anion="O", a=4.21).get_primitive_structure(), (5, 1, 1))
    for place, symbol in enumerate(("Mg", "Co", "Ni", "Cu", "Zn")):
        mixed[place] = symbol
    return min(lengths), max(lengths), max(len(row) for row in vectors(descriptor, [mixed])[0])


def generality(descriptor):
    """Which kinds of matter are described, without a refusal."""
    kinds = {
        "molecule": make_shell("tetrahedron", center="C", neighbor="H", distance=1.09),
        "metal": make_fcc("Cu"),
        "salt": make_rocksalt("Na", anion="Cl", a=5.64),
        "surface": make_terrace(layers=3, size=1),
    }
    found = {name: _described(descriptor, crystal, crystal) for name, crystal in kinds.items()}
    tin = make_rutile()
    tin.replace_species({"Ti": "Sn"})
    return found | {"element not in the fit": _described(descriptor, tin, make_rutile())}


def _described(descriptor, crystal, fitted_on):
    try:
        vectors(descriptor, [crystal], [fitted_on])
    except ValueError:
        return False
    return True


def score_card(descriptors=None):
    """Try all tests on all descriptors.

    Parameters
    ----------
    descriptors : dict of str to featuriser or function, optional
        By default `make_descriptors()`.

    Returns
    -------
    pandas DataFrame
        One row a descriptor: "invariant" (share of the four rewritings that change nothing), "unique"
        (share of the five pairs told apart), "jump" (largest one, share of the whole change),
        "ms per atom", "shortest", "longest" and "six elements" (numbers in a vector), "general"
        (share of the five kinds described).

    References
    ----------
    Langer, M. F., Goessmann, A., Rupp, M. npj Comput. Mater. 8, 41 (2022),
    https://doi.org/10.1038/s41524-022-00721-x
    """
    import pandas as pd

    rows = {}
    for name, tool in (descriptors or make_descriptors()).items():
        shortest, longest, six = sizes(tool)
        rows[name] = {
            "invariant": np.mean([change < EQUAL for change in invariance(tool).values()]),
            "unique": np.mean([apart > EQUAL for apart in uniqueness(tool).values()]),
            "jump": continuity(tool),
            "ms per atom": cost(tool),
            "shortest": shortest,
            "longest": longest,
            "six elements": six,
            "general": np.mean(list(generality(tool).values())),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("descriptor")
