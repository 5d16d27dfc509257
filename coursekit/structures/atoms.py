"""To and from ASE Atoms, the other object that holds a crystal."""

import numpy as np

from coursekit.structures.identity import element_name

_RENAMED = {"magmom": "initial_magmoms", "charge": "initial_charges"}  # pymatgen: ASE
_CORE_ARRAYS = {"numbers", "positions", "oxi_states", "spacegroup_kinds", "masses"}
_CORE_INFO = {"spacegroup", "unit_cell", "occupancy"}  # describe the file ASE read, not the crystal


def from_ase(atoms):
    """Crystal from ASE Atoms.

    Parameters
    ----------
    atoms : ase.Atoms
        Needs three cell vectors; periodicity along each may be on or off.

    Returns
    -------
    pymatgen Structure
        Same sites in the same order and place; per-atom arrays become site properties, `info`
        becomes `properties`.

    Raises
    ------
    TypeError
        If `atoms` is not ase.Atoms.
    ValueError
        If there is no cell, or the atoms come from a file with partial occupancies, which ASE
        has replaced by the majority element.

    Notes
    -----
    Calculators, constraints and results are not carried over.

    Examples
    --------
    >>> from ase.build import bulk
    >>> from_ase(bulk("NaCl", "rocksalt", a=5.64)).composition.reduced_formula
    'NaCl'
    """
    from pymatgen.core import Lattice, Structure

    _check_atoms(atoms)
    lattice = Lattice(atoms.cell.array, pbc=tuple(bool(flag) for flag in atoms.pbc))
    return Structure(
        lattice,
        _species(atoms),
        atoms.positions,
        coords_are_cartesian=True,
        site_properties=_site_properties(atoms),
        properties={key: value for key, value in atoms.info.items() if key not in _CORE_INFO},
    )


def to_ase(structure):
    """ASE Atoms from a crystal.

    Parameters
    ----------
    structure : pymatgen Structure
        Every site fully occupied by one element.

    Returns
    -------
    ase.Atoms
        Same sites in the same order, same cell and periodicity. Numeric and text site properties
        become arrays, oxidation states the array `oxi_states`, `properties` becomes `info`.

    Raises
    ------
    TypeError
        If it is not a pymatgen Structure.
    ValueError
        If a site is partially occupied or is not a chemical element.
    """
    from ase import Atoms

    _check_convertible(structure)
    atoms = Atoms(
        numbers=[site.specie.Z for site in structure],
        positions=structure.cart_coords,
        cell=structure.lattice.matrix,
        pbc=structure.lattice.pbc,
        info=dict(structure.properties or {}),
    )
    for name, values in structure.site_properties.items():
        array = np.asarray(values) if None not in list(values) else None
        if array is not None and array.dtype.kind in "bifU":
            atoms.set_array(_RENAMED.get(name, name), array)
    names = [element_name(site.specie) for site in structure]
    if names != atoms.get_chemical_symbols():  # D and T are hydrogen of another mass
        atoms.set_masses([float(site.specie.atomic_mass) for site in structure])
    states = [getattr(site.specie, "oxi_state", None) for site in structure]
    if states and None not in states:
        atoms.set_array("oxi_states", np.array(states, float))
    return atoms


def _check_atoms(atoms):
    from ase import Atoms

    if not isinstance(atoms, Atoms):
        raise TypeError(f"`atoms` must be ase.Atoms, got {type(atoms).__name__}")
    if atoms.cell.rank < 3:
        raise ValueError(
            f"`atoms` ({atoms.get_chemical_formula()}) has no full cell; put the molecule in a box "
            "with atoms.center(vacuum=10) and atoms.pbc = True"
        )
    for site in (atoms.info.get("occupancy") or {}).values():
        if abs(sum(site.values()) - 1.0) > 1e-6 or len(site) > 1:
            raise ValueError(
                f"`atoms` ({atoms.get_chemical_formula()}) came from a file with partial occupancies "
                f"({site}), which ASE does not keep; read it with `coursekit.structures.read_structure`"
            )


def _check_convertible(structure):
    from pymatgen.core import DummySpecies, Structure

    if not isinstance(structure, Structure):
        raise TypeError(f"`structure` must be a pymatgen Structure, got {type(structure).__name__}")
    for site in structure:
        if not site.is_ordered or isinstance(site.specie, DummySpecies):
            raise ValueError(
                f"{structure.composition.formula} has a site of {site.species_string}; ASE holds "
                "one element per site: make an ordered cell first"
            )


def _species(atoms):
    from pymatgen.core import Species

    symbols = atoms.get_chemical_symbols()
    if atoms.has("masses"):
        masses = atoms.get_masses().round().astype(int)
        isotopes = {2: "D", 3: "T"}
        symbols = [
            isotopes.get(mass, symbol) if symbol == "H" else symbol
            for symbol, mass in zip(symbols, masses, strict=True)
        ]
    if not atoms.has("oxi_states"):
        return symbols
    states = atoms.get_array("oxi_states")
    return [Species(symbol, state) for symbol, state in zip(symbols, states, strict=True)]


def _site_properties(atoms):
    back = {ours: name for name, ours in _RENAMED.items()}
    return {
        back.get(name, name): array.tolist()
        for name, array in atoms.arrays.items()
        if name not in _CORE_ARRAYS
    }
