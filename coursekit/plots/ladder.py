"""The ladder as a picture: error overall, order and regret inside polymorph groups."""

import numpy as np

from coursekit.plots.style import COLOURS, MARKERS, STYLE

_PANELS = (
    ("mae", "mae_error", "MAE / {unit}", "error over all crystals"),
    ("rho", "rho_error", "mean rank correlation", "order inside polymorph groups"),
    ("regret", "regret_error", "regret / {unit}", "cost of the model's favourite"),
)


def plot_ladder(scores, *, unit="eV per atom"):
    """Three panels, a row per rung, a marker per split; bars are standard errors."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    titles = list(dict.fromkeys(score.title for score in scores))
    splits = list(dict.fromkeys(score.split for score in scores))
    with rc_context(STYLE):
        figure = Figure(figsize=(10, 1.4 + 0.42 * len(titles)), layout="constrained")
        axes = figure.subplots(1, 3, sharey=True)
        for ax, panel in zip(axes, _PANELS, strict=True):
            _draw_panel(ax, panel, scores, titles, splits, unit)
        axes[0].set_yticks(range(len(titles)), titles)
        axes[0].invert_yaxis()
        handles, labels = axes[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=len(splits), frameon=False)
    return figure


def _draw_panel(ax, panel, scores, titles, splits, unit):
    value, error, label, title = panel
    for s, split in enumerate(splits):
        rows = [score for score in scores if score.split == split]
        places = np.array([titles.index(score.title) for score in rows]) + 0.18 * (s - 0.5)
        ax.errorbar(
            [getattr(score, value) for score in rows],
            places,
            xerr=[getattr(score, error) for score in rows],
            fmt=MARKERS[s],
            color=COLOURS[s],
            capsize=3,
            label=f"{split} folds",
        )
    ax.axvline(0, color="#555555", linewidth=0.8)
    ax.set_xlabel(label.format(unit=unit))
    ax.set_title(title, fontsize=10)


def describe_ladder(scores, *, unit="eV per atom"):
    """The picture in words, for alt text and the terminal."""
    sentences = []
    for split in dict.fromkeys(score.split for score in scores):
        rows = [score for score in scores if score.split == split and score.tier > 0]
        if not rows:
            continue
        best, order = min(rows, key=lambda s: s.mae), max(rows, key=lambda s: s.rho)
        sentences.append(
            f"On {split} folds the smallest error is {best.mae:.3f} {unit} ({best.title}); the "
            f"best order inside polymorph groups is rho = {order.rho:.2f} ({order.title})."
        )
    return " ".join(sentences)
