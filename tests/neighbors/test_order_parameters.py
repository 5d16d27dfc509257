"""Every shape measure against pymatgen's, one type at a time, and against the shapes themselves."""

import numpy as np
import pytest
from pymatgen.analysis.local_env import CN_OPT_PARAMS, LocalStructOrderParams
from pymatgen.core import Site
from scipy.special import sph_harm_y

from coursekit.neighbors.motifs import MOTIFS
from coursekit.neighbors.order_parameters import steinhardt
from coursekit.neighbors.shells import Shells, multiple_cosine

POLES = [[0, 0, 1], [0, 0, -1]]


def ring(n, z=0.0):
    turn = 2 * np.pi * np.arange(n) / n
    return np.column_stack([np.cos(turn), np.sin(turn), np.full(n, z)]).tolist()


def bend(degrees):
    return [[1, 0, 0], [np.cos(np.radians(degrees)), np.sin(np.radians(degrees)), 0]]


SIGNS = [[a, b, c] for a in (1, -1) for b in (1, -1) for c in (1, -1)]
IDEAL = {
    "sgl_bd": ring(1),
    "L-shaped": bend(90),
    "water-like": bend(104.45),
    "bent 120 degrees": bend(120),
    "bent 150 degrees": bend(150),
    "linear": bend(180),
    "trigonal planar": ring(3),
    "trigonal non-coplanar": [[1, 1, 1], [1, -1, -1], [-1, 1, -1]],
    "T-shaped": [*POLES, [1, 0, 0]],
    "square co-planar": ring(4),
    "tetrahedral": [[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]],
    "rectangular see-saw-like": [*POLES, [1, 0, 0], [0, 1, 0]],
    "see-saw-like": [*POLES, *ring(3)[:2]],
    "trigonal pyramidal": [[0, 0, 1], *ring(3)],
    "pentagonal planar": ring(5),
    "square pyramidal": [[0, 0, 1], *ring(4)],
    "trigonal bipyramidal": [*POLES, *ring(3)],
    "hexagonal planar": ring(6),
    "octahedral": [*POLES, *ring(4)],
    "pentagonal pyramidal": [[0, 0, 1], *ring(5)],
    "hexagonal pyramidal": [[0, 0, 1], *ring(6)],
    "pentagonal bipyramidal": [*POLES, *ring(5)],
    "body-centered cubic": SIGNS,
    "hexagonal bipyramidal": [*POLES, *ring(6)],
    "cuboctahedral": [v for v in np.ndindex(3, 3, 3) if sum(x == 1 for x in v) == 1],
}
IDEAL["cuboctahedral"] = (np.array(IDEAL["cuboctahedral"]) - 1).tolist()
SHAPES = [(cn, name) for cn, measures in MOTIFS.items() for name in measures]


def samples(cn, seed):
    """Ideal shapes of this size, the same distorted more and more, and random directions."""
    rng = np.random.default_rng(seed)
    ideal = [np.array(v, dtype=float) for v in IDEAL.values() if len(v) == cn]
    ideal += [rng.normal(size=(cn, 3)) for _ in range(5)]
    shapes = [shape + rng.normal(0, width, (cn, 3)) for shape in ideal for width in (0, 0.03, 0.2)]
    return np.array([2 * s / np.linalg.norm(s, axis=1, keepdims=True) for s in shapes])


def by_pymatgen(cn, name, vectors):
    kind, *parameters = CN_OPT_PARAMS.get(cn, {}).get(name, [name])
    measure = LocalStructOrderParams([kind], parameters=parameters or None)
    center = Site("H", [0, 0, 0])
    rows = [[center, *(Site("H", vector) for vector in shell)] for shell in vectors]
    values = [measure.get_order_parameters(row, 0, list(range(1, cn + 1)))[0] for row in rows]
    return np.array([0.0 if value is None else value for value in values])


@pytest.mark.parametrize(("cn", "name"), SHAPES)
def test_equal_to_pymatgen(cn, name):
    vectors = samples(cn, seed=cn)
    expected = by_pymatgen(cn, name, vectors)
    np.testing.assert_allclose(MOTIFS[cn][name](Shells(vectors)), expected, atol=5e-8)


@pytest.mark.parametrize(("cn", "name"), [shape for shape in SHAPES if shape[1] in IDEAL])
def test_one_for_the_shape_itself(cn, name):
    shell = Shells(np.array([IDEAL[name]], dtype=float))
    assert shell.size == cn
    assert MOTIFS[cn][name](shell)[0] == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize(("cn", "name"), SHAPES)
def test_rotation_and_length_do_not_matter(cn, name):
    from scipy.spatial.transform import Rotation

    vectors = samples(cn, seed=100 + cn)[2:3]
    turned = vectors @ Rotation.from_rotvec([0.3, 1.1, -0.7]).as_matrix().T * 1.7
    measure = MOTIFS[cn][name]
    np.testing.assert_allclose(measure(Shells(turned)), measure(Shells(vectors)), atol=1e-9)


@pytest.mark.parametrize("l_", [2, 3, 4, 6])
def test_steinhardt_from_spherical_harmonics(l_):
    vectors = samples(9, seed=7)
    units = vectors / np.linalg.norm(vectors, axis=2, keepdims=True)
    polar = np.arccos(units[..., 2])
    azimuth = np.arctan2(units[..., 1], units[..., 0])
    means = [sph_harm_y(l_, m, polar, azimuth).mean(axis=1) for m in range(-l_, l_ + 1)]
    expected = np.sqrt(4 * np.pi / (2 * l_ + 1) * (np.abs(means) ** 2).sum(axis=0))
    np.testing.assert_allclose(steinhardt(Shells(vectors), l_=l_), expected, atol=1e-10)


def test_multiple_cosine():
    x = np.linspace(0, np.pi, 50)
    for n in range(1, 8):
        np.testing.assert_allclose(multiple_cosine(np.cos(x), n), np.cos(n * x), atol=1e-12)


def test_a_batch_equals_its_members():
    vectors = samples(6, seed=3)
    for measure in MOTIFS[6].values():
        single = [measure(Shells(vectors[i : i + 1]))[0] for i in range(len(vectors))]
        np.testing.assert_allclose(measure(Shells(vectors)), single, atol=1e-12)
