"""Which crystal is this, is it one we can describe, and a copy that has all it has."""

import hashlib
import json

import numpy as np

MIN_DISTANCE = 0.5
"""Å. Two nuclei closer than this are one atom written twice (the H2 bond is 0.74 Å)."""


def structure_id(structure, position=None):
    """Id of a structure: its `properties["id"]`, else its place in the input.

    Parameters
    ----------
    structure : pymatgen Structure
    position : optional
        Place in the input, or its label in a table, used when the structure carries no id.

    Returns
    -------
    str

    Examples
    --------
    >>> from pymatgen.core import Lattice, Structure
    >>> po = Structure(Lattice.cubic(3.35), ["Po"], [[0, 0, 0]])
    >>> structure_id(po, 4)
    '#4'
    >>> structure_id(set_id(po, "alpha-Po"))
    'alpha-Po'
    """
    name = (getattr(structure, "properties", None) or {}).get("id")
    if name is not None:
        return str(name)
    return "structure" if position is None else f"#{position}"


def set_id(structure, name):
    """Copy of a structure that carries the id `name`.

    Parameters
    ----------
    structure : pymatgen Structure
    name : str

    Returns
    -------
    pymatgen Structure
    """
    named = structure.copy()
    named.properties = {**(structure.properties or {}), "id": str(name)}
    return named


def structure_digest(structure):
    """Fingerprint of everything that a descriptor can see, but for the id.

    Parameters
    ----------
    structure : pymatgen Structure

    Returns
    -------
    str
        32 hexadecimal digits; equal for equal structures in equal order, whatever their ids. It
        holds lattice, periodicity, coordinates, species with isotope, oxidation state, spin and
        occupancy, labels, charge, site properties and properties.
    """
    digest = hashlib.sha256(np.ascontiguousarray(structure.lattice.matrix, float).tobytes())
    digest.update(np.ascontiguousarray(structure.frac_coords, float).tobytes())
    more = {k: v for k, v in (structure.properties or {}).items() if k != "id"}
    seen = [structure.lattice.pbc, [_site_key(site) for site in structure]]
    seen += [structure.labels, structure._charge, structure.site_properties, more]
    digest.update(json.dumps(seen, sort_keys=True, default=_plain).encode())
    return digest.hexdigest()[:32]


def _site_key(site):
    return [
        (
            element_name(kind),
            getattr(kind, "oxi_state", None),
            getattr(kind, "spin", None),
            amount,
        )
        for kind, amount in site.species.items()
    ]


def _plain(value):
    for name in ("tolist", "as_dict"):
        if hasattr(value, name):
            return getattr(value, name)()
    return repr(value)


def element_name(species):
    """Symbol of an element or ion; D and T are themselves, not H."""
    return getattr(getattr(species, "element", species), "name", species.symbol)


def copied(structure, coords=None):
    """Structure with everything that the given one has, and other coordinates if wanted."""
    from pymatgen.core import Structure

    return Structure(
        structure.lattice,
        structure.species_and_occu,
        structure.frac_coords if coords is None else coords,
        charge=structure._charge,
        labels=structure.labels,
        site_properties=structure.site_properties,
        properties=dict(structure.properties or {}),
    )


def wrapped(structure):
    """Copy with coordinates in [0, 1): outside it, searches for neighbours lose some, or take long."""
    coords = structure.frac_coords.copy()
    along = list(structure.lattice.pbc)
    coords[:, along] %= 1.0
    coords[coords == 1.0] = 0.0  # what -1e-17 becomes
    return copied(structure, coords)


def check_structure(structure):
    """Raise ValueError with the cure if a structure cannot be described by any featuriser.

    Parameters
    ----------
    structure : pymatgen Structure

    Raises
    ------
    TypeError
        If it is not a pymatgen Structure.
    ValueError
        If it has no atoms, partial occupancies, no full periodicity, coordinates or a lattice
        that are not finite, or two atoms closer than 0.5 Å.
    """
    checked(structure)


def checked(structure):
    """The structure, wrapped if it is far outside its cell; raises as `check_structure`."""
    from pymatgen.core import Structure

    if not isinstance(structure, Structure):
        raise TypeError(
            f"expected a pymatgen Structure, got {type(structure).__name__}; "
            "convert ASE Atoms with `coursekit.structures.from_ase`"
        )
    if len(structure) == 0:
        raise ValueError("has no atoms; was the file read completely?")
    if not structure.is_ordered:
        partial = next(site for site in structure if not site.is_ordered)
        raise ValueError(
            f"has a partially occupied site ({partial.species_string}); make an ordered cell first, "
            "for example with pymatgen's OrderDisorderedStructureTransformation"
        )
    reach = np.abs(structure.frac_coords - 0.5).max()
    if not (np.isfinite(reach) and np.isfinite(structure.lattice.matrix).all()):
        raise ValueError("has coordinates or lattice vectors that are not finite numbers")
    if not all(structure.lattice.pbc):
        raise ValueError(
            f"is periodic along {structure.lattice.pbc} only; give the cell vacuum and full "
            "periodicity instead"
        )
    near = wrapped(structure) if reach > 1.5 else structure
    first, second, _, distances = near.get_neighbor_list(MIN_DISTANCE)
    if len(distances):
        closest = distances.argmin()
        raise ValueError(
            f"has sites {first[closest]} and {second[closest]} only {distances[closest]:.3f} Å apart; "
            "merge the duplicate (structure.merge_sites) or mend the coordinates"
        )
    return near
