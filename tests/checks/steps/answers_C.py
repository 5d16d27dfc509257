"""Answers to the steps of lecture C: right ones in other styles, wrong ones with what is said."""

RIGHT = {
    "C-angles": [
        """
import math
from itertools import combinations
def sorted_angles(bonds):
    found = []
    for a, b in combinations(bonds, 2):
        cosine = sum(x * y for x, y in zip(a, b)) / math.hypot(*a) / math.hypot(*b)
        found.append(math.degrees(math.acos(max(-1, min(1, cosine)))))
    return sorted(found)
""",
        """
def sorted_angles(bonds):
    from ase import Atoms
    n = len(bonds)
    cluster = Atoms("H" * (n + 1), np.vstack([[0, 0, 0], bonds]))
    triples = [(i + 1, 0, j + 1) for i in range(n) for j in range(i)]
    return np.sort(cluster.get_angles(triples))
""",
        """
def sorted_angles(bonds):
    return pd.Series(angles_of(bonds)).sort_values().to_list()
""",
    ],
    "C-octahedron": [
        """
def angle_variance(bonds):
    angles = angles_of(bonds)
    adjacent = angles[angles < 135]
    return ((adjacent - 90) ** 2).sum() / (len(adjacent) - 1)
""",
        """
def angle_variance(bonds):
    total, bonds = 0.0, [np.array(b) / np.linalg.norm(b) for b in bonds]
    for i in range(6):
        opposite = min(range(6), key=lambda j: bonds[i] @ bonds[j])
        for j in range(i):
            if j != opposite:
                total += (np.degrees(np.arccos(bonds[i] @ bonds[j])) - 90) ** 2
    return total / 11
""",
    ],
    "C-q1": ["mean_angle = 120\n", "mean_angle = np.mean([90] * 4 + [180] * 2)\n"],
    "C-q2": ["feature = 'C'\n"],
    "C-report": [
        """
def vacancy_report(counts, full):
    lost = [full - n for n in counts]
    share = len([n for n in lost if n > 0]) / len(lost)
    return (sum(counts) / len(counts), share, max(lost))
""",
        """
def vacancy_report(counts, full):
    counts = pd.Series(counts)
    return np.array([counts.mean(), 1 - (counts == full).mean(), full - counts.min()])
""",
    ],
    "C-faces": [
        """
def count_faces(areas, min_area):
    largest, n = max(areas), 0
    for area in areas:
        if area / largest > min_area:
            n += 1
    return n
""",
        """
def count_faces(areas, min_area):
    shares = pd.Series(areas) / np.max(areas)
    return float((shares > min_area).sum())
""",
    ],
    "C-q3": ["cause = ' b'\n"],
}

# step -> (answer, misconception, words in the message)
WRONG = {
    "C-angles": [
        (
            """
def sorted_angles(bonds):
    b=np.array(bonds,float);b/=np.linalg.norm(b,axis=1)[:,None];i,j=np.triu_indices(len(b),1)
    return np.degrees(np.arccos(np.clip((b[i]*b[j]).sum(1),-1,1)))
""",
            "",
            "",
        ),  # unsorted
        (
            """
def sorted_angles(bonds):
    u = bonds / np.linalg.norm(bonds, axis=1)[:, None]
    c = np.clip(u @ u.T, -1, 1)[~np.eye(len(u), dtype=bool)]
    return np.sort(np.degrees(np.arccos(c)))
""",
            "pairs twice",
            "was taken twice",
        ),
        (
            """
def sorted_angles(bonds):
    u = bonds / np.linalg.norm(bonds, axis=1)[:, None]
    return np.sort(np.degrees(np.arccos(np.clip(u @ u.T, -1, 1))).ravel())
""",
            "each bond with itself",
            "each bond with itself",
        ),
        (
            "def sorted_angles(bonds):\n    return np.sort(np.radians(angles_of(bonds)))\n",
            "radians for degrees",
            "in radians",
        ),
        (
            "def sorted_angles(bonds):\n    return np.sort(np.cos(np.radians(angles_of(bonds))))\n",
            "cosines, not angles",
            "are cosines",
        ),
    ],
    "C-octahedron": [
        (
            """
def angle_variance(bonds):
    b=np.array(bonds,float);b/=np.linalg.norm(b,axis=1)[:,None];i,j=np.triu_indices(6,1)
    a=np.degrees(np.arccos(np.clip((b[i]*b[j]).sum(1),-1,1)))
    return ((a[:12]-90)**2).sum()/11
""",
            "",
            "",
        ),  # first twelve in order
        (
            """
def angle_variance(bonds):
    return np.sum((angles_of(bonds) - 90) ** 2) / 11
""",
            "all fifteen angles",
            "All fifteen angles",
        ),
        (
            """
def angle_variance(bonds):
    return np.mean((np.sort(angles_of(bonds))[:12] - 90) ** 2)
""",
            "divided by twelve",
            "divided by twelve",
        ),
        (
            """
def angle_variance(bonds):
    return np.sqrt(np.sum((np.sort(angles_of(bonds))[:12] - 90) ** 2) / 11)
""",
            "standard deviation, not variance",
            "the root of what is asked for",
        ),
    ],
    "C-q1": [
        ("mean_angle = 90\n", "adjacent angles only", "adjacent bonds"),
        ("mean_angle = 135\n", "mean of the two values", "mean of the two values"),
        ("mean_angle = 108.0\n", "the octahedron's", "mean of the octahedron"),
    ],
    "C-q2": [
        ("feature = 'a'\n", "", "six before and after"),
        ("feature = 'b'\n", "", "another question"),
        ("feature = 'd'\n", "", "hardly bent"),
    ],
    "C-report": [
        (
            """
def vacancy_report(counts, full):
    n = np.array(counts)
    return [n.mean(), np.sum(n < full), full - n.min()]
""",
            "sites, not their share",
            "counts cations",
        ),
        (
            """
def vacancy_report(counts, full):
    n = np.array(counts)
    return [n.mean(), np.mean(full - n), full - n.min()]
""",
            "bonds lost, not sites",
            "counts bonds",
        ),
        (
            """
def vacancy_report(counts, full):
    n = np.array(counts)
    return [n.mean(), np.mean(n < full), n.min()]
""",
            "smallest number, not loss",
            "poorest cation",
        ),
        (
            """
def vacancy_report(counts, full):
    n = np.array(counts)
    return [n.mean(), np.mean(n == full), full - n.min()]
""",
            "share of the perfect sites",
            "lost nothing",
        ),
        (
            """
def vacancy_report(counts, full):
    n = np.array(counts)
    return [n.mean(), 100 * np.mean(n < full), full - n.min()]
""",
            "percent, not share",
            "in percent",
        ),
    ],
    "C-faces": [
        (
            """
def count_faces(areas, min_area):
    a=np.array(areas); return int((a>min_area*a[0]).sum())
""",
            "",
            "",
        ),  # of first
        (
            "def count_faces(areas, min_area):\n    return sum(a > min_area for a in areas)\n",
            "area itself",
            "with `min_area` itself",
        ),
        (
            """
def count_faces(areas, min_area):
    return sum(a > min_area * sum(areas) for a in areas)
""",
            "of the total area",
            "fraction of their sum",
        ),
        (
            """
def count_faces(areas, min_area):
    return sum(a < min_area * max(areas) for a in areas)
""",
            "small ones counted",
            "to be left out",
        ),
    ],
    "C-q3": [
        ("cause = 'a'\n", "", "about fourteen for both"),
        ("cause = 'c'\n", "", "volume is that of one atom"),
        ("cause = 'd'\n", "", "the same faces at each atom"),
    ],
}
