"""A lecture as slides: a copy of the notebook in which each heading begins a slide."""

import json

FOLDER = "presented"
# a theme that asks for no letters from outside
_LOOK = {"theme": "white", "transition": "none", "scroll": True}


def present(folder, notebook):
    """Write a lecture as slides beside the course's notebooks.

    Questions, answers and checks of the notebook are left out: they are for a student's own desk.
    What follows a picture or a table comes with the next key, so that the room may guess first.

    Parameters
    ----------
    folder : pathlib.Path
        The course's folder.
    notebook : str
        Path of the notebook below it.

    Returns
    -------
    str
        Path of the slides below `folder`; written anew each time.
    """
    content = json.loads((folder / notebook).read_text(encoding="utf-8"))
    shown_output = False
    for cell in content["cells"]:
        kind = _slide_type(cell, shown_output)
        cell["metadata"]["slideshow"] = {"slide_type": kind}
        if kind != "skip":
            shown_output = cell["cell_type"] == "code"
    content["metadata"]["rise"] = _LOOK
    target = folder / FOLDER / notebook.rpartition("/")[2]
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return target.relative_to(folder).as_posix()


def _slide_type(cell, after_output):
    text = "".join(cell["source"])
    if cell["metadata"].get("nbgrader"):
        return "skip"
    if cell["cell_type"] == "markdown" and text.lstrip().startswith("#"):
        return "slide"
    return "fragment" if after_output and cell["cell_type"] == "markdown" else "-"
