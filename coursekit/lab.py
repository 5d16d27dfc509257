"""JupyterLab laid out for the course: the list of lectures beside a notebook, nothing from outside."""

import json
import sys
from pathlib import Path

WORKSPACE = "course"
_KEPT_IN = ".coursekit-lab"
_INDEX = "lectures/README.md"


def course_folder():
    """Find the folder with the course's notebooks.

    Returns
    -------
    pathlib.Path
        The clone that this package belongs to, else the current folder.
    """
    clone = Path(__file__).resolve().parents[1]
    return clone if (clone / "lectures").is_dir() else Path.cwd()


def find_notebook(folder, name):
    """Find a lecture or an exercise by how its name begins.

    Parameters
    ----------
    folder : pathlib.Path
        The course's folder.
    name : str
        For example "C" for lecture C or "2" for the second exercise.

    Returns
    -------
    str
        Path below `folder`, with slashes.

    Raises
    ------
    ValueError
        No notebook begins so; those that there are are named.
    """
    places = ("lectures", "exercises")
    paths = [p for place in places for p in sorted((folder / place).glob("*.ipynb"))]
    for path in paths:
        if path.stem == name or path.stem.split("_")[0].lower() == name.lower():
            return path.relative_to(folder).as_posix()
    known = ", ".join(path.stem.split("_")[0] for path in paths) or "none"
    raise ValueError(f"no notebook {name!r} in {folder}; there are: {known}")


def lay_out(folder, notebook):
    """Describe the workspace: the list of lectures on the left, a notebook on the right.

    Parameters
    ----------
    folder : pathlib.Path
        The course's folder.
    notebook : str
        Path of the notebook below it.

    Returns
    -------
    dict
        A workspace as JupyterLab stores it.
    """
    shown = {f"notebook:{notebook}": {"data": {"path": notebook, "factory": "Notebook"}}}
    if (folder / _INDEX).is_file():
        preview = {"path": _INDEX, "factory": "Markdown Preview"}
        shown = {f"markdownviewer-widget:{_INDEX}": {"data": preview}} | shown
    areas = [{"type": "tab-area", "currentIndex": 0, "widgets": [name]} for name in shown]
    dock = areas[0]
    if len(areas) > 1:
        dock = {
            "type": "split-area",
            "orientation": "horizontal",
            "sizes": [0.3, 0.7],
            "children": areas,
        }
    layout = {
        "main": {"dock": dock, "current": list(shown)[-1]},
        "left": {"collapsed": True, "widgets": ["filebrowser"], "current": "filebrowser"},
        "right": {"collapsed": True, "widgets": []},
    }
    place = {"file-browser-filebrowser:cwd": {"path": notebook.rpartition("/")[0]}}
    data = {"layout-restorer:data": layout, **place, **shown}
    return {"data": data, "metadata": {"id": WORKSPACE}}


def lab_command(folder, *, notebook="", port=0, browser=True):
    """Prepare the workspace and return the command that starts JupyterLab.

    Parameters
    ----------
    folder : pathlib.Path
        The course's folder.
    notebook : str, default ""
        What to open, see `find_notebook`; "" for the first lecture.
    port : int, default 0
        0 takes a free one.
    browser : bool, default True
        Open the browser.

    Returns
    -------
    list of str
        Nothing in it makes JupyterLab ask the internet.

    Raises
    ------
    ValueError
        There is no such notebook.
    """
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={folder}",
        f"--port={port}",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
    ]
    command += [] if browser else ["--no-browser"]
    if notebook or (folder / "lectures").is_dir():
        kept = _store_workspace(folder, lay_out(folder, find_notebook(folder, notebook or "0")))
        command.append(f"--LabApp.workspaces_dir={kept}")
        command.append(f"--LabApp.default_url=/lab/workspaces/{WORKSPACE}")
    return command


def _store_workspace(folder, workspace):
    from jupyterlab_server.workspaces_handler import WorkspacesManager

    kept = folder / _KEPT_IN
    kept.mkdir(exist_ok=True)
    WorkspacesManager(str(kept)).save(WORKSPACE, json.dumps(workspace))
    return kept
