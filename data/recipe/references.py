"""Step 4: energy per atom of every element's reference state (`results/references.json`).

Run: python data/recipe/references.py
"""

import json

import records

GAS_OF_CHGNET = {
    "O": "alpha_o2",
    "N": "n2_pa3",
    "F": "x2_cmce",
    "Cl": "x2_cmce",
    "Br": "x2_cmce",
    "I": "x2_cmce",
}


def collect():
    """{element: {id, e_pbe, id_chgnet, e_chgnet}}; a reference that is not finished is left out."""
    relaxed, labels = records.read("relaxed"), records.read("labels")
    settings = records.SETTINGS["references"]
    found = {}
    for element, prototype in settings["solids"].items():
        solid = f"{element}-{prototype}"
        found[element] = _entry(labels.get(solid), relaxed.get(solid))
    for element in settings["molecules"]:
        gas = relaxed.get(_molecular_solid(element, relaxed))
        found[element] = _entry(labels.get(f"{element}2-molecule"), gas)
    return {element: entry for element, entry in found.items() if entry}


def _molecular_solid(element, relaxed):
    # CHGNet knows crystals only: its gas reference is the molecular solid
    ending = f"-{GAS_OF_CHGNET[element]}"
    return next((id_ for id_ in relaxed if id_ in (element + ending, f"{element}2{ending}")), None)


def _entry(label, relaxed):
    if not label or label["status"] != "ok" or not relaxed:
        return None
    return {
        "id_pbe": label["id"],
        "e_pbe": label["e_pbe"],
        "id_chgnet": relaxed["id"],
        "e_chgnet": relaxed["e_chgnet"],
    }


def main():
    found = collect()
    wanted = {
        *records.SETTINGS["references"]["solids"],
        *records.SETTINGS["references"]["molecules"],
    }
    path = records.RESULTS / "references.json"
    path.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n")
    missing = ", ".join(sorted(wanted - set(found))) or "none"
    print(f"{len(found)} references, missing: {missing}")


if __name__ == "__main__":
    main()
