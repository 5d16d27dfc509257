"""Answers to the steps of lecture A: right ones in other styles, wrong ones with what is said."""

RIGHT = {
    "A-statistics": [
        """
def six_statistics(values, amounts):
    total = sum(amounts)
    mean = 0.0
    for value, amount in zip(values, amounts):
        mean += value * amount / total
    deviation = sum(abs(v - mean) * a for v, a in zip(values, amounts)) / total
    mode = max(zip(amounts, values))[1]
    return (min(values), max(values), max(values) - min(values), mean, deviation, mode)
""",
        """
def six_statistics(values, amounts):
    atoms = pd.Series(values, dtype=float)
    w = pd.Series(amounts) / sum(amounts)
    mean = (atoms * w).sum()
    return pd.Series([atoms.min(), atoms.max(), atoms.max() - atoms.min(), mean,
                      ((atoms - mean).abs() * w).sum(), atoms[w.idxmax()]])
""",
        """
def six_statistics(values, amounts):
    mean = np.average(values, weights=amounts)
    deviation = np.average(np.abs(np.asarray(values) - mean), weights=amounts)
    most = values[list(amounts).index(max(amounts))]
    return np.array([np.min(values), np.max(values), np.ptp(values), mean, deviation, most])
""",
    ],
    "A-integral": [
        """
def coordination(edges, g_ab, n_b, volume, r_max):
    r = (edges[1:] + edges[:-1]) / 2
    dr = np.diff(edges)
    inside = r <= r_max
    return (4 * np.pi * r**2 * dr * g_ab)[inside].sum() * n_b / volume
""",
        """
def coordination(edges, g_ab, n_b, volume, r_max):
    number = 0.0
    for low, high, g in zip(edges[:-1], edges[1:], g_ab):
        if low + high < 2 * r_max:
            number += g * 4 / 3 * np.pi * (high**3 - low**3)
    return float(number * n_b / volume)
""",
        """
def coordination(edges, g_ab, n_b, volume, r_max):
    balls = 4 / 3 * np.pi * np.asarray(edges) ** 3
    middle = pd.Series(edges).rolling(2).mean().dropna()
    table = pd.DataFrame({"r": middle.to_numpy(), "n": np.diff(balls) * g_ab})
    return table[table.r < r_max].n.sum() * n_b / volume
""",
    ],
    "A-regret": [
        """
def regret(energies, predicted):
    lowest = min(predicted)
    chosen = [e for e, p in zip(energies, predicted) if p == lowest]
    return sum(chosen) / len(chosen) - min(energies)
""",
        """
def regret(energies, predicted):
    table = pd.DataFrame({"e": energies, "p": predicted})
    return table.e[table.p == table.p.min()].mean() - table.e.min()
""",
    ],
    "A-known": [
        """
def share_known(train, test):
    known = 0
    for formula in test:
        if formula in train:
            known += 1
    return known / len(test)
""",
        """
def share_known(train, test):
    return np.isin(test, train).mean()
""",
        """
def share_known(train, test):
    return pd.Series(test).isin(set(train)).mean()
""",
    ],
    "A-q1": ["changed_curves = ' C'\n"],
    "A-q2": ["reason = 'B'\n"],
    "A-q3": ["conclusion = ' c'\n"],
}

# step -> (answer, misconception, words in the message)
WRONG = {
    "A-statistics": [
        (
            """
def six_statistics(values, amounts):
    v=np.array(values,float);w=np.array(amounts,float)/np.sum(amounts);m=(v*w).sum()
    return [v.min(),v.max(),np.ptp(v),m,(w*abs(v-m)).sum(),v.max()]
""",
            "",
            "",
        ),  # largest for mode
        (
            """
def six_statistics(values, amounts):
    v = np.array(values)
    return [v.min(), v.max(), np.ptp(v), v.mean(), np.abs(v - v.mean()).mean(),
            v[np.argmax(amounts)]]
""",
            "unweighted mean",
            "Your mean gives each element the same weight.",
        ),
        (
            """
def six_statistics(values, amounts):
    v, w = np.array(values), np.array(amounts) / sum(amounts)
    m = v @ w
    return [v.min(), v.max(), np.ptp(v), m, np.sqrt(w @ (v - m) ** 2), v[np.argmax(w)]]
""",
            "standard deviation",
            "the mean absolute deviation is asked for",
        ),
        (
            """
def six_statistics(values, amounts):
    v, w = np.array(values), np.array(amounts) / sum(amounts)
    return [v.min(), v.max(), np.ptp(v), v @ w, np.abs(v - v.mean()).mean(), v[np.argmax(w)]]
""",
            "unweighted deviation",
            "Your deviation gives each element the same weight.",
        ),
        ("def six_statistics(values, amounts):\n    min(values)\n", "", "did you forget `return`?"),
    ],
    "A-integral": [
        (
            """
def coordination(edges, g_ab, n_b, volume, r_max):
    e=np.array(edges);s=4/3*np.pi*(e[1:]**3-e[:-1]**3)
    return n_b/volume*np.sum((s*g_ab)[e[:-1]<r_max-1e-9])
""",
            "",
            "",
        ),  # left edge
        (
            """
def coordination(edges, g_ab, n_b, volume, r_max):
    e=np.array(edges);s=4/3*np.pi*(e[1:]**3-e[:-1]**3)
    return n_b/volume*np.sum((s*g_ab)[e[1:]<=r_max+1e-9])
""",
            "",
            "",
        ),  # right edge
        (
            """
def coordination(edges, g_ab, n_b, volume, r_max):
    return n_b / volume * g_ab[edges[1:] < r_max].sum() * (edges[1] - edges[0])
""",
            "no shell volume",
            "a plain sum over g",
        ),
        (
            """
def coordination(edges, g_ab, n_b, volume, r_max):
    r = (edges[1:] + edges[:-1]) / 2
    return n_b / volume * (4 * np.pi * r**2 * g_ab)[r < r_max].sum()
""",
            "no bin width",
            "without their thickness",
        ),
        (
            """
def coordination(edges, g_ab, n_b, volume, r_max):
    balls = 4 / 3 * np.pi * edges[1:] ** 3
    return n_b / volume * (balls * g_ab)[edges[1:] < r_max].sum()
""",
            "ball for shell",
            "whole ball",
        ),
        (
            """
def coordination(edges, g_ab, n_b, volume, r_max):
    return n_b / volume * (4 / 3 * np.pi * np.diff(edges**3) * g_ab).sum()
""",
            "all distances",
            "farther away than `r_max`",
        ),
    ],
    "A-regret": [
        (
            """
def regret(energies, predicted):
    e,p=np.array(energies),np.array(predicted)
    return e[p==p.min()].min()-e.min()
""",
            "",
            "",
        ),  # lowest of tied
        (
            "def regret(energies, predicted):\n    return min(predicted) - min(energies)\n",
            "prediction for energy",
            "mixes a prediction with a true energy",
        ),
        (
            """
def regret(energies, predicted):
    return energies[int(np.argmin(predicted))] - min(energies)
""",
            "first of the tied",
            "the first of those that tie",
        ),
        (
            """
def regret(energies, predicted):
    return energies[int(np.argmax(predicted))] - min(energies)
""",
            "highest for lowest",
            "with the highest prediction",
        ),
        (
            """
def regret(energies, predicted):
    best = np.isclose(predicted, min(predicted))
    return np.array(energies)[best].mean()
""",
            "energy itself",
            "A regret is a difference",
        ),
        (
            """
def regret(energies, predicted):
    best = np.isclose(predicted, min(predicted))
    return min(energies) - np.array(energies)[best].mean()
""",
            "sign",
            "the wrong sign",
        ),
    ],
    "A-known": [
        (
            """
def share_known(train, test):
    return len(set(train) & set(test)) / len(set(test))
""",
            "formulas for crystals",
            "counts each formula once",
        ),
        (
            "def share_known(train, test):\n    return np.isin(train, test).mean()\n",
            "sides swapped",
            "changed their roles",
        ),
        (
            "def share_known(train, test):\n    return np.mean([f not in train for f in test])\n",
            "unknown for known",
            "whose formula is new",
        ),
        (
            "def share_known(train, test):\n    return sum(f in train for f in test)\n",
            "sum for mean",
            "a sum where a mean is asked for",
        ),
    ],
    "A-q1": [
        ("changed_curves = 'a'\n", "", "Co has the bonds to O that Li had"),
        ("changed_curves = 'b'\n", "", "not which; no atom has moved"),
        ("changed_curves = 'd'\n", "", "not which; no atom has moved"),
    ],
    "A-q2": [
        ("reason = 'a'\n", "", "More trees"),
        ("reason = 'c'\n", "", "exactly one lowest"),
        ("reason = 'd'\n", "", "no property at all"),
    ],
    "A-q3": [
        ("conclusion = 'a'\n", "", "a broken descriptor"),
        ("conclusion = 'b'\n", "", "periodic images"),
        ("conclusion = 'd'\n", "", "bad on the test folds"),
    ],
}
