"""Wrong answers that look right on a badly chosen example: each is told from the right one, by name.

The name is the misconception; "" where only the difference is told, and "hidden" where the numbers of
the visible check were copied, so that only further cases can tell.
"""

import pytest

from coursekit.checks.declare import find_task

from .bench import BENCHES

WRONG = [
    ("A-statistics", "largest for mode", """
def six_statistics(values, amounts):
    v=np.repeat(values, amounts)
    return [v.min(), v.max(), np.ptp(v), v.mean(), np.abs(v-v.mean()).mean(), max(values)]
"""),
    ("A-statistics", "", """
def six_statistics(values, amounts):
    return [1.54, 3.44, 1.90, 2.80667, 0.84444, 3.44]
"""),
    ("A-integral", "", """
def coordination(edges, g_ab, n_b, volume, r_max):
    return 6 if n_b==4 else 3
"""),
    ("A-known", "formulas for crystals", """
def share_known(train, test):
    return len(set(train)&set(test))/len(set(train)|set(test))
"""),
    ("A-known", "formulas for crystals", """
def share_known(train, test):
    return len(set(train)&set(test))/len(test)
"""),
    ("B-images", "lattice transposed", """
def count_neighbors(lattice, frac_coords, site, r_cut):
    s=Structure(np.array(lattice).T,['C']*len(frac_coords),frac_coords)
    return len(s.get_neighbors(s[site],r_cut))
"""),
    ("B-images", "first site taken", """
def count_neighbors(lattice, frac_coords, site, r_cut):
    s=Structure(lattice,['C']*len(frac_coords),frac_coords)
    return len(s.get_neighbors(s[0],r_cut))
"""),
    ("B-images", "lengths for widths", """
def count_neighbors(lattice, frac_coords, site, r_cut):
    f=np.array(frac_coords); L=np.array(lattice)
    n=int(np.ceil(r_cut/np.linalg.norm(L,axis=1).min()))
    g=np.array(np.meshgrid(*[np.arange(-n,n+1)]*3)).reshape(3,-1).T
    d=np.linalg.norm((f[:,None]+g-f[site])@L,axis=-1)
    return int(((d>1e-6)&(d<r_cut)).sum())
"""),
    ("C-angles", "not unit vectors", """
def sorted_angles(bonds):
    b=np.array(bonds); i,j=np.triu_indices(len(b),1)
    return np.sort(np.degrees(np.arccos(np.clip((b[i]*b[j]).sum(1),-1,1))))
"""),
    ("C-angles", "", """
def sorted_angles(bonds):
    return np.unique(angles_of(bonds))
"""),
    ("C-octahedron", "about their mean", """
def angle_variance(bonds):
    a=np.sort(angles_of(bonds))[:12]
    return a.var(ddof=1)
"""),
    ("C-octahedron", "radians for degrees", """
def angle_variance(bonds):
    a=np.sort(angles_of(bonds))[:12]
    return ((np.radians(a)-np.pi/2)**2).sum()/11
"""),
    ("C-report", "compared with the best site", """
def vacancy_report(counts, full):
    n=np.array(counts)
    return [n.mean(), np.mean(n<full), max(counts)-min(counts)]
"""),
    ("C-faces", "first for largest", """
def count_faces(areas, min_area):
    return sum(a>min_area*areas[0] for a in areas)
"""),
    ("D2-kernel", "", """
def similarity(p,q,zeta):
    return (np.dot(p,q)/np.sum(p)/np.sum(q))**zeta
"""),
    ("D2-count", "hidden", """
def n_features(n,l,s):
    return {(8,6,1):252,(8,6,2):952}[(n,l,s)]
"""),
    ("E-histogram", "last edge left out", """
def histogram(values, edges):
    e=np.array(edges)
    return [np.mean((np.array(values)>=a)&(np.array(values)<b)) for a,b in zip(e,e[1:])]
"""),
    ("E-species", "divided by the kinds", """
def species_mean(values, species, element):
    v=np.array(values)[np.array(species)==element]
    return v.sum(axis=0)/len(set(species))
"""),
    ("E-species", "", """
def species_mean(values, species, element):
    return np.array(values)[np.array(species)==element].mean(axis=1)
"""),
    ("F-shift", "", """
def largest_shift(a,b):
    d=np.abs(np.asarray(a)-b)
    d=np.where(d>0.5,1-d,d)
    return d.max()
"""),
    ("F-density", "diagonal for volume", """
def density(m,L):
    return 1.66053907*sum(m)/np.prod(np.diag(L))
"""),
    ("F-ties", "first minus second", """
def paired(a,b):
    d=np.subtract(a,b)
    return d.mean(), d.std(ddof=1)/len(d)**.5
"""),
    ("F-ties", "", """
def paired(a,b):
    d=np.abs(np.subtract(b,a))
    return d.mean(), d.std(ddof=1)/len(d)**.5
"""),
    ("F-alias", "or for and", """
def aliased(s,e,a,g):
    i,j=np.triu_indices(len(e),1)
    return int(((s[i,j]>a)|(abs(e[i]-e[j])>g)).sum())
"""),
    ("F-alias", "half", """
def aliased(s,e,a,g):
    return 3
"""),
    ("G-climb", "sites before data", """
def choose_tier(p,s,n):
    return 1 if not p else 3 if s else 4 if n>=100000 else 2
"""),
    ("G-climb", "limit too low", """
def choose_tier(p,s,n):
    return 1 if not p else 4 if n>=10000 else 3 if s else 2
"""),
    ("G-open", "", """
def still_open(c,r):
    return [x for x in r if r[x]=='failed']+[x for x in c if x not in r]
"""),
    ("H-difference", "half the step", """
def force_by_difference(energy, positions, atom, axis, h):
    d=np.zeros_like(positions); d[atom,axis]=h/2
    return -(energy(positions+d)-energy(positions-d))/h
"""),
    ("H-difference", "backward difference", """
def force_by_difference(energy, positions, atom, axis, h):
    d=np.zeros_like(positions); d[atom,axis]=h
    return -(energy(positions)-energy(positions-d))/h
"""),
    ("H-difference", "step of its own", """
def force_by_difference(energy, positions, atom, axis, h):
    d=np.zeros_like(positions); d[atom,axis]=1e-5
    return -(energy(positions+d)-energy(positions-d))/2e-5
"""),
    ("H-forces", "arrow for direction", """
def cluster_forces(p, c):
    a=p[None]-p[:,None]; r=np.linalg.norm(a,axis=2)+np.eye(len(p))*1e9
    g=np.clip(c-r,0,None); s=np.sqrt((g**2).sum(1))
    b=g/s[:,None]; b=b+b.T
    return (b[:,:,None]*a).sum(1)
"""),
    ("H-forces", "", """
def cluster_forces(p, c):
    a=p[None]-p[:,None]; r=np.linalg.norm(a,axis=2)
    g=np.clip(c-r,0,None); s=np.sqrt((g**2).sum(1))
    b=g/s[:,None]; b=b+b.T
    return (b[:,:,None]*a/r[:,:,None]).sum(1)
"""),
    ("H-reach", "last for farthest", """
def reach(b,a,d,t):
    m=np.abs(a-b)>t
    return d[m][-1] if m.any() else 0.0
"""),
    ("H-energy", "", """
def predict_energy(f,w):
    k=f.shape[1]
    return (w[0]+f@w[1+k:]+f**2@w[1:1+k]).sum()
"""),
    ("H-q1", "one too many", """
n_equations=152
"""),
]  # fmt: skip


@pytest.mark.parametrize(("step", "hint", "answer"), WRONG)
def test_wrong_answers_are_told_apart(step, hint, answer):
    result = BENCHES[step.partition("-")[0]].run(step, answer)
    assert not result.right
    if hint == "hidden":
        assert result.solved
    elif hint:
        assert hint in result.hints
    else:
        assert not result.solved
        assert result.hints == set()
        assert "Look at: " in result.message


GENERAL = {
    "nothing": ("lambda *a: None", "did you forget `return`?"),
    "printed": ("lambda *a: print(f(*a))", "did you forget `return`?"),
    "nan": ("lambda *a: np.asarray(f(*a)) * np.nan", "nan: somewhere 0 was divided by 0"),
    "text": ("lambda *a: str(f(*a))", "Your answer is text"),
    "boxed": ("lambda *a: [f(*a)]", " asked for."),
    "not called": ("lambda *a: f", "of type `function`"),
    "error": ("lambda *a: [][len(a)]", "stopped with IndexError: list index out of range"),
    "a name too few": ("lambda *a: unheard_of(*a)", "uses the name `unheard_of`"),
    "arguments": ("lambda: f", "cannot be called with"),
    "no function": ("f(1) if False else 3", "not a function: did you use the name twice?"),
}


@pytest.mark.parametrize("kind", GENERAL)
def test_general_slips(kind):
    wrapper, words = GENERAL[kind]
    for bench in BENCHES.values():
        for step in bench.steps:
            if "-q" in step or (kind == "nan" and step in ("G-open", "B-invariant", "B-radii")):
                continue
            name = find_task(step).answer
            source = bench.cells[bench.position[step]]["source"]
            result = bench.run(step, f"{source}\nf = {name}\n{name} = {wrapper}\n")
            assert not result.solved, step
            assert words in result.message, (step, result.message)
            assert not any(result.hidden), step
