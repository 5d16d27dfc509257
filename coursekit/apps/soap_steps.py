"""SOAP step by step: two environments, their densities, coefficients, power spectra, similarity."""

from functools import lru_cache

import numpy as np

from coursekit.apps.base import App, dropdown, slider
from coursekit.apps.crystals import look_around
from coursekit.featurizers.written_out import soap as steps
from coursekit.plots.soap import (
    COLOUR_MAP,
    plot_coefficients,
    plot_density,
    plot_similarities,
    plot_spectra,
    stack_coefficients,
)
from coursekit.plots.style import COLOURS, STYLE
from coursekit.structures import make_fcc, make_hcp, make_planar, make_shell

PAIRS = {
    "tetrahedron and octahedron": ("tetrahedron", "octahedron"),
    "tetrahedron and square": ("tetrahedron", "square"),
    "octahedron and trigonal prism": ("octahedron", "trigonal prism"),
    "fcc and hcp": ("fcc", "hcp"),
    "two flat ones, not alike": ("first", "second"),
}
VIEW, POINTS = 4.0, 61
"""Å from the atom to the edge of the picture; points along each side of it."""

ZETAS = np.arange(1, 17)
_AXIS = np.array([1.0, 2.0, 0.5]) / np.sqrt(5.25)


class SoapSteps(App):
    """From two clouds of Gaussians to one similarity, with every setting of SOAP within reach.

    All atoms count as one element. Densities are seen along z, added up over the depth.

    Parameters
    ----------
    **settings
        `pair` (a name in `PAIRS`), `sigma` (Å), `n_max`, `l_max`, `r_cut` (Å), `zeta`, `turn`
        (degrees, of the first environment), `weighting` ("none" or "poly").

    Examples
    --------
    >>> print(SoapSteps(pair="two flat ones, not alike").text())
    SOAP step by step. Similarity of first and second: 1.000000 (zeta 1), a distance of 0.0000 between vectors of 252 numbers. Turning the first by 25° changes its vector by less than 1e-9.
    """

    title = "SOAP step by step"

    def controls(self):
        """The pair, the settings of SOAP, and a turn of the first environment."""
        return {
            "pair": dropdown("compare", PAIRS),
            "sigma": slider("width sigma", 0.5, 0.15, 1.5, 0.05, unit="Å"),
            "n_max": slider("radial functions n_max", 8, 1, 10, 1),
            "l_max": slider("highest degree l_max", 6, 0, 9, 1),
            "r_cut": slider("cutoff radius r_cut", 4.0, 1.5, 6.0, 0.1, unit="Å"),
            "zeta": slider("sharpness zeta", 1, 1, 16, 1),
            "turn": slider("turn the first", 25, 0, 180, 5, unit="degrees"),
            "weighting": dropdown("far neighbours", [("count fully", "none"), ("fade", "poly")]),
        }

    def draw(self, figure):
        """Two densities and the coefficients above, spectra and similarities below."""
        import plotly.graph_objects as go
        from plotly.subplots import make_subplots

        titles = ("first", "second", "coefficients of the first", "power spectrum", "similarity")
        make_subplots(
            rows=2,
            cols=3,
            specs=[[{}, {}, {}], [{"colspan": 2}, None, {}]],
            subplot_titles=titles,
            vertical_spacing=0.17,
            figure=figure,
        )
        heat = {"colorscale": COLOUR_MAP, "showscale": False, "hoverinfo": "skip"}
        heat |= {"zmin": 0, "zsmooth": "best"}
        side = np.linspace(-VIEW, VIEW, POINTS)
        for column in (1, 2):
            figure.add_trace(go.Heatmap(x=side, y=side, **heat), row=1, col=column)
            figure.update_xaxes(title_text="x / Å", constrain="domain", row=1, col=column)
        figure.update_yaxes(title_text="y / Å", scaleanchor="x", row=1, col=1)
        figure.update_yaxes(scaleanchor="x2", row=1, col=2)
        figure.add_trace(go.Heatmap(colorscale="PuOr", showscale=False, zmid=0), row=1, col=3)
        figure.update_yaxes(title_text="n", dtick=1, row=1, col=3)
        for place in (0, 1):
            pattern = {"color": COLOURS[place], "pattern": {"shape": ("", "/")[place]}}
            figure.add_trace(go.Bar(marker=pattern, name="-"), row=2, col=1)
        figure.update_xaxes(title_text="degree l", dtick=1, row=2, col=1)
        figure.update_yaxes(title_text="share of the vector", row=2, col=1)
        curve = {"mode": "lines+markers", "line": {"color": COLOURS[0]}, "showlegend": False}
        here = {"size": 13, "color": COLOURS[1], "symbol": "diamond"}
        figure.add_trace(go.Scatter(x=ZETAS, **curve), row=2, col=3)
        figure.add_trace(go.Scatter(mode="markers", marker=here, showlegend=False), row=2, col=3)
        figure.update_xaxes(title_text="zeta", row=2, col=3)
        figure.update_yaxes(title_text="similarity", row=2, col=3)
        legend = {"x": 0.5, "y": 0.36, "xanchor": "right"}
        figure.update_layout(height=600, legend=legend, bargap=0.15)

    def update(self, figure, **values):
        """Every step anew, from the density to the similarity."""
        found = compare(**values)
        first, second, table, *bars, curve, here = figure.data
        with figure.batch_update():
            first.z, second.z = found["densities"]
            coefficients = stack_coefficients(found["coefficients"])
            table.z, table.y = coefficients, np.arange(1, len(coefficients) + 1)
            table.x = np.arange(coefficients.shape[1])
            starts = np.arange(len(found["coefficients"])) ** 2
            ticks = [str(n) for n in range(len(starts))]
            names, sizes = list(found["spectra"]), list(found["spectra"].values())
            for trace, name, size in zip(bars, names, sizes, strict=True):
                trace.x, trace.y, trace.name = np.arange(len(size)), size, name
            curve.y = found["similarity"] ** ZETAS
            here.x, here.y = [values["zeta"]], [found["similarity"] ** values["zeta"]]
            middles = starts + np.arange(len(starts))
            axis = {
                "tickvals": middles,
                "ticktext": ticks,
                "tickangle": 0,
                "title": {"text": "degree l"},
            }
            figure.update_layout(xaxis3=axis)
            for note, name in zip(figure.layout.annotations, names, strict=False):
                note.text = name
        return _say(found, values)

    def picture(self, **values):
        """The steps side by side."""
        from matplotlib import rc_context
        from matplotlib.figure import Figure

        found = compare(**values)
        names = list(found["spectra"])
        with rc_context(STYLE):
            figure = Figure(figsize=(10.5, 6), layout="constrained")
            axes = figure.subplots(2, 3)
            for ax, name, density in zip(axes[0], names, found["densities"], strict=False):
                plot_density(density, VIEW, ax=ax, title=name)
            plot_coefficients(found["coefficients"], ax=axes[0, 2], title=f"c_nlm, {names[0]}")
            plot_spectra(found["spectra"], ax=axes[1, 0], names="power spectrum")
            own, other = found["vectors"]
            axes[1, 1].plot(own, color=COLOURS[0], label=names[0])
            axes[1, 1].plot(other, "--", color=COLOURS[1], label=names[1])
            axes[1, 1].set(xlabel="number of the entry", title="vectors, length 1")
            curve = {"similarity": found["similarity"] ** ZETAS}
            here = values["zeta"]
            plot_similarities(ZETAS, curve, ax=axes[1, 2], xlabel="zeta", here=here)
        return figure


def compare(*, pair, sigma, n_max, l_max, r_cut, zeta, turn, weighting):
    """All steps for one pair of environments.

    Parameters
    ----------
    pair, sigma, n_max, l_max, r_cut, zeta, turn, weighting
        As the controls of `SoapSteps`.

    Returns
    -------
    dict
        `densities`, `coefficients` of the first, `spectra` by name, `vectors` of length 1,
        `similarity` at zeta 1, `change` of the first vector by the turn.
    """
    basis = {"n_max": n_max, "r_cut": r_cut, "sigma": sigma, "weighting": weighting}
    names = PAIRS[pair]
    second = _expand(names[1], 0, l_max=l_max, **basis)
    first = _expand(names[0], turn, l_max=l_max, **basis)
    still = _expand(names[0], 0, l_max=l_max, **basis)
    vectors = [part[1] / np.linalg.norm(part[1]) for part in (first, second, still)]
    blocks = (n_max**2) * np.arange(1, l_max + 1)
    spectra = {
        name: np.array([np.linalg.norm(part) for part in np.split(vector, blocks)])
        for name, vector in zip(names, vectors, strict=False)
    }
    return {
        "densities": [
            _seen_along_z(name, angle, sigma, r_cut, weighting)
            for name, angle in zip(names, (turn, 0), strict=True)
        ],
        "coefficients": first[0],
        "spectra": spectra,
        "vectors": vectors[:2],
        "similarity": float(vectors[0] @ vectors[1]),
        "change": float(np.abs(vectors[0] - vectors[2]).max() / np.abs(vectors[2]).max()),
        "length": (l_max + 1) * n_max * (n_max + 1) // 2,
    }


@lru_cache(maxsize=16)
def _atoms(name, reach):
    """The atom itself and its neighbours up to `reach`, Å."""
    if name in ("fcc", "hcp"):
        crystal = make_fcc("Cu") if name == "fcc" else make_hcp("Cu", a=2.556)
    elif name in ("first", "second"):
        crystal = make_planar(name, distance=2.0, box=40.0)
    else:
        crystal = make_shell(name, distance=2.0, box=40.0)
    around = look_around(crystal, 0, reach)
    return np.vstack([np.zeros(3), around.vectors])


def _turned(name, turn, sigma, r_cut, weighting):
    """Positions within reach, and how much each counts."""
    from scipy.spatial.transform import Rotation

    reach = steps.soap_reach(r_cut=r_cut, sigma=sigma)
    atoms = _atoms(name, float(np.ceil(2 * reach) / 2))
    atoms = atoms[np.linalg.norm(atoms, axis=1) <= reach]
    weights = np.ones(len(atoms))
    if weighting == "poly":
        weights = steps.fade(np.linalg.norm(atoms, axis=1), r_cut=r_cut)
    return Rotation.from_rotvec(np.radians(turn) * _AXIS).apply(atoms), weights


@lru_cache(maxsize=64)
def _expand(name, turn, *, l_max, n_max, r_cut, sigma, weighting):
    """Coefficients for each degree, and the whole power spectrum."""
    atoms, weights = _turned(name, turn, sigma, r_cut, weighting)
    basis = {"n_max": n_max, "r_cut": r_cut, "sigma": sigma, "weights": weights}
    degrees = range(l_max + 1)
    coefficients = [steps.coefficients(atoms, degree, **basis) for degree in degrees]
    spectra = [
        steps.power_spectrum(c, c, degree).ravel()
        for degree, c in zip(degrees, coefficients, strict=True)
    ]
    return coefficients, np.concatenate(spectra)


@lru_cache(maxsize=64)
def _seen_along_z(name, turn, sigma, r_cut, weighting):
    """The density added up along z, at POINTS x POINTS places."""
    atoms, weights = _turned(name, turn, sigma, r_cut, weighting)
    side = np.linspace(-VIEW, VIEW, POINTS)
    x, y = (np.exp(-((side - line[:, None]) ** 2) / (2 * sigma**2)) for line in atoms.T[:2])
    return np.einsum("n,ny,nx->yx", weights * sigma * np.sqrt(2 * np.pi), y, x)


def _say(found, values):
    names, similarity, zeta = list(found["spectra"]), found["similarity"], values["zeta"]
    distance = np.sqrt(max(2 - 2 * similarity, 0.0))
    change = f"{found['change']:.0e}" if found["change"] > 1e-9 else "less than 1e-9"
    return (
        f"Similarity of {names[0]} and {names[1]}: {similarity**zeta:.6f} (zeta {zeta}), a distance "
        f"of {distance:.4f} between vectors of {found['length']} numbers. Turning the first by "
        f"{values['turn']}° changes its vector by {change}."
    )
