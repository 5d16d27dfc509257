"""Moves that leave a crystal what it is, and what they do to its vector."""

from dataclasses import dataclass

import numpy as np

from coursekit.audits.probes import with_lattice
from coursekit.structures import (
    permute_sites,
    reflect,
    rotate,
    shift_origin,
    structure_id,
    supercell,
)

_WHOLE_DOUBLING = 12  # sites; a larger cell is doubled along one axis only


@dataclass(frozen=True)
class Moved:
    """What a move did.

    Parameters
    ----------
    name : str
    change : float
        Largest change of a vector, in units of the spread between crystals.
    worst : str
        Id of the crystal.
    note : str
        Why there is no vector after the move, if there is none.
    """

    name: str
    change: float
    worst: str
    note: str = ""

    @property
    def text(self):
        """The move and its effect, for a finding.

        Returns
        -------
        str
        """
        if self.note:
            return f"{self.name} of {self.worst} stops the pipeline with {self.note}"
        return effect(self.name, self.worst, self.change)


def effect(what, worst, change):
    """What something does to a vector, for a finding.

    Parameters
    ----------
    what : str
    worst : str
        Id of the crystal.
    change : float
        In units of the spread between crystals.

    Returns
    -------
    str

    Examples
    --------
    >>> effect("a supercell", "NaCl", float("inf"))
    'a supercell gives the vector of NaCl another length or other gaps'
    """
    if np.isinf(change):
        return f"{what} gives the vector of {worst} another length or other gaps"
    return f"{what} changes the vector of {worst} by {change:.2g} of the spread between crystals"


def apply_move(subject, name, move, expect=None):
    """Vectors of the probes before and after a move.

    Parameters
    ----------
    subject : Subject
    name : str
    move : callable
        (structure, number) -> structure.
    expect : callable, optional
        (rows before, structure, number) -> rows expected after the move, or a list of rows that
        are acceptable column by column; by default the rows before.

    Returns
    -------
    Moved
    """
    found = _apply_once(subject, name, move, expect)
    if found.change <= subject.tolerance or subject.elsewhere is None:
        return found
    other = _apply_once(subject.elsewhere, name, move, expect)
    return other if other.change <= subject.elsewhere.tolerance else found


def _apply_once(subject, name, move, expect):
    probes, before = subject.probes, subject.probe_rows
    moved = [move(probe, k) for k, probe in enumerate(probes)]
    try:
        after = subject.describe(moved)
    except Exception as error:
        reason = " ".join(str(error).split())[:200]
        note = f"{type(error).__name__}: {reason}"
        return Moved(name, float("inf"), structure_id(probes[0]), note)
    changes = []
    for k, (rows, found, probe) in enumerate(zip(before, after, probes, strict=True)):
        wanted = expect(rows, probe, k) if expect else rows
        if isinstance(wanted, list):
            wanted = _nearest(wanted, found)
        changes.append(subject.ruler.distance(wanted, found))
    worst = int(np.argmax(changes))
    return Moved(name, changes[worst], structure_id(probes[worst]))


def _nearest(wanted, found):
    """Column by column the acceptable value that is nearest to what was found."""
    if any(rows.shape != found.shape for rows in wanted):
        return wanted[0]
    apart = np.abs(np.array(wanted) - found)
    return np.take_along_axis(np.array(wanted), apart.argmin(axis=0)[None], axis=0)[0]


def turned(subject):
    """A random rotation.

    Parameters
    ----------
    subject : Subject

    Returns
    -------
    Moved
    """
    return apply_move(subject, "a rotation", lambda s, k: rotate(s, subject.seed + k))


def mirrored(subject):
    """The mirror image.

    Parameters
    ----------
    subject : Subject

    Returns
    -------
    Moved
    """
    return apply_move(subject, "a reflection", lambda s, k: reflect(s))


def translated(subject):
    """A shift of all atoms, coordinates left outside the cell.

    Parameters
    ----------
    subject : Subject

    Returns
    -------
    Moved
    """
    shift = np.random.default_rng(subject.seed).random(3)
    return apply_move(
        subject, "a translation", lambda s, k: with_lattice(s, lambda m: m, s.frac_coords + shift)
    )


def origin_shifted(subject):
    """Another origin, atoms wrapped back into the cell.

    Parameters
    ----------
    subject : Subject

    Returns
    -------
    Moved
    """
    return apply_move(subject, "another origin", lambda s, k: shift_origin(s, subject.seed + k))


def reordered(subject):
    """The sites written in another order.

    Parameters
    ----------
    subject : Subject

    Returns
    -------
    Moved
    """

    def expect(rows, structure, k):
        if len(rows) == 1:
            return rows
        return rows[np.random.default_rng(subject.seed + k).permutation(len(structure))]

    return apply_move(
        subject,
        "another order of the sites",
        lambda s, k: permute_sites(s, subject.seed + k),
        expect,
    )


def like_atoms_swapped(subject):
    """Two atoms of one element change places in the list.

    Parameters
    ----------
    subject : Subject

    Returns
    -------
    Moved
    """

    def order(structure):
        symbols = [site.species_string for site in structure]
        places = np.arange(len(structure))
        twins = [i for i, s in enumerate(symbols) if symbols.count(s) > 1]
        if twins:
            first = twins[0]
            last = max(i for i in twins if symbols[i] == symbols[first])
            places[[first, last]] = [last, first]
        return places

    def swap(structure, k):
        copy = structure.copy()
        copy._sites = [structure[int(i)] for i in order(structure)]
        copy.properties = dict(structure.properties or {})
        return copy

    def expect(rows, structure, k):
        return rows if len(rows) == 1 else rows[order(structure)]

    return apply_move(subject, "a swap of two like atoms", swap, expect)


def enlarged(subject):
    """A supercell: 2 x 2 x 2 of small cells, twice along one axis of large ones.

    Parameters
    ----------
    subject : Subject

    Returns
    -------
    Moved
        A column may grow with the number of sites, as a sum does, or stay; nothing else.
    """

    def scaling(structure, k):
        if len(structure) <= _WHOLE_DOUBLING:
            return (2, 2, 2)
        return tuple(1 + (axis == k % 3) for axis in range(3))

    def expect(rows, structure, k):
        factor = int(np.prod(scaling(structure, k)))
        if len(rows) > 1:
            return np.repeat(rows, factor, axis=0)
        return [rows, rows * factor]

    return apply_move(subject, "a supercell", lambda s, k: supercell(s, scaling(s, k)), expect)


def skewed(subject):
    """The same crystal in other cell vectors: a, a + b, c - a.

    Parameters
    ----------
    subject : Subject

    Returns
    -------
    Moved
    """
    change = np.array([[1, 0, 0], [1, 1, 0], [-1, 0, 1]])

    def rewrite(structure, k):
        coords = (structure.frac_coords @ np.linalg.inv(change)) % 1.0
        return with_lattice(structure, lambda matrix: change @ matrix, coords)

    return apply_move(subject, "a choice of other cell vectors", rewrite)
