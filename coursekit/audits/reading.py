"""Relations of files and conventions: one crystal, written in several ways, has one vector."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from coursekit.audits import limits
from coursekit.audits.crystals import salt, with_lattice
from coursekit.audits.files import differences
from coursekit.audits.moves import equal
from coursekit.audits.relations import Pairs, move, relation, tried
from coursekit.audits.result import broken, skip
from coursekit.errors import DatasetError
from coursekit.structures import (
    read_structure,
    rotate,
    set_id,
    structure_digest,
    structure_id,
    write_structure,
)  # fmt: skip

_AUDIT = "parser round trip"
ENDINGS = {"CIF": ".cif", "POSCAR": ".vasp", "JSON": ".json", "extended XYZ": ".extxyz"}
_TWO_LETTERS = {"Cl": "C", "Co": "C", "Br": "B", "Si": "S", "Ni": "N", "Cu": "C", "Sn": "S"}
_sound = set()  # digests of crystals that came back whole: every pipeline asks again


def through_file(structure, kind, *, read=read_structure, write=write_structure):
    """The crystal written to a file and read back, with its id; None if the format cannot hold it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"crystal{ENDINGS[kind]}"
        try:
            write(structure, path)
        except DatasetError:
            return None
        return set_id(read(path), structure_id(structure))


def _holds_all(original, copy):
    """Whether a format kept oxidation states and site properties: a pipeline may use them."""
    charged = [any(hasattr(kind, "oxi_state") for kind in s.composition) for s in (original, copy)]
    lost = set(original.site_properties) - set(copy.site_properties)
    return charged[0] == charged[1] and not lost


@relation("reading the files back", _AUDIT, on="whole")
def _files(view):
    """What stands in four formats is what was written; of interest with a reader of your own."""
    bench = view.bench
    for structure, name in zip(bench.structures[: limits.MOST_FILES], bench.ids, strict=False):
        key = (structure_digest(structure), bench.read, bench.write)
        lost = "" if key in _sound else _lost(structure, bench.read, bench.write)
        if lost:
            raise broken(f"{lost} ({name}).", "file", worst=name)
        _sound.add(key)


def _lost(structure, read, write):
    for kind in ENDINGS:
        try:
            copy = through_file(structure, kind, read=read, write=write)
        except Exception as error:
            return f"{kind} cannot be read back: {error}"
        if copy is None:
            continue
        changed = differences(structure, copy)
        if changed:
            return f"{kind} changes {' and '.join(changed)}"
        own = (read, write) != (read_structure, write_structure)
        lossy = own and not _holds_all(structure, copy)
        if lossy and _holds_all(structure, through_file(structure, kind)):
            return f"{kind} loses oxidation states or site properties"
    return ""


def _written(kind):
    name = f"writing as {kind}"

    def make(view):
        bench = view.bench
        copies = [through_file(p, kind, read=bench.read, write=bench.write) for p in view.probes]
        kept = [k for k, copy in enumerate(copies) if copy and _holds_all(view.probes[k], copy)]
        if not kept:
            raise skip(f"{kind} cannot hold these crystals.")
        orders = [_order(copies[k], view.probes[k]) for k in kept]
        shift = max(shift for _, shift in orders)
        if shift > limits.FILE_SHIFT:
            raise broken(f"Writing as {kind} moves an atom by {shift:.2g} Å.", "file")
        found = tried(view, [copies[k] for k in kept], name)
        rows = [view.rows[k] if len(view.rows[k]) == 1 else view.rows[k][order]
                for k, (order, _) in zip(kept, orders, strict=True)]  # fmt: skip
        told = [n for n, row in enumerate(found) if row is not None]
        limit = max(view.tolerance, limits.FILE_FACTOR * view.response(max(shift, 1e-8)))
        why = f"{limits.FILE_FACTOR:.0f} times what shaking by the file's rounding ({shift:.0e} Å) does"
        ids = [structure_id(view.probes[kept[n]]) for n in told]
        return Pairs([rows[n] for n in told], [found[n] for n in told], ids, limit, why)

    relation(name, _AUDIT)(make)


def _order(copy, original):
    """Which site of the original each site of the copy is, and how far the furthest moved, Å."""
    apart = copy.frac_coords[:, None, :] - original.frac_coords[None, :, :]
    apart = np.linalg.norm((apart - np.round(apart)) @ original.lattice.matrix, axis=2)
    return apart.argmin(axis=1), float(apart.min(axis=1).max())


for _kind in ENDINGS:
    _written(_kind)


def _standard(matrix):
    """Cell vectors with a along x and b in the xy plane."""
    q, r = np.linalg.qr(matrix.T)
    signs = np.sign(np.diag(r))
    if np.linalg.det(q * signs) < 0:
        signs[2] *= -1
    return (r * signs[:, None]).T


def _around_zero(structure, k):
    coords = structure.frac_coords
    return with_lattice(structure, lambda m: m, coords - np.round(coords))


move("the standard orientation", _AUDIT, lambda s, k: with_lattice(s, _standard, s.frac_coords))
move("a turned cell", _AUDIT, lambda s, k: rotate(s, k + 100))
move("coordinates from -1/2 to 1/2", _AUDIT, _around_zero)


@relation("Cl in place of C", _AUDIT)
def _symbols(view):
    """An element that is taken for the one of its first letter, and not for any other."""
    for symbol, short in _TWO_LETTERS.items():
        unlike = [other for other in ("F", "Te", "S", "N", "P") if other != short]
        rows = _fitted_to(view, [salt(anion) for anion in (symbol, short, *unlike)])
        # zeros are a stand-in for what is not understood: another fault
        if rows is None or not np.nan_to_num(rows[0]).any() or not equal(rows[0], rows[1]):
            continue
        if not any(equal(rows[0], other) for other in rows[2:]):
            text = f"{symbol} is taken for {short}: an element symbol loses its second letter."
            raise broken(text, "symbol")


@relation("another occupancy", _AUDIT)
def _occupancies(view):
    """Sites shared by two elements, described as if they were not."""
    pure = [salt("S", cation) for cation in ("Ca", "Zn")]
    mixed = [salt("S", {"Ca": x, "Zn": 1 - x}) for x in (0.6, 0.8)]
    other = salt("Se", {"Mg": 0.6, "Ba": 0.4})
    separate = [_fitted_to(view, [*pure, crystal]) for crystal in mixed]
    together = _fitted_to(view, [*pure, *mixed, other])
    if together is None or any(rows is None for rows in separate):
        raise skip("Crystals with shared sites are refused, as they may be.")
    calcium, zinc, poor, rich, other = together
    made_up = equal(rich, other)  # one stand-in for whatever is not understood: another fault
    seen = not equal(calcium, zinc) and np.nan_to_num(rich).any()
    if equal(poor, rich) and seen and not made_up:
        text = "A site shared by two elements is described as full: occupancies are dropped."
        raise broken(text, "occupancy")


def _fitted_to(view, crystals):
    try:
        rows = view.fit(crystals)(crystals)
    except Exception:  # refusing what it cannot read is what a pipeline should do
        return None
    return rows if len({row.shape for row in rows}) == 1 else None
