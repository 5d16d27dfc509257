"""Data sets on disk, in every form that can be read."""

import json

import pandas as pd

from coursekit.structures import write_structure


def cif_of(crystal):
    return crystal.to(fmt="cif")


def write_csv(dataset, path, **changes):
    """Table with id, cif and energy; `changes` replace columns, None drops one."""
    table = {
        "material_id": dataset.ids,
        "cif": [cif_of(crystal) for crystal in dataset.structures],
        "energy": dataset.targets,
    }
    table = {name: values for name, values in {**table, **changes}.items() if values is not None}
    pd.DataFrame(table).to_csv(path, index=False)
    return path


def record(crystal, energy, kind):
    """One JSON object of the given kind: the course's own fields, pymatgen's, or a CIF."""
    body = {
        "own": {
            "lattice": crystal.lattice.matrix.tolist(),
            "species": [site.specie.symbol for site in crystal],
            "coords": crystal.frac_coords.tolist(),
        },
        "structure": {"structure": crystal.as_dict()},
        "cif": {"cif": cif_of(crystal)},
    }[kind]
    return {"id": crystal.properties["id"], "energy": energy, **body}


def write_lines(rows, path):
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows))
    return path


def write_folder(dataset, folder, ending="cif", *, ids=None):
    """One file a crystal and targets.csv."""
    folder.mkdir(exist_ok=True)
    for crystal in dataset.structures:
        write_structure(crystal, folder / f"{crystal.properties['id']}.{ending}")
    ids = dataset.ids if ids is None else ids
    targets = pd.DataFrame({"file": ids, "energy": dataset.targets[: len(ids)]})
    targets.to_csv(folder / "targets.csv", index=False)
    return folder
