"""Answers to exercise 3 as students write them: right in other styles, and wrong."""

HELPED = "    from coursekit.checks.steps.exercise_3 import predict_with\n"

REPORT = """
def soap_report(X, y, groups):
    from sklearn.ensemble import GradientBoostingRegressor
    from sklearn.linear_model import Ridge
    from sklearn.model_selection import GridSearchCV, KFold
    from sklearn.kernel_ridge import KernelRidge
    from sklearn.svm import SVR
    def tuned(K, y, train, test, alphas=(1e-6, 1e-3, 1.0)):
        search = GridSearchCV(KernelRidge(kernel="precomputed"), {"alpha": list(alphas)}, cv=3)
        return search.fit(K[np.ix_(train, train)], y[train]).predict(K[np.ix_(test, train)])
    folds, p, e = FOLDS, np.zeros(len(y)), []
    for a, b in folds:
        p[b] = WHOLE
        e.append(abs(p[b] - y[b]).mean())
    return {"folds": folds, "predicted": p, "mae": np.mean(e), "error": np.std(e, ddof=1) / len(e) ** 0.5,
            "rho": polymorph_scores(y, p, groups)["rho"]}
"""
CHANGED = """
def changed_sites(before, after, r_cut):
    from dscribe.descriptors import SOAP as R
    rows = []
    for crystal in (before, after):
        species = sorted({s.specie.symbol for s in SPECIES})
        rows.append(R(species=species, r_cut=R_CUT, n_max=4, l_max=3, sigma=0.5, OPTION).create(crystal.to_ase_atoms()))
    n = min(r.shape[1] for r in rows)
    change = np.abs(rows[1][:, :n] - rows[0][:, :n]).max(axis=1)
    return np.flatnonzero(change > 1e-3 * rows[0].max())
"""


def report(known="X[a], y[a]", asked="X[b]", model="KernelRidge(kernel='rbf', alpha=1e-3, gamma=0.05)", *,
           whole="", folds='make_folds(groups, "grouped")', edit=("", "")):  # fmt: skip
    """A report as students write it."""
    whole = whole or f"{model}.fit({known}).predict({asked})"
    return REPORT.replace("WHOLE", whole).replace("FOLDS", folds).replace(*edit)


def changed(option, *, species="[*before, *after]", r_cut="r_cut"):
    """Compared vectors as students write it, by dscribe."""
    return CHANGED.replace("OPTION", option).replace("SPECIES", species).replace("R_CUT", r_cut)


RIGHT = {
    "3-neighbors": [
        """
def neighbor_distances(lattice, frac_coords, site, r_cut):
    found = []
    n = 14
    for i in range(-n, n + 1):
        for j in range(-n, n + 1):
            for k in range(-n, n + 1):
                d = np.linalg.norm((frac_coords + [i, j, k] - frac_coords[site]) @ lattice, axis=1)
                found.extend(d[(d > 1e-6) & (d < r_cut)])
    return sorted(found)
""",
        """
def neighbor_distances(lattice, frac_coords, site, r_cut):
    from pymatgen.core import Structure
    crystal = Structure(lattice, ["H"] * len(frac_coords), frac_coords)
    return sorted(n.nn_distance for n in crystal.get_neighbors(crystal[site], r_cut))
""",
        """
def neighbor_distances(lattice, frac_coords, site, r_cut):
    from ase import Atoms
    from ase.neighborlist import neighbor_list
    atoms = Atoms("H" * len(frac_coords), cell=lattice, scaled_positions=frac_coords, pbc=True)
    i, d = neighbor_list("id", atoms, r_cut)
    return np.sort(d[i == site])
""",
        """
def neighbor_distances(lattice, frac_coords, site, r_cut):
    from itertools import product
    L = np.asarray(lattice, float); G = L @ L.T
    n = int(np.ceil(r_cut * np.linalg.norm(np.linalg.inv(L), axis=0).max())) + 1
    out = []
    for s in product(range(-n, n + 1), repeat=3):
        for k, f in enumerate(frac_coords):
            x = f - frac_coords[site] + np.array(s)
            d2 = x @ G @ x
            if d2 < r_cut**2 and not (k == site and s == (0, 0, 0)): out.append(d2 ** 0.5)
    return sorted(out)
""",
        """
def neighbor_distances(lattice, frac_coords, site, r_cut):
    import heapq
    V = abs(np.linalg.det(lattice)); a, b, c = lattice
    h = [V / np.linalg.norm(np.cross(u, v)) for u, v in ((b, c), (c, a), (a, b))]
    n = [int(r_cut // x) + 2 for x in h]
    i, j, k = np.ogrid[-n[0]:n[0]+1, -n[1]:n[1]+1, -n[2]:n[2]+1]
    T = i[..., None] * a + j[..., None] * b + k[..., None] * c
    d = np.linalg.norm(T[..., None, :] + (frac_coords - frac_coords[site]) @ lattice, axis=-1)
    q = [x for x in d.ravel().tolist() if 1e-6 < x < r_cut]
    heapq.heapify(q)
    return tuple(heapq.heappop(q) for _ in range(len(q)))
""",
    ],
    "3-soap": [
        """
def changed_sites(before, after, r_cut):
    from dscribe.descriptors import SOAP as Reference
    species = sorted({s.specie.symbol for s in [*before, *after]})
    soap = Reference(species=species, periodic=True, r_cut=r_cut, n_max=4, l_max=3, sigma=0.5)
    a, b = (soap.create(c.to_ase_atoms()) for c in (before, after))
    return [i for i in range(len(a)) if abs(a[i] - b[i]).max() > 0.001 * max(a.max(), b.max())]
""",
        """
def changed_sites(before, after, r_cut):
    both = SOAP(r_cut, n_max=4, l_max=3, sigma=0.5).fit_transform([before, after])
    a, b = [np.asarray(s.values.todense() if hasattr(s.values, "todense") else s.values) for s in both]
    return np.where(np.any(np.abs(b - a) > 1e-3 * np.abs(a).max(), axis=1))[0]
""",
        """
def changed_sites(before, after, r_cut):
    species = sorted({str(e) for c in (before, after) for e in c.composition.elements}, reverse=True)
    soap = DscribeSOAP(species=species, periodic=True, r_cut=r_cut, n_max=4, l_max=3, sigma=0.5)
    found = set()
    for i in range(len(before)):
        a, b = (soap.create(c.to_ase_atoms(), centers=[i])[0] for c in (before, after))
        top = soap.create(before.to_ase_atoms()).max()
        if np.max(np.abs(b - a)) > 1e-3 * top:
            found.add(i)
    return found
""",
    ],
    "3-report": [
        report(),
        report("X[a], y[a]", "X[b]", "GradientBoostingRegressor(n_estimators=30, random_state=2)"),
        report(folds='make_folds(groups, "grouped", n_folds=7, seed=2)'),
        report(
            whole="tuned(gaussian_kernel(X), np.where(np.isin(np.arange(len(y)), b), np.nan, y), a, b)"
        ),
        report("X[a], y[a]", "X[b]", "KernelRidgeSearch(alphas=(1e-5, 1e-3), widths=(1.0, 3.0))"),
    ],
    "3-pool": [
        """
def histogram_pool(vectors, edges):
    out = []
    for column in vectors.T:
        row = np.digitize(column, edges[1:-1])
        out += [np.mean(row == b) for b in range(len(edges) - 1)]
    return out
""",
        """
def histogram_pool(vectors, edges):
    wide = np.array(edges, dtype=float)
    wide[0], wide[-1] = -np.inf, np.inf
    inner = wide[1:-1]
    place = np.searchsorted(inner, vectors, side="right")
    return (place[..., None] == np.arange(len(edges) - 1)).mean(axis=0).ravel()
""",
        """
import pandas as pd
def histogram_pool(vectors, edges):
    table = pd.DataFrame(vectors).clip(edges[0], edges[-1])
    bins = [pd.cut(table[c], edges, right=False, include_lowest=True, labels=False) for c in table]
    last = len(edges) - 2
    return np.concatenate([np.bincount(b.fillna(last).astype(int), minlength=last + 1) / len(b) for b in bins])
""",
        """
def histogram_pool(vectors, edges):
    from collections import Counter
    out = []
    for col in zip(*np.asarray(vectors).tolist()):
        c = Counter(int(np.digitize(x, edges[1:-1])) for x in col)
        out += [c[b] / len(col) for b in range(len(edges) - 1)]
    return out
""",
        """
def histogram_pool(vectors, edges):
    X = HistogramPooling
    import pandas as pd
    s = pd.DataFrame(np.clip(vectors, edges[0], edges[-1]))
    return pd.concat([pd.Series(np.histogram(s[c], edges)[0]) / len(s) for c in s], ignore_index=True)
""",
    ],
    "3-tune": [
        """
from sklearn.kernel_ridge import KernelRidge
from sklearn.model_selection import GridSearchCV, KFold
def tune_and_predict(K, y, train, test, alphas):
    folds = KFold(4, shuffle=True, random_state=1)
    search = GridSearchCV(KernelRidge(kernel="precomputed"), {"alpha": list(alphas)}, cv=folds,
                          scoring="neg_mean_absolute_error")
    search.fit(K[np.ix_(train, train)], y[train])
    return search.predict(K[np.ix_(test, train)])
""",
        """
def tune_and_predict(K, y, train, test, alphas):
    half = len(train) // 2
    a, b = train[:half], train[half:]
    def predict(known, wanted, alpha):
        return K[wanted][:, known] @ np.linalg.inv(K[known][:, known] + alpha * np.identity(len(known))) @ y[known]
    best = min(alphas, key=lambda alpha: np.mean((predict(a, b, alpha) - y[b]) ** 2))
    return predict(train, test, best)
""",
        """
def tune_and_predict(K, y, train, test, alphas):
    T = K[np.ix_(train, train)]
    def left_out(alpha):
        G = np.linalg.inv(T + alpha * np.eye(len(train)))
        return np.abs((G @ y[train]) / np.diag(G)).mean()
    alpha = sorted(alphas, key=left_out)[0]
    c = np.linalg.solve(T + alpha * np.eye(len(train)), y[train])
    return [float(K[i, train] @ c) for i in test]
""",
        """
def tune_and_predict(K, y, train, test, alphas):
    # eigen-decomposition, generalised cross-validation
    w, U = np.linalg.eigh(K[np.ix_(train, train)]); t = U.T @ y[train]
    def gcv(a):
        h = w / (w + a)
        return np.sum(((1 - h) * t) ** 2) / max(np.sum(1 - h), 1e-12) ** 2
    a = min(alphas, key=gcv)
    return K[np.ix_(test, train)] @ (U @ (t / (w + a)))
""",
        """
def tune_and_predict(K, y, train, test, alphas):
    from scipy.linalg import cho_factor, cho_solve
    from sklearn.model_selection import KFold
    T = np.asarray(train)
    def solve(f, a): return cho_solve(cho_factor(K[np.ix_(f, f)] + (a + 1e-12) * np.eye(len(f))), y[f])
    e = [np.mean([np.mean(np.abs(K[np.ix_(T[v], T[f])] @ solve(T[f], a) - y[T[v]])) for f, v in KFold(5, shuffle=True, random_state=7).split(T)]) for a in alphas]
    a = alphas[int(np.argmin(e))]
    return K[np.ix_(test, T)] @ solve(T, a)
""",
    ],
}

WRONG = {
    "3-neighbors": [
        ("def neighbor_distances(lattice, frac_coords, site, r_cut):\n"
         "    d = np.linalg.norm((frac_coords - frac_coords[site]) @ lattice, axis=1)\n"
         "    return np.sort(d[(d > 1e-8) & (d < r_cut)])", "no images"),
        ("def neighbor_distances(lattice, frac_coords, site, r_cut):\n"
         "    s = frac_coords - frac_coords[site]\n    s = s - np.round(s)\n"
         "    d = np.linalg.norm(s @ lattice, axis=1)\n    return np.sort(d[(d > 1e-8) & (d < r_cut)])", ""),
        ("def neighbor_distances(lattice, frac_coords, site, r_cut):\n"
         "    d = [np.linalg.norm((frac_coords + [i, j, k] - frac_coords[site]) @ lattice, axis=1)"
         " for i in (-1, 0, 1) for j in (-1, 0, 1) for k in (-1, 0, 1)]\n    d = np.concatenate(d)\n"
         "    return np.sort(d[d < r_cut])", "self counted"),
        ("def neighbor_distances(lattice, frac_coords, site, r_cut):\n"
         "    d = [np.linalg.norm((frac_coords + [i, j, k] - frac_coords[site]) @ lattice, axis=1)"
         " for i in (-1, 0, 1) for j in (-1, 0, 1) for k in (-1, 0, 1)]\n    d = np.concatenate(d)\n"
         "    return np.sort(d[(d > 1e-8) & (d < r_cut)])", "hidden"),
        ("def neighbor_distances(lattice, frac_coords, site, r_cut):\n    return [2.82] * 6", "hidden"),
        ("def neighbor_distances(lattice, frac_coords, site, r_cut):\n    return 6", ""),
        ("", "not answered"),
        ("def neighbor_distances(lattice, frac_coords, site, r_cut):\n"
         "    s=np.array(np.meshgrid(*[np.arange(-9,10)]*3)).reshape(3,-1).T\n"
         "    d=np.linalg.norm((frac_coords[:,None]-frac_coords[site]+s)@lattice,axis=-1).ravel()\n"
         "    return d[(d>1e-8)&(d<r_cut)][::-1]", "order"),
        ("def neighbor_distances(lattice, frac_coords, site, r_cut):\n"
         "    s=np.array(np.meshgrid(*[np.arange(-9,10)]*3)).reshape(3,-1).T\n"
         "    d=np.linalg.norm((frac_coords[:,None]-frac_coords[site]+s)@lattice.T,axis=-1).ravel()\n"
         "    return np.sort(d[(d>1e-8)&(d<r_cut)])", "lattice transposed"),
        ("def neighbor_distances(lattice, frac_coords, site, r_cut):\n"
         "    s=np.array(np.meshgrid(*[np.arange(-9,10)]*3)).reshape(3,-1).T\n"
         "    d=np.linalg.norm((frac_coords[:,None]-frac_coords[0]+s)@lattice,axis=-1).ravel()\n"
         "    return np.sort(d[(d>1e-8)&(d<r_cut)])", "first site taken"),
        ("def neighbor_distances(lattice, frac_coords, site, r_cut):\n"
         "    n=int(np.ceil(r_cut/np.linalg.norm(lattice,axis=1).min()))\n"
         "    s=np.array(np.meshgrid(*[np.arange(-n,n+1)]*3)).reshape(3,-1).T\n"
         "    d=np.linalg.norm((frac_coords[:,None]-frac_coords[site]+s)@lattice,axis=-1).ravel()\n"
         "    return np.sort(d[(d>1e-8)&(d<r_cut)])", "hidden"),
        ("def neighbor_distances(lattice, frac_coords, site, r_cut):\n"
         "    s=np.array(np.meshgrid(*[np.arange(-9,10)]*3)).reshape(3,-1).T\n"
         "    d=np.linalg.norm((frac_coords[:,None]-frac_coords[site]+s)@lattice,axis=-1).ravel()\n"
         "    return np.unique(d[(d>1e-8)&(d<r_cut)])", "shape (6,)"),
    ],
    "3-soap": [
        (changed("periodic=False"), "no images"),
        (changed("periodic=True", species="crystal"), "columns of its own"),
        ("def changed_sites(before, after, r_cut):\n"
         "    return [i for i, (a, b) in enumerate(zip(before, after)) if a.specie != b.specie]", "only the exchanged atom"),
        ("def changed_sites(before, after, r_cut):\n"
         "    moved = [i for i, (a, b) in enumerate(zip(before, after)) if a.specie != b.specie]\n"
         "    near = {n.index for i in moved for n in before.get_neighbors(before[i], r_cut)}\n"
         "    return sorted({*moved, *near})", "sharp cutoff"),
        ("def changed_sites(before, after, r_cut):\n"
         "    return [i for i in range(len(before)) if abs(before[i].coords - after[i].coords).max() > 1e-3"
         " or before[i].specie != after[i].specie]", ""),
        ("def changed_sites(before, after, r_cut):\n    return list(range(len(before)))", ""),
        ("def changed_sites(before, after, r_cut):\n    return []", ""),
        (changed("periodic=True", r_cut="5.0"), ""),
    ],
    "3-report": [
        (report(folds="list(KFold(5, shuffle=True, random_state=0).split(X))"), "draw them over formulas"),
        (report("X, y"), "knew the crystals on which it was tested"),
        (report(whole="min((SVR(C=c).fit(X[a], y[a]).predict(X[b]) for c in (1e-3, 1.0, 100.0)),"
                " key=lambda p: abs(p - y[b]).mean())"), "Energies of the test part reach"),
        (report(edit=(", ddof=1", "")), "divides by n"),
        (report(edit=(" / len(e) ** 0.5", "")), "divide the scatter"),
        (report(edit=("np.mean(e)", "0.149")), "'mae'"),
        (report(edit=('"rho": ', '"order": ')), "key of the report is missing"),
    ],
    "3-pool": [
        ("def histogram_pool(vectors, edges):\n"
         "    return np.concatenate([np.histogram(np.clip(c, edges[0], edges[-1]), edges)[0] for c in vectors.T])",
         "counts for fractions"),
        ("def histogram_pool(vectors, edges):\n"
         "    return np.concatenate([np.histogram(c, edges)[0] for c in vectors.T]) / len(vectors)",
         "outside dropped"),
        ("def histogram_pool(vectors, edges):\n    v = np.clip(vectors, edges[0], edges[-1])\n"
         "    return np.array([np.histogram(c, edges)[0] for c in v.T]).T.ravel() / len(v)", "bins before columns"),
        ("def histogram_pool(vectors, edges):\n    v = np.clip(vectors, edges[0], edges[-1])\n"
         "    return np.concatenate([np.histogram(c, edges, density=True)[0] for c in v.T])",
         "density for fractions"),
        ("def histogram_pool(vectors, edges):\n    return [0.8, 0.2, 0.4, 0.6]", "hidden"),
        ("def histogram_pool(vectors, edges):\n    return vectors.mean(axis=0)", ""),
        ("def histogram_pool(v, edges):\n"
         "    return [np.histogram(np.clip(c,edges[0],edges[-1]),edges)[0]/len(v) for c in v.T]", "shape (4,)"),
        ("def histogram_pool(v, edges):\n"
         "    return 100*np.concatenate([np.histogram(np.clip(c,edges[0],edges[-1]),edges)[0]/len(v) for c in v.T])", "percent for fraction"),
        ("def histogram_pool(v, edges):\n"
         "    return np.concatenate([np.histogram(np.clip(c,edges[0],edges[-1]),edges)[0] for c in v])/len(v)", "shape (4,)"),
    ],
    "3-tune": [
        ("def tune_and_predict(K, y, train, test, alphas):\n"
         f"{HELPED}"
         "    return predict_with(K, y, train, test, min(alphas))", "not regularised"),
        ("def tune_and_predict(K, y, train, test, alphas):\n"
         f"{HELPED}"
         "    return predict_with(K, y, train, test, max(alphas))", "regularised too much"),
        ("def tune_and_predict(K, y, train, test, alphas):\n"
         f"{HELPED}"
         "    e = [np.abs(predict_with(K, y, train, test, a) - y[test]).mean() for a in alphas]\n"
         "    return predict_with(K, y, train, test, alphas[int(np.argmin(e))])", "not regularised"),
        ("def tune_and_predict(K, y, train, test, alphas):\n"
         f"{HELPED}"
         "    return K[np.ix_(test, train)] @ y[train]", ""),
        ("def tune_and_predict(K, y, train, test, alphas):\n    c = np.linalg.solve(K + np.eye(len(y)), y)\n"
         "    return K[test] @ c", ""),
        ("def tune_and_predict(K, y, train, test, alphas):\n"
         f"{HELPED}"
         "    return predict_with(K, y, train, test, alphas[1])", "hidden"),
        ("def tune_and_predict(K, y, train, test, alphas):\n"
         f"{HELPED}"
         "    e=[np.abs(predict_with(K,y,train,train,a)-y[train]).mean() for a in alphas]\n"
         "    return predict_with(K,y,train,test,alphas[int(np.argmin(e))])", "not regularised"),
        ("def tune_and_predict(K, y, train, test, alphas):\n"
         f"{HELPED}"
         "    return y[test]", "nan"),
        ("def tune_and_predict(K, y, train, test, alphas):\n"
         f"{HELPED}"
         "    return predict_with(K,y,train,test,1.0)", "hidden"),
        ("def tune_and_predict(K, y, train, test, alphas):\n"
         f"{HELPED}"
         "    h=len(train)//2\n"
         "    e=[np.abs(predict_with(K,y,train[:h],train[h:],a)-y[train[h:]]).mean() for a in alphas]\n"
         "    return predict_with(K,y,train,train,alphas[int(np.argmin(e))])", "shape (20,)"),
    ],
}  # fmt: skip
