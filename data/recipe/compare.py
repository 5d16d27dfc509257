"""Compare the set with what is known: enthalpies, published PBE, lattice constants, ground states.

Run: python data/recipe/compare.py [--data FOLDER]
"""

import argparse
import csv
import gzip
import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import identify
import numpy as np
import records
from pymatgen.core import Composition

EV_PER_KJ_MOL = 1 / 96.485
ANION_SHIFT = {
    "O": -0.687,
    "F": -0.462,
    "Cl": -0.614,
    "N": -0.361,
    "Br": -0.534,
    "S": -0.503,
    "Se": -0.472,
    "Te": -0.422,
    "I": -0.379,
}
"""Fitted corrections per anion of the Materials Project, eV per atom (Wang et al. 2021)."""
WITH_ANIONS = ("insulator", "magnetic compound")
SAME_ENERGY = 0.002
"""eV per atom: closer than this two polymorphs count as level."""


@dataclass(frozen=True)
class Comparison:
    """One crystal of the set beside what is known of it; energies in eV per atom."""

    row: dict
    known: float
    source: str

    @property
    def pbe(self):
        """As it stands in the set."""
        return self.row["formation_energy_per_atom"]

    @property
    def chgnet(self):
        """From CHGNet, which was trained on corrected energies."""
        return self.row["formation_energy_per_atom_chgnet"]

    @property
    def shifted(self):
        """PBE with the published anion shifts; the same as PBE for intermetallics."""
        composition = Composition(self.row["formula"])
        if self.row["kind"] not in WITH_ANIONS:
            return self.pbe
        anion = max(composition.elements, key=lambda element: element.X)
        share = composition[anion] / composition.num_atoms
        return self.pbe + ANION_SHIFT.get(anion.symbol, 0.0) * share


def read_set(folder):
    return read_lines(Path(folder) / "teaching_set.jsonl.gz")[1:]


def read_lines(path):
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def read_table(name):
    with (records.HERE / name).open() as file:
        return list(csv.DictReader(file))


def by_formula(rows):
    groups = defaultdict(list)
    for row in rows:
        groups[row["formula"]].append(row)
    return groups


def find(groups, formula, prototypes):
    """The member of a polymorph group that has one of the prototypes, or None."""
    members = groups.get(Composition(formula).reduced_formula, [])
    return next((row for row in members if row["prototype"] in prototypes.split(";")), None)


def measured(rows):
    """Ids of the crystals that stand in one of the tables of measurements."""
    tables = (("experiment.csv", "prototypes"), ("gap_experiment.csv", "prototypes"),
              ("lattice.csv", "prototype"))  # fmt: skip
    groups = by_formula(rows)
    found = [find(groups, e["formula"], e[column]) for t, column in tables for e in read_table(t)]
    return sorted({row["id"] for row in found if row})


def with_experiment(rows):
    """Comparisons with standard formation enthalpies, for the compounds of both lists."""
    groups, found = by_formula(rows), []
    for entry in read_table("experiment.csv"):
        row = find(groups, entry["formula"], entry["prototypes"])
        if row:
            atoms = Composition(entry["formula"]).num_atoms
            known = float(entry["enthalpy_kj_mol"]) * EV_PER_KJ_MOL / atoms
            found.append(Comparison(row, known, entry["source"]))
    return found


def with_published(rows):
    """Comparisons with PBE energies that others computed, without corrections."""
    groups, found = by_formula(rows), []
    for entry in read_table("published.csv"):
        row = find(groups, entry["formula"], entry["prototypes"])
        if row:
            found.append(
                Comparison(row, float(entry["formation_energy_per_atom"]), entry["source"])
            )
    return found


def errors(found, column):
    """(n, mean absolute error, mean error) of one column, eV per atom."""
    differences = np.array([getattr(item, column) - item.known for item in found])
    return len(found), float(np.abs(differences).mean()), float(differences.mean())


def lattices(rows):
    """(row, table entry, deviations of a and c in per cent) of every known ground state in the set."""
    groups, found = by_formula(rows), []
    for entry in read_table("lattice.csv"):
        row = find(groups, entry["formula"], entry["prototype"])
        if row:
            cell = conventional(row)
            known = [("a", cell.a), ("c", cell.c)]
            deviations = [
                100 * (value / float(entry[axis]) - 1) for axis, value in known if entry[axis]
            ]
            found.append((row, entry, deviations))
    return found


def conventional(row):
    """Lattice in the setting of the textbooks."""
    from pymatgen.symmetry.analyzer import SpacegroupAnalyzer

    analyzer = SpacegroupAnalyzer(identify.structure(row), symprec=0.01)
    return analyzer.get_conventional_standard_structure().lattice


def ground_states(rows):
    """(row of the known ground state, row of PBE's) for every formula where experiment has a verdict."""
    known = {entry["formula"]: entry["prototype"] for entry in read_table("lattice.csv")}
    known |= {
        entry["formula"]: entry["prototypes"]
        for entry in read_table("experiment.csv")
        if entry["prototypes"]
    }
    groups, found = by_formula(rows), {}
    for formula, prototypes in known.items():
        row = find(groups, formula, prototypes)
        if row and len(groups[row["formula"]]) > 1:
            lowest = min(groups[row["formula"]], key=lambda r: r["formation_energy_per_atom"])
            found[row["formula"]] = (row, lowest)
    return [found[formula] for formula in sorted(found)]


def is_lowest(row):
    return row["energy_above_group"] < SAME_ENERGY


def flattening(rows):
    """{kind: (groups, slope, spread of PBE, spread of CHGNet)} inside groups of three or more.

    The slope is CHGNet's energy difference per electronvolt of PBE's: below one, CHGNet flattens.
    """
    centred = defaultdict(list)
    for group in by_formula(rows).values():
        if len(group) >= 3:
            pairs = np.array(
                [
                    (r["formation_energy_per_atom"], r["formation_energy_per_atom_chgnet"])
                    for r in group
                ]
            )
            centred[group[0]["kind"]].append(pairs - pairs.mean(axis=0))
    found = {}
    for kind, parts in sorted(centred.items()):
        pbe, chgnet = np.concatenate(parts).T
        found[kind] = (len(parts), float(pbe @ chgnet / (pbe @ pbe)), pbe.std(), chgnet.std())
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=records.HERE.parent, help="default: data/")
    rows = read_set(parser.parse_args().data)
    for name, found in (("experiment", with_experiment(rows)), ("published", with_published(rows))):
        for column in ("pbe", "shifted", "chgnet"):
            n, mae, mean = errors(found, column)
            print(f"{name}, {column}: n {n}, MAE {mae:.3f}, mean {mean:+.3f} eV/atom")
    states = ground_states(rows)
    print(f"known ground state lowest: {sum(is_lowest(r) for r, _ in states)} of {len(states)}")
    for row, lowest in states:
        if not is_lowest(row):
            above = 1000 * row["energy_above_group"]
            print(f"  {row['id']} {above:.0f} meV above {lowest['prototype']}")
    for row, entry, deviations in lattices(rows):
        if max(map(abs, deviations)) > 3:
            print(f"  {row['id']}: {deviations} % {entry['exception']}")
    for kind, (n, slope, *spread) in flattening(rows).items():
        print(kind, n, round(slope, 3), *(round(float(x), 3) for x in spread))


if __name__ == "__main__":
    main()
