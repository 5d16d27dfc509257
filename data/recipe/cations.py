"""Where the cations of a spinel stand: the label that tells a normal from an inverse one."""

import identify

FAMILIES = ("AB2O4", "AB2S4")
FAR = 1.3
"""Anions up to this multiple of a cation's shortest bond are its neighbours (a spinel's next ones: 1.8)."""
SHAPES = {4: "tetrahedral", 6: "octahedral"}


def sites(candidate, relaxed):
    """Surroundings of every site, in the order of the sites; nothing for other families."""
    if candidate["family"] not in FAMILIES:
        return {}
    crystal = identify.structure(relaxed)
    anion = max(crystal.composition.elements, key=lambda element: element.X)
    is_anion = [site.specie == anion for site in crystal]
    return {"cation_sites": [_shape(crystal, i, is_anion) for i in range(len(crystal))]}


def _shape(crystal, i, is_anion):
    if is_anion[i]:
        return "anion"
    around = [n for n in crystal.get_neighbors(crystal[i], 4.5) if is_anion[n.index]]
    shortest = min(neighbour.nn_distance for neighbour in around)
    count = sum(neighbour.nn_distance < FAR * shortest for neighbour in around)
    return SHAPES.get(count, f"{count} anions")
