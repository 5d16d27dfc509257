"""One shape for every data set: crystals, one target each, and the group they belong to."""

import math
import warnings
from collections import Counter
from dataclasses import dataclass, replace

import numpy as np

from coursekit.errors import DatasetError, Failure

LARGEST = 1e100
"""Size up to which a target is believed; squares of much larger numbers overflow."""


@dataclass(frozen=True)
class Dataset:
    """Crystals with one target value each.

    Parameters
    ----------
    structures : list of pymatgen Structure
        Each carries its id.
    targets : (n_structures,) array
        In the unit of the source; eV per atom for formation energies.
    groups : (n_structures,) array of str
        Reduced formula: polymorphs share a group.
    target : str
        Name of the target.
    name : str
        Where the set comes from, for headings.
    failures : tuple of Failure
        Entries that were left out, with the reason.
    origin : str
        What the source was taken for: the kind of file, the column of crystals.
    """

    structures: list
    targets: np.ndarray
    groups: np.ndarray
    target: str
    name: str
    failures: tuple = ()
    origin: str = ""

    def __len__(self):
        return len(self.structures)

    @property
    def ids(self):
        """Id of every structure.

        Returns
        -------
        list of str
        """
        return [structure.properties["id"] for structure in self.structures]

    def subset(self, positions, failures=()):
        """Part of the set, in the order of `positions`.

        Parameters
        ----------
        positions : sequence of int
        failures : sequence of Failure
            Reasons for what was dropped, added to those already known.

        Returns
        -------
        Dataset
        """
        positions = [int(i) for i in positions]
        return replace(
            self,
            structures=[self.structures[i] for i in positions],
            targets=self.targets[positions],
            groups=self.groups[positions],
            failures=(*self.failures, *failures),
        )


def build_dataset(entries, *, target, name, origin=""):
    """Data set from (id, structure or Exception, target value, place) entries."""
    entries = list(entries)
    _require_unique([(id_, place) for id_, _, _, place in entries], name)
    structures, targets, failures = [], [], []
    for id_, structure, value, place in entries:
        reason = _reason(structure, value, target)
        if reason:
            failures.append(Failure(id_, "", f"{place}: {reason}"))
        else:
            structure.properties = {**(structure.properties or {}), "id": id_}
            structures.append(structure)
            targets.append(_number(value))
    if not structures:
        raise DatasetError(_empty_message(name, entries, failures))
    with warnings.catch_warnings():
        # noble gases have no electronegativity, by which pymatgen sorts a formula
        warnings.simplefilter("ignore")
        groups = np.array([structure.composition.reduced_formula for structure in structures])
    return Dataset(structures, np.array(targets), groups, target, name, tuple(failures), origin)


def _reason(structure, value, target):
    if isinstance(structure, Exception):
        return str(structure)
    try:
        number = _number(value)
    except (TypeError, ValueError, OverflowError):
        return (
            f"the target {target!r} is {value!r:.40}, not a number; give digits with a decimal "
            "point, no unit"
        )
    if not math.isfinite(number):
        return f"the target {target!r} is {number}, not a finite number"
    if abs(number) > LARGEST:
        return f"the target {target!r} is {number}, allowed are numbers up to {LARGEST:g}; mend it"
    return None


def _number(value):
    # Python reads 1_000 as a thousand; in data an underscore is a slip
    if isinstance(value, str) and "_" in value:
        raise ValueError(value)
    return float(value)


def _require_unique(places, name):
    counts = Counter(id_ for id_, _ in places)
    twice = [id_ for id_, n in counts.items() if n > 1]
    if twice:
        where = [place for id_, place in places if id_ == twice[0]]
        shown = ", ".join(where[:5]) + (", ..." if len(where) > 5 else "")
        number = "1 id appears" if len(twice) == 1 else f"{len(twice)} ids appear"
        raise DatasetError(
            f"{name}: {number} more than once, first {twice[0]!r} ({shown}); "
            "give every structure its own id"
        )


def _empty_message(name, entries, failures):
    if not entries:
        return f"{name}: holds no structures"
    return f"{name}: none of the {len(entries)} structures can be used; the first: {failures[0]}"
