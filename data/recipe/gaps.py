"""Band gaps of the set: how many, how far from experiment, and how well their runs repeat the labels."""

import compare
import numpy as np
import records

FIELDS = ("band_gap", "band_gap_direct", "gap_is_direct", "gap_of_channels", "site_moments")
EVEN = [name for name, kind in records.SETTINGS["pbe"]["kinds"].items() if kind.get("even")]
SAME_RUN = 0.005
"""eV per atom; a second run on another mesh that comes this close repeats the label."""


def of(id_, labels, again):
    """Gap and moments of a crystal: of its own run, or of the one that added them; else nothing."""
    for source in (labels, again):
        found = source.get(id_, {})
        if "band_gap" in found:
            return {name: found[name] for name in FIELDS if name in found}
    return {}


def with_experiment(rows):
    """(row, measured gap in eV, source) of the compounds of both lists whose gap is calculated."""
    groups, found = compare.by_formula(rows), []
    for entry in compare.read_table("gap_experiment.csv"):
        row = compare.find(groups, entry["formula"], entry["prototypes"])
        if row and "band_gap" in row:
            found.append((row, float(entry["gap"]), entry["source"]))
    return found


def repeated(rows):
    """{id: energy of the run that added the gap minus the label, eV per atom}; no metals of a coarse mesh."""
    again = records.read("gaps")
    return {
        row["id"]: again[row["id"]]["e_pbe"] - row["energy_per_atom_pbe"]
        for row in rows
        if row["kind"] in EVEN and again.get(row["id"], {}).get("status") == "ok"
    }


def summary(rows):
    """{kind: (crystals with a gap calculated, of them metals, direct, median gap of the others)}."""
    found = {}
    for kind in sorted({row["kind"] for row in rows}):
        known = [row for row in rows if row["kind"] == kind and "band_gap" in row]
        open_ = [row["band_gap"] for row in known if row["band_gap"] > 0]
        direct = sum(bool(row["gap_is_direct"]) for row in known)
        median = float(np.median(open_)) if open_ else 0.0
        found[kind] = (len(known), len(known) - len(open_), direct, median)
    return found
