"""Crystals in files, and as ASE Atoms: nothing lost on the way, nothing guessed.

What a format cannot hold is refused, not dropped; fractional coordinates are wrapped into [0, 1).
"""

import json
import warnings
from io import StringIO
from pathlib import Path

from coursekit.errors import DatasetError
from coursekit.structures.atoms import from_ase, to_ase
from coursekit.structures.identity import set_id, structure_id

FORMATS = {
    ".cif": "cif",
    ".poscar": "poscar",
    ".vasp": "poscar",
    ".json": "json",
    ".extxyz": "extxyz",
    ".xyz": "extxyz",
}
"""File name endings and the format they stand for; files named POSCAR* or CONTCAR* count too."""

_KEEPS_OCCUPANCY = ("cif", "json")
_VOLUMES = (1.0, 1e5)  # Å³ per atom: carbon under pressure, one atom in a large box
_SYMMETRY = ("symop_operation_xyz", "equiv_pos_as_xyz", "space_group_name", "_number")


def read_structure(path):
    """Crystal in a CIF, POSCAR, JSON or extended XYZ file.

    Parameters
    ----------
    path : str or Path
        The format follows from the ending: .cif, .poscar, .vasp, .json, .extxyz, .xyz; files
        called POSCAR or CONTCAR need none.

    Returns
    -------
    pymatgen Structure
        Fractional coordinates in [0, 1); id as stored in the file, else the file's name
        without its ending.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    DatasetError
        If the ending is unknown, or the file does not hold exactly one crystal.

    Notes
    -----
    A CIF comes back with its sites grouped by species; the other formats keep the order.
    """
    path = Path(path).expanduser()
    kind = _format_of(path)
    if not path.is_file():
        raise FileNotFoundError(
            f"`path`: there is no file {path}; check the spelling and the folder"
        )
    try:
        structure = parse_structure(path.read_text(encoding="utf-8", errors="replace"), kind)
    except DatasetError as error:
        raise DatasetError(f"{path}: {error}") from error
    return structure if (structure.properties or {}).get("id") else set_id(structure, path.stem)


def parse_structure(text, kind="cif"):
    """Crystal in a text, such as one cell of a table.

    Parameters
    ----------
    text : str
    kind : {"cif", "poscar", "json", "extxyz"}

    Returns
    -------
    pymatgen Structure
        Fractional coordinates in [0, 1).

    Raises
    ------
    DatasetError
        If the text does not hold exactly one crystal of chemical elements, or `kind` is unknown.

    Examples
    --------
    >>> text = "polonium\\n1.0\\n3.35 0 0\\n0 3.35 0\\n0 0 3.35\\nPo\\n1\\ndirect\\n1.25 0 0\\n"
    >>> parse_structure(text, "poscar").frac_coords.tolist()
    [[0.25, 0.0, 0.0]]
    """
    if kind not in _PARSERS:
        raise DatasetError(f"`kind` is {kind!r}; it must be one of {', '.join(_PARSERS)}")
    try:
        found = _PARSERS[kind](text)
    except Exception as error:
        reason = " ".join(str(error).split())
        raise DatasetError(
            f"cannot be read as {kind} ({type(error).__name__}: {reason}); open it in a text editor "
            "and mend it, or export it again"
        ) from error
    if len(found) != 1:
        raise DatasetError(
            f"holds {len(found)} crystals; one is needed: split it, one crystal each"
        )
    _check_elements(found[0])
    _check_cell(found[0])
    return _wrapped(found[0])


def write_structure(structure, path):
    """Write a crystal as CIF, POSCAR, JSON or extended XYZ.

    Parameters
    ----------
    structure : pymatgen Structure
    path : str or Path
        The format follows from the ending, as in `read_structure`.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    DatasetError
        If the ending is unknown, the folder is missing, or the format cannot hold the partial
        occupancies of the structure.

    Notes
    -----
    JSON keeps everything. POSCAR keeps lattice, species and coordinates. CIF keeps occupancies
    too, but turns the crystal to a standard orientation. Extended XYZ keeps periodicity, site
    properties and the id, but no occupancies.
    """
    path = Path(path).expanduser()
    kind = _format_of(path)
    if not structure.is_ordered and kind not in _KEEPS_OCCUPANCY:
        raise DatasetError(
            f"`path`: {kind} cannot hold the partial occupancies of "
            f"{structure.composition.reduced_formula}; write .cif or .json"
        )
    if not path.parent.is_dir():
        raise DatasetError(f"`path`: there is no folder {path.parent}; make it first")
    path.write_text(_WRITERS[kind](structure), encoding="utf-8")
    return path


def _format_of(path):
    if path.suffix.lower() in FORMATS:
        return FORMATS[path.suffix.lower()]
    if path.name.upper().startswith(("POSCAR", "CONTCAR")):
        return "poscar"
    raise DatasetError(
        f"`path`: {path.name} has no known ending; known are {', '.join(FORMATS)}, "
        "and files called POSCAR or CONTCAR"
    )


def _check_elements(structure):
    from pymatgen.core import DummySpecies

    unknown = {kind.symbol for kind in structure.composition if isinstance(kind, DummySpecies)}
    if unknown:
        raise DatasetError(
            f"has sites of {', '.join(sorted(unknown))}, which is no chemical element; correct the "
            "symbol (capital letter first, then a small one)"
        )


def _check_cell(structure):
    """Refuse a cell that is none: searches for neighbours in it end in a crash, not in an answer."""
    smallest, largest = _VOLUMES
    volume = structure.volume / len(structure)
    if volume < smallest or volume > largest:
        lengths = ", ".join(f"{length:.4g}" for length in structure.lattice.abc)
        raise DatasetError(
            f"has lattice vectors of {lengths} Å and {volume:.3g} Å³ per atom, allowed are "
            f"{smallest:g} to {largest:g}; mend the lattice, lengths are in Å"
        )


def _wrapped(structure):
    """Copy with coordinates in [0, 1): outside it, pymatgen's Voronoi search loses neighbours."""
    from pymatgen.core import Structure

    coords = structure.frac_coords.copy()
    along = list(structure.lattice.pbc)
    coords[:, along] %= 1.0
    coords[coords == 1.0] = 0.0  # what -1e-17 becomes
    return Structure(
        structure.lattice,
        structure.species_and_occu,
        coords,
        site_properties=structure.site_properties,
        properties=dict(structure.properties or {}),
    )


def _parse_cif(text):
    from pymatgen.io.cif import CifParser

    parser = CifParser.from_str(text)
    found = parser.parse_structures(primitive=False, on_error="raise")
    if len(found) == 1:
        block = next(b for b in parser.as_dict().values() if "_cell_length_a" in b)
        _check_cif(found[0], block, parser.warnings)
    return found


def _check_cif(structure, block, said):
    """Refuse what the parser only warns of: symmetry it could not use, atoms without a place."""
    given = [
        f"{tag} {value!r:.30}"
        for tag, value in block.items()
        if any(part in tag for part in _SYMMETRY) and str(value).strip("?. ")
    ]
    if given and any("Defaulting to P1" in line for line in said):
        raise ValueError(f"no symmetry operations follow from {given[0]}")
    hydrogens = sum(structure.site_properties.get("implicit_hydrogens", []))
    if hydrogens:
        raise ValueError(f"{hydrogens:g} hydrogens of the cell have no coordinates")
    lost = _elements_of(block.get("_chemical_formula_sum")) - set(
        structure.composition.get_el_amt_dict()
    )
    if lost:
        raise ValueError(f"its formula names {', '.join(sorted(lost))}, its sites hold none")


def _elements_of(formula):
    """Elements of a stated formula; none if it cannot be read."""
    from pymatgen.core import Composition

    try:
        return set(Composition(formula).get_el_amt_dict())
    except Exception:  # a comment in place of a formula
        return set()


def _parse_poscar(text):
    from pymatgen.io.vasp import Poscar
    from pymatgen.io.vasp.inputs import BadPoscarWarning

    with warnings.catch_warnings():
        # pymatgen would call the first element H, the next one He
        warnings.filterwarnings("error", "Elements in POSCAR cannot", BadPoscarWarning)
        try:
            return [Poscar.from_str(text).structure]
        except BadPoscarWarning:
            raise ValueError("there is no line of element symbols above the counts") from None


def _parse_json(text):
    from pymatgen.core import Structure

    return [Structure.from_dict(json.loads(text))]


def _parse_extxyz(text):
    import ase.io

    frames = ase.io.read(StringIO(text), index=":", format="extxyz")
    return [from_ase(frame) for frame in frames]


def _cif_text(structure):
    from pymatgen.io.cif import CifWriter

    return str(CifWriter(structure, significant_figures=12))


def _poscar_text(structure):
    from pymatgen.io.vasp import Poscar

    return Poscar(structure, comment=structure_id(structure)).get_str(significant_figures=16)


def _json_text(structure):
    from monty.json import MontyEncoder

    return json.dumps(structure.as_dict(), cls=MontyEncoder)


def _extxyz_text(structure):
    import ase.io

    buffer = StringIO()
    ase.io.write(buffer, to_ase(structure), format="extxyz")
    return buffer.getvalue()


_PARSERS = {
    "cif": _parse_cif,
    "poscar": _parse_poscar,
    "json": _parse_json,
    "extxyz": _parse_extxyz,
}
_WRITERS = {
    "cif": _cif_text,
    "poscar": _poscar_text,
    "json": _json_text,
    "extxyz": _extxyz_text,
}
