"""A deterministic part of Matbench's formation energies, for those who have no key."""

import os
from pathlib import Path

from coursekit.datasets.store import record_of, require_place, write_records
from coursekit.datasets.subset import is_ab2o4, sample_groups
from coursekit.errors import DatasetError

NAME = "matbench_mp_e_form"
ATTRIBUTION = (
    "Matbench v0.1 (A. Dunn et al., npj Computational Materials 6, 138 (2020), "
    "https://doi.org/10.1038/s41524-020-00406-3) from the Materials Project (A. Jain et al., "
    "APL Materials 1, 011002 (2013), https://doi.org/10.1063/1.4812323), CC BY 4.0"
)


def fetch_matbench(path, *, n=500, max_sites=20, family="", seed=0, folder=None):
    """Write a part of `matbench_mp_e_form`, through matminer's loader, into a file of ours."""
    if n < 1 or max_sites < 1 or family not in ("", "spinel"):
        raise DatasetError(
            f"`n` is {n}, `max_sites` {max_sites}, `family` {family!r}; the numbers must be at least "
            "1, the family spinel or left out"
        )
    require_place(path)
    table = _load(folder)
    ids = [f"mb-mp-e-form-{number:06d}" for number in range(1, len(table) + 1)]
    formulas = [structure.composition.reduced_formula for structure in table["structure"]]
    small = [
        i
        for i, structure in enumerate(table["structure"])
        if len(structure) <= max_sites
        and structure.is_ordered
        and (not family or is_ab2o4(formulas[i]))
    ]
    part = sample_groups([ids[i] for i in small], [formulas[i] for i in small], n, seed=seed)
    chosen = [small[i] for i in part]
    rows = [
        record_of(
            table["structure"].iloc[i],
            ids[i],
            formation_energy_per_atom=round(float(table["e_form"].iloc[i]), 6),
        )
        for i in chosen
    ]
    header = {
        "name": "Matbench subset",
        "source": NAME,
        "licence": "CC BY 4.0",
        "attribution": ATTRIBUTION,
        "criteria": {"n": n, "max_sites": max_sites, "family": family, "seed": seed},
    }
    write_records(path, header, rows)
    return len(rows)


def _load(folder):
    from matminer.datasets import load_dataset
    from requests import RequestException

    folder = Path(folder or os.environ.get("MATMINER_DATA") or Path.home() / ".cache" / "matminer")
    try:
        table = load_dataset(NAME, data_home=str(folder))
    except RequestException as error:
        raise DatasetError(
            f"{NAME} cannot be fetched ({type(error).__name__}); check the network (and a proxy); "
            f"on a machine without one, copy {NAME}.json.gz into {folder}"
        ) from None
    except (OSError, EOFError, ValueError, UserWarning) as error:
        raise DatasetError(
            f"{folder / NAME}.json.gz is not the published file ({error!s:.200}); delete it and "
            "fetch it again"
        ) from None
    missing = {"structure", "e_form"} - set(table.columns)
    if missing:
        raise DatasetError(
            f"{NAME} has no column {', '.join(sorted(missing))}; its columns are "
            f"{', '.join(table.columns)}; update matminer and coursekit"
        )
    return table
