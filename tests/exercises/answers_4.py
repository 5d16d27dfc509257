"""Answers to exercise 4 as students write them: right in other styles, and wrong."""

TABLE = """
def tier_table(rungs, y, groups, folds):
    import time
    from sklearn.base import clone
    rows = []
    for name in rungs:
        X, model = rungs[name]
        start, p = time.perf_counter(), np.zeros(len(y))
        for a, b in folds:
            p[b] = clone(model).fit(X[a], y[a]).predict(X[b])
        seconds = time.perf_counter() - start
        e = [abs(p[b] - y[b]).mean() for a, b in folds]
        rows.append([name, X.shape[1], seconds, np.mean(e), np.std(e, ddof=1) / len(e) ** 0.5,
                     polymorph_scores(y, p, groups)["rho"]])
    return rows
"""
RIGHT = {
    "4-pipeline": [
        """
def describe(crystals, r_cut):
    return np.array([[len(c.get_neighbors(c[0], r)) / c.density for r in np.linspace(1, r_cut, 9)] for c in crystals])
""",
        """
def describe(crystals, r_cut):
    rows = []
    for c in crystals:
        d = np.concatenate([[n.nn_distance for n in c.get_neighbors(s, r_cut)] for s in c])
        rows.append(np.histogram(d, np.linspace(0, 6, 25))[0] / len(c))
    return rows
""",
        """
def describe(crystals, r_cut):
    from dscribe.descriptors import SOAP as D
    species = sorted({s.specie.symbol for c in crystals for s in c})
    soap = D(species=species, r_cut=r_cut, n_max=3, l_max=2, sigma=0.5, periodic=True, average="inner")
    return soap.create([c.to_ase_atoms() for c in crystals])
""",
    ],
    "4-table": [
        TABLE,
        TABLE.replace("[name, X", "(name, X").replace('["rho"]])', '["rho"]))'),
        TABLE.replace("np.mean(e)", "round(np.mean(e), 3)"),
        """
def tier_table(rungs, y, groups, folds):
    from sklearn.model_selection import cross_validate, cross_val_predict
    rows = []
    for name, (X, model) in rungs.items():
        got = cross_validate(model, X, y, cv=folds, scoring="neg_mean_absolute_error")
        e = -got["test_score"]
        p = cross_val_predict(model, X, y, cv=folds)
        rows.append({"rung": name, "columns": len(X[0]), "seconds": got["fit_time"].sum() + got["score_time"].sum(),
                     "MAE": e.mean(), "error": e.std(ddof=1) / np.sqrt(len(folds)),
                     "rho": polymorph_scores(y, p, groups)["rho"]})
    return rows
""",
    ],
    "4-rotation": [
        """
def rotation_error(describe, crystal, rotations):
    before = np.ravel(describe(crystal))
    changes = []
    for R in rotations:
        turned = crystal.copy()
        turned.lattice = Lattice((R @ crystal.lattice.matrix.T).T)
        changes.append(np.max(np.abs(np.ravel(describe(turned)) - before)))
    return max(changes) / max(abs(before))
""",
        """
from pymatgen.core import SymmOp
def rotation_error(describe, crystal, rotations):
    before = np.array(describe(crystal))
    worst = 0
    for R in rotations:
        turned = crystal.copy()
        turned.apply_operation(SymmOp.from_rotation_and_translation(R, (0, 0, 0)))
        worst = max(worst, np.abs(describe(turned) - before).max() / np.abs(before).max())
    return worst
""",
        """
def rotation_error(describe, crystal, rotations):
    before = describe(crystal)
    scale = np.linalg.norm(np.ravel(before), ord=np.inf)
    def turn(R):
        cell = [R @ v for v in crystal.lattice.matrix]
        return Structure(cell, crystal.species, [R @ x for x in crystal.cart_coords],
                         coords_are_cartesian=True)
    return max(np.linalg.norm(np.ravel(describe(turn(R)) - before), ord=np.inf) for R in rotations) / scale
""",
        """
def rotation_error(describe, crystal, rotations):
    from pymatgen.io.ase import AseAtomsAdaptor as A
    b = np.ravel(describe(crystal)).astype(float); out = []
    for R in rotations:
        atoms = A.get_atoms(crystal)
        atoms.set_cell(atoms.cell.array @ np.asarray(R).T, scale_atoms=True)
        out.append(np.abs(np.ravel(describe(A.get_structure(atoms))) - b).max() / np.abs(b).max())
    return np.max(out)
""",
        """
def rotation_error(describe, crystal, rotations):
    from functools import reduce
    b = np.asarray(describe(crystal), float)
    def worst(acc, R):
        t = Structure(Lattice((np.asarray(R) @ crystal.lattice.matrix.T).T), crystal.species, (np.asarray(R) @ crystal.cart_coords.T).T, coords_are_cartesian=True)
        return max(acc, np.linalg.norm(np.ravel(np.asarray(describe(t)) - b), np.inf))
    return reduce(worst, rotations, 0.0) / np.linalg.norm(np.ravel(b), np.inf)
""",
    ],
    "4-roundtrip": [
        """
def what_changed(before, after, tolerance):
    d = after.frac_coords - before.frac_coords
    d = (d + 0.5) % 1 - 0.5
    far = [np.linalg.norm(before.lattice.get_cartesian_coords(x)) for x in d]
    tests = {"lattice": not np.allclose(before.lattice.matrix, after.lattice.matrix, rtol=0, atol=tolerance),
             "species": any(a.species_string != b.species_string for a, b in zip(before, after)),
             "coordinates": max(far) > tolerance}
    return [name for name, differs in tests.items() if differs]
""",
        """
def what_changed(before, after, tolerance):
    out = []
    for u, v in zip(before.lattice.matrix.ravel(), after.lattice.matrix.ravel()):
        if abs(u - v) > tolerance:
            out = ["lattice"]
    if before.species != after.species:
        out.append("species")
    moved = False
    for a, b in zip(before, after):
        step = b.frac_coords - a.frac_coords
        step -= np.rint(step)
        moved = moved or np.sqrt(np.sum((step @ before.lattice.matrix) ** 2)) > tolerance
    return out + ["coordinates"] * int(moved)
""",
        """
def what_changed(before, after, tolerance):
    from pymatgen.util.coord import pbc_diff
    found = ()
    if np.max(np.abs(after.lattice.matrix - before.lattice.matrix)) > tolerance:
        found += ("lattice",)
    if [str(s.specie) for s in before] != [str(s.specie) for s in after]:
        found += ("species",)
    if np.any(np.linalg.norm(pbc_diff(after.frac_coords, before.frac_coords) @ before.lattice.matrix, axis=1)
              > tolerance):
        found += ("coordinates",)
    return list(found)
""",
        """
def what_changed(before, after, tolerance):
    from scipy.spatial.distance import cdist
    names = ("lattice", "species", "coordinates")
    lat = bool(np.any(np.abs(np.asarray(after.lattice.matrix) - before.lattice.matrix) > tolerance))
    spe = list(map(str, before.species)) != list(map(str, after.species))
    d = np.remainder(after.frac_coords - before.frac_coords + 0.5, 1) - 0.5
    co = np.hypot.reduce(d @ before.lattice.matrix, axis=1).max() > tolerance
    return np.array(names)[np.array([lat, spe, co])]
""",
        """
def what_changed(before, after, tolerance):
    out = []
    if (abs(before.lattice.matrix - after.lattice.matrix) > tolerance).any(): out += ["lattice"]
    if before.atomic_numbers != after.atomic_numbers: out += ["species"]
    if any(before.lattice.get_distance_and_image(a, b)[0] > tolerance for a, b in zip(before.frac_coords, after.frac_coords)): out += ["coordinates"]
    return tuple(out)
""",
    ],
    "4-cutoff": [
        """
import pandas as pd
def sufficient_cutoff(r_cuts, errors):
    table = pd.DataFrame(errors, index=list(r_cuts))
    mean, sem = table.mean(axis=1), table.sem(axis=1)
    return float(mean.index[mean <= mean.min() + sem[mean.idxmin()]].min())
""",
        """
from scipy.stats import sem
def sufficient_cutoff(r_cuts, errors):
    rows = sorted(zip(r_cuts, errors))
    means = [np.mean(row) for _, row in rows]
    i = int(np.argmin(means))
    for (r, row), mean in zip(rows, means):
        if mean <= means[i] + sem(rows[i][1]):
            return r
""",
        """
def sufficient_cutoff(r_cuts, errors):
    best, spread = None, None
    for row in errors:
        m = sum(row) / len(row)
        if best is None or m < best:
            best, spread = m, (sum((x - m) ** 2 for x in row) / (len(row) - 1)) ** 0.5 / len(row) ** 0.5
    return min([r for r, row in zip(r_cuts, errors) if sum(row) / len(row) <= best + spread])
""",
        """
def sufficient_cutoff(r_cuts, errors):
    from statistics import fmean, stdev
    m = {r: fmean(row) for r, row in zip(r_cuts, errors)}
    best = min(m, key=m.get)
    lim = m[best] + stdev(dict(zip(r_cuts, errors))[best]) / len(errors[0]) ** 0.5
    return next(r for r in sorted(m) if m[r] <= lim)
""",
        """
def sufficient_cutoff(r_cuts, errors):
    e = np.array(errors).T; m = e.mean(0); b = m.argmin()
    ok = m <= m[b] + np.sqrt(((e[:, b] - m[b]) ** 2).sum() / (len(e) - 1) / len(e))
    return np.array(r_cuts)[ok].min()
""",
    ],
    "4-broken": [
        "diagnosis = 'sorted by index'",
        "diagnosis = '  Sorted by Index'",
        "diagnosis = next(word for word in zoo.diagnoses() if word.startswith('sorted'))",
    ],
}

WRONG = {
    "4-pipeline": [
        ("def describe(crystals, r_cut):\n    return np.array([c.lattice.matrix.ravel() for c in crystals])", "is turned"),
        ("def describe(crystals, r_cut):\n    return MagpieStatistics().fit_transform(crystals)", "larger cutoff gives the same"),
        ("def describe(crystals, r_cut):\n    return np.zeros((len(crystals), 3))", ""),
        ("def describe(crystals, r_cut):\n    sites = SOAP(r_cut, n_max=3, l_max=2, sparse=False).fit_transform(crystals)\n"
         "    return np.vstack([s.values for s in sites])", "row for each site"),
        ("def describe(crystals, r_cut):\n    return np.sort([len(c.get_neighbors(c[0], r_cut)) for c in crystals])[:, None]", ""),
        ("def describe(crystals, r_cut):\n    return SOAP(r_cut, n_max=3, l_max=2).fit_transform(crystals)", "form"),
    ],
    "4-table": [
        (TABLE.replace("X[a], y[a]", "X, y"), "knew the crystals"),
        (TABLE.replace("predict(X[b])", "predict(X[b])").replace(", ddof=1", ""), "divides by n"),
        (TABLE.replace(" / len(e) ** 0.5", ""), "divide the scatter"),
        (TABLE.replace("X.shape[1]", "X.shape[0]"), ""),
        (TABLE.replace("time.perf_counter() - start", "'fast'"), "form"),
        (TABLE.replace("np.mean(e)", "0.25"), ""),
        (TABLE.replace("for name in rungs", "for name in sorted(rungs)"), ""),
        (TABLE.replace("polymorph_scores(y, p, groups)", "polymorph_scores(y, p, np.zeros(len(y)))"), ""),
    ],
    "4-rotation": [
        ("def rotation_error(describe, crystal, rotations):\n    b = describe(crystal)\n    w = 0\n"
         "    for R in rotations:\n"
         "        t = Structure(crystal.lattice, crystal.species, crystal.cart_coords @ R.T, coords_are_cartesian=True)\n"
         "        w = max(w, np.abs(describe(t) - b).max())\n    return w / np.abs(b).max()", ""),
        ("def rotation_error(describe, crystal, rotations):\n    b = describe(crystal)\n    w = 0\n"
         "    for R in rotations:\n"
         "        t = Structure(crystal.lattice.matrix @ R.T, crystal.species, crystal.cart_coords,"
         " coords_are_cartesian=True)\n"
         "        w = max(w, np.abs(describe(t) - b).max())\n    return w / np.abs(b).max()", ""),
        ("def rotation_error(describe, crystal, rotations):\n    b = describe(crystal)\n"
         "    return max(np.abs(describe(Structure(crystal.lattice.matrix @ R.T, crystal.species,"
         " crystal.frac_coords)) - b).max() for R in rotations)", "absolute, not relative"),
        ("def rotation_error(describe, crystal, rotations):\n    return 0.0", "only the positions turned"),
        ("def rotation_error(describe, crystal, rotations):\n    b = describe(crystal)\n"
         "    R = rotations[0]\n    t = Structure(crystal.lattice.matrix @ R.T, crystal.species, crystal.frac_coords)\n"
         "    return np.abs(describe(t) - b).max() / np.abs(b).max()", "hidden"),
        ("", "not answered"),
        ("def rotation_error(describe, crystal, rotations):\n"
         "    b=describe(crystal)\n"
         "    return np.mean([np.abs(describe(Structure(crystal.lattice.matrix@np.transpose(R),crystal.species,crystal.frac_coords))-b).max() for R in rotations])/np.abs(b).max()", "hidden"),
        ("def rotation_error(describe, crystal, rotations):\n"
         "    b=describe(crystal)\n"
         "    return max((describe(Structure(crystal.lattice.matrix@np.transpose(R),crystal.species,crystal.frac_coords))-b).max() for R in rotations)/np.abs(b).max()", "hidden"),
        ("def rotation_error(describe, crystal, rotations):\n"
         "    b=describe(crystal)\n"
         "    for R in rotations:\n"
         "        crystal.lattice=Lattice(crystal.lattice.matrix@np.transpose(R))\n"
         "    return np.abs(describe(crystal)-b).max()/np.abs(b).max()", "hidden"),
        ("def rotation_error(describe, crystal, rotations):\n"
         "    b=describe(crystal)\n"
         "    return max(np.abs(describe(Structure(crystal.lattice.matrix@np.transpose(R),crystal.species,crystal.frac_coords))-b).max() for R in rotations)/b.max()", "hidden"),
    ],
    "4-roundtrip": [
        ("def what_changed(before, after, tolerance):\n    out = []\n"
         "    if np.abs(before.lattice.matrix - after.lattice.matrix).max() > tolerance:\n        out.append('lattice')\n"
         "    if before.species != after.species:\n        out.append('species')\n"
         "    if np.abs(before.frac_coords - after.frac_coords).max() > tolerance:\n        out.append('coordinates')\n"
         "    return out", "images not taken off"),
        ("def what_changed(before, after, tolerance):\n    return []", ""),
        ("def what_changed(before, after, tolerance):\n    return [] if before == after else ['species']", ""),
        ("def what_changed(before, after, tolerance):\n    out = []\n"
         "    if abs(before.volume - after.volume) > tolerance:\n        out.append('lattice')\n"
         "    if before.composition != after.composition:\n        out.append('species')\n"
         "    d = after.frac_coords - before.frac_coords\n    d -= np.round(d)\n"
         "    if np.linalg.norm(d @ before.lattice.matrix, axis=1).max() > tolerance:\n        out.append('coordinates')\n"
         "    return out", "hidden"),
        ("def what_changed(before, after, tolerance):\n    print('nothing')", "return"),
        ("def what_changed(before, after, tolerance):\n    return 'species'", ""),
        ("def what_changed(before, after, tolerance):\n"
         "    out=[]\n"
         "    if np.abs(before.lattice.matrix-after.lattice.matrix).max()>tolerance: out.append('lattice')\n"
         "    if before.species!=after.species: out.append('species')\n"
         "    d=after.frac_coords-before.frac_coords; d-=np.round(d)\n"
         "    if np.abs(d).max()>tolerance: out.append('coordinates')\n"
         "    return out", "fractions for lengths"),
        ("def what_changed(before, after, tolerance):\n"
         "    out=[]\n"
         "    if not np.allclose(before.lattice.abc,after.lattice.abc,atol=tolerance): out.append('lattice')\n"
         "    if before.species!=after.species: out.append('species')\n"
         "    d=after.frac_coords-before.frac_coords; d-=np.round(d)\n"
         "    if np.linalg.norm(d@before.lattice.matrix,axis=1).max()>tolerance: out.append('coordinates')\n"
         "    return out", "hidden"),
        ("def what_changed(before, after, tolerance):\n"
         "    out=[]\n"
         "    if np.abs(before.lattice.matrix-after.lattice.matrix).max()>tolerance: out.append('lattice')\n"
         "    if set(before.species)!=set(after.species): out.append('species')\n"
         "    d=after.frac_coords-before.frac_coords; d-=np.round(d)\n"
         "    if np.linalg.norm(d@before.lattice.matrix,axis=1).max()>tolerance: out.append('coordinates')\n"
         "    return out", "hidden"),
        ("def what_changed(before, after, tolerance):\n"
         "    out=[]\n"
         "    if before.lattice!=after.lattice: out.append('lattice')\n"
         "    if before.species!=after.species: out.append('species')\n"
         "    d=after.frac_coords-before.frac_coords; d-=np.round(d)\n"
         "    if np.linalg.norm(d@before.lattice.matrix,axis=1).max()>tolerance: out.append('coordinates')\n"
         "    return out[::-1]", "hidden"),
    ],
    "4-cutoff": [
        ("def sufficient_cutoff(r_cuts, errors):\n    return r_cuts[int(np.argmin(np.mean(errors, axis=1)))]", "hidden"),
        ("def sufficient_cutoff(r_cuts, errors):\n    e = np.array(errors)\n    m = e.mean(axis=1)\n    b = m.argmin()\n"
         "    return min(r for r, x in zip(r_cuts, m) if x <= m[b] + e[b].std(ddof=1))", "scatter for standard error"),
        ("def sufficient_cutoff(r_cuts, errors):\n    e = np.array(errors)\n    m = e.mean(axis=1)\n    b = m.argmin()\n"
         "    return max(r for r, x in zip(r_cuts, m) if x <= m[b] + e[b].std(ddof=1) / len(e[b]) ** 0.5)",
         "largest within the error"),
        ("def sufficient_cutoff(r_cuts, errors):\n    return 5.0", "hidden"),
        ("def sufficient_cutoff(r_cuts, errors):\n    m = np.mean(errors, axis=0)\n    return r_cuts[int(m.argmin())]",
         ""),
        ("def sufficient_cutoff(r_cuts, errors):\n    return min(r_cuts)", ""),
        ("def sufficient_cutoff(r_cuts, errors):\n"
         "    e=np.array(errors); m=e.mean(1); b=m.argmin()\n"
         "    return min(r for r,x in zip(r_cuts,m) if x<=m[b]+e[b].std()/len(e[b])**.5)", "n for n - 1"),
        ("def sufficient_cutoff(r_cuts, errors):\n"
         "    e=np.array(errors); m=e.mean(1); b=m.argmin()\n"
         "    return min(r for r,x in zip(r_cuts,m) if x<=m[b]+e[b].std(ddof=1)/len(e)**.5)", "rows for folds"),
        ("def sufficient_cutoff(r_cuts, errors):\n"
         "    e=np.array(errors); m=e.mean(1); b=m.argmin()\n"
         "    return r_cuts[int(np.argmax(m<=m[b]+e[b].std(ddof=1)/len(e[b])**.5))]", "hidden"),
        ("def sufficient_cutoff(r_cuts, errors):\n"
         "    e=np.array(errors); m=e.mean(1); b=m.argmin()\n"
         "    return min(r for r,x in zip(r_cuts,m) if x<=m[b]+e.std(ddof=1)/e.size**.5)", "best, not sufficient"),
    ],
    "4-broken": [
        ("diagnosis = 'no images'", "hidden"),
        ("diagnosis = sorted(zoo.diagnoses())[0]", "hidden"),
        ("diagnosis = 'it is broken'", ""),
        ("diagnosis = None", ""),
        ("diagnosis = 7", ""),
        ("", "no `diagnosis`"),
        ("diagnosis = list(zoo.diagnoses())", ""),
        ("diagnosis='sorted'", "not a word of the list"),
        ("diagnosis=broken", "not a word of the list"),
    ],
}  # fmt: skip
