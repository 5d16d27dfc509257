"""Step 3: PBE energy of every relaxed structure with GPAW (`results/labels.jsonl`); resumes where it stopped.

Runs in any Python that has GPAW and its PAW datasets (on Debian: the system Python), and reads
what relax.py wrote. With --follow it waits for relax.py to go on.

Run: OMP_NUM_THREADS=1 nice /usr/bin/python3 data/recipe/label.py [--workers 2] [--follow] [--retry] [--spinless]
"""

import argparse
import multiprocessing
import os
import resource
import time

import ase
import gpaw
import moments
import records
from ase import Atoms
from ase.build import molecule
from ase.optimize import BFGS
from gpaw import GPAW, PW, FermiDirac

SETTINGS = records.SETTINGS["pbe"]
REFERENCES = records.SETTINGS["references"]
LOWEST_PRIORITY = 19


def solid(record):
    """Atoms and k points of a relaxed crystal."""
    atoms = Atoms(
        record["species"], scaled_positions=record["coords"], cell=record["lattice"], pbc=True
    )
    return atoms, {"density": SETTINGS["kinds"][record["kind"]]["k_density"], "gamma": True}


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
        kpts=kpts,
        occupations=FermiDirac(smearing),
        convergence={
            "energy": SETTINGS["energy_tolerance"],
            "density": SETTINGS["density_tolerance"],
        },
        symmetry={"symmorphic": False, "tolerance": 1e-5},
        spinpol=spin,
        txt=None,
    )


def label(record):
    """PBE energy per atom and the settings that belong to it."""
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
        atoms, kpts = solid(record)
        atoms.set_initial_magnetic_moments(moments.initial_moments(kind, record["species"]))
        atoms.calc = calculator(smearing, kpts, spin)
    energy = atoms.get_potential_energy()
    calc = atoms.calc
    return {
        "id": record["id"],
        "status": "ok",
        "e_pbe": round(float(energy) / len(atoms), 5),
        "k_points": len(calc.get_ibz_k_points()),
        "smearing": smearing,
        "spin_polarised": spin,
        "magnetic_moment": round(float(atoms.get_magnetic_moment()), 3) if spin else 0.0,
        "scf_iterations": int(calc.get_number_of_iterations()),
        "cpu_s": round(time.process_time() - started, 1),
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "code": f"gpaw {gpaw.__version__}, ase {ase.__version__}",
        "date": records.today(),
    }


def job(record):
    """One calculation in a process of its own: a crash or a time-out costs that record only."""
    os.nice(LOWEST_PRIORITY)
    try:
        result = label(record)
    except Exception as error:
        result = {"id": record["id"], "status": f"failed: {type(error).__name__}: {error}"[:500]}
    records.append("labels", result)


def molecules():
    """Records of the gas references."""
    return [
        {"id": f"{el}2-molecule", "kind": "molecule", "species": [el]}
        for el in REFERENCES["molecules"]
    ]


def pending(retry, spinless=False):
    """Records that are relaxed and not yet labelled, in the order of the set."""
    candidates, relaxed = records.read("candidates"), records.read("relaxed")
    done = records.finished("labels", retry)
    todo = [record for record in molecules() if record["id"] not in done]
    for id_ in records.group_order(candidates.values()):
        record = relaxed.get(id_)
        if not record or record["status"] != "ok" or id_ in done:
            continue
        kind = SETTINGS["kinds"].get(candidates[id_]["kind"])
        if kind is not None and not (spinless and moments.is_spin_polarised(kind)):
            todo.append({**record, "kind": candidates[id_]["kind"]})
    return todo


def still_relaxing():
    return len(records.read("relaxed")) < len(records.read("candidates"))


def run(workers, follow, retry, spinless=False):
    running, tried = {}, set()
    while True:
        _reap(running)
        free = workers - len(running)
        todo = [r for r in pending(retry, spinless) if r["id"] not in tried] if free else []
        for record in todo[:free]:
            process = multiprocessing.Process(target=job, args=(record,))
            process.start()
            tried.add(record["id"])
            running[record["id"]] = (process, time.monotonic())
            print(records.datetime.datetime.now().strftime("%H:%M"), record["id"], flush=True)
        if not running and not todo and not (follow and still_relaxing()):
            return
        time.sleep(0.2 if running else 5)


def _reap(running):
    """Forget finished processes; stop those over their CPU time and record why."""
    for id_, (process, started) in list(running.items()):
        overdue = time.monotonic() - started > SETTINGS["max_seconds"]
        if process.is_alive() and not overdue:
            continue
        if overdue:
            process.kill()
        process.join()
        if process.exitcode:
            reason = "over time" if overdue else f"exit status {process.exitcode}"
            records.append("labels", {"id": id_, "status": f"failed: {reason}"})
        del running[id_]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--follow", action="store_true", help="wait while relax.py still runs")
    parser.add_argument("--retry", action="store_true", help="do failed ones again")
    parser.add_argument(
        "--spinless", action="store_true", help="leave spin-polarised ones for later"
    )
    options = parser.parse_args()
    run(options.workers, options.follow, options.retry, options.spinless)
