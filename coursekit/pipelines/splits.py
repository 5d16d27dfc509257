"""How the data are divided decides what an error means."""

import numpy as np
from sklearn.model_selection import GroupKFold, KFold

SPLITS = {
    "random": "random folds: polymorphs of one formula on both sides",
    "grouped": "folds by formula: every formula is new to the model",
}


def make_folds(groups, split, *, n_folds=5, seed=0):
    """Training and test positions of every fold.

    Parameters
    ----------
    groups : (n_structures,) array of str
        Reduced formulas.
    split : {"random", "grouped"}
    n_folds : int, default 5
    seed : int, default 0

    Returns
    -------
    list of (array of int, array of int)

    Raises
    ------
    ValueError
        If there are fewer crystals, or fewer formulas, than folds.
    """
    if split not in SPLITS:
        raise ValueError(f"`split` is {split!r}; it must be one of {', '.join(SPLITS)}")
    n_structures, n_groups = len(groups), len(set(groups))
    if n_folds < 2 or n_structures < n_folds:
        crystals = "1 crystal" if n_structures == 1 else f"{n_structures} crystals"
        cure = f"2 to {n_structures} folds or more data" if n_structures > 1 else "more data"
        raise ValueError(f"{crystals} cannot be divided into {n_folds} folds; use {cure}")
    if split == "random":
        return list(KFold(n_folds, shuffle=True, random_state=seed).split(np.arange(n_structures)))
    if n_groups < n_folds:
        formulas = "1 formula alone" if n_groups == 1 else f"{n_groups} different formulas"
        cure = f"at most {n_groups} folds or " if n_groups > 1 else ""
        raise ValueError(
            f"{formulas} cannot be divided into {n_folds} folds; use {cure}data with more formulas"
        )
    splitter = GroupKFold(n_folds, shuffle=True, random_state=seed)
    return list(splitter.split(np.arange(n_structures), groups=groups))
