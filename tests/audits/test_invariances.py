"""What must not change, what must, and where it jumps."""

from unittest import SkipTest

import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from coursekit.audits import Promises, audit_invariances, relations
from coursekit.audits.bench import Bench
from coursekit.audits.jumps import find_jumps, name_distance
from coursekit.featurizers import SOAP, Coordination, RadialDistribution
from coursekit.neighbors import neighbor_list
from coursekit.pooling import MeanPooling
from coursekit.structures import make_bcc, make_wurtzite, make_zincblende

from .crystals import CRYSTALS, FEW, radial, volumes


def test_healthy_passes_and_does_not_jump():
    result = audit_invariances(radial, CRYSTALS)
    assert result.status == "passed", result
    assert result.details["relations"]["a small displacement"] == "passed"
    assert {name for name, _, _ in result.details["moves"]} >= {
        "a rotation",
        "a reflection",
        "a translation",
        "another order of the sites",
        "a swap of two like atoms",
    }


def along_x(structures):
    return [[s.cart_coords[:, 0].std(), s.density] for s in structures]


def first_species(structures):
    return [[s[0].specie.Z, s.density] for s in structures]


def triple(structures):
    def twist(s):
        pairs = neighbor_list(s, 4.5)
        near = [pairs.vectors[pairs.centers == i][:3] for i in range(len(s))]
        return float(np.mean([np.linalg.det(v) for v in near if len(v) == 3]))

    return [[twist(s), s.density] for s in structures]


@pytest.mark.parametrize(
    ("broken", "move"),
    [
        (along_x, "rotation"),
        (first_species, "order of the sites"),
        (triple, "reflection"),
        (lambda structures: [s.frac_coords.mean(axis=0) for s in structures], "translation"),
    ],
)
def test_the_guilty_move_is_among_those_that_fail(broken, move):
    result = audit_invariances(broken, FEW)
    assert result.status == "failed"
    guilty = [name for name, change, _ in result.details["moves"] if change > result.tolerance]
    assert any(move in name for name in guilty)


def test_handedness_may_be_declared():
    assert audit_invariances(triple, FEW).status == "failed"
    claims = Promises(chirality_blind=False, continuous=None)
    assert audit_invariances(triple, FEW, promises=claims).status == "passed"


@pytest.mark.parametrize("r_cut", [2.9, 3.7, 4.1])
def test_a_jump_is_named_by_its_distance(r_cut):
    def count(structures):
        pairs = [neighbor_list(s, r_cut) for s in structures]
        weights = [s.composition.total_electrons / len(s) for s in structures]
        return [[len(p) / p.n_sites, w] for p, w in zip(pairs, weights, strict=True)]

    result = audit_invariances(count, CRYSTALS)
    assert result.status == "failed"
    assert f"{r_cut:.4f} Å apart" in result.finding


def test_a_jump_that_nobody_denied_is_reported():
    counts = make_pipeline(Coordination(3.0), MeanPooling())
    result = audit_invariances(counts, CRYSTALS)
    assert result.status == "passed"
    assert "3.0000 Å apart" in result.finding
    assert "Continuity is not promised." in result.finding
    strict = audit_invariances(counts, CRYSTALS, promises=Promises(species_aware=None))
    assert strict.status == "failed"


@pytest.mark.parametrize("power", [0.5, 1.0, 4.0])
def test_kinks_are_no_jumps(power):
    def kinked(structures):
        volume = volumes(structures)
        return np.hstack([np.abs(volume - 10.0) ** power, volume, volumes(structures) ** 2])

    assert find_jumps(Bench(kinked, CRYSTALS).whole) == []


def test_no_distance_is_named_without_a_second_jump():
    jumps = find_jumps(Bench(make_pipeline(Coordination(3.0), MeanPooling()), CRYSTALS).whole)
    assert name_distance(jumps[:1]) is None
    assert name_distance(jumps[:1], r_cut=3.0) == 3.0
    assert name_distance(jumps) == pytest.approx(3.0, abs=1e-6)


def test_blind_to_elements():
    result = audit_invariances(volumes, CRYSTALS, promises=Promises())
    assert result.status == "failed"
    assert "Another element at one site" in result.finding
    assert audit_invariances(volumes, CRYSTALS).status == "passed"
    assert "not promised" in audit_invariances(RadialDistribution(5.0), CRYSTALS).finding


def test_sites_are_followed_through_a_new_order():
    assert audit_invariances(SOAP(4.0, n_max=2, l_max=2), FEW).status == "passed"


def test_what_is_not_the_same_twice_cannot_be_audited_further():
    rng = np.random.default_rng(0)
    result = audit_invariances(lambda s: radial(s) + rng.normal(size=(len(s), 1)), FEW)
    assert result.status == "failed"
    assert "Describing it again" in result.finding


def test_small_numbers_are_numbers():
    assert audit_invariances(lambda s: radial(s) * 1e-20, FEW).status == "passed"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_jump_where_symmetry_ends():
    def order(structures):
        from pymatgen.symmetry.analyzer import SpacegroupAnalyzer

        found = [len(SpacegroupAnalyzer(s, 0.01).get_point_group_operations()) for s in structures]
        return np.column_stack([radial(structures), found])

    result = audit_invariances(order, FEW)
    assert result.status == "failed"
    assert "jumps by" in result.finding


def test_rescaling_makes_no_jump_out_of_the_dust_of_a_cutoff():
    rotated = make_pipeline(
        SOAP(4.5, n_max=4, l_max=3, sigma=0.3), MeanPooling(), StandardScaler(), PCA(8)
    )
    assert audit_invariances(rotated, CRYSTALS).status == "passed"


def electronegativity_of_six(structures):
    """Of the six nearest: jumps where the sixth and the seventh are two elements."""

    def row(s):
        nearest = [sorted(n, key=lambda a: a.nn_distance)[:6] for n in s.get_all_neighbors(9.0)]
        means = [np.mean([a.specie.X for a in shell]) for shell in nearest]
        return [np.mean(means), np.std(means), s.density]

    return [row(s) for s in structures]


def test_a_jump_that_no_elemental_crystal_shows():
    metals = [make_bcc(element) for element in ("Fe", "Nb", "W")]
    result = audit_invariances(electronegativity_of_six, [*metals, make_zincblende(), *FEW])
    assert result.status == "failed"
    assert "jumps by" in result.finding


def classes(structures):
    """Share of the atoms in classes of electronegativity; elements share a class."""
    counts = [
        np.histogram([site.specie.X for site in s], [0, 1.7, 4])[0] / len(s) for s in structures
    ]
    return [[*count, s.volume / len(s)] for count, s in zip(counts, structures, strict=True)]


def test_coarse_classes_are_not_blind():
    steps, strict = Promises(continuous=False), Promises()
    assert audit_invariances(classes, FEW, promises=steps).status == "passed"
    assert "Another element" in audit_invariances(volumes, FEW, promises=steps).finding
    crystals = [make_bcc("Fe"), make_bcc("Nb"), make_bcc("W"), make_wurtzite()]
    assert "Another element" in audit_invariances(only_oxygen, crystals, promises=strict).finding
    assert audit_invariances(only_oxygen, crystals, promises=steps).status == "passed"


def only_oxygen(structures):
    return [[s.composition["O"] / len(s), s.volume / len(s)] for s in structures]


def order_in_the_list(structures):
    return [[s[0].specie.Z, round(s.density)] for s in structures]


def test_a_threshold_at_the_probes_is_not_held_against_steps():
    def space_group(structures):
        return [[s.get_space_group_info(symprec=0.1)[1], s.density] for s in structures]

    crystals = [make_bcc(element) for element in ("Nb", "Fe", "W")] + FEW
    claims = Promises(continuous=False, species_aware=False)
    for seed in range(3):
        result = audit_invariances(space_group, crystals, promises=claims, seed=seed)
        assert result.status == "passed", result
    assert audit_invariances(order_in_the_list, crystals, promises=claims).status == "failed"


@pytest.mark.parametrize(
    ("few", "kept"),
    [
        (lambda X: X.astype(np.float32), True),
        (lambda X: X.astype(np.float16), False),
        (lambda X: np.round(X, 3), False),
        (lambda X: np.round(X, 5), True),
    ],
)
def test_numbers_kept_in_too_few_digits(few, kept):
    def describe(structures):
        return few(radial(structures))

    digits = "a displacement by the last digits"
    if kept:
        return relations.check(describe, CRYSTALS, digits)
    with pytest.raises(AssertionError, match="they are kept in too few digits"):
        relations.check(describe, CRYSTALS, digits)
    steps = Promises(continuous=False)
    with pytest.raises(SkipTest):
        relations.check(describe, CRYSTALS, digits, promises=steps)
