"""One calculator for a universal potential: the model itself, or what it answered when it was recorded."""

import contextlib
import importlib.metadata
import io
import warnings

from ase.calculators.calculator import Calculator, all_changes

from coursekit.datasets import data_folder
from coursekit.errors import PotentialError
from coursekit.potentials.recording import Recording

MODELS = {"chgnet": "chgnet_recording.npz"}
LAST_ELEMENT = 94
"""CHGNet's table of elements ends at plutonium."""
MOST_ATOMS = 200
"""A cell of this size needs about 4 GB: measured, 19 MB an atom in copper."""
INSTALL = "pip install -e '.[potentials]' in a clone, pip install 'coursekit[potentials]' elsewhere"


def universal(name="chgnet", *, live=None):
    """Calculator of a universal potential.

    Parameters
    ----------
    name : str, default "chgnet"
        Which; so far only CHGNet, whose weights come with its package.
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
    Energies are those of the Materials Project's corrected PBE, so they are not comparable with the
    teaching set's plain PBE across formulas, only inside one.

    References
    ----------
    B. Deng et al., Nat. Mach. Intell. 5, 1031 (2023), https://doi.org/10.1038/s42256-023-00716-3

    Examples
    --------
    >>> model = universal("chgnet", live=False)
    >>> str(model).startswith("CHGNet 0.3.0, answers recorded with chgnet 0.4")
    True
    """
    if name not in MODELS:
        raise PotentialError(f"there is no potential {name!r}; known: {', '.join(MODELS)}")
    recording = Recording.load(data_folder() / MODELS[name])
    if live is False:
        return UniversalPotential(recording)
    model, reason = load_chgnet()
    if model is None and live:
        raise PotentialError(f"{name} cannot run: {reason}; {INSTALL}")
    if model is not None:
        _compare_versions(recording.header["package"])
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
    """Refuse what no version of the model can describe.

    Parameters
    ----------
    atoms : ase Atoms

    Raises
    ------
    PotentialError
    """
    unknown = sorted(set(atoms.numbers[(atoms.numbers < 1) | (atoms.numbers > LAST_ELEMENT)]))
    if unknown:
        symbols = ", ".join(sorted({a.symbol for a in atoms if a.number in unknown}))
        raise PotentialError(
            f"{_name(atoms)}: the model knows the elements up to plutonium (94), not {symbols}; "
            "take a crystal without it"
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


def load_chgnet():
    """Load CHGNet as a calculator of ASE.

    Returns
    -------
    (ase Calculator or None, str or None)
        The model, or why it is not there.
    """
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            from chgnet.model import CHGNet
            from chgnet.model.dynamics import CHGNetCalculator

            model = CHGNet.load(use_device="cpu", verbose=False)
            calculator = CHGNetCalculator(model, use_device="cpu", on_isolated_atoms="ignore")
    except ImportError as error:
        return None, f"{error.name or 'chgnet'} is not installed"
    return calculator, None


def _compare_versions(recorded):
    here = f"chgnet {importlib.metadata.version('chgnet')}"
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
