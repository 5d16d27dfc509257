"""Make submissions out of a release: write answers into it, then change what a test wants."""

import copy
import json
from pathlib import Path

NAMES = ("1_mass", "2_cell")
RIGHT = {
    "mean": (
        "def mean_mass(counts):\n"
        "    total = 0.0\n"
        "    for symbol in counts:\n"
        "        total = total + MASS[symbol] * counts[symbol]\n"
        "    return total / sum(counts.values())\n"
    ),
    "fractions": (
        "def fractions(counts):\n"
        "    n = np.array([counts[s] for s in counts])\n"
        "    return n / n.sum()\n"
    ),
    "why": "Both numbers only count atoms; where they sit is left out.",
    "volume": "def volume(lattice):\n    return abs(np.linalg.det(np.array(lattice)))\n",
}
FULL = {"mean-check": 2, "mean-hidden": 2, "fractions-check": 3, "volume-check": 2,
        "volume-hidden": 2}  # fmt: skip


def read_release(root):
    """Read the released notebooks of the exercises."""
    folder = Path(root) / "exercises"
    return {name: json.loads((folder / f"{name}.ipynb").read_text()) for name in NAMES}


def cell(notebooks, cell_id):
    """Find a cell in any of the notebooks."""
    for notebook in notebooks.values():
        for found in notebook["cells"]:
            if found.get("id") == cell_id:
                return found
    raise KeyError(cell_id)


def answer(notebooks, answers):
    """Write answers into a copy of the notebooks."""
    notebooks = copy.deepcopy(notebooks)
    for cell_id, source in answers.items():
        cell(notebooks, cell_id)["source"] = source
    return notebooks


def insert_before(notebooks, cell_id, source, kind="code"):
    """Insert a cell of the student's own."""
    for notebook in notebooks.values():
        for n, found in enumerate(notebook["cells"]):
            if found.get("id") == cell_id:
                new = {"cell_type": kind, "id": f"own-{n}", "metadata": {}, "source": source}
                if kind == "code":
                    new |= {"execution_count": None, "outputs": []}
                notebook["cells"].insert(n, new)
                return notebooks
    raise KeyError(cell_id)


def store(root, student, notebooks, extra=None, assignment="exercises"):
    """Write a submission into the course's `submitted` folder."""
    folder = Path(root) / "submitted" / student / assignment
    folder.mkdir(parents=True)
    for name, notebook in notebooks.items():
        content = notebook if isinstance(notebook, bytes) else json.dumps(notebook).encode()
        (folder / f"{name}.ipynb").write_bytes(content)
    for name, content in (extra or {}).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder
