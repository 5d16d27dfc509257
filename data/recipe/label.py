"""Step 3: PBE energy, band gap and moments of every relaxed structure with GPAW; resumes where it stopped.

Runs in any Python that has GPAW and its PAW datasets (on Debian: the system Python), reads what
relax.py wrote and writes `results/labels.jsonl`. With --gaps it calculates only crystals whose energy
is known and whose gap is not, the cheapest polymorph groups first, into `results/gaps.jsonl`. With
--antiferro it starts labelled magnetic compounds with moments up and down in turn, in a doubled cell where
the primitive one holds a single magnetic atom, into `results/orders.jsonl`.

Run: OMP_NUM_THREADS=1 nice /usr/bin/python3 data/recipe/label.py [--workers 2] [--follow] [--retry]
     [--gaps] [--antiferro] [--spinless] [--family NAME ...]
"""

import argparse
import csv
import multiprocessing
import os
import resource
import signal
import time

import ase
import bands
import gpaw
import moments
import numpy as np
import records
from ase import Atoms
from ase.build import make_supercell, molecule
from ase.optimize import BFGS
from gpaw import GPAW, PW, FermiDirac

SETTINGS = records.SETTINGS["pbe"]
REFERENCES = records.SETTINGS["references"]
LOWEST_PRIORITY = 19


def solid(record, for_gap=False, antiferro=False):
    """Atoms and k points of a relaxed crystal; `for_gap` takes an even mesh in every case."""
    atoms = Atoms(
        record["species"], scaled_positions=record["coords"], cell=record["lattice"], pbc=True
    )
    kind = SETTINGS["kinds"][record["kind"]]
    if antiferro and moments.n_magnetic(kind, record["species"]) == 1:
        atoms = make_supercell(atoms, moments.DOUBLED)
    density = kind["k_density"]
    if kind.get("even"):
        return atoms, {"size": bands.even_mesh(atoms.cell[:], density), "gamma": True}
    if for_gap:
        mesh = bands.even_mesh(atoms.cell[:], SETTINGS["gap_k_density_of_metals"])
        return atoms, {"size": mesh, "gamma": True}
    return atoms, {"density": density, "gamma": True}


def gas(element):
    """The X2 molecule in a box, slightly off cubic so that no axis is degenerate."""
    lengths = {"O": 1.23, "N": 1.11, "F": 1.42, "Cl": 2.00, "Br": 2.31, "I": 2.68}
    atoms = Atoms(element * 2, [[0, 0, 0], [0, 0, lengths[element]]])
    if element == "O":
        atoms.set_initial_magnetic_moments(molecule("O2").get_initial_magnetic_moments())
    side = REFERENCES["box"]
    atoms.set_cell([side, side + 0.1, side + 1.2])
    atoms.center()
    atoms.pbc = True
    return atoms


def calculator(smearing, kpts, spin):
    return GPAW(
        mode=PW(SETTINGS["cutoff"]),
        xc=SETTINGS["xc"],
        nbands=-SETTINGS["empty_bands"],
        kpts=kpts,
        occupations=FermiDirac(smearing),
        convergence={
            "energy": SETTINGS["energy_tolerance"],
            "density": SETTINGS["density_tolerance"],
            "bands": SETTINGS["converged_bands"],
        },
        symmetry={"symmorphic": False, "tolerance": 1e-5},
        spinpol=spin,
        txt=None,
    )


def label(record, for_gap=False, antiferro=False):
    """PBE energy per atom, gap and moments, and the settings that belong to them."""
    started = time.process_time()
    spin = False
    if record["kind"] == "molecule":
        atoms = gas(record["species"][0])
        spin = record["species"][0] == "O"
        atoms.calc = calculator(0.01, (1, 1, 1), spin)
        BFGS(atoms, logfile=None).run(fmax=0.03, steps=15)
        smearing = 0.01
    else:
        kind = SETTINGS["kinds"][record["kind"]]
        smearing, spin = kind["smearing"], moments.is_spin_polarised(kind)
        atoms, kpts = solid(record, for_gap, antiferro)
        start = moments.alternating if antiferro else moments.initial_moments
        atoms.set_initial_magnetic_moments(start(kind, atoms.get_chemical_symbols()))
        atoms.calc = calculator(smearing, kpts, spin)
    energy = atoms.get_potential_energy()
    calc = atoms.calc
    site_moments = {"site_moments": np.round(calc.get_magnetic_moments(), 3).tolist()}
    return {
        "id": record["id"],
        "status": "ok",
        "e_pbe": round(float(energy) / len(atoms), 5),
        **({"magnetic_order": "antiferromagnetic"} if antiferro else {}),
        "k_points": len(calc.get_ibz_k_points()),
        "smearing": smearing,
        "spin_polarised": spin,
        "magnetic_moment": round(float(atoms.get_magnetic_moment()), 3) if spin else 0.0,
        **(site_moments if spin else {}),
        **bands.gap(eigenvalues(calc, 1 + spin), calc.get_fermi_level()),
        "scf_iterations": int(calc.get_number_of_iterations()),
        "cpu_s": round(time.process_time() - started, 1),
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "code": f"gpaw {gpaw.__version__}, ase {ase.__version__}",
        "date": records.today(),
    }


def eigenvalues(calc, n_spins):
    """(n_spins, n_k, n_bands), eV."""
    n_k = len(calc.get_ibz_k_points())
    return [[calc.get_eigenvalues(kpt=k, spin=spin) for k in range(n_k)] for spin in range(n_spins)]


def job(record, output="labels"):
    """One calculation in a process of its own: a crash or a time-out costs that record only."""
    os.nice(LOWEST_PRIORITY)
    limit = SETTINGS["max_cpu_seconds"]
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 5))
    try:
        asked = {"for_gap": output == "gaps"} | ({"antiferro": True} if output == "orders" else {})
        result = label(record, **asked)
    except Exception as error:
        result = {"id": record["id"], "status": f"failed: {type(error).__name__}: {error}"[:500]}
    records.append(output, result)


def molecules():
    """Records of the gas references."""
    return [
        {"id": f"{el}2-molecule", "kind": "molecule", "species": [el]}
        for el in REFERENCES["molecules"]
    ]


def pending(retry, spinless=False, families=()):
    """Records that are relaxed and not yet labelled, in the order of the set."""
    candidates, relaxed = records.read("candidates"), records.read("relaxed")
    done = records.finished("labels", retry)
    todo = [record for record in molecules() if record["id"] not in done]
    for id_ in records.group_order(candidates.values()):
        record = relaxed.get(id_)
        if not record or record["status"] != "ok" or id_ in done:
            continue
        if families and candidates[id_]["family"] not in families:
            continue
        kind = SETTINGS["kinds"].get(candidates[id_]["kind"])
        if kind is not None and not (spinless and moments.is_spin_polarised(kind)):
            todo.append({**record, "kind": candidates[id_]["kind"]})
    return todo


def pending_gaps(retry):
    """Records with an energy and without a gap: whole polymorph groups, the cheapest first.

    Before them come the crystals whose gap is known from experiment.
    """
    candidates, relaxed = records.read("candidates"), records.read("relaxed")
    done = records.finished("gaps", retry)
    groups = {}
    for id_, record in records.read("labels").items():
        if id_ in candidates and record["status"] == "ok" and "band_gap" not in record:
            groups.setdefault(candidates[id_]["formula"], {})[id_] = record["cpu_s"]
    order = sorted(groups, key=lambda formula: (sum(groups[formula].values()), formula))
    todo = [id_ for formula in order for id_ in groups[formula] if id_ not in done]
    with (records.HERE / "gap_experiment.csv").open() as file:
        known = {(row["formula"], row["prototypes"]) for row in csv.DictReader(file)}
    todo.sort(
        key=lambda id_: (candidates[id_]["formula"], candidates[id_]["prototype"]) not in known
    )
    return [{**relaxed[id_], "kind": candidates[id_]["kind"]} for id_ in todo]


def pending_orders(retry):
    """Labelled magnetic compounds whose small cell holds an antiferromagnetic order, small ones first."""
    candidates, relaxed = records.read("candidates"), records.read("relaxed")
    done, found = records.finished("orders", retry), []
    for id_, run in records.read("labels").items():
        kind = candidates.get(id_, {}).get("kind")
        if kind != "magnetic compound" or run["status"] != "ok" or id_ in done:
            continue
        count = moments.n_magnetic(SETTINGS["kinds"][kind], relaxed[id_]["species"])
        if count == 1 or count % 2 == 0:
            found.append({**relaxed[id_], "kind": kind})
    return sorted(found, key=lambda record: (len(record["species"]), record["id"]))


def still_relaxing():
    return len(records.read("relaxed")) < len(records.read("candidates"))


def run(workers, pending, follow=False, output="labels"):
    running, tried = {}, set()
    while True:
        _reap(running, output)
        free = workers - len(running)
        todo = [r for r in pending() if r["id"] not in tried] if free else []
        for record in todo[:free]:
            process = multiprocessing.Process(target=job, args=(record, output))
            process.start()
            tried.add(record["id"])
            running[record["id"]] = process
            print(records.datetime.datetime.now().strftime("%H:%M"), record["id"], flush=True)
        if not running and not todo and not (follow and still_relaxing()):
            return
        time.sleep(0.2 if running else 5)


def _reap(running, output):
    """Forget finished processes; record why one died (the system stops those over their CPU time)."""
    for id_, process in list(running.items()):
        if process.is_alive():
            continue
        process.join()
        if process.exitcode:
            overdue = process.exitcode == -signal.SIGXCPU
            reason = "over time" if overdue else f"exit status {process.exitcode}"
            records.append(output, {"id": id_, "status": f"failed: {reason}"})
        del running[id_]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--follow", action="store_true", help="wait while relax.py still runs")
    parser.add_argument("--retry", action="store_true", help="do failed ones again")
    parser.add_argument("--gaps", action="store_true", help="gaps of crystals that have an energy")
    parser.add_argument("--antiferro", action="store_true", help="moments up and down in turn")
    parser.add_argument(
        "--spinless", action="store_true", help="leave spin-polarised ones for later"
    )
    parser.add_argument("--family", nargs="+", default=(), help="only these, by name")
    options = parser.parse_args()
    if options.gaps:
        run(options.workers, lambda: pending_gaps(options.retry), output="gaps")
        return
    if options.antiferro:
        run(options.workers, lambda: pending_orders(options.retry), output="orders")
        return
    run(
        options.workers,
        lambda: pending(options.retry, options.spinless, options.family),
        options.follow,
    )


if __name__ == "__main__":
    main()
