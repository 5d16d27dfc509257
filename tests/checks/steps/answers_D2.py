"""Answers to the steps of lecture D2: right ones in other styles, wrong ones with what is said."""

RIGHT = {
    "D2-power": [
        """
def power(c, degree):
    return np.pi * (8 / (2 * degree + 1)) ** 0.5 * np.einsum("nm,km->nk", c, c)
""",
        """
def power(c, degree):
    n = len(c)
    p = [[sum(c[i][m] * c[j][m] for m in range(2 * degree + 1)) for j in range(n)] for i in range(n)]
    return np.array(p) * np.pi * np.sqrt(8 / (2 * degree + 1))
""",
        "def power(c, degree):\n    return steps.power_spectrum(np.array(c), np.array(c), degree)\n",
    ],
    "D2-count": [
        """
def n_features(n_max, l_max, n_species):
    channels = n_max * n_species
    return channels * (channels + 1) // 2 * (l_max + 1)
""",
        """
def n_features(n_max, l_max, n_species):
    count = 0
    for a in range(n_species):
        for b in range(a, n_species):
            count += (l_max + 1) * (n_max * (n_max + 1) / 2 if a == b else n_max * n_max)
    return count
""",
        """
def n_features(n_max, l_max, n_species):
    from math import comb
    return (l_max + 1) * (n_species * comb(n_max + 1, 2) + comb(n_species, 2) * n_max**2)
""",
    ],
    "D2-kernel": [
        """
def similarity(p, q, zeta):
    p, q = np.asarray(p), np.asarray(q)
    return np.dot(p / np.linalg.norm(p), q / np.linalg.norm(q)) ** zeta
""",
        """
def similarity(p, q, zeta):
    top = sum(a * b for a, b in zip(p, q))
    return top**zeta / (sum(a * a for a in p) * sum(b * b for b in q)) ** (zeta / 2)
""",
        """
def similarity(p, q, zeta):
    from scipy.spatial.distance import cosine
    return (1 - cosine(p, q)) ** zeta
""",
    ],
    "D2-q2": ["answer_2 = 'b '\n"],
    "D2-q1": ["sigma_rule = ' B'\n"],
}

# step -> (answer, misconception, words in the message)
WRONG = {
    "D2-power": [
        (
            "def power(c, degree):\n    return np.array(c) @ np.array(c).T\n",
            "prefactor left out",
            "The factor in front is missing.",
        ),
        (
            """
def power(c, degree):
    c = np.array(c)
    return np.pi * np.sqrt(8 / (2 * degree + 1)) * c.T @ c
""",
            "summed over n",
            "m must disappear",
        ),
        (
            """
def power(c, degree):
    return np.pi * np.sqrt(8 / (2 * degree + 1)) * (np.array(c) ** 2).sum(axis=1)
""",
            "only equal n",
            "one for each radial function",
        ),
        (
            """
def power(c, degree):
    total = np.sum(c, axis=1)
    return np.pi * np.sqrt(8 / (2 * degree + 1)) * np.outer(total, total)
""",
            "summed before multiplying",
            "multiplied afterwards",
        ),
    ],
    "D2-count": [
        (
            "def n_features(n, l, s):\n    return n**2 * (l + 1) * s * (s + 1) // 2\n",
            "like pairs counted twice",
            "half of them is a copy",
        ),
        (
            "def n_features(n, l, s):\n    return l * (n * s) * (n * s + 1) // 2\n",
            "degree zero forgotten",
            "one degree too few",
        ),
        (
            "def n_features(l, n, s):\n    return (l + 1) * (n * s) * (n * s + 1) // 2\n",
            "n_max and l_max swapped",
            "exchanged",
        ),
        (
            """
def n_features(n, l, s):
    return (l + 1) * (s * n * (n + 1) // 2 + s * (s - 1) * n * n)
""",
            "ordered elements",
            "You counted Ti-O and O-Ti.",
        ),
        (
            "def n_features(n, l, s):\n    return (l + 1) * n * (n + 1) // 2 * s * (s + 1) // 2\n",
            "unlike pairs halved",
            "for unlike elements too",
        ),
    ],
    "D2-kernel": [
        (
            "def similarity(p, q, zeta):\n    return np.dot(p, q) ** zeta\n",
            "not normalised",
            "grows with the lengths",
        ),
        (
            """
def similarity(p, q, zeta):
    return np.dot(p, q) / np.linalg.norm(p) / np.linalg.norm(q)
""",
            "zeta left out",
            "The power zeta is missing.",
        ),
        (
            """
def similarity(p, q, zeta):
    return np.dot(p, q) ** zeta / (np.linalg.norm(p) * np.linalg.norm(q))
""",
            "zeta on top only",
            "raised the product to zeta",
        ),
        (
            """
def similarity(p, q, zeta):
    return (np.dot(p, q) / (np.dot(p, p) * np.dot(q, q))) ** zeta
""",
            "divided by the squares",
            "divided by the lengths twice",
        ),
        (
            "def similarity(p, q, zeta):\n    return np.linalg.norm(np.subtract(p, q))\n",
            "distance for similarity",
            "the distance of the two vectors",
        ),
    ],
    "D2-q2": [
        ("answer_2 = 'a'\n", "", "no copies of each other"),
        ("answer_2 = 'c'\n", "", "small differences"),
        ("answer_2 = 'd'\n", "", "not counted anywhere"),
    ],
    "D2-q1": [
        ("sigma_rule = 'a'\n", "", "nearly hides"),
        ("sigma_rule = 'c'\n", "", "more than the difference"),
        ("sigma_rule = 'd'\n", "", "do not"),
    ],
}
