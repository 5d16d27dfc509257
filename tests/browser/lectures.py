"""The lectures that there are, and what of them has to be seen in a browser."""

from pathlib import Path

from needed_cells import find_needed, read_names

import coursekit.apps

LECTURES = sorted((Path(__file__).parents[2] / "solutions" / "lectures").glob("[0-9A-Z]*_*.py"))


def cells_with_apps(cells):
    """Those that show something alive, and those above that they need.

    That all cells run is tested without a browser, in `tests/notebooks`.
    """
    needed = set()
    for n, cell in enumerate(cells):
        code = cell["cell_type"] == "code" and "nbgrader" not in cell["metadata"]
        if code and read_names(cell["source"]) & set(coursekit.apps.__all__):
            needed.add(n)
            find_needed(cells, cell["source"], n, needed)
    return [cell for n, cell in enumerate(cells) if n in needed]
