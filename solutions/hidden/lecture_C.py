"""Cases of C_geometry that are tried at grading: inputs, and numbers of wrong turns."""

import numpy as np

from coursekit.checks.declare import hidden
from coursekit.checks.own_inputs import own_seed
from coursekit.neighbors import neighbor_list, voronoi_cells
from coursekit.plots.angles import angles_of
from coursekit.structures import (
    make_bcc,
    make_hcp,
    make_lamno3,
    make_mgo_vacancies,
    make_mos2,
    make_rutile,
    make_spinel,
    rattle,
    supercell,
)


@hidden("C-angles")
def angles(case):
    for solid_name, solid in {
        "rutile": make_rutile(),
        "LaMnO3": make_lamno3(),
        "MoS2": make_mos2(),
    }.items():
        shaken = rattle(solid, 0.05, seed=own_seed(2))
        near = neighbor_list(shaken, 2.75)
        center = int(np.argmax(near.counts))
        wanted = np.sort(angles_of(near.vectors[near.site(center)]))
        case(
            solid_name,
            args=(near.vectors[near.site(center)],),
            atol=1e-4,
            unit="°",
            wrong=lambda: {
                "pairs twice": np.repeat(wanted, 2),
                "radians for degrees": np.radians(wanted),
                "cosines, not angles": np.sort(np.cos(np.radians(wanted))),
            },
        )


@hidden("C-octahedron")
def octahedron(case):
    for solid_name, solid in {
        "rutile": make_rutile(),
        "spinel": make_spinel(),
        "LaMnO3": make_lamno3(),
    }.items():
        near = neighbor_list(solid, 2.3)
        center = int(np.argmax(near.counts == 6))
        theta = np.sort(angles_of(near.vectors[near.site(center)]))
        wanted = np.sum((theta[:12] - 90) ** 2) / 11
        case(
            solid_name,
            args=(near.vectors[near.site(center)],),
            rtol=1e-4,
            atol=1e-6,
            unit="deg²",
            wrong=lambda: {
                "all fifteen angles": np.sum((theta - 90) ** 2) / 11,
                "divided by twelve": wanted * 11 / 12,
                "standard deviation, not variance": wanted**0.5,
            },
        )


@hidden("C-report")
def report(case):
    for pattern in ("isolated", "adjacent", "far"):
        found = make_mgo_vacancies(pattern, scaling=(2, 2, 3))
        n = neighbor_list(found, 2.4).counts[[site.specie.symbol == "Mg" for site in found]]
        below, lost = np.mean(n < 6), 6 - n.min()
        case(
            pattern,
            args=(n, 6),
            wrong=lambda: {
                "sites, not their share": [n.mean(), np.sum(n < 6), lost],
                "bonds lost, not sites": [n.mean(), np.mean(6 - n), lost],
                "smallest number, not loss": [n.mean(), below, n.min()],
                "percent, not share": [n.mean(), 100 * below, lost],
                "share of the perfect sites": [n.mean(), 1 - below, lost],
            },
        )
    case(
        "every cation lost a bond",
        args=(np.array([5, 4, 5, 5]), 6),
        wrong=lambda: {"compared with the best site": [4.75, 1.0, 1]},
    )


@hidden("C-faces")
def faces(case):
    for solid_name, solid in {
        "iron": make_bcc(),
        "rutile": make_rutile(),
        "magnesium": make_hcp(),
    }.items():
        cells = voronoi_cells(rattle(supercell(solid, (2, 2, 2)), 0.1, seed=own_seed(4)), sites=[0])
        areas = np.sort(cells.areas)  # the largest stands last
        for limit in (0.05, 0.5):
            wanted = int(np.sum(areas > limit * areas.max()))
            case(
                f"{solid_name}, {limit}",
                args=(areas, limit),
                wrong=lambda: {
                    "area itself": int(np.sum(areas > limit)),
                    "small ones counted": len(areas) - wanted,
                    "of the total area": int(np.sum(areas > limit * areas.sum())),
                },
            )
