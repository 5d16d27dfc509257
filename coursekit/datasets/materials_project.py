"""A reproducible subset of the Materials Project, fetched with the user's own key."""

import json
import os
import time
from dataclasses import asdict, dataclass
from math import isfinite
from pathlib import Path

from coursekit.datasets.progress import Unfinished
from coursekit.datasets.store import record_of, require_place, write_records
from coursekit.datasets.subset import is_ab2o4, sample_groups
from coursekit.errors import DatasetError, Failure
from coursekit.structures import check_structure, parse_structure

ATTRIBUTION = (
    "Data retrieved from the Materials Project (A. Jain et al., APL Materials 1, 011002 (2013), "
    "https://doi.org/10.1063/1.4812323), licensed under CC BY 4.0"
)
FAMILIES = {"spinel": {"elements": ("O",), "num_elements": 3, "formula": "AB2C4"}}
KEY_VARIABLE = "MP_API_KEY"
_KEY_LENGTH = 32
_TARGETS = ("formation_energy_per_atom", "energy_above_hull", "band_gap")
_FIELDS = ("material_id", "structure", *_TARGETS)
_CHUNK = 100


@dataclass(frozen=True)
class Criteria:
    """Which entries to fetch; the same criteria on the same database version give the same set."""

    n: int = 500
    elements: tuple = ()
    max_sites: int = 20
    max_hull: float = 0.3
    family: str = ""
    seed: int = 0

    def check(self):
        """Make sure that the criteria can be met."""
        if self.n < 1 or self.max_sites < 1 or self.max_hull < 0:
            raise DatasetError(
                f"`n` is {self.n}, `max_sites` {self.max_sites}, `max_hull` {self.max_hull} eV per "
                "atom; the first two must be at least 1, the last at least 0"
            )
        if self.family and self.family not in FAMILIES:
            known = ", ".join(FAMILIES)
            raise DatasetError(
                f"`family` is {self.family!r}; it must be one of {known}, or left out"
            )

    def query(self):
        """Arguments of the client's search."""
        special = dict(FAMILIES.get(self.family, {}))
        elements = [*special.pop("elements", ()), *self.elements]
        return {
            "num_sites": (1, self.max_sites),
            "energy_above_hull": (0, self.max_hull),
            "deprecated": False,
            # generated structures of restricted licence are not wanted
            "include_gnome": False,
            **({"elements": elements} if elements else {}),
            **special,
        }


def read_key(key_file=None):
    """The user's key: from a file, else from the environment."""
    source = f"the file {key_file}" if key_file else f"${KEY_VARIABLE}"
    try:
        key = Path(key_file).read_text() if key_file else os.environ.get(KEY_VARIABLE, "")
    except OSError as error:
        raise DatasetError(f"`key_file`: {key_file} cannot be read ({error.strerror})") from error
    key = key.strip()
    if not key:
        raise DatasetError(
            "no key for the Materials Project: make one on the dashboard of "
            f"materialsproject.org, then set {KEY_VARIABLE} or give a file with `key_file` "
            "(--key-file); without one, `coursekit data matbench` fetches similar data"
        )
    if len(key) != _KEY_LENGTH or not key.isalnum():
        raise DatasetError(
            f"the key in {source} has {len(key)} characters; a key of the Materials Project has "
            f"{_KEY_LENGTH} letters and digits; copy it again from the dashboard"
        )
    return key


def fetch_materials_project(path, criteria, *, key, endpoint=None, wait=time.sleep):
    """Fetch a subset into a file that `load_dataset` reads; goes on where it was broken off."""
    from coursekit.datasets.patience import Patient

    criteria.check()
    require_place(path)
    patient = Patient(key, endpoint=endpoint, wait=wait)
    version = patient.db_version()
    unfinished = Unfinished(path, {"criteria": asdict(criteria), "db_version": version})
    pieces = unfinished.start()
    if not pieces:
        pieces = [{"ids": _choose(patient, criteria)}]
        unfinished.add(pieces)
    _fetch_missing(patient, pieces, unfinished)
    rows, failures = _records(pieces[0]["ids"], pieces[1:])
    header = {
        "name": "Materials Project subset",
        "source": "Materials Project",
        "db_version": version,
        "licence": "CC BY 4.0",
        "attribution": ATTRIBUTION,
        "criteria": asdict(criteria),
    }
    write_records(path, header, rows, failures=failures)
    unfinished.finish()
    return len(rows), failures


def _choose(patient, criteria):
    """Ids of the sample, from the list of everything that meets the criteria."""
    found = patient.search(fields=["material_id", "formula_pretty"], **criteria.query())
    # a set: pages may overlap when the server is busy
    entries = sorted({(str(doc["material_id"]), str(doc["formula_pretty"])) for doc in found})
    if criteria.family == "spinel":
        entries = [entry for entry in entries if is_ab2o4(entry[1])]
    if not entries:
        raise DatasetError("the Materials Project has no entry with these criteria; widen them")
    ids, formulas = zip(*entries, strict=True)
    return [ids[i] for i in sample_groups(ids, formulas, criteria.n, seed=criteria.seed)]


def _fetch_missing(patient, pieces, unfinished):
    """Fetch, chunk by chunk, the documents that are not there yet; `pieces` grows."""
    from tqdm.auto import tqdm

    wanted = pieces[0]["ids"]
    here = {piece["material_id"] for piece in pieces[1:]}
    missing = [id_ for id_ in wanted if id_ not in here]
    bar = tqdm(total=len(wanted), initial=len(here), desc="crystals", unit="crystal", leave=False)
    for start in range(0, len(missing), _CHUNK):
        chunk = missing[start : start + _CHUNK]
        found = patient.search(fields=list(_FIELDS), material_ids=chunk)
        delivered = {str(doc["material_id"]) for doc in found} & set(chunk)
        if len(delivered) < len(chunk):
            raise DatasetError(
                f"the Materials Project delivered {len(delivered)} of {len(chunk)} entries that it "
                f"had listed; run the command again: it goes on after the {len(here)} it has; "
                "if that does not help, update mp-api"
            )
        kept = [{name: doc.get(name) for name in _FIELDS} for doc in found]
        unfinished.add(kept)
        pieces += kept
        here |= delivered
        bar.update(len(chunk))
    bar.close()


def _records(order, documents):
    """Records in the order of the sample, and failures for what cannot be used."""
    by_id = {doc["material_id"]: doc for doc in documents}
    rows, failures = [], []
    for id_ in order:
        try:
            rows.append(_record(by_id[id_]))
        except DatasetError as error:
            failures.append(Failure(id_, "", str(error)))
    if not rows:
        raise DatasetError(
            f"none of the {len(order)} entries has the shape this version of coursekit knows "
            f"({failures[0]}); update mp-api and coursekit, or use `coursekit data matbench`"
        )
    return rows, failures


def _record(document):
    structure = parse_structure(json.dumps(document["structure"]), "json")
    try:
        check_structure(structure)
    except ValueError as error:
        raise DatasetError(str(error)) from error
    targets = {name: document[name] for name in _TARGETS}
    for name, value in targets.items():
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not isfinite(value):
            raise DatasetError(f"has a `{name}` of {value!r:.40}, not a finite number")
    return record_of(structure, document["material_id"], **targets)
