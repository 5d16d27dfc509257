"""Rewrite the numbers of the data sheet: every block of `data/README.md` between two marks.

Run, after assemble.py, in the course's own environment: python data/recipe/sheet.py [--data FOLDER] [--check]
"""

import argparse
import hashlib
import re
import sys
from pathlib import Path

import compare
import figures
import gaps
import numpy as np
import records

from coursekit.datasets.schema import HeldOutRecord, Record, Splits, describe_fields

BLOCK = re.compile(r"(<!-- made: (\w+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)
CURVE = "learning_curve"


def counts(rows, folder):
    elements = sorted({symbol for row in rows for symbol in row["species"]})
    groups = compare.by_formula(rows)
    of_three = sum(len(group) >= 3 for group in groups.values())
    sizes = [row["n_atoms"] for row in rows]
    spin = sum(row["spin_polarised"] for row in rows)
    held = compare.read_lines(folder / "held_out.jsonl.gz")[1:]
    n_candidates = len(records.read("candidates"))
    return [
        f"{len(rows)} labelled crystals of {len(groups)} formulas, {of_three} formulas with three",
        f"polymorphs or more, {len(elements)} elements ({', '.join(elements)}), {min(sizes)} to",
        f"{max(sizes)} atoms (mean {sum(sizes) / len(sizes):.1f}); {spin} of them spin-polarised. Another",
        f"{len(held)} crystals of {len({row['formula'] for row in held})} formulas are held out. The "
        f"recipe's candidate list holds {n_candidates} crystals.",
    ]


def checksums(rows, folder):
    return ["| file | SHA-256 |", "|---|---|"] + [
        f"| `{line.split()[1]}` | `{line.split()[0]}` |"
        for line in (folder / "SHA256SUMS").read_text().splitlines()
    ]


def fields(rows, folder):
    hidden = [name for name in Record.model_fields if name not in HeldOutRecord.model_fields]
    lines = ["| field | meaning |", "|---|---|"]
    lines += [
        f"| `{name}` | {text} |"
        for name, text in describe_fields().items()
        if name not in hidden[1:]
    ]
    order = [name for name in hidden[1:] if name != "splits"]
    lines += [f"| `{name}` | {describe_fields()[name]} |" for name in order]
    lines += [f"| `splits.{name}` | {text} |" for name, text in describe_fields(Splits).items()]
    named = ", ".join(f"`{name}`" for name in hidden)
    return [*lines, "", f"A held-out record lacks {named}."]


def experiment(rows, folder):
    found = [item for item in compare.with_experiment(rows) if not item.row["spin_polarised"]]
    return [*_energies(found), "", *_summary(found, ("pbe", "shifted", "chgnet"))]


def magnetic(rows, folder):
    found = [item for item in compare.with_experiment(rows) if item.row["spin_polarised"]]
    if not found:
        return ["None of the magnetic compounds with a known enthalpy is in the set yet."]
    return [*_energies(found), "", *_summary(found, ("pbe", "shifted", "chgnet"))]


def _energies(found):
    head = "| compound | prototype | PBE | PBE, shifted | CHGNet | experiment | source |"
    return [head, "|---|---|---|---|---|---|---|"] + [
        f"| {item.row['formula']} | {item.row['prototype']} | {item.pbe:.2f} | {item.shifted:.2f} | "
        f"{item.chgnet:.2f} | {item.known:.2f} | {item.source} |"
        for item in found
    ]


def _summary(found, columns):
    names = {"pbe": "PBE", "shifted": "PBE, shifted", "chgnet": "CHGNet"}
    for column in columns:
        n, mae, mean = compare.errors(found, column)
        yield f"- {names[column]}: n {n}, MAE {mae:.3f}, mean error {mean:+.3f} eV per atom"


def published(rows, folder):
    found = compare.with_published(rows)
    head = [
        "| compound | prototype | PBE, here | PBE, published | source |",
        "|---|---|---|---|---|",
    ]
    lines = [
        f"| {item.row['formula']} | {item.row['prototype']} | {item.pbe:.3f} | {item.known:.3f} | "
        f"{item.source} |"
        for item in found
    ]
    return [*head, *lines, "", *_summary(found, ("pbe",))]


def lattice(rows, folder):
    found = compare.lattices(rows)
    within = [entry for _, entry, parts in found if max(map(abs, parts)) <= 3]
    values = [abs(part) for _, _, parts in found for part in parts]
    lines = [
        f"{len(found)} known ground states are in the set; {len(within)} have every lattice parameter "
        "within 3 % of",
        f"experiment (mean deviation {sum(values) / len(values):.1f} %). The exceptions:",
        "",
    ]
    for row, entry, parts in found:
        if max(map(abs, parts)) > 3:
            said = ", ".join(
                f"{axis} {part:+.1f} %" for axis, part in zip("ac", parts, strict=False)
            )
            lines.append(f"- {row['formula']}, {row['prototype']}: {said} ({entry['exception']})")
    return lines


def ground_states(rows, folder):
    found = compare.ground_states(rows)
    lowest = sum(compare.is_lowest(row) for row, _ in found)
    lines = [
        f"In {lowest} of {len(found)} formulas ({100 * lowest / len(found):.0f} %) the structure known "
        "from experiment is PBE's lowest here",
        f"(within {1000 * compare.SAME_ENERGY:.0f} meV per atom). The others:",
        "",
    ]
    for row, best in found:
        if not compare.is_lowest(row):
            above = 1000 * row["energy_above_group"]
            lines.append(
                f"- {row['formula']}: {row['prototype']} is {above:.0f} meV per atom above "
                f"{best['prototype']}"
            )
    return lines


def flattening(rows, folder):
    lines = [
        "| kind | groups | slope | spread of PBE | spread of CHGNet |",
        "|---|---|---|---|---|",
    ]
    for kind, (n, slope, pbe, chgnet) in compare.flattening(rows).items():
        lines.append(f"| {kind} | {n} | {slope:.2f} | {pbe:.3f} | {chgnet:.3f} |")
    return lines


def band_gaps(rows, folder):
    lines = [
        "| kind | crystals with a gap calculated | metals | direct gap | median gap, eV |",
        "|---|---|---|---|---|",
    ]
    for kind, (n, metals, direct, median) in gaps.summary(rows).items():
        lines.append(
            f"| {kind} | {n} of {sum(row['kind'] == kind for row in rows)} | {metals} | {direct} | "
            f"{f'{median:.2f}' if n > metals else ''} |"
        )
    n_known = sum(n for n, *_ in gaps.summary(rows).values())
    apart = {id_: abs(d) for id_, d in gaps.repeated(rows).items()}
    close = sum(d < gaps.SAME_RUN for d in apart.values())
    far = sorted(apart, key=lambda id_: -apart[id_])[:5]
    named = ", ".join(f"{id_} {1000 * apart[id_]:.0f}" for id_ in far)
    return [
        *lines,
        "",
        f"So far {n_known} of the {len(rows)} crystals have a gap, whole polymorph groups first: a ladder",
        "with `--target band_gap` stands on these.",
        "",
        f"{len(apart)} insulators, semimetals and magnetic compounds have their gap from a second run, on an",
        f"even mesh. Its energy is within {1000 * gaps.SAME_RUN:.0f} meV per atom of the label in {close} of "
        f"them (median {1000 * np.median(list(apart.values())):.1f}); the "
        f"furthest, meV per atom: {named}.",
    ]


def gap_experiment(rows, folder):
    found = gaps.with_experiment(rows)
    lines = [
        "| compound | prototype | PBE, eV | | experiment, eV | source |",
        "|---|---|---|---|---|---|",
    ]
    for row, known, source in found:
        nature = {True: "direct", False: "indirect", None: "metal"}[row["gap_is_direct"]]
        lines.append(
            f"| {row['formula']} | {row['prototype']} | {row['band_gap']:.2f} | {nature} | "
            f"{known:.2f} | {source} |"
        )
    apart = np.array([row["band_gap"] - known for row, known, _ in found])
    share = np.median([row["band_gap"] / known for row, known, _ in found])
    return [
        *lines,
        "",
        f"- PBE: n {len(found)}, MAE {np.abs(apart).mean():.2f}, mean error {apart.mean():+.2f} eV; "
        f"half of the gaps come out below {100 * share:.0f} % of experiment",
    ]


def splits(rows, folder):
    lines = ["| division | sizes |", "|---|---|"]
    for name in Splits.model_fields:
        places = [row["splits"][name] for row in rows]
        sizes = [places.count(place) for place in range(max(places) + 1)]
        if name == CURVE:
            trained = [sum(sizes[1 : k + 1]) for k in range(1, len(sizes))]
            said = f"test {sizes[0]}; training sets {', '.join(map(str, trained))}"
        else:
            said = ", ".join(map(str, sizes))
        lines.append(f"| `{name}` | {said} |")
    return lines


def pictures(rows, folder):
    return [f"![{text}](figures/{name}.svg)\n" for name, text in figures.describe(rows).items()]


MADE = {
    function.__name__: function
    for function in (
        counts,
        checksums,
        fields,
        experiment,
        magnetic,
        published,
        lattice,
        ground_states,
        flattening,
        band_gaps,
        gap_experiment,
        splits,
        pictures,
    )
}


def rewrite(text, folder):
    """The sheet with every block made anew; what stands between blocks is not touched."""
    rows = compare.read_set(folder)

    def made(match):
        return match[1] + "\n".join(MADE[match[2]](rows, folder)) + "\n" + match[4]

    return BLOCK.sub(made, text)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=records.HERE.parent, help="default: data/")
    parser.add_argument("--check", action="store_true", help="write nothing; fail if out of date")
    options = parser.parse_args()
    sheet = records.HERE.parent / "README.md"
    text = sheet.read_text(encoding="utf-8")
    new = rewrite(text, options.data)
    if options.check:
        sys.exit("data/README.md is out of date; run sheet.py" if new != text else 0)
    (options.data / "README.md").write_text(new, encoding="utf-8")
    data = (options.data / "teaching_set.jsonl.gz").read_bytes()
    rows = compare.read_set(options.data)
    figures.write_all(rows, options.data / "figures", hashlib.sha256(data).hexdigest())


if __name__ == "__main__":
    main()
