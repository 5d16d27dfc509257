"""Answers to the steps of lecture I: right ones in other styles, wrong ones with what is said."""

RIGHT = {
    "I-size": [
        """
def size_error(energy, atoms, repeat):
    per_atom = [energy(a) / a.get_global_number_of_atoms() for a in (atoms, atoms.repeat(repeat))]
    return float(np.abs(np.subtract(*per_atom)))
""",
        """
def size_error(energy, atoms, repeat):
    from ase.build import make_supercell
    large = make_supercell(atoms, np.diag(repeat))
    change = energy(large) / len(large.positions) - energy(atoms) / len(atoms.positions)
    return change if change > 0 else -change
""",
    ],
    "I-q1": ["which_audit = 'B'"],
    "I-slopes": [
        """
def flattening(reference, model, groups):
    p, m = np.array(reference, float), np.array(model, float)
    for name in set(groups):
        here = np.asarray(groups) == name
        p[here] -= p[here].mean()
        m[here] -= m[here].mean()
    return [np.polyfit(p, m, 1)[0], 1 / np.polyfit(m, p, 1)[0], m.std() / p.std()]
""",
        """
def flattening(reference, model, groups):
    names, index = np.unique(groups, return_inverse=True)
    count = np.bincount(index)
    p = reference - (np.bincount(index, reference) / count)[index]
    m = model - (np.bincount(index, model) / count)[index]
    cov = np.cov(p, m)
    return np.array([cov[0, 1] / cov[0, 0], cov[1, 1] / cov[0, 1], np.sqrt(cov[1, 1] / cov[0, 0])])
""",
    ],
    "I-bulk": [
        """
def bulk_modulus(volumes, energies):
    fit = np.polynomial.Polynomial.fit(volumes, energies, 2)
    v0 = fit.deriv().roots()[0].real
    return float(v0 * fit.deriv(2)(v0) * 160.2177)
""",
        """
def bulk_modulus(volumes, energies):
    table = np.vander(np.asarray(volumes, float), 3)
    a, b, c = np.linalg.lstsq(table, energies, rcond=None)[0]
    return -b * 160.2177
""",
    ],
    "I-q2": ["what_stays = 'A'"],
}

WRONG = {
    "I-size": [
        ("""
def size_error(energy, atoms, repeat):
    return abs(energy(atoms * repeat) - energy(atoms))
""", "total energies compared", ""),
        ("""
def size_error(energy, atoms, repeat):
    return abs(energy(atoms * repeat) - energy(atoms)) / len(atoms)
""", "divided by the small crystal's atoms", ""),
        ("""
def size_error(energy, atoms, repeat):
    return abs(energy(atoms * repeat) - energy(atoms)) / len(atoms * repeat)
""", "divided by the large crystal's atoms", ""),
        ("""
def size_error(energy, atoms, repeat):
    larger = atoms * repeat
    return energy(atoms) / len(atoms) - energy(larger) / len(larger)
""", "sign", ""),
        ("""
def size_error(energy, atoms, repeat):
    return 0.0
""", "", "energy that grows"),
    ],
    "I-q1": [
        ("which_audit = 'a'\n", "", "slope of nothing"),
        ("which_audit = 'c'\n", "", "slope or not"),
        ("which_audit = 'd'\n", "", "their error is small"),
    ],
    "I-slopes": [
        ("""
def flattening(reference, model, groups):
    t = pd.DataFrame({"p": model, "m": reference})
    t -= t.groupby(np.asarray(groups)).transform("mean")
    pp, pm, mm = t.p @ t.p, t.p @ t.m, t.m @ t.m
    return np.array([pm / pp, mm / pm, np.sqrt(mm / pp)])
""", "axes exchanged", ""),
        ("""
def flattening(reference, model, groups):
    p, m = np.asarray(reference), np.asarray(model)
    return np.array([p @ m / (p @ p), m @ m / (p @ m), np.sqrt(m @ m / (p @ p))])
""", "means not taken off", ""),
        ("""
def flattening(reference, model, groups):
    t = pd.DataFrame({"p": reference, "m": model})
    t -= t.groupby(np.asarray(groups)).transform("mean")
    pp, pm, mm = t.p @ t.p, t.p @ t.m, t.m @ t.m
    return np.array([pm / pp, mm / pm, mm / pp])
""", "root forgotten", ""),
        ("""
def flattening(reference, model, groups):
    t = pd.DataFrame({"p": reference, "m": model})
    t -= t.groupby(np.asarray(groups)).transform("mean")
    pp, pm, mm = t.p @ t.p, t.p @ t.m, t.m @ t.m
    return np.array([pm / pp, pm / mm, np.sqrt(mm / pp)])
""", "slope of PBE on the model", ""),
        ("""
def flattening(reference, model, groups):
    p, m = reference - np.mean(reference), model - np.mean(model)
    return np.array([p @ m / (p @ p), m @ m / (p @ m), np.sqrt(m @ m / (p @ p))])
""", "", "two formulas"),
    ],
    "I-bulk": [
        ("""
def bulk_modulus(volumes, energies):
    return -np.polyfit(volumes, energies, 2)[1]
""", "eV/Å³ for GPa", ""),
        ("""
def bulk_modulus(volumes, energies):
    return 160.2177 * 2 * np.polyfit(volumes, energies, 2)[0]
""", "volume forgotten", ""),
        ("""
def bulk_modulus(volumes, energies):
    a, b, _ = np.polyfit(volumes, energies, 2)
    return 160.2177 * -b / (2 * a) * a
""", "half the curvature", ""),
        ("""
def bulk_modulus(volumes, energies):
    return 160.2177 * np.mean(volumes) * 2 * np.polyfit(volumes, energies, 2)[0]
""", "mean volume for the minimum's", ""),
        ("""
def bulk_modulus(volumes, energies):
    return 160.2177 * volumes[np.argmin(energies)] * 2 * np.polyfit(volumes, energies, 2)[0]
""", "lowest point for the minimum", ""),
    ],
    "I-q2": [
        ("what_stays = 'b'\n", "", "A barrier is a difference"),
        ("what_stays = 'c'\n", "", "Curvatures shrink"),
        ("what_stays = 'd'\n", "", "that a transition costs"),
    ],
}  # fmt: skip
