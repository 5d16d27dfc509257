"""Similarity of polymorphs as a map, and against the energy between them."""

import numpy as np

from coursekit.plots.style import COLOURS, MARKERS, STYLE


def plot_polymorphs(names, similarity, x, y, aliased, *, alike, gap, axes=None):
    """A heat map with numbers, and a point for every pair.

    Parameters
    ----------
    names : list of str
        Polymorphs.
    similarity : (n, n) array
    x, y : (n_pairs,) array
        Similarity of each pair, and the energy between the two, eV per atom.
    aliased : (n_pairs,) array of bool
        Pairs that are alike and yet far apart.
    alike, gap : float
        Where the dashed lines stand.
    axes : two matplotlib Axes, optional

    Returns
    -------
    two matplotlib Axes
    """
    left, right = _empty_axes() if axes is None else axes
    _draw_map(left, names, np.asarray(similarity))
    for k, (label, chosen) in enumerate(
        (("other pairs", ~aliased), ("alike, yet far apart", aliased))
    ):
        style = {"marker": MARKERS[k], "color": COLOURS[k]}
        right.scatter(x[chosen], y[chosen], label=label, **style)
    right.axvline(alike, color="#777777", linestyle="--", linewidth=1)
    right.axhline(gap, color="#777777", linestyle="--", linewidth=1)
    right.set(xlabel="similarity", ylabel="energy between them / (eV per atom)")
    right.legend(frameon=False, loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2)
    return left, right


def _empty_axes():
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context(STYLE):
        return Figure(figsize=(10.5, 4.6), layout="constrained").subplots(1, 2)


def _draw_map(ax, names, similarity):
    image = ax.imshow(similarity, cmap="Blues", vmax=1.0)
    middle = (similarity.min() + 1.0) / 2
    for (row, column), value in np.ndenumerate(similarity):
        colour = "white" if value > middle else "black"
        ax.text(column, row, f"{value:.3f}", ha="center", va="center", color=colour, fontsize=8)
    ax.set_xticks(range(len(names)), names, rotation=45, ha="right", rotation_mode="anchor")
    ax.set_yticks(range(len(names)), names)
    ax.grid(visible=False)
    ax.figure.colorbar(image, ax=ax, label="similarity")
