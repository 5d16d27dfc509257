"""Answers to exercise 2 as students write them: right in other styles, and wrong."""

REPORT = """
def compare_rungs(crystals, y, groups):
    from sklearn.linear_model import Ridge
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    from sklearn.ensemble import ExtraTreesRegressor, GradientBoostingRegressor
    from sklearn.model_selection import KFold
    X = MagpieStatistics().fit_transform(crystals)
    Z = np.hstack([X, ADDED])
    folds = FOLDS
    c, s, e = np.zeros(len(y)), np.zeros(len(y)), []
    for a, b in folds:
        c[b] = MODEL.fit(X[FIT], y[FIT]).predict(X[b])
        s[b] = MODEL.fit(Z[FIT], y[FIT]).predict(Z[b])
        e.append((abs(c[b] - y[b]).mean(), abs(s[b] - y[b]).mean()))
    below, above = np.transpose(e)
    d = above - below
    return {"folds": folds, "composition": c, "structure": s, "change": d.mean(),
            "error": d.std(ddof=1) / len(d) ** 0.5, "rho": polymorph_scores(y, s, groups)["rho"]}
"""


def report(*edits, model="make_pipeline(StandardScaler(), Ridge(1.0))", fit="a",
           folds='make_folds(groups, "grouped")', added="SiteStatisticsFingerprint().fit_transform(crystals)"):  # fmt: skip
    """A comparison as students write it; `edits` are pairs of old and new text."""
    text = REPORT.replace("MODEL", model).replace("FIT", fit).replace("FOLDS", folds)
    for old, new in edits:
        text = text.replace(old, new)
    return text.replace("ADDED", added)


RIGHT = {
    "2-report": [
        report(),
        report(
            added="np.hstack([bonds.fit_transform(crystals), SiteStatisticsFingerprint().fit_transform(crystals)])"
        ),
        report(model="GradientBoostingRegressor(n_estimators=30, random_state=1)"),
        report(folds='make_folds(groups, "grouped", n_folds=4, seed=8)'),
        report(model="ExtraTreesRegressor(10, random_state=3)"),
        report(('polymorph_scores(y, s, groups)["rho"]', "rank(y, s, groups)")),
    ],
    "2-distances": [
        """
def pair_distances(crystal, r_max):
    return neighbor_list(crystal, r_max).distances
""",
        """
def pair_distances(crystal, r_max):
    from ase.neighborlist import neighbor_list as ase_list
    return ase_list("d", crystal.to_ase_atoms(), r_max)
""",
        """
def pair_distances(crystal, r_max):
    found = []
    n = 8
    shifts = np.array([[i, j, k] for i in range(-n, n + 1) for j in range(-n, n + 1) for k in range(-n, n + 1)])
    translations = shifts @ crystal.lattice.matrix
    for a in crystal.cart_coords:
        for b in crystal.cart_coords:
            d = np.linalg.norm(b + translations - a, axis=1)
            found += [x for x in d if 1e-6 < x < r_max]
    return found
""",
        """
import pandas as pd
def pair_distances(crystal, r_max):
    _, _, _, distances = crystal.get_neighbor_list(r_max)
    return pd.Series(distances)
""",
        """
def pair_distances(crystal, r_max):
    from pymatgen.optimization.neighbors import find_points_in_spheres
    points, cell = crystal.cart_coords, np.ascontiguousarray(crystal.lattice.matrix)
    *_, d = find_points_in_spheres(points, points, r=r_max, pbc=np.ones(3, dtype=np.int64), lattice=cell, tol=1e-8)
    return d[d > 1e-8]
""",
        """
def pair_distances(crystal, r_max):
    return {i: [n.nn_distance for n in ns] for i, ns in enumerate(crystal.get_all_neighbors(r_max))}.values()
""",
    ],
    "2-rdf": [
        """
def rdf(distances, n_atoms, volume, edges):
    result = []
    for low, high in zip(edges[:-1], edges[1:]):
        count = sum(1 for d in distances if low <= d < high)
        shell = 4 / 3 * np.pi * (high**3 - low**3)
        result.append(count * volume / (n_atoms**2 * shell))
    return result
""",
        """
def rdf(distances, n_atoms, volume, edges):
    counts = np.histogram(distances, edges)[0]
    shell = np.diff(4 / 3 * np.pi * np.power(edges, 3))
    return counts / n_atoms / shell / (n_atoms / volume)
""",
        """
import pandas as pd
def rdf(distances, n_atoms, volume, edges):
    counts = pd.Series(pd.cut(pd.Series(distances), edges, right=False)).value_counts(sort=False).to_numpy()
    return pd.Series(counts / (n_atoms**2 / volume * 4.18879 * np.diff(np.array(edges) ** 3)))
""",
        """
def rdf(distances, n_atoms, volume, edges):
    e = np.asarray(edges)
    idx = np.searchsorted(e, np.asarray(distances), side="right") - 1
    idx = idx[(idx >= 0) & (idx < len(e) - 1)]
    return np.bincount(idx, minlength=len(e) - 1) * 3 * volume / (4 * np.pi * n_atoms**2 * (e[1:]**3 - e[:-1]**3))
""",
        """
def rdf(distances, n_atoms, volume, edges):
    r = 0.5 * (np.array(edges)[1:] + np.array(edges)[:-1]); dr = np.diff(edges)
    c = np.histogram(distances, edges)[0]
    return c / (n_atoms * (n_atoms / volume) * (4 * np.pi * r**2 * dr + np.pi / 3 * dr**3))
""",
    ],
    "2-count": [
        """
def coordination(g, edges, density, r_cut):
    total = 0.0
    for value, low, high in zip(g, edges[:-1], edges[1:]):
        if high <= r_cut + 1e-6:
            total += value * density * 4 / 3 * np.pi * (high**3 - low**3)
    return total
""",
        """
def coordination(g, edges, density, r_cut):
    e = np.array(edges)
    shells = np.diff(4 * np.pi / 3 * e**3)
    return density * np.dot(np.where(e[1:] < r_cut + 1e-3, g, 0), shells)
""",
        """
import pandas as pd
def coordination(g, edges, density, r_cut):
    t = pd.DataFrame({"g": g, "low": edges[:-1], "high": edges[1:]})
    t = t[t.high.round(6) <= r_cut]
    return (t.g * (t.high**3 - t.low**3)).sum() * density * 4 * np.pi / 3
""",
        """
def coordination(g, edges, density, r_cut):
    from itertools import accumulate
    e = list(edges)
    running = list(accumulate(x * density * 4.1887902 * (b**3 - a**3) for x, a, b in zip(g, e, e[1:])))
    k = sum(1 for b in e[1:] if b <= r_cut + 1e-9)
    return running[k - 1] if k else 0.0
""",
        """
def coordination(g, edges, density, r_cut):
    e = np.array(edges, float)
    k = np.searchsorted(e, r_cut + 1e-9, side="right")
    return np.dot(np.array(g)[:k - 1], np.diff(e[:k] ** 3)) * density * 4 / 3 * np.pi
""",
    ],
    "2-rank": [
        """
import pandas as pd
def mean_rank_correlation(target, predicted, groups):
    table = pd.DataFrame({"t": target, "p": predicted, "g": groups})
    found = [0.0 if part.p.nunique() == 1 else part.t.corr(part.p, method="spearman")
             for _, part in table.groupby("g") if len(part) > 2]
    return np.mean(found)
""",
        """
def mean_rank_correlation(target, predicted, groups):
    from coursekit.pipelines import rank_correlation
    values = []
    for g in set(groups):
        inside = np.array(groups) == g
        if inside.sum() >= 3:
            values.append(rank_correlation(target[inside], predicted[inside]))
    return sum(values) / len(values)
""",
        """
from scipy.stats import rankdata
def mean_rank_correlation(target, predicted, groups):
    total, n = 0.0, 0
    for g in np.unique(groups):
        m = groups == g
        if m.sum() < 3:
            continue
        n += 1
        a, b = rankdata(target[m]), rankdata(predicted[m])
        if a.std() > 0 and b.std() > 0:
            total += np.corrcoef(a, b)[0, 1]
    return total / n
""",
        """
def mean_rank_correlation(target, predicted, groups):
    from scipy.stats import rankdata
    out = []
    for g in dict.fromkeys(groups.tolist() if hasattr(groups, "tolist") else groups):
        m = [i for i, x in enumerate(groups) if x == g]
        if len(m) > 2:
            a, b = rankdata(target[m]), rankdata(predicted[m])
            a, b = a - a.mean(), b - b.mean()
            s = np.sqrt((a @ a) * (b @ b))
            out.append(a @ b / s if s else 0.0)
    return np.mean(out)
""",
        """
import warnings
def mean_rank_correlation(target, predicted, groups):
    import pandas as pd
    t = pd.DataFrame(dict(t=target, p=predicted, g=groups)).groupby("g").filter(lambda x: len(x) >= 3)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return t.groupby("g")[["t", "p"]].apply(lambda x: x.t.rank().corr(x.p.rank())).fillna(0).mean()
""",
    ],
    "2-q1": ['choice = "c"', 'choice = "C"', "choice = ' c.'"],
}

WRONG = {
    "2-report": [
        (report(folds="list(KFold(5, shuffle=True, random_state=0).split(X))"), "draw them over formulas"),
        (report(fit=":"), "knew the crystals on which it was tested"),
        (report(("c[b] = MODEL".replace("MODEL", "make_pipeline(StandardScaler(), Ridge(1.0))"),
                 "c[b] = min((make_pipeline(StandardScaler(), Ridge(r)).fit(X[a], y[a]) for r in (1e-3, 1e6)),"
                 " key=lambda m: abs(m.predict(X[b]) - y[b]).mean())")), "Energies of the test part reach"),
        (report(("d.std(ddof=1) / len(d) ** 0.5", "np.hypot(below.std(ddof=1), above.std(ddof=1)) / len(d) ** 0.5")),
         "subtract fold by fold first"),
        (report(("d.std(ddof=1)", "d.std()")), "divides by n"),
        (report(("d.std(ddof=1) / len(d) ** 0.5", "d.std(ddof=1)")), "divide the scatter"),
        (report(("d.std(ddof=1)", "above.std(ddof=1)")), "standard error of one model"),
        (report(("above - below", "below - above")), "other way round"),
        (report(("polymorph_scores(y, s, groups)", "polymorph_scores(y, c, groups)")), "'rho'"),
        (report(("d.mean()", "-0.044")), "'change'"),
        (report(added="bonds.fit_transform(crystals)"), "the same for all polymorphs"),
        (report(('"composition": c, ', "")), "key of the report is missing"),
    ],
    "2-distances": [
        ("from coursekit.neighbors import neighbors_without_images\ndef pair_distances(crystal, r_max):\n    return neighbors_without_images(crystal, r_max).distances", "no images"),
        ("from coursekit.neighbors import neighbors_minimum_image\ndef pair_distances(crystal, r_max):\n    return neighbors_minimum_image(crystal, r_max).distances", "minimum image"),
        ("from coursekit.neighbors import neighbors_half_list\ndef pair_distances(crystal, r_max):\n    return neighbors_half_list(crystal, r_max).distances", "half list"),
        ("from coursekit.neighbors import neighbors_with_self\ndef pair_distances(crystal, r_max):\n    return neighbors_with_self(crystal, r_max).distances", "self counted"),
        ("def pair_distances(crystal, r_max):\n    return [2.82] * 48", "hidden"),
        ("def pair_distances(crystal, r_max):\n    return [n.nn_distance for n in crystal.get_neighbors(crystal[0], r_max)]",
         ""),
        ("def pair_distances(crystal, r_max):\n    return neighbor_list(crystal, r_max / 10).distances", ""),
        ("", "not answered"),
        ("def pair_distances(crystal, r_max):\n"
         "    return np.unique(neighbor_list(crystal,r_max).distances)", "'how many'"),
        ("def pair_distances(crystal, r_max):\n"
         "    return neighbor_list(crystal,r_max).distances**2", "'shortest'"),
        ("def pair_distances(crystal, r_max):\n"
         "    return [[n.nn_distance for n in crystal.get_neighbors(s, r_max)] for s in crystal][0]", "one atom for all"),
        ("def pair_distances(crystal, r_max):\n"
         "    return (x for x in neighbor_list(crystal,r_max).distances)", "`list(...)`"),
        ("def pair_distances(crystal, r_max):\n"
         "    return len([n for s in crystal for n in crystal.get_neighbors(s,r_max)])", "`int`"),
    ],
    "2-rdf": [
        ("def rdf(distances, n_atoms, volume, edges):\n    c = np.histogram(distances, edges)[0]\n"
         "    return c / (n_atoms / volume * 4 / 3 * np.pi * np.diff(edges**3))",
         "not divided by the number of atoms"),
        ("def rdf(distances, n_atoms, volume, edges):\n    c = np.histogram(distances, edges)[0]\n"
         "    return c / (n_atoms * 4 / 3 * np.pi * np.diff(edges**3)) * 1.0 / n_atoms * n_atoms", ""),
        ("def rdf(distances, n_atoms, volume, edges):\n    return np.histogram(distances, edges, density=True)[0]", ""),
        ("def rdf(distances, n_atoms, volume, edges):\n    return np.histogram(distances, edges)[0] / n_atoms", ""),
        ("def rdf(distances, n_atoms, volume, edges):\n    c = np.histogram(distances, edges)[0]\n"
         "    return c / (n_atoms**2 / volume * 4 * np.pi * edges[1:] ** 2 * np.diff(edges))", ""),
        ("def rdf(distances, n_atoms, volume, edges):\n    return [1.0435, 1.3992, 0.2506]", "hidden"),
        ("def rdf(distances, n_atoms, volume, edges):\n"
         "    e=np.array(edges)\n"
         "    return np.histogram(distances,e)[0]*volume/(n_atoms**2*4/3*np.pi*e[1:]**3)", "ball for shell"),
        ("def rdf(distances, n_atoms, volume, edges):\n"
         "    e=np.array(edges)\n"
         "    return 2*np.histogram(distances,e)[0]*volume/(n_atoms**2*4/3*np.pi*np.diff(e**3))", "twice"),
        ("def rdf(distances, n_atoms, volume, edges):\n"
         "    e=np.array(edges)\n"
         "    return edges, np.histogram(distances,e)[0]*volume/(n_atoms**2*4/3*np.pi*np.diff(e**3))", "shape (3,)"),
    ],
    "2-count": [
        ("def coordination(g, edges, density, r_cut):\n    e = np.array(edges)\n"
         "    return float(np.sum(np.array(g) * np.diff(e**3)) * density * 4 / 3 * np.pi)", "summed to the end"),
        ("def coordination(g, edges, density, r_cut):\n    e = np.array(edges)\n    m = e[1:] <= r_cut\n"
         "    return float(np.sum(np.array(g)[m] * np.diff(e**3)[m]) * 4 / 3 * np.pi)", "density forgotten"),
        ("def coordination(g, edges, density, r_cut):\n    return 3.351032", "hidden"),
        ("def coordination(g, edges, density, r_cut):\n    e = np.array(edges)\n"
         "    return float(np.sum(np.array(g)[e[1:] <= r_cut]) * density)", ""),
        ("def coordination(g, edges, density, r_cut):\n    return 1 / 0", "ZeroDivisionError"),
        ("def coordination(g, edges, density, r_cut):\n"
         "    e=np.array(edges); m=e[:-1]<=r_cut\n"
         "    return (np.array(g)*np.diff(e**3))[m].sum()*density*4/3*np.pi", "one bin too many"),
        ("def coordination(g, edges, density, r_cut):\n"
         "    e=np.array(edges); m=e[1:]<=r_cut\n"
         "    return (np.array(g)*np.diff(e**3))[m].sum()/density*4/3*np.pi", "divided by the density"),
        ("def coordination(g, edges, density, r_cut):\n"
         "    return 4/3*np.pi*r_cut**3*density", "too small"),
    ],
    "2-rank": [
        ("from scipy.stats import spearmanr\ndef mean_rank_correlation(target, predicted, groups):\n"
         "    return spearmanr(target, predicted)[0]", ""),
        ("def mean_rank_correlation(target, predicted, groups):\n    from coursekit.pipelines import rank_correlation\n"
         "    return np.mean([rank_correlation(target[groups == g], predicted[groups == g]) for g in set(groups)])",
         "group of two counted"),
        ("from scipy.stats import spearmanr\ndef mean_rank_correlation(target, predicted, groups):\n"
         "    v = [spearmanr(target[groups == g], predicted[groups == g])[0] for g in set(groups)"
         " if (groups == g).sum() > 2 and np.ptp(predicted[groups == g]) > 0]\n    return np.mean(v) if v else 0.0",
         "constant group left out"),
        ("def mean_rank_correlation(target, predicted, groups):\n    v = []\n    for g in set(groups):\n"
         "        m = groups == g\n        if m.sum() > 2:\n"
         "            c = np.ptp(predicted[m]) == 0\n"
         "            v.append(0 if c else np.corrcoef(target[m], predicted[m])[0, 1])\n    return np.mean(v)", ""),
        ("def mean_rank_correlation(target, predicted, groups):\n    return 0.4", "hidden"),
        ("def mean_rank_correlation(target, predicted, groups):\n    return polymorph_scores(target, -predicted, groups)['rho']",
         ""),
        ("def mean_rank_correlation(t,p,g):\n"
         "    from scipy.stats import spearmanr\n"
         "    return np.mean([np.nan_to_num(spearmanr(t[g==k],p[g==k])[0]) for k in set(g) if (g==k).sum()>3])", "groups of three left out"),
        ("def mean_rank_correlation(t,p,g):\n"
         "    from scipy.stats import spearmanr\n"
         "    return np.sum([np.nan_to_num(spearmanr(t[g==k],p[g==k])[0]) for k in set(g) if (g==k).sum()>=3])", "sum for mean"),
        ("def mean_rank_correlation(t,p,g):\n"
         "    from scipy.stats import spearmanr\n"
         "    v=[(g==k).sum()*np.nan_to_num(spearmanr(t[g==k],p[g==k])[0]) for k in set(g) if (g==k).sum()>=3]\n"
         "    return sum(v)/sum((g==k).sum() for k in set(g) if (g==k).sum()>=3)", "weighted by size"),
        ("def mean_rank_correlation(t,p,g):\n"
         "    from scipy.stats import spearmanr\n"
         "    return np.mean([abs(np.nan_to_num(spearmanr(t[g==k],p[g==k])[0])) for k in set(g) if (g==k).sum()>=3])", "size without sign"),
        ("def mean_rank_correlation(t,p,g):\n"
         "    from scipy.stats import spearmanr\n"
         "    return np.mean([spearmanr(t[g==k],p[g==k])[0] for k in set(g) if (g==k).sum()>=3])", "nan"),
    ],
    "2-q1": [("choice = 'a'", "rank correlation"), ("choice = 'b'", "in every fold"), ("choice = 'd'", "order"),
             ("choice = 'yes'", "one of"), ("", "Set `choice`")],
}  # fmt: skip
