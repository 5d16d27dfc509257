"""Groups of equivalent sites against pymatgen's analyser, and what happens when spglib fails."""

import numpy as np
import pytest
from pymatgen.symmetry.analyzer import SpacegroupAnalyzer

from coursekit.neighbors import equivalent_sites
from coursekit.structures import rattle, supercell

from .crystals import CRYSTALS


@pytest.mark.parametrize("name", CRYSTALS)
def test_groups_equal_pymatgen(name):
    crystal = CRYSTALS[name]
    groups = equivalent_sites(crystal, symprec=1e-3)
    symmetric = SpacegroupAnalyzer(crystal, symprec=1e-3).get_symmetrized_structure()
    expected = {frozenset(group) for group in symmetric.equivalent_indices}
    members = {frozenset(np.flatnonzero(groups.inverse == g).tolist()) for g in range(len(groups))}
    assert members == expected
    assert groups.found
    assert groups.inverse[groups.representatives].tolist() == list(range(len(groups)))


def test_copies_in_a_supercell_are_one_group():
    assert len(equivalent_sites(supercell(CRYSTALS["rutile TiO2"], (2, 1, 2)))) == 2


def test_symprec_decides():
    rattled = rattle(CRYSTALS["rock salt NaCl"], amplitude=0.003, seed=1)
    assert len(equivalent_sites(rattled, symprec=1e-4)) == 8
    assert len(equivalent_sites(rattled, symprec=0.1)) == 2


@pytest.mark.parametrize("failure", ["raises", "returns None"])
def test_when_spglib_gives_up_every_site_stands_for_itself(monkeypatch, failure):
    import spglib

    def give_up(cell, symprec):
        if failure == "raises":
            raise RuntimeError("spacegroup search failed")

    monkeypatch.setattr(spglib, "get_symmetry_dataset", give_up)
    groups = equivalent_sites(CRYSTALS["CsCl"])
    assert not groups.found
    assert groups.representatives.tolist() == groups.inverse.tolist() == [0, 1]


@pytest.mark.parametrize("symprec", [0, -1e-3, float("nan")])
def test_symprec_out_of_range(symprec):
    with pytest.raises(ValueError, match=r"`symprec` is .* Å; it must be a positive number of Å"):
        equivalent_sites(CRYSTALS["CsCl"], symprec=symprec)
