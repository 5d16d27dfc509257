"""Cases of 2_structure that are tried at grading: inputs, and numbers of wrong turns."""

import numpy as np

from coursekit.checks.declare import hidden
from coursekit.checks.own_inputs import own_seed
from coursekit.checks.steps.exercise_2 import describe_distances, wrong_distances
from coursekit.neighbors import neighbor_list
from coursekit.structures import (
    make_cesium_chloride,
    make_fcc,
    make_hcp,
    make_perovskite,
    make_rutile,
    make_spinel,
    make_zincblende,
)


@hidden("2-distances")
def distances(case):
    for name, crystal, r_max in [
        ("one atom in the cell", make_fcc("Cu", primitive=True), 5.5),
        ("hexagonal", make_hcp("Mg"), 5.0),
        ("rutile", make_rutile(), 4.2),
        ("small cell, far", make_cesium_chloride("Cs", anion="Cl"), 9.0),
    ]:
        case(
            name,
            args=(crystal, r_max),
            pick=describe_distances,
            rtol=1e-4,
            wrong=lambda: wrong_distances(crystal, r_max),
        )


@hidden("2-rdf")
def rdf(case):
    for name, crystal, grid in [
        ("fcc", make_fcc("Al"), np.linspace(2.5, 8.0, 30)),
        ("zincblende", make_zincblende(), np.linspace(2.0, 9.0, 40)),
        ("bins of unequal width", make_rutile(), np.array([1.8, 2.1, 2.6, 3.0, 3.8, 5.0])),
    ]:
        found = neighbor_list(crystal, grid[-1]).distances
        case(name, args=(found, len(crystal), crystal.volume, grid), rtol=0.02, atol=1e-9)


@hidden("2-count")
def count(case):
    for name, crystal, r_cut in [
        ("fcc", make_fcc("Cu"), 3.0),
        ("perovskite", make_perovskite(), 2.5),
        ("spinel", make_spinel(), 2.2),
    ]:
        grid = np.arange(0.5, 6.01, 0.05)
        counts, _ = np.histogram(neighbor_list(crystal, 6.0).distances, bins=grid)
        density = len(crystal) / crystal.volume
        g = counts / (len(crystal) * density * 4 / 3 * np.pi * np.diff(grid**3))
        case(name, args=(g, grid, density, r_cut), rtol=0.02)


@hidden("2-rank")
def rank(case):
    rng = np.random.default_rng(own_seed(5))
    mixed = np.array(list("xyzxyzxyzxyzwwqxy"))
    truth, guess = rng.normal(size=len(mixed)), rng.normal(size=len(mixed))
    case("mixed order", args=(truth, guess, mixed), rtol=1e-6)
    case("all the same", args=(truth, np.full(len(mixed), 0.3), mixed), atol=1e-12, points=0.3)
    case("monotone, not linear", args=(truth, np.exp(3 * truth), mixed), rtol=1e-6)
