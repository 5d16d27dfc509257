"""Same count, different shape: bond angles of two environments side by side."""

import numpy as np

from coursekit.apps.base import App, dropdown, slider
from coursekit.apps.crystals import look_around
from coursekit.apps.scene import join_lines, lines_trace, place_points, scene_range, scene_style
from coursekit.plots.angles import angle_edges, angles_of, describe_shape, plot_angles, plot_shape
from coursekit.plots.style import COLOURS, MARKERS, STYLE
from coursekit.structures import (
    make_lamno3,
    make_mos2,
    make_rutile,
    make_shell,
    make_tenorite,
    make_wurtzite,
)

IDEAL = (
    "tetrahedron",
    "square",
    "octahedron",
    "trigonal prism",
    "cube",
    "cuboctahedron",
    "anticuboctahedron",
    "icosahedron",
)
_AKA = {"cuboctahedron": "cuboctahedron (fcc)", "anticuboctahedron": "anticuboctahedron (hcp)"}
REAL = {
    "Zn in ZnO": (make_wurtzite, 2.5),
    "Cu in CuO": (make_tenorite, 2.4),
    "Ti in rutile TiO₂": (make_rutile, 2.4),
    "Mo in MoS₂": (make_mos2, 2.8),
    "Mn in LaMnO₃": (make_lamno3, 2.5),
}
"""Sites of crystals: the maker, and a radius (Å) that ends behind the first shell."""


class AngleHistogram(App):
    """Two shapes with their bond angles: what their mean hides, and what displacements do.

    Parameters
    ----------
    **settings
        `first`, `second` (shapes), `noise` (displacement, Å, 0 to 0.4) and `bin_width` (degrees).

    Examples
    --------
    >>> app = AngleHistogram(first="tetrahedron", second="octahedron")
    >>> print(app.text())
    Bond angles. tetrahedron: 4 neighbours, 6 angles, mean 109.5°, variance 0 deg². octahedron: 6 neighbours, 15 angles, mean 108.0°, variance 1296 deg².
    """

    title = "Bond angles"

    def __init__(self, **settings):
        self._known = {}
        super().__init__(**settings)

    def controls(self):
        """Two shapes, how much they are disturbed, and the width of the bins."""
        shapes = [(_AKA.get(name, name), name) for name in IDEAL] + [(n, n) for n in REAL]
        return {
            "first": dropdown("first shape", shapes, "tetrahedron"),
            "second": dropdown("second shape", shapes, "square"),
            "noise": slider("displacement", 0.0, 0.0, 0.4, 0.01, unit="Å"),
            "bin_width": dropdown("bin width / degrees", [2, 5, 10, 20, 30], 10),
        }

    def draw(self, figure):
        """Both shapes above, both histograms below."""
        from plotly.subplots import make_subplots

        make_subplots(
            rows=2,
            cols=2,
            specs=[[{"type": "scene"}, {"type": "scene"}], [{"colspan": 2}, None]],
            row_heights=[0.52, 0.48],
            vertical_spacing=0.06,
            horizontal_spacing=0.02,
            figure=figure,
        )
        for place in range(2):
            self._draw_shape(figure, place)
        for place in range(2):
            self._draw_histogram(figure, place)
        figure.update_xaxes(title_text="angle / degrees", range=[0, 190], dtick=30)
        figure.update_yaxes(title_text="share of the angles", range=[0, 1.05])
        figure.update_layout(
            scene=scene_style(zoom=1.3),
            scene2=scene_style(zoom=1.3),
            height=520,
            barmode="overlay",
            margin_t=20,
            legend={"orientation": "h", "x": 0.0, "y": 0.5, "yanchor": "middle"},
        )

    def _draw_shape(self, figure, place):
        import plotly.graph_objects as go

        figure.add_trace(lines_trace(color="#777777", width=5), row=1, col=place + 1)
        symbol = ("circle", "square")[place]
        line = {"color": "#222222", "width": 1}
        for size, color, look in ((9, "#000000", "diamond"), (9, COLOURS[place], symbol)):
            marker = {"size": size, "color": color, "symbol": look, "line": line}
            trace = go.Scatter3d(
                mode="markers", marker=marker, showlegend=False, x=[0], y=[0], z=[0]
            )
            figure.add_trace(trace, row=1, col=place + 1)

    def _draw_histogram(self, figure, place):
        import plotly.graph_objects as go

        bars = {"color": COLOURS[place], "pattern": {"shape": ("", "/")[place]}}
        figure.add_trace(go.Bar(x=[], y=[], marker=bars, opacity=0.6, name="-"), row=2, col=1)
        line = {"color": COLOURS[place], "width": 3, "dash": ("solid", "dash")[place]}
        figure.add_trace(go.Scatter(x=[], y=[], mode="lines", line=line, name="-"), row=2, col=1)

    def _bonds(self, shape):
        if shape not in self._known:
            if shape in REAL:
                make, r_cut = REAL[shape]
                structure = make()
                site = [atom.specie.symbol for atom in structure].index(shape.split()[0])
                self._known[shape] = look_around(structure, site, r_cut).vectors
            else:
                self._known[shape] = look_around(make_shell(shape), 0, 2.7).vectors
        return self._known[shape]

    def _disturbed(self, shape, noise, place):
        bonds = self._bonds(shape)
        return bonds + noise * np.random.default_rng(place).normal(size=bonds.shape)

    def update(self, figure, *, first, second, noise, bin_width):
        """Other shapes, other noise, other bins."""
        shapes = (first, second)
        bonds = [self._disturbed(shape, noise, place) for place, shape in enumerate(shapes)]
        angles = [angles_of(vectors) for vectors in bonds]
        edges = angle_edges(bin_width)
        with figure.batch_update():
            for place, shape in enumerate(shapes):
                lines, _, atoms = figure.data[3 * place : 3 * place + 3]
                place_points(lines, join_lines(0.0, bonds[place]))
                place_points(atoms, bonds[place])
                bars, mean = figure.data[6 + 2 * place : 8 + 2 * place]
                shares = np.histogram(angles[place], edges)[0] / len(angles[place])
                bars.x, bars.y, bars.width = edges[:-1] + bin_width / 2, shares, bin_width * 0.9
                bars.name, mean.name = shape, f"mean, {shape}"
                mean.x, mean.y = [angles[place].mean()] * 2, [0, 1]
            reach = 1.1 * max(np.linalg.norm(vectors, axis=1).max() for vectors in bonds)
            figure.update_layout(scene=scene_range(reach), scene2=scene_range(reach))
        return " ".join(
            describe_shape(shape, part) for shape, part in zip(shapes, bonds, strict=True)
        )

    def picture(self, *, first, second, noise, bin_width):
        """Both shapes and their histograms."""
        from matplotlib import rc_context
        from matplotlib.figure import Figure

        shapes = {first: 0, second: 1}
        with rc_context(STYLE):
            figure = Figure(figsize=(9.5, 3.6), layout="constrained")
            grid = figure.add_gridspec(1, 4)
            wide = figure.add_subplot(grid[2:])
            for shape, place in shapes.items():
                bonds = self._disturbed(shape, noise, place)
                look = {"color": COLOURS[place], "marker": MARKERS[place]}
                ax = figure.add_subplot(grid[place], projection="3d")
                plot_shape(bonds, ax=ax, title=shape, **look)
            bonds = {shape: self._disturbed(shape, noise, place) for shape, place in shapes.items()}
            plot_angles(bonds, bin_width=bin_width, ax=wide)
        return figure
