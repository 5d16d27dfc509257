"""Step 8: the vector from which CHGNet reads a crystal's energy (`../chgnet_features.npz`).

The mean over the atoms of what the network knows of each after its last layer: 64 numbers a crystal, for
every crystal of the set, and the same from a network of the same form with random weights, which has
learnt nothing: the control. Whoever trains on them should know that the trained network has seen energies
of many of these crystals.

Run: OMP_NUM_THREADS=1 nice python data/recipe/features.py
"""

import numpy as np
import records
import torch
from chgnet.model import CHGNet
from chgnet.model.dynamics import CHGNetCalculator
from tqdm import tqdm

from coursekit.datasets import load_held_out, load_teaching_set
from coursekit.potentials.calculator import load_model
from coursekit.potentials.frozen import fingerprint, frozen_vector
from coursekit.structures import to_ase

OUTPUT = records.HERE.parent / "chgnet_features.npz"


def untrained(seed=0):
    """CHGNet as it is before training."""
    torch.manual_seed(seed)
    return CHGNetCalculator(CHGNet(), use_device="cpu")


def vectors(structures, model, known, ids):
    """One row a crystal; what is known stays."""
    work = tqdm(zip(ids, structures, strict=True), total=len(ids), unit="crystal")
    return np.array(
        [known[i] if i in known else frozen_vector(to_ase(s), model) for i, s in work],
        dtype=np.float32,
    )


def main():
    torch.set_num_threads(1)
    structures = [*load_teaching_set().structures, *load_held_out()]
    ids = [structure.properties["id"] for structure in structures]
    marks = np.array([fingerprint(structure) for structure in structures])
    tables = {
        "features": vectors(
            structures, load_model("chgnet")[0], _known("features", ids, marks), ids
        ),
        "untrained": vectors(structures, untrained(), _known("untrained", ids, marks), ids),
    }
    tables["untrained"] = tables["untrained"].astype(np.float16)  # a control needs no more digits
    model = f"CHGNet {records.SETTINGS['chgnet']['model']}"
    np.savez_compressed(OUTPUT, ids=np.array(ids), fingerprints=marks, model=model, **tables)
    print(f"{len(ids)} crystals, {tables['features'].shape[1]} numbers each")


def _known(column, ids, marks):
    """Rows of an earlier run, of crystals that have not changed since."""
    if not OUTPUT.exists():
        return {}
    with np.load(OUTPUT) as file:
        if column not in file.files:
            return {}
        before = dict(zip(file["ids"].tolist(), file[column], strict=True))
        old = dict(zip(file["ids"].tolist(), file["fingerprints"], strict=True))
    same = {i for i, mark in zip(ids, marks, strict=True) if abs(old.get(i, -1) - mark) < 1e-4}
    return {i: row for i, row in before.items() if i in same}


if __name__ == "__main__":
    main()
