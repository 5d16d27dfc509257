"""What a frozen universal potential knows of a crystal: one vector, recorded or made here."""

from functools import cache

import numpy as np

from coursekit.datasets import data_folder
from coursekit.errors import PotentialError
from coursekit.neighbors import cosine_cutoff, neighbor_list
from coursekit.potentials.calculator import INSTALL, load_model, require_describable
from coursekit.structures import structure_id, to_ase

RECORDED = "chgnet_features.npz"
_R_CUT = 5.0
_SAME = 1e-5


def frozen_features(structures, *, trained=True):
    """Vector from which CHGNet reads a crystal's energy.

    Crystals of the teaching set are answered from a recording, others by CHGNet itself if it is
    installed.

    Parameters
    ----------
    structures : sequence of pymatgen Structure
    trained : bool, default True
        False gives the control: the same network before it was trained, with random weights. It is
        recorded only.

    Returns
    -------
    (n_structures, 64) array
        Mean over the atoms of what the network knows of each after its last layer.

    Raises
    ------
    PotentialError
        If a crystal was not recorded and cannot be described here.

    Notes
    -----
    The network was trained on energies of the Materials Project, which holds many of these crystals:
    a fold keeps them out of the model that reads the vectors, not out of the one that made them.

    References
    ----------
    B. Deng et al., Nat. Mach. Intell. 5, 1031 (2023), https://doi.org/10.1038/s42256-023-00716-3

    Examples
    --------
    >>> from coursekit.datasets import load_teaching_set
    >>> frozen_features(load_teaching_set().structures[:2]).shape
    (2, 64)
    """
    rows = [_look_up(structure, "features" if trained else "untrained") for structure in structures]
    missing = [i for i, row in enumerate(rows) if row is None]
    if missing:
        model, reason = (
            load_model("chgnet") if trained else (None, "the untrained network cannot run here")
        )
        if model is None:
            name = structure_id(structures[missing[0]], missing[0])
            raise PotentialError(
                f"{len(missing)} of {len(structures)} crystals have no recorded vector (the first: "
                f"{name}), and {reason}. Take crystals of the teaching set as they are, or: {INSTALL}"
            )
        for i in missing:
            rows[i] = frozen_vector(to_ase(structures[i]), model)
    return np.array(rows, dtype=float)


def frozen_vector(atoms, model):
    """Run the network for one crystal."""
    require_describable(atoms)
    model.calculate(atoms, task="e")
    # the network adds up its atoms; a crystal's size must not be in the vector
    return np.round(model.results["crystal_fea"].ravel() / len(atoms), 6)


def fingerprint(structure):
    """A number that tells a crystal from the same one changed, and not from the same one repeated."""
    distances = neighbor_list(structure, _R_CUT).distances
    return float(cosine_cutoff(distances, r_cut=_R_CUT).sum() / len(structure))


def is_recorded(structure):
    """Whether the vector of a crystal comes from the recording."""
    return _look_up(structure) is not None


def _look_up(structure, column="features"):
    mark, row = _recorded(column).get(structure_id(structure), (None, None))
    if row is None or abs(fingerprint(structure) - mark) > _SAME:
        return None
    return row


@cache
def _recorded(column):
    """Fingerprint and vector by id."""
    with np.load(data_folder() / RECORDED, allow_pickle=False) as file:
        marks = zip(file["fingerprints"].tolist(), file[column], strict=True)
        return dict(zip(file["ids"].tolist(), marks, strict=True))
