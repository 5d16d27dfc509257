"""Crystals of any origin in one file: a header that says where they come from, then one a line."""

import gzip
import json
from dataclasses import asdict
from pathlib import Path

from coursekit.errors import DatasetError
from coursekit.structures.documents import document_of
from coursekit.structures.identity import element_name


def record_of(structure, id_, **fields):
    """One line of the file."""
    if not structure.is_ordered:
        raise DatasetError(
            "has partial occupancies; descriptors need whole atoms: order it, or leave it out"
        )
    return {
        "id": str(id_),
        "formula": structure.composition.reduced_formula,
        "n_atoms": len(structure),
        **_crystal_fields(structure),
        **fields,
    }


def _crystal_fields(structure):
    from pymatgen.core import Element

    symbols = [site.specie.symbol for site in structure]
    bare = all(isinstance(site.specie, Element) for site in structure)
    bare = bare and symbols == [element_name(site.specie) for site in structure]
    if not bare or structure.site_properties or structure._charge:
        return {"structure": document_of(structure)}
    return {
        "lattice": structure.lattice.matrix.tolist(),
        "species": symbols,
        "coords": structure.frac_coords.tolist(),
    }


def require_place(path):
    """Find out before the work, not after it, that a file cannot be written."""
    path = Path(path)
    if not path.name.endswith((".jsonl", ".jsonl.gz")):
        raise DatasetError(f"{path}: the file's name must end in .jsonl or .jsonl.gz")
    if not path.parent.is_dir():
        raise DatasetError(f"{path}: there is no folder {path.parent}; make it first")
    if path.is_dir():
        raise DatasetError(f"{path}: is a folder; give the name of a file")


def write_records(path, header, rows, *, failures=()):
    """Write a data set that `load_dataset` reads; all or nothing."""
    path = Path(path)
    require_place(path)
    if not rows:
        raise DatasetError(f"{path}: nothing to write; no crystal is left")
    left_out = [asdict(failure) for failure in failures]
    header = {**header, "n_structures": len(rows), **({"left_out": left_out} if left_out else {})}
    lines = [json.dumps({"header": header})]
    text = "".join(line + "\n" for line in [*lines, *map(json.dumps, rows)]).encode()
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(gzip.compress(text, mtime=0) if path.suffix == ".gz" else text)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise DatasetError(
            f"{path}: cannot be written ({error.strerror or error}); choose another place (--out)"
        ) from error


def read_header(path):
    """Header of such a file."""
    from coursekit.datasets.reading import read_lines

    lines = read_lines(path)
    first = json.loads(lines[0]) if lines else {}
    return first.get("header", {})
