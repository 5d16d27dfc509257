"""Periodic images: what is lost when neighbours are sought inside the cell only, and otherwise."""

import numpy as np

from coursekit.apps.base import App, dropdown, slider
from coursekit.apps.crystals import Shelf
from coursekit.apps.scene import (
    FAINT,
    LEGEND,
    cell_edges,
    join_lines,
    lines_trace,
    place_points,
    scene_style,
)
from coursekit.neighbors import (
    neighbor_list,
    neighbors_half_list,
    neighbors_minimum_image,
    neighbors_with_self,
    neighbors_without_images,
)
from coursekit.plots.images import describe_ways, plot_site_counts, plot_way_counts
from coursekit.plots.style import COLOURS, STYLE
from coursekit.structures import make_bcc, make_fcc, make_rocksalt, make_rutile, supercell

WAYS = {
    "all images": neighbor_list,
    "no images": neighbors_without_images,
    "minimum image": neighbors_minimum_image,
    "half list": neighbors_half_list,
    "self counted": neighbors_with_self,
}
"""The right list and four wrong ones, by the name in the menu."""

CELLS = {
    "fcc copper, 4 atoms": make_fcc,
    "fcc copper, 1 atom": lambda: make_fcc(primitive=True),
    "bcc iron, 2 atoms": make_bcc,
    "rock salt MgO, 8 atoms": make_rocksalt,
    "rutile TiO₂, 6 atoms": make_rutile,
}


class PeriodicImages(App):
    """Neighbours of one site as five neighbour lists have them, one right and four wrong.

    Parameters
    ----------
    cells : dict of str to Structure, optional
        Cells to offer; by default the course's own.
    **settings
        `cell`, `repeats` (1 to 4 along each edge), `way` (a name in `WAYS`), `r_cut` (Å, 1.5 to 5)
        and `site`.

    Examples
    --------
    >>> app = PeriodicImages(cell="fcc copper, 4 atoms", way="no images")
    >>> print(app.text())
    Periodic images. Site 0 of 4: 12 neighbours within 3.00 Å; "no images" finds 3 of them. Over all sites it finds 3.00 on average where 12.00 are right.
    """

    title = "Periodic images"

    def __init__(self, cells=None, **settings):
        self._shelf = Shelf(CELLS if cells is None else cells)
        self._known = {}
        super().__init__(**settings)

    def controls(self):
        """Cell, its size, the way to list neighbours, the radius and the site."""
        return {
            "cell": dropdown("cell", self._shelf),
            "repeats": slider("repeats along each edge", 1, 1, 4, 1),
            "way": dropdown("neighbour list", WAYS, "no images"),
            "r_cut": slider("cutoff radius r_cut", 3.0, 1.5, 5.0, 0.05, unit="Å"),
            "site": slider("site", 0, 0, 511, 1),
        }

    def draw(self, figure):
        """Cell and neighbours on the left, counts on the right."""
        from plotly.subplots import make_subplots

        make_subplots(
            rows=2,
            cols=2,
            specs=[[{"type": "scene", "rowspan": 2}, {}], [None, {}]],
            column_widths=[0.55, 0.45],
            horizontal_spacing=0.1,
            vertical_spacing=0.24,
            subplot_titles=("", "neighbours of this site", "all sites of the cell"),
            figure=figure,
        )
        self._draw_cell(figure)
        self._draw_bars(figure)
        figure.update_layout(scene=scene_style(), height=490, margin_b=70, legend=LEGEND)

    def _draw_cell(self, figure):
        import plotly.graph_objects as go

        looks = {
            "atoms of the cell": {"size": 5, "color": COLOURS[5], "symbol": "circle"},
            "found": {"size": 8, "color": COLOURS[0], "symbol": "circle"},
            "missed": {"size": 8, "color": COLOURS[1], "symbol": "square"},
            "this site": {"size": 10, "color": "#000000", "symbol": "diamond"},
        }
        figure.add_trace(lines_trace(color=FAINT, width=4), row=1, col=1)
        figure.add_trace(lines_trace(color=COLOURS[0], width=5), row=1, col=1)
        for name, marker in looks.items():
            line = {"color": "#222222", "width": 1}
            trace = go.Scatter3d(
                mode="markers", marker=marker | {"line": line}, name=name, x=[], y=[], z=[]
            )
            figure.add_trace(trace, row=1, col=1)

    def _draw_bars(self, figure):
        import plotly.graph_objects as go

        look = {"showlegend": False, "textposition": "outside", "cliponaxis": False, "width": 0.6}
        figure.add_trace(
            go.Bar(x=[name.replace(" ", "<br>") for name in WAYS], y=[], **look), row=1, col=2
        )
        figure.add_trace(
            go.Bar(x=[], y=[], marker={"color": COLOURS[2]}, name="all images", **look),
            row=2,
            col=2,
        )
        figure.add_trace(
            go.Bar(x=[], y=[], marker={"color": COLOURS[1]}, name="this list", **look), row=2, col=2
        )
        figure.update_xaxes(tickangle=0, tickfont={"size": 11}, row=1, col=2)
        figure.update_yaxes(title_text="neighbours", row=1, col=2)
        figure.update_yaxes(title_text="sites", row=2, col=2)
        figure.update_xaxes(title_text="number of neighbours", row=2, col=2)

    def _lists(self, cell, repeats, r_cut):
        """The structure and its five lists; the last ones are kept for the other controls."""
        key = cell, repeats, r_cut
        if key not in self._known:
            structure = self._shelf[cell]
            if repeats > 1:
                structure = supercell(structure, (repeats,) * 3)
            lists = {name: way(structure, r_cut) for name, way in WAYS.items()}
            self._known = {key: (structure, lists)}
        return self._known[key]

    def adapt(self, controls):
        """Keep the site inside the cell."""
        cell, repeats = controls["cell"].value, controls["repeats"].value
        last = len(self._shelf[cell]) * repeats**3 - 1
        controls["site"].limit(0, last)

    def update(self, figure, *, cell, repeats, way, r_cut, site):
        """Find the neighbours anew."""
        structure, lists = self._lists(cell, repeats, r_cut)
        right, chosen = lists["all images"], lists[way]
        with figure.batch_update():
            self._move_cell(figure, structure, right, chosen, site)
            self._move_bars(figure, lists, way, site)
        return describe_ways(right.counts, chosen.counts, site, way=way, r_cut=r_cut)

    def _move_cell(self, figure, structure, right, chosen, site):
        box, bonds, atoms, found, missed, here = figure.data[:6]
        # wrapped, as the search inside the cell sees it
        points = (structure.frac_coords % 1.0) @ structure.lattice.matrix
        center = points[site]
        hits = center + chosen.vectors[chosen.site(site)]
        known = {tuple(point) for point in hits.round(4).tolist()}
        everyone = center + right.vectors[right.site(site)]
        lost = [point for point in everyone if tuple(point.round(4).tolist()) not in known]
        place_points(box, cell_edges(structure.lattice.matrix))
        place_points(bonds, join_lines(center, hits))
        place_points(atoms, points)
        place_points(found, hits)
        place_points(missed, lost)
        place_points(here, center)

    def _move_bars(self, figure, lists, way, site):
        this, right, chosen = figure.data[6:]
        numbers = [int(pairs.counts[site]) for pairs in lists.values()]
        colors = {way: COLOURS[1]} | {"all images": COLOURS[2]}
        this.y, this.text = numbers, [str(number) for number in numbers]
        this.marker.color = [colors.get(name, FAINT) for name in lists]
        for trace, pairs in ((right, lists["all images"]), (chosen, lists[way])):
            values, sites = np.unique(pairs.counts, return_counts=True)
            trace.x, trace.y, trace.text = values, sites, [str(number) for number in sites]
        chosen.visible = way != "all images"
        top = max(pairs.counts.max() for pairs in lists.values())
        figure.update_layout(yaxis={"range": [0, 1.25 * max(numbers) + 0.5]})
        figure.update_layout(
            xaxis2={"range": [-0.7, top + 0.7]},
            yaxis2={"range": [0, 1.3 * len(lists[way].counts)]},
        )

    def picture(self, *, cell, repeats, way, r_cut, site):
        """Counts of this site, and of all sites."""
        from matplotlib import rc_context
        from matplotlib.figure import Figure

        _, lists = self._lists(cell, repeats, r_cut)
        with rc_context(STYLE):
            figure = Figure(figsize=(9.5, 3.4), layout="constrained")
            left, right = figure.subplots(1, 2)
            plot_way_counts({name: pairs.counts[site] for name, pairs in lists.items()}, ax=left)
            plot_site_counts({name: lists[name].counts for name in ("all images", way)}, ax=right)
        return figure
