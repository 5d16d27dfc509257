"""Answers to exercise 1 as students write them: right in other styles, and wrong."""

REPORT = """
def composition_report(crystals, y, groups):
    from sklearn.linear_model import Ridge
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    from sklearn.ensemble import GradientBoostingRegressor
    from sklearn.model_selection import GridSearchCV, KFold
    X = MagpieStatistics().fit_transform(crystals)
    folds, p, e = FOLDS, np.zeros(len(y)), []
    BEFORE
    for a, b in folds:
        m = MODEL
        p[b] = m.predict(X[b])
        e.append(abs(p[b] - y[b]).mean())
    s = polymorph_scores(y, p, groups)
    return {"folds": folds, "predicted": p, "mae": np.mean(e), "error": np.std(e, ddof=1) / len(e) ** 0.5,
            "rho": s["rho"], "regret": s["regret"]}
"""
RIDGE = "make_pipeline(StandardScaler(), Ridge(1.0))"


def report(
    model=f"{RIDGE}.fit(X[a], y[a])", folds='make_folds(groups, "grouped")', before="", **edits
):
    """A report as students write it; `edits` replaces text."""
    text = REPORT.replace("MODEL", model).replace("FOLDS", folds).replace("BEFORE", before)
    for old, new in edits.values():
        text = text.replace(old, new)
    return text


RIGHT = {
    "1-report": [
        report(),
        report("GradientBoostingRegressor(n_estimators=40, random_state=7).fit(X[a], y[a])"),
        report(folds='make_folds(groups, "grouped", n_folds=8, seed=3)'),
        report("RandomForestRegressor(20, max_depth=9, min_samples_leaf=2).fit(X[a], y[a])"),
        report(f"GridSearchCV({RIDGE}, {{'ridge__alpha': [0.1, 1, 10]}}, cv=3).fit(X[a], y[a])"),
        report(edit=('"mae": np.mean(e)', '"mae": round(np.mean(e), 3)')),
        report(edit=('"mae": np.mean(e)', '"model": "ridge", "mae": abs(p - y).mean()')),
    ],
    "1-statistics": [
        """
def statistics(values, amounts):
    mean = np.average(values, weights=amounts)
    deviation = np.average(np.abs(np.array(values) - mean), weights=amounts)
    return [mean, deviation, max(values) - min(values)]
""",
        """
def statistics(values, amounts):
    total = 0
    for v, a in zip(values, amounts):
        total += v * a
    mean = total / sum(amounts)
    deviation = sum(a * abs(v - mean) for v, a in zip(values, amounts)) / sum(amounts)
    return mean, deviation, np.ptp(values)
""",
        """
import pandas as pd
def statistics(values, amounts):
    table = pd.DataFrame({"v": values, "f": np.array(amounts) / np.sum(amounts)})
    mean = (table.v * table.f).sum()
    return pd.Series([mean, ((table.v - mean).abs() * table.f).sum(), table.v.max() - table.v.min()])
""",
        """
def statistics(values, amounts):
    atoms = np.repeat(np.asarray(values, float), np.round(np.asarray(amounts) * 10).astype(int))
    return np.array([atoms.mean(), np.abs(atoms - atoms.mean()).mean(), atoms.max() - atoms.min()])
""",
        """
from fractions import Fraction
def statistics(values, amounts):
    n = sum(Fraction(float(a)) for a in amounts)
    m = sum(Fraction(float(a)) * Fraction(float(v)) for v, a in zip(values, amounts)) / n
    d = sum(Fraction(float(a)) * abs(Fraction(float(v)) - m) for v, a in zip(values, amounts)) / n
    return m, d, max(values) - min(values)
""",
        """
def statistics(values, amounts):
    from matminer.featurizers.utils.stats import PropertyStats as P
    return [P.calc_stat(list(values), s, list(amounts)) for s in ("mean", "avg_dev", "range")]
""",
    ],
    "1-blind": [
        """
def largest_difference(crystals):
    X = np.asarray(MagpieStatistics().fit_transform(crystals))
    return max(abs(a - b).max() for a in X for b in X)
""",
        """
def largest_difference(crystals):
    import pandas as pd
    table = pd.DataFrame(MagpieStatistics().fit_transform(crystals))
    return (table.max() - table.min()).max()
""",
        """
def largest_difference(crystals):
    from matminer.featurizers.composition import ElementProperty
    magpie = ElementProperty.from_preset("magpie")
    rows = np.array([magpie.featurize(crystal.composition) for crystal in crystals])
    return np.ptp(rows, axis=0).max()
""",
        """
def largest_difference(crystals):
    from scipy.spatial.distance import pdist
    return pdist(MagpieStatistics().fit_transform(crystals), "chebyshev").max()
""",
        """
def largest_difference(crystals):
    from itertools import combinations
    X = MagpieStatistics().fit(crystals).transform(crystals)
    return max(float(max(map(abs, np.asarray(a) - np.asarray(b)))) for a, b in combinations(X, 2))
""",
    ],
    "1-folds": [
        """
def grouped_folds(groups, n_folds):
    names = list(dict.fromkeys(groups))
    parts = [names[i::n_folds] for i in range(n_folds)]
    tests = [np.flatnonzero(np.isin(groups, part)) for part in parts]
    return [(np.setdiff1d(np.arange(len(groups)), test), test) for test in tests]
""",
        """
def grouped_folds(groups, n_folds):
    rng = np.random.default_rng(4)
    names = np.unique(groups)
    rng.shuffle(names)
    number = {name: i % n_folds for i, name in enumerate(names)}
    fold = [number[g] for g in groups]
    return [([i for i, f in enumerate(fold) if f != k], [i for i, f in enumerate(fold) if f == k])
            for k in range(n_folds)]
""",
        """
from sklearn.model_selection import GroupKFold
def grouped_folds(groups, n_folds):
    splitter = GroupKFold(n_splits=n_folds, shuffle=True, random_state=1)
    return [(a, b) for a, b in splitter.split(np.zeros((len(groups), 1)), None, groups)]
""",
        """
def grouped_folds(groups, n_folds):
    import pandas as pd
    code = pd.Categorical(groups).codes % n_folds
    return tuple((np.where(code != k)[0].tolist(), np.where(code == k)[0].tolist()) for k in range(n_folds))
""",
        """
def grouped_folds(groups, n_folds):
    from sklearn.model_selection import StratifiedGroupKFold
    return [(set(a.tolist()), set(b.tolist())) for a, b in StratifiedGroupKFold(n_folds).split(groups, np.zeros(len(groups)), groups)]
""",
    ],
    "1-errors": [
        """
from sklearn.base import clone
from sklearn.metrics import mean_absolute_error
def fold_errors(model, X, y, folds):
    return [mean_absolute_error(y[b], clone(model).fit(X[a], y[a]).predict(X[b])) for a, b in folds]
""",
        """
from sklearn.model_selection import cross_val_score
def fold_errors(model, X, y, folds):
    return -cross_val_score(model, X, y, cv=folds, scoring="neg_mean_absolute_error")
""",
        """
import pandas as pd
def fold_errors(model, X, y, folds):
    out = pd.Series(dtype=float)
    for k, (train, test) in enumerate(folds):
        model.fit(X[train], y[train])
        out[k] = (pd.Series(y[test]) - model.predict(X[test])).abs().mean()
    return out
""",
        """
def fold_errors(model, X, y, folds):
    from sklearn.model_selection import cross_validate
    return cross_validate(model, X, y, cv=list(folds), scoring="neg_mean_absolute_error")["test_score"] * -1
""",
        """
def fold_errors(model, X, y, folds):
    import copy
    out = {}
    for k, (a, b) in enumerate(folds):
        m = copy.deepcopy(model); m.fit(np.take(X, a, 0), np.take(y, a))
        out[k] = sum(abs(p - t) for p, t in zip(m.predict(np.take(X, b, 0)), np.take(y, b))) / len(b)
    return tuple(out.values())
""",
    ],
    "1-q1": ['choice = "B"', 'choice = " b "', "choice = 'b'"],
    "1-q2": ['reason = "b"', 'reason = "b)"', "reason = str('B.')"],
}

WRONG = {
    "1-report": [
        (report(folds="list(KFold(5, shuffle=True, random_state=0).split(X))"), "draw them over formulas"),
        (report("m", before=f"m = {RIDGE}.fit(X, y)"), "knew the crystals on which it was tested"),
        (report("min((make_pipeline(StandardScaler(), Ridge(c)).fit(X[a], y[a]) for c in (1e-3, 1, 1e3, 1e6)),"
                " key=lambda m: abs(m.predict(X[b]) - y[b]).mean())"), "Energies of the test part reach"),
        (report(before="X = __import__('sklearn.feature_selection').feature_selection.SelectKBest("
                "lambda X, y: abs(np.corrcoef(X.T, y)[-1, :-1]), k=10).fit_transform(X + 1e-9 * np.arange(len(y))[:, None], y)"),
         "Energies of the test part reach"),
        (report(edit=(", ddof=1", "")), "divides by n"),
        (report(edit=(" / len(e) ** 0.5", "")), "divide the scatter"),
        (report(edit=("abs(p[b] - y[b]).mean()", "((p[b] - y[b]) ** 2).mean() ** 0.5")), "roots of mean squares"),
        (report(edit=("np.mean(e)", "0.257")), "'mae'"),
        (report(edit=("np.mean(e)", "-np.mean(e)")), "negative"),
        (report(folds="list(__import__('sklearn').model_selection.GroupKFold(5, shuffle=True).split(X, groups=groups))"),
         "different folds"),
        (report("make_pipeline(StandardScaler(), Ridge(1e9)).fit(X[a], y[a])"), "no better than the mean"),
        (report(edit=('"folds": folds,', "")), "key of the report is missing"),
        (report(edit=('"rho": s["rho"]', '"rho": np.corrcoef(y, p)[0, 1]')), "'rho'"),
        ("def composition_report(crystals, y, groups):\n    return {'mae': 0.26, 'error': 0.01, 'rho': 0.0, 'regret': 0.19}",
         "key of the report is missing"),
    ],
    "1-statistics": [
        ("def statistics(values, amounts):\n    v = np.array(values)\n"
         "    return [v.mean(), abs(v - v.mean()).mean(), np.ptp(v)]", "unweighted mean"),
        ("def statistics(values, amounts):\n    v, f = np.array(values), np.array(amounts) / sum(amounts)\n"
         "    m = f @ v\n    return [m, (f @ (v - m) ** 2) ** 0.5, np.ptp(v)]",
         "standard deviation for average deviation"),
        ("def statistics(values, amounts):\n    v, a = np.array(values), np.array(amounts)\n"
         "    m = a @ v\n    return [m, a @ abs(v - m), np.ptp(v)]", ""),
        ("def statistics(values, amounts):\n    return [2.8066667, 0.8444444, 1.9]", "hidden"),
        ("def statistics(values, amounts):\n    pass", "return"),
        ("", "not answered"),
        ("def statistics(values, amounts):\n    return np.average(values, weights=amounts)", ""),
        ("def statistics(values):\n    return [1, 2, 3]", "argument"),
        ("def statistics(values, amounts):\n"
         "    v=np.array(values); w=np.array(amounts)/np.sum(amounts); m=w@v\n"
         "    return [w@abs(v-m), m, np.ptp(v)]", "order"),
        ("def statistics(values, amounts):\n"
         "    v=np.array(values); w=np.array(amounts)/np.sum(amounts); m=w@v\n"
         "    return [m, w@(v-m), np.ptp(v)]", "index 1"),
        ("def statistics(values, amounts):\n"
         "    v=np.array(values); w=np.array(amounts)//np.sum(amounts); m=w@v\n"
         "    return [m, w@abs(v-m), np.ptp(v)]", "entries are right"),
    ],
    "1-blind": [
        ("def largest_difference(crystals):\n    X = MagpieStatistics().fit_transform(crystals)\n"
         "    return X.max() - X.min()", "range over all features"),
        ("def largest_difference(crystals):\n    return 0.0", "hidden"),
        ("def largest_difference(crystals):\n    X = MagpieStatistics().fit_transform(crystals)\n"
         "    return (X[0] - X[-1]).max()", "hidden"),
        ("def largest_difference(crystals):\n    X = MagpieStatistics().fit_transform(crystals)\n"
         "    return X.std(axis=0).max()", "hidden"),
        ("def largest_difference(crystals):\n    raise ValueError('no idea')", "no idea"),
        ("largest_difference = 0.0", "function"),
        ("def largest_difference(crystals):\n"
         "    X=MagpieStatistics().fit_transform(crystals)\n"
         "    return np.abs(np.diff(X,axis=0)).max()", "neighbours in the list only"),
        ("def largest_difference(crystals):\n"
         "    X=MagpieStatistics().fit_transform(crystals)\n"
         "    return int(np.argmax(np.ptp(X,axis=0)))", "Look at"),
        ("def largest_difference(crystals):\n"
         "    X=MagpieStatistics().fit_transform(crystals)\n"
         "    return np.abs(X-X.mean(axis=0)).max()", "Look at"),
        ("def largest_difference(crystals):\n"
         "    return 0", "Look at"),
    ],
    "1-folds": [
        ("from sklearn.model_selection import KFold\ndef grouped_folds(groups, n_folds):\n"
         "    return list(KFold(n_folds).split(groups))", ""),
        ("def grouped_folds(groups, n_folds):\n"
         "    return [(np.flatnonzero(groups != g), np.flatnonzero(groups == g)) for g in set(groups)]", ""),
        ("from sklearn.model_selection import GroupKFold\ndef grouped_folds(groups, n_folds):\n"
         "    return GroupKFold(n_folds)", ""),
        ("from sklearn.model_selection import GroupKFold\ndef grouped_folds(groups, n_folds):\n"
         "    return [(b, a) for a, b in GroupKFold(n_folds).split(groups, groups=groups)]", ""),
        ("def grouped_folds(groups, n_folds):\n    return []", ""),
        ("def grouped_folds(groups, n_folds):\n    i = np.arange(len(groups))\n"
         "    return [(i, i)] * n_folds", ""),
        ("def grouped_folds(groups, n_folds):\n"
         "    from sklearn.model_selection import GroupKFold\n"
         "    return GroupKFold(n_folds).split(groups, groups=groups)", "`list(...)`"),
        ("def grouped_folds(groups, n_folds):\n"
         "    from sklearn.model_selection import GroupShuffleSplit\n"
         "    return list(GroupShuffleSplit(n_folds, random_state=0).split(groups, groups=groups))", "'tested'"),
        ("def grouped_folds(groups, n_folds):\n"
         "    from sklearn.model_selection import GroupKFold\n"
         "    m=[]\n"
         "    for a,b in GroupKFold(n_folds).split(groups, groups=groups):\n"
         "        x=np.zeros(len(groups),bool); x[b]=True; m.append((~x,x))\n"
         "    return m", "'tested'"),
        ("def grouped_folds(groups, n_folds):\n"
         "    p=np.array_split(np.argsort(groups),n_folds)\n"
         "    return [(np.setdiff1d(np.arange(len(groups)),t),t) for t in p]", "'on both sides'"),
    ],
    "1-errors": [
        ("def fold_errors(model, X, y, folds):\n    return [np.abs(model.fit(X[a], y[a]).predict(X[a]) - y[a]).mean()"
         " for a, b in folds]", "error of the training part"),
        ("def fold_errors(model, X, y, folds):\n    return [((model.fit(X[a], y[a]).predict(X[b]) - y[b]) ** 2).mean()"
         " for a, b in folds]", "squared errors"),
        ("def fold_errors(model, X, y, folds):\n    return np.mean([np.abs(model.fit(X[a], y[a]).predict(X[b]) - y[b])"
         ".mean() for a, b in folds])", "mean over the folds"),
        ("def fold_errors(model, X, y, folds):\n    model.fit(X, y)\n"
         "    return [np.abs(model.predict(X[b]) - y[b]).mean() for a, b in folds]", ""),
        ("def fold_errors(model, X, y, folds):\n    return [np.abs(model.fit(X[b], y[b]).predict(X[b]) - y[b]).mean()"
         " for a, b in folds]", ""),
        ("def fold_errors(model, X, y, folds):\n    return [(model.fit(X[a], y[a]).predict(X[b]) - y[b]).mean()"
         " for a, b in folds]", ""),
        ("def fold_errors(model, X, y, folds):\n"
         "    return [np.sqrt(((model.fit(X[a],y[a]).predict(X[b])-y[b])**2).mean()) for a,b in folds]", "root mean square"),
        ("def fold_errors(model, X, y, folds):\n"
         "    return [abs(model.fit(X[a],y[a]).predict(X[b])-y[b]).sum() for a,b in folds]", "sum for mean"),
        ("def fold_errors(model, X, y, folds):\n"
         "    return sorted(abs(model.fit(X[a],y[a]).predict(X[b])-y[b]).mean() for a,b in folds)", "order"),
        ("def fold_errors(model, X, y, folds):\n"
         "    for a,b in folds:\n"
         "        return abs(model.fit(X[a],y[a]).predict(X[b])-y[b]).mean()", "a number"),
    ],
    "1-q1": [("choice = 'a'", "training set"), ("choice = 'c'", "flattering"), ("choice = 'd'", "imitate"),
             ("choice = 2", "one of"), ("", "Set `choice`")],
    "1-q2": [("reason = 'a'", "the same vector"), ("reason = 'c'", "how far"), ("reason = 'd'", "inside a formula"),
             ("reason = None", "one of"), ("", "Set `reason`")],
}  # fmt: skip
