"""Step 5: candidates + relaxed + labels + references -> `data/teaching_set.jsonl.gz`.

Whole polymorph groups only; duplicates are dropped, failures are listed in `results/left_out.csv`.

Run: python data/recipe/assemble.py
"""

import csv
import gzip
import json
from collections import Counter, defaultdict

import candidates
import identify
import records
import references
from pymatgen.core import Composition

TARGET = records.HERE.parent / "teaching_set.jsonl.gz"
VERSION = "0.1"


def complete_groups(all_candidates, relaxed, labels):
    """Formulas whose every relaxed member was tried: a half-finished group would mislead."""
    members = defaultdict(list)
    for record in all_candidates.values():
        if record["kind"] != "chgnet only":
            members[record["formula"]].append(record["id"])
    ready = {}
    for formula, ids in members.items():
        usable = [id_ for id_ in ids if relaxed.get(id_, {}).get("status") == "ok"]
        if usable and all(id_ in labels for id_ in usable):
            ready[formula] = ids
    return ready


def formation_energy(energy, formula, reference, column):
    """eV per atom: energy of the crystal minus that of its elements."""
    composition = Composition(formula)
    elements = sum(
        amount * reference[element.symbol][column] for element, amount in composition.items()
    )
    return round(energy - elements / composition.num_atoms, 5)


def build_record(candidate, relaxed, label, reference, prototype):
    formula = candidate["formula"]
    return {
        "id": candidate["id"],
        "formula": formula,
        "family": candidate["family"],
        "kind": candidate["kind"],
        "prototype_start": candidate["prototype"],
        "prototype": prototype,
        "space_group_start": candidate["space_group"],
        "space_group": relaxed["space_group"],
        "n_atoms": len(relaxed["species"]),
        "lattice": _rounded(relaxed["lattice"]),
        "species": relaxed["species"],
        "coords": _rounded(relaxed["coords"]),
        "formation_energy_per_atom": formation_energy(label["e_pbe"], formula, reference, "e_pbe"),
        "formation_energy_per_atom_chgnet": formation_energy(
            relaxed["e_chgnet"], formula, reference, "e_chgnet"
        ),
        "energy_per_atom_pbe": label["e_pbe"],
        "energy_per_atom_chgnet": relaxed["e_chgnet"],
        "relaxation_steps": relaxed["n_steps"],
        "relaxation_fmax": relaxed["fmax"],
        "volume_ratio": relaxed["volume_ratio"],
        "k_points": label["k_points"],
        "smearing": label["smearing"],
        "spin_polarised": label["spin_polarised"],
        "magnetic_moment": label["magnetic_moment"],
        "scf_iterations": label["scf_iterations"],
        "cpu_s": label["cpu_s"],
        "date": label["date"],
    }


def _rounded(rows):
    return [[round(x, 6) + 0.0 for x in row] for row in rows]


def add_hull_of_group(rows):
    """Energy above the lowest polymorph of the set, eV per atom."""
    lowest = defaultdict(lambda: float("inf"))
    for row in rows:
        lowest[row["formula"]] = min(lowest[row["formula"]], row["formation_energy_per_atom"])
    for row in rows:
        row["energy_above_group"] = round(
            row["formation_energy_per_atom"] - lowest[row["formula"]], 5
        )


def header(rows, reference):
    code = Counter(row.pop("code") for row in rows).most_common(1)[0][0]
    groups = Counter(row["formula"] for row in rows)
    return {
        "name": "coursekit teaching set",
        "version": VERSION,
        "licence": "CC BY 4.0",
        "n_structures": len(rows),
        "n_compositions": len(groups),
        "n_groups_of_three": sum(n >= 3 for n in groups.values()),
        "units": {"energy": "eV per atom", "length": "angstrom"},
        "settings": records.SETTINGS,
        "code": code,
        "references": reference,
    }


def assemble():
    """Rows of the set, header, and everything that was left out with the reason."""
    all_candidates, relaxed, labels = (
        records.read(name) for name in ("candidates", "relaxed", "labels")
    )
    reference = references.collect()
    table = candidates.read_prototypes()
    rows, left_out = [], []
    for formula, ids in sorted(complete_groups(all_candidates, relaxed, labels).items()):
        missing = {e.symbol for e in Composition(formula)} - set(reference)
        group = []
        for id_ in ids:
            reason = _reason(relaxed.get(id_), labels.get(id_), missing)
            if reason:
                left_out.append((id_, reason))
            else:
                group.append({**all_candidates[id_], "relaxed": relaxed[id_]})
        named = [(record, identify.prototype(record, table)) for record in group]
        kept, twins = identify.without_duplicates(named)
        left_out += twins
        for record, prototype in kept:
            label = labels[record["id"]]
            row = build_record(record, record["relaxed"], label, reference, prototype)
            rows.append({**row, "code": label["code"]})
    add_hull_of_group(rows)
    return header(rows, reference), rows, left_out


def _reason(relaxed, label, missing):
    if relaxed is None or relaxed["status"] != "ok":
        return relaxed["status"] if relaxed else "not relaxed yet"
    if label["status"] != "ok":
        return label["status"]
    return f"no reference for {', '.join(sorted(missing))}" if missing else None


def write(head, rows, left_out):
    lines = [json.dumps({"header": head}), *(json.dumps(row) for row in rows)]
    # no time stamp inside the archive: the same content gives the same bytes
    TARGET.write_bytes(gzip.compress(("\n".join(lines) + "\n").encode(), mtime=0))
    with (records.RESULTS / "left_out.csv").open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([("id", "reason"), *left_out])


if __name__ == "__main__":
    head, rows, left_out = assemble()
    write(head, rows, left_out)
    print(
        f"{len(rows)} structures, {head['n_compositions']} compositions, "
        f"{head['n_groups_of_three']} groups of three or more; {len(left_out)} left out"
    )
