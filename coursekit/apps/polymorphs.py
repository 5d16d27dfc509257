"""How alike the polymorphs of one formula look to a descriptor, and what they differ by."""

from functools import lru_cache

import numpy as np

from coursekit.apps.base import App, dropdown, slider
from coursekit.plots.style import COLOURS

FORMULAS = ("TiO2", "ZnO", "MgO", "CaTiO3", "LiAlO2", "TiS2", "NaCl", "GaN", "SiC", "Si")
"""Formulas with many polymorphs; those that the teaching set holds are offered."""

KINDS = {
    "SOAP, mean over all pairs of sites": "average",
    "SOAP, best match of sites": "rematch",
    "radial distribution function": "rdf",
    "atoms per volume": "density",
}
"""Ways to compare two crystals."""

GAP = 0.05
"""eV per atom; polymorphs that differ by more should not look alike."""


class PolymorphMap(App):
    """Similarity of every two polymorphs, and beside it the energy between them.

    Examples
    --------
    >>> app = PolymorphMap(formula="ZnO", r_cut=4.0)
    >>> len(app.names) * (len(app.names) - 1) // 2 == len(app.pairs)
    True
    """

    title = "Polymorphs: alike to the descriptor, different in energy"

    def controls(self):
        """Formula, way to compare, SOAP's settings, and what counts as alike."""
        return {
            "formula": dropdown("formula", [f for f in FORMULAS if f in _groups()]),
            "kind": dropdown("compare", list(KINDS.items())),
            "r_cut": slider("cutoff radius", 5.0, 2.5, 8.0, 0.5, unit="Å"),
            "sigma": slider("width of the atoms", 0.5, 0.2, 1.0, 0.1, unit="Å"),
            "zeta": slider("sharpness zeta", 1, 1, 8, 1),
            "alike": slider("alike above", 0.98, 0.8, 0.999, 0.001),
        }

    def draw(self, figure):
        """A heat map, two kinds of points and two lines."""
        figure.set_subplots(1, 2, column_widths=[0.5, 0.5], horizontal_spacing=0.17)
        figure.add_heatmap(
            colorscale="Blues",
            texttemplate="%{z:.3f}",
            hovertemplate="%{x} and %{y}: %{z:.4f}<extra></extra>",
            colorbar={"title": "similarity", "x": 0.43, "thickness": 12},
            row=1,
            col=1,
        )
        for k, name in enumerate(("other pairs", "alike, yet far apart")):
            figure.add_scatter(
                mode="markers",
                name=name,
                marker={"color": COLOURS[k], "symbol": ("circle", "square")[k], "size": 9},
                hovertemplate="%{text}: %{x:.4f}, %{y:.3f} eV per atom<extra></extra>",
                row=1,
                col=2,
            )
        line = {"color": "#777777", "width": 1, "dash": "dash"}
        figure.add_shape(
            type="line", x0=0, x1=0, y0=0, y1=1, yref="y2 domain", xref="x2", line=line
        )
        figure.add_shape(
            type="line", x0=0, x1=1, xref="x2 domain", y0=GAP, y1=GAP, yref="y2", line=line
        )
        figure.update_yaxes(autorange="reversed", row=1, col=1)
        figure.update_xaxes(title="similarity", row=1, col=2)
        figure.update_yaxes(title="energy between them / (eV per atom)", row=1, col=2)
        legend = {"orientation": "h", "x": 0.58, "y": 1.12}
        figure.update_layout(height=460, legend=legend, margin={"b": 90})

    def update(self, figure, **values):
        """Change map and points."""
        data = self._pair_up(**values)
        similarity, alike = data["similarity"], values["alike"]
        with figure.batch_update():
            heat, *points = figure.data
            heat.z, heat.x, heat.y = similarity, self.names, self.names
            heat.zmin, heat.zmax = float(similarity.min()), 1.0
            for trace, chosen in zip(points, (~data["aliased"], data["aliased"]), strict=True):
                trace.x, trace.y = data["x"][chosen], data["y"][chosen]
                trace.text = np.array(self.pairs)[chosen].tolist()
            figure.layout.shapes[0].update(x0=alike, x1=alike)
            top = max(1.08 * float(data["y"].max()), 2 * GAP)
            figure.layout.xaxis2.range = [min(float(data["x"].min()), alike) - 0.01, 1.005]
            figure.layout.yaxis2.range = [-0.03 * top, top]
        return _say(values, self.names, self.pairs, data)

    def picture(self, **values):
        """Map and points, for print."""
        from coursekit.plots.polymorphs import plot_polymorphs

        data = self._pair_up(**values)
        return plot_polymorphs(self.names, alike=values["alike"], gap=GAP, **data)[0].figure

    def _pair_up(self, formula, kind, r_cut, sigma, zeta, alike):
        self.names, energies = _groups()[formula][:2]
        similarity = compare(formula, kind, r_cut, sigma, zeta)
        first, second = np.triu_indices(len(self.names), 1)
        self.pairs = [
            f"{self.names[i]} and {self.names[j]}" for i, j in zip(first, second, strict=True)
        ]
        x, y = similarity[first, second], np.abs(energies[first] - energies[second])
        return {"similarity": similarity, "x": x, "y": y, "aliased": (x > alike) & (y > GAP)}


@lru_cache(maxsize=1)
def _groups():
    """Names, energies and crystals of every formula on offer."""
    from coursekit.datasets import load_teaching_set

    dataset, groups = load_teaching_set(), {}
    for formula in FORMULAS:
        members = np.flatnonzero(dataset.groups == formula)
        if len(members) > 2:
            crystals = [dataset.structures[i] for i in members]
            names = [crystal.properties["id"].partition("-")[2] for crystal in crystals]
            groups[formula] = names, dataset.targets[members], crystals
    return groups


@lru_cache(maxsize=256)
def compare(formula, kind, r_cut, sigma, zeta):
    """Similarity of every two polymorphs of a formula.

    Parameters
    ----------
    formula : str
        One of `FORMULAS`.
    kind : {"average", "rematch", "rdf", "density"}
    r_cut, sigma : float
        Å; `sigma` belongs to SOAP.
    zeta : int
        Sharpness of SOAP's kernel.

    Returns
    -------
    (n, n) array
        1 for equal descriptors.
    """
    from coursekit.kernels import AverageKernel, REMatchKernel

    crystals = _groups()[formula][2]
    if kind == "density":
        density = np.array([len(crystal) / crystal.volume for crystal in crystals])
        return np.minimum.outer(density, density) / np.maximum.outer(density, density)
    if kind == "rdf":
        rows = _distances(formula, r_cut)
        return rows @ rows.T
    kernel = {"average": AverageKernel, "rematch": REMatchKernel}[kind]
    return kernel(zeta=int(zeta)).fit_transform(_sites(formula, r_cut, sigma))


@lru_cache(maxsize=64)
def _sites(formula, r_cut, sigma):
    from coursekit.featurizers import SOAP

    return SOAP(r_cut, n_max=6, l_max=4, sigma=sigma).fit_transform(_groups()[formula][2])


@lru_cache(maxsize=64)
def _distances(formula, r_cut):
    from coursekit.featurizers import RadialDistribution

    rows = RadialDistribution(r_cut=r_cut).fit_transform(_groups()[formula][2])
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def _say(values, names, pairs, data):
    closest = int(np.argmax(data["x"]))
    return (
        f"{values['formula']}, {len(names)} polymorphs. Similarity runs from {data['x'].min():.3f} to "
        f"{data['x'].max():.4f}. Most alike: {pairs[closest]}, "
        f"{1000 * data['y'][closest]:.0f} meV per atom apart. {data['aliased'].sum()} of "
        f"{len(pairs)} pairs are above {values['alike']:.3f} and yet more than "
        f"{1000 * GAP:.0f} meV per atom apart."
    )
