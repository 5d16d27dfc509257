"""Right answers in styles of other libraries and other types: they pass in every lecture."""

import pytest

from . import answers_I
from .bench import BENCHES

RIGHT = [
    ("A-statistics", """
from fractions import Fraction
def six_statistics(values, amounts):
    atoms = [v for v, a in zip(values, amounts) for _ in range(int(a))]
    mean = sum(atoms) / len(atoms)
    from statistics import mode
    return [min(atoms), max(atoms), max(atoms) - min(atoms), mean, sum(abs(x - mean) for x in atoms) / len(atoms), mode(atoms)]
"""),
    ("A-statistics", """
def six_statistics(values, amounts):
    from matminer.featurizers.utils.stats import PropertyStats as P
    return [P.calc_stat(values, s, amounts) for s in ("minimum", "maximum", "range", "mean", "avg_dev", "mode")]
"""),
    ("A-statistics", """
class Stats:
    def __call__(self, values, amounts):
        table = pd.DataFrame({"v": values, "a": amounts}).sort_values("a")
        m = (table.v * table.a).sum() / table.a.sum()
        return table.v.min(), table.v.max(), table.v.max() - table.v.min(), m, ((table.v - m).abs() * table.a).sum() / table.a.sum(), table.v.iloc[-1]
six_statistics = Stats()
"""),
    ("A-integral", """
from scipy.integrate import simpson, trapezoid
def coordination(edges, g_ab, n_b, volume, r_max):
    total = 0
    for i in range(len(g_ab)):
        if (edges[i] + edges[i + 1]) / 2 >= r_max: break
        r = np.linspace(edges[i], edges[i + 1], 51)
        total += trapezoid(4 * np.pi * r**2 * g_ab[i], r)
    return total * n_b / volume
"""),
    ("A-integral", """
coordination = lambda edges, g_ab, n_b, volume, r_max: sum(
    g * 4.18879 * (b**3 - a**3) for a, b, g in zip(edges, edges[1:], g_ab) if a + b < 2 * r_max) * n_b / volume
"""),
    ("A-regret", """
def regret(energies, predicted):
    from statistics import fmean
    ranked = sorted(zip(predicted, energies))
    tied = [e for p, e in ranked if p == ranked[0][0]]
    return fmean(tied) - min(energies)
"""),
    ("A-regret", """
from itertools import groupby
def regret(energies, predicted):
    pairs = sorted(zip(predicted, energies))
    _, first = next(groupby(pairs, key=lambda t: t[0]))
    first = [e for _, e in first]
    return sum(e - min(energies) for e in first) / len(first)
"""),
    ("A-known", """
from fractions import Fraction
def share_known(train, test):
    return Fraction(sum(map(set(train).__contains__, test)), len(test))
"""),
    ("A-known", """
def share_known(train, test):
    left = pd.DataFrame({"f": test})
    merged = left.merge(pd.DataFrame({"f": sorted(set(train))}), on="f", how="left", indicator=True)
    return (merged._merge == "both").mean()
"""),
    ("A-q2", """
reason = np.str_('b')
"""),
    ("B-smooth", """
smooth_count = lambda d, r_cut: sum((1 + __import__('cmath').exp(1j * np.pi * r / r_cut).real) / 2 for r in d if r < r_cut)
"""),
    ("B-smooth", """
import numpy.ma as ma
def smooth_count(distances, r_cut):
    d = ma.masked_greater_equal(np.array(distances, float), r_cut)
    return (0.5 * (ma.cos(np.pi * d / r_cut) + 1)).sum()
"""),
    ("B-images", """
def count_neighbors(lattice, frac_coords, site, r_cut):
    from scipy.spatial import cKDTree
    lattice, frac = np.asarray(lattice), np.asarray(frac_coords)
    n = 8
    grid = np.mgrid[-n:n+1, -n:n+1, -n:n+1].reshape(3, -1).T
    cloud = np.concatenate([(f + grid) @ lattice for f in frac])
    return len(cKDTree(cloud).query_ball_point(frac[site] @ lattice, r_cut - 1e-9)) - 1
"""),
    ("B-images", """
def count_neighbors(lattice, frac_coords, site, r_cut):
    from itertools import product
    a = np.asarray(lattice, float); G = a @ a.T
    n = int(r_cut / min(1 / np.linalg.norm(np.linalg.inv(a), axis=0))) + 2
    total = 0
    for s in product(range(-n, n + 1), repeat=3):
        for j, f in enumerate(frac_coords):
            d = np.asarray(f) - frac_coords[site] + s
            total += bool(d @ G @ d < r_cut**2) and not (j == site and s == (0, 0, 0))
    return total
"""),
    ("B-images", """
def count_neighbors(lattice, frac_coords, site, r_cut):
    from pymatgen.optimization.neighbors import find_points_in_spheres
    cell = np.ascontiguousarray(lattice, dtype=float)
    pos = np.asarray(frac_coords, float) @ cell
    i, _, _, d = find_points_in_spheres(pos, pos, r=float(r_cut), pbc=np.ones(3, dtype=np.int64), lattice=cell, tol=1e-8)
    return np.bincount(i[d > 1e-8], minlength=len(pos))[site]
"""),
    ("B-invariant", """
def is_invariant(describe, points, moves):
    table = np.stack([np.ravel(describe(points)), *(np.ravel(describe(m(points))) for m in moves)])
    return bool(np.ptp(table, axis=0).max() <= 1e-6 * abs(table[0]).max())
"""),
    ("B-radii", """
def safe_radii(distances, wanted):
    ends = np.array([np.sort(r)[[n - 1, n]] for r, n in zip(distances, wanted)])
    window = ends[:, 0].max(), ends[:, 1].min()
    return window if window[0] < window[1] else ()
"""),
    ("B-gap", """
def radius_after(distances, n_shells):
    from scipy.cluster.hierarchy import fcluster, linkage
    d = np.sort(distances)
    lab = fcluster(linkage(d[:, None], 'single'), 0.1, 'distance')
    order = list(dict.fromkeys(lab))
    inside, after = d[lab == order[n_shells - 1]], d[lab == order[n_shells]]
    return np.mean([inside.max(), after.min()])
"""),
    ("B-gap", """
def radius_after(distances, n_shells):
    shells = []
    for d in sorted(distances):
        if shells and d - shells[-1][-1] < 0.1: shells[-1].append(d)
        else: shells.append([d])
    return shells[n_shells-1][-1] * 0.5 + shells[n_shells][0] * 0.5
"""),
    ("B-q3", """
from ase.neighborlist import neighbor_list as nl
n_tungsten = (nl('i', make_bcc('W').to_ase_atoms(), 6.0)==0).sum()
"""),
    ("C-angles", """
def sorted_angles(bonds):
    from scipy.spatial.distance import pdist
    return np.sort(np.rad2deg(np.arccos(np.clip(1 - pdist(bonds, 'cosine'), -1, 1))))
"""),
    ("C-angles", """
def sorted_angles(bonds):
    from ase import Atoms
    atoms = Atoms('H' * (len(bonds) + 1), [[0, 0, 0], *bonds])
    n = len(bonds)
    return sorted(atoms.get_angle(i, 0, j) for i in range(1, n + 1) for j in range(i + 1, n + 1))
"""),
    ("C-angles", """
def sorted_angles(bonds):
    from pymatgen.util.coord import get_angle
    return tuple(sorted(get_angle(a, b) for k, a in enumerate(bonds) for b in bonds[k+1:]))
"""),
    ("C-octahedron", """
def angle_variance(bonds):
    from scipy.spatial.distance import pdist
    ang = pd.Series(np.degrees(np.arccos(np.clip(1 - pdist(bonds, 'cosine'), -1, 1))))
    return ang.nsmallest(12).sub(90).pow(2).sum() / 11
"""),
    ("C-octahedron", """
def angle_variance(bonds):
    # opposite bond of each: the one of smallest cosine
    u = bonds / np.linalg.norm(bonds, axis=-1)[..., None]
    c = u @ u.T
    far = c.argmin(1)
    out = []
    for i in range(6):
        for j in range(i):
            if far[i] != j: out.append(np.degrees(np.arccos(c[i, j])) - 90)
    return np.dot(out, out) / 11
"""),
    ("C-q1", """
from fractions import Fraction
mean_angle=Fraction(720,6)
"""),
    ("C-report", """
def vacancy_report(counts, full):
    from statistics import fmean
    from collections import Counter
    c = Counter(counts)
    return [fmean(counts), sum(n for k, n in c.items() if k < full) / len(counts), max(full - k for k in c)]
"""),
    ("C-report", """
from fractions import Fraction
def vacancy_report(counts, full):
    n = len(counts)
    return Fraction(sum(counts), n), Fraction(sum(1 for c in counts if c != full), n), full - sorted(counts)[0]
"""),
    ("C-faces", """
def count_faces(areas, min_area):
    ordered = sorted(areas, reverse=True)
    return next((i for i, a in enumerate(ordered) if a <= min_area * ordered[0]), len(ordered))
"""),
    ("C-faces", """
from functools import partial
def f(m, areas, min_area): return np.count_nonzero(np.divide(areas, m(areas)) > min_area)
count_faces = partial(f, max)
"""),
    ("D1-radial", """
def radial(distances, eta, r_shift, r_cut):
    near = [r for r in distances if r < r_cut]
    return sum(np.exp(-eta * (r - r_shift) ** 2) * np.cos(np.pi * r / r_cut / 2) ** 2 for r in near)
"""),
    ("D1-angles", """
def angular_sum(vectors, zeta, lambda_):
    from scipy.spatial.distance import pdist
    return float((2 ** (1 - zeta) * (1 + lambda_ * (1 - pdist(vectors, 'cosine'))) ** zeta).sum())
"""),
    ("D1-angles", """
class Sum:
    def __call__(self, vectors, zeta, lambda_):
        u = [np.array(v) / sum(x * x for x in v) ** .5 for v in vectors]
        return sum(sum(2.0 ** (1 - zeta) * (1 + lambda_ * float(a @ b)) ** zeta for b in u if b is not a) for a in u) / 2
angular_sum = Sum()
"""),
    ("D2-power", """
def power(c, degree):
    c = pd.DataFrame(np.asarray(c, float))
    return c.dot(c.T).mul(np.sqrt(8 * np.pi**2 / (2 * degree + 1)))
"""),
    ("D2-power", """
power = lambda c, degree: sum(np.outer(m, m) for m in np.array(c).T) * (8 * np.pi**2 / (2 * degree + 1)) ** 0.5
"""),
    ("D2-count", """
def n_features(n_max, l_max, n_species):
    from itertools import combinations_with_replacement as cw
    channels = [(s, n) for s in range(n_species) for n in range(n_max)]
    return sum(1 for l in range(l_max + 1) for _ in range(len(channels) * (len(channels) + 1) // 2))
"""),
    ("D2-count", """
def n_features(n_max, l_max, n_species):
    from dscribe.descriptors import SOAP as S
    from ase.data import chemical_symbols
    return S(species=chemical_symbols[1:n_species + 1], r_cut=5, n_max=n_max, l_max=l_max, periodic=True).get_number_of_features()
"""),
    ("D2-kernel", """
def similarity(p, q, zeta):
    from sklearn.metrics.pairwise import cosine_similarity
    return cosine_similarity([p], [q])[0, 0] ** zeta
"""),
    ("D2-kernel", """
def similarity(p, q, zeta):
    import math
    return math.pow(math.sumprod(p, q) / (math.hypot(*p) * math.hypot(*q)), zeta) if hasattr(math, 'sumprod') else math.pow(sum(map(lambda x, y: x * y, p, q)) / (math.hypot(*p) * math.hypot(*q)), zeta)
"""),
    ("E-kinds", """
def mean_from_kinds(vectors, multiplicities):
    from itertools import chain, repeat
    rows = list(chain.from_iterable(repeat(list(v), int(n)) for v, n in zip(vectors, multiplicities)))
    return [sum(c) / len(rows) for c in zip(*rows)]
"""),
    ("E-kinds", """
from fractions import Fraction
def mean_from_kinds(vectors, multiplicities):
    n = sum(multiplicities)
    return [float(sum(Fraction(float(v[k])) * int(m) for v, m in zip(vectors, multiplicities)) / int(n)) for k in range(len(vectors[0]))]
"""),
    ("E-histogram", """
def histogram(values, edges):
    from bisect import bisect_right
    n = len(edges) - 1
    out = [0.0] * n
    for v in values:
        out[min(max(bisect_right(edges, v) - 1, 0), n - 1)] += 1 / len(values)
    return out
"""),
    ("E-histogram", """
def histogram(values, edges):
    from scipy.stats import binned_statistic
    v = np.clip(values, edges[0], edges[-1])
    return binned_statistic(v, v, 'count', bins=edges).statistic / len(v)
"""),
    ("E-histogram", """
from fractions import Fraction
def histogram(values, edges):
    inner = [-np.inf, *edges[1:-1], np.inf]
    return [Fraction(sum(a <= v < b for v in values), len(values)) for a, b in zip(inner, inner[1:])]
"""),
    ("E-species", """
def species_mean(values, species, element):
    g = pd.DataFrame(np.asarray(values)).groupby(np.asarray(species)).mean()
    return g.reindex([element]).fillna(0).iloc[0]
"""),
    ("E-species", """
def species_mean(values, species, element):
    m = np.ma.array(values, mask=np.broadcast_to((np.array(species) != element)[:, None], np.shape(values)))
    return m.mean(axis=0).filled(0.0)
"""),
    ("F-q1", """
from fractions import Fraction
share_lost=Fraction(3,4)
"""),
    ("F-shift", """
def largest_shift(first, second):
    a = 2 * np.pi * (np.asarray(first) - np.asarray(second))
    return np.abs(np.angle(np.exp(1j * a))).max() / (2 * np.pi)
"""),
    ("F-shift", """
def largest_shift(first, second):
    from ase.geometry import find_mic
    v = find_mic(np.asarray(first) - np.asarray(second), np.eye(3), pbc=True)[0]
    return np.abs(v).max()
"""),
    ("F-density", """
def density(masses, lattice):
    from ase.cell import Cell
    return np.sum(masses) / Cell(np.asarray(lattice)).volume * 1.66053907
"""),
    ("F-density", """
def density(masses, lattice):
    G = np.asarray(lattice) @ np.asarray(lattice).T
    return pd.Series(masses).sum() * 1.66053907e-24 / np.sqrt(np.linalg.det(G)) / 1e-24
"""),
    ("F-ties", """
def paired(first, second):
    from statistics import mean, stdev
    d = [b - a for a, b in zip(first, second)]
    return mean(d), stdev(d) / len(d) ** 0.5
"""),
    ("F-ties", """
def paired(first, second):
    from scipy import stats
    r = stats.ttest_rel(second, first)
    d = np.subtract(second, first)
    return d.mean(), (np.sqrt(np.cov(d) / len(d)))
"""),
    ("F-alias", """
def aliased(similarity, energies, alike, gap):
    from scipy.spatial.distance import pdist, squareform
    e = squareform(pdist(np.asarray(energies)[:, None])) > gap
    return np.tril((np.asarray(similarity) > alike) & e, -1).sum()
"""),
    ("F-alias", """
def aliased(similarity, energies, alike, gap):
    n = len(energies)
    return len({frozenset((i, j)) for i in range(n) for j in range(n) if similarity[i][j] > alike and abs(energies[i] - energies[j]) > gap})
"""),
    ("G-gain", """
from fractions import Fraction
def gain(composition, structure):
    return 100 * (1 - Fraction(str(structure)) / Fraction(str(composition)))
"""),
    ("G-climb", """
def choose_tier(polymorphs, special_sites, n_crystals):
    match (bool(polymorphs), n_crystals >= 100000, bool(special_sites)):
        case (False, _, _): return 1.0
        case (_, True, _): return 4.0
        case (_, _, True): return 3.0
        case _: return 2.0
"""),
    ("G-climb", """
def choose_tier(polymorphs, special_sites, n_crystals):
    return np.where(polymorphs, np.where(n_crystals >= 100000, 4, np.where(special_sites, 3, 2)), 1)
"""),
    ("G-open", """
def still_open(checks, report):
    c=np.array(checks)
    return list(c[np.array([report.get(str(x)) in (None,'failed') for x in c], dtype=bool)])
"""),
    ("G-open", """
def still_open(checks, report):
    done={k for k,v in report.items() if v in ('passed','not applicable')}
    return tuple(c for c in checks if c not in done)
"""),
    ("H-energy", """
def predict_energy(features, weights):
    f = np.vander if False else None
    powers = np.einsum('pik->pk', np.stack([features, features**2]))
    return weights[0] * features.shape[0] + np.tensordot(powers.ravel(), weights[1:], 1)
"""),
    ("H-energy", """
predict_energy = lambda f, w: float(np.c_[np.ones(len(f)), f, np.square(f)].sum(0).dot(w))
"""),
    ("H-difference", """
def force_by_difference(energy, positions, atom, axis, h):
    import copy
    p = copy.deepcopy(np.asarray(positions));
    p[atom][axis] += h; up = energy(p)
    p[atom][axis] -= 2 * h; down = energy(p)
    return -(up - down) / (2 * h)
"""),
    ("H-forces", """
def cluster_forces(positions, r_cut):
    from itertools import permutations
    P = np.asarray(positions, float)
    g = {(i, j): (max(r_cut - np.linalg.norm(P[j] - P[i]), 0.0), P[j] - P[i]) for i, j in permutations(range(len(P)), 2)}
    rho = {i: sum(v[0] ** 2 for (a, _), v in g.items() if a == i) for i in range(len(P))}
    F = np.zeros_like(P)
    for (i, j), (w, d) in g.items():
        f = w / np.sqrt(rho[i]) * d / np.linalg.norm(d)
        F[i] += f; F[j] -= f
    return F
"""),
    ("H-forces", """
def cluster_forces(positions, r_cut):
    from scipy.spatial.distance import pdist, squareform
    def energy(x):
        d = squareform(pdist(x.reshape(-1, 3)))
        np.fill_diagonal(d, 1e9)
        return -np.sqrt((np.maximum(r_cut - d, 0) ** 2).sum(1)).sum()
    x = np.asarray(positions, float).ravel(); h = 1e-4
    g = np.zeros_like(x)
    for k in range(x.size):
        e = np.zeros_like(x); e[k] = h
        g[k] = (8 * (energy(x + e) - energy(x - e)) - (energy(x + 2 * e) - energy(x - 2 * e))) / (12 * h)
    return -g.reshape(-1, 3)
"""),
    ("H-q1", """
n_equations=len([0]*151)
"""),
    ("H-reach", """
def reach(before, after, distances, tolerance):
    s = pd.Series(np.abs(after - before), index=distances).sort_index(ascending=False)
    s = s[s > tolerance]
    return s.index[0] if len(s) else 0.0
"""),
    ("H-reach", """
def reach(before, after, distances, tolerance):
    return np.max(distances, where=~np.isclose(before, after, rtol=0, atol=tolerance), initial=0)
"""),
]  # fmt: skip


@pytest.mark.parametrize(("step", "answer"), RIGHT)
def test_right_answers(step, answer):
    result = BENCHES[step.partition("-")[0]].run(step, answer)
    assert result.right, (result.message, result.visible, result.hidden)


def test_every_function_is_written_in_another_style():
    tried = {step for step, _ in RIGHT}
    tried |= {step for step, answers in answers_I.RIGHT.items() if len(answers) > 1}
    steps = [step for bench in BENCHES.values() for step in bench.steps if "-q" not in step]
    assert [step for step in steps if step not in tried] == []
