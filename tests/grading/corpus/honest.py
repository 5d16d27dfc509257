"""Honest submissions: right, partly right and wrong in known ways, made by a seeded choice."""

import random

from .edit import FULL, RIGHT, answer, read_release

# Variants of each answer with the points that each test cell must give.
VARIANTS = {
    "mean": [
        (RIGHT["mean"], {"mean-check": 2, "mean-hidden": 2}),
        (
            "def mean_mass(counts):\n"
            "    warnings.warn('careful')\n"
            "    m = np.array([MASS[s] for s in counts])\n"
            "    n = np.array(list(counts.values()))\n"
            "    return np.float64((m * n).sum() / n.sum())\n",
            {"mean-check": 2, "mean-hidden": 2},
        ),
        (
            "def mean_mass(counts):\n    return sum(MASS[s] for s in counts) / len(counts)\n",
            {"mean-check": 0, "mean-hidden": 1},
        ),
        ("def mean_mass(counts):\n    return 26.6217\n", {"mean-check": 0, "mean-hidden": 0}),
        ("def mean_mass(counts)\n    return 1\n", {"mean-check": 0, "mean-hidden": 0}),
        (None, {"mean-check": 0, "mean-hidden": 0}),
    ],
    "fractions": [
        (RIGHT["fractions"], {"fractions-check": 3}),
        (
            "def fractions(counts):\n"
            "    whole = sum(counts.values())\n"
            "    return [c / whole for c in counts.values()]\n",
            {"fractions-check": 3},
        ),
        (
            "def fractions(counts):\n    return np.array(list(counts.values())) / 5\n",
            {"fractions-check": 2},
        ),
        ("def fractions(counts):\n    return float('nan')\n", {"fractions-check": 0}),
    ],
    "volume": [
        (RIGHT["volume"], {"volume-check": 2, "volume-hidden": 2}),
        (
            "def volume(lattice):\n    return np.linalg.det(np.array(lattice))\n",
            {"volume-check": 2, "volume-hidden": 1},
        ),
        (
            "def volume(lattice):\n"
            "    a, b, c = np.array(lattice, float)\n"
            "    return np.linalg.norm(a) * np.linalg.norm(b) * np.linalg.norm(c)\n",
            {"volume-check": 2, "volume-hidden": 1},
        ),
        ("def volume(lattice):\n    return 1 / 0\n", {"volume-check": 0, "volume-hidden": 0}),
    ],
}


def make_honest(root, count, seed=0):
    """Make honest submissions.

    Returns a list of (student, notebooks, points by test cell, has a written answer).
    """
    rng = random.Random(seed)
    release = read_release(root)
    made = []
    for n in range(count):
        # The first is right in everything, so that full points occur in every corpus.
        picks = {k: v[0] if n == 0 else rng.choice(v) for k, v in VARIANTS.items()}
        answers = {k: source for k, (source, _) in picks.items() if source is not None}
        if n == 0 or rng.random() < 0.7:
            answers["why"] = f"{RIGHT['why']} ({n})"
        points = dict.fromkeys(FULL, 0)
        for _, got in picks.values():
            points |= got
        made.append((f"honest{n:03d}", answer(release, answers), points, "why" in answers))
    return made
