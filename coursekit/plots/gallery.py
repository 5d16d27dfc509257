"""Crystals and shapes side by side, as they are met in the lectures."""

import numpy as np

from coursekit.plots.crystal import crystal_scene, plot_crystal
from coursekit.plots.picture import Picture

_R = 2.0
_OCTAHEDRON = _R * np.array([[1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1]])


def draw_crystals(crystals, *, polyhedra=(), columns=3, height=3.2, **view):
    """Crystals side by side, each under its name.

    Parameters
    ----------
    crystals : dict of str to Structure
    polyhedra : str or sequence of str, default ()
        Elements around which polyhedra are drawn, where they occur.
    columns : int, default 3
    height : float, default 3.2
        Of a row, inch.
    **view
        For `plot_crystal`: `elevation`, `azimuth` in degrees.

    Returns
    -------
    Picture
    """
    wanted = {polyhedra} if isinstance(polyhedra, str) else set(polyhedra)
    scenes = {}
    for name, structure in crystals.items():
        there = {site.specie.symbol for site in structure}
        scenes[name] = crystal_scene(structure, polyhedra=sorted(wanted & there))
    return _panels(scenes, columns, height, "Crystals side by side.", **view)


def make_shapes():
    """The shells of neighbours that lecture C tells apart."""
    tetrahedron = _R / 3**0.5 * np.array([[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]])
    stretched = _OCTAHEDRON * [1, 1, 1.2]
    lean = np.array([[1, 0, 0.25], [0, 1, 0], [0, 0, 1]])
    bent = _OCTAHEDRON @ lean
    bent *= _R / np.linalg.norm(bent, axis=1, keepdims=True)
    around = np.radians([90, 210, 330])
    low = np.stack([np.cos(around), np.sin(around), 0 * around - 0.8], axis=1)
    prism = np.vstack([low, low * [1, 1, -1]])
    prism *= _R / np.linalg.norm(prism, axis=1, keepdims=True)
    return {
        "tetrahedron": tetrahedron,
        "square": _OCTAHEDRON[:4],
        "octahedron": _OCTAHEDRON,
        "octahedron, stretched": stretched,
        "octahedron, bent": bent,
        "trigonal prism": prism,
    }


def draw_shapes(shapes, *, center="Ti", neighbor="O", columns=3, height=2.3):
    """Shells of neighbours as polyhedra."""
    from pymatgen.core import Lattice, Structure

    scenes = {}
    for name, bonds in shapes.items():
        box = Lattice.cubic(30.0)
        points = np.vstack([[0, 0, 0], bonds]) + 15.0
        symbols = [center] + [neighbor] * len(bonds)
        alone = Structure(box, symbols, points, coords_are_cartesian=True)
        scenes[name] = crystal_scene(alone, polyhedra=center, cell=False, bonds=1.3)
        scenes[name]["sticks"] = [[0, n + 1] for n in range(len(bonds))]
        scenes[name]["alt"] = f"{len(bonds)} {neighbor} around {center}."
    return _panels(scenes, columns, height, "Shells of neighbours as polyhedra.", legend=False)


def _panels(scenes, columns, height, title, *, legend=True, **view):
    from matplotlib.figure import Figure

    rows = -(-len(scenes) // columns)
    size = (3.1 * columns, height * rows)
    figure = Figure(figsize=size, layout="constrained", facecolor="white")
    axes = np.atleast_1d(figure.subplots(rows, columns)).ravel()
    for ax in axes[len(scenes) :]:
        ax.set_axis_off()
    for ax, (name, scene) in zip(axes, scenes.items(), strict=False):
        plot_crystal(scene, ax=ax, **view)
        ax.set_title(name, fontsize=11)
        if not legend or ax is not axes[len(scenes) - 1]:
            ax.get_legend().remove()
    words = " ".join(f"{name}: {scene['alt']}" for name, scene in scenes.items())
    return Picture(figure, alt=f"{title} {words}")
