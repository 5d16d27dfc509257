"""Append-only JSON lines: how every step of the recipe reads and writes its results.

Standard library only, because the PBE step runs in the system Python that has GPAW.
"""

import datetime
import json
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
RESULTS = HERE / "results"
SETTINGS = tomllib.loads((HERE / "settings.toml").read_text())


def read(name):
    """Records of `results/<name>.jsonl` by id; a later line replaces an earlier one.

    A line cut short by a crash is ignored: its id is simply not done yet.
    """
    path = RESULTS / f"{name}.jsonl"
    records = {}
    if not path.exists():
        return records
    for line in path.read_text().splitlines():
        try:
            record = json.loads(line)
        except json.JSONDecodeError:
            continue
        records[record["id"]] = record
    return records


def finished(name, retry=False):
    """Ids that need no more work: all that were tried, or with `retry` only those that succeeded."""
    return {id_ for id_, record in read(name).items() if not retry or record["status"] == "ok"}


def append(name, record):
    """Add one record and push it to disk, so that a killed run loses at most one calculation."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.jsonl"
    with path.open("a+b") as file:
        if file.tell() and not _ends_with_newline(path):
            file.write(b"\n")
        file.write((json.dumps(record) + "\n").encode())
        file.flush()


def replace(name, records):
    """Write a whole step at once (for the steps that are quick).

    The old file stays until the new one is whole: another step may be reading it.
    """
    RESULTS.mkdir(exist_ok=True)
    lines = [json.dumps(record) + "\n" for record in records]
    part = RESULTS / f"{name}.jsonl.part"
    part.write_text("".join(lines))
    part.replace(RESULTS / f"{name}.jsonl")


def today():
    return datetime.date.today().isoformat()


def group_order(candidates):
    """Candidate ids, references first, then whole polymorph groups with the cheap ones early.

    Families advance side by side, so that wherever the run stops the set has every kind of
    crystal: a group's place is its rank inside its family times the root of the family's cost.
    """
    references = {f"{el}-{proto}" for el, proto in SETTINGS["references"]["solids"].items()}
    families, costs = {}, {}
    for record in candidates:
        if record["id"] in references:
            continue
        group = (record["family"], record["formula"])
        families.setdefault(record["family"], {}).setdefault(group, []).append(record["id"])
        costs[group] = costs.get(group, 0.0) + _cost(record)
    placed = []
    for groups in families.values():
        ranked = sorted(groups, key=lambda group: costs[group])
        mean_cost = sum(costs[group] for group in ranked) / len(ranked)
        for rank, group in enumerate(ranked):
            placed.append(((rank + 0.5) / len(ranked) * mean_cost**0.5, group[1], groups[group]))
    placed.sort(key=lambda item: item[:2])
    return sorted(references) + [id_ for _, _, ids in placed for id_ in ids]


def _cost(record):
    dense = {
        "insulator": 1.0,
        "semimetal": 1.5,
        "metal": 3.0,
        "sp metal": 2.0,
        "magnetic metal": 20.0,
        "magnetic compound": 20.0,
        "magnetic alloy": 20.0,
    }
    return dense.get(record["kind"], 0.0) * record["n_atoms"] ** 1.3


def _ends_with_newline(path):
    with path.open("rb") as file:
        file.seek(-1, 2)
        return file.read(1) == b"\n"
