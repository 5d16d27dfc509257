"""A crystal that can be held: turned in a notebook and on the site, printed, and read out.

It needs no graphics card and nothing from outside: a browser allows about sixteen pictures that use
the card on one page, and a lecture has more crystals than that.
"""

import html
import json
from pathlib import Path

import anywidget
import traitlets

from coursekit.plots.crystal import AZIMUTH, ELEVATION, crystal_scene, plot_crystal, view_axes


class CrystalView(anywidget.AnyWidget):
    """One crystal on a page; made by `view_crystal`."""

    _esm = Path(__file__).with_name("crystal.js")
    scene = traitlets.Dict().tag(sync=True)

    def __init__(self, scene, *, size):
        super().__init__(scene=scene)
        self._size = size

    def static(self):
        """The crystal as it first stands, as a still picture."""
        from matplotlib.figure import Figure

        from coursekit.plots.picture import Picture

        figure = Figure(figsize=self._size, layout="constrained", facecolor="white")
        plot_crystal(self.scene, ax=figure.subplots(), **self._angles)
        return Picture(figure, alt=self.text())

    def text(self):
        """The crystal in words."""
        return self.scene["alt"]

    def _repr_mimebundle_(self, **options):
        live = super()._repr_mimebundle_(**options)
        data = dict(live[0] if isinstance(live, tuple) else live)
        # the page without a kernel: the site makes a live crystal of it again
        still = self.static()._repr_mimebundle_()["text/html"]
        scene = html.escape(json.dumps(self.scene, separators=(",", ":")))
        data["text/html"] = f'<div class="coursekit-crystal" data-scene="{scene}">{still}</div>'
        data["text/plain"] = self.text()
        return data


def view_crystal(
    structure,
    *,
    site=None,
    r_cut=None,
    polyhedra=(),
    bonds=1.15,
    cell=True,
    elevation=ELEVATION,
    azimuth=AZIMUTH,
    size=(5.0, 3.4),
):
    """Show a crystal as shaded balls in the usual colours, to be turned.

    Parameters
    ----------
    structure : pymatgen Structure
    site : int, optional
        The atom to mark (black ring).
    r_cut : float, optional
        Å, > 0. Sphere around `site`; its neighbours have rings, blue in the cell and orange in
        other cells.
    polyhedra : str or sequence of str, default ()
        Elements around which polyhedra of bonded atoms are drawn.
    bonds : float, default 1.15
        Two atoms are joined if their distance is at most so many times the shortest that either of
        them has; 0 draws no bond.
    cell : bool, default True
        Draw the cell, and again what stands on its faces.
    elevation, azimuth : float
        Degrees: from where one looks at it first.
    size : tuple of float
        Of the still picture, inch.

    Returns
    -------
    CrystalView
        `static()` is the same on paper, `text()` in words.

    Raises
    ------
    ValueError
        If `r_cut` comes without `site`, or an element of `polyhedra` is not there.

    Examples
    --------
    >>> from coursekit.structures import make_rutile
    >>> view_crystal(make_rutile(), site=0, r_cut=2.2).text()
    'TiO2: cell 4.59 x 4.59 x 2.96 Å, 2 Ti, 4 O. Within 2.20 Å of Ti (site 0): 6 O; 5 of them in other cells (orange rings).'

    References
    ----------
    Cordero et al., Dalton Trans. 2832 (2008), doi:10.1039/b801115j (radii)
    """
    scene = crystal_scene(
        structure, site=site, r_cut=r_cut, polyhedra=polyhedra, bonds=bonds, cell=cell
    )
    scene["view"] = view_axes(elevation, azimuth).round(4).tolist()
    view = CrystalView(scene, size=size)
    view._angles = {"elevation": elevation, "azimuth": azimuth}
    return view
