"""Compare the assembled set with experiment: formation enthalpies, and who is lowest.

Run: python data/recipe/compare.py
"""

import csv
import gzip
import json

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


def read_set():
    with gzip.open(records.HERE.parent / "teaching_set.jsonl.gz", "rt") as file:
        return [json.loads(line) for line in file][1:]


def corrected(row):
    """Formation energy with the published anion shifts, eV per atom; none for intermetallics."""
    composition = Composition(row["formula"])
    if row["kind"] != "insulator":
        return row["formation_energy_per_atom"]
    anion = max(composition.elements, key=lambda e: e.X)
    shift = ANION_SHIFT.get(anion.symbol, 0.0)
    share = composition[anion] / composition.num_atoms
    return row["formation_energy_per_atom"] + shift * share


def comparison():
    """(formula, prototype, raw, corrected, CHGNet, experiment) for the compounds of both lists."""
    rows = {}
    for row in read_set():
        rows.setdefault(Composition(row["formula"]).reduced_formula, []).append(row)
    with (records.HERE / "experiment.csv").open() as file:
        for entry in csv.DictReader(file):
            formula = Composition(entry["formula"]).reduced_formula
            prototypes = entry["prototypes"].split(";")
            for row in rows.get(formula, []):
                if row["prototype"] in prototypes:
                    atoms = Composition(formula).num_atoms
                    measured = float(entry["enthalpy_kj_mol"]) * EV_PER_KJ_MOL / atoms
                    yield (
                        formula,
                        row["prototype"],
                        row["formation_energy_per_atom"],
                        corrected(row),
                        row["formation_energy_per_atom_chgnet"],
                        measured,
                        row["energy_above_group"],
                    )
                    break


def main():
    found = list(comparison())
    print("compound | prototype | PBE | PBE, shifted | CHGNet | experiment | above lowest (meV)")
    for formula, prototype, raw, shifted, chgnet, measured, above in found:
        print(
            f"{formula} | {prototype} | {raw:.2f} | {shifted:.2f} | {chgnet:.2f} | {measured:.2f} | {1000 * above:.0f}"
        )
    for name, column in (("PBE", 2), ("PBE, shifted", 3), ("CHGNet", 4)):
        errors = [row[column] - row[5] for row in found]
        mae = sum(map(abs, errors)) / len(errors)
        print(
            f"{name}: n {len(errors)}, MAE {mae:.3f}, mean {sum(errors) / len(errors):+.3f} eV/atom"
        )
    lowest = sum(row[6] < 0.002 for row in found)
    print(f"known ground state lowest (within 2 meV): {lowest} of {len(found)}")


if __name__ == "__main__":
    main()
