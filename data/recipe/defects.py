"""Step 11: crystals in which few sites decide (`../defects.jsonl.gz`).

Two vacancies, two exchanged atoms or two substitutes in one supercell of a host, at every distance that
the host's symmetry tells apart. All members of a group have one composition and one cell, so nothing but
where the two sites lie can order them. Positions are relaxed by CHGNet in the host's fixed cell; small
cells get a PBE energy at that geometry too.

Run: OMP_NUM_THREADS=1 nice python data/recipe/defects.py chgnet
     OMP_NUM_THREADS=1 nice /usr/bin/python3 data/recipe/defects.py pbe
     python data/recipe/defects.py write
"""

import argparse
import gzip
import json
import time

import numpy as np
import records
from ase import Atoms
from ase.build import make_supercell

SETTINGS = records.SETTINGS["defects"]


def hosts():
    """(name, settings, supercell) of every host and cell."""
    relaxed = records.read("relaxed")
    for name, host in SETTINGS["hosts"].items():
        start = relaxed[name]
        primitive = Atoms(
            start["species"], scaled_positions=start["coords"], cell=start["lattice"], pbc=True
        )
        for matrix in host["cells"]:
            yield name, host, make_supercell(primitive, matrix)


def pairs(cell, first, second):
    """Partners of the first site of one element that symmetry tells apart, nearest first."""
    import spglib

    symbols = np.array(cell.get_chemical_symbols())
    centre = int(np.flatnonzero(symbols == first)[0])
    marked = cell.numbers.copy()
    marked[centre] = 0
    found = spglib.get_symmetry_dataset(
        (cell.cell[:], cell.get_scaled_positions(), marked), symprec=1e-3
    )
    classes = found.equivalent_atoms
    partners = [i for i in np.flatnonzero(symbols == second) if i != centre and classes[i] == i]
    distances = cell.get_distances(centre, partners, mic=True)
    return [
        (centre, partners[k], float(distances[k])) for k in np.argsort(distances, kind="stable")
    ]


def changed(cell, host, one, other):
    """The cell with its two defects."""
    atoms = cell.copy()
    if host["change"] == "vacancies":
        del atoms[[one, other]]
    elif host["change"] == "antisites":
        atoms.numbers[[one, other]] = atoms.numbers[[other, one]]
    else:
        symbols = atoms.get_chemical_symbols()
        symbols[one] = symbols[other] = host["substitute"]
        atoms.set_chemical_symbols(symbols)
    return atoms


def members():
    """Record of every member, small cells first."""
    found = []
    for name, host, cell in hosts():
        for number, (one, other, distance) in enumerate(pairs(cell, *host["pair"])):
            atoms = changed(cell, host, one, other)
            found.append({
                "id": f"{name}-{host['change']}-{len(cell)}-{number}",
                "group": f"{name}-{host['change']}-{len(cell)}",
                "distance": round(distance, 4),
                "lattice": atoms.cell[:].round(8).tolist(),
                "species": atoms.get_chemical_symbols(),
                "coords": atoms.get_scaled_positions().round(8).tolist(),
            })  # fmt: skip
    return sorted(found, key=lambda record: len(record["species"]))


def with_chgnet(record):
    """Energies of the cell before and after the atoms have moved, and where they went."""
    from ase.optimize import FIRE

    atoms = atoms_of(record)
    atoms.calc = with_chgnet.calculator
    before = float(atoms.get_potential_energy())
    run = FIRE(atoms, logfile=None)
    converged = run.run(fmax=SETTINGS["fmax"], steps=SETTINGS["max_steps"])
    status = "ok" if converged else f"not relaxed after {SETTINGS['max_steps']} steps"
    return {
        "status": status,
        "e_unrelaxed": round(before, 5),
        "e_chgnet": round(float(atoms.get_potential_energy()), 5),
        "n_steps": int(run.nsteps),
        "coords": np.round(atoms.get_scaled_positions(), 8).tolist(),
    }


def with_pbe(record):
    import label

    relaxed = with_pbe.relaxed[record["id"]]
    found = label.label({**record, "coords": relaxed["coords"], "kind": "insulator"})
    return {"status": "ok", "e_pbe": found["e_pbe"] * len(record["species"])}


def atoms_of(record):
    return Atoms(
        record["species"], scaled_positions=record["coords"], cell=record["lattice"], pbc=True
    )


def table():
    """Rows of the published set: groups of three and more with every member relaxed.

    `interaction_energy` is counted from the member whose two sites are farthest apart.
    """
    chgnet, pbe = records.read("defects_chgnet"), records.read("defects_pbe")
    groups = {}
    for record in members():
        groups.setdefault(record["group"], []).append(record)
    for group in groups.values():
        runs = [chgnet.get(record["id"], {}) for record in group]
        if len(group) < 3 or any(run.get("status") != "ok" for run in runs):
            continue
        zero = runs[int(np.argmax([record["distance"] for record in group]))]
        far = max(group, key=lambda record: record["distance"])["id"]
        for record, run in zip(group, runs, strict=True):
            row = {
                **record,
                "coords": run["coords"],
                "interaction_energy": round(run["e_chgnet"] - zero["e_chgnet"], 5),
                "interaction_energy_unrelaxed": round(run["e_unrelaxed"] - zero["e_unrelaxed"], 5),
            }
            known = [pbe.get(id_, {}).get("e_pbe") for id_ in (record["id"], far)]
            if None not in known:
                row["interaction_energy_pbe"] = round(known[0] - known[1], 5)
            yield row


def write():
    rows = list(table())
    head = {"header": {"name": "defects", "licence": "CC BY 4.0", "units": "eV, angstrom",
                       "model": "CHGNet 0.3.0", "n_structures": len(rows)}}  # fmt: skip
    text = "".join(json.dumps(row) + "\n" for row in [head, *rows])
    (records.HERE.parent / "defects.jsonl.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
    print(f"{len(rows)} crystals in {len({row['group'] for row in rows})} groups")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("method", choices=("pbe", "chgnet", "write"))
    method = parser.parse_args().method
    if method == "write":
        return write()
    output, calculate, todo = f"defects_{method}", with_chgnet, members()
    if method == "chgnet":
        import relax

        with_chgnet.calculator = relax.load_calculator()
    else:
        calculate, with_pbe.relaxed = with_pbe, records.read("defects_chgnet")
        ready = {id_ for id_, run in with_pbe.relaxed.items() if run["status"] == "ok"}
        small = SETTINGS["largest_pbe"]
        todo = [r for r in todo if r["id"] in ready and len(r["species"]) <= small]
    done = records.finished(output)
    for record in todo:
        if record["id"] in done:
            continue
        started = time.process_time()
        try:
            result = calculate(record)
        except Exception as error:  # one crystal must not stop the others
            result = {"status": f"failed: {type(error).__name__}: {error}"[:500]}
        cost = {"cpu_s": round(time.process_time() - started, 1), "date": records.today()}
        records.append(output, {"id": record["id"], **result, **cost})
        print(record["id"], result["status"], cost["cpu_s"], flush=True)


if __name__ == "__main__":
    main()
