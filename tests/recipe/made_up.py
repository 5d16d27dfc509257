"""A tiny results folder: one oxide in four prototypes, one alloy, their references, made-up energies."""

import candidates
import records

TABLE = candidates.read_prototypes()
OXIDE = {
    "name": "alkaline-earth chalcogenide",
    "kind": "insulator",
    "charges": {"A": 2, "X": -2},
}
ALLOY = {"name": "AB intermetallic", "kind": "metal"}
ELEMENT = {"name": "sp element", "kind": "sp metal"}
MOLECULE = {"name": "molecular solid", "kind": "chgnet only"}


def candidate(prototype, elements, family):
    return candidates.candidate(prototype, elements, family, TABLE)


def relaxed(record, energy, **changes):
    """As relax.py writes it, nothing moved."""
    same = {key: record[key] for key in ("id", "space_group", "lattice", "species", "coords")}
    done = {"status": "ok", "e_chgnet": energy, "n_steps": 7, "fmax": 0.01, "volume_ratio": 1.01}
    return {**same, **done, "cpu_s": 1.0, "date": "2026-01-02", **changes}


def labelled(id_, energy, **changes):
    """As label.py writes it."""
    run = {"k_points": 10, "smearing": 0.05, "spin_polarised": False, "magnetic_moment": 0.0}
    done = {"status": "ok", "e_pbe": energy, "scf_iterations": 9, "cpu_s": 2.0, "memory_mb": 90}
    return {"id": id_, **done, **run, "code": "made up", "date": "2026-01-02", **changes}


def build():
    """Write candidates, relaxed and labels: {prototype: PBE energy of MgO} is returned."""
    energies = {"rocksalt": -6.0, "zincblende": -5.8, "cscl": -5.2, "wurtzite": -5.9}
    oxides = {p: candidate(p, {"A": "Mg", "X": "O"}, OXIDE) for p in energies}
    magnesium = candidate("hcp", {"A": "Mg"}, ELEMENT)
    oxygen = candidate("alpha_o2", {"A": "O"}, MOLECULE)
    half = [candidate(p, {"A": "Mg", "B": "Ag"}, ALLOY) for p in ("b2", "l10")]
    everything = [*oxides.values(), magnesium, oxygen, *half]
    records.replace("candidates", everything)
    for record in everything:
        records.append("relaxed", relaxed(record, -5.0))
    for prototype, energy in energies.items():
        records.append("labels", labelled(f"MgO-{prototype}", energy))
        records.append("relaxed", relaxed(oxides[prototype], energy - 0.5))
    records.append("labels", labelled("Mg-hcp", -1.5))
    records.append("labels", labelled("O2-molecule", -4.9))
    # the alloy's group is unfinished
    records.append("labels", labelled("MgAg-b2", -2.0))
    return energies
