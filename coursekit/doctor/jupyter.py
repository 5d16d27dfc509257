"""JupyterLab, its kernel, and what widgets and nbgrader add to it."""

import json
import os
import sys
from pathlib import Path

from coursekit.doctor.findings import NOTE, PROBLEM, SOUND, Finding

_WIDGETS = {"@jupyter-widgets/jupyterlab-manager": "jupyterlab_widgets", "anywidget": "anywidget"}


def kernel():
    """Find the kernel that notebooks start, and ask whether it is this Python."""
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    try:
        spec = KernelSpecManager().get_kernel_spec("python3")
    except NoSuchKernel:
        return Finding(
            PROBLEM, "there is no kernel python3", "pip install --force-reinstall ipykernel"
        )
    program = spec.argv[0]
    if not os.path.isabs(program) or _same(program):
        return Finding(SOUND, "python3 is this environment's Python")
    return Finding(
        PROBLEM,
        f"the kernel python3 is {program}, not {sys.executable}",
        "python -m ipykernel install --sys-prefix",
    )


def _same(program):
    # links are not followed: an environment's python is one, and leads to the system's
    return os.path.dirname(program) == os.path.dirname(sys.executable)


def widget_extensions():
    """Look for the parts of JupyterLab that show sliders and live pictures."""
    missing = [package for name, package in _WIDGETS.items() if not _extension(name)]
    if missing:
        return Finding(
            PROBLEM,
            f"JupyterLab does not know {' and '.join(missing)}",
            f"pip install --force-reinstall --no-deps {' '.join(missing)}",
        )
    return Finding(SOUND, "ipywidgets and anywidget are in JupyterLab")


def nbgrader_panels():
    """Look for nbgrader's panels: Validate for students, Formgrader for instructors."""
    enabled = _server_extensions().get("nbgrader.server_extensions.formgrader")
    if _extension("@jupyter/nbgrader") and enabled is not False:
        return Finding(SOUND, "Validate and Formgrader are in JupyterLab")
    return Finding(
        NOTE,
        "nbgrader's panels are not in JupyterLab; `coursekit check` does the same as Validate",
        "pip install --force-reinstall --no-deps nbgrader",
    )


def _extension(name):
    from jupyter_core.paths import jupyter_path

    return any((Path(folder) / name).is_dir() for folder in jupyter_path("labextensions"))


def _server_extensions():
    from jupyter_core.paths import jupyter_config_path

    found = {}
    for folder in reversed(jupyter_config_path()):
        for path in sorted(Path(folder).glob("jupyter_server_config.d/*.json")):
            settings = json.loads(path.read_text(encoding="utf-8"))
            found |= settings.get("ServerApp", {}).get("jpserver_extensions", {})
    return found
