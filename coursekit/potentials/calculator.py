"""One calculator for a universal potential: the model itself, or what it answered when it was recorded."""

import contextlib
import importlib.metadata
import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from ase.calculators.calculator import Calculator, all_changes

from coursekit.datasets import data_folder
from coursekit.errors import PotentialError
from coursekit.potentials.recording import Recording

UNKNOWN = (84, 85, 86, 87, 88)
"""Po, At, Rn, Fr and Ra are in no crystal of MPtrj, from which both models learnt."""
LAST_ELEMENT = 94
"""Plutonium, the heaviest element of MPtrj."""
MOST_ATOMS = 200
"""A cell of this size needs about 4 GB: measured, 19 MB an atom in copper."""
INSTALL = "pip install -e '.[potentials]' in a clone, pip install 'coursekit[potentials]' elsewhere"


def _chgnet():
    from chgnet.model import CHGNet
    from chgnet.model.dynamics import CHGNetCalculator

    model = CHGNet.load(use_device="cpu", verbose=False)
    return CHGNetCalculator(model, use_device="cpu", on_isolated_atoms="ignore")


def _sevennet():
    from sevenn.calculator import SevenNetCalculator

    return SevenNetCalculator("7net-0_11July2024", device="cpu")


@dataclass(frozen=True)
class Model:
    """Where a model is found."""

    package: str
    recording: str
    start: Callable


MODELS = {
    "chgnet": Model("chgnet", "chgnet_recording.npz", _chgnet),
    "sevennet": Model("sevenn", "sevennet_recording.npz", _sevennet),
}


def universal(name="chgnet", *, live=None):
    """Calculator of a universal potential.

    Parameters
    ----------
    name : {"chgnet", "sevennet"}, default "chgnet"
        CHGNet 0.3.0, or SevenNet-0 of 11 July 2024. Both learnt from MPtrj, and the weights of both
        come with their packages.
    live : bool, optional
        True runs the model, False answers from the recording; by default the model runs if it is
        installed.

    Returns
    -------
    UniversalPotential
        An ASE calculator; its text says where the answers come from.

    Raises
    ------
    PotentialError
        If the name is unknown, or `live` is asked for and the model cannot be loaded.

    Notes
    -----
    CHGNet's energies are those of the Materials Project's corrected PBE, SevenNet's those of its PBE
    without corrections; neither is comparable with the teaching set's plain PBE across formulas,
    only inside one.

    References
    ----------
    B. Deng et al., Nat. Mach. Intell. 5, 1031 (2023), https://doi.org/10.1038/s42256-023-00716-3
    Y. Park et al., J. Chem. Theory Comput. 20, 4857 (2024), https://doi.org/10.1021/acs.jctc.4c00190

    Examples
    --------
    >>> model = universal("chgnet", live=False)
    >>> str(model).startswith("CHGNet 0.3.0, answers recorded with chgnet 0.4")
    True
    """
    if name not in MODELS:
        raise PotentialError(f"there is no potential {name!r}; known: {', '.join(MODELS)}")
    recording = Recording.load(data_folder() / MODELS[name].recording)
    if live is False:
        return UniversalPotential(recording)
    model, reason = load_model(name)
    if model is None and live:
        raise PotentialError(f"{name} cannot run: {reason}; {INSTALL}")
    if model is not None:
        _compare_versions(MODELS[name].package, recording.header["package"])
    return UniversalPotential(recording, model, reason)


class UniversalPotential(Calculator):
    """A model where it is installed, and its recorded answers where it is not.

    Parameters
    ----------
    recording : Recording
    model : ase Calculator, optional
        The model itself; without it only recorded crystals are answered.
    reason : str, optional
        Why the model is not there.
    """

    implemented_properties = ("energy", "free_energy", "forces", "stress")

    def __init__(self, recording, model=None, reason="it was not asked to run"):
        super().__init__()
        self.recording, self.model, self.reason = recording, model, reason

    def __str__(self):
        header = self.recording.header
        if self.model is not None:
            return f"{header['model']}, running here"
        return (
            f"{header['model']}, answers recorded with {header['package']} for "
            f"{len(self.recording)} crystals ({self.reason})"
        )

    def calculate(self, atoms=None, properties=("energy",), system_changes=all_changes):
        """Answer for the crystal, as ASE asks for it.

        Parameters
        ----------
        atoms : ase Atoms
        properties, system_changes : sequence of str

        Raises
        ------
        PotentialError
            If the model cannot describe the crystal, or it is neither there nor recorded.
        """
        super().calculate(atoms, properties, system_changes)
        require_describable(self.atoms)
        if self.model is not None:
            found = _run(self.model, self.atoms)
        else:
            found = self.recording.find(self.atoms)
        if found is None:
            raise PotentialError(
                f"{_name(self.atoms)} is not among the {len(self.recording)} recorded crystals, and "
                f"{self.reason}. To run the model: {INSTALL}. Or ask for a crystal of the lecture, "
                f"with its atoms in the lecture's order"
            )
        self.results = {**found, "free_energy": found["energy"]}


def require_describable(atoms):
    """Refuse what no version of the model can describe."""
    heavy = (atoms.numbers < 1) | (atoms.numbers > LAST_ELEMENT)
    unknown = heavy | np.isin(atoms.numbers, UNKNOWN)
    if unknown.any():
        symbols = ", ".join(
            sorted({atom.symbol for atom, u in zip(atoms, unknown, strict=True) if u})
        )
        raise PotentialError(
            f"{_name(atoms)}: the model has learnt 89 elements, those up to plutonium (94) but for Po, "
            f"At, Rn, Fr and Ra; not {symbols}: take a crystal without it"
        )
    if not atoms.pbc.all() or atoms.cell.rank < 3:
        raise PotentialError(
            f"{_name(atoms)}: the model describes periodic crystals; put it into a cell "
            "(`atoms.center(vacuum=10)`) and set `atoms.pbc = True`"
        )
    if len(atoms) > MOST_ATOMS:
        raise PotentialError(
            f"{_name(atoms)} has more than {MOST_ATOMS} atoms; its graph would not fit into a "
            "laptop's memory: take a smaller cell"
        )


def _name(atoms):
    return f"{atoms.get_chemical_formula()} ({len(atoms)} atoms)"


def load_model(name):
    """Load a model as a calculator of ASE."""
    try:
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the packages below it, about their own future
            calculator = MODELS[name].start()
    except ImportError as error:
        return None, f"{error.name or MODELS[name].package} is not installed"
    return calculator, None


def _compare_versions(package, recorded):
    here = f"{package} {importlib.metadata.version(package)}"
    if here != recorded:
        warnings.warn(
            f"{here} is installed, the course's numbers were made with {recorded}; they may differ "
            f"in the last digits, or more. For the same ones: pip install {recorded.replace(' ', '==')}",
            stacklevel=3,
        )


def _run(model, atoms):
    model.calculate(atoms, ("energy", "forces", "stress"), all_changes)
    results = model.results
    return {
        "energy": float(results["energy"]),
        "forces": results["forces"].astype(float),
        "stress": _voigt(results["stress"]),
    }


def _voigt(stress):
    """Six numbers of a symmetric (3, 3) array, or the six as they are."""
    if stress.size == 6:
        return stress.ravel().astype(float)
    rows, columns = [0, 1, 2, 1, 0, 0], [0, 1, 2, 2, 2, 1]
    return stress[rows, columns].astype(float)
