"""From a space group and a few sites to a whole crystal: what every `make_*` is built on."""


def build(name, group, cell, sites, *, setting=1, site_names=None):
    """Crystal from its space group, cell and symmetry-distinct sites."""
    from ase.spacegroup import Spacegroup
    from pymatgen.core import Lattice, Structure

    elements, positions = zip(*sites, strict=True)
    coords, kinds = Spacegroup(group, setting).equivalent_sites(positions, onduplicates="error")
    named = {"site_name": [site_names[kind] for kind in kinds]} if site_names else None
    return Structure(
        Lattice.from_parameters(*_cell_parameters(group, cell)),
        [elements[kind] for kind in kinds],
        coords,
        site_properties=named,
        properties={"id": name},
    )


def look_up(table, key, given, kind):
    """Lattice parameters: those given, else those of the table."""
    if None in given and key not in table:
        raise ValueError(
            f"no lattice parameters are known for {key} as {kind}; give them (`a` in Å, and the "
            f"others of this function), or choose one of {', '.join(table)}"
        )
    known = table.get(key, given)
    values = tuple(known[i] if value is None else value for i, value in enumerate(given))
    if min(values) <= 0:
        raise ValueError(f"lattice parameters of {key} are {values}; they must be positive (Å)")
    return values


def tagged(name, *given):
    """Id that tells a crystal of changed size from the tabulated one."""
    return "-".join([name, *(f"{value:g}" for value in given if value is not None)])


def _cell_parameters(group, cell):
    """Six lattice parameters from the few that the crystal system leaves free."""
    lengths = [float(value) for value in (cell if isinstance(cell, tuple | list) else (cell,))]
    if group >= 195:
        a, b, c, angles = lengths[0], lengths[0], lengths[0], (90.0, 90.0, 90.0)
    elif group >= 143:
        a, b, c, angles = lengths[0], lengths[0], lengths[1], (90.0, 90.0, 120.0)
    elif group >= 75:
        a, b, c, angles = lengths[0], lengths[0], lengths[1], (90.0, 90.0, 90.0)
    else:
        a, b, c = lengths[:3]
        angles = (90.0, *lengths[3:], 90.0) if len(lengths) == 4 else (90.0, 90.0, 90.0)
    return a, b, c, *angles
