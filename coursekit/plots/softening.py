"""Pictures of a potential beside its reference: differences of polymorphs, and curves of one crystal."""

import numpy as np

from coursekit.plots.axes import make_axes
from coursekit.plots.style import COLOURS, MARKERS


def plot_softening(reference, model, *, ax=None):
    """Differences inside formulas by a model against those of its reference, with both regressions."""
    ax = make_axes((4.6, 4.2)) if ax is None else ax
    p, m = np.asarray(reference), np.asarray(model)
    ax.scatter(p, m, s=10, color=COLOURS[0], alpha=0.5, linewidths=0)
    ends = np.array([p.min(), p.max()])
    lines = {
        "one to one": (1.0, "black", "-"),
        "model on reference": ((p @ m) / (p @ p), COLOURS[1], "--"),
        "reference on model": ((m @ m) / (p @ m), COLOURS[2], ":"),
    }
    for name, (slope, colour, style) in lines.items():
        label = f"{name}: {slope:.2f}" if colour != "black" else name
        ax.plot(ends, slope * ends, color=colour, linestyle=style, label=label)
    ax.set(xlabel="PBE / (eV per atom)", ylabel="model / (eV per atom)")
    ax.legend(frameon=False)
    return ax


def plot_curves(curves, crystal, *, axes=None):
    """Energy of one crystal against its volume and against the place of one atom, by every method."""
    axes = make_axes((7.4, 3.2), columns=2) if axes is None else axes
    mine = curves[curves["crystal"] == crystal]
    for k, (method, part) in enumerate(mine.groupby("method")):
        volume = part[part["change"] == "volume"].sort_values("amount")
        rest = volume.loc[volume["amount"] == 1, "energy"].iloc[0]
        moved = part[part["change"] == "displacement"].sort_values("amount")
        style = {"color": COLOURS[k], "marker": MARKERS[k], "label": method}
        axes[0].plot(volume["amount"] * volume["volume"], 1000 * (volume["energy"] - rest), **style)
        axes[1].plot([0, *moved["amount"]], [0, *(1000 * (moved["energy"] - rest))], **style)
    axes[0].set(xlabel="volume / Å³", ylabel="energy / (meV per cell)", title=crystal)
    axes[1].set(xlabel="one atom moved along z / Å", ylabel="energy / (meV per cell)")
    axes[0].legend(frameon=False)
    return axes
