"""Sizes and electronegativities of the species of a crystal, as CrystalNN uses them."""

import math
import warnings

import numpy as np


def species_tables(structure):
    """Radius, covalent radius and electronegativity of every site.

    References
    ----------
    Cordero et al., Dalton Trans. 2832 (2008), doi:10.1039/b801115j (covalent radii)
    """
    kinds, rows = {}, []
    for site in structure:
        rows.append(kinds.setdefault(site.specie, len(kinds)))
    with warnings.catch_warnings():
        # pymatgen warns for each element without a value; NaN and 0 say it here
        warnings.simplefilter("ignore")
        table = np.array([(_radius(kind), _covalent(kind), kind.X) for kind in kinds], dtype=float)
    return table[rows].T


def _covalent(species):
    from pymatgen.analysis.molecule_structure_comparator import CovalentRadius

    radius = CovalentRadius.radius.get(species.symbol)
    if radius is None:
        radius = getattr(species, "atomic_radius", None)
    return np.nan if radius is None else float(radius)


def _radius(species):
    """Ionic radius at the site's charge, or the mean of the ions of that sign; 0 if unknown."""
    charge = getattr(species, "oxi_state", None)
    if charge is None:
        return 0.0
    if charge == 0:
        return _covalent(species)
    element = species.element
    known = element.ionic_radii
    low, high = math.floor(charge), math.ceil(charge)
    if low in known and high in known:
        return (1 - (charge - low)) * known[low] + (charge - low) * known[high]
    mean = element.average_cationic_radius if charge > 0 else element.average_anionic_radius
    return float(mean)
