"""Madelung energies from formal charges: second labels that are exact because they are a model.

A crystal of point charges has a site-resolved energy that Ewald's sum gives to any precision. Its mean
and its maximum over the sites are two labels: one that mean pooling can carry, one that it cannot.
"""

import tomllib
import warnings
from functools import lru_cache

import identify
import numpy as np
import records

IONIC_KINDS = ("insulator", "semimetal", "magnetic compound")


@lru_cache
def _families():
    families = tomllib.loads((records.HERE / "families.toml").read_text())["family"]
    return {family["name"]: family for family in families}


def formal_charges(candidate):
    """{element: charge}, or None for metals and where the charges do not add up to nothing."""
    charges = _families()[candidate["family"]].get("charges")
    if not charges or candidate["kind"] not in IONIC_KINDS:
        return None
    # the radii were written slot by slot, in the order of the charges
    by_element = dict(zip(candidate["radii"], charges.values(), strict=True))
    return None if sum(by_element[symbol] for symbol in candidate["species"]) else by_element


def site_energies(crystal, charges):
    """Energy of every ion in the field of all others, halved, eV; they add up to the cell's energy."""
    from pymatgen.analysis.ewald import EwaldSummation

    charged = crystal.copy()
    charged.add_oxidation_state_by_element(charges)
    with warnings.catch_warnings():
        # a comment on complex numbers, from inside the sum
        warnings.simplefilter("ignore")
        ewald = EwaldSummation(charged)
        return np.array([ewald.get_site_energy(i) for i in range(len(charged))])


def labels(candidate, relaxed):
    """The two labels of one crystal, eV; None where formal charges mean nothing."""
    charges = formal_charges(candidate)
    if charges is None:
        return {"madelung_energy_per_atom": None, "madelung_weakest_site": None}
    energies = site_energies(identify.structure(relaxed), charges)
    return {
        "madelung_energy_per_atom": round(float(energies.mean()), 5),
        "madelung_weakest_site": round(float(energies.max()), 5),
    }
