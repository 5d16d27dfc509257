"""Step 2: relax every candidate with CHGNet (`results/relaxed.jsonl`); resumes where it stopped.

Run: nice python data/recipe/relax.py [--limit N] [--retry]
"""

import argparse
import contextlib
import io
import time
import warnings

import candidates
import numpy as np
import records
import torch
from ase import Atoms
from ase.filters import FrechetCellFilter
from ase.neighborlist import neighbor_list
from ase.optimize import FIRE
from chgnet.model import CHGNet, CHGNetCalculator
from tqdm import tqdm

SETTINGS = records.SETTINGS["chgnet"]


def atoms_of(record):
    return Atoms(
        record["species"], scaled_positions=record["coords"], cell=record["lattice"], pbc=True
    )


def scan_volume(atoms, calculator):
    """Start from the best of a few volumes: a radius sum can be off by 40 % of the volume."""
    best = None
    for ratio in SETTINGS["volume_scan"]:
        trial = atoms.copy()
        trial.set_cell(atoms.cell * ratio ** (1 / 3), scale_atoms=True)
        trial.calc = calculator
        energy = trial.get_potential_energy()
        if best is None or energy < best[0]:
            best = (energy, trial)
    return best[1]


def closest_contact(atoms, radius):
    """Smallest distance over sum of starting radii."""
    longest = 2 * max(radius.values())
    i, j, d = neighbor_list("ijd", atoms, longest)
    sizes = np.array([radius[symbol] for symbol in atoms.get_chemical_symbols()])
    return float((d / (sizes[i] + sizes[j])).min()) if len(d) else 1.0


def relax(record, calculator):
    """Relaxed structure, energy and how the relaxation went; `status` says why a record is rejected."""
    started = time.process_time()
    atoms = scan_volume(atoms_of(record), calculator)
    start_volume = atoms.get_volume()
    optimizer = FIRE(FrechetCellFilter(atoms), logfile=None)
    converged = optimizer.run(fmax=SETTINGS["fmax"], steps=SETTINGS["max_steps"])
    fmax = float(np.linalg.norm(optimizer.optimizable.get_gradient().reshape(-1, 3), axis=1).max())
    ratio = float(atoms.get_volume() / start_volume)
    contact = closest_contact(atoms, record["radii"])
    ideal = candidates.primitive(atoms, SETTINGS["symprec"])
    ideal.calc = calculator
    limits = records.SETTINGS["reject"]
    status = "ok"
    if not converged:
        status = f"not relaxed: residual {fmax:.3f} eV/angstrom after {SETTINGS['max_steps']} steps"
    elif contact < limits["min_contact"]:
        status = f"rejected: contact at {contact:.2f} of the radius sum"
    elif not limits["volume_ratio"][0] < ratio < limits["volume_ratio"][1]:
        status = f"rejected: volume changed by a factor {ratio:.2f}"
    return {
        "id": record["id"],
        "status": status,
        "space_group": candidates.space_group(ideal, SETTINGS["symprec"]),
        "lattice": np.round(ideal.cell[:], 10).tolist(),
        "species": ideal.get_chemical_symbols(),
        "coords": np.round(ideal.get_scaled_positions(), 10).tolist(),
        "e_chgnet": round(float(ideal.get_potential_energy()) / len(ideal), 5),
        "n_steps": int(optimizer.nsteps),
        "fmax": round(fmax, 4),
        "volume_ratio": round(ratio, 4),
        "cpu_s": round(time.process_time() - started, 1),
        "date": records.today(),
    }


def load_calculator():
    with contextlib.redirect_stdout(io.StringIO()):
        model = CHGNet.load(model_name=SETTINGS["model"], use_device="cpu", verbose=False)
    return CHGNetCalculator(model, use_device="cpu")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=int, help="stop after this many relaxations")
    parser.add_argument("--retry", action="store_true", help="do rejected and failed ones again")
    options = parser.parse_args()
    torch.set_num_threads(1)
    warnings.filterwarnings("ignore")
    todo = records.read("candidates")
    done = records.finished("relaxed", options.retry)
    order = [id_ for id_ in records.group_order(todo.values()) if id_ not in done]
    calculator = load_calculator()
    for id_ in tqdm(order[: options.limit], desc="relax", unit="crystal"):
        try:
            result = relax(todo[id_], calculator)
        except Exception as error:  # one broken crystal must not stop a night's work
            result = {"id": id_, "status": f"failed: {type(error).__name__}: {error}"}
        records.append("relaxed", result)


if __name__ == "__main__":
    main()
