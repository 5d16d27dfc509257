"""Step 8: the vector from which CHGNet reads a crystal's energy (`../chgnet_features.npz`).

The mean over the atoms of what the network knows of each after its last layer: 64 numbers a crystal, for
every crystal of the set. Whoever trains on them should know that the network has seen energies of many of
these crystals.

Run: OMP_NUM_THREADS=1 nice python data/recipe/features.py
"""

import compare
import numpy as np
import records
import relax
import torch
from tqdm import tqdm

OUTPUT = records.HERE.parent / "chgnet_features.npz"
DIGITS = 6


def vector(row, calculator):
    """(64,) array of one crystal of the set."""
    calculator.calculate(relax.atoms_of(row), task="e")
    # the network adds up its atoms; a crystal's size must not be in the vector
    return np.round(calculator.results["crystal_fea"].ravel() / len(row["species"]), DIGITS)


def main():
    torch.set_num_threads(1)
    folder = records.HERE.parent
    files = ("teaching_set.jsonl.gz", "held_out.jsonl.gz")
    rows = [row for name in files for row in compare.read_lines(folder / name)[1:]]
    done = dict(zip(*_known(), strict=True))
    calculator = relax.load_calculator()
    for row in tqdm([row for row in rows if row["id"] not in done], unit="crystal"):
        done[row["id"]] = vector(row, calculator)
    ids = [row["id"] for row in rows]
    table = np.array([done[id_] for id_ in ids], dtype=np.float32)
    model = f"CHGNet {records.SETTINGS['chgnet']['model']}"
    np.savez_compressed(OUTPUT, ids=np.array(ids), features=table, model=model)
    print(f"{len(ids)} crystals, {table.shape[1]} numbers each")


def _known():
    if not OUTPUT.exists():
        return [], []
    with np.load(OUTPUT) as file:
        return file["ids"].tolist(), file["features"]


if __name__ == "__main__":
    main()
