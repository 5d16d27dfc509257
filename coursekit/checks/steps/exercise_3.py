"""What 3_local asks: visible cases, wrong turns, hints, where to look."""

import numpy as np
from pymatgen.core import Lattice, Structure

from coursekit.checks.declare import step, written
from coursekit.checks.reports import (
    EXPECT_BLIND,
    WRONG,
    expect_numbers,
    read_leak,
    read_numbers,
    with_other_tests,
)
from coursekit.neighbors import (
    neighbor_list,
    neighbors_minimum_image,
    neighbors_with_self,
    neighbors_without_images,
)
from coursekit.structures import make_quartz, make_rocksalt, make_rutile


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
    optional=True,
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


TURN = np.array([[0.36, 0.48, -0.8], [-0.8, 0.6, 0.0], [0.48, 0.64, 0.6]])
MIRROR = np.diag([1.0, 1.0, -1.0])


def moved(crystal, matrix):
    """The crystal turned or mirrored: cell and atoms together."""
    cell = Lattice(crystal.lattice.matrix @ matrix.T)
    return Structure(cell, crystal.species, crystal.frac_coords)


def exchanged(crystal, site, element, copies=(1, 1, 1)):
    """Several cells of a crystal, before and after one atom has become another element."""
    before = crystal.copy()
    before.make_supercell(copies)
    after = before.copy()
    after.replace(site, element)
    return before, after


def in_order(sites):
    """Places of sites as whole numbers, from the first to the last."""
    return sorted(int(site) for site in sites)


def sites_that_change(before, after, r_cut, *, periodic=True, same_columns=True):
    """Places of sites whose SOAP vector changes, by dscribe; and what known wrong turns find."""
    from dscribe.descriptors import SOAP as Reference

    pair = [before, after]
    kinds = [sorted({site.specie.symbol for site in crystal}) for crystal in pair]
    kinds = [sorted({*kinds[0], *kinds[1]})] * 2 if same_columns else kinds
    rows = [
        Reference(species=kind, r_cut=r_cut, n_max=4, l_max=3, sigma=0.5, periodic=periodic).create(
            crystal.to_ase_atoms()
        )
        for kind, crystal in zip(kinds, pair, strict=True)
    ]
    width = min(table.shape[1] for table in rows)
    change = np.abs(rows[1][:, :width] - rows[0][:, :width]).max(axis=1)
    return np.flatnonzero(change > 1e-3 * np.abs(rows[0]).max()).tolist()


def wrong_sites(before, after, r_cut):
    """Places that known wrong turns find, where they are not the right ones."""
    near = neighbor_list(before, r_cut)
    unlike = [i for i, (a, b) in enumerate(zip(before, after, strict=True)) if a.specie != b.specie]
    reached = set(unlike) | set(near.centers[np.isin(near.neighbors, unlike)].tolist())
    found = {
        "no images": sites_that_change(before, after, r_cut, periodic=False),
        "columns of its own": sites_that_change(before, after, r_cut, same_columns=False),
        "only the exchanged atom": unlike,
        "sharp cutoff": sorted(reached),
    }
    if not unlike:
        found["a turn noticed"] = list(range(len(before)))
    right = sites_that_change(before, after, r_cut)
    return {turn: sites for turn, sites in found.items() if sites != right}


@step(
    "3-soap",
    answer="changed_sites",
    title="What a SOAP vector notices",
    look="D2_soap, step four: compare",
    hints=[
        "Fit one transformer on the list of both crystals, so that the columns of both tables mean the same.",
        "transform([before, after]) gives two records; `.values` of each is a table with a row for each site.",
        "np.abs(second - first).max(axis=1) has one number a site; compare it with 0.001 times the largest entry.",
    ],
)
def soap(case):
    chain = exchanged(make_rocksalt("Na", anion="Cl"), 0, "K", (1, 1, 3))
    for name, before, after, r_cut in [
        ("rutile, turned", make_rutile(), moved(make_rutile(), TURN), 4.0),
        ("quartz and its mirror image", make_quartz(), moved(make_quartz(), MIRROR), 4.0),
        ("K for one Na in three cells of rock salt, 3 Å", *chain, 3.0),
        ("K for one Na in three cells of rock salt, 4.5 Å", *chain, 4.5),
    ]:
        case(
            name,
            args=(before, after, r_cut),
            pick=in_order,
            expected=sites_that_change(before, after, r_cut),
            wrong=wrong_sites(before, after, r_cut),
            points=1.0 if before is chain[0] else 0.2,
        )


@step(
    "3-pool",
    answer="histogram_pool",
    title="A histogram for each column",
    look="E_pooling, histogram",
    optional=True,
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


NUMBERS = ("mae", "error", "rho")


def make_rows(n_formulas, seed):
    """Rows like pooled SOAP vectors, energies that follow from them, and formulas of three."""
    rng = np.random.default_rng(seed)
    formulas = np.repeat(rng.normal(size=(n_formulas, 2)), 3, axis=0)
    inside = np.hstack([formulas, 0.6 * rng.normal(size=(3 * n_formulas, 1))])
    X = np.exp(0.4 * inside @ rng.normal(size=(3, 12)))
    y = -2 + inside @ [1.0, -0.7, 0.8] + 0.3 * inside[:, 0] ** 2
    return X, y, np.repeat([f"A{k}B" for k in range(n_formulas)], 3)


@step(
    "3-report",
    answer="soap_report",
    title="A tuned kernel model, reported",
    look="A_ladder, how is it tested?",
    hints=[
        "Draw the folds once, and fill `predicted` fold by fold: predicted[test] = ...",
        "With `tune_and_predict`, hand over targets in which those of the test part are NaN: then they cannot be used.",
        "Settings are chosen by errors on a part of the training part, never on the test part.",
    ],
)
def report(case):
    X, y, groups = make_rows(20, seed=4)
    calls = with_other_tests(X, y, groups)
    case(
        "the numbers of the report",
        args=calls,
        pick=read_numbers(y, groups, NUMBERS),
        expected=expect_numbers(*NUMBERS),
        wrong=WRONG,
    )
    case(
        "other energies in one test part",
        args=calls,
        pick=read_leak(y, groups),
        expected=EXPECT_BLIND,
        wrong=WRONG,
    )


written("3-words", title="Which pooling, in your words")
