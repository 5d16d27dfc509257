"""Each wrong turn that a question names fails at least one visible case: hidden cases vary numbers."""

import pytest

from .bench import bench_of

NAMED = {
    ("2_structure", "2-distances"): {
        "Each pair is counted once": """
def pair_distances(crystal, r_max):
    from coursekit.neighbors import neighbors_half_list
    return neighbors_half_list(crystal, r_max).distances
""",
        "those to the nearest image": """
def pair_distances(crystal, r_max):
    return [n.distance(site) for site in crystal for n in crystal.get_neighbors(site, r_max)]
""",
    },
    ("2_structure", "2-rank"): {
        "Kendall's": """
def mean_rank_correlation(target, predicted, groups):
    from scipy.stats import kendalltau
    rho = []
    for g in set(groups):
        m = groups == g
        if m.sum() > 2:
            rho.append(kendalltau(target[m], predicted[m])[0] if np.ptp(predicted[m]) else 0)
    return np.mean(rho)
""",
    },
    ("1_composition", "1-folds"): {
        "Some formulas are in the training and in the test part": """
def grouped_folds(groups, n_folds):
    from sklearn.model_selection import KFold
    return list(KFold(n_folds, shuffle=True, random_state=0).split(groups))
""",
    },
    ("1_composition", "1-errors"): {
        "fitted once, on all data": """
def fold_errors(model, X, y, folds):
    model.fit(X, y)
    return [np.abs(model.predict(X[b]) - y[b]).mean() for a, b in folds]
""",
        "neg_mean_absolute_error": """
def fold_errors(model, X, y, folds):
    from sklearn.model_selection import cross_val_score
    return cross_val_score(model, X, y, cv=folds, scoring="neg_mean_absolute_error")
""",
    },
    ("3_local", "3-neighbors"): {
        "Only the cells that touch": """
def neighbor_distances(lattice, frac_coords, site, r_cut):
    shifts = np.stack(np.meshgrid(*[[-1, 0, 1]] * 3), -1).reshape(-1, 1, 3)
    d = np.linalg.norm((frac_coords - frac_coords[site] + shifts) @ lattice, axis=-1).ravel()
    return np.sort(d[(d > 1e-8) & (d < r_cut)])
""",
        "In a skewed cell its width counts": """
def neighbor_distances(lattice, frac_coords, site, r_cut):
    n = np.ceil(r_cut / np.linalg.norm(lattice, axis=1)).astype(int)
    shifts = np.stack(np.meshgrid(*[np.arange(-k, k + 1) for k in n]), -1).reshape(-1, 1, 3)
    d = np.linalg.norm((frac_coords - frac_coords[site] + shifts) @ lattice, axis=-1).ravel()
    return np.sort(d[(d > 1e-8) & (d < r_cut)])
""",
    },
    ("3_local", "3-pool"): {
        "edges": """
def histogram_pool(vectors, edges):
    bins = len(edges) - 1
    return np.concatenate([np.histogram(c, bins)[0] for c in vectors.T]) / len(vectors)
""",
        "outside": """
def histogram_pool(vectors, edges):
    counts = [np.histogram(c, edges)[0] for c in vectors.T]
    return np.concatenate([c / c.sum() for c in counts])
""",
    },
    ("3_local", "3-tune"): {
        "stands first in `alphas`": """
def tune_and_predict(K, y, train, test, alphas):
    fits = [K[np.ix_(test, train)] @ np.linalg.solve(K[np.ix_(train, train)] + a * np.eye(len(train)), y[train])
            for a in alphas]
    return fits[np.argmin([np.abs(f - y[test]).mean() for f in fits])]
""",
    },
    ("4_audit", "4-rotation"): {
        "Every rotation starts from": """
def rotation_error(describe, crystal, rotations):
    from pymatgen.core import SymmOp
    before, worst = describe(crystal), 0.0
    for turn in rotations:
        crystal.apply_operation(SymmOp.from_rotation_and_translation(turn))
        worst = max(worst, np.abs(describe(crystal) - before).max())
    return worst / np.abs(before).max()
""",
        "turned the other way round": """
def rotation_error(describe, crystal, rotations):
    from pymatgen.core import Structure
    before = describe(crystal)
    turned = [Structure(crystal.lattice.matrix @ R, crystal.species, crystal.frac_coords) for R in rotations]
    return max(np.abs(describe(t) - before).max() for t in turned) / np.abs(before).max()
""",
        "mean over the rotations": """
def rotation_error(describe, crystal, rotations):
    from pymatgen.core import Structure
    before = describe(crystal)
    turned = [Structure(crystal.lattice.matrix @ R.T, crystal.species, crystal.frac_coords) for R in rotations]
    return np.mean([np.abs(describe(t) - before).max() for t in turned]) / np.abs(before).max()
""",
    },
    ("4_audit", "4-roundtrip"): {
        "written with fewer digits": """
def what_changed(before, after, tolerance):
    found = ["species"] if before.species != after.species else []
    found += ["lattice"] if before.lattice != after.lattice else []
    shift = after.frac_coords - before.frac_coords
    shift = (shift - np.round(shift)) @ before.lattice.matrix
    return found + (["coordinates"] if np.linalg.norm(shift, axis=1).max() > tolerance else [])
""",
        "Two sites can exchange": """
def what_changed(before, after, tolerance):
    found = ["species"] if before.composition != after.composition else []
    found += ["lattice"] if np.abs(before.lattice.matrix - after.lattice.matrix).max() > tolerance else []
    shift = after.frac_coords - before.frac_coords
    shift = (shift - np.round(shift)) @ before.lattice.matrix
    return found + (["coordinates"] if np.linalg.norm(shift, axis=1).max() > tolerance else [])
""",
        "face": """
def what_changed(before, after, tolerance):
    found = ["species"] if before.species != after.species else []
    found += ["lattice"] if np.abs(before.lattice.matrix - after.lattice.matrix).max() > tolerance else []
    shift = (after.frac_coords % 1 - before.frac_coords % 1) @ before.lattice.matrix
    return found + (["coordinates"] if np.linalg.norm(shift, axis=1).max() > tolerance else [])
""",
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("notebook", "step", "said"), [(*key, said) for key, turns in NAMED.items() for said in turns]
)
def test_a_named_wrong_turn_fails_a_visible_case_and_is_said(notebook, step, said):
    result = bench_of(notebook).run(step, NAMED[notebook, step][said])
    assert not result.solved
    assert said in result.shown, result.shown
