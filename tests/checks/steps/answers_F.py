"""Answers to the steps of lecture F: right ones in other styles, wrong ones with what is said."""

RIGHT = {
    "F-q1": ["share_lost = 9 / 12", "share_lost = np.float64(0.75)"],
    "F-shift": [
        """
def largest_shift(first, second):
    worst = 0.0
    for a, b in zip(np.ravel(first), np.ravel(second)):
        apart = abs(a - b) % 1.0
        worst = max(worst, min(apart, 1 - apart))
    return worst
""",
        """
def largest_shift(first, second):
    apart = (pd.DataFrame(first) - pd.DataFrame(second)).abs()
    return max(min(abs(x - n) for n in range(4)) for x in apart.to_numpy().ravel())
""",
        """
def largest_shift(first, second):
    from pymatgen.util.coord import pbc_diff

    return np.abs(pbc_diff(first, second)).max()
""",
    ],
    "F-density": [
        """
def density(masses, lattice):
    a, b, c = lattice
    return 1.66053907 * np.sum(masses) / abs(np.dot(a, np.cross(b, c)))
""",
        """
def density(masses, lattice):
    volume = Lattice(lattice).volume
    grams = 0.0
    for mass in masses:
        grams += mass * 1.66053907e-24
    return grams / (volume * 1e-8**3)
""",
    ],
    "F-ties": [
        """
def paired(first, second):
    from scipy.stats import sem

    d = np.subtract(second, first)
    return d.mean(), sem(d)
""",
        """
def paired(first, second):
    d = pd.Series(second) - pd.Series(first)
    return [d.mean(), d.sem()]
""",
        """
def paired(first, second):
    d = [b - a for a, b in zip(first, second)]
    mean = sum(d) / len(d)
    return np.array([mean, (sum((x - mean) ** 2 for x in d) / (len(d) - 1) / len(d)) ** 0.5])
""",
    ],
    "F-q2": ["histogram_adds = 'B '"],
    "F-alias": [
        """
def aliased(similarity, energies, alike, gap):
    found = 0
    for i in range(len(energies)):
        for j in range(i):
            found += similarity[i][j] > alike and abs(energies[i] - energies[j]) > gap
    return found
""",
        """
def aliased(similarity, energies, alike, gap):
    apart = np.abs(np.subtract.outer(energies, energies)) > gap
    return np.sum((similarity > alike) & apart) // 2
""",
        """
def aliased(similarity, energies, alike, gap):
    from itertools import combinations

    pairs = pd.DataFrame([(similarity[i, j], abs(energies[i] - energies[j]))
                          for i, j in combinations(range(len(energies)), 2)], columns=["s", "e"])
    return len(pairs.query("s > @alike and e > @gap"))
""",
    ],
}

WRONG = {
    "F-q1": [
        ("share_lost = 0.25", "share that is kept", ""),
        ("share_lost = 9", "number for share", ""),
        ("share_lost = 75", "percent for fraction", ""),
    ],
    "F-shift": [
        ("""
def largest_shift(first, second):
    return np.abs(np.asarray(first) - second).max()
""", "faces forgotten", ""),
        ("""
def largest_shift(first, second):
    apart = np.asarray(second) - np.asarray(first)
    return (apart - np.round(apart)).max()
""", "sign kept", ""),
        ("""
def largest_shift(first, second):
    return float(np.linalg.norm(np.asarray(first) - second))
""", "faces forgotten", ""),
    ],
    "F-density": [
        ("""
def density(masses, lattice):
    return sum(masses) / abs(np.linalg.det(lattice))
""", "amu for grams", ""),
        ("""
def density(masses, lattice):
    return 1.66053907 * sum(masses) / np.prod(np.linalg.norm(lattice, axis=1))
""", "edges multiplied", ""),
        ("""
def density(masses, lattice):
    return 1.66053907 * masses[0] / abs(np.linalg.det(lattice))
""", "one atom for the cell", ""),
        ("""
def density(masses, lattice):
    return 1.66053907 * sum(masses) / np.linalg.det(lattice)  # negative for a mirrored cell
""", "", ""),
    ],
    "F-ties": [
        ("""
def paired(first, second):
    d = np.subtract(second, first)
    return d.mean(), d.std(ddof=1)
""", "scatter for standard error", ""),
        ("""
def paired(first, second):
    d = np.subtract(second, first)
    return d.mean(), d.std() / np.sqrt(len(d))
""", "n for n - 1", ""),
        ("""
def paired(first, second):
    n = len(first)
    error = np.sqrt(np.var(first, ddof=1) / n + np.var(second, ddof=1) / n)
    return np.mean(second) - np.mean(first), error
""", "not paired", ""),
    ],
    "F-q2": [
        ("histogram_adds = 'a'\n", "", "Pooling sees one vector a site"),
        ("histogram_adds = 'c'\n", "", "Angles are in the vector of the site"),
        ("histogram_adds = 'd'\n", "", "Shells are in the vector of the site"),
    ],
    "F-alias": [
        ("""
def aliased(similarity, energies, alike, gap):
    apart = np.abs(np.subtract.outer(energies, energies)) > gap
    return np.sum((similarity > alike) & apart)
""", "both orders", ""),
        ("""
def aliased(similarity, energies, alike, gap):
    return np.sum(np.triu(similarity, 1) > alike)
""", "energies ignored", ""),
        ("""
def aliased(similarity, energies, alike, gap):
    i, j = np.triu_indices(len(energies), 1)
    return np.sum((similarity[i, j] > alike) & (energies[i] - energies[j] > gap))
""", "sign kept", ""),
        ("""
def aliased(similarity, energies, alike, gap):
    i = np.arange(len(energies) - 1)
    return np.sum((similarity[i, i + 1] > alike) & (abs(np.diff(energies)) > gap))
""", "neighbours in the list only", ""),
    ],
}  # fmt: skip
