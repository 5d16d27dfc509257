"""Step 5: candidates + relaxed + labels + references -> the files of the teaching set.

Whole polymorph groups only; duplicates are dropped, failures are listed. Some groups are held out: their
crystals go into a file without labels, their labels into one for the instructor. Numbers printed in the
course rest on the set: it keeps its crystals, and only what is known of them grows, unless --grow is given.

Run: python data/recipe/assemble.py [--out FOLDER] [--grow]
"""

import argparse
import csv
import gzip
import hashlib
import json
from collections import Counter, defaultdict
from pathlib import Path

import candidates
import cations
import compare
import gaps
import identify
import madelung
import moments
import records
import references
import splits
from pymatgen.core import Composition

VERSION = "1.1"
LABELS = (
    "formation_energy_per_atom",
    "energy_above_group",
    "formation_energy_per_atom_chgnet",
    "energy_per_atom_pbe",
    "energy_per_atom_chgnet",
    *gaps.FIELDS,
)
"""What a held-out crystal does not show: PBE's answer, and CHGNet's, which is close to it."""


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


def build_record(candidate, relaxed, label, gap, reference, prototype):
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
        **gap,
        **madelung.labels(candidate, relaxed),
        **cations.sites(candidate, relaxed),
        "relaxation_steps": relaxed["n_steps"],
        "relaxation_fmax": relaxed["fmax"],
        "volume_ratio": relaxed["volume_ratio"],
        "k_points": label["k_points"],
        "smearing": label["smearing"],
        "spin_polarised": label["spin_polarised"],
        "magnetic_moment": label["magnetic_moment"],
        **({"magnetic_order": label["magnetic_order"]} if "magnetic_order" in label else {}),
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


def header(rows, held_out, reference):
    code = Counter(row.pop("code") for row in [*rows, *held_out]).most_common(1)[0][0]
    groups = Counter(row["formula"] for row in rows)
    rungs = Counter(row["splits"]["learning_curve"] for row in rows)
    return {
        "name": "coursekit teaching set",
        "version": VERSION,
        "licence": "CC BY 4.0",
        "n_structures": len(rows),
        "n_compositions": len(groups),
        "n_groups_of_three": sum(n >= 3 for n in groups.values()),
        "n_held_out": len(held_out),
        "n_held_out_groups": len({row["formula"] for row in held_out}),
        "learning_curve": {str(rung): rungs[rung] for rung in sorted(rungs)},
        "units": {"energy": "eV per atom", "length": "angstrom"},
        "settings": records.SETTINGS,
        "code": code,
        "references": reference,
    }


def assemble(only=None):
    """Rows of the set, everything that was left out with the reason, and the references.

    With `only`, a set of formulas, no other is taken.
    """
    all_candidates, relaxed, labels, again = (
        records.read(name) for name in ("candidates", "relaxed", "labels", "gaps")
    )
    labels = moments.lower_order(labels, records.read("orders"))
    reference = references.collect()
    table = candidates.read_prototypes()
    rows, left_out = [], []
    for formula, ids in sorted(complete_groups(all_candidates, relaxed, labels).items()):
        if only is not None and formula not in only:
            continue
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
            label, gap = labels[record["id"]], gaps.of(record["id"], labels, again)
            row = build_record(record, record["relaxed"], label, gap, reference, prototype)
            rows.append({**row, "code": label["code"]})
    add_hull_of_group(rows)
    return rows, left_out, reference


def published(folder):
    """Formulas of the set as it is, shown and held out."""
    names = ("teaching_set.jsonl.gz", "held_out.jsonl.gz")
    return {row["formula"] for name in names for row in compare.read_lines(folder / name)[1:]}


def divide(rows):
    """Rows with labels and splits, and the held-out ones."""
    open_formulas = splits.discussed()
    held_out = [row for row in rows if splits.is_held_out(row["formula"], open_formulas)]
    hidden = {row["id"] for row in held_out}
    shown = [row for row in rows if row["id"] not in hidden]
    splits.add(shown)
    return shown, held_out


def _reason(relaxed, label, missing):
    if relaxed is None or relaxed["status"] != "ok":
        return relaxed["status"] if relaxed else "not relaxed yet"
    if label["status"] != "ok":
        return label["status"]
    return f"no reference for {', '.join(sorted(missing))}" if missing else None


def write(rows, left_out, reference, data, instructor):
    """Write all files; the header of the set is returned."""
    shown, held_out = divide(rows)
    head = header(shown, held_out, reference)
    write_lines(data / "teaching_set.jsonl.gz", [{"header": head}, *shown])
    unlabelled = [{k: v for k, v in row.items() if k not in LABELS} for row in held_out]
    brief = {key: head[key] for key in ("name", "version", "licence", "units")}
    write_lines(data / "held_out.jsonl.gz", [{"header": {**brief, "held_out": True}}, *unlabelled])
    secret = [(row["id"], row["formation_energy_per_atom"]) for row in held_out]
    write_table(instructor / "held_out_labels.csv", [("id", "formation_energy_per_atom"), *secret])
    (data / "measured.txt").write_text("\n".join(compare.measured(shown)) + "\n")
    write_table(data / "left_out.csv", [("id", "reason"), *left_out])
    write_checksums(data, ("teaching_set.jsonl.gz", "held_out.jsonl.gz"))
    return head


def write_lines(path, rows):
    text = "".join(json.dumps(row) + "\n" for row in rows)
    # no time stamp inside the archive: the same content gives the same bytes
    path.write_bytes(gzip.compress(text.encode(), mtime=0))


def write_checksums(folder, names):
    """As `sha256sum` writes them."""
    lines = [
        f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names
    ]
    (folder / "SHA256SUMS").write_text("".join(lines))


def write_table(path, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=records.HERE.parent, help="default: data/")
    parser.add_argument("--grow", action="store_true", help="add what is labelled and not yet in")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    instructor = options.out.resolve().parent / "solutions"
    only = None if options.grow else published(records.HERE.parent)
    head = write(*assemble(only), options.out, instructor)
    print(
        f"{head['n_structures']} structures, {head['n_compositions']} compositions, "
        f"{head['n_groups_of_three']} groups of three or more; {head['n_held_out']} held out"
    )


if __name__ == "__main__":
    main()
