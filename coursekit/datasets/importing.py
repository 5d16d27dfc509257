"""A user's table or folder, checked once and kept in one file that loads fast."""

from pathlib import Path

from coursekit.datasets.files import load_dataset
from coursekit.datasets.store import record_of, require_place, write_records
from coursekit.errors import DatasetError, Failure


def import_dataset(source, path, *, target="formation_energy_per_atom", licence="not stated"):
    """Read crystals from anywhere, leave out what cannot be used, write the rest."""
    from coursekit.structures import check_structure

    require_place(path)
    if Path(path).resolve() == Path(source).resolve():
        raise DatasetError(f"{path}: is what is to be imported; give another name with --out")
    dataset = load_dataset(source, target=target)
    rows, failures = [], list(dataset.failures)
    for structure, value in zip(dataset.structures, dataset.targets, strict=True):
        name = structure.properties["id"]
        try:
            check_structure(structure)
            rows.append(record_of(structure, name, **{target: float(value)}))
        except (DatasetError, ValueError) as error:
            formula = structure.composition.reduced_formula
            failures.append(Failure(name, formula, str(error)))
    header = {
        "name": Path(source).name,
        "source": f"imported from {Path(source).name}",
        "licence": licence,
        "target": target,
    }
    write_records(path, header, rows, failures=failures)
    return len(rows), failures
