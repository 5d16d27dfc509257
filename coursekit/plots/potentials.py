"""Pictures of a potential: are its forces right, does energy stay, how far does an atom see."""

import numpy as np

from coursekit.pipelines.metrics import standard_error
from coursekit.plots.axes import make_axes
from coursekit.plots.style import COLOURS, MARKERS


def plot_force_parity(true, predicted, *, ax=None):
    """Predicted against true force components, a marker per model.

    Parameters
    ----------
    true : (n,) array
        eV/Å.
    predicted : dict of str to (n,) array
        By name of the model, eV/Å.
    ax : matplotlib Axes, optional

    Returns
    -------
    matplotlib Axes
    """
    ax = make_axes((4.6, 4.2)) if ax is None else ax
    for k, (name, values) in enumerate(predicted.items()):
        style = {"marker": MARKERS[-1 - k], "color": COLOURS[1 - k % 2], "s": 14, "linewidths": 0}
        ax.scatter(true, values, alpha=0.6, label=name, **style)
    ends = [min(true), max(true)]
    ax.plot(ends, ends, color="black", linewidth=1)
    ax.set(xlabel="true force / (eV/Å)", ylabel="predicted force / (eV/Å)", aspect="equal")
    ax.legend(frameon=False)
    return ax


def plot_energy_drift(runs, *, dt, ax=None):
    """Total energy along trajectories, from where each began.

    Parameters
    ----------
    runs : dict of str to (n_steps,) array
        Kinetic plus potential energy by name, eV per atom.
    dt : float
        Time between two steps, fs.
    ax : matplotlib Axes, optional

    Returns
    -------
    matplotlib Axes
    """
    ax = make_axes((5.6, 3.2)) if ax is None else ax
    for k, (name, total) in enumerate(runs.items()):
        time = dt * np.arange(1, len(total) + 1)
        drift = 1000 * (np.asarray(total) - total[0])
        ax.plot(time, drift, color=COLOURS[k], linestyle=("-", "--", ":")[k % 3], label=name)
    ax.set(xlabel="time / fs", ylabel="energy - start / (meV per atom)")
    ax.legend(frameon=False)
    return ax


def plot_reach(distances, changes, *, r_cut, ax=None):
    """How much each atom's value changed when one atom moved, against its distance.

    Parameters
    ----------
    distances : (n_sites,) array
        From the atom that moved, Å.
    changes : dict of int to (n_sites,) array
        Absolute change by number of layers; zeros are left out.
    r_cut : float
        Cutoff of one layer, Å.
    ax : matplotlib Axes, optional

    Returns
    -------
    matplotlib Axes
    """
    ax = make_axes((5.6, 3.4)) if ax is None else ax
    for k, (layers, change) in enumerate(changes.items()):
        seen = np.asarray(change) > 0
        label = f"{layers} layer" + ("s" if layers > 1 else "")
        style = {"marker": MARKERS[k], "color": COLOURS[k], "s": 22, "facecolors": "none"}
        ax.scatter(np.asarray(distances)[seen], np.asarray(change)[seen], label=label, **style)
        ax.axvline(layers * r_cut, color=COLOURS[k], linestyle="--", linewidth=1)
    ax.set_yscale("log")
    ax.set(xlabel="distance from the atom that moved / Å", ylabel="change of the atom's value")
    ax.legend(frameon=False, loc="lower left")
    return ax


def plot_learning_curves(found, *, ax=None):
    """Error of several models against the size of their training part."""
    ax = make_axes((5.6, 3.4)) if ax is None else ax
    for k, (name, errors) in enumerate(found.items()):
        sizes = sorted(errors)
        means = [np.mean(errors[size]) for size in sizes]
        bars = [standard_error(errors[size]) for size in sizes]
        style = {"marker": MARKERS[k], "color": COLOURS[k], "capsize": 3}
        ax.errorbar(sizes, means, yerr=bars, linestyle=("-", "--", ":")[k % 3], label=name, **style)
    ax.set(xscale="log", yscale="log", xlabel="crystals in the training part, at most")
    ax.set_ylabel("MAE / (eV per atom)")
    ax.set_xticks(sizes, [str(size) for size in sizes])
    ax.minorticks_off()
    lowest, highest = ax.get_ylim()
    marks = [m for m in (0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 1.5) if lowest <= m <= highest]
    ax.set_yticks(marks, [str(mark) for mark in marks])
    ax.legend(frameon=False)
    return ax
