"""One crystal in several writings: through files and in other conventions."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from coursekit.audits.implausible import mass_density
from coursekit.errors import DatasetError
from coursekit.structures import read_structure, rotate, set_id, structure_id, write_structure

ENDINGS = {"CIF": ".cif", "POSCAR": ".vasp", "JSON": ".json", "extended XYZ": ".extxyz"}
_LENGTH = 1e-4  # Å
_REACH = 4.0  # Å


def through_file(structure, kind, *, read=read_structure, write=write_structure):
    """The crystal written to a file and read back.

    Parameters
    ----------
    structure : pymatgen Structure
    kind : str
        Key of `ENDINGS`.
    read, write : callable
        `read(path)` and `write(structure, path)`; by default those of this package.

    Returns
    -------
    pymatgen Structure or None
        With the id it had; None if the format cannot hold the crystal and says so.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"crystal{ENDINGS[kind]}"
        try:
            write(structure, path)
        except DatasetError:
            return None
        return set_id(read(path), structure_id(structure))


def differences(before, after):
    """What a round trip changed.

    Parameters
    ----------
    before, after : pymatgen Structure

    Returns
    -------
    list of str
        Among lattice, species, occupancies, periodicity, density, coordinates.
    """
    changed = []
    sides = [np.array([*s.lattice.abc, *s.lattice.angles]) for s in (before, after)]
    if np.abs(sides[0] - sides[1]).max() > _LENGTH:
        changed.append("lattice")
    if _elements(before).keys() != _elements(after).keys():
        changed.append("species")
    elif any(abs(_elements(after)[e] - n) > 1e-4 for e, n in _elements(before).items()):
        changed.append("occupancies" if before.is_ordered != after.is_ordered else "element counts")
    if before.lattice.pbc != after.lattice.pbc:
        changed.append("periodicity")
    density = mass_density(before)
    if not changed and abs(mass_density(after) - density) > 1e-4 * density:
        changed.append("density")
    if not changed and not _same_places(before, after):
        changed.append("coordinates")
    return changed


def _elements(structure):
    return structure.composition.element_composition.as_dict()


def _same_places(before, after):
    """Equal distances between equal elements: orientation, origin and order do not count."""
    lists = [_distances(structure) for structure in (before, after)]
    if len(lists[0]) != len(lists[1]):
        return False
    return all(a[0] == b[0] and abs(a[1] - b[1]) < 1e-3 for a, b in zip(*lists, strict=True))


def _distances(structure):
    first, second, _, distances = structure.get_neighbor_list(_REACH)
    # oxidation states are no part of a place, and not every format holds them
    names = [_symbols(site) for site in structure]
    return sorted(
        ("-".join((names[i], names[j])), round(float(d), 4))
        for i, j, d in zip(first, second, distances, strict=True)
    )


def _symbols(site):
    amounts = site.species.element_composition.items()
    return "".join(f"{element}{amount:.3f}" for element, amount in sorted(amounts))


def holds_all(original, copy):
    """Whether a format kept what stands beside lattice, elements and places.

    Parameters
    ----------
    original, copy : pymatgen Structure

    Returns
    -------
    bool
        False if oxidation states or site properties are gone: a pipeline that uses them cannot be
        held to the vector.
    """
    charged = [any(hasattr(kind, "oxi_state") for kind in s.composition) for s in (original, copy)]
    lost = set(original.site_properties) - set(copy.site_properties)
    return charged[0] == charged[1] and not lost


def other_writings(structure, seed=0):
    """Equal crystals in other conventions.

    Parameters
    ----------
    structure : pymatgen Structure
    seed : int

    Returns
    -------
    dict of str to pymatgen Structure
    """
    from coursekit.audits.probes import with_lattice

    coords = structure.frac_coords
    return {
        "the standard orientation": with_lattice(structure, lambda m: _standard(m), coords),
        "a turned cell": rotate(structure, seed),
        "coordinates from -1/2 to 1/2": with_lattice(
            structure, lambda m: m, coords - np.round(coords)
        ),
    }


def scattered(structure, seed=0):
    """The crystal with each atom written in some neighbouring cell.

    Parameters
    ----------
    structure : pymatgen Structure
    seed : int

    Returns
    -------
    pymatgen Structure
        Legal, and more than some libraries expect.
    """
    from coursekit.audits.probes import with_lattice

    cells = np.random.default_rng(seed).integers(-1, 2, size=(len(structure), 3))
    return with_lattice(structure, lambda m: m, structure.frac_coords + cells)


def _standard(matrix):
    """Cell vectors with a along x and b in the xy plane."""
    q, r = np.linalg.qr(matrix.T)
    signs = np.sign(np.diag(r))
    if np.linalg.det(q * signs) < 0:
        signs[2] *= -1
    return (r * signs[:, None]).T
