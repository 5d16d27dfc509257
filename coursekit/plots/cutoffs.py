"""A cutoff scan with its scatter: one error bar a radius, and every fold as a dot."""

import numpy as np

from coursekit.plots.style import COLOURS, MARKERS, STYLE


def plot_scan(r_cuts, errors, *, tied=None, trivial=None, ax=None):
    """Mean error and fold scatter against the cutoff.

    Parameters
    ----------
    r_cuts : (n_cutoffs,) sequence of float
        Å.
    errors : (n_cutoffs, n_folds) array
        Mean absolute errors, eV per atom.
    tied : (n_cutoffs,) array of bool, optional
        Radii that cannot be told from the best; filled markers.
    trivial : float, optional
        Error of the training mean, drawn as a line.
    ax : matplotlib Axes, optional

    Returns
    -------
    matplotlib Axes
    """
    ax = _empty_axes() if ax is None else ax
    r_cuts, errors = np.asarray(r_cuts, float), np.asarray(errors, float)
    tied = np.zeros(len(r_cuts), bool) if tied is None else np.asarray(tied)
    mean, scatter = errors.mean(axis=1), errors.std(axis=1, ddof=1)
    places = np.repeat(r_cuts, errors.shape[1])
    ax.scatter(places, errors, s=12, color="#999999", label="folds", zorder=1)
    ax.plot(r_cuts, mean, color=COLOURS[0], linewidth=1)
    for chosen, fill, label in (
        (~tied, "white", "worse"),
        (tied, COLOURS[0], "tied with the best"),
    ):
        style = {"color": COLOURS[0], "markerfacecolor": fill, "fmt": MARKERS[0], "capsize": 4}
        if chosen.any():
            bars = [np.minimum(scatter, 0.9 * mean)[chosen], scatter[chosen]]
            ax.errorbar(r_cuts[chosen], mean[chosen], bars, label=label, **style)
    if trivial is not None:
        ax.axhline(trivial, color=COLOURS[1], linestyle="--", label="training mean")
    ax.set_yscale("log")
    ax.set(xlabel="cutoff radius / Å", ylabel="MAE / (eV per atom)")
    ax.legend(frameon=False, fontsize=9)
    return ax


def _empty_axes():
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context(STYLE):
        return Figure(figsize=(7, 4), layout="constrained").subplots()
