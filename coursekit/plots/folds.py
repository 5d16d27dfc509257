"""How crystals are divided into training and test parts: at random, or formula by formula."""

from itertools import pairwise

import numpy as np

from coursekit.plots.picture import Picture
from coursekit.plots.style import COLOURS, STYLE


def draw_folds(groups, splits):
    """One row a fold, one box a crystal; polymorphs of one formula share a letter and stand together."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context(STYLE):
        figure = Figure(figsize=(9.5, 0.5 + 2.1 * len(splits)), layout="constrained")
        axes = np.atleast_1d(figure.subplots(len(splits), 1))
    for ax, (name, folds) in zip(axes, splits.items(), strict=True):
        _draw(ax, name, np.asarray(groups), folds)
    return Picture(figure, alt=describe_folds(groups, splits))


def _draw(ax, name, groups, folds):
    from matplotlib.patches import Rectangle

    for row, (_, test) in enumerate(folds):
        for k in range(len(groups)):
            held_out = k in set(test)
            style = {"facecolor": COLOURS[1] if held_out else "#DCE9F5", "edgecolor": "white"}
            ax.add_patch(Rectangle((k, row), 1, 0.85, **style))
            if held_out:
                ax.text(k + 0.5, row + 0.42, "test", ha="center", va="center", fontsize=8)
    edges = np.flatnonzero(np.r_[True, groups[1:] != groups[:-1], True])
    for left, right in pairwise(edges):
        ax.text((left + right) / 2, -0.15, groups[left], ha="center", va="bottom")
        ax.axvline(left, color="#555555", linewidth=1)
    ax.set(xlim=(0, len(groups)), ylim=(len(folds), -0.8), xticks=[], title=name)
    ax.set_yticks(np.arange(len(folds)) + 0.42, [f"fold {n + 1}" for n in range(len(folds))])
    ax.grid(False)
    for side in ax.spines.values():
        side.set_visible(False)


def describe_folds(groups, splits):
    """The picture in words: how many test crystals have a polymorph in training."""
    groups = np.asarray(groups)
    sentences = []
    for name, folds in splits.items():
        known = sum(np.isin(groups[test], groups[train]).sum() for train, test in folds)
        sentences.append(
            f"{name}: in {len(folds)} folds each of the {len(groups)} crystals is tested once; "
            f"{known} of them have another crystal of their formula in training."
        )
    return " ".join(sentences)
