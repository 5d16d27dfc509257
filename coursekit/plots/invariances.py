"""Five things that a description of an environment must survive, or must notice."""

import numpy as np

from coursekit.plots.picture import Picture
from coursekit.plots.style import COLOURS, STYLE

_SHELL = np.array([[1.0, 0.1], [0.2, 1.1], [-1.1, 0.3], [0.1, -0.9]])
_KINDS = np.array([1, 1, 2, 1])
_MOVES = {
    "as given": "",
    "moved": "same numbers",
    "turned": "same numbers",
    "relabelled": "same numbers",
    "nudged": "nearly the same",
    "another element": "other numbers",
}


def draw_invariances():
    """One environment six times: as given, moved, turned, relabelled, nudged, with another element."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context(STYLE):
        figure = Figure(figsize=(11, 2.5), layout="constrained")
        axes = figure.subplots(1, len(_MOVES))
    for ax, (name, wanted) in zip(axes, _MOVES.items(), strict=True):
        _draw(ax, name, *_moved(name))
        ax.set_title(name, fontsize=10)
        ax.set_xlabel(wanted, fontsize=10)
    words = "; ".join(f"{name}: {wanted}" for name, wanted in _MOVES.items() if wanted)
    return Picture(
        figure, alt=f"One atom with four numbered neighbours, changed in five ways. {words}."
    )


def _moved(name):
    """Center, shell, kinds and labels after the change."""
    center, shell, kinds, labels = np.zeros(2), _SHELL.copy(), _KINDS.copy(), [1, 2, 3, 4]
    if name == "moved":
        center = np.array([0.5, -0.4])
    elif name == "turned":
        c, s = np.cos(0.7), np.sin(0.7)
        shell = shell @ np.array([[c, s], [-s, c]])
    elif name == "relabelled":
        labels = [3, 1, 4, 2]
    elif name == "nudged":
        shell[1] += [0.12, 0.0]
    elif name == "another element":
        kinds[1] = 3
    return center, shell + center, kinds, labels


def _draw(ax, name, center, shell, kinds, labels):
    for point, kind, label in zip(shell, kinds, labels, strict=True):
        ax.plot(*zip(center, point, strict=True), color="#999999", zorder=1)
        ax.plot(*point, "o", color=COLOURS[kind], markersize=17, markeredgecolor="#222222")
        ax.text(*point, str(label), ha="center", va="center", color="white", weight="bold")
    if name == "nudged":
        ax.plot(*_SHELL[1], "o", markerfacecolor="none", markeredgecolor="#777777", markersize=17)
    ax.plot(*center, "D", color="black", markersize=11)
    ax.set(xlim=(-1.75, 1.75), ylim=(-1.75, 1.75), aspect="equal", xticks=[], yticks=[])
    ax.grid(False)
