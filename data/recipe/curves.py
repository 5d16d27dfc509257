"""Step 7: energies of a few crystals squeezed, stretched and with one atom moved, PBE and CHGNet.

What a potential's minimum hides, its curvature shows. The same points by both, so that they can be
compared: `results/curves_pbe.jsonl` (in a Python with GPAW) and `results/curves_chgnet.jsonl`.

Run: OMP_NUM_THREADS=1 nice /usr/bin/python3 data/recipe/curves.py pbe
     OMP_NUM_THREADS=1 nice python data/recipe/curves.py chgnet
     python data/recipe/curves.py write
"""

import argparse
import csv
import time

import records
from ase import Atoms

SETTINGS = records.SETTINGS["curves"]


def points():
    """Records of every point: a crystal's id, what was done to it, by how much, and the crystal."""
    candidates, relaxed = records.read("candidates"), records.read("relaxed")
    for id_, moved in SETTINGS["crystals"].items():
        start = relaxed[id_]
        atoms = Atoms(
            start["species"], scaled_positions=start["coords"], cell=start["lattice"], pbc=True
        )
        for ratio in SETTINGS["volume_ratios"]:
            yield _point(candidates[id_], "volume", ratio, _stretched(atoms, ratio))
        for distance in SETTINGS["displacements"]:
            yield _point(candidates[id_], "displacement", distance, _moved(atoms, moved, distance))


def _stretched(atoms, ratio):
    changed = atoms.copy()
    changed.set_cell(atoms.cell * ratio ** (1 / 3), scale_atoms=True)
    return changed


def _moved(atoms, element, distance):
    """The first atom of an element, moved along z."""
    changed = atoms.copy()
    changed.positions[changed.get_chemical_symbols().index(element), 2] += distance
    return changed


def _point(candidate, change, amount, atoms):
    return {
        "id": f"{candidate['id']} {change} {amount:g}",
        "crystal": candidate["id"],
        "change": change,
        "amount": amount,
        "kind": candidate["kind"],
        "lattice": atoms.cell[:].round(10).tolist(),
        "species": atoms.get_chemical_symbols(),
        "coords": atoms.get_scaled_positions().round(10).tolist(),
    }


def with_pbe(record):
    """Energy per atom, eV; the same settings as the set's labels, on the even mesh."""
    import label

    return {"energy": label.label(record, for_gap=True)["e_pbe"]}


def with_chgnet(record):
    import relax

    atoms = relax.atoms_of(record)
    atoms.calc = with_chgnet.calculator
    return {"energy": round(float(atoms.get_potential_energy()) / len(atoms), 6)}


def table():
    """Rows of `../curves.csv`: the crystals of which both methods have every point, energies of the cell."""
    relaxed = records.read("relaxed")
    done = {method: records.read(f"curves_{method}") for method in ("pbe", "chgnet")}
    for id_ in SETTINGS["crystals"]:
        mine = [point for point in points() if point["crystal"] == id_]
        runs = {m: [done[m].get(point["id"], {}) for point in mine] for m in done}
        if any(run.get("status") != "ok" for part in runs.values() for run in part):
            continue
        volume = Atoms(cell=relaxed[id_]["lattice"], pbc=True).cell.volume
        n_atoms = len(relaxed[id_]["species"])
        for method, part in runs.items():
            for point, run in zip(mine, part, strict=True):
                energy = round(run["energy"] * n_atoms, 5)
                yield [id_, method, point["change"], point["amount"], round(volume, 4), energy]


def write():
    path = records.HERE.parent / "curves.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["crystal", "method", "change", "amount", "volume", "energy"])
        writer.writerows(table())


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("method", choices=("pbe", "chgnet", "write"))
    method = parser.parse_args().method
    if method == "write":
        return write()
    output, calculate = f"curves_{method}", {"pbe": with_pbe, "chgnet": with_chgnet}[method]
    if method == "chgnet":
        import relax

        with_chgnet.calculator = relax.load_calculator()
    done = records.finished(output, retry=True)
    for point in points():
        if point["id"] in done:
            continue
        started = time.process_time()
        try:
            result = {"status": "ok", **calculate(point)}
        except Exception as error:  # one point must not stop the others
            result = {"status": f"failed: {type(error).__name__}: {error}"[:500]}
        kept = {key: point[key] for key in ("id", "crystal", "change", "amount")}
        cost = {"cpu_s": round(time.process_time() - started, 1), "date": records.today()}
        records.append(output, {**kept, **result, **cost})


if __name__ == "__main__":
    main()
