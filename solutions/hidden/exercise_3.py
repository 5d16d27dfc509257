"""Cases of 3_local that are tried at grading: inputs, and numbers of wrong turns."""

import numpy as np

from coursekit.checks.declare import hidden
from coursekit.checks.own_inputs import own_seed
from coursekit.checks.steps.exercise_3 import compare_sites, made_up, wrong_neighbors, wrong_soap
from coursekit.structures import make_fcc, make_hcp, make_rutile, make_spinel, make_wurtzite


@hidden("3-neighbors")
def neighbors(case):
    skewed = make_fcc("Cu", primitive=True)
    skewed.make_supercell([[1, 0, 0], [4, 1, 0], [7, 3, 1]])
    for name, crystal, site, r_cut in [
        ("one atom in the cell", make_fcc("Al", primitive=True), 0, 11.0),
        ("hexagonal", make_hcp("Mg"), 1, 5.0),
        ("oxygen in rutile", make_rutile(), 3, 3.5),
        ("no centre of symmetry", make_wurtzite(), 2, 4.5),
        ("a very skewed cell", skewed, 0, 4.0),
    ]:
        case(
            name,
            args=(crystal.lattice.matrix, crystal.frac_coords, site, r_cut),
            rtol=1e-5,
            wrong=lambda: wrong_neighbors(crystal, site, r_cut),
        )


@hidden("3-soap")
def soap(case):
    for crystal, settings in [
        (make_rutile(), (4.0, 4, 3)),
        (make_spinel(), (3.5, 3, 4)),
        (make_wurtzite(), (5.0, 5, 2)),
    ]:
        case(
            f"{crystal.reduced_formula} {settings}",
            args=(crystal, *settings),
            pick=compare_sites,
            rtol=1e-3,
            atol=1e-6,
            wrong=lambda: wrong_soap(crystal, *settings),
        )


@hidden("3-pool")
def pool(case):
    rng = np.random.default_rng(own_seed(3))
    case("30 sites, 4 columns", args=(rng.normal(size=(30, 4)), np.linspace(-1, 1, 6)))
    case("one site", args=(np.array([[0.3, -7.0, 7.0]]), np.array([-1.0, 0.0, 1.0])))
    case("unequal bins", args=(rng.random((25, 2)), np.array([0.0, 0.1, 0.5, 0.6, 1.0])))


@hidden("3-tune")
def tune(case):
    case(
        "no noise", args=(*made_up(60, 0.0, 0.5, seed=own_seed(4)), [100.0, 1.0, 1e-6]), rtol=1e-3, atol=0.02
    )
    case(
        "noise, other order",
        args=(*made_up(90, 0.4, 0.3, seed=own_seed(6)), [1e4, 1.0, 1e-10]),
        rtol=1e-3,
        atol=0.02,
    )
