"""Step 1: prototypes x compositions -> starting structures (`results/candidates.jsonl`).

Run: python data/recipe/candidates.py
"""

import itertools
import tomllib
import warnings
from fractions import Fraction
from functools import lru_cache

import numpy as np
import records
import spglib
from ase import Atoms
from ase.data import covalent_radii
from ase.neighborlist import neighbor_list
from ase.spacegroup import Spacegroup, crystal
from pymatgen.core import Composition, Element, Species
from pymatgen.symmetry.groups import SpaceGroup

HEXAGONAL = range(143, 195)


@lru_cache
def read_prototypes():
    """Table of prototypes: name -> (space group, setting, cell parameters, [(slot, xyz), ...])."""
    table = {}
    for line in (records.HERE / "prototypes.txt").read_text().splitlines():
        if line.startswith("#") or not line.strip():
            continue
        name, group, cell, sites = (part.strip() for part in line.split("|"))
        symbol, _, setting = group.partition(":")
        spacegroup = Spacegroup(SpaceGroup(symbol).int_number, int(setting or 1))
        slots = [site.split() for site in sites.split(";")]
        coordinates = [(slot, [float(Fraction(x)) for x in xyz]) for slot, *xyz in slots]
        table[name] = (spacegroup, _cell_parameters(cell, spacegroup.no), coordinates)
    return table


def _cell_parameters(cell, number):
    gamma = 120.0 if number in HEXAGONAL else 90.0
    words = cell.split()
    if words[0] == "a":
        return [5.0, 5.0, 5.0, 90.0, 90.0, gamma]
    if words[0] == "c/a":
        return [5.0, 5.0, 5.0 * float(words[1]), 90.0, 90.0, gamma]
    beta = float(words[4]) if "beta" in words else 90.0
    return [float(x) for x in words[:3]] + [90.0, beta, gamma]


def build(prototype, elements, table):
    """Primitive cell of a prototype with `elements` ({slot: symbol}) in its slots, unscaled."""
    spacegroup, cell, sites = table[prototype]
    symbols = [elements[slot] for slot, _ in sites]
    atoms = crystal(
        symbols, [xyz for _, xyz in sites], spacegroup=spacegroup, cellpar=cell, symprec=1e-3
    )
    return primitive(atoms, symprec=1e-3)


def primitive(atoms, symprec):
    """Idealised primitive cell; without it a relaxed cell loses symmetry and costs six times more k points."""
    cell = (atoms.cell[:], atoms.get_scaled_positions(), atoms.numbers)
    lattice, positions, numbers = spglib.standardize_cell(cell, to_primitive=True, symprec=symprec)
    return Atoms(numbers, scaled_positions=positions, cell=lattice, pbc=True)


def space_group(atoms, symprec):
    cell = (atoms.cell[:], atoms.get_scaled_positions(), atoms.numbers)
    return int(spglib.get_symmetry_dataset(cell, symprec=symprec).number)


def radii(elements, charges):
    """Starting radius per element: Shannon if every charge has one, metallic for metals, else covalent."""
    symbols = elements.values()
    if charges:
        found = [Species(el, charges[slot]).ionic_radius for slot, el in elements.items()]
    else:
        found = [Element(el).metallic_radius for el in symbols]
    if not all(found):
        found = [covalent_radii[Element(el).Z] for el in symbols]
    return {el: float(radius) for el, radius in zip(symbols, found, strict=True)}


def scale_to_contact(atoms, elements, radius):
    """Scale the cell until the tightest contact equals the sum of radii.

    In a compound with anions only cation-anion contacts count.
    """
    anion = elements.get("X")
    i, j, d = neighbor_list("ijd", atoms, 1.5 * atoms.get_volume() ** (1 / 3) + 1.0)
    names = np.array(atoms.get_chemical_symbols())
    sums = np.array([radius[a] for a in names])[i] + np.array([radius[a] for a in names])[j]
    mixed = (names[i] == anion) != (names[j] == anion)
    keep = mixed if anion and mixed.any() else np.ones(len(d), bool)
    factor = (sums[keep] / d[keep]).max()
    scaled = atoms.copy()
    scaled.set_cell(atoms.cell * factor, scale_atoms=True)
    return scaled


def enumerate_family(family):
    """(prototype, {slot: element}) of every member of one family."""
    if "structures" in family:
        for entry in family["structures"]:
            yield entry["prototype"], {k: v for k, v in entry.items() if k != "prototype"}
        return
    compositions = family.get("compositions")
    if compositions is None:
        names = list(family["slots"])
        product = itertools.product(*family["slots"].values())
        compositions = [dict(zip(names, symbols, strict=True)) for symbols in product]
    for elements in compositions:
        for prototype in family["prototypes"]:
            yield prototype, elements


def candidate(prototype, elements, family, table):
    """One record: the scaled starting structure and where it came from."""
    radius = radii(elements, family.get("charges", {}))
    atoms = scale_to_contact(build(prototype, elements, table), elements, radius)
    formula = Composition(atoms.get_chemical_formula()).reduced_formula
    return {
        "id": f"{formula}-{prototype}",
        "formula": formula,
        "family": family["name"],
        "kind": family["kind"],
        "prototype": prototype,
        "space_group": space_group(atoms, 1e-3),
        "n_atoms": len(atoms),
        "radii": radius,
        "lattice": np.round(atoms.cell[:], 8).tolist(),
        "species": atoms.get_chemical_symbols(),
        "coords": np.round(atoms.get_scaled_positions(), 8).tolist(),
    }


def main():
    warnings.filterwarnings("ignore", message="No (default ionic|ionic radius|data available)")
    table = read_prototypes()
    families = tomllib.loads((records.HERE / "families.toml").read_text())["family"]
    found = {}
    for family in families:
        for prototype, elements in enumerate_family(family):
            record = candidate(prototype, elements, family, table)
            if record["space_group"] != table[prototype][0].no:
                raise ValueError(
                    f"{record['id']}: built space group {record['space_group']}, "
                    f"the table says {table[prototype][0].no}; check the row in prototypes.txt"
                )
            found.setdefault(record["id"], record)
    records.replace("candidates", found.values())
    groups = {record["formula"] for record in found.values()}
    print(f"{len(found)} candidates, {len(groups)} compositions")


if __name__ == "__main__":
    main()
