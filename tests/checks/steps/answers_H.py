"""Answers to the steps of lecture H: right ones in other styles, wrong ones with what is said."""

RIGHT = {
    "H-energy": [
        """
def predict_energy(features, weights):
    total, k = 0.0, features.shape[1]
    for row in features:
        total += weights[0]
        for i, value in enumerate(row):
            total += weights[1 + i] * value + weights[1 + k + i] * value**2
    return total
""",
        """
def predict_energy(features, weights):
    linear, square = np.split(weights[1:], 2)
    return len(features) * weights[0] + features.sum(0) @ linear + (features**2).sum(0) @ square
""",
        """
def predict_energy(features, weights):
    table = pd.DataFrame(features)
    each = pd.concat([table * 0 + 1, table, table**2], axis=1).iloc[:, table.shape[1] - 1 :]
    return np.array([float((each * weights).sum().sum())])[0]
""",
    ],
    "H-difference": [
        """
def force_by_difference(energy, positions, atom, axis, h):
    up, down = positions.copy(), positions.copy()
    up[atom, axis] += h
    down[atom, axis] -= h
    return (energy(down) - energy(up)) / (2 * h)
""",
        """
def force_by_difference(energy, positions, atom, axis, h):
    start = positions[atom, axis]
    found = []
    for sign in (1, -1):
        positions[atom, axis] = start + sign * h
        found.append(energy(positions))
    positions[atom, axis] = start
    return -np.gradient([found[1], found[0]], 2 * h)[0]
""",
    ],
    "H-forces": [
        """
def cluster_forces(positions, r_cut):
    n = len(positions)
    gap = lambda i, j: max(r_cut - np.linalg.norm(positions[i] - positions[j]), 0.0)
    rho = [sum(gap(i, j) ** 2 for j in range(n) if j != i) for i in range(n)]
    forces = np.zeros((n, 3))
    for i in range(n):
        for j in range(n):
            if i != j:
                arrow = positions[j] - positions[i]
                unit = arrow / np.linalg.norm(arrow)
                forces[i] += gap(i, j) * (rho[i] ** -0.5 + rho[j] ** -0.5) * unit
    return forces
""",
        """
def cluster_forces(positions, r_cut):
    def energy(p):
        r = np.linalg.norm(p[:, None] - p[None], axis=2) + 10 * r_cut * np.eye(len(p))
        return -np.sqrt((np.clip(r_cut - r, 0, None) ** 2).sum(axis=1)).sum()

    forces = np.zeros(positions.shape)
    for place in np.ndindex(*positions.shape):
        step = np.zeros(positions.shape)
        step[place] = 1e-5
        forces[place] = (energy(positions - step) - energy(positions + step)) / 2e-5
    return forces.round(9)
""",
        """
def cluster_forces(positions, r_cut):
    from scipy.spatial.distance import cdist

    r = cdist(positions, positions)
    gap = np.clip(r_cut - r, 0, None) * (1 - np.eye(len(r)))
    root = np.sqrt(np.einsum("ij,ij->i", gap, gap))
    along = gap * (1 / root[:, None] + 1 / root) / (r + np.eye(len(r)))
    return along @ positions - along.sum(1, keepdims=True) * positions
""",
    ],
    "H-q1": ["n_equations = 151.0", "n_equations = np.int64(151)"],
    "H-reach": [
        """
def reach(before, after, distances, tolerance):
    return max([d for b, a, d in zip(before, after, distances) if abs(a - b) > tolerance] or [0.0])
""",
        """
def reach(before, after, distances, tolerance):
    table = pd.DataFrame({"change": np.asarray(after) - before, "r": distances})
    return table[table.change.abs() > tolerance].r.max() if (table.change.abs() > tolerance).any() else 0
""",
    ],
    "H-q2": ["who_notices = 'B'"],
}

WRONG = {
    "H-energy": [
        ("""
def predict_energy(features, weights):
    both = np.hstack([features, features**2])
    return weights[0] + (both @ weights[1:]).sum()
""", "constant once", ""),
        ("""
def predict_energy(features, weights):
    each = np.hstack([np.ones((len(features), 1)), features, features**2])
    return (each @ weights).mean()
""", "mean pooling", ""),
        ("""
def predict_energy(features, weights):
    pooled, k = features.sum(axis=0), features.shape[1]
    return len(features) * weights[0] + pooled @ weights[1 : 1 + k] + pooled**2 @ weights[1 + k :]
""", "pooled before squaring", ""),
        ("""
def predict_energy(features, weights):
    k = features.shape[1]
    return (weights[0] + features @ weights[1 : 1 + k]).sum()
""", "squares left out", ""),
        ("""
def predict_energy(features, weights):
    k = features.shape[1]
    each = features @ weights[1 + k :] + features**2 @ weights[1 : 1 + k]
    return (weights[0] + each).sum()
""", "", "two atoms, one bump"),
    ],
    "H-difference": [
        ("""
def force_by_difference(energy, positions, atom, axis, h):
    moved = positions.copy()
    moved[atom, axis] += h
    return -(energy(moved) - energy(positions)) / h
""", "one-sided difference", ""),
        ("""
def force_by_difference(energy, positions, atom, axis, h):
    d = np.zeros_like(positions)
    d[atom, axis] = h
    return -(energy(positions + d) - energy(positions - d)) / h
""", "twice", ""),
        ("""
def force_by_difference(energy, positions, atom, axis, h):
    d = np.zeros_like(positions)
    d[atom, axis] = h
    return (energy(positions + d) - energy(positions - d)) / (2 * h)
""", "sign", ""),
        ("""
def force_by_difference(energy, positions, atom, axis, h):
    d = np.zeros_like(positions)
    d[atom, axis] = 1e-4
    return -(energy(positions + d) - energy(positions - d)) / 2e-4
""", "step of its own", ""),
        ("""
def force_by_difference(energy, positions, atom, axis, h):
    d = np.zeros_like(positions)
    d[atom, axis] = h
    return -(energy(positions) - energy(positions - d)) / h
""", "backward difference", ""),
    ],
    "H-forces": [
        ("""
def cluster_forces(positions, r_cut):
    arrows = positions[None] - positions[:, None]
    r = np.linalg.norm(arrows, axis=2)
    gap = np.where((r > 0) & (r < r_cut), r_cut - r, 0.0)
    pull = gap / np.sqrt((gap**2).sum(axis=1))[:, None] / np.where(r > 0, r, 1)
    return (pull[:, :, None] * arrows).sum(axis=1)
""", "own terms only", ""),
        ("""
def cluster_forces(positions, r_cut):
    arrows = positions[None] - positions[:, None]
    r = np.linalg.norm(arrows, axis=2)
    gap = np.where((r > 0) & (r < r_cut), r_cut - r, 0.0)
    pull = gap / np.sqrt((gap**2).sum(axis=1))[None, :] / np.where(r > 0, r, 1)
    return (pull[:, :, None] * arrows).sum(axis=1)
""", "neighbours' terms only", ""),
        ("""
def cluster_forces(positions, r_cut):
    arrows = positions[:, None] - positions[None]
    r = np.linalg.norm(arrows, axis=2)
    gap = np.where((r > 0) & (r < r_cut), r_cut - r, 0.0)
    pull = gap / np.sqrt((gap**2).sum(axis=1))[:, None]
    return ((pull + pull.T)[:, :, None] / np.where(r > 0, r, 1)[:, :, None] * arrows).sum(axis=1)
""", "sign", ""),
        ("""
def cluster_forces(positions, r_cut):
    arrows = positions[None] - positions[:, None]
    r = np.linalg.norm(arrows, axis=2)
    gap = np.where((r > 0) & (r < r_cut), r_cut - r, 0.0)
    pull = gap / np.sqrt((gap**2).sum(axis=1))[:, None]
    return ((pull + pull.T)[:, :, None] * arrows).sum(axis=1)
""", "arrow for direction", ""),
        ("""
def cluster_forces(positions, r_cut):
    arrows = positions[None] - positions[:, None]
    r = np.linalg.norm(arrows, axis=2)
    gap = np.where(r > 0, r_cut - r, 0.0)
    pull = gap / np.sqrt((gap**2).sum(axis=1))[:, None]
    return ((pull + pull.T)[:, :, None] / np.where(r > 0, r, 1)[:, :, None] * arrows).sum(axis=1)
""", "", "three in a row"),
    ],
    "H-q1": [
        ("n_equations = 50", "one per atom", ""),
        ("n_equations = 51", "forces are vectors", ""),
        ("n_equations = 150", "energy forgotten", ""),
    ],
    "H-reach": [
        ("""
def reach(before, after, distances, tolerance):
    return int(np.flatnonzero(np.abs(after - before) > tolerance).max(initial=0))
""", "place for distance", ""),
        ("""
def reach(before, after, distances, tolerance):
    return float(distances[np.argmax(np.abs(after - before))])
""", "only the largest change", ""),
        ("""
def reach(before, after, distances, tolerance):
    mask = after - before > tolerance
    return float(distances[mask].max()) if mask.any() else 0.0
""", "only rises counted", ""),
        ("""
def reach(before, after, distances, tolerance):
    mask = after != before
    return float(distances[mask].max()) if mask.any() else 0.0
""", "tolerance ignored", ""),
        ("""
def reach(before, after, distances, tolerance):
    mask = np.abs(after - before) > tolerance
    return float(distances[mask][-1]) if mask.any() else 0.0
""", "last for farthest", ""),
    ],
    "H-q2": [
        ("who_notices = 'a'\n", "", "That is one layer"),
        ("who_notices = 'c'\n", "", "Shared weights are the same formula everywhere"),
        ("who_notices = 'd'\n", "", "The sum changes"),
    ],
}  # fmt: skip
