"""What a potential answered once: energies, forces and stresses, found again by the crystal."""

import json
from pathlib import Path

import numpy as np
from ase import Atoms

SAME = 1e-4
"""Å; a crystal whose cell and positions are this close to a recorded one is that one."""


class Recording:
    """Answers of one model, each beside the crystal that was asked for.

    Parameters
    ----------
    header : dict
        At least `model` and `package`, with their versions.

    Examples
    --------
    >>> from ase.build import bulk
    >>> recording = Recording({"model": "a model", "package": "a package 1.0"})
    >>> copper = bulk("Cu")
    >>> recording.add(copper, -3.7, [[0, 0, 0]], [0] * 6)
    >>> recording.find(copper)["energy"]
    -3.7
    >>> recording.find(bulk("Ag")) is None
    True
    """

    def __init__(self, header):
        self.header = dict(header)
        self._entries = {}

    def __len__(self):
        return sum(map(len, self._entries.values()))

    def add(self, atoms, energy, forces, stress):
        """Keep one answer; a crystal that is known already is not kept twice.

        Parameters
        ----------
        atoms : ase Atoms
        energy : float
            eV, of the cell.
        forces : (n_atoms, 3) array
            eV/Å.
        stress : (6,) array
            eV/Å³, in Voigt's order.
        """
        if self.find(atoms) is None:
            answer = {"energy": float(energy), "forces": np.array(forces, float)}
            geometry = np.vstack([atoms.cell[:], atoms.positions])
            entry = (geometry, {**answer, "stress": np.array(stress, float).ravel()})
            self._entries.setdefault(_key(atoms), []).append(entry)

    def find(self, atoms):
        """The answer for a crystal, or None.

        Parameters
        ----------
        atoms : ase Atoms
            Atoms in the recorded order, cell and positions within 1e-4 Å.

        Returns
        -------
        dict or None
            `energy`, `forces`, `stress`.
        """
        geometry = np.vstack([atoms.cell[:], atoms.positions])
        for known, answer in self._entries.get(_key(atoms), ()):
            if np.abs(known - geometry).max() < SAME:
                return answer
        return None

    def crystals(self):
        """The crystals that were asked for.

        Yields
        ------
        ase Atoms
        """
        for numbers, entries in self._entries.items():
            for geometry, _ in entries:
                yield Atoms(numbers, geometry[3:], cell=geometry[:3], pbc=True)

    def save(self, path):
        """Write the recording into one file.

        Parameters
        ----------
        path : str or Path
            Ends in .npz.
        """
        numbers = [key for key, entries in self._entries.items() for _ in entries]
        entries = [entry for entries in self._entries.values() for entry in entries]
        # seven digits: a hundredth of what tells two crystals apart
        geometry = np.vstack([np.empty((0, 3)), *(geometry for geometry, _ in entries)])
        forces = np.vstack([np.empty((0, 3)), *(answer["forces"] for _, answer in entries)])
        columns = {
            "sizes": np.array([len(n) for n in numbers], dtype=np.int32),
            "numbers": np.array([number for n in numbers for number in n], dtype=np.int16),
            "geometry": geometry.astype(np.float32),
            "energy": np.array([answer["energy"] for _, answer in entries]),
            "forces": forces.astype(np.float32),
            "stress": np.array([answer["stress"] for _, answer in entries]).reshape(-1, 6),
        }
        np.savez_compressed(path, header=json.dumps(self.header), **columns)

    @classmethod
    def load(cls, path):
        """Read a recording.

        Parameters
        ----------
        path : str or Path

        Returns
        -------
        Recording
        """
        with np.load(Path(path), allow_pickle=False) as file:
            columns = {name: file[name] for name in file.files}
        recording = cls(json.loads(str(columns["header"])))
        ends = np.cumsum(columns["sizes"])
        for i, (end, size) in enumerate(zip(ends, columns["sizes"], strict=True)):
            rows = slice(end - size, end)
            geometry = columns["geometry"][rows.start + 3 * i : end + 3 * (i + 1)]
            answer = {
                "energy": float(columns["energy"][i]),
                "forces": columns["forces"][rows].astype(float),
                "stress": columns["stress"][i].astype(float),
            }
            key = tuple(columns["numbers"][rows].tolist())
            recording._entries.setdefault(key, []).append((geometry, answer))
        return recording


def _key(atoms):
    return tuple(atoms.numbers.tolist())
