"""Crystals as objects: pymatgen's, ASE's, and the JSON documents of databases."""

import json

import numpy as np

from coursekit.errors import DatasetError
from coursekit.structures.atoms import from_ase
from coursekit.structures.identity import copied, element_name

TEXTS = ("cif", "poscar", "contcar", "extxyz", "xsf", "cssr", "mcif")
"""Fields of a document that may hold a crystal as text."""

DESCRIPTIVE = ("id", "family", "prototype", "space_group", "cation_sites")
"""Fields beside lattice, species and coordinates that stay with a structure as `properties`."""


def describe(thing):
    """What a thing is that may hold a crystal."""
    from ase import Atoms
    from pymatgen.core import IStructure

    if isinstance(thing, IStructure):
        return "pymatgen structures"
    if isinstance(thing, Atoms):
        return "ASE Atoms"
    if isinstance(thing, dict):
        found = _reader_of(thing)
        return found and found[0]
    return None


def structure_of(thing):
    """Crystal from any object that holds one."""
    from ase import Atoms
    from pymatgen.core import IMolecule, IStructure, Structure

    if isinstance(thing, Structure):
        return thing
    if isinstance(thing, IStructure):
        return copied(thing)
    if isinstance(thing, Atoms):
        return from_ase(thing)
    if isinstance(thing, IMolecule) or (
        isinstance(thing, dict) and "Molecule" in str(thing.get("@class"))
    ):
        raise DatasetError("is a molecule without a cell; put it in a box (get_boxed_structure)")
    found = _reader_of(thing) if isinstance(thing, dict) else None
    if found is None:
        fields = f"; its fields are {', '.join(map(str, thing))}" if isinstance(thing, dict) else ""
        raise DatasetError(
            f"is a {type(thing).__name__} that holds no crystal{fields}; give the crystal as "
            "`structure` (Structure.as_dict), `cif`, `atoms`, or `lattice` with `species` and "
            "`coords`"
        )
    return found[1](thing)


def document_of(structure):
    """Document that keeps all of a structure, isotopes too."""
    from monty.json import MontyEncoder

    document = json.loads(json.dumps(structure.as_dict(), cls=MontyEncoder))
    document["charge"] = structure._charge  # not the sum of the oxidation states
    for site, written in zip(structure, document["sites"], strict=True):
        for kind, field in zip(site.species, written["species"], strict=True):
            field["element"] = element_name(kind)
    return document


def _reader_of(document):
    """(what it is, function that reads it) of a dict."""
    if "sites" in document and "lattice" in document:
        return "pymatgen's JSON", _from_pymatgen
    if "attributes" in document and isinstance(document["attributes"], dict):
        return "OPTIMADE entries", lambda d: _from_optimade(d["attributes"])
    if "cartesian_site_positions" in document:
        return "OPTIMADE entries", _from_optimade
    if "lattice_mat" in document:
        return "JARVIS atoms", _from_jarvis
    if "positions" in document and "cell" in document:
        return "ASE's fields", _from_ase_fields
    for name in ("structure", "atoms", "crystal"):
        inner = document.get(name)
        if not isinstance(inner, str) and describe(inner):
            return describe(inner), lambda d, name=name: structure_of(d[name])
        if isinstance(inner, str) and inner.strip():
            return f"texts in `{name}`", lambda d, name=name: _from_text(d[name])
    if "lattice" in document:
        return "lattice, species and coords", _from_fields
    name = next((name for name in TEXTS if name in document), None)
    return name and (f"texts in `{name}`", lambda d: _from_text(d[name]))


def _from_pymatgen(document):
    from pymatgen.core import Structure

    structure = Structure.from_dict(document)
    if not len(structure):
        raise DatasetError("has no sites; was it written completely?")
    return structure


def _from_text(text):
    from coursekit.structures.io import parse_structure

    if not isinstance(text, str) or not text.strip():
        raise DatasetError("has no CIF text; the cell is empty")
    return parse_structure(text)


def _from_fields(document):
    from pymatgen.core import Structure

    absent = [f"`{name}`" for name in ("species", "coords") if name not in document]
    if absent:
        raise DatasetError(f"has a `lattice` but no {' and no '.join(absent)}; add what is missing")
    if np.shape(document["lattice"]) != (3, 3):
        raise DatasetError("has a `lattice` that is not three vectors [[x, y, z], ...] in Å")
    _require_rows(document["species"], document["coords"], "`species`", "`coords`")
    properties = {name: document[name] for name in DESCRIPTIVE if name in document}
    return Structure(
        document["lattice"], document["species"], document["coords"], properties=properties
    )


def _require_rows(kinds, coords, kinds_name, coords_name):
    if len(kinds) != len(coords) or not len(kinds):
        raise DatasetError(
            f"has {len(kinds)} {kinds_name} and {len(coords)} rows of {coords_name}; give one "
            "each for every atom"
        )


def _from_jarvis(document):
    from pymatgen.core import Structure

    kinds, coords = document["elements"], document["coords"]
    _require_rows(kinds, coords, "`elements`", "`coords`")
    return Structure(
        document["lattice_mat"],
        [kind.strip() for kind in kinds],
        coords,
        coords_are_cartesian=bool(document.get("cartesian")),
    )


def _from_ase_fields(document):
    from ase import Atoms

    known = ("numbers", "symbols", "positions", "cell", "pbc", "charges", "masses")
    fields = {name: document[name] for name in known if document.get(name) is not None}
    return from_ase(Atoms(**{"pbc": True, **fields}))


def _from_optimade(entry):
    from pymatgen.core import Lattice, Structure

    vectors = entry.get("lattice_vectors")
    if vectors is None or None in np.ravel(vectors).tolist():
        raise DatasetError("has no `lattice_vectors` along all three axes; a crystal needs them")
    kinds = {kind["name"]: _optimade_species(kind) for kind in entry.get("species") or ()}
    names, coords = entry["species_at_sites"], entry["cartesian_site_positions"]
    _require_rows(names, coords, "`species_at_sites`", "`cartesian_site_positions`")
    flags = entry.get("dimension_types") or [1, 1, 1]
    return Structure(
        Lattice(vectors, pbc=tuple(bool(flag) for flag in flags)),
        [kinds.get(name, name) for name in names],
        coords,
        coords_are_cartesian=True,
    )


def _optimade_species(kind):
    amounts = kind.get("concentration") or [1.0]
    parts = zip(kind["chemical_symbols"], amounts, strict=True)
    found = {symbol: amount for symbol, amount in parts if symbol != "vacancy"}
    attached = [name for name in kind.get("attached") or () if name != "vacancy"]
    if "X" in found or attached or not found:
        raise DatasetError(
            f"has the species {kind['name']} ({', '.join(kind['chemical_symbols'])}"
            f"{' with attached ' + ', '.join(attached) if attached else ''}), which is no atom "
            "with a place; delete or replace it"
        )
    return found
