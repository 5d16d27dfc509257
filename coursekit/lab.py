"""JupyterLab laid out for the course: the list of lectures beside a notebook, nothing from outside."""

import json
import os
import sys

from coursekit.execute import KERNELS
from coursekit.present import present

WORKSPACE = "course"
_KEPT_IN = ".coursekit-lab"
_INDEX = "lectures/README.md"
# neither questions about news, nor panels for notebooks that nbgrader itself hands out; and texts
# are for reading
_OVERRIDES = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false"},
    "@jupyterlab/docmanager-extension:plugin": {"defaultViewers": {"markdown": "Markdown Preview"}},
}
_LEFT_OUT = [
    f"@jupyter/nbgrader:{name}" for name in ("assignment-list", "course-list", "create-assignment")
]


def find_notebook(folder, name):
    """Find a lecture or an exercise by how its name begins."""
    places = ("lectures", "exercises")
    paths = [p for place in places for p in sorted((folder / place).glob("*.ipynb"))]
    for path in paths:
        if path.stem == name or path.stem.split("_")[0].lower() == name.lower():
            return path.relative_to(folder).as_posix()
    known = ", ".join(path.stem.split("_")[0] for path in paths) or "none"
    raise ValueError(f"no notebook {name!r} in {folder}; there are: {known}")


def lay_out(folder, notebook):
    """Describe the workspace: the list of lectures in the left side bar, a notebook beside it."""
    shown = {f"notebook:{notebook}": {"data": {"path": notebook, "factory": "Notebook"}}}
    left = ["filebrowser"]
    if (folder / _INDEX).is_file():
        left.insert(0, f"markdownviewer-widget:{_INDEX}")
        shown[left[0]] = {"data": {"path": _INDEX, "factory": "Markdown Preview"}}
    areas = {"type": "tab-area", "currentIndex": 0, "widgets": [f"notebook:{notebook}"]}
    layout = {
        "main": {"dock": areas, "current": f"notebook:{notebook}"},
        "left": {"collapsed": False, "visible": True, "widgets": left, "current": left[0]},
        "right": {"collapsed": True, "visible": True, "widgets": []},
        "relativeSizes": [0.3, 0.7, 0],
    }
    place = {"file-browser-filebrowser:cwd": {"path": notebook.rpartition("/")[0]}}
    data = {"layout-restorer:data": layout, **place, **shown}
    return {"data": data, "metadata": {"id": WORKSPACE}}


def lab_command(folder, *, notebook="", port=0, browser=True, extra=(), slides=False):
    """Prepare the workspace and return the command that starts JupyterLab."""
    _check_user(extra)
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={folder}",
        f"--port={port}",
        *(f"--KernelManager.{name}={value}" for name, value in KERNELS.items()),
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
    ]
    command += [] if browser else ["--no-browser"]
    if notebook or (folder / "lectures").is_dir():
        kept, path = folder / _KEPT_IN, find_notebook(folder, notebook or "0")
        _store(kept, lay_out(folder, path))
        command.append(f"--LabApp.workspaces_dir={kept}")
        command.append(f"--LabApp.app_settings_dir={kept / 'settings'}")
        url = f"/rise/{present(folder, path)}" if slides else f"/lab/workspaces/{WORKSPACE}"
        command.append(f"--LabApp.default_url={url}")
    return command + list(extra)


def _check_user(extra):
    if getattr(os, "geteuid", lambda: 1)() == 0 and "--allow-root" not in extra:
        raise ValueError(
            "you are root, for whom JupyterLab does not start; use an ordinary account, or in a "
            "container: coursekit lab -- --allow-root"
        )


def _store(kept, workspace):
    from jupyterlab_server.workspaces_handler import WorkspacesManager

    settings = kept / "settings"
    settings.mkdir(parents=True, exist_ok=True)
    WorkspacesManager(str(kept)).save(WORKSPACE, json.dumps(workspace))
    (settings / "overrides.json").write_text(json.dumps(_OVERRIDES))
    (settings / "page_config.json").write_text(json.dumps({"disabledExtensions": _LEFT_OUT}))
