"""Kinds of sites of a set of crystals, what stands around them, and a map of their vectors."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from coursekit.apps.crystals import look_around
from coursekit.featurizers import SOAP
from coursekit.neighbors import equivalent_sites
from coursekit.structures import (
    make_anatase,
    make_bcc,
    make_brookite,
    make_cristobalite,
    make_fcc,
    make_hcp,
    make_mgo_vacancies,
    make_perovskite,
    make_quartz,
    make_rocksalt,
    make_rutile,
    make_spinel,
    rattle,
    supercell,
)

GROUPS = 8
"""Most groups that get a colour of their own; further ones share the last."""

NEAR = 1.25
"""Neighbours are counted up to this many times the nearest distance."""

_SPINELS = ("Mg Al", "Zn Al", "Mg Cr", "Zn Cr", "Zn Fe", "Mg Fe", "Ni Fe", "Co Fe")


def _spinels():
    pairs = [pair.split() for pair in _SPINELS]
    return {f"{a}{b}2O4": make_spinel(a, b_site=b).get_primitive_structure() for a, b in pairs}


def _oxides():
    makers = (make_rutile, make_anatase, make_brookite, make_quartz, make_cristobalite)
    crystals = {make.__name__.removeprefix("make_"): make() for make in makers}
    spinel = make_spinel().get_primitive_structure()
    return crystals | {
        "MgO": make_rocksalt("Mg"),
        "perovskite": make_perovskite(),
        "spinel": spinel,
    }


def _vacancies():
    names = ("isolated", "adjacent", "far")
    return {name: make_mgo_vacancies(name, scaling=(2, 2, 2)) for name in names}


def _metals():
    cells = {
        "fcc": make_fcc("Cu"),
        "hcp": supercell(make_hcp("Cu", a=2.556), (2, 1, 1)),
        "bcc": supercell(make_bcc("Cu", a=2.87), (2, 1, 1)),
    }
    return {
        f"{name} {n}": rattle(cell, amplitude=0.08, seed=n)
        for name, cell in cells.items()
        for n in range(6)
    }


SETS = {
    "eight spinels": _spinels,
    "oxides": _oxides,
    "MgO with vacancies": _vacancies,
    "shaken metals": _metals,
}


@dataclass(frozen=True, eq=False)
class Atlas:
    """Kinds of sites on a map: `sites` (crystal, index), `labels` by what they are coloured by,
    `points` (n, 2) on the first two components, `shares` (2,) of the variance along them.
    """

    sites: list
    labels: dict
    points: np.ndarray
    shares: np.ndarray


@lru_cache
def kinds_of(name):
    """Crystals of a set by name, and (crystal, index) of one site of each kind in each."""
    crystals = SETS[name]()
    sites = [
        (crystal, int(site))
        for crystal, structure in crystals.items()
        for site in equivalent_sites(structure).representatives
    ]
    return crystals, sites


@lru_cache(maxsize=256)
def surroundings_of(name, crystal, site):
    """What a site sees, and which of it counts as a neighbour, (n,) bool."""
    around = look_around(kinds_of(name)[0][crystal], site, 4.5)
    return around, around.distances <= NEAR * around.distances.min()


@lru_cache
def _labels(name):
    crystals, sites = kinds_of(name)
    numbers = [int(surroundings_of(name, *site)[1].sum()) for site in sites]
    elements = [crystals[crystal][site].specie.symbol for crystal, site in sites]
    return {
        "coordination": [f"{number} neighbours" for number in numbers],
        "element": elements,
        "crystal": [crystal.split()[0] for crystal, _ in sites],
        "name": [
            f"{element} in {crystal}, {number} neighbours"
            for element, (crystal, _), number in zip(elements, sites, numbers, strict=True)
        ],
    }


@lru_cache(maxsize=64)
def map_sites(crystals, species, r_cut, sigma):
    """Principal components of the SOAP vectors of one site of each kind, as an Atlas."""
    structures, sites = kinds_of(crystals)
    compression = "mu2" if species == "blind" else "off"
    soap = SOAP(r_cut, n_max=6, l_max=4, sigma=sigma, compression=compression, sparse=False)
    found = soap.fit(list(structures.values())).transform(list(structures.values()))
    rows = dict(zip(structures, found, strict=True))
    vectors = np.array([rows[crystal].values[site] for crystal, site in sites])
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors -= vectors.mean(axis=0)
    # few sites, many columns: the small product has the same components
    values, axes = np.linalg.eigh(vectors @ vectors.T)
    points = axes[:, [-1, -2]] * np.sqrt(np.maximum(values[[-1, -2]], 0.0))
    shares = values[[-1, -2]] / max(values.sum(), 1e-300)
    return Atlas(sites, _labels(crystals), points, shares)


def group_sites(labels):
    """Members of each group, the last one for all that have no colour of their own."""
    names = list(dict.fromkeys(labels))
    own, rest = names[:GROUPS], names[GROUPS:]
    if rest:
        own, rest = names[: GROUPS - 1], names[GROUPS - 1 :]
    labels = np.array(labels)
    groups = {name: np.flatnonzero(labels == name) for name in own}
    return groups | ({"others": np.flatnonzero(np.isin(labels, rest))} if rest else {})
