"""The syllabus: for each slide and each point of the discussion of descriptors, where it is taught.

    python solutions/claims.py          # run the lectures that changed and write lectures/CLAIMS.md
    python solutions/claims.py --check  # is the table complete, and does it belong to the notebooks?

Cells of a lecture name their slides in their metadata (`slides="14,15"`); a cell that names none belongs
to those of the cell before it, up to the next heading. Points belong to whole sections. What a cell is
follows from the cell: words, a display formula, a picture, a measurement, a checked step. A field that
stays empty has a reason in `EMPTY`. Numbers are what the cells print; the table remembers the code.
"""

import ast
import hashlib
import re
import sys
from pathlib import Path

from coursekit.grading.scripts import read_script

ROOT = Path(__file__).parents[1]
TABLE = Path("lectures") / "CLAIMS.md"
SLIDES = [str(n) for n in range(1, 53)]
POINTS = {
    "a good descriptor is invariant": ("what must a description", "do soap and acsf keep",
                                      "six wishes, six tests"),
    "... unique": ("where three bodies end", "six wishes, six tests"),
    "... continuous": ("hard and smooth", "continuity", "six wishes, six tests"),
    "... cheap to compute": ("how many numbers", "where the cost sits", "six wishes, six tests"),
    "... of constant size": ("from a set to a vector", "a relative whose length",
                             "six wishes, six tests"),
    "... general": ("from a set to a vector", "a universal model, frozen", "six wishes, six tests"),
    "descriptors differ by their basis": ("step two: measure", "a relative whose length",
                                          "a relative for the whole crystal"),
    "where distances and angles end": ("three bodies: questions", "where three bodies end"),
    "equivariance": ("step three: forget",),
    "learned descriptors": ("a universal model, frozen", "learned pooling"),
}  # fmt: skip
"""Points of the discussion of descriptors, and the sections that make them, by how they begin."""

FIELDS = ("words", "formula", "picture", "measurement", "step")
_WHY_EMPTY = {
    "an overview; what it announces is taught, measured and checked in its place": {
        "1": "step", "2": "formula picture measurement step", "3": "formula picture measurement step",
        "4": "formula step", "50": "formula", "51": "formula picture measurement step",
    },
    "the exercises themselves": {"52": "formula picture measurement step"},
    "a library or a choice, no quantity": {
        "6": "formula step", "8": "formula", "12": "formula", "19": "formula", "30": "formula step",
        "35": "formula step", "36": "formula step", "49": "formula",
    },
    "an argument; its formulas and steps are those of pooling, slides 37 to 41": {
        "11": "formula step", "25": "formula",
    },
    "said by the formulas of slides 20, 23 and 33": {"24": "formula", "29": "formula"},
    "about coordinates; what descriptors do with them is slide 16": {"17": "formula"},
    "checked by the step of the slides that follow": {"10": "step", "18": "step", "26": "step", "31": "step"},
    "a summary of slides 31 to 33, with their formulas and steps": {"34": "formula step"},
    "said shorter by a table": {"35": "picture", "36": "picture"},
    "a matter of single numbers, no curve": {
        "38": "picture", "39": "picture", "40": "picture", "41": "picture", "42": "picture",
        "43": "picture", "44": "picture", "46": "picture", "48": "picture",
    },
    "a wish; how far a descriptor meets it is measured": {
        "... unique": "formula step", "... cheap to compute": "formula picture step",
        "... of constant size": "formula picture step", "... general": "formula picture step",
        "... continuous": "step", "equivariance": "step",
        "descriptors differ by their basis": "step", "learned descriptors": "formula picture step",
    },
    "a fault to be found, not a quantity": {
        "43": "formula", "44": "formula", "45": "formula", "46": "formula step", "47": "formula",
    },
}
_MARKS = {reason: f"({letter})" for reason, letter in zip(_WHY_EMPTY, "abcdefghijkl", strict=False)}
EMPTY = {
    (topic, field): _MARKS[reason]
    for reason, topics in _WHY_EMPTY.items()
    for topic, fields in topics.items()
    for field in fields.split()
}
LONGEST = 110
_IMPORTS = (ast.Import, ast.ImportFrom)
_PICTURE = re.compile(r"view_crystal\(|\bdraw_\w+\(|\bplot_\w+\(|make_axes\(|subplots\(|\.static\(")
_STEP = re.compile(r"(.+?)(-question|-check|-hidden)?$")

_HEAD = """# Syllabus: where each slide is taught

Written by `python solutions/claims.py` from the cells' own metadata; do not edit. A cell is named by the
letter of its lecture and its number from the top, or by its step. "Prints" is what the first of the
measurements says.

| slide | words | formula | picture | measurement | step | prints |
|---|---|---|---|---|---|---|
"""
_FOOT = "\nMeasured with this code:\n\n"


def read_lectures(root):
    """Notebooks of all lectures, by name."""
    folder = Path(root) / "solutions" / "lectures"
    return {path.stem: read_script(path) for path in sorted(folder.glob("*.py"))}


def slides_of(cell):
    """Slides that a cell names: "14,15" or "20-22"."""
    found = []
    for part in filter(None, re.split(r"[,\s]+", str(cell.metadata.get("slides", "")))):
        first, _, last = part.partition("-")
        found += map(str, range(int(first), int(last or first) + 1))
    return found


def points_of(heading):
    """Points that the section under a heading makes."""
    title = re.sub(r"^#+ (\d+\. )?", "", heading).lower()
    return [point for point, starts in POINTS.items() if title.startswith(starts)]


def is_housekeeping(source):
    """Whether a cell only imports, or sums up."""
    return source.startswith("summary(") or all(
        isinstance(node, _IMPORTS) for node in ast.parse(source).body)


def field_of(cell):
    """Which column a cell belongs to; None for imports and the like."""
    if "nbgrader" in cell.metadata:
        return "step"
    if cell.cell_type == "markdown":
        return "formula" if "$$" in cell.source else "words"
    if is_housekeeping(cell.source):
        return None
    return "picture" if _PICTURE.search(cell.source) else "measurement"


def place(lectures):
    """For each slide and point, for each field, its (lecture, cell)."""
    places = {topic: {field: [] for field in FIELDS} for topic in [*SLIDES, *POINTS]}
    for name, notebook in lectures.items():
        slides, points = [], []
        for cell in notebook.cells:
            own, field = slides_of(cell), field_of(cell)
            heading = cell.cell_type == "markdown" and cell.source.startswith("#")
            if heading:
                points = points_of(cell.source.splitlines()[0])
            if own or heading:
                slides = own
            if field is None:
                continue
            for topic in [*((own or slides) if field != "words" else own), *points]:
                places[topic][field].append((name, cell))
                if field == "formula":  # it stands among words
                    places[topic]["words"].append((name, cell))
    return places


def digest(notebook):
    """Digest of a notebook's code; prose may change without a new measurement."""
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    return hashlib.sha256("\n".join(code).encode()).hexdigest()[:12]


def run(notebook):
    """Run a notebook in place."""
    from coursekit.execute import execute

    execute(notebook)


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
    """Rows of the table; `numbers` are what the cells printed, by lecture and cell."""
    rows = []
    for topic, fields in places.items():
        shown = [_name_cells(fields[f]) or EMPTY.get((topic, f), "**missing**") for f in FIELDS]
        found = [numbers[name, cell.id] for name, cell in fields["measurement"]
                 if numbers.get((name, cell.id))]  # fmt: skip
        rows.append(f"| {topic} | " + " | ".join([*shown, found[0] if found else ""]) + " |")
    return rows


def _name_cells(cells):
    named = {}
    for name, cell in cells:
        label = _STEP.match(cell.id)[1] if "nbgrader" in cell.metadata else cell.id
        named.setdefault(name.partition("_")[0], {})[label] = None
    parts = []
    for letter, labels in named.items():
        steps = [label for label in labels if not label.isdigit()]
        plain = [label for label in labels if label.isdigit()]
        parts += [f"{letter} {', '.join(plain)}"] * bool(plain) + steps
    return "; ".join(parts)


def known_numbers(root, lectures):
    """What the table says was printed, for lectures whose code has not changed since."""
    path = Path(root) / TABLE
    text = path.read_text() if path.is_file() else ""
    found = re.findall(r"^(\S+) cell (\S+): (.*)$", text, re.M)
    same = {name for name, nb in lectures.items() if f"- {name} `{digest(nb)}`" in text}
    return same, {(name, cell): said for name, cell, said in found if name in same}


def write_table(root=ROOT):
    """Run the lectures that changed and write the table."""
    from nbclient.exceptions import CellExecutionError

    lectures = read_lectures(root)
    same, numbers = known_numbers(root, lectures)
    codes = [f"- {name} `{digest(lectures[name])}`" for name in same]
    for name, notebook in lectures.items():
        if name in same:
            continue
        print("running", name, flush=True)
        try:
            run(notebook)
            codes.append(f"- {name} `{digest(notebook)}`")
        except CellExecutionError as error:
            # without its code in the table the check names this notebook
            print(f"{name} stops: {error.ename}: {error.evalue}")
        numbers |= {(name, cell.id): measured(cell) for cell in notebook.cells}
        # after each of them, so that a run that was stopped goes on from there
        _write(root, lectures, numbers, codes)
    _write(root, lectures, numbers, codes)


def _write(root, lectures, numbers, codes):
    rows = write_rows(place(lectures), numbers)
    said = [f"{name} cell {cell}: {text}" for (name, cell), text in sorted(numbers.items()) if text]
    kept = "<!-- what the cells printed\n" + "\n".join(said).replace("--", "- -") + "\n-->"
    legend = "Empty, because it is\n\n" + "\n".join(f"- {m}: {why}" for why, m in _MARKS.items())
    parts = [_HEAD + "\n".join(rows), legend, _FOOT.strip("\n"), "\n".join(sorted(codes)), kept]
    (Path(root) / TABLE).write_text("\n\n".join(parts) + "\n")


def find_faults(root=ROOT):
    """What is missing or out of date in the table, as sentences."""
    lectures = read_lectures(root)
    places = place(lectures)
    faults = []
    for topic, fields in places.items():
        for field, cells in fields.items():
            if not cells and (topic, field) not in EMPTY:
                faults.append(f"{topic} has no {field}, and no reason for it")
    path = Path(root) / TABLE
    if not path.is_file():
        return [*faults, f"{TABLE} is not there"]
    text = path.read_text()
    held = [row.split(" | ")[:6] for row in text.splitlines() if row.startswith("| ")][1:]
    if held != [row.split(" | ")[:6] for row in write_rows(places, {})]:
        faults.append("the cells named in the table are not those of the notebooks")
    return faults + [
        f"{name} was measured with other code"
        for name, notebook in lectures.items()
        if f"- {name} `{digest(notebook)}`" not in text
    ]


if __name__ == "__main__":
    if "--check" not in sys.argv:
        write_table()
    problems = find_faults()
    print("\n".join(problems) or "complete and current")
    sys.exit(bool(problems))
