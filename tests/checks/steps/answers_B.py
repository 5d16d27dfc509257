"""Answers to the steps of lecture B: right ones in other styles, wrong ones with what is said."""

RIGHT = {
    "B-smooth": [
        """
import math
def smooth_count(distances, r_cut):
    total = 0.0
    for r in distances:
        if r < r_cut:
            total += (math.cos(math.pi * r / r_cut) + 1) / 2
    return total
""",
        """
def smooth_count(distances, r_cut):
    return CUTOFFS["cosine"](distances, r_cut=r_cut).sum()
""",
        """
def smooth_count(distances, r_cut):
    r = pd.Series(distances, dtype=float).clip(upper=r_cut)
    return np.cos(np.pi * r / (2 * r_cut)).pow(2).sum()
""",
    ],
    "B-images": [
        """
def count_neighbors(lattice, frac_coords, site, r_cut):
    crystal = Structure(Lattice(lattice), ["H"] * len(frac_coords), frac_coords)
    return len(crystal.get_neighbors(crystal[site], r_cut))
""",
        """
def count_neighbors(lattice, frac_coords, site, r_cut):
    from ase import Atoms
    atoms = Atoms("H" * len(frac_coords), cell=lattice, scaled_positions=frac_coords, pbc=True)
    return int((ase_neighbor_list("i", atoms, r_cut) == site).sum())
""",
        """
def count_neighbors(lattice, frac_coords, site, r_cut):
    lattice = np.array(lattice)
    origin = np.array(frac_coords[site]) @ lattice
    count = 0
    for i in range(-6, 7):
        for j in range(-6, 7):
            for k in range(-6, 7):
                for frac in frac_coords:
                    d = np.linalg.norm((np.array(frac) + [i, j, k]) @ lattice - origin)
                    count += 1e-3 < d < r_cut
    return count
""",
    ],
    "B-gap": [
        """
def radius_after(distances, n_shells):
    rest, shell = sorted(distances), 0
    for low, high in zip(rest, rest[1:]):
        shell += high - low > 0.1
        if shell == n_shells:
            return 0.5 * (low + high)
""",
        """
def radius_after(distances, n_shells):
    r = pd.Series(np.sort(distances))
    groups = r.groupby((r.diff() > 0.1).cumsum())
    return (groups.max()[n_shells - 1] + groups.min()[n_shells]) / 2
""",
    ],
    "B-invariant": [
        """
def is_invariant(describe, points, moves):
    before = np.asarray(describe(points))
    limit = 1e-6 * np.abs(before).max()
    return all(np.abs(describe(move(points)) - before).max() <= limit for move in moves)
""",
        """
def is_invariant(describe, points, moves):
    first = describe(points)
    for move in moves:
        if not np.allclose(describe(move(points)), first, rtol=0, atol=1e-6 * max(abs(first))):
            return False
    return True
""",
    ],
    "B-radii": [
        """
def safe_radii(distances, wanted):
    pairs = [sorted(r)[n - 1 : n + 1] for r, n in zip(distances, wanted)]
    low, high = max(a for a, _ in pairs), min(b for _, b in pairs)
    return [low, high] if low < high else []
""",
        """
def safe_radii(distances, wanted):
    low, high = 0.0, np.inf
    for r, n in zip(distances, wanted):
        low = max(low, np.partition(r, n - 1)[n - 1])
        high = min(high, np.partition(r, n)[n])
    return np.array([low, high]) if high > low else []
""",
    ],
    "B-q1": ["broken = ' D '\n"],
    "B-q2": ["remedy = 'd'\n"],
    "B-q3": ["n_tungsten = 58.0\n", "n_tungsten = len(neighbor_list(make_bcc('W'), 6.0)) // 2\n"],
}

_SHELL = """
def count_neighbors(lattice, frac_coords, site, r_cut):
    lattice, frac_coords = np.array(lattice, float), np.array(frac_coords, float)
    ranges = [np.arange(-{n}, {n} + 1)] * 3
    shifts = np.stack(np.meshgrid(*ranges), axis=-1).reshape(-1, 1, 3)
    d = np.linalg.norm((frac_coords + shifts - frac_coords[site]) @ lattice, axis=-1)
    return int(np.sum({inside}))
"""

_INVARIANT = """
def is_invariant(describe, points, moves):
    before, after = {before}, {after}
    return bool(np.abs(after - before).max() <= 1e-6 * np.abs(before).max())
"""

# step -> (answer, misconception, words in the message)
WRONG = {
    "B-smooth": [
        (
            """
def smooth_count(distances, r_cut):
    t=0
    for r in distances:
        if r>=r_cut: break
        t+=0.5*(np.cos(np.pi*r/r_cut)+1)
    return t
""",
            "",
            "",
        ),  # first beyond stops
        (
            "def smooth_count(distances, r_cut):\n    return sum(r < r_cut for r in distances)\n",
            "hard count",
            "Every atom inside counts as one.",
        ),
        (
            """
def smooth_count(distances, r_cut):
    return np.sum(0.5 * (np.cos(np.pi * np.array(distances) / r_cut) + 1))
""",
            "cosine goes on",
            "still have a weight",
        ),
        (
            """
def smooth_count(distances, r_cut):
    r = np.array(distances)
    return np.sum((np.cos(np.pi * r / r_cut) + 1)[r < r_cut])
""",
            "no half",
            "factor 1/2",
        ),
        (
            """
def smooth_count(distances, r_cut):
    r = np.array(distances)
    return np.sum(0.5 * (np.cos(180 * r / r_cut) + 1)[r < r_cut])
""",
            "degrees in the cosine",
            "np.cos takes radians",
        ),
    ],
    "B-images": [
        (_SHELL.format(n=0, inside="(d > 0) & (d < r_cut)"), "no images", "inside the cell"),
        (
            _SHELL.format(n=1, inside="(d > 1e-6) & (d < r_cut)"),
            "adjacent cells only",
            "that touch the home cell",
        ),
        (_SHELL.format(n=4, inside="d < r_cut"), "self counted", "among its own neighbours"),
        (
            """
def count_neighbors(lattice, frac_coords, site, r_cut):
    d = Lattice(lattice).get_all_distances(frac_coords, frac_coords)[site]
    return int(((d > 0) & (d < r_cut)).sum())
""",
            "minimum image",
            "nearest copy",
        ),
    ],
    "B-gap": [
        (
            """
def radius_after(distances, n_shells):
    d=np.sort(distances); g=np.flatnonzero(np.diff(d)>0.1); k=g[n_shells]
    return (d[k]+d[k+1])/2
""",
            "",
            "",
        ),  # counted from 0
        (
            """
def radius_after(distances, n_shells):
    d=np.sort(distances); g=np.flatnonzero(np.diff(d)>1e-6); k=g[n_shells-1]
    return (d[k]+d[k+1])/2
""",
            "",
            "",
        ),  # tolerance small
        (
            """
def radius_after(distances, n_shells):
    r = sorted(distances)
    return (r[n_shells - 1] + r[n_shells]) / 2
""",
            "neighbours for shells",
            "counted neighbours",
        ),
        (
            """
def radius_after(distances, n_shells):
    r = np.sort(distances)
    return r[np.flatnonzero(np.diff(r) > 0.1)[n_shells - 1]]
""",
            "edge of the shell",
            "stands on a shell",
        ),
        (
            """
def radius_after(distances, n_shells):
    r = np.sort(distances)
    return r[np.flatnonzero(np.diff(r) > 0.1)[n_shells - 1] + 1]
""",
            "next shell",
            "next shell",
        ),
        (
            """
def radius_after(distances, n_shells):
    r = np.array(distances)
    last = np.flatnonzero(np.abs(np.diff(r)) > 0.1)[n_shells - 1]
    return (r[last] + r[last + 1]) / 2
""",
            "order of the list",
            "in the order in which they stand",
        ),
    ],
    "B-invariant": [
        (
            """
def is_invariant(describe, points, moves):
    a=np.asarray(describe(points))
    return all((np.asarray(describe(m(points)))-a).max()<=1e-6*np.abs(a).max() for m in moves)
""",
            "",
            "",
        ),  # signed
        (
            """
def is_invariant(describe, points, moves):
    a=np.asarray(describe(points))
    return all(np.abs(np.asarray(describe(m(points)))-a).max()<=1e-6*a.max() for m in moves)
""",
            "",
            "",
        ),  # largest without abs
        (
            """
def is_invariant(describe, points, moves):
    a=np.asarray(describe(points)).ravel()
    return all(abs(np.asarray(describe(m(points))).ravel()[-1]-a[-1])<=1e-6*abs(a).max() for m in moves)
""",
            "",
            "",
        ),  # last number only
        (
            _INVARIANT.format(before="describe(points)", after="describe(moves[0](points))"),
            "only the first move",
            "Only the first move",
        ),
        (
            _INVARIANT.format(before="describe(points)", after="describe(moves[-1](points))"),
            "only the last move",
            "Only the last move",
        ),
        (
            """
def is_invariant(describe, points, moves):
    before = np.sort(describe(points))
    limit = 1e-6 * np.abs(before).max()
    return all(np.abs(np.sort(describe(m(points))) - before).max() <= limit for m in moves)
""",
            "sorted before comparing",
            "sorts the numbers",
        ),
        (
            """
def is_invariant(describe, points, moves):
    return all((describe(m(points)) == describe(points)).all() for m in moves)
""",
            "compared without tolerance",
            "rounding",
        ),
        (
            """
def is_invariant(describe, points, moves):
    return all(np.allclose(describe(m(points)), describe(points), atol=1e-6) for m in moves)
""",
            "absolute, not relative",
            "",
        ),
    ],
    "B-radii": [
        (
            """
def safe_radii(distances, wanted):
    lo=max(r[n-1] for r,n in zip(distances,wanted)); hi=min(r[n] for r,n in zip(distances,wanted))
    return [lo,hi] if lo<hi else []
""",
            "",
            "",
        ),  # unsorted
        (
            """
def safe_radii(distances, wanted):
    pairs = [sorted(r)[n - 1 : n + 1] for r, n in zip(distances, wanted)]
    low, high = min(a for a, _ in pairs), max(b for _, b in pairs)
    return [low, high] if low < high else []
""",
            "narrowest and widest swapped",
            "some sites only",
        ),
        (
            """
def safe_radii(distances, wanted):
    pairs = [sorted(r)[n - 1 : n + 1] for r, n in zip(distances, wanted)]
    return [max(a for a, _ in pairs), min(b for _, b in pairs)]
""",
            "",
            "shape (2,)",
        ),
        (
            """
def safe_radii(distances, wanted):
    pairs = [sorted(r)[n - 2 : n] for r, n in zip(distances, wanted)]
    return [max(a for a, _ in pairs), min(b for _, b in pairs)]
""",
            "neighbour inside, not after",
            "that are inside",
        ),
    ],
    "B-q1": [
        ("broken = 'a'\n", "", "shift of the origin"),
        ("broken = 'b'\n", "", "Sorting takes"),
        ("broken = 'c'\n", "", "larger cell"),
    ],
    "B-q2": [
        ("remedy = 'a'\n", "", "come in pairs"),
        ("remedy = 'b'\n", "", "larger surrounding"),
        ("remedy = 'c'\n", "", "no number of examples"),
    ],
    "B-q3": [
        ("n_tungsten = 8\n", "first shell only", "first shell"),
        ("n_tungsten = 1\n", "minimum image", "nearest copy"),
        (
            "n_tungsten = len(neighbor_list(make_bcc('W'), 6.0))\n",
            "list for one atom",
            "for the whole cell",
        ),
        ("n_tungsten = 59\n", "self counted", "among its own neighbours"),
    ],
}
