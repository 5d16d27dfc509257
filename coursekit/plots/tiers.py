"""The four tiers of the ladder in one picture: what each of them makes of one crystal."""

import numpy as np

from coursekit.plots.crystal import crystal_scene, plot_crystal
from coursekit.plots.picture import Picture
from coursekit.plots.style import COLOURS, STYLE

_ALT = (
    "The ladder, drawn for one crystal of TiO2. First: the crystal. Tier 1, composition: the formula "
    "becomes one row of numbers, and no position is used. Tier 2, pooled structure: all distances "
    "become one curve g(r). Tier 3, local: each of the six atoms becomes a row of its own, and the "
    "rows are pooled afterwards. Tier 4, learned: atoms and bonds become a graph, and a network "
    "learns what to keep. From tier to tier more of the crystal is kept, and more is paid."
)


def draw_tiers(structure, composition_row, edges, g_r, site_rows):
    """Draw what each tier makes of a crystal."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context(STYLE):
        figure = Figure(figsize=(8.5, 5.2), layout="constrained")
        axes = figure.subplots(2, 3).ravel()
    axes[5].axis("off")
    scene = crystal_scene(structure)
    plot_crystal(scene, ax=axes[0])
    axes[0].get_legend().remove()
    axes[0].set_title("the crystal")
    _row(axes[1], composition_row)
    axes[2].stairs(g_r, edges, color=COLOURS[0])
    axes[2].set(title="2 pooled structure", xlabel="r / Å", ylabel="g(r)")
    axes[2].set_box_aspect(0.8)
    _matrix(axes[3], site_rows, structure)
    _graph(axes[4], scene)
    return Picture(figure, alt=_ALT)


def _row(ax, row):
    size = np.abs(row)
    ax.imshow(np.log1p(size)[None], aspect="auto", cmap="cividis")
    ax.set(title="1 composition\n", xlabel=f"{len(row)} numbers", yticks=[], xticks=[])
    ax.set_ylabel("one row")
    ax.set_box_aspect(0.16)
    ax.grid(False)


def _matrix(ax, rows, structure):
    size = np.abs(rows)
    # the columns that differ most say the most at this size
    shown = size[:, np.argsort(size.std(axis=0))[::-1][:60]]
    ax.imshow(np.log1p(shown / shown.max() * 20), aspect="auto", cmap="cividis")
    ax.set(title="3 local, then pooled", xlabel=f"{rows.shape[1]} numbers an atom", xticks=[])
    ax.set_yticks(range(len(rows)), [site.specie.symbol for site in structure])
    ax.set_box_aspect(0.6)
    ax.grid(False)


def _graph(ax, scene):
    from coursekit.plots.crystal import view_axes

    points = (np.array([atom[:3] for atom in scene["atoms"]]) @ view_axes().T)[:, :2]
    for i, j in scene["sticks"]:
        ax.plot(*points[[i, j]].T, color="#777777", linewidth=1, zorder=1)
    for place, kind in enumerate(scene["kinds"]):
        mine = np.array([atom[3] == place for atom in scene["atoms"]])
        ax.scatter(*points[mine].T, s=45, color=COLOURS[place], label=kind["symbol"], zorder=2)
    ax.set(title="4 learned graph", aspect="equal", xticks=[], yticks=[])
    ax.legend(frameon=False, loc="upper left", bbox_to_anchor=(0, -0.02), ncols=2)
    ax.grid(False)
