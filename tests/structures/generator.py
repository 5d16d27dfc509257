"""Crystals in every setting, and the texts in which people write them down.

The atoms of the cell come from spglib's operations by plain arithmetic, not from our reader.
"""

from dataclasses import dataclass

import numpy as np
import spglib
from pymatgen.core import Lattice

ELEMENTS = ("Mg", "O", "Ti", "Cl", "Fe", "Si", "Cs", "F")


@dataclass
class Crystal:
    """Lattice parameters, independent sites, and all atoms they stand for."""

    hall_number: int
    parameters: tuple
    sites: list  # (symbol, coords)
    symbols: list
    coords: np.ndarray

    @property
    def lattice(self):
        return Lattice.from_parameters(*self.parameters)

    @property
    def amounts(self):
        return {s: self.symbols.count(s) for s in dict.fromkeys(self.symbols)}


def operations(hall_number):
    found = spglib.get_symmetry_from_database(hall_number)
    return found["rotations"], found["translations"]


def random_crystal(hall_number, rng, n_sites=2):
    """A crystal of one setting: a general place and special ones, in a cell that fits."""
    rotations, translations = operations(hall_number)
    sites, symbols, coords = [], [], []
    kinds = rng.permutation(ELEMENTS)
    while len(sites) < n_sites:
        place = rng.uniform(0, 1, 3).round(5)
        if len(sites):  # onto a symmetry element
            k = rng.integers(len(rotations))
            place = _fixed(rotations[k], translations[k], place)
        orbit = _orbit(rotations, translations, place)
        if len(coords) and _closest(orbit, np.concatenate(coords)) < 0.02:
            continue
        if len(orbit) > 1 and _closest(orbit, orbit) < 0.02:
            continue
        sites.append((str(kinds[len(sites)]), place))
        symbols += [sites[-1][0]] * len(orbit)
        coords.append(orbit)
    return Crystal(
        hall_number, _cell(rotations, len(symbols), rng), sites, symbols, np.concatenate(coords)
    )


def _fixed(rotation, translation, place):
    """The place, moved onto the points that the operation and its powers leave, if it leaves any."""
    images = [place]
    for _ in range(11):
        image = rotation @ images[-1] + translation
        images.append(image - np.rint(image - place))
    center = np.mean(images, axis=0)
    moved = rotation @ center + translation - center
    return center if np.abs(moved - np.rint(moved)).max() < 1e-9 else place


def _orbit(rotations, translations, place):
    orbit = []
    for rotation, translation in zip(rotations, translations, strict=True):
        image = (rotation @ place + translation) % 1.0
        if all(np.abs(d - np.rint(d)).max() > 1e-6 for d in (image - o for o in orbit)):
            orbit.append(image)
    return np.array(orbit)


def _closest(first, second):
    away = first[:, None] - second[None]
    away = np.abs(away - np.rint(away)).max(axis=2)
    return away[away > 1e-9].min(initial=1.0)


def _cell(rotations, n_atoms, rng):
    edges = rng.uniform(0.8, 1.3, (3, 3)) * np.eye(3) + rng.uniform(-0.12, 0.12, (3, 3))
    metric = np.mean([r.T @ edges @ edges.T @ r for r in rotations], axis=0)
    scale = (20.0 * n_atoms / np.sqrt(np.linalg.det(metric))) ** (1 / 3)
    found = Lattice(np.linalg.cholesky(metric) * scale)
    return tuple(round(x, 5) for x in found.parameters)


def cell_lines(crystal):
    names = [f"_cell_length_{x}" for x in "abc"]
    names += [f"_cell_angle_{x}" for x in ("alpha", "beta", "gamma")]
    return [f"{n} {v:.5f}" for n, v in zip(names, crystal.parameters, strict=True)]


def site_lines(sites, digits=10):
    lines = ["loop_", "_atom_site_label", "_atom_site_type_symbol"]
    lines += [f"_atom_site_fract_{x}" for x in "xyz"]
    for i, (symbol, place) in enumerate(sites, 1):
        lines.append(f"{symbol}{i} {symbol} " + " ".join(f"{x:.{digits}f}" for x in place))
    return lines


def operation_lines(hall_number, tag="_space_group_symop_operation_xyz"):
    lines = ["loop_", tag]
    for rotation, translation in zip(*operations(hall_number), strict=True):
        parts = []
        for row, shift in zip(rotation, translation, strict=True):
            part = "".join(
                f"{'+' if v > 0 else '-'}{x}" for v, x in zip(row, "xyz", strict=True) if v
            )
            twelfths = round(shift * 12) if abs(shift * 12 - round(shift * 12)) < 1e-6 else None
            shown = f"{twelfths}/12" if twelfths is not None else f"{round(shift * 24)}/24"
            parts.append(part + (f"+{shown}" if shift else ""))
        lines.append(f"'{', '.join(parts)}'")
    return lines


def formula_lines(crystal, units=None):
    amounts = list(crystal.amounts.values())
    z = int(np.gcd.reduce(amounts)) if units is None else units
    formula = " ".join(f"{s}{n // z}" for s, n in crystal.amounts.items())
    return [f"_chemical_formula_sum '{formula}'", f"_cell_formula_units_Z {z}"]


def name_lines(hall_number):
    row = spglib.get_spacegroup_type(hall_number)
    choice = f" :{row.choice}" if row.choice else ""
    return [f"_symmetry_space_group_name_H-M '{row.international_full}{choice}'"]


def hall_lines(hall_number):
    symbol = spglib.get_spacegroup_type(hall_number).hall_symbol
    quoted = f'"{symbol}"' if "'" in symbol or '"' not in symbol else f"'{symbol}'"
    return [f"_space_group_name_Hall {quoted}"]


def number_lines(hall_number):
    return [f"_symmetry_Int_Tables_number {spglib.get_spacegroup_type(hall_number).number}"]


def cif(crystal, *parts, block="x"):
    return "\n".join([f"data_{block}", *(line for part in parts for line in part), ""])


def assert_same(structure, crystal, tolerance=2e-4):
    """The same atoms at the same places of the same cell, in any order."""
    assert len(structure) == len(crystal.symbols), (len(structure), len(crystal.symbols))
    np.testing.assert_allclose(structure.lattice.parameters, crystal.parameters, atol=1e-6)
    assert matches(structure, crystal, tolerance)


def matches(structure, crystal, tolerance=2e-4):
    if len(structure) != len(crystal.symbols) or not structure.is_ordered:
        return False
    away = structure.frac_coords[:, None] - crystal.coords[None]
    away = np.abs(away - np.rint(away)).max(axis=2)
    nearest = away.argmin(axis=1)
    symbols = [site.specie.symbol for site in structure]
    return (
        away.min(axis=1).max() < tolerance
        and len(set(nearest.tolist())) == len(nearest)
        and symbols == [crystal.symbols[j] for j in nearest]
    )
