"""Crystals in files and texts: nothing lost on the way, nothing guessed.

What a format cannot hold is refused, not dropped; fractional coordinates are wrapped into [0, 1).
"""

import json
from io import StringIO
from pathlib import Path

from coursekit.errors import DatasetError
from coursekit.structures.atoms import from_ase, to_ase
from coursekit.structures.cif import parse_cif
from coursekit.structures.documents import document_of, structure_of
from coursekit.structures.formats import (
    FORMATS,
    NAMES,
    format_of,
    format_of_name,
    parse_json,
    read_text,
    with_line_ends,
)
from coursekit.structures.identity import element_name, set_id, structure_id, wrapped
from coursekit.structures.poscar import parse_poscar
from coursekit.structures.symbols import ISOTOPES

_KEEPS_OCCUPANCY = ("cif", "json")
_VOLUMES = (1.0, 1e5)  # Å³ per atom: carbon under pressure, one atom in a large box


def read_structure(path):
    """Crystal in a file: CIF, magnetic CIF, POSCAR, JSON, extended XYZ, XSF or CSSR.

    Parameters
    ----------
    path : str or Path
        The content tells the format, and where it does not, the name; packed files too (.gz, .bz2,
        .xz).

    Returns
    -------
    pymatgen Structure
        Fractional coordinates in [0, 1), sites in the order of the file; id as stored in the file,
        else the file's name without its ending.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    DatasetError
        If it is none of these, contradicts itself, or does not hold exactly one crystal.
    """
    path = Path(path).expanduser()
    if not path.is_file():
        raise FileNotFoundError(
            f"`path`: there is no file {path}; check the spelling and the folder"
        )
    text = with_line_ends(read_text(path))
    kind = format_of(text, path)
    if kind is None:
        raise DatasetError(
            f"{path}: neither its content nor its ending is known; known are {', '.join(FORMATS)}, "
            "and files called POSCAR or CONTCAR"
        )
    try:
        structure = parse_structure(text, kind)
    except DatasetError as error:
        raise DatasetError(f"{path}: {error}") from error
    return structure if (structure.properties or {}).get("id") else set_id(structure, path.stem)


def parse_structure(text, kind=None):
    """Crystal in a text, such as one cell of a table.

    Parameters
    ----------
    text : str
    kind : {"cif", "poscar", "json", "extxyz", "xsf", "cssr"}, optional
        By default the content tells.

    Returns
    -------
    pymatgen Structure
        Fractional coordinates in [0, 1).

    Raises
    ------
    DatasetError
        If the text does not hold exactly one crystal of chemical elements, contradicts itself, or
        `kind` is unknown.

    Examples
    --------
    >>> text = "polonium\\n1.0\\n3.35 0 0\\n0 3.35 0\\n0 0 3.35\\nPo\\n1\\ndirect\\n1.25 0 0\\n"
    >>> parse_structure(text).frac_coords.tolist()
    [[0.25, 0.0, 0.0]]
    """
    text = with_line_ends(text)
    kind = kind or format_of(text)
    if kind is None:
        raise DatasetError(
            f"begins with {text.strip()[:40]!r}, which is none of {', '.join(NAMES.values())}; "
            "export it again in one of these"
        )
    if kind not in _PARSERS:
        raise DatasetError(f"`kind` is {kind!r}; it must be one of {', '.join(_PARSERS)}")
    try:
        found = _PARSERS[kind](text)
    except DatasetError as error:
        raise DatasetError(f"cannot be read as {kind}: {error}") from error
    except Exception as error:
        reason = " ".join(str(error).split())
        raise DatasetError(
            f"cannot be read as {kind} ({type(error).__name__}: {reason}); open it in a text "
            "editor and mend it, or export it again"
        ) from error
    if len(found) != 1:
        raise DatasetError(
            f"holds {len(found)} crystals; one is needed: split it, one crystal each"
        )
    return checked(found[0])


def checked(structure):
    """Structure with wrapped coordinates, if its elements and its cell are ones."""
    _check_elements(structure)
    _check_cell(structure)
    return wrapped(structure)


def write_structure(structure, path):
    """Write a crystal as CIF, POSCAR, JSON or extended XYZ.

    Parameters
    ----------
    structure : pymatgen Structure
    path : str or Path
        The format follows from the ending: .cif, .poscar, .vasp, .json, .extxyz, .xyz, or from a
        name with POSCAR or CONTCAR.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    DatasetError
        If the ending is unknown, the folder is missing, or the format cannot hold the partial
        occupancies or the isotopes of the structure.

    Notes
    -----
    JSON keeps everything. POSCAR keeps lattice, elements and coordinates. CIF keeps occupancies,
    oxidation states and moments too, but turns the crystal to a standard orientation. Extended XYZ
    keeps periodicity, site properties and the id, but no occupancies.
    """
    path = Path(path).expanduser()
    kind = format_of_name(path)
    if kind not in _WRITERS:
        raise DatasetError(
            f"`path`: {path.name} has no ending that can be written; known are "
            f"{', '.join(e for e, k in FORMATS.items() if k in _WRITERS)}, and files called POSCAR "
            "or CONTCAR"
        )
    if not structure.is_ordered and kind not in _KEEPS_OCCUPANCY:
        raise DatasetError(
            f"`path`: {kind} cannot hold the partial occupancies of "
            f"{structure.composition.reduced_formula}; write .cif or .json"
        )
    isotopes = {element_name(s) for s in structure.composition} & set(ISOTOPES)
    if isotopes and kind in ("cif", "poscar"):
        raise DatasetError(
            f"`path`: {kind} would write {', '.join(sorted(isotopes))} as H; write .json or .extxyz"
        )
    if not path.parent.is_dir():
        raise DatasetError(f"`path`: there is no folder {path.parent}; make it first")
    path.write_text(_WRITERS[kind](structure), encoding="utf-8")
    return path


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
    if not smallest <= volume <= largest:
        lengths = ", ".join(f"{length:.4g}" for length in structure.lattice.abc)
        raise DatasetError(
            f"has lattice vectors of {lengths} Å and {volume:.3g} Å³ per atom, allowed are "
            f"{smallest:g} to {largest:g}; mend the lattice, lengths are in Å"
        )


def _parse_json(text):
    found = parse_json(text)
    if isinstance(found, dict) and isinstance(found.get("data"), list | dict):
        data = found["data"]  # an OPTIMADE answer
        found = data if isinstance(data, list) else [data]
    return [structure_of(one) for one in (found if isinstance(found, list) else [found])]


def _parse_with_ase(kind):
    def parse(text):
        import ase.io

        frames = ase.io.read(StringIO(text), index=":", format=kind)
        return [from_ase(frame) for frame in (frames if isinstance(frames, list) else [frames])]

    return parse


def _parse_cssr(text):
    from pymatgen.io.cssr import Cssr

    lines = text.splitlines()
    group, flags = lines[1].partition("SPGR")[2].strip(" =").split(), lines[2].split()
    if group[:1] != ["1"]:
        raise DatasetError(
            f"line 2: SPGR is {' '.join(group[:1])}; allowed is 1, all atoms listed: export it as P 1"
        )
    if flags[1:2] != ["0"]:
        raise DatasetError("line 3: has orthogonal coordinates; export fractional ones (0)")
    structure = Cssr.from_str(text).structure
    if len(structure) != int(flags[0]):
        raise DatasetError(
            f"line 3: says {flags[0]} atoms, {len(structure)} rows can be read; mend the rows"
        )
    return [structure]


def _cif_text(structure):
    from pymatgen.io.cif import CifWriter

    moments = "magmom" in structure.site_properties
    writer = CifWriter(structure, significant_figures=16, write_magmoms=moments)
    for block in writer.cif_file.data.values():
        block.max_len = 1000  # one line a row
    return str(writer)


def _poscar_text(structure):
    from pymatgen.io.vasp import Poscar

    return Poscar(structure, comment=structure_id(structure)).get_str(significant_figures=16)


def _extxyz_text(structure):
    import ase.io

    buffer = StringIO()
    ase.io.write(buffer, to_ase(structure), format="extxyz")
    return buffer.getvalue()


_PARSERS = {
    "cif": parse_cif,
    "poscar": parse_poscar,
    "json": _parse_json,
    "extxyz": _parse_with_ase("extxyz"),
    "xsf": _parse_with_ase("xsf"),
    "cssr": _parse_cssr,
}
_WRITERS = {
    "cif": _cif_text,
    "poscar": _poscar_text,
    "json": lambda structure: json.dumps(document_of(structure)),
    "extxyz": _extxyz_text,
}
