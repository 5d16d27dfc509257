"""What 3_local asks: visible cases, wrong turns, hints, where to look."""

import numpy as np
from pymatgen.core import Structure

from coursekit.checks.declare import step, written
from coursekit.neighbors import (
    neighbor_list,
    neighbors_minimum_image,
    neighbors_with_self,
    neighbors_without_images,
)
from coursekit.structures import make_perovskite, make_rocksalt, make_rutile


def wrong_neighbors(crystal, site, r_cut):
    """Distances that known wrong turns give for the same atom."""
    turns = {
        "no images": neighbors_without_images,
        "minimum image": neighbors_minimum_image,
        "self counted": neighbors_with_self,
    }
    found = {name: turn(crystal, r_cut) for name, turn in turns.items()}
    wrong = {name: np.sort(pairs.distances[pairs.centers == site]) for name, pairs in found.items()}
    right = neighbor_list(crystal, r_cut)
    touching = (right.centers == site) & (np.abs(right.images).max(axis=1) <= 1)
    columns = Structure(crystal.lattice.matrix.T, crystal.species, crystal.frac_coords)
    columns = neighbor_list(columns, r_cut)
    mine = right.site(site)
    reach = np.ceil(r_cut / np.linalg.norm(crystal.lattice.matrix, axis=1))
    along = (np.abs(right.images[mine]) <= reach).all(axis=1)
    return wrong | {
        "adjacent cells only": np.sort(right.distances[touching]),
        "lengths for widths": np.sort(right.distances[mine][along]),
        "lattice transposed": np.sort(columns.distances[columns.site(site)]),
        "first site taken": np.sort(right.distances[right.site(0)]),
    }


@step(
    "3-neighbors",
    answer="neighbor_distances",
    title="Neighbours by hand",
    look="B_environments, periodic images",
    hints=[
        "Make a list of integer shifts, add each to all fractional coordinates, and only then go to Å.",
        "A row of fractional differences becomes Å by `@ lattice`.",
        "How far to shift: r_cut divided by the height of the cell, which is 1 over the length of a column of the inverse lattice, rounded up.",
    ],
)
def neighbors(case):
    salt = make_rocksalt("Na", anion="Cl", a=5.64)
    case(
        "sodium in rock salt, 3 Å",
        args=(salt.lattice.matrix, salt.frac_coords, 0, 3.0),
        expected=[2.82] * 6,
        rtol=1e-5,
        wrong=wrong_neighbors(salt, 0, 3.0),
    )
    leaning = Structure(
        [[3.0, 0, 0], [1.0, 2.8, 0], [0.5, 0, 5.0]],
        ["Al"] * 3,
        [[0, 0, 0], [0.5, 0.5, 0.3], [0.25, 0.1, 0.6]],
    )
    case(
        "third atom of a leaning cell, 3.2 Å",
        args=(leaning.lattice.matrix, leaning.frac_coords, 2, 3.2),
        rtol=1e-5,
        expected=[2.121532, 2.122357, 2.252199, 2.739416, 2.973214, 2.973214, 3.0, 3.0, 3.098532],
        wrong=wrong_neighbors(leaning, 2, 3.2),
    )
    # more than the neighbouring cells: a small cell, and one that leans so much that it is thin
    small = Structure(3.0 * np.eye(3), ["Po"], [[0.5, 0.5, 0.5]])
    thin = Structure([[3.0, 0, 0], [7.0, 2.0, 0], [1.0, 4.0, 3.0]], ["Po"], [[0.1, 0.2, 0.3]])
    for name, crystal, r_cut in [
        ("one atom in a cube of 3 Å, 6.1 Å", small, 6.1),
        ("one atom in a thin cell, 4.5 Å", thin, 4.5),
    ]:
        near = neighbor_list(crystal, r_cut)
        case(
            name,
            args=(crystal.lattice.matrix, crystal.frac_coords, 0, r_cut),
            rtol=1e-5,
            expected=np.sort(near.distances),
            wrong=wrong_neighbors(crystal, 0, r_cut),
        )


def compare_sites(vectors):
    """Shape, and similarity of every site with the first and the last."""
    vectors = np.asarray(vectors.todense() if hasattr(vectors, "todense") else vectors, dtype=float)
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.concatenate([vectors.shape, unit @ unit[0], unit @ unit[-1]])


def compare_with_first(vectors):
    """Similarity of every site with the first."""
    return compare_sites(vectors)[2 : 2 + np.shape(vectors)[0]]


def wrong_soap(crystal, r_cut, n_max, l_max):
    """Numbers that known wrong turns give: a molecule, another width, exchanged settings."""
    from dscribe.descriptors import SOAP as Reference

    species = sorted({site.specie.symbol for site in crystal})
    given = {"species": species, "r_cut": r_cut, "n_max": n_max, "l_max": l_max, "sigma": 0.5}
    turns = {
        "no images": {"periodic": False},
        "width left at its default": {"sigma": 1.0},
        "n_max and l_max swapped": {"n_max": l_max, "l_max": n_max},
    }
    atoms = crystal.to_ase_atoms()
    return {
        name: compare_sites(Reference(**{"periodic": True, **given, **turn}).create(atoms))
        for name, turn in turns.items()
    }


@step(
    "3-soap",
    answer="soap_vectors",
    title="SOAP, two routes",
    look="D2_soap, step four: compare",
    hints=[
        "The course's transformer takes a list: put the one crystal into one, and take the first record out again.",
        "With dscribe: create(crystal.to_ase_atoms()) of a SOAP made with the crystal's species and periodic=True.",
    ],
)
def soap(case):
    rutile = make_rutile()
    case(
        "rutile, shape",
        args=(rutile, 4.0, 4, 3),
        expected={"sites": 6, "features": 144},
        pick=lambda v: dict(zip(["sites", "features"], np.shape(v), strict=True)),
    )
    perovskite = make_perovskite()
    case(
        "SrTiO3, likeness of each site to the first",
        args=(perovskite, 4.0, 4, 3),
        pick=compare_with_first,
        expected=[1, 0.45320, 0.43065, 0.43065, 0.43065],
        rtol=1e-3,
        wrong={name: values[2:7] for name, values in wrong_soap(perovskite, 4.0, 4, 3).items()},
    )


@step(
    "3-pool",
    answer="histogram_pool",
    title="A histogram for each column",
    look="E_pooling, histogram",
    hints=[
        "np.clip moves values beyond the edges to the edges, where np.histogram counts them.",
        "One np.histogram for each column of the array, side by side; divide by the number of sites.",
    ],
)
def pool(case):
    vectors = np.array([[0.1, 5.0], [0.2, 0.3], [0.9, 0.4], [-2.0, 0.6], [0.4, 0.9]])
    edges = np.array([0.0, 0.5, 1.0])
    case(
        "five sites, two columns",
        args=(vectors, edges),
        expected=[0.8, 0.2, 0.4, 0.6],
        wrong=wrong_pools(vectors, edges),
    )
    column = np.array([[0.3], [1.5], [1.6], [9.0]])
    edges = np.array([0.0, 1.0, 2.0, 4.0])
    case(
        "one column, three bins",
        args=(column, edges),
        expected=[0.25, 0.5, 0.25],
        wrong=wrong_pools(column, edges),
    )


def wrong_pools(vectors, edges):
    """Fractions that known wrong turns give."""
    inside = np.clip(vectors, edges[0], edges[-1]).T
    n, bins = len(vectors), len(edges) - 1
    counts = np.array([np.histogram(column, edges)[0] for column in inside])
    found = np.array([np.histogram(column, edges)[0] for column in vectors.T])
    own = np.array([np.histogram(column, bins)[0] for column in vectors.T])
    return {
        "counts for fractions": counts.ravel(),
        "outside dropped": found.ravel() / n,
        "outside not counted": (found / found.sum(axis=1, keepdims=True)).ravel(),
        "edges of its own": own.ravel() / n,
        "density for fractions": (counts / n / np.diff(edges)).ravel(),
    } | ({"bins before columns": counts.T.ravel() / n} if len(counts) > 1 else {})


def made_up(n, noise, width, seed):
    """Kernel, targets (NaN in the test part), training and test part of a noisy curve."""
    rng = np.random.default_rng(seed)
    x = rng.permutation(np.linspace(0, 6, n))
    K = np.exp(-((x[:, None] - x) ** 2) / (2 * width**2))
    train, test = np.arange(n - n // 4), np.arange(n - n // 4, n)
    y = np.sin(2 * x) + noise * rng.normal(size=n)
    y[test] = np.nan
    return K, y, train, test


def predict_with(K, y, train, test, alpha):
    """Predictions with a given regulariser."""
    return K[np.ix_(test, train)] @ np.linalg.solve(
        K[np.ix_(train, train)] + alpha * np.eye(len(train)), y[train]
    )


@step(
    "3-tune",
    answer="tune_and_predict",
    title="Tune inside the training part",
    look="the bold words in the question",
    hints=[
        "Divide `train` once more, and look at errors only on what you left out of it.",
        "A kernel for other crystals is a part of K: K[np.ix_(wanted, known)].",
        "If a NaN comes out, targets of the test part went in.",
    ],
)
def tune(case):
    for name, curve, alphas, best in [
        ("a noisy curve", made_up(80, 0.3, 0.4, seed=2), [1e-9, 1.0, 1e4], 1.0),
        ("a smooth curve", made_up(48, 0.0, 0.5, seed=9), [1e4, 1.0, 1e-6], 1e-6),
    ]:
        case(
            name,
            args=(*curve, alphas),
            expected=predict_with(*curve, best),
            rtol=1e-3,
            atol=0.02,
            unit="eV/atom",
            wrong={
                turn: predict_with(*curve, alpha)
                for turn, alpha in [
                    ("not regularised", min(alphas)),
                    ("regularised too much", max(alphas)),
                    ("tuned on the test part", alphas[0]),
                ]
                if alpha != best
            },
        )


written("3-report", title="Report")
