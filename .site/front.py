"""The front page: pictures and syllabus are made from the course itself, so that they stay true."""

import json
import re
import tomllib
from pathlib import Path

import numpy as np

from coursekit.present import read_minutes

COURSE = Path(__file__).parents[1]


def write_front(sources):
    """Fill the marks `<!-- name -->` of the front page.

    Parameters
    ----------
    sources : pathlib.Path
        The site's sources, with `index.md`.
    """
    folder = sources / "pictures"
    folder.mkdir(exist_ok=True)
    page = (sources / "index.md").read_text(encoding="utf-8")
    parts = {
        "ladder": _picture(folder, "ladder", _tiers()),
        "order": _picture(folder, "order", _order()),
        "faces": _picture(folder, "faces", _faces()),
        "syllabus": _syllabus(),
        "cite": _cite(),
    }
    for name, text in parts.items():
        page = page.replace(f"<!-- {name} -->", text)
    (sources / "index.md").write_text(page, encoding="utf-8")


def _picture(folder, name, picture):
    (folder / f"{name}.png").write_bytes(picture.png())
    return f"![{picture.alt}](pictures/{name}.png)"


def _tiers():
    from coursekit.featurizers import SOAP, MagpieStatistics, RadialDistribution
    from coursekit.plots.tiers import draw_tiers
    from coursekit.structures import make_rutile

    crystal = [make_rutile()]
    radial = RadialDistribution(r_cut=8.0).fit(crystal)
    (sites,) = SOAP(r_cut=4.0, n_max=4, l_max=4).fit_transform(crystal)
    values = sites.values.toarray() if hasattr(sites.values, "toarray") else sites.values
    return draw_tiers(
        crystal[0],
        MagpieStatistics().fit_transform(crystal)[0],
        radial.edges_,
        radial.transform(crystal)[0],
        values,
    )


def ladder_rows():
    """Rungs of the README's table, with MAE and rho on folds by formula.

    Returns
    -------
    list of (str, float, float)
    """
    text = (COURSE / "README.md").read_text(encoding="utf-8")
    table = text.partition("## What the table says")[2].partition("\n|")[2].partition("\n\n")[0]
    head, _, *rows = ([cell.strip() for cell in row.strip(" |").split("|")]
                      for row in table.splitlines())  # fmt: skip
    name = next(k for k, title in enumerate(head) if "model" in title)
    mae = next(k for k, title in enumerate(head) if "folds by formula" in title)
    rho = next(k for k in range(mae, len(head)) if "rho" in head[k])
    return [(row[name], _first(row[mae]), _first(row[rho])) for row in rows]


def _first(cell):
    found = re.search(r"[-+−]?\d+(\.\d+)?", cell)
    return float(found[0].replace("−", "-")) if found else np.nan


def _order():
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    from coursekit.plots.picture import Picture
    from coursekit.plots.style import COLOURS, STYLE

    names, mae, rho = zip(*ladder_rows(), strict=True)
    with rc_context(STYLE):
        figure = Figure(figsize=(8.5, 0.9 + 0.34 * len(names)), layout="constrained")
        left, right = figure.subplots(1, 2, sharey=True)
        for ax, values, colour, label in ((left, mae, COLOURS[0], "MAE / eV per atom"),
                                          (right, rho, COLOURS[1], "rank correlation")):  # fmt: skip
            ax.barh(names, values, color=colour)
            ax.set_xlabel(label)
        left.set_title("error for new formulas", fontsize=10)
        right.set_title("order of the polymorphs of a formula", fontsize=10)
        left.invert_yaxis()
    said = "; ".join(f"{n}: {m:.2f} and {r:.2f}" for n, m, r in ladder_rows())
    return Picture(figure, alt=f"Error in eV per atom and rank correlation of each rung: {said}.")


def _faces():
    """Share of the twelve neighbours in fcc copper that a count inside the cell loses."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure
    from pymatgen.core import Lattice, Structure

    from coursekit.neighbors import neighbor_list
    from coursekit.plots.picture import Picture
    from coursekit.plots.style import COLOURS, STYLE

    conventional = Structure.from_spacegroup("Fm-3m", Lattice.cubic(3.61), ["Cu"], [[0, 0, 0]])
    sizes, lost = [], []
    for crystal in (conventional.get_primitive_structure(), *(conventional * n for n in (1, 2, 4))):
        pairs = neighbor_list(crystal, 2.7)
        outside = np.any(np.asarray(pairs.images) != 0, axis=1)
        sizes.append(len(crystal))
        lost.append(100 * outside.mean())
    with rc_context(STYLE):
        figure = Figure(figsize=(5.2, 2.6), layout="constrained")
        ax = figure.subplots()
        ax.bar([str(n) for n in sizes], lost, color=COLOURS[0], width=0.6)
        ax.set(xlabel="atoms in the cell of fcc copper", ylabel="neighbours lost / %")
    said = ", ".join(f"{p:.0f} % of {n} atoms" for n, p in zip(sizes, lost, strict=True))
    return Picture(figure, alt=f"Neighbours lost without periodic images, by size of cell: {said}.")


def _syllabus():
    lines = ["| notebook | question | minutes | checked steps |", "|---|---|---|---|"]
    for kind in ("lectures", "exercises"):
        for path in sorted((COURSE / kind).glob("*.ipynb")):
            cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
            title, _, text = "".join(cells[0]["source"]).partition("\n")
            asked = " ".join(
                (re.search(r"\*\*(.+?)\*\*", text, re.S) or [0, text.split("\n\n")[0]])[1].split()
            )
            graded = [c for c in cells if c["metadata"].get("nbgrader", {}).get("grade")]
            steps = {c["metadata"]["nbgrader"]["grade_id"].rsplit("-", 1)[0] for c in graded}
            name = title.lstrip("# ")
            lines.append(f"| [{name}]({kind}/{path.stem}.ipynb) | {asked} | {read_minutes(text) or '-'} | "
                         f"{len(steps) or '-'} |")  # fmt: skip
    return "\n".join(lines)


def _cite():
    from coursekit import __version__

    known = tomllib.loads((COURSE / ".site" / "release.toml").read_text(encoding="utf-8"))
    authors = "; ".join(known["authors"]) or "coursekit contributors"
    doi = f"https://doi.org/{known['doi']}" if known["doi"] else "no DOI yet"
    return (
        f"> {authors}. *coursekit: a hands-on course on describing crystals to machine-learning "
        f"models*, version {__version__}, {doi}. The data set is part of it (CC BY 4.0)."
    )
