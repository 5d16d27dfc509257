"""The lecture's 52 slides and where each of them is computed: writes `lectures/CLAIMS.md`.

    python solutions/claims.py          # run the notebooks and write the table
    python solutions/claims.py --check  # is the table complete, and does it belong to the notebooks?

Cells of a lecture name their slides in their metadata (`slides="14,15"`); a code cell that names none
belongs to those of the cell before it, up to the next heading. The numbers are taken from what the
cells print; the table remembers which code it was measured with.
"""

import hashlib
import re
import sys
from pathlib import Path

from coursekit.grading.scripts import read_script

ROOT = Path(__file__).parents[1]
TABLE = Path("lectures") / "CLAIMS.md"
SLIDES = range(1, 53)
LONGEST = 150
_HOUSEKEEPING = re.compile(r"(import|from|summary)\b")

_HEAD = """# Slides and where they are computed

Written by `python solutions/claims.py` from the cells' own metadata; do not edit. A cell is named by its
number from the top of the notebook, or by its step. "Measured" is what the first of the code cells
prints that says a number; run the notebook to see all of it.

| slide | notebook | cells | measured |
|---|---|---|---|
"""
_FOOT = "\nMeasured with this code:\n\n"


def read_lectures(root):
    """Notebooks of all lectures that are written, by name."""
    folder = Path(root) / "solutions" / "lectures"
    return {path.stem: read_script(path) for path in sorted(folder.glob("*.py"))}


def slides_of(cell):
    """Slides that a cell covers: "14,15" or "20-22"."""
    found = []
    for part in filter(None, re.split(r"[,\s]+", str(cell.metadata.get("slides", "")))):
        first, _, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return found


def place_slides(lectures):
    """For each slide its (notebook, cells), in the order of the notebooks."""
    places = {slide: {} for slide in SLIDES}
    for name, notebook in lectures.items():
        slides = []
        for cell in notebook.cells:
            own = slides_of(cell)
            plain_code = cell.cell_type == "code" and "nbgrader" not in cell.metadata
            plain_code = plain_code and not _HOUSEKEEPING.match(cell.source)
            heading = cell.cell_type == "markdown" and cell.source.startswith("#")
            if own or heading:
                slides = own
            for slide in own or (slides if plain_code else []):
                places[slide].setdefault(name, []).append(cell)
    return places


def digest(notebook):
    """Digest of a notebook's code; prose may change without a new measurement."""
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    return hashlib.sha256("\n".join(code).encode()).hexdigest()[:12]


def run(notebook):
    """Run a notebook in place."""
    from nbclient import NotebookClient

    client = NotebookClient(notebook, timeout=300, kernel_name="python3", store_widget_state=False)
    client.execute()


def measured(cell):
    """First line of a cell's output that holds a number, or "" if there is none."""
    for output in cell.get("outputs", []):
        if output.output_type == "stream" and output.name == "stderr":
            continue
        data = output.get("data", {})
        text = output.get("text") or data.get("text/plain", "")
        live = "application/vnd.jupyter.widget-view+json" in data
        if live or text.startswith("<Figure") or not re.search(r"\d", text):
            continue
        if "text/html" in data and "<table" in data["text/html"]:
            return _first_row(data["text/html"])
        line = next(line for line in text.splitlines() if re.search(r"\d", line))
        return _shorten(line)
    return ""


def _first_row(page):
    """First row of a table of pandas, as "column value"."""
    before, _, after = page.partition("<td")
    *heads, start = before.split("<tr")
    values = _items("<td" + after.partition("</tr")[0])
    heads = [row for row in map(_items, heads) if any(row[1:])]
    names = heads[0][-len(values) :] if heads else [""] * len(values)
    pairs = [f"{name} {item}".strip() for name, item in zip(names, values, strict=False)]
    return _shorten(", ".join(filter(None, _items(start))) + ": " + ", ".join(pairs))


def _items(row):
    items = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)
    return [re.sub(r"<.*?>", "", item).strip() for item in items]


def _shorten(text):
    text = re.sub(r"\s+", " ", text).strip().replace("|", "/")
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"


def write_rows(places, numbers):
    """Rows of the table, without the numbers when there are none."""
    rows = []
    for slide, notebooks in places.items():
        if not notebooks:
            rows.append(f"| {slide} | **missing** | | |")
        for name, cells in notebooks.items():
            ids = ", ".join(cell.id for cell in cells)
            found = [numbers[name, cell.id] for cell in cells if numbers.get((name, cell.id))]
            rows.append(f"| {slide} | {name} | {ids} | {found[0] if found else ''} |")
    return rows


def write_table(root=ROOT):
    """Run every lecture and write the table."""
    from nbclient.exceptions import CellExecutionError

    lectures, numbers, codes = read_lectures(root), {}, []
    for name, notebook in lectures.items():
        print("running", name, flush=True)
        try:
            run(notebook)
            codes.append(f"- {name} `{digest(notebook)}`")
        except CellExecutionError as error:
            # without its code in the table the check names this notebook
            print(f"{name} stops: {error.ename}: {error.evalue}")
        numbers |= {(name, cell.id): measured(cell) for cell in notebook.cells}
    rows, codes = write_rows(place_slides(lectures), numbers), "\n".join(codes)
    (Path(root) / TABLE).write_text(_HEAD + "\n".join(rows) + "\n" + _FOOT + codes + "\n")


def find_faults(root=ROOT):
    """What is missing or out of date in the table, as sentences."""
    lectures = read_lectures(root)
    places = place_slides(lectures)
    faults = [f"slide {slide} has no cell" for slide, found in places.items() if not found]
    path = Path(root) / TABLE
    if not path.is_file():
        return [*faults, f"{TABLE} is not there"]
    text = path.read_text()
    held = [row.split(" | ")[:3] for row in text.splitlines() if row.startswith("| ")][1:]
    wanted = [row.split(" | ")[:3] for row in write_rows(places, {})]
    if held != wanted:
        faults.append("the cells named in the table are not those of the notebooks")
    faults += [
        f"{name} was measured with other code"
        for name, notebook in lectures.items()
        if f"- {name} `{digest(notebook)}`" not in text
    ]
    return faults


if __name__ == "__main__":
    if "--check" not in sys.argv:
        write_table()
    problems = find_faults()
    print("\n".join(problems) or "complete and current")
    sys.exit(bool(problems))
