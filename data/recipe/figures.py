"""The data sheet's figures, as SVG that is the same whenever the set is the same."""

from collections import Counter

import compare
import matplotlib
import numpy as np
from pymatgen.core import Element

matplotlib.use("agg")
import matplotlib.pyplot as plt

BLUE, ORANGE, GREY = "#1f5fa8", "#d1690e", "#8a8a8a"
STYLE = {"svg.hashsalt": "coursekit", "svg.fonttype": "none", "font.size": 9}
TARGET = "formation_energy_per_atom"


def elements(rows):
    """Periodic table from its second row, shaded by how many crystals hold an element."""
    counts = Counter(symbol for row in rows for symbol in set(row["species"]))
    figure, axes = plt.subplots(figsize=(8, 3.6))
    grid = np.full((5, 18), np.nan)
    for symbol, count in counts.items():
        element = Element(symbol)
        grid[element.row - 2, element.group - 1] = count
        axes.text(element.group - 1, element.row - 2.12, symbol, ha="center", va="center")
        place = (element.group - 1, element.row - 1.78)
        axes.text(*place, count, ha="center", va="center", fontsize=6)
    axes.imshow(np.log10(grid), cmap="Blues", vmin=0, vmax=3.4, aspect="auto")
    axes.set_axis_off()
    axes.set_title("Crystals that hold an element")
    return figure


def target(rows):
    """Histogram of the target, insulators beside the rest."""
    figure, axes = plt.subplots(figsize=(6, 3.2))
    ionic = [row[TARGET] for row in rows if row["kind"] in compare.WITH_ANIONS]
    others = [row[TARGET] for row in rows if row["kind"] not in compare.WITH_ANIONS]
    ends = np.floor(4 * min(ionic + others)), np.ceil(4 * max(ionic + others))
    bins = np.arange(ends[0], ends[1] + 1) / 4
    axes.hist([ionic, others], bins, stacked=True, color=[BLUE, ORANGE])
    axes.legend(
        [f"insulators ({len(ionic)})", f"metals, semimetals ({len(others)})"], frameon=False
    )
    axes.set_xlabel("formation energy, PBE (eV per atom)")
    axes.set_ylabel("crystals")
    axes.spines[["top", "right"]].set_visible(False)
    return figure


def spread(rows):
    """Energies above the lowest polymorph, each formula a column, in order of its spread."""
    groups = [g for g in compare.by_formula(rows).values() if len(g) >= 3]
    groups.sort(key=lambda group: max(row["energy_above_group"] for row in group))
    figure, axes = plt.subplots(figsize=(8, 3.2))
    for place, group in enumerate(groups):
        energies = [max(row["energy_above_group"], 1e-3) for row in group]
        axes.plot([place, place], [min(energies), max(energies)], color=GREY, lw=0.5, zorder=1)
        axes.scatter([place] * len(energies), energies, s=5, color=BLUE, zorder=2)
    axes.set_yscale("log")
    axes.set_xlabel(f"{len(groups)} formulas of three polymorphs or more")
    axes.set_ylabel("above the lowest (eV per atom;\nthe lowest drawn at 0.001)")
    axes.set_xlim(-1, len(groups))
    axes.spines[["top", "right"]].set_visible(False)
    return figure


def flattening(rows):
    """CHGNet's energies inside polymorph groups against PBE's."""
    figure, axes = plt.subplots(figsize=(4, 3.8))
    pairs = []
    for group in compare.by_formula(rows).values():
        if len(group) >= 3:
            both = np.array([(row[TARGET], row[f"{TARGET}_chgnet"]) for row in group])
            pairs.append(both - both.mean(axis=0))
    pbe, chgnet = np.concatenate(pairs).T
    ends = np.array([pbe.min(), pbe.max()])
    axes.plot(ends, ends, color=GREY, lw=0.8, label="equal")
    axes.plot(ends, ends * (pbe @ chgnet) / (pbe @ pbe), color=ORANGE, lw=1.2, label="fitted slope")
    axes.scatter(pbe, chgnet, s=4, color=BLUE)
    axes.set_xlabel("PBE, from its group's mean (eV per atom)")
    axes.set_ylabel("CHGNet, likewise")
    axes.legend(frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
    return figure


def describe(rows):
    """{name: alternative text} of every figure, from the same numbers."""
    counts = Counter(symbol for row in rows for symbol in set(row["species"]))
    common = ", ".join(f"{symbol} in {n}" for symbol, n in counts.most_common(3))
    energies = np.array([row[TARGET] for row in rows])
    groups = [g for g in compare.by_formula(rows).values() if len(g) >= 3]
    spreads = [max(row["energy_above_group"] for row in group) for group in groups]
    slopes = [slope for _, slope, *_ in compare.flattening(rows).values()]
    return {
        "elements": f"Periodic table: {len(counts)} elements occur, most often {common} crystals.",
        "target": f"Histogram of formation energies from {energies.min():.2f} to "
        f"{energies.max():.2f} eV per atom, mean {energies.mean():.2f}; insulators lie lower.",
        "spread": f"Energies above the lowest polymorph for {len(groups)} formulas; the largest in "
        f"a group is {1000 * np.median(spreads):.0f} meV per atom in the median.",
        "flattening": "CHGNet against PBE inside polymorph groups: slopes by kind of material from "
        f"{min(slopes):.2f} to {max(slopes):.2f}, so CHGNet flattens the differences.",
    }


def write_all(rows, folder, checksum):
    """Write every figure; its description names the data it was drawn from."""
    folder.mkdir(exist_ok=True)
    for name, draw in (
        ("elements", elements),
        ("target", target),
        ("spread", spread),
        ("flattening", flattening),
    ):
        with plt.rc_context(STYLE):
            figure = draw(rows)
            figure.tight_layout()
            text = f"{describe(rows)[name]} Data: {checksum}"
            metadata = {"Date": None, "Description": text}
            figure.savefig(folder / f"{name}.svg", metadata=metadata)
            plt.close(figure)
